/* The keyring's timing, with clocks that are numbers; its files and wire are in the integration
 * test of the keys. */
#include "client/keyring.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#define WALL ((int64_t)1767600550000) /* 2026-01-05T08:09:10Z */
#define MINUTE ((int64_t)60000)

static char notices[4096];

static void on_notice(void *data, enum sag_notice_level level, const char *text) {
    (void)data;
    (void)level;
    strncat(notices, text, sizeof(notices) - strlen(notices) - 1);
}

static struct sag_keyring *ring;

static int open_ring(void **state) {
    (void)state;
    char text[SAG_TEXT_SIZE];
    notices[0] = '\0';
    setenv("HOME", "/nonexistent", 1);
    setenv("ALIBABA_CLOUD_CREDENTIALS_URI", "http://127.0.0.1:1/key", 1);
    struct sag_config config = { .size = sizeof(config),
                                 .region = "cn-hangzhou",
                                 .on_notice = on_notice };
    assert_int_equal(sag_keyring_create(&ring, &config, text), SAG_OK);
    return 0;
}

static int close_ring(void **state) {
    (void)state;
    sag_keyring_destroy(ring);
    ring = NULL;
    return 0;
}

static void answer(const char *id, const char *expiration, int64_t wall, int64_t mono) {
    char json[512];
    snprintf(json, sizeof(json),
             "{\"AccessKeyId\":\"%s\",\"AccessKeySecret\":\"s\",\"SecurityToken\":\"t\","
             "\"Expiration\":\"%s\"}",
             id, expiration);
    sag_keyring_answer(ring, 200, json, strlen(json), "", wall, mono);
}

static bool fetch_wanted(void) {
    struct sag_fetch fetch;
    return sag_keyring_next_fetch(ring, &fetch);
}

static void get_first_key(void) {
    assert_int_equal(sag_keyring_prepare(ring, WALL, 0), SAG_KEYRING_WAIT);
    assert_true(fetch_wanted());
    assert_false(fetch_wanted()); /* one at a time */
    assert_int_equal(sag_keyring_prepare(ring, WALL, 1), SAG_KEYRING_WAIT);
    answer("one", "2026-01-05T09:09:10Z", WALL, 2); /* good for an hour */
    assert_int_equal(sag_keyring_prepare(ring, WALL, 3), SAG_KEYRING_READY);
    assert_false(fetch_wanted());
}

static void a_key_is_renewed_a_quarter_hour_before_its_end_while_it_still_signs(void **state) {
    (void)state;
    get_first_key();
    assert_int_equal(sag_keyring_prepare(ring, WALL + 44 * MINUTE, 44 * MINUTE), SAG_KEYRING_READY);
    assert_false(fetch_wanted());
    assert_int_equal(sag_keyring_prepare(ring, WALL + 45 * MINUTE, 45 * MINUTE), SAG_KEYRING_READY);
    assert_true(fetch_wanted());
    assert_string_equal(sag_keyring_key(ring)->id, "one");
    answer("two", "2026-01-05T10:09:10Z", WALL + 45 * MINUTE, 45 * MINUTE);
    assert_string_equal(sag_keyring_key(ring)->id, "two");
    assert_non_null(strstr(notices, "renewed"));
}

static void a_renewal_that_fails_is_tried_again_after_a_pause(void **state) {
    (void)state;
    get_first_key();
    int64_t wall = WALL + 50 * MINUTE;
    int64_t mono = 50 * MINUTE;
    assert_int_equal(sag_keyring_prepare(ring, wall, mono), SAG_KEYRING_READY);
    assert_true(fetch_wanted());
    sag_keyring_answer(ring, 0, NULL, 0, "no route", wall, mono);
    assert_non_null(strstr(notices, "no route"));
    assert_int_equal(sag_keyring_prepare(ring, wall, mono + 1000), SAG_KEYRING_READY);
    assert_false(fetch_wanted());
    assert_int_equal(sag_keyring_prepare(ring, wall, mono + 31000), SAG_KEYRING_READY);
    assert_true(fetch_wanted());
    /* Its end has come: calls wait, then fail with the reason. */
    assert_int_equal(sag_keyring_prepare(ring, WALL + 60 * MINUTE, mono + 32000), SAG_KEYRING_WAIT);
    sag_keyring_answer(ring, 503, "", 0, "", WALL + 60 * MINUTE, mono + 33000);
    assert_int_equal(sag_keyring_prepare(ring, WALL + 60 * MINUTE, mono + 33000),
                     SAG_KEYRING_FAILED);
    assert_non_null(strstr(sag_keyring_failure(ring), "HTTP 503"));
    assert_int_equal(sag_keyring_prepare(ring, WALL + 60 * MINUTE, mono + 34000), SAG_KEYRING_WAIT);
}

