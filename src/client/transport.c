#include "client/transport.h"

#include "client/assert.h"
#include "client/connections.h"
#include "client/heap.h"
#include "client/text.h"
#include "client/url.h"
#include "client/watch.h"

#include <dirent.h>
#include <errno.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

#define USER_AGENT "sagclient/" SAG_VERSION

/* READY_MAX: handled at a time; others are found in the next turn. */
enum { READY_MAX = 32, BLIND_MS = 50 };

struct sag_transport {
    CURLM *multi;
    CURLSH *share; /* TLS sessions, so that a new connection resumes an old one */
    char *url;
    bool https;
    char *ca_file;
    bool use_ca_dir; /* the system's directory of hashed names instead of its bundle */
    char *proxy;
    CURL **pool; /* idle handles */
    size_t pool_count;
    size_t pool_size;
    struct sag_connections connections;
    int64_t idle_close_ms;
    struct sag_watch watch;
    int ready[READY_MAX]; /* descriptors that a wait found ready, to be dealt with */
    size_t ready_count;
};

/* --- libcurl, once a process ------------------------------------------------------------- */

static pthread_once_t once = PTHREAD_ONCE_INIT;
static CURLcode once_result = CURLE_FAILED_INIT;

/* Never undone: another part of the program may use libcurl too. libcurl opens the file that
 * SSLKEYLOGFILE names, and writes the secrets of every connection into it. */
static void init_libcurl(void) {
    if (getenv("SSLKEYLOGFILE")) {
        (void)unsetenv("SSLKEYLOGFILE");
    }
    once_result = curl_global_init_mem(CURL_GLOBAL_DEFAULT, sag_heap_alloc, sag_heap_free,
                                       sag_heap_resize, sag_heap_copy, sag_heap_zeroed);
}

/* --- what is trusted --------------------------------------------------------------------- */

/* Looks for the first block that calls itself a certificate and has the shape of one. Parsing it
 * whole would be done again at the first handshake, and costs a good part of the start. */
static bool holds_certificate(FILE *file) {
    bool found = false;
    char *name = NULL;
    char *header = NULL;
    unsigned char *der = NULL;
    long length = 0;
    while (!found && PEM_read(file, &name, &header, &der, &length) == 1) {
        found = strstr(name, "CERTIFICATE") && !strstr(name, "REQUEST") && length > 100 &&
                der[0] == 0x30; /* an ASN.1 sequence */
        OPENSSL_free(name);
        OPENSSL_free(header);
        OPENSSL_free(der);
    }
    ERR_clear_error(); /* OpenSSL accepts the end of the file as a line end */
    return found;
}

static enum sag_err check_ca_file(const char *path, char *text) {
    FILE *file = fopen(path, "re");
    if (!file) {
        snprintf(text, SAG_TEXT_SIZE, "CA file '%.300s': cannot open it: %s", path,
                 strerror(errno));
        return SAG_ERR_TLS;
    }
    bool good = holds_certificate(file);
    fclose(file);
    if (!good) {
        snprintf(text, SAG_TEXT_SIZE, "CA file '%.300s': holds no certificate in PEM form", path);
        return SAG_ERR_TLS;
    }
    return SAG_OK;
}

/* True if the directory has entries as OpenSSL looks them up: 8 hex digits, dot, number. */
static bool is_hashed_dir(const char *path) {
    DIR *dir = path ? opendir(path) : NULL;
    bool found = false;
    if (!dir) {
        return false;
    }
    struct dirent *entry;
    while (!found && (entry = readdir(dir)) != NULL) {
        found = strlen(entry->d_name) >= 10 && entry->d_name[8] == '.' &&
                strspn(entry->d_name, "0123456789abcdef") == 8;
    }
    closedir(dir);
    return found;
}

/* Reading the system's bundle of some 140 certificates costs more than everything else at start,
 * while a hashed directory costs only the one certificate that is needed. */
