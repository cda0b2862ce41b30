#include "sheet/people_sheet.h"

#include "base/assert.h"
#include "base/language.h"
#include "base/utf8.h"
#include "pairing/label.h"
#include "sheet/heading.h"
#include "sheet/look.h"
#include "sheet/sheet.h"

#include <stdlib.h>
#include <string.h>

enum people_column { COLUMN_NAME, COLUMN_BADGE, COLUMN_ROLE, COLUMN_LANGUAGE, COLUMNS };

#define NOWHERE SIZE_MAX

static const char *const name_words[] = { "name",     "person", "employee", "姓名", "名字",
                                          "员工姓名", "人员",   "人员姓名", NULL };
static const char *const badge_words[] = {
    "badge",      "badgeid", "badgeno", "badgenumber",     "card",        "cardid",
    "cardno",     "rfid",    "staffid", "personnelnumber", "personnelno", "employeeid",
    "employeeno", "staffno", "工牌",    "工牌号",          "卡号",        "工号",
    "员工编号",   "员工号",  "胸卡",    "胸卡号",          NULL
};
static const char *const role_words[] = { "role", "function", "角色", "职务", "岗位", NULL };
static const char *const language_words[] = { "language", "lang", "speaks", "语言", "语种", NULL };
static const char *const *const words[COLUMNS] = { name_words, badge_words, role_words,
                                                   language_words };

static const char *const worker_words[] = { "worker", "operator", "员工", "工人", "操作员", NULL };
static const char *const supervisor_words[] = { "supervisor", "主管", "班长", NULL };
static const char *const it_words[] = { "it",   "administrator", "admin", "管理员",
                                        "运维", "信息技术",      NULL };

struct sk_sheet_people {
    struct sk_sheet *sheet;
    struct sk_sheet_person *rows;
    size_t count;
    size_t capacity;
};

struct people_reading {
    struct sk_sheet_people *people;
    size_t at[COLUMNS];
    struct sk_mistakes *mistakes;
};

static size_t find_columns(size_t at[COLUMNS], const struct sk_sheet_row *row) {
    size_t found = 0;
    for (size_t column = 0; column < COLUMNS; column++) {
        at[column] = NOWHERE;
        for (size_t i = 0; i < row->count && at[column] == NOWHERE; i++) {
            at[column] = sk_heading_is_one_of(row->cells[i], words[column]) ? i : NOWHERE;
        }
        found += at[column] != NOWHERE;
    }
    return found;
}

/* Only the name must be there, but a row that has more of the headings is more likely theirs. */
static size_t score(void *data, const struct sk_sheet_row *row) {
    size_t at[COLUMNS];
    (void)data;
    (void)find_columns(at, row);
    return at[COLUMN_NAME] != NOWHERE ? 1 : 0;
}

static const char *cell(const struct people_reading *reading, const struct sk_sheet_row *row,
                        enum people_column column) {
    return reading->at[column] == NOWHERE ? "" : sk_sheet_cell(row, reading->at[column]);
}

static const char *role_of(const char *text) {
    if (text[0] == '\0') {
        return "";
    }
    if (sk_heading_is_one_of(text, worker_words)) {
        return "worker";
    }
    if (sk_heading_is_one_of(text, supervisor_words)) {
        return "supervisor";
    }
    return sk_heading_is_one_of(text, it_words) ? "it" : NULL;
}

/* By its name, or by what its speakers call it. NULL: none of ours. */
static const char *language_of(const char *text) {
    if (text[0] == '\0') {
        return "";
    }
    for (size_t i = 0; sk_language_at(i); i++) {
        char own[SK_HEADING_SIZE];
        sk_heading_key(sk_language_own_name(i), strlen(sk_language_own_name(i)), own);
        if (sk_heading_is_one_of(text, (const char *const[]){ own, NULL })) {
            return sk_language_at(i);
        }
    }
    return sk_language_find(text);
}

static void check_row(const struct people_reading *reading, const struct sk_sheet_person *row,
                      const char *role, const char *language) {
    size_t length = strlen(row->name);
    if (length == 0) {
        sk_mistakes_add(reading->mistakes, row->line, "column name: there is no name");
    } else if (length >= SK_OPERATOR_SIZE || !sk_utf8_is_printable(row->name, length) ||
               row->name[0] == '#') {
        sk_mistakes_add(reading->mistakes, row->line,
                        "column name: '%.40s' must be printable text of at most %d bytes that does "
                        "not begin with '#'",
                        row->name, SK_OPERATOR_SIZE - 1);
    }
    if (sk_look_is_damage(row->badge)) {
        sk_mistakes_add(reading->mistakes, row->line, "column badge: '%.40s' %s", row->badge,
                        sk_look_of(row->badge, false));
    }
    if (!row->role) {
        sk_mistakes_add(reading->mistakes, row->line,
                        "column role: '%.40s' is none of worker, supervisor and it", role);
    }
    if (!row->language) {
        sk_mistakes_add(reading->mistakes, row->line,
                        "column language: '%.40s' is none of en, zh_CN, de, es and ja", language);
    }
}

