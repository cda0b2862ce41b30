#include "delivery/webhook.h"

#include "base/util.h"
#include "delivery/webhook_secret.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define USER_AGENT "sag-kiosk/" SK_VERSION
#define ANSWER_MAX 65536 /* bytes; only its status counts */
#define CONNECT_MS 10000
#define WAIT_MS 1000 /* libcurl says itself when something is due */
#define WHERE_SIZE 300

struct webhook {
    struct sk_receiver receiver;
    struct sk_webhook_options options; /* strings: own copies */
    char where[WHERE_SIZE];            /* scheme, host and port, for people */
    CURLM *multi;
    CURL *easy;
    char error[CURL_ERROR_SIZE];
    bool has_head; /* the answer's head is whole: a part of one is no answer */
    size_t answer_bytes;
    pthread_mutex_t lock; /* of stopped */
    bool has_lock;
    bool stopped;
};

static struct webhook *self_of(struct sk_receiver *receiver) {
    return sk_container_of(receiver, struct webhook, receiver);
}

/* --- the URL ------------------------------------------------------------------------------ */

static bool is_loopback(const char *host) {
    struct in_addr address;
    return strcasecmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0 ||
           (inet_pton(AF_INET, host, &address) == 1 && ntohl(address.s_addr) >> 24 == 127);
}

