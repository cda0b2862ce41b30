/* What an export contains, and what is left when it is interrupted. */
#define _XOPEN_SOURCE 700 /* nftw() */

#include "records.h"

#include "base/clock.h"
#include "journal/checkpoint.h"
#include "journal/export/export.h"
#include "journal/purge.h"
#include "journal/search.h"
#include "journal/stamp.h"
#include "journal/summary.h"
#include "journal/tally.h"

#include <dirent.h>
#include <time.h>

static char text[65536];

static const char *read_text(const char *path) {
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    size_t got = fread(text, 1, sizeof(text) - 1, file);
    text[got] = '\0';
    assert_int_equal(fclose(file), 0);
    return text;
}

static int set_up(void **state) {
    (void)setenv("TZ", "Asia/Shanghai", 1);
    tzset();
    return scratch_make(state);
}

static struct sk_export to(const char *path, enum sk_export_format format) {
    return (struct sk_export){ .format = format, .path = path, .operator_name = "mei" };
}

static struct sk_export_result must_export(const struct sk_export *what) {
    struct sk_export_result result;
    struct sk_err_info info = { "" };
    struct sk_journal *journal = open_as(SK_JOURNAL_NOTE);
    if (sk_journal_export(journal, what, &result, &info) != SK_OK) {
        fail_msg("%s", info.text);
    }
    sk_journal_destroy(journal);
    return result;
}

/* What a scanner, or somebody who knows spreadsheets, can put into a label. */
static void write_odd_pairs(void) {
    struct sk_journal *journal = open_journal();
    struct sk_record records[] = { intent(1, "=1+1", "sag-a,b"), intent(2, "+49\"x", "-sag"),
                                   intent(3, "@sum(a1)", "plain"), intent(4, "a\tb", "it's"),
                                   intent(5, "\t=2", "\r=3") };
    records[0].pair.serial_facts.wall_ms = RECORDS_WALL_MS;
    append(journal, records, 5);
    struct sk_record last = settled(1, SK_RESULT_REFUSED, "SAG.SnConflict");
    (void)snprintf(last.message, sizeof(last.message),
                   "two\r\nlines, and a \"quote\" \xE7\xBB\x91");
    append(journal, &last, 1);
    sk_journal_destroy(journal);
}

static void csv_quotes_as_the_rfc_says_and_has_no_formulas(void **state) {
    (void)state;
    write_odd_pairs();
    const char *path = scratch_file("log.csv");
    struct sk_export what = to(path, SK_EXPORT_CSV);
    struct sk_export_result result = must_export(&what);
    assert_int_equal(result.rows, 5);
    const char *csv = read_text(path);
    assert_memory_equal(csv, "number,kind,scanned_at,", 23);
    assert_non_null(strstr(
        csv, ",note,dealt_at,bench,time_zone,order,person,"
             "region,profile,by_hand,instance_source,instance_device,"
             "instance_symbology,instance_by_hand,still\r\n1,bind,2026-01-05T16:09:10.000+08:00,,"
             "2026-01-05T16:09:11.001+08:00,'=1+1,\"sag-a,b\",,refused,1,"
             "SAG.SnConflict,\"two\r\nlines, and a \"\"quote\"\" \xE7\xBB\x91\","));
    assert_non_null(strstr(csv, ",\"'+49\"\"x\",'-sag,,pending,0,,,,"));
    assert_non_null(strstr(csv, ",'@sum(a1),plain,"));
    assert_non_null(strstr(csv, ",a\tb,it's,"));
    assert_non_null(strstr(csv, ",'\t=2,\"'\r=3\","));
    assert_string_equal(csv + strlen(csv) - 2, "\r\n");
}

static void a_byte_order_mark_comes_only_when_it_is_wanted(void **state) {
    (void)state;
    write_odd_pairs();
    const char *path = scratch_file("log.csv");
    struct sk_export what = to(path, SK_EXPORT_CSV);
    what.bom = true;
    (void)must_export(&what);
    assert_memory_equal(read_text(path), "\xEF\xBB\xBFnumber,", 10);
}

static void json_lines_add_nothing_to_a_text(void **state) {
    (void)state;
    write_odd_pairs();
    const char *path = scratch_file("log.jsonl");
    struct sk_export what = to(path, SK_EXPORT_JSONL);
    (void)must_export(&what);
    const char *json = read_text(path);
    assert_memory_equal(
        json, "{\"number\":1,\"kind\":\"bind\",\"scanned_at\":\"2026-01-05T16:09:10.000", 61);
    assert_non_null(strstr(json, "\"sent_at\":null,"));
    assert_non_null(strstr(json, "\"serial\":\"=1+1\",\"instance\":\"sag-a,b\""));
    assert_non_null(
        strstr(json, "\"message\":\"two\\u000d\\u000alines, and a \\\"quote\\\" \xE7\xBB\x91\""));
    assert_non_null(strstr(
        json,
        "\"refers\":null,\"undone_by\":null,\"retried_by\":null,\"note\":\"\",\"dealt_at\":null,"
        "\"bench\":\"\",\"time_zone\":\"UTC+08:00\",\"order\":\"\",\"person\":null,"));
}

