#include "input/usb/framing.h"

#include "base/assert.h"

#include <string.h>

/* A fixed suffix that is this many gaps late will not come: the scanner was interrupted, or is set
 * to another suffix. */
#define STALE_GAPS 10
#define STX '\x02'
#define ETX '\x03'

void sk_framing_init(struct sk_framing *self, const struct sk_framing_rules *rules) {
    *self = (struct sk_framing){ .rules = rules };
}

static bool is_end(enum sk_suffix suffix, char c) {
    switch (suffix) {
    case SK_SUFFIX_AUTO:
        return c == '\r' || c == '\n' || c == '\t';
    case SK_SUFFIX_CR:
        return c == '\r';
    case SK_SUFFIX_LF:
        return c == '\n';
    case SK_SUFFIX_TAB:
        return c == '\t';
    case SK_SUFFIX_NONE:
        return false;
    }
    SK_UNREACHABLE("suffix");
}

static void clear(struct sk_framing *self) {
    self->length = 0;
    self->is_cut = false;
    self->is_enclosed = false;
}

static bool may_enclose(const struct sk_framing_rules *rules) {
    return rules->suffix == SK_SUFFIX_AUTO &&
           !(rules->prefix_length > 0 && rules->prefix[0] == STX);
}

/* Between STX and ETX; without its ETX the text keeps its STX and so is no label. */
static void end_enclosed(struct sk_framing *self, sk_framing_on_scan *on_scan, void *data) {
    size_t length = self->length - 1;
    bool is_cut = self->is_cut;
    clear(self);
    if (length > 0) {
        on_scan(data, self->text + 1, length, is_cut, true, self->last_at);
    }
}

static void end(struct sk_framing *self, sk_framing_on_scan *on_scan, void *data) {
    const char *text = self->text;
    size_t length = self->length;
    const struct sk_framing_rules *rules = self->rules;
    /* The LF of a CR LF, where CR is the end, belongs to neither barcode. */
    while (length > 0 && (*text == '\r' || *text == '\n')) {
        text++;
        length--;
    }
    if (rules->prefix_length > 0 && length >= rules->prefix_length &&
        memcmp(text, rules->prefix, rules->prefix_length) == 0) {
        text += rules->prefix_length;
        length -= rules->prefix_length;
    }
    bool is_cut = self->is_cut;
    clear(self);
    if (length > 0) {
        on_scan(data, text, length, is_cut, false, self->last_at);
    }
}

void sk_framing_add(struct sk_framing *self, const char *bytes, size_t count, sk_ms at,
                    sk_framing_on_scan *on_scan, void *data) {
    for (size_t i = 0; i < count; i++) {
        self->last_at = at;
        if (self->length == 0 && bytes[i] == STX && may_enclose(self->rules)) {
            self->is_enclosed = true;
            self->text[self->length++] = STX;
        } else if (self->is_enclosed && bytes[i] == ETX) {
            end_enclosed(self, on_scan, data);
        } else if (!self->is_enclosed && is_end(self->rules->suffix, bytes[i])) {
            end(self, on_scan, data);
        } else if (self->length < sizeof(self->text)) {
            self->text[self->length++] = bytes[i];
        } else {
            self->is_cut = true;
        }
    }
}

static bool silence_ends(enum sk_suffix suffix) {
    return suffix == SK_SUFFIX_AUTO || suffix == SK_SUFFIX_NONE;
}

bool sk_framing_has_begun(const struct sk_framing *self) {
    for (size_t i = 0; i < self->length; i++) {
        if (self->text[i] != '\r' && self->text[i] != '\n') {
            return true;
        }
    }
    return false;
}

bool sk_framing_is_enclosed(const struct sk_framing *self) {
    return self->is_enclosed;
}

sk_ms sk_framing_due(const struct sk_framing *self) {
    if (self->length == 0) {
        return -1;
    }
    sk_ms gap = self->rules->gap;
    return self->last_at + (silence_ends(self->rules->suffix) ? gap : STALE_GAPS * gap);
}

size_t sk_framing_tick(struct sk_framing *self, sk_ms now, sk_framing_on_scan *on_scan,
                       void *data) {
    sk_ms due = sk_framing_due(self);
    if (due < 0 || now < due) {
        return 0;
    }
    if (!silence_ends(self->rules->suffix)) {
        return sk_framing_drop(self);
    }
    end(self, on_scan, data);
    return 0;
}

size_t sk_framing_drop(struct sk_framing *self) {
    size_t dropped = self->length;
    clear(self);
    return dropped;
}

static int hex_digit(char c) {
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

/* One character of an escaped text. Returns the bytes it took; 0: no such form. */
static size_t unescape(const char *text, char *out) {
    if (text[0] != '\\') {
        *out = text[0];
        return 1;
    }
    switch (text[1]) {
    case 'r':
        *out = '\r';
        return 2;
    case 'n':
        *out = '\n';
        return 2;
    case 't':
        *out = '\t';
        return 2;
    case '\\':
        *out = '\\';
        return 2;
    case 'x':
        if (hex_digit(text[2]) < 0 || hex_digit(text[3]) < 0) {
            return 0;
        }
        *out = (char)(hex_digit(text[2]) * 16 + hex_digit(text[3]));
        return 4;
    default:
        return 0;
    }
}

bool sk_framing_rules_set_prefix(struct sk_framing_rules *rules, const char *text) {
    size_t length = 0;
    while (*text) {
        char c;
        size_t used = unescape(text, &c);
        if (used == 0 || length == SK_FRAMING_PREFIX_MAX) {
            return false;
        }
        rules->prefix[length++] = c;
        text += used;
    }
    rules->prefix[length] = '\0';
    rules->prefix_length = length;
    return true;
}
