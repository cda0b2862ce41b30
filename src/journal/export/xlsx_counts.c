#include "journal/export/xlsx_counts.h"

#include "base/assert.h"
#include "base/language.h"
#include "base/util.h"

#include <stdio.h>
#include <string.h>

#define NAME_COLUMN 0
#define TOTAL_COLUMN (SK_TALLY_RESULTS + 1)
#define CHART_COLUMN (TOTAL_COLUMN + 1)
#define CHARTED_NAMES 20 /* the most frequent ones; more would be too narrow to read */
#define NAME_WIDTH 20
#define COUNT_WIDTH 9
#define FACT_WIDTH 100
#define LINE_LENGTH 88 /* bytes that surely fit into it */
#define LINE_HEIGHT 16.0

/* Beside the table; both together are as wide as a page, on which they can still be read. */
static const lxw_chart_options chart_place = { .x_offset = 16, .x_scale = 1.25, .y_scale = 1.4 };

static const struct {
    const char *title;
    uint32_t color;
} outcomes[SK_TALLY_RESULTS] = {
    [SK_TALLY_BOUND] = { SK_N("Bound"), 0x00A846 },
    [SK_TALLY_REFUSED] = { SK_N("Refused"), 0x9B1C1C },
    [SK_TALLY_PENDING] = { SK_N("Not settled"), 0xFFB000 },
    [SK_TALLY_WITHDRAWN] = { SK_N("Undone, not sent"), 0x8A94A6 },
    [SK_TALLY_UNDONE] = { SK_N("Undone"), 0x4A6FA5 },
    [SK_TALLY_CHECK] = { SK_N("Unknown"), 0xD84315 },
};

const char *sk_xlsx_outcome(const char *name) {
    for (int i = 0; i < SK_TALLY_RESULTS; i++) {
        if (strcmp(name, sk_tally_result_name((enum sk_tally_result)i)) == 0) {
            return sk_text(outcomes[i].title);
        }
    }
    return name;
}

/* One sheet that is being filled. */
struct counts_sheet {
    struct sk_xlsx_book *book;
    lxw_worksheet *sheet;
    const char *name; /* in the chosen language */
    lxw_row_t row;    /* the next one */
};

/* Widths are set here, where a sheet begins; the first row is written by put_headings(). */
static lxw_error begin_sheet(struct counts_sheet *self, struct sk_xlsx_book *book,
                             const char *name) {
    *self = (struct counts_sheet){ .book = book, .name = sk_text(name) };
    self->sheet = sk_xlsx_book_sheet(book, self->name, 1);
    if (!self->sheet) {
        return LXW_ERROR_MEMORY_MALLOC_FAILED;
    }
    lxw_error error =
        worksheet_set_column(self->sheet, NAME_COLUMN, NAME_COLUMN, NAME_WIDTH, book->text);
    return error ? error : worksheet_set_column(self->sheet, 1, TOTAL_COLUMN, COUNT_WIDTH, NULL);
}

static void put_heading(struct counts_sheet *self, int column, const char *text) {
    (void)worksheet_write_string(self->sheet, self->row, (lxw_col_t)column, text,
                                 column == NAME_COLUMN ? self->book->heading
                                                       : self->book->number_heading);
}

static void put_headings(struct counts_sheet *self, const char *title) {
    put_heading(self, NAME_COLUMN, sk_text(title));
    for (int i = 0; i < SK_TALLY_RESULTS; i++) {
        put_heading(self, i + 1, sk_text(outcomes[i].title));
    }
    put_heading(self, TOTAL_COLUMN, sk_text(SK_N("Total")));
    self->row++;
}

static void put_row(struct counts_sheet *self, const char *name, const int64_t *by_result,
                    lxw_format *format) {
    int64_t total = 0;
    (void)worksheet_write_string(self->sheet, self->row, NAME_COLUMN, name,
                                 format ? format : self->book->text);
    for (int i = 0; i < SK_TALLY_RESULTS; i++) {
        total += by_result[i];
        (void)worksheet_write_number(self->sheet, self->row, (lxw_col_t)(i + 1),
                                     (double)by_result[i], format);
    }
    (void)worksheet_write_number(self->sheet, self->row, TOTAL_COLUMN, (double)total, format);
    self->row++;
}

