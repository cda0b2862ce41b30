#include "input/camera/modules.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

struct modules {
    const float *brightness;
    int columns;
    int rows;
};

static float place(const struct modules *of, int x, int y) {
    x = x < 0 ? 0 : x >= of->columns ? of->columns - 1 : x;
    y = y < 0 ? 0 : y >= of->rows ? of->rows - 1 : y;
    return of->brightness[y * of->columns + x];
}

void sk_modules_decide(const float *brightness, int columns, int rows, float sharpen, int reach,
                       uint8_t *dark) {
    struct modules of = { brightness, columns, rows };
    for (int y = 0; y < rows; y++) {
        /* The window slides along the row: one column in, one out. */
        int y0 = y - reach < 0 ? 0 : y - reach;
        int y1 = y + reach >= rows ? rows - 1 : y + reach;
        float sum = 0;
        int wide = 0;
        for (int x = -reach; x < columns; x++) {
            int in = x + reach;
            int out = x - reach - 1;
            for (int j = y0; j <= y1; j++) {
                sum += in < columns ? brightness[j * columns + in] : 0;
                sum -= out >= 0 ? brightness[j * columns + out] : 0;
            }
            wide += (in < columns) - (out >= 0);
            if (x < 0) {
                continue;
            }
            float mean = sum / (float)(wide * (y1 - y0 + 1));
            float own = place(&of, x, y);
            float beside = 0.25f * (place(&of, x - 1, y) + place(&of, x + 1, y) +
                                    place(&of, x, y - 1) + place(&of, x, y + 1));
            dark[y * columns + x] = own + sharpen * (own - beside) < mean;
        }
    }
}

/* -- spread ------------------------------------------------------------------------------------ */

enum {
    REACH = 2, /* modules each way into which one spreads */
    WIDTH = 2 * REACH + 1,
    TAPS = WIDTH * WIDTH,
    UNKNOWNS = TAPS + 1, /* and the brightness of the paper */
    SWEEPS = 3,
    BLOCK_MAX = 6,
};

/* What pulls the spread towards none where the modules do not tell, per module. */
static const float RIDGE = 0.002f;

/* The modules with light ones around, and what is left of the brightness that they do not make. */
struct blurred {
    int columns, rows;
    int stride;
    float spread[UNKNOWNS];
    float dark[SK_MODULES_EQUALISE_MAX * 4];
    float rest[SK_MODULES_EQUALISE_MAX];
};

