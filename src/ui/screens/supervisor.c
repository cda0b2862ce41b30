#include "ui/screens/supervisor.h"

#include "base/assert.h"
#include "base/util.h"
#include "ui/screens/glass_keyboard.h"
#include "ui/screens/people.h"
#include "ui/screens/pin_pad.h"
#include "ui/screens/setup.h"
#include "ui/screens/sound.h"
#include "ui/screens/supervisor_checks.h"
#include "ui/screens/supervisor_figures.h"
#include "ui/screens/supervisor_list.h"
#include "ui/screens/supervisor_menu.h"
#include "ui/screens/supervisor_office.h"
#include "ui/screens/supervisor_pair.h"
#include "ui/screens/supervisor_parts.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* ---- the head of all pages ---- */

static const char *title_of(const struct sk_model_supervisor *super) {
    switch (super->page) {
    case SK_SUPER_LIST:
        return super->is_attention ? SK_N("Needs attention")
               : super->is_missing ? SK_N("Still missing")
               : super->is_scans   ? SK_N("Scans without a pair")
                                   : SK_N("Search");
    case SK_SUPER_CHOICE:
        return super->is_day_choice ? SK_N("Which days?") : SK_N("Which outcome?");
    case SK_SUPER_DETAIL:
    case SK_SUPER_PICTURE:
        return SK_N("Pair details");
    case SK_SUPER_CHECKPOINT:
        return SK_N("Log proof");
    case SK_SUPER_CHECKS:
        return SK_N("Diagnostics");
    case SK_SUPER_SETUP:
        return SK_N("Set up a scanner");
    case SK_SUPER_FIGURES:
        return SK_N("Figures");
    case SK_SUPER_REPORT:
        return SK_N("Shift report");
    case SK_SUPER_PRINT:
        return SK_N("Print");
    case SK_SUPER_NEW_PIN:
        return SK_N("Set a PIN");
    case SK_SUPER_OFFICE:
        return SK_N("The office asks");
    case SK_SUPER_SOUND:
        return SK_N("Sound");
    case SK_SUPER_PEOPLE:
    case SK_SUPER_PERSON:
        return SK_N("Staff");
    case SK_SUPER_FAMILIES:
    case SK_SUPER_PROGRAM:
        return SK_N("Scanner setup barcodes");
    case SK_SUPER_TYPE:
        return super->is_name ? SK_N("Staff") : super->is_reason ? SK_N("Why?") : SK_N("Search");
    case SK_SUPER_REASON:
    case SK_SUPER_CONFIRM:
    case SK_SUPER_WAIT:
    case SK_SUPER_RESULT:
    case SK_SUPER_EXPORT:
    case SK_SUPER_PURGE:
        break;
    case SK_SUPER_CLOSED:
    case SK_SUPER_PIN:
    case SK_SUPER_MENU:
    case SK_SUPER_PAGE_COUNT:
        return SK_N("Supervisor");
    }
    static const char *const tasks[] = {
        [SK_SUPER_TASK_NONE] = SK_N("Supervisor"),
        [SK_SUPER_TASK_RETRY] = SK_N("Retry"),
        [SK_SUPER_TASK_DEAL] = SK_N("Dealt with"),
        [SK_SUPER_TASK_UNDO] = SK_N("Undo the binding"),
        [SK_SUPER_TASK_HOLD] = SK_N("Hold the bench"),
        [SK_SUPER_TASK_RELEASE] = SK_N("Release the bench"),
        [SK_SUPER_TASK_RESEND] = SK_N("Deliver again"),
        [SK_SUPER_TASK_EXPORT] = SK_N("Export"),
        [SK_SUPER_TASK_PURGE] = SK_N("Purge"),
        [SK_SUPER_TASK_SET_PIN] = SK_N("Set a PIN"),
        [SK_SUPER_TASK_PAPER] = SK_N("Print"),
        [SK_SUPER_TASK_END] = SK_N("Quit the kiosk"),
    };
    return SK_AT(tasks, super->task);
}

static int32_t head_height(const struct sk_stage *stage) {
    return stage->text * 24 / 10;
}

