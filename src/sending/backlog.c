#include "sending/backlog.h"

#include "base/assert.h"
#include "base/transition.h"

#include <string.h>

const char *sk_backlog_state_name(enum sk_backlog_state state) {
    static const char *const names[SK_BACKLOG_STATES] = { [SK_BACKLOG_STATE_CLOSED] = "closed",
                                                          [SK_BACKLOG_STATE_FLOWING] = "flowing",
                                                          [SK_BACKLOG_STATE_WAITING] = "waiting",
                                                          [SK_BACKLOG_STATE_LOADING] = "loading" };
    return SK_AT(names, state);
}

void sk_backlog_init(struct sk_backlog *backlog, int32_t load_max) {
    SK_ASSERT(load_max > 0);
    memset(backlog, 0, sizeof(*backlog));
    backlog->load_max = load_max;
}

static void go(struct sk_backlog *backlog, enum sk_backlog_state state) {
    if (state != backlog->state) {
        sk_transition("backlog", sk_backlog_state_name(backlog->state),
                      sk_backlog_state_name(state), 0);
        backlog->state = state;
    }
}

static struct sk_backlog_effect *give(struct sk_backlog *backlog, enum sk_backlog_effect_type type,
                                      const struct sk_pair *pair) {
    SK_ASSERT(backlog->effect_count < SK_BACKLOG_EFFECTS);
    struct sk_backlog_effect *effect = &backlog->effects[backlog->effect_count++];
    *effect = (struct sk_backlog_effect){ .type = type };
    if (pair) {
        effect->number = pair->number;
        effect->pair = *pair;
    }
    return effect;
}

static void tell(struct sk_backlog *backlog, const struct sk_pair *pair,
                 enum sk_verdict_kind verdict) {
    give(backlog, SK_BACKLOG_EFFECT_TELL, pair)->verdict = verdict;
}

/* --- accounts that stand aside ------------------------------------------------------------ */

static struct sk_backlog_aside *find_aside(struct sk_backlog *backlog,
                                           const struct sk_account *account) {
    for (int32_t i = 0; i < backlog->aside_count; i++) {
        if (sk_account_same(&backlog->aside[i].account, account)) {
            return &backlog->aside[i];
        }
    }
    return NULL;
}

/* NULL: there are too many. */
static struct sk_backlog_aside *set_aside(struct sk_backlog *backlog, const struct sk_pair *pair) {
    if (backlog->aside_count == SK_BACKLOG_ASIDE) {
        return NULL;
    }
    struct sk_backlog_aside *aside = &backlog->aside[backlog->aside_count++];
    *aside = (struct sk_backlog_aside){ .account = pair->account, .first = pair->number };
    return aside;
}

/* The others keep their order, as they take turns. */
static void take_back(struct sk_backlog *backlog, int32_t at) {
    backlog->aside_count--;
    memmove(&backlog->aside[at], &backlog->aside[at + 1],
            (size_t)(backlog->aside_count - at) * sizeof(backlog->aside[0]));
}

/* Nothing is behind the window any more, or nothing is known to be. */
static void go_on(struct sk_backlog *backlog) {
    if (backlog->behind == 0 || (!backlog->has_ahead && backlog->aside_count == 0)) {
        backlog->behind = 0;
        backlog->has_ahead = false;
        backlog->aside_count = 0;
    }
    go(backlog, backlog->behind > 0 ? SK_BACKLOG_STATE_WAITING : SK_BACKLOG_STATE_FLOWING);
}

/* One fewer is behind the window. While a load is under way this does not end it. */
static void count_down(struct sk_backlog *backlog) {
    backlog->behind -= backlog->behind > 0;
    if (backlog->behind == 0 && backlog->state == SK_BACKLOG_STATE_WAITING) {
        go_on(backlog);
    }
}

static void take_opened(struct sk_backlog *backlog, int64_t count) {
    backlog->behind = count;
    backlog->has_ahead = count > 0;
    backlog->has_loaded = count == 0;
    go_on(backlog);
}

/* --- pairs -------------------------------------------------------------------------------- */

static struct sk_backlog_place look(const struct sk_backlog_input *input,
                                    const struct sk_account *account) {
    SK_ASSERT(input->places);
    return input->places->look(input->places->data, account);
}

