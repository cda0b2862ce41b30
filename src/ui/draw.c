#include "ui/draw.h"

#include "base/utf8.h"
#include "ui/unbroken_words.h"

#include <math.h>
#include <string.h>

#define ELLIPSIS "\xE2\x80\xA6"

void sk_display_list_clear(struct sk_display_list *list, int32_t width, int32_t height) {
    list->width = width;
    list->height = height;
    list->shape_count = 0;
    list->target_count = 0;
    list->text_bytes = 0;
    list->paragraph_count = 0;
    list->left_out = 0;
    list->is_full = false;
}

static void add(struct sk_display_list *list, const struct sk_shape *shape) {
    if (shape->rect.w <= 0 || shape->rect.h <= 0) {
        return;
    }
    if (list->shape_count == SK_DISPLAY_LIST_SHAPES) {
        list->is_full = true;
        return;
    }
    list->shapes[list->shape_count++] = *shape;
}

void sk_display_list_box(struct sk_display_list *list, struct sk_rect rect, sk_colour colour,
                         int32_t radius) {
    add(list, &(struct sk_shape){
                  .type = SK_SHAPE_BOX, .rect = rect, .colour = colour, .radius = radius });
}

void sk_display_list_border(struct sk_display_list *list, struct sk_rect rect, sk_colour colour,
                            int32_t stroke, int32_t radius) {
    add(list, &(struct sk_shape){ .type = SK_SHAPE_BORDER,
                                  .rect = rect,
                                  .colour = colour,
                                  .stroke = stroke,
                                  .radius = radius });
}

void sk_display_list_dashes(struct sk_display_list *list, struct sk_rect rect, sk_colour colour,
                            int32_t stroke, int32_t radius) {
    add(list, &(struct sk_shape){ .type = SK_SHAPE_DASHES,
                                  .rect = rect,
                                  .colour = colour,
                                  .stroke = stroke,
                                  .radius = radius });
}

void sk_display_list_stripes(struct sk_display_list *list, struct sk_rect rect, sk_colour colour,
                             sk_colour paper, int32_t stroke) {
    add(list, &(struct sk_shape){ .type = SK_SHAPE_STRIPES,
                                  .rect = rect,
                                  .colour = colour,
                                  .paper = paper,
                                  .stroke = stroke });
}

void sk_display_list_icon(struct sk_display_list *list, struct sk_rect rect, enum sk_icon icon,
                          sk_colour ink, sk_colour paper) {
    int32_t side = rect.w < rect.h ? rect.w : rect.h;
    struct sk_rect square = { rect.x + (rect.w - side) / 2, rect.y + (rect.h - side) / 2, side,
                              side };
    add(list,
        &(struct sk_shape){
            .type = SK_SHAPE_ICON, .rect = square, .colour = ink, .paper = paper, .icon = icon });
}

void sk_display_list_picture(struct sk_display_list *list, struct sk_rect rect) {
    add(list, &(struct sk_shape){ .type = SK_SHAPE_PICTURE, .rect = rect });
}

bool sk_display_list_picture_rect(const struct sk_display_list *list, struct sk_rect *rect) {
    for (size_t i = 0; i < list->shape_count; i++) {
        if (list->shapes[i].type == SK_SHAPE_PICTURE) {
            *rect = list->shapes[i].rect;
            return true;
        }
    }
    return false;
}

void sk_display_list_target(struct sk_display_list *list, struct sk_rect rect,
                            struct sk_touch touch) {
    if (list->target_count == SK_DISPLAY_LIST_TARGETS) {
        list->is_full = true;
        return;
    }
    list->targets[list->target_count++] = (struct sk_target){ .touch = touch, .rect = rect };
}

/* ---- text ---- */

int32_t sk_line_height(int32_t size) {
    return size + (size * 3 + 9) / 10;
}

static int32_t to_px(int64_t units, int32_t size) {
    return (int32_t)((units * size + 1023) / 1024);
}

static int64_t advance(struct sk_measure *measure, enum sk_face face, uint32_t code_point) {
    return measure->ops->advance(measure, face, code_point);
}

