/* actions_inputs.h — the inputs of the supervisor's actions, one call each, for their tests. */
#ifndef SK_TESTS_UNIT_APP_ACTIONS_INPUTS_H
#define SK_TESTS_UNIT_APP_ACTIONS_INPUTS_H

#include "app/supervisor/actions.h"

static inline void actions_add(struct sk_actions *actions, const struct sk_action *action,
                               sk_ms now) {
    struct sk_actions_input input = { .type = SK_ACTIONS_INPUT_ADD, .action = action };
    sk_actions_step(actions, &input, now);
}

/* *next_number is counted on if a row was made, as the app does it. */
static inline void actions_looked(struct sk_actions *actions, const struct sk_recorder_news *news,
                                  const struct sk_scan_facts *facts, int64_t *next_number,
                                  sk_ms now) {
    struct sk_actions_input input = {
        .type = SK_ACTIONS_INPUT_LOOKED, .news = news, .facts = facts, .number = *next_number
    };
    sk_actions_step(actions, &input, now);
    *next_number += sk_actions_has(actions, input.number);
}

static inline void actions_submitted(struct sk_actions *actions, int64_t number, sk_ms now) {
    struct sk_actions_input input = { .type = SK_ACTIONS_INPUT_SUBMITTED, .number = number };
    sk_actions_step(actions, &input, now);
}

static inline void actions_saved(struct sk_actions *actions, int64_t number, enum sk_event event,
                                 sk_ms now) {
    struct sk_actions_input input = { .type = SK_ACTIONS_INPUT_SAVED,
                                      .number = number,
                                      .event = event };
    sk_actions_step(actions, &input, now);
}

/* True if it was the answer of an action. */
static inline bool actions_answer(struct sk_actions *actions, const struct sk_answer *answer,
                                  sk_ms now) {
    struct sk_actions_input input = { .type = SK_ACTIONS_INPUT_ANSWER, .answer = answer };
    bool is_its_own = sk_actions_has(actions, answer->number);
    sk_actions_step(actions, &input, now);
    return is_its_own;
}

static inline void actions_unsent(struct sk_actions *actions, sk_ms now) {
    struct sk_actions_input input = { .type = SK_ACTIONS_INPUT_UNSENT };
    sk_actions_step(actions, &input, now);
}

#endif
