#include "app/supervisor/job_runner.h"

#include "app/supervisor/pin_tries.h"
#include "app/supervisor/scan_row.h"
#include "base/small_file.h"
#include "app/supervisor/stick_export.h"
#include "base/assert.h"
#include "base/inbox.h"
#include "base/language.h"
#include "base/utf8.h"
#include "input/camera/image_file.h"
#include "base/util.h"
#include "journal/checkpoint_make.h"
#include "journal/journal.h"
#include "journal/purge.h"
#include "journal/scans.h"
#include "journal/search.h"
#include "journal/still.h"

#include <openssl/crypto.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define JOBS_MAX 8
#define PATH_SIZE 4096
#define PROGRESS_MS 100 /* between two pieces of news about it */

const char *sk_job_type_name(enum sk_job_type type) {
    switch (type) {
    case SK_JOB_LOOK:
        return "look";
    case SK_JOB_PIN:
        return "pin";
    case SK_JOB_SEARCH:
        return "search";
    case SK_JOB_DETAIL:
        return "detail";
    case SK_JOB_MISSING:
        return "missing";
    case SK_JOB_EXPORT:
        return "export";
    case SK_JOB_PURGE:
        return "purge";
    case SK_JOB_CHECKPOINT:
        return "checkpoint";
    }
    SK_UNREACHABLE("job");
}

struct sk_job_runner {
    char journal_path[PATH_SIZE];
    char tries_path[PATH_SIZE];
    char export_folder[PATH_SIZE];
    const char *pin_line;
    const char *bench;
    const char *region;
    struct sk_clock *clock;
    sk_ms started_at;
    void (*on_news)(void *data, const struct sk_job_news *news);
    void *data;

    struct sk_inbox *jobs;
    pthread_t thread;
    bool has_thread;
    pthread_mutex_t lock; /* of pin */
    char pin[SK_PIN_SIZE];
    atomic_bool is_stopping;
    _Atomic uint64_t cancelled; /* id of the job that is to end */

    /* The thread's own. */
    struct sk_job_news news;
    struct sk_pin_tries tries; /* as last read from the file, and when a lock began */
    sk_ms told_at;             /* progress */
};

static bool is_to_stop(struct sk_job_runner *job_runner) {
    return atomic_load(&job_runner->is_stopping) ||
           atomic_load(&job_runner->cancelled) == job_runner->news.id;
}

/* --- the PIN ------------------------------------------------------------------------------ */

static enum sk_err load_pin(struct sk_job_runner *job_runner, struct sk_pin *pin) {
    if (job_runner->pin_line) {
        return sk_pin_parse(job_runner->pin_line, strlen(job_runner->pin_line), pin)
                   ? SK_OK
                   : sk_fail(&job_runner->news.text, SK_ERR_CORRUPT, "the demo's PIN is damaged");
    }
    return sk_pin_load(pin, NULL, 0, &job_runner->news.text);
}

/* The file decides, but only this process knows when its lock began. */
static enum sk_err load_tries(struct sk_job_runner *job_runner, struct sk_pin_tries *tries) {
    char text[SK_PIN_TRIES_SIZE];
    size_t length = 0;
    enum sk_err err = sk_small_file_read(job_runner->tries_path, text, sizeof(text), &length, NULL,
                                         &job_runner->news.text);
    if (err == SK_ERR_NOT_FOUND) {
        *tries = (struct sk_pin_tries){ 0 };
        return SK_OK;
    }
    if (err == SK_ERR_CORRUPT) { /* longer than it can be */
        length = 0;
        err = SK_OK;
    }
    if (!err && !sk_pin_tries_parse(text, length, job_runner->started_at, tries)) {
        sk_pin_tries_format(tries, text); /* the lock must survive a restart */
        err = sk_small_file_write(job_runner->tries_path, text, &job_runner->news.text);
    }
    if (!err && tries->wrong == job_runner->tries.wrong && tries->lock == job_runner->tries.lock) {
        tries->since = job_runner->tries.since;
    }
    return err;
}

