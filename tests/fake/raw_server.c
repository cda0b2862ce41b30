#define _GNU_SOURCE /* accept4, strcasestr */
#include "fake/raw_server.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <signal.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MAX_CONNECTIONS = 4096, MAX_REQUESTS = 4096, REQUEST_SIZE = 256 * 1024 };

struct connection {
    struct raw_server *server;
    pthread_t thread;
    int fd;
    SSL *ssl;
    const struct raw_script *script;
};

struct raw_server {
    struct raw_server_config config;
    int listener;
    int port;
    int stop_pipe[2]; /* readable once the server ends */
    int go_pipe[2];   /* … once raw_server_go() was called */
    SSL_CTX *tls;
    char ca_file[256];
    pthread_t thread;
    bool has_thread;
    pthread_mutex_t lock;
    struct connection *connections[MAX_CONNECTIONS];
    size_t connection_count;
    char *requests[MAX_REQUESTS];
    size_t request_count;
    size_t stray_bytes;
    unsigned int answers_named;
    size_t steps;
    size_t ended;
};

/* --- certificate ------------------------------------------------------------------------- */

static bool add_extension(X509 *certificate, int nid, const char *value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate, certificate, NULL, NULL, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
    bool good = extension && X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
    return good;
}

static X509 *make_certificate(EVP_PKEY *key, const char *names) {
    X509 *certificate = X509_new();
    if (!certificate) {
        return NULL;
    }
    X509_set_version(certificate, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -86400);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 86400L * 30);
    X509_set_pubkey(certificate, key);
    X509_NAME *name = X509_get_subject_name(certificate);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"raw server", -1,
                               -1, 0);
    X509_set_issuer_name(certificate, name);
    if (!add_extension(certificate, NID_basic_constraints, "critical,CA:TRUE") ||
        !add_extension(certificate, NID_subject_alt_name, names) ||
        !X509_sign(certificate, key, EVP_sha256())) {
        X509_free(certificate);
        return NULL;
    }
    return certificate;
}

static bool write_ca_file(struct raw_server *server, X509 *certificate) {
    const char *folder = getenv("TMPDIR");
    snprintf(server->ca_file, sizeof(server->ca_file), "%s/raw_server_XXXXXX",
             folder ? folder : "/tmp");
    int fd = mkstemp(server->ca_file);
    FILE *file = fd >= 0 ? fdopen(fd, "w") : NULL;
    if (!file) {
        return false;
    }
    bool good = PEM_write_X509(file, certificate) == 1;
    return fclose(file) == 0 && good;
}

static bool make_tls(struct raw_server *server) {
    const char *names =
        server->config.tls_name ? server->config.tls_name : "DNS:localhost,IP:127.0.0.1,IP:::1";
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *certificate = key ? make_certificate(key, names) : NULL;
    server->tls = SSL_CTX_new(TLS_server_method());
    bool good = certificate && server->tls &&
                SSL_CTX_use_certificate(server->tls, certificate) == 1 &&
                SSL_CTX_use_PrivateKey(server->tls, key) == 1 && write_ca_file(server, certificate);
    X509_free(certificate);
    EVP_PKEY_free(key);
    return good;
}

/* --- one connection ---------------------------------------------------------------------- */

static bool wait_go(struct connection *connection) {
    struct pollfd fds[2] = { { .fd = connection->server->go_pipe[0], .events = POLLIN },
                             { .fd = connection->server->stop_pipe[0], .events = POLLIN } };
    return poll(fds, 2, 30000) > 0 && !fds[1].revents;
}

/* False: the server ends or the client has gone silent for too long. */
static bool wait_readable(struct connection *connection) {
    if (connection->ssl && SSL_pending(connection->ssl) > 0) {
        return true;
    }
    struct pollfd fds[2] = { { .fd = connection->fd, .events = POLLIN },
                             { .fd = connection->server->stop_pipe[0], .events = POLLIN } };
    return poll(fds, 2, 30000) > 0 && !fds[1].revents;
}

static ssize_t read_some(struct connection *connection, char *out, size_t size) {
    if (!wait_readable(connection)) {
        return -1;
    }
    return connection->ssl ? SSL_read(connection->ssl, out, (int)size)
                           : recv(connection->fd, out, size, 0);
}

static bool write_all(struct connection *connection, const char *bytes, size_t length) {
    while (length) {
        ssize_t done = connection->ssl ? SSL_write(connection->ssl, bytes, (int)length)
                                       : send(connection->fd, bytes, length, MSG_NOSIGNAL);
        if (done <= 0) {
            return false;
        }
        bytes += done;
        length -= (size_t)done;
    }
    return true;
}

