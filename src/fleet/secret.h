/* secret.h — by what a bench proves to the fleet which one it is: 32 random bytes that it was given
 * when it was enrolled. */
#ifndef SK_FLEET_SECRET_H
#define SK_FLEET_SECRET_H

#include "base/err.h"

#include <stdint.h>

#define SK_FLEET_SECRET_BYTES 32

/* Plain value; wiped by whoever has it. */
struct sk_fleet_secret {
    uint8_t bytes[SK_FLEET_SECRET_BYTES];
};

/* Reads a file with one line of 64 hexadecimal digits, as `sag-kioskctl fleet enroll` writes it.
 * Only its owner may have access to it. info never has anything of the secret.
 * Errors: SK_ERR_NOT_FOUND, SK_ERR_DENIED (also: others have access), SK_ERR_INVALID, SK_ERR_IO.
 * Blocks on the disk. */
enum sk_err sk_fleet_secret_read(struct sk_fleet_secret *secret, const char *path,
                                 struct sk_err_info *info);
void sk_fleet_secret_wipe(struct sk_fleet_secret *secret);

#endif
