#define _XOPEN_SOURCE 700 /* lstat() and its modes */

#include "update/bundle_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_SIZE 4096

struct bundle_listing {
    const char *folder;
    struct sk_bundle bundle;
    struct sk_err_info *info;
};

static enum sk_err cannot_read(const struct bundle_listing *list, const char *path) {
    return sk_fail(list->info, sk_err_of_errno(errno), "'%.300s' cannot be read: %s", path,
                   strerror(errno));
}

static enum sk_err hash_file(struct bundle_listing *list, const char *path,
                             struct sk_bundle_entry *entry) {
    char chunk[65536];
    size_t got;
    FILE *file = fopen(path, "re");
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    if (!file || !context) {
        EVP_MD_CTX_free(context);
        if (file) {
            (void)fclose(file); /* nothing was written */
        }
        return cannot_read(list, path);
    }
    bool is_good = EVP_DigestInit_ex(context, EVP_sha256(), NULL) == 1;
    while (is_good && (got = fread(chunk, 1, sizeof(chunk), file)) > 0) {
        is_good = EVP_DigestUpdate(context, chunk, got) == 1;
        entry->size += (int64_t)got;
    }
    uint8_t hash[EVP_MAX_MD_SIZE];
    is_good = is_good && !ferror(file) && EVP_DigestFinal_ex(context, hash, NULL) == 1;
    (void)fclose(file); /* nothing was written */
    EVP_MD_CTX_free(context);
    if (!is_good) {
        return cannot_read(list, path);
    }
    memcpy(entry->hash, hash, SK_BUNDLE_HASH_SIZE);
    return SK_OK;
}

static enum sk_err refuse(const struct bundle_listing *list, const char *relative,
                          const char *why) {
    return sk_fail(list->info, SK_ERR_INVALID, "'%.200s' cannot be in an update: %s", relative,
                   why);
}

/* path: with the folder; relative: without. */
static enum sk_err add_entry(struct bundle_listing *list, const char *path, const char *relative,
                             const struct stat *status) {
    struct sk_bundle *bundle = &list->bundle;
    struct sk_bundle_entry *entry = bundle->entries + bundle->count;
    if (bundle->count == SK_BUNDLE_FILES_MAX) {
        return sk_fail(list->info, SK_ERR_FULL, "more than %d files", SK_BUNDLE_FILES_MAX);
    }
    if (!sk_bundle_is_path(relative)) {
        return refuse(list, relative, "of its name");
    }
    *entry = (struct sk_bundle_entry){ .kind = SK_BUNDLE_LINK };
    memcpy(entry->path, relative, strlen(relative) + 1);
    enum sk_err err = SK_OK;
    if (S_ISLNK(status->st_mode)) {
        ssize_t length = readlink(path, entry->target, sizeof(entry->target) - 1);
        if (length <= 0 || (size_t)length == sizeof(entry->target) - 1 ||
            strchr(entry->target, '/') || entry->target[0] == '.') {
            return refuse(list, relative, "a link names a file of the same folder");
        }
    } else {
        entry->kind = status->st_mode & S_IXUSR ? SK_BUNDLE_PROGRAM : SK_BUNDLE_FILE;
        err = hash_file(list, path, entry);
    }
    bundle->payload += entry->size;
    bundle->count++;
    return err || bundle->payload <= SK_BUNDLE_PAYLOAD_MAX
               ? err
               : sk_fail(list->info, SK_ERR_FULL, "the files are too large for an update");
}

static enum sk_err walk(struct bundle_listing *list, const char *relative, int depth);

static enum sk_err look_at(struct bundle_listing *list, const char *relative, int depth) {
    char path[PATH_SIZE];
    struct stat status;
    int length = snprintf(path, sizeof(path), "%s/%s", list->folder, relative);
    if (length < 0 || (size_t)length >= sizeof(path) || lstat(path, &status) != 0) {
        return cannot_read(list, path);
    }
    if (S_ISDIR(status.st_mode)) {
        return walk(list, relative, depth + 1);
    }
    return S_ISREG(status.st_mode) || S_ISLNK(status.st_mode)
               ? add_entry(list, path, relative, &status)
               : refuse(list, relative, "it is neither a file nor a link");
}

static enum sk_err walk(struct bundle_listing *list, const char *relative, int depth) {
    char path[PATH_SIZE];
    const struct dirent *entry;
    enum sk_err err = SK_OK;
    if (depth > 16) {
        return refuse(list, relative, "it is too deep");
    }
    (void)snprintf(path, sizeof(path), "%s/%s", list->folder, relative);
    DIR *directory = opendir(path);
    if (!directory) {
        return errno == ENOENT && depth == 1 ? SK_OK : cannot_read(list, path);
    }
    while (!err && (entry = readdir(directory)) != NULL) {
        char below[SK_BUNDLE_PATH_SIZE];
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) {
            continue;
        }
        int length = snprintf(below, sizeof(below), "%s/%s", relative, entry->d_name);
        err = length > 0 && (size_t)length < sizeof(below)
                  ? look_at(list, below, depth)
                  : refuse(list, relative, "the path is too long");
    }
    (void)closedir(directory); /* nothing was written */
    return err;
}

static int by_path(const void *a, const void *b) {
    const struct sk_bundle_entry *left = a;
    const struct sk_bundle_entry *right = b;
    return strcmp(left->path, right->path);
}

enum sk_err sk_bundle_file_list(const char *folder, struct sk_bundle *out,
                                struct sk_err_info *info) {
    struct bundle_listing list = { .folder = folder, .info = info };
    list.bundle.entries = calloc(SK_BUNDLE_FILES_MAX, sizeof(*list.bundle.entries));
    if (!list.bundle.entries) {
        return sk_fail(info, SK_ERR_NOMEM, "not enough memory");
    }
    enum sk_err err = walk(&list, "bin", 1);
    err = err ? err : walk(&list, "lib", 1);
    err = err ? err : walk(&list, "share", 1);
    if (!err && list.bundle.count == 0) {
        err = sk_fail(info, SK_ERR_INVALID, "there is nothing in '%.300s/bin'", folder);
    }
    if (err) {
        sk_bundle_finish(&list.bundle);
        return err;
    }
    qsort(list.bundle.entries, list.bundle.count, sizeof(*list.bundle.entries), by_path);
    *out = list.bundle;
    return SK_OK;
}
