/* Which symbols of a stream of frames become scans, and which camera mode is taken. */
#include "check.h"

#include "input/camera/agree.h"
#include "input/camera/v4l2.h"

#include <string.h>

static struct sk_label_rules *rules;
static struct sk_agree agree;
static struct sk_symbols symbols;
static enum sk_agree_verdict verdicts[SK_SYMBOLS_MAX];

static const char serial[] = "sage62x0269343791";
static const char instance[] = "sag-r04m113u05y2uvp5vf9t";

static int set_up(void **state) {
    (void)state;
    return sk_label_rules_create(&rules, NULL, NULL, NULL, SK_LABEL_CASE_KEEP, NULL);
}

static int tear_down(void **state) {
    (void)state;
    sk_label_rules_destroy(rules);
    return 0;
}

static int begin(void **state) {
    (void)state;
    sk_agree_init(&agree, rules, 1000, 500, 2);
    symbols.count = 0;
    return 0;
}

static void show(enum sk_symbology symbology, const char *text) {
    struct sk_symbol *symbol = &symbols.item[symbols.count++];
    memset(symbol, 0, offsetof(struct sk_symbol, text));
    symbol->symbology = symbology;
    symbol->length = strlen(text);
    memcpy(symbol->text, text, symbol->length + 1);
}

/* One frame with what was shown; returns the verdict on the first. */
static enum sk_agree_verdict frame(sk_ms now) {
    sk_agree_frame(&agree, &symbols, now, verdicts);
    return verdicts[0];
}

static void a_label_that_lies_in_view_counts_once(void **state) {
    (void)state;
    show(SK_SYMBOLOGY_CODE128, serial);
    assert_int_equal(frame(0), SK_AGREE_TAKE);
    for (sk_ms now = 33; now < 20000; now += 33) {
        assert_int_equal(frame(now), SK_AGREE_IN_VIEW);
    }
}

static void a_label_counts_again_after_it_was_out_of_view(void **state) {
    (void)state;
    show(SK_SYMBOLOGY_QR, serial);
    assert_int_equal(frame(0), SK_AGREE_TAKE);
    symbols.count = 0;
    frame(500);
    symbols.count = 1;
    assert_int_equal(frame(900), SK_AGREE_IN_VIEW); /* a hand passed before it */
    symbols.count = 0;
    frame(1500);
    frame(2499);
    symbols.count = 1;
    assert_int_equal(frame(2500), SK_AGREE_IN_VIEW);
    symbols.count = 0;
    frame(2600);
    frame(3600);
    symbols.count = 1;
    assert_int_equal(frame(3601), SK_AGREE_TAKE);
}

static void a_pause_between_frames_is_not_an_absence(void **state) {
    (void)state;
    show(SK_SYMBOLOGY_QR, serial);
    assert_int_equal(frame(0), SK_AGREE_TAKE);
    assert_int_equal(frame(60000), SK_AGREE_IN_VIEW); /* the camera was stuck */
}

static void symbologies_without_a_check_character_wait_for_a_second_frame(void **state) {
    const enum sk_symbology weak[] = { SK_SYMBOLOGY_CODE39, SK_SYMBOLOGY_ITF,
                                       SK_SYMBOLOGY_CODABAR };
    for (size_t i = 0; i < sizeof(weak) / sizeof(weak[0]); i++) {
        begin(state);
        show(weak[i], "SAGE62X0269343791");
        assert_int_equal(frame(0), SK_AGREE_WAIT);
        assert_int_equal(frame(33), SK_AGREE_TAKE);
        assert_int_equal(frame(66), SK_AGREE_IN_VIEW);
    }
}

static void two_frames_that_read_differently_do_not_agree(void **state) {
    (void)state;
    show(SK_SYMBOLOGY_CODE39, "SAGE62X0269343791");
    assert_int_equal(frame(0), SK_AGREE_WAIT);
    symbols.count = 0;
    show(SK_SYMBOLOGY_CODE39, "SAGE62X0269343797");
    assert_int_equal(frame(33), SK_AGREE_WAIT);
}

static void what_is_none_of_our_labels_is_left_alone(void **state) {
    (void)state;
    show(SK_SYMBOLOGY_QR, "http://example.org/");
    assert_int_equal(frame(0), SK_AGREE_FOREIGN);
    assert_int_equal(frame(33), SK_AGREE_FOREIGN);
    assert_int_equal(agree.count, 0);
}

static void a_serial_and_an_instance_in_one_frame_are_both_taken(void **state) {
    (void)state;
    show(SK_SYMBOLOGY_CODE128, serial);
    show(SK_SYMBOLOGY_QR, instance);
    show(SK_SYMBOLOGY_CODE128, "PALLET-17");
    assert_false(sk_agree_frame(&agree, &symbols, 0, verdicts));
    assert_int_equal(verdicts[0], SK_AGREE_TAKE);
    assert_int_equal(verdicts[1], SK_AGREE_TAKE);
    assert_int_equal(verdicts[2], SK_AGREE_FOREIGN);
}

