#include "app/core/verdicts.h"

#include "base/assert.h"
#include "pairing/pairing.h"

#include <string.h>

static void remember_recent(struct sk_verdicts *verdicts, const struct sk_model_recent *recent) {
    size_t at = 0;
    while (at < verdicts->recent_count && verdicts->recent[at].pair.number != recent->pair.number) {
        at++;
    }
    if (at == verdicts->recent_count) { /* a new row: the oldest makes room */
        verdicts->recent_count += verdicts->recent_count < SK_MODEL_RECENT;
        at = verdicts->recent_count - 1;
    }
    memmove(&verdicts->recent[1], &verdicts->recent[0], at * sizeof(verdicts->recent[0]));
    verdicts->recent[0] = *recent;
}

static enum sk_result result_of(enum sk_verdict_kind kind) {
    switch (kind) {
    case SK_VERDICT_BOUND:
        return SK_RESULT_BOUND;
    case SK_VERDICT_REFUSED:
    case SK_VERDICT_LOCATED:
        return SK_RESULT_REFUSED;
    case SK_VERDICT_WITHDRAWN:
        return SK_RESULT_WITHDRAWN;
    case SK_VERDICT_CHECK:
        return SK_RESULT_CHECK;
    case SK_VERDICT_BLOCKED:
    case SK_VERDICT_RETRY:
    case SK_VERDICT_CHECKING:
    case SK_VERDICT_SAVED:
    case SK_VERDICT_TOO_LATE:
        return SK_RESULT_PENDING;
    }
    SK_UNREACHABLE("kind of verdict");
}

static void count(struct sk_verdicts *verdicts, const struct sk_verdict *verdict) {
    enum sk_result result = result_of(verdict->kind);
    if (verdict->number < verdicts->first_number) {
        return;
    }
    verdicts->kept[verdicts->next++ % SK_VERDICTS_MAX] = *verdict;
    verdicts->tally.bound += result == SK_RESULT_BOUND;
    verdicts->tally.refused += result == SK_RESULT_REFUSED || result == SK_RESULT_CHECK;
    verdicts->tally.withdrawn += result == SK_RESULT_WITHDRAWN;
}

void sk_verdicts_take(struct sk_verdicts *verdicts, const struct sk_verdict *verdict,
                      int64_t wall_ms) {
    if (verdict->kind != SK_VERDICT_TOO_LATE) {
        struct sk_model_recent recent = { .pair.number = verdict->number,
                                          .result = result_of(verdict->kind),
                                          .screen = sk_verdict_screen(verdict->kind),
                                          .at_wall_ms = wall_ms };
        memcpy(recent.pair.serial, verdict->labels.serial, sizeof(verdict->labels.serial));
        memcpy(recent.pair.instance, verdict->labels.instance, sizeof(verdict->labels.instance));
        memcpy(recent.code, verdict->code, sizeof(verdict->code));
        remember_recent(verdicts, &recent);
    }
    count(verdicts, verdict);
}

void sk_verdicts_locate(struct sk_verdicts *verdicts, const struct sk_verdict *located) {
    for (size_t i = 0; i < SK_VERDICTS_MAX && i < verdicts->next; i++) {
        struct sk_verdict *kept = &verdicts->kept[i];
        if (kept->number == located->number && kept->kind == SK_VERDICT_REFUSED) {
            kept->place = located->place;
            memcpy(kept->where, located->where, sizeof(kept->where));
        }
    }
}

static enum sk_screen screen_of(enum sk_result result) {
    switch (result) {
    case SK_RESULT_BOUND:
        return SK_SCREEN_BOUND;
    case SK_RESULT_REFUSED:
    case SK_RESULT_CHECK:
        return SK_SCREEN_REFUSED;
    case SK_RESULT_PENDING:
    case SK_RESULT_WITHDRAWN:
    case SK_RESULT_UNDONE:
        return SK_SCREEN_SAVED;
    }
    SK_UNREACHABLE("result");
}

void sk_verdicts_undo(struct sk_verdicts *verdicts, int64_t number) {
    if (number >= verdicts->first_number) { /* it was bound, or there would be nothing to undo */
        verdicts->tally.bound--;
        verdicts->tally.undone++;
    }
    for (size_t i = 0; i < verdicts->recent_count; i++) {
        if (verdicts->recent[i].pair.number == number) {
            verdicts->recent[i].result = SK_RESULT_UNDONE;
            verdicts->recent[i].screen = screen_of(SK_RESULT_UNDONE);
        }
    }
    for (size_t i = 0; i < SK_VERDICTS_MAX; i++) {
        if (verdicts->kept[i].number == number) {
            verdicts->kept[i].number = 0;
        }
    }
}

void sk_verdicts_add_earlier(struct sk_verdicts *verdicts, const struct sk_stored_pair *stored) {
    if (verdicts->recent_count == SK_MODEL_RECENT) {
        return;
    }
    struct sk_model_recent *recent = &verdicts->recent[verdicts->recent_count++];
    enum sk_result outcome = sk_stored_pair_outcome(stored);
    *recent = (struct sk_model_recent){ .pair.number = stored->pair.number,
                                        .result = outcome,
                                        .screen = screen_of(outcome),
                                        .at_wall_ms = stored->changed_wall_ms };
    memcpy(recent->pair.serial, stored->pair.labels.serial, sizeof(stored->pair.labels.serial));
    memcpy(recent->pair.instance, stored->pair.labels.instance,
           sizeof(stored->pair.labels.instance));
    memcpy(recent->code, stored->code, sizeof(stored->code));
}

bool sk_verdicts_find(const struct sk_verdicts *verdicts, int64_t number,
                      struct sk_verdict *verdict) {
    size_t kept = verdicts->next < SK_VERDICTS_MAX ? verdicts->next : SK_VERDICTS_MAX;
    for (size_t i = 1; i <= kept; i++) {
        const struct sk_verdict *candidate =
            &verdicts->kept[(verdicts->next - i) % SK_VERDICTS_MAX];
        if (candidate->number == number) {
            *verdict = *candidate;
            return true;
        }
    }
    return false;
}

void sk_verdicts_each_bound(const struct sk_verdicts *verdicts,
                            void (*each)(void *data, const struct sk_verdict *verdict),
                            void *data) {
    for (size_t i = 0; i < SK_VERDICTS_MAX; i++) {
        const struct sk_verdict *verdict = &verdicts->kept[i];
        if (verdict->number > 0 && verdict->kind == SK_VERDICT_BOUND) {
            each(data, verdict);
        }
    }
}
