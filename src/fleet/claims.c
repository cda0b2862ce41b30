#include "fleet/claims.h"

#include "base/assert.h"

#include <string.h>

void sk_claims_init(struct sk_claims *claims, sk_ms patience) {
    memset(claims, 0, sizeof(*claims));
    claims->patience = patience;
}

static bool is_about_another(const struct sk_fleet_word *word) {
    return word->type == SK_FLEET_WORD_BOUND || word->type == SK_FLEET_WORD_CLAIMED ||
           word->type == SK_FLEET_WORD_IN_USE;
}

/* What was asked of that one label; the other is "". */
static struct sk_claims_word *find_word(struct sk_claims *claims, const char *serial,
                                        const char *instance) {
    for (size_t i = 0; i < SK_CLAIMS_WORDS; i++) {
        const struct sk_labels *labels = &claims->words[i].labels;
        if (claims->words[i].id != 0 && strcmp(labels->serial, serial) == 0 &&
            strcmp(labels->instance, instance) == 0) {
            return &claims->words[i];
        }
    }
    return NULL;
}

/* Each time anew: between two scans of a label another bench may have bound it. */
static void take_label(struct sk_claims *claims, const struct sk_pair *pair, int32_t limit) {
    struct sk_labels labels = { .serial = "" };
    if (pair->labels.serial[0] != '\0') {
        memcpy(labels.serial, pair->labels.serial, sizeof(labels.serial));
    } else if (limit == 1) {
        memcpy(labels.instance, pair->labels.instance, sizeof(labels.instance));
    }
    if (claims->patience == 0 || (labels.serial[0] == '\0' && labels.instance[0] == '\0')) {
        return;
    }
    struct sk_claims_word *word = find_word(claims, labels.serial, labels.instance);
    if (!claims->is_up) {
        if (word) {
            word->id = 0; /* what was said earlier may be undone by now */
        }
        return;
    }
    if (!word) {
        word = &claims->words[claims->next_word];
        claims->next_word = (claims->next_word + 1) % SK_CLAIMS_WORDS;
    }
    *word = (struct sk_claims_word){ .id = ++claims->last_id, .labels = labels };
}

/* A pair that takes up an earlier one is a supervisor's way round. */
static void take_pair(struct sk_claims *claims, const struct sk_claims_input *input, sk_ms now) {
    SK_ASSERT(claims->count < SK_CLAIMS_PAIRS);
    struct sk_claims_pair *waiting = &claims->pairs[claims->count++];
    *waiting = (struct sk_claims_pair){ .pair = *input->pair, .limit = input->limit, .until = now };
    if (claims->patience == 0 || input->pair->refers > 0) {
        waiting->is_known = true;
        waiting->word.type = SK_FLEET_WORD_FREE;
        return;
    }
    waiting->until = now + claims->patience;
    waiting->id = ++claims->last_id;
}

static void take_word(struct sk_claims *claims, uint64_t id, const struct sk_fleet_word *word) {
    for (int32_t i = 0; i < claims->count; i++) {
        if (claims->pairs[i].id == id) {
            claims->pairs[i].is_known = true;
            claims->pairs[i].word = *word;
            return;
        }
    }
    for (size_t i = 0; i < SK_CLAIMS_WORDS; i++) {
        if (claims->words[i].id == id) {
            claims->words[i].word = *word;
            return;
        }
    }
    for (size_t i = 0; i < SK_CLAIMS_LATE; i++) {
        if (claims->late[i].id == id) {
            claims->has_late_word = is_about_another(word);
            claims->late_pair = claims->late[i];
            claims->late_word = *word;
            claims->late[i].id = 0;
            return;
        }
    }
}

