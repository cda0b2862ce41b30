/* job_runner.h — reads the log for the supervisor: a thread with its own handle that searches,
 * exports, purges, and checks the PIN, so that no scan waits for any of it. It writes no pairs. */
#ifndef SK_APP_SUPERVISOR_JOB_RUNNER_H
#define SK_APP_SUPERVISOR_JOB_RUNNER_H

#include "app/model/model_supervisor.h"
#include "app/supervisor/pin.h"
#include "app/settings/print_options.h"
#include "app/settings/shift_options.h"
#include "base/clock.h"
#include "input/camera/grey.h"
#include "journal/export/export.h"
#include "journal/figures.h"
#include "journal/signed_note.h"
#include "sending/record.h"

struct sk_job_runner;

enum sk_job_type {
    SK_JOB_LOOK,    /* is there a PIN, is it locked? Also records that a lock is over */
    SK_JOB_PIN,     /* is it this one? */
    SK_JOB_SET_PIN, /* of person `number` */
    SK_JOB_SEARCH,  /* a page */
    SK_JOB_DETAIL,  /* of pair `number` */
    SK_JOB_MISSING, /* devices of the list that are not bound, after the first `number`; answered by
                       the app, not by the job runner */
    SK_JOB_EXPORT,
    SK_JOB_PURGE,
    SK_JOB_CHECKPOINT,
    SK_JOB_FIGURES, /* of the menu */
    SK_JOB_CHART,   /* figures of the days of `filter`, or of two weeks */
    SK_JOB_SHIFT,   /* figures and checkpoint of the shift that was `number` shifts ago */
    SK_JOB_PAPER,   /* `paper`, to `out`; of a report: of that shift */
    SK_JOB_PEOPLE,  /* all of them, after the first `number`; answered by the app, too */
    SK_JOB_PERSON,  /* `number` (0: somebody new, called `name`) gets that role and badge */
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

#define SK_JOB_BADGE_SIZE 256

struct sk_job {
    enum sk_job_type type;
    uint64_t id;           /* chosen by the caller; comes back */
    char pin[SK_PIN_SIZE]; /* PIN, SET_PIN; sk_job_runner_post() takes it out */
    struct sk_job_filter filter;
    char name[SK_OPERATOR_SIZE];   /* PERSON, as the next three */
    int32_t role;                  /* enum sk_super_role */
    char badge[SK_JOB_BADGE_SIZE]; /* "": none was scanned; taken out as the PIN is */
    bool drops_badge;
    int64_t number; /* SEARCH: only pairs (of scans: events) before it, 0: from the newest;
                       DETAIL: the pair; SET_PIN: the person */
    enum sk_export_format format;
    enum sk_super_where where;
    enum sk_super_chart chart;
    enum sk_super_paper paper;
    enum sk_super_out out;
    int32_t days;               /* PURGE: what is older */
    char who[SK_OPERATOR_SIZE]; /* asks for it; goes into the log, */
    int64_t person;             /* with the number where it is known; LOOK, PIN: whose PIN */
};

struct sk_job_news {
    enum sk_job_type type;
    uint64_t id;
    bool is_progress; /* not the end: done, total, step */
    enum sk_err err;
    struct sk_err_info text;     /* what went wrong; English, with the fix */
    char what[SK_ERR_TEXT_SIZE]; /* the same as msgids where there are any; else "" */
    char advice[SK_ERR_TEXT_SIZE];

    /* LOOK, PIN; SET_PIN: person, whose it is now; PERSON: person, who was saved */
    int64_t person; /* as in the job */
    bool has_pin;
    bool is_own_pin;   /* the person's own, and not the one that all share */
    bool has_own_pins; /* somebody at this bench has one */
    bool is_right;
    sk_ms locked;
    int32_t tries_left;

    /* SEARCH: newest first; DETAIL: rows[0] and the events, newest first */
    size_t count;
    bool has_more;
    struct sk_stored_pair rows[SK_SUPER_ROWS];
    bool is_scans; /* `scans` instead of `rows`: they were asked for, or no pair has the label */
    struct sk_model_super_scan scans[SK_SUPER_ROWS];
    char source[32]; /* DETAIL: by what the serial number came, as sk_scan_source_name(); "": not
                        known */
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

    struct sk_figures figures;                          /* CHART, SHIFT */
    struct sk_model_super_person people[SK_SUPER_ROWS]; /* PEOPLE: count, has_more */
    bool is_new;                                        /* PERSON: and was not there before */

    int32_t open_count; /* FIGURES: pairs that need somebody, SK_SUPER_OPEN_MAX at most */
};

struct sk_job_runner_options {
    const char *journal_path;  /* copied */
    const char *tries_path;    /* file of the tries; copied */
    const char *export_folder; /* copied; made when it is needed */
    const char *pin_line;      /* the demo's, instead of the file; NULL: the file; borrowed */
    bool takes_shared_pin;     /* a PIN that all share counts, too */
    const char *bench;         /* its name; borrowed, like the next one */
    const char *region;        /* of pairs that name none */
    const char *language;      /* of what goes on paper; static */
    const char *printer;       /* "": none; borrowed, like the next one */
    const char *label_printer;
    struct sk_label_size label_size;
    struct sk_shift_times shifts;
    struct sk_clock *clock; /* borrowed */
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
