#include "client/keyring.h"

#include "client/endpoint.h"
#include "client/environment.h"
#include "client/key_chain.h"
#include "client/nonce.h"
#include "client/notice.h"
#include "client/text.h"
#include "client/url.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A key this near its end is renewed, as the vendor's chain does. */
#define STALE_MS ((int64_t)15 * 60 * 1000)
/* Between two tries: when calls wait for it, and when the key in use still works. */
#define RETRY_MS ((int64_t)1000)
#define RENEW_RETRY_MS ((int64_t)30 * 1000)
#define METADATA_HOST "http://100.100.100.200"
#define METADATA_PATH "/latest/meta-data/ram/security-credentials/"
#define FORM "application/x-www-form-urlencoded"
#define BODY_MAX_BYTES ((size_t)64 * 1024)

enum fetch_step { STEP_IDLE, STEP_URI, STEP_TOKEN, STEP_ROLE, STEP_KEY, STEP_ASSUME };

struct sag_keyring {
    struct sag_notices notices;
    /* Where keys come from; its finding is what the source said last, except that a key in use is
     * moved into key. */
    struct sag_choice choice;

    struct sag_key key; /* signs calls */
    bool said_expired;  /* the service refused this very key as expired */

    /* Fetching: choice.finding.role is the role that metadata is asked for ("": ask), and
     * choice.finding.key the long-lived key that may assume choice.finding.assumed. */
    bool remote;
    char *metadata;     /* "http://host" */
    char *sts_endpoint; /* as configured; NULL: the role's host */
    char asked_role[128];
    bool hardened_only;
    enum fetch_step step;
    bool sent;
    int64_t retry_at; /* monotonic */
    struct sag_buf url;
    struct sag_buf header; /* value; secret, as it is the metadata token in all cases but one */
    struct sag_buf body;   /* of STEP_ASSUME; signed */
    bool is_outdated;      /* the awaited answer is about a role that is no longer wanted */
    sag_random random;
    void *random_data;
    char failure[SAG_TEXT_SIZE];
    char source_text[SAG_TEXT_SIZE];
};

static enum sag_err copy_text(char **out, const char *text) {
    free(*out);
    *out = strdup(text);
    return *out ? SAG_OK : SAG_ERR_NOMEM;
}

static void use_key(struct sag_keyring *ring, struct sag_key *key) {
    if (sag_key_equal(&ring->key, key)) {
        ring->key.expires_ms = key->expires_ms;
        sag_key_finish(key);
        return; /* what was reported about it stays true */
    }
    sag_key_finish(&ring->key);
    ring->key = *key;
    ring->said_expired = false;
    *key = (struct sag_key){ 0 };
}

static bool is_same_role(const struct sag_finding *a, const struct sag_finding *b) {
    const struct sag_assumed_role *left = &a->assumed;
    const struct sag_assumed_role *right = &b->assumed;
    return a->found == b->found && strcmp(a->role, b->role) == 0 &&
           strcmp(left->arn, right->arn) == 0 && strcmp(left->session, right->session) == 0 &&
           strcmp(left->policy, right->policy) == 0 &&
           strcmp(left->external_id, right->external_id) == 0 &&
           strcmp(left->sts_host, right->sts_host) == 0 && left->duration_s == right->duration_s;
}

/* Takes over what the source says now. */
static void use_finding(struct sag_keyring *ring, struct sag_finding *found) {
    struct sag_finding *now = &ring->choice.finding;
    bool is_key = found->found == SAG_FOUND_KEY;
    if (is_key) {
        use_key(ring, &found->key);
    } else if (!is_same_role(now, found)) {
        sag_key_finish(&ring->key);
        ring->is_outdated = ring->sent;
    }
    ring->remote = !is_key;
    sag_finding_finish(now);
    *now = *found;
    *found = (struct sag_finding){ 0 };
}

/* If the changed file cannot be used, the old key stays in use: a half-done rotation must not stop
 * the bench. */
