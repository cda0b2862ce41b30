#include "ui/screens/setup.h"

#include "app/model/program_codes.h"
#include "ui/screens/supervisor_parts.h"

#include <stdio.h>

/* ---- what is to be scanned ---- */

/* Bars on white, and what stands in them below, for who has to look it up. */
static void put_bars(struct sk_stage *stage, struct sk_rect rect, const char *code) {
    struct sk_rect card = rect;
    int32_t line = sk_line_height(stage->text);
    sk_display_list_box(stage->list, card, SK_WHITE, stage->gap);
    card = sk_inset(card, stage->gap);
    struct sk_rect text = sk_cut_bottom(&card, card.h > line * 3 ? line : 0);
    sk_display_list_bars(stage->list, card, code);
    if (text.h > 0) {
        sk_stage_put_line(stage, text, SK_FACE_MONO, stage->text, SK_BLACK, SK_ALIGN_CENTRE, code);
    }
}

static int32_t put_line(struct sk_stage *stage, struct sk_rect *area, enum sk_face face,
                        int32_t size, sk_colour ink, const char *text) {
    int32_t used = sk_stage_put(stage, *area, face, size, ink, SK_ALIGN_LEFT, text);
    (void)sk_cut_top(area, used);
    return used;
}

/* ---- what came of it ---- */

static void put_change(struct sk_stage *stage, struct sk_rect *area, int32_t size,
                       const struct sk_model_setup_change *change) {
    char text[160];
    (void)snprintf(text, sizeof(text), "%s = %s%s", change->name,
                   change->value[0] != '\0' ? change->value : "\"\"",
                   change->is_overruled ? "  !" : "");
    sk_stage_put_line(stage, sk_cut_top(area, sk_line_height(size)), SK_FACE_MONO, size, SK_WHITE,
                      SK_ALIGN_LEFT, text);
}

/* Each of them, as all of them will be used. */
static void put_changes(struct sk_stage *stage, struct sk_rect area) {
    const struct sk_model_setup *setup = &stage->model->supervisor.setup;
    int32_t count = least((int32_t)setup->change_count, SK_SETUP_CHANGES);
    int32_t size = area.h < sk_line_height(stage->text) * count ? stage->small : stage->text;
    for (int32_t i = 0; i < count; i++) {
        put_change(stage, &area, size, &setup->changes[i]);
    }
}

static bool is_overruled(const struct sk_model_setup *setup) {
    for (size_t i = 0; i < setup->change_count; i++) {
        if (setup->changes[i].is_overruled) {
            return true;
        }
    }
    return false;
}

static const char *verdict_of(const struct sk_model_setup *setup) {
    return setup->fault[0] != '\0'    ? setup->fault
           : !setup->is_learned       ? SK_N("Scan this barcode with the new scanner.")
           : setup->change_count == 0 ? SK_N("It matches the kiosk's settings. Nothing to change.")
           : is_overruled(setup)
               ? SK_N("This bench's settings file says otherwise (!). Only IT can change it.")
               : SK_N("These settings match it. Use them?");
}

static void put_verdict(struct sk_stage *stage, struct sk_rect area) {
    const struct sk_model_setup *setup = &stage->model->supervisor.setup;
    bool is_good = setup->is_learned && setup->fault[0] == '\0' && !is_overruled(setup);
    if (setup->error[0] != '\0') {
        (void)put_line(stage, &area, SK_FACE_BOLD, stage->text * 13 / 10, SK_AMBER,
                       sk_text(setup->error));
        return;
    }
    if (setup->is_learned || setup->fault[0] != '\0') {
        struct sk_rect row = sk_cut_top(&area, stage->text * 2);
        sk_display_list_icon(stage->list, sk_cut_left(&row, row.h),
                             is_good ? SK_ICON_TICK : SK_ICON_WARNING,
                             is_good ? SK_GREEN : SK_AMBER, SK_PLUM);
        (void)sk_cut_left(&row, stage->gap);
        sk_stage_put_line(stage, row, SK_FACE_BOLD, stage->text * 13 / 10, SK_WHITE, SK_ALIGN_LEFT,
                          setup->found);
    }
    (void)put_line(stage, &area, SK_FACE_BOLD, stage->text * 13 / 10, SK_WHITE,
                   sk_text(verdict_of(setup)));
    (void)sk_cut_top(&area, stage->gap / 2);
    put_changes(stage, area);
}

