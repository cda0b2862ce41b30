/* tidy.h — the journal's upkeep while nothing is written: the text index, a rest
 * (sk_journal_rest()), a look at clock and file, a checkpoint where one is due, the check of its
 * indexes, and the removal of what is too old. Each step is short or gives way to writing. One
 * thread, with the journal. */
#ifndef SK_JOURNAL_TIDY_H
#define SK_JOURNAL_TIDY_H

#include "journal/checkpoint_due.h"
#include "journal/clock_watch.h"
#include "journal/inspect.h"
#include "journal/journal.h"

struct sk_tidy {
    struct sk_clock *clock;
    bool (*go_on)(void *data);                  /* false: there is something to write */
    void (*tell)(void *data, const char *text); /* a line for the log; text is borrowed */
    void *data;
    int64_t keep_days;      /* of the log; 0: for ever */
    bool purge_undelivered; /* also what a receiver does not have yet */
    bool is_clock_right;    /* the wall clock was compared with another one, and has not been moved
                               since */

    const char *bench; /* its name, for checkpoints; NULL: none are made. Borrowed */
    struct sk_checkpoint_due checkpoint;
    bool told_checkpoint; /* that none can be written */

    struct sk_clock_watch watch;
    struct sk_inspection inspection;
    bool has_more;    /* texts for the index, or a purge */
    bool is_unrested; /* something was written since the last rest */
    bool told_low;    /* told that the disk is nearly full while the time is not known */
    sk_ms written_at;
    sk_ms rested_at;
    sk_ms inspect_at;      /* not before */
    bool has_acknowledged; /* numbers of receivers that are to be noted */
    sk_ms noted_at;        /* when some were noted last */
    sk_ms purge_at;        /* the next look for what is too old; 0: at once */
    int64_t stills_below;  /* pictures of pairs below are to be tidied (still.h); 0: they are */
};

/* clock, the functions and their data are borrowed. */
void sk_tidy_init(struct sk_tidy *tidy, struct sk_clock *clock, bool (*go_on)(void *data),
                  void (*tell)(void *data, const char *text), void *data);

/* Something was written just now. */
void sk_tidy_wrote(struct sk_tidy *tidy);

/* Does what is due. Failures of what can wait do no harm and are not reported: the next record will
 * show what is wrong with the disk.
 * Errors: SK_ERR_IO (the journal's file is no longer at its path), SK_ERR_CORRUPT (its indexes
 * cannot be fixed). */
enum sk_err sk_tidy_do(struct sk_tidy *tidy, struct sk_journal *journal, struct sk_err_info *info);

/* Are the receivers' numbers to be noted now? Then the caller does, before sk_tidy_do(). They are
 * noted now and then only: each time costs a commit, and a late one a letter that comes again. */
bool sk_tidy_is_to_acknowledge(struct sk_tidy *tidy);

/* In how many ms sk_tidy_do() has something to do. */
sk_ms sk_tidy_wait(const struct sk_tidy *tidy);

#endif
