#define SK_LOG_MODULE "sim"
#include "sim/server.h"

#include "base/log.h"

#include <microhttpd.h>

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
    CONNECTION_MEMORY_BYTES = 128 * 1024, /* request line and headers; MHD refuses longer ones */
    CONNECTION_IDLE_S = 300,
    THREAD_STACK_BYTES = 512 * 1024,
    LISTEN_BACKLOG = 256,
    SLOW_TICK_MS = 20,
};

struct sk_sim_server {
    struct MHD_Daemon *daemon;
    struct sk_sim_handler *handler;
    const char *scheme;
    uint16_t port;
};

/* One request of a connection, from its first line to the end of its answer. */
struct exchange {
    char *uri; /* as it came: MHD decodes its own copy, the signature needs the original */
    struct sk_buf body;
    bool has_begun;
    bool is_too_large;
};

/* An answer that does not leave in one piece. */
struct shaped_body {
    struct sk_sim_handler *handler;
    struct sk_buf bytes;
    int64_t cut_bytes;   /* -1: none */
    int64_t bytes_per_s; /* 0: no limit */
};

static void *on_request_line(void *data, const char *uri, struct MHD_Connection *connection) {
    (void)data;
    (void)connection;
    struct exchange *exchange = calloc(1, sizeof(*exchange));
    if (exchange) {
        exchange->body = (struct sk_buf)SK_BUF_INIT(SK_SIM_BODY_MAX_BYTES);
        exchange->uri = strdup(uri);
    }
    return exchange;
}

static void on_completed(void *data, struct MHD_Connection *connection, void **request_data,
                         enum MHD_RequestTerminationCode reason) {
    (void)data;
    (void)connection;
    (void)reason;
    struct exchange *exchange = *request_data;
    if (exchange) {
        free(exchange->uri);
        sk_buf_finish(&exchange->body);
        free(exchange);
        *request_data = NULL;
    }
}

static void on_connection(void *data, struct MHD_Connection *connection, void **socket_data,
                          enum MHD_ConnectionNotificationCode code) {
    (void)connection;
    struct sk_sim_server *server = data;
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        *socket_data = (void *)(uintptr_t)sk_sim_handler_connect(server->handler);
    }
}

static void on_log(void *data, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));
static void on_log(void *data, const char *format, va_list arguments) {
    (void)data;
    char text[256];
    vsnprintf(text, sizeof(text), format, arguments);
    sk_log_debug("libmicrohttpd: %s", text);
}

static ssize_t read_shaped(void *data, uint64_t position, char *out, size_t room) {
    struct shaped_body *body = data;
    size_t end = body->bytes.length;
    bool is_cut = body->cut_bytes >= 0 && (uint64_t)body->cut_bytes < end;
    if (is_cut) {
        end = (size_t)body->cut_bytes;
    }
    if (position >= end) {
        return is_cut ? MHD_CONTENT_READER_END_WITH_ERROR : MHD_CONTENT_READER_END_OF_STREAM;
    }
    size_t count = end - (size_t)position;
    count = count < room ? count : room;
    if (body->bytes_per_s > 0) {
        int64_t a_tick = body->bytes_per_s * SLOW_TICK_MS / 1000;
        size_t most = a_tick > 0 ? (size_t)a_tick : 1;
        count = count < most ? count : most;
        if (!body->handler->wait(body->handler->wait_data,
                                 (sk_ms)count * 1000 / body->bytes_per_s)) {
            return MHD_CONTENT_READER_END_WITH_ERROR;
        }
    }
    memcpy(out, body->bytes.data + position, count);
    return (ssize_t)count;
}

static void free_shaped(void *data) {
    struct shaped_body *body = data;
    sk_buf_finish(&body->bytes);
    free(body);
}

