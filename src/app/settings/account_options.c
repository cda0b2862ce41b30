#include "app/settings/account_options.h"

#include "app/settings/origin.h"
#include "base/util.h"
#include "pairing/regions.h"

#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROUTES_MAX 64
#define REGION_MARK "{region}"
#define BLANKS " \t"

struct sk_routes {
    size_t count;
    regex_t patterns[ROUTES_MAX];
    struct sk_account of_pattern[ROUTES_MAX];
    size_t account_count;
    struct sk_account accounts[ROUTES_MAX + 1];
};

/* --- the default, and what a client is given ------------------------------------------------ */

static void fill(char *out, size_t size, const char *text) {
    if (!out[0]) {
        (void)snprintf(out, size, "%s", text);
    }
}

void sk_accounts_fill(const struct sk_config *config, struct sk_account *account) {
    const char *profile = config->cloud.profile;
    fill(account->region, sizeof(account->region), config->cloud.region);
    fill(account->profile, sizeof(account->profile), profile[0] ? profile : SK_PROFILE_DEFAULT);
}

const char *sk_accounts_profile(const struct sk_config *config, const struct sk_account *account) {
    bool is_named = strcmp(account->profile, SK_PROFILE_DEFAULT) != 0 ||
                    strcmp(config->cloud.profile, SK_PROFILE_DEFAULT) == 0;
    return account->profile[0] && is_named ? account->profile : NULL;
}

enum sk_err sk_accounts_endpoint(const struct sk_config *config, const struct sk_account *account,
                                 char out[SK_ENDPOINT_SIZE], struct sk_err_info *info) {
    const char *endpoint = config->cloud.endpoint;
    const char *mark = strstr(endpoint, REGION_MARK);
    if (!mark && endpoint[0] && strcmp(account->region, config->cloud.region) != 0) {
        return sk_fail(info, SK_ERR_INVALID,
                       "cloud.endpoint is one host, for region %s alone, and this is %s: write "
                       "{region} where the region stands in the host, or leave it empty",
                       config->cloud.region, account->region);
    }
    int length = mark ? snprintf(out, SK_ENDPOINT_SIZE, "%.*s%s%s", (int)(mark - endpoint),
                                 endpoint, account->region, mark + strlen(REGION_MARK))
                      : snprintf(out, SK_ENDPOINT_SIZE, "%s", endpoint);
    return length < SK_ENDPOINT_SIZE
               ? SK_OK
               : sk_fail(info, SK_ERR_INVALID, "cloud.endpoint is too long with this region");
}

enum sk_err sk_accounts_check_region(const struct sk_config *config, const char *region,
                                     struct sk_err_info *info) {
    const char *nearest = NULL;
    enum sk_region_fit fit = sk_region_fit(region, &nearest);
    if (fit == SK_REGION_BROKEN) {
        return sk_fail(info, SK_ERR_INVALID, "'%.60s' is not a region; %s%s%s", region,
                       nearest ? "did you mean '" : "regions are written as cn-hangzhou",
                       nearest ? nearest : "", nearest ? "'?" : "");
    }
    if (fit == SK_REGION_UNKNOWN && !config->cloud.endpoint[0]) {
        return sk_fail(info, SK_ERR_INVALID,
                       "'%.60s' is not a region that this version knows; if it is a new one, name "
                       "its host in cloud.endpoint, too",
                       region);
    }
    return SK_OK;
}

/* --- routes --------------------------------------------------------------------------------- */

static bool is_every(const char *pattern, size_t length) {
    static const char *const all[] = { ".*", "^.*$", "^.*", ".*$", "^", "." };
    for (size_t i = 0; i < SK_ARRAY_LEN(all); i++) {
        if (strlen(all[i]) == length && strncmp(all[i], pattern, length) == 0) {
            return true;
        }
    }
    return false;
}

static void note_account(struct sk_routes *routes, const struct sk_account *account) {
    for (size_t i = 0; i < routes->account_count; i++) {
        if (sk_account_same(&routes->accounts[i], account)) {
            return;
        }
    }
    routes->accounts[routes->account_count++] = *account;
}

