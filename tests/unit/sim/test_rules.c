/* The language of faults: what it takes, what it refuses and in which words, and when it fires. */
#include "sim/rules.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct sk_sim_subject bind_a = { "BindSerialNumber", "sage62xa", "sag-a", "key-a",
                                              true };
static const struct sk_sim_subject bind_b = { "BindSerialNumber", "sage62xb", "sag-a", "key-a",
                                              true };
static const struct sk_sim_subject forged = { "BindSerialNumber", "sage62xa", "sag-a", "", false };
static const struct sk_sim_subject describe = { "DescribeRegions", "", "", "key-b", true };

static struct sk_sim_rules rules_of(const char *text) {
    struct sk_sim_rules rules = { 0 };
    struct sk_err_info info = { "" };
    if (sk_sim_rules_add(&rules, text, &info)) {
        fail_msg("'%s': %s", text, info.text);
    }
    return rules;
}

static bool fires(struct sk_sim_rules *rules, const struct sk_sim_subject *subject) {
    struct sk_sim_faults faults;
    sk_sim_rules_pick(rules, subject, &faults);
    return faults.count > 0;
}

/* One letter for each of ten requests: X where the rule fires. */
static void check_pattern(const char *text, const char *expected) {
    struct sk_sim_rules rules = rules_of(text);
    char got[11] = "";
    for (size_t i = 0; i < 10; i++) {
        got[i] = fires(&rules, &bind_a) ? 'X' : '.';
    }
    assert_string_equal(got, expected);
    sk_sim_rules_finish(&rules);
}

static void globs_match_whole_texts(void **state) {
    (void)state;
    assert_true(sk_sim_glob("*", ""));
    assert_true(sk_sim_glob("*", "anything"));
    assert_true(sk_sim_glob("Bind*", "BindSerialNumber"));
    assert_true(sk_sim_glob("*Serial*", "BindSerialNumber"));
    assert_true(sk_sim_glob("a?c", "abc"));
    assert_true(sk_sim_glob("a*b*c", "a-b-b-c"));
    assert_false(sk_sim_glob("Bind", "BindSerialNumber"));
    assert_false(sk_sim_glob("bind*", "BindSerialNumber"));
    assert_false(sk_sim_glob("a?c", "ac"));
    assert_false(sk_sim_glob("", "a"));
    assert_false(sk_sim_glob("a*b*c", "a-b-b-"));
    char text[2001];
    memset(text, 'a', 2000);
    text[2000] = '\0';
    assert_false(sk_sim_glob("*a*a*a*a*a*a*a*a*a*a*b", text)); /* and ends soon */
}

static void every_condition_must_hold(void **state) {
    (void)state;
    struct sk_sim_rules rules = rules_of("action=Bind* sn=*a instance=sag-? : close");
    assert_true(fires(&rules, &bind_a));
    assert_false(fires(&rules, &bind_b));
    assert_false(fires(&rules, &describe));
    assert_false(fires(&rules, &forged));
    sk_sim_rules_finish(&rules);
    rules = rules_of("key=key-b : close");
    assert_false(fires(&rules, &bind_a));
    assert_true(fires(&rules, &describe));
    sk_sim_rules_finish(&rules);
}

static void a_rule_without_conditions_is_for_every_genuine_request(void **state) {
    (void)state;
    struct sk_sim_rules rules = rules_of(": delay 5");
    assert_true(fires(&rules, &bind_a));
    assert_true(fires(&rules, &describe));
    assert_false(fires(&rules, &forged));
    sk_sim_rules_finish(&rules);
    rules = rules_of("signed=any : delay 5");
    assert_true(fires(&rules, &bind_a));
    assert_true(fires(&rules, &forged));
    sk_sim_rules_finish(&rules);
    rules = rules_of("signed=no : delay 5");
    assert_false(fires(&rules, &bind_a));
    assert_true(fires(&rules, &forged));
    sk_sim_rules_finish(&rules);
}

