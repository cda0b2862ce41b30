/* admin_bench.c — which benches are let in, and the device list that they are given. */
#include "base/parse.h"
#include "fleet/admin.h"
#include "fleet/admin_query.h"

#include <openssl/evp.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <string.h>

#define HASH_BYTES 32

enum sk_err sk_fleet_make_secret(unsigned char secret[SK_FLEET_SECRET_BYTES],
                                 struct sk_err_info *info) {
    return RAND_bytes(secret, SK_FLEET_SECRET_BYTES) == 1
               ? SK_OK
               : sk_fail(info, SK_ERR_IO, "the system gives no random bytes");
}

/* As a bytea is written: \x and hexadecimal digits. */
static bool hash_text(const unsigned char secret[SK_FLEET_SECRET_BYTES],
                      char text[2 * HASH_BYTES + 3]) {
    unsigned char hash[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    if (EVP_Digest(secret, SK_FLEET_SECRET_BYTES, hash, &length, EVP_sha256(), NULL) != 1 ||
        length != HASH_BYTES) {
        return false;
    }
    (void)snprintf(text, 3, "\\x");
    for (size_t i = 0; i < HASH_BYTES; i++) {
        (void)snprintf(text + 2 + 2 * i, 3, "%02x", hash[i]);
    }
    return true;
}

static bool is_bench(const char *bench) {
    static const char allowed[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
    size_t length = strlen(bench);
    return length >= 1 && length <= 63 && strspn(bench, allowed) == length;
}

/* SQL that returns a row where something was done. *is_done: it was. */
static enum sk_err change(struct sk_fleet_admin *admin, const char *sql, int count,
                          const char *const *values, bool *is_done, struct sk_err_info *info) {
    enum sk_err err;
    PGresult *result = sk_fleet_query(admin, sql, count, values, &err, info);
    *is_done = result && PQntuples(result) > 0;
    PQclear(result);
    return err;
}

enum sk_err sk_fleet_admin_enroll(struct sk_fleet_admin *admin, const char *bench,
                                  const unsigned char secret[SK_FLEET_SECRET_BYTES],
                                  struct sk_err_info *info) {
    char hash[2 * HASH_BYTES + 3];
    const char *const values[] = { bench, hash };
    bool is_done = false;
    if (!is_bench(bench)) {
        return sk_fail(info, SK_ERR_INVALID,
                       "'%.80s' is no id of a bench: 1 to 63 letters, digits, '.', '_' and '-'",
                       bench);
    }
    if (!hash_text(secret, hash)) {
        return sk_fail(info, SK_ERR_IO, "the secret cannot be hashed");
    }
    enum sk_err err =
        change(admin,
               "INSERT INTO sag.bench AS b (bench, secret) VALUES ($1, $2::bytea) "
               "ON CONFLICT (bench) DO UPDATE SET secret = excluded.secret, enrolled = now(), "
               "revoked = NULL WHERE b.revoked IS NOT NULL RETURNING 1",
               2, values, &is_done, info);
    if (!err && !is_done) {
        err = sk_fail(info, SK_ERR_BUSY,
                      "bench '%s' is enrolled already; sag-kioskctl fleet revoke %s shuts out the "
                      "old secret first",
                      bench, bench);
    }
    return err;
}

enum sk_err sk_fleet_admin_revoke(struct sk_fleet_admin *admin, const char *bench,
                                  struct sk_err_info *info) {
    const char *const values[] = { bench };
    bool is_done = false;
    enum sk_err err = change(admin,
                             "UPDATE sag.bench SET revoked = now() WHERE bench = $1 "
                             "AND revoked IS NULL RETURNING 1",
                             1, values, &is_done, info);
    if (!err && !is_done) {
        err = sk_fail(info, SK_ERR_NOT_FOUND, "no bench '%.80s' is enrolled", bench);
    }
    return err;
}

enum sk_err sk_fleet_admin_accept(struct sk_fleet_admin *admin, const char *bench, const char *who,
                                  const char *reason, struct sk_fleet_accepted *out,
                                  struct sk_err_info *info) {
    const char *const values[] = { bench, who, reason };
    enum sk_err err;
    PGresult *result = sk_fleet_query(
        admin, "SELECT chain, kept_as FROM sag.accept_break($1, $2, $3)", 3, values, &err, info);
    if (!err && PQntuples(result) == 1) {
        (void)snprintf(out->chain, sizeof(out->chain), "%s", PQgetvalue(result, 0, 0));
        (void)snprintf(out->kept_as, sizeof(out->kept_as), "%s", PQgetvalue(result, 0, 1));
    }
    PQclear(result);
    return err;
}

enum sk_err sk_fleet_admin_publish(struct sk_fleet_admin *admin, const char *text,
                                   const char *devices, const char *who, int64_t *version,
                                   struct sk_err_info *info) {
    const char *const values[] = { text, devices, who };
    enum sk_err err;
    PGresult *result =
        sk_fleet_query(admin, "SELECT sag.publish($1, $2::json, $3)", 3, values, &err, info);
    if (!err && !sk_parse_int(PQgetvalue(result, 0, 0), 0, INT64_MAX, version)) {
        err = sk_fail(info, SK_ERR_IO, "the server does not say the list's version");
    }
    PQclear(result);
    return err;
}
