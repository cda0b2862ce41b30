#include "journal/writer.h"

#include "journal/again.h"
#include "journal/journal.h"
#include "journal/purge.h"
#include "journal/replace.h"
#include "journal/search.h"
#include "journal/waiting.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define BATCH_MAX 64
#define RETRY_MS 1000
#define RECENT_MAX 5
#define UNDOS_MAX 4     /* further ones are taken up at the next start */
#define TEXTS_LEAST 256 /* pairs at once into the index for search; one by one costs far more */
#define PURGE_EVENTS                                                                               \
    20000 /* that are looked at in one go; a scan waits no longer than that takes */
#define PURGE_PAUSE_MS 3600000 /* between two looks */
#define DAY_MS 86400000
#define REPLACED_MAX 3 /* a run; more is a broken disk, and a mess of files */

struct job {
    enum { JOB_RECORD, JOB_LOAD, JOB_LOOK } type;
    int64_t number; /* LOAD: after this one */
    int32_t limit;
    enum sk_writer_look look;
    struct sk_record record;
};

struct sk_writer {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool has_thread;
    bool stop;
    int64_t keep_days; /* 0: for ever */
    size_t first;
    size_t count; /* of jobs; those of the batch in work are still in */
    struct job jobs[SK_WRITER_CAPACITY];

    /* The thread's own. */
    char *path;
    struct sk_clock *clock;
    sk_writer_report report;
    void *data;
    struct sk_journal *journal;
    bool in_trouble;
    sk_ms purge_at;      /* the next look for what is too old; 0: at once */
    bool is_damaged;     /* the file at path was found so and is still there */
    int replaced;        /* how often it was set aside in this run */
    int64_t next_number; /* behind all that were seen */
    struct sk_record batch[BATCH_MAX];
    struct sk_written written[BATCH_MAX];
};

static void tell_trouble(struct sk_writer *writer, const struct sk_err_info *info) {
    struct sk_writer_news news = { .type = SK_WRITER_TROUBLE, .text = *info };
    writer->in_trouble = true;
    writer->report(writer->data, &news);
}

static void tell_mended(struct sk_writer *writer) {
    if (writer->in_trouble) {
        struct sk_writer_news news = { .type = SK_WRITER_MENDED };
        writer->in_trouble = false;
        writer->report(writer->data, &news);
    }
}

/* Sleeps before the next try; false when the thread is to end. */
static bool wait_for_retry(struct sk_writer *writer) {
    struct timespec until;
    (void)clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += RETRY_MS / 1000;
    pthread_mutex_lock(&writer->lock);
    bool timed_out = false;
    while (!writer->stop && !timed_out) {
        timed_out = pthread_cond_timedwait(&writer->changed, &writer->lock, &until) != 0;
    }
    bool go_on = !writer->stop;
    pthread_mutex_unlock(&writer->lock);
    return go_on;
}

static void report_recent(void *data, const struct sk_stored_pair *pair) {
    struct sk_writer *writer = data;
    struct sk_writer_news news = { .type = SK_WRITER_RECENT, .stored = *pair };
    writer->report(writer->data, &news);
}

static void report_undo(void *data, const struct sk_stored_pair *pair) {
    struct sk_writer *writer = data;
    struct sk_writer_news news = { .type = SK_WRITER_UNDOING, .stored = *pair };
    writer->report(writer->data, &news);
}

/* Text with the type SK_WRITER_UNFIT, _NOTED or _LOST. */
static void tell(struct sk_writer *writer, enum sk_writer_news_type type,
                 const struct sk_stored_pair *pair, const char *text) {
    struct sk_writer_news news = { .type = type };
    if (pair) {
        news.stored = *pair;
    }
    (void)snprintf(news.text.text, sizeof(news.text.text), "%s", text);
    writer->report(writer->data, &news);
}

static void report_unfit_undo(void *data, const struct sk_stored_pair *pair, const char *text) {
    (void)pair;
    tell(data, SK_WRITER_NOTED, NULL, text);
}

static void tell_replaced(struct sk_writer *writer, const struct sk_replaced *replaced) {
    struct sk_writer_news news = { .type = SK_WRITER_REPLACED };
    char lost[80] = "";
    if (replaced->not_readable > 0) {
        (void)snprintf(lost, sizeof(lost), ", %lld more could not be read",
                       (long long)replaced->not_readable);
    }
    (void)sk_fail(&news.text, SK_ERR_CORRUPT,
                  "the journal was damaged: it is now '%s', and a new one was begun; %lld pairs "
                  "that waited were taken over%s; keep the old file and have the disk checked",
                  replaced->name, (long long)replaced->taken_over, lost);
    writer->report(writer->data, &news);
}