/* Solves a symmetric positive system in place by Cholesky's way. False: it is none. */
static bool solve(float a[UNKNOWNS][UNKNOWNS], float b[UNKNOWNS]) {
    for (int i = 0; i < UNKNOWNS; i++) {
        for (int j = 0; j <= i; j++) {
            float sum = a[i][j];
            for (int k = 0; k < j; k++) {
                sum -= a[i][k] * a[j][k];
            }
            if (i == j) {
                if (sum <= 1e-9f) {
                    return false;
                }
                a[i][i] = sqrtf(sum);
            } else {
                a[i][j] = sum / a[j][j];
            }
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

/* Least squares: the spread that explains the brightness best, given the modules. */
static bool find_spread(struct blurred *blurred, const float *brightness) {
    float a[UNKNOWNS][UNKNOWNS] = { { 0 } };
    float b[UNKNOWNS] = { 0 };
    float row[UNKNOWNS];
    for (int y = 0; y < blurred->rows; y++) {
        for (int x = 0; x < blurred->columns; x++) {
            for (int k = 0; k < TAPS; k++) {
                row[k] = blurred->dark[(y + k / WIDTH) * blurred->stride + x + k % WIDTH];
            }
            row[TAPS] = 1;
            float value = brightness[y * blurred->columns + x];
            for (int i = 0; i < UNKNOWNS; i++) {
                if (row[i] == 0) {
                    continue;
                }
                b[i] += value / 255.0f;
                for (int j = 0; j <= i; j++) {
                    a[i][j] += row[j];
                }
            }
        }
    }
    for (int i = 0; i < TAPS; i++) {
        a[i][i] += RIDGE * (float)(blurred->rows * blurred->columns);
    }
    if (!solve(a, b)) {
        return false;
    }
    memcpy(blurred->spread, b, sizeof(b));
    return true;
}

static void find_rest(struct blurred *blurred, const float *brightness) {
    const float *spread = blurred->spread;
    for (int y = 0; y < blurred->rows; y++) {
        for (int x = 0; x < blurred->columns; x++) {
            float sum = spread[TAPS];
            for (int k = 0; k < TAPS; k++) {
                sum += spread[k] * blurred->dark[(y + k / WIDTH) * blurred->stride + x + k % WIDTH];
            }
            int at = y * blurred->columns + x;
            blurred->rest[at] = brightness[at] / 255.0f - sum;
        }
    }
}

/* How much less (squared) is left if a module is turned. */
static float gain_of(const struct blurred *blurred, int x, int y) {
    float sign = blurred->dark[(y + REACH) * blurred->stride + x + REACH] > 0 ? 1.0f : -1.0f;
    float gain = 0;
    for (int k = 0; k < TAPS; k++) {
        /* The module is neighbour k of the one at (px, py). */
        int px = x + REACH - k % WIDTH;
        int py = y + REACH - k / WIDTH;
        if (px < 0 || py < 0 || px >= blurred->columns || py >= blurred->rows) {
            continue;
        }
        float change = sign * blurred->spread[k];
        gain -= change * (2 * blurred->rest[py * blurred->columns + px] + change);
    }
    return gain;
}

static void turn(struct blurred *blurred, int x, int y) {
    float *dark = &blurred->dark[(y + REACH) * blurred->stride + x + REACH];
    float sign = *dark > 0 ? 1.0f : -1.0f;
    for (int k = 0; k < TAPS; k++) {
        int px = x + REACH - k % WIDTH;
        int py = y + REACH - k / WIDTH;
        if (px < 0 || py < 0 || px >= blurred->columns || py >= blurred->rows) {
            continue;
        }
        blurred->rest[py * blurred->columns + px] += sign * blurred->spread[k];
    }
    *dark = 1 - *dark;
}

/* Gives the modules of a block, width by height, those colours of all possible ones with which the
 * least is left: goes through them by turning one at a time. */
static void try_block(struct blurred *blurred, const int8_t *known, int x, int y, int width,
                      int height) {
    int at[BLOCK_MAX][2];
    int free = 0;
    for (int k = 0; k < width * height; k++) {
        int bx = x + k % width;
        int by = y + k / width;
        if (bx < blurred->columns && by < blurred->rows && known[by * blurred->columns + bx] < 0) {
            at[free][0] = bx;
            at[free++][1] = by;
        }
    }
    float sum = 0;
    float most = 1e-6f;
    unsigned best = 0;
    for (unsigned i = 1; i < 1u << free; i++) {
        int bit = 0; /* the one by which Gray's code of i differs from that of i - 1 */
        while (!(i >> bit & 1u)) {
            bit++;
        }
        sum += gain_of(blurred, at[bit][0], at[bit][1]);
        turn(blurred, at[bit][0], at[bit][1]);
        if (sum > most) {
            most = sum;
            best = i;
        }
    }
    unsigned last = (1u << free) - 1;
    unsigned differ = (last ^ last >> 1) ^ (best ^ best >> 1);
    for (int bit = 0; bit < free; bit++) {
        if (differ >> bit & 1u) {
            turn(blurred, at[bit][0], at[bit][1]);
        }
    }
}

void sk_modules_equalise(const float *brightness, int columns, int rows, const int8_t *known,
                         uint8_t *dark) {
    struct blurred blurred = { .columns = columns, .rows = rows, .stride = columns + 2 * REACH };
    if (columns * rows > SK_MODULES_EQUALISE_MAX) {
        return;
    }
    for (int i = 0; i < columns * rows; i++) {
        int value = known[i] >= 0 ? known[i] : dark[i];
        blurred.dark[(i / columns + REACH) * blurred.stride + i % columns + REACH] = (float)value;
    }
    if (!find_spread(&blurred, brightness)) {
        return;
    }
    find_rest(&blurred, brightness);
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
        for (int i = 0; i < columns * rows; i++) {
            try_block(&blurred, known, i % columns, i / columns, 2 + sweep % 2, 3 - sweep % 2);
        }
    }
    for (int i = 0; i < columns * rows; i++) {
        dark[i] = blurred.dark[(i / columns + REACH) * blurred.stride + i % columns + REACH] > 0;
    }
}
