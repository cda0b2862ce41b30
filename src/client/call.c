#include "client/call.h"

#include "client/assert.h"
#include "client/sign.h"
#include "client/text.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_PARAMS = 64, MAX_ACTION = 128 };
#define MAX_BYTES ((size_t)64 * 1024)
#define FORM "application/x-www-form-urlencoded"

static bool action_valid(const char *action) {
    size_t length = 0;
    for (; action[length]; length++) {
        char c = action[length];
        bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        if (length == MAX_ACTION || !(letter || (c >= '0' && c <= '9' && length > 0))) {
            return false;
        }
    }
    return length > 0;
}

/* The signature's own parameters; a second one of these would be a doubled name. */
static bool is_reserved(const char *name) {
    static const char *const names[] = { "Action",           "Version",   "Format",
                                         "AccessKeyId",      "Signature", "SignatureMethod",
                                         "SignatureVersion", "Timestamp", "SignatureNonce",
                                         "SecurityToken" };
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (strcmp(names[i], name) == 0) {
            return true;
        }
    }
    return false;
}

static bool has_name(const struct sag_param *params, size_t count, const char *name) {
    for (size_t i = 0; i < count; i++) {
        if (strcmp(params[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

/* *bytes: of all names and values with their NULs. */
static bool params_valid(const struct sag_param *params, size_t count, size_t *bytes) {
    *bytes = 0;
    if (count > MAX_PARAMS || (count && !params)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        const struct sag_param *param = &params[i];
        if (!param->name || !param->value || !*param->name || is_reserved(param->name) ||
            has_name(params, i, param->name)) {
            return false;
        }
        size_t name_length = strlen(param->name);
        size_t value_length = strlen(param->value);
        if (name_length > MAX_BYTES || value_length > MAX_BYTES ||
            !sag_utf8_valid(param->name, name_length) ||
            !sag_utf8_valid(param->value, value_length)) {
            return false;
        }
        *bytes += name_length + value_length + 2;
        if (*bytes > MAX_BYTES) {
            return false;
        }
    }
    return true;
}

static char *put(char **at, const char *text) {
    size_t size = strlen(text) + 1;
    char *copy = memcpy(*at, text, size);
    *at += size;
    return copy;
}

enum sag_err sag_call_create(struct sag_call **out, const char *action,
                             const struct sag_param *params, size_t count, const char *region) {
    size_t bytes = 0;
    if (!action || !action_valid(action) || !params_valid(params, count, &bytes)) {
        return SAG_ERR_ARGUMENT;
    }
    bool add_region = !has_name(params, count, "RegionId");
    size_t slots = count + add_region;
    size_t table = slots * sizeof(struct sag_param);
    size_t text = strlen(action) + 1 + bytes + sizeof("RegionId") + strlen(region) + 1;
    struct sag_call *call = calloc(1, sizeof(*call));
    char *block = malloc(table + text);
    if (!call || !block) {
        free(call);
        free(block);
        return SAG_ERR_NOMEM;
    }
    char *at = block + table;
    call->params = (struct sag_param *)(void *)block;
    call->param_count = slots;
    call->action = put(&at, action);
    for (size_t i = 0; i < count; i++) {
        call->params[i].name = put(&at, params[i].name);
        call->params[i].value = put(&at, params[i].value);
    }
    if (add_region) {
        call->params[count].name = put(&at, "RegionId");
        call->params[count].value = put(&at, region);
    }
    sag_exchange_init(&call->exchange);
    *out = call;
    return SAG_OK;
}

void sag_call_destroy(struct sag_call *call) {
    if (!call) {
        return;
    }
    SAG_ASSERT(!call->exchange.easy); /* libcurl would write into freed memory */
    sag_signed_finish(&call->signature);
    sag_exchange_finish(&call->exchange);
    free(call->params);
    free(call);
}

void sag_call_unsign(struct sag_call *call) {
    SAG_ASSERT(!call->exchange.easy);
    sag_signed_finish(&call->signature);
    sag_exchange_finish(&call->exchange);
    sag_exchange_init(&call->exchange);
    call->nonce[0] = '\0';
}

static const char *accepted(enum sag_format format) {
    return format == SAG_FORMAT_XML ? "application/xml" : "application/json";
}

static bool add_common_headers(struct sag_exchange *exchange,
                               const struct sag_call_signing *signing) {
    return sag_exchange_header(exchange, "Host", signing->host) &&
           sag_exchange_header(exchange, "Accept", accepted(signing->format)) &&
           sag_exchange_header(exchange, "Content-Type", FORM) &&
           sag_exchange_header(exchange, "Expect", "");
}

static enum sag_err sign_v1(struct sag_call *call, const struct sag_call_signing *signing,
                            struct sag_sign_input *input) {
    input->format = signing->format == SAG_FORMAT_XML ? "XML" : "JSON";
    input->params = call->params;
    input->param_count = call->param_count;
    enum sag_err err = sag_sign_v1(input, &call->signature);
    if (!err) {
        sag_buf_puts(&call->exchange.body, call->signature.payload);
        err = sag_buf_ok(&call->exchange.body) ? SAG_OK : SAG_ERR_NOMEM;
    }
    return err;
}

/* The body's hash is the last line of the canonical request. */
static const char *body_hash(const struct sag_signed *signature) {
    const char *newline = strrchr(signature->canonical, '\n');
    return newline ? newline + 1 : "";
}

static bool add_v3_headers(struct sag_call *call, const struct sag_sign_input *input) {
    struct sag_exchange *exchange = &call->exchange;
    bool good =
        sag_exchange_header(exchange, "x-acs-action", input->action) &&
        sag_exchange_header(exchange, "x-acs-version", input->version) &&
        sag_exchange_header(exchange, "x-acs-date", input->timestamp) &&
        sag_exchange_header(exchange, "x-acs-signature-nonce", input->nonce) &&
        sag_exchange_header(exchange, "x-acs-content-sha256", body_hash(&call->signature)) &&
        sag_exchange_header(exchange, "Authorization", call->signature.authorization);
    if (good && *input->security_token) {
        good = sag_exchange_header(exchange, "x-acs-accesskey-id", input->access_key_id) &&
               sag_exchange_header(exchange, "x-acs-security-token", input->security_token);
    }
    return good;
}

/* The parameters go into a form body and not into the query, so that there is a body, which
 * libcurl cannot send twice. */
static enum sag_err sign_v3(struct sag_call *call, struct sag_sign_input *input) {
    struct sag_buf *body = &call->exchange.body;
    if (!sag_canonical_query(body, call->params, call->param_count)) {
        return SAG_ERR_NOMEM;
    }
    input->body = body->data;
    input->body_length = body->length;
    input->content_type = FORM;
    enum sag_err err = sag_sign_v3(input, &call->signature);
    if (!err && !add_v3_headers(call, input)) {
        err = SAG_ERR_NOMEM;
    }
    return err;
}

enum sag_err sag_call_sign(struct sag_call *call, const struct sag_call_signing *signing) {
    char timestamp[SAG_TIME_SIZE];
    if (!sag_time_format(signing->wall_ms, timestamp)) {
        return SAG_ERR_SYSTEM;
    }
    struct sag_sign_input input = {
        .size = sizeof(input),
        .access_key_id = signing->key->id,
        .access_key_secret = signing->key->secret,
        .security_token = signing->key->token,
        .method = "POST",
        .host = signing->host,
        .path = "/",
        .action = call->action,
        .version = SAG_API_VERSION,
        .timestamp = timestamp,
        .nonce = call->nonce,
    };
    sag_buf_init(&call->exchange.body, SAG_SIGN_MAX);
    if (!add_common_headers(&call->exchange, signing)) {
        return SAG_ERR_NOMEM;
    }
    enum sag_err err = signing->signature == SAG_SIGNATURE_V1 ? sign_v1(call, signing, &input)
                                                              : sign_v3(call, &input);
    if (!err) {
        call->exchange.method = "POST";
    }
    return err;
}