static void events_are_exported_with_their_hashes(void **state) {
    (void)state;
    write_odd_pairs();
    struct findings before = verify();
    const char *path = scratch_file("events.jsonl");
    struct sk_export what = to(path, SK_EXPORT_JSONL);
    what.rows = SK_EXPORT_EVENTS;
    what.bench = "Bench 7";
    struct sk_export_result result = must_export(&what);
    assert_int_equal(result.rows, 6);
    assert_non_null(strstr(read_text(path), before.report.head_hash));
    assert_non_null(strstr(text, "\"serial_wall_ms\":null"));
    assert_non_null(strstr(text, "\",\"bench\":\"Bench 7\"}\n"));
}

static void excel_gets_a_log_counts_and_a_chart(void **state) {
    (void)state;
    write_odd_pairs();
    const char *path = scratch_file("log.xlsx");
    struct sk_export what = to(path, SK_EXPORT_XLSX);
    struct sk_export_result result = must_export(&what);
    assert_int_equal(result.rows, 5);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    size_t got = fread(text, 1, sizeof(text), file);
    (void)fclose(file);
    assert_memory_equal(text, "PK\x03\x04", 4);
    static const char *const parts[] = { "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml",
                                         "xl/charts/chart1.xml" };
    for (size_t i = 0; i < 3; i++) {
        bool is_there = false;
        for (size_t at = 0; at + strlen(parts[i]) <= got && !is_there; at++) {
            is_there = memcmp(text + at, parts[i], strlen(parts[i])) == 0;
        }
        assert_true(is_there);
    }
    what.rows = SK_EXPORT_EVENTS; /* and without counts where there is nothing to count */
    what.replace = true;
    (void)must_export(&what);
}

static void each_row_names_bench_and_time_zone(void **state) {
    (void)state;
    write_odd_pairs();
    struct sk_export what = to(scratch_file("log.csv"), SK_EXPORT_CSV);
    what.bench = "=Bench 7";
    (void)must_export(&what);
    assert_non_null(strstr(read_text(what.path), ",'=Bench 7,UTC+08:00,"));
    (void)setenv("TZ", "Europe/Berlin", 1); /* winter: RECORDS_WALL_MS */
    tzset();
    what.format = SK_EXPORT_JSONL;
    what.path = scratch_file("log.jsonl");
    (void)must_export(&what);
    assert_non_null(
        strstr(read_text(what.path), "\"bench\":\"=Bench 7\",\"time_zone\":\"UTC+01:00\","));
}

static void each_row_says_for_whom_by_whom_where_and_how_it_was_read(void **state) {
    (void)state;
    struct sk_journal *journal = open_journal();
    struct sk_record record = intent(1, "sage62x0219220001", "sag-demo00000000000001");
    struct sk_pair *pair = &record.pair;
    pair->person = INT64_C(8999999999999999999);
    (void)snprintf(pair->customer_order, sizeof(pair->customer_order), "PO-7");
    (void)snprintf(pair->account.profile, sizeof(pair->account.profile), "east");
    pair->serial_facts = (struct sk_scan_facts){ .source = SK_SOURCE_USB_HID_POS,
                                                 .symbology = SK_SYMBOLOGY_CODE128,
                                                 .device = "DS2208" };
    pair->instance_facts =
        (struct sk_scan_facts){ .source = SK_SOURCE_KEYBOARD, .by_hand = true, .device = "desk" };
    append(journal, &record, 1);
    sk_journal_destroy(journal);
    struct sk_export what = to(scratch_file("log.jsonl"), SK_EXPORT_JSONL);
    what.region = "cn-hangzhou";
    (void)must_export(&what);
    assert_non_null(strstr(read_text(what.path), "\"operator\":\"#8999999999999999999\""));
    assert_non_null(strstr(text, "\"source\":\"usb-hid-pos\",\"device\":\"DS2208\","
                                 "\"symbology\":\"code128\""));
    assert_non_null(strstr(text, "\"order\":\"PO-7\",\"person\":\"8999999999999999999\","
                                 "\"region\":\"cn-hangzhou\",\"profile\":\"east\",\"by_hand\":0,"
                                 "\"instance_source\":\"keyboard\",\"instance_device\":\"desk\","
                                 "\"instance_symbology\":\"unknown\",\"instance_by_hand\":1,"));
}

static bool keep_last(void *data, const struct sk_logged_event *event) {
    struct sk_record *record = data;
    (void)snprintf(record->code, sizeof(record->code), "%s", event->event);
    (void)snprintf(record->note, sizeof(record->note), "%s", event->note);
    (void)snprintf(record->pair.operator_name, SK_OPERATOR_SIZE, "%s", event->operator_name);
    return true;
}

