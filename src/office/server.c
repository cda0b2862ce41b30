#define SK_LOG_MODULE "office"
#include "office/server.h"

#include "base/log.h"
#include "base/util.h"
#include "base/whole_file.h"
#include "base/wipe.h"
#include "office/headers.h"
#include "office/slow.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    FORM_MAX_BYTES = 64 * 1024,
    LISTS_AT_ONCE = 4, /* whoever sends one is asked who it is when all of it is here */
    PEM_MAX_BYTES = 1 << 20,
    HEADERS_MAX_BYTES = 32 * 1024,
    CONNECTIONS_MAX = 400,
    CONNECTIONS_OF_ONE_MAX = 64, /* ten people behind one address, with six each */
    IDLE_S = 60,    /* nothing moves, or the next request of a connection does not come */
    HEADERS_S = 20, /* from the connection to the end of its first request's headers */
    BODY_S = 120,   /* for what follows them: 8 MB at half a megabit a second */
    STACK_BYTES = 1 << 20,
    BLOCK_BYTES = 64 * 1024,
};

/* Everything that is here may be shown and run nowhere else, and nothing from elsewhere is here. */
static const char policy[] =
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

struct sk_office_server {
    struct MHD_Daemon *daemon;
    sk_office_handle handle;
    void *data;
    bool is_tls;
    bool is_behind_proxy;
    char *certificate, *key; /* PEM */
    atomic_int lists;        /* bodies larger than a form that are here just now */
    struct sk_office_slow *slow;
};

/* One request, from its first line to the end of its answer. */
struct office_exchange {
    char *target;
    struct sk_buf body;
    bool has_begun;
    bool is_list; /* it is counted */
    int refusal;  /* the status, as the body is not taken; 0: it is */
};

static int socket_of(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info ? info->connect_fd : -1;
}

static void on_connection(void *data, struct MHD_Connection *connection, void **socket_data,
                          enum MHD_ConnectionNotificationCode what) {
    struct sk_office_server *server = data;
    int fd = socket_of(connection);
    (void)socket_data;
    if (fd >= 0 && what == MHD_CONNECTION_NOTIFY_STARTED) {
        sk_office_slow_expect(server->slow, fd, HEADERS_S);
    } else if (fd >= 0) {
        sk_office_slow_forget(server->slow, fd);
    }
}

static void *on_request_line(void *data, const char *target, struct MHD_Connection *connection) {
    (void)data;
    (void)connection;
    struct office_exchange *exchange = calloc(1, sizeof(*exchange));
    if (exchange) {
        exchange->target = strdup(target);
    }
    return exchange;
}

static void on_completed(void *data, struct MHD_Connection *connection, void **request_data,
                         enum MHD_RequestTerminationCode reason) {
    struct sk_office_server *server = data;
    int fd = socket_of(connection);
    (void)reason;
    struct office_exchange *exchange = *request_data;
    if (fd >= 0) {
        sk_office_slow_expect(server->slow, fd, IDLE_S); /* for the next one's headers */
    }
    if (exchange) {
        if (exchange->is_list) {
            atomic_fetch_sub(&server->lists, 1);
        }
        if (exchange->body.data) {
            sk_wipe(exchange->body.data, exchange->body.length); /* a password, perhaps */
        }
        free(exchange->target);
        sk_buf_finish(&exchange->body);
        free(exchange);
        *request_data = NULL;
    }
}

static void on_log(void *data, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));
static void on_log(void *data, const char *format, va_list arguments) {
    (void)data;
    char text[256];
    (void)vsnprintf(text, sizeof(text), format, arguments);
    text[strcspn(text, "\n")] = '\0';
    sk_log_debug("libmicrohttpd: %s", text);
}

/* --- the answer --------------------------------------------------------------------------- */

static ssize_t read_source(void *data, uint64_t position, char *out, size_t room) {
    (void)position;
    struct sk_office_source *source = data;
    int64_t got = source->ops->read(source, out, room);
    return got > 0    ? (ssize_t)got
           : got == 0 ? MHD_CONTENT_READER_END_OF_STREAM
                      : MHD_CONTENT_READER_END_WITH_ERROR;
}

static void destroy_source(void *data) {
    struct sk_office_source *source = data;
    source->ops->destroy(source);
}

