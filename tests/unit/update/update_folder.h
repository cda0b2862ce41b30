/* update_folder.h — a version as it is installed, a bundle of it, and an updater's folder, for
 * tests. */
#ifndef SK_TESTS_UPDATE_FOLDER_H
#define SK_TESTS_UPDATE_FOLDER_H

#include "scratch.h"

#include "update/bundle_file.h"
#include "update/updater.h"

static struct sk_bench_key *update_key;

static inline void update_file(const char *folder, const char *name, const char *text,
                               mode_t mode) {
    char path[512];
    (void)snprintf(path, sizeof(path), "%s/%s/%s", scratch_path, folder, name);
    for (char *slash = path + strlen(scratch_path) + 1; (slash = strchr(slash, '/')); slash++) {
        *slash = '\0';
        (void)mkdir(path, 0755);
        *slash = '/';
    }
    scratch_write(path, text);
    assert_int_equal(chmod(path, mode), 0);
}

/* A version that says its number; with the public key, and a link. */
static inline void update_version(const char *folder, const char *version) {
    struct sk_signed_note_key public_key = { .name = "release" };
    char text[SK_SIGNED_NOTE_KEY_TEXT_SIZE];
    sk_bench_key_public(update_key, public_key.public_key);
    sk_signed_note_key_write(&public_key, text);
    update_file(folder, "bin/sag-kiosk", version, 0755);
    update_file(folder, "share/sag-kiosk/update.pub", text, 0644);
    update_file(folder, "share/sag-kiosk/notes", "what is new", 0600);
    char link[512]; /* as a library has one by its number */
    (void)snprintf(link, sizeof(link), "%s/%s/share/sag-kiosk/latest", scratch_path, folder);
    assert_true(symlink("notes", link) == 0 || access(link, F_OK) == 0);
}

static inline void update_bundle(const char *folder, const char *version, const char *channel,
                                 const char *path) {
    struct sk_err_info info = { "" };
    struct sk_bundle bundle;
    if (sk_bundle_file_list(scratch_file(folder), &bundle, &info) != SK_OK) {
        fail_msg("%s", info.text);
    }
    (void)snprintf(bundle.version, sizeof(bundle.version), "%s", version);
    (void)snprintf(bundle.architecture, sizeof(bundle.architecture), "amd64");
    (void)snprintf(bundle.channel, sizeof(bundle.channel), "%s", channel);
    bundle.journal = 6;
    if (sk_bundle_file_make(&bundle, scratch_file(folder), "release", update_key,
                            scratch_file(path), &info) != SK_OK) {
        fail_msg("%s", info.text);
    }
    sk_bundle_finish(&bundle);
}

/* 1.3.0 is the package, and 1.4.0 a bundle. */
static inline int update_begin(void **state) {
    struct sk_err_info info = { "" };
    int status = scratch_make(state);
    if (status == 0) {
        assert_int_equal(
            sk_bench_key_open_file(&update_key, scratch_file("release.key"), true, &info), SK_OK);
        update_version("usr", "1.3.0");
        update_version("new", "1.4.0");
        update_bundle("new", "1.4.0", "stable", "new.sagupdate");
        assert_int_equal(mkdir(scratch_file("root"), 0755), 0);
    }
    return status;
}

static inline int update_end(void **state) {
    sk_bench_key_destroy(update_key);
    update_key = NULL;
    return scratch_remove(state);
}

/* What the program says that `current` leads to; "" where that leads nowhere. */
static inline const char *update_runs(void) {
    const char *text = scratch_text("root/current/bin/sag-kiosk");
    return text;
}

#endif
