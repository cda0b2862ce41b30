#include "app/supervisor/job_runner.h"

#include "app/supervisor/admission.h"
#include "app/report/shift_report.h"
#include "app/supervisor/history.h"
#include "app/supervisor/paper_put.h"
#include "app/supervisor/scan_row.h"
#include "base/small_file.h"
#include "app/supervisor/stick_export.h"
#include "base/assert.h"
#include "base/inbox.h"
#include "base/language.h"
#include "base/utf8.h"
#include "input/camera/image_file.h"
#include "base/util.h"
#include "journal/people.h"
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
    case SK_JOB_SET_PIN:
        return "set-pin";
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
    case SK_JOB_FIGURES:
        return "figures";
    case SK_JOB_CHART:
        return "chart";
    case SK_JOB_SHIFT:
        return "shift";
    case SK_JOB_PAPER:
        return "paper";
    case SK_JOB_PEOPLE:
        return "people";
    case SK_JOB_PERSON:
        return "person";
    }
    SK_UNREACHABLE("job");
}

struct sk_job_runner {
    char journal_path[PATH_SIZE];
    char tries_path[PATH_SIZE];
    char export_folder[PATH_SIZE];
    const char *bench;
    const char *region;
    const char *language;
    const char *printer;
    const char *label_printer;
    struct sk_label_size label_size;
    struct sk_shift_times shifts;
    struct sk_clock *clock;
    void (*on_news)(void *data, const struct sk_job_news *news);
    void *data;

    struct sk_inbox *jobs;
    pthread_t thread;
    bool has_thread;
    pthread_mutex_t lock; /* of pin and badge */
    char pin[SK_PIN_SIZE];
    char badge[SK_JOB_BADGE_SIZE];
    atomic_bool is_stopping;
    _Atomic uint64_t cancelled; /* id of the job that is to end */

    /* The thread's own. */
    struct sk_job_news news;
    struct sk_admission admission;
    sk_ms told_at; /* progress */
};

static bool is_to_stop(struct sk_job_runner *job_runner) {
    return atomic_load(&job_runner->is_stopping) ||
           atomic_load(&job_runner->cancelled) == job_runner->news.id;
}

/* --- the PIN ------------------------------------------------------------------------------ */

static void take_digits(struct sk_job_runner *job_runner, char digits[SK_PIN_SIZE]) {
    pthread_mutex_lock(&job_runner->lock);
    memcpy(digits, job_runner->pin, SK_PIN_SIZE);
    OPENSSL_cleanse(job_runner->pin, sizeof(job_runner->pin));
    pthread_mutex_unlock(&job_runner->lock);
}

static void work_on_pin(struct sk_job_runner *job_runner, const struct sk_job *job) {
    char digits[SK_PIN_SIZE] = "";
    struct sk_admission_news found;
    struct sk_job_news *news = &job_runner->news;
    if (job->type == SK_JOB_PIN) {
        take_digits(job_runner, digits);
    }
    news->err = sk_admission_ask(&job_runner->admission, job->person,
                                 job->type == SK_JOB_PIN ? digits : NULL, &found, &news->text);
    OPENSSL_cleanse(digits, sizeof(digits));
    news->person = job->person;
    news->has_pin = found.has_pin;
    news->is_own_pin = found.is_own;
    news->has_own_pins = found.has_own;
    news->is_right = found.is_right;
    news->locked = found.locked;
    news->tries_left = found.tries_left;
}

static void set_pin(struct sk_job_runner *job_runner, const struct sk_job *job) {
    char digits[SK_PIN_SIZE] = "";
    struct sk_job_news *news = &job_runner->news;
    take_digits(job_runner, digits);
    news->person = job->number;
    news->err = sk_admission_set(&job_runner->admission, job->number, digits, &news->text);
    OPENSSL_cleanse(digits, sizeof(digits));
}

