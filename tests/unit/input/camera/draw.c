#include "draw.h"

#include "base/barcode.h"
#include "input/camera/data_matrix_layout.h"
#include "input/camera/linear.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void run(struct draw_modules *out, int length, int dark) {
    for (int i = 0; i < length; i++) {
        out->dark[out->columns++] = (uint8_t)dark;
    }
}

static void code128_character(struct draw_modules *out, int value) {
    const char *widths = sk_barcode_widths(value);
    for (int i = 0; widths[i]; i++) {
        run(out, widths[i] - '0', i % 2 == 0);
    }
}

void draw_code128_values(const int *values, int count, struct draw_modules *out) {
    out->columns = 0;
    out->rows = 1;
    for (int i = 0; i < count; i++) {
        code128_character(out, values[i]);
    }
    code128_character(out, 106);
}

void draw_code128(const char *text, struct draw_modules *out) {
    int values[128] = { 104 };
    int count = 1;
    long sum = 104;
    for (; *text; text++, count++) {
        values[count] = *text - 32;
        sum += (long)count * values[count];
    }
    values[count++] = (int)(sum % 103);
    draw_code128_values(values, count, out);
}

static void code39_character(struct draw_modules *out, char character, int ratio) {
    int bits = sk_code39_bits(character);
    for (int i = 0; i < 9; i++) {
        run(out, bits >> (8 - i) & 1 ? ratio : 1, i % 2 == 0);
    }
    run(out, 1, 0);
}

void draw_code39(const char *text, int ratio, struct draw_modules *out) {
    out->columns = 0;
    out->rows = 1;
    code39_character(out, '*', ratio);
    for (; *text; text++) {
        code39_character(out, *text, ratio);
    }
    code39_character(out, '*', ratio);
    out->columns--; /* the gap behind the last character */
}

/* -- QR ---------------------------------------------------------------------------------------- */

enum { SIDE = 21, DATA = 16, CHECK = 10 };

static int times(int a, int b) {
    int product = 0;
    for (; b; b >>= 1) {
        product ^= b & 1 ? a : 0;
        a <<= 1;
        a ^= a & 0x100 ? 0x11d : 0;
    }
    return product;
}

/* Long division by (x - 1)(x - a)(x - a^2)… */
static void add_check(uint8_t codewords[DATA + CHECK]) {
    int generator[CHECK + 1] = { 1 };
    int root = 1;
    for (int n = 1; n <= CHECK; n++, root = times(root, 2)) {
        for (int i = n; i > 0; i--) {
            generator[i] ^= times(generator[i - 1], root);
        }
    }
    uint8_t rest[DATA + CHECK];
    memcpy(rest, codewords, DATA);
    memset(rest + DATA, 0, CHECK);
    for (int i = 0; i < DATA; i++) {
        int factor = rest[i];
        for (int k = 0; k <= CHECK; k++) {
            rest[i + k] = (uint8_t)(rest[i + k] ^ times(generator[k], factor));
        }
    }
    memcpy(codewords + DATA, rest + DATA, CHECK);
}

static void finder(struct draw_modules *out, bool taken[SIDE][SIDE], int x0, int y0) {
    for (int y = -1; y <= 7; y++) {
        for (int x = -1; x <= 7; x++) {
            int px = x0 + x;
            int py = y0 + y;
            if (px < 0 || py < 0 || px >= SIDE || py >= SIDE) {
                continue;
            }
            bool outside = x < 0 || y < 0 || x > 6 || y > 6;
            bool ring = x == 0 || y == 0 || x == 6 || y == 6;
            bool middle = x >= 2 && x <= 4 && y >= 2 && y <= 4;
            out->dark[py * SIDE + px] = !outside && (ring || middle);
            taken[py][px] = true;
        }
    }
}

static void format(struct draw_modules *out, bool taken[SIDE][SIDE]) {
    /* Level M, mask 0: 00 000 with its check bits and the mask 101010000010010, most significant
     * bit first, as in ISO/IEC 18004, annex C. */
    static const char bits[] = "101010000010010";
    for (int i = 0; i < 15; i++) {
        int value = bits[i] == '1';
        int x = i < 6 ? i : i < 8 ? i + 1 : 8;
        int y = i < 8 ? 8 : i == 8 ? 7 : 14 - i;
        out->dark[y * SIDE + x] = (uint8_t)value;
        taken[y][x] = true;
        x = i < 7 ? 8 : SIDE - 15 + i;
        y = i < 7 ? SIDE - 1 - i : 8;
        out->dark[y * SIDE + x] = (uint8_t)value;
        taken[y][x] = true;
    }
    out->dark[(SIDE - 8) * SIDE + 8] = 1;
    taken[SIDE - 8][8] = true;
}

