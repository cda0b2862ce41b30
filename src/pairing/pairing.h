/* pairing.h — the rules of the bench as a pure machine: (state, input, now) → effects and view.
 *
 * Serial number and instance come in either order; a complete pair is an effect SAVE. The machine
 * has no clock, does no I/O but its debug line and starts no thread; everything it knows is in
 * struct sk_pairing, a plain value that may be copied, compared and replayed. Thread: whoever owns
 * the value. */
#ifndef SK_PAIRING_PAIRING_H
#define SK_PAIRING_PAIRING_H

#include "base/clock.h"
#include "pairing/label.h"
#include "pairing/pair.h"
#include "pairing/view.h"

#include <stdbool.h>
#include <stdint.h>

struct sk_pairing_rules {
    sk_ms debounce;        /* the same label again within this time is one scan */
    sk_ms debounce_camera; /* the same for a camera, which sees a label many times a second */
    sk_ms timeout;         /* half a pair is let go after this */
    sk_ms notice;          /* a notice covers the screen this long */
    sk_ms peek;            /* a verdict covers a waiting half pair this long */
    sk_ms green;           /* green stays this long when nothing else comes */
    /* No answer for this long: "saved" frees the worker. Not saved for this long: the worker is
     * told to wait and no label is taken, as the screen could vouch for no further pair. */
    sk_ms slow;
    sk_ms operator_timeout; /* without a scan the operator is signed off; 0: never */
    bool needs_operator;    /* no label is taken while nobody is signed on */
    bool may_override;      /* a device that is bound already: the same pair again binds it */
    bool may_share;         /* the same for an instance that has its devices already */
};

/* The newest pairs whose verdict is still to come, remembered by text, for undo and to notice when
 * the very same pair is scanned again; more may be under way, but the oldest are not compared. */
#define SK_PAIRING_PENDING 64
/* Red results that wait for acknowledgement; further ones are counted without their texts (the
 * journal has them all). */
#define SK_PAIRING_RED 32

#define SK_PAIRING_READ_SIZE 160 /* bytes of what was read, made printable, with NUL */

struct sk_slot {
    char text[SK_LABEL_MAX + 1]; /* "" is empty */
    bool is_serial;
    bool is_paired; /* a kept instance that is part of a pair already */
    struct sk_scan_facts facts;
};

/* A pair whose verdict is still to come. */
struct sk_pending_pair {
    int64_t number;
    struct sk_labels labels;
    bool in_background; /* the worker was told "saved" or "checking" and may have gone on */
    bool is_waiting;    /* to be sent: it was not, or was turned away, as far as was told */
};

/* The pair with the highest number that has its last word and was not taken back. */
struct sk_settled_pair {
    int64_t number; /* 0: none */
    struct sk_labels labels;
    bool is_bound;
};

/* Where the bench stands, derived from the rest: EMPTY, or the first of the others that is true. */
enum sk_pairing_state {
    SK_PAIRING_STATE_EMPTY,   /* nothing waits; a kept instance may */
    SK_PAIRING_STATE_HALF,    /* one label waits for the other */
    SK_PAIRING_STATE_SAVING,  /* the newest pair is not in the journal yet */
    SK_PAIRING_STATE_WORKING, /* it is; the answer is awaited */
    SK_PAIRING_STATE_RED,     /* results are to be acknowledged */
    SK_PAIRING_STATE_TOLD,    /* the newest pair has its verdict, which is shown */
};
#define SK_PAIRING_STATES (SK_PAIRING_STATE_TOLD + 1)

enum sk_progress {
    SK_PROGRESS_NONE,
    SK_PROGRESS_SAVING,  /* not yet in the journal; nothing is promised */
    SK_PROGRESS_WORKING, /* in the journal; the answer is awaited */
    SK_PROGRESS_TOLD,    /* there is a verdict */
};

