#define _XOPEN_SOURCE 700 /* nftw() */

#include "records.h"
#include "journal/writer.h"

#include <pthread.h>
#include <time.h>

/* What the writer said, and a way to wait for it. */
struct ear {
    pthread_mutex_t lock;
    pthread_cond_t heard;
    int counts[SK_RECORDER_NOTED + 1];
    int64_t last_saved;
    char trouble[SK_ERR_TEXT_SIZE];
};

static struct ear ear = { .lock = PTHREAD_MUTEX_INITIALIZER, .heard = PTHREAD_COND_INITIALIZER };

static void listen(void *data, const struct sk_recorder_news *news) {
    (void)data;
    pthread_mutex_lock(&ear.lock);
    ear.counts[news->type]++;
    if (news->type == SK_RECORDER_SAVED) {
        ear.last_saved = news->number;
    } else if (news->text.text[0] != '\0') {
        memcpy(ear.trouble, news->text.text, sizeof(ear.trouble));
    }
    pthread_cond_broadcast(&ear.heard);
    pthread_mutex_unlock(&ear.lock);
}

/* Fails the test if it does not come within ten seconds. */
static void await(enum sk_recorder_news_type type, int count) {
    struct timespec until;
    (void)clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += 10;
    int status = 0;
    pthread_mutex_lock(&ear.lock);
    while (ear.counts[type] < count && status == 0) {
        status = pthread_cond_timedwait(&ear.heard, &ear.lock, &until);
    }
    int got = ear.counts[type];
    pthread_mutex_unlock(&ear.lock);
    assert_true(got >= count);
}

static int set_up(void **state) {
    memset(ear.counts, 0, sizeof(ear.counts));
    ear.last_saved = 0;
    return scratch_make(state);
}

static struct sk_record scanned(int64_t number) {
    char serial[32];
    (void)snprintf(serial, sizeof(serial), "sage62x02192%05lld", (long long)number);
    return intent(number, serial, "sag-demo0000000000ok01");
}

static void every_record_is_answered_in_order(void **state) {
    (void)state;
    struct sk_writer *writer = NULL;
    assert_int_equal(
        sk_writer_create(&writer, scratch_file("j.db"), sk_clock_system(), listen, NULL), SK_OK);
    await(SK_RECORDER_OPENED, 1);
    for (int64_t i = 1; i <= 300; i++) {
        struct sk_record record = scanned(i);
        assert_int_equal(sk_writer_save(writer, &record), SK_OK);
    }
    await(SK_RECORDER_SAVED, 300);
    assert_int_equal(ear.last_saved, 300);
    assert_int_equal(sk_writer_load(writer, 100, 50), SK_OK);
    await(SK_RECORDER_LOAD_END, 1);
    assert_int_equal(ear.counts[SK_RECORDER_LOADED], 50);
    sk_writer_destroy(writer);
}

static void a_start_is_noted_once_and_even_if_nothing_else_happens(void **state) {
    (void)state;
    struct sk_writer *writer = NULL;
    assert_int_equal(sk_writer_create(&writer, journal_path(), sk_clock_system(), listen, NULL),
                     SK_OK);
    await(SK_RECORDER_OPENED, 1);
    assert_int_equal(sk_writer_started(writer, "0.1.0", "kiosk.bench=7\n"), SK_OK);
    struct sk_record record = intent(1, "sage62x1", "sag-1");
    assert_int_equal(sk_writer_save(writer, &record), SK_OK);
    await(SK_RECORDER_SAVED, 1);
    sk_writer_destroy(writer);
    struct findings findings = verify();
    assert_int_equal(findings.count, 0);
    assert_int_equal(findings.report.events, 3); /* the key is named, too */
}

static void what_was_queued_is_written_before_the_end(void **state) {
    (void)state;
    struct sk_writer *writer = NULL;
    assert_int_equal(
        sk_writer_create(&writer, scratch_file("j.db"), sk_clock_system(), listen, NULL), SK_OK);
    for (int64_t i = 1; i <= 100; i++) {
        struct sk_record record = scanned(i);
        assert_int_equal(sk_writer_save(writer, &record), SK_OK);
    }
    sk_writer_destroy(writer);
    struct sk_journal *journal = NULL;
    int64_t count = 0;
    int64_t oldest = 0;
    assert_int_equal(sk_journal_create(&journal, scratch_file("j.db"), SK_JOURNAL_READ, NULL),
                     SK_OK);
    assert_int_equal(sk_journal_count_pending(journal, &count, &oldest, NULL), SK_OK);
    assert_int_equal(count, 100);
    sk_journal_destroy(journal);
}

