/* sign-vectors FILE: recomputes every case of a file of signing vectors and prints what differs.
 * The format is that of tests/vectors/vectors.json. Exit 0: at least one case and all agree. */
#include "client/buf.h"
#include "client/sag_client.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_PARAMS = 4096 };
#define MAX_BYTES ((size_t)4 << 20)
#define FORM "application/x-www-form-urlencoded"
#define JSON_TYPE "application/json; charset=utf-8"

/* --- one case ---------------------------------------------------------------------------- */

struct check {
    const char *id;
    const json_t *input;
    const json_t *expect;
    bool differs;
};

static void report(struct check *check, const char *field, const char *expected, const char *got) {
    check->differs = true;
    printf("%s: %s differs\n  expected: %s\n  got:      %s\n", check->id, field, expected, got);
}

static void broken(struct check *check, const char *why) {
    check->differs = true;
    printf("%s: %s\n", check->id, why);
}

/* got NULL stands for JSON null. A field that the case does not have is not compared. */
static void compare(struct check *check, const char *field, const char *got) {
    const json_t *value = json_object_get(check->expect, field);
    if (!value) {
        return;
    }
    if (!json_is_string(value) && !json_is_null(value)) {
        broken(check, "an expected field is neither text nor null");
        return;
    }
    const char *expected = json_string_value(value);
    bool equal = expected && got ? strcmp(expected, got) == 0 : !expected && !got;
    if (!equal) {
        report(check, field, expected ? expected : "null", got ? got : "null");
    }
}

static const char *input_text(const struct check *check, const char *name) {
    return json_string_value(json_object_get(check->input, name));
}

/* --- parameters -------------------------------------------------------------------------- */

struct params {
    struct sag_param list[MAX_PARAMS];
    char *owned[MAX_PARAMS * 2];
    size_t count;
    bool bad;
};

static void params_finish(struct params *params) {
    for (size_t i = 0; i < params->count * 2; i++) {
        free(params->owned[i]);
    }
    params->count = 0;
    params->bad = false;
}

static void params_add(struct params *params, const char *name, const char *value) {
    if (params->count == MAX_PARAMS) {
        params->bad = true;
        return;
    }
    char *name_copy = strdup(name);
    char *value_copy = strdup(value);
    if (!name_copy || !value_copy) {
        free(name_copy);
        free(value_copy);
        params->bad = true;
        return;
    }
    size_t at = params->count++;
    params->owned[at * 2] = name_copy;
    params->owned[at * 2 + 1] = value_copy;
    params->list[at] = (struct sag_param){ name_copy, value_copy };
}

static void params_add_value(struct params *params, const char *name, const json_t *value);

/* Lists become name.1, name.2 …, objects name.member: the flat form of this style of API. */
static void params_add_below(struct params *params, const char *name, const json_t *value) {
    struct sag_buf path;
    sag_buf_init(&path, MAX_BYTES);
    if (json_is_array(value)) {
        size_t index;
        const json_t *item;
        json_array_foreach(value, index, item) {
            sag_buf_finish(&path);
            sag_buf_printf(&path, "%s.%zu", name, index + 1);
            params_add_value(params, sag_buf_text(&path), item);
        }
    } else {
        const char *key;
        json_t *item;
        json_object_foreach((json_t *)value, key, item) {
            sag_buf_finish(&path);
            sag_buf_printf(&path, "%s.%s", name, key);
            params_add_value(params, sag_buf_text(&path), item);
        }
    }
    params->bad = params->bad || !sag_buf_ok(&path);
    sag_buf_finish(&path);
}

static void params_add_value(struct params *params, const char *name, const json_t *value) {
    if (json_is_string(value)) {
        params_add(params, name, json_string_value(value));
    } else if (json_is_array(value) || json_is_object(value)) {
        params_add_below(params, name, value);
    } else if (!json_is_null(value)) {
        char *text = json_dumps(value, JSON_ENCODE_ANY | JSON_REAL_PRECISION(15));
        if (text) {
            params_add(params, name, text);
        } else {
            params->bad = true;
        }
        free(text);
    }
}

static void params_fill(struct params *params, const json_t *object) {
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)object, name, value) {
        params_add_value(params, name, value);
    }
}

/* --- what the vendor's client wrote on the wire ------------------------------------------ */

static int hex_digit(char c) {
    static const char digits[] = "0123456789abcdef";
    const char *found = c ? strchr(digits, c | 0x20) : NULL;
    return found ? (int)(found - digits) : -1;
}

