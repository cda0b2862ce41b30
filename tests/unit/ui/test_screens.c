/* The screens as lists: every example and the most extreme texts, at many sizes and in every
 * language, measured with the real font but drawn nowhere. */
#include "ui/screens/screen.h"

#include "app/model/model_lamp.h"
#include "app/model/sentence.h"
#include "base/language.h"
#include "base/util.h"
#include "ui/examples.h"
#include "ui/font.h"
#include "ui/theme.h"

#include "unit/ui/cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    int32_t width, height;
} sizes[] = {
    { 800, 480 },   { 1024, 600 }, { 1280, 800 }, { 1366, 768 },  { 1920, 1080 },
    { 3840, 2160 }, { 480, 800 },  { 768, 1024 }, { 1080, 1920 }, { 1280, 1024 },
};

static struct sk_font *font;
static struct sk_display_list list;
static struct sk_model model;
static char place[128]; /* which screen is being looked at, for the failure's message */

#define CHECK(condition, shape)                                                                    \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fail_msg("%s: %s: '%s' at %d,%d %dx%d", place, #condition,                             \
                     (shape)->type == SK_SHAPE_TEXT ? list.text + (shape)->text : "",              \
                     (int)(shape)->rect.x, (int)(shape)->rect.y, (int)(shape)->rect.w,             \
                     (int)(shape)->rect.h);                                                        \
        }                                                                                          \
    } while (0)

static bool overlap(const struct sk_rect *a, const struct sk_rect *b) {
    return a->x < b->x + b->w && b->x < a->x + a->w && a->y < b->y + b->h && b->y < a->y + a->h;
}

static bool contains(const struct sk_rect *outer, const struct sk_rect *inner) {
    return inner->x >= outer->x && inner->y >= outer->y &&
           inner->x + inner->w <= outer->x + outer->w && inner->y + inner->h <= outer->y + outer->h;
}

/* The box that is painted last under the middle of the shape. */
static const struct sk_shape *ground_of(size_t index) {
    const struct sk_rect *rect = &list.shapes[index].rect;
    struct sk_rect middle = { rect->x + rect->w / 2, rect->y + rect->h / 2, 1, 1 };
    for (size_t i = index; i-- > 0;) {
        if (list.shapes[i].type == SK_SHAPE_BOX && contains(&list.shapes[i].rect, &middle)) {
            return &list.shapes[i];
        }
    }
    return NULL;
}

static void check_stripes(const struct sk_shape *text, size_t index) {
    for (size_t i = 0; i < index; i++) {
        if (list.shapes[i].type == SK_SHAPE_STRIPES && overlap(&list.shapes[i].rect, &text->rect)) {
            struct sk_rect inside = sk_inset(list.shapes[i].rect, list.shapes[i].stroke);
            CHECK(contains(&inside, &text->rect), text);
        }
    }
}

static void check_text(size_t index) {
    const struct sk_shape *text = &list.shapes[index];
    const struct sk_shape *ground = ground_of(index);
    CHECK(text->size >= 14, text);
    CHECK(ground != NULL, text);
    CHECK(contains(&ground->rect, &text->rect), text);
    CHECK(sk_contrast(text->colour, ground->colour) >= 4.5, text);
    if (text->size >= list.height / 10) { /* the verdict */
        CHECK(sk_contrast(text->colour, ground->colour) >= 7.0, text);
    }
    check_stripes(text, index);
    for (size_t i = 0; i < index; i++) {
        const struct sk_shape *other = &list.shapes[i];
        if (other->type == SK_SHAPE_TEXT || other->type == SK_SHAPE_ICON) {
            CHECK(!overlap(&other->rect, &text->rect), text);
        }
    }
}

/* It is painted over again and again, so nothing else may lie in it. */
static void check_picture(size_t index) {
    const struct sk_shape *picture = &list.shapes[index];
    for (size_t i = 0; i < list.shape_count; i++) {
        const struct sk_shape *other = &list.shapes[i];
        bool is_ground = contains(&other->rect, &picture->rect);
        CHECK(i == index || is_ground || !overlap(&other->rect, &picture->rect), other);
    }
    for (size_t i = 0; i < list.target_count; i++) {
        bool is_frame = contains(&list.targets[i].rect, &picture->rect);
        CHECK(is_frame || !overlap(&list.targets[i].rect, &picture->rect), picture);
    }
}

static void check_shapes(void) {
    struct sk_rect screen = { 0, 0, list.width, list.height };
    if (list.is_full) {
        fail_msg("%s: the list is full", place);
    }
    for (size_t i = 0; i < list.shape_count; i++) {
        const struct sk_shape *shape = &list.shapes[i];
        CHECK(contains(&screen, &shape->rect), shape);
        if (shape->type == SK_SHAPE_TEXT) {
            check_text(i);
        }
        if (shape->type == SK_SHAPE_PICTURE || shape->type == SK_SHAPE_QR) {
            check_picture(i);
        }
        if (shape->type == SK_SHAPE_ICON) {
            const struct sk_shape *ground = ground_of(i);
            CHECK(ground && contains(&ground->rect, &shape->rect), shape);
            CHECK(sk_contrast(shape->colour, ground->colour) >= 3.0, shape);
        }
    }
}

static void check_targets(void) {
    struct sk_rect screen = { 0, 0, list.width, list.height };
    int32_t shorter = list.width < list.height ? list.width : list.height;
    for (size_t i = 0; i < list.target_count; i++) {
        struct sk_rect rect = list.targets[i].rect;
        int32_t side = rect.w < rect.h ? rect.w : rect.h;
        if (!contains(&screen, &rect)) {
            fail_msg("%s: a target is outside", place);
        }
        /* 20 mm on a panel of 10 inches; the demo's labels may be lower on small screens. */
        if (list.targets[i].touch.kind == SK_TARGET_BUTTON && shorter >= 480 && side < 73) {
            fail_msg("%s: target %zu is only %d px", place, i, (int)side);
        }
        struct sk_rect apart = sk_inset(rect, -4);
        for (size_t j = 0; j < i; j++) {
            struct sk_rect other = sk_inset(list.targets[j].rect, -4);
            if (overlap(&apart, &other)) {
                fail_msg("%s: targets %zu and %zu are closer than 8 px", place, i, j);
            }
        }
    }
}

static uint32_t labels_page; /* of the demo's */

/* As a window does it, with the glyphs of that language. */
static void speak(const char *language) {
    assert_int_equal(sk_language_set(language, NULL), SK_OK);
    sk_font_follow(&font, language);
}

static void build(size_t size, const char *name) {
    struct sk_viewport view = { .width = sizes[size].width,
                                .height = sizes[size].height,
                                .labels_page = labels_page };
    (void)snprintf(place, sizeof(place), "%s %dx%d %s", name, (int)view.width, (int)view.height,
                   sk_language_name());
    sk_screen_build(&model, &view, sk_font_measure(font), &list);
}

static bool has_button(enum sk_button button) {
    for (size_t i = 0; i < list.target_count; i++) {
        if (list.targets[i].touch.kind == SK_TARGET_BUTTON &&
            list.targets[i].touch.button == button) {
            return true;
        }
    }
    return false;
}

static bool has_text(const char *text) {
    for (size_t i = 0; i < list.shape_count; i++) {
        if (list.shapes[i].type == SK_SHAPE_TEXT &&
            strcmp(list.text + list.shapes[i].text, text) == 0) {
            return true;
        }
    }
    return false;
}

