#include "sheet/deny.h"

#include "sheet/columns.h"
#include "sheet/look.h"
#include "sheet/sheet.h"

#include <string.h>

#define SHOWN 40 /* bytes of a value that are quoted */

struct deny_reading {
    struct sk_label_rules *rules;
    struct sk_sheet *sheet;
    const char *further;
    bool is_file;
    bool has_headings;
    size_t column; /* where the serial numbers are; all are some without headings */
    struct sk_mistakes *mistakes;
    struct sk_err_info *info;
};

/* Only the first row may be headings: what stands above them would not be barred. */
static size_t score(void *data, const struct sk_sheet_row *row) {
    struct deny_reading *reading = data;
    if (sk_sheet_row_is_blank(row)) {
        return 0;
    }
    for (size_t i = 0; i < row->count; i++) {
        if (sk_column_is_heading(SK_COLUMN_SERIAL, row->cells[i], reading->further)) {
            reading->column = i;
            return 1;
        }
    }
    return SK_SHEET_DATA;
}

static int64_t line_of(const struct deny_reading *reading, int64_t line) {
    return reading->is_file ? line : 0;
}

static enum sk_err take_entry(struct deny_reading *reading, const char *text, int64_t line) {
    text += text[0] == '\''; /* tells a spreadsheet that a text follows */
    if (!text[0]) {
        return SK_OK;
    }
    const char *look = sk_look_of(text, true);
    enum sk_label_kind kind = look ? SK_LABEL_UNKNOWN : sk_column_kind(reading->rules, text);
    if (kind == SK_LABEL_INSTANCE) {
        look = "looks like an instance, and serial numbers are barred";
    }
    if (look) {
        sk_mistakes_add(reading->mistakes, line_of(reading, line), "column serial: '%.*s' %s",
                        SHOWN, text, look);
        return SK_OK;
    }
    return sk_label_rules_deny(reading->rules, text, reading->info);
}

static enum sk_err take_row(struct deny_reading *reading, const struct sk_sheet_row *row) {
    if (reading->has_headings) {
        return take_entry(reading, sk_sheet_cell(row, reading->column), row->line);
    }
    enum sk_err err = SK_OK;
    for (size_t i = 0; i < row->count && !err; i++) {
        err = take_entry(reading, row->cells[i], row->line);
    }
    return err;
}

static enum sk_err read_rows(struct deny_reading *reading) {
    struct sk_sheet_row row;
    enum sk_err err;
    reading->has_headings = sk_sheet_find_headings(reading->sheet, score, 1, reading);
    if (reading->has_headings) {
        (void)sk_sheet_next(reading->sheet, &row, reading->info);
    }
    while ((err = sk_sheet_next(reading->sheet, &row, reading->info)) != SK_ERR_NOT_FOUND) {
        if (err) {
            sk_mistakes_add(reading->mistakes, line_of(reading, row.line), "%s",
                            reading->info->text);
        } else if ((err = take_row(reading, &row)) != SK_OK) {
            return err;
        }
    }
    return SK_OK;
}

enum sk_err sk_deny_read(struct sk_label_rules *rules, const char *text, size_t length,
                         bool is_file, const char *further, struct sk_mistakes *mistakes,
                         struct sk_err_info *info) {
    const struct sk_sheet_rules written = { .any_separator = true, .remark = '#' };
    struct sk_err_info own = { "" };
    struct deny_reading reading = { .rules = rules,
                                    .further = further,
                                    .is_file = is_file,
                                    .mistakes = mistakes,
                                    .info = info ? info : &own };
    int64_t line = 0;
    *mistakes = (struct sk_mistakes){ .count = 0 };
    enum sk_err err = sk_sheet_create(&reading.sheet, text, length, &written, &line, reading.info);
    if (err == SK_ERR_INVALID) {
        sk_mistakes_add(mistakes, line_of(&reading, line), "%s", reading.info->text);
    }
    err = err ? err : read_rows(&reading);
    sk_sheet_destroy(reading.sheet);
    if (mistakes->count > 0) {
        sk_mistakes_tell(mistakes, reading.info);
        return SK_ERR_INVALID;
    }
    return err;
}
