#include "client/keyring.h"

#include "client/text.h"

#include <stdarg.h>
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

enum source {
    SOURCE_EXPLICIT,
    SOURCE_ENVIRONMENT,
    SOURCE_CLI,
    SOURCE_INI,
    SOURCE_URI,
    SOURCE_METADATA
};

enum step { STEP_IDLE, STEP_URI, STEP_TOKEN, STEP_ROLE, STEP_KEY };

struct sag_keyring {
    sag_notice on_notice;
    void *notice_data;

    enum source source;
    char source_text[SAG_TEXT_SIZE];
    char *path;    /* of the file in use; NULL: none */
    char *profile; /* as asked for; NULL: the file's default */
    struct sag_stamp stamp;

    struct sag_key key;
    bool said_expired; /* the service refused this very key as expired */

    /* Fetching. */
    bool remote;
    char *uri;
    char *metadata; /* "http://host" */
    char role[128]; /* "": ask */
    char asked_role[128];
    bool hardened_only;
    enum step step;
    bool sent;
    int64_t retry_at; /* monotonic */
    struct sag_buf url;
    struct sag_buf header; /* value; secret, since it is the metadata token but once */
    char failure[SAG_TEXT_SIZE];
};

static void tell(const struct sag_keyring *ring, enum sag_notice_level level, const char *format,
                 ...) __attribute__((format(printf, 3, 4)));

static void tell(const struct sag_keyring *ring, enum sag_notice_level level, const char *format,
                 ...) {
    char text[SAG_TEXT_SIZE];
    char clean[SAG_TEXT_SIZE];
    if (!ring->on_notice) {
        return;
    }
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    sag_text_clean(clean, sizeof(clean), text, strlen(text));
    ring->on_notice(ring->notice_data, level, clean);
}

/* Empty counts as unset (section 7). */
static const char *variable(const char *name) {
    const char *value = getenv(name);
    return value && *value ? value : NULL;
}

static bool is_switched_on(const char *name) {
    const char *value = variable(name);
    return value && strcmp(value, "true") == 0;
}

static enum sag_err copy_text(char **out, const char *text) {
    free(*out);
    *out = strdup(text);
    return *out ? SAG_OK : SAG_ERR_NOMEM;
}

static void use_key(struct sag_keyring *ring, struct sag_key *key) {
    if (sag_key_equal(&ring->key, key)) {
        ring->key.expires_ms = key->expires_ms;
        sag_key_finish(key);
        return; /* what was said about it stays true */
    }
    sag_key_finish(&ring->key);
    ring->key = *key;
    ring->said_expired = false;
    *key = (struct sag_key){ 0 };
}

/* --- files ------------------------------------------------------------------------------- */

static void warn_if_others_read(const struct sag_keyring *ring, const char *path,
                                const struct sag_stamp *stamp) {
    if (stamp->mode & 077) {
        tell(ring, SAG_NOTICE_WARNING,
             "WARNING: the credentials file '%s' may be read or changed by other users of this "
             "machine (mode %04o): chmod 600 it, and change the key if somebody could have "
             "read it",
             path, (unsigned)(stamp->mode & 07777));
    }
}

static enum sag_err read_source_file(struct sag_keyring *ring, enum source source, const char *path,
                                     struct sag_finding *found, bool *exists, char *text) {
    struct sag_buf bytes;
    struct sag_stamp stamp;
    enum sag_err err = sag_key_read_file(&bytes, path, &stamp, exists, text);
    *found = (struct sag_finding){ 0 };
    if (!err && *exists) {
        const char *content = sag_buf_text(&bytes);
        err = source == SOURCE_CLI
                  ? sag_key_parse_cli(found, content, bytes.length, path, ring->profile, text)
                  : sag_key_parse_ini(found, content, bytes.length, path, ring->profile, text);
    }
    sag_buf_finish(&bytes);
    ring->stamp = stamp;
    if (!err && found->found != SAG_FOUND_NOTHING) {
        warn_if_others_read(ring, path, &stamp);
    }
    return err;
}

static void set_file_source(struct sag_keyring *ring, enum source source, const char *path,
                            const struct sag_finding *found) {
    ring->source = source;
    snprintf(ring->source_text, sizeof(ring->source_text), "%sfile '%.300s', profile '%.120s'",
             found->found == SAG_FOUND_ROLE ? "instance metadata, by " : "", path, found->profile);
}

static void use_finding(struct sag_keyring *ring, struct sag_finding *found) {
    if (found->found == SAG_FOUND_KEY) {
        ring->remote = false;
        use_key(ring, &found->key);
    } else {
        if (!ring->remote || strcmp(ring->role, found->role) != 0) {
            sag_key_finish(&ring->key);
        }
        ring->remote = true;
        memcpy(ring->role, found->role, sizeof(ring->role));
    }
}