static void a_journal_that_cannot_be_opened_is_said_and_tried_again(void **state) {
    (void)state;
    struct sk_writer *writer = NULL;
    scratch_write(scratch_file("state"), "a file where the directory should be");
    assert_int_equal(
        sk_writer_create(&writer, scratch_file("state/j.db"), sk_clock_system(), listen, NULL),
        SK_OK);
    struct sk_record record = scanned(1);
    assert_int_equal(sk_writer_save(writer, &record), SK_OK);
    await(SK_RECORDER_TROUBLE, 1);
    assert_non_null(strstr(ear.trouble, "journal"));
    assert_int_equal(ear.counts[SK_RECORDER_SAVED], 0);
    assert_int_equal(unlink(scratch_file("state")), 0);
    await(SK_RECORDER_RECOVERED, 1);
    await(SK_RECORDER_SAVED, 1); /* what waited was not dropped */
    sk_writer_destroy(writer);
}

static void a_full_queue_is_said_to_the_sender(void **state) {
    (void)state;
    struct sk_writer *writer = NULL;
    scratch_write(scratch_file("state"), "in the way");
    assert_int_equal(
        sk_writer_create(&writer, scratch_file("state/j.db"), sk_clock_system(), listen, NULL),
        SK_OK);
    struct sk_record record = scanned(1);
    for (int i = 0; i < SK_WRITER_CAPACITY; i++) {
        assert_int_equal(sk_writer_save(writer, &record), SK_OK);
    }
    assert_int_equal(sk_writer_room(writer), 0);
    assert_int_equal(sk_writer_save(writer, &record), SK_ERR_FULL);
    sk_writer_destroy(writer); /* ends at once although the disk is in trouble */
}

static void a_damaged_journal_is_set_aside_and_the_bench_goes_on(void **state) {
    (void)state;
    struct sk_writer *writer = NULL;
    assert_int_equal(mkdir(scratch_file("state"), 0700), 0);
    FILE *file = fopen(journal_path(), "w");
    assert_non_null(file);
    for (int i = 0; i < 8192; i++) { /* two pages of what the disk made of them */
        assert_int_not_equal(fputc('#', file), EOF);
    }
    assert_int_equal(fclose(file), 0);
    assert_int_equal(sk_writer_create(&writer, journal_path(), sk_clock_system(), listen, NULL),
                     SK_OK);
    struct sk_record record = scanned(1);
    assert_int_equal(sk_writer_save(writer, &record), SK_OK);
    await(SK_RECORDER_SAVED, 1);
    assert_int_equal(ear.counts[SK_RECORDER_REPLACED], 1);
    assert_int_equal(ear.counts[SK_RECORDER_TROUBLE], 0);
    assert_int_equal(ear.counts[SK_RECORDER_OPENED], 1);
    assert_non_null(strstr(ear.trouble, "journal.db.damaged-"));
    sk_writer_destroy(writer);
    expect_sound();
}

static void a_journal_that_is_found_damaged_later_keeps_what_was_acknowledged(void **state) {
    (void)state;
    struct sk_writer *writer = NULL;
    assert_int_equal(sk_writer_create(&writer, journal_path(), sk_clock_system(), listen, NULL),
                     SK_OK);
    for (int64_t i = 1; i <= 100; i++) {
        struct sk_record record = scanned(i);
        assert_int_equal(sk_writer_save(writer, &record), SK_OK);
    }
    await(SK_RECORDER_SAVED, 100);
    tamper(journal_path(), "DELETE FROM head");
    struct sk_record record = scanned(101);
    assert_int_equal(sk_writer_save(writer, &record), SK_OK);
    record = settled(7, SK_RESULT_BOUND, "");
    assert_int_equal(sk_writer_save(writer, &record), SK_OK);
    await(SK_RECORDER_SAVED, 102);
    assert_int_equal(ear.counts[SK_RECORDER_REPLACED], 1);
    assert_non_null(strstr(ear.trouble, "100 pairs that waited were taken over"));
    assert_int_equal(ear.counts[SK_RECORDER_OPENED], 1); /* numbers go on, nothing begins anew */
    assert_int_equal(sk_writer_load(writer, 0, 200), SK_OK);
    await(SK_RECORDER_LOAD_END, 1);
    assert_int_equal(ear.counts[SK_RECORDER_LOADED], 100); /* 101 less the one that is settled */
    sk_writer_destroy(writer);
    expect_sound();
}

