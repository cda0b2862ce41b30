#define _GNU_SOURCE /* memmem() */
#include "office/multipart.h"

#include "base/utf8.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define BOUNDARY_MAX 70 /* characters, RFC 2046 */
#define HEADERS_MAX 8   /* lines of a part; browsers send two */

static const char form_type[] = "multipart/form-data";

/* Bytes that are not read yet. */
struct rest_of_body {
    const char *at;
    size_t left;
};

/* A part's head. The texts are borrowed from the body, and have no NUL behind them. */
struct part_head {
    const char *name;
    size_t name_length;
    bool is_file;
    bool has_file_name; /* none is chosen otherwise */
};

struct multipart_reading {
    struct sk_office_form *form;
    struct sk_office_upload *upload;
    char *free_bytes;                 /* of form->bytes, which has room for the whole body */
    char delimiter[BOUNDARY_MAX + 5]; /* "\r\n--BOUNDARY" */
    size_t delimiter_length;
    struct rest_of_body rest;
};

bool sk_office_multipart_is(const char *content_type) {
    size_t length = sizeof(form_type) - 1;
    return strncasecmp(content_type, form_type, length) == 0 &&
           strchr("; \t", content_type[length]) != NULL;
}

/* --- the head ----------------------------------------------------------------------------- */

/* Of "; NAME=VALUE" or "; NAME=\"VALUE\"" the value; moves *at behind it. Browsers write '"' and
 * line ends within a value as %22, %0D and %0A, so nothing is escaped by '\'. */
static bool take_parameter(struct rest_of_body *line, struct rest_of_body *name,
                           struct rest_of_body *value) {
    while (line->left > 0 && (*line->at == ';' || *line->at == ' ' || *line->at == '\t')) {
        line->at++;
        line->left--;
    }
    const char *equals = line->left > 0 ? memchr(line->at, '=', line->left) : NULL;
    if (!equals) {
        return false;
    }
    *name = (struct rest_of_body){ line->at, (size_t)(equals - line->at) };
    const char *end = line->at + line->left;
    const char *from = equals + 1;
    bool is_quoted = from < end && *from == '"';
    from += is_quoted;
    const char *to = from < end ? memchr(from, is_quoted ? '"' : ';', (size_t)(end - from)) : NULL;
    if (is_quoted && !to) {
        return false;
    }
    to = to ? to : end;
    *value = (struct rest_of_body){ from, (size_t)(to - from) };
    to += is_quoted;
    line->left = (size_t)(end - to);
    line->at = to;
    return true;
}

static bool is_named(const struct rest_of_body *name, const char *text) {
    return name->left == strlen(text) && strncasecmp(name->at, text, name->left) == 0;
}

