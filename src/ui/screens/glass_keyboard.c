#include "ui/screens/glass_keyboard.h"

#include "base/util.h"

#include <stdio.h>
#include <string.h>

#define PITCH_MM 20
#define LEAST_MM 19 /* for mittens: MIL-STD-1472E */
#define MOST_MM 26  /* wider than that the hand has to travel */
#define ROWS_MAX 6
#define COLUMNS_MAX 10

/* In a row each character is a key of one unit; '<' erases, '^' shows the other half, '.' is no
 * key. The same again in the neighbour's place makes a key wider. */
struct arrangement {
    int32_t columns, rows;
    bool has_halves;
    bool has_other; /* its key is among the others; else in the foot */
    const char *keys[2][ROWS_MAX];
};

static const struct arrangement labels[] = {
    { .columns = 10,
      .rows = 4,
      .keys = { { "1234567890", "qwertyuiop", "asdfghjkl-", "zxcvbnm<<<" } } },
    { .columns = 9,
      .rows = 3,
      .has_halves = true,
      .keys = { { "qwert1234", "asdfg5678", "zxcvb90-<" },
                { "yuiop1234", "hjkl.5678", "nm...90-<" } } },
    { .columns = 5,
      .rows = 6,
      .has_halves = true,
      .has_other = true,
      .keys = { { "12345", "67890", "qwert", "asdfg", "zxcvb", "-<<^^" },
                { "12345", "67890", "yuiop", "hjkl.", "nm...", "-<<^^" } } },
};

static const struct arrangement words[] = {
    { .columns = 10,
      .rows = 4,
      .keys = { { "1234567890", "qwertyuiop", "asdfghjkl-", "zxcvbnm  <" } } },
    { .columns = 9,
      .rows = 3,
      .has_halves = true,
      .keys = { { "qwert1234", "asdfg5678", "zxcvb90 <" },
                { "yuiop1234", "hjkl-5678", "nm   90.<" } } },
    { .columns = 5,
      .rows = 6,
      .has_halves = true,
      .has_other = true,
      .keys = { { "12345", "67890", "qwert", "asdfg", "zxcvb", " -<^^" },
                { "12345", "67890", "yuiop", "hjkl.", "nm...", " -<^^" } } },
};

struct keys {
    const struct arrangement *made;
    int32_t width, height; /* px from one key to the next */
};

static struct keys fit(const struct sk_stage *stage, const struct arrangement *made,
                       struct sk_rect area) {
    int32_t limit = (int32_t)(stage->mm * MOST_MM);
    int32_t gap = most(stage->gap / 2, 8);
    return (struct keys){ made, least((area.w + gap) / made->columns, limit),
                          least((area.h + gap) / made->rows, limit) };
}

/* The first with which all letters are there at once, if a glove hits its keys; else the one with
 * the largest. */
static struct keys choose(const struct sk_stage *stage, const struct arrangement *from,
                          size_t count, struct sk_rect area) {
    struct keys best = fit(stage, &from[0], area);
    int32_t enough = (int32_t)(stage->mm * LEAST_MM);
    for (size_t i = 1; i < count && least(best.width, best.height) < enough; i++) {
        struct keys next = fit(stage, &from[i], area);
        if (least(next.width, next.height) > least(best.width, best.height)) {
            best = next;
        }
    }
    return best;
}

/* ---- keys ---- */

/* All letters of the other half, as the name of its key. */
static const char *other_half(bool is_right) {
    return is_right ? "qwert asdfg zxcvb" : "yuiop hjkl nm";
}

static void put_word_key(struct sk_stage *stage, struct sk_rect rect, char key, bool is_right,
                         const struct sk_keypad_look *look) {
    if (key == '<') {
        sk_stage_glass_button(stage, rect, SK_GLASS_ERASE, SK_ICON_COUNT, look->face, look->ink,
                              sk_text(SK_N("Erase")));
    } else if (key == '^') {
        sk_stage_glass_button(stage, rect, SK_GLASS_OTHER, SK_ICON_COUNT, look->face, look->ink,
                              other_half(is_right));
    } else {
        sk_stage_glass_button(stage, rect, ' ', SK_ICON_COUNT, look->face, look->ink,
                              sk_text(SK_N("Space")));
    }
}

/* In the face of labels, in which 0 and O, 1 and l differ. */
static void put_key(struct sk_stage *stage, struct sk_rect rect, char key,
                    const struct sk_keypad_look *look) {
    const char text[] = { key, '\0' };
    bool is_pressed = false;
    sk_stage_touch(stage, rect, (struct sk_touch){ .kind = SK_TARGET_GLASS, .key = key },
                   look->face, look->ink, &is_pressed);
    sk_stage_put_line(stage, rect, SK_FACE_MONO,
                      least(least(rect.h, rect.w) * 6 / 10, stage->list->height / 11),
                      is_pressed ? look->face : look->ink, SK_ALIGN_CENTRE, text);
}

