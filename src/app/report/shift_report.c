#include "app/report/shift_report.h"

#include "app/model/duration.h"
#include "app/model/sentence.h"
#include "base/assert.h"
#include "base/language.h"
#include "base/util.h"
#include "journal/checkpoint_make.h"
#include "journal/export/export.h"
#include "paper/output.h"
#include "paper/report_pages.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SECOND_MS 1000
#define TEXT_SIZE 160

struct report_case {
    int64_t number;
    int64_t at_ms;
    struct sk_labels labels;
    char code[SK_CODE_SIZE];
    const char *state; /* msgid */
};

struct sk_shift_report {
    struct sk_figures figures;
    char bench[SK_SIGNED_NOTE_NAME_SIZE];
    char version[32];
    int64_t now_ms;
    enum sk_paper_size size;
    size_t case_count;
    bool has_more;
    struct report_case cases[SK_REPORT_CASES];
    char checkpoint[SK_CHECKPOINT_SIZE];
    char key[SK_SIGNED_NOTE_KEY_TEXT_SIZE];
    int64_t seq;
    /* Of the drawing. */
    struct sk_report pages;
    char facts[SK_REPORT_FACTS][TEXT_SIZE];
    char values[SK_REPORT_FIGURES][SK_DURATION_SIZE];
    char code_text[SK_ERR_TEXT_SIZE];
};

/* --- reading ---------------------------------------------------------------------------------- */

static void keep_case(void *data, const struct sk_stored_pair *pair) {
    struct sk_shift_report *report = data;
    if (report->case_count == SK_REPORT_CASES) {
        report->has_more = true;
        return;
    }
    struct report_case *kept = &report->cases[report->case_count++];
    bool is_unknown = pair->result == SK_RESULT_CHECK;
    kept->number = pair->pair.number;
    kept->labels = pair->pair.labels;
    kept->at_ms = pair->pair.serial_facts.wall_ms;
    kept->state = pair->is_undelivered      ? SK_N("Not delivered")
                  : pair->is_unprinted      ? SK_N("Label not printed?")
                  : pair->undone_by != 0    ? SK_N("Undone")
                  : pair->retried_by != 0   ? SK_N("Retried")
                  : pair->dealt_wall_ms > 0 ? SK_N("Dealt with")
                                            : SK_N("Open");
    (void)snprintf(kept->code, sizeof(kept->code), "%s", is_unknown ? "check.unknown" : pair->code);
}

static enum sk_err read_journal(struct sk_shift_report *report, const struct sk_report_order *order,
                                struct sk_journal *journal, struct sk_err_info *info) {
    struct sk_checkpoint made;
    struct sk_signed_note_key key;
    enum sk_err err =
        sk_journal_figures(journal, order->from_ms, order->to_ms, &report->figures, info);
    err = err ? err
              : sk_journal_cases(journal, order->from_ms, order->to_ms, SK_REPORT_CASES + 1,
                                 keep_case, report, info);
    err = err ? err
              : sk_checkpoint_make(journal, order->bench, order->now_ms, report->checkpoint, &made,
                                   info);
    err = err ? err : sk_checkpoint_key(journal, &key, info);
    if (!err) {
        report->seq = made.seq;
        sk_signed_note_key_write(&key, report->key);
    }
    return err;
}

enum sk_err sk_report_create(struct sk_shift_report **out, const struct sk_report_order *order,
                             struct sk_err_info *info) {
    struct sk_journal *journal = NULL;
    struct sk_shift_report *report = calloc(1, sizeof(*report));
    if (!report) {
        return sk_fail(info, SK_ERR_NOMEM, "not enough memory for the report");
    }
    (void)snprintf(report->bench, sizeof(report->bench), "%s", order->bench);
    (void)snprintf(report->version, sizeof(report->version), "%s", order->version);
    report->now_ms = order->now_ms;
    report->size = order->size;
    enum sk_err err = sk_journal_create(&journal, order->journal_path, SK_JOURNAL_READ, info);
    if (!err) {
        err = read_journal(report, order, journal, info);
    }
    sk_journal_destroy(journal);
    if (err) {
        sk_report_destroy(report);
        return err;
    }
    *out = report;
    return SK_OK;
}

