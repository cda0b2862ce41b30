#include "journal/dead_letter.h"

#include "journal/store.h"

#include <inttypes.h>

/* The columns beside max() are those of its row: the newest of each. ?1: a pair; 0: any. */
#define SELECT                                                                                     \
    "SELECT about, x.pair, wall_ms_of, p.serial, p.instance, note_of FROM (SELECT max(u.seq),"     \
    " u.event AS last, u.refers AS about, u.wall_ms AS wall_ms_of, u.note AS note_of"              \
    " FROM event AS u WHERE u.pair=0 AND u.event IN ('undelivered', 'resend') GROUP BY u.refers"   \
    " HAVING u.event='undelivered') CROSS JOIN event AS x CROSS JOIN pair AS p"                    \
    " WHERE x.seq=about AND p.number=x.pair AND (?1=0 OR x.pair=?1) ORDER BY about"

static const char *text_of(sqlite3_stmt *statement, int column) {
    const char *text = (const char *)sqlite3_column_text(statement, column);
    return text ? text : "";
}

static enum sk_err list(struct sk_journal *journal, int64_t pair,
                        bool (*each)(void *data, const struct sk_dead_letter *letter), void *data,
                        struct sk_err_info *info) {
    sqlite3_stmt *statement = NULL;
    enum sk_err err = sk_store_prepare(journal, &statement, SELECT, info);
    if (err) {
        return err;
    }
    (void)sqlite3_bind_int64(statement, 1, pair);
    int status = SQLITE_DONE;
    bool go_on = true;
    while (go_on && (status = sqlite3_step(statement)) == SQLITE_ROW) {
        struct sk_dead_letter letter = { .event = sqlite3_column_int64(statement, 0),
                                         .pair = sqlite3_column_int64(statement, 1),
                                         .wall_ms = sqlite3_column_int64(statement, 2),
                                         .serial = text_of(statement, 3),
                                         .instance = text_of(statement, 4),
                                         .note = text_of(statement, 5) };
        go_on = each(data, &letter);
    }
    if (status != SQLITE_ROW && status != SQLITE_DONE) {
        err = sk_store_fail(journal, status, info);
    }
    sqlite3_finalize(statement);
    return err;
}

enum sk_err sk_dead_letter_list(struct sk_journal *journal,
                                bool (*each)(void *data, const struct sk_dead_letter *letter),
                                void *data, struct sk_err_info *info) {
    return list(journal, 0, each, data, info);
}

static bool keep_event(void *data, const struct sk_dead_letter *letter) {
    *(int64_t *)data = letter->event;
    return false;
}

enum sk_err sk_dead_letter_of(struct sk_journal *journal, int64_t pair, int64_t *event,
                              struct sk_err_info *info) {
    int64_t found = 0;
    enum sk_err err = list(journal, pair, keep_event, &found, info);
    if (!err && found == 0) {
        err =
            sk_fail(info, SK_ERR_INVALID,
                    "pair %" PRId64 " was not refused by a receiver, or is on its way again", pair);
    }
    if (!err) {
        *event = found;
    }
    return err;
}
