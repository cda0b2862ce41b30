/* What the office asks of a bench: shown, confirmed, done, and answered, whatever comes when. */
#include "check.h"

#include "app/supervisor/errands.h"

#include <string.h>

static struct sk_errands office;
static struct sk_errands_effect effects[64];
static size_t effect_count;
static const struct sk_actor mei = { .person = 7, .name = "Mei" };

static void begin(bool trusts) {
    struct sk_errands_rules rules = { .trusts = trusts };
    sk_errands_init(&office, &rules);
    effect_count = 0;
}

static void step(const struct sk_errands_input *input) {
    sk_errands_step(&office, input);
    effect_count = 0;
    while (effect_count < 64 && sk_errands_next(&office, &effects[effect_count])) {
        effect_count++;
    }
    assert_true(effect_count < 64);
}

static void add(int64_t id, enum sk_errand_kind kind) {
    struct sk_errand request = { .id = id,
                                 .kind = kind,
                                 .who = "Li",
                                 .text = "wrong box",
                                 .pair = kind >= SK_ERRAND_RETRY ? 42 : 0 };
    step(&(struct sk_errands_input){ .type = SK_ERRANDS_INPUT_ADD, .request = &request });
}

static void tell(enum sk_errands_input_type type, int64_t id) {
    step(&(struct sk_errands_input){ .type = type, .id = id, .who = &mei });
}

static void done(int64_t id, enum sk_action_end end, const char *text) {
    struct sk_action_result result = { .end = end };
    (void)snprintf(result.text.text, sizeof(result.text.text), "%s", text);
    step(&(struct sk_errands_input){ .type = SK_ERRANDS_INPUT_DONE, .id = id, .result = &result });
}

static const struct sk_errands_effect *of(enum sk_errands_effect_type type) {
    for (size_t i = 0; i < effect_count; i++) {
        if (effects[i].type == type) {
            return &effects[i];
        }
    }
    return NULL;
}

static void expect_answer(const char *text, bool is_end) {
    const struct sk_errands_effect *effect = of(SK_ERRANDS_EFFECT_ANSWER);
    assert_non_null(effect);
    assert_string_equal(effect->text, text);
    assert_int_equal(effect->is_end, is_end);
}

static void a_hold_is_done_at_once_and_says_who_of_the_office(void **state) {
    (void)state;
    begin(false);
    add(1, SK_ERRAND_HOLD);
    const struct sk_errands_effect *effect = of(SK_ERRANDS_EFFECT_DO);
    assert_non_null(effect);
    assert_int_equal(effect->action.type, SK_ACTION_HOLD);
    assert_string_equal(effect->action.operator_name, "office: Li");
    assert_string_equal(effect->action.reason, "wrong box (office: Li)");
    assert_true(effect->action.id == SK_ERRANDS_ACTION_FIRST + 1);
    assert_string_equal(of(SK_ERRANDS_EFFECT_NOTE)->text, "the office (Li): hold: wrong box");
    done(1, SK_ACTION_DONE, "");
    expect_answer("done", true);
}

static void what_is_about_a_pair_waits_for_a_supervisor_who_then_does_it(void **state) {
    (void)state;
    begin(false);
    add(1, SK_ERRAND_UNDO);
    expect_answer("waits", false);
    assert_null(of(SK_ERRANDS_EFFECT_DO));
    assert_int_equal(sk_errands_waiting_count(&office), 1);
    assert_int_equal(sk_errands_waiting(&office, 0)->pair, 42);
    assert_null(sk_errands_waiting(&office, 1));
    tell(SK_ERRANDS_INPUT_CONFIRM, 1);
    const struct sk_errands_effect *effect = of(SK_ERRANDS_EFFECT_DO);
    assert_int_equal(effect->action.type, SK_ACTION_UNDO);
    assert_int_equal(effect->action.number, 42);
    assert_int_equal(effect->action.person, 7);
    assert_string_equal(effect->action.reason, "the office (Li): wrong box");
    assert_int_equal(of(SK_ERRANDS_EFFECT_NOTE)->who.person, 7);
    assert_int_equal(sk_errands_waiting_count(&office), 0);
    done(1, SK_ACTION_NOT_DONE, "it was undone already");
    expect_answer("it was undone already", true);
}

