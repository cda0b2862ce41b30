#define _DEFAULT_SOURCE /* TCP_CORK, where there is one */
#include "client/connections.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>
#ifdef __linux__
#include <linux/sockios.h>
#endif

/* The kernel itself sends what has been corked for 200 ms. */
#define CORK_MS ((int64_t)100)

/* --- one socket -------------------------------------------------------------------------- */

bool sag_out_of_descriptors(void) {
    int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (fd >= 0) {
        (void)close(fd);
        return false;
    }
    return errno == EMFILE || errno == ENFILE;
}

bool sag_socket_is_quiet(int fd) {
    char byte;
    ssize_t got;
    do {
        got = recv(fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    } while (got < 0 && errno == EINTR);
    return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

#ifdef TCP_CORK

static bool set_cork(int fd, int on) {
    return setsockopt(fd, IPPROTO_TCP, TCP_CORK, &on, sizeof(on)) == 0;
}

#else

static bool set_cork(int fd, int on) {
    (void)fd;
    (void)on;
    return false;
}

#endif

#if defined(SIOCOUTQ) && defined(SIOCOUTQNSD)

bool sag_socket_is_unacknowledged(int fd) {
    int bytes = 0;
    return ioctl(fd, SIOCOUTQ, &bytes) == 0 && bytes > 0;
}

static bool has_unsent(int fd) {
    int bytes = 0;
    return ioctl(fd, SIOCOUTQNSD, &bytes) == 0 && bytes > 0;
}

/* Makes the kernel forget what it has not sent, by a reset (connect(2): AF_UNSPEC dissolves). */
static bool forget_unsent(int fd) {
    struct sockaddr nowhere = { .sa_family = AF_UNSPEC };
    return connect(fd, &nowhere, sizeof(nowhere)) == 0;
}

#else

bool sag_socket_is_unacknowledged(int fd) {
    (void)fd;
    return false;
}

static bool has_unsent(int fd) {
    (void)fd;
    return false;
}

static bool forget_unsent(int fd) {
    (void)fd;
    return false;
}

#endif

/* Discard what is in it, so that libcurl finds its end and nothing else. */
static void shut_down(int fd) {
    enum { READS = 64 };
    char bytes[4096];
    for (int i = 0; i < READS && recv(fd, bytes, sizeof(bytes), MSG_DONTWAIT) > 0; i++) {
    }
    (void)shutdown(fd, SHUT_RDWR); /* fails if the other end has reset it, which is as good */
}

/* --- the table --------------------------------------------------------------------------- */

void sag_connections_finish(struct sag_connections *connections) {
    free(connections->list);
    *connections = (struct sag_connections){ 0 };
}

static bool make_room(struct sag_connections *connections) {
    if (connections->count < connections->capacity) {
        return true;
    }
    size_t capacity = connections->capacity ? connections->capacity * 2 : 8;
    struct sag_connection *grown = realloc(connections->list, capacity * sizeof(*grown));
    if (!grown) {
        errno = ENOMEM;
        return false;
    }
    connections->list = grown;
    connections->capacity = capacity;
    return true;
}

static struct sag_connection *find(const struct sag_connections *connections, int fd) {
    for (size_t i = 0; i < connections->count; i++) {
        if (connections->list[i].fd == fd) {
            return &connections->list[i];
        }
    }
    return NULL;
}

static void forget(struct sag_connections *connections, int fd) {
    struct sag_connection *connection = find(connections, fd);
    if (connection) {
        *connection = connections->list[--connections->count];
    }
}

int sag_connections_open(struct sag_connections *connections, int family, int type, int protocol) {
    if (!make_room(connections)) {
        return -1;
    }
    int fd = socket(family, type | SOCK_CLOEXEC, protocol);
    if (fd >= 0) {
        forget(connections, fd); /* one that libcurl closed by itself, see watch.h */
        connections->list[connections->count++] = (struct sag_connection){ .fd = fd };
    }
    return fd;
}

void sag_connections_close(struct sag_connections *connections, int fd) {
    forget(connections, fd);
    (void)close(fd);
}

static bool end_is(const struct sockaddr_storage *end, const char *address, int port) {
    char text[INET6_ADDRSTRLEN] = "";
    struct sockaddr_in four;
    struct sockaddr_in6 six;
    if (end->ss_family == AF_INET) {
        memcpy(&four, end, sizeof(four));
        return ntohs(four.sin_port) == port &&
               inet_ntop(AF_INET, &four.sin_addr, text, sizeof(text)) && strcmp(text, address) == 0;
    }
    memcpy(&six, end, sizeof(six));
    return end->ss_family == AF_INET6 && ntohs(six.sin6_port) == port &&
           inet_ntop(AF_INET6, &six.sin6_addr, text, sizeof(text)) && strcmp(text, address) == 0;
}

static bool has_name(int fd, const struct sag_connection_name *name) {
    struct sockaddr_storage own, peer;
    socklen_t own_size = sizeof(own);
    socklen_t peer_size = sizeof(peer);
    return getsockname(fd, (struct sockaddr *)&own, &own_size) == 0 &&
           end_is(&own, name->own, name->own_port) &&
           getpeername(fd, (struct sockaddr *)&peer, &peer_size) == 0 &&
           end_is(&peer, name->peer, name->peer_port);
}

static struct sag_connection *find_named(const struct sag_connections *connections,
                                         const struct sag_connection_name *name) {
    for (size_t i = 0; i < connections->count; i++) {
        if (has_name(connections->list[i].fd, name)) {
            return &connections->list[i];
        }
    }
    return NULL;
}

int sag_connections_take(struct sag_connections *connections,
                         const struct sag_connection_name *name, struct sag_connection_user *user) {
    struct sag_connection *connection = find_named(connections, name);
    if (!connection) {
        return -1;
    }
    /* libcurl may reuse it before it reports that the previous exchange has ended. */
    connection->was_used = connection->was_used || connection->state != SAG_CONNECTION_OPENING;
    if (connection->state == SAG_CONNECTION_DROPPED ||
        (connection->was_used && !sag_socket_is_quiet(connection->fd))) {
        return -1;
    }
    connection->state = SAG_CONNECTION_BUSY;
    connection->user = user;
    return connection->fd;
}

/* Half of what the server announces, but at least all of it but a second: the request must not
 * cross the end of the connection on its way. */
static int64_t margin(int64_t keep_alive_ms) {
    return keep_alive_ms > 2000 ? keep_alive_ms - 1000 : keep_alive_ms / 2;
}

void sag_connections_give_back(struct sag_connections *connections,
                               const struct sag_connection_user *user, int64_t keep_alive_ms,
                               int64_t now) {
    for (size_t i = 0; i < connections->count; i++) {
        struct sag_connection *connection = &connections->list[i];
        if (connection->state != SAG_CONNECTION_BUSY || connection->user != user) {
            continue;
        }
        int64_t limit = connections->idle_close_ms;
        if (keep_alive_ms > 0 && margin(keep_alive_ms) < limit) {
            limit = margin(keep_alive_ms);
        }
        connection->state = SAG_CONNECTION_IDLE;
        connection->user = NULL;
        connection->was_used = true;
        connection->close_at = limit == INT64_MAX ? INT64_MAX : now + limit;
    }
}

/* --- corks ------------------------------------------------------------------------------- */

void sag_connections_cork(struct sag_connections *connections, int fd) {
    struct sag_connection *connection = find(connections, fd);
    if (connection) {
        connection->is_corked = set_cork(fd, 1);
    }
}

/* A new connection may have bytes of TLS to read, and nothing else. */
static bool was_disturbed(const struct sag_connection *connection) {
    const struct sag_connection_user *user = connection->user;
    return user && connection->was_used && user->answer_at < 0 &&
           !sag_socket_is_quiet(connection->fd);
}

static void uncork(struct sag_connection *connection, int64_t now) {
    struct sag_connection_user *user = connection->user;
    connection->is_corked = false;
    if (was_disturbed(connection)) {
        user->withheld = now - user->written_at < CORK_MS && has_unsent(connection->fd) &&
                         forget_unsent(connection->fd);
        user->unasked = !user->withheld;
    }
    (void)set_cork(connection->fd, 0);
}

void sag_connections_uncork(struct sag_connections *connections, int64_t now) {
    for (size_t i = 0; i < connections->count; i++) {
        if (connections->list[i].is_corked) {
            uncork(&connections->list[i], now);
        }
    }
}

/* --- idle -------------------------------------------------------------------------------- */

void sag_connections_sweep(struct sag_connections *connections, int64_t now) {
    for (size_t i = 0; i < connections->count; i++) {
        struct sag_connection *connection = &connections->list[i];
        if (connection->state == SAG_CONNECTION_IDLE &&
            (now >= connection->close_at || !sag_socket_is_quiet(connection->fd))) {
            shut_down(connection->fd);
            connection->state = SAG_CONNECTION_DROPPED;
        }
    }
}

bool sag_connections_have_idle(const struct sag_connections *connections, int64_t now,
                               int64_t for_ms) {
    for (size_t i = 0; i < connections->count; i++) {
        const struct sag_connection *connection = &connections->list[i];
        if (connection->state == SAG_CONNECTION_IDLE && connection->close_at - now >= for_ms) {
            return true;
        }
    }
    return false;
}

bool sag_connections_is_idle(const struct sag_connections *connections, int fd) {
    const struct sag_connection *connection = find(connections, fd);
    return connection && connection->state == SAG_CONNECTION_IDLE;
}

int64_t sag_connections_next_close(const struct sag_connections *connections) {
    int64_t next = INT64_MAX;
    for (size_t i = 0; i < connections->count; i++) {
        const struct sag_connection *connection = &connections->list[i];
        if (connection->state == SAG_CONNECTION_IDLE && connection->close_at < next) {
            next = connection->close_at;
        }
    }
    return next;
}