/* Opens the journal; one that is damaged is set aside. */
static enum sk_err open_or_replace(struct sk_writer *writer, struct sk_err_info *info) {
    struct sk_replaced replaced;
    enum sk_err err = SK_OK;
    if (!writer->is_damaged) {
        err = sk_journal_create(&writer->journal, writer->path, SK_JOURNAL_WRITE, info);
        if (err != SK_ERR_CORRUPT) {
            return err;
        }
        writer->is_damaged = true;
    }
    if (writer->replaced == REPLACED_MAX) {
        return sk_fail(info, SK_ERR_CORRUPT,
                       "the journal '%s' was damaged again and again; have the disk checked, then "
                       "start the kiosk again",
                       writer->path);
    }
    err = sk_journal_replace(&writer->journal, writer->path, writer->next_number, &replaced, info);
    if (!err) {
        writer->replaced++;
        writer->is_damaged = false;
        tell_replaced(writer, &replaced);
    }
    return err;
}

static enum sk_err open_journal(struct sk_writer *writer, struct sk_err_info *info) {
    struct sk_writer_news news = { .type = SK_WRITER_OPENED };
    const struct sk_waiting_ear undos = { report_undo, report_unfit_undo, writer };
    enum sk_err err = open_or_replace(writer, info);
    if (!err) {
        err = sk_journal_next_number(writer->journal, &news.next_number, info);
    }
    if (!err) {
        err = sk_journal_count_pending(writer->journal, &news.pending, &news.oldest_wall_ms, info);
    }
    if (!err) {
        err = sk_journal_is_held(writer->journal, &news.is_held, NULL, NULL, info);
    }
    if (!err) {
        err = sk_waiting_load_undos(writer->journal, UNDOS_MAX, &undos, info);
    }
    if (!err) {
        err = sk_journal_recent(writer->journal, RECENT_MAX, report_recent, writer, info);
    }
    if (err) {
        sk_journal_destroy(writer->journal);
        writer->journal = NULL;
        return err;
    }
    tell_mended(writer);
    writer->next_number = news.next_number;
    writer->report(writer->data, &news);
    return SK_OK;
}

static bool open_in_the_end(struct sk_writer *writer) {
    struct sk_err_info info;
    while (open_journal(writer, &info) != SK_OK) {
        tell_trouble(writer, &info);
        if (!wait_for_retry(writer)) {
            return false;
        }
    }
    return true;
}

struct load {
    struct sk_writer *writer;
    int32_t count;
};

static void report_loaded(void *data, const struct sk_stored_pair *pair) {
    struct load *load = data;
    struct sk_writer_news news = { .type = SK_WRITER_LOADED, .stored = *pair };
    load->count++;
    load->writer->report(load->writer->data, &news);
}

/* Waits for jobs. Copies the records at the head into the batch, or the one question into *asked.
 * Returns how many jobs that are; 0: the thread is to end. */
static size_t next_jobs(struct sk_writer *writer, struct job *asked) {
    size_t taken = 0;
    pthread_mutex_lock(&writer->lock);
    while (writer->count == 0 && !writer->stop) {
        pthread_cond_wait(&writer->changed, &writer->lock);
    }
    *asked = (struct job){ .type = JOB_RECORD };
    while (taken < writer->count && taken < BATCH_MAX) {
        const struct job *job = &writer->jobs[(writer->first + taken) % SK_WRITER_CAPACITY];
        if (job->type != JOB_RECORD && taken > 0) {
            break; /* what comes before a question is in the journal when it is asked */
        }
        if (job->type != JOB_RECORD) {
            *asked = *job;
            taken = 1;
            break;
        }
        writer->batch[taken++] = job->record;
    }
    pthread_mutex_unlock(&writer->lock);
    return taken;
}

static void done_with(struct sk_writer *writer, size_t jobs) {
    pthread_mutex_lock(&writer->lock);
    writer->first = (writer->first + jobs) % SK_WRITER_CAPACITY;
    writer->count -= jobs;
    pthread_mutex_unlock(&writer->lock);
}

static void report_unfit(void *data, const struct sk_stored_pair *pair, const char *text) {
    struct load *load = data;
    load->count++;
    tell(load->writer, SK_WRITER_UNFIT, pair, text);
}

static enum sk_err do_load(struct sk_writer *writer, const struct job *job,
                           struct sk_err_info *info) {
    struct load load = { .writer = writer };
    const struct sk_waiting_ear ear = { report_loaded, report_unfit, &load };
    enum sk_err err = sk_waiting_load(writer->journal, job->number, job->limit, &ear, info);
    if (!err) {
        struct sk_writer_news news = { .type = SK_WRITER_LOAD_END, .count = load.count };
        writer->report(writer->data, &news);
    }
    return err;
}