/* *taken: the chain ends here. */
static enum sag_err try_file(struct sag_keyring *ring, enum source source, const char *path,
                             bool must_exist, bool *taken, char *text) {
    struct sag_finding found;
    bool exists = false;
    enum sag_err err = read_source_file(ring, source, path, &found, &exists, text);
    if (!err && !exists && must_exist) {
        snprintf(text, SAG_TEXT_SIZE, "credentials file '%.300s': is not there", path);
        err = SAG_ERR_CREDENTIALS;
    }
    if (!err && found.found != SAG_FOUND_NOTHING) {
        err = copy_text(&ring->path, path);
        if (!err) {
            set_file_source(ring, source, path, &found);
            use_finding(ring, &found);
            *taken = true;
        }
    }
    sag_finding_finish(&found);
    return err;
}

/* A changed file that cannot be used leaves the old key in use: a rotation that is half done must
 * not stop the bench. */
static void reload_if_changed(struct sag_keyring *ring) {
    struct sag_stamp stamp;
    sag_stamp_read(&stamp, ring->path);
    if (sag_stamp_equal(&stamp, &ring->stamp)) {
        return;
    }
    char text[SAG_TEXT_SIZE];
    struct sag_finding found;
    bool exists = false;
    enum sag_err err = read_source_file(ring, ring->source, ring->path, &found, &exists, text);
    if (!err && !exists) {
        tell(ring, SAG_NOTICE_WARNING,
             "the credentials file '%s' is gone; the old key stays in use", ring->path);
    } else if (!err && found.found == SAG_FOUND_NOTHING) {
        tell(ring, SAG_NOTICE_WARNING,
             "the credentials file '%s' no longer holds the profile; the old key stays in use",
             ring->path);
    } else if (err) {
        ring->stamp = stamp; /* said once for each version of the file */
        tell(ring, SAG_NOTICE_WARNING, "%s; the old key stays in use", text);
    } else {
        set_file_source(ring, ring->source, ring->path, &found);
        use_finding(ring, &found);
        tell(ring, SAG_NOTICE_INFO, "the credentials file '%s' has changed and was read again",
             ring->path);
    }
    sag_finding_finish(&found);
}

/* --- the chain --------------------------------------------------------------------------- */

static enum sag_err try_explicit(struct sag_keyring *ring, const struct sag_config *config,
                                 bool *taken, char *text) {
    const char *id = config->access_key_id;
    const char *secret = config->access_key_secret;
    bool has_token = config->security_token && *config->security_token;
    if ((!id || !*id) && (!secret || !*secret) && !has_token) {
        return SAG_OK;
    }
    if (!id || !*id || !secret || !*secret) {
        snprintf(text, SAG_TEXT_SIZE,
                 "access key id and access key secret must be given both or not at all");
        return SAG_ERR_CONFIG;
    }
    struct sag_key key;
    enum sag_err err = sag_key_make(&key, id, secret, config->security_token,
                                    "the access key given in the configuration", text);
    if (!err) {
        use_key(ring, &key);
        ring->source = SOURCE_EXPLICIT;
        snprintf(ring->source_text, sizeof(ring->source_text), "configuration");
        *taken = true;
    }
    return err;
}

static enum sag_err try_environment(struct sag_keyring *ring, bool *taken, char *text) {
    const char *id = variable("ALIBABA_CLOUD_ACCESS_KEY_ID");
    const char *secret = variable("ALIBABA_CLOUD_ACCESS_KEY_SECRET");
    if (!id || !secret) {
        if (id || secret) {
            tell(ring, SAG_NOTICE_WARNING,
                 "the environment holds only one of ALIBABA_CLOUD_ACCESS_KEY_ID and "
                 "ALIBABA_CLOUD_ACCESS_KEY_SECRET, ignoring it");
        }
        return SAG_OK;
    }
    struct sag_key key;
    enum sag_err err =
        sag_key_make(&key, id, secret, variable("ALIBABA_CLOUD_SECURITY_TOKEN"),
                     "the access key in the environment (ALIBABA_CLOUD_ACCESS_KEY_…)", text);
    if (!err) {
        use_key(ring, &key);
        ring->source = SOURCE_ENVIRONMENT;
        snprintf(ring->source_text, sizeof(ring->source_text), "environment");
        *taken = true;
    }
    return err;
}

