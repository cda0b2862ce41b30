#include "ui/screens/ready.h"

#include "base/clock.h"

#include <stdio.h>
#include <string.h>

/* ---- headline and countdown ---- */

static const char *headline(const struct sk_model *model) {
    bool has_serial = model->slot_serial[0] != '\0';
    bool has_instance = model->slot_instance[0] != '\0';
    if (model->is_on_hold) {
        return SK_N("This bench is on hold");
    }
    if (model->needs_badge) {
        return SK_N("Scan your badge first");
    }
    if (has_serial && has_instance) {
        return SK_N("The pair is being saved");
    }
    if (has_serial) {
        return SK_N("Now scan the instance label");
    }
    if (has_instance) {
        return model->sticky ? SK_N("Scan the next device") : SK_N("Now scan the device label");
    }
    return model->sticky ? SK_N("Scan the instance label first")
                         : SK_N("Scan the device or the instance");
}

static void put_headline(struct sk_stage *stage, struct sk_rect *area) {
    const struct sk_model *model = stage->model;
    const char *text = sk_text(headline(model));
    bool has_clock = model->countdown_s > 0;
    int32_t big = stage->text * 26 / 10;
    int32_t room = area->w - (has_clock ? stage->text * 10 : 0);
    int32_t size = sk_measure_fit(stage->measure, SK_FACE_BOLD, text, room, sk_line_height(big) * 2,
                                  stage->is_portrait ? 2 : 1, stage->text, big);
    int32_t lines = least(sk_measure_lines(stage->measure, SK_FACE_BOLD, size, room, text), 2);
    struct sk_rect row = sk_cut_top(area, most(lines * sk_line_height(size), sk_line_height(big)));
    if (has_clock) {
        char seconds[32];
        (void)snprintf(seconds, sizeof(seconds), sk_text(SK_N("%d s")), (int)model->countdown_s);
        sk_stage_put_line(stage, sk_cut_right(&row, stage->text * 9), SK_FACE_BOLD, big, stage->ink,
                          SK_ALIGN_RIGHT, seconds);
        (void)sk_cut_right(&row, stage->text);
    }
    struct sk_style style = {
        .face = SK_FACE_BOLD, .size = size, .ink = stage->ink, .max_lines = 2, .in_middle = true
    };
    (void)sk_display_list_text(stage->list, stage->measure, row, &style, text);
    if (has_clock) {
        struct sk_rect bar = sk_cut_top(area, most(stage->text * 5 / 10, 8));
        int32_t whole = most(model->countdown_of_s, model->countdown_s);
        sk_display_list_box(stage->list, bar, SK_NAVY_PANEL, bar.h / 2);
        bar.w = most((int32_t)((int64_t)bar.w * model->countdown_s / whole), bar.h);
        sk_display_list_box(stage->list, bar, SK_SKY, bar.h / 2);
    }
    (void)sk_cut_top(area, stage->gap);
}

/* ---- the two slots ---- */

struct slot {
    enum sk_icon icon;
    const char *name;
    const char *hint;
    const char *label; /* "" is empty */
    bool is_kept;      /* the instance of sticky mode */
    bool is_awaited;   /* the other slot is filled, so this one is next */
};

static struct sk_rect put_slot_head(struct sk_stage *stage, struct sk_rect rect,
                                    const struct slot *slot, sk_colour ink, sk_colour paper) {
    int32_t size = stage->text * 13 / 10;
    struct sk_rect inner = sk_inset(rect, least(stage->pad, rect.h / 9));
    struct sk_rect head = sk_cut_top(&inner, sk_line_height(size));
    sk_display_list_icon(stage->list, sk_cut_left(&head, head.h), slot->icon, ink, paper);
    (void)sk_cut_left(&head, stage->gap);
    if (slot->label[0] != '\0') {
        sk_display_list_icon(stage->list, sk_cut_right(&head, head.h),
                             slot->is_kept ? SK_ICON_STICKY : SK_ICON_TICK, SK_DARK_GREEN, SK_CARD);
        (void)sk_cut_right(&head, stage->gap);
    }
    sk_stage_put_line(stage, head, SK_FACE_BOLD, size, ink, SK_ALIGN_LEFT, sk_text(slot->name));
    return inner;
}

