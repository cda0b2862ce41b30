#include "app/supervisor/actions.h"

#include <stdio.h>
#include <string.h>

void sk_deeds_init(struct sk_deeds *deeds, const struct sk_outbox_rules *rules) {
    memset(deeds, 0, sizeof(*deeds));
    deeds->rules = *rules;
}

static void begin(struct sk_deeds *deeds) {
    const struct sk_deed *deed = &deeds->queue[0];
    deeds->result = (struct sk_deed_result){ .id = deed->id, .type = deed->type };
    switch (deed->type) {
    case SK_DEED_RETRY:
    case SK_DEED_UNDO:
    case SK_DEED_DEAL:
        deeds->result.refers = deed->number;
        deeds->state = SK_DEEDS_TO_LOOK;
        break;
    case SK_DEED_HOLD:
    case SK_DEED_RELEASE:
        deeds->state = SK_DEEDS_TO_RECORD;
        break;
    }
}

bool sk_deeds_has_room(const struct sk_deeds *deeds) {
    return deeds->count < SK_DEEDS_MAX;
}

void sk_deeds_add(struct sk_deeds *deeds, const struct sk_deed *deed) {
    if (!sk_deeds_has_room(deeds)) {
        return;
    }
    deeds->queue[deeds->count++] = *deed;
    if (deeds->count == 1) {
        begin(deeds);
    }
}

static void end(struct sk_deeds *deeds, enum sk_deed_end how) {
    deeds->result.end = how;
    deeds->state = SK_DEEDS_ENDED;
}

static void give_end(struct sk_deeds *deeds, struct sk_deeds_effect *effect) {
    effect->type = SK_DEEDS_END;
    effect->result = deeds->result;
    deeds->count--;
    memmove(&deeds->queue[0], &deeds->queue[1], (size_t)deeds->count * sizeof(deeds->queue[0]));
    deeds->state = SK_DEEDS_IDLE;
    if (deeds->count > 0) {
        begin(deeds);
    }
}

static enum sk_writer_look look_of(enum sk_deed_type type) {
    return type == SK_DEED_UNDO    ? SK_WRITER_LOOK_UNDO
           : type == SK_DEED_RETRY ? SK_WRITER_LOOK_RETRY
                                   : SK_WRITER_LOOK_DEAL;
}

static enum sk_event event_of(enum sk_deed_type type) {
    return type == SK_DEED_HOLD      ? SK_EVENT_HOLD
           : type == SK_DEED_RELEASE ? SK_EVENT_RELEASE
                                     : SK_EVENT_DEALT;
}

static void give_record(struct sk_deeds *deeds, struct sk_deeds_effect *effect) {
    const struct sk_deed *deed = &deeds->queue[0];
    effect->type = SK_DEEDS_RECORD;
    effect->record =
        (struct sk_record){ .event = event_of(deed->type), .pair.number = deed->number };
    memcpy(effect->record.pair.operator, deed->operator, sizeof(deed->operator));
    memcpy(effect->record.note, deed->reason, sizeof(deed->reason));
    deeds->state = SK_DEEDS_SAVING;
}

static void end_undo(struct sk_deeds *deeds) {
    static const enum sk_deed_end ends[] = { [SK_UNDO_END_UNDONE] = SK_DEED_DONE,
                                             [SK_UNDO_END_REFUSED] = SK_DEED_REFUSED,
                                             [SK_UNDO_END_NOT_DONE] = SK_DEED_NOT_DONE,
                                             [SK_UNDO_END_OPEN] = SK_DEED_OPEN };
    const struct sk_undo *undo = &deeds->undo;
    if (undo->end == SK_UNDO_END_NOT_DONE) {
        (void)sk_fail(&deeds->result.text, SK_ERR_BUSY, "the device is still bound; try again");
    } else if (undo->end == SK_UNDO_END_OPEN) {
        (void)sk_fail(&deeds->result.text, SK_ERR_BUSY,
                      "it is not known whether the device is still bound; ask again later");
    }
    memcpy(deeds->result.code, undo->answer.code, sizeof(undo->answer.code));
    memcpy(deeds->result.request_id, undo->answer.request_id, sizeof(undo->answer.request_id));
    end(deeds, ends[undo->end]);
}

static bool next_of_undo(struct sk_deeds *deeds, sk_ms now, struct sk_deeds_effect *effect) {
    struct sk_undo_effect step;
    if (!sk_undo_next(&deeds->undo, now, &step)) {
        return false;
    }
    switch (step.type) {
    case SK_UNDO_EFFECT_RECORD:
        effect->type = SK_DEEDS_RECORD;
        effect->record = deeds->undo.record;
        return true;
    case SK_UNDO_EFFECT_SEND:
        effect->type = SK_DEEDS_SEND;
        effect->request = step.request;
        effect->pair = deeds->undo.pair;
        return true;
    case SK_UNDO_EFFECT_END:
        end_undo(deeds);
        give_end(deeds, effect);
        return true;
    }
    return false;
}