static void mention_oidc(const struct sag_keyring *ring) {
    if (variable("ALIBABA_CLOUD_ROLE_ARN") && variable("ALIBABA_CLOUD_OIDC_PROVIDER_ARN") &&
        variable("ALIBABA_CLOUD_OIDC_TOKEN_FILE")) {
        tell(ring, SAG_NOTICE_WARNING,
             "the environment asks for an OIDC role (ALIBABA_CLOUD_OIDC_TOKEN_FILE), which is not "
             "supported here, skipping it");
    }
}

static enum sag_err try_home_file(struct sag_keyring *ring, enum source source, const char *below,
                                  bool *taken, char *text) {
    const char *home = variable("HOME");
    if (!home) {
        return SAG_OK;
    }
    struct sag_buf path;
    sag_buf_init(&path, 4096);
    sag_buf_printf(&path, "%s/%s", home, below);
    enum sag_err err = SAG_ERR_NOMEM;
    if (sag_buf_ok(&path)) {
        err = try_file(ring, source, sag_buf_text(&path), false, taken, text);
    }
    sag_buf_finish(&path);
    return err;
}

static enum sag_err try_files(struct sag_keyring *ring, const struct sag_config *config,
                              bool *taken, char *text) {
    enum sag_err err = SAG_OK;
    if (!is_switched_on("ALIBABA_CLOUD_CLI_PROFILE_DISABLED")) {
        err = try_home_file(ring, SOURCE_CLI, ".aliyun/config.json", taken, text);
    }
    if (err || *taken) {
        return err;
    }
    const char *given = config->credentials_file && *config->credentials_file
                            ? config->credentials_file
                            : variable("ALIBABA_CLOUD_CREDENTIALS_FILE");
    if (given) {
        err = try_file(ring, SOURCE_INI, given, true, taken, text);
    } else {
        err = try_home_file(ring, SOURCE_INI, ".alibabacloud/credentials", taken, text);
    }
    if (!err && !*taken && config->profile && *config->profile) {
        snprintf(text, SAG_TEXT_SIZE,
                 "profile '%.100s' is in none of the credentials files (~/.aliyun/config.json and "
                 "%.200s)",
                 config->profile, given ? given : "~/.alibabacloud/credentials");
        err = SAG_ERR_CREDENTIALS;
    }
    return err;
}

static bool is_http_url(const char *url) {
    const char *rest = strncmp(url, "http://", 7) == 0    ? url + 7
                       : strncmp(url, "https://", 8) == 0 ? url + 8
                                                          : "";
    return sag_token_valid(url, 2048) && *rest && *rest != '/';
}

static enum sag_err prepare_metadata(struct sag_keyring *ring, const struct sag_config *config,
                                     char *text) {
    const char *endpoint = config->metadata_endpoint && *config->metadata_endpoint
                               ? config->metadata_endpoint
                               : METADATA_HOST;
    if (!is_http_url(endpoint)) {
        snprintf(text, SAG_TEXT_SIZE, "metadata endpoint: is not an http URL");
        return SAG_ERR_CONFIG;
    }
    ring->hardened_only = is_switched_on("ALIBABA_CLOUD_IMDSV1_DISABLED");
    enum sag_err err = copy_text(&ring->metadata, endpoint);
    if (!err) {
        size_t length = strlen(ring->metadata);
        ring->metadata[length - (ring->metadata[length - 1] == '/')] = '\0';
    }
    return err;
}

static enum sag_err try_uri(struct sag_keyring *ring, bool *taken, char *text) {
    const char *uri = variable("ALIBABA_CLOUD_CREDENTIALS_URI");
    if (!uri) {
        return SAG_OK;
    }
    if (!is_http_url(uri)) {
        snprintf(text, SAG_TEXT_SIZE, "ALIBABA_CLOUD_CREDENTIALS_URI: is not an http or https URL");
        return SAG_ERR_CREDENTIALS;
    }
    ring->source = SOURCE_URI;
    ring->remote = true;
    *taken = true;
    snprintf(ring->source_text, sizeof(ring->source_text), "credentials URI");
    return copy_text(&ring->uri, uri);
}

static enum sag_err try_metadata(struct sag_keyring *ring, const struct sag_config *config,
                                 bool *taken, char *text) {
    if (config->disable_metadata || is_switched_on("ALIBABA_CLOUD_ECS_METADATA_DISABLED")) {
        return SAG_OK;
    }
    const char *role = variable("ALIBABA_CLOUD_ECS_METADATA");
    if (role && !sag_role_valid(role)) {
        snprintf(text, SAG_TEXT_SIZE, "ALIBABA_CLOUD_ECS_METADATA: is not the name of a role");
        return SAG_ERR_CREDENTIALS;
    }
    snprintf(ring->role, sizeof(ring->role), "%s", role ? role : "");
    ring->source = SOURCE_METADATA;
    ring->remote = true;
    *taken = true;
    snprintf(ring->source_text, sizeof(ring->source_text), "instance metadata");
    return SAG_OK;
}

