#include "app/supervisor/admission.h"

#include "base/small_file.h"
#include "base/wipe.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

_Static_assert(SK_PIN_TRIES_OF_SIZE == 2 * SK_PIN_SALT_BYTES + 1, "room for a salt");

struct sk_admission_known {
    int64_t person; /* 0: the shared PIN */
    struct sk_pin_tries tries;
};

/* One PIN that is asked about. */
struct counted {
    int64_t person; /* 0: the shared PIN */
    struct sk_pin pin;
    char path[SK_OWN_PIN_PATH_SIZE]; /* of the tries */
    struct sk_pin_tries tries;
};

void sk_admission_init(struct sk_admission *admission, const struct sk_admission_options *options) {
    *admission = (struct sk_admission){ .options = *options };
}

void sk_admission_finish(struct sk_admission *admission) {
    free(admission->known);
    *admission = (struct sk_admission){ .count = 0 };
}

static sk_ms now_of(const struct sk_admission *admission) {
    return admission->options.clock->ops->now(admission->options.clock);
}

/* --- whose PIN ---------------------------------------------------------------------------- */

static enum sk_err load_shared(const struct sk_admission *admission, struct sk_pin *pin,
                               struct sk_err_info *info) {
    const char *line = admission->options.pin_line;
    if (!admission->options.takes_shared) {
        return sk_fail(info, SK_ERR_NOT_FOUND, "the shared PIN does not count at this bench");
    }
    if (line) {
        return sk_pin_parse(line, strlen(line), pin)
                   ? SK_OK
                   : sk_fail(info, SK_ERR_CORRUPT, "the demo's PIN is damaged");
    }
    return sk_pin_load(pin, NULL, 0, info);
}

/* Only where there is no own PIN the shared one is asked; of one that cannot be read it is said. */
static enum sk_err load_pin(const struct sk_admission *admission, int64_t person,
                            struct counted *out, struct sk_err_info *info) {
    const struct sk_admission_options *options = &admission->options;
    enum sk_err err = SK_ERR_NOT_FOUND;
    if (person != 0) {
        err = sk_own_pin_load(options->journal_path, person, &out->pin, info);
    }
    if (err != SK_ERR_NOT_FOUND) {
        out->person = person;
        return err ? err : sk_own_pin_tries_path(options->journal_path, person, out->path, info);
    }
    out->person = 0;
    (void)snprintf(out->path, sizeof(out->path), "%s", options->tries_path);
    return load_shared(admission, &out->pin, info);
}

/* --- its tries ---------------------------------------------------------------------------- */

static struct sk_admission_known *find(const struct sk_admission *admission, int64_t person) {
    for (size_t i = 0; i < admission->count; i++) {
        if (admission->known[i].person == person) {
            return &admission->known[i];
        }
    }
    return NULL;
}

/* Before anything is counted: who forgets when a lock began would end it too early. */
static enum sk_err make_known(struct sk_admission *admission, int64_t person,
                              struct sk_err_info *info) {
    if (find(admission, person)) {
        return SK_OK;
    }
    struct sk_admission_known *grown =
        realloc(admission->known, (admission->count + 1) * sizeof(*grown));
    if (!grown) {
        return sk_fail(info, SK_ERR_NOMEM, "not enough memory to check the PIN");
    }
    admission->known = grown;
    grown[admission->count++] = (struct sk_admission_known){ .person = person };
    return SK_OK;
}

static enum sk_err store_tries(struct sk_admission *admission, const struct counted *counted,
                               struct sk_err_info *info) {
    char text[SK_PIN_TRIES_SIZE];
    struct sk_err_info why = { "" };
    sk_pin_tries_format(&counted->tries, text);
    enum sk_err err = sk_small_file_write(counted->path, text, &why);
    if (!err) {
        find(admission, counted->person)->tries = counted->tries;
    }
    return err ? sk_fail(info, err, "the tries of the PIN cannot be counted, so none is taken: %s",
                         why.text)
               : SK_OK;
}

