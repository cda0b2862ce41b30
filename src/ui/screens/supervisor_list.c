#include "ui/screens/supervisor_list.h"

#include "base/assert.h"
#include "base/clock.h"
#include "base/util.h"
#include "ui/screens/supervisor_parts.h"
#include "ui/screens/supervisor_row.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define WHEN_SIZE 16

/* "24 18:20": the day and the time; out has WHEN_SIZE bytes. */
static void when_of(int64_t wall_ms, char *out) {
    char text[SK_CLOCK_TEXT_SIZE];
    sk_clock_format(wall_ms, text, sizeof(text));
    if (strlen(text) > 16) {
        (void)snprintf(out, WHEN_SIZE, "%.5s %.5s", text + 5, text + 11);
    } else {
        out[0] = '\0';
    }
}

/* ---- a row ---- */

/* A device of the list that is not bound; nothing to press. */
static void put_missing(struct sk_stage *stage, struct sk_rect rect, int32_t index) {
    const struct sk_model_super_row *row = &stage->model->supervisor.rows[index];
    sk_display_list_border(stage->list, rect, SK_PLUM_BUTTON, most(stage->text / 8, 2),
                           stage->text / 2);
    struct sk_rect inner = sk_inset(rect, least(stage->gap, rect.h / 12));
    int32_t size = most(least(stage->text * 12 / 10, inner.h * 10 / 30), stage->small);
    sk_stage_put_line(stage, sk_cut_top(&inner, inner.h / 2), SK_FACE_MONO, size, SK_WHITE,
                      SK_ALIGN_LEFT, row->labels.serial);
    sk_stage_put_line(stage, inner, SK_FACE_MONO, size, SK_WHITE, SK_ALIGN_LEFT,
                      row->labels.instance);
}

/* A sentence in one line, smaller where it would be cut. */
static void put_fitting(struct sk_stage *stage, struct sk_rect rect, enum sk_face face,
                        int32_t size, sk_colour ink, const char *text) {
    int32_t fit = sk_measure_fit(stage->measure, face, text, rect.w, rect.h, 1,
                                 least(size, stage->small), size);
    sk_stage_put_line(stage, rect, face, fit, ink, SK_ALIGN_LEFT, text);
}

struct row_inks {
    sk_colour ink, soft;
};

/* Cuts its place from the right; no more than a share of the row, in percent. */
static void put_aside(struct sk_stage *stage, struct sk_rect *row, int32_t size, sk_colour ink,
                      int32_t share, const char *text) {
    int32_t width = most(sk_stage_text_width(stage, SK_FACE_REGULAR, size, text) + 1, size);
    if (text[0] != '\0') {
        sk_stage_put_line(stage, sk_cut_right(row, least(width, row->w * share / 100)),
                          SK_FACE_REGULAR, size, ink, SK_ALIGN_RIGHT, text);
        (void)sk_cut_right(row, stage->gap);
    }
}

static void put_three_lines(struct sk_stage *stage, struct sk_rect inner,
                            const struct sk_model_super_row *row, const struct row_inks *inks) {
    char text[SK_WORDS_SIZE];
    int32_t line = inner.h / 3;
    int32_t size = most(least(stage->text * 12 / 10, line * 10 / 15), stage->small);
    struct sk_rect first = sk_cut_top(&inner, line), second = sk_cut_top(&inner, line);
    when_of(row->at_wall_ms, text);
    put_aside(stage, &first, size, inks->soft, 40, text);
    sk_super_row_reason(row, text);
    put_fitting(stage, first, SK_FACE_BOLD, size, inks->ink, text);
    put_aside(stage, &second, size, inks->soft, 36, row->operator_name);
    put_fitting(stage, second, SK_FACE_MONO, size, inks->ink, row->labels.serial);
    (void)snprintf(text, sizeof(text), "#%" PRId64, row->number);
    put_aside(stage, &inner, size, inks->soft, 50, text);
    put_fitting(stage, inner, SK_FACE_MONO, size, inks->ink, row->labels.instance);
}

