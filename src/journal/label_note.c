#include "journal/label_note.h"

#include "journal/store.h"

#include <stdio.h>
#include <string.h>

/* The events of a label are behind the one that settled its pair: few have to be looked at, though
 * no index has the pair. */
#define STANDING_SQL                                                                               \
    "SELECT event, code FROM event WHERE pair=0 AND event IN ('label', 'label-doubt')"             \
    " AND seq > ?2 AND refers = ?1 ORDER BY seq DESC LIMIT 1"
#define DOUBT_SQL "SELECT ?1 IN (" SK_LABEL_DOUBT_PAIRS_SQL ")"

static enum sk_label_standing standing_of(sqlite3_stmt *statement) {
    char event[24];
    char code[24];
    sk_store_copy_text(statement, 0, event, sizeof(event));
    sk_store_copy_text(statement, 1, code, sizeof(code));
    return strcmp(event, sk_event_name(SK_EVENT_LABEL)) != 0 ? SK_LABEL_SETTLED
           : strcmp(code, SK_LABEL_NOT_PRINTED) == 0         ? SK_LABEL_NEW
           : strcmp(code, SK_LABEL_BEGUN) == 0               ? SK_LABEL_OPEN
                                                             : SK_LABEL_SETTLED;
}

enum sk_err sk_label_standing(struct sk_journal *journal, int64_t pair, int64_t after,
                              enum sk_label_standing *out, struct sk_err_info *info) {
    sqlite3_stmt *statement = NULL;
    enum sk_err err = sk_store_prepare(journal, &statement, STANDING_SQL, info);
    if (err) {
        return err;
    }
    (void)sqlite3_bind_int64(statement, 1, pair);
    (void)sqlite3_bind_int64(statement, 2, after);
    int status = sqlite3_step(statement);
    if (status == SQLITE_ROW) {
        *out = standing_of(statement);
    } else if (status == SQLITE_DONE) {
        *out = SK_LABEL_NEW;
    } else {
        err = sk_store_fail(journal, status, info);
    }
    sqlite3_finalize(statement);
    return err;
}

enum sk_err sk_label_is_in_doubt(struct sk_journal *journal, int64_t pair, bool *is_in_doubt,
                                 struct sk_err_info *info) {
    sqlite3_stmt *statement = NULL;
    enum sk_err err = sk_store_prepare(journal, &statement, DOUBT_SQL, info);
    if (err) {
        return err;
    }
    (void)sqlite3_bind_int64(statement, 1, pair);
    int status = sqlite3_step(statement);
    if (status == SQLITE_ROW) {
        *is_in_doubt = sqlite3_column_int(statement, 0) != 0;
    } else {
        err = sk_store_fail(journal, status, info);
    }
    sqlite3_finalize(statement);
    return err;
}

enum sk_err sk_label_note(struct sk_journal *journal, const struct sk_label_note *what,
                          struct sk_err_info *info) {
    struct sk_record record = { .event = what->event,
                                .has_source = what->has_source,
                                .pair = { .refers = what->pair,
                                          .person = what->person,
                                          .serial_facts.source = what->source },
                                .wall_ms = what->wall_ms,
                                .at = what->at };
    (void)snprintf(record.code, sizeof(record.code), "%s", what->code);
    (void)snprintf(record.note, sizeof(record.note), "%s", what->note);
    (void)snprintf(record.pair.operator_name, sizeof(record.pair.operator_name), "%s", what->who);
    return sk_journal_append(journal, &record, 1, NULL, info);
}