static void put_row(struct sk_stage *stage, struct sk_rect row, const struct keys *keys,
                    const char *characters, bool is_right, const struct sk_keypad_look *look) {
    int32_t gap = most(stage->gap / 2, 8);
    for (int32_t i = 0; characters[i] != '\0';) {
        char key = characters[i];
        int32_t units = 1;
        while (characters[i + units] == key) {
            units++;
        }
        struct sk_rect rect = { row.x + i * keys->width, row.y, units * keys->width - gap, row.h };
        if (key == '<' || key == '^' || key == ' ') {
            put_word_key(stage, rect, key, is_right, look);
        } else if (key != '.') {
            put_key(stage, rect, key, look);
        }
        i += units;
    }
}

static void put_foot(struct sk_stage *stage, struct sk_rect row, const struct keys *keys,
                     const struct sk_glass *glass, const struct sk_keypad_look *look) {
    bool has_other = keys->made->has_halves && !keys->made->has_other;
    int32_t count = has_other ? 4 : 3;
    int32_t width = (row.w - (count - 1) * stage->gap) / count;
    sk_stage_glass_button(stage, sk_cut_left(&row, width), SK_GLASS_CLOSE, SK_ICON_CLOSE,
                          look->face, look->ink, sk_text(look->close));
    (void)sk_cut_left(&row, stage->gap);
    if (has_other) {
        put_word_key(stage, sk_cut_left(&row, width), '^', glass->is_right, look);
        (void)sk_cut_left(&row, stage->gap);
    }
    sk_stage_glass_button(stage, sk_cut_left(&row, width), SK_GLASS_CLEAR, SK_ICON_COUNT,
                          look->face, look->ink, sk_text(SK_N("Clear")));
    (void)sk_cut_left(&row, stage->gap);
    sk_stage_glass_button(stage, row, SK_GLASS_DONE, SK_ICON_TICK, SK_WHITE, SK_BLACK,
                          sk_text(SK_N("Done")));
}

/* ---- what is typed ---- */

static void put_line(struct sk_stage *stage, struct sk_rect rect, const struct sk_glass *glass) {
    char text[sizeof(glass->text) + 8];
    sk_display_list_box(stage->list, rect, SK_CARD, stage->text / 2);
    struct sk_rect inner = sk_inset(rect, stage->gap / 2);
    int32_t max = least(inner.h * 8 / 10, stage->far);
    size_t from = 0;
    (void)snprintf(text, sizeof(text), "%s_", glass->text);
    int32_t size = sk_measure_fit(stage->measure, SK_FACE_MONO, text, inner.w, inner.h, 1,
                                  least(stage->text, max), max);
    while (sk_stage_text_width(stage, SK_FACE_MONO, size, text) > inner.w &&
           from < strlen(glass->text)) {
        from++;
        (void)snprintf(text, sizeof(text), "…%s_", glass->text + from);
    }
    sk_stage_put_line(stage, inner, SK_FACE_MONO, size, SK_BLACK, SK_ALIGN_LEFT, text);
}

static void put_head(struct sk_stage *stage, struct sk_rect head, const struct sk_glass *glass,
                     const struct sk_keypad_look *look) {
    struct sk_rect title = sk_cut_top(&head, head.h * 42 / 100);
    struct sk_style style = { .face = SK_FACE_BOLD,
                              .size =
                                  sk_measure_fit(stage->measure, SK_FACE_BOLD, look->title, title.w,
                                                 title.h, 2, stage->small, stage->text * 24 / 10),
                              .ink = look->title_ink,
                              .max_lines = 2,
                              .in_middle = true };
    (void)sk_display_list_text(stage->list, stage->measure, title, &style, look->title);
    put_line(stage, head, glass);
}

void sk_keypad_put(struct sk_stage *stage, struct sk_rect area, const struct sk_glass *glass,
                   const struct sk_keypad_look *look) {
    bool is_label = look->kind == SK_KEYPAD_LABEL;
    struct sk_rect foot = sk_cut_bottom(&area, stage->touch);
    (void)sk_cut_bottom(&area, stage->gap);
    struct sk_rect room = area;
    (void)sk_cut_top(&room, stage->text * 5); /* for what is typed, and what is to be */
    struct keys keys = choose(stage, is_label ? labels : words, SK_ARRAY_LEN(labels), room);
    int32_t gap = most(stage->gap / 2, 8);
    int32_t half = keys.made->has_halves && glass->is_right;
    struct sk_rect block = sk_cut_bottom(&area, keys.made->rows * keys.height - gap);
    block.w = keys.made->columns * keys.width - gap;
    block.x += (area.w - block.w) / 2;
    for (int32_t i = 0; i < keys.made->rows; i++) {
        struct sk_rect row = { block.x, block.y + i * keys.height, block.w, keys.height - gap };
        put_row(stage, row, &keys, keys.made->keys[half][i], glass->is_right, look);
    }
    put_foot(stage, foot, &keys, glass, look);
    (void)sk_cut_bottom(&area, stage->gap);
    put_head(stage, area, glass, look);
}
