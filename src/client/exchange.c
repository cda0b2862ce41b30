#include "client/exchange.h"

#include "client/assert.h"
#include "client/text.h"

#include <inttypes.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { HEADERS_MAX_BYTES = 64 * 1024, HEADER_TEXT_MAX_BYTES = 128 * 1024 };
#define RETRY_AFTER_MAX_MS ((int64_t)24 * 3600 * 1000)

void sag_exchange_init(struct sag_exchange *exchange) {
    *exchange = (struct sag_exchange){ .fd = -1, .user = { .answer_at = -1 }, .body_out_at = -1 };
    sag_buf_init(&exchange->header_text, HEADER_TEXT_MAX_BYTES);
}

/* Not with curl_slist_append(): it frees its copies without wiping them, and they cost time. */
bool sag_exchange_header(struct sag_exchange *exchange, const char *name, const char *value) {
    struct sag_buf *text = &exchange->header_text;
    if (exchange->header_count == SAG_EXCHANGE_HEADERS) {
        return false;
    }
    exchange->header_at[exchange->header_count++] = text->length;
    sag_buf_puts(text, name);
    sag_buf_puts(text, *value ? ": " : ":");
    sag_buf_add(text, value, strlen(value) + 1);
    return sag_buf_ok(text);
}

static struct curl_slist *link_headers(struct sag_exchange *exchange) {
    size_t count = exchange->header_count;
    for (size_t i = 0; i < count; i++) {
        exchange->header_list[i] = (struct curl_slist){
            .data = exchange->header_text.data + exchange->header_at[i],
            .next = i + 1 < count ? &exchange->header_list[i + 1] : NULL,
        };
    }
    return count ? exchange->header_list : NULL;
}

void sag_exchange_finish(struct sag_exchange *exchange) {
    sag_buf_finish(&exchange->header_text);
    sag_buf_finish(&exchange->body);
    sag_buf_finish(&exchange->answer);
}

bool sag_exchange_may_have_reached(const struct sag_exchange *exchange) {
    return !exchange->user.withheld && (exchange->body_out > 0 || exchange->status != 0);
}

bool sag_exchange_may_go_again(const struct sag_exchange *exchange) {
    bool met = exchange->user.withheld || exchange->disturbed || exchange->resend_refused ||
               exchange->user.unasked;
    return exchange->is_call && met && !sag_exchange_may_have_reached(exchange);
}

/* --- callbacks of libcurl ---------------------------------------------------------------- */

/* Bytes that TLS has read ahead. A record is read whole, so it can hold more than one answer. */
static bool tls_holds_bytes(const struct sag_exchange *exchange) {
    const struct curl_tlssessioninfo *tls = NULL;
    return curl_easy_getinfo(exchange->easy, CURLINFO_TLS_SSL_PTR, &tls) == CURLE_OK && tls &&
           tls->backend == CURLSSLBACKEND_OPENSSL && tls->internals &&
           SSL_has_pending(tls->internals);
}

/* libcurl calls this each time it has a connection and is about to write the request. By the
 * addresses, since CURLINFO_ACTIVESOCKET is at this time that of the handle's request before. */
static int on_ready(void *data, char *peer, char *own, int peer_port, int own_port) {
    struct sag_exchange *exchange = data;
    if (exchange->begun) {
        exchange->resend_refused = true;
        return CURL_PREREQFUNC_ABORT;
    }
    const struct sag_connection_name name = { peer, peer_port, own, own_port };
    exchange->begun = true;
    exchange->user.written_at = sag_monotonic_ms();
    exchange->fd = sag_connections_take(exchange->connections, &name, &exchange->user);
    if (exchange->fd < 0 || tls_holds_bytes(exchange)) {
        exchange->disturbed = true;
        return CURL_PREREQFUNC_ABORT;
    }
    if (exchange->is_call) {
        sag_connections_cork(exchange->connections, exchange->fd);
    }
    return CURL_PREREQFUNC_OK;
}

