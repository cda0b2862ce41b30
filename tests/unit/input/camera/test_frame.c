/* Frames and files that say one thing and are another. */
#include "check.h"
#include "draw.h"

#include "input/camera/frame.h"
#include "input/camera/halve.h"
#include "input/camera/image_file.h"

#include <string.h>
#include <turbojpeg.h>

static struct sk_frame_reader *reader;

static int set_up(void **state) {
    (void)state;
    return sk_frame_reader_create(&reader);
}

static int tear_down(void **state) {
    (void)state;
    sk_frame_reader_destroy(reader);
    return 0;
}

/* The bytes in memory of exactly their size, so that one too many is caught. */
static enum sk_err take(struct sk_frame frame, const uint8_t *bytes, struct sk_grey *out) {
    uint8_t *exact = malloc(frame.length ? frame.length : 1);
    assert_non_null(exact);
    memcpy(exact, bytes, frame.length);
    frame.bytes = exact;
    enum sk_err err = sk_frame_to_grey(reader, &frame, 0, out);
    free(exact);
    return err;
}

static void brightness_is_taken_from_every_raw_format(void **state) {
    (void)state;
    const uint8_t bytes[] = { 10, 1, 20, 2, 30, 3, 40, 4, 50, 5, 60, 6 };
    const uint8_t yuyv[] = { 10, 20, 30, 40 };
    const uint8_t grey_rows[] = { 10, 1, 30, 3 }; /* rows of two in a stride of four */
    struct sk_grey grey = { 0 };
    struct sk_frame frame = { .format = SK_FRAME_YUYV, .width = 2, .height = 2, .length = 8 };
    assert_int_equal(take(frame, bytes, &grey), SK_OK);
    assert_memory_equal(grey.pixels, yuyv, 4);
    frame = (struct sk_frame){
        .format = SK_FRAME_GREY, .width = 2, .height = 2, .stride = 4, .length = 6
    };
    assert_int_equal(take(frame, bytes, &grey), SK_OK);
    assert_memory_equal(grey.pixels, grey_rows, 4);
    frame = (struct sk_frame){ .format = SK_FRAME_NV12, .width = 2, .height = 2, .length = 6 };
    assert_int_equal(take(frame, bytes, &grey), SK_OK);
    assert_memory_equal(grey.pixels, bytes, 4);
    sk_grey_finish(&grey);
}

static void a_frame_with_fewer_bytes_than_it_says_is_refused(void **state) {
    (void)state;
    const uint8_t bytes[64] = { 0 };
    struct sk_grey grey = { 0 };
    for (size_t length = 0; length < 32; length++) {
        struct sk_frame frame = {
            .format = SK_FRAME_YUYV, .width = 4, .height = 4, .length = length
        };
        assert_int_equal(take(frame, bytes, &grey), SK_ERR_CORRUPT);
    }
    struct sk_frame frame = {
        .format = SK_FRAME_GREY, .width = 4, .height = 4, .stride = 1000000, .length = 64
    };
    assert_int_equal(take(frame, bytes, &grey), SK_ERR_CORRUPT);
    frame.stride = 3;
    assert_int_equal(take(frame, bytes, &grey), SK_ERR_CORRUPT);
    sk_grey_finish(&grey);
}

static void a_frame_of_an_impossible_size_is_refused(void **state) {
    (void)state;
    const uint8_t bytes[64] = { 0 };
    struct sk_grey grey = { 0 };
    static const int sizes[][2] = {
        { 0, 4 }, { 4, 0 }, { -1, 4 }, { 1 << 30, 1 << 30 }, { 16385, 1 }
    };
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        struct sk_frame frame = {
            .format = SK_FRAME_GREY, .width = sizes[i][0], .height = sizes[i][1], .length = 64
        };
        assert_int_equal(take(frame, bytes, &grey), SK_ERR_INVALID);
        assert_null(grey.pixels);
    }
    sk_grey_finish(&grey);
}

/* A JPEG of one brightness. */
static unsigned long make_jpeg(int width, int height, unsigned char **out) {
    struct sk_grey grey = { 0 };
    unsigned long length = 0;
    draw_paper(&grey, width, height, 77);
    tjhandle jpeg = tjInitCompress();
    *out = NULL;
    assert_int_equal(tjCompress2(jpeg, grey.pixels, width, 0, height, TJPF_GRAY, out, &length,
                                 TJSAMP_GRAY, 90, 0),
                     0);
    tjDestroy(jpeg);
    sk_grey_finish(&grey);
    return length;
}

