/* What the journal does by itself when nothing is written, by clocks that are wrong in every way.
 */
#define _XOPEN_SOURCE 700 /* nftw() */

#include "exported.h"

#include "journal/tidy.h"

#include <time.h>

#define PAIRS 20
#define DAY_MS INT64_C(86400000)

static struct {
    struct sk_clock base;
    sk_ms mono;
    int64_t wall;
} times;

static sk_ms mono_now(struct sk_clock *clock) {
    (void)clock;
    return times.mono;
}

static int64_t wall_now(struct sk_clock *clock) {
    (void)clock;
    return times.wall;
}

static const struct sk_clock_ops ops = { mono_now, wall_now };

static void pass(int64_t ms) {
    times.mono += ms;
    times.wall += ms;
}

static bool is_idle = true;
static char told[SK_ERR_TEXT_SIZE];

static bool may_go_on(void *data) {
    (void)data;
    return is_idle;
}

static void keep(void *data, const char *text) {
    (void)data;
    (void)snprintf(told, sizeof(told), "%s", text);
}

static int set_up(void **state) {
    int status = scratch_make(state);
    if (status == 0) {
        struct sk_journal *journal = open_journal();
        write_pairs(journal, 1, PAIRS);
        sk_journal_destroy(journal);
        export_all();
    }
    times.base.ops = &ops;
    times.mono = 5000;
    times.wall = RECORDS_WALL_MS;
    is_idle = true;
    told[0] = '\0';
    return status;
}

static void count_pair(void *data, const struct sk_stored_pair *pair) {
    (void)pair;
    (*(int *)data)++;
}

static int pairs_left(struct sk_journal *journal) {
    int count = 0;
    assert_int_equal(sk_journal_pairs(journal, count_pair, &count, NULL), SK_OK);
    return count;
}

static void begin(struct sk_tidy *tidy, int64_t keep_days) {
    sk_tidy_init(tidy, &times.base, may_go_on, keep, NULL);
    tidy->keep_days = keep_days;
}

static void tidy_up(struct sk_tidy *tidy, struct sk_journal *journal) {
    struct sk_err_info info = { "" };
    if (sk_tidy_do(tidy, journal, &info) != SK_OK) {
        fail_msg("%s", info.text);
    }
}

/* 1970, 2000, today, just before and behind 2038-01-19, 2106, and the year 3000. */
static const int64_t starts[] = { 0,
                                  INT64_C(946684800000),
                                  RECORDS_WALL_MS,
                                  INT64_C(2147483647000),
                                  INT64_C(2147483648000),
                                  INT64_C(4294967296000),
                                  INT64_C(32503680000000) };

static void nothing_is_purged_by_a_clock_that_nobody_vouched_for(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++) {
        struct sk_tidy tidy;
        struct sk_journal *journal = open_journal();
        times.wall = starts[i];
        begin(&tidy, 1);
        for (int days = 0; days < 40; days++) {
            tidy_up(&tidy, journal);
            pass(DAY_MS);
        }
        assert_int_equal(pairs_left(journal), PAIRS);
        assert_string_equal(told, "");
        sk_journal_destroy(journal);
    }
    expect_sound();
}

static void a_clock_that_is_right_purges_what_is_too_old_and_no_other(void **state) {
    (void)state;
    struct sk_tidy tidy;
    struct sk_journal *journal = open_journal();
    times.wall = RECORDS_WALL_MS + 3 * DAY_MS;
    begin(&tidy, 5);
    tidy.is_clock_right = true;
    tidy_up(&tidy, journal);
    assert_int_equal(pairs_left(journal), PAIRS);
    pass(3 * DAY_MS);
    tidy_up(&tidy, journal);
    assert_int_equal(pairs_left(journal), 0);
    sk_journal_destroy(journal);
    expect_sound();
}

static bool is_clock_event(void *data, const struct sk_logged_event *event) {
    if (strcmp(event->event, "clock") == 0) {
        (void)snprintf(data, SK_NOTE_SIZE, "%s", event->note);
    }
    return true;
}

static void a_jump_is_an_event_and_stops_the_purge(int64_t jump) {
    char note[SK_NOTE_SIZE] = "";
    char wanted[SK_NOTE_SIZE];
    struct sk_tidy tidy;
    struct sk_journal *journal = open_journal();
    times.wall = RECORDS_WALL_MS + DAY_MS;
    begin(&tidy, 5);
    tidy.is_clock_right = true;
    tidy_up(&tidy, journal);
    pass(60000);
    times.wall += jump;
    tidy_up(&tidy, journal);
    for (int days = 0; days < 40; days++) {
        pass(DAY_MS);
        tidy_up(&tidy, journal);
    }
    assert_int_equal(pairs_left(journal), PAIRS);
    (void)snprintf(wanted, sizeof(wanted), "the wall clock was moved by %lld ms", (long long)jump);
    assert_int_equal(sk_journal_events(journal, 0, is_clock_event, note, NULL), SK_OK);
    assert_string_equal(note, wanted);
    assert_string_equal(told, wanted);
    tidy.is_clock_right = true; /* held against the service's time again */
    pass(4 * DAY_MS);
    tidy_up(&tidy, journal);
    assert_int_equal(pairs_left(journal), jump > 0 ? 0 : PAIRS);
    sk_journal_destroy(journal);
}

static void a_year_ahead_purges_nothing(void **state) {
    (void)state;
    a_jump_is_an_event_and_stops_the_purge(365 * DAY_MS);
    expect_sound();
}

static void nor_does_a_year_back(void **state) {
    (void)state;
    a_jump_is_an_event_and_stops_the_purge(-365 * DAY_MS);
    expect_sound();
}

