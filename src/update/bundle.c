#include "update/bundle.h"

#include "base/parse.h"
#include "base/utf8.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char first_line[] = "sag-kiosk update 1";
static const char *const kinds[] = {
    [SK_BUNDLE_FILE] = "file", [SK_BUNDLE_PROGRAM] = "program", [SK_BUNDLE_LINK] = "link"
};
#define FIELDS 4
#define LINE_SIZE 512

/* --- what may be in it -------------------------------------------------------------------- */

bool sk_bundle_is_version(const char *text) {
    int numbers = 0;
    while (numbers < 4) {
        size_t digits = strspn(text, "0123456789");
        if (digits == 0 || digits > 6) {
            return false;
        }
        numbers++;
        text += digits;
        if (*text != '.') {
            break;
        }
        text++;
    }
    return *text == '\0' && numbers >= 2;
}

int sk_bundle_compare_versions(const char *a, const char *b) {
    for (;;) {
        char *end_a = NULL;
        char *end_b = NULL;
        long number_a = *a ? strtol(a, &end_a, 10) : 0;
        long number_b = *b ? strtol(b, &end_b, 10) : 0;
        if (number_a != number_b) {
            return number_a < number_b ? -1 : 1;
        }
        if (!*a && !*b) {
            return 0;
        }
        a = !end_a ? a : *end_a ? end_a + 1 : end_a;
        b = !end_b ? b : *end_b ? end_b + 1 : end_b;
    }
}

bool sk_bundle_is_word(const char *text) {
    size_t length = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-");
    return length > 0 && length < SK_BUNDLE_WORD_SIZE && text[length] == '\0';
}

/* Of a path; not "." or "..", nor hidden. */
static bool is_name(const char *text, size_t length) {
    static const char allowed[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-+@";
    size_t i = 0;
    while (i < length && memchr(allowed, text[i], sizeof(allowed) - 1)) {
        i++;
    }
    return length > 0 && length < SK_BUNDLE_NAME_SIZE && i == length && text[0] != '.';
}

bool sk_bundle_is_path(const char *text) {
    static const char *const roots[] = { "bin/", "lib/", "share/" };
    bool is_below = false;
    if (strlen(text) >= SK_BUNDLE_PATH_SIZE) {
        return false;
    }
    for (size_t i = 0; i < sizeof(roots) / sizeof(roots[0]); i++) {
        is_below = is_below || strncmp(text, roots[i], strlen(roots[i])) == 0;
    }
    while (is_below && *text) {
        size_t length = strcspn(text, "/");
        if (!is_name(text, length) || (text[length] == '/' && text[length + 1] == '\0')) {
            return false;
        }
        text += length + (text[length] == '/');
    }
    return is_below;
}

/* --- reading ------------------------------------------------------------------------------ */

/* A line, cut into words. */
struct bundle_line {
    char text[LINE_SIZE];
    const char *fields[FIELDS];
    size_t count;
};

static bool cut(struct bundle_line *line, const char *text, size_t length) {
    if (length >= sizeof(line->text) || memchr(text, '\0', length)) {
        return false;
    }
    memcpy(line->text, text, length);
    line->text[length] = '\0';
    line->count = 0;
    for (char *at = line->text; at;) {
        char *blank = strchr(at, ' ');
        if (line->count == FIELDS) {
            return false;
        }
        line->fields[line->count++] = at;
        if (blank) {
            *blank++ = '\0';
        }
        at = blank;
    }
    return true;
}

static bool read_hex(const char *text, uint8_t out[SK_BUNDLE_HASH_SIZE]) {
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < SK_BUNDLE_HASH_SIZE; i++) {
        const char *high = text[2 * i] ? strchr(digits, text[2 * i]) : NULL;
        const char *low = high && text[2 * i + 1] ? strchr(digits, text[2 * i + 1]) : NULL;
        if (!low) {
            return false;
        }
        out[i] = (uint8_t)((high - digits) * 16 + (low - digits));
    }
    return text[2 * (size_t)SK_BUNDLE_HASH_SIZE] == '\0';
}

static bool take_word(const struct bundle_line *line, const char *name, char *out) {
    bool is_version = strcmp(name, "version") == 0;
    if (line->count != 2 || strcmp(line->fields[0], name) != 0 ||
        strlen(line->fields[1]) >= SK_BUNDLE_WORD_SIZE ||
        !(is_version ? sk_bundle_is_version(line->fields[1])
                     : sk_bundle_is_word(line->fields[1]))) {
        return false;
    }
    memcpy(out, line->fields[1], strlen(line->fields[1]) + 1);
    return true;
}

static bool take_head(struct sk_bundle *bundle, const struct bundle_line *line, size_t number) {
    switch (number) {
    case 2:
        return take_word(line, "version", bundle->version);
    case 3:
        return take_word(line, "architecture", bundle->architecture);
    case 4:
        return take_word(line, "channel", bundle->channel);
    default:
        return line->count == 2 && strcmp(line->fields[0], "journal") == 0 &&
               sk_parse_int(line->fields[1], 1, 1000000, &bundle->journal);
    }
}