static enum sag_err choose_trust(struct sag_transport *transport, const char *ca_file, char *text) {
    const curl_version_info_data *info = curl_version_info(CURLVERSION_NOW);
    if (ca_file && *ca_file) {
        transport->ca_file = strdup(ca_file);
        return transport->ca_file ? check_ca_file(ca_file, text) : SAG_ERR_NOMEM;
    }
    transport->use_ca_dir = info->age >= CURLVERSION_SEVENTH && is_hashed_dir(info->capath);
    if (!transport->use_ca_dir && info->age >= CURLVERSION_SEVENTH && info->cainfo) {
        enum sag_err err = check_ca_file(info->cainfo, text);
        if (err) {
            return err;
        }
    }
    return SAG_OK;
}

/* --- life -------------------------------------------------------------------------------- */

static enum sag_err make_watch(struct sag_transport *transport, char *text) {
    if (!sag_watch_init(&transport->watch)) {
        snprintf(text, SAG_TEXT_SIZE, "no descriptor to wait for the connections with: %s",
                 strerror(errno));
        return SAG_ERR_SYSTEM;
    }
    return SAG_OK;
}

/* What libcurl waits for on a socket, or on a descriptor of its own. */
static int on_want(CURL *easy, curl_socket_t fd, int what, void *data, void *socket_data) {
    static const uint32_t events[] = {
        [CURL_POLL_IN] = EPOLLIN,
        [CURL_POLL_OUT] = EPOLLOUT,
        [CURL_POLL_INOUT] = EPOLLIN | EPOLLOUT,
        [CURL_POLL_REMOVE] = 0,
    };
    struct sag_transport *transport = data;
    (void)easy;
    (void)socket_data;
    SAG_ASSERT(what >= 0 && (size_t)what < sizeof(events) / sizeof(events[0]));
    sag_watch_want(&transport->watch, fd, events[what]);
    return 0;
}

static enum sag_err make_handles(struct sag_transport *transport, size_t max_in_flight) {
    transport->multi = curl_multi_init();
    transport->share = curl_share_init();
    transport->pool_size = max_in_flight + 2; /* a fetch and a warming beside the calls */
    transport->pool = calloc(transport->pool_size, sizeof(CURL *));
    if (!transport->multi || !transport->share || !transport->pool) {
        return SAG_ERR_NOMEM;
    }
    long connections = (long)transport->pool_size;
    if (curl_share_setopt(transport->share, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION) ||
        curl_multi_setopt(transport->multi, CURLMOPT_MAXCONNECTS, connections) ||
        curl_multi_setopt(transport->multi, CURLMOPT_PIPELINING, (long)CURLPIPE_NOTHING) ||
        curl_multi_setopt(transport->multi, CURLMOPT_SOCKETFUNCTION, on_want) ||
        curl_multi_setopt(transport->multi, CURLMOPT_SOCKETDATA, transport)) {
        return SAG_ERR_SYSTEM;
    }
    return SAG_OK;
}

enum sag_err sag_transport_create(struct sag_transport **out,
                                  const struct sag_transport_config *config, char *text) {
    enum sag_err err = SAG_ERR_NOMEM;
    struct sag_transport *transport = calloc(1, sizeof(*transport));
    snprintf(text, SAG_TEXT_SIZE, "no memory for the connections");
    if (!transport) {
        goto fail;
    }
    transport->watch = (struct sag_watch){ .epoll_fd = -1, .wake_fd = -1 };
    transport->idle_close_ms = config->idle_close_ms;
    transport->connections.idle_close_ms = config->idle_close_ms;
    if (pthread_once(&once, init_libcurl) != 0 || once_result != CURLE_OK) {
        snprintf(text, SAG_TEXT_SIZE, "libcurl does not start: %s",
                 curl_easy_strerror(once_result));
        err = SAG_ERR_SYSTEM;
        goto fail;
    }
    const char *proxy = config->proxy ? config->proxy : "";
    err = sag_proxy_check(proxy, text);
    if (err) {
        goto fail;
    }
    err = SAG_ERR_NOMEM;
    snprintf(text, SAG_TEXT_SIZE, "no memory for the connections");
    transport->https = config->https;
    transport->url = strdup(config->url);
    transport->proxy = strdup(proxy);
    if (!transport->url || !transport->proxy) {
        goto fail;
    }
    if (config->https && (err = choose_trust(transport, config->ca_file, text))) {
        goto fail;
    }
    err = make_handles(transport, config->max_in_flight);
    if (!err) {
        err = make_watch(transport, text);
    }
    if (err) {
        goto fail;
    }
    *text = '\0';
    *out = transport;
    return SAG_OK;

fail:
    sag_transport_destroy(transport);
    return err;
}

