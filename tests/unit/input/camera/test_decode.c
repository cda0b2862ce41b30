/* The whole pipeline on labels that are drawn here, and its parts on lines of brightness. */
#include "check.h"
#include "draw.h"

#include "input/camera/decode.h"
#include "input/camera/linear.h"

#include <math.h>
#include <string.h>

static struct sk_decoder *decoder;
static struct sk_symbols symbols;
static struct sk_grey picture;

static int set_up(void **state) {
    (void)state;
    /* Far more time than needed: sanitizers are slow, and here it is not about speed. */
    const struct sk_decode_options options = { .symbologies = SK_DECODE_DEFAULT,
                                               .budget_ms = 5000,
                                               .two_threads = true };
    return sk_decoder_create(&decoder, &options, NULL);
}

static int tear_down(void **state) {
    (void)state;
    sk_grey_finish(&picture);
    sk_decoder_destroy(decoder);
    return 0;
}

static bool was_read(enum sk_symbology symbology, const char *text) {
    for (int i = 0; i < symbols.count; i++) {
        if (symbols.item[i].symbology == symbology && strcmp(symbols.item[i].text, text) == 0) {
            return true;
        }
    }
    return false;
}

static void look(void) {
    assert_int_equal(sk_decoder_run(decoder, &picture, &symbols), SK_OK);
}

static void code128_is_read_at_any_angle(void **state) {
    (void)state;
    struct draw_modules modules;
    draw_code128("sage62x0269343791", &modules);
    for (int degrees = 0; degrees < 360; degrees += 67) {
        draw_paper(&picture, 640, 640, 90);
        draw_symbol(
            &picture, &modules,
            &(struct draw_place){
                .x = 320, .y = 320, .module = 2.1f, .height = 60, .degrees = (float)degrees });
        look();
        assert_int_equal(symbols.count, 1);
        assert_true(was_read(SK_SYMBOLOGY_CODE128, "sage62x0269343791"));
    }
}

static void code39_is_read_with_either_ratio_and_upside_down(void **state) {
    (void)state;
    for (int ratio = 2; ratio <= 3; ratio++) {
        struct draw_modules modules;
        draw_code39("SAG-R12 34.5", ratio, &modules);
        for (int degrees = 0; degrees <= 180; degrees += 90) {
            draw_paper(&picture, 640, 640, 180);
            draw_symbol(
                &picture, &modules,
                &(struct draw_place){
                    .x = 320, .y = 320, .module = 2.0f, .height = 50, .degrees = (float)degrees });
            look();
            assert_int_equal(symbols.count, 1);
            assert_true(was_read(SK_SYMBOLOGY_CODE39, "SAG-R12 34.5"));
        }
    }
}

static void a_blurred_label_of_narrow_modules_is_read(void **state) {
    (void)state;
    struct draw_modules modules;
    draw_code128("sag-r04m113u05y2uvp5", &modules);
    draw_paper(&picture, 640, 300, 128);
    draw_symbol(
        &picture, &modules,
        &(struct draw_place){ .x = 320, .y = 150, .module = 1.9f, .height = 40, .degrees = 4 });
    draw_blur(&picture, 1);
    draw_noise(&picture, 8);
    look();
    assert_true(was_read(SK_SYMBOLOGY_CODE128, "sag-r04m113u05y2uvp5"));
}

static void light_bars_on_dark_ground_are_read(void **state) {
    (void)state;
    struct draw_modules modules;
    draw_code128("sagf11x0211976963", &modules);
    draw_paper(&picture, 640, 300, 128);
    draw_symbol(
        &picture, &modules,
        &(struct draw_place){ .x = 320, .y = 150, .module = 2.2f, .height = 60, .inverted = true });
    look();
    assert_true(was_read(SK_SYMBOLOGY_CODE128, "sagf11x0211976963"));
}

