/* The sockets under the client, on loopback: what may carry a request, and what the kernel is made
 * to forget. */
#include "client/connections.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <cmocka.h>

static const char head[] = "POST / HTTP/1.1\r\n\r\n";
static const char body[] = "SerialNumber=sage62x021922k7p3";

/* A connection in the table, used once before, and the server's end of it. */
struct pair {
    struct sag_connections table;
    struct sag_connection_user before;
    struct sag_connection_user user;
    struct sag_connection_name name;
    int fd;
    int server;
};

static void connect_pair(struct pair *pair) {
    struct sockaddr_in address = { .sin_family = AF_INET,
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    struct sockaddr_in own;
    socklen_t size = sizeof(address);
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(listener, (struct sockaddr *)&address, size), 0);
    assert_int_equal(listen(listener, 1), 0);
    assert_int_equal(getsockname(listener, (struct sockaddr *)&address, &size), 0);
    pair->fd = sag_connections_open(&pair->table, AF_INET, SOCK_STREAM, 0);
    assert_true(pair->fd >= 0);
    assert_int_equal(connect(pair->fd, (struct sockaddr *)&address, size), 0);
    pair->server = accept(listener, NULL, NULL);
    assert_true(pair->server >= 0);
    close(listener);
    size = sizeof(own);
    assert_int_equal(getsockname(pair->fd, (struct sockaddr *)&own, &size), 0);
    pair->name = (struct sag_connection_name){ "127.0.0.1", ntohs(address.sin_port), "127.0.0.1",
                                               ntohs(own.sin_port) };
}

static void open_pair(struct pair *pair, int64_t idle_close_ms) {
    *pair = (struct pair){ .table.idle_close_ms = idle_close_ms };
    connect_pair(pair);
    pair->before = (struct sag_connection_user){ .answer_at = -1 };
    pair->user = (struct sag_connection_user){ .answer_at = -1 };
    assert_int_equal(sag_connections_take(&pair->table, &pair->name, &pair->before), pair->fd);
    sag_connections_give_back(&pair->table, &pair->before, 0, 0);
}

static void close_pair(struct pair *pair) {
    sag_connections_close(&pair->table, pair->fd);
    assert_int_equal(pair->table.count, 0);
    sag_connections_finish(&pair->table);
    close(pair->server);
}

static void say_unasked(struct pair *pair) {
    struct pollfd fd = { .fd = pair->fd, .events = POLLIN };
    assert_int_equal(send(pair->server, "HTTP/1.1 200 OK\r\n", 17, 0), 17);
    assert_int_equal(poll(&fd, 1, 10000), 1);
}

/* As libcurl does: the head and the body apart, into a corked connection. */
static void write_request(struct pair *pair) {
    assert_int_equal(sag_connections_take(&pair->table, &pair->name, &pair->user), pair->fd);
    sag_connections_cork(&pair->table, pair->fd);
    pair->user.written_at = 1000;
    assert_int_equal(send(pair->fd, head, sizeof(head) - 1, MSG_NOSIGNAL), sizeof(head) - 1);
    assert_int_equal(send(pair->fd, body, sizeof(body) - 1, MSG_NOSIGNAL), sizeof(body) - 1);
}

static size_t read_all(int fd, char *out, size_t size, int *error) {
    size_t used = 0;
    ssize_t got = 0;
    while (used < size && (got = recv(fd, out + used, size - used, 0)) > 0) {
        used += (size_t)got;
    }
    *error = got < 0 ? errno : 0;
    return used;
}

static void a_connection_with_something_to_read_is_not_used_again(void **state) {
    (void)state;
    struct pair pair;
    open_pair(&pair, INT64_MAX);
    say_unasked(&pair);
    assert_int_equal(sag_connections_take(&pair.table, &pair.name, &pair.user), -1);
    close_pair(&pair);

    open_pair(&pair, INT64_MAX);
    shutdown(pair.server, SHUT_WR);
    assert_int_equal(sag_connections_take(&pair.table, &pair.name, &pair.user), -1);
    close_pair(&pair);

    open_pair(&pair, INT64_MAX);
    assert_int_equal(sag_connections_take(&pair.table, &pair.name, &pair.user), pair.fd);
    close_pair(&pair);
}

static void one_that_is_not_in_the_table_is_not_used(void **state) {
    (void)state;
    struct pair pair;
    open_pair(&pair, INT64_MAX);
    struct sag_connection_name other = pair.name;
    other.own_port++;
    assert_int_equal(sag_connections_take(&pair.table, &other, &pair.user), -1);
    other = pair.name;
    other.peer = "127.0.0.2";
    assert_int_equal(sag_connections_take(&pair.table, &other, &pair.user), -1);
    close_pair(&pair);
}

/* libcurl may give a connection to the next exchange before it reports the end of the previous
 * one. */
static void one_that_was_passed_on_counts_as_used(void **state) {
    (void)state;
    struct pair pair = { .table.idle_close_ms = INT64_MAX };
    connect_pair(&pair);
    assert_int_equal(sag_connections_take(&pair.table, &pair.name, &pair.before), pair.fd);
    say_unasked(&pair);
    assert_int_equal(sag_connections_take(&pair.table, &pair.name, &pair.user), -1);
    close_pair(&pair);
}

