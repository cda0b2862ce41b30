#include "client/key_chain.h"

#include "client/environment.h"
#include "client/url.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KEY_ID "ALIBABA_CLOUD_ACCESS_KEY_ID"
#define KEY_SECRET "ALIBABA_CLOUD_ACCESS_KEY_SECRET"
#define CREDENTIALS_URI "ALIBABA_CLOUD_CREDENTIALS_URI"

struct search {
    const struct sag_config *config;
    const struct sag_notices *notices;
    struct sag_choice *choice;
    bool is_over;
    char first_problem[SAG_TEXT_SIZE]; /* about a source that was skipped */
    char *text;
};

/* Looks into one source. SAG_OK without is_over: it has nothing. SAG_ERR_CREDENTIALS: it cannot be
 * used, search->text says why. Other errors end the search. */
typedef enum sag_err (*link_of_chain)(struct search *search);

static const char *or_null(const char *text) {
    return text && *text ? text : NULL;
}

static enum sag_err copy_text(char **out, const char *text) {
    free(*out);
    *out = strdup(text);
    return *out ? SAG_OK : SAG_ERR_NOMEM;
}

static enum sag_err refuse(struct search *search, enum sag_err err, const char *why) {
    snprintf(search->text, SAG_TEXT_SIZE, "%s", why);
    return err;
}

static void take_key(struct search *search, enum sag_source source, const struct sag_key *key) {
    search->choice->source = source;
    search->choice->finding.found = SAG_FOUND_KEY;
    search->choice->finding.key = *key;
    search->is_over = true;
}

/* --- files ------------------------------------------------------------------------------- */

static void warn_if_others_read(const struct sag_notices *notices, const char *path,
                                const struct sag_stamp *stamp) {
    if (stamp->mode & 077) {
        sag_notices_tell(notices, SAG_NOTICE_WARNING,
                         "WARNING: the credentials file '%s' may be read or changed by other users "
                         "of this machine (mode %04o): chmod 600 it, and change the key if "
                         "somebody could have read it",
                         path, (unsigned)(stamp->mode & 07777));
    }
}

static enum sag_err read_file(enum sag_source source, const char *path, const char *profile,
                              struct sag_finding *found, struct sag_stamp *stamp, bool *exists,
                              const struct sag_notices *notices, char *text) {
    struct sag_buf bytes;
    enum sag_err err = sag_key_read_file(&bytes, path, stamp, exists, text);
    *found = (struct sag_finding){ 0 };
    if (!err && *exists) {
        const char *content = sag_buf_text(&bytes);
        err = source == SAG_SOURCE_CLI
                  ? sag_key_parse_cli(found, content, bytes.length, path, profile, text)
                  : sag_key_parse_ini(found, content, bytes.length, path, profile, text);
    }
    sag_buf_finish(&bytes);
    if (!err && found->found != SAG_FOUND_NOTHING) {
        warn_if_others_read(notices, path, stamp);
    }
    return err;
}

enum sag_err sag_choice_read_file(const struct sag_choice *choice, struct sag_finding *found,
                                  struct sag_stamp *stamp, bool *exists,
                                  const struct sag_notices *notices, char *text) {
    return read_file(choice->source, choice->path, choice->profile, found, stamp, exists, notices,
                     text);
}

static enum sag_err try_file(struct search *search, enum sag_source source, const char *path,
                             bool must_exist) {
    struct sag_choice *choice = search->choice;
    bool exists = false;
    enum sag_err err = read_file(source, path, choice->profile, &choice->finding, &choice->stamp,
                                 &exists, search->notices, search->text);
    if (!err && !exists && must_exist) {
        snprintf(search->text, SAG_TEXT_SIZE, "credentials file '%.300s': is not there", path);
        err = SAG_ERR_CREDENTIALS;
    }
    if (!err && choice->finding.found != SAG_FOUND_NOTHING) {
        choice->source = source;
        search->is_over = true;
        return copy_text(&choice->path, path);
    }
    sag_finding_finish(&choice->finding);
    return err;
}

static enum sag_err try_home_file(struct search *search, enum sag_source source,
                                  const char *below) {
    const char *home = sag_environment_get("HOME");
    if (!home) {
        return SAG_OK;
    }
    struct sag_buf path;
    sag_buf_init(&path, 4096);
    sag_buf_printf(&path, "%s/%s", home, below);
    enum sag_err err = SAG_ERR_NOMEM;
    if (sag_buf_ok(&path)) {
        err = try_file(search, source, sag_buf_text(&path), false);
    }
    sag_buf_finish(&path);
    return err;
}

