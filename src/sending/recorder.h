/* recorder.h — how the bench reaches its durable list, as a trait; and what comes back, as values.
 *
 * The journal's writer (journal/writer.h) is the real one. A record is on the disk only when
 * SK_RECORDER_SAVED says so; records are saved in the order in which they were given. */
#ifndef SK_SENDING_RECORDER_H
#define SK_SENDING_RECORDER_H

#include "base/err.h"
#include "sending/record.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum sk_recorder_news_type {
    SK_RECORDER_OPENED, /* next_number, pending, oldest_wall_ms, is_on_hold, is_called, had_scanner,
                           sound_tested_wall_ms: the journal can be used */
    SK_RECORDER_RECENT, /* stored: one of the newest settled pairs, newest first; before OPENED */
    SK_RECORDER_UNDOING,   /* stored: an undo that an earlier run left open; before OPENED */
    SK_RECORDER_UNSEEN,    /* stored: a pair that an earlier run showed in red and nobody
                              acknowledged, oldest first; after OPENED */
    SK_RECORDER_SAVED,     /* number, event, written; stored: an INTENT that a guard settled */
    SK_RECORDER_LOADED,    /* stored: one unsettled pair, in order */
    SK_RECORDER_UNFIT,     /* stored, text: an unsettled pair that is not as it was scanned; it is
                            settled as "check" by now, in the place of LOADED */
    SK_RECORDER_LOAD_END,  /* the load is over; count says how many there were, unfit ones too */
    SK_RECORDER_LOOKED,    /* number, stored, text: the answer of a look */
    SK_RECORDER_TROUBLE,   /* text: why nothing can be saved just now, with the fix */
    SK_RECORDER_RECOVERED, /* saving works again */
    SK_RECORDER_REPLACED,  /* text: the journal was damaged and set aside, and what became of it */
    SK_RECORDER_LOST,      /* text: what the journal had and has no more */
    SK_RECORDER_PEOPLE,    /* people: the table of people as it is now; the receiver's. Where
                              there are any, and when they may be others */
    SK_RECORDER_NOTED,     /* text: for the log; what was fixed or done by itself */
};

struct sk_people;

/* Plain value, but for people. */
struct sk_recorder_news {
    enum sk_recorder_news_type type;
    int64_t number;
    enum sk_event event;
    struct sk_written written;
    int64_t next_number;
    int64_t pending;
    int64_t oldest_wall_ms;
    int64_t first_today;            /* number of the first pair scanned today, or of the next */
    int64_t bound_today;            /* pairs that were scanned today and are bound */
    bool is_on_hold;                /* the bench is on hold, as a supervisor left it */
    char hold_reason[SK_NOTE_SIZE]; /* why */
    bool is_called;                 /* a supervisor was, and has not come */
    bool had_scanner;               /* the log knows of a scanner that worked at this bench */
    int64_t sound_tested_wall_ms;   /* when the sound was tested last; 0: never */
    int32_t count;
    struct sk_stored_pair stored;
    struct sk_people *people; /* journal/people.h */
    struct sk_err_info text;
};

/* Called on any thread; copies *news, must not block for long. */
typedef void (*sk_recorder_report)(void *data, const struct sk_recorder_news *news);

/* May this be done with a pair? (journal/preconditions.h) */
enum sk_recorder_look {
    SK_RECORDER_LOOK_UNDO,
    SK_RECORDER_LOOK_RETRY,
    SK_RECORDER_LOOK_DEAL,
    SK_RECORDER_LOOK_RESEND, /* stored.pair.refers: the event that its dead letter is about */
};

#define SK_RECEIVERS 4
#define SK_RECEIVER_NAME_SIZE 16

struct sk_recorder {
    const struct sk_recorder_ops *ops;
};

/* All mandatory. Main thread, unless said otherwise; none of them blocks but destroy. */
struct sk_recorder_ops {
    /* Takes *record; SK_RECORDER_SAVED follows. SK_ERR_FULL: the disk is behind; nothing was taken,
     * try later. */
    enum sk_err (*save)(struct sk_recorder *recorder, const struct sk_record *record);

    /* Asks about the pair of that number, after everything that was saved before. The answer is
     * SK_RECORDER_LOOKED: text is "" if it may be done, and stored is the pair then, or, for an
     * undo that an earlier run left open, that undo; else text says why not. SK_ERR_FULL as above.
     */
    enum sk_err (*look)(struct sk_recorder *recorder, enum sk_recorder_look look, int64_t number);

    /* Asks for up to limit unsettled pairs above `after`: SK_RECORDER_LOADED or _UNFIT for each, in
     * order, then SK_RECORDER_LOAD_END. SK_ERR_FULL as above. */
    enum sk_err (*load)(struct sk_recorder *recorder, int64_t after, int32_t limit);

    /* Places left for save, look and load together; nothing else reduces it. */
    size_t (*room)(struct sk_recorder *recorder);

    /* Is the wall clock right? At first that is not known. true: it was just compared with a clock
     * that is; false: it is wrong, or was moved. Until the next true nothing is purged by age. */
    void (*clock_known)(struct sk_recorder *recorder, bool is_right);

    /* A badge was scanned that is nobody's: look whether the table of people has changed. */
    void (*look_for_people)(struct sk_recorder *recorder);

    /* From now on, and from what is saved next, a receiver of that name (below
     * SK_RECEIVER_NAME_SIZE) is to get the events: nothing is purged that it has not acknowledged.
     * Known already: nothing changes. At most SK_RECEIVERS in one run. */
    void (*enroll)(struct sk_recorder *recorder, const char *receiver);

    /* That receiver has everything up to this event. It is noted when there is nothing else to do,
     * and at the end; what was not noted in time is delivered again. Any thread. */
    void (*acknowledge)(struct sk_recorder *recorder, const char *receiver, int64_t seq);

    /* Waits for what was given to be saved (one try, if the disk is in trouble); no news come after
     * it. NULL is not allowed. */
    void (*destroy)(struct sk_recorder *recorder);
};

#endif