/* Both labels in one line where they are whole; else the icon has to say the reason. */
static void put_two_lines(struct sk_stage *stage, struct sk_rect inner,
                          const struct sk_model_super_row *row, const struct row_inks *inks) {
    char text[SK_WORDS_SIZE];
    int32_t size = stage->small;
    struct sk_rect first = sk_cut_top(&inner, inner.h / 2);
    int32_t width = sk_stage_text_width(stage, SK_FACE_MONO, size, row->labels.serial) + 1;
    int32_t other = sk_stage_text_width(stage, SK_FACE_MONO, size, row->labels.instance) + 1;
    bool has_one = width + stage->gap + other <= inner.w;
    (void)snprintf(text, sizeof(text), "#%" PRId64, row->number);
    put_aside(stage, has_one ? &first : &inner, size, inks->soft, 50, text);
    put_aside(stage, &first, size, inks->soft, 36, row->operator_name);
    if (has_one) {
        sk_super_row_reason(row, text);
        put_fitting(stage, first, SK_FACE_BOLD, size, inks->ink, text);
        first = sk_cut_left(&inner, width);
        (void)sk_cut_left(&inner, stage->gap);
    }
    put_fitting(stage, first, SK_FACE_MONO, size, inks->ink, row->labels.serial);
    put_fitting(stage, inner, SK_FACE_MONO, size, inks->ink, row->labels.instance);
}

/* Its outcome as the bench has it, on the left edge; below one another what is known of it, beside
 * that when, who and which row of the log it is. */
static void put_row(struct sk_stage *stage, struct sk_rect rect, int32_t index) {
    const struct sk_model_super_row *row = &stage->model->supervisor.rows[index];
    struct sk_touch touch = { .kind = SK_TARGET_SUPERVISOR,
                              .super = { .type = SK_SUPER_TOUCH_ROW, .value = index } };
    struct sk_super_look look = sk_super_row_look(row);
    bool pressed = false;
    sk_stage_touch(stage, rect, touch, SK_CARD, SK_BLACK, &pressed);
    sk_colour ink = pressed ? SK_CARD : SK_BLACK, soft = pressed ? SK_CARD : SK_CARD_SOFT;
    struct sk_rect edge = sk_cut_left(&rect, least(rect.h, stage->text * 24 / 10));
    int32_t side = least(edge.h, stage->text * 17 / 10);
    sk_display_list_box(stage->list, edge, look.paper, stage->text * 6 / 10);
    sk_display_list_icon(stage->list, sk_inset(edge, (edge.w - least(edge.w, side)) / 2), look.icon,
                         look.ink, look.paper);
    struct sk_rect inner = sk_inset(rect, least(stage->gap, rect.h / 20));
    const struct row_inks inks = { ink, soft };
    if (inner.h >= 3 * sk_line_height(stage->small)) {
        put_three_lines(stage, inner, row, &inks);
    } else {
        put_two_lines(stage, inner, row, &inks);
    }
}

/* When and who: beside the rest, or above it where that is narrow. Returns the place of the rest.
 */
static struct sk_rect put_when(struct sk_stage *stage, struct sk_rect rect, int32_t size,
                               const struct sk_model_super_scan *scan) {
    char when[WHEN_SIZE];
    struct sk_rect who = stage->is_portrait ? sk_cut_top(&rect, rect.h / 3)
                                            : sk_cut_left(&rect, least(size * 8, rect.w / 4));
    bool has_two = who.h >= 2 * sk_line_height(size);
    struct sk_rect first = stage->is_portrait ? sk_cut_left(&who, who.w / 2)
                           : has_two          ? sk_cut_top(&who, who.h / 2)
                                              : who;
    (void)sk_cut_left(&rect, stage->is_portrait ? 0 : stage->gap);
    when_of(scan->at_wall_ms, when);
    sk_stage_put_line(stage, first, SK_FACE_REGULAR, size, SK_PLUM_SOFT, SK_ALIGN_LEFT, when);
    if (stage->is_portrait || has_two) {
        sk_stage_put_line(stage, who, SK_FACE_REGULAR, size, SK_PLUM_SOFT,
                          stage->is_portrait ? SK_ALIGN_RIGHT : SK_ALIGN_LEFT, scan->operator_name);
    }
    return rect;
}

