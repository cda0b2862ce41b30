#include "ui/screens/problem.h"

#include "app/model/told.h"

#include <stdio.h>

#define GROUND 0x1C1C1F /* near black: neither at rest nor a verdict */

/* One problem with its fix on a card of its own; false if there is no room. */
static bool put_problem(struct sk_stage *stage, struct sk_rect *area, size_t index, size_t left) {
    char text[SK_ERR_TEXT_SIZE];
    sk_told(stage->model->problems[index], text, sizeof(text));
    int32_t inset = stage->gap;
    int32_t size = stage->model->problem_count > 3 ? stage->text : stage->text * 12 / 10;
    int32_t number_width = size * 2;
    int32_t width = area->w - 2 * inset - number_width;
    int32_t lines = least(sk_measure_lines(stage->measure, SK_FACE_REGULAR, size, width, text), 8);
    int32_t height = lines * sk_line_height(size) + 2 * inset;
    int32_t reserve = left > 1 ? sk_line_height(stage->text) + stage->gap : 0;
    if (height + reserve > area->h) {
        return false;
    }
    struct sk_rect card = sk_cut_top(area, height);
    (void)sk_cut_top(area, stage->gap);
    sk_display_list_box(stage->list, card, SK_CARD, stage->text / 2);
    card = sk_inset(card, inset);
    char number[16];
    (void)snprintf(number, sizeof(number), "%zu", index + 1);
    (void)sk_stage_put(stage, sk_cut_left(&card, number_width), SK_FACE_BOLD, size, SK_BLACK,
                       SK_ALIGN_LEFT, number);
    (void)sk_stage_put(stage, card, SK_FACE_REGULAR, size, SK_BLACK, SK_ALIGN_LEFT, text);
    return true;
}

static void put_head(struct sk_stage *stage, struct sk_rect *area) {
    int32_t word = stage->text * 35 / 10;
    int32_t side = sk_line_height(word) + sk_line_height(stage->text * 15 / 10);
    struct sk_rect head = sk_cut_top(area, side);
    sk_display_list_icon(stage->list, sk_cut_left(&head, side), SK_ICON_WRENCH, SK_WHITE, GROUND);
    (void)sk_cut_left(&head, stage->pad);
    const char *title = sk_text(SK_N("CANNOT WORK"));
    int32_t size = sk_measure_fit(stage->measure, SK_FACE_BOLD, title, head.w, sk_line_height(word),
                                  1, stage->text, word);
    sk_stage_put_line(stage, sk_cut_top(&head, sk_line_height(word)), SK_FACE_BOLD, size, SK_WHITE,
                      SK_ALIGN_LEFT, title);
    const char *advice = sk_text(SK_N("Call IT to fix this:"));
    size = sk_measure_fit(stage->measure, SK_FACE_BOLD, advice, head.w, head.h, 1, stage->small,
                          stage->text * 15 / 10);
    sk_stage_put_line(stage, head, SK_FACE_BOLD, size, SK_WHITE, SK_ALIGN_LEFT, advice);
    (void)sk_cut_top(area, stage->pad);
}

void sk_screen_problem(struct sk_stage *stage) {
    const struct sk_model *model = stage->model;
    sk_stage_begin(stage, GROUND, SK_WHITE, 0xD0D0D4, 0x34343A);
    sk_stage_status_bar(stage, true);
    struct sk_rect area = sk_inset(stage->area, stage->pad);
    put_head(stage, &area);
    size_t count = model->problem_count;
    for (size_t i = 0; i < count && i < SK_MODEL_PROBLEMS; i++) {
        if (!put_problem(stage, &area, i, count - i)) {
            char more[64];
            (void)snprintf(more, sizeof(more), sk_text(SK_N("and %d more in the log")),
                           (int)(count - i));
            sk_stage_put_line(stage, sk_cut_top(&area, sk_line_height(stage->text)), SK_FACE_BOLD,
                              stage->text, SK_WHITE, SK_ALIGN_LEFT, more);
            break;
        }
    }
}
