/* The watched folder. */
#define _XOPEN_SOURCE 700
#include "scratch.h"

#include "base/util.h"
#include "base/whole_file.h"
#include "delivery/folder.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdlib.h>

#define DAY INT64_C(86400000)
#define NOON (20000 * DAY + DAY / 2) /* 2024-10-04, 12:00 UTC */

static struct sk_err_info info;
static char path[512];

static int make_folder(void **state) {
    if (scratch_make(state) != 0) {
        return -1;
    }
    (void)snprintf(path, sizeof(path), "%s", scratch_file("out"));
    return setenv("TZ", "UTC", 1) == 0 ? mkdir(path, 0700) : -1;
}

static struct sk_receiver *folder_of(bool by_day, const char *head) {
    struct sk_receiver *folder = NULL;
    struct sk_folder_options options = {
        .path = path, .bench = "b1", .suffix = "csv", .head = head, .by_day = by_day
    };
    assert_int_equal(sk_folder_create(&folder, &options, &info), SK_OK);
    return folder;
}

/* Of the letters first to last, each on the day `day` after the first. */
static enum sk_delivery_end deliver_days(struct sk_receiver *folder, int first, int last,
                                         const int64_t *days) {
    static char ids[SK_DELIVERY_LETTERS][32];
    static char texts[SK_DELIVERY_LETTERS][64];
    struct sk_letter letters[SK_DELIVERY_LETTERS];
    sk_ms retry_after = -1;
    for (int i = first; i <= last; i++) {
        int at = i - first;
        (void)snprintf(ids[at], sizeof(ids[at]), "b1-%d", i);
        (void)snprintf(texts[at], sizeof(texts[at]), "b1-%d,word %d\n", i, i);
        letters[at] = (struct sk_letter){ .seq = i,
                                          .wall_ms = NOON + (days ? days[at] * DAY : 0),
                                          .id = ids[at],
                                          .text = texts[at],
                                          .length = strlen(texts[at]) };
    }
    enum sk_delivery_end end =
        folder->ops->deliver(folder, letters, last - first + 1, &retry_after, &info);
    assert_int_equal(retry_after, 0);
    return end;
}

static enum sk_delivery_end deliver(struct sk_receiver *folder, int first, int last) {
    return deliver_days(folder, first, last, NULL);
}

static void expect(const char *name, const char *expected) {
    char file[1024];
    char *text = NULL;
    size_t length = 0;
    (void)snprintf(file, sizeof(file), "%s/%s", path, name);
    assert_int_equal(sk_whole_file_read(file, 1 << 20, &text, &length, &info), SK_OK);
    assert_string_equal(text, expected);
    free(text);
}

static int count_files(void) {
    DIR *folder = opendir(path);
    int count = 0;
    assert_non_null(folder);
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    }
    (void)closedir(folder);
    return count;
}

static void each_letter_is_a_file_with_the_headings(void **state) {
    (void)state;
    struct sk_receiver *folder = folder_of(false, "id,what\n");
    assert_int_equal(deliver(folder, 1, 3), SK_DELIVERY_END_TAKEN);
    assert_int_equal(deliver(folder, 3, 3), SK_DELIVERY_END_TAKEN); /* again: the same file */
    expect("sag-kiosk-b1-1.csv", "id,what\nb1-1,word 1\n");
    expect("sag-kiosk-b1-3.csv", "id,what\nb1-3,word 3\n");
    assert_int_equal(count_files(), 3);
    folder->ops->destroy(folder);
}

static void a_day_is_a_file_to_which_letters_are_added_once(void **state) {
    (void)state;
    struct sk_receiver *folder = folder_of(true, "id,what\n");
    assert_int_equal(deliver(folder, 1, 2), SK_DELIVERY_END_TAKEN);
    assert_int_equal(deliver(folder, 2, 4), SK_DELIVERY_END_TAKEN); /* 2 was not acknowledged */
    expect("sag-kiosk-b1-20241004.csv",
           "id,what\nb1-1,word 1\nb1-2,word 2\nb1-3,word 3\nb1-4,word 4\n");
    assert_int_equal(count_files(), 1);
    folder->ops->destroy(folder);
}

/* 1 is the beginning of 12; and another bench's, or another log's, letter is another one. */
static void a_letter_is_not_taken_for_another_one(void **state) {
    (void)state;
    struct sk_receiver *folder = folder_of(true, "");
    assert_int_equal(deliver(folder, 12, 12), SK_DELIVERY_END_TAKEN);
    assert_int_equal(deliver(folder, 1, 1), SK_DELIVERY_END_TAKEN);
    expect("sag-kiosk-b1-20241004.csv", "b1-12,word 12\nb1-1,word 1\n");
    folder->ops->destroy(folder);
}

