/* keys.h — the access keys that the simulator knows. All of them are invented test data. */
#ifndef SK_SIM_KEYS_H
#define SK_SIM_KEYS_H

#include "base/err.h"

#include <stddef.h>

enum { SK_SIM_KEY_ID_MAX_BYTES = 120 };

#define SK_SIM_DEMO_KEY_ID "sim-access-key-id"
#define SK_SIM_DEMO_KEY_SECRET "sim-access-key-secret"

struct sk_sim_key {
    char *id;
    char *secret;
    char *token; /* NULL: a permanent key; else requests must carry this token */
};

struct sk_sim_keys {
    struct sk_sim_key *keys;
    size_t count;
};

/* Adds ID:SECRET or ID:SECRET:TOKEN (the token may hold further colons). A zeroed struct is an
 * empty set. Errors: SK_ERR_NOMEM, SK_ERR_INVALID (info never quotes a secret). */
enum sk_err sk_sim_keys_add(struct sk_sim_keys *keys, const char *text, struct sk_err_info *info);

/* Adds every line of a file in the same form; blank lines and lines that begin with '#' are
 * skipped. Errors: as above, and SK_ERR_IO; info names file and line. */
enum sk_err sk_sim_keys_load(struct sk_sim_keys *keys, const char *path, struct sk_err_info *info);

/* Borrowed; NULL if the id is not known. */
const struct sk_sim_key *sk_sim_keys_find(const struct sk_sim_keys *keys, const char *id);

void sk_sim_keys_finish(struct sk_sim_keys *keys);

#endif