/* Takes what the answer owns over. NULL: out of memory. */
static struct MHD_Response *make_response(struct sk_office_answer *answer) {
    struct MHD_Response *response = NULL;
    if (answer->source) {
        response = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, BLOCK_BYTES, read_source,
                                                     answer->source, destroy_source);
        answer->source = response ? NULL : answer->source;
    } else if (answer->fd >= 0) {
        response = MHD_create_response_from_fd64((uint64_t)answer->fd_size, answer->fd);
        answer->fd = response ? -1 : answer->fd;
    } else if (answer->body.length > 0) {
        response = MHD_create_response_from_buffer(answer->body.length, answer->body.data,
                                                   MHD_RESPMEM_MUST_FREE);
        if (response) {
            answer->body = (struct sk_buf)SK_BUF_INIT(0);
        }
    } else {
        response = MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
    }
    return response;
}

static bool add_header(struct MHD_Response *response, const char *name, const char *value) {
    return value[0] == '\0' || MHD_add_response_header(response, name, value) == MHD_YES;
}

static bool add_headers(const struct sk_office_server *server, struct MHD_Response *response,
                        const struct sk_office_answer *answer, bool is_tls) {
    char download[sizeof(answer->download) + 40] = "";
    char retry[16] = "";
    (void)server;
    if (answer->download[0]) {
        (void)snprintf(download, sizeof(download), "attachment; filename=\"%s\"", answer->download);
    }
    if (answer->retry_after_s > 0) {
        (void)snprintf(retry, sizeof(retry), "%d", answer->retry_after_s);
    }
    return add_header(response, "Content-Type", answer->type) &&
           add_header(response, "Content-Security-Policy", policy) &&
           add_header(response, "X-Content-Type-Options", "nosniff") &&
           add_header(response, "X-Frame-Options", "DENY") &&
           add_header(response, "Referrer-Policy", "same-origin") &&
           add_header(response, "Cross-Origin-Opener-Policy", "same-origin") &&
           add_header(response, "Cross-Origin-Resource-Policy", "same-origin") &&
           add_header(response, "Cache-Control",
                      answer->may_be_kept ? "public, max-age=3600" : "no-store") &&
           add_header(response, "Strict-Transport-Security", is_tls ? "max-age=31536000" : "") &&
           add_header(response, "Location", answer->location) &&
           add_header(response, "Set-Cookie", answer->cookie) &&
           add_header(response, "Content-Disposition", download) &&
           add_header(response, "Retry-After", retry);
}

static enum MHD_Result send_answer(const struct sk_office_server *server,
                                   struct MHD_Connection *connection,
                                   struct sk_office_answer *answer, bool is_tls) {
    struct MHD_Response *response = make_response(answer);
    enum MHD_Result result = MHD_NO;
    if (response && add_headers(server, response, answer, is_tls)) {
        result = MHD_queue_response(connection, (unsigned)answer->status, response);
    }
    if (response) {
        MHD_destroy_response(response);
    }
    return result;
}

static enum MHD_Result refuse(const struct sk_office_server *server,
                              struct MHD_Connection *connection, int status, const char *text) {
    struct sk_office_answer answer;
    sk_office_answer_init(&answer);
    answer.status = status;
    answer.type = "text/plain; charset=utf-8";
    enum MHD_Result result = sk_buf_addf(&answer.body, "%s\n", text)
                                 ? MHD_NO
                                 : send_answer(server, connection, &answer, server->is_tls);
    sk_office_answer_finish(&answer);
    return result;
}

/* --- the request -------------------------------------------------------------------------- */

static const char *header(struct MHD_Connection *connection, const char *name) {
    const char *value = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
    return value ? value : "";
}

static enum MHD_Result take_last(void *data, enum MHD_ValueKind kind, const char *name,
                                 const char *value) {
    const char **named = data; /* the name that is looked for, then the value */
    (void)kind;
    if (value && strcasecmp(name, named[0]) == 0) {
        named[1] = value;
    }
    return MHD_YES;
}

/* Of several lines of that name the last: a proxy may put its own behind what came, which anybody
 * can have written. */
