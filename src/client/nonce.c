#include "client/nonce.h"

#include <openssl/rand.h>

static bool kernel_random(void *data, void *bytes, size_t size) {
    (void)data;
    return RAND_bytes(bytes, (int)size) == 1;
}

bool sag_nonce_make(sag_random random, void *data, char out[SAG_NONCE_SIZE]) {
    static const char digits[] = "0123456789abcdef";
    unsigned char bytes[16] = { 0 };
    if (!(random ? random : kernel_random)(data, bytes, sizeof(bytes))) {
        return false;
    }
    for (size_t i = 0; i < sizeof(bytes); i++) {
        out[2 * i] = digits[bytes[i] >> 4];
        out[2 * i + 1] = digits[bytes[i] & 15];
    }
    out[2 * sizeof(bytes)] = '\0';
    return true;
}