static bool has_icon(enum sk_icon icon) {
    for (size_t i = 0; i < list.shape_count; i++) {
        if (list.shapes[i].type == SK_SHAPE_ICON && list.shapes[i].icon == icon) {
            return true;
        }
    }
    return false;
}

static size_t example(const char *name) {
    for (size_t i = 0; sk_example_name(i); i++) {
        if (strcmp(sk_example_name(i), name) == 0) {
            return i;
        }
    }
    fail_msg("no example '%s'", name);
    return 0;
}

static void in_each_language(void (*look)(void)) {
    for (size_t language = 0; sk_language_at(language); language++) {
        speak(sk_language_at(language));
        look();
    }
}

/* ---- tests ---- */

static void every_example_is_whole_and_readable_at_every_size_and_language(void **state) {
    (void)state;
    for (size_t language = 0; sk_language_at(language); language++) {
        speak(sk_language_at(language));
        for (size_t size = 0; size < SK_ARRAY_LEN(sizes); size++) {
            for (size_t i = 0; sk_example_name(i); i++) {
                sk_example_fill(i, &model);
                build(size, sk_example_name(i));
                check_shapes();
                check_targets();
                if (list.left_out > 0) {
                    fail_msg("%s: %d texts have no room", place, (int)list.left_out);
                }
            }
        }
    }
}

static void no_sentence_of_an_example_is_cut_in_landscape(void **state) {
    (void)state;
    for (size_t language = 0; sk_language_at(language); language++) {
        speak(sk_language_at(language));
        for (size_t size = 0; size < SK_ARRAY_LEN(sizes); size++) {
            for (size_t i = 0; sk_example_name(i); i++) {
                sk_example_fill(i, &model);
                build(size, sk_example_name(i));
                for (size_t s = 0; s < list.shape_count; s++) {
                    if (list.shapes[s].type == SK_SHAPE_TEXT &&
                        list.shapes[s].face != SK_FACE_MONO) {
                        CHECK(!list.shapes[s].is_cut, &list.shapes[s]);
                        CHECK(!list.shapes[s].is_torn, &list.shapes[s]);
                    }
                }
            }
        }
    }
}

/* Text without a blank, as long as the field holds. */
static void fill(char *out, size_t size, char letter) {
    memset(out, letter, size - 1);
    out[size - 1] = '\0';
}

/* Words, as long as the field holds. */
static void fill_words(char *out, size_t size) {
    for (size_t i = 0; i + 1 < size; i++) {
        out[i] = i % 8 == 7 ? ' ' : 'm';
    }
    out[size - 1] = '\0';
}

static void fill_extreme(bool has_words) {
    memset(&model, 0, sizeof(model));
    fill(model.slot_serial, sizeof(model.slot_serial), 'W');
    fill(model.slot_instance, sizeof(model.slot_instance), 'W');
    fill(model.verdict.serial, sizeof(model.verdict.serial), 'W');
    fill(model.verdict.instance, sizeof(model.verdict.instance), 'W');
    fill(model.code, sizeof(model.code), 'W');
    fill(model.request_id, sizeof(model.request_id), 'W');
    fill(model.notice_label, sizeof(model.notice_label), 'W');
    fill(model.bench, sizeof(model.bench), 'W');
    void (*text)(char *, size_t) = fill_words;
    if (has_words) {
        text(model.what, sizeof(model.what));
        text(model.advice, sizeof(model.advice));
    } else {
        fill(model.what, sizeof(model.what), 'W');
        fill(model.advice, sizeof(model.advice), 'W');
    }
    text(model.banner_what, sizeof(model.banner_what));
    fill(model.banner_advice, sizeof(model.banner_advice), 'W');
    model.banner = true;
    model.demo = true;
    model.verdict.number = INT64_MAX;
    model.countdown_s = model.countdown_of_s = model.waiting = model.oldest_waiting_s = INT32_MAX;
    model.failures_waiting = INT32_MAX;
    model.who = SK_WHO_SUPERVISOR;
    model.link = SK_LINK_UNKNOWN;
    model.recent_count = SK_MODEL_RECENT;
    for (size_t i = 0; i < SK_MODEL_RECENT; i++) {
        model.recent[i].pair = model.verdict;
        model.recent[i].screen = SK_SCREEN_RETRY;
        memcpy(model.recent[i].code, model.code, sizeof(model.code));
    }
    model.reader_count = SK_MODEL_READERS;
    for (size_t i = 0; i < SK_MODEL_READERS; i++) {
        model.readers[i].health = (enum sk_reader_health)(i % 4);
        fill(model.readers[i].device, sizeof(model.readers[i].device), 'W');
        fill(model.readers[i].text, sizeof(model.readers[i].text), 'W');
    }
    for (size_t i = 0; i < SK_ARRAY_LEN(model.demo_labels); i++) {
        fill(model.demo_labels[i], sizeof(model.demo_labels[i]), 'W');
    }
    model.problem_count = SK_MODEL_PROBLEMS;
    for (size_t i = 0; i < SK_MODEL_PROBLEMS; i++) {
        text(model.problems[i], sizeof(model.problems[i]));
    }
}

static void the_longest_texts_neither_overlap_nor_leave_the_screen(void **state) {
    (void)state;
    for (size_t language = 0; sk_language_at(language); language++) {
        speak(sk_language_at(language));
        for (size_t size = 0; size < SK_ARRAY_LEN(sizes); size++) {
            for (int screen = 0; screen <= SK_SCREEN_PROBLEM; screen++) {
                for (int variant = 0; variant < 4; variant++) {
                    fill_extreme(variant % 2 == 0);
                    model.screen = (enum sk_screen)screen;
                    model.sticky = variant >= 2;
                    model.notice = variant >= 2 ? SK_NOTICE_TOO_LONG : SK_NOTICE_NONE;
                    char name[64];
                    (void)snprintf(name, sizeof(name), "screen %d variant %d", screen, variant);
                    build(size, name);
                    check_shapes();
                    check_targets();
                }
            }
        }
    }
}

static void fill_extreme_row(struct sk_model_super_row *row) {
    fill(row->labels.serial, sizeof(row->labels.serial), 'W');
    fill(row->labels.instance, sizeof(row->labels.instance), 'W');
    fill(row->operator_name, sizeof(row->operator_name), 'W');
    fill(row->code, sizeof(row->code), 'W');
    fill(row->request_id, sizeof(row->request_id), 'W');
    row->number = row->refers = row->undone_by = row->retried_by = INT64_MAX;
    row->result = SK_RESULT_BOUND;
}

