#include "sending/keeping.h"

#include "base/assert.h"
#include "base/transition.h"
#include "base/util.h"

#include <stdio.h>
#include <string.h>

const char *sk_keeping_state_name(enum sk_keeping_state state) {
    static const char *const names[SK_KEEPING_STATES] = {
        [SK_KEEPING_STATE_FREE] = "free",           [SK_KEEPING_STATE_HELD] = "held",
        [SK_KEEPING_STATE_WAITING] = "waiting",     [SK_KEEPING_STATE_WRITING] = "writing",
        [SK_KEEPING_STATE_TO_RECORD] = "to-record", [SK_KEEPING_STATE_SAVING] = "saving",
    };
    return SK_AT(names, state);
}

void sk_keeping_init(struct sk_keeping *keeping, const struct sk_keeping_rules *rules, sk_ms now) {
    memset(keeping, 0, sizeof(*keeping));
    keeping->rules = *rules;
    keeping->stirred_at = now;
}

/* --- places ------------------------------------------------------------------------------- */

static void enter(struct sk_keeping_place *place, enum sk_keeping_state state) {
    sk_transition("keeping", sk_keeping_state_name(place->state), sk_keeping_state_name(state),
                  place->number);
    place->state = state;
    if (state == SK_KEEPING_STATE_FREE) {
        *place = (struct sk_keeping_place){ .number = 0 };
    }
}

/* In one of these states; NULL: it is not. */
static struct sk_keeping_place *find(struct sk_keeping *keeping, int64_t number,
                                     enum sk_keeping_state from, enum sk_keeping_state to) {
    for (size_t i = 0; i < SK_KEEPING_SIZE; i++) {
        struct sk_keeping_place *place = &keeping->places[i];
        if (place->number == number && place->state >= from && place->state <= to) {
            return place;
        }
    }
    return NULL;
}

/* The oldest pair in that state; NULL: there is none. */
static struct sk_keeping_place *oldest(struct sk_keeping *keeping, enum sk_keeping_state state) {
    struct sk_keeping_place *found = NULL;
    for (size_t i = 0; i < SK_KEEPING_SIZE; i++) {
        struct sk_keeping_place *place = &keeping->places[i];
        if (place->state == state && (!found || place->number < found->number)) {
            found = place;
        }
    }
    return found;
}

/* For a new pair; NULL: all are being written. At most one gives way before the owner is told: a
 * step is followed by next() until it is false. */
static struct sk_keeping_place *make_room(struct sk_keeping *keeping) {
    struct sk_keeping_place *place = oldest(keeping, SK_KEEPING_STATE_FREE);
    if (place) {
        return place;
    }
    keeping->gone_without++;
    place = oldest(keeping, SK_KEEPING_STATE_WAITING);
    const struct sk_keeping_place *held = oldest(keeping, SK_KEEPING_STATE_HELD);
    if (!place || (held && held->number < place->number)) {
        place = oldest(keeping, SK_KEEPING_STATE_HELD);
    }
    if (place) {
        SK_ASSERT(keeping->let_go == 0 && !place->must_take);
        keeping->let_go = place->number;
        enter(place, SK_KEEPING_STATE_FREE);
    }
    return place;
}

/* --- inputs ------------------------------------------------------------------------------- */

static void take_pair(struct sk_keeping *keeping, const struct sk_pair *pair) {
    const struct sk_scan_facts *serial = &pair->serial_facts;
    const struct sk_scan_facts *instance = &pair->instance_facts;
    struct sk_keeping_place *place = make_room(keeping);
    if (!place) {
        return;
    }
    *place = (struct sk_keeping_place){
        .number = pair->number,
        .picture = serial->at > instance->at ? serial->picture : instance->picture,
        .must_take = true,
    };
    enter(place, SK_KEEPING_STATE_HELD);
}

static void let_go(struct sk_keeping_place *place) {
    if (place) {
        enter(place, SK_KEEPING_STATE_FREE);
    }
}

static void take_saved(struct sk_keeping_place *place, sk_ms now) {
    if (place) {
        place->saved_at = now;
        enter(place, SK_KEEPING_STATE_WAITING);
    }
}

static void take_written(struct sk_keeping_place *place, const char *hash) {
    if (place) {
        (void)snprintf(place->hash, sizeof(place->hash), "%s", hash);
        enter(place, SK_KEEPING_STATE_TO_RECORD);
    }
}

