#include "ui/screens/stage.h"

#include "app/model/sentence.h"
#include "base/assert.h"
#include "base/util.h"
#include "ui/screens/notice.h"
#include "ui/words.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- measures ---- */

#define MM_PER_INCH 25.4
#define PANEL_INCHES 10 /* of which nothing is known: the usual one on a bench */
#define LARGE_INCHES 13
/* MIL-STD-1472E has 13 between push-buttons, for which no panel has the room. */
#define APART_MM 8
#define AT_WORK_MM 600 /* the distance that the others are counted from */
#define FAR_MM 2000
#define WORD_MM 3000
#define WORD_LARGE_MM 5000
/* Visual angles of a capital's height, radians: 16 arc-minutes is the minimum of ISO 9241-303, 20
 * what it recommends. */
#define LEAST_ANGLE 0.0046542
#define GOOD_ANGLE 0.0058178
#define CAPITAL 0.714 /* height of a capital, of the em box: Noto Sans (OS/2 sCapHeight) */

static double inches_of(const struct sk_stage *stage, double ppi) {
    return hypot(stage->list->width, stage->list->height) / ppi;
}

static double ppi_of(const struct sk_stage *stage) {
    return stage->view->ppi > 0 ? stage->view->ppi : inches_of(stage, 1) / PANEL_INCHES;
}

/* The size of a text whose capitals are seen under that angle, from mm where the worker stands at
 * the usual distance. */
static int32_t seen(const struct sk_stage *stage, double angle, double mm) {
    double distance = stage->view->distance > 0 ? stage->view->distance : AT_WORK_MM;
    double capital = angle * mm * distance / AT_WORK_MM * ppi_of(stage) / MM_PER_INCH;
    return (int32_t)ceil(capital / CAPITAL);
}

/* 20 mm, at least a finger's breadth of the layout's own scale, and never so large that a small
 * screen has no room for anything else. */
static int32_t touch_px(const struct sk_stage *stage, int32_t shorter) {
    int32_t by_density = (int32_t)(ppi_of(stage) * 20 / MM_PER_INCH);
    return least(most(by_density, stage->text * 3), shorter * 16 / 100);
}

void sk_stage_begin(struct sk_stage *stage, sk_colour paper, sk_colour ink, sk_colour soft,
                    sk_colour panel) {
    int32_t width = stage->list->width, height = stage->list->height;
    int32_t shorter = least(width, height), longer = most(width, height);
    bool is_large = inches_of(stage, ppi_of(stage)) > LARGE_INCHES;
    stage->paper = paper;
    stage->ink = ink;
    stage->soft = soft;
    stage->panel = panel;
    /* Each is bounded by the screen: what is too large for it would be cut. */
    stage->small = most(least(seen(stage, LEAST_ANGLE, AT_WORK_MM), shorter / 30), 14);
    stage->text = most(least(shorter / 34, longer / 56), stage->small);
    stage->far = most(least(seen(stage, GOOD_ANGLE, FAR_MM), shorter / 7), stage->text * 2);
    stage->word =
        most(least(seen(stage, GOOD_ANGLE, is_large ? WORD_LARGE_MM : WORD_MM), shorter * 22 / 100),
             stage->far);
    stage->pad = stage->text;
    stage->gap = most(stage->text * 6 / 10, 8);
    stage->touch = touch_px(stage, shorter);
    stage->mm = ppi_of(stage) / MM_PER_INCH;
    stage->apart = most(
        stage->gap, least((int32_t)ceil(stage->mm * APART_MM), least(width * 4, height * 6) / 100));
    stage->is_portrait = height > width;
    stage->area = (struct sk_rect){ 0, 0, width, height };
    sk_display_list_box(stage->list, stage->area, paper, 0);
}

struct sk_rect sk_stage_halve(const struct sk_stage *stage, struct sk_rect *area, int32_t share,
                              int32_t above) {
    struct sk_rect second = *area;
    if (stage->is_portrait) {
        area->h = (area->h - above) / 2;
        second.h = area->h;
        second.y += area->h + above;
    } else {
        int32_t room = area->w - stage->pad;
        area->w = room * share / 100;
        second.w = room * (100 - share) / 100;
        second.x += area->w + stage->pad;
    }
    return second;
}

