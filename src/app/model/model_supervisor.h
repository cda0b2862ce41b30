/* model_supervisor.h — the supervisor's role as a face draws it, and what a finger can ask of it.
 * Plain values, as in model.h; texts that are meant for translation are English msgids. */
#ifndef SK_APP_MODEL_MODEL_SUPERVISOR_H
#define SK_APP_MODEL_MODEL_SUPERVISOR_H

#include "app/model/glass.h"
#include "app/model/model_checks.h"
#include "app/model/model_setup.h"
#include "app/model/model_sound.h"
#include "base/clock.h"
#include "base/err.h"
#include "pairing/pair.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SK_SUPER_ROWS 6   /* a page of a list: each row is a target for a glove */
#define SK_SUPER_EVENTS 8 /* the oldest of a pair and the newest, that are shown */
#define SK_SUPER_REASONS 4
#define SK_SUPER_TEXT_SIZE 96
#define SK_SUPER_OPEN_MAX 1000       /* pairs that need somebody; more are not counted */
#define SK_SUPER_CHECKPOINT_SIZE 512 /* that of journal/checkpoint.h */
#define SK_SUPER_DETAIL_SIZE (SK_ERR_TEXT_SIZE + SK_CODE_SIZE + 4)

enum sk_super_page {
    SK_SUPER_CLOSED, /* no session: the bench's own screen */
    SK_SUPER_PIN,
    SK_SUPER_MENU,
    SK_SUPER_LIST,   /* what needs somebody, what was searched for, or what became no pair */
    SK_SUPER_CHOICE, /* of what the list is to be narrowed down to */
    SK_SUPER_DETAIL,
    SK_SUPER_PICTURE, /* that of the pair, large */
    SK_SUPER_REASON,
    SK_SUPER_TYPE, /* on the glass: a reason of one's own, or what to search for */
    SK_SUPER_CONFIRM,
    SK_SUPER_EXPORT,
    SK_SUPER_PURGE,
    SK_SUPER_CHECKPOINT, /* a signed note of the log, to be photographed */
    SK_SUPER_CHECKS,     /* how the bench is: scanners, network, log, … */
    SK_SUPER_SETUP,      /* of a scanner: a barcode to read, and what came of it */
    SK_SUPER_FAMILIES,   /* of makers, whose barcodes set a scanner */
    SK_SUPER_PROGRAM,    /* those of one */
    SK_SUPER_NEW_PIN,    /* of a person's own: whose, and twice what */
    SK_SUPER_FIGURES,    /* charts */
    SK_SUPER_REPORT,     /* what a shift came to */
    SK_SUPER_PRINT,      /* cards and the like */
    SK_SUPER_PEOPLE,     /* who works here */
    SK_SUPER_PERSON,     /* one of them: role and badge */
    SK_SUPER_OFFICE,     /* what the office asks for, one after the other */
    SK_SUPER_SOUND,      /* how loud, by which output, and a test */
    SK_SUPER_WAIT,
    SK_SUPER_RESULT,
    SK_SUPER_PAGE_COUNT
};

enum sk_super_task {
    SK_SUPER_TASK_NONE,
    SK_SUPER_TASK_RETRY,
    SK_SUPER_TASK_DEAL,
    SK_SUPER_TASK_UNDO,
    SK_SUPER_TASK_HOLD,
    SK_SUPER_TASK_RELEASE,
    SK_SUPER_TASK_RESEND,
    SK_SUPER_TASK_EXPORT,
    SK_SUPER_TASK_PURGE,
    SK_SUPER_TASK_SET_PIN,
    SK_SUPER_TASK_PAPER, /* a report or cards, printed or onto a stick */
    SK_SUPER_TASK_END,   /* of the program */
};

/* How what was asked for ended. Good is what is certain: of a retry that the cloud has bound it. */
enum sk_super_end {
    SK_SUPER_END_FAILED, /* it could not be done, or nobody knows */
    SK_SUPER_END_GOOD,
    SK_SUPER_END_OPEN,    /* it goes on; how it ends is not known yet */
    SK_SUPER_END_REFUSED, /* by the cloud */
};

