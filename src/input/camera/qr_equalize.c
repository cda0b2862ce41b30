#include "input/camera/qr_equalize.h"

#include <math.h>
#include <string.h>

enum {
    REACH = 2, /* modules on each side that blur into one */
    SPAN = 2 * REACH + 1,
    WEIGHTS = 13,           /* of the 25 neighbours: opposite ones weigh the same */
    UNKNOWNS = WEIGHTS + 3, /* and a level that rises evenly over the code */
    ROUNDS = 4,             /* of weights, then modules */
    STEPS = 60,             /* along the gradient, in each round */
    SWEEPS = 8,             /* over the modules, in each round */
    LIGHT = 6,              /* modules on each side that tell how light and how clear it is */
};

/* What keeps the weights small where modules say little about them. */
static const double RIDGE = 0.002;

/* The weight of the neighbour at (dx, dy), each -2 to 2: the same as that of the opposite one. */
static int weight_at(int dx, int dy) {
    int at = (dy + REACH) * (2 * REACH + 1) + dx + REACH;
    return at < WEIGHTS ? at : (2 * REACH + 1) * (2 * REACH + 1) - 1 - at;
}

/* Takes off how light the surroundings are, and makes the contrast the same everywhere. */
static void flatten(struct sk_qr_equalizer *equalizer, const float *brightness, int side) {
    for (int y = 0; y < side; y++) {
        for (int x = 0; x < side; x++) {
            float sum = 0;
            float square = 0;
            int count = 0;
            for (int j = y - LIGHT < 0 ? 0 : y - LIGHT; j <= y + LIGHT && j < side; j++) {
                for (int i = x - LIGHT < 0 ? 0 : x - LIGHT; i <= x + LIGHT && i < side; i++) {
                    float value = brightness[j * side + i];
                    sum += value;
                    square += value * value;
                    count++;
                }
            }
            float mean = sum / (float)count;
            float spread = sqrtf(fmaxf(square / (float)count - mean * mean, 1.0f));
            equalizer->level[y * side + x] = (brightness[y * side + x] - mean) / spread;
        }
    }
}

/* Makes the brightness of another scale, in which it spreads by 1 all over. */
static void scale(struct sk_qr_equalizer *equalizer, const float *brightness, int count) {
    float sum = 0;
    float square = 0;
    for (int i = 0; i < count; i++) {
        sum += brightness[i];
        square += brightness[i] * brightness[i];
    }
    float mean = sum / (float)count;
    float spread = sqrtf(fmaxf(square / (float)count - mean * mean, 1.0f));
    for (int i = 0; i < count; i++) {
        equalizer->level[i] = (brightness[i] - mean) / spread;
    }
}

/* What the weights of a module's brightness are multiplied with. */
static void explain(const float *shade, int side, int x, int y, double row[UNKNOWNS]) {
    memset(row, 0, UNKNOWNS * sizeof(*row));
    for (int dy = -REACH; dy <= REACH; dy++) {
        for (int dx = -REACH; dx <= REACH; dx++) {
            int px = x + dx;
            int py = y + dy;
            if (px >= 0 && py >= 0 && px < side && py < side) { /* beyond, all is light */
                row[weight_at(dx, dy)] += shade[py * side + px];
            }
        }
    }
    row[WEIGHTS] = 1;
    row[WEIGHTS + 1] = 2.0 * x / side - 1.0;
    row[WEIGHTS + 2] = 2.0 * y / side - 1.0;
}

/* Every module that blurs into this one is known. */
static bool is_certain(const struct sk_qr_equalizer *equalizer, int side, int x, int y) {
    for (int py = y - REACH; py <= y + REACH; py++) {
        for (int px = x - REACH; px <= x + REACH; px++) {
            if (px >= 0 && py >= 0 && px < side && py < side &&
                equalizer->fixed[py * side + px] < 0) {
                return false;
            }
        }
    }
    return true;
}

