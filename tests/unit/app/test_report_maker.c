/* Reports that are made of their own accord: when, how often, and what goes wrong. */
#define _XOPEN_SOURCE 700 /* nftw(), setenv() */

#include "unit/journal/records.h"

#include "app/report/report_maker.h"

#include "fake/fontconfig_leaks.h"
#include "fake/print_programs.h"

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

#define HOUR INT64_C(3600000)
#define LIMIT_S 20

static _Atomic int64_t wall_ms;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t came = PTHREAD_COND_INITIALIZER;
static struct sk_report_maker_news latest;
static int news_count;

static sk_ms fake_now(struct sk_clock *clock) {
    (void)clock;
    return 0;
}

static int64_t fake_wall(struct sk_clock *clock) {
    (void)clock;
    return wall_ms;
}

static const struct sk_clock_ops clock_ops = { .now = fake_now, .wall = fake_wall };
static struct sk_clock test_clock = { .ops = &clock_ops };
static const struct sk_shift_times shifts = { .minutes = { 6 * 60, 14 * 60 }, .count = 2 };

static void on_news(void *data, const struct sk_report_maker_news *news) {
    (void)data;
    pthread_mutex_lock(&lock);
    latest = *news;
    news_count++;
    pthread_cond_signal(&came);
    pthread_mutex_unlock(&lock);
}

static struct sk_report_maker *start(const char *folder, const char *printer) {
    struct sk_report_maker *maker = NULL;
    const struct sk_report_maker_options options = { .journal_path = journal_path(),
                                                     .bench = "Bench 7",
                                                     .language = "en",
                                                     .folder = folder,
                                                     .printer = printer,
                                                     .shifts = shifts,
                                                     .clock = &test_clock,
                                                     .post = on_news };
    assert_int_equal(sk_report_maker_create(&maker, &options), SK_OK);
    return maker;
}

/* One run that makes what is due; it has done so when it can be stopped after its mark says so. */
static void run_until(const char *folder, const char *printer, const char *file) {
    struct sk_report_maker *maker = start(folder, printer);
    const struct timespec pause = { .tv_nsec = 5000000 };
    for (int i = 0; i < LIMIT_S * 200 && access(scratch_file(file), F_OK) != 0; i++) {
        (void)nanosleep(&pause, NULL);
    }
    assert_int_equal(access(scratch_file(file), F_OK), 0);
    sk_report_maker_destroy(maker);
}

static void wait_for_news(void) {
    struct timespec limit;
    assert_int_equal(clock_gettime(CLOCK_REALTIME, &limit), 0);
    limit.tv_sec += LIMIT_S;
    pthread_mutex_lock(&lock);
    while (news_count == 0) {
        assert_int_equal(pthread_cond_timedwait(&came, &lock, &limit), 0);
    }
    pthread_mutex_unlock(&lock);
}

/* Pairs of 2026-01-05 at 8:09, UTC. */
static void write_log(void) {
    struct sk_journal *journal = open_journal();
    write_pairs(journal, 1, 3);
    sk_journal_destroy(journal);
    news_count = 0;
}

static void a_report_is_due_once_after_each_end(void **state) {
    (void)state;
    struct sk_shift_span span;
    int64_t ten = RECORDS_WALL_MS + 2 * HOUR;
    assert_false(sk_report_is_due(&shifts, 0, ten, &span)); /* none ever was */
    assert_true(sk_report_is_due(&shifts, ten - 24 * HOUR, ten, &span));
    int64_t six = span.to_ms;
    assert_false(sk_report_is_due(&shifts, six, ten, &span));
    assert_true(sk_report_is_due(&shifts, six, ten + 5 * HOUR, &span));
    assert_int_equal(span.from_ms, six);
    assert_int_equal(span.to_ms, six + 8 * HOUR);
    assert_false(sk_report_is_due(&shifts, six + 8 * HOUR, ten, &span)); /* the clock went back */
}

static void the_first_start_makes_none_and_the_end_of_the_shift_one(void **state) {
    (void)state;
    const char *folder = scratch_file("reports");
    write_log();
    assert_int_equal(mkdir(folder, 0700), 0);
    wall_ms = RECORDS_WALL_MS + HOUR;
    run_until(folder, "", "state/journal.db.report");
    wall_ms = RECORDS_WALL_MS + 6 * HOUR;
    run_until(scratch_file("reports"), "", "reports/sag-kiosk-shift-Bench-7-20260105T140000.pdf");
    assert_int_equal(unlink(scratch_file("reports/sag-kiosk-shift-Bench-7-20260105T140000.pdf")),
                     0);
    struct sk_report_maker *maker = start(scratch_file("reports"), "");
    sk_report_maker_destroy(maker);
    assert_int_equal(rmdir(scratch_file("reports")), 0); /* it is not made again */
}

static void what_cannot_be_printed_is_said_and_comes_later(void **state) {
    (void)state;
    write_log();
    wall_ms = RECORDS_WALL_MS + HOUR;
    run_until("", "P", "state/journal.db.report");
    wall_ms = RECORDS_WALL_MS + 6 * HOUR;
    print_programs_use("printf 'printer P is idle.\\n\\tAlerts: media-empty\\n'", "cat >printed");
    struct sk_report_maker *maker = start("", "P");
    wait_for_news();
    sk_report_maker_destroy(maker);
    assert_true(latest.has_trouble);
    assert_non_null(strstr(latest.text.text, "has no paper"));
    assert_string_equal(print_programs_printed(), "");
    print_programs_use("printf 'printer P is idle.\\n'", "cat >part; mv part printed");
    run_until("", "P", "printed");
    assert_true(strncmp(print_programs_printed(), "%PDF-", 5) == 0);
}

#define IN_SCRATCH(test) cmocka_unit_test_setup_teardown(test, scratch_make, scratch_remove)

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_report_is_due_once_after_each_end),
        IN_SCRATCH(the_first_start_makes_none_and_the_end_of_the_shift_one),
        IN_SCRATCH(what_cannot_be_printed_is_said_and_comes_later),
    };
    (void)setenv("TZ", "UTC", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