static void nth_and_count_pick_a_run_of_requests(void **state) {
    (void)state;
    check_pattern(": close", "XXXXXXXXXX");
    check_pattern("nth=3 : close", "..X.......");
    check_pattern("count=2 : close", "XX........");
    check_pattern("nth=3 count=4 : close", "..XXXX....");
    check_pattern("count=4 nth=3 : close", "..XXXX....");
}

static void counting_per_pair_keeps_pairs_apart(void **state) {
    (void)state;
    struct sk_sim_rules rules = rules_of("per=pair count=1 : close");
    assert_true(fires(&rules, &bind_a));
    assert_true(fires(&rules, &bind_b));
    assert_false(fires(&rules, &bind_a));
    assert_false(fires(&rules, &bind_b));
    sk_sim_rules_finish(&rules);
    rules = rules_of("per=all count=1 : close");
    assert_true(fires(&rules, &bind_a));
    assert_false(fires(&rules, &bind_b));
    sk_sim_rules_finish(&rules);
}

static int count_of(const char *text, int requests, uint64_t *fingerprint) {
    struct sk_sim_rules rules = rules_of(text);
    int count = 0;
    for (int i = 0; i < requests; i++) {
        bool is_hit = fires(&rules, &bind_a);
        count += is_hit;
        *fingerprint = *fingerprint * 31 + is_hit;
    }
    sk_sim_rules_finish(&rules);
    return count;
}

static void probability_is_kept_and_a_seed_repeats_it(void **state) {
    (void)state;
    uint64_t first = 0, again = 0, other = 0, none = 0;
    assert_in_range(count_of("prob=0.3 seed=7 : close", 10000, &first), 2800, 3200);
    assert_in_range(count_of("prob=0.3 seed=7 : close", 10000, &again), 2800, 3200);
    assert_in_range(count_of("prob=0.3 seed=8 : close", 10000, &other), 2800, 3200);
    assert_true(first == again);
    assert_true(first != other);
    assert_int_equal(count_of("prob=0 : close", 1000, &none), 0);
    assert_int_equal(count_of("prob=1 : close", 1000, &none), 1000);
}

static void the_first_rule_that_fires_is_the_only_one(void **state) {
    (void)state;
    struct sk_sim_rules rules = { 0 };
    struct sk_sim_faults faults;
    assert_int_equal(sk_sim_rules_add(&rules, "nth=1 : html", NULL), SK_OK);
    assert_int_equal(sk_sim_rules_add(&rules, "nth=1 : empty", NULL), SK_OK);
    sk_sim_rules_pick(&rules, &bind_a, &faults);
    assert_int_equal(faults.faults[0].kind, SK_SIM_FAULT_HTML);
    sk_sim_rules_pick(&rules, &bind_a, &faults); /* which is the first that the second one sees */
    assert_int_equal(faults.faults[0].kind, SK_SIM_FAULT_EMPTY);
    sk_sim_rules_pick(&rules, &bind_a, &faults);
    assert_int_equal(faults.count, 0);
    sk_sim_rules_finish(&rules);
}

