#include "scene.h"

#include "draw.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WIDTH = 1280, HEIGHT = 720, PIXELS = WIDTH * HEIGHT };

static const float PI = 3.14159265f;

/* -- chance ------------------------------------------------------------------------------------ */

struct chance {
    uint64_t state;
};

static uint32_t draw_bits(struct chance *chance) {
    uint64_t x = chance->state;
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    chance->state = x;
    return (uint32_t)(x >> 24);
}

static float between(struct chance *chance, float low, float high) {
    return low + (high - low) * (float)(draw_bits(chance) & 0xffffff) / 16777216.0f;
}

static int one_of(struct chance *chance, int count) {
    return (int)(draw_bits(chance) % (uint32_t)count);
}

/* About normal, deviation 1. */
static float normal(struct chance *chance) {
    float sum = 0;
    for (int i = 0; i < 6; i++) {
        sum += between(chance, -1, 1);
    }
    return sum / 1.41421356f;
}

static struct chance chance_of(enum scene_set set, unsigned number) {
    struct chance chance = { 0x9e3779b97f4a7c15u * (number + 1) +
                             0x1234567u * ((unsigned)set + 1) };
    for (int i = 0; i < 20; i++) {
        draw_bits(&chance);
    }
    return chance;
}

/* -- light, on which all is drawn ---------------------------------------------------------------
 *
 * Floats from 0 to 255, so that what is spoilt twice is rounded once. */

struct canvas {
    float light[PIXELS];
    float other[PIXELS];
};

static float *at(struct canvas *canvas, int x, int y) {
    return &canvas->light[y * WIDTH + x];
}

/* Clouds of five sizes. */
static void draw_clouds(struct canvas *canvas, struct chance *chance) {
    static float knot[24 * 42];
    float base = between(chance, 60, 150);
    for (int i = 0; i < PIXELS; i++) {
        canvas->light[i] = base;
    }
    float strength = between(chance, 50, 140);
    for (int octave = 0; octave < 5; octave++) {
        int cell = 320 >> octave;
        int columns = WIDTH / cell + 2;
        int stride = columns < 42 ? columns : 42;
        for (int i = 0; i < 24 * 42; i++) {
            knot[i] = between(chance, -1, 1);
        }
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                float fx = (float)(x % cell) / (float)cell;
                float fy = (float)(y % cell) / (float)cell;
                int k = y / cell % 22 * stride + x / cell % (stride - 1);
                float top = knot[k] + fx * (knot[k + 1] - knot[k]);
                float low = knot[k + stride] + fx * (knot[k + stride + 1] - knot[k + stride]);
                *at(canvas, x, y) += strength * (top + fy * (low - top));
            }
        }
        strength *= 0.55f;
    }
}

/* A turned rectangle that lets some of what is below through. */
static void draw_sheet(struct canvas *canvas, float x, float y, float w, float h, float degrees,
                       float light, float cover) {
    float c = cosf(degrees * PI / 180);
    float s = sinf(degrees * PI / 180);
    int reach = (int)(w + h);
    for (int py = (int)y - reach; py <= (int)y + reach; py++) {
        for (int px = (int)x - reach; px <= (int)x + reach; px++) {
            float u = c * ((float)px - x) + s * ((float)py - y);
            float v = -s * ((float)px - x) + c * ((float)py - y);
            if (px >= 0 && py >= 0 && px < WIDTH && py < HEIGHT && fabsf(u) < w / 2 &&
                fabsf(v) < h / 2) {
                float *pixel = at(canvas, px, py);
                *pixel += cover * (light - *pixel);
            }
        }
    }
}

/* Bars, letter-like strokes and sheets that are no label. */
static void draw_clutter(struct canvas *canvas, struct chance *chance) {
    for (int i = 0; i < 8; i++) {
        draw_sheet(canvas, between(chance, 0, WIDTH), between(chance, 0, HEIGHT),
                   between(chance, 20, 260), between(chance, 20, 200), between(chance, 0, 180),
                   between(chance, 0, 255), between(chance, 0.1f, 0.7f));
    }
    for (int i = 0; i < 4; i++) {
        float x = between(chance, 0, WIDTH);
        float y = between(chance, 0, HEIGHT);
        float dark = between(chance, 0, 255);
        bool bars = one_of(chance, 2) == 0;
        int count = 5 + one_of(chance, 12);
        for (int k = 0; k < count; k++) {
            float w = bars ? between(chance, 1, 6) : between(chance, 2, 14);
            float h = bars ? 60 : between(chance, 2, 16);
            draw_sheet(canvas, x, bars ? y : y + between(chance, -8, 8), w, h, 0, dark, 0.9f);
            x += w + between(chance, 1, 8);
        }
    }
    if (one_of(chance, 3) == 0) { /* a grid of squares */
        float x0 = between(chance, 100, 900);
        float y0 = between(chance, 100, 500);
        float step = between(chance, 5, 20);
        for (int k = 0; k < 84; k++) {
            draw_sheet(canvas, x0 + step * (float)(k % 12), y0 + step * (float)(k / 12),
                       step * 0.85f, step * 0.85f, 0, between(chance, 0, 90), 1);
        }
    }
}

