#include "sheet/sheet.h"

#include "base/utf8.h"
#include "base/util.h"
#include "sheet/encoding.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define HEAD_ROWS 20                 /* among which the headings are looked for */
#define HEAD_BYTES ((size_t)1 << 16) /* likewise */

struct sk_sheet {
    char *text; /* the cells, unquoted and NUL-terminated in place */
    char *at;
    char *end;
    int64_t line;
    char separator;
    bool is_declared; /* by sep= */
    struct sk_sheet_rules rules;
};

/* --- characters --------------------------------------------------------------------------- */

static bool is_line_end(char c) {
    return c == '\n' || c == '\r';
}

size_t sk_sheet_blank(const char *text, size_t length) {
    uint32_t c = 0;
    size_t bytes = sk_utf8_decode(text, length, &c);
    bool is_blank = c == ' ' || c == '\t' || c == '\v' || c == '\f' || c == 0x1A || /* Ctrl-Z */
                    c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200F) ||
                    (c >= 0x2028 && c <= 0x202F) || (c >= 0x205F && c <= 0x206F) || c == 0x3000 ||
                    c == 0xFEFF;
    return bytes > 0 && is_blank ? bytes : 0;
}

/* Bytes of the separator that begins here. */
static size_t separator_at(const struct sk_sheet *sheet, const char *at) {
    static const char *const wide[] = { "，", "；", "、" };
    if (!sheet->rules.any_separator) {
        return *at == sheet->separator;
    }
    for (size_t i = 0; i < SK_ARRAY_LEN(wide); i++) {
        size_t length = strlen(wide[i]);
        if ((size_t)(sheet->end - at) >= length && memcmp(at, wide[i], length) == 0) {
            return length;
        }
    }
    return *at == ',' || *at == ';' || *at == '\t';
}

static bool is_remark(const struct sk_sheet *sheet, const char *at) {
    return sheet->rules.remark != '\0' && *at == sheet->rules.remark;
}

/* A cell ends here. */
static bool is_end(const struct sk_sheet *sheet, const char *at) {
    return at == sheet->end || is_line_end(*at) || is_remark(sheet, at) ||
           separator_at(sheet, at) > 0;
}

static void skip_blanks(struct sk_sheet *sheet) {
    size_t blank = 0;
    while (!is_end(sheet, sheet->at) &&
           (blank = sk_sheet_blank(sheet->at, (size_t)(sheet->end - sheet->at))) > 0) {
        sheet->at += blank;
    }
}

static void skip_line_end(struct sk_sheet *sheet) {
    if (sheet->at == sheet->end) {
        return;
    }
    sheet->at += *sheet->at == '\r' && sheet->at + 1 < sheet->end && sheet->at[1] == '\n' ? 2 : 1;
    sheet->line++;
}

static void skip_line(struct sk_sheet *sheet) {
    while (sheet->at < sheet->end && !is_line_end(*sheet->at)) {
        sheet->at++;
    }
}

/* --- cells -------------------------------------------------------------------------------- */

struct cell {
    char *begin;
    char *end;
};

/* Without the blanks, and within quotes line ends, around it. */
static void trim(struct cell *cell) {
    char *end = cell->begin; /* behind the last that is no blank */
    bool has_begun = false;
    for (char *at = cell->begin; at < cell->end;) {
        size_t blank = is_line_end(*at) ? 1 : sk_sheet_blank(at, (size_t)(cell->end - at));
        if (blank == 0) {
            cell->begin = has_begun ? cell->begin : at;
            has_begun = true;
            end = ++at; /* a byte of a longer character is no blank either */
        } else {
            at += blank;
        }
    }
    cell->end = has_begun ? end : cell->begin;
}

/* ="text" within quotes, where all its own are doubled: the ones that are left. */
static void take_formula_off(struct cell *cell) {
    size_t length = (size_t)(cell->end - cell->begin);
    if (length < 3 || memcmp(cell->begin, "=\"", 2) != 0 || cell->end[-1] != '"') {
        return;
    }
    const char *inner = cell->begin + 2;
    if (memchr(inner, '"', length - 3)) {
        return; /* more than a text */
    }
    cell->begin += 2;
    cell->end--;
}

