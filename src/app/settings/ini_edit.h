/* ini_edit.h — one value of a settings file set, and all else of the file left as it was written:
 * comments, order, blank lines, unknown settings. Pure. */
#ifndef SK_APP_SETTINGS_INI_EDIT_H
#define SK_APP_SETTINGS_INI_EDIT_H

#include "base/buf.h"
#include "base/err.h"

#include <stddef.h>

/* Appends to out the text with `key = value` in [section]: in the place of the last line there that
 * sets it, which is the one that counts, else as the section's first line, else in a section of its
 * own at the end. Errors: those of sk_buf, SK_ERR_INVALID (a value
 * that a file cannot hold: with a control character, or with what would be read as a comment). */
enum sk_err sk_ini_set(const char *text, size_t length, const char *section, const char *key,
                       const char *value, struct sk_buf *out);

#endif