static void a_qr_code_is_read_at_any_angle_and_inverted(void **state) {
    (void)state;
    struct draw_modules modules;
    draw_qr("sag-r1234567", &modules);
    for (int degrees = 0; degrees < 360; degrees += 77) {
        draw_paper(&picture, 320, 240, 90);
        draw_symbol(&picture, &modules,
                    &(struct draw_place){ .x = 150,
                                          .y = 120,
                                          .module = 4.2f,
                                          .degrees = (float)degrees,
                                          .inverted = degrees % 2 });
        draw_noise(&picture, 5);
        look();
        assert_int_equal(symbols.count, 1);
        assert_true(was_read(SK_SYMBOLOGY_QR, "sag-r1234567"));
    }
}

/* A patch as light as the paper over a square of the picture. */
static void cover(float x, float y, float half) {
    for (int py = (int)(y - half); py < (int)(y + half); py++) {
        for (int px = (int)(x - half); px < (int)(x + half); px++) {
            picture.pixels[py * picture.stride + px] = 230;
        }
    }
}

static void a_qr_code_of_which_one_finder_pattern_is_covered_is_read(void **state) {
    (void)state;
    struct draw_modules modules;
    const struct draw_place place = { .x = 320, .y = 240, .module = 6 };
    const float corners[3][2] = { { -7, -7 }, { 7, -7 }, { -7, 7 } }; /* modules from the middle */
    draw_qr("sag-kiosk", &modules);
    for (int i = 0; i < 3; i++) {
        draw_paper(&picture, 640, 480, 120);
        draw_symbol(&picture, &modules, &place);
        cover(320 + 6 * corners[i][0], 240 + 6 * corners[i][1], 14);
        look();
        assert_int_equal(symbols.count, 1);
        assert_true(was_read(SK_SYMBOLOGY_QR, "sag-kiosk"));
    }
}

static void a_qr_code_that_is_half_as_high_as_wide_is_read(void **state) {
    (void)state;
    struct draw_modules modules;
    draw_qr("sag-kiosk", &modules);
    for (int degrees = 0; degrees <= 20; degrees += 20) {
        draw_paper(&picture, 640, 640, 120);
        draw_symbol(
            &picture, &modules,
            &(struct draw_place){ .x = 320, .y = 320, .module = 8, .degrees = (float)degrees });
        for (int y = 0; y < 280; y++) { /* as if seen at a slant of 63 degrees */
            memcpy(picture.pixels + (ptrdiff_t)y * picture.stride,
                   picture.pixels + (ptrdiff_t)(20 + 22 * y / 10) * picture.stride, 640);
        }
        picture.height = 280;
        look();
        picture.height = 640;
        assert_true(was_read(SK_SYMBOLOGY_QR, "sag-kiosk"));
    }
}

static void a_qr_code_whose_modules_blur_into_each_other_is_read(void **state) {
    (void)state;
    struct draw_modules modules;
    draw_qr("sag-kiosk", &modules);
    draw_paper(&picture, 400, 400, 120);
    draw_symbol(&picture, &modules, &(struct draw_place){ .x = 200, .y = 200, .module = 4 });
    draw_blur(&picture, 9); /* each takes two thirds of a pixel's square: half a module and more */
    look();
    assert_true(was_read(SK_SYMBOLOGY_QR, "sag-kiosk"));
}

static void what_is_read_by_the_quick_steps_is_read_with_any_effort(void **state) {
    (void)state;
    struct draw_modules modules;
    draw_qr("sag-kiosk", &modules);
    draw_paper(&picture, 640, 480, 120);
    draw_symbol(&picture, &modules, &(struct draw_place){ .x = 320, .y = 240, .module = 5 });
    for (enum sk_effort effort = SK_EFFORT_QUICK; effort <= SK_EFFORT_ALL; effort++) {
        assert_int_equal(sk_decoder_look(decoder, &picture, effort, 5000, &symbols), SK_OK);
        assert_true(was_read(SK_SYMBOLOGY_QR, "sag-kiosk"));
    }
}

