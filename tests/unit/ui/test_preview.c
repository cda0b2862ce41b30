/* The camera's picture in its place: synthetic planes, judged pixel by pixel. */
#include "ui/preview.h"

#include "base/util.h"
#include "ui/theme.h"

#include "unit/ui/cmocka_all.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PAPER 0x123456u /* what was on the canvas before */

enum { WIDTH = 400, HEIGHT = 300 };
static uint32_t pixels[WIDTH * HEIGHT];
static struct sk_canvas canvas = {
    .pixels = pixels, .width = WIDTH, .height = HEIGHT, .pitch = WIDTH
};

static uint32_t at(int32_t x, int32_t y) {
    return pixels[y * WIDTH + x];
}

static int begin(void **state) {
    (void)state;
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
        pixels[i] = PAPER;
    }
    return 0;
}

/* A grey picture of its own memory, exact, so that a sanitizer sees one byte too many. */
static struct sk_preview make(int32_t width, int32_t height, uint8_t brightness) {
    uint8_t *grey = malloc((size_t)width * (size_t)height);
    assert_non_null(grey);
    memset(grey, brightness, (size_t)width * (size_t)height);
    return (struct sk_preview){ .grey = grey, .width = width, .height = height, .stride = width };
}

static void put(struct sk_preview *preview, int32_t x, int32_t y, int32_t w, int32_t h,
                uint8_t brightness) {
    uint8_t *grey = (uint8_t *)(uintptr_t)preview->grey; /* the test's own */
    for (int32_t row = y; row < y + h; row++) {
        memset(grey + row * preview->stride + x, brightness, (size_t)w);
    }
}

static void drop(struct sk_preview *preview) {
    free((uint8_t *)(uintptr_t)preview->grey);
    preview->grey = NULL;
}

static int count(uint32_t colour) {
    int found = 0;
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
        found += pixels[i] == colour;
    }
    return found;
}

/* ---- where it lies ---- */

static void a_picture_is_as_large_as_fits_and_in_the_middle(void **state) {
    (void)state;
    struct sk_rect place = { 10, 20, 320, 200 };
    struct sk_preview preview = { .width = 1280, .height = 720 };
    struct sk_rect fit = sk_preview_fit(place, &preview);
    assert_int_equal(fit.w, 320);
    assert_int_equal(fit.h, 180);
    assert_int_equal(fit.x, 10);
    assert_int_equal(fit.y, 30);
    preview.turn = 90;
    fit = sk_preview_fit(place, &preview);
    assert_int_equal(fit.h, 200);
    assert_int_equal(fit.w, 112);
    assert_int_equal(fit.x, 10 + 104);
    assert_int_equal(fit.y, 20);
    /* One that is all breadth keeps a row. */
    preview = (struct sk_preview){ .width = 16384, .height = 1 };
    assert_int_equal(sk_preview_fit(place, &preview).h, 1);
}

static void nothing_outside_its_place_is_touched(void **state) {
    (void)state;
    struct sk_rect place = { 50, 40, 203, 151 };
    struct sk_preview preview = make(64, 48, 200);
    preview.mark_count = 1; /* far beyond the picture on all sides */
    preview.marks[0] = (struct sk_preview_mark){ { -500, 900, 900, -500 },
                                                 { -500, -500, 900, 900 },
                                                 SK_PREVIEW_REFUSED };
    sk_preview_paint(&canvas, place, &preview);
    for (int32_t y = 0; y < HEIGHT; y++) {
        for (int32_t x = 0; x < WIDTH; x++) {
            bool is_inside =
                x >= place.x && x < place.x + place.w && y >= place.y && y < place.y + place.h;
            assert_true((at(x, y) != PAPER) == is_inside);
        }
    }
    drop(&preview);
}

/* ---- which way up ---- */

/* A picture that is dark but for its upper left quarter, shown filling the canvas's middle; where
 * is the light? Bits: 1 upper left, 2 upper right, 4 lower left, 8 lower right. */
static int light_at(int32_t turn, bool is_mirrored) {
    struct sk_preview preview = make(100, 100, 0);
    put(&preview, 0, 0, 50, 50, 255);
    preview.turn = turn;
    preview.is_mirrored = is_mirrored;
    (void)begin(NULL);
    sk_preview_paint(&canvas, (struct sk_rect){ 0, 0, 200, 200 }, &preview);
    int found = 0;
    for (int i = 0; i < 4; i++) {
        uint32_t pixel = at(i % 2 == 0 ? 60 : 140, i < 2 ? 70 : 130); /* off the aim frame */
        assert_true(pixel == 0 || pixel == 0xFFFFFF);
        found |= pixel ? 1 << i : 0;
    }
    drop(&preview);
    return found;
}