/* Solves the symmetric system in place by Cholesky's way. False: it has no single solution. */
static bool solve(double a[UNKNOWNS][UNKNOWNS], double b[UNKNOWNS]) {
    for (int i = 0; i < UNKNOWNS; i++) {
        for (int j = 0; j <= i; j++) {
            double sum = a[i][j];
            for (int k = 0; k < j; k++) {
                sum -= a[i][k] * a[j][k];
            }
            if (i == j && sum <= 1e-9) {
                return false;
            }
            a[i][j] = i == j ? sqrt(sum) : sum / a[j][j];
        }
    }
    for (int i = 0; i < UNKNOWNS; i++) {
        for (int k = 0; k < i; k++) {
            b[i] -= a[i][k] * b[k];
        }
        b[i] /= a[i][i];
    }
    for (int i = UNKNOWNS - 1; i >= 0; i--) {
        for (int k = i + 1; k < UNKNOWNS; k++) {
            b[i] -= a[k][i] * b[k];
        }
        b[i] /= a[i][i];
    }
    return true;
}

/* The weights that explain the levels best with the shades as they are. */
static bool find_weights(const struct sk_qr_equalizer *equalizer, int side, bool only_certain,
                         double weights[UNKNOWNS]) {
    double a[UNKNOWNS][UNKNOWNS] = { { 0 } };
    double row[UNKNOWNS];
    int count = 0;
    memset(weights, 0, UNKNOWNS * sizeof(*weights));
    for (int y = 0; y < side; y++) {
        for (int x = 0; x < side; x++) {
            if (only_certain && !is_certain(equalizer, side, x, y)) {
                continue;
            }
            count++;
            explain(equalizer->shade, side, x, y, row);
            for (int i = 0; i < UNKNOWNS; i++) {
                for (int j = 0; j <= i && row[i] != 0; j++) {
                    a[i][j] += row[i] * row[j];
                }
                weights[i] += row[i] * equalizer->level[y * side + x];
            }
        }
    }
    for (int i = 0; i < WEIGHTS; i++) {
        a[i][i] += RIDGE * count;
    }
    return solve(a, weights);
}

static void make_kernel(const double weights[UNKNOWNS], float kernel[SPAN][SPAN]) {
    for (int dy = -REACH; dy <= REACH; dy++) {
        for (int dx = -REACH; dx <= REACH; dx++) {
            kernel[dy + REACH][dx + REACH] = (float)weights[weight_at(dx, dy)];
        }
    }
}

static void find_residuals(struct sk_qr_equalizer *equalizer, const float *shade, int side,
                           const double weights[UNKNOWNS]) {
    float kernel[SPAN][SPAN];
    make_kernel(weights, kernel);
    for (int y = 0; y < side; y++) {
        for (int x = 0; x < side; x++) {
            float value = equalizer->level[y * side + x] - (float)weights[WEIGHTS] -
                          (float)weights[WEIGHTS + 1] * (2.0f * (float)x / (float)side - 1.0f) -
                          (float)weights[WEIGHTS + 2] * (2.0f * (float)y / (float)side - 1.0f);
            int x0 = x < REACH ? -x : -REACH;
            int x1 = x + REACH >= side ? side - 1 - x : REACH;
            for (int dy = y < REACH ? -y : -REACH; dy <= REACH && y + dy < side; dy++) {
                const float *row = shade + (y + dy) * side + x;
                for (int dx = x0; dx <= x1; dx++) {
                    value -= kernel[dy + REACH][dx + REACH] * row[dx];
                }
            }
            equalizer->residual[y * side + x] = value;
        }
    }
}

/* The gradient's part of one module: the kernel is its own mirror image. */
static float pull(const struct sk_qr_equalizer *equalizer, int side, int x, int y,
                  float kernel[SPAN][SPAN]) {
    float sum = 0;
    int x0 = x < REACH ? -x : -REACH;
    int x1 = x + REACH >= side ? side - 1 - x : REACH;
    for (int dy = y < REACH ? -y : -REACH; dy <= REACH && y + dy < side; dy++) {
        for (int dx = x0; dx <= x1; dx++) {
            sum += kernel[dy + REACH][dx + REACH] * equalizer->residual[(y + dy) * side + x + dx];
        }
    }
    return sum;
}

