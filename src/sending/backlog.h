/* backlog.h — the pairs that wait in the journal behind the outbox's window: which pair goes where,
 * when the next are loaded, and how one of them is taken back.
 *
 * Pure, like the outbox: inputs go in, effects are taken out one by one with sk_backlog_next(). It
 * decides about order and loss, so it holds no more than numbers:
 *  - A pair goes into the outbox only if every older unsettled pair of its account is in it
 *    already; else into the journal alone, from where it is loaded in its turn.
 *  - An account whose calls are held back stands aside: its pairs are passed over while those of
 *    others are loaded, and are loaded from where it stood aside once it has places again. While
 *    calls go, the journal's order is kept; nobody waits long then.
 *  - A pair behind the window was certainly not sent: it can be withdrawn by recording that alone,
 *    but not while a load may have it on the way into the outbox.
 *  - What is loaded twice or out of turn is not sent a second time. */
#ifndef SK_SENDING_BACKLOG_H
#define SK_SENDING_BACKLOG_H

#include "base/clock.h"
#include "pairing/pair.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SK_BACKLOG_WITHDRAWALS 64 /* under way; requests beyond that are answered TOO_LATE */
#define SK_BACKLOG_ASIDE 32 /* accounts; for more than that, others wait until they have places */

enum sk_backlog_state {
    SK_BACKLOG_STATE_CLOSED,  /* the journal is not open yet */
    SK_BACKLOG_STATE_FLOWING, /* nothing is behind the window */
    SK_BACKLOG_STATE_WAITING, /* something is; the outbox has no room for a load */
    SK_BACKLOG_STATE_LOADING,
};
#define SK_BACKLOG_STATES (SK_BACKLOG_STATE_LOADING + 1)
/* "closed", "flowing", "waiting", "loading": as in src/README.md. Static. */
const char *sk_backlog_state_name(enum sk_backlog_state state);

struct sk_withdrawal {
    struct sk_pair pair;
    bool is_recorded; /* its last word is on its way to the disk */
    bool is_moot;     /* it was refused in the meantime */
    bool is_loaded;   /* the outbox has got it in the meantime */
};

/* How an account stands in the outbox. */
struct sk_backlog_place {
    int32_t has;  /* pairs */
    int32_t room; /* for more */
    bool is_held; /* its calls are held back */
};

/* Of the outbox; no side effects. */
struct sk_backlog_places {
    struct sk_backlog_place (*look)(const void *data, const struct sk_account *account);
    const void *data;
};

/* An account that stands aside. */
struct sk_backlog_aside {
    struct sk_account account;
    int64_t first;      /* its unsettled pairs from this number on are only in the journal */
    int64_t last_saved; /* the highest number that was given to the journal only */
    bool is_covered;    /* by the load under way: that reads from first or before it */
    bool is_stalled;    /* and one of its pairs found no place */
};

enum sk_backlog_effect_type {
    SK_BACKLOG_EFFECT_ADD,     /* pair: into the outbox, which records the intent */
    SK_BACKLOG_EFFECT_SAVE,    /* pair: its intent into the journal only */
    SK_BACKLOG_EFFECT_RESTORE, /* pair: what was just loaded into the outbox */
    SK_BACKLOG_EFFECT_REJECT,  /* pair: what was just loaded is not sent a second time */
    SK_BACKLOG_EFFECT_LOAD,    /* number: after it, at most load_max pairs */
    SK_BACKLOG_EFFECT_RECORD,  /* pair: its last word, WITHDRAWN */
    SK_BACKLOG_EFFECT_PASS_ON, /* pair: the outbox has it; it is to be withdrawn there */
    SK_BACKLOG_EFFECT_TELL,    /* pair, verdict: WITHDRAWN or TOO_LATE */
};

struct sk_backlog_effect {
    enum sk_backlog_effect_type type;
    int64_t number;
    struct sk_pair pair;
    enum sk_verdict_kind verdict;
};

#define SK_BACKLOG_EFFECTS (SK_BACKLOG_WITHDRAWALS + 2)

/* The caller's memory; no pointers. */
struct sk_backlog {
    int32_t load_max;
    enum sk_backlog_state state;
    int64_t looked;   /* unsettled pairs up to this number are in the outbox, or of an account
                         that stands aside */
    bool has_ahead;   /* there may be some above it */
    bool is_stalled;  /* in the load under way; stalled_by: found no place */
    bool has_stalled; /* in an earlier one */
    struct sk_account stalled_by;
    struct sk_backlog_aside aside[SK_BACKLOG_ASIDE];
    int32_t aside_count;
    int32_t turn;         /* of the load before: an account's place, or aside_count */
    int64_t behind;       /* unsettled pairs that are only in the journal */
    int64_t last_saved;   /* highest number that was given to the journal only */
    int64_t last_at_load; /* … that the load under way can know */
    int64_t load_seen;    /* highest number that it has brought */
    bool has_loaded;      /* what earlier runs left, as far as the window goes */
    struct sk_withdrawal withdrawals[SK_BACKLOG_WITHDRAWALS];
    int32_t withdrawal_count;
    struct sk_backlog_effect effects[SK_BACKLOG_EFFECTS];
    int32_t effect_count;
};

enum sk_backlog_input_type {
    SK_BACKLOG_INPUT_OPENED,   /* count: unsettled pairs in the journal */
    SK_BACKLOG_INPUT_PAIR,     /* pair, is_refused (it is settled with its intent), places */
    SK_BACKLOG_INPUT_LOADED,   /* pair, is_in_outbox, places */
    SK_BACKLOG_INPUT_UNFIT,    /* number: found while loading, and settled by the journal */
    SK_BACKLOG_INPUT_LOAD_END, /* count: of LOADED and UNFIT */
    SK_BACKLOG_INPUT_REFUSED,  /* pair: the journal has it, settled by a guard */
    SK_BACKLOG_INPUT_SETTLED,  /* number: its last word is in the journal */
    /* pair: number and labels; it has no verdict yet. is_in_outbox */
    SK_BACKLOG_INPUT_WITHDRAW,
    SK_BACKLOG_INPUT_ROOM, /* places, recorder_room: go on as far as there is room */
};

struct sk_backlog_input {
    enum sk_backlog_input_type type;
    const struct sk_pair *pair; /* borrowed during the step, like places */
    const struct sk_backlog_places *places;
    int64_t number;
    int64_t count;
    bool is_refused;
    bool is_in_outbox;
    size_t recorder_room; /* records and questions */
};

/* load_max: pairs of one load, from 1; it is asked for when an account has room for so many, or for
 * as many as it has in the outbox. */
void sk_backlog_init(struct sk_backlog *backlog, int32_t load_max);

/* Every state takes every input. All effects of the input before must have been taken out. */
void sk_backlog_step(struct sk_backlog *backlog, const struct sk_backlog_input *input);

/* The next effect, if there is one. Call until false after every step. RESTORE and REJECT are about
 * the pair of that very step. */
bool sk_backlog_next(struct sk_backlog *backlog, struct sk_backlog_effect *effect);

#endif
