#include "ui/screens/supervisor_list.h"

#include "base/assert.h"
#include "base/clock.h"
#include "ui/screens/supervisor_parts.h"
#include "ui/words.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static struct sk_mark mark_of_row(const struct sk_model_super_row *row) {
    struct sk_model_recent recent = { .result = row->result, .screen = SK_SCREEN_SAVED };
    return row->undone_by > 0 ? (struct sk_mark){ SK_ICON_UNDO, SK_NAVY_SOFT, SK_N("Undone") }
                              : sk_stage_mark(&recent);
}

static const char *word_of_row(const struct sk_model_super_row *row) {
    if (row->is_undo) {
        return row->result == SK_RESULT_UNDONE ? SK_N("Undo, done") : SK_N("Undo, not done");
    }
    if (row->is_undelivered) {
        return SK_N("Not delivered");
    }
    if (row->is_dealt) {
        return SK_N("Dealt with");
    }
    if (row->retried_by > 0) {
        return SK_N("Tried again");
    }
    return row->result == SK_RESULT_PENDING ? SK_N("Not settled") : mark_of_row(row).word;
}

/* "24 18:20": the day and the time. */
static void when_of(int64_t wall_ms, char out[16]) {
    char text[SK_CLOCK_TEXT_SIZE];
    sk_clock_format(wall_ms, text, sizeof(text));
    if (strlen(text) > 16) {
        (void)snprintf(out, 16, "%.5s %.5s", text + 5, text + 11);
    } else {
        out[0] = '\0';
    }
}

/* ---- a row ---- */

/* A device of the list that is not bound; nothing to press. */
static void put_missing(struct sk_stage *stage, struct sk_rect rect, int32_t index) {
    const struct sk_model_super_row *row = &stage->model->supervisor.rows[index];
    sk_display_list_border(stage->list, rect, SK_PLUM_PANEL, most(stage->text / 8, 2),
                           stage->text / 2);
    struct sk_rect inner = sk_inset(rect, least(stage->gap, rect.h / 12));
    int32_t size = most(least(stage->text * 12 / 10, inner.h * 10 / 30), stage->small);
    sk_stage_put_line(stage, sk_cut_top(&inner, inner.h / 2), SK_FACE_MONO, size, SK_WHITE,
                      SK_ALIGN_LEFT, row->labels.serial);
    sk_stage_put_line(stage, inner, SK_FACE_MONO, size, SK_WHITE, SK_ALIGN_LEFT,
                      row->labels.instance);
}

static void put_row(struct sk_stage *stage, struct sk_rect rect, int32_t index) {
    const struct sk_model_super_row *row = &stage->model->supervisor.rows[index];
    struct sk_touch touch = { .kind = SK_TARGET_SUPERVISOR,
                              .super = { .type = SK_SUPER_TOUCH_ROW, .value = index } };
    bool pressed = false;
    char when[16];
    sk_stage_touch(stage, rect, touch, SK_CARD, SK_BLACK, &pressed);
    sk_colour ink = pressed ? SK_CARD : SK_BLACK, paper = pressed ? SK_BLACK : SK_CARD;
    sk_colour soft = pressed ? SK_CARD : SK_CARD_SOFT;
    struct sk_rect inner = sk_inset(rect, least(stage->gap, rect.h / 12));
    int32_t side = least(inner.h, stage->text * 18 / 10);
    sk_display_list_icon(stage->list, sk_cut_left(&inner, side), mark_of_row(row).icon, ink, paper);
    (void)sk_cut_left(&inner, stage->gap);
    bool has_three = inner.h >= 3 * sk_line_height(stage->small);
    int32_t line = inner.h / (has_three ? 3 : 2);
    int32_t size = most(least(stage->text * 12 / 10, line * 10 / 15), stage->small);
    struct sk_rect head = sk_cut_top(&inner, line);
    when_of(row->at_wall_ms, when);
    sk_stage_put_line(stage, sk_cut_right(&head, size * 7), SK_FACE_REGULAR, size, soft,
                      SK_ALIGN_RIGHT, when);
    if (has_three) { /* else the icon has to say it */
        char place[SK_WORDS_SIZE];
        sk_words_place(row->place, row->where, place);
        sk_stage_put_line(stage, head, SK_FACE_BOLD, size, ink, SK_ALIGN_LEFT,
                          place[0] != '\0' && !row->is_dealt && !row->is_undelivered
                              ? place
                              : sk_text(word_of_row(row)));
        head = sk_cut_top(&inner, line);
    }
    sk_stage_put_line(stage, head, SK_FACE_MONO, size, ink, SK_ALIGN_LEFT, row->labels.serial);
    sk_stage_put_line(stage, inner, SK_FACE_MONO, size, ink, SK_ALIGN_LEFT, row->labels.instance);
}