/* -- the label --------------------------------------------------------------------------------- */

/* Where a place of the label (modules from the symbol's left upper corner) is in the picture:
 * (a u + b v + c) / (g u + h v + 1), … ; and back. */
struct view {
    float m[9];
    float back[9];
};

static void invert(struct view *view) {
    const float *m = view->m;
    float *b = view->back;
    for (int i = 0; i < 9; i++) {
        int r0 = (i % 3 + 1) % 3;
        int r1 = (i % 3 + 2) % 3;
        int c0 = (i / 3 + 1) % 3;
        int c1 = (i / 3 + 2) % 3;
        b[i] = m[r0 * 3 + c0] * m[r1 * 3 + c1] - m[r0 * 3 + c1] * m[r1 * 3 + c0];
    }
}

static void apply(const float m[9], float x, float y, float *u, float *v) {
    float w = m[6] * x + m[7] * y + m[8];
    *u = (m[0] * x + m[1] * y + m[2]) / w;
    *v = (m[3] * x + m[4] * y + m[5]) / w;
}

struct label {
    struct draw_modules modules;
    struct view view;
    float ppm; /* pixels a module */
    float dark;
    float bright;
    float quiet;   /* modules around the symbol */
    float growth;  /* modules that each dark one is wider by */
    bool dots;     /* round modules */
    float bend;    /* of a cylinder: half the angle that it covers */
    bool inverted; /* light on dark */
    bool mirrored;
};

/* How dark the label is at a place of it: 0 to 1, -1 beside it. */
static float ink(const struct label *label, float u, float v) {
    const struct draw_modules *modules = &label->modules;
    float columns = (float)modules->columns;
    float rows = (float)modules->rows;
    float foot = rows + label->quiet + 0.32f * rows; /* room for a line of text */
    if (u < -label->quiet || v < -label->quiet || u > columns + label->quiet || v > foot) {
        return -1;
    }
    if (label->bend > 0) {
        float t = (u - columns / 2) / (columns / 2) * sinf(label->bend);
        if (fabsf(t) >= 0.999f) {
            return 0;
        }
        u = columns / 2 + asinf(t) / label->bend * columns / 2;
    }
    if (label->mirrored) {
        u = columns - u;
    }
    if (v > rows + 1.2f && v < foot - 1) { /* strokes of text */
        float size = 0.26f * rows;
        float cell = u / (0.6f * size);
        float inside = cell - floorf(cell);
        bool pen = u > 0 && u < columns && inside < 0.75f &&
                   ((int)(inside * 4) % 2 == 0 || ((int)floorf(cell) + (int)(v * 2)) % 3 == 0);
        return pen ? 1 : 0;
    }
    float best = 0;
    for (int dy = -1; dy <= 1; dy++) {
        for (int dx = -1; dx <= 1; dx++) {
            int x = (int)floorf(u) + dx;
            int y = (int)floorf(v) + dy;
            if (x < 0 || y < 0 || x >= modules->columns || y >= modules->rows ||
                !modules->dark[y * modules->columns + x]) {
                continue;
            }
            float cx = fabsf(u - (float)x - 0.5f);
            float cy = fabsf(v - (float)y - 0.5f);
            float half = 0.5f + label->growth / 2;
            best = (label->dots ? hypotf(cx, cy) < 0.46f : cx < half && cy < half) ? 1 : best;
        }
    }
    return best;
}

