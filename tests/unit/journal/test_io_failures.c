/* Every write, sync, cut and removal of the journal's files fails once, one after the other; and in
 * a second round the disk is gone from then on. Whatever was acknowledged must be there afterwards,
 * and the log must be as it was written. After "How SQLite Is Tested", section 3.2. */
#define _XOPEN_SOURCE 700 /* nftw() */

#include "records.h"
#include "failing_vfs.h"

#include "journal/export/export.h"
#include "journal/purge.h"
#include "journal/replace.h"
#include "journal/search.h"
#include "journal/store.h"
#include "journal/writer.h"

#include <pthread.h>
#include <sys/resource.h>
#include <time.h>

#define PAIRS 6
#define TRIES 3 /* the writer tries again, too */
#define ROUNDS_MAX 3000

struct acknowledged {
    bool intent[PAIRS + 1];
    bool settled[PAIRS + 1];
    int64_t purged_seq;
};

static bool append_stubbornly(struct sk_journal *journal, const struct sk_record *record) {
    for (int i = 0; i < TRIES; i++) {
        if (sk_journal_append(journal, record, 1, NULL, NULL) == SK_OK) {
            return true;
        }
    }
    return false;
}

static struct sk_journal *open_stubbornly(void) {
    struct sk_journal *journal = NULL;
    for (int i = 0; i < TRIES && !journal; i++) {
        (void)sk_journal_create(&journal, journal_path(), SK_JOURNAL_WRITE, NULL);
    }
    return journal;
}

/* A day of a bench in small: it scans, settles, indexes, exports, purges, and is closed. */
static void live(struct acknowledged *acknowledged) {
    struct sk_journal *journal = open_stubbornly();
    if (!journal) {
        return;
    }
    for (int64_t i = 1; i <= PAIRS; i++) {
        char serial[32];
        bool more;
        (void)snprintf(serial, sizeof(serial), "sage62x%010lld", (long long)i);
        struct sk_record record = intent(i, serial, "sag-1");
        acknowledged->intent[i] = append_stubbornly(journal, &record);
        record = settled(i, SK_RESULT_BOUND, "");
        acknowledged->settled[i] = acknowledged->intent[i] && append_stubbornly(journal, &record);
        (void)sk_journal_index_texts(journal, 1, 100, &more, NULL);
    }
    struct sk_export export = { .format = SK_EXPORT_CSV,
                                .path = scratch_file("log.csv"),
                                .replace = true };
    struct sk_export_result exported;
    struct sk_purge purge = { .before_ms = RECORDS_WALL_MS + 1000 + 3, .operator_name = "" };
    struct sk_purge_report purged = { 0 };
    if (sk_journal_export(journal, &export, &exported, NULL) == SK_OK &&
        sk_journal_purge(journal, &purge, &purged, NULL) == SK_OK) {
        acknowledged->purged_seq = purged.up_to_seq;
    }
    sk_journal_destroy(journal);
}

struct found {
    bool is_there[PAIRS + 1];
    bool is_bound[PAIRS + 1];
};

static void see(void *data, const struct sk_stored_pair *pair) {
    struct found *found = data;
    assert_true(pair->pair.number >= 1 && pair->pair.number <= PAIRS);
    found->is_there[pair->pair.number] = true;
    found->is_bound[pair->pair.number] = pair->result == SK_RESULT_BOUND;
}

static void check(const struct acknowledged *acknowledged, int64_t n) {
    struct found found = { .is_there = { false } };
    struct sk_journal *journal = open_journal(); /* never damaged, whatever failed */
    assert_int_equal(sk_journal_pairs(journal, see, &found, NULL), SK_OK);
    sk_journal_destroy(journal);
    struct findings findings = verify();
    if (findings.count > 0) {
        fail_msg("failure %lld: %s", (long long)n, findings.texts[0]);
    }
    int64_t purged_pairs = findings.report.purged_seq / 2;
    for (int64_t i = 1; i <= PAIRS; i++) {
        bool was_purged = i <= purged_pairs;
        if (acknowledged->intent[i] && !found.is_there[i] && !was_purged) {
            fail_msg("failure %lld: pair %lld was acknowledged and is not there", (long long)n,
                     (long long)i);
        }
        if (acknowledged->settled[i] && !found.is_bound[i] && !was_purged) {
            fail_msg("failure %lld: pair %lld was settled and waits again", (long long)n,
                     (long long)i);
        }
    }
    assert_true(findings.report.purged_seq >= acknowledged->purged_seq);
}

