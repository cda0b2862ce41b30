#include "client/text.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

/* Length of the valid sequence at bytes, 0 if there is none (Unicode 15, table 3-7). */
static size_t utf8_step(const unsigned char *bytes, size_t length) {
    unsigned char first = bytes[0];
    if (first < 0x80) {
        return 1;
    }
    size_t need = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || length < need) {
        return 0;
    }
    unsigned char low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    unsigned char high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    if (bytes[1] < low || bytes[1] > high) {
        return 0;
    }
    for (size_t i = 2; i < need; i++) {
        if ((bytes[i] & 0xC0) != 0x80) {
            return 0;
        }
    }
    return need;
}

bool sag_is_blank(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

bool sag_utf8_valid(const char *bytes, size_t length) {
    const unsigned char *at = (const unsigned char *)bytes;
    while (length) {
        size_t step = utf8_step(at, length);
        if (step == 0) {
            return false;
        }
        at += step;
        length -= step;
    }
    return true;
}

void sag_text_clean(char *out, size_t size, const char *bytes, size_t length) {
    const unsigned char *at = (const unsigned char *)bytes;
    size_t used = 0;
    while (length) {
        size_t step = utf8_step(at, length);
        size_t take = step ? step : 1;
        if (take >= size - used) {
            break;
        }
        /* C1 controls are C2 80 to C2 9F. */
        bool control = (step == 1 && (at[0] < 0x20 || at[0] == 0x7F)) ||
                       (step == 2 && at[0] == 0xC2 && at[1] < 0xA0);
        if (step == 0) {
            out[used++] = '?';
        } else if (control) {
            out[used++] = ' ';
        } else {
            memcpy(out + used, at, step);
            used += step;
        }
        at += take;
        length -= take;
    }
    out[used] = '\0';
}

/* Days from 1970-01-01 in the Gregorian calendar, counted from March so that leap days come last
 * in a year. */
static int64_t days_from_date(int64_t year, int month, int day) {
    year -= month <= 2;
    int64_t era = year / 400;
    int64_t year_of_era = year - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year -
           719468;
}

static bool date_to_ms(const int parts[6], int64_t *out) {
    static const int lengths[12] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    int year = parts[0];
    int month = parts[1];
    if (year < 1970 || month < 1 || month > 12) {
        return false;
    }
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    int last = lengths[month - 1] + (month == 2 && leap);
    /* 60: a leap second, which the clock shows as the next second. */
    if (parts[2] < 1 || parts[2] > last || parts[3] > 23 || parts[4] > 59 || parts[5] > 60) {
        return false;
    }
    int64_t seconds =
        days_from_date(year, month, parts[2]) * 86400 + parts[3] * 3600 + parts[4] * 60 + parts[5];
    *out = seconds * 1000;
    return true;
}

bool sag_time_format(int64_t wall_ms, char out[SAG_TIME_SIZE]) {
    time_t seconds = (time_t)(wall_ms / 1000);
    struct tm parts;
    if (wall_ms < 0 || !gmtime_r(&seconds, &parts) || parts.tm_year > 9999 - 1900) {
        return false;
    }
    return strftime(out, SAG_TIME_SIZE, "%Y-%m-%dT%H:%M:%SZ", &parts) == SAG_TIME_SIZE - 1;
}

static bool digits(const char *text, size_t count, int *out) {
    int value = 0;
    for (size_t i = 0; i < count; i++) {
        if (text[i] < '0' || text[i] > '9') {
            return false;
        }
        value = value * 10 + (text[i] - '0');
    }
    *out = value;
    return true;
}

bool sag_time_parse(const char *text, int64_t *out) {
    int p[6];
    if (strlen(text) != SAG_TIME_SIZE - 1 || text[4] != '-' || text[7] != '-' || text[10] != 'T' ||
        text[13] != ':' || text[16] != ':' || text[19] != 'Z') {
        return false;
    }
    return digits(text, 4, &p[0]) && digits(text + 5, 2, &p[1]) && digits(text + 8, 2, &p[2]) &&
           digits(text + 11, 2, &p[3]) && digits(text + 14, 2, &p[4]) &&
           digits(text + 17, 2, &p[5]) && date_to_ms(p, out);
}

bool sag_http_date_parse(const char *text, size_t length, int64_t *out) {
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    static const char form[] = "___, __ ___ ____ __:__:__ GMT";
    if (length != sizeof(form) - 1) {
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        if (form[i] != '_' && form[i] != text[i]) {
            return false;
        }
    }
    int p[6] = { 0 };
    for (int month = 0; month < 12; month++) {
        if (memcmp(months + (size_t)month * 3, text + 8, 3) == 0) {
            p[1] = month + 1;
        }
    }
    return digits(text + 5, 2, &p[2]) && digits(text + 12, 4, &p[0]) &&
           digits(text + 17, 2, &p[3]) && digits(text + 20, 2, &p[4]) &&
           digits(text + 23, 2, &p[5]) && date_to_ms(p, out);
}

bool sag_number_parse(const char *text, size_t length, int64_t max, int64_t *out) {
    int64_t value = 0;
    if (length == 0) {
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        if (text[i] < '0' || text[i] > '9') {
            return false;
        }
        int digit = text[i] - '0';
        if (value > (max - digit) / 10) {
            return false;
        }
        value = value * 10 + digit;
    }
    if (value > max) {
        return false;
    }
    *out = value;
    return true;
}

int64_t sag_monotonic_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t sag_earlier_timeout(int64_t a, int64_t b) {
    return a < 0 ? b : b < 0 || a < b ? a : b;
}

bool sag_token_valid(const char *text, size_t max) {
    size_t length = 0;
    for (; text[length]; length++) {
        if (length == max || text[length] <= ' ' || text[length] > '~') {
            return false;
        }
    }
    return length > 0;
}