/* --- looking ------------------------------------------------------------------------------ */

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
        filter.from_ms = sk_clock_midnight(wall, 0);
        break;
    case SK_SUPER_YESTERDAY:
        filter.from_ms = sk_clock_midnight(wall, -1);
        filter.to_ms = sk_clock_midnight(wall, 0);
        break;
    case SK_SUPER_WEEK:
        filter.from_ms = sk_clock_midnight(wall, -6);
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

static void count_pair(void *data, const struct sk_stored_pair *pair) {
    struct sk_job_news *news = data;
    (void)pair;
    news->open_count++;
}

static void count_open(struct sk_job_runner *job_runner) {
    struct sk_job_news *news = &job_runner->news;
    const struct sk_filter open = { .open = true };
    struct sk_journal *journal = open_journal(job_runner, SK_JOURNAL_READ);
    if (journal) {
        news->err =
            sk_journal_search(journal, &open, SK_SUPER_OPEN_MAX, count_pair, news, &news->text);
    }
    sk_journal_destroy(journal);
}

/* The newest ones, and the oldest in the last place. */
static bool keep_event(void *data, const struct sk_logged_event *logged) {
    struct sk_job_news *news = data;
    const bool is_first = strcmp(logged->event, sk_event_name(SK_EVENT_INTENT)) == 0;
    news->event_count += news->event_count < SK_SUPER_EVENTS - 1;
    sk_history_event(logged, &news->events[news->event_count - 1]);
    if (is_first) {
        (void)snprintf(news->source, sizeof(news->source), "%s", logged->source);
    }
    return true;
}

/* Between the oldest event, which is what was scanned, and those after it. */
static void add_sent(struct sk_job_news *news) {
    int64_t sent = news->rows[0].sent_wall_ms;
    if (sent > 0 && news->event_count > 0 && news->event_count < SK_SUPER_EVENTS) {
        news->events[news->event_count] = news->events[news->event_count - 1];
        sk_history_sent(sent, &news->events[news->event_count - 1]);
        news->event_count++;
    }
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
        add_sent(news);
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
    tell_progress(job_runner, SK_N("Writing the export."), true, rows, total);
    return !is_to_stop(job_runner);
}