static void look_at_longest_pages(void) {
    for (size_t size = 0; size < SK_ARRAY_LEN(sizes); size++) {
        for (int page = SK_SUPER_PIN; page < SK_SUPER_PAGE_COUNT; page++) {
            for (int task = SK_SUPER_TASK_NONE; task <= SK_SUPER_TASK_END; task++) {
                fill_extreme(task % 2 == 0);
                struct sk_model_supervisor *super = &model.supervisor;
                model.screen = SK_SCREEN_SUPERVISOR;
                super->page = (enum sk_super_page)page;
                super->task = (enum sk_super_task)task;
                memcpy(super->hint, model.what, sizeof(super->hint));
                memcpy(super->what, model.what, sizeof(super->what));
                memcpy(super->advice, model.what, sizeof(super->advice));
                fill(super->detail, sizeof(super->detail), 'W');
                fill(super->hint_label, sizeof(super->hint_label), 'W');
                fill(super->step, sizeof(super->step), 'm');
                fill(super->glass.text, sizeof(super->glass.text), 'w');
                super->is_reason = task % 2 == 0;
                fill(super->search_serial, sizeof(super->search_serial), 'W');
                super->bar_count = SK_SUPER_CHART_ROWS;
                super->chart = (enum sk_super_chart)(task % SK_SUPER_CHART_COUNT);
                for (size_t i = 0; i < super->bar_count; i++) {
                    fill(super->bars[i].name, sizeof(super->bars[i].name), 'W');
                    super->bars[i].bound = super->bars[i].bad = super->bars[i].other = INT32_MAX;
                }
                super->shown = (struct sk_model_super_shift){ .bound = INT32_MAX,
                                                              .open = INT32_MAX,
                                                              .median_ms = INT64_MAX / 2 };
                super->ends_s = super->tries_left = super->digits = 12;
                super->red_waiting = INT32_MAX;
                super->has_newer = super->has_older = super->has_search = true;
                super->can_cancel = true;
                super->is_missing = task == SK_SUPER_TASK_PURGE;
                super->is_scans = task == SK_SUPER_TASK_HOLD;
                super->offers = SK_SUPER_OFFER_RETRY | SK_SUPER_OFFER_DEAL | SK_SUPER_OFFER_RESEND;
                super->offers |= SK_SUPER_OFFER_PRINT * (task % 2);
                super->done = super->total = INT64_MAX;
                super->row_count = task % 2 == 0 ? SK_SUPER_ROWS : 0;
                for (size_t i = 0; i < SK_SUPER_ROWS; i++) {
                    fill(super->scans[i].what, sizeof(super->scans[i].what), 'W');
                    fill(super->scans[i].text, sizeof(super->scans[i].text), 'W');
                    fill(super->scans[i].operator_name, sizeof(super->scans[i].operator_name), 'W');
                    super->scans[i].times = INT32_MAX;
                    super->scans[i].by_hand = true;
                    fill_extreme_row(&super->rows[i]);
                }
                fill_extreme_row(&super->pair);
                super->event_count = SK_SUPER_EVENTS;
                for (size_t i = 0; i < SK_SUPER_EVENTS; i++) {
                    fill(super->events[i].at, sizeof(super->events[i].at), '8');
                    fill(super->events[i].name, sizeof(super->events[i].name), 'W');
                    fill(super->events[i].why, sizeof(super->events[i].why), 'W');
                    fill(super->events[i].what, sizeof(super->events[i].what), 'W');
                }
                char name[64];
                (void)snprintf(name, sizeof(name), "supervisor page %d task %d", page, task);
                build(size, name);
                check_shapes();
                check_targets();
                assert_false(list.is_full);
            }
        }
    }
}

static void the_longest_texts_fit_every_page_of_the_supervisor(void **state) {
    (void)state;
    in_each_language(look_at_longest_pages);
}

static void look_at_gloves(void) {
    for (size_t size = 0; size < SK_ARRAY_LEN(sizes); size++) {
        for (size_t i = 0; sk_example_name(i); i++) {
            sk_example_fill(i, &model);
            if (model.screen != SK_SCREEN_SUPERVISOR) {
                continue;
            }
            build(size, sk_example_name(i));
            int32_t shorter = list.width < list.height ? list.width : list.height;
            for (size_t t = 0; t < list.target_count && shorter >= 480; t++) {
                const struct sk_rect *rect = &list.targets[t].rect;
                int32_t side = rect->w < rect->h ? rect->w : rect->h;
                int32_t least_side =
                    list.targets[t].touch.super.type == SK_SUPER_TOUCH_ROW ? 56 : 73;
                if (side < least_side) {
                    fail_msg("%s: target %zu is only %d px", place, t, (int)side);
                }
            }
        }
    }
}

/* A glove's size: of all that can be pressed in the role, but for the rows of a list. */
static void the_supervisors_buttons_are_as_large_as_a_glove_needs(void **state) {
    (void)state;
    in_each_language(look_at_gloves);
}

static const struct sk_rect *super_rect(enum sk_super_touch_type type, int32_t value) {
    for (size_t i = 0; i < list.target_count; i++) {
        const struct sk_super_touch *super = &list.targets[i].touch.super;
        if (list.targets[i].touch.kind == SK_TARGET_SUPERVISOR && super->type == type &&
            super->value == value) {
            return &list.targets[i].rect;
        }
    }
    fail_msg("%s: no target %d %d", place, (int)type, (int)value);
    return NULL;
}

static void in_the_menu_what_is_done_all_day_is_large_and_above_the_rest(void **state) {
    (void)state;
    static const enum sk_super_touch_type all_day[] = { SK_SUPER_TOUCH_ATTENTION,
                                                        SK_SUPER_TOUCH_SEARCH,
                                                        SK_SUPER_TOUCH_TODAY };
    static const enum sk_super_task rare[] = { SK_SUPER_TASK_PURGE, SK_SUPER_TASK_SET_PIN,
                                               SK_SUPER_TASK_END };
    sk_example_fill(example("supervisor-menu"), &model);
    for (size_t size = 0; size < SK_ARRAY_LEN(sizes); size++) {
        build(size, "supervisor-menu");
        assert_true(has_text("6") && has_text("128") && has_text("3") && has_text("14"));
        const struct sk_rect *hold = super_rect(SK_SUPER_TOUCH_TASK, SK_SUPER_TASK_HOLD);
        for (size_t i = 0; i < SK_ARRAY_LEN(all_day); i++) {
            const struct sk_rect *large = super_rect(all_day[i], 0);
            assert_true(large->w * large->h > hold->w * hold->h);
            assert_true(large->h >= hold->h && large->y + large->h < hold->y);
        }
        for (size_t i = 0; i < SK_ARRAY_LEN(rare); i++) {
            const struct sk_rect *small = super_rect(SK_SUPER_TOUCH_TASK, (int32_t)rare[i]);
            const struct sk_rect *search = super_rect(SK_SUPER_TOUCH_SEARCH, 0);
            assert_true(small->w * small->h * 4 < search->w * search->h * 3);
            assert_true(small->y > hold->y + hold->h);
        }
    }
}

/* The colour of the box that lies in exactly that place. */
static bool ground_at(const struct sk_rect *rect, sk_colour *colour) {
    for (size_t i = list.shape_count; i-- > 0;) {
        if (list.shapes[i].type == SK_SHAPE_BOX &&
            memcmp(&list.shapes[i].rect, rect, sizeof(*rect)) == 0) {
            *colour = list.shapes[i].colour;
            return true;
        }
    }
    return false;
}

static bool has_box_of(sk_colour colour) {
    for (size_t i = 0; i < list.shape_count; i++) {
        if (list.shapes[i].type == SK_SHAPE_BOX && list.shapes[i].colour == colour) {
            return true;
        }
    }
    return false;
}

