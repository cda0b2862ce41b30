#include "input/camera/qr_fit.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum {
    PROBES_MAX = 900, /* fixed modules that are looked at */
    CORNERS = 4,
};

/* Hill climbing stops at steps of this many modules. */
static const float STEP_LAST = 0.06f;
/* A map this good needs no second look. */
static const float AGREEMENT_SURE = 0.9f;
/* Timing patterns that agree less than this are none. */
static const float TIMING_MIN = 0.25f;

/* A module whose colour is known. */
struct probe {
    float u, v; /* place: 0 and 1 are the centres of the finders */
    float sign; /* 1 dark, -1 light */
};

struct probes {
    int count;
    struct probe item[PROBES_MAX];
};

struct projection {
    float a, b, c, d, e, f, g, h;
};

/* From the unit square to a quadrangle in order (0,0) (1,0) (1,1) (0,1) (Heckbert, "Fundamentals
 * of texture mapping and image warping", 1989, 2.2.3). */
static struct projection project(const struct sk_point p[CORNERS]) {
    float sx = p[0].x - p[1].x + p[2].x - p[3].x;
    float sy = p[0].y - p[1].y + p[2].y - p[3].y;
    float dx1 = p[1].x - p[2].x;
    float dy1 = p[1].y - p[2].y;
    float dx2 = p[3].x - p[2].x;
    float dy2 = p[3].y - p[2].y;
    float det = dx1 * dy2 - dx2 * dy1;
    if (fabsf(det) < 1e-6f) {
        det = 1e-6f;
    }
    struct projection m = { 0 };
    m.g = (sx * dy2 - dx2 * sy) / det;
    m.h = (dx1 * sy - sx * dy1) / det;
    m.a = p[1].x - p[0].x + m.g * p[1].x;
    m.b = p[3].x - p[0].x + m.h * p[3].x;
    m.c = p[0].x;
    m.d = p[1].y - p[0].y + m.g * p[1].y;
    m.e = p[3].y - p[0].y + m.h * p[3].y;
    m.f = p[0].y;
    return m;
}

static struct sk_point apply(const struct projection *m, float u, float v) {
    float w = m->g * u + m->h * v + 1.0f;
    float scale = 1.0f / (fabsf(w) > 1e-6f ? w : 1e-6f);
    return (struct sk_point){ (m->a * u + m->b * v + m->c) * scale,
                              (m->d * u + m->e * v + m->f) * scale };
}

/* Bilinear brightness; places outside the picture are as light as can be. */
static float brightness_at(const struct sk_grey *grey, struct sk_point at) {
    float x = at.x - 0.5f;
    float y = at.y - 0.5f;
    if (!(x > -1.0f && y > -1.0f && x < (float)grey->width && y < (float)grey->height)) {
        return 255.0f;
    }
    int x0 = x < 0 ? 0 : (int)x;
    int y0 = y < 0 ? 0 : (int)y;
    float fx = x < 0 ? 0 : x - (float)x0;
    float fy = y < 0 ? 0 : y - (float)y0;
    int right = x0 + 1 < grey->width ? 1 : 0;
    int below = y0 + 1 < grey->height ? grey->stride : 0;
    const uint8_t *p = grey->pixels + (ptrdiff_t)y0 * grey->stride + x0;
    float upper = (float)p[0] + fx * (float)(p[right] - p[0]);
    float lower = (float)p[below] + fx * (float)(p[below + right] - p[below]);
    return upper + fy * (lower - upper);
}

/* Correlation of the picture with the probes. */
static float agreement(const struct sk_grey *grey, const struct probes *probes,
                       const struct sk_point p[CORNERS], bool inverted) {
    struct projection m = project(p);
    float sum = 0;
    float square = 0;
    float signs = 0;
    float both = 0;
    for (int i = 0; i < probes->count; i++) {
        const struct probe *probe = &probes->item[i];
        float value = brightness_at(grey, apply(&m, probe->u, probe->v)) - 128.0f;
        sum += value;
        square += value * value;
        signs += probe->sign;
        both += value * probe->sign;
    }
    float n = (float)probes->count;
    float spread = (square - sum * sum / n) * (n - signs * signs / n);
    if (n < 2 || spread <= 1.0f) {
        return -1;
    }
    float result = (both - sum * signs / n) / sqrtf(spread);
    return inverted ? result : -result;
}

static void add_probe(struct probes *probes, int side, int x, int y, int fixed) {
    if (probes->count == PROBES_MAX) {
        return;
    }
    float scale = 1.0f / (float)(side - 7);
    probes->item[probes->count++] =
        (struct probe){ ((float)x - 3.0f) * scale, ((float)y - 3.0f) * scale,
                        fixed ? 1.0f : -1.0f };
}