static void reload_if_changed(struct sag_keyring *ring) {
    struct sag_stamp stamp;
    const char *path = ring->choice.path;
    sag_stamp_read(&stamp, path);
    if (sag_stamp_equal(&stamp, &ring->choice.stamp)) {
        return;
    }
    char text[SAG_TEXT_SIZE];
    struct sag_finding found;
    bool exists = false;
    enum sag_err err = sag_choice_read_file(&ring->choice, &found, &ring->choice.stamp, &exists,
                                            &ring->notices, text);
    if (!err && !exists) {
        sag_notices_tell(&ring->notices, SAG_NOTICE_WARNING,
                         "the credentials file '%s' is gone; the old key stays in use", path);
    } else if (!err && found.found == SAG_FOUND_NOTHING) {
        sag_notices_tell(
            &ring->notices, SAG_NOTICE_WARNING,
            "the credentials file '%s' no longer holds the profile; the old key stays in use",
            path);
    } else if (err) {
        ring->choice.stamp = stamp; /* reported once per version of the file */
        sag_notices_tell(&ring->notices, SAG_NOTICE_WARNING, "%s; the old key stays in use", text);
    } else {
        use_finding(ring, &found);
        sag_notices_tell(&ring->notices, SAG_NOTICE_INFO,
                         "the credentials file '%s' has changed and was read again", path);
    }
    sag_finding_finish(&found);
}

/* --- life -------------------------------------------------------------------------------- */

static enum sag_err prepare_metadata(struct sag_keyring *ring, const struct sag_config *config,
                                     char *text) {
    const char *endpoint = config->metadata_endpoint && *config->metadata_endpoint
                               ? config->metadata_endpoint
                               : METADATA_HOST;
    enum sag_err err = sag_url_check_http("metadata endpoint", endpoint, text);
    if (err) {
        return err;
    }
    ring->hardened_only = sag_environment_is_on("ALIBABA_CLOUD_IMDSV1_DISABLED");
    err = copy_text(&ring->metadata, endpoint);
    if (!err) {
        size_t length = strlen(ring->metadata);
        ring->metadata[length - (ring->metadata[length - 1] == '/')] = '\0';
    }
    return err;
}

static enum sag_err prepare_sts(struct sag_keyring *ring, const struct sag_config *config,
                                char *text) {
    struct sag_endpoint endpoint;
    const char *given = config->sts_endpoint;
    if (!given || !*given) {
        return SAG_OK;
    }
    enum sag_err err =
        sag_endpoint_make(&endpoint, "", given, false, config->allow_http_loopback, text);
    if (err) {
        char why[SAG_TEXT_SIZE];
        memcpy(why, text, sizeof(why));
        snprintf(text, SAG_TEXT_SIZE, "STS %.500s", why);
        return err;
    }
    return copy_text(&ring->sts_endpoint, endpoint.url);
}

enum sag_err sag_keyring_create(struct sag_keyring **out, const struct sag_config *config,
                                char *text) {
    enum sag_err err = SAG_ERR_NOMEM;
    struct sag_finding found = { 0 };
    struct sag_keyring *ring = calloc(1, sizeof(*ring));
    snprintf(text, SAG_TEXT_SIZE, "no memory for the credentials");
    if (!ring) {
        goto fail;
    }
    ring->random = config->random;
    ring->random_data = config->trait_data;
    ring->notices =
        (struct sag_notices){ .on_notice = config->on_notice, .data = config->notice_data };
    sag_buf_init(&ring->url, 4096);
    sag_buf_init_secret(&ring->header, 65536);
    sag_buf_init(&ring->body, BODY_MAX_BYTES);
    err = prepare_metadata(ring, config, text);
    if (err) {
        goto fail;
    }
    err = prepare_sts(ring, config, text);
    if (err) {
        goto fail;
    }
    err = sag_choose_source(&ring->choice, config, &ring->notices, text);
    if (err) {
        goto fail;
    }
    found = ring->choice.finding;
    ring->choice.finding = (struct sag_finding){ 0 };
    use_finding(ring, &found);
    *text = '\0';
    *out = ring;
    return SAG_OK;

fail:
    sag_keyring_destroy(ring);
    return err;
}

void sag_keyring_destroy(struct sag_keyring *ring) {
    if (!ring) {
        return;
    }
    sag_key_finish(&ring->key);
    sag_choice_finish(&ring->choice);
    sag_buf_finish(&ring->url);
    sag_buf_finish(&ring->header);
    sag_buf_finish(&ring->body);
    free(ring->metadata);
    free(ring->sts_endpoint);
    free(ring);
}

/* --- in words ---------------------------------------------------------------------------- */