/* Of a search. */
enum sk_super_outcome {
    SK_SUPER_ANY,
    SK_SUPER_BOUND,
    SK_SUPER_REFUSED,
    SK_SUPER_CHECK,
    SK_SUPER_PENDING,
    SK_SUPER_WITHDRAWN,
    SK_SUPER_UNDONE,
    SK_SUPER_OUTCOME_COUNT
};
enum sk_super_day {
    SK_SUPER_ALL_DAYS,
    SK_SUPER_TODAY,
    SK_SUPER_YESTERDAY,
    SK_SUPER_WEEK, /* the last seven days, today among them */
    SK_SUPER_DAY_COUNT
};

/* Of an export. The formats are those of enum sk_export_format, in its order. */
enum sk_super_what {
    SK_SUPER_WHAT_TODAY,
    SK_SUPER_WHAT_WEEK,
    SK_SUPER_WHAT_ALL,
    SK_SUPER_WHAT_SEARCH,
    SK_SUPER_WHAT_COUNT
};
#define SK_SUPER_FORMATS 3
enum sk_super_where { SK_SUPER_TO_STICK, SK_SUPER_TO_FOLDER, SK_SUPER_WHERE_COUNT };

/* Of the charts. */
enum sk_super_chart {
    SK_SUPER_CHART_HOURS,
    SK_SUPER_CHART_DAYS, /* the last two weeks */
    SK_SUPER_CHART_PEOPLE,
    SK_SUPER_CHART_ORDERS,
    SK_SUPER_CHART_COUNT
};
#define SK_SUPER_CHART_ROWS 24

#define SK_SUPER_SHIFTS 3 /* the one that runs, the last, and the one before */

/* What goes on paper, and where to. */
enum sk_super_paper {
    SK_SUPER_PAPER_REPORT,
    SK_SUPER_PAPER_CARDS,     /* control cards */
    SK_SUPER_PAPER_LANGUAGES, /* a card for each language */
    SK_SUPER_PAPER_LABEL,     /* of a pair */
    SK_SUPER_PAPER_COUNT
};
enum sk_super_out { SK_SUPER_OUT_PRINTER, SK_SUPER_OUT_STICK, SK_SUPER_OUT_COUNT };

/* Ages from which on to purge; days. */
#define SK_SUPER_AGES 4
int32_t sk_super_age_days(int32_t index);

/* What can be done about a pair: bits of sk_model_supervisor.offers. */
enum {
    SK_SUPER_OFFER_RETRY = 1,
    SK_SUPER_OFFER_DEAL = 2,
    SK_SUPER_OFFER_UNDO = 4,
    SK_SUPER_OFFER_RESEND = 8,
    SK_SUPER_OFFER_PRINT = 16 /* its label */
};

/* What whoever is admitted may do: bits of sk_model_supervisor.rights. To look, to have the log
 * proved, to set a PIN and to end the program everybody may who is admitted. */
enum {
    SK_SUPER_RIGHT_BENCH = 1, /* a supervisor's: what is bound, hold and release, export, purge */
    SK_SUPER_RIGHT_SETUP = 2, /* of IT: scanners and settings, and the PIN of somebody of IT */
};

/* The reasons to choose from, of UNDO, DEAL and HOLD: msgids; static. They go into the log in
 * English. */
const char *sk_super_reason(enum sk_super_task task, int32_t index);

