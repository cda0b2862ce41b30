#include "input/camera/halve.h"

#include <stddef.h>

enum sk_err sk_grey_halve(struct sk_grey *out, const struct sk_grey *grey) {
    enum sk_err err = sk_grey_resize(out, grey->width / 2, grey->height / 2);
    if (err) {
        return err;
    }
    for (int y = 0; y < out->height; y++) {
        const uint8_t *restrict upper = grey->pixels + (ptrdiff_t)(2 * y) * grey->stride;
        const uint8_t *restrict lower = upper + grey->stride;
        uint8_t *restrict to = out->pixels + (ptrdiff_t)y * out->stride;
        for (int x = 0; x < out->width; x++) {
            to[x] =
                (uint8_t)((upper[2 * x] + upper[2 * x + 1] + lower[2 * x] + lower[2 * x + 1] + 2) >>
                          2);
        }
    }
    return SK_OK;
}

enum sk_err sk_grey_smooth(struct sk_grey *out, const struct sk_grey *grey) {
    enum sk_err err = sk_grey_resize(out, grey->width, grey->height);
    if (err) {
        return err;
    }
    for (int y = 0; y < grey->height; y++) {
        const uint8_t *restrict here = grey->pixels + (ptrdiff_t)y * grey->stride;
        const uint8_t *restrict above = y > 0 ? here - grey->stride : here;
        const uint8_t *restrict below = y + 1 < grey->height ? here + grey->stride : here;
        uint8_t *restrict to = out->pixels + (ptrdiff_t)y * out->stride;
        to[0] = here[0];
        to[grey->width - 1] = here[grey->width - 1];
        for (int x = 1; x < grey->width - 1; x++) {
            int left = above[x - 1] + 2 * here[x - 1] + below[x - 1];
            int middle = above[x] + 2 * here[x] + below[x];
            int right = above[x + 1] + 2 * here[x + 1] + below[x + 1];
            to[x] = (uint8_t)((left + 2 * middle + right + 8) >> 4);
        }
    }
    return SK_OK;
}
