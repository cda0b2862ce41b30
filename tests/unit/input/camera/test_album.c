/* The pictures that are kept for a moment, and what becomes of one that is kept for good. */
#include "check.h"

#include "input/camera/album.h"
#include "input/camera/jpeg.h"

#include <stdbool.h>
#include <string.h>
#include <turbojpeg.h>

#define WIDTH 64
#define HEIGHT 48

/* --- the album ---------------------------------------------------------------------------- */

static struct sk_album *album;

static int set_up(void **state) {
    (void)state;
    return sk_album_create(&album);
}

static int tear_down(void **state) {
    (void)state;
    sk_album_destroy(album);
    return 0;
}

/* The picture's number is in its pixels. */
static void come(uint64_t number) {
    unsigned char pixels[WIDTH];
    memset(pixels, (int)number, sizeof(pixels));
    const struct sk_frame frame = {
        .format = SK_FRAME_GREY, .width = WIDTH, .height = 1, .bytes = pixels, .length = WIDTH
    };
    sk_album_put(album, number, &frame, (sk_ms)number * 10);
}

static void expect(uint64_t number, uint64_t found) {
    struct sk_album_picture *picture = sk_album_take(album, number);
    if (found == 0) {
        assert_null(picture);
        return;
    }
    assert_non_null(picture);
    const unsigned char *pixels = sk_album_frame(picture)->bytes;
    assert_int_equal(pixels[0], found);
    assert_int_equal(pixels[WIDTH - 1], found);
    assert_int_equal(sk_album_at(picture), (sk_ms)found * 10);
    sk_album_release(picture);
}

static void the_newest_is_there_and_older_ones_go(void **state) {
    (void)state;
    expect(0, 0);
    for (uint64_t i = 1; i <= 50; i++) {
        come(i);
        expect(0, i);
        expect(i, i);
    }
    expect(49, 49);
    expect(48, 0);
}

static void one_in_which_a_label_was_read_outlives_those_that_follow(void **state) {
    (void)state;
    come(1);
    come(2);
    sk_album_look(album, 1); /* just too late for the newest */
    for (uint64_t i = 3; i <= 30; i++) {
        come(i);
    }
    expect(1, 1); /* while it is looked at */
    sk_album_mark(album, 1);
    sk_album_mark(album, 1); /* the other label */
    sk_album_look(album, 30);
    for (uint64_t i = 31; i <= 60; i++) {
        come(i);
    }
    expect(1, 1);
    expect(30, 30);
    sk_album_mark(album, 59);
    sk_album_mark(album, 60);
    come(61);
    sk_album_mark(album, 61);
    expect(1, 1);
    come(62);
    sk_album_mark(album, 62); /* one too many */
    expect(1, 0);
    expect(59, 59);
    sk_album_mark(album, 1); /* gone: nothing happens */
    expect(59, 59);
}

static void one_that_was_taken_stays_as_it_is_whatever_comes(void **state) {
    (void)state;
    come(1);
    struct sk_album_picture *picture = sk_album_take(album, 0);
    for (uint64_t i = 2; i <= 30; i++) {
        come(i);
    }
    sk_album_destroy(album);
    album = NULL;
    const unsigned char *pixels = sk_album_frame(picture)->bytes;
    assert_int_equal(pixels[0], 1);
    sk_album_release(picture);
}

static void a_picture_that_is_too_large_is_not_kept_nor_the_one_before_in_its_place(void **state) {
    (void)state;
    const struct sk_frame frame = { .format = SK_FRAME_MJPEG,
                                    .length = (size_t)SK_ALBUM_BYTES_MAX + 1 };
    come(1);
    sk_album_put(album, 2, &frame, 20);
    expect(0, 0);
    come(3);
    expect(0, 3);
}

/* --- as a JPEG ---------------------------------------------------------------------------- */

struct jpeg {
    unsigned char *bytes;
    size_t length;
};