/* Into the journal only. Where nothing waits but for its own account, that account stands aside. */
static void save_behind(struct sk_backlog *backlog, const struct sk_pair *pair,
                        struct sk_backlog_aside *aside) {
    backlog->behind++;
    backlog->last_saved = pair->number;
    aside = aside || backlog->has_ahead ? aside : set_aside(backlog, pair);
    if (aside) {
        aside->last_saved = pair->number;
    }
    if (aside && !backlog->has_ahead) {
        backlog->looked = pair->number;
    } else {
        backlog->has_ahead = true;
    }
    give(backlog, SK_BACKLOG_EFFECT_SAVE, pair);
    if (backlog->state == SK_BACKLOG_STATE_FLOWING) {
        go(backlog, SK_BACKLOG_STATE_WAITING);
    }
}

static void take_pair(struct sk_backlog *backlog, const struct sk_backlog_input *input) {
    const struct sk_pair *pair = input->pair;
    struct sk_backlog_aside *aside = find_aside(backlog, &pair->account);
    if (backlog->has_ahead || aside || look(input, &pair->account).room == 0) {
        save_behind(backlog, pair, aside);
        return;
    }
    backlog->looked = pair->number;
    give(backlog, input->is_refused ? SK_BACKLOG_EFFECT_SAVE : SK_BACKLOG_EFFECT_ADD, pair);
}

/* --- loads -------------------------------------------------------------------------------- */

static struct sk_withdrawal *find(struct sk_backlog *backlog, int64_t number) {
    for (int32_t i = 0; i < backlog->withdrawal_count; i++) {
        if (backlog->withdrawals[i].pair.number == number) {
            return &backlog->withdrawals[i];
        }
    }
    return NULL;
}

static void restore(struct sk_backlog *backlog, const struct sk_pair *pair) {
    struct sk_withdrawal *withdrawal = find(backlog, pair->number);
    if (withdrawal) {
        withdrawal->is_loaded = true;
    }
    count_down(backlog);
    give(backlog, SK_BACKLOG_EFFECT_RESTORE, pair);
}

/* A pair of an account that stands aside. */
static void take_aside(struct sk_backlog_aside *aside, struct sk_backlog *backlog,
                       const struct sk_backlog_input *input) {
    if (!aside->is_covered || aside->is_stalled) {
        return; /* pairs before it were not read, or had no place: it waits behind them */
    }
    if (look(input, &aside->account).room == 0) {
        aside->is_stalled = true;
        aside->first = input->pair->number;
        return;
    }
    aside->first = input->pair->number + 1;
    restore(backlog, input->pair);
}

/* A pair that was not looked at before, of an account that does not stand aside. */
static void take_ahead(struct sk_backlog *backlog, const struct sk_backlog_input *input) {
    struct sk_backlog_place place = look(input, &input->pair->account);
    if (backlog->is_stalled || input->is_in_outbox) {
        return;
    }
    if (place.room > 0) {
        restore(backlog, input->pair);
        return;
    }
    struct sk_backlog_aside *aside = place.is_held ? set_aside(backlog, input->pair) : NULL;
    if (aside) {
        aside->last_saved = backlog->last_saved; /* which may be its own */
        aside->is_covered = true;
        aside->is_stalled = true;
    } else {
        backlog->is_stalled = true;
        backlog->has_stalled = true;
        backlog->stalled_by = input->pair->account;
    }
}

static void take_loaded(struct sk_backlog *backlog, const struct sk_backlog_input *input) {
    const struct sk_pair *pair = input->pair;
    struct sk_backlog_aside *aside = find_aside(backlog, &pair->account);
    backlog->load_seen = pair->number;
    if (aside && pair->number >= aside->first) {
        take_aside(aside, backlog, input);
    } else if (!aside && pair->number > backlog->looked) {
        take_ahead(backlog, input);
    } else if (!input->is_in_outbox) {
        give(backlog, SK_BACKLOG_EFFECT_REJECT, pair);
    }
    if (!backlog->is_stalled && pair->number > backlog->looked) {
        backlog->looked = pair->number;
    }
}

