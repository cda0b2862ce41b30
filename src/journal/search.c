#include "journal/search.h"

#include "journal/filter_sql.h"
#include "journal/store.h"
#include "journal/trigrams.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define BY_PREFIX_MAX 1000  /* pairs that are sorted by number in memory */
#define BY_NUMBER_MAX 50000 /* numbers of pairs whose pairs are looked at one by one */
#define SAMPLE 200          /* pairs sampled to see which runs of characters are common */

struct journal_search {
    struct sk_journal *journal;
    struct sk_filter_sql sql;
    int64_t text_number;
    int64_t last; /* number that was found; 0: none yet */
    char match[SK_TRIGRAMS_MATCH_SIZE];
    char prefix[SK_FILTER_TEXT_SIZE];
    char prefix_end[SK_FILTER_TEXT_SIZE];
    int32_t left;
    void (*each)(void *data, const struct sk_stored_pair *pair);
    void *data;
};

/* Runs "SELECT … FROM `from` WHERE filter `more` ORDER BY `number` DESC"; number is the column that
 * `from` can give in order, so that nothing is sorted. */
static enum sk_err run(struct journal_search *search, const char *from, const char *number,
                       const char *more, struct sk_err_info *info) {
    struct sk_buf text = SK_BUF_INIT(8192);
    sqlite3_stmt *statement = NULL;
    enum sk_err err = sk_buf_addf(&text, SK_PAIR_COLUMNS " FROM %s", from);
    if (!err) {
        err = sk_filter_sql_where(&search->sql, &text);
    }
    if (!err) {
        err = sk_buf_addf(&text, "%s ORDER BY %s DESC LIMIT ?9", more, number);
    }
    err = err ? sk_fail(info, err, "not enough memory to search")
              : sk_store_prepare(search->journal, &statement, text.data, info);
    sk_buf_finish(&text);
    if (err) {
        return err;
    }
    sk_filter_sql_bind(&search->sql, statement);
    int last = sqlite3_bind_parameter_count(statement);
    (void)sqlite3_bind_int(statement, SK_PARAMETER_LIMIT, search->left);
    if (last >= SK_PARAMETER_MATCH) {
        (void)sqlite3_bind_text(statement, SK_PARAMETER_MATCH, search->match, -1, SQLITE_STATIC);
    }
    if (last >= SK_PARAMETER_TEXT_NUMBER) {
        (void)sqlite3_bind_int64(statement, SK_PARAMETER_TEXT_NUMBER, search->text_number);
    }
    if (last >= SK_PARAMETER_PREFIX_END) {
        (void)sqlite3_bind_text(statement, SK_PARAMETER_PREFIX, search->prefix, -1, SQLITE_STATIC);
        (void)sqlite3_bind_text(statement, SK_PARAMETER_PREFIX_END, search->prefix_end, -1,
                                SQLITE_STATIC);
    }
    int status;
    while ((status = sqlite3_step(statement)) == SQLITE_ROW) {
        struct sk_stored_pair pair;
        sk_store_read_pair(statement, &pair);
        search->left--;
        search->last = pair.pair.number;
        search->each(search->data, &pair);
    }
    err = status == SQLITE_DONE ? SK_OK : sk_store_fail(search->journal, status, info);
    sqlite3_finalize(statement);
    return err;
}

/* The first text behind all that begin with this one, in the order of NOCASE. */
static void set_prefix(struct journal_search *search, const char *text) {
    size_t length = strlen(text);
    for (size_t i = 0; i <= length; i++) {
        search->prefix[i] = (char)tolower((unsigned char)text[i]);
    }
    memcpy(search->prefix_end, search->prefix, length + 1);
    search->prefix_end[length - 1] = (char)(search->prefix_end[length - 1] + 1);
}

static enum sk_err count_prefix(struct journal_search *search, const char *column, int64_t *count,
                                struct sk_err_info *info) {
    char text[256];
    sqlite3_stmt *statement = NULL;
    (void)snprintf(text, sizeof(text),
                   "SELECT count(*) FROM (SELECT 1 FROM pair INDEXED BY pair_%s WHERE"
                   " %s >= ?1 COLLATE NOCASE AND %s < ?2 COLLATE NOCASE LIMIT %d)",
                   column, column, column, BY_PREFIX_MAX + 1);
    enum sk_err err = sk_store_prepare(search->journal, &statement, text, info);
    if (err) {
        return err;
    }
    (void)sqlite3_bind_text(statement, 1, search->prefix, -1, SQLITE_STATIC);
    (void)sqlite3_bind_text(statement, 2, search->prefix_end, -1, SQLITE_STATIC);
    int status = sqlite3_step(statement);
    if (status == SQLITE_ROW) {
        *count = sqlite3_column_int64(statement, 0);
    } else {
        err = sk_store_fail(search->journal, status, info);
    }
    sqlite3_finalize(statement);
    return err;
}