static enum sk_err make(const struct sk_frame *frame, size_t max, struct jpeg *out,
                        struct sk_err_info *info) {
    /* Of exactly its size, so that a byte too many is caught. */
    unsigned char *exact = malloc(frame->length ? frame->length : 1);
    struct sk_frame copy = *frame;
    assert_non_null(exact);
    memcpy(exact, frame->bytes, frame->length);
    copy.bytes = exact;
    enum sk_err err = sk_jpeg_of_frame(&copy, max, &out->bytes, &out->length, info);
    free(exact);
    return err;
}

/* What any program would see at one place of it. */
static void look_at(const struct jpeg *jpeg, int x, int y, unsigned char rgb[3]) {
    unsigned char *pixels = calloc(3, (size_t)WIDTH * HEIGHT);
    int width = 0;
    int height = 0;
    int subsampling = 0;
    int colours = 0;
    tjhandle reader = tjInitDecompress();
    assert_int_equal(tjDecompressHeader3(reader, jpeg->bytes, (unsigned long)jpeg->length, &width,
                                         &height, &subsampling, &colours),
                     0);
    assert_int_equal(width, WIDTH);
    assert_int_equal(height, HEIGHT);
    assert_int_equal(tjDecompress2(reader, jpeg->bytes, (unsigned long)jpeg->length, pixels, WIDTH,
                                   0, HEIGHT, TJPF_RGB, 0),
                     0);
    memcpy(rgb, pixels + 3 * ((size_t)y * WIDTH + (size_t)x), 3);
    tjDestroy(reader);
    free(pixels);
}

static void every_raw_format_keeps_its_colours(void **state) {
    (void)state;
    static unsigned char bytes[2 * WIDTH * HEIGHT];
    struct jpeg jpeg = { 0 };
    unsigned char rgb[3];
    for (size_t i = 0; i < sizeof(bytes); i += 4) {
        memcpy(bytes + i, (const unsigned char[]){ 76, 85, 76, 255 }, 4); /* red */
    }
    struct sk_frame frame = { .format = SK_FRAME_YUYV,
                              .width = WIDTH,
                              .height = HEIGHT,
                              .bytes = bytes,
                              .length = sizeof(bytes) };
    assert_int_equal(make(&frame, 1 << 20, &jpeg, NULL), SK_OK);
    look_at(&jpeg, 40, 30, rgb);
    assert_true(rgb[0] > 240 && rgb[1] < 20 && rgb[2] < 20);
    free(jpeg.bytes);

    memset(bytes, 29, (size_t)WIDTH * HEIGHT);
    for (size_t i = (size_t)WIDTH * HEIGHT; i < sizeof(bytes); i += 2) {
        bytes[i] = 255; /* blue */
        bytes[i + 1] = 107;
    }
    frame.format = SK_FRAME_NV12;
    frame.length = (size_t)WIDTH * HEIGHT * 3 / 2;
    assert_int_equal(make(&frame, 1 << 20, &jpeg, NULL), SK_OK);
    look_at(&jpeg, 40, 30, rgb);
    assert_true(rgb[0] < 20 && rgb[1] < 20 && rgb[2] > 240);
    free(jpeg.bytes);

    frame.format = SK_FRAME_GREY;
    frame.length = (size_t)WIDTH * HEIGHT;
    assert_int_equal(make(&frame, 1 << 20, &jpeg, NULL), SK_OK);
    look_at(&jpeg, 40, 30, rgb);
    assert_in_range(rgb[1], 27, 31);
    free(jpeg.bytes);
}

static struct jpeg grey_jpeg(int brightness) {
    static unsigned char pixels[WIDTH * HEIGHT];
    struct jpeg jpeg = { 0 };
    memset(pixels, brightness, sizeof(pixels));
    const struct sk_frame frame = { .format = SK_FRAME_GREY,
                                    .width = WIDTH,
                                    .height = HEIGHT,
                                    .bytes = pixels,
                                    .length = sizeof(pixels) };
    assert_int_equal(sk_jpeg_of_frame(&frame, 1 << 20, &jpeg.bytes, &jpeg.length, NULL), SK_OK);
    return jpeg;
}

