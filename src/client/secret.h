/* secret.h — memory for keys: separate pages that stay out of core dumps and, if the limits allow,
 * out of swap. Each block takes whole pages, so it is for a few keys, not for many strings.
 * Thread: any, each block by one thread at a time. */
#ifndef SAG_SECRET_H
#define SAG_SECRET_H

#include <stddef.h>

/* size bytes, zeroed. Release with sag_secret_free(). NULL: no memory. */
void *sag_secret_alloc(size_t size);
/* Wipes and releases. NULL is fine. */
void sag_secret_free(void *block);

#endif
