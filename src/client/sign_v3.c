#include "client/assert.h"
#include "client/sign.h"
#include "client/text.h"

#include <openssl/crypto.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define ALGORITHM "ACS3-HMAC-SHA256"

enum { OWN_HEADERS = 9, HEX_SIZE = 65 };

struct header {
    char *name; /* lower case, owned */
    const char *value;
    size_t value_length; /* without outer blanks */
};

struct headers {
    struct header *list;
    size_t count;
    size_t capacity;
};

static void headers_finish(struct headers *headers) {
    for (size_t i = 0; i < headers->count; i++) {
        free(headers->list[i].name);
    }
    free(headers->list);
    *headers = (struct headers){ 0 };
}

static char *lower_copy(const char *name) {
    size_t length = strlen(name);
    char *copy = malloc(length + 1);
    if (!copy) {
        return NULL;
    }
    for (size_t i = 0; i <= length; i++) {
        copy[i] = (char)(name[i] >= 'A' && name[i] <= 'Z' ? name[i] - 'A' + 'a' : name[i]);
    }
    return copy;
}

static bool is_signed(const char *lower_name) {
    return strcmp(lower_name, "host") == 0 || strcmp(lower_name, "content-type") == 0 ||
           strncmp(lower_name, "x-acs-", 6) == 0;
}

/* An existing name gets the new value: only one header of a name is sent. */
static bool headers_set(struct headers *headers, const char *name, const char *value) {
    char *lower = lower_copy(name);
    if (!lower) {
        return false;
    }
    if (!is_signed(lower)) {
        free(lower);
        return true;
    }
    while (sag_is_blank(*value)) {
        value++;
    }
    size_t length = strlen(value);
    while (length && sag_is_blank(value[length - 1])) {
        length--;
    }
    size_t at = 0;
    /* NOLINTNEXTLINE(clang-analyzer-core.NonNullParamChecker): each listed header has a name */
    while (at < headers->count && strcmp(headers->list[at].name, lower) != 0) {
        at++;
    }
    if (at < headers->count) {
        free(headers->list[at].name);
    } else {
        SAG_ASSERT(headers->count < headers->capacity);
        headers->count++;
    }
    headers->list[at] = (struct header){ lower, value, length };
    return true;
}

static int by_header_name(const void *a, const void *b) {
    const struct header *left = a;
    const struct header *right = b;
    return strcmp(left->name, right->name);
}

/* The order matters: what the caller adds replaces what names the request, but never what is
 * computed from body and key. That is how the vendor's client merges them (observed). */
static bool headers_fill(struct headers *headers, const struct sag_sign_input *input,
                         const char *body_hash) {
    if (input->header_count > SIZE_MAX / sizeof(struct header) - OWN_HEADERS) {
        return false;
    }
    headers->capacity = input->header_count + OWN_HEADERS;
    headers->list = calloc(headers->capacity, sizeof(struct header));
    if (!headers->list) {
        return false;
    }
    bool good = headers_set(headers, "host", input->host) &&
                headers_set(headers, "x-acs-action", input->action) &&
                headers_set(headers, "x-acs-version", input->version) &&
                headers_set(headers, "x-acs-date", input->timestamp) &&
                headers_set(headers, "x-acs-signature-nonce", input->nonce);
    for (size_t i = 0; good && i < input->header_count; i++) {
        good = input->headers[i].name && input->headers[i].value &&
               headers_set(headers, input->headers[i].name, input->headers[i].value);
    }
    good = good && headers_set(headers, "x-acs-content-sha256", body_hash);
    if (good && input->content_type) {
        good = headers_set(headers, "content-type", input->content_type);
    }
    if (good && input->security_token && *input->security_token) {
        good = headers_set(headers, "x-acs-accesskey-id", input->access_key_id) &&
               headers_set(headers, "x-acs-security-token", input->security_token);
    }
    if (good) {
        qsort(headers->list, headers->count, sizeof(struct header), by_header_name);
    }
    return good;
}

static bool hash_hex(const void *bytes, size_t length, char out[HEX_SIZE]) {
    unsigned char hash[32];
    struct sag_buf hex;
    sag_buf_init(&hex, HEX_SIZE);
    if (!sag_sha256(bytes, length, hash)) {
        return false;
    }
    sag_buf_hex(&hex, hash, sizeof(hash));
    bool good = sag_buf_ok(&hex);
    if (good) {
        memcpy(out, sag_buf_text(&hex), HEX_SIZE);
    }
    sag_buf_finish(&hex);
    return good;
}

static void make_signed_headers(const struct headers *headers, struct sag_buf *out) {
    for (size_t i = 0; i < headers->count; i++) {
        sag_buf_puts(out, i ? ";" : "");
        sag_buf_puts(out, headers->list[i].name);
    }
}