static void a_jpeg_frame_tells_its_own_size_and_may_be_made_smaller(void **state) {
    (void)state;
    unsigned char *bytes = NULL;
    unsigned long length = make_jpeg(100, 60, &bytes);
    struct sk_grey grey = { 0 };
    struct sk_frame frame = {
        .format = SK_FRAME_MJPEG, .width = 9999, .height = 1, .bytes = bytes, .length = length
    };
    assert_int_equal(sk_frame_to_grey(reader, &frame, 0, &grey), SK_OK);
    assert_int_equal(grey.width, 100);
    assert_int_equal(grey.height, 60);
    assert_in_range(grey.pixels[0], 75, 79);
    assert_int_equal(sk_frame_to_grey(reader, &frame, 50, &grey), SK_OK);
    assert_int_equal(grey.width, 50);
    sk_grey_finish(&grey);
    tjFree(bytes);
}

static void a_jpeg_frame_cut_short_anywhere_does_no_harm(void **state) {
    (void)state;
    unsigned char *bytes = NULL;
    unsigned long length = make_jpeg(64, 64, &bytes);
    struct sk_grey grey = { 0 };
    for (size_t cut = 0; cut < length; cut++) {
        struct sk_frame frame = { .format = SK_FRAME_MJPEG, .length = cut };
        enum sk_err err = take(frame, bytes, &grey);
        assert_true(err == SK_OK || err == SK_ERR_CORRUPT || err == SK_ERR_INVALID);
    }
    sk_grey_finish(&grey);
    tjFree(bytes);
}

static enum sk_err parse(const char *bytes, size_t length, struct sk_grey *out) {
    char *exact = malloc(length ? length : 1);
    struct sk_err_info info = { "" };
    assert_non_null(exact);
    memcpy(exact, bytes, length);
    enum sk_err err = sk_image_file_parse(exact, length, "a.pgm", out, &info);
    free(exact);
    assert_true(err == SK_OK || strstr(info.text, "a.pgm"));
    return err;
}

static void a_pgm_is_read_and_one_that_lies_is_refused(void **state) {
    (void)state;
    struct sk_grey grey = { 0 };
    static const char good[] = "P5\n# made by hand\n2 2\n255\nabcd";
    assert_int_equal(parse(good, sizeof(good) - 1, &grey), SK_OK);
    assert_memory_equal(grey.pixels, "abcd", 4);
    for (size_t cut = 0; cut < sizeof(good) - 1; cut++) {
        assert_int_not_equal(parse(good, cut, &grey), SK_OK);
    }
    static const char *const bad[] = { "P5 99999999999999999999 2 255 ab",
                                       "P5 2 2 65535 abcdefgh",
                                       "P6 2 2 255 abcdefghijk",
                                       "P5 0 2 255 ab",
                                       "P2 1 1 255 7",
                                       "P5 -2 2 255 abcd" };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_int_not_equal(parse(bad[i], strlen(bad[i]), &grey), SK_OK);
    }
    sk_grey_finish(&grey);
}

static void colours_become_their_luminance(void **state) {
    (void)state;
    struct sk_grey grey = { 0 };
    assert_int_equal(parse("P6 1 1 255 \xff\xff\xff", 14, &grey), SK_OK);
    assert_int_equal(grey.pixels[0], 255);
    assert_int_equal(parse("P6 1 1 255 \x00\xff\x00", 14, &grey), SK_OK);
    assert_in_range(grey.pixels[0], 145, 152);
    sk_grey_finish(&grey);
}

static void a_file_that_is_not_there_is_told_by_name(void **state) {
    (void)state;
    struct sk_grey grey = { 0 };
    struct sk_err_info info = { "" };
    assert_int_equal(sk_image_file_load("/nowhere/at/all.png", &grey, &info), SK_ERR_NOT_FOUND);
    assert_non_null(strstr(info.text, "/nowhere/at/all.png"));
    assert_int_equal(sk_image_file_load("/", &grey, &info), SK_ERR_IO);
}

static void halving_drops_an_odd_line_and_ends_at_one_pixel(void **state) {
    (void)state;
    struct sk_grey grey = { 0 };
    struct sk_grey half = { 0 };
    draw_paper(&grey, 5, 3, 100);
    assert_int_equal(sk_grey_halve(&half, &grey), SK_OK);
    assert_int_equal(half.width, 2);
    assert_int_equal(half.height, 1);
    assert_int_equal(half.pixels[1], 100);
    assert_int_equal(sk_grey_halve(&grey, &half), SK_ERR_INVALID);
    sk_grey_finish(&grey);
    sk_grey_finish(&half);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(brightness_is_taken_from_every_raw_format),
        SK_TEST(a_frame_with_fewer_bytes_than_it_says_is_refused),
        SK_TEST(a_frame_of_an_impossible_size_is_refused),
        SK_TEST(a_jpeg_frame_tells_its_own_size_and_may_be_made_smaller),
        SK_TEST(a_jpeg_frame_cut_short_anywhere_does_no_harm),
        SK_TEST(a_pgm_is_read_and_one_that_lies_is_refused),
        SK_TEST(colours_become_their_luminance),
        SK_TEST(a_file_that_is_not_there_is_told_by_name),
        SK_TEST(halving_drops_an_odd_line_and_ends_at_one_pixel),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