/* Takes plan->body over. NULL: out of memory. */
static struct MHD_Response *make_body(struct sk_sim_handler *handler, struct sk_sim_plan *plan) {
    struct sk_buf bytes = plan->body;
    plan->body = (struct sk_buf)SK_BUF_INIT(0);
    bool is_plain = plan->cut_bytes < 0 && plan->bytes_per_s == 0;
    struct MHD_Response *response = NULL;
    if (is_plain && bytes.length > 0) {
        response = MHD_create_response_from_buffer(bytes.length, bytes.data, MHD_RESPMEM_MUST_FREE);
        if (response) {
            return response;
        }
    } else if (is_plain) {
        response = MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
    } else {
        struct shaped_body *shaped = malloc(sizeof(*shaped));
        if (shaped) {
            *shaped = (struct shaped_body){ handler, bytes, plan->cut_bytes, plan->bytes_per_s };
            response = MHD_create_response_from_callback(bytes.length, 4096, read_shaped, shaped,
                                                         free_shaped);
            if (response) {
                return response;
            }
            free(shaped);
        }
    }
    sk_buf_finish(&bytes);
    return response;
}

static bool add_header(struct MHD_Response *response, const char *name, const char *value) {
    return MHD_add_response_header(response, name, value) == MHD_YES;
}

/* RFC 9110, section 5.6.7. */
static bool add_date(struct MHD_Response *response, int64_t wall_s) {
    static const char *const days[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
    static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
    time_t seconds = (time_t)wall_s;
    struct tm tm;
    char text[64];
    if (!gmtime_r(&seconds, &tm)) {
        return false;
    }
    snprintf(text, sizeof(text), "%s, %02d %s %04d %02d:%02d:%02d GMT", days[tm.tm_wday],
             tm.tm_mday, months[tm.tm_mon], tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec);
    return add_header(response, "Date", text);
}

static bool add_headers(struct sk_sim_server *server, struct MHD_Response *response,
                        const struct sk_sim_plan *plan, size_t body_length) {
    struct sk_clock *clock = server->handler->clock;
    char number[32];
    bool ok = true;
    if (*plan->content_type) {
        ok = ok && add_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, plan->content_type);
    }
    if (*plan->request_id) {
        ok = ok && add_header(response, "x-acs-request-id", plan->request_id);
    }
    if (plan->retry_after_ms >= 0) {
        snprintf(number, sizeof(number), "%lld", (long long)plan->retry_after_ms);
        ok = ok && add_header(response, "x-acs-retry-after", number);
    }
    if (plan->location) {
        ok = ok && add_header(response, MHD_HTTP_HEADER_LOCATION, plan->location);
    }
    if (plan->clock_offset_s != 0) {
        ok = ok && add_date(response, clock->ops->wall(clock) / 1000 + plan->clock_offset_s);
    }
    if (plan->length_delta != 0) {
        int64_t length = (int64_t)body_length + plan->length_delta;
        snprintf(number, sizeof(number), "%lld", (long long)(length > 0 ? length : 0));
        ok = ok &&
             MHD_set_response_options(response, MHD_RF_INSANITY_HEADER_CONTENT_LENGTH,
                                      MHD_RO_END) == MHD_YES &&
             add_header(response, MHD_HTTP_HEADER_CONTENT_LENGTH, number);
    }
    return ok;
}

static enum MHD_Result send_plan(struct sk_sim_server *server, struct MHD_Connection *connection,
                                 struct sk_sim_plan *plan) {
    size_t body_length = plan->body.length;
    struct MHD_Response *response = make_body(server->handler, plan);
    if (!response) {
        return MHD_NO;
    }
    enum MHD_Result result = MHD_NO;
    if (add_headers(server, response, plan, body_length)) {
        result = MHD_queue_response(connection, (unsigned)plan->status, response);
    }
    MHD_destroy_response(response);
    return result;
}

/* Makes the kernel send a reset at once: dissolving the association of a connected TCP socket
 * aborts it (connect(2), AF_UNSPEC). MHD then finds a dead socket and cleans up. */
static void reset_connection(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    struct sockaddr nobody = { .sa_family = AF_UNSPEC };
    if (info && connect(info->connect_fd, &nobody, sizeof(nobody)) != 0) {
        sk_log_warning("could not reset a connection (%s); it is closed instead", strerror(errno));
    }
}

