#include "input/camera/data_matrix_find.h"

#include "base/assert.h"
#include "input/camera/projection.h"

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
    SIDE_MIN = 7, /* pixels of the longer side, and of the other ... */
    SHORTER_MIN = 5,
    SIDE_MIN_LARGE = 15, /* ... in pictures that are longer than this */
    SHORTER_MIN_LARGE = 9,
    PICTURE_LARGE = 200,
    HULL_MAX = 12,      /* corners that a part's outline keeps */
    STATIONS = 24,      /* places of a side where its thickness is measured ... */
    STATION_STRIDE = 7, /* ... in this order; no common factor */
    MODULES_MIN = 6,    /* of a side, by its thickness; it may have spread */
    MODULES_MAX = 170,
    QUAD_HULL_MAX = 9, /* corners of the outline from which four sides are made */
};

/* Of the longest side of an outline, what a solid side of a code must have. */
static const float SIDE_SHARE = 0.055f;
/* Share of a side that may be broken. */
static const float GAPS_MAX = 0.17f;
/* What the outline must fill of the least quadrangle around it, and the part itself. */
static const float HULL_SHARE = 0.72f;
static const float PART_SHARE = 0.3f;
/* A side of eight modules is no thicker than this part of its length; where dark modules touch it,
 * it seems to be, but not everywhere. */
static const float THICK_SHARE = 5;
static const float THICK_MOST = 0.72f;
/* Grey levels, and changes between light and dark on a line, from which an area is textured. */
static const float CONTRAST_MIN = 10;
static const float CHANGES_MIN = 1.8f;

/* Pixels of a row beside each other, [begin, end). */
struct pixel_run {
    int begin;
    int end;
    int row;
    int parent; /* another run of the same part, itself for the first one */
};

/* What is known of a part, at the place of its first run. */
struct blob {
    int left, right; /* [left, right) */
    int top, bottom;
    long area;
    int first; /* of its runs, chained by next */
    int next;
};

void sk_data_matrix_finder_finish(struct sk_data_matrix_finder *finder) {
    free(finder->runs);
    free(finder->parts);
    free(finder->rows);
    *finder = (struct sk_data_matrix_finder){ 0 };
}

/* -- parts ------------------------------------------------------------------------------------- */

static enum sk_err make_room(struct sk_data_matrix_finder *finder, long runs, long rows) {
    if (runs > finder->run_room) {
        long room = runs + runs / 2 + 1024;
        void *more = realloc(finder->runs, (size_t)room * sizeof(*finder->runs));
        if (!more) {
            return SK_ERR_NOMEM;
        }
        finder->runs = more;
        more = realloc(finder->parts, (size_t)room * sizeof(*finder->parts));
        if (!more) {
            return SK_ERR_NOMEM;
        }
        finder->parts = more;
        finder->run_room = room;
    }
    if (rows > finder->row_room) {
        SK_ASSERT(rows > 0);
        int *r = realloc(finder->rows, (size_t)rows * sizeof(*r));
        if (!r) {
            return SK_ERR_NOMEM;
        }
        finder->rows = r;
        finder->row_room = rows;
    }
    return SK_OK;
}

static int root_of(struct pixel_run *runs, int i) {
    while (runs[i].parent != i) {
        runs[i].parent = runs[runs[i].parent].parent;
        i = runs[i].parent;
    }
    return i;
}

static void join(struct pixel_run *runs, int a, int b) {
    a = root_of(runs, a);
    b = root_of(runs, b);
    if (a < b) {
        runs[b].parent = a;
    } else {
        runs[a].parent = b;
    }
}

/* The first pixel from x on that is `colour` (or is not, for the other), eight at a time. */
static int skip(const uint8_t *row, int x, int width, uint8_t colour) {
    uint64_t same = colour * UINT64_C(0x0101010101010101);
    for (; x + 8 <= width; x += 8) {
        uint64_t eight;
        memcpy(&eight, row + x, sizeof(eight));
        if (eight != same) {
            break;
        }
    }
    while (x < width && row[x] == colour) {
        x++;
    }
    return x;
}

/* All runs of one colour, joined with those of the row before that they touch, also at a corner.
 * Returns how many, or -1 without memory. */
