#include "sending/undo.h"

#include <stdio.h>
#include <string.h>

#define FAILURES_MAX 3
#define ASK_PAUSE_MS 1000

static void init(struct sk_undo *undo, const struct sk_pair *pair,
                 const struct sk_outbox_rules *rules) {
    memset(undo, 0, sizeof(*undo));
    undo->pair = *pair;
    undo->ask_rounds = rules->ask_rounds > 0 ? rules->ask_rounds : 1;
    memcpy(undo->ask_delay, rules->ask_delay, sizeof(undo->ask_delay));
}

static void note(struct sk_undo *undo, enum sk_event event, enum sk_undo_state after) {
    undo->state = SK_UNDO_TO_RECORD;
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
    note_answer(undo, SK_EVENT_SETTLED, SK_UNDO_DONE);
    undo->end = end;
    undo->record.result = end == SK_UNDO_END_UNDONE    ? SK_RESULT_UNDONE
                          : end == SK_UNDO_END_REFUSED ? SK_RESULT_REFUSED
                                                       : SK_RESULT_WITHDRAWN;
    undo->record.already = end == SK_UNDO_END_UNDONE && undo->answer.request != SK_REQUEST_UNBIND;
}

void sk_undo_begin(struct sk_undo *undo, const struct sk_pair *pair, const char *reason,
                   const struct sk_outbox_rules *rules) {
    init(undo, pair, rules);
    note(undo, SK_EVENT_UNDO, SK_UNDO_TO_SEND);
    (void)snprintf(undo->record.note, sizeof(undo->record.note), "%s", reason);
}

void sk_undo_resume(struct sk_undo *undo, const struct sk_stored_pair *stored,
                    const struct sk_outbox_rules *rules, sk_ms now) {
    init(undo, &stored->pair, rules);
    undo->attempts = stored->attempts;
    undo->state = SK_UNDO_TO_ASK;
    undo->not_before = now;
}

bool sk_undo_next(struct sk_undo *undo, sk_ms now, struct sk_undo_effect *effect) {
    switch (undo->state) {
    case SK_UNDO_TO_RECORD:
        undo->state = SK_UNDO_SAVING;
        effect->type = SK_UNDO_EFFECT_RECORD;
        return true;
    case SK_UNDO_TO_SEND:
        undo->state = SK_UNDO_SENDING;
        undo->attempts++;
        undo->has_sent = true;
        undo->sent_at = now;
        *effect = (struct sk_undo_effect){ SK_UNDO_EFFECT_SEND, SK_REQUEST_UNBIND };
        return true;
    case SK_UNDO_TO_ASK:
        if (now < undo->not_before) {
            return false;
        }
        undo->state = SK_UNDO_ASKING;
        undo->sent_at = now;
        *effect = (struct sk_undo_effect){ SK_UNDO_EFFECT_SEND, SK_REQUEST_ASK_INSTANCE };
        return true;
    case SK_UNDO_DONE:
        effect->type = SK_UNDO_EFFECT_END;
        return true;
    case SK_UNDO_SAVING:
    case SK_UNDO_SENDING:
    case SK_UNDO_ASKING:
        break;
    }
    return false;
}

void sk_undo_saved(struct sk_undo *undo) {
    if (undo->state == SK_UNDO_SAVING) {
        undo->state = undo->after;
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
        undo->not_before = now + undo->ask_delay[0];
        note_answer(undo, SK_EVENT_ANSWER, SK_UNDO_TO_ASK);
        return;
    }
}

/* Once may be too early: a request that is under way can still arrive. */
static void take_still_bound(struct sk_undo *undo, sk_ms now) {
    undo->round++;
    if (undo->round < undo->ask_rounds) {
        undo->state = SK_UNDO_TO_ASK;
        undo->not_before = now + undo->ask_delay[undo->round];
    } else if (undo->has_sent) {
        settle(undo, SK_UNDO_END_NOT_DONE);
    } else {
        note(undo, SK_EVENT_ATTEMPT, SK_UNDO_TO_SEND);
        undo->record.attempts = undo->attempts + 1;
    }
}

void sk_undo_answer(struct sk_undo *undo, const struct sk_answer *answer, sk_ms now) {
    bool awaited = (undo->state == SK_UNDO_SENDING && answer->request == SK_REQUEST_UNBIND) ||
                   (undo->state == SK_UNDO_ASKING && answer->request == SK_REQUEST_ASK_INSTANCE);
    if (!awaited) {
        return;
    }
    undo->answer = *answer;
    if (answer->request == SK_REQUEST_UNBIND) {
        take_unbind_answer(undo, now);
    } else if (answer->cls == SK_ANSWER_OK && answer->presence == SK_PRESENCE_HERE) {
        undo->failures = 0;
        take_still_bound(undo, now);
    } else if (answer->cls == SK_ANSWER_OK || answer->cls == SK_ANSWER_REFUSED) {
        settle(undo, SK_UNDO_END_UNDONE); /* an instance that does not exist holds nothing */
    } else if (++undo->failures < FAILURES_MAX) {
        undo->state = SK_UNDO_TO_ASK;
        undo->not_before = now + ASK_PAUSE_MS;
    } else {
        undo->end = SK_UNDO_END_UNKNOWN;
        undo->state = SK_UNDO_DONE;
    }
}

sk_ms sk_undo_deadline(const struct sk_undo *undo) {
    return undo->state == SK_UNDO_TO_ASK ? undo->not_before : -1;
}
