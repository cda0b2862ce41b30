/* The job runner with a real journal: the PIN and its tries, lists, exports, purges. */
#define _XOPEN_SOURCE 700 /* nftw() */

#include "unit/journal/records.h"

#include "fake/fontconfig_leaks.h"
#include "fake/print_programs.h"

#include "app/supervisor/job_runner.h"
#include "app/supervisor/own_pin.h"
#include "journal/checkpoint.h"
#include "app/supervisor/pin_tries.h"
#include "app/supervisor/scan_row.h"
#include "app/model/sentence.h"
#include "base/small_file.h"
#include "base/util.h"

#include <dirent.h>
#include <pthread.h>
#include <time.h>

#define LIMIT_S 20

/* scrypt of "1234", as cheap as it is allowed to be. */
#define PIN_LINE                                                                                   \
    "sag-kiosk-pin 1 scrypt 10 1 1 00000000000000000000000000000000 "                              \
    "937b834d230d3146a8a84c597c36266928e857ce030796cc973b7b4802733ee1"

static struct sk_job_runner *job_runner;
static uint64_t last_id;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t came = PTHREAD_COND_INITIALIZER;
static struct sk_job_news latest;
static bool has_news;
static int progress_count;
static bool is_to_cancel; /* at the first progress */

static int64_t wall_ms;
static sk_ms mono_ms = 1000000;
static bool is_running; /* else it stops */

static sk_ms fake_now(struct sk_clock *clock) {
    (void)clock;
    return is_running ? mono_ms += 1000 : mono_ms; /* while it runs, all progress is reported */
}

static int64_t fake_wall(struct sk_clock *clock) {
    (void)clock;
    return wall_ms;
}

static const struct sk_clock_ops clock_ops = { .now = fake_now, .wall = fake_wall };
static struct sk_clock test_clock = { .ops = &clock_ops };

static void on_news(void *data, const struct sk_job_news *news) {
    (void)data;
    pthread_mutex_lock(&lock);
    if (news->is_progress) {
        progress_count++;
        if (is_to_cancel) {
            sk_job_runner_cancel(job_runner, news->id);
        }
    } else {
        latest = *news;
        has_news = true;
        pthread_cond_signal(&came);
    }
    pthread_mutex_unlock(&lock);
}

static const char *tries_path(void) {
    return scratch_file("journal.pin-tries");
}

static const char *exports_path(void) {
    return scratch_file("state/exports");
}

static bool takes_shared_pin;

static void start(void) {
    struct sk_job_runner_options options = { .journal_path = journal_path(),
                                             .tries_path = tries_path(),
                                             .export_folder = exports_path(),
                                             .pin_line = PIN_LINE,
                                             .takes_shared_pin = takes_shared_pin,
                                             .bench = "Bench 7",
                                             .language = "en",
                                             .printer = "P",
                                             .clock = &test_clock,
                                             .started_at = mono_ms,
                                             .on_news = on_news };
    assert_int_equal(sk_job_runner_create(&job_runner, &options), SK_OK);
}

static void restart(void) {
    sk_job_runner_destroy(job_runner);
    job_runner = NULL;
    start();
}

static struct sk_job job_of(enum sk_job_type type) {
    return (struct sk_job){ .type = type, .who = "Wang", .id = ++last_id };
}

static struct sk_job_news ask(struct sk_job *job) {
    struct timespec limit;
    assert_int_equal(clock_gettime(CLOCK_REALTIME, &limit), 0);
    limit.tv_sec += LIMIT_S;
    has_news = false;
    progress_count = 0;
    assert_true(sk_job_runner_post(job_runner, job));
    pthread_mutex_lock(&lock);
    while (!has_news) {
        assert_int_equal(pthread_cond_timedwait(&came, &lock, &limit), 0);
    }
    struct sk_job_news news = latest;
    pthread_mutex_unlock(&lock);
    assert_int_equal(news.id, job->id);
    return news;
}

static struct sk_job_news try_pin(const char *digits) {
    struct sk_job job = job_of(SK_JOB_PIN);
    (void)snprintf(job.pin, sizeof(job.pin), "%s", digits);
    struct sk_job_news news = ask(&job);
    assert_int_equal(job.pin[0], '\0'); /* wiped */
    return news;
}

static struct sk_job_news look(void) {
    struct sk_job job = job_of(SK_JOB_LOOK);
    return ask(&job);
}

static int make(void **state) {
    wall_ms = RECORDS_WALL_MS + 3600000;
    is_to_cancel = false;
    is_running = false;
    takes_shared_pin = true;
    if (scratch_make(state) != 0) {
        return -1;
    }
    start();
    return 0;
}

