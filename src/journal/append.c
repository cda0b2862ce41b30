/* append.c — appends events to the chain, and updates the summaries of their pairs. */
#include "journal/store.h"

#include "base/assert.h"
#include "base/clock.h"
#include "base/util.h"
#include "journal/clean.h"
#include "journal/clock_watch.h"
#include "journal/in_use.h"
#include "journal/known.h"

#include <stdio.h>
#include <string.h>

static bool begins_pair(const struct sk_record *record) {
    return record->event == SK_EVENT_INTENT || record->event == SK_EVENT_UNDO;
}

static bool is_about_pair(const struct sk_record *record) {
    return record->pair.number > 0;
}

/* The others leave the pair's result as it is. */
static bool tells_result(const struct sk_record *record) {
    return is_about_pair(record) && record->event != SK_EVENT_DEALT &&
           record->event != SK_EVENT_LOCATED && record->event != SK_EVENT_STILL;
}

static const char *phase_text(const struct sk_record *record) {
    return record->result != SK_RESULT_PENDING || !tells_result(record) ? ""
           : record->phase == SK_PHASE_WAITING                          ? "waiting"
                                                                        : "open";
}

static const char *result_text(const struct sk_record *record) {
    return tells_result(record) ? sk_result_name(record->result) : "";
}

/* When the request was sent whose answer this record has; 0: none, or not known. */
static int64_t sent_wall_ms(const struct sk_record *record) {
    return record->sent_at > 0 ? record->wall_ms - (record->at - record->sent_at) : 0;
}

static int64_t scanned_wall_ms(const struct sk_record *record) {
    int64_t serial = record->pair.serial_facts.wall_ms;
    int64_t instance = record->pair.instance_facts.wall_ms;
    int64_t later = serial > instance ? serial : instance;
    return later > 0 ? later : record->wall_ms;
}

/* By how much the wall clock moved against the monotonic one since the last event. Across power-off
 * or sleep only a step back can be detected. */
static int64_t jump_ms(const struct sk_journal *journal, const struct sk_head *head,
                       const struct sk_record *record) {
    int64_t moved = record->wall_ms - head->wall_ms;
    if (head->seq == 0) {
        return 0;
    }
    if (strcmp(head->boot, journal->boot) == 0 && record->at >= head->mono_ms) {
        moved -= record->at - head->mono_ms;
    } else if (moved > 0) {
        moved = 0;
    }
    return moved > SK_CLOCK_JUMP_MS || moved < -SK_CLOCK_JUMP_MS ? moved : 0;
}

static void put_facts(struct sk_event_row *row, enum sk_event_column first,
                      const struct sk_scan_facts *facts) {
    sk_event_row_text(row, first, sk_scan_source_name(facts->source));
    sk_event_row_text(row, first + 1, facts->device);
    sk_event_row_text(row, first + 2, sk_symbology_name(facts->symbology));
    sk_event_row_int(row, first + 3, facts->wall_ms);
}

/* The name of a person who is known stands beside the chain, so that it can be erased. */
static const char *operator_text(const struct sk_pair *pair) {
    return pair->person > 0 ? "" : pair->operator_name;
}

/* What the columns of version 5 hold of a pair. */
static void put_pair_facts(struct sk_event_row *row, const struct sk_pair *pair) {
    put_facts(row, SK_COLUMN_SERIAL_SOURCE, &pair->serial_facts);
    put_facts(row, SK_COLUMN_INSTANCE_SOURCE, &pair->instance_facts);
    sk_event_row_int(row, SK_COLUMN_SERIAL_BY_HAND, pair->serial_facts.by_hand);
    sk_event_row_int(row, SK_COLUMN_INSTANCE_BY_HAND, pair->instance_facts.by_hand);
    sk_event_row_text(row, SK_COLUMN_REGION, pair->account.region);
    sk_event_row_text(row, SK_COLUMN_PROFILE, pair->account.profile);
    sk_event_row_text(row, SK_COLUMN_CUSTOMER_ORDER, pair->customer_order);
}

