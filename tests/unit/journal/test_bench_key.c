/* The key of a bench, made by whoever needs it first. */
#define _XOPEN_SOURCE 700 /* nftw() */

#include "check.h"
#include "scratch.h"

#include "journal/bench_key.h"

#include <dirent.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#define MAKERS 8
#define ROUNDS 50

struct maker {
    const char *path;
    atomic_int *waiting;
    enum sk_err err;
    uint8_t public_key[SK_BENCH_KEY_PUBLIC_SIZE];
};

static void *make(void *data) {
    struct maker *maker = data;
    struct sk_bench_key *key = NULL;
    atomic_fetch_sub(maker->waiting, 1);
    while (atomic_load(maker->waiting) > 0) { /* all at once */
    }
    maker->err = sk_bench_key_open(&key, maker->path, true, NULL);
    if (!maker->err) {
        sk_bench_key_public(key, maker->public_key);
        sk_bench_key_destroy(key);
    }
    return NULL;
}

static void several_that_make_it_at_once_have_the_same(void **state) {
    (void)state;
    char path[512];
    (void)snprintf(path, sizeof(path), "%s", scratch_file("journal.db"));
    for (int round = 0; round < ROUNDS; round++) {
        struct maker makers[MAKERS] = { 0 };
        pthread_t threads[MAKERS];
        atomic_int waiting = MAKERS;
        for (int i = 0; i < MAKERS; i++) {
            makers[i] = (struct maker){ .path = path, .waiting = &waiting };
            assert_int_equal(pthread_create(&threads[i], NULL, make, &makers[i]), 0);
        }
        for (int i = 0; i < MAKERS; i++) {
            assert_int_equal(pthread_join(threads[i], NULL), 0);
        }
        struct maker last = { .path = path, .waiting = &waiting };
        (void)make(&last);
        assert_int_equal(last.err, SK_OK);
        for (int i = 0; i < MAKERS; i++) {
            assert_int_equal(makers[i].err, SK_OK);
            assert_memory_equal(makers[i].public_key, last.public_key, sizeof(last.public_key));
        }
        assert_int_equal(unlink(scratch_file("journal.db.key")), 0);
    }
}

static void nothing_but_the_key_is_left(void **state) {
    (void)state;
    struct sk_bench_key *key = NULL;
    int files = 0;
    assert_int_equal(sk_bench_key_open(&key, scratch_file("journal.db"), true, NULL), SK_OK);
    sk_bench_key_destroy(key);
    DIR *folder = opendir(scratch_file(""));
    assert_non_null(folder);
    for (const struct dirent *entry = readdir(folder); entry; entry = readdir(folder)) {
        files += entry->d_name[0] != '.';
    }
    assert_int_equal(closedir(folder), 0);
    assert_int_equal(files, 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_make, scratch_remove)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(several_that_make_it_at_once_have_the_same),
        TEST(nothing_but_the_key_is_left),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
