/* bundle.h — what is at the head of an update: a text that names every file with its size and hash,
 * and says for which machines it is. It is signed (journal/signed_note.h), and the files' bytes
 * follow the line of the signature, one behind the other, without anything between:
 *
 *     sag-kiosk update 1
 *     version 1.4.0
 *     architecture amd64
 *     channel stable
 *     journal 6
 *     program 123456 SHA256 bin/sag-kiosk
 *     file 2345 SHA256 share/sag-kiosk/update.pub
 *     link sag-kiosk bin/kiosk
 *     (an empty line)
 *     — NAME BASE64
 *
 * It can say nothing but files and links to a name in the same folder, below bin, lib and share: no
 * absolute path, no "..", no device, no owner, no mode but 0755 and 0644. Pure. */
#ifndef SK_UPDATE_BUNDLE_H
#define SK_UPDATE_BUNDLE_H

#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SK_BUNDLE_HEAD_MAX ((size_t)1 << 20)       /* bytes, with who signed it */
#define SK_BUNDLE_PAYLOAD_MAX (INT64_C(512) << 20) /* bytes of all files */
#define SK_BUNDLE_FILES_MAX 4096
#define SK_BUNDLE_PATH_SIZE 200
#define SK_BUNDLE_NAME_SIZE 64
#define SK_BUNDLE_WORD_SIZE 32
#define SK_BUNDLE_HASH_SIZE 32

enum sk_bundle_kind { SK_BUNDLE_FILE, SK_BUNDLE_PROGRAM, SK_BUNDLE_LINK };

struct sk_bundle_entry {
    enum sk_bundle_kind kind;
    char path[SK_BUNDLE_PATH_SIZE];   /* relative */
    char target[SK_BUNDLE_NAME_SIZE]; /* LINK: a name in the same folder */
    int64_t size;                     /* bytes; LINK: 0 */
    uint8_t hash[SK_BUNDLE_HASH_SIZE];
};

struct sk_bundle {
    char version[SK_BUNDLE_WORD_SIZE]; /* numbers with dots: sk_bundle_is_version() */
    char architecture[SK_BUNDLE_WORD_SIZE];
    char channel[SK_BUNDLE_WORD_SIZE];
    int64_t journal;                 /* the version of the journal that it writes */
    struct sk_bundle_entry *entries; /* in the order of their paths, each once; owned */
    size_t count;
    int64_t payload; /* bytes of all files */
};

/* "1.4.0": two to four numbers of up to six digits. */
bool sk_bundle_is_version(const char *text);
/* <0, 0, >0: a is older, the same, newer. Both are versions. */
int sk_bundle_compare_versions(const char *a, const char *b);
/* Small letters, digits and '-', up to SK_BUNDLE_WORD_SIZE - 1. */
bool sk_bundle_is_word(const char *text);
/* A path as above. */
bool sk_bundle_is_path(const char *text);

/* Reads the text, whole or not at all. Owner: *out is the caller's, sk_bundle_finish(); untouched
 * on errors. Errors: SK_ERR_UNSUPPORTED (of another form), SK_ERR_INVALID (info names the line),
 * SK_ERR_NOMEM. */
enum sk_err sk_bundle_read(const char *text, size_t length, struct sk_bundle *out,
                           struct sk_err_info *info);
void sk_bundle_finish(struct sk_bundle *bundle); /* zeroed is fine */

/* Appends the text. Errors: SK_ERR_NOMEM, SK_ERR_FULL. */
enum sk_err sk_bundle_write(const struct sk_bundle *bundle, struct sk_buf *out);

#endif
