/* What somebody can do to the log's file, and what `log verify` says about it. */
#define _XOPEN_SOURCE 700 /* nftw() */

#include "records.h"

#include "journal/event_row.h"

/* Without the triggers, as the owner of the file can. */
#define OPEN_UP "DROP TRIGGER event_keep_update; DROP TRIGGER event_keep_delete;"

static int set_up(void **state) {
    int status = scratch_make(state);
    if (status == 0) {
        struct sk_journal *journal = open_journal();
        write_pairs(journal, 1, 10); /* events 1 to 20 */
        sk_journal_destroy(journal);
    }
    return status;
}

static void a_log_as_it_was_written_is_sound(void **state) {
    (void)state;
    struct findings findings = verify();
    assert_int_equal(findings.count, 0);
    assert_int_equal(findings.report.events, 20);
    assert_int_equal(findings.report.pairs, 10);
    assert_int_equal(findings.report.head_seq, 20);
    assert_int_equal(strlen(findings.report.head_hash), 64);
}

static void the_chain_goes_on_after_reopening_and_failing(void **state) {
    (void)state;
    struct sk_journal *journal = open_journal();
    struct sk_record bad[] = { intent(11, "a", "b"), intent(11, "a", "b") };
    assert_int_not_equal(sk_journal_append(journal, bad, 2, NULL, NULL), SK_OK);
    write_pairs(journal, 11, 3);
    sk_journal_destroy(journal);
    expect_sound();
}