/* A line of a table: when and who, what happened, what was read; nothing to press. */
static void put_scan(struct sk_stage *stage, struct sk_rect row, int32_t index) {
    const struct sk_model_super_scan *scan = &stage->model->supervisor.scans[index];
    char times[20];
    char text[SK_WORDS_SIZE];
    int32_t lines = stage->is_portrait ? 3 : 2;
    sk_display_list_box(stage->list, sk_cut_bottom(&row, most(stage->text / 10, 2)), SK_PLUM_PANEL,
                        0);
    int32_t size = most(least(stage->text * 12 / 10, row.h * 10 / (14 * lines)), stage->small);
    struct sk_rect rest = put_when(stage, row, size, scan);
    bool has_two = rest.h >= 2 * sk_line_height(stage->small);
    struct sk_rect first =
        has_two ? sk_cut_top(&rest, rest.h / 2) : sk_cut_left(&rest, rest.w * 6 / 10);
    (void)sk_cut_left(&rest, has_two ? 0 : stage->gap);
    (void)snprintf(times, sizeof(times), "%d × ", (int)scan->times);
    (void)snprintf(text, sizeof(text), "%s%s", scan->times > 1 ? times : "", sk_text(scan->what));
    put_fitting(stage, first, SK_FACE_BOLD, size, SK_WHITE, text);
    (void)snprintf(text, sizeof(text), "%s%s%s", scan->text, scan->by_hand ? "  " : "",
                   scan->by_hand ? sk_text(SK_N("(typed)")) : "");
    put_fitting(stage, rest, SK_FACE_MONO, size, SK_WHITE, text);
}

static void put_scans(struct sk_stage *stage, struct sk_rect area) {
    int32_t height = area.h / SK_SUPER_ROWS;
    for (size_t i = 0; i < stage->model->supervisor.row_count && i < SK_SUPER_ROWS; i++) {
        put_scan(stage, sk_cut_top(&area, height), (int32_t)i);
    }
}

/* ---- the list ---- */

static const char *outcome_word(enum sk_super_outcome outcome) {
    static const char *const words[SK_SUPER_OUTCOME_COUNT] = {
        [SK_SUPER_ANY] = SK_N("All outcomes"),    [SK_SUPER_BOUND] = SK_N("Bound"),
        [SK_SUPER_REFUSED] = SK_N("Refused"),     [SK_SUPER_CHECK] = SK_N("Unknown"),
        [SK_SUPER_PENDING] = SK_N("Not settled"), [SK_SUPER_WITHDRAWN] = SK_N("Undone, not sent"),
        [SK_SUPER_UNDONE] = SK_N("Undone"),
    };
    return SK_AT(words, outcome);
}

static const char *day_word(enum sk_super_day day) {
    static const char *const words[SK_SUPER_DAY_COUNT] = {
        [SK_SUPER_ALL_DAYS] = SK_N("All days"),
        [SK_SUPER_TODAY] = SK_N("Today"),
        [SK_SUPER_YESTERDAY] = SK_N("Yesterday"),
        [SK_SUPER_WEEK] = SK_N("7 days"),
    };
    return SK_AT(words, day);
}

/* What was scanned or typed to search for; "": nothing. */
static const char *searched(const struct sk_model_supervisor *super) {
    return super->search_serial[0] != '\0'     ? super->search_serial
           : super->search_instance[0] != '\0' ? super->search_instance
           : super->search_text[0] != '\0'     ? super->search_text
                                               : super->search_operator;
}

static bool is_narrowed(const struct sk_model_supervisor *super) {
    return searched(super)[0] != '\0' || super->outcome != SK_SUPER_ANY ||
           super->day != SK_SUPER_ALL_DAYS;
}

/* The field, which opens the keyboard. */
static void put_field(struct sk_stage *stage, struct sk_rect rect) {
    struct sk_touch touch = { .kind = SK_TARGET_SUPERVISOR,
                              .super = { .type = SK_SUPER_TOUCH_TYPE } };
    const char *text = searched(&stage->model->supervisor);
    bool has_text = text[0] != '\0';
    bool pressed = false;
    sk_stage_touch(stage, rect, touch, SK_WHITE, SK_BLACK, &pressed);
    sk_colour ink = pressed ? SK_WHITE : SK_BLACK, paper = pressed ? SK_BLACK : SK_WHITE;
    sk_colour soft = pressed ? SK_WHITE : SK_CARD_SOFT;
    enum sk_face face = has_text ? SK_FACE_MONO : SK_FACE_REGULAR;
    rect = sk_inset(rect, stage->gap);
    sk_display_list_icon(stage->list, sk_cut_left(&rect, least(rect.h, stage->text * 16 / 10)),
                         SK_ICON_CHECKING, ink, paper);
    (void)sk_cut_left(&rect, stage->gap);
    text = has_text ? text : sk_text(SK_N("Scan or type"));
    struct sk_style style = { .face = face,
                              .size = sk_measure_fit(stage->measure, face, text, rect.w, rect.h, 2,
                                                     stage->small, stage->text * 14 / 10),
                              .ink = has_text ? ink : soft,
                              .max_lines = 2,
                              .in_middle = true };
    (void)sk_display_list_text(stage->list, stage->measure, rect, &style, text);
}