/* Fewer than requested: when the load began the journal had no more, whatever we had counted. */
static void take_load_end(struct sk_backlog *backlog, int64_t count) {
    bool is_short = count < backlog->load_max;
    backlog->has_loaded = true;
    for (int32_t i = backlog->aside_count - 1; i >= 0; i--) {
        struct sk_backlog_aside *aside = &backlog->aside[i];
        if (!aside->is_covered || aside->is_stalled) {
            continue;
        }
        if (is_short && aside->last_saved <= backlog->last_at_load) {
            take_back(backlog, i);
        } else if (backlog->load_seen >= aside->first) {
            aside->first = backlog->load_seen + 1;
        }
    }
    if (is_short && !backlog->is_stalled && backlog->last_saved <= backlog->last_at_load) {
        backlog->has_ahead = false;
    }
    go_on(backlog);
}

/* Room for a whole load, or for as many as it has: one that may have but a few is loaded, too. */
static bool is_worth_a_load(const struct sk_backlog *backlog, struct sk_backlog_place place) {
    return place.room > 0 && (place.room >= backlog->load_max || place.room >= place.has);
}

/* Can a load go on there? at: an account that stands aside; aside_count: those not looked at. */
static bool is_loadable(const struct sk_backlog *backlog, int32_t at,
                        const struct sk_backlog_input *input) {
    if (at < backlog->aside_count) {
        return is_worth_a_load(backlog, look(input, &backlog->aside[at].account));
    }
    if (!backlog->has_ahead || !backlog->has_stalled) {
        return backlog->has_ahead;
    }
    struct sk_backlog_place place = look(input, &backlog->stalled_by);
    return is_worth_a_load(backlog, place) ||
           (place.is_held && backlog->aside_count < SK_BACKLOG_ASIDE);
}

static void begin_load(struct sk_backlog *backlog, int32_t at) {
    int64_t after = at < backlog->aside_count ? backlog->aside[at].first - 1 : backlog->looked;
    for (int32_t i = 0; i < backlog->aside_count; i++) {
        backlog->aside[i].is_covered = backlog->aside[i].first > after;
        backlog->aside[i].is_stalled = false;
    }
    backlog->turn = at;
    backlog->is_stalled = false;
    backlog->has_stalled = backlog->has_stalled && at < backlog->aside_count;
    backlog->last_at_load = backlog->last_saved;
    backlog->load_seen = after;
    give(backlog, SK_BACKLOG_EFFECT_LOAD, NULL)->number = after;
    go(backlog, SK_BACKLOG_STATE_LOADING);
}

/* They take turns: one with many pairs would else keep the others waiting. */
static void load_next(struct sk_backlog *backlog, const struct sk_backlog_input *input) {
    int32_t count = backlog->aside_count + 1;
    for (int32_t i = 1; i <= count; i++) {
        int32_t at = (backlog->turn + i) % count;
        if (is_loadable(backlog, at, input)) {
            begin_load(backlog, at);
            return;
        }
    }
}

/* --- withdrawals -------------------------------------------------------------------------- */

static void forget(struct sk_backlog *backlog, struct sk_withdrawal *withdrawal) {
    const struct sk_withdrawal *end = &backlog->withdrawals[backlog->withdrawal_count];
    memmove(withdrawal, withdrawal + 1, (size_t)(end - (withdrawal + 1)) * sizeof(*withdrawal));
    backlog->withdrawal_count--;
}

/* Settled elsewhere; a withdrawal that was not begun is dropped. */
static void void_withdrawal(struct sk_backlog *backlog, int64_t number) {
    struct sk_withdrawal *withdrawal = find(backlog, number);
    if (withdrawal && withdrawal->is_recorded) {
        withdrawal->is_moot = true;
    } else if (withdrawal) {
        forget(backlog, withdrawal);
    }
}

/* Of one that is not in the outbox and has no verdict: it may be in the journal only. */
static bool may_be_behind(const struct sk_backlog *backlog, int64_t number) {
    for (int32_t i = 0; i < backlog->aside_count; i++) {
        if (number >= backlog->aside[i].first) {
            return true;
        }
    }
    return number > backlog->looked;
}

