#include "sim/answer.h"

#include "sim/errors.h"

#include <openssl/rand.h>

#include <stdio.h>
#include <string.h>

enum { DEPTH_MAX = 8 };

void sk_sim_answer_fail(struct sk_sim_answer *answer, const char *code) {
    const struct sk_sim_error *error = sk_sim_error_find(code);
    answer->code = code;
    answer->status = error ? error->status : 400;
    answer->message = error ? error->message : "The request was refused.";
}

void sk_sim_answer_finish(struct sk_sim_answer *answer) {
    json_decref(answer->result);
    *answer = (struct sk_sim_answer){ 0 };
}

bool sk_sim_request_id(char out[SK_SIM_REQUEST_ID_SIZE]) {
    unsigned char b[16];
    if (RAND_bytes(b, sizeof(b)) != 1) {
        return false;
    }
    b[6] = (unsigned char)((b[6] & 0x0f) | 0x40); /* RFC 4122, version 4 */
    b[8] = (unsigned char)((b[8] & 0x3f) | 0x80);
    snprintf(out, SK_SIM_REQUEST_ID_SIZE,
             "%02X%02X%02X%02X-%02X%02X-%02X%02X-%02X%02X-%02X%02X%02X%02X%02X%02X", b[0], b[1],
             b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13], b[14],
             b[15]);
    return true;
}

static json_t *error_tree(const struct sk_sim_answer *answer, const char *host,
                          const char *request_id) {
    char recommend[256];
    snprintf(recommend, sizeof(recommend),
             "https://api.aliyun.com/troubleshoot?q=%s&product=Smartag&requestId=%s", answer->code,
             request_id);
    return json_pack("{s:s, s:s, s:s, s:s, s:s}", "RequestId", request_id, "HostId", host, "Code",
                     answer->code, "Message", answer->message, "Recommend", recommend);
}

static json_t *success_tree(const struct sk_sim_answer *answer, const char *request_id) {
    json_t *tree = json_pack("{s:s}", "RequestId", request_id);
    if (tree && answer->result && json_object_update(tree, answer->result) != 0) {
        json_decref(tree);
        return NULL;
    }
    return tree;
}

static bool put(struct sk_buf *out, const char *text) {
    return sk_buf_add(out, text, strlen(text)) == SK_OK;
}

/* Control characters have no form in XML 1.0; callers hand in printable text. */
static bool put_escaped(struct sk_buf *out, const char *text) {
    static const struct {
        char c;
        const char *escape;
    } escapes[] = {
        { '&', "&amp;" }, { '<', "&lt;" }, { '>', "&gt;" }, { '"', "&quot;" }, { '\'', "&apos;" }
    };
    while (*text) {
        size_t plain = strcspn(text, "&<>\"'");
        if (sk_buf_add(out, text, plain)) {
            return false;
        }
        text += plain;
        for (size_t i = 0; *text && i < sizeof(escapes) / sizeof(escapes[0]); i++) {
            if (*text == escapes[i].c) {
                if (!put(out, escapes[i].escape)) {
                    return false;
                }
                text++;
                break;
            }
        }
    }
    return true;
}

static bool put_scalar(struct sk_buf *out, const json_t *value) {
    if (json_is_string(value)) {
        return put_escaped(out, json_string_value(value));
    }
    if (json_is_integer(value)) {
        return sk_buf_addf(out, "%" JSON_INTEGER_FORMAT, json_integer_value(value)) == SK_OK;
    }
    return put(out, json_is_true(value) ? "true" : "false");
}

/* An object is its members, a list is its name repeated: {"Device":[a,b]} becomes
 * <Device>a</Device><Device>b</Device>. */
static bool put_element(struct sk_buf *out, const char *name, const json_t *value, int depth) {
    if (depth > DEPTH_MAX) {
        return false;
    }
    if (json_is_array(value)) {
        for (size_t i = 0; i < json_array_size(value); i++) {
            if (!put_element(out, name, json_array_get(value, i), depth + 1)) {
                return false;
            }
        }
        return true;
    }
    bool ok = sk_buf_addf(out, "<%s>", name) == SK_OK;
    if (json_is_object(value)) {
        /* jansson iterates, but does not change, through a pointer that is not const. */
        json_t *object = (json_t *)(uintptr_t)value;
        for (void *at = json_object_iter(object); ok && at;
             at = json_object_iter_next(object, at)) {
            ok = put_element(out, json_object_iter_key(at), json_object_iter_value(at), depth + 1);
        }
    } else {
        ok = ok && put_scalar(out, value);
    }
    return ok && sk_buf_addf(out, "</%s>", name) == SK_OK;
}

static int add_chunk(const char *bytes, size_t size, void *data) {
    return sk_buf_add(data, bytes, size) ? -1 : 0;
}

bool sk_sim_answer_render(const struct sk_sim_answer *answer, const char *action, const char *host,
                          const char *request_id, bool xml, struct sk_buf *out) {
    char root[80] = "Error";
    json_t *tree =
        answer->code ? error_tree(answer, host, request_id) : success_tree(answer, request_id);
    if (!answer->code) {
        snprintf(root, sizeof(root), "%sResponse", action);
    }
    bool ok = tree != NULL;
    if (ok && xml) {
        ok = put(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>") &&
             put_element(out, root, tree, 0);
    } else if (ok) {
        ok = json_dump_callback(tree, add_chunk, out, JSON_COMPACT) == 0;
    }
    json_decref(tree);
    return ok;
}
