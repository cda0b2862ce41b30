/* supervisor_state.h — what the supervisor's machine (supervisor.h) knows and wants done. */
#ifndef SK_APP_SUPERVISOR_SUPERVISOR_STATE_H
#define SK_APP_SUPERVISOR_SUPERVISOR_STATE_H

#include "app/supervisor/job_runner.h"
#include "app/supervisor/action.h"
#include "app/model/model_supervisor.h"
#include "base/clock.h"
#include "pairing/label.h"

#define SK_SUPER_OPERATOR "supervisor" /* who does it, in the log, where nobody said who */
#define SK_SUPER_PAGES 256             /* of a list; older ones are found by searching */
#define SK_SUPER_LOCKS 16              /* of PINs, whose ends are waited for */
#define SK_SUPER_TYPED_SIZE 256        /* on the PIN pad until Return, with NUL */

struct sk_super_rules {
    sk_ms idle;         /* without a touch for this long, a session ends */
    sk_ms longest;      /* however busy */
    bool prints_labels; /* the bench has a printer for them */
};

enum sk_super_effect_type {
    SK_SUPER_EFFECT_ASK,    /* job; holds the PIN: wipe it */
    SK_SUPER_EFFECT_CANCEL, /* id of a job */
    SK_SUPER_EFFECT_DO,     /* action */
    SK_SUPER_EFFECT_SETUP,  /* setup */
    SK_SUPER_EFFECT_SOUND,  /* sound, value */
    SK_SUPER_EFFECT_OFFICE, /* id: what the office asks; value: 1 confirmed, 0 declined */
    SK_SUPER_EFFECT_END,    /* the program is to end */
};

struct sk_super_effect {
    enum sk_super_effect_type type;
    struct sk_job job;
    struct sk_action action;
    enum sk_setup_step setup;
    enum sk_sound_step sound;
    int32_t value;
    uint64_t id;
};

#define SK_SUPER_EFFECTS 4 /* that may wait to be taken out; a step makes at most two */

/* Of the PIN of a person's own; 0: of the one that all share. */
struct sk_super_lock {
    int64_t person;
    sk_ms until;
};

struct sk_super {
    struct sk_super_rules rules;
    enum sk_super_page page; /* the machine's state */
    sk_ms opened_at;
    sk_ms closed_at;     /* of the last session */
    bool was_open;       /* there was one */
    struct sk_actor who; /* whose session it is, by badge; SK_SUPER_OPERATOR: not known */
    bool is_it;          /* that person is of IT, and no supervisor */
    bool is_shared_pin;  /* admitted by the PIN that all share */
    int32_t rights;      /* of whoever is admitted */
    sk_ms touched_at;
    sk_ms admitted_at; /* the PIN was right */

    char typed[SK_SUPER_TYPED_SIZE]; /* on the PIN pad, until Return: a PIN or a badge */
    int32_t typed_length;
    bool is_text; /* it is not digits alone, or more than a PIN has */
    bool is_cut;  /* there was more */
    bool is_fast; /* it came as only a scanner types, or a very fast hand */
    sk_ms key_at; /* the last key */
    bool is_checking;
    bool is_own_pin; /* the one that is asked for is the person's own */
    bool has_own_pins;
    bool has_no_pin;
    int32_t tries_left;
    size_t lock_count;
    struct sk_super_lock locks[SK_SUPER_LOCKS];

    struct sk_actor pin_of;      /* NEW_PIN: who gets one; person 0: not known yet */
    char first_pin[SK_PIN_SIZE]; /* NEW_PIN: as it was typed the first time */

    int32_t office_at;   /* OFFICE: which request is shown */
    int32_t people_from; /* PEOPLE: how many are before the page */
    size_t people_count;
    bool has_more_people;
    struct sk_model_super_person people[SK_SUPER_ROWS];
    struct sk_model_super_person person; /* PERSON: as it is to be; number 0: new */
    char badge[SK_SUPER_TYPED_SIZE];     /* PERSON: that was scanned; "": none */
    bool drops_badge;
    bool is_name; /* TYPE: of somebody new */

    const char *hint; /* msgid, static; NULL for none */
    char hint_label[SK_SUPER_TEXT_SIZE];

    struct sk_job_filter filter;
    struct sk_job_filter searched;  /* the last search for pairs */
    int64_t starts[SK_SUPER_PAGES]; /* `number` of each page that led here */
    int32_t page_index;
    bool is_day_choice; /* CHOICE */
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
    struct sk_glass glass;
    bool is_reason;                    /* that is typed */
    char own_reason[SK_LABEL_MAX + 1]; /* what was; "": the one at `reason` */
    enum sk_super_what export_what;
    enum sk_export_format export_format;
    enum sk_super_where export_where;
    int32_t purge_age;
    enum sk_super_chart chart;
    enum sk_super_day chart_day;
    struct sk_figures figures; /* of FIGURES and REPORT, unless is_loading */
    int32_t shift;             /* of REPORT: how many shifts ago */
    enum sk_super_paper paper;
    char checkpoint[SK_SUPER_CHECKPOINT_SIZE]; /* "" while it is made */
    char checkpoint_key[SK_SIGNED_NOTE_KEY_TEXT_SIZE];
    int64_t checkpoint_seq;

    bool is_setting_up; /* BEGIN was asked for, and not END */
    bool is_keeping;    /* KEEP was, and its end is not known */
    struct sk_model_setup setup;
    int32_t family;

    uint64_t last_id; /* the next id for jobs and actions */
    uint64_t job_id;  /* that is waited for; 0: none */
    uint64_t action_id;
    uint64_t figures_id; /* of the menu's figures, under way; 0: none */
    bool are_figures_old;
    int32_t open_count; /* -1: not known */
    int64_t done, total;
    const char *step;
    bool can_stop;
    bool is_cancelled;

    enum sk_super_end end;
    int64_t retried; /* RESULT: the pair whose verdict is awaited; 0: none */
    char what[SK_ERR_TEXT_SIZE];
    char advice[SK_ERR_TEXT_SIZE];
    char detail[SK_SUPER_DETAIL_SIZE];

    struct sk_super_effect effects[SK_SUPER_EFFECTS]; /* oldest first */
    int32_t effect_count;
};

/* "closed", "pin", …: as in src/README.md. Static. */
const char *sk_super_state_name(enum sk_super_page page);

#endif
