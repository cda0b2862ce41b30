#include "sim/sts.h"

#include "base/parse.h"

#include <inttypes.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define PREFIX "STS."
#define DURATION_S INT64_C(3600)
#define DURATION_MIN_S INT64_C(900)
#define DURATION_MAX_S INT64_C(43200)

/* The hexadecimal of an HMAC over what it is for and the id. */
static bool derive(const struct sk_sim_key *from, const char *purpose, const char *id,
                   char out[65]) {
    char text[SK_SIM_KEY_ID_MAX_BYTES + 16];
    unsigned char mac[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    int size = snprintf(text, sizeof(text), "%s:%s", purpose, id);
    if (size < 0 || !HMAC(EVP_sha256(), from->secret, (int)strlen(from->secret),
                          (const unsigned char *)text, (size_t)size, mac, &length)) {
        return false;
    }
    for (unsigned i = 0; i < 32; i++) {
        (void)snprintf(out + (size_t)2 * i, 3, "%02x", mac[i]);
    }
    return true;
}

static bool fill(struct sk_sim_sts_key *out, const struct sk_sim_key *from) {
    return derive(from, "secret", out->id, out->secret) &&
           derive(from, "token", out->id, out->token);
}

bool sk_sim_sts_find(struct sk_sim_sts_key *out, const struct sk_sim_keys *keys, const char *id) {
    char index_text[24];
    char expires_text[24];
    int64_t index = 0;
    if (strlen(id) >= sizeof(out->id) ||
        sscanf(id, PREFIX "%20[0-9].%20[0-9].", index_text, expires_text) != 2 ||
        !sk_parse_int(index_text, 0, INT32_MAX, &index) || (size_t)index >= keys->count ||
        !sk_parse_int(expires_text, 0, INT64_MAX, &out->expires_s)) {
        return false;
    }
    memcpy(out->id, id, strlen(id) + 1);
    return fill(out, &keys->keys[index]);
}

static bool make(struct sk_sim_sts_key *out, const struct sk_sim_keys *keys, const char *key_id,
                 int64_t expires_s, const char *salt) {
    for (size_t i = 0; i < keys->count; i++) {
        if (strcmp(keys->keys[i].id, key_id) == 0) {
            int length =
                snprintf(out->id, sizeof(out->id), PREFIX "%zu.%" PRId64 ".%s", i, expires_s, salt);
            out->expires_s = expires_s;
            return length > 0 && (size_t)length < sizeof(out->id) && fill(out, &keys->keys[i]);
        }
    }
    return false;
}

static const char *param(const struct sk_sim_request *request, const char *name) {
    const char *value = sk_sim_request_param(request, name);
    return value ? value : "";
}

void sk_sim_sts_assume(const struct sk_sim_keys *keys, const char *key_id,
                       const struct sk_sim_request *request, int64_t now_s, const char *salt,
                       struct sk_sim_answer *answer) {
    const char *role = param(request, "RoleArn");
    const char *session = param(request, "RoleSessionName");
    const char *duration_text = param(request, "DurationSeconds");
    int64_t duration_s = DURATION_S;
    struct sk_sim_sts_key key;
    char expiration[32];
    struct tm tm;
    *answer = (struct sk_sim_answer){ .status = 200 };
    if (strncmp(role, "acs:ram::", 9) != 0 || strlen(session) < 2 ||
        (*duration_text &&
         !sk_parse_int(duration_text, DURATION_MIN_S, DURATION_MAX_S, &duration_s))) {
        sk_sim_answer_fail(answer, "InvalidParameter");
        return;
    }
    time_t ends = (time_t)(now_s + duration_s);
    /* A key of a role is not of the list: no role is assumed by another one here. */
    if (strstr(role, "forbid") || !sk_sim_keys_find(keys, key_id)) {
        sk_sim_answer_fail(answer, "NoPermission");
        return;
    }
    if (!make(&key, keys, key_id, now_s + duration_s, salt) || !gmtime_r(&ends, &tm) ||
        strftime(expiration, sizeof(expiration), "%Y-%m-%dT%H:%M:%SZ", &tm) == 0) {
        sk_sim_answer_fail(answer, "InternalError");
        return;
    }
    answer->result =
        json_pack("{s:{s:s, s:s, s:s, s:s}, s:{s:s, s:s}}", "Credentials", "AccessKeyId", key.id,
                  "AccessKeySecret", key.secret, "SecurityToken", key.token, "Expiration",
                  expiration, "AssumedRoleUser", "Arn", role, "AssumedRoleId", session);
    if (!answer->result) {
        sk_sim_answer_fail(answer, "InternalError");
    }
}