static size_t body_length(const char *head) {
    const char *field = strcasestr(head, "\r\nContent-Length:");
    return field ? (size_t)strtoul(field + strlen("\r\nContent-Length:"), NULL, 10) : 0;
}

/* Keeps what was read; *whole says whether it was all that was wanted. */
static char *read_request(struct connection *connection, enum raw_read read, bool *whole) {
    char *bytes = calloc(1, REQUEST_SIZE);
    size_t used = 0;
    *whole = false;
    while (bytes && used < REQUEST_SIZE - 1) {
        char *end = strstr(bytes, "\r\n\r\n");
        if (end) {
            size_t want = (size_t)(end + 4 - bytes);
            want += read == RAW_READ_REQUEST ? body_length(bytes) : 0;
            if (used >= want) {
                *whole = true;
                break;
            }
        }
        /* Byte by byte in the header, so that nothing after it is consumed. */
        size_t room = end && read == RAW_READ_REQUEST ? REQUEST_SIZE - 1 - used : 1;
        ssize_t got = read_some(connection, bytes + used, room);
        if (got <= 0) {
            break;
        }
        used += (size_t)got;
    }
    return bytes;
}

static const char *keep_request(struct raw_server *server, char *bytes) {
    pthread_mutex_lock(&server->lock);
    bool room = server->request_count < MAX_REQUESTS;
    if (room) {
        server->requests[server->request_count++] = bytes;
    }
    pthread_mutex_unlock(&server->lock);
    if (!room) {
        free(bytes);
        return "";
    }
    return bytes;
}

/* Writes with the example's RequestId changed to the server's next one, as a service would. */
static bool write_answer(struct connection *connection, const char *answer, size_t length) {
    static const char example[] = RAW_REQUEST_ID;
    enum { DIGITS = 12 };
    char digits[DIGITS + 1];
    char *copy = malloc(length + 1);
    if (!copy) {
        return false;
    }
    memcpy(copy, answer, length);
    copy[length] = '\0';
    pthread_mutex_lock(&connection->server->lock);
    unsigned int number = connection->server->answers_named++;
    pthread_mutex_unlock(&connection->server->lock);
    snprintf(digits, sizeof(digits), "%012X", number);
    for (char *at = number ? copy : NULL; at && (at = strstr(at, example)) != NULL; at++) {
        memcpy(at + sizeof(example) - 1 - DIGITS, digits, DIGITS);
    }
    bool good = write_all(connection, copy, length);
    free(copy);
    return good;
}

/* False: the server ends. */
static bool pause_for(struct connection *connection, int ms) {
    struct pollfd fd = { .fd = connection->server->stop_pipe[0], .events = POLLIN };
    return ms == 0 || poll(&fd, 1, ms) == 0;
}

static bool do_step(struct connection *connection, const struct raw_step *step) {
    struct raw_server *server = connection->server;
    const char *request = "";
    if (step->read == RAW_READ_NONE) {
        if (!pause_for(connection, server->config.pause_ms)) {
            return false;
        }
    } else if (step->read == RAW_READ_GO) {
        if (!wait_go(connection)) {
            return false;
        }
    } else if (step->read == RAW_READ_NOTHING) {
        if (!wait_readable(connection)) {
            return false;
        }
    } else {
        bool whole = false;
        char *bytes = read_request(connection, step->read, &whole);
        if (!whole) {
            pthread_mutex_lock(&server->lock);
            server->stray_bytes += bytes ? strlen(bytes) : 0;
            pthread_mutex_unlock(&server->lock);
            free(bytes);
            return false;
        }
        request = keep_request(server, bytes);
    }
    const char *answer = step->answer;
    if (!answer && server->config.respond) {
        answer = server->config.respond(server->config.data, request);
    }
    if (answer) {
        size_t length = step->answer_length ? step->answer_length : strlen(answer);
        return write_answer(connection, answer, length);
    }
    return true;
}

static void count_step(struct raw_server *server, bool good) {
    pthread_mutex_lock(&server->lock);
    server->steps += good;
    pthread_mutex_unlock(&server->lock);
}

static void hold(struct connection *connection) {
    char byte;
    while (read_some(connection, &byte, 1) > 0) {
    }
}

/* False: one of the two has ended. */
static bool pass_on(int from, int to) {
    char bytes[4096];
    ssize_t got = recv(from, bytes, sizeof(bytes), 0);
    return got > 0 && send(to, bytes, (size_t)got, MSG_NOSIGNAL) == got;
}

