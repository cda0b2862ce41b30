/* Blur undone: in a picture, and among the modules of a QR code. */
#include "check.h"

#include "input/camera/halve.h"
#include "input/camera/qr_equalize.h"
#include "input/camera/qr_fit.h"

#include <string.h>

static uint32_t next(uint32_t *random) {
    *random = *random * 1664525u + 1013904223u;
    return *random >> 16;
}

static int clamp(int value, int low, int high) {
    return value < low ? low : value > high ? high : value;
}

/* What sk_grey_sharpen() says it does, one pixel at a time. */
static int sharpened(const struct sk_grey *grey, int x, int y, int reach, int strength) {
    int sum = 0;
    int side = 2 * reach + 1;
    for (int j = -reach; j <= reach; j++) {
        for (int i = -reach; i <= reach; i++) {
            sum += grey->pixels[clamp(y + j, 0, grey->height - 1) * grey->stride +
                                clamp(x + i, 0, grey->width - 1)];
        }
    }
    int own = grey->pixels[y * grey->stride + x];
    int off = own - sum / (side * side);
    off -= clamp(off, -3, 3); /* noise */
    return clamp(own + strength * off, 0, 255);
}

static void a_sharpened_pixel_is_moved_away_from_its_surroundings(void **state) {
    (void)state;
    struct sk_grey grey = { 0 };
    struct sk_grey out = { 0 };
    uint32_t random = 5;
    assert_int_equal(sk_grey_resize(&grey, 33, 21), SK_OK);
    for (int i = 0; i < 33 * 21; i++) {
        grey.pixels[i] = (uint8_t)(next(&random) % 256);
    }
    for (int reach = 1; reach <= 7; reach++) {
        assert_int_equal(sk_grey_sharpen(&out, &grey, reach, 3), SK_OK);
        for (int y = 0; y < 21; y++) {
            for (int x = 0; x < 33; x++) {
                int want = sharpened(&grey, x, y, reach, 3);
                int have = out.pixels[y * out.stride + x];
                assert_in_range(have, want < 4 ? 0 : want - 4, want + 4); /* the mean is rounded */
            }
        }
    }
    grey.height = 14;
    assert_int_equal(sk_grey_sharpen(&out, &grey, 7, 3), SK_ERR_INVALID);
    grey.height = 21;
    sk_grey_finish(&grey);
    sk_grey_finish(&out);
}

static struct sk_qr_equalizer equalizer;
static struct sk_qr_grid truth;
static struct sk_qr_grid grid;
static float brightness[SK_QR_SIDE_MAX * SK_QR_SIDE_MAX];

static int dark_at(int x, int y) {
    bool inside = x >= 0 && y >= 0 && x < truth.side && y < truth.side;
    return inside ? truth.dark[y * truth.side + x] : 0;
}

static void make_modules(int side) {
    uint32_t random = 11;
    truth.side = side;
    for (int y = 0; y < side; y++) {
        for (int x = 0; x < side; x++) {
            int fixed = sk_qr_fixed(side, x, y);
            truth.dark[y * side + x] = (uint8_t)(fixed >= 0 ? fixed : (int)(next(&random) % 2));
        }
    }
}

/* Each module is its own and its neighbours' colours, weighted along and across. */
static void blur_modules(const float along[5], const float across[5]) {
    for (int y = 0; y < truth.side; y++) {
        for (int x = 0; x < truth.side; x++) {
            float value = 200.0f + (float)x; /* the light is not even, either */
            for (int j = -2; j <= 2; j++) {
                for (int i = -2; i <= 2; i++) {
                    value -= 150.0f * along[i + 2] * across[j + 2] * (float)dark_at(x + i, y + j);
                }
            }
            brightness[y * truth.side + x] = value;
        }
    }
}

static int wrong_modules(void) {
    int wrong = 0;
    for (int i = 0; i < truth.side * truth.side; i++) {
        wrong += grid.dark[i] != truth.dark[i];
    }
    return wrong;
}

static void modules_that_blur_into_each_other_are_told_apart(void **state) {
    (void)state;
    const float none[5] = { 0, 0, 1, 0, 0 };
    const float focus[5] = { 0.02f, 0.24f, 0.48f, 0.24f, 0.02f };
    const float motion[5] = { 0.15f, 0.22f, 0.26f, 0.22f, 0.15f };
    const float *const blurs[][2] = { { focus, focus }, { motion, none }, { none, motion } };
    for (size_t i = 0; i < sizeof(blurs) / sizeof(blurs[0]); i++) {
        make_modules(33);
        blur_modules(blurs[i][0], blurs[i][1]);
        sk_qr_decide(brightness, 33, 0.4f, 4, &grid);
        int before = wrong_modules();
        assert_true(sk_qr_equalize(&equalizer, brightness, 33, false, NULL, &grid));
        print_message("%d modules of 1089 were wrong, then %d\n", before, wrong_modules());
        assert_true(before > 20);
        assert_true(wrong_modules() <= before / 8);
    }
}

static void modules_that_are_clear_are_left_as_they_are(void **state) {
    (void)state;
    const float none[5] = { 0, 0, 1, 0, 0 };
    make_modules(29);
    blur_modules(none, none);
    assert_true(sk_qr_equalize(&equalizer, brightness, 29, true, NULL, &grid));
    assert_int_equal(wrong_modules(), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(a_sharpened_pixel_is_moved_away_from_its_surroundings),
        SK_TEST(modules_that_blur_into_each_other_are_told_apart),
        SK_TEST(modules_that_are_clear_are_left_as_they_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