static void probe_timing(struct probes *probes, int side) {
    probes->count = 0;
    for (int i = 8; i <= side - 9; i++) {
        add_probe(probes, side, i, 6, i % 2 == 0);
        add_probe(probes, side, 6, i, i % 2 == 0);
    }
}

/* Everything that is fixed: finders and timing wholly, of many alignment patterns a part. */
static void probe_all(struct probes *probes, int side) {
    probe_timing(probes, side);
    for (int part = 0; part < 3; part++) {
        int x0 = part == 1 ? side - 8 : 0;
        int y0 = part == 2 ? side - 8 : 0;
        for (int y = y0; y < y0 + 8; y++) {
            for (int x = x0; x < x0 + 8; x++) {
                int fixed = sk_qr_fixed(side, x, y);
                if (fixed >= 0) {
                    add_probe(probes, side, x, y, fixed);
                }
            }
        }
    }
    int centre[7];
    int count = sk_qr_alignment(side, centre);
    int step = count > 3 ? 2 : 1; /* every second module of many patterns */
    for (int i = count * count - 1; i > 0; i--) {
        int cx = centre[i % count];
        int cy = centre[i / count];
        if ((i % count == 0 && i / count == count - 1) || i == count - 1) {
            continue;
        }
        for (int k = 0; k < 25; k += step) {
            int x = cx - 2 + k % 5;
            int y = cy - 2 + k / 5;
            add_probe(probes, side, x, y, sk_qr_fixed(side, x, y));
        }
    }
}

/* The alignment pattern nearest to the corner without a finder. */
static void probe_last_alignment(struct probes *probes, int side) {
    probes->count = 0;
    for (int k = 0; k < 25; k++) {
        int x = side - 9 + k % 5;
        int y = side - 9 + k / 5;
        add_probe(probes, side, x, y, sk_qr_fixed(side, x, y));
    }
}

/* First guesses of where a fourth finder would be: as if seen from straight above, and with the
 * perspective that the sizes of the three finders suggest. Sizes shrink as w^(3/2), w being the
 * denominator of the projection, which is 1 at the corner. */
enum guess { GUESS_FLAT, GUESS_SIZES, GUESSES };

static void begin_corners(const struct sk_qr_triple *triple, enum guess guess,
                          struct sk_point p[CORNERS]) {
    p[0] = (struct sk_point){ triple->corner.x, triple->corner.y };
    p[1] = (struct sk_point){ triple->right.x, triple->right.y };
    p[3] = (struct sk_point){ triple->below.x, triple->below.y };
    float right = 1;
    float below = 1;
    if (guess == GUESS_SIZES) {
        right = powf(triple->corner.module / triple->right.module, 2.0f / 3.0f);
        below = powf(triple->corner.module / triple->below.module, 2.0f / 3.0f);
    }
    float w = fmaxf(right + below - 1.0f, 0.3f);
    p[2] = (struct sk_point){ (right * p[1].x + below * p[3].x - p[0].x) / w,
                              (right * p[1].y + below * p[3].y - p[0].y) / w };
}

/* A line at an angle crosses a square's centre over a longer way than its side. */
static float module_along(const struct sk_qr_finder *a, const struct sk_qr_finder *b) {
    float dx = fabsf(b->x - a->x);
    float dy = fabsf(b->y - a->y);
    return 0.5f * (a->module + b->module) * fmaxf(dx, dy) / hypotf(dx, dy);
}

/* How much the surroundings of one finder agree with a finder whose sides run along the given
 * directions (length 1). */
static float finder_agreement(const struct sk_grey *grey, const struct sk_qr_finder *finder,
                              struct sk_point u, struct sk_point v) {
    float mu = finder->module * fmaxf(fabsf(u.x), fabsf(u.y));
    float mv = finder->module * fmaxf(fabsf(v.x), fabsf(v.y));
    float sum = 0;
    float square = 0;
    float both = 0;
    float signs = 0;
    for (int j = -4; j <= 4; j++) {
        for (int i = -4; i <= 4; i++) {
            int ai = abs(i);
            int aj = abs(j);
            int ring = ai > aj ? ai : aj;
            if (ring == 4 && (ai != 4 || aj != 0) && (aj != 4 || ai != 0)) {
                continue; /* of the outside only four places: it may be narrow */
            }
            struct sk_point at = { finder->x + (float)i * mu * u.x + (float)j * mv * v.x,
                                   finder->y + (float)i * mu * u.y + (float)j * mv * v.y };
            float value = brightness_at(grey, at) - 128.0f;
            float sign = ring == 2 || ring == 4 ? -1.0f : 1.0f;
            sum += value;
            square += value * value;
            both += value * sign;
            signs += sign;
        }
    }
    const float n = 53;
    float spread = (square - sum * sum / n) * (n - signs * signs / n);
    if (spread <= 1.0f) {
        return 0;
    }
    float result = (both - sum * signs / n) / sqrtf(spread);
    return finder->inverted ? result : -result;
}