static void a_row_has_who_which_and_why_and_the_colour_and_icon_of_its_outcome(void **state) {
    (void)state;
    speak("en");
    for (size_t size = 0; size < SK_ARRAY_LEN(sizes); size++) {
        sk_example_fill(example("supervisor-search"), &model);
        build(size, "supervisor-search");
        assert_true(has_text("Li Wei") && has_text("#412") && has_text("Subscription expired"));
        assert_true(has_text(model.supervisor.rows[5].labels.serial));
        assert_true(has_text(model.supervisor.rows[5].labels.instance));
        assert_true(has_box_of(SK_GREEN) && has_icon(SK_ICON_TICK));
        assert_true(has_box_of(SK_RED) && has_icon(SK_ICON_CROSS));
        assert_true(has_box_of(SK_AMBER) && has_icon(SK_ICON_SAVED));
    }
}

static void a_search_shows_what_it_is_for_and_opens_its_choices(void **state) {
    (void)state;
    speak("en");
    sk_example_fill(example("supervisor-search"), &model);
    build(2, "supervisor-search");
    assert_true(has_text(model.supervisor.search_instance) && has_icon(SK_ICON_CHOICE));
    (void)super_rect(SK_SUPER_TOUCH_CLEAR, 0);
    (void)super_rect(SK_SUPER_TOUCH_TYPE, 0);
    sk_example_fill(example("supervisor-attention"), &model);
    build(2, "supervisor-attention"); /* no answer to a search */
    assert_false(has_icon(SK_ICON_CHOICE));
    assert_true(has_text("Touch a pair to see what can be done."));
    sk_example_fill(example("supervisor-choose-outcome"), &model);
    build(2, "supervisor-choose-outcome");
    for (int32_t i = 0; i < SK_SUPER_OUTCOME_COUNT; i++) {
        sk_colour ground = 0;
        assert_true(ground_at(super_rect(SK_SUPER_TOUCH_OUTCOME, i), &ground));
        assert_int_equal(ground == SK_WHITE, i == SK_SUPER_REFUSED);
    }
    assert_true(has_icon(SK_ICON_TICK));
}

/* Of the text that begins so; 0: there is none. */
static int32_t size_of(const char *begin) {
    for (size_t i = 0; i < list.shape_count; i++) {
        const char *text = list.text + list.shapes[i].text;
        if (list.shapes[i].type == SK_SHAPE_TEXT && strncmp(text, begin, strlen(begin)) == 0) {
            return list.shapes[i].size;
        }
    }
    return 0;
}

static bool begins_text(const char *begin) {
    return size_of(begin) > 0;
}

static void a_pair_says_what_was_read_who_how_and_what_happened_to_it_in_words(void **state) {
    (void)state;
    speak("en");
    for (size_t size = 0; size < SK_ARRAY_LEN(sizes); size++) {
        struct sk_rect picture;
        sk_example_fill(example("supervisor-pair-refused"), &model);
        build(size, "supervisor-pair-refused");
        assert_true(begins_text("This device is bound to") && has_box_of(SK_RED));
        assert_true(has_text("Operator: Li Wei") && has_text("Read by a scanner."));
        assert_true(has_text(model.supervisor.pair.request_id));
        assert_true(has_text("17:20") && has_text("Scanned by Li Wei."));
        assert_true(has_text("The cloud refused it: Bound elsewhere"));
        assert_false(has_icon(SK_ICON_CAMERA));
        sk_example_fill(example("supervisor-pair-with-picture"), &model);
        build(size, "supervisor-pair-with-picture");
        assert_true(has_text("Serial number typed by hand.") && has_box_of(SK_GREEN));
        assert_true(sk_display_list_picture_rect(&list, &picture));
        int32_t small = picture.w * picture.h;
        assert_true(contains(super_rect(SK_SUPER_TOUCH_PICTURE, 0), &picture));
        sk_example_fill(example("supervisor-picture"), &model);
        build(size, "supervisor-picture");
        assert_true(sk_display_list_picture_rect(&list, &picture));
        assert_true(picture.w * picture.h > 3 * small);
    }
}

static void an_empty_answer_says_what_was_searched_for(void **state) {
    (void)state;
    speak("en");
    sk_example_fill(example("supervisor-search-empty"), &model);
    build(2, "supervisor-search-empty");
    assert_true(has_text("No pair matches 1b2, Undone, not sent, Yesterday."));
    model.supervisor.is_scans = true;
    model.supervisor.outcome = SK_SUPER_ANY;
    build(2, "no scans");
    assert_true(has_text("No scan matches 1b2, Yesterday."));
    model.supervisor.day = SK_SUPER_ALL_DAYS;
    model.supervisor.search_serial[0] = '\0';
    build(2, "nothing searched for");
    assert_true(has_text("There are no such scans yet."));
}

static void every_notice_fits_its_screen(void **state) {
    (void)state;
    for (size_t language = 0; sk_language_at(language); language++) {
        speak(sk_language_at(language));
        for (size_t size = 0; size < SK_ARRAY_LEN(sizes); size++) {
            for (int notice = 0; notice < SK_NOTICE_COUNT; notice++) {
                memset(&model, 0, sizeof(model));
                model.screen = SK_SCREEN_NOTICE;
                model.notice = (enum sk_notice)notice;
                build(size, "notice");
                check_shapes();
                for (size_t s = 0; s < list.shape_count; s++) {
                    CHECK(!list.shapes[s].is_cut, &list.shapes[s]);
                }
            }
        }
    }
}

static bool has_frame_of(enum sk_shape_type type) {
    return list.shapes[1].type == type && list.shapes[1].rect.w == list.width;
}

/* Each verdict, and each kind of notice: background, icon and frame. Not taken is white in a frame,
 * go on is amber in stripes, keep the device here is black in stripes, done is navy. */
static void no_two_verdicts_share_colour_icon_and_shape(void **state) {
    (void)state;
    static const struct {
        const char *example;
        sk_colour ground;
        enum sk_icon icon;
        bool has_stripes, has_line;
    } looks[] = {
        { "bound", 0x00C853, SK_ICON_TICK, false, false },
        { "refused-conflict", 0x9B1C1C, SK_ICON_CROSS, false, false },
        { "retry", 0xFFB000, SK_ICON_RETRY, true, false },
        { "saved-offline", 0xFFB000, SK_ICON_SAVED, true, false },
        { "checking", 0x000000, SK_ICON_HAND, true, false },
        { "unsaved", 0x000000, SK_ICON_HAND, true, false },
        { "notice-not-a-label", 0xFFFFFF, SK_ICON_NOT_TAKEN, false, true },
        { "notice-badge-first", 0xFFFFFF, SK_ICON_NOT_TAKEN, false, true },
        { "notice-on-hold", 0xFFFFFF, SK_ICON_NOT_TAKEN, false, true },
        { "notice-not-undone", 0xFFFFFF, SK_ICON_NOT_TAKEN, false, true },
        { "notice-undone", 0x0B2138, SK_ICON_UNDO, false, false },
        { "notice-signed-on", 0x0B2138, SK_ICON_PERSON, false, false },
        { "which-device", 0x6FD0FF, SK_ICON_UNKNOWN, false, false },
        { "working", 0x0B2138, SK_ICON_HOURGLASS, false, false },
    };
    speak("en");
    for (size_t i = 0; i < SK_ARRAY_LEN(looks); i++) {
        sk_example_fill(example(looks[i].example), &model);
        build(2, looks[i].example);
        assert_int_equal(list.shapes[0].type, SK_SHAPE_BOX);
        assert_int_equal(list.shapes[0].rect.w, list.width);
        assert_int_equal(list.shapes[0].rect.h, list.height);
        assert_int_equal(list.shapes[0].colour, looks[i].ground);
        assert_true(has_icon(looks[i].icon));
        assert_false(has_icon(SK_ICON_WARNING));
        assert_int_equal(has_frame_of(SK_SHAPE_STRIPES), looks[i].has_stripes);
        assert_int_equal(has_frame_of(SK_SHAPE_BORDER), looks[i].has_line);
        assert_int_equal(has_frame_of(SK_SHAPE_DASHES), looks[i].icon == SK_ICON_UNKNOWN);
    }
}

