/* A damaged label that is typed on the glass: the machine alone, then in a whole app in virtual
 * time (bench.h). */
#include "unit/app/bench.h"

#include "app/core/keyed_label.h"

#define SERIAL "sage62x0219220001"
#define INSTANCE "sag-demo0000000000ok01"

static struct sk_keyed_label typed;
static sk_ms now;

static void begin(enum sk_by_hand by_hand) {
    now = 1000;
    sk_keyed_label_init(&typed, by_hand);
}

static void step(enum sk_keyed_label_input_type type, int32_t key, bool is_label) {
    const struct sk_keyed_label_input input = { .type = type, .key = key, .is_label = is_label };
    sk_keyed_label_step(&typed, &input, now);
}

static void press(int32_t key) {
    step(SK_KEYED_LABEL_INPUT_KEY, key, strlen(typed.glass.text) > 3);
}

static void press_all(const char *text) {
    for (; *text; text++) {
        press(*text);
    }
}

/* What counts now; "": nothing. */
static const char *counted(void) {
    static char text[SK_LABEL_MAX + 1];
    bool has_text = sk_keyed_label_next(&typed, text);
    assert_int_equal(has_text, text[0] != '\0');
    return text;
}

/* ---- the machine ---- */

static void the_same_text_twice_counts_and_only_then(void **state) {
    (void)state;
    begin(SK_BY_HAND_TWICE);
    press(SK_GLASS_OPEN);
    press_all(SERIAL);
    press(SK_GLASS_DONE);
    assert_int_equal(typed.page, SK_TYPING_AGAIN);
    assert_string_equal(typed.glass.text, ""); /* it is read from the label again, not copied */
    assert_string_equal(counted(), "");
    press_all(SERIAL);
    assert_string_equal(counted(), "");
    press(SK_GLASS_DONE);
    assert_string_equal(counted(), SERIAL);
    assert_string_equal(counted(), ""); /* once */
    assert_int_equal(typed.page, SK_TYPING_CLOSED);
    press(SK_GLASS_OPEN);
    assert_string_equal(typed.glass.text, "");
}

static void two_texts_that_differ_count_for_nothing(void **state) {
    (void)state;
    begin(SK_BY_HAND_TWICE);
    press(SK_GLASS_OPEN);
    press_all("sage62x0219220001");
    press(SK_GLASS_DONE);
    press_all("sage62x0219220007");
    press(SK_GLASS_DONE);
    assert_string_equal(counted(), "");
    assert_int_equal(typed.page, SK_TYPING_FIRST);
    assert_int_equal(typed.hint, SK_TYPING_HINT_DIFFERENT);
    press_all("sage62x0219220007");
    assert_int_equal(typed.hint, SK_TYPING_HINT_NONE);
    press(SK_GLASS_DONE);
    assert_string_equal(counted(), ""); /* the wrong one of before is no first time */
    assert_int_equal(typed.page, SK_TYPING_AGAIN);
}

static void a_look_at_it_is_enough_where_that_is_set(void **state) {
    (void)state;
    begin(SK_BY_HAND_CONFIRM);
    press(SK_GLASS_OPEN);
    press_all(SERIAL);
    press(SK_GLASS_DONE);
    assert_int_equal(typed.page, SK_TYPING_ASK);
    press('x'); /* no key is there */
    press(SK_GLASS_NO);
    assert_string_equal(typed.glass.text, SERIAL);
    press(SK_GLASS_DONE);
    press(SK_GLASS_YES);
    assert_string_equal(counted(), SERIAL);
}

static void what_is_no_label_is_said_and_stays(void **state) {
    (void)state;
    begin(SK_BY_HAND_TWICE);
    press(SK_GLASS_OPEN);
    press(SK_GLASS_DONE); /* nothing is typed yet: nothing is said */
    assert_int_equal(typed.hint, SK_TYPING_HINT_NONE);
    press_all("sag");
    press(SK_GLASS_DONE);
    assert_int_equal(typed.page, SK_TYPING_FIRST);
    assert_int_equal(typed.hint, SK_TYPING_HINT_NO_LABEL);
    assert_string_equal(typed.glass.text, "sag");
}

