/* What receivers beside the cloud get of the log, and what the journal keeps for them. */
#define _XOPEN_SOURCE 700
#include "exported.h"

#include "base/clock.h"
#include "base/util.h"
#include "journal/acknowledged.h"
#include "journal/dead_letter.h"
#include "journal/export/letter.h"
#include "journal/purge.h"
#include "journal/search.h"
#include "journal/writer.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define LETTERS 64

/* Letters that were read, and where that ended. */
struct got {
    int count;
    int64_t seqs[LETTERS];
    int64_t events[LETTERS];
    int64_t pairs[LETTERS];
    char ids[LETTERS][SK_LETTER_ID_SIZE];
    char texts[LETTERS][4096];
    int64_t read_to;
    bool has_more;
};

static struct got got;

static int set_up(void **state) {
    (void)setenv("TZ", "Asia/Shanghai", 1);
    return scratch_make(state);
}

static void keep(void *data, const struct sk_letter *letter) {
    (void)data;
    int at = got.count++;
    assert_true(at < LETTERS);
    got.seqs[at] = letter->seq;
    got.events[at] = letter->event;
    got.pairs[at] = letter->pair;
    (void)snprintf(got.ids[at], sizeof(got.ids[at]), "%s", letter->id);
    assert_int_equal(strlen(letter->text), letter->length);
    (void)snprintf(got.texts[at], sizeof(got.texts[at]), "%s", letter->text);
}

static void read_letters(struct sk_journal *journal, struct sk_letter_request request) {
    struct sk_err_info info = { "" };
    request.bench = "Bench 7";
    request.limit = request.limit ? request.limit : LETTERS;
    memset(&got, 0, sizeof(got));
    if (sk_letter_read(journal, &request, keep, NULL, &got.read_to, &got.has_more, &info)) {
        fail_msg("%s", info.text);
    }
}

static struct sk_record about(enum sk_event event, int64_t number, const char *note) {
    struct sk_record record = {
        .event = event, .pair.number = number, .wall_ms = RECORDS_WALL_MS + 9000, .at = 9000
    };
    (void)snprintf(record.note, sizeof(record.note), "%s", note);
    return record;
}

/* Event 1 to 9: bound, refused by a guard, refused and located and dealt with, still waiting, and
 * an undo of the first. */
static struct sk_journal *make_log(void) {
    struct sk_journal *journal = open_journal();
    struct sk_record guarded = intent(2, "sage62x0219220002", "sag-2");
    struct sk_record dealt = about(SK_EVENT_DEALT, 3, "set aside");
    struct sk_record undo = about(SK_EVENT_UNDO, 5, "wrong box");
    struct sk_record undone = settled(5, SK_RESULT_UNDONE, "");
    struct sk_record first = settled(1, SK_RESULT_BOUND, "");
    guarded.result = SK_RESULT_REFUSED;
    (void)snprintf(guarded.code, sizeof(guarded.code), SK_GUARD_OFF_LIST);
    (void)snprintf(dealt.pair.operator_name, sizeof(dealt.pair.operator_name), "Wang");
    (void)snprintf(first.request_id, sizeof(first.request_id), "4EC47282");
    undo.pair.refers = 1;
    undo.pair.labels = intent(1, "sage62x0219220001", "sag-1").pair.labels;
    struct sk_record records[] = { intent(1, "sage62x0219220001", "sag-1"),
                                   first,
                                   guarded,
                                   intent(3, "sage62x0219220003", "sag-3"),
                                   settled(3, SK_RESULT_REFUSED, "SAG.SnConflict"),
                                   about(SK_EVENT_LOCATED, 3, "sag-9"),
                                   dealt,
                                   intent(4, "sage62x0219220004", "sag-4"),
                                   undo,
                                   undone };
    (void)snprintf(records[0].pair.operator_name, sizeof(records[0].pair.operator_name), "Li");
    (void)snprintf(records[0].pair.customer_order, sizeof(records[0].pair.customer_order), "4711");
    (void)snprintf(records[0].pair.account.region, sizeof(records[0].pair.account.region),
                   "cn-shanghai");
    append(journal, records, SK_ARRAY_LEN(records));
    return journal;
}

static void expect_in(const char *text, const char *part) {
    if (!strstr(text, part)) {
        fail_msg("'%s' is not in %s", part, text);
    }
}

