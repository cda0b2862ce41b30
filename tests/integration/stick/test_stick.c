/* The log onto a stick, with a stand-in for udisks2 (mock_udisks.c) on a bus of its own.
 * argv[1]: mock-udisks; argv[2]: sag-kioskctl. The real udisks2 is in tests/e2e/vm/stick. */
#define _GNU_SOURCE /* nftw(), mount() */
#include "unit/journal/records.h"

#include "app/supervisor/job_runner.h"
#include "app/supervisor/stick_export.h"

#include <dirent.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/wait.h>

static const char *mock_program;
static const char *ctl_program;

/* A process whose lines are read. */
struct helper {
    pid_t pid;
    int out;
    char said[4096]; /* all so far */
};
static struct helper bus;
static struct helper mock;

static void start(struct helper *helper, char *const argv[]) {
    int out[2];
    assert_int_equal(pipe(out), 0);
    *helper = (struct helper){ .pid = fork(), .out = out[0] };
    assert_true(helper->pid >= 0);
    if (helper->pid == 0) {
        (void)dup2(out[1], STDOUT_FILENO);
        (void)execvp(argv[0], argv);
        _exit(127);
    }
    (void)close(out[1]);
}

/* Reads until it has said that; fails the test after some seconds. */
static void wait_for(struct helper *helper, const char *text) {
    while (!strstr(helper->said, text)) {
        struct pollfd fd = { .fd = helper->out, .events = POLLIN };
        size_t length = strlen(helper->said);
        ssize_t got = poll(&fd, 1, 20000) == 1 ? read(helper->out, helper->said + length,
                                                      sizeof(helper->said) - length - 1)
                                               : -1;
        if (got <= 0) {
            fail_msg("did not say '%s' but '%s'", text, helper->said);
        }
        helper->said[length + (size_t)got] = '\0';
    }
}

static void stop(struct helper *helper) {
    if (helper->pid > 0) {
        (void)kill(helper->pid, SIGKILL);
        (void)waitpid(helper->pid, NULL, 0);
        (void)close(helper->out);
        helper->pid = 0;
    }
}

/* Starts the stand-in with these sticks; stick folders are under the scratch directory. */
static void plug(const char *one, const char *two) {
    char first[600];
    char second[600];
    char program[512];
    char *argv[] = { program, one ? first : NULL, two ? second : NULL, NULL };
    const char *const given[] = { one, two };
    (void)snprintf(program, sizeof(program), "%s", mock_program);
    for (int i = 0; i < 2; i++) {
        const char *colon = given[i] ? strchr(given[i], ':') : NULL;
        if (colon) {
            (void)snprintf(argv[i + 1], sizeof(first), "%.*s:%s/%s", (int)(colon - given[i]),
                           given[i], scratch_path, colon + 1);
        }
    }
    start(&mock, argv);
    wait_for(&mock, "ready\n");
}

static int start_bus(void **state) {
    static const char config[] =
        "<!DOCTYPE busconfig PUBLIC \"-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN\"\n"
        " \"http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd\">\n"
        "<busconfig><type>custom</type><listen>unix:path=%s/bus</listen>"
        "<auth>EXTERNAL</auth><policy context=\"default\"><allow user=\"*\"/><allow own=\"*\"/>"
        "<allow send_type=\"method_call\"/><allow send_type=\"signal\"/>"
        "<allow send_requested_reply=\"true\"/><allow receive_requested_reply=\"true\"/>"
        "</policy></busconfig>\n";
    char text[1024];
    char file[512];
    if (scratch_make(state) != 0) {
        return -1;
    }
    (void)snprintf(text, sizeof(text), config, scratch_path);
    scratch_write(scratch_file("bus.conf"), text);
    (void)snprintf(file, sizeof(file), "--config-file=%s", scratch_file("bus.conf"));
    (void)snprintf(text, sizeof(text), "unix:path=%s/bus", scratch_path);
    (void)setenv("DBUS_SYSTEM_BUS_ADDRESS", text, 1);
    char *argv[] = { (char *)(uintptr_t) "dbus-daemon", file, (char *)(uintptr_t) "--nofork",
                     (char *)(uintptr_t) "--print-address", NULL };
    start(&bus, argv);
    wait_for(&bus, "\n");
    assert_int_equal(mkdir(scratch_file("one"), 0700), 0);
    assert_int_equal(mkdir(scratch_file("two"), 0700), 0);
    struct sk_journal *journal = open_journal();
    write_pairs(journal, 1, 1500); /* more than are between two calls of on_progress */
    sk_journal_destroy(journal);
    return 0;
}

