/* checkpoint_file.h — the checkpoints that a bench makes of its own accord, one behind the other in
 * `<journal>.checkpoints`. They prove something once they are copied elsewhere. Private to this
 * folder. */
#ifndef SK_JOURNAL_CHECKPOINT_FILE_H
#define SK_JOURNAL_CHECKPOINT_FILE_H

#include "journal/store.h"

/* Signs the end of the journal and appends that to the file; what a power cut left half written is
 * taken off first. bench: as sk_checkpoint_make(). seq: of the last event. Errors: as
 * sk_checkpoint_make(), SK_ERR_FULL, SK_ERR_IO, SK_ERR_DENIED. Blocks on the disk. */
enum sk_err sk_checkpoint_file_append(struct sk_journal *journal, const char *bench,
                                      int64_t wall_ms, int64_t *seq, struct sk_err_info *info);

#endif