static const char *name_of(const struct sk_tally_row *row, const char *nameless) {
    if (row->name[0] == '\0') {
        return sk_text(nameless);
    }
    return strcmp(row->name, SK_TALLY_OTHERS) == 0 ? sk_text(SK_N("(others)")) : row->name;
}

static void put_names(struct counts_sheet *self, const char *title, const char *nameless,
                      const struct sk_tally_names *names) {
    put_headings(self, title);
    for (size_t i = 0; i < names->count; i++) {
        put_row(self, name_of(&names->rows[i], nameless), names->rows[i].by_result, NULL);
    }
}

/* Of the rows first to last of the sheet: one column a name, its outcomes one above the other. */
static lxw_error put_chart(struct counts_sheet *self, const char *title, const char *axis,
                           lxw_row_t first, lxw_row_t last) {
    lxw_chart *chart = workbook_add_chart(self->book->book, LXW_CHART_COLUMN_STACKED);
    if (!chart) {
        return LXW_ERROR_MEMORY_MALLOC_FAILED;
    }
    for (int i = 0; i < SK_TALLY_RESULTS; i++) {
        lxw_col_t column = (lxw_col_t)(i + 1);
        lxw_chart_series *series = chart_add_series(chart, NULL, NULL);
        if (!series) {
            return LXW_ERROR_MEMORY_MALLOC_FAILED;
        }
        lxw_chart_fill fill = { .color = outcomes[i].color };
        chart_series_set_categories(series, self->name, first, NAME_COLUMN, last, NAME_COLUMN);
        chart_series_set_values(series, self->name, first, column, last, column);
        chart_series_set_name(series, sk_text(outcomes[i].title));
        chart_series_set_fill(series, &fill);
    }
    lxw_chart_options options = chart_place;
    chart_title_set_name(chart, sk_text(title));
    chart_axis_set_name(chart->x_axis, sk_text(axis));
    chart_axis_set_name(chart->y_axis, sk_text(SK_N("Pairs")));
    chart_axis_set_num_format(chart->y_axis, "0");
    chart_legend_set_position(chart, LXW_CHART_LEGEND_BOTTOM);
    return worksheet_insert_chart_opt(self->sheet, 1, CHART_COLUMN, chart, &options);
}

/* A sheet of its own for these names: a filter, all together, and the chart of the first. */
static lxw_error put_name_sheet(struct sk_xlsx_book *book, const struct sk_tally *tally,
                                const struct sk_tally_names *names, const char *sheet_name,
                                const char *heading, const char *nameless, const char *title,
                                size_t charted) {
    struct counts_sheet self;
    lxw_error error = begin_sheet(&self, book, sheet_name);
    if (error) {
        return error;
    }
    put_names(&self, heading, nameless, names);
    if (names->count > 0) {
        size_t last = names->count < charted ? names->count : charted;
        error = worksheet_autofilter(self.sheet, 0, 0, (lxw_row_t)names->count, TOTAL_COLUMN);
        if (!error) {
            error = put_chart(&self, title, heading, 1, (lxw_row_t)last);
        }
    }
    put_row(&self, sk_text(SK_N("All")), tally->by_result, book->bold);
    return error;
}

static lxw_error put_hours(struct sk_xlsx_book *book, const struct sk_tally *tally) {
    struct counts_sheet self;
    lxw_error error = begin_sheet(&self, book, SK_N("Hours"));
    if (error) {
        return error;
    }
    put_headings(&self, SK_N("Hour"));
    for (int hour = 0; hour < 24; hour++) {
        char name[16];
        (void)snprintf(name, sizeof(name), "%02d:00", hour);
        put_row(&self, name, tally->hours[hour], NULL);
    }
    put_row(&self, sk_text(SK_N("All")), tally->by_result, book->bold);
    return put_chart(&self, SK_N("Pairs by hour of the day"), SK_N("Hour"), 1, 24);
}

/* ---- outcomes ---- */

