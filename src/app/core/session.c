#define SK_LOG_MODULE "supervisor"

#include "app/core/state.h"

#include "base/log.h"
#include "base/wipe.h"

#include <stdio.h>
#include <string.h>

#define NEWS_MAX 16
#define NEWS_KEPT_FOR_ENDS 8 /* progress may be dropped, an end may not */

static void on_news(void *data, const struct sk_job_news *news) {
    struct sk_app *app = data;
    size_t reserve = news->is_progress ? NEWS_KEPT_FOR_ENDS : 0;
    /* Fewer jobs can be under way than ends have room. */
    if (sk_inbox_post(app->session.news, news, reserve) == SK_ERR_FULL && !news->is_progress) {
        sk_log_error("what the supervisor asked for was done, but cannot be shown");
    }
}

enum sk_err sk_session_init(struct sk_app *app, void (*wake)(void *wake_data), void *wake_data) {
    struct sk_super_rules rules = { .idle = app->config->super_idle,
                                    .longest = app->config->super_longest };
    sk_super_init(&app->session.super, &rules);
    app->session.started_at = app->clock->ops->now(app->clock);
    return sk_inbox_create(&app->session.news, sizeof(struct sk_job_news), NEWS_MAX, wake,
                           wake_data);
}

void sk_session_finish(struct sk_app *app) {
    sk_job_runner_destroy(app->session.job_runner);
    app->session.job_runner = NULL;
    sk_inbox_destroy(app->session.news);
    app->session.news = NULL;
}

static enum sk_err need_job_runner(struct sk_app *app) {
    char journal[4096];
    char tries[4096 + 16];
    char folder[4096];
    if (app->session.job_runner) {
        return SK_OK;
    }
    enum sk_err err = sk_config_journal_path(app->config, journal, sizeof(journal));
    if (!err) {
        err = sk_config_export_folder(app->config, folder, sizeof(folder));
    }
    if (err) {
        return err;
    }
    (void)snprintf(tries, sizeof(tries), "%s.pin-tries", journal);
    struct sk_job_runner_options options = { .journal_path = journal,
                                             .tries_path = tries,
                                             .export_folder = folder,
                                             .pin_line = app->config->demo_pin_line,
                                             .clock = app->clock,
                                             .started_at = app->session.started_at,
                                             .on_news = on_news,
                                             .data = app };
    return sk_job_runner_create(&app->session.job_runner, &options);
}

static void step(struct sk_app *app, const struct sk_super_input *input, sk_ms now);

struct missing {
    int64_t skip;
    struct sk_job_news *news;
};

static bool take_missing(void *data, const char *serial, const char *instance) {
    struct missing *missing = data;
    struct sk_job_news *news = missing->news;
    if (missing->skip > 0) {
        missing->skip--;
        return true;
    }
    if (news->count == SK_SUPER_ROWS) {
        news->has_more = true;
        return false;
    }
    struct sk_stored_pair *row = &news->rows[news->count++];
    row->pair.number = news->done + (int64_t)news->count; /* which one of the missing it is */
    (void)snprintf(row->pair.serial, sizeof(row->pair.serial), "%s", serial);
    (void)snprintf(row->pair.instance, sizeof(row->pair.instance), "%s", instance);
    return true;
}

/* Of the order that is worked on; of all where there is none, or but one. */
static void answer_missing(struct sk_app *app, const struct sk_job *job, sk_ms now) {
    struct sk_job_news news = { .type = job->type, .id = job->id, .done = job->number };
    struct missing missing = { .skip = job->number, .news = &news };
    struct sk_manifest_order order = { .name = "" };
    if (sk_guard_order(&app->guard, &order)) {
        sk_app_missing(app, order.name[0] != '\0' ? order.name : NULL, take_missing, &missing);
    }
    struct sk_super_input input = { .type = SK_SUPER_INPUT_NEWS, .news = &news };
    step(app, &input, now);
}

static void post_job(struct sk_app *app, struct sk_job *job, sk_ms now) {
    if (job->type == SK_JOB_MISSING) {
        answer_missing(app, job, now);
        return;
    }
    struct sk_job_news refusal = { .type = job->type, .id = job->id };
    refusal.err = need_job_runner(app);
    if (!refusal.err && sk_job_runner_post(app->session.job_runner, job)) {
        return;
    }
    sk_wipe(job->pin, sizeof(job->pin));
    (void)sk_fail(&refusal.text, SK_ERR_FULL, "too much is under way; try again in a moment");
    refusal.err = SK_ERR_FULL;
    struct sk_super_input input = { .type = SK_SUPER_INPUT_NEWS, .news = &refusal };
    step(app, &input, now);
}

static void begin_action(struct sk_app *app, const struct sk_action *action, sk_ms now) {
    if (sk_app_do(app, action)) {
        app->session.action_id = action->id;
        return;
    }
    struct sk_action_result refusal = { .id = action->id,
                                        .type = action->type,
                                        .end = SK_ACTION_NOT_DONE };
    (void)sk_fail(&refusal.text, SK_ERR_FULL, "too much is under way; try again in a moment");
    struct sk_super_input input = { .type = SK_SUPER_INPUT_ACTION, .action = &refusal };
    step(app, &input, now);
}