static enum MHD_Result add_request_header(void *data, enum MHD_ValueKind kind, const char *name,
                                          const char *value) {
    (void)kind;
    return sk_sim_request_add_header(data, name, value ? value : "") ? MHD_YES : MHD_NO;
}

static uint64_t connection_number(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? (uint64_t)(uintptr_t)info->socket_context : 0;
}

static enum MHD_Result refuse_size(struct MHD_Connection *connection, unsigned status) {
    static char text[] = "The request is too large.\n";
    struct MHD_Response *response =
        MHD_create_response_from_buffer(sizeof(text) - 1, text, MHD_RESPMEM_PERSISTENT);
    enum MHD_Result result = response ? MHD_queue_response(connection, status, response) : MHD_NO;
    MHD_destroy_response(response);
    return result;
}

static enum MHD_Result answer(struct sk_sim_server *server, struct MHD_Connection *connection,
                              const char *method, struct exchange *exchange) {
    struct sk_sim_request request;
    struct sk_sim_plan plan;
    enum MHD_Result result = MHD_NO;
    sk_sim_request_init(&request, method, exchange->uri);
    int headers = MHD_get_connection_values(connection, MHD_HEADER_KIND, NULL, NULL);
    if (headers > SK_SIM_HEADERS_MAX) {
        return refuse_size(connection, 431);
    }
    MHD_get_connection_values(connection, MHD_HEADER_KIND, add_request_header, &request);
    request.body = exchange->body.data ? exchange->body.data : "";
    request.body_length = exchange->body.length;
    sk_sim_handle(server->handler, &request, server->scheme, connection_number(connection), &plan);
    if (plan.end == SK_SIM_SEND) {
        result = send_plan(server, connection, &plan);
    } else if (plan.end == SK_SIM_RESET) {
        reset_connection(connection);
    }
    sk_sim_plan_finish(&plan);
    sk_sim_request_finish(&request);
    return result; /* MHD_NO: MHD closes the connection without an answer */
}

static enum MHD_Result on_request(void *data, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *upload_data,
                                  size_t *upload_data_size, void **request_data) {
    (void)url;
    (void)version;
    struct exchange *exchange = *request_data;
    if (!exchange || !exchange->uri) {
        return MHD_NO;
    }
    if (!exchange->has_begun) { /* only the headers are here */
        exchange->has_begun = true;
        return MHD_YES;
    }
    if (*upload_data_size > 0) {
        exchange->is_too_large = exchange->is_too_large || sk_buf_add(&exchange->body, upload_data,
                                                                      *upload_data_size) != SK_OK;
        *upload_data_size = 0;
        return MHD_YES;
    }
    return exchange->is_too_large ? refuse_size(connection, 413)
                                  : answer(data, connection, method, exchange);
}

static enum sk_err listen_error(const char *address, uint16_t port, struct sk_err_info *info) {
    switch (errno) {
    case EADDRINUSE:
        return sk_fail(info, SK_ERR_BUSY,
                       "port %u on %s is in use; give another, or 0 for any that is free", port,
                       address);
    case EACCES:
        return sk_fail(info, SK_ERR_DENIED,
                       "port %u may not be opened; give one above 1023, or 0 for any", port);
    case EADDRNOTAVAIL:
        return sk_fail(info, SK_ERR_INVALID, "%s is no address of this machine", address);
    default:
        return sk_fail(info, SK_ERR_IO, "cannot listen on %s port %u: %s", address, port,
                       strerror(errno));
    }
}

static uint16_t bound_port(int fd) {
    struct sockaddr_storage bound = { 0 };
    socklen_t length = sizeof(bound);
    if (getsockname(fd, (struct sockaddr *)&bound, &length) != 0) {
        return 0;
    }
    return ntohs(bound.ss_family == AF_INET6
                     ? ((const struct sockaddr_in6 *)(const void *)&bound)->sin6_port
                     : ((const struct sockaddr_in *)(const void *)&bound)->sin_port);
}

