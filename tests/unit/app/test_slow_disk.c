/* The app on a disk that does not answer: what the screen says, and what becomes of the scans. */
#define _GNU_SOURCE 1 /* nftw(), syscall() */

#include "unit/app/kiosk.h"

#include "base/util.h"
#include "journal/journal.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define SN1 "sage62x0219220001"
#define SN2 "sage62x0219220002"
#define INST1 "sag-demo0000000000ok01"
#define INST2 "sag-demo0000000000ok02"

/* --- the disk: SQLite's calls come here first --------------------------------------------- */

static pthread_mutex_t disk_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t disk_answers = PTHREAD_COND_INITIALIZER;
static bool hangs;

static void wait_for_disk(void) {
    pthread_mutex_lock(&disk_lock);
    while (hangs) {
        pthread_cond_wait(&disk_answers, &disk_lock);
    }
    pthread_mutex_unlock(&disk_lock);
}

static void let_disk_hang(bool wanted) {
    pthread_mutex_lock(&disk_lock);
    hangs = wanted;
    pthread_cond_broadcast(&disk_answers);
    pthread_mutex_unlock(&disk_lock);
}

int fdatasync(int fd) {
    wait_for_disk();
    return (int)syscall(SYS_fdatasync, fd);
}

int fsync(int fd) {
    wait_for_disk();
    return (int)syscall(SYS_fsync, fd);
}

/* --- the kiosk --------------------------------------------------------------------------- */

static char serial[32];
static char instance[32];

static void name_labels(int which) {
    (void)snprintf(serial, sizeof(serial), "sage62x%010d", which);
    (void)snprintf(instance, sizeof(instance), "sag-demo%014d", which);
}

/* Returns its number; 0: there is no room. */
static int64_t submit(int which) {
    name_labels(which);
    return sk_app_submit(app, serial, instance);
}

static int make(void **state) {
    if (make_bench(state) != 0) {
        return -1;
    }
    set("pairing.timeout_ms", "600000");
    assert_int_equal(problems.count, 0);
    start();
    return 0;
}

static int finish(void **state) {
    let_disk_hang(false);
    return finish_bench(state);
}

/* A pair is complete, and the disk does not take it. */
static void scan_into_the_void(enum sk_scan_source source) {
    let_disk_hang(true);
    push(SN1, source);
    push(INST1, source);
    WAIT_FOR(sk_app_tally(app).pairs == 1);
    assert_int_equal(model()->screen, SK_SCREEN_HALF); /* two filled slots: no promise */
}

static void a_disk_that_hangs_is_said_and_then_the_kiosk_says_that_it_cannot_work(void **state) {
    (void)state;
    scan_into_the_void(SK_SOURCE_USB_HID_POS);
    sk_ms due = sk_app_turn(app);
    assert_in_range(due, 0, config.cloud.slow_ms); /* it wakes by itself to say so */
    pass(config.cloud.slow_ms);
    assert_int_equal(model()->screen, SK_SCREEN_UNSAVED);
    assert_string_equal(model()->verdict.serial, SN1);
    assert_non_null(strstr(model()->what, "not saved"));
    due = sk_app_turn(app);
    assert_in_range(due, 0, 3 * config.cloud.slow_ms);
    pass(2 * config.cloud.slow_ms);
    assert_int_equal(model()->screen, SK_SCREEN_PROBLEM);
    assert_int_equal(model()->problem_count, 1);
    assert_non_null(strstr(model()->problems[0], "disk"));
    let_disk_hang(false);
    WAIT_FOR(model()->screen != SK_SCREEN_PROBLEM && sk_app_tally(app).unsaved == 0);
    assert_int_equal(model()->problem_count, 0);
}

static void a_scan_while_the_disk_is_slow_is_answered_and_not_taken(void **state) {
    (void)state;
    scan_into_the_void(SK_SOURCE_USB_HID_POS);
    pass(config.cloud.slow_ms);
    push(SN2, SK_SOURCE_USB_HID_POS);
    WAIT_FOR(model()->notice == SK_NOTICE_NOT_SAVED_YET);
    assert_string_equal(model()->notice_label, SN2);
    push(INST2, SK_SOURCE_KEYBOARD);
    WAIT_FOR(strcmp(model()->notice_label, INST2) == 0);
    assert_int_equal(sk_app_tally(app).pairs, 1);
    let_disk_hang(false);
    WAIT_FOR(sk_app_tally(app).unsaved == 0);
    push(SN2, SK_SOURCE_USB_HID_POS);
    push(INST2, SK_SOURCE_USB_HID_POS);
    WAIT_FOR(sk_app_tally(app).pairs == 2);
}