static enum sk_err look_at(struct sk_writer *writer, const struct job *job,
                           struct sk_stored_pair *found, struct sk_err_info *info) {
    int64_t open_undo = 0;
    enum sk_err err = SK_OK;
    switch (job->look) {
    case SK_WRITER_LOOK_UNDO:
        err = sk_journal_may_undo(writer->journal, job->number, found, &open_undo, info);
        if (!err && open_undo > 0) {
            err = sk_journal_pair(writer->journal, open_undo, found, info);
        }
        break;
    case SK_WRITER_LOOK_RETRY:
        err = sk_journal_may_retry(writer->journal, job->number, found, info);
        break;
    case SK_WRITER_LOOK_DEAL:
        err = sk_journal_may_deal(writer->journal, job->number, found, info);
        break;
    }
    return err;
}

static enum sk_err do_look(struct sk_writer *writer, const struct job *job,
                           struct sk_err_info *info) {
    struct sk_writer_news news = { .type = SK_WRITER_LOOKED, .number = job->number };
    enum sk_err err = look_at(writer, job, &news.stored, info);
    if (err == SK_ERR_INVALID || err == SK_ERR_NOT_FOUND) {
        news.text = *info; /* that is the answer */
        err = SK_OK;
    }
    if (!err) {
        writer->report(writer->data, &news);
    }
    return err;
}

static enum sk_err do_batch(struct sk_writer *writer, size_t count, struct sk_err_info *info) {
    for (size_t i = 0; i < count; i++) {
        writer->batch[i].wall_ms = writer->clock->ops->wall(writer->clock);
        writer->batch[i].at = writer->clock->ops->now(writer->clock);
        if (writer->batch[i].pair.number >= writer->next_number) {
            writer->next_number = writer->batch[i].pair.number + 1;
        }
    }
    enum sk_err err =
        sk_journal_append(writer->journal, writer->batch, count, writer->written, info);
    for (size_t i = 0; i < count && !err; i++) {
        struct sk_writer_news news = { .type = SK_WRITER_SAVED,
                                       .number = writer->batch[i].pair.number,
                                       .event = writer->batch[i].event,
                                       .written = writer->written[i] };
        if (news.event == SK_EVENT_INTENT && news.written.result != SK_RESULT_PENDING) {
            news.stored.pair = writer->batch[i].pair;
            news.stored.result = news.written.result;
            (void)snprintf(news.stored.code, sizeof(news.stored.code), "%s",
                           news.written.guard ? news.written.guard : writer->batch[i].code);
        }
        writer->report(writer->data, &news);
    }
    return err;
}

static enum sk_err do_jobs(struct sk_writer *writer, const struct job *asked, size_t count,
                           struct sk_err_info *info) {
    switch (asked->type) {
    case JOB_LOAD:
        return do_load(writer, asked, info);
    case JOB_LOOK:
        return do_look(writer, asked, info);
    case JOB_RECORD:
        break;
    }
    return do_batch(writer, count, info);
}

static bool is_idle(struct sk_writer *writer) {
    pthread_mutex_lock(&writer->lock);
    bool idle = writer->count == 0 && !writer->stop;
    pthread_mutex_unlock(&writer->lock);
    return idle;
}

static bool purge_may_go_on(void *data) {
    return is_idle(data);
}

static void purge_old(struct sk_writer *writer) {
    pthread_mutex_lock(&writer->lock);
    int64_t days = writer->keep_days;
    pthread_mutex_unlock(&writer->lock);
    sk_ms now = writer->clock->ops->now(writer->clock);
    if (days == 0 || now < writer->purge_at) {
        return;
    }
    struct sk_purge purge = { .before_ms = writer->clock->ops->wall(writer->clock) - days * DAY_MS,
                              .max_events = PURGE_EVENTS,
                              .operator= "",
                              .go_on = purge_may_go_on,
                              .data = writer };
    struct sk_purge_report report = { .more = false };
    /* What was not exported stays, and is said where it is exported and purged by hand. */
    enum sk_err err = sk_journal_purge(writer->journal, &purge, &report, NULL);
    writer->purge_at = !err && report.more ? now : now + PURGE_PAUSE_MS;
}

/* What can wait until nothing else does. A failure does no harm: search looks at the pairs one by
 * one, and the next record tells what is wrong with the disk. */
static void tidy(struct sk_writer *writer) {
    bool more = writer->journal != NULL;
    while (more && is_idle(writer)) {
        if (sk_journal_index_texts(writer->journal, TEXTS_LEAST, TEXTS_LEAST, &more, NULL) !=
            SK_OK) {
            return;
        }
    }
    if (writer->journal && is_idle(writer)) {
        purge_old(writer);
    }
}