static int stop_bus(void **state) {
    stop(&mock);
    stop(&bus);
    return scratch_remove(state);
}

static int pull_all(void **state) {
    (void)state;
    stop(&mock);
    (void)remove(scratch_file("one")); /* a test may have left it away */
    (void)mkdir(scratch_file("one"), 0700);
    return 0;
}

struct outcome {
    enum sk_err err;
    struct sk_stick_export_result result;
    struct sk_stick_fault fault;
};

static struct outcome export_with(const char *stick, bool (*on_progress)(void *, enum sk_stick_step,
                                                                         int64_t, int64_t)) {
    struct outcome outcome;
    char path[512];
    (void)snprintf(path, sizeof(path), "%s", journal_path());
    const struct sk_stick_export what = { .journal_path = path,
                                          .stick = stick,
                                          .format = SK_EXPORT_CSV,
                                          .operator_name = "",
                                          .on_progress = on_progress };
    outcome.err = sk_stick_export(&what, &outcome.result, &outcome.fault);
    return outcome;
}

static int count_files(const char *folder) {
    int count = 0;
    DIR *directory = opendir(folder);
    assert_non_null(directory);
    for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
        count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    }
    (void)closedir(directory);
    return count;
}

static void empty(const char *folder) {
    char command[600];
    (void)snprintf(command, sizeof(command), "rm -rf '%s'/* '%s'/.sag*", folder, folder);
    assert_int_equal(system(command), 0); /* NOLINT(cert-env33-c): names are the test's own */
}

static void expect(const struct outcome *outcome, enum sk_stick_trouble trouble, const char *text) {
    if (outcome->fault.trouble != trouble || !strstr(outcome->fault.info.text, text)) {
        fail_msg("trouble %d, not %d; it says '%s', not '%s'", (int)outcome->fault.trouble,
                 (int)trouble, outcome->fault.info.text, text);
    }
    assert_int_not_equal(outcome->err, SK_OK);
}

/* --- what must work ------------------------------------------------------------------------ */

static enum sk_stick_step steps[64];
static size_t step_count;

static bool note_step(void *data, enum sk_stick_step step, int64_t rows, int64_t total) {
    (void)data;
    assert_true(rows <= total);
    if (step_count == 0 || steps[step_count - 1] != step) {
        assert_true(step_count < 64);
        steps[step_count++] = step;
    }
    return true;
}

static void the_log_is_on_the_stick_before_it_is_let_go(void **state) {
    (void)state;
    step_count = 0;
    plug("BENCH:one", NULL);
    struct outcome outcome = export_with(NULL, note_step);
    assert_string_equal(outcome.fault.info.text, "");
    assert_int_equal(outcome.err, SK_OK);
    assert_int_equal(outcome.result.export.rows, 1500);
    assert_true(outcome.result.on.is_unmounted && outcome.result.on.is_off);
    assert_string_equal(outcome.result.on.stick, "BENCH");
    wait_for(&mock, "ready\nmount sdb1\nunmount sdb1\npower-off sdb1\n");
    const enum sk_stick_step order[] = { SK_STICK_LOOKING, SK_STICK_MOUNTING, SK_STICK_WRITING,
                                         SK_STICK_REMOVING };
    assert_int_equal(step_count, 4);
    assert_memory_equal(steps, order, sizeof(order));
    char command[600];
    (void)snprintf(command, sizeof(command), "cd '%s' && sha256sum --check --quiet '%s.sha256'",
                   scratch_file("one"), outcome.result.on.file);
    assert_int_equal(system(command), 0); /* NOLINT(cert-env33-c) */
    assert_int_equal(count_files(scratch_file("one")), 2);
    empty(scratch_file("one"));
}

static void a_stick_that_was_mounted_is_let_go_too(void **state) {
    (void)state;
    plug("BENCH:one:mounted", NULL);
    struct outcome outcome = export_with("sdb1", NULL);
    assert_int_equal(outcome.err, SK_OK);
    wait_for(&mock, "ready\nunmount sdb1\npower-off sdb1\n");
    empty(scratch_file("one"));
}

