#include "app/manifest/manifest.h"

#include "base/utf8.h"
#include "pairing/label.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define COLUMNS_MAX 64
#define NONE UINT32_MAX
#define LINES_MAX (SK_MANIFEST_BYTES_MAX / 4) /* no line with two labels is shorter */

enum column { COLUMN_SERIAL, COLUMN_INSTANCE, COLUMN_ORDER, COLUMN_COUNT };

/* Names to indexes, by open addressing; a power of two of places, at most half of them taken. */
struct names {
    uint32_t *places;
    size_t size;
};

struct order {
    const char *name;
    int64_t of;
    int64_t bound;
};

struct sk_manifest {
    char *text; /* holds the fields, unquoted and NUL-terminated */
    struct sk_manifest_line *lines;
    size_t count;
    size_t capacity;
    struct order *orders;
    size_t order_count;
    size_t order_capacity;
    int64_t bound; /* of all lines */
    struct names serials;
    struct names order_names;
};

/* One pass over the text. */
struct parse {
    struct sk_manifest *manifest;
    char *at;
    char *end;
    char separator;
    int64_t line;
    size_t field_count; /* of the headings */
    size_t columns[COLUMN_COUNT];
    char *fields[COLUMNS_MAX];
    struct sk_err_info *info;
};

/* --- names -------------------------------------------------------------------------------- */

