#include "office/device_list.h"

#include "base/json.h"
#include "sheet/columns.h"
#include "sheet/encoding.h"
#include "sheet/sheet.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define LIST_MAX (32 << 20)

static size_t score(void *data, const struct sk_sheet_row *row) {
    struct sk_columns columns;
    (void)data;
    return sk_columns_find(&columns, row, "", NULL);
}

static const char *cell_of(const struct sk_sheet_row *row, size_t at) {
    return at == SK_COLUMN_NOWHERE ? "" : sk_sheet_cell(row, at);
}

static enum sk_err add_device(struct sk_buf *json, const struct sk_columns *columns,
                              const struct sk_sheet_row *row, bool is_first) {
    enum sk_err err = sk_buf_addf(json, "%s{\"serial\":", is_first ? "" : ",");
    err = err ? err : sk_json_add_text(json, cell_of(row, columns->at[SK_COLUMN_SERIAL]));
    err = err ? err : sk_buf_addf(json, ",\"instance\":");
    err = err ? err : sk_json_add_text(json, cell_of(row, columns->at[SK_COLUMN_INSTANCE]));
    err = err ? err : sk_buf_addf(json, ",\"customer_order\":");
    err = err ? err : sk_json_add_text(json, cell_of(row, columns->at[SK_COLUMN_ORDER]));
    return err ? err : sk_buf_addf(json, "}");
}

static enum sk_err read_rows(struct sk_sheet *sheet, struct sk_buf *json, size_t *count,
                             struct sk_err_info *info) {
    struct sk_sheet_row row;
    struct sk_columns columns;
    (void)sk_sheet_find_headings(sheet, score, 2, NULL);
    enum sk_err err = sk_sheet_next(sheet, &row, info);
    if (err || sk_columns_find(&columns, &row, "", NULL) < 2) {
        return sk_fail(info, SK_ERR_INVALID,
                       "the first line names the columns: serial and instance, order if there is "
                       "one");
    }
    while (!err && !(err = sk_sheet_next(sheet, &row, info))) {
        if (sk_sheet_row_is_blank(&row)) {
            continue;
        }
        if (cell_of(&row, columns.at[SK_COLUMN_SERIAL])[0] == '\0') {
            return sk_fail(info, SK_ERR_INVALID, "line %" PRId64 " has no serial number", row.line);
        }
        err = add_device(json, &columns, &row, *count == 0);
        ++*count;
    }
    return err == SK_ERR_NOT_FOUND ? SK_OK : err;
}

enum sk_err sk_office_device_list_read(const char *text, size_t length, struct sk_buf *json,
                                       struct sk_buf *utf8, size_t *count,
                                       struct sk_err_info *info) {
    struct sk_sheet *sheet = NULL;
    char *whole = NULL;
    size_t whole_length = 0;
    int64_t line = 0;
    *json = (struct sk_buf)SK_BUF_INIT(LIST_MAX);
    *utf8 = (struct sk_buf)SK_BUF_INIT(LIST_MAX);
    *count = 0;
    enum sk_err err = sk_encoding_to_utf8(text, length, &whole, &whole_length, &line, info);
    err = err ? err : sk_buf_add(utf8, whole, whole_length);
    err = err ? err : sk_sheet_create(&sheet, whole, whole_length, NULL, &line, info);
    err = err ? err : sk_buf_addf(json, "[");
    err = err ? err : read_rows(sheet, json, count, info);
    err = err ? err : sk_buf_addf(json, "]");
    sk_sheet_destroy(sheet);
    free(whole);
    if (err) {
        sk_buf_finish(json);
        sk_buf_finish(utf8);
    }
    return err;
}
