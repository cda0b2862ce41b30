/* Whether a bench misses its scanner: in virtual time, by what readers say. */
#include "check.h"

#include "app/core/scanner_watch.h"

#include <stdio.h>
#include <string.h>

static struct sk_scanner_watch watch;
static struct sk_reader_status readers[2];
static size_t count;
static sk_ms now;

static void begin(enum sk_expect expect) {
    memset(readers, 0, sizeof(readers));
    count = 0;
    now = 5000;
    sk_scanner_watch_init(&watch, expect, now);
}

static void tell(size_t at, enum sk_scan_source source, enum sk_reader_health health,
                 const char *text) {
    readers[at].source = source;
    readers[at].health = health;
    (void)snprintf(readers[at].text, sizeof(readers[at].text), "%s", text);
    count = at >= count ? at + 1 : count;
}

static sk_ms look(void) {
    return sk_scanner_watch_look(&watch, readers, count, now);
}

/* Lets time pass as the app does: it looks when it was told to. */
static void pass(sk_ms ms) {
    for (sk_ms end = now + ms; now < end;) {
        sk_ms due = look();
        assert_true(due == -1 || due > now);
        now = due >= 0 && due < end ? due : end;
    }
    (void)look();
}

static void a_bench_that_never_had_a_scanner_misses_none(void **state) {
    (void)state;
    begin(SK_EXPECT_AUTO);
    pass(600000);
    assert_false(watch.is_alarm);
}

static void a_scanner_that_is_gone_is_missed_within_two_seconds_and_ends_by_itself(void **state) {
    (void)state;
    begin(SK_EXPECT_AUTO);
    tell(0, SK_SOURCE_USB_HID_POS, SK_READER_READY, "");
    pass(100000);
    tell(0, SK_SOURCE_USB_HID_POS, SK_READER_ABSENT, "");
    sk_ms gone = now;
    while (!watch.is_alarm) {
        sk_ms due = look();
        assert_true(watch.is_alarm || due > now);
        now = watch.is_alarm ? now : due;
    }
    assert_in_range(now - gone, 1000, 2000);
    assert_true(watch.is_covering);
    assert_int_equal(watch.rings, 1);
    pass(100000);
    assert_int_equal(watch.rings, 1);
    tell(0, SK_SOURCE_USB_HID_POS, SK_READER_READY, "");
    (void)look();
    assert_false(watch.is_alarm);
    assert_false(watch.is_covering);
}

static void replugging_is_no_alarm(void **state) {
    (void)state;
    begin(SK_EXPECT_SCANNER);
    for (int i = 0; i < 20; i++) {
        tell(0, SK_SOURCE_USB_CDC, SK_READER_READY, "");
        pass(300);
        tell(0, SK_SOURCE_USB_CDC, SK_READER_ABSENT, "");
        pass(1200);
    }
    assert_int_equal(watch.rings, 0);
}

static void what_the_log_knows_is_missed_from_the_start(void **state) {
    (void)state;
    begin(SK_EXPECT_AUTO);
    sk_scanner_watch_know(&watch);
    pass(2000);
    assert_true(watch.is_covering);
    assert_string_equal(watch.trouble, "");
    tell(0, SK_SOURCE_USB_HID_KEYBOARD, SK_READER_TROUBLE, "may not be opened");
    (void)look();
    assert_true(watch.is_covering);
    assert_string_equal(watch.trouble, "may not be opened");
}

/* By expectation: what is enough, and what is not. */
static void what_is_enough_is_declared(void **state) {
    static const struct {
        enum sk_expect expect;
        enum sk_scan_source works;
        bool is_alarm;
    } table[] = {
        { SK_EXPECT_SCANNER, SK_SOURCE_CAMERA, true },
        { SK_EXPECT_SCANNER, SK_SOURCE_KEYBOARD, true },
        { SK_EXPECT_SCANNER, SK_SOURCE_EVDEV, false },
        { SK_EXPECT_SCANNER, SK_SOURCE_SERIAL, false },
        { SK_EXPECT_CAMERA, SK_SOURCE_CAMERA, false },
        { SK_EXPECT_CAMERA, SK_SOURCE_USB_CDC, false },
        { SK_EXPECT_CAMERA, SK_SOURCE_STDIN, true },
        { SK_EXPECT_KEYBOARD, SK_SOURCE_CAMERA, false },
        { SK_EXPECT_AUTO, SK_SOURCE_CAMERA, false },
    };
    (void)state;
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        begin(table[i].expect);
        tell(0, table[i].works, SK_READER_READY, "");
        pass(10000);
        assert_int_equal(watch.is_alarm, table[i].is_alarm);
    }
}

static void a_scan_by_other_means_gives_the_screen_back_for_a_while(void **state) {
    (void)state;
    begin(SK_EXPECT_SCANNER);
    sk_scanner_watch_scan(&watch, now); /* before the alarm: nothing was done about it */
    pass(5000);
    assert_true(watch.is_covering);
    sk_scanner_watch_scan(&watch, now);
    (void)look();
    assert_false(watch.is_covering);
    assert_true(watch.is_alarm);
    pass(SK_SCANNER_WATCH_ASIDE_MS - 1);
    assert_false(watch.is_covering);
    pass(1);
    assert_true(watch.is_covering);
    assert_int_equal(watch.rings, 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bench_that_never_had_a_scanner_misses_none),
        cmocka_unit_test(a_scanner_that_is_gone_is_missed_within_two_seconds_and_ends_by_itself),
        cmocka_unit_test(replugging_is_no_alarm),
        cmocka_unit_test(what_the_log_knows_is_missed_from_the_start),
        cmocka_unit_test(what_is_enough_is_declared),
        cmocka_unit_test(a_scan_by_other_means_gives_the_screen_back_for_a_while),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