static enum sag_err walk_chain(struct sag_keyring *ring, const struct sag_config *config,
                               char *text) {
    bool taken = false;
    enum sag_err err = try_explicit(ring, config, &taken, text);
    if (!err && !taken) {
        err = try_environment(ring, &taken, text);
    }
    if (!err && !taken) {
        mention_oidc(ring);
        err = try_files(ring, config, &taken, text);
    }
    if (!err && !taken) {
        err = try_uri(ring, &taken, text);
    }
    if (!err && !taken) {
        err = try_metadata(ring, config, &taken, text);
    }
    if (!err && !taken) {
        snprintf(text, SAG_TEXT_SIZE,
                 "no access key found: neither in the configuration, nor in the environment "
                 "(ALIBABA_CLOUD_ACCESS_KEY_ID, ALIBABA_CLOUD_ACCESS_KEY_SECRET), nor in "
                 "~/.aliyun/config.json, nor in the credentials file, nor by "
                 "ALIBABA_CLOUD_CREDENTIALS_URI");
        err = SAG_ERR_CREDENTIALS;
    }
    return err;
}

enum sag_err sag_keyring_create(struct sag_keyring **out, const struct sag_config *config,
                                char *text) {
    enum sag_err err = SAG_ERR_NOMEM;
    struct sag_keyring *ring = calloc(1, sizeof(*ring));
    snprintf(text, SAG_TEXT_SIZE, "no memory for the credentials");
    if (!ring) {
        goto fail;
    }
    ring->on_notice = config->on_notice;
    ring->notice_data = config->notice_data;
    sag_buf_init(&ring->url, 4096);
    sag_buf_init_secret(&ring->header, 65536);
    const char *profile =
        config->profile && *config->profile ? config->profile : variable("ALIBABA_CLOUD_PROFILE");
    if (profile && (err = copy_text(&ring->profile, profile))) {
        goto fail;
    }
    err = prepare_metadata(ring, config, text);
    if (err) {
        goto fail;
    }
    err = walk_chain(ring, config, text);
    if (err) {
        goto fail;
    }
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
    sag_buf_finish(&ring->url);
    sag_buf_finish(&ring->header);
    free(ring->path);
    free(ring->profile);
    free(ring->uri);
    free(ring->metadata);
    free(ring);
}

/* --- fetching ---------------------------------------------------------------------------- */

static void go_to(struct sag_keyring *ring, enum step step) {
    ring->step = step;
    ring->sent = false;
    sag_buf_finish(&ring->url);
    if (step == STEP_URI) {
        sag_buf_puts(&ring->url, ring->uri);
    } else if (step == STEP_TOKEN) {
        sag_buf_printf(&ring->url, "%s/latest/api/token", ring->metadata);
        sag_buf_finish(&ring->header);
        sag_buf_puts(&ring->header, "21600"); /* seconds that the token shall live */
    } else if (step == STEP_ROLE) {
        sag_buf_printf(&ring->url, "%s" METADATA_PATH, ring->metadata);
    } else if (step == STEP_KEY) {
        sag_buf_printf(&ring->url, "%s" METADATA_PATH "%s", ring->metadata, ring->asked_role);
    }
}

static void begin_fetch(struct sag_keyring *ring) {
    sag_buf_finish(&ring->header);
    memcpy(ring->asked_role, ring->role, sizeof(ring->asked_role));
    go_to(ring, ring->source == SOURCE_URI ? STEP_URI : STEP_TOKEN);
}

static void end_fetch(struct sag_keyring *ring, int64_t retry_at) {
    go_to(ring, STEP_IDLE);
    sag_buf_finish(&ring->header);
    ring->retry_at = retry_at;
}

static void fail_fetch(struct sag_keyring *ring, const char *text, int64_t wall_ms,
                       int64_t monotonic_ms) {
    bool usable = ring->key.id && wall_ms < ring->key.expires_ms;
    snprintf(ring->failure, sizeof(ring->failure), "%s", text);
    end_fetch(ring, monotonic_ms + (usable ? RENEW_RETRY_MS : RETRY_MS));
    tell(ring, SAG_NOTICE_WARNING, "%.400s%s", text,
         usable ? "; the key in use still works and renewing it will be tried again" : "");
}