/* A sentence in one line, smaller where it would be cut. */
static void put_fitting(struct sk_stage *stage, struct sk_rect rect, enum sk_face face,
                        int32_t size, const char *text) {
    int32_t fit = sk_measure_fit(stage->measure, face, text, rect.w, rect.h, 1,
                                 least(size, stage->small), size);
    sk_stage_put_line(stage, rect, face, fit, SK_WHITE, SK_ALIGN_LEFT, text);
}

/* When and who: beside the rest, or above it where that is narrow. Returns the place of the rest.
 */
static struct sk_rect put_when(struct sk_stage *stage, struct sk_rect rect, int32_t size,
                               const struct sk_model_super_scan *scan) {
    char when[16];
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
    put_fitting(stage, first, SK_FACE_BOLD, size, text);
    (void)snprintf(text, sizeof(text), "%s%s%s", scan->text, scan->by_hand ? "  " : "",
                   scan->by_hand ? sk_text(SK_N("(typed)")) : "");
    put_fitting(stage, rest, SK_FACE_MONO, size, text);
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
        [SK_SUPER_REFUSED] = SK_N("Refused"),     [SK_SUPER_CHECK] = SK_N("Look into it"),
        [SK_SUPER_PENDING] = SK_N("Not settled"), [SK_SUPER_WITHDRAWN] = SK_N("Taken back"),
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

/* The current search; pressing it ends the search. */
static void put_searched(struct sk_stage *stage, struct sk_rect cell, const char *text) {
    struct sk_touch touch = { .kind = SK_TARGET_SUPERVISOR,
                              .super = { .type = SK_SUPER_TOUCH_CLEAR } };
    bool pressed = false;
    sk_stage_touch(stage, cell, touch, SK_WHITE, SK_BLACK, &pressed);
    sk_colour ink = pressed ? SK_WHITE : SK_BLACK, paper = pressed ? SK_BLACK : SK_WHITE;
    cell = sk_inset(cell, stage->gap);
    sk_display_list_icon(stage->list, sk_cut_left(&cell, least(cell.h, stage->text * 14 / 10)),
                         SK_ICON_CLOSE, ink, paper);
    (void)sk_cut_left(&cell, stage->gap);
    struct sk_style style = { .face = SK_FACE_MONO,
                              .size =
                                  sk_measure_fit(stage->measure, SK_FACE_MONO, text, cell.w, cell.h,
                                                 1, stage->small, stage->text * 13 / 10),
                              .ink = ink,
                              .max_lines = 2,
                              .in_middle = true };
    (void)sk_display_list_text(stage->list, stage->measure, cell, &style, text);
}

static void put_conditions(struct sk_stage *stage, struct sk_rect *area) {
    const struct sk_model_supervisor *super = &stage->model->supervisor;
    struct sk_rect row = sk_cut_top(area, stage->touch);
    const char *text = super->search_serial[0] != '\0'     ? super->search_serial
                       : super->search_instance[0] != '\0' ? super->search_instance
                       : super->search_text[0] != '\0'     ? super->search_text
                                                           : super->search_operator;
    int32_t cells = super->is_scans ? 2 : 3; /* scans have no outcome */
    if (!super->is_scans) {
        sk_super_part_button(stage, sk_super_part_cell(stage, row, cells, 1, 0),
                             SK_SUPER_TOUCH_OUTCOME, 0, SK_ICON_COUNT,
                             sk_text(outcome_word(super->outcome)));
    }
    sk_super_part_button(stage, sk_super_part_cell(stage, row, cells, 1, cells - 2),
                         SK_SUPER_TOUCH_DAY, 0, SK_ICON_COUNT, sk_text(day_word(super->day)));
    struct sk_rect cell = sk_super_part_cell(stage, row, cells, 1, cells - 1);
    if (text[0] != '\0') {
        put_searched(stage, cell, text);
    } else {
        struct sk_style style = { .face = SK_FACE_REGULAR,
                                  .size = stage->small,
                                  .ink = SK_PLUM_SOFT,
                                  .max_lines = 3,
                                  .in_middle = true };
        (void)sk_display_list_text(stage->list, stage->measure, cell, &style,
                                   sk_text(SK_N("Scan or type a label, or a part of it.")));
    }
    (void)sk_cut_top(area, stage->gap);
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

/* Shown instead of rows when there are none. */
static const char *empty_text(const struct sk_model_supervisor *super) {
    if (super->what[0] != '\0') {
        return sk_text(super->what);
    }
    if (super->is_loading) {
        return sk_text(SK_N("Wait a moment."));
    }
    return super->is_attention ? sk_text(SK_N("Nothing needs attention."))
           : super->is_missing ? sk_text(SK_N("Nothing is missing."))
                               : sk_text(SK_N("Nothing was found."));
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
    }
    if (super->row_count == 0) {
        (void)sk_stage_put(stage, area, SK_FACE_BOLD, stage->text * 14 / 10, SK_WHITE,
                           SK_ALIGN_LEFT, empty_text(super));
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

/* ---- one pair ---- */

static void put_small(struct sk_stage *stage, struct sk_rect *area, enum sk_face face,
                      const char *text) {
    int32_t size = stage->text * 12 / 10, line = sk_line_height(size);
    if (area->h >= line && text[0] != '\0') {
        sk_stage_put_line(stage, sk_cut_top(area, line), face, size, SK_WHITE, SK_ALIGN_LEFT, text);
    }
}

static void put_reference(struct sk_stage *stage, struct sk_rect *area, const char *words,
                          int64_t number) {
    char text[96];
    if (number > 0) {
        (void)snprintf(text, sizeof(text), "%s #%" PRId64, sk_text(words), number);
        put_small(stage, area, SK_FACE_REGULAR, text);
    }
}

static const char *typed_text(const struct sk_model_super_row *pair) {
    return sk_text(!pair->instance_by_hand ? SK_N("The serial number was typed, not scanned.")
                   : !pair->serial_by_hand ? SK_N("The instance was typed, not scanned.")
                                           : SK_N("Both labels were typed, not scanned."));
}

/* Where there is one that cannot be shown. */
static const char *still_text(enum sk_super_still still) {
    switch (still) {
    case SK_SUPER_STILL_NONE:
    case SK_SUPER_STILL_SHOWN:
        break;
    case SK_SUPER_STILL_MISSING:
        return sk_text(SK_N("Its picture is missing. Tell IT."));
    case SK_SUPER_STILL_CHANGED:
        return sk_text(SK_N("Its picture was changed. Tell IT."));
    case SK_SUPER_STILL_UNREADABLE:
        return sk_text(SK_N("Its picture cannot be read. Tell IT."));
    }
    return "";
}

/* What is known of it besides its labels. */
static void put_facts(struct sk_stage *stage, struct sk_rect *area) {
    const struct sk_model_super_row *pair = &stage->model->supervisor.pair;
    char text[SK_WORDS_SIZE];
    char when[SK_CLOCK_TEXT_SIZE];
    sk_clock_format(pair->at_wall_ms, when, sizeof(when));
    (void)snprintf(text, sizeof(text), "#%" PRId64 "  %s  %.10s %.8s", pair->number,
                   sk_text(word_of_row(pair)), when, strlen(when) > 19 ? when + 11 : "");
    put_small(stage, area, SK_FACE_BOLD, text);
    if (pair->operator_name[0] != '\0') {
        (void)snprintf(text, sizeof(text), "%s: %s", sk_text(SK_N("Operator")),
                       pair->operator_name);
        put_small(stage, area, SK_FACE_REGULAR, text);
    }
    if (pair->customer_order[0] != '\0') {
        (void)snprintf(text, sizeof(text), "%s: %s", sk_text(SK_N("Order")), pair->customer_order);
        put_small(stage, area, SK_FACE_REGULAR, text);
    }
    if (pair->serial_by_hand || pair->instance_by_hand) {
        put_small(stage, area, SK_FACE_REGULAR, typed_text(pair));
    }
    put_small(stage, area, SK_FACE_REGULAR, still_text(stage->model->supervisor.still));
    sk_words_place(pair->place, pair->where, text);
    put_small(stage, area, SK_FACE_REGULAR, text);
    put_small(stage, area, SK_FACE_MONO, pair->code);
    put_small(stage, area, SK_FACE_MONO, pair->request_id);
    put_reference(stage, area, SK_N("Undone by"), pair->undone_by);
    put_reference(stage, area, SK_N("Tried again as"), pair->retried_by);
    put_reference(stage, area, SK_N("Refers to"), pair->refers);
}

static void put_events(struct sk_stage *stage, struct sk_rect area) {
    const struct sk_model_supervisor *super = &stage->model->supervisor;
    int32_t size = stage->text, line = sk_line_height(size);
    for (size_t i = 0; i < super->event_count && area.h >= line; i++) {
        const struct sk_model_super_event *event = &super->events[i];
        struct sk_rect row = sk_cut_top(&area, line);
        char when[16];
        (void)snprintf(when, sizeof(when), "%.8s", strlen(event->at) > 19 ? event->at + 11 : "");
        sk_stage_put_line(stage, sk_cut_left(&row, size * 5), SK_FACE_REGULAR, size, SK_PLUM_SOFT,
                          SK_ALIGN_LEFT, when);
        (void)sk_cut_left(&row, stage->gap);
        sk_stage_put_line(stage, sk_cut_left(&row, size * 5), SK_FACE_MONO, size, SK_PLUM_SOFT,
                          SK_ALIGN_LEFT, event->event);
        (void)sk_cut_left(&row, stage->gap);
        sk_stage_put_line(stage, row, SK_FACE_MONO, size, SK_PLUM_SOFT, SK_ALIGN_LEFT, event->what);
    }
}

/* What the camera saw, beside or below the facts, where there is room for both. */
static void put_still(struct sk_stage *stage, struct sk_rect *area) {
    struct sk_rect place;
    if (stage->model->supervisor.still != SK_SUPER_STILL_SHOWN || area->h < stage->touch * 3 / 2) {
        return;
    }
    if (stage->is_portrait) {
        place = sk_cut_bottom(area, least(area->h / 3, area->w * 9 / 16));
        (void)sk_cut_bottom(area, stage->gap);
    } else {
        place = sk_cut_right(area, area->w * 2 / 5);
        place.h = least(place.h, place.w * 9 / 16);
        (void)sk_cut_right(area, stage->gap);
    }
    sk_display_list_picture(stage->list, place);
}

struct action_button {
    enum sk_super_touch_type type;
    int32_t value;
    enum sk_icon icon;
    const char *text;
};

static int32_t buttons_of(const struct sk_model_supervisor *super,
                          struct action_button buttons[5]) {
    int32_t count = 0;
    if (super->offers & SK_SUPER_OFFER_RETRY) {
        buttons[count++] = (struct action_button){ SK_SUPER_TOUCH_TASK, SK_SUPER_TASK_RETRY,
                                                   SK_ICON_RETRY, SK_N("Try again") };
    }
    if (super->offers & SK_SUPER_OFFER_DEAL) {
        buttons[count++] = (struct action_button){ SK_SUPER_TOUCH_TASK, SK_SUPER_TASK_DEAL,
                                                   SK_ICON_TICK, SK_N("Dealt with") };
    }
    if (super->offers & SK_SUPER_OFFER_RESEND) {
        buttons[count++] = (struct action_button){ SK_SUPER_TOUCH_TASK, SK_SUPER_TASK_RESEND,
                                                   SK_ICON_RETRY, SK_N("Deliver again") };
    }
    if (super->offers & SK_SUPER_OFFER_UNDO) {
        buttons[count++] = (struct action_button){ SK_SUPER_TOUCH_TASK, SK_SUPER_TASK_UNDO,
                                                   SK_ICON_UNDO, SK_N("Undo the binding") };
    }
    buttons[count++] =
        (struct action_button){ SK_SUPER_TOUCH_SAME, 0, SK_ICON_CLOUD, SK_N("Same instance") };
    if (super->pair.operator_name[0] != '\0') {
        buttons[count++] =
            (struct action_button){ SK_SUPER_TOUCH_SAME, 1, SK_ICON_PERSON, SK_N("Same operator") };
    }
    return count;
}

void sk_screen_super_detail(struct sk_stage *stage, struct sk_rect area) {
    const struct sk_model_supervisor *super = &stage->model->supervisor;
    struct action_button buttons[5];
    int32_t count = buttons_of(super, buttons);
    int32_t columns = stage->is_portrait ? 2 : 1;
    int32_t rows = (count + columns - 1) / columns;
    int32_t height = rows * stage->touch + (rows - 1) * most(stage->gap, 8);
    struct sk_rect side;
    (void)sk_super_part_foot(stage, &area, false);
    if (stage->is_portrait) {
        side = sk_cut_bottom(&area, height);
        (void)sk_cut_bottom(&area, stage->gap);
    } else {
        side = sk_cut_right(&area, most(stage->touch * 5 / 2, area.w * 26 / 100));
        (void)sk_cut_right(&area, stage->pad);
        side.h = least(height, side.h);
    }
    for (int32_t i = 0; i < count; i++) {
        sk_super_part_button(stage, sk_super_part_cell(stage, side, columns, rows, i),
                             buttons[i].type, buttons[i].value, buttons[i].icon,
                             sk_text(buttons[i].text));
    }
    int32_t used = sk_super_part_pair(stage, area, &super->pair);
    (void)sk_cut_top(&area, used + stage->gap);
    if (super->what[0] != '\0') {
        (void)sk_stage_put(stage, area, SK_FACE_BOLD, stage->text, SK_WHITE, SK_ALIGN_LEFT,
                           sk_text(super->what));
        return;
    }
    put_still(stage, &area);
    put_facts(stage, &area);
    (void)sk_cut_top(&area, stage->gap);
    put_events(stage, area);
}