static enum sk_err store_tries(struct sk_job_runner *job_runner, const struct sk_pin_tries *tries) {
    char text[SK_PIN_TRIES_SIZE];
    struct sk_err_info info = { "" };
    sk_pin_tries_format(tries, text);
    enum sk_err err = sk_small_file_write(job_runner->tries_path, text, &info);
    if (!err) {
        job_runner->tries = *tries;
    }
    return err ? sk_fail(&job_runner->news.text, err,
                         "the tries of the PIN cannot be counted, so none is taken: %s", info.text)
               : SK_OK;
}

/* The try is on the disk as a wrong one before anybody can know whether it was wrong. */
static enum sk_err try_pin(struct sk_job_runner *job_runner, const struct sk_pin *pin,
                           const char *digits, struct sk_pin_tries *tries) {
    sk_pin_tries_wrong(tries, job_runner->clock->ops->now(job_runner->clock));
    enum sk_err err = store_tries(job_runner, tries);
    if (!err) {
        err = sk_pin_check(pin, digits, &job_runner->news.is_right, &job_runner->news.text);
    }
    if (!err && job_runner->news.is_right) {
        *tries = (struct sk_pin_tries){ 0 };
        err = store_tries(job_runner, tries);
        job_runner->news.is_right = !err;
    }
    return err;
}

static void take_digits(struct sk_job_runner *job_runner, char digits[SK_PIN_SIZE]) {
    pthread_mutex_lock(&job_runner->lock);
    memcpy(digits, job_runner->pin, SK_PIN_SIZE);
    OPENSSL_cleanse(job_runner->pin, sizeof(job_runner->pin));
    pthread_mutex_unlock(&job_runner->lock);
}

static void work_on_pin(struct sk_job_runner *job_runner, const struct sk_job *job) {
    char digits[SK_PIN_SIZE] = "";
    struct sk_pin pin;
    struct sk_pin_tries tries = { 0 };
    sk_ms now = job_runner->clock->ops->now(job_runner->clock);
    struct sk_job_news *news = &job_runner->news;
    if (job->type == SK_JOB_PIN) {
        take_digits(job_runner, digits);
    }
    news->err = load_pin(job_runner, &pin);
    news->has_pin = !news->err;
    if (!news->err) {
        news->err = load_tries(job_runner, &tries);
    }
    if (!news->err && sk_pin_tries_end_lock(&tries, now)) {
        news->err = store_tries(job_runner, &tries);
    }
    bool is_free = !news->err && sk_pin_tries_locked(&tries, now) == 0;
    if (is_free && job->type == SK_JOB_PIN) {
        news->err = try_pin(job_runner, &pin, digits, &tries);
        now = job_runner->clock->ops->now(job_runner->clock);
    }
    news->locked = sk_pin_tries_locked(&tries, now);
    news->tries_left = sk_pin_tries_left(&tries);
    OPENSSL_cleanse(digits, sizeof(digits));
    OPENSSL_cleanse(&pin, sizeof(pin));
}

/* --- looking ------------------------------------------------------------------------------ */

/* Local midnight `days` before that of today; 0 if there is none. */
static int64_t midnight(int64_t wall_ms, int days) {
    struct tm tm;
    time_t now = (time_t)(wall_ms / 1000);
    if (!localtime_r(&now, &tm)) {
        return 0;
    }
    tm.tm_mday -= days;
    tm.tm_hour = tm.tm_min = tm.tm_sec = 0;
    tm.tm_isdst = -1;
    return (int64_t)mktime(&tm) * 1000;
}

static const char *or_null(const char *text) {
    return text[0] != '\0' ? text : NULL;
}

/* Borrows the texts of `from`. */
static struct sk_filter filter_of(const struct sk_job_runner *job_runner,
                                  const struct sk_job_filter *from) {
    static const char *const outcomes[SK_SUPER_OUTCOME_COUNT] = {
        [SK_SUPER_BOUND] = "bound",         [SK_SUPER_REFUSED] = "refused",
        [SK_SUPER_CHECK] = "check",         [SK_SUPER_PENDING] = "pending",
        [SK_SUPER_WITHDRAWN] = "withdrawn", [SK_SUPER_UNDONE] = "undone",
    };
    int64_t wall = job_runner->clock->ops->wall(job_runner->clock);
    struct sk_filter filter = { .serial = or_null(from->serial),
                                .instance = or_null(from->instance),
                                .operator_name = or_null(from->operator_name),
                                .text = or_null(from->text),
                                .outcome = SK_AT(outcomes, from->outcome),
                                .open = from->is_attention };
    switch (from->day) {
    case SK_SUPER_TODAY:
        filter.from_ms = midnight(wall, 0);
        break;
    case SK_SUPER_YESTERDAY:
        filter.from_ms = midnight(wall, 1);
        filter.to_ms = midnight(wall, 0);
        break;
    case SK_SUPER_WEEK:
        filter.from_ms = midnight(wall, 6);
        break;
    case SK_SUPER_ALL_DAYS:
    case SK_SUPER_DAY_COUNT:
        break;
    }
    return filter;
}

