#include "ui/screens/ready.h"

#include "base/clock.h"
#include "ui/words.h"

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
        return SK_N("Scan the sag- label");
    }
    if (has_instance) {
        return model->sticky ? SK_N("Scan the next device") : SK_N("Scan the device");
    }
    return model->sticky ? SK_N("Scan the sag- label first") : SK_N("Scan a label");
}

/* What to do, read from far: in one line if that does not make it much smaller. */
static void put_headline(struct sk_stage *stage, struct sk_rect *area) {
    const struct sk_model *model = stage->model;
    const char *text = sk_text(headline(model));
    bool has_clock = model->countdown_s > 0;
    int32_t big = stage->far * 11 / 10;
    int32_t max_lines = stage->is_portrait || area->w > area->h * 2 ? 2 : 1;
    bool has_globe = model->screen == SK_SCREEN_READY && !has_clock;
    int32_t room = area->w - (has_clock   ? stage->far * 5 / 2
                              : has_globe ? stage->touch + stage->gap
                                          : 0);
    int32_t size = sk_measure_fit(stage->measure, SK_FACE_BOLD, text, room, area->h * 30 / 100,
                                  max_lines, stage->text, big);
    int32_t lines = least(sk_measure_lines(stage->measure, SK_FACE_BOLD, size, room, text), 2);
    int32_t high = lines * sk_line_height(size);
    struct sk_rect row = sk_cut_top(area, has_globe ? most(high, stage->touch) : high);
    if (has_globe) {
        struct sk_rect globe = sk_cut_right(&row, stage->touch);
        globe.h = stage->touch;
        sk_stage_button(stage, globe, SK_BUTTON_LANGUAGE, SK_ICON_GLOBE, SK_NAVY_BUTTON, SK_WHITE,
                        "");
    }
    if (has_clock) {
        char seconds[32];
        (void)snprintf(seconds, sizeof(seconds), sk_text(SK_N("%d s")), (int)model->countdown_s);
        sk_stage_put_line(stage, sk_cut_right(&row, stage->far * 9 / 4), SK_FACE_BOLD,
                          least(size, stage->far * 8 / 10), stage->ink, SK_ALIGN_RIGHT, seconds);
    }
    struct sk_style style = {
        .face = SK_FACE_BOLD, .size = size, .ink = stage->ink, .max_lines = 2, .in_middle = true
    };
    row.w = room;
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
    int32_t devices;   /* that the kept one got */
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
    if (slot->label[0] != '\0' && slot->is_kept) {
        char text[SK_WORDS_SIZE];
        (void)snprintf(text, sizeof(text), sk_text(SK_N("Devices: %d")), (int)slot->devices);
        int32_t width = sk_stage_text_width(stage, SK_FACE_BOLD, size, text) + 1;
        sk_stage_put_line(stage, sk_cut_right(&head, least(width, head.w)), SK_FACE_BOLD, size, ink,
                          SK_ALIGN_RIGHT, text);
        (void)sk_cut_right(&head, stage->gap);
    }
    sk_stage_put_line(stage, head, SK_FACE_BOLD, size, ink, SK_ALIGN_LEFT, sk_text(slot->name));
    return inner;
}

