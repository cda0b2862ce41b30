/* An updater that is killed at each of its steps, and 200 times at any moment; afterwards one of
 * the two versions runs, whole, and the next update goes through. */
#define _XOPEN_SOURCE 700 /* nftw() */

#include "update_folder.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>

#define KILLS 200

static enum sk_err test(void *data, const char *folder, struct sk_err_info *info) {
    (void)data;
    (void)folder;
    (void)info;
    return SK_OK;
}

static enum sk_err restart(void *data, const char *version, struct sk_err_info *info) {
    (void)data;
    (void)version;
    (void)info;
    return SK_OK;
}

/* Ends the process like a power cut: nothing is put in order. */
static void cut(void *data) {
    long *left = data;
    if (--*left == 0) {
        (void)kill(getpid(), SIGKILL);
    }
}

static struct sk_updater updater(long *left) {
    static char root[512];
    static char usr[512];
    static const struct sk_updater_hands hands = { .test = test, .restart = restart, .step = cut };
    (void)snprintf(root, sizeof(root), "%s", scratch_file("root"));
    (void)snprintf(usr, sizeof(usr), "%s", scratch_file("usr"));
    return (struct sk_updater){ .root = root,
                                .packaged = usr,
                                .packaged_version = "1.3.0",
                                .architecture = "amd64",
                                .hands = &hands,
                                .data = left };
}

/* A process that updates, or resolves, and is killed at its step `left`, or after so many
 * nanoseconds. True: it came to its end. */
static bool live(bool is_apply, long left, long nanoseconds) {
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct sk_err_info info;
        struct sk_updater self = updater(&left);
        enum sk_err err = is_apply ? sk_updater_apply(&self, scratch_file("new.sagupdate"), &info)
                                   : sk_updater_resolve(&self, false, &info);
        _exit(err ? 1 : 0);
    }
    if (nanoseconds > 0) {
        const struct timespec wait = { .tv_nsec = nanoseconds };
        (void)nanosleep(&wait, NULL);
        (void)kill(child, SIGKILL);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static bool is_one_of_two(void) {
    const char *runs = update_runs();
    return strcmp(runs, "1.3.0") == 0 || strcmp(runs, "1.4.0") == 0;
}

/* As the next start of the machine does it: *is_new. */
static void come_back(bool *is_new) {
    long left = 0;
    struct sk_err_info info = { "" };
    struct sk_update update;
    char current[SK_UPDATE_VERSION_SIZE];
    struct sk_updater self = updater(&left);
    assert_true(is_one_of_two()); /* also before anything is put in order */
    if (sk_updater_resolve(&self, false, &info) != SK_OK) {
        fail_msg("%s", info.text);
    }
    assert_true(is_one_of_two());
    assert_int_equal(sk_updater_look(&self, &update, current, &info), SK_OK);
    assert_int_equal(update.state, SK_UPDATE_STATE_IDLE);
    *is_new = strcmp(current, "1.4.0") == 0;
    assert_string_equal(update_runs(), *is_new ? "1.4.0" : "1.3.0");
    assert_int_equal(access(scratch_file("root/versions/1.4.0"), F_OK), *is_new ? 0 : -1);
    assert_int_equal(access(scratch_file("root/versions/1.4.0.part"), F_OK), -1);
    assert_int_equal(access(scratch_file("root/bundle"), F_OK), -1);
}

/* The folder as before the update. */
static void begin_anew(void) {
    struct sk_err_info info = { "" };
    long left = 0;
    char path[512];
    (void)snprintf(path, sizeof(path), "%s", scratch_file("root"));
    (void)nftw(path, scratch_remove_one, 16, FTW_DEPTH | FTW_PHYS);
    assert_int_equal(mkdir(path, 0755), 0);
    struct sk_updater self = updater(&left);
    assert_int_equal(sk_updater_resolve(&self, false, &info), SK_OK);
}

static void cut_at_each_step_one_of_two_versions_runs(void **state) {
    (void)state;
    long steps = 0;
    bool is_new = false;
    for (bool is_done = false; !is_done; steps++) {
        begin_anew();
        is_done = live(true, steps + 1, 0);
        long resolving = 1;
        assert_true(is_one_of_two());
        while (!is_done && !live(false, resolving, 0)) { /* and again while that is put in order */
            resolving++;
            assert_true(is_one_of_two());
            assert_true(resolving < 100);
        }
        come_back(&is_new);
        assert_true(is_new || !is_done); /* behind the last state it is kept, too */
    }
    printf("%ld steps\n", steps);
    assert_true(steps > 15);
}

/* Seeded: the same moments each time, as far as the machine is. */
static void killed_at_any_moment_one_of_two_versions_runs(void **state) {
    (void)state;
    int kept = 0;
    int cut_off = 0;
    uint32_t random = 1;
    for (int i = 0; i < KILLS; i++) {
        bool is_new = false;
        begin_anew();
        random = random * 1664525 + 1013904223;
        (void)live(true, 0, 1 + (long)(random >> 9));
        come_back(&is_new);
        kept += is_new;
        cut_off += !is_new;
        assert_true(is_new || live(true, 0, 0)); /* the next try goes through */
        come_back(&is_new);
        assert_true(is_new);
    }
    printf("%d lives: %d new, %d old\n", KILLS, kept, cut_off);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(cut_at_each_step_one_of_two_versions_runs, update_begin,
                                        update_end),
        cmocka_unit_test_setup_teardown(killed_at_any_moment_one_of_two_versions_runs, update_begin,
                                        update_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