void sag_transport_destroy(struct sag_transport *transport) {
    if (!transport) {
        return;
    }
    for (size_t i = 0; i < transport->pool_count; i++) {
        curl_easy_cleanup(transport->pool[i]);
    }
    free(transport->pool);
    curl_multi_cleanup(transport->multi);
    curl_share_cleanup(transport->share);
    sag_connections_finish(&transport->connections);
    sag_watch_finish(&transport->watch);
    free(transport->url);
    free(transport->ca_file);
    free(transport->proxy);
    free(transport);
}

/* --- callbacks of libcurl ---------------------------------------------------------------- */

static curl_socket_t on_open(void *data, curlsocktype purpose, struct curl_sockaddr *address) {
    struct sag_transport *transport = data;
    (void)purpose;
    if (!sag_watch_reserve(&transport->watch)) {
        errno = ENOMEM;
        return CURL_SOCKET_BAD;
    }
    int fd = sag_connections_open(&transport->connections, address->family, address->socktype,
                                  address->protocol);
    if (fd < 0) {
        return CURL_SOCKET_BAD;
    }
    sag_watch_add_socket(&transport->watch, fd);
    return fd;
}

static int on_close(void *data, curl_socket_t fd) {
    struct sag_transport *transport = data;
    sag_watch_forget(&transport->watch, fd);
    sag_connections_close(&transport->connections, fd);
    return 0;
}

/* The first is for a program that started libcurl itself, SSLKEYLOGFILE included. The second,
 * because what was received stays in the connection's buffer until more comes, and is freed without
 * wiping: keys arrive that way. */
static CURLcode on_tls(CURL *easy, void *context, void *data) {
    (void)easy;
    (void)data;
    SSL_CTX_set_keylog_callback(context, NULL);
    SSL_CTX_set_options(context, SSL_OP_CLEANSE_PLAINTEXT);
    return CURLE_OK;
}

/* --- options ----------------------------------------------------------------------------- */

#define SET(option, value) good = curl_easy_setopt(easy, (option), (value)) == CURLE_OK && good

static bool set_common(struct sag_transport *transport, CURL *easy) {
    bool good = true;
    SET(CURLOPT_OPENSOCKETFUNCTION, on_open);
    SET(CURLOPT_OPENSOCKETDATA, transport);
    SET(CURLOPT_CLOSESOCKETFUNCTION, on_close);
    SET(CURLOPT_CLOSESOCKETDATA, transport);
    SET(CURLOPT_SSL_CTX_FUNCTION, on_tls);
    /* On every handle from the start: a handle that has run without the share leaks its own session
     * cache when it gets one (7.88.1). */
    SET(CURLOPT_SHARE, transport->share);
    SET(CURLOPT_NOSIGNAL, 1L);
    SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1); /* see exchange.h */
    SET(CURLOPT_FOLLOWLOCATION, 0L);
    SET(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L); /* or a proxy's status would pass for an answer */
    SET(CURLOPT_USERAGENT, USER_AGENT);
    /* A hanging resolver must not delay a cancel or a time-out. */
    SET(CURLOPT_QUICK_EXIT, 1L);
    SET(CURLOPT_TCP_KEEPALIVE, 1L);
    SET(CURLOPT_TCP_KEEPIDLE, 30L);
    SET(CURLOPT_TCP_KEEPINTVL, 15L);
    return good;
}

static bool set_tls(const struct sag_transport *transport, CURL *easy) {
    bool good = true;
    SET(CURLOPT_SSL_VERIFYPEER, 1L);
    SET(CURLOPT_SSL_VERIFYHOST, 2L);
    SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (transport->ca_file) {
        SET(CURLOPT_CAINFO, transport->ca_file);
        SET(CURLOPT_CAPATH, NULL);
    } else if (transport->use_ca_dir) {
        SET(CURLOPT_CAINFO, NULL);
    }
    return good;
}

