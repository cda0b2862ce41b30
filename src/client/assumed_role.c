#include "client/assumed_role.h"

#include "client/assert.h"
#include "client/endpoint.h"
#include "client/environment.h"
#include "client/key.h"
#include "client/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define DURATION_S ((int64_t)3600)
#define DURATION_MIN_S ((int64_t)900)
#define DURATION_MAX_S ((int64_t)43200)
#define STS_VERSION "2015-04-01"

static enum sag_err refuse(const char *where, const char *why, char *text) {
    snprintf(text, SAG_TEXT_SIZE, "%.300s: %s", where, why);
    return SAG_ERR_CREDENTIALS;
}

/* said, else the variable, else other. */
static const char *first_of(const char *said, const char *variable, const char *other) {
    const char *value = *said ? said : sag_environment_get(variable);
    return value ? value : other;
}

/* The API's own rule: 2 to 64 letters, digits and . @ - _. */
static bool session_valid(const char *name) {
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                  "0123456789.@-_";
    size_t length = strlen(name);
    return length >= 2 && length <= 64 && strspn(name, allowed) == length;
}

static enum sag_err find_host(struct sag_assumed_role *out,
                              const struct sag_assumed_role_words *words, const char *where,
                              char *text) {
    const char *region = first_of(words->sts_region, "ALIBABA_CLOUD_STS_REGION", "");
    bool vpc = words->vpc || sag_environment_is_on("ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED");
    if (*region && !sag_region_valid(region)) {
        return refuse(where, "the region of STS is not of the form cn-hangzhou", text);
    }
    if (*region) {
        snprintf(out->sts_host, sizeof(out->sts_host), "sts%s.%s.aliyuncs.com", vpc ? "-vpc" : "",
                 region);
    } else {
        snprintf(out->sts_host, sizeof(out->sts_host), "sts.aliyuncs.com");
    }
    return SAG_OK;
}

enum sag_err sag_assumed_role_make(struct sag_assumed_role *out,
                                   const struct sag_assumed_role_words *words, const char *where,
                                   char *text) {
    const char *arn = first_of(words->arn, "ALIBABA_CLOUD_ROLE_ARN", "");
    const char *session = first_of(words->session, "ALIBABA_CLOUD_ROLE_SESSION_NAME", "sag-kiosk");
    int64_t duration_s = words->duration_s ? words->duration_s : DURATION_S;
    *out = (struct sag_assumed_role){ .duration_s = duration_s };
    if (strncmp(arn, "acs:ram::", 9) != 0 || !sag_token_valid(arn, sizeof(out->arn) - 1)) {
        return refuse(where, "the role is missing or not of the form acs:ram::ACCOUNT:role/NAME",
                      text);
    }
    if (!session_valid(session)) {
        return refuse(where,
                      "the name of the role's session must have 2 to 64 letters, digits and "
                      ". @ - _",
                      text);
    }
    if (duration_s < DURATION_MIN_S || duration_s > DURATION_MAX_S) {
        return refuse(where, "the role's session must last from 900 to 43200 seconds", text);
    }
    if (strlen(words->policy) >= sizeof(out->policy) ||
        strlen(words->external_id) >= sizeof(out->external_id)) {
        return refuse(where, "the role's policy or external id is too long", text);
    }
    snprintf(out->arn, sizeof(out->arn), "%s", arn);
    snprintf(out->session, sizeof(out->session), "%s", session);
    snprintf(out->policy, sizeof(out->policy), "%s", words->policy);
    snprintf(out->external_id, sizeof(out->external_id), "%s", words->external_id);
    return find_host(out, words, where, text);
}

enum sag_err sag_assumed_role_sign(struct sag_buf *body, const struct sag_assumed_role *role,
                                   const struct sag_key *key, const char *nonce, int64_t wall_ms) {
    char timestamp[SAG_TIME_SIZE];
    char duration[24];
    struct sag_param params[5];
    size_t count = 0;
    if (!sag_time_format(wall_ms, timestamp)) {
        return SAG_ERR_SYSTEM;
    }
    snprintf(duration, sizeof(duration), "%" PRId64, role->duration_s);
    params[count++] = (struct sag_param){ "RoleArn", role->arn };
    params[count++] = (struct sag_param){ "RoleSessionName", role->session };
    params[count++] = (struct sag_param){ "DurationSeconds", duration };
    if (role->policy[0]) {
        params[count++] = (struct sag_param){ "Policy", role->policy };
    }
    if (role->external_id[0]) {
        params[count++] = (struct sag_param){ "ExternalId", role->external_id };
    }
    SAG_ASSERT(count <= sizeof(params) / sizeof(params[0]));
    const struct sag_sign_input input = {
        .size = sizeof(input),
        .access_key_id = key->id,
        .access_key_secret = key->secret,
        .security_token = key->token,
        .method = "POST",
        .action = "AssumeRole",
        .version = STS_VERSION,
        .format = "JSON",
        .timestamp = timestamp,
        .nonce = nonce,
        .params = params,
        .param_count = count,
    };
    struct sag_signed made = { 0 };
    enum sag_err err = sag_sign_v1(&input, &made);
    if (!err) {
        sag_buf_puts(body, made.payload);
        err = sag_buf_ok(body) ? SAG_OK : SAG_ERR_NOMEM;
    }
    sag_signed_finish(&made);
    return err;
}
