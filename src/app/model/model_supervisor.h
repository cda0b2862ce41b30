/* model_supervisor.h — the supervisor's role as a face draws it, and what a finger can ask of it.
 * Plain values, as in model.h; texts that are meant for translation are English msgids. */
#ifndef SK_APP_MODEL_MODEL_SUPERVISOR_H
#define SK_APP_MODEL_MODEL_SUPERVISOR_H

#include "base/clock.h"
#include "base/err.h"
#include "pairing/pair.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SK_SUPER_ROWS 6   /* a page of a list: each row is a target for a glove */
#define SK_SUPER_EVENTS 5 /* the newest of a pair that are shown */
#define SK_SUPER_REASONS 4
#define SK_SUPER_TEXT_SIZE 96
#define SK_SUPER_CHECKPOINT_SIZE 512 /* that of journal/checkpoint.h */
#define SK_SUPER_DETAIL_SIZE (SK_ERR_TEXT_SIZE + SK_CODE_SIZE + 4)

enum sk_super_page {
    SK_SUPER_CLOSED, /* no session: the bench's own screen */
    SK_SUPER_PIN,
    SK_SUPER_MENU,
    SK_SUPER_LIST, /* what needs somebody, what was searched for, or what became no pair */
    SK_SUPER_DETAIL,
    SK_SUPER_REASON,
    SK_SUPER_CONFIRM,
    SK_SUPER_EXPORT,
    SK_SUPER_PURGE,
    SK_SUPER_CHECKPOINT, /* a signed note of the log, to be photographed */
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
    SK_SUPER_TASK_END, /* of the program */
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

/* Ages from which on to purge; days. */
#define SK_SUPER_AGES 4
int32_t sk_super_age_days(int32_t index);

/* What can be done about a pair: bits of sk_model_supervisor.offers. */
enum {
    SK_SUPER_OFFER_RETRY = 1,
    SK_SUPER_OFFER_DEAL = 2,
    SK_SUPER_OFFER_UNDO = 4,
    SK_SUPER_OFFER_RESEND = 8
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
    SK_SUPER_TOUCH_MISSING, /* of the list of what an order ships */
    SK_SUPER_TOUCH_SEARCH,
    SK_SUPER_TOUCH_SCANS, /* that became no pair */
    SK_SUPER_TOUCH_CHECKPOINT,
    SK_SUPER_TOUCH_TASK,    /* value: enum sk_super_task */
    SK_SUPER_TOUCH_ROW,     /* value: index of the row */
    SK_SUPER_TOUCH_NEWER,   /* a page of the list */
    SK_SUPER_TOUCH_OLDER,   /* a page of the list */
    SK_SUPER_TOUCH_OUTCOME, /* the next outcome */
    SK_SUPER_TOUCH_DAY,     /* the next choice of days */
    SK_SUPER_TOUCH_CLEAR,   /* search for everything again */
    SK_SUPER_TOUCH_SAME,    /* search for the pair's: value 0: instance; 1: operator */
    SK_SUPER_TOUCH_REASON,  /* value: index */
    SK_SUPER_TOUCH_WHAT,    /* value: enum sk_super_what */
    SK_SUPER_TOUCH_FORMAT,  /* value: enum sk_export_format */
    SK_SUPER_TOUCH_WHERE,   /* value: enum sk_super_where */
    SK_SUPER_TOUCH_AGE,     /* value: index for sk_super_age_days() */
    SK_SUPER_TOUCH_YES,     /* do it */
    SK_SUPER_TOUCH_CANCEL,  /* stop what is under way */
    SK_SUPER_TOUCH_COUNT
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
    bool serial_by_hand;                         /* typed, not scanned */
    bool instance_by_hand;
    enum sk_result result;
    bool is_undo;
    bool is_dealt;
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
    char event[24];                /* the journal's word */
    char what[SK_SUPER_TEXT_SIZE]; /* result, code or reason */
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

    int32_t digits; /* of the PIN, shown as dots */
    bool is_checking;
    bool has_no_pin;    /* none is set */
    int32_t locked_s;   /* no try for so many seconds; 0: free */
    int32_t tries_left; /* before a lock; 0: not known, or none */
    char demo_pin[16];  /* the demo tells it; "" elsewhere */

    bool is_attention; /* the list is of what needs somebody; else of a search, */
    bool is_missing;   /* or of devices that are not bound: rows without result; */
    bool is_scans;     /* or of scans that became no pair: `scans`, not `rows` */
    enum sk_super_outcome outcome;
    enum sk_super_day day;
    char search_serial[SK_LABEL_MAX + 1];
    char search_instance[SK_LABEL_MAX + 1];
    char search_operator[SK_OPERATOR_SIZE];
    char search_text[SK_LABEL_MAX + 1]; /* of scans */
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

    bool is_good; /* RESULT */
    char what[SK_ERR_TEXT_SIZE];
    char advice[SK_ERR_TEXT_SIZE];
    char detail[SK_SUPER_DETAIL_SIZE]; /* a file's name, code and RequestId */
};

#endif
