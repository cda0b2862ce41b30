#include "app/supervisor/actions.h"

#include "base/assert.h"
#include "base/transition.h"

#include <stdio.h>
#include <string.h>

const char *sk_actions_state_name(enum sk_actions_state state) {
    static const char *const names[SK_ACTIONS_STATES] = {
        [SK_ACTIONS_STATE_IDLE] = "idle",
        [SK_ACTIONS_STATE_TO_LOOK] = "to-look",
        [SK_ACTIONS_STATE_LOOKING] = "looking",
        [SK_ACTIONS_STATE_TO_SUBMIT] = "to-submit",
        [SK_ACTIONS_STATE_SUBMITTING] = "submitting",
        [SK_ACTIONS_STATE_SUBMITTED] = "submitted",
        [SK_ACTIONS_STATE_UNDOING] = "undoing",
        [SK_ACTIONS_STATE_TO_RECORD] = "to-record",
        [SK_ACTIONS_STATE_SAVING] = "saving",
        [SK_ACTIONS_STATE_ENDED] = "ended",
    };
    return SK_AT(names, state);
}

static void enter(struct sk_actions *actions, enum sk_actions_state state) {
    sk_transition("actions", sk_actions_state_name(actions->state), sk_actions_state_name(state),
                  actions->queue[0].number);
    actions->state = state;
}

void sk_actions_init(struct sk_actions *actions, const struct sk_actions_rules *rules) {
    memset(actions, 0, sizeof(*actions));
    sk_undo_init(&actions->undo, &rules->undo);
}

static void begin(struct sk_actions *actions) {
    const struct sk_action *action = &actions->queue[0];
    actions->result = (struct sk_action_result){ .id = action->id, .type = action->type };
    memcpy(actions->result.reason, action->reason, sizeof(action->reason));
    switch (action->type) {
    case SK_ACTION_RETRY:
    case SK_ACTION_UNDO:
    case SK_ACTION_DEAL:
    case SK_ACTION_RESEND:
        actions->result.refers = action->number;
        enter(actions, SK_ACTIONS_STATE_TO_LOOK);
        break;
    case SK_ACTION_HOLD:
    case SK_ACTION_RELEASE:
        enter(actions, SK_ACTIONS_STATE_TO_RECORD);
        break;
    case SK_ACTION_MAY_STOP:
        SK_UNREACHABLE("action for this machine"); /* it is answered without it */
    }
}

bool sk_actions_has_room(const struct sk_actions *actions) {
    return actions->count < SK_ACTIONS_MAX;
}

bool sk_actions_has(const struct sk_actions *actions, int64_t number) {
    return actions->state == SK_ACTIONS_STATE_UNDOING && actions->undo.pair.number == number;
}

static void add(struct sk_actions *actions, const struct sk_action *action) {
    SK_ASSERT(sk_actions_has_room(actions));
    actions->queue[actions->count++] = *action;
    if (actions->count == 1) {
        begin(actions);
    }
}

static void end(struct sk_actions *actions, enum sk_action_end how) {
    actions->result.end = how;
    enter(actions, SK_ACTIONS_STATE_ENDED);
}

static void give_end(struct sk_actions *actions, struct sk_actions_effect *effect) {
    effect->type = SK_ACTIONS_EFFECT_END;
    effect->result = actions->result;
    enter(actions, SK_ACTIONS_STATE_IDLE);
    actions->count--;
    memmove(&actions->queue[0], &actions->queue[1],
            (size_t)actions->count * sizeof(actions->queue[0]));
    if (actions->count > 0) {
        begin(actions);
    }
}

static enum sk_recorder_look look_of(enum sk_action_type type) {
    switch (type) {
    case SK_ACTION_UNDO:
        return SK_RECORDER_LOOK_UNDO;
    case SK_ACTION_RETRY:
        return SK_RECORDER_LOOK_RETRY;
    case SK_ACTION_DEAL:
        return SK_RECORDER_LOOK_DEAL;
    case SK_ACTION_RESEND:
        return SK_RECORDER_LOOK_RESEND;
    case SK_ACTION_HOLD:
    case SK_ACTION_RELEASE:
    case SK_ACTION_MAY_STOP:
        break; /* about no pair */
    }
    SK_UNREACHABLE("look");
}

/* That completes the action. */
static enum sk_event event_of(enum sk_action_type type) {
    switch (type) {
    case SK_ACTION_DEAL:
        return SK_EVENT_DEALT;
    case SK_ACTION_HOLD:
        return SK_EVENT_HOLD;
    case SK_ACTION_RELEASE:
        return SK_EVENT_RELEASE;
    case SK_ACTION_RESEND:
        return SK_EVENT_RESEND;
    case SK_ACTION_RETRY:
    case SK_ACTION_UNDO:
    case SK_ACTION_MAY_STOP:
        break; /* of more than one event, or none */
    }
    SK_UNREACHABLE("event of an action");
}

/* RESEND is about an event, and belongs to no pair. */
static int64_t number_of(const struct sk_action *action) {
    return action->type == SK_ACTION_RESEND ? 0 : action->number;
}