/* Between a short wait and "slow" no scan is turned away, but no second pair is begun. */
static void scans_wait_for_a_disk_that_takes_a_moment(void **state) {
    (void)state;
    scan_into_the_void(SK_SOURCE_USB_HID_POS);
    pass(1000);
    push(SN2, SK_SOURCE_USB_HID_POS);
    push(INST2, SK_SOURCE_USB_HID_POS);
    for (int i = 0; i < 20; i++) {
        breathe();
        assert_int_equal(sk_app_tally(app).scans, 2);
    }
    let_disk_hang(false);
    WAIT_FOR(sk_app_tally(app).pairs == 2);
    WAIT_FOR(sk_app_tally(app).unsaved == 0);
}

/* Pairs that come in faster than the disk is given up on do not keep it from being said. */
static void further_pairs_make_no_disk_faster(void **state) {
    (void)state;
    scan_into_the_void(SK_SOURCE_STDIN);
    pass(300);
    push(SN2, SK_SOURCE_STDIN);
    push(INST2, SK_SOURCE_STDIN);
    WAIT_FOR(sk_app_tally(app).pairs == 2);
    pass(300);
    push("sage62x0219220003", SK_SOURCE_STDIN);
    push(INST1, SK_SOURCE_STDIN);
    for (int i = 0; i < 20; i++) {
        breathe();
        assert_int_equal(sk_app_tally(app).pairs, 2);
    }
    pass(config.cloud.slow_ms - 600);
    assert_int_equal(model()->screen, SK_SCREEN_UNSAVED);
    let_disk_hang(false);
    WAIT_FOR(sk_app_tally(app).pairs == 3);
    WAIT_FOR(sk_app_tally(app).unsaved == 0);
}

/* A pair that an earlier run may have sent: it is asked for again and again, as nobody answers. */
static void leave_a_pair_in_doubt(void) {
    struct sk_record intent = { .event = SK_EVENT_INTENT,
                                .phase = SK_PHASE_OPEN,
                                .pair = {
                                    .number = 1, .labels.serial = SN1, .labels.instance = INST1 } };
    struct sk_journal *journal = NULL;
    sk_app_destroy(app);
    app = NULL;
    assert_int_equal(
        sk_journal_create(&journal, scratch_file("journal.db"), SK_JOURNAL_WRITE, NULL), SK_OK);
    assert_int_equal(sk_journal_append(journal, &intent, 1, NULL, NULL), SK_OK);
    sk_journal_destroy(journal);
    start();
    assert_int_equal(model()->waiting, 1);
}

/* With no room left at the writer, what is due waits without a busy loop. */
static void a_full_writer_is_waited_for_without_spinning(void **state) {
    (void)state;
    int64_t number = 1;
    leave_a_pair_in_doubt();
    for (int i = 0; i < 8; i++) { /* saved, to be taken back later */
        number = submit(i);
        assert_int_equal(number, i + 2);
    }
    WAIT_FOR(sk_app_tally(app).unsaved == 0);
    let_disk_hang(true);
    for (int i = 8; number > 0; i++) {
        number = submit(i);
    }
    for (number = 2; number <= 9; number++) {
        name_labels((int)number - 2);
        sk_app_withdraw(app, number, serial,
                        instance); /* each wants a record, and there is room for a few */
    }
    pass(3600000);
    int idle = 0;
    for (int i = 0; i < 50; i++) {
        idle += sk_app_turn(app) != 0;
    }
    assert_true(idle >= 40);
    let_disk_hang(false);
    WAIT_FOR(sk_app_tally(app).unsaved == 0);
}

static void what_comes_from_a_pipe_waits_however_long_the_disk_takes(void **state) {
    (void)state;
    scan_into_the_void(SK_SOURCE_STDIN);
    pass(config.cloud.slow_ms);
    push(SN2, SK_SOURCE_STDIN);
    push(INST2, SK_SOURCE_STDIN);
    for (int i = 0; i < 20; i++) {
        breathe();
        assert_int_equal(sk_app_tally(app).scans, 2);
        assert_false(sk_app_is_idle(app));
    }
    pass(10 * config.cloud.slow_ms);
    let_disk_hang(false);
    WAIT_FOR(sk_app_tally(app).pairs == 2);
    WAIT_FOR(sk_app_tally(app).unsaved == 0);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, make, finish)
    const struct CMUnitTest tests[] = {
        TEST(a_disk_that_hangs_is_said_and_then_the_kiosk_says_that_it_cannot_work),
        TEST(a_scan_while_the_disk_is_slow_is_answered_and_not_taken),
        TEST(scans_wait_for_a_disk_that_takes_a_moment),
        TEST(further_pairs_make_no_disk_faster),
        TEST(a_full_writer_is_waited_for_without_spinning),
        TEST(what_comes_from_a_pipe_waits_however_long_the_disk_takes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
