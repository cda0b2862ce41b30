/* Whether the cloud can be reached, while nothing is sent: when it is tried, and what is believed.
 */
#include "app/core/link_watch.h"

#include "check.h"

static void it_is_tried_at_once_and_again_while_nothing_is_told(void **state) {
    (void)state;
    struct sk_link_watch watch;
    sk_link_watch_init(&watch, 1000);
    assert_true(sk_link_watch_take(&watch, 1000));
    assert_false(sk_link_watch_take(&watch, 1000));
    assert_int_equal(watch.reach, SK_LINK_REACH_UNKNOWN);
    assert_false(sk_link_watch_take(&watch, watch.due - 1));
    assert_true(sk_link_watch_take(&watch, watch.due));
}

static void a_cloud_that_is_lost_is_tried_sooner_than_one_that_is_reached(void **state) {
    (void)state;
    struct sk_link_watch watch;
    sk_link_watch_init(&watch, 0);
    (void)sk_link_watch_take(&watch, 0);
    sk_link_watch_told(&watch, "net.resolve", 500);
    assert_int_equal(watch.reach, SK_LINK_LOST);
    assert_string_equal(watch.code, "net.resolve");
    assert_int_equal(watch.due, 500 + SK_LINK_WATCH_LOST_MS);
    assert_true(sk_link_watch_take(&watch, watch.due));
    assert_int_equal(watch.reach, SK_LINK_LOST); /* until it is told otherwise */
    sk_link_watch_told(&watch, "", 40000);
    assert_int_equal(watch.reach, SK_LINK_REACHED);
    assert_int_equal(watch.due, 40000 + SK_LINK_WATCH_IDLE_MS);
}

static void an_answer_puts_the_next_try_off(void **state) {
    (void)state;
    struct sk_link_watch watch;
    sk_link_watch_init(&watch, 0);
    sk_link_watch_told(&watch, "net.tls", 6000);
    sk_link_watch_answered(&watch, 7000);
    assert_string_equal(watch.code, ""); /* what was in the way is not said any more */
    assert_int_equal(watch.reach, SK_LINK_REACHED);
    assert_false(sk_link_watch_take(&watch, 7000));
    assert_int_equal(watch.due, 7000 + SK_LINK_WATCH_IDLE_MS);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(it_is_tried_at_once_and_again_while_nothing_is_told),
        SK_TEST(a_cloud_that_is_lost_is_tried_sooner_than_one_that_is_reached),
        SK_TEST(an_answer_puts_the_next_try_off),
    };
    return cmocka_run_group_tests_name("link_watch", tests, NULL, NULL);
}
