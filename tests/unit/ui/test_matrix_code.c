/* A checkpoint on the screen is read back, by our own decoder, as a camera in front of it would. */
#include "input/camera/decode.h"
#include "ui/examples.h"
#include "ui/picture.h"
#include "ui/matrix_code.h"

#include "unit/ui/cmocka_all.h"

#include <stdlib.h>
#include <string.h>

static struct sk_font *font;
static struct sk_decoder *decoder;
static struct sk_model model;

/* Green is enough of a grey. */
static void read_back(const struct sk_canvas *canvas, const char *text) {
    struct sk_grey grey = { 0 };
    struct sk_symbols symbols = { 0 };
    assert_int_equal(sk_grey_resize(&grey, canvas->width, canvas->height), SK_OK);
    for (int32_t y = 0; y < canvas->height; y++) {
        for (int32_t x = 0; x < canvas->width; x++) {
            grey.pixels[y * canvas->width + x] =
                (uint8_t)(canvas->pixels[y * canvas->pitch + x] >> 8);
        }
    }
    assert_int_equal(sk_decoder_run(decoder, &grey, &symbols), SK_OK);
    assert_int_equal(symbols.count, 1);
    assert_int_equal(symbols.item[0].symbology, SK_SYMBOLOGY_QR);
    assert_int_equal(symbols.item[0].length, strlen(text));
    assert_memory_equal(symbols.item[0].text, text, strlen(text));
    sk_grey_finish(&grey);
}

static void the_checkpoint_page_is_read_from_a_screen_of_any_size(void **state) {
    (void)state;
    static const int32_t sizes[][2] = { { 800, 480 },  { 480, 800 },   { 1024, 600 },
                                        { 1280, 800 }, { 1920, 1080 }, { 1080, 1920 } };
    size_t example = 0;
    while (strcmp(sk_example_name(example), "supervisor-checkpoint") != 0) {
        example++;
    }
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        struct sk_picture *picture = NULL;
        assert_int_equal(sk_picture_create(&picture, sizes[i][0], sizes[i][1], NULL), SK_OK);
        sk_example_fill(example, &model);
        sk_picture_draw(picture, &model, font);
        read_back(&picture->canvas, model.supervisor.checkpoint);
        sk_picture_destroy(picture);
    }
}

static void the_longest_checkpoint_is_read_from_the_smallest_screen(void **state) {
    (void)state;
    struct sk_picture *picture = NULL;
    size_t example = 0;
    while (strcmp(sk_example_name(example), "supervisor-checkpoint") != 0) {
        example++;
    }
    sk_example_fill(example, &model);
    char *text = model.supervisor.checkpoint;
    size_t length = 372; /* a bench's name of 63 bytes, twice, and the largest number */
    memset(text, 'x', length);
    text[length] = '\0';
    assert_int_equal(sk_picture_create(&picture, 800, 480, NULL), SK_OK);
    sk_picture_draw(picture, &model, font);
    read_back(&picture->canvas, text);
    sk_picture_destroy(picture);
}

static void what_does_not_fit_stays_white(void **state) {
    (void)state;
    static uint32_t pixels[40 * 40];
    struct sk_canvas canvas = { .pixels = pixels, .width = 40, .height = 40, .pitch = 40 };
    static char long_text[4000];
    memset(long_text, 'x', sizeof(long_text) - 1);
    const char *const texts[] = { "0123456789012345678901234567890123456789", long_text, "" };
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        sk_matrix_code_paint(&canvas, (struct sk_rect){ 0, 0, 30, 30 }, texts[i]);
        for (size_t at = 0; at < 30; at++) {
            assert_int_equal(pixels[at * 40 + at], 0xffffff);
        }
    }
}

static int set_up(void **state) {
    struct sk_decode_options options = { .symbologies = SK_DECODE_DEFAULT, .budget_ms = 2000 };
    (void)state;
    return sk_font_create(&font, "en", NULL) == SK_OK &&
                   sk_decoder_create(&decoder, &options, NULL) == SK_OK
               ? 0
               : -1;
}

static int tear_down(void **state) {
    (void)state;
    sk_decoder_destroy(decoder);
    sk_font_destroy(font);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_checkpoint_page_is_read_from_a_screen_of_any_size),
        cmocka_unit_test(the_longest_checkpoint_is_read_from_the_smallest_screen),
        cmocka_unit_test(what_does_not_fit_stays_white),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
