/* wipe.h — overwrites a secret. Depends on nothing. */
#ifndef SK_BASE_WIPE_H
#define SK_BASE_WIPE_H

#include <stddef.h>

/* Zeroes size bytes; the compiler may not leave it out. For parts that link no OpenSSL. */
static inline void sk_wipe(void *secret, size_t size) {
    volatile char *at = secret;
    while (size-- > 0) {
        *at++ = '\0';
    }
}

#endif