static void make_canonical(const struct sag_sign_input *input, const struct headers *headers,
                           const struct sag_buf *query, const struct sag_buf *names,
                           const char *body_hash, struct sag_buf *out) {
    sag_buf_puts(out, input->method);
    sag_buf_puts(out, "\n");
    sag_buf_puts(out, input->path && *input->path ? input->path : "/");
    sag_buf_puts(out, "\n");
    sag_buf_add(out, sag_buf_text(query), query->length);
    sag_buf_puts(out, "\n");
    for (size_t i = 0; i < headers->count; i++) {
        sag_buf_puts(out, headers->list[i].name);
        sag_buf_puts(out, ":");
        sag_buf_add(out, headers->list[i].value, headers->list[i].value_length);
        sag_buf_puts(out, "\n");
    }
    sag_buf_puts(out, "\n");
    sag_buf_add(out, sag_buf_text(names), names->length);
    sag_buf_puts(out, "\n");
    sag_buf_puts(out, body_hash);
}

static bool make_string_to_sign(const struct sag_buf *canonical, struct sag_buf *out) {
    char hash[HEX_SIZE];
    if (!sag_buf_ok(canonical) || !hash_hex(sag_buf_text(canonical), canonical->length, hash)) {
        return false;
    }
    sag_buf_puts(out, ALGORITHM "\n");
    sag_buf_puts(out, hash);
    return sag_buf_ok(out);
}

static bool make_signature(const char *secret, const struct sag_buf *string_to_sign,
                           struct sag_buf *out) {
    unsigned char mac[32];
    size_t length = 0;
    if (!sag_hmac("SHA256", secret, strlen(secret), sag_buf_text(string_to_sign),
                  string_to_sign->length, mac, &length)) {
        return false;
    }
    sag_buf_hex(out, mac, length);
    return sag_buf_ok(out);
}

static void make_authorization(const char *key_id, const struct sag_buf *names,
                               const struct sag_buf *signature, struct sag_buf *out) {
    sag_buf_puts(out, ALGORITHM " Credential=");
    sag_buf_puts(out, key_id);
    sag_buf_puts(out, ",SignedHeaders=");
    sag_buf_add(out, sag_buf_text(names), names->length);
    sag_buf_puts(out, ",Signature=");
    sag_buf_add(out, sag_buf_text(signature), signature->length);
}

enum { QUERY, NAMES, CANONICAL, TEXT, SIGNATURE, AUTHORIZATION, STAGES };

static bool run_stages(const struct sag_sign_input *input, struct headers *headers,
                       struct sag_buf stage[STAGES]) {
    char body_hash[HEX_SIZE];
    if (!hash_hex(input->body_length ? input->body : "", input->body_length, body_hash) ||
        !headers_fill(headers, input, body_hash) ||
        !sag_canonical_query(&stage[QUERY], input->params, input->param_count)) {
        return false;
    }
    make_signed_headers(headers, &stage[NAMES]);
    make_canonical(input, headers, &stage[QUERY], &stage[NAMES], body_hash, &stage[CANONICAL]);
    if (!make_string_to_sign(&stage[CANONICAL], &stage[TEXT]) ||
        !make_signature(input->access_key_secret, &stage[TEXT], &stage[SIGNATURE])) {
        return false;
    }
    make_authorization(input->access_key_id, &stage[NAMES], &stage[SIGNATURE],
                       &stage[AUTHORIZATION]);
    return sag_buf_ok(&stage[NAMES]) && sag_buf_ok(&stage[AUTHORIZATION]);
}

static enum sag_err sign(const struct sag_sign_input *input, struct sag_signed *out) {
    if (!input->access_key_id || !input->access_key_secret || !input->method || !input->host ||
        !input->action || !input->version || !input->timestamp || !input->nonce) {
        return SAG_ERR_ARGUMENT;
    }
    enum sag_err err = SAG_ERR_NOMEM;
    struct headers headers = { 0 };
    struct sag_signed made = { 0 };
    struct sag_buf stage[STAGES];
    for (int i = 0; i < STAGES; i++) {
        sag_buf_init(&stage[i], SAG_SIGN_MAX);
    }
    if (!run_stages(input, &headers, stage)) {
        goto done;
    }
    made.canonical = sag_buf_take(&stage[CANONICAL]);
    made.string_to_sign = sag_buf_take(&stage[TEXT]);
    made.signature = sag_buf_take(&stage[SIGNATURE]);
    made.authorization = sag_buf_take(&stage[AUTHORIZATION]);
    made.payload = sag_buf_take(&stage[QUERY]);
    made.signed_headers = sag_buf_take(&stage[NAMES]);
    if (made.canonical && made.string_to_sign && made.signature && made.authorization &&
        made.payload && made.signed_headers) {
        *out = made;
        made = (struct sag_signed){ 0 };
        err = SAG_OK;
    }
done:
    sag_signed_finish(&made);
    headers_finish(&headers);
    for (int i = 0; i < STAGES; i++) {
        sag_buf_finish(&stage[i]);
    }
    return err;
}

enum sag_err sag_sign_v3(const struct sag_sign_input *input, struct sag_signed *out) {
    struct sag_sign_input whole;
    return sag_sign_input_take(&whole, input) ? sign(&whole, out) : SAG_ERR_ARGUMENT;
}