static bool on_stick(void *data, enum sk_stick_step step, int64_t rows, int64_t total) {
    static const char *const steps[] = {
        [SK_STICK_LOOKING] = SK_N("Looking for the stick."),
        [SK_STICK_MOUNTING] = SK_N("Opening the stick."),
        [SK_STICK_WRITING] = SK_N("Writing the export."),
        [SK_STICK_REMOVING] = SK_N("Closing the stick. Do not remove it yet."),
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
                              .person = job->person,
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
    struct sk_stick_export_result result;
    struct sk_stick_fault fault = { .trouble = SK_STICK_FINE };
    struct sk_stick_export what = { .journal_path = job_runner->journal_path,
                                    .format = job->format,
                                    .rows = rows_of(job),
                                    .filter = filter_of(job_runner, &job->filter),
                                    .bom = true,
                                    .operator_name = job->who,
                                    .person = job->person,
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
    (void)snprintf(news->file, sizeof(news->file), "%s: %s", result.on.stick, result.on.file);
    (void)snprintf(news->advice, sizeof(news->advice), "%s", SK_N("Remove the stick now."));
}

/* --- purge -------------------------------------------------------------------------------- */

static bool goes_on(void *data) {
    return !is_to_stop(data);
}

static void purge(struct sk_job_runner *job_runner, const struct sk_job *job) {
    struct sk_purge_report report = { 0 };
    struct sk_purge what = { .before_ms = sk_clock_midnight(
                                 job_runner->clock->ops->wall(job_runner->clock), -job->days),
                             .operator_name = job->who,
                             .person = job->person,
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

/* --- people ------------------------------------------------------------------------------- */

static enum sk_err find_number(struct sk_journal *journal, const char *name, int64_t *number,
                               struct sk_err_info *info) {
    struct sk_people *people = NULL;
    enum sk_err err = sk_people_read(journal, &people, info);
    const struct sk_person *person = err ? NULL : sk_people_named(people, name);
    *number = person ? person->number : 0;
    sk_people_destroy(people);
    return err;
}

/* As the words of the page are those of the table, in the same order. */
_Static_assert((int)SK_SUPER_ROLE_IT == (int)SK_ROLE_IT &&
                   (int)SK_SUPER_ROLE_SUPERVISOR == (int)SK_ROLE_SUPERVISOR,
               "the same roles");

static void save_person(struct sk_job_runner *job_runner, const struct sk_job *job) {
    struct sk_job_news *news = &job_runner->news;
    char badge[SK_JOB_BADGE_SIZE];
    size_t added = 0, changed = 0;
    pthread_mutex_lock(&job_runner->lock);
    memcpy(badge, job_runner->badge, sizeof(badge));
    OPENSSL_cleanse(job_runner->badge, sizeof(job_runner->badge));
    pthread_mutex_unlock(&job_runner->lock);
    const struct sk_person_news person = { .name = job->name,
                                           .badge = badge,
                                           .role = (enum sk_role)job->role,
                                           .is_new = job->number == 0,
                                           .drops_badge = job->drops_badge };
    struct sk_journal *journal = open_journal(job_runner, SK_JOURNAL_NOTE);
    if (journal) {
        news->err = sk_people_add(journal, &person, 1, &added, &changed, &news->text);
    }
    if (journal && !news->err) {
        news->err = find_number(journal, job->name, &news->person, &news->text);
    }
    news->is_new = added > 0;
    sk_journal_destroy(journal);
    OPENSSL_cleanse(badge, sizeof(badge));
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

/* --- figures, and paper -------------------------------------------------------------------- */

static void count_days(struct sk_job_runner *job_runner, const struct sk_job *job) {
    struct sk_job_news *news = &job_runner->news;
    const int64_t wall = job_runner->clock->ops->wall(job_runner->clock);
    struct sk_filter filter = filter_of(job_runner, &job->filter);
    if (job->chart == SK_SUPER_CHART_DAYS) {
        filter.from_ms = sk_clock_midnight(wall, 1 - SK_FIGURES_DAYS);
        filter.to_ms = 0;
    }
    struct sk_journal *journal = open_journal(job_runner, SK_JOURNAL_READ);
    if (journal) {
        news->err =
            sk_journal_figures(journal, filter.from_ms, filter.to_ms > 0 ? filter.to_ms : wall + 1,
                               &news->figures, &news->text);
    }
    sk_journal_destroy(journal);
}

static struct sk_report_order report_order(const struct sk_job_runner *job_runner,
                                           const struct sk_job *job) {
    const int64_t wall = job_runner->clock->ops->wall(job_runner->clock);
    struct sk_shift_span shift = sk_shift_at(&job_runner->shifts, wall, (int32_t)job->number);
    return (struct sk_report_order){ .journal_path = job_runner->journal_path,
                                     .bench = job_runner->bench,
                                     .version = SK_VERSION,
                                     .from_ms = shift.from_ms,
                                     .to_ms = shift.to_ms,
                                     .now_ms = wall };
}

static void count_shift(struct sk_job_runner *job_runner, const struct sk_job *job) {
    struct sk_job_news *news = &job_runner->news;
    const struct sk_report_order order = report_order(job_runner, job);
    struct sk_shift_report *report = NULL;
    news->err = sk_report_create(&report, &order, &news->text);
    if (!news->err) {
        news->figures = *sk_report_figures(report);
        (void)snprintf(news->checkpoint, sizeof(news->checkpoint), "%s",
                       sk_report_checkpoint(report));
    }
    sk_report_destroy(report);
}

static bool on_paper_step(void *data, enum sk_stick_step step) {
    return on_stick(data, step, 0, 0);
}

static void put_on_paper(struct sk_job_runner *job_runner, const struct sk_job *job) {
    struct sk_job_news *news = &job_runner->news;
    const struct sk_paper_order order = { .paper = job->paper,
                                          .out = job->out,
                                          .report = report_order(job_runner, job),
                                          .printer = job_runner->printer,
                                          .label = { .journal_path = job_runner->journal_path,
                                                     .printer = job_runner->label_printer,
                                                     .size = job_runner->label_size,
                                                     .clock = job_runner->clock },
                                          .pair = job->number,
                                          .who = job->who,
                                          .person = job->person,
                                          .on_step = on_paper_step,
                                          .data = job_runner };
    struct sk_paper_result result;
    sk_language_of_thread(job_runner->language);
    news->err = sk_super_put_on_paper(&order, &result);
    sk_language_of_thread(NULL);
    news->text = result.text;
    memcpy(news->file, result.file, sizeof(news->file));
    (void)snprintf(news->what, sizeof(news->what), "%s", result.sentence.what);
    (void)snprintf(news->advice, sizeof(news->advice), "%s", result.sentence.advice);
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
        case SK_JOB_SET_PIN:
            set_pin(job_runner, &job);
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
        case SK_JOB_FIGURES:
            count_open(job_runner);
            break;
        case SK_JOB_CHART:
            count_days(job_runner, &job);
            break;
        case SK_JOB_SHIFT:
            count_shift(job_runner, &job);
            break;
        case SK_JOB_PAPER:
            put_on_paper(job_runner, &job);
            break;
        case SK_JOB_PERSON:
            save_person(job_runner, &job);
            break;
        case SK_JOB_PEOPLE:
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
    job_runner->bench = options->bench;
    job_runner->region = options->region;
    job_runner->language = options->language;
    job_runner->printer = options->printer;
    job_runner->label_printer = options->label_printer;
    job_runner->label_size = options->label_size;
    job_runner->shifts = options->shifts;
    job_runner->clock = options->clock;
    job_runner->on_news = options->on_news;
    job_runner->data = options->data;
    enum sk_err err = SK_ERR_INVALID;
    if (!copy(job_runner->journal_path, options->journal_path) ||
        !copy(job_runner->tries_path, options->tries_path) ||
        !copy(job_runner->export_folder, options->export_folder)) {
        goto fail;
    }
    const struct sk_admission_options of_pins = { .journal_path = job_runner->journal_path,
                                                  .tries_path = job_runner->tries_path,
                                                  .pin_line = options->pin_line,
                                                  .takes_shared = options->takes_shared_pin,
                                                  .clock = options->clock,
                                                  .started_at = options->started_at };
    sk_admission_init(&job_runner->admission, &of_pins);
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
    sk_admission_finish(&job_runner->admission);
    OPENSSL_cleanse(job_runner->pin, sizeof(job_runner->pin));
    pthread_mutex_destroy(&job_runner->lock);
    free(job_runner);
}

/* Secrets do not wait in the queue, whose places are not wiped. */
static void hide(struct sk_job_runner *job_runner, struct sk_job *job) {
    pthread_mutex_lock(&job_runner->lock);
    if (job->type == SK_JOB_PIN || job->type == SK_JOB_SET_PIN) {
        memcpy(job_runner->pin, job->pin, sizeof(job_runner->pin));
    } else if (job->type == SK_JOB_PERSON) {
        memcpy(job_runner->badge, job->badge, sizeof(job_runner->badge));
    }
    pthread_mutex_unlock(&job_runner->lock);
    OPENSSL_cleanse(job->pin, sizeof(job->pin));
    OPENSSL_cleanse(job->badge, sizeof(job->badge));
}

bool sk_job_runner_post(struct sk_job_runner *job_runner, struct sk_job *job) {
    hide(job_runner, job);
    if (sk_inbox_post(job_runner->jobs, job, 0) == SK_OK) {
        return true;
    }
    pthread_mutex_lock(&job_runner->lock); /* nobody will look at them */
    OPENSSL_cleanse(job_runner->pin, sizeof(job_runner->pin));
    OPENSSL_cleanse(job_runner->badge, sizeof(job_runner->badge));
    pthread_mutex_unlock(&job_runner->lock);
    return false;
}

void sk_job_runner_cancel(struct sk_job_runner *job_runner, uint64_t id) {
    atomic_store(&job_runner->cancelled, id);
}
