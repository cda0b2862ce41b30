#include "input/retry.h"

#include "base/util.h"

#define SETTLING_TRIES 6

static const sk_ms pauses[] = { 20, 50, 100, 150, 250, 350, 1000, 2000, 5000 };

void sk_retry_later(struct sk_retry *self, sk_ms now) {
    size_t last = SK_ARRAY_LEN(pauses) - 1;
    self->at = now + pauses[self->tries < last ? self->tries : last];
    self->tries++;
}

bool sk_retry_is_settling(const struct sk_retry *self) {
    return self->tries < SETTLING_TRIES;
}