/* Three scans, two of which name who did it, between pairs; a sign-on and a reader. */
static void write_scans(void) {
    struct sk_journal *journal = open_journal();
    struct sk_record records[] = {
        scan_of("not-a-label", "=cmd|' /C calc'!A0"),
        intent(1, "sage62x0219220001", "sag-demo00000000000001"),
        { .event = SK_EVENT_SIGN_ON, .wall_ms = RECORDS_WALL_MS + 60000, .at = 2 },
        scan_of("double-scan", "sage62x0219220001"),
        settled(1, SK_RESULT_BOUND, ""),
        { .event = SK_EVENT_READER_GONE, .wall_ms = RECORDS_WALL_MS + 120000, .at = 3 },
        scan_of("", "SAGK:ACK"),
    };
    records[0].pair.serial_facts = (struct sk_scan_facts){ .source = SK_SOURCE_USB_HID_POS,
                                                           .symbology = SK_SYMBOLOGY_CODE128,
                                                           .device = "DS2208" };
    records[0].attempts = 3;
    records[3].pair.serial_facts.by_hand = true;
    (void)snprintf(records[2].pair.operator_name, SK_OPERATOR_SIZE, "mei");
    (void)snprintf(records[3].pair.operator_name, SK_OPERATOR_SIZE, "mei");
    (void)snprintf(records[5].note, sizeof(records[5].note), "usb-hid-pos DS2208");
    append(journal, records, 7);
    sk_journal_destroy(journal);
}

static void scans_that_became_no_pair_are_exported_in_order(void **state) {
    (void)state;
    write_scans();
    struct sk_export what = to(scratch_file("scans.csv"), SK_EXPORT_CSV);
    what.rows = SK_EXPORT_SCANS;
    what.bench = "Bench 7";
    assert_int_equal(must_export(&what).rows, 5);
    assert_string_equal(
        read_text(what.path),
        "seq,at,event,code,read,note,symbology,source,device,by_hand,operator,person,times,bench,"
        "time_zone\r\n"
        "1,2026-01-05T16:09:10.000+08:00,scan,not-a-label,'=cmd|' /C calc'!A0,,code128,usb-hid-pos,"
        "DS2208,0,,,3,Bench 7,UTC+08:00\r\n"
        "3,2026-01-05T16:10:10.000+08:00,sign-on,,,,,,,,mei,,1,Bench 7,UTC+08:00\r\n"
        "4,2026-01-05T16:09:10.000+08:00,scan,double-scan,sage62x0219220001,,unknown,keyboard,,1,mei,"
        ",1,Bench 7,UTC+08:00\r\n"
        "6,2026-01-05T16:11:10.000+08:00,reader-gone,,,usb-hid-pos DS2208,,,,,,,1,Bench 7,"
        "UTC+08:00\r\n"
        "7,2026-01-05T16:09:10.000+08:00,scan,,SAGK:ACK,,unknown,keyboard,,0,,,1,Bench 7,UTC+08:00\r\n");
    what.format = SK_EXPORT_XLSX;
    what.path = scratch_file("scans.xlsx");
    assert_int_equal(must_export(&what).rows, 5);
}

static int64_t scans_with(struct sk_filter filter) {
    struct sk_export what = to(scratch_file("scans.jsonl"), SK_EXPORT_JSONL);
    what.rows = SK_EXPORT_SCANS;
    what.replace = true;
    what.filter = filter;
    return must_export(&what).rows;
}

static void scans_are_chosen_by_text_time_and_operator(void **state) {
    (void)state;
    write_scans();
    assert_int_equal(scans_with((struct sk_filter){ .text = "SAGE62" }), 1);
    assert_int_equal(scans_with((struct sk_filter){ .text = "ds2208" }), 0); /* was not read */
    assert_int_equal(scans_with((struct sk_filter){ .text = "%" }), 0);      /* no wildcard */
    assert_int_equal(scans_with((struct sk_filter){ .operator_name = "mei" }), 2);
    assert_int_equal(scans_with((struct sk_filter){ .operator_name = "" }), 3);
    assert_int_equal(scans_with((struct sk_filter){ .from_ms = RECORDS_WALL_MS + 1 }), 2);
    assert_int_equal(scans_with((struct sk_filter){ .to_ms = RECORDS_WALL_MS + 1 }), 3);
}