/* Raises n until a life comes through in which nothing failed any more. */
static void fail_one_after_the_other(bool for_ever, int code) {
    int64_t n = 1;
    for (; n < ROUNDS_MAX; n++) {
        struct acknowledged acknowledged = { .purged_seq = 0 };
        assert_int_equal(scratch_make(NULL), 0);
        failing_vfs_set(n, for_ever, code);
        live(&acknowledged);
        bool is_through = failing_vfs_count() < n;
        failing_vfs_set(0, false, SQLITE_OK);
        check(&acknowledged, n);
        assert_int_equal(scratch_remove(NULL), 0);
        if (is_through) {
            assert_true(acknowledged.settled[PAIRS]);
            break;
        }
    }
    assert_true(n > 100 && n < ROUNDS_MAX); /* else hardly anything was tried, or it never ends */
    printf("%lld failures\n", (long long)n - 1);
}

static void a_failure_at_any_place_loses_nothing_that_was_acknowledged(void **state) {
    (void)state;
    fail_one_after_the_other(false, SQLITE_IOERR_WRITE);
}

static void a_disk_that_is_gone_at_any_place_loses_nothing_that_was_acknowledged(void **state) {
    (void)state;
    fail_one_after_the_other(true, SQLITE_IOERR_FSYNC);
}

static void a_disk_that_is_full_at_any_place_loses_nothing_that_was_acknowledged(void **state) {
    (void)state;
    fail_one_after_the_other(true, SQLITE_FULL);
}

/* --- the writer ------------------------------------------------------------------------------ */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t heard = PTHREAD_COND_INITIALIZER;
static int counts[SK_RECORDER_NOTED + 1];
static char trouble[SK_ERR_TEXT_SIZE];
static int64_t pending;

static void listen(void *data, const struct sk_recorder_news *news) {
    (void)data;
    pthread_mutex_lock(&lock);
    counts[news->type]++;
    if (news->type == SK_RECORDER_OPENED) {
        pending = news->pending;
    }
    if (news->type == SK_RECORDER_TROUBLE) {
        memcpy(trouble, news->text.text, sizeof(trouble));
    }
    pthread_cond_broadcast(&heard);
    pthread_mutex_unlock(&lock);
}

static void await_any(enum sk_recorder_news_type one, enum sk_recorder_news_type other) {
    pthread_mutex_lock(&lock);
    while (counts[one] + counts[other] == 0) {
        pthread_cond_wait(&heard, &lock);
    }
    pthread_mutex_unlock(&lock);
}

static void await(enum sk_recorder_news_type type, int count) {
    struct timespec until;
    int status = 0;
    (void)clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += 20;
    pthread_mutex_lock(&lock);
    while (counts[type] < count && status == 0) {
        status = pthread_cond_timedwait(&heard, &lock, &until);
    }
    int got = counts[type];
    pthread_mutex_unlock(&lock);
    assert_true(got >= count);
}

static void wait_out(int code, const char *sentence) {
    struct sk_writer *writer = NULL;
    memset(counts, 0, sizeof(counts));
    assert_int_equal(scratch_make(NULL), 0);
    assert_int_equal(sk_writer_create(&writer, journal_path(), sk_clock_system(), listen, NULL),
                     SK_OK);
    struct sk_record record = intent(1, "a", "b");
    assert_int_equal(sk_writer_save(writer, &record), SK_OK);
    await(SK_RECORDER_SAVED, 1);
    failing_vfs_set(1, true, code);
    record = intent(2, "c", "d");
    assert_int_equal(sk_writer_save(writer, &record), SK_OK);
    await(SK_RECORDER_TROUBLE, 1);
    assert_non_null(strstr(trouble, sentence));
    assert_int_equal(counts[SK_RECORDER_SAVED], 1); /* nothing is promised */
    failing_vfs_set(0, false, SQLITE_OK);
    await(SK_RECORDER_SAVED, 2); /* and nothing was dropped */
    assert_int_equal(counts[SK_RECORDER_REPLACED], 0);
    sk_writer_destroy(writer);
    expect_sound();
    assert_int_equal(scratch_remove(NULL), 0);
}

static void the_writer_waits_for_room_on_the_disk(void **state) {
    (void)state;
    wait_out(SQLITE_FULL, "free some space");
}

static void the_writer_waits_for_a_file_that_may_not_be_written(void **state) {
    (void)state;
    wait_out(SQLITE_READONLY, "write access");
}

/* An earlier fault does not excuse damage that is found later. */
static void damage_is_called_so_although_the_disk_was_full_before(void **state) {
    (void)state;
    struct sk_err_info info;
    assert_int_equal(scratch_make(NULL), 0);
    struct sk_journal *journal = open_journal();
    struct sk_record record = intent(1, "a", "b");
    failing_vfs_set(1, true, SQLITE_FULL);
    assert_int_equal(sk_journal_append(journal, &record, 1, NULL, &info), SK_ERR_FULL);
    failing_vfs_set(0, false, SQLITE_OK);
    append(journal, &record, 1);
    assert_int_equal(sk_store_fail(journal, SQLITE_CORRUPT, &info), SK_ERR_CORRUPT);
    assert_null(strstr(info.text, "free some space"));
    sk_journal_destroy(journal);
    assert_int_equal(scratch_remove(NULL), 0);
}

