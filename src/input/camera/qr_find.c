#include "input/camera/qr_find.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum {
    RUNS = 5,
    NOTED_MAX = 300,     /* finders before the likeliest are chosen */
    ROW_STEP_LARGE = 2,  /* rows from one crossing to the next ... */
    LARGE = 300,         /* ... in pictures higher than this */
    ROW_WORDS = 256,     /* of 64 pixels: no picture is wider (grey.h) */
    TRIPLE_FINDERS = 16, /* finders of which triples are made */
};

/* How much wider than high a finder may be, or the other way round: seen at a slant of 65 degrees.
 */
static const float SLANT_MAX = 2.4f;

static uint8_t dark_at(const struct sk_binary *binary, int x, int y) {
    return binary->dark.pixels[(ptrdiff_t)y * binary->dark.stride + x];
}

/* Whether five runs are 1:1:3:1:1, give or take what sampling and blur do. */
static bool is_finder(const float run[RUNS]) {
    float total = run[0] + run[1] + run[2] + run[3] + run[4];
    float module = total / 7.0f;
    if (module < 0.95f) {
        return false;
    }
    float give = 0.45f * module + 0.55f;
    float dark_sum = run[0] + run[2] + run[4];
    return fabsf(run[0] - module) < give && fabsf(run[1] - module) < give &&
           fabsf(run[2] - 3.0f * module) < 1.5f * give && fabsf(run[3] - module) < give &&
           fabsf(run[4] - module) < give && dark_sum > 3.0f * module && dark_sum < 6.3f * module;
}

/* Walks from (x, y) in steps of (dx, dy) and its opposite, measuring five runs; `most` is the
 * longest they may be together. Returns how far the middle of the middle run lies from (x, y) in
 * steps, or 1e9 when they are no finder. *total: length of the five runs in steps. */
static float cross(const struct sk_binary *binary, int x, int y, int dx, int dy, int most,
                   float *total) {
    float run[RUNS] = { 0 };
    uint8_t own = dark_at(binary, x, y);
    int before = 0;
    int after = 0;
    for (int side = 0; side < 2; side++) {
        int sign = side ? 1 : -1;
        int px = x;
        int py = y;
        uint8_t colour = own;
        for (int r = 0; r < 3; r++) {
            int length = 0;
            while (px >= 0 && py >= 0 && px < binary->dark.width && py < binary->dark.height &&
                   dark_at(binary, px, py) == colour && length <= most) {
                length++;
                px += sign * dx;
                py += sign * dy;
            }
            if (length > most || (length == 0 && r > 0)) {
                return 1e9f;
            }
            run[side ? 2 + r : 2 - r] += (float)length;
            if (r == 0) {
                *(side ? &after : &before) = length;
            }
            colour = !colour;
        }
    }
    run[2] -= 1.0f; /* the pixel itself was counted twice */
    *total = run[0] + run[1] + run[2] + run[3] + run[4];
    return is_finder(run) ? 0.5f * (float)(after - before) : 1e9f;
}

static void note(struct sk_qr_finder *finders, int *count, float x, float y, float across,
                 float down, bool inverted) {
    float module = 0.5f * (across + down);
    for (int i = 0; i < *count; i++) {
        struct sk_qr_finder *f = &finders[i];
        float near = 1.5f * f->module;
        if (f->inverted == inverted && fabsf(f->x - x) < near && fabsf(f->y - y) < near &&
            module < 1.6f * f->module && f->module < 1.6f * module) {
            float weight = 1.0f / (float)(f->seen + 1);
            f->x += (x - f->x) * weight;
            f->y += (y - f->y) * weight;
            f->module += (module - f->module) * weight;
            f->across += (across - f->across) * weight;
            f->down += (down - f->down) * weight;
            f->seen++;
            return;
        }
    }
    if (*count < NOTED_MAX) {
        finders[(*count)++] = (struct sk_qr_finder){ .x = x,
                                                     .y = y,
                                                     .module = module,
                                                     .across = across,
                                                     .down = down,
                                                     .seen = 1,
                                                     .inverted = inverted };
    }
}