static void a_stick_that_cannot_be_switched_off_may_be_pulled_out_all_the_same(void **state) {
    (void)state;
    plug("BENCH:one:asleep", NULL);
    struct outcome outcome = export_with(NULL, NULL);
    assert_int_equal(outcome.err, SK_OK);
    assert_true(outcome.result.on.is_unmounted);
    assert_false(outcome.result.on.is_off);
    empty(scratch_file("one"));
}

static void of_several_sticks_the_named_one_is_written(void **state) {
    (void)state;
    plug("BENCH:one", "OFFICE:two");
    struct outcome outcome = export_with("", NULL);
    expect(&outcome, SK_STICK_SEVERAL, "BENCH (sdb1, Sand Cruiser), OFFICE (sdc1");
    outcome = export_with("NOBODY", NULL);
    expect(&outcome, SK_STICK_UNKNOWN, "no stick 'NOBODY'; plugged in: BENCH");
    assert_int_equal(count_files(scratch_file("one")), 0);
    outcome = export_with("OFFICE", NULL);
    assert_int_equal(outcome.err, SK_OK);
    assert_int_equal(count_files(scratch_file("one")), 0);
    assert_int_equal(count_files(scratch_file("two")), 2);
    empty(scratch_file("two"));
}

/* --- what goes wrong ----------------------------------------------------------------------- */

static void each_trouble_has_its_sentence_with_the_fix(void **state) {
    (void)state;
    static const struct {
        const char *stick;
        enum sk_stick_trouble trouble;
        const char *text;
    } cases[] = {
        { NULL, SK_STICK_NONE, "plug one in" },
        { "BENCH:one:denied", SK_STICK_DENIED, "70-sag-kiosk.rules" },
        { "BENCH:one:ro", SK_STICK_READ_ONLY, "switch" },
        { "BENCH:one:raw", SK_STICK_UNFORMATTED, "'sdb1' has no file system" },
        { "BENCH:nowhere", SK_STICK_FOREIGN, "may not write" },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        plug(cases[i].stick, NULL);
        struct outcome outcome = export_with(NULL, NULL);
        expect(&outcome, cases[i].trouble, cases[i].text);
        stop(&mock);
    }
    struct outcome outcome = export_with(NULL, NULL); /* there is no udisks2 */
    expect(&outcome, SK_STICK_NO_SERVICE, "install the package udisks2");
    assert_int_equal(count_files(scratch_file("one")), 0);
}

static void no_bus_at_all_has_a_sentence_too(void **state) {
    (void)state;
    char address[300];
    (void)snprintf(address, sizeof(address), "%s", getenv("DBUS_SYSTEM_BUS_ADDRESS"));
    (void)setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nowhere/bus", 1);
    struct outcome outcome = export_with(NULL, NULL);
    (void)setenv("DBUS_SYSTEM_BUS_ADDRESS", address, 1);
    expect(&outcome, SK_STICK_NO_SERVICE, "no system bus");
}

static void a_busy_stick_has_the_file_and_must_stay_in(void **state) {
    (void)state;
    plug("BENCH:one:busy", NULL);
    struct outcome outcome = export_with(NULL, NULL);
    expect(&outcome, SK_STICK_BUSY, "do not pull it out yet");
    assert_false(outcome.result.on.is_unmounted);
    assert_int_equal(count_files(scratch_file("one")), 2);
    assert_true(strlen(outcome.result.on.file) > 0);
    empty(scratch_file("one"));
}

static bool stop_at_rows(void *data, enum sk_stick_step step, int64_t rows, int64_t total) {
    (void)data;
    (void)total;
    return step != SK_STICK_WRITING || rows == 0;
}

static void a_stopped_export_leaves_nothing_and_lets_the_stick_go(void **state) {
    (void)state;
    plug("BENCH:one", NULL);
    struct outcome outcome = export_with(NULL, stop_at_rows);
    expect(&outcome, SK_STICK_STOPPED, "nothing");
    assert_int_equal(outcome.err, SK_ERR_STOPPED);
    assert_true(outcome.result.on.is_unmounted);
    assert_int_equal(count_files(scratch_file("one")), 0);
    wait_for(&mock, "mount sdb1\nunmount sdb1\n");
}

static bool pull_at_rows(void *data, enum sk_stick_step step, int64_t rows, int64_t total) {
    (void)data;
    (void)total;
    if (step == SK_STICK_WRITING && rows > 0) {
        (void)kill(mock.pid, SIGUSR1);
        wait_for(&mock, "pulled\n");
        empty(scratch_file("one"));
        (void)remove(scratch_file("one")); /* as udisks2 takes the mount point away */
    }
    return true;
}

