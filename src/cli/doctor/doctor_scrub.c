#include "cli/doctor/doctor_scrub.h"

#include "base/wipe.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SECRET_MIN 4
#define STEP 64

struct sk_doctor_scrub_word {
    char *text; /* owned */
    size_t length;
    bool is_name;
};

/* --- what is to be taken out ---------------------------------------------------------------- */

static enum sk_err add(struct sk_doctor_scrub *scrub, const char *text, size_t length,
                       bool is_name) {
    if (scrub->count == scrub->size) {
        struct sk_doctor_scrub_word *more =
            realloc(scrub->words, (scrub->size + STEP) * sizeof(*more));
        if (!more) {
            return SK_ERR_NOMEM;
        }
        scrub->words = more;
        scrub->size += STEP;
    }
    struct sk_doctor_scrub_word *word = &scrub->words[scrub->count];
    *word = (struct sk_doctor_scrub_word){ .length = length, .is_name = is_name };
    word->text = malloc(length + 1);
    if (!word->text) {
        return SK_ERR_NOMEM;
    }
    memcpy(word->text, text, length);
    word->text[length] = '\0';
    scrub->count++;
    return SK_OK;
}

/* Without the last letters, which depend on what follows. */
static void encode_base64(const char *text, size_t length, char *out) {
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t written = 0;
    for (size_t i = 0; i + 2 < length; i += 3) {
        unsigned bits = (unsigned)(unsigned char)text[i] << 16 |
                        (unsigned)(unsigned char)text[i + 1] << 8 | (unsigned char)text[i + 2];
        for (int k = 3; k >= 0; k--) {
            out[written++] = letters[bits >> (6 * k) & 63];
        }
    }
    out[written] = '\0';
}

static void encode_hex(const char *text, size_t length, char *out, const char *digits) {
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)text[i];
        out[2 * i] = digits[byte >> 4];
        out[2 * i + 1] = digits[byte & 15];
    }
    out[2 * length] = '\0';
}

static void encode_percent(const char *text, size_t length, char *out) {
    size_t written = 0;
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)text[i];
        bool is_plain = isalnum(byte) || strchr("-._~", byte);
        written += (size_t)snprintf(out + written, 4, is_plain ? "%c" : "%%%02X", (unsigned)byte);
    }
    out[written] = '\0';
}

enum sk_err sk_doctor_scrub_secret(struct sk_doctor_scrub *scrub, const char *text, size_t length) {
    if (length < SECRET_MIN) {
        return SK_OK;
    }
    char *form = malloc(3 * length + 1);
    enum sk_err err = form ? add(scrub, text, length, false) : SK_ERR_NOMEM;
    for (int i = 0; i < 4 && !err; i++) {
        if (i == 0) {
            encode_base64(text, length, form);
        } else if (i == 1) {
            encode_hex(text, length, form, "0123456789abcdef");
        } else if (i == 2) {
            encode_hex(text, length, form, "0123456789ABCDEF");
        } else {
            encode_percent(text, length, form);
        }
        err = form[0] ? add(scrub, form, strlen(form), false) : SK_OK;
    }
    if (form) {
        sk_wipe(form, 3 * length + 1);
    }
    free(form);
    return err;
}

enum sk_err sk_doctor_scrub_name(struct sk_doctor_scrub *scrub, const char *name) {
    return name[0] ? add(scrub, name, strlen(name), true) : SK_OK;
}

void sk_doctor_scrub_finish(struct sk_doctor_scrub *scrub) {
    for (size_t i = 0; i < scrub->count; i++) {
        sk_wipe(scrub->words[i].text, scrub->words[i].length);
        free(scrub->words[i].text);
    }
    free(scrub->words);
    *scrub = (struct sk_doctor_scrub){ .words = NULL };
}

/* --- texts ---------------------------------------------------------------------------------- */

/* A word of another script has no blanks around it. */
static bool is_letter(char byte) {
    return isalnum((unsigned char)byte) != 0;
}

