#include "client/sized.h"

#include <string.h>

bool sag_sized_take(void *out, size_t size, size_t least, const void *given) {
    /* No struct of ours will ever be larger: the size was left uninitialized. */
    enum { MOST = 64 * 1024 };
    size_t told;
    memcpy(&told, given, sizeof(told));
    if (told < least || told > MOST || told % sizeof(void *) != 0) {
        return false;
    }
    const unsigned char *bytes = given;
    for (size_t i = size; i < told; i++) {
        if (bytes[i] != 0) {
            return false;
        }
    }
    memset(out, 0, size);
    memcpy(out, given, told < size ? told : size);
    return true;
}
