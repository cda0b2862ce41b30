#include "sim/keys.h"

#include "sim/lines.h"

#include <stdlib.h>
#include <string.h>

static void key_finish(struct sk_sim_key *key) {
    free(key->id);
    free(key->secret);
    free(key->token);
}

enum sk_err sk_sim_keys_add(struct sk_sim_keys *keys, const char *text, struct sk_err_info *info) {
    size_t id_length = strcspn(text, ":");
    const char *secret = text + id_length;
    secret += *secret == ':';
    size_t secret_length = strcspn(secret, ":");
    if (id_length == 0 || id_length > SK_SIM_KEY_ID_MAX_BYTES || secret_length == 0) {
        return sk_fail(
            info, SK_ERR_INVALID,
            "an access key must read ID:SECRET or ID:SECRET:TOKEN, the id up to %d bytes",
            SK_SIM_KEY_ID_MAX_BYTES);
    }
    const char *token = secret[secret_length] == ':' ? secret + secret_length + 1 : NULL;
    if (token && *token == '\0') {
        return sk_fail(info, SK_ERR_INVALID,
                       "the token of an access key is empty; leave the last colon out");
    }
    struct sk_sim_key key = { .id = strndup(text, id_length),
                              .secret = strndup(secret, secret_length),
                              .token = token ? strdup(token) : NULL };
    struct sk_sim_key *grown = realloc(keys->keys, (keys->count + 1) * sizeof(*grown));
    if (grown) {
        keys->keys = grown;
    }
    if (!grown || !key.id || !key.secret || (token && !key.token)) {
        key_finish(&key);
        return sk_fail(info, SK_ERR_NOMEM, "out of memory");
    }
    keys->keys[keys->count++] = key;
    return SK_OK;
}

static enum sk_err add_line(void *data, const char *line, struct sk_err_info *info) {
    return sk_sim_keys_add(data, line, info);
}

enum sk_err sk_sim_keys_load(struct sk_sim_keys *keys, const char *path, struct sk_err_info *info) {
    return sk_sim_lines_read(path, add_line, keys, info);
}

const struct sk_sim_key *sk_sim_keys_find(const struct sk_sim_keys *keys, const char *id) {
    for (size_t i = 0; i < keys->count; i++) {
        if (strcmp(keys->keys[i].id, id) == 0) {
            return &keys->keys[i];
        }
    }
    return NULL;
}

void sk_sim_keys_finish(struct sk_sim_keys *keys) {
    for (size_t i = 0; i < keys->count; i++) {
        key_finish(&keys->keys[i]);
    }
    free(keys->keys);
    *keys = (struct sk_sim_keys){ 0 };
}
