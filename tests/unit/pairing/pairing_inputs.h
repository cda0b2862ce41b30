/* pairing_inputs.h — an input and all its effects in one call, for the tests of the machine. */
#ifndef SK_TESTS_UNIT_PAIRING_PAIRING_INPUTS_H
#define SK_TESTS_UNIT_PAIRING_PAIRING_INPUTS_H

#include "pairing/pairing.h"

struct pairing_effects {
    int32_t count; /* all but notes */
    struct sk_pairing_effect list[SK_PAIRING_EFFECTS];
    int32_t note_count;
    struct sk_pairing_effect notes[SK_PAIRING_EFFECTS];
};

/* effects is filled anew. */
static inline void pairing_put(struct sk_pairing *pairing, const struct sk_pairing_input *input,
                               sk_ms now, struct pairing_effects *effects) {
    struct sk_pairing_effect effect;
    effects->count = 0;
    effects->note_count = 0;
    sk_pairing_step(pairing, input, now);
    while (sk_pairing_next(pairing, now, &effect)) {
        if (effect.type == SK_PAIRING_EFFECT_NOTE) {
            effects->notes[effects->note_count++] = effect;
        } else {
            effects->list[effects->count++] = effect;
        }
    }
}

#endif
