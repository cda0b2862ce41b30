#include "sim/verify.h"

#include "base/utf8.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Enough for the largest request, each byte encoded twice (%25XX), and its headers. */
enum { TEXT_LIMIT = 8 * 1024 * 1024, HEX_SHA256_SIZE = 2 * SHA256_DIGEST_LENGTH + 1 };

static const char api_algorithm[] = "ACS3-HMAC-SHA256";

/* Appending in one expression: `ok` turns false at the first failure and stays so. */
static void put(struct sk_buf *buf, bool *ok, const char *bytes, size_t length) {
    *ok = *ok && sk_buf_add(buf, bytes, length) == SK_OK;
}

static void put_text(struct sk_buf *buf, bool *ok, const char *text) {
    put(buf, ok, text, strlen(text));
}

static bool is_unreserved(unsigned char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.' || c == '~';
}

/* client/README.md, "Percent-encoding": everything but the unreserved becomes %XX, in runs so that
 * few appends are made. */
static void put_encoded(struct sk_buf *buf, bool *ok, const char *text, size_t length) {
    static const char digits[] = "0123456789ABCDEF";
    size_t start = 0;
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        if (is_unreserved(c)) {
            continue;
        }
        char escape[3] = { '%', digits[c >> 4], digits[c & 15] };
        put(buf, ok, text + start, i - start);
        put(buf, ok, escape, sizeof(escape));
        start = i + 1;
    }
    put(buf, ok, text + start, length - start);
}

static int by_name(const void *a, const void *b) {
    const struct sk_sim_param *const *left = a;
    const struct sk_sim_param *const *right = b;
    return strcmp((*left)->name, (*right)->name); /* as unsigned bytes, C11 7.24.4 */
}

/* name=value&name=value of the first count parameters, sorted; v1's own Signature left out. */
static void put_canonical_query(struct sk_buf *buf, bool *ok, const struct sk_sim_request *request,
                                size_t count, const char *leave_out) {
    const struct sk_sim_param *sorted[SK_SIM_PARAMS_MAX] = { NULL };
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
        if (!leave_out || strcmp(request->params[i].name, leave_out) != 0) {
            sorted[used++] = &request->params[i];
        }
    }
    qsort(sorted, used, sizeof(sorted[0]), by_name);
    for (size_t i = 0; i < used; i++) {
        if (i > 0) {
            put_text(buf, ok, "&");
        }
        put_encoded(buf, ok, sorted[i]->name, strlen(sorted[i]->name));
        put_text(buf, ok, "=");
        put_encoded(buf, ok, sorted[i]->value, strlen(sorted[i]->value));
    }
}

bool sk_sim_signature_v1(const struct sk_sim_request *request, const char *secret,
                         struct sk_buf *text, char *out, size_t out_size) {
    bool ok = true;
    unsigned char mac[EVP_MAX_MD_SIZE];
    unsigned mac_length = 0;
    struct sk_buf query = SK_BUF_INIT(TEXT_LIMIT);
    struct sk_buf key = SK_BUF_INIT(64 * 1024);

    put_canonical_query(&query, &ok, request, request->param_count, "Signature");
    put_text(text, &ok, request->method);
    put_text(text, &ok, "&%2F&");
    put_encoded(text, &ok, query.data ? query.data : "", query.length);
    put_text(&key, &ok, secret);
    put_text(&key, &ok, "&");
    ok = ok && out_size >= 4 * ((SHA_DIGEST_LENGTH + 2) / 3) + 1 &&
         HMAC(EVP_sha1(), key.data, (int)key.length, (const unsigned char *)text->data,
              text->length, mac, &mac_length);
    if (ok) {
        EVP_EncodeBlock((unsigned char *)out, mac, (int)mac_length);
    }
    sk_buf_finish(&query);
    if (key.data) {
        OPENSSL_cleanse(key.data, key.length);
    }
    sk_buf_finish(&key);
    return ok;
}

static void hex(const unsigned char *bytes, size_t length, char *out) {
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < length; i++) {
        *out++ = digits[bytes[i] >> 4];
        *out++ = digits[bytes[i] & 15];
    }
    *out = '\0';
}

static bool hex_sha256(const void *bytes, size_t length, char out[HEX_SHA256_SIZE]) {
    unsigned char digest[SHA256_DIGEST_LENGTH];
    if (!EVP_Digest(bytes, length, digest, NULL, EVP_sha256(), NULL)) {
        return false;
    }
    hex(digest, sizeof(digest), out);
    return true;
}