static lxw_error put_outcome_chart(struct counts_sheet *self) {
    lxw_chart *chart = workbook_add_chart(self->book->book, LXW_CHART_COLUMN);
    lxw_chart_series *series = chart ? chart_add_series(chart, NULL, NULL) : NULL;
    lxw_chart_fill fills[SK_TALLY_RESULTS];
    lxw_chart_point points[SK_TALLY_RESULTS];
    lxw_chart_point *list[SK_TALLY_RESULTS + 1] = { NULL };
    if (!series) {
        return LXW_ERROR_MEMORY_MALLOC_FAILED;
    }
    for (int i = 0; i < SK_TALLY_RESULTS; i++) {
        fills[i] = (lxw_chart_fill){ .color = outcomes[i].color };
        points[i] = (lxw_chart_point){ .fill = &fills[i] };
        list[i] = &points[i];
    }
    chart_series_set_categories(series, self->name, 1, NAME_COLUMN, SK_TALLY_RESULTS, NAME_COLUMN);
    chart_series_set_values(series, self->name, 1, 1, SK_TALLY_RESULTS, 1);
    chart_series_set_name(series, sk_text(SK_N("Pairs")));
    lxw_error error = chart_series_set_points(series, list);
    lxw_chart_options options = chart_place;
    chart_title_set_name(chart, sk_text(SK_N("Pairs by outcome")));
    chart_axis_set_name(chart->x_axis, sk_text(SK_N("Outcome")));
    chart_axis_set_name(chart->y_axis, sk_text(SK_N("Pairs")));
    chart_axis_set_num_format(chart->y_axis, "0");
    chart_legend_set_position(chart, LXW_CHART_LEGEND_NONE);
    return error ? error
                 : worksheet_insert_chart_opt(self->sheet, 1, CHART_COLUMN, chart, &options);
}

/* And below, which errors those that are not bound ended with. */
static lxw_error put_outcomes(struct sk_xlsx_book *book, const struct sk_tally *tally) {
    struct counts_sheet self;
    lxw_error error = begin_sheet(&self, book, SK_N("Outcomes"));
    if (error) {
        return error;
    }
    put_heading(&self, NAME_COLUMN, sk_text(SK_N("Outcome")));
    put_heading(&self, 1, sk_text(SK_N("Pairs")));
    put_heading(&self, 2, sk_text(SK_N("Share")));
    for (int i = 0; i < SK_TALLY_RESULTS; i++) {
        double count = (double)tally->by_result[i];
        self.row++;
        (void)worksheet_write_string(self.sheet, self.row, 0, sk_text(outcomes[i].title), NULL);
        (void)worksheet_write_number(self.sheet, self.row, 1, count, NULL);
        (void)worksheet_write_number(self.sheet, self.row, 2,
                                     tally->total > 0 ? count / (double)tally->total : 0,
                                     book->share);
    }
    self.row++;
    (void)worksheet_write_string(self.sheet, self.row, 0, sk_text(SK_N("All")), book->bold);
    (void)worksheet_write_number(self.sheet, self.row, 1, (double)tally->total, book->bold);
    self.row += 2;
    if (tally->errors.count > 0) {
        put_names(&self, SK_N("Error"), "", &tally->errors);
    }
    return put_outcome_chart(&self);
}

lxw_error sk_xlsx_counts_write(struct sk_xlsx_book *book, const struct sk_tally *tally) {
    lxw_error error = put_outcomes(book, tally);
    if (!error) {
        error = put_name_sheet(book, tally, &tally->days, SK_N("Days"), SK_N("Day"),
                               SK_N("(unknown)"), SK_N("Pairs by day"), SK_TALLY_MANY + 1);
    }
    if (!error) {
        error = put_hours(book, tally);
    }
    if (!error) {
        error =
            put_name_sheet(book, tally, &tally->operators, SK_N("People"), SK_N("Operator"),
                           SK_N("(nobody signed on)"), SK_N("Pairs by operator"), CHARTED_NAMES);
    }
    if (!error && sk_tally_has_orders(tally)) {
        error = put_name_sheet(book, tally, &tally->orders, SK_N("Orders"), SK_N("Order"),
                               SK_N("(no order)"), SK_N("Pairs by order"), CHARTED_NAMES);
    }
    return error;
}

/* ---- about ---- */

struct about_sheet {
    struct sk_xlsx_book *book;
    lxw_worksheet *sheet;
    lxw_row_t row;
};

/* No program that reads the file works out how high a row must be whose lines are broken. */
static double height_of(const char *text) {
    int lines = 0;
    while (*text) {
        size_t length = strcspn(text, "\n");
        lines += 1 + (int)length / LINE_LENGTH;
        text += length + (text[length] == '\n');
    }
    return lines * LINE_HEIGHT;
}

