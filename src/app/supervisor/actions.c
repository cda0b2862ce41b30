#include "app/supervisor/actions.h"

#include <stdio.h>
#include <string.h>

void sk_actions_init(struct sk_actions *actions, const struct sk_outbox_rules *rules) {
    memset(actions, 0, sizeof(*actions));
    actions->rules = *rules;
}

static void begin(struct sk_actions *actions) {
    const struct sk_action *action = &actions->queue[0];
    actions->result = (struct sk_action_result){ .id = action->id, .type = action->type };
    switch (action->type) {
    case SK_ACTION_RETRY:
    case SK_ACTION_UNDO:
    case SK_ACTION_DEAL:
        actions->result.refers = action->number;
        actions->state = SK_ACTIONS_TO_LOOK;
        break;
    case SK_ACTION_HOLD:
    case SK_ACTION_RELEASE:
        actions->state = SK_ACTIONS_TO_RECORD;
        break;
    }
}

bool sk_actions_has_room(const struct sk_actions *actions) {
    return actions->count < SK_ACTIONS_MAX;
}

void sk_actions_add(struct sk_actions *actions, const struct sk_action *action) {
    if (!sk_actions_has_room(actions)) {
        return;
    }
    actions->queue[actions->count++] = *action;
    if (actions->count == 1) {
        begin(actions);
    }
}

static void end(struct sk_actions *actions, enum sk_action_end how) {
    actions->result.end = how;
    actions->state = SK_ACTIONS_ENDED;
}

static void give_end(struct sk_actions *actions, struct sk_actions_effect *effect) {
    effect->type = SK_ACTIONS_END;
    effect->result = actions->result;
    actions->count--;
    memmove(&actions->queue[0], &actions->queue[1],
            (size_t)actions->count * sizeof(actions->queue[0]));
    actions->state = SK_ACTIONS_IDLE;
    if (actions->count > 0) {
        begin(actions);
    }
}

static enum sk_recorder_look look_of(enum sk_action_type type) {
    return type == SK_ACTION_UNDO    ? SK_RECORDER_LOOK_UNDO
           : type == SK_ACTION_RETRY ? SK_RECORDER_LOOK_RETRY
                                     : SK_RECORDER_LOOK_DEAL;
}

static enum sk_event event_of(enum sk_action_type type) {
    return type == SK_ACTION_HOLD      ? SK_EVENT_HOLD
           : type == SK_ACTION_RELEASE ? SK_EVENT_RELEASE
                                       : SK_EVENT_DEALT;
}

static void give_record(struct sk_actions *actions, struct sk_actions_effect *effect) {
    const struct sk_action *action = &actions->queue[0];
    effect->type = SK_ACTIONS_RECORD;
    effect->record =
        (struct sk_record){ .event = event_of(action->type), .pair.number = action->number };
    memcpy(effect->record.pair.operator_name, action->operator_name, sizeof(action->operator_name));
    memcpy(effect->record.note, action->reason, sizeof(action->reason));
    actions->state = SK_ACTIONS_SAVING;
}

static void end_undo(struct sk_actions *actions) {
    static const enum sk_action_end ends[] = { [SK_UNDO_END_UNDONE] = SK_ACTION_DONE,
                                               [SK_UNDO_END_REFUSED] = SK_ACTION_REFUSED,
                                               [SK_UNDO_END_NOT_DONE] = SK_ACTION_NOT_DONE,
                                               [SK_UNDO_END_UNKNOWN] = SK_ACTION_UNKNOWN };
    const struct sk_undo *undo = &actions->undo;
    if (undo->end == SK_UNDO_END_NOT_DONE) {
        (void)sk_fail(&actions->result.text, SK_ERR_BUSY, "the device is still bound; try again");
    } else if (undo->end == SK_UNDO_END_UNKNOWN) {
        (void)sk_fail(&actions->result.text, SK_ERR_BUSY,
                      "it is not known whether the device is still bound; ask again later");
    }
    memcpy(actions->result.code, undo->answer.code, sizeof(undo->answer.code));
    memcpy(actions->result.request_id, undo->answer.request_id, sizeof(undo->answer.request_id));
    end(actions, ends[undo->end]);
}

static bool next_of_undo(struct sk_actions *actions, sk_ms now, struct sk_actions_effect *effect) {
    struct sk_undo_effect step;
    if (!sk_undo_next(&actions->undo, now, &step)) {
        return false;
    }
    switch (step.type) {
    case SK_UNDO_EFFECT_RECORD:
        effect->type = SK_ACTIONS_RECORD;
        effect->record = actions->undo.record;
        return true;
    case SK_UNDO_EFFECT_SEND:
        effect->type = SK_ACTIONS_SEND;
        effect->request = step.request;
        effect->pair = actions->undo.pair;
        return true;
    case SK_UNDO_EFFECT_END:
        end_undo(actions);
        give_end(actions, effect);
        return true;
    }
    return false;
}

