/* store.h — the instances of the simulated cloud and the serial numbers bound to them.
 *
 * In memory, or in a file that is replaced as a whole (written beside it, fsync, rename, fsync of
 * the folder) before the answer leaves, so that what was answered survives a kill.
 * Not shared between threads without a lock. */
#ifndef SK_SIM_STORE_H
#define SK_SIM_STORE_H

#include "base/clock.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

enum { SK_SIM_TEXT_MAX_BYTES = 64 }; /* longest instance id or serial number kept */

enum sk_sim_instance_state {
    SK_SIM_INSTANCE_ACTIVE,
    SK_SIM_INSTANCE_ARREARS,
    SK_SIM_INSTANCE_INACTIVE, /* ordered, not activated */
    SK_SIM_INSTANCE_SOFTWARE, /* an app instance: takes no device */
    SK_SIM_INSTANCE_FOREIGN,  /* of another account: no action sees it, but it holds devices */
};

struct sk_sim_instance {
    char id[SK_SIM_TEXT_MAX_BYTES + 1];
    enum sk_sim_instance_state state;
    size_t limit;    /* devices it may hold */
    size_t bindings; /* devices it holds now */
};

struct sk_sim_binding {
    char serial[SK_SIM_TEXT_MAX_BYTES + 1];
    char instance[SK_SIM_TEXT_MAX_BYTES + 1];
    int64_t bound_wall_ms; /* since 1970, UTC */
    sk_ms bound_at;        /* monotonic; 0 when read from a file: long ago */
};

struct sk_sim_store;

/* path NULL: in memory. A file that is not there is an empty store; it is made at the first
 * change. Errors: SK_ERR_NOMEM, SK_ERR_IO, SK_ERR_CORRUPT (the file stays as it is). */
enum sk_err sk_sim_store_create(struct sk_sim_store **out, const char *path,
                                struct sk_err_info *info);
void sk_sim_store_destroy(struct sk_sim_store *store);

/* Adds an instance, or changes limit and state of one that is there. The id must have the form
 * of one. Errors: SK_ERR_NOMEM, SK_ERR_INVALID. */
enum sk_err sk_sim_store_add_instance(struct sk_sim_store *store, const char *id, size_t limit,
                                      enum sk_sim_instance_state state, struct sk_err_info *info);
/* Adds ID[:LIMIT[:STATE]], STATE one of active, arrears, inactive, software; limit 1. */
enum sk_err sk_sim_store_add_text(struct sk_sim_store *store, const char *text,
                                  struct sk_err_info *info);

/* Borrowed until the next add. NULL: not there. */
const struct sk_sim_instance *sk_sim_store_instance(const struct sk_sim_store *store,
                                                    const char *id);
/* In order of their ids; NULL behind the last. */
const struct sk_sim_instance *sk_sim_store_instance_at(const struct sk_sim_store *store,
                                                       size_t index);
/* Borrowed until the next bind or unbind. NULL: not bound. */
const struct sk_sim_binding *sk_sim_store_binding(const struct sk_sim_store *store,
                                                  const char *serial);
/* In the order in which they were bound; NULL behind the last. */
const struct sk_sim_binding *sk_sim_store_binding_at(const struct sk_sim_store *store,
                                                     size_t index);

/* Binds a serial number that is free to an instance that is there; the rules about who may be
 * bound are the caller's. On an error nothing has changed, in memory or in the file.
 * Errors: SK_ERR_NOMEM, SK_ERR_INVALID (bound already, or too long), SK_ERR_NOT_FOUND (no such
 * instance), SK_ERR_IO (file). */
enum sk_err sk_sim_store_bind(struct sk_sim_store *store, const char *serial, const char *instance,
                              int64_t wall_ms, sk_ms now, struct sk_err_info *info);
/* The same in memory only, as bound long ago: for what is there at each start anyway. */
enum sk_err sk_sim_store_seed(struct sk_sim_store *store, const char *serial, const char *instance,
                              int64_t wall_ms, struct sk_err_info *info);
/* Errors: SK_ERR_NOT_FOUND (this pair is not bound), SK_ERR_IO. */
enum sk_err sk_sim_store_unbind(struct sk_sim_store *store, const char *serial,
                                const char *instance, struct sk_err_info *info);

/* The patterns of real labels: sag-… with 10 to 32 of [0-9a-z]; sag… or cn-sh-0-0927-…. */
bool sk_sim_is_instance_id(const char *text);
bool sk_sim_is_serial(const char *text);

#endif
