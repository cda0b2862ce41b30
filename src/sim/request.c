#include "sim/request.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

void sk_sim_request_init(struct sk_sim_request *request, const char *method, const char *uri) {
    memset(request, 0, sizeof(*request));
    request->method = method;
    request->path = uri;
    request->path_length = strcspn(uri, "?");
    request->query = uri[request->path_length] == '?' ? uri + request->path_length + 1 : "";
    request->body = "";
}

void sk_sim_request_finish(struct sk_sim_request *request) {
    free(request->decoded);
    request->decoded = NULL;
    request->param_count = 0;
    request->query_param_count = 0;
}

bool sk_sim_request_add_header(struct sk_sim_request *request, const char *name,
                               const char *value) {
    if (request->header_count == SK_SIM_HEADERS_MAX) {
        return false;
    }
    request->headers[request->header_count++] = (struct sk_sim_header){ name, value };
    return true;
}

static int hex_digit(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    if (c >= 'A' && c <= 'F') {
        return c - 'A' + 10;
    }
    return -1;
}

/* Decodes length bytes to *out, which advances behind the final NUL. */
static enum sk_err decode(const char *text, size_t length, char **out, struct sk_err_info *info) {
    char *to = *out;
    for (size_t i = 0; i < length; i++) {
        char c = text[i];
        if (c == '+') {
            c = ' ';
        } else if (c == '%') {
            int high = length - i > 2 ? hex_digit(text[i + 1]) : -1;
            int low = high >= 0 ? hex_digit(text[i + 2]) : -1;
            if (low < 0) {
                return sk_fail(info, SK_ERR_INVALID,
                               "The request has a percent sign without two hex digits.");
            }
            c = (char)(high * 16 + low);
            i += 2;
        }
        if (c == '\0') {
            return sk_fail(info, SK_ERR_INVALID, "The request has a zero byte in a parameter.");
        }
        *to++ = c;
    }
    *to++ = '\0';
    *out = to;
    return SK_OK;
}

static enum sk_err add_pair(struct sk_sim_request *request, const char *text, size_t length,
                            char **out, struct sk_err_info *info) {
    if (request->param_count == SK_SIM_PARAMS_MAX) {
        return sk_fail(info, SK_ERR_INVALID, "The request has more than %d parameters.",
                       SK_SIM_PARAMS_MAX);
    }
    const char *equals = memchr(text, '=', length);
    size_t name_length = equals ? (size_t)(equals - text) : length;
    struct sk_sim_param param = { .name = *out };
    enum sk_err err = decode(text, name_length, out, info);
    if (err) {
        return err;
    }
    param.value = *out;
    err =
        equals ? decode(equals + 1, length - name_length - 1, out, info) : decode("", 0, out, info);
    if (err) {
        return err;
    }
    if (sk_sim_request_param(request, param.name)) {
        return sk_fail(info, SK_ERR_INVALID, "The parameter %.64s is given more than once.",
                       param.name);
    }
    request->params[request->param_count++] = param;
    return SK_OK;
}

static enum sk_err add_pairs(struct sk_sim_request *request, const char *text, size_t length,
                             char **out, struct sk_err_info *info) {
    const char *end = text + length;
    while (text < end) {
        const char *ampersand = memchr(text, '&', (size_t)(end - text));
        size_t pair_length = (size_t)((ampersand ? ampersand : end) - text);
        if (pair_length > 0) {
            enum sk_err err = add_pair(request, text, pair_length, out, info);
            if (err) {
                return err;
            }
        }
        if (!ampersand) {
            break;
        }
        text = ampersand + 1;
    }
    return SK_OK;
}

static bool has_form_body(const struct sk_sim_request *request) {
    static const char form[] = "application/x-www-form-urlencoded";
    const char *type = sk_sim_request_header(request, "content-type");
    return type && strncasecmp(type, form, sizeof(form) - 1) == 0;
}

enum sk_err sk_sim_request_parse(struct sk_sim_request *request, struct sk_err_info *info) {
    size_t query_length = strlen(request->query);
    /* Decoding never grows; each parameter needs two NULs where it had '=' and '&' at most. */
    size_t room = query_length + request->body_length + 2 * SK_SIM_PARAMS_MAX + 2;
    request->decoded = malloc(room);
    if (!request->decoded) {
        return sk_fail(info, SK_ERR_NOMEM, "out of memory");
    }
    char *out = request->decoded;
    enum sk_err err = add_pairs(request, request->query, query_length, &out, info);
    if (err) {
        return err;
    }
    request->query_param_count = request->param_count;
    if (has_form_body(request)) {
        err = add_pairs(request, request->body, request->body_length, &out, info);
    }
    return err;
}

const char *sk_sim_request_param(const struct sk_sim_request *request, const char *name) {
    for (size_t i = 0; i < request->param_count; i++) {
        if (strcmp(request->params[i].name, name) == 0) {
            return request->params[i].value;
        }
    }
    return NULL;
}

const char *sk_sim_request_header(const struct sk_sim_request *request, const char *name) {
    for (size_t i = 0; i < request->header_count; i++) {
        if (strcasecmp(request->headers[i].name, name) == 0) {
            return request->headers[i].value;
        }
    }
    return NULL;
}
