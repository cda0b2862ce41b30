#include "ui/screens/supervisor_parts.h"

struct sk_rect sk_super_part_cell(const struct sk_stage *stage, struct sk_rect area,
                                  int32_t columns, int32_t rows, int32_t index) {
    int32_t gap = most(stage->gap, 8);
    int32_t width = (area.w - (columns - 1) * gap) / columns;
    int32_t height = (area.h - (rows - 1) * gap) / rows;
    return (struct sk_rect){ area.x + index % columns * (width + gap),
                             area.y + index / columns * (height + gap), width, height };
}

void sk_super_part_button(struct sk_stage *stage, struct sk_rect rect,
                          enum sk_super_touch_type type, int32_t value, enum sk_icon icon,
                          const char *text) {
    struct sk_super_touch touch = { .type = type, .value = value };
    sk_stage_super_button(stage, rect, touch, icon, SK_PLUM_BUTTON, SK_WHITE, text);
}

void sk_super_part_choice(struct sk_stage *stage, struct sk_rect rect,
                          enum sk_super_touch_type type, int32_t value, bool is_chosen,
                          const char *text) {
    struct sk_super_touch touch = { .type = type, .value = value };
    sk_stage_super_button(stage, rect, touch, is_chosen ? SK_ICON_TICK : SK_ICON_COUNT,
                          is_chosen ? SK_WHITE : SK_PLUM_BUTTON, is_chosen ? SK_BLACK : SK_WHITE,
                          text);
}

void sk_super_part_opener(struct sk_stage *stage, struct sk_rect rect,
                          enum sk_super_touch_type type, const char *text) {
    struct sk_touch touch = { .kind = SK_TARGET_SUPERVISOR, .super = { .type = type } };
    bool pressed = false;
    sk_stage_touch(stage, rect, touch, SK_PLUM_BUTTON, SK_WHITE, &pressed);
    sk_colour ink = pressed ? SK_PLUM_BUTTON : SK_WHITE,
              paper = pressed ? SK_WHITE : SK_PLUM_BUTTON;
    rect = sk_inset(rect, stage->gap);
    sk_display_list_icon(stage->list, sk_cut_right(&rect, stage->text), SK_ICON_CHOICE, ink, paper);
    (void)sk_cut_right(&rect, stage->gap);
    struct sk_style style = { .face = SK_FACE_BOLD,
                              .size =
                                  sk_measure_fit(stage->measure, SK_FACE_BOLD, text, rect.w, rect.h,
                                                 2, stage->small, stage->text * 14 / 10),
                              .ink = ink,
                              .max_lines = 2,
                              .in_middle = true };
    (void)sk_display_list_text(stage->list, stage->measure, rect, &style, text);
}

void sk_super_part_choices(struct sk_stage *stage, struct sk_rect row, const char *caption,
                           enum sk_super_touch_type type, const char *const *texts, int32_t count,
                           int32_t chosen) {
    sk_stage_put_line(stage, sk_cut_top(&row, sk_line_height(stage->small)), SK_FACE_BOLD,
                      stage->small, SK_PLUM_SOFT, SK_ALIGN_LEFT, sk_text(caption));
    for (int32_t i = 0; i < count; i++) {
        sk_super_part_choice(stage, sk_super_part_cell(stage, row, count, 1, i), type, i,
                             i == chosen, sk_text(texts[i]));
    }
}

void sk_super_part_main_button(struct sk_stage *stage, struct sk_rect rect,
                               enum sk_super_touch_type type, enum sk_icon icon, const char *text) {
    struct sk_super_touch touch = { .type = type };
    sk_stage_super_button(stage, rect, touch, icon, SK_WHITE, SK_BLACK, text);
}

struct sk_rect sk_super_part_foot(struct sk_stage *stage, struct sk_rect *area, bool has_own) {
    struct sk_rect row = sk_cut_bottom(area, stage->touch);
    int32_t width = most(stage->touch * 2, row.w * 16 / 100);
    (void)sk_cut_bottom(area, stage->gap);
    sk_super_part_button(stage, sk_cut_left(&row, width), SK_SUPER_TOUCH_BACK, 0, SK_ICON_UNDO,
                         sk_text(SK_N("Back")));
    (void)sk_cut_left(&row, stage->gap);
    sk_super_part_button(stage, sk_cut_right(&row, width), SK_SUPER_TOUCH_LEAVE, 0, SK_ICON_CLOSE,
                         sk_text(SK_N("Leave")));
    (void)sk_cut_right(&row, stage->gap);
    if (stage->is_portrait && has_own) {
        row = sk_cut_bottom(area, stage->touch);
        (void)sk_cut_bottom(area, stage->gap);
    }
    return row;
}

void sk_super_part_band(struct sk_stage *stage, struct sk_rect rect, enum sk_icon icon,
                        sk_colour paper, sk_colour ink, const char *text) {
    sk_display_list_box(stage->list, rect, paper, stage->text * 6 / 10);
    rect = sk_inset(rect, stage->gap / 2);
    (void)sk_cut_left(&rect, stage->gap / 2);
    sk_display_list_icon(stage->list, sk_cut_left(&rect, least(rect.h, stage->text * 6)), icon, ink,
                         paper);
    (void)sk_cut_left(&rect, stage->pad);
    struct sk_style style = { .face = SK_FACE_BOLD, .ink = ink, .in_middle = true };
    style.size = sk_measure_fit(stage->measure, style.face, text, rect.w, rect.h, 0, stage->small,
                                stage->text * 2);
    (void)sk_display_list_text(stage->list, stage->measure, rect, &style, text);
}

int32_t sk_super_part_sentence(struct sk_stage *stage, struct sk_rect rect, enum sk_face face,
                               const char *text) {
    int32_t size = sk_measure_fit(stage->measure, face, text, rect.w, rect.h, 0, stage->text,
                                  stage->text * 20 / 10);
    return sk_stage_put(stage, rect, face, size, SK_WHITE, SK_ALIGN_LEFT, text);
}

int32_t sk_super_part_pair(struct sk_stage *stage, struct sk_rect area,
                           const struct sk_model_super_row *pair) {
    int32_t both = stage->is_portrait ? 2 : 1;
    int32_t width = stage->is_portrait ? area.w : (area.w - stage->pad) / 2;
    int32_t max = stage->text * 16 / 10;
    int32_t a = sk_measure_fit(stage->measure, SK_FACE_MONO, pair->labels.serial, width, max * 2, 1,
                               stage->text, max);
    int32_t b = sk_measure_fit(stage->measure, SK_FACE_MONO, pair->labels.instance, width, max * 2,
                               1, stage->text, max);
    int32_t size = least(a, b), line = sk_line_height(size);
    struct sk_rect first = { area.x, area.y, width, line };
    struct sk_rect second = first;
    second.x += stage->is_portrait ? 0 : width + stage->pad;
    second.y += stage->is_portrait ? line : 0;
    sk_stage_put_line(stage, first, SK_FACE_MONO, size, SK_WHITE, SK_ALIGN_LEFT,
                      pair->labels.serial);
    sk_stage_put_line(stage, second, SK_FACE_MONO, size, SK_WHITE, SK_ALIGN_LEFT,
                      pair->labels.instance);
    return both * line;
}
