#include "update/update_machine.h"

#include "base/assert.h"
#include "base/transition.h"
#include "base/util.h"
#include "update/bundle.h"

#include <stdio.h>
#include <string.h>

static const char *const names[] = { [SK_UPDATE_STATE_IDLE] = "idle",
                                     [SK_UPDATE_STATE_UNPACKING] = "unpacking",
                                     [SK_UPDATE_STATE_UNPACKED] = "unpacked",
                                     [SK_UPDATE_STATE_TRIAL] = "trial" };
_Static_assert(SK_ARRAY_LEN(names) == SK_UPDATE_STATES, "a name for each state");

const char *sk_update_state_name(enum sk_update_state state) {
    return SK_AT(names, state);
}

static void enter(struct sk_update *update, enum sk_update_state state) {
    sk_transition("update", sk_update_state_name(update->state), sk_update_state_name(state), 0);
    update->state = state;
}

static void copy(char *out, size_t size, const char *text) {
    size_t length = strlen(text);
    length = length < size ? length : size - 1;
    memmove(out, text, length);
    out[length] = '\0';
}

static void add(struct sk_update_effects *out, enum sk_update_effect_type type,
                const char *version) {
    SK_ASSERT(out->count < SK_UPDATE_EFFECTS_MAX);
    struct sk_update_effect *effect = &out->list[out->count++];
    effect->type = type;
    copy(effect->version, sizeof(effect->version), version);
}

static void save(struct sk_update_effects *out) {
    add(out, SK_UPDATE_EFFECT_SAVE, "");
}

static void forget(struct sk_update *update) {
    enter(update, SK_UPDATE_STATE_IDLE);
    update->version[0] = '\0';
    update->before[0] = '\0';
}

/* Nothing points to the new one: it goes, and then the state says so. One that was only cut off in
 * unpacking did nothing wrong. */
static void give_up(struct sk_update *update, const char *why, bool is_its_fault,
                    struct sk_update_effects *out) {
    copy(update->failed, sizeof(update->failed), is_its_fault ? update->version : "");
    copy(update->why, sizeof(update->why), why);
    add(out, SK_UPDATE_EFFECT_REMOVE, update->version);
    forget(update);
    save(out);
}

/* The link first: while the state says trial, every start does this again. */
static void go_back(struct sk_update *update, const char *why, bool is_running,
                    struct sk_update_effects *out) {
    copy(update->failed, sizeof(update->failed), update->version);
    copy(update->why, sizeof(update->why), why);
    add(out, SK_UPDATE_EFFECT_LINK, update->before);
    forget(update);
    save(out);
    if (is_running) {
        add(out, SK_UPDATE_EFFECT_RESTART, "");
    }
    add(out, SK_UPDATE_EFFECT_REMOVE, update->failed);
}

static void begin(struct sk_update *update, const struct sk_update_input *input,
                  struct sk_update_effects *out) {
    copy(update->version, sizeof(update->version), input->version);
    copy(update->before, sizeof(update->before), input->before);
    enter(update, SK_UPDATE_STATE_UNPACKING);
    save(out);
    add(out, SK_UPDATE_EFFECT_UNPACK, update->version);
}

/* A step went well. */
static void go_on(struct sk_update *update, struct sk_update_effects *out) {
    switch (update->state) {
    case SK_UPDATE_STATE_IDLE:
        return;
    case SK_UPDATE_STATE_UNPACKING:
        enter(update, SK_UPDATE_STATE_UNPACKED);
        save(out);
        add(out, SK_UPDATE_EFFECT_TEST, update->version);
        return;
    case SK_UPDATE_STATE_UNPACKED:
        enter(update, SK_UPDATE_STATE_TRIAL);
        save(out);
        add(out, SK_UPDATE_EFFECT_LINK, update->version);
        add(out, SK_UPDATE_EFFECT_RESTART, update->version);
        return;
    case SK_UPDATE_STATE_TRIAL:
        update->failed[0] = '\0';
        update->why[0] = '\0';
        forget(update);
        save(out);
        return;
    }
    SK_UNREACHABLE("state of an update");
}