static bool read_boundary(struct multipart_reading *reading, const char *content_type) {
    static const char good[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
                               "'()+_,-./:=? ";
    struct rest_of_body line = { content_type + sizeof(form_type) - 1, 0 };
    struct rest_of_body name;
    struct rest_of_body value;
    line.left = strlen(line.at);
    while (take_parameter(&line, &name, &value)) {
        if (!is_named(&name, "boundary")) {
            continue;
        }
        if (value.left == 0 || value.left > BOUNDARY_MAX) {
            return false;
        }
        int written = snprintf(reading->delimiter, sizeof(reading->delimiter), "\r\n--%.*s",
                               (int)value.left, value.at);
        reading->delimiter_length = (size_t)written;
        return strspn(reading->delimiter + 4, good) == value.left;
    }
    return false;
}

/* One line of a part's head, up to its CRLF. */
static bool take_line(struct rest_of_body *rest, struct rest_of_body *line) {
    const char *end = rest->left > 0 ? memchr(rest->at, '\r', rest->left) : NULL;
    size_t length = end ? (size_t)(end - rest->at) : 0;
    if (!end || rest->left - length < 2 || end[1] != '\n') {
        return false;
    }
    *line = (struct rest_of_body){ rest->at, length };
    rest->at += length + 2;
    rest->left -= length + 2;
    return true;
}

static bool read_disposition(struct rest_of_body line, struct part_head *head) {
    struct rest_of_body name;
    struct rest_of_body value;
    while (take_parameter(&line, &name, &value)) {
        if (is_named(&name, "name")) {
            head->name = value.at;
            head->name_length = value.left;
        } else if (is_named(&name, "filename")) {
            head->is_file = true;
            head->has_file_name = value.left > 0;
        }
    }
    return head->name != NULL;
}

static bool take_head(struct rest_of_body *rest, struct part_head *head) {
    static const char disposition[] = "content-disposition: form-data;";
    static const size_t length = sizeof(disposition) - 1;
    struct rest_of_body line;
    *head = (struct part_head){ .name = NULL };
    for (int i = 0; i <= HEADERS_MAX && take_line(rest, &line); i++) {
        if (line.left == 0) {
            return head->name != NULL;
        }
        if (line.left > length && strncasecmp(line.at, disposition, length) == 0) {
            line.at += length;
            line.left -= length;
            if (head->name || !read_disposition(line, head)) {
                return false;
            }
        }
    }
    return false;
}

/* --- what is in it ------------------------------------------------------------------------ */

static bool is_text(const char *text, size_t length) {
    uint32_t code_point = 0;
    for (size_t at = 0; at < length;) {
        size_t step = sk_utf8_decode(text + at, length - at, &code_point);
        if (step == 0 || code_point == 0) {
            return false;
        }
        at += step;
    }
    return true;
}

static const char *keep_text(struct multipart_reading *reading, const char *text, size_t length) {
    char *kept = reading->free_bytes;
    memcpy(kept, text, length);
    kept[length] = '\0';
    reading->free_bytes += length + 1;
    return kept;
}

/* A name and its value are shorter than their part, so both have room. */
static bool keep_field(struct multipart_reading *reading, const struct part_head *head,
                       const char *value, size_t length) {
    struct sk_office_form *form = reading->form;
    if (form->count == SK_OFFICE_FIELDS_MAX || !is_text(head->name, head->name_length) ||
        !is_text(value, length)) {
        return false;
    }
    struct sk_office_field *field = &form->fields[form->count++];
    field->name = keep_text(reading, head->name, head->name_length);
    field->value = keep_text(reading, value, length);
    return true;
}

static bool keep_file(struct multipart_reading *reading, const struct part_head *head,
                      const char *bytes, size_t length) {
    if (!head->has_file_name && length == 0) {
        return true; /* nobody chose one */
    }
    if (reading->upload->is_chosen) {
        return false;
    }
    *reading->upload =
        (struct sk_office_upload){ .is_chosen = true, .bytes = bytes, .length = length };
    return true;
}

/* Behind a delimiter: "--" ends it all, CRLF begins a part. */
static bool is_end(const struct rest_of_body *rest) {
    return rest->left >= 2 && memcmp(rest->at, "--", 2) == 0 &&
           (rest->left == 2 || (rest->left == 4 && memcmp(rest->at + 2, "\r\n", 2) == 0));
}

static bool take_part(struct multipart_reading *reading) {
    struct rest_of_body *rest = &reading->rest;
    struct part_head head;
    if (rest->left < 2 || memcmp(rest->at, "\r\n", 2) != 0) {
        return false;
    }
    rest->at += 2;
    rest->left -= 2;
    if (!take_head(rest, &head)) {
        return false;
    }
    const char *from = rest->at;
    const char *to = memmem(from, rest->left, reading->delimiter, reading->delimiter_length);
    if (!to) {
        return false;
    }
    size_t length = (size_t)(to - from);
    rest->at = to + reading->delimiter_length;
    rest->left -= length + reading->delimiter_length;
    return head.is_file ? keep_file(reading, &head, from, length)
                        : keep_field(reading, &head, from, length);
}

static bool take_all(struct multipart_reading *reading, const char *content_type) {
    struct rest_of_body *rest = &reading->rest;
    if (!sk_office_multipart_is(content_type) || !read_boundary(reading, content_type)) {
        return false;
    }
    size_t first = reading->delimiter_length - 2; /* no line is before the first */
    if (rest->left < first || memcmp(rest->at, reading->delimiter + 2, first) != 0) {
        return false;
    }
    rest->at += first;
    rest->left -= first;
    while (!is_end(rest)) {
        if (!take_part(reading)) {
            return false;
        }
    }
    return true;
}

enum sk_err sk_office_multipart_parse(struct sk_office_form *form, struct sk_office_upload *upload,
                                      const char *content_type, const char *body, size_t length) {
    *upload = (struct sk_office_upload){ .is_chosen = false };
    *form = (struct sk_office_form){ .bytes = malloc(length + 1), .length = length };
    if (!form->bytes) {
        return SK_ERR_NOMEM;
    }
    form->bytes[0] = '\0';
    struct multipart_reading reading = {
        .form = form, .upload = upload, .free_bytes = form->bytes, .rest = { body, length }
    };
    if (!take_all(&reading, content_type)) {
        sk_office_form_finish(form);
        *upload = (struct sk_office_upload){ .is_chosen = false };
        return SK_ERR_INVALID;
    }
    return SK_OK;
}
