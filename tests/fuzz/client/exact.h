/* exact.h — the input of a fuzzer in a heap block of exactly its size, so that the sanitizer sees
 * one byte too many; and as a string. */
#ifndef FUZZ_EXACT_H
#define FUZZ_EXACT_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* malloc(0) may be NULL, which would be another case than an empty input. */
static inline char *exact_copy(const uint8_t *data, size_t size) {
    char *copy = malloc(size ? size : 1);
    if (!copy) {
        abort();
    }
    if (size) {
        memcpy(copy, data, size);
    }
    return copy;
}

static inline char *exact_string(const uint8_t *data, size_t size) {
    char *copy = malloc(size + 1);
    if (!copy) {
        abort();
    }
    if (size) {
        memcpy(copy, data, size);
    }
    copy[size] = '\0';
    return copy;
}

#endif
