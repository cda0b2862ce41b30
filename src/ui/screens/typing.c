#include "ui/screens/typing.h"

#include "ui/screens/glass_keyboard.h"

#include <string.h>

#define GROUP 4 /* characters that are compared at a glance */

static const char *what_to_do(const struct sk_model_typing *typing) {
    switch (typing->hint) {
    case SK_TYPING_HINT_NO_LABEL:
        return SK_N("This is neither a serial number nor a sag- label. Check it.");
    case SK_TYPING_HINT_DIFFERENT:
        return SK_N("The two are different. Start again.");
    case SK_TYPING_HINT_NONE:
        break;
    }
    return typing->page == SK_TYPING_AGAIN ? SK_N("Type it once more.")
                                           : SK_N("Type what the label says.");
}

static void put_keyboard(struct sk_stage *stage, struct sk_rect area) {
    const struct sk_model_typing *typing = &stage->model->typing;
    const struct sk_keypad_look look = { .kind = SK_KEYPAD_LABEL,
                                         .face = SK_NAVY_BUTTON,
                                         .ink = SK_WHITE,
                                         .title = sk_text(what_to_do(typing)),
                                         .title_ink = typing->hint == SK_TYPING_HINT_NONE
                                                          ? SK_WHITE
                                                          : SK_AMBER,
                                         .close = SK_N("Cancel") };
    sk_keypad_put(stage, area, &typing->glass, &look);
}

/* "sag- v0fk pk4a …": as a person compares it. */
static void group(const char *label, char *out, size_t size) {
    size_t at = 0;
    for (size_t i = 0; label[i] != '\0' && at + 2 < size; i++) {
        if (i > 0 && i % GROUP == 0) {
            out[at++] = ' ';
        }
        out[at++] = label[i];
    }
    out[at] = '\0';
}

static void put_question(struct sk_stage *stage, struct sk_rect area) {
    char groups[2 * SK_LABEL_MAX];
    group(stage->model->typing.glass.text, groups, sizeof(groups));
    struct sk_rect row = sk_cut_bottom(&area, stage->touch * 13 / 10);
    (void)sk_cut_bottom(&area, stage->pad);
    struct sk_rect no = sk_cut_left(&row, (row.w - stage->pad) * 40 / 100);
    (void)sk_cut_left(&row, stage->pad);
    sk_stage_glass_button(stage, no, SK_GLASS_NO, SK_ICON_UNDO, SK_NAVY_BUTTON, SK_WHITE,
                          sk_text(SK_N("No, change it")));
    sk_stage_glass_button(stage, row, SK_GLASS_YES, SK_ICON_TICK, SK_WHITE, SK_BLACK,
                          sk_text(SK_N("Yes, that is on the label")));
    const char *question = sk_text(SK_N("Does the label say this?"));
    struct sk_rect title = sk_cut_top(&area, area.h / 4);
    int32_t size = sk_measure_fit(stage->measure, SK_FACE_BOLD, question, title.w, title.h, 1,
                                  stage->text, stage->far);
    sk_stage_put_line(stage, title, SK_FACE_BOLD, size, SK_WHITE, SK_ALIGN_LEFT, question);
    sk_display_list_box(stage->list, area, SK_CARD, stage->text);
    struct sk_rect inner = sk_inset(area, stage->pad);
    struct sk_style style = {
        .face = SK_FACE_MONO, .ink = SK_BLACK, .align = SK_ALIGN_CENTRE, .in_middle = true
    };
    style.size = sk_measure_fit(stage->measure, style.face, groups, inner.w, inner.h, 0,
                                stage->text, stage->far * 3 / 2);
    (void)sk_display_list_text(stage->list, stage->measure, inner, &style, groups);
}

void sk_screen_typing(struct sk_stage *stage) {
    sk_stage_begin(stage, SK_NAVY, SK_WHITE, SK_NAVY_SOFT, SK_NAVY_PANEL);
    sk_stage_status_bar(stage, true);
    struct sk_rect area = sk_inset(stage->area, stage->gap);
    if (stage->model->typing.page == SK_TYPING_ASK) {
        put_question(stage, area);
    } else {
        put_keyboard(stage, area);
    }
}