static void tunnel(struct connection *connection) {
    struct sockaddr_in address = { .sin_family = AF_INET,
                                   .sin_port =
                                       htons((uint16_t)connection->server->config.tunnel_port),
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool good = connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof(int));
    while (good) {
        struct pollfd fds[3] = { { .fd = connection->fd, .events = POLLIN },
                                 { .fd = fd, .events = POLLIN },
                                 { .fd = connection->server->stop_pipe[0], .events = POLLIN } };
        good = poll(fds, 3, 30000) > 0 && !fds[2].revents &&
               (!fds[0].revents || pass_on(connection->fd, fd)) &&
               (!fds[1].revents || pass_on(fd, connection->fd));
    }
    close(fd);
}

/* What comes before the end. */
static void part(struct connection *connection, enum raw_then then) {
    if (then == RAW_HALF_CLOSE) {
        shutdown(connection->fd, SHUT_WR);
    } else if (then == RAW_NOTIFY && connection->ssl) {
        SSL_shutdown(connection->ssl);
    } else if (then == RAW_TUNNEL) {
        tunnel(connection);
    }
    if (then == RAW_HOLD || then == RAW_HALF_CLOSE || then == RAW_NOTIFY) {
        hold(connection);
    }
}

static void end_connection(struct connection *connection, enum raw_then then) {
    if (then == RAW_RESET) {
        struct linger linger = { .l_onoff = 1, .l_linger = 0 };
        setsockopt(connection->fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
    } else if (connection->ssl) {
        SSL_shutdown(connection->ssl);
    }
    SSL_free(connection->ssl);
    connection->ssl = NULL;
    close(connection->fd);
    connection->fd = -1;
    pthread_mutex_lock(&connection->server->lock);
    connection->server->ended++;
    pthread_mutex_unlock(&connection->server->lock);
}

/* OpenSSL writes without MSG_NOSIGNAL. Only in our threads: whether the program under test survives
 * a dead connection is for it to show. */
static void block_sigpipe(void) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
}

static void *serve(void *data) {
    struct connection *connection = data;
    block_sigpipe();
    struct raw_server *server = connection->server;
    enum raw_then then = RAW_CLOSE;
    bool good = true;
    if (server->tls) {
        connection->ssl = SSL_new(server->tls);
        good = connection->ssl && SSL_set_fd(connection->ssl, connection->fd) == 1 &&
               SSL_accept(connection->ssl) == 1;
    }
    for (size_t i = 0; good; i++) {
        const struct raw_script *script = connection->script;
        const struct raw_step *step = &script->steps[i < script->count ? i : script->count - 1];
        good = do_step(connection, step);
        count_step(server, good);
        then = good ? step->then : RAW_CLOSE;
        if (then != RAW_KEEP) {
            break;
        }
    }
    if (good) {
        part(connection, then);
    }
    end_connection(connection, then);
    ERR_clear_error();
    return NULL;
}

static void begin_connection(struct raw_server *server, int fd) {
    struct connection *connection = calloc(1, sizeof(*connection));
    struct timeval limit = { .tv_sec = 30 };
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof(int));
    pthread_mutex_lock(&server->lock);
    size_t index = server->connection_count;
    if (connection && index < MAX_CONNECTIONS) {
        size_t last = server->config.script_count - 1;
        connection->server = server;
        connection->fd = fd;
        connection->script = &server->config.scripts[index < last ? index : last];
        if (pthread_create(&connection->thread, NULL, serve, connection) == 0) {
            server->connections[server->connection_count++] = connection;
            connection = NULL;
            fd = -1;
        }
    }
    pthread_mutex_unlock(&server->lock);
    free(connection);
    if (fd >= 0) {
        close(fd);
    }
}

static void *accept_all(void *data) {
    struct raw_server *server = data;
    for (;;) {
        struct pollfd fds[2] = { { .fd = server->listener, .events = POLLIN },
                                 { .fd = server->stop_pipe[0], .events = POLLIN } };
        if (poll(fds, 2, -1) > 0 && fds[1].revents) {
            return NULL;
        }
        int fd = accept4(server->listener, NULL, NULL, SOCK_CLOEXEC);
        if (fd >= 0) {
            begin_connection(server, fd);
        }
    }
}

/* --- the server -------------------------------------------------------------------------- */