bool sag_keyring_next_fetch(struct sag_keyring *ring, struct sag_fetch *out) {
    if (ring->step == STEP_IDLE || ring->sent) {
        return false;
    }
    bool uri = ring->step == STEP_URI;
    ring->sent = true;
    *out = (struct sag_fetch){
        .method = ring->step == STEP_TOKEN ? "PUT" : "GET",
        .url = sag_buf_text(&ring->url),
        .header_name = !ring->header.length       ? NULL
                       : ring->step == STEP_TOKEN ? "X-aliyun-ecs-metadata-token-ttl-seconds"
                                                  : "X-aliyun-ecs-metadata-token",
        .header_value = sag_buf_text(&ring->header),
        /* Metadata is one hop away or not there at all. */
        .connect_timeout_ms = uri ? 5000 : 1000,
        .total_timeout_ms = uri ? 10000 : 3000,
    };
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

static void take_key(struct sag_keyring *ring, const char *body, size_t length, int64_t wall_ms,
                     int64_t monotonic_ms) {
    struct sag_key key;
    char text[SAG_TEXT_SIZE];
    const char *where = ring->step == STEP_URI ? "credentials URI" : "instance metadata";
    if (sag_key_parse_answer(&key, body, length, where, text)) {
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
    tell(ring, SAG_NOTICE_INFO, "%s a temporary key from %s", had_one ? "renewed" : "got",
         ring->source_text);
}

void sag_keyring_answer(struct sag_keyring *ring, int status, const char *body, size_t length,
                        const char *problem, int64_t wall_ms, int64_t monotonic_ms) {
    char text[SAG_TEXT_SIZE];
    const char *where = ring->step == STEP_URI ? "credentials URI" : "instance metadata";
    if (ring->step == STEP_IDLE) {
        return;
    }
    if (status == 0) {
        snprintf(text, sizeof(text), "%s: %.400s", where, problem);
        fail_fetch(ring, text, wall_ms, monotonic_ms);
        return;
    }
    if (ring->step == STEP_TOKEN) {
        if (take_token(ring, status, body, length)) {
            go_to(ring, ring->asked_role[0] ? STEP_KEY : STEP_ROLE);
        } else {
            snprintf(text, sizeof(text), "instance metadata: gave no token (HTTP %d)%s", status,
                     ring->hardened_only
                         ? ", and ALIBABA_CLOUD_IMDSV1_DISABLED forbids to ask without one"
                         : "");
            fail_fetch(ring, text, wall_ms, monotonic_ms);
        }
    } else if (ring->step == STEP_ROLE) {
        if (take_role_name(ring, status, body, length)) {
            go_to(ring, STEP_KEY);
        } else {
            snprintf(
                text, sizeof(text),
                "instance metadata: names no role (HTTP %d); attach a RAM role to this machine",
                status);
            fail_fetch(ring, text, wall_ms, monotonic_ms);
        }
    } else if (status != 200) {
        snprintf(text, sizeof(text), "%s: answered with HTTP %d instead of a key", where, status);
        fail_fetch(ring, text, wall_ms, monotonic_ms);
    } else {
        take_key(ring, body, length, wall_ms, monotonic_ms);
    }
}

/* --- use --------------------------------------------------------------------------------- */

static bool is_usable(const struct sag_keyring *ring, int64_t wall_ms) {
    return ring->key.id && (ring->key.expires_ms == 0 || wall_ms < ring->key.expires_ms) &&
           !(ring->remote && ring->said_expired);
}

enum sag_keyring_state sag_keyring_prepare(struct sag_keyring *ring, int64_t wall_ms,
                                           int64_t monotonic_ms) {
    if (ring->path) {
        reload_if_changed(ring);
    }
    if (!ring->remote) {
        return SAG_KEYRING_READY;
    }
    bool usable = is_usable(ring, wall_ms);
    bool stale = !usable || wall_ms >= ring->key.expires_ms - STALE_MS;
    if (stale && ring->step == STEP_IDLE && monotonic_ms >= ring->retry_at) {
        begin_fetch(ring);
    }
    if (usable) {
        return SAG_KEYRING_READY;
    }
    return ring->step == STEP_IDLE ? SAG_KEYRING_FAILED : SAG_KEYRING_WAIT;
}

const struct sag_key *sag_keyring_key(const struct sag_keyring *ring) {
    return ring->key.id ? &ring->key : NULL;
}

const char *sag_keyring_source(const struct sag_keyring *ring) {
    return ring->key.id ? ring->source_text : "";
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
    if (ring->path) {
        ring->stamp = (struct sag_stamp){ 0 }; /* read it again whatever its stamp says */
        return first_time;
    }
    return false;
}