static void an_export_of_scans_is_an_event_and_no_export_of_pairs(void **state) {
    (void)state;
    char path[600]; /* scratch_file() keeps few */
    write_scans();
    (void)snprintf(path, sizeof(path), "%s", scratch_file("scans.jsonl"));
    struct sk_export what = to(path, SK_EXPORT_JSONL);
    what.rows = SK_EXPORT_SCANS;
    what.filter.text = "sage62";
    struct sk_export_result result = must_export(&what);
    assert_true(result.is_remembered);
    assert_int_equal(result.exported_number, 0);
    struct sk_record last = { .event = SK_EVENT_INTENT };
    struct sk_journal *journal = open_as(SK_JOURNAL_READ);
    assert_int_equal(sk_journal_events(journal, 0, keep_last, &last, NULL), SK_OK);
    sk_journal_destroy(journal);
    assert_non_null(strstr(last.note, "; scans, jsonl, 1 rows, events 4 to 4, a selection; "
                                      "'scans.jsonl'; only what was read: sage62"));
    what.filter.text = NULL; /* nor does all of them */
    what.replace = true;
    assert_int_equal(must_export(&what).exported_number, 0);
    what.rows = SK_EXPORT_PAIRS;
    assert_int_equal(must_export(&what).exported_number, 1);
    what.rows = SK_EXPORT_SCANS; /* and what was exported stays so */
    assert_int_equal(must_export(&what).exported_number, 1);
    expect_sound();
}

static void add_number(void *data, const struct sk_stored_pair *pair) {
    char *numbers = data;
    size_t length = strlen(numbers);
    (void)snprintf(numbers + length, 64 - length, "%lld %s, ", (long long)pair->pair.number,
                   sk_result_name(sk_stored_pair_outcome(pair)));
}

static int count_found(const struct sk_filter *filter) {
    char numbers[64] = "";
    int count = 0;
    struct sk_journal *journal = open_as(SK_JOURNAL_READ);
    assert_int_equal(sk_journal_search(journal, filter, 50, add_number, numbers, NULL), SK_OK);
    sk_journal_destroy(journal);
    for (const char *at = numbers; (at = strchr(at, ',')) != NULL; at++) {
        count++;
    }
    return count;
}

static void orders_and_people_are_found_and_counted(void **state) {
    (void)state;
    static struct sk_tally tally;
    static const char *const orders[] = { "PO-7", "po-7", "PO-71", "" };
    struct sk_journal *journal = open_journal();
    for (int i = 0; i < 4; i++) {
        struct sk_record record = intent(i + 1, "sage62x0219220001", "sag-demo00000000000001");
        (void)snprintf(record.pair.customer_order, sizeof(record.pair.customer_order), "%s",
                       orders[i]);
        record.pair.person = i == 3 ? 0 : 5 + i / 2;
        append(journal, &record, 1);
    }
    sk_journal_destroy(journal);
    tamper(journal_path(), "INSERT INTO person VALUES (5, 'Mei', '', x'', x'', 0, '')");
    struct sk_filter of_order = { .customer_order = "PO-7" };
    struct sk_filter of_person = { .operator_name = "Mei" };
    struct sk_filter erased = { .operator_name = "#6" };
    struct sk_filter nobody = { .operator_name = "" };
    assert_int_equal(count_found(&of_order), 2);
    assert_false(sk_filter_is_range(&of_order));
    assert_int_equal(count_found(&of_person), 2);
    assert_int_equal(count_found(&erased), 1);
    assert_int_equal(count_found(&nobody), 1);
    journal = open_journal();
    struct sk_record before = intent(5, "sage62x0219220005", "sag-demo00000000000005");
    (void)snprintf(before.pair.operator_name, sizeof(before.pair.operator_name), "Mei");
    append(journal, &before, 1);
    sk_journal_destroy(journal);
    assert_int_equal(count_found(&of_person), 3);
    tamper(journal_path(), "UPDATE pair SET person = 0, operator = 'Mei' WHERE number = 5");
    assert_int_equal(count_found(&of_person), 3); /* from before she was in the table */
    tamper(journal_path(), "DELETE FROM pair WHERE number = 5");
    journal = open_as(SK_JOURNAL_READ);
    assert_int_equal(sk_journal_summary(journal, &(struct sk_filter){ 0 }, &tally, NULL), SK_OK);
    sk_journal_destroy(journal);
    assert_true(sk_tally_has_orders(&tally));
    assert_int_equal(tally.orders.count, 4);
    assert_string_equal(tally.operators.rows[0].name, "Mei");
    assert_int_equal(tally.operators.rows[0].total, 2);
}

static void a_made_up_name_has_the_bench_in_safe_characters(void **state) {
    (void)state;
    static const struct {
        const char *bench;
        const char *name;
    } all[] = {
        { NULL, "/d/sag-kiosk-log-20260105T160910.csv" },
        { "", "/d/sag-kiosk-log-20260105T160910.csv" },
        { "Bench 7", "/d/sag-kiosk-log-Bench-7-20260105T160910.csv" },
        { "../a:b\\c*?\"<>|.", "/d/sag-kiosk-log-a-b-c-20260105T160910.csv" },
        { "\xE5\xB7\xA5\xE4\xBD\x8D 1", "/d/sag-kiosk-log-1-29847a4d-20260105T160910.csv" },
        { "\xE5\xB7\xA5", "/d/sag-kiosk-log-c626de70-20260105T160910.csv" },
        { "///", "/d/sag-kiosk-log-1d37d324-20260105T160910.csv" },
    };
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        char path[256];
        struct sk_export what = { .bench = all[i].bench };
        assert_int_equal(sk_export_made_up_path("/d", &what, RECORDS_WALL_MS, path, sizeof(path)),
                         SK_OK);
        assert_string_equal(path, all[i].name);
    }
    char tight[60];
    struct sk_export what = { .bench =
                                  "a name that goes on and on, further than a file's name can" };
    assert_int_equal(sk_export_made_up_path("/d", &what, RECORDS_WALL_MS, tight, sizeof(tight)),
                     SK_ERR_INVALID);
}

