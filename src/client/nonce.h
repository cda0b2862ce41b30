/* nonce.h — the number that makes each request unique: 128 random bits, since two kiosks with one
 * key share the service's memory of nonces (README.md, "Nonces"). */
#ifndef SAG_NONCE_H
#define SAG_NONCE_H

#include <stdbool.h>
#include <stddef.h>

#define SAG_NONCE_SIZE 33 /* in hexadecimal, with NUL */

/* Fills bytes; false: no randomness to be had. */
typedef bool (*sag_random)(void *data, void *bytes, size_t size);

/* random NULL: the kernel's. False: out is undefined. */
bool sag_nonce_make(sag_random random, void *data, char out[SAG_NONCE_SIZE]);

#endif
