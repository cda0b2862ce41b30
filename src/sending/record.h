/* record.h — one line of the journal on its way to the disk. Plain value. */
#ifndef SK_SENDING_RECORD_H
#define SK_SENDING_RECORD_H

#include "sending/sender.h"
#include "pairing/pair.h"

#include <stdbool.h>
#include <stdint.h>

enum sk_event {
    SK_EVENT_INTENT,  /* a pair was scanned; written before anything is sent */
    SK_EVENT_ATTEMPT, /* a further bind is about to be sent; written before it is */
    SK_EVENT_ANSWER,  /* a bind ended without settling the pair */
    SK_EVENT_ASKED,   /* a question was answered without settling the pair */
    SK_EVENT_SETTLED, /* the last word: result says which */
    SK_EVENT_LOCATED, /* after it: who has the device of a conflict (code, and note: instance) */
    SK_EVENT_UNDO,    /* a supervisor takes a bound pair back; the INTENT of an undo */
    SK_EVENT_STILL,   /* the camera's picture of it is kept; still: its hash (journal/still.h) */
    SK_EVENT_DEALT, /* a supervisor has dealt with a settled pair; pair.operator_name; note: why */

    /* About the journal itself; pair.number is 0, note says what. */
    SK_EVENT_MIGRATED, /* an older version was brought up to date */
    SK_EVENT_BEGUN,    /* a new journal in the place of a damaged one */
    SK_EVENT_EXPORTED,
    SK_EVENT_PURGED,
    SK_EVENT_HOLD,    /* no scan is taken any more; pair.operator_name: who decided it; note: why */
    SK_EVENT_RELEASE, /* the end of that */
    SK_EVENT_LOST,    /* the end of the log is missing, or is another one */
    SK_EVENT_CLOCK,   /* the wall clock was moved while the kiosk ran */
    SK_EVENT_UNDELIVERED, /* a dead letter: a receiver refused what pair.refers, an event, is about;
                             note: who, which pair and why */
    SK_EVENT_KEY,         /* the bench signs with another key from now on (journal/key_change.h) */
    SK_EVENT_PEOPLE,      /* a person was "added", "changed" or "erased", or is as the fleet says,
                             "followed": code; pair.person */
    SK_EVENT_RESEND,      /* a supervisor has it sent again; pair.refers as above */
    SK_EVENT_LABEL,       /* about the label of pair.refers, a pair; code: journal/label_note.h */
    SK_EVENT_LABEL_DOUBT, /* nobody knows whether that label was printed */
    SK_EVENT_LABEL_AGAIN, /* the end of that doubt: it was printed again, by pair.operator_name */

    /* What happens at the bench beside pairs; pair.number is 0. */
    SK_EVENT_SCAN,     /* what was scanned and became no part of a pair. code: why, as
                          sk_notice_name(), "" for a card that was obeyed; note: what was read;
                          pair.serial_facts; attempts: how many times, where more than once */
    SK_EVENT_SIGN_ON,  /* pair.operator_name */
    SK_EVENT_SIGN_OFF, /* likewise: who was signed on */
    SK_EVENT_SESSION,  /* a supervisor was admitted */
    SK_EVENT_SESSION_END,
    SK_EVENT_WRONG_PIN,
    SK_EVENT_LOCKED,      /* the PIN was wrong too often */
    SK_EVENT_READER_GONE, /* note: which */
    SK_EVENT_READER_BACK,
    SK_EVENT_STARTED,    /* message: the program's version; note: what of the settings changed;
                            pair.refers: from which pair on red may be unseen (journal/unseen.h) */
    SK_EVENT_NO_SCANNER, /* none works, and the bench needs one; note: why, where that is known */
    SK_EVENT_SETTING,    /* somebody changed a setting at the bench; note: NAME=VALUE */
    SK_EVENT_CALL,       /* somebody called a supervisor */
    SK_EVENT_CALL_END,   /* who came; code SK_CODE_TAKEN_BACK: who took it back */
    SK_EVENT_CHECKPOINT, /* a supervisor had the log's checkpoint shown; note: up to which event */
    SK_EVENT_SOUND,      /* the sound was tested; note: what was said of it */
    SK_EVENT_LANGUAGE,   /* a person chose the language that the bench speaks to them: note */
    SK_EVENT_OFFICE, /* what the office asked, and what was said to it; pair.operator_name; note */
    SK_EVENT_FLEET,  /* what the fleet said too late, or that it and the log do not agree: note */
    SK_EVENT_SEEN,   /* red was acknowledged; pair.refers: the pair; pair.operator_name */
};
#define SK_EVENT_LAST SK_EVENT_SEEN
/* One of what happens beside pairs: nobody waits for it to be saved. */
bool sk_event_is_beside(enum sk_event event);
/* "intent", "attempt", "answer", "asked", "settled", "undo", "dealt", "migrated", …. Static. */
const char *sk_event_name(enum sk_event event);