/* What is searched for, and a way to be rid of it; beside or below that by what it is narrowed
 * down. */
static void put_conditions(struct sk_stage *stage, struct sk_rect *area) {
    const struct sk_model_supervisor *super = &stage->model->supervisor;
    struct sk_rect row = sk_cut_top(area, stage->touch);
    int32_t gap = most(stage->gap, 8);
    (void)sk_cut_top(area, stage->gap);
    struct sk_rect lists = row;
    if (stage->is_portrait && !super->is_scans) {
        lists = sk_cut_top(area, stage->touch);
        (void)sk_cut_top(area, stage->gap);
    } else {
        row = sk_cut_left(&lists, row.w * (super->is_scans ? 68 : 52) / 100);
        (void)sk_cut_left(&lists, gap);
    }
    if (is_narrowed(super)) {
        sk_super_part_button(stage, sk_cut_right(&row, stage->touch), SK_SUPER_TOUCH_CLEAR, 0,
                             SK_ICON_CLOSE, "");
        (void)sk_cut_right(&row, gap);
    }
    put_field(stage, row);
    int32_t cells = super->is_scans ? 1 : 2; /* scans have no outcome */
    if (!super->is_scans) {
        sk_super_part_opener(stage, sk_super_part_cell(stage, lists, cells, 1, 0),
                             SK_SUPER_TOUCH_OUTCOME, sk_text(outcome_word(super->outcome)));
    }
    sk_super_part_opener(stage, sk_super_part_cell(stage, lists, cells, 1, cells - 1),
                         SK_SUPER_TOUCH_DAY, sk_text(day_word(super->day)));
}

void sk_screen_super_choice(struct sk_stage *stage, struct sk_rect area) {
    const struct sk_model_supervisor *super = &stage->model->supervisor;
    int32_t count = super->is_day_choice ? (int32_t)SK_SUPER_DAY_COUNT : SK_SUPER_OUTCOME_COUNT;
    int32_t chosen = super->is_day_choice ? (int32_t)super->day : (int32_t)super->outcome;
    (void)sk_super_part_foot(stage, &area, false);
    int32_t columns = stage->is_portrait ? 1 : 2;
    int32_t rows = (count + columns - 1) / columns;
    area.h = least(area.h, rows * stage->touch * 13 / 10);
    for (int32_t i = 0; i < count; i++) {
        const char *text = super->is_day_choice ? day_word((enum sk_super_day)i)
                                                : outcome_word((enum sk_super_outcome)i);
        sk_super_part_choice(stage, sk_super_part_cell(stage, area, columns, rows, i),
                             super->is_day_choice ? SK_SUPER_TOUCH_DAY : SK_SUPER_TOUCH_OUTCOME, i,
                             i == chosen, sk_text(text));
    }
}

/* These are no answer to a search: somebody has to do something. */
static void put_attention(struct sk_stage *stage, struct sk_rect *area) {
    const char *text = sk_text(SK_N("Touch a pair to see what can be done."));
    struct sk_rect band = sk_cut_top(area, stage->text * 26 / 10);
    (void)sk_cut_top(area, stage->gap);
    sk_display_list_box(stage->list, band, SK_AMBER, stage->text * 6 / 10);
    band = sk_inset(band, stage->gap / 2);
    (void)sk_cut_left(&band, stage->gap);
    sk_display_list_icon(stage->list, sk_cut_left(&band, band.h), SK_ICON_WARNING, SK_BLACK,
                         SK_AMBER);
    (void)sk_cut_left(&band, stage->gap);
    put_fitting(stage, band, SK_FACE_BOLD, stage->text * 13 / 10, SK_BLACK, text);
}

/* Of which order they are missing, and how many. */
static void put_order(struct sk_stage *stage, struct sk_rect *area) {
    const struct sk_model *model = stage->model;
    char text[160];
    (void)snprintf(text, sizeof(text), "%s%s%d / %d", model->order,
                   model->order[0] != '\0' ? "  " : "", (int)model->order_bound,
                   (int)model->order_of);
    sk_stage_put_line(stage, sk_cut_top(area, stage->text * 2), SK_FACE_BOLD, stage->text * 13 / 10,
                      SK_WHITE, SK_ALIGN_LEFT, text);
    (void)sk_cut_top(area, stage->gap);
}