static void each_event_that_settles_a_pair_or_changes_a_settled_one_is_a_letter(void **state) {
    static const int64_t events[] = { 2, 3, 5, 6, 7, 10 };
    static const int64_t pairs[] = { 1, 2, 3, 3, 3, 5 };
    static const char *const parts[][4] = {
        { "\"event\":\"settled\"", "\"result\":\"bound\"", "\"operator\":\"Li\"",
          "\"customer_order\":\"4711\"" },
        { "\"event\":\"intent\"", "\"result\":\"refused\"", "\"code\":\"guard.off_list\"",
          "\"person\":null" },
        { "\"event\":\"settled\"", "\"result\":\"refused\"", "\"code\":\"SAG.SnConflict\"",
          "\"serial\":\"sage62x0219220003\"" },
        { "\"event\":\"located\"", "\"result\":\"refused\"", "\"note\":\"sag-9\"",
          "\"instance\":\"sag-3\"" },
        { "\"event\":\"dealt\"", "\"result\":\"refused\"", "\"note\":\"set aside\"",
          "\"operator\":\"Wang\"" },
        { "\"event\":\"settled\"", "\"result\":\"undone\"", "\"kind\":\"undo\"", "\"refers\":1" },
    };
    (void)state;
    struct sk_journal *journal = make_log();
    read_letters(journal, (struct sk_letter_request){ .format = SK_EXPORT_JSONL });
    assert_int_equal(got.count, SK_ARRAY_LEN(events));
    for (int i = 0; i < got.count; i++) {
        assert_int_equal(got.events[i], events[i]);
        assert_int_equal(got.seqs[i], events[i]);
        assert_int_equal(got.pairs[i], pairs[i]);
        for (size_t k = 0; k < SK_ARRAY_LEN(parts[i]); k++) {
            expect_in(got.texts[i], parts[i][k]);
        }
        expect_in(got.texts[i], "\"schema\":1,\"bench\":\"Bench 7\",\"bench_id\":\"");
        expect_in(got.texts[i], "+08:00\"");
    }
    expect_in(got.texts[0], "\"region\":\"cn-shanghai\"");
    expect_in(got.texts[0], "\"request_id\":\"4EC47282\"");
    expect_in(got.texts[0], "\"scanned_at\":\"2026-01-05T16:09:10.001+08:00\"");
    assert_int_equal(got.read_to, 10);
    assert_false(got.has_more);
    sk_journal_destroy(journal);
}

/* By its id a receiver knows what it has: it begins the line, in both formats, and is the same each
 * time. */
static void a_letter_is_the_same_each_time(void **state) {
    (void)state;
    char key[SK_LETTER_ID_SIZE + 16];
    struct sk_journal *journal = make_log();
    read_letters(journal, (struct sk_letter_request){ .format = SK_EXPORT_JSONL });
    static struct got before;
    before = got;
    struct sk_record later = about(SK_EVENT_DEALT, 2, "later");
    append(journal, &later, 1);
    read_letters(journal, (struct sk_letter_request){ .format = SK_EXPORT_JSONL });
    assert_int_equal(got.count, before.count + 1);
    for (int i = 0; i < before.count; i++) {
        assert_string_equal(got.texts[i], before.texts[i]);
        assert_int_equal(strspn(got.ids[i], "0123456789abcdefz-"), strlen(got.ids[i]));
        (void)snprintf(key, sizeof(key), "{\"id\":\"%s\",", got.ids[i]);
        assert_int_equal(strncmp(got.texts[i], key, strlen(key)), 0);
        for (int k = 0; k < i; k++) {
            assert_string_not_equal(got.ids[i], got.ids[k]);
        }
    }
    read_letters(journal, (struct sk_letter_request){ .format = SK_EXPORT_CSV });
    (void)snprintf(key, sizeof(key), "%s,1,Bench 7,", before.ids[0]);
    assert_int_equal(strncmp(got.texts[0], key, strlen(key)), 0);
    struct sk_buf head = SK_BUF_INIT(4096);
    assert_int_equal(sk_letter_head(SK_EXPORT_CSV, &head), SK_OK);
    assert_int_equal(strncmp(head.data, "id,schema,bench,bench_id,seq,event,at,hash,number,", 50),
                     0);
    sk_buf_finish(&head);
    sk_journal_destroy(journal);
}