static size_t on_read(char *out, size_t size, size_t count, void *data) {
    struct sag_exchange *exchange = data;
    size_t room = size * count;
    size_t left = exchange->body.length - exchange->body_out;
    size_t take = left < room ? left : room;
    if (take) {
        memcpy(out, exchange->body.data + exchange->body_out, take);
        exchange->body_out += take;
        exchange->body_out_at = sag_monotonic_ms();
    }
    return take;
}

static size_t on_answer(char *bytes, size_t size, size_t count, void *data) {
    struct sag_exchange *exchange = data;
    sag_buf_add(&exchange->answer, bytes, size * count);
    return sag_buf_ok(&exchange->answer) ? size * count : 0;
}

static bool header_is(const char *line, size_t length, const char *name, const char **value,
                      size_t *value_length) {
    size_t name_length = strlen(name);
    if (length <= name_length || line[name_length] != ':' ||
        strncasecmp(line, name, name_length) != 0) {
        return false;
    }
    const char *at = line + name_length + 1;
    const char *end = line + length;
    while (at < end && (*at == ' ' || *at == '\t')) {
        at++;
    }
    while (end > at && (end[-1] == ' ' || end[-1] == '\t' || end[-1] == '\r' || end[-1] == '\n')) {
        end--;
    }
    *value = at;
    *value_length = (size_t)(end - at);
    return true;
}

/* Points 2 and 3 of connections.h; asked at the first byte of an answer. */
static bool came_too_early(const struct sag_exchange *exchange) {
    return exchange->user.unasked || exchange->body_out < exchange->body.length ||
           sag_socket_is_unacknowledged(exchange->fd);
}

/* "timeout=5, max=100": how long an idle connection is kept. */
static void take_keep_alive(struct sag_exchange *exchange, const char *value, size_t length) {
    static const char name[] = "timeout=";
    char text[64];
    sag_text_clean(text, sizeof(text), value, length);
    const char *at = strstr(text, name);
    int64_t seconds = 0;
    if (at) {
        at += sizeof(name) - 1;
        if (sag_number_parse(at, strspn(at, "0123456789"), 24L * 3600, &seconds)) {
            exchange->keep_alive_ms = seconds * 1000;
        }
    }
}

static size_t on_header(char *line, size_t size, size_t count, void *data) {
    struct sag_exchange *exchange = data;
    size_t length = size * count;
    const char *value;
    size_t value_length;
    if (exchange->user.answer_at < 0 && exchange->is_call && came_too_early(exchange)) {
        exchange->user.unasked = true;
        return 0;
    }
    exchange->header_bytes += length;
    if (exchange->header_bytes > HEADERS_MAX_BYTES) {
        return 0;
    }
    if (exchange->user.answer_at < 0) {
        exchange->user.answer_at = sag_monotonic_ms();
    }
    bool starts = length >= 5 && memcmp(line, "HTTP/", 5) == 0;
    if (exchange->head_complete && !starts) {
        return length; /* a trailer after the last chunk: neither signed nor needed */
    }
    /* 100 Continue and the like have headers of their own. */
    exchange->head_complete = line[0] == '\r' || line[0] == '\n';
    if (header_is(line, length, "Date", &value, &value_length)) {
        exchange->has_date = sag_http_date_parse(value, value_length, &exchange->date_ms);
    } else if (header_is(line, length, "x-acs-retry-after", &value, &value_length)) {
        sag_number_parse(value, value_length, RETRY_AFTER_MAX_MS, &exchange->retry_after_ms);
    } else if (header_is(line, length, "Keep-Alive", &value, &value_length)) {
        take_keep_alive(exchange, value, value_length);
    } else if (header_is(line, length, "x-acs-request-id", &value, &value_length)) {
        sag_text_clean(exchange->request_id, sizeof(exchange->request_id), value, value_length);
    }
    long status = 0;
    curl_easy_getinfo(exchange->easy, CURLINFO_RESPONSE_CODE, &status);
    exchange->status = (int)status;
    return length;
}

