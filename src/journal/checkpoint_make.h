/* checkpoint_make.h — the checkpoint of a journal as it is now. */
#ifndef SK_JOURNAL_CHECKPOINT_MAKE_H
#define SK_JOURNAL_CHECKPOINT_MAKE_H

#include "journal/checkpoint.h"
#include "journal/journal.h"

/* Signs the end of the journal with the bench's key, which is made where there is none. bench: the
 * name of the bench, as people write it; wall_ms: now. made (may be NULL): what was signed.
 * Errors: as sk_bench_key_open(), and of reading the journal. Blocks on the disk. */
enum sk_err sk_checkpoint_make(struct sk_journal *journal, const char *bench, int64_t wall_ms,
                               char out[SK_CHECKPOINT_SIZE], struct sk_checkpoint *made,
                               struct sk_err_info *info);

/* The public half of the key of this bench, which is made where there is none, with its id as
 * name. Errors: as sk_bench_key_open(), and of reading the journal. */
enum sk_err sk_checkpoint_key(struct sk_journal *journal, struct sk_signed_note_key *out,
                              struct sk_err_info *info);

/* "bench-" and the bench's id. Errors: of reading the journal. */
enum sk_err sk_checkpoint_origin(struct sk_journal *journal, char out[SK_SIGNED_NOTE_NAME_SIZE],
                                 struct sk_err_info *info);

#endif
