#include "ui/draw.h"

#include "base/util.h"
#include "ui/unbroken_words.h"

#include "unit/ui/cmocka_all.h"

#include <stdlib.h>
#include <string.h>

/* Every glyph half as wide as high, CJK and the ellipsis as wide as high. */
static int32_t even_advance(struct sk_measure *measure, enum sk_face face, uint32_t code_point) {
    (void)measure;
    (void)face;
    return code_point >= 0x2000 ? 1024 : 512;
}

static const struct sk_measure_ops even_ops = { .advance = even_advance };
static struct sk_measure even = { .ops = &even_ops };
static struct sk_display_list list;

static int setup(void **state) {
    (void)state;
    sk_display_list_clear(&list, 1000, 1000);
    return 0;
}

static const char *line(size_t index) {
    return list.text + list.shapes[index].text;
}

static void set_text(int32_t width, int32_t height, const char *text) {
    struct sk_style style = { .size = 20 };
    (void)sk_display_list_text(&list, &even, (struct sk_rect){ 0, 0, width, height }, &style, text);
}

static void a_sentence_breaks_at_its_blanks(void **state) {
    (void)state;
    set_text(100, 500, "one two three four"); /* ten glyphs a line */
    assert_int_equal(list.shape_count, 2);
    assert_string_equal(line(0), "one two");
    assert_string_equal(line(1), "three four");
}

static void chinese_breaks_anywhere_but_before_a_full_stop(void **state) {
    (void)state;
    set_text(80, 500, "设备已绑。继续"); /* four glyphs a line; the fifth is a full stop */
    assert_string_equal(line(0), "设备已");
    assert_string_equal(line(1), "绑。继续");
}

static void no_line_of_chinese_breaks_inside_a_word(void **state) {
    (void)state;
    static const char *const words[] = { "设备", "绑定", "另一", "标签", "主管", "U 盘" };
    for (int32_t width = 60; width < 400; width += 20) {
        sk_display_list_clear(&list, 1000, 1000);
        set_text(width, 900, "设备已绑定到另一个标签，叫主管拿 U 盘");
        for (size_t i = 0; i < SK_ARRAY_LEN(words); i++) {
            size_t found = 0;
            for (size_t j = 0; j < list.shape_count; j++) {
                found += strstr(line(j), words[i]) != NULL;
            }
            if (found != 1) {
                fail_msg("%s is broken at %d px", words[i], (int)width);
            }
        }
    }
}

static void japanese_breaks_where_a_word_begins(void **state) {
    (void)state;
    set_text(180, 500, "両方のラベルを読み取って主任を呼んでください。"); /* nine glyphs */
    assert_string_equal(line(0), "両方のラベルを");
    assert_string_equal(line(1), "読み取って主任を");
    assert_string_equal(line(2), "呼んでください。");
}

static void the_unbroken_words_are_sorted(void **state) {
    (void)state;
    for (size_t i = 1; sk_unbroken_word_at(i); i++) {
        if (strcmp(sk_unbroken_word_at(i - 1), sk_unbroken_word_at(i)) >= 0) {
            fail_msg("%s", sk_unbroken_word_at(i));
        }
    }
    assert_int_equal(sk_unbroken_word("序列号不对", 15), 9); /* the longest */
    assert_int_equal(sk_unbroken_word("序列号不对", 8), 6);
    assert_int_equal(sk_unbroken_word("枪", 3), 0);
    assert_int_equal(sk_unbroken_word("\xE5", 1), 0);
}

static void a_word_that_is_too_long_is_torn_and_nothing_is_lost(void **state) {
    (void)state;
    set_text(100, 500, "abcdefghijklmnopqrstuvw");
    assert_int_equal(list.shape_count, 3);
    assert_string_equal(line(0), "abcdefghij");
    assert_string_equal(line(2), "uvw");
    assert_false(list.shapes[2].is_cut);
}