/* Begins behind the opening quote; doubled quotes are collapsed in place. */
static enum sk_err read_quoted(struct sk_sheet *sheet, struct cell *cell,
                               struct sk_err_info *info) {
    char *to = sheet->at;
    cell->begin = to;
    for (;;) {
        if (sheet->at == sheet->end) {
            return sk_fail(info, SK_ERR_INVALID, "a quote is opened and not closed");
        }
        char c = *sheet->at++;
        if (c == '"' && (sheet->at == sheet->end || *sheet->at != '"')) {
            break;
        }
        sheet->at += c == '"';
        bool is_half = c == '\r' && sheet->at < sheet->end && *sheet->at == '\n';
        sheet->line += is_line_end(c) && !is_half;
        *to++ = c;
    }
    cell->end = to;
    skip_blanks(sheet);
    return is_end(sheet, sheet->at)
               ? SK_OK
               : sk_fail(info, SK_ERR_INVALID, "something follows a closing quote");
}

static enum sk_err read_plain(struct sk_sheet *sheet, struct cell *cell, struct sk_err_info *info) {
    cell->begin = sheet->at;
    while (!is_end(sheet, sheet->at)) {
        if (*sheet->at == '"') {
            return sk_fail(info, SK_ERR_INVALID, "a quote stands within a value");
        }
        sheet->at++;
    }
    cell->end = sheet->at;
    return SK_OK;
}

static enum sk_err read_cell(struct sk_sheet *sheet, struct cell *cell, struct sk_err_info *info) {
    skip_blanks(sheet);
    size_t left = (size_t)(sheet->end - sheet->at);
    bool is_formula = left > 1 && memcmp(sheet->at, "=\"", 2) == 0;
    bool is_quoted = is_formula || (left > 0 && *sheet->at == '"');
    sheet->at += is_formula + is_quoted;
    enum sk_err err = is_quoted ? read_quoted(sheet, cell, info) : read_plain(sheet, cell, info);
    if (!err) {
        trim(cell);
        take_formula_off(cell);
        trim(cell);
    }
    return err;
}

/* --- rows --------------------------------------------------------------------------------- */

/* Without the line end behind it. */
static enum sk_err read_cells(struct sk_sheet *sheet, struct sk_sheet_row *row,
                              struct sk_err_info *info) {
    for (;;) {
        struct cell cell = { NULL, NULL };
        if (row->count == SK_SHEET_CELLS_MAX) {
            return sk_fail(info, SK_ERR_INVALID, "there are more than %d columns",
                           SK_SHEET_CELLS_MAX);
        }
        enum sk_err err = read_cell(sheet, &cell, info);
        if (err) {
            return err;
        }
        row->cells[row->count++] = cell.begin;
        bool has_more =
            sheet->at < sheet->end && !is_line_end(*sheet->at) && !is_remark(sheet, sheet->at);
        size_t separator = has_more ? separator_at(sheet, sheet->at) : 0;
        if (!has_more) {
            skip_line(sheet); /* a remark */
            skip_line_end(sheet);
            *cell.end = '\0'; /* on the line end at the latest; the text has one byte more */
            return SK_OK;
        }
        sheet->at += separator;
        *cell.end = '\0'; /* on the separator at the latest */
    }
}

enum sk_err sk_sheet_next(struct sk_sheet *sheet, struct sk_sheet_row *row,
                          struct sk_err_info *info) {
    row->line = sheet->line;
    row->count = 0;
    if (sheet->at == sheet->end) {
        return SK_ERR_NOT_FOUND;
    }
    enum sk_err err = read_cells(sheet, row, info);
    if (err) {
        skip_line(sheet);
        skip_line_end(sheet);
    }
    return err;
}

bool sk_sheet_row_is_blank(const struct sk_sheet_row *row) {
    for (size_t i = 0; i < row->count; i++) {
        if (row->cells[i][0] != '\0') {
            return false;
        }
    }
    return true;
}

const char *sk_sheet_cell(const struct sk_sheet_row *row, size_t index) {
    return index < row->count ? row->cells[index] : "";
}

/* --- the head ----------------------------------------------------------------------------- */

/* `sep=;`, which Excel obeys: with or without quotes, and with separators behind it where it was
 * saved again. */
