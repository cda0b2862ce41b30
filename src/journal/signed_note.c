#include "journal/signed_note.h"

#include "base/assert.h"
#include "base/utf8.h"
#include "journal/base64.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

#define DASH "\xe2\x80\x94 " /* an em dash and a blank */
#define ALGORITHM 1          /* Ed25519 */
#define SEALED_SIZE (SK_SIGNED_NOTE_ID_SIZE + SK_BENCH_KEY_SIGNATURE_SIZE)

/* --- names and keys ----------------------------------------------------------------------- */

static bool is_for_names(const char *c, size_t length) {
    bool is_ascii = length == 1;
    return is_ascii ? *c > ' ' && *c < 0x7f && *c != '+' : sk_utf8_is_printable(c, length);
}

/* Blanks beyond ASCII: no-break, en quad to hair space, narrow no-break, mathematical, ideographic,
 * ogham. */
static bool is_blank(uint32_t c) {
    return c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200b) || c == 0x2028 || c == 0x2029 ||
           c == 0x202f || c == 0x205f || c == 0x3000 || c == 0xfeff;
}

/* Length of the character at text, and whether a name may have it. */
static size_t look(const char *text, size_t length, bool *is_good) {
    uint32_t code_point = 0;
    size_t size = sk_utf8_decode(text, length, &code_point);
    *is_good = size > 0 && is_for_names(text, size) && !is_blank(code_point);
    return size > 0 ? size : 1;
}

void sk_signed_note_name(const char *text, char out[SK_SIGNED_NOTE_NAME_SIZE]) {
    size_t left = strlen(text);
    size_t used = 0;
    while (left > 0) {
        bool is_good;
        size_t size = look(text, left, &is_good);
        size_t needed = is_good ? size : 1;
        if (used + needed >= SK_SIGNED_NOTE_NAME_SIZE) {
            break;
        }
        memcpy(out + used, is_good ? text : "-", needed);
        used += needed;
        text += size;
        left -= size;
    }
    out[used] = '\0';
    if (used == 0) {
        (void)snprintf(out, SK_SIGNED_NOTE_NAME_SIZE, "bench");
    }
}

static bool is_name(const char *text, size_t length) {
    bool is_good = length > 0 && length < SK_SIGNED_NOTE_NAME_SIZE;
    for (size_t at = 0; at < length && is_good;) {
        at += look(text + at, length - at, &is_good);
    }
    return is_good;
}

static void id_of(const char *name, const uint8_t public_key[SK_BENCH_KEY_PUBLIC_SIZE],
                  uint8_t out[SK_SIGNED_NOTE_ID_SIZE]) {
    uint8_t bytes[SK_SIGNED_NOTE_NAME_SIZE + 1 + SK_BENCH_KEY_PUBLIC_SIZE];
    uint8_t hash[EVP_MAX_MD_SIZE];
    size_t length = strlen(name);
    memcpy(bytes, name, length);
    bytes[length++] = '\n';
    bytes[length++] = ALGORITHM;
    memcpy(bytes + length, public_key, SK_BENCH_KEY_PUBLIC_SIZE);
    length += SK_BENCH_KEY_PUBLIC_SIZE;
    if (EVP_Digest(bytes, length, hash, NULL, EVP_sha256(), NULL) != 1) {
        memset(hash, 0, sizeof(hash)); /* no memory: then it is nobody's */
    }
    memcpy(out, hash, SK_SIGNED_NOTE_ID_SIZE);
}

void sk_signed_note_key_write(const struct sk_signed_note_key *key,
                              char out[SK_SIGNED_NOTE_KEY_TEXT_SIZE]) {
    uint8_t id[SK_SIGNED_NOTE_ID_SIZE];
    uint8_t bytes[1 + SK_BENCH_KEY_PUBLIC_SIZE] = { ALGORITHM };
    char text[SK_BASE64_SIZE(sizeof(bytes))];
    id_of(key->name, key->public_key, id);
    memcpy(bytes + 1, key->public_key, SK_BENCH_KEY_PUBLIC_SIZE);
    sk_base64_write(bytes, sizeof(bytes), text);
    (void)snprintf(out, SK_SIGNED_NOTE_KEY_TEXT_SIZE, "%s+%02x%02x%02x%02x+%s", key->name, id[0],
                   id[1], id[2], id[3], text);
}

