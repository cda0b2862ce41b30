/* Data Matrix in pictures that are drawn here, and the parts of the way to them. */
#include "check.h"
#include "draw.h"

#include "input/camera/data_matrix_area.h"
#include "input/camera/data_matrix_pass.h"
#include "input/camera/data_matrix_ruler.h"
#include "input/camera/modules.h"

#include <math.h>
#include <string.h>

static struct sk_data_matrix_pass *pass;
static struct sk_symbols symbols;
static struct sk_grey picture;
static struct draw_modules modules;

static int set_up(void **state) {
    (void)state;
    return sk_data_matrix_pass_create(&pass, SK_CHARSET_LATIN1);
}

static int tear_down(void **state) {
    (void)state;
    sk_grey_finish(&picture);
    sk_data_matrix_pass_destroy(pass);
    return 0;
}

static void look_for(int ms, bool thorough) {
    struct sk_budget budget = sk_budget_of((int64_t)ms * 1000, (int64_t)ms * 3000);
    symbols.count = 0;
    assert_int_equal(sk_data_matrix_pass_quick(pass, &picture, &budget, &symbols), SK_OK);
    if (thorough && symbols.count == 0) {
        assert_int_equal(sk_data_matrix_pass_thorough(pass, &picture, true, &budget, &symbols),
                         SK_OK);
    }
}

/* Far more time than needed: sanitizers are slow, and here it is not about speed. */
static void look(bool thorough) {
    look_for(20000, thorough);
}

static void assert_read_alone(const char *text) {
    assert_int_equal(symbols.count, 1);
    assert_int_equal(symbols.item[0].symbology, SK_SYMBOLOGY_DATA_MATRIX);
    assert_string_equal(symbols.item[0].text, text);
}

static void a_code_is_read_at_any_angle_and_light_on_dark(void **state) {
    (void)state;
    draw_data_matrix("sag-r04m113u05y2uvp5", false, &modules);
    for (int degrees = 0; degrees < 360; degrees += 23) {
        draw_paper(&picture, 640, 480, degrees % 2 ? 60 : 170);
        draw_symbol(&picture, &modules,
                    &(struct draw_place){ .x = 300,
                                          .y = 260,
                                          .module = 4.3f,
                                          .degrees = (float)degrees,
                                          .inverted = degrees % 2 != 0 });
        look(true);
        assert_read_alone("sag-r04m113u05y2uvp5");
    }
}

static void a_plain_code_is_read_by_the_quick_look(void **state) {
    (void)state;
    draw_data_matrix("sage62x0219220001", false, &modules);
    draw_paper(&picture, 1280, 720, 150);
    draw_symbol(&picture, &modules,
                &(struct draw_place){ .x = 900, .y = 200, .module = 5, .degrees = 8 });
    look(false);
    assert_read_alone("sage62x0219220001");
}

static void every_size_is_read(void **state) {
    (void)state;
    char text[120];
    int last = 0;
    for (int wide = 0; wide < 2; wide++) {
        int sizes = 0;
        for (int length = 1; length <= 118; length++) {
            for (int i = 0; i < length; i++) {
                text[i] = (char)('A' + (i * i + 3 * length) % 26);
            }
            text[length] = '\0';
            draw_data_matrix(text, wide, &modules);
            if (modules.columns * modules.rows == last) {
                continue;
            }
            last = modules.columns * modules.rows;
            sizes++;
            draw_paper(&picture, 40 + modules.columns * 4, 40 + modules.rows * 4, 200);
            draw_symbol(&picture, &modules,
                        &(struct draw_place){ .x = (float)picture.width / 2,
                                              .y = (float)picture.height / 2,
                                              .module = 3.4f,
                                              .degrees = 3 });
            look(true);
            assert_read_alone(text);
        }
        assert_true(sizes >= 12);
    }
}

static void turn_over(struct draw_modules *of) {
    for (int y = 0; y < of->rows; y++) {
        for (int x = 0; x < of->columns / 2; x++) {
            uint8_t *a = &of->dark[y * of->columns + x];
            uint8_t *b = &of->dark[y * of->columns + of->columns - 1 - x];
            uint8_t swap = *a;
            *a = *b;
            *b = swap;
        }
    }
}

static void a_code_in_a_mirror_is_read(void **state) {
    (void)state;
    for (int wide = 0; wide < 2; wide++) {
        draw_data_matrix("sage62x0219220001", wide, &modules);
        turn_over(&modules);
        draw_paper(&picture, 400, 300, 200);
        draw_symbol(&picture, &modules,
                    &(struct draw_place){ .x = 200, .y = 150, .module = 4, .degrees = 20 });
        look(true);
        assert_read_alone("sage62x0219220001");
    }
}