static void letters_are_read_in_parts(void **state) {
    (void)state;
    struct sk_journal *journal = make_log();
    read_letters(journal, (struct sk_letter_request){ .limit = 2 });
    assert_int_equal(got.count, 2);
    assert_int_equal(got.read_to, 3);
    assert_true(got.has_more);
    read_letters(journal, (struct sk_letter_request){ .after = 3, .limit = 3 });
    assert_int_equal(got.seqs[0], 5);
    assert_int_equal(got.read_to, 7);
    assert_true(got.has_more);
    read_letters(journal, (struct sk_letter_request){ .after = 7, .limit = 1 });
    assert_int_equal(got.seqs[0], 10);
    assert_int_equal(got.read_to, 10);
    assert_false(got.has_more);
    read_letters(journal, (struct sk_letter_request){ .after = 10, .limit = 1 });
    assert_int_equal(got.count, 0);
    sk_journal_destroy(journal);
}

/* It has its old id, but its new place in the order. */
static void a_dead_letter_comes_again_to_whom_wants_it(void **state) {
    (void)state;
    char id[SK_LETTER_ID_SIZE];
    struct sk_journal *journal = make_log();
    read_letters(journal, (struct sk_letter_request){ .limit = 1 });
    memcpy(id, got.ids[0], sizeof(id));
    struct sk_record dead = about(SK_EVENT_UNDELIVERED, 0, "webhook: status 400");
    struct sk_record again = about(SK_EVENT_RESEND, 0, "");
    dead.pair.refers = again.pair.refers = 2;
    append(journal, &dead, 1);
    append(journal, &again, 1);
    read_letters(journal, (struct sk_letter_request){ .after = 10 });
    assert_int_equal(got.count, 0);
    assert_int_equal(got.read_to, 12);
    read_letters(journal, (struct sk_letter_request){ .after = 10, .again = true });
    assert_int_equal(got.count, 1);
    assert_int_equal(got.seqs[0], 12);
    assert_int_equal(got.events[0], 2);
    assert_int_equal(got.pairs[0], 1);
    assert_string_equal(got.ids[0], id);
    sk_journal_destroy(journal);
    expect_sound();
}

static bool keep_dead(void *data, const struct sk_dead_letter *letter) {
    int64_t *events = data;
    assert_non_null(strstr(letter->note, "webhook"));
    *events = *events * 100 + letter->event;
    return true;
}

static int64_t dead(struct sk_journal *journal) {
    int64_t events = 0;
    assert_int_equal(sk_dead_letter_list(journal, keep_dead, &events, NULL), SK_OK);
    return events;
}

static void keep_number(void *data, const struct sk_stored_pair *pair) {
    int64_t *numbers = data;
    *numbers = *numbers * 10 + pair->pair.number;
    assert_int_equal(pair->is_undelivered, pair->pair.number == 1);
}

/* Pairs on the supervisor's list, newest first, as digits. */
static int64_t on_the_list(struct sk_journal *journal) {
    int64_t numbers = 0;
    struct sk_filter open = { .open = true };
    assert_int_equal(sk_journal_search(journal, &open, 10, keep_number, &numbers, NULL), SK_OK);
    return numbers;
}

/* Once more refused, it is back. */
static void a_dead_letter_is_on_the_list_until_it_is_sent_again(void **state) {
    int64_t event = 0;
    struct sk_err_info info = { "" };
    (void)state;
    struct sk_journal *journal = make_log();
    struct sk_record given_up = about(SK_EVENT_UNDELIVERED, 0, "webhook: pair 1: status 400");
    struct sk_record again = about(SK_EVENT_RESEND, 0, "");
    given_up.pair.refers = again.pair.refers = 2;
    assert_int_equal(on_the_list(journal), 2); /* what a guard refused */
    assert_int_equal(sk_dead_letter_of(journal, 1, &event, &info), SK_ERR_INVALID);
    for (int i = 0; i < 2; i++) {
        append(journal, &given_up, 1);
        assert_int_equal(dead(journal), 2);
        assert_int_equal(on_the_list(journal), 21);
        assert_int_equal(sk_dead_letter_of(journal, 1, &event, &info), SK_OK);
        assert_int_equal(event, 2);
        assert_int_equal(sk_dead_letter_of(journal, 3, &event, &info), SK_ERR_INVALID);
        append(journal, &again, 1);
        assert_int_equal(dead(journal), 0);
        assert_int_equal(on_the_list(journal), 2);
    }
    sk_journal_destroy(journal);
    expect_sound();
}