/* The end of the number is read from far, the whole of it from near. */
static void put_filled(struct sk_stage *stage, struct sk_rect rect, const struct slot *slot) {
    sk_display_list_box(stage->list, rect, SK_CARD, stage->text);
    struct sk_rect inner = put_slot_head(stage, rect, slot, SK_BLACK, SK_CARD);
    struct sk_style style = {
        .face = SK_FACE_MONO, .ink = SK_BLACK, .in_middle = true, .max_lines = 1
    };
    bool has_tail = strlen(slot->label) > SK_WORDS_TAIL &&
                    inner.h >= sk_line_height(stage->far) + sk_line_height(stage->text);
    style.align = SK_ALIGN_CENTRE;
    int32_t whole = sk_measure_fit(stage->measure, SK_FACE_MONO, slot->label, inner.w,
                                   has_tail ? inner.h - sk_line_height(stage->far) : inner.h, 1,
                                   has_tail ? stage->small : stage->text * 14 / 10,
                                   has_tail ? stage->far : stage->text * 42 / 10);
    if (has_tail) {
        char tail[SK_WORDS_TAIL_SIZE];
        sk_words_tail(slot->label, tail);
        struct sk_rect upper = sk_cut_top(&inner, sk_line_height(whole));
        style.size = whole;
        (void)sk_display_list_text(stage->list, stage->measure, upper, &style, slot->label);
        style.size = sk_measure_fit(stage->measure, SK_FACE_MONO, tail, inner.w, inner.h, 1,
                                    stage->text * 2, stage->far * 2);
        (void)sk_display_list_text(stage->list, stage->measure, inner, &style, tail);
        return;
    }
    style.size = whole;
    style.max_lines = 3;
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
                                stage->small, stage->text * 18 / 10);
    int32_t lines =
        least(sk_measure_lines(stage->measure, style.face, style.size, inner.w, hint), 2);
    struct sk_rect foot = sk_cut_bottom(&inner, lines * sk_line_height(style.size));
    if (foot.h >= sk_line_height(style.size)) { /* else the head of the slot says enough */
        (void)sk_display_list_text(stage->list, stage->measure, foot, &style, hint);
    }
    (void)sk_cut_bottom(&inner, stage->gap / 2);
    struct sk_rect picture = inner;
    picture.h = least(inner.h, stage->far * 3 / 2);
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
    sk_display_list_box(stage->list, area, SK_NAVY_PANEL, stage->text);
    const char *why = sk_text(stage->model->hold_reason);
    if (why[0] != '\0') {
        struct sk_style style = {
            .face = SK_FACE_BOLD, .ink = SK_WHITE, .align = SK_ALIGN_CENTRE, .in_middle = true
        };
        int32_t line = sk_line_height(stage->text) + 2 * stage->gap; /* why comes before the icon */
        struct sk_rect foot =
            sk_inset(sk_cut_bottom(&area, least(most(area.h * 2 / 5, line), area.h)), stage->gap);
        style.size = sk_measure_fit(stage->measure, style.face, why, foot.w, foot.h, 3, stage->text,
                                    stage->text * 26 / 10);
        (void)sk_display_list_text(stage->list, stage->measure, foot, &style, why);
    }
    struct sk_rect picture = area;
    picture.h = least(area.h, stage->text * 12);
    picture.y += (area.h - picture.h) / 2;
    if (picture.h >= stage->text) {
        sk_display_list_icon(stage->list, picture, SK_ICON_PAUSE, SK_AMBER, SK_NAVY_PANEL);
    }
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
                             .name = SK_N("sag- label"),
                             .hint = SK_N("Label that begins with sag-"),
                             .label = model->slot_instance,
                             .is_kept = model->sticky,
                             .devices = model->kept_count,
                             .is_awaited = model->slot_serial[0] != '\0' };
    struct sk_rect first = area;
    struct sk_rect second = sk_stage_halve(stage, &first, 50, stage->gap);
    put_slot(stage, first, &device);
    put_slot(stage, second, &instance);
}

/* ---- the last results ---- */