/* The role, the page, and what the bench would show now. */
static void put_head(struct sk_stage *stage) {
    const struct sk_model_supervisor *super = &stage->model->supervisor;
    char text[160];
    struct sk_rect row = sk_cut_top(&stage->area, head_height(stage));
    sk_display_list_box(stage->list, row, SK_PLUM_PANEL, 0);
    row.x += stage->pad;
    row.w -= 2 * stage->pad;
    sk_display_list_icon(stage->list, sk_cut_left(&row, stage->text * 15 / 10), SK_ICON_PERSON,
                         SK_WHITE, SK_PLUM_PANEL);
    (void)sk_cut_left(&row, stage->gap);
    text[0] = '\0';
    if (super->ends_s > 0) {
        (void)snprintf(text, sizeof(text), sk_text(SK_N("Ends in %d s")), (int)super->ends_s);
    } else if (super->red_waiting > 0) {
        (void)snprintf(text, sizeof(text), sk_text(SK_N("Red results waiting: %d")),
                       (int)super->red_waiting);
    } else if (super->is_on_hold) {
        (void)snprintf(text, sizeof(text), "%s", sk_text(SK_N("The bench is on hold")));
    } else if (super->page != SK_SUPER_PIN) {
        (void)snprintf(text, sizeof(text), "%s",
                       super->is_shared_pin ? sk_text(SK_N("PIN shared by all")) : super->who);
    }
    int32_t width = sk_stage_text_width(stage, SK_FACE_BOLD, stage->text, text) + 1;
    width = least(width, row.w * 6 / 10);
    struct sk_rect right = sk_cut_right(&row, width);
    (void)sk_cut_right(&row, stage->gap);
    if (text[0] != '\0') {
        sk_stage_put_line(stage, right, SK_FACE_BOLD, stage->text, SK_WHITE, SK_ALIGN_RIGHT, text);
    }
    sk_stage_put_line(stage, row, SK_FACE_BOLD, stage->text * 13 / 10, SK_WHITE, SK_ALIGN_LEFT,
                      sk_text(title_of(super)));
}

/* Menu and lists have no room to spare: there it stands in the place of the head. */
static bool is_hint_head(const struct sk_model_supervisor *super) {
    bool is_full = super->page == SK_SUPER_MENU || super->page == SK_SUPER_LIST;
    return is_full && super->hint[0] != '\0' && super->ends_s == 0;
}

/* What was just scanned or pressed, and what came of it. */
static void put_hint(struct sk_stage *stage) {
    const struct sk_model_supervisor *super = &stage->model->supervisor;
    char text[SK_ERR_TEXT_SIZE + SK_SUPER_TEXT_SIZE + 4];
    bool is_full = super->page == SK_SUPER_MENU || super->page == SK_SUPER_LIST;
    if (super->hint[0] == '\0' || super->page == SK_SUPER_PIN || (is_full && super->ends_s > 0)) {
        return;
    }
    (void)snprintf(text, sizeof(text), "%s%s%s", super->hint_label,
                   super->hint_label[0] != '\0' ? ": " : "", sk_text(super->hint));
    struct sk_rect row =
        sk_cut_top(&stage->area, is_hint_head(super) ? head_height(stage) : stage->text * 2);
    sk_display_list_box(stage->list, row, SK_WHITE, 0);
    row.x += stage->pad;
    row.w -= 2 * stage->pad;
    int32_t size = sk_measure_fit(stage->measure, SK_FACE_BOLD, text, row.w, row.h, 1, stage->small,
                                  stage->text);
    sk_stage_put_line(stage, row, SK_FACE_BOLD, size, SK_BLACK, SK_ALIGN_LEFT, text);
}

/* ---- doing something ---- */