static void make_row(const struct sk_journal *journal, const struct sk_head *head,
                     const struct sk_record *record, const char *at, struct sk_event_row *row) {
    *row = (struct sk_event_row){ 0 }; /* all NULL */
    sk_event_row_int(row, SK_COLUMN_SEQ, head->seq + 1);
    sk_event_row_int(row, SK_COLUMN_PAIR, record->pair.number);
    sk_event_row_text(row, SK_COLUMN_EVENT, sk_event_name(record->event));
    sk_event_row_text(row, SK_COLUMN_AT, at);
    sk_event_row_int(row, SK_COLUMN_WALL_MS, record->wall_ms);
    sk_event_row_int(row, SK_COLUMN_MONO_MS, record->at);
    sk_event_row_int(row, SK_COLUMN_JUMP_MS, jump_ms(journal, head, record));
    sk_event_row_text(row, SK_COLUMN_OPERATOR, operator_text(&record->pair));
    sk_event_row_text(row, SK_COLUMN_RESULT, result_text(record));
    sk_event_row_text(row, SK_COLUMN_PHASE, phase_text(record));
    sk_event_row_int(row, SK_COLUMN_ALREADY, record->already);
    sk_event_row_int(row, SK_COLUMN_ATTEMPTS, record->attempts);
    sk_event_row_text(row, SK_COLUMN_REQUEST,
                      record->has_answer ? sk_request_name(record->request) : "");
    sk_event_row_int(row, SK_COLUMN_HTTP_STATUS, record->http_status);
    sk_event_row_text(row, SK_COLUMN_CODE, record->code);
    sk_event_row_text(row, SK_COLUMN_MESSAGE, record->message);
    sk_event_row_text(row, SK_COLUMN_REQUEST_ID, record->request_id);
    sk_event_row_text(row, SK_COLUMN_ATTEMPT_ID, record->attempt_id);
    sk_event_row_int(row, SK_COLUMN_SENT_WALL_MS, sent_wall_ms(record));
    sk_event_row_int(row, SK_COLUMN_REFERS, record->pair.refers);
    sk_event_row_text(row, SK_COLUMN_NOTE, record->note);
    if (record->pair.labels.serial[0] || record->pair.labels.instance[0]) {
        sk_event_row_text(row, SK_COLUMN_SERIAL, record->pair.labels.serial);
        sk_event_row_text(row, SK_COLUMN_INSTANCE, record->pair.labels.instance);
    }
    sk_event_row_int(row, SK_COLUMN_FORM, SK_CHAIN_FORM);
    sk_event_row_int(row, SK_COLUMN_PERSON, record->pair.person);
    sk_event_row_text(row, SK_COLUMN_REGION, "");
    sk_event_row_text(row, SK_COLUMN_PROFILE, "");
    sk_event_row_text(row, SK_COLUMN_CUSTOMER_ORDER, "");
    sk_event_row_text(row, SK_COLUMN_STILL, record->still);
    sk_event_row_text(row, SK_COLUMN_MORE, "");
    if (begins_pair(record)) {
        put_pair_facts(row, &record->pair);
    } else if (record->has_source) {
        sk_event_row_text(row, SK_COLUMN_SERIAL_SOURCE,
                          sk_scan_source_name(record->pair.serial_facts.source));
    } else if (record->event == SK_EVENT_SCAN) {
        put_facts(row, SK_COLUMN_SERIAL_SOURCE, &record->pair.serial_facts);
        sk_event_row_int(row, SK_COLUMN_SERIAL_BY_HAND, record->pair.serial_facts.by_hand);
    }
}