/* "1b2, Refused, Today". */
static void write_search(const struct sk_model_supervisor *super, char out[SK_WORDS_SIZE]) {
    const char *parts[] = {
        searched(super),
        super->outcome != SK_SUPER_ANY ? sk_text(outcome_word(super->outcome)) : "",
        super->day != SK_SUPER_ALL_DAYS ? sk_text(day_word(super->day)) : "",
    };
    size_t length = 0;
    out[0] = '\0';
    for (size_t i = 0; i < SK_ARRAY_LEN(parts); i++) {
        if (parts[i][0] != '\0' && length < SK_WORDS_SIZE) {
            int added = snprintf(out + length, SK_WORDS_SIZE - length, "%s%s",
                                 length > 0 ? ", " : "", parts[i]);
            length += added > 0 ? (size_t)added : 0;
        }
    }
}

/* Shown instead of rows when there are none: of a search what was searched for, so that it is not
 * taken for the whole. */
static void write_empty(const struct sk_model_supervisor *super, char *out, size_t size) {
    char search[SK_WORDS_SIZE];
    write_search(super, search);
    if (super->what[0] != '\0') {
        (void)snprintf(out, size, "%s", sk_text(super->what));
    } else if (super->is_loading) {
        (void)snprintf(out, size, "%s", sk_text(SK_N("Wait a moment.")));
    } else if (super->is_attention || super->is_missing) {
        (void)snprintf(out, size, "%s",
                       super->is_attention ? sk_text(SK_N("Nothing needs attention."))
                                           : sk_text(SK_N("Nothing is missing.")));
    } else if (search[0] == '\0') {
        (void)snprintf(out, size, "%s",
                       super->is_scans ? sk_text(SK_N("There are no such scans yet."))
                                       : sk_text(SK_N("There are no pairs yet.")));
    } else {
        (void)snprintf(out, size,
                       super->is_scans ? sk_text(SK_N("No scan matches %s."))
                                       : sk_text(SK_N("No pair matches %s.")),
                       search);
    }
}

static void put_empty(struct sk_stage *stage, struct sk_rect area) {
    char text[SK_WORDS_SIZE + SK_ERR_TEXT_SIZE];
    write_empty(&stage->model->supervisor, text, sizeof(text));
    int32_t size = sk_measure_fit(stage->measure, SK_FACE_BOLD, text, area.w, area.h, 0,
                                  stage->text, stage->text * 16 / 10);
    (void)sk_stage_put(stage, area, SK_FACE_BOLD, size, SK_WHITE, SK_ALIGN_LEFT, text);
}

void sk_screen_super_list(struct sk_stage *stage, struct sk_rect area) {
    const struct sk_model_supervisor *super = &stage->model->supervisor;
    struct sk_rect between = sk_super_part_foot(stage, &area, true);
    if (super->has_newer) {
        sk_super_part_button(stage, sk_super_part_cell(stage, between, 3, 1, 0),
                             SK_SUPER_TOUCH_NEWER, 0, SK_ICON_COUNT,
                             sk_text(super->is_missing ? SK_N("Previous") : SK_N("Newer")));
    }
    if (super->has_older) {
        sk_super_part_button(stage, sk_super_part_cell(stage, between, 3, 1, 1),
                             SK_SUPER_TOUCH_OLDER, 0, SK_ICON_COUNT,
                             sk_text(super->is_missing ? SK_N("Next") : SK_N("Older")));
    }
    if (!super->is_missing) {
        sk_super_part_button(stage, sk_super_part_cell(stage, between, 3, 1, 2),
                             SK_SUPER_TOUCH_TASK, SK_SUPER_TASK_EXPORT, SK_ICON_COUNT,
                             sk_text(SK_N("Export")));
    }
    if (super->is_missing) {
        put_order(stage, &area);
    } else if (!super->is_attention) {
        put_conditions(stage, &area);
    } else if (super->row_count > 0) {
        put_attention(stage, &area);
    }
    if (super->row_count == 0) {
        put_empty(stage, area);
        return;
    }
    if (super->is_scans) {
        put_scans(stage, area);
        return;
    }
    int32_t columns = stage->is_portrait ? 1 : 2;
    for (size_t i = 0; i < super->row_count && i < SK_SUPER_ROWS; i++) {
        struct sk_rect cell =
            sk_super_part_cell(stage, area, columns, SK_SUPER_ROWS / columns, (int32_t)i);
        if (super->is_missing) {
            put_missing(stage, cell, (int32_t)i);
        } else {
            put_row(stage, cell, (int32_t)i);
        }
    }
}
