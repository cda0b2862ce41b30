#include "input/ending.h"

#include "base/assert.h"
#include "base/transition.h"

#include <string.h>

void sk_ending_init(struct sk_ending *self, enum sk_ending_state state, bool is_declared) {
    *self = (struct sk_ending){ .state = state, .is_declared = is_declared };
}

const char *sk_ending_state_name(enum sk_ending_state state) {
    static const char *const names[SK_ENDING_STATES] = {
        [SK_ENDING_STATE_UNKNOWN] = "unknown",
        [SK_ENDING_STATE_MARKED] = "marked",
        [SK_ENDING_STATE_SILENT] = "silent",
    };
    return SK_AT(names, state);
}

static void change(struct sk_ending *self, enum sk_ending_state state) {
    if (self->is_declared || self->state == state) {
        return;
    }
    sk_transition("ending", sk_ending_state_name(self->state), sk_ending_state_name(state), 0);
    self->has_news =
        self->has_news || state == SK_ENDING_STATE_SILENT || self->state == SK_ENDING_STATE_SILENT;
    self->state = state;
}

/* FNV-1a, 64 bits: only to tell equal texts. */
static unsigned long long hash_of(const char *text, size_t length) {
    unsigned long long hash = 0xCBF29CE484222325u;
    for (size_t i = 0; i < length; i++) {
        hash = (hash ^ (unsigned char)text[i]) * 0x100000001B3u;
    }
    return hash;
}

static void keep(struct sk_ending_text *out, const char *text, size_t length) {
    *out = (struct sk_ending_text){ .length = length, .hash = hash_of(text, length) };
    memcpy(out->text, text, length < sizeof(out->text) ? length : sizeof(out->text));
}

static bool is_same(const struct sk_ending_text *kept, const char *text, size_t length) {
    return kept->length == length && length > 0 && kept->hash == hash_of(text, length);
}

/* As far as it is kept. */
static bool begins_with(const char *text, size_t length, const struct sk_ending_text *kept) {
    size_t known = kept->length < sizeof(kept->text) ? kept->length : sizeof(kept->text);
    return length >= known && memcmp(text, kept->text, known) == 0;
}

static bool is_beginning(const struct sk_ending *self, const char *text, size_t length) {
    for (size_t i = 0; i < SK_ENDING_TEXTS; i++) {
        const struct sk_ending_text *seen = &self->seen[i];
        if (length < seen->length && length <= sizeof(seen->text) &&
            memcmp(seen->text, text, length) == 0) {
            return true;
        }
    }
    return false;
}

bool sk_ending_is_asking(const struct sk_ending *self, sk_ms at) {
    return self->asked.length > 0 && at - self->asked_at < SK_ENDING_REST_MS;
}

static bool may_be_rest(const struct sk_ending *self, const char *text, size_t length, sk_ms at) {
    return sk_ending_is_asking(self, at) && !begins_with(text, length, &self->asked);
}

static enum sk_ending_verdict ask(struct sk_ending *self, const char *text, size_t length,
                                  sk_ms at) {
    keep(&self->asked, text, length);
    self->asked_at = at;
    return SK_ENDING_AGAIN;
}

/* A rest is asked for again once, and tells nothing about what follows it. */
static enum sk_ending_verdict refuse_rest(struct sk_ending *self) {
    self->asked.length = 0;
    return SK_ENDING_AGAIN;
}

static enum sk_ending_verdict take(struct sk_ending *self, const char *text, size_t length) {
    self->asked.length = 0;
    for (size_t i = 0; i < SK_ENDING_TEXTS; i++) {
        if (is_same(&self->seen[i], text, length)) {
            return SK_ENDING_WHOLE;
        }
    }
    keep(&self->seen[self->next], text, length);
    self->next = (self->next + 1) % SK_ENDING_TEXTS;
    return SK_ENDING_WHOLE;
}

enum sk_ending_verdict sk_ending_by_mark(struct sk_ending *self, const char *text, size_t length,
                                         sk_ms at) {
    change(self, SK_ENDING_STATE_MARKED);
    return sk_ending_by_hand(self, text, length, at);
}

enum sk_ending_verdict sk_ending_by_hand(struct sk_ending *self, const char *text, size_t length,
                                         sk_ms at) {
    return may_be_rest(self, text, length, at) ? refuse_rest(self) : take(self, text, length);
}

enum sk_ending_verdict sk_ending_by_silence(struct sk_ending *self, const char *text, size_t length,
                                            sk_ms at) {
    bool is_repeated = is_same(&self->asked, text, length);
    switch (self->state) {
    case SK_ENDING_STATE_MARKED:
        return ask(self, text, length, at);
    case SK_ENDING_STATE_UNKNOWN:
        if (!is_repeated) {
            return ask(self, text, length, at);
        }
        change(self, SK_ENDING_STATE_SILENT);
        return take(self, text, length);
    case SK_ENDING_STATE_SILENT:
        if (may_be_rest(self, text, length, at)) {
            return refuse_rest(self);
        }
        return !is_repeated && is_beginning(self, text, length) ? ask(self, text, length, at)
                                                                : take(self, text, length);
    }
    SK_UNREACHABLE("state of the ending");
}

void sk_ending_cut(struct sk_ending *self, const char *text, size_t length, sk_ms at) {
    (void)ask(self, text, length, at);
}

void sk_ending_return(struct sk_ending *self, sk_ms at) {
    self->asked_at = at;
}

bool sk_ending_news(struct sk_ending *self, bool *is_silent) {
    bool has_news = self->has_news;
    self->has_news = false;
    *is_silent = self->state == SK_ENDING_STATE_SILENT;
    return has_news;
}
