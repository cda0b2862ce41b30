/* heap.h — a heap that wipes blocks when they are freed, for libraries that copy secrets: libcurl
 * writes the security token into each request, keeps a copy as long as its handle lives, and frees
 * it all without wiping. Large blocks, its buffers, are secret memory. Signatures as
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