static void code128_with_a_function_character_says_so_and_no_other_reader_takes_it(void **state) {
    (void)state;
    struct draw_modules modules;
    const enum sk_symbol_use uses[2] = { SK_SYMBOL_APPEND, SK_SYMBOL_PROGRAM };
    for (int i = 0; i < 2; i++) {
        int values[] = { 104, 97 - i, 83, 65, 71, 17, 18, 19, 0 };
        long sum = values[0];
        for (int k = 1; k < 8; k++) {
            sum += (long)k * values[k];
        }
        values[8] = (int)(sum % 103);
        draw_code128_values(values, 9, &modules);
        draw_paper(&picture, 640, 480, 120);
        draw_symbol(&picture, &modules,
                    &(struct draw_place){ .x = 320, .y = 240, .module = 3, .height = 60 });
        look();
        assert_int_equal(symbols.count, 1);
        assert_true(was_read(SK_SYMBOLOGY_CODE128, "sag123"));
        assert_int_equal(symbols.item[0].use, uses[i]);
    }
}

static void a_byte_order_mark_in_a_qr_code_is_no_part_of_the_label(void **state) {
    (void)state;
    struct draw_modules modules;
    struct sk_scan scan = { .source = SK_SOURCE_CAMERA };
    draw_qr("\xEF\xBB\xBFsag-r123456", &modules);
    draw_paper(&picture, 320, 240, 90);
    draw_symbol(&picture, &modules, &(struct draw_place){ .x = 150, .y = 120, .module = 4 });
    look();
    assert_int_equal(symbols.count, 1);
    sk_scan_set_text(&scan, symbols.item[0].text, symbols.item[0].length);
    assert_string_equal(scan.text, "sag-r123456");
}

static void the_outline_lies_around_the_symbol(void **state) {
    (void)state;
    struct draw_modules modules;
    draw_qr("sag-r1234567", &modules);
    draw_paper(&picture, 320, 240, 90);
    draw_symbol(&picture, &modules,
                &(struct draw_place){ .x = 150, .y = 120, .module = 4, .degrees = 0 });
    look();
    assert_int_equal(symbols.count, 1);
    const struct sk_point corner[4] = { { 108, 78 }, { 192, 78 }, { 192, 162 }, { 108, 162 } };
    for (int i = 0; i < 4; i++) {
        assert_true(fabsf(symbols.item[0].outline[i].x - corner[i].x) < 1.5f);
        assert_true(fabsf(symbols.item[0].outline[i].y - corner[i].y) < 1.5f);
    }
}

static void a_serial_and_an_instance_label_in_one_picture_are_both_read(void **state) {
    (void)state;
    struct draw_modules modules;
    draw_paper(&picture, 800, 600, 200);
    draw_code128("sage62x0269343791", &modules);
    draw_symbol(&picture, &modules,
                &(struct draw_place){ .x = 380, .y = 150, .module = 2.2f, .height = 60 });
    draw_code128("sag-r04m113u05y2u", &modules);
    draw_symbol(&picture, &modules,
                &(struct draw_place){ .x = 400, .y = 240, .module = 2.0f, .height = 60 });
    draw_qr("SAGK:UNDO", &modules);
    draw_symbol(&picture, &modules, &(struct draw_place){ .x = 400, .y = 450, .module = 4 });
    look();
    assert_int_equal(symbols.count, 3);
    assert_true(was_read(SK_SYMBOLOGY_CODE128, "sage62x0269343791"));
    assert_true(was_read(SK_SYMBOLOGY_CODE128, "sag-r04m113u05y2u"));
    assert_true(was_read(SK_SYMBOLOGY_QR, "SAGK:UNDO"));
}

static void a_label_cut_off_by_the_edge_of_the_picture_is_not_read(void **state) {
    (void)state;
    struct draw_modules modules;
    /* X looks like the asterisk that would end the symbol, but no quiet zone follows it. */
    draw_code39("IVO42X0231513433", 2, &modules);
    for (int x = 150; x < 300; x += 30) {
        draw_paper(&picture, 400, 120, 128);
        draw_symbol(
            &picture, &modules,
            &(struct draw_place){ .x = (float)x + 250, .y = 60, .module = 2, .height = 60 });
        look();
        assert_int_equal(symbols.count, 0);
    }
}

