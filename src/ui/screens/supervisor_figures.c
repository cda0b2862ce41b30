#include "ui/screens/supervisor_figures.h"

#include "app/model/duration.h"
#include "base/assert.h"
#include "base/clock.h"
#include "base/util.h"
#include "ui/screens/supervisor_parts.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* ---- what a bar is made of ---- */

/* Told apart by what fills them, in grey, too: full, striped, an outline. */
enum chart_part { PART_BOUND, PART_BAD, PART_OTHER, PARTS };

static const struct {
    enum sk_icon icon;
    sk_colour colour; /* on a card */
    const char *word;
} looks[PARTS] = {
    [PART_BOUND] = { SK_ICON_TICK, SK_DARK_GREEN, SK_N("Bound") },
    [PART_BAD] = { SK_ICON_CROSS, SK_RED, SK_N("Refused or unknown") },
    [PART_OTHER] = { SK_ICON_UNDO, SK_CARD_SOFT, SK_N("Undone or not settled") },
};

static int64_t value_of(const struct sk_model_super_bar *bar, enum chart_part part) {
    return part == PART_BOUND ? bar->bound : part == PART_BAD ? bar->bad : bar->other;
}

static int64_t total_of(const struct sk_model_super_bar *bar) {
    return bar->bound + bar->bad + bar->other;
}

/* The bars as there is room for them. */
struct chart {
    enum sk_super_chart type;
    int32_t count;
    int64_t largest;
    struct sk_model_super_bar bars[SK_SUPER_CHART_ROWS];
};

static void add_bar(struct sk_model_super_bar *to, const struct sk_model_super_bar *from) {
    to->bound += from->bound;
    to->bad += from->bad;
    to->other += from->other;
}

/* Several hours become one bar, "06–07". */
static void join_hours(const struct sk_model_supervisor *super, int32_t room, struct chart *chart) {
    int32_t all = (int32_t)super->bar_count, each = (all + room - 1) / room;
    chart->count = (all + each - 1) / each;
    for (int32_t i = 0; i < chart->count; i++) {
        int32_t first = i * each, last = least(first + each, all) - 1;
        struct sk_model_super_bar *bar = &chart->bars[i];
        *bar = super->bars[first];
        for (int32_t j = first + 1; j <= last; j++) {
            add_bar(bar, &super->bars[j]);
        }
        if (last > first) {
            (void)snprintf(bar->name, sizeof(bar->name), "%.8s–%.8s", super->bars[first].name,
                           super->bars[last].name);
        }
    }
}

/* The smallest become one, as others; of days the oldest are left out. */
static void fold(const struct sk_model_supervisor *super, int32_t room, struct chart *chart) {
    int32_t all = (int32_t)super->bar_count;
    int32_t first = chart->type == SK_SUPER_CHART_DAYS ? most(all - room, 0) : 0;
    chart->count = least(all - first, room);
    memcpy(chart->bars, &super->bars[first], (size_t)chart->count * sizeof(chart->bars[0]));
    for (int32_t i = first + chart->count; i < all; i++) {
        add_bar(&chart->bars[chart->count - 1], &super->bars[i]);
        chart->bars[chart->count - 1].is_others = true;
    }
}

static void make_chart(const struct sk_model_supervisor *super, int32_t room, struct chart *chart) {
    chart->type = super->chart;
    if (super->chart == SK_SUPER_CHART_HOURS) {
        join_hours(super, room, chart);
    } else {
        fold(super, room, chart);
    }
    chart->largest = 1;
    for (int32_t i = 0; i < chart->count; i++) {
        int64_t total = total_of(&chart->bars[i]);
        chart->largest = total > chart->largest ? total : chart->largest;
    }
}