static const char *proxy_header(struct MHD_Connection *connection, const char *name) {
    const char *named[] = { name, "" };
    (void)MHD_get_connection_values(connection, MHD_HEADER_KIND, take_last, named);
    return named[1];
}

static void tell_address(struct MHD_Connection *connection, char *out, size_t size) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    const struct sockaddr *address = info ? info->client_addr : NULL;
    out[0] = '\0';
    if (address && address->sa_family == AF_INET) {
        (void)inet_ntop(AF_INET, &((const struct sockaddr_in *)(const void *)address)->sin_addr,
                        out, (socklen_t)size);
    } else if (address && address->sa_family == AF_INET6) {
        (void)inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr,
                        out, (socklen_t)size);
    }
}

static enum sk_office_method method_of(const char *method) {
    return strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0 ? SK_OFFICE_GET
           : strcmp(method, "POST") == 0                             ? SK_OFFICE_POST
           : strcmp(method, "PUT") == 0                              ? SK_OFFICE_PUT
                                                                     : SK_OFFICE_OTHER;
}

static void fill_headers(const struct sk_office_server *server, struct MHD_Connection *connection,
                         struct sk_office_request *request) {
    request->cookie = header(connection, "Cookie");
    request->accept_language = header(connection, "Accept-Language");
    request->authorization = header(connection, "Authorization");
    request->origin = header(connection, "Origin");
    request->host = header(connection, "Host");
    request->fetch_site = header(connection, "Sec-Fetch-Site");
    request->content_type = header(connection, "Content-Type");
    request->is_tls = server->is_tls;
    tell_address(connection, request->address, sizeof(request->address));
    if (server->is_behind_proxy) {
        char told[SK_OFFICE_ADDRESS_SIZE];
        request->is_tls = strcasecmp(proxy_header(connection, "X-Forwarded-Proto"), "https") == 0;
        sk_office_forwarded(proxy_header(connection, "X-Forwarded-For"), told, sizeof(told));
        if (told[0]) {
            (void)snprintf(request->address, sizeof(request->address), "%s", told);
        }
    }
}

/* The query, and the form that the body is. */
static enum sk_err read_forms(struct sk_office_request *request) {
    static const char form_type[] = "application/x-www-form-urlencoded";
    const char *query = request->target + strcspn(request->target, "?");
    query += *query == '?';
    enum sk_err err = sk_office_form_parse(&request->query, query, strlen(query));
    if (err || request->method != SK_OFFICE_POST || request->refusal != 0) {
        return err;
    }
    if (strncasecmp(request->content_type, form_type, sizeof(form_type) - 1) == 0) {
        return sk_office_form_parse(&request->form, request->body, request->body_length);
    }
    return sk_office_multipart_is(request->content_type)
               ? sk_office_multipart_parse(&request->form, &request->upload, request->content_type,
                                           request->body, request->body_length)
               : SK_OK;
}

static enum MHD_Result answer(struct sk_office_server *server, struct MHD_Connection *connection,
                              const char *method, struct office_exchange *exchange) {
    struct sk_office_request request = { .method = method_of(method),
                                         .target = exchange->target,
                                         .refusal = exchange->refusal };
    struct sk_office_answer answer;
    enum MHD_Result result = MHD_NO;
    char *path = strndup(exchange->target, strcspn(exchange->target, "?"));
    request.path = path ? path : "";
    request.body = exchange->body.data ? exchange->body.data : "";
    request.body_length = exchange->body.length;
    fill_headers(server, connection, &request);
    enum sk_err err = read_forms(&request);
    sk_office_answer_init(&answer);
    if (err || !path) {
        result = refuse(server, connection, err == SK_ERR_INVALID ? 400 : 503,
                        "This request cannot be read.");
    } else {
        server->handle(server->data, &request, &answer);
        result = send_answer(server, connection, &answer, request.is_tls);
    }
    sk_office_answer_finish(&answer);
    sk_office_form_finish(&request.query);
    sk_office_form_finish(&request.form);
    free(path);
    return result; /* MHD_NO: MHD closes the connection */
}

