/* A scanner's answer to our barcode: what it says about the scanner's settings. */
#include "check.h"

#include "base/util.h"
#include "input/lesson.h"
#include "input/recording.h"

#include <stdio.h>
#include <string.h>

static struct sk_scan recorded;
static struct sk_lesson lesson;

static void record(const char *bytes, size_t length) {
    memset(&recorded, 0, sizeof(recorded));
    memcpy(recorded.text, bytes, length);
    recorded.length = length;
}

/* The keys of a scanner that is set to a country: found by asking the keymap for each character. */
static void press(unsigned char usage, bool is_shifted) {
    const struct {
        unsigned char usage;
        bool is_down;
    } steps[] = { { 0xe1, true }, { usage, true }, { usage, false }, { 0xe1, false } };
    for (size_t i = 0; i < SK_ARRAY_LEN(steps); i++) {
        if (steps[i].usage != 0xe1 || is_shifted) {
            sk_lesson_key(steps[i].usage, steps[i].is_down, recorded.text + recorded.length);
            recorded.length += SK_LESSON_KEY_BYTES;
        }
    }
}

static bool types(enum sk_layout layout, unsigned char usage, bool is_shifted, char c) {
    char text[SK_TYPIST_TEXT_MAX];
    struct sk_typist typist;
    sk_typist_init(&typist, layout);
    if (is_shifted) {
        (void)sk_typist_key(&typist, 0xe1, true, text);
    }
    return sk_typist_key(&typist, usage, true, text) == 1 && text[0] == c;
}

static void type(enum sk_layout layout, const char *text) {
    for (const char *c = text; *c; c++) {
        bool is_typed = false;
        for (int usage = 4; usage < 0x65 && !is_typed; usage++) {
            for (int shift = 0; shift < 2 && !is_typed; shift++) {
                is_typed = types(layout, (unsigned char)usage, shift, *c);
                if (is_typed) {
                    press((unsigned char)usage, shift);
                }
            }
        }
        if (!is_typed) {
            fail_msg("no key of layout %d types '%c'", (int)layout, *c);
        }
    }
}

static void each_layout_is_told_from_the_others(void **state) {
    (void)state;
    static const enum sk_layout all[] = { SK_LAYOUT_US, SK_LAYOUT_DE, SK_LAYOUT_FR, SK_LAYOUT_JP };
    for (size_t i = 0; i < SK_ARRAY_LEN(all); i++) {
        for (size_t usual = 0; usual < SK_ARRAY_LEN(all); usual++) {
            char code[SK_LESSON_CODE_SIZE];
            sk_lesson_code((unsigned)(i * 7 + usual), code);
            record("", 0);
            type(all[i], code);
            type(all[i], "\r");
            sk_lesson_read(code, &recorded, true, all[usual], &lesson);
            assert_int_equal(lesson.verdict, SK_LESSON_LEARNED);
            assert_int_equal(lesson.layout, all[i]);
            assert_int_equal(lesson.prefix_length, 0);
            assert_int_equal(lesson.suffix_length, 1);
        }
    }
}

/* British keys differ where our codes have nothing: what is set stays. */
static void of_layouts_that_both_fit_the_usual_one_stays(void **state) {
    (void)state;
    char code[SK_LESSON_CODE_SIZE];
    sk_lesson_code(3, code);
    record("", 0);
    type(SK_LAYOUT_UK, code);
    sk_lesson_read(code, &recorded, true, SK_LAYOUT_UK, &lesson);
    assert_int_equal(lesson.layout, SK_LAYOUT_UK);
    sk_lesson_read(code, &recorded, true, SK_LAYOUT_US, &lesson);
    assert_int_equal(lesson.layout, SK_LAYOUT_US);
}

/* What is written into the settings is what their parser reads back. */
static void prefix_and_suffix_come_out_as_settings(void **state) {
    (void)state;
    static const struct {
        const char *before;
        const char *after;
        const char *prefix;
        const char *suffix;
    } table[] = {
        { "", "\r", "", "auto" },
        { "", "\r\n", "", "auto" },
        { "", "\t", "", "auto" },
        { "", "", "", "none" },
        { "B", "C", "B", "C" },
        { "\x02", "\x03", "", "auto" },
        { "\x02", "\x03\r", "", "auto" },
        { "\x02", "\r", "\\x02", "auto" },
        { "\x02", "", "\\x02", "none" },
        { "]C0", "\r", "", "auto" },
        { "#1 ]C0", "#\\\r", "\\x231\\x20", "\\x23\\x5C\\x0D" },
        { "", "END\r\n", "", "END\\x0D\\x0A" },
        { "", "cr", "", "\\x63r" },
    };
    char code[SK_LESSON_CODE_SIZE];
    char setting[SK_LESSON_SETTING_SIZE];
    char text[128];
    sk_lesson_code(12, code);
    for (size_t i = 0; i < SK_ARRAY_LEN(table); i++) {
        struct sk_framing_rules rules = { .suffix = SK_SUFFIX_AUTO };
        (void)snprintf(text, sizeof(text), "%s%s%s", table[i].before, code, table[i].after);
        record(text, strlen(text));
        sk_lesson_read(code, &recorded, false, SK_LAYOUT_US, &lesson);
        assert_int_equal(lesson.verdict, SK_LESSON_LEARNED);
        sk_lesson_prefix_setting(&lesson, setting);
        assert_string_equal(setting, table[i].prefix);
        assert_true(sk_framing_rules_set_prefix(&rules, setting));
        sk_lesson_suffix_setting(&lesson, setting);
        assert_string_equal(setting, table[i].suffix);
        assert_true(sk_framing_rules_set_suffix(&rules, setting));
    }
}

