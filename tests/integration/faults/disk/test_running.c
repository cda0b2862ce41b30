/* What happens to the journal while a kiosk runs: its disk syncs for three seconds, reads and
 * writes fail at random, its files are deleted, replaced or locked. Green is shown only for what
 * the simulator bound and the journal has as bound, and whatever is wrong is said. argv[1]: the
 * kiosk's program; argv[2]: the failing-disk library. */
#define _XOPEN_SOURCE 700 /* nftw() */

#include "fake/failing_disk_map.h"
#include "integration/sim/harness.h"
#include "unit/journal/records.h"

#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>

#define WAIT_MS 30000

static const char *kiosk_program;
static const char *failing_library;
static struct sim sim;
static struct failing_disk *disk;

/* --- a kiosk --------------------------------------------------------------------------------- */

static struct {
    pid_t pid;
    int in;
    int out; /* standard output and standard error */
    char text[1 << 20];
    size_t length;
    size_t taken; /* what an earlier await() was content with */
} kiosk;

static void start_kiosk(void) {
    int in[2];
    int out[2];
    char endpoint[64];
    (void)snprintf(endpoint, sizeof(endpoint), "127.0.0.1:%d", sim.https);
    assert_int_equal(pipe(in), 0);
    assert_int_equal(pipe(out), 0);
    kiosk.length = kiosk.taken = 0;
    kiosk.pid = fork();
    assert_true(kiosk.pid >= 0);
    if (kiosk.pid == 0) {
        (void)dup2(in[0], STDIN_FILENO);
        (void)dup2(out[1], STDOUT_FILENO);
        (void)dup2(out[1], STDERR_FILENO);
        for (int fd = 3; fd < 64; fd++) {
            (void)close(fd);
        }
        (void)setenv("LD_PRELOAD", failing_library, 1);
        (void)setenv(FAILING_DISK_ENV, scratch_file("failing-disk"), 1);
        (void)setenv("ALIBABA_CLOUD_ACCESS_KEY_ID", "sim-access-key-id", 1);
        (void)setenv("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "sim-access-key-secret", 1);
        (void)execl(kiosk_program, kiosk_program, "--offscreen", "--config", "/dev/null", "--size",
                    "480x320", "--kiosk.log", "warning", "--cloud.region", "cn-hangzhou",
                    "--cloud.endpoint", endpoint, "--cloud.ca_file", sim.ca, "--journal.path",
                    journal_path(), "--pairing.debounce_ms", "0", "--outbox.ask_delays_ms",
                    "10,60,120", "--outbox.per_second", "0", "--input.linger_ms", "60000",
                    (char *)NULL);
        _exit(127);
    }
    (void)close(in[0]);
    (void)close(out[1]);
    kiosk.in = in[1];
    kiosk.out = out[0];
}

/* Waits until the kiosk has said it since the last time. */
static void await(const char *text) {
    int64_t end = now_ms() + WAIT_MS;
    for (;;) {
        kiosk.text[kiosk.length] = '\0';
        const char *found = strstr(kiosk.text + kiosk.taken, text);
        if (found) {
            kiosk.taken = (size_t)(found - kiosk.text) + strlen(text);
            return;
        }
        struct pollfd fd = { .fd = kiosk.out, .events = POLLIN };
        int64_t left = end - now_ms();
        if (left <= 0 || poll(&fd, 1, (int)left) <= 0) {
            fail_msg("not said: '%s', but: %s", text, kiosk.text + kiosk.taken);
        }
        ssize_t got =
            read(kiosk.out, kiosk.text + kiosk.length, sizeof(kiosk.text) - 1 - kiosk.length);
        if (got <= 0) {
            fail_msg("the kiosk ended before it said '%s': %s", text, kiosk.text + kiosk.taken);
        }
        kiosk.length += (size_t)got;
    }
}

static void scan_pair(int number) {
    char labels[100];
    int length = snprintf(labels, sizeof(labels), "sage62x%010d\nsag-demo%014d\n", number, number);
    assert_int_equal(write(kiosk.in, labels, (size_t)length), length);
}

/* Its input ends, and it with it, when all is settled; or it is killed. */
static void end_kiosk(bool by_kill) {
    int status = 0;
    (void)close(kiosk.in);
    if (by_kill) {
        (void)kill(kiosk.pid, SIGKILL);
    }
    while (read(kiosk.out, kiosk.text, sizeof(kiosk.text) - 1) > 0) {
        /* to its end */
    }
    (void)close(kiosk.out);
    assert_int_equal(waitpid(kiosk.pid, &status, 0), kiosk.pid);
    assert_true(by_kill || (WIFEXITED(status) && WEXITSTATUS(status) == 0));
}

/* --- what must agree ------------------------------------------------------------------------- */

static int binds_of(int number) {
    char serial[32];
    json_t *log = sim_log(&sim);
    int binds = 0;
    (void)snprintf(serial, sizeof(serial), "sage62x%010d", number);
    for (int i = 0; i < (int)json_array_size(log); i++) {
        binds += strcmp(log_text(log, i, "action"), "BindSerialNumber") == 0 &&
                 strcmp(log_text(log, i, "sn"), serial) == 0;
    }
    json_decref(log);
    return binds;
}

static void count_bound(void *data, const struct sk_stored_pair *pair) {
    *(int *)data += pair->result == SK_RESULT_BOUND;
}

static void expect_bound(int first, int count) {
    int bound = 0;
    struct sk_journal *journal = open_as(SK_JOURNAL_READ);
    assert_int_equal(sk_journal_pairs(journal, count_bound, &bound, NULL), SK_OK);
    sk_journal_destroy(journal);
    assert_int_equal(bound, count);
    for (int i = first; i < first + count; i++) {
        assert_int_equal(binds_of(i), 1);
    }
    expect_sound();
}

static int set_up(void **state) {
    int status = scratch_make(state);
    const char *args[] = { "--no-demo", "--any-instance", NULL };
    if (status == 0) {
        disk = failing_disk_map(scratch_file("failing-disk"));
        sim_start(&sim, args);
        start_kiosk();
        await("READY");
        scan_pair(1);
        await("BOUND #1 ");
    }
    return status;
}

static int tear_down(void **state) {
    sim_stop(&sim);
    (void)munmap(disk, FAILING_DISK_SIZE);
    return scratch_remove(state);
}

static const char *beside(const char *tail) {
    static char names[2][600];
    static int turn;
    char *name = names[turn++ % 2];
    (void)snprintf(name, sizeof(names[0]), "%s%s", journal_path(), tail);
    return name;
}

static void a_sync_of_three_seconds_delays_green_and_loses_nothing(void **state) {
    (void)state;
    int64_t before = now_ms();
    atomic_store(&disk->sync_ms, 3000);
    scan_pair(2);
    await("BOUND #2 ");
    assert_true(now_ms() - before >= 6000); /* the intent before the bind, the word before green */
    atomic_store(&disk->sync_ms, 0);
    end_kiosk(false);
    expect_bound(1, 2);
}

static void reads_and_writes_that_fail_at_random_are_waited_out(void **state) {
    (void)state;
    for (int i = 2; i <= 12; i++) {
        char green[32];
        (void)snprintf(green, sizeof(green), "BOUND #%d ", i);
        atomic_store(&disk->writes, 150);
        atomic_store(&disk->reads, 150);
        scan_pair(i);
        for (int64_t end = now_ms() + 300; now_ms() < end && binds_of(i) == 0;) {
            /* the disk stays bad until the pair got through it, or for a moment */
        }
        atomic_store(&disk->writes, 0);
        atomic_store(&disk->reads, 0);
        await(green);
    }
    assert_true(atomic_load(&disk->failed) > 0);
    end_kiosk(false);
    expect_bound(1, 12);
}

static void a_journal_that_is_deleted_takes_no_pair_and_is_missed_at_the_next_start(void **state) {
    (void)state;
    assert_int_equal(unlink(journal_path()), 0);
    scan_pair(2);
    await("was removed or replaced while it was open");
    await("PROBLEM");
    assert_int_equal(binds_of(2), 0);
    end_kiosk(true);
    start_kiosk();
    await("was gone, and a new one was started");
    await("READY");
    scan_pair(3);
    await("BOUND #"); /* by a number that no pair has had */
    end_kiosk(false);
    assert_int_equal(binds_of(2), 0);
    assert_int_equal(binds_of(3), 1);
}

static void a_journal_that_is_replaced_takes_no_pair(void **state) {
    (void)state;
    char other[600];
    (void)snprintf(other, sizeof(other), "%s", beside(".copy"));
    char command[1300];
    (void)snprintf(command, sizeof(command), "cp '%s' '%s' && mv '%s' '%s'", journal_path(), other,
                   other, journal_path());
    assert_int_equal(system(command), 0); /* NOLINT(cert-env33-c): names are the test's own */
    scan_pair(2);
    await("was removed or replaced while it was open");
    await("PROBLEM");
    assert_int_equal(binds_of(2), 0);
    end_kiosk(true);
}

static void a_write_ahead_log_that_is_deleted_costs_nothing(void **state) {
    (void)state;
    assert_int_equal(unlink(beside("-wal")), 0);
    scan_pair(2);
    await("what it held was saved");
    await("BOUND #2 ");
    end_kiosk(false);
    expect_bound(1, 2);
}

static void a_journal_that_somebody_locks_is_said_and_waited_for(void **state) {
    (void)state;
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(journal_path(), &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    scan_pair(2);
    await("database is locked");
    assert_int_equal(binds_of(2), 0);
    assert_int_equal(sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
    await("BOUND #2 ");
    end_kiosk(false);
    expect_bound(1, 2);
}

#define WITH_KIOSK(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {
        WITH_KIOSK(a_sync_of_three_seconds_delays_green_and_loses_nothing),
        WITH_KIOSK(reads_and_writes_that_fail_at_random_are_waited_out),
        WITH_KIOSK(a_journal_that_is_deleted_takes_no_pair_and_is_missed_at_the_next_start),
        WITH_KIOSK(a_journal_that_is_replaced_takes_no_pair),
        WITH_KIOSK(a_write_ahead_log_that_is_deleted_costs_nothing),
        WITH_KIOSK(a_journal_that_somebody_locks_is_said_and_waited_for),
    };
    if (argc < 3) {
        fprintf(stderr, "usage: test_running KIOSK FAILING_DISK\n");
        return 2;
    }
    kiosk_program = argv[1];
    failing_library = argv[2];
    (void)signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
