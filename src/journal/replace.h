/* replace.h — a damaged journal is set aside and a new one begun, so that the bench goes on.
 *
 * The file is renamed (with its -wal and -shm) to `<path>.damaged-20260106T091205` and not written
 * to any more. Pairs that waited in it are taken over under their numbers, as far as they can
 * still be read and the chain vouches for them; they count as perhaps sent, so the service is
 * asked before anything is sent again. What was settled stays in the old file only. */
#ifndef SK_JOURNAL_REPLACE_H
#define SK_JOURNAL_REPLACE_H

#include "journal/journal.h"

#include <stdint.h>

struct sk_replaced {
    char name[4096];      /* of the file that was set aside */
    int64_t taken_over;   /* pairs that waited */
    int64_t not_readable; /* … that could not be taken over, as far as they could be counted */
};

/* To be called when sk_journal_create() said SK_ERR_CORRUPT, or an open journal did and was
 * destroyed. next_number: the least order number that a new pair may get.
 * Owner: *out is the caller's. Errors: as sk_journal_create(); when the old file could not be
 * moved, all is as it was. */
enum sk_err sk_journal_replace(struct sk_journal **out, const char *path, int64_t next_number,
                               struct sk_replaced *replaced, struct sk_err_info *info);

#endif