/* What may be true of a pair that is not settled. After a crash it decides between asking and
 * sending. */
enum sk_phase {
    SK_PHASE_WAITING, /* certainly not sent, or certainly not done */
    SK_PHASE_OPEN,    /* a bind may have been sent or may be sent any moment */
};

#define SK_NOTE_SIZE 384
/* The note of an INTENT that goes on although the fleet could not be asked about its device. */
#define SK_NOTE_FLEET_UNCHECKED "not checked by the fleet"

/* The code of a SCAN that was a supervisor's, in a session. */
#define SK_CODE_IN_SESSION "in-session"
/* The code of a CALL_END where no supervisor came. */
#define SK_CODE_TAKEN_BACK "taken-back"
#define SK_STILL_HASH_SIZE 65 /* SHA-256 of a picture as text, with NUL */

struct sk_record {
    enum sk_event event;
    struct sk_pair pair;   /* INTENT, UNDO: all of it; else the number counts */
    bool has_source;       /* of what is no pair: pair.serial_facts.source says where it was done */
    enum sk_phase phase;   /* after this event */
    enum sk_result result; /* an INTENT that is not PENDING is settled and never sent */
    struct sk_prior prior; /* INTENT that is REFUSED already: what is in the way, for whoever tells
                              it; not in the journal */
    bool check_reuse; /* INTENT: refuse it where the device is bound already (SK_GUARD_REUSE) */
    int32_t instance_limit; /* INTENT: refuse it where the instance has so many other devices
                               (SK_GUARD_IN_USE); 0: do not look */
    bool already;           /* SETTLED BOUND: a query showed it */
    int32_t attempts;
    enum sk_request request; /* ANSWER, ASKED, SETTLED by an answer */
    bool has_answer;
    int http_status;
    char code[SK_CODE_SIZE];
    char message[SK_ANSWER_MESSAGE_SIZE];
    char request_id[SK_CODE_SIZE];
    char attempt_id[SK_CODE_SIZE];
    char note[SK_NOTE_SIZE]; /* UNDO, DEALT, HOLD: the reason; else, what was done or found */
    char still[SK_STILL_HASH_SIZE]; /* STILL */
    sk_ms sent_at;   /* monotonic, when the request left that was answered; 0: none */
    int64_t wall_ms; /* filled by the writer */
    sk_ms at;        /* monotonic; filled by the writer */
};

/* What became of a record when it was written. */
struct sk_written {
    bool has_history;      /* INTENT: an earlier pair has the same serial number */
    bool has_doubt;        /* INTENT: one of them is "check" and has not been dealt with */
    enum sk_result result; /* INTENT: not PENDING where a guard settled it */
    struct sk_prior prior; /* INTENT refused by the journal: the pair that is in the way; one that
                              was refused before: as the record has it */
    const char *guard;     /* INTENT refused by the journal: SK_GUARD_…, static; else NULL */
};

/* A pair as the journal has it, for going on after a start and for the list on the screen. */
struct sk_stored_pair {
    struct sk_pair pair;
    enum sk_result result;
    enum sk_phase phase;
    bool is_undo;       /* an undo of pair.refers; only the undo machine sends it */
    bool has_history;   /* an earlier pair has the same serial number */
    bool has_doubt;     /* one of them is "check" and has not been dealt with */
    int64_t undone_by;  /* the undo that took this pair back; 0: none */
    int64_t retried_by; /* the pair that took this one up again; 0: none */
    int32_t attempts;
    int64_t sent_wall_ms; /* the first bind; 0: none is known */
    int64_t changed_wall_ms;
    bool is_undelivered;   /* a receiver beside the cloud refused what became of it */
    bool is_unprinted;     /* nobody knows whether its label was printed */
    int64_t dealt_wall_ms; /* when a supervisor dealt with it; 0: not yet */
    char code[SK_CODE_SIZE];
    char request_id[SK_CODE_SIZE];
    enum sk_place place; /* of a conflict that was looked into */
    char where[SK_LABEL_MAX + 1];
    char still[SK_STILL_HASH_SIZE]; /* hash of the camera's picture of it; "": there is none */
};

/* How it stands now, which is what is listed, counted and filtered by: a pair whose binding was
 * taken away is UNDONE, though the service's last word about it was BOUND. */
enum sk_result sk_stored_pair_outcome(const struct sk_stored_pair *pair);

#endif