static void a_stick_that_is_pulled_out_meanwhile_is_no_export(void **state) {
    (void)state;
    plug("BENCH:one", NULL);
    struct outcome outcome = export_with(NULL, pull_at_rows);
    expect(&outcome, SK_STICK_PULLED, "was pulled out while it was written");
    assert_false(outcome.result.export.is_remembered);
    assert_string_equal(outcome.result.on.file, "");
}

static void a_full_stick_is_seen_before_a_byte_is_written(void **state) {
    (void)state;
    if (mount("none", scratch_file("one"), "tmpfs", 0, "size=256k") != 0) {
        print_message("skipped: only root can make a small file system\n");
        skip();
    }
    plug("BENCH:one", NULL);
    struct outcome outcome = export_with(NULL, NULL);
    int files = count_files(scratch_file("one"));
    assert_int_equal(umount(scratch_file("one")), 0);
    expect(&outcome, SK_STICK_FULL, "0 MB free, the export needs up to");
    assert_int_equal(files, 0);
    assert_true(outcome.result.on.is_unmounted);
}

static void a_read_only_mount_is_no_place(void **state) {
    (void)state;
    if (mount("none", scratch_file("one"), "tmpfs", MS_RDONLY, "") != 0) {
        print_message("skipped: only root can mount read-only\n");
        skip();
    }
    plug("BENCH:one", NULL);
    struct outcome outcome = export_with(NULL, NULL);
    assert_int_equal(umount(scratch_file("one")), 0);
    expect(&outcome, SK_STICK_READ_ONLY, "mounted read-only");
}

/* --- the command --------------------------------------------------------------------------- */