/* ---- what is there ---- */

static void put_device(struct sk_stage *stage, struct sk_rect *area,
                       const struct sk_model_setup_device *device) {
    struct sk_rect row = sk_cut_top(area, sk_line_height(stage->text));
    sk_display_list_icon(stage->list, sk_cut_left(&row, row.h),
                         device->is_read ? SK_ICON_TICK : SK_ICON_USB,
                         device->is_read ? SK_GREEN : SK_PLUM_SOFT, SK_PLUM);
    (void)sk_cut_left(&row, stage->gap / 2);
    sk_stage_put_line(stage, row, SK_FACE_BOLD, stage->text, SK_WHITE, SK_ALIGN_LEFT, device->name);
    char text[2 * SK_SETUP_TEXT_SIZE + 4];
    (void)snprintf(text, sizeof(text), "%s  %s", sk_text(device->state), device->place);
    (void)put_line(stage, area, SK_FACE_REGULAR, stage->small, SK_PLUM_SOFT, text);
    (void)sk_cut_top(area, stage->gap / 2);
}

static void put_heading(struct sk_stage *stage, struct sk_rect *area, const char *text) {
    sk_stage_put_line(stage, sk_cut_top(area, sk_line_height(stage->small)), SK_FACE_BOLD,
                      stage->small, SK_PLUM_SOFT, SK_ALIGN_LEFT, sk_text(text));
}

static void put_devices(struct sk_stage *stage, struct sk_rect area) {
    const struct sk_model_setup *setup = &stage->model->supervisor.setup;
    put_heading(stage, &area, SK_N("Plugged in, or paired"));
    if (setup->device_count == 0) {
        (void)put_line(stage, &area, SK_FACE_REGULAR, stage->text, SK_WHITE,
                       sk_text(SK_N("Nothing that looks like a scanner")));
    }
    for (size_t i = 0; i < setup->device_count && i < SK_SETUP_DEVICES; i++) {
        if (area.h < sk_line_height(stage->text) + sk_line_height(stage->small)) {
            return;
        }
        put_device(stage, &area, &setup->devices[i]);
    }
}

static void put_reports(struct sk_stage *stage, struct sk_rect area) {
    const struct sk_model_setup *setup = &stage->model->supervisor.setup;
    put_heading(stage, &area, SK_N("Last input, byte by byte"));
    for (size_t i = 0; i < setup->report_count && i < SK_SETUP_REPORTS; i++) {
        struct sk_rect row = sk_cut_top(&area, sk_line_height(stage->small));
        sk_stage_put_line(stage, row, SK_FACE_MONO, stage->small, SK_WHITE, SK_ALIGN_LEFT,
                          setup->reports[i]);
    }
}

/* ---- the pages ---- */

static void put_foot(struct sk_stage *stage, struct sk_rect place) {
    const struct sk_model_setup *setup = &stage->model->supervisor.setup;
    bool can_keep = setup->is_learned && setup->change_count > 0 && !is_overruled(setup);
    struct sk_rect makers = place;
    if (can_keep) {
        struct sk_rect keep = sk_cut_right(&makers, (place.w - stage->gap) / 2);
        (void)sk_cut_right(&makers, stage->gap);
        sk_super_part_main_button(stage, keep, SK_SUPER_TOUCH_YES, SK_ICON_TICK,
                                  sk_text(SK_N("Use them")));
    }
    sk_super_part_button(stage, makers, SK_SUPER_TOUCH_FAMILIES, 0, SK_ICON_BARCODE,
                         sk_text(SK_N("Makers' barcodes")));
}