/* A line of a paragraph: bytes [start, end) of the text, width in 1/1024 em. */
struct text_line {
    size_t start, end;
    int64_t units;
    size_t next;      /* where the next line begins */
    bool splits_word; /* there was no better place to break */
};

static bool is_wide(uint32_t c) {
    return (c >= 0x2E80 && c <= 0x9FFF) || (c >= 0xAC00 && c <= 0xD7A3) ||
           (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFF00 && c <= 0xFF60) || c >= 0x20000;
}

/* Marks that may not begin a line, and those that may not end one. */
static bool is_closing(uint32_t c) {
    static const uint32_t marks[] = { 0x3001, 0x3002, 0xFF0C, 0xFF01, 0xFF1F, 0xFF1B, 0xFF1A,
                                      0xFF09, 0x300B, 0x300D, 0x201D, 0x2019, 0x2026, 0x30FB,
                                      ',',    '.',    '!',    '?',    ')',    ':',    ';' };
    for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
        if (marks[i] == c) {
            return true;
        }
    }
    return false;
}

static bool is_opening(uint32_t c) {
    return c == 0xFF08 || c == 0x300A || c == 0x300C || c == 0x201C || c == 0x2018 || c == '(';
}

static bool is_hiragana(uint32_t c) {
    return c >= 0x3040 && c <= 0x309F;
}

static bool is_katakana(uint32_t c) { /* with the mark for a long vowel */
    return c >= 0x30A0 && c <= 0x30FF;
}

/* Japanese: a word goes on in hiragana (its ending, a particle) and never begins with it, and a
 * run of kanji or of katakana is one word. */
static bool may_break_japanese(uint32_t before, uint32_t after) {
    bool one_kind = is_katakana(before) == is_katakana(after) && is_wide(before) && is_wide(after);
    return !is_hiragana(after) && (is_hiragana(before) || is_closing(before) || !one_kind);
}

static bool may_break_between(uint32_t before, uint32_t after, bool is_japanese) {
    bool is_count = before >= '0' && before <= '9'; /* and what is counted: "7日間" */
    if (is_closing(after) || is_opening(before) || is_count ||
        (!is_wide(before) && !is_wide(after))) {
        return false;
    }
    return !is_japanese || may_break_japanese(before, after);
}

/* A full-width comma or stop: the best place to end a line of Chinese. */
static bool is_pause(uint32_t c) {
    return c == 0x3002 || c == 0xFF0C || c == 0xFF1B || c == 0xFF1A || c == 0xFF1F || c == 0xFF01;
}

/* True: break after a comma or stop although the line could go on. Words are short in Chinese and
 * any place may break them, so a line that is filled enough ends at the pause. */
static bool stays(int64_t good_units, int64_t units, int64_t limit, bool is_good_pause) {
    return is_good_pause && units <= limit && good_units >= limit / 2;
}

static size_t decode(const char *text, size_t length, uint32_t *code_point) {
    size_t bytes = sk_utf8_decode(text, length, code_point);
    if (bytes == 0) { /* the model promises valid text; a broken byte must still end */
        *code_point = 0xFFFD;
        return 1;
    }
    return bytes;
}

/* U+3040 to U+30FF, by their bytes: each text is looked at for each line of each size. */
static bool has_kana(const char *text, size_t length) {
    const char *end = text + length;
    for (const char *at = text; (at = memchr(at, 0xE3, (size_t)(end - at))) && end - at >= 2;
         at++) {
        unsigned char second = (unsigned char)at[1];
        if (second >= 0x81 && second <= 0x83) {
            return true;
        }
    }
    return false;
}

