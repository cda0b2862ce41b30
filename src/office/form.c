#include "office/form.h"

#include "base/utf8.h"
#include "base/wipe.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static int digit_of(char c) {
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                  : -1;
}

static bool is_utf8(const char *text) {
    size_t length = strlen(text);
    uint32_t code_point;
    for (size_t at = 0; at < length;) {
        size_t step = sk_utf8_decode(text + at, length - at, &code_point);
        if (step == 0) {
            return false;
        }
        at += step;
    }
    return true;
}

/* In place. False: it is not encoded as it should be, or has a NUL. */
static bool decode(char *text) {
    char *out = text;
    for (const char *at = text; *at; at++) {
        if (*at == '%') {
            int high = digit_of(at[1]);
            int low = high >= 0 ? digit_of(at[2]) : -1;
            if (low < 0 || (high == 0 && low == 0)) {
                return false;
            }
            *out++ = (char)(high << 4 | low);
            at += 2;
        } else {
            *out++ = (char)(*at == '+' ? ' ' : *at);
        }
    }
    *out = '\0';
    return is_utf8(text);
}

/* A part between two '&'; it ends with NUL. */
static bool take_field(struct sk_office_form *form, char *part) {
    if (*part == '\0') {
        return true;
    }
    if (form->count == SK_OFFICE_FIELDS_MAX) {
        return false;
    }
    char *equals = strchr(part, '=');
    char *value = part + strlen(part);
    if (equals) {
        *equals = '\0';
        value = equals + 1;
    }
    if (!decode(part) || (equals && !decode(value))) {
        return false;
    }
    form->fields[form->count++] = (struct sk_office_field){ .name = part, .value = value };
    return true;
}

enum sk_err sk_office_form_parse(struct sk_office_form *form, const char *text, size_t length) {
    *form = (struct sk_office_form){ .bytes = malloc(length + 1), .length = length };
    if (!form->bytes) {
        return SK_ERR_NOMEM;
    }
    memcpy(form->bytes, text, length);
    form->bytes[length] = '\0';
    bool is_good = memchr(text, '\0', length) == NULL;
    for (char *part = form->bytes; part && is_good;) {
        char *end = strchr(part, '&');
        if (end) {
            *end++ = '\0';
        }
        is_good = take_field(form, part);
        part = end;
    }
    if (!is_good) {
        sk_office_form_finish(form);
        return SK_ERR_INVALID;
    }
    return SK_OK;
}

void sk_office_form_finish(struct sk_office_form *form) {
    if (form->bytes) {
        sk_wipe(form->bytes, form->length); /* a password, perhaps */
    }
    free(form->bytes);
    *form = (struct sk_office_form){ .bytes = NULL };
}

const char *sk_office_form_at(const struct sk_office_form *form, const char *name, size_t index) {
    for (size_t i = 0; i < form->count; i++) {
        if (strcmp(form->fields[i].name, name) == 0 && index-- == 0) {
            return form->fields[i].value;
        }
    }
    return NULL;
}

const char *sk_office_form_get(const struct sk_office_form *form, const char *name) {
    const char *value = sk_office_form_at(form, name, 0);
    return value ? value : "";
}