bool sag_exchange_apply(struct sag_exchange *exchange) {
    CURL *easy = exchange->easy;
    bool good = true;
    if (exchange->secret_answer) {
        sag_buf_init_secret(&exchange->answer, exchange->answer_max);
    } else {
        sag_buf_init(&exchange->answer, exchange->answer_max);
    }
    exchange->started_at = sag_monotonic_ms();
#define SET(option, value) good = curl_easy_setopt(easy, (option), (value)) == CURLE_OK && good
    SET(CURLOPT_ERRORBUFFER, exchange->error);
    SET(CURLOPT_PRIVATE, exchange);
    SET(CURLOPT_HTTPHEADER, link_headers(exchange));
    SET(CURLOPT_CONNECTTIMEOUT_MS, (long)exchange->connect_timeout_ms);
    SET(CURLOPT_TIMEOUT_MS, (long)exchange->total_timeout_ms);
    SET(CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)exchange->answer_max);
    SET(CURLOPT_WRITEFUNCTION, on_answer);
    SET(CURLOPT_WRITEDATA, exchange);
    SET(CURLOPT_HEADERFUNCTION, on_header);
    SET(CURLOPT_HEADERDATA, exchange);
    SET(CURLOPT_PREREQFUNCTION, on_ready);
    SET(CURLOPT_PREREQDATA, exchange);
    SET(CURLOPT_FRESH_CONNECT, exchange->fresh ? 1L : 0L);
    if (strcmp(exchange->method, "POST") == 0) {
        SET(CURLOPT_POST, 1L);
        SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)exchange->body.length);
        SET(CURLOPT_READFUNCTION, on_read);
        SET(CURLOPT_READDATA, exchange);
    } else if (strcmp(exchange->method, "HEAD") == 0) {
        SET(CURLOPT_NOBODY, 1L);
    } else {
        SET(CURLOPT_HTTPGET, 1L);
        SET(CURLOPT_CUSTOMREQUEST, exchange->method);
    }
#undef SET
    return good;
}

void sag_exchange_forget(const struct sag_exchange *exchange) {
    curl_easy_setopt(exchange->easy, CURLOPT_ERRORBUFFER, NULL);
    curl_easy_setopt(exchange->easy, CURLOPT_HTTPHEADER, NULL);
    curl_easy_setopt(exchange->easy, CURLOPT_PRIVATE, NULL);
}

/* --- what came of it --------------------------------------------------------------------- */

static bool time_is_zero(const struct sag_exchange *exchange, CURLINFO info) {
    curl_off_t micros = 0;
    curl_easy_getinfo(exchange->easy, info, &micros);
    return micros == 0;
}

/* The proxy has not yet let it through. */
static bool is_at_proxy(const struct sag_exchange *exchange, bool proxied) {
    long status = 0;
    curl_easy_getinfo(exchange->easy, CURLINFO_HTTP_CONNECTCODE, &status);
    return proxied && !exchange->begun && status == 0;
}

static enum sag_end end_of_timeout(const struct sag_exchange *exchange, bool proxied) {
    int64_t elapsed = sag_monotonic_ms() - exchange->started_at;
    if (exchange->begun || elapsed + 10 >= exchange->total_timeout_ms) {
        return SAG_END_TIMEOUT;
    }
    if (time_is_zero(exchange, CURLINFO_NAMELOOKUP_TIME_T)) {
        return SAG_END_RESOLVE;
    }
    /* Its connect time does not help, as it includes the handshake; its message does. */
    if (strncmp(exchange->error, "SSL", 3) == 0) {
        return SAG_END_TLS;
    }
    return is_at_proxy(exchange, proxied) ? SAG_END_PROXY : SAG_END_CONNECT;
}

static bool is_proxy_refusal(const struct sag_exchange *exchange, CURLcode code) {
    long status = 0;
    curl_easy_getinfo(exchange->easy, CURLINFO_HTTP_CONNECTCODE, &status);
    return !exchange->begun && code != CURLE_OK && status != 0 && status / 100 != 2;
}

