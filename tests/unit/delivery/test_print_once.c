/* One label a pair: every way in which printer, disk and power can fail, one after the other. */
#include "check.h"

#include "delivery/print_once.h"

#include "base/util.h"

#include <string.h>

#define FAILURES 4 /* in one life of a label, whatever comes between them */

/* What can come of an effect. After POWER_… the program begins anew. */
enum outcome {
    GOOD,
    REFUSED,         /* printer and print service say no; nothing was written */
    LOST,            /* an error, though it was done */
    POWER_BEFORE,    /* it was not done */
    POWER_AFTERWARD, /* it was, and nobody was told */
    OUTCOMES
};

struct world {
    enum sk_label_standing standing; /* on the disk */
    int printed;
    int doubts;
    bool may_doubt; /* something failed that leaves a doubt */
};

static int lives; /* that were looked at */

static void write_note(struct world *world, enum sk_delivery_once_note note) {
    world->standing = note == SK_DELIVERY_ONCE_NOTE_BEGUN         ? SK_LABEL_OPEN
                      : note == SK_DELIVERY_ONCE_NOTE_NOT_PRINTED ? SK_LABEL_NEW
                                                                  : SK_LABEL_SETTLED;
    world->doubts += note == SK_DELIVERY_ONCE_NOTE_DOUBT;
}

/* False: the power is gone. */
static bool carry_out(struct world *world, struct sk_delivery_once *once,
                      enum sk_delivery_once_effect effect, enum outcome outcome) {
    bool is_done = outcome == GOOD || outcome == LOST || outcome == POWER_AFTERWARD;
    struct sk_delivery_once_input input = { .answer = outcome == GOOD ? SK_DELIVERY_ONCE_YES
                                                      : outcome == REFUSED
                                                          ? SK_DELIVERY_ONCE_NO
                                                          : SK_DELIVERY_ONCE_UNKNOWN };
    switch (effect) {
    case SK_DELIVERY_ONCE_EFFECT_LOOK:
        input.type =
            outcome == GOOD ? SK_DELIVERY_ONCE_INPUT_STANDING : SK_DELIVERY_ONCE_INPUT_UNREAD;
        input.standing = world->standing;
        input.is_wanted = true;
        break;
    case SK_DELIVERY_ONCE_EFFECT_ASK:
        input.type = SK_DELIVERY_ONCE_INPUT_ASKED;
        break;
    case SK_DELIVERY_ONCE_EFFECT_NOTE:
        if (is_done) {
            write_note(world, once->note);
        }
        world->may_doubt = world->may_doubt || outcome != GOOD;
        input.type =
            outcome == GOOD ? SK_DELIVERY_ONCE_INPUT_NOTED : SK_DELIVERY_ONCE_INPUT_UNNOTED;
        break;
    case SK_DELIVERY_ONCE_EFFECT_PRINT:
        assert_int_equal(world->standing, SK_LABEL_OPEN); /* on the disk before it is printed */
        world->printed += is_done;
        world->may_doubt = world->may_doubt || (outcome != GOOD && outcome != REFUSED);
        input.type = SK_DELIVERY_ONCE_INPUT_PRINTED;
        break;
    case SK_DELIVERY_ONCE_EFFECT_END:
        fail();
    }
    assert_true(world->printed <= 1);
    sk_delivery_once_step(once, &input);
    return outcome != POWER_BEFORE && outcome != POWER_AFTERWARD;
}

static void live(struct world world, struct sk_delivery_once once, int failures);

static void end_life(struct world world, const struct sk_delivery_once *once, int failures) {
    struct sk_delivery_once anew;
    if (!once->is_settled) {
        sk_delivery_once_init(&anew);
        live(world, anew, failures);
        return;
    }
    lives++;
    assert_true(world.printed == 1 || world.doubts == 1);
    assert_true(world.doubts <= 1);
    assert_true(world.may_doubt || world.doubts == 0);
}

static void live(struct world world, struct sk_delivery_once once, int failures) {
    enum sk_delivery_once_effect effect;
    assert_true(sk_delivery_once_next(&once, &effect));
    if (effect == SK_DELIVERY_ONCE_EFFECT_END) {
        end_life(world, &once, failures);
        return;
    }
    for (int outcome = GOOD; outcome < (failures > 0 ? OUTCOMES : GOOD + 1); outcome++) {
        struct world next = world;
        struct sk_delivery_once after = once;
        if (!carry_out(&next, &after, effect, (enum outcome)outcome)) {
            sk_delivery_once_init(&after);
        }
        live(next, after, failures - (outcome != GOOD));
    }
}

