#include "app/manifest/manifest.h"

#include "base/utf8.h"
#include "pairing/account.h"
#include "pairing/regions.h"
#include "sheet/columns.h"
#include "sheet/look.h"
#include "sheet/sheet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NONE UINT32_MAX
#define LINES_MAX (SK_MANIFEST_BYTES_MAX / 4) /* no line with two labels is shorter */

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
    struct sk_sheet *sheet; /* holds the texts */
    struct sk_manifest_line *lines;
    size_t count;
    size_t capacity;
    struct order *orders;
    size_t order_count;
    size_t order_capacity;
    int64_t bound;         /* of all lines */
    int64_t repeats;       /* rows that say the same as an earlier one */
    int64_t repeated_line; /* the first of them, */
    int64_t repeated_of;   /* and the one before */
    int64_t barred;        /* devices that are never taken */
    int64_t barred_line;
    struct names serials;
    struct names order_names;
};

/* One pass over the sheet. */
struct list_reading {
    struct sk_manifest *manifest;
    struct sk_sheet *sheet;
    const struct sk_label_rules *labels; /* NULL: none */
    const char *further;                 /* headings */
    bool may_be_new;                     /* a region that is not known */
    struct sk_columns columns;
    size_t heading_count;
    struct sk_mistakes *mistakes;
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

/* --- rows --------------------------------------------------------------------------------- */

static enum sk_err fail_memory(struct sk_err_info *info) {
    return sk_fail(info, SK_ERR_NOMEM, "not enough memory for the list");
}

static bool check_order(struct list_reading *reading, const struct sk_manifest_line *line) {
    size_t length = strlen(line->order);
    if (length >= SK_MANIFEST_ORDER_SIZE || !sk_utf8_is_printable(line->order, length)) {
        sk_mistakes_add(reading->mistakes, line->line,
                        "column order: the order must be printable text of at most %d bytes",
                        SK_MANIFEST_ORDER_SIZE - 1);
        return false;
    }
    if (sk_look_is_damage(line->order)) {
        sk_mistakes_add(reading->mistakes, line->line, "column order: '%s' %s", line->order,
                        sk_look_of(line->order, false));
        return false;
    }
    return true;
}

/* "": the settings say it. */
static bool check_account(struct list_reading *reading, const struct sk_manifest_line *line) {
    const char *nearest = NULL;
    enum sk_region_fit fit =
        line->region[0] ? sk_region_fit(line->region, &nearest) : SK_REGION_KNOWN;
    size_t length = strlen(line->profile);
    bool is_region = strlen(line->region) < SK_REGION_SIZE && fit != SK_REGION_BROKEN &&
                     (fit != SK_REGION_UNKNOWN || reading->may_be_new);
    bool is_profile = length < SK_PROFILE_SIZE && sk_utf8_is_printable(line->profile, length) &&
                      !strchr(line->profile, '/') && !sk_look_is_damage(line->profile);
    if (!is_region) {
        sk_mistakes_add(reading->mistakes, line->line,
                        "column region: '%.40s' is not a region; %s%s%s", line->region,
                        nearest ? "did you mean '" : "regions are written as cn-hangzhou",
                        nearest ? nearest : "", nearest ? "'?" : "");
    }
    if (!is_profile) {
        sk_mistakes_add(reading->mistakes, line->line,
                        "column account: '%.40s' is not the name of a profile: printable text of "
                        "at most %d bytes without '/'",
                        line->profile, SK_PROFILE_SIZE - 1);
    }
    return is_region && is_profile;
}

static enum sk_err find_order(struct list_reading *reading, const char *name, uint32_t *at) {
    struct sk_manifest *manifest = reading->manifest;
    *at = find(manifest, &manifest->order_names, name);
    if (*at != NONE) {
        return SK_OK;
    }
    if (manifest->order_count == manifest->order_capacity) {
        size_t capacity = manifest->order_capacity * 2 + 16;
        struct order *grown = realloc(manifest->orders, capacity * sizeof(*grown));
        if (!grown) {
            return fail_memory(reading->info);
        }
        manifest->orders = grown;
        manifest->order_capacity = capacity;
    }
    if (!make_room(manifest, &manifest->order_names, manifest->order_count + 1)) {
        return fail_memory(reading->info);
    }
    *at = (uint32_t)manifest->order_count;
    manifest->order_names.places[place_of(manifest, &manifest->order_names, name)] = *at;
    manifest->orders[manifest->order_count++] = (struct order){ .name = name };
    return SK_OK;
}

static enum sk_err add_line(struct list_reading *reading, struct sk_manifest_line *line) {
    struct sk_manifest *manifest = reading->manifest;
    enum sk_err err = find_order(reading, line->order, &line->order_at);
    if (err) {
        return err;
    }
    if (manifest->count == manifest->capacity) {
        size_t capacity = manifest->capacity * 2 + 64;
        struct sk_manifest_line *grown = realloc(manifest->lines, capacity * sizeof(*grown));
        if (!grown || capacity > LINES_MAX * 2) {
            manifest->lines = grown ? grown : manifest->lines;
            return fail_memory(reading->info);
        }
        manifest->lines = grown;
        manifest->capacity = capacity;
    }
    if (!make_room(manifest, &manifest->serials, manifest->count + 1)) {
        return fail_memory(reading->info);
    }
    manifest->serials.places[place_of(manifest, &manifest->serials, line->serial)] =
        (uint32_t)manifest->count;
    manifest->lines[manifest->count++] = *line;
    manifest->orders[line->order_at].of++;
    return SK_OK;
}

/* The device of this line has one already. The same row again is no mistake: it says nothing else.
 */
static void take_repeated(struct list_reading *reading, const struct sk_manifest_line *line,
                          const struct sk_manifest_line *known) {
    bool is_same_account =
        strcmp(line->region, known->region) == 0 && strcmp(line->profile, known->profile) == 0;
    if (sk_manifest_same(line->instance, known->instance) &&
        sk_manifest_same(line->order, known->order) && is_same_account) {
        reading->manifest->repeats++;
        if (reading->manifest->repeats == 1) {
            reading->manifest->repeated_line = line->line;
            reading->manifest->repeated_of = known->line;
        }
        return;
    }
    sk_mistakes_add(reading->mistakes, line->line,
                    "column serial: '%s' is there already, in line %lld, with another %s",
                    line->serial, (long long)known->line,
                    !sk_manifest_same(line->instance, known->instance) ? "instance"
                    : !is_same_account                                 ? "region or account"
                                                                       : "order");
}

/* Too few values: the last columns were empty, and their separators were left out. Too many: a
 * separator stands within a value. */
static bool has_too_many(const struct list_reading *reading, const struct sk_sheet_row *row) {
    for (size_t i = reading->heading_count; i < row->count; i++) {
        if (row->cells[i][0] != '\0') {
            return true;
        }
    }
    return false;
}

/* Where programs print a list in pages. */
static bool is_headings_again(const struct list_reading *reading, const struct sk_sheet_row *row) {
    for (size_t i = 0; i <= SK_COLUMN_INSTANCE; i++) {
        if (!sk_column_is_heading((enum sk_list_column)i,
                                  sk_sheet_cell(row, reading->columns.at[i]), reading->further)) {
            return false;
        }
    }
    return true;
}

/* An apostrophe in front tells a spreadsheet that a text follows, and is not a part of it. */
static const char *without_text_mark(const char *text, bool always) {
    bool is_mark =
        text[0] == '\'' && text[1] != '\0' && (always || strchr("0123456789=+-@", text[1]) != NULL);
    return text + is_mark;
}

static enum sk_err take_row(struct list_reading *reading, const struct sk_sheet_row *row) {
    const size_t *at = reading->columns.at;
    struct sk_manifest_line line = {
        .serial = without_text_mark(sk_sheet_cell(row, at[SK_COLUMN_SERIAL]), true),
        .instance = without_text_mark(sk_sheet_cell(row, at[SK_COLUMN_INSTANCE]), true),
        .order = without_text_mark(sk_sheet_cell(row, at[SK_COLUMN_ORDER]), false),
        .region = without_text_mark(sk_sheet_cell(row, at[SK_COLUMN_REGION]), true),
        .profile = without_text_mark(sk_sheet_cell(row, at[SK_COLUMN_ACCOUNT]), true),
        .line = row->line
    };
    if (sk_sheet_row_is_blank(row) || is_headings_again(reading, row)) {
        return SK_OK;
    }
    if (has_too_many(reading, row)) {
        sk_mistakes_add(reading->mistakes, row->line, "there are %zu values under %zu headings",
                        row->count, reading->heading_count);
        return SK_OK;
    }
    bool fits = sk_columns_check_labels(reading->labels, line.serial, line.instance, line.line,
                                        reading->mistakes);
    bool has_account = check_account(reading, &line);
    if (!check_order(reading, &line) || !fits || !has_account) {
        return SK_OK;
    }
    uint32_t known = find(reading->manifest, &reading->manifest->serials, line.serial);
    if (known != NONE) {
        take_repeated(reading, &line, &reading->manifest->lines[known]);
        return SK_OK;
    }
    if (reading->labels && sk_column_kind(reading->labels, line.serial) == SK_LABEL_DENIED &&
        reading->manifest->barred++ == 0) {
        reading->manifest->barred_line = line.line;
    }
    return add_line(reading, &line);
}

/* --- headings ----------------------------------------------------------------------------- */

/* "SAGInstanceID" would do as a serial number. */
static bool is_any_heading(const struct list_reading *reading, const char *text) {
    for (size_t i = 0; i < SK_COLUMN_COUNT; i++) {
        if (sk_column_is_heading((enum sk_list_column)i, text, reading->further)) {
            return true;
        }
    }
    return false;
}

static size_t score(void *data, const struct sk_sheet_row *row) {
    const struct list_reading *reading = data;
    struct sk_columns columns;
    for (size_t i = 0; i < row->count && reading->labels; i++) {
        enum sk_label_kind kind = sk_column_kind(reading->labels, row->cells[i]);
        bool is_label = kind == SK_LABEL_SERIAL || kind == SK_LABEL_INSTANCE;
        if (is_label && !is_any_heading(reading, row->cells[i])) {
            return SK_SHEET_DATA; /* headings stand above what they name */
        }
    }
    return sk_columns_find(&columns, row, reading->further, NULL);
}

/* False: there is a mistake in them. */
static bool read_headings(struct list_reading *reading) {
    struct sk_sheet_row row;
    (void)sk_sheet_find_headings(reading->sheet, score, SK_COLUMN_INSTANCE + 1, reading);
    enum sk_err err = sk_sheet_next(reading->sheet, &row, reading->info);
    while (!err && sk_sheet_row_is_blank(&row)) {
        err = sk_sheet_next(reading->sheet, &row, reading->info);
    }
    if (err == SK_ERR_NOT_FOUND) {
        return true; /* an empty file */
    }
    if (err) {
        sk_mistakes_add(reading->mistakes, row.line, "%s", reading->info->text);
        return false;
    }
    reading->heading_count = row.count;
    (void)sk_columns_find(&reading->columns, &row, reading->further, reading->mistakes);
    return reading->mistakes->count == 0;
}

static enum sk_err read_rows(struct list_reading *reading) {
    struct sk_sheet_row row;
    enum sk_err err;
    if (!read_headings(reading)) {
        return SK_OK; /* nothing can be said about the rows */
    }
    while ((err = sk_sheet_next(reading->sheet, &row, reading->info)) != SK_ERR_NOT_FOUND) {
        if (err) {
            sk_mistakes_add(reading->mistakes, row.line, "%s", reading->info->text);
        } else if ((err = take_row(reading, &row)) != SK_OK) {
            return err;
        }
    }
    if (reading->mistakes->count == 0 && reading->manifest->count == 0) {
        sk_mistakes_add(reading->mistakes, 0, "there is no device in it");
    }
    return SK_OK;
}

/* --- the whole ---------------------------------------------------------------------------- */

static enum sk_err read_all(struct list_reading *reading) {
    enum sk_err err = read_rows(reading);
    if (!err && reading->mistakes->count > 0) {
        sk_mistakes_tell(reading->mistakes, reading->info);
        err = SK_ERR_INVALID;
    }
    return err;
}

enum sk_err sk_manifest_create(struct sk_manifest **out, const char *text, size_t length,
                               const struct sk_manifest_rules *rules, struct sk_mistakes *mistakes,
                               struct sk_err_info *info) {
    struct list_reading reading = { .labels = rules ? rules->labels : NULL,
                                    .further = rules && rules->columns ? rules->columns : "",
                                    .may_be_new = rules && rules->may_be_new,
                                    .mistakes = mistakes,
                                    .info = info };
    int64_t line = 0;
    *mistakes = (struct sk_mistakes){ .count = 0 };
    if (length > SK_MANIFEST_BYTES_MAX) {
        return sk_fail(info, SK_ERR_FULL, "it is larger than %d MB",
                       SK_MANIFEST_BYTES_MAX / 1024 / 1024);
    }
    struct sk_manifest *manifest = calloc(1, sizeof(*manifest));
    if (!manifest) {
        return fail_memory(info);
    }
    enum sk_err err = sk_sheet_create(&manifest->sheet, text, length, NULL, &line, info);
    if (err == SK_ERR_INVALID) {
        sk_mistakes_add(mistakes, line, "%s", info->text);
        sk_mistakes_tell(mistakes, info);
    }
    reading.manifest = manifest;
    reading.sheet = manifest->sheet;
    err = err ? err : read_all(&reading);
    if (err) {
        sk_manifest_destroy(manifest);
        return err;
    }
    *out = manifest;
    return SK_OK;
}

bool sk_manifest_notice(const struct sk_manifest *manifest, struct sk_err_info *info) {
    char repeated[160] = "";
    char barred[160] = "";
    if (manifest->repeats > 0) {
        (void)snprintf(repeated, sizeof(repeated),
                       "line %lld says the same as line %lld and counts once%s",
                       (long long)manifest->repeated_line, (long long)manifest->repeated_of,
                       manifest->repeats > 1 ? ", and so do others" : "");
    }
    if (manifest->barred > 0) {
        (void)snprintf(barred, sizeof(barred),
                       "%lld of its devices, the first in line %lld, can never be bound: the "
                       "serial number is barred, or a placeholder",
                       (long long)manifest->barred, (long long)manifest->barred_line);
    }
    (void)sk_fail(info, SK_OK, "%s%s%s", repeated, repeated[0] && barred[0] ? "; " : "", barred);
    return info->text[0] != '\0';
}

void sk_manifest_destroy(struct sk_manifest *manifest) {
    if (!manifest) {
        return;
    }
    free(manifest->serials.places);
    free(manifest->order_names.places);
    free(manifest->orders);
    free(manifest->lines);
    sk_sheet_destroy(manifest->sheet);
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