static void a_cameras_own_jpeg_stays_byte_for_byte_without_what_follows_it(void **state) {
    (void)state;
    struct jpeg own = grey_jpeg(200);
    struct jpeg kept = { 0 };
    unsigned char *padded = calloc(1, own.length + 100);
    assert_non_null(padded);
    memcpy(padded, own.bytes, own.length);
    const struct sk_frame frame = { .format = SK_FRAME_MJPEG,
                                    .bytes = padded,
                                    .length = own.length + 100 };
    assert_int_equal(make(&frame, 1 << 20, &kept, NULL), SK_OK);
    assert_int_equal(kept.length, own.length);
    assert_memory_equal(kept.bytes, own.bytes, own.length);
    free(kept.bytes);
    free(padded);
    free(own.bytes);
}

/* Cameras leave the tables out, and most programs cannot open that. */
static void a_jpeg_without_tables_gets_them(void **state) {
    (void)state;
    struct jpeg own = grey_jpeg(100);
    struct jpeg kept = { 0 };
    unsigned char rgb[3];
    size_t length = 0;
    unsigned char *bare = malloc(own.length);
    assert_non_null(bare);
    memcpy(bare, own.bytes, 2);
    length = 2;
    for (size_t at = 2; at < own.length;) { /* all segments but the tables */
        size_t size = 2 + ((size_t)own.bytes[at + 2] << 8 | own.bytes[at + 3]);
        size = own.bytes[at + 1] == 0xDA ? own.length - at : size;
        if (own.bytes[at + 1] != 0xC4) {
            memcpy(bare + length, own.bytes + at, size);
            length += size;
        }
        at += size;
    }
    assert_true(length < own.length);
    const struct sk_frame frame = { .format = SK_FRAME_MJPEG, .bytes = bare, .length = length };
    assert_int_equal(make(&frame, 1 << 20, &kept, NULL), SK_OK);
    bool has_tables = false;
    for (size_t i = 0; i + 1 < kept.length; i++) {
        has_tables = has_tables || (kept.bytes[i] == 0xFF && kept.bytes[i + 1] == 0xC4);
    }
    assert_true(has_tables);
    look_at(&kept, 10, 10, rgb);
    assert_in_range(rgb[0], 98, 102);
    free(kept.bytes);
    free(bare);
    free(own.bytes);
}

static void what_is_no_picture_or_too_large_is_an_error(void **state) {
    (void)state;
    struct jpeg own = grey_jpeg(100);
    struct jpeg kept = { 0 };
    struct sk_err_info info = { "" };
    struct sk_frame frame = { .format = SK_FRAME_MJPEG, .bytes = own.bytes, .length = own.length };
    assert_int_equal(make(&frame, own.length - 1, &kept, &info), SK_ERR_FULL);
    assert_non_null(strstr(info.text, "camera.width"));
    for (size_t length = 0; length < 30; length++) {
        frame.length = length;
        assert_int_equal(make(&frame, 1 << 20, &kept, NULL), SK_ERR_CORRUPT);
    }
    frame = (struct sk_frame){ .format = SK_FRAME_YUYV,
                               .width = 20,
                               .height = 20,
                               .bytes = own.bytes,
                               .length = own.length < 799 ? own.length : 799 };
    assert_int_equal(make(&frame, 1 << 20, &kept, NULL), SK_ERR_CORRUPT);
    frame.width = 0;
    assert_int_equal(make(&frame, 1 << 20, &kept, NULL), SK_ERR_INVALID);
    free(own.bytes);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(the_newest_is_there_and_older_ones_go),
        TEST(one_in_which_a_label_was_read_outlives_those_that_follow),
        TEST(one_that_was_taken_stays_as_it_is_whatever_comes),
        TEST(a_picture_that_is_too_large_is_not_kept_nor_the_one_before_in_its_place),
        cmocka_unit_test(every_raw_format_keeps_its_colours),
        cmocka_unit_test(a_cameras_own_jpeg_stays_byte_for_byte_without_what_follows_it),
        cmocka_unit_test(a_jpeg_without_tables_gets_them),
        cmocka_unit_test(what_is_no_picture_or_too_large_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