/* A disk that damages whatever is written: the bench is told, and it does not burn CPU time. */
static void a_journal_that_is_damaged_again_and_again_is_said(void **state) {
    (void)state;
    struct sk_writer *writer = NULL;
    assert_int_equal(sk_writer_create(&writer, journal_path(), sk_clock_system(), listen, NULL),
                     SK_OK);
    for (int i = 1; i <= 5; i++) {
        struct sk_record record = scanned(i);
        assert_int_equal(sk_writer_save(writer, &record), SK_OK);
        if (i < 5) {
            await(SK_RECORDER_SAVED, i);
            tamper(journal_path(), "DELETE FROM head");
        }
    }
    await(SK_RECORDER_TROUBLE, 1);
    assert_non_null(strstr(ear.trouble, "was damaged again and again"));
    sk_writer_destroy(writer);
}

static void a_waiting_pair_whose_row_was_changed_is_never_handed_out(void **state) {
    (void)state;
    struct sk_writer *writer = NULL;
    struct sk_stored_pair pair;
    struct sk_journal *journal = open_journal();
    struct sk_record records[] = { scanned(1), scanned(2), scanned(3),
                                   scanned(4), scanned(5), scanned(5) };
    records[4].pair.number = 5;
    records[5].pair.number = 6;
    records[5].event = SK_EVENT_UNDO;
    records[5].pair.refers = 4;
    append(journal, records, 6);
    sk_journal_destroy(journal);
    tamper(journal_path(), "UPDATE pair SET instance='sag-other' WHERE number IN (2, 6);"
                           "UPDATE pair SET serial='sage62x9' WHERE number=3;"
                           "DROP TRIGGER event_keep_update;"
                           "UPDATE event SET serial='sage62x8' WHERE pair=5;"
                           "UPDATE pair SET serial='sage62x8' WHERE number=5");
    assert_int_equal(sk_writer_create(&writer, journal_path(), sk_clock_system(), listen, NULL),
                     SK_OK);
    await(SK_RECORDER_OPENED, 1);
    assert_int_equal(ear.counts[SK_RECORDER_UNDOING], 0);
    assert_int_equal(sk_writer_load(writer, 0, 2), SK_OK); /* fewer than there are */
    await(SK_RECORDER_LOAD_END, 1);
    assert_int_equal(ear.counts[SK_RECORDER_LOADED], 2);
    assert_int_equal(ear.counts[SK_RECORDER_UNFIT], 2);
    assert_int_equal(sk_writer_load(writer, 4, 2), SK_OK);
    await(SK_RECORDER_LOAD_END, 2);
    assert_int_equal(ear.counts[SK_RECORDER_LOADED], 2);
    assert_int_equal(ear.counts[SK_RECORDER_UNFIT], 3);
    assert_non_null(strstr(ear.trouble, "pair 5 was changed in the log while it waited"));
    sk_writer_destroy(writer);
    journal = open_as(SK_JOURNAL_READ);
    for (int64_t i = 1; i <= 6; i++) {
        assert_int_equal(sk_journal_pair(journal, i, &pair, NULL), SK_OK);
        assert_int_equal(pair.result, i == 1 || i == 4 ? SK_RESULT_PENDING
                                      : i == 6         ? SK_RESULT_REFUSED
                                                       : SK_RESULT_CHECK);
        assert_string_equal(pair.code, i == 1 || i == 4 ? "" : SK_CODE_CHANGED);
    }
    sk_journal_destroy(journal);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_record_is_answered_in_order, set_up, scratch_remove),
        cmocka_unit_test_setup_teardown(a_start_is_noted_once_and_even_if_nothing_else_happens,
                                        set_up, scratch_remove),
        cmocka_unit_test_setup_teardown(what_was_queued_is_written_before_the_end, set_up,
                                        scratch_remove),
        cmocka_unit_test_setup_teardown(a_journal_that_cannot_be_opened_is_said_and_tried_again,
                                        set_up, scratch_remove),
        cmocka_unit_test_setup_teardown(a_full_queue_is_said_to_the_sender, set_up, scratch_remove),
        cmocka_unit_test_setup_teardown(a_damaged_journal_is_set_aside_and_the_bench_goes_on,
                                        set_up, scratch_remove),
        cmocka_unit_test_setup_teardown(
            a_journal_that_is_found_damaged_later_keeps_what_was_acknowledged, set_up,
            scratch_remove),
        cmocka_unit_test_setup_teardown(a_journal_that_is_damaged_again_and_again_is_said, set_up,
                                        scratch_remove),
        cmocka_unit_test_setup_teardown(a_waiting_pair_whose_row_was_changed_is_never_handed_out,
                                        set_up, scratch_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