static void *run(void *data) {
    struct sk_writer *writer = data;
    if (!open_in_the_end(writer)) {
        return NULL;
    }
    struct job asked;
    size_t jobs;
    tidy(writer);
    while ((jobs = next_jobs(writer, &asked)) > 0) {
        struct sk_err_info info;
        enum sk_err err = SK_OK;
        if (!writer->journal) {
            err = open_or_replace(writer, &info); /* it was found damaged while it was open */
        }
        if (!err) {
            err = do_jobs(writer, &asked, jobs, &info);
        }
        if (err == SK_ERR_CORRUPT && writer->journal) {
            sk_journal_destroy(writer->journal);
            writer->journal = NULL;
            writer->is_damaged = true;
            continue;
        }
        if (!err) {
            tell_mended(writer);
            done_with(writer, jobs);
            tidy(writer);
            continue;
        }
        tell_trouble(writer, &info);
        if (!wait_for_retry(writer)) {
            break; /* none of these was acknowledged to anybody */
        }
    }
    return NULL;
}

/* Waits are for lengths of time, whatever becomes of the wall clock. */
static bool init_condition(pthread_cond_t *condition) {
    pthread_condattr_t attributes;
    bool has_attributes = pthread_condattr_init(&attributes) == 0;
    bool good = has_attributes && pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0 &&
                pthread_cond_init(condition, &attributes) == 0;
    if (has_attributes) {
        (void)pthread_condattr_destroy(&attributes); /* holds nothing */
    }
    return good;
}

enum sk_err sk_writer_create(struct sk_writer **out, const char *path, struct sk_clock *clock,
                             sk_writer_report report, void *data) {
    struct sk_writer *writer = calloc(1, sizeof(*writer));
    if (!writer) {
        return SK_ERR_NOMEM;
    }
    writer->clock = clock;
    writer->report = report;
    writer->data = data;
    writer->path = strdup(path);
    bool has_lock = pthread_mutex_init(&writer->lock, NULL) == 0;
    bool has_cond = has_lock && init_condition(&writer->changed);
    if (writer->path && has_cond && pthread_create(&writer->thread, NULL, run, writer) == 0) {
        writer->has_thread = true;
        *out = writer;
        return SK_OK;
    }
    if (has_cond) {
        pthread_cond_destroy(&writer->changed);
    }
    if (has_lock) {
        pthread_mutex_destroy(&writer->lock);
    }
    free(writer->path);
    free(writer);
    return SK_ERR_NOMEM;
}

void sk_writer_destroy(struct sk_writer *writer) {
    if (!writer) {
        return;
    }
    pthread_mutex_lock(&writer->lock);
    writer->stop = true;
    pthread_cond_broadcast(&writer->changed);
    pthread_mutex_unlock(&writer->lock);
    if (writer->has_thread) {
        pthread_join(writer->thread, NULL);
    }
    sk_journal_destroy(writer->journal);
    pthread_cond_destroy(&writer->changed);
    pthread_mutex_destroy(&writer->lock);
    free(writer->path);
    free(writer);
}

static enum sk_err add_job(struct sk_writer *writer, const struct job *job) {
    enum sk_err err = SK_OK;
    pthread_mutex_lock(&writer->lock);
    if (writer->stop) {
        err = SK_ERR_STOPPED;
    } else if (writer->count == SK_WRITER_CAPACITY) {
        err = SK_ERR_FULL;
    } else {
        writer->jobs[(writer->first + writer->count) % SK_WRITER_CAPACITY] = *job;
        writer->count++;
        pthread_cond_signal(&writer->changed);
    }
    pthread_mutex_unlock(&writer->lock);
    return err;
}

enum sk_err sk_writer_save(struct sk_writer *writer, const struct sk_record *record) {
    struct job job = { .type = JOB_RECORD, .record = *record };
    return add_job(writer, &job);
}

enum sk_err sk_writer_load(struct sk_writer *writer, int64_t after, int32_t limit) {
    struct job job = { .type = JOB_LOAD, .number = after, .limit = limit };
    return add_job(writer, &job);
}

enum sk_err sk_writer_look(struct sk_writer *writer, enum sk_writer_look look, int64_t number) {
    struct job job = { .type = JOB_LOOK, .number = number, .look = look };
    return add_job(writer, &job);
}

void sk_writer_keep(struct sk_writer *writer, int64_t days) {
    pthread_mutex_lock(&writer->lock);
    writer->keep_days = days;
    pthread_mutex_unlock(&writer->lock);
}

size_t sk_writer_room(struct sk_writer *writer) {
    pthread_mutex_lock(&writer->lock);
    size_t room = SK_WRITER_CAPACITY - writer->count;
    pthread_mutex_unlock(&writer->lock);
    return room;
}
