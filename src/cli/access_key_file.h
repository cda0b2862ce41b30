/* access_key_file.h — an access key as somebody has it, made into the credentials file that the
 * kiosk reads. Pure. */
#ifndef SK_CLI_ACCESS_KEY_FILE_H
#define SK_CLI_ACCESS_KEY_FILE_H

#include "base/buf.h"
#include "base/err.h"

#include <stddef.h>

/* Appends a credentials file with this key. The caller wipes out. Errors: those of sk_buf;
 * SK_ERR_INVALID (empty, or with characters that no key has), info tells which of both. */
enum sk_err sk_access_key_file(const char *id, const char *secret, struct sk_buf *out,
                               struct sk_err_info *info);

/* The same from a file's bytes: a credentials file is taken as it is; so is what the RAM console
 * lets one download, a table (CSV) with a heading of two columns, ID and secret, and one row.
 * Errors: as above; SK_ERR_INVALID (neither). */
enum sk_err sk_access_key_convert(const char *text, size_t length, struct sk_buf *out,
                                  struct sk_err_info *info);

#endif