static struct sk_journal *open_journal(struct sk_job_runner *job_runner,
                                       enum sk_journal_mode mode) {
    struct sk_journal *journal = NULL;
    job_runner->news.err =
        sk_journal_create(&journal, job_runner->journal_path, mode, &job_runner->news.text);
    return job_runner->news.err ? NULL : journal;
}

static void keep_row(void *data, const struct sk_stored_pair *pair) {
    struct sk_job_news *news = data;
    if (news->count < SK_SUPER_ROWS) {
        news->rows[news->count++] = *pair;
    } else {
        news->has_more = true;
    }
}

static void keep_scan(void *data, const struct sk_scans_row *row) {
    struct sk_job_news *news = data;
    if (news->count < SK_SUPER_ROWS) {
        sk_super_scan_row(&news->scans[news->count++], row);
    } else {
        news->has_more = true;
    }
}

static void list_scans(struct sk_job_news *news, struct sk_journal *journal,
                       const struct sk_filter *filter) {
    news->is_scans = true;
    news->err =
        sk_scans_read(journal, filter, true, SK_SUPER_ROWS + 1, keep_scan, news, &news->text);
}

/* No pair has the label. "Was it ever scanned?" is answered too, where nothing else was asked. */
static void look_among_scans(struct sk_job_news *news, struct sk_journal *journal,
                             const struct sk_job *job) {
    const struct sk_job_filter *asked = &job->filter;
    const char *label = asked->serial[0] != '\0' ? asked->serial : asked->instance;
    const struct sk_filter filter = { .text = label };
    if (label[0] == '\0' || job->number != 0 || asked->outcome != SK_SUPER_ANY ||
        asked->day != SK_SUPER_ALL_DAYS || asked->is_attention) {
        return;
    }
    list_scans(news, journal, &filter);
    news->is_scans = news->count > 0;
}

static void search(struct sk_job_runner *job_runner, const struct sk_job *job) {
    struct sk_job_news *news = &job_runner->news;
    struct sk_filter filter = filter_of(job_runner, &job->filter);
    struct sk_journal *journal = open_journal(job_runner, SK_JOURNAL_READ);
    filter.last_number = job->number > 1 ? job->number - 1 : 0;
    if (journal && job->filter.is_scans) {
        list_scans(news, journal, &filter);
    } else if (journal && job->number != 1) {
        news->err =
            sk_journal_search(journal, &filter, SK_SUPER_ROWS + 1, keep_row, news, &news->text);
        if (!news->err && news->count == 0) {
            look_among_scans(news, journal, job);
        }
    }
    sk_journal_destroy(journal);
}

static bool keep_event(void *data, const struct sk_logged_event *logged) {
    struct sk_job_news *news = data;
    SK_ASSERT(news->event_count < SK_SUPER_EVENTS);
    struct sk_model_super_event *event = &news->events[news->event_count++];
    const char *what = logged->note[0] != '\0'   ? logged->note
                       : logged->code[0] != '\0' ? logged->code
                                                 : logged->result;
    (void)snprintf(event->at, sizeof(event->at), "%s", logged->at);
    (void)snprintf(event->event, sizeof(event->event), "%s", logged->event);
    (void)snprintf(event->what, sizeof(event->what), "%s", what);
    return news->event_count < SK_SUPER_EVENTS;
}

