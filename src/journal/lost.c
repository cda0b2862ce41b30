#include "journal/lost.h"

#include "base/clock.h"
#include "journal/beside.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* The hash of that event, as text; "" where it is not there. */
static enum sk_err find_hash(struct sk_journal *journal, int64_t seq, char hex[SK_CHAIN_HEX_SIZE],
                             bool *is_purged, struct sk_err_info *info) {
    sqlite3_stmt *statement = NULL;
    hex[0] = '\0';
    enum sk_err err = sk_store_prepare(
        journal, &statement,
        "SELECT (SELECT hash FROM event WHERE seq=?1), purged_seq>=?1 FROM mark", info);
    if (err) {
        return err;
    }
    (void)sqlite3_bind_int64(statement, 1, seq);
    int status = sqlite3_step(statement);
    if (status == SQLITE_ROW) {
        if (sqlite3_column_bytes(statement, 0) == SK_CHAIN_SIZE) {
            sk_chain_hex(sqlite3_column_blob(statement, 0), hex);
        }
        *is_purged = sqlite3_column_int(statement, 1) != 0;
    } else {
        err = sk_store_fail(journal, status == SQLITE_DONE ? SQLITE_CORRUPT : status, info);
    }
    sqlite3_finalize(statement);
    return err;
}

enum sk_err sk_lost_compare(struct sk_journal *journal, const struct sk_head_note *note,
                            enum sk_lost_end *end, struct sk_err_info *info) {
    int64_t last = 0;
    char hex[SK_CHAIN_HEX_SIZE];
    bool is_purged = false;
    *end = SK_END_KNOWN;
    enum sk_err err = sk_store_number(journal, "SELECT seq FROM head", &last, info);
    if (!err && note->seq > last) {
        *end = SK_END_SHORT;
    } else if (!err && note->seq > 0) {
        err = find_hash(journal, note->seq, hex, &is_purged, info);
        bool is_known = is_purged || strcmp(hex, note->hash) == 0;
        *end = is_known ? SK_END_KNOWN : SK_END_OTHER;
    }
    return err;
}

static enum sk_err write_lost(struct sk_journal *journal, const struct sk_head_note *note,
                              const char *text, struct sk_err_info *info) {
    struct sk_clock *clock = sk_clock_system();
    struct sk_head head;
    struct sk_record record = { .event = SK_EVENT_LOST,
                                .wall_ms = clock->ops->wall(clock),
                                .at = clock->ops->now(clock) };
    (void)snprintf(record.note, sizeof(record.note), "%s", text);
    enum sk_err err = sk_store_begin(journal, info);
    if (err) {
        return err;
    }
    err = sk_store_head(journal, &head, info);
    if (!err && note->next_number > head.next_number) {
        head.next_number = note->next_number; /* a number is never given twice */
        err = sk_append_head(journal, &head, info);
    }
    if (!err) {
        err = sk_append_within(journal, &record, 1, NULL, info);
    }
    return sk_store_end(journal, err, info);
}

static void note_unknown(struct sk_journal *journal, enum sk_err err) {
    if (err == SK_ERR_NOT_FOUND && !sk_beside_is_marked(journal->path)) {
        return;
    }
    journal->has_losses = true;
    (void)snprintf(journal->notice, sizeof(journal->notice),
                   "the note '%.200s.head' about the end of the journal is %s: whether the last "
                   "entries are there is not known; have the disk checked",
                   journal->path, err == SK_ERR_NOT_FOUND ? "gone" : "damaged");
}

enum sk_err sk_lost_check(struct sk_journal *journal, struct sk_err_info *info) {
    struct sk_head_note note;
    struct sk_head head;
    char text[160];
    enum sk_lost_end end = SK_END_KNOWN;
    enum sk_err err = sk_head_file_read(journal->path, &note);
    if (err) { /* there is nothing to compare with: no note was ever made, or it is damaged itself
                */
        note_unknown(journal, err);
        return SK_OK;
    }
    err = sk_lost_compare(journal, &note, &end, info);
    if (!err) {
        err = sk_store_head(journal, &head, info);
    }
    if (!err && end == SK_END_KNOWN && note.is_one_damaged) {
        note_unknown(journal, SK_ERR_CORRUPT);
    }
    if (err || end == SK_END_KNOWN) {
        return err;
    }
    if (end == SK_END_SHORT) {
        (void)snprintf(text, sizeof(text),
                       "the log ends with event %" PRId64 ", but event %" PRId64
                       " had been written: %" PRId64 " are lost",
                       head.seq, note.seq, note.seq - head.seq);
    } else {
        (void)snprintf(text, sizeof(text),
                       "event %" PRId64 " is not the one that had been written: another log is in "
                       "the place of the last one, or it was changed",
                       note.seq);
    }
    err = write_lost(journal, &note, text, info);
    if (!err) {
        journal->has_losses = true;
        (void)snprintf(journal->notice, sizeof(journal->notice),
                       "the journal '%.200s' has lost something: %s; look at the devices of the "
                       "last minutes before, and have the disk checked",
                       journal->path, text);
    }
    return err;
}