static void what_does_not_fit_ends_in_an_ellipsis_inside_the_box(void **state) {
    (void)state;
    set_text(100, 30, "abcdefghijklmnopqrstuvw");
    assert_int_equal(list.shape_count, 1);
    assert_true(list.shapes[0].is_cut);
    assert_string_equal(line(0), "abcdefgh\xE2\x80\xA6");
    assert_true(list.shapes[0].rect.w <= 100);
}

static void a_box_too_low_for_a_line_stays_empty(void **state) {
    (void)state;
    set_text(100, 19, "abc");
    assert_int_equal(list.shape_count, 0);
}

/* Glyphs are half as wide as high here. */
static void a_digit_stands_in_a_box_of_its_own_width(void **state) {
    (void)state;
    set_text(10, 30, "8");
    assert_int_equal(list.shape_count, 1);
    assert_string_equal(line(0), "8");
    assert_false(list.shapes[0].is_cut);
    assert_int_equal(list.left_out, 0);
    set_text(10, 30, "88"); /* not even the dots for the rest have room */
    assert_int_equal(list.left_out, 1);
}

static void the_best_size_is_the_largest_that_fits(void **state) {
    (void)state;
    /* Ten glyphs of half the size in 200 px: 40 px. */
    assert_int_equal(sk_measure_fit(&even, SK_FACE_BOLD, "abcdefghij", 200, 500, 1, 10, 90), 40);
    assert_int_equal(sk_measure_fit(&even, SK_FACE_BOLD, "abcdefghij", 10, 500, 1, 12, 90), 12);
}

static void a_finger_finds_the_target_it_is_in_and_none_beside_it(void **state) {
    (void)state;
    struct sk_touch undo = { .kind = SK_TARGET_BUTTON, .button = SK_BUTTON_UNDO };
    sk_display_list_target(&list, (struct sk_rect){ 10, 10, 20, 20 }, undo);
    assert_true(sk_touch_equal(sk_display_list_touch_at(&list, 10, 29), undo));
    assert_int_equal(sk_display_list_touch_at(&list, 30, 15).kind, SK_TARGET_NONE);
}

static void a_list_that_is_full_says_so_and_keeps_what_it_has(void **state) {
    (void)state;
    for (int i = 0; i < SK_DISPLAY_LIST_SHAPES + 1; i++) {
        sk_display_list_box(&list, (struct sk_rect){ 0, 0, 1, 1 }, 0, 0);
    }
    assert_true(list.is_full);
    assert_int_equal(list.shape_count, SK_DISPLAY_LIST_SHAPES);
}

static void contrast_is_that_of_the_standard(void **state) {
    (void)state;
    assert_true(sk_contrast(0x000000, 0xFFFFFF) > 20.99);
    assert_true(sk_contrast(0x00C853, 0x000000) > 9.3 && sk_contrast(0x00C853, 0x000000) < 9.5);
    assert_true(sk_contrast(0x00C853, 0x9B1C1C) > 3.5); /* apart without hue */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_sentence_breaks_at_its_blanks, setup),
        cmocka_unit_test_setup(chinese_breaks_anywhere_but_before_a_full_stop, setup),
        cmocka_unit_test_setup(no_line_of_chinese_breaks_inside_a_word, setup),
        cmocka_unit_test_setup(japanese_breaks_where_a_word_begins, setup),
        cmocka_unit_test_setup(the_unbroken_words_are_sorted, setup),
        cmocka_unit_test_setup(a_word_that_is_too_long_is_torn_and_nothing_is_lost, setup),
        cmocka_unit_test_setup(what_does_not_fit_ends_in_an_ellipsis_inside_the_box, setup),
        cmocka_unit_test_setup(a_box_too_low_for_a_line_stays_empty, setup),
        cmocka_unit_test_setup(a_digit_stands_in_a_box_of_its_own_width, setup),
        cmocka_unit_test_setup(the_best_size_is_the_largest_that_fits, setup),
        cmocka_unit_test_setup(a_finger_finds_the_target_it_is_in_and_none_beside_it, setup),
        cmocka_unit_test_setup(a_list_that_is_full_says_so_and_keeps_what_it_has, setup),
        cmocka_unit_test_setup(contrast_is_that_of_the_standard, setup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
