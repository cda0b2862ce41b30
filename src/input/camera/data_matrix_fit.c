#include "input/camera/data_matrix_fit.h"

#include "input/camera/climb.h"
#include "input/camera/correlation.h"
#include "input/camera/projection.h"

#include <math.h>
#include <stddef.h>

enum {
    PROBES_MAX = 700, /* known modules that are looked at */
    SEARCH_STEPS = 2, /* from a guess of the fourth corner, each way */
};

/* Modules from one place of the fourth corner to the next. */
static const float SEARCH_STEP = 0.7f;
/* How far a side's length may be from what its thickness tells: round modules look thinner, blurred
 * ones thicker. */
static const float THINNER_MAX = 1.9f;
static const float THICKER_MAX = 1.6f;
/* Pixels of the smallest module that can be read, and of the smallest of a code found as a whole.
 */
static const float MODULE_LEAST = 0.95f;
static const float MODULE_MIN = 1.4f;
/* What the dotted sides must agree for a size to be looked at closely. */
static const float COARSE_MIN = 0.33f;

struct side_probe {
    float u, v; /* place in the unit square */
    float sign; /* 1 dark, -1 light */
};

struct side_probes {
    int count;
    struct side_probe item[PROBES_MAX];
};

int sk_data_matrix_map_columns(const struct sk_data_matrix_map *map) {
    return map->on_end ? map->size->rows : map->size->columns;
}

int sk_data_matrix_map_rows(const struct sk_data_matrix_map *map) {
    return map->on_end ? map->size->columns : map->size->rows;
}

int sk_data_matrix_map_fixed(const struct sk_data_matrix_map *map, int x, int y) {
    if (!map->on_end) {
        return sk_data_matrix_fixed(map->size, x, y);
    }
    return sk_data_matrix_fixed(map->size, map->size->columns - 1 - y, map->size->rows - 1 - x);
}

static void add_probe(struct side_probes *probes, float u, float v, bool dark) {
    if (probes->count < PROBES_MAX) {
        probes->item[probes->count++] = (struct side_probe){ u, v, dark ? 1.0f : -1.0f };
    }
}

/* The dotted sides, and the quiet zone beyond them. */
static void probe_dotted(struct side_probes *probes, const struct sk_data_matrix_map *map) {
    int columns = sk_data_matrix_map_columns(map);
    int rows = sk_data_matrix_map_rows(map);
    float w = 1.0f / (float)columns;
    float h = 1.0f / (float)rows;
    probes->count = 0;
    for (int x = 0; x < columns; x++) {
        float u = ((float)x + 0.5f) * w;
        add_probe(probes, u, 0.5f * h, x % 2 == 0);
        if (x % 2 == 0) {
            add_probe(probes, u, -0.6f * h, false);
        }
    }
    for (int y = 0; y < rows; y++) {
        float v = ((float)y + 0.5f) * h;
        add_probe(probes, 1.0f - 0.5f * w, v, y % 2 == 1);
        if (y % 2 == 1) {
            add_probe(probes, 1.0f + 0.6f * w, v, false);
        }
    }
}

/* All sides, those within the code as well, and the quiet zone around it. Of the largest only
 * every second module or fewer. */
static void probe_all(struct side_probes *probes, const struct sk_data_matrix_map *map) {
    int columns = sk_data_matrix_map_columns(map);
    int rows = sk_data_matrix_map_rows(map);
    float w = 1.0f / (float)columns;
    float h = 1.0f / (float)rows;
    probe_dotted(probes, map);
    for (int x = 0; x < columns; x++) {
        float u = ((float)x + 0.5f) * w;
        add_probe(probes, u, 1.0f - 0.5f * h, true);
        if (x % 2 == 0) {
            add_probe(probes, u, 1.0f + 0.6f * h, false);
        }
    }
    for (int y = 0; y < rows; y++) {
        float v = ((float)y + 0.5f) * h;
        add_probe(probes, 0.5f * w, v, true);
        if (y % 2 == 1) {
            add_probe(probes, -0.6f * w, v, false);
        }
    }
    int step = columns * rows > 2000 ? 3 : 1;
    for (int i = columns; i < columns * (rows - 1); i += step) {
        int x = i % columns;
        int fixed = x > 0 && x < columns - 1 ? sk_data_matrix_map_fixed(map, x, i / columns) : -1;
        if (fixed >= 0) {
            add_probe(probes, ((float)x + 0.5f) * w, ((float)(i / columns) + 0.5f) * h, fixed);
        }
    }
}

