#include "journal/key_file.h"

#include "base/small_file.h"

#include <string.h>

enum sk_err sk_key_file_read(const char *path, struct sk_signed_note_key *out,
                             struct sk_err_info *info) {
    char text[SK_SIGNED_NOTE_KEY_TEXT_SIZE + 2];
    size_t length = 0;
    enum sk_err err = sk_small_file_read(path, text, sizeof(text), &length, NULL, info);
    if (err && err != SK_ERR_CORRUPT) {
        return err;
    }
    text[err ? 0 : strcspn(text, "\r\n")] = '\0';
    return sk_signed_note_key_read(text, out)
               ? SK_OK
               : sk_fail(info, SK_ERR_CORRUPT,
                         "the file '%.300s' holds no public key; it is one line, NAME+HEX+BASE64",
                         path);
}

enum sk_err sk_key_file_take(const char *what, struct sk_signed_note_key *out,
                             struct sk_err_info *info) {
    return sk_signed_note_key_read(what, out) ? SK_OK : sk_key_file_read(what, out, info);
}
