/* verdicts.h — what became of the pairs of this run: the newest verdicts, the list on the screen,
 * and the counts. Plain value, no pointers. Thread: whoever owns it. */
#ifndef SK_APP_CORE_VERDICTS_H
#define SK_APP_CORE_VERDICTS_H

#include "app/model/model.h"
#include "pairing/pair.h"
#include "sending/record.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SK_VERDICTS_MAX 64 /* of this run, remembered for sk_app_verdict() */

/* Pairs of this run that ended bound, and those that ended otherwise. For the exit status. */
struct sk_app_tally {
    int64_t pairs; /* complete pairs taken in since the start of this process */
    int64_t bound;
    int64_t refused; /* also those that ended as "check" */
    int64_t withdrawn;
    int64_t undone;      /* were bound, until a supervisor took the binding away */
    int64_t looked_into; /* refused, and who has the device is being asked for */
    int64_t unsaved;     /* not in the journal yet, nor sent */
    int64_t scans;       /* labels of any kind that were read */
    int64_t labels;      /* of them those that were meant to be half a pair: no card, no badge, and
                            not for a supervisor */
};

struct sk_verdicts {
    int64_t first_number; /* of this run; earlier pairs are not counted */
    struct sk_verdict kept[SK_VERDICTS_MAX];
    size_t next;
    struct sk_model_recent recent[SK_MODEL_RECENT]; /* newest first */
    size_t recent_count;
    struct sk_app_tally tally;
};

/* A verdict about a pair, as of wall_ms. LOCATED and TOO_LATE are not for here. */
void sk_verdicts_take(struct sk_verdicts *verdicts, const struct sk_verdict *verdict,
                      int64_t wall_ms);

/* Who has the device (LOCATED) becomes a part of the refusal. */
void sk_verdicts_locate(struct sk_verdicts *verdicts, const struct sk_verdict *located);

/* The binding of that pair was taken away: its verdict is dropped, it counts as undone and no more
 * as bound, and the list on the screen says so. */
void sk_verdicts_undo(struct sk_verdicts *verdicts, int64_t number);

/* A settled pair of an earlier run, for the list on the screen; to be given newest first. */
void sk_verdicts_add_earlier(struct sk_verdicts *verdicts, const struct sk_stored_pair *stored);

/* The newest verdict about that pair. False: none is kept. */
bool sk_verdicts_find(const struct sk_verdicts *verdicts, int64_t number,
                      struct sk_verdict *verdict);

/* Calls each(data, verdict) for those kept that are BOUND, in any order. */
void sk_verdicts_each_bound(const struct sk_verdicts *verdicts,
                            void (*each)(void *data, const struct sk_verdict *verdict), void *data);

#endif