static void two_serial_numbers_in_one_frame_are_refused(void **state) {
    (void)state;
    show(SK_SYMBOLOGY_CODE128, serial);
    show(SK_SYMBOLOGY_CODE128, "sage62x0244358198");
    assert_true(sk_agree_frame(&agree, &symbols, 0, verdicts));
    assert_int_equal(verdicts[0], SK_AGREE_REFUSED);
    assert_int_equal(verdicts[1], SK_AGREE_REFUSED);
    symbols.count = 1; /* one is taken away */
    assert_int_equal(frame(33), SK_AGREE_TAKE);
}

static void two_codes_that_hold_the_same_number_are_one_label(void **state) {
    (void)state;
    show(SK_SYMBOLOGY_CODE39, "+S+A+G+E62+X0269343791"); /* all of ASCII, the same number */
    show(SK_SYMBOLOGY_CODE128, serial);
    assert_false(sk_agree_frame(&agree, &symbols, 0, verdicts));
    assert_int_equal(verdicts[0], SK_AGREE_WAIT);
    assert_int_equal(verdicts[1], SK_AGREE_TAKE);
    assert_false(sk_agree_frame(&agree, &symbols, 33, verdicts));
    assert_int_equal(verdicts[0], SK_AGREE_IN_VIEW);
    assert_int_equal(verdicts[1], SK_AGREE_IN_VIEW);
}

static void the_code_of_a_model_beside_a_label_is_left_alone(void **state) {
    (void)state;
    show(SK_SYMBOLOGY_CODE128, "sag-62x");
    assert_int_equal(frame(0), SK_AGREE_WAIT); /* it may be read sooner than its neighbour */
    show(SK_SYMBOLOGY_CODE128, serial);
    assert_false(sk_agree_frame(&agree, &symbols, 100, verdicts));
    assert_int_equal(verdicts[0], SK_AGREE_FOREIGN);
    assert_int_equal(verdicts[1], SK_AGREE_TAKE);
    symbols.count = 1; /* the label is not read in each frame */
    for (sk_ms now = 133; now < 1100; now += 33) {
        assert_int_equal(frame(now), SK_AGREE_FOREIGN);
    }
}

static void the_code_of_a_model_alone_is_told(void **state) {
    (void)state;
    show(SK_SYMBOLOGY_CODE128, "sag-62x");
    for (sk_ms now = 0; now < 500; now += 50) {
        assert_int_equal(frame(now), SK_AGREE_WAIT);
    }
    assert_int_equal(frame(500), SK_AGREE_TAKE);
    assert_int_equal(frame(550), SK_AGREE_IN_VIEW);
}

static void a_part_of_a_text_is_no_label_whatever_it_says(void **state) {
    (void)state;
    show(SK_SYMBOLOGY_QR, serial);
    symbols.item[0].sequence = (struct sk_symbol_sequence){ 1, 2, 0 };
    assert_int_equal(frame(0), SK_AGREE_PART);
    assert_int_equal(frame(5000), SK_AGREE_PART);
}

static void a_code_that_speaks_to_the_scanner_is_no_label(void **state) {
    (void)state;
    const enum sk_symbol_use uses[] = { SK_SYMBOL_APPEND, SK_SYMBOL_PROGRAM };
    for (size_t i = 0; i < sizeof(uses) / sizeof(uses[0]); i++) {
        symbols.count = 0;
        show(SK_SYMBOLOGY_CODE128, serial);
        symbols.item[0].use = uses[i];
        assert_int_equal(frame(0), SK_AGREE_FOREIGN);
    }
}

static void the_same_serial_number_twice_in_a_frame_is_one(void **state) {
    (void)state;
    show(SK_SYMBOLOGY_CODE128, serial);
    show(SK_SYMBOLOGY_QR, serial);
    assert_false(sk_agree_frame(&agree, &symbols, 0, verdicts));
    assert_int_equal(verdicts[0], SK_AGREE_TAKE);
    assert_int_equal(verdicts[1], SK_AGREE_IN_VIEW);
}

static void one_that_has_counted_does_not_count_again_after_a_refusal(void **state) {
    (void)state;
    show(SK_SYMBOLOGY_CODE128, serial);
    assert_int_equal(frame(0), SK_AGREE_TAKE);
    show(SK_SYMBOLOGY_CODE128, "sage62x0244358198");
    for (sk_ms now = 100; now < 5000; now += 100) {
        assert_int_equal(frame(now), SK_AGREE_REFUSED);
    }
    symbols.count = 1;
    assert_int_equal(frame(5000), SK_AGREE_IN_VIEW);
}