/* *done: few pairs begin like that, and all have been visited. */
static enum sk_err by_prefix(struct journal_search *search, const char *column, const char *text,
                             bool *done, struct sk_err_info *info) {
    int64_t count = 0;
    if (!text || !text[0] || !search->sql.filter.is_prefix) {
        return SK_OK;
    }
    set_prefix(search, text);
    enum sk_err err = count_prefix(search, column, &count, info);
    if (err || count > BY_PREFIX_MAX) {
        return err;
    }
    char from[64];
    char more[128];
    (void)snprintf(from, sizeof(from), "pair AS p INDEXED BY pair_%s", column);
    (void)snprintf(more, sizeof(more),
                   " AND p.%s >= ?12 COLLATE NOCASE AND p.%s < ?13 COLLATE NOCASE", column, column);
    *done = true;
    return run(search, from, "p.number", more, info);
}

/* Looks at the newest pairs of the index, to tell what is common in labels. */
static enum sk_err take_sample(struct journal_search *search, const char *column,
                               struct sk_trigrams *trigrams, struct sk_err_info *info) {
    char text[128];
    sqlite3_stmt *statement = NULL;
    (void)snprintf(text, sizeof(text),
                   "SELECT %s FROM pair WHERE number <= ?1 ORDER BY number DESC LIMIT %d", column,
                   SAMPLE);
    enum sk_err err = sk_store_prepare(search->journal, &statement, text, info);
    if (err) {
        return err;
    }
    (void)sqlite3_bind_int64(statement, 1, search->text_number);
    int status;
    while ((status = sqlite3_step(statement)) == SQLITE_ROW) {
        const char *label = (const char *)sqlite3_column_text(statement, 0);
        sk_trigrams_look_at(trigrams, label ? label : "");
    }
    err = status == SQLITE_DONE ? SK_OK : sk_store_fail(search->journal, status, info);
    sqlite3_finalize(statement);
    return err;
}

/* The newest pairs one by one, as far as the index does not know them yet; then by the index. */
static enum sk_err by_index(struct journal_search *search, const char *column,
                            struct sk_trigrams *trigrams, struct sk_err_info *info) {
    const struct sk_filter *filter = &search->sql.filter;
    char from[96];
    char more[160];
    enum sk_err err = run(search, "pair AS p", "p.number", " AND p.number > ?11", info);
    if (!err && search->left > 0) {
        err = take_sample(search, column, trigrams, info);
    }
    if (err || search->left == 0) {
        return err;
    }
    sk_trigrams_match(trigrams, search->match, sizeof(search->match));
    (void)snprintf(from, sizeof(from), "%s_text AS f CROSS JOIN pair AS p ON p.number = f.rowid",
                   column);
    (void)snprintf(more, sizeof(more), " AND f.%s_text MATCH ?10 AND f.rowid <= ?11%s%s", column,
                   filter->first_number != 0 ? " AND f.rowid >= ?7" : "",
                   filter->last_number != 0 ? " AND f.rowid <= ?8" : "");
    search->last = 0;
    err = run(search, from, "f.rowid", more, info);
    if (err == SK_ERR_CORRUPT) {
        /* Perhaps only the index is damaged, which holds nothing that is not in the pairs. */
        search->text_number = search->last > 0 ? search->last - 1 : search->text_number;
        err = run(search, "pair AS p", "p.number", " AND p.number <= ?11", info);
    }
    return err;
}

static bool is_short_range(const struct sk_filter *filter) {
    return filter->first_number > 0 && filter->last_number != 0 &&
           filter->last_number - filter->first_number < BY_NUMBER_MAX;
}

static enum sk_err by_text_or_number(struct journal_search *search, struct sk_err_info *info) {
    const struct sk_filter *filter = &search->sql.filter;
    struct sk_trigrams trigrams;
    if (filter->open) { /* few, however many pairs there are */
        return run(search, "pair AS p", "p.number", "", info);
    }
    if (!is_short_range(filter) && filter->serial && sk_trigrams_init(&trigrams, filter->serial)) {
        return by_index(search, "serial", &trigrams, info);
    }
    if (!is_short_range(filter) && filter->instance &&
        sk_trigrams_init(&trigrams, filter->instance)) {
        return by_index(search, "instance", &trigrams, info);
    }
    return run(search, "pair AS p", "p.number", "", info);
}

enum sk_err sk_journal_search(struct sk_journal *journal, const struct sk_filter *filter,
                              int32_t limit,
                              void (*each)(void *data, const struct sk_stored_pair *pair),
                              void *data, struct sk_err_info *info) {
    struct journal_search search = {
        .journal = journal, .left = limit, .each = each, .data = data
    };
    bool done = false;
    /* Two statements must see the same snapshot. */
    enum sk_err err = sk_store_execute(journal, "BEGIN", info);
    if (err) {
        return err;
    }
    err = sk_filter_sql_init(&search.sql, journal, filter, info);
    if (!err) {
        err = sk_store_number(journal, "SELECT text_number FROM mark", &search.text_number, info);
    }
    if (!err) {
        err = by_prefix(&search, "serial", filter->serial, &done, info);
    }
    if (!err && !done) {
        err = by_prefix(&search, "instance", filter->instance, &done, info);
    }
    if (!err && !done) {
        err = by_text_or_number(&search, info);
    }
    (void)sqlite3_exec(journal->db, "ROLLBACK", NULL, NULL, NULL); /* nothing was written */
    return err;
}
