/* Each label of README's table is among those that the demo's screen offers. */
#define _XOPEN_SOURCE 700 /* nftw() */

#include "kiosk.h"

#include "base/whole_file.h"

static bool is_offered(const char *label) {
    for (size_t i = 0; i < SK_MODEL_LABELS; i++) {
        if (strcmp(model()->demo_labels[i], label) == 0) {
            return true;
        }
    }
    return false;
}

static void the_demo_offers_what_readme_lists(void **state) {
    (void)state;
    char *readme = NULL;
    size_t length = 0;
    int rows = 0;
    config.demo = true;
    start();
    assert_int_equal(sk_whole_file_read(SK_README, 1 << 20, &readme, &length, NULL), SK_OK);
    const char *line = strstr(readme, "\n| scan | what happens |\n");
    assert_non_null(line);
    for (line += 1; *line == '|'; line = strchr(line, '\n') + 1) {
        char label[64];
        if (sscanf(line, "| `%63[^`]`", label) == 1) {
            rows++;
            if (!is_offered(label)) {
                fail_msg("no page of the demo has %s", label);
            }
        }
    }
    assert_true(rows >= 10);
    free(readme);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_demo_offers_what_readme_lists, make_bench,
                                        finish_bench),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