static struct sk_point direction(const struct sk_qr_finder *from, const struct sk_qr_finder *to) {
    float dx = to->x - from->x;
    float dy = to->y - from->y;
    float length = hypotf(dx, dy);
    return (struct sk_point){ dx / length, dy / length };
}

float sk_qr_finders_agree(const struct sk_grey *grey, const struct sk_qr_triple *triple) {
    struct sk_point u = direction(&triple->corner, &triple->right);
    struct sk_point v = direction(&triple->corner, &triple->below);
    float least = finder_agreement(grey, &triple->corner, u, v);
    least = fminf(least, finder_agreement(grey, &triple->right, u, v));
    return fminf(least, finder_agreement(grey, &triple->below, u, v));
}

int sk_qr_sides(const struct sk_grey *grey, const struct sk_qr_triple *triple,
                int out[SK_QR_SIDES_MAX]) {
    struct sk_point p[GUESSES][CORNERS];
    struct probes probes;
    float score[SK_QR_SIDES_MAX];
    int count = 0;
    const struct sk_qr_finder *corner = &triple->corner;
    float u = hypotf(triple->right.x - corner->x, triple->right.y - corner->y) /
              module_along(corner, &triple->right);
    float v = hypotf(triple->below.x - corner->x, triple->below.y - corner->y) /
              module_along(corner, &triple->below);
    float guess = 0.5f * (u + v) + 7.0f;
    begin_corners(triple, GUESS_FLAT, p[GUESS_FLAT]);
    begin_corners(triple, GUESS_SIZES, p[GUESS_SIZES]);
    for (int side = SK_QR_SIDE_MIN; side <= SK_QR_SIDE_MAX; side += 4) {
        float off = fabsf((float)side - guess);
        if (off > 3.0f + 0.12f * guess) {
            continue;
        }
        probe_timing(&probes, side);
        float value = fmaxf(agreement(grey, &probes, p[GUESS_FLAT], corner->inverted),
                            agreement(grey, &probes, p[GUESS_SIZES], corner->inverted));
        value -= off / guess; /* of two that agree, the one nearer to the finders' size */
        if (value < TIMING_MIN - 0.5f) {
            continue;
        }
        int at = count < SK_QR_SIDES_MAX ? count++ : SK_QR_SIDES_MAX;
        if (at == SK_QR_SIDES_MAX && score[--at] >= value) {
            continue;
        }
        while (at > 0 && score[at - 1] < value) {
            score[at] = score[at - 1];
            out[at] = out[at - 1];
            at--;
        }
        score[at] = value;
        out[at] = side;
    }
    return count;
}

/* Moves the fourth corner over a square until the last alignment pattern fits; without one until
 * all does. */
static void search_fourth(const struct sk_grey *grey, int side, float unit, bool inverted,
                          struct sk_point p[CORNERS]) {
    struct probes probes;
    struct sk_point first = p[2];
    struct sk_point best = p[2];
    float most = -2;
    if (side == SK_QR_SIDE_MIN) {
        probe_all(&probes, side);
    } else {
        probe_last_alignment(&probes, side);
    }
    int reach = side == SK_QR_SIDE_MIN ? 5 : 8 + side / 6; /* half modules */
    reach = reach > 20 ? 20 : reach;
    for (int j = -reach; j <= reach; j++) {
        for (int i = -reach; i <= reach; i++) {
            p[2].x = first.x + 0.5f * unit * (float)i;
            p[2].y = first.y + 0.5f * unit * (float)j;
            float far = sqrtf((float)(i * i + j * j)) / (float)(reach);
            float value = agreement(grey, &probes, p, inverted) - 0.12f * far;
            if (value > most) {
                most = value;
                best = p[2];
            }
        }
    }
    p[2] = best;
}