static enum sag_end end_of_code(const struct sag_exchange *exchange, CURLcode code, bool proxied) {
    if (is_proxy_refusal(exchange, code)) {
        return SAG_END_PROXY;
    }
    if (exchange->user.unasked) {
        return SAG_END_UNASKED;
    }
    switch ((int)code) { /* of libcurl's hundred codes, those that can happen here */
    case CURLE_OK:
        if (!exchange->head_complete) {
            return SAG_END_RECEIVE; /* libcurl accepts half a header */
        }
        return exchange->status / 100 == 3 ? SAG_END_REDIRECT : SAG_END_ANSWER;
    case CURLE_COULDNT_RESOLVE_HOST:
        return SAG_END_RESOLVE;
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_PROXY:
        return SAG_END_PROXY;
    case CURLE_COULDNT_CONNECT:
        return proxied ? SAG_END_PROXY : SAG_END_CONNECT;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CLIENTCERT: /* the server wants one */
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_USE_SSL_FAILED:
        return SAG_END_TLS;
    case CURLE_OPERATION_TIMEDOUT:
        return end_of_timeout(exchange, proxied);
    case CURLE_SEND_ERROR:
        return SAG_END_SEND;
    case CURLE_SEND_FAIL_REWIND: /* README.md, "Resent requests" */
    case CURLE_GOT_NOTHING:
    case CURLE_RECV_ERROR:
    case CURLE_PARTIAL_FILE:
        return exchange->begun                  ? SAG_END_RECEIVE
               : is_at_proxy(exchange, proxied) ? SAG_END_PROXY
                                                : SAG_END_CONNECT;
    case CURLE_ABORTED_BY_CALLBACK:
        return exchange->resend_refused || exchange->disturbed ? SAG_END_RECEIVE : SAG_END_INTERNAL;
    case CURLE_FILESIZE_EXCEEDED:
        return SAG_END_TOO_LARGE;
    case CURLE_WRITE_ERROR:
        return exchange->answer.failed && !exchange->answer.too_large ? SAG_END_INTERNAL
                                                                      : SAG_END_TOO_LARGE;
    case CURLE_UNSUPPORTED_PROTOCOL: /* HTTP/0.9 or no HTTP at all */
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_BAD_CONTENT_ENCODING:
        return SAG_END_UNREADABLE;
    default:
        return SAG_END_INTERNAL;
    }
}

static bool may_lack_descriptors(enum sag_end end) {
    return end == SAG_END_RESOLVE || end == SAG_END_CONNECT || end == SAG_END_PROXY ||
           end == SAG_END_TLS || end == SAG_END_INTERNAL;
}

/* libcurl's words about an error may quote a URL with its password, so only those are passed on
 * that come from OpenSSL, "error:0A00010B:SSL routines::wrong version number". */
static void tls_detail(const struct sag_exchange *exchange, CURLcode code, char *out, size_t size) {
    long verified = X509_V_OK;
    const char *reason = strrchr(exchange->error, ':');
    curl_easy_getinfo(exchange->easy, CURLINFO_SSL_VERIFYRESULT, &verified);
    if (verified != X509_V_OK) {
        snprintf(out, size, "%s", X509_verify_cert_error_string(verified));
    } else if (code == CURLE_PEER_FAILED_VERIFICATION) {
        snprintf(out, size, "it is made out for another name");
    } else if (strncmp(exchange->error, "error:", 6) == 0 && reason) {
        sag_text_clean(out, size, reason + 1, strlen(reason + 1));
    } else {
        snprintf(out, size, "%s", curl_easy_strerror(code));
    }
}

/* A certificate is not made for later: it is this machine that is in the past, without a battery in
 * 1970 or when its image was built. One that has ended may be the server's fault as well. */
static bool is_clock_behind(const struct sag_exchange *exchange) {
    long verified = X509_V_OK;
    curl_easy_getinfo(exchange->easy, CURLINFO_SSL_VERIFYRESULT, &verified);
    return verified == X509_V_ERR_CERT_NOT_YET_VALID;
}

static void proxy_detail(const struct sag_exchange *exchange, CURLcode code, char *out,
                         size_t size) {
    long status = 0;
    curl_easy_getinfo(exchange->easy, CURLINFO_HTTP_CONNECTCODE, &status);
    if (status == 407) {
        snprintf(out, size, "it wants another user and password (HTTP 407)");
    } else if (status) {
        snprintf(out, size, "it answered HTTP %ld", status);
    } else if (code == CURLE_COULDNT_RESOLVE_PROXY) {
        snprintf(out, size,
                 "its name has no address (in its password, '@' is written %%40 and ':' %%3A)");
    } else {
        snprintf(out, size, "%s", curl_easy_strerror(code));
    }
}

