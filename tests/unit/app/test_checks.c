/* The page "Diagnostics": what it says of a bench that is well, and of what is not. */
#define _XOPEN_SOURCE 700 /* nftw() */

#include "kiosk.h"

static const struct sk_model_check *row(const char *name) {
    const struct sk_model_checks *checks = &model()->supervisor.checks;
    for (size_t i = 0; i < checks->count; i++) {
        if (strcmp(checks->rows[i].name, name) == 0) {
            return &checks->rows[i];
        }
    }
    return NULL;
}

static void touch(enum sk_super_touch_type type, int32_t value) {
    sk_app_touch(app, (struct sk_super_touch){ .type = type, .value = value });
    (void)sk_app_turn(app);
}

static void open_page(void) {
    config.demo_pin_line = "sag-kiosk-pin 1 scrypt 15 8 2 000102030405060708090a0b0c0d0e0f "
                           "f5d0771afbabf45081762d196180560e419d488d8595c88f3123ef44db4f0495";
    start();
    touch(SK_SUPER_TOUCH_OPEN, 0);
    WAIT_FOR(model()->supervisor.page == SK_SUPER_PIN);
    for (const char *digit = "2468"; *digit; digit++) {
        touch(SK_SUPER_TOUCH_DIGIT, *digit - '0');
    }
    touch(SK_SUPER_TOUCH_ENTER, 0);
    WAIT_FOR(model()->supervisor.page == SK_SUPER_MENU);
    touch(SK_SUPER_TOUCH_CHECKS, 0);
    WAIT_FOR(model()->supervisor.page == SK_SUPER_CHECKS);
}

static void what_is_well_is_said_to_be(void **state) {
    (void)state;
    open_page();
    assert_int_equal(row("Log")->state, SK_CHECK_OK);
    assert_int_equal(row("Clock")->state, SK_CHECK_OK);
    assert_string_equal(row("Clock")->found, "Not compared yet");
    assert_string_equal(row("Waiting to be sent")->found, "0");
    assert_string_equal(row("Version")->found, SK_VERSION);
    assert_null(row("Device list")); /* none is wanted */
    assert_null(row("Signal light"));
}

static void a_cloud_that_is_away_says_how_far_it_came_and_what_to_do(void **state) {
    (void)state;
    open_page();
    WAIT_FOR(row("Network")->state == SK_CHECK_FAIL);
    assert_string_equal(row("Network")->found, "The cloud cannot be reached.");
    assert_non_null(row("Network")->remedy);
}

static void a_scanner_that_may_not_be_opened_is_said_with_its_fix(void **state) {
    (void)state;
    struct sk_reader_status status = { .source = SK_SOURCE_USB_HID_KEYBOARD,
                                       .health = SK_READER_TROUBLE,
                                       .device = "Gun",
                                       .text = "may not be opened: add the user to the group" };
    open_page();
    struct sk_scan_sink *sink = sk_app_sink(app);
    sink->ops->status(sink, &status);
    WAIT_FOR(row("Scanner") && row("Scanner")->state == SK_CHECK_FAIL);
    assert_string_equal(row("Scanner")->found, status.text);
}

static void a_list_that_cannot_be_read_and_a_light_that_does_not_work_are_said(void **state) {
    (void)state;
    set("guard.manifest", scratch_file("nowhere.csv"));
    set("light.device", "program:/nowhere/light");
    open_page();
    WAIT_FOR(row("Device list") && row("Device list")->state == SK_CHECK_FAIL);
    WAIT_FOR(row("Signal light") && row("Signal light")->state == SK_CHECK_WARN);
}

