/* view.h — what the pairing machine wants seen and heard, in words that a face understands. */
#ifndef SK_PAIRING_VIEW_H
#define SK_PAIRING_VIEW_H

#include <stdbool.h>

/* What fills the screen. */
enum sk_screen {
    SK_SCREEN_STARTING,   /* journal opens, old pairs are looked at */
    SK_SCREEN_READY,      /* both slots empty (sticky mode: instance kept, device empty) */
    SK_SCREEN_HALF,       /* one slot filled; countdown runs */
    SK_SCREEN_WHICH,      /* two labels for one slot: which one is meant? countdown runs */
    SK_SCREEN_UNSAVED,    /* amber: the disk takes long; nothing is promised, no label is taken */
    SK_SCREEN_WORKING,    /* pair saved or being saved; answer awaited */
    SK_SCREEN_BOUND,      /* green */
    SK_SCREEN_REFUSED,    /* red; stays until acknowledged */
    SK_SCREEN_RETRY,      /* amber: busy, sent again automatically */
    SK_SCREEN_CHECKING,   /* amber: unknown outcome, being looked up */
    SK_SCREEN_SAVED,      /* amber: offline or held back, will be sent */
    SK_SCREEN_NOTICE,     /* a scan that was no label, a double scan, an undo…; see notice */
    SK_SCREEN_TYPING,     /* a damaged label, on the glass; the app's own, as the next four */
    SK_SCREEN_SOUND,      /* was the sound heard? */
    SK_SCREEN_NO_SCANNER, /* amber: no scanner works */
    SK_SCREEN_PROBLEM,    /* the kiosk cannot work: configuration, journal, disk; see problems */
    SK_SCREEN_SUPERVISOR, /* a session; the app's own, never the pairing machine's */
};

/* Short things said about a scan, on SK_SCREEN_NOTICE or as a line on the current screen. */
enum sk_notice {
    SK_NOTICE_NONE,
    SK_NOTICE_NOT_A_LABEL,  /* neither SN nor instance nor command; label shows what was read */
    SK_NOTICE_MODEL_LABEL,  /* the box's model barcode */
    SK_NOTICE_MASKED_LABEL, /* holds '*': a documentation example */
    SK_NOTICE_TOO_LONG,
    SK_NOTICE_SEVERAL_IN_ONE,  /* one code that holds several labels: none was taken */
    SK_NOTICE_WRONG_SYMBOLOGY, /* the text of a label, in a kind of barcode that is not allowed */
    SK_NOTICE_READ_AGAIN,      /* it was cut off, or may be: none was taken, scan it again */
    SK_NOTICE_PART_OF_TEXT,    /* one of several codes that hold one text: the others are missing */
    SK_NOTICE_DOUBLE_SCAN,     /* the same label within the debounce time: one scan */
    SK_NOTICE_REPLACES_SERIAL, /* another SN came while one waits: which one is meant? */
    SK_NOTICE_REPLACED_SERIAL,
    SK_NOTICE_REPLACES_INSTANCE,
    SK_NOTICE_REPLACED_INSTANCE,
    SK_NOTICE_KEPT,           /* the label that waited is the one that was meant */
    SK_NOTICE_ANSWER_FIRST,   /* which one is meant is asked: this scan was NOT taken */
    SK_NOTICE_HALF_TIMED_OUT, /* the waiting label was let go */
    SK_NOTICE_CANCELLED,
    SK_NOTICE_UNDONE, /* a pair was taken back before it was sent */
    SK_NOTICE_NOTHING_TO_UNDO,
    SK_NOTICE_TOO_LATE_TO_UNDO, /* the newest was sent: a supervisor has to unbind it */
    SK_NOTICE_NOTHING_TO_CANCEL,
    SK_NOTICE_PAIR_MODE,
    SK_NOTICE_STICKY_MODE,
    SK_NOTICE_UNKNOWN_COMMAND,
    SK_NOTICE_ACKNOWLEDGE_FIRST,  /* red is up; the scan was taken in and waits */
    SK_NOTICE_QUEUE_FULL,         /* no room: this scan was NOT taken; wait, then scan again */
    SK_NOTICE_SAME_PAIR_WAITING,  /* this very pair is already saved and on its way */
    SK_NOTICE_SAME_PAIR_CHECKING, /* it was sent, and its outcome is not known yet */
    SK_NOTICE_NOT_SAVED_YET,      /* the pair before is not saved: this scan was NOT taken */
    SK_NOTICE_ON_HOLD,            /* the bench is on hold: this scan was NOT taken */
    SK_NOTICE_UNKNOWN_BADGE,      /* a badge that is nobody's in the table of people */
    SK_NOTICE_DENIED_SERIAL,      /* a placeholder, or barred */
    SK_NOTICE_NO_LIST,            /* the manifest is set but was never readable: nothing is taken */
    SK_NOTICE_BADGE_FIRST,        /* nobody is signed on: this scan was not taken */
    SK_NOTICE_SIGNED_ON,
    SK_NOTICE_SIGNED_OFF,
    SK_NOTICE_NOBODY_SIGNED_ON, /* there is nobody to sign off */
    SK_NOTICE_OPERATOR_CHANGED, /* and what waited was dropped: nothing passes from one to the other
                                 */
    SK_NOTICE_COUNT
};

/* "not-a-label", "double-scan", …; "none". Static. */
const char *sk_notice_name(enum sk_notice notice);
/* The notice of that name. False: there is none. */
bool sk_notice_find(const char *name, enum sk_notice *notice);

/* The cue that goes with the last change; ui plays each serial number of it once. */
enum sk_cue {
    SK_CUE_NONE,
    SK_CUE_FIRST,   /* half a pair taken in */
    SK_CUE_SECOND,  /* pair complete, working */
    SK_CUE_BOUND,   /* two rising notes */
    SK_CUE_WARNING, /* two equal notes: notice, retry, saved, double scan */
    SK_CUE_REFUSED, /* three low notes */
    SK_CUE_ALARM,   /* four falling pairs: the bench cannot be worked as it is */
};

#endif