int32_t sk_stage_put(struct sk_stage *stage, struct sk_rect rect, enum sk_face face, int32_t size,
                     sk_colour ink, enum sk_align align, const char *text) {
    struct sk_style style = { .face = face, .size = size, .ink = ink, .align = align };
    return sk_display_list_text(stage->list, stage->measure, rect, &style, text);
}

void sk_stage_put_line(struct sk_stage *stage, struct sk_rect rect, enum sk_face face, int32_t size,
                       sk_colour ink, enum sk_align align, const char *text) {
    struct sk_style style = {
        .face = face, .size = size, .ink = ink, .align = align, .max_lines = 1, .in_middle = true
    };
    (void)sk_display_list_text(stage->list, stage->measure, rect, &style, text);
}

int32_t sk_stage_text_width(struct sk_stage *stage, enum sk_face face, int32_t size,
                            const char *text) {
    return sk_measure_width(stage->measure, face, size, text);
}

bool sk_stage_is_pressed(const struct sk_stage *stage, struct sk_touch touch) {
    return sk_touch_equal(stage->view->pressed, touch);
}

/* ---- buttons ---- */

/* SK_ICON_COUNT for none. */
static void put_face(struct sk_stage *stage, struct sk_rect inner, enum sk_icon icon,
                     sk_colour front, sk_colour ground, const char *text) {
    int32_t side = icon == SK_ICON_COUNT ? 0 : least(inner.h, stage->text * 16 / 10);
    int32_t between = side > 0 && text[0] != '\0' ? stage->gap : 0;
    int32_t room = inner.w - side - between;
    bool is_key = text[0] != '\0' && text[1] == '\0'; /* of the PIN pad */
    int32_t size = sk_measure_fit(stage->measure, SK_FACE_BOLD, text, room, inner.h, 2,
                                  stage->small, stage->text * (is_key ? 30 : 16) / 10);
    int32_t lines = sk_measure_lines(stage->measure, SK_FACE_BOLD, size, room, text);
    int32_t wide = lines > 1 || side == 0
                       ? room
                       : least(sk_stage_text_width(stage, SK_FACE_BOLD, size, text) + 1, room);
    int32_t left = inner.x + (inner.w - side - between - wide) / 2;
    if (side > 0) {
        sk_display_list_icon(stage->list, (struct sk_rect){ left, inner.y, side, inner.h }, icon,
                             front, ground);
    }
    struct sk_style style = { .face = SK_FACE_BOLD,
                              .size = size,
                              .ink = front,
                              .align = side > 0 ? SK_ALIGN_LEFT : SK_ALIGN_CENTRE,
                              .max_lines = 2,
                              .in_middle = true };
    (void)sk_display_list_text(stage->list, stage->measure,
                               (struct sk_rect){ left + side + between, inner.y, wide, inner.h },
                               &style, text);
}

void sk_stage_touch(struct sk_stage *stage, struct sk_rect rect, struct sk_touch touch,
                    sk_colour face, sk_colour ink, bool *pressed) {
    int32_t radius = stage->text * 6 / 10;
    *pressed = sk_stage_is_pressed(stage, touch);
    sk_display_list_target(stage->list, rect, touch);
    if (*pressed) { /* inverted and framed: the finger sees that it arrived */
        sk_display_list_box(stage->list, rect, ink, radius);
        sk_display_list_border(stage->list, rect, face, most(stage->text / 5, 3), radius);
    } else {
        sk_display_list_box(stage->list, rect, face, radius);
    }
    if (!*pressed && face == stage->paper) { /* of what is not offered only the outline is seen */
        sk_display_list_border(stage->list, rect, ink, most(stage->text / 8, 2), radius);
    }
    if (!*pressed && touch.kind == SK_TARGET_SUPERVISOR &&
        sk_touch_equal(stage->view->focus, touch)) {
        sk_display_list_border(stage->list, rect, face == SK_WHITE ? SK_BLACK : SK_SKY,
                               most(stage->text / 4, 4), radius);
    }
}

