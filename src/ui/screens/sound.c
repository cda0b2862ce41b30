#include "ui/screens/sound.h"

#include "base/util.h"
#include "ui/screens/supervisor_parts.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* ---- the question ---- */

struct sound_words {
    enum sk_icon icon;
    const char *what;   /* msgid */
    const char *advice; /* msgid */
};

static void put_said(struct sk_stage *stage, struct sk_rect area, const struct sound_words *said) {
    const char *what = sk_text(said->what), *advice = sk_text(said->advice);
    struct sk_rect head = sk_cut_top(&area, area.h * (stage->is_portrait ? 40 : 55) / 100);
    int32_t side = least(head.h, head.w / (stage->is_portrait ? 4 : 5));
    struct sk_rect icon = sk_cut_left(&head, side);
    icon.y += (icon.h - side) / 2;
    icon.h = side;
    (void)sk_cut_left(&head, stage->pad);
    sk_display_list_icon(stage->list, icon, said->icon, stage->ink, stage->paper);
    struct sk_style style = {
        .face = SK_FACE_BOLD, .ink = stage->ink, .max_lines = 3, .in_middle = true
    };
    style.size = sk_measure_fit(stage->measure, style.face, what, head.w, head.h, 3, stage->text,
                                stage->far * 2);
    (void)sk_display_list_text(stage->list, stage->measure, head, &style, what);
    (void)sk_cut_top(&area, stage->gap);
    style.max_lines = 0;
    style.in_middle = false;
    style.size = sk_measure_fit(stage->measure, style.face, advice, area.w, area.h, 0, stage->text,
                                stage->far);
    (void)sk_display_list_text(stage->list, stage->measure, area, &style, advice);
}

static void put_answers(struct sk_stage *stage, struct sk_rect row) {
    struct sk_rect no = sk_cut_left(&row, (row.w - stage->apart) / 2);
    (void)sk_cut_left(&row, stage->apart);
    sk_stage_button(stage, no, SK_BUTTON_NOT_HEARD, SK_ICON_CLOSE, SK_NAVY_BUTTON, SK_WHITE,
                    sk_text(SK_N("No")));
    sk_stage_button(stage, row, SK_BUTTON_HEARD, SK_ICON_TICK, SK_WHITE, SK_BLACK,
                    sk_text(SK_N("Yes, both")));
}

void sk_screen_sound(struct sk_stage *stage) {
    static const struct sound_words question = {
        .icon = SK_ICON_SOUND,
        .what = SK_N("Did you hear both sounds?"),
        .advice = SK_N("First the good one, then the bad one. You can also just scan."),
    };
    static const struct sound_words silent = {
        .icon = SK_ICON_WARNING,
        .what = SK_N("Go by the screen for now."),
        .advice = SK_N("Turn the loudspeaker on and up. Still nothing: the supervisor can change "
                       "volume and output under Sound. Else call IT."),
    };
    bool is_asking = stage->model->hearing_page == SK_HEARING_ASK;
    sk_stage_begin(stage, SK_NAVY, SK_WHITE, SK_NAVY_SOFT, SK_NAVY_PANEL);
    sk_stage_status_bar(stage, false);
    struct sk_rect area = sk_inset(stage->area, stage->pad);
    int32_t height = least(stage->touch * 16 / 10, area.h * 35 / 100);
    struct sk_rect row = sk_cut_bottom(&area, most(height, stage->touch));
    (void)sk_cut_bottom(&area, stage->pad);
    put_said(stage, area, is_asking ? &question : &silent);
    if (is_asking) {
        put_answers(stage, row);
    } else {
        sk_stage_button(stage, row, SK_BUTTON_ACKNOWLEDGE, SK_ICON_TICK, SK_WHITE, SK_BLACK,
                        sk_text(SK_N("OK")));
    }
}

/* ---- the supervisor's page ---- */

static const int32_t steps[] = { 0, 25, 50, 75, 100 };

/* The step that is nearest to what is set, which may be any number. */
static size_t nearest(int32_t volume) {
    size_t at = 0;
    for (size_t i = 1; i < SK_ARRAY_LEN(steps); i++) {
        int32_t here = volume > steps[i] ? volume - steps[i] : steps[i] - volume;
        int32_t there = volume > steps[at] ? volume - steps[at] : steps[at] - volume;
        at = here < there ? i : at;
    }
    return volume > 0 && at == 0 ? 1 : at; /* low is not mute */
}

/* What it is and, where only IT may change it, that. */
static void put_caption(struct sk_stage *stage, struct sk_rect *part, const char *caption,
                        bool is_overruled) {
    char text[256];
    (void)snprintf(text, sizeof(text), "%s%s%s", sk_text(caption), is_overruled ? ": " : "",
                   is_overruled ? sk_text(SK_N("only IT can change it")) : "");
    struct sk_rect line = sk_cut_top(part, sk_line_height(stage->small));
    sk_stage_put_line(stage, line, SK_FACE_BOLD, stage->small, SK_PLUM_SOFT, SK_ALIGN_LEFT, text);
    (void)sk_cut_top(part, stage->gap / 2);
}