static void a_fleet_says_whether_it_is_there_and_what_is_known_without_it(void **state) {
    (void)state;
    int64_t wall = sk_clock_system()->ops->wall(sk_clock_system());
    struct sk_fleet_state fleet = { .reach = SK_MODEL_FLEET_ONLINE, .known_wall_ms = wall };
    open_page();
    assert_null(row("Fleet")); /* the bench is in none */
    sk_app_show_fleet(app, &fleet);
    assert_int_equal(row("Fleet")->state, SK_CHECK_OK);
    assert_int_equal(model()->fleet_age_s, 0);
    fleet.reach = SK_MODEL_FLEET_OFFLINE;
    fleet.known_wall_ms = wall - 200 * 1000;
    fleet.lost_wall_ms = wall - 190 * 1000;
    sk_app_show_fleet(app, &fleet);
    assert_int_equal(row("Fleet")->state, SK_CHECK_WARN);
    assert_non_null(row("Fleet")->remedy);
    const char *found = row("Fleet")->found;
    assert_ptr_equal(strstr(found, "Away for 3 min. Others: up to "), found);
    assert_int_equal(model()->fleet, SK_MODEL_FLEET_OFFLINE);
    assert_int_equal(model()->fleet_age_s, 180);
    fleet.known_wall_ms = wall - INT64_C(2) * 86400 * 1000; /* of another day, which is told too */
    sk_app_show_fleet(app, &fleet);
    char whole[SK_CLOCK_TEXT_SIZE];
    char told[128];
    sk_clock_format(fleet.known_wall_ms, whole, sizeof(whole));
    (void)snprintf(told, sizeof(told), "Away for 3 min. Others: up to %.5s %.5s.", whole + 5,
                   whole + 11);
    assert_string_equal(row("Fleet")->found, told);
    fleet.known_wall_ms = 0;
    sk_app_show_fleet(app, &fleet);
    assert_string_equal(row("Fleet")->found, "Away for 3 min. Others are not known.");
    assert_false(model()->is_fleet_known);
}

static void what_the_fleet_holds_against_the_bench_is_said_with_whom_to_call(void **state) {
    (void)state;
    struct sk_fleet_state fleet = { .reach = SK_MODEL_FLEET_ONLINE, .is_refused = true };
    open_page();
    enum sk_screen screen = model()->screen;
    sk_app_show_fleet(app, &fleet);
    assert_int_equal(row("Fleet")->state, SK_CHECK_FAIL);
    assert_string_equal(row("Fleet")->found,
                        "It refuses this bench's log: it was changed, cut, or is an old copy.");
    assert_string_equal(row("Fleet")->remedy,
                        "Call IT: find out why, then sag-kioskctl fleet accept.");
    assert_true(model()->banner);
    assert_string_equal(model()->banner_what, "The fleet refuses this bench's log.");
    assert_int_equal(model()->screen, screen); /* which is not covered */
    fleet.is_shut_out = true;
    sk_app_show_fleet(app, &fleet);
    assert_string_equal(row("Fleet")->found,
                        "It does not let this bench in: it was revoked, or has another secret.");
    assert_string_equal(model()->banner_what, "The fleet does not let this bench in.");
    fleet = (struct sk_fleet_state){ .reach = SK_MODEL_FLEET_ONLINE, .clock_minutes = -61 };
    sk_app_show_fleet(app, &fleet);
    assert_string_equal(row("Fleet")->found, "This machine's clock is off by 61 min.");
    assert_string_equal(model()->banner_what, "The clock of this machine is wrong.");
    fleet.clock_minutes = 0;
    sk_app_show_fleet(app, &fleet);
    assert_int_equal(row("Fleet")->state, SK_CHECK_OK);
    assert_false(model()->banner);
}

static void back_leads_to_the_menu(void **state) {
    (void)state;
    open_page();
    touch(SK_SUPER_TOUCH_BACK, 0);
    WAIT_FOR(model()->supervisor.page == SK_SUPER_MENU);
    assert_int_equal(model()->supervisor.checks.count, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_bench, finish_bench)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(what_is_well_is_said_to_be),
        TEST(a_cloud_that_is_away_says_how_far_it_came_and_what_to_do),
        TEST(a_scanner_that_may_not_be_opened_is_said_with_its_fix),
        TEST(a_list_that_cannot_be_read_and_a_light_that_does_not_work_are_said),
        TEST(a_fleet_says_whether_it_is_there_and_what_is_known_without_it),
        TEST(what_the_fleet_holds_against_the_bench_is_said_with_whom_to_call),
        TEST(back_leads_to_the_menu),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
