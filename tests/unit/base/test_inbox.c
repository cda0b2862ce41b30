#include "check.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/inbox.h"

#include <pthread.h>
#include <string.h>

static void count_wake(void *data) {
    (*(int *)data)++;
}

static void items_come_out_in_the_order_they_went_in(void **state) {
    (void)state;
    struct sk_inbox *inbox = NULL;
    int wakes = 0;
    assert_int_equal(sk_inbox_create(&inbox, sizeof(int), 3, count_wake, &wakes), SK_OK);
    for (int round = 0; round < 5; round++) { /* wraps around */
        for (int i = 0; i < 3; i++) {
            assert_int_equal(sk_inbox_post(inbox, &i, 0), SK_OK);
        }
        int item = -1;
        for (int i = 0; i < 3; i++) {
            assert_true(sk_inbox_take(inbox, &item));
            assert_int_equal(item, i);
        }
        assert_false(sk_inbox_take(inbox, &item));
    }
    assert_int_equal(wakes, 15);
    sk_inbox_destroy(inbox);
}

static void a_reserve_keeps_places_for_what_may_not_be_dropped(void **state) {
    (void)state;
    struct sk_inbox *inbox = NULL;
    int item = 1;
    assert_int_equal(sk_inbox_create(&inbox, sizeof(int), 3, NULL, NULL), SK_OK);
    assert_int_equal(sk_inbox_post(inbox, &item, 2), SK_OK);
    assert_int_equal(sk_inbox_post(inbox, &item, 2), SK_ERR_FULL);
    assert_int_equal(sk_inbox_post(inbox, &item, 0), SK_OK);
    assert_int_equal(sk_inbox_post(inbox, &item, 0), SK_OK);
    assert_int_equal(sk_inbox_post(inbox, &item, 0), SK_ERR_FULL);
    sk_inbox_destroy(inbox);
}

static void after_close_the_rest_can_be_taken_and_nothing_is_added(void **state) {
    (void)state;
    struct sk_inbox *inbox = NULL;
    int item = 5;
    assert_int_equal(sk_inbox_create(&inbox, sizeof(int), 3, NULL, NULL), SK_OK);
    assert_int_equal(sk_inbox_post(inbox, &item, 0), SK_OK);
    sk_inbox_close(inbox);
    assert_int_equal(sk_inbox_post(inbox, &item, 0), SK_ERR_STOPPED);
    item = 0;
    assert_true(sk_inbox_wait(inbox, &item));
    assert_int_equal(item, 5);
    assert_false(sk_inbox_wait(inbox, &item));
    sk_inbox_destroy(inbox);
}

#define SENDERS 4
#define EACH 2000

static void *send_many(void *data) {
    struct sk_inbox *inbox = data;
    for (int i = 0; i < EACH;) {
        i += sk_inbox_post(inbox, &i, 0) == SK_OK;
    }
    return NULL;
}

static void nothing_is_lost_between_threads(void **state) {
    (void)state;
    struct sk_inbox *inbox = NULL;
    pthread_t threads[SENDERS];
    assert_int_equal(sk_inbox_create(&inbox, sizeof(int), 16, NULL, NULL), SK_OK);
    for (int i = 0; i < SENDERS; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, send_many, inbox), 0);
    }
    int64_t sum = 0;
    for (int i = 0; i < SENDERS * EACH; i++) {
        int item = 0;
        assert_true(sk_inbox_wait(inbox, &item));
        sum += item;
    }
    assert_true(sum == (int64_t)SENDERS * EACH * (EACH - 1) / 2);
    for (int i = 0; i < SENDERS; i++) {
        pthread_join(threads[i], NULL);
    }
    sk_inbox_destroy(inbox);
}

static void sizes_that_cannot_be_are_refused(void **state) {
    (void)state;
    struct sk_inbox *inbox = NULL;
    assert_int_equal(sk_inbox_create(&inbox, 0, 3, NULL, NULL), SK_ERR_INVALID);
    assert_int_equal(sk_inbox_create(&inbox, SIZE_MAX / 2, 3, NULL, NULL), SK_ERR_INVALID);
    assert_null(inbox);
}

static void a_buffer_stops_at_its_ceiling_and_is_empty_then(void **state) {
    (void)state;
    struct sk_buf buf = SK_BUF_INIT(8);
    assert_int_equal(sk_buf_add(&buf, "1234", 4), SK_OK);
    assert_int_equal(sk_buf_addf(&buf, "%d", 5678), SK_OK);
    assert_string_equal(buf.data, "12345678");
    assert_int_equal(sk_buf_add(&buf, "9", 1), SK_ERR_FULL);
    assert_null(buf.data);
    assert_int_equal(buf.length, 0);
    assert_int_equal(sk_buf_addf(&buf, "again"), SK_OK);
    sk_buf_finish(&buf);
}

static void a_long_sentence_is_cut_between_characters(void **state) {
    (void)state;
    char text[2 * SK_ERR_TEXT_SIZE];
    memset(text, 'x', sizeof(text));
    memcpy(text + SK_ERR_TEXT_SIZE - 3, "€", 3); /* its last byte would be the NUL's place */
    text[sizeof(text) - 1] = '\0';
    struct sk_err_info info;
    assert_int_equal(sk_fail(&info, SK_ERR_IO, "%s", text), SK_ERR_IO);
    assert_int_equal(strlen(info.text), SK_ERR_TEXT_SIZE - 3);
    assert_int_equal(sk_fail(NULL, SK_ERR_FULL, "nobody listens"), SK_ERR_FULL);
}

static void a_time_is_written_with_its_offset(void **state) {
    (void)state;
    char text[SK_CLOCK_TEXT_SIZE];
    setenv("TZ", "UTC-05:30", 1); /* POSIX: east is negative */
    sk_clock_format(1767600550123, text, sizeof(text));
    assert_string_equal(text, "2026-01-05T13:39:10.123+05:30");
    sk_clock_format(-1, text, sizeof(text));
    assert_string_equal(text, "1970-01-01T05:29:59.999+05:30");
    sk_clock_format(INT64_MAX, text, sizeof(text));
    assert_string_equal(text, "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(items_come_out_in_the_order_they_went_in),
        SK_TEST(a_reserve_keeps_places_for_what_may_not_be_dropped),
        SK_TEST(after_close_the_rest_can_be_taken_and_nothing_is_added),
        SK_TEST(nothing_is_lost_between_threads),
        SK_TEST(sizes_that_cannot_be_are_refused),
        SK_TEST(a_buffer_stops_at_its_ceiling_and_is_empty_then),
        SK_TEST(a_long_sentence_is_cut_between_characters),
        SK_TEST(a_time_is_written_with_its_offset),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
