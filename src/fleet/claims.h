/* claims.h — between a pair that is whole and its first line in the journal: the fleet is asked
 * whether another bench has the device, for as long as nobody notices. Pure: inputs and `now` go
 * in, effects are taken out one by one.
 *
 *  - At the first label of a pair the fleet is asked, so that its answer is there before the
 * second: by its serial number, or by the instance, where one instance has one device.
 *  - When the pair is whole the device is claimed. The pair goes on with the answer, or without one
 *    when its time is over: it was "not checked by the fleet" then, and the cloud is the judge.
 *  - Pairs go on in the order in which they came. None is lost: whoever shuts down lets them go.
 *  - An answer that comes too late changes nothing, and is told. */
#ifndef SK_FLEET_CLAIMS_H
#define SK_FLEET_CLAIMS_H

#include "base/clock.h"
#include "fleet/word.h"
#include "pairing/pair.h"

#include <stdbool.h>
#include <stdint.h>

#define SK_CLAIMS_PAIRS 8 /* that wait; before one more, all are released */
#define SK_CLAIMS_WORDS 4 /* that are remembered of first labels */
#define SK_CLAIMS_LATE 16 /* pairs that went on without an answer, and are remembered */
#define SK_CLAIMS_EFFECTS 4

enum sk_claims_input_type {
    SK_CLAIMS_INPUT_LABEL,   /* pair: with the one label that it has so far; limit */
    SK_CLAIMS_INPUT_PAIR,    /* pair, limit: it is whole; fewer than SK_CLAIMS_PAIRS wait */
    SK_CLAIMS_INPUT_WORD,    /* id, word: an answer */
    SK_CLAIMS_INPUT_LINK,    /* is_up: whether anybody can be asked */
    SK_CLAIMS_INPUT_RELEASE, /* all that wait go on at once */
};
#define SK_CLAIMS_INPUTS (SK_CLAIMS_INPUT_RELEASE + 1)

struct sk_claims_input {
    enum sk_claims_input_type type;
    const struct sk_pair *pair; /* borrowed during the step, like word */
    const struct sk_fleet_word *word;
    int32_t limit; /* devices that its instance may have; 1: others are asked about it, too. Comes
                      back with the pair */
    uint64_t id;
    bool is_up;
};

enum sk_claims_effect_type {
    SK_CLAIMS_EFFECT_ASK,   /* id, pair.labels: of which one is "" */
    SK_CLAIMS_EFFECT_CLAIM, /* id, pair, limit */
    SK_CLAIMS_EFFECT_PASS,  /* pair, limit, word: it goes on. word UNKNOWN: nobody answered */
    SK_CLAIMS_EFFECT_LATE,  /* pair, word: it went on, and another bench has one of the two */
};

struct sk_claims_effect {
    enum sk_claims_effect_type type;
    uint64_t id;
    struct sk_pair pair;
    int32_t limit;
    struct sk_fleet_word word;
};

/* A pair that waits. */
struct sk_claims_pair {
    struct sk_pair pair;
    int32_t limit;
    uint64_t id;   /* of its claim; 0: it needs none */
    bool is_asked; /* the effect was given */
    bool is_known; /* word is its answer */
    sk_ms until;
    struct sk_fleet_word word;
};

/* What was asked of a first label. */
struct sk_claims_word {
    uint64_t id; /* 0: none */
    bool is_asked;
    struct sk_labels labels;   /* of which one is "" */
    struct sk_fleet_word word; /* UNKNOWN until it is there */
};

/* A pair that went on without an answer. */
struct sk_claims_late {
    uint64_t id; /* of its claim; 0: none */
    int64_t number;
    struct sk_labels labels;
};

/* The caller's memory; no pointers. */
struct sk_claims {
    sk_ms patience; /* how long a pair waits; 0: there is no fleet */
    bool is_up;
    uint64_t last_id;
    struct sk_claims_pair pairs[SK_CLAIMS_PAIRS]; /* oldest first */
    int32_t count;
    struct sk_claims_word words[SK_CLAIMS_WORDS]; /* a ring */
    int32_t next_word;
    struct sk_claims_late late[SK_CLAIMS_LATE]; /* a ring */
    int32_t next_late;
    bool has_late_word; /* to be told */
    struct sk_claims_late late_pair;
    struct sk_fleet_word late_word;
};

/* patience: how long a pair waits for its answer (ms); 0: nobody is asked, each goes on at once. */
void sk_claims_init(struct sk_claims *claims, sk_ms patience);
/* Every state takes every input, but no PAIR beyond SK_CLAIMS_PAIRS. */
void sk_claims_step(struct sk_claims *claims, const struct sk_claims_input *input, sk_ms now);
/* The next effect. Call until false after every step and at the deadline. */
bool sk_claims_next(struct sk_claims *claims, sk_ms now, struct sk_claims_effect *effect);
/* When a pair's time is over; -1: none waits. */
sk_ms sk_claims_deadline(const struct sk_claims *claims);
/* Pairs that wait. */
int32_t sk_claims_waiting(const struct sk_claims *claims);

#endif
