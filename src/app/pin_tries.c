#include "app/pin_tries.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define WRONG_MAX 1000000 /* nobody gets there: a million locks of an hour */

sk_ms sk_pin_tries_locked(const struct sk_pin_tries *tries, int64_t wall_ms) {
    int64_t passed = wall_ms > tries->since_wall_ms ? wall_ms - tries->since_wall_ms : 0;
    return passed < tries->lock ? tries->lock - passed : 0;
}

int32_t sk_pin_tries_left(const struct sk_pin_tries *tries) {
    return tries->wrong < SK_PIN_TRIES ? SK_PIN_TRIES - tries->wrong : 0;
}

void sk_pin_tries_wrong(struct sk_pin_tries *tries, int64_t wall_ms) {
    tries->wrong += tries->wrong < WRONG_MAX;
    tries->lock = 0;
    if (tries->wrong >= SK_PIN_TRIES) {
        tries->lock = SK_PIN_LOCK_MS;
        for (int32_t i = SK_PIN_TRIES; i < tries->wrong && tries->lock < SK_PIN_LOCK_MAX_MS; i++) {
            tries->lock *= 2;
        }
        tries->lock = tries->lock < SK_PIN_LOCK_MAX_MS ? tries->lock : SK_PIN_LOCK_MAX_MS;
    }
    tries->since_wall_ms = wall_ms;
}

void sk_pin_tries_format(const struct sk_pin_tries *tries, char out[SK_PIN_TRIES_SIZE]) {
    (void)snprintf(out, SK_PIN_TRIES_SIZE, "sag-kiosk-pin-tries 1 %d %" PRId64 " %" PRId64 "\n",
                   (int)tries->wrong, tries->lock, tries->since_wall_ms);
}

static bool parse(const char *text, size_t length, struct sk_pin_tries *out) {
    char line[SK_PIN_TRIES_SIZE];
    struct sk_pin_tries tries = { 0 };
    int wrong = 0;
    if (length >= sizeof(line)) {
        return false;
    }
    memcpy(line, text, length);
    line[length] = '\0';
    if (sscanf(line, "sag-kiosk-pin-tries 1 %9d %18" SCNd64 " %18" SCNd64, &wrong, &tries.lock,
               &tries.since_wall_ms) != 3 ||
        wrong < 0 || wrong > WRONG_MAX || tries.lock < 0 || tries.lock > SK_PIN_LOCK_MAX_MS) {
        return false;
    }
    tries.wrong = wrong;
    /* What it was made from is what it must look like. */
    char again[SK_PIN_TRIES_SIZE];
    sk_pin_tries_format(&tries, again);
    if (strlen(again) != length || memcmp(again, line, length) != 0) {
        return false;
    }
    *out = tries;
    return true;
}

bool sk_pin_tries_parse(const char *text, size_t length, int64_t wall_ms,
                        struct sk_pin_tries *out) {
    if (parse(text, length, out)) {
        return true;
    }
    *out = (struct sk_pin_tries){ .wrong = SK_PIN_TRIES,
                                  .lock = SK_PIN_LOCK_MS,
                                  .since_wall_ms = wall_ms };
    return false;
}