static void midnight_begins_a_new_file(void **state) {
    static const int64_t days[] = { 0, 0, 1, 0 };
    (void)state;
    struct sk_receiver *folder = folder_of(true, "");
    assert_int_equal(deliver_days(folder, 1, 4, days), SK_DELIVERY_END_TAKEN);
    expect("sag-kiosk-b1-20241004.csv", "b1-1,word 1\nb1-2,word 2\nb1-4,word 4\n");
    expect("sag-kiosk-b1-20241005.csv", "b1-3,word 3\n");
    folder->ops->destroy(folder);
}

static void a_line_that_somebody_left_unended_is_not_joined(void **state) {
    char file[1024];
    (void)state;
    struct sk_receiver *folder = folder_of(true, "");
    (void)snprintf(file, sizeof(file), "%s/sag-kiosk-b1-20241004.csv", path);
    scratch_write(file, "somebody's remark");
    assert_int_equal(deliver(folder, 1, 1), SK_DELIVERY_END_TAKEN);
    expect("sag-kiosk-b1-20241004.csv", "somebody's remark\nb1-1,word 1\n");
    folder->ops->destroy(folder);
}

static void what_a_crash_left_beside_is_written_over(void **state) {
    char file[1024];
    (void)state;
    struct sk_receiver *folder = folder_of(true, "");
    (void)snprintf(file, sizeof(file), "%s/.sag-kiosk-b1-20241004.csv.part", path);
    scratch_write(file, "half a li");
    assert_int_equal(deliver(folder, 1, 1), SK_DELIVERY_END_TAKEN);
    expect("sag-kiosk-b1-20241004.csv", "b1-1,word 1\n");
    assert_int_equal(count_files(), 1);
    folder->ops->destroy(folder);
}

static void a_folder_that_is_away_is_trouble_and_is_never_made(void **state) {
    (void)state;
    struct sk_receiver *folder = folder_of(false, "");
    assert_int_equal(rmdir(path), 0);
    assert_int_equal(deliver(folder, 1, 1), SK_DELIVERY_END_TROUBLE);
    assert_non_null(strstr(info.text, "folder.path"));
    assert_int_not_equal(access(path, F_OK), 0);
    assert_int_equal(sk_folder_check(path, &info), SK_ERR_NOT_FOUND);
    assert_int_equal(mkdir(path, 0700), 0);
    assert_int_equal(sk_folder_check(path, &info), SK_OK);
    assert_int_equal(deliver(folder, 1, 1), SK_DELIVERY_END_TAKEN);
    folder->ops->destroy(folder);
}

/* A link would lead elsewhere, and a directory is in the way: nothing is half done. */
static void what_is_no_file_in_its_place_is_trouble(void **state) {
    char file[1024];
    (void)state;
    struct sk_receiver *folder = folder_of(true, "");
    (void)snprintf(file, sizeof(file), "%s/sag-kiosk-b1-20241004.csv", path);
    assert_int_equal(symlink("/etc/passwd", file), 0);
    assert_int_equal(deliver(folder, 1, 1), SK_DELIVERY_END_TROUBLE);
    assert_int_equal(unlink(file), 0);
    assert_int_equal(mkdir(file, 0700), 0);
    assert_int_equal(deliver(folder, 1, 1), SK_DELIVERY_END_TROUBLE);
    assert_int_equal(count_files(), 1);
    folder->ops->destroy(folder);
}

static void nothing_is_written_after_stop(void **state) {
    (void)state;
    struct sk_receiver *folder = folder_of(false, "");
    folder->ops->stop(folder);
    assert_int_equal(deliver(folder, 1, 2), SK_DELIVERY_END_TROUBLE);
    assert_int_equal(count_files(), 0);
    folder->ops->destroy(folder);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, make_folder, scratch_remove)

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_FOLDER(each_letter_is_a_file_with_the_headings),
        IN_FOLDER(a_day_is_a_file_to_which_letters_are_added_once),
        IN_FOLDER(a_letter_is_not_taken_for_another_one),
        IN_FOLDER(midnight_begins_a_new_file),
        IN_FOLDER(a_line_that_somebody_left_unended_is_not_joined),
        IN_FOLDER(what_a_crash_left_beside_is_written_over),
        IN_FOLDER(a_folder_that_is_away_is_trouble_and_is_never_made),
        IN_FOLDER(what_is_no_file_in_its_place_is_trouble),
        IN_FOLDER(nothing_is_written_after_stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
