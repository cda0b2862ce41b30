#include "check.h"

#include "base/util.h"
#include "input/burst.h"
#include "pairing/label.h"

#include <string.h>

#define SN "sage62x0219220001"
#define INST "sag-demo0000000000ok01"

struct desk {
    struct sk_burst burst;
    int count;
    struct sk_scan got[8];
};

static void on_scan(void *data, const struct sk_scan *scan) {
    struct desk *desk = data;
    assert_in_range(desk->count, 0, 7);
    desk->got[desk->count++] = *scan;
}

static void open_desk(struct desk *desk) {
    memset(desk, 0, sizeof(*desk));
    sk_burst_init(&desk->burst, on_scan, desk);
}

/* A text typed from `from` on, `pace` ms a character, with its end. Returns when that was. */
static sk_ms type(struct desk *desk, const char *text, sk_ms from, sk_ms pace) {
    struct sk_scan scan = { .source = SK_SOURCE_KEYBOARD };
    sk_ms at = from;
    for (size_t i = 0; i < strlen(text); i++, at += pace) {
        sk_burst_tick(&desk->burst, at);
        sk_burst_touch(&desk->burst, at);
    }
    sk_burst_tick(&desk->burst, at);
    sk_scan_set_text(&scan, text, strlen(text));
    scan.at = at;
    sk_burst_end(&desk->burst, &scan);
    return at;
}

static void wait_out(struct desk *desk) {
    for (sk_ms due; (due = sk_burst_due(&desk->burst)) >= 0;) {
        sk_burst_tick(&desk->burst, due);
    }
}

static void a_scan_is_handed_on_once_nothing_followed_at_once(void **state) {
    (void)state;
    struct desk desk;
    open_desk(&desk);
    assert_int_equal(sk_burst_due(&desk.burst), -1);
    sk_ms end = type(&desk, SN, 1000, 5);
    assert_int_equal(sk_burst_due(&desk.burst), end + SK_BURST_MS);
    sk_burst_tick(&desk.burst, end + SK_BURST_MS - 1);
    assert_int_equal(desk.count, 0);
    sk_burst_tick(&desk.burst, end + SK_BURST_MS);
    assert_int_equal(desk.count, 1);
    assert_false(desk.got[0].is_joined);
    assert_string_equal(desk.got[0].text, SN);
    assert_int_equal(desk.got[0].at, end);
    assert_int_equal(sk_burst_due(&desk.burst), -1);
}

/* However fast a scanner types, whatever the code contains. */
static void what_follows_at_once_is_of_the_same_code_and_none_of_it_is_a_label(void **state) {
    (void)state;
    static const char *const texts[][3] = { { SN, "SAGK:ACK", NULL },
                                            { INST, "SAGK:STICKY", NULL },
                                            { "OP:Li", SN, NULL },
                                            { SN, INST, NULL },
                                            { "SAGK:ACK", "SAGK:ACK", "SAGK:ACK" } };
    struct sk_label_rules *rules = NULL;
    assert_int_equal(sk_label_rules_create(&rules, NULL, NULL, NULL, SK_LABEL_CASE_KEEP, NULL),
                     SK_OK);
    assert_int_equal(sk_label_rules_badge(rules, "^OP:(.+)$", NULL), SK_OK);
    for (size_t i = 0; i < SK_ARRAY_LEN(texts); i++) {
        for (sk_ms pace = 0; pace <= 200; pace += 20) {
            struct desk desk;
            struct sk_label label;
            open_desk(&desk);
            sk_ms at = 1000;
            for (size_t k = 0; k < 3 && texts[i][k]; k++) {
                at = type(&desk, texts[i][k], at + SK_BURST_MS - 1, pace);
            }
            wait_out(&desk);
            assert_int_equal(desk.count, 1);
            assert_true(desk.got[0].is_joined);
            sk_label_classify(rules, &desk.got[0], &label);
            assert_int_equal(label.kind, SK_LABEL_SEVERAL);
            assert_non_null(strstr(desk.got[0].text, texts[i][1]));
        }
    }
    sk_label_rules_destroy(rules);
}

static void what_follows_later_is_a_scan_of_its_own(void **state) {
    (void)state;
    struct desk desk;
    open_desk(&desk);
    sk_ms end = type(&desk, SN, 1000, 5);
    end = type(&desk, INST, end + SK_BURST_MS, 5);
    (void)type(&desk, "SAGK:ACK", end + SK_BURST_MS + 1, 0);
    wait_out(&desk);
    assert_int_equal(desk.count, 3);
    for (int i = 0; i < desk.count; i++) {
        assert_false(desk.got[i].is_joined);
    }
}