enum sk_pairing_effect_type {
    SK_PAIRING_EFFECT_SAVE,     /* commit pair to the journal, then send it */
    SK_PAIRING_EFFECT_WARM,     /* a pair is coming, pair has the label that is there: open the
                                   connection */
    SK_PAIRING_EFFECT_WITHDRAW, /* take pair (number, serial, instance) back if it has not been sent
                                 */
    /* For the journal: a scan that became no part of a pair, or a label that waited and was let go.
     * notice: why, NONE for a card that was obeyed; text; pair.operator_name, and pair.serial_facts
     * of the scan; a label stands in pair.labels, too. SIGNED_ON and SIGNED_OFF: an operator did;
     * the name is that of the one who did. */
    SK_PAIRING_EFFECT_NOTE,
    SK_PAIRING_EFFECT_CALL,     /* for the journal: pair.operator_name calls a supervisor */
    SK_PAIRING_EFFECT_CALL_END, /* that is over; notice: NONE, a supervisor came, whose name it is;
                                   CANCELLED: it was taken back at the bench */
    SK_PAIRING_EFFECT_SEEN,     /* for the journal: pair.operator_name acknowledged the last word of
                                   pair, which was red */
};

struct sk_pairing_effect {
    enum sk_pairing_effect_type type;
    struct sk_pair pair;
    enum sk_notice notice;
    char text[SK_PAIRING_READ_SIZE];
};

/* That may wait to be taken out. A step makes at most one that is no note, and notes: two labels
 * that were let go and a sign-off by time alone, then two labels, a scan and two operators. */
#define SK_PAIRING_EFFECTS 10

struct sk_pairing {
    struct sk_pairing_rules rules;
    bool sticky;
    int64_t next_number;

    char operator_name[SK_OPERATOR_SIZE]; /* who is signed on; "": nobody */
    int64_t person;                       /* the same as the journal knows them; 0: by name only */
    sk_ms operator_at;                    /* the last scan */

    struct sk_slot serial;
    struct sk_slot instance;
    sk_ms half_since;
    /* Another label of a kind that waits already: which of the two is meant is asked until one of
     * them is scanned again. Meanwhile no label completes the pair. "": nothing is asked. */
    char replacement[SK_LABEL_MAX + 1];
    bool is_replacement_serial;

    int32_t kept_count; /* pairs made with the kept instance that were not refused, nor undone */

    bool is_called; /* a supervisor is, and has not come; whatever the bench is at */

    /* Labels are not taken while this is not NONE; it is said instead. The owner of the machine
     * sets it. */
    enum sk_notice closed;

    /* A pair that was refused because its device is bound already, and acknowledged: if the same
     * pair is completed next, and in time, it is bound. number 0: none. */
    struct sk_pending_pair override;
    sk_ms override_since;

    uint64_t last_hash; /* of the text read last, for the debounce; 0: none yet */
    sk_ms last_at;

    struct sk_pending_pair open[SK_PAIRING_PENDING];
    int32_t open_count;
    struct sk_settled_pair settled;

    struct sk_verdict red[SK_PAIRING_RED];
    int32_t red_count;
    int32_t red_lost; /* further ones, without their text */

    enum sk_progress progress; /* of the newest pair, shown while nothing more urgent is */
    struct sk_verdict verdict; /* its texts; the rest from SK_PROGRESS_TOLD on */
    sk_ms verdict_since;
    sk_ms unsaved_since; /* while saving: the first of the pairs that are, or the last of them that
                            was saved */

    bool has_flash; /* a verdict briefly shown over a half pair or a newer pair */
    struct sk_verdict flash;
    sk_ms flash_since;

    enum sk_notice notice;
    char notice_read[SK_PAIRING_READ_SIZE];
    struct sk_labels notice_pair; /* that it is about; both empty: it is about no pair */
    int32_t notice_part;          /* which code of how many; 0: it is about no such code */
    int32_t notice_parts;
    sk_ms notice_since;

    /* Of the step that is being made. */
    enum sk_notice said; /* NONE: nothing was */
    bool was_filled;     /* the scan is in a slot now, or was completed */
    struct sk_slot let_go[2];
    int32_t let_go_count;

    enum sk_cue cue;
    uint64_t cue_number;

    struct sk_pairing_effect effects[SK_PAIRING_EFFECTS]; /* oldest first */
    int32_t effect_count;
};

