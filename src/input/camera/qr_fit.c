#include "input/camera/qr_fit.h"

#include "input/camera/climb.h"
#include "input/camera/correlation.h"
#include "input/camera/modules.h"
#include "input/camera/projection.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum {
    PROBES_MAX = 900, /* fixed modules that are looked at */
    CORNERS = SK_CLIMB_CORNERS,
};

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

/* Correlation of the picture with the probes. */
static float agreement(const struct sk_grey *grey, const struct probes *probes,
                       const struct sk_point p[CORNERS], bool inverted) {
    struct sk_projection m = sk_projection_to(p);
    struct sk_correlation correlation = { 0 };
    for (int i = 0; i < probes->count; i++) {
        const struct probe *probe = &probes->item[i];
        float value = sk_brightness_at(grey, sk_projection_at(&m, probe->u, probe->v)) - 128.0f;
        sk_correlation_add(&correlation, value, probe->sign);
    }
    return sk_correlation_of(&correlation, (float)probes->count, inverted, -1);
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

/* Lengths of a module along u and v, the directions of a finder's sides (length 1): a row through
 * the middle of a parallelogram leaves it by the sides that are steeper than it, a column by the
 * other ones. */
static void modules_along(const struct sk_qr_finder *finder, struct sk_point u, struct sk_point v,
                          float *along_u, float *along_v) {
    float turn = fmaxf(fabsf(u.x * v.y - u.y * v.x), 0.2f);
    if (fabsf(u.x * v.y) >= fabsf(u.y * v.x)) {
        *along_u = finder->across * fabsf(v.y) / turn;
        *along_v = finder->down * fabsf(u.x) / turn;
    } else {
        *along_u = finder->down * fabsf(v.x) / turn;
        *along_v = finder->across * fabsf(u.y) / turn;
    }
}

float sk_qr_finder_agrees(const struct sk_grey *grey, const struct sk_qr_finder *finder,
                          struct sk_point u, struct sk_point v) {
    float mu;
    float mv;
    modules_along(finder, u, v, &mu, &mv);
    struct sk_correlation correlation = { 0 };
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
            float sign = ring == 2 || ring == 4 ? -1.0f : 1.0f;
            sk_correlation_add(&correlation, sk_brightness_at(grey, at) - 128.0f, sign);
        }
    }
    return sk_correlation_of(&correlation, 53, finder->inverted, 0);
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
    float least = sk_qr_finder_agrees(grey, &triple->corner, u, v);
    least = fminf(least, sk_qr_finder_agrees(grey, &triple->right, u, v));
    return fminf(least, sk_qr_finder_agrees(grey, &triple->below, u, v));
}

int sk_qr_sides(const struct sk_grey *grey, const struct sk_qr_triple *triple,
                int out[SK_QR_SIDES_MAX]) {
    struct sk_point p[GUESSES][CORNERS];
    struct probes probes;
    float score[SK_QR_SIDES_MAX];
    int count = 0;
    const struct sk_qr_finder *corner = &triple->corner;
    struct sk_point along = direction(corner, &triple->right);
    struct sk_point down = direction(corner, &triple->below);
    float of_corner[2];
    float of_right[2];
    float of_below[2];
    modules_along(corner, along, down, &of_corner[0], &of_corner[1]);
    modules_along(&triple->right, along, down, &of_right[0], &of_right[1]);
    modules_along(&triple->below, along, down, &of_below[0], &of_below[1]);
    float u = hypotf(triple->right.x - corner->x, triple->right.y - corner->y) /
              (0.5f * (of_corner[0] + of_right[0]));
    float v = hypotf(triple->below.x - corner->x, triple->below.y - corner->y) /
              (0.5f * (of_corner[1] + of_below[1]));
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

struct qr_sight {
    const struct sk_grey *grey;
    const struct probes *probes;
    bool inverted;
};

static float agreement_of(const void *data, const struct sk_point p[CORNERS]) {
    const struct qr_sight *sight = data;
    return agreement(sight->grey, sight->probes, p, sight->inverted);
}

struct sk_qr_map sk_qr_fit(const struct sk_grey *grey, const struct sk_qr_triple *triple,
                           int side) {
    struct sk_qr_map best = { .side = side, .inverted = triple->corner.inverted, .agreement = -2 };
    struct probes probes;
    const struct qr_sight sight = { grey, &probes, best.inverted };
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
        const struct sk_climb climb = {
            agreement_of, &sight, unit, { 1, 1, 1.5f, 1 } /* the fourth finder's is a guess */
        };
        map.agreement = sk_climb(&climb, map.p);
        best = map.agreement > best.agreement ? map : best;
    }
    return best;
}

struct sk_point sk_qr_map_at(const struct sk_qr_map *map, float x, float y) {
    struct sk_projection m = sk_projection_to(map->p);
    float scale = 1.0f / (float)(map->side - 7);
    return sk_projection_at(&m, (x - 3.5f) * scale, (y - 3.5f) * scale);
}

void sk_qr_sample(const struct sk_grey *grey, const struct sk_qr_map *map, float *out) {
    static const float off[5][2] = {
        { 0, 0 }, { -0.2f, -0.2f }, { 0.2f, -0.2f }, { -0.2f, 0.2f }, { 0.2f, 0.2f },
    };
    struct sk_projection m = sk_projection_to(map->p);
    float scale = 1.0f / (float)(map->side - 7);
    for (int y = 0; y < map->side; y++) {
        for (int x = 0; x < map->side; x++) {
            float sum = 0;
            for (int k = 0; k < 5; k++) {
                float u = ((float)x - 3.0f + off[k][0]) * scale;
                float v = ((float)y - 3.0f + off[k][1]) * scale;
                sum += sk_brightness_at(grey, sk_projection_at(&m, u, v));
            }
            out[y * map->side + x] = map->inverted ? 255.0f - sum / 5.0f : sum / 5.0f;
        }
    }
}

void sk_qr_decide(const float *brightness, int side, float sharpen, int reach,
                  struct sk_qr_grid *grid) {
    grid->side = side;
    sk_modules_decide(brightness, side, side, sharpen, reach, grid->dark);
}
