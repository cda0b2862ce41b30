/* The signal light of a kiosk: it follows the screen and the call, is dark in the end, and one that
 * cannot be used is told and holds nothing up. */
#define _XOPEN_SOURCE 700 /* nftw() */

#include "kiosk.h"

#include "fake/light_program.h"

static void start_with_program(void) {
    char program[600];
    (void)snprintf(program, sizeof(program), "program:%s", light_program_make("exec cat >words"));
    set("light.device", program);
    start();
}

static void the_light_follows_the_screen_and_the_call_and_is_dark_in_the_end(void **state) {
    (void)state;
    start_with_program();
    WAIT_FOR(strcmp(light_program_words(), "off\n") == 0);
    push("sage62x0219220001", SK_SOURCE_USB_HID_POS);
    push("sag-demo0000000000ok01", SK_SOURCE_USB_HID_POS);
    WAIT_FOR(model()->screen == SK_SCREEN_SAVED); /* there is no cloud */
    WAIT_FOR(strcmp(light_program_words(), "off\namber\n") == 0);
    push("SAGK:ACK", SK_SOURCE_USB_HID_POS);
    WAIT_FOR(strcmp(light_program_words(), "off\namber\noff\n") == 0);
    push("SAGK:CALL", SK_SOURCE_USB_HID_POS);
    WAIT_FOR(strcmp(light_program_words(), "off\namber\noff\ncall\n") == 0);
    pass(2000);
    push("SAGK:CALL", SK_SOURCE_USB_HID_POS);
    WAIT_FOR(strcmp(light_program_words(), "off\namber\noff\ncall\noff\n") == 0);
    push("4006381333931", SK_SOURCE_USB_HID_POS); /* not taken: amber is for pairs */
    WAIT_FOR(model()->screen == SK_SCREEN_NOTICE);
    sk_app_destroy(app);
    app = NULL;
    assert_string_equal(light_program_words(), "off\namber\noff\ncall\noff\n");
}

static void one_that_is_not_there_is_told_and_the_bench_goes_on(void **state) {
    (void)state;
    set("light.device", "program:/nowhere/light");
    start();
    WAIT_FOR(model()->banner);
    assert_string_equal(model()->banner_what, "The signal light is not working.");
    push("sage62x0219220001", SK_SOURCE_USB_HID_POS);
    WAIT_FOR(model()->screen == SK_SCREEN_HALF);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            the_light_follows_the_screen_and_the_call_and_is_dark_in_the_end, make_bench,
            finish_bench),
        cmocka_unit_test_setup_teardown(one_that_is_not_there_is_told_and_the_bench_goes_on,
                                        make_bench, finish_bench),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
