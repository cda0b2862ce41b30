/* report_pages.h — a report on as many pages as it takes: facts, figures, a chart, tables, and a
 * code that proves the log. What is written in it is the caller's; here is only how it lies. */
#ifndef SK_PAPER_REPORT_PAGES_H
#define SK_PAPER_REPORT_PAGES_H

#include "paper/drawing.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SK_REPORT_FACTS 6
#define SK_REPORT_FIGURES 8
#define SK_REPORT_SERIES 3
#define SK_REPORT_BARS 24
#define SK_REPORT_COLUMNS 8
#define SK_REPORT_TABLES 4
#define SK_REPORT_CELL_SIZE 256

/* All are plain values; texts are borrowed, UTF-8, in the reader's language. */
struct sk_report_fact {
    const char *name;
    const char *value;
};

/* Bars in stacks: the first series is filled, the second striped, the third hollow, so that they
 * are told apart in grey, too. */
struct sk_report_bar {
    char name[16];
    int64_t values[SK_REPORT_SERIES];
};
struct sk_report_chart {
    const char *title;
    const char *series[SK_REPORT_SERIES];
    size_t bar_count; /* 0: there is no chart */
    struct sk_report_bar bars[SK_REPORT_BARS];
};

struct sk_report_column {
    const char *head;
    double part; /* of the width; those of all columns are added up */
    bool is_right;
    bool is_mono;
};
struct sk_report_table {
    const char *title;
    const char *none; /* instead of rows where there are none */
    size_t column_count;
    struct sk_report_column columns[SK_REPORT_COLUMNS];
    double row_mm; /* height of a row; its texts are fitted into it */
    size_t row_count;
    void (*cell)(const void *data, size_t row, size_t column, char out[SK_REPORT_CELL_SIZE]);
    const void *data;
};

struct sk_report {
    const char *title;
    size_t fact_count;
    struct sk_report_fact facts[SK_REPORT_FACTS];
    size_t figure_count;
    struct sk_report_fact figures[SK_REPORT_FIGURES]; /* large */
    struct sk_report_chart chart;
    size_t table_count;
    struct sk_report_table tables[SK_REPORT_TABLES];
    const char *code; /* as a QR code at the end; "": none. Must be one that sk_paper_matrix_side()
                         takes */
    const char *code_title;
    const char *code_text; /* what it proves */
    enum sk_paper_size size;
};

/* The drawing borrows the report. */
struct sk_drawing sk_paper_report(const struct sk_report *report);

#endif
