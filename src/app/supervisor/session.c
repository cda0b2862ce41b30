#define SK_LOG_MODULE "supervisor"

#include "app/supervisor/session.h"

#include "base/log.h"
#include "base/wipe.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define NEWS_MAX 16
#define NEWS_KEPT_FOR_ENDS 8 /* progress may be dropped, an end may not */

static void on_news(void *data, const struct sk_job_news *news) {
    struct sk_session *session = data;
    size_t reserve = news->is_progress ? NEWS_KEPT_FOR_ENDS : 0;
    /* There is room for the ends of all jobs that can be under way. */
    enum sk_err err = sk_inbox_post(session->news, news, reserve);
    if (err) {
        struct sk_grey unseen = news->still_picture;
        sk_grey_finish(&unseen);
    }
    if (err == SK_ERR_FULL && !news->is_progress) {
        sk_log_error("what the supervisor asked for was done, but cannot be shown");
    }
}

enum sk_err sk_session_init(struct sk_session *session, const struct sk_session_options *options,
                            const struct sk_session_ports *ports, void (*wake)(void *wake_data),
                            void *wake_data) {
    memset(session, 0, sizeof(*session));
    session->options = *options;
    session->ports = *ports;
    session->started_at = options->clock->ops->now(options->clock);
    sk_super_init(&session->super, &options->rules);
    return sk_inbox_create(&session->news, sizeof(struct sk_job_news), NEWS_MAX, wake, wake_data);
}

void sk_session_finish(struct sk_session *session) {
    sk_job_runner_destroy(session->job_runner);
    session->job_runner = NULL;
    struct sk_job_news unseen;
    while (session->news && sk_inbox_take(session->news, &unseen)) {
        sk_grey_finish(&unseen.still_picture);
    }
    sk_grey_finish(&session->still);
    sk_inbox_destroy(session->news);
    session->news = NULL;
}

static enum sk_err need_job_runner(struct sk_session *session) {
    struct sk_job_runner_options options = { .journal_path = session->options.journal_path,
                                             .tries_path = session->options.tries_path,
                                             .export_folder = session->options.export_folder,
                                             .pin_line = session->options.pin_line,
                                             .bench = session->options.bench,
                                             .region = session->options.region,
                                             .clock = session->options.clock,
                                             .started_at = session->started_at,
                                             .on_news = on_news,
                                             .data = session };
    return session->job_runner ? SK_OK : sk_job_runner_create(&session->job_runner, &options);
}

/* --- effects ------------------------------------------------------------------------------ */

static void step(struct sk_session *session, const struct sk_super_input *input, sk_ms now);

static void take_news(struct sk_session *session, const struct sk_job_news *news, sk_ms now) {
    struct sk_super_input input = { .type = SK_SUPER_INPUT_NEWS, .news = news };
    if (news->type == SK_JOB_PIN && !news->err && !news->is_right) {
        session->ports.note(session->ports.data, SK_EVENT_WRONG_PIN, session->super.who);
    }
    bool is_awaited = news->id == session->super.job_id;
    step(session, &input, now);
    struct sk_grey picture = news->still_picture;
    if (picture.pixels && is_awaited && session->super.page == SK_SUPER_DETAIL) {
        sk_grey_finish(&session->still);
        session->still = picture;
    } else {
        sk_grey_finish(&picture);
    }
}

static void post_job(struct sk_session *session, struct sk_job *job, sk_ms now) {
    struct sk_job_news news = { .type = job->type, .id = job->id };
    if (job->type == SK_JOB_MISSING) {
        session->ports.list_missing(session->ports.data, job, &news);
        take_news(session, &news, now);
        return;
    }
    sk_log_debug("job %" PRIu64 ": %s", job->id, sk_job_type_name(job->type));
    news.err = need_job_runner(session);
    if (news.err) {
        (void)sk_fail(&news.text, news.err,
                      "there is not enough memory for a supervisor's work; leave, then try again");
    } else if (sk_job_runner_post(session->job_runner, job)) {
        return;
    } else {
        news.err = sk_fail(&news.text, SK_ERR_FULL, "too much is under way; try again in a moment");
    }
    sk_wipe(job->pin, sizeof(job->pin));
    take_news(session, &news, now);
}

static void begin_action(struct sk_session *session, const struct sk_action *action, sk_ms now) {
    if (session->ports.begin(session->ports.data, action)) {
        session->action_id = action->id;
        return;
    }
    struct sk_action_result refusal = { .id = action->id,
                                        .type = action->type,
                                        .end = SK_ACTION_NOT_DONE };
    (void)sk_fail(&refusal.text, SK_ERR_FULL, "too much is under way; try again in a moment");
    struct sk_super_input input = { .type = SK_SUPER_INPUT_ACTION, .action = &refusal };
    step(session, &input, now);
}

