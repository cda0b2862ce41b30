/* supervisor.h — the supervisor's session as a pure machine: (state, input, now) → effects and a
 * view. No clock, no I/O, no thread; a plain value like the pairing machine.
 *
 * During a session a scan is never half a pair: it is what to search for, or it is not taken and
 * the screen says so. */
#ifndef SK_APP_SUPERVISOR_SUPERVISOR_H
#define SK_APP_SUPERVISOR_SUPERVISOR_H

#include "app/supervisor/job_runner.h"
#include "app/supervisor/action.h"
#include "app/model/model_supervisor.h"
#include "base/clock.h"
#include "pairing/label.h"

#define SK_SUPER_OPERATOR "supervisor" /* who does it, in the log, where nobody said who */
#define SK_SUPER_PAGES 256             /* of a list; older ones are found by searching */

struct sk_super_rules {
    sk_ms idle;    /* without a touch for this long, a session ends */
    sk_ms longest; /* however busy */
};

enum sk_super_effect_type {
    SK_SUPER_EFFECT_ASK,    /* job; holds the PIN: wipe it */
    SK_SUPER_EFFECT_CANCEL, /* id of a job */
    SK_SUPER_EFFECT_DO,     /* action */
    SK_SUPER_EFFECT_END,    /* the program is to end */
};

struct sk_super_effect {
    enum sk_super_effect_type type;
    struct sk_job job;
    struct sk_action action;
    uint64_t id;
};

#define SK_SUPER_EFFECTS 4 /* that may wait to be taken out; a step makes at most two */

struct sk_super {
    struct sk_super_rules rules;
    enum sk_super_page page; /* the machine's state */
    sk_ms opened_at;
    sk_ms closed_at;            /* of the last session */
    bool was_open;              /* there was one */
    char who[SK_OPERATOR_SIZE]; /* whose session it is, by badge; SK_SUPER_OPERATOR: not known */
    sk_ms touched_at;
    sk_ms admitted_at; /* the PIN was right */

    char pin[SK_PIN_SIZE];
    int32_t digits;
    sk_ms key_at;     /* the last key on the PIN pad */
    bool is_key_scan; /* keys came as only a scanner sends them */
    bool is_checking;
    bool has_no_pin;
    sk_ms locked_until;
    int32_t tries_left;

    const char *hint; /* msgid, static; NULL for none */
    char hint_label[SK_SUPER_TEXT_SIZE];

    struct sk_job_filter filter;
    struct sk_job_filter searched;  /* the last search for pairs */
    int64_t starts[SK_SUPER_PAGES]; /* `number` of each page that led here */
    int32_t page_index;
    bool is_loading;
    bool has_older;
    size_t row_count;
    struct sk_model_super_row rows[SK_SUPER_ROWS];
    struct sk_model_super_scan scans[SK_SUPER_ROWS]; /* instead, where filter.is_scans */

    struct sk_model_super_row pair;
    int32_t offers;
    size_t event_count;
    struct sk_model_super_event events[SK_SUPER_EVENTS];
    enum sk_super_still still;

    enum sk_super_task task;
    enum sk_super_page task_from; /* where RESULT leads back to */
    int32_t reason;
    enum sk_super_what export_what;
    enum sk_export_format export_format;
    enum sk_super_where export_where;
    int32_t purge_age;
    char checkpoint[SK_SUPER_CHECKPOINT_SIZE]; /* "" while it is made */
    char checkpoint_key[SK_SIGNED_NOTE_KEY_TEXT_SIZE];
    int64_t checkpoint_seq;

    uint64_t last_id; /* the next id for jobs and actions */
    uint64_t job_id;  /* that is waited for; 0: none */
    uint64_t action_id;
    int64_t done, total;
    const char *step;
    bool can_stop;
    bool is_cancelled;

    bool is_good;
    char what[SK_ERR_TEXT_SIZE];
    char advice[SK_ERR_TEXT_SIZE];
    char detail[SK_SUPER_DETAIL_SIZE];

    struct sk_super_effect effects[SK_SUPER_EFFECTS]; /* oldest first */
    int32_t effect_count;
};

enum sk_super_input_type {
    SK_SUPER_INPUT_TOUCH,  /* touch */
    SK_SUPER_INPUT_KEY,    /* key: a character, on the PIN pad */
    SK_SUPER_INPUT_SCAN,   /* label, scan */
    SK_SUPER_INPUT_NEWS,   /* of the job runner */
    SK_SUPER_INPUT_ACTION, /* the end of an action; text says why if it could not begin */
    SK_SUPER_INPUT_TICK,   /* time alone; it changes what is seen, and ends a session */
};

struct sk_super_input {
    enum sk_super_input_type type;
    struct sk_super_touch touch;
    char key;
    sk_ms at; /* TOUCH, KEY, SCAN: when it was pressed or read, 0: now; `now` may be later */
    const char *signed_on; /* TOUCH that opens: the supervisor who is signed on at the bench, by
                              name; NULL: none is */
    const struct sk_label *label; /* borrowed during the step, like the others */
    const struct sk_scan *scan;
    const struct sk_job_news *news;
    const struct sk_action_result *action;
};

void sk_super_init(struct sk_super *super, const struct sk_super_rules *rules);

/* Every state takes every input. */
void sk_super_step(struct sk_super *super, const struct sk_super_input *input, sk_ms now);

/* The next effect, if there is one. Call until false after every step. No copy of a PIN stays
 * behind in the machine. */
bool sk_super_next(struct sk_super *super, sk_ms now, struct sk_super_effect *effect);

/* When the next TICK changes something; -1: never. */
sk_ms sk_super_deadline(const struct sk_super *super, sk_ms now);

/* "closed", "pin", …: as in src/README.md. Static. */
const char *sk_super_state_name(enum sk_super_page page);

/* True while a session (or its PIN pad) is on the screen. */
bool sk_super_is_open(const struct sk_super *super);

/* Does a scan that was read at `at` belong to a session, the present or the last one? What was
 * read before it opened is the worker's. */
bool sk_super_owns(const struct sk_super *super, sk_ms at);

/* All of it that the machine knows: not is_on_hold, red_waiting, demo_pin. */
void sk_super_view(const struct sk_super *super, sk_ms now, struct sk_model_supervisor *out);

/* What can be done about such a pair; bits SK_SUPER_OFFER_…. Pure. */
int32_t sk_super_offers(const struct sk_model_super_row *row);

#endif
