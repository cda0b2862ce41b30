/* What is taken as an update, and what is not: nothing that is not signed is unpacked. */
#define _XOPEN_SOURCE 700 /* nftw() */

#include "update_folder.h"

#include "base/util.h"

static int tests_done;
static int restarts;
static bool is_bad; /* the new version does not pass its test */
static bool is_ill; /* it does not run well */

static enum sk_err test(void *data, const char *folder, struct sk_err_info *info) {
    (void)data;
    char path[512];
    (void)snprintf(path, sizeof(path), "%s/bin/sag-kiosk", folder);
    assert_int_equal(access(path, X_OK), 0);
    tests_done++;
    return is_bad ? sk_fail(info, SK_ERR_INVALID, "no fonts") : SK_OK;
}

static enum sk_err restart(void *data, const char *version, struct sk_err_info *info) {
    (void)data;
    restarts++;
    assert_string_equal(update_runs(), version ? version : "1.3.0");
    return version && is_ill ? sk_fail(info, SK_ERR_STOPPED, "it ended") : SK_OK;
}

static const struct sk_updater_hands hands = { .test = test, .restart = restart };

static struct sk_updater updater(void) {
    static char root[512];
    static char usr[512];
    tests_done = restarts = 0;
    is_bad = is_ill = false;
    (void)snprintf(root, sizeof(root), "%s", scratch_file("root"));
    (void)snprintf(usr, sizeof(usr), "%s", scratch_file("usr"));
    return (struct sk_updater){ .root = root,
                                .packaged = usr,
                                .packaged_version = "1.3.0",
                                .architecture = "amd64",
                                .hands = &hands };
}

static void is_refused(const struct sk_updater *self, const char *file, const char *why) {
    struct sk_err_info info = { "" };
    assert_int_not_equal(sk_updater_apply(self, scratch_file(file), &info), SK_OK);
    if (!strstr(info.text, why)) {
        fail_msg("'%s' does not say '%s'", info.text, why);
    }
    assert_int_equal(tests_done, 0);
    assert_int_not_equal(access(scratch_file("root/versions"), F_OK), 0);
    assert_int_not_equal(access(scratch_file("root/bundle"), F_OK), 0);
}

static void a_signed_one_is_put_in_place_and_later_taken_for_the_old_one(void **state) {
    (void)state;
    struct sk_err_info info = { "" };
    struct sk_updater self = updater();
    struct stat status;
    assert_int_equal(sk_updater_resolve(&self, false, &info), SK_OK); /* makes the link */
    assert_string_equal(update_runs(), "1.3.0");
    if (sk_updater_apply(&self, scratch_file("new.sagupdate"), &info) != SK_OK) {
        fail_msg("%s", info.text);
    }
    assert_string_equal(update_runs(), "1.4.0");
    assert_int_equal(tests_done, 1);
    assert_int_equal(restarts, 1);
    assert_int_equal(stat(scratch_file("root/current/bin/sag-kiosk"), &status), 0);
    assert_int_equal(status.st_mode & 07777, 0755);
    assert_int_equal(stat(scratch_file("root/current/share/sag-kiosk/notes"), &status), 0);
    assert_int_equal(status.st_mode & 07777, 0644); /* whatever it was */
    assert_int_equal(lstat(scratch_file("root/current/share/sag-kiosk/latest"), &status), 0);
    assert_true(S_ISLNK(status.st_mode));
    assert_int_equal(sk_updater_resolve(&self, false, &info), SK_OK);
    assert_string_equal(update_runs(), "1.4.0");
    assert_int_equal(sk_updater_apply(&self, scratch_file("new.sagupdate"), &info),
                     SK_ERR_UNSUPPORTED);
    self.packaged_version = "1.5.0"; /* a package that is newer came meanwhile */
    assert_int_equal(sk_updater_resolve(&self, false, &info), SK_OK);
    assert_string_equal(update_runs(), "1.3.0");
    assert_int_not_equal(access(scratch_file("root/versions/1.4.0"), F_OK), 0);
}

static void one_that_fails_its_test_or_its_trial_is_taken_back(void **state) {
    (void)state;
    struct sk_err_info info = { "" };
    struct sk_updater self = updater();
    struct sk_update update;
    char current[SK_UPDATE_VERSION_SIZE];
    assert_int_equal(sk_updater_resolve(&self, false, &info), SK_OK);
    is_bad = true;
    assert_int_equal(sk_updater_apply(&self, scratch_file("new.sagupdate"), &info), SK_ERR_INVALID);
    assert_string_equal(info.text, "no fonts");
    assert_int_equal(restarts, 0);
    is_bad = false;
    is_ill = true;
    assert_int_equal(sk_updater_apply(&self, scratch_file("new.sagupdate"), &info), SK_ERR_STOPPED);
    assert_int_equal(restarts, 2); /* there and back */
    assert_string_equal(update_runs(), "1.3.0");
    assert_int_equal(sk_updater_look(&self, &update, current, &info), SK_OK);
    assert_string_equal(current, SK_UPDATE_PACKAGED);
    assert_string_equal(update.failed, "1.4.0");
    assert_string_equal(update.why, "it ended");
    assert_int_not_equal(access(scratch_file("root/versions/1.4.0"), F_OK), 0);
    self.channel = "stable"; /* nobody asked for it: not again */
    assert_int_equal(sk_updater_apply(&self, scratch_file("new.sagupdate"), &info),
                     SK_ERR_UNSUPPORTED);
}