static void keys_do_what_they_say(void **state) {
    (void)state;
    begin(SK_BY_HAND_CONFIRM);
    press('a');
    press(SK_GLASS_DONE);
    assert_int_equal(typed.page, SK_TYPING_CLOSED); /* there is no keyboard */
    press(SK_GLASS_OPEN);
    press_all("ab c-9");
    assert_string_equal(typed.glass.text, "abc-9");
    press(SK_GLASS_ERASE);
    press(SK_GLASS_OTHER);
    assert_true(typed.glass.is_right);
    assert_string_equal(typed.glass.text, "abc-");
    press(SK_GLASS_CLEAR);
    press(SK_GLASS_ERASE);
    assert_string_equal(typed.glass.text, "");
    for (int i = 0; i < 200; i++) {
        press('z');
    }
    assert_int_equal(strlen(typed.glass.text), SK_LABEL_MAX);
    press(SK_GLASS_CLOSE);
    press(SK_GLASS_OPEN);
    assert_string_equal(typed.glass.text, ""); /* cancelled: forgotten */
    begin(SK_BY_HAND_NO);
    press(SK_GLASS_OPEN);
    assert_int_equal(typed.page, SK_TYPING_CLOSED);
}

static void what_was_typed_is_kept_when_its_time_is_over_and_goes_with_a_scan(void **state) {
    (void)state;
    begin(SK_BY_HAND_TWICE);
    assert_int_equal(sk_keyed_label_deadline(&typed), -1);
    press(SK_GLASS_OPEN);
    press_all("sage62");
    now = sk_keyed_label_deadline(&typed) - 1;
    step(SK_KEYED_LABEL_INPUT_TICK, 0, false);
    assert_int_equal(typed.page, SK_TYPING_FIRST);
    now++;
    step(SK_KEYED_LABEL_INPUT_TICK, 0, false);
    assert_int_equal(typed.page, SK_TYPING_CLOSED);
    press(SK_GLASS_OPEN);
    assert_string_equal(typed.glass.text, "sage62");
    press(SK_GLASS_DONE);
    press_all("sag");
    now += SK_KEYED_LABEL_IDLE_MS;
    press('z'); /* too late: the page has gone */
    assert_int_equal(typed.page, SK_TYPING_CLOSED);
    press(SK_GLASS_OPEN);
    assert_int_equal(typed.page, SK_TYPING_FIRST);
    assert_string_equal(typed.glass.text, "sage62"); /* the first time's, to be gone on with */
    step(SK_KEYED_LABEL_INPUT_SCANNED, 0, false);
    assert_int_equal(typed.page, SK_TYPING_CLOSED);
    press(SK_GLASS_OPEN);
    assert_string_equal(typed.glass.text, "");
}

/* Whatever is pressed: nothing counts that was not there twice, in one go. */
static void explore(int depth, const char *last, bool was_done) {
    static const int32_t keys[] = {
        'a', 'b', SK_GLASS_ERASE, SK_GLASS_DONE, SK_GLASS_CLOSE, SK_GLASS_OPEN
    };
    for (size_t i = 0; depth > 0 && i < sizeof(keys) / sizeof(keys[0]); i++) {
        struct sk_keyed_label before = typed;
        step(SK_KEYED_LABEL_INPUT_KEY, keys[i], true);
        const char *text = counted();
        if (text[0] != '\0') {
            assert_int_equal(before.page, SK_TYPING_AGAIN);
            assert_true(was_done);
            assert_string_equal(text, last);
        }
        bool is_first = before.page == SK_TYPING_FIRST && keys[i] == SK_GLASS_DONE;
        char done[SK_LABEL_MAX + 1];
        (void)snprintf(done, sizeof(done), "%s", is_first ? before.glass.text : last);
        explore(depth - 1, done, was_done || is_first);
        typed = before;
    }
}

static void nothing_counts_that_was_not_typed_twice_alike(void **state) {
    (void)state;
    begin(SK_BY_HAND_TWICE);
    explore(7, "", false);
}

/* ---- in the app ---- */

static void touch_all(const char *text) {
    for (; *text; text++) {
        sk_app_glass(bench.app, *text);
    }
}

static void type_label(const char *text) {
    sk_app_glass(bench.app, SK_GLASS_OPEN);
    for (int i = 0; i < 2; i++) {
        touch_all(text);
        sk_app_glass(bench.app, SK_GLASS_DONE);
    }
    turn();
}

static void a_keyed_label_makes_a_pair_and_the_journal_says_by_hand(void **state) {
    (void)state;
    set("labels.by_hand", "twice");
    power_on();
    assert_true(model()->typing.may_open);
    type_label(SERIAL);
    assert_int_equal(model()->screen, SK_SCREEN_HALF);
    scan_instance(1);
    calm_down();
    assert_int_equal(bench.rows[1].result, SK_RESULT_BOUND);
    assert_string_equal(bench.rows[1].pair.labels.serial, SERIAL);
    assert_true(bench.rows[1].pair.serial_facts.by_hand);
    assert_int_equal(bench.rows[1].pair.serial_facts.source, SK_SOURCE_TOUCH);
    assert_false(bench.rows[1].pair.instance_facts.by_hand);
}