static bool set_api(struct sag_transport *transport, CURL *easy) {
    bool good = set_common(transport, easy) && set_tls(transport, easy);
    SET(CURLOPT_URL, transport->url);
    SET(CURLOPT_PROTOCOLS_STR, transport->https ? "https" : "http");
    if (strcmp(transport->proxy, "env") != 0) {
        SET(CURLOPT_PROXY, transport->proxy); /* "" also switches off the environment's */
        SET(CURLOPT_NOPROXY, "");
    }
    return good;
}

/* Keys are fetched from this machine or its host; never through a proxy. */
static bool set_side(struct sag_transport *transport, CURL *easy, const char *url) {
    bool good = set_common(transport, easy);
    SET(CURLOPT_URL, url);
    SET(CURLOPT_PROTOCOLS_STR, "http,https");
    SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    SET(CURLOPT_PROXY, "");
    return good;
}

/* A handle for calls keeps its options; only those of the exchange are set again. */
static CURL *take_api_handle(struct sag_transport *transport) {
    if (transport->pool_count) {
        return transport->pool[--transport->pool_count];
    }
    CURL *easy = curl_easy_init();
    if (easy && !set_api(transport, easy)) {
        curl_easy_cleanup(easy);
        return NULL;
    }
    return easy;
}

/* A service of the vendor's beside the API. */
static bool set_service(struct sag_transport *transport, CURL *easy, const char *url) {
    bool good = set_api(transport, easy);
    SET(CURLOPT_URL, url);
    SET(CURLOPT_PROTOCOLS_STR, "http,https");
    return good;
}

#undef SET

/* --- exchanges --------------------------------------------------------------------------- */

static CURL *make_side_handle(struct sag_transport *transport, const struct sag_exchange *exchange,
                              const char *url) {
    CURL *easy = curl_easy_init();
    if (easy &&
        !(exchange->as_api ? set_service(transport, easy, url) : set_side(transport, easy, url))) {
        curl_easy_cleanup(easy);
        return NULL;
    }
    return easy;
}

static void put_back(struct sag_transport *transport, const struct sag_exchange *exchange) {
    if (exchange->is_call && transport->pool_count < transport->pool_size) {
        sag_exchange_forget(exchange);
        transport->pool[transport->pool_count++] = exchange->easy;
    } else {
        curl_easy_cleanup(exchange->easy);
    }
}

bool sag_transport_start(struct sag_transport *transport, struct sag_exchange *exchange,
                         const char *url) {
    SAG_ASSERT(!exchange->easy);
    exchange->is_call = !url && strcmp(exchange->method, "POST") == 0;
    exchange->easy = url ? make_side_handle(transport, exchange, url) : take_api_handle(transport);
    if (!exchange->easy) {
        return false;
    }
    exchange->connections = &transport->connections;
    sag_connections_sweep(&transport->connections, sag_monotonic_ms());
    if (sag_exchange_apply(exchange) &&
        curl_multi_add_handle(transport->multi, exchange->easy) == CURLM_OK) {
        return true;
    }
    curl_easy_cleanup(exchange->easy);
    exchange->easy = NULL;
    return false;
}

void sag_transport_stop(struct sag_transport *transport, struct sag_exchange *exchange) {
    if (exchange->easy) {
        curl_multi_remove_handle(transport->multi, exchange->easy);
        sag_connections_give_back(&transport->connections, &exchange->user, exchange->keep_alive_ms,
                                  sag_monotonic_ms());
        put_back(transport, exchange);
        exchange->easy = NULL;
    }
}

/* --- the loop ---------------------------------------------------------------------------- */

static int64_t libcurl_timeout(const struct sag_transport *transport) {
    long timeout_ms = -1;
    curl_multi_timeout(transport->multi, &timeout_ms);
    return timeout_ms;
}

/* Always 0 for what is ready, which makes libcurl look itself: told "readable" it would leave out
 * the writing of this turn, and head and body of a request must go in one (connections.h). */
