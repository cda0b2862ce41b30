/* Which scanner hears what: two guns at one bench, by the real pairing machine. */
#include "check.h"

#include "app/core/replies.h"
#include "pairing/label.h"

#include <stdio.h>
#include <string.h>

static struct sk_pairing pairing;
static struct sk_replies replies;
static struct sk_label_rules *rules;
static sk_ms now;
static struct sk_reply_to to;

static int begin(void **state) {
    (void)state;
    struct sk_pairing_rules timing = {
        .timeout = 30000, .debounce = 0, .notice = 4000, .green = 15000, .slow = 4000
    };
    now = 1000;
    memset(&replies, 0, sizeof(replies));
    sk_pairing_init(&pairing, &timing, false, 41);
    return sk_label_rules_create(&rules, NULL, NULL, NULL, SK_LABEL_CASE_KEEP, NULL);
}

static int end(void **state) {
    (void)state;
    sk_label_rules_destroy(rules);
    return 0;
}

static void take_effects(void) {
    struct sk_pairing_effect effect;
    while (sk_pairing_next(&pairing, now, &effect)) {
    }
}

/* What the scanner hears at once; -1: nothing yet. */
static int scan(const char *device, const char *text) {
    struct sk_scan read = { .source = SK_SOURCE_USB_CDC, .at = now += 2000 };
    struct sk_label label;
    (void)snprintf(read.device, sizeof(read.device), "%s", device);
    sk_scan_set_text(&read, text, strlen(text));
    sk_label_classify(rules, &read, &label);
    struct sk_pairing_input input = { .type = SK_PAIRING_INPUT_SCAN,
                                      .label = &label,
                                      .scan = &read };
    sk_pairing_step(&pairing, &input, now);
    take_effects();
    bool is_told = sk_replies_scan(&replies, &read, &pairing, &to);
    if (is_told) {
        assert_string_equal(to.device, device);
        assert_int_equal(to.source, SK_SOURCE_USB_CDC);
    }
    return is_told ? (int)to.reply : -1;
}

static void saved(int64_t number) {
    struct sk_pairing_input input = { .type = SK_PAIRING_INPUT_SAVED, .number = number };
    sk_pairing_step(&pairing, &input, now += 10);
    take_effects();
}

static int verdict(int64_t number, enum sk_verdict_kind kind, bool alarm) {
    struct sk_verdict told = { .kind = kind, .number = number, .alarm = alarm };
    struct sk_pairing_input input = { .type = SK_PAIRING_INPUT_VERDICT, .verdict = &told };
    sk_pairing_step(&pairing, &input, now += 100);
    take_effects();
    return sk_replies_verdict(&replies, &told, &to) ? (int)to.reply : -1;
}

static void each_scan_is_answered_and_the_last_of_a_pair_when_it_is_saved(void **state) {
    (void)state;
    assert_int_equal(scan("gun", "sage62x0219220001"), SK_REPLY_TAKEN);
    assert_int_equal(scan("gun", "4006381333931"), SK_REPLY_AGAIN);
    assert_int_equal(scan("gun", "SAGK:NONSENSE"), SK_REPLY_AGAIN);
    assert_int_equal(scan("gun", "sag-demo0000000000ok01"), -1);
    assert_false(sk_replies_look(&replies, &pairing, &to));
    saved(41);
    assert_true(sk_replies_look(&replies, &pairing, &to));
    assert_int_equal(to.reply, SK_REPLY_WORKING);
    assert_string_equal(to.device, "gun");
    assert_false(sk_replies_look(&replies, &pairing, &to)); /* once */
    assert_int_equal(verdict(41, SK_VERDICT_BOUND, false), SK_REPLY_GOOD);
    assert_false(sk_replies_look(&replies, &pairing, &to));
    assert_int_equal(scan("gun", "SAGK:STICKY"), SK_REPLY_TAKEN); /* a gun that waits must hear */
}

static void a_verdict_goes_to_the_gun_that_completed_the_pair(void **state) {
    (void)state;
    assert_int_equal(scan("left", "sage62x0219220001"), SK_REPLY_TAKEN);
    assert_int_equal(scan("left", "sag-demo0000000000ok01"), -1);
    saved(41);
    assert_true(sk_replies_look(&replies, &pairing, &to));
    assert_int_equal(scan("right", "sage62x0219220002"), SK_REPLY_TAKEN);
    assert_int_equal(scan("right", "sag-demo0000000000ok02"), -1);
    saved(42);
    assert_true(sk_replies_look(&replies, &pairing, &to));
    assert_string_equal(to.device, "right");
    assert_int_equal(verdict(41, SK_VERDICT_REFUSED, false), SK_REPLY_BAD);
    assert_string_equal(to.device, "left");
    assert_int_equal(verdict(42, SK_VERDICT_BOUND, false), SK_REPLY_GOOD);
    assert_string_equal(to.device, "right");
}

static void what_is_not_final_says_nothing_and_red_says_bad(void **state) {
    (void)state;
    (void)scan("gun", "sage62x0219220001");
    (void)scan("gun", "sag-demo0000000000ok01");
    assert_int_equal(verdict(41, SK_VERDICT_SAVED, false), -1);
    assert_int_equal(verdict(41, SK_VERDICT_RETRY, false), -1);
    assert_int_equal(verdict(41, SK_VERDICT_CHECKING, false), -1);
    assert_int_equal(verdict(41, SK_VERDICT_BLOCKED, false), -1);
    assert_int_equal(verdict(41, SK_VERDICT_BLOCKED, true), SK_REPLY_BAD);
    assert_int_equal(verdict(41, SK_VERDICT_CHECK, false), SK_REPLY_BAD);
    assert_int_equal(verdict(7, SK_VERDICT_BOUND, false), -1); /* of an earlier run */
    assert_int_equal(verdict(0, SK_VERDICT_BOUND, false), -1);
}

static void of_many_pairs_the_newest_are_known(void **state) {
    (void)state;
    for (int64_t i = 0; i < SK_REPLIES_PAIRS + 5; i++) {
        char serial[32];
        (void)snprintf(serial, sizeof(serial), "sage62x02192%05d", (int)(i * 7 + 13));
        (void)scan("gun", serial);
        (void)scan("gun", "sag-demo0000000000ok01");
        saved(41 + i);
        (void)sk_replies_look(&replies, &pairing, &to);
    }
    struct sk_verdict told = { .kind = SK_VERDICT_BOUND, .number = 41 };
    assert_false(sk_replies_verdict(&replies, &told, &to));
    told.number = 41 + SK_REPLIES_PAIRS + 4;
    assert_true(sk_replies_verdict(&replies, &told, &to));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            each_scan_is_answered_and_the_last_of_a_pair_when_it_is_saved, begin, end),
        cmocka_unit_test_setup_teardown(a_verdict_goes_to_the_gun_that_completed_the_pair, begin,
                                        end),
        cmocka_unit_test_setup_teardown(what_is_not_final_says_nothing_and_red_says_bad, begin,
                                        end),
        cmocka_unit_test_setup_teardown(of_many_pairs_the_newest_are_known, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