static int files_in_scratch(void) {
    int count = 0;
    DIR *directory = opendir(scratch_path);
    assert_non_null(directory);
    for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
        count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    }
    (void)closedir(directory);
    return count;
}

static bool refuse_to_go_on(void *data, int64_t rows, int64_t total) {
    int *calls = data;
    (*calls)++;
    assert_true(rows <= total);
    return *calls < 2;
}

static void what_is_stopped_leaves_no_file(void **state) {
    (void)state;
    struct sk_journal *journal = open_journal();
    write_pairs(journal, 1, 3);
    for (int i = 0; i < 60; i++) {
        static struct sk_record records[64];
        for (int k = 0; k < 64; k++) {
            records[k] = intent(4 + i * 64 + k, "a", "b");
        }
        append(journal, records, 64);
    }
    sk_journal_destroy(journal);
    for (enum sk_export_format format = SK_EXPORT_CSV; format <= SK_EXPORT_XLSX; format++) {
        struct sk_export what = to(scratch_file("stopped"), format);
        struct sk_export_result result;
        struct sk_err_info info = { "" };
        int calls = 0;
        what.on_progress = refuse_to_go_on;
        what.data = &calls;
        journal = open_as(SK_JOURNAL_NOTE);
        assert_int_equal(sk_journal_export(journal, &what, &result, &info), SK_ERR_STOPPED);
        sk_journal_destroy(journal);
        assert_int_equal(calls, 2);
        assert_int_equal(files_in_scratch(), 1); /* the journal's directory */
    }
}

static void a_file_that_is_there_is_not_replaced_unasked(void **state) {
    (void)state;
    write_odd_pairs();
    const char *path = scratch_file("log.csv");
    struct sk_export what = to(path, SK_EXPORT_CSV);
    struct sk_export_result result;
    struct sk_err_info info = { "" };
    scratch_write(path, "the supervisor's own notes");
    struct sk_journal *journal = open_as(SK_JOURNAL_NOTE);
    assert_int_equal(sk_journal_export(journal, &what, &result, &info), SK_ERR_BUSY);
    assert_string_equal(read_text(path), "the supervisor's own notes");
    what.replace = true;
    assert_int_equal(sk_journal_export(journal, &what, &result, &info), SK_OK);
    what.path = scratch_file("nowhere/log.csv");
    assert_int_equal(sk_journal_export(journal, &what, &result, &info), SK_ERR_NOT_FOUND);
    assert_non_null(strstr(info.text, "nowhere"));
    sk_journal_destroy(journal);
}

static void the_sum_beside_the_file_is_what_sha256sum_expects(void **state) {
    (void)state;
    write_odd_pairs();
    struct sk_export what = to(scratch_file("log.csv"), SK_EXPORT_CSV);
    struct sk_export_result result = must_export(&what);
    char wanted[128];
    (void)snprintf(wanted, sizeof(wanted), "%s  log.csv\n", result.sha256);
    assert_string_equal(read_text(scratch_file("log.csv.sha256")), wanted);
    char command[700];
    (void)snprintf(command, sizeof(command), "cd '%s' && sha256sum --check --status log.csv.sha256",
                   scratch_path);
    assert_int_equal(system(command), 0);
}

static void an_export_is_remembered_in_the_log_itself(void **state) {
    (void)state;
    write_odd_pairs();
    struct sk_export what = to(scratch_file("log.csv"), SK_EXPORT_CSV);
    struct sk_export_result result = must_export(&what);
    assert_true(result.is_remembered);
    struct sk_record last = { .event = SK_EVENT_INTENT };
    struct sk_journal *journal = open_as(SK_JOURNAL_READ);
    assert_int_equal(sk_journal_events(journal, 0, keep_last, &last, NULL), SK_OK);
    sk_journal_destroy(journal);
    assert_string_equal(last.code, "exported");
    assert_string_equal(last.pair.operator_name, "mei");
    assert_memory_equal(last.note, result.sha256, 64);
    assert_non_null(strstr(last.note, "csv, 5 rows, pairs 1 to 5; 'log.csv'"));
    expect_sound();
}