static void put_button(struct sk_stage *stage, struct sk_rect rect, struct sk_touch touch,
                       enum sk_icon icon, sk_colour face, sk_colour ink, const char *text) {
    bool pressed = false;
    sk_stage_touch(stage, rect, touch, face, ink, &pressed);
    put_face(stage, sk_inset(rect, stage->gap), icon, pressed ? face : ink, pressed ? ink : face,
             text);
}

void sk_stage_button(struct sk_stage *stage, struct sk_rect rect, enum sk_button button,
                     enum sk_icon icon, sk_colour face, sk_colour ink, const char *text) {
    struct sk_touch touch = { .kind = SK_TARGET_BUTTON, .button = button };
    put_button(stage, rect, touch, icon, face, ink, text);
}

void sk_stage_language_button(struct sk_stage *stage, struct sk_rect rect, uint32_t language,
                              enum sk_icon icon, sk_colour face, sk_colour ink, const char *text) {
    struct sk_touch touch = { .kind = SK_TARGET_LANGUAGE, .language = language };
    put_button(stage, rect, touch, icon, face, ink, text);
}

bool sk_stage_undo_button(struct sk_stage *stage, struct sk_rect rect, sk_colour face,
                          sk_colour ink) {
    const struct sk_model_pair *pair = &stage->model->undo;
    char text[SK_WORDS_SIZE];
    if (pair->number == 0) {
        return false;
    }
    sk_words_undo(pair, text);
    sk_stage_button(stage, rect, SK_BUTTON_UNDO, SK_ICON_UNDO, face, ink, text);
    return true;
}

void sk_stage_call_button(struct sk_stage *stage, struct sk_rect rect, sk_colour face,
                          sk_colour ink) {
    bool is_called = stage->model->is_called;
    sk_stage_button(stage, rect, SK_BUTTON_CALL, SK_ICON_BELL, is_called ? SK_AMBER : face,
                    is_called ? SK_BLACK : ink, "");
}

void sk_stage_glass_button(struct sk_stage *stage, struct sk_rect rect, int32_t key,
                           enum sk_icon icon, sk_colour face, sk_colour ink, const char *text) {
    struct sk_touch touch = { .kind = SK_TARGET_GLASS, .key = key };
    put_button(stage, rect, touch, icon, face, ink, text);
}

void sk_stage_super_button(struct sk_stage *stage, struct sk_rect rect, struct sk_super_touch super,
                           enum sk_icon icon, sk_colour face, sk_colour ink, const char *text) {
    struct sk_touch touch = { .kind = SK_TARGET_SUPERVISOR, .super = super };
    put_button(stage, rect, touch, icon, face, ink, text);
}

/* ---- the status bar ---- */

struct item {
    enum sk_icon icon, state;
    bool has_icon, has_state;
    char text[SK_MODEL_LABEL_SIZE];
};

enum sk_icon sk_stage_source_icon(enum sk_scan_source source) {
    switch (source) {
    case SK_SOURCE_KEYBOARD:
    case SK_SOURCE_STDIN:
    case SK_SOURCE_REPLAY:
    case SK_SOURCE_CLI:
        return SK_ICON_KEYBOARD;
    case SK_SOURCE_CAMERA:
        return SK_ICON_CAMERA;
    case SK_SOURCE_USB_HID_KEYBOARD:
    case SK_SOURCE_USB_HID_POS:
    case SK_SOURCE_USB_CDC:
    case SK_SOURCE_TOUCH:
    case SK_SOURCE_SCREEN:
    case SK_SOURCE_EVDEV:
    case SK_SOURCE_SERIAL:
        return SK_ICON_USB;
    }
    SK_UNREACHABLE("source of a scan");
}