static void draw_label(struct canvas *canvas, const struct label *label) {
    enum { PARTS = 4 };
    for (int y = 0; y < HEIGHT; y++) {
        for (int x = 0; x < WIDTH; x++) {
            float sum = 0;
            int inside = 0;
            float u;
            float v;
            apply(label->view.back, (float)x + 0.5f, (float)y + 0.5f, &u, &v);
            if (ink(label, u, v) < 0 && (x + y) % 2) {
                continue; /* edges of the label are ragged by a pixel */
            }
            for (int k = 0; k < PARTS * PARTS; k++) {
                apply(label->view.back, (float)x + ((float)(k % PARTS) + 0.5f) / PARTS,
                      (float)y + ((float)(k / PARTS) + 0.5f) / PARTS, &u, &v);
                float value = ink(label, u, v);
                if (value >= 0) {
                    value = label->inverted ? 1 - value : value;
                    sum += label->bright + value * (label->dark - label->bright);
                    inside++;
                }
            }
            float rest = (float)(PARTS * PARTS - inside);
            float *pixel = at(canvas, x, y);
            *pixel = (sum + rest * *pixel) / (PARTS * PARTS);
        }
    }
}

/* -- what spoils a picture --------------------------------------------------------------------- */

/* The mean along a line (dx, dy) of so many pixels, in samples of about half a pixel. */
static void blur_line(struct canvas *canvas, float dx, float dy) {
    int parts = 2 * (int)ceilf(hypotf(dx, dy)) + 1;
    memcpy(canvas->other, canvas->light, sizeof(canvas->light));
    for (int y = 0; y < HEIGHT; y++) {
        for (int x = 0; x < WIDTH; x++) {
            float sum = 0;
            for (int k = 0; k < parts; k++) {
                float t = parts > 1 ? (float)k / (float)(parts - 1) - 0.5f : 0;
                int px = (int)floorf((float)x + t * dx + 0.5f);
                int py = (int)floorf((float)y + t * dy + 0.5f);
                px = px < 0 ? 0 : px >= WIDTH ? WIDTH - 1 : px;
                py = py < 0 ? 0 : py >= HEIGHT ? HEIGHT - 1 : py;
                sum += canvas->other[py * WIDTH + px];
            }
            *at(canvas, x, y) = sum / (float)parts;
        }
    }
}

static void blur_weighted(struct canvas *canvas, const float *weight, int reach, bool down) {
    memcpy(canvas->other, canvas->light, sizeof(canvas->light));
    for (int y = 0; y < HEIGHT; y++) {
        for (int x = 0; x < WIDTH; x++) {
            float sum = 0;
            for (int k = -reach; k <= reach; k++) {
                int p = (down ? y : x) + k;
                int last = (down ? HEIGHT : WIDTH) - 1;
                p = p < 0 ? 0 : p > last ? last : p;
                sum += weight[k + reach] * canvas->other[down ? p * WIDTH + x : y * WIDTH + p];
            }
            *at(canvas, x, y) = sum;
        }
    }
}

static void blur_gauss(struct canvas *canvas, float sigma) {
    float weight[81];
    int reach = (int)ceilf(2.7f * sigma);
    reach = reach > 40 ? 40 : reach;
    float sum = 0;
    for (int k = -reach; k <= reach; k++) {
        weight[k + reach] = expf(-0.5f * (float)(k * k) / (sigma * sigma));
        sum += weight[k + reach];
    }
    for (int k = 0; k <= 2 * reach; k++) {
        weight[k] /= sum;
    }
    blur_weighted(canvas, weight, reach, false);
    blur_weighted(canvas, weight, reach, true);
}

/* A lens that is not in focus: the mean over a disc. */
static void blur_disc(struct canvas *canvas, float radius) {
    int reach = (int)ceilf(radius);
    memcpy(canvas->other, canvas->light, sizeof(canvas->light));
    for (int y = 0; y < HEIGHT; y++) {
        for (int x = 0; x < WIDTH; x++) {
            float sum = 0;
            float weights = 0;
            for (int j = -reach; j <= reach; j++) {
                for (int i = -reach; i <= reach; i++) {
                    float weight = radius + 0.5f - hypotf((float)i, (float)j);
                    int px = x + i;
                    int py = y + j;
                    if (weight <= 0 || px < 0 || py < 0 || px >= WIDTH || py >= HEIGHT) {
                        continue;
                    }
                    weight = weight > 1 ? 1 : weight;
                    sum += weight * canvas->other[py * WIDTH + px];
                    weights += weight;
                }
            }
            *at(canvas, x, y) = sum / weights;
        }
    }
}