static void the_event_says_what_was_selected(void **state) {
    (void)state;
    write_odd_pairs();
    struct sk_export what = to(scratch_file("some.jsonl"), SK_EXPORT_JSONL);
    what.filter = (struct sk_filter){
        .serial = "1+1", .outcome = "refused", .from_ms = RECORDS_WALL_MS - 1000, .last_number = 3
    };
    what.rows = SK_EXPORT_EVENTS;
    (void)must_export(&what);
    struct sk_record last = { .event = SK_EVENT_INTENT };
    struct sk_journal *journal = open_as(SK_JOURNAL_READ);
    assert_int_equal(sk_journal_events(journal, 0, keep_last, &last, NULL), SK_OK);
    sk_journal_destroy(journal);
    assert_non_null(strstr(last.note, "; events, jsonl, 2 rows, pairs 1 to 1, a selection; "
                                      "'some.jsonl'; only serial number: 1+1; outcome: refused; "
                                      "scanned from: 2026-01-05T16:09:09.000+08:00; to pair: 3"));
}

static void a_mark_that_no_event_made_is_found_and_purges_nothing(void **state) {
    (void)state;
    struct sk_err_info info = { "" };
    struct sk_purge_report report;
    struct sk_purge purge = { .before_ms = RECORDS_WALL_MS * 2 };
    struct sk_filter first = { .last_number = 4 };
    struct sk_journal *journal = open_journal();
    write_pairs(journal, 1, 9);
    sk_journal_destroy(journal);
    struct sk_export what = to(scratch_file("log.csv"), SK_EXPORT_CSV);
    what.filter = first;
    assert_int_equal(must_export(&what).exported_number, 4);
    expect_sound();
    tamper(journal_path(), "UPDATE mark SET exported_number = 9");
    struct findings findings = verify();
    expect_found(&findings, "it says up to pair 9, the events say 4");
    journal = open_as(SK_JOURNAL_NOTE);
    assert_int_equal(sk_journal_purge(journal, &purge, &report, &info), SK_ERR_DENIED);
    assert_non_null(strstr(info.text, "pairs 5 to 9 were not exported"));
    sk_journal_destroy(journal);
    what = to(scratch_file("again.csv"), SK_EXPORT_CSV);
    what.filter = first; /* nor does a further export make the events say so */
    assert_int_equal(must_export(&what).exported_number, 4);
    expect_sound();
}

static void what_was_exported_stays_known_when_the_events_about_it_are_purged(void **state) {
    (void)state;
    struct sk_err_info info = { "" };
    struct sk_purge_report report;
    struct sk_purge purge = { .before_ms = INT64_MAX };
    struct sk_journal *journal = open_journal();
    write_pairs(journal, 1, 9);
    sk_journal_destroy(journal);
    struct sk_export what = to(scratch_file("log.csv"), SK_EXPORT_CSV);
    (void)must_export(&what);
    journal = open_as(SK_JOURNAL_NOTE);
    assert_int_equal(sk_journal_purge(journal, &purge, &report, &info), SK_OK);
    assert_int_equal(sk_journal_purge(journal, &purge, &report, &info), SK_OK); /* the note, too */
    sk_journal_destroy(journal);
    expect_sound();
    tamper(journal_path(), "UPDATE mark SET exported_number = 10");
    struct findings findings = verify();
    expect_found(&findings, "it says up to pair 10, the events say 9");
}

static int64_t exported_after(const struct sk_filter *filter) {
    struct sk_export what = to(scratch_file("log.csv"), SK_EXPORT_CSV);
    what.filter = *filter;
    what.replace = true;
    return must_export(&what).exported_number;
}

static void only_exports_without_gaps_count_as_exported(void **state) {
    (void)state;
    struct sk_journal *journal = open_journal();
    write_pairs(journal, 1, 20);
    struct sk_record waiting = intent(21, "waits", "sag-x");
    append(journal, &waiting, 1);
    write_pairs(journal, 22, 5);
    sk_journal_destroy(journal);
    struct sk_filter selection = { .serial = "0219" };
    struct sk_filter outcome = { .outcome = "bound" };
    struct sk_filter later = { .first_number = 10, .last_number = 15 };
    struct sk_filter first = { .last_number = 9 };
    struct sk_filter all = { 0 };
    assert_int_equal(exported_after(&selection), 0);
    assert_int_equal(exported_after(&outcome), 0);
    assert_int_equal(exported_after(&later), 0); /* there is a gap before it */
    assert_int_equal(exported_after(&first), 9);
    assert_int_equal(exported_after(&later), 15);
    assert_int_equal(exported_after(&first), 15); /* once is enough */
    assert_int_equal(exported_after(&all), 20);   /* what waits has no last word yet */
}

static void a_reader_can_export_but_nothing_is_remembered(void **state) {
    (void)state;
    write_odd_pairs();
    struct sk_export what = to(scratch_file("log.csv"), SK_EXPORT_CSV);
    struct sk_export_result result;
    struct sk_journal *journal = open_as(SK_JOURNAL_READ);
    assert_int_equal(sk_journal_export(journal, &what, &result, NULL), SK_OK);
    sk_journal_destroy(journal);
    assert_int_equal(result.rows, 5);
    assert_false(result.is_remembered);
}