void sk_report_destroy(struct sk_shift_report *report) {
    free(report);
}

const struct sk_figures *sk_report_figures(const struct sk_shift_report *report) {
    return &report->figures;
}

const char *sk_report_checkpoint(const struct sk_shift_report *report) {
    return report->checkpoint;
}

/* --- texts ------------------------------------------------------------------------------------ */

/* "2026-01-06 14:00", by the bench's clock. */
static void time_text(int64_t wall_ms, char *out, size_t size) {
    char text[SK_CLOCK_TEXT_SIZE];
    sk_clock_format(wall_ms, text, sizeof(text));
    (void)snprintf(out, size, "%.10s %.5s", text, text[0] ? text + 11 : "");
}

static void add_fact(struct sk_shift_report *report, const char *name) {
    struct sk_report *pages = &report->pages;
    pages->facts[pages->fact_count] =
        (struct sk_report_fact){ sk_text(name), report->facts[pages->fact_count] };
    pages->fact_count++;
}

static void add_facts(struct sk_shift_report *report) {
    char from[32];
    char to[32];
    char(*texts)[TEXT_SIZE] = report->facts;
    time_text(report->figures.from_ms, from, sizeof(from));
    time_text(report->figures.to_ms, to, sizeof(to));
    (void)snprintf(texts[0], TEXT_SIZE, "%s", report->bench);
    add_fact(report, SK_N("Bench"));
    (void)snprintf(texts[1], TEXT_SIZE, "%s – %s", from, to);
    add_fact(report, SK_N("Shift"));
    time_text(report->now_ms, texts[2], TEXT_SIZE);
    add_fact(report, SK_N("Report made at"));
    (void)snprintf(texts[3], TEXT_SIZE, "sag-kiosk %s", report->version);
    add_fact(report, SK_N("Program"));
}

static void add_figure(struct sk_shift_report *report, const char *name, int64_t value) {
    struct sk_report *pages = &report->pages;
    size_t at = pages->figure_count++;
    (void)snprintf(report->values[at], sizeof(report->values[at]), "%lld", (long long)value);
    pages->figures[at] = (struct sk_report_fact){ sk_text(name), report->values[at] };
}

static void add_figures(struct sk_shift_report *report) {
    const struct sk_figures *figures = &report->figures;
    add_figure(report, SK_N("Bound"), figures->by_result[SK_TALLY_BOUND]);
    add_figure(report, SK_N("Refused"), figures->by_result[SK_TALLY_REFUSED]);
    add_figure(report, SK_N("Unknown"), figures->by_result[SK_TALLY_CHECK]);
    add_figure(report, SK_N("Not settled"), figures->by_result[SK_TALLY_PENDING]);
    add_figure(report, SK_N("Undone"), figures->by_result[SK_TALLY_UNDONE]);
    add_figure(report, SK_N("Undone, not sent"), figures->by_result[SK_TALLY_WITHDRAWN]);
    add_figure(report, SK_N("Still open, of all days"), figures->open);
    add_figure(report, SK_N("First label to green, median"), 0);
    sk_duration_text(figures->median_ms, report->values[report->pages.figure_count - 1]);
}

static int64_t others_of(const int64_t *by_result, int64_t total) {
    return total - by_result[SK_TALLY_BOUND] - by_result[SK_TALLY_REFUSED] -
           by_result[SK_TALLY_CHECK];
}

static void add_bar(struct sk_report_chart *chart, const char *name, const int64_t *by_result) {
    struct sk_report_bar *bar = &chart->bars[chart->bar_count++];
    int64_t total = 0;
    for (int i = 0; i < SK_TALLY_RESULTS; i++) {
        total += by_result[i];
    }
    (void)snprintf(bar->name, sizeof(bar->name), "%s", name);
    bar->values[0] = by_result[SK_TALLY_BOUND];
    bar->values[1] = by_result[SK_TALLY_REFUSED] + by_result[SK_TALLY_CHECK];
    bar->values[2] = others_of(by_result, total);
}