static void what_is_lost_or_changed_is_told(void **state) {
    (void)state;
    static const struct {
        const char *came; /* of the code yqW-:0011 */
        enum sk_lesson_verdict verdict;
    } table[] = {
        { "yqW-:0011\r", SK_LESSON_LEARNED },
        { "yqW-:01\r", SK_LESSON_DOUBLES },
        { "YQw-:0011\r", SK_LESSON_CASE },
        { "YQW-:0011\r", SK_LESSON_CASE },
        { "yqW-:", SK_LESSON_CUT },
        { "-:0011\r", SK_LESSON_CUT },
        { "yqW-:0012\r", SK_LESSON_CUT },
        { "4006381333931\r", SK_LESSON_OTHER },
        { "\r", SK_LESSON_OTHER },
        { "", SK_LESSON_OTHER },
    };
    for (size_t i = 0; i < SK_ARRAY_LEN(table); i++) {
        record(table[i].came, strlen(table[i].came));
        sk_lesson_read("yqW-:0011", &recorded, false, SK_LAYOUT_US, &lesson);
        if (lesson.verdict != table[i].verdict) {
            fail_msg("'%s' is %d", table[i].came, (int)lesson.verdict);
        }
    }
}

static void a_hand_that_types_is_no_scanner(void **state) {
    (void)state;
    char text[32];
    record("", 0);
    type(SK_LAYOUT_US, "hello");
    sk_lesson_read("yqW-:0011", &recorded, true, SK_LAYOUT_US, &lesson);
    assert_int_equal(lesson.verdict, SK_LESSON_OTHER);
    sk_lesson_text(&recorded, true, SK_LAYOUT_US, text, sizeof(text));
    assert_string_equal(text, "hello");
}

static size_t delivered;

static void on_scan(void *data, const struct sk_scan *scan) {
    (void)data;
    recorded = *scan;
    delivered++;
}

static void a_recording_ends_with_silence_and_keeps_every_byte(void **state) {
    (void)state;
    static struct sk_recording recording;
    static char many[SK_SCAN_TEXT_MAX + 10];
    delivered = 0;
    sk_recording_init(&recording, SK_SOURCE_SERIAL, on_scan, NULL);
    assert_int_equal(sk_recording_due(&recording), -1);
    sk_recording_add(&recording, "\r\n a\0", 5, 100);
    sk_recording_add(&recording, "b \r", 3, 300);
    assert_int_equal(sk_recording_due(&recording), 300 + SK_RECORDING_GAP_MS);
    sk_recording_tick(&recording, 299 + SK_RECORDING_GAP_MS);
    assert_int_equal(delivered, 0);
    sk_recording_tick(&recording, 300 + SK_RECORDING_GAP_MS);
    assert_int_equal(delivered, 1);
    assert_int_equal(recorded.length, 8);
    assert_memory_equal(recorded.text, "\r\n a\0b \r", 9);
    assert_int_equal(recorded.at, 300);
    assert_int_equal(recorded.source, SK_SOURCE_SERIAL);
    assert_false(recorded.cut);
    sk_recording_add(&recording, many, sizeof(many), 5000);
    sk_recording_tick(&recording, 9000);
    assert_int_equal(recorded.length, SK_SCAN_TEXT_MAX);
    assert_true(recorded.cut);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_layout_is_told_from_the_others),
        cmocka_unit_test(of_layouts_that_both_fit_the_usual_one_stays),
        cmocka_unit_test(prefix_and_suffix_come_out_as_settings),
        cmocka_unit_test(what_is_lost_or_changed_is_told),
        cmocka_unit_test(a_hand_that_types_is_no_scanner),
        cmocka_unit_test(a_recording_ends_with_silence_and_keeps_every_byte),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
