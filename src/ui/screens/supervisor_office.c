#include "ui/screens/supervisor_office.h"

#include "ui/screens/supervisor_parts.h"

#include <inttypes.h>
#include <stdio.h>

/* What is to be done with which pair. */
static void write_what(const struct sk_model_super_office *office, char *out, size_t size) {
    char number[24];
    (void)snprintf(number, sizeof(number), "%" PRId64, office->pair);
    if (office->task == SK_SUPER_TASK_RETRY) {
        (void)snprintf(out, size, sk_text(SK_N("Bind pair #%s again?")), number);
    } else if (office->task == SK_SUPER_TASK_DEAL) {
        (void)snprintf(out, size, sk_text(SK_N("Is pair #%s dealt with?")), number);
    } else {
        (void)snprintf(out, size, sk_text(SK_N("Undo the binding of pair #%s?")), number);
    }
}

/* Declines, and what is next; the button that confirms is the page's own. */
static void put_decisions(struct sk_stage *stage, struct sk_rect *area) {
    const struct sk_model_supervisor *super = &stage->model->supervisor;
    struct sk_rect row = sk_cut_bottom(area, stage->touch);
    (void)sk_cut_bottom(area, stage->gap);
    int32_t columns = super->office_count > 1 ? 2 : 1;
    sk_super_part_button(stage, sk_super_part_cell(stage, row, columns, 1, 0),
                         SK_SUPER_TOUCH_CANCEL, super->office.touch, SK_ICON_CLOSE,
                         sk_text(SK_N("Decline")));
    if (columns > 1) {
        char text[64];
        (void)snprintf(text, sizeof(text), sk_text(SK_N("Next (%d of %d)")),
                       (int)super->office_at + 1, (int)super->office_count);
        sk_super_part_button(stage, sk_super_part_cell(stage, row, columns, 1, 1),
                             SK_SUPER_TOUCH_OLDER, 0, SK_ICON_ARROW, text);
    }
}

void sk_screen_super_office(struct sk_stage *stage, struct sk_rect area) {
    const struct sk_model_supervisor *super = &stage->model->supervisor;
    char text[SK_SUPER_OFFICE_SIZE + SK_OPERATOR_SIZE + 8];
    if (super->office_count == 0) {
        (void)sk_super_part_foot(stage, &area, false);
        (void)sk_super_part_sentence(stage, area, SK_FACE_BOLD,
                                     sk_text(SK_N("The office asks for nothing.")));
        return;
    }
    struct sk_rect between = sk_super_part_foot(stage, &area, true);
    struct sk_super_touch yes = { .type = SK_SUPER_TOUCH_YES, .value = super->office.touch };
    sk_stage_super_button(stage, between, yes, SK_ICON_TICK, SK_WHITE, SK_BLACK,
                          sk_text(SK_N("Confirm")));
    put_decisions(stage, &area);
    write_what(&super->office, text, sizeof(text));
    struct sk_rect head = sk_cut_top(&area, area.h * 40 / 100);
    (void)sk_super_part_sentence(stage, head, SK_FACE_BOLD, text);
    (void)snprintf(text, sizeof(text), "%s: %s", super->office.who, super->office.text);
    (void)sk_super_part_sentence(stage, area, SK_FACE_REGULAR, text);
}