static const char *question_of(const struct sk_model_supervisor *super, char *buffer, size_t size) {
    switch (super->task) {
    case SK_SUPER_TASK_RETRY:
        return sk_text(SK_N("Bind this pair again? The old entry stays in the log."));
    case SK_SUPER_TASK_DEAL:
        return sk_text(SK_N("What was done about it? It comes off the list but stays in the log."));
    case SK_SUPER_TASK_UNDO:
        return super->page == SK_SUPER_REASON ? sk_text(SK_N("Why undo the binding?"))
                                              : sk_text(SK_N("Undo this binding in the cloud?"));
    case SK_SUPER_TASK_HOLD:
        return sk_text(SK_N("Why put the bench on hold?"));
    case SK_SUPER_TASK_RESEND:
        return sk_text(SK_N("Send this pair to the office system again? It was refused."));
    case SK_SUPER_TASK_RELEASE:
        return sk_text(SK_N("Release the bench to accept scans again?"));
    case SK_SUPER_TASK_PURGE:
        (void)snprintf(
            buffer, size,
            sk_text(
                SK_N("Remove everything older than %d days from the log? This cannot be undone.")),
            (int)sk_super_age_days(super->purge_age));
        return buffer;
    case SK_SUPER_TASK_END:
        return sk_text(SK_N("Quit the program? Waiting pairs are sent when it is started again."));
    case SK_SUPER_TASK_EXPORT:
    case SK_SUPER_TASK_SET_PIN:
    case SK_SUPER_TASK_PAPER:
    case SK_SUPER_TASK_NONE:
        return "";
    }
    SK_UNREACHABLE("task");
}

static bool is_about_pair(enum sk_super_task task) {
    return task == SK_SUPER_TASK_RETRY || task == SK_SUPER_TASK_DEAL ||
           task == SK_SUPER_TASK_UNDO || task == SK_SUPER_TASK_RESEND;
}

/* The question, and the pair that it is about. */
static void put_question(struct sk_stage *stage, struct sk_rect *area, int32_t share) {
    const struct sk_model_supervisor *super = &stage->model->supervisor;
    char buffer[SK_ERR_TEXT_SIZE];
    struct sk_rect upper = sk_cut_top(area, area->h * share / 100);
    if (is_about_pair(super->task)) {
        int32_t used = sk_super_part_pair(stage, upper, &super->pair);
        (void)sk_cut_top(&upper, used + stage->gap / 2);
    }
    (void)sk_super_part_sentence(stage, upper, SK_FACE_BOLD,
                                 question_of(super, buffer, sizeof(buffer)));
}

static void page_reason(struct sk_stage *stage, struct sk_rect area) {
    const struct sk_model_supervisor *super = &stage->model->supervisor;
    (void)sk_super_part_foot(stage, &area, false);
    put_question(stage, &area, stage->is_portrait ? 30 : 36);
    (void)sk_cut_top(&area, stage->gap);
    int32_t columns = stage->is_portrait ? 1 : 2;
    for (int32_t i = 0; i < SK_SUPER_REASONS; i++) {
        sk_super_part_button(
            stage, sk_super_part_cell(stage, area, columns, SK_SUPER_REASONS / columns, i),
            SK_SUPER_TOUCH_REASON, i, SK_ICON_COUNT, sk_text(sk_super_reason(super->task, i)));
    }
}

static void page_type(struct sk_stage *stage, struct sk_rect area) {
    const struct sk_model_supervisor *super = &stage->model->supervisor;
    const struct sk_keypad_look look = {
        .kind = super->is_reason || super->is_name ? SK_KEYPAD_WORDS : SK_KEYPAD_LABEL,
        .face = SK_PLUM_BUTTON,
        .ink = SK_WHITE,
        .title = super->is_name ? sk_text(SK_N("Type the name. Chinese, Japanese: IT imports it."))
                 : super->is_reason ? sk_text(SK_N("Type the reason, or just press Done."))
                                    : sk_text(SK_N("Type a label, or a part of it.")),
        .title_ink = SK_WHITE,
        .close = SK_N("Back"),
    };
    sk_keypad_put(stage, area, &super->glass, &look);
}

static void page_confirm(struct sk_stage *stage, struct sk_rect area) {
    static const char *const words[] = {
        [SK_SUPER_TASK_NONE] = SK_N("Yes"),         [SK_SUPER_TASK_RETRY] = SK_N("Yes, bind again"),
        [SK_SUPER_TASK_DEAL] = SK_N("Yes"),         [SK_SUPER_TASK_UNDO] = SK_N("Yes, undo it"),
        [SK_SUPER_TASK_HOLD] = SK_N("Yes"),         [SK_SUPER_TASK_RELEASE] = SK_N("Yes, release"),
        [SK_SUPER_TASK_RESEND] = SK_N("Yes"),       [SK_SUPER_TASK_EXPORT] = SK_N("Yes"),
        [SK_SUPER_TASK_PURGE] = SK_N("Yes, purge"), [SK_SUPER_TASK_SET_PIN] = SK_N("Yes"),
        [SK_SUPER_TASK_PAPER] = SK_N("Yes"),        [SK_SUPER_TASK_END] = SK_N("Yes, quit"),
    };
    struct sk_rect between = sk_super_part_foot(stage, &area, true);
    sk_super_part_main_button(stage, between, SK_SUPER_TOUCH_YES, SK_ICON_TICK,
                              sk_text(SK_AT(words, stage->model->supervisor.task)));
    put_question(stage, &area, 100);
}

