#include "base/catalogue.h"

#include "base/whole_file.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define MAGIC 0x950412deu
#define HEAD_WORDS 5 /* magic, revision, count, offsets of both tables */
#define FILE_MAX ((size_t)4 << 20)

struct sk_catalogue {
    char *bytes;
    size_t length, count, texts, translations; /* the last two are offsets of tables */
};

/* The file has the byte order of the machine that it was made on; ours is made while building. */
static size_t word_at(const struct sk_catalogue *catalogue, size_t offset) {
    uint32_t word = 0;
    memcpy(&word, catalogue->bytes + offset, sizeof(word));
    return word;
}

static const char *string_at(const struct sk_catalogue *catalogue, size_t table, size_t index) {
    return catalogue->bytes + word_at(catalogue, table + index * 8 + 4);
}

/* Each entry of a table is the length and the offset of a string with a NUL behind it. */
static bool is_whole(const struct sk_catalogue *catalogue, size_t table) {
    if (table > catalogue->length || catalogue->count > (catalogue->length - table) / 8) {
        return false;
    }
    for (size_t i = 0; i < catalogue->count; i++) {
        size_t length = word_at(catalogue, table + i * 8);
        size_t offset = word_at(catalogue, table + i * 8 + 4);
        if (offset >= catalogue->length || length >= catalogue->length - offset ||
            catalogue->bytes[offset + length] != '\0') {
            return false;
        }
    }
    return true;
}

static bool is_sorted(const struct sk_catalogue *catalogue) {
    for (size_t i = 1; i < catalogue->count; i++) {
        if (strcmp(string_at(catalogue, catalogue->texts, i - 1),
                   string_at(catalogue, catalogue->texts, i)) >= 0) {
            return false;
        }
    }
    return true;
}

static bool read_head(struct sk_catalogue *catalogue) {
    if (catalogue->length < HEAD_WORDS * 4 || word_at(catalogue, 0) != MAGIC ||
        word_at(catalogue, 4) >> 16 != 0) {
        return false;
    }
    catalogue->count = word_at(catalogue, 8);
    catalogue->texts = word_at(catalogue, 12);
    catalogue->translations = word_at(catalogue, 16);
    return is_whole(catalogue, catalogue->texts) && is_whole(catalogue, catalogue->translations) &&
           is_sorted(catalogue);
}

enum sk_err sk_catalogue_create(struct sk_catalogue **out, const char *path,
                                struct sk_err_info *info) {
    struct sk_catalogue *catalogue = calloc(1, sizeof(*catalogue));
    if (!catalogue) {
        return sk_fail(info, SK_ERR_NOMEM, "no memory for the texts");
    }
    enum sk_err err =
        sk_whole_file_read(path, FILE_MAX, &catalogue->bytes, &catalogue->length, info);
    if (!err && !read_head(catalogue)) {
        err = sk_fail(info, SK_ERR_CORRUPT, "'%s' is no catalogue of texts", path);
    }
    if (err) {
        sk_catalogue_destroy(catalogue);
        return err;
    }
    *out = catalogue;
    return SK_OK;
}

void sk_catalogue_destroy(struct sk_catalogue *catalogue) {
    if (catalogue) {
        free(catalogue->bytes);
        free(catalogue);
    }
}

const char *sk_catalogue_find(const struct sk_catalogue *catalogue, const char *text) {
    size_t low = 0, high = catalogue->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(text, string_at(catalogue, catalogue->texts, middle));
        if (order == 0) {
            return string_at(catalogue, catalogue->translations, middle);
        }
        if (order < 0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return NULL;
}