static void a_key_with_a_short_life_is_not_fetched_before_every_call(void **state) {
    (void)state;
    sag_keyring_prepare(ring, WALL, 0);
    assert_true(fetch_wanted());
    answer("short", "2026-01-05T08:14:10Z", WALL, 0); /* five minutes: always stale */
    for (int i = 1; i < 30; i++) {
        assert_int_equal(sag_keyring_prepare(ring, WALL, i * 1000), SAG_KEYRING_READY);
        assert_false(fetch_wanted());
    }
    assert_int_equal(sag_keyring_prepare(ring, WALL, 30000), SAG_KEYRING_READY);
    assert_true(fetch_wanted());
}

static void the_same_expired_key_twice_is_no_longer_worth_trying(void **state) {
    (void)state;
    get_first_key();
    assert_true(sag_keyring_expired(ring));
    assert_int_equal(sag_keyring_prepare(ring, WALL, 10), SAG_KEYRING_WAIT);
    assert_true(fetch_wanted());
    answer("one", "2026-01-05T09:09:10Z", WALL, 20);
    assert_int_equal(sag_keyring_prepare(ring, WALL, 30), SAG_KEYRING_FAILED);
    assert_non_null(strstr(sag_keyring_failure(ring), "refuses as expired"));
    assert_false(sag_keyring_expired(ring));
    assert_int_equal(sag_keyring_prepare(ring, WALL, 40), SAG_KEYRING_WAIT);
    assert_true(fetch_wanted());
    answer("two", "2026-01-05T09:09:10Z", WALL, 50);
    assert_int_equal(sag_keyring_prepare(ring, WALL, 60), SAG_KEYRING_READY);
}

static void an_answer_nobody_asked_for_changes_nothing(void **state) {
    (void)state;
    answer("stray", "2026-01-05T09:09:10Z", WALL, 0);
    assert_null(sag_keyring_key(ring));
    assert_string_equal(sag_keyring_source(ring), "");
    sag_keyring_destroy(NULL);
}

static void a_role_is_assumed_again_a_quarter_hour_before_its_keys_end(void **state) {
    (void)state;
    static const char file[] = "[default]\ntype=ram_role_arn\naccess_key_id=lasting\n"
                               "access_key_secret=s\nrole_arn=acs:ram::1:role/x\n";
    static const char answered[] =
        "{\"Credentials\":{\"AccessKeyId\":\"STS.1\",\"AccessKeySecret\":\"s\","
        "\"SecurityToken\":\"t\",\"Expiration\":\"2026-01-05T09:09:10Z\"}}";
    char path[] = "/tmp/keyring_XXXXXX";
    char text[SAG_TEXT_SIZE];
    struct sag_fetch fetch;
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, file, strlen(file)), (ssize_t)strlen(file));
    close(fd);
    close_ring(NULL);
    struct sag_config config = { .size = sizeof(config),
                                 .region = "cn-hangzhou",
                                 .credentials_file = path };
    assert_int_equal(sag_keyring_create(&ring, &config, text), SAG_OK);
    assert_int_equal(sag_keyring_prepare(ring, WALL, 0), SAG_KEYRING_WAIT);
    assert_true(sag_keyring_next_fetch(ring, &fetch));
    assert_string_equal(fetch.url, "https://sts.aliyuncs.com/");
    assert_string_equal(fetch.method, "POST");
    assert_true(fetch.is_service);
    assert_non_null(strstr(fetch.body, "Timestamp=2026-01-05T08%3A09%3A10Z"));
    sag_keyring_answer(ring, 200, answered, strlen(answered), "", WALL, 10);
    assert_string_equal(sag_keyring_key(ring)->id, "STS.1");
    assert_int_equal(sag_keyring_prepare(ring, WALL + 44 * MINUTE, 44 * MINUTE), SAG_KEYRING_READY);
    assert_false(fetch_wanted());
    assert_int_equal(sag_keyring_prepare(ring, WALL + 45 * MINUTE, 45 * MINUTE), SAG_KEYRING_READY);
    assert_true(sag_keyring_next_fetch(ring, &fetch));
    assert_non_null(strstr(fetch.body, "AccessKeyId=lasting&"));
    unlink(path);
}

#define WITH_RING(test) cmocka_unit_test_setup_teardown(test, open_ring, close_ring)

int main(void) {
    const struct CMUnitTest tests[] = {
        WITH_RING(a_key_is_renewed_a_quarter_hour_before_its_end_while_it_still_signs),
        WITH_RING(a_renewal_that_fails_is_tried_again_after_a_pause),
        WITH_RING(a_key_with_a_short_life_is_not_fetched_before_every_call),
        WITH_RING(the_same_expired_key_twice_is_no_longer_worth_trying),
        WITH_RING(a_role_is_assumed_again_a_quarter_hour_before_its_keys_end),
        WITH_RING(an_answer_nobody_asked_for_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