/* The longest line from `start` that fits `limit` (1/1024 em). */
static struct text_line next_line(struct sk_measure *measure, enum sk_face face, const char *text,
                                  size_t start, size_t length, int64_t limit) {
    struct text_line line = { .start = start };
    const bool is_japanese = has_kana(text, length);
    size_t word_end = start;
    int64_t units = 0;
    size_t at = start, good_end = start, good_next = start;
    int64_t good_units = 0;
    bool is_good_pause = false;
    uint32_t before = 0;
    while (at < length) {
        uint32_t c = 0;
        size_t bytes = decode(text + at, length - at, &c);
        bool is_in_word = at < word_end;
        if (!is_in_word && (is_wide(c) || (c >= 'A' && c <= 'Z'))) { /* "U 盘" */
            word_end = at + sk_unbroken_word(text + at, length - at);
        }
        bool may_break = at > start && !is_in_word && before != ' ' && c != ' ' &&
                         may_break_between(before, c, is_japanese);
        if (may_break && (is_pause(before) || !stays(good_units, units, limit, is_good_pause))) {
            good_end = good_next = at;
            good_units = units;
            is_good_pause = is_pause(before);
        }
        if (c == ' ' && at > start && before != ' ' && !is_in_word) {
            good_end = at;
            good_next = at + 1;
            good_units = units;
            is_good_pause = false;
        }
        int64_t with = units + advance(measure, face, c);
        if (with > limit && at > start && c != ' ') {
            bool has_good = good_end > start;
            line.splits_word = !has_good;
            line.end = has_good ? good_end : at;
            line.next = has_good ? good_next : at;
            line.units = has_good ? good_units : units;
            return line;
        }
        units = with;
        at += bytes;
        before = c;
    }
    line.end = line.next = length;
    line.units = units;
    return line;
}

static int64_t limit_units(int32_t width, int32_t size) {
    return size > 0 ? (int64_t)width * 1024 / size : 0;
}

int32_t sk_measure_width(struct sk_measure *measure, enum sk_face face, int32_t size,
                         const char *text) {
    struct text_line line = next_line(measure, face, text, 0, strlen(text), INT64_MAX);
    return to_px(line.units, size);
}

/* Counts lines of at most `limit` (1/1024 em); *splits tells whether a word had to be torn. */
static int32_t count_lines(struct sk_measure *measure, enum sk_face face, int64_t limit,
                           const char *text, bool *splits) {
    size_t length = strlen(text);
    int32_t count = 0;
    *splits = false;
    for (size_t at = 0; at < length;) {
        struct text_line line = next_line(measure, face, text, at, length, limit);
        *splits = *splits || line.splits_word;
        at = line.next;
        count++;
    }
    return count > 0 ? count : 1;
}

int32_t sk_measure_lines(struct sk_measure *measure, enum sk_face face, int32_t size, int32_t width,
                         const char *text) {
    bool splits = false;
    return count_lines(measure, face, limit_units(width, size), text, &splits);
}

static bool fits(struct sk_measure *measure, enum sk_face face, const char *text, int32_t width,
                 int32_t height, int32_t max_lines, int32_t size) {
    bool splits = false;
    int32_t lines = count_lines(measure, face, limit_units(width, size), text, &splits);
    if (splits && face != SK_FACE_MONO) { /* labels are no words; they may be torn */
        return false;
    }
    return lines * sk_line_height(size) <= height && (max_lines == 0 || lines <= max_lines) &&
           (lines > 1 || sk_measure_width(measure, face, size, text) <= width);
}