static void put_part(struct sk_stage *stage, struct sk_rect rect, enum chart_part part) {
    int32_t side = least(rect.w, rect.h), edge = most(stage->text / 12, 1);
    if (side <= 2 * edge || part == PART_BOUND) {
        sk_display_list_box(stage->list, rect, looks[part].colour, 0);
    } else if (part == PART_BAD) {
        sk_display_list_stripes(stage->list, rect, looks[part].colour, SK_CARD, (side + 1) / 2);
        sk_display_list_border(stage->list, rect, looks[part].colour, edge, 0);
    } else {
        sk_display_list_border(stage->list, rect, looks[part].colour, edge, 0);
    }
}

static const char *name_of(const struct chart *chart, int32_t index) {
    const struct sk_model_super_bar *bar = &chart->bars[index];
    return bar->is_others                         ? sk_text(SK_N("(others)"))
           : bar->name[0]                         ? bar->name
           : chart->type == SK_SUPER_CHART_ORDERS ? sk_text(SK_N("(no order)"))
                                                  : sk_text(SK_N("(nobody signed on)"));
}

/* ---- the legend ---- */

/* A swatch, its icon and what it stands for. */
static void put_key(struct sk_stage *stage, struct sk_rect cell, enum chart_part part) {
    int32_t side = least(cell.h, stage->text * 14 / 10);
    struct sk_rect swatch = sk_cut_left(&cell, side * 16 / 10);
    swatch.y += (swatch.h - side) / 2;
    swatch.h = side;
    put_part(stage, swatch, part);
    (void)sk_cut_left(&cell, stage->gap / 2);
    sk_display_list_icon(stage->list, sk_cut_left(&cell, side), looks[part].icon,
                         looks[part].colour, SK_CARD);
    (void)sk_cut_left(&cell, stage->gap / 2);
    const char *text = sk_text(looks[part].word);
    struct sk_style style = { .face = SK_FACE_REGULAR,
                              .size = sk_measure_fit(stage->measure, SK_FACE_REGULAR, text, cell.w,
                                                     cell.h, 2, stage->small, stage->text),
                              .ink = SK_BLACK,
                              .max_lines = 2,
                              .in_middle = true };
    (void)sk_display_list_text(stage->list, stage->measure, cell, &style, text);
}

static void put_legend(struct sk_stage *stage, struct sk_rect *card) {
    int32_t line = most(2 * sk_line_height(stage->small), stage->text * 15 / 10);
    int32_t columns = stage->is_portrait ? 1 : PARTS;
    struct sk_rect rows = sk_cut_bottom(card, line * PARTS / columns);
    (void)sk_cut_bottom(card, stage->gap / 2);
    for (int32_t i = 0; i < PARTS; i++) {
        struct sk_rect cell = { rows.x + i % columns * (rows.w / columns),
                                rows.y + i / columns * line, rows.w / columns, line };
        put_key(stage, cell, (enum chart_part)i);
    }
}

/* ---- bars ---- */

static void put_number(struct sk_stage *stage, struct sk_rect rect, enum sk_align align,
                       int64_t number) {
    char text[24];
    (void)snprintf(text, sizeof(text), "%" PRId64, number);
    sk_stage_put_line(stage, rect, SK_FACE_BOLD, stage->small, SK_BLACK, align, text);
}

/* "11-30" where there is room for it, else the day alone. */
static const char *short_name(struct sk_stage *stage, const struct chart *chart, int32_t index,
                              int32_t width) {
    const char *name = chart->bars[index].name;
    if (chart->type != SK_SUPER_CHART_DAYS || strlen(name) != 10) {
        return name;
    }
    return sk_stage_text_width(stage, SK_FACE_REGULAR, stage->small, name + 5) <= width ? name + 5
                                                                                        : name + 8;
}