static void take_withdraw(struct sk_backlog *backlog, const struct sk_backlog_input *input) {
    const struct sk_pair *pair = input->pair;
    if (input->is_in_outbox || !may_be_behind(backlog, pair->number)) {
        give(backlog, SK_BACKLOG_EFFECT_PASS_ON, pair);
    } else if (find(backlog, pair->number)) {
        return; /* it is under way */
    } else if (backlog->withdrawal_count == SK_BACKLOG_WITHDRAWALS) {
        tell(backlog, pair, SK_VERDICT_TOO_LATE);
    } else {
        backlog->withdrawals[backlog->withdrawal_count++] = (struct sk_withdrawal){ .pair = *pair };
    }
}

static void take_settled(struct sk_backlog *backlog, int64_t number) {
    struct sk_withdrawal *withdrawal = find(backlog, number);
    if (!withdrawal || !withdrawal->is_recorded) {
        return;
    }
    if (!withdrawal->is_moot) {
        tell(backlog, &withdrawal->pair, SK_VERDICT_WITHDRAWN);
        count_down(backlog);
    }
    forget(backlog, withdrawal);
}

/* Returns how many places are left at the recorder. */
static size_t go_on_withdrawing(struct sk_backlog *backlog, size_t room) {
    for (int32_t i = 0; i < backlog->withdrawal_count;) {
        struct sk_withdrawal *withdrawal = &backlog->withdrawals[i];
        if (!withdrawal->is_recorded && withdrawal->is_loaded) {
            give(backlog, SK_BACKLOG_EFFECT_PASS_ON, &withdrawal->pair);
            forget(backlog, withdrawal);
            continue;
        }
        if (!withdrawal->is_recorded && room > 0) {
            give(backlog, SK_BACKLOG_EFFECT_RECORD, &withdrawal->pair);
            withdrawal->is_recorded = true;
            room--;
        }
        i++;
    }
    return room;
}

static void take_room(struct sk_backlog *backlog, const struct sk_backlog_input *input) {
    size_t room = input->recorder_room;
    if (backlog->state == SK_BACKLOG_STATE_LOADING) {
        return;
    }
    room = go_on_withdrawing(backlog, room);
    if (backlog->state == SK_BACKLOG_STATE_WAITING && room > 0) {
        load_next(backlog, input);
    }
}

/* A pair that was only in the journal is behind no longer. */
static void take_refused(struct sk_backlog *backlog, const struct sk_pair *pair) {
    const struct sk_backlog_aside *aside = find_aside(backlog, &pair->account);
    if (pair->number > backlog->looked || (aside && pair->number >= aside->first)) {
        count_down(backlog);
    }
    void_withdrawal(backlog, pair->number);
}

void sk_backlog_step(struct sk_backlog *backlog, const struct sk_backlog_input *input) {
    SK_ASSERT(backlog->effect_count == 0); /* an ADD or SAVE left behind would be a lost scan */
    switch (input->type) {
    case SK_BACKLOG_INPUT_OPENED:
        take_opened(backlog, input->count);
        break;
    case SK_BACKLOG_INPUT_PAIR:
        SK_ASSERT(input->pair);
        take_pair(backlog, input);
        break;
    case SK_BACKLOG_INPUT_LOADED:
        SK_ASSERT(input->pair);
        take_loaded(backlog, input);
        break;
    case SK_BACKLOG_INPUT_UNFIT:
        backlog->load_seen = input->number;
        if (!input->is_in_outbox) {
            count_down(backlog);
        }
        void_withdrawal(backlog, input->number);
        break;
    case SK_BACKLOG_INPUT_LOAD_END:
        take_load_end(backlog, input->count);
        break;
    case SK_BACKLOG_INPUT_REFUSED:
        SK_ASSERT(input->pair);
        take_refused(backlog, input->pair);
        break;
    case SK_BACKLOG_INPUT_SETTLED:
        take_settled(backlog, input->number);
        break;
    case SK_BACKLOG_INPUT_WITHDRAW:
        SK_ASSERT(input->pair);
        take_withdraw(backlog, input);
        break;
    case SK_BACKLOG_INPUT_ROOM:
        take_room(backlog, input);
        break;
    }
}

bool sk_backlog_next(struct sk_backlog *backlog, struct sk_backlog_effect *effect) {
    if (backlog->effect_count == 0) {
        return false;
    }
    *effect = backlog->effects[0];
    backlog->effect_count--;
    memmove(&backlog->effects[0], &backlog->effects[1],
            (size_t)backlog->effect_count * sizeof(backlog->effects[0]));
    return true;
}
