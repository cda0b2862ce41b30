/* replace.h — a damaged journal is set aside and a new one begun, so that the bench goes on.
 *
 * The new one is built beside, as `<path>.building`: pairs that waited are taken over under their
 * numbers, as far as they can still be read and the chain vouches for them (they count as possibly
 * sent, so the service is asked before anything is sent again), and of all others what the guards
 * need. Settled pairs stay in the old file only: what receivers did not have of them is counted,
 * and said; of the new one they get everything. When it is whole and on the disk it is named
 * `<path>.replacement-20260106T091205`; from then on it is the journal, whatever happens: the old
 * file is renamed (with its -wal) to `<path>.damaged-20260106T091205` and the new one to its name,
 * by this start or by the next.
 *
 * A file that is gone, empty or short is replaced in the same way: what its write-ahead log, the
 * rest of it, or one that was set aside still holds is taken over. */
#ifndef SK_JOURNAL_REPLACE_H
#define SK_JOURNAL_REPLACE_H

#include "journal/acknowledged.h"
#include "journal/journal.h"

#include <stdint.h>

enum sk_replaced_state { SK_REPLACED_DAMAGED, SK_REPLACED_EMPTY, SK_REPLACED_GONE };

struct sk_replaced {
    enum sk_replaced_state state; /* of the old file */
    char name[4096];              /* of the file that was set aside; "" where there was none */
    int64_t taken_over;           /* pairs that waited */
    int64_t not_readable; /* … that could not be taken over, as far as they could be counted */
    bool is_incomplete;   /* reading broke off: how many waited is not known */
    struct sk_undelivered undelivered;
};

/* To be called when sk_journal_create() said SK_ERR_CORRUPT twice, or an open journal did and was
 * destroyed. next_number: the least number that a new pair may get.
 * Owner: *out is the caller's. Errors: as sk_journal_create(); also SK_ERR_IO and its like where
 * the old file cannot be read for another reason than damage. Until the new one is whole nothing
 * changes. */
enum sk_err sk_journal_replace(struct sk_journal **out, const char *path, int64_t next_number,
                               struct sk_replaced *replaced, struct sk_err_info *info);

/* Reads the journal's files from end to end. Errors: the system's, if they cannot be read. To be
 * called before anything is called damaged. */
enum sk_err sk_journal_read_through(const char *path, struct sk_err_info *info);

/* The last steps, also for a journal that is put back from a copy (backup.h); the journal's lock is
 * held. Private to this folder. find: a time that names no file yet. complete: `building` is whole
 * and closed; it is named so that sk_beside_finish() puts it in place. */
#define SK_REPLACE_STAMP_SIZE 32
enum sk_err sk_replace_find_stamp(const char *path, char stamp[SK_REPLACE_STAMP_SIZE],
                                  struct sk_err_info *info);
enum sk_err sk_replace_complete(const char *building, const char *path, const char *stamp,
                                struct sk_err_info *info);

#endif