static void put_column(struct sk_stage *stage, struct sk_rect slot, const struct chart *chart,
                       int32_t index) {
    const struct sk_model_super_bar *bar = &chart->bars[index];
    int32_t line = sk_line_height(stage->small);
    sk_stage_put_line(stage, sk_cut_bottom(&slot, line), SK_FACE_REGULAR, stage->small, SK_BLACK,
                      SK_ALIGN_CENTRE, short_name(stage, chart, index, slot.w));
    int32_t room = slot.h - line, foot = slot.y + slot.h;
    int32_t inset = most(slot.w * 12 / 100, 1);
    for (int32_t i = 0; i < PARTS; i++) {
        int64_t value = value_of(bar, (enum chart_part)i);
        int32_t height = (int32_t)((double)room * (double)value / (double)chart->largest);
        height = value > 0 ? most(height, 3) : 0;
        struct sk_rect rect = { slot.x + inset, foot - height, slot.w - 2 * inset, height };
        if (height > 0) {
            put_part(stage, rect, (enum chart_part)i);
        }
        foot -= height;
    }
    if (total_of(bar) > 0) {
        struct sk_rect above = { slot.x, most(foot - line, slot.y), slot.w, line };
        put_number(stage, above, SK_ALIGN_CENTRE, total_of(bar));
    }
}

static void put_columns(struct sk_stage *stage, struct sk_rect card) {
    struct chart chart;
    char text[24];
    make_chart(&stage->model->supervisor, SK_SUPER_CHART_ROWS, &chart);
    (void)snprintf(text, sizeof(text), "%" PRId64, chart.largest);
    int32_t least_width = sk_stage_text_width(stage, SK_FACE_BOLD, stage->small, text) + 2;
    make_chart(&stage->model->supervisor, most(card.w / least_width, 1), &chart);
    int32_t width = card.w / most(chart.count, 6);
    for (int32_t i = 0; i < chart.count; i++) {
        struct sk_rect slot = { card.x + i * width, card.y, width, card.h };
        put_column(stage, slot, &chart, i);
    }
    struct sk_rect axis = { card.x, card.y + card.h - sk_line_height(stage->small), card.w,
                            most(stage->text / 12, 1) };
    sk_display_list_box(stage->list, axis, SK_BLACK, 0);
}

/* Widths of the names, and of a figure. */
struct widths {
    int32_t name, number;
};

/* The figures of each part at the right, in columns of their own, under the icons. */
static void put_line(struct sk_stage *stage, struct sk_rect row, const struct chart *chart,
                     int32_t index, struct widths widths) {
    const struct sk_model_super_bar *bar = &chart->bars[index];
    struct sk_style style = { .face = SK_FACE_REGULAR,
                              .size = stage->small,
                              .ink = SK_BLACK,
                              .max_lines = most(row.h / sk_line_height(stage->small), 1),
                              .in_middle = true };
    (void)sk_display_list_text(stage->list, stage->measure, sk_cut_left(&row, widths.name), &style,
                               name_of(chart, index));
    (void)sk_cut_left(&row, stage->gap);
    for (int32_t i = PARTS - 1; i >= 0; i--) {
        put_number(stage, sk_cut_right(&row, widths.number), SK_ALIGN_RIGHT,
                   value_of(bar, (enum chart_part)i));
    }
    (void)sk_cut_right(&row, stage->gap);
    int32_t x = row.x, inset = row.h * 15 / 100;
    for (int32_t i = 0; i < PARTS; i++) {
        int64_t value = value_of(bar, (enum chart_part)i);
        int32_t width = (int32_t)((double)row.w * (double)value / (double)chart->largest);
        width = value > 0 ? most(width, 3) : 0;
        struct sk_rect rect = { x, row.y + inset, least(width, row.x + row.w - x),
                                row.h - 2 * inset };
        if (rect.w > 0) {
            put_part(stage, rect, (enum chart_part)i);
        }
        x += width;
    }
}

