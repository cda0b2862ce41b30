#include "sending/undo.h"

#include "base/assert.h"
#include "base/transition.h"

#include <stdio.h>
#include <string.h>

#define FAILURES_MAX 3
#define ASK_PAUSE_MS 1000

const char *sk_undo_state_name(enum sk_undo_state state) {
    static const char *const names[SK_UNDO_STATES] = {
        [SK_UNDO_STATE_IDLE] = "idle",       [SK_UNDO_STATE_TO_RECORD] = "to-record",
        [SK_UNDO_STATE_SAVING] = "saving",   [SK_UNDO_STATE_TO_SEND] = "to-send",
        [SK_UNDO_STATE_SENDING] = "sending", [SK_UNDO_STATE_TO_ASK] = "to-ask",
        [SK_UNDO_STATE_ASKING] = "asking",   [SK_UNDO_STATE_ENDED] = "ended",
    };
    return SK_AT(names, state);
}

static void enter(struct sk_undo *undo, enum sk_undo_state state) {
    if (state != undo->state) {
        sk_transition("undo", sk_undo_state_name(undo->state), sk_undo_state_name(state),
                      undo->pair.number);
        undo->state = state;
    }
}

void sk_undo_init(struct sk_undo *undo, const struct sk_undo_rules *rules) {
    SK_ASSERT(rules->ask_rounds <= SK_OUTBOX_ROUNDS_MAX);
    memset(undo, 0, sizeof(*undo));
    undo->rules = *rules;
    undo->rules.ask_rounds = rules->ask_rounds > 0 ? rules->ask_rounds : 1;
}

/* What an earlier undo left is forgotten. */
static void start(struct sk_undo *undo, const struct sk_pair *pair, int32_t attempts) {
    SK_ASSERT(undo->state == SK_UNDO_STATE_IDLE);
    struct sk_undo_rules rules = undo->rules;
    sk_undo_init(undo, &rules);
    undo->pair = *pair;
    undo->attempts = attempts;
}

static void note(struct sk_undo *undo, enum sk_event event, enum sk_undo_state after) {
    enter(undo, SK_UNDO_STATE_TO_RECORD);
    undo->after = after;
    undo->record = (struct sk_record){ .event = event,
                                       .pair = undo->pair,
                                       .phase = SK_PHASE_OPEN,
                                       .result = SK_RESULT_PENDING,
                                       .attempts = undo->attempts };
}

static void note_answer(struct sk_undo *undo, enum sk_event event, enum sk_undo_state after) {
    const struct sk_answer *answer = &undo->answer;
    note(undo, event, after);
    undo->record.has_answer = true;
    undo->record.request = answer->request;
    undo->record.http_status = answer->http_status;
    undo->record.sent_at = undo->sent_at;
    memcpy(undo->record.code, answer->code, sizeof(answer->code));
    memcpy(undo->record.message, answer->message, sizeof(answer->message));
    memcpy(undo->record.request_id, answer->request_id, sizeof(answer->request_id));
    memcpy(undo->record.attempt_id, answer->attempt_id, sizeof(answer->attempt_id));
}

static void settle(struct sk_undo *undo, enum sk_undo_end end) {
    note_answer(undo, SK_EVENT_SETTLED, SK_UNDO_STATE_ENDED);
    undo->end = end;
    undo->record.result = end == SK_UNDO_END_UNDONE    ? SK_RESULT_UNDONE
                          : end == SK_UNDO_END_REFUSED ? SK_RESULT_REFUSED
                                                       : SK_RESULT_WITHDRAWN;
    undo->record.already = end == SK_UNDO_END_UNDONE && undo->answer.request != SK_REQUEST_UNBIND;
}

static void begin(struct sk_undo *undo, const struct sk_pair *pair, const char *reason) {
    start(undo, pair, 0);
    note(undo, SK_EVENT_UNDO, SK_UNDO_STATE_TO_SEND);
    (void)snprintf(undo->record.note, sizeof(undo->record.note), "%s", reason);
}

static void resume(struct sk_undo *undo, const struct sk_stored_pair *stored, sk_ms now) {
    start(undo, &stored->pair, stored->attempts);
    enter(undo, SK_UNDO_STATE_TO_ASK);
    undo->not_before = now;
}

static void take_saved(struct sk_undo *undo, int64_t number, enum sk_event event) {
    if (undo->state == SK_UNDO_STATE_SAVING && number == undo->pair.number &&
        event == undo->record.event) {
        enter(undo, undo->after);
    }
}

static void take_unbind_answer(struct sk_undo *undo, sk_ms now) {
    enum sk_answer_class cls = undo->answer.cls;
    if (cls == SK_ANSWER_NOT_SENT && undo->answer.may_have_reached) {
        cls = SK_ANSWER_UNKNOWN; /* a sender that contradicts itself is not believed */
    }
    switch (cls) {
    case SK_ANSWER_OK:
        settle(undo, SK_UNDO_END_UNDONE);
        return;
    case SK_ANSWER_REFUSED:
        settle(undo, SK_UNDO_END_REFUSED);
        return;
    case SK_ANSWER_BLOCKED:
    case SK_ANSWER_BUSY:
    case SK_ANSWER_THROTTLED:
    case SK_ANSWER_NOT_SENT:
        settle(undo, SK_UNDO_END_NOT_DONE);
        return;
    case SK_ANSWER_UNKNOWN:
        undo->not_before = now + undo->rules.ask_delay[0];
        note_answer(undo, SK_EVENT_ANSWER, SK_UNDO_STATE_TO_ASK);
        return;
    }
}

