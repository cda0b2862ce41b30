#include "journal/vouch.h"

#include <stdio.h>
#include <string.h>

#define SQL_SIZE 1024

static int read_purged_hash(struct sk_vouch *vouch, sqlite3 *db) {
    sqlite3_stmt *statement = NULL;
    int status = sqlite3_prepare_v2(db, "SELECT purged_hash FROM mark", -1, &statement, NULL);
    if (status == SQLITE_OK) {
        status = sqlite3_step(statement);
        if (status == SQLITE_ROW && sqlite3_column_bytes(statement, 0) == SK_CHAIN_SIZE) {
            memcpy(vouch->purged_hash, sqlite3_column_blob(statement, 0), SK_CHAIN_SIZE);
        }
        status = status == SQLITE_ROW || status == SQLITE_DONE ? SQLITE_OK : status;
    }
    sqlite3_finalize(statement);
    return status;
}

/* The first event of a pair, by way of `from`. */
static int prepare_event(sqlite3 *db, const char *from, sqlite3_stmt **statement) {
    char sql[SQL_SIZE];
    (void)snprintf(sql, sizeof(sql),
                   "SELECT %s, hash FROM %s WHERE pair=?1 AND serial IS NOT NULL ORDER BY seq"
                   " LIMIT 1",
                   sk_event_row_columns(db), from);
    return sqlite3_prepare_v2(db, sql, -1, statement, NULL);
}

int sk_vouch_init(struct sk_vouch *vouch, sqlite3 *db, struct sk_chain *chain) {
    *vouch = (struct sk_vouch){ .chain = chain };
    int status = prepare_event(db, "event", &vouch->event);
    if (status == SQLITE_OK) {
        status = prepare_event(db, "event NOT INDEXED", &vouch->event_anywhere);
    }
    if (status == SQLITE_OK) {
        status = sqlite3_prepare_v2(db, "SELECT hash FROM event WHERE seq=?1-1", -1, &vouch->before,
                                    NULL);
    }
    int mark_status =
        read_purged_hash(vouch, db); /* without it, only the first row cannot be checked */
    return status != SQLITE_OK || (mark_status & 0xFF) != SQLITE_IOERR ? status : mark_status;
}

void sk_vouch_finish(struct sk_vouch *vouch) {
    sqlite3_finalize(vouch->event);
    sqlite3_finalize(vouch->event_anywhere);
    sqlite3_finalize(vouch->before);
}

enum sk_vouched sk_vouch_row(struct sk_vouch *vouch, sqlite3_stmt *statement,
                             struct sk_event_row *row, int *status) {
    uint8_t previous[SK_CHAIN_SIZE];
    uint8_t hash[SK_CHAIN_SIZE];
    memcpy(previous, vouch->purged_hash, SK_CHAIN_SIZE);
    sk_event_row_read(row, statement);
    (void)sqlite3_bind_int64(vouch->before, 1, row->values[SK_COLUMN_SEQ].number);
    *status = sqlite3_step(vouch->before);
    if (*status == SQLITE_ROW && sqlite3_column_bytes(vouch->before, 0) == SK_CHAIN_SIZE) {
        memcpy(previous, sqlite3_column_blob(vouch->before, 0), SK_CHAIN_SIZE);
    }
    (void)sqlite3_reset(vouch->before);
    if (*status != SQLITE_ROW && *status != SQLITE_DONE) {
        return SK_VOUCHED_UNREAD;
    }
    bool is_good =
        sk_chain_covers(row) && sqlite3_column_bytes(statement, SK_COLUMN_COUNT) == SK_CHAIN_SIZE &&
        sk_chain_link(vouch->chain, previous, row, hash) == SK_OK &&
        memcmp(hash, sqlite3_column_blob(statement, SK_COLUMN_COUNT), SK_CHAIN_SIZE) == 0;
    return is_good ? SK_VOUCHED : SK_VOUCHED_NOT;
}

static void copy_text(const struct sk_event_row *row, enum sk_event_column column, char *out,
                      size_t size) {
    const char *text = row->values[column].text;
    (void)snprintf(out, size, "%s", text ? text : "");
}

static void read_facts(const struct sk_event_row *row, enum sk_event_column first,
                       struct sk_scan_facts *facts) {
    const char *source = row->values[first].text;
    const char *symbology = row->values[first + 2].text;
    for (int i = 0; source && i <= SK_SOURCE_LAST; i++) {
        if (strcmp(source, sk_scan_source_name((enum sk_scan_source)i)) == 0) {
            facts->source = (enum sk_scan_source)i;
        }
    }
    for (int i = 0; symbology && i <= SK_SYMBOLOGY_AZTEC; i++) {
        if (strcmp(symbology, sk_symbology_name((enum sk_symbology)i)) == 0) {
            facts->symbology = (enum sk_symbology)i;
        }
    }
    copy_text(row, first + 1, facts->device, sizeof(facts->device));
    facts->wall_ms = row->values[first + 3].number;
}

void sk_vouch_read_pair(const struct sk_event_row *row, struct sk_pair *out) {
    *out = (struct sk_pair){ .number = row->values[SK_COLUMN_PAIR].number,
                             .refers = row->values[SK_COLUMN_REFERS].number };
    copy_text(row, SK_COLUMN_SERIAL, out->labels.serial, sizeof(out->labels.serial));
    copy_text(row, SK_COLUMN_INSTANCE, out->labels.instance, sizeof(out->labels.instance));
    copy_text(row, SK_COLUMN_OPERATOR, out->operator_name, sizeof(out->operator_name));
    read_facts(row, SK_COLUMN_SERIAL_SOURCE, &out->serial_facts);
    read_facts(row, SK_COLUMN_INSTANCE_SOURCE, &out->instance_facts);
    out->serial_facts.by_hand = row->values[SK_COLUMN_SERIAL_BY_HAND].number != 0;
    out->instance_facts.by_hand = row->values[SK_COLUMN_INSTANCE_BY_HAND].number != 0;
    out->person = row->values[SK_COLUMN_PERSON].number;
    copy_text(row, SK_COLUMN_REGION, out->account.region, sizeof(out->account.region));
    copy_text(row, SK_COLUMN_PROFILE, out->account.profile, sizeof(out->account.profile));
    copy_text(row, SK_COLUMN_CUSTOMER_ORDER, out->customer_order, sizeof(out->customer_order));
}

enum sk_vouched sk_vouch_find(struct sk_vouch *vouch, int64_t number, bool by_index,
                              struct sk_pair *out, bool *is_undo, int *status) {
    sqlite3_stmt *statement = by_index ? vouch->event : vouch->event_anywhere;
    struct sk_event_row row;
    enum sk_vouched vouched = SK_VOUCHED_NOT;
    (void)sqlite3_bind_int64(statement, 1, number);
    *status = sqlite3_step(statement);
    if (*status == SQLITE_ROW) {
        vouched = sk_vouch_row(vouch, statement, &row, status);
    } else if (*status != SQLITE_DONE) {
        vouched = SK_VOUCHED_UNREAD;
    }
    if (vouched == SK_VOUCHED) {
        const char *event = row.values[SK_COLUMN_EVENT].text;
        sk_vouch_read_pair(&row, out);
        if (is_undo) {
            *is_undo = event && strcmp(event, sk_event_name(SK_EVENT_UNDO)) == 0;
        }
        vouched = out->labels.serial[0] && out->labels.instance[0] ? SK_VOUCHED : SK_VOUCHED_NOT;
    }
    (void)sqlite3_reset(statement);
    return vouched;
}
