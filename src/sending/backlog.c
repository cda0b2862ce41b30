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

/* One fewer is behind the window. While a load is under way this does not end it. */
static void count_down(struct sk_backlog *backlog) {
    backlog->behind -= backlog->behind > 0;
    if (backlog->behind == 0 && backlog->state == SK_BACKLOG_STATE_WAITING) {
        go(backlog, SK_BACKLOG_STATE_FLOWING);
    }
}

static void take_opened(struct sk_backlog *backlog, int64_t count) {
    backlog->behind = count;
    backlog->has_loaded = count == 0;
    go(backlog, count == 0 ? SK_BACKLOG_STATE_FLOWING : SK_BACKLOG_STATE_WAITING);
}

static void take_pair(struct sk_backlog *backlog, const struct sk_backlog_input *input) {
    const struct sk_pair *pair = input->pair;
    if (backlog->behind > 0 || input->outbox_room == 0) {
        backlog->behind++;
        backlog->last_saved = pair->number;
        give(backlog, SK_BACKLOG_EFFECT_SAVE, pair);
        if (backlog->state == SK_BACKLOG_STATE_FLOWING) {
            go(backlog, SK_BACKLOG_STATE_WAITING);
        }
        return;
    }
    backlog->last_in_outbox = pair->number;
    give(backlog, input->is_refused ? SK_BACKLOG_EFFECT_SAVE : SK_BACKLOG_EFFECT_ADD, pair);
}

static void take_loaded(struct sk_backlog *backlog, const struct sk_backlog_input *input) {
    bool is_new = !input->is_in_outbox && input->outbox_room > 0 &&
                  input->pair->number > backlog->last_in_outbox;
    count_down(backlog);
    give(backlog, is_new ? SK_BACKLOG_EFFECT_RESTORE : SK_BACKLOG_EFFECT_REJECT, input->pair);
    if (is_new) {
        backlog->last_in_outbox = input->pair->number;
    }
}

/* Fewer than requested: when the load began the journal had no more, whatever we had counted. */
static void take_load_end(struct sk_backlog *backlog, int64_t count) {
    backlog->has_loaded = true;
    if (count < backlog->load_max && backlog->last_saved <= backlog->last_at_load) {
        backlog->behind = 0;
    }
    go(backlog, backlog->behind > 0 ? SK_BACKLOG_STATE_WAITING : SK_BACKLOG_STATE_FLOWING);
}

/* --- withdrawals -------------------------------------------------------------------------- */

static struct sk_withdrawal *find(struct sk_backlog *backlog, int64_t number) {
    for (int32_t i = 0; i < backlog->withdrawal_count; i++) {
        if (backlog->withdrawals[i].pair.number == number) {
            return &backlog->withdrawals[i];
        }
    }
    return NULL;
}

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

static void take_withdraw(struct sk_backlog *backlog, const struct sk_pair *pair) {
    if (pair->number <= backlog->last_in_outbox) {
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
        if (!withdrawal->is_recorded && withdrawal->pair.number <= backlog->last_in_outbox) {
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
    if (backlog->state == SK_BACKLOG_STATE_WAITING && room > 0 &&
        input->outbox_room >= backlog->load_max) {
        give(backlog, SK_BACKLOG_EFFECT_LOAD, NULL)->number = backlog->last_in_outbox;
        backlog->last_at_load = backlog->last_saved;
        go(backlog, SK_BACKLOG_STATE_LOADING);
    }
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
        count_down(backlog);
        void_withdrawal(backlog, input->number);
        break;
    case SK_BACKLOG_INPUT_LOAD_END:
        take_load_end(backlog, input->count);
        break;
    case SK_BACKLOG_INPUT_REFUSED:
        if (input->number > backlog->last_in_outbox) {
            count_down(backlog);
        }
        void_withdrawal(backlog, input->number);
        break;
    case SK_BACKLOG_INPUT_SETTLED:
        take_settled(backlog, input->number);
        break;
    case SK_BACKLOG_INPUT_WITHDRAW:
        SK_ASSERT(input->pair);
        take_withdraw(backlog, input->pair);
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
