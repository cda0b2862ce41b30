#include "fleet/bench_id.h"

#include "base/small_file.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#define RANDOM_BYTES 8

/* As the schema takes it. */
static bool is_id(const char *text) {
    return text[0] != '\0' &&
           text[strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                             "0123456789._-")] == '\0';
}

static enum sk_err make(const char *path, char out[SK_FLEET_BENCH_SIZE], struct sk_err_info *info) {
    uint8_t random[RANDOM_BYTES];
    if (getrandom(random, sizeof(random), 0) != (ssize_t)sizeof(random)) {
        return sk_fail(info, SK_ERR_IO, "the system gives no random numbers");
    }
    size_t used = (size_t)snprintf(out, SK_FLEET_BENCH_SIZE, "bench-");
    for (size_t i = 0; i < sizeof(random); i++) {
        used +=
            (size_t)snprintf(out + used, SK_FLEET_BENCH_SIZE - used, "%02x", (unsigned)random[i]);
    }
    enum sk_err err = sk_small_file_make_way(path, info);
    return err ? err : sk_small_file_write(path, out, info);
}

enum sk_err sk_fleet_bench_id(const char *set, const char *journal_path, bool makes,
                              char out[SK_FLEET_BENCH_SIZE], struct sk_err_info *info) {
    char path[4200];
    size_t length = 0;
    enum sk_err err = SK_OK;
    (void)snprintf(out, SK_FLEET_BENCH_SIZE, "%s", set);
    if (!set[0]) {
        (void)snprintf(path, sizeof(path), "%s.bench", journal_path);
        err = sk_small_file_read(path, out, SK_FLEET_BENCH_SIZE, &length, NULL, info);
        out[strcspn(out, "\r\n")] = '\0';
        if (err == SK_ERR_NOT_FOUND && makes) {
            return make(path, out, info);
        }
    }
    if (!err && !is_id(out)) {
        err = sk_fail(info, SK_ERR_INVALID,
                      "'%s' cannot be a bench of the fleet: letters, digits, '.', '_' and '-' can "
                      "(fleet.bench)",
                      out);
    }
    return err;
}