/* Asking once may be too early: a request on its way can still arrive. */
static void take_still_bound(struct sk_undo *undo, sk_ms now) {
    undo->round++;
    if (undo->round < undo->rules.ask_rounds) {
        enter(undo, SK_UNDO_STATE_TO_ASK);
        undo->not_before = now + undo->rules.ask_delay[undo->round];
    } else if (undo->has_sent) {
        settle(undo, SK_UNDO_END_NOT_DONE);
    } else {
        note(undo, SK_EVENT_ATTEMPT, SK_UNDO_STATE_TO_SEND);
        undo->record.attempts = undo->attempts + 1;
    }
}

static void take_answer(struct sk_undo *undo, const struct sk_answer *answer, sk_ms now) {
    bool is_awaited =
        (undo->state == SK_UNDO_STATE_SENDING && answer->request == SK_REQUEST_UNBIND) ||
        (undo->state == SK_UNDO_STATE_ASKING && answer->request == SK_REQUEST_ASK_INSTANCE);
    if (!is_awaited || answer->number != undo->pair.number) {
        return;
    }
    undo->answer = *answer;
    if (answer->request == SK_REQUEST_UNBIND) {
        take_unbind_answer(undo, now);
    } else if (answer->cls == SK_ANSWER_OK && answer->presence == SK_PRESENCE_HERE) {
        undo->failures = 0;
        take_still_bound(undo, now);
    } else if (answer->cls == SK_ANSWER_OK || answer->cls == SK_ANSWER_REFUSED) {
        settle(undo, SK_UNDO_END_UNDONE); /* an instance that does not exist has no device */
    } else if (++undo->failures < FAILURES_MAX) {
        enter(undo, SK_UNDO_STATE_TO_ASK);
        undo->not_before = now + ASK_PAUSE_MS;
    } else {
        undo->end = SK_UNDO_END_UNKNOWN;
        enter(undo, SK_UNDO_STATE_ENDED);
    }
}

static void take_unsent(struct sk_undo *undo, sk_ms now) {
    struct sk_answer answer = { .number = undo->pair.number,
                                .request = undo->state == SK_UNDO_STATE_ASKING
                                               ? SK_REQUEST_ASK_INSTANCE
                                               : SK_REQUEST_UNBIND,
                                .cls = SK_ANSWER_NOT_SENT,
                                .code = "net.send" };
    take_answer(undo, &answer, now);
}

void sk_undo_step(struct sk_undo *undo, const struct sk_undo_input *input, sk_ms now) {
    switch (input->type) {
    case SK_UNDO_INPUT_BEGIN:
        SK_ASSERT(input->pair && input->reason);
        begin(undo, input->pair, input->reason);
        break;
    case SK_UNDO_INPUT_RESUME:
        SK_ASSERT(input->stored);
        resume(undo, input->stored, now);
        break;
    case SK_UNDO_INPUT_SAVED:
        take_saved(undo, input->number, input->event);
        break;
    case SK_UNDO_INPUT_ANSWER:
        SK_ASSERT(input->answer);
        take_answer(undo, input->answer, now);
        break;
    case SK_UNDO_INPUT_UNSENT:
        take_unsent(undo, now);
        break;
    }
}

static void give_send(struct sk_undo *undo, enum sk_request request, sk_ms now,
                      struct sk_undo_effect *effect) {
    undo->sent_at = now;
    *effect = (struct sk_undo_effect){ .type = SK_UNDO_EFFECT_SEND,
                                       .request = request,
                                       .pair = undo->pair };
}

bool sk_undo_next(struct sk_undo *undo, sk_ms now, struct sk_undo_effect *effect) {
    switch (undo->state) {
    case SK_UNDO_STATE_TO_RECORD:
        enter(undo, SK_UNDO_STATE_SAVING);
        *effect = (struct sk_undo_effect){ .type = SK_UNDO_EFFECT_RECORD, .record = undo->record };
        return true;
    case SK_UNDO_STATE_TO_SEND:
        enter(undo, SK_UNDO_STATE_SENDING);
        undo->attempts++;
        undo->has_sent = true;
        give_send(undo, SK_REQUEST_UNBIND, now, effect);
        return true;
    case SK_UNDO_STATE_TO_ASK:
        if (now < undo->not_before) {
            return false;
        }
        enter(undo, SK_UNDO_STATE_ASKING);
        give_send(undo, SK_REQUEST_ASK_INSTANCE, now, effect);
        return true;
    case SK_UNDO_STATE_ENDED:
        enter(undo, SK_UNDO_STATE_IDLE);
        *effect = (struct sk_undo_effect){ .type = SK_UNDO_EFFECT_END,
                                           .end = undo->end,
                                           .answer = undo->answer };
        return true;
    case SK_UNDO_STATE_IDLE:
    case SK_UNDO_STATE_SAVING:
    case SK_UNDO_STATE_SENDING:
    case SK_UNDO_STATE_ASKING:
        return false;
    }
    SK_UNREACHABLE("state of an undo");
}

sk_ms sk_undo_deadline(const struct sk_undo *undo, sk_ms now) {
    (void)now;
    return undo->state == SK_UNDO_STATE_TO_ASK ? undo->not_before : -1;
}