static void write_place(const struct sag_keyring *ring, char *out, size_t size) {
    const struct sag_choice *choice = &ring->choice;
    switch (choice->source) {
    case SAG_SOURCE_EXPLICIT:
        snprintf(out, size, "configuration");
        return;
    case SAG_SOURCE_ENVIRONMENT:
        snprintf(out, size, "environment");
        return;
    case SAG_SOURCE_CLI:
    case SAG_SOURCE_INI:
        snprintf(out, size, "file '%.200s', profile '%.120s'", choice->path,
                 choice->finding.profile);
        return;
    case SAG_SOURCE_URI:
        snprintf(out, size, "credentials URI");
        return;
    case SAG_SOURCE_METADATA:
        snprintf(out, size, "instance metadata");
        return;
    }
}

static void write_source(const struct sag_keyring *ring, char *out, size_t size) {
    const struct sag_finding *finding = &ring->choice.finding;
    char place[SAG_TEXT_SIZE];
    write_place(ring, place, sizeof(place));
    if (finding->found == SAG_FOUND_ASSUMED_ROLE) {
        char hint[SAG_KEY_HINT_SIZE];
        sag_key_hint(&finding->key, hint);
        snprintf(out, size, "role '%.120s' by STS, for the key %s of %.340s", finding->assumed.arn,
                 hint, place);
    } else {
        bool by_metadata = finding->found == SAG_FOUND_ROLE && ring->choice.path;
        snprintf(out, size, "%s%.480s", by_metadata ? "instance metadata, by " : "", place);
    }
}

const char *sag_keyring_source(struct sag_keyring *ring) {
    ring->source_text[0] = '\0';
    if (ring->key.id) {
        write_source(ring, ring->source_text, sizeof(ring->source_text));
    }
    return ring->source_text;
}

void sag_keyring_describe(const struct sag_keyring *ring, char *text) {
    char source[SAG_TEXT_SIZE];
    char hint[SAG_KEY_HINT_SIZE];
    write_source(ring, source, sizeof(source));
    if (ring->key.id) {
        sag_key_hint(&ring->key, hint);
        snprintf(text, SAG_TEXT_SIZE, "%.460s, key %s", source, hint);
    } else {
        snprintf(text, SAG_TEXT_SIZE, "%.440s, asked at the first call", source);
    }
}

/* --- fetching ---------------------------------------------------------------------------- */

static void go_to(struct sag_keyring *ring, enum fetch_step step) {
    ring->step = step;
    ring->sent = false;
    sag_buf_finish(&ring->url);
    if (step == STEP_URI) {
        sag_buf_puts(&ring->url, ring->choice.uri);
    } else if (step == STEP_TOKEN) {
        sag_buf_printf(&ring->url, "%s/latest/api/token", ring->metadata);
        sag_buf_finish(&ring->header);
        sag_buf_puts(&ring->header, "21600"); /* seconds that the token shall live */
    } else if (step == STEP_ROLE) {
        sag_buf_printf(&ring->url, "%s" METADATA_PATH, ring->metadata);
    } else if (step == STEP_KEY) {
        sag_buf_printf(&ring->url, "%s" METADATA_PATH "%s", ring->metadata, ring->asked_role);
    } else if (step == STEP_ASSUME && ring->sts_endpoint) {
        sag_buf_puts(&ring->url, ring->sts_endpoint);
    } else if (step == STEP_ASSUME) {
        sag_buf_printf(&ring->url, "https://%s/", ring->choice.finding.assumed.sts_host);
    }
}

static void end_fetch(struct sag_keyring *ring, int64_t retry_at) {
    go_to(ring, STEP_IDLE);
    sag_buf_finish(&ring->header);
    sag_buf_finish(&ring->body);
    ring->retry_at = retry_at;
}

static void fail_fetch(struct sag_keyring *ring, const char *text, int64_t wall_ms,
                       int64_t monotonic_ms) {
    bool usable = ring->key.id && wall_ms < ring->key.expires_ms;
    snprintf(ring->failure, sizeof(ring->failure), "%s", text);
    end_fetch(ring, monotonic_ms + (usable ? RENEW_RETRY_MS : RETRY_MS));
    sag_notices_tell(&ring->notices, SAG_NOTICE_WARNING, "%.400s%s", text,
                     usable ? "; the key in use still works and renewing it will be tried again"
                            : "");
}

static void begin_assume(struct sag_keyring *ring, int64_t wall_ms, int64_t monotonic_ms) {
    const struct sag_finding *finding = &ring->choice.finding;
    char nonce[SAG_NONCE_SIZE];
    sag_buf_finish(&ring->body);
    if (!sag_nonce_make(ring->random, ring->random_data, nonce)) {
        fail_fetch(ring, "this machine has no random numbers", wall_ms, monotonic_ms);
    } else if (sag_assumed_role_sign(&ring->body, &finding->assumed, &finding->key, nonce,
                                     wall_ms)) {
        fail_fetch(ring, "the request to STS cannot be signed: no memory, or no usable time",
                   wall_ms, monotonic_ms);
    } else {
        go_to(ring, STEP_ASSUME);
    }
}

