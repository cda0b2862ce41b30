#include "journal/writer.h"

#include "base/assert.h"
#include "base/timed_cond.h"
#include "base/util.h"
#include "journal/acknowledged.h"
#include "journal/journal.h"
#include "journal/key_change.h"
#include "journal/people.h"
#include "journal/preconditions.h"
#include "journal/replace.h"
#include "journal/started.h"
#include "journal/store.h"
#include "journal/tidy.h"
#include "journal/unseen.h"
#include "journal/waiting.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define BATCH_MAX 64
#define RETRY_MS 1000
#define RECENT_MAX 5
#define UNDOS_MAX 4    /* further ones are taken up at the next start */
#define UNSEEN_MAX 64  /* likewise; the bench's screen names fewer than that (pairing.h) */
#define INSPECT_MS 700 /* of the start, for the check of the indexes; the rest when idle */
#define FULL_INSPECT_MS 60000
#define DOUBTS_MAX 3   /* the check finds nothing, but writing does: it is damaged */
#define REPLACED_MAX 3 /* per run; more means a broken disk, and would litter it with files */

struct writer_job {
    enum { JOB_RECORD, JOB_LOAD, JOB_LOOK } type;
    int64_t number; /* LOAD: after this one */
    int32_t limit;
    enum sk_recorder_look look;
    struct sk_record record;
};

struct sk_writer {
    struct sk_recorder recorder;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool has_thread;
    bool stop;
    int64_t keep_days; /* 0: for ever */
    bool purge_undelivered;
    char *bench; /* owned; NULL: no checkpoints are made */
    struct sk_checkpoint_rules checkpoints;
    bool is_clock_right;                            /* by the last report on the clock */
    bool has_clock_news;                            /* not taken by the thread yet */
    struct sk_acknowledged receivers[SK_RECEIVERS]; /* those that were enrolled in this run */
    size_t receiver_count;
    bool must_enroll;      /* the journal does not know all of them yet, or is another one */
    bool has_acknowledged; /* their numbers are not all noted */
    bool must_look;        /* for people */
    char *version;         /* owned; NULL: no start is to be noted, or it is */
    char *settings;        /* owned; goes with it */
    size_t first;
    size_t count; /* of jobs; those of the current batch are still in it */
    struct writer_job jobs[SK_WRITER_CAPACITY];

    /* The thread's own. */
    char *path;
    struct sk_clock *clock;
    sk_recorder_report report;
    void *data;
    struct sk_journal *journal;
    bool in_trouble;
    struct sk_tidy tidy;
    int doubts;          /* how often it was found damaged since it was last written */
    int replaced;        /* how often it was set aside in this run */
    int64_t next_number; /* behind all that were seen */
    bool has_told_people;
    int64_t data_version; /* SQLite's, when the people were read */
    struct sk_record batch[BATCH_MAX];
    struct sk_written written[BATCH_MAX];
};

static void close_journal(struct sk_writer *writer) {
    sk_journal_destroy(writer->journal);
    writer->journal = NULL;
    writer->data_version = 0; /* each handle counts for itself */
}

static void tell_trouble(struct sk_writer *writer, const struct sk_err_info *info) {
    struct sk_recorder_news news = { .type = SK_RECORDER_TROUBLE, .text = *info };
    writer->in_trouble = true;
    writer->report(writer->data, &news);
}

static void tell_recovered(struct sk_writer *writer) {
    if (writer->in_trouble) {
        struct sk_recorder_news news = { .type = SK_RECORDER_RECOVERED };
        writer->in_trouble = false;
        writer->report(writer->data, &news);
    }
}

/* Sleeps before the next try; false when the thread is to end. */
static bool wait_for_retry(struct sk_writer *writer) {
    struct timespec until = sk_timed_cond_after(RETRY_MS);
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
    struct sk_recorder_news news = { .type = SK_RECORDER_RECENT, .stored = *pair };
    writer->report(writer->data, &news);
}