static bool decode(struct sag_buf *out, const char *bytes, size_t length) {
    for (size_t i = 0; i < length; i++) {
        char byte = bytes[i];
        if (byte == '%') {
            int high = i + 2 < length ? hex_digit(bytes[i + 1]) : -1;
            int low = i + 2 < length ? hex_digit(bytes[i + 2]) : -1;
            if (high < 0 || low < 0) {
                return false;
            }
            byte = (char)(high * 16 + low);
            i += 2;
        }
        sag_buf_add(out, &byte, 1);
    }
    return sag_buf_ok(out);
}

/* Escapes as the vendor's client does where it does not sign: JavaScript's encodeURIComponent. */
static void encode_loosely(struct sag_buf *out, const char *text) {
    for (; *text; text++) {
        if (strchr("!'()*", *text)) {
            sag_buf_add(out, text, 1);
        } else {
            sag_buf_encode(out, text, 1);
        }
    }
}

static void join_loosely(struct sag_buf *out, const struct params *params) {
    for (size_t i = 0; i < params->count; i++) {
        sag_buf_puts(out, i ? "&" : "");
        encode_loosely(out, params->list[i].name);
        sag_buf_puts(out, "=");
        encode_loosely(out, params->list[i].value);
    }
}

/* Brings a query or form to one spelling: every part decoded and strictly encoded again, order
 * kept. False: not decodable. */
static bool respell(struct sag_buf *out, const char *text) {
    bool good = true;
    while (good && *text) {
        size_t length = strcspn(text, "&=");
        struct sag_buf part;
        sag_buf_init(&part, MAX_BYTES);
        good = decode(&part, text, length);
        sag_buf_encode(out, sag_buf_text(&part), part.length);
        sag_buf_finish(&part);
        text += length;
        if (*text) {
            sag_buf_add(out, text, 1);
            text++;
        }
    }
    return good && sag_buf_ok(out);
}

/* Its escaping is its own business; names, values and their order are ours to check. */
static void compare_loose(struct check *check, const char *field, const struct params *params) {
    const char *expected = json_string_value(json_object_get(check->expect, field));
    struct sag_buf ours, respelled, reference;
    sag_buf_init(&ours, MAX_BYTES);
    sag_buf_init(&respelled, MAX_BYTES);
    sag_buf_init(&reference, MAX_BYTES);
    join_loosely(&ours, params);
    if (expected && (!respell(&respelled, expected) || !respell(&reference, sag_buf_text(&ours)) ||
                     strcmp(sag_buf_text(&respelled), sag_buf_text(&reference)) != 0)) {
        report(check, field, expected, sag_buf_text(&ours));
    }
    sag_buf_finish(&ours);
    sag_buf_finish(&respelled);
    sag_buf_finish(&reference);
}

/* --- version 1 --------------------------------------------------------------------------- */

static void compare_params_to_sign(struct check *check, const char *canonical) {
    const json_t *expected = json_object_get(check->expect, "params_to_sign");
    if (!expected) {
        return;
    }
    static struct params params;
    struct sag_buf text;
    sag_buf_init(&text, MAX_BYTES);
    params_fill(&params, expected);
    /* The same pairs in any order: each must be in the canonical query, and as many as there. */
    size_t pairs = *canonical ? 1 : 0;
    for (const char *at = canonical; *at; at++) {
        pairs += *at == '&';
    }
    bool equal = pairs == params.count;
    for (size_t i = 0; i < params.count; i++) {
        sag_buf_finish(&text);
        sag_buf_encode(&text, params.list[i].name, strlen(params.list[i].name));
        sag_buf_puts(&text, "=");
        sag_buf_encode(&text, params.list[i].value, strlen(params.list[i].value));
        const char *found = strstr(canonical, sag_buf_text(&text));
        while (found && !((found == canonical || found[-1] == '&') &&
                          (found[text.length] == '&' || found[text.length] == '\0'))) {
            found = strstr(found + 1, sag_buf_text(&text));
        }
        equal = equal && found;
        if (!found) {
            report(check, "params_to_sign", sag_buf_text(&text), "not among the signed ones");
        }
    }
    if (!equal && !check->differs) {
        report(check, "params_to_sign", "another number of parameters", canonical);
    }
    sag_buf_finish(&text);
    params_finish(&params);
}

