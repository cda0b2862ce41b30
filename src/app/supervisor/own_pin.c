#include "app/supervisor/own_pin.h"

#include "base/small_file.h"
#include "journal/owner.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static enum sk_err print_path(const char *journal_path, int64_t person, const char *end,
                              char out[SK_OWN_PIN_PATH_SIZE], struct sk_err_info *info) {
    int length =
        snprintf(out, SK_OWN_PIN_PATH_SIZE, "%s.pins/%" PRId64 "%s", journal_path, person, end);
    return length > 0 && length < SK_OWN_PIN_PATH_SIZE
               ? SK_OK
               : sk_fail(info, SK_ERR_INVALID, "the path of the journal is too long");
}

enum sk_err sk_own_pin_path(const char *journal_path, int64_t person,
                            char out[SK_OWN_PIN_PATH_SIZE], struct sk_err_info *info) {
    return print_path(journal_path, person, "", out, info);
}

enum sk_err sk_own_pin_tries_path(const char *journal_path, int64_t person,
                                  char out[SK_OWN_PIN_PATH_SIZE], struct sk_err_info *info) {
    return print_path(journal_path, person, ".tries", out, info);
}

enum sk_err sk_own_pin_load(const char *journal_path, int64_t person, struct sk_pin *out,
                            struct sk_err_info *info) {
    char path[SK_OWN_PIN_PATH_SIZE];
    enum sk_err err = sk_own_pin_path(journal_path, person, path, info);
    return err ? err : sk_pin_load_file(path, out, info);
}

enum sk_err sk_own_pin_store(const char *journal_path, int64_t person, const struct sk_pin *pin,
                             struct sk_err_info *info) {
    char path[SK_OWN_PIN_PATH_SIZE];
    char folder[SK_OWN_PIN_PATH_SIZE];
    enum sk_err err = sk_own_pin_path(journal_path, person, path, info);
    if (!err) {
        err = sk_pin_store(path, pin, info);
    }
    if (!err) {
        (void)snprintf(folder, sizeof(folder), "%s.pins", journal_path);
        sk_owner_share(journal_path, folder);
        sk_owner_share(journal_path, path);
    }
    return err;
}

enum sk_err sk_own_pin_clear(const char *journal_path, int64_t person, struct sk_err_info *info) {
    char path[SK_OWN_PIN_PATH_SIZE];
    enum sk_err err = sk_own_pin_tries_path(journal_path, person, path, info);
    if (!err) {
        (void)unlink(path); /* there may be none; without its PIN it counts for nothing */
        err = sk_own_pin_path(journal_path, person, path, info);
    }
    if (!err && unlink(path) != 0) {
        err =
            errno == ENOENT || errno == ENOTDIR
                ? sk_fail(info, SK_ERR_NOT_FOUND, "this person has no PIN of their own")
                : sk_fail(info, SK_ERR_IO, "'%.200s' cannot be removed: %s", path, strerror(errno));
    }
    return err;
}

bool sk_own_pin_is_used(const char *journal_path) {
    char folder[SK_OWN_PIN_PATH_SIZE];
    bool is_used = false;
    (void)snprintf(folder, sizeof(folder), "%s.pins", journal_path);
    DIR *directory = opendir(folder);
    const struct dirent *entry;
    while (directory && !is_used && (entry = readdir(directory))) {
        is_used = strspn(entry->d_name, "0123456789") == strlen(entry->d_name);
    }
    if (directory) {
        (void)closedir(directory);
    }
    return is_used;
}