static void no_failure_and_no_crash_prints_a_label_twice(void **state) {
    (void)state;
    struct world world = { .standing = SK_LABEL_NEW };
    struct sk_delivery_once once;
    sk_delivery_once_init(&once);
    lives = 0;
    live(world, once, FAILURES);
    assert_true(lives > 10000);
}

static void a_label_that_was_begun_is_in_doubt_and_not_printed_again(void **state) {
    (void)state;
    struct sk_delivery_once once;
    enum sk_delivery_once_effect effect;
    const struct sk_delivery_once_input begun = { .type = SK_DELIVERY_ONCE_INPUT_STANDING,
                                                  .standing = SK_LABEL_OPEN,
                                                  .is_wanted = true };
    const struct sk_delivery_once_input noted = { .type = SK_DELIVERY_ONCE_INPUT_NOTED };
    sk_delivery_once_init(&once);
    assert_true(sk_delivery_once_next(&once, &effect));
    sk_delivery_once_step(&once, &begun);
    assert_true(sk_delivery_once_next(&once, &effect));
    assert_int_equal(effect, SK_DELIVERY_ONCE_EFFECT_NOTE);
    assert_int_equal(once.note, SK_DELIVERY_ONCE_NOTE_DOUBT);
    sk_delivery_once_step(&once, &noted);
    assert_true(sk_delivery_once_next(&once, &effect));
    assert_int_equal(effect, SK_DELIVERY_ONCE_EFFECT_END);
    assert_true(once.is_settled);
}

static void what_is_not_bound_any_more_gets_none(void **state) {
    (void)state;
    struct sk_delivery_once once;
    enum sk_delivery_once_effect effect;
    const struct sk_delivery_once_input undone = { .type = SK_DELIVERY_ONCE_INPUT_STANDING };
    sk_delivery_once_init(&once);
    assert_true(sk_delivery_once_next(&once, &effect));
    sk_delivery_once_step(&once, &undone);
    assert_true(sk_delivery_once_next(&once, &effect));
    assert_int_equal(effect, SK_DELIVERY_ONCE_EFFECT_END);
    assert_true(once.is_settled);
}

/* Every input in every state: what is not waited for changes nothing. */
static void inputs_that_nobody_waits_for_change_nothing(void **state) {
    (void)state;
    static const enum sk_delivery_once_input_type waited[] = {
        [SK_DELIVERY_ONCE_STATE_LOOKING] = SK_DELIVERY_ONCE_INPUT_STANDING,
        [SK_DELIVERY_ONCE_STATE_ASKING] = SK_DELIVERY_ONCE_INPUT_ASKED,
        [SK_DELIVERY_ONCE_STATE_NOTING] = SK_DELIVERY_ONCE_INPUT_NOTED,
        [SK_DELIVERY_ONCE_STATE_PRINTING] = SK_DELIVERY_ONCE_INPUT_PRINTED,
        [SK_DELIVERY_ONCE_STATE_ENDED] = SK_DELIVERY_ONCE_INPUT_PRINTED,
    };
    for (int at = 0; at <= SK_DELIVERY_ONCE_STATE_ENDED; at++) {
        for (int type = 0; type <= SK_DELIVERY_ONCE_INPUT_PRINTED; type++) {
            struct sk_delivery_once once = { .state = (enum sk_delivery_once_state)at };
            const struct sk_delivery_once_input input = {
                .type = (enum sk_delivery_once_input_type)type
            };
            bool is_failure =
                (at == SK_DELIVERY_ONCE_STATE_LOOKING && type == SK_DELIVERY_ONCE_INPUT_UNREAD) ||
                (at == SK_DELIVERY_ONCE_STATE_NOTING && type == SK_DELIVERY_ONCE_INPUT_UNNOTED);
            bool is_waited = is_failure || ((at % 2 == 1) && (int)waited[at] == type);
            sk_delivery_once_step(&once, &input);
            assert_int_equal(once.state != (enum sk_delivery_once_state)at, is_waited);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_failure_and_no_crash_prints_a_label_twice),
        cmocka_unit_test(a_label_that_was_begun_is_in_doubt_and_not_printed_again),
        cmocka_unit_test(what_is_not_bound_any_more_gets_none),
        cmocka_unit_test(inputs_that_nobody_waits_for_change_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