bool sk_signed_note_key_read(const char *text, struct sk_signed_note_key *out) {
    char again[SK_SIGNED_NOTE_KEY_TEXT_SIZE];
    uint8_t bytes[1 + SK_BENCH_KEY_PUBLIC_SIZE];
    struct sk_signed_note_key key = { .name = "" };
    const char *id = strchr(text, '+');
    const char *encoded = id ? strchr(id + 1, '+') : NULL; /* base64 has '+' itself */
    if (!encoded || !is_name(text, (size_t)(id - text)) ||
        !sk_base64_read(encoded + 1, strlen(encoded + 1), bytes, sizeof(bytes)) ||
        bytes[0] != ALGORITHM) {
        return false;
    }
    memcpy(key.name, text, (size_t)(id - text));
    memcpy(key.public_key, bytes + 1, sizeof(key.public_key));
    sk_signed_note_key_write(&key, again);
    *out = key;
    return strcmp(again, text) == 0; /* the bytes between tell a mistyped one */
}

/* --- writing ------------------------------------------------------------------------------ */

enum sk_err sk_signed_note_sign(const char *text, const char *name, const struct sk_bench_key *key,
                                char out[SK_SIGNED_NOTE_LINE_SIZE]) {
    uint8_t public_key[SK_BENCH_KEY_PUBLIC_SIZE];
    uint8_t sealed[SEALED_SIZE];
    char encoded[SK_BASE64_SIZE(SEALED_SIZE)];
    size_t length = strlen(text);
    SK_ASSERT(length > 0 && text[length - 1] == '\n' && is_name(name, strlen(name)));
    sk_bench_key_public(key, public_key);
    id_of(name, public_key, sealed);
    enum sk_err err = sk_bench_key_sign(key, text, length, sealed + SK_SIGNED_NOTE_ID_SIZE);
    if (!err) {
        sk_base64_write(sealed, sizeof(sealed), encoded);
        (void)snprintf(out, SK_SIGNED_NOTE_LINE_SIZE, "\n" DASH "%s %s\n", name, encoded);
    }
    return err;
}

/* --- reading ------------------------------------------------------------------------------ */

/* Length of the line at text with its line feed; 0: it has none. */
static size_t line_length(const char *text, size_t length) {
    const char *end = length > 0 ? memchr(text, '\n', length) : NULL;
    return end ? (size_t)(end - text) + 1 : 0;
}

static bool begins_with_dash(const char *text, size_t length) {
    return length > strlen(DASH) && memcmp(text, DASH, strlen(DASH)) == 0;
}

/* Where the lines of those who signed begin: behind the first empty line that a dash follows. */
static size_t find_lines(const char *text, size_t length) {
    size_t line;
    for (size_t at = 0; (line = line_length(text + at, length - at)) > 0; at += line) {
        if (line == 1 && at > 0 && begins_with_dash(text + at + 1, length - at - 1)) {
            return at + 1;
        }
    }
    return 0;
}

bool sk_signed_note_next(const char **bytes, size_t *length, struct sk_signed_note *out) {
    while (*length > 0 && **bytes == '\n') {
        ++*bytes;
        --*length;
    }
    size_t at = find_lines(*bytes, *length);
    if (at == 0) {
        return false;
    }
    *out = (struct sk_signed_note){ .text = *bytes, .text_length = at - 1, .lines = *bytes + at };
    size_t line;
    while (begins_with_dash(*bytes + at, *length - at) &&
           (line = line_length(*bytes + at, *length - at)) > 0) {
        at += line;
    }
    out->lines_length = (size_t)(*bytes + at - out->lines);
    *bytes += at;
    *length -= at;
    return out->lines_length > 0;
}

/* The line without its line feed: dash, name, blank, base64. */
static bool is_signed_by(const struct sk_signed_note *note, const char *line, size_t length,
                         const struct sk_signed_note_key *key) {
    uint8_t sealed[SEALED_SIZE];
    uint8_t id[SK_SIGNED_NOTE_ID_SIZE];
    char name[SK_SIGNED_NOTE_NAME_SIZE];
    const char *at = line + strlen(DASH);
    const char *blank = memchr(at, ' ', length - strlen(DASH));
    size_t name_length = blank ? (size_t)(blank - at) : 0;
    if (!is_name(at, name_length) ||
        !sk_base64_read(blank + 1, (size_t)(line + length - blank - 1), sealed, sizeof(sealed))) {
        return false;
    }
    memcpy(name, at, name_length);
    name[name_length] = '\0';
    id_of(name, key->public_key, id);
    return (key->name[0] == '\0' || strcmp(key->name, name) == 0) &&
           memcmp(id, sealed, sizeof(id)) == 0 &&
           sk_bench_key_verify(key->public_key, note->text, note->text_length,
                               sealed + SK_SIGNED_NOTE_ID_SIZE);
}

bool sk_signed_note_is_signed_by(const struct sk_signed_note *note,
                                 const struct sk_signed_note_key *key) {
    size_t line;
    for (size_t at = 0; at < note->lines_length; at += line) {
        line = line_length(note->lines + at, note->lines_length - at);
        if (is_signed_by(note, note->lines + at, line - 1, key)) {
            return true;
        }
    }
    return false;
}
