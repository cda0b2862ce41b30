/* signed_note.h — signed notes: a text with a line below it that says who signed it, for people to
 * read, to copy and to photograph, and for programs to check. The form is that of C2SP's
 * "signed-note", which other programs know:
 *
 *   text, one line or more, each ended by a line feed
 *   (an empty line)
 *   — NAME BASE64
 *
 * BASE64 is 4 bytes that tell keys apart, the beginning of SHA-256(NAME || LF || 1 || public key),
 * and an Ed25519 signature of the text with its last line feed. A public key as text is
 * NAME+HEX+BASE64: the name, those 4 bytes, a byte of 1 and the key.
 *
 * Pure: no clock, no I/O. Thread: any. */
#ifndef SK_JOURNAL_SIGNED_NOTE_H
#define SK_JOURNAL_SIGNED_NOTE_H

#include "journal/bench_key.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SK_SIGNED_NOTE_NAME_SIZE 64 /* bytes of a name, with NUL */
#define SK_SIGNED_NOTE_ID_SIZE 4
/* Of a public key as text, and of the line below a note: with NUL. */
#define SK_SIGNED_NOTE_KEY_TEXT_SIZE (SK_SIGNED_NOTE_NAME_SIZE + 60)
#define SK_SIGNED_NOTE_LINE_SIZE (SK_SIGNED_NOTE_NAME_SIZE + 104)

/* A name and a public key. Plain value. */
struct sk_signed_note_key {
    char name[SK_SIGNED_NOTE_NAME_SIZE]; /* "": any */
    uint8_t public_key[SK_BENCH_KEY_PUBLIC_SIZE];
};

/* Makes a name of any text: blanks, '+' and what cannot be seen become '-'; too long, it is cut; ""
 * becomes "bench". */
void sk_signed_note_name(const char *text, char out[SK_SIGNED_NOTE_NAME_SIZE]);

void sk_signed_note_key_write(const struct sk_signed_note_key *key,
                              char out[SK_SIGNED_NOTE_KEY_TEXT_SIZE]);
/* False: it is no public key as text, or was mistyped. */
bool sk_signed_note_key_read(const char *text, struct sk_signed_note_key *out);

/* Writes the empty line and the line that signs text, which ends with a line feed, into out. name
 * is one of sk_signed_note_name(). Errors: SK_ERR_NOMEM. */
enum sk_err sk_signed_note_sign(const char *text, const char *name, const struct sk_bench_key *key,
                                char out[SK_SIGNED_NOTE_LINE_SIZE]);

/* A note in memory, borrowed. */
struct sk_signed_note {
    const char *text; /* ends with a line feed */
    size_t text_length;
    const char *lines; /* of those who signed */
    size_t lines_length;
};

/* Takes the first note from the *length bytes at *bytes and moves them behind it. Empty lines
 * before it are skipped. False: there is none (then *length is 0), or what is there is no note. */
bool sk_signed_note_next(const char **bytes, size_t *length, struct sk_signed_note *out);

bool sk_signed_note_is_signed_by(const struct sk_signed_note *note,
                                 const struct sk_signed_note_key *key);

#endif