bool sk_actions_next(struct sk_actions *actions, sk_ms now, struct sk_actions_effect *effect) {
    switch (actions->state) {
    case SK_ACTIONS_TO_LOOK:
        *effect = (struct sk_actions_effect){ .type = SK_ACTIONS_LOOK,
                                              .look = look_of(actions->queue[0].type),
                                              .number = actions->queue[0].number };
        actions->state = SK_ACTIONS_LOOKING;
        return true;
    case SK_ACTIONS_TO_SUBMIT:
        *effect =
            (struct sk_actions_effect){ .type = SK_ACTIONS_SUBMIT, .pair = actions->result.pair };
        return true;
    case SK_ACTIONS_TO_RECORD:
        give_record(actions, effect);
        return true;
    case SK_ACTIONS_UNDOING:
        return next_of_undo(actions, now, effect);
    case SK_ACTIONS_ENDED:
        give_end(actions, effect);
        return true;
    case SK_ACTIONS_IDLE:
    case SK_ACTIONS_LOOKING:
    case SK_ACTIONS_SUBMITTED:
    case SK_ACTIONS_SAVING:
        break;
    }
    return false;
}

static void begin_undo(struct sk_actions *actions, const struct sk_stored_pair *old,
                       const struct sk_scan_facts *facts, int64_t *next_number) {
    struct sk_pair pair = { .number = (*next_number)++,
                            .refers = old->pair.number,
                            .serial_facts = *facts,
                            .instance_facts = *facts };
    memcpy(pair.operator_name, actions->queue[0].operator_name, sizeof(pair.operator_name));
    memcpy(pair.serial, old->pair.serial, sizeof(pair.serial));
    memcpy(pair.instance, old->pair.instance, sizeof(pair.instance));
    sk_undo_begin(&actions->undo, &pair, actions->queue[0].reason, &actions->rules);
}

void sk_actions_looked(struct sk_actions *actions, const struct sk_recorder_news *news,
                       const struct sk_scan_facts *facts, int64_t *next_number, sk_ms now) {
    if (actions->state != SK_ACTIONS_LOOKING || news->number != actions->queue[0].number) {
        return;
    }
    const struct sk_stored_pair *found = &news->stored;
    if (news->text.text[0] != '\0') {
        actions->result.text = news->text;
        end(actions, SK_ACTION_NOT_DONE);
        return;
    }
    actions->result.pair = found->pair;
    switch (actions->queue[0].type) {
    case SK_ACTION_UNDO:
        if (found->is_undo) {
            sk_undo_resume(&actions->undo, found, &actions->rules, now);
        } else {
            begin_undo(actions, found, facts, next_number);
        }
        actions->result.number = actions->undo.pair.number;
        actions->result.pair = actions->undo.pair;
        actions->state = SK_ACTIONS_UNDOING;
        break;
    case SK_ACTION_RETRY:
        actions->result.pair.refers = actions->queue[0].number;
        actions->result.pair.number = 0;
        memcpy(actions->result.pair.operator_name, actions->queue[0].operator_name,
               sizeof(actions->result.pair.operator_name));
        actions->state = SK_ACTIONS_TO_SUBMIT;
        break;
    case SK_ACTION_DEAL:
    case SK_ACTION_HOLD:
    case SK_ACTION_RELEASE:
        actions->state = SK_ACTIONS_TO_RECORD;
        break;
    }
}

void sk_actions_submitted(struct sk_actions *actions, int64_t number) {
    if (actions->state != SK_ACTIONS_TO_SUBMIT) {
        return;
    }
    if (number == 0) {
        (void)sk_fail(&actions->result.text, SK_ERR_FULL,
                      "the journal has no room just now; try again");
        end(actions, SK_ACTION_NOT_DONE);
        return;
    }
    actions->result.number = number;
    actions->result.pair.number = number;
    actions->state = SK_ACTIONS_SUBMITTED;
}

void sk_actions_saved(struct sk_actions *actions, int64_t number, enum sk_event event) {
    switch (actions->state) {
    case SK_ACTIONS_UNDOING:
        if (number == actions->undo.pair.number) {
            sk_undo_saved(&actions->undo);
        }
        break;
    case SK_ACTIONS_SUBMITTED:
        if (number == actions->result.number && event == SK_EVENT_INTENT) {
            end(actions, SK_ACTION_DONE);
        }
        break;
    case SK_ACTIONS_SAVING:
        if (number == actions->queue[0].number && event == event_of(actions->queue[0].type)) {
            end(actions, SK_ACTION_DONE);
        }
        break;
    case SK_ACTIONS_IDLE:
    case SK_ACTIONS_TO_LOOK:
    case SK_ACTIONS_LOOKING:
    case SK_ACTIONS_TO_SUBMIT:
    case SK_ACTIONS_TO_RECORD:
    case SK_ACTIONS_ENDED:
        break;
    }
}

bool sk_actions_answer(struct sk_actions *actions, const struct sk_answer *answer, sk_ms now) {
    if (actions->state != SK_ACTIONS_UNDOING || answer->number != actions->undo.pair.number) {
        return false;
    }
    sk_undo_answer(&actions->undo, answer, now);
    return true;
}

void sk_actions_unsent(struct sk_actions *actions, sk_ms now) {
    struct sk_answer answer = {
        .number = actions->undo.pair.number,
        .request =
            actions->undo.state == SK_UNDO_ASKING ? SK_REQUEST_ASK_INSTANCE : SK_REQUEST_UNBIND,
        .cls = SK_ANSWER_NOT_SENT,
        .code = "net.send",
    };
    sk_undo_answer(&actions->undo, &answer, now);
}

sk_ms sk_actions_deadline(const struct sk_actions *actions) {
    return actions->state == SK_ACTIONS_UNDOING ? sk_undo_deadline(&actions->undo) : -1;
}