/* Each value of an event, whatever its type, is part of its hash. */
static void a_change_of_any_column_of_an_event_is_found(void **state) {
    (void)state;
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(journal_path(), &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, OPEN_UP, NULL, NULL, NULL), SQLITE_OK);
    static char columns[64][32];
    int count = 0;
    sqlite3_stmt *statement = NULL;
    assert_int_equal(
        sqlite3_prepare_v2(db, "SELECT name FROM pragma_table_info('event')", -1, &statement, NULL),
        SQLITE_OK);
    while (sqlite3_step(statement) == SQLITE_ROW) {
        (void)snprintf(columns[count++], 32, "%s", (const char *)sqlite3_column_text(statement, 0));
    }
    sqlite3_finalize(statement);
    assert_int_equal(count, SK_COLUMN_COUNT + 1);
    for (int i = 1; i < count; i++) { /* the first is the order number: see below */
        char sql[512];
        assert_int_equal(sqlite3_exec(db, "BEGIN", NULL, NULL, NULL), SQLITE_OK);
        (void)snprintf(sql, sizeof(sql),
                       "UPDATE event SET %s=CASE typeof(%s) WHEN 'integer' THEN %s+1 WHEN 'text'"
                       " THEN %s||'x' WHEN 'blob' THEN zeroblob(32) ELSE 1 END WHERE seq=7",
                       columns[i], columns[i], columns[i], columns[i]);
        assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
        assert_int_equal(sqlite3_changes(db), 1);
        assert_int_equal(sqlite3_exec(db, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
        struct findings findings = verify();
        if (findings.count == 0) {
            fail_msg("a change of the column %s is not found", columns[i]);
        }
        expect_found(&findings, "event 7");
        (void)snprintf(sql, sizeof(sql),
                       "UPDATE event SET %s=CASE typeof(%s) WHEN 'integer' THEN %s-1 WHEN 'text'"
                       " THEN substr(%s, 1, length(%s)-1) ELSE NULL END WHERE seq=7",
                       columns[i], columns[i], columns[i], columns[i], columns[i]);
        if (strcmp(columns[i], "hash") != 0) {
            assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
        }
    }
    sqlite3_close(db);
}

static void an_event_that_was_taken_out_is_named(void **state) {
    (void)state;
    tamper(journal_path(), OPEN_UP "DELETE FROM event WHERE seq=5; DELETE FROM event WHERE seq"
                                   " BETWEEN 9 AND 11;");
    struct findings findings = verify();
    expect_found(&findings, "event 5 is missing");
    expect_found(&findings, "events 9 to 11 are missing");
}

static void an_event_that_was_taken_out_and_closed_up_is_named(void **state) {
    (void)state;
    tamper(journal_path(), OPEN_UP "DELETE FROM event WHERE seq=5;"
                                   "UPDATE event SET seq=seq-1 WHERE seq>5;"
                                   "UPDATE head SET seq=seq-1;");
    struct findings findings = verify();
    expect_found(&findings, "event 5 was changed");
}

static void two_events_that_were_swapped_are_named(void **state) {
    (void)state;
    tamper(journal_path(), OPEN_UP "UPDATE event SET seq=1000 WHERE seq=6;"
                                   "UPDATE event SET seq=6 WHERE seq=8;"
                                   "UPDATE event SET seq=8 WHERE seq=1000;");
    struct findings findings = verify();
    expect_found(&findings, "event 6 was changed, or swapped");
    expect_found(&findings, "event 8 was changed, or swapped");
}

static void an_event_that_was_put_in_is_named(void **state) {
    (void)state;
    tamper(journal_path(), "INSERT INTO event SELECT 21, pair, event, at, wall_ms, mono_ms,"
                           " jump_ms, operator, result, phase, already, attempts, request,"
                           " http_status, code, message, request_id, attempt_id, sent_wall_ms,"
                           " refers, note, serial, instance, serial_source, serial_device,"
                           " serial_symbology, serial_wall_ms, instance_source, instance_device,"
                           " instance_symbology, instance_wall_ms, hash, form, person,"
                           " serial_by_hand, instance_by_hand, region, profile, customer_order,"
                           " still, more FROM event WHERE seq=19");
    struct findings findings = verify();
    expect_found(&findings, "event 21 was changed");
    expect_found(&findings, "events 21 to 21 were not written by the kiosk");
}

static void an_end_that_was_cut_off_is_named(void **state) {
    (void)state;
    tamper(journal_path(), OPEN_UP "DELETE FROM event WHERE seq>17");
    struct findings findings = verify();
    expect_found(&findings, "the last event is 17, 20 had been written");
    /* The kiosk still goes on, an event says so, and the gap stays visible. */
    struct sk_journal *journal = open_journal();
    write_pairs(journal, 11, 1);
    sk_journal_destroy(journal);
    findings = verify();
    expect_found(&findings, "events 18 to 20 are missing");
    assert_int_equal(findings.report.head_seq, 23);
}

/* Who moves the head, too, is found only by what was noted elsewhere; this is the honest limit. */
static void an_end_that_was_cut_off_with_its_head_shows_against_a_noted_hash(void **state) {
    (void)state;
    struct findings before = verify();
    struct sk_verify_noted noted = { .seq = before.report.head_seq };
    assert_true(sk_chain_parse_hex(before.report.head_hash, noted.hash));
    (void)verify_noted(&noted, 1);
    assert_int_equal(noted.seen, SK_VERIFY_SEEN);
    tamper(journal_path(), OPEN_UP "DELETE FROM event WHERE seq>18; DELETE FROM pair WHERE"
                                   " number=10; UPDATE head SET seq=18, hash=(SELECT hash FROM"
                                   " event WHERE seq=18)");
    struct findings beside = verify();
    expect_found(&beside, "event 20 was noted beside the journal");
    assert_int_equal(unlink(scratch_file("state/journal.db.head")), 0);
    assert_int_equal(verify().count, 0); /* nothing to be seen from inside */
    struct findings findings = verify_noted(&noted, 1);
    expect_found(&findings, "event 20, which was noted elsewhere, is not there");
    assert_int_equal(noted.seen, SK_VERIFY_MISSING);
}

static void a_history_that_was_hashed_anew_shows_against_a_noted_hash(void **state) {
    (void)state;
    struct findings before = verify();
    struct sk_verify_noted noted = { .seq = before.report.head_seq };
    assert_true(sk_chain_parse_hex(before.report.head_hash, noted.hash));
    char name[512];
    (void)snprintf(name, sizeof(name), "%s", journal_path());
    assert_int_equal(unlink(name), 0);
    (void)snprintf(name, sizeof(name), "%s.lock", journal_path());
    assert_int_equal(unlink(name), 0);
    (void)snprintf(name, sizeof(name), "%s.head", journal_path());
    assert_int_equal(unlink(name), 0);           /* nor does the journal know of it any more */
    struct sk_journal *journal = open_journal(); /* the same numbers, another story */
    write_pairs(journal, 101, 10);
    sk_journal_destroy(journal);
    assert_int_equal(verify().count, 0);
    struct findings findings = verify_noted(&noted, 1);
    expect_found(&findings, "event 20 has not the hash that was noted elsewhere");
}

static void a_pair_whose_summary_was_changed_is_named(void **state) {
    (void)state;
    tamper(journal_path(), "UPDATE pair SET result='refused' WHERE number=3;"
                           "UPDATE pair SET serial='sage62x9999999999' WHERE number=4;"
                           "DELETE FROM pair WHERE number=5;"
                           "UPDATE pair SET operator='somebody' WHERE number=6;");
    struct findings findings = verify();
    expect_found(&findings, "pair 3 was changed");
    expect_found(&findings, "pair 4 was changed");
    expect_found(&findings, "pair 5 is missing");
    expect_found(&findings, "pair 6 was changed");
    assert_int_equal(findings.count, 4);
}

/* What searches, exports and guards read is the summary, not the events. */
static void a_change_of_any_column_of_a_pair_is_found(void **state) {
    (void)state;
    static const char *const changes[] = {
        "UPDATE pair SET kind='undo' WHERE number=11",
        "UPDATE pair SET source='camera' WHERE number=11",
        "UPDATE pair SET device='another' WHERE number=11",
        "UPDATE pair SET symbology='another' WHERE number=11",
        "UPDATE pair SET scanned_wall_ms=scanned_wall_ms-86400000 WHERE number=11",
        "UPDATE pair SET sent_wall_ms=sent_wall_ms+1 WHERE number=11",
        "UPDATE pair SET refers=2 WHERE number=11",
        "UPDATE pair SET undone_by=4 WHERE number=11",
        "UPDATE pair SET retried_by=4 WHERE number=11",
        "UPDATE pair SET note='x' WHERE number=11",
        "UPDATE pair SET dealt_wall_ms=1 WHERE number=11",
    };
    struct sk_journal *journal = open_journal();
    struct sk_record records[] = { intent(11, "sage62x0219220011", "sag-demo00000000000011"),
                                   settled(11, SK_RESULT_BOUND, "") };
    records[0].pair.serial_facts.wall_ms = RECORDS_WALL_MS - 1000;
    records[0].pair.instance_facts.wall_ms = RECORDS_WALL_MS - 500;
    records[1].sent_at = records[1].at - 200;
    append(journal, records, 2);
    sk_journal_destroy(journal);
    for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
        tamper(journal_path(), "CREATE TABLE kept AS SELECT * FROM pair WHERE number=11");
        tamper(journal_path(), changes[i]);
        struct findings findings = verify();
        if (findings.count == 0) {
            fail_msg("'%s' is not found", changes[i]);
        }
        expect_found(&findings, "pair 11 was changed");
        tamper(journal_path(), "DELETE FROM pair WHERE number=11; INSERT INTO pair SELECT * FROM"
                               " kept; DROP TABLE kept");
        expect_sound();
    }
}

