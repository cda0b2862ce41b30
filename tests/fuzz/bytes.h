/* bytes.h — a fuzzer's input: as an exact-size block, as a source of choices for a machine that is
 * driven by it, and the properties that any text for people must have. */
#ifndef FUZZ_BYTES_H
#define FUZZ_BYTES_H

#include "base/utf8.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A property that does not hold is a finding. */
#define MUST(condition)                                                                            \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #condition);         \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

struct bytes {
    char *block; /* of exactly the input's size, so that the sanitizer sees one byte too many */
    size_t size;
    size_t at;
};

static inline struct bytes bytes_open(const uint8_t *data, size_t size) {
    struct bytes bytes = { .block = malloc(size ? size : 1), .size = size };
    MUST(bytes.block);
    if (size) {
        memcpy(bytes.block, data, size);
    }
    return bytes;
}

static inline void bytes_close(struct bytes *bytes) {
    free(bytes->block);
}

static inline bool bytes_left(const struct bytes *bytes) {
    return bytes->at < bytes->size;
}

/* 0 to count - 1; 0 behind the end. */
static inline unsigned bytes_below(struct bytes *bytes, unsigned count) {
    return bytes_left(bytes) ? (unsigned char)bytes->block[bytes->at++] % count : 0;
}

/* Up to max further bytes, in a block of their own size; release with free(). */
static inline char *bytes_take(struct bytes *bytes, size_t max, size_t *length) {
    size_t left = bytes->size - bytes->at;
    *length = left < max ? left : max;
    char *copy = malloc(*length ? *length : 1);
    MUST(copy);
    if (*length) {
        memcpy(copy, bytes->block + bytes->at, *length);
    }
    bytes->at += *length;
    return copy;
}

/* Valid UTF-8 without anything that a screen or a terminal would obey. */
static inline bool is_for_people(const char *text) {
    size_t length = strlen(text);
    for (size_t at = 0; at < length;) {
        uint32_t c = 0;
        size_t bytes = sk_utf8_decode(text + at, length - at, &c);
        bool is_control = c < 0x20 || (c >= 0x7F && c < 0xA0);
        bool is_line_end = c == 0x2028 || c == 0x2029;
        bool turns = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
        if (bytes == 0 || is_control || is_line_end || turns) {
            return false;
        }
        at += bytes;
    }
    return true;
}

#endif
