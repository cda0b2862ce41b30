/* outbox_inputs.h — the outbox's inputs, one call each, for its tests. */
#ifndef SK_TESTS_UNIT_SENDING_OUTBOX_INPUTS_H
#define SK_TESTS_UNIT_SENDING_OUTBOX_INPUTS_H

#include "sending/outbox.h"

static inline void outbox_add(struct sk_outbox *outbox, const struct sk_pair *pair,
                              int32_t instance_limit, sk_ms now) {
    struct sk_outbox_input input = { .type = SK_OUTBOX_INPUT_ADD,
                                     .pair = pair,
                                     .instance_limit = instance_limit };
    sk_outbox_step(outbox, &input, now);
}

static inline void outbox_restore(struct sk_outbox *outbox, const struct sk_stored_pair *stored,
                                  sk_ms now) {
    struct sk_outbox_input input = { .type = SK_OUTBOX_INPUT_RESTORE, .stored = stored };
    sk_outbox_step(outbox, &input, now);
}

static inline void outbox_saved(struct sk_outbox *outbox, int64_t number, enum sk_event event,
                                const struct sk_written *written, sk_ms now) {
    struct sk_outbox_input input = {
        .type = SK_OUTBOX_INPUT_SAVED, .number = number, .event = event, .written = written
    };
    sk_outbox_step(outbox, &input, now);
}

static inline void outbox_answer(struct sk_outbox *outbox, const struct sk_answer *answer,
                                 sk_ms now) {
    struct sk_outbox_input input = { .type = SK_OUTBOX_INPUT_ANSWER, .answer = answer };
    sk_outbox_step(outbox, &input, now);
}

static inline void outbox_withdraw(struct sk_outbox *outbox, int64_t number, sk_ms now) {
    struct sk_outbox_input input = { .type = SK_OUTBOX_INPUT_WITHDRAW, .number = number };
    sk_outbox_step(outbox, &input, now);
}

static inline void outbox_unsent(struct sk_outbox *outbox, int64_t number, sk_ms now) {
    struct sk_outbox_input input = { .type = SK_OUTBOX_INPUT_UNSENT, .number = number };
    sk_outbox_step(outbox, &input, now);
}

#endif
