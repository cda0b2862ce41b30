/* A connection to the fleet's server whose name nobody resolves. */
#include "check.h"

#include "base/clock.h"
#include "fleet/link.h"

#include <netdb.h>
#include <pthread.h>
#include <string.h>
#include <time.h>

#define PATIENCE_MS 30000
#define AT_ONCE_MS 5000 /* far less than the resolver takes, and more than a busy machine */

/* --- a resolver that is asked and does not answer ------------------------------------------------
 */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int asked;
static int left;
static bool may_answer;

/* In the place of the system's, for libpq, too. */
int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints,
                struct addrinfo **result) {
    (void)node;
    (void)service;
    (void)hints;
    (void)result;
    pthread_mutex_lock(&lock);
    asked++;
    pthread_cond_broadcast(&changed);
    while (!may_answer) {
        pthread_cond_wait(&changed, &lock);
    }
    left++;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
    return EAI_AGAIN;
}

static void wait_until_asked(void) {
    pthread_mutex_lock(&lock);
    while (asked == 0) {
        pthread_cond_wait(&changed, &lock);
    }
    pthread_mutex_unlock(&lock);
}

static void answer(void) {
    pthread_mutex_lock(&lock);
    may_answer = true;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
}

static int begin(void **state) {
    (void)state;
    asked = left = 0;
    may_answer = false;
    return 0;
}

/* The threads that were left alone end before the next test. */
static int end(void **state) {
    (void)state;
    answer();
    pthread_mutex_lock(&lock);
    while (left < asked) {
        pthread_cond_wait(&changed, &lock);
    }
    pthread_mutex_unlock(&lock);
    return 0;
}

/* --- the link ------------------------------------------------------------------------------------
 */

static int losses;
static char why_lost[256];

static void take_answer(void *data, int32_t tag, uint64_t id, const PGresult *result) {
    (void)data;
    (void)tag;
    (void)id;
    (void)result;
}

static void take_change(void *data, bool is_up, const char *why) {
    (void)data;
    assert_false(is_up);
    losses++;
    (void)snprintf(why_lost, sizeof(why_lost), "%s", why);
}

static sk_ms now(void) {
    return sk_clock_system()->ops->now(sk_clock_system());
}

static struct sk_fleet_link *make_link(void) {
    const struct sk_fleet_link_ports ports = { take_answer, take_change, NULL };
    struct sk_fleet_link *link = NULL;
    losses = 0;
    assert_int_equal(
        sk_fleet_link_create(&link, "host=fleet.invalid dbname=fleet", "test", 1, &ports), SK_OK);
    return link;
}

static void nobody_waits_for_a_resolver_that_does_not_answer(void **state) {
    (void)state;
    struct sk_fleet_link *link = make_link();
    sk_ms began = now();
    sk_fleet_link_step(link, began);
    wait_until_asked();
    sk_fleet_link_step(link, began + 1);
    sk_fleet_link_destroy(link);
    assert_true(now() - began < AT_ONCE_MS);
    assert_int_equal(losses, 0);
}

static void that_it_takes_long_is_told_once_and_it_is_asked_once(void **state) {
    (void)state;
    struct sk_fleet_link *link = make_link();
    sk_ms began = now();
    sk_fleet_link_step(link, began);
    wait_until_asked();
    for (int minute = 1; minute <= 5; minute++) {
        sk_fleet_link_step(link, began + minute * 60000);
    }
    assert_int_equal(losses, 1);
    assert_string_equal(why_lost, "the fleet's server does not answer");
    assert_int_equal(asked, 1);
    sk_fleet_link_destroy(link);
}

static void a_name_that_is_not_known_is_a_loss_and_is_tried_again(void **state) {
    (void)state;
    struct sk_fleet_link *link = make_link();
    sk_ms began = now();
    sk_fleet_link_step(link, began);
    wait_until_asked();
    answer();
    while (losses == 0 && now() < began + PATIENCE_MS) {
        const struct timespec moment = { 0, 1000000 };
        (void)nanosleep(&moment, NULL);
        sk_fleet_link_step(link, began);
    }
    assert_int_equal(losses, 1);
    assert_non_null(strstr(why_lost, "fleet.invalid"));
    assert_true(sk_fleet_link_deadline(link) > began);
    sk_fleet_link_destroy(link);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(nobody_waits_for_a_resolver_that_does_not_answer, begin,
                                        end),
        cmocka_unit_test_setup_teardown(that_it_takes_long_is_told_once_and_it_is_asked_once, begin,
                                        end),
        cmocka_unit_test_setup_teardown(a_name_that_is_not_known_is_a_loss_and_is_tried_again,
                                        begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
