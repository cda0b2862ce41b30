#include "client/finding.h"
#include "client/redact.h"
#include "client/text.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

static const char *const secret_names[] = {
    "access_key_secret",   "sts_token",    "AccessKeySecret",
    "SecurityToken",       "private_key",  "oauth_access_token",
    "oauth_refresh_token", "access_token", NULL
};

/* A JSON text with its secrets taken out; raw is borrowed. */
struct guarded {
    const char *raw;
    size_t raw_length;
    json_t *root;
};

static void guarded_finish(struct guarded *guarded) {
    json_decref(guarded->root);
    guarded->root = NULL;
}

static enum sag_err guarded_load(struct guarded *out, const char *json, size_t length,
                                 const char *where, char *text) {
    size_t mark = length >= 3 && memcmp(json, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    json += mark;
    length -= mark;
    *out = (struct guarded){ .raw = json, .raw_length = length };
    struct sag_buf open_text;
    sag_buf_init(&open_text, length * 4 + 64);
    if (!sag_redact(&open_text, json, length, secret_names)) {
        sag_buf_finish(&open_text);
        snprintf(text, SAG_TEXT_SIZE, "no memory for %.300s", where);
        return SAG_ERR_NOMEM;
    }
    json_error_t error;
    /* The error's own text can quote the offending input, so only its line is reported. */
    out->root =
        json_loadb(sag_buf_text(&open_text), open_text.length, JSON_REJECT_DUPLICATES, &error);
    sag_buf_finish(&open_text);
    if (!json_is_object(out->root)) {
        guarded_finish(out);
        snprintf(text, SAG_TEXT_SIZE, "%.300s, line %d: is not a JSON object", where,
                 error.line > 0 ? error.line : 1);
        return SAG_ERR_CREDENTIALS;
    }
    return SAG_OK;
}

/* Resolves the member into secret memory. False: absent, no string, or not decodable. */
static bool take_secret(const struct guarded *guarded, const json_t *object, const char *name,
                        struct sag_buf *out) {
    const json_t *value = json_object_get(object, name);
    return json_is_string(value) &&
           sag_redact_resolve(out, guarded->raw, guarded->raw_length, json_string_value(value));
}

static const char *text_member(const json_t *object, const char *name) {
    const char *value = json_string_value(json_object_get(object, name));
    return value ? value : "";
}

static const json_t *find_profile(const json_t *root, const char *name) {
    const json_t *profiles = json_object_get(root, "profiles");
    size_t index;
    const json_t *profile;
    json_array_foreach(profiles, index, profile) {
        if (strcmp(text_member(profile, "name"), name) == 0) {
            return profile;
        }
    }
    return NULL;
}

/* One key out of an object; the names of its members differ between file and answers. */
static enum sag_err take_key(const struct guarded *guarded, const json_t *object,
                             const char *const names[3], const char *where, struct sag_key *out,
                             char *text) {
    struct sag_buf secret, token;
    sag_buf_init_secret(&secret, 4096);
    sag_buf_init_secret(&token, 65536);
    enum sag_err err = SAG_ERR_CREDENTIALS;
    const char *missing = NULL;
    if (!*text_member(object, names[0])) {
        missing = names[0];
    } else if (!take_secret(guarded, object, names[1], &secret) || secret.length == 0) {
        missing = names[1];
    } else if (names[2] && (!take_secret(guarded, object, names[2], &token) || !token.length)) {
        missing = names[2];
    }
    if (missing) {
        snprintf(text, SAG_TEXT_SIZE, "%.300s: '%s' is missing or empty", where, missing);
    } else {
        err = sag_key_make(out, text_member(object, names[0]), sag_buf_text(&secret),
                           sag_buf_text(&token), where, text);
    }
    sag_buf_finish(&secret);
    sag_buf_finish(&token);
    return err;
}

/* The names are the vendor's CLI's own. */
static enum sag_err read_assumed(const json_t *profile, const char *where,
                                 struct sag_assumed_role *out, char *text) {
    const json_t *duration = json_object_get(profile, "expired_seconds");
    const struct sag_assumed_role_words words = {
        .arn = text_member(profile, "ram_role_arn"),
        .session = text_member(profile, "ram_session_name"),
        .policy = text_member(profile, "policy"),
        .external_id = text_member(profile, "external_id"),
        .sts_region = text_member(profile, "sts_region"),
        .duration_s = json_is_integer(duration) ? json_integer_value(duration) : 0,
        .vpc = json_is_true(json_object_get(profile, "enable_vpc")),
    };
    return sag_assumed_role_make(out, &words, where, text);
}

static enum sag_err read_mode(const struct guarded *guarded, const json_t *profile,
                              const char *where, struct sag_finding *out, char *text) {
    static const char *const lasting[3] = { "access_key_id", "access_key_secret", NULL };
    static const char *const temporary[3] = { "access_key_id", "access_key_secret", "sts_token" };
    const char *mode = text_member(profile, "mode");
    enum sag_err err = SAG_OK;
    if (strcmp(mode, "AK") == 0) {
        err = take_key(guarded, profile, lasting, where, &out->key, text);
        out->found = err ? SAG_FOUND_NOTHING : SAG_FOUND_KEY;
    } else if (strcmp(mode, "StsToken") == 0) {
        err = take_key(guarded, profile, temporary, where, &out->key, text);
        out->found = err ? SAG_FOUND_NOTHING : SAG_FOUND_KEY;
    } else if (strcmp(mode, "RamRoleArn") == 0) {
        err = take_key(guarded, profile, lasting, where, &out->key, text);
        err = err ? err : read_assumed(profile, where, &out->assumed, text);
        out->found = err ? SAG_FOUND_NOTHING : SAG_FOUND_ASSUMED_ROLE;
    } else if (strcmp(mode, "EcsRamRole") == 0) {
        const char *role = text_member(profile, "ram_role_name");
        if (*role && !sag_role_valid(role)) {
            snprintf(text, SAG_TEXT_SIZE, "%.300s: 'ram_role_name' is not the name of a role",
                     where);
            return SAG_ERR_CREDENTIALS;
        }
        snprintf(out->role, sizeof(out->role), "%s", role);
        out->found = SAG_FOUND_ROLE;
    } else {
        char clean[64];
        sag_text_clean(clean, sizeof(clean), mode, strlen(mode));
        snprintf(text, SAG_TEXT_SIZE,
                 "%.300s: mode '%s' is not supported here; use AK, StsToken, RamRoleArn or "
                 "EcsRamRole",
                 where, clean);
        err = SAG_ERR_CREDENTIALS;
    }
    return err;
}

enum sag_err sag_key_parse_cli(struct sag_finding *out, const char *json, size_t length,
                               const char *path, const char *profile, char *text) {
    char where[SAG_TEXT_SIZE];
    struct guarded guarded;
    *out = (struct sag_finding){ 0 };
    snprintf(where, sizeof(where), "credentials file '%.200s'", path);
    enum sag_err err = guarded_load(&guarded, json, length, where, text);
    if (err) {
        return err;
    }
    const char *name = profile ? profile : text_member(guarded.root, "current");
    const json_t *found = find_profile(guarded.root, name);
    sag_text_clean(out->profile, sizeof(out->profile), name, strlen(name));
    if (!json_is_array(json_object_get(guarded.root, "profiles"))) {
        snprintf(text, SAG_TEXT_SIZE, "%.300s: 'profiles' is missing or no list", where);
        err = SAG_ERR_CREDENTIALS;
    } else if (!found && !profile) {
        snprintf(text, SAG_TEXT_SIZE,
                 "%.300s: 'current' names the profile '%s', which is not there", where,
                 out->profile);
        err = SAG_ERR_CREDENTIALS;
    } else if (found) {
        snprintf(where, sizeof(where), "credentials file '%.200s', profile '%s'", path,
                 out->profile);
        err = read_mode(&guarded, found, where, out, text);
    }
    guarded_finish(&guarded);
    return err;
}

/* object: what holds the key's members. */
static enum sag_err take_temporary(const struct guarded *guarded, const json_t *object,
                                   const char *where, struct sag_key *out, char *text) {
    static const char *const names[3] = { "AccessKeyId", "AccessKeySecret", "SecurityToken" };
    int64_t expires_ms = 0;
    if (!sag_time_parse(text_member(object, "Expiration"), &expires_ms)) {
        snprintf(text, SAG_TEXT_SIZE,
                 "%.300s: 'Expiration' is missing or not of the form YYYY-MM-DDThh:mm:ssZ", where);
        return SAG_ERR_CREDENTIALS;
    }
    enum sag_err err = take_key(guarded, object, names, where, out, text);
    if (!err) {
        out->expires_ms = expires_ms;
    }
    return err;
}

static enum sag_err say_code(const json_t *root, int status, const char *where, char *text) {
    char clean[64];
    char with[32] = "";
    const char *code = text_member(root, "Code");
    sag_text_clean(clean, sizeof(clean), code, strlen(code));
    if (status) {
        snprintf(with, sizeof(with), "HTTP %d, ", status);
    }
    snprintf(text, SAG_TEXT_SIZE, "%.300s: answered with %sCode '%s'", where, with, clean);
    return SAG_ERR_CREDENTIALS;
}

enum sag_err sag_key_parse_answer(struct sag_key *out, const char *json, size_t length,
                                  const char *where, char *text) {
    struct guarded guarded;
    enum sag_err err = guarded_load(&guarded, json, length, where, text);
    if (err) {
        return err;
    }
    bool has_code = json_object_get(guarded.root, "Code") != NULL;
    if (has_code && strcmp(text_member(guarded.root, "Code"), "Success") != 0) {
        err = say_code(guarded.root, 0, where, text);
    } else {
        err = take_temporary(&guarded, guarded.root, where, out, text);
    }
    guarded_finish(&guarded);
    return err;
}

enum sag_err sag_key_parse_assumed(struct sag_key *out, int status, const char *json, size_t length,
                                   const char *where, char *text) {
    struct guarded guarded;
    enum sag_err err = guarded_load(&guarded, json, length, where, text);
    if (err) {
        return err;
    }
    if (status != 200 || json_object_get(guarded.root, "Code")) {
        err = say_code(guarded.root, status, where, text);
    } else {
        err = take_temporary(&guarded, json_object_get(guarded.root, "Credentials"), where, out,
                             text);
    }
    guarded_finish(&guarded);
    return err;
}
