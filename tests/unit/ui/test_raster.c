#include "ui/raster.h"

#include "base/util.h"
#include "ui/examples.h"
#include "ui/icon.h"
#include "ui/picture.h"

#include "unit/ui/cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct sk_font *font;
static struct sk_model model;

static void fill_example(const char *name) {
    for (size_t i = 0; sk_example_name(i); i++) {
        if (strcmp(sk_example_name(i), name) == 0) {
            sk_example_fill(i, &model);
            return;
        }
    }
    fail_msg("no example '%s'", name);
}

/* Share of pixels that have this very colour, in percent. */
static int share_of(const struct sk_canvas *canvas, uint32_t colour) {
    int64_t count = 0;
    for (int32_t i = 0; i < canvas->width * canvas->height; i++) {
        count += canvas->pixels[i] == colour;
    }
    return (int)(count * 100 / ((int64_t)canvas->width * canvas->height));
}

static void a_bound_pair_floods_the_screen_with_green(void **state) {
    (void)state;
    struct sk_picture *picture = NULL;
    assert_int_equal(sk_picture_create(&picture, 800, 480, NULL), SK_OK);
    fill_example("bound");
    sk_picture_draw(picture, &model, font);
    assert_int_equal(picture->canvas.pixels[0], 0x00C853);
    assert_true(share_of(&picture->canvas, 0x00C853) > 60);
    assert_true(share_of(&picture->canvas, 0x000000) > 5); /* tick, word and button */
    sk_picture_destroy(picture);
}

static void a_refused_pair_floods_the_screen_with_red(void **state) {
    (void)state;
    struct sk_picture *picture = NULL;
    assert_int_equal(sk_picture_create(&picture, 480, 800, NULL), SK_OK);
    fill_example("refused-conflict");
    sk_picture_draw(picture, &model, font);
    assert_true(share_of(&picture->canvas, 0x9B1C1C) > 50);
    assert_true(share_of(&picture->canvas, 0xFFFFFF) > 8);
    sk_picture_destroy(picture);
}

static void the_same_model_gives_the_same_pixels(void **state) {
    (void)state;
    struct sk_picture *a = NULL, *b = NULL;
    assert_int_equal(sk_picture_create(&a, 640, 480, NULL), SK_OK);
    assert_int_equal(sk_picture_create(&b, 640, 480, NULL), SK_OK);
    fill_example("ready");
    sk_picture_draw(a, &model, font);
    sk_picture_draw(b, &model, font);
    sk_picture_draw(b, &model, font);
    assert_memory_equal(a->canvas.pixels, b->canvas.pixels, 640 * 480 * 4);
    sk_picture_destroy(a);
    sk_picture_destroy(b);
}

static void every_icon_puts_ink_inside_its_square_only(void **state) {
    (void)state;
    enum { SIDE = 120, MARGIN = 10 };
    static uint32_t pixels[SIDE * SIDE];
    for (int icon = 0; icon < SK_ICON_COUNT; icon++) {
        struct sk_canvas canvas = {
            .pixels = pixels, .width = SIDE, .height = SIDE, .pitch = SIDE
        };
        memset(pixels, 0, sizeof(pixels));
        struct sk_rect square = { MARGIN, MARGIN, SIDE - 2 * MARGIN, SIDE - 2 * MARGIN };
        sk_icon_paint(&canvas, (enum sk_icon)icon, square, 0xFFFFFF, 0x000000);
        int inside = 0;
        for (int i = 0; i < SIDE * SIDE; i++) {
            int x = i % SIDE, y = i / SIDE;
            bool is_inside = x >= MARGIN - 6 && x < SIDE - MARGIN + 6 && y >= MARGIN - 6 &&
                             y < SIDE - MARGIN + 6;
            if (pixels[i] != 0 && !is_inside) {
                fail_msg("icon %d paints at %d,%d", icon, x, y);
            }
            inside += pixels[i] != 0;
        }
        if (inside < 400) {
            fail_msg("icon %d is hardly there", icon);
        }
    }
}

static void painting_outside_the_canvas_touches_nothing(void **state) {
    (void)state;
    uint32_t *pixels = calloc(64, sizeof(*pixels)); /* exact, so that a sanitizer sees one more */
    assert_non_null(pixels);
    struct sk_canvas canvas = { .pixels = pixels, .width = 8, .height = 8, .pitch = 8 };
    struct sk_rect far = { -20, -20, 60, 60 };
    sk_canvas_box(&canvas, far, 0x123456);
    sk_canvas_stripes(&canvas, far, 3, 1, 2);
    sk_icon_paint(&canvas, SK_ICON_TICK, far, 0xFFFFFF, 0);
    static const uint8_t mask[4] = { 255, 255, 255, 255 };
    sk_canvas_mask(&canvas, 7, 7, 2, 2, mask, 0xABCDEF);
    sk_canvas_mask(&canvas, -1, -1, 2, 2, mask, 0xABCDEF);
    assert_int_equal(pixels[63], 0xABCDEF);
    assert_int_equal(pixels[0], 0xABCDEF);
    free(pixels);
}

