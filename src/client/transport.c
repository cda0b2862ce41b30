#include "client/transport.h"

#include "client/assert.h"
#include "client/connections.h"
#include "client/heap.h"
#include "client/text.h"
#include "client/url.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define USER_AGENT "sagclient/" SAG_VERSION

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
    int wake_fd; /* an eventfd; libcurl's own goes without a word where it gets no descriptor */
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
    ERR_clear_error(); /* the end of the file is one to OpenSSL */
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

static enum sag_err make_wake(struct sag_transport *transport, char *text) {
    transport->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (transport->wake_fd < 0) {
        snprintf(text, SAG_TEXT_SIZE, "no descriptor to wake the connections with: %s",
                 strerror(errno));
        return SAG_ERR_SYSTEM;
    }
    return SAG_OK;
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
        curl_multi_setopt(transport->multi, CURLMOPT_PIPELINING, (long)CURLPIPE_NOTHING)) {
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
    transport->wake_fd = -1;
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
        err = make_wake(transport, text);
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
    if (transport->wake_fd >= 0) {
        close(transport->wake_fd);
    }
    free(transport->url);
    free(transport->ca_file);
    free(transport->proxy);
    free(transport);
}

/* --- callbacks of libcurl ---------------------------------------------------------------- */

static curl_socket_t on_open(void *data, curlsocktype purpose, struct curl_sockaddr *address) {
    struct sag_transport *transport = data;
    (void)purpose;
    int fd = sag_connections_open(&transport->connections, address->family, address->socktype,
                                  address->protocol);
    return fd >= 0 ? fd : CURL_SOCKET_BAD;
}

static int on_close(void *data, curl_socket_t fd) {
    struct sag_transport *transport = data;
    sag_connections_close(&transport->connections, fd);
    return 0;
}

/* The first for a program that had started libcurl by itself, SSLKEYLOGFILE and all. The second, as
 * what was received stays in the connection's buffer until more comes, and is freed as it is: keys
 * come that way. */
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
    /* On every handle from the first: one that has run without the share leaks its own session
     * cache when it gets it (7.88.1). */
    SET(CURLOPT_SHARE, transport->share);
    SET(CURLOPT_NOSIGNAL, 1L);
    SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1); /* see exchange.h */
    SET(CURLOPT_FOLLOWLOCATION, 0L);
    SET(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L); /* or a proxy's status would pass for an answer */
    SET(CURLOPT_USERAGENT, USER_AGENT);
    /* A resolver that hangs must not hold up a cancel or a time-out. */
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

/* Keys are fetched from this machine or the one below it; a proxy has no business there. */
static bool set_side(struct sag_transport *transport, CURL *easy, const char *url) {
    bool good = set_common(transport, easy);
    SET(CURLOPT_URL, url);
    SET(CURLOPT_PROTOCOLS_STR, "http,https");
    SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    SET(CURLOPT_PROXY, "");
    return good;
}

/* A handle for calls keeps its options; only what belongs to the exchange is set anew. */
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

void sag_transport_perform(struct sag_transport *transport) {
    int running = 0;
    curl_multi_perform(transport->multi, &running);
    sag_connections_uncork(&transport->connections, sag_monotonic_ms());
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

/* Where libcurl cannot wait, at least this does, and not for long. */
static void wait_without_libcurl(const struct sag_transport *transport, int timeout_ms) {
    enum { SHORT_MS = 50 };
    struct pollfd fd = { .fd = transport->wake_fd, .events = POLLIN };
    (void)poll(&fd, 1, timeout_ms < SHORT_MS ? timeout_ms : SHORT_MS);
}

static void take_wakes(const struct sag_transport *transport) {
    uint64_t wakes;
    ssize_t got = read(transport->wake_fd, &wakes, sizeof(wakes));
    (void)got; /* none is fine */
}

void sag_transport_wait(struct sag_transport *transport, int64_t timeout_ms) {
    enum { WATCHED = 31 };
    int fds[WATCHED];
    struct curl_waitfd waits[WATCHED + 1] = { { .fd = transport->wake_fd,
                                                .events = CURL_WAIT_POLLIN } };
    int64_t now = sag_monotonic_ms();
    int64_t end = timeout_ms < 0 || timeout_ms > INT_MAX ? now + INT_MAX : now + timeout_ms;
    size_t count = sag_connections_watched(&transport->connections, fds, WATCHED, &end);
    for (size_t i = 0; i < count; i++) {
        waits[i + 1] = (struct curl_waitfd){ .fd = fds[i], .events = CURL_WAIT_POLLIN };
    }
    int limit = end > now ? (int)(end - now) : 0;
    if (curl_multi_poll(transport->multi, waits, (unsigned int)count + 1, limit, NULL) !=
        CURLM_OK) {
        wait_without_libcurl(transport, limit);
    }
    take_wakes(transport);
    sag_connections_sweep(&transport->connections, sag_monotonic_ms());
}

void sag_transport_wake(struct sag_transport *transport) {
    const uint64_t one = 1;
    ssize_t put = write(transport->wake_fd, &one, sizeof(one));
    (void)put; /* full: it will wake anyhow */
}

bool sag_transport_is_warm(const struct sag_transport *transport) {
    int64_t half = transport->idle_close_ms == INT64_MAX ? 0 : transport->idle_close_ms / 2;
    return sag_connections_have_idle(&transport->connections, sag_monotonic_ms(), half);
}