static void act(struct sag_transport *transport, curl_socket_t fd) {
    int running = 0;
    curl_multi_socket_action(transport->multi, fd, 0, &running);
}

/* For systems where the kernel does not say. By number, as each may open or close others. */
static void act_on_all(struct sag_transport *transport) {
    for (size_t i = 0; i < transport->watch.count; i++) {
        if (transport->watch.list[i].wanted) {
            act(transport, transport->watch.list[i].fd);
        }
    }
}

static bool act_on_ready(struct sag_transport *transport) {
    bool woken = false;
    for (size_t i = 0; i < transport->ready_count; i++) {
        int fd = transport->ready[i];
        const struct sag_watched *watched = sag_watch_find(&transport->watch, fd);
        if (fd == transport->watch.wake_fd) {
            sag_watch_clear_wake(&transport->watch);
            woken = true;
        } else if (watched && watched->wanted) {
            act(transport, fd);
        }
    }
    transport->ready_count = 0;
    return woken;
}

/* An idle connection sent something: it is ready, and libcurl does not wait for it. */
static bool has_idle_ready(const struct sag_transport *transport) {
    for (size_t i = 0; i < transport->ready_count; i++) {
        const struct sag_watched *watched = sag_watch_find(&transport->watch, transport->ready[i]);
        if (watched && !watched->wanted) {
            return true;
        }
    }
    return false;
}

bool sag_transport_perform(struct sag_transport *transport) {
    int64_t now = sag_monotonic_ms();
    if (!transport->ready_count) {
        transport->ready_count = sag_watch_wait(&transport->watch, 0, transport->ready, READY_MAX);
    }
    if (transport->watch.is_blind || has_idle_ready(transport) ||
        sag_connections_next_close(&transport->connections) <= now) {
        sag_connections_sweep(&transport->connections, now);
    }
    bool woken = act_on_ready(transport);
    if (transport->watch.is_blind) {
        act_on_all(transport);
    }
    if (libcurl_timeout(transport) == 0) {
        act(transport, CURL_SOCKET_TIMEOUT);
    }
    sag_connections_uncork(&transport->connections, sag_monotonic_ms());
    return woken;
}

static bool is_idle(const void *data, int fd) {
    return sag_connections_is_idle(data, fd);
}

void sag_transport_prepare_wait(struct sag_transport *transport) {
    sag_watch_sync(&transport->watch, is_idle, &transport->connections);
}

int sag_transport_fd(const struct sag_transport *transport) {
    return transport->watch.epoll_fd;
}

int64_t sag_transport_timeout(const struct sag_transport *transport) {
    int64_t timeout_ms = libcurl_timeout(transport);
    int64_t close_at = sag_connections_next_close(&transport->connections);
    if (close_at != INT64_MAX) {
        int64_t left = close_at - sag_monotonic_ms();
        timeout_ms = sag_earlier_timeout(timeout_ms, left > 0 ? left : 0);
    }
    return transport->watch.is_blind ? sag_earlier_timeout(timeout_ms, BLIND_MS) : timeout_ms;
}

void sag_transport_wait(struct sag_transport *transport, int64_t timeout_ms) {
    transport->ready_count =
        sag_watch_wait(&transport->watch, timeout_ms, transport->ready, READY_MAX);
}

void sag_transport_wake(struct sag_transport *transport) {
    sag_watch_wake(&transport->watch);
}

struct sag_exchange *sag_transport_next_done(struct sag_transport *transport, CURLcode *code) {
    int left = 0;
    CURLMsg *message;
    while ((message = curl_multi_info_read(transport->multi, &left)) != NULL) {
        struct sag_exchange *exchange = NULL;
        if (message->msg == CURLMSG_DONE) {
            *code = message->data.result;
            curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&exchange);
            return exchange;
        }
    }
    return NULL;
}

bool sag_transport_is_warm(const struct sag_transport *transport) {
    int64_t half = transport->idle_close_ms == INT64_MAX ? 0 : transport->idle_close_ms / 2;
    return sag_connections_have_idle(&transport->connections, sag_monotonic_ms(), half);
}