/* Of what was read: the pair goes without it otherwise. */
static void look_at_still(struct sk_job_runner *job_runner, int64_t number, const char *hash) {
    struct sk_job_news *news = &job_runner->news;
    char *bytes = NULL;
    size_t length = 0;
    if (hash[0] == '\0') {
        return;
    }
    enum sk_err err = sk_still_read(job_runner->journal_path, number, hash, &bytes, &length, NULL);
    if (!err && sk_image_file_parse(bytes, length, "", &news->still_picture, NULL) != SK_OK) {
        sk_grey_finish(&news->still_picture);
        err = SK_ERR_IO;
    }
    free(bytes);
    news->still = !err                      ? SK_SUPER_STILL_SHOWN
                  : err == SK_ERR_NOT_FOUND ? SK_SUPER_STILL_MISSING
                  : err == SK_ERR_CORRUPT   ? SK_SUPER_STILL_CHANGED
                                            : SK_SUPER_STILL_UNREADABLE;
}

static void look_at_pair(struct sk_job_runner *job_runner, const struct sk_job *job) {
    struct sk_job_news *news = &job_runner->news;
    struct sk_journal *journal = open_journal(job_runner, SK_JOURNAL_READ);
    if (journal) {
        news->err = sk_journal_pair(journal, job->number, &news->rows[0], &news->text);
        news->count = news->err ? 0 : 1;
    }
    if (journal && !news->err) {
        news->err = sk_journal_pair_events(journal, job->number, keep_event, news, &news->text);
    }
    sk_journal_destroy(journal);
    if (!news->err) {
        look_at_still(job_runner, job->number, news->rows[0].still);
    }
}

/* --- export ------------------------------------------------------------------------------- */

static void tell_progress(struct sk_job_runner *job_runner, const char *step, bool can_stop,
                          int64_t done, int64_t total) {
    sk_ms now = job_runner->clock->ops->now(job_runner->clock);
    bool is_new_step = job_runner->news.step != step;
    if (!is_new_step && now - job_runner->told_at < PROGRESS_MS) {
        return;
    }
    job_runner->told_at = now;
    job_runner->news.step = step;
    job_runner->news.is_progress = true;
    job_runner->news.can_stop = can_stop;
    job_runner->news.done = done;
    job_runner->news.total = total;
    job_runner->on_news(job_runner->data, &job_runner->news);
    job_runner->news.is_progress = false;
}

static bool on_rows(void *data, int64_t rows, int64_t total) {
    struct sk_job_runner *job_runner = data;
    tell_progress(job_runner, SK_N("The export is being written."), true, rows, total);
    return !is_to_stop(job_runner);
}

static bool on_stick(void *data, enum sk_stick_step step, int64_t rows, int64_t total) {
    static const char *const steps[] = {
        [SK_STICK_LOOKING] = SK_N("The stick is looked for."),
        [SK_STICK_MOUNTING] = SK_N("The stick is opened."),
        [SK_STICK_WRITING] = SK_N("The export is being written."),
        [SK_STICK_REMOVING] = SK_N("The stick is closed. Do not pull it out yet."),
    };
    struct sk_job_runner *job_runner = data;
    tell_progress(job_runner, SK_AT(steps, step), step != SK_STICK_REMOVING, rows, total);
    return !is_to_stop(job_runner);
}

static enum sk_export_rows rows_of(const struct sk_job *job) {
    return job->filter.is_scans ? SK_EXPORT_SCANS : SK_EXPORT_PAIRS;
}

static void export_to_folder(struct sk_job_runner *job_runner, const struct sk_job *job) {
    char path[PATH_SIZE];
    struct sk_job_news *news = &job_runner->news;
    struct sk_export_result result = { 0 };
    struct sk_export what = { .format = job->format,
                              .rows = rows_of(job),
                              .filter = filter_of(job_runner, &job->filter),
                              .bom = true, /* who works at the screen opens it in Excel */
                              .path = path,
                              .operator_name = job->who,
                              .on_screen = true,
                              .bench = job_runner->bench,
                              .region = job_runner->region,
                              .on_progress = on_rows,
                              .data = job_runner };
    if (sk_export_made_up_path(job_runner->export_folder, &what,
                               job_runner->clock->ops->wall(job_runner->clock), path,
                               sizeof(path)) != SK_OK) {
        news->err = sk_fail(&news->text, SK_ERR_INVALID, "the path of the exports is too long");
        return;
    }
    news->err = sk_small_file_make_way(path, &news->text);
    struct sk_journal *journal = news->err ? NULL : open_journal(job_runner, SK_JOURNAL_NOTE);
    if (journal) {
        news->err = sk_journal_export(journal, &what, &result, &news->text);
    }
    sk_journal_destroy(journal);
    news->done = result.rows;
    size_t shown = strlen(path) < sizeof(news->file) ? strlen(path)
                                                     : sk_utf8_cut(path, sizeof(news->file) - 1);
    (void)snprintf(news->file, sizeof(news->file), "%.*s", (int)shown, path);
}