void sk_claims_step(struct sk_claims *claims, const struct sk_claims_input *input, sk_ms now) {
    switch (input->type) {
    case SK_CLAIMS_INPUT_LABEL:
        take_label(claims, input->pair, input->limit);
        return;
    case SK_CLAIMS_INPUT_PAIR:
        take_pair(claims, input, now);
        return;
    case SK_CLAIMS_INPUT_WORD:
        if (input->id != 0) {
            take_word(claims, input->id, input->word);
        }
        return;
    case SK_CLAIMS_INPUT_LINK:
        claims->is_up = input->is_up;
        return;
    case SK_CLAIMS_INPUT_RELEASE:
        for (int32_t i = 0; i < claims->count; i++) {
            claims->pairs[i].until = now;
        }
        return;
    }
    SK_UNREACHABLE("input of the claims");
}

/* What was said of the first label of a pair; NULL: nothing that is in its way. */
static const struct sk_fleet_word *said_of(struct sk_claims *claims,
                                           const struct sk_claims_pair *pair) {
    const struct sk_claims_word *asked = find_word(claims, pair->pair.labels.serial, "");
    if (asked && is_about_another(&asked->word)) {
        return &asked->word;
    }
    asked = pair->limit == 1 ? find_word(claims, "", pair->pair.labels.instance) : NULL;
    return asked && is_about_another(&asked->word) ? &asked->word : NULL;
}

/* Without an answer to its claim, what was said of its label counts. */
static void pass(struct sk_claims *claims, struct sk_claims_effect *effect) {
    struct sk_claims_pair *first = &claims->pairs[0];
    *effect = (struct sk_claims_effect){ .type = SK_CLAIMS_EFFECT_PASS,
                                         .pair = first->pair,
                                         .limit = first->limit,
                                         .word = first->word };
    if (!first->is_known || first->word.type == SK_FLEET_WORD_UNKNOWN) {
        const struct sk_fleet_word *said = said_of(claims, first);
        if (said) {
            effect->word = *said;
        }
    }
    if (!first->is_known) {
        struct sk_claims_late *late = &claims->late[claims->next_late];
        claims->next_late = (claims->next_late + 1) % SK_CLAIMS_LATE;
        *late = (struct sk_claims_late){ first->id, first->pair.number, first->pair.labels };
    }
    claims->count--;
    memmove(&claims->pairs[0], &claims->pairs[1], (size_t)claims->count * sizeof(claims->pairs[0]));
}

static bool give_question(struct sk_claims *claims, struct sk_claims_effect *effect) {
    for (int32_t i = 0; i < claims->count; i++) {
        struct sk_claims_pair *waiting = &claims->pairs[i];
        if (waiting->id != 0 && !waiting->is_asked) {
            waiting->is_asked = true;
            *effect = (struct sk_claims_effect){ .type = SK_CLAIMS_EFFECT_CLAIM,
                                                 .id = waiting->id,
                                                 .pair = waiting->pair,
                                                 .limit = waiting->limit };
            return true;
        }
    }
    for (size_t i = 0; i < SK_CLAIMS_WORDS; i++) {
        struct sk_claims_word *word = &claims->words[i];
        if (word->id != 0 && !word->is_asked) {
            word->is_asked = true;
            *effect = (struct sk_claims_effect){ .type = SK_CLAIMS_EFFECT_ASK, .id = word->id };
            effect->pair.labels = word->labels;
            return true;
        }
    }
    return false;
}

bool sk_claims_next(struct sk_claims *claims, sk_ms now, struct sk_claims_effect *effect) {
    if (give_question(claims, effect)) {
        return true;
    }
    if (claims->count > 0 && (claims->pairs[0].is_known || now >= claims->pairs[0].until)) {
        pass(claims, effect);
        return true;
    }
    if (claims->has_late_word) {
        claims->has_late_word = false;
        *effect =
            (struct sk_claims_effect){ .type = SK_CLAIMS_EFFECT_LATE, .word = claims->late_word };
        effect->pair.number = claims->late_pair.number;
        effect->pair.labels = claims->late_pair.labels;
        return true;
    }
    return false;
}

sk_ms sk_claims_deadline(const struct sk_claims *claims) {
    return claims->count > 0 ? claims->pairs[0].until : -1;
}

int32_t sk_claims_waiting(const struct sk_claims *claims) {
    return claims->count;
}
