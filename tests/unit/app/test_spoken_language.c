/* The language as it is chosen at the bench. */
#include "unit/app/bench.h"

#include "base/language.h"

static void a_card_changes_the_language_at_once_and_what_is_half_stays(void **state) {
    (void)state;
    power_on();
    scan_serial(1);
    push("SAGK:LANG:de");
    assert_string_equal(model()->language, "de");
    assert_string_equal(sk_language_name(), "de");
    assert_int_equal(model()->screen, SK_SCREEN_HALF);
    push("SAGK:LANG:xx");
    assert_int_equal(model()->notice, SK_NOTICE_UNKNOWN_COMMAND);
    assert_string_equal(model()->language, "de");
    power_off();
}

static void the_page_is_opened_by_touch_and_ends_with_a_choice_or_a_scan(void **state) {
    (void)state;
    power_on();
    sk_app_act(bench.app, SK_BUTTON_LANGUAGE);
    assert_true(model()->is_choosing_language);
    sk_app_choose_language(bench.app, "ja");
    assert_false(model()->is_choosing_language);
    assert_string_equal(model()->language, "ja");
    sk_app_act(bench.app, SK_BUTTON_LANGUAGE);
    sk_app_act(bench.app, SK_BUTTON_LANGUAGE);
    assert_false(model()->is_choosing_language);
    sk_app_act(bench.app, SK_BUTTON_LANGUAGE);
    scan_serial(1);
    turn();
    turn();
    assert_false(model()->is_choosing_language);
    power_off();
}

static void the_next_person_finds_the_language_of_the_settings(void **state) {
    (void)state;
    set("operator.badge", "^OP:(.+)$");
    power_on();
    push("OP:Li");
    sk_app_choose_language(bench.app, "es");
    assert_string_equal(model()->language, "es");
    push("OP:Mei");
    turn();
    assert_string_equal(model()->language, "en");
    sk_app_choose_language(bench.app, "de");
    push("SAGK:SIGNOFF");
    turn();
    assert_string_equal(model()->language, "en");
    power_off();
}

static int english(void **state) {
    assert_int_equal(sk_language_set("en", NULL), SK_OK);
    return make_bench(state);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_card_changes_the_language_at_once_and_what_is_half_stays,
                                        english, clear_bench),
        cmocka_unit_test_setup_teardown(
            the_page_is_opened_by_touch_and_ends_with_a_choice_or_a_scan, english, clear_bench),
        cmocka_unit_test_setup_teardown(the_next_person_finds_the_language_of_the_settings, english,
                                        clear_bench),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
