/* whole_file.h — reads a whole file of the user's, up to a limit. Depends on err.h only. */
#ifndef SK_BASE_WHOLE_FILE_H
#define SK_BASE_WHOLE_FILE_H

#include "base/err.h"

#include <stddef.h>

/* Reads a file, or what comes through a pipe, to its end. *text has a NUL behind its *length bytes
 * and is the caller's to free(). info: "the file '…' cannot be read: …".
 * Errors: SK_ERR_NOT_FOUND, SK_ERR_DENIED, SK_ERR_FULL (more than max bytes, as from a device that
 * never ends), SK_ERR_NOMEM, SK_ERR_IO; also when a signal came, so that Ctrl-C ends the wait for a
 * pipe that nobody writes to. */
enum sk_err sk_whole_file_read(const char *path, size_t max, char **text, size_t *length,
                               struct sk_err_info *info);

#endif