/* Moves one coordinate at a time by smaller and smaller steps, as long as it helps. */
static float climb(const struct sk_grey *grey, const struct probes *probes, float unit,
                   bool inverted, struct sk_point p[CORNERS]) {
    float best = agreement(grey, probes, p, inverted);
    for (float step = 0.5f; step >= STEP_LAST; step *= 0.5f) {
        for (int round = 0; round < 4; round++) {
            float before = best;
            for (int i = 0; i < 2 * CORNERS; i++) {
                float *at = i % 2 ? &p[i / 2].y : &p[i / 2].x;
                float from = *at;
                float reach = i / 2 == 2 ? 1.5f : 1.0f; /* the fourth is known least */
                float kept = from;
                for (int sign = -1; sign <= 1; sign += 2) {
                    *at = from + (float)sign * step * reach * unit;
                    float value = agreement(grey, probes, p, inverted);
                    if (value > best) {
                        best = value;
                        kept = *at;
                    }
                }
                *at = kept;
            }
            if (best - before < 1e-4f) {
                break;
            }
        }
    }
    return best;
}

struct sk_qr_map sk_qr_fit(const struct sk_grey *grey, const struct sk_qr_triple *triple,
                           int side) {
    struct sk_qr_map best = { .side = side, .inverted = triple->corner.inverted, .agreement = -2 };
    struct probes probes;
    probe_all(&probes, side);
    /* From each guess, and from where a search around the first one ends. */
    for (int i = 0; i <= GUESSES && best.agreement < AGREEMENT_SURE; i++) {
        struct sk_qr_map map = best;
        begin_corners(triple, i < GUESSES ? (enum guess)i : GUESS_FLAT, map.p);
        float u = hypotf(map.p[1].x - map.p[0].x, map.p[1].y - map.p[0].y);
        float v = hypotf(map.p[3].x - map.p[0].x, map.p[3].y - map.p[0].y);
        float unit = 0.5f * (u + v) / (float)(side - 7);
        if (i == GUESSES) {
            search_fourth(grey, side, unit, map.inverted, map.p);
        }
        map.agreement = climb(grey, &probes, unit, map.inverted, map.p);
        best = map.agreement > best.agreement ? map : best;
    }
    return best;
}

struct sk_point sk_qr_map_at(const struct sk_qr_map *map, float x, float y) {
    struct projection m = project(map->p);
    float scale = 1.0f / (float)(map->side - 7);
    return apply(&m, (x - 3.5f) * scale, (y - 3.5f) * scale);
}

void sk_qr_sample(const struct sk_grey *grey, const struct sk_qr_map *map, float *out) {
    static const float off[5][2] = {
        { 0, 0 }, { -0.2f, -0.2f }, { 0.2f, -0.2f }, { -0.2f, 0.2f }, { 0.2f, 0.2f },
    };
    struct projection m = project(map->p);
    float scale = 1.0f / (float)(map->side - 7);
    for (int y = 0; y < map->side; y++) {
        for (int x = 0; x < map->side; x++) {
            float sum = 0;
            for (int k = 0; k < 5; k++) {
                float u = ((float)x - 3.0f + off[k][0]) * scale;
                float v = ((float)y - 3.0f + off[k][1]) * scale;
                sum += brightness_at(grey, apply(&m, u, v));
            }
            out[y * map->side + x] = map->inverted ? 255.0f - sum / 5.0f : sum / 5.0f;
        }
    }
}

static float place(const float *brightness, int side, int x, int y) {
    x = x < 0 ? 0 : x >= side ? side - 1 : x;
    y = y < 0 ? 0 : y >= side ? side - 1 : y;
    return brightness[y * side + x];
}

void sk_qr_decide(const float *brightness, int side, float sharpen, int reach,
                  struct sk_qr_grid *grid) {
    grid->side = side;
    for (int y = 0; y < side; y++) {
        /* The window slides along the row: one column in, one out. */
        int y0 = y - reach < 0 ? 0 : y - reach;
        int y1 = y + reach >= side ? side - 1 : y + reach;
        float sum = 0;
        int columns = 0;
        for (int x = -reach; x < side; x++) {
            int in = x + reach;
            int out = x - reach - 1;
            for (int j = y0; j <= y1; j++) {
                sum += in < side ? brightness[j * side + in] : 0;
                sum -= out >= 0 ? brightness[j * side + out] : 0;
            }
            columns += (in < side) - (out >= 0);
            if (x < 0) {
                continue;
            }
            float mean = sum / (float)(columns * (y1 - y0 + 1));
            float own = brightness[y * side + x];
            float beside =
                0.25f * (place(brightness, side, x - 1, y) + place(brightness, side, x + 1, y) +
                         place(brightness, side, x, y - 1) + place(brightness, side, x, y + 1));
            grid->dark[y * side + x] = own + sharpen * (own - beside) < mean;
        }
    }
}