/* The header whose name is these length bytes; NULL if there is none. */
static const char *header_by_slice(const struct sk_sim_request *request, const char *name,
                                   size_t length) {
    for (size_t i = 0; i < request->header_count; i++) {
        const char *candidate = request->headers[i].name;
        if (strncasecmp(candidate, name, length) == 0 && candidate[length] == '\0') {
            return request->headers[i].value;
        }
    }
    return NULL;
}

static void put_trimmed(struct sk_buf *buf, bool *ok, const char *value) {
    value += strspn(value, " \t");
    size_t length = strlen(value);
    while (length > 0 && (value[length - 1] == ' ' || value[length - 1] == '\t')) {
        length--;
    }
    put(buf, ok, value, length);
}

static void put_canonical_headers(struct sk_buf *buf, bool *ok,
                                  const struct sk_sim_request *request, const char *names,
                                  size_t names_length) {
    const char *end = names + names_length;
    while (names < end) {
        const char *semicolon = memchr(names, ';', (size_t)(end - names));
        size_t length = (size_t)((semicolon ? semicolon : end) - names);
        const char *value = header_by_slice(request, names, length);
        put(buf, ok, names, length);
        put_text(buf, ok, ":");
        put_trimmed(buf, ok, value ? value : "");
        put_text(buf, ok, "\n");
        names += length + (semicolon ? 1 : 0);
    }
}

bool sk_sim_signature_v3(const struct sk_sim_request *request, const char *secret,
                         const char *signed_headers, size_t signed_headers_length,
                         struct sk_buf *text, char *out, size_t out_size) {
    bool ok = out_size >= HEX_SHA256_SIZE;
    char digest[HEX_SHA256_SIZE] = "";
    unsigned char mac[EVP_MAX_MD_SIZE];
    unsigned mac_length = 0;

    put_text(text, &ok, request->method);
    put_text(text, &ok, "\n");
    put(text, &ok, request->path, request->path_length);
    put_text(text, &ok, "\n");
    put_canonical_query(text, &ok, request, request->query_param_count, NULL);
    put_text(text, &ok, "\n");
    put_canonical_headers(text, &ok, request, signed_headers, signed_headers_length);
    put_text(text, &ok, "\n");
    put(text, &ok, signed_headers, signed_headers_length);
    put_text(text, &ok, "\n");
    ok = ok && hex_sha256(request->body, request->body_length, digest);
    put_text(text, &ok, digest);
    ok = ok && hex_sha256(text->data, text->length, digest);
    if (!ok) {
        return false;
    }

    char to_sign[sizeof(api_algorithm) + HEX_SHA256_SIZE];
    memcpy(to_sign, api_algorithm, sizeof(api_algorithm) - 1);
    to_sign[sizeof(api_algorithm) - 1] = '\n';
    memcpy(to_sign + sizeof(api_algorithm), digest, HEX_SHA256_SIZE);
    if (!HMAC(EVP_sha256(), secret, (int)strlen(secret), (const unsigned char *)to_sign,
              strlen(to_sign), mac, &mac_length)) {
        return false;
    }
    hex(mac, mac_length, out);
    return true;
}

static bool digits(const char *text, size_t count, int64_t *out) {
    int64_t value = 0;
    for (size_t i = 0; i < count; i++) {
        if (text[i] < '0' || text[i] > '9') {
            return false;
        }
        value = value * 10 + (text[i] - '0');
    }
    *out = value;
    return true;
}

/* Days since 1970-01-01 of the proleptic Gregorian calendar: whole years, then the leap days in
 * them, then the months of this year. */
static int64_t days_before(int64_t year, int64_t month, int64_t day) {
    static const int before_month[] = { 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334 };
    int64_t past = year - 1;
    int64_t leaps = past / 4 - past / 100 + past / 400 - (1969 / 4 - 1969 / 100 + 1969 / 400);
    bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return (year - 1970) * 365 + leaps + before_month[month - 1] + (is_leap && month > 2) + day - 1;
}

static int64_t days_in(int64_t year, int64_t month) {
    int64_t next_year = month == 12 ? year + 1 : year;
    int64_t next_month = month == 12 ? 1 : month + 1;
    return days_before(next_year, next_month, 1) - days_before(year, month, 1);
}