/* A choice, or only what is chosen. */
static void put_choice(struct sk_stage *stage, struct sk_rect cell, enum sk_super_touch_type type,
                       int32_t value, bool is_chosen, bool is_overruled, const char *text) {
    if (!is_overruled) {
        sk_super_part_choice(stage, cell, type, value, is_chosen, text);
    } else if (is_chosen) {
        sk_display_list_box(stage->list, cell, SK_PLUM_PANEL, stage->text / 2);
        struct sk_rect inner = sk_inset(cell, stage->gap);
        struct sk_style style = { .face = SK_FACE_BOLD,
                                  .ink = SK_WHITE,
                                  .align = SK_ALIGN_CENTRE,
                                  .max_lines = 3,
                                  .in_middle = true };
        style.size = sk_measure_fit(stage->measure, style.face, text, inner.w, inner.h, 3,
                                    stage->small, stage->text);
        (void)sk_display_list_text(stage->list, stage->measure, inner, &style, text);
    }
}

static int32_t volume_columns(const struct sk_stage *stage) {
    return stage->is_portrait ? 3 : (int32_t)SK_ARRAY_LEN(steps);
}

static void put_volumes(struct sk_stage *stage, struct sk_rect part) {
    const struct sk_model_sound *sound = &stage->model->supervisor.sound;
    char text[32];
    int32_t count = (int32_t)SK_ARRAY_LEN(steps), columns = volume_columns(stage);
    put_caption(stage, &part, SK_N("How loud"), sound->is_volume_overruled);
    for (size_t i = 0; i < SK_ARRAY_LEN(steps); i++) {
        (void)snprintf(text, sizeof(text), "%" PRId32, steps[i]);
        struct sk_rect cell =
            sk_super_part_cell(stage, part, columns, (count + columns - 1) / columns, (int32_t)i);
        put_choice(stage, cell, SK_SUPER_TOUCH_VOLUME, steps[i], i == nearest(sound->volume),
                   sound->is_volume_overruled, i == 0 ? sk_text(SK_N("Mute")) : text);
    }
}

static void put_outputs(struct sk_stage *stage, struct sk_rect part) {
    const struct sk_model_sound *sound = &stage->model->supervisor.sound;
    int32_t count = 1 + (int32_t)sound->output_count;
    int32_t columns = stage->is_portrait ? (count > 4 ? 2 : 1) : least(count, 3);
    int32_t rows = (count + columns - 1) / columns;
    put_caption(stage, &part, SK_N("Which output"), sound->is_device_overruled);
    part.h = least(part.h, rows * (stage->touch * 13 / 10 + stage->gap));
    put_choice(stage, sk_super_part_cell(stage, part, columns, rows, 0), SK_SUPER_TOUCH_OUTPUT, -1,
               sound->device[0] == '\0', sound->is_device_overruled,
               sk_text(SK_N("The usual one")));
    for (int32_t i = 1; i < count; i++) {
        const char *name = sound->outputs[i - 1];
        int32_t at = sound->is_device_overruled ? 0 : i; /* that alone is shown */
        put_choice(stage, sk_super_part_cell(stage, part, columns, rows, at), SK_SUPER_TOUCH_OUTPUT,
                   i - 1, strcmp(sound->device, name) == 0, sound->is_device_overruled, name);
    }
}

void sk_screen_super_sound(struct sk_stage *stage, struct sk_rect area) {
    const struct sk_model_sound *sound = &stage->model->supervisor.sound;
    struct sk_rect between = sk_super_part_foot(stage, &area, true);
    if (sound->volume > 0) {
        sk_super_part_main_button(stage, between, SK_SUPER_TOUCH_SOUND_TEST, SK_ICON_SOUND,
                                  sk_text(SK_N("Test the sound")));
    } else {
        sk_stage_put_line(stage, between, SK_FACE_BOLD, stage->small, SK_WHITE, SK_ALIGN_CENTRE,
                          sk_text(SK_N("Mute: nobody hears red.")));
    }
    int32_t rows = stage->is_portrait ? 2 : 1;
    int32_t tenths = stage->is_portrait ? 10 : 14;
    int32_t height = rows * stage->touch * tenths / 10 + sk_line_height(stage->small) +
                     (rows - 1) * most(stage->gap, 8) + stage->gap / 2;
    put_volumes(stage, sk_cut_top(&area, least(height, area.h * 45 / 100)));
    (void)sk_cut_top(&area, stage->gap / 2);
    put_outputs(stage, area);
}
