/* records.h — records for the tests of the journal, and a journal in the scratch directory. */
#ifndef SK_TESTS_JOURNAL_RECORDS_H
#define SK_TESTS_JOURNAL_RECORDS_H

#include "scratch.h"

#include "journal/journal.h"
#include "journal/verify.h"

#include <sqlite3.h>

#define RECORDS_WALL_MS 1767600550000 /* 2026-01-05T08:09:10Z */

static inline struct sk_record intent(int64_t number, const char *serial, const char *instance) {
    struct sk_record record = { .event = SK_EVENT_INTENT,
                                .phase = SK_PHASE_OPEN,
                                .wall_ms = RECORDS_WALL_MS + number,
                                .at = number,
                                .pair = { .number = number } };
    (void)snprintf(record.pair.labels.serial, sizeof(record.pair.labels.serial), "%s", serial);
    (void)snprintf(record.pair.labels.instance, sizeof(record.pair.labels.instance), "%s",
                   instance);
    return record;
}

static inline struct sk_record settled(int64_t number, enum sk_result result, const char *code) {
    struct sk_record record = { .event = SK_EVENT_SETTLED,
                                .result = result,
                                .attempts = 1,
                                .has_answer = true,
                                .wall_ms = RECORDS_WALL_MS + 1000 + number,
                                .at = 1000 + number,
                                .pair = { .number = number } };
    (void)snprintf(record.code, sizeof(record.code), "%s", code);
    return record;
}

/* What was scanned and became no pair. */
static inline struct sk_record scan_of(const char *code, const char *text) {
    struct sk_record record = { .event = SK_EVENT_SCAN, .wall_ms = RECORDS_WALL_MS, .at = 1 };
    (void)snprintf(record.code, sizeof(record.code), "%s", code);
    (void)snprintf(record.note, sizeof(record.note), "%s", text);
    return record;
}

static inline const char *journal_path(void) {
    return scratch_file("state/journal.db");
}

static inline struct sk_journal *open_as(enum sk_journal_mode mode) {
    struct sk_journal *journal = NULL;
    struct sk_err_info info = { "" };
    if (sk_journal_create(&journal, journal_path(), mode, &info) != SK_OK) {
        fail_msg("%s", info.text);
    }
    return journal;
}

static inline struct sk_journal *open_journal(void) {
    return open_as(SK_JOURNAL_WRITE);
}

static inline void append(struct sk_journal *journal, const struct sk_record *records,
                          size_t count) {
    struct sk_err_info info = { "" };
    if (sk_journal_append(journal, records, count, NULL, &info) != SK_OK) {
        fail_msg("%s", info.text);
    }
}

/* `count` pairs, numbered from first on, each with two events; the pairs are bound. */
static inline void write_pairs(struct sk_journal *journal, int64_t first, int64_t count) {
    for (int64_t i = first; i < first + count; i++) {
        char serial[32];
        char instance[32];
        (void)snprintf(serial, sizeof(serial), "sage62x%010lld", (long long)(219220000 + i));
        (void)snprintf(instance, sizeof(instance), "sag-demo%014lld", (long long)i);
        struct sk_record records[] = { intent(i, serial, instance),
                                       settled(i, SK_RESULT_BOUND, "") };
        append(journal, records, 2);
    }
}

/* What somebody can do to the file with SQLite's own tools. */
static inline void tamper(const char *path, const char *sql) {
    sqlite3 *db = NULL;
    char *error = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, &error) != SQLITE_OK) {
        fail_msg("%s: %s", sql, error);
    }
    sqlite3_close(db);
}

/* The first row's value, as text; good until the next call. */
static inline const char *text_in(const char *path, const char *sql) {
    static char text[SK_NOTE_SIZE + 1];
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    (void)snprintf(text, sizeof(text), "%s", (const char *)sqlite3_column_text(statement, 0));
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return text;
}

struct findings {
    int count;
    char texts[8][SK_ERR_TEXT_SIZE];
    struct sk_verify_report report;
};

static inline void find(void *data, const char *text) {
    struct findings *findings = data;
    if (findings->count < 8) {
        (void)snprintf(findings->texts[findings->count], SK_ERR_TEXT_SIZE, "%s", text);
    }
    findings->count++;
}

static inline struct findings verify_noted(struct sk_verify_noted *noted, size_t count) {
    struct findings findings = { 0 };
    struct sk_err_info info = { "" };
    struct sk_journal *journal = open_as(SK_JOURNAL_READ);
    if (sk_journal_verify(journal, noted, count, find, &findings, &findings.report, &info) !=
        SK_OK) {
        fail_msg("%s", info.text);
    }
    sk_journal_destroy(journal);
    assert_int_equal(findings.report.problems, findings.count);
    return findings;
}

static inline struct findings verify(void) {
    return verify_noted(NULL, 0);
}

static inline void expect_sound(void) {
    struct findings findings = verify();
    if (findings.count > 0) {
        fail_msg("%d problems, the first: %s", findings.count, findings.texts[0]);
    }
}

static inline void expect_found(const struct findings *findings, const char *text) {
    for (int i = 0; i < findings->count && i < 8; i++) {
        if (strstr(findings->texts[i], text)) {
            return;
        }
    }
    fail_msg("%d problems, none with '%s'; the first: %s", findings->count, text,
             findings->texts[0]);
}

#endif
