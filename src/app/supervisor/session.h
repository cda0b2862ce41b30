/* session.h — the supervisor's session within the app: feeds its machine (supervisor.h), asks the
 * job runner, and hands actions on. Knows the rest of the app only through its ports. Main
 * thread. */
#ifndef SK_APP_SUPERVISOR_SESSION_H
#define SK_APP_SUPERVISOR_SESSION_H

#include "app/supervisor/action.h"
#include "app/supervisor/job_runner.h"
#include "app/supervisor/supervisor.h"
#include "base/inbox.h"
#include "pairing/scan.h"

#include <stdbool.h>
#include <stdint.h>

/* What the session asks of the app. All mandatory; called inside its own functions. */
struct sk_session_ports {
    /* Begins an action. False: too much is under way; nothing was begun. */
    bool (*begin)(void *data, const struct sk_action *action);
    /* Takes out the end of the action of that id. False: not yet. */
    bool (*take_result)(void *data, uint64_t id, struct sk_action_result *result);
    /* The newest verdict about that pair. False: there is none yet. */
    bool (*find_verdict)(void *data, int64_t number, struct sk_verdict *verdict);
    /* Fills rows, count and has_more of news with the devices of the list that are not bound, from
     * the job->number-th on. */
    void (*list_missing)(void *data, const struct sk_job *job, struct sk_job_news *news);
    /* Fills people, count and has_more of news with who works here, from the job->number-th on. */
    void (*list_people)(void *data, const struct sk_job *job, struct sk_job_news *news);
    /* For the journal: SK_EVENT_SESSION, _SESSION_END, _WRONG_PIN, _LOCKED, _SETTING or
     * _CHECKPOINT; who and text are borrowed. */
    void (*note)(void *data, enum sk_event event, const struct sk_actor *who, const char *text);
    /* Fills *label with what that text is (length bytes), as if it had been scanned. */
    void (*read_label)(void *data, const char *text, size_t length, struct sk_label *label);
    /* A scanner is to be set up; sk_session_setup() tells how that goes. */
    void (*set_up)(void *data, enum sk_setup_step setup);
    /* The sound is to be another one, or tested; the model says how it is. */
    void (*sound)(void *data, enum sk_sound_step step, int32_t value);
    /* What the office asks was confirmed or declined; id as in struct sk_model_super_office. who is
     * borrowed. */
    void (*office)(void *data, uint64_t id, bool is_confirmed, const struct sk_actor *who);
    void *data;
};

struct sk_session_options {
    struct sk_super_rules rules;
    char journal_path[4096];
    char tries_path[4096 + 16];
    char export_folder[4096];
    const char *pin_line; /* as in struct sk_job_runner_options, like the next four */
    bool takes_shared_pin;
    const char *bench;
    const char *region;
    const char *language;
    const char *printer;
    const char *label_printer;
    struct sk_label_size label_size;
    struct sk_shift_times shifts;
    struct sk_clock *clock;
};

struct sk_session {
    struct sk_session_options options;
    struct sk_session_ports ports;
    struct sk_super super;
    struct sk_inbox *news;
    struct sk_job_runner *job_runner; /* made when it is first needed */
    sk_ms started_at; /* when the app started; an earlier lock of the PIN begins anew then */
    struct sk_label
        signed_on;            /* the badge of a supervisor, or of IT, at the bench; else no BADGE */
    struct sk_actor asked_by; /* the last PIN or job that is noted when its end comes */
    struct sk_grey still;     /* of the pair that is looked at, where there is one */
    bool must_end;            /* a supervisor ended the program */
    uint64_t action_id;       /* whose end is awaited; 0: none */
};

/* options and ports are copied. wake as for sk_app_create(). Errors: SK_ERR_NOMEM; finish is fine
 * then. */
enum sk_err sk_session_init(struct sk_session *session, const struct sk_session_options *options,
                            const struct sk_session_ports *ports, void (*wake)(void *wake_data),
                            void *wake_data);
void sk_session_finish(struct sk_session *session); /* waits for the job runner */

/* The badge of who is signed on at the bench, where that is a supervisor or of IT; NULL: nobody is.
 * Whose session begins next. Copied. */
void sk_session_signed_on(struct sk_session *session, const struct sk_label *badge);

/* Takes in what arrived and lets time pass. Returns when to call again at the latest; -1: never. */
sk_ms sk_session_turn(struct sk_session *session, sk_ms now);

/* True: the scan is the session's and not half a pair. */
bool sk_session_scan(struct sk_session *session, const struct sk_label *label,
                     const struct sk_scan *scan, sk_ms now);

/* How the setting up of a scanner stands; borrowed for the call. */
void sk_session_setup(struct sk_session *session, const struct sk_model_setup *setup, sk_ms now);

/* An event of a pair, or of what was done about one, is in the log. */
void sk_session_logged(struct sk_session *session, sk_ms now);

/* What a face hands in. */
void sk_session_touch(struct sk_session *session, struct sk_super_touch touch, sk_ms now);
void sk_session_key(struct sk_session *session, char key, sk_ms at, sk_ms now);

/* Whose session, or whose PIN, it is. Borrowed; changes with each function here. */
const struct sk_actor *sk_session_who(const struct sk_session *session);
/* It, or its PIN pad, is on the screen. */
bool sk_session_is_open(const struct sk_session *session);
/* The picture of the pair that is on the screen; NULL: there is none. Borrowed until the next
 * function of the session. */
const struct sk_grey *sk_session_still(const struct sk_session *session);
/* What is scanned is somebody's new badge, and nobody else's business. */
bool sk_session_takes_badge(const struct sk_session *session);
/* What is typed is for the PIN pad. */
bool sk_session_takes_keys(const struct sk_session *session);

#endif