static void zero_and_o_and_one_and_l_look_different_on_labels(void **state) {
    (void)state;
    static const uint32_t pairs[][2] = { { '0', 'O' }, { '1', 'l' }, { 'l', 'I' }, { '1', 'I' } };
    for (size_t i = 0; i < SK_ARRAY_LEN(pairs); i++) {
        struct sk_glyph a = sk_font_glyph(font, SK_FACE_MONO, 40, pairs[i][0]);
        size_t bytes = (size_t)a.w * (size_t)a.h;
        uint8_t *copy = malloc(bytes);
        assert_non_null(copy);
        memcpy(copy, a.mask, bytes);
        struct sk_glyph b = sk_font_glyph(font, SK_FACE_MONO, 40, pairs[i][1]);
        bool is_same = a.w == b.w && a.h == b.h && memcmp(copy, b.mask, bytes) == 0;
        free(copy);
        assert_false(is_same);
    }
}

/* Noto has 直 as it is written in China, and as in Japan. */
static void chinese_and_japanese_have_their_own_characters(void **state) {
    (void)state;
    struct sk_font *japanese = NULL;
    struct sk_err_info info;
    if (sk_font_create(&japanese, "ja", &info)) {
        print_message("skipped: %s\n", info.text);
        return;
    }
    for (int face = 0; face < SK_FACE_COUNT; face++) {
        struct sk_glyph one = sk_font_glyph(font, (enum sk_face)face, 64, 0x76F4);
        struct sk_glyph other = sk_font_glyph(japanese, (enum sk_face)face, 64, 0x76F4);
        assert_non_null(one.mask);
        assert_non_null(other.mask);
        assert_false(one.w == other.w && one.h == other.h &&
                     memcmp(one.mask, other.mask, (size_t)(one.w * one.h)) == 0);
        one = sk_font_glyph(font, (enum sk_face)face, 64, 'A'); /* and nothing else differs */
        other = sk_font_glyph(japanese, (enum sk_face)face, 64, 'A');
        assert_true(one.w == other.w && one.h == other.h);
    }
    sk_font_destroy(japanese);
}

static void a_picture_can_be_saved_and_a_bad_folder_is_a_sentence(void **state) {
    (void)state;
    struct sk_err_info info = { { 0 } };
    struct sk_picture *picture = NULL;
    char path[] = "/tmp/sk_picture_XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(sk_picture_create(&picture, 320, 320, NULL), SK_OK);
    assert_int_equal(sk_picture_save(picture, path, &info), SK_OK);
    unsigned char head[4] = { 0 };
    assert_int_equal(read(file, head, 4), 4);
    assert_memory_equal(head, "\x89PNG", 4);
    close(file);
    unlink(path);
    assert_int_equal(sk_picture_save(picture, "/nowhere/x.png", &info), SK_ERR_IO);
    assert_non_null(strstr(info.text, "/nowhere/x.png"));
    sk_picture_destroy(picture);
}

static void sizes_and_languages_that_cannot_be_are_refused_with_the_fix(void **state) {
    (void)state;
    struct sk_err_info info = { { 0 } };
    assert_int_equal(sk_ui_render_all("/tmp", 10, 800, "en", &info), SK_ERR_INVALID);
    assert_non_null(strstr(info.text, "1280x800"));
    assert_int_equal(sk_ui_render_all("/tmp", 1280, 800, "tlh", &info), SK_ERR_INVALID);
    assert_non_null(strstr(info.text, "zh_CN"));
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
        cmocka_unit_test(a_bound_pair_floods_the_screen_with_green),
        cmocka_unit_test(a_refused_pair_floods_the_screen_with_red),
        cmocka_unit_test(the_same_model_gives_the_same_pixels),
        cmocka_unit_test(every_icon_puts_ink_inside_its_square_only),
        cmocka_unit_test(painting_outside_the_canvas_touches_nothing),
        cmocka_unit_test(zero_and_o_and_one_and_l_look_different_on_labels),
        cmocka_unit_test(chinese_and_japanese_have_their_own_characters),
        cmocka_unit_test(a_picture_can_be_saved_and_a_bad_folder_is_a_sentence),
        cmocka_unit_test(sizes_and_languages_that_cannot_be_are_refused_with_the_fix),
    };
    return cmocka_run_group_tests(tests, open_font, close_font);
}
