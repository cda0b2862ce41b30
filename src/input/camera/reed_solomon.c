#include "input/camera/reed_solomon.h"

#include <stdbool.h>
#include <string.h>

enum { ORDER = 255 };

struct galois_field {
    uint8_t power[2 * ORDER];
    uint8_t log[256];
    int first; /* exponent of the first root of the code's generator */
};

/* Small enough to be made anew for each code, so that there is no hidden state. */
static void make_field(struct galois_field *field, enum sk_rs_code code) {
    int polynomial = code == SK_RS_QR ? 0x11d : 0x12d;
    int value = 1;
    field->first = code == SK_RS_QR ? 0 : 1;
    for (int i = 0; i < ORDER; i++) {
        field->power[i] = field->power[i + ORDER] = (uint8_t)value;
        field->log[value] = (uint8_t)i;
        value <<= 1;
        if (value & 0x100) {
            value ^= polynomial;
        }
    }
    field->log[0] = 0;
}

static uint8_t times(const struct galois_field *field, uint8_t a, uint8_t b) {
    return a && b ? field->power[field->log[a] + field->log[b]] : 0;
}

static uint8_t divided(const struct galois_field *field, uint8_t a, uint8_t b) {
    return a ? field->power[field->log[a] + ORDER - field->log[b]] : 0;
}

/* Value of a polynomial (lowest power first) at a^exponent. */
static uint8_t at_power(const struct galois_field *field, const uint8_t *poly, int terms,
                        int exponent) {
    uint8_t sum = 0;
    for (int i = terms - 1; i >= 0; i--) {
        sum = times(field, sum, field->power[exponent % ORDER]) ^ poly[i];
    }
    return sum;
}

static bool syndromes(const struct galois_field *field, const uint8_t *bytes, int length, int check,
                      uint8_t *out) {
    bool clean = true;
    for (int s = 0; s < check; s++) {
        uint8_t sum = 0;
        for (int i = 0; i < length; i++) {
            sum = times(field, sum, field->power[field->first + s]) ^ bytes[i];
        }
        out[s] = sum;
        clean = clean && sum == 0;
    }
    return clean;
}

/* Berlekamp and Massey: the shortest polynomial whose roots tell the places. Returns its degree. */
static int locate(const struct galois_field *field, const uint8_t *syndrome, int check,
                  uint8_t *locator) {
    uint8_t before[SK_RS_CHECK_MAX + 1] = { 1 };
    uint8_t kept[SK_RS_CHECK_MAX + 1];
    uint8_t scale = 1;
    int degree = 0;
    int shift = 1;
    memset(locator, 0, SK_RS_CHECK_MAX + 1);
    locator[0] = 1;
    for (int n = 0; n < check; n++) {
        uint8_t gap = syndrome[n];
        for (int i = 1; i <= degree; i++) {
            gap ^= times(field, locator[i], syndrome[n - i]);
        }
        if (gap == 0) {
            shift++;
            continue;
        }
        uint8_t factor = divided(field, gap, scale);
        memcpy(kept, locator, sizeof(kept));
        for (int i = 0; i + shift <= check; i++) {
            locator[i + shift] ^= times(field, factor, before[i]);
        }
        if (2 * degree <= n) {
            degree = n + 1 - degree;
            memcpy(before, kept, sizeof(before));
            scale = gap;
            shift = 1;
        } else {
            shift++;
        }
    }
    return degree;
}

/* Forney: the value of the error whose place is the inverse of a root of the locator. */
static uint8_t error_value(const struct galois_field *field, const uint8_t *locator, int degree,
                           const uint8_t *syndrome, int check, int inverse) {
    uint8_t product[SK_RS_CHECK_MAX] = { 0 };
    for (int i = 0; i < check; i++) {
        for (int j = 0; j <= degree && j <= i; j++) {
            product[i] ^= times(field, locator[j], syndrome[i - j]);
        }
    }
    uint8_t above = at_power(field, product, degree, inverse);
    uint8_t below = 0;
    for (int i = 1; i <= degree; i += 2) {
        below ^= times(field, locator[i], field->power[(i - 1) * inverse % ORDER]);
    }
    if (below == 0) {
        return 0;
    }
    /* With a^0 as the first root the value is place * above / below, place = a^-inverse; with a^1
     * it is above / below. */
    uint8_t place = field->first ? 1 : field->power[(ORDER - inverse) % ORDER];
    return times(field, place, divided(field, above, below));
}

int sk_rs_correct(enum sk_rs_code code, uint8_t *bytes, int length, int check, int most) {
    struct galois_field field;
    uint8_t syndrome[SK_RS_CHECK_MAX];
    uint8_t locator[SK_RS_CHECK_MAX + 1];
    uint8_t fixed[ORDER];
    make_field(&field, code);
    if (check < 2 || check > SK_RS_CHECK_MAX || length > ORDER || length <= check) {
        return -1;
    }
    if (syndromes(&field, bytes, length, check, syndrome)) {
        return 0;
    }
    int degree = locate(&field, syndrome, check, locator);
    if (degree > most || 2 * degree > check) {
        return -1;
    }
    memcpy(fixed, bytes, (size_t)length);
    int found = 0;
    for (int i = 0; i < length; i++) {
        int inverse = (ORDER - (length - 1 - i)) % ORDER;
        if (at_power(&field, locator, degree + 1, inverse) == 0) {
            fixed[i] ^= error_value(&field, locator, degree, syndrome, check, inverse);
            found++;
        }
    }
    if (found != degree || !syndromes(&field, fixed, length, check, syndrome)) {
        return -1;
    }
    memcpy(bytes, fixed, (size_t)length);
    return found;
}