static void it_turns_clockwise_and_is_mirrored_after_that(void **state) {
    (void)state;
    assert_int_equal(light_at(0, false), 1);
    assert_int_equal(light_at(90, false), 2);
    assert_int_equal(light_at(180, false), 8);
    assert_int_equal(light_at(270, false), 4);
    assert_int_equal(light_at(0, true), 2);
    assert_int_equal(light_at(90, true), 1);
    assert_int_equal(light_at(180, true), 4);
    assert_int_equal(light_at(270, true), 8);
}

static void between_two_pixels_it_is_between_their_brightness(void **state) {
    (void)state;
    struct sk_preview preview = make(2, 2, 0);
    put(&preview, 1, 0, 1, 2, 200);
    sk_preview_paint(&canvas, (struct sk_rect){ 0, 0, 200, 200 }, &preview);
    assert_int_equal(at(0, 100), 0);
    assert_int_equal(at(199, 100), 0xC8C8C8);
    uint32_t middle = at(100, 100) & 0xFF;
    assert_in_range(middle, 95, 106);
    for (int32_t x = 1; x < 200; x++) { /* and never falls back on the way */
        assert_true((at(x, 100) & 0xFF) >= (at(x - 1, 100) & 0xFF));
    }
    drop(&preview);
}

static void every_size_and_turn_stays_within_the_picture(void **state) {
    (void)state;
    static const int32_t sides[] = { 1, 2, 3, 7, 64, 399 };
    for (size_t w = 0; w < SK_ARRAY_LEN(sides); w++) {
        for (size_t h = 0; h < SK_ARRAY_LEN(sides); h++) {
            struct sk_preview preview = make(sides[w], sides[h], 77);
            for (int32_t turn = 0; turn < 360; turn += 90) {
                for (int32_t side = 1; side < 300; side += 43) {
                    preview.turn = turn;
                    preview.is_mirrored = !preview.is_mirrored;
                    sk_preview_paint(&canvas, (struct sk_rect){ 3, 2, side, 300 - side }, &preview);
                }
            }
            drop(&preview);
        }
    }
}

/* ---- marks ---- */

static struct sk_preview_mark box(float x, float y, float w, float h, enum sk_preview_kind kind) {
    return (struct sk_preview_mark){ .x = { x, x + w, x + w, x },
                                     .y = { y, y, y + h, y + h },
                                     .kind = kind };
}

static const uint32_t colours[] = {
    [SK_PREVIEW_FOREIGN] = 0xB8C4CE,
    [SK_PREVIEW_WAIT] = SK_AMBER,
    [SK_PREVIEW_TAKEN] = SK_GREEN,
    [SK_PREVIEW_REFUSED] = 0xFF5A4F,
};

/* The share of the outline's upper edge that is painted, in percent, without looking at colour: a
 * picture in mid grey, so whatever is not that is line or seam. */
static int painted_above(enum sk_preview_kind kind) {
    struct sk_preview preview = make(400, 300, 128);
    preview.mark_count = 1;
    preview.marks[0] = box(150, 120, 100, 60, kind);
    (void)begin(NULL);
    sk_preview_paint(&canvas, (struct sk_rect){ 0, 0, WIDTH, HEIGHT }, &preview);
    assert_true(count(colours[kind]) > 50);
    int painted = 0;
    for (int32_t x = 150; x < 250; x++) {
        bool is_painted = false;
        for (int32_t y = 90; y < 120; y++) {
            is_painted = is_painted || at(x, y) == colours[kind];
        }
        painted += is_painted;
    }
    drop(&preview);
    return painted;
}

static void each_kind_of_mark_has_a_line_of_its_own(void **state) {
    (void)state;
    assert_in_range(painted_above(SK_PREVIEW_FOREIGN), 20, 45);
    int middle_of_foreign = at(200, 112) == 0x808080; /* corners only */
    assert_true(middle_of_foreign);
    assert_in_range(painted_above(SK_PREVIEW_WAIT), 50, 80);
    assert_int_equal(painted_above(SK_PREVIEW_TAKEN), 100);
    int one_line = count(SK_GREEN);
    assert_int_equal(painted_above(SK_PREVIEW_REFUSED), 100);
    assert_true(count(colours[SK_PREVIEW_REFUSED]) > one_line * 3 / 2); /* two lines */
}

static void each_kind_but_foreign_has_a_badge_in_the_middle(void **state) {
    (void)state;
    for (int kind = 0; kind <= SK_PREVIEW_REFUSED; kind++) {
        (void)painted_above((enum sk_preview_kind)kind);
        int ink = 0;
        for (int32_t y = 135; y < 165; y++) {
            for (int32_t x = 185; x < 215; x++) {
                ink += at(x, y) == colours[kind];
            }
        }
        assert_true(kind == SK_PREVIEW_FOREIGN ? ink == 0 : ink > 50);
    }
}

