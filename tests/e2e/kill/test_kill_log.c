/* What is done with the log as a whole, killed with SIGKILL at random moments: bringing an older
 * journal up to date, exporting, purging. Afterwards the log must be as it was written, nothing
 * missing, and the same done once more must work.
 * argv[1]: sag-kioskctl; argv[2]: version1.sql. SK_KILLS: how many kills in all (200), of which 15
 * % are here; SK_SEED. */
#define _XOPEN_SOURCE 700 /* nftw() */

#include "unit/journal/records.h"

#include "journal/export/export.h"

#include <fcntl.h>
#include <glob.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>

#define PAIRS                                                                                      \
    2000 /* in a journal: a second's work, so that a death can fall into each part of it */
#define WHOLE_MS_MAX 60000

static const char *ctl_program;
static const char *old_journal;
static uint64_t seed = 20261125;

static uint32_t roll(uint32_t sides) {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(seed >> 33) % sides;
}

static int64_t read_us(void) {
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static int share(int percent) {
    const char *wanted = getenv("SK_KILLS");
    return (wanted ? atoi(wanted) : 200) * percent / 100;
}

/* Kills the child after so many µs; -1: it lives to its end. True: it ended by itself, and well. */
static bool outlive(pid_t pid, int64_t life_us) {
    int status = 0;
    assert_true(pid >= 0);
    if (life_us >= 0) {
        struct timespec life = { life_us / 1000000, (life_us % 1000000) * 1000 };
        (void)nanosleep(&life, NULL); /* its life; it may end before */
        (void)kill(pid, SIGKILL);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status) || WTERMSIG(status) == SIGKILL);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* `sag-kioskctl log WORDS...`. */
static bool run_log(const char *const words[], int64_t life_us) {
    const char *argv[16] = { ctl_program, "log" };
    int count = 2;
    char path[512];
    (void)snprintf(path, sizeof(path), "%s", journal_path());
    for (int i = 0; words[i]; i++) {
        argv[count++] = words[i];
    }
    const char *const rest[] = { "--config", "/dev/null", "--journal.path", path };
    memcpy(&argv[count], rest, sizeof(rest));
    pid_t pid = fork();
    if (pid == 0) {
        int null = open("/dev/null", O_RDWR | O_CLOEXEC);
        (void)dup2(null, STDOUT_FILENO);
        (void)dup2(null, STDERR_FILENO);
        (void)execv(argv[0], (char *const *)(uintptr_t)argv);
        _exit(127);
    }
    return outlive(pid, life_us);
}

/* How long it takes when it is not killed, in µs. */
static int64_t time_log(const char *const words[]) {
    int64_t start = read_us();
    assert_true(run_log(words, -1));
    int64_t took = read_us() - start;
    assert_true(took < WHOLE_MS_MAX * 1000);
    return took;
}

static void start_afresh(void) {
    char command[600];
    (void)snprintf(command, sizeof(command), "rm -rf '%s'/state '%s'/out", scratch_path,
                   scratch_path);
    assert_int_equal(system(command), 0); /* NOLINT(cert-env33-c): a folder of the test's own */
    assert_int_equal(mkdir(scratch_file("state"), 0700), 0);
    assert_int_equal(mkdir(scratch_file("out"), 0700), 0);
}

/* Bound pairs, a hundred a transaction: the disk is not what is tested here. */
static void write_new_journal(int64_t first, int64_t count) {
    static struct sk_record records[200];
    struct sk_journal *journal = open_journal();
    for (int64_t i = 0; i < count;) {
        size_t used = 0;
        for (; i < count && used < 200; i++) {
            char serial[32];
            (void)snprintf(serial, sizeof(serial), "sage62x%010lld", (long long)(first + i));
            records[used++] = intent(first + i, serial, "sag-demo00000000000001");
            records[used++] = settled(first + i, SK_RESULT_BOUND, "");
        }
        append(journal, records, used);
    }
    sk_journal_destroy(journal);
}

static int files_like(const char *pattern, glob_t *found) {
    char path[540];
    (void)snprintf(path, sizeof(path), "%s/%s", scratch_path, pattern);
    return glob(path, 0, NULL, found) == 0 ? (int)found->gl_pathc : 0;
}

/* --- bringing an older journal up to date ---------------------------------------------------- */

/* A journal of version 1 with so many pairs that the work takes its time. */
static void write_old_journal(void) {
    char command[1400];
    (void)snprintf(
        command, sizeof(command),
        "sqlite3 '%s' 'PRAGMA journal_mode=WAL' '.read %s' \"WITH RECURSIVE n(i) AS (SELECT 1000"
        " UNION ALL SELECT i+1 FROM n WHERE i < %d) INSERT INTO event(pair,event,at,wall_ms,mono_ms,"
        "result,phase,already,attempts,serial,instance,serial_source,instance_source,"
        "serial_device,serial_symbology,serial_wall_ms,instance_device,instance_symbology,"
        "instance_wall_ms) SELECT i,'intent',at,wall_ms,mono_ms,result,phase,already,attempts,"
        "'sage62x'||(9220000000+i),instance,serial_source,instance_source,serial_device,"
        "serial_symbology,serial_wall_ms,instance_device,instance_symbology,instance_wall_ms"
        " FROM n, event WHERE seq=1\" \"INSERT INTO pair SELECT n.pair,n.serial,n.instance,'pending',"
        "'open',0,'','',n.wall_ms,n.wall_ms FROM event n WHERE n.pair >= 1000\" >/dev/null",
        journal_path(), old_journal, 1000 + PAIRS);
    assert_int_equal(system(command), 0); /* NOLINT(cert-env33-c): names are the test's own */
}

static int64_t count_pairs(void) {
    struct findings findings = verify();
    if (findings.count > 0) {
        fail_msg("%d problems, the first: %s", findings.count, findings.texts[0]);
    }
    return findings.report.pairs;
}

/* As the kiosk does when it starts. */
static bool bring_up_to_date(int64_t life_us) {
    pid_t pid = fork();
    if (pid == 0) {
        struct sk_journal *journal = NULL;
        enum sk_err err = sk_journal_create(&journal, journal_path(), SK_JOURNAL_WRITE, NULL);
        sk_journal_destroy(journal);
        _exit(err ? 1 : 0);
    }
    return outlive(pid, life_us);
}

static void no_kill_harms_a_journal_that_is_brought_up_to_date(void **state) {
    (void)state;
    start_afresh();
    write_old_journal();
    int64_t start = read_us();
    assert_true(bring_up_to_date(-1));
    int64_t whole = read_us() - start;
    int64_t pairs = count_pairs();
    assert_true(pairs > PAIRS);
    int done = 0;
    int copied = 0;
    int kills = share(5);
    for (int i = 0; i < kills; i++) {
        glob_t found;
        start_afresh();
        write_old_journal();
        (void)bring_up_to_date(roll((uint32_t)whole));
        struct sk_journal *journal = NULL;
        enum sk_err err = sk_journal_create(&journal, journal_path(), SK_JOURNAL_READ, NULL);
        done += err == SK_OK;
        sk_journal_destroy(journal);
        assert_true(err == SK_OK || err == SK_ERR_UNSUPPORTED); /* new, or old as it was */
        if (files_like("state/journal.db.version1-*", &found) > 0) {
            copied++;
            globfree(&found);
        }
        assert_true(bring_up_to_date(-1));
        assert_int_equal(count_pairs(), pairs);
    }
    printf("%d kills of a migration of %lld ms: %d had made the copy, %d were through\n", kills,
           (long long)(whole / 1000), copied, done);
    assert_true(done < kills || kills < 10);
}

/* --- export ---------------------------------------------------------------------------------- */

/* A file under its final name is complete: as long as the one from an undisturbed export. */
static int check_exports(off_t size) {
    glob_t found;
    int whole = 0;
    if (files_like("out/*.csv", &found) > 0) {
        for (size_t i = 0; i < found.gl_pathc; i++) {
            struct stat status;
            assert_int_equal(stat(found.gl_pathv[i], &status), 0);
            assert_int_equal(status.st_size, size);
            whole++;
        }
        globfree(&found);
    }
    return whole;
}

static void no_kill_leaves_half_an_export(void **state) {
    (void)state;
    char file[512];
    struct stat status;
    start_afresh();
    write_new_journal(1, PAIRS);
    (void)snprintf(file, sizeof(file), "%s/out/log.csv", scratch_path);
    const char *const export[] = { "export", "--out", file, NULL };
    (void)time_log(export);
    (void)unlink(file);
    int64_t whole = time_log(export);
    assert_int_equal(stat(file, &status), 0);
    int kills = share(5);
    int ended = 0;
    int there = 0;
    for (int i = 0; i < kills; i++) {
        (void)unlink(file);
        ended += run_log(export, roll((uint32_t)whole));
        there += check_exports(status.st_size);
        expect_sound();
    }
    (void)unlink(file);
    assert_true(run_log(export, -1));
    printf("%d kills of an export of %lld ms: %d times the file was there, %d times it had ended\n",
           kills, (long long)(whole / 1000), there, ended);
    assert_true(ended < kills || kills < 10);
}

/* --- purge ----------------------------------------------------------------------------------- */

static void no_kill_harms_a_log_that_is_purged(void **state) {
    (void)state;
    char file[512];
    int64_t next = 1;
    int kills = share(5);
    int64_t whole = 0;
    int half = 0;
    static const char *const purge[] = { "purge", "--before", "9999-01-01", NULL };
    start_afresh();
    (void)snprintf(file, sizeof(file), "%s/out/log.csv", scratch_path);
    const char *const export[] = { "export", "--force", "--out", file, NULL };
    for (int i = 0; i <= kills; i++) {
        write_new_journal(next, PAIRS);
        next += PAIRS;
        assert_true(run_log(export, -1));
        write_new_journal(next, 3); /* after the export: these must stay */
        if (i == 0) {
            assert_false(run_log(purge, -1)); /* three were not exported */
            assert_int_equal(count_pairs(), PAIRS + 3);
            assert_true(run_log(export, -1));
            whole = time_log(purge);
            assert_int_equal(count_pairs(), 0);
        } else {
            assert_true(run_log(export, -1));
            (void)run_log(purge, roll((uint32_t)whole));
            int64_t left = count_pairs();
            half += left > 0 && left < PAIRS + 3;
            assert_true(run_log(purge, -1));
            assert_int_equal(count_pairs(), 0);
        }
        next += 3;
    }
    printf("%d kills of a purge of %lld ms: %d fell into the taking out\n", kills,
           (long long)(whole / 1000), half);
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {
        SK_TEST(no_kill_harms_a_journal_that_is_brought_up_to_date),
        SK_TEST(no_kill_leaves_half_an_export),
        SK_TEST(no_kill_harms_a_log_that_is_purged),
    };
    const char *given = getenv("SK_SEED");
    if (argc < 3) {
        fprintf(stderr, "usage: test_kill_log SAG_KIOSKCTL VERSION1_SQL\n");
        return 2;
    }
    if (system("command -v sqlite3 >/dev/null") != 0) { /* NOLINT(cert-env33-c) */
        SK_SKIP("no sqlite3");
    }
    ctl_program = argv[1];
    old_journal = argv[2];
    seed = given ? strtoull(given, NULL, 10) : seed;
    return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