/* A row crossed something like a finder with its middle at (x, y): look across it as well. */
static void examine(const struct sk_binary *binary, float x, int y, float width,
                    struct sk_qr_finder *finders, int *count) {
    int most = (int)(width * SLANT_MAX) + 4;
    float height = 0;
    int column = (int)x;
    float off = cross(binary, column, y, 0, 1, most, &height);
    if (off > 1e8f || height > SLANT_MAX * width || width > SLANT_MAX * height) {
        return;
    }
    float cy = (float)y + off;
    float again = 0;
    float off_x = cross(binary, column, (int)(cy + 0.5f), 1, 0, most, &again);
    if (off_x > 1e8f) {
        return;
    }
    note(finders, count, (float)column + off_x + 0.5f, cy + 0.5f, again / 7.0f, height / 7.0f,
         dark_at(binary, column, y) == 0);
}

/* One bit a pixel, lowest first, so that runs are found many pixels at a time. */
struct row_bits {
    int width;
    uint64_t word[ROW_WORDS + 1]; /* one more, all of the other colour than the last pixel */
};

static void pack_row(const uint8_t *row, int width, struct row_bits *bits) {
    bits->width = width;
    memset(bits->word, 0, sizeof(bits->word));
    int x = 0;
    for (; x + 8 <= width; x += 8) {
        uint64_t eight;
        memcpy(&eight, row + x, sizeof(eight));
        /* Each byte is 0 or 1; the product gathers the eight in its highest byte. */
        bits->word[x / 64] |= (eight * UINT64_C(0x0102040810204080) >> 56) << x % 64;
    }
    for (; x < width; x++) {
        bits->word[x / 64] |= (uint64_t)row[x] << x % 64;
    }
}

/* Where the run that begins at x ends. */
static int run_end(const struct row_bits *bits, int x) {
    uint64_t colour = bits->word[x / 64] >> x % 64 & 1 ? ~UINT64_C(0) : 0;
    int at = x / 64;
    uint64_t other = (bits->word[at] ^ colour) >> x % 64 << x % 64;
    while (other == 0 && (at + 1) * 64 < bits->width) {
        other = bits->word[++at] ^ colour;
    }
    int end = other ? at * 64 + __builtin_ctzll(other) : bits->width;
    return end < bits->width ? end : bits->width;
}

/* What is_finder() asks for at least, in whole numbers: the middle run is longer than the others,
 * and not too long. */
static bool may_be_finder(const int length[RUNS]) {
    int middle = length[2];
    for (int i = 0; i < RUNS; i++) {
        if (i != 2 && (16 * length[i] >= 10 * middle + 18 || middle > 7 * length[i] + 5)) {
            return false;
        }
    }
    return middle > length[1] && middle > length[3];
}

static void cross_row(const struct sk_binary *binary, int y, struct sk_qr_finder *finders,
                      int *count) {
    struct row_bits bits;
    int length[RUNS] = { 0 };
    int begin = 0;
    pack_row(binary->dark.pixels + (ptrdiff_t)y * binary->dark.stride, binary->dark.width, &bits);
    for (int runs = 1; begin < bits.width; runs++) {
        int end = run_end(&bits, begin);
        memmove(length, length + 1, (RUNS - 1) * sizeof(*length));
        length[RUNS - 1] = end - begin;
        begin = end;
        if (runs < RUNS || !may_be_finder(length)) {
            continue;
        }
        float run[RUNS];
        float total = 0;
        for (int i = 0; i < RUNS; i++) {
            run[i] = (float)length[i];
            total += run[i];
        }
        if (is_finder(run)) {
            float middle = (float)end - run[4] - run[3] - 0.5f * run[2];
            examine(binary, middle, y, total, finders, count);
        }
    }
}