void sk_keeping_step(struct sk_keeping *keeping, const struct sk_keeping_input *input, sk_ms now) {
    struct sk_keeping_place *held =
        find(keeping, input->number, SK_KEEPING_STATE_HELD, SK_KEEPING_STATE_HELD);
    struct sk_keeping_place *writing =
        find(keeping, input->number, SK_KEEPING_STATE_WRITING, SK_KEEPING_STATE_WRITING);
    struct sk_keeping_place *place =
        find(keeping, input->number, SK_KEEPING_STATE_HELD, SK_KEEPING_STATE_WAITING);
    switch (input->type) {
    case SK_KEEPING_INPUT_PAIR:
        keeping->stirred_at = now;
        take_pair(keeping, input->pair);
        break;
    case SK_KEEPING_INPUT_NONE:
        let_go(held);
        break;
    case SK_KEEPING_INPUT_SAVED:
        keeping->stirred_at = now;
        take_saved(held, now);
        break;
    case SK_KEEPING_INPUT_TOLD:
        keeping->stirred_at = now;
        if (place) {
            place->has_verdict = true;
        }
        break;
    case SK_KEEPING_INPUT_STIRRED:
        keeping->stirred_at = now;
        break;
    case SK_KEEPING_INPUT_WRITTEN:
        take_written(writing, input->hash);
        break;
    case SK_KEEPING_INPUT_FAILED:
        let_go(writing);
        break;
    case SK_KEEPING_INPUT_RECORDED:
        let_go(find(keeping, input->number, SK_KEEPING_STATE_SAVING, SK_KEEPING_STATE_SAVING));
        break;
    case SK_KEEPING_INPUT_HURRY:
        keeping->hurries = true;
        break;
    }
}

/* --- effects ------------------------------------------------------------------------------ */

/* When a picture that waits is to be written at the latest, as it looks now. */
static sk_ms due_at(const struct sk_keeping *keeping, const struct sk_keeping_place *place) {
    sk_ms longest = place->saved_at + keeping->rules.longest;
    sk_ms quiet = keeping->stirred_at + keeping->rules.quiet;
    return keeping->hurries                        ? place->saved_at
           : place->has_verdict && quiet < longest ? quiet
                                                   : longest;
}

/* One after the other, but for the end, where nobody waits for a verdict. */
static struct sk_keeping_place *find_due(struct sk_keeping *keeping, sk_ms now) {
    if (!keeping->hurries && oldest(keeping, SK_KEEPING_STATE_WRITING)) {
        return NULL;
    }
    struct sk_keeping_place *found = NULL;
    for (size_t i = 0; i < SK_KEEPING_SIZE; i++) {
        struct sk_keeping_place *place = &keeping->places[i];
        if (place->state == SK_KEEPING_STATE_WAITING && now >= due_at(keeping, place) &&
            (!found || place->number < found->number)) {
            found = place;
        }
    }
    return found;
}

static struct sk_keeping_place *to_take(struct sk_keeping *keeping) {
    for (size_t i = 0; i < SK_KEEPING_SIZE; i++) {
        if (keeping->places[i].must_take) {
            return &keeping->places[i];
        }
    }
    return NULL;
}

bool sk_keeping_next(struct sk_keeping *keeping, sk_ms now, bool may_record,
                     struct sk_keeping_effect *effect) {
    *effect = (struct sk_keeping_effect){ .number = keeping->let_go };
    if (keeping->let_go != 0) {
        effect->type = SK_KEEPING_EFFECT_LET_GO;
        keeping->let_go = 0;
        return true;
    }
    struct sk_keeping_place *place = to_take(keeping);
    if (place) {
        place->must_take = false;
        *effect = (struct sk_keeping_effect){ .type = SK_KEEPING_EFFECT_TAKE,
                                              .number = place->number,
                                              .picture = place->picture };
        return true;
    }
    place = may_record ? oldest(keeping, SK_KEEPING_STATE_TO_RECORD) : NULL;
    if (place) {
        *effect =
            (struct sk_keeping_effect){ .type = SK_KEEPING_EFFECT_RECORD, .number = place->number };
        memcpy(effect->hash, place->hash, sizeof(effect->hash));
        enter(place, SK_KEEPING_STATE_SAVING);
        return true;
    }
    place = find_due(keeping, now);
    if (place) {
        *effect =
            (struct sk_keeping_effect){ .type = SK_KEEPING_EFFECT_WRITE, .number = place->number };
        enter(place, SK_KEEPING_STATE_WRITING);
        return true;
    }
    return false;
}

sk_ms sk_keeping_deadline(const struct sk_keeping *keeping, sk_ms now) {
    sk_ms deadline = -1;
    for (size_t i = 0; i < SK_KEEPING_SIZE; i++) {
        const struct sk_keeping_place *place = &keeping->places[i];
        if (!keeping->hurries && place->state == SK_KEEPING_STATE_WRITING) {
            return -1; /* its end comes first */
        }
        if (place->state == SK_KEEPING_STATE_WAITING) {
            sk_ms due = due_at(keeping, place);
            deadline = sk_earlier(deadline, due > now ? due : now);
        }
    }
    return deadline;
}

bool sk_keeping_is_idle(const struct sk_keeping *keeping) {
    for (size_t i = 0; i < SK_KEEPING_SIZE; i++) {
        if (keeping->places[i].state != SK_KEEPING_STATE_FREE) {
            return false;
        }
    }
    return keeping->let_go == 0;
}