static void compare_hmac_key(struct check *check, const char *secret) {
    struct sag_buf key;
    sag_buf_init(&key, MAX_BYTES);
    sag_buf_puts(&key, secret);
    sag_buf_puts(&key, "&");
    compare(check, "hmac_key", sag_buf_text(&key));
    sag_buf_finish(&key);
}

static bool fill_common(struct check *check, struct sag_sign_input *input) {
    input->access_key_id = input_text(check, "access_key_id");
    input->access_key_secret = input_text(check, "access_key_secret");
    input->security_token = input_text(check, "security_token");
    input->method = input_text(check, "method");
    input->host = input_text(check, "host");
    input->path = input_text(check, "path");
    input->action = input_text(check, "action");
    input->version = input_text(check, "version");
    input->format = input_text(check, "format");
    input->timestamp = input_text(check, "timestamp");
    input->nonce = input_text(check, "nonce");
    return input->access_key_id && input->access_key_secret && input->method && input->action &&
           input->version && input->timestamp && input->nonce;
}

static void check_v1(struct check *check) {
    static struct params params;
    struct sag_sign_input input = SAG_SIGN_INPUT_INIT;
    struct sag_signed made = { 0 };
    params_fill(&params, json_object_get(check->input, "params"));
    input.params = params.list;
    input.param_count = params.count;
    bool complete = fill_common(check, &input);
    input.format = input.format ? input.format : "JSON";
    if (!complete || params.bad) {
        broken(check, "the input is incomplete");
    } else if (sag_sign_v1(&input, &made) != SAG_OK) {
        broken(check, "could not be signed");
    } else {
        bool post = strcmp(input.method, "POST") == 0;
        compare_params_to_sign(check, made.canonical);
        compare(check, "canonical_query", made.canonical);
        compare(check, "string_to_sign", made.string_to_sign);
        compare_hmac_key(check, input.access_key_secret);
        compare(check, "signature", made.signature);
        compare(check, "query", post ? "" : made.payload);
        compare(check, "body", post ? made.payload : "");
        compare(check, "content_type", post ? FORM : NULL);
    }
    sag_signed_finish(&made);
    params_finish(&params);
}

/* --- version 3 --------------------------------------------------------------------------- */

static const char *last_line(const char *text) {
    const char *newline = strrchr(text, '\n');
    return newline ? newline + 1 : text;
}

/* The header lines are the fourth and following of the canonical request, up to an empty one. */
static void compare_header_values(struct check *check, const char *canonical) {
    const json_t *expected = json_object_get(check->expect, "signed_header_values");
    if (!expected) {
        return;
    }
    size_t count = 0;
    const char *line = canonical;
    for (int skip = 0; skip < 3; skip++) {
        line = strchr(line, '\n') + 1;
    }
    while (*line && *line != '\n') {
        size_t length = strcspn(line, "\n");
        const char *colon = memchr(line, ':', length);
        struct sag_buf name, value;
        sag_buf_init(&name, MAX_BYTES);
        sag_buf_init(&value, MAX_BYTES);
        sag_buf_add(&name, line, (size_t)(colon - line));
        sag_buf_add(&value, colon + 1, length - (size_t)(colon - line) - 1);
        const json_t *want = json_object_get(expected, sag_buf_text(&name));
        const char *text = json_string_value(want);
        if (!text || strcmp(text, sag_buf_text(&value)) != 0) {
            report(check, "signed_header_values", text ? text : "no such header",
                   sag_buf_text(&value));
        }
        sag_buf_finish(&name);
        sag_buf_finish(&value);
        count++;
        line += length + (line[length] == '\n');
    }
    if (count != json_object_size(expected)) {
        broken(check, "signed_header_values differs: other headers are signed");
    }
}

/* The body of a case: JSON text as given, or the form. The order and escaping of a form's body are
 * the vendor's, so those bytes are accepted if they mean the same. */
struct body {
    struct sag_buf bytes;
    const char *content_type;
};

static void make_body(struct check *check, struct params *form, struct body *body) {
    const json_t *form_params = json_object_get(check->input, "form_params");
    const json_t *json_body = json_object_get(check->input, "json_body");
    const char *given = json_string_value(json_object_get(check->expect, "body"));
    sag_buf_init(&body->bytes, MAX_BYTES);
    body->content_type = NULL;
    if (json_is_object(form_params)) {
        params_fill(form, form_params);
        compare_loose(check, "body", form);
        if (given) {
            sag_buf_puts(&body->bytes, given);
        } else {
            join_loosely(&body->bytes, form);
        }
        body->content_type = FORM;
        return;
    }
    if (json_is_string(json_body)) {
        sag_buf_puts(&body->bytes, json_string_value(json_body));
        body->content_type = JSON_TYPE;
    } else if (json_body && !json_is_null(json_body)) {
        char *text = json_dumps(json_body, JSON_COMPACT | JSON_ENCODE_ANY);
        sag_buf_puts(&body->bytes, text ? text : "");
        free(text);
        body->content_type = JSON_TYPE;
    }
    compare(check, "body", sag_buf_text(&body->bytes));
}

