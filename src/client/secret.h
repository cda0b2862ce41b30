/* secret.h — memory for keys: pages of their own that stay out of core dumps and, where the
 * limits allow, out of swap. Whole pages each, so for a few keys, not for many strings.
 * Thread: any, each block by one thread at a time. */
#ifndef SAG_SECRET_H
#define SAG_SECRET_H

#include <stddef.h>

/* size bytes, zeroed. Release with sag_secret_free(). NULL: no memory. */
void *sag_secret_alloc(size_t size);
/* Wipes and releases. NULL is fine. */
void sag_secret_free(void *block);

#endif