static struct widths widths_of(struct sk_stage *stage, const struct chart *chart, int32_t width) {
    char text[24];
    struct widths widths = { .name = 0 };
    (void)snprintf(text, sizeof(text), "%" PRId64, chart->largest);
    int32_t number = sk_stage_text_width(stage, SK_FACE_BOLD, stage->small, text) + stage->gap;
    widths.number = most(number, stage->text * 2);
    for (int32_t i = 0; i < chart->count; i++) {
        int32_t name = sk_stage_text_width(stage, SK_FACE_REGULAR, stage->small, name_of(chart, i));
        widths.name = most(widths.name, name + 1);
    }
    widths.name = least(widths.name, width * 40 / 100);
    return widths;
}

static void put_lines(struct sk_stage *stage, struct sk_rect card) {
    struct chart chart;
    struct sk_rect head = sk_cut_top(&card, stage->text * 15 / 10);
    int32_t line = sk_line_height(stage->small);
    make_chart(&stage->model->supervisor, most(card.h / line, 1), &chart);
    struct widths widths = widths_of(stage, &chart, card.w);
    for (int32_t i = PARTS - 1; i >= 0; i--) {
        struct sk_rect cell = sk_cut_right(&head, widths.number);
        cell.x += cell.w - least(cell.w, cell.h);
        cell.w = least(cell.w, cell.h);
        sk_display_list_icon(stage->list, cell, looks[i].icon, looks[i].colour, SK_CARD);
    }
    int32_t height = least(card.h / most(chart.count, 1), line * 2);
    for (int32_t i = 0; i < chart.count; i++) {
        put_line(stage, sk_cut_top(&card, height), &chart, i, widths);
    }
}

/* ---- the page of charts ---- */

static const char *why_empty(const struct sk_model_supervisor *super) {
    return super->what[0] != '\0' ? sk_text(super->what)
           : super->is_loading    ? sk_text(SK_N("Wait a moment."))
                                  : sk_text(SK_N("Nothing was scanned."));
}

/* Beside "Back" and "Leave": of which days, and the shift's report. */
static void put_ways(struct sk_stage *stage, struct sk_rect between) {
    static const char *const days[SK_SUPER_DAY_COUNT] = {
        [SK_SUPER_ALL_DAYS] = SK_N("All days"),
        [SK_SUPER_TODAY] = SK_N("Today"),
        [SK_SUPER_YESTERDAY] = SK_N("Yesterday"),
        [SK_SUPER_WEEK] = SK_N("7 days"),
    };
    const struct sk_model_supervisor *super = &stage->model->supervisor;
    bool has_days = super->chart != SK_SUPER_CHART_DAYS;
    if (has_days) {
        sk_super_part_button(stage, sk_super_part_cell(stage, between, 2, 1, 0), SK_SUPER_TOUCH_DAY,
                             0, SK_ICON_COUNT, sk_text(SK_AT(days, super->day)));
    }
    sk_super_part_button(stage, has_days ? sk_super_part_cell(stage, between, 2, 1, 1) : between,
                         SK_SUPER_TOUCH_REPORT, 0, SK_ICON_COUNT, sk_text(SK_N("Shift report")));
}

void sk_screen_super_figures(struct sk_stage *stage, struct sk_rect area) {
    static const char *const charts[SK_SUPER_CHART_COUNT] = {
        [SK_SUPER_CHART_HOURS] = SK_N("Hours"),
        [SK_SUPER_CHART_DAYS] = SK_N("Days"),
        [SK_SUPER_CHART_PEOPLE] = SK_N("People"),
        [SK_SUPER_CHART_ORDERS] = SK_N("Orders"),
    };
    const struct sk_model_supervisor *super = &stage->model->supervisor;
    put_ways(stage, sk_super_part_foot(stage, &area, true));
    int32_t rows = stage->is_portrait ? 2 : 1;
    struct sk_rect tabs = sk_cut_top(&area, rows * stage->touch + (rows - 1) * most(stage->gap, 8));
    (void)sk_cut_top(&area, stage->gap);
    for (int32_t i = 0; i < SK_SUPER_CHART_COUNT; i++) {
        sk_super_part_choice(
            stage, sk_super_part_cell(stage, tabs, SK_SUPER_CHART_COUNT / rows, rows, i),
            SK_SUPER_TOUCH_CHART, i, i == (int32_t)super->chart, sk_text(charts[i]));
    }
    if (super->bar_count == 0) {
        (void)sk_super_part_sentence(stage, area, SK_FACE_BOLD, why_empty(super));
        return;
    }
    sk_display_list_box(stage->list, area, SK_CARD, stage->text / 2);
    struct sk_rect card = sk_inset(area, stage->gap);
    put_legend(stage, &card);
    bool is_time = super->chart == SK_SUPER_CHART_HOURS || super->chart == SK_SUPER_CHART_DAYS;
    if (is_time && !stage->is_portrait) {
        put_columns(stage, card);
    } else {
        put_lines(stage, card);
    }
}

