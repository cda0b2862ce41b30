/* The outbox's sender over the client, on its own thread: what becomes of an outcome, and that the
 * thread wakes and ends. */
#include "app/core/cloud_sender.h"
#include "app/core/cloud_senders.h"
#include "app/settings/account_options.h"
#include "harness.h"

#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

struct desk {
    struct sk_config config;
    struct sk_cloud_sender *sender;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    int answers;
    int troubles;
    struct sk_answer answer; /* the last one */
    char trouble[SAG_TEXT_SIZE];
};

static void on_answer(void *data, const struct sk_answer *answer) {
    struct desk *desk = data;
    pthread_mutex_lock(&desk->lock);
    desk->answer = *answer;
    desk->answers++;
    pthread_cond_broadcast(&desk->changed);
    pthread_mutex_unlock(&desk->lock);
}

static void on_news(void *data, const struct sk_sender_news *news) {
    struct desk *desk = data;
    pthread_mutex_lock(&desk->lock);
    if (news->type == SK_SENDER_TROUBLE) {
        snprintf(desk->trouble, sizeof(desk->trouble), "%s", news->text.text);
        desk->troubles++;
    }
    pthread_cond_broadcast(&desk->changed);
    pthread_mutex_unlock(&desk->lock);
}

/* Until *counter reaches count; 20 s. */
static void await(struct desk *desk, const int *counter, int count) {
    struct timespec end;
    clock_gettime(CLOCK_REALTIME, &end);
    end.tv_sec += 20;
    pthread_mutex_lock(&desk->lock);
    while (*counter < count && pthread_cond_timedwait(&desk->changed, &desk->lock, &end) == 0) {
    }
    int reached = *counter;
    pthread_mutex_unlock(&desk->lock);
    assert_true(reached >= count);
}

static void set_text(char **value, const char *text) {
    free(*value);
    *value = strdup(text);
    assert_non_null(*value);
}

static void open_desk(struct desk *desk, const struct world *world) {
    *desk = (struct desk){ .answers = 0 };
    pthread_mutex_init(&desk->lock, NULL);
    pthread_cond_init(&desk->changed, NULL);
    assert_int_equal(sk_config_init(&desk->config), SK_OK);
    set_text(&desk->config.cloud.region, "cn-hangzhou");
    set_text(&desk->config.cloud.endpoint, world->endpoint);
    set_text(&desk->config.cloud.ca_file, raw_server_ca_file(world->server));
    setenv("ALIBABA_CLOUD_ACCESS_KEY_ID", TEST_KEY, 1);
    setenv("ALIBABA_CLOUD_ACCESS_KEY_SECRET", TEST_SECRET, 1);
}

static void start(struct desk *desk) {
    const struct sk_sender_listener listener = { on_answer, on_news, desk };
    struct sk_account account = { .region = "" };
    sk_accounts_fill(&desk->config, &account);
    assert_int_equal(sk_cloud_sender_create(&desk->sender, &desk->config, &account, &listener),
                     SK_OK);
}

static void close_desk(struct desk *desk) {
    sk_cloud_sender_destroy(desk->sender);
    sk_config_finish(&desk->config);
    pthread_cond_destroy(&desk->changed);
    pthread_mutex_destroy(&desk->lock);
}

static void ask(struct desk *desk, enum sk_request request) {
    struct sk_pair pair = { .number = 7 };
    int before = desk->answers;
    snprintf(pair.labels.serial, sizeof(pair.labels.serial), "%s", TEST_SN);
    snprintf(pair.labels.instance, sizeof(pair.labels.instance), "%s", TEST_ID);
    struct sk_sender *sender = sk_cloud_sender_sender(desk->sender);
    assert_true(sender->ops->send(sender, request, &pair));
    await(desk, &desk->answers, before + 1);
    assert_int_equal(desk->answer.number, 7);
}

#define ANSWERS(body_length, body)                                                                 \
    {                                                                                              \
        RAW_READ_REQUEST,                                                                          \
            ANSWER_HEAD("200 OK", body_length, "Date: Mon, 05 Jan 2026 08:09:10 GMT\r\n") body, 0, \
            RAW_KEEP                                                                               \
    }

