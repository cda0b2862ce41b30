#include "input/camera/data_matrix_ruler.h"

#include "input/camera/projection.h"

#include <math.h>

enum {
    SAMPLES_MAX = 900, /* places along a side that are looked at */
    SOLID_CHANGES = 2, /* from dark to light and back that a solid side may have */
};

/* What a change must exceed, as a share of the way from dark to light. */
static const float GIVE = 0.12f;
static const float CONTRAST_MIN = 8;

/* A side from its dark end to the other, half a module within the code, and somewhat beyond. */
struct side_walk {
    struct sk_point from, to; /* in the unit square */
    float begin, end;         /* shares of the way */
    float step;
    int samples;
    float value[SAMPLES_MAX];
    float low, high;
};

static void take_walk(const struct sk_grey *grey, const struct sk_projection *m, bool inverted,
                      struct side_walk *walk) {
    struct sk_point a = sk_projection_at(m, walk->from.x, walk->from.y);
    struct sk_point b = sk_projection_at(m, walk->to.x, walk->to.y);
    float pixels = hypotf(b.x - a.x, b.y - a.y) * (walk->end - walk->begin);
    walk->samples = (int)(4 * pixels) + 2;
    walk->samples = walk->samples > SAMPLES_MAX ? SAMPLES_MAX : walk->samples;
    walk->step = (walk->end - walk->begin) / (float)(walk->samples - 1);
    walk->low = 255;
    walk->high = 0;
    for (int i = 0; i < walk->samples; i++) {
        float t = walk->begin + walk->step * (float)i;
        float u = walk->from.x + t * (walk->to.x - walk->from.x);
        float v = walk->from.y + t * (walk->to.y - walk->from.y);
        float value = sk_brightness_at(grey, sk_projection_at(m, u, v));
        value = inverted ? 255.0f - value : value;
        walk->value[i] = value;
        walk->low = fminf(walk->low, value);
        walk->high = fmaxf(walk->high, value);
    }
}

/* Where it changes between dark and light, as shares of the way. Returns how many; the first is
 * from light to dark. More than `room` count as room + 1. */
static int find_changes(const struct side_walk *walk, float low, float high, float *out, int room) {
    float middle = 0.5f * (low + high);
    float give = GIVE * (high - low);
    bool is_dark = false;
    int count = 0;
    int last = 0; /* where it crossed the middle */
    for (int i = 1; i < walk->samples; i++) {
        float before = walk->value[i - 1] - middle;
        float now = walk->value[i] - middle;
        if ((before > 0) != (now > 0)) {
            last = i;
        }
        if (is_dark ? now > give : now < -give) {
            is_dark = !is_dark;
            if (count == room) {
                return room + 1;
            }
            float a = last > 0 ? walk->value[last - 1] - middle : 0;
            float b = last > 0 ? walk->value[last] - middle : 1;
            float part = a != b ? a / (a - b) : 0;
            out[count++] = walk->begin + walk->step * ((float)(last - 1) + part);
        }
    }
    return count;
}

/* Middles of the modules of a dotted side: the first is dark, the last light. Returns how many
 * modules, or 0. */
static int measure_dotted(const struct side_walk *walk, float low, float high, float *middle) {
    float change[SK_DATA_MATRIX_SIDE_MAX + 2];
    int count = find_changes(walk, low, high, change, SK_DATA_MATRIX_SIDE_MAX);
    /* The first change is where the side begins; the light module at its end has no end. */
    if (count < 8 || count > SK_DATA_MATRIX_SIDE_MAX || count % 2 != 0) {
        return 0;
    }
    for (int i = 0; i + 1 < count; i++) {
        middle[i] = 0.5f * (change[i] + change[i + 1]);
    }
    middle[count - 1] = change[count - 1] + 0.5f * (change[count - 1] - change[count - 2]);
    return count;
}

static bool is_solid(const struct side_walk *walk, float low, float high) {
    float change[SOLID_CHANGES + 2];
    return find_changes(walk, low, high, change, SOLID_CHANGES) <= SOLID_CHANGES;
}

bool sk_data_matrix_measure(const struct sk_grey *grey, const struct sk_point p[4], bool inverted,
                            float module_across, float module_down,
                            struct sk_data_matrix_ruler *out) {
    struct sk_projection m = sk_projection_to(p);
    float u = 0.5f * module_across;
    float v = 0.5f * module_down;
    struct side_walk top = { .from = { 0, v }, .to = { 1, v }, .begin = -1.5f * u, .end = 1 };
    struct side_walk right = {
        .from = { 1 - u, 1 }, .to = { 1 - u, 0 }, .begin = -1.5f * v, .end = 1
    };
    struct side_walk left = { .from = { u, 1 }, .to = { u, 0 }, .begin = -1.5f * v, .end = 1 - v };
    struct side_walk bottom = { .from = { 0, 1 - v }, .to = { 1, 1 - v }, .begin = -1.5f * u };
    bottom.end = 1 - u;
    take_walk(grey, &m, inverted, &top);
    take_walk(grey, &m, inverted, &right);
    float low = 0.5f * (top.low + right.low);
    float high = 0.5f * (top.high + right.high);
    if (high - low < CONTRAST_MIN) {
        return false;
    }
    out->columns = measure_dotted(&top, top.low, top.high, out->u);
    out->rows = out->columns ? measure_dotted(&right, right.low, right.high, out->v) : 0;
    if (!out->rows || (!sk_data_matrix_size_of(out->rows, out->columns) &&
                       !sk_data_matrix_size_of(out->columns, out->rows))) {
        return false;
    }
    take_walk(grey, &m, inverted, &left);
    take_walk(grey, &m, inverted, &bottom);
    if (!is_solid(&left, low, high) || !is_solid(&bottom, low, high)) {
        return false;
    }
    /* The right side was walked upwards. */
    for (int i = 0; i < out->rows / 2; i++) {
        float swap = out->v[i];
        out->v[i] = 1 - out->v[out->rows - 1 - i];
        out->v[out->rows - 1 - i] = 1 - swap;
    }
    return true;
}

void sk_data_matrix_ruler_sample(const struct sk_grey *grey, const struct sk_point p[4],
                                 bool inverted, const struct sk_data_matrix_ruler *ruler,
                                 float *out) {
    static const float off[5][2] = {
        { 0, 0 }, { -0.2f, -0.2f }, { 0.2f, -0.2f }, { -0.2f, 0.2f }, { 0.2f, 0.2f }
    };
    struct sk_projection m = sk_projection_to(p);
    for (int i = 0; i < ruler->columns * ruler->rows; i++) {
        float sum = 0;
        for (int k = 0; k < 5; k++) {
            float u = ruler->u[i % ruler->columns] + off[k][0] / (float)ruler->columns;
            float v = ruler->v[i / ruler->columns] + off[k][1] / (float)ruler->rows;
            sum += sk_brightness_at(grey, sk_projection_at(&m, u, v));
        }
        out[i] = inverted ? 255.0f - sum / 5.0f : sum / 5.0f;
    }
}