static void where_it_is_not_set_there_is_no_keyboard(void **state) {
    (void)state;
    power_on();
    assert_false(model()->typing.may_open);
    sk_app_glass(bench.app, SK_GLASS_OPEN);
    assert_int_equal(model()->screen, SK_SCREEN_READY);
}

static void a_scan_while_the_page_is_open_counts_and_closes_it(void **state) {
    (void)state;
    set("labels.by_hand", "twice");
    power_on();
    sk_app_glass(bench.app, SK_GLASS_OPEN);
    touch_all("sage6");
    assert_int_equal(model()->screen, SK_SCREEN_TYPING);
    scan_serial(1);
    assert_int_equal(model()->screen, SK_SCREEN_HALF);
    assert_string_equal(model()->slot_serial, SERIAL);
}

static void a_label_that_waits_is_not_let_go_while_the_other_is_typed(void **state) {
    (void)state;
    set("labels.by_hand", "twice");
    power_on();
    scan_serial(1);
    sk_app_glass(bench.app, SK_GLASS_OPEN);
    for (int i = 0; i < 2; i++) {
        const char text[] = INSTANCE;
        for (size_t at = 0; at < sizeof(text) - 1; at++) { /* slower than a pair's own time */
            pass(bench.config.pairing.timeout_ms / 2);
            sk_app_glass(bench.app, text[at]);
        }
        sk_app_glass(bench.app, SK_GLASS_DONE);
    }
    calm_down();
    assert_int_equal(bench.rows[1].result, SK_RESULT_BOUND);
    assert_string_equal(bench.rows[1].pair.labels.serial, SERIAL);
    assert_true(bench.rows[1].pair.instance_facts.by_hand);
}

static void red_goes_before_the_keyboard_which_comes_again(void **state) {
    (void)state;
    set("labels.by_hand", "confirm");
    power_on();
    bench.bound_to[1][0] = 'x'; /* by somebody else */
    scan_serial(1);
    scan_instance(1);
    (void)commit_and_turn();
    answer_request(0, OUTCOME_BUSY);
    turn();
    (void)commit_and_turn();
    sk_app_act(bench.app, SK_BUTTON_ACKNOWLEDGE);
    sk_app_glass(bench.app, SK_GLASS_OPEN);
    touch_all("sag");
    assert_int_equal(model()->screen, SK_SCREEN_TYPING);
    calm_down();
    assert_int_equal(model()->screen, SK_SCREEN_REFUSED);
    sk_app_act(bench.app, SK_BUTTON_ACKNOWLEDGE);
    sk_app_glass(bench.app, SK_GLASS_OPEN);
    assert_int_equal(model()->screen, SK_SCREEN_TYPING);
    assert_string_equal(model()->typing.glass.text, "sag");
}

static void a_held_bench_takes_no_keyed_label(void **state) {
    (void)state;
    set("labels.by_hand", "twice");
    power_on();
    const struct sk_action hold = { .type = SK_ACTION_HOLD, .id = 7, .reason = "stop" };
    assert_true(sk_app_do(bench.app, &hold));
    turn();
    (void)commit_and_turn();
    assert_true(model()->is_on_hold);
    sk_app_glass(bench.app, SK_GLASS_OPEN);
    assert_int_equal(model()->screen, SK_SCREEN_READY);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(the_same_text_twice_counts_and_only_then),
        SK_TEST(two_texts_that_differ_count_for_nothing),
        SK_TEST(a_look_at_it_is_enough_where_that_is_set),
        SK_TEST(what_is_no_label_is_said_and_stays),
        SK_TEST(keys_do_what_they_say),
        SK_TEST(what_was_typed_is_kept_when_its_time_is_over_and_goes_with_a_scan),
        SK_TEST(nothing_counts_that_was_not_typed_twice_alike),
        cmocka_unit_test_setup_teardown(a_keyed_label_makes_a_pair_and_the_journal_says_by_hand,
                                        make_bench, clear_bench),
        cmocka_unit_test_setup_teardown(where_it_is_not_set_there_is_no_keyboard, make_bench,
                                        clear_bench),
        cmocka_unit_test_setup_teardown(a_scan_while_the_page_is_open_counts_and_closes_it,
                                        make_bench, clear_bench),
        cmocka_unit_test_setup_teardown(a_label_that_waits_is_not_let_go_while_the_other_is_typed,
                                        make_bench, clear_bench),
        cmocka_unit_test_setup_teardown(red_goes_before_the_keyboard_which_comes_again, make_bench,
                                        clear_bench),
        cmocka_unit_test_setup_teardown(a_held_bench_takes_no_keyed_label, make_bench, clear_bench),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