static void take_declaration(struct sk_sheet *sheet) {
    const char *at = sheet->at;
    size_t left = (size_t)(sheet->end - at);
    bool is_quoted = left > 0 && *at == '"';
    at += is_quoted;
    left -= is_quoted;
    if (left < 5 || strncasecmp(at, "sep=", 4) != 0 || is_line_end(at[4]) || at[4] == '"' ||
        (at[4] & 0x80) != 0) {
        return;
    }
    char separator = at[4];
    at += 5;
    while (at < sheet->end && (*at == separator || *at == ' ' || (is_quoted && *at == '"'))) {
        at++;
    }
    if (at == sheet->end || is_line_end(*at)) {
        sheet->separator = separator;
        sheet->is_declared = true;
        skip_line(sheet);
        skip_line_end(sheet);
    }
}

/* The first of them outside quotes in the first line that has one. */
static char first_separator(const char *at, const char *end) {
    bool is_quoted = false;
    for (; at < end; at++) {
        is_quoted ^= *at == '"';
        if (!is_quoted && (*at == ',' || *at == ';' || *at == '\t' || *at == '|')) {
            return *at;
        }
    }
    return ',';
}

struct best {
    size_t score;
    size_t offset; /* from sheet->at */
    int64_t line;
    char separator;
};

/* With one separator, on a copy: reading changes the text. True: a row names all. */
static bool look_with(const struct sk_sheet *sheet, char separator, char *scratch, size_t length,
                      sk_sheet_score score, size_t wanted, void *data, struct best *best) {
    struct sk_sheet copy = *sheet;
    struct sk_sheet_row row;
    memcpy(scratch, sheet->at, length);
    scratch[length] = '\0';
    copy.at = scratch;
    copy.end = scratch + length;
    copy.separator = separator;
    for (size_t i = 0; i < HEAD_ROWS; i++) {
        size_t offset = (size_t)(copy.at - scratch);
        enum sk_err err = sk_sheet_next(&copy, &row, NULL);
        if (err == SK_ERR_NOT_FOUND) {
            break;
        }
        size_t found = err ? 0 : score(data, &row);
        if (found == SK_SHEET_DATA) {
            break;
        }
        if (found > best->score) {
            *best = (struct best){ found, offset, row.line, separator };
        }
        if (found >= wanted) {
            return true;
        }
    }
    return false;
}

bool sk_sheet_find_headings(struct sk_sheet *sheet, sk_sheet_score score, size_t wanted,
                            void *data) {
    const char all[] = { ',', ';', '\t', '|' };
    size_t left = (size_t)(sheet->end - sheet->at);
    size_t length = left < HEAD_BYTES ? left : HEAD_BYTES;
    struct best best = { .line = sheet->line, .separator = sheet->separator };
    bool is_found = false;
    char *scratch = malloc(length + 1);
    if (!scratch) {
        return false;
    }
    bool has_choice = !sheet->is_declared && !sheet->rules.any_separator;
    for (size_t i = 0; i < (has_choice ? SK_ARRAY_LEN(all) : 1) && !is_found; i++) {
        is_found = look_with(sheet, has_choice ? all[i] : sheet->separator, scratch, length, score,
                             wanted, data, &best);
    }
    free(scratch);
    sheet->at += best.offset;
    sheet->line = best.line;
    sheet->separator = best.separator;
    return is_found;
}

/* --- the whole ---------------------------------------------------------------------------- */

enum sk_err sk_sheet_create(struct sk_sheet **out, const char *bytes, size_t length,
                            const struct sk_sheet_rules *rules, int64_t *line,
                            struct sk_err_info *info) {
    struct sk_sheet *sheet = calloc(1, sizeof(*sheet));
    size_t text_length = 0;
    *line = 0;
    if (!sheet) {
        return sk_fail(info, SK_ERR_NOMEM, "not enough memory for the text");
    }
    enum sk_err err = sk_encoding_to_utf8(bytes, length, &sheet->text, &text_length, line, info);
    if (err) {
        free(sheet);
        return err;
    }
    sheet->at = sheet->text;
    sheet->end = sheet->text + text_length;
    sheet->line = 1;
    sheet->rules = rules ? *rules : (struct sk_sheet_rules){ 0 };
    sheet->separator = first_separator(sheet->at, sheet->end);
    take_declaration(sheet);
    *out = sheet;
    return SK_OK;
}

void sk_sheet_destroy(struct sk_sheet *sheet) {
    if (sheet) {
        free(sheet->text);
        free(sheet);
    }
}
