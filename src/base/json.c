#include "base/json.h"

#include "base/utf8.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

static bool is_plain(char c) {
    return (unsigned char)c >= 0x20 && (unsigned char)c < 0x7F && c != '"' && c != '\\';
}

static enum sk_err add_escaped(struct sk_buf *out, const char *text, size_t length,
                               size_t *consumed) {
    uint32_t code_point = 0;
    *consumed = sk_utf8_decode(text, length, &code_point);
    if (*consumed == 0) {
        *consumed = 1;
        return sk_buf_add(out, "\xEF\xBF\xBD", 3);
    }
    if (code_point == '"' || code_point == '\\') {
        char pair[2] = { '\\', *text };
        return sk_buf_add(out, pair, 2);
    }
    if (code_point < 0x20 || code_point == 0x7F) {
        return sk_buf_addf(out, "\\u%04x", (unsigned)code_point);
    }
    return sk_buf_add(out, text, *consumed);
}

enum sk_err sk_json_add(struct sk_buf *out, const char *text, size_t length) {
    enum sk_err err = sk_buf_add(out, "\"", 1);
    size_t at = 0;
    while (at < length && !err) {
        size_t run = 0;
        while (at + run < length && is_plain(text[at + run])) {
            run++;
        }
        if (run > 0) {
            err = sk_buf_add(out, text + at, run);
            at += run;
        } else {
            size_t consumed;
            err = add_escaped(out, text + at, length - at, &consumed);
            at += consumed;
        }
    }
    return err ? err : sk_buf_add(out, "\"", 1);
}

enum sk_err sk_json_add_text(struct sk_buf *out, const char *text) {
    return sk_json_add(out, text, strlen(text));
}
