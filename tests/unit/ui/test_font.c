/* Characters that the face's own font lacks: another font draws them, and what belongs together
 * comes as one. With the fonts of this machine. */
#include "ui/font.h"

#include "base/utf8.h"
#include "base/util.h"

#include "check.h"

#include <stdlib.h>
#include <string.h>

#define SIZE 40

static struct sk_font *font;

static int make(void **state) {
    (void)state;
    struct sk_err_info info = { "" };
    if (sk_font_create(&font, "en", &info) != SK_OK) {
        fail_msg("%s", info.text);
    }
    return 0;
}

static int finish(void **state) {
    (void)state;
    sk_font_destroy(font);
    return 0;
}

static bool is_box(uint32_t code_point) {
    static uint8_t mask[SIZE * SIZE * 4];
    struct sk_glyph box = sk_font_glyph(font, SK_FACE_BOLD, SIZE, 0x25A1);
    int32_t w = box.w, h = box.h;
    size_t bytes = (size_t)w * (size_t)h;
    assert_true(bytes <= sizeof(mask));
    memcpy(mask, box.mask, bytes);
    struct sk_glyph glyph = sk_font_glyph(font, SK_FACE_BOLD, SIZE, code_point);
    assert_non_null(glyph.mask);
    return glyph.w == w && glyph.h == h && memcmp(glyph.mask, mask, bytes) == 0;
}

static void a_letter_of_any_script_is_drawn_and_what_no_font_has_is_a_box(void **state) {
    (void)state;
    static const uint32_t letters[] = {
        'A',
        0x674E /* 李 */,
        0x0416 /* Ж */,
        0x05D0 /* א */,
        0x0639 /* ع */,
        0x0928 /* न */,
        0x0E2A /* ส */,
        0x1794 /* ប */,
    };
    for (size_t i = 0; i < SK_ARRAY_LEN(letters); i++) {
        if (is_box(letters[i])) {
            fail_msg("U+%04X is a box", (unsigned)letters[i]);
        }
    }
    assert_true(is_box(0xE123)); /* for private use */
    assert_true(is_box(0xE123)); /* and again, out of memory */
}

static size_t run_of(const char *text) {
    size_t bytes = 99;
    bool begins = sk_font_run_begins(text, strlen(text), &bytes);
    assert_int_equal(begins, bytes > 0);
    return bytes;
}

static void a_run_ends_with_its_last_letter(void **state) {
    (void)state;
    assert_int_equal(run_of("Li Wei"), 0);
    assert_int_equal(run_of("李伟"), 0);
    assert_int_equal(run_of(""), 0);
    assert_int_equal(run_of("محمد"), strlen("محمد"));
    assert_int_equal(run_of("محمد علي"), strlen("محمد علي")); /* with the blank between */
    assert_int_equal(run_of("محمد 12"), strlen("محمد"));
    assert_int_equal(run_of(" محمد"), 0);
}

static int32_t width_of_letters(const char *text) {
    struct sk_measure *measure = sk_font_measure(font);
    int64_t units = 0;
    size_t length = strlen(text);
    for (size_t at = 0; at < length;) {
        uint32_t c = 0;
        at += sk_utf8_decode(text + at, length - at, &c);
        units += measure->ops->advance(measure, SK_FACE_BOLD, c);
    }
    return (int32_t)(units * SIZE / 1024);
}

/* Letters that join are narrower than those that stand alone; and the run is where it was measured.
 */
static void letters_that_join_are_joined(void **state) {
    (void)state;
    static const char name[] = "محمد";
    struct sk_glyph run = sk_font_run(font, SK_FACE_BOLD, SIZE, name, strlen(name));
    int32_t alone = width_of_letters(name);
    assert_non_null(run.mask);
    assert_true(run.w < alone * 95 / 100);
    assert_true(run.w > alone / 3);
    assert_true(run.left >= -SIZE / 4 && run.left < SIZE / 2);
}

/* How far the run's columns from x on are from the letter. */
static int64_t distance(const struct sk_glyph *run, int32_t x, const uint8_t *letter, int32_t w,
                        int32_t h, int32_t top) {
    int64_t sum = 0;
    for (int32_t row = 0; row < h; row++) {
        int32_t y = row + run->top - top;
        for (int32_t column = 0; column < w; column++) {
            bool is_inside = y >= 0 && y < run->h && x + column >= 0 && x + column < run->w;
            int32_t pixel = is_inside ? run->mask[y * run->w + x + column] : 0;
            sum += abs(pixel - letter[row * w + column]);
        }
    }
    return sum;
}

static void the_first_letter_of_what_runs_from_right_to_left_is_on_the_right(void **state) {
    (void)state;
    static uint8_t letter[SIZE * SIZE * 4];
    struct sk_glyph first = sk_font_glyph(font, SK_FACE_BOLD, SIZE, 0x05D0 /* א */);
    int32_t w = first.w, h = first.h, top = first.top;
    assert_true((size_t)w * (size_t)h <= sizeof(letter));
    memcpy(letter, first.mask, (size_t)w * (size_t)h);
    static const char name[] = "אבב";
    struct sk_glyph run = sk_font_run(font, SK_FACE_BOLD, SIZE, name, strlen(name));
    assert_non_null(run.mask);
    int64_t right = distance(&run, run.w - w, letter, w, h, top);
    int64_t left = distance(&run, 0, letter, w, h, top);
    assert_true(right * 4 < left);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_letter_of_any_script_is_drawn_and_what_no_font_has_is_a_box),
        cmocka_unit_test(a_run_ends_with_its_last_letter),
        cmocka_unit_test(letters_that_join_are_joined),
        cmocka_unit_test(the_first_letter_of_what_runs_from_right_to_left_is_on_the_right),
    };
    return cmocka_run_group_tests(tests, make, finish);
}