static void add_noise(struct canvas *canvas, struct chance *chance, float levels) {
    for (int i = 0; i < PIXELS; i++) {
        canvas->light[i] += levels * normal(chance);
    }
}

static void scale_light(struct canvas *canvas, float factor, float offset) {
    for (int i = 0; i < PIXELS; i++) {
        canvas->light[i] = canvas->light[i] * factor + offset;
    }
}

static void add_glare(struct canvas *canvas, float x, float y, float rx, float ry, float degrees,
                      float strength) {
    float c = cosf(degrees * PI / 180);
    float s = sinf(degrees * PI / 180);
    for (int py = 0; py < HEIGHT; py++) {
        for (int px = 0; px < WIDTH; px++) {
            float u = (c * ((float)px - x) + s * ((float)py - y)) / rx;
            float v = (-s * ((float)px - x) + c * ((float)py - y)) / ry;
            *at(canvas, px, py) += strength * expf(-0.5f * (u * u + v * v));
        }
    }
}

/* Light that falls off in one direction. */
static void add_shade(struct canvas *canvas, float x, float y, float degrees, float width,
                      float least) {
    float c = cosf(degrees * PI / 180);
    float s = sinf(degrees * PI / 180);
    for (int py = 0; py < HEIGHT; py++) {
        for (int px = 0; px < WIDTH; px++) {
            float t = (c * ((float)px - x) + s * ((float)py - y)) / width;
            *at(canvas, px, py) *= least + (1 - least) / (1 + expf(-t));
        }
    }
}