/* --- what is acknowledged ----------------------------------------------------------------- */

static const struct sk_acknowledged both[] = { { "webhook", 7 }, { "folder", 99 } };

static int64_t acknowledged(struct sk_journal *journal, const char *name) {
    struct sk_acknowledged receiver = { .seq = -1 };
    (void)snprintf(receiver.name, sizeof(receiver.name), "%s", name);
    enum sk_err err = sk_acknowledged_read(journal, &receiver, NULL);
    assert_true(err == SK_OK || err == SK_ERR_NOT_FOUND);
    return receiver.seq;
}

static void a_new_receiver_gets_what_is_written_from_then_on(void **state) {
    (void)state;
    struct sk_acknowledged least;
    struct sk_journal *journal = make_log();
    assert_int_equal(acknowledged(journal, "webhook"), -1);
    assert_int_equal(sk_acknowledged_least(journal, &least, NULL), SK_ERR_NOT_FOUND);
    assert_int_equal(sk_acknowledged_enroll(journal, both, 1, NULL), SK_OK);
    assert_int_equal(acknowledged(journal, "webhook"), 10);
    struct sk_record later = settled(4, SK_RESULT_BOUND, "");
    append(journal, &later, 1);
    assert_int_equal(sk_acknowledged_enroll(journal, both, 2, NULL), SK_OK);
    assert_int_equal(acknowledged(journal, "webhook"), 10); /* known already */
    assert_int_equal(acknowledged(journal, "folder"), 11);
    assert_int_equal(sk_acknowledged_least(journal, &least, NULL), SK_OK);
    assert_string_equal(least.name, "webhook");
    sk_journal_destroy(journal);
}

static void a_number_only_grows_and_not_past_the_end(void **state) {
    (void)state;
    struct sk_acknowledged webhook = { "webhook", 0 };
    struct sk_journal *journal = open_journal();
    assert_int_equal(sk_acknowledged_enroll(journal, both, 1, NULL), SK_OK);
    sk_journal_destroy(journal);
    journal = make_log();
    for (size_t i = 0; i < 4; i++) {
        static const int64_t seqs[] = { 5, 3, 11, 10 };
        static const int64_t expected[] = { 5, 5, 5, 10 };
        webhook.seq = seqs[i];
        assert_int_equal(sk_acknowledged_write(journal, &webhook, 1, NULL), SK_OK);
        assert_int_equal(acknowledged(journal, "webhook"), expected[i]);
    }
    assert_int_equal(sk_acknowledged_forget(journal, "folder", NULL), SK_ERR_NOT_FOUND);
    assert_int_equal(sk_acknowledged_forget(journal, "webhook", NULL), SK_OK);
    assert_int_equal(acknowledged(journal, "webhook"), -1);
    sk_journal_destroy(journal);
}

static enum sk_err purge(struct sk_journal *journal, struct sk_purge what, int64_t *up_to,
                         struct sk_err_info *info) {
    struct sk_purge_report report;
    what.before_ms = INT64_MAX;
    what.operator_name = "";
    enum sk_err err = sk_journal_purge(journal, &what, &report, info);
    *up_to = report.up_to_seq;
    return err;
}

static void what_a_receiver_does_not_have_is_not_purged_unless_told(void **state) {
    (void)state;
    int64_t up_to = 0;
    struct sk_err_info info = { "" };
    struct sk_acknowledged webhook = { "webhook", 4 };
    struct sk_journal *journal = open_journal();
    assert_int_equal(sk_acknowledged_enroll(journal, both, 1, NULL), SK_OK);
    write_pairs(journal, 1, 10);
    export_all();
    assert_int_equal(purge(journal, (struct sk_purge){ 0 }, &up_to, &info), SK_ERR_DENIED);
    expect_in(info.text, "events 1 to 21 were not delivered to the webhook yet");
    expect_in(info.text, "log receivers");
    assert_int_equal(sk_acknowledged_write(journal, &webhook, 1, NULL), SK_OK);
    /* By itself it takes what may go. */
    assert_int_equal(purge(journal, (struct sk_purge){ .exported_only = true }, &up_to, &info),
                     SK_OK);
    assert_int_equal(up_to, 4);
    read_letters(journal, (struct sk_letter_request){ .after = 4 });
    assert_int_equal(got.count, 8);
    assert_int_equal(purge(journal, (struct sk_purge){ .unacknowledged_too = true }, &up_to, &info),
                     SK_OK);
    assert_true(up_to > 20);
    sk_journal_destroy(journal);
    expect_sound();
}

