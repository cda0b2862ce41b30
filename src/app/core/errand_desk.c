#define SK_LOG_MODULE "office"

#include "app/core/errand_desk.h"

#include "base/log.h"
#include "base/utf8.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

void sk_errand_desk_init(struct sk_errand_desk *desk, bool trusts, struct sk_action_runner *actions,
                         struct sk_pair_flow *flow, const struct sk_errand_port *port) {
    const struct sk_errands_rules rules = { .trusts = trusts };
    desk->actions = actions;
    desk->flow = flow;
    desk->port = *port;
    sk_errands_init(&desk->office, &rules);
}

/* An action that cannot begin now comes again with the next turn. */
static void pump(struct sk_errand_desk *desk) {
    struct sk_errands_effect effect;
    struct sk_errands_input not_now = { .type = SK_ERRANDS_INPUT_NOT_NOW };
    while (not_now.id == 0 && sk_errands_next(&desk->office, &effect)) {
        switch (effect.type) {
        case SK_ERRANDS_EFFECT_ANSWER:
            (void)desk->port.answer(desk->port.data, effect.id, effect.text, effect.is_end);
            break;
        case SK_ERRANDS_EFFECT_NOTE:
            sk_log_info("%s", effect.text);
            sk_pair_flow_note(desk->flow, SK_EVENT_OFFICE, &effect.who, effect.text);
            break;
        case SK_ERRANDS_EFFECT_DO:
            if (!sk_action_runner_begin(desk->actions, &effect.action)) {
                not_now.id = effect.id;
            }
            break;
        }
    }
    if (not_now.id != 0) {
        sk_errands_step(&desk->office, &not_now);
    }
}

static void step(struct sk_errand_desk *desk, const struct sk_errands_input *input) {
    sk_errands_step(&desk->office, input);
    pump(desk);
}

void sk_errand_desk_add(struct sk_errand_desk *desk, const struct sk_errand *request) {
    const struct sk_errands_input input = { .type = SK_ERRANDS_INPUT_ADD, .request = request };
    step(desk, &input);
}

bool sk_errand_desk_see(struct sk_errand_desk *desk, const struct sk_actor *who) {
    const struct sk_errands_input input = { .type = SK_ERRANDS_INPUT_SEEN, .who = who };
    bool is_shown = sk_errands_message(&desk->office) != NULL;
    if (is_shown) {
        step(desk, &input);
    }
    return is_shown;
}

static int32_t touch_of(const struct sk_errand *request) {
    return (int32_t)(request->id % INT32_MAX) + 1;
}

void sk_errand_desk_decide(struct sk_errand_desk *desk, uint64_t touch, bool is_confirmed,
                           const struct sk_actor *who) {
    const struct sk_errand *request = NULL;
    for (size_t i = 0; (request = sk_errands_waiting(&desk->office, i)) != NULL; i++) {
        if ((uint64_t)touch_of(request) == touch) {
            const struct sk_errands_input input = {
                .type = is_confirmed ? SK_ERRANDS_INPUT_CONFIRM : SK_ERRANDS_INPUT_DECLINE,
                .id = request->id,
                .who = who,
            };
            step(desk, &input);
            return;
        }
    }
}

void sk_errand_desk_turn(struct sk_errand_desk *desk) {
    struct sk_action_result result;
    for (size_t i = 0; i < SK_ERRANDS_MAX; i++) {
        const struct sk_errands_place *place = &desk->office.places[i];
        struct sk_errands_input input = { .type = SK_ERRANDS_INPUT_DONE,
                                          .id = place->request.id,
                                          .result = &result };
        if (place->state == SK_ERRANDS_STATE_DOING &&
            sk_action_runner_result(desk->actions, SK_ERRANDS_ACTION_FIRST + (uint64_t)input.id,
                                    &result)) {
            sk_errands_step(&desk->office, &input);
        }
    }
    pump(desk);
}

/* --- for a face --------------------------------------------------------------------------- */

static void show(const char *text, char *out, size_t size) {
    (void)sk_utf8_printable(text, strlen(text), out, size, NULL);
}

static enum sk_super_task task_of(enum sk_errand_kind kind) {
    switch (kind) {
    case SK_ERRAND_RETRY:
        return SK_SUPER_TASK_RETRY;
    case SK_ERRAND_DEAL:
        return SK_SUPER_TASK_DEAL;
    case SK_ERRAND_UNDO:
        return SK_SUPER_TASK_UNDO;
    case SK_ERRAND_HOLD:
    case SK_ERRAND_RELEASE:
    case SK_ERRAND_MESSAGE:
        break;
    }
    return SK_SUPER_TASK_NONE;
}

void sk_errand_desk_view(const struct sk_errand_desk *desk, struct sk_model *model) {
    struct sk_model_supervisor *super = &model->supervisor;
    const struct sk_errand *message = sk_errands_message(&desk->office);
    if (message) {
        show(message->text, model->office_message, sizeof(model->office_message));
        show(message->who, model->office_who, sizeof(model->office_who));
    }
    if (super->page == SK_SUPER_CLOSED || super->page == SK_SUPER_PIN) {
        return;
    }
    super->office_count = (int32_t)sk_errands_waiting_count(&desk->office);
    if (super->office_count == 0 || super->page != SK_SUPER_OFFICE) {
        super->office_at = 0;
        return;
    }
    super->office_at %= super->office_count;
    const struct sk_errand *request = sk_errands_waiting(&desk->office, (size_t)super->office_at);
    super->office.task = task_of(request->kind);
    super->office.pair = request->pair;
    super->office.touch = touch_of(request);
    show(request->who, super->office.who, sizeof(super->office.who));
    show(request->text, super->office.text, sizeof(super->office.text));
}
