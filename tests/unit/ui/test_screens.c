/* The screens as lists: every example and the most extreme texts, at many sizes and in every
 * language, measured with the real font but drawn nowhere. */
#include "ui/screens/screen.h"

#include "app/model/sentence.h"
#include "base/language.h"
#include "base/util.h"
#include "ui/examples.h"
#include "ui/font.h"

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
        CHECK(!overlap(&list.targets[i].rect, &picture->rect), picture);
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
        /* 20 mm at 96 pixels an inch; the demo's labels may be lower on small screens. */
        if (list.targets[i].touch.kind == SK_TARGET_BUTTON && shorter >= 480 && side < 75) {
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

static void build(size_t size, const char *name) {
    struct sk_viewport view = { .width = sizes[size].width, .height = sizes[size].height };
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

/* ---- tests ---- */

static void every_example_is_whole_and_readable_at_every_size_and_language(void **state) {
    (void)state;
    for (size_t language = 0; sk_language_at(language); language++) {
        assert_int_equal(sk_language_set(sk_language_at(language), NULL), SK_OK);
        for (size_t size = 0; size < SK_ARRAY_LEN(sizes); size++) {
            for (size_t i = 0; sk_example_name(i); i++) {
                sk_example_fill(i, &model);
                build(size, sk_example_name(i));
                check_shapes();
                check_targets();
            }
        }
    }
}

static void no_sentence_of_an_example_is_cut_in_landscape(void **state) {
    (void)state;
    for (size_t language = 0; sk_language_at(language); language++) {
        assert_int_equal(sk_language_set(sk_language_at(language), NULL), SK_OK);
        for (size_t size = 0; size < SK_ARRAY_LEN(sizes); size++) {
            for (size_t i = 0; sk_example_name(i); i++) {
                sk_example_fill(i, &model);
                build(size, sk_example_name(i));
                for (size_t s = 0; s < list.shape_count; s++) {
                    if (list.shapes[s].type == SK_SHAPE_TEXT &&
                        list.shapes[s].face != SK_FACE_MONO) {
                        CHECK(!list.shapes[s].is_cut, &list.shapes[s]);
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
        assert_int_equal(sk_language_set(sk_language_at(language), NULL), SK_OK);
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

static void the_longest_texts_fit_every_page_of_the_supervisor(void **state) {
    (void)state;
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
                fill(super->search_serial, sizeof(super->search_serial), 'W');
                super->ends_s = super->tries_left = super->digits = 12;
                super->red_waiting = INT32_MAX;
                super->has_newer = super->has_older = super->has_search = true;
                super->can_cancel = true;
                super->is_missing = task == SK_SUPER_TASK_PURGE;
                super->is_scans = task == SK_SUPER_TASK_HOLD;
                super->offers = SK_SUPER_OFFER_RETRY | SK_SUPER_OFFER_DEAL | SK_SUPER_OFFER_RESEND;
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
                    fill(super->events[i].event, sizeof(super->events[i].event), 'W');
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

/* A glove's size: of all that can be pressed in the role, but for the rows of a list. */
static void the_supervisors_buttons_are_as_large_as_a_glove_needs(void **state) {
    (void)state;
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
                    list.targets[t].touch.super.type == SK_SUPER_TOUCH_ROW ? 56 : 75;
                if (side < least_side) {
                    fail_msg("%s: target %zu is only %d px", place, t, (int)side);
                }
            }
        }
    }
}

static void every_notice_fits_its_screen(void **state) {
    (void)state;
    for (size_t language = 0; sk_language_at(language); language++) {
        assert_int_equal(sk_language_set(sk_language_at(language), NULL), SK_OK);
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

/* Each verdict: background, icon, and whether it has the striped frame. */
static void no_two_verdicts_share_colour_icon_and_shape(void **state) {
    (void)state;
    static const struct {
        const char *example;
        sk_colour ground;
        enum sk_icon icon;
        bool has_stripes;
    } looks[] = {
        { "bound", 0x00C853, SK_ICON_TICK, false },
        { "refused-conflict", 0x9B1C1C, SK_ICON_CROSS, false },
        { "retry", 0xFFB000, SK_ICON_RETRY, true },
        { "checking", 0xFFB000, SK_ICON_CHECKING, true },
        { "saved-offline", 0xFFB000, SK_ICON_SAVED, true },
        { "notice-not-a-label", 0xFFB000, SK_ICON_WARNING, true },
        { "working", 0x0B2138, SK_ICON_HOURGLASS, false },
    };
    assert_int_equal(sk_language_set("en", NULL), SK_OK);
    for (size_t i = 0; i < SK_ARRAY_LEN(looks); i++) {
        sk_example_fill(example(looks[i].example), &model);
        build(2, looks[i].example);
        assert_int_equal(list.shapes[0].type, SK_SHAPE_BOX);
        assert_int_equal(list.shapes[0].rect.w, list.width);
        assert_int_equal(list.shapes[0].rect.h, list.height);
        assert_int_equal(list.shapes[0].colour, looks[i].ground);
        assert_true(has_icon(looks[i].icon));
        assert_int_equal(list.shapes[1].type == SK_SHAPE_STRIPES, looks[i].has_stripes);
    }
}

static void each_screen_offers_what_can_be_done_there(void **state) {
    (void)state;
    sk_example_fill(example("ready"), &model);
    build(2, "ready");
    assert_true(has_button(SK_BUTTON_MODE) && has_button(SK_BUTTON_UNDO));
    assert_false(has_button(SK_BUTTON_ACKNOWLEDGE));
    sk_example_fill(example("half-device"), &model);
    build(2, "half-device");
    assert_true(has_button(SK_BUTTON_CANCEL));
    sk_example_fill(example("refused-conflict"), &model);
    build(2, "refused-conflict");
    assert_true(has_button(SK_BUTTON_ACKNOWLEDGE));
    assert_int_equal(list.target_count, 1);
    sk_example_fill(example("working"), &model);
    build(2, "working");
    assert_int_equal(list.target_count, 0);
}

static void a_verdict_shows_pair_code_request_number_and_what_to_do(void **state) {
    (void)state;
    assert_int_equal(sk_language_set("en", NULL), SK_OK);
    sk_example_fill(example("refused-conflict"), &model);
    build(4, "refused-conflict");
    assert_true(has_text("REFUSED"));
    assert_true(has_text(model.verdict.serial) && has_text(model.verdict.instance));
    assert_true(has_text("SAG.SnConflict") && has_text(model.request_id));
    assert_true(has_text("This device is already bound to another instance."));
    assert_true(has_text("Supervisor"));
}

static void red_that_is_no_refusal_does_not_say_refused(void **state) {
    (void)state;
    assert_int_equal(sk_language_set("en", NULL), SK_OK);
    sk_example_fill(example("refused-check"), &model);
    build(4, "refused-check");
    assert_true(has_text("NOT KNOWN"));
    assert_false(has_text("REFUSED"));
    sk_example_fill(example("refused-permission"), &model);
    build(4, "refused-permission");
    assert_true(has_text("NOT BOUND"));
    assert_false(has_text("REFUSED"));
}

static void the_demo_offers_every_label_as_a_target(void **state) {
    (void)state;
    sk_example_fill(example("ready-demo"), &model);
    for (size_t size = 0; size < SK_ARRAY_LEN(sizes); size++) {
        build(size, "ready-demo");
        size_t labels = 0;
        for (size_t i = 0; i < list.target_count; i++) {
            labels += list.targets[i].touch.kind == SK_TARGET_LABEL;
        }
        assert_int_equal(labels, 8);
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
    assert_int_equal(sk_language_set("en", NULL), SK_OK);
    sk_example_fill(example("ready-camera-two"), &model);
    build(2, "ready-camera-two");
    assert_true(has_text(model.readers[1].text));
    assert_true(has_icon(SK_ICON_WARNING));
    assert_int_equal(sk_language_set("zh_CN", NULL), SK_OK);
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
    if (sk_font_create(&font, true, &info)) {
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
        cmocka_unit_test(every_notice_fits_its_screen),
        cmocka_unit_test(no_two_verdicts_share_colour_icon_and_shape),
        cmocka_unit_test(each_screen_offers_what_can_be_done_there),
        cmocka_unit_test(a_verdict_shows_pair_code_request_number_and_what_to_do),
        cmocka_unit_test(red_that_is_no_refusal_does_not_say_refused),
        cmocka_unit_test(the_demo_offers_every_label_as_a_target),
        cmocka_unit_test(the_camera_has_its_place_while_a_label_is_awaited_and_it_delivers),
        cmocka_unit_test(what_a_reader_says_is_shown_even_while_it_delivers),
        cmocka_unit_test(a_pressed_button_looks_different),
        cmocka_unit_test(a_dense_display_gets_larger_buttons),
    };
    return cmocka_run_group_tests(tests, open_font, close_font);
}