enum sk_super_touch_type {
    SK_SUPER_TOUCH_OPEN,  /* begin: shows the PIN pad */
    SK_SUPER_TOUCH_DIGIT, /* value: 0 to 9 */
    SK_SUPER_TOUCH_ERASE,
    SK_SUPER_TOUCH_ENTER,
    SK_SUPER_TOUCH_BACK,  /* one page back; from the menu and the PIN pad it ends the session */
    SK_SUPER_TOUCH_LEAVE, /* ends the session */
    SK_SUPER_TOUCH_ATTENTION,
    SK_SUPER_TOUCH_TODAY,   /* what was scanned today and is bound */
    SK_SUPER_TOUCH_WAITING, /* what is saved and not settled */
    SK_SUPER_TOUCH_MISSING, /* of the list of what an order ships */
    SK_SUPER_TOUCH_SEARCH,
    SK_SUPER_TOUCH_SCANS, /* that became no pair */
    SK_SUPER_TOUCH_CHECKPOINT,
    SK_SUPER_TOUCH_CHECKS,
    SK_SUPER_TOUCH_SETUP,
    SK_SUPER_TOUCH_PEOPLE,
    SK_SUPER_TOUCH_ADD,        /* a person */
    SK_SUPER_TOUCH_ROLE,       /* value: enum sk_super_role */
    SK_SUPER_TOUCH_DROP_BADGE, /* no badge from now on */
    SK_SUPER_TOUCH_OFFICE,
    SK_SUPER_TOUCH_SOUND,
    SK_SUPER_TOUCH_VOLUME,     /* value: 0 to 100 */
    SK_SUPER_TOUCH_OUTPUT,     /* value: index of the outputs; -1: the system's choice */
    SK_SUPER_TOUCH_SOUND_TEST, /* "did you hear it?" */
    SK_SUPER_TOUCH_FAMILIES,
    SK_SUPER_TOUCH_FAMILY,  /* value: index for sk_program_family() */
    SK_SUPER_TOUCH_TASK,    /* value: enum sk_super_task */
    SK_SUPER_TOUCH_ROW,     /* value: index of the row */
    SK_SUPER_TOUCH_NEWER,   /* a page of the list */
    SK_SUPER_TOUCH_OLDER,   /* a page of the list */
    SK_SUPER_TOUCH_OUTCOME, /* LIST: what can be chosen; CHOICE: enum sk_super_outcome */
    SK_SUPER_TOUCH_DAY,     /* the same; enum sk_super_day */
    SK_SUPER_TOUCH_CLEAR,   /* search for everything again */
    SK_SUPER_TOUCH_SAME,    /* search for the pair's: value 0: instance; 1: operator */
    SK_SUPER_TOUCH_PICTURE, /* of the pair, large */
    SK_SUPER_TOUCH_REASON,  /* value: index; the last is typed */
    SK_SUPER_TOUCH_TYPE,    /* what to search for */
    SK_SUPER_TOUCH_KEY,     /* value: a key of glass.h */
    SK_SUPER_TOUCH_WHAT,    /* value: enum sk_super_what */
    SK_SUPER_TOUCH_FORMAT,  /* value: enum sk_export_format */
    SK_SUPER_TOUCH_WHERE,   /* value: enum sk_super_where */
    SK_SUPER_TOUCH_AGE,     /* value: index for sk_super_age_days() */
    SK_SUPER_TOUCH_FIGURES,
    SK_SUPER_TOUCH_CHART,  /* value: enum sk_super_chart */
    SK_SUPER_TOUCH_REPORT, /* of a shift */
    SK_SUPER_TOUCH_SHIFT,  /* value: how many shifts ago */
    SK_SUPER_TOUCH_PRINT,  /* cards */
    SK_SUPER_TOUCH_PAPER,  /* value: enum sk_super_paper */
    SK_SUPER_TOUCH_OUT,    /* value: enum sk_super_out; begins at once */
    SK_SUPER_TOUCH_YES,    /* do it; OFFICE: value: of the request */
    SK_SUPER_TOUCH_CANCEL, /* stop what is under way; OFFICE: decline; value: of the request */
    SK_SUPER_TOUCH_COUNT
};

/* As enum sk_role of journal/people.h, in its order. */
enum sk_super_role {
    SK_SUPER_ROLE_WORKER,
    SK_SUPER_ROLE_SUPERVISOR,
    SK_SUPER_ROLE_IT,
    SK_SUPER_ROLES
};

struct sk_model_super_person {
    int64_t number; /* 0: new */
    char name[SK_OPERATOR_SIZE];
    int32_t role; /* enum sk_super_role */
    bool has_badge;
};

/* Plain value. */
struct sk_super_touch {
    enum sk_super_touch_type type;
    int32_t value;
};