static void begin_fetch(struct sag_keyring *ring, int64_t wall_ms, int64_t monotonic_ms) {
    const struct sag_finding *finding = &ring->choice.finding;
    sag_buf_finish(&ring->header);
    memcpy(ring->asked_role, finding->role, sizeof(ring->asked_role));
    if (finding->found == SAG_FOUND_ASSUMED_ROLE) {
        begin_assume(ring, wall_ms, monotonic_ms);
    } else {
        go_to(ring, ring->choice.source == SAG_SOURCE_URI ? STEP_URI : STEP_TOKEN);
    }
}

bool sag_keyring_next_fetch(struct sag_keyring *ring, struct sag_fetch *out) {
    if (ring->step == STEP_IDLE || ring->sent) {
        return false;
    }
    bool is_near = ring->step != STEP_URI && ring->step != STEP_ASSUME;
    ring->sent = true;
    *out = (struct sag_fetch){
        .method = "GET",
        .url = sag_buf_text(&ring->url),
        /* The metadata service is one hop away or not there at all. */
        .connect_timeout_ms = is_near ? 1000 : 5000,
        .total_timeout_ms = is_near ? 3000 : 10000,
    };
    if (ring->step == STEP_ASSUME) {
        out->method = "POST";
        out->header_name = "Content-Type";
        out->header_value = FORM;
        out->body = sag_buf_text(&ring->body);
        out->is_service = true;
    } else if (ring->header.length) {
        bool is_put = ring->step == STEP_TOKEN;
        out->method = is_put ? "PUT" : "GET";
        out->header_name =
            is_put ? "X-aliyun-ecs-metadata-token-ttl-seconds" : "X-aliyun-ecs-metadata-token";
        out->header_value = sag_buf_text(&ring->header);
    }
    return true;
}

/* True: go on without a token, as older machines want it. */
static bool take_token(struct sag_keyring *ring, int status, const char *body, size_t length) {
    sag_buf_finish(&ring->header);
    if (status != 200) {
        return !ring->hardened_only;
    }
    while (length && (body[length - 1] == '\n' || body[length - 1] == '\r')) {
        length--;
    }
    for (size_t i = 0; i < length; i++) {
        if (body[i] <= ' ' || body[i] > '~') {
            return false;
        }
    }
    if (length == 0) {
        return false;
    }
    sag_buf_add(&ring->header, body, length);
    return sag_buf_ok(&ring->header);
}

static bool take_role_name(struct sag_keyring *ring, int status, const char *body, size_t length) {
    size_t used = 0;
    while (used < length && body[used] != '\n' && body[used] != '\r') {
        used++;
    }
    if (status != 200 || used == 0 || used >= sizeof(ring->asked_role)) {
        return false;
    }
    memcpy(ring->asked_role, body, used);
    ring->asked_role[used] = '\0';
    return sag_role_valid(ring->asked_role);
}

static void write_where(const struct sag_keyring *ring, char *out, size_t size) {
    if (ring->step == STEP_ASSUME) {
        snprintf(out, size, "role '%.200s' by STS", ring->choice.finding.assumed.arn);
    } else {
        snprintf(out, size, "%s", ring->step == STEP_URI ? "credentials URI" : "instance metadata");
    }
}

static void take_key(struct sag_keyring *ring, int status, const char *body, size_t length,
                     int64_t wall_ms, int64_t monotonic_ms) {
    struct sag_key key;
    char text[SAG_TEXT_SIZE];
    char where[256];
    write_where(ring, where, sizeof(where));
    enum sag_err err = ring->step == STEP_ASSUME
                           ? sag_key_parse_assumed(&key, status, body, length, where, text)
                           : sag_key_parse_answer(&key, body, length, where, text);
    if (err) {
        fail_fetch(ring, text, wall_ms, monotonic_ms);
        return;
    }
    if (key.expires_ms <= wall_ms) {
        sag_key_finish(&key);
        snprintf(text, sizeof(text), "%s: the key it gave has already expired", where);
        fail_fetch(ring, text, wall_ms, monotonic_ms);
        return;
    }
    bool had_one = ring->key.id != NULL;
    use_key(ring, &key);
    snprintf(ring->failure, sizeof(ring->failure), "%s",
             ring->said_expired ? "the service refuses as expired the key that is given to it"
                                : "");
    /* A source that only has keys near their end is not asked before every call. */
    end_fetch(ring, monotonic_ms + RENEW_RETRY_MS);
    sag_notices_tell(&ring->notices, SAG_NOTICE_INFO, "%s a temporary key from %s",
                     had_one ? "renewed" : "got", sag_keyring_source(ring));
}