/* Whether the unit square, and a share of it around, lies within the picture. */
static bool is_within(const struct sk_grey *grey, const struct sk_projection *m) {
    const float around = 0.1f; /* the quiet zone of the smallest size */
    float w_least = 1e9f;
    for (int i = 0; i < 4; i++) {
        float u = i == 1 || i == 2 ? 1 + around : -around;
        float v = i > 1 ? 1 + around : -around;
        struct sk_point at = sk_projection_at(m, u, v);
        w_least = fminf(w_least, m->g * u + m->h * v + 1.0f);
        if (!(at.x > 2 && at.y > 2 && at.x < (float)grey->width - 2 &&
              at.y < (float)grey->height - 2)) {
            return false;
        }
    }
    return w_least > 0.05f; /* else part of it is behind the eye */
}

/* Correlation of the picture with the probes. */
static float agreement(const struct sk_grey *grey, const struct side_probes *probes,
                       const struct sk_point p[4], bool inverted) {
    struct sk_projection m = sk_projection_to(p);
    bool within = is_within(grey, &m);
    struct sk_correlation correlation = { 0 };
    for (int i = 0; i < probes->count; i++) {
        const struct side_probe *probe = &probes->item[i];
        struct sk_point at = sk_projection_at(&m, probe->u, probe->v);
        float value = within ? sk_brightness_within(grey, at) : sk_brightness_at(grey, at);
        value -= 128.0f;
        sk_correlation_add(&correlation, value, probe->sign);
    }
    return sk_correlation_of(&correlation, (float)probes->count, inverted, -1);
}

static float side(struct sk_point a, struct sk_point b) {
    return hypotf(b.x - a.x, b.y - a.y);
}

/* Moves the upper right corner in steps around `first`. */
static float search_around(const struct sk_grey *grey, const struct side_probes *probes,
                           struct sk_data_matrix_map *map, struct sk_point first) {
    struct sk_point *p = map->p;
    float across = SEARCH_STEP / (float)sk_data_matrix_map_columns(map);
    float down = SEARCH_STEP / (float)sk_data_matrix_map_rows(map);
    struct sk_point u = { across * (p[2].x - p[3].x), across * (p[2].y - p[3].y) };
    struct sk_point v = { down * (p[0].x - p[3].x), down * (p[0].y - p[3].y) };
    struct sk_point best = first;
    float most = -2;
    for (int j = -SEARCH_STEPS; j <= SEARCH_STEPS; j++) {
        for (int i = -SEARCH_STEPS; i <= SEARCH_STEPS; i++) {
            p[1].x = first.x + (float)i * u.x + (float)j * v.x;
            p[1].y = first.y + (float)i * u.y + (float)j * v.y;
            float value = agreement(grey, probes, p, map->inverted);
            if (value > most) {
                most = value;
                best = p[1];
            }
        }
    }
    p[1] = best;
    return most;
}

static float search_fourth(const struct sk_grey *grey, const struct side_probes *probes,
                           struct sk_data_matrix_map *map,
                           const struct sk_data_matrix_fourth *guesses) {
    float most = -2;
    struct sk_point best = map->p[1];
    for (int i = 0; i < guesses->count; i++) {
        float value = search_around(grey, probes, map, guesses->at[i]);
        if (value > most) {
            most = value;
            best = map->p[1];
        }
    }
    map->p[1] = best;
    return most;
}

/* A dotted side begins at `from`; its other end lies on the line from `end` along `way`, at most
 * `reach` times that far. Beyond the side it is light, on it every second module is dark: returns
 * where the picture steps up most. `module`: how thick the side is, as a share of `way`. */
static struct sk_point find_end(const struct sk_grey *grey, struct sk_point from,
                                struct sk_point end, struct sk_point way, float module, float reach,
                                bool inverted) {
    enum { STATIONS = 40, STEPS_MAX = 60 };
    int steps = (int)ceilf(reach / (0.5f * module));
    steps = steps > STEPS_MAX ? STEPS_MAX : steps;
    float most = -1e9f;
    struct sk_point best = end;
    for (int k = -steps; k <= steps; k++) {
        float shift = reach * (float)k / (float)steps;
        struct sk_point to = { end.x + shift * way.x, end.y + shift * way.y };
        float sum = 0;
        for (int i = 0; i < STATIONS; i++) {
            float t = ((float)i + 0.5f) / STATIONS;
            struct sk_point at = { from.x + t * (to.x - from.x), from.y + t * (to.y - from.y) };
            float a = 0.5f * module;
            float b = 0.6f * module;
            sum += sk_brightness_at(grey, (struct sk_point){ at.x + b * way.x, at.y + b * way.y }) -
                   sk_brightness_at(grey, (struct sk_point){ at.x - a * way.x, at.y - a * way.y });
        }
        sum = inverted ? -sum : sum;
        if (sum > most) {
            most = sum;
            best = to;
        }
    }
    return best;
}

