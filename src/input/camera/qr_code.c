#include "input/camera/qr_code.h"

#include "input/camera/qr_text.h"
#include "input/camera/reed_solomon.h"

#include <string.h>

enum {
    VERSION_MAX = 40,
    CODEWORDS_MAX = 3706,
    FORMAT_MASK = 0x5412,
    FORMAT_GENERATOR = 0x537,
    VERSION_GENERATOR = 0x1f25,
    WRONG_BITS_MAX = 3, /* that the codes of format and version can correct */
};

enum level { LEVEL_L, LEVEL_M, LEVEL_Q, LEVEL_H, LEVELS };

/* Check bytes of each block and number of blocks, by level and version (ISO/IEC 18004, table 9). */
static const uint8_t check_bytes[LEVELS][VERSION_MAX] = {
    { 7,  10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28,
      28, 28, 30, 30, 26, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30 },
    { 10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26,
      26, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28 },
    { 13, 22, 18, 26, 18, 24, 18, 22, 20, 24, 28, 26, 24, 20, 30, 24, 28, 28, 26, 30,
      28, 30, 30, 30, 30, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30 },
    { 17, 28, 22, 16, 22, 28, 26, 26, 24, 28, 24, 28, 22, 24, 24, 30, 28, 28, 26, 28,
      30, 24, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30 },
};
static const uint8_t block_count[LEVELS][VERSION_MAX] = {
    { 1, 1, 1, 1,  1,  2,  2,  2,  2,  4,  4,  4,  4,  4,  6,  6,  6,  6,  7,  8,
      8, 9, 9, 10, 12, 12, 12, 13, 14, 15, 16, 17, 18, 19, 19, 20, 21, 22, 24, 25 },
    { 1,  1,  1,  2,  2,  4,  4,  4,  5,  5,  5,  8,  9,  9,  10, 10, 11, 13, 14, 16,
      17, 17, 18, 20, 21, 23, 25, 26, 28, 29, 31, 33, 35, 37, 38, 40, 43, 45, 47, 49 },
    { 1,  1,  2,  2,  4,  4,  6,  6,  8,  8,  8,  10, 12, 16, 12, 17, 16, 18, 21, 20,
      23, 23, 25, 27, 29, 34, 34, 35, 38, 40, 43, 45, 48, 51, 53, 56, 59, 62, 65, 68 },
    { 1,  1,  2,  4,  4,  4,  5,  6,  8,  8,  11, 11, 16, 16, 18, 16, 19, 21, 25, 25,
      25, 34, 30, 32, 35, 37, 40, 42, 45, 48, 51, 54, 57, 60, 63, 66, 70, 74, 77, 81 },
};

static int version_of_side(int side) {
    return (side - 17) / 4;
}

int sk_qr_alignment(int side, int centre[7]) {
    int version = version_of_side(side);
    if (version < 2) {
        return 0;
    }
    int count = version / 7 + 2;
    /* Even steps from the last one back; 32 is the standard's one exception. */
    int step = version == 32 ? 26 : (version * 4 + count * 2 + 1) / (count * 2 - 2) * 2;
    centre[0] = 6;
    for (int i = count - 1, at = side - 7; i > 0; i--, at -= step) {
        centre[i] = at;
    }
    return count;
}

/* Chebyshev distance. */
static int ring(int dx, int dy) {
    dx = dx < 0 ? -dx : dx;
    dy = dy < 0 ? -dy : dy;
    return dx > dy ? dx : dy;
}

int sk_qr_fixed(int side, int x, int y) {
    const int corner[3][2] = { { 3, 3 }, { side - 4, 3 }, { 3, side - 4 } };
    for (int i = 0; i < 3; i++) {
        int distance = ring(x - corner[i][0], y - corner[i][1]);
        if (distance <= 4) {
            return distance != 2 && distance != 4;
        }
    }
    int centre[7];
    int count = sk_qr_alignment(side, centre);
    for (int i = 0; i < count; i++) {
        for (int j = 0; j < count; j++) {
            if ((i == 0 && j == 0) || (i == 0 && j == count - 1) || (i == count - 1 && j == 0)) {
                continue; /* a finder pattern lies there */
            }
            int distance = ring(x - centre[i], y - centre[j]);
            if (distance <= 2) {
                return distance != 1;
            }
        }
    }
    if (x == 6 || y == 6) {
        return (x + y) % 2 == 0;
    }
    return -1;
}

/* Whether a module carries data: neither fixed, nor format, nor version. */
static bool carries_data(int side, int x, int y) {
    if (sk_qr_fixed(side, x, y) >= 0) {
        return false;
    }
    if ((x == 8 && (y <= 8 || y >= side - 8)) || (y == 8 && (x <= 8 || x >= side - 8))) {
        return false;
    }
    if (version_of_side(side) >= 7 &&
        ((x < 6 && y >= side - 11 && y < side - 8) || (y < 6 && x >= side - 11 && x < side - 8))) {
        return false;
    }
    return true;
}

static unsigned bit_at(const struct sk_qr_grid *grid, int x, int y) {
    return grid->dark[y * grid->side + x];
}

static int ones(unsigned value) {
    int count = 0;
    for (; value; value &= value - 1) {
        count++;
    }
    return count;
}

/* value followed by the remainder of its division by the generator (of `check` bits). */
static unsigned with_check(unsigned value, unsigned generator, int check) {
    unsigned rest = value << check;
    for (int i = 31; i >= check; i--) {
        if (rest >> i & 1u) {
            rest ^= generator << (i - check);
        }
    }
    return value << check | rest;
}

int sk_qr_version_of(unsigned bits) {
    for (unsigned version = 7; version <= VERSION_MAX; version++) {
        if (ones(with_check(version, VERSION_GENERATOR, 12) ^ bits) <= WRONG_BITS_MAX) {
            return (int)version;
        }
    }
    return 0;
}

