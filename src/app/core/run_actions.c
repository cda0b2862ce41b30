/* run_actions.c — carries out the effects of the deeds' machine: journal, cloud, and the ends. */
#define SK_LOG_MODULE "app"

#include "app/core/state.h"

#include "base/log.h"

#include <inttypes.h>
#include <string.h>

#define NOBODY 0 /* the id of what nobody waits for */

static void give_end(struct sk_app *app, const struct sk_deed_result *result) {
    if (result->end == SK_DEED_DONE && result->type == SK_DEED_HOLD) {
        app->is_held = true;
    } else if (result->end == SK_DEED_DONE && result->type == SK_DEED_RELEASE) {
        app->is_held = false;
    }
    if (result->end == SK_DEED_DONE && result->type == SK_DEED_UNDO) {
        sk_app_forget_bound(app, &result->pair, result->refers);
    }
    if (result->id == NOBODY) {
        sk_log_info("the undo %" PRId64 " of pair %" PRId64 ": %s", result->number, result->refers,
                    result->end == SK_DEED_DONE ? "done" : result->text.text);
        return;
    }
    if (result->id >= SK_CONTROL_ID_FIRST) {
        if (app->control) {
            sk_control_answer(app->control, result);
        }
        return;
    }
    if (app->deed_result_count == SK_DEEDS_MAX) { /* nobody took them: the oldest goes */
        app->deed_result_count--;
        memmove(&app->deed_results[0], &app->deed_results[1],
                app->deed_result_count * sizeof(app->deed_results[0]));
    }
    app->deed_results[app->deed_result_count++] = *result;
}

static void carry_out(struct sk_app *app, const struct sk_deeds_effect *effect, sk_ms now) {
    struct sk_sender *sender = app->cloud ? sk_cloud_sender_sender(app->cloud) : NULL;
    switch (effect->type) {
    case SK_DEEDS_LOOK:
        if (sk_writer_look(app->writer, effect->look, effect->number) != SK_OK) {
            sk_log_error("the journal is behind; what a supervisor asked for waits");
        }
        break;
    case SK_DEEDS_RECORD:
        if (sk_writer_save(app->writer, &effect->record) != SK_OK) {
            sk_log_error("the journal is behind; what a supervisor asked for waits");
        }
        break;
    case SK_DEEDS_SEND:
        if (!sender || !sender->ops->send(sender, effect->request, &effect->pair)) {
            sk_deeds_unsent(&app->deeds, now);
        }
        break;
    case SK_DEEDS_SUBMIT:
        sk_deeds_submitted(&app->deeds,
                           sk_app_submit_again(app, effect->pair.serial, effect->pair.instance,
                                               effect->pair.operator, effect->pair.refers));
        break;
    case SK_DEEDS_END:
        give_end(app, &effect->result);
        break;
    }
}

void sk_app_pump_deeds(struct sk_app *app, sk_ms now) {
    struct sk_deeds_effect effect;
    struct sk_deed deed;
    while (app->is_open && sk_deeds_has_room(&app->deeds) && sk_inbox_take(app->asked, &deed)) {
        sk_deeds_add(&app->deeds, &deed);
    }
    /* Room is looked at first, so that what is taken out can be handed on. */
    while (sk_writer_room(app->writer) > 0 && sk_deeds_next(&app->deeds, now, &effect)) {
        carry_out(app, &effect, now);
    }
}

bool sk_app_do(struct sk_app *app, const struct sk_deed *deed) {
    return !app->is_broken && app->is_open && sk_inbox_post(app->asked, deed, 0) == SK_OK;
}

bool sk_app_deed_result(struct sk_app *app, uint64_t id, struct sk_deed_result *result) {
    for (size_t i = 0; i < app->deed_result_count; i++) {
        if (id == 0 || app->deed_results[i].id == id) {
            *result = app->deed_results[i];
            app->deed_result_count--;
            memmove(&app->deed_results[i], &app->deed_results[i + 1],
                    (app->deed_result_count - i) * sizeof(app->deed_results[0]));
            return true;
        }
    }
    return false;
}

/* On the control's thread. */
static bool on_deed(void *data, const struct sk_deed *deed) {
    struct sk_app *app = data;
    return sk_inbox_post(app->asked, deed, SK_DEEDS_MAX / 2) == SK_OK; /* a face has a right, too */
}

void sk_app_resume_undo(struct sk_app *app, const struct sk_stored_pair *undo) {
    struct sk_deed deed = { .type = SK_DEED_UNDO, .id = NOBODY, .number = undo->pair.refers };
    if (!app->wants_control || !sk_deeds_has_room(&app->deeds)) {
        return;
    }
    sk_log_info("the undo of pair %" PRId64 " was left open; it is looked up now",
                undo->pair.refers);
    sk_deeds_add(&app->deeds, &deed);
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
        err = sk_control_create(&app->control, path, on_deed, app, &info);
    }
    if (err) {
        sk_log_warning("%s; sag-kioskctl can only search and export while the kiosk runs",
                       info.text);
    }
}