/* What is wrong with it; NULL: nothing. where has WHERE_SIZE bytes. */
static const char *judge(CURLU *parts, const char *url, bool allow_http_loopback, char *where) {
    char *scheme = NULL;
    char *host = NULL;
    char *port = NULL;
    char *user = NULL;
    const char *fault = "it is no URL; write it as https://host/path";
    if (curl_url_set(parts, CURLUPART_URL, url, CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK ||
        curl_url_get(parts, CURLUPART_SCHEME, &scheme, 0) != CURLUE_OK ||
        curl_url_get(parts, CURLUPART_HOST, &host, 0) != CURLUE_OK) {
        curl_free(scheme);
        return fault;
    }
    fault = NULL;
    (void)curl_url_get(parts, CURLUPART_PORT, &port, 0);
    (void)curl_url_get(parts, CURLUPART_USER, &user, 0);
    (void)snprintf(where, WHERE_SIZE, "%s://%s%s%s", scheme, host, port ? ":" : "",
                   port ? port : "");
    if (user) {
        fault = "no user or password may be in it: the signature says who sends";
    } else if (strcasecmp(scheme, "http") == 0 && !allow_http_loopback) {
        fault = "it must be https; plain http is for this very machine, with "
                "webhook.allow_http_loopback = yes";
    } else if (strcasecmp(scheme, "http") == 0 && !is_loopback(host)) {
        fault = "plain http is for this very machine only (127.0.0.1, [::1], localhost)";
    } else if (strcasecmp(scheme, "https") != 0 && strcasecmp(scheme, "http") != 0) {
        fault = "it must be https";
    }
    curl_free(scheme);
    curl_free(host);
    curl_free(port);
    curl_free(user);
    return fault;
}

static enum sk_err check_url(const char *url, bool allow_http_loopback, char *where,
                             struct sk_err_info *info) {
    CURLU *parts = curl_url();
    where[0] = '\0';
    if (!parts) {
        return sk_fail(info, SK_ERR_NOMEM, "not enough memory for the webhook");
    }
    const char *fault = judge(parts, url, allow_http_loopback, where);
    curl_url_cleanup(parts);
    return fault ? sk_fail(info, SK_ERR_INVALID, "%s", fault) : SK_OK;
}

enum sk_err sk_webhook_check_url(const char *url, bool allow_http_loopback,
                                 struct sk_err_info *info) {
    char where[WHERE_SIZE];
    return check_url(url, allow_http_loopback, where, info);
}

/* --- one request -------------------------------------------------------------------------- */

static bool is_stopped(struct webhook *self) {
    pthread_mutex_lock(&self->lock);
    bool stopped = self->stopped;
    pthread_mutex_unlock(&self->lock);
    return stopped;
}

static size_t on_header(char *bytes, size_t size, size_t count, void *data) {
    struct webhook *self = data;
    size_t length = size * count;
    self->has_head = length <= 2 && (length == 0 || bytes[0] == '\r' || bytes[0] == '\n');
    return length;
}

static size_t on_answer(char *bytes, size_t size, size_t count, void *data) {
    struct webhook *self = data;
    (void)bytes;
    self->answer_bytes += size * count;
    return self->answer_bytes <= ANSWER_MAX ? size * count : 0;
}

static bool add_header(struct curl_slist **headers, const char *name, const char *value) {
    char line[SK_WEBHOOK_SIGNATURE_SIZE + 200];
    int length = snprintf(line, sizeof(line), "%s: %s", name, value);
    if (length < 0 || (size_t)length >= sizeof(line)) {
        return false;
    }
    struct curl_slist *longer = curl_slist_append(*headers, line);
    *headers = longer ? longer : *headers;
    return longer != NULL;
}

static enum sk_err make_headers(struct webhook *self, const struct sk_letter *letter, size_t length,
                                struct curl_slist **headers, struct sk_err_info *info) {
    struct sk_webhook_secret secret;
    char signature[SK_WEBHOOK_SIGNATURE_SIZE];
    char timestamp[24];
    int64_t seconds = self->options.clock->ops->wall(self->options.clock) / 1000;
    enum sk_err err = sk_webhook_secret_read(&secret, self->options.secret_file, info);
    if (err) {
        return err;
    }
    err = sk_webhook_secret_sign(&secret, letter->id, seconds, letter->text, length, signature);
    sk_webhook_secret_wipe(&secret);
    if (err) {
        return sk_fail(info, err, "a letter for the webhook cannot be signed");
    }
    (void)snprintf(timestamp, sizeof(timestamp), "%" PRId64, seconds);
    bool is_made = add_header(headers, "Content-Type", "application/json") &&
                   add_header(headers, "webhook-id", letter->id) &&
                   add_header(headers, "webhook-timestamp", timestamp) &&
                   add_header(headers, "webhook-signature", signature) &&
                   add_header(headers, "Expect", ""); /* libcurl leaves it out then */
    return is_made ? SK_OK : sk_fail(info, SK_ERR_NOMEM, "not enough memory for the webhook");
}

/* Until the one transfer is over, or deliver() is to end. */
static CURLcode wait_for_end(struct webhook *self) {
    int running = 1;
    while (running > 0) {
        if (is_stopped(self) || curl_multi_perform(self->multi, &running) != CURLM_OK) {
            return CURLE_ABORTED_BY_CALLBACK;
        }
        if (running > 0 && curl_multi_poll(self->multi, NULL, 0, WAIT_MS, NULL) != CURLM_OK) {
            return CURLE_ABORTED_BY_CALLBACK;
        }
    }
    int left = 0;
    const CURLMsg *message = curl_multi_info_read(self->multi, &left);
    return message && message->msg == CURLMSG_DONE ? message->data.result
                                                   : CURLE_ABORTED_BY_CALLBACK;
}

/* A proxy, a secret or a path that is wrong for a while says nothing about the letter, and must not
 * empty the queue. */
static enum sk_delivery_end end_by(long status) {
    if (status >= 200 && status < 300) {
        return SK_DELIVERY_END_TAKEN;
    }
    switch (status) {
    case 401: /* the signature, or who sends */
    case 402:
    case 403:
    case 404: /* the address, or who stands behind it just now */
    case 405:
    case 407:
    case 408:
    case 421:
    case 423:
    case 424:
    case 425:
    case 426:
    case 429:
    case 451:
        return SK_DELIVERY_END_TROUBLE;
    default: /* an unknown 4xx means what 400 does (RFC 9110, section 15) */
        return status >= 400 && status < 500 ? SK_DELIVERY_END_REFUSED : SK_DELIVERY_END_TROUBLE;
    }
}

/* What IT is to look at, for those that are seen most. */
static const char *advice_on(long status) {
    switch (status) {
    case 401:
    case 403:
        return "; check webhook.secret_file at both ends";
    case 404:
    case 405:
        return "; check webhook.url";
    case 407:
        return "; check webhook.proxy";
    default:
        return "";
    }
}

static enum sk_delivery_end judge_status(struct webhook *self, long status, sk_ms *retry_after,
                                         struct sk_err_info *info) {
    curl_off_t seconds = 0;
    enum sk_delivery_end end = end_by(status);
    if (end == SK_DELIVERY_END_TAKEN) {
        return end;
    }
    (void)curl_easy_getinfo(self->easy, CURLINFO_RETRY_AFTER, &seconds);
    *retry_after = seconds > 0 && seconds < 1000000 ? (sk_ms)seconds * 1000 : 0;
    if (status >= 300 && status < 400) {
        (void)sk_fail(info, SK_ERR_INVALID,
                      "the webhook %s answers with a redirect (%ld), which is not followed; put "
                      "the new address into webhook.url",
                      self->where, status);
    } else {
        (void)sk_fail(info, SK_ERR_IO, "the webhook %s answers with the status %ld%s", self->where,
                      status, advice_on(status));
    }
    return end;
}

static enum sk_delivery_end judge_end(struct webhook *self, CURLcode code, sk_ms *retry_after,
                                      struct sk_err_info *info) {
    long status = 0;
    (void)curl_easy_getinfo(self->easy, CURLINFO_RESPONSE_CODE, &status);
    /* A long page that says why not: its status is known all the same. */
    bool is_answer = self->has_head && (code == CURLE_OK || code == CURLE_WRITE_ERROR);
    if (is_answer) {
        return judge_status(self, status, retry_after, info);
    }
    (void)sk_fail(info, SK_ERR_IO, "the webhook %s cannot be reached: %s", self->where,
                  self->error[0]     ? self->error
                  : code == CURLE_OK ? "the answer was cut off"
                                     : curl_easy_strerror(code));
    return SK_DELIVERY_END_TROUBLE;
}

static enum sk_delivery_end post(struct webhook *self, const struct sk_letter *letter,
                                 size_t length, struct curl_slist *headers, sk_ms *retry_after,
                                 struct sk_err_info *info) {
    self->error[0] = '\0';
    self->has_head = false;
    self->answer_bytes = 0;
    if (curl_easy_setopt(self->easy, CURLOPT_HTTPHEADER, headers) != CURLE_OK ||
        curl_easy_setopt(self->easy, CURLOPT_POSTFIELDSIZE, (long)length) != CURLE_OK ||
        curl_easy_setopt(self->easy, CURLOPT_POSTFIELDS, letter->text) != CURLE_OK ||
        curl_multi_add_handle(self->multi, self->easy) != CURLM_OK) {
        (void)sk_fail(info, SK_ERR_NOMEM, "not enough memory for the webhook");
        return SK_DELIVERY_END_TROUBLE;
    }
    CURLcode code = wait_for_end(self);
    enum sk_delivery_end end = judge_end(self, code, retry_after, info);
    (void)curl_multi_remove_handle(self->multi, self->easy);
    return end;
}

static enum sk_delivery_end deliver(struct sk_receiver *receiver, const struct sk_letter *letters,
                                    int32_t count, sk_ms *retry_after, struct sk_err_info *info) {
    struct webhook *self = self_of(receiver);
    struct curl_slist *headers = NULL;
    enum sk_delivery_end end = SK_DELIVERY_END_TROUBLE;
    size_t length = letters->length;
    *retry_after = 0;
    info->text[0] = '\0';
    if (count != 1) {
        (void)sk_fail(info, SK_ERR_INVALID, "a webhook takes one letter at a time");
        return end;
    }
    while (length > 0 && strchr("\r\n", letters->text[length - 1])) {
        length--;
    }
    if (make_headers(self, letters, length, &headers, info) == SK_OK) {
        end = post(self, letters, length, headers, retry_after, info);
    }
    (void)curl_easy_setopt(self->easy, CURLOPT_HTTPHEADER, NULL);
    curl_slist_free_all(headers);
    return end;
}

/* --- life --------------------------------------------------------------------------------- */

static void stop(struct sk_receiver *receiver) {
    struct webhook *self = self_of(receiver);
    pthread_mutex_lock(&self->lock);
    self->stopped = true;
    pthread_mutex_unlock(&self->lock);
    (void)curl_multi_wakeup(self->multi);
}

static void destroy(struct sk_receiver *receiver) {
    struct webhook *self = self_of(receiver);
    curl_easy_cleanup(self->easy);
    if (self->multi) {
        (void)curl_multi_cleanup(self->multi);
    }
    if (self->has_lock) {
        pthread_mutex_destroy(&self->lock);
    }
    free((char *)(uintptr_t)self->options.url);
    free((char *)(uintptr_t)self->options.secret_file);
    free((char *)(uintptr_t)self->options.ca_file);
    free((char *)(uintptr_t)self->options.proxy);
    free(self);
}

static bool copy_options(struct webhook *self, const struct sk_webhook_options *options) {
    self->options = *options;
    self->options.url = strdup(options->url);
    self->options.secret_file = strdup(options->secret_file);
    self->options.ca_file = strdup(options->ca_file);
    self->options.proxy = strdup(options->proxy);
    return self->options.url && self->options.secret_file && self->options.ca_file &&
           self->options.proxy;
}

#define SET(option, value) good = curl_easy_setopt(easy, (option), (value)) == CURLE_OK && good

static bool set_options(struct webhook *self) {
    CURL *easy = self->easy;
    bool good = true;
    SET(CURLOPT_URL, self->options.url);
    SET(CURLOPT_PROTOCOLS_STR, self->options.allow_http_loopback ? "https,http" : "https");
    SET(CURLOPT_FOLLOWLOCATION, 0L);
    SET(CURLOPT_SSL_VERIFYPEER, 1L);
    SET(CURLOPT_SSL_VERIFYHOST, 2L);
    SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    SET(CURLOPT_NOSIGNAL, 1L);
    SET(CURLOPT_QUICK_EXIT, 1L); /* a resolver that hangs does not hold up the end */
    SET(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    SET(CURLOPT_USERAGENT, USER_AGENT);
    SET(CURLOPT_POST, 1L);
    SET(CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
    SET(CURLOPT_TIMEOUT_MS, (long)self->options.timeout);
    SET(CURLOPT_ERRORBUFFER, self->error);
    SET(CURLOPT_HEADERFUNCTION, on_header);
    SET(CURLOPT_HEADERDATA, self);
    SET(CURLOPT_WRITEFUNCTION, on_answer);
    SET(CURLOPT_WRITEDATA, self);
    if (self->options.ca_file[0]) {
        SET(CURLOPT_CAINFO, self->options.ca_file);
        SET(CURLOPT_CAPATH, NULL);
    }
    if (strcmp(self->options.proxy, "env") != 0) {
        SET(CURLOPT_PROXY, self->options.proxy); /* "" also switches off the environment's */
        SET(CURLOPT_NOPROXY, "");
    }
    return good;
}

#undef SET

enum sk_err sk_webhook_create(struct sk_receiver **out, const struct sk_webhook_options *options,
                              struct sk_err_info *info) {
    static const struct sk_receiver_ops ops = { .deliver = deliver,
                                                .stop = stop,
                                                .destroy = destroy };
    struct webhook *self = calloc(1, sizeof(*self));
    if (!self) {
        return sk_fail(info, SK_ERR_NOMEM, "not enough memory for the webhook");
    }
    self->receiver.ops = &ops;
    enum sk_err err = check_url(options->url, options->allow_http_loopback, self->where, info);
    self->has_lock = pthread_mutex_init(&self->lock, NULL) == 0;
    if (!err && (!copy_options(self, options) || !self->has_lock)) {
        err = sk_fail(info, SK_ERR_NOMEM, "not enough memory for the webhook");
    }
    if (!err) {
        self->easy = curl_easy_init();
        self->multi = curl_multi_init();
        if (!self->easy || !self->multi || !set_options(self)) {
            err = sk_fail(info, SK_ERR_IO, "libcurl does not start; the webhook gets nothing");
        }
    }
    if (err) {
        destroy(&self->receiver);
        return err;
    }
    *out = &self->receiver;
    return SK_OK;
}