static void add_guess(struct sk_data_matrix_fourth *guesses, struct sk_point at, float near) {
    for (int i = 0; i < guesses->count; i++) {
        if (side(guesses->at[i], at) < near) {
            return;
        }
    }
    guesses->at[guesses->count++] = at;
}

void sk_data_matrix_guess(const struct sk_grey *grey, const struct sk_data_matrix_corner *corner,
                          float reach, struct sk_data_matrix_fourth *guesses) {
    struct sk_point up = { corner->above.x - corner->corner.x, corner->above.y - corner->corner.y };
    struct sk_point right = { corner->right.x - corner->corner.x,
                              corner->right.y - corner->corner.y };
    struct sk_point flat = { corner->above.x + right.x, corner->above.y + right.y };
    float down = corner->module_down / hypotf(up.x, up.y);
    float across = corner->module_across / hypotf(right.x, right.y);
    struct sk_point top = find_end(grey, corner->above, flat, up, down, reach, corner->inverted);
    struct sk_point side_end =
        find_end(grey, corner->right, flat, right, across, reach, corner->inverted);
    float near = fmaxf(corner->module_down, corner->module_across);
    struct sk_point at;
    guesses->count = 0;
    if (sk_lines_meet(corner->above, top, corner->right, side_end, &at)) {
        add_guess(guesses, at, near);
    }
    add_guess(guesses, corner->far, near);
    add_guess(guesses, flat, near);
}

struct data_matrix_sight {
    const struct sk_grey *grey;
    const struct side_probes *probes;
    bool inverted;
};

static float agreement_of(const void *data, const struct sk_point p[4]) {
    const struct data_matrix_sight *sight = data;
    return agreement(sight->grey, sight->probes, p, sight->inverted);
}

static void insert(struct sk_data_matrix_map *maps, int *count, int room,
                   const struct sk_data_matrix_map *map) {
    int at = *count;
    if (at < room) {
        (*count)++;
    } else if (maps[--at].agreement >= map->agreement) {
        return;
    }
    for (; at > 0 && maps[at - 1].agreement < map->agreement; at--) {
        maps[at] = maps[at - 1];
    }
    maps[at] = *map;
}

/* Whether so many modules may be a side of that length and thickness. */
static bool may_be(int modules, float length, float thickness) {
    float factor = length / thickness / (float)modules;
    return factor < THINNER_MAX && factor > 1 / THICKER_MAX;
}

void sk_data_matrix_climb(const struct sk_grey *grey, struct sk_data_matrix_map *map) {
    struct side_probes probes;
    probe_all(&probes, map);
    float unit = 0.5f * (side(map->p[3], map->p[2]) / (float)sk_data_matrix_map_columns(map) +
                         side(map->p[3], map->p[0]) / (float)sk_data_matrix_map_rows(map));
    const struct data_matrix_sight sight = { grey, &probes, map->inverted };
    const struct sk_climb climb = { agreement_of, &sight, unit, { 1, 1, 1, 1 } };
    map->agreement = sk_climb(&climb, map->p);
}

