#include "app/settings/ini_edit.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

static const char byte_order_mark[] = "\xEF\xBB\xBF";

struct ini_line {
    const char *at;
    size_t length; /* with its newline */
};

/* Where something is to be put; offsets in the text. */
struct place {
    bool has_section;
    bool has_key;
    size_t after_section; /* behind the line of its last head */
    struct ini_line key;
};

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static struct ini_line next_line(const char *text, size_t length, size_t at) {
    const char *end = memchr(text + at, '\n', length - at);
    size_t bytes = end ? (size_t)(end - (text + at)) + 1 : length - at;
    return (struct ini_line){ text + at, bytes };
}

static struct ini_line trimmed(struct ini_line line) {
    while (line.length > 0 && is_blank(line.at[0])) {
        line.at++;
        line.length--;
    }
    while (line.length > 0 && is_blank(line.at[line.length - 1])) {
        line.length--;
    }
    return line;
}

static bool is_word(struct ini_line line, const char *word) {
    return line.length == strlen(word) && strncasecmp(line.at, word, line.length) == 0;
}

/* "[name]", perhaps with a comment behind it. */
static bool is_head(struct ini_line line, struct ini_line *name) {
    const char *end = line.length > 0 ? memchr(line.at, ']', line.length) : NULL;
    if (!end || line.at[0] != '[') {
        return false;
    }
    *name = (struct ini_line){ line.at + 1, (size_t)(end - line.at) - 1 };
    return true;
}

static bool sets_key(struct ini_line line, const char *key) {
    size_t length = 0;
    while (length < line.length && line.at[length] != '=' && line.at[length] != ':') {
        length++;
    }
    bool is_setting = length < line.length && line.at[0] != ';' && line.at[0] != '#';
    return is_setting && is_word(trimmed((struct ini_line){ line.at, length }), key);
}

static struct place find(const char *text, size_t length, const char *section, const char *key) {
    struct place place = { .has_section = false };
    bool is_inside = false;
    size_t at = length >= 3 && memcmp(text, byte_order_mark, 3) == 0 ? 3 : 0;
    while (at < length) {
        struct ini_line whole = next_line(text, length, at);
        struct ini_line line = trimmed(whole);
        struct ini_line name = { NULL, 0 };
        at += whole.length;
        if (is_head(line, &name)) {
            is_inside = is_word(name, section);
            place.has_section = place.has_section || is_inside;
            place.after_section = is_inside ? at : place.after_section;
        } else if (is_inside && sets_key(line, key)) {
            place.has_key = true;
            place.key = whole;
        }
    }
    return place;
}

static bool is_value(const char *value) {
    for (const char *c = value; *c; c++) {
        if ((unsigned char)*c < ' ' || *c == '\x7F') {
            return false;
        }
        if (*c == ';' && (c == value || is_blank(c[-1]))) {
            return false; /* read as a comment */
        }
    }
    return true;
}

static enum sk_err put_setting(struct sk_buf *out, const char *key, const char *value) {
    return sk_buf_addf(out, "%s = %s\n", key, value);
}

enum sk_err sk_ini_set(const char *text, size_t length, const char *section, const char *key,
                       const char *value, struct sk_buf *out) {
    if (!is_value(value)) {
        return SK_ERR_INVALID;
    }
    struct place place = find(text, length, section, key);
    size_t cut = place.has_key       ? (size_t)(place.key.at - text)
                 : place.has_section ? place.after_section
                                     : length;
    size_t rest = place.has_key ? cut + place.key.length : cut;
    enum sk_err err = sk_buf_add(out, text, cut);
    bool is_open = cut > 0 && text[cut - 1] != '\n'; /* the last line has no end yet */
    if (!err && is_open) {
        err = sk_buf_add(out, "\n", 1);
    }
    if (!err && !place.has_section) {
        err = sk_buf_addf(out, "%s[%s]\n", length > 0 ? "\n" : "", section);
    }
    err = err ? err : put_setting(out, key, value);
    return err ? err : sk_buf_add(out, text + rest, length - rest);
}
