#include "client/key.h"

#include "client/secret.h"
#include "client/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ID_MAX = 256, SECRET_MAX = 1024, TOKEN_MAX = 16384 };
#define FILE_MAX_BYTES ((size_t)256 * 1024)

static enum sag_err refuse(const char *where, const char *what, char *text) {
    snprintf(text, SAG_TEXT_SIZE,
             "%s: the %s is empty, too long or holds a blank or a character outside ASCII; "
             "copy it again",
             where, what);
    return SAG_ERR_CREDENTIALS;
}

enum sag_err sag_key_make(struct sag_key *key, const char *id, const char *secret,
                          const char *token, const char *where, char *text) {
    token = token ? token : "";
    if (!sag_token_valid(id, ID_MAX)) {
        return refuse(where, "access key id", text);
    }
    if (!sag_token_valid(secret, SECRET_MAX)) {
        return refuse(where, "access key secret", text);
    }
    if (*token && !sag_token_valid(token, TOKEN_MAX)) {
        return refuse(where, "security token", text);
    }
    size_t id_size = strlen(id) + 1;
    size_t secret_size = strlen(secret) + 1;
    size_t token_size = strlen(token) + 1;
    char *block = sag_secret_alloc(id_size + secret_size + token_size);
    if (!block) {
        snprintf(text, SAG_TEXT_SIZE, "no memory for the access key");
        return SAG_ERR_NOMEM;
    }
    memcpy(block, id, id_size);
    memcpy(block + id_size, secret, secret_size);
    memcpy(block + id_size + secret_size, token, token_size);
    *key = (struct sag_key){ .id = block,
                             .secret = block + id_size,
                             .token = block + id_size + secret_size };
    return SAG_OK;
}

void sag_key_finish(struct sag_key *key) {
    sag_secret_free(key->id);
    *key = (struct sag_key){ 0 };
}

bool sag_key_equal(const struct sag_key *a, const struct sag_key *b) {
    if (!a->id || !b->id) {
        return !a->id && !b->id;
    }
    return strcmp(a->id, b->id) == 0 && strcmp(a->secret, b->secret) == 0 &&
           strcmp(a->token, b->token) == 0;
}

void sag_key_hint(const struct sag_key *key, char out[SAG_KEY_HINT_SIZE]) {
    enum { SHOWN = 4 };
    size_t length = key->id ? strlen(key->id) : 0;
    snprintf(out, SAG_KEY_HINT_SIZE, "…%s", length > SHOWN ? key->id + length - SHOWN : "");
}

static void stamp_from(struct sag_stamp *out, const struct stat *info) {
    *out = (struct sag_stamp){ .device = info->st_dev,
                               .inode = info->st_ino,
                               .size = info->st_size,
                               .changed_at = info->st_mtim,
                               .mode = info->st_mode,
                               .exists = true };
}

void sag_stamp_read(struct sag_stamp *out, const char *path) {
    struct stat info;
    *out = (struct sag_stamp){ 0 };
    if (stat(path, &info) == 0) {
        stamp_from(out, &info);
    }
}

bool sag_stamp_equal(const struct sag_stamp *a, const struct sag_stamp *b) {
    if (!a->exists || !b->exists) {
        return a->exists == b->exists;
    }
    return a->device == b->device && a->inode == b->inode && a->size == b->size &&
           a->mode == b->mode && a->changed_at.tv_sec == b->changed_at.tv_sec &&
           a->changed_at.tv_nsec == b->changed_at.tv_nsec;
}

static enum sag_err io_error(const char *path, const char *doing, int number, char *text) {
    snprintf(text, SAG_TEXT_SIZE, "credentials file '%.300s': cannot %s it: %s", path, doing,
             strerror(number));
    return SAG_ERR_CREDENTIALS;
}

static enum sag_err read_all(struct sag_buf *out, int fd, const char *path, char *text) {
    char *chunk = sag_secret_alloc(4096);
    enum sag_err err = chunk ? SAG_OK : SAG_ERR_NOMEM;
    while (!err) {
        ssize_t got = read(fd, chunk, 4096);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            err = io_error(path, "read", errno, text);
        }
        if (got <= 0) {
            break;
        }
        sag_buf_add(out, chunk, (size_t)got);
        if (out->too_large) {
            snprintf(text, SAG_TEXT_SIZE, "credentials file '%.300s': is over 256 KiB", path);
            err = SAG_ERR_CREDENTIALS;
        } else if (!sag_buf_ok(out)) {
            err = SAG_ERR_NOMEM;
        }
    }
    sag_secret_free(chunk);
    if (err == SAG_ERR_NOMEM) {
        snprintf(text, SAG_TEXT_SIZE, "no memory for the credentials file");
    }
    return err;
}

static enum sag_err check_encoding(const struct sag_buf *bytes, const char *path, char *text) {
    const char *start = sag_buf_text(bytes);
    if (bytes->length >= 2 &&
        (memcmp(start, "\xFF\xFE", 2) == 0 || memcmp(start, "\xFE\xFF", 2) == 0)) {
        snprintf(text, SAG_TEXT_SIZE,
                 "credentials file '%.300s': is written in UTF-16; save it as UTF-8", path);
        return SAG_ERR_CREDENTIALS;
    }
    return SAG_OK;
}

enum sag_err sag_key_read_file(struct sag_buf *out, const char *path, struct sag_stamp *stamp,
                               bool *exists, char *text) {
    enum sag_err err = SAG_OK;
    *exists = false;
    *stamp = (struct sag_stamp){ 0 };
    sag_buf_init_secret(out, FILE_MAX_BYTES);
    /* O_NONBLOCK: a FIFO in its place must not hang the bench. */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) {
        if (errno == ENOENT || errno == ENOTDIR) {
            return SAG_OK;
        }
        return io_error(path, "open", errno, text);
    }
    struct stat info;
    if (fstat(fd, &info) != 0) {
        err = io_error(path, "read", errno, text);
    } else if (!S_ISREG(info.st_mode)) {
        snprintf(text, SAG_TEXT_SIZE, "credentials file '%.300s': is no ordinary file", path);
        err = SAG_ERR_CREDENTIALS;
    } else {
        stamp_from(stamp, &info);
        err = read_all(out, fd, path, text);
        err = err ? err : check_encoding(out, path, text);
        *exists = !err;
    }
    close(fd);
    if (err) {
        sag_buf_finish(out);
    }
    return err;
}

bool sag_role_valid(const char *role) {
    size_t length = strlen(role);
    for (size_t i = 0; i < length; i++) {
        char c = role[i];
        bool word = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (!word && c != '.' && c != '_' && c != '-') {
            return false;
        }
    }
    return length > 0 && length < 128 && role[0] != '.';
}