static void put_filled(struct sk_stage *stage, struct sk_rect rect, const struct slot *slot) {
    sk_display_list_box(stage->list, rect, SK_CARD, stage->text);
    struct sk_rect inner = put_slot_head(stage, rect, slot, SK_BLACK, SK_CARD);
    struct sk_style style = {
        .face = SK_FACE_MONO,
        .ink = SK_BLACK,
        .in_middle = true,
        .align = SK_ALIGN_CENTRE,
        .max_lines = 3,
        .size = sk_measure_fit(stage->measure, SK_FACE_MONO, slot->label, inner.w, inner.h, 1,
                               stage->text * 14 / 10, stage->text * 42 / 10),
    };
    (void)sk_display_list_text(stage->list, stage->measure, inner, &style, slot->label);
}

/* An empty slot shows what belongs in it; the one that is next is highlighted. */
static void put_empty(struct sk_stage *stage, struct sk_rect rect, const struct slot *slot) {
    sk_colour paper = slot->is_awaited ? SK_SKY : SK_NAVY_PANEL;
    sk_colour ink = slot->is_awaited ? SK_BLACK : SK_WHITE;
    sk_display_list_box(stage->list, rect, paper, stage->text);
    sk_display_list_dashes(stage->list, rect, slot->is_awaited ? SK_BLACK : SK_SKY,
                           most(stage->text / 5, 3), stage->text);
    struct sk_rect inner = put_slot_head(stage, rect, slot, ink, paper);
    const char *hint = sk_text(slot->hint);
    struct sk_style style = {
        .face = slot->is_awaited ? SK_FACE_BOLD : SK_FACE_REGULAR,
        .ink = ink,
        .in_middle = true,
        .align = SK_ALIGN_CENTRE,
        .max_lines = 2,
    };
    style.size = sk_measure_fit(stage->measure, style.face, hint, inner.w, inner.h / 2, 2,
                                stage->small, stage->text * 14 / 10);
    int32_t lines =
        least(sk_measure_lines(stage->measure, style.face, style.size, inner.w, hint), 2);
    struct sk_rect foot = sk_cut_bottom(&inner, lines * sk_line_height(style.size));
    (void)sk_display_list_text(stage->list, stage->measure, foot, &style, hint);
    (void)sk_cut_bottom(&inner, stage->gap / 2);
    struct sk_rect picture = inner;
    picture.h = least(inner.h, stage->text * 6);
    picture.y += (inner.h - picture.h) / 2;
    if (picture.h >= stage->text * 16 / 10) {
        sk_display_list_icon(stage->list, picture, SK_ICON_BARCODE,
                             slot->is_awaited ? SK_BLACK : SK_SKY, paper);
    }
}

static void put_slot(struct sk_stage *stage, struct sk_rect rect, const struct slot *slot) {
    if (slot->label[0] != '\0') {
        put_filled(stage, rect, slot);
    } else {
        put_empty(stage, rect, slot);
    }
}

/* Nothing is to be scanned, so there is no place for it. */
static void put_hold(struct sk_stage *stage, struct sk_rect area) {
    struct sk_rect picture = area;
    picture.h = least(area.h, stage->text * 12);
    picture.y += (area.h - picture.h) / 2;
    sk_display_list_box(stage->list, area, SK_NAVY_PANEL, stage->text);
    sk_display_list_icon(stage->list, picture, SK_ICON_PAUSE, SK_AMBER, SK_NAVY_PANEL);
}