/* --- reads, and locks ------------------------------------------------------------------------ */

static void a_read_that_fails_is_never_called_damage(void **state) {
    (void)state;
    int64_t n = 1;
    int failed = 0;
    assert_int_equal(scratch_make(NULL), 0);
    struct sk_journal *journal = open_journal();
    write_pairs(journal, 1, 40);
    sk_journal_destroy(journal);
    for (bool is_through = false; !is_through; n++) {
        struct sk_err_info info = { "" };
        int64_t count = 0;
        journal = NULL;
        failing_vfs_set_reads(n, 0);
        enum sk_err err = sk_journal_create(&journal, journal_path(), SK_JOURNAL_WRITE, &info);
        if (!err) {
            err = sk_journal_count_pending(journal, &count, &(int64_t){ 0 }, &info);
        }
        is_through = failing_vfs_reads() < n;
        failing_vfs_set_reads(0, 0);
        sk_journal_destroy(journal);
        if (err) {
            failed++;
            assert_int_equal(err, SK_ERR_IO);
            assert_non_null(strstr(info.text, "Input/output error; check the disk"));
        }
    }
    assert_true(failed > 10);
    expect_sound();
    assert_int_equal(scratch_remove(NULL), 0);
}

/* Many starts on a disk of which some reads fail, at random: none takes the journal for damaged,
 * and all that waits is there when the disk has calmed down. */
static void reads_that_fail_at_random_set_no_journal_aside(void **state) {
    (void)state;
    assert_int_equal(scratch_make(NULL), 0);
    struct sk_journal *journal = open_journal();
    write_pairs(journal, 1, 100);
    for (int64_t i = 101; i <= 150; i++) {
        struct sk_record record = intent(i, "waits", "sag-waits");
        append(journal, &record, 1);
    }
    sk_journal_destroy(journal);
    for (int starts = 0; starts < 30; starts++) {
        struct sk_writer *writer = NULL;
        memset(counts, 0, sizeof(counts));
        failing_vfs_set_reads(0, 30);
        assert_int_equal(sk_writer_create(&writer, journal_path(), sk_clock_system(), listen, NULL),
                         SK_OK);
        await_any(SK_RECORDER_OPENED, SK_RECORDER_TROUBLE);
        failing_vfs_set_reads(0, 0);
        await(SK_RECORDER_OPENED, 1);
        assert_int_equal(pending, 50);
        assert_int_equal(counts[SK_RECORDER_REPLACED] + counts[SK_RECORDER_LOST], 0);
        sk_writer_destroy(writer);
    }
    expect_sound();
    assert_int_equal(scratch_remove(NULL), 0);
}

#define MANY 3000 /* more than the cache of a journal holds */
#define SOME 64   /* as many as the kiosk asks for at once */

/* Loaded pairs are sent: a pair loaded twice would be bound twice. */
static void a_list_that_broke_off_is_handed_out_once(void **state) {
    (void)state;
    struct sk_writer *writer = NULL;
    int broken = 0;
    assert_int_equal(scratch_make(NULL), 0);
    struct sk_journal *journal = open_journal();
    for (int64_t i = 1; i <= MANY; i++) {
        struct sk_record record = intent(i, "waits", "sag-waits");
        append(journal, &record, 1);
    }
    sk_journal_destroy(journal);
    memset(counts, 0, sizeof(counts));
    assert_int_equal(sk_writer_create(&writer, journal_path(), sk_clock_system(), listen, NULL),
                     SK_OK);
    await(SK_RECORDER_OPENED, 1);
    for (int loads = 1; loads <= 24; loads++) {
        int troubles = counts[SK_RECORDER_TROUBLE];
        failing_vfs_set_reads(loads, 0);
        assert_int_equal(sk_writer_load(writer, (loads - 1) * SOME, SOME), SK_OK);
        await(SK_RECORDER_LOAD_END, loads);
        failing_vfs_set_reads(0, 0);
        broken += counts[SK_RECORDER_TROUBLE] > troubles;
        assert_int_equal(counts[SK_RECORDER_LOADED], loads * SOME);
    }
    assert_true(broken > 0);
    sk_writer_destroy(writer);
    assert_int_equal(scratch_remove(NULL), 0);
}

/* The same while a journal that is damaged in fact is replaced: all of it is taken over, or it is
 * tried again. */
