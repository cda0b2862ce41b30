#include "sim/store.h"

#include "base/buf.h"
#include "base/parse.h"

#include <jansson.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { INDEX_FIRST_SIZE = 256, FILE_VERSION = 1, DEVICE_LIMIT_MAX = 1000000 };

struct sk_sim_store {
    char *path;                        /* NULL: memory only */
    struct sk_sim_instance *instances; /* sorted by id */
    size_t instance_count;
    struct sk_sim_binding *bindings; /* in order of binding */
    size_t binding_count;
    size_t binding_size;
    size_t *index; /* open addressing: place in bindings + 1, 0 is empty */
    size_t index_size;
};

static bool all_of(const char *text, size_t length, bool allow_digits, bool allow_letters) {
    for (size_t i = 0; i < length; i++) {
        bool is_digit = text[i] >= '0' && text[i] <= '9';
        bool is_letter = text[i] >= 'a' && text[i] <= 'z';
        if (!(is_digit && allow_digits) && !(is_letter && allow_letters)) {
            return false;
        }
    }
    return true;
}

bool sk_sim_is_instance_id(const char *text) {
    size_t length = strlen(text);
    return length >= 14 && length <= 36 && strncmp(text, "sag-", 4) == 0 &&
           all_of(text + 4, length - 4, true, true);
}

/* ^[a-z]{2}-[a-z]{2}-[0-9]-[0-9]{4}-[0-9a-z]{4,}$ */
static bool is_hyphened_serial(const char *text, size_t length) {
    return length >= 17 && length <= 32 && all_of(text, 2, false, true) && text[2] == '-' &&
           all_of(text + 3, 2, false, true) && text[5] == '-' && all_of(text + 6, 1, true, false) &&
           text[7] == '-' && all_of(text + 8, 4, true, false) && text[12] == '-' &&
           all_of(text + 13, length - 13, true, true);
}

bool sk_sim_is_serial(const char *text) {
    size_t length = strlen(text);
    bool is_plain = length >= 11 && length <= 23 && strncmp(text, "sag", 3) == 0 &&
                    all_of(text + 3, length - 3, true, true);
    return is_plain || is_hyphened_serial(text, length);
}