static void a_lookup_about_another_instance_is_no_knowledge(void **state) {
    (void)state;
    struct world world = { 0 };
    struct desk desk;
    SERVE_STEPS(&world,
                ANSWERS("79", "{\"RequestId\":\"r1\",\"SmartAGId\":\"sag-2\","
                              "\"SerialNumber\":\"" TEST_SN "\"}      "),
                ANSWERS("91", "{\"RequestId\":\"r2\",\"SmartAGId\":\"" TEST_ID "\","
                              "\"SerialNumber\":\"" TEST_SN "\"}"));
    open_desk(&desk, &world);
    start(&desk);
    ask(&desk, SK_REQUEST_ASK_INSTANCE);
    assert_int_equal(desk.answer.cls, SK_ANSWER_UNKNOWN);
    assert_string_equal(desk.answer.code, "net.mismatch");
    assert_int_not_equal(desk.answer.presence, SK_PRESENCE_HERE);
    assert_false(desk.answer.has_server_time);
    ask(&desk, SK_REQUEST_ASK_INSTANCE);
    assert_int_equal(desk.answer.cls, SK_ANSWER_OK);
    assert_int_equal(desk.answer.presence, SK_PRESENCE_HERE);
    close_desk(&desk);
    world_close(&world);
}

#define REFUSES(status, body_length, code)                                                         \
    {                                                                                              \
        RAW_READ_REQUEST, ANSWER_HEAD(status, body_length, "") "{\"Code\":\"" code "\"}", 0,       \
            RAW_KEEP                                                                               \
    }

/* Nobody behind the sender compares a code. */
static void what_the_client_knows_of_a_code_reaches_the_outbox(void **state) {
    (void)state;
    struct world world = { 0 };
    struct desk desk;
    SERVE_STEPS(
        &world, REFUSES("400 Bad", "25", "SAG.SnConflict"),
        REFUSES("400 Bad", "26", "SAG.SnOverLimit"), REFUSES("403 No", "24", "Forbidden.RAM"),
        REFUSES("400 Bad", "26", "Throttling.User"),
        REFUSES("400 Bad", "30", "ResourceInOperating"),
        ANSWERS("141",
                "{\"RequestId\":\"r6\",\"TotalCount\":1,\"SmartAccessGateways\":{"
                "\"SmartAccessGateway\":[{\"SmartAGId\":\"sag-other\",\"SerialNumber\":\"" TEST_SN
                "\"}]}}"));
    open_desk(&desk, &world);
    start(&desk);
    ask(&desk, SK_REQUEST_BIND);
    assert_int_equal(desk.answer.cls, SK_ANSWER_REFUSED);
    assert_true(desk.answer.is_conflict && desk.answer.may_be_own && !desk.answer.is_forbidden);
    ask(&desk, SK_REQUEST_BIND);
    assert_int_equal(desk.answer.cls, SK_ANSWER_REFUSED);
    assert_true(!desk.answer.is_conflict && desk.answer.may_be_own && !desk.answer.is_forbidden);
    ask(&desk, SK_REQUEST_BIND);
    assert_int_equal(desk.answer.cls, SK_ANSWER_BLOCKED);
    assert_true(!desk.answer.is_conflict && !desk.answer.may_be_own && desk.answer.is_forbidden);
    ask(&desk, SK_REQUEST_BIND);
    assert_int_equal(desk.answer.cls, SK_ANSWER_THROTTLED);
    ask(&desk, SK_REQUEST_BIND);
    assert_int_equal(desk.answer.cls, SK_ANSWER_BUSY);
    assert_string_equal(desk.answer.conflict_code, "");
    ask(&desk, SK_REQUEST_ASK_SERIAL);
    assert_int_equal(desk.answer.cls, SK_ANSWER_OK);
    assert_int_equal(desk.answer.presence, SK_PRESENCE_ELSEWHERE);
    assert_string_equal(desk.answer.where, "sag-other");
    assert_string_equal(desk.answer.code, "");
    assert_string_equal(desk.answer.conflict_code, "SAG.SnConflict");
    close_desk(&desk);
    world_close(&world);
}

