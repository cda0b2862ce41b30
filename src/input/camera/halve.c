#include "input/camera/halve.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum { NOISE = 3 }; /* grey levels that are left as they are */

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

static int clamp(int value, int low, int high) {
    return value < low ? low : value > high ? high : value;
}

/* One row; columns holds the sum of each column over the rows of the window, and goes on for reach
 * places beyond both ends. Plain loops, so that the compiler can make vector code of them. */
static void sharpen_row(uint8_t *restrict to, const uint8_t *restrict from,
                        const uint16_t *restrict columns, uint16_t *restrict sums, int width,
                        int reach, int strength) {
    int side = 2 * reach + 1;
    uint16_t share = (uint16_t)(65536 / (side * side)); /* rounds down: less than the mean */
    int16_t times = (int16_t)strength;
    memcpy(sums, columns, (size_t)width * sizeof(*sums));
    for (int i = 1; i < side; i++) {
        const uint16_t *restrict more = columns + i;
        for (int x = 0; x < width; x++) {
            sums[x] = (uint16_t)(sums[x] + more[x]);
        }
    }
    for (int x = 0; x < width; x++) {
        int16_t mean = (int16_t)(((uint32_t)sums[x] * share) >> 16);
        int16_t off = (int16_t)(from[x] - mean);
        int16_t noise = off < -NOISE ? -NOISE : off > NOISE ? NOISE : off;
        int16_t value = (int16_t)(from[x] + times * (int16_t)(off - noise));
        value = value < 0 ? 0 : value;
        to[x] = (uint8_t)(value > 255 ? 255 : value);
    }
}

enum sk_err sk_grey_sharpen(struct sk_grey *out, const struct sk_grey *grey, int reach,
                            int strength) {
    int width = grey->width;
    if (width <= 2 * reach || grey->height <= 2 * reach) {
        return SK_ERR_INVALID;
    }
    size_t room = (size_t)(width + 2 * reach);
    uint16_t *columns = calloc(2 * room, sizeof(*columns));
    enum sk_err err = columns ? sk_grey_resize(out, width, grey->height) : SK_ERR_NOMEM;
    if (err) {
        free(columns);
        return err;
    }
    uint16_t *inner = columns + reach;
    for (int y = -reach; y <= reach; y++) {
        const uint8_t *row = grey->pixels + (ptrdiff_t)clamp(y, 0, grey->height - 1) * grey->stride;
        for (int x = 0; x < width; x++) {
            inner[x] = (uint16_t)(inner[x] + row[x]);
        }
    }
    for (int y = 0; y < grey->height; y++) {
        const uint8_t *restrict in =
            grey->pixels + (ptrdiff_t)clamp(y + reach + 1, 0, grey->height - 1) * grey->stride;
        const uint8_t *restrict gone =
            grey->pixels + (ptrdiff_t)clamp(y - reach, 0, grey->height - 1) * grey->stride;
        for (int i = 1; i <= reach; i++) {
            inner[-i] = inner[0];
            inner[width - 1 + i] = inner[width - 1];
        }
        sharpen_row(out->pixels + (ptrdiff_t)y * out->stride,
                    grey->pixels + (ptrdiff_t)y * grey->stride, columns, columns + room, width,
                    reach, strength);
        for (int x = 0; x < width; x++) {
            inner[x] = (uint16_t)(inner[x] + in[x] - gone[x]);
        }
    }
    free(columns);
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