static size_t most_of(const char *target) {
    static const char *const lists[] = { "/list", "/people/list", "/api/v1/list" };
    size_t length = strcspn(target, "?");
    for (size_t i = 0; i < SK_ARRAY_LEN(lists); i++) {
        if (strlen(lists[i]) == length && strncmp(target, lists[i], length) == 0) {
            return SK_OFFICE_LIST_MAX_BYTES;
        }
    }
    return FORM_MAX_BYTES;
}

/* Room for more of the body. What is larger than a form waits in memory until all of it is here, so
 * few of them at once. */
static int take_room(struct sk_office_server *server, struct office_exchange *exchange,
                     size_t length) {
    if (exchange->is_list || exchange->body.length + length <= FORM_MAX_BYTES) {
        return 0;
    }
    if (most_of(exchange->target) == FORM_MAX_BYTES) {
        return 413;
    }
    if (atomic_fetch_add(&server->lists, 1) >= LISTS_AT_ONCE) {
        atomic_fetch_sub(&server->lists, 1); /* nothing more of it is kept */
        return 503;
    }
    exchange->is_list = true;
    return 0;
}

static void take_body(struct sk_office_server *server, struct office_exchange *exchange,
                      const char *part, size_t length) {
    if (exchange->refusal == 0) {
        exchange->refusal = take_room(server, exchange, length);
    }
    if (exchange->refusal == 0 && sk_buf_add(&exchange->body, part, length) != SK_OK) {
        exchange->refusal = 413;
    }
}

static enum MHD_Result on_request(void *data, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *upload_data,
                                  size_t *upload_data_size, void **request_data) {
    (void)url;
    (void)version;
    struct sk_office_server *server = data;
    struct office_exchange *exchange = *request_data;
    if (!exchange || !exchange->target) {
        return MHD_NO;
    }
    if (!exchange->has_begun) { /* only the headers are here */
        exchange->has_begun = true;
        sk_office_slow_expect(server->slow, socket_of(connection), BODY_S);
        exchange->body = (struct sk_buf)SK_BUF_INIT(most_of(exchange->target));
        return MHD_YES;
    }
    if (*upload_data_size > 0) {
        take_body(server, exchange, upload_data, *upload_data_size);
        *upload_data_size = 0;
        return MHD_YES;
    }
    sk_office_slow_expect(server->slow, socket_of(connection), 0);
    return answer(server, connection, method, exchange);
}

/* --- listening ---------------------------------------------------------------------------- */

static enum sk_err listen_error(const struct sk_office_settings *settings,
                                struct sk_err_info *info) {
    enum sk_err err = errno == EADDRINUSE      ? SK_ERR_BUSY
                      : errno == EACCES        ? SK_ERR_DENIED
                      : errno == EADDRNOTAVAIL ? SK_ERR_INVALID
                                               : SK_ERR_IO;
    return sk_fail(info, err, "cannot listen on %s port %d: %s", settings->listen,
                   (int)settings->port, strerror(errno));
}

static enum sk_err open_listener(const struct sk_office_settings *settings, int *out, int *family,
                                 struct sk_err_info *info) {
    struct sockaddr_in v4 = { .sin_family = AF_INET, .sin_port = htons((uint16_t)settings->port) };
    struct sockaddr_in6 v6 = { .sin6_family = AF_INET6,
                               .sin6_port = htons((uint16_t)settings->port) };
    bool is_v4 = inet_pton(AF_INET, settings->listen, &v4.sin_addr) == 1;
    if (!is_v4 && inet_pton(AF_INET6, settings->listen, &v6.sin6_addr) != 1) {
        return sk_fail(info, SK_ERR_INVALID, "page.listen '%s' is no IP address", settings->listen);
    }
    const struct sockaddr *address = is_v4 ? (const struct sockaddr *)(const void *)&v4
                                           : (const struct sockaddr *)(const void *)&v6;
    socklen_t size = is_v4 ? (socklen_t)sizeof(v4) : (socklen_t)sizeof(v6);
    int on = 1;
    int fd = socket(is_v4 ? AF_INET : AF_INET6, SOCK_STREAM, 0);
    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) != 0 ||
        bind(fd, address, size) != 0 || listen(fd, 128) != 0) {
        enum sk_err err = listen_error(settings, info);
        if (fd >= 0) {
            (void)close(fd); /* nothing went through it */
        }
        return err;
    }
    *out = fd;
    *family = is_v4 ? AF_INET : AF_INET6;
    return SK_OK;
}