static void report_undo(void *data, const struct sk_stored_pair *pair) {
    struct sk_writer *writer = data;
    struct sk_recorder_news news = { .type = SK_RECORDER_UNDOING, .stored = *pair };
    writer->report(writer->data, &news);
}

/* They go behind SK_RECORDER_OPENED, and what may fail goes before it. */
struct unseen {
    struct sk_stored_pair *pairs; /* owned; NULL: none */
    int32_t count;
};

static void keep_unseen(void *data, const struct sk_stored_pair *pair) {
    struct unseen *unseen = data;
    unseen->pairs[unseen->count++] = *pair;
}

static enum sk_err find_unseen(struct sk_writer *writer, struct unseen *unseen,
                               struct sk_err_info *info) {
    unseen->pairs = calloc(UNSEEN_MAX, sizeof(*unseen->pairs));
    return unseen->pairs ? sk_unseen_each(writer->journal, UNSEEN_MAX, keep_unseen, unseen, info)
                         : sk_fail(info, SK_ERR_NOMEM, "not enough memory to open the journal");
}

static void report_unseen(struct sk_writer *writer, const struct unseen *unseen) {
    for (int32_t i = 0; i < unseen->count; i++) {
        struct sk_recorder_news news = { .type = SK_RECORDER_UNSEEN, .stored = unseen->pairs[i] };
        writer->report(writer->data, &news);
    }
}

/* Text with the type SK_RECORDER_UNFIT, _NOTED or _LOST. */
static void tell(struct sk_writer *writer, enum sk_recorder_news_type type,
                 const struct sk_stored_pair *pair, const char *text) {
    struct sk_recorder_news news = { .type = type };
    if (pair) {
        news.stored = *pair;
    }
    (void)snprintf(news.text.text, sizeof(news.text.text), "%s", text);
    writer->report(writer->data, &news);
}

static void report_unfit_undo(void *data, const struct sk_stored_pair *pair, const char *text) {
    (void)pair;
    tell(data, SK_RECORDER_NOTED, NULL, text);
}

/* What receivers lack is said even if nothing of the old file says who they are: it is enough that
 * there are some. */
static void say_undelivered(struct sk_writer *writer, const struct sk_undelivered *undelivered,
                            char out[SK_NOTE_SIZE]) {
    pthread_mutex_lock(&writer->lock);
    bool has_receivers = writer->receiver_count > 0;
    pthread_mutex_unlock(&writer->lock);
    sk_acknowledged_say_undelivered(undelivered, out, SK_NOTE_SIZE);
    if (out[0] == '\0' && undelivered->is_unknown && has_receivers) {
        (void)snprintf(out, SK_NOTE_SIZE,
                       "; it is not known what was not delivered to webhook or folder yet");
    }
}

static void tell_replaced(struct sk_writer *writer, const struct sk_replaced *replaced) {
    struct sk_recorder_news news = { .type = SK_RECORDER_REPLACED };
    char what[128 + sizeof(replaced->name)];
    char lost[100] = "";
    char undelivered[SK_NOTE_SIZE];
    say_undelivered(writer, &replaced->undelivered, undelivered);
    if (replaced->is_incomplete) {
        (void)snprintf(lost, sizeof(lost),
                       ", the number of those that could not be read is unknown");
    } else if (replaced->not_readable > 0) {
        (void)snprintf(lost, sizeof(lost), ", %lld more could not be read",
                       (long long)replaced->not_readable);
    }
    if (replaced->state == SK_REPLACED_GONE) {
        (void)snprintf(what, sizeof(what), "the journal '%.300s' was gone", writer->path);
    } else {
        (void)snprintf(what, sizeof(what), "the journal was %s: it is now '%s'",
                       replaced->state == SK_REPLACED_EMPTY ? "empty" : "damaged", replaced->name);
    }
    (void)sk_fail(
        &news.text, SK_ERR_CORRUPT,
        "%s, and a new one was started; %lld pairs that waited were taken over%s%.200s; keep "
        "the old file and have the disk checked",
        what, (long long)replaced->taken_over, lost, undelivered);
    writer->report(writer->data, &news);
}