static int finish(void **state) {
    sk_job_runner_destroy(job_runner);
    job_runner = NULL;
    return scratch_remove(state);
}

/* ---- the PIN ---- */

static void the_right_pin_is_right_and_a_wrong_one_costs_a_try(void **state) {
    (void)state;
    assert_int_equal(look().tries_left, 5);
    struct sk_job_news news = try_pin("4321");
    assert_int_equal(news.err, SK_OK);
    assert_false(news.is_right);
    assert_int_equal(news.tries_left, 4);
    assert_true(try_pin("1234").is_right);
    assert_int_equal(look().tries_left, 5); /* a right one sets it back */
}

static void a_look_on_its_way_does_not_take_the_pin_away(void **state) {
    (void)state;
    struct sk_job first = job_of(SK_JOB_LOOK);
    assert_true(sk_job_runner_post(job_runner, &first));
    struct sk_job job = job_of(SK_JOB_PIN);
    (void)snprintf(job.pin, sizeof(job.pin), "1234");
    struct timespec limit;
    assert_int_equal(clock_gettime(CLOCK_REALTIME, &limit), 0);
    limit.tv_sec += LIMIT_S;
    assert_true(sk_job_runner_post(job_runner, &job));
    pthread_mutex_lock(&lock);
    while (latest.id != job.id) {
        assert_int_equal(pthread_cond_timedwait(&came, &lock, &limit), 0);
    }
    assert_true(latest.is_right);
    pthread_mutex_unlock(&lock);
}

static void the_lock_and_the_count_survive_a_restart(void **state) {
    (void)state;
    for (int i = 0; i < 4; i++) {
        assert_int_equal(try_pin("4321").locked, 0);
    }
    restart();
    assert_int_equal(look().tries_left, 1);
    assert_int_equal(try_pin("4321").locked, 15000);
    mono_ms += 5000;
    assert_int_equal(look().locked, 10000);
    assert_false(try_pin("1234").is_right); /* not even the right one */
    restart();                              /* pulling the plug shortens nothing: it begins anew */
    mono_ms += 5000;
    assert_int_equal(look().locked, 10000);
    mono_ms += 10000;
    assert_int_equal(try_pin("4321").locked, 30000);
    mono_ms += 30000;
    assert_true(try_pin("1234").is_right);
    assert_int_equal(look().locked, 0);
}

static void a_lock_that_was_over_is_not_begun_anew_by_a_restart(void **state) {
    (void)state;
    for (int i = 0; i < 5; i++) {
        (void)try_pin("4321");
    }
    mono_ms += 15000;
    assert_int_equal(look().locked, 0); /* which is written */
    restart();
    assert_int_equal(look().locked, 0);
    assert_int_equal(try_pin("4321").locked, 30000); /* the count goes on */
}

static void the_time_of_day_neither_ends_a_lock_nor_makes_it_longer(void **state) {
    (void)state;
    static const int64_t clocks[] = { 0, 946684800000, 1795540805000, 2147483648000,
                                      4102444800000 };
    for (int i = 0; i < 5; i++) {
        (void)try_pin("4321");
    }
    for (size_t i = 0; i < SK_ARRAY_LEN(clocks); i++) {
        wall_ms = clocks[i];
        assert_int_equal(look().locked, 15000);
        restart();
        assert_int_equal(look().locked, 15000);
    }
    mono_ms += 15000;
    assert_true(try_pin("1234").is_right);
}

static void a_try_that_cannot_be_counted_is_not_taken(void **state) {
    (void)state;
    /* Where the file is to be written, there is a directory with something in it. */
    assert_int_equal(mkdir(scratch_file("journal.pin-tries.new"), 0700), 0);
    scratch_write(scratch_file("journal.pin-tries.new/x"), "");
    struct sk_job_news news = try_pin("1234");
    assert_int_not_equal(news.err, SK_OK);
    assert_false(news.is_right);
    assert_non_null(strstr(news.text.text, "cannot be counted"));
}

static void a_damaged_count_locks_and_that_lasts_too(void **state) {
    (void)state;
    scratch_write(tries_path(), "sag-kiosk-pin-tries 2 0\n");
    assert_int_equal(look().locked, 15000);
    restart();
    mono_ms += 14000;
    assert_int_equal(look().locked, 1000);
}

static void the_count_is_on_the_disk_before_the_answer(void **state) {
    (void)state;
    char text[SK_PIN_TRIES_SIZE];
    size_t length = 0;
    struct sk_pin_tries tries;
    (void)try_pin("4321");
    (void)try_pin("4321");
    assert_int_equal(sk_small_file_read(tries_path(), text, sizeof(text), &length, NULL, NULL),
                     SK_OK);
    assert_true(sk_pin_tries_parse(text, length, mono_ms, &tries));
    assert_int_equal(tries.wrong, 2);
    assert_null(strstr(text, "4321"));
}

