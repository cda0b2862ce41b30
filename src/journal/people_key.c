#include "journal/people_key.h"

#include "base/small_file.h"
#include "base/wipe.h"
#include "journal/chain.h"
#include "journal/files.h"
#include "journal/owner.h"
#include "journal/store.h"

#include <openssl/rand.h>
#include <stdio.h>
#include <string.h>

#define KEY_LINE (2 * SK_PEOPLE_KEY_SIZE + 2)

/* The key as a line of hexadecimal digits. */
static enum sk_err read_key(const char *path, uint8_t key[SK_PEOPLE_KEY_SIZE],
                            struct sk_err_info *info) {
    char text[KEY_LINE + 2];
    size_t length = 0;
    enum sk_err err = sk_small_file_read(path, text, sizeof(text), &length, NULL, info);
    if (err) {
        return err;
    }
    text[strcspn(text, "\n")] = '\0';
    bool is_key = sk_chain_parse_hex(text, key);
    sk_wipe(text, sizeof(text));
    return is_key ? SK_OK
                  : sk_fail(info, SK_ERR_CORRUPT,
                            "the file '%.300s' holds no key of badges; put it back from a copy, or "
                            "move it away and add the badges again",
                            path);
}

static enum sk_err path_of(const struct sk_journal *journal, char path[SK_FILES_PATH_SIZE],
                           struct sk_err_info *info) {
    int length = snprintf(path, SK_FILES_PATH_SIZE, "%s.people", journal->path);
    return length < 0 || length >= SK_FILES_PATH_SIZE
               ? sk_fail(info, SK_ERR_INVALID, "the path of the journal is too long")
               : SK_OK;
}

enum sk_err sk_people_key_write(const struct sk_journal *journal,
                                const uint8_t key[SK_PEOPLE_KEY_SIZE], struct sk_err_info *info) {
    char path[SK_FILES_PATH_SIZE];
    char text[KEY_LINE + 2];
    enum sk_err err = path_of(journal, path, info);
    if (err) {
        return err;
    }
    sk_chain_hex(key, text);
    (void)snprintf(text + 2 * SK_PEOPLE_KEY_SIZE, sizeof(text) - 2 * SK_PEOPLE_KEY_SIZE, "\n");
    err = sk_small_file_write(path, text, info);
    sk_wipe(text, sizeof(text));
    if (!err) {
        sk_owner_share(journal->path, path);
    }
    return err;
}

enum sk_err sk_people_key_open(const struct sk_journal *journal, bool *is_made,
                               uint8_t key[SK_PEOPLE_KEY_SIZE], struct sk_err_info *info) {
    char path[SK_FILES_PATH_SIZE];
    enum sk_err err = path_of(journal, path, info);
    if (err) {
        return err;
    }
    err = read_key(path, key, info);
    if (err == SK_ERR_NOT_FOUND && is_made) {
        if (RAND_bytes(key, SK_PEOPLE_KEY_SIZE) != 1) {
            return sk_fail(info, SK_ERR_NOMEM, "no random numbers for the key of badges");
        }
        *is_made = true;
        return sk_people_key_write(journal, key, info);
    }
    return err != SK_ERR_NOT_FOUND
               ? err
               : sk_fail(info, err,
                         "the key of the badges, '%.300s', is missing; put it back from a copy, or "
                         "add the badges again",
                         path);
}