static void export_to_stick(struct sk_job_runner *job_runner, const struct sk_job *job) {
    struct sk_job_news *news = &job_runner->news;
    struct sk_stick_export_result result = { .stick = "" };
    struct sk_stick_fault fault = { .trouble = SK_STICK_FINE };
    struct sk_stick_export what = { .journal_path = job_runner->journal_path,
                                    .format = job->format,
                                    .rows = rows_of(job),
                                    .filter = filter_of(job_runner, &job->filter),
                                    .bom = true,
                                    .operator_name = job->who,
                                    .on_screen = true,
                                    .bench = job_runner->bench,
                                    .region = job_runner->region,
                                    .on_progress = on_stick,
                                    .data = job_runner };
    news->err = sk_stick_export(&what, &result, &fault);
    news->done = result.export.rows;
    if (news->err) {
        struct sk_sentence sentence = sk_stick_sentence(fault.trouble);
        news->text = fault.info;
        (void)snprintf(news->what, sizeof(news->what), "%s", sentence.what);
        (void)snprintf(news->advice, sizeof(news->advice), "%s", sentence.advice);
        return;
    }
    (void)snprintf(news->file, sizeof(news->file), "%s: %s", result.stick, result.file);
    (void)snprintf(news->advice, sizeof(news->advice), "%s", SK_N("Pull the stick out now."));
}

/* --- purge -------------------------------------------------------------------------------- */

static bool goes_on(void *data) {
    return !is_to_stop(data);
}

static void purge(struct sk_job_runner *job_runner, const struct sk_job *job) {
    struct sk_purge_report report = { 0 };
    struct sk_purge what = { .before_ms = midnight(job_runner->clock->ops->wall(job_runner->clock),
                                                   job->days),
                             .operator_name = job->who,
                             .on_screen = true,
                             .go_on = goes_on,
                             .data = job_runner };
    struct sk_journal *journal = open_journal(job_runner, SK_JOURNAL_NOTE);
    if (journal) {
        job_runner->news.err = sk_journal_purge(journal, &what, &report, &job_runner->news.text);
    }
    sk_journal_destroy(journal);
    job_runner->news.done = report.events;
    job_runner->news.has_more_to_purge = report.more;
}

/* --- checkpoint --------------------------------------------------------------------------- */

_Static_assert(SK_SUPER_CHECKPOINT_SIZE >= SK_CHECKPOINT_SIZE, "room for a checkpoint");

static void make_checkpoint(struct sk_job_runner *job_runner) {
    struct sk_job_news *news = &job_runner->news;
    struct sk_checkpoint made = { .seq = 0 };
    struct sk_signed_note_key key;
    struct sk_journal *journal = open_journal(job_runner, SK_JOURNAL_READ);
    if (journal) {
        news->err = sk_checkpoint_make(journal, job_runner->bench,
                                       job_runner->clock->ops->wall(job_runner->clock),
                                       news->checkpoint, &made, &news->text);
    }
    if (journal && !news->err) {
        news->err = sk_checkpoint_key(journal, &key, &news->text);
    }
    sk_journal_destroy(journal);
    if (!news->err) {
        news->checkpoint_seq = made.seq;
        sk_signed_note_key_write(&key, news->checkpoint_key);
    }
}

/* --- life --------------------------------------------------------------------------------- */