/* The place of id in the sorted list, or where it belongs. */
static size_t instance_place(const struct sk_sim_store *store, const char *id, bool *is_there) {
    size_t low = 0;
    size_t high = store->instance_count;
    *is_there = false;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(store->instances[middle].id, id);
        if (order == 0) {
            *is_there = true;
            return middle;
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static size_t count_bindings(const struct sk_sim_store *store, const char *instance) {
    size_t count = 0;
    for (size_t i = 0; i < store->binding_count; i++) {
        count += strcmp(store->bindings[i].instance, instance) == 0;
    }
    return count;
}

enum sk_err sk_sim_store_add_instance(struct sk_sim_store *store, const char *id, size_t limit,
                                      enum sk_sim_instance_state state, struct sk_err_info *info) {
    if (!sk_sim_is_instance_id(id)) {
        return sk_fail(info, SK_ERR_INVALID,
                       "'%.80s' is no instance id; it must be sag- and 10 to 32 of 0-9 and a-z",
                       id);
    }
    bool is_there;
    size_t place = instance_place(store, id, &is_there);
    if (!is_there) {
        struct sk_sim_instance *grown =
            realloc(store->instances, (store->instance_count + 1) * sizeof(*grown));
        if (!grown) {
            return sk_fail(info, SK_ERR_NOMEM, "out of memory");
        }
        store->instances = grown;
        memmove(grown + place + 1, grown + place, (store->instance_count - place) * sizeof(*grown));
        store->instance_count++;
        grown[place] = (struct sk_sim_instance){ .bindings = count_bindings(store, id) };
        memcpy(grown[place].id, id, strlen(id));
    }
    store->instances[place].limit = limit;
    store->instances[place].state = state;
    return SK_OK;
}

static bool parse_state(const char *text, enum sk_sim_instance_state *out) {
    static const struct {
        const char *name;
        enum sk_sim_instance_state state;
    } states[] = {
        { "active", SK_SIM_INSTANCE_ACTIVE },
        { "arrears", SK_SIM_INSTANCE_ARREARS },
        { "inactive", SK_SIM_INSTANCE_INACTIVE },
        { "software", SK_SIM_INSTANCE_SOFTWARE },
    };
    for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++) {
        if (strcmp(states[i].name, text) == 0) {
            *out = states[i].state;
            return true;
        }
    }
    return false;
}

enum sk_err sk_sim_store_add_text(struct sk_sim_store *store, const char *text,
                                  struct sk_err_info *info) {
    char copy[128];
    size_t length = strlen(text);
    enum sk_sim_instance_state state = SK_SIM_INSTANCE_ACTIVE;
    int64_t limit = 1;
    if (length >= sizeof(copy)) {
        return sk_fail(info, SK_ERR_INVALID, "'%.80s…' is too long for an instance", text);
    }
    memcpy(copy, text, length + 1);
    char *limit_text = strchr(copy, ':');
    char *state_text = NULL;
    if (limit_text) {
        *limit_text++ = '\0';
        state_text = strchr(limit_text, ':');
    }
    if (state_text) {
        *state_text++ = '\0';
    }
    if (limit_text && !sk_parse_int(limit_text, 0, DEVICE_LIMIT_MAX, &limit)) {
        return sk_fail(info, SK_ERR_INVALID,
                       "'%s' is no device limit; it must be 0 to %d, as in %s:2", limit_text,
                       DEVICE_LIMIT_MAX, copy);
    }
    if (state_text && !parse_state(state_text, &state)) {
        return sk_fail(info, SK_ERR_INVALID,
                       "'%s' is no state; it is one of active, arrears, inactive, software",
                       state_text);
    }
    return sk_sim_store_add_instance(store, copy, (size_t)limit, state, info);
}

const struct sk_sim_instance *sk_sim_store_instance(const struct sk_sim_store *store,
                                                    const char *id) {
    bool is_there;
    size_t place = instance_place(store, id, &is_there);
    return is_there ? &store->instances[place] : NULL;
}

const struct sk_sim_instance *sk_sim_store_instance_at(const struct sk_sim_store *store,
                                                       size_t index) {
    return index < store->instance_count ? &store->instances[index] : NULL;
}

static size_t *index_slot(const struct sk_sim_store *store, const char *serial) {
    size_t hash = 1469598103u;
    for (const char *c = serial; *c; c++) {
        hash = (hash ^ (unsigned char)*c) * 1099511628211u;
    }
    size_t at = (hash ^ (hash >> 29)) & (store->index_size - 1);
    for (;; at = (at + 1) & (store->index_size - 1)) {
        size_t *slot = &store->index[at];
        if (*slot == 0 || strcmp(store->bindings[*slot - 1].serial, serial) == 0) {
            return slot;
        }
    }
}

static void index_all(struct sk_sim_store *store) {
    memset(store->index, 0, store->index_size * sizeof(*store->index));
    for (size_t i = 0; i < store->binding_count; i++) {
        *index_slot(store, store->bindings[i].serial) = i + 1;
    }
}

const struct sk_sim_binding *sk_sim_store_binding(const struct sk_sim_store *store,
                                                  const char *serial) {
    size_t place = *index_slot(store, serial);
    return place > 0 ? &store->bindings[place - 1] : NULL;
}

const struct sk_sim_binding *sk_sim_store_binding_at(const struct sk_sim_store *store,
                                                     size_t index) {
    return index < store->binding_count ? &store->bindings[index] : NULL;
}

/* Room for one more binding, at most half of the index in use. */
static enum sk_err make_room(struct sk_sim_store *store) {
    if (store->binding_count == store->binding_size) {
        size_t size = store->binding_size ? store->binding_size * 2 : INDEX_FIRST_SIZE / 2;
        struct sk_sim_binding *grown = realloc(store->bindings, size * sizeof(*grown));
        if (!grown) {
            return SK_ERR_NOMEM;
        }
        store->bindings = grown;
        store->binding_size = size;
    }
    if ((store->binding_count + 1) * 2 > store->index_size) {
        size_t *larger = calloc(store->index_size * 2, sizeof(*larger));
        if (!larger) {
            return SK_ERR_NOMEM;
        }
        free(store->index);
        store->index = larger;
        store->index_size *= 2;
        index_all(store);
    }
    return SK_OK;
}

/* In memory only. The instance need not be there: a state file may know more than the options. */
static enum sk_err append(struct sk_sim_store *store, const struct sk_sim_binding *binding) {
    enum sk_err err = make_room(store);
    if (err) {
        return err;
    }
    bool is_there;
    size_t place = instance_place(store, binding->instance, &is_there);
    store->bindings[store->binding_count++] = *binding;
    *index_slot(store, binding->serial) = store->binding_count;
    if (is_there) {
        store->instances[place].bindings++;
    }
    return SK_OK;
}

static void take_out(struct sk_sim_store *store, size_t at) {
    bool is_there;
    size_t place = instance_place(store, store->bindings[at].instance, &is_there);
    if (is_there) {
        store->instances[place].bindings--;
    }
    store->binding_count--;
    memmove(store->bindings + at, store->bindings + at + 1,
            (store->binding_count - at) * sizeof(*store->bindings));
    index_all(store);
}

static enum sk_err write_out(const char *path, const char *text, size_t length,
                             struct sk_err_info *info) {
    enum sk_err err = SK_OK;
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0) {
        return sk_fail(info, SK_ERR_IO, "cannot create '%s': %s", path, strerror(errno));
    }
    for (size_t done = 0; done < length;) {
        ssize_t written = write(fd, text + done, length - done);
        if (written < 0 && errno != EINTR) {
            err = sk_fail(info, SK_ERR_IO, "cannot write '%s': %s", path, strerror(errno));
            break;
        }
        done += written > 0 ? (size_t)written : 0;
    }
    if (!err && fsync(fd) != 0) {
        err = sk_fail(info, SK_ERR_IO, "cannot make '%s' durable: %s", path, strerror(errno));
    }
    if (close(fd) != 0 && !err) {
        err = sk_fail(info, SK_ERR_IO, "cannot close '%s': %s", path, strerror(errno));
    }
    return err;
}