static bool stands_alone(const char *text, size_t length, size_t at, size_t word) {
    bool begins = at == 0 || !is_letter(text[at - 1]) || !is_letter(text[at]);
    bool ends =
        at + word == length || !is_letter(text[at + word]) || !is_letter(text[at + word - 1]);
    return begins && ends;
}

/* The longest that begins there; 0: none. */
static size_t word_at(const struct sk_doctor_scrub *scrub, const char *text, size_t length,
                      size_t at) {
    size_t longest = 0;
    for (size_t i = 0; i < scrub->count; i++) {
        const struct sk_doctor_scrub_word *word = &scrub->words[i];
        if (word->length > longest && word->length <= length - at &&
            memcmp(text + at, word->text, word->length) == 0 &&
            (!word->is_name || stands_alone(text, length, at, word->length))) {
            longest = word->length;
        }
    }
    return longest;
}

static bool is_end(char byte, bool in_quotes) {
    return in_quotes ? byte == '\'' : byte == ' ' || byte == '\t' || byte == '\'';
}

/* What begins there, up to the next quote or blank, is a secret by what is_secret() says. */
static size_t secret_at(const struct sk_doctor_scrub *scrub, const char *text, size_t length,
                        size_t at) {
    bool is_quoted = at > 0 && text[at - 1] == '\'';
    bool is_begin = at == 0 || is_quoted || text[at - 1] == ' ' || text[at - 1] == '\t';
    size_t end = at;
    if (!scrub->is_secret || !is_begin) {
        return 0;
    }
    while (end < length && !is_end(text[end], is_quoted)) {
        end++;
    }
    for (size_t tail = end; tail > at; tail--) { /* perhaps with a comma or a point behind it */
        if (scrub->is_secret(scrub->data, text + at, tail - at)) {
            return tail - at;
        }
        if (is_letter(text[tail - 1])) {
            break;
        }
    }
    return 0;
}

static enum sk_err add_line(const struct sk_doctor_scrub *scrub, const char *text, size_t length,
                            struct sk_buf *out) {
    enum sk_err err = SK_OK;
    for (size_t at = 0; at < length && !err;) {
        size_t word = word_at(scrub, text, length, at);
        word = word > 0 ? word : secret_at(scrub, text, length, at);
        err = word > 0 ? sk_buf_addf(out, SK_DOCTOR_SCRUBBED) : sk_buf_add(out, text + at, 1);
        at += word > 0 ? word : 1;
    }
    return err;
}

enum sk_err sk_doctor_scrub_text(const struct sk_doctor_scrub *scrub, const char *text,
                                 size_t length, struct sk_buf *out) {
    enum sk_err err = SK_OK;
    while (length > 0 && !err) {
        const char *newline = memchr(text, '\n', length);
        size_t line = newline ? (size_t)(newline - text) : length;
        err = add_line(scrub, text, line, out);
        err = err || !newline ? err : sk_buf_add(out, "\n", 1);
        line += newline != NULL;
        text += line;
        length -= line;
    }
    return err;
}

/* --- URLs ------------------------------------------------------------------------------------- */

void sk_doctor_scrub_url(const char *url, char *out, size_t size) {
    static const char host[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-{}";
    static const char *const schemes[] = { "https://", "http://", "" };
    size_t scheme = 0;
    for (size_t i = 0; i < 3 && scheme == 0; i++) {
        scheme = strncmp(url, schemes[i], strlen(schemes[i])) == 0 ? strlen(schemes[i]) : 0;
    }
    size_t name = strspn(url + scheme, host);
    size_t port = url[scheme + name] == ':' ? 1 + strspn(url + scheme + name + 1, "0123456789") : 0;
    char behind = url[scheme + name + port];
    if (url[0] == '\0' || strcmp(url, "env") == 0) {
        (void)snprintf(out, size, "%s", url);
    } else if (name == 0 || port == 1 || strpbrk(url, "@?#\\") ||
               (behind != '\0' && behind != '/')) {
        (void)snprintf(out, size, "(set, and not shown)");
    } else {
        (void)snprintf(out, size, "%.*s%s", (int)(scheme + name + port), url,
                       behind == '/' && url[scheme + name + port + 1] ? "/(not shown)" : "");
    }
}