static const char *source_word(enum sk_scan_source source) {
    switch (source) {
    case SK_SOURCE_KEYBOARD:
        return SK_N("Keyboard");
    case SK_SOURCE_STDIN:
    case SK_SOURCE_CLI:
        return SK_N("Input");
    case SK_SOURCE_REPLAY:
        return SK_N("Replay");
    case SK_SOURCE_CAMERA:
        return SK_N("Camera");
    case SK_SOURCE_USB_HID_KEYBOARD:
    case SK_SOURCE_USB_HID_POS:
    case SK_SOURCE_USB_CDC:
    case SK_SOURCE_TOUCH:
    case SK_SOURCE_SCREEN:
    case SK_SOURCE_EVDEV:
    case SK_SOURCE_SERIAL:
        return SK_N("Scanner");
    }
    SK_UNREACHABLE("source of a scan");
}

static void age_text(char *out, size_t size, int32_t seconds) {
    if (seconds < 60) {
        (void)snprintf(out, size, sk_text(SK_N("%d s")), (int)seconds);
    } else if (seconds < 3600) {
        (void)snprintf(out, size, sk_text(SK_N("%d min")), (int)(seconds / 60));
    } else {
        (void)snprintf(out, size, sk_text(SK_N("%d h")), (int)(seconds / 3600));
    }
}

/* On a narrow screen without the account: the banner and the verdict name it. */
static struct item link_item(const struct sk_model *model, bool is_narrow) {
    static const struct {
        enum sk_icon icon;
        const char *word;
    } links[] = {
        [SK_LINK_UNKNOWN] = { SK_ICON_UNKNOWN, SK_N("Trying the network") },
        [SK_LINK_ONLINE] = { SK_ICON_ONLINE, SK_N("Online") },
        [SK_LINK_OFFLINE] = { SK_ICON_OFFLINE, SK_N("Offline") },
        [SK_LINK_BLOCKED] = { SK_ICON_PAUSE, SK_N("Paused") },
    };
    struct item item = { .has_icon = true, .icon = links[model->link].icon };
    bool has_account = model->link_account[0] != '\0' && !is_narrow;
    (void)snprintf(item.text, sizeof(item.text), "%s%s%s", has_account ? model->link_account : "",
                   has_account ? ": " : "", sk_text(links[model->link].word));
    return item;
}

/* Only where the fleet is away: how old what is known of the others is. */
static struct item fleet_item(const struct sk_model *model, bool is_short) {
    struct item item = { .has_icon = true, .icon = SK_ICON_OFFLINE };
    char age[32];
    age_text(age, sizeof(age), model->fleet_age_s);
    if (is_short) {
        (void)snprintf(item.text, sizeof(item.text), "%s", model->is_fleet_known ? age : "?");
    } else if (model->is_fleet_known) {
        (void)snprintf(item.text, sizeof(item.text), sk_text(SK_N("Fleet: %s old")), age);
    } else {
        (void)snprintf(item.text, sizeof(item.text), "%s", sk_text(SK_N("Fleet: not reached")));
    }
    return item;
}

static struct item queue_item(const struct sk_model *model) {
    struct item item = { .has_icon = true, .icon = SK_ICON_QUEUE };
    char age[32];
    age_text(age, sizeof(age), model->oldest_waiting_s);
    (void)snprintf(item.text, sizeof(item.text), sk_text(SK_N("%d waiting, oldest %s")),
                   (int)model->waiting, age);
    return item;
}

static struct item order_item(const struct sk_model *model, bool is_short) {
    struct item item = { .has_icon = true, .icon = SK_ICON_PAIR };
    char order[SK_WORDS_SIZE];
    if (is_short) {
        (void)snprintf(item.text, sizeof(item.text), "%d/%d", (int)model->order_bound,
                       (int)model->order_of);
        return item;
    }
    sk_words_order(model, order);
    (void)snprintf(item.text, sizeof(item.text), "%.*s", (int)sizeof(item.text) - 1, order);
    return item;
}

