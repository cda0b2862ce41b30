#include "ui/screens/languages.h"

#include "base/language.h"

#include <string.h>

#define COLUMNS 2

void sk_screen_languages(struct sk_stage *stage) {
    sk_stage_begin(stage, SK_NAVY, SK_WHITE, SK_NAVY_SOFT, SK_NAVY_PANEL);
    sk_stage_status_bar(stage, true);
    struct sk_rect area = sk_inset(stage->area, stage->pad);
    struct sk_rect foot = sk_cut_bottom(&area, stage->touch);
    (void)sk_cut_bottom(&area, stage->gap);
    int32_t count = 1; /* English is always there */
    while (sk_language_at((size_t)count)) {
        count++;
    }
    int32_t columns = stage->is_portrait ? 1 : COLUMNS;
    int32_t rows = (count + columns - 1) / columns;
    int32_t height = (area.h - (rows - 1) * stage->gap) / rows;
    int32_t width = (area.w - (columns - 1) * stage->apart) / columns;
    for (int32_t i = 0; i < count; i++) {
        struct sk_rect cell = { area.x + i % columns * (width + stage->apart),
                                area.y + i / columns * (height + stage->gap), width, height };
        bool is_chosen = strcmp(sk_language_at((size_t)i), sk_language_name()) == 0;
        sk_stage_language_button(stage, cell, (uint32_t)i, is_chosen ? SK_ICON_TICK : SK_ICON_GLOBE,
                                 is_chosen ? SK_WHITE : SK_NAVY_BUTTON,
                                 is_chosen ? SK_BLACK : SK_WHITE, sk_language_own_name((size_t)i));
    }
    sk_stage_button(stage, foot, SK_BUTTON_LANGUAGE, SK_ICON_UNDO, SK_NAVY_BUTTON, SK_WHITE,
                    sk_text(SK_N("Back")));
}