/* What an earlier row says of the same name or the same badge. True: the row is to be added. */
static bool check_against(const struct people_reading *reading, const struct sk_sheet_person *row) {
    SK_ASSERT(row->role && row->language); /* else there was a mistake */
    for (size_t i = 0; i < reading->people->count; i++) {
        const struct sk_sheet_person *known = &reading->people->rows[i];
        bool same_name = strcmp(known->name, row->name) == 0;
        bool same_badge = strcmp(known->badge, row->badge) == 0;
        if (same_name && same_badge && strcmp(known->role, row->role) == 0 &&
            strcmp(known->language, row->language) == 0) {
            return false;
        }
        if (same_name) {
            sk_mistakes_add(
                reading->mistakes, row->line,
                "column name: '%.40s' stands in line %lld with another badge, role or language",
                row->name, (long long)known->line);
            return false;
        }
        if (same_badge && row->badge[0] != '\0') {
            sk_mistakes_add(reading->mistakes, row->line,
                            "column badge: it is that of '%.40s' in line %lld, too", known->name,
                            (long long)known->line);
            return false;
        }
    }
    return true;
}

static enum sk_err add_row(struct sk_sheet_people *people, const struct sk_sheet_person *row) {
    if (people->count == people->capacity) {
        size_t capacity = 2 * people->capacity + 64;
        struct sk_sheet_person *grown = realloc(people->rows, capacity * sizeof(*grown));
        if (!grown) {
            return SK_ERR_NOMEM;
        }
        people->rows = grown;
        people->capacity = capacity;
    }
    people->rows[people->count++] = *row;
    return SK_OK;
}

static enum sk_err take_row(struct people_reading *reading, const struct sk_sheet_row *cells) {
    const char *role = cell(reading, cells, COLUMN_ROLE);
    const char *language = cell(reading, cells, COLUMN_LANGUAGE);
    struct sk_sheet_person row = { .line = cells->line,
                                   .name = cell(reading, cells, COLUMN_NAME),
                                   .badge = cell(reading, cells, COLUMN_BADGE),
                                   .role = role_of(role),
                                   .language = language_of(language) };
    size_t before = reading->mistakes->count + reading->mistakes->more;
    check_row(reading, &row, role, language);
    if (reading->mistakes->count + reading->mistakes->more != before ||
        !check_against(reading, &row)) {
        return SK_OK;
    }
    return add_row(reading->people, &row);
}

static enum sk_err read_rows(struct people_reading *reading, struct sk_err_info *info) {
    struct sk_sheet *sheet = reading->people->sheet;
    struct sk_sheet_row row;
    struct sk_err_info mistake;
    enum sk_err err = SK_OK;
    bool has_headings = sk_sheet_find_headings(sheet, score, 1, NULL);
    enum sk_err end = sk_sheet_next(sheet, &row, &mistake);
    if (!has_headings || end) {
        sk_mistakes_add(reading->mistakes, 0,
                        "there is no row of headings with a column name; the others are badge, "
                        "role and language");
        return SK_OK;
    }
    (void)find_columns(reading->at, &row);
    while (!err && (end = sk_sheet_next(sheet, &row, &mistake)) != SK_ERR_NOT_FOUND) {
        if (end) {
            sk_mistakes_add(reading->mistakes, row.line, "%s", mistake.text);
        } else if (!sk_sheet_row_is_blank(&row)) {
            err = take_row(reading, &row);
        }
    }
    return err ? sk_fail(info, err, "not enough memory for the list of people") : SK_OK;
}

enum sk_err sk_sheet_people_create(struct sk_sheet_people **out, const char *bytes, size_t length,
                                   struct sk_mistakes *mistakes, struct sk_err_info *info) {
    int64_t line = 0;
    struct sk_sheet_people *people = calloc(1, sizeof(*people));
    struct people_reading reading = { .people = people, .mistakes = mistakes };
    *mistakes = (struct sk_mistakes){ .count = 0 };
    if (!people) {
        return sk_fail(info, SK_ERR_NOMEM, "not enough memory for the list of people");
    }
    enum sk_err err = sk_sheet_create(&people->sheet, bytes, length, NULL, &line, info);
    if (err == SK_ERR_INVALID) {
        sk_mistakes_add(mistakes, line, "%s", info->text);
    }
    if (!err) {
        err = read_rows(&reading, info);
    }
    if (!err && mistakes->count > 0) {
        sk_mistakes_tell(mistakes, info);
        err = SK_ERR_INVALID;
    }
    if (err) {
        sk_sheet_people_destroy(people);
        return err;
    }
    *out = people;
    return SK_OK;
}

void sk_sheet_people_destroy(struct sk_sheet_people *people) {
    if (people) {
        sk_sheet_destroy(people->sheet);
        free(people->rows);
        free(people);
    }
}

size_t sk_sheet_people_count(const struct sk_sheet_people *people) {
    return people->count;
}

const struct sk_sheet_person *sk_sheet_people_row(const struct sk_sheet_people *people,
                                                  size_t index) {
    return &people->rows[index];
}