/* Opens the journal and checks it: in full if damage is suspected, else for as long as a start may
 * take. */
static enum sk_err open_checked(struct sk_writer *writer, struct sk_err_info *info) {
    struct sk_inspect_rules rules = { .clock = writer->clock,
                                      .budget = writer->doubts > 0 ? FULL_INSPECT_MS : INSPECT_MS };
    char text[SK_ERR_TEXT_SIZE] = "";
    bool has_losses = false;
    enum sk_err err = sk_journal_create(&writer->journal, writer->path, SK_JOURNAL_WRITE, info);
    if (err) {
        return err;
    }
    const char *notice = sk_journal_notice(writer->journal, &has_losses);
    if (notice[0] != '\0') {
        tell(writer, has_losses ? SK_RECORDER_LOST : SK_RECORDER_NOTED, NULL, notice);
    }
    writer->tidy.inspection = (struct sk_inspection){ .is_over = false };
    err = sk_inspect(&writer->tidy.inspection, writer->journal, &rules, text, info);
    if (text[0] != '\0') {
        tell(writer, SK_RECORDER_NOTED, NULL, text);
    }
    if (err) {
        close_journal(writer);
    }
    return err;
}

/* Opens the journal. A damaged one is set aside, but only after it was opened again, read from end
 * to end, and found damaged once more. */
static enum sk_err open_or_replace(struct sk_writer *writer, struct sk_err_info *info) {
    struct sk_replaced replaced;
    enum sk_err err = SK_OK;
    for (int tries = 0; tries < 2 && writer->doubts < DOUBTS_MAX; tries++) {
        err = open_checked(writer, info);
        if (err != SK_ERR_CORRUPT) {
            return err;
        }
        err = sk_journal_read_through(writer->path, info);
        if (err) {
            return err;
        }
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
        writer->doubts = 0;
        tell_replaced(writer, &replaced);
    }
    return err;
}

/* A journal that may be damaged is closed, and checked when it is opened again. True: at once, and
 * more closely. If a journal cannot be opened, that is reported, and we wait. */
static bool close_if_suspect(struct sk_writer *writer, enum sk_err err) {
    if (!writer->journal) {
        return false;
    }
    if (err == SK_ERR_CORRUPT) {
        writer->doubts++;
        close_journal(writer);
        return true;
    }
    if (err && sk_journal_must_reopen(writer->journal)) {
        close_journal(writer);
    }
    return false;
}

/* looks_again: as close_if_suspect() says. */
static enum sk_err open_journal(struct sk_writer *writer, bool *looks_again,
                                struct sk_err_info *info) {
    struct sk_recorder_news news = { .type = SK_RECORDER_OPENED };
    const struct sk_waiting_ear undos = { report_undo, report_unfit_undo, writer };
    struct unseen unseen = { .count = 0 };
    enum sk_err err = open_or_replace(writer, info);
    if (!err) {
        err = sk_journal_next_number(writer->journal, &news.next_number, info);
    }
    if (!err) {
        err = sk_journal_count_pending(writer->journal, &news.pending, &news.oldest_wall_ms, info);
    }
    if (!err) {
        err =
            sk_journal_is_on_hold(writer->journal, &news.is_on_hold, NULL, news.hold_reason, info);
    }
    if (!err) {
        err = sk_journal_is_called(writer->journal, &news.is_called, info);
    }
    if (!err) {
        int64_t now = writer->clock->ops->wall(writer->clock);
        err = sk_journal_count_since(writer->journal, sk_clock_midnight(now, 0), &news.first_today,
                                     &news.bound_today, info);
    }
    if (!err) {
        err = sk_journal_had_scanner(writer->journal, &news.had_scanner, info);
    }
    if (!err) {
        err = sk_journal_sound_tested(writer->journal, &news.sound_tested_wall_ms, info);
    }
    if (!err) {
        err = sk_waiting_load_undos(writer->journal, UNDOS_MAX, &undos, info);
    }
    if (!err) {
        err = sk_journal_recent(writer->journal, RECENT_MAX, report_recent, writer, info);
    }
    if (!err) {
        err = find_unseen(writer, &unseen, info);
    }
    if (err) {
        free(unseen.pairs);
        *looks_again = close_if_suspect(writer, err);
        close_journal(writer);
        return err;
    }
    tell_recovered(writer);
    writer->next_number = news.next_number;
    writer->tidy.stills_below = news.next_number;
    writer->report(writer->data, &news);
    report_unseen(writer, &unseen);
    free(unseen.pairs);
    return SK_OK;
}

