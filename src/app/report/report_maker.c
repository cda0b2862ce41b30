#include "app/report/report_maker.h"

#include "app/report/print_out.h"
#include "app/report/shift_report.h"
#include "base/language.h"
#include "base/parse.h"
#include "base/small_file.h"
#include "base/timed_cond.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LOOK_MS 60000  /* the longest sleep: somebody may set the clock */
#define AGAIN_MS 60000 /* after a failure */
#define PATH_SIZE 4096
#define LINE_SIZE 64

struct sk_report_maker {
    struct sk_report_maker_options options;
    char journal_path[PATH_SIZE];
    char bench[64];
    char folder[PATH_SIZE];
    char printer[128];
    char mark_path[PATH_SIZE + 16]; /* of the file with the end of the last one */

    pthread_t thread;
    bool has_thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool must_stop;

    /* The thread's own. */
    int64_t done_ms;
    struct sk_err_info told; /* the trouble that was told last; "": none is */
    int64_t filed_ms;        /* the end of the one that is in the folder and not printed yet */
};

bool sk_report_is_due(const struct sk_shift_times *shifts, int64_t done_ms, int64_t wall_ms,
                      struct sk_shift_span *out) {
    *out = sk_shift_at(shifts, wall_ms, 1);
    return done_ms > 0 && done_ms <= wall_ms && out->to_ms > done_ms;
}

/* --- what was made ------------------------------------------------------------------------ */

static void read_mark(struct sk_report_maker *maker) {
    char line[LINE_SIZE];
    int64_t done = 0;
    size_t length = 0;
    if (sk_small_file_read(maker->mark_path, line, sizeof(line), &length, NULL, NULL) == SK_OK) {
        line[strcspn(line, "\n")] = '\0';
        (void)sk_parse_int(line, 0, INT64_MAX, &done);
    }
    maker->done_ms = done;
}

static enum sk_err write_mark(struct sk_report_maker *maker, int64_t done_ms,
                              struct sk_err_info *info) {
    char line[LINE_SIZE];
    (void)snprintf(line, sizeof(line), "%" PRId64 "\n", done_ms);
    enum sk_err err = sk_small_file_write(maker->mark_path, line, info);
    maker->done_ms = done_ms; /* in this run at least none is made twice */
    return err;
}

/* --- a report ----------------------------------------------------------------------------- */

static enum sk_err put(struct sk_report_maker *maker, struct sk_shift_report *report, int64_t to_ms,
                       struct sk_err_info *info) {
    char file[256];
    struct sk_printer_fault fault;
    struct sk_drawing drawing = sk_report_drawing(report);
    enum sk_err err = SK_OK;
    if (maker->folder[0] && maker->filed_ms != to_ms) {
        err =
            sk_report_write(&drawing, maker->folder, maker->bench, to_ms, file, sizeof(file), info);
        maker->filed_ms = err ? 0 : to_ms;
    }
    if (!err && maker->printer[0]) {
        err = sk_report_print(&drawing, maker->printer, &fault);
        *info = err ? fault.info : *info;
        err = err && fault.trouble == SK_PRINTER_DOUBT ? SK_OK : err; /* not twice */
    }
    return err;
}

/* A shift in which nothing was scanned has none. */
static enum sk_err make(struct sk_report_maker *maker, const struct sk_shift_span *shift,
                        struct sk_err_info *info) {
    const struct sk_report_maker_options *options = &maker->options;
    const struct sk_report_order order = { .journal_path = maker->journal_path,
                                           .bench = maker->bench,
                                           .version = SK_VERSION,
                                           .from_ms = shift->from_ms,
                                           .to_ms = shift->to_ms,
                                           .now_ms = options->clock->ops->wall(options->clock) };
    struct sk_shift_report *report = NULL;
    enum sk_err err = sk_report_create(&report, &order, info);
    if (!err && sk_report_figures(report)->total > 0) {
        err = put(maker, report, shift->to_ms, info);
    }
    sk_report_destroy(report);
    return err ? err : write_mark(maker, shift->to_ms, info);
}