/* ---- export and purge ---- */

static void page_export(struct sk_stage *stage, struct sk_rect area) {
    static const char *const what[SK_SUPER_WHAT_COUNT] = {
        [SK_SUPER_WHAT_TODAY] = SK_N("Today"),
        [SK_SUPER_WHAT_WEEK] = SK_N("7 days"),
        [SK_SUPER_WHAT_ALL] = SK_N("Everything"),
        [SK_SUPER_WHAT_SEARCH] = SK_N("This list"),
    };
    static const char *const formats[SK_SUPER_FORMATS] = { "CSV", "JSONL", "Excel" };
    static const char *const where[SK_SUPER_WHERE_COUNT] = {
        [SK_SUPER_TO_STICK] = SK_N("USB stick"),
        [SK_SUPER_TO_FOLDER] = SK_N("This computer"),
    };
    const struct sk_model_supervisor *super = &stage->model->supervisor;
    struct sk_rect between = sk_super_part_foot(stage, &area, true);
    sk_super_part_main_button(stage, between, SK_SUPER_TOUCH_YES, SK_ICON_SAVED,
                              sk_text(SK_N("Export now")));
    int32_t most_high = stage->touch * 16 / 10 + sk_line_height(stage->small);
    area.h = least(area.h, 3 * most_high);
    sk_super_part_choices(stage, sk_super_part_cell(stage, area, 1, 3, 0), SK_N("What"),
                          SK_SUPER_TOUCH_WHAT, what,
                          super->has_search ? SK_SUPER_WHAT_COUNT : SK_SUPER_WHAT_SEARCH,
                          (int32_t)super->export_what);
    sk_super_part_choices(stage, sk_super_part_cell(stage, area, 1, 3, 1), SK_N("As"),
                          SK_SUPER_TOUCH_FORMAT, formats, SK_SUPER_FORMATS, super->export_format);
    sk_super_part_choices(stage, sk_super_part_cell(stage, area, 1, 3, 2), SK_N("To"),
                          SK_SUPER_TOUCH_WHERE, where, SK_SUPER_WHERE_COUNT,
                          (int32_t)super->export_where);
}

static void page_purge(struct sk_stage *stage, struct sk_rect area) {
    char text[64];
    (void)sk_super_part_foot(stage, &area, false);
    int32_t share = stage->is_portrait ? 24 : 40;
    (void)sk_super_part_sentence(
        stage, sk_cut_top(&area, area.h * share / 100), SK_FACE_BOLD,
        sk_text(SK_N("Removes old entries from the log for good, but only what was exported. "
                     "Older than:")));
    (void)sk_cut_top(&area, stage->gap);
    for (int32_t i = 0; i < SK_SUPER_AGES; i++) {
        (void)snprintf(text, sizeof(text), sk_text(SK_N("%d days")), (int)sk_super_age_days(i));
        sk_super_part_button(stage, sk_super_part_cell(stage, area, 2, 2, i), SK_SUPER_TOUCH_AGE, i,
                             SK_ICON_COUNT, text);
    }
}

/* ---- proof ---- */