/* Writes the event and moves *head on to it. */
static enum sk_err write_event(struct sk_journal *journal, struct sk_head *head,
                               const struct sk_record *record, struct sk_err_info *info) {
    char at[SK_CLOCK_TEXT_SIZE];
    struct sk_event_row row;
    sk_clock_format(record->wall_ms, at, sizeof(at));
    make_row(journal, head, record, at, &row);
    enum sk_err err = sk_chain_link(journal->chain, head->hash, &row, head->hash);
    if (err) {
        return sk_fail(info, err, "not enough memory to write the journal");
    }
    sk_event_row_bind(&row, journal->statements[SK_STATEMENT_INSERT_EVENT]);
    (void)sqlite3_bind_blob(journal->statements[SK_STATEMENT_INSERT_EVENT], SK_COLUMN_COUNT + 1,
                            head->hash, SK_CHAIN_SIZE, SQLITE_STATIC);
    err = sk_store_run(journal, journal->statements[SK_STATEMENT_INSERT_EVENT], info);
    head->seq++;
    head->wall_ms = record->wall_ms;
    head->mono_ms = record->at;
    memcpy(head->boot, journal->boot, sizeof(head->boot));
    return err;
}

static void bind_text(sqlite3_stmt *statement, int index, const char *text) {
    (void)sqlite3_bind_text(statement, index, text, -1, SQLITE_STATIC);
}

static enum sk_err insert_pair(struct sk_journal *journal, const struct sk_record *record,
                               struct sk_err_info *info) {
    sqlite3_stmt *statement = journal->statements[SK_STATEMENT_INSERT_PAIR];
    const struct sk_pair *pair = &record->pair;
    (void)sqlite3_bind_int64(statement, 1, pair->number);
    bind_text(statement, 2, record->event == SK_EVENT_UNDO ? "undo" : "bind");
    bind_text(statement, 3, pair->labels.serial);
    bind_text(statement, 4, pair->labels.instance);
    bind_text(statement, 5, operator_text(pair));
    bind_text(statement, 6, result_text(record));
    bind_text(statement, 7, phase_text(record));
    (void)sqlite3_bind_int(statement, 8, record->attempts);
    bind_text(statement, 9, record->code);
    bind_text(statement, 10, record->message);
    bind_text(statement, 11, record->request_id);
    bind_text(statement, 12, sk_scan_source_name(pair->serial_facts.source));
    bind_text(statement, 13, pair->serial_facts.device);
    bind_text(statement, 14, sk_symbology_name(pair->serial_facts.symbology));
    (void)sqlite3_bind_int64(statement, 15, scanned_wall_ms(record));
    (void)sqlite3_bind_int64(statement, 16, sent_wall_ms(record));
    (void)sqlite3_bind_int64(statement, 17, record->wall_ms);
    (void)sqlite3_bind_int64(statement, 18, pair->refers);
    bind_text(statement, 19, record->note);
    (void)sqlite3_bind_int64(statement, 20, pair->person);
    bind_text(statement, 21, sk_scan_source_name(pair->instance_facts.source));
    bind_text(statement, 22, pair->instance_facts.device);
    bind_text(statement, 23, sk_symbology_name(pair->instance_facts.symbology));
    (void)sqlite3_bind_int(statement, 24, pair->serial_facts.by_hand);
    (void)sqlite3_bind_int(statement, 25, pair->instance_facts.by_hand);
    bind_text(statement, 26, pair->account.region);
    bind_text(statement, 27, pair->account.profile);
    bind_text(statement, 28, pair->customer_order);
    enum sk_err err = sk_store_run(journal, statement, info);
    if (!err && pair->refers > 0 && record->event == SK_EVENT_INTENT) {
        (void)sqlite3_bind_int64(journal->statements[SK_STATEMENT_MARK_RETRIED], 1, pair->number);
        (void)sqlite3_bind_int64(journal->statements[SK_STATEMENT_MARK_RETRIED], 2, pair->refers);
        err = sk_store_run(journal, journal->statements[SK_STATEMENT_MARK_RETRIED], info);
    }
    return err;
}