static void tell(struct sk_report_maker *maker, enum sk_err err, const struct sk_err_info *text) {
    struct sk_report_maker_news news = { .has_trouble = err != SK_OK };
    bool is_news = err ? strcmp(maker->told.text, text->text) != 0 : maker->told.text[0] != '\0';
    if (is_news) {
        news.text = err ? *text : (struct sk_err_info){ "" };
        maker->told = news.text;
        maker->options.post(maker->options.data, &news);
    }
}

/* How long nothing is to be done. */
static sk_ms look(struct sk_report_maker *maker) {
    const struct sk_report_maker_options *options = &maker->options;
    int64_t wall = options->clock->ops->wall(options->clock);
    struct sk_err_info info = { "" };
    struct sk_shift_span shift;
    if (maker->done_ms == 0 || maker->done_ms > wall) { /* the first one, or the clock went back */
        shift = sk_shift_at(&options->shifts, wall, 1);
        enum sk_err err = sk_small_file_make_way(maker->mark_path, &info);
        err = err ? err : write_mark(maker, shift.to_ms, &info);
        tell(maker, err, &info);
    } else if (sk_report_is_due(&options->shifts, maker->done_ms, wall, &shift)) {
        enum sk_err err = make(maker, &shift, &info);
        tell(maker, err, &info);
        return err ? AGAIN_MS : 0;
    }
    return LOOK_MS;
}

/* --- life --------------------------------------------------------------------------------- */

static void *work(void *data) {
    struct sk_report_maker *maker = data;
    sk_language_of_thread(maker->options.language);
    read_mark(maker);
    pthread_mutex_lock(&maker->lock);
    while (!maker->must_stop) {
        pthread_mutex_unlock(&maker->lock);
        sk_ms wait = look(maker);
        struct timespec until = sk_timed_cond_after(wait);
        pthread_mutex_lock(&maker->lock);
        if (!maker->must_stop && wait > 0) {
            (void)pthread_cond_timedwait(&maker->changed, &maker->lock, &until);
        }
    }
    pthread_mutex_unlock(&maker->lock);
    return NULL;
}

static bool copy(char *out, size_t size, const char *text) {
    int length = snprintf(out, size, "%s", text);
    return length >= 0 && (size_t)length < size;
}

enum sk_err sk_report_maker_create(struct sk_report_maker **out,
                                   const struct sk_report_maker_options *options) {
    struct sk_report_maker *maker = calloc(1, sizeof(*maker));
    if (!maker) {
        return SK_ERR_NOMEM;
    }
    maker->options = *options;
    if (!copy(maker->journal_path, sizeof(maker->journal_path), options->journal_path) ||
        !copy(maker->bench, sizeof(maker->bench), options->bench) ||
        !copy(maker->folder, sizeof(maker->folder), options->folder) ||
        !copy(maker->printer, sizeof(maker->printer), options->printer)) {
        free(maker);
        return SK_ERR_INVALID;
    }
    (void)snprintf(maker->mark_path, sizeof(maker->mark_path), "%s.report", maker->journal_path);
    if (pthread_mutex_init(&maker->lock, NULL) != 0) {
        free(maker);
        return SK_ERR_NOMEM;
    }
    if (!sk_timed_cond_init(&maker->changed)) {
        pthread_mutex_destroy(&maker->lock);
        free(maker);
        return SK_ERR_NOMEM;
    }
    maker->has_thread = pthread_create(&maker->thread, NULL, work, maker) == 0;
    if (!maker->has_thread) {
        sk_report_maker_destroy(maker);
        return SK_ERR_NOMEM;
    }
    *out = maker;
    return SK_OK;
}

void sk_report_maker_destroy(struct sk_report_maker *maker) {
    if (!maker) {
        return;
    }
    pthread_mutex_lock(&maker->lock);
    maker->must_stop = true;
    pthread_cond_signal(&maker->changed);
    pthread_mutex_unlock(&maker->lock);
    if (maker->has_thread) {
        (void)pthread_join(maker->thread, NULL);
    }
    pthread_cond_destroy(&maker->changed);
    pthread_mutex_destroy(&maker->lock);
    free(maker);
}