static void a_scan_that_found_no_room_is_offered_again(void **state) {
    (void)state;
    show(SK_SYMBOLOGY_CODE128, serial);
    assert_int_equal(frame(0), SK_AGREE_TAKE);
    sk_agree_forget(&agree, &symbols.item[0]);
    assert_int_equal(frame(33), SK_AGREE_TAKE);
}

static void more_texts_than_there_is_room_for_push_out_the_oldest(void **state) {
    (void)state;
    char text[32];
    for (int i = 0; i < 100; i++) {
        symbols.count = 0;
        snprintf(text, sizeof(text), "sage62x0%09d", i);
        show(SK_SYMBOLOGY_CODE128, text);
        assert_int_equal(frame(i), SK_AGREE_TAKE);
        assert_true(agree.count <= SK_AGREE_TEXTS_MAX);
    }
}

static void an_overlong_text_is_none_of_ours(void **state) {
    (void)state;
    static char text[SK_AGREE_TEXT_MAX + 200];
    memset(text, 'a', sizeof(text) - 1);
    memcpy(text, "sag", 3);
    show(SK_SYMBOLOGY_QR, text);
    assert_int_equal(frame(0), SK_AGREE_FOREIGN);
}

static void the_camera_mode_is_near_the_size_and_quick_enough(void **state) {
    (void)state;
    /* What a common USB camera offers. */
    const struct sk_v4l2_mode modes[] = {
        { SK_FRAME_YUYV, 640, 480, 30 },   { SK_FRAME_YUYV, 1280, 720, 10 },
        { SK_FRAME_YUYV, 1920, 1080, 5 },  { SK_FRAME_MJPEG, 640, 480, 30 },
        { SK_FRAME_MJPEG, 1280, 720, 30 }, { SK_FRAME_MJPEG, 1920, 1080, 30 },
    };
    assert_int_equal(sk_v4l2_choose(modes, 6, 1280, 720), 4);
    assert_int_equal(sk_v4l2_choose(modes, 6, 640, 480), 0);
    assert_int_equal(sk_v4l2_choose(modes, 3, 1280, 720), 1);
    assert_int_equal(sk_v4l2_choose(modes, 1, 1920, 1080), 0);
    assert_int_equal(sk_v4l2_choose(modes, 0, 640, 480), -1);
    const struct sk_v4l2_mode odd = { SK_FRAME_GREY, 0, 480, 30 };
    assert_int_equal(sk_v4l2_choose(&odd, 1, 640, 480), -1);
}

static void what_is_no_camera_is_told_with_the_fix(void **state) {
    (void)state;
    struct sk_v4l2 *device = NULL;
    struct sk_err_info info = { "" };
    assert_int_equal(sk_v4l2_open(&device, "/dev/no-such-camera", 640, 480, &info),
                     SK_ERR_NOT_FOUND);
    assert_non_null(strstr(info.text, "/dev/no-such-camera"));
    assert_int_equal(sk_v4l2_open(&device, "/dev/null", 640, 480, &info), SK_ERR_UNSUPPORTED);
    assert_non_null(strstr(info.text, "camera.device"));
    assert_null(device);
}

#define AGREE_TEST(function) cmocka_unit_test_setup(function, begin)

int main(void) {
    const struct CMUnitTest tests[] = {
        AGREE_TEST(a_label_that_lies_in_view_counts_once),
        AGREE_TEST(a_label_counts_again_after_it_was_out_of_view),
        AGREE_TEST(a_pause_between_frames_is_not_an_absence),
        AGREE_TEST(symbologies_without_a_check_character_wait_for_a_second_frame),
        AGREE_TEST(two_frames_that_read_differently_do_not_agree),
        AGREE_TEST(what_is_none_of_our_labels_is_left_alone),
        AGREE_TEST(a_serial_and_an_instance_in_one_frame_are_both_taken),
        AGREE_TEST(two_serial_numbers_in_one_frame_are_refused),
        AGREE_TEST(two_codes_that_hold_the_same_number_are_one_label),
        AGREE_TEST(the_code_of_a_model_beside_a_label_is_left_alone),
        AGREE_TEST(the_code_of_a_model_alone_is_told),
        AGREE_TEST(a_part_of_a_text_is_no_label_whatever_it_says),
        AGREE_TEST(a_code_that_speaks_to_the_scanner_is_no_label),
        AGREE_TEST(the_same_serial_number_twice_in_a_frame_is_one),
        AGREE_TEST(one_that_has_counted_does_not_count_again_after_a_refusal),
        AGREE_TEST(a_scan_that_found_no_room_is_offered_again),
        AGREE_TEST(more_texts_than_there_is_room_for_push_out_the_oldest),
        AGREE_TEST(an_overlong_text_is_none_of_ours),
        SK_TEST(the_camera_mode_is_near_the_size_and_quick_enough),
        SK_TEST(what_is_no_camera_is_told_with_the_fix),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