bool sk_sim_parse_time(const char *text, int64_t *out) {
    int64_t year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
    bool has_form = strlen(text) == 20 && digits(text, 4, &year) && text[4] == '-' &&
                    digits(text + 5, 2, &month) && text[7] == '-' && digits(text + 8, 2, &day) &&
                    text[10] == 'T' && digits(text + 11, 2, &hour) && text[13] == ':' &&
                    digits(text + 14, 2, &minute) && text[16] == ':' &&
                    digits(text + 17, 2, &second) && text[19] == 'Z';
    if (!has_form || year < 1970 || month < 1 || month > 12 || day < 1 ||
        day > days_in(year, month) || hour > 23 || minute > 59 || second > 59) {
        return false;
    }
    *out = ((days_before(year, month, day) * 24 + hour) * 60 + minute) * 60 + second;
    return true;
}

static void refuse(struct sk_sim_verdict *verdict, const char *code, const char *format,
                   const char *detail) {
    verdict->code = code;
    if (format) {
        char printable[512];
        sk_utf8_printable(detail, strlen(detail), printable, sizeof(printable), NULL);
        sk_buf_clear(&verdict->message);
        /* Without memory the code's usual text serves. */
        (void)(sk_buf_add(&verdict->message, printable, strlen(printable)) ||
               sk_buf_add(&verdict->message, format, strlen(format)));
    }
}

static void refuse_missing(struct sk_sim_verdict *verdict, const char *name) {
    refuse(verdict, "MissingParameter", " is mandatory for this action.", name);
}

static const char *or_empty(const char *text) {
    return text ? text : "";
}

/* An id that does not fit is unknown: known keys are shorter. */
static void set_key_id(struct sk_sim_verdict *verdict, const char *id, size_t length) {
    size_t kept = length < sizeof(verdict->key_id) ? length : sizeof(verdict->key_id) - 1;
    memcpy(verdict->key_id, id, kept);
    verdict->key_id[kept] = '\0';
}

/* What both kinds share once their fields are found. True: go on. */
static const struct sk_sim_key *check_key(const struct sk_sim_keys *keys, const char *timestamp,
                                          const char *token, struct sk_sim_verdict *verdict) {
    if (!sk_sim_parse_time(timestamp, &verdict->timestamp)) {
        refuse(verdict, "InvalidTimeStamp.Format", NULL, NULL);
        return NULL;
    }
    const struct sk_sim_key *key = sk_sim_keys_find(keys, verdict->key_id);
    if (!key && sk_sim_sts_find(&verdict->assumed, keys, verdict->key_id)) {
        verdict->assumed_key = (struct sk_sim_key){ .id = verdict->assumed.id,
                                                    .secret = verdict->assumed.secret,
                                                    .token = verdict->assumed.token };
        key = &verdict->assumed_key;
    }
    if (!key) {
        refuse(verdict, "InvalidAccessKeyId.NotFound", NULL, NULL);
        return NULL;
    }
    if (key->token && !token) {
        refuse(verdict, "MissingSecurityToken", NULL, NULL);
        return NULL;
    }
    if (token && *token == '\0') {
        refuse(verdict, "InvalidSecurityToken.Malformed", NULL, NULL);
        return NULL;
    }
    if (token && (!key->token || strcmp(token, key->token) != 0)) {
        refuse(verdict, "InvalidSecurityToken.MismatchWithAccessKey", NULL, NULL);
        return NULL;
    }
    return key;
}

/* Compares in constant time; on a difference puts the server's string in the message, as the
 * service does: it is what the caller needs to find the mistake. */
static void compare(struct sk_sim_verdict *verdict, const char *computed, const char *given,
                    size_t given_length, const char *introduction, const struct sk_buf *text) {
    size_t length = strlen(computed);
    if (given_length == length && CRYPTO_memcmp(computed, given, length) == 0) {
        return;
    }
    refuse(verdict, "SignatureDoesNotMatch", NULL, NULL);
    enum { SHOWN_BYTES = 16 * 1024 };
    char *printable = malloc(SHOWN_BYTES);
    if (printable) {
        sk_utf8_printable(text->data, text->length, printable, SHOWN_BYTES, NULL);
        /* Without memory the code's usual text serves. */
        (void)(sk_buf_add(&verdict->message, introduction, strlen(introduction)) ||
               sk_buf_add(&verdict->message, printable, strlen(printable)));
    }
    free(printable);
}

