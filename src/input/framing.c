#include "input/framing.h"

#include "base/assert.h"

#include <string.h>

#define STX '\x02'
#define ETX '\x03'

void sk_framing_init(struct sk_framing *self, const struct sk_framing_rules *rules) {
    *self = (struct sk_framing){ .rules = rules };
}

/* c would be the text's next byte. */
static bool is_end(const struct sk_framing *self, char c) {
    const struct sk_framing_rules *rules = self->rules;
    size_t before = rules->suffix_length - 1;
    switch (rules->suffix) {
    case SK_SUFFIX_AUTO:
        return c == '\r' || c == '\n' || c == '\t' || c == ETX;
    case SK_SUFFIX_CR:
        return c == '\r';
    case SK_SUFFIX_LF:
        return c == '\n';
    case SK_SUFFIX_TAB:
        return c == '\t';
    case SK_SUFFIX_NONE:
        return false;
    case SK_SUFFIX_TEXT:
        return c == rules->suffix_text[before] && self->length >= before && !self->is_cut &&
               memcmp(self->text + self->length - before, rules->suffix_text, before) == 0;
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
        on_scan(data, self->text + 1, length, is_cut, SK_FRAMING_BY_FRAME, self->last_at);
    }
}

static void end(struct sk_framing *self, enum sk_framing_end by, sk_framing_on_scan *on_scan,
                void *data) {
    const char *text = self->text;
    size_t length = self->length;
    const struct sk_framing_rules *rules = self->rules;
    if (by == SK_FRAMING_BY_SUFFIX && rules->suffix == SK_SUFFIX_TEXT) {
        length -= rules->suffix_length - 1; /* its last byte is not in the text */
    }
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
        on_scan(data, text, length, is_cut, by, self->last_at);
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
        } else if (!self->is_enclosed && is_end(self, bytes[i])) {
            bool is_frame = bytes[i] == ETX && sk_framing_is_enclosed(self);
            end(self, is_frame ? SK_FRAMING_BY_FRAME : SK_FRAMING_BY_SUFFIX, on_scan, data);
        } else if (self->length < sizeof(self->text)) {
            self->text[self->length++] = bytes[i];
        } else {
            self->is_cut = true;
        }
    }
}

bool sk_framing_has_begun(const struct sk_framing *self) {
    for (size_t i = 0; i < self->length; i++) {
        if (self->text[i] != '\r' && self->text[i] != '\n') {
            return true;
        }
    }
    return false;
}

/* Where STX is declared as a prefix, an ETX still says that it was the begin of a frame. */
bool sk_framing_is_enclosed(const struct sk_framing *self) {
    return self->is_enclosed ||
           (self->rules->suffix == SK_SUFFIX_AUTO && self->length > 0 && self->text[0] == STX);
}

sk_ms sk_framing_due(const struct sk_framing *self) {
    return self->length == 0 ? -1 : self->last_at + self->rules->gap;
}

size_t sk_framing_tick(struct sk_framing *self, sk_ms now, sk_framing_on_scan *on_scan,
                       void *data) {
    sk_ms due = sk_framing_due(self);
    if (due < 0 || now < due) {
        return 0;
    }
    bool is_missed = self->rules->suffix != SK_SUFFIX_AUTO && self->rules->suffix != SK_SUFFIX_NONE;
    size_t bytes = is_missed ? self->length : 0;
    end(self, SK_FRAMING_BY_SILENCE, on_scan, data);
    return bytes;
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

/* out has room for max bytes and a NUL. */
static bool unescape_all(const char *text, char *out, size_t max, size_t *out_length) {
    size_t length = 0;
    while (*text) {
        char c;
        size_t used = unescape(text, &c);
        if (used == 0 || length == max) {
            return false;
        }
        out[length++] = c;
        text += used;
    }
    out[length] = '\0';
    *out_length = length;
    return true;
}

bool sk_framing_rules_set_prefix(struct sk_framing_rules *rules, const char *text) {
    return unescape_all(text, rules->prefix, SK_FRAMING_PREFIX_MAX, &rules->prefix_length);
}

bool sk_framing_rules_set_suffix(struct sk_framing_rules *rules, const char *text) {
    static const struct {
        const char *word;
        enum sk_suffix suffix;
    } words[] = { { "auto", SK_SUFFIX_AUTO },
                  { "cr", SK_SUFFIX_CR },
                  { "lf", SK_SUFFIX_LF },
                  { "tab", SK_SUFFIX_TAB },
                  { "none", SK_SUFFIX_NONE } };
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (strcmp(text, words[i].word) == 0) {
            rules->suffix = words[i].suffix;
            return true;
        }
    }
    rules->suffix = SK_SUFFIX_TEXT;
    return unescape_all(text, rules->suffix_text, SK_FRAMING_SUFFIX_MAX, &rules->suffix_length) &&
           rules->suffix_length > 0;
}
