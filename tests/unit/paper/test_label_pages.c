/* Labels on paper: nothing where printers leave white, codes far apart, what cannot be printed. */
#include "paper/label_pages.h"

#include "base/util.h"
#include "paper/code.h"
#include "paper/control_cards.h"
#include "paper/grid.h"
#include "fake/fontconfig_leaks.h"
#include "check.h"

#include <math.h>
#include <string.h>

static const enum sk_print_kind kinds[] = { SK_PRINT_CARD, SK_PRINT_BADGE, SK_PRINT_SMALL };
static const enum sk_paper_size sizes[] = { SK_PAPER_A4, SK_PAPER_LETTER };

static void no_label_is_where_printers_leave_white(void **state) {
    (void)state;
    for (size_t kind = 0; kind < SK_ARRAY_LEN(kinds); kind++) {
        const struct sk_grid *grid = sk_print_grid(kinds[kind]);
        size_t per_page = grid->columns * grid->rows;
        for (size_t size = 0; size < SK_ARRAY_LEN(sizes); size++) {
            double width = sk_paper_width(sizes[size]);
            double height = sk_paper_height(sizes[size]);
            for (size_t i = 0; i < 2 * per_page; i++) {
                struct sk_paper_place place = sk_grid_place(grid, sizes[size], i);
                assert_true(place.x >= SK_UNPRINTABLE_MM && place.y >= SK_UNPRINTABLE_MM);
                assert_true(place.x + place.w <= width - SK_UNPRINTABLE_MM);
                assert_true(place.y + place.h <= height - SK_UNPRINTABLE_MM);
            }
        }
        assert_int_equal(sk_grid_pages(grid, 1), 1);
        assert_int_equal(sk_grid_pages(grid, per_page), 1);
        assert_int_equal(sk_grid_pages(grid, per_page + 1), 2);
    }
}

static void from_a_code_to_the_far_edge_of_the_next_is_out_of_view(void **state) {
    (void)state;
    for (size_t kind = 0; kind < SK_ARRAY_LEN(kinds); kind++) {
        const struct sk_grid *grid = sk_print_grid(kinds[kind]);
        /* Codes of one size, in the same place of each label: it is the pitch. */
        assert_true(grid->height + grid->gutter_y >= SK_CODES_APART_MM);
        assert_true(grid->width + grid->gutter_x >= SK_CODES_APART_MM);
    }
}

struct check_case {
    const char *code, *words;
    const char *fault; /* NULL: none */
};

static void what_cannot_be_printed_is_said(void **state) {
    (void)state;
    static char long_name[200];
    static char long_code[600];
    memset(long_name, 'n', sizeof(long_name) - 1);
    memset(long_code, 'c', sizeof(long_code) - 1);
    const struct check_case cases[] = {
        { "OP:Li Wei", "Li Wei", NULL },
        { "OP:李伟", "李伟", NULL },
        { "0012345678", "محمد", NULL },
        { "", "Li Wei", "there is no text to print" },
        { "OP:Li\nWei", "", "'OP:Li\\x0AWei' holds characters that do not print" },
        { "OP:Li\x80", "", "'OP:Li\\x80' holds characters that do not print" },
        { "OP:Li", "Li\tWei", "'Li\\x09Wei' holds characters that do not print" },
        { "OP:\xE2\x80\xAE"
          "iL",
          "Li", "holds characters that do not print" }, /* runs backwards */
        { long_code, "Li", "is too long: its code would be too fine to be read" },
        { "OP:Li", long_name, "is too long: it would be too small to be read" },
    };
    for (size_t i = 0; i < SK_ARRAY_LEN(cases); i++) {
        struct sk_err_info info = { "" };
        const struct sk_paper_label label = { .code = cases[i].code, .words = cases[i].words };
        enum sk_err err = sk_print_check(SK_PRINT_BADGE, &label, &info);
        assert_int_equal(err, cases[i].fault ? SK_ERR_INVALID : SK_OK);
        assert_true(!cases[i].fault || strstr(info.text, cases[i].fault));
    }
}

static void a_name_as_long_as_can_be_has_a_badge(void **state) {
    (void)state;
    struct sk_err_info info = { "" };
    char name[64] = ""; /* 63 bytes, the most of a person's name */
    char code[80];
    for (int i = 0; i < 21; i++) {
        strcat(name, "李");
    }
    (void)snprintf(code, sizeof(code), "OP:%s", name);
    const struct sk_paper_label label = { .code = code, .words = name };
    assert_int_equal(sk_print_check(SK_PRINT_BADGE, &label, &info), SK_OK);
}

/* Relative luminance, as WCAG 2 has it. */
static double luminance(sk_paper_colour colour) {
    static const double weights[] = { 0.2126, 0.7152, 0.0722 };
    double sum = 0;
    for (int i = 0; i < 3; i++) {
        double part = (colour >> (16 - 8 * i) & 0xff) / 255.0;
        sum += weights[i] * (part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4));
    }
    return sum;
}

static void each_card_has_its_own_icon_and_colour_with_contrast(void **state) {
    (void)state;
    struct sk_paper_label cards[SK_PAPER_CARDS_MAX];
    size_t count = sk_paper_cards(cards);
    assert_true(count >= 7);
    for (size_t i = 0; i < count; i++) {
        assert_true(1.05 / (luminance(cards[i].colour) + 0.05) >= 4.5);
        assert_int_not_equal(cards[i].icon, SK_PAPER_ICON_NONE);
        for (size_t other = 0; other < i; other++) {
            assert_int_not_equal(cards[i].icon, cards[other].icon);
            assert_int_not_equal(cards[i].colour, cards[other].colour);
            assert_string_not_equal(cards[i].words, cards[other].words);
        }
        /* Laser scanners read nothing but bars. */
        assert_true(sk_paper_bars_width(cards[i].code) > 0);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(no_label_is_where_printers_leave_white),
        SK_TEST(from_a_code_to_the_far_edge_of_the_next_is_out_of_view),
        SK_TEST(what_cannot_be_printed_is_said),
        SK_TEST(a_name_as_long_as_can_be_has_a_badge),
        SK_TEST(each_card_has_its_own_icon_and_colour_with_contrast),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
