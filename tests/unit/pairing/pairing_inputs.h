/* pairing_inputs.h — an input and all its effects in one call, for the tests of the machine. */
#ifndef SK_TESTS_UNIT_PAIRING_PAIRING_INPUTS_H
#define SK_TESTS_UNIT_PAIRING_PAIRING_INPUTS_H

#include "pairing/pairing.h"

struct pairing_effects {
    int32_t count;
    struct sk_pairing_effect list[SK_PAIRING_EFFECTS];
};

/* effects is filled anew. */
static inline void pairing_put(struct sk_pairing *pairing, const struct sk_pairing_input *input,
                               sk_ms now, struct pairing_effects *effects) {
    effects->count = 0;
    sk_pairing_step(pairing, input, now);
    while (effects->count < SK_PAIRING_EFFECTS &&
           sk_pairing_next(pairing, now, &effects->list[effects->count])) {
        effects->count++;
    }
}

#endif