static int by_seen(const void *a, const void *b) {
    const struct sk_qr_finder *fa = a;
    const struct sk_qr_finder *fb = b;
    return (fb->seen > fa->seen) - (fb->seen < fa->seen);
}

int sk_qr_find(const struct sk_binary *binary, struct sk_qr_finder out[SK_QR_FINDERS_MAX]) {
    struct sk_qr_finder noted[NOTED_MAX] = { 0 }; /* noise makes many, each seen once */
    int count = 0;
    int step = binary->dark.height > LARGE ? ROW_STEP_LARGE : 1;
    for (int y = 0; y < binary->dark.height; y += step) {
        cross_row(binary, y, noted, &count);
    }
    qsort(noted, (size_t)count, sizeof(*noted), by_seen);
    count = count < SK_QR_FINDERS_MAX ? count : SK_QR_FINDERS_MAX;
    memcpy(out, noted, (size_t)count * sizeof(*out));
    return count;
}

/* Makes a triple with the given corner. False for what cannot be a code. */
static bool make_triple(const struct sk_qr_finder *corner, const struct sk_qr_finder *one,
                        const struct sk_qr_finder *two, struct sk_qr_triple *out) {
    float least = fminf(corner->module, fminf(one->module, two->module));
    float most = fmaxf(corner->module, fmaxf(one->module, two->module));
    if (corner->inverted != one->inverted || one->inverted != two->inverted ||
        most > 2.5f * least) {
        return false;
    }
    float ux = one->x - corner->x;
    float uy = one->y - corner->y;
    float vx = two->x - corner->x;
    float vy = two->y - corner->y;
    float u = hypotf(ux, uy);
    float v = hypotf(vx, vy);
    float module = (corner->module + one->module + two->module) / 3.0f;
    float side = 0.5f * (u + v) / module; /* modules between finders: 14 to 170 */
    if (side < 10.0f || side > 190.0f) {
        return false;
    }
    float cosine = fabsf(ux * vx + uy * vy) / (u * v);
    float ratio = fmaxf(u, v) / fminf(u, v);
    if (cosine > 0.75f || ratio > 2.5f) {
        return false;
    }
    bool swap = ux * vy - uy * vx < 0;
    out->corner = *corner;
    out->right = swap ? *two : *one;
    out->below = swap ? *one : *two;
    int seen = corner->seen + one->seen + two->seen;
    out->doubt =
        cosine + (ratio - 1.0f) + (most / least - 1.0f) + 2.0f / (float)seen + 0.002f * side;
    return true;
}

static void keep(struct sk_qr_triple out[SK_QR_TRIPLES_MAX], int *count,
                 const struct sk_qr_triple *triple) {
    int at = *count;
    if (at < SK_QR_TRIPLES_MAX) {
        (*count)++;
    } else if (out[--at].doubt <= triple->doubt) {
        return;
    }
    while (at > 0 && out[at - 1].doubt > triple->doubt) {
        out[at] = out[at - 1];
        at--;
    }
    out[at] = *triple;
}

int sk_qr_triples(const struct sk_qr_finder *finders, int count,
                  struct sk_qr_triple out[SK_QR_TRIPLES_MAX]) {
    int found = 0;
    if (count > TRIPLE_FINDERS) {
        count = TRIPLE_FINDERS;
    }
    for (int i = 0; i < count; i++) {
        for (int j = i + 1; j < count; j++) {
            for (int k = j + 1; k < count; k++) {
                /* The corner is mostly opposite the longest side, but not in a steep view. */
                const struct sk_qr_finder *f[3] = { &finders[i], &finders[j], &finders[k] };
                for (int c = 0; c < 3; c++) {
                    struct sk_qr_triple triple;
                    if (make_triple(f[c], f[(c + 1) % 3], f[(c + 2) % 3], &triple)) {
                        keep(out, &found, &triple);
                    }
                }
            }
        }
    }
    return found;
}
