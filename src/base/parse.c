#include "base/parse.h"

#include <string.h>
#include <strings.h>

bool sk_parse_int(const char *text, int64_t min, int64_t max, int64_t *out) {
    bool negative = *text == '-';
    const char *digit = negative ? text + 1 : text;
    if (*digit == '\0') {
        return false;
    }
    int64_t value = 0; /* kept negative, since -INT64_MIN does not exist */
    for (; *digit; digit++) {
        if (*digit < '0' || *digit > '9') {
            return false;
        }
        int step = *digit - '0';
        if (value < (INT64_MIN + step) / 10) {
            return false;
        }
        value = value * 10 - step;
    }
    if (!negative) {
        if (value == INT64_MIN) {
            return false;
        }
        value = -value;
    }
    if (value < min || value > max) {
        return false;
    }
    *out = value;
    return true;
}

bool sk_parse_hex4(const char *text, uint16_t *out) {
    unsigned value = 0;
    for (size_t i = 0; i < 4; i++) {
        char c = text[i];
        unsigned digit = c >= '0' && c <= '9'   ? (unsigned)(c - '0')
                         : c >= 'a' && c <= 'f' ? (unsigned)(c - 'a') + 10
                         : c >= 'A' && c <= 'F' ? (unsigned)(c - 'A') + 10
                                                : 16;
        if (digit > 15) {
            return false;
        }
        value = value << 4 | digit;
    }
    *out = (uint16_t)value;
    return true;
}

bool sk_parse_bool(const char *text, bool *out) {
    static const char *const yes[] = { "yes", "true", "on", "1" };
    static const char *const no[] = { "no", "false", "off", "0" };
    for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++) {
        if (strcasecmp(text, yes[i]) == 0) {
            *out = true;
            return true;
        }
        if (strcasecmp(text, no[i]) == 0) {
            *out = false;
            return true;
        }
    }
    return false;
}

static uint32_t min3(uint32_t a, uint32_t b, uint32_t c) {
    uint32_t least = a < b ? a : b;
    return least < c ? least : c;
}

uint32_t sk_parse_distance(const char *a, const char *b) {
    enum { LONGEST = 63 };
    size_t a_length = strlen(a);
    size_t b_length = strlen(b);
    if (a_length > LONGEST || b_length > LONGEST) {
        return UINT32_MAX;
    }
    uint32_t rows[3][LONGEST + 1]; /* the row before last, the last one, this one */
    for (uint32_t j = 0; j <= b_length; j++) {
        rows[0][j] = 0;
        rows[1][j] = j;
    }
    for (uint32_t i = 1; i <= a_length; i++) {
        rows[2][0] = i;
        for (uint32_t j = 1; j <= b_length; j++) {
            uint32_t cost = a[i - 1] != b[j - 1];
            rows[2][j] = min3(rows[1][j] + 1, rows[2][j - 1] + 1, rows[1][j - 1] + cost);
            bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (swapped && rows[0][j - 2] + 1 < rows[2][j]) {
                rows[2][j] = rows[0][j - 2] + 1;
            }
        }
        memcpy(rows[0], rows[1], sizeof(rows[0]));
        memcpy(rows[1], rows[2], sizeof(rows[1]));
    }
    return rows[1][b_length];
}