enum sk_pairing_input_type {
    SK_PAIRING_INPUT_SCAN,     /* label, scan, wall_ms */
    SK_PAIRING_INPUT_COMMAND,  /* command: from a barcode, a finger or a key */
    SK_PAIRING_INPUT_SAVED,    /* number: the pair is in the journal, the answer is awaited */
    SK_PAIRING_INPUT_VERDICT,  /* verdict */
    SK_PAIRING_INPUT_UNSEEN,   /* verdict: red of an earlier run that nobody has acknowledged */
    SK_PAIRING_INPUT_OVERFLOW, /* a scan had to be turned away before it got here; noted without
                                  text */
    SK_PAIRING_INPUT_ON_HOLD,  /* as SCAN: turned away, as the bench is on hold */
    SK_PAIRING_INPUT_UNDONE,   /* number: its binding was taken away; it is green no more */
    SK_PAIRING_INPUT_CALLED,   /* a call of an earlier run is open; it is in the journal already */
    SK_PAIRING_INPUT_ANSWERED, /* operator_name, person: a supervisor is here; ends a call, if there
                                  is one */
    SK_PAIRING_INPUT_TYPED,    /* a hand types a label: one that waits gets its whole time again */
    SK_PAIRING_INPUT_TICK,     /* time alone; it changes what is seen */
};

struct sk_pairing_input {
    enum sk_pairing_input_type type;
    const struct sk_label *label; /* borrowed during the step */
    const struct sk_scan *scan;
    int64_t wall_ms; /* SCAN: time of day, for the journal */
    enum sk_command command;
    int64_t number;
    const struct sk_verdict *verdict;
    const char *operator_name;
    int64_t person;
};

/* What is to be seen; all of it derived from the state. Plain value. */
struct sk_view {
    enum sk_screen screen;
    struct sk_labels labels;
    const char *operator_name; /* borrowed from the machine; "": nobody */
    bool needs_badge;          /* before any label is taken */
    bool is_called;            /* a supervisor */
    bool sticky;
    int32_t kept_count; /* sticky: devices that the kept instance got, as far as is known */
    /* WHICH: the label that would replace the one in its slot; borrowed from the machine. */
    const char *replacement;
    bool is_replacement_serial;
    /* That undo would take back now: the newest, and it waits to be sent; number 0: none. */
    int64_t undo_number;
    struct sk_labels undo;
    sk_ms countdown;    /* left for the second label; 0: none runs */
    sk_ms countdown_of; /* the whole */
    bool has_verdict;
    struct sk_verdict verdict;    /* that the screen is about */
    int32_t failures_waiting;     /* behind the one that is shown */
    enum sk_notice notice;        /* NONE when over */
    const char *notice_read;      /* borrowed from the machine */
    struct sk_labels notice_pair; /* that it is about; both empty: it is about no pair */
    int32_t notice_part;          /* PART_OF_TEXT: which code, from 1 */
    int32_t notice_parts;         /* and of how many; 0 for all other notices */
    enum sk_cue cue;
    uint64_t cue_number;
};

/* The screen that shows such a verdict. Pure. */
enum sk_screen sk_verdict_screen(enum sk_verdict_kind kind);

/* first_number: number that the next pair gets. */
void sk_pairing_init(struct sk_pairing *pairing, const struct sk_pairing_rules *rules, bool sticky,
                     int64_t first_number);

/* Every state takes every input. */
void sk_pairing_step(struct sk_pairing *pairing, const struct sk_pairing_input *input, sk_ms now);

/* The next effect, if there is one. Call until false after every step. */
bool sk_pairing_next(struct sk_pairing *pairing, sk_ms now, struct sk_pairing_effect *effect);

/* When the next TICK changes something; -1: never. */
sk_ms sk_pairing_deadline(const struct sk_pairing *pairing, sk_ms now);

void sk_pairing_view(const struct sk_pairing *pairing, sk_ms now, struct sk_view *view);

enum sk_pairing_state sk_pairing_state(const struct sk_pairing *pairing);
/* "empty", "half", …: as in src/README.md. Static. */
const char *sk_pairing_state_name(enum sk_pairing_state state);

/* For how long the newest pair has waited to be saved; -1: it is. */
sk_ms sk_pairing_unsaved_for(const struct sk_pairing *pairing, sk_ms now);

/* True while half a pair waits for its second label (a kept sticky instance alone is not half). */
bool sk_pairing_is_half(const struct sk_pairing *pairing);

#endif
