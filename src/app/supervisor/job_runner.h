/* job_runner.h — reads the log for the supervisor: a thread with its own handle that searches,
 * exports, purges, and checks the PIN, so that no scan waits for any of it. It writes no pairs. */
#ifndef SK_APP_SUPERVISOR_JOB_RUNNER_H
#define SK_APP_SUPERVISOR_JOB_RUNNER_H

#include "app/model/model_supervisor.h"
#include "app/supervisor/pin.h"
#include "base/clock.h"
#include "input/camera/grey.h"
#include "journal/export/export.h"
#include "journal/signed_note.h"
#include "sending/record.h"

struct sk_job_runner;

enum sk_job_type {
    SK_JOB_LOOK,    /* is there a PIN, is it locked? Also records that a lock is over */
    SK_JOB_PIN,     /* is it this one? */
    SK_JOB_SEARCH,  /* a page */
    SK_JOB_DETAIL,  /* of pair `number` */
    SK_JOB_MISSING, /* devices of the list that are not bound, after the first `number`; answered by
                       the app, not by the job runner */
    SK_JOB_EXPORT,
    SK_JOB_PURGE,
    SK_JOB_CHECKPOINT,
};

/* "look", "pin", "search", …. Static. */
const char *sk_job_type_name(enum sk_job_type type);

/* Which pairs, or scans. Plain value; all zero is every pair. */
struct sk_job_filter {
    bool is_attention;
    bool is_missing; /* not the log: the list of what an order ships */
    bool is_scans;   /* not pairs: what became none; `text`, `operator_name` and `day` choose */
    enum sk_super_outcome outcome;
    enum sk_super_day day;
    char serial[SK_LABEL_MAX + 1];
    char instance[SK_LABEL_MAX + 1];
    char operator_name[SK_OPERATOR_SIZE];
    char text[SK_LABEL_MAX + 1];
};

struct sk_job {
    enum sk_job_type type;
    uint64_t id;           /* chosen by the caller; comes back */
    char pin[SK_PIN_SIZE]; /* PIN only; sk_job_runner_post() takes it out */
    struct sk_job_filter filter;
    int64_t number; /* SEARCH: only pairs (of scans: events) before it, 0: from the newest;
                       DETAIL: the pair */
    enum sk_export_format format;
    enum sk_super_where where;
    int32_t days;               /* PURGE: what is older */
    char who[SK_OPERATOR_SIZE]; /* asks for it; goes into the log */
};

struct sk_job_news {
    enum sk_job_type type;
    uint64_t id;
    bool is_progress; /* not the end: done, total, step */
    enum sk_err err;
    struct sk_err_info text;     /* what went wrong; English, with the fix */
    char what[SK_ERR_TEXT_SIZE]; /* the same as msgids where there are any; else "" */
    char advice[SK_ERR_TEXT_SIZE];

    /* LOOK, PIN */
    bool has_pin;
    bool is_right;
    sk_ms locked;
    int32_t tries_left;

    /* SEARCH: newest first; DETAIL: rows[0] and the events, newest first */
    size_t count;
    bool has_more;
    struct sk_stored_pair rows[SK_SUPER_ROWS];
    bool is_scans; /* `scans` instead of `rows`: they were asked for, or no pair has the label */
    struct sk_model_super_scan scans[SK_SUPER_ROWS];
    size_t event_count;
    struct sk_model_super_event events[SK_SUPER_EVENTS];
    enum sk_super_still still;    /* DETAIL, */
    struct sk_grey still_picture; /* where it is SHOWN; the receiver's */

    /* EXPORT, PURGE */
    int64_t done;
    int64_t total;
    const char *step;            /* msgid, static; NULL: writing */
    bool can_stop;               /* of a progress report: it can still be cancelled */
    char file[SK_ERR_TEXT_SIZE]; /* where it is now */
    bool has_more_to_purge;

    /* CHECKPOINT */
    char checkpoint[SK_SUPER_CHECKPOINT_SIZE];
    char checkpoint_key[SK_SIGNED_NOTE_KEY_TEXT_SIZE]; /* the public key that checks it */
    int64_t checkpoint_seq;
};

struct sk_job_runner_options {
    const char *journal_path;  /* copied */
    const char *tries_path;    /* file of the tries; copied */
    const char *export_folder; /* copied; made when it is needed */
    const char *pin_line;      /* the demo's, instead of the file; NULL: the file; borrowed */
    const char *bench;         /* its name; borrowed, like the next one */
    const char *region;        /* of pairs that name none */
    struct sk_clock *clock;    /* borrowed */
    sk_ms started_at; /* when the program started, monotonic: an earlier lock begins anew then */
    /* Called on the job runner's thread with each piece of news; must not block. */
    void (*on_news)(void *data, const struct sk_job_news *news);
    void *data;
};

/* Starts the thread. Owner: *out is the caller's. Errors: SK_ERR_NOMEM. */
enum sk_err sk_job_runner_create(struct sk_job_runner **out,
                                 const struct sk_job_runner_options *options);
/* Stops what is under way and waits for its end (an export: a row; a stick that is being removed:
 * until it is). NULL is fine. */
void sk_job_runner_destroy(struct sk_job_runner *job_runner);

/* Never blocks. job->pin is wiped. False: too much is waiting. Main thread. */
bool sk_job_runner_post(struct sk_job_runner *job_runner, struct sk_job *job);

/* The export or purge of that id is to end early; its news says whether it did. Any thread. */
void sk_job_runner_cancel(struct sk_job_runner *job_runner, uint64_t id);

#endif
