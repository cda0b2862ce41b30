#include "check.h"

#include "base/util.h"
#include "input/usb/doubles.h"
#include "input/usb/source.h"

#include <string.h>

static struct {
    struct sk_usb_source source;
    struct sk_framing_rules rules;
    sk_ms now;
    size_t taken;
    size_t again;
    char text[64];
} desk;

static void on_scan(void *data, const struct sk_scan *scan) {
    (void)data;
    desk.taken += !scan->is_part;
    desk.again += scan->is_part;
    (void)snprintf(desk.text, sizeof(desk.text), "%.63s", scan->text);
}

static void set_up(void) {
    memset(&desk, 0, sizeof(desk));
    desk.rules.gap = 100;
    sk_usb_source_init(&desk.source, &desk.rules, on_scan, NULL);
    sk_usb_source_begin_boot(&desk.source, SK_LAYOUT_US);
}

static void report(uint8_t usage) {
    const uint8_t bytes[8] = { 0, 0, usage };
    sk_usb_source_take(&desk.source, bytes, sizeof(bytes), desk.now++);
}

static uint8_t key_of(char c) {
    return c >= 'a' && c <= 'z'   ? (uint8_t)(0x04 + c - 'a')
           : c >= '1' && c <= '9' ? (uint8_t)(0x1e + c - '1')
           : c == '0'             ? 0x27
                                  : 0x28; /* Return */
}

enum manner {
    RELEASES,       /* after each key */
    RELEASES_EQUAL, /* only between two equal ones: as few reports as possible */
    REPEATS,        /* as if a report were a press */
    SWALLOWS,       /* not even that */
    TWICE,          /* each report */
};

static void scan(const char *text, enum manner manner) {
    char before = '\0';
    for (const char *c = text;; c++) {
        char now = *c ? *c : '\r';
        if (manner == RELEASES_EQUAL && now == before) {
            report(0);
        }
        if (manner != SWALLOWS || now != before) {
            report(key_of(now));
        }
        if (manner == TWICE) {
            report(key_of(now));
            report(0);
        }
        if (manner == RELEASES || manner == TWICE) {
            report(0);
        }
        before = now;
        if (!*c) {
            break;
        }
    }
    report(0);
    desk.now += 500;
    (void)sk_usb_source_tick(&desk.source, desk.now);
}

static void a_report_that_changes_nothing_makes_a_scan_that_is_read_again(void **state) {
    (void)state;
    set_up();
    scan("sage62x0219220001", REPEATS);
    assert_int_equal(desk.taken, 0);
    assert_int_equal(desk.again, 1);
    assert_string_equal(desk.text, "sage62x0219201"); /* it lacks three */
    assert_true(sk_usb_source_loses_doubles(&desk.source));
    scan("sage62x0219", REPEATS); /* and this one nothing */
    assert_int_equal(desk.taken, 1);
    assert_true(sk_usb_source_loses_doubles(&desk.source));
}

static void who_lets_go_between_equal_keys_loses_nothing(void **state) {
    static const enum manner manners[] = { RELEASES, RELEASES_EQUAL, TWICE };
    (void)state;
    for (size_t i = 0; i < SK_ARRAY_LEN(manners); i++) {
        set_up();
        for (size_t times = 0; times < 40; times++) {
            scan("sage62x0219220001", manners[i]);
            assert_string_equal(desk.text, "sage62x0219220001");
        }
        assert_int_equal(desk.taken, 40);
        assert_false(sk_usb_source_loses_doubles(&desk.source));
    }
}

/* Nothing in the stream says that a character is missing; only that there never are two. */
static void who_never_has_two_equal_characters_is_suspected_in_time(void **state) {
    (void)state;
    set_up();
    size_t keys = 0;
    while (keys < SK_DOUBLES_KEYS) {
        assert_false(sk_usb_source_loses_doubles(&desk.source));
        scan("sage62x0219220001", SWALLOWS);
        keys += 14; /* all but the first without a release before */
    }
    assert_true(sk_usb_source_loses_doubles(&desk.source));
}

/* A hand on a keyboard that is read as a scanner, and a keyboard that repeats on its own. */
static void a_key_that_is_held_between_texts_is_no_repeat(void **state) {
    (void)state;
    set_up();
    scan("sage62x0219", RELEASES);
    report(key_of('\r'));
    report(key_of('\r'));
    report(key_of('\r'));
    report(0);
    scan("sage62x0219", RELEASES);
    assert_int_equal(desk.taken, 2);
    assert_false(sk_usb_source_loses_doubles(&desk.source));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_report_that_changes_nothing_makes_a_scan_that_is_read_again),
        cmocka_unit_test(who_lets_go_between_equal_keys_loses_nothing),
        cmocka_unit_test(who_never_has_two_equal_characters_is_suspected_in_time),
        cmocka_unit_test(a_key_that_is_held_between_texts_is_no_repeat),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