static void tell_log(enum sk_super_page before, const struct sk_super *super, sk_ms locked_before) {
    if (before == SK_SUPER_PIN && super->page == SK_SUPER_MENU) {
        sk_log_info("a supervisor's session begins");
    } else if (before > SK_SUPER_PIN && super->page == SK_SUPER_CLOSED) {
        sk_log_info("the supervisor's session ends");
    } else if (super->locked_until > locked_before) {
        sk_log_warning("the PIN was wrong too often; it is locked for a while");
    }
}

/* Effects never answer with more than one refusal, which has none of its own. */
/* NOLINTNEXTLINE(misc-no-recursion) */
static void step(struct sk_app *app, const struct sk_super_input *input, sk_ms now) {
    struct sk_super *super = &app->session.super;
    struct sk_super_effects effects;
    enum sk_super_page before = super->page;
    sk_ms locked_before = super->locked_until;
    sk_super_step(super, input, now, &effects);
    tell_log(before, super, locked_before);
    for (int32_t i = 0; i < effects.count; i++) {
        switch (effects.list[i].type) {
        case SK_SUPER_ASK:
            post_job(app, &effects.list[i].job, now);
            break;
        case SK_SUPER_CANCEL:
            if (app->session.job_runner) {
                sk_job_runner_cancel(app->session.job_runner, effects.list[i].id);
            }
            break;
        case SK_SUPER_DO:
            begin_action(app, &effects.list[i].action, now);
            break;
        }
    }
}

static void take_action(struct sk_app *app, sk_ms now) {
    struct sk_action_result result;
    if (app->session.action_id != 0 && sk_app_action_result(app, app->session.action_id, &result)) {
        app->session.action_id = 0;
        struct sk_super_input input = { .type = SK_SUPER_INPUT_ACTION, .action = &result };
        step(app, &input, now);
    }
}

sk_ms sk_session_turn(struct sk_app *app, sk_ms now) {
    struct sk_job_news news;
    struct sk_super_input tick = { .type = SK_SUPER_INPUT_TICK };
    while (sk_inbox_take(app->session.news, &news)) {
        struct sk_super_input input = { .type = SK_SUPER_INPUT_NEWS, .news = &news };
        step(app, &input, now);
    }
    take_action(app, now);
    step(app, &tick, now);
    return sk_super_deadline(&app->session.super, now);
}

bool sk_session_scan(struct sk_app *app, const struct sk_label *label, const struct sk_scan *scan,
                     sk_ms now) {
    struct sk_super_input tick = { .type = SK_SUPER_INPUT_TICK };
    struct sk_super_input input = {
        .type = SK_SUPER_INPUT_SCAN, .label = label, .scan = scan, .at = scan->at
    };
    struct sk_super_input open = { .type = SK_SUPER_INPUT_TOUCH,
                                   .touch = { .type = SK_SUPER_TOUCH_OPEN },
                                   .at = scan->at };
    step(app, &tick, now);
    if (sk_super_owns(&app->session.super, scan->at)) {
        if (!sk_super_is_open(&app->session.super)) {
            sk_log_warning("a label that was read in the supervisor's session was looked at after "
                           "its end; it was not taken");
        }
        step(app, &input, now);
        return true;
    }
    if (label->kind == SK_LABEL_COMMAND && label->command == SK_COMMAND_SUPERVISOR) {
        step(app, &open, now);
        return true;
    }
    return false;
}

void sk_session_present(struct sk_app *app, sk_ms now, struct sk_model *model) {
    sk_super_view(&app->session.super, now, &model->supervisor);
    if (!sk_super_is_open(&app->session.super)) {
        return;
    }
    model->screen = SK_SCREEN_SUPERVISOR;
    model->supervisor.is_on_hold = app->is_on_hold;
    model->supervisor.red_waiting = app->pairing.red_count + app->pairing.red_lost;
    if (app->config->demo_pin) {
        (void)snprintf(model->supervisor.demo_pin, sizeof(model->supervisor.demo_pin), "%s",
                       app->config->demo_pin);
    }
}

/* --- what a face hands in (app.h) --------------------------------------------------------- */

bool sk_app_is_supervised(const struct sk_app *app) {
    return sk_super_is_open(&app->session.super);
}

static bool input_from_face(struct sk_app *app, const struct sk_super_input *input) {
    if (app->is_broken || !app->is_open) {
        return false;
    }
    sk_ms now = app->clock->ops->now(app->clock);
    step(app, input, now);
    sk_app_present(app, now);
    return true;
}

void sk_app_touch(struct sk_app *app, struct sk_super_touch touch) {
    struct sk_super_input input = { .type = SK_SUPER_INPUT_TOUCH, .touch = touch };
    (void)input_from_face(app, &input);
}

bool sk_app_key(struct sk_app *app, const char *text, sk_ms at) {
    if (app->session.super.page != SK_SUPER_PIN) {
        return false;
    }
    for (; *text; text++) {
        struct sk_super_input input = { .type = SK_SUPER_INPUT_KEY, .key = *text, .at = at };
        (void)input_from_face(app, &input);
    }
    return true;
}