static struct MHD_Daemon *start_daemon(struct sk_office_server *server, int fd, int family) {
    static char priorities[] = "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"; /* GnuTLS's words */
    unsigned flags = MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION |
                     MHD_USE_POLL | MHD_USE_ITC | MHD_USE_ERROR_LOG;
    flags |= family == AF_INET6 ? MHD_USE_IPv6 : 0;
    flags |= server->is_tls ? MHD_USE_TLS : 0;
    struct MHD_OptionItem tls[] = {
        /* the list ends early for plain HTTP */
        { MHD_OPTION_HTTPS_MEM_KEY, 0, server->key },
        { MHD_OPTION_HTTPS_MEM_CERT, 0, server->certificate },
        { MHD_OPTION_HTTPS_PRIORITIES, 0, priorities },
        { MHD_OPTION_END, 0, NULL },
    };
    return MHD_start_daemon(
        flags, 0, NULL, NULL, on_request, server, MHD_OPTION_EXTERNAL_LOGGER, on_log, NULL,
        MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_URI_LOG_CALLBACK, on_request_line, NULL,
        MHD_OPTION_NOTIFY_COMPLETED, on_completed, server, MHD_OPTION_NOTIFY_CONNECTION,
        on_connection, server, MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS_MAX,
        MHD_OPTION_PER_IP_CONNECTION_LIMIT,
        server->is_behind_proxy ? 0U : (unsigned)CONNECTIONS_OF_ONE_MAX,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_S, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        (size_t)HEADERS_MAX_BYTES, MHD_OPTION_THREAD_STACK_SIZE, (size_t)STACK_BYTES,
        server->is_tls ? MHD_OPTION_ARRAY : MHD_OPTION_END, tls, MHD_OPTION_END);
}

static enum sk_err read_pem(struct sk_office_server *server,
                            const struct sk_office_settings *settings, struct sk_err_info *info) {
    size_t length = 0;
    if (settings->certificate[0] == '\0') {
        return SK_OK;
    }
    server->is_tls = true;
    enum sk_err err = sk_whole_file_read(settings->certificate, PEM_MAX_BYTES, &server->certificate,
                                         &length, info);
    return err ? err
               : sk_whole_file_read(settings->key, PEM_MAX_BYTES, &server->key, &length, info);
}

enum sk_err sk_office_server_create(struct sk_office_server **out,
                                    const struct sk_office_settings *settings,
                                    sk_office_handle handle, void *data, struct sk_err_info *info) {
    int fd = -1;
    int family = AF_INET;
    struct sk_office_server *server = calloc(1, sizeof(*server));
    if (!server) {
        return sk_fail(info, SK_ERR_NOMEM, "not enough memory");
    }
    server->handle = handle;
    server->data = data;
    server->is_behind_proxy = settings->is_behind_proxy;
    enum sk_err err = read_pem(server, settings, info);
    err = err ? err : sk_office_slow_create(&server->slow, CONNECTIONS_MAX, info);
    err = err ? err : open_listener(settings, &fd, &family, info);
    if (!err) {
        server->daemon = start_daemon(server, fd, family);
    }
    if (!err && !server->daemon) {
        (void)close(fd); /* nothing went through it */
        err = sk_fail(info, SK_ERR_IO, "the server cannot be started%s",
                      server->is_tls ? "; are page.certificate and page.key PEM files that belong "
                                       "together?"
                                     : "");
    }
    if (err) {
        sk_office_server_destroy(server);
        return err;
    }
    *out = server;
    return SK_OK;
}

void sk_office_server_destroy(struct sk_office_server *server) {
    if (!server) {
        return;
    }
    if (server->daemon) {
        MHD_stop_daemon(server->daemon); /* closes the listening socket, joins the threads */
    }
    sk_office_slow_destroy(server->slow);
    free(server->certificate);
    if (server->key) {
        sk_wipe(server->key, strlen(server->key));
    }
    free(server->key);
    free(server);
}

uint16_t sk_office_server_port(const struct sk_office_server *server) {
    const union MHD_DaemonInfo *info =
        MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_BIND_PORT);
    return info ? info->port : 0;
}
