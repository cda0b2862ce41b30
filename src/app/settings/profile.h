/* profile.h — a bench's settings as a text that carries them to the next bench (signed by whoever
 * hands it on, journal/signed_note.h). A setting a line, as in overlay.h, below two lines of its
 * own:
 *
 *     sag-kiosk profile 1
 *     made 2026-01-06T09:12:05Z
 *     ; left out: cloud.credentials_file
 *     pairing.mode = sticky
 *
 * No file, folder, program, address or key is carried, and what is of one bench only where that is
 * asked for: they are named as left out. Pure. */
#ifndef SK_APP_SETTINGS_PROFILE_H
#define SK_APP_SETTINGS_PROFILE_H

#include "app/settings/overlay.h"
#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>

/* Bytes of the longest profile, with who signed it. */
#define SK_PROFILE_BYTES_MAX (SK_OVERLAY_BYTES_MAX + 16384)
#define SK_PROFILE_TIME_SIZE 32

/* Appends the profile of what is set in config, wherever it was set; with_bench: also what is of
 * this bench alone. time: when, without control characters. Errors: SK_ERR_NOMEM, SK_ERR_FULL. */
enum sk_err sk_profile_write(const struct sk_config *config, bool with_bench, const char *time,
                             struct sk_buf *out);

/* Reads one, whole or not at all. *out is undefined on errors: SK_ERR_UNSUPPORTED (of another
 * version, or with a setting that this one does not carry), SK_ERR_INVALID; info names the line. */
enum sk_err sk_profile_read(const char *text, size_t length, struct sk_overlay *out,
                            struct sk_err_info *info);

#endif