static void exports_go_on_beside_a_kiosk_that_writes(void **state) {
    (void)state;
    struct sk_journal *kiosk = open_journal();
    write_pairs(kiosk, 1, 10);
    struct sk_export what = to(scratch_file("log.csv"), SK_EXPORT_CSV);
    assert_int_equal(must_export(&what).rows, 10);
    write_pairs(kiosk, 11, 10); /* the head was moved by the export */
    sk_journal_destroy(kiosk);
    expect_sound();
}

/* The quick way gives what the plain one does, in zones with odd offsets and over changes. */
static void a_stamp_is_what_the_clock_formats(void **state) {
    (void)state;
    static const char *const zones[] = { "UTC",
                                         "Asia/Shanghai",
                                         "Europe/Berlin",
                                         "Asia/Kathmandu",
                                         "America/St_Johns",
                                         "Australia/Lord_Howe" };
    for (size_t i = 0; i < sizeof(zones) / sizeof(zones[0]); i++) {
        struct sk_stamp stamp = { 0 };
        (void)setenv("TZ", zones[i], 1);
        tzset();
        for (int64_t at = INT64_C(1774000000123); at < INT64_C(1777000000000); at += 411211) {
            char plain[SK_CLOCK_TEXT_SIZE];
            char quick[SK_CLOCK_TEXT_SIZE];
            sk_clock_format(at, plain, sizeof(plain));
            assert_int_equal(sk_stamp_format(&stamp, at, quick), strlen(plain));
            assert_string_equal(quick, plain);
        }
    }
}

static void count_one(struct sk_tally *tally, int hour, const char *outcome, const char *name,
                      const char *code, int64_t attempts) {
    struct sk_tally_pair pair = { .hour = hour,
                                  .day = "2026-01-05",
                                  .outcome = outcome,
                                  .operator_name = name,
                                  .customer_order = "",
                                  .code = code,
                                  .attempts = attempts };
    sk_tally_add(tally, &pair);
}

/* Pairs 1 to 3 are bound; 4 is the undo of pair 2. */
static void write_an_undo(void) {
    struct sk_journal *journal = open_journal();
    write_pairs(journal, 1, 3);
    struct sk_record records[] = { intent(4, "sage62x0219220002", "sag-demo00000000000002"),
                                   settled(4, SK_RESULT_UNDONE, "") };
    records[0].event = SK_EVENT_UNDO;
    records[0].pair.refers = 2;
    append(journal, records, 2);
    sk_journal_destroy(journal);
}

static void what_was_undone_is_nowhere_bound(void **state) {
    (void)state;
    static struct sk_tally tally;
    static const struct {
        const char *outcome;
        const char *found;
    } filters[] = { { "bound", "3 bound, 1 bound, " }, { "undone", "4 undone, 2 undone, " } };
    write_an_undo();
    for (size_t i = 0; i < 2; i++) {
        char numbers[64] = "";
        struct sk_filter filter = { .outcome = filters[i].outcome };
        struct sk_journal *journal = open_as(SK_JOURNAL_READ);
        assert_int_equal(sk_journal_search(journal, &filter, 50, add_number, numbers, NULL), SK_OK);
        assert_string_equal(numbers, filters[i].found);
        assert_int_equal(sk_journal_summary(journal, &filter, &tally, NULL), SK_OK);
        assert_int_equal(tally.total, i == 0 ? 2 : 1);
        sk_journal_destroy(journal);
    }
    struct sk_filter all = { 0 };
    struct sk_journal *journal = open_as(SK_JOURNAL_READ);
    assert_int_equal(sk_journal_summary(journal, &all, &tally, NULL), SK_OK);
    sk_journal_destroy(journal);
    assert_int_equal(tally.total, 3);
    assert_int_equal(tally.undos, 1);
    assert_int_equal(tally.by_result[SK_TALLY_BOUND], 2);
    assert_int_equal(tally.by_result[SK_TALLY_UNDONE], 1);
    assert_int_equal(tally.hours[16][SK_TALLY_BOUND], 2);
    assert_int_equal(tally.days.count, 1);
    assert_string_equal(tally.days.rows[0].name, "2026-01-05");
    assert_int_equal(tally.days.rows[0].by_result[SK_TALLY_BOUND], 2);
    struct sk_export what = to(scratch_file("log.csv"), SK_EXPORT_CSV);
    what.filter.outcome = "bound";
    assert_int_equal(must_export(&what).rows, 2);
    what.filter.outcome = NULL;
    what.replace = true;
    (void)must_export(&what);
    const char *row = strstr(read_text(what.path), "\n2,bind,");
    assert_non_null(row);
    assert_non_null(strstr(row, ",undone,"));
    assert_true(strstr(row, ",undone,") < strstr(row, "\n3,bind,"));
}