static unsigned char lower(char c) {
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

bool sk_manifest_same(const char *a, const char *b) {
    while (*a && lower(*a) == lower(*b)) {
        a++;
        b++;
    }
    return *a == *b;
}

/* FNV-1a of the name in lower case. */
static size_t hash_of(const char *name) {
    uint64_t hash = 0xCBF29CE484222325u;
    for (; *name; name++) {
        hash = (hash ^ lower(*name)) * 0x100000001B3u;
    }
    return (size_t)(hash ^ (hash >> 32));
}

static const char *name_at(const struct sk_manifest *manifest, const struct names *names,
                           uint32_t index) {
    return names == &manifest->serials ? manifest->lines[index].serial
                                       : manifest->orders[index].name;
}

/* The place of that name, or the empty one where it belongs. */
static size_t place_of(const struct sk_manifest *manifest, const struct names *names,
                       const char *name) {
    size_t at = hash_of(name) & (names->size - 1);
    while (names->places[at] != NONE &&
           !sk_manifest_same(name_at(manifest, names, names->places[at]), name)) {
        at = (at + 1) & (names->size - 1);
    }
    return at;
}

static uint32_t find(const struct sk_manifest *manifest, const struct names *names,
                     const char *name) {
    return names->size == 0 ? NONE : names->places[place_of(manifest, names, name)];
}

/* Makes room for `count` names in all; those before `count` - 1 are inserted again. */
static bool make_room(const struct sk_manifest *manifest, struct names *names, size_t count) {
    if (count * 2 <= names->size) {
        return true;
    }
    size_t size = names->size == 0 ? 64 : names->size * 2;
    uint32_t *places = malloc(size * sizeof(*places));
    if (!places) {
        return false;
    }
    memset(places, 0xFF, size * sizeof(*places)); /* NONE */
    free(names->places);
    names->places = places;
    names->size = size;
    for (size_t i = 0; i + 1 < count; i++) {
        uint32_t index = (uint32_t)i;
        places[place_of(manifest, names, name_at(manifest, names, index))] = index;
    }
    return true;
}

/* --- fields ------------------------------------------------------------------------------- */

static enum sk_err fail_memory(struct parse *parse) {
    return sk_fail(parse->info, SK_ERR_NOMEM, "not enough memory for the list");
}

static bool is_line_end(char c) {
    return c == '\n' || c == '\r';
}

static void skip_blanks(struct parse *parse) {
    while (parse->at < parse->end && *parse->at == ' ') {
        parse->at++;
    }
}

/* Begins behind the opening quote; doubled quotes are collapsed in place. */
static enum sk_err read_quoted(struct parse *parse, char **field) {
    char *to = parse->at;
    *field = to;
    for (;;) {
        if (parse->at == parse->end) {
            return sk_fail(parse->info, SK_ERR_INVALID, "a quote is opened and not closed");
        }
        char c = *parse->at++;
        if (c == '"' && (parse->at == parse->end || *parse->at != '"')) {
            break;
        }
        parse->at += c == '"';
        parse->line += c == '\n';
        *to++ = c;
    }
    char *closed = to;
    skip_blanks(parse);
    if (parse->at < parse->end && *parse->at != parse->separator && !is_line_end(*parse->at)) {
        return sk_fail(parse->info, SK_ERR_INVALID, "something follows a closing quote");
    }
    *closed = '\0'; /* where the closing quote was, or before it */
    return SK_OK;
}

static enum sk_err read_plain(struct parse *parse, char **field, char **field_end) {
    *field = parse->at;
    while (parse->at < parse->end && *parse->at != parse->separator && !is_line_end(*parse->at)) {
        if (*parse->at == '"') {
            return sk_fail(parse->info, SK_ERR_INVALID, "a quote stands within a value");
        }
        parse->at++;
    }
    *field_end = parse->at;
    while (*field_end > *field && (*field_end)[-1] == ' ') {
        (*field_end)--;
    }
    return SK_OK;
}

/* One row into parse->fields; parse->line is that of the next one then. */
static enum sk_err read_row(struct parse *parse, size_t *count) {
    *count = 0;
    for (;;) {
        char *plain_end = NULL;
        enum sk_err err;
        if (*count == COLUMNS_MAX) {
            return sk_fail(parse->info, SK_ERR_INVALID, "there are more than %d columns",
                           COLUMNS_MAX);
        }
        skip_blanks(parse);
        if (parse->at < parse->end && *parse->at == '"') {
            parse->at++;
            err = read_quoted(parse, &parse->fields[*count]);
        } else {
            err = read_plain(parse, &parse->fields[*count], &plain_end);
        }
        if (err) {
            return err;
        }
        (*count)++;
        char stopped = parse->at < parse->end ? *parse->at : '\n';
        if (plain_end) {
            *plain_end = '\0'; /* on the separator at the latest; the text has one byte more */
        }
        if (parse->at < parse->end) {
            parse->at++;
        }
        if (stopped == '\r' && parse->at < parse->end && *parse->at == '\n') {
            parse->at++;
        }
        if (is_line_end(stopped)) {
            parse->line++;
            return SK_OK;
        }
    }
}

/* --- rows --------------------------------------------------------------------------------- */

static bool is_any_of(const char *name, const char *const *words) {
    for (; *words; words++) {
        if (strcasecmp(name, *words) == 0) {
            return true;
        }
    }
    return false;
}

static enum sk_err read_headings(struct parse *parse) {
    static const char *const serial[] = { "serial", "sn", "serial number", "serial_number", NULL };
    static const char *const instance[] = { "instance", "instance id", "instance_id", NULL };
    static const char *const order[] = { "order", NULL };
    static const char *const *const words[COLUMN_COUNT] = { serial, instance, order };
    enum sk_err err = read_row(parse, &parse->field_count);
    for (size_t i = 0; i < COLUMN_COUNT && !err; i++) {
        parse->columns[i] = COLUMNS_MAX;
        for (size_t at = 0; at < parse->field_count && !err; at++) {
            if (!is_any_of(parse->fields[at], words[i])) {
                continue;
            }
            if (parse->columns[i] != COLUMNS_MAX) {
                err = sk_fail(parse->info, SK_ERR_INVALID, "the column '%s' is there twice",
                              words[i][0]);
            }
            parse->columns[i] = at;
        }
    }
    for (size_t i = 0; i < COLUMN_ORDER && !err; i++) {
        if (parse->columns[i] == COLUMNS_MAX) {
            err = sk_fail(parse->info, SK_ERR_INVALID,
                          "the first line must name the columns, and none is called '%s'",
                          words[i][0]);
        }
    }
    return err;
}

static enum sk_err check_label(struct parse *parse, const char *text, const char *what) {
    size_t length = strlen(text);
    if (length == 0) {
        return sk_fail(parse->info, SK_ERR_INVALID, "there is no %s", what);
    }
    for (size_t i = 0; i < length; i++) {
        if (length > SK_LABEL_MAX || text[i] < 0x21 || text[i] > 0x7E) {
            return sk_fail(parse->info, SK_ERR_INVALID, "the %s cannot stand on a label", what);
        }
    }
    return SK_OK;
}

static enum sk_err check_order(struct parse *parse, const char *text) {
    char printable[SK_MANIFEST_ORDER_SIZE];
    bool cut = false;
    size_t length = strlen(text);
    size_t written = sk_utf8_printable(text, length, printable, sizeof(printable), &cut);
    if (cut || written != length || memcmp(printable, text, length) != 0) {
        return sk_fail(parse->info, SK_ERR_INVALID,
                       "the order must be UTF-8 text of at most %d bytes",
                       SK_MANIFEST_ORDER_SIZE - 1);
    }
    return SK_OK;
}

static enum sk_err find_order(struct parse *parse, const char *name, uint32_t *at) {
    struct sk_manifest *manifest = parse->manifest;
    *at = find(manifest, &manifest->order_names, name);
    if (*at != NONE) {
        return SK_OK;
    }
    if (manifest->order_count == manifest->order_capacity) {
        size_t capacity = manifest->order_capacity * 2 + 16;
        struct order *grown = realloc(manifest->orders, capacity * sizeof(*grown));
        if (!grown) {
            return fail_memory(parse);
        }
        manifest->orders = grown;
        manifest->order_capacity = capacity;
    }
    if (!make_room(manifest, &manifest->order_names, manifest->order_count + 1)) {
        return fail_memory(parse);
    }
    *at = (uint32_t)manifest->order_count;
    manifest->order_names.places[place_of(manifest, &manifest->order_names, name)] = *at;
    manifest->orders[manifest->order_count++] = (struct order){ .name = name };
    return SK_OK;
}

static enum sk_err add_line(struct parse *parse, const struct sk_manifest_line *line) {
    struct sk_manifest *manifest = parse->manifest;
    uint32_t known = find(manifest, &manifest->serials, line->serial);
    if (known != NONE) {
        return sk_fail(parse->info, SK_ERR_INVALID, "'%s' is there already, in line %lld",
                       line->serial, (long long)manifest->lines[known].line);
    }
    if (manifest->count == manifest->capacity) {
        size_t capacity = manifest->capacity * 2 + 64;
        struct sk_manifest_line *grown = realloc(manifest->lines, capacity * sizeof(*grown));
        if (!grown || capacity > LINES_MAX * 2) {
            manifest->lines = grown ? grown : manifest->lines;
            return fail_memory(parse);
        }
        manifest->lines = grown;
        manifest->capacity = capacity;
    }
    if (!make_room(manifest, &manifest->serials, manifest->count + 1)) {
        return fail_memory(parse);
    }
    manifest->serials.places[place_of(manifest, &manifest->serials, line->serial)] =
        (uint32_t)manifest->count;
    manifest->lines[manifest->count++] = *line;
    manifest->orders[line->order_at].of++;
    return SK_OK;
}

static enum sk_err read_line(struct parse *parse) {
    static const char nothing[] = "";
    struct sk_manifest_line line = { .line = parse->line };
    size_t count = 0;
    enum sk_err err = read_row(parse, &count);
    if (err || (count == 1 && parse->fields[0][0] == '\0')) {
        return err; /* an empty line does not count */
    }
    if (count != parse->field_count) {
        return sk_fail(parse->info, SK_ERR_INVALID, "there are %zu values under %zu headings",
                       count, parse->field_count);
    }
    line.serial = parse->fields[parse->columns[COLUMN_SERIAL]];
    line.instance = parse->fields[parse->columns[COLUMN_INSTANCE]];
    line.order = parse->columns[COLUMN_ORDER] == COLUMNS_MAX
                     ? nothing
                     : parse->fields[parse->columns[COLUMN_ORDER]];
    err = check_label(parse, line.serial, "serial number");
    if (!err) {
        err = check_label(parse, line.instance, "instance");
    }
    if (!err) {
        err = check_order(parse, line.order);
    }
    if (!err) {
        err = find_order(parse, line.order, &line.order_at);
    }
    return err ? err : add_line(parse, &line);
}

/* The first of them outside quotes in the line of headings. */
static char separator_of(const char *at, const char *end) {
    bool is_quoted = false;
    for (; at < end && (is_quoted || !is_line_end(*at)); at++) {
        is_quoted ^= *at == '"';
        if (!is_quoted && (*at == ',' || *at == ';' || *at == '\t')) {
            return *at;
        }
    }
    return ',';
}

static enum sk_err read_all(struct parse *parse, int64_t *failed) {
    bool has_headings = false;
    while (parse->at < parse->end) {
        int64_t begun = parse->line;
        enum sk_err err = has_headings ? read_line(parse) : read_headings(parse);
        if (err) {
            *failed = begun;
            return err;
        }
        has_headings = true;
    }
    *failed = 0;
    return has_headings && parse->manifest->count > 0
               ? SK_OK
               : sk_fail(parse->info, SK_ERR_INVALID, "there is no device in it");
}

static enum sk_err check_text(const char *text, size_t length, struct sk_err_info *info) {
    if (length > SK_MANIFEST_BYTES_MAX) {
        return sk_fail(info, SK_ERR_FULL, "it is larger than %d MB",
                       SK_MANIFEST_BYTES_MAX / 1024 / 1024);
    }
    bool is_utf16 =
        length >= 2 && (memcmp(text, "\xFF\xFE", 2) == 0 || memcmp(text, "\xFE\xFF", 2) == 0);
    if (is_utf16 || (length > 0 && memchr(text, '\0', length))) {
        return sk_fail(info, SK_ERR_INVALID, "it is not text in UTF-8; save it as CSV UTF-8");
    }
    return SK_OK;
}

/* --- the whole ---------------------------------------------------------------------------- */

enum sk_err sk_manifest_create(struct sk_manifest **out, const char *text, size_t length,
                               int64_t *line, struct sk_err_info *info) {
    static const char mark[] = "\xEF\xBB\xBF";
    *line = 0;
    enum sk_err err = check_text(text, length, info);
    if (err) {
        return err;
    }
    if (length >= 3 && memcmp(text, mark, 3) == 0) {
        text += 3;
        length -= 3;
    }
    struct sk_manifest *manifest = calloc(1, sizeof(*manifest));
    if (!manifest || !(manifest->text = malloc(length + 1))) {
        free(manifest);
        return sk_fail(info, SK_ERR_NOMEM, "not enough memory for the list");
    }
    memcpy(manifest->text, text, length);
    manifest->text[length] = '\0';
    struct parse parse = { .manifest = manifest,
                           .at = manifest->text,
                           .end = manifest->text + length,
                           .separator = separator_of(text, text + length),
                           .line = 1,
                           .info = info };
    err = read_all(&parse, line);
    if (err) {
        sk_manifest_destroy(manifest);
        return err;
    }
    *out = manifest;
    return SK_OK;
}

void sk_manifest_destroy(struct sk_manifest *manifest) {
    if (!manifest) {
        return;
    }
    free(manifest->serials.places);
    free(manifest->order_names.places);
    free(manifest->orders);
    free(manifest->lines);
    free(manifest->text);
    free(manifest);
}

size_t sk_manifest_count(const struct sk_manifest *manifest) {
    return manifest->count;
}

const struct sk_manifest_line *sk_manifest_line(const struct sk_manifest *manifest, size_t index) {
    return &manifest->lines[index];
}

const struct sk_manifest_line *sk_manifest_find(const struct sk_manifest *manifest,
                                                const char *serial) {
    uint32_t at = find(manifest, &manifest->serials, serial);
    return at == NONE ? NULL : &manifest->lines[at];
}

size_t sk_manifest_order_count(const struct sk_manifest *manifest) {
    return manifest->order_count;
}

struct sk_manifest_order sk_manifest_order(const struct sk_manifest *manifest, size_t index) {
    const struct order *order = &manifest->orders[index];
    return (struct sk_manifest_order){ order->name, order->of, order->bound };
}

bool sk_manifest_find_order(const struct sk_manifest *manifest, const char *name,
                            struct sk_manifest_order *out) {
    uint32_t at = find(manifest, &manifest->order_names, name);
    if (at == NONE) {
        return false;
    }
    *out = sk_manifest_order(manifest, at);
    return true;
}

bool sk_manifest_all(const struct sk_manifest *manifest, struct sk_manifest_order *out) {
    *out = (struct sk_manifest_order){ .name = manifest->order_count == 1 ? manifest->orders[0].name
                                                                          : "",
                                       .of = (int64_t)manifest->count,
                                       .bound = manifest->bound };
    return true;
}

void sk_manifest_mark(struct sk_manifest *manifest, const char *serial, const char *instance,
                      bool is_bound) {
    uint32_t at = find(manifest, &manifest->serials, serial);
    if (at == NONE || manifest->lines[at].is_bound == is_bound ||
        !sk_manifest_same(manifest->lines[at].instance, instance)) {
        return;
    }
    manifest->lines[at].is_bound = is_bound;
    manifest->orders[manifest->lines[at].order_at].bound += is_bound ? 1 : -1;
    manifest->bound += is_bound ? 1 : -1;
}