static enum sk_err open_listener(const char *address, uint16_t port, int *out, int *family,
                                 struct sk_err_info *info) {
    char service[8];
    struct addrinfo *found = NULL;
    struct addrinfo hints = { .ai_socktype = SOCK_STREAM,
                              .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE };
    snprintf(service, sizeof(service), "%u", port);
    if (getaddrinfo(address, service, &hints, &found) != 0) {
        return sk_fail(info, SK_ERR_INVALID, "'%.80s' is no IP address", address);
    }
    enum sk_err err = SK_OK;
    int on = 1;
    int fd = socket(found->ai_family, found->ai_socktype, found->ai_protocol);
    /* A port is free again at once when a former run left connections in TIME_WAIT. */
    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) != 0 ||
        bind(fd, found->ai_addr, found->ai_addrlen) != 0 || listen(fd, LISTEN_BACKLOG) != 0) {
        err = listen_error(address, port, info);
        if (fd >= 0) {
            close(fd);
        }
    } else {
        *out = fd;
        *family = found->ai_family;
    }
    freeaddrinfo(found);
    return err;
}

static struct MHD_Daemon *start_daemon(struct sk_sim_server *server, int fd, int family,
                                       const struct sk_sim_certificate *certificate) {
    unsigned flags = MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION |
                     MHD_USE_POLL | MHD_USE_ITC | MHD_USE_ERROR_LOG;
    flags |= family == AF_INET6 ? MHD_USE_IPv6 : 0;
    flags |= certificate ? MHD_USE_TLS : 0;
    /* The list ends early for plain HTTP. */
    struct MHD_OptionItem tls[] = {
        { MHD_OPTION_HTTPS_MEM_KEY, 0, certificate ? certificate->key : NULL },
        { MHD_OPTION_HTTPS_MEM_CERT, 0, certificate ? certificate->certificate : NULL },
        { MHD_OPTION_END, 0, NULL },
    };
    return MHD_start_daemon(flags, 0, NULL, NULL, on_request, server, MHD_OPTION_EXTERNAL_LOGGER,
                            on_log, NULL, MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_URI_LOG_CALLBACK,
                            on_request_line, NULL, MHD_OPTION_NOTIFY_COMPLETED, on_completed, NULL,
                            MHD_OPTION_NOTIFY_CONNECTION, on_connection, server,
                            MHD_OPTION_CONNECTION_LIMIT, (unsigned)SK_SIM_CONNECTIONS_MAX,
                            MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)CONNECTION_IDLE_S,
                            MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY_BYTES,
                            MHD_OPTION_THREAD_STACK_SIZE, (size_t)THREAD_STACK_BYTES,
                            certificate ? MHD_OPTION_ARRAY : MHD_OPTION_END, tls, MHD_OPTION_END);
}

enum sk_err sk_sim_server_create(struct sk_sim_server **out, struct sk_sim_handler *handler,
                                 const char *address, uint16_t port,
                                 const struct sk_sim_certificate *certificate,
                                 struct sk_err_info *info) {
    int fd = -1;
    int family = AF_INET;
    enum sk_err err = open_listener(address, port, &fd, &family, info);
    if (err) {
        return err;
    }
    struct sk_sim_server *server = calloc(1, sizeof(*server));
    if (!server) {
        close(fd);
        return sk_fail(info, SK_ERR_NOMEM, "out of memory");
    }
    server->handler = handler;
    server->scheme = certificate ? "https" : "http";
    server->port = bound_port(fd);
    server->daemon = start_daemon(server, fd, family, certificate);
    if (!server->daemon) {
        close(fd);
        free(server);
        return sk_fail(info, SK_ERR_IO, "cannot start the %s server",
                       certificate ? "HTTPS" : "HTTP");
    }
    *out = server;
    return SK_OK;
}

void sk_sim_server_destroy(struct sk_sim_server *server) {
    if (server) {
        MHD_stop_daemon(server->daemon); /* closes the listening socket, joins the threads */
        free(server);
    }
}

uint16_t sk_sim_server_port(const struct sk_sim_server *server) {
    return server->port;
}
