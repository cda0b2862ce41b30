/* beside.h — what lies at the journal's path and beside it: an unfinished replacement, traces of a
 * journal that is gone. Private to this folder. All block on the disk. */
#ifndef SK_JOURNAL_BESIDE_H
#define SK_JOURNAL_BESIDE_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

/* Between `<path>.` and the time: for the old file that was set aside, and for the new one until it
 * is in place. */
#define SK_BESIDE_DAMAGED "damaged-"
#define SK_BESIDE_REPLACEMENT "replacement-"
#define SK_BESIDE_BUILDING "building"
/* Of the copy that is made before a migration, until it is whole; SQLite's files have more behind.
 */
#define SK_BESIDE_VERSION "version"
#define SK_BESIDE_PARTIAL ".partial"

/* The newest file beside path whose name is path's, a dot, and then begins with `kind` and does not
 * end like a file of SQLite's. out: its path. */
bool sk_beside_find(const char *path, const char *kind, char *out, size_t out_size);

/* Was there a journal before? Its lock with the mark of sk_beside_mark(), its write-ahead log, the
 * note of its head, or one that was set aside are beside it. */
bool sk_beside_has_traces(const char *path);

/* Marks in the lock's file (fd) that a journal was opened here. */
void sk_beside_mark(int fd);
bool sk_beside_is_marked(const char *path);

/* Finishes a replacement that an earlier run had made but not put in place, and removes one that
 * was incomplete. The lock must be held. *finished: the old file's new name, "" where nothing was
 * to be finished. */
enum sk_err sk_beside_finish(const char *path, char *finished, size_t finished_size,
                             struct sk_err_info *info);

/* `<path>.<kind>`; false: too long. */
bool sk_beside_name(const char *path, const char *kind, char *out, size_t out_size);

/* Removes copies that were not made to their end, with SQLite's files beside them. The lock must be
 * held. */
void sk_beside_remove_partial(const char *path);

/* Removes a database that nobody has open, with SQLite's files beside it. */
void sk_beside_remove(const char *file);

#endif
