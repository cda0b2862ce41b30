#include "ui/screens/people.h"

#include "base/util.h"
#include "ui/screens/supervisor_parts.h"

#include <stdio.h>

static const char *const roles[SK_SUPER_ROLES] = {
    [SK_SUPER_ROLE_WORKER] = SK_N("Worker"),
    [SK_SUPER_ROLE_SUPERVISOR] = SK_N("Supervisor"),
    [SK_SUPER_ROLE_IT] = SK_N("IT"),
};

static const char *role_of(const struct sk_model_super_person *person) {
    bool is_known = person->role >= 0 && person->role < SK_SUPER_ROLES;
    return sk_text(roles[is_known ? person->role : SK_SUPER_ROLE_WORKER]);
}

/* ---- all of them ---- */

static void put_person(struct sk_stage *stage, struct sk_rect rect, int32_t index) {
    const struct sk_model_super_person *person = &stage->model->supervisor.people[index];
    struct sk_touch touch = { .kind = SK_TARGET_SUPERVISOR,
                              .super = { .type = SK_SUPER_TOUCH_ROW, .value = index } };
    char text[96];
    bool pressed = false;
    sk_stage_touch(stage, rect, touch, SK_CARD, SK_BLACK, &pressed);
    sk_colour ink = pressed ? SK_CARD : SK_BLACK, soft = pressed ? SK_CARD : SK_CARD_SOFT;
    struct sk_rect inner = sk_inset(rect, stage->gap);
    struct sk_rect upper = sk_cut_top(&inner, inner.h * 55 / 100);
    int32_t size = sk_measure_fit(stage->measure, SK_FACE_BOLD, person->name, upper.w, upper.h, 1,
                                  stage->small, stage->text * 13 / 10);
    sk_stage_put_line(stage, upper, SK_FACE_BOLD, size, ink, SK_ALIGN_LEFT, person->name);
    (void)snprintf(text, sizeof(text), "%s, %s", role_of(person),
                   sk_text(person->has_badge ? SK_N("badge") : SK_N("no badge")));
    size = sk_measure_fit(stage->measure, SK_FACE_REGULAR, text, inner.w, inner.h, 1,
                          stage->small - 1, stage->text);
    sk_stage_put_line(stage, inner, SK_FACE_REGULAR, most(size, stage->small), soft, SK_ALIGN_LEFT,
                      text);
}

/* Back, the pages and what is new share the foot. */
static void put_foot(struct sk_stage *stage, struct sk_rect between) {
    const struct sk_model_supervisor *super = &stage->model->supervisor;
    if (super->has_fewer_people) {
        sk_super_part_button(stage, sk_cut_left(&between, between.w / 4), SK_SUPER_TOUCH_NEWER, 0,
                             SK_ICON_COUNT, "<");
        (void)sk_cut_left(&between, stage->gap);
    }
    if (super->has_more_people) {
        int32_t width = super->has_fewer_people ? between.w / 3 : between.w / 4;
        sk_super_part_button(stage, sk_cut_right(&between, width), SK_SUPER_TOUCH_OLDER, 0,
                             SK_ICON_COUNT, ">");
        (void)sk_cut_right(&between, stage->gap);
    }
    sk_super_part_main_button(stage, between, SK_SUPER_TOUCH_ADD, SK_ICON_COUNT,
                              sk_text(SK_N("Add a person")));
}

void sk_screen_people(struct sk_stage *stage, struct sk_rect area) {
    const struct sk_model_supervisor *super = &stage->model->supervisor;
    put_foot(stage, sk_super_part_foot(stage, &area, true));
    if (super->people_count == 0) {
        (void)sk_super_part_sentence(
            stage, area, SK_FACE_BOLD,
            sk_text(SK_N("Nobody is on the list yet. Once there is, only their badges sign on.")));
        return;
    }
    int32_t columns = stage->is_portrait ? 1 : 2;
    for (size_t i = 0; i < super->people_count; i++) {
        put_person(stage,
                   sk_super_part_cell(stage, area, columns, SK_SUPER_ROWS / columns, (int32_t)i),
                   (int32_t)i);
    }
}

/* ---- one of them ---- */

static const char *badge_state(const struct sk_model_supervisor *super) {
    if (super->has_new_badge) {
        return SK_N("A new badge was read.");
    }
    if (super->drops_badge) {
        return SK_N("The badge is removed. Or scan a new one.");
    }
    return super->person.has_badge ? SK_N("Has a badge. Scan another one to replace it.")
                                   : SK_N("No badge yet. Scan it now.");
}

void sk_screen_person(struct sk_stage *stage, struct sk_rect area) {
    const struct sk_model_supervisor *super = &stage->model->supervisor;
    struct sk_rect between = sk_super_part_foot(stage, &area, true);
    sk_super_part_main_button(stage, between, SK_SUPER_TOUCH_YES, SK_ICON_SAVED,
                              sk_text(SK_N("Save")));
    struct sk_rect head = sk_cut_top(&area, area.h * 20 / 100);
    int32_t size = sk_measure_fit(stage->measure, SK_FACE_BOLD, super->person.name, head.w, head.h,
                                  1, stage->text, stage->text * 20 / 10);
    sk_stage_put_line(stage, head, SK_FACE_BOLD, size, SK_WHITE, SK_ALIGN_LEFT, super->person.name);
    (void)sk_cut_top(&area, stage->gap);
    struct sk_rect row = sk_cut_top(&area, most(stage->touch, area.h * 30 / 100));
    for (int32_t i = 0; i < SK_SUPER_ROLES; i++) {
        sk_super_part_choice(stage, sk_super_part_cell(stage, row, SK_SUPER_ROLES, 1, i),
                             SK_SUPER_TOUCH_ROLE, i, i == super->person.role, sk_text(roles[i]));
    }
    (void)sk_cut_top(&area, stage->gap);
    bool is_there = super->has_new_badge || (super->person.has_badge && !super->drops_badge);
    if (is_there) {
        struct sk_rect last = sk_cut_bottom(&area, stage->touch);
        (void)sk_cut_bottom(&area, stage->gap);
        sk_super_part_button(stage, last, SK_SUPER_TOUCH_DROP_BADGE, 0, SK_ICON_CLOSE,
                             sk_text(SK_N("Remove the badge")));
    }
    (void)sk_super_part_sentence(stage, area, SK_FACE_BOLD, sk_text(badge_state(super)));
}