/* ---- the shift report ---- */

static void put_figure(struct sk_stage *stage, struct sk_rect cell, const char *name,
                       const char *value) {
    sk_display_list_box(stage->list, cell, SK_PLUM_PANEL, stage->text / 3);
    struct sk_rect inner = sk_inset(cell, stage->gap / 2);
    int32_t size = sk_measure_fit(stage->measure, SK_FACE_BOLD, value, inner.w * 45 / 100, inner.h,
                                  1, stage->small, stage->text * 18 / 10);
    int32_t width = most(sk_stage_text_width(stage, SK_FACE_BOLD, size, value) + 1, size);
    sk_stage_put_line(stage, sk_cut_right(&inner, width), SK_FACE_BOLD, size, SK_WHITE,
                      SK_ALIGN_RIGHT, value);
    (void)sk_cut_right(&inner, stage->gap / 2);
    struct sk_style style = { .face = SK_FACE_REGULAR,
                              .size = sk_measure_fit(stage->measure, SK_FACE_REGULAR, name, inner.w,
                                                     inner.h, 2, stage->small, stage->text),
                              .ink = SK_WHITE,
                              .max_lines = 2,
                              .in_middle = true };
    (void)sk_display_list_text(stage->list, stage->measure, inner, &style, name);
}

static void put_shift(struct sk_stage *stage, struct sk_rect area, int32_t columns) {
    const struct sk_model_super_shift *shown = &stage->model->supervisor.shown;
    const struct {
        const char *name;
        int32_t value;
    } counts[] = {
        { SK_N("Bound"), shown->bound },          { SK_N("Refused"), shown->refused },
        { SK_N("Unknown"), shown->unknown },      { SK_N("Not settled"), shown->pending },
        { SK_N("Undone"), shown->undone },        { SK_N("Undone, not sent"), shown->withdrawn },
        { SK_N("Needs attention"), shown->open },
    };
    char text[SK_DURATION_SIZE];
    int32_t rows = ((int32_t)SK_ARRAY_LEN(counts) + 1 + columns - 1) / columns;
    for (size_t i = 0; i < SK_ARRAY_LEN(counts); i++) {
        (void)snprintf(text, sizeof(text), "%d", (int)counts[i].value);
        put_figure(stage, sk_super_part_cell(stage, area, columns, rows, (int32_t)i),
                   sk_text(counts[i].name), text);
    }
    sk_duration_text(shown->median_ms, text);
    put_figure(stage, sk_super_part_cell(stage, area, columns, rows, (int32_t)SK_ARRAY_LEN(counts)),
               sk_text(SK_N("Label to green")), text);
}