int sk_data_matrix_fit(const struct sk_grey *grey, const struct sk_data_matrix_corner *corner,
                       const struct sk_data_matrix_fourth *guesses,
                       struct sk_data_matrix_map out[SK_DATA_MATRIX_MAPS_MAX]) {
    struct side_probes probes;
    int count = 0;
    float left = side(corner->corner, corner->above);
    float low = side(corner->corner, corner->right);
    for (int i = 0; i < 2 * SK_DATA_MATRIX_SIZES; i++) {
        struct sk_data_matrix_map map = { .size = &sk_data_matrix_sizes()[i / 2],
                                          .on_end = i % 2 == 1,
                                          .inverted = corner->inverted };
        int columns = sk_data_matrix_map_columns(&map);
        int rows = sk_data_matrix_map_rows(&map);
        /* Modules are as wide as high, give or take what a slant does. */
        float aspect = low / (float)columns * (float)rows / left;
        if ((map.on_end && rows == columns) || aspect > 2.0f || aspect < 0.5f ||
            low < MODULE_LEAST * (float)columns || left < MODULE_LEAST * (float)rows ||
            !may_be(columns, low, corner->module_across) ||
            !may_be(rows, left, corner->module_down)) {
            continue;
        }
        map.p[0] = corner->above;
        map.p[2] = corner->right;
        map.p[3] = corner->corner;
        probe_dotted(&probes, &map);
        map.agreement = search_fourth(grey, &probes, &map, guesses);
        if (map.agreement > COARSE_MIN) {
            insert(out, &count, SK_DATA_MATRIX_MAPS_MAX, &map);
        }
    }
    return count;
}

/* The corners moved inwards by so many modules. */
static void inset(const struct sk_point p[4], int columns, int rows, float modules,
                  struct sk_point out[4]) {
    struct sk_projection m = sk_projection_to(p);
    float u = modules / (float)columns;
    float v = modules / (float)rows;
    out[0] = sk_projection_at(&m, u, v);
    out[1] = sk_projection_at(&m, 1 - u, v);
    out[2] = sk_projection_at(&m, 1 - u, 1 - v);
    out[3] = sk_projection_at(&m, u, 1 - v);
}

int sk_data_matrix_fit_quad(const struct sk_grey *grey, const struct sk_data_matrix_quad *quad,
                            struct sk_data_matrix_map out[SK_DATA_MATRIX_MAPS_MAX]) {
    static const float insets[] = { 0.1f, 0.5f };
    struct side_probes probes;
    int count = 0;
    float width = 0.5f * (side(quad->p[0], quad->p[1]) + side(quad->p[2], quad->p[3]));
    float height = 0.5f * (side(quad->p[1], quad->p[2]) + side(quad->p[3], quad->p[0]));
    for (int i = 0; i < 4 * SK_DATA_MATRIX_SIZES; i++) {
        struct sk_data_matrix_map map = { .size = &sk_data_matrix_sizes()[i / 4],
                                          .on_end = i % 4 > 1,
                                          .inverted = quad->inverted };
        int columns = sk_data_matrix_map_columns(&map);
        int rows = sk_data_matrix_map_rows(&map);
        float w = i % 2 ? height : width; /* turned by a quarter, or not */
        float h = i % 2 ? width : height;
        float aspect = w / (float)columns * (float)rows / h;
        if ((map.on_end && rows == columns) || aspect > 1.7f || aspect < 0.6f ||
            w < MODULE_MIN * (float)columns || h < MODULE_MIN * (float)rows) {
            continue;
        }
        probe_all(&probes, &map);
        struct sk_data_matrix_map best = map;
        best.agreement = -2;
        for (int k = 0; k < 4; k++) {
            struct sk_point p[4];
            for (int c = 0; c < 4; c++) {
                p[c] = quad->p[(c + 2 * (k / 2) + i % 2) % 4];
            }
            inset(p, columns, rows, insets[k % 2], map.p);
            map.agreement = agreement(grey, &probes, map.p, map.inverted);
            best = map.agreement > best.agreement ? map : best;
        }
        if (best.agreement > COARSE_MIN) {
            insert(out, &count, SK_DATA_MATRIX_MAPS_MAX, &best);
        }
    }
    return count;
}

void sk_data_matrix_sample(const struct sk_grey *grey, const struct sk_data_matrix_map *map,
                           float *out) {
    static const float off[5][2] = {
        { 0.5f, 0.5f }, { 0.3f, 0.3f }, { 0.7f, 0.3f }, { 0.3f, 0.7f }, { 0.7f, 0.7f },
    };
    int columns = sk_data_matrix_map_columns(map);
    int rows = sk_data_matrix_map_rows(map);
    struct sk_projection m = sk_projection_to(map->p);
    for (int i = 0; i < columns * rows; i++) {
        float sum = 0;
        for (int k = 0; k < 5; k++) {
            float u = ((float)(i % columns) + off[k][0]) / (float)columns;
            float v = ((float)(i / columns) + off[k][1]) / (float)rows;
            sum += sk_brightness_at(grey, sk_projection_at(&m, u, v));
        }
        out[i] = map->inverted ? 255.0f - sum / 5.0f : sum / 5.0f;
    }
}
