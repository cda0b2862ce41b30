/* pin_tries.h — how often the PIN may be tried: five times, then a lock of 15 seconds that doubles
 * with each further wrong try, up to an hour. Pure; the file is text, kept by whoever asks.
 *
 * A try is counted, and the count is on the disk, before the PIN is looked at: pulling the plug
 * does not undo a try. A lock runs on monotonic time, which nobody can set, and which says nothing
 * about the time before a start: a lock that was running begins anew then. */
#ifndef SK_APP_SUPERVISOR_PIN_TRIES_H
#define SK_APP_SUPERVISOR_PIN_TRIES_H

#include "base/clock.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SK_PIN_TRIES 5
#define SK_PIN_LOCK_MS 15000
#define SK_PIN_LOCK_MAX_MS 3600000
#define SK_PIN_TRIES_SIZE 128   /* the file's text with NUL */
#define SK_PIN_TRIES_OF_SIZE 33 /* with NUL */

/* Plain value; all zero: nobody has tried. */
struct sk_pin_tries {
    int32_t wrong; /* in a row */
    sk_ms lock;    /* length of the lock that the last of them began; 0: none, or it is over */
    sk_ms since;   /* when it began, monotonic; not in the file */
    char of[SK_PIN_TRIES_OF_SIZE]; /* the salt of the PIN that was tried, in hexadecimal digits; "":
                                      not known, as in files of version 2 */
};

/* Milliseconds that the lock still lasts; 0: the PIN may be tried. now: monotonic, as below. */
sk_ms sk_pin_tries_locked(const struct sk_pin_tries *tries, sk_ms now);

/* True once, when a lock is over: it is taken out, so that it does not begin anew after a start. */
bool sk_pin_tries_end_lock(struct sk_pin_tries *tries, sk_ms now);

/* Wrong tries that are still free before a lock. */
int32_t sk_pin_tries_left(const struct sk_pin_tries *tries);

/* One more wrong try, now. A right one sets all to zero. */
void sk_pin_tries_wrong(struct sk_pin_tries *tries, sk_ms now);

/* The PIN that is set now has this salt: of another one, set anew meanwhile, no try counts. True:
 * that has changed something. */
bool sk_pin_tries_bind(struct sk_pin_tries *tries, const char *of);

/* The file's text, and back; strict. The lock begins at `since`. A malformed text counts as enough
 * wrong tries to begin a lock: returns false, with *out filled accordingly. */
void sk_pin_tries_format(const struct sk_pin_tries *tries, char out[SK_PIN_TRIES_SIZE]);
bool sk_pin_tries_parse(const char *text, size_t length, sk_ms since, struct sk_pin_tries *out);

#endif