static void the_server_s_time_reaches_the_outbox(void **state) {
    (void)state;
    struct world world = { 0 };
    struct desk desk;
    struct timespec now;
    SERVE_STEPS(&world, ANSWERS("52", OK_BODY));
    open_desk(&desk, &world);
    start(&desk);
    ask(&desk, SK_REQUEST_BIND);
    clock_gettime(CLOCK_REALTIME, &now);
    int64_t offset = (int64_t)1767600550000 - (int64_t)now.tv_sec * 1000;
    assert_int_equal(desk.answer.cls, SK_ANSWER_OK);
    assert_true(desk.answer.has_server_time);
    assert_true(llabs(desk.answer.clock_offset - offset) < 30000);
    close_desk(&desk);
    world_close(&world);
}

static struct rlimit exhaust(void) {
    struct rlimit before;
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
    int next = open("/dev/null", O_RDONLY | O_CLOEXEC);
    assert_true(next >= 0);
    close(next);
    struct rlimit now = { .rlim_cur = (rlim_t)next, .rlim_max = before.rlim_max };
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &now), 0);
    return before;
}

static void without_descriptors_the_thread_answers_recovers_and_ends(void **state) {
    (void)state;
    struct world world = { 0 };
    struct desk desk;
    SERVE_STEPS(&world, ANSWERS("52", OK_BODY));
    open_desk(&desk, &world);
    struct rlimit before = exhaust();
    start(&desk);
    await(&desk, &desk.troubles, 1);
    assert_non_null(strstr(desk.trouble, "file descriptor"));
    ask(&desk, SK_REQUEST_BIND);
    assert_int_equal(desk.answer.cls, SK_ANSWER_BLOCKED);
    assert_string_equal(desk.answer.code, "net.descriptors");
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
    ask(&desk, SK_REQUEST_BIND);
    assert_int_equal(desk.answer.cls, SK_ANSWER_OK);

    /* And where there were enough at first. */
    before = exhaust();
    sk_cloud_sender_destroy(desk.sender);
    desk.sender = NULL;
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
    close_desk(&desk);
    world_close(&world);
}

/* More of them than there can be senders: the one that was unused for longest makes room. */
static void any_number_of_accounts_is_served_each_with_its_own_trouble(void **state) {
    (void)state;
    enum { ACCOUNTS = 80 };
    struct world world = { 0 };
    struct desk desk;
    struct sk_sender *sender = NULL;
    struct sk_err_info info;
    SERVE_STEPS(&world, ANSWERS("52", OK_BODY));
    open_desk(&desk, &world);
    const struct sk_sender_listener listener = { on_answer, on_news, &desk };
    assert_int_equal(sk_cloud_senders_create(&sender, &desk.config, &listener, &info), SK_OK);
    for (int i = 0; i < ACCOUNTS; i++) {
        struct sk_pair pair = { .number = 100 + i };
        snprintf(pair.account.profile, sizeof(pair.account.profile), "no-such-%d", i);
        while (!sender->ops->send(sender, SK_REQUEST_BIND, &pair)) {
            sched_yield(); /* as the outbox does, which offers it again */
        }
        await(&desk, &desk.answers, i + 1);
        assert_int_equal(desk.answer.number, 100 + i);
        assert_int_equal(desk.answer.cls, SK_ANSWER_BLOCKED);
        assert_string_equal(desk.answer.code, "net.credentials");
        assert_non_null(strstr(desk.trouble, pair.account.profile));
    }
    /* And meanwhile the default account has a key. */
    struct sk_pair pair = { .number = 7 };
    snprintf(pair.labels.serial, sizeof(pair.labels.serial), "%s", TEST_SN);
    snprintf(pair.labels.instance, sizeof(pair.labels.instance), "%s", TEST_ID);
    while (!sender->ops->send(sender, SK_REQUEST_BIND, &pair)) {
        sched_yield();
    }
    await(&desk, &desk.answers, ACCOUNTS + 1);
    assert_int_equal(desk.answer.cls, SK_ANSWER_OK);
    sender->ops->destroy(sender);
    desk.sender = NULL;
    close_desk(&desk);
    world_close(&world);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_lookup_about_another_instance_is_no_knowledge),
        cmocka_unit_test(what_the_client_knows_of_a_code_reaches_the_outbox),
        cmocka_unit_test(the_server_s_time_reaches_the_outbox),
        cmocka_unit_test(any_number_of_accounts_is_served_each_with_its_own_trouble),
        cmocka_unit_test(without_descriptors_the_thread_answers_recovers_and_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
