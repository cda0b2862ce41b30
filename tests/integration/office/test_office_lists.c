/* How many long bodies the office's server takes at once, and that one which it refused is not one
 * of them. */
#include "check.h"

#include "office/server.h"

#include <arpa/inet.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum {
    AT_ONCE = 4,
    LIST_BYTES = 4 << 20, /* as each says that it will send */
    /* So much that the system between the two sides cannot hold it: when all of it is away, the
     * server has read more than a form of it. */
    PART_BYTES = 3 << 20,
    SEND_BUFFER_BYTES = 64 << 10,
    LIMIT_S = 40, /* below the minute after which a connection that says nothing is closed */
};

static struct sk_office_server *server;

static void handle(void *data, const struct sk_office_request *request,
                   struct sk_office_answer *answer) {
    (void)data;
    answer->status = request->refusal != 0 ? request->refusal : 200;
    answer->type = "text/plain";
}

static int start(void **state) {
    static struct sk_office_settings settings;
    struct sk_err_info info = { "" };
    (void)state;
    sk_office_settings_init(&settings);
    settings.port = 0;
    return sk_office_server_create(&server, &settings, handle, NULL, &info) != SK_OK;
}

static int stop(void **state) {
    (void)state;
    sk_office_server_destroy(server);
    return 0;
}

static void send_bytes(int fd, const char *bytes, size_t length) {
    while (length > 0) {
        ssize_t sent = send(fd, bytes, length, MSG_NOSIGNAL);
        assert_true(sent > 0);
        bytes += sent;
        length -= (size_t)sent;
    }
}

/* A connection that sends the first `length` bytes of a list, and the rest never. */
static int begin_list(size_t length) {
    static char block[1 << 16];
    const struct timeval limit = { .tv_sec = LIMIT_S };
    const int room = SEND_BUFFER_BYTES;
    char head[256];
    struct sockaddr_in to = { .sin_family = AF_INET,
                              .sin_port = htons(sk_office_server_port(server)) };
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_true(fd >= 0);
    assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &room, sizeof(room)), 0);
    assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit)), 0);
    assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit)), 0);
    assert_int_equal(connect(fd, (const struct sockaddr *)(const void *)&to, sizeof(to)), 0);
    int head_length = snprintf(head, sizeof(head),
                               "POST /list HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\n"
                               "Content-Length: %d\r\n\r\n",
                               (int)LIST_BYTES);
    send_bytes(fd, head, (size_t)head_length);
    memset(block, 'a', sizeof(block));
    for (size_t sent = 0; sent < length; sent += sizeof(block)) {
        send_bytes(fd, block, sizeof(block));
    }
    return fd;
}

/* The status of a list that is sent whole. */
static int send_list(void) {
    char answer[64] = "";
    int fd = begin_list(LIST_BYTES);
    assert_true(recv(fd, answer, sizeof(answer) - 1, MSG_WAITALL) > 12);
    (void)close(fd);
    int status = 0;
    assert_int_equal(sscanf(answer, "HTTP/1.1 %d", &status), 1);
    return status;
}

/* What ended is noticed a little later at the other side. */
static bool is_taken_in_time(void) {
    time_t until = time(NULL) + LIMIT_S;
    while (send_list() != 200) {
        if (time(NULL) > until) {
            return false;
        }
    }
    return true;
}

static void a_list_that_was_refused_takes_no_place(void **state) {
    int held[AT_ONCE];
    (void)state;
    for (int i = 0; i < AT_ONCE; i++) {
        held[i] = begin_list(PART_BYTES);
    }
    assert_int_equal(send_list(), 503);
    int refused = begin_list(PART_BYTES); /* it is told so when all of it is here: never */
    (void)close(held[0]);
    assert_true(is_taken_in_time());
    (void)close(refused);
    for (int i = 1; i < AT_ONCE; i++) {
        (void)close(held[i]);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(a_list_that_was_refused_takes_no_place),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