/* Always our own words, by code and number. */
static void detail_of(const struct sag_exchange *exchange, enum sag_end end, CURLcode code,
                      char *out, size_t size) {
    long number = 0;
    curl_easy_getinfo(exchange->easy, CURLINFO_OS_ERRNO, &number);
    if (end == SAG_END_TLS) {
        tls_detail(exchange, code, out, size);
    } else if (end == SAG_END_PROXY) {
        proxy_detail(exchange, code, out, size);
    } else if (end == SAG_END_CONNECT && code == CURLE_COULDNT_CONNECT && number > 0) {
        snprintf(out, size, "%s", strerror((int)number));
    } else if (code == CURLE_SEND_FAIL_REWIND || code == CURLE_GOT_NOTHING) {
        snprintf(out, size, "closed without an answer"); /* libcurl means to send again */
    } else if (end == SAG_END_TIMEOUT) {
        snprintf(out, size, "given up after %" PRId64 " ms",
                 sag_monotonic_ms() - exchange->started_at);
    } else {
        snprintf(out, size, "%s", curl_easy_strerror(code));
    }
}

static void say(enum sag_end end, CURLcode code, const char *host, const char *detail,
                char text[SAG_TEXT_SIZE]) {
    static const char *const forms[] = {
        [SAG_END_RESOLVE] = "no address for '%.100s': %.300s",
        [SAG_END_CONNECT] = "cannot connect to '%.100s': %.300s",
        [SAG_END_PROXY] = "the proxy does not let through to '%.100s': %.300s",
        [SAG_END_TLS] = "TLS with '%.100s' failed: %.300s",
        [SAG_END_SEND] = "the connection to '%.100s' broke while sending: %.300s",
        [SAG_END_RECEIVE] =
            "the connection to '%.100s' broke before the answer was complete: %.300s",
        [SAG_END_TIMEOUT] = "no answer from '%.100s' in time: %.300s",
        [SAG_END_TOO_LARGE] = "the answer of '%.100s' is too large%.0s",
        [SAG_END_REDIRECT] = "'%.100s' redirects elsewhere, which is not followed%.0s",
        [SAG_END_UNREADABLE] = "'%.100s' sent what is no HTTP answer: %.300s",
        [SAG_END_INTERNAL] = "the request to '%.100s' failed inside: %.300s",
        [SAG_END_UNASKED] =
            "'%.100s' answered too early, so the answer belongs to another request%.0s",
        [SAG_END_DESCRIPTORS] =
            "no file descriptor left to connect to '%.100s': raise the limit (LimitNOFILE)%.0s",
        [SAG_END_CLOCK] =
            "the certificate of '%.100s' is not valid yet: set this machine's clock (NTP)%.0s",
    };
    SAG_ASSERT((size_t)end < sizeof(forms) / sizeof(forms[0]) && forms[end]);
    const char *form = forms[end];
    if (end == SAG_END_TLS && code == CURLE_PEER_FAILED_VERIFICATION) {
        form = "the certificate of '%.100s' is not accepted (%.300s): check this machine's clock "
               "and the CA file";
    }
    /* Every form above takes exactly the host and the detail. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    snprintf(text, SAG_TEXT_SIZE, form, host, detail);
#pragma GCC diagnostic pop
}

enum sag_end sag_exchange_end(const struct sag_exchange *exchange, CURLcode code, const char *host,
                              bool proxied, char *text) {
    enum sag_end end = end_of_code(exchange, code, proxied);
    text[0] = '\0';
    if (end != SAG_END_ANSWER) {
        char detail[300];
        if (may_lack_descriptors(end) && sag_out_of_descriptors()) {
            end = SAG_END_DESCRIPTORS;
        } else if (end == SAG_END_TLS && is_clock_behind(exchange)) {
            end = SAG_END_CLOCK;
        }
        detail_of(exchange, end, code, detail, sizeof(detail));
        say(end, code, host, detail, text);
    }
    return end;
}