/* Fills what is left of the data, adds the check bytes and lays all of it out. */
static void lay_qr(uint8_t codewords[DATA + CHECK], size_t used, struct draw_modules *out) {
    bool taken[SIDE][SIDE] = { { false } };
    for (size_t i = used, k = 0; i < DATA; i++, k++) {
        codewords[i] = k % 2 ? 0x11 : 0xec;
    }
    add_check(codewords);
    out->columns = out->rows = SIDE;
    memset(out->dark, 0, sizeof(out->dark));
    finder(out, taken, 0, 0);
    finder(out, taken, SIDE - 7, 0);
    finder(out, taken, 0, SIDE - 7);
    for (int i = 8; i < SIDE - 8; i++) {
        out->dark[6 * SIDE + i] = out->dark[i * SIDE + 6] = i % 2 == 0;
        taken[6][i] = taken[i][6] = true;
    }
    format(out, taken);
    int bit = 0;
    bool up = true;
    for (int right = SIDE - 1; right > 0; right -= right == 8 ? 3 : 2, up = !up) {
        for (int i = 0; i < SIDE; i++) {
            int y = up ? SIDE - 1 - i : i;
            for (int x = right; x >= right - 1; x--) {
                if (!taken[y][x]) {
                    int value = codewords[bit / 8] >> (7 - bit % 8) & 1;
                    out->dark[y * SIDE + x] = (uint8_t)(value ^ ((x + y) % 2 == 0));
                    bit++;
                }
            }
        }
    }
}

void draw_qr(const char *text, struct draw_modules *out) {
    uint8_t codewords[DATA + CHECK] = { 0 };
    size_t length = strlen(text);
    /* Mode 4 (bytes), a count of 8 bits, the bytes, end; all shifted by half a byte. */
    codewords[0] = (uint8_t)(0x40 | length >> 4);
    codewords[1] = (uint8_t)(length << 4);
    for (size_t i = 0; i < length; i++) {
        uint8_t byte = (uint8_t)text[i];
        codewords[i + 1] = (uint8_t)(codewords[i + 1] | byte >> 4);
        codewords[i + 2] = (uint8_t)(byte << 4);
    }
    lay_qr(codewords, length + 2, out);
}

void draw_qr_part(const char *text, int index, int count, unsigned parity,
                  struct draw_modules *out) {
    uint8_t codewords[DATA + CHECK] = { 0 };
    size_t length = strlen(text);
    /* Mode 3 (append), number and total less 1, parity; mode 4, count, bytes, end. */
    codewords[0] = (uint8_t)(0x30 | (index - 1));
    codewords[1] = (uint8_t)((unsigned)(count - 1) << 4 | parity >> 4);
    codewords[2] = (uint8_t)(parity << 4 | 4);
    codewords[3] = (uint8_t)length;
    memcpy(codewords + 4, text, length);
    lay_qr(codewords, length + 5, out); /* the end and half a byte of nothing */
}

/* -- Data Matrix ------------------------------------------------------------------------------- */

/* Pairs of digits and single characters (ISO/IEC 16022, 5.2.3). Returns how many codewords. */
static int encode_ascii(const char *text, uint8_t *out, int room) {
    int count = 0;
    for (; *text && count < room; text++) {
        if (text[0] >= '0' && text[0] <= '9' && text[1] >= '0' && text[1] <= '9') {
            out[count++] = (uint8_t)(130 + (text[0] - '0') * 10 + text[1] - '0');
            text++;
        } else {
            out[count++] = (uint8_t)(text[0] + 1);
        }
    }
    return count;
}

static uint8_t product(uint8_t a, uint8_t b) {
    int sum = 0;
    for (int bit = 7; bit >= 0; bit--) {
        sum = sum << 1 ^ (sum & 0x80 ? 0x12d : 0);
        sum ^= b >> bit & 1 ? a : 0;
    }
    return (uint8_t)sum;
}

/* The remainder of data * x^check divided by (x - 2)(x - 4)…; one block only. */
static void add_data_matrix_check(uint8_t *codewords, int data, int check) {
    uint8_t generator[69] = { 1 };
    uint8_t root = 1;
    for (int i = 0; i < check; i++) {
        root = product(root, 2);
        for (int k = i + 1; k > 0; k--) {
            generator[k] = (uint8_t)(generator[k] ^ product(generator[k - 1], root));
        }
    }
    uint8_t rest[69 + 174] = { 0 };
    memcpy(rest, codewords, (size_t)data);
    for (int i = 0; i < data; i++) {
        uint8_t factor = rest[i];
        for (int k = 0; k <= check; k++) {
            rest[i + k] = (uint8_t)(rest[i + k] ^ product(generator[k], factor));
        }
    }
    memcpy(codewords + data, rest + data, (size_t)check);
}

