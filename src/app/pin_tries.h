/* pin_tries.h — how often the PIN may be tried: five times, then a lock of 15 seconds that doubles
 * with each further wrong try, up to an hour. Pure; the file is text, kept by whoever asks.
 *
 * A try is counted, and the count is on the disk, before the PIN is looked at: pulling the plug
 * takes no try back. */
#ifndef SK_APP_PIN_TRIES_H
#define SK_APP_PIN_TRIES_H

#include "base/clock.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SK_PIN_TRIES 5
#define SK_PIN_LOCK_MS 15000
#define SK_PIN_LOCK_MAX_MS 3600000
#define SK_PIN_TRIES_SIZE 96 /* the file's text with NUL */

/* Plain value; all zero: nobody has tried. */
struct sk_pin_tries {
    int32_t wrong;         /* in a row */
    sk_ms lock;            /* length of the lock that the last of them began; 0: none */
    int64_t since_wall_ms; /* when it began */
};

/* Milliseconds that the lock still lasts; 0: the PIN may be tried. A clock that was set back may
 * begin it anew, but never makes it longer than its whole length. */
sk_ms sk_pin_tries_locked(const struct sk_pin_tries *tries, int64_t wall_ms);

/* Wrong tries that are still free before a lock. */
int32_t sk_pin_tries_left(const struct sk_pin_tries *tries);

/* One more wrong try, at wall_ms. A right one sets all to zero. */
void sk_pin_tries_wrong(struct sk_pin_tries *tries, int64_t wall_ms);

/* The file's text, and back; strict. A text that is not right counts as so many wrong tries that
 * a lock begins now: false, and *out says that. */
void sk_pin_tries_format(const struct sk_pin_tries *tries, char out[SK_PIN_TRIES_SIZE]);
bool sk_pin_tries_parse(const char *text, size_t length, int64_t wall_ms, struct sk_pin_tries *out);

#endif