static struct item reader_item(const struct sk_reader_status *reader) {
    struct item item = { .has_icon = true, .icon = sk_stage_source_icon(reader->source) };
    const char *name =
        reader->device[0] != '\0' ? reader->device : sk_text(source_word(reader->source));
    switch (reader->health) {
    case SK_READER_READY:
        item.has_state = true;
        item.state = reader->text[0] != '\0' ? SK_ICON_WARNING : SK_ICON_TICK;
        (void)snprintf(item.text, sizeof(item.text), "%s", name);
        break;
    case SK_READER_TROUBLE:
        item.has_state = true;
        item.state = SK_ICON_WARNING;
        (void)snprintf(item.text, sizeof(item.text), "%s", name);
        break;
    case SK_READER_ABSENT:
        (void)snprintf(item.text, sizeof(item.text), sk_text(SK_N("%s: not plugged in")), name);
        break;
    case SK_READER_ENDED:
        (void)snprintf(item.text, sizeof(item.text), sk_text(SK_N("%s: ended")), name);
        break;
    }
    return item;
}

static int32_t item_width(struct sk_stage *stage, const struct item *item, int32_t size) {
    int32_t width = sk_stage_text_width(stage, SK_FACE_BOLD, size, item->text) + 1;
    width += item->has_icon ? size + size / 2 : 0;
    return width + (item->has_state ? size + size / 3 : 0);
}

static void item_put(struct sk_stage *stage, struct sk_rect rect, const struct item *item,
                     int32_t size) {
    if (item->has_icon) {
        sk_display_list_icon(stage->list, sk_cut_left(&rect, size), item->icon, stage->ink,
                             stage->panel);
        (void)sk_cut_left(&rect, size / 2);
    }
    if (item->has_state) {
        struct sk_rect state = sk_cut_right(&rect, size);
        (void)sk_cut_right(&rect, size / 3);
        sk_display_list_icon(stage->list, state, item->state, stage->ink, stage->panel);
    }
    sk_stage_put_line(stage, rect, SK_FACE_BOLD, size, stage->ink, SK_ALIGN_LEFT, item->text);
}

static int32_t items_width(struct sk_stage *stage, const struct item *items, size_t count,
                           int32_t size) {
    int32_t width = 0;
    for (size_t i = 0; i < count; i++) {
        width += item_width(stage, &items[i], size) + (i > 0 ? size * 2 : 0);
    }
    return width;
}

/* Places the items side by side; if they are too wide, each gets at most its share. */
static void items_put(struct sk_stage *stage, struct sk_rect rect, const struct item *items,
                      size_t count, int32_t size) {
    int32_t between = size * 2;
    bool is_tight = items_width(stage, items, count, size) > rect.w;
    for (int32_t left = (int32_t)count; left > 0; left--, items++) {
        int32_t share = (rect.w - (left - 1) * between) / left;
        int32_t width = item_width(stage, items, size);
        item_put(stage, sk_cut_left(&rect, is_tight ? least(width, share) : width), items, size);
        (void)sk_cut_left(&rect, between);
    }
}