static void verify_v1(const struct sk_sim_request *request, const struct sk_sim_keys *keys,
                      struct sk_sim_verdict *verdict) {
    static const char *const required[] = { "Action",           "Version",         "AccessKeyId",
                                            "Signature",        "SignatureMethod", "SignatureNonce",
                                            "SignatureVersion", "Timestamp" };
    verdict->kind = SK_SIM_SIGNATURE_V1;
    verdict->action = or_empty(sk_sim_request_param(request, "Action"));
    verdict->version = or_empty(sk_sim_request_param(request, "Version"));
    const char *key_id = or_empty(sk_sim_request_param(request, "AccessKeyId"));
    set_key_id(verdict, key_id, strlen(key_id));
    verdict->nonce = or_empty(sk_sim_request_param(request, "SignatureNonce"));
    const char *format = sk_sim_request_param(request, "Format");
    verdict->xml = !format || strcasecmp(format, "JSON") != 0;
    for (size_t i = 0; i < sizeof(required) / sizeof(required[0]); i++) {
        if (*or_empty(sk_sim_request_param(request, required[i])) == '\0') {
            refuse_missing(verdict, required[i]);
            return;
        }
    }
    if (strcmp(sk_sim_request_param(request, "SignatureMethod"), "HMAC-SHA1") != 0) {
        refuse(verdict, "InvalidSignatureMethod", NULL, NULL);
        return;
    }
    if (strcmp(sk_sim_request_param(request, "SignatureVersion"), "1.0") != 0) {
        refuse(verdict, "InvalidSignatureVersion", NULL, NULL);
        return;
    }
    const struct sk_sim_key *key =
        check_key(keys, sk_sim_request_param(request, "Timestamp"),
                  sk_sim_request_param(request, "SecurityToken"), verdict);
    if (!key) {
        return;
    }
    char computed[64];
    struct sk_buf text = SK_BUF_INIT(TEXT_LIMIT);
    if (sk_sim_signature_v1(request, key->secret, &text, computed, sizeof(computed))) {
        const char *given = sk_sim_request_param(request, "Signature");
        compare(verdict, computed, given, strlen(given),
                "Specified signature is not matched with our calculation. server string to sign "
                "is:",
                &text);
    } else {
        refuse(verdict, "InternalError", NULL, NULL);
    }
    sk_buf_finish(&text);
}

/* The three parts of `ACS3-HMAC-SHA256 Credential=…,SignedHeaders=…,Signature=…`. */
struct authorization {
    const char *key_id;
    size_t key_id_length;
    const char *headers;
    size_t headers_length;
    const char *signature;
    size_t signature_length;
};

/* Finds `name` at the beginning of *at and takes the value up to the next comma. */
static bool take_part(const char **at, const char *name, const char **value, size_t *length) {
    size_t name_length = strlen(name);
    if (strncmp(*at, name, name_length) != 0) {
        return false;
    }
    *value = *at + name_length;
    *length = strcspn(*value, ",");
    *at = *value + *length;
    *at += **at == ',';
    return *length > 0;
}

static bool split_authorization(const char *value, struct authorization *out) {
    const char *at = value + sizeof(api_algorithm) - 1;
    if (*at != ' ') {
        return false;
    }
    at++;
    return take_part(&at, "Credential=", &out->key_id, &out->key_id_length) &&
           take_part(&at, "SignedHeaders=", &out->headers, &out->headers_length) &&
           take_part(&at, "Signature=", &out->signature, &out->signature_length) && *at == '\0';
}

static bool lists(const struct authorization *authorization, const char *name) {
    const char *at = authorization->headers;
    const char *end = at + authorization->headers_length;
    size_t name_length = strlen(name);
    while (at < end) {
        size_t length = strcspn(at, ";,");
        if (length == name_length && strncasecmp(at, name, length) == 0) {
            return true;
        }
        at += length + 1;
    }
    return false;
}

static bool must_be_signed(const char *name) {
    return strcasecmp(name, "host") == 0 || strcasecmp(name, "content-type") == 0 ||
           strncasecmp(name, "x-acs-", 6) == 0;
}

/* The list must be in lower case, sorted and without repetition (client/README.md, "Signature V3").
 */
static bool is_sorted_list(const struct authorization *authorization) {
    const char *at = authorization->headers;
    const char *end = at + authorization->headers_length;
    const char *last = "";
    size_t last_length = 0;
    while (at < end) {
        size_t length = strcspn(at, ";,");
        for (size_t i = 0; i < length; i++) {
            if (at[i] >= 'A' && at[i] <= 'Z') {
                return false;
            }
        }
        size_t common = length < last_length ? length : last_length;
        int order = memcmp(last, at, common);
        if (length == 0 || order > 0 || (order == 0 && last_length >= length)) {
            return false;
        }
        last = at;
        last_length = length;
        at += length + 1;
    }
    return true;
}