static void give_record(struct sk_actions *actions, struct sk_actions_effect *effect) {
    const struct sk_action *action = &actions->queue[0];
    effect->type = SK_ACTIONS_EFFECT_RECORD;
    bool is_resend = action->type == SK_ACTION_RESEND;
    effect->record = (struct sk_record){ .event = event_of(action->type),
                                         .has_source = true,
                                         .pair = { .number = number_of(action),
                                                   .serial_facts.source = action->source } };
    effect->record.pair.refers = is_resend ? actions->result.pair.refers : 0;
    memcpy(effect->record.pair.operator_name, action->operator_name, sizeof(action->operator_name));
    effect->record.pair.person = action->person;
    memcpy(effect->record.note, action->reason, sizeof(action->reason));
    enter(actions, SK_ACTIONS_STATE_SAVING);
}

static void end_undo(struct sk_actions *actions, const struct sk_undo_effect *undo) {
    static const enum sk_action_end ends[SK_UNDO_ENDS] = {
        [SK_UNDO_END_UNDONE] = SK_ACTION_DONE,
        [SK_UNDO_END_REFUSED] = SK_ACTION_REFUSED,
        [SK_UNDO_END_NOT_DONE] = SK_ACTION_NOT_DONE,
        [SK_UNDO_END_UNKNOWN] = SK_ACTION_UNKNOWN,
    };
    if (undo->end == SK_UNDO_END_NOT_DONE) {
        (void)sk_fail(&actions->result.text, SK_ERR_BUSY, "the device is still bound; try again");
    } else if (undo->end == SK_UNDO_END_UNKNOWN) {
        (void)sk_fail(&actions->result.text, SK_ERR_BUSY,
                      "it is not known whether the device is still bound; ask again later");
    }
    memcpy(actions->result.code, undo->answer.code, sizeof(undo->answer.code));
    memcpy(actions->result.request_id, undo->answer.request_id, sizeof(undo->answer.request_id));
    end(actions, SK_AT(ends, undo->end));
}

static bool next_of_undo(struct sk_actions *actions, sk_ms now, struct sk_actions_effect *effect) {
    struct sk_undo_effect undo;
    if (!sk_undo_next(&actions->undo, now, &undo)) {
        return false;
    }
    switch (undo.type) {
    case SK_UNDO_EFFECT_RECORD:
        effect->type = SK_ACTIONS_EFFECT_RECORD;
        effect->record = undo.record;
        return true;
    case SK_UNDO_EFFECT_SEND:
        effect->type = SK_ACTIONS_EFFECT_SEND;
        effect->request = undo.request;
        effect->pair = undo.pair;
        return true;
    case SK_UNDO_EFFECT_END:
        end_undo(actions, &undo);
        give_end(actions, effect);
        return true;
    }
    SK_UNREACHABLE("effect of an undo");
}

bool sk_actions_next(struct sk_actions *actions, sk_ms now, struct sk_actions_effect *effect) {
    switch (actions->state) {
    case SK_ACTIONS_STATE_TO_LOOK:
        *effect = (struct sk_actions_effect){ .type = SK_ACTIONS_EFFECT_LOOK,
                                              .look = look_of(actions->queue[0].type),
                                              .number = actions->queue[0].number };
        enter(actions, SK_ACTIONS_STATE_LOOKING);
        return true;
    case SK_ACTIONS_STATE_TO_SUBMIT:
        enter(actions, SK_ACTIONS_STATE_SUBMITTING);
        *effect = (struct sk_actions_effect){ .type = SK_ACTIONS_EFFECT_SUBMIT,
                                              .pair = actions->result.pair };
        return true;
    case SK_ACTIONS_STATE_TO_RECORD:
        give_record(actions, effect);
        return true;
    case SK_ACTIONS_STATE_UNDOING:
        return next_of_undo(actions, now, effect);
    case SK_ACTIONS_STATE_ENDED:
        give_end(actions, effect);
        return true;
    case SK_ACTIONS_STATE_IDLE:
    case SK_ACTIONS_STATE_LOOKING:
    case SK_ACTIONS_STATE_SUBMITTING:
    case SK_ACTIONS_STATE_SUBMITTED:
    case SK_ACTIONS_STATE_SAVING:
        return false;
    }
    SK_UNREACHABLE("state of the actions");
}

static void step_undo(struct sk_actions *actions, const struct sk_undo_input *input, sk_ms now) {
    if (actions->state == SK_ACTIONS_STATE_UNDOING) {
        sk_undo_step(&actions->undo, input, now);
    }
}