static void status_bar_put(struct sk_stage *stage) {
    const struct sk_model *model = stage->model;
    struct item left[6], right[SK_MODEL_READERS + 1];
    size_t lefts = 0, rights = 0;
    int32_t size = most(stage->text * 9 / 10, stage->small);
    if (model->bench[0] != '\0' || model->demo) {
        left[lefts] = (struct item){ .has_icon = false };
        (void)snprintf(left[lefts].text, sizeof(left[lefts].text), "%s%s%s",
                       model->demo ? sk_text(SK_N("Demo")) : "",
                       model->demo && model->bench[0] != '\0' ? ": " : "", model->bench);
        lefts++;
    }
    left[lefts++] = link_item(model, stage->is_portrait);
    if (model->fleet == SK_MODEL_FLEET_OFFLINE) {
        left[lefts++] = fleet_item(model, stage->is_portrait);
    }
    if (model->waiting > 0) {
        left[lefts++] = queue_item(model);
    }
    if (model->operator_name[0] != '\0') {
        left[lefts] = (struct item){ .has_icon = true, .icon = SK_ICON_PERSON };
        (void)snprintf(left[lefts].text, sizeof(left[lefts].text), "%s", model->operator_name);
        lefts++;
    }
    if (model->order_of > 0) {
        left[lefts++] = order_item(model, stage->is_portrait);
    }
    if (stage->view->is_silent) { /* a worker who listens would wait in vain */
        right[rights++] = (struct item){ .has_icon = true, .icon = SK_ICON_SILENT };
    }
    for (size_t i = 0; i < model->reader_count && i < SK_MODEL_READERS; i++) {
        const struct sk_reader_status *reader = &model->readers[i];
        bool is_unmissed = model->needs_no_scanner && reader->health == SK_READER_ABSENT &&
                           sk_scan_source_is_scanner(reader->source);
        if (!is_unmissed) {
            right[rights++] = reader_item(reader);
        }
    }
    int32_t inner = stage->area.w - 2 * stage->pad;
    int32_t left_width = items_width(stage, left, lefts, size);
    int32_t right_width = items_width(stage, right, rights, size);
    bool has_two_rows = rights > 0 && left_width + right_width + size * 2 > inner;
    int32_t row = size * 2;
    struct sk_rect status_bar = sk_cut_top(&stage->area, has_two_rows ? row * 2 : row + size / 2);
    sk_display_list_box(stage->list, status_bar, stage->panel, 0);
    if (stage->panel == stage->paper) {
        struct sk_rect rule = { status_bar.x + stage->pad,
                                status_bar.y + status_bar.h - most(size / 10, 2),
                                status_bar.w - 2 * stage->pad, most(size / 10, 2) };
        sk_display_list_box(stage->list, rule, stage->ink, 0);
    }
    status_bar.x += stage->pad;
    status_bar.w = inner;
    if (has_two_rows) {
        items_put(stage, sk_cut_top(&status_bar, row), left, lefts, size);
        items_put(stage, sk_cut_top(&status_bar, row - size / 6), right, rights, size);
    } else {
        struct sk_rect readers = sk_cut_right(&status_bar, right_width);
        items_put(stage, status_bar, left, lefts, size);
        items_put(stage, readers, right, rights, size);
    }
}

/* ---- the bars ---- */

struct bar {
    sk_colour paper, ink;
    enum sk_icon icon;
    bool has_stripes;
};

/* A few lines across the area; false if there is no room left in the budget. */
static bool bar_put(struct sk_stage *stage, int32_t *budget, const struct bar *bar,
                    const char *text) {
    int32_t size = stage->text, inset = most(size / 3, 4);
    int32_t side = size * 14 / 10;
    int32_t edge = bar->has_stripes ? size / 2 : 0;
    int32_t width = stage->area.w - 2 * stage->pad - 2 * inset - side - stage->gap - 2 * edge;
    int32_t max_lines = stage->is_portrait ? 3 : 2;
    int32_t needed = sk_measure_lines(stage->measure, SK_FACE_BOLD, size, width, text);
    int32_t lines = least(needed, max_lines);
    int32_t height = lines * sk_line_height(size) + 2 * inset + 2 * edge;
    if (height + stage->gap > *budget) {
        return false;
    }
    *budget -= height + stage->gap;
    (void)sk_cut_top(&stage->area, stage->gap);
    struct sk_rect rect = sk_cut_top(&stage->area, height);
    rect.x += stage->pad;
    rect.w -= 2 * stage->pad;
    sk_display_list_box(stage->list, rect, bar->paper, bar->has_stripes ? 0 : inset);
    if (bar->has_stripes) {
        sk_display_list_stripes(stage->list, rect, bar->ink, bar->paper, most(edge / 2, 3));
    }
    rect = sk_inset(rect, inset + edge);
    sk_display_list_icon(stage->list, sk_cut_left(&rect, side), bar->icon, bar->ink, bar->paper);
    (void)sk_cut_left(&rect, stage->gap);
    struct sk_style style = { .face = SK_FACE_BOLD,
                              .size = size,
                              .ink = bar->ink,
                              .max_lines = max_lines,
                              .in_middle = true };
    (void)sk_display_list_text(stage->list, stage->measure, rect, &style, text);
    return true;
}

