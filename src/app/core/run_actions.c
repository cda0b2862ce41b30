/* run_actions.c — carries out the effects of the actions' machine: journal, cloud, and the ends. */
#define SK_LOG_MODULE "app"

#include "app/core/state.h"

#include "base/log.h"

#include <inttypes.h>
#include <string.h>

#define NOBODY 0 /* the id of what nobody waits for */

static void give_end(struct sk_app *app, const struct sk_action_result *result) {
    if (result->end == SK_ACTION_DONE && result->type == SK_ACTION_HOLD) {
        app->is_on_hold = true;
    } else if (result->end == SK_ACTION_DONE && result->type == SK_ACTION_RELEASE) {
        app->is_on_hold = false;
    }
    if (result->end == SK_ACTION_DONE && result->type == SK_ACTION_UNDO) {
        sk_app_forget_bound(app, &result->pair, result->refers);
    }
    if (result->id == NOBODY) {
        sk_log_info("the undo %" PRId64 " of pair %" PRId64 ": %s", result->number, result->refers,
                    result->end == SK_ACTION_DONE ? "done" : result->text.text);
        return;
    }
    if (result->id >= SK_CONTROL_ID_FIRST) {
        if (app->control) {
            sk_control_answer(app->control, result);
        }
        return;
    }
    if (app->action_result_count == SK_ACTIONS_MAX) { /* nobody took them: the oldest goes */
        app->action_result_count--;
        memmove(&app->action_results[0], &app->action_results[1],
                app->action_result_count * sizeof(app->action_results[0]));
    }
    app->action_results[app->action_result_count++] = *result;
}

static void carry_out(struct sk_app *app, const struct sk_actions_effect *effect, sk_ms now) {
    struct sk_sender *sender = app->cloud ? sk_cloud_sender_sender(app->cloud) : NULL;
    switch (effect->type) {
    case SK_ACTIONS_LOOK:
        if (sk_writer_look(app->writer, effect->look, effect->number) != SK_OK) {
            sk_log_error("the journal is behind; what a supervisor asked for waits");
        }
        break;
    case SK_ACTIONS_RECORD:
        if (sk_writer_save(app->writer, &effect->record) != SK_OK) {
            sk_log_error("the journal is behind; what a supervisor asked for waits");
        }
        break;
    case SK_ACTIONS_SEND:
        if (!sender || !sender->ops->send(sender, effect->request, &effect->pair)) {
            sk_actions_unsent(&app->actions, now);
        }
        break;
    case SK_ACTIONS_SUBMIT:
        sk_actions_submitted(&app->actions,
                             sk_app_resubmit(app, effect->pair.serial, effect->pair.instance,
                                             effect->pair.operator_name, effect->pair.refers));
        break;
    case SK_ACTIONS_END:
        give_end(app, &effect->result);
        break;
    }
}

void sk_app_pump_actions(struct sk_app *app, sk_ms now) {
    struct sk_actions_effect effect;
    struct sk_action action;
    while (app->is_open && sk_actions_has_room(&app->actions) &&
           sk_inbox_take(app->asked, &action)) {
        sk_actions_add(&app->actions, &action);
    }
    /* Room is looked at first, so that what is taken out can be handed on. */
    while (sk_writer_room(app->writer) > 0 && sk_actions_next(&app->actions, now, &effect)) {
        carry_out(app, &effect, now);
    }
}

bool sk_app_do(struct sk_app *app, const struct sk_action *action) {
    return !app->is_broken && app->is_open && sk_inbox_post(app->asked, action, 0) == SK_OK;
}

bool sk_app_action_result(struct sk_app *app, uint64_t id, struct sk_action_result *result) {
    for (size_t i = 0; i < app->action_result_count; i++) {
        if (id == 0 || app->action_results[i].id == id) {
            *result = app->action_results[i];
            app->action_result_count--;
            memmove(&app->action_results[i], &app->action_results[i + 1],
                    (app->action_result_count - i) * sizeof(app->action_results[0]));
            return true;
        }
    }
    return false;
}

/* On the control's thread. */
static bool on_action(void *data, const struct sk_action *action) {
    struct sk_app *app = data;
    return sk_inbox_post(app->asked, action, SK_ACTIONS_MAX / 2) ==
           SK_OK; /* a face has a right, too */
}

void sk_app_resume_undo(struct sk_app *app, const struct sk_stored_pair *undo) {
    struct sk_action action = { .type = SK_ACTION_UNDO, .id = NOBODY, .number = undo->pair.refers };
    if (!app->wants_control || !sk_actions_has_room(&app->actions)) {
        return;
    }
    sk_log_info("the undo of pair %" PRId64 " was left open; it is looked up now",
                undo->pair.refers);
    sk_actions_add(&app->actions, &action);
}

void sk_app_listen(struct sk_app *app) {
    app->wants_control = true;
}

void sk_app_start_control(struct sk_app *app) {
    char path[4096];
    struct sk_err_info info = { "" };
    if (!app->wants_control || app->control) {
        return;
    }
    enum sk_err err = sk_config_journal_path(app->config, path, sizeof(path));
    if (!err) {
        err = sk_control_create(&app->control, path, on_action, app, &info);
    }
    if (err) {
        sk_log_warning("%s; sag-kioskctl can only search and export while the kiosk runs",
                       info.text);
    }
}
