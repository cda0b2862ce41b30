#include "client/redact.h"

#include "client/text.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

enum { NAME_SIZE = 64 };

/* From behind the opening quote to the closing one; length if there is none. */
static size_t string_end(const char *json, size_t at, size_t length) {
    while (at < length && json[at] != '"') {
        at += json[at] == '\\' ? 2 : 1;
    }
    return at < length ? at : length;
}

static int hex_digit(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool read_unit(const char *bytes, size_t length, unsigned *out) {
    unsigned value = 0;
    if (length < 4) {
        return false;
    }
    for (int i = 0; i < 4; i++) {
        int digit = hex_digit(bytes[i]);
        if (digit < 0) {
            return false;
        }
        value = value * 16 + (unsigned)digit;
    }
    *out = value;
    return true;
}

static void add_utf8(struct sag_buf *out, unsigned point) {
    char bytes[4];
    size_t count = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    static const unsigned char lead[5] = { 0, 0, 0xC0, 0xE0, 0xF0 };
    for (size_t i = count; i-- > 1;) {
        bytes[i] = (char)(0x80 | (point & 0x3F));
        point >>= 6;
    }
    bytes[0] = (char)(lead[count] | point);
    sag_buf_add(out, bytes, count);
}

/* What follows a backslash at bytes; the count of bytes used, 0 if it is no escape. */
static size_t unescape(struct sag_buf *out, const char *bytes, size_t length) {
    static const char plain[] = "\"\\/bfnrt";
    static const char meaning[] = "\"\\/\b\f\n\r\t";
    if (length == 0 || bytes[0] == '\0') {
        return 0;
    }
    const char *found = strchr(plain, bytes[0]);
    if (found) {
        sag_buf_add(out, &meaning[found - plain], 1);
        return 1;
    }
    unsigned high = 0;
    unsigned low = 0;
    if (bytes[0] != 'u' || !read_unit(bytes + 1, length - 1, &high) || high == 0 ||
        (high >= 0xDC00 && high <= 0xDFFF)) {
        return 0;
    }
    if (high < 0xD800 || high > 0xDBFF) {
        add_utf8(out, high);
        return 5;
    }
    if (length < 11 || bytes[5] != '\\' || bytes[6] != 'u' ||
        !read_unit(bytes + 7, length - 7, &low) || low < 0xDC00 || low > 0xDFFF) {
        return 0;
    }
    add_utf8(out, 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00));
    return 11;
}

static bool decode(struct sag_buf *out, const char *bytes, size_t length) {
    size_t at = 0;
    while (at < length) {
        if (bytes[at] != '\\') {
            size_t run = 0;
            while (at + run < length && bytes[at + run] != '\\') {
                run++;
            }
            sag_buf_add(out, bytes + at, run);
            at += run;
            continue;
        }
        size_t used = unescape(out, bytes + at + 1, length - at - 1);
        if (used == 0) {
            return false;
        }
        at += 1 + used;
    }
    return sag_buf_ok(out);
}

static bool is_secret(const char *bytes, size_t length, const char *const *names) {
    struct sag_buf name;
    bool found = false;
    sag_buf_init(&name, NAME_SIZE * 6);
    if (decode(&name, bytes, length)) {
        for (size_t i = 0; names[i] && !found; i++) {
            found = strlen(names[i]) == name.length &&
                    strncasecmp(names[i], sag_buf_text(&name), name.length) == 0;
        }
    }
    sag_buf_finish(&name);
    return found;
}

static bool is_member_name(const char *json, size_t end, size_t length) {
    size_t at = end + 1;
    while (at < length &&
           (json[at] == ' ' || json[at] == '\t' || json[at] == '\n' || json[at] == '\r')) {
        at++;
    }
    return at < length && json[at] == ':';
}

bool sag_redact(struct sag_buf *out, const char *json, size_t length, const char *const *names) {
    bool hiding = false; /* a secret member's value is being read */
    size_t depth = 0;    /* open brackets within it */
    size_t copied = 0;   /* json up to here is in out */
    for (size_t at = 0; at < length; at++) {
        char c = json[at];
        if (c == '{' || c == '[') {
            depth += hiding;
        } else if (c == '}' || c == ']') {
            /* The bracket that closes the object around the member ends it too. */
            hiding = hiding && depth > 0;
            depth -= hiding;
        } else if (c == ',') {
            hiding = hiding && depth > 0;
        } else if (c == '"') {
            size_t end = string_end(json, at + 1, length);
            bool name = is_member_name(json, end, length);
            if (hiding && !name) {
                sag_buf_add(out, json + copied, at - copied);
                sag_buf_printf(out, "\"@%zu+%zu", at + 1, end - at - 1);
                copied = end;
            } else if (!hiding && name && is_secret(json + at + 1, end - at - 1, names)) {
                hiding = true;
                depth = 0;
            }
            at = end;
        }
    }
    if (copied < length) {
        sag_buf_add(out, json + copied, length - copied);
    }
    return sag_buf_ok(out);
}

bool sag_redact_resolve(struct sag_buf *out, const char *json, size_t length,
                        const char *reference) {
    int64_t offset = 0;
    int64_t count = 0;
    const char *plus = reference[0] == '@' ? strchr(reference, '+') : NULL;
    if (!plus ||
        !sag_number_parse(reference + 1, (size_t)(plus - reference - 1), (int64_t)length,
                          &offset) ||
        !sag_number_parse(plus + 1, strlen(plus + 1), (int64_t)length - offset, &count)) {
        return false;
    }
    return decode(out, json + offset, (size_t)count);
}