int32_t sk_measure_fit(struct sk_measure *measure, enum sk_face face, const char *text,
                       int32_t width, int32_t height, int32_t max_lines, int32_t min, int32_t max) {
    int32_t low = min, high = max > min ? max : min;
    while (low < high) { /* the largest that fits; fitting falls with the size */
        int32_t middle = low + (high - low + 1) / 2;
        if (fits(measure, face, text, width, height, max_lines, middle)) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    return low;
}

/* The narrowest limit at which text takes no more lines and tears no more words. */
static int64_t balance(struct sk_measure *measure, enum sk_face face, const char *text,
                       int64_t limit) {
    bool had_splits = false;
    int32_t lines = count_lines(measure, face, limit, text, &had_splits);
    int64_t low = limit / 2, high = limit;
    while (!had_splits && lines > 1 && high - low > 64) {
        bool splits = false;
        int64_t middle = low + (high - low) / 2;
        if (count_lines(measure, face, middle, text, &splits) <= lines && !splits) {
            high = middle;
        } else {
            low = middle;
        }
    }
    return high;
}

/* Shortens the line until an ellipsis fits behind it. */
static void cut_line(struct sk_measure *measure, enum sk_face face, const char *text,
                     struct text_line *line, int64_t limit) {
    int64_t dots = advance(measure, face, 0x2026);
    while (line->end > line->start && line->units + dots > limit) {
        size_t end = line->end - 1;
        while (end > line->start && ((unsigned char)text[end] & 0xC0) == 0x80) {
            end--;
        }
        uint32_t c = 0;
        (void)decode(text + end, line->end - end, &c);
        line->units -= advance(measure, face, c);
        line->end = end;
    }
    line->units += dots;
}

/* Copies a line into the list's text; false if there is no room. */
static bool store(struct sk_display_list *list, const char *text, const struct text_line *line,
                  bool is_cut, uint32_t *offset) {
    size_t length = line->end - line->start;
    size_t dots = is_cut ? strlen(ELLIPSIS) : 0;
    if (list->text_bytes + length + dots + 1 > sizeof(list->text)) {
        list->is_full = true;
        return false;
    }
    char *to = list->text + list->text_bytes;
    memcpy(to, text + line->start, length);
    memcpy(to + length, ELLIPSIS, dots);
    to[length + dots] = '\0';
    *offset = (uint32_t)list->text_bytes;
    list->text_bytes += length + dots + 1;
    return true;
}

static void add_code(struct sk_display_list *list, enum sk_shape_type type, struct sk_rect rect,
                     const char *text) {
    struct text_line whole = { .end = strlen(text) };
    struct sk_shape shape = { .type = type, .rect = rect };
    if (store(list, text, &whole, false, &shape.text)) {
        add(list, &shape);
    }
}

void sk_display_list_qr(struct sk_display_list *list, struct sk_rect rect, const char *text) {
    add_code(list, SK_SHAPE_QR, rect, text);
}

void sk_display_list_bars(struct sk_display_list *list, struct sk_rect rect, const char *text) {
    add_code(list, SK_SHAPE_BARS, rect, text);
}

static void add_line(struct sk_display_list *list, struct sk_rect rect,
                     const struct sk_style *style, const char *text, const struct text_line *line,
                     bool is_cut) {
    int32_t width = to_px(line->units, style->size);
    int32_t left = rect.x;
    if (style->align == SK_ALIGN_CENTRE) {
        left = rect.x + (rect.w - width) / 2;
    } else if (style->align == SK_ALIGN_RIGHT) {
        left = rect.x + rect.w - width;
    }
    struct sk_shape shape = {
        .type = SK_SHAPE_TEXT,
        .rect = { left, rect.y, width, rect.h },
        .colour = style->ink,
        .face = style->face,
        .size = style->size,
        /* The em box in the middle of the line; its foot is 0.12 em below the baseline. */
        .baseline = rect.y + (rect.h - style->size) / 2 + style->size * 88 / 100,
        .paragraph = list->paragraph_count,
        .is_cut = is_cut,
        .is_torn = line->splits_word && !is_cut,
    };
    if (store(list, text, line, is_cut, &shape.text)) {
        add(list, &shape);
    }
}

int32_t sk_display_list_text(struct sk_display_list *list, struct sk_measure *measure,
                             struct sk_rect rect, const struct sk_style *style, const char *text) {
    int32_t height = sk_line_height(style->size);
    int32_t room = height > 0 ? rect.h / height : 0;
    size_t length = strlen(text);
    if (style->max_lines > 0 && style->max_lines < room) {
        room = style->max_lines;
    }
    if (length == 0) {
        return 0;
    }
    /* What is narrower than the dots that stand for the rest of it cannot be cut. */
    bool is_narrow =
        rect.w < style->size && rect.w < sk_measure_width(measure, style->face, style->size, text);
    if (room <= 0 || is_narrow) {
        list->left_out++;
        return 0;
    }
    int64_t limit = limit_units(rect.w, style->size);
    int32_t needed = sk_measure_lines(measure, style->face, style->size, rect.w, text);
    int32_t count = needed < room ? needed : room;
    if (needed <= room) {
        limit = balance(measure, style->face, text, limit);
    }
    struct sk_rect at = { rect.x, rect.y, rect.w, height };
    if (style->in_middle) {
        at.y += (rect.h - count * height) / 2;
    }
    list->paragraph_count++;
    size_t from = 0;
    for (int32_t i = 0; i < count && from < length; i++) {
        struct text_line line = next_line(measure, style->face, text, from, length, limit);
        bool is_cut = (i == count - 1 && line.next < length) || line.units > limit;
        if (is_cut) {
            /* Refill from the whole rest, so that a torn word uses the line to its end. */
            line = next_line(measure, style->face, text, from, length, limit);
            cut_line(measure, style->face, text, &line, limit);
        }
        add_line(list, at, style, text, &line, is_cut);
        from = line.next;
        at.y += height;
    }
    return count * height;
}

/* ---- touch ---- */

struct sk_touch sk_display_list_touch_at(const struct sk_display_list *list, int32_t x, int32_t y) {
    for (size_t i = 0; i < list->target_count; i++) {
        const struct sk_rect *rect = &list->targets[i].rect;
        if (x >= rect->x && x < rect->x + rect->w && y >= rect->y && y < rect->y + rect->h) {
            return list->targets[i].touch;
        }
    }
    return (struct sk_touch){ .kind = SK_TARGET_NONE };
}

bool sk_touch_equal(struct sk_touch a, struct sk_touch b) {
    if (a.kind != b.kind) {
        return false;
    }
    switch (a.kind) {
    case SK_TARGET_BUTTON:
        return a.button == b.button;
    case SK_TARGET_LABEL:
        return a.label == b.label;
    case SK_TARGET_LANGUAGE:
        return a.language == b.language;
    case SK_TARGET_SUPERVISOR:
        return a.super.type == b.super.type && a.super.value == b.super.value;
    case SK_TARGET_GLASS:
        return a.key == b.key;
    case SK_TARGET_LABELS:
    case SK_TARGET_NONE:
        break;
    }
    return true;
}

/* ---- colours ---- */

static double linear(sk_colour channel) {
    double value = (double)(channel & 0xFF) / 255.0;
    return value <= 0.03928 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4);
}