static int find_runs(struct sk_data_matrix_finder *finder, const struct sk_grey *dark,
                     uint8_t colour) {
    int count = 0;
    if (make_room(finder, 0, dark->height + 1)) {
        return -1;
    }
    for (int y = 0; y < dark->height; y++) {
        const uint8_t *row = dark->pixels + (ptrdiff_t)y * dark->stride;
        if (make_room(finder, (long)count + dark->width / 2 + 1, 0)) {
            return -1;
        }
        struct pixel_run *runs = finder->runs;
        int above = y > 0 ? finder->rows[y - 1] : 0;
        int above_end = count;
        finder->rows[y] = count;
        for (int x = skip(row, 0, dark->width, !colour); x < dark->width;) {
            int end = skip(row, x, dark->width, colour);
            runs[count] = (struct pixel_run){ x, end, y, count };
            while (above < above_end && runs[above].end < x) {
                above++;
            }
            for (int a = above; a < above_end && runs[a].begin <= end; a++) {
                join(runs, a, count);
            }
            count++;
            x = skip(row, end, dark->width, !colour);
        }
    }
    finder->rows[dark->height] = count;
    return count;
}

static void gather(struct sk_data_matrix_finder *finder, int count) {
    struct blob *parts = finder->parts;
    struct pixel_run *runs = finder->runs;
    for (int i = count - 1; i >= 0; i--) {
        parts[i] = (struct blob){ .left = 1 << 30, .top = 1 << 30, .first = -1 };
    }
    for (int i = count - 1; i >= 0; i--) {
        int root = root_of(runs, i);
        struct blob *part = &parts[root];
        const struct pixel_run *run = &runs[i];
        part->left = run->begin < part->left ? run->begin : part->left;
        part->right = run->end > part->right ? run->end : part->right;
        part->top = run->row < part->top ? run->row : part->top;
        part->bottom = run->row + 1 > part->bottom ? run->row + 1 : part->bottom;
        part->area += run->end - run->begin;
        parts[i].next = part->first;
        part->first = i;
    }
}

/* -- outline ----------------------------------------------------------------------------------- */

struct outline {
    int count;
    struct sk_point at[HULL_MAX];
};

