/* action.h — what a supervisor may ask of a running kiosk, on its screen or from the command line,
 * and how it ended. Plain values. */
#ifndef SK_APP_SUPERVISOR_ACTION_H
#define SK_APP_SUPERVISOR_ACTION_H

#include "base/err.h"
#include "sending/record.h"
#include "pairing/pair.h"

#include <stdint.h>

/* Who does something at the bench. Plain value. */
struct sk_actor {
    int64_t person; /* as in the table of people (journal/people.h); 0: not known */
    char name[SK_OPERATOR_SIZE];
};

enum sk_action_type {
    SK_ACTION_RETRY,    /* number: take up a refused pair (or one to be checked) again */
    SK_ACTION_UNDO,     /* number, reason: take the binding of a pair away (UnbindSerialNumber) */
    SK_ACTION_DEAL,     /* number, reason: it has been dealt with; off the supervisor's list */
    SK_ACTION_HOLD,     /* reason: take no scan until released; what is saved is still sent */
    SK_ACTION_RELEASE,  /* the bench goes on */
    SK_ACTION_MAY_STOP, /* number: seconds; may the kiosk be stopped now? DONE where so long nothing
                           has happened and nothing waits; nothing is changed */
    SK_ACTION_RESEND,   /* number: deliver the dead letter of a pair to its receiver again */
};

struct sk_action {
    enum sk_action_type type;
    uint64_t id; /* the caller's; comes back in the result */
    int64_t number;
    enum sk_scan_source source;           /* where it is asked for: SK_SOURCE_SCREEN or _CLI */
    char operator_name[SK_OPERATOR_SIZE]; /* who asks; goes into the log, like source */
    int64_t person; /* the same by number, where it is known (journal/people.h); else 0 */
    char reason[SK_NOTE_SIZE]; /* "" where none is needed */
};

enum sk_action_end {
    SK_ACTION_DONE,     /* HOLD, RELEASE, DEAL, RESEND: it is in the journal; UNDO: the service
                           confirmed it;     RETRY: the new pair is in the journal, to be sent like any
                           other */
    SK_ACTION_REFUSED,  /* by the service, finally; code and request_id are its */
    SK_ACTION_NOT_DONE, /* not now: text says why, nothing has changed */
    SK_ACTION_UNKNOWN,  /* UNDO: not known; the same action again looks it up */
};

struct sk_action_result {
    uint64_t id;
    enum sk_action_type type;
    enum sk_action_end end;
    int64_t number;      /* of the new row: the undo, or the pair of a retry; else 0 */
    int64_t refers;      /* the pair that was meant; 0: none */
    struct sk_pair pair; /* UNDO, RETRY: the new row's labels, for the sentence */
    char code[SK_CODE_SIZE];
    char request_id[SK_CODE_SIZE];
    char reason[SK_NOTE_SIZE]; /* as it was asked for with */
    struct sk_err_info text;   /* English, a sentence; "" when DONE */
};

#endif