static void *work(void *data) {
    struct sk_job_runner *job_runner = data;
    struct sk_job job;
    while (sk_inbox_wait(job_runner->jobs, &job)) {
        memset(&job_runner->news, 0, sizeof(job_runner->news));
        job_runner->news.type = job.type;
        job_runner->news.id = job.id;
        if (atomic_load(&job_runner->is_stopping)) {
            continue; /* nobody waits for it */
        }
        switch (job.type) {
        case SK_JOB_LOOK:
        case SK_JOB_PIN:
            work_on_pin(job_runner, &job);
            break;
        case SK_JOB_SEARCH:
            search(job_runner, &job);
            break;
        case SK_JOB_DETAIL:
            look_at_pair(job_runner, &job);
            break;
        case SK_JOB_EXPORT:
            if (job.where == SK_SUPER_TO_STICK) {
                export_to_stick(job_runner, &job);
            } else {
                export_to_folder(job_runner, &job);
            }
            break;
        case SK_JOB_PURGE:
            purge(job_runner, &job);
            break;
        case SK_JOB_CHECKPOINT:
            make_checkpoint(job_runner);
            break;
        case SK_JOB_MISSING: /* the app's */
            job_runner->news.err = SK_ERR_UNSUPPORTED;
            break;
        }
        job_runner->on_news(job_runner->data, &job_runner->news);
    }
    return NULL;
}

static bool copy(char out[PATH_SIZE], const char *path) {
    int length = snprintf(out, PATH_SIZE, "%s", path);
    return length > 0 && length < PATH_SIZE;
}

enum sk_err sk_job_runner_create(struct sk_job_runner **out,
                                 const struct sk_job_runner_options *options) {
    struct sk_job_runner *job_runner = calloc(1, sizeof(*job_runner));
    if (!job_runner) {
        return SK_ERR_NOMEM;
    }
    if (pthread_mutex_init(&job_runner->lock, NULL) != 0) {
        free(job_runner);
        return SK_ERR_NOMEM;
    }
    job_runner->pin_line = options->pin_line;
    job_runner->bench = options->bench;
    job_runner->region = options->region;
    job_runner->clock = options->clock;
    job_runner->started_at = options->started_at;
    job_runner->on_news = options->on_news;
    job_runner->data = options->data;
    enum sk_err err = SK_ERR_INVALID;
    if (!copy(job_runner->journal_path, options->journal_path) ||
        !copy(job_runner->tries_path, options->tries_path) ||
        !copy(job_runner->export_folder, options->export_folder)) {
        goto fail;
    }
    err = sk_inbox_create(&job_runner->jobs, sizeof(struct sk_job), JOBS_MAX, NULL, NULL);
    if (err) {
        goto fail;
    }
    job_runner->has_thread = pthread_create(&job_runner->thread, NULL, work, job_runner) == 0;
    if (!job_runner->has_thread) {
        err = SK_ERR_NOMEM;
        goto fail;
    }
    *out = job_runner;
    return SK_OK;

fail:
    sk_job_runner_destroy(job_runner);
    return err;
}

void sk_job_runner_destroy(struct sk_job_runner *job_runner) {
    if (!job_runner) {
        return;
    }
    atomic_store(&job_runner->is_stopping, true);
    if (job_runner->jobs) {
        sk_inbox_close(job_runner->jobs);
    }
    if (job_runner->has_thread) {
        (void)pthread_join(job_runner->thread, NULL);
    }
    sk_inbox_destroy(job_runner->jobs);
    OPENSSL_cleanse(job_runner->pin, sizeof(job_runner->pin));
    pthread_mutex_destroy(&job_runner->lock);
    free(job_runner);
}

bool sk_job_runner_post(struct sk_job_runner *job_runner, struct sk_job *job) {
    if (job->type == SK_JOB_PIN) { /* not in the queue, whose places are not wiped */
        pthread_mutex_lock(&job_runner->lock);
        memcpy(job_runner->pin, job->pin, sizeof(job_runner->pin));
        pthread_mutex_unlock(&job_runner->lock);
    }
    OPENSSL_cleanse(job->pin, sizeof(job->pin));
    if (sk_inbox_post(job_runner->jobs, job, 0) == SK_OK) {
        return true;
    }
    if (job->type == SK_JOB_PIN) { /* nobody will look at it */
        pthread_mutex_lock(&job_runner->lock);
        OPENSSL_cleanse(job_runner->pin, sizeof(job_runner->pin));
        pthread_mutex_unlock(&job_runner->lock);
    }
    return false;
}

void sk_job_runner_cancel(struct sk_job_runner *job_runner, uint64_t id) {
    atomic_store(&job_runner->cancelled, id);
}