/* Runs `sag-kioskctl log export ARGUMENTS`; its exit status and both its outputs. */
static int run_ctl(const char *arguments, char *said, size_t size) {
    char command[2048];
    (void)snprintf(command, sizeof(command),
                   "'%s' log export %s --config /dev/null --journal.path '%s' 2>&1 </dev/null",
                   ctl_program, arguments, journal_path());
    FILE *file = popen(command, "r"); /* NOLINT(cert-env33-c): the test's own words */
    assert_non_null(file);
    size_t length = fread(said, 1, size - 1, file);
    said[length] = '\0';
    int status = pclose(file);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void the_command_says_when_the_stick_may_be_pulled_out(void **state) {
    (void)state;
    char said[4096];
    plug("BENCH:one", "OFFICE:two");
    assert_int_equal(run_ctl("--stick", said, sizeof(said)), 1);
    assert_non_null(strstr(said, "several sticks are plugged in: BENCH (sdb1"));
    assert_int_equal(run_ctl("--stick=BENCH --format jsonl", said, sizeof(said)), 0);
    assert_non_null(strstr(said, ".jsonl: 1500 rows"));
    assert_non_null(strstr(said, "The stick 'BENCH' may be pulled out now."));
    assert_int_equal(run_ctl("--stick=sdc1 --json", said, sizeof(said)), 0);
    assert_non_null(strstr(said, "\"stick\":\"OFFICE\",\"switched_off\":true,\"rows\":1500"));
    assert_int_equal(run_ctl("--stick=BENCH --out x.csv", said, sizeof(said)), 1);
    assert_non_null(strstr(said, "exclude each other"));
    assert_int_equal(run_ctl("--stick= --pair 1-2", said, sizeof(said)), 1);
    empty(scratch_file("one"));
    empty(scratch_file("two"));
}

/* --- from the supervisor's screen, whose work a job runner does ----------------------------------
 */

static pthread_mutex_t news_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t news_came = PTHREAD_COND_INITIALIZER;
static struct sk_job_news end;
static bool has_end;
static bool was_removing; /* a step that can no longer be stopped was reported */
static bool is_to_stop;   /* at the first step */
static struct sk_job_runner *job_runner;

static void on_news(void *data, const struct sk_job_news *news) {
    (void)data;
    pthread_mutex_lock(&news_lock);
    if (news->is_progress) {
        was_removing = was_removing || !news->can_stop;
        if (is_to_stop) {
            sk_job_runner_cancel(job_runner, news->id);
        }
    } else {
        end = *news;
        has_end = true;
        pthread_cond_signal(&news_came);
    }
    pthread_mutex_unlock(&news_lock);
}

static void export_from_screen(bool stop_it) {
    struct timespec limit;
    struct sk_job_runner_options options = { .journal_path = journal_path(),
                                             .tries_path = scratch_file("tries"),
                                             .export_folder = scratch_file("exports"),
                                             .clock = sk_clock_system(),
                                             .on_news = on_news };
    struct sk_job job = { .type = SK_JOB_EXPORT, .id = 1, .where = SK_SUPER_TO_STICK };
    has_end = was_removing = false;
    is_to_stop = stop_it;
    assert_int_equal(sk_job_runner_create(&job_runner, &options), SK_OK);
    assert_true(sk_job_runner_post(job_runner, &job));
    assert_int_equal(clock_gettime(CLOCK_REALTIME, &limit), 0);
    limit.tv_sec += 20;
    pthread_mutex_lock(&news_lock);
    while (!has_end) {
        assert_int_equal(pthread_cond_timedwait(&news_came, &news_lock, &limit), 0);
    }
    pthread_mutex_unlock(&news_lock);
    sk_job_runner_destroy(job_runner);
    job_runner = NULL;
}

static void the_supervisors_export_is_on_the_stick_and_says_to_pull_it_out(void **state) {
    (void)state;
    plug("BENCH:one", NULL);
    export_from_screen(false);
    assert_int_equal(end.err, SK_OK);
    assert_int_equal(end.done, 1500);
    assert_memory_equal(end.file, "BENCH: sag-kiosk-", 17);
    assert_string_equal(end.advice, "Remove the stick now.");
    assert_true(was_removing);
    assert_int_equal(count_files(scratch_file("one")), 2);
    empty(scratch_file("one"));
}

static void the_supervisor_can_stop_it_and_nothing_is_left(void **state) {
    (void)state;
    plug("BENCH:one", NULL);
    export_from_screen(true);
    assert_int_equal(end.err, SK_ERR_STOPPED);
    assert_int_equal(count_files(scratch_file("one")), 0);
}

static void without_a_stick_the_supervisor_is_told_to_plug_one_in(void **state) {
    (void)state;
    plug(NULL, NULL);
    export_from_screen(false);
    assert_int_not_equal(end.err, SK_OK);
    assert_string_equal(end.what, "No USB stick is plugged in.");
    assert_string_equal(end.advice, "Plug one in and try again.");
}

int main(int argc, char **argv) {
#define STICK_TEST(function) cmocka_unit_test_teardown(function, pull_all)
    const struct CMUnitTest tests[] = {
        STICK_TEST(the_log_is_on_the_stick_before_it_is_let_go),
        STICK_TEST(a_stick_that_was_mounted_is_let_go_too),
        STICK_TEST(a_stick_that_cannot_be_switched_off_may_be_pulled_out_all_the_same),
        STICK_TEST(of_several_sticks_the_named_one_is_written),
        STICK_TEST(each_trouble_has_its_sentence_with_the_fix),
        STICK_TEST(no_bus_at_all_has_a_sentence_too),
        STICK_TEST(a_busy_stick_has_the_file_and_must_stay_in),
        STICK_TEST(a_stopped_export_leaves_nothing_and_lets_the_stick_go),
        STICK_TEST(a_stick_that_is_pulled_out_meanwhile_is_no_export),
        STICK_TEST(a_full_stick_is_seen_before_a_byte_is_written),
        STICK_TEST(a_read_only_mount_is_no_place),
        STICK_TEST(the_command_says_when_the_stick_may_be_pulled_out),
        STICK_TEST(the_supervisors_export_is_on_the_stick_and_says_to_pull_it_out),
        STICK_TEST(the_supervisor_can_stop_it_and_nothing_is_left),
        STICK_TEST(without_a_stick_the_supervisor_is_told_to_plug_one_in),
    };
    if (argc < 3) {
        fprintf(stderr, "usage: test_stick MOCK_UDISKS SAG_KIOSKCTL\n");
        return 2;
    }
    if (system("command -v dbus-daemon >/dev/null") != 0) { /* NOLINT(cert-env33-c) */
        SK_SKIP("no dbus-daemon (package dbus-daemon)");
    }
    mock_program = argv[1];
    ctl_program = argv[2];
    return cmocka_run_group_tests(tests, start_bus, stop_bus);
}
