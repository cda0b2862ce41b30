/* Rows and cells, and barred serial numbers, out of any bytes. */
#include "fuzz/bytes.h"

#include "sheet/columns.h"
#include "sheet/deny.h"
#include "sheet/instance_sheet.h"
#include "sheet/sheet.h"

static size_t score(void *data, const struct sk_sheet_row *row) {
    struct sk_columns columns;
    (void)data;
    return sk_columns_find(&columns, row, "serial=x, order=y", NULL);
}

static void read_rows(const struct bytes *bytes, const struct sk_sheet_rules *rules, bool seeks) {
    struct sk_sheet *sheet = NULL;
    struct sk_sheet_row row;
    struct sk_err_info info = { "" };
    int64_t line = -1;
    int64_t last = 0;
    enum sk_err err = sk_sheet_create(&sheet, bytes->block, bytes->size, rules, &line, &info);
    if (err) {
        MUST(info.text[0] && is_for_people(info.text) && line >= 0);
        return;
    }
    if (seeks) {
        (void)sk_sheet_find_headings(sheet, score, 2, NULL);
    }
    while ((err = sk_sheet_next(sheet, &row, &info)) != SK_ERR_NOT_FOUND) {
        MUST(row.line > last || (last == 0 && row.line > 0));
        last = row.line;
        MUST(!err || (err == SK_ERR_INVALID && is_for_people(info.text)));
        for (size_t i = 0; i < row.count && !err; i++) {
            size_t length = strlen(row.cells[i]);
            MUST(length <= bytes->size * 2);
            MUST(length == 0 || sk_sheet_blank(row.cells[i], length) == 0); /* trimmed */
        }
    }
    sk_sheet_destroy(sheet);
}

static void read_deny(const struct bytes *bytes) {
    struct sk_label_rules *labels = NULL;
    struct sk_mistakes mistakes;
    struct sk_err_info info = { "" };
    MUST(sk_label_rules_create(&labels, NULL, NULL, NULL, SK_LABEL_CASE_KEEP, NULL) == SK_OK);
    enum sk_err err = sk_deny_read(labels, bytes->block, bytes->size, true, "", &mistakes, &info);
    MUST(err || mistakes.count == 0);
    MUST(!err || (info.text[0] && is_for_people(info.text)));
    sk_label_rules_destroy(labels);
}

static void read_instances(const struct bytes *bytes) {
    struct sk_label_rules *labels = NULL;
    struct sk_instance_sheet *sheet = NULL;
    struct sk_mistakes mistakes;
    struct sk_err_info info = { "" };
    MUST(sk_label_rules_create(&labels, NULL, NULL, NULL, SK_LABEL_CASE_KEEP, NULL) == SK_OK);
    enum sk_err err =
        sk_instance_sheet_create(&sheet, bytes->block, bytes->size, labels, "", &mistakes, &info);
    MUST(!err || (info.text[0] && is_for_people(info.text)));
    for (size_t i = 0; !err && i < sk_instance_sheet_count(sheet); i++) {
        MUST(sk_column_kind(labels, sk_instance_sheet_at(sheet, i)) == SK_LABEL_INSTANCE);
    }
    sk_instance_sheet_destroy(sheet);
    sk_label_rules_destroy(labels);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct bytes bytes = bytes_open(data, size);
    const struct sk_sheet_rules by_hand = { .any_separator = true, .remark = '#' };
    read_rows(&bytes, NULL, false);
    read_rows(&bytes, NULL, true);
    read_rows(&bytes, &by_hand, false);
    read_deny(&bytes);
    read_instances(&bytes);
    bytes_close(&bytes);
    return 0;
}
