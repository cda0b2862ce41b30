#include "ui/offscreen.h"

#include "ui/examples.h"

#include "unit/ui/cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct sk_offscreen *offscreen;
static struct sk_model model;
static char said[4096];

/* Standard output goes into a file while `step` runs; what was written lands in said. */
static void listen(void (*step)(void)) {
    FILE *file = tmpfile();
    assert_non_null(file);
    (void)fflush(stdout);
    int kept = dup(STDOUT_FILENO);
    assert_true(kept >= 0 && dup2(fileno(file), STDOUT_FILENO) >= 0);
    step();
    assert_true(dup2(kept, STDOUT_FILENO) >= 0);
    (void)close(kept);
    rewind(file);
    said[fread(said, 1, sizeof(said) - 1, file)] = '\0';
    (void)fclose(file);
}

static void show(const char *name, uint64_t revision) {
    for (size_t i = 0; sk_example_name(i); i++) {
        if (strcmp(sk_example_name(i), name) == 0) {
            uint64_t cue_number = model.cue_number;
            sk_example_fill(i, &model);
            model.revision = revision;
            model.cue_number = cue_number;
        }
    }
    assert_int_equal(sk_offscreen_show(offscreen, &model, NULL), SK_OK);
}

static void count_down(void) {
    show("ready", 1);
    show("half-device", 2);
    model.revision = 3;
    model.countdown_s--;
    assert_int_equal(sk_offscreen_show(offscreen, &model, NULL), SK_OK);
    show("half-device", 3); /* nothing new */
    show("ready", 4);
}

static void a_line_comes_with_each_change_and_not_with_each_second(void **state) {
    (void)state;
    listen(count_down);
    assert_string_equal(said, "READY\nHALF device=sag32a30121\nREADY\n");
}

static void notices(void) {
    model.cue_number = 7;
    show("notice-not-a-label", 1);
    model.cue_number = 8; /* read again */
    show("notice-not-a-label", 2);
    model.cue_number = 9;
    show("refused-acknowledge-first", 3);
}

static size_t lines_with(const char *text) {
    size_t count = 0;
    for (const char *at = strstr(said, text); at; at = strstr(at + 1, text)) {
        count++;
    }
    return count;
}

static void a_notice_is_said_again_and_also_on_top_of_another_screen(void **state) {
    (void)state;
    listen(notices);
    assert_int_equal(lines_with("NOTICE not-a-label label=\"4006381333931\": "), 2);
    assert_int_equal(lines_with("REFUSED #42 "), 1);
    assert_int_equal(lines_with("NOTICE acknowledge-first label=\"sag61a344ge\": "), 1);
}

static void show_into_nowhere(void) {
    struct sk_err_info info = { { 0 } };
    FILE *full = fopen("/dev/full", "w");
    assert_non_null(full);
    assert_true(dup2(fileno(full), STDOUT_FILENO) >= 0);
    model.revision = 1;
    assert_int_equal(sk_offscreen_show(offscreen, &model, &info), SK_ERR_IO);
    assert_non_null(strstr(info.text, "standard output"));
    (void)fclose(full);
}

static void a_full_standard_output_is_told(void **state) {
    (void)state;
    listen(show_into_nowhere);
}

static int setup(void **state) {
    (void)state;
    struct sk_err_info info;
    memset(&model, 0, sizeof(model));
    if (sk_offscreen_create(&offscreen, 640, 480, &info)) {
        print_message("skipped: %s\n", info.text);
        exit(77);
    }
    return 0;
}

static int teardown(void **state) {
    (void)state;
    sk_offscreen_destroy(offscreen);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_line_comes_with_each_change_and_not_with_each_second,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(a_notice_is_said_again_and_also_on_top_of_another_screen,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(a_full_standard_output_is_told, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
