#include "paper/report_pages.h"

#include "paper/code.h"

#include <stdio.h>
#include <string.h>

#define MARGIN_MM 15.0
#define GAP_MM 5.0
#define TITLE_MM 11.0
#define FACT_MM 5.5
#define FIGURE_MM 17.0
#define FIGURES_A_ROW 4
#define HEADING_MM 9.0
#define HEAD_MM 6.0
#define CHART_MM 46.0
#define LEGEND_MM 6.0
#define AXIS_MM 5.0
#define CODE_MM 42.0
#define RULE_MM 0.25
#define STRIPE_MM 0.5
#define LIGHT 0xe4e7eau

static const sk_paper_colour inks[SK_REPORT_SERIES] = { 0x006b3c, 0x9b1c1c, 0x44505c };

/* Walks down the pages. Without a pen, or on another page than the one that is wanted, it only
 * counts. */
struct flow {
    const struct sk_report *report;
    struct sk_pen *pen;
    size_t page, wanted;
    double y, top, bottom, width;
};

static bool has_room(const struct flow *flow, double height) {
    return flow->y + height <= flow->bottom;
}

static void begin_page(struct flow *flow) {
    flow->page++;
    flow->y = flow->top;
}

/* The next so many millimetres, on a new page where this one is full. False: they are not drawn. */
static bool take(struct flow *flow, double height, struct sk_paper_place *place) {
    if (!has_room(flow, height)) {
        begin_page(flow);
    }
    *place = (struct sk_paper_place){ MARGIN_MM, flow->y, flow->width, height };
    flow->y += height;
    return flow->pen && flow->page == flow->wanted;
}

static void skip(struct flow *flow, double height) {
    flow->y += height;
}

static void put(struct flow *flow, struct sk_paper_place place, double size, bool is_bold,
                sk_paper_colour colour, const char *text) {
    const struct sk_lettering lettering = {
        .largest = size, .least = 2, .is_bold = is_bold, .colour = colour, .is_line = true
    };
    (void)sk_pen_text(flow->pen, place, &lettering, text, NULL);
}

static void rule(struct flow *flow, struct sk_paper_place place, sk_paper_colour colour) {
    place.y += place.h - RULE_MM;
    place.h = RULE_MM;
    sk_pen_box(flow->pen, place, colour);
}

static void heading(struct flow *flow, const char *text) {
    struct sk_paper_place place;
    skip(flow, GAP_MM);
    if (take(flow, HEADING_MM, &place)) {
        put(flow, place, 5, true, SK_PAPER_BLACK, text);
    }
}

/* --- facts and figures ------------------------------------------------------------------------ */

static void put_facts(struct flow *flow) {
    const struct sk_report *report = flow->report;
    struct sk_paper_place place;
    if (take(flow, TITLE_MM, &place)) {
        put(flow, place, 8, true, SK_PAPER_BLACK, report->title);
    }
    skip(flow, 2);
    for (size_t i = 0; i < report->fact_count; i++) {
        if (take(flow, FACT_MM, &place)) {
            struct sk_paper_place name = place;
            name.w = 40;
            place.x += name.w;
            place.w -= name.w;
            put(flow, name, 3.6, false, SK_PAPER_GREY, report->facts[i].name);
            put(flow, place, 3.8, true, SK_PAPER_BLACK, report->facts[i].value);
        }
    }
}

static void put_figures(struct flow *flow) {
    const struct sk_report *report = flow->report;
    struct sk_paper_place row;
    skip(flow, GAP_MM);
    for (size_t i = 0; i < report->figure_count; i += FIGURES_A_ROW) {
        bool is_drawn = take(flow, FIGURE_MM, &row);
        for (size_t j = i; is_drawn && j < i + FIGURES_A_ROW && j < report->figure_count; j++) {
            double width = row.w / FIGURES_A_ROW;
            struct sk_paper_place cell = { row.x + (double)(j - i) * width, row.y, width - 3,
                                           row.h - 3 };
            sk_pen_box(flow->pen, cell, LIGHT);
            struct sk_paper_place value = { cell.x + 2, cell.y + 1, cell.w - 4, 7.5 };
            struct sk_paper_place name = { cell.x + 2, cell.y + 8.5, cell.w - 4, 4.5 };
            put(flow, value, 7, true, SK_PAPER_BLACK, report->figures[j].value);
            put(flow, name, 3.4, false, SK_PAPER_BLACK, report->figures[j].name);
        }
    }
}

/* --- the chart -------------------------------------------------------------------------------- */