static bool open_in_the_end(struct sk_writer *writer) {
    struct sk_err_info info;
    bool looks_again = false;
    while (open_journal(writer, &looks_again, &info) != SK_OK) {
        if (looks_again && writer->doubts < DOUBTS_MAX) {
            continue;
        }
        tell_trouble(writer, &info);
        if (!wait_for_retry(writer)) {
            return false;
        }
    }
    return true;
}

/* Loaded pairs get sent, and a load that fails halfway is repeated. So results are kept until the
 * load is complete, and no pair is handed out twice. */
struct writer_load {
    struct sk_writer *writer;
    struct sk_stored_pair *pairs; /* owned */
    int32_t limit;
    int32_t pair_count;
    int32_t unfit_count;
};

static void keep_loaded(void *data, const struct sk_stored_pair *pair) {
    struct writer_load *load = data;
    SK_ASSERT(load->pair_count < load->limit);
    load->pairs[load->pair_count++] = *pair;
}

static void report_loaded(const struct writer_load *load) {
    struct sk_writer *writer = load->writer;
    for (int32_t i = 0; i < load->pair_count; i++) {
        struct sk_recorder_news news = { .type = SK_RECORDER_LOADED, .stored = load->pairs[i] };
        writer->report(writer->data, &news);
    }
    struct sk_recorder_news news = { .type = SK_RECORDER_LOAD_END,
                                     .count = load->pair_count + load->unfit_count };
    writer->report(writer->data, &news);
}

/* Waits for jobs, with a limit. Copies the records at the head into the batch, or the one question
 * into *asked. Returns the number of jobs; 0: none came, or the thread is to end. */