/* The socket, or -1. */
static int listen_on_loopback(bool ipv6, int *port) {
    struct sockaddr_in6 six = { .sin6_family = AF_INET6, .sin6_addr = in6addr_loopback };
    struct sockaddr_in four = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    struct sockaddr *address = ipv6 ? (struct sockaddr *)&six : (struct sockaddr *)&four;
    socklen_t size = ipv6 ? sizeof(six) : sizeof(four);
    int fd = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) {
        return -1;
    }
    if (bind(fd, address, size) || listen(fd, 64) || getsockname(fd, address, &size)) {
        close(fd);
        return -1;
    }
    *port = ntohs(ipv6 ? six.sin6_port : four.sin_port);
    return fd;
}

struct raw_server *raw_server_create(const struct raw_server_config *config) {
    struct raw_server *server = calloc(1, sizeof(*server));
    if (!server) {
        return NULL;
    }
    server->config = *config;
    server->stop_pipe[0] = server->stop_pipe[1] = -1;
    server->go_pipe[0] = server->go_pipe[1] = -1;
    pthread_mutex_init(&server->lock, NULL);
    server->listener = listen_on_loopback(config->ipv6, &server->port);
    if (server->listener < 0 || pipe2(server->stop_pipe, O_CLOEXEC) ||
        pipe2(server->go_pipe, O_CLOEXEC) || (config->tls && !make_tls(server)) ||
        pthread_create(&server->thread, NULL, accept_all, server)) {
        raw_server_destroy(server);
        return NULL;
    }
    server->has_thread = true;
    return server;
}

void raw_server_stop(struct raw_server *server) {
    if (!server->has_thread) {
        return;
    }
    ssize_t wrote = write(server->stop_pipe[1], "x", 1);
    (void)wrote; /* one byte into an empty pipe */
    pthread_join(server->thread, NULL);
    server->has_thread = false;
    for (size_t i = 0; i < server->connection_count; i++) {
        pthread_join(server->connections[i]->thread, NULL);
    }
}

void raw_server_destroy(struct raw_server *server) {
    if (!server) {
        return;
    }
    raw_server_stop(server);
    for (size_t i = 0; i < server->connection_count; i++) {
        free(server->connections[i]);
    }
    for (size_t i = 0; i < server->request_count; i++) {
        free(server->requests[i]);
    }
    if (server->listener >= 0) {
        close(server->listener);
    }
    for (int i = 0; i < 2; i++) {
        if (server->stop_pipe[i] >= 0) {
            close(server->stop_pipe[i]);
        }
        if (server->go_pipe[i] >= 0) {
            close(server->go_pipe[i]);
        }
    }
    if (server->ca_file[0]) {
        unlink(server->ca_file);
    }
    SSL_CTX_free(server->tls);
    pthread_mutex_destroy(&server->lock);
    free(server);
}

int raw_server_port(const struct raw_server *server) {
    return server->port;
}

const char *raw_server_ca_file(const struct raw_server *server) {
    return server->ca_file;
}

size_t raw_server_connections(struct raw_server *server) {
    pthread_mutex_lock(&server->lock);
    size_t count = server->connection_count;
    pthread_mutex_unlock(&server->lock);
    return count;
}

size_t raw_server_requests(struct raw_server *server) {
    pthread_mutex_lock(&server->lock);
    size_t count = server->request_count;
    pthread_mutex_unlock(&server->lock);
    return count;
}

size_t raw_server_stray_bytes(struct raw_server *server) {
    pthread_mutex_lock(&server->lock);
    size_t count = server->stray_bytes;
    pthread_mutex_unlock(&server->lock);
    return count;
}

size_t raw_server_steps(struct raw_server *server) {
    pthread_mutex_lock(&server->lock);
    size_t count = server->steps;
    pthread_mutex_unlock(&server->lock);
    return count;
}

void raw_server_go(struct raw_server *server) {
    ssize_t put = write(server->go_pipe[1], "", 1);
    (void)put;
}

size_t raw_server_ended(struct raw_server *server) {
    pthread_mutex_lock(&server->lock);
    size_t count = server->ended;
    pthread_mutex_unlock(&server->lock);
    return count;
}

const char *raw_server_request(struct raw_server *server, size_t index) {
    pthread_mutex_lock(&server->lock);
    const char *bytes = index < server->request_count ? server->requests[index] : "";
    pthread_mutex_unlock(&server->lock);
    return bytes;
}

int raw_closed_port(void) {
    int port = 0;
    int fd = listen_on_loopback(false, &port);
    if (fd >= 0) {
        close(fd);
    }
    return port;
}
