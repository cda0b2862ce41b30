/* scratch.h — a directory of a test's own, gone afterwards. */
#ifndef SK_TESTS_SCRATCH_H
#define SK_TESTS_SCRATCH_H

#include "check.h"

#include <dirent.h>
#include <ftw.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char scratch_path[256];

static int scratch_remove_one(const char *path, const struct stat *status, int type,
                              struct FTW *at) {
    (void)status;
    (void)type;
    (void)at;
    return remove(path);
}

/* cmocka set-up and tear-down. */
static int scratch_make(void **state) {
    (void)state;
    const char *base = getenv("TMPDIR");
    (void)snprintf(scratch_path, sizeof(scratch_path), "%s/sag-test-XXXXXX", base ? base : "/tmp");
    return mkdtemp(scratch_path) ? 0 : -1;
}

static int scratch_remove(void **state) {
    (void)state;
    return nftw(scratch_path, scratch_remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* A path in it; valid until the next call but three. */
static const char *scratch_file(const char *name) {
    static char paths[4][512];
    static unsigned turn;
    char *path = paths[turn++ % 4];
    (void)snprintf(path, sizeof(paths[0]), "%s/%s", scratch_path, name);
    return path;
}

static inline void scratch_write(const char *path, const char *text) {
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

/* What a file in it says, "" where there is none; valid until the next call. */
static inline const char *scratch_text(const char *name) {
    static char text[512];
    FILE *file = fopen(scratch_file(name), "r");
    size_t length = file ? fread(text, 1, sizeof(text) - 1, file) : 0;
    text[length] = '\0';
    if (file) {
        (void)fclose(file);
    }
    return text;
}

/* How many files are in it. */
static inline size_t scratch_count(void) {
    size_t count = 0;
    DIR *folder = opendir(scratch_path);
    assert_non_null(folder);
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    }
    assert_int_equal(closedir(folder), 0);
    return count;
}

#endif
