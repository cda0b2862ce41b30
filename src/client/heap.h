/* heap.h — a heap whose blocks are wiped when they go, for libraries that copy what is secret:
 * libcurl writes the security token into each request, keeps a copy as long as its handle lives,
 * and frees all that unwiped. Large blocks, its buffers, are secret memory. Signatures as
 * curl_global_init_mem() wants them. Thread: any. */
#ifndef SAG_HEAP_H
#define SAG_HEAP_H

#include <stddef.h>

void *sag_heap_alloc(size_t size);
void sag_heap_free(void *block);
void *sag_heap_resize(void *block, size_t size);
char *sag_heap_copy(const char *text);
void *sag_heap_zeroed(size_t count, size_t size);

#endif