/* What the office says, in the colours of no verdict, with what acknowledges it. Its text becomes
 * smaller before it is cut. */
static void office_bar_put(struct sk_stage *stage, int32_t *budget) {
    const struct sk_model *model = stage->model;
    char text[SK_SUPER_OFFICE_SIZE + SK_OPERATOR_SIZE + 64];
    int32_t inset = most(stage->text / 3, 4), lines_max = stage->is_portrait ? 9 : 5;
    int32_t button = most(stage->touch * 2, stage->text * 8);
    int32_t width = stage->area.w - 2 * stage->pad - 2 * inset - button - stage->gap;
    (void)snprintf(text, sizeof(text), sk_text(SK_N("Message from the office (%s): %s")),
                   model->office_who, model->office_message);
    int32_t most_high = lines_max * sk_line_height(stage->small);
    int32_t size = sk_measure_fit(stage->measure, SK_FACE_BOLD, text, width, most_high, lines_max,
                                  stage->small, stage->text);
    int32_t lines =
        least(sk_measure_lines(stage->measure, SK_FACE_BOLD, size, width, text), lines_max);
    int32_t height = most(lines * sk_line_height(size), stage->touch) + 2 * inset;
    *budget -= height + stage->gap;
    (void)sk_cut_top(&stage->area, stage->gap);
    struct sk_rect rect = sk_cut_top(&stage->area, height);
    rect.x += stage->pad;
    rect.w -= 2 * stage->pad;
    sk_display_list_box(stage->list, rect, SK_PLUM_SOFT, inset);
    rect = sk_inset(rect, inset);
    sk_stage_button(stage, sk_cut_right(&rect, button), SK_BUTTON_SEEN, SK_ICON_TICK, SK_PLUM,
                    SK_WHITE, sk_text(SK_N("Seen")));
    (void)sk_cut_right(&rect, stage->gap);
    struct sk_style style = { .face = SK_FACE_BOLD,
                              .size = size,
                              .ink = SK_BLACK,
                              .max_lines = lines_max,
                              .in_middle = true };
    (void)sk_display_list_text(stage->list, stage->measure, rect, &style, text);
}

/* It waits for a bench at rest: neither red nor a question is to be read beside it. */
static bool shows_office(const struct sk_model *model) {
    return model->office_message[0] != '\0' && model->screen == SK_SCREEN_READY &&
           !model->is_choosing_language;
}

/* Where the kept instance stands in its slot, with its count. */
static bool shows_slots(enum sk_screen screen) {
    return screen == SK_SCREEN_READY || screen == SK_SCREEN_HALF || screen == SK_SCREEN_SUPERVISOR;
}

