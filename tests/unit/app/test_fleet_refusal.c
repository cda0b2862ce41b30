/* What the fleet's word about a device makes of a new pair. */
#include "check.h"

#include "app/core/fleet_refusal.h"

#include <string.h>

static struct sk_record refused_by(enum sk_fleet_word_type type) {
    struct sk_fleet_word word = { .type = type,
                                  .bench = "b7",
                                  .name = "Bench 7",
                                  .who = "Li",
                                  .at_ms = INT64_C(1796000000000),
                                  .instance = "sag-1" };
    if (type == SK_FLEET_WORD_IN_USE) {
        word.instance[0] = '\0';
        (void)snprintf(word.serial, sizeof(word.serial), "sage62x01");
    }
    struct sk_record intent = { .event = SK_EVENT_INTENT };
    sk_fleet_refuse(&word, &intent);
    return intent;
}

static void a_device_of_another_bench_is_refused_with_all_that_is_known(void **state) {
    (void)state;
    struct sk_record intent = refused_by(SK_FLEET_WORD_BOUND);
    assert_int_equal(intent.result, SK_RESULT_REFUSED);
    assert_string_equal(intent.code, SK_GUARD_FLEET);
    assert_int_equal(intent.prior.number, 0);
    assert_string_equal(intent.prior.bench, "Bench 7");
    assert_string_equal(intent.prior.operator_name, "Li");
    assert_string_equal(intent.prior.labels.instance, "sag-1");
    assert_int_equal(intent.prior.wall_ms, INT64_C(1796000000000));
}

static void the_log_has_bench_time_and_instance_and_nobody_s_name(void **state) {
    (void)state;
    struct sk_record intent = refused_by(SK_FLEET_WORD_BOUND);
    assert_ptr_equal(strstr(intent.note, "bound at another bench: Bench 7, 2026-11-30T"),
                     intent.note);
    assert_non_null(strstr(intent.note, ", sag-1"));
    assert_null(strstr(intent.note, "Li"));
    intent = refused_by(SK_FLEET_WORD_CLAIMED);
    assert_string_equal(intent.note, "being bound at another bench: Bench 7");
}

static void a_sag_label_of_another_bench_is_refused_with_all_that_is_known(void **state) {
    (void)state;
    struct sk_record intent = refused_by(SK_FLEET_WORD_IN_USE);
    assert_int_equal(intent.result, SK_RESULT_REFUSED);
    assert_string_equal(intent.code, SK_GUARD_ELSEWHERE);
    assert_string_equal(intent.prior.bench, "Bench 7");
    assert_string_equal(intent.prior.operator_name, "Li");
    assert_string_equal(intent.prior.labels.serial, "sage62x01");
    assert_int_equal(intent.prior.wall_ms, INT64_C(1796000000000));
    assert_ptr_equal(
        strstr(intent.note, "sag- label in use at another bench: Bench 7, 2026-11-30T"),
        intent.note);
    assert_non_null(strstr(intent.note, ", sage62x01"));
}

static void a_device_that_another_bench_claims_is_refused(void **state) {
    (void)state;
    struct sk_record intent = refused_by(SK_FLEET_WORD_CLAIMED);
    assert_int_equal(intent.result, SK_RESULT_REFUSED);
    assert_string_equal(intent.code, SK_GUARD_CLAIMED);
    assert_string_equal(intent.prior.bench, "Bench 7");
}

static void a_bench_without_a_name_is_told_by_its_id(void **state) {
    (void)state;
    struct sk_fleet_word word = { .type = SK_FLEET_WORD_BOUND, .bench = "b7" };
    struct sk_record intent = { .event = SK_EVENT_INTENT };
    sk_fleet_refuse(&word, &intent);
    assert_string_equal(intent.prior.bench, "b7");
    assert_string_equal(intent.note, "bound at another bench: b7");
}

static void what_could_not_be_asked_goes_on_and_the_row_says_so(void **state) {
    (void)state;
    struct sk_record intent = refused_by(SK_FLEET_WORD_UNKNOWN);
    assert_int_equal(intent.result, SK_RESULT_PENDING);
    assert_string_equal(intent.note, SK_NOTE_FLEET_UNCHECKED);
}

static void a_free_device_goes_on_without_a_word(void **state) {
    (void)state;
    static const enum sk_fleet_word_type types[] = { SK_FLEET_WORD_FREE, SK_FLEET_WORD_OURS };
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        struct sk_record intent = refused_by(types[i]);
        assert_int_equal(intent.result, SK_RESULT_PENDING);
        assert_string_equal(intent.note, "");
        assert_string_equal(intent.prior.bench, "");
    }
}

static void a_retry_is_never_refused_nor_what_was_refused_already(void **state) {
    (void)state;
    struct sk_fleet_word word = { .type = SK_FLEET_WORD_BOUND, .bench = "b7" };
    struct sk_record retry = { .event = SK_EVENT_INTENT, .pair.refers = 3 };
    struct sk_record listed = { .event = SK_EVENT_INTENT,
                                .result = SK_RESULT_REFUSED,
                                .code = SK_GUARD_OFF_LIST };
    sk_fleet_refuse(&word, &retry);
    sk_fleet_refuse(&word, &listed);
    assert_int_equal(retry.result, SK_RESULT_PENDING);
    assert_string_equal(listed.code, SK_GUARD_OFF_LIST);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(a_device_of_another_bench_is_refused_with_all_that_is_known),
        SK_TEST(the_log_has_bench_time_and_instance_and_nobody_s_name),
        SK_TEST(a_sag_label_of_another_bench_is_refused_with_all_that_is_known),
        SK_TEST(a_device_that_another_bench_claims_is_refused),
        SK_TEST(a_bench_without_a_name_is_told_by_its_id),
        SK_TEST(what_could_not_be_asked_goes_on_and_the_row_says_so),
        SK_TEST(a_free_device_goes_on_without_a_word),
        SK_TEST(a_retry_is_never_refused_nor_what_was_refused_already),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