static enum sk_err has_pair(struct sk_journal *journal, const struct sk_record *record, bool *has,
                            struct sk_err_info *info) {
    sqlite3_stmt *statement = journal->statements[SK_STATEMENT_HAS_PAIR];
    (void)sqlite3_bind_int64(statement, 1, record->pair.number);
    int status = sqlite3_step(statement);
    enum sk_err err = status == SQLITE_ROW ? SK_OK : sk_store_fail(journal, status, info);
    *has = !err && sqlite3_column_int(statement, 0) != 0;
    (void)sqlite3_reset(statement);
    return err;
}

/* An event of a pair whose beginning was lost with a damaged journal: its own facts are kept. */
static enum sk_err insert_if_lost(struct sk_journal *journal, const struct sk_record *record,
                                  struct sk_err_info *info) {
    bool has = false;
    enum sk_err err = has_pair(journal, record, &has, info);
    return err || has ? err : insert_pair(journal, record, info);
}

/* The pair that is undone may have been purged in the meantime. */
static enum sk_err mark_undone(struct sk_journal *journal, const struct sk_record *record,
                               struct sk_err_info *info) {
    static const enum sk_statement all[] = { SK_STATEMENT_MARK_UNDONE, SK_STATEMENT_FORGET_BOUND };
    enum sk_err err = SK_OK;
    for (size_t i = 0; i < SK_ARRAY_LEN(all) && !err; i++) {
        (void)sqlite3_bind_int64(journal->statements[all[i]], 1, record->pair.number);
        err = sk_store_run(journal, journal->statements[all[i]], info);
    }
    return err;
}

static enum sk_err update_pair(struct sk_journal *journal, const struct sk_record *record,
                               struct sk_err_info *info) {
    sqlite3_stmt *statement = journal->statements[SK_STATEMENT_UPDATE_PAIR];
    bool sends = record->request == SK_REQUEST_BIND || record->request == SK_REQUEST_UNBIND;
    (void)sqlite3_bind_int64(statement, 1, record->pair.number);
    bind_text(statement, 2, result_text(record));
    bind_text(statement, 3, phase_text(record));
    (void)sqlite3_bind_int(statement, 4, record->attempts);
    bind_text(statement, 5, record->code);
    bind_text(statement, 6, record->message);
    bind_text(statement, 7, record->request_id);
    (void)sqlite3_bind_int64(statement, 8, record->wall_ms);
    (void)sqlite3_bind_int64(statement, 9, record->has_answer && sends ? sent_wall_ms(record) : 0);
    enum sk_err err = sk_store_run(journal, statement, info);
    bool is_changed = !err && sqlite3_changes(journal->db) > 0;
    if (!err && !is_changed && record->pair.labels.serial[0]) {
        return insert_if_lost(journal, record, info);
    }
    return is_changed && record->result == SK_RESULT_UNDONE ? mark_undone(journal, record, info)
                                                            : err;
}

static enum sk_err mark_dealt(struct sk_journal *journal, const struct sk_record *record,
                              struct sk_err_info *info) {
    sqlite3_stmt *statement = journal->statements[SK_STATEMENT_MARK_DEALT];
    (void)sqlite3_bind_int64(statement, 1, record->pair.number);
    (void)sqlite3_bind_int64(statement, 2, record->wall_ms);
    return sk_store_run(journal, statement, info);
}

static enum sk_err mark_still(struct sk_journal *journal, const struct sk_record *record,
                              struct sk_err_info *info) {
    sqlite3_stmt *statement = journal->statements[SK_STATEMENT_MARK_STILL];
    (void)sqlite3_bind_int64(statement, 1, record->pair.number);
    bind_text(statement, 2, record->still);
    return sk_store_run(journal, statement, info);
}

static enum sk_err write_hold(struct sk_journal *journal, const struct sk_record *record,
                              struct sk_err_info *info) {
    sqlite3_stmt *statement = journal->statements[SK_STATEMENT_WRITE_HOLD];
    (void)sqlite3_bind_int(statement, 1, record->event == SK_EVENT_HOLD);
    bind_text(statement, 2, operator_text(&record->pair));
    bind_text(statement, 3, record->note);
    (void)sqlite3_bind_int64(statement, 4, record->pair.person);
    return sk_store_run(journal, statement, info);
}

