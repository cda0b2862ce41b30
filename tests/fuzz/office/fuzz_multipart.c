/* A form with a file out of any bytes: the first line is the Content-Type, the rest the body. What
 * is taken is UTF-8 without NUL, the file lies within the body. */
#include "fuzz/bytes.h"

#include "office/multipart.h"

static void must_be_text(const char *text) {
    size_t length = strlen(text);
    uint32_t code_point = 0;
    for (size_t at = 0; at < length;) {
        size_t step = sk_utf8_decode(text + at, length - at, &code_point);
        MUST(step > 0);
        at += step;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct sk_office_form form;
    struct sk_office_upload file;
    const uint8_t *end = size > 0 ? memchr(data, '\n', size) : NULL;
    size_t line = end ? (size_t)(end - data) : size;
    char *type = strndup((const char *)data, line);
    size_t skipped = end ? line + 1 : line;
    MUST(type);
    struct bytes bytes = bytes_open(size > 0 ? data + skipped : data, size - skipped);
    if (sk_office_multipart_parse(&form, &file, type, bytes.block, bytes.size) == SK_OK) {
        size_t sum = 0;
        MUST(sk_office_multipart_is(type) && form.count <= SK_OFFICE_FIELDS_MAX);
        for (size_t i = 0; i < form.count; i++) {
            must_be_text(form.fields[i].name);
            must_be_text(form.fields[i].value);
            sum += strlen(form.fields[i].name) + strlen(form.fields[i].value);
        }
        MUST(sum + file.length <= bytes.size);
        MUST(!file.is_chosen ||
             (file.bytes >= bytes.block && file.bytes + file.length <= bytes.block + bytes.size));
    } else {
        MUST(form.count == 0 && !form.bytes && !file.is_chosen);
    }
    sk_office_form_finish(&form);
    bytes_close(&bytes);
    free(type);
    return 0;
}