static void bars_of_other_symbologies_and_noise_are_nothing(void **state) {
    (void)state;
    struct draw_modules modules = { .rows = 1 };
    uint32_t random = 7;
    for (int round = 0; round < 3; round++) {
        modules.columns = 0;
        for (int dark = 1; modules.columns < 190; dark = !dark) {
            random = random * 1664525u + 1013904223u;
            for (uint32_t i = 0; i <= random >> 30; i++) {
                modules.dark[modules.columns++] = (uint8_t)dark;
            }
        }
        draw_paper(&picture, 640, 240, 128);
        draw_symbol(
            &picture, &modules,
            &(struct draw_place){
                .x = 320, .y = 120, .module = 2.3f, .height = 80, .degrees = (float)round * 3 });
        draw_noise(&picture, 4 * round);
        look();
        assert_int_equal(symbols.count, 0);
    }
}

static void pictures_of_any_size_are_looked_at_without_harm(void **state) {
    (void)state;
    static const int sides[] = { 1, 2, 3, 7, 8, 9, 16, 23, 24, 65, 200 };
    for (size_t i = 0; i < sizeof(sides) / sizeof(sides[0]); i++) {
        for (size_t k = 0; k < sizeof(sides) / sizeof(sides[0]); k++) {
            draw_paper(&picture, sides[i], sides[k], 128);
            draw_noise(&picture, 90);
            look();
            assert_int_equal(symbols.count, 0);
        }
    }
}

static void only_what_was_asked_for_is_read(void **state) {
    (void)state;
    struct sk_decoder *other = NULL;
    const struct sk_decode_options options = { .symbologies = SK_SYMBOLOGY_BIT(SK_SYMBOLOGY_CODE39),
                                               .budget_ms = 5000 };
    struct draw_modules modules;
    assert_int_equal(sk_decoder_create(&other, &options, NULL), SK_OK);
    draw_paper(&picture, 640, 300, 200);
    draw_code128("sage62x0269343791", &modules);
    draw_symbol(&picture, &modules,
                &(struct draw_place){ .x = 320, .y = 80, .module = 2.2f, .height = 60 });
    draw_qr("sag-r1234567", &modules);
    draw_symbol(&picture, &modules, &(struct draw_place){ .x = 200, .y = 220, .module = 4 });
    assert_int_equal(sk_decoder_run(other, &picture, &symbols), SK_OK);
    assert_int_equal(symbols.count, 0);
    sk_decoder_destroy(other);
}

static void a_symbology_that_is_not_known_is_refused_with_a_sentence(void **state) {
    (void)state;
    struct sk_decoder *other = NULL;
    struct sk_err_info info = { "" };
    struct sk_decode_options options = { .symbologies = SK_SYMBOLOGY_BIT(SK_SYMBOLOGY_AZTEC) };
    assert_int_equal(sk_decoder_create(&other, &options, &info), SK_ERR_UNSUPPORTED);
    assert_null(other);
    assert_true(strlen(info.text) > 10);
    options.symbologies = 0;
    assert_int_equal(sk_decoder_create(&other, &options, &info), SK_ERR_UNSUPPORTED);
}

static void a_line_without_a_quiet_zone_is_not_read(void **state) {
    (void)state;
    struct sk_linear *linear = NULL;
    struct sk_linear_read reads[2];
    struct sk_linear_hint hint;
    struct draw_modules modules;
    float brightness[800];
    assert_int_equal(sk_linear_create(&linear), SK_OK);
    draw_code128("sag12345", &modules);
    for (int quiet = 0; quiet <= 10; quiet += 10) {
        for (int i = 0; i < 800; i++) {
            int module = i / 4 - 30;
            bool inside = module >= 0 && module < modules.columns;
            bool beside = module >= -quiet && module < modules.columns + quiet;
            brightness[i] = inside   ? 220.0f - 200.0f * modules.dark[module]
                            : beside ? 220.0f
                                     : 20.0f;
        }
        int count = sk_linear_read_line(linear, brightness, 800,
                                        SK_SYMBOLOGY_BIT(SK_SYMBOLOGY_CODE128), reads, 2, &hint);
        assert_int_equal(count, quiet ? 1 : 0);
    }
    assert_string_equal(reads[0].text, "sag12345");
    sk_linear_destroy(linear);
}