static void a_quiet_connection_lets_the_whole_request_go(void **state) {
    (void)state;
    struct pair pair;
    char bytes[256];
    int error = 0;
    open_pair(&pair, INT64_MAX);
    write_request(&pair);
    sag_connections_uncork(&pair.table, 1001);
    assert_false(pair.user.withheld);
    assert_false(pair.user.unasked);
    shutdown(pair.fd, SHUT_WR);
    assert_int_equal(read_all(pair.server, bytes, sizeof(bytes), &error),
                     sizeof(head) + sizeof(body) - 2);
    assert_int_equal(error, 0);
    close_pair(&pair);
}

static void what_comes_before_the_request_went_keeps_it_here(void **state) {
    (void)state;
    struct pair pair;
    char bytes[256];
    int error = 0;
    open_pair(&pair, INT64_MAX);
    write_request(&pair);
    say_unasked(&pair);
    sag_connections_uncork(&pair.table, 1001);
#ifdef __linux__
    assert_true(pair.user.withheld);
    assert_false(pair.user.unasked);
    /* Not a byte of it, and none to come. */
    assert_int_equal(read_all(pair.server, bytes, sizeof(bytes), &error), 0);
    assert_int_equal(error, ECONNRESET);
#else
    (void)bytes;
    (void)error;
    assert_true(pair.user.unasked);
#endif
    close_pair(&pair);
}

/* The kernel may have let it go by itself by then. */
static void what_was_corked_too_long_may_have_gone(void **state) {
    (void)state;
    struct pair pair;
    open_pair(&pair, INT64_MAX);
    write_request(&pair);
    say_unasked(&pair);
    sag_connections_uncork(&pair.table, 1000 + 150);
    assert_false(pair.user.withheld);
    assert_true(pair.user.unasked);
    close_pair(&pair);
}

static void what_the_other_end_has_not_acknowledged_is_known(void **state) {
    (void)state;
    struct pair pair;
    static char much[1 << 16];
    open_pair(&pair, INT64_MAX);
    assert_false(sag_socket_is_unacknowledged(pair.fd));
    while (send(pair.fd, much, sizeof(much), MSG_DONTWAIT) > 0) {
    }
#ifdef __linux__
    assert_true(sag_socket_is_unacknowledged(pair.fd));
#endif
    close_pair(&pair);
}

static void an_idle_one_goes_when_it_is_too_old_or_speaks(void **state) {
    (void)state;
    struct pair pair;
    open_pair(&pair, 500);
    assert_true(sag_connections_have_idle(&pair.table, 0, 500));
    assert_false(sag_connections_have_idle(&pair.table, 1, 500));
    assert_true(sag_connections_is_idle(&pair.table, pair.fd));
    assert_int_equal(sag_connections_next_close(&pair.table), 500);
    sag_connections_sweep(&pair.table, 499);
    assert_true(sag_connections_have_idle(&pair.table, 499, 1));
    sag_connections_sweep(&pair.table, 500);
    assert_false(sag_connections_have_idle(&pair.table, 0, 0));
    assert_false(sag_connections_is_idle(&pair.table, pair.fd)); /* its end would wake for ever */
    assert_true(sag_connections_next_close(&pair.table) == INT64_MAX);
    assert_int_equal(sag_connections_take(&pair.table, &pair.name, &pair.user), -1);
    close_pair(&pair);

    open_pair(&pair, 500);
    say_unasked(&pair);
    sag_connections_sweep(&pair.table, 1);
    char byte;
    assert_int_equal(recv(pair.fd, &byte, 1, MSG_PEEK), 0); /* only its end is left */
    assert_int_equal(recv(pair.server, &byte, 1, 0), 0);
    close_pair(&pair);
}

static void what_the_server_announces_is_undercut(void **state) {
    (void)state;
    static const struct {
        int64_t own;
        int64_t told;
        int64_t close_at;
    } cases[] = { { 10000, 5000, 14000 },
                  { 10000, 60000, 20000 },
                  { 10000, 1000, 10500 },
                  { INT64_MAX, 5000, 14000 },
                  { INT64_MAX, 0, INT64_MAX } };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct pair pair = { .table.idle_close_ms = cases[i].own };
        connect_pair(&pair);
        assert_int_equal(sag_connections_take(&pair.table, &pair.name, &pair.before), pair.fd);
        sag_connections_give_back(&pair.table, &pair.before, cases[i].told, 10000);
        assert_int_equal(pair.table.list[0].close_at, cases[i].close_at);
        close_pair(&pair);
    }
}

/* As libcurl closes one whose connect takes too long: without a word. */
static void a_number_that_comes_back_is_one_connection(void **state) {
    (void)state;
    struct sag_connections table = { .idle_close_ms = 1000 };
    int fd = sag_connections_open(&table, AF_INET, SOCK_STREAM, 0);
    close(fd);
    assert_int_equal(sag_connections_open(&table, AF_INET, SOCK_STREAM, 0), fd);
    assert_int_equal(table.count, 1);
    sag_connections_close(&table, fd);
    assert_int_equal(table.count, 0);
    sag_connections_finish(&table);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_number_that_comes_back_is_one_connection),
        cmocka_unit_test(a_connection_with_something_to_read_is_not_used_again),
        cmocka_unit_test(one_that_is_not_in_the_table_is_not_used),
        cmocka_unit_test(one_that_was_passed_on_counts_as_used),
        cmocka_unit_test(a_quiet_connection_lets_the_whole_request_go),
        cmocka_unit_test(what_comes_before_the_request_went_keeps_it_here),
        cmocka_unit_test(what_was_corked_too_long_may_have_gone),
        cmocka_unit_test(what_the_other_end_has_not_acknowledged_is_known),
        cmocka_unit_test(an_idle_one_goes_when_it_is_too_old_or_speaks),
        cmocka_unit_test(what_the_server_announces_is_undercut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