static void put_result_wide(struct sk_stage *stage, struct sk_rect row,
                            const struct sk_model_recent *recent, const char *when, int32_t size) {
    struct sk_mark mark = sk_stage_mark(recent);
    int32_t gap = stage->gap;
    sk_stage_put_line(stage, sk_cut_left(&row, size * 27 / 10), SK_FACE_REGULAR, size, stage->soft,
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
    int32_t half = (row.w - size - 2 * gap) * 43 / 100;
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
    char today[64];
    (void)snprintf(today, sizeof(today), sk_text(SK_N("Today: %d")), (int)model->bound_today);
    struct sk_rect head = sk_cut_top(&area, sk_line_height(stage->text * 13 / 10));
    int32_t width = sk_stage_text_width(stage, SK_FACE_BOLD, stage->text * 13 / 10, today) + 1;
    sk_stage_put_line(stage, sk_cut_right(&head, least(width, head.w)), SK_FACE_BOLD,
                      stage->text * 13 / 10, stage->ink, SK_ALIGN_RIGHT, today);
    sk_stage_put_line(stage, head, SK_FACE_BOLD, stage->small, stage->soft, SK_ALIGN_LEFT,
                      sk_text(SK_N("Last results")));
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

/* Those of the page that is shown: `first` of them, and how many. */
struct labels {
    uint32_t first, count;
    bool has_more; /* there is another page */
};

static struct labels labels_of(const struct sk_stage *stage) {
    const struct sk_model *model = stage->model;
    uint32_t count = 0;
    while (model->demo && count < SK_MODEL_LABELS && model->demo_labels[count][0] != '\0') {
        count++;
    }
    uint32_t pages = (count + SK_MODEL_LABELS_PAGE - 1) / SK_MODEL_LABELS_PAGE;
    if (pages <= 1) {
        return (struct labels){ .count = count };
    }
    uint32_t first = stage->view->labels_page % pages * SK_MODEL_LABELS_PAGE;
    uint32_t left = count - first;
    return (struct labels){
        .first = first,
        .count = left < SK_MODEL_LABELS_PAGE ? left : SK_MODEL_LABELS_PAGE,
        .has_more = true,
    };
}

static struct sk_rect label_inside(const struct sk_stage *stage, struct sk_rect rect,
                                   int32_t *side) {
    struct sk_rect inner = sk_inset(rect, least(stage->gap, rect.h / 8));
    *side = least(inner.h, stage->text * 15 / 10);
    return inner;
}

/* One size for all labels: the largest at which the longest fits. */
static int32_t label_size(struct sk_stage *stage, struct sk_rect rect, struct labels labels) {
    int32_t side = 0, size = stage->text;
    struct sk_rect inner = label_inside(stage, rect, &side);
    for (uint32_t i = labels.first; i < labels.first + labels.count; i++) {
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

static void put_next_labels(struct sk_stage *stage, struct sk_rect rect) {
    bool pressed = false;
    sk_stage_touch(stage, rect, (struct sk_touch){ .kind = SK_TARGET_LABELS }, SK_NAVY_BUTTON,
                   SK_WHITE, &pressed);
    int32_t side = least(rect.w, rect.h) * 6 / 10;
    struct sk_rect icon = { rect.x + (rect.w - side) / 2, rect.y + (rect.h - side) / 2, side,
                            side };
    sk_display_list_icon(stage->list, icon, SK_ICON_ARROW, pressed ? SK_NAVY_BUTTON : SK_WHITE,
                         pressed ? SK_WHITE : SK_NAVY_BUTTON);
}

static void put_labels(struct sk_stage *stage, struct sk_rect area) {
    struct labels labels = labels_of(stage);
    int32_t rows = (int32_t)(labels.count + 1) / 2;
    sk_stage_put_line(stage, sk_cut_top(&area, sk_line_height(stage->small)), SK_FACE_BOLD,
                      stage->small, stage->soft, SK_ALIGN_LEFT,
                      sk_text(SK_N("Demo: tap a label to scan it")));
    (void)sk_cut_top(&area, stage->gap / 3);
    int32_t gap = 8;
    int32_t height = least((area.h - (rows - 1) * gap) / rows, stage->touch);
    if (labels.has_more) {
        struct sk_rect more = sk_cut_right(&area, least(stage->touch, area.w / 10));
        more.h = rows * (height + gap) - gap;
        put_next_labels(stage, more);
        (void)sk_cut_right(&area, gap);
    }
    struct sk_rect first = { area.x, area.y, (area.w - gap) / 2, height };
    int32_t size = label_size(stage, first, labels);
    for (uint32_t i = 0; i < labels.count; i++) {
        struct sk_rect rect = first;
        rect.x += (int32_t)(i % 2) * (first.w + gap);
        rect.y += (int32_t)(i / 2) * (height + gap);
        put_label(stage, rect, labels.first + i, size);
    }
}

/* ---- buttons ---- */

static void split_row(struct sk_rect area, int32_t gap, int32_t count, struct sk_rect *cells) {
    int32_t width = (area.w - (count - 1) * gap) / count;
    for (int32_t i = 0; i < count; i++) {
        cells[i] = (struct sk_rect){ area.x + i * (width + gap), area.y, width, area.h };
    }
}

/* As far apart as the height allows, which the slots need more. */
static void split_column(const struct sk_stage *stage, struct sk_rect area, int32_t count,
                         int32_t max, struct sk_rect *cells) {
    int32_t spare = (area.h - count * stage->touch) / most(count - 1, 1);
    int32_t gap = most(least(spare, stage->apart), stage->gap);
    int32_t height = least((area.h - (count - 1) * gap) / count, max);
    for (int32_t i = 0; i < count; i++) {
        cells[i] = (struct sk_rect){ area.x, area.y + i * (height + gap), area.w, height };
    }
}

/* A damaged label may be typed (labels.by_hand). */
static bool may_type(const struct sk_model *model) {
    return model->typing.may_open && !model->is_on_hold;
}

static void put_type_button(struct sk_stage *stage, struct sk_rect rect, bool has_text) {
    sk_stage_glass_button(stage, rect, SK_GLASS_OPEN, SK_ICON_KEYBOARD, SK_NAVY_BUTTON, SK_WHITE,
                          has_text ? sk_text(SK_N("Type a label")) : "");
}

static void put_mode_button(struct sk_stage *stage, struct sk_rect rect) {
    bool sticky = stage->model->sticky;
    sk_stage_button(stage, rect, SK_BUTTON_MODE, sticky ? SK_ICON_PAIR : SK_ICON_STICKY,
                    SK_NAVY_BUTTON, SK_WHITE,
                    sticky ? sk_text(SK_N("One device each")) : sk_text(SK_N("Several devices")));
}

static void put_supervisor_button(struct sk_stage *stage, struct sk_rect rect, bool has_text) {
    sk_stage_super_button(stage, rect, (struct sk_super_touch){ .type = SK_SUPER_TOUCH_OPEN },
                          SK_ICON_PERSON, SK_PLUM_BUTTON, SK_WHITE,
                          has_text ? sk_text(SK_N("Supervisor")) : "");
}

/* A square from the right end, for a button that is only an icon. */
static struct sk_rect cut_square(const struct sk_stage *stage, struct sk_rect *row) {
    struct sk_rect square = sk_cut_right(row, stage->touch);
    (void)sk_cut_right(row, stage->apart);
    return square;
}

static void put_cancel_and_bell(struct sk_stage *stage, struct sk_rect row) {
    sk_stage_call_button(stage, cut_square(stage, &row), SK_NAVY_BUTTON, SK_WHITE);
    sk_stage_button(stage, row, SK_BUTTON_CANCEL, SK_ICON_CLOSE, SK_WHITE, SK_BLACK,
                    sk_text(SK_N("Cancel")));
}

/* One row; above it what is typed has its own. */
static void put_buttons_portrait(struct sk_stage *stage, struct sk_rect area) {
    bool has_undo = stage->model->undo.number > 0;
    struct sk_rect cells[2];
    if (may_type(stage->model)) {
        put_type_button(stage, sk_cut_top(&area, stage->touch), true);
        (void)sk_cut_top(&area, stage->gap);
    }
    if (stage->model->screen == SK_SCREEN_HALF) {
        put_cancel_and_bell(stage, area);
        return;
    }
    sk_stage_call_button(stage, cut_square(stage, &area), SK_NAVY_BUTTON, SK_WHITE);
    if (has_undo) { /* its text needs the room */
        put_supervisor_button(stage, cut_square(stage, &area), false);
    }
    split_row(area, stage->apart, 2, cells);
    put_mode_button(stage, cells[0]);
    if (has_undo) {
        (void)sk_stage_undo_button(stage, cells[1], SK_NAVY_BUTTON, SK_WHITE);
    } else {
        put_supervisor_button(stage, cells[1], true);
    }
}

/* Two rows, the second of which is shared. */
static void put_buttons_low(struct sk_stage *stage, struct sk_rect area) {
    const struct sk_model *model = stage->model;
    bool has_undo = model->undo.number > 0;
    struct sk_rect cells[2];
    split_column(stage, area, 2, stage->touch * 14 / 10, cells);
    sk_stage_call_button(stage, cut_square(stage, &cells[0]), SK_NAVY_BUTTON, SK_WHITE);
    put_mode_button(stage, cells[0]);
    put_supervisor_button(stage, cut_square(stage, &cells[1]), false);
    if (has_undo && may_type(model)) {
        put_type_button(stage, cut_square(stage, &cells[1]), false);
    }
    if (has_undo) {
        (void)sk_stage_undo_button(stage, cells[1], SK_NAVY_BUTTON, SK_WHITE);
    } else {
        put_type_button(stage, cells[1], true); /* three, or there were room for two rows */
    }
}

static int32_t button_count(const struct sk_model *model) {
    return model->screen == SK_SCREEN_HALF
               ? 2
               : 2 + (model->undo.number > 0 ? 1 : 0) + (may_type(model) ? 1 : 0);
}

static void put_buttons_landscape(struct sk_stage *stage, struct sk_rect area) {
    const struct sk_model *model = stage->model;
    bool is_half = model->screen == SK_SCREEN_HALF;
    int32_t count = button_count(model), at = 1;
    struct sk_rect cells[4];
    if (count > 2 && (area.h - (count - 1) * stage->gap) / count < stage->touch) {
        put_buttons_low(stage, area);
        return;
    }
    split_column(stage, area, count, is_half ? area.h : stage->touch * 14 / 10, cells);
    if (is_half) {
        put_cancel_and_bell(stage, cells[0]);
    } else {
        sk_stage_call_button(stage, cut_square(stage, &cells[0]), SK_NAVY_BUTTON, SK_WHITE);
        put_mode_button(stage, cells[0]);
    }
    if (may_type(model)) {
        put_type_button(stage, cells[at++], true);
    }
    if (!is_half && sk_stage_undo_button(stage, cells[at], SK_NAVY_BUTTON, SK_WHITE)) {
        at++;
    }
    if (!is_half) {
        put_supervisor_button(stage, cells[at], true);
    }
}

static void put_buttons(struct sk_stage *stage, struct sk_rect area) {
    if (stage->is_portrait) {
        put_buttons_portrait(stage, area);
    } else {
        put_buttons_landscape(stage, area);
    }
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
    bool has_labels = labels_of(stage).count > 0;
    int32_t share = area.h * (has_labels ? 46 : 36) / 100;
    int32_t buttons = button_count(stage->model);
    bool is_low = buttons > 2 && area.h <= stage->touch * (buttons + 4);
    buttons = is_low ? 2 : buttons;
    struct sk_rect lower =
        sk_cut_bottom(&area, most(share, buttons * (stage->touch + stage->gap) - stage->gap));
    (void)sk_cut_bottom(&area, stage->pad);
    put_slots(stage, area);
    int32_t width = most(stage->text * 12, stage->touch * 2 + stage->text * 59 / 10);
    bool is_crowded = is_low && button_count(stage->model) > 3;
    put_buttons(stage,
                sk_cut_right(&lower, width + (is_crowded ? stage->touch + 2 * stage->apart : 0)));
    (void)sk_cut_right(&lower, stage->pad);
    if (has_labels) {
        bool is_seen = has_camera(stage->model); /* its picture needs less room than the results */
        int32_t beside = stage->text * (is_seen ? 11 : 18);
        int32_t labels = is_seen ? lower.w - beside - stage->pad : stage->text * 28;
        bool has_room = lower.w - labels - stage->pad >= beside && labels >= stage->text * 20;
        put_labels(stage, has_room ? sk_cut_right(&lower, labels) : lower);
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
    int32_t rows = (int32_t)(labels_of(stage).count + 1) / 2;
    int32_t labels = rows > 0 ? title + stage->gap + rows * (stage->touch + 8) + stage->pad : 0;
    int32_t results = title + SK_MODEL_RECENT * sk_line_height(stage->text) * 25 / 10;
    int32_t picture = has_camera(stage->model) ? area.h * 24 / 100 : 0;
    int32_t buttons = may_type(stage->model) ? 2 * stage->touch + stage->gap : stage->touch;
    put_buttons(stage, sk_cut_bottom(&area, buttons));
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
