/* What happens beside pairs: nothing is lost unsaid, and a scanner gone mad does not fill the disk.
 */
#include "death.h"

#include "base/util.h"
#include "sending/side_log.h"

#include <stdio.h>
#include <string.h>

static struct sk_record read_text(const char *text) {
    struct sk_record record = { .event = SK_EVENT_SCAN };
    (void)snprintf(record.code, sizeof(record.code), "not-a-label");
    (void)snprintf(record.note, sizeof(record.note), "%s", text);
    return record;
}

static struct sk_record read_number(int number) {
    char text[16];
    (void)snprintf(text, sizeof(text), "%d", number);
    return read_text(text);
}

static void what_a_worker_scans_goes_at_once_and_in_order(void **state) {
    (void)state;
    struct sk_side_log log;
    struct sk_record out;
    sk_side_log_init(&log, 1000);
    assert_int_equal(sk_side_log_deadline(&log, 1000), -1);
    for (int i = 0; i < 3; i++) {
        struct sk_record record = read_number(i);
        sk_side_log_add(&log, &record, 1000);
    }
    assert_int_equal(sk_side_log_deadline(&log, 1000), 1000);
    for (int i = 0; i < 3; i++) {
        struct sk_record expected = read_number(i);
        assert_true(sk_side_log_next(&log, 1000, &out));
        assert_string_equal(out.note, expected.note);
        assert_int_equal(out.attempts, 0);
    }
    assert_false(sk_side_log_next(&log, 1000, &out));
    assert_int_equal(sk_side_log_deadline(&log, 1000), -1);
}

static void the_same_again_is_counted(void **state) {
    (void)state;
    struct sk_side_log log;
    struct sk_record out;
    struct sk_record same = read_text("x");
    struct sk_record other = read_text("y");
    sk_side_log_init(&log, 0);
    sk_side_log_add(&log, &same, 0);
    sk_side_log_add(&log, &same, 0);
    sk_side_log_add(&log, &same, 0);
    sk_side_log_add(&log, &other, 0);
    sk_side_log_add(&log, &same, 0);
    assert_true(sk_side_log_next(&log, 0, &out));
    assert_string_equal(out.note, "x");
    assert_int_equal(out.attempts, 3);
    assert_true(sk_side_log_next(&log, 0, &out));
    assert_string_equal(out.note, "y");
    assert_true(sk_side_log_next(&log, 0, &out));
    assert_string_equal(out.note, "x");
    assert_int_equal(out.attempts, 0);
}

/* Whatever comes, and however fast: what goes out and what is counted is what came in, and no more
 * than a burst and four a second goes out. */
static void a_scanner_gone_mad_is_slowed_down_and_counted(void **state) {
    (void)state;
    static const sk_ms paces[] = { 0, 1, 7, 100, 249, 250, 300 };
    for (size_t i = 0; i < SK_ARRAY_LEN(paces); i++) {
        struct sk_side_log log;
        struct sk_record out;
        sk_ms now = 5;
        int in = 0;
        int seen = 0;
        int records = 0;
        sk_side_log_init(&log, now);
        for (; in < 500; in++) {
            struct sk_record record = read_number(in / 2 * (in % 2)); /* now and then the same */
            sk_side_log_add(&log, &record, now);
            now += paces[i];
            while (sk_side_log_next(&log, now, &out)) {
                records++;
                seen += out.attempts > 0 ? out.attempts : 1;
            }
            sk_ms deadline = sk_side_log_deadline(&log, now);
            assert_true(deadline == -1 ? log.count == 0 : deadline > now);
        }
        assert_true(records <= SK_SIDE_LOG_BURST + 1 + (now - 5) / SK_SIDE_LOG_EVERY_MS);
        sk_side_log_hurry(&log);
        while (sk_side_log_next(&log, now, &out)) {
            seen += out.attempts > 0 ? out.attempts : 1;
        }
        assert_int_equal(seen, in);
    }
}

static void what_had_no_room_is_told_as_a_number(void **state) {
    (void)state;
    struct sk_side_log log;
    struct sk_record out;
    int last = 0;
    sk_side_log_init(&log, 0);
    for (int i = 0; i < SK_SIDE_LOG_SIZE + 7; i++) {
        struct sk_record record = read_number(i);
        sk_side_log_add(&log, &record, 0);
    }
    sk_side_log_hurry(&log);
    while (sk_side_log_next(&log, 0, &out)) {
        last = strcmp(out.code, "further") == 0 ? out.attempts : 0;
    }
    assert_int_equal(last, 7);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(what_a_worker_scans_goes_at_once_and_in_order),
        SK_TEST(the_same_again_is_counted),
        SK_TEST(a_scanner_gone_mad_is_slowed_down_and_counted),
        SK_TEST(what_had_no_room_is_told_as_a_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