static void every_fault_is_understood(void **state) {
    (void)state;
    static const struct {
        const char *text;
        struct sk_sim_fault fault;
    } cases[] = {
        { "delay 5", { SK_SIM_FAULT_DELAY, false, 5, 0, "" } },
        { "delay 5 before", { SK_SIM_FAULT_DELAY, false, 5, 0, "" } },
        { "delay 5 after", { SK_SIM_FAULT_DELAY, true, 5, 0, "" } },
        { "close", { SK_SIM_FAULT_CLOSE, false, 0, 0, "" } },
        { "close after", { SK_SIM_FAULT_CLOSE, true, 0, 0, "" } },
        { "reset", { SK_SIM_FAULT_RESET, false, 0, 0, "" } },
        { "error SAG.SnConflict", { SK_SIM_FAULT_ERROR, false, 0, 0, "SAG.SnConflict" } },
        { "error My.Code 418", { SK_SIM_FAULT_ERROR, false, 0, 418, "My.Code" } },
        { "error InternalError after", { SK_SIM_FAULT_ERROR, true, 0, 0, "InternalError" } },
        { "error InternalError 503 after", { SK_SIM_FAULT_ERROR, true, 0, 503, "InternalError" } },
        { "throttle", { SK_SIM_FAULT_THROTTLE, false, 0, 0, "" } },
        { "throttle 900", { SK_SIM_FAULT_THROTTLE, false, 900, 0, "" } },
        { "html", { SK_SIM_FAULT_HTML, false, 0, 200, "" } },
        { "html 503 after", { SK_SIM_FAULT_HTML, true, 0, 503, "" } },
        { "redirect", { SK_SIM_FAULT_REDIRECT, false, 0, 302, "" } },
        { "status 500", { SK_SIM_FAULT_STATUS, false, 0, 500, "" } },
        { "empty", { SK_SIM_FAULT_EMPTY, false, 0, 200, "" } },
        { "garbage 500", { SK_SIM_FAULT_GARBAGE, false, 0, 500, "" } },
        { "large 10", { SK_SIM_FAULT_LARGE, false, 10, 0, "" } },
        { "truncate 0", { SK_SIM_FAULT_TRUNCATE, false, 0, 0, "" } },
        { "length-wrong", { SK_SIM_FAULT_LENGTH_WRONG, false, 16, 0, "" } },
        { "length-wrong -3", { SK_SIM_FAULT_LENGTH_WRONG, false, -3, 0, "" } },
        { "slow 100", { SK_SIM_FAULT_SLOW, false, 100, 0, "" } },
        { "date -3600", { SK_SIM_FAULT_DATE, false, -3600, 0, "" } },
    };
    bool seen[SK_SIM_FAULT_KINDS] = { false };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char rule[128];
        snprintf(rule, sizeof(rule), "action=* :\t%s ", cases[i].text);
        struct sk_sim_rules rules = rules_of(rule);
        const struct sk_sim_fault *got = &rules.rules[0].faults.faults[0];
        assert_int_equal(got->kind, cases[i].fault.kind);
        assert_int_equal(got->after, cases[i].fault.after);
        assert_int_equal(got->number, cases[i].fault.number);
        assert_int_equal(got->status, cases[i].fault.status);
        assert_string_equal(got->code, cases[i].fault.code);
        seen[got->kind] = true;
        sk_sim_rules_finish(&rules);
    }
    for (size_t i = 0; i < SK_SIM_FAULT_KINDS; i++) {
        assert_true(seen[i]);
    }
}

static void several_faults_are_one_rule(void **state) {
    (void)state;
    struct sk_sim_rules rules = rules_of(": delay 1, date 5 ,truncate 9");
    struct sk_sim_faults faults;
    sk_sim_rules_pick(&rules, &bind_a, &faults);
    assert_int_equal(faults.count, 3);
    assert_non_null(sk_sim_faults_find(&faults, SK_SIM_FAULT_DATE));
    assert_non_null(sk_sim_faults_find(&faults, SK_SIM_FAULT_TRUNCATE));
    assert_null(sk_sim_faults_find(&faults, SK_SIM_FAULT_CLOSE));
    assert_string_equal(faults.text, "delay 1, date 5 ,truncate 9");
    sk_sim_rules_finish(&rules);
}