static enum sag_err try_cli(struct search *search) {
    return sag_environment_is_on("ALIBABA_CLOUD_CLI_PROFILE_DISABLED")
               ? SAG_OK
               : try_home_file(search, SAG_SOURCE_CLI, ".aliyun/config.json");
}

static enum sag_err try_ini(struct search *search) {
    const char *given = sag_environment_get("ALIBABA_CLOUD_CREDENTIALS_FILE");
    return given ? try_file(search, SAG_SOURCE_INI, given, true)
                 : try_home_file(search, SAG_SOURCE_INI, ".alibabacloud/credentials");
}

/* --- the other sources ------------------------------------------------------------------- */

static enum sag_err try_explicit(struct search *search) {
    const char *id = or_null(search->config->access_key_id);
    const char *secret = or_null(search->config->access_key_secret);
    if (!id || !secret) {
        return refuse(search, SAG_ERR_CONFIG,
                      "access key id and access key secret must be given both or not at all");
    }
    struct sag_key key;
    enum sag_err err = sag_key_make(&key, id, secret, search->config->security_token,
                                    "the access key given in the configuration", search->text);
    if (!err) {
        take_key(search, SAG_SOURCE_EXPLICIT, &key);
    }
    return err;
}

static enum sag_err try_environment(struct search *search) {
    const char *id = sag_environment_get(KEY_ID);
    const char *secret = sag_environment_get(KEY_SECRET);
    if (!id && !secret) {
        return SAG_OK;
    }
    if (!id || !secret) {
        return refuse(search, SAG_ERR_CREDENTIALS,
                      "the environment holds only one of " KEY_ID " and " KEY_SECRET);
    }
    struct sag_key key;
    enum sag_err err = sag_key_make(
        &key, id, secret, sag_environment_get("ALIBABA_CLOUD_SECURITY_TOKEN"),
        "the access key in the environment (ALIBABA_CLOUD_ACCESS_KEY_…)", search->text);
    if (!err) {
        take_key(search, SAG_SOURCE_ENVIRONMENT, &key);
    }
    return err;
}

static enum sag_err mention_oidc(struct search *search) {
    if (sag_environment_get("ALIBABA_CLOUD_ROLE_ARN") &&
        sag_environment_get("ALIBABA_CLOUD_OIDC_PROVIDER_ARN") &&
        sag_environment_get("ALIBABA_CLOUD_OIDC_TOKEN_FILE")) {
        sag_notices_tell(search->notices, SAG_NOTICE_WARNING,
                         "the environment asks for an OIDC role (ALIBABA_CLOUD_OIDC_TOKEN_FILE), "
                         "which is not supported here, skipping it");
    }
    return SAG_OK;
}

static enum sag_err try_uri(struct search *search) {
    const char *uri = sag_environment_get(CREDENTIALS_URI);
    enum sag_err err = uri ? sag_url_check_http(CREDENTIALS_URI, uri, search->text) : SAG_OK;
    if (!uri || err) {
        return err;
    }
    search->choice->source = SAG_SOURCE_URI;
    search->is_over = true;
    return copy_text(&search->choice->uri, uri);
}

static enum sag_err try_metadata(struct search *search) {
    if (search->config->disable_metadata ||
        sag_environment_is_on("ALIBABA_CLOUD_ECS_METADATA_DISABLED")) {
        return SAG_OK;
    }
    const char *role = sag_environment_get("ALIBABA_CLOUD_ECS_METADATA");
    if (role && !sag_role_valid(role)) {
        return refuse(search, SAG_ERR_CREDENTIALS,
                      "ALIBABA_CLOUD_ECS_METADATA: is not the name of a role");
    }
    struct sag_finding *finding = &search->choice->finding;
    snprintf(finding->role, sizeof(finding->role), "%s", role ? role : "");
    finding->found = SAG_FOUND_ROLE;
    search->choice->source = SAG_SOURCE_METADATA;
    search->is_over = true;
    return SAG_OK;
}

/* --- the chain --------------------------------------------------------------------------- */

static void pass_over(struct search *search) {
    if (!search->first_problem[0]) {
        snprintf(search->first_problem, sizeof(search->first_problem), "%s", search->text);
    }
    sag_notices_tell(search->notices, SAG_NOTICE_WARNING,
                     "%.400s; this source is passed over and the next one is asked", search->text);
}

