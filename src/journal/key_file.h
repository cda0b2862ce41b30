/* key_file.h — a public key (signed_note.h) as a file of one line. */
#ifndef SK_JOURNAL_KEY_FILE_H
#define SK_JOURNAL_KEY_FILE_H

#include "base/err.h"
#include "journal/signed_note.h"

/* Errors: those of sk_small_file_read(); SK_ERR_CORRUPT where it holds no public key. Blocks on the
 * disk. */
enum sk_err sk_key_file_read(const char *path, struct sk_signed_note_key *out,
                             struct sk_err_info *info);

/* what: a public key as text, or the path of such a file. */
enum sk_err sk_key_file_take(const char *what, struct sk_signed_note_key *out,
                             struct sk_err_info *info);

#endif
