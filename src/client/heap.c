#include "client/heap.h"

#include "client/secret.h"

#include <openssl/crypto.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* libcurl's buffers have this size or more. Secret memory comes in whole pages, too much for small,
 * short-lived blocks. */
#define LARGE_BYTES ((size_t)16 * 1024)

/* Sits before the bytes that the caller sees; keeps them aligned for any type. */
union heap_header {
    size_t size; /* of the caller's bytes */
    max_align_t align;
};

static union heap_header *header_of(void *block) {
    return (union heap_header *)block - 1;
}

void *sag_heap_alloc(size_t size) {
    if (size > SIZE_MAX - sizeof(union heap_header)) {
        return NULL;
    }
    size_t whole = size + sizeof(union heap_header);
    union heap_header *header = size >= LARGE_BYTES ? sag_secret_alloc(whole) : malloc(whole);
    if (!header) {
        return NULL;
    }
    header->size = size;
    return header + 1;
}

void sag_heap_free(void *block) {
    if (!block) {
        return;
    }
    union heap_header *header = header_of(block);
    if (header->size >= LARGE_BYTES) {
        sag_secret_free(header);
        return;
    }
    OPENSSL_cleanse(header, header->size + sizeof(*header));
    free(header);
}

/* Not realloc(): if it moves the block it leaves the bytes behind. */
void *sag_heap_resize(void *block, size_t size) {
    void *other = sag_heap_alloc(size);
    if (other && block) {
        size_t had = header_of(block)->size;
        memcpy(other, block, had < size ? had : size);
        sag_heap_free(block);
    }
    return other;
}

char *sag_heap_copy(const char *text) {
    size_t size = strlen(text) + 1;
    char *copy = sag_heap_alloc(size);
    return copy ? memcpy(copy, text, size) : NULL;
}

void *sag_heap_zeroed(size_t count, size_t size) {
    if (size && count > SIZE_MAX / size) {
        return NULL;
    }
    void *block = sag_heap_alloc(count * size);
    return block ? memset(block, 0, count * size) : NULL;
}
