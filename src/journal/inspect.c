#include "journal/inspect.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define STEPS_BETWEEN_LOOKS 20000 /* of SQLite's machine; well under a millisecond */
#define PIECE 20000               /* pairs at once */
#define FINDINGS 20

struct watch {
    const struct sk_inspect_rules *rules;
    sk_ms end;
};

static int is_time_up(void *data) {
    const struct watch *watch = data;
    struct sk_clock *clock = watch->rules->clock;
    return clock->ops->now(clock) >= watch->end ||
           (watch->rules->go_on && !watch->rules->go_on(watch->rules->data));
}

/* Unused pages are lost space, not lost rows. */
static bool is_harmless(const char *finding) {
    return strcmp(finding, "ok") == 0 || (strstr(finding, "never used") && !strchr(finding, '\n'));
}

/* first: the first thing that is wrong; "" if nothing is. */
static int check_all(struct sk_journal *journal, char first[SK_ERR_TEXT_SIZE]) {
    sqlite3_stmt *statement = NULL;
    char sql[40];
    first[0] = '\0';
    (void)snprintf(sql, sizeof(sql), "PRAGMA integrity_check(%d)", FINDINGS);
    int status = sqlite3_prepare_v2(journal->db, sql, -1, &statement, NULL);
    while (status == SQLITE_OK || status == SQLITE_ROW) {
        status = sqlite3_step(statement);
        if (status == SQLITE_ROW && first[0] == '\0') {
            const char *finding = (const char *)sqlite3_column_text(statement, 0);
            if (finding && !is_harmless(finding)) {
                (void)snprintf(first, SK_ERR_TEXT_SIZE, "%.200s", finding);
            }
        }
    }
    sqlite3_finalize(statement);
    return status == SQLITE_DONE ? SQLITE_OK : status;
}

/* A result that is not a known word is damaged: the last event about the pair has the right one. */
#define REBUILD_WORDS_SQL                                                                          \
    "UPDATE pair SET result=e.result, phase=e.phase FROM event AS e"                               \
    " WHERE (pair.result NOT IN (" WORDS ") OR pair.phase NOT IN (" PHASES "))"                    \
    " AND e.result IN (" WORDS ") AND e.phase IN (" PHASES ") AND e.seq = coalesce("               \
    "   (SELECT min(seq) FROM event WHERE pair=pair.number AND result<>'pending'"                  \
    "    AND event NOT IN ('dealt', 'still')),"                                                    \
    "   (SELECT max(seq) FROM event WHERE pair=pair.number"                                        \
    "    AND event NOT IN ('dealt', 'still')))"
#define WORDS "'pending', 'bound', 'refused', 'withdrawn', 'undone', 'check'"
#define PHASES "'', 'waiting', 'open'"

static enum sk_err build_anew(struct sk_journal *journal, struct sk_err_info *info) {
    static const char *const all[] = { "REINDEX event", "REINDEX pair", "REINDEX known",
                                       REBUILD_WORDS_SQL };
    enum sk_err err = sk_store_begin(journal, info);
    if (err) {
        return err;
    }
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]) && !err; i++) {
        err = sk_store_execute(journal, all[i], info);
    }
    return sk_store_end(journal, err, info);
}

static enum sk_err fix(struct sk_journal *journal, const char *first, char text[SK_ERR_TEXT_SIZE],
                       struct sk_err_info *info) {
    char left[SK_ERR_TEXT_SIZE];
    enum sk_err err = build_anew(journal, info);
    int status = err ? SQLITE_OK : check_all(journal, left);
    if (status != SQLITE_OK) {
        err = sk_store_fail(journal, status, info);
    } else if (!err && left[0] != '\0') {
        err =
            sk_fail(info, SK_ERR_CORRUPT, "the journal '%s' is damaged (%s); have the disk checked",
                    journal->path, left);
    }
    if (!err) {
        (void)snprintf(text, SK_ERR_TEXT_SIZE,
                       "indexes of the journal '%.150s' were damaged (%.150s) and were built anew; "
                       "have the disk checked",
                       journal->path, first);
    }
    return err;
}