/* Each header that must be signed is, and each that is signed is there once. */
static bool check_signed_headers(const struct sk_sim_request *request,
                                 const struct authorization *authorization,
                                 struct sk_sim_verdict *verdict) {
    static const char incomplete[] = "IncompleteSignature";
    if (!is_sorted_list(authorization)) {
        refuse(verdict, incomplete, " must be in lower case, sorted and without repetition.",
               "SignedHeaders");
        return false;
    }
    for (size_t i = 0; i < request->header_count; i++) {
        const char *name = request->headers[i].name;
        if (must_be_signed(name) && !lists(authorization, name)) {
            refuse(verdict, incomplete, " was sent, but is not among the SignedHeaders.", name);
            return false;
        }
        for (size_t j = 0; j < i; j++) {
            if (strcasecmp(request->headers[j].name, name) == 0 && lists(authorization, name)) {
                refuse(verdict, incomplete, " is signed, but was sent more than once.", name);
                return false;
            }
        }
    }
    const char *end = authorization->headers + authorization->headers_length;
    for (const char *at = authorization->headers; at < end; at += strcspn(at, ";,") + 1) {
        if (!header_by_slice(request, at, strcspn(at, ";,"))) {
            refuse(verdict, incomplete, "SignedHeaders names a header that was not sent.", "");
            return false;
        }
    }
    return true;
}

static void verify_v3(const struct sk_sim_request *request, const struct sk_sim_keys *keys,
                      const char *value, struct sk_sim_verdict *verdict) {
    static const char *const required[] = { "host",          "x-acs-action",
                                            "x-acs-date",    "x-acs-signature-nonce",
                                            "x-acs-version", "x-acs-content-sha256" };
    verdict->kind = SK_SIM_SIGNATURE_V3;
    verdict->action = or_empty(sk_sim_request_header(request, "x-acs-action"));
    verdict->version = or_empty(sk_sim_request_header(request, "x-acs-version"));
    verdict->nonce = or_empty(sk_sim_request_header(request, "x-acs-signature-nonce"));
    const char *accept = sk_sim_request_header(request, "accept");
    verdict->xml = !accept || !strstr(accept, "json");
    struct authorization authorization = { 0 };
    if (!split_authorization(value, &authorization)) {
        refuse(verdict, "IncompleteSignature", NULL, NULL);
        return;
    }
    for (size_t i = 0; i < sizeof(required) / sizeof(required[0]); i++) {
        if (*or_empty(sk_sim_request_header(request, required[i])) == '\0') {
            refuse_missing(verdict, required[i]);
            return;
        }
    }
    set_key_id(verdict, authorization.key_id, authorization.key_id_length);
    const struct sk_sim_key *key =
        check_key(keys, sk_sim_request_header(request, "x-acs-date"),
                  sk_sim_request_header(request, "x-acs-security-token"), verdict);
    if (!key || !check_signed_headers(request, &authorization, verdict)) {
        return;
    }
    char computed[HEX_SHA256_SIZE];
    struct sk_buf text = SK_BUF_INIT(TEXT_LIMIT);
    if (sk_sim_signature_v3(request, key->secret, authorization.headers,
                            authorization.headers_length, &text, computed, sizeof(computed))) {
        /* The client can tell a wrong secret from a changed request by the string to sign. */
        char introduction[256];
        char digest[HEX_SHA256_SIZE] = "";
        (void)hex_sha256(text.data, text.length, digest);
        (void)snprintf(introduction, sizeof(introduction),
                       "Specified signature does not match our calculation. server StringToSign is "
                       "[%s\n%s] server CanonicalRequest is ",
                       api_algorithm, digest);
        compare(verdict, computed, authorization.signature, authorization.signature_length,
                introduction, &text);
    } else {
        refuse(verdict, "InternalError", NULL, NULL);
    }
    sk_buf_finish(&text);
}

void sk_sim_verify(const struct sk_sim_request *request, const struct sk_sim_keys *keys,
                   struct sk_sim_verdict *verdict) {
    *verdict = (struct sk_sim_verdict){
        .message = SK_BUF_INIT(32 * 1024), .action = "", .version = "", .nonce = ""
    };
    const char *authorization = sk_sim_request_header(request, "authorization");
    if (!authorization) {
        verify_v1(request, keys, verdict);
    } else if (strncmp(authorization, api_algorithm, sizeof(api_algorithm) - 1) == 0) {
        verify_v3(request, keys, authorization, verdict);
    } else {
        refuse(verdict, "IncompleteSignature", NULL, NULL);
    }
}

void sk_sim_verdict_finish(struct sk_sim_verdict *verdict) {
    sk_buf_finish(&verdict->message);
}
