/* bundle_file.h — an update as a file: read, checked to its last byte, and only then unpacked; and
 * made. It is read by its descriptor alone, so that what was checked is what is unpacked; the
 * caller hands in a file that nobody else can write. All block on the disk. One thread. */
#ifndef SK_UPDATE_BUNDLE_FILE_H
#define SK_UPDATE_BUNDLE_FILE_H

#include "base/err.h"
#include "journal/signed_note.h"
#include "update/bundle.h"

#include <stdint.h>

/* Reads the head of the file fd, checks its signature, and reads every byte behind it: each file
 * has the hash that the head says, and nothing follows. *payload_at: where the files' bytes begin.
 * Owner: *out is the caller's, sk_bundle_finish(). Errors, after which *out is untouched:
 * SK_ERR_INVALID (no such file, or cut off), SK_ERR_DENIED (not signed with key), SK_ERR_CORRUPT (a
 * file is not the one that was signed), SK_ERR_UNSUPPORTED, SK_ERR_NOMEM, SK_ERR_IO. */
enum sk_err sk_bundle_file_check(int fd, const struct sk_signed_note_key *key,
                                 struct sk_bundle *out, int64_t *payload_at,
                                 struct sk_err_info *info);

/* Writes the files of a bundle that was checked into the folder `into`, which is empty; on the disk
 * when it returns. after(data) is called behind each file, for tests; NULL: nothing. Errors:
 * SK_ERR_CORRUPT, SK_ERR_FULL, SK_ERR_IO. */
enum sk_err sk_bundle_file_unpack(int fd, const struct sk_bundle *bundle, int64_t payload_at,
                                  int into, void (*after)(void *data), void *data,
                                  struct sk_err_info *info);

/* What is made of the files below folder's bin, lib and share. Owner: as above. Errors:
 * SK_ERR_INVALID (something that an update cannot hold, or nothing), SK_ERR_FULL (too many or too
 * large), those of reading. */
enum sk_err sk_bundle_file_list(const char *folder, struct sk_bundle *out,
                                struct sk_err_info *info);

/* Writes it, signed, to path. Errors: those of sk_new_file_open(); SK_ERR_CORRUPT (a file changed
 * meanwhile). */
enum sk_err sk_bundle_file_make(const struct sk_bundle *bundle, const char *folder,
                                const char *name, const struct sk_bench_key *key, const char *path,
                                struct sk_err_info *info);

#endif