/* What the event changes beside the chain. */
/* Nobody has the number any more: the event alone is left. */
static enum sk_err keep_language(struct sk_journal *journal, const struct sk_record *record,
                                 struct sk_err_info *info) {
    sqlite3_stmt *statement = journal->statements[SK_STATEMENT_SPEAK];
    (void)sqlite3_bind_int64(statement, 1, record->pair.person);
    bind_text(statement, 2, record->note);
    return sk_store_run(journal, statement, info);
}

static enum sk_err sum_up(struct sk_journal *journal, const struct sk_record *record,
                          struct sk_err_info *info) {
    switch (record->event) {
    case SK_EVENT_INTENT:
    case SK_EVENT_UNDO:
        return insert_pair(journal, record, info);
    case SK_EVENT_ATTEMPT:
    case SK_EVENT_ANSWER:
    case SK_EVENT_ASKED:
    case SK_EVENT_SETTLED:
        return update_pair(journal, record, info);
    case SK_EVENT_DEALT:
        return mark_dealt(journal, record, info);
    case SK_EVENT_STILL:
        return mark_still(journal, record, info);
    case SK_EVENT_HOLD:
    case SK_EVENT_RELEASE:
        return write_hold(journal, record, info);
    case SK_EVENT_LANGUAGE:
        return keep_language(journal, record, info);
    case SK_EVENT_LOCATED:
    case SK_EVENT_MIGRATED:
    case SK_EVENT_BEGUN:
    case SK_EVENT_EXPORTED:
    case SK_EVENT_PURGED:
    case SK_EVENT_LOST:
    case SK_EVENT_CLOCK:
    case SK_EVENT_UNDELIVERED:
    case SK_EVENT_RESEND:
    case SK_EVENT_LABEL:
    case SK_EVENT_LABEL_DOUBT:
    case SK_EVENT_LABEL_AGAIN:
    case SK_EVENT_KEY:
    case SK_EVENT_PEOPLE:
    case SK_EVENT_OFFICE:
    case SK_EVENT_FLEET:
    case SK_EVENT_SEEN:
    case SK_EVENT_SCAN:
    case SK_EVENT_SIGN_ON:
    case SK_EVENT_SIGN_OFF:
    case SK_EVENT_SESSION:
    case SK_EVENT_SESSION_END:
    case SK_EVENT_WRONG_PIN:
    case SK_EVENT_LOCKED:
    case SK_EVENT_READER_GONE:
    case SK_EVENT_READER_BACK:
    case SK_EVENT_STARTED:
    case SK_EVENT_NO_SCANNER:
    case SK_EVENT_SETTING:
    case SK_EVENT_CALL:
    case SK_EVENT_CALL_END:
    case SK_EVENT_CHECKPOINT:
    case SK_EVENT_SOUND:
        return SK_OK;
    }
    SK_UNREACHABLE("event");
}

static enum sk_err look_for_history(struct sk_journal *journal, const struct sk_pair *pair,
                                    const struct sk_known *known, struct sk_written *written,
                                    struct sk_err_info *info) {
    sqlite3_stmt *statement = journal->statements[SK_STATEMENT_FIND_HISTORY];
    bind_text(statement, 1, pair->labels.serial);
    (void)sqlite3_bind_int64(statement, 2, pair->number);
    int status = sqlite3_step(statement);
    enum sk_err err = SK_OK;
    if (status == SQLITE_ROW) {
        written->has_history = known->has_history || sqlite3_column_int(statement, 0) != 0;
        written->has_doubt = known->has_doubt || sqlite3_column_int(statement, 1) != 0;
    } else {
        err = sk_store_fail(journal, status, info);
    }
    (void)sqlite3_reset(statement);
    (void)sqlite3_clear_bindings(statement);
    return err;
}