static void all_codes_of_a_picture_are_read_and_each_once(void **state) {
    (void)state;
    static const char *const texts[] = { "sage62x0219220001", "sag-r04m113u05y2uvp5", "123456" };
    draw_paper(&picture, 900, 500, 180);
    for (int i = 0; i < 3; i++) {
        draw_data_matrix(texts[i], false, &modules);
        draw_symbol(
            &picture, &modules,
            &(struct draw_place){
                .x = 150 + 280 * (float)i, .y = 220, .module = 5, .degrees = 30 * (float)i });
    }
    look(true);
    assert_int_equal(symbols.count, 3);
    for (int i = 0; i < 3; i++) {
        bool found = false;
        for (int k = 0; k < 3; k++) {
            found = found || strcmp(symbols.item[k].text, texts[i]) == 0;
        }
        assert_true(found);
    }
}

static void the_outline_lies_around_the_code(void **state) {
    (void)state;
    draw_data_matrix("123456", false, &modules);
    draw_paper(&picture, 1000, 600, 180);
    draw_symbol(&picture, &modules, &(struct draw_place){ .x = 700, .y = 400, .module = 8 });
    look(true);
    assert_read_alone("123456");
    const float corner[4][2] = { { 660, 360 }, { 740, 360 }, { 740, 440 }, { 660, 440 } };
    for (int i = 0; i < 4; i++) {
        bool near = false;
        for (int k = 0; k < 4; k++) {
            near = near || hypotf(symbols.item[0].outline[k].x - corner[i][0],
                                  symbols.item[0].outline[k].y - corner[i][1]) < 4;
        }
        assert_true(near);
    }
}

static void what_blurs_the_modules_into_each_other_is_undone(void **state) {
    (void)state;
    draw_data_matrix("sage62x0219220001", false, &modules);
    draw_paper(&picture, 400, 300, 200);
    draw_symbol(&picture, &modules,
                &(struct draw_place){ .x = 200, .y = 150, .module = 5, .degrees = 10 });
    draw_blur(&picture, 6);
    draw_noise(&picture, 2);
    look(true);
    assert_read_alone("sage62x0219220001");
}

static void noise_bars_grids_and_letters_are_no_code(void **state) {
    (void)state;
    draw_paper(&picture, 500, 400, 128);
    draw_noise(&picture, 60);
    look(true);
    assert_int_equal(symbols.count, 0);
    draw_paper(&picture, 500, 400, 200);
    for (int i = 0; i < 500 * 400; i++) {
        int x = i % 500;
        int y = i / 500;
        bool inside = x > 100 && x < 300 && y > 100 && y < 300;
        /* Solid at the left and below, a grid of squares within. */
        if (inside && (x < 110 || y > 290 || (x / 10 + y / 10) % 2)) {
            picture.pixels[i] = 20;
        }
    }
    look(true);
    assert_int_equal(symbols.count, 0);
    draw_code128("sage62x0269343791", &modules);
    draw_paper(&picture, 500, 400, 200);
    draw_symbol(
        &picture, &modules,
        &(struct draw_place){ .x = 250, .y = 200, .module = 1.6f, .height = 60, .degrees = 40 });
    look(true);
    assert_int_equal(symbols.count, 0);
}

static void pictures_of_any_size_are_looked_at_without_harm(void **state) {
    (void)state;
    for (int width = 1; width < 60; width += 3) {
        for (int height = 1; height < 60; height += 7) {
            draw_paper(&picture, width, height, 128);
            draw_noise(&picture, 90);
            look_for(20, true);
            assert_int_equal(symbols.count, 0);
        }
    }
}

/* -- parts ------------------------------------------------------------------------------------- */

static void a_code_is_uneven_in_all_directions_and_bars_are_not(void **state) {
    (void)state;
    struct sk_data_matrix_area area[SK_DATA_MATRIX_AREAS_MAX];
    for (int degrees = 0; degrees < 180; degrees += 15) {
        draw_code128("sage62x0269343791", &modules);
        draw_paper(&picture, 600, 600, 225); /* as light as the label: no edge of it */
        draw_symbol(
            &picture, &modules,
            &(struct draw_place){
                .x = 300, .y = 300, .module = 2, .height = 130, .degrees = (float)degrees });
        int bars = sk_data_matrix_areas(&picture, area);
        for (int i = 0; i < bars && degrees % 90 == 0; i++) {
            assert_true(area[i].width < 100 || area[i].height < 100); /* of an end of them */
        }
        draw_data_matrix("sage62x0269343791", false, &modules);
        draw_paper(&picture, 600, 600, 225);
        draw_symbol(
            &picture, &modules,
            &(struct draw_place){ .x = 300, .y = 300, .module = 4, .degrees = (float)degrees });
        int count = sk_data_matrix_areas(&picture, area);
        assert_true(count >= 1);
        float half = 2.0f * (float)modules.columns; /* of the code, which all lies within */
        assert_true((float)area[0].x <= 300 - half && (float)area[0].y <= 300 - half);
        assert_true((float)(area[0].x + area[0].width) >= 300 + half);
        assert_true((float)(area[0].y + area[0].height) >= 300 + half);
    }
}