static void put_slots(struct sk_stage *stage, struct sk_rect area) {
    const struct sk_model *model = stage->model;
    if (model->is_on_hold) {
        put_hold(stage, area);
        return;
    }
    struct slot device = { .icon = SK_ICON_DEVICE,
                           .name = SK_N("Device"),
                           .hint = SK_N("Label with the serial number"),
                           .label = model->slot_serial,
                           .is_awaited = model->slot_instance[0] != '\0' };
    struct slot instance = { .icon = SK_ICON_CLOUD,
                             .name = SK_N("Instance"),
                             .hint = SK_N("Label that begins with sag-"),
                             .label = model->slot_instance,
                             .is_kept = model->sticky,
                             .is_awaited = model->slot_serial[0] != '\0' };
    struct sk_rect first = area, second;
    if (stage->is_portrait) {
        first.h = (area.h - stage->gap) / 2;
        second = first;
        second.y += first.h + stage->gap;
    } else {
        first.w = (area.w - stage->pad) / 2;
        second = first;
        second.x += first.w + stage->pad;
    }
    put_slot(stage, first, &device);
    put_slot(stage, second, &instance);
}

/* ---- the last results ---- */

static void put_result_wide(struct sk_stage *stage, struct sk_rect row,
                            const struct sk_model_recent *recent, const char *when, int32_t size) {
    struct sk_mark mark = sk_stage_mark(recent);
    int32_t gap = stage->gap;
    sk_stage_put_line(stage, sk_cut_left(&row, size * 3), SK_FACE_REGULAR, size, stage->soft,
                      SK_ALIGN_LEFT, when);
    (void)sk_cut_left(&row, gap);
    sk_display_list_icon(stage->list, sk_cut_left(&row, size * 13 / 10), mark.icon, mark.colour,
                         stage->paper);
    (void)sk_cut_left(&row, gap / 2);
    sk_stage_put_line(stage, sk_cut_left(&row, size * 7), SK_FACE_BOLD, size, stage->ink,
                      SK_ALIGN_LEFT, sk_text(mark.word));
    (void)sk_cut_left(&row, gap);
    int32_t code_width = row.w >= size * 38 ? size * 14 : 0;
    struct sk_rect code = sk_cut_right(&row, code_width);
    (void)sk_cut_right(&row, code_width > 0 ? gap : 0);
    int32_t half = (row.w - size - 2 * gap) * 42 / 100;
    sk_stage_put_line(stage, sk_cut_left(&row, half), SK_FACE_MONO, size, stage->ink, SK_ALIGN_LEFT,
                      recent->pair.serial);
    (void)sk_cut_left(&row, gap);
    sk_display_list_icon(stage->list, sk_cut_left(&row, size), SK_ICON_ARROW, stage->soft,
                         stage->paper);
    (void)sk_cut_left(&row, gap);
    sk_stage_put_line(stage, row, SK_FACE_MONO, size, stage->ink, SK_ALIGN_LEFT,
                      recent->pair.instance);
    if (code_width > 0) {
        sk_stage_put_line(stage, code, SK_FACE_REGULAR, size, stage->soft, SK_ALIGN_RIGHT,
                          recent->code);
    }
}

static void put_result_narrow(struct sk_stage *stage, struct sk_rect row,
                              const struct sk_model_recent *recent, const char *when,
                              int32_t size) {
    struct sk_mark mark = sk_stage_mark(recent);
    struct sk_rect upper = sk_cut_top(&row, row.h / 2);
    sk_display_list_icon(stage->list, sk_cut_left(&upper, upper.h), mark.icon, mark.colour,
                         stage->paper);
    (void)sk_cut_left(&upper, stage->gap);
    sk_stage_put_line(stage, sk_cut_right(&upper, size * 3), SK_FACE_REGULAR, size, stage->soft,
                      SK_ALIGN_RIGHT, when);
    sk_stage_put_line(stage, upper, SK_FACE_BOLD, size, stage->ink, SK_ALIGN_LEFT,
                      sk_text(mark.word));
    int32_t half = (row.w - size * 2) * 40 / 100;
    sk_stage_put_line(stage, sk_cut_left(&row, half), SK_FACE_MONO, size, stage->ink, SK_ALIGN_LEFT,
                      recent->pair.serial);
    (void)sk_cut_left(&row, size / 2);
    sk_display_list_icon(stage->list, sk_cut_left(&row, size), SK_ICON_ARROW, stage->soft,
                         stage->paper);
    (void)sk_cut_left(&row, size / 2);
    sk_stage_put_line(stage, row, SK_FACE_MONO, size, stage->ink, SK_ALIGN_LEFT,
                      recent->pair.instance);
}

