#include "input/remembered.h"

#include "base/parse.h"
#include "base/small_file.h"

#include <stdio.h>
#include <string.h>

/* "vvvv:pppp" or "vvvv:pppp SERIAL", whatever printable bytes SERIAL has. */
static bool parse_line(const char *line, size_t length, struct sk_remembered_scanner *out) {
    *out = (struct sk_remembered_scanner){ 0 };
    if (length < 9 || !sk_parse_hex4(line, &out->vendor) || line[4] != ':' ||
        !sk_parse_hex4(line + 5, &out->product)) {
        return false;
    }
    if (length == 9) {
        return true;
    }
    size_t serial = length - 10;
    if (line[9] != ' ' || serial == 0 || serial >= sizeof(out->serial) ||
        memchr(line + 10, '\0', serial)) {
        return false;
    }
    memcpy(out->serial, line + 10, serial);
    return true;
}

void sk_remembered_parse(struct sk_remembered *out, const char *text, size_t length) {
    *out = (struct sk_remembered){ 0 };
    while (length > 0) {
        const char *end = memchr(text, '\n', length);
        size_t line = end ? (size_t)(end - text) : length;
        struct sk_remembered_scanner scanner;
        if (parse_line(text, line, &scanner)) {
            (void)sk_remembered_set(out, &scanner, true);
        }
        size_t used = line + (end != NULL);
        text += used;
        length -= used;
    }
}

size_t sk_remembered_print(const struct sk_remembered *self,
                           char out[SK_REMEMBERED_BYTES_MAX + 1]) {
    size_t length = 0;
    out[0] = '\0';
    for (size_t i = 0; i < self->count; i++) {
        const struct sk_remembered_scanner *scanner = &self->scanners[i];
        int written = snprintf(out + length, SK_REMEMBERED_BYTES_MAX + 1 - length,
                               "%04x:%04x%s%s\n", scanner->vendor, scanner->product,
                               scanner->serial[0] ? " " : "", scanner->serial);
        length += written > 0 ? (size_t)written : 0;
    }
    return length;
}

static size_t find(const struct sk_remembered *self, const struct sk_remembered_scanner *scanner) {
    size_t i = 0;
    while (i < self->count && (self->scanners[i].vendor != scanner->vendor ||
                               self->scanners[i].product != scanner->product ||
                               strcmp(self->scanners[i].serial, scanner->serial) != 0)) {
        i++;
    }
    return i;
}

bool sk_remembered_has(const struct sk_remembered *self,
                       const struct sk_remembered_scanner *scanner) {
    return find(self, scanner) < self->count;
}

static void take_out(struct sk_remembered *self, size_t at) {
    self->count--;
    memmove(&self->scanners[at], &self->scanners[at + 1],
            (self->count - at) * sizeof(self->scanners[0]));
}

bool sk_remembered_set(struct sk_remembered *self, const struct sk_remembered_scanner *scanner,
                       bool is_there) {
    size_t at = find(self, scanner);
    if ((at < self->count) == is_there) {
        return false;
    }
    if (!is_there) {
        take_out(self, at);
        return true;
    }
    if (self->count == SK_REMEMBERED_MAX) {
        take_out(self, 0);
    }
    self->scanners[self->count++] = *scanner;
    return true;
}

enum sk_err sk_remembered_load(struct sk_remembered *out, const char *path,
                               struct sk_err_info *info) {
    char text[SK_REMEMBERED_BYTES_MAX + 1];
    size_t length = 0;
    enum sk_err err = sk_small_file_read(path, text, sizeof(text), &length, NULL, info);
    sk_remembered_parse(out, text, err ? 0 : length);
    return err == SK_ERR_NOT_FOUND ? SK_OK : err;
}

enum sk_err sk_remembered_save(const struct sk_remembered *self, const char *path,
                               struct sk_err_info *info) {
    char text[SK_REMEMBERED_BYTES_MAX + 1];
    (void)sk_remembered_print(self, text);
    return sk_small_file_write(path, text, info);
}