static double luminance(sk_colour colour) {
    return 0.2126 * linear(colour >> 16) + 0.7152 * linear(colour >> 8) + 0.0722 * linear(colour);
}

double sk_contrast(sk_colour a, sk_colour b) {
    double first = luminance(a), second = luminance(b);
    double light = first > second ? first : second;
    double dark = first > second ? second : first;
    return (light + 0.05) / (dark + 0.05);
}

/* ---- rectangles ---- */

struct sk_rect sk_inset(struct sk_rect rect, int32_t by) {
    return (struct sk_rect){ rect.x + by, rect.y + by, rect.w - 2 * by, rect.h - 2 * by };
}

static int32_t at_most(int32_t value, int32_t limit) {
    if (value < 0) {
        return 0;
    }
    return value < limit ? value : (limit > 0 ? limit : 0);
}

struct sk_rect sk_cut_top(struct sk_rect *rect, int32_t height) {
    int32_t cut = at_most(height, rect->h);
    struct sk_rect part = { rect->x, rect->y, rect->w, cut };
    rect->y += cut;
    rect->h -= cut;
    return part;
}

struct sk_rect sk_cut_bottom(struct sk_rect *rect, int32_t height) {
    int32_t cut = at_most(height, rect->h);
    rect->h -= cut;
    return (struct sk_rect){ rect->x, rect->y + rect->h, rect->w, cut };
}

struct sk_rect sk_cut_left(struct sk_rect *rect, int32_t width) {
    int32_t cut = at_most(width, rect->w);
    struct sk_rect part = { rect->x, rect->y, cut, rect->h };
    rect->x += cut;
    rect->w -= cut;
    return part;
}

struct sk_rect sk_cut_right(struct sk_rect *rect, int32_t width) {
    int32_t cut = at_most(width, rect->w);
    rect->w -= cut;
    return (struct sk_rect){ rect->x + rect->w, rect->y, cut, rect->h };
}
