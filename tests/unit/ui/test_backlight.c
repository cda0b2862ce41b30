/* The panel's own light, in a folder that looks like the kernel's. */
#define _XOPEN_SOURCE 700 /* nftw() */

#include "scratch.h"

#include "ui/backlight.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct sk_backlight light;

static void write_file(const char *name, const char *text) {
    FILE *file = fopen(scratch_file(name), "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

static long number_in(const char *name) {
    long number = -1;
    FILE *file = fopen(scratch_file(name), "r");
    assert_non_null(file);
    assert_int_equal(fscanf(file, "%ld", &number), 1);
    assert_int_equal(fclose(file), 0);
    return number;
}

static bool has_note(void) {
    return access(scratch_file("note"), F_OK) == 0;
}

/* A panel that is at 400 and can be switched off, and one that only has a brightness. */
static int make(void **state) {
    if (scratch_make(state) != 0 || mkdir(scratch_file("lights"), 0700) != 0 ||
        mkdir(scratch_file("lights/panel"), 0700) != 0 ||
        mkdir(scratch_file("lights/other"), 0700) != 0) {
        return -1;
    }
    write_file("lights/panel/brightness", "400\n");
    write_file("lights/panel/bl_power", "0\n");
    write_file("lights/other/brightness", "3\n");
    return 0;
}

static void open_light(const char *name) {
    char folder[SK_BACKLIGHT_PATH_SIZE];
    char note[SK_BACKLIGHT_PATH_SIZE];
    (void)snprintf(folder, sizeof(folder), "%s", scratch_file(name));
    (void)snprintf(note, sizeof(note), "%s", scratch_file("note"));
    sk_backlight_open(&light, folder, note);
}

static void it_is_dimmed_switched_off_and_given_back_as_it_was(void **state) {
    (void)state;
    open_light("lights");
    assert_true(sk_backlight_is_there(&light));
    assert_false(has_note());
    sk_backlight_set(&light, SK_DIM);
    assert_int_equal(number_in("lights/panel/brightness"), 100);
    assert_int_equal(number_in("lights/panel/bl_power"), 0);
    assert_int_equal(number_in("lights/other/brightness"), 1); /* not off */
    assert_true(has_note());
    sk_backlight_set(&light, SK_DARK);
    assert_int_equal(number_in("lights/panel/bl_power"), 4);
    assert_int_equal(number_in("lights/other/brightness"), 0);
    sk_backlight_set(&light, SK_BRIGHT);
    assert_int_equal(number_in("lights/panel/brightness"), 400);
    assert_int_equal(number_in("lights/panel/bl_power"), 0);
    assert_int_equal(number_in("lights/other/brightness"), 3);
    assert_false(has_note());
    write_file("lights/panel/brightness", "700\n"); /* by the panel's own keys */
    sk_backlight_set(&light, SK_DARK);
    sk_backlight_close(&light); /* the end of the program */
    assert_int_equal(number_in("lights/panel/brightness"), 700);
    assert_int_equal(number_in("lights/panel/bl_power"), 0);
    assert_false(has_note());
}

static void what_a_kill_left_dark_is_bright_at_the_next_start(void **state) {
    (void)state;
    open_light("lights");
    sk_backlight_set(&light, SK_DIM);
    sk_backlight_set(&light, SK_DARK);
    open_light("lights"); /* as a new process does */
    assert_int_equal(number_in("lights/panel/brightness"), 400);
    assert_int_equal(number_in("lights/panel/bl_power"), 0);
    assert_int_equal(number_in("lights/other/brightness"), 3);
    assert_false(has_note());
    write_file("note", "../lights/panel 5\nnonsense"); /* of which nothing is believed */
    open_light("lights");
    assert_int_equal(number_in("lights/panel/brightness"), 400);
}

static void without_a_light_that_may_be_written_nothing_is_done(void **state) {
    (void)state;
    sk_backlight_open(&light, NULL, NULL);
    assert_false(sk_backlight_is_there(&light));
    sk_backlight_set(&light, SK_DARK);
    sk_backlight_close(&light);
    open_light("nowhere");
    assert_false(sk_backlight_is_there(&light));
}

#define IN_SCRATCH(name) cmocka_unit_test_setup_teardown(name, make, scratch_remove)

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(it_is_dimmed_switched_off_and_given_back_as_it_was),
        IN_SCRATCH(what_a_kill_left_dark_is_bright_at_the_next_start),
        IN_SCRATCH(without_a_light_that_may_be_written_nothing_is_done),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