static void daylight_saving_is_no_jump(void **state) {
    (void)state;
    struct sk_tidy tidy;
    assert_int_equal(setenv("TZ", "Europe/Berlin", 1), 0);
    tzset();
    struct sk_journal *journal = open_journal();
    times.wall = INT64_C(1774745940000); /* 2026-03-29, a minute before two o'clock */
    begin(&tidy, 1000);
    tidy.is_clock_right = true;
    for (int minutes = 0; minutes < 5; minutes++) {
        tidy_up(&tidy, journal);
        pass(60000);
    }
    assert_true(tidy.is_clock_right);
    assert_string_equal(told, "");
    sk_journal_destroy(journal);
}

static void a_clock_that_is_slowly_put_right_does_not_jump(void **state) {
    (void)state;
    struct sk_clock_watch watch = { .has_seen = false };
    int64_t wall = 0;
    assert_int_equal(sk_clock_watch_look(&watch, wall, 0), 0);
    for (sk_ms mono = 60000; mono < 6000000; mono += 60000) {
        wall += 60000 + 30; /* 500 ppm, as much as NTP slews */
        assert_int_equal(sk_clock_watch_look(&watch, wall, mono), 0);
    }
    assert_int_equal(sk_clock_watch_look(&watch, wall - 5000, 5940000), -5000);
}

static void a_rest_comes_in_a_pause_and_not_after_every_pair(void **state) {
    (void)state;
    struct sk_tidy tidy;
    struct sk_journal *journal = open_journal();
    begin(&tidy, 0);
    tidy_up(&tidy, journal); /* the indexes' check is over */
    int rests = 0;
    for (int pairs = 0; pairs < 20; pairs++) { /* one in three seconds, for a minute */
        sk_tidy_wrote(&tidy);
        for (int s = 0; s < 3; s++) {
            bool was_unrested = tidy.is_unrested;
            tidy_up(&tidy, journal);
            rests += was_unrested && !tidy.is_unrested;
            pass(1000);
        }
    }
    assert_in_range(rests, 1, 2);
    sk_tidy_wrote(&tidy);
    assert_true(sk_tidy_wait(&tidy) <= 10000);
    pass(10000);
    tidy_up(&tidy, journal);
    assert_false(tidy.is_unrested);
    is_idle = false;
    sk_tidy_wrote(&tidy);
    pass(100000);
    tidy_up(&tidy, journal);
    assert_true(tidy.is_unrested); /* something is to be written: it waits for nothing */
    sk_journal_destroy(journal);
}

/* In the scratch directory. */
static bool run_there(const char *what) {
    char command[700];
    (void)snprintf(command, sizeof(command), "cd '%s' && %s", scratch_path, what);
    return system(command) == 0; /* NOLINT(cert-env33-c): names are the test's own */
}

/* A bench without a clock, on a disk that gets full. */
static void a_full_disk_purges_what_was_exported_and_says_so(void **state) {
    (void)state;
    struct sk_tidy tidy;
    if (!run_there("mkdir small && mount -t tmpfs -o size=8m none small")) {
        print_message("skipped: a small disk cannot be mounted here\n");
        skip();
    }
    bool is_copied = run_there("cp state/* small");
    struct sk_journal *journal = NULL;
    enum sk_err err =
        sk_journal_create(&journal, scratch_file("small/journal.db"), SK_JOURNAL_WRITE, NULL);
    int kept = -1;
    int left = -1;
    if (!err) {
        struct sk_record waits = intent(PAIRS + 1, "sage62x1", "sag-1"); /* not exported */
        append(journal, &waits, 1);
        begin(&tidy, 0);
        (void)sk_tidy_do(&tidy, journal, NULL);
        kept = pairs_left(journal); /* "for ever" is kept for ever */
        begin(&tidy, 30);
        (void)sk_tidy_do(&tidy, journal, NULL);
        left = pairs_left(journal);
    }
    sk_journal_destroy(journal);
    (void)run_there("umount small");
    assert_true(is_copied);
    assert_int_equal(err, SK_OK);
    assert_int_equal(kept, PAIRS + 1);
    assert_int_equal(left, 1);
    assert_non_null(
        strstr(told, "the time is not known: 41 events that were exported were purged"));
}

static void what_was_not_exported_ends_a_purge_by_itself(void **state) {
    (void)state;
    struct sk_tidy tidy;
    struct sk_journal *journal = open_journal();
    write_pairs(journal, PAIRS + 1, 5);
    times.wall = RECORDS_WALL_MS + 30 * DAY_MS;
    begin(&tidy, 5);
    tidy.is_clock_right = true;
    tidy_up(&tidy, journal);
    assert_int_equal(pairs_left(journal), 5); /* but not nothing: it used to be refused */
    sk_journal_destroy(journal);
    expect_sound();
}

#define IN_RECORDS(function) cmocka_unit_test_setup_teardown(function, set_up, scratch_remove)

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_RECORDS(nothing_is_purged_by_a_clock_that_nobody_vouched_for),
        IN_RECORDS(a_clock_that_is_right_purges_what_is_too_old_and_no_other),
        IN_RECORDS(a_year_ahead_purges_nothing),
        IN_RECORDS(nor_does_a_year_back),
        IN_RECORDS(daylight_saving_is_no_jump),
        IN_RECORDS(a_clock_that_is_slowly_put_right_does_not_jump),
        IN_RECORDS(a_rest_comes_in_a_pause_and_not_after_every_pair),
        IN_RECORDS(a_full_disk_purges_what_was_exported_and_says_so),
        IN_RECORDS(what_was_not_exported_ends_a_purge_by_itself),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
