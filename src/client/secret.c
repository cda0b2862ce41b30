#define _DEFAULT_SOURCE /* MAP_ANONYMOUS, madvise */
#include "client/secret.h"

#include <openssl/crypto.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

/* Sits before the bytes that the caller sees; keeps them aligned for any type. */
union secret_header {
    size_t mapped_bytes;
    max_align_t align;
};

void *sag_secret_alloc(size_t size) {
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    if (size > SIZE_MAX - sizeof(union secret_header) - page) {
        return NULL;
    }
    size_t mapped = (sizeof(union secret_header) + size + page - 1) / page * page;
    union secret_header *header =
        mmap(NULL, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (header == MAP_FAILED) {
        return NULL;
    }
    /* Both are best effort: a kernel or a limit that refuses must not stop the bench. */
    (void)madvise(header, mapped, MADV_DONTDUMP);
    (void)mlock(header, mapped);
    header->mapped_bytes = mapped;
    return header + 1;
}

void sag_secret_free(void *block) {
    if (!block) {
        return;
    }
    union secret_header *header = (union secret_header *)block - 1;
    size_t mapped = header->mapped_bytes;
    OPENSSL_cleanse(header, mapped);
    munmap(header, mapped);
}