/* The five bits of the format, from the nearer of its two copies; -1 for none. */
static int read_format(const struct sk_qr_grid *grid) {
    int side = grid->side;
    unsigned copy[2] = { 0, 0 };
    for (int i = 0; i < 15; i++) {
        int x = i < 8 ? 8 : i == 8 ? 7 : 14 - i;
        int y = i < 6 ? i : i == 6 ? 7 : 8;
        copy[0] |= bit_at(grid, x, y) << i;
        x = i < 8 ? side - 1 - i : 8;
        y = i < 8 ? 8 : side - 15 + i;
        copy[1] |= bit_at(grid, x, y) << i;
    }
    int best = -1;
    int least = WRONG_BITS_MAX + 1;
    for (unsigned format = 0; format < 32; format++) {
        unsigned code = with_check(format, FORMAT_GENERATOR, 10) ^ FORMAT_MASK;
        for (int i = 0; i < 2; i++) {
            int wrong = ones(code ^ copy[i]);
            if (wrong < least) {
                least = wrong;
                best = (int)format;
            }
        }
    }
    return best;
}

static bool masked(int mask, int x, int y) {
    switch (mask) {
    case 0:
        return (x + y) % 2 == 0;
    case 1:
        return y % 2 == 0;
    case 2:
        return x % 3 == 0;
    case 3:
        return (x + y) % 3 == 0;
    case 4:
        return (x / 3 + y / 2) % 2 == 0;
    case 5:
        return x * y % 2 + x * y % 3 == 0;
    case 6:
        return (x * y % 2 + x * y % 3) % 2 == 0;
    default:
        return ((x + y) % 2 + x * y % 3) % 2 == 0;
    }
}

/* The codewords in the order in which they lie: two columns at a time, up and down. */
static int read_codewords(const struct sk_qr_grid *grid, int mask, uint8_t *out) {
    int side = grid->side;
    int bits = 0;
    for (int right = side - 1; right > 0; right -= 2) {
        if (right == 6) {
            right = 5; /* the column of the timing pattern */
        }
        bool upwards = ((right + 1) & 2) == 0;
        for (int i = 0; i < side; i++) {
            int y = upwards ? side - 1 - i : i;
            for (int x = right; x > right - 2; x--) {
                if (!carries_data(side, x, y) || bits >= 8 * CODEWORDS_MAX) {
                    continue;
                }
                unsigned bit = bit_at(grid, x, y) ^ (masked(mask, x, y) ? 1u : 0u);
                if (bits % 8 == 0) {
                    out[bits / 8] = 0;
                }
                out[bits / 8] = (uint8_t)(out[bits / 8] | bit << (7 - bits % 8));
                bits++;
            }
        }
    }
    return bits / 8;
}

/* Errors a block may have so that a wrong correction stays improbable: the standard keeps some
 * check bytes of the small versions for that. */
static int most_errors(int version, enum level level, int check) {
    int kept = 0;
    if (version == 1) {
        kept = level == LEVEL_L ? 3 : level == LEVEL_M ? 2 : 1;
    } else if (version == 2 && level == LEVEL_L) {
        kept = 2;
    } else if (version == 3 && level == LEVEL_L) {
        kept = 1;
    }
    return (check - kept) / 2;
}

/* Sorts the codewords into their blocks, corrects each and strings the data together. Returns the
 * number of data bytes, or -1. */
static int correct(const uint8_t *codewords, int count, int version, enum level level,
                   uint8_t *data) {
    int blocks = block_count[level][version - 1];
    int check = check_bytes[level][version - 1];
    int small = count / blocks - check; /* data bytes of the shorter blocks */
    int longer = count % blocks;        /* blocks with one more; they come last */
    int total = count - blocks * check;
    int filled = 0;
    for (int b = 0; b < blocks; b++) {
        uint8_t block[256];
        int length = small + (b >= blocks - longer);
        if (length + check > 255) {
            return -1;
        }
        for (int i = 0; i < length; i++) {
            int at = i < small ? i * blocks + b : small * blocks + b - (blocks - longer);
            block[i] = codewords[at];
        }
        for (int i = 0; i < check; i++) {
            block[length + i] = codewords[total + i * blocks + b];
        }
        int most = most_errors(version, level, check);
        if (sk_rs_correct(SK_RS_QR, block, length + check, check, most) < 0) {
            return -1;
        }
        memcpy(data + filled, block, (size_t)length);
        filled += length;
    }
    return filled;
}

enum sk_err sk_qr_read(const struct sk_qr_grid *grid, enum sk_charset encoding,
                       struct sk_symbol *symbol) {
    /* In the order of the two bits that encode them. */
    static const enum level levels[4] = { LEVEL_M, LEVEL_L, LEVEL_H, LEVEL_Q };
    uint8_t codewords[CODEWORDS_MAX];
    uint8_t data[CODEWORDS_MAX];
    if (grid->side < SK_QR_SIDE_MIN || grid->side > SK_QR_SIDE_MAX || grid->side % 4 != 1) {
        return SK_ERR_INVALID;
    }
    int format = read_format(grid);
    if (format < 0) {
        return SK_ERR_INVALID;
    }
    int count = read_codewords(grid, format & 7, codewords);
    int version = version_of_side(grid->side);
    int length = correct(codewords, count, version, levels[format >> 3], data);
    if (length < 0) {
        return SK_ERR_INVALID;
    }
    symbol->symbology = SK_SYMBOLOGY_QR;
    symbol->votes = 0;
    symbol->use = SK_SYMBOL_TEXT;
    return sk_qr_text(data, length, version, encoding, symbol);
}