static void put_series(struct flow *flow, struct sk_paper_place place, size_t series) {
    sk_pen_box(flow->pen, place, inks[series]);
    if (series == 1) {
        for (double y = place.y + STRIPE_MM; y < place.y + place.h; y += 3 * STRIPE_MM) {
            double left = place.y + place.h - y;
            struct sk_paper_place stripe = { place.x, y, place.w,
                                             left < STRIPE_MM ? left : STRIPE_MM };
            sk_pen_box(flow->pen, stripe, SK_PAPER_WHITE);
        }
    } else if (series == 2 && place.h > 3 * RULE_MM) {
        struct sk_paper_place inner = { place.x + RULE_MM, place.y + RULE_MM, place.w - 2 * RULE_MM,
                                        place.h - 2 * RULE_MM };
        sk_pen_box(flow->pen, inner, SK_PAPER_WHITE);
    }
}

static int64_t bar_total(const struct sk_report_bar *bar) {
    int64_t total = 0;
    for (size_t i = 0; i < SK_REPORT_SERIES; i++) {
        total += bar->values[i];
    }
    return total;
}

static int64_t largest_bar(const struct sk_report_chart *chart) {
    int64_t largest = 1;
    for (size_t i = 0; i < chart->bar_count; i++) {
        int64_t total = bar_total(&chart->bars[i]);
        largest = total > largest ? total : largest;
    }
    return largest;
}

static void put_bar(struct flow *flow, struct sk_paper_place slot, const struct sk_report_bar *bar,
                    int64_t largest) {
    char text[24];
    const struct sk_lettering small = {
        .largest = 3.2, .least = 1.8, .align = SK_PAPER_ALIGN_CENTRE, .is_line = true
    };
    double foot = slot.y + slot.h - AXIS_MM;
    double scale = (slot.h - 2 * AXIS_MM) / (double)largest;
    struct sk_paper_place name = { slot.x, foot, slot.w, AXIS_MM };
    (void)sk_pen_text(flow->pen, name, &small, bar->name, NULL);
    for (size_t i = 0; i < SK_REPORT_SERIES; i++) {
        double height = (double)bar->values[i] * scale;
        struct sk_paper_place part = { slot.x + slot.w * 0.15, foot - height, slot.w * 0.7,
                                       height };
        if (bar->values[i] > 0) {
            put_series(flow, part, i);
        }
        foot -= height;
    }
    if (bar_total(bar) > 0) {
        struct sk_paper_place sum = { slot.x, foot - AXIS_MM, slot.w, AXIS_MM };
        (void)snprintf(text, sizeof(text), "%lld", (long long)bar_total(bar));
        (void)sk_pen_text(flow->pen, sum, &small, text, NULL);
    }
}

static void put_legend(struct flow *flow, struct sk_paper_place place) {
    const struct sk_report_chart *chart = &flow->report->chart;
    double width = place.w / SK_REPORT_SERIES;
    for (size_t i = 0; i < SK_REPORT_SERIES; i++) {
        struct sk_paper_place key = { place.x + (double)i * width, place.y + 1, 7, place.h - 2 };
        struct sk_paper_place text = { key.x + 9, place.y, width - 11, place.h };
        put_series(flow, key, i);
        put(flow, text, 3.4, false, SK_PAPER_BLACK, chart->series[i]);
    }
}

static void put_chart(struct flow *flow) {
    const struct sk_report_chart *chart = &flow->report->chart;
    struct sk_paper_place place;
    if (chart->bar_count == 0) {
        return;
    }
    if (!has_room(flow, GAP_MM + HEADING_MM + CHART_MM + LEGEND_MM)) {
        begin_page(flow);
    }
    heading(flow, chart->title);
    bool is_drawn = take(flow, CHART_MM, &place);
    double width = place.w / (double)(chart->bar_count > 8 ? chart->bar_count : 8);
    for (size_t i = 0; is_drawn && i < chart->bar_count; i++) {
        struct sk_paper_place slot = { place.x + (double)i * width, place.y, width, place.h };
        put_bar(flow, slot, &chart->bars[i], largest_bar(chart));
    }
    if (is_drawn) {
        struct sk_paper_place axis = { place.x, place.y, place.w, place.h - AXIS_MM };
        rule(flow, axis, SK_PAPER_BLACK);
    }
    if (take(flow, LEGEND_MM, &place)) {
        put_legend(flow, place);
    }
}

/* --- tables ----------------------------------------------------------------------------------- */