/* What is seen from afar on the light is what is seen on the glass. */
static void the_light_has_the_colour_of_the_screen(void **state) {
    (void)state;
    speak("en");
    for (size_t i = 0; sk_example_name(i); i++) {
        sk_example_fill(i, &model);
        build(2, sk_example_name(i));
        sk_colour ground = list.shapes[0].colour;
        enum sk_lamp lamp = ground == SK_GREEN   ? SK_LAMP_GREEN
                            : ground == SK_AMBER ? SK_LAMP_AMBER
                            : ground == SK_RED   ? SK_LAMP_RED
                            : ground == SK_BLACK ? SK_LAMP_AMBER
                                                 : SK_LAMP_OFF;
        if (model.screen == SK_SCREEN_PROBLEM) {
            lamp = SK_LAMP_RED; /* on black, too */
        }
        if (sk_model_lamp(model.screen) != lamp) {
            fail_msg("%s: the light is %s, the screen %s", sk_example_name(i),
                     sk_lamp_name(sk_model_lamp(model.screen)), sk_lamp_name(lamp));
        }
    }
}

/* ---- how large it is seen ---- */

#define CAPITAL 0.714 /* of the em box: Noto Sans */

/* Arc-minutes of a capital's height. */
static double seen(int32_t size, int32_t ppi, double mm) {
    const double minutes_per_radian = 60 * 180 / 3.14159265358979;
    return size * CAPITAL / ppi * 25.4 / mm * minutes_per_radian;
}

static const struct panel {
    int32_t width, height, ppi; /* of 10 inches, and of 15 */
    double word_mm;
} panels[] = { { 1280, 800, 151, 3000 }, { 1920, 1080, 147, 5000 }, { 1920, 1200, 226, 3000 } };

static void build_on(const struct panel *panel, const char *name) {
    struct sk_viewport view = { .width = panel->width, .height = panel->height, .ppi = panel->ppi };
    sk_example_fill(example(name), &model);
    (void)snprintf(place, sizeof(place), "%s %dx%d at %d ppi %s", name, (int)view.width,
                   (int)view.height, (int)view.ppi, sk_language_name());
    sk_screen_build(&model, &view, sk_font_measure(font), &list);
}

static void no_text_is_smaller_than_what_is_read_at_work(void **state) {
    (void)state;
    for (size_t language = 0; sk_language_at(language); language++) {
        speak(sk_language_at(language));
        for (size_t p = 0; p < SK_ARRAY_LEN(panels); p++) {
            for (size_t i = 0; sk_example_name(i); i++) {
                build_on(&panels[p], sk_example_name(i));
                for (size_t s = 0; s < list.shape_count; s++) {
                    const struct sk_shape *shape = &list.shapes[s];
                    CHECK(shape->type != SK_SHAPE_TEXT ||
                              seen(shape->size, panels[p].ppi, 600) >= 16,
                          shape);
                }
            }
        }
    }
    speak("en");
}

static void verdict_and_what_to_do_are_read_from_afar(void **state) {
    (void)state;
    static const struct {
        const char *example, *word, *advice;
    } verdicts[] = {
        { "bound", "BOUND", "Take the next" },
        { "bound-order", "BOUND", "Take the next" },
        { "refused-conflict", "REFUSED", "Set the device" },
        { "refused-not-found", "REFUSED", "Check the sag-" },
        { "refused-permission", "NOT BOUND", "Call IT." },
        { "refused-check", "UNKNOWN", "Set the device" },
        { "retry", "RETRYING", "Take the next" },
        { "saved-offline", "SAVED", "Take the next" },
        { "checking", "CHECKING", "Keep this" },
    };
    speak("en");
    for (size_t p = 0; p < SK_ARRAY_LEN(panels); p++) {
        for (size_t i = 0; i < SK_ARRAY_LEN(verdicts); i++) {
            build_on(&panels[p], verdicts[i].example);
            double word = seen(size_of(verdicts[i].word), panels[p].ppi, panels[p].word_mm);
            double advice = seen(size_of(verdicts[i].advice), panels[p].ppi, 2000);
            if (word < 20 || advice < 20) {
                fail_msg("%s: the word is seen under %.1f', what to do under %.1f'", place, word,
                         advice);
            }
        }
    }
}

static void what_to_scan_and_what_was_scanned_are_read_from_afar(void **state) {
    (void)state;
    static const struct {
        const char *example, *headline, *tail;
    } screens[] = {
        { "ready", "Scan a label", NULL },
        { "ready-sticky", "Scan the next device", "…hebved" },
        { "half-device", "Scan the sag- label", "…a30121" },
        { "half-instance", "Scan the device", "…hebved" },
    };
    speak("en");
    for (size_t p = 0; p < SK_ARRAY_LEN(panels); p++) {
        for (size_t i = 0; i < SK_ARRAY_LEN(screens); i++) {
            build_on(&panels[p], screens[i].example);
            double headline = seen(size_of(screens[i].headline), panels[p].ppi, 2000);
            const char *end = screens[i].tail;
            double tail = end ? seen(size_of(end), panels[p].ppi, 2000) : 20;
            if (headline < 20 || tail < 20) {
                fail_msg("%s: the headline is seen under %.1f', the label under %.1f'", place,
                         headline, tail);
            }
        }
    }
}

static const struct sk_rect *key_rect(int32_t key) {
    for (size_t i = 0; i < list.target_count; i++) {
        if (list.targets[i].touch.kind == SK_TARGET_GLASS && list.targets[i].touch.key == key) {
            return &list.targets[i].rect;
        }
    }
    return NULL;
}

/* Which of these keys are there. */
static size_t count_keys(const char *keys) {
    size_t count = 0;
    for (; *keys; keys++) {
        count += key_rect(*keys) != NULL;
    }
    return count;
}

static void check_keyboard(double ppi) {
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz";
    bool has_halves = key_rect(SK_GLASS_OTHER) != NULL;
    double mm = ppi / 25.4;
    size_t left = count_keys(letters);
    const struct sk_rect one = *key_rect('1'), two = *key_rect('2');
    assert_int_equal(count_keys("1234567890-"), 11);
    assert_non_null(key_rect(SK_GLASS_ERASE));
    assert_true(count_keys("sag") == 3); /* the beginning of nearly every label */
    if (!has_halves) {
        assert_int_equal(left, 26);
    }
    if (has_halves || two.x - one.x < 19 * mm) { /* then it is all that the panel has */
        assert_true((two.x - one.x) * (has_halves ? 5 : 10) > list.width / 2);
    } else {
        assert_true(one.h + two.y - one.y + 8 >= 18 * mm);
    }
    if (has_halves) {
        model.typing.glass.is_right = true;
        struct sk_viewport view = { .width = list.width, .height = list.height, .ppi = (int)ppi };
        sk_screen_build(&model, &view, sk_font_measure(font), &list);
        assert_int_equal(left + count_keys(letters), 26);
        assert_int_equal(count_keys("1234567890-"), 11);
        assert_memory_equal(&one, key_rect('1'), sizeof(one)); /* digits stay where they are */
    }
}

