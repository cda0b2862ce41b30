/* The table of lights on USB: each family has all lamps, and its bytes are as its sources say. */
#include "check.h"

#include "base/util.h"
#include "media/lights.h"

#include <string.h>

static void every_family_has_every_lamp_in_reports_of_one_length(void **state) {
    (void)state;
    for (size_t i = 0; i < sk_lights_model_count; i++) {
        const char *family = sk_lights_models[i].family;
        size_t length = 0;
        assert_true(strlen(family) < SK_LIGHTS_FAMILY_SIZE);
        for (int lamp = 0; lamp < SK_LAMPS; lamp++) {
            const struct sk_lights_report *report = NULL;
            size_t at = 0;
            int count = 0;
            while ((report = sk_lights_next(family, lamp, &at))) {
                assert_true(length == 0 || report->length == length);
                length = report->length;
                count++;
            }
            assert_true(count > 0);
        }
        assert_true(length > 1 && length <= 65);
    }
    for (size_t i = 0; i < sk_lights_report_count; i++) {
        assert_true(sk_lights_is_family(sk_lights_reports[i].family));
    }
}

static void expect(const char *family, int lamp, bool is_feature, const char *bytes,
                   size_t length) {
    size_t at = 0;
    const struct sk_lights_report *report = sk_lights_next(family, lamp, &at);
    assert_non_null(report);
    assert_int_equal(report->is_feature, is_feature);
    assert_true(report->length >= length);
    assert_memory_equal(report->bytes, bytes, length);
}

static void the_bytes_are_those_of_the_sources(void **state) {
    (void)state;
    expect("luxafor", SK_LAMP_RED, false, "\x00\x01\xFF\xFF\x00\x00\x00\x00\x00", 9);
    expect("blink1", SK_LAMP_GREEN, true,
           "\x01"
           "c\x00\xFF\x00\x00\x00\x00\x00",
           9);
    expect("kuando", SK_LAMP_RED, false, "\x00\x10\x00\x64\x00\x00\x00\x00\x80", 9);
    expect("kuando", SK_LIGHTS_KEEP, false, "\x00\x8F\x00", 3);
}

/* The sum of the 62 bytes before it, the higher byte first. */
static void the_sums_of_kuando_are_right(void **state) {
    (void)state;
    for (size_t i = 0; i < sk_lights_report_count; i++) {
        const struct sk_lights_report *report = &sk_lights_reports[i];
        unsigned sum = 0;
        if (strcmp(report->family, "kuando") != 0) {
            continue;
        }
        assert_int_equal(report->length, 65);
        for (size_t b = 1; b < 63; b++) {
            sum += (unsigned char)report->bytes[b];
        }
        assert_int_equal((unsigned char)report->bytes[63], sum >> 8);
        assert_int_equal((unsigned char)report->bytes[64], sum & 0xFF);
    }
}

/* A relay that was on is switched off with each colour. */
static void one_relay_is_on_for_each_colour(void **state) {
    (void)state;
    static const int relay_of[SK_LAMPS] = {
        [SK_LAMP_GREEN] = 3, [SK_LAMP_AMBER] = 2, [SK_LAMP_RED] = 1
    };
    for (int lamp = 0; lamp < SK_LAMPS; lamp++) {
        const struct sk_lights_report *report = NULL;
        bool is_said[4] = { false };
        size_t at = 0;
        while ((report = sk_lights_next("dcttech", lamp, &at))) {
            int relay = report->bytes[2];
            bool is_on = relay == relay_of[lamp] || lamp == SK_LAMP_ALL;
            assert_in_range(relay, 1, 3);
            assert_int_equal((unsigned char)report->bytes[1], is_on ? 0xFF : 0xFD);
            is_said[relay] = true;
        }
        assert_true(is_said[1] && is_said[2] && is_said[3]);
    }
}

static void a_shared_id_needs_the_name_and_a_family_is_kept_to(void **state) {
    (void)state;
    assert_non_null(sk_lights_find("", 0x16c0, 0x05df, "www.dcttech.com USBRelay2"));
    assert_null(sk_lights_find("", 0x16c0, 0x05df, "Some Joystick"));
    assert_string_equal(sk_lights_find("", 0x27bb, 0x3bcd, "PLENOM BUSYLIGHT")->family, "kuando");
    assert_null(sk_lights_find("luxafor", 0x27bb, 0x3bcd, "PLENOM BUSYLIGHT"));
    assert_null(sk_lights_find("", 0x05e0, 0x1200, "a scanner"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(every_family_has_every_lamp_in_reports_of_one_length),
        SK_TEST(the_bytes_are_those_of_the_sources),
        SK_TEST(the_sums_of_kuando_are_right),
        SK_TEST(one_relay_is_on_for_each_colour),
        SK_TEST(a_shared_id_needs_the_name_and_a_family_is_kept_to),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
