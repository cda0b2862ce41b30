/* Whose red nobody acknowledged: it is on the screen again after a start, and nothing else is. */
#define _XOPEN_SOURCE 700 /* nftw() */

#include "records.h"

#include "base/util.h"
#include "journal/started.h"
#include "journal/unseen.h"

static void start(void) {
    struct sk_journal *journal = open_journal();
    struct sk_started started = { .version = "0.1.0", .settings = "kiosk.bench=7\n" };
    struct sk_err_info info = { "" };
    if (sk_started_note(journal, &started, sk_clock_system(), &info) != SK_OK) {
        fail_msg("%s", info.text);
    }
    sk_journal_destroy(journal);
}

static void write_one(const struct sk_record *record) {
    struct sk_journal *journal = open_journal();
    append(journal, record, 1);
    sk_journal_destroy(journal);
}

static void scanned(int64_t number) {
    char serial[32];
    (void)snprintf(serial, sizeof(serial), "sage62x021922%04d", (int)number);
    struct sk_record record = intent(number, serial, "sag-demo0000000000ok01");
    write_one(&record);
}

static void ended(int64_t number, enum sk_result result) {
    struct sk_record record = settled(number, result, "SAG.SnConflict");
    write_one(&record);
}

static void red(int64_t number) {
    scanned(number);
    ended(number, SK_RESULT_REFUSED);
}

static void seen(int64_t number) {
    struct sk_record record = { .event = SK_EVENT_SEEN, .wall_ms = RECORDS_WALL_MS, .at = 1 };
    record.pair.refers = number;
    write_one(&record);
}

static void name(void *data, const struct sk_stored_pair *pair) {
    char *text = data;
    size_t used = strlen(text);
    (void)snprintf(text + used, 64 - used, "%lld ", (long long)pair->pair.number);
}

/* The numbers, each with a blank behind it; good until the next call. */
static const char *unseen(int32_t limit) {
    static char text[64];
    struct sk_err_info info = { "" };
    struct sk_journal *journal = open_journal();
    text[0] = '\0';
    if (sk_unseen_each(journal, limit, name, text, &info) != SK_OK) {
        fail_msg("%s", info.text);
    }
    sk_journal_destroy(journal);
    return text;
}

static void red_stays_over_starts_until_it_is_acknowledged(void **state) {
    (void)state;
    start();
    red(1);
    red(2);
    scanned(3);
    ended(3, SK_RESULT_BOUND);
    scanned(4);
    ended(4, SK_RESULT_CHECK);
    assert_string_equal(unseen(9), "1 2 4 ");
    assert_string_equal(unseen(2), "1 2 ");
    seen(2);
    for (int i = 0; i < 3; i++) {
        start();
        assert_string_equal(unseen(9), "1 4 ");
    }
    seen(1);
    seen(4);
    assert_string_equal(unseen(9), "");
    start();
    red(5);
    start();
    assert_string_equal(unseen(9), "5 ");
    expect_sound();
}

static void what_somebody_dealt_with_is_not_shown_again(void **state) {
    (void)state;
    start();
    red(1);
    red(2);
    red(3);
    struct sk_record dealt = { .event = SK_EVENT_DEALT, .pair.number = 1, .wall_ms = 1, .at = 1 };
    struct sk_record again = intent(4, "sage62x0219220002", "sag-demo0000000000ok01");
    again.pair.refers = 2;
    write_one(&dealt);
    write_one(&again);
    start();
    assert_string_equal(unseen(9), "3 ");
    ended(4, SK_RESULT_REFUSED); /* it was under way when the bench was started */
    start();
    assert_string_equal(unseen(9), "3 4 ");
}

static void a_shell_was_told_and_the_screen_is_not(void **state) {
    (void)state;
    start();
    struct sk_record record = intent(1, "sage62x0219220001", "sag-demo0000000000ok01");
    record.pair.serial_facts.source = SK_SOURCE_CLI;
    write_one(&record);
    ended(1, SK_RESULT_REFUSED);
    red(2);
    assert_string_equal(unseen(9), "2 ");
}

/* What was red before there was such an event was seen, as far as anybody knows. */
static void after_an_update_old_red_does_not_come_back(void **state) {
    (void)state;
    red(1);
    assert_string_equal(unseen(9), "");
    start();
    assert_string_equal(unseen(9), "");
    red(2);
    assert_string_equal(unseen(9), "2 ");
    tamper(
        journal_path(),
        "DROP TRIGGER event_keep_update; UPDATE event SET refers=0 WHERE event='started'"); /* the
                                                                                               older
                                                                                               one's
                                                                                             */
    assert_string_equal(unseen(9), "");
}

static void a_start_that_was_purged_forgets_nothing(void **state) {
    (void)state;
    start();
    red(1);
    red(2);
    seen(1);
    tamper(journal_path(),
           "DROP TRIGGER event_keep_update; UPDATE event SET event='purged' WHERE event='started'");
    assert_string_equal(unseen(9), "2 ");
    start();
    assert_string_equal(unseen(9), "2 ");
}

#define IN_SCRATCH(function) cmocka_unit_test_setup_teardown(function, scratch_make, scratch_remove)

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(red_stays_over_starts_until_it_is_acknowledged),
        IN_SCRATCH(what_somebody_dealt_with_is_not_shown_again),
        IN_SCRATCH(a_shell_was_told_and_the_screen_is_not),
        IN_SCRATCH(after_an_update_old_red_does_not_come_back),
        IN_SCRATCH(a_start_that_was_purged_forgets_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