static void put_results(struct sk_stage *stage, struct sk_rect area) {
    const struct sk_model *model = stage->model;
    sk_stage_put_line(stage, sk_cut_top(&area, sk_line_height(stage->small)), SK_FACE_BOLD,
                      stage->small, stage->soft, SK_ALIGN_LEFT, sk_text(SK_N("Last results")));
    (void)sk_cut_top(&area, stage->gap / 3);
    if (model->recent_count == 0) {
        (void)sk_stage_put(stage, area, SK_FACE_REGULAR, stage->small, stage->soft, SK_ALIGN_LEFT,
                           sk_text(SK_N("None yet")));
        return;
    }
    bool is_wide = area.w >= stage->small * 34 && !stage->is_portrait;
    int32_t size = area.w >= stage->text * (is_wide ? 42 : 24) ? stage->text : stage->small;
    int32_t least_height = sk_line_height(size) * (is_wide ? 1 : 2);
    /* Better one row less than rows that overlap. */
    int32_t spaced = least_height + (is_wide ? 0 : stage->gap / 2);
    int32_t rows = most(least(area.h / spaced, SK_MODEL_RECENT), 1);
    int32_t height = most(least(area.h / rows, least_height * 16 / 10), least_height);
    for (size_t i = 0; i < model->recent_count && i < SK_MODEL_RECENT && area.h >= height; i++) {
        char when[SK_CLOCK_TEXT_SIZE];
        sk_clock_format(model->recent[i].at_wall_ms, when, sizeof(when));
        const char *clock = strlen(when) > 16 ? when + 11 : when; /* behind the date and its T */
        char minutes[6];
        (void)snprintf(minutes, sizeof(minutes), "%.5s", clock);
        struct sk_rect row = sk_cut_top(&area, height);
        if (is_wide) {
            put_result_wide(stage, row, &model->recent[i], minutes, size);
        } else {
            put_result_narrow(stage, sk_cut_top(&row, least_height), &model->recent[i], minutes,
                              size);
        }
    }
}

/* ---- the demo's labels ---- */

static uint32_t label_count(const struct sk_model *model) {
    uint32_t count = 0;
    while (count < 8 && model->demo_labels[count][0] != '\0') {
        count++;
    }
    return model->demo ? count : 0;
}

static struct sk_rect label_inside(const struct sk_stage *stage, struct sk_rect rect,
                                   int32_t *side) {
    struct sk_rect inner = sk_inset(rect, least(stage->gap, rect.h / 8));
    *side = least(inner.h, stage->text * 15 / 10);
    return inner;
}

/* One size for all labels: the largest at which the longest fits. */
static int32_t label_size(struct sk_stage *stage, struct sk_rect rect, uint32_t count) {
    int32_t side = 0, size = stage->text;
    struct sk_rect inner = label_inside(stage, rect, &side);
    for (uint32_t i = 0; i < count; i++) {
        size =
            least(size, sk_measure_fit(stage->measure, SK_FACE_MONO, stage->model->demo_labels[i],
                                       inner.w - side - stage->gap, inner.h, 1, 14, size));
    }
    return size;
}

static void put_label(struct sk_stage *stage, struct sk_rect rect, uint32_t index, int32_t size) {
    struct sk_touch touch = { .kind = SK_TARGET_LABEL, .label = index };
    bool pressed = sk_stage_is_pressed(stage, touch);
    sk_colour paper = pressed ? SK_BLACK : SK_CARD, ink = pressed ? SK_CARD : SK_BLACK;
    sk_display_list_target(stage->list, rect, touch);
    sk_display_list_box(stage->list, rect, paper, stage->text / 3);
    if (pressed) {
        sk_display_list_border(stage->list, rect, SK_CARD, most(stage->text / 5, 3),
                               stage->text / 3);
    }
    int32_t side = 0;
    struct sk_rect inner = label_inside(stage, rect, &side);
    sk_display_list_icon(stage->list, sk_cut_left(&inner, side), SK_ICON_BARCODE, ink, paper);
    (void)sk_cut_left(&inner, stage->gap);
    struct sk_style style = {
        .face = SK_FACE_MONO, .size = size, .ink = ink, .max_lines = 2, .in_middle = true
    };
    (void)sk_display_list_text(stage->list, stage->measure, inner, &style,
                               stage->model->demo_labels[index]);
}

