#include "app/supervisor/pin_tries.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define WRONG_MAX 1000000 /* out of reach: a million locks of an hour each */

sk_ms sk_pin_tries_locked(const struct sk_pin_tries *tries, sk_ms now) {
    sk_ms passed = now > tries->since ? now - tries->since : 0;
    return passed < tries->lock ? tries->lock - passed : 0;
}

bool sk_pin_tries_end_lock(struct sk_pin_tries *tries, sk_ms now) {
    bool is_over = tries->lock > 0 && sk_pin_tries_locked(tries, now) == 0;
    if (is_over) {
        tries->lock = 0;
    }
    return is_over;
}

int32_t sk_pin_tries_left(const struct sk_pin_tries *tries) {
    return tries->wrong < SK_PIN_TRIES ? SK_PIN_TRIES - tries->wrong : 0;
}

void sk_pin_tries_wrong(struct sk_pin_tries *tries, sk_ms now) {
    tries->wrong += tries->wrong < WRONG_MAX;
    tries->lock = 0;
    if (tries->wrong >= SK_PIN_TRIES) {
        tries->lock = SK_PIN_LOCK_MS;
        for (int32_t i = SK_PIN_TRIES; i < tries->wrong && tries->lock < SK_PIN_LOCK_MAX_MS; i++) {
            tries->lock *= 2;
        }
        tries->lock = tries->lock < SK_PIN_LOCK_MAX_MS ? tries->lock : SK_PIN_LOCK_MAX_MS;
    }
    tries->since = now;
}

bool sk_pin_tries_bind(struct sk_pin_tries *tries, const char *of) {
    bool is_same = strcmp(tries->of, of) == 0;
    if (!is_same && tries->of[0] != '\0') {
        *tries = (struct sk_pin_tries){ .wrong = 0 };
    }
    (void)snprintf(tries->of, sizeof(tries->of), "%s", of);
    return !is_same;
}

void sk_pin_tries_format(const struct sk_pin_tries *tries, char out[SK_PIN_TRIES_SIZE]) {
    bool has_of = tries->of[0] != '\0';
    (void)snprintf(out, SK_PIN_TRIES_SIZE, "sag-kiosk-pin-tries %d %d %" PRId64 "%s%s\n",
                   has_of ? 3 : 2, (int)tries->wrong, tries->lock, has_of ? " " : "", tries->of);
}

static bool parse(const char *text, size_t length, struct sk_pin_tries *out) {
    char line[SK_PIN_TRIES_SIZE];
    struct sk_pin_tries tries = { 0 };
    int wrong = 0;
    int version = 0;
    if (length >= sizeof(line)) {
        return false;
    }
    memcpy(line, text, length);
    line[length] = '\0';
    int count = sscanf(line, "sag-kiosk-pin-tries %1d %9d %18" SCNd64 " %32[0-9a-f]", &version,
                       &wrong, &tries.lock, tries.of);
    bool is_whole =
        version == 2 ? count == 3 : version == 3 && count == 4 && strlen(tries.of) == 32;
    if (!is_whole || wrong < 0 || wrong > WRONG_MAX || tries.lock < 0 ||
        tries.lock > SK_PIN_LOCK_MAX_MS) {
        return false;
    }
    tries.wrong = wrong;
    /* It must look exactly as we would write it. */
    char again[SK_PIN_TRIES_SIZE];
    sk_pin_tries_format(&tries, again);
    if (strlen(again) != length || memcmp(again, line, length) != 0) {
        return false;
    }
    *out = tries;
    return true;
}

bool sk_pin_tries_parse(const char *text, size_t length, sk_ms since, struct sk_pin_tries *out) {
    bool is_right = parse(text, length, out);
    if (!is_right) {
        *out = (struct sk_pin_tries){ .wrong = SK_PIN_TRIES, .lock = SK_PIN_LOCK_MS };
    }
    out->since = since;
    return is_right;
}
