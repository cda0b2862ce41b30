/* still.h — the camera's picture of a pair, as a JPEG beside the journal: `<journal>.stills/` has
 * `<number>.jpg` for each pair that has one, for the owner of the journal alone (0600).
 *
 * A picture is whole on the disk before the event SK_EVENT_STILL gives its hash to the chain. What
 * a crash leaves between the two, and what a purge could not take away any more, is tidied at the
 * next start (sk_stills_tidy()). A journal that is set aside takes its pictures along (beside.c).
 */
#ifndef SK_JOURNAL_STILL_H
#define SK_JOURNAL_STILL_H

#include "base/err.h"
#include "journal/journal.h"
#include "sending/record.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SK_STILL_BYTES_MAX (2 << 20) /* of a picture */

/* Where the picture of that pair is. False: the path is too long. */
bool sk_still_path(const char *journal_path, int64_t number, char out[4096]);

/* Writes the picture of pair `number` beside the journal at this path: under another name, synced,
 * renamed. hash: what the event is to have. An earlier file of that name is overwritten: it has no
 * event, or its journal was set aside.
 * Errors, with a sentence: SK_ERR_FULL (also while the disk still has some room: that is the
 * journal's), SK_ERR_DENIED, SK_ERR_IO, SK_ERR_NOMEM, SK_ERR_INVALID (path too long). Blocks on the
 * disk. Any thread; one at a time a journal. */
enum sk_err sk_still_write(const char *journal_path, int64_t number, const void *bytes,
                           size_t length, char hash[SK_STILL_HASH_SIZE], struct sk_err_info *info);

/* Reads it: *bytes is the caller's to free(). Errors, with a sentence: SK_ERR_NOT_FOUND,
 * SK_ERR_CORRUPT (it is not the one that was taken), SK_ERR_DENIED, SK_ERR_IO, SK_ERR_NOMEM,
 * SK_ERR_INVALID. Blocks on the disk. */
enum sk_err sk_still_read(const char *journal_path, int64_t number, const char *hash, char **bytes,
                          size_t *length, struct sk_err_info *info);

/* Takes the files of so many pairs away; what cannot be is left for sk_stills_tidy(). */
void sk_stills_remove(const char *journal_path, const int64_t *numbers, size_t count);

/* Takes away what earlier runs left: files that were not finished, that no event has, or whose pair
 * was purged. Only of pairs below `below`, the first of this run. A file of a pair that this
 * journal never had stays. go_on(data) false ends it early: *is_over says whether it came to the
 * end. Fine where there are no pictures. removed: how many were. Errors: those of the database. */
enum sk_err sk_stills_tidy(struct sk_journal *journal, int64_t below, bool (*go_on)(void *data),
                           void *data, bool *is_over, int64_t *removed, struct sk_err_info *info);

/* Holds the files against the pairs: calls each(data, text) for every picture that is missing, was
 * changed, or belongs to no pair; text is an English sentence, borrowed. *checked: those that are
 * as they were taken. A kiosk may be running: what it is just writing or purging is no finding.
 * Errors: those of the database, SK_ERR_NOMEM. */
enum sk_err sk_stills_verify(struct sk_journal *journal, void (*each)(void *data, const char *text),
                             void *data, int64_t *checked, struct sk_err_info *info);

#endif