static size_t next_jobs(struct sk_writer *writer, sk_ms wait, struct writer_job *asked) {
    size_t taken = 0;
    bool timed_out = false;
    struct timespec until = sk_timed_cond_after(wait);
    pthread_mutex_lock(&writer->lock);
    while (writer->count == 0 && !writer->stop && !writer->must_enroll && !writer->must_look &&
           !writer->version && !timed_out) {
        timed_out = pthread_cond_timedwait(&writer->changed, &writer->lock, &until) != 0;
    }
    *asked = (struct writer_job){ .type = JOB_RECORD };
    while (taken < writer->count && taken < BATCH_MAX) {
        const struct writer_job *job = &writer->jobs[(writer->first + taken) % SK_WRITER_CAPACITY];
        if (job->type != JOB_RECORD && taken > 0) {
            break; /* everything before a question is in the journal when it is asked */
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
    struct writer_load *load = data;
    load->unfit_count++;
    tell(load->writer, SK_RECORDER_UNFIT, pair, text);
}

static enum sk_err do_load(struct sk_writer *writer, const struct writer_job *job,
                           struct sk_err_info *info) {
    struct writer_load load = { .writer = writer,
                                .limit = job->limit,
                                .pairs = calloc((size_t)job->limit, sizeof(*load.pairs)) };
    const struct sk_waiting_ear ear = { keep_loaded, report_unfit, &load };
    if (!load.pairs) {
        return sk_fail(info, SK_ERR_NOMEM, "not enough memory to read what waits in the journal");
    }
    enum sk_err err = sk_waiting_load(writer->journal, job->number, job->limit, &ear, info);
    if (!err) {
        report_loaded(&load);
    }
    free(load.pairs);
    return err;
}

static enum sk_err look_at(struct sk_writer *writer, const struct writer_job *job,
                           struct sk_stored_pair *found, struct sk_err_info *info) {
    int64_t open_undo = 0;
    int64_t event = 0;
    enum sk_err err = SK_OK;
    switch (job->look) {
    case SK_RECORDER_LOOK_UNDO:
        err = sk_journal_may_undo(writer->journal, job->number, found, &open_undo, info);
        if (!err && open_undo > 0) {
            err = sk_journal_pair(writer->journal, open_undo, found, info);
        }
        break;
    case SK_RECORDER_LOOK_RETRY:
        err = sk_journal_may_retry(writer->journal, job->number, found, info);
        break;
    case SK_RECORDER_LOOK_DEAL:
        err = sk_journal_may_deal(writer->journal, job->number, found, info);
        break;
    case SK_RECORDER_LOOK_RESEND:
        err = sk_journal_may_resend(writer->journal, job->number, found, &event, info);
        found->pair.refers = event;
        break;
    }
    return err;
}

static enum sk_err do_look(struct sk_writer *writer, const struct writer_job *job,
                           struct sk_err_info *info) {
    struct sk_recorder_news news = { .type = SK_RECORDER_LOOKED, .number = job->number };
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
        struct sk_recorder_news news = { .type = SK_RECORDER_SAVED,
                                         .number = writer->batch[i].pair.number,
                                         .event = writer->batch[i].event,
                                         .written = writer->written[i] };
        if (news.event == SK_EVENT_LANGUAGE) {
            writer->data_version = 0; /* SQLite tells of others' changes only */
        }
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

static enum sk_err do_jobs(struct sk_writer *writer, const struct writer_job *asked, size_t count,
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

static bool is_idle(void *data) {
    struct sk_writer *writer = data;
    pthread_mutex_lock(&writer->lock);
    bool idle = writer->count == 0 && !writer->stop;
    pthread_mutex_unlock(&writer->lock);
    return idle;
}

static bool is_to_stop(struct sk_writer *writer) {
    pthread_mutex_lock(&writer->lock);
    bool stop = writer->stop && writer->count == 0;
    pthread_mutex_unlock(&writer->lock);
    return stop;
}

static void report_tidying(void *data, const char *text) {
    tell(data, SK_RECORDER_NOTED, NULL, text);
}

/* A copy of what the others say of the receivers. wanted: the flag that makes it necessary. */
static size_t take_receivers(struct sk_writer *writer, bool *wanted,
                             struct sk_acknowledged receivers[SK_RECEIVERS]) {
    pthread_mutex_lock(&writer->lock);
    size_t count = *wanted ? writer->receiver_count : 0;
    memcpy(receivers, writer->receivers, sizeof(writer->receivers));
    *wanted = false;
    pthread_mutex_unlock(&writer->lock);
    return count;
}

static void put_back(struct sk_writer *writer, bool *wanted) {
    pthread_mutex_lock(&writer->lock);
    *wanted = true;
    pthread_mutex_unlock(&writer->lock);
}

/* Before anything that they are to get is written. */
static enum sk_err enroll(struct sk_writer *writer, struct sk_err_info *info) {
    struct sk_acknowledged receivers[SK_RECEIVERS];
    size_t count = take_receivers(writer, &writer->must_enroll, receivers);
    enum sk_err err =
        count > 0 ? sk_acknowledged_enroll(writer->journal, receivers, count, info) : SK_OK;
    if (err) {
        put_back(writer, &writer->must_enroll);
    }
    return err;
}

/* A failure does no harm: it is tried again, and the next record will show what is wrong. */
static void note_acknowledged(struct sk_writer *writer) {
    struct sk_acknowledged receivers[SK_RECEIVERS];
    size_t count = take_receivers(writer, &writer->has_acknowledged, receivers);
    if (count > 0 && sk_acknowledged_write(writer->journal, receivers, count, NULL) != SK_OK) {
        put_back(writer, &writer->has_acknowledged);
    }
}

/* The numbers are those of another journal. */
static void forget_acknowledged(struct sk_writer *writer) {
    pthread_mutex_lock(&writer->lock);
    for (size_t i = 0; i < writer->receiver_count; i++) {
        writer->receivers[i].seq = 0;
    }
    writer->has_acknowledged = false;
    writer->must_enroll = writer->receiver_count > 0;
    pthread_mutex_unlock(&writer->lock);
}

/* What can wait until nothing else does. */
static enum sk_err tidy(struct sk_writer *writer, struct sk_err_info *info) {
    if (!writer->journal || !is_idle(writer)) {
        return SK_OK;
    }
    pthread_mutex_lock(&writer->lock);
    writer->tidy.keep_days = writer->keep_days;
    writer->tidy.purge_undelivered = writer->purge_undelivered;
    writer->tidy.bench = writer->bench;
    writer->tidy.checkpoint.rules = writer->checkpoints;
    if (writer->has_clock_news) {
        writer->tidy.is_clock_right = writer->is_clock_right;
        writer->has_clock_news = false;
    }
    writer->tidy.has_acknowledged = writer->has_acknowledged;
    pthread_mutex_unlock(&writer->lock);
    if (sk_tidy_is_to_acknowledge(&writer->tidy)) {
        note_acknowledged(writer);
    }
    return sk_tidy_do(&writer->tidy, writer->journal, info);
}

/* The table of people, where it may be another one than was told. */
static enum sk_err look_for_people(struct sk_writer *writer, bool is_idle,
                                   struct sk_err_info *info) {
    int64_t version = 0;
    struct sk_recorder_news news = { .type = SK_RECORDER_PEOPLE };
    pthread_mutex_lock(&writer->lock);
    bool is_due = writer->must_look || is_idle || writer->data_version == 0;
    writer->must_look = false;
    pthread_mutex_unlock(&writer->lock);
    if (!is_due) {
        return SK_OK; /* a pair does not wait for it */
    }
    enum sk_err err = sk_store_number(writer->journal, "PRAGMA data_version", &version, info);
    if (err || version == writer->data_version) {
        return err;
    }
    err = sk_people_read(writer->journal, &news.people, info);
    if (err) {
        return err;
    }
    writer->data_version = version;
    if (!sk_people_are_kept(news.people) && !writer->has_told_people) {
        sk_people_destroy(news.people); /* as it was taken to be */
        return SK_OK;
    }
    writer->has_told_people = true;
    writer->report(writer->data, &news);
    return SK_OK;
}

/* The start of the program, once. Only this thread takes the texts away again. */
static enum sk_err note_started(struct sk_writer *writer, struct sk_err_info *info) {
    pthread_mutex_lock(&writer->lock);
    struct sk_started started = { writer->version, writer->settings };
    pthread_mutex_unlock(&writer->lock);
    enum sk_err err =
        started.version ? sk_started_note(writer->journal, &started, writer->clock, info) : SK_OK;
    if (!err && started.version) {
        (void)sk_key_change_begin(writer->journal, NULL); /* the first checkpoint tells */
    }
    if (!err && started.version) {
        pthread_mutex_lock(&writer->lock);
        free(writer->version);
        free(writer->settings);
        writer->version = NULL;
        writer->settings = NULL;
        pthread_mutex_unlock(&writer->lock);
        sk_tidy_wrote(&writer->tidy);
    }
    return err;
}

/* One round: writes what there is, or tidies up if there is nothing. */
static enum sk_err do_round(struct sk_writer *writer, struct sk_err_info *info) {
    struct writer_job asked;
    enum sk_err err = SK_OK;
    size_t jobs = next_jobs(writer, writer->in_trouble ? 0 : sk_tidy_wait(&writer->tidy), &asked);
    if (!writer->journal) {
        int replaced = writer->replaced;
        err = open_or_replace(writer, info); /* it was closed with something in it */
        if (writer->replaced != replaced) {
            forget_acknowledged(writer);
        }
    }
    if (!err) {
        err = enroll(writer, info);
    }
    if (!err) {
        err = note_started(writer, info);
    }
    if (!err) {
        err = look_for_people(writer, jobs == 0, info);
    }
    if (!err && jobs > 0) {
        err = do_jobs(writer, &asked, jobs, info);
        if (!err) {
            done_with(writer, jobs);
            sk_journal_note_head(writer->journal);
            sk_tidy_wrote(&writer->tidy);
            writer->doubts = 0;
        }
    }
    if (!err) {
        err = tidy(writer, info);
    }
    if (!err) {
        tell_recovered(writer);
    }
    return err;
}

static void *run(void *data) {
    struct sk_writer *writer = data;
    sk_tidy_init(&writer->tidy, writer->clock, is_idle, report_tidying, writer);
    if (!open_in_the_end(writer)) {
        return NULL;
    }
    while (!is_to_stop(writer)) {
        struct sk_err_info info = { "" };
        enum sk_err err = do_round(writer, &info);
        bool looks_again = close_if_suspect(writer, err);
        if (err && !looks_again) {
            tell_trouble(writer, &info);
            if (!wait_for_retry(writer)) {
                break; /* nobody was told that these were saved */
            }
        }
    }
    if (writer->journal) {
        note_acknowledged(writer);
    }
    return NULL;
}

enum sk_err sk_writer_create(struct sk_writer **out, const char *path, struct sk_clock *clock,
                             sk_recorder_report report, void *data) {
    struct sk_writer *writer = calloc(1, sizeof(*writer));
    if (!writer) {
        return SK_ERR_NOMEM;
    }
    writer->clock = clock;
    writer->report = report;
    writer->data = data;
    writer->path = strdup(path);
    bool has_lock = pthread_mutex_init(&writer->lock, NULL) == 0;
    bool has_cond = has_lock && sk_timed_cond_init(&writer->changed);
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
    free(writer->version);
    free(writer->settings);
    free(writer->bench);
    free(writer->path);
    free(writer);
}

static enum sk_err add_job(struct sk_writer *writer, const struct writer_job *job) {
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

enum sk_err sk_writer_started(struct sk_writer *writer, const char *version, const char *settings) {
    char *version_copy = strdup(version);
    char *settings_copy = strdup(settings);
    if (!version_copy || !settings_copy) {
        free(version_copy);
        free(settings_copy);
        return SK_ERR_NOMEM;
    }
    pthread_mutex_lock(&writer->lock);
    SK_ASSERT(!writer->version); /* once */
    writer->settings = settings_copy;
    writer->version = version_copy;
    pthread_cond_signal(&writer->changed);
    pthread_mutex_unlock(&writer->lock);
    return SK_OK;
}

enum sk_err sk_writer_save(struct sk_writer *writer, const struct sk_record *record) {
    struct writer_job job = { .type = JOB_RECORD, .record = *record };
    return add_job(writer, &job);
}

enum sk_err sk_writer_load(struct sk_writer *writer, int64_t after, int32_t limit) {
    struct writer_job job = { .type = JOB_LOAD, .number = after, .limit = limit };
    return add_job(writer, &job);
}

enum sk_err sk_writer_look(struct sk_writer *writer, enum sk_recorder_look look, int64_t number) {
    struct writer_job job = { .type = JOB_LOOK, .number = number, .look = look };
    return add_job(writer, &job);
}

void sk_writer_look_for_people(struct sk_writer *writer) {
    pthread_mutex_lock(&writer->lock);
    writer->must_look = true;
    pthread_cond_signal(&writer->changed);
    pthread_mutex_unlock(&writer->lock);
}

void sk_writer_enroll(struct sk_writer *writer, const char *receiver) {
    bool is_known = false;
    pthread_mutex_lock(&writer->lock);
    for (size_t i = 0; i < writer->receiver_count; i++) {
        is_known = is_known || strcmp(writer->receivers[i].name, receiver) == 0;
    }
    if (!is_known) {
        SK_ASSERT(writer->receiver_count < SK_RECEIVERS);
        SK_ASSERT(strlen(receiver) < SK_RECEIVER_NAME_SIZE);
        struct sk_acknowledged *added = &writer->receivers[writer->receiver_count++];
        memcpy(added->name, receiver, strlen(receiver) + 1);
        writer->must_enroll = true;
        pthread_cond_signal(&writer->changed);
    }
    pthread_mutex_unlock(&writer->lock);
}

void sk_writer_acknowledge(struct sk_writer *writer, const char *receiver, int64_t seq) {
    pthread_mutex_lock(&writer->lock);
    for (size_t i = 0; i < writer->receiver_count; i++) {
        if (strcmp(writer->receivers[i].name, receiver) == 0 && writer->receivers[i].seq < seq) {
            writer->receivers[i].seq = seq;
            writer->has_acknowledged = true;
        }
    }
    pthread_mutex_unlock(&writer->lock);
}

void sk_writer_keep(struct sk_writer *writer, int64_t days, bool purge_undelivered) {
    pthread_mutex_lock(&writer->lock);
    writer->keep_days = days;
    writer->purge_undelivered = purge_undelivered;
    pthread_mutex_unlock(&writer->lock);
}

enum sk_err sk_writer_checkpoints(struct sk_writer *writer, const char *bench,
                                  const struct sk_checkpoint_rules *rules) {
    char *copy = strdup(bench);
    if (!copy) {
        return SK_ERR_NOMEM;
    }
    pthread_mutex_lock(&writer->lock);
    SK_ASSERT(!writer->bench); /* the thread borrows it */
    writer->bench = copy;
    writer->checkpoints = *rules;
    pthread_mutex_unlock(&writer->lock);
    return SK_OK;
}

void sk_writer_clock_known(struct sk_writer *writer, bool is_right) {
    pthread_mutex_lock(&writer->lock);
    writer->is_clock_right = is_right;
    writer->has_clock_news = true;
    pthread_cond_signal(&writer->changed);
    pthread_mutex_unlock(&writer->lock);
}

size_t sk_writer_room(struct sk_writer *writer) {
    pthread_mutex_lock(&writer->lock);
    size_t room = SK_WRITER_CAPACITY - writer->count;
    pthread_mutex_unlock(&writer->lock);
    return room;
}

/* --- as a trait --------------------------------------------------------------------------- */

static struct sk_writer *self_of(struct sk_recorder *recorder) {
    return sk_container_of(recorder, struct sk_writer, recorder);
}

static enum sk_err recorder_save(struct sk_recorder *recorder, const struct sk_record *record) {
    return sk_writer_save(self_of(recorder), record);
}

static enum sk_err recorder_look(struct sk_recorder *recorder, enum sk_recorder_look look,
                                 int64_t number) {
    return sk_writer_look(self_of(recorder), look, number);
}

static enum sk_err recorder_load(struct sk_recorder *recorder, int64_t after, int32_t limit) {
    return sk_writer_load(self_of(recorder), after, limit);
}

static size_t recorder_room(struct sk_recorder *recorder) {
    return sk_writer_room(self_of(recorder));
}

static void recorder_clock_known(struct sk_recorder *recorder, bool is_right) {
    sk_writer_clock_known(self_of(recorder), is_right);
}

static void recorder_look_for_people(struct sk_recorder *recorder) {
    sk_writer_look_for_people(self_of(recorder));
}

static void recorder_enroll(struct sk_recorder *recorder, const char *receiver) {
    sk_writer_enroll(self_of(recorder), receiver);
}

static void recorder_acknowledge(struct sk_recorder *recorder, const char *receiver, int64_t seq) {
    sk_writer_acknowledge(self_of(recorder), receiver, seq);
}

static void recorder_destroy(struct sk_recorder *recorder) {
    sk_writer_destroy(self_of(recorder));
}

struct sk_recorder *sk_writer_recorder(struct sk_writer *writer) {
    static const struct sk_recorder_ops ops = { .save = recorder_save,
                                                .look = recorder_look,
                                                .load = recorder_load,
                                                .room = recorder_room,
                                                .clock_known = recorder_clock_known,
                                                .look_for_people = recorder_look_for_people,
                                                .enroll = recorder_enroll,
                                                .acknowledge = recorder_acknowledge,
                                                .destroy = recorder_destroy };
    writer->recorder.ops = &ops;
    return &writer->recorder;
}
