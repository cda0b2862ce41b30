/* retry.h — when a device that could not be opened is tried again: quickly at first, for a second
 * in all, while the kernel sets it up. Then more slowly, for one that cannot be used; what blocks
 * it may be fixed meanwhile. */
#ifndef SK_INPUT_RETRY_H
#define SK_INPUT_RETRY_H

#include "base/clock.h"

#include <stdbool.h>
#include <stddef.h>

struct sk_retry {
    size_t tries; /* that have failed */
    sk_ms at;     /* of the next */
};

/* A try failed. */
void sk_retry_later(struct sk_retry *self, sk_ms now);

/* True while what fails may be that it has only just been plugged in. */
bool sk_retry_is_settling(const struct sk_retry *self);

#endif
