#include "ui/screens/supervisor.h"

#include "base/assert.h"
#include "base/util.h"
#include "ui/screens/supervisor_list.h"
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
               : super->is_scans   ? SK_N("Scans that became no pair")
                                   : SK_N("Search");
    case SK_SUPER_DETAIL:
        return SK_N("A pair");
    case SK_SUPER_CHECKPOINT:
        return SK_N("Proof of the log");
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
        [SK_SUPER_TASK_RETRY] = SK_N("Try again"),
        [SK_SUPER_TASK_DEAL] = SK_N("Dealt with"),
        [SK_SUPER_TASK_UNDO] = SK_N("Undo the binding"),
        [SK_SUPER_TASK_HOLD] = SK_N("Hold the bench"),
        [SK_SUPER_TASK_RELEASE] = SK_N("Release the bench"),
        [SK_SUPER_TASK_RESEND] = SK_N("Deliver again"),
        [SK_SUPER_TASK_EXPORT] = SK_N("Export"),
        [SK_SUPER_TASK_PURGE] = SK_N("Purge"),
        [SK_SUPER_TASK_END] = SK_N("End the kiosk"),
    };
    return SK_AT(tasks, super->task);
}

/* The role, the page, and what the bench would show now. */
static void put_head(struct sk_stage *stage) {
    const struct sk_model_supervisor *super = &stage->model->supervisor;
    char text[160];
    struct sk_rect row = sk_cut_top(&stage->area, stage->text * 24 / 10);
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
        (void)snprintf(text, sizeof(text), sk_text(SK_N("Red waits: %d")), (int)super->red_waiting);
    } else if (super->is_on_hold) {
        (void)snprintf(text, sizeof(text), "%s", sk_text(SK_N("The bench is on hold")));
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

/* What was just scanned or pressed, and what came of it. */
static void put_hint(struct sk_stage *stage) {
    const struct sk_model_supervisor *super = &stage->model->supervisor;
    char text[SK_ERR_TEXT_SIZE + SK_SUPER_TEXT_SIZE + 4];
    if (super->hint[0] == '\0' || super->page == SK_SUPER_PIN) {
        return;
    }
    (void)snprintf(text, sizeof(text), "%s%s%s", super->hint_label,
                   super->hint_label[0] != '\0' ? ": " : "", sk_text(super->hint));
    struct sk_rect row = sk_cut_top(&stage->area, stage->text * 2);
    sk_display_list_box(stage->list, row, SK_WHITE, 0);
    row.x += stage->pad;
    row.w -= 2 * stage->pad;
    int32_t size = sk_measure_fit(stage->measure, SK_FACE_BOLD, text, row.w, row.h, 1, stage->small,
                                  stage->text);
    sk_stage_put_line(stage, row, SK_FACE_BOLD, size, SK_BLACK, SK_ALIGN_LEFT, text);
}

/* A sentence as large as the place allows; returns the height used. */
static int32_t put_sentence(struct sk_stage *stage, struct sk_rect rect, enum sk_face face,
                            const char *text) {
    int32_t size = sk_measure_fit(stage->measure, face, text, rect.w, rect.h, 0, stage->text,
                                  stage->text * 20 / 10);
    return sk_stage_put(stage, rect, face, size, SK_WHITE, SK_ALIGN_LEFT, text);
}

/* ---- the PIN pad ---- */

static const char *pin_message(const struct sk_stage *stage, char *buffer, size_t size) {
    const struct sk_model_supervisor *super = &stage->model->supervisor;
    if (super->has_no_pin) {
        return sk_text(SK_N("No PIN is set. IT sets it with: sag-kioskctl pin set"));
    }
    if (super->locked_s > 0) {
        (void)snprintf(buffer, size, sk_text(SK_N("Too many wrong tries. The next one in %d s.")),
                       (int)super->locked_s);
        return buffer;
    }
    if (super->is_checking) {
        return sk_text(SK_N("Wait a moment."));
    }
    if (super->hint[0] != '\0') {
        (void)snprintf(buffer, size, sk_text(SK_N("%s Tries before a pause: %d.")),
                       sk_text(super->hint), (int)super->tries_left);
        return super->tries_left > 0 ? buffer : sk_text(super->hint);
    }
    if (super->what[0] != '\0') {
        return sk_text(super->what);
    }
    if (super->demo_pin[0] != '\0') {
        (void)snprintf(buffer, size, sk_text(SK_N("Demo: the PIN is %s.")), super->demo_pin);
        return buffer;
    }
    return sk_text(SK_N("Type the PIN, then press OK."));
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

static void page_pin(struct sk_stage *stage, struct sk_rect area) {
    char buffer[SK_ERR_TEXT_SIZE];
    struct sk_rect pad;
    struct sk_rect back;
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
    put_dots(stage, sk_cut_top(&area, least(stage->text * 4, area.h / 3)));
    (void)sk_cut_top(&area, stage->gap);
    (void)put_sentence(stage, area, SK_FACE_BOLD, pin_message(stage, buffer, sizeof(buffer)));
    sk_super_part_button(stage, back, SK_SUPER_TOUCH_BACK, 0, SK_ICON_UNDO,
                         sk_text(SK_N("Back to the bench")));
    put_pad(stage, pad);
}

/* ---- the menu ---- */

static void page_menu(struct sk_stage *stage, struct sk_rect area) {
    bool is_on_hold = stage->model->supervisor.is_on_hold;
    bool has_list = stage->model->order_of > 0;
    const struct {
        enum sk_super_touch_type type;
        int32_t value;
        enum sk_icon icon;
        const char *text;
    } tiles[] = {
        { SK_SUPER_TOUCH_ATTENTION, 0, SK_ICON_WARNING, SK_N("Needs attention") },
        { SK_SUPER_TOUCH_SEARCH, 0, SK_ICON_CHECKING, SK_N("Search") },
        { SK_SUPER_TOUCH_TASK, SK_SUPER_TASK_EXPORT, SK_ICON_SAVED, SK_N("Export") },
        { SK_SUPER_TOUCH_TASK, is_on_hold ? SK_SUPER_TASK_RELEASE : SK_SUPER_TASK_HOLD,
          is_on_hold ? SK_ICON_ARROW : SK_ICON_PAUSE,
          is_on_hold ? SK_N("Release the bench") : SK_N("Hold the bench") },
        { SK_SUPER_TOUCH_TASK, SK_SUPER_TASK_PURGE, SK_ICON_CLOSE, SK_N("Purge") },
        { SK_SUPER_TOUCH_CHECKPOINT, 0, SK_ICON_TICK, SK_N("Proof of the log") },
        { SK_SUPER_TOUCH_SCANS, 0, SK_ICON_BARCODE, SK_N("Other scans") },
        { SK_SUPER_TOUCH_TASK, SK_SUPER_TASK_END, SK_ICON_PAUSE, SK_N("End the kiosk") },
        { SK_SUPER_TOUCH_MISSING, 0, SK_ICON_DEVICE, SK_N("Still missing") },
    };
    size_t count = SK_ARRAY_LEN(tiles) - (has_list ? 0 : 1);
    struct sk_rect between = sk_super_part_foot(stage, &area, false);
    sk_stage_put_line(stage, between, SK_FACE_REGULAR, stage->text, SK_PLUM_SOFT, SK_ALIGN_LEFT,
                      sk_text(SK_N("Scan a label to search for it.")));
    int32_t columns = stage->is_portrait ? 2 : 3;
    int32_t rows = ((int32_t)count + columns - 1) / columns;
    for (size_t i = 0; i < count; i++) {
        sk_super_part_button(stage, sk_super_part_cell(stage, area, columns, rows, (int32_t)i),
                             tiles[i].type, tiles[i].value, tiles[i].icon, sk_text(tiles[i].text));
    }
}

/* ---- doing something ---- */

static const char *question_of(const struct sk_model_supervisor *super, char *buffer, size_t size) {
    switch (super->task) {
    case SK_SUPER_TASK_RETRY:
        return sk_text(SK_N("Bind this pair again? The old entry stays in the log."));
    case SK_SUPER_TASK_DEAL:
        return sk_text(SK_N("What was done about it? It leaves the list, not the log."));
    case SK_SUPER_TASK_UNDO:
        return super->page == SK_SUPER_REASON
                   ? sk_text(SK_N("Why is the binding to be taken away?"))
                   : sk_text(SK_N("Take the device away from its instance in the cloud?"));
    case SK_SUPER_TASK_HOLD:
        return sk_text(SK_N("Why is the bench to take no more scans?"));
    case SK_SUPER_TASK_RESEND:
        return sk_text(SK_N("Tell the office's system of this pair again? It refused that."));
    case SK_SUPER_TASK_RELEASE:
        return sk_text(SK_N("Let the bench take scans again?"));
    case SK_SUPER_TASK_PURGE:
        (void)snprintf(buffer, size,
                       sk_text(SK_N("Take everything out of the log that is older than %d days? "
                                    "This cannot be undone.")),
                       (int)sk_super_age_days(super->purge_age));
        return buffer;
    case SK_SUPER_TASK_END:
        return sk_text(SK_N("End the program? What waits is sent when it is started again."));
    case SK_SUPER_TASK_EXPORT:
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
    (void)put_sentence(stage, upper, SK_FACE_BOLD, question_of(super, buffer, sizeof(buffer)));
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

static void page_confirm(struct sk_stage *stage, struct sk_rect area) {
    static const char *const words[] = {
        [SK_SUPER_TASK_NONE] = SK_N("Yes"),
        [SK_SUPER_TASK_RETRY] = SK_N("Yes, bind again"),
        [SK_SUPER_TASK_DEAL] = SK_N("Yes"),
        [SK_SUPER_TASK_UNDO] = SK_N("Yes, take it away"),
        [SK_SUPER_TASK_HOLD] = SK_N("Yes"),
        [SK_SUPER_TASK_RELEASE] = SK_N("Yes, release"),
        [SK_SUPER_TASK_RESEND] = SK_N("Yes"),
        [SK_SUPER_TASK_EXPORT] = SK_N("Yes"),
        [SK_SUPER_TASK_PURGE] = SK_N("Yes, purge"),
        [SK_SUPER_TASK_END] = SK_N("Yes, end it"),
    };
    struct sk_rect between = sk_super_part_foot(stage, &area, true);
    sk_super_part_main_button(stage, between, SK_SUPER_TOUCH_YES, SK_ICON_TICK,
                              sk_text(SK_AT(words, stage->model->supervisor.task)));
    put_question(stage, &area, 100);
}

/* ---- export and purge ---- */

static void put_choices(struct sk_stage *stage, struct sk_rect row, const char *caption,
                        enum sk_super_touch_type type, const char *const *texts, int32_t count,
                        int32_t chosen) {
    sk_stage_put_line(stage, sk_cut_top(&row, sk_line_height(stage->small)), SK_FACE_BOLD,
                      stage->small, SK_PLUM_SOFT, SK_ALIGN_LEFT, sk_text(caption));
    for (int32_t i = 0; i < count; i++) {
        sk_super_part_choice(stage, sk_super_part_cell(stage, row, count, 1, i), type, i,
                             i == chosen, sk_text(texts[i]));
    }
}

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
    put_choices(stage, sk_super_part_cell(stage, area, 1, 3, 0), SK_N("What"), SK_SUPER_TOUCH_WHAT,
                what, super->has_search ? SK_SUPER_WHAT_COUNT : SK_SUPER_WHAT_SEARCH,
                (int32_t)super->export_what);
    put_choices(stage, sk_super_part_cell(stage, area, 1, 3, 1), SK_N("As"), SK_SUPER_TOUCH_FORMAT,
                formats, SK_SUPER_FORMATS, super->export_format);
    put_choices(stage, sk_super_part_cell(stage, area, 1, 3, 2), SK_N("To"), SK_SUPER_TOUCH_WHERE,
                where, SK_SUPER_WHERE_COUNT, (int32_t)super->export_where);
}

static void page_purge(struct sk_stage *stage, struct sk_rect area) {
    char text[64];
    (void)sk_super_part_foot(stage, &area, false);
    int32_t share = stage->is_portrait ? 24 : 40;
    (void)put_sentence(stage, sk_cut_top(&area, area.h * share / 100), SK_FACE_BOLD,
                       sk_text(SK_N("Takes old entries out of the log for good, but only what was "
                                    "exported. Older than:")));
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
        (void)put_sentence(stage, area, SK_FACE_BOLD, sk_text(SK_N("Wait a moment.")));
        return;
    }
    int32_t side =
        stage->is_portrait ? least(area.w, area.h * 62 / 100) : least(area.h, area.w * 60 / 100);
    struct sk_rect code = stage->is_portrait ? sk_cut_top(&area, side) : sk_cut_left(&area, side);
    code.w = code.h = side;
    sk_display_list_qr(stage->list, code, super->checkpoint);
    (void)(stage->is_portrait ? sk_cut_top(&area, stage->pad) : sk_cut_left(&area, stage->pad));
    struct sk_rect lower = sk_cut_bottom(&area, area.h * 40 / 100);
    (void)put_sentence(stage, area, SK_FACE_BOLD,
                       sk_text(SK_N("Photograph this and keep it elsewhere.")));
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
    int32_t used = put_sentence(stage, area, SK_FACE_BOLD, sk_text(super->step));
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

static void page_result(struct sk_stage *stage, struct sk_rect area) {
    const struct sk_model_supervisor *super = &stage->model->supervisor;
    char text[SK_ERR_TEXT_SIZE];
    struct sk_rect foot = sk_cut_bottom(&area, stage->touch);
    (void)sk_cut_bottom(&area, stage->pad);
    sk_super_part_main_button(stage, foot, SK_SUPER_TOUCH_YES, SK_ICON_TICK, sk_text(SK_N("OK")));
    int32_t side = least(area.h * 30 / 100, stage->text * 6);
    struct sk_rect head = sk_cut_top(&area, side);
    sk_display_list_icon(stage->list, sk_cut_left(&head, side),
                         super->is_good ? SK_ICON_TICK : SK_ICON_WARNING,
                         super->is_good ? SK_GREEN : SK_AMBER, SK_PLUM);
    (void)sk_cut_left(&head, stage->pad);
    struct sk_style style = { .face = SK_FACE_BOLD, .ink = SK_WHITE, .in_middle = true };
    const char *what = sk_text(super->what);
    style.size = sk_measure_fit(stage->measure, style.face, what, head.w, head.h, 0, stage->text,
                                stage->text * 2);
    (void)sk_display_list_text(stage->list, stage->measure, head, &style, what);
    (void)sk_cut_top(&area, stage->pad);
    if (super->advice[0] != '\0') {
        struct sk_rect rect = area;
        rect.h = area.h * 40 / 100;
        int32_t used = put_sentence(stage, rect, SK_FACE_BOLD, sk_text(super->advice));
        (void)sk_cut_top(&area, used + stage->gap);
    }
    bool has_count = super->is_good &&
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
        [SK_SUPER_CLOSED] = page_menu,
        [SK_SUPER_PIN] = page_pin,
        [SK_SUPER_MENU] = page_menu,
        [SK_SUPER_LIST] = sk_screen_super_list,
        [SK_SUPER_DETAIL] = sk_screen_super_detail,
        [SK_SUPER_REASON] = page_reason,
        [SK_SUPER_CONFIRM] = page_confirm,
        [SK_SUPER_EXPORT] = page_export,
        [SK_SUPER_PURGE] = page_purge,
        [SK_SUPER_CHECKPOINT] = page_checkpoint,
        [SK_SUPER_WAIT] = page_wait,
        [SK_SUPER_RESULT] = page_result,
    };
    sk_stage_begin(stage, SK_PLUM, SK_WHITE, SK_PLUM_SOFT, SK_PLUM_PANEL);
    put_head(stage);
    put_hint(stage);
    struct sk_rect area = sk_inset(stage->area, stage->pad);
    SK_AT(pages, stage->model->supervisor.page)(stage, area);
}
