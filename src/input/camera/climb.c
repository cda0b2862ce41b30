#include "input/camera/climb.h"

/* Modules of the last, smallest step. */
static const float STEP_LAST = 0.06f;
/* A round that gains less than this is the last with its step. */
static const float GAIN_MIN = 1e-4f;

/* Each coordinate by a step, to the side that is better, if one is. */
static float go_round(const struct sk_climb *climb, float step, float best,
                      struct sk_point p[SK_CLIMB_CORNERS]) {
    for (int i = 0; i < 2 * SK_CLIMB_CORNERS; i++) {
        float *at = i % 2 ? &p[i / 2].y : &p[i / 2].x;
        float from = *at;
        float kept = from;
        for (int sign = -1; sign <= 1; sign += 2) {
            *at = from + (float)sign * step * climb->reach[i / 2] * climb->unit;
            float value = climb->agreement(climb->data, p);
            if (value > best) {
                best = value;
                kept = *at;
            }
        }
        *at = kept;
    }
    return best;
}

float sk_climb(const struct sk_climb *climb, struct sk_point p[SK_CLIMB_CORNERS]) {
    float best = climb->agreement(climb->data, p);
    for (float step = 0.5f; step >= STEP_LAST; step *= 0.5f) {
        for (int round = 0; round < 4; round++) {
            float before = best;
            best = go_round(climb, step, best, p);
            if (best - before < GAIN_MIN) {
                break;
            }
        }
    }
    return best;
}
