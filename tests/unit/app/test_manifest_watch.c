/* The list is read when it changes, whole or not at all. */
#define _XOPEN_SOURCE 700 /* nftw() */

#include "scratch.h"

#include "app/manifest/manifest_watch.h"

#include <pthread.h>
#include <string.h>
#include <time.h>

#define LIMIT_S 20 /* what does not come by then does not come */

struct desk {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct sk_manifest_watch *watch;
    int count;                   /* of reports */
    int64_t lines;               /* of the newest list; -1: it failed */
    int64_t mistake;             /* its line */
    char text[SK_ERR_TEXT_SIZE]; /* and why */
};

static bool on_news(void *data, const struct sk_manifest_news *news) {
    struct desk *desk = data;
    pthread_mutex_lock(&desk->lock);
    desk->count++;
    desk->lines = news->manifest ? (int64_t)sk_manifest_count(news->manifest) : -1;
    desk->mistake = news->line;
    memcpy(desk->text, news->text.text, sizeof(desk->text));
    pthread_cond_signal(&desk->changed);
    pthread_mutex_unlock(&desk->lock);
    sk_manifest_destroy(news->manifest);
    return true;
}

static void open_desk(struct desk *desk) {
    *desk = (struct desk){ .count = 0 };
    assert_int_equal(pthread_mutex_init(&desk->lock, NULL), 0);
    assert_int_equal(pthread_cond_init(&desk->changed, NULL), 0);
    assert_int_equal(sk_manifest_watch_create(&desk->watch, scratch_file("lists/list.csv"),
                                              scratch_file("none.db"), NULL, on_news, desk),
                     SK_OK);
}

static void close_desk(struct desk *desk) {
    sk_manifest_watch_destroy(desk->watch);
    pthread_cond_destroy(&desk->changed);
    pthread_mutex_destroy(&desk->lock);
}

/* Waits for report number `count`, and no further one. */
static void expect(struct desk *desk, int count, int64_t lines) {
    struct timespec until;
    assert_int_equal(clock_gettime(CLOCK_REALTIME, &until), 0);
    until.tv_sec += LIMIT_S;
    pthread_mutex_lock(&desk->lock);
    int status = 0;
    while (desk->count < count && status == 0) {
        status = pthread_cond_timedwait(&desk->changed, &desk->lock, &until);
    }
    int got = desk->count;
    int64_t got_lines = desk->lines;
    pthread_mutex_unlock(&desk->lock);
    assert_int_equal(got, count);
    assert_int_equal(got_lines, lines);
}

static void a_list_that_is_renamed_into_its_place_is_read(void **state) {
    (void)state;
    struct desk desk;
    assert_int_equal(mkdir(scratch_file("lists"), 0700), 0);
    open_desk(&desk);
    expect(&desk, 1, -1);
    assert_non_null(strstr(desk.text, "list.csv"));
    scratch_write(scratch_file("lists/next.csv"), "sn,instance\na,b\n");
    assert_int_equal(rename(scratch_file("lists/next.csv"), scratch_file("lists/list.csv")), 0);
    expect(&desk, 2, 1);
    scratch_write(scratch_file("lists/next.csv"), "sn,instance\na,b\nc,d\n");
    assert_int_equal(rename(scratch_file("lists/next.csv"), scratch_file("lists/list.csv")), 0);
    expect(&desk, 3, 2);
    scratch_write(scratch_file("lists/list.csv"), "sn,instance\na,b\nc\n");
    expect(&desk, 4, -1);
    assert_int_equal(desk.mistake, 3);
    close_desk(&desk);
}

static void a_list_that_is_being_written_is_left_alone_until_it_is_closed(void **state) {
    (void)state;
    struct desk desk;
    struct timespec pause = { .tv_nsec = 400 * 1000 * 1000 };
    assert_int_equal(mkdir(scratch_file("lists"), 0700), 0);
    scratch_write(scratch_file("lists/list.csv"), "sn,instance\na,b\n");
    open_desk(&desk);
    expect(&desk, 1, 1);
    FILE *file = fopen(scratch_file("lists/list.csv"), "w");
    assert_non_null(file);
    for (int i = 0; i < 3; i++) { /* a slow writer, at the end of a line each time */
        assert_true(fprintf(file, i == 0 ? "sn,instance\n" : "a%d,b\n", i) > 0);
        assert_int_equal(fflush(file), 0);
        (void)nanosleep(&pause, NULL); /* time to do it wrong */
    }
    assert_int_equal(fclose(file), 0);
    expect(&desk, 2, 2); /* the very next report */
    close_desk(&desk);
}

static void a_directory_that_comes_later_is_watched_then(void **state) {
    (void)state;
    struct desk desk;
    open_desk(&desk);
    expect(&desk, 1, -1);
    assert_int_equal(mkdir(scratch_file("lists"), 0700), 0);
    scratch_write(scratch_file("lists/list.csv"), "sn,instance\na,b\n");
    expect(&desk, 2, 1);
    close_desk(&desk);
}

#define IN_SCRATCH(function) cmocka_unit_test_setup_teardown(function, scratch_make, scratch_remove)

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(a_list_that_is_renamed_into_its_place_is_read),
        IN_SCRATCH(a_list_that_is_being_written_is_left_alone_until_it_is_closed),
        IN_SCRATCH(a_directory_that_comes_later_is_watched_then),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
