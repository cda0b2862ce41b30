#include "office/html.h"

#include "base/assert.h"
#include "base/utf8.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static const char replacement[] = "\xEF\xBF\xBD";

static const char *reference_of(char c) {
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

/* The standard's "control or noncharacter", but for tab and line ends. */
static bool is_no_character(uint32_t code_point) {
    return (code_point < 0x20 && code_point != '\t' && code_point != '\n' && code_point != '\r') ||
           (code_point >= 0x7F && code_point < 0xA0) ||
           (code_point >= 0xFDD0 && code_point <= 0xFDEF) || (code_point & 0xFFFE) == 0xFFFE;
}

enum sk_err sk_office_escape(struct sk_buf *out, const char *text, size_t length) {
    enum sk_err err = SK_OK;
    size_t done = 0; /* up to here it is in out */
    for (size_t at = 0; at < length && !err;) {
        uint32_t code_point = 0;
        size_t step = sk_utf8_decode(text + at, length - at, &code_point);
        const char *instead = step == 0                     ? replacement
                              : is_no_character(code_point) ? replacement
                              : step == 1                   ? reference_of(text[at])
                                                            : NULL;
        step = step > 0 ? step : 1;
        if (instead) {
            err = sk_buf_add(out, text + done, at - done);
            err = err ? err : sk_buf_add(out, instead, strlen(instead));
            done = at + step;
        }
        at += step;
    }
    return err ? err : sk_buf_add(out, text + done, length - done);
}

enum sk_err sk_office_escape_part(struct sk_buf *out, const char *text) {
    static const char plain[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    enum sk_err err = SK_OK;
    for (; *text && !err; text++) {
        err = strchr(plain, *text) ? sk_buf_add(out, text, 1)
                                   : sk_buf_addf(out, "%%%02X", (unsigned)(unsigned char)*text);
    }
    return err;
}

void sk_office_html_part(struct sk_office_html *html, const char *text) {
    if (!html->err) {
        html->err = sk_office_escape_part(html->out, text);
    }
}

/* The value that `at` names, behind a '%'. Returns where it ends. */
static const char *add_value(struct sk_office_html *html, const char *at, va_list *values) {
    long long number = 0;
    if (*at == 's') {
        const char *text = va_arg(*values, const char *);
        html->err = sk_office_escape(html->out, text, strlen(text));
        return at + 1;
    }
    if (*at == '%') {
        html->err = sk_buf_add(html->out, "%", 1);
        return at + 1;
    }
    if (*at == 'd') {
        number = va_arg(*values, int);
        at += 1;
    } else if (strncmp(at, "ld", 2) == 0) {
        number = va_arg(*values, long);
        at += 2;
    } else if (strncmp(at, "lld", 3) == 0) {
        number = va_arg(*values, long long);
        at += 3;
    } else {
        SK_ASSERT(strncmp(at, "zu", 2) == 0);
        number = (long long)va_arg(*values, size_t);
        at += 2;
    }
    html->err = sk_buf_addf(html->out, "%lld", number);
    return at;
}

void sk_office_html(struct sk_office_html *html, const char *format, ...) {
    va_list values;
    va_start(values, format);
    while (*format && !html->err) {
        size_t run = strcspn(format, "%");
        html->err = sk_buf_add(html->out, format, run);
        format += run;
        if (*format && !html->err) {
            format = add_value(html, format + 1, &values);
        }
    }
    va_end(values);
}
