#include "client/assert.h"
#include "client/secret.h"
#include "client/sign.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { OWN_PARAMS = 9 }; /* Action … SecurityToken */

static bool make_canonical(const struct sag_sign_input *input, struct sag_buf *out) {
    SAG_ASSERT(input->params || input->param_count == 0);
    SAG_ASSERT(input->param_count <= SIZE_MAX / sizeof(struct sag_param) - OWN_PARAMS);
    struct sag_param *all = calloc(input->param_count + OWN_PARAMS, sizeof(*all));
    if (!all) {
        return false;
    }
    size_t count = 0;
    for (; count < input->param_count; count++) {
        all[count] = input->params[count];
    }
    all[count++] = (struct sag_param){ "Action", input->action };
    all[count++] = (struct sag_param){ "Version", input->version };
    all[count++] = (struct sag_param){ "Format", input->format };
    all[count++] = (struct sag_param){ "AccessKeyId", input->access_key_id };
    all[count++] = (struct sag_param){ "SignatureMethod", "HMAC-SHA1" };
    all[count++] = (struct sag_param){ "SignatureVersion", "1.0" };
    all[count++] = (struct sag_param){ "SignatureNonce", input->nonce };
    all[count++] = (struct sag_param){ "Timestamp", input->timestamp };
    if (input->security_token && *input->security_token) {
        all[count++] = (struct sag_param){ "SecurityToken", input->security_token };
    }
    SAG_ASSERT(count <= input->param_count + OWN_PARAMS);
    bool good = sag_canonical_query(out, all, count);
    free(all);
    return good;
}

/* The path is always "/" for this style, whatever the URL (README.md, "Signature v1"). */
static void make_string_to_sign(const char *method, const struct sag_buf *canonical,
                                struct sag_buf *out) {
    sag_buf_puts(out, method);
    sag_buf_puts(out, "&%2F&");
    sag_buf_encode(out, sag_buf_text(canonical), canonical->length);
}

static bool make_signature(const char *secret, const struct sag_buf *string_to_sign,
                           struct sag_buf *out) {
    size_t length = strlen(secret);
    char *key = sag_secret_alloc(length + 1);
    if (!key) {
        return false;
    }
    memcpy(key, secret, length);
    key[length] = '&';
    unsigned char mac[32];
    size_t mac_length = 0;
    bool good = sag_hmac("SHA1", key, length + 1, sag_buf_text(string_to_sign),
                         string_to_sign->length, mac, &mac_length);
    sag_secret_free(key);
    if (good) {
        unsigned char base64[4 * ((sizeof(mac) + 2) / 3) + 1];
        int size = EVP_EncodeBlock(base64, mac, (int)mac_length);
        sag_buf_add(out, base64, (size_t)size);
    }
    return good && sag_buf_ok(out);
}

static enum sag_err sign(const struct sag_sign_input *input, struct sag_signed *out) {
    if (!input->access_key_id || !input->access_key_secret || !input->method || !input->action ||
        !input->version || !input->format || !input->timestamp || !input->nonce) {
        return SAG_ERR_ARGUMENT;
    }
    enum sag_err err = SAG_ERR_NOMEM;
    struct sag_signed made = { 0 };
    struct sag_buf canonical, text, signature, payload;
    sag_buf_init(&canonical, SAG_SIGN_MAX);
    sag_buf_init(&text, SAG_SIGN_MAX);
    sag_buf_init(&signature, SAG_SIGN_MAX);
    sag_buf_init(&payload, SAG_SIGN_MAX);

    if (!make_canonical(input, &canonical)) {
        goto done;
    }
    make_string_to_sign(input->method, &canonical, &text);
    if (!sag_buf_ok(&text) || !make_signature(input->access_key_secret, &text, &signature)) {
        goto done;
    }
    sag_buf_add(&payload, sag_buf_text(&canonical), canonical.length);
    sag_buf_puts(&payload, "&Signature=");
    sag_buf_encode(&payload, sag_buf_text(&signature), signature.length);

    made.canonical = sag_buf_take(&canonical);
    made.string_to_sign = sag_buf_take(&text);
    made.signature = sag_buf_take(&signature);
    made.payload = sag_buf_take(&payload);
    if (made.canonical && made.string_to_sign && made.signature && made.payload) {
        *out = made;
        made = (struct sag_signed){ 0 };
        err = SAG_OK;
    }
done:
    sag_signed_finish(&made);
    sag_buf_finish(&canonical);
    sag_buf_finish(&text);
    sag_buf_finish(&signature);
    sag_buf_finish(&payload);
    return err;
}

enum sag_err sag_sign_v1(const struct sag_sign_input *input, struct sag_signed *out) {
    struct sag_sign_input whole;
    return sag_sign_input_take(&whole, input) ? sign(&whole, out) : SAG_ERR_ARGUMENT;
}
