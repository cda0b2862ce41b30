#include "ui/screens/which.h"

#include "ui/screens/notice.h"

#include <stdio.h>

struct choice {
    const char *name;   /* msgid */
    const char *label;  /* borrowed */
    const char *effect; /* msgid: what its next scan does */
};

static void put_choice(struct sk_stage *stage, struct sk_rect rect, const struct choice *choice) {
    int32_t size = stage->text * 15 / 10, label = sk_line_height(stage->text * 14 / 10);
    sk_display_list_box(stage->list, rect, SK_CARD, stage->text);
    sk_display_list_border(stage->list, rect, SK_BLACK, most(stage->text / 4, 4), stage->text);
    struct sk_rect inner = sk_inset(rect, least(stage->pad, rect.h / 10));
    if (inner.h < 2 * label + 2 * sk_line_height(size)) { /* below bars: the label above all */
        size = stage->small;
    }
    sk_stage_put_line(stage, sk_cut_top(&inner, sk_line_height(size)), SK_FACE_BOLD, size, SK_BLACK,
                      SK_ALIGN_CENTRE, sk_text(choice->name));
    struct sk_style style = { .face = SK_FACE_BOLD, .ink = SK_BLACK, .align = SK_ALIGN_CENTRE };
    const char *effect = sk_text(choice->effect);
    style.size = sk_measure_fit(stage->measure, style.face, effect, inner.w, inner.h / 2, 3,
                                least(stage->text, size), size);
    int32_t height = sk_measure_lines(stage->measure, style.face, style.size, inner.w, effect) *
                     sk_line_height(style.size);
    if (inner.h - height >= label) {
        (void)sk_display_list_text(stage->list, stage->measure, sk_cut_bottom(&inner, height),
                                   &style, effect);
    }
    style.face = SK_FACE_MONO;
    style.in_middle = true;
    style.max_lines = 3;
    style.size = sk_measure_fit(stage->measure, SK_FACE_MONO, choice->label, inner.w, inner.h, 1,
                                stage->text * 14 / 10, stage->text * 45 / 10);
    (void)sk_display_list_text(stage->list, stage->measure, inner, &style, choice->label);
}

static void put_choices(struct sk_stage *stage, struct sk_rect area) {
    const struct sk_model *model = stage->model;
    const struct choice waiting = {
        .name = SK_N("Scanned first"),
        .label = model->is_replacement_serial ? model->slot_serial : model->slot_instance,
        .effect = SK_N("Scan it again to keep it."),
    };
    const struct choice other = {
        .name = SK_N("Scanned now"),
        .label = model->replacement,
        .effect = SK_N("Scan it again to use it instead."),
    };
    struct sk_rect first = area;
    struct sk_rect second = sk_stage_halve(stage, &first, 50, stage->pad);
    put_choice(stage, first, &waiting);
    put_choice(stage, second, &other);
}

static void put_question(struct sk_stage *stage, struct sk_rect *area) {
    const struct sk_model *model = stage->model;
    enum sk_notice notice =
        model->is_replacement_serial ? SK_NOTICE_REPLACES_SERIAL : SK_NOTICE_REPLACES_INSTANCE;
    const char *word = sk_text(sk_screen_notice_look(notice).word);
    const char *advice =
        sk_text(model->is_replacement_serial ? SK_N("Scan the device in your hand again.")
                                             : SK_N("Scan the right one again."));
    int32_t big = stage->text * 55 / 10;
    struct sk_rect head = sk_cut_top(area, least(area->h * 24 / 100, big * 12 / 10));
    struct sk_rect picture = sk_cut_left(&head, head.h);
    (void)sk_cut_left(&head, stage->pad);
    sk_display_list_icon(stage->list, picture, SK_ICON_UNKNOWN, stage->ink, stage->paper);
    int32_t size =
        sk_measure_fit(stage->measure, SK_FACE_BOLD, word, head.w, head.h, 1, stage->text * 2, big);
    sk_stage_put_line(stage, head, SK_FACE_BOLD, size, stage->ink, SK_ALIGN_LEFT, word);
    int32_t middle = sk_measure_fit(stage->measure, SK_FACE_BOLD, advice, area->w,
                                    sk_line_height(stage->text * 26 / 10) * 2,
                                    stage->is_portrait ? 2 : 1, stage->text, stage->text * 26 / 10);
    int32_t lines =
        least(sk_measure_lines(stage->measure, SK_FACE_BOLD, middle, area->w, advice), 2);
    (void)sk_stage_put(stage, sk_cut_top(area, lines * sk_line_height(middle)), SK_FACE_BOLD,
                       middle, stage->ink, SK_ALIGN_LEFT, advice);
    (void)sk_cut_top(area, stage->gap);
}

void sk_screen_which(struct sk_stage *stage) {
    sk_stage_begin(stage, SK_SKY, SK_BLACK, SK_BLACK, SK_SKY);
    /* Who sees no blue takes its ground for green: the frame is what a slot that waits has. */
    int32_t stroke = most(stage->text * 8 / 10, 10);
    sk_display_list_dashes(stage->list, stage->area, SK_BLACK, stroke, 0);
    stage->area = sk_inset(stage->area, stroke);
    sk_stage_status_bar(stage, stage->model->notice == SK_NOTICE_ANSWER_FIRST);
    struct sk_rect area = sk_inset(stage->area, stage->pad);
    put_question(stage, &area);
    struct sk_rect row = sk_cut_bottom(&area, stage->touch);
    (void)sk_cut_bottom(&area, stage->gap);
    sk_stage_button(stage, sk_cut_right(&row, most(row.w * 24 / 100, stage->touch * 2)),
                    SK_BUTTON_CANCEL, SK_ICON_CLOSE, SK_BLACK, SK_SKY, sk_text(SK_N("Cancel")));
    (void)sk_cut_right(&row, stage->pad);
    char seconds[32];
    (void)snprintf(seconds, sizeof(seconds), sk_text(SK_N("%d s")), (int)stage->model->countdown_s);
    sk_stage_put_line(stage, row, SK_FACE_BOLD, stage->text * 2, stage->ink, SK_ALIGN_LEFT,
                      seconds);
    put_choices(stage, area);
}