struct sk_model_super_row {
    int64_t number;
    struct sk_labels labels;
    char operator_name[SK_OPERATOR_SIZE];
    char code[SK_CODE_SIZE];
    char request_id[SK_CODE_SIZE];
    char customer_order[SK_CUSTOMER_ORDER_SIZE]; /* "": none */
    bool has_source;                             /* it is known by what the serial number came: */
    enum sk_scan_source source;
    bool serial_by_hand; /* typed, not scanned */
    bool instance_by_hand;
    enum sk_result result;
    bool is_undo;
    bool is_dealt;
    bool is_unprinted;   /* nobody knows whether its label was printed */
    bool is_undelivered; /* a receiver beside the cloud refused what became of it */
    int64_t refers;
    int64_t undone_by;
    int64_t retried_by;
    int64_t at_wall_ms;  /* scanned */
    enum sk_place place; /* of a conflict: who has the device */
    char where[SK_LABEL_MAX + 1];
};

/* A scan that became no pair, or what else happened beside pairs. */
struct sk_model_super_scan {
    int64_t seq; /* of the event */
    int64_t at_wall_ms;
    char what[SK_SUPER_TEXT_SIZE]; /* msgid */
    char text[SK_SUPER_TEXT_SIZE]; /* what was read, or is to be known of it; "": nothing */
    char operator_name[SK_OPERATOR_SIZE];
    int32_t times;
    bool by_hand; /* typed, not scanned */
};

/* The camera's picture of the pair that is looked at. */
enum sk_super_still {
    SK_SUPER_STILL_NONE,
    SK_SUPER_STILL_SHOWN,
    SK_SUPER_STILL_MISSING,
    SK_SUPER_STILL_CHANGED, /* it is not the one that was taken */
    SK_SUPER_STILL_UNREADABLE,
};

/* Its pixels, which are no part of the model; borrowed. */
struct sk_model_still {
    const uint8_t *grey;           /* 0 black to 255 white, rows from the top */
    int32_t width, height, stride; /* px, px, bytes */
    int32_t turn;                  /* degrees clockwise by which it is to be shown */
};

struct sk_model_super_event {
    char at[SK_CLOCK_TEXT_SIZE];
    char what[SK_SUPER_TEXT_SIZE]; /* msgid; %s: the name */
    char name[SK_SUPER_TEXT_SIZE]; /* of who did it, or of where it is; "": none */
    char why[SK_SUPER_TEXT_SIZE];  /* msgid, or what somebody typed; behind it; "": not known */
};

/* A bar, or the figures of a shift: pairs by what became of them. */
struct sk_model_super_bar {
    char name[SK_OPERATOR_SIZE]; /* "14", "2026-01-06", a person, an order; "": of none */
    bool is_others;              /* all that have no bar of their own */
    int64_t bound;
    int64_t bad;   /* refused or unknown */
    int64_t other; /* undone, or not settled */
};

struct sk_model_super_shift {
    int64_t from_ms; /* wall clock */
    int64_t to_ms;
    int32_t bound, refused, unknown, pending, undone, withdrawn;
    int32_t open;      /* cases, of all days */
    int64_t median_ms; /* first label to green; -1: not known */
};

#define SK_SUPER_OFFICE_SIZE 304 /* what the office says, with NUL */

/* What the office asks for, and waits for a supervisor. */
struct sk_model_super_office {
    enum sk_super_task task; /* RETRY, DEAL, UNDO */
    int64_t pair;
    char who[SK_OPERATOR_SIZE]; /* of the office */
    char text[SK_SUPER_OFFICE_SIZE];
    int32_t touch; /* value of the touch that confirms or declines it */
};

struct sk_model_supervisor {
    enum sk_super_page page;
    enum sk_super_task task; /* REASON, CONFIRM, WAIT, RESULT: of what */

    /* Said once about what was just scanned or pressed; "" for nothing. */
    char hint[SK_ERR_TEXT_SIZE];
    char hint_label[SK_SUPER_TEXT_SIZE];
    int32_t ends_s;      /* the session ends by itself in so many seconds; 0: not soon */
    int32_t red_waiting; /* red results that are shown when the session has ended */
    bool is_on_hold;     /* the bench is on hold */

    char who[SK_OPERATOR_SIZE]; /* PIN: whose is asked for, by badge; later: who is admitted; "":
                                   nobody is named */
    bool is_shared_pin;         /* admitted by the PIN that all share */
    int32_t rights;