static void sides_tell_how_many_modules_there_are_and_where(void **state) {
    (void)state;
    draw_data_matrix("sage62x0219220001", true, &modules);
    /* Columns that become narrower to the right, rows of one height. */
    float edge[SK_DATA_MATRIX_SIDE_MAX + 1] = { 20 };
    for (int x = 0; x < modules.columns; x++) {
        edge[x + 1] = edge[x] + 8 - 5 * (float)x / (float)modules.columns;
    }
    float right = edge[modules.columns];
    float bottom = 20 + 6 * (float)modules.rows;
    draw_paper(&picture, (int)right + 20, (int)bottom + 20, 220);
    for (int i = 0; i < picture.width * picture.height; i++) {
        float px = (float)(i % picture.width) + 0.5f;
        float py = (float)(i / picture.width) + 0.5f;
        int column = 0;
        while (column < modules.columns && px >= edge[column + 1]) {
            column++;
        }
        int row = (int)floorf((py - 20) / 6);
        if (px >= 20 && py >= 20 && column < modules.columns && row < modules.rows &&
            modules.dark[row * modules.columns + column]) {
            picture.pixels[i] = 30;
        }
    }
    const struct sk_point p[4] = { { 20, 20 }, { right, 20 }, { right, bottom }, { 20, bottom } };
    struct sk_data_matrix_ruler ruler;
    float across = 6 / (right - 20);
    float down = 6 / (bottom - 20);
    assert_true(sk_data_matrix_measure(&picture, p, false, across, down, &ruler));
    assert_int_equal(ruler.columns, modules.columns);
    assert_int_equal(ruler.rows, modules.rows);
    for (int x = 0; x < modules.columns; x++) {
        float middle = (edge[x] + edge[x + 1]) / 2;
        assert_true(fabsf(20 + ruler.u[x] * (right - 20) - middle) < 1);
    }
    look(true);
    assert_read_alone("sage62x0219220001");
    /* With the corners in another turn the sides are not solid. */
    const struct sk_point turned[4] = { p[1], p[2], p[3], p[0] };
    assert_false(sk_data_matrix_measure(&picture, turned, false, down, across, &ruler));
    assert_false(sk_data_matrix_measure(&picture, p, true, across, down, &ruler));
}

static void the_spread_of_modules_is_found_and_undone(void **state) {
    (void)state;
    /* Half of each module's darkness falls on itself, the rest on its neighbours at the right. */
    enum { SIDE = 16, CELLS = SIDE * SIDE };
    static float brightness[CELLS];
    static int8_t known[CELLS];
    static uint8_t guess[CELLS];
    draw_data_matrix("sage62x02192", false, &modules);
    assert_int_equal(modules.columns, SIDE);
    for (int i = 0; i < CELLS; i++) {
        int x = i % SIDE;
        int y = i / SIDE;
        float dark = 0.45f * (float)modules.dark[i];
        dark += x > 0 ? 0.35f * (float)modules.dark[i - 1] : 0;
        dark += x > 1 ? 0.2f * (float)modules.dark[i - 2] : 0;
        brightness[i] = 220 - 180 * dark;
        bool side = x == 0 || y == SIDE - 1 || y == 0 || x == SIDE - 1;
        known[i] = side ? (int8_t)modules.dark[i] : -1;
    }
    sk_modules_decide(brightness, SIDE, SIDE, 0.8f, 4, guess);
    assert_memory_not_equal(guess, modules.dark, CELLS);
    for (int round = 0; round < 5; round++) {
        sk_modules_equalise(brightness, SIDE, SIDE, known, guess);
    }
    assert_memory_equal(guess, modules.dark, CELLS);
}

#define PASS_TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        PASS_TEST(a_code_is_read_at_any_angle_and_light_on_dark),
        PASS_TEST(a_plain_code_is_read_by_the_quick_look),
        PASS_TEST(every_size_is_read),
        PASS_TEST(a_code_in_a_mirror_is_read),
        PASS_TEST(all_codes_of_a_picture_are_read_and_each_once),
        PASS_TEST(the_outline_lies_around_the_code),
        PASS_TEST(what_blurs_the_modules_into_each_other_is_undone),
        PASS_TEST(noise_bars_grids_and_letters_are_no_code),
        PASS_TEST(pictures_of_any_size_are_looked_at_without_harm),
        PASS_TEST(a_code_is_uneven_in_all_directions_and_bars_are_not),
        PASS_TEST(sides_tell_how_many_modules_there_are_and_where),
        PASS_TEST(the_spread_of_modules_is_found_and_undone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