static enum sk_err add_pattern(struct sk_routes *routes, const char *text, size_t length,
                               struct sk_err_info *info) {
    char pattern[1024];
    char why[128];
    if (routes->count == ROUTES_MAX || length >= sizeof(pattern)) {
        return sk_fail(info, SK_ERR_INVALID, "takes %d expressions at most, of 1023 bytes each",
                       ROUTES_MAX);
    }
    memcpy(pattern, text, length);
    pattern[length] = '\0';
    regex_t *compiled = &routes->patterns[routes->count];
    int err = regcomp(compiled, pattern, REG_EXTENDED | REG_ICASE | REG_NOSUB);
    if (err != 0) {
        (void)regerror(err, compiled, why, sizeof(why));
        return sk_fail(info, SK_ERR_INVALID, "the expression '%.100s' cannot be used: %s", pattern,
                       why);
    }
    routes->count++;
    return SK_OK;
}

/* "REGION/PROFILE", either half may be missing. */
static enum sk_err read_account(const struct sk_config *config, const char *text, size_t length,
                                struct sk_account *out, struct sk_err_info *info) {
    struct sk_account account = { .region = "" };
    char endpoint[SK_ENDPOINT_SIZE];
    const char *slash = memchr(text, '/', length);
    size_t region = slash ? (size_t)(slash - text) : length;
    size_t profile = slash ? length - region - 1 : 0;
    if (region >= sizeof(account.region) || profile >= sizeof(account.profile) ||
        region + profile == 0) {
        return sk_fail(info, SK_ERR_INVALID,
                       "'%.*s' is not an account; write REGION/PROFILE, REGION or /PROFILE",
                       (int)(length < 60 ? length : 60), text);
    }
    memcpy(account.region, text, region);
    memcpy(account.profile, slash ? slash + 1 : "", profile);
    sk_accounts_fill(config, &account);
    enum sk_err err = region > 0 ? sk_accounts_check_region(config, account.region, info) : SK_OK;
    err = err ? err : sk_accounts_endpoint(config, &account, endpoint, info);
    if (!err) {
        *out = account;
    }
    return err;
}

/* The next word, without a comma at its end. 0: there is none. */
static size_t next_word(const char **at, const char **word) {
    *word = *at + strspn(*at, BLANKS);
    size_t length = strcspn(*word, BLANKS);
    *at = *word + length;
    return length;
}

static enum sk_err read_routes(struct sk_routes *routes, const struct sk_config *config,
                               struct sk_err_info *info) {
    const char *at = config->cloud.routes;
    const char *pattern = NULL;
    const char *account = NULL;
    bool has_every = false;
    for (size_t length = 0; (length = next_word(&at, &pattern)) > 0;) {
        size_t size = next_word(&at, &account);
        size -= size > 0 && account[size - 1] == ',';
        if (size == 0 || pattern[length - 1] == ',') {
            return sk_fail(info, SK_ERR_INVALID,
                           "behind each expression comes its account: '%.*s' has none",
                           (int)(length < 60 ? length : 60), pattern);
        }
        enum sk_err err = add_pattern(routes, pattern, length, info);
        struct sk_account *of_pattern = &routes->of_pattern[err ? 0 : routes->count - 1];
        err = err ? err : read_account(config, account, size, of_pattern, info);
        if (err) {
            return err;
        }
        note_account(routes, of_pattern);
        has_every = is_every(pattern, length);
    }
    if (!has_every) {
        struct sk_account initial = { .region = "" };
        sk_accounts_fill(config, &initial);
        note_account(routes, &initial);
    }
    return SK_OK;
}

enum sk_err sk_routes_create(struct sk_routes **out, const struct sk_config *config,
                             struct sk_err_info *info) {
    struct sk_err_info what = { "" };
    struct sk_routes *routes = calloc(1, sizeof(*routes));
    if (!routes) {
        return sk_fail(info, SK_ERR_NOMEM, "not enough memory for cloud.routes");
    }
    enum sk_err err = read_routes(routes, config, &what);
    if (err) {
        sk_routes_destroy(routes);
        return sk_origin_fail(config, "cloud.routes", info, err, "cloud.routes: %s", what.text);
    }
    *out = routes;
    return SK_OK;
}

void sk_routes_destroy(struct sk_routes *routes) {
    if (!routes) {
        return;
    }
    for (size_t i = 0; i < routes->count; i++) {
        regfree(&routes->patterns[i]);
    }
    free(routes);
}

const struct sk_account *sk_routes_find(const struct sk_routes *routes, const char *instance) {
    for (size_t i = 0; routes && i < routes->count; i++) {
        if (regexec(&routes->patterns[i], instance, 0, NULL, 0) == 0) {
            return &routes->of_pattern[i];
        }
    }
    return NULL;
}

const struct sk_account *sk_routes_account(const struct sk_routes *routes, size_t index) {
    return index < routes->account_count ? &routes->accounts[index] : NULL;
}
