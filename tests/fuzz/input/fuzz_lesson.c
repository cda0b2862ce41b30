/* What a scanner answers, whatever it is: what is learned of it can be written as settings and is
 * read back as the same bytes. */
#include "fuzz/bytes.h"

#include "input/lesson.h"

static void check_settings(const struct sk_lesson *lesson) {
    struct sk_framing_rules rules = { .suffix = SK_SUFFIX_AUTO };
    char setting[SK_LESSON_SETTING_SIZE];
    sk_lesson_prefix_setting(lesson, setting);
    MUST(sk_framing_rules_set_prefix(&rules, setting));
    MUST(rules.prefix_length == 0 ||
         (rules.prefix_length == lesson->prefix_length &&
          memcmp(rules.prefix, lesson->prefix, lesson->prefix_length) == 0));
    sk_lesson_suffix_setting(lesson, setting);
    MUST(sk_framing_rules_set_suffix(&rules, setting));
    MUST(rules.suffix != SK_SUFFIX_TEXT ||
         (rules.suffix_length == lesson->suffix_length &&
          memcmp(rules.suffix_text, lesson->suffix, lesson->suffix_length) == 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static struct sk_scan recorded;
    struct sk_lesson lesson;
    char text[64];
    char code[SK_LESSON_CODE_SIZE];
    struct bytes bytes = bytes_open(data, size);
    bool is_typed = bytes_below(&bytes, 2) == 0;
    enum sk_layout usual = (enum sk_layout)bytes_below(&bytes, SK_LAYOUT_JP + 1);
    sk_lesson_code(bytes_below(&bytes, 100), code);
    size_t length = 0;
    char *taken = bytes_take(&bytes, SK_SCAN_TEXT_MAX, &length);
    memset(&recorded, 0, sizeof(recorded));
    memcpy(recorded.text, taken, length);
    recorded.length = length;
    free(taken);
    sk_lesson_read(code, &recorded, is_typed, usual, &lesson);
    sk_lesson_text(&recorded, is_typed, usual, text, sizeof(text));
    MUST(strlen(text) < sizeof(text));
    if (lesson.verdict == SK_LESSON_LEARNED) {
        check_settings(&lesson);
    }
    bytes_close(&bytes);
    return 0;
}