void draw_data_matrix(const char *text, bool wide, struct draw_modules *out) {
    static int16_t place[SK_DATA_MATRIX_SIDE_MAX * SK_DATA_MATRIX_SIDE_MAX];
    uint8_t codewords[256];
    const struct sk_data_matrix_size *size = NULL;
    int count = encode_ascii(text, codewords, 118);
    for (int i = 0; i < SK_DATA_MATRIX_SIZES; i++) {
        const struct sk_data_matrix_size *s = &sk_data_matrix_sizes()[i];
        bool fits = s->data >= count && s->rows * s->columns <= (int)sizeof(out->dark) &&
                    s->blocks == 1 && (wide ? s->columns >= 2 * s->rows : s->columns == s->rows);
        size = fits && (!size || s->data < size->data) ? s : size;
    }
    if (!size) {
        abort();
    }
    for (int i = count; i < size->data; i++) {
        int value = 129 + (i > count ? 149 * (i + 1) % 253 + 1 : 0);
        codewords[i] = (uint8_t)(value > 254 ? value - 254 : value);
    }
    add_data_matrix_check(codewords, size->data, size->check);
    sk_data_matrix_places(size, place);
    out->columns = size->columns;
    out->rows = size->rows;
    for (int i = 0; i < size->rows * size->columns; i++) {
        int fixed = sk_data_matrix_fixed(size, i % size->columns, i / size->columns);
        int value = fixed >= 0 ? fixed : place[i] == -3;
        if (place[i] >= 0) {
            value = codewords[place[i] / 8] >> (7 - place[i] % 8) & 1;
        }
        out->dark[i] = (uint8_t)value;
    }
}

/* -- into a picture ---------------------------------------------------------------------------- */

void draw_paper(struct sk_grey *grey, int width, int height, uint8_t brightness) {
    if (sk_grey_resize(grey, width, height)) {
        abort();
    }
    memset(grey->pixels, brightness, (size_t)width * (size_t)height);
}

void draw_symbol(struct sk_grey *grey, const struct draw_modules *modules,
                 const struct draw_place *place) {
    enum { PARTS = 3 }; /* samples a pixel, each way */
    const float pi = 3.14159265f;
    float cosine = cosf(place->degrees * pi / 180.0f);
    float sine = sinf(place->degrees * pi / 180.0f);
    float width = (float)modules->columns * place->module;
    float height = modules->rows > 1 ? (float)modules->rows * place->module : place->height;
    float quiet = (modules->rows > 1 ? 4.0f : 10.0f) * place->module;
    for (int y = 0; y < grey->height; y++) {
        for (int x = 0; x < grey->width; x++) {
            int sum = 0;
            int inside = 0;
            for (int k = 0; k < PARTS * PARTS; k++) {
                float dx = (float)x + ((float)(k % PARTS) + 0.5f) / PARTS - place->x;
                float dy = (float)y + ((float)(k / PARTS) + 0.5f) / PARTS - place->y;
                float u = cosine * dx + sine * dy + 0.5f * width;
                float v = -sine * dx + cosine * dy + 0.5f * height;
                if (u < -quiet || v < -quiet || u >= width + quiet || v >= height + quiet) {
                    continue;
                }
                inside++;
                bool dark = false;
                if (u >= 0 && v >= 0 && u < width && v < height) {
                    int column = (int)(u / place->module);
                    int row = modules->rows > 1 ? (int)(v / place->module) : 0;
                    dark = modules->dark[row * modules->columns + column];
                }
                sum += dark != place->inverted ? 25 : 225;
            }
            uint8_t *pixel = &grey->pixels[y * grey->stride + x];
            int rest = PARTS * PARTS - inside;
            *pixel = (uint8_t)((sum + rest * *pixel) / (PARTS * PARTS));
        }
    }
}

void draw_noise(struct sk_grey *grey, int levels) {
    uint32_t state = 12345;
    for (int i = 0; i < grey->width * grey->height; i++) {
        int sum = 0;
        for (int k = 0; k < 4; k++) {
            state = state * 1664525u + 1013904223u;
            sum += (int)(state >> 24) - 128;
        }
        int value = grey->pixels[i] + sum * levels / 148; /* 148: the sum's standard deviation */
        grey->pixels[i] = (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
    }
}

void draw_blur(struct sk_grey *grey, int times_blurred) {
    struct sk_grey copy = { 0 };
    draw_paper(&copy, grey->width, grey->height, 0);
    for (int t = 0; t < times_blurred; t++) {
        memcpy(copy.pixels, grey->pixels, (size_t)grey->width * (size_t)grey->height);
        for (int y = 1; y < grey->height - 1; y++) {
            for (int x = 1; x < grey->width - 1; x++) {
                int sum = 0;
                for (int k = 0; k < 9; k++) {
                    sum += copy.pixels[(y + k / 3 - 1) * grey->stride + x + k % 3 - 1];
                }
                grey->pixels[y * grey->stride + x] = (uint8_t)(sum / 9);
            }
        }
    }
    sk_grey_finish(&copy);
}