/* "11-30 06:00 – 11-30 14:00" */
static void put_times(struct sk_stage *stage, struct sk_rect row) {
    const struct sk_model_super_shift *shown = &stage->model->supervisor.shown;
    char from[SK_CLOCK_TEXT_SIZE];
    char to[SK_CLOCK_TEXT_SIZE];
    char text[64] = "";
    sk_clock_format(shown->from_ms, from, sizeof(from));
    sk_clock_format(shown->to_ms, to, sizeof(to));
    if (from[0] != '\0' && to[0] != '\0') {
        (void)snprintf(text, sizeof(text), "%.5s %.5s – %.5s %.5s", from + 5, from + 11, to + 5,
                       to + 11);
    }
    sk_stage_put_line(stage, row, SK_FACE_BOLD, stage->text, SK_WHITE, SK_ALIGN_LEFT, text);
}

/* Where it goes: both begin at once. */
static void put_outs(struct sk_stage *stage, struct sk_rect between) {
    sk_super_part_button(stage, sk_super_part_cell(stage, between, 2, 1, 0), SK_SUPER_TOUCH_OUT,
                         SK_SUPER_OUT_PRINTER, SK_ICON_PRINTER, sk_text(SK_N("Print")));
    sk_super_part_button(stage, sk_super_part_cell(stage, between, 2, 1, 1), SK_SUPER_TOUCH_OUT,
                         SK_SUPER_OUT_STICK, SK_ICON_USB, sk_text(SK_N("USB stick")));
}

void sk_screen_super_report(struct sk_stage *stage, struct sk_rect area) {
    static const char *const shifts[SK_SUPER_SHIFTS] = { SK_N("This shift"), SK_N("Last shift"),
                                                         SK_N("The one before") };
    const struct sk_model_supervisor *super = &stage->model->supervisor;
    put_outs(stage, sk_super_part_foot(stage, &area, true));
    struct sk_rect tabs = sk_cut_top(&area, stage->touch);
    (void)sk_cut_top(&area, stage->gap / 2);
    for (int32_t i = 0; i < SK_SUPER_SHIFTS; i++) {
        sk_super_part_choice(stage, sk_super_part_cell(stage, tabs, SK_SUPER_SHIFTS, 1, i),
                             SK_SUPER_TOUCH_SHIFT, i, i == super->shift, sk_text(shifts[i]));
    }
    if (super->is_loading || super->what[0] != '\0') {
        (void)sk_super_part_sentence(stage, area, SK_FACE_BOLD, why_empty(super));
        return;
    }
    put_times(stage, sk_cut_top(&area, sk_line_height(stage->text)));
    (void)sk_cut_top(&area, stage->gap / 2);
    int32_t side = stage->is_portrait ? least(area.w, area.h * 45 / 100) : area.h;
    struct sk_rect code =
        stage->is_portrait ? sk_cut_bottom(&area, side) : sk_cut_right(&area, side);
    code.w = code.h = side;
    (void)(stage->is_portrait ? sk_cut_bottom(&area, stage->gap) : sk_cut_right(&area, stage->pad));
    sk_display_list_qr(stage->list, code, super->checkpoint);
    put_shift(stage, area, 2);
}

/* ---- cards ---- */

void sk_screen_super_print(struct sk_stage *stage, struct sk_rect area) {
    static const char *const papers[] = { SK_N("Control cards"), SK_N("Language cards") };
    const struct sk_model_supervisor *super = &stage->model->supervisor;
    put_outs(stage, sk_super_part_foot(stage, &area, true));
    struct sk_rect rows = sk_cut_top(&area, least(area.h, stage->touch * 16 / 10));
    for (int32_t i = 0; i < (int32_t)SK_ARRAY_LEN(papers); i++) {
        int32_t paper = SK_SUPER_PAPER_CARDS + i;
        sk_super_part_choice(stage, sk_super_part_cell(stage, rows, 2, 1, i), SK_SUPER_TOUCH_PAPER,
                             paper, paper == (int32_t)super->paper, sk_text(papers[i]));
    }
    (void)sk_cut_top(&area, stage->gap);
    (void)sk_super_part_sentence(
        stage, area, SK_FACE_REGULAR,
        sk_text(SK_N("Print them in their own size (100%) and cut them out.")));
}
