/* What a machine's change of state looks like in the log. */
#include "stderr_text.h"

#include "base/log.h"
#include "base/transition.h"

#include <string.h>

static void write_one(enum sk_log_level level, int64_t number, char *out, size_t size) {
    struct stderr_text text = stderr_text_begin();
    sk_log_set_level(level);
    sk_transition("pairing", "half", "saving", number);
    sk_log_set_level(SK_LOG_WARNING);
    stderr_text_end(&text, out, size);
}

static void a_transition_is_one_debug_line_with_names(void **state) {
    (void)state;
    char text[256];
    write_one(SK_LOG_DEBUG, 42, text, sizeof(text));
    assert_non_null(strstr(text, " debug pairing: half -> saving, pair 42\n"));
    assert_ptr_equal(strchr(text, '\n'), text + strlen(text) - 1);
    write_one(SK_LOG_DEBUG, 0, text, sizeof(text));
    assert_non_null(strstr(text, " debug pairing: half -> saving\n"));
}

static void above_debug_level_nothing_is_written(void **state) {
    (void)state;
    char text[256];
    write_one(SK_LOG_INFO, 42, text, sizeof(text));
    assert_string_equal(text, "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(a_transition_is_one_debug_line_with_names),
        SK_TEST(above_debug_level_nothing_is_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