/* Moves the shades, each between light and dark, to where they explain the levels best. */
static void find_shades(struct sk_qr_equalizer *equalizer, int side,
                        const double weights[UNKNOWNS]) {
    double norm = 0;
    for (int at = 0; at < 2 * WEIGHTS - 1; at++) {
        norm += fabs(weights[at < WEIGHTS ? at : 2 * WEIGHTS - 2 - at]);
    }
    float step = (float)(1.0 / fmax(norm * norm, 1e-6));
    float pace = 1;
    float kernel[SPAN][SPAN];
    make_kernel(weights, kernel);
    memcpy(equalizer->ahead, equalizer->shade, (size_t)(side * side) * sizeof(float));
    for (int round = 0; round < STEPS; round++) {
        float next_pace = 0.5f * (1.0f + sqrtf(1.0f + 4.0f * pace * pace));
        float further = (pace - 1.0f) / next_pace;
        find_residuals(equalizer, equalizer->ahead, side, weights);
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                int at = y * side + x;
                if (equalizer->fixed[at] >= 0) {
                    continue;
                }
                float before = equalizer->shade[at];
                float now = equalizer->ahead[at] + step * pull(equalizer, side, x, y, kernel);
                now = fmaxf(0.0f, fminf(1.0f, now));
                equalizer->shade[at] = now;
                equalizer->ahead[at] = now + further * (now - before);
            }
        }
        pace = next_pace;
    }
}

/* What flipping the module would change in the sum of squares; apply: does it. */
static float flip(struct sk_qr_equalizer *equalizer, int side, int x, int y,
                  const double weights[UNKNOWNS], bool apply) {
    float sign = equalizer->shade[y * side + x] > 0.5f ? 1.0f : -1.0f;
    float change = 0;
    for (int dy = -REACH; dy <= REACH; dy++) {
        for (int dx = -REACH; dx <= REACH; dx++) {
            int px = x + dx;
            int py = y + dy;
            if (px < 0 || py < 0 || px >= side || py >= side) {
                continue;
            }
            float *residual = &equalizer->residual[py * side + px];
            float moved = *residual + sign * (float)weights[weight_at(dx, dy)];
            change += moved * moved - *residual * *residual;
            *residual = apply ? moved : *residual;
        }
    }
    return change;
}

/* Makes each shade light or dark, and flips what is better flipped until nothing is. */
static void find_modules(struct sk_qr_equalizer *equalizer, int side,
                         const double weights[UNKNOWNS]) {
    int flipped = 1;
    for (int i = 0; i < side * side; i++) {
        equalizer->shade[i] = equalizer->shade[i] > 0.5f ? 1.0f : 0.0f;
    }
    find_residuals(equalizer, equalizer->shade, side, weights);
    for (int round = 0; round < SWEEPS && flipped > 0; round++) {
        flipped = 0;
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                int at = y * side + x;
                if (equalizer->fixed[at] < 0 && flip(equalizer, side, x, y, weights, false) < 0) {
                    (void)flip(equalizer, side, x, y, weights, true);
                    equalizer->shade[at] = 1.0f - equalizer->shade[at];
                    flipped++;
                }
            }
        }
    }
}

bool sk_qr_equalize(struct sk_qr_equalizer *equalizer, const float *brightness, int side,
                    bool is_uneven, const struct sk_qr_grid *guess, struct sk_qr_grid *grid) {
    double weights[UNKNOWNS];
    if (is_uneven) {
        flatten(equalizer, brightness, side);
    } else {
        scale(equalizer, brightness, side * side);
    }
    for (int i = 0; i < side * side; i++) {
        equalizer->fixed[i] = (signed char)sk_qr_fixed(side, i % side, i / side);
        float free = guess ? (float)guess->dark[i] : 0.5f;
        equalizer->shade[i] = equalizer->fixed[i] >= 0 ? (float)equalizer->fixed[i] : free;
    }
    for (int round = 0; round < ROUNDS; round++) {
        if (!find_weights(equalizer, side, round == 0 && !guess, weights)) {
            return false;
        }
        find_shades(equalizer, side, weights);
        find_modules(equalizer, side, weights);
    }
    grid->side = side;
    for (int i = 0; i < side * side; i++) {
        grid->dark[i] = equalizer->shade[i] > 0.5f;
    }
    return true;
}