static void put_fact_in(struct about_sheet *self, const char *label, const char *value,
                        lxw_format *format) {
    (void)worksheet_set_row(self->sheet, self->row, height_of(value), NULL);
    (void)worksheet_write_string(self->sheet, self->row, 0, sk_text(label), self->book->bold);
    (void)worksheet_write_string(self->sheet, self->row, 1, value, format);
    self->row++;
}

static void put_fact(struct about_sheet *self, const char *label, const char *value) {
    if (value[0]) {
        put_fact_in(self, label, value, self->book->wrapped);
    }
}

static void put_number(struct about_sheet *self, const char *label, int64_t number) {
    (void)worksheet_write_string(self->sheet, self->row, 0, sk_text(label), self->book->bold);
    (void)worksheet_write_number(self->sheet, self->row, 1, (double)number, self->book->whole);
    self->row++;
}

static void put_contents(struct about_sheet *self, const struct sk_tally *tally, int64_t rows) {
    static const char *const contents[] = {
        [SK_EXPORT_PAIRS] = SK_N("Pairs, a row each"),
        [SK_EXPORT_EVENTS] = SK_N("Events, each with its hash"),
        [SK_EXPORT_SCANS] = SK_N("Scans without a pair, sign-ons, readers, PINs"),
    };
    const struct sk_export_about *about = self->book->about;
    put_fact(self, SK_N("Contents"), sk_text(SK_AT(contents, about->rows)));
    put_fact(self, SK_N("Selected"),
             about->filter[0] ? about->filter : sk_text(SK_N("Everything in the log")));
    put_number(self, SK_N("Rows"), rows);
    for (int i = 0; tally && i < SK_TALLY_RESULTS; i++) {
        put_number(self, outcomes[i].title, tally->by_result[i]);
    }
    if (tally) {
        put_number(self, SK_N("Undos"), tally->undos);
    }
}

static void put_proof(struct about_sheet *self) {
    const struct sk_export_about *about = self->book->about;
    char how[1024];
    put_number(self, SK_N("Last event of the log"), about->head_seq);
    put_fact_in(self, SK_N("Its hash"), about->head_hash, self->book->fixed);
    if (about->checkpoint[0]) {
        put_fact_in(self, SK_N("Checkpoint"), about->checkpoint, self->book->fixed);
        put_fact_in(self, SK_N("Public key"), about->key, self->book->fixed);
    }
    (void)snprintf(how, sizeof(how),
                   sk_text(SK_N("sha256sum -c '%s.sha256' tells whether this "
                                "file is as it was written.\n"
                                "sag-kioskctl log verify --checkpoint "
                                "'%s.checkpoint' tells on the bench whether its "
                                "log is still what it was then.")),
                   about->file, about->file);
    put_fact(self, SK_N("To check"), how);
}

lxw_error sk_xlsx_about_write(struct sk_xlsx_book *book, const struct sk_tally *tally,
                              int64_t rows) {
    const struct sk_export_about *about = book->about;
    char written[SK_CLOCK_TEXT_SIZE];
    struct about_sheet self = { .book = book };
    self.sheet = sk_xlsx_book_sheet(book, sk_text(SK_N("About")), 1);
    if (!self.sheet) {
        return LXW_ERROR_MEMORY_MALLOC_FAILED;
    }
    lxw_error error = worksheet_set_column(self.sheet, 0, 0, 26, NULL);
    if (!error) {
        error = worksheet_set_column(self.sheet, 1, 1, FACT_WIDTH, NULL);
    }
    (void)worksheet_write_string(self.sheet, self.row, 0, sk_text(SK_N("About this export")),
                                 book->heading);
    (void)worksheet_write_string(self.sheet, self.row++, 1, about->file, book->heading);
    sk_clock_format(about->wall_ms, written, sizeof(written));
    put_fact(&self, SK_N("Bench"), about->bench);
    put_fact(&self, SK_N("Written"), written);
    put_fact(&self, SK_N("By"), about->operator_name);
    put_fact(&self, SK_N("From"),
             sk_text(about->is_of_office ? SK_N("the office's page")
                     : about->on_screen  ? SK_N("the screen")
                                         : SK_N("the command line")));
    put_fact(&self, SK_N("Time zone of all times"), about->zone);
    put_contents(&self, tally, rows);
    if (!about->is_of_office) {
        put_proof(&self);
    }
    return error;
}