static void a_request_can_be_declined_once(void **state) {
    (void)state;
    begin(false);
    add(1, SK_ERRAND_RETRY);
    tell(SK_ERRANDS_INPUT_DECLINE, 1);
    expect_answer("declined at the bench", true);
    tell(SK_ERRANDS_INPUT_CONFIRM, 1);
    assert_int_equal(effect_count, 0);
}

static void a_bench_that_trusts_the_office_does_it_at_once(void **state) {
    (void)state;
    begin(true);
    add(1, SK_ERRAND_DEAL);
    assert_int_equal(of(SK_ERRANDS_EFFECT_DO)->action.type, SK_ACTION_DEAL);
    assert_int_equal(of(SK_ERRANDS_EFFECT_DO)->action.source, SK_SOURCE_CLI);
}

static void the_same_request_again_is_answered_again_and_not_done_again(void **state) {
    (void)state;
    begin(true);
    add(1, SK_ERRAND_UNDO);
    add(1, SK_ERRAND_UNDO);
    assert_int_equal(effect_count, 0); /* it is under way */
    done(1, SK_ACTION_DONE, "");
    add(1, SK_ERRAND_UNDO);
    assert_int_equal(effect_count, 1);
    expect_answer("done", true);
}

static void messages_are_shown_one_after_the_other_until_they_are_seen(void **state) {
    (void)state;
    begin(false);
    assert_null(sk_errands_message(&office));
    add(2, SK_ERRAND_MESSAGE);
    add(1, SK_ERRAND_MESSAGE);
    assert_int_equal(sk_errands_message(&office)->id, 1);
    tell(SK_ERRANDS_INPUT_SEEN, 0);
    expect_answer("seen", true);
    assert_int_equal(sk_errands_message(&office)->id, 2);
    tell(SK_ERRANDS_INPUT_SEEN, 0);
    assert_null(sk_errands_message(&office));
    tell(SK_ERRANDS_INPUT_SEEN, 0);
    assert_int_equal(effect_count, 0);
}

static void what_could_not_begin_comes_again(void **state) {
    (void)state;
    begin(true);
    add(1, SK_ERRAND_UNDO);
    tell(SK_ERRANDS_INPUT_NOT_NOW, 1);
    assert_non_null(of(SK_ERRANDS_EFFECT_DO));
}

#define ROOM (SK_ERRANDS_MAX - SK_ERRANDS_SPARE)

static void what_has_ended_makes_room_and_what_has_not_never_does(void **state) {
    (void)state;
    begin(false);
    for (int64_t id = 1; id <= ROOM; id++) {
        add(id, SK_ERRAND_UNDO);
    }
    add(100, SK_ERRAND_UNDO);
    assert_int_equal(effect_count, 0); /* the office asks again */
    assert_int_equal(sk_errands_waiting_count(&office), ROOM);
    tell(SK_ERRANDS_INPUT_DECLINE, 3);
    add(100, SK_ERRAND_UNDO);
    expect_answer("waits", false);
    assert_int_equal(sk_errands_waiting(&office, ROOM - 1)->id, 100);
}

static void a_hold_finds_room_however_much_waits_for_somebody(void **state) {
    (void)state;
    begin(false);
    for (int64_t id = 1; id <= 2 * SK_ERRANDS_MAX; id++) {
        add(id, id % 2 ? SK_ERRAND_RETRY : SK_ERRAND_MESSAGE);
    }
    for (int64_t id = 1000; id < 1100; id++) {
        add(id, id % 2 ? SK_ERRAND_RELEASE : SK_ERRAND_HOLD);
        assert_non_null(of(SK_ERRANDS_EFFECT_DO));
        done(id, SK_ACTION_DONE, "");
    }
}