static void finish(struct canvas *canvas, struct sk_grey *out) {
    if (sk_grey_resize(out, WIDTH, HEIGHT)) {
        abort();
    }
    for (int i = 0; i < PIXELS; i++) {
        float value = canvas->light[i] + 0.5f;
        out->pixels[i] = (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
    }
}

/* -- the sets ---------------------------------------------------------------------------------- */

static void make_text(struct chance *chance, char text[SCENE_TEXT_SIZE]) {
    static const char *const devices[] = { "sage62x", "raptor8x", "ivo42x", "SAGF11X" };
    static const char letters[] = "0123456789abcdefghijklmnopqrstuvwxyz";
    if (one_of(chance, 2)) {
        snprintf(text, SCENE_TEXT_SIZE, "%s02%08u", devices[one_of(chance, 4)],
                 draw_bits(chance) % 100000000u);
        return;
    }
    int at = snprintf(text, SCENE_TEXT_SIZE, "sag-r%02dm%03du%02d", one_of(chance, 100),
                      one_of(chance, 1000), one_of(chance, 100));
    for (int i = 0; i < 12; i++) {
        text[at++] = letters[one_of(chance, 36)];
    }
    text[at] = '\0';
}

/* Turned, seen at a slant, and in the picture as a whole. */
static void place_label(struct label *label, struct chance *chance, float degrees, float slant) {
    float columns = (float)label->modules.columns;
    float rows = (float)label->modules.rows;
    float c = cosf(degrees * PI / 180) * label->ppm;
    float s = sinf(degrees * PI / 180) * label->ppm;
    float reach = 0.9f * label->ppm * (columns + rows) / 1.41421356f + 12;
    reach = reach > 330 ? 330 : reach;
    float x = between(chance, reach, WIDTH - reach);
    float y = between(chance, reach, HEIGHT - reach);
    float towards = between(chance, 0, 2 * PI);
    float g = slant * cosf(towards) / columns;
    float h = slant * sinf(towards) / rows;
    /* The middle of the symbol lies at (x, y) with w = 1 there. */
    float *m = label->view.m;
    m[6] = g;
    m[7] = h;
    m[8] = 1 - g * columns / 2 - h * rows / 2;
    m[0] = c + x * g;
    m[1] = -s + x * h;
    m[2] = x * m[8] - c * columns / 2 + s * rows / 2;
    m[3] = s + y * g;
    m[4] = c + y * h;
    m[5] = y * m[8] - s * columns / 2 - c * rows / 2;
    invert(&label->view);
}

static void middle(const struct label *label, float u, float v, float *x, float *y) {
    apply(label->view.m, u * (float)label->modules.columns, v * (float)label->modules.rows, x, y);
}

enum first {
    CLEAN,
    GAUSS,
    MOTION,
    NOISE,
    LOWLIGHT,
    GLARE,
    PERSPECTIVE,
    ROTATE,
    RECTANGLE,
    OCCLUSION,
    LOWRES,
    SHADE,
    INVERT,
    COMBO
};
static const char *const first_names[SCENE_KINDS] = {
    "clean",  "gauss",     "motion",    "noise",  "lowlight", "glare",  "perspective",
    "rotate", "rectangle", "occlusion", "lowres", "shade",    "invert", "combo",
};

static void make_first(struct canvas *canvas, struct label *label, struct chance *chance,
                       int kind) {
    float degrees = between(chance, -12, 12);
    float slant = between(chance, 0, 0.06f);
    label->ppm = between(chance, 3.5f, 7.5f);
    label->inverted = kind == INVERT;
    if (kind == LOWRES) {
        label->ppm = between(chance, 1.7f, 2.4f);
    } else if (kind == COMBO) {
        label->ppm = between(chance, 2.6f, 4.5f);
    } else if (kind == PERSPECTIVE) {
        slant = between(chance, 0.25f, 0.7f);
    }
    if (kind == ROTATE || kind == COMBO || kind == INVERT) {
        degrees = between(chance, 0, 360);
    }
    place_label(label, chance, degrees, slant);
    draw_label(canvas, label);
    float side = label->ppm * (float)label->modules.columns;
    float x;
    float y;
    middle(label, between(chance, 0, 1), between(chance, 0, 1), &x, &y);
    float angle = between(chance, 0, 180);
    switch ((enum first)kind) {
    case GAUSS:
        blur_gauss(canvas, label->ppm * between(chance, 0.45f, 0.85f));
        break;
    case MOTION:
        angle *= PI / 180;
        float way = label->ppm * between(chance, 1.0f, 2.0f);
        blur_line(canvas, way * cosf(angle), way * sinf(angle));
        break;
    case NOISE:
        add_noise(canvas, chance, between(chance, 25, 60));
        break;
    case LOWLIGHT:
        scale_light(canvas, between(chance, 0.08f, 0.2f), 4);
        add_noise(canvas, chance, between(chance, 2, 5));
        break;
    case GLARE:
        add_glare(canvas, x, y, side * between(chance, 0.15f, 0.35f),
                  side * between(chance, 0.08f, 0.2f), angle, 400);
        break;
    case OCCLUSION:
        draw_sheet(canvas, x, y, side * between(chance, 0.1f, 0.22f),
                   side * between(chance, 0.2f, 0.8f), one_of(chance, 2) ? degrees : angle,
                   between(chance, 60, 220), 1);
        break;
    case LOWRES:
        blur_gauss(canvas, 0.6f);
        break;
    case SHADE:
        add_shade(canvas, x, y, angle, side * between(chance, 0.02f, 0.3f),
                  between(chance, 0.15f, 0.4f));
        break;
    case COMBO:
        blur_gauss(canvas, label->ppm * between(chance, 0.25f, 0.45f));
        add_shade(canvas, x, y, angle, side * 0.2f, between(chance, 0.4f, 0.7f));
        add_noise(canvas, chance, between(chance, 8, 20));
        break;
    case CLEAN:
    case PERSPECTIVE:
    case ROTATE:
    case RECTANGLE:
    case INVERT:
        break;
    }
    if (kind != LOWLIGHT && kind != NOISE) {
        add_noise(canvas, chance, 1.5f);
    }
}

enum second {
    DEFOCUS,
    DOTS,
    CURVED,
    FAINT,
    GROWN,
    SHRUNK,
    SPECKLED,
    SCRATCHED,
    STRIPED,
    NARROW,
    LARGE,
    MIRRORED,
    FAR,
    GRIM
};
static const char *const second_names[SCENE_KINDS] = {
    "defocus",   "dots",    "curved", "faint", "grown",    "shrunk", "speckled",
    "scratched", "striped", "narrow", "large", "mirrored", "far",    "grim",
};

static void spoil_second(struct canvas *canvas, const struct label *label, struct chance *chance,
                         int kind) {
    float side = label->ppm * (float)label->modules.columns;
    float x;
    float y;
    switch ((enum second)kind) {
    case DEFOCUS:
        blur_disc(canvas, label->ppm * between(chance, 0.6f, 1.1f));
        break;
    case SPECKLED: /* pixels that are dead or stuck */
        for (int i = 0; i < PIXELS; i++) {
            int fate = one_of(chance, 24);
            canvas->light[i] = fate == 0 ? 0 : fate == 1 ? 255 : canvas->light[i];
        }
        break;
    case SCRATCHED:
        for (int i = 0; i < 7; i++) {
            middle(label, between(chance, 0, 1), between(chance, 0, 1), &x, &y);
            draw_sheet(canvas, x, y, side * 1.6f, between(chance, 0.25f, 0.6f) * label->ppm,
                       between(chance, 0, 180), one_of(chance, 2) ? 230 : 40, 1);
        }
        break;
    case STRIPED: /* a lamp that flickers, seen by a rolling shutter */
        for (int i = 0; i < PIXELS; i++) {
            canvas->light[i] *= 0.65f + 0.35f * sinf((float)(i / WIDTH) * 2 * PI / 37.0f);
        }
        break;
    case GRIM: /* a little of all */
        blur_disc(canvas, label->ppm * between(chance, 0.3f, 0.5f));
        middle(label, between(chance, 0, 1), between(chance, 0, 1), &x, &y);
        add_glare(canvas, x, y, side * 0.4f, side * 0.2f, between(chance, 0, 180), 90);
        scale_light(canvas, between(chance, 0.4f, 0.7f), 10);
        add_noise(canvas, chance, between(chance, 5, 12));
        break;
    case FAR:
    case FAINT:
        blur_gauss(canvas, 0.7f);
        break;
    case DOTS:
    case CURVED:
    case GROWN:
    case SHRUNK:
    case NARROW:
    case LARGE:
    case MIRRORED:
        break;
    }
    /* A camera that sharpens: edges overshoot. */
    memcpy(canvas->other, canvas->light, sizeof(canvas->light));
    for (int y1 = 1; y1 < HEIGHT - 1; y1++) {
        for (int x1 = 1; x1 < WIDTH - 1; x1++) {
            const float *p = &canvas->other[y1 * WIDTH + x1];
            float beside = (p[-1] + p[1] + p[-WIDTH] + p[WIDTH]) / 4;
            *at(canvas, x1, y1) = p[0] + 0.5f * (p[0] - beside);
        }
    }
    add_noise(canvas, chance, 3);
}

static void make_second(struct canvas *canvas, struct label *label, struct chance *chance,
                        int kind) {
    label->ppm = between(chance, 3, 6);
    label->dots = kind == DOTS;
    label->bend = kind == CURVED ? between(chance, 0.4f, 0.9f) : 0;
    label->growth = kind == GROWN ? 0.4f : kind == SHRUNK ? -0.4f : 0;
    label->mirrored = kind == MIRRORED;
    if (kind == FAINT) {
        label->bright = between(chance, 90, 140);
        label->dark = label->bright - between(chance, 18, 40);
    } else if (kind == NARROW) {
        label->quiet = 1.0f;
    } else if (kind == LARGE) {
        label->ppm = between(chance, 12, 22);
    } else if (kind == FAR) {
        label->ppm = between(chance, 1.9f, 2.6f);
    }
    place_label(label, chance, between(chance, 0, 360), between(chance, 0, 0.2f));
    draw_label(canvas, label);
    spoil_second(canvas, label, chance, kind);
}

void scene_make(enum scene_set set, unsigned number, struct scene *out) {
    struct chance chance = chance_of(set, number);
    struct canvas *canvas = calloc(1, sizeof(*canvas));
    struct label *label = calloc(1, sizeof(*label));
    if (!canvas || !label) {
        abort();
    }
    int kind = (int)(number % SCENE_KINDS);
    *out = (struct scene){ .kind = "none" };
    draw_clouds(canvas, &chance);
    draw_clutter(canvas, &chance);
    if (set != SCENE_EMPTY) {
        make_text(&chance, out->text);
        bool wide = set == SCENE_FIRST ? kind == RECTANGLE : one_of(&chance, 5) == 0;
        draw_data_matrix(out->text, wide, &label->modules);
        label->bright = between(&chance, 160, 240);
        label->dark = between(&chance, 10, 60);
        label->quiet = between(&chance, 1.5f, 4);
        if (set == SCENE_FIRST) {
            out->kind = first_names[kind];
            make_first(canvas, label, &chance, kind);
        } else {
            out->kind = second_names[kind];
            make_second(canvas, label, &chance, kind);
        }
    } else {
        add_noise(canvas, &chance, between(&chance, 1, 12));
    }
    finish(canvas, &out->grey);
    free(canvas);
    free(label);
}
