/* What happens at the bench beside pairs is in the journal; people are known by their badges, also
 * those who are added and erased while the kiosk runs. */
#define _XOPEN_SOURCE 700 /* nftw() */

#include "kiosk.h"

#include "base/util.h"
#include "journal/people.h"

#include <sqlite3.h>

#define SN1 "sage62x0219220001"
#define SN2 "sage62x0219220002"
#define INST1 "sag-demo0000000000ok01"
#define INST2 "sag-demo0000000000ok02"

/* The one value that sql selects, as text; "" where there is no row. */
static const char *in_journal(const char *sql) {
    static char text[256];
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;
    text[0] = '\0';
    assert_int_equal(sqlite3_open(scratch_file("journal.db"), &db), SQLITE_OK);
    assert_int_equal(sqlite3_busy_timeout(db, 5000), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
    if (sqlite3_step(statement) == SQLITE_ROW && sqlite3_column_text(statement, 0)) {
        (void)snprintf(text, sizeof(text), "%s", (const char *)sqlite3_column_text(statement, 0));
    }
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return text;
}

#define WAIT_FOR_EVENT(condition)                                                                  \
    WAIT_FOR(strcmp(in_journal("SELECT count(*) FROM event WHERE " condition), "0") != 0)

static void scan(const char *text) {
    push(text, SK_SOURCE_USB_HID_POS);
    pass(2000);
}

static void a_scan_that_is_no_label_is_an_event(void **state) {
    (void)state;
    start();
    scan("4006381333931");
    WAIT_FOR_EVENT("event='scan' AND code='not-a-label' AND note='4006381333931' AND pair=0"
                   " AND serial_source='usb-hid-pos'");
    scan(SN1);
    scan("SAGK:CANCEL");
    WAIT_FOR_EVENT("event='scan' AND code='cancelled' AND serial='" SN1 "' AND note='" SN1 "'");
    WAIT_FOR_EVENT("event='scan' AND code='cancelled' AND note='SAGK:CANCEL'");
    scan(SN1);
    scan(INST1);
    WAIT_FOR_EVENT("event='intent' AND serial='" SN1 "'");
    assert_string_equal(
        in_journal("SELECT count(*) FROM event WHERE event='scan' AND serial='" SN1 "'"), "1");
}

static void a_reader_that_goes_and_comes_back_is_an_event(void **state) {
    (void)state;
    struct sk_reader_status status = { .source = SK_SOURCE_USB_HID_POS,
                                       .health = SK_READER_READY,
                                       .device = "Honeywell 1900" };
    start();
    struct sk_scan_sink *sink = sk_app_sink(app);
    sink->ops->status(sink, &status);
    WAIT_FOR_EVENT("event='reader-back' AND note='usb-hid-pos Honeywell 1900'");
    status.health = SK_READER_ABSENT;
    sink->ops->status(sink, &status);
    WAIT_FOR_EVENT("event='reader-gone' AND note='usb-hid-pos Honeywell 1900'");
}

static void a_bench_without_its_scanner_says_so_sounds_and_goes_on_by_itself(void **state) {
    (void)state;
    struct sk_reader_status status = { .source = SK_SOURCE_USB_CDC, .health = SK_READER_READY };
    start();
    struct sk_scan_sink *sink = sk_app_sink(app);
    sink->ops->status(sink, &status);
    pass(1000);
    status.health = SK_READER_ABSENT;
    sink->ops->status(sink, &status);
    (void)sk_app_turn(app);
    pass(1000);
    assert_int_equal(model()->screen, SK_SCREEN_READY);
    uint64_t cues = model()->cue_number;
    pass(1000);
    assert_int_equal(model()->screen, SK_SCREEN_NO_SCANNER);
    assert_int_equal(model()->cue_number, cues + 1);
    assert_int_equal(model()->cue, SK_CUE_ALARM);
    WAIT_FOR_EVENT("event='no-scanner'");
    push(SN1, SK_SOURCE_KEYBOARD); /* typed: the bench goes on, with a banner */
    pass(1000);
    assert_int_equal(model()->screen, SK_SCREEN_HALF);
    assert_true(model()->banner);
    assert_int_equal(model()->cue, SK_CUE_FIRST);
    assert_int_equal(model()->cue_number, cues + 2);
    status.health = SK_READER_READY;
    sink->ops->status(sink, &status);
    pass(100);
    assert_false(model()->banner);
    sk_app_destroy(app); /* the next start knows from the log, and a camera is not enough */
    start();
    status = (struct sk_reader_status){ .source = SK_SOURCE_CAMERA, .health = SK_READER_READY };
    sk_app_sink(app)->ops->status(sk_app_sink(app), &status);
    (void)sk_app_turn(app);
    pass(2000);
    assert_int_equal(model()->screen, SK_SCREEN_NO_SCANNER);
}

static void a_call_outlives_the_kiosk_until_somebody_comes(void **state) {
    (void)state;
    start();
    scan("SAGK:CALL");
    WAIT_FOR_EVENT("event='call'");
    sk_app_destroy(app);
    start();
    assert_true(model()->is_called);
    scan("SAGK:CALL");
    WAIT_FOR_EVENT("event='call-end' AND code='taken-back'");
    sk_app_destroy(app);
    start();
    assert_false(model()->is_called);
    assert_string_equal(in_journal("SELECT count(*) FROM event WHERE event='call'"), "1");
}

static void what_was_noted_last_is_written_before_the_end(void **state) {
    (void)state;
    start();
    for (int i = 0; i < 30; i++) { /* more than go at once */
        char text[32];
        (void)snprintf(text, sizeof(text), "nonsense %d", i);
        push(text, SK_SOURCE_STDIN);
        (void)sk_app_turn(app);
    }
    sk_app_destroy(app);
    app = NULL;
    assert_string_equal(in_journal("SELECT count(*) FROM event WHERE event='scan'"), "30");
}

/* As sag-kioskctl does beside a kiosk that runs. */
static void add_person(const char *name, const char *badge) {
    struct sk_person_news news = { .name = name, .badge = badge, .role = SK_ROLE_WORKER };
    size_t added;
    size_t changed;
    struct sk_journal *journal = NULL;
    assert_int_equal(sk_journal_create(&journal, scratch_file("journal.db"), SK_JOURNAL_NOTE, NULL),
                     SK_OK);
    assert_int_equal(sk_people_add(journal, &news, 1, &added, &changed, NULL), SK_OK);
    sk_journal_destroy(journal);
}

static void erase_person(const char *name) {
    struct sk_erased erased;
    struct sk_journal *journal = NULL;
    assert_int_equal(sk_journal_create(&journal, scratch_file("journal.db"), SK_JOURNAL_NOTE, NULL),
                     SK_OK);
    assert_int_equal(sk_people_erase(journal, name, &erased, NULL), SK_OK);
    sk_journal_destroy(journal);
}

/* Any text may be a badge, once the table has it. The first scan may come too early. */
static void a_person_who_is_added_while_the_kiosk_runs_signs_on(void **state) {
    (void)state;
    set("operator.required", "yes");
    set("operator.badge", "^OP:(.+)$");
    start();
    scan("OP:Chen");
    WAIT_FOR(strcmp(model()->operator_name, "Chen") == 0); /* nobody is known: as it says */
    add_person("Li Wei", "0012345678");
    WAIT_FOR((scan("0012345678"), strcmp(model()->operator_name, "Li Wei") == 0));
    WAIT_FOR_EVENT("event='sign-on' AND operator='' AND person="
                   "(SELECT number FROM person WHERE name='Li Wei')");
    scan(SN1);
    scan(INST1);
    WAIT_FOR_EVENT("event='intent' AND operator='' AND person<>0");
    scan("OP:Chen"); /* who is in nobody's name now */
    WAIT_FOR(model()->notice == SK_NOTICE_UNKNOWN_BADGE);
    assert_string_equal(model()->operator_name, "Li Wei");
    WAIT_FOR_EVENT("event='scan' AND code='unknown-badge' AND note=''");
}

/* Not a PIN, but whose session it is: what is done in it is done by that person. */
static void a_supervisors_session_carries_the_person(void **state) {
    (void)state;
    struct sk_person_news news = { .name = "Wang", .badge = "900", .role = SK_ROLE_SUPERVISOR };
    size_t added;
    size_t changed;
    struct sk_journal *journal = NULL;
    start();
    assert_int_equal(sk_journal_create(&journal, scratch_file("journal.db"), SK_JOURNAL_NOTE, NULL),
                     SK_OK);
    assert_int_equal(sk_people_add(journal, &news, 1, &added, &changed, NULL), SK_OK);
    sk_journal_destroy(journal);
    WAIT_FOR((scan("900"), strcmp(model()->operator_name, "Wang") == 0));
    sk_app_touch(app, (struct sk_super_touch){ .type = SK_SUPER_TOUCH_OPEN });
    assert_true(sk_app_is_supervised(app));
    scan("900");
    WAIT_FOR(strcmp(model()->supervisor.who, "Wang") == 0);
    scan("sage62x0219220001"); /* nor is what is scanned in a session lost */
    WAIT_FOR_EVENT("event='scan' AND code='in-session' AND note='sage62x0219220001' AND person<>0");
    assert_string_equal(
        in_journal("SELECT count(*) FROM event WHERE note='900' AND code='in-session'"), "0");
}

static void a_person_who_is_erased_is_signed_on_no_longer(void **state) {
    (void)state;
    set("operator.required", "yes");
    start();
    add_person("Li Wei", "77");
    add_person("Chen", "78");
    WAIT_FOR((scan("77"), strcmp(model()->operator_name, "Li Wei") == 0));
    erase_person("Li Wei");
    WAIT_FOR((scan("no badge at all"), model()->operator_name[0] == '\0'));
    scan("77");
    assert_string_equal(model()->operator_name, "");
    scan("78");
    WAIT_FOR(strcmp(model()->operator_name, "Chen") == 0);
}

static void checkpoints_are_made_without_being_asked_for(void **state) {
    (void)state;
    set("log.checkpoint_minutes", "30");
    start();
    scan("nonsense");
    WAIT_FOR_EVENT("event='scan'");
    assert_int_not_equal(access(scratch_file("journal.db.checkpoints"), F_OK), 0);
    /* The writer counts from its own first look, which may come late; and a scan wakes it, as its
     * waits are real. */
    WAIT_FOR((pass(INT64_C(31) * 60000), scan("more nonsense"),
              access(scratch_file("journal.db.checkpoints"), F_OK) == 0));
}

#define AT_BENCH(function) cmocka_unit_test_setup_teardown(function, make_bench, finish_bench)

int main(void) {
    const struct CMUnitTest tests[] = {
        AT_BENCH(a_scan_that_is_no_label_is_an_event),
        AT_BENCH(a_reader_that_goes_and_comes_back_is_an_event),
        AT_BENCH(a_bench_without_its_scanner_says_so_sounds_and_goes_on_by_itself),
        AT_BENCH(checkpoints_are_made_without_being_asked_for),
        AT_BENCH(a_call_outlives_the_kiosk_until_somebody_comes),
        AT_BENCH(what_was_noted_last_is_written_before_the_end),
        AT_BENCH(a_person_who_is_added_while_the_kiosk_runs_signs_on),
        AT_BENCH(a_supervisors_session_carries_the_person),
        AT_BENCH(a_person_who_is_erased_is_signed_on_no_longer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