/* --- through the writer ------------------------------------------------------------------- */

struct ear {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    int saved;
    char replaced[SK_ERR_TEXT_SIZE];
};

static void hear(void *data, const struct sk_recorder_news *news) {
    struct ear *ear = data;
    pthread_mutex_lock(&ear->lock);
    ear->saved += news->type == SK_RECORDER_SAVED;
    if (news->type == SK_RECORDER_REPLACED) {
        memcpy(ear->replaced, news->text.text, sizeof(ear->replaced));
    }
    pthread_cond_broadcast(&ear->changed);
    pthread_mutex_unlock(&ear->lock);
}

/* It is enrolled before anything is written, and its number is noted at the end. */
static void the_writer_enrolls_first_and_notes_the_number_at_the_end(void **state) {
    (void)state;
    struct ear ear = { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0, "" };
    struct sk_writer *writer = NULL;
    struct sk_record records[] = { intent(1, "sn-1", "sag-1"), settled(1, SK_RESULT_BOUND, "") };
    assert_int_equal(sk_writer_create(&writer, journal_path(), sk_clock_system(), hear, &ear),
                     SK_OK);
    sk_writer_enroll(writer, "webhook");
    sk_writer_enroll(writer, "webhook"); /* no second one */
    for (size_t i = 0; i < SK_ARRAY_LEN(records); i++) {
        assert_int_equal(sk_writer_save(writer, &records[i]), SK_OK);
    }
    pthread_mutex_lock(&ear.lock);
    while (ear.saved < 2) {
        pthread_cond_wait(&ear.changed, &ear.lock);
    }
    pthread_mutex_unlock(&ear.lock);
    struct sk_journal *journal = open_as(SK_JOURNAL_READ);
    assert_int_equal(acknowledged(journal, "webhook"), 0);
    sk_writer_acknowledge(writer, "webhook", 2);
    sk_writer_acknowledge(writer, "nobody", 1);
    assert_int_equal(acknowledged(journal, "webhook"), 0); /* not a commit for each pair */
    sk_writer_destroy(writer);
    assert_int_equal(acknowledged(journal, "webhook"), 2);
    assert_int_equal(acknowledged(journal, "nobody"), -1);
    sk_journal_destroy(journal);
}

static void what_a_damaged_journal_had_for_a_receiver_is_told(void **state) {
    (void)state;
    struct ear ear = { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0, "" };
    struct sk_writer *writer = NULL;
    struct sk_journal *journal = open_journal();
    assert_int_equal(sk_acknowledged_enroll(journal, both, 1, NULL), SK_OK);
    write_pairs(journal, 1, 2);
    sk_journal_destroy(journal);
    tamper(journal_path(), "DROP TABLE head");
    assert_int_equal(sk_writer_create(&writer, journal_path(), sk_clock_system(), hear, &ear),
                     SK_OK);
    sk_writer_enroll(writer, "webhook");
    pthread_mutex_lock(&ear.lock);
    while (ear.replaced[0] == '\0') {
        pthread_cond_wait(&ear.changed, &ear.lock);
    }
    pthread_mutex_unlock(&ear.lock);
    sk_writer_destroy(writer);
    expect_in(ear.replaced,
              "; 2 events were not delivered to webhook yet; they are in the file that "
              "was set aside; keep the old file");
}

#define ON_DISK(test) cmocka_unit_test_setup_teardown(test, set_up, scratch_remove)

int main(void) {
    const struct CMUnitTest tests[] = {
        ON_DISK(each_event_that_settles_a_pair_or_changes_a_settled_one_is_a_letter),
        ON_DISK(a_letter_is_the_same_each_time),
        ON_DISK(letters_are_read_in_parts),
        ON_DISK(a_dead_letter_comes_again_to_whom_wants_it),
        ON_DISK(a_dead_letter_is_on_the_list_until_it_is_sent_again),
        ON_DISK(a_new_receiver_gets_what_is_written_from_then_on),
        ON_DISK(a_number_only_grows_and_not_past_the_end),
        ON_DISK(what_a_receiver_does_not_have_is_not_purged_unless_told),
        ON_DISK(the_writer_enrolls_first_and_notes_the_number_at_the_end),
        ON_DISK(what_a_damaged_journal_had_for_a_receiver_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