static void the_keyboard_has_every_letter_and_keys_of_20_mm_where_they_fit(void **state) {
    (void)state;
    static const struct {
        int32_t width, height, ppi;
        bool has_halves;
    } glass[] = {
        { 1280, 800, 149, false },  { 1920, 1080, 147, false }, { 1920, 1200, 226, false },
        { 1920, 1080, 92, false },  { 800, 480, 133, true },    { 1024, 600, 170, true },
        { 480, 800, 133, true },    { 768, 1024, 128, true },   { 1080, 1920, 220, true },
        { 1080, 1920, 102, false },
    };
    for (size_t i = 0; i < SK_ARRAY_LEN(glass); i++) {
        const struct panel panel = { glass[i].width, glass[i].height, glass[i].ppi, 0 };
        build_on(&panel, "typing");
        check_shapes();
        check_targets();
        if ((key_rect(SK_GLASS_OTHER) != NULL) != glass[i].has_halves) {
            fail_msg("%s: the letters are %s", place, glass[i].has_halves ? "in one" : "in two");
        }
        check_keyboard(glass[i].ppi);
    }
}

static void texts_grow_with_the_distance(void **state) {
    (void)state;
    struct sk_viewport view = { .width = 1920, .height = 1200, .ppi = 151, .distance = 900 };
    speak("en");
    sk_example_fill(example("bound"), &model);
    sk_screen_build(&model, &view, sk_font_measure(font), &list);
    assert_true(seen(size_of("Device"), 151, 900) >= 16);
    assert_true(seen(size_of("Take the next"), 151, 3000) >= 20);
}

/* The ground of what can be pressed, and of a slot, against what lies around it; or its frame. */
static bool stands_out(size_t index) {
    const struct sk_shape *ground = ground_of(index);
    if (ground && sk_contrast(list.shapes[index].colour, ground->colour) >= 3.0) {
        return true;
    }
    const struct sk_shape *next = &list.shapes[index + 1];
    bool is_framed = index + 1 < list.shape_count &&
                     (next->type == SK_SHAPE_BORDER || next->type == SK_SHAPE_DASHES) &&
                     memcmp(&next->rect, &list.shapes[index].rect, sizeof(next->rect)) == 0;
    return is_framed && ground && sk_contrast(next->colour, ground->colour) >= 3.0;
}

static void look_at_grounds(void) {
    for (size_t i = 0; sk_example_name(i); i++) {
        sk_example_fill(i, &model);
        build(2, sk_example_name(i));
        for (size_t t = 0; t < list.target_count; t++) {
            for (size_t s = 0; s < list.shape_count; s++) {
                bool is_its = list.shapes[s].type == SK_SHAPE_BOX &&
                              memcmp(&list.shapes[s].rect, &list.targets[t].rect,
                                     sizeof(list.targets[t].rect)) == 0;
                CHECK(!is_its || stands_out(s), &list.shapes[s]);
            }
        }
    }
}

static void what_can_be_pressed_stands_out_from_its_ground(void **state) {
    (void)state;
    in_each_language(look_at_grounds);
}

static size_t words_in(const char *text) {
    size_t words = 0;
    for (const char *c = text; *c; c++) {
        words += *c != ' ' && (c == text || c[-1] == ' ');
    }
    return words;
}

/* Code points, without the mark at the end. */
static size_t characters_in(const char *text) {
    size_t count = 0;
    for (const char *c = text; *c; c++) {
        count += ((unsigned char)*c & 0xC0) != 0x80;
    }
    bool has_mark = strstr(text, "。") || strstr(text, "？") || strstr(text, "：");
    return count - has_mark;
}

/* The last line of a paragraph of several, which is not to be one word alone; of a language without
 * blanks, not one character. */
static bool is_alone(const char *before, const char *last) {
    bool has_blanks =
        strcmp(sk_language_name(), "zh_CN") != 0 && strcmp(sk_language_name(), "ja") != 0;
    if (!has_blanks) {
        return characters_in(last) < 2;
    }
    return words_in(last) == 1 && words_in(before) >= 4 &&
           strlen(last) <= 20; /* a word that is a line */
}

static void look_at_last_lines(void) {
    for (size_t size = 0; size < SK_ARRAY_LEN(sizes); size++) {
        for (size_t i = 0; sk_example_name(i); i++) {
            sk_example_fill(i, &model);
            build(size, sk_example_name(i));
            for (size_t s = 1; s < list.shape_count; s++) {
                const struct sk_shape *line = &list.shapes[s], *before = &list.shapes[s - 1];
                bool goes_on = line->type == SK_SHAPE_TEXT && before->type == SK_SHAPE_TEXT &&
                               line->paragraph == before->paragraph && line->face != SK_FACE_MONO;
                bool is_last = s + 1 == list.shape_count ||
                               list.shapes[s + 1].type != SK_SHAPE_TEXT ||
                               list.shapes[s + 1].paragraph != line->paragraph;
                CHECK(!goes_on || !is_last ||
                          !is_alone(list.text + before->text, list.text + line->text),
                      line);
            }
        }
    }
}

static void no_line_break_leaves_one_word_alone(void **state) {
    (void)state;
    in_each_language(look_at_last_lines);
}

static void undo_is_offered_where_it_can_work_and_names_its_pair(void **state) {
    (void)state;
    speak("en");
    static const char *const examples[] = { "ready-offline", "retry", "saved-offline" };
    for (size_t i = 0; i < SK_ARRAY_LEN(examples); i++) {
        sk_example_fill(example(examples[i]), &model);
        build(2, examples[i]);
        assert_true(has_button(SK_BUTTON_UNDO));
        assert_true(has_text("Undo …a30121") || has_text("…a30121"));
        model.undo.number = 0;
        build(2, examples[i]);
        assert_false(has_button(SK_BUTTON_UNDO));
    }
    sk_example_fill(example("notice-undone"), &model);
    build(2, "notice-undone");
    assert_true(has_text(model.notice_pair.serial) && has_text(model.notice_pair.instance));
}

static void a_kept_instance_and_its_count_stand_on_every_screen(void **state) {
    (void)state;
    speak("en");
    static const char *const examples[] = { "ready-sticky", "bound",         "refused-conflict",
                                            "working",      "saved-offline", "notice-not-a-label" };
    for (size_t i = 0; i < SK_ARRAY_LEN(examples); i++) {
        sk_example_fill(example(examples[i]), &model);
        model.sticky = true;
        model.kept_count = 7;
        (void)snprintf(model.slot_instance, sizeof(model.slot_instance), "sag-another");
        build(2, examples[i]);
        bool is_slot = strcmp(examples[i], "ready-sticky") == 0;
        assert_true(has_text(is_slot ? "Devices: 7" : "sag-another   Devices: 7"));
    }
}

