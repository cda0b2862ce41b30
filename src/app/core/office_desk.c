#define SK_LOG_MODULE "office"

#include "app/core/office_desk.h"

#include "base/log.h"
#include "base/utf8.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

void sk_office_desk_init(struct sk_office_desk *desk, bool trusts, struct sk_action_runner *actions,
                         struct sk_pair_flow *flow, const struct sk_office_port *port) {
    const struct sk_office_rules rules = { .trusts = trusts };
    desk->actions = actions;
    desk->flow = flow;
    desk->port = *port;
    sk_office_init(&desk->office, &rules);
}

/* An action that cannot begin now comes again with the next turn. */
static void pump(struct sk_office_desk *desk) {
    struct sk_office_effect effect;
    struct sk_office_input not_now = { .type = SK_OFFICE_INPUT_NOT_NOW };
    while (not_now.id == 0 && sk_office_next(&desk->office, &effect)) {
        switch (effect.type) {
        case SK_OFFICE_EFFECT_ANSWER:
            (void)desk->port.answer(desk->port.data, effect.id, effect.text, effect.is_end);
            break;
        case SK_OFFICE_EFFECT_NOTE:
            sk_log_info("%s", effect.text);
            sk_pair_flow_note(desk->flow, SK_EVENT_OFFICE, &effect.who, effect.text);
            break;
        case SK_OFFICE_EFFECT_DO:
            if (!sk_action_runner_begin(desk->actions, &effect.action)) {
                not_now.id = effect.id;
            }
            break;
        }
    }
    if (not_now.id != 0) {
        sk_office_step(&desk->office, &not_now);
    }
}

static void step(struct sk_office_desk *desk, const struct sk_office_input *input) {
    sk_office_step(&desk->office, input);
    pump(desk);
}

void sk_office_desk_add(struct sk_office_desk *desk, const struct sk_office_request *request) {
    const struct sk_office_input input = { .type = SK_OFFICE_INPUT_ADD, .request = request };
    step(desk, &input);
}

bool sk_office_desk_see(struct sk_office_desk *desk, const struct sk_actor *who) {
    const struct sk_office_input input = { .type = SK_OFFICE_INPUT_SEEN, .who = who };
    bool is_shown = sk_office_message(&desk->office) != NULL;
    if (is_shown) {
        step(desk, &input);
    }
    return is_shown;
}

static int32_t touch_of(const struct sk_office_request *request) {
    return (int32_t)(request->id % INT32_MAX) + 1;
}

void sk_office_desk_decide(struct sk_office_desk *desk, uint64_t touch, bool is_confirmed,
                           const struct sk_actor *who) {
    const struct sk_office_request *request = NULL;
    for (size_t i = 0; (request = sk_office_waiting(&desk->office, i)) != NULL; i++) {
        if ((uint64_t)touch_of(request) == touch) {
            const struct sk_office_input input = {
                .type = is_confirmed ? SK_OFFICE_INPUT_CONFIRM : SK_OFFICE_INPUT_DECLINE,
                .id = request->id,
                .who = who,
            };
            step(desk, &input);
            return;
        }
    }
}

void sk_office_desk_turn(struct sk_office_desk *desk) {
    struct sk_action_result result;
    for (size_t i = 0; i < SK_OFFICE_MAX; i++) {
        const struct sk_office_place *place = &desk->office.places[i];
        struct sk_office_input input = { .type = SK_OFFICE_INPUT_DONE,
                                         .id = place->request.id,
                                         .result = &result };
        if (place->state == SK_OFFICE_STATE_DOING &&
            sk_action_runner_result(desk->actions, SK_OFFICE_ACTION_FIRST + (uint64_t)input.id,
                                    &result)) {
            sk_office_step(&desk->office, &input);
        }
    }
    pump(desk);
}

/* --- for a face --------------------------------------------------------------------------- */

static void show(const char *text, char *out, size_t size) {
    (void)sk_utf8_printable(text, strlen(text), out, size, NULL);
}

static enum sk_super_task task_of(enum sk_office_kind kind) {
    switch (kind) {
    case SK_OFFICE_RETRY:
        return SK_SUPER_TASK_RETRY;
    case SK_OFFICE_DEAL:
        return SK_SUPER_TASK_DEAL;
    case SK_OFFICE_UNDO:
        return SK_SUPER_TASK_UNDO;
    case SK_OFFICE_HOLD:
    case SK_OFFICE_RELEASE:
    case SK_OFFICE_MESSAGE:
        break;
    }
    return SK_SUPER_TASK_NONE;
}

void sk_office_desk_view(const struct sk_office_desk *desk, struct sk_model *model) {
    struct sk_model_supervisor *super = &model->supervisor;
    const struct sk_office_request *message = sk_office_message(&desk->office);
    if (message) {
        show(message->text, model->office_message, sizeof(model->office_message));
        show(message->who, model->office_who, sizeof(model->office_who));
    }
    if (super->page == SK_SUPER_CLOSED || super->page == SK_SUPER_PIN) {
        return;
    }
    super->office_count = (int32_t)sk_office_waiting_count(&desk->office);
    if (super->office_count == 0 || super->page != SK_SUPER_OFFICE) {
        super->office_at = 0;
        return;
    }
    super->office_at %= super->office_count;
    const struct sk_office_request *request =
        sk_office_waiting(&desk->office, (size_t)super->office_at);
    super->office.task = task_of(request->kind);
    super->office.pair = request->pair;
    super->office.touch = touch_of(request);
    show(request->who, super->office.who, sizeof(super->office.who));
    show(request->text, super->office.text, sizeof(super->office.text));
}