    int32_t digits; /* of the PIN, shown as dots */
    bool is_checking;
    bool has_no_pin;               /* none is set, of `who` or of all */
    bool is_own_pin;               /* the one of `who`, and not the one that all share */
    bool has_own_pins;             /* somebody has one of their own: a badge can say who comes */
    char pin_of[SK_OPERATOR_SIZE]; /* NEW_PIN: who gets one; "": not known yet */
    bool is_again;                 /* NEW_PIN: it was typed once */
    int32_t locked_s;              /* no try for so many seconds; 0: free */
    int32_t tries_left;            /* before a lock; 0: not known, or none */
    char demo_pin[16];             /* the demo tells it; "" elsewhere */

    int32_t open_count; /* MENU: pairs that need somebody; -1: not known (yet) */

    bool is_attention; /* the list is of what needs somebody; else of a search, */
    bool is_missing;   /* or of devices that are not bound: rows without result; */
    bool is_scans;     /* or of scans that became no pair: `scans`, not `rows` */
    enum sk_super_outcome outcome;
    enum sk_super_day day;
    char search_serial[SK_LABEL_MAX + 1];
    char search_instance[SK_LABEL_MAX + 1];
    char search_operator[SK_OPERATOR_SIZE];
    char search_text[SK_LABEL_MAX + 1]; /* of scans */
    bool is_day_choice;                 /* CHOICE: of the days; else of the outcome */
    bool is_loading;
    bool has_newer;
    bool has_older;
    size_t row_count;
    struct sk_model_super_row rows[SK_SUPER_ROWS];
    struct sk_model_super_scan scans[SK_SUPER_ROWS]; /* row_count of them */

    struct sk_model_super_row pair; /* DETAIL, and what REASON and CONFIRM are about */
    int32_t offers;
    size_t event_count; /* newest first */
    struct sk_model_super_event events[SK_SUPER_EVENTS];
    enum sk_super_still still;

    struct sk_glass glass; /* TYPE */
    bool is_reason;        /* it is one; else what to search for */

    bool has_search; /* EXPORT: there is a search to export */
    enum sk_super_what export_what;
    int32_t export_format;
    enum sk_super_where export_where;
    int32_t purge_age; /* index */

    int64_t done, total;           /* WAIT: rows; total 0: not known */
    char step[SK_SUPER_TEXT_SIZE]; /* WAIT: what is being done */
    bool can_cancel;

    char checkpoint[SK_SUPER_CHECKPOINT_SIZE];    /* CHECKPOINT: the note; "" while it is made */
    int64_t checkpoint_seq;                       /* the last event that it is about */
    char checkpoint_key[SK_SUPER_TEXT_SIZE + 32]; /* the public key that checks it */

    enum sk_super_chart chart; /* FIGURES; is_loading, day, what: why there are none */
    size_t bar_count;
    struct sk_model_super_bar bars[SK_SUPER_CHART_ROWS];
    int32_t shift;                     /* REPORT: how many shifts ago; checkpoint, and */
    struct sk_model_super_shift shown; /* unless is_loading */
    enum sk_super_paper paper;         /* PRINT */

    size_t people_count; /* PEOPLE */
    struct sk_model_super_person people[SK_SUPER_ROWS];
    bool has_more_people;
    bool has_fewer_people;               /* a page before */
    struct sk_model_super_person person; /* PERSON */
    bool is_name;                        /* TYPE: of somebody new */
    bool has_new_badge;                  /* PERSON: one was scanned */
    bool drops_badge;                    /* PERSON: none from now on */
    int32_t office_count;                /* requests of the office that wait for a supervisor */
    int32_t office_at;                   /* OFFICE: which of them, from 0 */
    struct sk_model_super_office office;
    struct sk_model_sound sound;
    struct sk_model_checks checks; /* CHECKS */
    struct sk_model_setup setup;   /* SETUP */
    int32_t family;                /* PROGRAM: index for sk_program_family() */

    enum sk_super_end end; /* RESULT */
    char what[SK_ERR_TEXT_SIZE];
    char advice[SK_ERR_TEXT_SIZE];
    char detail[SK_SUPER_DETAIL_SIZE]; /* a file's name, code and RequestId */
};

#endif
