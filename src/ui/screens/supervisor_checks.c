#include "ui/screens/supervisor_checks.h"

#include "ui/screens/supervisor_parts.h"

#include <stdio.h>

static void put_mark(struct sk_stage *stage, struct sk_rect *row, enum sk_check_state state) {
    static const enum sk_icon icons[] = {
        [SK_CHECK_OK] = SK_ICON_TICK,
        [SK_CHECK_WARN] = SK_ICON_WARNING,
        [SK_CHECK_FAIL] = SK_ICON_CROSS,
    };
    static const sk_colour papers[] = {
        [SK_CHECK_OK] = SK_GREEN, [SK_CHECK_WARN] = SK_AMBER, [SK_CHECK_FAIL] = SK_RED
    };
    sk_colour ink = state == SK_CHECK_FAIL ? SK_WHITE : SK_BLACK;
    struct sk_rect mark = sk_cut_left(row, least(row->h, stage->text * 2));
    mark.h = least(mark.h, mark.w);
    sk_display_list_box(stage->list, mark, papers[state], stage->text / 3);
    sk_display_list_icon(stage->list, sk_inset(mark, mark.w / 8), icons[state], ink, papers[state]);
    (void)sk_cut_left(row, stage->gap);
}

/* The name above what was found, or beside it where the row is low. */
static void put_good(struct sk_stage *stage, struct sk_rect row,
                     const struct sk_model_check *check) {
    int32_t line = sk_line_height(stage->small);
    bool is_low = row.h < 2 * line;
    struct sk_rect head = is_low ? sk_cut_left(&row, row.w * 4 / 10) : sk_cut_top(&row, line);
    struct sk_style style = { .face = SK_FACE_BOLD,
                              .size = stage->small,
                              .ink = SK_WHITE,
                              .max_lines = 1,
                              .in_middle = is_low };
    sk_stage_put_line(stage, head, SK_FACE_REGULAR, stage->small, SK_PLUM_SOFT, SK_ALIGN_LEFT,
                      sk_text(check->name));
    (void)sk_display_list_text(stage->list, stage->measure, row, &style, sk_text(check->found));
}

static void put_wrong(struct sk_stage *stage, struct sk_rect row,
                      const struct sk_model_check *check) {
    char text[SK_CHECK_TEXT_SIZE + 80];
    int32_t line = sk_line_height(stage->small);
    struct sk_style style = { .face = SK_FACE_BOLD,
                              .size = stage->small,
                              .ink = SK_WHITE,
                              .max_lines = most(row.h / line - (check->remedy ? 1 : 0), 1) };
    (void)snprintf(text, sizeof(text), "%s: %s", sk_text(check->name), sk_text(check->found));
    (void)sk_cut_top(&row, sk_display_list_text(stage->list, stage->measure, row, &style, text));
    if (check->remedy && row.h >= line) {
        style.face = SK_FACE_REGULAR;
        style.max_lines = row.h / line;
        (void)sk_display_list_text(stage->list, stage->measure, row, &style,
                                   sk_text(check->remedy));
    }
}

/* The face knows alone whether it can be heard. */
static struct sk_model_check sound_of(const struct sk_stage *stage) {
    struct sk_model_check check = { .name = SK_N("Sound") };
    bool is_silent = stage->view->is_silent;
    check.state = is_silent ? SK_CHECK_WARN : SK_CHECK_OK;
    check.remedy = is_silent ? SK_N("Call IT: no loudspeaker works.") : NULL;
    (void)snprintf(check.found, sizeof(check.found), "%s",
                   is_silent ? SK_N("No sound can be heard.") : SK_N("On"));
    return check;
}

enum { UNITS_OK = 2, UNITS_WRONG = 4 }; /* of height; what is wrong has a remedy */

/* The checks of a kind, from the one numbered `from`, down that area; the tallest is of unit px. */
static void put_column(struct sk_stage *stage, struct sk_rect area, bool is_wrong, int32_t from,
                       int32_t many, int32_t unit) {
    const struct sk_model_checks *checks = &stage->model->supervisor.checks;
    const struct sk_model_check sound = sound_of(stage);
    int32_t at = 0;
    for (int state = SK_CHECK_FAIL; state >= SK_CHECK_OK; state--) {
        for (size_t i = 0; i <= checks->count; i++) {
            const struct sk_model_check *check = i < checks->count ? &checks->rows[i] : &sound;
            if ((int)check->state != state || (state != SK_CHECK_OK) != is_wrong) {
                continue;
            }
            if (at >= from && at < from + many) {
                struct sk_rect row = sk_cut_top(&area, unit * (is_wrong ? UNITS_WRONG : UNITS_OK));
                (void)sk_cut_bottom(&row, stage->gap / 2);
                put_mark(stage, &row, check->state);
                (is_wrong ? put_wrong : put_good)(stage, row, check);
            }
            at++;
        }
    }
}

static int32_t count_wrong(const struct sk_stage *stage) {
    const struct sk_model_checks *checks = &stage->model->supervisor.checks;
    int32_t wrong = sound_of(stage).state != SK_CHECK_OK;
    for (size_t i = 0; i < checks->count; i++) {
        wrong += checks->rows[i].state != SK_CHECK_OK;
    }
    return wrong;
}

/* What is wrong stands to the left, or above. */
static void put_rows(struct sk_stage *stage, struct sk_rect area) {
    int32_t wrong = count_wrong(stage);
    int32_t good = (int32_t)stage->model->supervisor.checks.count + 1 - wrong;
    int32_t tallest = stage->text * 3 / 2;
    if (stage->is_portrait) {
        int32_t unit = least(area.h / (wrong * UNITS_WRONG + good * UNITS_OK), tallest);
        put_column(stage, sk_cut_top(&area, unit * wrong * UNITS_WRONG), true, 0, wrong, unit);
        put_column(stage, area, false, 0, good, unit);
        return;
    }
    struct sk_rect left = sk_cut_left(&area, area.w * (wrong > 0 ? 60 : 50) / 100);
    (void)sk_cut_right(&left, stage->gap);
    if (wrong > 0) {
        put_column(stage, left, true, 0, wrong, least(left.h / (wrong * UNITS_WRONG), tallest));
        put_column(stage, area, false, 0, good, least(area.h / most(good * UNITS_OK, 1), tallest));
        return;
    }
    int32_t half = (good + 1) / 2;
    int32_t unit = least(area.h / most(half * UNITS_OK, 1), tallest);
    put_column(stage, left, false, 0, half, unit);
    put_column(stage, area, false, half, good - half, unit);
}

void sk_screen_super_checks(struct sk_stage *stage, struct sk_rect area) {
    (void)sk_super_part_foot(stage, &area, false);
    put_rows(stage, area);
}