static void put_labels(struct sk_stage *stage, struct sk_rect area) {
    uint32_t count = label_count(stage->model);
    int32_t rows = (int32_t)(count + 1) / 2;
    sk_stage_put_line(stage, sk_cut_top(&area, sk_line_height(stage->small)), SK_FACE_BOLD,
                      stage->small, stage->soft, SK_ALIGN_LEFT,
                      sk_text(SK_N("Demo: press a label to scan it")));
    (void)sk_cut_top(&area, stage->gap / 3);
    int32_t gap = 8;
    int32_t height = least((area.h - (rows - 1) * gap) / rows, stage->touch);
    struct sk_rect first = { area.x, area.y, (area.w - gap) / 2, height };
    int32_t size = label_size(stage, first, count);
    for (uint32_t i = 0; i < count; i++) {
        struct sk_rect rect = first;
        rect.x += (int32_t)(i % 2) * (first.w + gap);
        rect.y += (int32_t)(i / 2) * (height + gap);
        put_label(stage, rect, i, size);
    }
}

/* ---- buttons ---- */

static void put_buttons(struct sk_stage *stage, struct sk_rect area) {
    const struct sk_model *model = stage->model;
    bool is_half = model->screen == SK_SCREEN_HALF;
    if (is_half) {
        if (!stage->is_portrait) {
            area = sk_cut_top(&area, most(stage->touch, area.h / 2));
        }
        sk_stage_button(stage, area, SK_BUTTON_CANCEL, SK_ICON_CLOSE, SK_WHITE, SK_BLACK,
                        sk_text(SK_N("Cancel")));
        return;
    }
    struct sk_rect first = area, second, role;
    if (stage->is_portrait) {
        role = sk_cut_right(&first, stage->touch);
        first.w = (first.w - 2 * stage->gap) / 2;
        second = first;
        second.x += first.w + stage->gap;
    } else {
        first.h = least((area.h - stage->gap) / 2, stage->touch * 14 / 10);
        second = first;
        second.y += first.h + stage->gap;
        role = sk_cut_right(&second, stage->touch);
        (void)sk_cut_right(&second, stage->gap);
    }
    sk_stage_super_button(stage, role, (struct sk_super_touch){ .type = SK_SUPER_TOUCH_OPEN },
                          SK_ICON_PERSON, SK_PLUM_PANEL, SK_WHITE, "");
    sk_stage_button(stage, first, SK_BUTTON_MODE, model->sticky ? SK_ICON_PAIR : SK_ICON_STICKY,
                    SK_NAVY_PANEL, SK_WHITE,
                    model->sticky ? sk_text(SK_N("One device each"))
                                  : sk_text(SK_N("Several devices")));
    sk_stage_button(stage, second, SK_BUTTON_UNDO, SK_ICON_UNDO, SK_NAVY_PANEL, SK_WHITE,
                    sk_text(SK_N("Undo")));
}

/* ---- the camera's picture ---- */

static bool has_camera(const struct sk_model *model) {
    for (size_t i = 0; i < model->reader_count && i < SK_MODEL_READERS; i++) {
        if (model->readers[i].source == SK_SOURCE_CAMERA &&
            model->readers[i].health == SK_READER_READY) {
            return true;
        }
    }
    return false;
}

/* The largest rectangle of a camera's usual shape within width and height. */
static struct sk_rect wide_rect(int32_t width, int32_t height) {
    struct sk_rect rect = { .w = least(width, height * 16 / 9) };
    rect.h = rect.w * 9 / 16;
    return rect;
}

/* A picture too small to recognise a label is worse than none. */
static bool is_worth_showing(const struct sk_stage *stage, struct sk_rect picture) {
    return picture.w >= stage->text * 9;
}