/* The hours of the shift, in its order: one at night begins at 22. Of more than a day, the days. */
static void add_chart(struct sk_shift_report *report) {
    const struct sk_figures *figures = &report->figures;
    struct sk_report_chart *chart = &report->pages.chart;
    const int64_t hour_ms = 3600 * SECOND_MS;
    char name[16];
    char text[SK_CLOCK_TEXT_SIZE];
    int64_t hours = (figures->to_ms - figures->from_ms + hour_ms - 1) / hour_ms;
    chart->series[0] = sk_text(SK_N("Bound"));
    chart->series[1] = sk_text(SK_N("Refused or unknown"));
    chart->series[2] = sk_text(SK_N("Undone or not settled"));
    chart->title = sk_text(hours <= 24 ? SK_N("Pairs by hour of the day") : SK_N("Pairs by day"));
    sk_clock_format(figures->from_ms, text, sizeof(text));
    int first = text[0] ? (text[11] - '0') * 10 + text[12] - '0' : 0;
    for (int64_t i = 0; i < hours && hours <= 24; i++) {
        (void)snprintf(name, sizeof(name), "%02d", (int)((first + i) % 24));
        add_bar(chart, name, figures->hours[(first + i) % 24]);
    }
    for (size_t i = 0; i < figures->day_count && hours > 24; i++) {
        (void)snprintf(name, sizeof(name), "%s", figures->days[i].name + 5);
        add_bar(chart, name, figures->days[i].by_result);
    }
}

/* --- tables ----------------------------------------------------------------------------------- */

static const char *shown_name(const char *name, const char *nameless) {
    return name[0] == '\0'                      ? sk_text(nameless)
           : strcmp(name, SK_TALLY_OTHERS) == 0 ? sk_text(SK_N("(others)"))
                                                : name;
}

static void row_cell(const struct sk_tally_row *row, size_t column, const char *nameless,
                     char out[SK_REPORT_CELL_SIZE]) {
    const int64_t values[] = { row->total, row->by_result[SK_TALLY_BOUND],
                               row->by_result[SK_TALLY_REFUSED], row->by_result[SK_TALLY_CHECK],
                               others_of(row->by_result, row->total) };
    if (column == 0) {
        (void)snprintf(out, SK_REPORT_CELL_SIZE, "%s", shown_name(row->name, nameless));
    } else {
        (void)snprintf(out, SK_REPORT_CELL_SIZE, "%lld", (long long)values[column - 1]);
    }
}

static void person_cell(const void *data, size_t row, size_t column,
                        char out[SK_REPORT_CELL_SIZE]) {
    const struct sk_shift_report *report = data;
    row_cell(&report->figures.persons[row], column, SK_N("(nobody signed on)"), out);
}

static void order_cell(const void *data, size_t row, size_t column, char out[SK_REPORT_CELL_SIZE]) {
    const struct sk_shift_report *report = data;
    row_cell(&report->figures.orders[row], column, SK_N("(no order)"), out);
}

static void case_cell(const void *data, size_t row, size_t column, char out[SK_REPORT_CELL_SIZE]) {
    const struct sk_shift_report *report = data;
    const struct report_case *one = &report->cases[row];
    struct sk_sentence sentence = sk_sentence_find(one->code, SK_SCREEN_REFUSED);
    char at[32];
    time_text(one->at_ms, at, sizeof(at));
    switch (column) {
    case 0:
        (void)snprintf(out, SK_REPORT_CELL_SIZE, "%lld", (long long)one->number);
        break;
    case 1:
        (void)snprintf(out, SK_REPORT_CELL_SIZE, "%s", one->at_ms > 0 ? at + 5 : "");
        break;
    case 2:
        (void)snprintf(out, SK_REPORT_CELL_SIZE, "%s", one->labels.serial);
        break;
    case 3:
        (void)snprintf(out, SK_REPORT_CELL_SIZE, "%s", one->labels.instance);
        break;
    case 4:
        (void)snprintf(out, SK_REPORT_CELL_SIZE, "%s", sk_text(sentence.what));
        break;
    default:
        (void)snprintf(out, SK_REPORT_CELL_SIZE, "%s", sk_text(one->state));
        break;
    }
}