/* How many pairs with those numbers wait, and the sum of their numbers: by the table, and by the
 * index. */
static int compare_piece(struct sk_journal *journal, int64_t from, int64_t to, bool *differ) {
    static const char sql[] =
        "SELECT (SELECT count(*) || ' ' || total(number) FROM pair NOT INDEXED"
        "  WHERE number>?1 AND number<=?2 AND result='pending') IS NOT"
        " (SELECT count(*) || ' ' || total(number) FROM pair INDEXED BY pair_other"
        "  WHERE number>?1 AND number<=?2 AND result='pending' AND result<>'bound')";
    sqlite3_stmt *statement = NULL;
    int status = sqlite3_prepare_v2(journal->db, sql, -1, &statement, NULL);
    if (status == SQLITE_OK) {
        (void)sqlite3_bind_int64(statement, 1, from);
        (void)sqlite3_bind_int64(statement, 2, to);
        status = sqlite3_step(statement);
        *differ = status == SQLITE_ROW && sqlite3_column_int(statement, 0) != 0;
        status = status == SQLITE_ROW ? SQLITE_OK : status;
    }
    sqlite3_finalize(statement);
    return status;
}

static enum sk_err compare_pieces(struct sk_inspection *inspection, struct sk_journal *journal,
                                  struct watch *watch, char text[SK_ERR_TEXT_SIZE],
                                  struct sk_err_info *info) {
    enum sk_err err = SK_OK;
    if (!inspection->has_begun) {
        err = sk_store_number(journal, "SELECT coalesce(max(number), 0) FROM pair",
                              &inspection->from, info);
        inspection->has_begun = !err;
    }
    while (!err && inspection->from > 0 && !is_time_up(watch)) {
        bool differ = false;
        int64_t below = inspection->from - PIECE;
        int status = compare_piece(journal, below, inspection->from, &differ);
        if (status != SQLITE_OK) {
            err = sk_store_fail(journal, status, info);
        } else if (differ) {
            err = fix(journal, "what waits", text, info);
        }
        inspection->from = err ? inspection->from : below;
    }
    inspection->is_over = !err && inspection->from <= 0;
    return err;
}

enum sk_err sk_inspect(struct sk_inspection *inspection, struct sk_journal *journal,
                       const struct sk_inspect_rules *rules, char text[SK_ERR_TEXT_SIZE],
                       struct sk_err_info *info) {
    struct watch watch = { rules, rules->clock->ops->now(rules->clock) + rules->budget };
    char first[SK_ERR_TEXT_SIZE] = "";
    if (inspection->was_long) {
        return compare_pieces(inspection, journal, &watch, text, info);
    }
    sqlite3_progress_handler(journal->db, STEPS_BETWEEN_LOOKS, is_time_up, &watch);
    int status = check_all(journal, first);
    sqlite3_progress_handler(journal->db, 0, NULL, NULL);
    if (first[0] != '\0') {
        inspection->is_over = true;
        return fix(journal, first, text, info);
    }
    if (status == SQLITE_INTERRUPT && (!rules->go_on || rules->go_on(rules->data))) {
        inspection->was_long = true;
        (void)snprintf(text, SK_ERR_TEXT_SIZE,
                       "the journal '%.200s' is too large to be checked at once; what waits is "
                       "checked piece by piece, all of it by `sag-kioskctl log verify`",
                       journal->path);
        watch.end += rules->budget;
        return compare_pieces(inspection, journal, &watch, text, info);
    }
    inspection->is_over = status == SQLITE_OK;
    return status == SQLITE_OK || status == SQLITE_INTERRUPT ? SK_OK
                                                             : sk_store_fail(journal, status, info);
}
