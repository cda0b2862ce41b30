/* Is there a screen, in folders that look like the kernel's. */
#define _XOPEN_SOURCE 700 /* nftw() */

#include "scratch.h"

#include "ui/display.h"

static int make(void **state) {
    return scratch_make(state) || mkdir(scratch_file("drm"), 0700) ||
           mkdir(scratch_file("dri"), 0700);
}

static void add_card(const char *card, mode_t mode) {
    char path[64];
    (void)snprintf(path, sizeof(path), "dri/%s", card);
    scratch_write(scratch_file(path), "");
    assert_int_equal(chmod(scratch_file(path), mode), 0);
    (void)snprintf(path, sizeof(path), "drm/%s", card); /* the card itself has no status */
    assert_int_equal(mkdir(scratch_file(path), 0700), 0);
}

static void plug(const char *connector, const char *status) {
    char path[64];
    (void)snprintf(path, sizeof(path), "drm/%s", connector);
    (void)mkdir(scratch_file(path), 0700);
    (void)snprintf(path, sizeof(path), "drm/%s/status", connector);
    scratch_write(scratch_file(path), status);
}

static enum sk_display look(void) {
    return sk_display_look(scratch_file("drm"), scratch_file("dri"));
}

static void without_a_card_there_is_none(void **state) {
    (void)state;
    assert_int_equal(look(), SK_DISPLAY_NO_CARD);
    assert_int_equal(sk_display_look(scratch_file("x"), scratch_file("y")), SK_DISPLAY_NO_CARD);
    plug("card0-HDMI-A-1", "connected\n"); /* and no node for it */
    assert_int_equal(look(), SK_DISPLAY_DENIED);
}

static void what_is_plugged_in_counts_on_any_card(void **state) {
    (void)state;
    add_card("card0", 0600); /* as on a Raspberry Pi: one that only calculates */
    assert_int_equal(look(), SK_DISPLAY_UNPLUGGED);
    add_card("card1", 0600);
    plug("card1-HDMI-A-1", "disconnected\n");
    plug("card1-HDMI-A-2", "disconnected\n");
    assert_int_equal(look(), SK_DISPLAY_UNPLUGGED);
    plug("card1-HDMI-A-2", "connected\n");
    assert_int_equal(look(), SK_DISPLAY_THERE);
    plug("card1-HDMI-A-2", "disconnected\n");
    plug("card1-DSI-1", "unknown\n");
    assert_int_equal(look(), SK_DISPLAY_THERE);
    plug("card1-DSI-1", "");
    assert_int_equal(look(), SK_DISPLAY_UNPLUGGED);
}

static void a_screen_of_others_is_said_to_be_one(void **state) {
    (void)state;
    if (geteuid() == 0) {
        print_message("skipped: root may open every file\n");
        skip();
    }
    add_card("card0", 0);
    plug("card0-DP-1", "connected\n");
    assert_int_equal(look(), SK_DISPLAY_DENIED);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(without_a_card_there_is_none, make, scratch_remove),
        cmocka_unit_test_setup_teardown(what_is_plugged_in_counts_on_any_card, make,
                                        scratch_remove),
        cmocka_unit_test_setup_teardown(a_screen_of_others_is_said_to_be_one, make, scratch_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