/* ---- a PIN of one's own ---- */

#define LI 501
#define ADA 502

static struct sk_job_news ask_of(enum sk_job_type type, int64_t person, const char *digits) {
    struct sk_job job = job_of(type);
    job.person = person;
    job.number = type == SK_JOB_SET_PIN ? person : 0;
    (void)snprintf(job.pin, sizeof(job.pin), "%s", digits);
    struct sk_job_news news = ask(&job);
    assert_int_equal(job.pin[0], '\0');
    assert_int_equal(news.person, person);
    return news;
}

/* Cheaper than one that is set. */
static void give_pin(int64_t person) {
    struct sk_pin pin;
    assert_true(sk_pin_parse(PIN_LINE, strlen(PIN_LINE), &pin));
    assert_int_equal(sk_own_pin_store(journal_path(), person, &pin, NULL), SK_OK);
}

static void a_pin_that_is_set_admits_its_owner_and_nobody_else(void **state) {
    (void)state;
    struct stat status;
    assert_false(look().has_own_pins);
    struct sk_job_news before = ask_of(SK_JOB_LOOK, LI, "");
    assert_true(before.has_pin); /* the shared one */
    assert_false(before.is_own_pin);
    assert_int_equal(ask_of(SK_JOB_SET_PIN, LI, "97531").err, SK_OK);
    struct sk_job_news news = ask_of(SK_JOB_LOOK, LI, "");
    assert_true(news.has_pin && news.is_own_pin && news.has_own_pins);
    assert_true(look().has_own_pins);
    assert_true(ask_of(SK_JOB_PIN, LI, "97531").is_right);
    assert_false(ask_of(SK_JOB_PIN, LI, "1234").is_right); /* the shared one is not theirs */
    assert_false(ask_of(SK_JOB_PIN, ADA, "97531").is_right);
    assert_false(try_pin("97531").is_right);
    assert_true(try_pin("1234").is_right);
    assert_int_equal(stat(scratch_file("state/journal.db.pins"), &status), 0);
    assert_int_equal(status.st_mode & 0777, 0700);
    assert_int_equal(stat(scratch_file("state/journal.db.pins/501"), &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
}

static void the_tries_of_one_person_lock_that_person_alone_also_after_a_restart(void **state) {
    (void)state;
    give_pin(LI);
    give_pin(ADA);
    for (int i = 0; i < 5; i++) {
        (void)ask_of(SK_JOB_PIN, LI, "4321");
    }
    assert_int_equal(ask_of(SK_JOB_LOOK, LI, "").locked, 15000);
    assert_int_equal(ask_of(SK_JOB_LOOK, ADA, "").locked, 0);
    assert_int_equal(look().locked, 0);
    mono_ms += 5000;
    for (int i = 0; i < 5; i++) {
        (void)ask_of(SK_JOB_PIN, ADA, "4321");
    }
    assert_int_equal(ask_of(SK_JOB_LOOK, LI, "").locked, 10000); /* each its own begin */
    assert_int_equal(ask_of(SK_JOB_LOOK, ADA, "").locked, 15000);
    assert_false(ask_of(SK_JOB_PIN, LI, "1234").is_right);
    restart();
    mono_ms += 1000;
    assert_int_equal(ask_of(SK_JOB_LOOK, LI, "").locked, 14000);
    assert_int_equal(ask_of(SK_JOB_LOOK, ADA, "").locked, 14000);
    assert_true(try_pin("1234").is_right);
}

static void a_pin_that_is_set_anew_lifts_its_lock(void **state) {
    (void)state;
    give_pin(LI);
    for (int i = 0; i < 7; i++) {
        (void)ask_of(SK_JOB_PIN, LI, "4321");
        mono_ms += 60000;
    }
    for (int i = 0; i < 5; i++) {
        (void)try_pin("4321");
    }
    (void)ask_of(SK_JOB_PIN, LI, "4321");
    assert_true(ask_of(SK_JOB_LOOK, LI, "").locked > 0);
    assert_int_equal(ask_of(SK_JOB_SET_PIN, LI, "97531").err, SK_OK);
    struct sk_job_news news = ask_of(SK_JOB_LOOK, LI, "");
    assert_int_equal(news.locked, 0);
    assert_int_equal(news.tries_left, 5);
    restart();
    assert_int_equal(ask_of(SK_JOB_LOOK, LI, "").locked, 0);
    assert_true(ask_of(SK_JOB_PIN, LI, "97531").is_right);
    assert_int_equal(look().locked, 15000); /* another PIN's lock stays */
}

static void without_a_shared_pin_only_ones_own_counts(void **state) {
    (void)state;
    give_pin(LI);
    takes_shared_pin = false;
    restart();
    assert_int_equal(look().err, SK_ERR_NOT_FOUND);
    assert_true(look().has_own_pins);
    assert_false(try_pin("1234").is_right);
    struct sk_job_news news = ask_of(SK_JOB_PIN, ADA, "1234");
    assert_int_equal(news.err, SK_ERR_NOT_FOUND);
    assert_false(news.is_right);
    assert_true(ask_of(SK_JOB_PIN, LI, "1234").is_right);
}

/* Else whoever can change the file's mode comes in by the other PIN. */
static void an_own_pin_that_cannot_be_used_does_not_make_way_for_the_shared_one(void **state) {
    (void)state;
    give_pin(LI);
    assert_int_equal(chmod(scratch_file("state/journal.db.pins/501"), 0644), 0);
    struct sk_job_news news = ask_of(SK_JOB_PIN, LI, "1234");
    assert_int_equal(news.err, SK_ERR_DENIED);
    assert_false(news.is_right);
    scratch_write(scratch_file("state/journal.db.pins/501"), "");
    assert_int_equal(chmod(scratch_file("state/journal.db.pins/501"), 0600), 0);
    assert_int_equal(ask_of(SK_JOB_PIN, LI, "1234").err, SK_ERR_CORRUPT);
    assert_int_equal(sk_own_pin_clear(journal_path(), LI, NULL), SK_OK);
    assert_int_equal(sk_own_pin_clear(journal_path(), LI, NULL), SK_ERR_NOT_FOUND);
    assert_true(ask_of(SK_JOB_PIN, LI, "1234").is_right);
}

/* ---- lists ---- */

static void refuse_some(struct sk_journal *journal, int64_t first, int64_t count) {
    for (int64_t i = first; i < first + count; i++) {
        char serial[32];
        (void)snprintf(serial, sizeof(serial), "sagrefused%06lld", (long long)i);
        struct sk_record records[] = { intent(i, serial, "sag-demo00000000full01"),
                                       settled(i, SK_RESULT_REFUSED, "SAG.SnOverLimit") };
        append(journal, records, 2);
    }
}

static void fill_journal(void) {
    struct sk_journal *journal = open_journal();
    write_pairs(journal, 1, 20);
    refuse_some(journal, 21, 8);
    sk_journal_destroy(journal);
}

static void a_search_comes_a_page_at_a_time_newest_first(void **state) {
    (void)state;
    fill_journal();
    struct sk_job job = job_of(SK_JOB_SEARCH);
    struct sk_job_news news = ask(&job);
    assert_int_equal(news.err, SK_OK);
    assert_int_equal(news.count, SK_SUPER_ROWS);
    assert_true(news.has_more);
    assert_int_equal(news.rows[0].pair.number, 28);
    int64_t seen = (int64_t)news.count;
    while (news.has_more) {
        job = job_of(SK_JOB_SEARCH);
        job.number = news.rows[news.count - 1].pair.number;
        news = ask(&job);
        assert_int_equal(news.rows[0].pair.number, job.number - 1);
        seen += (int64_t)news.count;
    }
    assert_int_equal(seen, 28);
    assert_int_equal(news.rows[news.count - 1].pair.number, 1);
    job = job_of(SK_JOB_SEARCH); /* before the first there is none */
    job.number = 1;
    assert_int_equal(ask(&job).count, 0);
}

static void attention_is_what_was_refused_and_nobody_saw_to(void **state) {
    (void)state;
    fill_journal();
    struct sk_job job = job_of(SK_JOB_SEARCH);
    job.filter.is_attention = true;
    struct sk_job_news news = ask(&job);
    assert_int_equal(news.count, SK_SUPER_ROWS);
    for (size_t i = 0; i < news.count; i++) {
        assert_int_equal(news.rows[i].result, SK_RESULT_REFUSED);
    }
    struct sk_journal *journal = open_journal();
    struct sk_record dealt = { .event = SK_EVENT_DEALT,
                               .pair = { .number = 28 },
                               .result = SK_RESULT_REFUSED,
                               .wall_ms = wall_ms };
    append(journal, &dealt, 1);
    sk_journal_destroy(journal);
    job = job_of(SK_JOB_SEARCH);
    job.filter.is_attention = true;
    assert_int_equal(ask(&job).rows[0].pair.number, 27);
}

static void the_menus_figure_is_all_that_needs_attention(void **state) {
    (void)state;
    fill_journal();
    struct sk_job job = job_of(SK_JOB_FIGURES);
    assert_int_equal(ask(&job).open_count, 8);
    struct sk_journal *journal = open_journal();
    refuse_some(journal, 29, SK_SUPER_OPEN_MAX);
    sk_journal_destroy(journal);
    job = job_of(SK_JOB_FIGURES);
    assert_int_equal(ask(&job).open_count, SK_SUPER_OPEN_MAX);
}

static void a_search_goes_by_label_outcome_and_day(void **state) {
    (void)state;
    fill_journal();
    struct sk_job job = job_of(SK_JOB_SEARCH);
    (void)snprintf(job.filter.serial, sizeof(job.filter.serial), "refused000023");
    struct sk_job_news news = ask(&job);
    assert_int_equal(news.count, 1);
    assert_int_equal(news.rows[0].pair.number, 23);
    job = job_of(SK_JOB_SEARCH);
    job.filter.outcome = SK_SUPER_BOUND;
    assert_int_equal(ask(&job).rows[0].pair.number, 20);
    job = job_of(SK_JOB_SEARCH);
    job.filter.day = SK_SUPER_TODAY;
    assert_int_equal(ask(&job).count, SK_SUPER_ROWS);
    wall_ms += INT64_C(86400000); /* what was today is yesterday */
    job = job_of(SK_JOB_SEARCH);
    job.filter.day = SK_SUPER_TODAY;
    assert_int_equal(ask(&job).count, 0);
    job = job_of(SK_JOB_SEARCH);
    job.filter.day = SK_SUPER_YESTERDAY;
    assert_int_equal(ask(&job).count, SK_SUPER_ROWS);
    wall_ms += INT64_C(6) * 86400000;
    job = job_of(SK_JOB_SEARCH);
    job.filter.day = SK_SUPER_WEEK;
    assert_int_equal(ask(&job).count, 0);
}

/* Eight scans that are no label, one on a bench on hold, and a sign-on. */
static void fill_scans(void) {
    struct sk_journal *journal = open_journal();
    for (int i = 0; i < 8; i++) {
        struct sk_record record = scan_of("not-a-label", "4006381333931");
        append(journal, &record, 1);
    }
    struct sk_record held = scan_of("on-hold", "sage62x0219229999");
    append(journal, &held, 1);
    struct sk_record on = { .event = SK_EVENT_SIGN_ON, .wall_ms = RECORDS_WALL_MS, .at = 1 };
    (void)snprintf(on.pair.operator_name, SK_OPERATOR_SIZE, "mei");
    append(journal, &on, 1);
    sk_journal_destroy(journal);
}

static void scans_come_a_page_at_a_time_newest_first_in_words(void **state) {
    (void)state;
    fill_journal();
    fill_scans();
    struct sk_job job = job_of(SK_JOB_SEARCH);
    job.filter.is_scans = true;
    struct sk_job_news news = ask(&job);
    assert_int_equal(news.err, SK_OK);
    assert_true(news.is_scans);
    assert_int_equal(news.count, SK_SUPER_ROWS);
    assert_true(news.has_more);
    assert_string_equal(news.scans[0].what, "Signed on.");
    assert_string_equal(news.scans[0].operator_name, "mei");
    assert_string_equal(news.scans[1].what, "This bench is on hold. This scan was NOT accepted.");
    assert_string_equal(news.scans[1].text, "sage62x0219229999");
    job = job_of(SK_JOB_SEARCH);
    job.filter.is_scans = true;
    job.number = news.scans[SK_SUPER_ROWS - 1].seq;
    news = ask(&job);
    assert_int_equal(news.count, 4);
    assert_false(news.has_more);
    assert_string_equal(news.scans[0].what, "This is neither a device label nor a sag- label.");
    job = job_of(SK_JOB_SEARCH);
    job.filter.is_scans = true;
    job.filter.day = SK_SUPER_YESTERDAY;
    news = ask(&job);
    assert_true(news.is_scans);
    assert_int_equal(news.count, 0);
}

static void a_label_that_no_pair_has_is_looked_for_among_scans(void **state) {
    (void)state;
    fill_journal();
    fill_scans();
    struct sk_job job = job_of(SK_JOB_SEARCH);
    (void)snprintf(job.filter.serial, sizeof(job.filter.serial), "SAGE62X0219229999");
    struct sk_job_news news = ask(&job);
    assert_true(news.is_scans);
    assert_int_equal(news.count, 1);
    assert_string_equal(news.scans[0].text, "sage62x0219229999");
    job.filter.outcome = SK_SUPER_BOUND; /* only pairs have one */
    job.id = ++last_id;
    news = ask(&job);
    assert_false(news.is_scans);
    assert_int_equal(news.count, 0);
    job = job_of(SK_JOB_SEARCH);
    (void)snprintf(job.filter.serial, sizeof(job.filter.serial), "sagrefused000023");
    assert_false(ask(&job).is_scans); /* a pair has it */
    job = job_of(SK_JOB_SEARCH);
    (void)snprintf(job.filter.instance, sizeof(job.filter.instance), "sag-nowhere");
    news = ask(&job);
    assert_false(news.is_scans);
    assert_int_equal(news.count, 0);
}

static void no_word_for_what_happened_is_cut_or_missing(void **state) {
    (void)state;
    struct sk_model_super_scan row;
    for (int i = SK_NOTICE_NONE + 1; i < SK_NOTICE_COUNT; i++) {
        const char *what = sk_sentence_notice((enum sk_notice)i).what;
        struct sk_scans_row scan = { .event = "scan",
                                     .code = sk_notice_name((enum sk_notice)i),
                                     .read = "",
                                     .note = "",
                                     .operator_name = "" };
        sk_super_scan_row(&row, &scan);
        assert_string_equal(row.what, what);
    }
    struct sk_scans_row odd = { .event = "scan",
                                .code = "of-a-later-version",
                                .read = "a\tb",
                                .note = "",
                                .operator_name = "" };
    sk_super_scan_row(&row, &odd);
    assert_string_equal(row.what, "This scan did not become part of a pair.");
    assert_null(strchr(row.text, '\t'));
    for (int i = SK_EVENT_SIGN_ON; i <= SK_EVENT_STARTED; i++) {
        struct sk_scans_row event = { .event = sk_event_name((enum sk_event)i),
                                      .code = "",
                                      .read = "",
                                      .note = "",
                                      .operator_name = "" };
        sk_super_scan_row(&row, &event);
        assert_string_not_equal(row.what, "A control card; it was carried out.");
    }
}

static void a_pair_comes_with_its_events_newest_first(void **state) {
    (void)state;
    fill_journal();
    struct sk_job job = job_of(SK_JOB_DETAIL);
    job.number = 22;
    struct sk_job_news news = ask(&job);
    assert_int_equal(news.err, SK_OK);
    assert_string_equal(news.rows[0].pair.labels.serial, "sagrefused000022");
    assert_int_equal(news.event_count, 2);
    assert_string_equal(news.events[0].what, "The cloud refused it:");
    assert_string_equal(news.events[0].why, "sag- label is full");
    assert_string_equal(news.events[1].what, "Scanned.");
    assert_string_equal(news.source, "keyboard");
    job = job_of(SK_JOB_DETAIL);
    job.number = 99;
    assert_int_equal(ask(&job).err, SK_ERR_NOT_FOUND);
}

static void without_a_journal_the_reason_is_told(void **state) {
    (void)state;
    struct sk_job job = job_of(SK_JOB_SEARCH);
    struct sk_job_news news = ask(&job);
    assert_int_not_equal(news.err, SK_OK);
    assert_non_null(strstr(news.text.text, "journal"));
}

/* ---- export and purge ---- */

static int files_in(const char *path) {
    DIR *directory = opendir(path);
    int count = 0;
    while (directory && readdir(directory)) {
        count++;
    }
    if (directory) {
        (void)closedir(directory);
    }
    return count - (directory ? 2 : 0);
}

static struct sk_job export_job(enum sk_super_day day) {
    struct sk_job job = job_of(SK_JOB_EXPORT);
    job.where = SK_SUPER_TO_FOLDER;
    job.filter.day = day;
    return job;
}

static void an_export_lands_in_the_folder_with_its_hash_and_a_checkpoint(void **state) {
    (void)state;
    fill_journal();
    struct sk_job job = export_job(SK_SUPER_TODAY);
    struct sk_job_news news = ask(&job);
    assert_int_equal(news.err, SK_OK);
    assert_int_equal(news.done, 28);
    assert_int_equal(access(news.file, R_OK), 0);
    assert_int_equal(files_in(exports_path()), 3); /* it, its hash, a checkpoint */
    assert_non_null(strstr(news.file, "/sag-kiosk-log-Bench-7-2"));
    unsigned char mark[3] = { 0 };
    FILE *file = fopen(news.file, "r");
    assert_non_null(file);
    assert_int_equal(fread(mark, 1, sizeof(mark), file), sizeof(mark));
    assert_int_equal(fclose(file), 0);
    assert_memory_equal(mark, "\xEF\xBB\xBF", 3); /* spreadsheets know it by that */
}

static void an_export_from_the_list_of_scans_is_one_of_scans(void **state) {
    (void)state;
    fill_journal();
    fill_scans();
    struct sk_job job = export_job(SK_SUPER_ALL_DAYS);
    job.filter.is_scans = true;
    struct sk_job_news news = ask(&job);
    assert_int_equal(news.err, SK_OK);
    assert_int_equal(news.done, 10);
    assert_non_null(strstr(news.file, "/sag-kiosk-scans-Bench-7-2"));
}

static void a_chart_and_a_shift_count_what_the_journal_has(void **state) {
    (void)state;
    struct sk_journal *journal = open_journal();
    write_pairs(journal, 1, 3);
    sk_journal_destroy(journal);
    struct sk_job job = job_of(SK_JOB_CHART);
    job.chart = SK_SUPER_CHART_DAYS;
    struct sk_job_news news = ask(&job);
    assert_int_equal(news.err, SK_OK);
    assert_int_equal(news.figures.day_count, SK_FIGURES_DAYS);
    job = job_of(SK_JOB_SHIFT);
    news = ask(&job);
    assert_int_equal(news.err, SK_OK);
    assert_int_equal(news.figures.to_ms, wall_ms);
    assert_int_equal(news.figures.from_ms, sk_clock_midnight(wall_ms, 0));
    assert_non_null(strstr(news.checkpoint, "name Bench-7"));
}

static void what_is_printed_is_in_the_benchs_language_and_what_fails_is_said(void **state) {
    (void)state;
    struct sk_journal *journal = open_journal();
    write_pairs(journal, 1, 3);
    sk_journal_destroy(journal);
    struct sk_job job = job_of(SK_JOB_PAPER);
    print_programs_use("printf 'printer P is idle.\\n'",
                       "printf '%s|' \"$@\" >printed; cat >pages");
    job.paper = SK_SUPER_PAPER_CARDS;
    struct sk_job_news news = ask(&job);
    assert_int_equal(news.err, SK_OK);
    assert_string_equal(news.what, "It is on its way to the printer.");
    assert_string_equal(print_programs_printed(),
                        "-d|P|-t|Control cards|-o|media=A4|-o|print-scaling=none|");
    assert_true(strncmp(scratch_text("pages"), "%PDF-", 5) == 0);
    print_programs_use("printf 'printer P is idle.\\n\\tAlerts: media-empty\\n'", "exit 1");
    job = job_of(SK_JOB_PAPER);
    news = ask(&job);
    assert_int_equal(news.err, SK_ERR_BUSY);
    assert_string_equal(news.what, "The printer has no paper.");
}

static void a_checkpoint_is_of_the_journal_as_it_is(void **state) {
    (void)state;
    fill_journal();
    struct sk_job job = job_of(SK_JOB_CHECKPOINT);
    struct sk_job_news news = ask(&job);
    struct sk_signed_note_key key;
    struct sk_signed_note note;
    struct sk_checkpoint checkpoint;
    const char *at = news.checkpoint;
    size_t left = strlen(at);
    assert_int_equal(news.err, SK_OK);
    assert_true(sk_signed_note_key_read(news.checkpoint_key, &key));
    assert_true(sk_signed_note_next(&at, &left, &note));
    assert_true(sk_signed_note_is_signed_by(&note, &key));
    assert_true(sk_checkpoint_read(&note, &checkpoint));
    assert_string_equal(checkpoint.name, "Bench-7");
    assert_int_equal(checkpoint.seq, news.checkpoint_seq);
    assert_true(checkpoint.seq > 0);
}

static void an_export_that_is_stopped_leaves_nothing(void **state) {
    (void)state;
    struct sk_journal *journal = open_journal();
    write_pairs(journal, 1, 200);
    sk_journal_destroy(journal);
    is_to_cancel = true;
    is_running = true;
    struct sk_job job = export_job(SK_SUPER_ALL_DAYS);
    struct sk_job_news news = ask(&job);
    assert_int_equal(news.err, SK_ERR_STOPPED);
    assert_true(progress_count > 0);
    assert_int_equal(files_in(exports_path()), 0);
    is_to_cancel = false; /* and the next is not stopped by that */
    job = export_job(SK_SUPER_ALL_DAYS);
    assert_int_equal(ask(&job).err, SK_OK);
}

static bool note_source(void *data, const struct sk_logged_event *event) {
    char *text = data;
    if (strcmp(event->event, "exported") == 0 || strcmp(event->event, "purged") == 0) {
        size_t length = strlen(text);
        (void)snprintf(text + length, 256 - length, "%s by %s on the %s, ", event->event,
                       event->operator_name, event->source);
    }
    return true;
}

static void what_is_exported_and_purged_here_is_logged_as_the_screens(void **state) {
    (void)state;
    char text[256] = "";
    fill_journal();
    wall_ms += INT64_C(100) * 86400000;
    struct sk_job job = export_job(SK_SUPER_ALL_DAYS);
    assert_int_equal(ask(&job).err, SK_OK);
    job = job_of(SK_JOB_PURGE);
    job.days = 90;
    assert_int_equal(ask(&job).err, SK_OK);
    struct sk_journal *journal = open_as(SK_JOURNAL_READ);
    assert_int_equal(sk_journal_events(journal, 0, note_source, text, NULL), SK_OK);
    sk_journal_destroy(journal);
    assert_string_equal(text, "exported by Wang on the screen, purged by Wang on the screen, ");
}

static void only_what_was_exported_is_purged(void **state) {
    (void)state;
    fill_journal();
    wall_ms += INT64_C(100) * 86400000;
    struct sk_job job = job_of(SK_JOB_PURGE);
    job.days = 90;
    struct sk_job_news news = ask(&job);
    assert_int_equal(news.err, SK_ERR_DENIED);
    job = export_job(SK_SUPER_ALL_DAYS);
    assert_int_equal(ask(&job).err, SK_OK);
    job = job_of(SK_JOB_PURGE);
    job.days = 180; /* nothing is as old as that */
    news = ask(&job);
    assert_int_equal(news.err, SK_OK);
    assert_int_equal(news.done, 0);
    job = job_of(SK_JOB_PURGE);
    job.days = 90;
    news = ask(&job);
    assert_int_equal(news.err, SK_OK);
    assert_true(news.done >= 56);
    job = job_of(SK_JOB_SEARCH);
    assert_int_equal(ask(&job).count, 0);
}

static void too_many_questions_are_turned_away(void **state) {
    (void)state;
    struct sk_journal *journal = open_journal();
    write_pairs(journal, 1, 50);
    sk_journal_destroy(journal);
    int refused = 0;
    for (int i = 0; i < 64; i++) {
        struct sk_job job = export_job(SK_SUPER_ALL_DAYS);
        refused += !sk_job_runner_post(job_runner, &job);
    }
    assert_true(refused > 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make, finish)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(the_right_pin_is_right_and_a_wrong_one_costs_a_try),
        TEST(a_look_on_its_way_does_not_take_the_pin_away),
        TEST(the_lock_and_the_count_survive_a_restart),
        TEST(the_time_of_day_neither_ends_a_lock_nor_makes_it_longer),
        TEST(a_lock_that_was_over_is_not_begun_anew_by_a_restart),
        TEST(a_try_that_cannot_be_counted_is_not_taken),
        TEST(a_damaged_count_locks_and_that_lasts_too),
        TEST(the_count_is_on_the_disk_before_the_answer),
        TEST(a_pin_that_is_set_admits_its_owner_and_nobody_else),
        TEST(the_tries_of_one_person_lock_that_person_alone_also_after_a_restart),
        TEST(a_pin_that_is_set_anew_lifts_its_lock),
        TEST(without_a_shared_pin_only_ones_own_counts),
        TEST(an_own_pin_that_cannot_be_used_does_not_make_way_for_the_shared_one),
        TEST(a_search_comes_a_page_at_a_time_newest_first),
        TEST(attention_is_what_was_refused_and_nobody_saw_to),
        TEST(the_menus_figure_is_all_that_needs_attention),
        TEST(a_search_goes_by_label_outcome_and_day),
        TEST(scans_come_a_page_at_a_time_newest_first_in_words),
        TEST(a_label_that_no_pair_has_is_looked_for_among_scans),
        TEST(no_word_for_what_happened_is_cut_or_missing),
        TEST(a_pair_comes_with_its_events_newest_first),
        TEST(without_a_journal_the_reason_is_told),
        TEST(an_export_lands_in_the_folder_with_its_hash_and_a_checkpoint),
        TEST(an_export_from_the_list_of_scans_is_one_of_scans),
        TEST(a_chart_and_a_shift_count_what_the_journal_has),
        TEST(what_is_printed_is_in_the_benchs_language_and_what_fails_is_said),
        TEST(a_checkpoint_is_of_the_journal_as_it_is),
        TEST(an_export_that_is_stopped_leaves_nothing),
        TEST(what_is_exported_and_purged_here_is_logged_as_the_screens),
        TEST(only_what_was_exported_is_purged),
        TEST(too_many_questions_are_turned_away),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