/* A rename is durable only once its folder is. */
static enum sk_err sync_folder(const char *path, struct sk_err_info *info) {
    enum sk_err err = SK_OK;
    const char *slash = strrchr(path, '/');
    size_t length = slash && slash != path ? (size_t)(slash - path) : 1;
    char *folder = slash ? strndup(path, length) : strdup(".");
    if (!folder) {
        return sk_fail(info, SK_ERR_NOMEM, "out of memory");
    }
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 || fsync(fd) != 0) {
        err = sk_fail(info, SK_ERR_IO, "cannot make '%s' durable: %s", folder, strerror(errno));
    }
    if (fd >= 0) {
        close(fd); /* only read from */
    }
    free(folder);
    return err;
}

static json_t *as_json(const struct sk_sim_store *store) {
    json_t *list = json_array();
    for (size_t i = 0; i < store->binding_count; i++) {
        const struct sk_sim_binding *binding = &store->bindings[i];
        json_t *row = json_pack("{s:s, s:s, s:I}", "SerialNumber", binding->serial, "SmartAGId",
                                binding->instance, "BoundAt", (json_int_t)binding->bound_wall_ms);
        if (json_array_append_new(list, row) != 0) {
            json_decref(list);
            return NULL;
        }
    }
    return json_pack("{s:i, s:o}", "Version", FILE_VERSION, "Bindings", list);
}

/* Replaces the file as a whole, so that a kill leaves the old state or the new one. */
static enum sk_err save(const struct sk_sim_store *store, struct sk_err_info *info) {
    if (!store->path) {
        return SK_OK;
    }
    enum sk_err err = SK_ERR_NOMEM;
    struct sk_buf beside = SK_BUF_INIT(4096 + 8);
    json_t *state = as_json(store);
    char *text = state ? json_dumps(state, JSON_INDENT(1)) : NULL;
    json_decref(state);
    if (!text || sk_buf_addf(&beside, "%s.new", store->path)) {
        sk_fail(info, err, "out of memory");
        goto done;
    }
    err = write_out(beside.data, text, strlen(text), info);
    if (err) {
        goto done;
    }
    if (rename(beside.data, store->path) != 0) {
        err = sk_fail(info, SK_ERR_IO, "cannot rename '%s' to '%s': %s", beside.data, store->path,
                      strerror(errno));
        goto done;
    }
    err = sync_folder(store->path, info);
done:
    free(text);
    sk_buf_finish(&beside);
    return err;
}

static bool copy_text(const char *text, char out[SK_SIM_TEXT_MAX_BYTES + 1]) {
    size_t length = strlen(text);
    if (length == 0 || length > SK_SIM_TEXT_MAX_BYTES) {
        return false;
    }
    memcpy(out, text, length + 1);
    return true;
}

static enum sk_err bind_in_memory(struct sk_sim_store *store, const char *serial,
                                  const char *instance, int64_t wall_ms, sk_ms now,
                                  struct sk_err_info *info) {
    struct sk_sim_binding binding = { .bound_wall_ms = wall_ms, .bound_at = now };
    if (!copy_text(serial, binding.serial) || !copy_text(instance, binding.instance) ||
        sk_sim_store_binding(store, serial)) {
        return sk_fail(info, SK_ERR_INVALID, "this serial number cannot be bound");
    }
    if (!sk_sim_store_instance(store, instance)) {
        return sk_fail(info, SK_ERR_NOT_FOUND, "there is no such instance");
    }
    enum sk_err err = append(store, &binding);
    return err ? sk_fail(info, err, "out of memory") : SK_OK;
}

