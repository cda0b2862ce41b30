#include "fleet/secret.h"

#include "base/small_file.h"
#include "base/wipe.h"
#include "journal/chain.h"

#include <string.h>
#include <sys/stat.h>

#define FILE_MAX 256

void sk_fleet_secret_wipe(struct sk_fleet_secret *secret) {
    sk_wipe(secret, sizeof(*secret));
}

enum sk_err sk_fleet_secret_read(struct sk_fleet_secret *secret, const char *path,
                                 struct sk_err_info *info) {
    char text[FILE_MAX];
    size_t length = 0;
    mode_t mode = 0;
    enum sk_err err = sk_small_file_read(path, text, sizeof(text), &length, &mode, info);
    if (!err && (mode & (S_IRWXG | S_IRWXO)) != 0) {
        err = sk_fail(info, SK_ERR_DENIED,
                      "the fleet's secret in '%.200s' can be read or changed by other users of "
                      "this machine (mode %04o): chmod 600 it, and enroll the bench anew if "
                      "somebody may have read it",
                      path, (unsigned)(mode & 07777));
    }
    if (!err) {
        text[strcspn(text, "\r\n")] = '\0';
        if (!sk_chain_parse_hex(text, secret->bytes)) {
            err = sk_fail(info, SK_ERR_INVALID,
                          "the fleet's secret in '%.200s' cannot be used: one line of %d digits, "
                          "as `sag-kioskctl fleet enroll` writes it",
                          path, 2 * SK_FLEET_SECRET_BYTES);
        }
    }
    sk_wipe(text, sizeof(text));
    return err;
}