static void a_question_shows_both_labels_and_what_each_scan_would_do(void **state) {
    (void)state;
    speak("en");
    sk_example_fill(example("which-device"), &model);
    build(2, "which-device");
    assert_true(has_text(model.slot_serial) && has_text(model.replacement));
    assert_true(has_text("Scan it again to keep it."));
    assert_true(has_text("Scan it again to use it instead."));
    assert_true(has_button(SK_BUTTON_CANCEL));
    assert_false(has_button(SK_BUTTON_ACKNOWLEDGE));
    sk_example_fill(example("which-label"), &model);
    build(2, "which-label");
    assert_true(has_text(model.slot_instance) && has_text(model.replacement));
}

static void hold_says_why(void **state) {
    (void)state;
    sk_example_fill(example("ready-on-hold"), &model);
    build(2, "ready-on-hold");
    assert_true(has_text(model.hold_reason));
}

static void each_screen_offers_what_can_be_done_there(void **state) {
    (void)state;
    sk_example_fill(example("ready"), &model);
    build(2, "ready");
    assert_true(has_button(SK_BUTTON_MODE) && !has_button(SK_BUTTON_UNDO));
    assert_true(has_button(SK_BUTTON_CALL));
    assert_false(has_button(SK_BUTTON_ACKNOWLEDGE));
    sk_example_fill(example("half-device"), &model);
    build(2, "half-device");
    assert_true(has_button(SK_BUTTON_CANCEL) && has_button(SK_BUTTON_CALL));
    sk_example_fill(example("refused-conflict"), &model);
    build(2, "refused-conflict");
    assert_true(has_button(SK_BUTTON_ACKNOWLEDGE) && has_button(SK_BUTTON_CALL));
    assert_int_equal(list.target_count, 2);
    sk_example_fill(example("working"), &model);
    build(2, "working");
    assert_int_equal(list.target_count, 0);
}

static void a_verdict_shows_pair_code_request_number_and_what_to_do(void **state) {
    (void)state;
    speak("en");
    sk_example_fill(example("refused-conflict"), &model);
    build(4, "refused-conflict");
    assert_true(has_text("REFUSED"));
    assert_true(has_text(model.verdict.serial) && has_text(model.verdict.instance));
    assert_true(has_text("SAG.SnConflict") && has_text(model.request_id));
    assert_true(has_text("This device is already bound to another sag- label."));
    assert_true(has_text("Supervisor"));
}

static void red_that_is_no_refusal_does_not_say_refused(void **state) {
    (void)state;
    speak("en");
    sk_example_fill(example("refused-check"), &model);
    build(4, "refused-check");
    assert_true(has_text("UNKNOWN"));
    assert_false(has_text("REFUSED"));
    sk_example_fill(example("refused-permission"), &model);
    build(4, "refused-permission");
    assert_true(has_text("NOT BOUND"));
    assert_false(has_text("REFUSED"));
}

/* All that is written in that face, without what breaks it. */
static const char *all_of(enum sk_face face) {
    static char text[SK_DISPLAY_LIST_TEXT_BYTES];
    size_t length = 0;
    for (size_t i = 0; i < list.shape_count; i++) {
        const struct sk_shape *shape = &list.shapes[i];
        if (shape->type == SK_SHAPE_TEXT && shape->face == face) {
            const char *line = list.text + shape->text;
            memcpy(text + length, line, strlen(line));
            length += strlen(line);
        }
    }
    text[length] = '\0';
    return text;
}

static void a_question_shows_both_labels_whatever_is_above_it(void **state) {
    (void)state;
    static const char *const questions[] = { "which-device", "which-answer-first", "which-called" };
    for (size_t size = 0; size < SK_ARRAY_LEN(sizes); size++) {
        for (size_t i = 0; i < SK_ARRAY_LEN(questions); i++) {
            sk_example_fill(example(questions[i]), &model);
            build(size, questions[i]);
            if (!strstr(all_of(SK_FACE_MONO), model.slot_serial) ||
                !strstr(all_of(SK_FACE_MONO), model.replacement)) {
                fail_msg("%s has not both labels", place);
            }
        }
    }
}

static void the_demo_offers_every_label_as_a_target(void **state) {
    (void)state;
    sk_example_fill(example("ready-demo"), &model);
    for (size_t size = 0; size < SK_ARRAY_LEN(sizes); size++) {
        bool is_seen[SK_MODEL_LABELS] = { false };
        size_t labels = 0;
        for (labels_page = 0; labels_page < 2; labels_page++) { /* an arrow leads to the next */
            build(size, "ready-demo");
            size_t arrows = 0;
            for (size_t i = 0; i < list.target_count; i++) {
                struct sk_touch touch = list.targets[i].touch;
                arrows += touch.kind == SK_TARGET_LABELS;
                if (touch.kind == SK_TARGET_LABEL) {
                    assert_false(is_seen[touch.label]);
                    is_seen[touch.label] = true;
                    labels++;
                }
            }
            assert_int_equal(arrows, 1);
        }
        assert_int_equal(labels, 8);
        build(size, "ready-demo"); /* behind the last page comes the first */
        assert_true(has_text(model.demo_labels[0]));
        labels_page = 0;
    }
}

static void the_camera_has_its_place_while_a_label_is_awaited_and_it_delivers(void **state) {
    (void)state;
    static const char *const with[] = { "ready-camera", "ready-camera-two", "half-camera" };
    struct sk_rect picture;
    for (size_t size = 0; size < SK_ARRAY_LEN(sizes); size++) {
        for (size_t i = 0; i < SK_ARRAY_LEN(with); i++) {
            sk_example_fill(example(with[i]), &model);
            build(size, with[i]);
            assert_true(sk_display_list_picture_rect(&list, &picture));
            assert_in_range(picture.w * 9 / 16, picture.h - 1, picture.h + 1);
            /* Beside the last results it leaves them the greater part. */
            bool is_portrait = list.height > list.width;
            assert_true(is_portrait || picture.w * 100 <= list.width * 40);
            assert_true(picture.w >= 120);
            assert_true(has_text(sk_text("Last results")));
        }
        sk_example_fill(example("ready"), &model);
        build(size, "ready");
        assert_false(sk_display_list_picture_rect(&list, &picture));
        sk_example_fill(example("ready-camera"), &model);
        model.readers[1].health = SK_READER_TROUBLE;
        build(size, "camera in trouble");
        assert_false(sk_display_list_picture_rect(&list, &picture));
        sk_example_fill(example("ready-camera"), &model);
        model.screen = SK_SCREEN_BOUND;
        build(size, "bound");
        assert_false(sk_display_list_picture_rect(&list, &picture));
    }
}

static void what_a_reader_says_is_shown_even_while_it_delivers(void **state) {
    (void)state;
    speak("en");
    sk_example_fill(example("ready-camera-two"), &model);
    build(2, "ready-camera-two");
    assert_true(has_text(model.readers[1].text));
    assert_true(has_icon(SK_ICON_WARNING));
    speak("zh_CN");
    build(2, "ready-camera-two");
    assert_false(has_text(model.readers[1].text)); /* but its translation */
}

static void a_pressed_button_looks_different(void **state) {
    (void)state;
    static struct sk_display_list calm;
    sk_example_fill(example("refused-conflict"), &model);
    build(2, "calm");
    calm = list;
    struct sk_viewport view = { .width = 1280,
                                .height = 800,
                                .pressed = { .kind = SK_TARGET_BUTTON,
                                             .button = SK_BUTTON_ACKNOWLEDGE } };
    sk_screen_build(&model, &view, sk_font_measure(font), &list);
    assert_true(list.shape_count != calm.shape_count);
    check_shapes();
}