/* A new row, or the one that an earlier run left open. */
static void begin_undo(struct sk_actions *actions, const struct sk_actions_input *input,
                       sk_ms now) {
    const struct sk_stored_pair *found = &input->news->stored;
    const struct sk_action *action = &actions->queue[0];
    struct sk_pair pair = { .number = input->number,
                            .refers = found->pair.number,
                            .serial_facts = *input->facts,
                            .instance_facts = *input->facts };
    pair.serial_facts.source = action->source;
    pair.instance_facts.source = action->source;
    memcpy(pair.operator_name, action->operator_name, sizeof(pair.operator_name));
    pair.person = action->person;
    pair.labels = found->pair.labels;
    memcpy(pair.customer_order, found->pair.customer_order, sizeof(pair.customer_order));
    pair.account = found->pair.account; /* where it is bound */
    memcpy(pair.customer_order, found->pair.customer_order, sizeof(pair.customer_order));
    struct sk_undo_input anew = { .type = SK_UNDO_INPUT_BEGIN,
                                  .pair = &pair,
                                  .reason = action->reason };
    struct sk_undo_input resumed = { .type = SK_UNDO_INPUT_RESUME, .stored = found };
    enter(actions, SK_ACTIONS_STATE_UNDOING);
    step_undo(actions, found->is_undo ? &resumed : &anew, now);
    actions->result.pair = found->is_undo ? found->pair : pair;
    actions->result.number = actions->result.pair.number;
}

static void take_looked(struct sk_actions *actions, const struct sk_actions_input *input,
                        sk_ms now) {
    const struct sk_recorder_news *news = input->news;
    const struct sk_action *action = &actions->queue[0];
    if (actions->state != SK_ACTIONS_STATE_LOOKING || news->number != action->number) {
        return;
    }
    if (news->text.text[0] != '\0') {
        actions->result.text = news->text;
        end(actions, SK_ACTION_NOT_DONE);
        return;
    }
    actions->result.pair = news->stored.pair;
    switch (action->type) {
    case SK_ACTION_UNDO:
        begin_undo(actions, input, now);
        break;
    case SK_ACTION_RETRY:
        actions->result.pair.refers = action->number;
        actions->result.pair.number = 0;
        actions->result.pair.person = action->person; /* who takes it up, not who scanned it */
        actions->result.pair.serial_facts.source = action->source;
        memcpy(actions->result.pair.operator_name, action->operator_name,
               sizeof(actions->result.pair.operator_name));
        enter(actions, SK_ACTIONS_STATE_TO_SUBMIT);
        break;
    case SK_ACTION_DEAL:
    case SK_ACTION_RESEND:
        enter(actions, SK_ACTIONS_STATE_TO_RECORD);
        break;
    case SK_ACTION_HOLD:
    case SK_ACTION_RELEASE:
    case SK_ACTION_MAY_STOP:
        SK_UNREACHABLE("look");
    }
}

static void take_submitted(struct sk_actions *actions, int64_t number) {
    if (actions->state != SK_ACTIONS_STATE_SUBMITTING) {
        return;
    }
    if (number == 0) {
        (void)sk_fail(&actions->result.text, SK_ERR_FULL, "the journal is busy; try again");
        end(actions, SK_ACTION_NOT_DONE);
        return;
    }
    actions->result.number = number;
    actions->result.pair.number = number;
    enter(actions, SK_ACTIONS_STATE_SUBMITTED);
}

static void take_saved(struct sk_actions *actions, int64_t number, enum sk_event event, sk_ms now) {
    struct sk_undo_input undo = { .type = SK_UNDO_INPUT_SAVED, .number = number, .event = event };
    const struct sk_action *action = &actions->queue[0];
    bool is_pair_saved = actions->state == SK_ACTIONS_STATE_SUBMITTED &&
                         number == actions->result.number && event == SK_EVENT_INTENT;
    bool is_noted = actions->state == SK_ACTIONS_STATE_SAVING && number == number_of(action) &&
                    event == event_of(action->type);
    if (is_pair_saved || is_noted) {
        end(actions, SK_ACTION_DONE);
        return;
    }
    step_undo(actions, &undo, now);
}

void sk_actions_step(struct sk_actions *actions, const struct sk_actions_input *input, sk_ms now) {
    struct sk_undo_input answer = { .type = SK_UNDO_INPUT_ANSWER, .answer = input->answer };
    struct sk_undo_input unsent = { .type = SK_UNDO_INPUT_UNSENT };
    switch (input->type) {
    case SK_ACTIONS_INPUT_ADD:
        SK_ASSERT(input->action);
        add(actions, input->action);
        break;
    case SK_ACTIONS_INPUT_LOOKED:
        SK_ASSERT(input->news && input->facts);
        take_looked(actions, input, now);
        break;
    case SK_ACTIONS_INPUT_SUBMITTED:
        take_submitted(actions, input->number);
        break;
    case SK_ACTIONS_INPUT_SAVED:
        take_saved(actions, input->number, input->event, now);
        break;
    case SK_ACTIONS_INPUT_ANSWER:
        SK_ASSERT(input->answer);
        step_undo(actions, &answer, now);
        break;
    case SK_ACTIONS_INPUT_UNSENT:
        step_undo(actions, &unsent, now);
        break;
    }
}

sk_ms sk_actions_deadline(const struct sk_actions *actions, sk_ms now) {
    return actions->state == SK_ACTIONS_STATE_UNDOING ? sk_undo_deadline(&actions->undo, now) : -1;
}
