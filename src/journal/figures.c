#include "journal/figures.h"

#include "journal/summary_sql.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* From the first label on; an instance that was kept from the pair before (sticky) was scanned long
 * ago, so there the device's label is the first. A clock that was set back tells nothing. */
#define SELECT_TIMES                                                                               \
    "WITH t AS (SELECT s.wall_ms - CASE WHEN i.instance_wall_ms ="                                 \
    " lag(i.instance_wall_ms) OVER (ORDER BY p.number) THEN i.serial_wall_ms"                      \
    " ELSE min(i.serial_wall_ms, i.instance_wall_ms) END AS ms FROM pair AS p"                     \
    " JOIN event AS i ON i.pair = p.number AND i.event = 'intent'"                                 \
    " AND i.serial_wall_ms > 0 AND i.instance_wall_ms > 0"                                         \
    " JOIN event AS s ON s.pair = p.number AND s.event = 'settled' AND s.result = 'bound'"
#define SELECT_MEDIAN                                                                              \
    ") SELECT ms FROM t WHERE ms >= 0 ORDER BY ms LIMIT 1"                                         \
    " OFFSET (SELECT max(count(*) - 1, 0) / 2 FROM t WHERE ms >= 0)"

#define SELECT_CASES                                                                               \
    SK_PAIR_COLUMNS " FROM pair AS p WHERE p.kind = 'bind' AND p.scanned_wall_ms < ?2 AND"         \
                    " p.number IN (" SK_FILTER_OPEN_SQL " UNION SELECT number FROM pair INDEXED"   \
                    " BY pair_scanned WHERE scanned_wall_ms >= ?1 AND scanned_wall_ms < ?2"        \
                    " AND result IN ('refused', 'check')) ORDER BY p.number DESC LIMIT ?3"

/* The first value of a query, `none` where it has no row. */
static enum sk_err query_number(struct sk_journal *journal, const struct sk_filter_sql *sql,
                                const char *before, const char *behind, int64_t none,
                                int64_t *number, struct sk_err_info *info) {
    struct sk_buf text = SK_BUF_INIT(8192);
    sqlite3_stmt *statement = NULL;
    enum sk_err err = sk_buf_addf(&text, "%s", before);
    err = err ? err : sk_filter_sql_where(sql, &text);
    err = err ? err : sk_buf_addf(&text, "%s", behind);
    err = err ? sk_fail(info, err, "not enough memory to count")
              : sk_store_prepare(journal, &statement, text.data, info);
    sk_buf_finish(&text);
    if (err) {
        return err;
    }
    sk_filter_sql_bind(sql, statement);
    int status = sqlite3_step(statement);
    if (status == SQLITE_ROW || status == SQLITE_DONE) {
        *number = status == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : none;
    } else {
        err = sk_store_fail(journal, status, info);
    }
    sqlite3_finalize(statement);
    return err;
}

static void add_row(struct sk_tally_row *to, const struct sk_tally_row *from) {
    for (int i = 0; i < SK_TALLY_RESULTS; i++) {
        to->by_result[i] += from->by_result[i];
    }
    to->total += from->total;
}

/* What has no room of its own counts in the last row. */
static size_t copy_names(struct sk_tally_row out[SK_FIGURES_NAMES],
                         const struct sk_tally_names *names) {
    size_t whole = names->count <= SK_FIGURES_NAMES ? names->count : SK_FIGURES_NAMES - 1;
    memcpy(out, names->rows, whole * sizeof(out[0]));
    if (whole == names->count) {
        return whole;
    }
    out[whole] = (struct sk_tally_row){ .name = SK_TALLY_OTHERS };
    for (size_t i = whole; i < names->count; i++) {
        add_row(&out[whole], &names->rows[i]);
    }
    return whole + 1;
}