static void take_metadata_token(struct sag_keyring *ring, int status, const char *body,
                                size_t length, int64_t wall_ms, int64_t monotonic_ms) {
    char text[SAG_TEXT_SIZE];
    if (take_token(ring, status, body, length)) {
        go_to(ring, ring->asked_role[0] ? STEP_KEY : STEP_ROLE);
        return;
    }
    snprintf(text, sizeof(text), "instance metadata: gave no token (HTTP %d)%s", status,
             ring->hardened_only ? ", and ALIBABA_CLOUD_IMDSV1_DISABLED forbids to ask without one"
                                 : "");
    fail_fetch(ring, text, wall_ms, monotonic_ms);
}

void sag_keyring_answer(struct sag_keyring *ring, int status, const char *body, size_t length,
                        const char *problem, int64_t wall_ms, int64_t monotonic_ms) {
    char text[SAG_TEXT_SIZE];
    char where[256];
    write_where(ring, where, sizeof(where));
    if (ring->step == STEP_IDLE) {
        return;
    }
    if (ring->is_outdated) {
        ring->is_outdated = false;
        end_fetch(ring, monotonic_ms);
    } else if (status == 0) {
        snprintf(text, sizeof(text), "%s: %.240s", where, problem);
        fail_fetch(ring, text, wall_ms, monotonic_ms);
    } else if (ring->step == STEP_TOKEN) {
        take_metadata_token(ring, status, body, length, wall_ms, monotonic_ms);
    } else if (ring->step == STEP_ROLE && take_role_name(ring, status, body, length)) {
        go_to(ring, STEP_KEY);
    } else if (ring->step == STEP_ROLE) {
        snprintf(text, sizeof(text),
                 "instance metadata: names no role (HTTP %d); attach a RAM role to this machine",
                 status);
        fail_fetch(ring, text, wall_ms, monotonic_ms);
    } else if (status != 200 && ring->step != STEP_ASSUME) {
        snprintf(text, sizeof(text), "%s: answered with HTTP %d instead of a key", where, status);
        fail_fetch(ring, text, wall_ms, monotonic_ms);
    } else {
        take_key(ring, status, body, length, wall_ms, monotonic_ms);
    }
}

/* --- use --------------------------------------------------------------------------------- */

static bool is_usable(const struct sag_keyring *ring, int64_t wall_ms) {
    return ring->key.id && (ring->key.expires_ms == 0 || wall_ms < ring->key.expires_ms) &&
           !(ring->remote && ring->said_expired);
}

enum sag_keyring_state sag_keyring_prepare(struct sag_keyring *ring, int64_t wall_ms,
                                           int64_t monotonic_ms) {
    if (ring->choice.path) {
        reload_if_changed(ring);
    }
    if (!ring->remote) {
        return SAG_KEYRING_READY;
    }
    bool usable = is_usable(ring, wall_ms);
    bool stale = !usable || wall_ms >= ring->key.expires_ms - STALE_MS;
    if (stale && ring->step == STEP_IDLE && monotonic_ms >= ring->retry_at) {
        begin_fetch(ring, wall_ms, monotonic_ms);
    }
    if (usable) {
        return SAG_KEYRING_READY;
    }
    return ring->step == STEP_IDLE ? SAG_KEYRING_FAILED : SAG_KEYRING_WAIT;
}

const struct sag_key *sag_keyring_key(const struct sag_keyring *ring) {
    return ring->key.id ? &ring->key : NULL;
}

const char *sag_keyring_failure(const struct sag_keyring *ring) {
    return ring->failure[0] ? ring->failure : "no access key could be had";
}

bool sag_keyring_expired(struct sag_keyring *ring) {
    bool first_time = !ring->said_expired;
    ring->said_expired = true;
    if (ring->remote) {
        ring->retry_at = 0;
        return first_time;
    }
    if (ring->choice.path) {
        ring->choice.stamp =
            (struct sag_stamp){ 0 }; /* read it again even if its stamp is unchanged */
        return first_time;
    }
    return false;
}