static void what_cannot_be_is_refused_with_the_fix(void **state) {
    (void)state;
    static const struct {
        const char *text;
        const char *sentence;
    } cases[] = {
        { "", "has no colon" },
        { "close", "has no colon" },
        { ":", "a fault is missing" },
        { ": close,", "a fault is missing" },
        { ": cl0se", "did you mean 'close'?" },
        { ": explode", "there are delay, close, reset, error," },
        { ": delay", "it is: delay MS [before|after]" },
        { ": delay soon", "it is: delay MS [before|after]" },
        { ": delay -1", "it is: delay MS" },
        { ": delay 5 later", "'later' is not how" },
        { ": close after all", "'all' is not how" },
        { ": truncate 5 after", "it is: truncate BYTES" },
        { ": error", "an error needs its code" },
        { ": error No.Such.Code", "give its status too" },
        { ": error SAG.SnConflict 99", "'99' is not how" },
        { ": error <b> 400", "cannot be a code" },
        { ": status", "it is: status STATUS" },
        { ": html 100", "'100' is not how" },
        { ": slow 0", "it is: slow BYTES_PER_S" },
        { ": close, close, close, close, close", "at most 4 faults" },
        { "when=now : close", "is no condition" },
        { "action : close", "cannot be a value" },
        { "action= : close", "cannot be a value" },
        { "nth=0 : close", "cannot be a value" },
        { "count=x : close", "cannot be a value" },
        { "prob=2 : close", "cannot be a value" },
        { "prob=0x1 : close", "cannot be a value" },
        { "prob=1.1.1 : close", "cannot be a value" },
        { "prob= : close", "cannot be a value" },
        { "seed=-1 : close", "cannot be a value" },
        { "signed=maybe : close", "cannot be a value" },
        { "per=sn : close", "cannot be a value" },
        { "a-condition-whose-name-is-much-longer-than-any=1 : close", "is no condition" },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct sk_sim_rules rules = { 0 };
        struct sk_err_info info = { "" };
        assert_int_equal(sk_sim_rules_add(&rules, cases[i].text, &info), SK_ERR_INVALID);
        if (!strstr(info.text, cases[i].sentence)) {
            fail_msg("'%s' says: %s", cases[i].text, info.text);
        }
        assert_int_equal(rules.count, 0);
        sk_sim_rules_finish(&rules);
    }
}

static void words_of_any_length_are_refused_not_cut(void **state) {
    (void)state;
    char text[400];
    for (size_t length = 1; length < 300; length += 13) {
        struct sk_sim_rules rules = { 0 };
        memset(text, 'a', sizeof(text));
        memcpy(text, "sn=", 3);
        memcpy(text + 3 + length, " : close", 9);
        enum sk_err err = sk_sim_rules_add(&rules, text, NULL);
        assert_int_equal(err, length <= SK_SIM_GLOB_MAX_BYTES ? SK_OK : SK_ERR_INVALID);
        sk_sim_rules_finish(&rules);
    }
}

static void each_further_rule_is_kept_up_to_the_limit(void **state) {
    (void)state;
    struct sk_sim_rules rules = { 0 };
    for (int i = 0; i < SK_SIM_RULES_MAX; i++) {
        assert_int_equal(sk_sim_rules_add(&rules, "sn=x : close", NULL), SK_OK);
    }
    assert_int_equal(sk_sim_rules_add(&rules, "sn=x : close", NULL), SK_ERR_INVALID);
    sk_sim_rules_finish(&rules);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(globs_match_whole_texts),
        cmocka_unit_test(every_condition_must_hold),
        cmocka_unit_test(a_rule_without_conditions_is_for_every_genuine_request),
        cmocka_unit_test(nth_and_count_pick_a_run_of_requests),
        cmocka_unit_test(counting_per_pair_keeps_pairs_apart),
        cmocka_unit_test(probability_is_kept_and_a_seed_repeats_it),
        cmocka_unit_test(the_first_rule_that_fires_is_the_only_one),
        cmocka_unit_test(every_fault_is_understood),
        cmocka_unit_test(several_faults_are_one_rule),
        cmocka_unit_test(what_cannot_be_is_refused_with_the_fix),
        cmocka_unit_test(words_of_any_length_are_refused_not_cut),
        cmocka_unit_test(each_further_rule_is_kept_up_to_the_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