/* The file decides, but only this process knows when its lock began. */
static enum sk_err load_tries(struct sk_admission *admission, struct counted *counted,
                              struct sk_err_info *info) {
    char text[SK_PIN_TRIES_SIZE];
    char salt[SK_PIN_TRIES_OF_SIZE];
    size_t length = 0;
    struct sk_pin_tries *tries = &counted->tries;
    bool must_store = false;
    enum sk_err err = sk_small_file_read(counted->path, text, sizeof(text), &length, NULL, info);
    *tries = (struct sk_pin_tries){ .wrong = 0 };
    if (err == SK_ERR_CORRUPT) { /* longer than it can be */
        length = 0;
        err = SK_OK;
    }
    if (!err) { /* a lock by a damaged file must survive a restart */
        must_store = !sk_pin_tries_parse(text, length, admission->options.started_at, tries);
    }
    if (err && err != SK_ERR_NOT_FOUND) {
        return err;
    }
    sk_pin_print_salt(&counted->pin, salt);
    bool has_changed = sk_pin_tries_bind(tries, salt);
    const struct sk_admission_known *known = find(admission, counted->person);
    if (tries->wrong == known->tries.wrong && tries->lock == known->tries.lock) {
        tries->since = known->tries.since;
    }
    must_store = must_store || (has_changed && err != SK_ERR_NOT_FOUND);
    return must_store ? store_tries(admission, counted, info) : SK_OK;
}

/* --- asking ------------------------------------------------------------------------------- */

static enum sk_err take_try(struct sk_admission *admission, struct counted *counted,
                            const char *digits, bool *is_right, struct sk_err_info *info) {
    sk_pin_tries_wrong(&counted->tries, now_of(admission));
    enum sk_err err = store_tries(admission, counted, info);
    if (!err) {
        err = sk_pin_check(&counted->pin, digits, is_right, info);
    }
    if (!err && *is_right) {
        counted->tries.wrong = 0;
        counted->tries.lock = 0;
        err = store_tries(admission, counted, info);
        *is_right = !err;
    }
    return err;
}

static enum sk_err ask_counted(struct sk_admission *admission, struct counted *counted,
                               const char *digits, struct sk_admission_news *out,
                               struct sk_err_info *info) {
    sk_ms now = now_of(admission);
    enum sk_err err = make_known(admission, counted->person, info);
    if (!err) {
        err = load_tries(admission, counted, info);
    }
    if (!err && sk_pin_tries_end_lock(&counted->tries, now)) {
        err = store_tries(admission, counted, info);
    }
    if (!err && digits && sk_pin_tries_locked(&counted->tries, now) == 0) {
        err = take_try(admission, counted, digits, &out->is_right, info);
        now = now_of(admission);
    }
    out->locked = sk_pin_tries_locked(&counted->tries, now);
    out->tries_left = sk_pin_tries_left(&counted->tries);
    return err;
}

enum sk_err sk_admission_ask(struct sk_admission *admission, int64_t person, const char *digits,
                             struct sk_admission_news *out, struct sk_err_info *info) {
    struct counted counted = { .person = 0 };
    *out = (struct sk_admission_news){ .has_own =
                                           sk_own_pin_is_used(admission->options.journal_path) };
    enum sk_err err = load_pin(admission, person, &counted, info);
    out->has_pin = !err;
    out->is_own = !err && counted.person != 0;
    if (!err) {
        err = ask_counted(admission, &counted, digits, out, info);
    }
    sk_wipe(&counted, sizeof(counted));
    return err;
}

enum sk_err sk_admission_set(struct sk_admission *admission, int64_t person, const char *digits,
                             struct sk_err_info *info) {
    struct sk_pin pin;
    enum sk_err err = sk_pin_make(digits, &pin, info);
    if (!err) {
        err = sk_own_pin_store(admission->options.journal_path, person, &pin, info);
    }
    sk_wipe(&pin, sizeof(pin));
    return err;
}