/* Dark print on white, as large as a telephone likes it; what to do with it beside. */
static void page_checkpoint(struct sk_stage *stage, struct sk_rect area) {
    const struct sk_model_supervisor *super = &stage->model->supervisor;
    char text[96];
    (void)sk_super_part_foot(stage, &area, false);
    if (super->checkpoint[0] == '\0') {
        (void)sk_super_part_sentence(stage, area, SK_FACE_BOLD, sk_text(SK_N("Wait a moment.")));
        return;
    }
    int32_t side =
        stage->is_portrait ? least(area.w, area.h * 62 / 100) : least(area.h, area.w * 60 / 100);
    struct sk_rect code = stage->is_portrait ? sk_cut_top(&area, side) : sk_cut_left(&area, side);
    code.w = code.h = side;
    sk_display_list_qr(stage->list, code, super->checkpoint);
    (void)(stage->is_portrait ? sk_cut_top(&area, stage->pad) : sk_cut_left(&area, stage->pad));
    struct sk_rect lower = sk_cut_bottom(&area, area.h * 40 / 100);
    (void)sk_super_part_sentence(stage, area, SK_FACE_BOLD,
                                 sk_text(SK_N("Take a photo and keep it in a safe place.")));
    (void)snprintf(text, sizeof(text), sk_text(SK_N("Proves events 1 to %lld of the log.")),
                   (long long)super->checkpoint_seq);
    int32_t used =
        sk_stage_put(stage, lower, SK_FACE_REGULAR, stage->text, SK_WHITE, SK_ALIGN_LEFT, text);
    (void)sk_cut_top(&lower, used + stage->gap / 2);
    (void)sk_stage_put(stage, lower, SK_FACE_MONO, stage->small, SK_PLUM_SOFT, SK_ALIGN_LEFT,
                       super->checkpoint_key);
}

/* ---- waiting and the end ---- */

static void page_wait(struct sk_stage *stage, struct sk_rect area) {
    const struct sk_model_supervisor *super = &stage->model->supervisor;
    char text[96];
    struct sk_rect foot = sk_cut_bottom(&area, stage->touch);
    (void)sk_cut_bottom(&area, stage->pad);
    if (super->can_cancel) {
        struct sk_super_touch touch = { .type = SK_SUPER_TOUCH_CANCEL };
        sk_stage_super_button(stage, foot, touch, SK_ICON_CLOSE, SK_WHITE, SK_BLACK,
                              sk_text(SK_N("Stop")));
    }
    int32_t side = least(area.h / 3, stage->text * 6);
    sk_display_list_icon(stage->list, sk_cut_top(&area, side), SK_ICON_HOURGLASS, SK_WHITE,
                         SK_PLUM);
    (void)sk_cut_top(&area, stage->pad);
    int32_t used = sk_super_part_sentence(stage, area, SK_FACE_BOLD, sk_text(super->step));
    (void)sk_cut_top(&area, used + stage->pad);
    if (super->total > 0) {
        struct sk_rect bar = sk_cut_top(&area, most(stage->text, 12));
        int64_t done = super->done < super->total ? super->done : super->total;
        sk_display_list_box(stage->list, bar, SK_PLUM_PANEL, bar.h / 2);
        bar.w = most((int32_t)((double)bar.w * (double)done / (double)super->total), bar.h);
        sk_display_list_box(stage->list, bar, SK_WHITE, bar.h / 2);
        (void)sk_cut_top(&area, stage->gap);
        (void)snprintf(text, sizeof(text), "%" PRId64 " / %" PRId64, super->done, super->total);
        sk_stage_put_line(stage, sk_cut_top(&area, sk_line_height(stage->text)), SK_FACE_REGULAR,
                          stage->text, SK_WHITE, SK_ALIGN_LEFT, text);
    }
}

/* In the colours of the bench: green only for what is certain. */
static void put_end(struct sk_stage *stage, struct sk_rect rect) {
    static const struct {
        sk_colour paper, ink;
        enum sk_icon icon;
    } looks[] = {
        [SK_SUPER_END_FAILED] = { SK_AMBER, SK_BLACK, SK_ICON_WARNING },
        [SK_SUPER_END_GOOD] = { SK_GREEN, SK_BLACK, SK_ICON_TICK },
        [SK_SUPER_END_OPEN] = { SK_NAVY, SK_WHITE, SK_ICON_HOURGLASS },
        [SK_SUPER_END_REFUSED] = { SK_RED, SK_WHITE, SK_ICON_CROSS },
    };
    const struct sk_model_supervisor *super = &stage->model->supervisor;
    sk_super_part_band(stage, rect, SK_AT(looks, super->end).icon, looks[super->end].paper,
                       looks[super->end].ink, sk_text(super->what));
}

