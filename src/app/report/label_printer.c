#include "app/report/label_printer.h"

#include "app/report/print_out.h"
#include "base/assert.h"
#include "base/util.h"
#include "delivery/print_once.h"
#include "paper/pair_label.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PATH_SIZE 4096

struct label_printer {
    struct sk_receiver receiver;
    char journal_path[PATH_SIZE];
    char printer[128];
    struct sk_label_size size;
    struct sk_clock *clock;
    atomic_bool is_stopped;
};

/* One label on its way. */
struct label_job {
    const struct sk_label_printer_options *options;
    int64_t pair;
    int64_t event; /* that settled it */
    struct sk_journal *journal;
    struct sk_stored_pair stored;
    struct sk_print_job print; /* pages NULL: it is not drawn */
    char media[SK_REPORT_MEDIA_SIZE];
    struct sk_err_info *info; /* why it is not printed */
};

static bool is_bound(const struct sk_stored_pair *stored) {
    return !stored->is_undo && sk_stored_pair_outcome(stored) == SK_RESULT_BOUND;
}

/* --- a label ------------------------------------------------------------------------------ */

/* Draws it; job->print is to be closed then. */
static enum sk_err draw(struct label_job *job) {
    char at[SK_CLOCK_TEXT_SIZE];
    char time[32];
    sk_clock_format(job->stored.changed_wall_ms, at, sizeof(at));
    (void)snprintf(time, sizeof(time), "%.10s %.5s", at, at[0] ? at + 11 : "");
    const struct sk_pair_label label = { .serial = job->stored.pair.labels.serial,
                                         .instance = job->stored.pair.labels.instance,
                                         .time = time,
                                         .width_mm = job->options->size.width,
                                         .height_mm = job->options->size.height };
    struct sk_drawing drawing = sk_paper_pair_label(&label);
    return sk_report_pages(&drawing, job->options->printer, job->media, &job->print, job->info);
}

static void forget_pages(struct label_job *job) {
    if (job->print.pages) {
        (void)fclose(job->print.pages);
    }
    job->print.pages = NULL;
}

static enum sk_err note(const struct label_job *job, const struct sk_label_note *by,
                        enum sk_event event, const char *code) {
    struct sk_clock *clock = job->options->clock;
    struct sk_label_note what = *by;
    what.event = event;
    what.code = code;
    what.pair = job->pair;
    what.note = job->options->printer;
    what.wall_ms = clock->ops->wall(clock);
    what.at = clock->ops->now(clock);
    return sk_label_note(job->journal, &what, job->info);
}

/* --- each pair once ----------------------------------------------------------------------- */

static struct sk_delivery_once_input look(struct label_job *job) {
    struct sk_delivery_once_input input = { .type = SK_DELIVERY_ONCE_INPUT_STANDING };
    enum sk_err err = sk_journal_pair(job->journal, job->pair, &job->stored, job->info);
    if (err == SK_ERR_NOT_FOUND) { /* it was purged: nobody waits for its label */
        return input;
    }
    err = err ? err
              : sk_label_standing(job->journal, job->pair, job->event, &input.standing, job->info);
    input.is_wanted = is_bound(&job->stored);
    input.type = err ? SK_DELIVERY_ONCE_INPUT_UNREAD : SK_DELIVERY_ONCE_INPUT_STANDING;
    return input;
}

/* It is drawn before it is said to begin: what takes long leaves nothing in doubt. */
static struct sk_delivery_once_input ask(struct label_job *job) {
    struct sk_printer_fault fault;
    bool can = sk_printer_look(job->options->printer, &fault) == SK_OK;
    *job->info = can ? *job->info : fault.info;
    can = can && draw(job) == SK_OK;
    return (struct sk_delivery_once_input){ .type = SK_DELIVERY_ONCE_INPUT_ASKED,
                                            .answer =
                                                can ? SK_DELIVERY_ONCE_YES : SK_DELIVERY_ONCE_NO };
}

static struct sk_delivery_once_input note_it(struct label_job *job,
                                             enum sk_delivery_once_note what) {
    static const struct {
        enum sk_event event;
        const char *code;
    } notes[] = {
        [SK_DELIVERY_ONCE_NOTE_BEGUN] = { SK_EVENT_LABEL, SK_LABEL_BEGUN },
        [SK_DELIVERY_ONCE_NOTE_PRINTED] = { SK_EVENT_LABEL, SK_LABEL_PRINTED },
        [SK_DELIVERY_ONCE_NOTE_NOT_PRINTED] = { SK_EVENT_LABEL, SK_LABEL_NOT_PRINTED },
        [SK_DELIVERY_ONCE_NOTE_DOUBT] = { SK_EVENT_LABEL_DOUBT, "" },
    };
    const struct sk_label_note by_itself = { .who = "" };
    enum sk_err err = note(job, &by_itself, SK_AT(notes, what).event, notes[what].code);
    return (struct sk_delivery_once_input){ .type = err ? SK_DELIVERY_ONCE_INPUT_UNNOTED
                                                        : SK_DELIVERY_ONCE_INPUT_NOTED };
}

static struct sk_delivery_once_input print_it(struct label_job *job) {
    struct sk_printer_fault fault;
    enum sk_err err = sk_printer_hand_over(&job->print, &fault);
    bool is_doubt = err && fault.trouble == SK_PRINTER_DOUBT;
    *job->info = err ? fault.info : *job->info;
    return (struct sk_delivery_once_input){ .type = SK_DELIVERY_ONCE_INPUT_PRINTED,
                                            .answer = is_doubt ? SK_DELIVERY_ONCE_UNKNOWN
                                                      : err    ? SK_DELIVERY_ONCE_NO
                                                               : SK_DELIVERY_ONCE_YES };
}

