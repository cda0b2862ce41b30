/* Connections that send too slowly. */
#include "check.h"

#include "office/slow.h"

#include <poll.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <unistd.h>

static struct sk_office_slow *slow;

static int create(void **state) {
    (void)state;
    return sk_office_slow_create(&slow, 2, NULL) != SK_OK;
}

static int destroy(void **state) {
    (void)state;
    sk_office_slow_destroy(slow);
    return 0;
}

/* pair[0] is the server's end. */
static void connect_pair(int pair[2]) {
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
}

static bool is_cut_off(int fd, int wait_ms) {
    struct pollfd poll_fd = { .fd = fd, .events = POLLIN };
    char byte;
    return poll(&poll_fd, 1, wait_ms) == 1 && read(fd, &byte, 1) == 0;
}

static void close_pair(const int pair[2]) {
    (void)close(pair[0]);
    (void)close(pair[1]);
}

static void whoever_is_late_is_cut_off_and_nobody_else(void **state) {
    (void)state;
    int late[2];
    int patient[2];
    connect_pair(late);
    connect_pair(patient);
    sk_office_slow_expect(slow, late[0], 1);
    sk_office_slow_expect(slow, patient[0], 1);
    sk_office_slow_expect(slow, patient[0], 0);
    assert_true(is_cut_off(late[1], 60000));
    assert_false(is_cut_off(patient[1], 0));
    close_pair(late);
    close_pair(patient);
}

static void a_number_that_is_somebody_elses_by_now_is_left_alone(void **state) {
    (void)state;
    int gone[2];
    int late[2];
    connect_pair(gone);
    connect_pair(late);
    sk_office_slow_expect(slow, gone[0], 1);
    sk_office_slow_forget(slow, gone[0]);
    sk_office_slow_forget(slow, gone[0]); /* nothing happens */
    sk_office_slow_expect(slow, late[0], 1);
    assert_true(is_cut_off(late[1], 60000));
    assert_false(is_cut_off(gone[1], 0));
    close_pair(gone);
    close_pair(late);
}

static void more_than_there_is_room_for_are_not_watched(void **state) {
    (void)state;
    int pairs[3][2];
    for (size_t i = 0; i < 3; i++) {
        connect_pair(pairs[i]);
        sk_office_slow_expect(slow, pairs[i][0], 1);
    }
    assert_true(is_cut_off(pairs[0][1], 60000));
    assert_true(is_cut_off(pairs[1][1], 60000));
    assert_false(is_cut_off(pairs[2][1], 0));
    for (size_t i = 0; i < 3; i++) {
        close_pair(pairs[i]);
    }
}

#define SK_SLOW_TEST(name) cmocka_unit_test_setup_teardown(name, create, destroy)

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_SLOW_TEST(whoever_is_late_is_cut_off_and_nobody_else),
        SK_SLOW_TEST(a_number_that_is_somebody_elses_by_now_is_left_alone),
        SK_SLOW_TEST(more_than_there_is_room_for_are_not_watched),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
