/* Queries and forms out of any bytes: what is taken is UTF-8 without NUL, and comes back the same
 * when it is written again. */
#include "fuzz/bytes.h"

#include "office/form.h"
#include "office/html.h"

static void must_be_text(const char *text) {
    size_t length = strlen(text);
    uint32_t code_point = 0;
    for (size_t at = 0; at < length;) {
        size_t step = sk_utf8_decode(text + at, length - at, &code_point);
        MUST(step > 0);
        at += step;
    }
}

static void must_come_back(const struct sk_office_form *form) {
    struct sk_buf out = SK_BUF_INIT(1 << 22);
    struct sk_office_form again;
    enum sk_err err = SK_OK;
    for (size_t i = 0; i < form->count && !err; i++) {
        err = sk_buf_addf(&out, i > 0 ? "&" : "");
        err = err ? err : sk_office_escape_part(&out, form->fields[i].name);
        err = err ? err : sk_buf_addf(&out, "=");
        err = err ? err : sk_office_escape_part(&out, form->fields[i].value);
    }
    MUST(!err);
    MUST(sk_office_form_parse(&again, out.data ? out.data : "", out.length) == SK_OK);
    MUST(again.count == form->count);
    for (size_t i = 0; i < form->count; i++) {
        MUST(strcmp(again.fields[i].name, form->fields[i].name) == 0);
        MUST(strcmp(again.fields[i].value, form->fields[i].value) == 0);
    }
    sk_office_form_finish(&again);
    sk_buf_finish(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct bytes bytes = bytes_open(data, size);
    struct sk_office_form form;
    if (sk_office_form_parse(&form, bytes.block, bytes.size) == SK_OK) {
        MUST(form.count <= SK_OFFICE_FIELDS_MAX);
        for (size_t i = 0; i < form.count; i++) {
            must_be_text(form.fields[i].name);
            must_be_text(form.fields[i].value);
        }
        must_come_back(&form);
    }
    sk_office_form_finish(&form);
    bytes_close(&bytes);
    return 0;
}
