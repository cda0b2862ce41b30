#include "cli/access_key_file.h"

#include "base/wipe.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#define WORD_SIZE 256
#define HEADING_COLUMNS 2

/* Letters, digits and a few signs: what would break the file's form is in no key. */
static bool is_key_word(const char *word) {
    for (const char *c = word; *c; c++) {
        if (!isalnum((unsigned char)*c) && !strchr("._-+/=", *c)) {
            return false;
        }
    }
    return word[0] != '\0';
}

enum sk_err sk_access_key_file(const char *id, const char *secret, struct sk_buf *out,
                               struct sk_err_info *info) {
    if (!is_key_word(id)) {
        return sk_fail(info, SK_ERR_INVALID, "this is no AccessKey ID");
    }
    if (!is_key_word(secret)) {
        return sk_fail(info, SK_ERR_INVALID, "this is no AccessKey Secret");
    }
    return sk_buf_addf(out,
                       "[default]\ntype = access_key\naccess_key_id = %s\naccess_key_secret = %s\n",
                       id, secret);
}

/* One cell of a row, without quotes and blanks. False: too long. *at goes behind its comma. */
static bool take_cell(const char **at, const char *end, char out[WORD_SIZE]) {
    size_t length = 0;
    while (*at < end && **at != ',') {
        char c = *(*at)++;
        if (c == '"' || c == ' ' || c == '\r' || c == '\t') {
            continue;
        }
        if (length + 1 == WORD_SIZE) {
            return false;
        }
        out[length++] = c;
    }
    *at += *at < end;
    out[length] = '\0';
    return true;
}

static const char *line_end(const char *at, const char *end) {
    const char *newline = at < end ? memchr(at, '\n', (size_t)(end - at)) : NULL;
    return newline ? newline : end;
}

static enum sk_err convert_table(const char *text, const char *end, struct sk_buf *out,
                                 struct sk_err_info *info) {
    char id[WORD_SIZE] = "";
    char secret[WORD_SIZE] = "";
    const char *heading_end = line_end(text, end);
    const char *row = heading_end < end ? heading_end + 1 : end;
    const char *row_end = line_end(row, end);
    bool is_read = take_cell(&row, row_end, id) && take_cell(&row, row_end, secret);
    enum sk_err err = is_read ? sk_access_key_file(id, secret, out, info)
                              : sk_fail(info, SK_ERR_INVALID, "the table's row is no access key");
    sk_wipe(secret, sizeof(secret));
    return err;
}

/* "AccessKey ID,AccessKey Secret" */
static bool is_heading(const char *text, const char *end) {
    static const char *const words[HEADING_COLUMNS] = { "AccessKeyID", "AccessKeySecret" };
    const char *last = line_end(text, end);
    char cell[WORD_SIZE];
    for (size_t i = 0; i < HEADING_COLUMNS; i++) {
        if (!take_cell(&text, last, cell) || strcmp(cell, words[i]) != 0) {
            return false;
        }
    }
    return true;
}

enum sk_err sk_access_key_convert(const char *text, size_t length, struct sk_buf *out,
                                  struct sk_err_info *info) {
    static const char byte_order_mark[] = "\xEF\xBB\xBF";
    const char *end = text + length;
    if (length >= 3 && memcmp(text, byte_order_mark, 3) == 0) {
        text += 3;
    }
    if (is_heading(text, end)) {
        return convert_table(text, end, out, info);
    }
    size_t blanks = 0;
    while (text + blanks < end && isspace((unsigned char)text[blanks])) {
        blanks++;
    }
    if (memchr(text, '\0', (size_t)(end - text)) || text + blanks == end || text[blanks] != '[') {
        return sk_fail(info, SK_ERR_INVALID,
                       "this is no file with an access key; it is a credentials file ([default], "
                       "access_key_id = …) or the table that the RAM console lets you download");
    }
    return sk_buf_add(out, text, (size_t)(end - text));
}