/* The centre of the pixels of that colour. */
static void middle_of(uint32_t colour, int32_t *x, int32_t *y) {
    int64_t sum_x = 0, sum_y = 0, found = 0;
    for (int32_t i = 0; i < WIDTH * HEIGHT; i++) {
        if (pixels[i] == colour) {
            sum_x += i % WIDTH;
            sum_y += i / WIDTH;
            found++;
        }
    }
    assert_true(found > 0);
    *x = (int32_t)(sum_x / found);
    *y = (int32_t)(sum_y / found);
}

static void a_mark_lies_on_what_it_marks_whichever_way_the_picture_is_turned(void **state) {
    (void)state;
    for (int32_t turn = 0; turn < 360; turn += 90) {
        for (int mirrored = 0; mirrored < 2; mirrored++) {
            struct sk_preview preview = make(160, 120, 0);
            put(&preview, 20, 80, 30, 20, 0xEE);
            preview.turn = turn;
            preview.is_mirrored = mirrored != 0;
            (void)begin(NULL);
            sk_preview_paint(&canvas, (struct sk_rect){ 0, 0, WIDTH, HEIGHT }, &preview);
            int32_t x = 0, y = 0, mark_x = 0, mark_y = 0;
            middle_of(0xEEEEEE, &x, &y);
            preview.mark_count = 1;
            preview.marks[0] = box(20, 80, 30, 20, SK_PREVIEW_TAKEN);
            sk_preview_paint(&canvas, (struct sk_rect){ 0, 0, WIDTH, HEIGHT }, &preview);
            middle_of(SK_GREEN, &mark_x, &mark_y);
            assert_in_range(mark_x, x - 4, x + 4);
            assert_in_range(mark_y, y - 4, y + 4);
            drop(&preview);
        }
    }
}

static void a_mark_without_height_still_has_an_outline(void **state) {
    (void)state;
    struct sk_preview preview = make(400, 300, 128);
    preview.mark_count = 2;
    preview.marks[0] = box(100, 150, 200, 0, SK_PREVIEW_TAKEN);
    preview.marks[1] = box(350, 50, 0, 0, SK_PREVIEW_REFUSED); /* a point */
    sk_preview_paint(&canvas, (struct sk_rect){ 0, 0, WIDTH, HEIGHT }, &preview);
    int above = 0, below = 0;
    for (int32_t y = 0; y < HEIGHT; y++) {
        above += y < 149 && at(130, y) == SK_GREEN;
        below += y > 151 && at(130, y) == SK_GREEN;
    }
    assert_true(above > 0 && below > 0);
    assert_true(count(colours[SK_PREVIEW_REFUSED]) > 20);
    drop(&preview);
}

static void corners_that_are_no_numbers_are_passed_over(void **state) {
    (void)state;
    struct sk_preview preview = make(400, 300, 128);
    preview.mark_count = 3;
    preview.marks[0] = box(NAN, 10, 20, 20, SK_PREVIEW_TAKEN);
    preview.marks[1] = box(10, INFINITY, 20, 20, SK_PREVIEW_TAKEN);
    preview.marks[2] = box(-3e30f, 10, 6e30f, 20, SK_PREVIEW_TAKEN);
    sk_preview_paint(&canvas, (struct sk_rect){ 0, 0, WIDTH, HEIGHT }, &preview);
    assert_int_equal(count(SK_GREEN), 0);
    drop(&preview);
}

/* ---- without a picture ---- */

static void without_a_picture_there_are_a_camera_and_the_aim_frame(void **state) {
    (void)state;
    struct sk_preview none = { 0 };
    sk_preview_paint(&canvas, (struct sk_rect){ 0, 0, 320, 180 }, &none);
    assert_true(count(0xFFFFFF) > 100);      /* the frame */
    assert_true(count(SK_NAVY_SOFT) > 1000); /* the camera */
    assert_int_equal(at(1, 1), 0x10161C);
    assert_int_equal(at(321, 10), PAPER);
    /* A window smaller than the layout: the place is beyond its edge. */
    sk_preview_paint(&canvas, (struct sk_rect){ 390, 290, 100, 100 }, &none);
    assert_int_equal(at(395, 295), PAPER);
}

#define TEST(function) cmocka_unit_test_setup(function, begin)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(a_picture_is_as_large_as_fits_and_in_the_middle),
        TEST(nothing_outside_its_place_is_touched),
        TEST(it_turns_clockwise_and_is_mirrored_after_that),
        TEST(between_two_pixels_it_is_between_their_brightness),
        TEST(every_size_and_turn_stays_within_the_picture),
        TEST(each_kind_of_mark_has_a_line_of_its_own),
        TEST(each_kind_but_foreign_has_a_badge_in_the_middle),
        TEST(a_mark_lies_on_what_it_marks_whichever_way_the_picture_is_turned),
        TEST(a_mark_without_height_still_has_an_outline),
        TEST(corners_that_are_no_numbers_are_passed_over),
        TEST(without_a_picture_there_are_a_camera_and_the_aim_frame),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
