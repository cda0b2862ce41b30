/* pair.h — one device and the instance it goes to, and how that stands. Plain values. */
#ifndef SK_PAIRING_PAIR_H
#define SK_PAIRING_PAIR_H

#include "pairing/account.h"
#include "pairing/label.h"
#include "pairing/scan.h"

#include <stdbool.h>
#include <stdint.h>

#define SK_CODE_SLOW "net.slow" /* no answer yet, and the worker need not wait for it */
/* What an event LOCATED found. */
#define SK_CODE_BOUND_TO "bound.to"     /* bound to the instance that the note names */
#define SK_CODE_OUTSIDE "bound.outside" /* in no instance that this account and region show */
#define SK_CODE_FURTHER "red.further"   /* one of many that failed; only the log has its labels */
#define SK_CODE_SIZE 96                 /* error code or RequestId, with NUL; longer ones are cut */

/* How a pair stands. sk_result_name() is the journal's word for it. */
enum sk_result {
    SK_RESULT_PENDING,   /* saved, not settled */
    SK_RESULT_BOUND,     /* confirmed by the service */
    SK_RESULT_REFUSED,   /* the service said no, finally */
    SK_RESULT_WITHDRAWN, /* taken back before it was sent */
    SK_RESULT_UNDONE,    /* of an undo: the service took the binding away */
    SK_RESULT_CHECK,     /* not known, and asking did not help; a person has to check */
};
/* "pending", "bound", "refused", "withdrawn", "undone", "check". Static. */
const char *sk_result_name(enum sk_result result);

/* Where and when one of the two labels was read; goes into the journal. */
struct sk_scan_facts {
    enum sk_scan_source source;
    enum sk_symbology symbology;
    char device[SK_SCAN_DEVICE_SIZE];
    bool by_hand;     /* typed, not scanned: keys came too slowly for a scanner */
    int64_t wall_ms;  /* since 1970, by the machine's clock */
    uint64_t picture; /* as in struct sk_scan; not in the journal */
    sk_ms at;         /* monotonic */
};

/* Codes of pairs that were refused before any call. */
#define SK_GUARD_REUSE "guard.reuse"         /* the journal knows the device as bound */
#define SK_GUARD_IN_USE "guard.in_use"       /* … and the instance as having its devices */
#define SK_GUARD_OFF_LIST "guard.off_list"   /* the manifest does not have the device */
#define SK_GUARD_MISMATCH "guard.mismatch"   /* the manifest has it for another instance */
#define SK_GUARD_NO_LIST "guard.no_list"     /* the manifest is set, but was never readable */
#define SK_GUARD_FLEET "guard.fleet"         /* another bench bound the device */
#define SK_GUARD_CLAIMED "guard.claimed"     /* … or is binding it now */
#define SK_GUARD_ELSEWHERE "guard.elsewhere" /* … or bound another one to the instance */

/* The journal's row differs from what was scanned; the pair is not sent. */
#define SK_CODE_CHANGED "journal.changed"

/* The two labels of a pair; "" is none. Plain value. */
struct sk_labels {
    char serial[SK_LABEL_MAX + 1];
    char instance[SK_LABEL_MAX + 1];
};

#define SK_CUSTOMER_ORDER_SIZE 64 /* with NUL */

struct sk_pair {
    int64_t number; /* number in the journal, from 1 */
    int64_t refers; /* the earlier pair that this one takes up or undoes; 0: none */
    int64_t person; /* who scanned it, where people are known (journal/people.h); 0: nobody is */
    struct sk_account account; /* it is sent with; filled when its intent is made */
    char customer_order[SK_CUSTOMER_ORDER_SIZE]; /* as the manifest has it; "": none */
    char operator_name[SK_OPERATOR_SIZE];        /* who scanned it; "" while nobody signs on */
    struct sk_labels labels;
    struct sk_scan_facts serial_facts;
    struct sk_scan_facts instance_facts;
};

#define SK_BENCH_NAME_SIZE 64 /* what people call a bench, with NUL */

/* The pair that stands in the way of another one of the same device. number 0: this bench has none
 * that does. */
struct sk_prior {
    int64_t number;
    char bench[SK_BENCH_NAME_SIZE]; /* guard.fleet, guard.claimed: the other bench; else "" */
    /* instance: it is bound to; of guard.mismatch, the one that is listed. serial: of guard.in_use,
     * the device that the instance has. */
    struct sk_labels labels;
    int64_t wall_ms;                      /* since when */
    char operator_name[SK_OPERATOR_SIZE]; /* by whom; "" where nobody signed on */
};

/* Where the device of a conflict is bound. */
enum sk_place {
    SK_PLACE_UNKNOWN,
    SK_PLACE_INSTANCE, /* to where[] */
    SK_PLACE_OUTSIDE,  /* this account and region do not show it: another account or region */
};

/* What there is to say about a pair just now. */
enum sk_verdict_kind {
    SK_VERDICT_BOUND,
    SK_VERDICT_REFUSED,  /* final; red until acknowledged */
    SK_VERDICT_BLOCKED,  /* IT has to act; the first time red, afterwards "saved" */
    SK_VERDICT_RETRY,    /* busy, sent again automatically */
    SK_VERDICT_CHECKING, /* unknown outcome, being looked up */
    SK_VERDICT_SAVED,    /* offline, or waits behind others; will be sent */
    SK_VERDICT_WITHDRAWN,
    SK_VERDICT_TOO_LATE, /* an undo came after the pair was sent; the pair goes on */
    SK_VERDICT_CHECK,    /* final; the outcome is not known and could not be found out: red */
    SK_VERDICT_LOCATED,  /* after REFUSED: place and where say who has the device */
};

/* "bound", "refused", …. Static. */
const char *sk_verdict_kind_name(enum sk_verdict_kind kind);

struct sk_verdict {
    enum sk_verdict_kind kind;
    int64_t number;
    struct sk_account account; /* BLOCKED: whose calls are */
    struct sk_labels labels;
    bool already; /* BOUND: a query showed it; this run's bind was not needed or not answered */
    bool alarm;   /* BLOCKED: say it in red (the first of its kind) */
    char code[SK_CODE_SIZE];       /* the service's, or "net.…", "guard.…" words; "" for none */
    char request_id[SK_CODE_SIZE]; /* "" for none */
    struct sk_prior prior;         /* REFUSED by a guard: why */
    enum sk_place place;           /* REFUSED by a conflict, LOCATED */
    char where[SK_LABEL_MAX + 1];
    bool may_override; /* scanning the same two labels again binds it anyway */
};

#endif