/* The pair that bound this device before and was not undone; number 0: there is none. */
static enum sk_err find_prior(struct sk_journal *journal, const struct sk_pair *pair,
                              struct sk_prior *prior, struct sk_err_info *info) {
    sqlite3_stmt *statement = journal->statements[SK_STATEMENT_FIND_PRIOR];
    bind_text(statement, 1, pair->labels.serial);
    (void)sqlite3_bind_int64(statement, 2, pair->number);
    int status = sqlite3_step(statement);
    enum sk_err err = SK_OK;
    if (status == SQLITE_ROW) {
        prior->number = sqlite3_column_int64(statement, 0);
        sk_store_copy_text(statement, 1, prior->labels.instance, sizeof(prior->labels.instance));
        prior->wall_ms = sqlite3_column_int64(statement, 2);
        sk_store_copy_text(statement, 3, prior->operator_name, sizeof(prior->operator_name));
    } else if (status != SQLITE_DONE) {
        err = sk_store_fail(journal, status, info);
    }
    (void)sqlite3_reset(statement);
    (void)sqlite3_clear_bindings(statement);
    return err;
}

/* *record as it is to be written. A pair that takes up an earlier one is bound again on purpose. */
static enum sk_err guard_device(struct sk_journal *journal, struct sk_record *record,
                                const struct sk_known *known, struct sk_written *written,
                                struct sk_err_info *info) {
    struct sk_prior *prior = &written->prior;
    enum sk_err err = find_prior(journal, &record->pair, prior, info);
    bool is_gone = !err && prior->number == 0 && known->bound_by > 0;
    if (is_gone) {
        prior->number = known->bound_by;
    }
    if (!err && prior->number > 0) {
        written->guard = SK_GUARD_REUSE;
        (void)snprintf(record->note, sizeof(record->note), "pair %lld bound this device%s%s",
                       (long long)prior->number,
                       is_gone ? "; the log has no more of it than that" : " to ",
                       prior->labels.instance);
    }
    return err;
}

static enum sk_err guard_instance(struct sk_journal *journal, struct sk_record *record,
                                  struct sk_written *written, struct sk_err_info *info) {
    struct sk_prior *prior = &written->prior;
    enum sk_err err = sk_in_use_find(journal, &record->pair, record->instance_limit, prior, info);
    if (!err && prior->number > 0) {
        written->guard = SK_GUARD_IN_USE;
        (void)snprintf(record->note, sizeof(record->note), "pair %lld has this instance for %s",
                       (long long)prior->number,
                       prior->labels.serial[0] ? prior->labels.serial
                                               : "a device that the log has no more");
    }
    return err;
}

static enum sk_err guard(struct sk_journal *journal, struct sk_record *record,
                         const struct sk_known *known, struct sk_written *written,
                         struct sk_err_info *info) {
    enum sk_err err = SK_OK;
    if (record->event != SK_EVENT_INTENT || record->pair.refers > 0 ||
        record->result != SK_RESULT_PENDING) {
        return SK_OK;
    }
    if (record->check_reuse) {
        err = guard_device(journal, record, known, written, info);
    }
    if (!err && !written->guard && record->instance_limit > 0) {
        err = guard_instance(journal, record, written, info);
    }
    if (!err && written->guard) {
        record->result = SK_RESULT_REFUSED;
        (void)snprintf(record->code, sizeof(record->code), "%s", written->guard);
    }
    return err;
}

/* The name of somebody who is in the table of people never gets into the chain, whoever gave it. */
static enum sk_err find_person(struct sk_journal *journal, struct sk_pair *pair,
                               struct sk_err_info *info) {
    sqlite3_stmt *statement = journal->statements[SK_STATEMENT_FIND_PERSON];
    if (pair->person != 0 || pair->operator_name[0] == '\0') {
        return SK_OK;
    }
    bind_text(statement, 1, pair->operator_name);
    int status = sqlite3_step(statement);
    if (status == SQLITE_ROW) {
        pair->person = sqlite3_column_int64(statement, 0);
    }
    enum sk_err err = status == SQLITE_ROW || status == SQLITE_DONE
                          ? SK_OK
                          : sk_store_fail(journal, status, info);
    (void)sqlite3_reset(statement);
    (void)sqlite3_clear_bindings(statement);
    return err;
}