static bool is_behind_the_last(const struct sk_bundle *bundle, const char *path) {
    return bundle->count == 0 || strcmp(bundle->entries[bundle->count - 1].path, path) < 0;
}

static bool take_entry(struct sk_bundle *bundle, const struct bundle_line *line) {
    struct sk_bundle_entry *entry = &bundle->entries[bundle->count];
    const char *path = line->fields[line->count - 1];
    bool is_link = strcmp(line->fields[0], kinds[SK_BUNDLE_LINK]) == 0;
    if (bundle->count == SK_BUNDLE_FILES_MAX || line->count != (is_link ? 3 : 4) ||
        !sk_bundle_is_path(path) || !is_behind_the_last(bundle, path)) {
        return false;
    }
    *entry = (struct sk_bundle_entry){ .kind = SK_BUNDLE_LINK };
    if (is_link) {
        if (!is_name(line->fields[1], strlen(line->fields[1]))) {
            return false;
        }
        memcpy(entry->target, line->fields[1], strlen(line->fields[1]) + 1);
    } else {
        bool is_program = strcmp(line->fields[0], kinds[SK_BUNDLE_PROGRAM]) == 0;
        entry->kind = is_program ? SK_BUNDLE_PROGRAM : SK_BUNDLE_FILE;
        if ((!is_program && strcmp(line->fields[0], kinds[SK_BUNDLE_FILE]) != 0) ||
            !sk_parse_int(line->fields[1], 0, SK_BUNDLE_PAYLOAD_MAX - bundle->payload,
                          &entry->size) ||
            !read_hex(line->fields[2], entry->hash)) {
            return false;
        }
    }
    memcpy(entry->path, path, strlen(path) + 1);
    bundle->payload += entry->size;
    bundle->count++;
    return true;
}

static enum sk_err refuse(const char *text, size_t length, size_t number,
                          struct sk_err_info *info) {
    char shown[96];
    (void)sk_utf8_printable(text, length < 64 ? length : 64, shown, sizeof(shown), NULL);
    return number == 1
               ? sk_fail(info, SK_ERR_UNSUPPORTED, "it does not begin like an update of sag-kiosk")
               : sk_fail(info, SK_ERR_INVALID, "line %zu, '%s', is not what belongs there", number,
                         shown);
}

static bool is_first(const char *text, size_t length) {
    return length == strlen(first_line) && memcmp(text, first_line, length) == 0;
}

enum sk_err sk_bundle_read(const char *text, size_t length, struct sk_bundle *out,
                           struct sk_err_info *info) {
    struct bundle_line line;
    struct sk_bundle bundle = { .journal = 0 };
    bundle.entries = calloc(SK_BUNDLE_FILES_MAX, sizeof(*bundle.entries));
    enum sk_err err = SK_OK;
    size_t number = 0;
    if (!bundle.entries) {
        return sk_fail(info, SK_ERR_NOMEM, "not enough memory");
    }
    while (!err && length > 0) {
        const char *end = memchr(text, '\n', length);
        size_t size = end ? (size_t)(end - text) : length;
        number++;
        bool is_good = end && (number == 1 ? is_first(text, size)
                                           : cut(&line, text, size) &&
                                                 (number <= 5 ? take_head(&bundle, &line, number)
                                                              : take_entry(&bundle, &line)));
        err = is_good ? SK_OK : refuse(text, size, number, info);
        text += is_good ? size + 1 : 0;
        length -= is_good ? size + 1 : 0;
    }
    err = !err && bundle.count == 0 ? refuse("", 0, number < 5 ? 1 : number, info) : err;
    if (err) {
        sk_bundle_finish(&bundle);
        return err;
    }
    *out = bundle;
    return SK_OK;
}

void sk_bundle_finish(struct sk_bundle *bundle) {
    free(bundle->entries);
    bundle->entries = NULL;
    bundle->count = 0;
}

/* --- writing ------------------------------------------------------------------------------ */

static enum sk_err write_entry(const struct sk_bundle_entry *entry, struct sk_buf *out) {
    if (entry->kind == SK_BUNDLE_LINK) {
        return sk_buf_addf(out, "link %s %s\n", entry->target, entry->path);
    }
    enum sk_err err = sk_buf_addf(out, "%s %" PRId64 " ", kinds[entry->kind], entry->size);
    for (size_t i = 0; i < SK_BUNDLE_HASH_SIZE && !err; i++) {
        err = sk_buf_addf(out, "%02x", entry->hash[i]);
    }
    return err ? err : sk_buf_addf(out, " %s\n", entry->path);
}

enum sk_err sk_bundle_write(const struct sk_bundle *bundle, struct sk_buf *out) {
    enum sk_err err = sk_buf_addf(
        out, "%s\nversion %s\narchitecture %s\nchannel %s\njournal %" PRId64 "\n", first_line,
        bundle->version, bundle->architecture, bundle->channel, bundle->journal);
    for (size_t i = 0; i < bundle->count && !err; i++) {
        err = write_entry(&bundle->entries[i], out);
    }
    return err;
}