/* The place of the second comes before that of the first. */
static void what_could_not_begin_is_done_in_the_order_of_the_office(void **state) {
    (void)state;
    begin(false);
    for (int64_t id = 1; id <= SK_ERRANDS_MAX; id++) {
        add(id, SK_ERRAND_HOLD);
        if (id < SK_ERRANDS_MAX) {
            done(id, SK_ACTION_DONE, "");
        }
    }
    add(SK_ERRANDS_MAX + 1, SK_ERRAND_RELEASE);
    struct sk_errands_input not_now = { .type = SK_ERRANDS_INPUT_NOT_NOW };
    for (not_now.id = SK_ERRANDS_MAX; not_now.id <= SK_ERRANDS_MAX + 1; not_now.id++) {
        sk_errands_step(&office, &not_now);
    }
    assert_true(sk_errands_next(&office, &effects[0]));
    assert_true(sk_errands_next(&office, &effects[1]));
    assert_int_equal(effects[0].action.type, SK_ACTION_HOLD);
    assert_int_equal(effects[1].action.type, SK_ACTION_RELEASE);
}

/* --- all inputs --------------------------------------------------------------------------- */

#define IDS 3

/* Of each id: never begun twice without an end between, never begun unconfirmed. */
struct seen {
    int begun[IDS + 1];
    bool is_confirmed[IDS + 1];
    bool is_ended[IDS + 1];
};

static void check(struct seen *seen) {
    for (size_t i = 0; i < effect_count; i++) {
        const struct sk_errands_effect *effect = &effects[i];
        if (effect->type == SK_ERRANDS_EFFECT_DO) {
            seen->begun[effect->id]++;
            assert_int_equal(seen->begun[effect->id], 1);
            assert_true(seen->is_confirmed[effect->id] || effect->id == 1);
        } else if (effect->type == SK_ERRANDS_EFFECT_ANSWER) {
            assert_true(effect->text[0] != '\0');
            assert_true(!seen->is_ended[effect->id] || effect->is_end);
            seen->is_ended[effect->id] = effect->is_end;
        } else {
            assert_true(effect->text[0] != '\0');
        }
    }
}

/* 1 is a hold, 2 an undo, 3 a message. */
static void explore(struct sk_errands *from, struct seen before, int depth) {
    static const enum sk_errand_kind kinds[] = { 0, SK_ERRAND_HOLD, SK_ERRAND_UNDO,
                                                 SK_ERRAND_MESSAGE };
    struct sk_action_result good = { .end = SK_ACTION_DONE };
    for (int type = SK_ERRANDS_INPUT_ADD; depth > 0 && type <= SK_ERRANDS_INPUT_DONE; type++) {
        for (int64_t id = 1; id <= IDS; id++) {
            struct seen seen = before;
            struct sk_errand request = { .id = id, .kind = kinds[id], .text = "x" };
            struct sk_errands_input input = { .type = (enum sk_errands_input_type)type,
                                              .id = id,
                                              .request = &request,
                                              .who = &mei,
                                              .result = &good };
            struct sk_errands copy = *from;
            office = copy;
            bool waits = sk_errands_waiting_count(&office) > 0 && id == 2;
            seen.is_confirmed[id] =
                seen.is_confirmed[id] || (type == SK_ERRANDS_INPUT_CONFIRM && waits);
            step(&input);
            check(&seen);
            copy = office;
            explore(&copy, seen, depth - 1);
        }
    }
}

static void whatever_comes_nothing_is_done_twice_or_unconfirmed(void **state) {
    (void)state;
    begin(false);
    struct sk_errands start = office;
    explore(&start, (struct seen){ .begun = { 0 } }, 4);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(a_hold_is_done_at_once_and_says_who_of_the_office),
        SK_TEST(what_is_about_a_pair_waits_for_a_supervisor_who_then_does_it),
        SK_TEST(a_request_can_be_declined_once),
        SK_TEST(a_bench_that_trusts_the_office_does_it_at_once),
        SK_TEST(the_same_request_again_is_answered_again_and_not_done_again),
        SK_TEST(messages_are_shown_one_after_the_other_until_they_are_seen),
        SK_TEST(what_could_not_begin_comes_again),
        SK_TEST(what_has_ended_makes_room_and_what_has_not_never_does),
        SK_TEST(a_hold_finds_room_however_much_waits_for_somebody),
        SK_TEST(what_could_not_begin_is_done_in_the_order_of_the_office),
        SK_TEST(whatever_comes_nothing_is_done_twice_or_unconfirmed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