static void an_undo_or_a_retry_that_was_hidden_is_found(void **state) {
    (void)state;
    struct sk_journal *journal = open_journal();
    struct sk_record records[] = { intent(11, "sage62x0219220001", "sag-demo00000000000001"),
                                   settled(11, SK_RESULT_UNDONE, ""),
                                   intent(12, "sage62x0219220002", "sag-demo00000000000002") };
    records[0].event = SK_EVENT_UNDO;
    records[0].pair.refers = 1;
    records[1].pair.refers = 1;
    records[2].pair.refers = 2;
    append(journal, records, 3);
    sk_journal_destroy(journal);
    expect_sound();
    tamper(journal_path(), "UPDATE pair SET undone_by=0 WHERE number=1;"
                           "UPDATE pair SET retried_by=0 WHERE number=2");
    struct findings findings = verify();
    expect_found(&findings, "pair 1 was changed");
    expect_found(&findings, "pair 2 was changed");
    assert_int_equal(findings.count, 2);
}

static void a_hold_that_was_lifted_past_the_events_is_found(void **state) {
    (void)state;
    struct sk_journal *journal = open_journal();
    struct sk_record hold = { .event = SK_EVENT_HOLD, .note = "stock taking" };
    append(journal, &hold, 1);
    sk_journal_destroy(journal);
    expect_sound();
    tamper(journal_path(), "UPDATE hold SET is_held=0");
    struct findings findings = verify();
    expect_found(&findings, "on hold");
}

static void a_log_that_pretends_to_have_been_purged_is_found(void **state) {
    (void)state;
    tamper(journal_path(), "UPDATE mark SET purged_seq=4, purged_hash=(SELECT hash FROM event WHERE"
                           " seq=4); DELETE FROM event WHERE seq<=4; DELETE FROM pair WHERE"
                           " number<=2;");
    struct findings findings = verify();
    expect_found(&findings, "events up to 4 are missing");
}

static void events_cannot_be_purged_by_a_plain_delete(void **state) {
    (void)state;
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(journal_path(), &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "DELETE FROM event WHERE seq=1", NULL, NULL, NULL),
                     SQLITE_CONSTRAINT);
    sqlite3_close(db);
}

struct jumps {
    int count;
    int64_t ms[16];
};

static bool keep_jump(void *data, const struct sk_logged_event *event) {
    struct jumps *jumps = data;
    assert_true(jumps->count < 16);
    jumps->ms[jumps->count++] = event->jump_ms;
    return true;
}