static void lines_of_any_length_are_looked_at_without_harm(void **state) {
    (void)state;
    struct sk_linear *linear = NULL;
    struct sk_linear_read reads[2];
    struct sk_linear_hint hint;
    assert_int_equal(sk_linear_create(&linear), SK_OK);
    uint32_t random = 3;
    for (int count = 0; count <= 260; count += 13) {
        float *brightness = malloc((size_t)(count + 1) * sizeof(*brightness));
        assert_non_null(brightness);
        for (int i = 0; i < count; i++) {
            random = random * 1664525u + 1013904223u;
            brightness[i] = (float)(random >> 24);
        }
        assert_int_equal(sk_linear_read_line(linear, brightness, count, ~0u, reads, 2, &hint), 0);
        free(brightness);
    }
    sk_linear_destroy(linear);
}

/* -- where the last symbol was ----------------------------------------------------------------- */

/* A bench with a serial number's label at a place, and perhaps another one. */
static void lay(float x, float y, const char *text, const char *other) {
    struct draw_modules modules;
    draw_paper(&picture, 900, 600, 150);
    draw_code128(text, &modules);
    draw_symbol(&picture, &modules,
                &(struct draw_place){ .x = x, .y = y, .module = 2.0f, .height = 50 });
    if (other) {
        draw_code128(other, &modules);
        draw_symbol(&picture, &modules,
                    &(struct draw_place){ .x = 600, .y = 500, .module = 2.0f, .height = 50 });
    }
}

/* Follows; returns whether the surroundings alone were enough. */
static bool follow(void) {
    unsigned before = sk_decoder_followed(decoder);
    assert_int_equal(sk_decoder_follow(decoder, &picture, 5000, &symbols), SK_OK);
    return sk_decoder_followed(decoder) > before;
}

static void a_symbol_that_is_moved_is_followed_from_picture_to_picture(void **state) {
    (void)state;
    lay(300, 150, "sage62x0269343791", NULL);
    look();
    int by_surroundings = 0;
    for (int i = 1; i <= 9; i++) {
        lay(300 + 20 * (float)i, 150 + 15 * (float)i, "sage62x0269343791", NULL);
        by_surroundings += follow();
        assert_int_equal(symbols.count, 1);
        assert_true(was_read(SK_SYMBOLOGY_CODE128, "sage62x0269343791"));
        float x = 0;
        for (int k = 0; k < 4; k++) {
            x += symbols.item[0].outline[k].x / 4;
        }
        assert_true(fabsf(x - (300 + 20 * (float)i)) < 3);
    }
    assert_int_equal(by_surroundings, 6); /* two of three: see the next test */
}

static void a_second_label_that_comes_is_soon_seen_while_the_first_is_followed(void **state) {
    (void)state;
    lay(300, 150, "sage62x0269343791", NULL);
    look();
    lay(300, 150, "sage62x0269343791", "sage62x0269343792");
    int pictures = 0;
    do {
        assert_true(++pictures <= 3);
        (void)follow();
    } while (symbols.count < 2);
    assert_true(was_read(SK_SYMBOLOGY_CODE128, "sage62x0269343792"));
    /* Of several only a look at the whole picture tells whether all are still there. */
    assert_false(follow());
    assert_int_equal(symbols.count, 2);
}

static void a_label_that_takes_anothers_place_is_not_believed_to_be_alone(void **state) {
    (void)state;
    lay(300, 150, "sage62x0269343791", NULL);
    look();
    lay(300, 150, "sage62x0269343793", "sage62x0269343792");
    assert_false(follow());
    assert_int_equal(symbols.count, 2);
}

static void a_symbol_that_left_its_place_is_found_wherever_it_is(void **state) {
    (void)state;
    lay(250, 100, "sage62x0269343791", NULL);
    look();
    lay(600, 500, "sage62x0269343791", NULL);
    assert_false(follow());
    assert_true(was_read(SK_SYMBOLOGY_CODE128, "sage62x0269343791"));
    assert_true(follow()); /* from there on */
    draw_paper(&picture, 900, 600, 150);
    assert_false(follow());
    assert_int_equal(symbols.count, 0);
    assert_false(follow());
}

