/* sized.h — structs whose first member is the size that their filler knows (sag_client.h). Pure. */
#ifndef SAG_SIZED_H
#define SAG_SIZED_H

#include <stdbool.h>
#include <stddef.h>

/* Copies what the caller has of a struct into out (size bytes), and zeroes the rest. least: bytes
 * that the first version had in use, at least. False: given has an impossible size, or non-zero
 * bytes behind ours; out is undefined then. */
bool sag_sized_take(void *out, size_t size, size_t least, const void *given);

#endif