static enum sag_err walk(struct search *search, const link_of_chain *links) {
    enum sag_err err = SAG_OK;
    for (; *links && !err && !search->is_over; links++) {
        err = (*links)(search);
        if (err == SAG_ERR_CREDENTIALS) {
            pass_over(search);
            err = SAG_OK;
        }
    }
    return err;
}

/* A forgotten account must not be a surprise when the settings change. */
static void mention_unused_environment(const struct search *search) {
    struct search other = *search;
    struct sag_choice choice = { 0 };
    char text[SAG_TEXT_SIZE];
    char hint[SAG_KEY_HINT_SIZE];
    other.choice = &choice;
    other.text = text;
    if (try_environment(&other) == SAG_OK && other.is_over) {
        sag_key_hint(&choice.finding.key, hint);
        sag_notices_tell(search->notices, SAG_NOTICE_INFO,
                         "the environment holds an access key (%s), which is not used: the "
                         "settings name another source",
                         hint);
    }
    sag_choice_finish(&choice);
}

static enum sag_err use_named_file(struct search *search) {
    const char *path = search->config->credentials_file;
    mention_unused_environment(search);
    enum sag_err err = try_file(search, SAG_SOURCE_INI, path, true);
    if (!err && !search->is_over) {
        const char *profile = search->choice->profile;
        snprintf(search->text, SAG_TEXT_SIZE, "credentials file '%.300s': has no profile '%.100s'",
                 path, profile ? profile : "default");
        err = SAG_ERR_CREDENTIALS;
    }
    return err;
}

static enum sag_err use_named_profile(struct search *search) {
    static const link_of_chain files[] = { try_cli, try_ini, NULL };
    const char *given = sag_environment_get("ALIBABA_CLOUD_CREDENTIALS_FILE");
    mention_unused_environment(search);
    enum sag_err err = walk(search, files);
    if (!err && !search->is_over) {
        snprintf(search->text, SAG_TEXT_SIZE,
                 "profile '%.100s' is in none of the credentials files (~/.aliyun/config.json and "
                 "%.200s)",
                 search->config->profile, given ? given : "~/.alibabacloud/credentials");
        err = SAG_ERR_CREDENTIALS;
        if (search->first_problem[0]) {
            return refuse(search, err, search->first_problem);
        }
    }
    return err;
}

static enum sag_err use_chain(struct search *search) {
    static const link_of_chain links[] = { try_environment, mention_oidc, try_cli, try_ini,
                                           try_uri,         try_metadata, NULL };
    enum sag_err err = walk(search, links);
    if (err || search->is_over) {
        return err;
    }
    if (search->first_problem[0]) {
        snprintf(search->text, SAG_TEXT_SIZE, "%.440s; no other source has an access key",
                 search->first_problem);
        return SAG_ERR_CREDENTIALS;
    }
    return refuse(search, SAG_ERR_CREDENTIALS,
                  "no access key found: neither in the configuration, nor in the environment "
                  "(" KEY_ID ", " KEY_SECRET "), nor in ~/.aliyun/config.json, nor in the "
                  "credentials file, nor by " CREDENTIALS_URI);
}

enum sag_err sag_choose_source(struct sag_choice *out, const struct sag_config *config,
                               const struct sag_notices *notices, char *text) {
    struct sag_choice choice = { 0 };
    struct search search = {
        .config = config, .notices = notices, .choice = &choice, .text = text
    };
    const char *profile = or_null(config->profile);
    profile = profile ? profile : sag_environment_get("ALIBABA_CLOUD_PROFILE");
    bool explicit = or_null(config->access_key_id) || or_null(config->access_key_secret) ||
                    or_null(config->security_token);
    enum sag_err err = profile ? copy_text(&choice.profile, profile) : SAG_OK;
    if (!err) {
        err = explicit                            ? try_explicit(&search)
              : or_null(config->credentials_file) ? use_named_file(&search)
              : or_null(config->profile)          ? use_named_profile(&search)
                                                  : use_chain(&search);
    }
    if (err == SAG_ERR_NOMEM) {
        snprintf(text, SAG_TEXT_SIZE, "no memory for the credentials");
    }
    if (err) {
        sag_choice_finish(&choice);
        return err;
    }
    *out = choice;
    return SAG_OK;
}

void sag_choice_finish(struct sag_choice *choice) {
    sag_finding_finish(&choice->finding);
    free(choice->path);
    free(choice->profile);
    free(choice->uri);
    *choice = (struct sag_choice){ 0 };
}