static void tell_log(const struct sk_session *session, enum sk_super_page before, const char *who,
                     sk_ms locked_before) {
    const struct sk_super *super = &session->super;
    const struct sk_session_ports *ports = &session->ports;
    if (before == SK_SUPER_PIN && super->page == SK_SUPER_MENU) {
        sk_log_info("a supervisor's session begins");
        ports->note(ports->data, SK_EVENT_SESSION, who);
    } else if (before > SK_SUPER_PIN && super->page == SK_SUPER_CLOSED) {
        sk_log_info("the supervisor's session ends");
        ports->note(ports->data, SK_EVENT_SESSION_END, who);
    } else if (super->locked_until > locked_before) {
        sk_log_warning("the PIN was wrong too often; it is locked for a while");
        ports->note(ports->data, SK_EVENT_LOCKED, who);
    }
}

/* An effect leads to at most one refusal, which leads to none. */
/* NOLINTNEXTLINE(misc-no-recursion) */
static void step(struct sk_session *session, const struct sk_super_input *input, sk_ms now) {
    struct sk_super *super = &session->super;
    struct sk_super_effect effect;
    enum sk_super_page before = super->page;
    sk_ms locked_before = super->locked_until;
    char who[SK_OPERATOR_SIZE];
    memcpy(who, super->who, sizeof(who)); /* an end forgets it */
    sk_super_step(super, input, now);
    tell_log(session, before, super->page == SK_SUPER_CLOSED ? who : super->who, locked_before);
    while (sk_super_next(super, now, &effect)) {
        switch (effect.type) {
        case SK_SUPER_EFFECT_ASK:
            post_job(session, &effect.job, now);
            break;
        case SK_SUPER_EFFECT_CANCEL:
            if (session->job_runner) {
                sk_job_runner_cancel(session->job_runner, effect.id);
            }
            break;
        case SK_SUPER_EFFECT_DO:
            begin_action(session, &effect.action, now);
            break;
        case SK_SUPER_EFFECT_END:
            session->must_end = true;
            break;
        }
    }
}

/* --- inputs ------------------------------------------------------------------------------- */

static void take_action(struct sk_session *session, sk_ms now) {
    struct sk_action_result result;
    if (session->action_id != 0 &&
        session->ports.take_result(session->ports.data, session->action_id, &result)) {
        session->action_id = 0;
        struct sk_super_input input = { .type = SK_SUPER_INPUT_ACTION, .action = &result };
        step(session, &input, now);
    }
}

void sk_session_signed_on(struct sk_session *session, const char *name) {
    (void)snprintf(session->signed_on, sizeof(session->signed_on), "%s", name);
}

static const char *signed_on(const struct sk_session *session) {
    return session->signed_on[0] != '\0' ? session->signed_on : NULL;
}

sk_ms sk_session_turn(struct sk_session *session, sk_ms now) {
    struct sk_job_news news;
    struct sk_super_input tick = { .type = SK_SUPER_INPUT_TICK };
    while (sk_inbox_take(session->news, &news)) {
        take_news(session, &news, now);
    }
    take_action(session, now);
    step(session, &tick, now);
    if (session->super.page == SK_SUPER_CLOSED) {
        sk_grey_finish(&session->still); /* nobody looks at it any more */
    }
    return sk_super_deadline(&session->super, now);
}

bool sk_session_scan(struct sk_session *session, const struct sk_label *label,
                     const struct sk_scan *scan, sk_ms now) {
    struct sk_super_input tick = { .type = SK_SUPER_INPUT_TICK };
    struct sk_super_input input = {
        .type = SK_SUPER_INPUT_SCAN, .label = label, .scan = scan, .at = scan->at
    };
    struct sk_super_input open = { .type = SK_SUPER_INPUT_TOUCH,
                                   .touch = { .type = SK_SUPER_TOUCH_OPEN },
                                   .at = scan->at,
                                   .signed_on = signed_on(session) };
    step(session, &tick, now);
    if (sk_super_owns(&session->super, scan->at)) {
        if (!sk_super_is_open(&session->super)) {
            sk_log_warning("a label that was read in the supervisor's session was looked at after "
                           "its end; it was not taken");
        }
        step(session, &input, now);
        return true;
    }
    if (label->kind == SK_LABEL_COMMAND && label->command == SK_COMMAND_SUPERVISOR) {
        step(session, &open, now);
        return true;
    }
    return false;
}

void sk_session_touch(struct sk_session *session, struct sk_super_touch touch, sk_ms now) {
    struct sk_super_input input = { .type = SK_SUPER_INPUT_TOUCH,
                                    .touch = touch,
                                    .signed_on = signed_on(session) };
    step(session, &input, now);
}

void sk_session_key(struct sk_session *session, char key, sk_ms at, sk_ms now) {
    struct sk_super_input input = { .type = SK_SUPER_INPUT_KEY, .key = key, .at = at };
    step(session, &input, now);
}

bool sk_session_is_open(const struct sk_session *session) {
    return sk_super_is_open(&session->super);
}

const struct sk_grey *sk_session_still(const struct sk_session *session) {
    bool is_shown = session->super.page == SK_SUPER_DETAIL &&
                    session->super.still == SK_SUPER_STILL_SHOWN && session->still.pixels;
    return is_shown ? &session->still : NULL;
}

bool sk_session_takes_keys(const struct sk_session *session) {
    return session->super.page == SK_SUPER_PIN;
}