static int32_t beside(const struct sk_rect *a, const struct sk_rect *b) {
    return a->x > b->x ? a->x - b->x - b->w : b->x - a->x - a->w;
}

static void look_at_gaps(void) {
    for (size_t p = 0; p < SK_ARRAY_LEN(panels); p++) {
        for (size_t i = 0; sk_example_name(i); i++) {
            build_on(&panels[p], sk_example_name(i));
            bool is_bench = model.screen < SK_SCREEN_TYPING && !model.demo;
            for (size_t a = 0; is_bench && a < list.target_count; a++) {
                for (size_t b = 0; b < a; b++) {
                    int32_t apart = beside(&list.targets[a].rect, &list.targets[b].rect);
                    if (apart > 0 && apart < panels[p].ppi / 25.4 * 8) {
                        fail_msg("%s: targets %zu and %zu are %d px apart", place, a, b,
                                 (int)apart);
                    }
                }
            }
        }
    }
}

/* Those who work there wear gloves. One above the other they are nearer where the slots need the
 * height; the keyboard has its own measure, the demo its labels. */
static void buttons_of_the_bench_are_8_mm_apart(void **state) {
    (void)state;
    in_each_language(look_at_gaps);
}

static void look_at_presses(void) {
    for (size_t i = 0; sk_example_name(i); i++) {
        sk_example_fill(i, &model);
        build(2, sk_example_name(i));
        static struct sk_display_list calm;
        calm = list;
        for (size_t t = 0; t < calm.target_count; t++) {
            struct sk_viewport view = { .width = sizes[2].width, .height = sizes[2].height };
            sk_colour before = 0, after = 0;
            list = calm;
            assert_true(ground_at(&calm.targets[t].rect, &before));
            view.pressed = calm.targets[t].touch;
            sk_screen_build(&model, &view, sk_font_measure(font), &list);
            assert_int_equal(list.target_count, calm.target_count);
            assert_true(ground_at(&calm.targets[t].rect, &after));
            if (sk_contrast(before, after) < 3.0) {
                fail_msg("%s: target %zu looks the same when it is pressed", place, t);
            }
            check_shapes();
        }
    }
}

static void every_target_of_every_screen_shows_that_it_is_pressed(void **state) {
    (void)state;
    in_each_language(look_at_presses);
}

static void look_at_silence(void) {
    for (size_t size = 0; size < SK_ARRAY_LEN(sizes); size++) {
        for (size_t i = 0; sk_example_name(i); i++) {
            struct sk_viewport view = { .width = sizes[size].width,
                                        .height = sizes[size].height,
                                        .is_silent = true };
            sk_example_fill(i, &model);
            build(size, sk_example_name(i));
            assert_false(has_icon(SK_ICON_SILENT));
            sk_screen_build(&model, &view, sk_font_measure(font), &list);
            check_shapes();
            bool has_bar =
                model.screen != SK_SCREEN_SUPERVISOR && model.screen != SK_SCREEN_PROBLEM;
            if (has_bar && !has_icon(SK_ICON_SILENT)) {
                fail_msg("%s: silence is not to be seen", place);
            }
        }
    }
}

static void silence_is_seen_on_every_screen_of_the_bench(void **state) {
    (void)state;
    in_each_language(look_at_silence);
}

static void a_dense_display_gets_larger_buttons(void **state) {
    (void)state;
    sk_example_fill(example("refused-conflict"), &model);
    struct sk_viewport view = { .width = 1920, .height = 1080, .ppi = 200 };
    sk_screen_build(&model, &view, sk_font_measure(font), &list);
    assert_true(list.targets[0].rect.h >= 157); /* 20 mm at 200 pixels an inch */
}

static int open_font(void **state) {
    (void)state;
    struct sk_err_info info;
    if (sk_font_create(&font, "zh_CN", &info)) {
        print_message("skipped: %s\n", info.text);
        exit(77);
    }
    return 0;
}

static int close_font(void **state) {
    (void)state;
    sk_font_destroy(font);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_example_is_whole_and_readable_at_every_size_and_language),
        cmocka_unit_test(no_sentence_of_an_example_is_cut_in_landscape),
        cmocka_unit_test(the_longest_texts_neither_overlap_nor_leave_the_screen),
        cmocka_unit_test(the_longest_texts_fit_every_page_of_the_supervisor),
        cmocka_unit_test(the_supervisors_buttons_are_as_large_as_a_glove_needs),
        cmocka_unit_test(in_the_menu_what_is_done_all_day_is_large_and_above_the_rest),
        cmocka_unit_test(a_row_has_who_which_and_why_and_the_colour_and_icon_of_its_outcome),
        cmocka_unit_test(a_search_shows_what_it_is_for_and_opens_its_choices),
        cmocka_unit_test(a_pair_says_what_was_read_who_how_and_what_happened_to_it_in_words),
        cmocka_unit_test(an_empty_answer_says_what_was_searched_for),
        cmocka_unit_test(every_notice_fits_its_screen),
        cmocka_unit_test(no_two_verdicts_share_colour_icon_and_shape),
        cmocka_unit_test(undo_is_offered_where_it_can_work_and_names_its_pair),
        cmocka_unit_test(a_kept_instance_and_its_count_stand_on_every_screen),
        cmocka_unit_test(a_question_shows_both_labels_and_what_each_scan_would_do),
        cmocka_unit_test(hold_says_why),
        cmocka_unit_test(no_line_break_leaves_one_word_alone),
        cmocka_unit_test(no_text_is_smaller_than_what_is_read_at_work),
        cmocka_unit_test(verdict_and_what_to_do_are_read_from_afar),
        cmocka_unit_test(what_to_scan_and_what_was_scanned_are_read_from_afar),
        cmocka_unit_test(texts_grow_with_the_distance),
        cmocka_unit_test(the_keyboard_has_every_letter_and_keys_of_20_mm_where_they_fit),
        cmocka_unit_test(what_can_be_pressed_stands_out_from_its_ground),
        cmocka_unit_test(the_light_has_the_colour_of_the_screen),
        cmocka_unit_test(each_screen_offers_what_can_be_done_there),
        cmocka_unit_test(a_verdict_shows_pair_code_request_number_and_what_to_do),
        cmocka_unit_test(red_that_is_no_refusal_does_not_say_refused),
        cmocka_unit_test(a_question_shows_both_labels_whatever_is_above_it),
        cmocka_unit_test(the_demo_offers_every_label_as_a_target),
        cmocka_unit_test(the_camera_has_its_place_while_a_label_is_awaited_and_it_delivers),
        cmocka_unit_test(what_a_reader_says_is_shown_even_while_it_delivers),
        cmocka_unit_test(a_pressed_button_looks_different),
        cmocka_unit_test(buttons_of_the_bench_are_8_mm_apart),
        cmocka_unit_test(every_target_of_every_screen_shows_that_it_is_pressed),
        cmocka_unit_test(silence_is_seen_on_every_screen_of_the_bench),
        cmocka_unit_test(a_dense_display_gets_larger_buttons),
    };
    return cmocka_run_group_tests(tests, open_font, close_font);
}