void sk_screen_setup(struct sk_stage *stage, struct sk_rect area) {
    const struct sk_model_setup *setup = &stage->model->supervisor.setup;
    put_foot(stage, sk_super_part_foot(stage, &area, true));
    if (setup->code[0] == '\0') {
        (void)put_line(stage, &area, SK_FACE_BOLD, stage->text * 13 / 10, SK_WHITE,
                       setup->error[0] != '\0' ? sk_text(setup->error)
                                               : sk_text(SK_N("Wait a moment.")));
        return;
    }
    struct sk_rect lower =
        sk_cut_bottom(&area, sk_line_height(stage->small) * (SK_SETUP_REPORTS + 1));
    (void)sk_cut_bottom(&area, stage->gap);
    struct sk_rect beside = area;
    if (stage->is_portrait) {
        area = sk_cut_top(&beside, area.h * 66 / 100);
        (void)sk_cut_top(&beside, stage->gap);
    } else {
        area = sk_cut_left(&beside, area.w * 62 / 100);
        (void)sk_cut_left(&beside, stage->pad);
    }
    /* Once it was scanned, what came of it needs the room. */
    int32_t share = setup->change_count > 0 ? 28 : 46;
    put_bars(stage, sk_cut_top(&area, area.h * share / 100), setup->code);
    (void)sk_cut_top(&area, stage->gap);
    put_verdict(stage, area);
    put_devices(stage, beside);
    put_reports(stage, lower);
}

void sk_screen_families(struct sk_stage *stage, struct sk_rect area) {
    int32_t count = 0;
    while (sk_program_family((size_t)count)) {
        count++;
    }
    struct sk_rect between = sk_super_part_foot(stage, &area, false);
    (void)sk_stage_put(stage, between, SK_FACE_REGULAR, stage->small, SK_PLUM_SOFT, SK_ALIGN_LEFT,
                       sk_text(SK_N("Who made the scanner?")));
    int32_t columns = stage->is_portrait ? 2 : 3;
    int32_t rows = (count + columns - 1) / columns;
    for (int32_t i = 0; i < count; i++) {
        sk_super_part_button(stage, sk_super_part_cell(stage, area, columns, rows, i),
                             SK_SUPER_TOUCH_FAMILY, i, SK_ICON_COUNT,
                             sk_text(sk_program_family((size_t)i)));
    }
}

static void put_code(struct sk_stage *stage, struct sk_rect *area,
                     const struct sk_program_code *code) {
    (void)put_line(stage, area, SK_FACE_BOLD, stage->text, SK_WHITE,
                   sk_text(sk_program_what_text(code->what)));
    if (code->what == SK_PROGRAM_SEE) {
        (void)put_line(stage, area, SK_FACE_REGULAR, stage->text * 13 / 10, SK_WHITE, code->text);
    } else {
        put_bars(stage, sk_cut_top(area, least(area->h, stage->text * 8)), code->text);
    }
    (void)sk_cut_top(area, stage->pad);
}

void sk_screen_program(struct sk_stage *stage, struct sk_rect area) {
    const char *family = sk_program_family((size_t)stage->model->supervisor.family);
    const struct sk_program_code *code = NULL;
    struct sk_rect between = sk_super_part_foot(stage, &area, false);
    (void)sk_stage_put(stage, between, SK_FACE_REGULAR, stage->small, SK_PLUM_SOFT, SK_ALIGN_LEFT,
                       sk_text(SK_N("Then go back and scan the test barcode.")));
    (void)put_line(stage, &area, SK_FACE_BOLD, stage->text * 16 / 10, SK_WHITE,
                   family ? sk_text(family) : "");
    (void)sk_cut_top(&area, stage->gap);
    for (size_t row = 0; family && (code = sk_program_next(family, &row)) != NULL; row++) {
        put_code(stage, &area, code);
    }
}
