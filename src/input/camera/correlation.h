/* correlation.h — how well the brightness of places agrees with what is known of them. Pure. */
#ifndef SK_INPUT_CAMERA_CORRELATION_H
#define SK_INPUT_CAMERA_CORRELATION_H

#include <math.h>
#include <stdbool.h>

/* Zeroed to begin with. */
struct sk_correlation {
    float sum, square; /* of the brightness */
    float signs;
    float both; /* of brightness and sign, multiplied */
};

/* brightness: around 0, or digits are lost. sign: 1 dark, -1 light; the other way round where the
 * code is inverted. */
static inline void sk_correlation_add(struct sk_correlation *self, float brightness, float sign) {
    self->sum += brightness;
    self->square += brightness * brightness;
    self->signs += sign;
    self->both += brightness * sign;
}

/* -1 to 1, of n places; `none` where all are equally bright, or known as the same. */
static inline float sk_correlation_of(const struct sk_correlation *self, float n, bool inverted,
                                      float none) {
    float spread = (self->square - self->sum * self->sum / n) * (n - self->signs * self->signs / n);
    if (n < 2 || spread <= 1.0f) {
        return none;
    }
    float result = (self->both - self->sum * self->signs / n) / sqrtf(spread);
    return inverted ? result : -result;
}

#endif
