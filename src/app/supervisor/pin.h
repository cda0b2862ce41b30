/* pin.h — the supervisor's PIN: kept as a scrypt hash (RFC 7914) in a file beside the settings.
 *
 * One line: `sag-kiosk-pin 1 scrypt LOG2N R P SALT HASH`, salt and hash in hexadecimal digits. Its
 * parameters are in the file, so that they can be raised without making old files useless. */
#ifndef SK_APP_SUPERVISOR_PIN_H
#define SK_APP_SUPERVISOR_PIN_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SK_PIN_MIN 4
#define SK_PIN_MAX 12
#define SK_PIN_SIZE (SK_PIN_MAX + 1) /* with NUL */
#define SK_PIN_SALT_BYTES 16
#define SK_PIN_HASH_BYTES 32
#define SK_PIN_LINE_SIZE 160 /* the file's line with its end and NUL */

/* Plain value. */
struct sk_pin {
    uint32_t log2_n, r, p;
    uint8_t salt[SK_PIN_SALT_BYTES];
    uint8_t hash[SK_PIN_HASH_BYTES];
};

/* SK_PIN_MIN to SK_PIN_MAX digits. */
bool sk_pin_is_well_formed(const char *digits);

/* Hashes digits with a new random salt. Takes 100 to 200 ms and 32 MiB on purpose: call it on a
 * thread that may wait. Errors: SK_ERR_INVALID (no PIN), SK_ERR_NOMEM, SK_ERR_IO (no random
 * numbers). */
enum sk_err sk_pin_make(const char *digits, struct sk_pin *out, struct sk_err_info *info);

/* Is it this PIN? Costs the same; compares in constant time. Errors: SK_ERR_NOMEM. */
enum sk_err sk_pin_check(const struct sk_pin *pin, const char *digits, bool *fits,
                         struct sk_err_info *info);

/* The line of the file, and back. parse: text has length bytes; one line, its end may be missing;
 * parameters that would take more than 256 MiB are refused. False leaves *out untouched. */
void sk_pin_format(const struct sk_pin *pin, char out[SK_PIN_LINE_SIZE]);
bool sk_pin_parse(const char *text, size_t length, struct sk_pin *out);

/* Its salt in hexadecimal digits; another one each time that a PIN is set. */
void sk_pin_print_salt(const struct sk_pin *pin, char out[2 * SK_PIN_SALT_BYTES + 1]);

/* Where this user's PIN is: $XDG_CONFIG_HOME/sag-kiosk/pin, else ~/.config/sag-kiosk/pin, without a
 * home /etc/sag-kiosk/pin. Errors: SK_ERR_INVALID (too long). */
enum sk_err sk_pin_path(char *out, size_t size);

/* Reads a file; or that file, and where it does not exist, /etc/sag-kiosk/pin. path (may be NULL)
 * gets the one that was read. A file that others may read or change is refused, as its PIN protects
 * nothing. Errors: SK_ERR_NOT_FOUND (none is set), SK_ERR_DENIED, SK_ERR_CORRUPT, SK_ERR_IO; info
 * has the fix. */
enum sk_err sk_pin_load_file(const char *path, struct sk_pin *out, struct sk_err_info *info);
enum sk_err sk_pin_load(struct sk_pin *out, char *path, size_t size, struct sk_err_info *info);

/* Writes the file for its owner only, whole or not at all; makes its directory.
 * Errors: SK_ERR_IO, SK_ERR_DENIED, SK_ERR_INVALID (path too long). */
enum sk_err sk_pin_store(const char *path, const struct sk_pin *pin, struct sk_err_info *info);

#endif