static void put_cells(struct flow *flow, const struct sk_report_table *table,
                      struct sk_paper_place row, bool is_head, size_t index) {
    double parts = 0;
    char text[SK_REPORT_CELL_SIZE];
    for (size_t i = 0; i < table->column_count; i++) {
        parts += table->columns[i].part;
    }
    double x = row.x;
    for (size_t i = 0; i < table->column_count; i++) {
        const struct sk_report_column *column = &table->columns[i];
        double width = row.w * column->part / parts;
        struct sk_paper_place cell = { x, row.y, width - 2, row.h - RULE_MM };
        const struct sk_lettering lettering = { .largest = is_head ? 3.2 : 3.6,
                                                .least = 1.9,
                                                .colour = is_head ? SK_PAPER_GREY : SK_PAPER_BLACK,
                                                .align = column->is_right ? SK_PAPER_ALIGN_RIGHT
                                                                          : SK_PAPER_ALIGN_LEFT,
                                                .is_mono = column->is_mono && !is_head,
                                                .is_line = is_head || column->is_mono };
        (void)snprintf(text, sizeof(text), "%s", column->head);
        if (!is_head) {
            text[0] = '\0';
            table->cell(table->data, index, i, text);
        }
        if (text[0] != '\0') {
            (void)sk_pen_text(flow->pen, cell, &lettering, text, NULL);
        }
        x += width;
    }
    rule(flow, row, is_head ? SK_PAPER_BLACK : SK_PAPER_GREY);
}

static void put_head(struct flow *flow, const struct sk_report_table *table) {
    struct sk_paper_place row;
    if (take(flow, HEAD_MM, &row)) {
        put_cells(flow, table, row, true, 0);
    }
}

static void put_table(struct flow *flow, const struct sk_report_table *table) {
    struct sk_paper_place row;
    if (!has_room(flow, GAP_MM + HEADING_MM + HEAD_MM + table->row_mm)) {
        begin_page(flow); /* a heading is not left alone at the foot of a page */
    }
    heading(flow, table->title);
    if (table->row_count == 0) {
        if (take(flow, table->row_mm, &row)) {
            put(flow, row, 3.6, false, SK_PAPER_BLACK, table->none);
        }
        return;
    }
    put_head(flow, table);
    for (size_t i = 0; i < table->row_count; i++) {
        if (!has_room(flow, table->row_mm)) {
            begin_page(flow);
            put_head(flow, table);
        }
        if (take(flow, table->row_mm, &row)) {
            put_cells(flow, table, row, false, i);
        }
    }
}

/* --- the proof, and the whole ----------------------------------------------------------------- */

static void put_code(struct flow *flow) {
    const struct sk_report *report = flow->report;
    struct sk_paper_place place;
    int side = sk_paper_matrix_side(report->code);
    if (side == 0) {
        return;
    }
    if (!has_room(flow, GAP_MM + HEADING_MM + CODE_MM)) {
        begin_page(flow);
    }
    heading(flow, report->code_title);
    if (take(flow, CODE_MM, &place)) {
        int dots = (int)(CODE_MM / ((side + 2 * SK_MATRIX_QUIET) * SK_DOT_MM));
        double quiet = SK_MATRIX_QUIET * dots * SK_DOT_MM;
        struct sk_paper_place text = { place.x + CODE_MM + GAP_MM, place.y,
                                       place.w - CODE_MM - GAP_MM, place.h };
        const struct sk_lettering lettering = { .largest = 3.8, .least = 2.4 };
        sk_paper_matrix_draw(flow->pen, sk_dot_before(place.x + quiet),
                             sk_dot_before(place.y + quiet), dots, report->code);
        (void)sk_pen_text(flow->pen, text, &lettering, report->code_text, NULL);
    }
}

/* Draws the wanted page with a pen; returns how many there are. */
static size_t walk(struct flow *flow) {
    const struct sk_report *report = flow->report;
    flow->top = flow->y = MARGIN_MM;
    flow->bottom = sk_paper_height(report->size) - MARGIN_MM - FACT_MM;
    flow->width = sk_paper_width(report->size) - 2 * MARGIN_MM;
    put_facts(flow);
    put_figures(flow);
    put_chart(flow);
    for (size_t i = 0; i < report->table_count; i++) {
        put_table(flow, &report->tables[i]);
    }
    put_code(flow);
    return flow->page + 1;
}

static void draw_page(const void *data, size_t page, struct sk_pen *pen) {
    char text[32];
    struct flow flow = { .report = data, .pen = pen, .wanted = page };
    size_t pages = walk(&flow);
    struct sk_paper_place foot = { MARGIN_MM, flow.bottom + 1, flow.width, FACT_MM - 1 };
    (void)snprintf(text, sizeof(text), "%zu / %zu", page + 1, pages);
    const struct sk_lettering small = { .largest = 3,
                                        .least = 2,
                                        .colour = SK_PAPER_GREY,
                                        .align = SK_PAPER_ALIGN_RIGHT,
                                        .is_line = true };
    put(&flow, foot, 3, false, SK_PAPER_GREY, flow.report->title);
    (void)sk_pen_text(pen, foot, &small, text, NULL);
}

struct sk_drawing sk_paper_report(const struct sk_report *report) {
    struct flow flow = { .report = report };
    return (struct sk_drawing){ .title = report->title,
                                .size = report->size,
                                .page_count = walk(&flow),
                                .draw = draw_page,
                                .data = report };
}
