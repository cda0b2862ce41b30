#include "journal/filter_sql.h"

#include "base/parse.h"

#include <stdio.h>
#include <string.h>

#define NARROW_MAX 50000 /* pairs that are counted to find where a day begins and ends */

/* Found through the undos, which the index of what is not bound has: few, however many pairs. */
#define UNDONE_SQL(column)                                                                         \
    "SELECT " #column " FROM pair WHERE result = 'undone' AND result <> 'bound'"
#define UNDONE_CONDITION                                                                           \
    " AND p.number IN (" UNDONE_SQL(number) " UNION ALL " UNDONE_SQL(                              \
        refers) ") AND " SK_OUTCOME_SQL " = ?4"

#define OPEN_CONDITION " AND p.number IN (" SK_FILTER_OPEN_SQL ")"

enum sk_err sk_filter_sql_pattern(const char *text, bool is_prefix, char out[SK_FILTER_TEXT_SIZE],
                                  struct sk_err_info *info) {
    size_t at = 0;
    if (strlen(text) * 2 + 3 > SK_FILTER_TEXT_SIZE) {
        return sk_fail(info, SK_ERR_INVALID, "'%.40s…' is too long to be part of a label", text);
    }
    if (!is_prefix) {
        out[at++] = '%';
    }
    for (; *text; text++) {
        if (*text == '%' || *text == '_' || *text == '\\') {
            out[at++] = '\\';
        }
        out[at++] = *text;
    }
    out[at++] = '%';
    out[at] = '\0';
    return SK_OK;
}

/* The numbers of the pairs between two times, found through the index of times. Clocks that jumped
 * do no harm: all pairs of these times are between the numbers, and the query filters out the
 * others. */
static enum sk_err narrow(struct sk_filter *filter, struct sk_journal *journal,
                          struct sk_err_info *info) {
    sqlite3_stmt *statement = NULL;
    if (filter->from_ms == 0 && filter->to_ms == 0) {
        return SK_OK;
    }
    enum sk_err err = sk_store_prepare(
        journal, &statement,
        "SELECT count(*), min(number), max(number) FROM (SELECT number FROM pair INDEXED BY"
        " pair_scanned WHERE scanned_wall_ms >= ?1 AND scanned_wall_ms < ?2 LIMIT ?3)",
        info);
    if (err) {
        return err;
    }
    (void)sqlite3_bind_int64(statement, 1, filter->from_ms);
    (void)sqlite3_bind_int64(statement, 2, filter->to_ms > 0 ? filter->to_ms : INT64_MAX);
    (void)sqlite3_bind_int64(statement, 3, NARROW_MAX + 1);
    int status = sqlite3_step(statement);
    if (status != SQLITE_ROW) {
        err = sk_store_fail(journal, status, info);
    } else if (sqlite3_column_int64(statement, 0) <= NARROW_MAX) {
        bool is_empty = sqlite3_column_int64(statement, 0) == 0;
        int64_t first = is_empty ? 1 : sqlite3_column_int64(statement, 1);
        int64_t last = is_empty ? -1 : sqlite3_column_int64(statement, 2);
        if (first > filter->first_number) {
            filter->first_number = first;
        }
        if (filter->last_number == 0 || last < filter->last_number) {
            filter->last_number = last;
        }
    }
    sqlite3_finalize(statement);
    return err;
}

/* "#5" of SK_OPERATOR_SQL(); 0: it is a name. */
static int64_t erased_person(const char *name) {
    int64_t number = 0;
    return name[0] == '#' && sk_parse_int(name + 1, 1, INT64_MAX, &number) ? number : 0;
}

/* SQLite uses a partial index only if its condition is in the query, and none for an OR of two. */
static enum sk_err find_person(struct sk_filter_sql *sql, struct sk_journal *journal,
                               struct sk_err_info *info) {
    sqlite3_stmt *statement = NULL;
    const char *name = sql->filter.operator_name;
    if (!name || !name[0]) {
        return SK_OK;
    }
    enum sk_err err =
        sk_store_prepare(journal, &statement,
                         "SELECT (SELECT max(number) FROM person WHERE name = ?1),"
                         " (SELECT count(*) FROM person WHERE name = ?1) > 1"
                         " OR EXISTS (SELECT 1 FROM pair WHERE operator = ?1 AND operator <> '')",
                         info);
    if (err) {
        return err;
    }
    (void)sqlite3_bind_text(statement, 1, name, -1, SQLITE_STATIC);
    int status = sqlite3_step(statement);
    if (status == SQLITE_ROW) {
        int64_t named = sqlite3_column_int64(statement, 0);
        sql->person = named != 0 ? named : erased_person(name);
        sql->by = sql->person == 0                        ? SK_FILTER_BY_NAME
                  : sqlite3_column_int(statement, 1) == 0 ? SK_FILTER_BY_PERSON
                                                          : SK_FILTER_BY_BOTH;
    } else {
        err = sk_store_fail(journal, status, info);
    }
    sqlite3_finalize(statement);
    return err;
}