static void a_qr_code_is_followed_and_a_picture_of_another_size_is_looked_at_anew(void **state) {
    (void)state;
    struct draw_modules modules;
    const struct draw_place place = { .x = 100, .y = 100, .module = 4 };
    draw_qr("sag-r1234567", &modules);
    draw_paper(&picture, 640, 480, 150);
    draw_symbol(&picture, &modules, &place);
    look();
    assert_true(follow());
    assert_true(was_read(SK_SYMBOLOGY_QR, "sag-r1234567"));
    draw_paper(&picture, 320, 240, 150);
    draw_symbol(&picture, &modules, &place);
    assert_false(follow());
    assert_true(was_read(SK_SYMBOLOGY_QR, "sag-r1234567"));
}

static void a_data_matrix_is_read_beside_bars_and_followed(void **state) {
    (void)state;
    struct draw_modules modules;
    draw_paper(&picture, 900, 500, 150);
    draw_code128("sage62x0269343791", &modules);
    draw_symbol(&picture, &modules,
                &(struct draw_place){ .x = 300, .y = 120, .module = 2, .height = 60 });
    draw_data_matrix("sag-r1234567", false, &modules);
    draw_symbol(&picture, &modules, &(struct draw_place){ .x = 600, .y = 350, .module = 5 });
    look();
    assert_int_equal(symbols.count, 2);
    assert_true(was_read(SK_SYMBOLOGY_CODE128, "sage62x0269343791"));
    assert_true(was_read(SK_SYMBOLOGY_DATA_MATRIX, "sag-r1234567"));
    draw_paper(&picture, 900, 500, 150);
    draw_symbol(&picture, &modules, &(struct draw_place){ .x = 600, .y = 350, .module = 5 });
    look();
    draw_paper(&picture, 900, 500, 150);
    draw_symbol(&picture, &modules, &(struct draw_place){ .x = 610, .y = 340, .module = 5 });
    assert_true(follow());
    assert_true(was_read(SK_SYMBOLOGY_DATA_MATRIX, "sag-r1234567"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(code128_is_read_at_any_angle),
        SK_TEST(code39_is_read_with_either_ratio_and_upside_down),
        SK_TEST(a_blurred_label_of_narrow_modules_is_read),
        SK_TEST(light_bars_on_dark_ground_are_read),
        SK_TEST(a_qr_code_is_read_at_any_angle_and_inverted),
        cmocka_unit_test(a_byte_order_mark_in_a_qr_code_is_no_part_of_the_label),
        SK_TEST(a_qr_code_of_which_one_finder_pattern_is_covered_is_read),
        SK_TEST(a_qr_code_that_is_half_as_high_as_wide_is_read),
        SK_TEST(a_qr_code_whose_modules_blur_into_each_other_is_read),
        SK_TEST(what_is_read_by_the_quick_steps_is_read_with_any_effort),
        SK_TEST(code128_with_a_function_character_says_so_and_no_other_reader_takes_it),
        SK_TEST(the_outline_lies_around_the_symbol),
        SK_TEST(a_serial_and_an_instance_label_in_one_picture_are_both_read),
        SK_TEST(a_label_cut_off_by_the_edge_of_the_picture_is_not_read),
        SK_TEST(bars_of_other_symbologies_and_noise_are_nothing),
        SK_TEST(pictures_of_any_size_are_looked_at_without_harm),
        SK_TEST(only_what_was_asked_for_is_read),
        SK_TEST(a_symbology_that_is_not_known_is_refused_with_a_sentence),
        SK_TEST(a_line_without_a_quiet_zone_is_not_read),
        SK_TEST(lines_of_any_length_are_looked_at_without_harm),
        SK_TEST(a_symbol_that_is_moved_is_followed_from_picture_to_picture),
        SK_TEST(a_second_label_that_comes_is_soon_seen_while_the_first_is_followed),
        SK_TEST(a_label_that_takes_anothers_place_is_not_believed_to_be_alone),
        SK_TEST(a_symbol_that_left_its_place_is_found_wherever_it_is),
        SK_TEST(a_qr_code_is_followed_and_a_picture_of_another_size_is_looked_at_anew),
        SK_TEST(a_data_matrix_is_read_beside_bars_and_followed),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
