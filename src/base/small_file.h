/* small_file.h — a line in a file that is read whole and written whole or not at all. */
#ifndef SK_BASE_SMALL_FILE_H
#define SK_BASE_SMALL_FILE_H

#include "base/err.h"

#include <stddef.h>
#include <sys/types.h>

/* Reads up to size - 1 bytes and ends them with NUL. *length and *mode (may be NULL) are of the
 * file. Errors: SK_ERR_NOT_FOUND, SK_ERR_DENIED, SK_ERR_CORRUPT (longer, or no regular file),
 * SK_ERR_IO. Blocks on the disk. */
enum sk_err sk_small_file_read(const char *path, char *out, size_t size, size_t *length,
                               mode_t *mode, struct sk_err_info *info);

/* Writes text for its owner only (0600) under another name, syncs, renames, syncs the directory.
 * Errors: SK_ERR_DENIED, SK_ERR_FULL, SK_ERR_IO, SK_ERR_INVALID (path too long). */
enum sk_err sk_small_file_write(const char *path, const char *text, struct sk_err_info *info);

/* Makes the directories that lead to the file, for this user only, where they are missing.
 * Errors: SK_ERR_INVALID (path too long), SK_ERR_IO. */
enum sk_err sk_small_file_make_way(const char *path, struct sk_err_info *info);

#endif