static void a_clock_that_was_set_is_marked_at_the_next_event(void **state) {
    (void)state;
    struct jumps jumps = { 0 };
    struct sk_journal *journal = open_journal();
    struct sk_record records[] = { intent(11, "a", "b"), intent(12, "c", "d"), intent(13, "e", "f"),
                                   intent(14, "g", "h"), intent(15, "i", "j") };
    int64_t walls[] = { 5000, 15000, 3615100, 13000, 21100 };
    sk_ms monos[] = { 5000, 15000, 15100, 16000, 25000 };
    for (int i = 0; i < 5; i++) {
        records[i].wall_ms = RECORDS_WALL_MS + walls[i];
        records[i].at = monos[i];
    }
    append(journal, records, 5);
    assert_int_equal(sk_journal_events(journal, 21, keep_jump, &jumps, NULL), SK_OK);
    sk_journal_destroy(journal);
    assert_int_equal(jumps.count, 4);
    assert_int_equal(jumps.ms[0], 0);        /* ten seconds by both */
    assert_int_equal(jumps.ms[1], 3600000);  /* an hour forward */
    assert_int_equal(jumps.ms[2], -3603000); /* and back */
    assert_int_equal(jumps.ms[3], 0);        /* by less than a second */
}

static void a_restart_of_the_machine_is_no_jump_but_a_step_back_is(void **state) {
    (void)state;
    struct jumps jumps = { 0 };
    tamper(journal_path(), "UPDATE head SET boot='another', mono_ms=999999999");
    struct sk_journal *journal = open_journal();
    struct sk_record record = intent(11, "a", "b");
    record.wall_ms = RECORDS_WALL_MS + 86400000;
    append(journal, &record, 1);
    sk_journal_destroy(journal);
    tamper(journal_path(), "UPDATE head SET boot='a third'");
    journal = open_journal();
    record = intent(12, "c", "d");
    record.wall_ms = RECORDS_WALL_MS + 86400000 - 7200000;
    append(journal, &record, 1);
    assert_int_equal(sk_journal_events(journal, 20, keep_jump, &jumps, NULL), SK_OK);
    sk_journal_destroy(journal);
    assert_int_equal(jumps.ms[0], 0);
    assert_int_equal(jumps.ms[1], -7200000);
}

static void an_answer_says_when_its_request_left(void **state) {
    (void)state;
    struct sk_journal *journal = open_journal();
    struct sk_record records[] = { intent(11, "a", "b"), settled(11, SK_RESULT_BOUND, "") };
    struct sk_stored_pair pair;
    records[1].at = 90000;
    records[1].sent_at = 89800;
    append(journal, records, 2);
    assert_int_equal(sk_journal_pair(journal, 11, &pair, NULL), SK_OK);
    assert_int_equal(pair.sent_wall_ms, records[1].wall_ms - 200);
    assert_int_equal(sk_journal_pair(journal, 99, &pair, NULL), SK_ERR_NOT_FOUND);
    sk_journal_destroy(journal);
}

#define IN_RECORDS(function) cmocka_unit_test_setup_teardown(function, set_up, scratch_remove)

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_RECORDS(a_log_as_it_was_written_is_sound),
        IN_RECORDS(the_chain_goes_on_after_reopening_and_failing),
        IN_RECORDS(a_change_of_any_column_of_an_event_is_found),
        IN_RECORDS(an_event_that_was_taken_out_is_named),
        IN_RECORDS(an_event_that_was_taken_out_and_closed_up_is_named),
        IN_RECORDS(two_events_that_were_swapped_are_named),
        IN_RECORDS(an_event_that_was_put_in_is_named),
        IN_RECORDS(an_end_that_was_cut_off_is_named),
        IN_RECORDS(an_end_that_was_cut_off_with_its_head_shows_against_a_noted_hash),
        IN_RECORDS(a_history_that_was_hashed_anew_shows_against_a_noted_hash),
        IN_RECORDS(a_pair_whose_summary_was_changed_is_named),
        IN_RECORDS(a_change_of_any_column_of_a_pair_is_found),
        IN_RECORDS(an_undo_or_a_retry_that_was_hidden_is_found),
        IN_RECORDS(a_hold_that_was_lifted_past_the_events_is_found),
        IN_RECORDS(a_log_that_pretends_to_have_been_purged_is_found),
        IN_RECORDS(events_cannot_be_purged_by_a_plain_delete),
        IN_RECORDS(a_clock_that_was_set_is_marked_at_the_next_event),
        IN_RECORDS(a_restart_of_the_machine_is_no_jump_but_a_step_back_is),
        IN_RECORDS(an_answer_says_when_its_request_left),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