/* To the left of what else is below; with the demo's labels in the place of the last results.
 * True: something was cut from area. */
static bool put_picture_beside(struct sk_stage *stage, struct sk_rect *area, int32_t width) {
    struct sk_rect picture = wide_rect(width, area->h);
    if (!is_worth_showing(stage, picture)) {
        return false;
    }
    picture.x = area->x;
    picture.y = area->y;
    sk_display_list_picture(stage->list, picture);
    (void)sk_cut_left(area, picture.w + stage->pad);
    return true;
}

static void put_picture_above(struct sk_stage *stage, struct sk_rect *area, int32_t height) {
    struct sk_rect picture = wide_rect(area->w, height);
    if (!is_worth_showing(stage, picture)) {
        return;
    }
    picture.x = area->x + (area->w - picture.w) / 2;
    picture.y = area->y;
    sk_display_list_picture(stage->list, picture);
    (void)sk_cut_top(area, picture.h + stage->pad);
}

/* ---- layout ---- */

static void layout_landscape(struct sk_stage *stage, struct sk_rect area) {
    bool has_labels = label_count(stage->model) > 0;
    int32_t share = area.h * (has_labels ? 49 : 42) / 100;
    struct sk_rect lower = sk_cut_bottom(&area, most(share, 2 * stage->touch + stage->gap));
    (void)sk_cut_bottom(&area, stage->pad);
    put_slots(stage, area);
    put_buttons(stage,
                sk_cut_right(&lower, most(stage->text * 11, stage->touch * 2 + stage->text * 4)));
    (void)sk_cut_right(&lower, stage->pad);
    if (has_labels) {
        int32_t width = stage->text * 25;
        bool has_room = lower.w - width - stage->pad >= stage->text * 18;
        put_labels(stage, has_room ? sk_cut_right(&lower, width) : lower);
        (void)sk_cut_right(&lower, stage->pad);
        if (!has_room) {
            return;
        }
    }
    if (has_camera(stage->model) &&
        put_picture_beside(stage, &lower, has_labels ? lower.w : lower.w * 40 / 100) &&
        has_labels) {
        return;
    }
    put_results(stage, lower);
}

/* Slots above, last results and buttons below; the slots take the space that is left. */
static void layout_portrait(struct sk_stage *stage, struct sk_rect area) {
    int32_t title = sk_line_height(stage->small);
    int32_t rows = (int32_t)(label_count(stage->model) + 1) / 2;
    int32_t labels = rows > 0 ? title + stage->gap + rows * (stage->touch + 8) + stage->pad : 0;
    int32_t results = title + SK_MODEL_RECENT * sk_line_height(stage->text) * 25 / 10;
    int32_t picture = has_camera(stage->model) ? area.h * 24 / 100 : 0;
    put_buttons(stage, sk_cut_bottom(&area, stage->touch));
    (void)sk_cut_bottom(&area, stage->pad);
    struct sk_rect lower = sk_cut_bottom(
        &area, least(area.h * (rows + picture > 0 ? 58 : 52) / 100, labels + results + picture));
    (void)sk_cut_bottom(&area, stage->pad);
    put_slots(stage, area);
    if (picture > 0) {
        put_picture_above(stage, &lower, least(picture, lower.h - labels));
    }
    if (rows > 0) {
        bool has_room = lower.h - labels >= title * 4;
        put_labels(stage, has_room ? sk_cut_bottom(&lower, labels - stage->pad) : lower);
        (void)sk_cut_bottom(&lower, stage->pad);
        if (!has_room) {
            return;
        }
    }
    put_results(stage, lower);
}

void sk_screen_ready(struct sk_stage *stage) {
    sk_stage_begin(stage, SK_NAVY, SK_WHITE, SK_NAVY_SOFT, SK_NAVY_PANEL);
    sk_stage_status_bar(stage, true);
    struct sk_rect area = sk_inset(stage->area, stage->pad);
    area.y -= stage->pad / 2;
    area.h += stage->pad / 2;
    put_headline(stage, &area);
    if (stage->is_portrait) {
        layout_portrait(stage, area);
    } else {
        layout_landscape(stage, area);
    }
}