static void page_result(struct sk_stage *stage, struct sk_rect area) {
    const struct sk_model_supervisor *super = &stage->model->supervisor;
    char text[SK_ERR_TEXT_SIZE];
    struct sk_rect foot = sk_cut_bottom(&area, stage->touch);
    (void)sk_cut_bottom(&area, stage->pad);
    sk_super_part_main_button(stage, foot, SK_SUPER_TOUCH_YES, SK_ICON_COUNT, sk_text(SK_N("OK")));
    if (is_about_pair(super->task) && super->pair.number > 0) {
        int32_t used = sk_super_part_pair(stage, area, &super->pair);
        (void)sk_cut_top(&area, used + stage->gap);
    }
    put_end(stage, sk_cut_top(&area, least(area.h * 40 / 100, stage->text * 8)));
    (void)sk_cut_top(&area, stage->pad);
    if (super->advice[0] != '\0') {
        struct sk_rect rect = area;
        rect.h = area.h * 40 / 100;
        int32_t used = sk_super_part_sentence(stage, rect, SK_FACE_BOLD, sk_text(super->advice));
        (void)sk_cut_top(&area, used + stage->gap);
    }
    bool has_count = super->end == SK_SUPER_END_GOOD &&
                     (super->task == SK_SUPER_TASK_EXPORT || super->task == SK_SUPER_TASK_PURGE);
    if (has_count) {
        (void)snprintf(text, sizeof(text), sk_text(SK_N("Entries: %lld")), (long long)super->done);
        sk_stage_put_line(stage, sk_cut_top(&area, sk_line_height(stage->text)), SK_FACE_REGULAR,
                          stage->text, SK_WHITE, SK_ALIGN_LEFT, text);
        (void)sk_cut_top(&area, stage->gap);
    }
    if (super->detail[0] != '\0') {
        (void)sk_stage_put(stage, area, SK_FACE_REGULAR, stage->text, SK_PLUM_SOFT, SK_ALIGN_LEFT,
                           super->detail);
    }
}

void sk_screen_supervisor(struct sk_stage *stage) {
    static void (*const pages[SK_SUPER_PAGE_COUNT])(struct sk_stage *, struct sk_rect) = {
        [SK_SUPER_CLOSED] = sk_screen_super_menu,
        [SK_SUPER_PIN] = sk_screen_pin_pad,
        [SK_SUPER_MENU] = sk_screen_super_menu,
        [SK_SUPER_LIST] = sk_screen_super_list,
        [SK_SUPER_CHOICE] = sk_screen_super_choice,
        [SK_SUPER_DETAIL] = sk_screen_super_detail,
        [SK_SUPER_PICTURE] = sk_screen_super_picture,
        [SK_SUPER_REASON] = page_reason,
        [SK_SUPER_TYPE] = page_type,
        [SK_SUPER_CONFIRM] = page_confirm,
        [SK_SUPER_EXPORT] = page_export,
        [SK_SUPER_PURGE] = page_purge,
        [SK_SUPER_CHECKPOINT] = page_checkpoint,
        [SK_SUPER_CHECKS] = sk_screen_super_checks,
        [SK_SUPER_SETUP] = sk_screen_setup,
        [SK_SUPER_FAMILIES] = sk_screen_families,
        [SK_SUPER_PROGRAM] = sk_screen_program,
        [SK_SUPER_NEW_PIN] = sk_screen_pin_pad,
        [SK_SUPER_FIGURES] = sk_screen_super_figures,
        [SK_SUPER_REPORT] = sk_screen_super_report,
        [SK_SUPER_PRINT] = sk_screen_super_print,
        [SK_SUPER_OFFICE] = sk_screen_super_office,
        [SK_SUPER_SOUND] = sk_screen_super_sound,
        [SK_SUPER_PEOPLE] = sk_screen_people,
        [SK_SUPER_PERSON] = sk_screen_person,
        [SK_SUPER_WAIT] = page_wait,
        [SK_SUPER_RESULT] = page_result,
    };
    sk_stage_begin(stage, SK_PLUM, SK_WHITE, SK_PLUM_SOFT, SK_PLUM_PANEL);
    if (!is_hint_head(&stage->model->supervisor)) {
        put_head(stage);
    }
    put_hint(stage);
    struct sk_rect area = sk_inset(stage->area, stage->pad);
    SK_AT(pages, stage->model->supervisor.page)(stage, area);
}