/* In every tenth byte, so also in each part of it. */
static void a_byte_that_was_changed_is_noticed_before_anything_is_unpacked(void **state) {
    (void)state;
    struct sk_updater self = updater();
    struct stat status;
    assert_int_equal(stat(scratch_file("new.sagupdate"), &status), 0);
    for (long at = 0; at < status.st_size; at += 10) {
        FILE *file = fopen(scratch_file("new.sagupdate"), "r+");
        assert_non_null(file);
        assert_int_equal(fseek(file, at, SEEK_SET), 0);
        int byte = fgetc(file);
        assert_int_equal(fseek(file, at, SEEK_SET), 0);
        assert_true(fputc(byte ^ 1, file) >= 0);
        assert_int_equal(fflush(file), 0);
        is_refused(&self, "new.sagupdate", "");
        assert_int_equal(fseek(file, at, SEEK_SET), 0);
        assert_true(fputc(byte, file) >= 0);
        assert_int_equal(fclose(file), 0);
    }
}

static void one_that_is_cut_off_or_has_more_is_refused(void **state) {
    (void)state;
    struct sk_updater self = updater();
    struct stat status;
    FILE *file = fopen(scratch_file("new.sagupdate"), "a");
    assert_true(fputc('x', file) >= 0);
    assert_int_equal(fclose(file), 0);
    is_refused(&self, "new.sagupdate", "something follows");
    assert_int_equal(stat(scratch_file("new.sagupdate"), &status), 0);
    for (off_t size = status.st_size - 2; size >= 0; size -= 97) {
        assert_int_equal(truncate(scratch_file("new.sagupdate"), size), 0);
        is_refused(&self, "new.sagupdate", "");
    }
    is_refused(&self, "nothing", "cannot be read");
    is_refused(&self, "root", "");
}

static void what_is_not_for_this_bench_is_refused(void **state) {
    (void)state;
    struct sk_updater self = updater();
    self.channel = "early";
    is_refused(&self, "new.sagupdate", "channel stable, this bench takes early");
    self.channel = NULL;
    self.architecture = "arm64";
    is_refused(&self, "new.sagupdate", "it is for amd64, this machine is arm64");
    self.architecture = "amd64";
    self.packaged_version = "1.10.0";
    self.allows_older = true; /* resolve would take it back within a quarter of an hour */
    is_refused(&self, "new.sagupdate", "older than the package's, 1.10.0");
}

static void without_a_public_key_or_with_another_nothing_is_taken(void **state) {
    (void)state;
    struct sk_err_info info = { "" };
    struct sk_updater self = updater();
    assert_int_equal(unlink(scratch_file("usr/share/sag-kiosk/update.pub")), 0);
    is_refused(&self, "new.sagupdate", "has no public key");
    sk_bench_key_destroy(update_key);
    assert_int_equal(sk_bench_key_open_file(&update_key, scratch_file("other.key"), true, &info),
                     SK_OK);
    update_version("usr", "1.3.0");
    is_refused(&self, "new.sagupdate", "not signed with the key");
}

static void an_update_names_only_files_below_its_own_folder(void **state) {
    (void)state;
    static const char *const bad[] = { "/bin/x",     "../x",    "bin/../x",    "bin/",    "bin//x",
                                       "etc/passwd", "bin",     "bin/.x",      "bin/a b", "bin/x/",
                                       "",           "lib/./x", "bin/\xC3\xA4" };
    static const char *const good[] = { "bin/sag-kiosk", "lib/a.so.1", "share/a/b/c+d@e_f-g.h" };
    for (size_t i = 0; i < SK_ARRAY_LEN(bad); i++) {
        assert_false(sk_bundle_is_path(bad[i]));
    }
    for (size_t i = 0; i < SK_ARRAY_LEN(good); i++) {
        assert_true(sk_bundle_is_path(good[i]));
    }
    struct sk_err_info info = { "" };
    struct sk_bundle bundle;
    assert_int_equal(symlink("../../etc/passwd", scratch_file("new/bin/out")), 0);
    assert_int_equal(sk_bundle_file_list(scratch_file("new"), &bundle, &info), SK_ERR_INVALID);
}

static void versions_are_compared_by_their_numbers(void **state) {
    (void)state;
    static const char *const order[] = {
        "0.9", "0.9.1", "0.10", "1.0", "1.0.0.1", "1.2.9", "1.10"
    };
    for (size_t i = 0; i + 1 < SK_ARRAY_LEN(order); i++) {
        assert_true(sk_bundle_is_version(order[i]));
        assert_true(sk_bundle_compare_versions(order[i], order[i + 1]) < 0);
        assert_true(sk_bundle_compare_versions(order[i + 1], order[i]) > 0);
    }
    assert_int_equal(sk_bundle_compare_versions("1.0", "1.0.0"), 0);
    assert_false(sk_bundle_is_version("1"));
    assert_false(sk_bundle_is_version("1..2"));
    assert_false(sk_bundle_is_version("1.2."));
    assert_false(sk_bundle_is_version("1.2.3.4.5"));
    assert_false(sk_bundle_is_version("../1"));
    assert_false(sk_bundle_is_version("1.1234567"));
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, update_begin, update_end)

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE(a_signed_one_is_put_in_place_and_later_taken_for_the_old_one),
        CASE(one_that_fails_its_test_or_its_trial_is_taken_back),
        CASE(a_byte_that_was_changed_is_noticed_before_anything_is_unpacked),
        CASE(one_that_is_cut_off_or_has_more_is_refused),
        CASE(what_is_not_for_this_bench_is_refused),
        CASE(without_a_public_key_or_with_another_nothing_is_taken),
        CASE(an_update_names_only_files_below_its_own_folder),
        CASE(versions_are_compared_by_their_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