bool sk_deeds_next(struct sk_deeds *deeds, sk_ms now, struct sk_deeds_effect *effect) {
    switch (deeds->state) {
    case SK_DEEDS_TO_LOOK:
        *effect = (struct sk_deeds_effect){ .type = SK_DEEDS_LOOK,
                                            .look = look_of(deeds->queue[0].type),
                                            .number = deeds->queue[0].number };
        deeds->state = SK_DEEDS_LOOKING;
        return true;
    case SK_DEEDS_TO_SUBMIT:
        *effect = (struct sk_deeds_effect){ .type = SK_DEEDS_SUBMIT, .pair = deeds->result.pair };
        return true;
    case SK_DEEDS_TO_RECORD:
        give_record(deeds, effect);
        return true;
    case SK_DEEDS_UNDOING:
        return next_of_undo(deeds, now, effect);
    case SK_DEEDS_ENDED:
        give_end(deeds, effect);
        return true;
    case SK_DEEDS_IDLE:
    case SK_DEEDS_LOOKING:
    case SK_DEEDS_SUBMITTED:
    case SK_DEEDS_SAVING:
        break;
    }
    return false;
}

static void begin_undo(struct sk_deeds *deeds, const struct sk_stored_pair *old,
                       const struct sk_scan_facts *facts, int64_t *next_number) {
    struct sk_pair pair = { .number = (*next_number)++,
                            .refers = old->pair.number,
                            .serial_facts = *facts,
                            .instance_facts = *facts };
    memcpy(pair.operator, deeds->queue[0].operator, sizeof(pair.operator));
    memcpy(pair.serial, old->pair.serial, sizeof(pair.serial));
    memcpy(pair.instance, old->pair.instance, sizeof(pair.instance));
    sk_undo_begin(&deeds->undo, &pair, deeds->queue[0].reason, &deeds->rules);
}

void sk_deeds_looked(struct sk_deeds *deeds, const struct sk_writer_news *news,
                     const struct sk_scan_facts *facts, int64_t *next_number, sk_ms now) {
    if (deeds->state != SK_DEEDS_LOOKING || news->number != deeds->queue[0].number) {
        return;
    }
    const struct sk_stored_pair *found = &news->stored;
    if (news->text.text[0] != '\0') {
        deeds->result.text = news->text;
        end(deeds, SK_DEED_NOT_DONE);
        return;
    }
    deeds->result.pair = found->pair;
    switch (deeds->queue[0].type) {
    case SK_DEED_UNDO:
        if (found->is_undo) {
            sk_undo_resume(&deeds->undo, found, &deeds->rules, now);
        } else {
            begin_undo(deeds, found, facts, next_number);
        }
        deeds->result.number = deeds->undo.pair.number;
        deeds->result.pair = deeds->undo.pair;
        deeds->state = SK_DEEDS_UNDOING;
        break;
    case SK_DEED_RETRY:
        deeds->result.pair.refers = deeds->queue[0].number;
        deeds->result.pair.number = 0;
        memcpy(deeds->result.pair.operator, deeds->queue[0].operator,
               sizeof(deeds->result.pair.operator));
        deeds->state = SK_DEEDS_TO_SUBMIT;
        break;
    case SK_DEED_DEAL:
    case SK_DEED_HOLD:
    case SK_DEED_RELEASE:
        deeds->state = SK_DEEDS_TO_RECORD;
        break;
    }
}

void sk_deeds_submitted(struct sk_deeds *deeds, int64_t number) {
    if (deeds->state != SK_DEEDS_TO_SUBMIT) {
        return;
    }
    if (number == 0) {
        (void)sk_fail(&deeds->result.text, SK_ERR_FULL,
                      "the journal has no room just now; try again");
        end(deeds, SK_DEED_NOT_DONE);
        return;
    }
    deeds->result.number = number;
    deeds->result.pair.number = number;
    deeds->state = SK_DEEDS_SUBMITTED;
}

void sk_deeds_saved(struct sk_deeds *deeds, int64_t number, enum sk_event event) {
    switch (deeds->state) {
    case SK_DEEDS_UNDOING:
        if (number == deeds->undo.pair.number) {
            sk_undo_saved(&deeds->undo);
        }
        break;
    case SK_DEEDS_SUBMITTED:
        if (number == deeds->result.number && event == SK_EVENT_INTENT) {
            end(deeds, SK_DEED_DONE);
        }
        break;
    case SK_DEEDS_SAVING:
        if (number == deeds->queue[0].number && event == event_of(deeds->queue[0].type)) {
            end(deeds, SK_DEED_DONE);
        }
        break;
    case SK_DEEDS_IDLE:
    case SK_DEEDS_TO_LOOK:
    case SK_DEEDS_LOOKING:
    case SK_DEEDS_TO_SUBMIT:
    case SK_DEEDS_TO_RECORD:
    case SK_DEEDS_ENDED:
        break;
    }
}

bool sk_deeds_answer(struct sk_deeds *deeds, const struct sk_answer *answer, sk_ms now) {
    if (deeds->state != SK_DEEDS_UNDOING || answer->number != deeds->undo.pair.number) {
        return false;
    }
    sk_undo_answer(&deeds->undo, answer, now);
    return true;
}

void sk_deeds_unsent(struct sk_deeds *deeds, sk_ms now) {
    struct sk_answer answer = {
        .number = deeds->undo.pair.number,
        .request =
            deeds->undo.state == SK_UNDO_ASKING ? SK_REQUEST_ASK_INSTANCE : SK_REQUEST_UNBIND,
        .cls = SK_ANSWER_NOT_SENT,
        .code = "net.send",
    };
    sk_undo_answer(&deeds->undo, &answer, now);
}

sk_ms sk_deeds_deadline(const struct sk_deeds *deeds) {
    return deeds->state == SK_DEEDS_UNDOING ? sk_undo_deadline(&deeds->undo) : -1;
}