static void add_counts(struct sk_shift_report *report, const char *title, const char *head,
                       size_t rows,
                       void (*cell)(const void *data, size_t row, size_t column,
                                    char out[SK_REPORT_CELL_SIZE])) {
    static const char *const heads[] = { SK_N("Pairs"), SK_N("Bound"), SK_N("Refused"),
                                         SK_N("Unknown"), SK_N("Others") };
    struct sk_report_table *table = &report->pages.tables[report->pages.table_count++];
    *table = (struct sk_report_table){ .title = sk_text(title),
                                       .none = sk_text(SK_N("Nothing was scanned.")),
                                       .column_count = 1 + SK_ARRAY_LEN(heads),
                                       .row_mm = 6,
                                       .row_count = rows,
                                       .cell = cell,
                                       .data = report };
    table->columns[0] = (struct sk_report_column){ .head = sk_text(head), .part = 5 };
    for (size_t i = 0; i < SK_ARRAY_LEN(heads); i++) {
        table->columns[1 + i] =
            (struct sk_report_column){ .head = sk_text(heads[i]), .part = 2, .is_right = true };
    }
}

static void add_cases(struct sk_shift_report *report) {
    struct sk_report_table *table = &report->pages.tables[report->pages.table_count++];
    *table = (struct sk_report_table){
        .title = sk_text(report->has_more ? SK_N("Refused and open cases, the newest 500")
                                          : SK_N("Refused and open cases")),
        .none = sk_text(SK_N("There are none.")),
        .column_count = 6,
        .columns = { { .head = sk_text(SK_N("Pair")), .part = 10, .is_right = true },
                     { .head = sk_text(SK_N("Time")), .part = 15 },
                     { .head = sk_text(SK_N("Device")), .part = 26, .is_mono = true },
                     { .head = sk_text(SK_N("sag- label")), .part = 32, .is_mono = true },
                     { .head = sk_text(SK_N("Why")), .part = 44 },
                     { .head = sk_text(SK_N("State")), .part = 17 } },
        .row_mm = 9,
        .row_count = report->case_count,
        .cell = case_cell,
        .data = report
    };
}

struct sk_drawing sk_report_drawing(struct sk_shift_report *report) {
    struct sk_report *pages = &report->pages;
    char text[256];
    *pages = (struct sk_report){ .title = sk_text(SK_N("Shift report")), .size = report->size };
    add_facts(report);
    add_figures(report);
    add_chart(report);
    add_counts(report, SK_N("Pairs by operator"), SK_N("Operator"), report->figures.person_count,
               person_cell);
    if (report->figures.order_count > 0) {
        add_counts(report, SK_N("Pairs by order"), SK_N("Order"), report->figures.order_count,
                   order_cell);
    }
    add_cases(report);
    (void)snprintf(text, sizeof(text), sk_text(SK_N("Proves events 1 to %lld of the log.")),
                   (long long)report->seq);
    (void)snprintf(report->code_text, sizeof(report->code_text), "%s\n%s", text, report->key);
    pages->code = report->checkpoint;
    pages->code_title = sk_text(SK_N("Log proof"));
    pages->code_text = report->code_text;
    return sk_paper_report(pages);
}

enum sk_err sk_report_path(const char *folder, const char *bench, int64_t to_ms, char *out,
                           size_t size) {
    return sk_export_file_path(folder, "shift", bench, to_ms, "pdf", out, size);
}

enum sk_err sk_report_write(const struct sk_drawing *drawing, const char *folder, const char *bench,
                            int64_t to_ms, char *file, size_t size, struct sk_err_info *info) {
    char path[4096];
    if (sk_report_path(folder, bench, to_ms, path, sizeof(path)) != SK_OK) {
        return sk_fail(info, SK_ERR_INVALID, "the name of the report is too long");
    }
    enum sk_err err = sk_drawing_write(drawing, SK_PAPER_PDF, path, info);
    if (!err) {
        (void)snprintf(file, size, "%s", strrchr(path, '/') + 1);
    }
    return err;
}
