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
                                             .takes_shared_pin = session->options.takes_shared_pin,
                                             .bench = session->options.bench,
                                             .region = session->options.region,
                                             .language = session->options.language,
                                             .printer = session->options.printer,
                                             .label_printer = session->options.label_printer,
                                             .label_size = session->options.label_size,
                                             .shifts = session->options.shifts,
                                             .clock = session->options.clock,
                                             .started_at = session->started_at,
                                             .on_news = on_news,
                                             .data = session };
    return session->job_runner ? SK_OK : sk_job_runner_create(&session->job_runner, &options);
}

/* --- effects ------------------------------------------------------------------------------ */

static void step(struct sk_session *session, const struct sk_super_input *input, sk_ms now);

static void note(const struct sk_session *session, enum sk_event event, const char *text) {
    session->ports.note(session->ports.data, event, &session->asked_by, text);
}

/* Whoever asked for it may have left meanwhile. */
static void note_end(const struct sk_session *session, const struct sk_job_news *news) {
    char text[64];
    bool is_wrong = news->type == SK_JOB_PIN && !news->is_right;
    if (news->err || news->is_progress) {
        return;
    }
    if (is_wrong) {
        note(session, SK_EVENT_WRONG_PIN, "");
    }
    if (is_wrong && news->locked > 0) {
        sk_log_warning("the PIN was wrong too often; it is locked for a while");
        note(session, SK_EVENT_LOCKED, "");
    }
    if (news->type == SK_JOB_SET_PIN) {
        (void)snprintf(text, sizeof(text), "people.pin=#%" PRId64, news->person);
        sk_log_info("the PIN of person #%" PRId64 " was set", news->person);
        note(session, SK_EVENT_SETTING, text);
    } else if (news->type == SK_JOB_PERSON) {
        (void)snprintf(text, sizeof(text), "people.%s=#%" PRId64, news->is_new ? "add" : "change",
                       news->person);
        note(session, SK_EVENT_SETTING, text);
    } else if (news->type == SK_JOB_CHECKPOINT) {
        (void)snprintf(text, sizeof(text), "events 1 to %" PRId64, news->checkpoint_seq);
        note(session, SK_EVENT_CHECKPOINT, text);
    }
}