static void reads_that_fail_cost_nothing_when_a_journal_is_replaced(void **state) {
    (void)state;
    int refused = 0;
    for (int64_t n = 1; n < 400; n += 3) {
        struct sk_replaced replaced;
        struct sk_journal *journal = NULL;
        assert_int_equal(scratch_make(NULL), 0);
        journal = open_journal();
        write_pairs(journal, 1, 20);
        for (int64_t i = 21; i <= 40; i++) {
            struct sk_record record = intent(i, "waits", "sag-waits");
            append(journal, &record, 1);
        }
        sk_journal_destroy(journal);
        tamper(journal_path(), "DELETE FROM head");
        failing_vfs_set_reads(n, 0);
        enum sk_err err = sk_journal_replace(&journal, journal_path(), 1, &replaced, NULL);
        bool is_through = failing_vfs_reads() < n;
        failing_vfs_set_reads(0, 0);
        if (err) {
            refused++;
            assert_int_not_equal(err, SK_ERR_CORRUPT);
            err = sk_journal_create(&journal, journal_path(), SK_JOURNAL_WRITE, NULL);
            if (err) { /* as it was: damaged, and there */
                assert_int_equal(err, SK_ERR_CORRUPT);
                assert_int_equal(sk_journal_replace(&journal, journal_path(), 1, &replaced, NULL),
                                 SK_OK);
            }
        }
        int64_t count = 0;
        assert_int_equal(sk_journal_count_pending(journal, &count, &(int64_t){ 0 }, NULL), SK_OK);
        assert_int_equal(count, 20);
        sk_journal_destroy(journal);
        expect_sound();
        assert_int_equal(scratch_remove(NULL), 0);
        if (is_through) {
            break;
        }
    }
    assert_true(refused > 10);
}

static void a_disk_without_locks_is_not_said_to_be_busy(void **state) {
    (void)state;
    struct sk_err_info info = { "" };
    struct sk_journal *journal = NULL;
    assert_int_equal(scratch_make(NULL), 0);
    failing_vfs_set_locks(true);
    assert_int_equal(sk_journal_create(&journal, journal_path(), SK_JOURNAL_WRITE, &info),
                     SK_ERR_IO);
    failing_vfs_set_locks(false);
    assert_non_null(strstr(info.text, "No locks available; the file system gives no locks"));
    assert_int_equal(scratch_remove(NULL), 0);
}

static void leave_descriptors(rlim_t count) {
    struct rlimit limit;
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
    limit.rlim_cur = count;
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
}

static void a_process_without_descriptors_is_not_said_to_lack_rights(void **state) {
    (void)state;
    struct rlimit before;
    struct sk_err_info info = { "" };
    struct sk_journal *journal = NULL;
    assert_int_equal(scratch_make(NULL), 0);
    sk_journal_destroy(open_journal());
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
    int next = dup(0);
    assert_true(next >= 0);
    assert_int_equal(close(next), 0);
    for (rlim_t spare = 0; spare < 3; spare++) { /* the lock, the database, its log */
        leave_descriptors((rlim_t)next + spare);
        enum sk_err err = sk_journal_create(&journal, journal_path(), SK_JOURNAL_WRITE, &info);
        leave_descriptors(before.rlim_cur);
        assert_int_equal(err, SK_ERR_IO);
        assert_non_null(strstr(info.text, "Too many open files"));
        assert_null(strstr(info.text, "write access"));
        assert_non_null(strstr(info.text, "ulimit -n"));
    }
    assert_int_equal(scratch_remove(NULL), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(a_read_that_fails_is_never_called_damage),
        SK_TEST(reads_that_fail_at_random_set_no_journal_aside),
        SK_TEST(a_list_that_broke_off_is_handed_out_once),
        SK_TEST(reads_that_fail_cost_nothing_when_a_journal_is_replaced),
        SK_TEST(a_disk_without_locks_is_not_said_to_be_busy),
        SK_TEST(a_process_without_descriptors_is_not_said_to_lack_rights),
        SK_TEST(a_failure_at_any_place_loses_nothing_that_was_acknowledged),
        SK_TEST(a_disk_that_is_gone_at_any_place_loses_nothing_that_was_acknowledged),
        SK_TEST(a_disk_that_is_full_at_any_place_loses_nothing_that_was_acknowledged),
        SK_TEST(the_writer_waits_for_room_on_the_disk),
        SK_TEST(the_writer_waits_for_a_file_that_may_not_be_written),
        SK_TEST(damage_is_called_so_although_the_disk_was_full_before),
    };
    /* The layer above decides what fails; the disk below only makes it slow. */
    if (access("/dev/shm", W_OK) == 0) {
        (void)setenv("TMPDIR", "/dev/shm", 0);
    }
    failing_vfs_install();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