static void counts_are_by_hour_operator_and_error_with_the_rest_in_one(void **state) {
    (void)state;
    static struct sk_tally tally;
    sk_tally_init(&tally);
    for (int i = 0; i < 100; i++) {
        char name[16];
        (void)snprintf(name, sizeof(name), "worker %d", i);
        count_one(&tally, 9, "bound", name, "", 1);
    }
    for (int i = 0; i < 5; i++) {
        count_one(&tally, 10, "refused", "worker 3", "SAG.SnConflict", 1);
    }
    count_one(&tally, -1, "pending", "worker 3", "net.timeout", 2);
    sk_tally_sort(&tally);
    assert_int_equal(tally.total, 106);
    assert_int_equal(tally.attempts, 107);
    assert_int_equal(tally.hours[9][SK_TALLY_BOUND], 100);
    assert_int_equal(tally.hours[10][SK_TALLY_REFUSED], 5);
    assert_int_equal(tally.operators.count, SK_TALLY_NAMES + 1);
    assert_string_equal(tally.operators.rows[0].name, SK_TALLY_OTHERS);
    assert_int_equal(tally.operators.rows[0].total, 100 - SK_TALLY_NAMES);
    assert_string_equal(tally.operators.rows[1].name, "worker 3");
    assert_int_equal(tally.operators.rows[1].total, 7);
    assert_int_equal(tally.errors.count, 2);
    assert_string_equal(tally.errors.rows[0].name, "SAG.SnConflict");
}

#define IN_SCRATCH(function) cmocka_unit_test_setup_teardown(function, set_up, scratch_remove)

static void an_export_comes_with_a_checkpoint_of_the_event_about_it(void **state) {
    (void)state;
    char path[600];
    struct sk_checkpoint checkpoint;
    struct sk_signed_note note;
    write_odd_pairs();
    struct sk_export what = to(scratch_file("log.csv"), SK_EXPORT_CSV);
    what.bench = "Bench 7";
    struct sk_export_result result = must_export(&what);
    assert_true(result.has_checkpoint);
    (void)snprintf(path, sizeof(path), "%s.checkpoint", what.path);
    const char *at = read_text(path);
    size_t left = strlen(at);
    assert_true(sk_signed_note_next(&at, &left, &note));
    assert_true(sk_checkpoint_read(&note, &checkpoint));
    assert_string_equal(checkpoint.name, "Bench-7");
    assert_memory_equal(checkpoint.origin, "bench-", 6);
    struct sk_verify_noted noted = { .seq = checkpoint.seq };
    memcpy(noted.hash, checkpoint.hash, sizeof(noted.hash));
    struct findings findings = verify_noted(&noted, 1);
    assert_int_equal(noted.seen, SK_VERIFY_SEEN);
    assert_int_equal(findings.report.head_seq, checkpoint.seq);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(csv_quotes_as_the_rfc_says_and_has_no_formulas),
        IN_SCRATCH(a_byte_order_mark_comes_only_when_it_is_wanted),
        IN_SCRATCH(json_lines_add_nothing_to_a_text),
        IN_SCRATCH(events_are_exported_with_their_hashes),
        IN_SCRATCH(each_row_names_bench_and_time_zone),
        IN_SCRATCH(each_row_says_for_whom_by_whom_where_and_how_it_was_read),
        IN_SCRATCH(scans_that_became_no_pair_are_exported_in_order),
        IN_SCRATCH(scans_are_chosen_by_text_time_and_operator),
        IN_SCRATCH(an_export_of_scans_is_an_event_and_no_export_of_pairs),
        IN_SCRATCH(orders_and_people_are_found_and_counted),
        IN_SCRATCH(a_made_up_name_has_the_bench_in_safe_characters),
        IN_SCRATCH(excel_gets_a_log_counts_and_a_chart),
        IN_SCRATCH(what_is_stopped_leaves_no_file),
        IN_SCRATCH(a_file_that_is_there_is_not_replaced_unasked),
        IN_SCRATCH(the_sum_beside_the_file_is_what_sha256sum_expects),
        IN_SCRATCH(an_export_is_remembered_in_the_log_itself),
        IN_SCRATCH(the_event_says_what_was_selected),
        IN_SCRATCH(a_mark_that_no_event_made_is_found_and_purges_nothing),
        IN_SCRATCH(what_was_exported_stays_known_when_the_events_about_it_are_purged),
        IN_SCRATCH(only_exports_without_gaps_count_as_exported),
        IN_SCRATCH(a_reader_can_export_but_nothing_is_remembered),
        IN_SCRATCH(exports_go_on_beside_a_kiosk_that_writes),
        IN_SCRATCH(a_stamp_is_what_the_clock_formats),
        IN_SCRATCH(what_was_undone_is_nowhere_bound),
        IN_SCRATCH(counts_are_by_hour_operator_and_error_with_the_rest_in_one),
        IN_SCRATCH(an_export_comes_with_a_checkpoint_of_the_event_about_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
