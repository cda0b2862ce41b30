#include "ui/screens/supervisor_pair.h"

#include "base/assert.h"
#include "base/clock.h"
#include "ui/screens/supervisor_parts.h"
#include "ui/screens/supervisor_row.h"
#include "ui/words.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static void put_small(struct sk_stage *stage, struct sk_rect *area, enum sk_face face,
                      const char *text) {
    int32_t line = sk_line_height(stage->text * 12 / 10);
    if (area->h >= line && text[0] != '\0') {
        int32_t size = sk_measure_fit(stage->measure, face, text, area->w, line, 1, stage->small,
                                      stage->text * 12 / 10);
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
    return sk_text(!pair->instance_by_hand ? SK_N("Serial number typed by hand.")
                   : !pair->serial_by_hand ? SK_N("sag- label typed by hand.")
                                           : SK_N("Both labels typed by hand."));
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

/* By what its labels came; "" where that is not known. */
static const char *source_text(const struct sk_model_super_row *pair) {
    if (pair->serial_by_hand || pair->instance_by_hand) {
        return typed_text(pair);
    }
    if (!pair->has_source) {
        return "";
    }
    switch (pair->source) {
    case SK_SOURCE_CAMERA:
        return sk_text(SK_N("Read by the camera."));
    case SK_SOURCE_USB_HID_KEYBOARD:
    case SK_SOURCE_USB_HID_POS:
    case SK_SOURCE_USB_CDC:
    case SK_SOURCE_EVDEV:
    case SK_SOURCE_SERIAL:
        return sk_text(SK_N("Read by a scanner."));
    case SK_SOURCE_KEYBOARD:
    case SK_SOURCE_STDIN:
    case SK_SOURCE_REPLAY:
    case SK_SOURCE_TOUCH:
        return sk_text(SK_N("It came by the keyboard."));
    case SK_SOURCE_CLI:
    case SK_SOURCE_SCREEN: /* of a retry: what is done there is no scan */
        break;
    }
    return "";
}

/* As many lines as a code needs, so that it is whole. */
static void put_code(struct sk_stage *stage, struct sk_rect *area, const char *code) {
    if (code[0] != '\0' && area->h >= sk_line_height(stage->small)) {
        (void)sk_cut_top(area, sk_stage_put(stage, *area, SK_FACE_MONO, stage->small, SK_PLUM_SOFT,
                                            SK_ALIGN_LEFT, code));
    }
}

/* What is known of it besides its labels; what there is no room for is left out from the end. */
static void put_facts(struct sk_stage *stage, struct sk_rect *area) {
    const struct sk_model_super_row *pair = &stage->model->supervisor.pair;
    char text[SK_WORDS_SIZE];
    char when[SK_CLOCK_TEXT_SIZE];
    sk_clock_format(pair->at_wall_ms, when, sizeof(when));
    (void)snprintf(text, sizeof(text), "#%" PRId64 "  %s  %.10s %.8s", pair->number,
                   sk_text(sk_super_row_word(pair)), when, strlen(when) > 19 ? when + 11 : "");
    if (sk_stage_text_width(stage, SK_FACE_BOLD, stage->small, text) < area->w) {
        put_small(stage, area, SK_FACE_BOLD, text);
    } else { /* two lines, so that neither is cut */
        (void)snprintf(text, sizeof(text), "#%" PRId64 "  %s", pair->number,
                       sk_text(sk_super_row_word(pair)));
        put_small(stage, area, SK_FACE_BOLD, text);
        (void)snprintf(text, sizeof(text), "%.10s %.8s", when, strlen(when) > 19 ? when + 11 : "");
        put_small(stage, area, SK_FACE_BOLD, text);
    }
    if (pair->operator_name[0] != '\0') {
        (void)snprintf(text, sizeof(text), "%s: %s", sk_text(SK_N("Operator")),
                       pair->operator_name);
        put_small(stage, area, SK_FACE_REGULAR, text);
    }
    put_small(stage, area, SK_FACE_REGULAR, source_text(pair));
    if (pair->customer_order[0] != '\0') {
        (void)snprintf(text, sizeof(text), "%s: %s", sk_text(SK_N("Order")), pair->customer_order);
        put_small(stage, area, SK_FACE_REGULAR, text);
    }
    put_small(stage, area, SK_FACE_REGULAR, still_text(stage->model->supervisor.still));
    put_reference(stage, area, SK_N("Undone by"), pair->undone_by);
    put_reference(stage, area, SK_N("Retried as"), pair->retried_by);
    put_reference(stage, area, SK_N("Refers to"), pair->refers);
    put_code(stage, area, pair->code);
    put_code(stage, area, pair->request_id);
}

/* ---- its history ---- */

/* What happened, in words. */
static void write_event(const struct sk_model_super_event *event, char out[SK_WORDS_SIZE]) {
    static const char wide_colon[] = "\xef\xbc\x9a"; /* that has its blank in itself */
    const char *what = sk_text(event->what);
    const char *mark = strstr(what, "%s");
    size_t length = strlen(what), wide = sizeof(wide_colon) - 1;
    bool has_blank = length > wide && strcmp(what + length - wide, wide_colon) == 0;
    int before = mark ? (int)(mark - what) : (int)length;
    (void)snprintf(out, SK_WORDS_SIZE, "%.*s%s%s%s%s", before, what, mark ? event->name : "",
                   mark ? mark + 2 : "", event->why[0] != '\0' && !has_blank ? " " : "",
                   event->why[0] != '\0' ? sk_text(event->why) : "");
}

/* "18:20"; with the day where that is another one than the scan's. */
static void write_time(const struct sk_model_supervisor *super, size_t index, char out[16]) {
    const char *at = super->events[index].at;
    char day[SK_CLOCK_TEXT_SIZE];
    sk_clock_format(super->pair.at_wall_ms, day, sizeof(day));
    bool is_other_day = strncmp(at, day, 10) != 0;
    if (strlen(at) > 16) {
        (void)snprintf(out, 16, "%.*s%s%.5s", is_other_day ? 5 : 0, at + 5, is_other_day ? " " : "",
                       at + 11);
    } else {
        out[0] = '\0';
    }
}

/* Of the times, which stand beside what happened then. */
static int32_t times_width(struct sk_stage *stage) {
    const struct sk_model_supervisor *super = &stage->model->supervisor;
    int32_t width = stage->text;
    char text[16];
    for (size_t i = 0; i < super->event_count; i++) {
        write_time(super, i, text);
        width = most(width, sk_stage_text_width(stage, SK_FACE_REGULAR, stage->text, text) + 1);
    }
    return width;
}

static int32_t event_height(struct sk_stage *stage, int32_t width, size_t index) {
    char text[SK_WORDS_SIZE];
    write_event(&stage->model->supervisor.events[index], text);
    return sk_measure_lines(stage->measure, SK_FACE_REGULAR, stage->text, width, text) *
           sk_line_height(stage->text);
}

static void put_event(struct sk_stage *stage, struct sk_rect *times, struct sk_rect *area,
                      size_t index) {
    char text[SK_WORDS_SIZE];
    int32_t height = event_height(stage, area->w, index);
    struct sk_rect time = sk_cut_top(times, height);
    write_time(&stage->model->supervisor, index, text);
    time.h = sk_line_height(stage->text);
    sk_stage_put_line(stage, time, SK_FACE_REGULAR, stage->text, SK_PLUM_SOFT, SK_ALIGN_LEFT, text);
    write_event(&stage->model->supervisor.events[index], text);
    (void)sk_stage_put(stage, sk_cut_top(area, height), SK_FACE_REGULAR, stage->text, SK_WHITE,
                       SK_ALIGN_LEFT, text);
}

/* From the oldest to the newest; where there is no room for all, the newest ones. */
static void put_history(struct sk_stage *stage, struct sk_rect area) {
    const struct sk_model_supervisor *super = &stage->model->supervisor;
    struct sk_rect times = sk_cut_left(&area, times_width(stage));
    size_t count = 0;
    int32_t left = area.h;
    (void)sk_cut_left(&area, stage->gap);
    while (count < super->event_count && event_height(stage, area.w, count) <= left) {
        left -= event_height(stage, area.w, count++);
    }
    while (count > 0) {
        put_event(stage, &times, &area, --count);
    }
}

static int32_t history_height(struct sk_stage *stage, int32_t width) {
    const struct sk_model_supervisor *super = &stage->model->supervisor;
    int32_t room = width - times_width(stage) - stage->gap;
    int32_t height = 0;
    for (size_t i = 0; i < super->event_count; i++) {
        height += event_height(stage, room, i);
    }
    return height;
}

/* ---- its picture ---- */

/* In a frame, which a finger can press. */
static void put_picture(struct sk_stage *stage, struct sk_rect place) {
    struct sk_touch touch = { .kind = SK_TARGET_SUPERVISOR,
                              .super = { .type = SK_SUPER_TOUCH_PICTURE } };
    bool pressed = false;
    sk_stage_touch(stage, place, touch, SK_PLUM_BUTTON, SK_WHITE, &pressed);
    sk_display_list_picture(stage->list, sk_inset(place, stage->gap / 2));
}

/* What the camera saw: below the buttons where there is room; else beside or below the facts. */
static void put_still(struct sk_stage *stage, struct sk_rect below, struct sk_rect *area) {
    struct sk_rect place;
    if (stage->model->supervisor.still != SK_SUPER_STILL_SHOWN) {
        return;
    }
    if (below.h >= most(below.w * 45 / 100, stage->touch)) {
        below.h = least(below.h, below.w * 9 / 16);
        put_picture(stage, below);
        return;
    }
    if (area->h < stage->touch * 3 / 2) {
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
    put_picture(stage, place);
}

void sk_screen_super_picture(struct sk_stage *stage, struct sk_rect area) {
    (void)sk_super_part_foot(stage, &area, false);
    sk_display_list_picture(stage->list, area);
}

/* ---- the page ---- */

struct action_button {
    enum sk_super_touch_type type;
    int32_t value;
    enum sk_icon icon;
    const char *text;
};

#define BUTTONS_MAX 6

static int32_t buttons_of(const struct sk_model_supervisor *super,
                          struct action_button buttons[BUTTONS_MAX]) {
    int32_t count = 0;
    if (super->offers & SK_SUPER_OFFER_RETRY) {
        buttons[count++] = (struct action_button){ SK_SUPER_TOUCH_TASK, SK_SUPER_TASK_RETRY,
                                                   SK_ICON_RETRY, SK_N("Retry") };
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
    if (super->offers & SK_SUPER_OFFER_PRINT) {
        buttons[count++] = (struct action_button){ SK_SUPER_TOUCH_TASK, SK_SUPER_TASK_PAPER,
                                                   SK_ICON_PRINTER, SK_N("Print the label") };
    }
    buttons[count++] =
        (struct action_button){ SK_SUPER_TOUCH_SAME, 0, SK_ICON_CLOUD, SK_N("Same instance") };
    if (super->pair.operator_name[0] != '\0') {
        buttons[count++] =
            (struct action_button){ SK_SUPER_TOUCH_SAME, 1, SK_ICON_PERSON, SK_N("Same operator") };
    }
    return count;
}

/* What the worker read, in the colours in which it was read. */
static void put_sentence(struct sk_stage *stage, struct sk_rect *area) {
    const struct sk_model_super_row *pair = &stage->model->supervisor.pair;
    struct sk_super_look look = sk_super_row_look(pair);
    char text[SK_WORDS_SIZE];
    int32_t height = least(area->h / 4, stage->text * 4);
    sk_super_row_sentence(pair, text);
    sk_super_part_band(stage, sk_cut_top(area, height), look.icon, look.paper, look.ink, text);
    (void)sk_cut_top(area, stage->gap);
}

void sk_screen_super_detail(struct sk_stage *stage, struct sk_rect area) {
    const struct sk_model_supervisor *super = &stage->model->supervisor;
    struct action_button buttons[BUTTONS_MAX];
    struct sk_rect side, below = { 0 };
    (void)sk_super_part_foot(stage, &area, false);
    int32_t gap = most(stage->gap, 8);
    int32_t columns = stage->is_portrait ? 2 : 1;
    int32_t room = (area.h + gap) / (stage->touch + gap) * columns;
    int32_t count = least(buttons_of(super, buttons), most(room, 1)); /* the last are searches */
    int32_t rows = (count + columns - 1) / columns;
    int32_t height = rows * stage->touch + (rows - 1) * gap;
    if (stage->is_portrait) {
        side = sk_cut_bottom(&area, height);
        (void)sk_cut_bottom(&area, stage->gap);
    } else {
        side = sk_cut_right(&area, most(stage->touch * 5 / 2, area.w * 26 / 100));
        (void)sk_cut_right(&area, stage->pad);
        below = side;
        (void)sk_cut_top(&below, height + gap);
        side.h = least(height, side.h);
    }
    for (int32_t i = 0; i < count; i++) {
        sk_super_part_button(stage, sk_super_part_cell(stage, side, columns, rows, i),
                             buttons[i].type, buttons[i].value, buttons[i].icon,
                             sk_text(buttons[i].text));
    }
    int32_t used = sk_super_part_pair(stage, area, &super->pair);
    (void)sk_cut_top(&area, used + stage->gap / 2);
    if (super->what[0] != '\0') {
        (void)sk_stage_put(stage, area, SK_FACE_BOLD, stage->text, SK_WHITE, SK_ALIGN_LEFT,
                           sk_text(super->what));
        return;
    }
    put_sentence(stage, &area);
    put_still(stage, below, &area);
    struct sk_rect lower = area;
    int32_t needed = least(history_height(stage, area.w) + stage->gap, area.h / 2);
    area.h -= needed;
    put_facts(stage, &area);
    (void)sk_cut_top(&lower, area.y - lower.y + stage->gap);
    put_history(stage, lower);
}