enum sk_err sk_filter_sql_init(struct sk_filter_sql *sql, struct sk_journal *journal,
                               const struct sk_filter *filter, struct sk_err_info *info) {
    *sql = (struct sk_filter_sql){ .filter = *filter };
    const char *texts[] = { filter->serial, filter->instance };
    char *patterns[] = { sql->serial, sql->instance };
    enum sk_err err = SK_OK;
    for (size_t i = 0; i < 2 && !err; i++) {
        err = texts[i] ? sk_filter_sql_pattern(texts[i], filter->is_prefix, patterns[i], info)
                       : SK_OK;
    }
    err = err ? err : find_person(sql, journal, info);
    return err ? err : narrow(&sql->filter, journal, info);
}

enum sk_err sk_filter_sql_where(const struct sk_filter_sql *sql, struct sk_buf *out) {
    const struct sk_filter *filter = &sql->filter;
    const bool is_somebody = filter->operator_name && filter->operator_name[0];
    const bool is_nobody = filter->operator_name && !filter->operator_name[0];
    const bool is_bound = filter->outcome && strcmp(filter->outcome, "bound") == 0;
    const bool is_undone = filter->outcome && strcmp(filter->outcome, "undone") == 0;
    const struct {
        bool is_used;
        const char *condition;
    } all[] = {
        { filter->serial != NULL, " AND p.serial LIKE ?1 ESCAPE '\\'" },
        { filter->instance != NULL, " AND p.instance LIKE ?2 ESCAPE '\\'" },
        { is_somebody && sql->by == SK_FILTER_BY_NAME,
          " AND p.operator = ?3 AND p.operator <> ''" },
        { is_somebody && sql->by == SK_FILTER_BY_PERSON, " AND p.person = ?17 AND p.person <> 0" },
        /* No index has both in the order of their numbers, so the newest are looked through. */
        { is_somebody && sql->by == SK_FILTER_BY_BOTH,
          " AND (+p.operator = ?3 OR +p.person = ?17 OR +p.person IN"
          " (SELECT number FROM person WHERE name = ?3))" },
        { is_nobody, " AND p.operator = ?3 AND p.person = 0" },
        { filter->customer_order != NULL, " AND p.customer_order = ?14 COLLATE NOCASE" },
        { filter->customer_order && filter->customer_order[0], " AND p.customer_order <> ''" },
        { filter->outcome && !is_undone, " AND p.result = ?4" },
        { filter->outcome && is_bound, " AND p.undone_by = 0" },
        { filter->outcome && !is_bound && !is_undone, " AND p.result <> 'bound'" },
        { is_undone, UNDONE_CONDITION },
        { filter->open, OPEN_CONDITION },
        { filter->from_ms != 0, " AND +p.scanned_wall_ms >= ?5" },
        { filter->to_ms != 0, " AND +p.scanned_wall_ms < ?6" },
        { filter->first_number != 0, " AND p.number >= ?7" },
        { filter->last_number != 0, " AND p.number <= ?8" },
    };
    enum sk_err err = sk_buf_addf(out, " WHERE 1");
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]) && !err; i++) {
        if (all[i].is_used) {
            err = sk_buf_addf(out, "%s", all[i].condition);
        }
    }
    return err;
}

static void bind_text(sqlite3_stmt *statement, int index, const char *text) {
    if (text && index <= sqlite3_bind_parameter_count(statement)) {
        (void)sqlite3_bind_text(statement, index, text, -1, SQLITE_STATIC);
    }
}

static void bind_number(sqlite3_stmt *statement, int index, int64_t number) {
    if (index <= sqlite3_bind_parameter_count(statement)) {
        (void)sqlite3_bind_int64(statement, index, number);
    }
}

void sk_filter_sql_bind(const struct sk_filter_sql *sql, sqlite3_stmt *statement) {
    const struct sk_filter *filter = &sql->filter;
    bind_text(statement, SK_PARAMETER_SERIAL, sql->serial);
    bind_text(statement, SK_PARAMETER_INSTANCE, sql->instance);
    bind_text(statement, SK_PARAMETER_TEXT, sql->text);
    bind_text(statement, SK_PARAMETER_OPERATOR, filter->operator_name);
    bind_text(statement, SK_PARAMETER_OUTCOME, filter->outcome);
    bind_text(statement, SK_PARAMETER_CUSTOMER_ORDER, filter->customer_order);
    bind_number(statement, SK_PARAMETER_PERSON, sql->person);
    bind_number(statement, SK_PARAMETER_FROM_MS, filter->from_ms);
    bind_number(statement, SK_PARAMETER_TO_MS, filter->to_ms);
    bind_number(statement, SK_PARAMETER_FIRST_NUMBER, filter->first_number);
    bind_number(statement, SK_PARAMETER_LAST_NUMBER, filter->last_number);
}