static void fail(struct sk_update *update, const char *why, bool is_running,
                 struct sk_update_effects *out) {
    if (update->state == SK_UPDATE_STATE_TRIAL) {
        go_back(update, why, is_running, out);
    } else if (update->state != SK_UPDATE_STATE_IDLE) {
        give_up(update, why, is_running || update->state == SK_UPDATE_STATE_UNPACKED, out);
    }
}

void sk_update_step(struct sk_update *update, const struct sk_update_input *input,
                    struct sk_update_effects *out) {
    out->count = 0;
    switch (input->type) {
    case SK_UPDATE_INPUT_APPLY:
        if (update->state == SK_UPDATE_STATE_IDLE) {
            begin(update, input, out);
        }
        return;
    case SK_UPDATE_INPUT_DONE:
        go_on(update, out);
        return;
    case SK_UPDATE_INPUT_FAILED:
        fail(update, input->why, true, out);
        return;
    case SK_UPDATE_INPUT_BOOT:
        fail(update,
             update->state == SK_UPDATE_STATE_TRIAL
                 ? "the machine or the updater was started anew before it had run for long enough"
                 : "it was cut off before it was in place",
             false, out);
        return;
    }
    SK_UNREACHABLE("input of an update");
}

/* --- its line ----------------------------------------------------------------------------- */

#define NONE "-"

static const char *or_none(const char *text) {
    return text[0] ? text : NONE;
}

size_t sk_update_print(const struct sk_update *update, char out[SK_UPDATE_LINE_SIZE]) {
    int length = snprintf(out, SK_UPDATE_LINE_SIZE, "%s %s %s %s %s\n",
                          sk_update_state_name(update->state), or_none(update->version),
                          or_none(update->before), or_none(update->failed), update->why);
    SK_ASSERT(length > 0 && length < SK_UPDATE_LINE_SIZE);
    for (char *c = out; *c; c++) { /* one line */
        *c = (unsigned char)*c < ' ' && c[1] ? ' ' : *c;
    }
    return (size_t)length;
}

static bool is_known(const char *text) {
    return strcmp(text, SK_UPDATE_PACKAGED) == 0 || sk_bundle_is_version(text);
}

/* The next word of the line into out; "-" is "". */
static bool take(const char **at, char *out, size_t size) {
    size_t length = strcspn(*at, " ");
    if (length == 0 || length >= size || (*at)[length] == '\0') {
        return false;
    }
    memcpy(out, *at, length);
    out[length] = '\0';
    *at += length + 1;
    if (strcmp(out, NONE) == 0) {
        out[0] = '\0';
        return true;
    }
    return is_known(out);
}

static bool take_state(const char **at, enum sk_update_state *out) {
    for (int i = 0; i < SK_UPDATE_STATES; i++) {
        size_t length = strlen(names[i]);
        if (strncmp(*at, names[i], length) == 0 && (*at)[length] == ' ') {
            *out = (enum sk_update_state)i;
            *at += length + 1;
            return true;
        }
    }
    return false;
}

bool sk_update_parse(struct sk_update *out, const char *text, size_t length) {
    char line[SK_UPDATE_LINE_SIZE];
    struct sk_update read = { .state = SK_UPDATE_STATE_IDLE };
    const char *at = line;
    *out = read;
    if (length == 0 || length >= sizeof(line) || text[length - 1] != '\n' ||
        memchr(text, '\0', length)) {
        return false;
    }
    memcpy(line, text, length - 1);
    line[length - 1] = '\0';
    if (!take_state(&at, &read.state) || !take(&at, read.version, sizeof(read.version)) ||
        !take(&at, read.before, sizeof(read.before)) ||
        !take(&at, read.failed, sizeof(read.failed)) || strlen(at) >= sizeof(read.why)) {
        return false;
    }
    bool is_under_way = read.state != SK_UPDATE_STATE_IDLE;
    if (is_under_way != (read.version[0] != '\0') || is_under_way != (read.before[0] != '\0') ||
        strcmp(read.version, SK_UPDATE_PACKAGED) == 0) {
        return false;
    }
    copy(read.why, sizeof(read.why), at);
    *out = read;
    return true;
}