enum sk_err sk_sim_store_bind(struct sk_sim_store *store, const char *serial, const char *instance,
                              int64_t wall_ms, sk_ms now, struct sk_err_info *info) {
    enum sk_err err = bind_in_memory(store, serial, instance, wall_ms, now, info);
    if (err) {
        return err;
    }
    err = save(store, info);
    if (err) {
        take_out(store, store->binding_count - 1);
    }
    return err;
}

enum sk_err sk_sim_store_seed(struct sk_sim_store *store, const char *serial, const char *instance,
                              int64_t wall_ms, struct sk_err_info *info) {
    return bind_in_memory(store, serial, instance, wall_ms, 0, info);
}

enum sk_err sk_sim_store_unbind(struct sk_sim_store *store, const char *serial,
                                const char *instance, struct sk_err_info *info) {
    const struct sk_sim_binding *found = sk_sim_store_binding(store, serial);
    if (!found || strcmp(found->instance, instance) != 0) {
        return sk_fail(info, SK_ERR_NOT_FOUND, "this pair is not bound");
    }
    struct sk_sim_binding before = *found;
    take_out(store, (size_t)(found - store->bindings));
    enum sk_err err = save(store, info);
    if (err) {
        /* There is room: it was there a moment ago. Its place in the order is lost, no more. */
        (void)append(store, &before);
    }
    return err;
}

/* Takes one row of the file. False: it cannot be. */
static enum sk_err load_row(struct sk_sim_store *store, json_t *row) {
    const char *serial = NULL;
    const char *instance = NULL;
    json_int_t bound_at = 0;
    struct sk_sim_binding binding = { .bound_at = 0 };
    if (json_unpack(row, "{s:s, s:s, s:I}", "SerialNumber", &serial, "SmartAGId", &instance,
                    "BoundAt", &bound_at) != 0 ||
        !copy_text(serial, binding.serial) || !copy_text(instance, binding.instance) ||
        sk_sim_store_binding(store, serial)) {
        return SK_ERR_CORRUPT;
    }
    binding.bound_wall_ms = bound_at;
    return append(store, &binding);
}

static enum sk_err load(struct sk_sim_store *store, struct sk_err_info *info) {
    enum sk_err err = SK_OK;
    json_error_t error;
    json_t *list = NULL;
    int version = 0;
    FILE *file = fopen(store->path, "re");
    if (!file && errno == ENOENT) {
        return SK_OK;
    }
    if (!file) {
        return sk_fail(info, SK_ERR_IO, "cannot open '%s': %s", store->path, strerror(errno));
    }
    json_t *state = json_loadf(file, JSON_REJECT_DUPLICATES, &error);
    fclose(file); /* only read from */
    if (!state || json_unpack(state, "{s:i, s:o}", "Version", &version, "Bindings", &list) != 0 ||
        version != FILE_VERSION || !json_is_array(list)) {
        err = SK_ERR_CORRUPT;
        goto done;
    }
    for (size_t i = 0; i < json_array_size(list) && !err; i++) {
        err = load_row(store, json_array_get(list, i));
    }
done:
    if (err == SK_ERR_CORRUPT) {
        sk_fail(info, err, "'%s' is no state file of this program; move it away or name another",
                store->path);
    } else if (err) {
        sk_fail(info, err, "out of memory");
    }
    json_decref(state);
    return err;
}

enum sk_err sk_sim_store_create(struct sk_sim_store **out, const char *path,
                                struct sk_err_info *info) {
    enum sk_err err = SK_ERR_NOMEM;
    struct sk_sim_store *store = calloc(1, sizeof(*store));
    if (!store) {
        goto fail;
    }
    store->index_size = INDEX_FIRST_SIZE;
    store->index = calloc(store->index_size, sizeof(*store->index));
    store->path = path ? strdup(path) : NULL;
    if (!store->index || (path && !store->path)) {
        goto fail;
    }
    if (path) {
        err = load(store, info);
        if (err) {
            sk_sim_store_destroy(store);
            return err;
        }
    }
    *out = store;
    return SK_OK;

fail:
    sk_sim_store_destroy(store);
    return sk_fail(info, err, "out of memory");
}

void sk_sim_store_destroy(struct sk_sim_store *store) {
    if (store) {
        free(store->path);
        free(store->instances);
        free(store->bindings);
        free(store->index);
        free(store);
    }
}