static void take_news(struct sk_session *session, const struct sk_job_news *news, sk_ms now) {
    struct sk_super_input input = { .type = SK_SUPER_INPUT_NEWS, .news = news };
    note_end(session, news);
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
    if (job->type == SK_JOB_MISSING || job->type == SK_JOB_PEOPLE) {
        (job->type == SK_JOB_MISSING ? session->ports.list_missing
                                     : session->ports.list_people)(session->ports.data, job, &news);
        take_news(session, &news, now);
        return;
    }
    if (job->type == SK_JOB_PIN || job->type == SK_JOB_SET_PIN || job->type == SK_JOB_CHECKPOINT ||
        job->type == SK_JOB_PERSON) {
        session->asked_by = session->super.who;
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
    sk_wipe(job->badge, sizeof(job->badge));
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

static void tell_log(const struct sk_session *session, enum sk_super_page before,
                     const struct sk_actor *who_before) {
    const struct sk_super *super = &session->super;
    const struct sk_session_ports *ports = &session->ports;
    if (before == SK_SUPER_PIN && super->page == SK_SUPER_MENU) {
        sk_log_info("a supervisor's session begins");
        ports->note(ports->data, SK_EVENT_SESSION, &super->who,
                    super->is_shared_pin ? "shared PIN" : "own PIN");
    } else if (before > SK_SUPER_PIN && super->page == SK_SUPER_CLOSED) {
        sk_log_info("the supervisor's session ends");
        ports->note(ports->data, SK_EVENT_SESSION_END, who_before, "");
    }
}

/* An effect leads to at most one refusal, which leads to none. */
/* NOLINTNEXTLINE(misc-no-recursion) */
static void step(struct sk_session *session, const struct sk_super_input *input, sk_ms now) {
    struct sk_super *super = &session->super;
    struct sk_super_effect effect;
    enum sk_super_page before = super->page;
    struct sk_actor who = super->who; /* an end forgets it */
    sk_super_step(super, input, now);
    tell_log(session, before, &who);
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
        case SK_SUPER_EFFECT_SETUP:
            session->ports.set_up(session->ports.data, effect.setup);
            break;
        case SK_SUPER_EFFECT_SOUND:
            session->ports.sound(session->ports.data, effect.sound, effect.value);
            break;
        case SK_SUPER_EFFECT_OFFICE:
            session->ports.office(session->ports.data, effect.id, effect.value != 0,
                                  sk_session_who(session));
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

/* Asked for and not handed in, as it may be told before the action has ended. */
static void look_for_verdict(struct sk_session *session, sk_ms now) {
    struct sk_verdict verdict;
    int64_t number = sk_super_retried(&session->super);
    if (number != 0 && session->ports.find_verdict(session->ports.data, number, &verdict)) {
        struct sk_super_input input = { .type = SK_SUPER_INPUT_VERDICT, .verdict = &verdict };
        step(session, &input, now);
    }
}

void sk_session_signed_on(struct sk_session *session, const struct sk_label *badge) {
    session->signed_on = badge ? *badge : (struct sk_label){ .kind = SK_LABEL_UNKNOWN };
}

static const struct sk_label *signed_on(const struct sk_session *session) {
    return session->signed_on.kind == SK_LABEL_BADGE ? &session->signed_on : NULL;
}

sk_ms sk_session_turn(struct sk_session *session, sk_ms now) {
    struct sk_job_news news;
    struct sk_super_input tick = { .type = SK_SUPER_INPUT_TICK };
    while (sk_inbox_take(session->news, &news)) {
        take_news(session, &news, now);
    }
    take_action(session, now);
    look_for_verdict(session, now);
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
                           "its end; it was not accepted");
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

void sk_session_setup(struct sk_session *session, const struct sk_model_setup *setup, sk_ms now) {
    struct sk_super_input input = { .type = SK_SUPER_INPUT_SETUP, .setup = setup };
    step(session, &input, now);
}

void sk_session_logged(struct sk_session *session, sk_ms now) {
    struct sk_super_input input = { .type = SK_SUPER_INPUT_LOGGED };
    step(session, &input, now);
}

void sk_session_touch(struct sk_session *session, struct sk_super_touch touch, sk_ms now) {
    struct sk_super_input input = { .type = SK_SUPER_INPUT_TOUCH,
                                    .touch = touch,
                                    .signed_on = signed_on(session) };
    step(session, &input, now);
}

void sk_session_key(struct sk_session *session, char key, sk_ms at, sk_ms now) {
    struct sk_super_input input = { .type = SK_SUPER_INPUT_KEY, .key = key, .at = at };
    struct sk_label label;
    size_t length = 0;
    const char *line = key == '\n' ? sk_super_line(&session->super, &length) : NULL;
    if (line) {
        session->ports.read_label(session->ports.data, line, length, &label);
        input.label = &label;
    }
    step(session, &input, now);
    sk_wipe(&label, sizeof(label)); /* it may have been a PIN */
}

bool sk_session_is_open(const struct sk_session *session) {
    return sk_super_is_open(&session->super);
}

const struct sk_grey *sk_session_still(const struct sk_session *session) {
    bool is_shown =
        (session->super.page == SK_SUPER_DETAIL || session->super.page == SK_SUPER_PICTURE) &&
        session->super.still == SK_SUPER_STILL_SHOWN && session->still.pixels;
    return is_shown ? &session->still : NULL;
}

bool sk_session_takes_badge(const struct sk_session *session) {
    return session->super.page == SK_SUPER_PERSON;
}

bool sk_session_takes_keys(const struct sk_session *session) {
    return sk_super_takes_keys(&session->super);
}

const struct sk_actor *sk_session_who(const struct sk_session *session) {
    return &session->super.who;
}