static float turn(struct sk_point a, struct sk_point b, struct sk_point c) {
    return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

static float distance(struct sk_point a, struct sk_point b) {
    return hypotf(b.x - a.x, b.y - a.y);
}

/* One half of the convex outline: `side` 1 the left one, -1 the right one, downwards. `chain` has
 * room for two points a row. */
static int half_outline(const struct sk_data_matrix_finder *finder, const struct blob *part,
                        int side, struct sk_point *chain) {
    int count = 0;
    for (int i = part->first; i >= 0;) {
        int row = finder->runs[i].row;
        int x = side > 0 ? finder->runs[i].begin : finder->runs[i].end;
        for (; i >= 0 && finder->runs[i].row == row; i = finder->parts[i].next) {
            int own = side > 0 ? finder->runs[i].begin : finder->runs[i].end;
            x = side > 0 ? (own < x ? own : x) : (own > x ? own : x);
        }
        for (int k = 0; k < 2; k++) {
            struct sk_point at = { (float)x, (float)(row + k) };
            while (count >= 2 && (float)side * turn(chain[count - 2], chain[count - 1], at) >= 0) {
                count--;
            }
            chain[count++] = at;
        }
    }
    return count;
}

/* Drops the corner whose loss costs the least area, until `most` are left
 * and none costs less than area_min (twice the area, pixels). */
static void simplify(struct sk_point *at, int *count, int most, float area_min) {
    while (*count > 3) {
        int least = 0;
        float cost = 1e30f;
        for (int i = 0; i < *count; i++) {
            float own = fabsf(turn(at[(i + *count - 1) % *count], at[i], at[(i + 1) % *count]));
            if (own < cost) {
                cost = own;
                least = i;
            }
        }
        if (*count <= most && cost > area_min) {
            break;
        }
        memmove(at + least, at + least + 1, (size_t)(*count - least - 1) * sizeof(*at));
        (*count)--;
    }
}

/* -- sides ------------------------------------------------------------------------------------- */

static int by_size(const void *a, const void *b) {
    float fa = *(const float *)a;
    float fb = *(const float *)b;
    return (fa > fb) - (fa < fb);
}

static bool has_colour(const struct sk_grey *dark, float x, float y, uint8_t colour) {
    if (x < 0 || y < 0) { /* what is not cut off as floorf() would */
        return false;
    }
    int px = (int)x;
    int py = (int)y;
    return px < dark->width && py < dark->height &&
           dark->pixels[(ptrdiff_t)py * dark->stride + px] == colour;
}

/* How thick the side from a to b is towards the inside, and which share of it is missing. */
static bool measure_side(const struct sk_grey *dark, struct sk_point a, struct sk_point b,
                         struct sk_point inside, uint8_t colour, float *module, float *gaps) {
    float thick[STATIONS];
    int count = 0;
    int missing = 0;
    float length = distance(a, b);
    float nx = -(b.y - a.y) / length;
    float ny = (b.x - a.x) / length;
    if (nx * (inside.x - a.x) + ny * (inside.y - a.y) < 0) {
        nx = -nx;
        ny = -ny;
    }
    const float step = 0.5f;
    const float most = length / THICK_SHARE + 2;
    int thicker = 0;
    for (int i = 0; i < STATIONS; i++) {
        /* From both ends and the middle in turn, so that what is no side is soon seen. */
        float t = ((float)(i * STATION_STRIDE % STATIONS) + 0.5f) / STATIONS;
        float x = a.x + t * (b.x - a.x);
        float y = a.y + t * (b.y - a.y);
        float depth = step;
        /* The outline lies on the outermost pixels: the side may begin a little farther in. */
        const float farthest = 2.0f + length / 24.0f;
        while (depth < farthest && !has_colour(dark, x + depth * nx, y + depth * ny, colour)) {
            depth += step;
        }
        float begin = depth;
        while (depth < begin + most && has_colour(dark, x + depth * nx, y + depth * ny, colour)) {
            depth += step;
        }
        if (begin >= farthest) {
            missing++;
        } else {
            thick[count++] = depth - begin;
            thicker += depth >= begin + most;
        }
        if ((float)missing > GAPS_MAX * STATIONS || (float)thicker > THICK_MOST * STATIONS) {
            return false;
        }
    }
    *gaps = (float)missing / STATIONS;
    qsort(thick, (size_t)count, sizeof(*thick), by_size);
    *module = fmaxf(thick[count / 4], 0.8f);
    return true;
}

static void keep(struct sk_data_matrix_corner out[SK_DATA_MATRIX_CORNERS_MAX], int *count,
                 const struct sk_data_matrix_corner *corner) {
    int at = *count;
    for (int i = 0; i < at; i++) {
        if (distance(out[i].corner, corner->corner) < 1.0f &&
            distance(out[i].above, corner->above) < 1.0f &&
            distance(out[i].right, corner->right) < 1.0f) {
            return;
        }
    }
    if (at < SK_DATA_MATRIX_CORNERS_MAX) {
        (*count)++;
    } else if (out[--at].gaps <= corner->gaps) {
        return;
    }
    for (; at > 0 && out[at - 1].gaps > corner->gaps; at--) {
        out[at] = out[at - 1];
    }
    out[at] = *corner;
}

/* Whether the sides from b to a and from b to c are solid and thin. */
static void examine(const struct sk_grey *dark, struct sk_point a, struct sk_point b,
                    struct sk_point c, struct sk_point far, uint8_t colour,
                    struct sk_data_matrix_corner out[SK_DATA_MATRIX_CORNERS_MAX], int *count) {
    float left = distance(a, b);
    float low = distance(b, c);
    if (fmaxf(left, low) < SIDE_MIN || fminf(left, low) < SHORTER_MIN ||
        fmaxf(left, low) > 24 * fminf(left, low) || fabsf(turn(a, b, c)) < 0.5f * left * low) {
        return;
    }
    struct sk_data_matrix_corner corner = { .corner = b, .far = far, .inverted = colour == 0 };
    bool swap = turn(b, a, c) < 0; /* upright, `right` follows `above` clockwise */
    corner.above = swap ? c : a;
    corner.right = swap ? a : c;
    float gaps;
    if (!measure_side(dark, b, corner.above, corner.right, colour, &corner.module_across, &gaps) ||
        !measure_side(dark, b, corner.right, corner.above, colour, &corner.module_down,
                      &corner.gaps)) {
        return;
    }
    corner.gaps += gaps;
    float rows = distance(b, corner.above) / corner.module_down;
    float columns = distance(b, corner.right) / corner.module_across;
    if (rows < MODULES_MIN || columns < MODULES_MIN || rows > MODULES_MAX ||
        columns > MODULES_MAX || corner.module_across > 3 * corner.module_down ||
        corner.module_down > 3 * corner.module_across) {
        return;
    }
    keep(out, count, &corner);
}

/* Two long sides of the outline beside each other, or with a blunt corner between them. */
static void examine_outline(const struct sk_grey *dark, const struct outline *outline,
                            uint8_t colour,
                            struct sk_data_matrix_corner out[SK_DATA_MATRIX_CORNERS_MAX],
                            int *count) {
    const struct sk_point *at = outline->at;
    int n = outline->count;
    float longest = 0;
    for (int i = 0; i < n; i++) {
        longest = fmaxf(longest, distance(at[i], at[(i + 1) % n]));
    }
    for (int i = 0; i < n; i++) {
        struct sk_point a = at[i];
        struct sk_point b = at[(i + 1) % n];
        for (int k = 1; k <= 2 && k + 2 <= n; k++) {
            struct sk_point c = at[(i + k) % n];
            struct sk_point d = at[(i + k + 1) % n];
            struct sk_point corner;
            float first = distance(a, b);
            float second = distance(c, d);
            if (fminf(first, second) < SIDE_SHARE * longest ||
                distance(b, c) > 0.25f * fminf(first, second) ||
                !sk_lines_meet(a, b, c, d, &corner)) {
                continue;
            }
            /* Where the sides of the outline that go on from the ends meet. */
            struct sk_point before = at[(i + n - 1) % n];
            struct sk_point after = at[(i + k + 2) % n];
            struct sk_point far = { a.x + d.x - corner.x, a.y + d.y - corner.y };
            if (distance(before, a) > 0.3f * second && distance(d, after) > 0.3f * first) {
                sk_lines_meet(a, before, d, after, &far);
            }
            examine(dark, a, corner, d, far, colour, out, count);
        }
    }
}

static enum sk_err outline_of(const struct sk_data_matrix_finder *finder, const struct blob *part,
                              int most, struct outline *outline) {
    int rows = part->bottom - part->top;
    struct sk_point *chain = malloc((size_t)(4 * rows + 8) * sizeof(*chain));
    if (!chain) {
        return SK_ERR_NOMEM;
    }
    int left = half_outline(finder, part, 1, chain);
    struct sk_point *other = chain + left;
    int right = half_outline(finder, part, -1, other);
    for (int i = 0; i < right / 2; i++) { /* upwards, so that all goes round */
        struct sk_point swap = other[i];
        other[i] = other[right - 1 - i];
        other[right - 1 - i] = swap;
    }
    int all = left + right;
    float longer = fmaxf((float)rows, (float)(part->right - part->left));
    simplify(chain, &all, most, longer * fmaxf(0.9f, 0.012f * longer));
    outline->count = all;
    memcpy(outline->at, chain, (size_t)all * sizeof(*chain));
    free(chain);
    return SK_OK;
}

/* Large enough, and not the rim of something empty. A small one in a large picture is mostly noise,
 * and too small to be read. */
static bool may_be(const struct blob *part, const struct sk_grey *dark) {
    int width = part->right - part->left;
    int height = part->bottom - part->top;
    int longer = width > height ? width : height;
    int shorter = width > height ? height : width;
    bool is_large = dark->width > PICTURE_LARGE || dark->height > PICTURE_LARGE;
    return longer >= (is_large ? SIDE_MIN_LARGE : SIDE_MIN) &&
           shorter >= (is_large ? SHORTER_MIN_LARGE : SHORTER_MIN) &&
           part->area >= longer + shorter / 2;
}

enum sk_err sk_data_matrix_find(struct sk_data_matrix_finder *finder, const struct sk_grey *dark,
                                bool inverted,
                                struct sk_data_matrix_corner out[SK_DATA_MATRIX_CORNERS_MAX],
                                int *count) {
    uint8_t colour = inverted ? 0 : 1;
    int runs = find_runs(finder, dark, colour);
    if (runs < 0) {
        return SK_ERR_NOMEM;
    }
    gather(finder, runs);
    enum sk_err err = SK_OK;
    for (int i = 0; i < runs && !err; i++) {
        if (finder->runs[i].parent == i && may_be(&finder->parts[i], dark)) {
            struct outline outline;
            err = outline_of(finder, &finder->parts[i], HULL_MAX, &outline);
            if (!err && outline.count >= 3) {
                examine_outline(dark, &outline, colour, out, count);
            }
        }
    }
    return err;
}

/* -- four sides -------------------------------------------------------------------------------- */

static float area_of(const struct sk_point *p, int count) {
    float sum = 0;
    for (int i = 0; i < count; i++) {
        sum += p[i].x * p[(i + 1) % count].y - p[i].y * p[(i + 1) % count].x;
    }
    return 0.5f * fabsf(sum);
}

/* The least quadrangle around the outline whose sides lie on sides of the outline. Returns its
 * area, or 0. */
static float least_quad(const struct outline *outline, struct sk_point best[4]) {
    const struct sk_point *at = outline->at;
    int n = outline->count;
    float least = 0;
    int s[4];
    for (s[0] = 0; s[0] < n; s[0]++) {
        for (s[1] = s[0] + 1; s[1] < n; s[1]++) {
            for (s[2] = s[1] + 1; s[2] < n; s[2]++) {
                for (s[3] = s[2] + 1; s[3] < n; s[3]++) {
                    struct sk_point p[4];
                    bool good = true;
                    for (int i = 0; i < 4 && good; i++) {
                        int a = s[i];
                        int b = s[(i + 1) % 4];
                        good = sk_lines_meet(at[a], at[(a + 1) % n], at[b], at[(b + 1) % n], &p[i]);
                    }
                    float area = good ? area_of(p, 4) : 0;
                    if (area > 0 && (least <= 0 || area < least)) {
                        least = area;
                        memcpy(best, p, sizeof(p));
                    }
                }
            }
        }
    }
    return least;
}

static bool make_quad(const struct outline *outline, const struct blob *part,
                      struct sk_data_matrix_quad *quad) {
    float area = least_quad(outline, quad->p);
    if (area <= 0 || area_of(outline->at, outline->count) < HULL_SHARE * area ||
        (float)part->area < PART_SHARE * area) {
        return false;
    }
    float longest = 0;
    float shortest = 1e9f;
    for (int i = 0; i < 4; i++) {
        float length = distance(quad->p[i], quad->p[(i + 1) % 4]);
        longest = fmaxf(longest, length);
        shortest = fminf(shortest, length);
    }
    if (longest < SIDE_MIN || longest > 24 * shortest) {
        return false;
    }
    if (turn(quad->p[0], quad->p[1], quad->p[2]) < 0) { /* clockwise, as y points down */
        struct sk_point swap = quad->p[1];
        quad->p[1] = quad->p[3];
        quad->p[3] = swap;
    }
    return true;
}

enum sk_err sk_data_matrix_find_quads(struct sk_data_matrix_finder *finder,
                                      const struct sk_grey *dark, bool inverted,
                                      struct sk_data_matrix_quad out[SK_DATA_MATRIX_QUADS_MAX],
                                      int *count) {
    int runs = find_runs(finder, dark, inverted ? 0 : 1);
    if (runs < 0) {
        return SK_ERR_NOMEM;
    }
    gather(finder, runs);
    for (int i = 0; i < runs; i++) {
        struct sk_data_matrix_quad quad = { .inverted = inverted };
        struct outline outline;
        if (finder->runs[i].parent != i || !may_be(&finder->parts[i], dark)) {
            continue;
        }
        if (outline_of(finder, &finder->parts[i], QUAD_HULL_MAX, &outline)) {
            return SK_ERR_NOMEM;
        }
        if (outline.count < 4 || !make_quad(&outline, &finder->parts[i], &quad)) {
            continue;
        }
        int at = *count;
        float area = area_of(quad.p, 4);
        if (at < SK_DATA_MATRIX_QUADS_MAX) {
            (*count)++;
        } else if (area_of(out[--at].p, 4) >= area) {
            continue;
        }
        for (; at > 0 && area_of(out[at - 1].p, 4) < area; at--) {
            out[at] = out[at - 1];
        }
        out[at] = quad;
    }
    return SK_OK;
}

/* How often the brightness crosses its middle, on average of some lines one way. */
static float count_changes(const float *value, int lines, int places, int line_step, int place_step,
                           float middle, float give) {
    int changes = 0;
    for (int l = 0; l < lines; l++) {
        int state = 0;
        for (int k = 0; k < places; k++) {
            float v = value[l * line_step + k * place_step] - middle;
            int now = v > give ? 1 : v < -give ? -1 : 0;
            changes += now != 0 && state != 0 && now != state;
            state = now ? now : state;
        }
    }
    return (float)changes / (float)lines;
}

bool sk_data_matrix_is_textured(const struct sk_grey *grey, const struct sk_point p[4]) {
    enum { PLACES = 24 };
    float value[PLACES * PLACES];
    struct sk_projection m = sk_projection_to(p);
    float low = 255;
    float high = 0;
    for (int i = 0; i < PLACES * PLACES; i++) {
        float u = ((float)(i % PLACES) + 0.5f) / PLACES;
        float v = ((float)(i / PLACES) + 0.5f) / PLACES;
        value[i] = sk_brightness_at(grey, sk_projection_at(&m, u, v));
        low = fminf(low, value[i]);
        high = fmaxf(high, value[i]);
    }
    float give = 0.07f * (high - low);
    float middle = 0.5f * (high + low);
    return high - low >= CONTRAST_MIN &&
           count_changes(value, PLACES, PLACES, PLACES, 1, middle, give) >= CHANGES_MIN &&
           count_changes(value, PLACES, PLACES, 1, PLACES, middle, give) >= CHANGES_MIN;
}
