/* backup.h — copies of a journal that are made while it is written, and put back.
 *
 * A copy is one SQLite file without a write-ahead log. It has its name only once it was read back:
 * the database is whole, the chain of events is, and it is on the disk. Beside it go what is not in
 * the journal and is no secret: `.settings` and `.checkpoints`; where it is asked for, also
 * `.people` (the key of the badges) and `.key` (what the bench signs with). Pictures of pairs and
 * PINs do not. All block on the disk. */
#ifndef SK_JOURNAL_BACKUP_H
#define SK_JOURNAL_BACKUP_H

#include "base/err.h"
#include "journal/verify.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SK_BACKUP_PATH_SIZE 4096

/* Copies the journal at journal_path to `to`, which must not be there yet. Errors: those of
 * sk_journal_create() for reading; SK_ERR_BUSY (`to` is there), SK_ERR_CORRUPT (the journal, or
 * what was written of it; nothing is left then), SK_ERR_FULL, SK_ERR_IO, SK_ERR_DENIED. */
enum sk_err sk_backup_make(const char *journal_path, const char *to, bool with_keys,
                           struct sk_verify_report *report, struct sk_err_info *info);

/* The name of a copy that is made now, in a folder that several benches may share: the bench's
 * name and id are in it. Errors: as for reading the journal; SK_ERR_INVALID (too long). */
enum sk_err sk_backup_name(const char *journal_path, const char *bench, const char *folder,
                           char out[SK_BACKUP_PATH_SIZE], struct sk_err_info *info);

/* Removes the oldest copies of the bench that made `newest` from its folder, so that `keep` are
 * left; what is beside them, too. *removed: how many. Errors: SK_ERR_IO, SK_ERR_DENIED. */
enum sk_err sk_backup_prune(const char *newest, int64_t keep, size_t *removed,
                            struct sk_err_info *info);

/* Is the copy whole? Errors: as sk_backup_make(). */
enum sk_err sk_backup_verify(const char *path, struct sk_verify_report *report,
                             struct sk_err_info *info);

/* Puts the copy `from` in the place of the journal at `to`, which nobody may be writing
 * (SK_ERR_BUSY). A copy of an older version is brought up to date. Pairs that waited when it was
 * made count as possibly sent, so the service is asked first; numbers that were given since are not
 * given again. What was at `to` is set aside as replace.h does it, and is named in *aside ("":
 * nothing was); until the new one is whole nothing changes. Errors: as above. */
enum sk_err sk_backup_restore(const char *from, const char *to, char aside[SK_BACKUP_PATH_SIZE],
                              struct sk_verify_report *report, struct sk_err_info *info);

#endif