/* False: later. */
static bool settle(struct label_job *job) {
    struct sk_delivery_once once;
    struct sk_delivery_once_input input = { .type = SK_DELIVERY_ONCE_INPUT_UNREAD };
    enum sk_delivery_once_effect effect;
    sk_delivery_once_init(&once);
    while (sk_delivery_once_next(&once, &effect)) {
        switch (effect) {
        case SK_DELIVERY_ONCE_EFFECT_LOOK:
            input = look(job);
            break;
        case SK_DELIVERY_ONCE_EFFECT_ASK:
            input = ask(job);
            break;
        case SK_DELIVERY_ONCE_EFFECT_NOTE:
            input = note_it(job, once.note);
            break;
        case SK_DELIVERY_ONCE_EFFECT_PRINT:
            input = print_it(job);
            break;
        case SK_DELIVERY_ONCE_EFFECT_END:
            return once.is_settled;
        }
        sk_delivery_once_step(&once, &input);
    }
    SK_UNREACHABLE("print-once");
}

static struct label_printer *self_of(struct sk_receiver *receiver) {
    return sk_container_of(receiver, struct label_printer, receiver);
}

static enum sk_delivery_end deliver(struct sk_receiver *receiver, const struct sk_letter *letters,
                                    int32_t count, sk_ms *retry_after, struct sk_err_info *info) {
    struct label_printer *self = self_of(receiver);
    const struct sk_label_printer_options options = { .printer = self->printer,
                                                      .size = self->size,
                                                      .clock = self->clock };
    struct label_job job = { .options = &options, .info = info };
    *retry_after = 0;
    bool is_taken =
        sk_journal_create(&job.journal, self->journal_path, SK_JOURNAL_NOTE, info) == SK_OK;
    for (int32_t i = 0; i < count && is_taken; i++) {
        job.pair = letters[i].pair;
        job.event = letters[i].event;
        is_taken = !atomic_load(&self->is_stopped) && settle(&job);
        forget_pages(&job);
    }
    sk_journal_destroy(job.journal);
    if (is_taken) {
        info->text[0] = '\0';
    } else if (info->text[0] == '\0') {
        (void)sk_fail(info, SK_ERR_STOPPED, "the kiosk ends");
    }
    return is_taken ? SK_DELIVERY_END_TAKEN : SK_DELIVERY_END_TROUBLE;
}

static void stop(struct sk_receiver *receiver) {
    atomic_store(&self_of(receiver)->is_stopped, true);
}

static void destroy(struct sk_receiver *receiver) {
    free(self_of(receiver));
}

enum sk_err sk_label_printer_create(struct sk_receiver **out,
                                    const struct sk_label_printer_options *options,
                                    struct sk_err_info *info) {
    static const struct sk_receiver_ops ops = { .deliver = deliver,
                                                .stop = stop,
                                                .destroy = destroy };
    struct label_printer *self = calloc(1, sizeof(*self));
    if (!self) {
        return sk_fail(info, SK_ERR_NOMEM, "not enough memory for the label printer");
    }
    self->receiver.ops = &ops;
    self->size = options->size;
    self->clock = options->clock;
    atomic_init(&self->is_stopped, false);
    int path =
        snprintf(self->journal_path, sizeof(self->journal_path), "%s", options->journal_path);
    int name = snprintf(self->printer, sizeof(self->printer), "%s", options->printer);
    if (path < 0 || path >= PATH_SIZE || name < 0 || (size_t)name >= sizeof(self->printer)) {
        free(self);
        return sk_fail(info, SK_ERR_INVALID, "the name of the printer is too long");
    }
    *out = &self->receiver;
    return SK_OK;
}

/* --- on request --------------------------------------------------------------------------- */

/* The print service has it: what cannot be noted then is no failure of the label. */
static void note_again(const struct label_job *job, const struct sk_label_note *by) {
    bool is_in_doubt = false;
    (void)note(job, by, SK_EVENT_LABEL, SK_LABEL_PRINTED);
    if (sk_label_is_in_doubt(job->journal, job->pair, &is_in_doubt, NULL) == SK_OK && is_in_doubt) {
        (void)note(job, by, SK_EVENT_LABEL_AGAIN, "");
    }
}

enum sk_err sk_label_print_again(const struct sk_label_printer_options *options, int64_t pair,
                                 const struct sk_label_note *by, struct sk_printer_fault *fault) {
    struct label_job job = { .options = options, .pair = pair, .info = &fault->info };
    *fault = (struct sk_printer_fault){ .trouble = SK_PRINTER_FAILED };
    enum sk_err err =
        sk_journal_create(&job.journal, options->journal_path, SK_JOURNAL_NOTE, job.info);
    err = err ? err : sk_journal_pair(job.journal, pair, &job.stored, job.info);
    if (!err && !is_bound(&job.stored)) {
        err = sk_fail(job.info, SK_ERR_INVALID, "pair %" PRId64 " is not bound", pair);
    }
    err = err ? err : draw(&job);
    err = err ? err : sk_printer_print(&job.print, fault);
    if (!err) {
        fault->trouble = SK_PRINTER_FINE;
        note_again(&job, by);
    }
    forget_pages(&job);
    sk_journal_destroy(job.journal);
    return err;
}