static void compare_v3(struct check *check, const struct sag_signed *made, const struct body *body,
                       const struct params *query) {
    compare(check, "content_type", body->content_type);
    compare(check, "hashed_payload", last_line(made->canonical));
    compare(check, "canonical_query", made->payload);
    compare(check, "signed_headers", made->signed_headers);
    compare_header_values(check, made->canonical);
    compare(check, "canonical_request", made->canonical);
    compare(check, "hashed_canonical_request", last_line(made->string_to_sign));
    compare(check, "string_to_sign", made->string_to_sign);
    compare(check, "signature", made->signature);
    compare(check, "authorization", made->authorization);
    compare_loose(check, "query_as_sent_by_sdk", query);
}

static void check_v3(struct check *check) {
    static struct params query, headers, form;
    struct sag_sign_input input = SAG_SIGN_INPUT_INIT;
    struct sag_signed made = { 0 };
    struct body body;
    params_fill(&query, json_object_get(check->input, "query_params"));
    params_fill(&headers, json_object_get(check->input, "extra_headers"));
    make_body(check, &form, &body);
    input.params = query.list;
    input.param_count = query.count;
    input.headers = headers.list;
    input.header_count = headers.count;
    input.body = sag_buf_text(&body.bytes);
    input.body_length = body.bytes.length;
    input.content_type = body.content_type;
    bool complete = fill_common(check, &input) && input.host && sag_buf_ok(&body.bytes);
    if (!complete || query.bad || headers.bad || form.bad) {
        broken(check, "the input is incomplete");
    } else if (sag_sign_v3(&input, &made) != SAG_OK) {
        broken(check, "could not be signed");
    } else {
        compare_v3(check, &made, &body, &query);
    }
    sag_signed_finish(&made);
    sag_buf_finish(&body.bytes);
    params_finish(&query);
    params_finish(&headers);
    params_finish(&form);
}

/* --- the file ---------------------------------------------------------------------------- */

struct counts {
    size_t cases;
    size_t differing;
};

static void run_group(const json_t *root, const char *group, void (*run)(struct check *check),
                      struct counts *counts) {
    size_t index;
    const json_t *one;
    json_array_foreach(json_object_get(root, group), index, one) {
        char fallback[64];
        snprintf(fallback, sizeof(fallback), "%s case %zu", group, index + 1);
        const char *id = json_string_value(json_object_get(one, "id"));
        struct check check = { .id = id ? id : fallback,
                               .input = json_object_get(one, "input"),
                               .expect = json_object_get(one, "expect") };
        counts->cases++;
        if (!json_is_object(check.input) || !json_is_object(check.expect) ||
            json_object_size(check.expect) == 0) {
            broken(&check, "has no input or expects nothing");
        } else {
            run(&check);
        }
        counts->differing += check.differs;
    }
}

int main(int argc, char **argv) {
    if (argc != 2 || argv[1][0] == '-') {
        fprintf(stderr, "usage: sign-vectors FILE\n"
                        "Recomputes the signing vectors of FILE (tests/vectors/vectors.json shows "
                        "the format)\nand prints what differs. Exit 1 if anything does.\n");
        return 2;
    }
    json_error_t error;
    json_t *root = json_load_file(argv[1], JSON_REJECT_DUPLICATES, &error);
    if (!root) {
        fprintf(stderr, "sign-vectors: '%s', line %d: %s\n", argv[1], error.line, error.text);
        return 1;
    }
    struct counts counts = { 0 };
    run_group(root, "rpc_v1", check_v1, &counts);
    run_group(root, "acs3", check_v3, &counts);
    json_decref(root);
    if (counts.cases == 0) {
        fprintf(stderr, "sign-vectors: '%s' holds no case (lists 'rpc_v1' and 'acs3')\n", argv[1]);
        return 1;
    }
    printf("%zu cases, %zu differ\n", counts.cases, counts.differing);
    return counts.differing ? 1 : 0;
}
