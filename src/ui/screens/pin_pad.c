#include "ui/screens/pin_pad.h"

#include "ui/screens/supervisor_parts.h"

#include <stdio.h>

/* What is in the way of any PIN; NULL: nothing is. */
static const char *obstacle(const struct sk_model_supervisor *super, char *buffer, size_t size) {
    if (super->has_no_pin && super->hint[0] != '\0') {
        return sk_text(super->hint);
    }
    if (super->has_no_pin && super->who[0] != '\0') {
        return sk_text(SK_N("There is no PIN for this badge. A supervisor or IT sets it."));
    }
    if (super->has_no_pin) {
        return super->has_own_pins
                   ? sk_text(SK_N("Scan your badge."))
                   : sk_text(SK_N("No PIN is set. IT sets it with: sag-kioskctl pin set"));
    }
    if (super->locked_s > 0) {
        (void)snprintf(buffer, size, sk_text(SK_N("Too many wrong tries. Try again in %d s.")),
                       (int)super->locked_s);
        return buffer;
    }
    return super->is_checking ? sk_text(SK_N("Wait a moment.")) : NULL;
}

/* What is asked for, where nothing else is to be said. */
static const char *request(const struct sk_model_supervisor *super, char *buffer, size_t size) {
    if (super->is_own_pin) {
        return sk_text(SK_N("Type your PIN, then press OK."));
    }
    if (super->demo_pin[0] != '\0') {
        (void)snprintf(buffer, size, sk_text(SK_N("Demo: the PIN is %s.")), super->demo_pin);
        return buffer;
    }
    return super->has_own_pins && super->who[0] == '\0'
               ? sk_text(SK_N("Scan your badge, or type the shared PIN."))
               : sk_text(SK_N("Type the PIN, then press OK."));
}

static const char *message(const struct sk_model_supervisor *super, char *buffer, size_t size) {
    const char *said = obstacle(super, buffer, size);
    if (said) {
        return said;
    }
    if (super->hint[0] != '\0') {
        (void)snprintf(buffer, size, sk_text(SK_N("%s Tries left: %d.")), sk_text(super->hint),
                       (int)super->tries_left);
        return super->tries_left > 0 ? buffer : sk_text(super->hint);
    }
    return super->what[0] != '\0' ? sk_text(super->what) : request(super, buffer, size);
}

static const char *message_of_new(const struct sk_model_supervisor *super) {
    if (super->pin_of[0] == '\0') {
        return sk_text(SK_N("Scan the badge of the person who gets a PIN."));
    }
    return super->is_again
               ? sk_text(SK_N("The same PIN once more, then OK."))
               : sk_text(SK_N("Let that person type a new PIN: 4 to 12 digits, then OK."));
}

/* A dot for each digit typed, and a ring for each that is still required. */
static void put_dots(struct sk_stage *stage, struct sk_rect rect) {
    int32_t digits = stage->model->supervisor.digits;
    int32_t places = most(digits, 4);
    int32_t side = least(rect.h * 6 / 10, rect.w / (2 * places));
    int32_t left = rect.x;
    for (int32_t i = 0; i < places; i++) {
        struct sk_rect dot = { left + i * side * 3 / 2, rect.y + (rect.h - side) / 2, side, side };
        if (i < digits) {
            sk_display_list_box(stage->list, dot, SK_WHITE, side / 2);
        } else {
            sk_display_list_border(stage->list, dot, SK_PLUM_SOFT, most(side / 8, 2), side / 2);
        }
    }
}

static void put_pad(struct sk_stage *stage, struct sk_rect area) {
    static const char *const digits[] = { "1", "2", "3", "4", "5", "6", "7", "8", "9", "0" };
    for (int32_t i = 0; i < 9; i++) {
        sk_super_part_button(stage, sk_super_part_cell(stage, area, 3, 4, i), SK_SUPER_TOUCH_DIGIT,
                             i + 1, SK_ICON_COUNT, digits[i]);
    }
    sk_super_part_button(stage, sk_super_part_cell(stage, area, 3, 4, 9), SK_SUPER_TOUCH_ERASE, 0,
                         SK_ICON_CLOSE, "");
    sk_super_part_button(stage, sk_super_part_cell(stage, area, 3, 4, 10), SK_SUPER_TOUCH_DIGIT, 0,
                         SK_ICON_COUNT, digits[9]);
    sk_super_part_main_button(stage, sk_super_part_cell(stage, area, 3, 4, 11),
                              SK_SUPER_TOUCH_ENTER, SK_ICON_COUNT, sk_text(SK_N("OK")));
}

/* Who is meant; nothing where nobody is named. */
static void put_name(struct sk_stage *stage, struct sk_rect *area, const char *name, bool is_own) {
    char text[SK_OPERATOR_SIZE + 64];
    if (name[0] != '\0') {
        (void)snprintf(text, sizeof(text), is_own ? sk_text(SK_N("PIN of %s")) : "%s", name);
        int32_t height = sk_line_height(stage->text * 13 / 10);
        sk_stage_put_line(stage, sk_cut_top(area, height), SK_FACE_BOLD, stage->text * 13 / 10,
                          SK_WHITE, SK_ALIGN_LEFT, text);
        (void)sk_cut_top(area, stage->gap);
    }
}

void sk_screen_pin_pad(struct sk_stage *stage, struct sk_rect area) {
    const struct sk_model_supervisor *super = &stage->model->supervisor;
    char buffer[SK_ERR_TEXT_SIZE];
    struct sk_rect pad;
    struct sk_rect back;
    bool is_new = super->page == SK_SUPER_NEW_PIN;
    if (stage->is_portrait) {
        back = sk_cut_bottom(&area, stage->touch);
        (void)sk_cut_bottom(&area, stage->pad);
        pad = sk_cut_bottom(&area, area.h * 64 / 100);
        (void)sk_cut_bottom(&area, stage->pad);
    } else {
        pad = sk_cut_right(&area, area.w * 54 / 100);
        (void)sk_cut_right(&area, stage->pad);
        back = sk_cut_bottom(&area, stage->touch);
        (void)sk_cut_bottom(&area, stage->pad);
    }
    put_name(stage, &area, is_new ? super->pin_of : super->who, is_new || super->is_own_pin);
    put_dots(stage, sk_cut_top(&area, least(stage->text * 4, area.h / 3)));
    (void)sk_cut_top(&area, stage->gap);
    (void)sk_super_part_sentence(stage, area, SK_FACE_BOLD,
                                 is_new ? message_of_new(super)
                                        : message(super, buffer, sizeof(buffer)));
    sk_super_part_button(stage, back, SK_SUPER_TOUCH_BACK, 0, SK_ICON_UNDO,
                         is_new ? sk_text(SK_N("Back")) : sk_text(SK_N("Back to the bench")));
    put_pad(stage, pad);
}