/* The rest of a code whose first part was already delivered does not count, either. */
static void a_text_that_began_at_once_and_ends_late_is_no_label(void **state) {
    (void)state;
    struct desk desk;
    struct sk_scan late = { .text = "SAGK:ACK", .length = 8, .at = 9000 };
    open_desk(&desk);
    sk_ms end = type(&desk, SN, 1000, 5);
    sk_burst_touch(&desk.burst, end + 1);
    wait_out(&desk); /* nothing more comes: what there is, is delivered */
    assert_int_equal(desk.count, 1);
    assert_true(desk.got[0].is_joined);
    sk_burst_end(&desk.burst, &late);
    wait_out(&desk);
    assert_int_equal(desk.count, 2);
    assert_true(desk.got[1].is_joined);
    (void)type(&desk, SN, 20000, 5); /* and then all is well again */
    wait_out(&desk);
    assert_false(desk.got[2].is_joined);
}

static void the_rest_of_a_suffix_does_not_part_what_comes_at_once(void **state) {
    (void)state;
    struct desk desk;
    open_desk(&desk);
    sk_ms end = type(&desk, SN, 1000, 5);
    sk_burst_blank(&desk.burst, end + 20); /* the LF */
    (void)type(&desk, "SAGK:ACK", end + 40, 20);
    wait_out(&desk);
    assert_int_equal(desk.count, 1);
    assert_true(desk.got[0].is_joined);
    end = type(&desk, SN, 10000, 5);
    sk_burst_blank(&desk.burst, end + 20);
    wait_out(&desk);
    assert_int_equal(desk.count, 2);
    assert_false(desk.got[1].is_joined);
}

static void a_text_that_is_thrown_away_makes_the_one_before_it_no_label(void **state) {
    (void)state;
    struct desk desk;
    open_desk(&desk);
    sk_ms end = type(&desk, SN, 1000, 5);
    sk_burst_touch(&desk.burst, end + 1);
    sk_burst_forget(&desk.burst);
    wait_out(&desk);
    assert_int_equal(desk.count, 1);
    assert_true(desk.got[0].is_joined);
}

static void a_text_of_nothing_but_blanks_spoils_no_later_scan(void **state) {
    (void)state;
    struct desk desk;
    open_desk(&desk);
    sk_ms end = type(&desk, SN, 1000, 5);
    sk_burst_touch(&desk.burst, end + 1);
    wait_out(&desk);
    sk_burst_blank(&desk.burst, 50000);
    (void)type(&desk, INST, 60000, 5);
    wait_out(&desk);
    assert_int_equal(desk.count, 2);
    assert_true(desk.got[0].is_joined);
    assert_false(desk.got[1].is_joined);
}

static void a_reader_that_goes_away_loses_no_whole_scan(void **state) {
    (void)state;
    struct desk desk;
    open_desk(&desk);
    (void)type(&desk, SN, 1000, 5);
    sk_burst_flush(&desk.burst);
    assert_int_equal(desk.count, 1);
    assert_false(desk.got[0].is_joined);
    sk_burst_flush(&desk.burst);
    assert_int_equal(desk.count, 1);
}

static void a_code_longer_than_there_is_room_is_told_cut(void **state) {
    (void)state;
    static struct desk desk;
    static char text[SK_SCAN_TEXT_MAX];
    struct sk_scan scan = { .at = 5 };
    memset(text, 'a', sizeof(text));
    for (size_t length = SK_SCAN_TEXT_MAX - 3; length <= SK_SCAN_TEXT_MAX; length++) {
        open_desk(&desk);
        sk_scan_set_text(&scan, text, length);
        sk_burst_end(&desk.burst, &scan);
        sk_burst_end(&desk.burst, &scan);
        wait_out(&desk);
        assert_int_equal(desk.count, 1);
        assert_true(desk.got[0].cut && desk.got[0].is_joined);
        assert_int_equal(desk.got[0].length, SK_SCAN_TEXT_MAX);
        assert_int_equal(desk.got[0].text[SK_SCAN_TEXT_MAX], 0);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(a_scan_is_handed_on_once_nothing_followed_at_once),
        SK_TEST(what_follows_at_once_is_of_the_same_code_and_none_of_it_is_a_label),
        SK_TEST(what_follows_later_is_a_scan_of_its_own),
        SK_TEST(a_text_that_began_at_once_and_ends_late_is_no_label),
        SK_TEST(the_rest_of_a_suffix_does_not_part_what_comes_at_once),
        SK_TEST(a_text_that_is_thrown_away_makes_the_one_before_it_no_label),
        SK_TEST(a_text_of_nothing_but_blanks_spoils_no_later_scan),
        SK_TEST(a_reader_that_goes_away_loses_no_whole_scan),
        SK_TEST(a_code_longer_than_there_is_room_is_told_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