static void bars_put(struct sk_stage *stage, bool with_notice) {
    const struct sk_model *model = stage->model;
    char text[SK_WORDS_SIZE + SK_ERR_TEXT_SIZE + SK_MODEL_LABEL_SIZE + 8];
    int32_t budget = stage->area.h * 26 / 100;
    bool on_amber = stage->paper == SK_AMBER;
    if (shows_office(model)) {
        office_bar_put(stage, &budget);
    }
    if (model->is_called) {
        struct bar bar = { .paper = SK_WHITE, .ink = SK_BLACK, .icon = SK_ICON_BELL };
        (void)bar_put(
            stage, &budget, &bar,
            sk_text(SK_N("A supervisor has been called. To cancel, touch the bell again.")));
    }
    if (model->sticky && model->slot_instance[0] != '\0' && !shows_slots(model->screen)) {
        (void)snprintf(text, sizeof(text), sk_text(SK_N("%s   Devices: %d")), model->slot_instance,
                       (int)model->kept_count);
        struct bar bar = { .paper = SK_NAVY, .ink = SK_WHITE, .icon = SK_ICON_STICKY };
        (void)bar_put(stage, &budget, &bar, text);
    }
    if (with_notice && model->notice != SK_NOTICE_NONE) {
        char what[SK_WORDS_SIZE];
        sk_words_notice(model, what);
        (void)snprintf(text, sizeof(text), "%s%s%s %s", model->notice_label,
                       model->notice_label[0] != '\0' ? ": " : "", what,
                       sk_text(sk_sentence_notice(model->notice).advice));
        struct bar bar = { .paper = SK_WHITE,
                           .ink = SK_BLACK,
                           .icon = sk_screen_notice_look(model->notice).icon };
        (void)bar_put(stage, &budget, &bar, text);
    }
    if (model->typed[0] != '\0') {
        (void)snprintf(text, sizeof(text), sk_text(SK_N("Typed: %s_  Press Return to enter it.")),
                       model->typed);
        struct bar bar = { .paper = SK_WHITE, .ink = SK_BLACK, .icon = SK_ICON_KEYBOARD };
        (void)bar_put(stage, &budget, &bar, text);
    }
    if (model->banner) {
        char what[SK_WORDS_SIZE];
        sk_words_banner(model, what);
        (void)snprintf(text, sizeof(text), "%s %s", what, sk_text(model->banner_advice));
        struct bar bar = { .paper = on_amber ? SK_BLACK : SK_AMBER,
                           .ink = on_amber ? SK_AMBER : SK_BLACK,
                           .icon = SK_ICON_PAUSE,
                           .has_stripes = true };
        (void)bar_put(stage, &budget, &bar, text);
    }
    for (size_t i = 0; i < model->reader_count && i < SK_MODEL_READERS; i++) {
        const struct sk_reader_status *reader = &model->readers[i];
        bool is_there = reader->health == SK_READER_TROUBLE || reader->health == SK_READER_READY;
        bool is_said = model->screen == SK_SCREEN_NO_SCANNER; /* by the screen itself */
        if (is_there && !is_said && reader->text[0] != '\0') {
            struct bar bar = { .paper = on_amber ? SK_BLACK : SK_AMBER,
                               .ink = on_amber ? SK_AMBER : SK_BLACK,
                               .icon = sk_stage_source_icon(reader->source) };
            (void)bar_put(stage, &budget, &bar, sk_text(reader->text));
        }
    }
}

void sk_stage_status_bar(struct sk_stage *stage, bool with_notice) {
    status_bar_put(stage);
    bars_put(stage, with_notice);
}

/* ---- marks ---- */

struct sk_mark sk_stage_mark(const struct sk_model_recent *recent) {
    switch (recent->result) {
    case SK_RESULT_BOUND:
        return (struct sk_mark){ SK_ICON_TICK, SK_GREEN, SK_N("Bound") };
    case SK_RESULT_REFUSED:
        return (struct sk_mark){ SK_ICON_CROSS, 0xFF9C9C, SK_N("Refused") };
    case SK_RESULT_CHECK:
        return (struct sk_mark){ SK_ICON_CHECKING, 0xFF9C9C, SK_N("Unknown") };
    case SK_RESULT_UNDONE:
        return (struct sk_mark){ SK_ICON_UNDO, SK_NAVY_SOFT, SK_N("Undone") };
    case SK_RESULT_WITHDRAWN:
        return (struct sk_mark){ SK_ICON_UNDO, SK_NAVY_SOFT, SK_N("Undone") };
    case SK_RESULT_PENDING:
        break;
    }
    if (recent->screen == SK_SCREEN_CHECKING) {
        return (struct sk_mark){ SK_ICON_CHECKING, SK_AMBER, SK_N("Checking") };
    }
    if (recent->screen == SK_SCREEN_RETRY) {
        return (struct sk_mark){ SK_ICON_RETRY, SK_AMBER, SK_N("Retrying") };
    }
    if (recent->screen == SK_SCREEN_SAVED) {
        return (struct sk_mark){ SK_ICON_SAVED, SK_AMBER, SK_N("Saved") };
    }
    return (struct sk_mark){ SK_ICON_HOURGLASS, SK_SKY, SK_N("Binding") };
}