static void copy_days(struct sk_figures *figures, const struct sk_tally_names *days) {
    size_t count = 0;
    int64_t midnight = sk_clock_midnight(figures->to_ms - 1, 0);
    while (count < SK_FIGURES_DAYS && midnight > 0 &&
           (count == 0 || sk_clock_midnight(midnight, 1) > figures->from_ms)) {
        count++;
        midnight = sk_clock_midnight(figures->to_ms - 1, -(int)count);
    }
    figures->day_count = count;
    for (size_t i = 0; i < count; i++) {
        struct sk_tally_row *day = &figures->days[i];
        char text[SK_CLOCK_TEXT_SIZE];
        sk_clock_format(sk_clock_midnight(figures->to_ms - 1, (int)i + 1 - (int)count), text,
                        sizeof(text));
        (void)snprintf(day->name, sizeof(day->name), "%.*s", SK_TALLY_DAY_SIZE - 1, text);
        for (size_t j = 0; j < days->count; j++) {
            if (strcmp(days->rows[j].name, day->name) == 0) {
                add_row(day, &days->rows[j]);
            }
        }
    }
}

static void copy_tally(struct sk_figures *figures, const struct sk_tally *tally) {
    figures->total = tally->total;
    memcpy(figures->by_result, tally->by_result, sizeof(figures->by_result));
    memcpy(figures->hours, tally->hours, sizeof(figures->hours));
    copy_days(figures, &tally->days);
    figures->person_count = copy_names(figures->persons, &tally->operators);
    figures->order_count =
        sk_tally_has_orders(tally) ? copy_names(figures->orders, &tally->orders) : 0;
}

static enum sk_err query(struct sk_journal *journal, struct sk_figures *figures,
                         struct sk_tally *tally, struct sk_err_info *info) {
    const struct sk_filter range = { .from_ms = figures->from_ms, .to_ms = figures->to_ms };
    const struct sk_filter open = { .open = true };
    struct sk_filter_sql sql;
    enum sk_err err = sk_filter_sql_init(&sql, journal, &range, info);
    err = err ? err : sk_summary_within(journal, &sql, tally, info);
    err = err ? err
              : query_number(journal, &sql, SELECT_TIMES, SELECT_MEDIAN, -1, &figures->median_ms,
                             info);
    err = err ? err : sk_filter_sql_init(&sql, journal, &open, info);
    return err ? err
               : query_number(journal, &sql, "SELECT count(*) FROM pair AS p", "", 0,
                              &figures->open, info);
}

enum sk_err sk_journal_figures(struct sk_journal *journal, int64_t from_ms, int64_t to_ms,
                               struct sk_figures *out, struct sk_err_info *info) {
    struct sk_figures figures = { .from_ms = from_ms, .to_ms = to_ms };
    struct sk_tally *tally = calloc(1, sizeof(*tally));
    if (!tally) {
        return sk_fail(info, SK_ERR_NOMEM, "not enough memory to count");
    }
    enum sk_err err = sk_store_execute(journal, "BEGIN", info); /* one snapshot of the journal */
    if (!err) {
        err = query(journal, &figures, tally, info);
        (void)sqlite3_exec(journal->db, "ROLLBACK", NULL, NULL, NULL); /* nothing was written */
    }
    if (!err) {
        copy_tally(&figures, tally);
        *out = figures;
    }
    free(tally);
    return err;
}

enum sk_err sk_journal_cases(struct sk_journal *journal, int64_t from_ms, int64_t to_ms,
                             int32_t limit,
                             void (*each)(void *data, const struct sk_stored_pair *pair),
                             void *data, struct sk_err_info *info) {
    struct sk_stored_pair pair;
    sqlite3_stmt *statement = NULL;
    enum sk_err err = sk_store_prepare(journal, &statement, SELECT_CASES, info);
    if (err) {
        return err;
    }
    (void)sqlite3_bind_int64(statement, 1, from_ms);
    (void)sqlite3_bind_int64(statement, 2, to_ms);
    (void)sqlite3_bind_int64(statement, 3, limit);
    int status;
    while ((status = sqlite3_step(statement)) == SQLITE_ROW) {
        sk_store_read_pair(statement, &pair);
        each(data, &pair);
    }
    err = status == SQLITE_DONE ? SK_OK : sk_store_fail(journal, status, info);
    sqlite3_finalize(statement);
    return err;
}