/* The picture of a pair that was lost with a damaged journal stays with that one: an event about it
 * would be of nothing. */
static enum sk_err is_of_nothing(struct sk_journal *journal, const struct sk_record *record,
                                 bool *is_it, struct sk_err_info *info) {
    bool has = true;
    enum sk_err err =
        record->event == SK_EVENT_STILL ? has_pair(journal, record, &has, info) : SK_OK;
    *is_it = !has;
    return err;
}

/* Writes one record and everything that follows from it. */
static enum sk_err append_one(struct sk_journal *journal, struct sk_head *head,
                              const struct sk_record *wanted, struct sk_written *written,
                              struct sk_err_info *info) {
    struct sk_record record = *wanted;
    sk_record_clean(&record);
    struct sk_known known = { .bound_by = 0 };
    enum sk_err err = find_person(journal, &record.pair, info);
    if (!err && record.event == SK_EVENT_INTENT) {
        err = sk_known_ask(journal, &record.pair, &known, info);
    }
    if (!err) {
        err = guard(journal, &record, &known, written, info);
    }
    written->result = record.result;
    if (wanted->result == SK_RESULT_REFUSED) {
        written->prior = wanted->prior;
    }
    if (!err) {
        err = write_event(journal, head, &record, info);
    }
    if (!err) {
        err = sum_up(journal, &record, info);
    }
    if (record.pair.number >= head->next_number) {
        head->next_number = record.pair.number + 1;
    }
    if (!err && record.event == SK_EVENT_INTENT) {
        err = look_for_history(journal, &record.pair, &known, written, info);
    }
    return err;
}

enum sk_err sk_append_head(struct sk_journal *journal, const struct sk_head *head,
                           struct sk_err_info *info) {
    sqlite3_stmt *statement = journal->statements[SK_STATEMENT_WRITE_HEAD];
    (void)sqlite3_bind_int64(statement, 1, head->seq);
    (void)sqlite3_bind_blob(statement, 2, head->hash, SK_CHAIN_SIZE, SQLITE_STATIC);
    (void)sqlite3_bind_int64(statement, 3, head->wall_ms);
    (void)sqlite3_bind_int64(statement, 4, head->mono_ms);
    bind_text(statement, 5, head->boot);
    (void)sqlite3_bind_int64(statement, 6, head->next_number);
    journal->written = *head; /* noted in its second place once it is committed */
    journal->has_written = true;
    return sk_store_run(journal, statement, info);
}

enum sk_err sk_append_within(struct sk_journal *journal, const struct sk_record *records,
                             size_t count, struct sk_written *written, struct sk_err_info *info) {
    struct sk_head head;
    struct sk_written unused = { .has_history = false };
    enum sk_err err = sk_store_head(journal, &head, info);
    for (size_t i = 0; i < count && !err; i++) {
        struct sk_written *of = written ? &written[i] : &unused;
        bool is_nothing = false;
        *of = (struct sk_written){ .has_history = false };
        err = is_of_nothing(journal, &records[i], &is_nothing, info);
        if (!err && !is_nothing) {
            err = append_one(journal, &head, &records[i], of, info);
        }
    }
    return err ? err : sk_append_head(journal, &head, info);
}

enum sk_err sk_journal_append(struct sk_journal *journal, const struct sk_record *records,
                              size_t count, struct sk_written *written, struct sk_err_info *info) {
    enum sk_err err = sk_store_check_moved(journal, info);
    if (!err) {
        err = sk_store_begin(journal, info);
    }
    if (err) {
        return err;
    }
    err = sk_append_within(journal, records, count, written, info);
    return sk_store_end(journal, err, info);
}
