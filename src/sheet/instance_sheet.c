#include "sheet/instance_sheet.h"

#include "sheet/columns.h"
#include "sheet/sheet.h"

#include <stdlib.h>
#include <strings.h>

struct instance_row {
    const char *text;
    int64_t line;
};

struct sk_instance_sheet {
    struct sk_sheet *sheet;
    struct instance_row *rows;
    size_t count, capacity;
    size_t repeats;
    int64_t repeated_line, repeated_of; /* the first of them */
};

struct instance_reading {
    struct sk_instance_sheet *list;
    const struct sk_label_rules *rules;
    const char *further;
    size_t column;
    struct sk_mistakes *mistakes;
};

static size_t find_column(const struct sk_sheet_row *row, const char *further) {
    for (size_t i = 0; i < row->count; i++) {
        if (sk_column_is_heading(SK_COLUMN_INSTANCE, row->cells[i], further)) {
            return i;
        }
    }
    return SK_COLUMN_NOWHERE;
}

static size_t score(void *data, const struct sk_sheet_row *row) {
    const struct instance_reading *reading = data;
    return find_column(row, reading->further) == SK_COLUMN_NOWHERE ? 0 : 1;
}

static enum sk_err add_row(struct instance_reading *reading, const struct sk_sheet_row *cells) {
    struct sk_instance_sheet *list = reading->list;
    const char *text = sk_sheet_cell(cells, reading->column);
    if (!sk_columns_check_instance(reading->rules, text, cells->line, reading->mistakes)) {
        return SK_OK;
    }
    if (list->count == list->capacity) {
        size_t capacity = 2 * list->capacity + 64;
        struct instance_row *grown = realloc(list->rows, capacity * sizeof(*grown));
        if (!grown) {
            return SK_ERR_NOMEM;
        }
        list->rows = grown;
        list->capacity = capacity;
    }
    list->rows[list->count++] = (struct instance_row){ text, cells->line };
    return SK_OK;
}

static enum sk_err read_rows(struct instance_reading *reading) {
    struct sk_sheet *sheet = reading->list->sheet;
    struct sk_sheet_row row;
    struct sk_err_info mistake;
    enum sk_err err = SK_OK;
    enum sk_err end = SK_OK;
    if (sk_sheet_find_headings(sheet, score, 1, reading)) {
        (void)sk_sheet_next(sheet, &row, &mistake); /* it was read already */
        reading->column = find_column(&row, reading->further);
    }
    while (!err && (end = sk_sheet_next(sheet, &row, &mistake)) != SK_ERR_NOT_FOUND) {
        if (end) {
            sk_mistakes_add(reading->mistakes, row.line, "%s", mistake.text);
        } else if (!sk_sheet_row_is_blank(&row)) {
            err = add_row(reading, &row);
        }
    }
    if (reading->list->count == 0 && reading->mistakes->count == 0) {
        sk_mistakes_add(reading->mistakes, 0, "there is no instance");
    }
    return err;
}

/* --- what is there twice ---------------------------------------------------------------------- */

static int by_line(const void *a, const void *b) {
    const struct instance_row *one = a;
    const struct instance_row *other = b;
    return (one->line > other->line) - (one->line < other->line);
}

static int by_text(const void *a, const void *b) {
    const struct instance_row *one = a;
    const struct instance_row *other = b;
    int order = strcasecmp(one->text, other->text);
    return order != 0 ? order : by_line(a, b);
}

static void drop_repeats(struct sk_instance_sheet *list) {
    size_t kept = 0;
    if (list->count > 0) {
        qsort(list->rows, list->count, sizeof(*list->rows), by_text);
    }
    for (size_t i = 0; i < list->count; i++) {
        const struct instance_row *row = &list->rows[i];
        if (kept == 0 || strcasecmp(list->rows[kept - 1].text, row->text) != 0) {
            list->rows[kept++] = *row;
            continue;
        }
        if (list->repeats++ == 0 || row->line < list->repeated_line) {
            list->repeated_line = row->line;
            list->repeated_of = list->rows[kept - 1].line;
        }
    }
    list->count = kept;
    if (kept > 0) {
        qsort(list->rows, kept, sizeof(*list->rows), by_line);
    }
}

bool sk_instance_sheet_notice(const struct sk_instance_sheet *sheet, struct sk_err_info *info) {
    if (sheet->repeats == 0) {
        return false;
    }
    (void)sk_fail(info, SK_OK, "line %lld says the same as line %lld and counts once%s",
                  (long long)sheet->repeated_line, (long long)sheet->repeated_of,
                  sheet->repeats > 1 ? ", and so do others" : "");
    return true;
}

/* --- all of it -------------------------------------------------------------------------------- */

enum sk_err sk_instance_sheet_create(struct sk_instance_sheet **out, const char *bytes,
                                     size_t length, const struct sk_label_rules *rules,
                                     const char *further, struct sk_mistakes *mistakes,
                                     struct sk_err_info *info) {
    int64_t line = 0;
    struct sk_instance_sheet *list = calloc(1, sizeof(*list));
    struct instance_reading reading = {
        .list = list, .rules = rules, .further = further, .mistakes = mistakes
    };
    *mistakes = (struct sk_mistakes){ .count = 0 };
    if (!list) {
        return sk_fail(info, SK_ERR_NOMEM, "not enough memory for the list");
    }
    enum sk_err err = sk_sheet_create(&list->sheet, bytes, length, NULL, &line, info);
    if (err == SK_ERR_INVALID) {
        sk_mistakes_add(mistakes, line, "%s", info->text);
    }
    if (!err && read_rows(&reading)) {
        err = sk_fail(info, SK_ERR_NOMEM, "not enough memory for the list");
    }
    if (!err && mistakes->count > 0) {
        sk_mistakes_tell(mistakes, info);
        err = SK_ERR_INVALID;
    }
    if (err) {
        sk_instance_sheet_destroy(list);
        return err;
    }
    drop_repeats(list);
    *out = list;
    return SK_OK;
}

void sk_instance_sheet_destroy(struct sk_instance_sheet *sheet) {
    if (sheet) {
        sk_sheet_destroy(sheet->sheet);
        free(sheet->rows);
        free(sheet);
    }
}

size_t sk_instance_sheet_count(const struct sk_instance_sheet *sheet) {
    return sheet->count;
}

const char *sk_instance_sheet_at(const struct sk_instance_sheet *sheet, size_t index) {
    return sheet->rows[index].text;
}
