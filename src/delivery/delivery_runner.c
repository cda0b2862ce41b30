#include "delivery/delivery_runner.h"

#include "base/buf.h"
#include "base/timed_cond.h"
#include "journal/acknowledged.h"
#include "journal/journal.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define OPEN_AGAIN_MS 200 /* the journal is there, the receiver is just being enrolled in it */
#define LOOK_MS 30000     /* for what another process wrote */
#define BEHIND_MS 60000
#define TEXTS_MAX (1 << 24) /* bytes of the letters of one reading */

/* A letter of the last reading; texts and ids are in one buffer, as it may move while it grows. */
struct kept_letter {
    struct sk_letter letter;
    size_t id_at;
    size_t text_at;
};

struct sk_delivery_runner {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    /* What others say, until the thread takes it. */
    bool stop;
    bool is_opened;
    bool is_written;
    bool is_saved;
    bool is_unsaved;
    struct sk_receiver *receiver; /* made and destroyed by the thread, with the lock */

    /* The thread's own. */
    char name[SK_RECEIVER_NAME_SIZE];
    char *journal_path;
    char *bench;
    enum sk_export_format format;
    bool again;
    struct sk_clock *clock;
    struct sk_delivery_ports ports;
    struct sk_delivery delivery;
    struct sk_journal *journal;
    sk_ms open_at; /* -1: nothing is to be opened */
    sk_ms look_at;
    struct kept_letter letters[SK_DELIVERY_LETTERS];
    int32_t count;
    struct sk_buf texts;
    struct sk_err_info text; /* of the last delivery; "": it went well */
    bool in_trouble;
    bool is_behind;
    sk_ms trouble_at;
    struct sk_err_info told;
};

static sk_ms now_of(const struct sk_delivery_runner *runner) {
    return runner->clock->ops->now(runner->clock);
}

static void step(struct sk_delivery_runner *runner, const struct sk_delivery_input *input) {
    sk_delivery_step(&runner->delivery, input, now_of(runner));
}

/* --- what is told ------------------------------------------------------------------------- */

static bool report(struct sk_delivery_runner *runner, enum sk_delivery_news_type type) {
    struct sk_delivery_news news = { .type = type, .text = runner->text };
    memcpy(news.receiver, runner->name, sizeof(news.receiver));
    return runner->ports.report(runner->ports.data, &news);
}

/* runner->text says why. */
static void tell_trouble(struct sk_delivery_runner *runner) {
    sk_ms now = now_of(runner);
    runner->trouble_at = runner->in_trouble ? runner->trouble_at : now;
    if (!runner->in_trouble || strcmp(runner->told.text, runner->text.text) != 0) {
        (void)report(runner, SK_DELIVERY_TROUBLE); /* only a line in the log */
    }
    runner->told = runner->text;
    runner->in_trouble = true;
    if (!runner->is_behind && now - runner->trouble_at >= BEHIND_MS) {
        runner->is_behind = report(runner, SK_DELIVERY_BEHIND);
    }
}

static void tell_recovered(struct sk_delivery_runner *runner) {
    if (runner->in_trouble && report(runner, SK_DELIVERY_RECOVERED)) {
        runner->in_trouble = runner->is_behind = false;
    }
}

/* --- the journal -------------------------------------------------------------------------- */

static void close_journal(struct sk_delivery_runner *runner) {
    sk_journal_destroy(runner->journal);
    runner->journal = NULL;
}

static enum sk_err make_receiver(struct sk_delivery_runner *runner, struct sk_err_info *info) {
    char bench[SK_LETTER_ID_SIZE];
    struct sk_receiver *receiver = NULL;
    enum sk_err err = sk_letter_bench(runner->journal, bench, info);
    if (!err) {
        err = runner->ports.make(runner->ports.data, bench, &receiver, info);
    }
    if (err) {
        return err;
    }
    pthread_mutex_lock(&runner->lock);
    struct sk_receiver *before = runner->receiver;
    runner->receiver = receiver;
    bool stop = runner->stop;
    pthread_mutex_unlock(&runner->lock);
    if (before) {
        before->ops->destroy(before);
    }
    if (stop) {
        receiver->ops->stop(receiver);
    }
    return SK_OK;
}

/* A receiver that the journal does not know yet is just being enrolled. */
static enum sk_err open_journal(struct sk_delivery_runner *runner, int64_t *seq,
                                struct sk_err_info *info) {
    struct sk_acknowledged receiver = { .seq = 0 };
    memcpy(receiver.name, runner->name, sizeof(receiver.name));
    close_journal(runner);
    enum sk_err err =
        sk_journal_create(&runner->journal, runner->journal_path, SK_JOURNAL_READ, info);
    if (!err) {
        err = sk_acknowledged_read(runner->journal, &receiver, info);
    }
    if (err) {
        close_journal(runner);
    }
    *seq = receiver.seq;
    return err;
}

static void open_anew(struct sk_delivery_runner *runner) {
    struct sk_delivery_input input = { .type = SK_DELIVERY_INPUT_OPENED };
    enum sk_err err = open_journal(runner, &input.number, &runner->text);
    bool is_opened = !err;
    if (!err) {
        err = make_receiver(runner, &runner->text);
    }
    if (err) {
        runner->open_at = now_of(runner) + (is_opened ? BEHIND_MS : OPEN_AGAIN_MS);
    } else {
        runner->open_at = -1;
        step(runner, &input);
    }
    if (err && is_opened) {
        tell_trouble(runner); /* the settings do not do */
    }
}

static void keep_letter(void *data, const struct sk_letter *letter) {
    struct sk_delivery_runner *runner = data;
    struct kept_letter *kept = &runner->letters[runner->count];
    size_t id_at = runner->texts.length;
    if (runner->count == SK_DELIVERY_LETTERS ||
        sk_buf_add(&runner->texts, letter->id, strlen(letter->id) + 1) ||
        sk_buf_add(&runner->texts, letter->text, letter->length)) {
        runner->count = SK_DELIVERY_LETTERS + 1; /* not enough memory */
        return;
    }
    *kept = (struct kept_letter){ .letter = *letter,
                                  .id_at = id_at,
                                  .text_at = id_at + strlen(letter->id) + 1 };
    runner->count++;
}

static enum sk_err read_letters(struct sk_delivery_runner *runner, int64_t after, int32_t limit,
                                struct sk_delivery_input *input, struct sk_err_info *info) {
    struct sk_letter_request request = { .format = runner->format,
                                         .after = after,
                                         .limit = limit,
                                         .again = runner->again,
                                         .bench = runner->bench };
    enum sk_err err = SK_OK;
    runner->count = 0;
    sk_buf_clear(&runner->texts);
    if (!runner->journal) {
        err = sk_journal_create(&runner->journal, runner->journal_path, SK_JOURNAL_READ, info);
    }
    if (!err) {
        err = sk_letter_read(runner->journal, &request, keep_letter, runner, &input->number,
                             &input->has_more, info);
    }
    if (!err && runner->count > SK_DELIVERY_LETTERS) {
        err = sk_fail(info, SK_ERR_NOMEM, "not enough memory to deliver anything");
    }
    return err;
}

static void do_read(struct sk_delivery_runner *runner, const struct sk_delivery_effect *effect) {
    struct sk_delivery_letter letters[SK_DELIVERY_LETTERS];
    struct sk_delivery_input input = { .type = SK_DELIVERY_INPUT_READ, .letters = letters };
    if (read_letters(runner, effect->number, effect->limit, &input, &runner->text) != SK_OK) {
        struct sk_delivery_input failed = { .type = SK_DELIVERY_INPUT_NOT_READ };
        close_journal(runner); /* it may be another file by now */
        runner->count = 0;
        tell_trouble(runner);
        step(runner, &failed);
        return;
    }
    for (int32_t i = 0; i < runner->count; i++) {
        struct kept_letter *kept = &runner->letters[i];
        kept->letter.id = runner->texts.data + kept->id_at;
        kept->letter.text = runner->texts.data + kept->text_at;
        letters[i] = (struct sk_delivery_letter){ kept->letter.seq, kept->letter.pair };
    }
    input.count = runner->count;
    step(runner, &input);
}

/* --- the receiver ------------------------------------------------------------------------- */

static void do_deliver(struct sk_delivery_runner *runner, const struct sk_delivery_effect *effect) {
    struct sk_letter letters[SK_DELIVERY_LETTERS];
    struct sk_delivery_input input = { .type = SK_DELIVERY_INPUT_ANSWER };
    for (int32_t i = 0; i < effect->count; i++) {
        letters[i] = runner->letters[effect->first + i].letter;
    }
    runner->text.text[0] = '\0';
    input.end = runner->receiver->ops->deliver(runner->receiver, letters, effect->count,
                                               &input.retry_after, &runner->text);
    if (input.end == SK_DELIVERY_END_TAKEN) {
        tell_recovered(runner);
    } else {
        tell_trouble(runner);
    }
    step(runner, &input);
}

static void do_record(struct sk_delivery_runner *runner, const struct sk_delivery_effect *effect) {
    struct sk_delivery_news news = { .type = SK_DELIVERY_DEAD,
                                     .record = { .event = SK_EVENT_UNDELIVERED },
                                     .text = runner->text };
    memcpy(news.receiver, runner->name, sizeof(news.receiver));
    for (int32_t i = 0; i < runner->count; i++) {
        if (runner->letters[i].letter.seq == effect->letter.seq) {
            news.record.pair.refers = runner->letters[i].letter.event;
        }
    }
    (void)snprintf(news.record.note, sizeof(news.record.note), "%s: pair %" PRId64 ": %.300s",
                   runner->name, effect->letter.pair, runner->text.text);
    if (!runner->ports.report(runner->ports.data, &news)) {
        struct sk_delivery_input unsaved = { .type = SK_DELIVERY_INPUT_UNSAVED };
        step(runner, &unsaved);
    }
}

static void carry_out(struct sk_delivery_runner *runner, const struct sk_delivery_effect *effect) {
    switch (effect->type) {
    case SK_DELIVERY_EFFECT_READ:
        do_read(runner, effect);
        break;
    case SK_DELIVERY_EFFECT_DELIVER:
        do_deliver(runner, effect);
        break;
    case SK_DELIVERY_EFFECT_ACKNOWLEDGE:
        runner->ports.acknowledge(runner->ports.data, runner->name, effect->number);
        break;
    case SK_DELIVERY_EFFECT_RECORD:
        do_record(runner, effect);
        break;
    }
}

/* --- the thread --------------------------------------------------------------------------- */

/* Another journal's numbers are not acknowledged in this one. */
static bool must_look_up(struct sk_delivery_runner *runner) {
    pthread_mutex_lock(&runner->lock);
    bool must = runner->stop || runner->is_opened;
    pthread_mutex_unlock(&runner->lock);
    return must;
}

static void pump(struct sk_delivery_runner *runner) {
    struct sk_delivery_effect effect;
    while (!must_look_up(runner) && sk_delivery_next(&runner->delivery, now_of(runner), &effect)) {
        carry_out(runner, &effect);
    }
}

static bool has_word(const struct sk_delivery_runner *runner) {
    return runner->stop || runner->is_opened || runner->is_written || runner->is_saved ||
           runner->is_unsaved;
}

/* Takes what others say, in this order. False: the end. */
static bool hear(struct sk_delivery_runner *runner) {
    struct sk_delivery_input saved = { .type = SK_DELIVERY_INPUT_SAVED };
    struct sk_delivery_input unsaved = { .type = SK_DELIVERY_INPUT_UNSAVED };
    struct sk_delivery_input news = { .type = SK_DELIVERY_INPUT_NEWS };
    sk_ms now = now_of(runner);
    pthread_mutex_lock(&runner->lock);
    bool stop = runner->stop;
    bool is_opened = runner->is_opened;
    bool is_written = runner->is_written || now >= runner->look_at;
    bool is_saved = runner->is_saved;
    bool is_unsaved = runner->is_unsaved;
    runner->is_opened = runner->is_written = runner->is_saved = runner->is_unsaved = false;
    pthread_mutex_unlock(&runner->lock);
    runner->look_at = is_written ? now + LOOK_MS : runner->look_at;
    if (!stop && (is_opened || (runner->open_at >= 0 && now >= runner->open_at))) {
        open_anew(runner);
    }
    if (is_saved || is_unsaved) {
        step(runner, is_saved ? &saved : &unsaved);
    }
    if (is_written) {
        step(runner, &news);
    }
    return !stop;
}

/* Waits for a word, or until it is time for something. */
static void wait_for_word(struct sk_delivery_runner *runner) {
    sk_ms now = now_of(runner);
    sk_ms at = sk_earlier(sk_delivery_deadline(&runner->delivery, now), runner->open_at);
    at = sk_earlier(at, runner->look_at);
    struct timespec until = sk_timed_cond_after(at > now ? at - now : 0);
    bool timed_out = false;
    pthread_mutex_lock(&runner->lock);
    while (!has_word(runner) && !timed_out) {
        timed_out = pthread_cond_timedwait(&runner->changed, &runner->lock, &until) != 0;
    }
    pthread_mutex_unlock(&runner->lock);
}

/* Of what was taken while the end came. */
static void tell_last_number(struct sk_delivery_runner *runner) {
    pthread_mutex_lock(&runner->lock);
    bool is_another = runner->is_opened; /* journal by now */
    pthread_mutex_unlock(&runner->lock);
    if (!is_another && runner->delivery.acknowledged > runner->delivery.told) {
        runner->ports.acknowledge(runner->ports.data, runner->name, runner->delivery.acknowledged);
    }
}

static void *run(void *data) {
    struct sk_delivery_runner *runner = data;
    while (hear(runner)) {
        pump(runner);
        wait_for_word(runner);
    }
    tell_last_number(runner);
    return NULL;
}

/* --- life --------------------------------------------------------------------------------- */

enum sk_err sk_delivery_runner_create(struct sk_delivery_runner **out,
                                      const struct sk_delivery_runner_options *options,
                                      const struct sk_delivery_ports *ports) {
    struct sk_delivery_runner *runner = calloc(1, sizeof(*runner));
    if (!runner) {
        return SK_ERR_NOMEM;
    }
    (void)snprintf(runner->name, sizeof(runner->name), "%s", options->name);
    runner->journal_path = strdup(options->journal_path);
    runner->bench = strdup(options->bench);
    runner->format = options->format;
    runner->again = options->again;
    runner->clock = options->clock;
    runner->ports = *ports;
    runner->open_at = -1;
    runner->look_at = now_of(runner) + LOOK_MS;
    runner->texts.limit = TEXTS_MAX;
    sk_delivery_init(&runner->delivery, &options->rules);
    bool has_lock = pthread_mutex_init(&runner->lock, NULL) == 0;
    bool has_cond = has_lock && sk_timed_cond_init(&runner->changed);
    if (runner->journal_path && runner->bench && has_cond &&
        pthread_create(&runner->thread, NULL, run, runner) == 0) {
        *out = runner;
        return SK_OK;
    }
    if (has_cond) {
        pthread_cond_destroy(&runner->changed);
    }
    if (has_lock) {
        pthread_mutex_destroy(&runner->lock);
    }
    free(runner->journal_path);
    free(runner->bench);
    free(runner);
    return SK_ERR_NOMEM;
}

static void say(struct sk_delivery_runner *runner, bool *word) {
    pthread_mutex_lock(&runner->lock);
    *word = true;
    pthread_cond_signal(&runner->changed);
    pthread_mutex_unlock(&runner->lock);
}

void sk_delivery_runner_opened(struct sk_delivery_runner *runner) {
    say(runner, &runner->is_opened);
}

void sk_delivery_runner_written(struct sk_delivery_runner *runner) {
    say(runner, &runner->is_written);
}

void sk_delivery_runner_saved(struct sk_delivery_runner *runner, bool is_saved) {
    say(runner, is_saved ? &runner->is_saved : &runner->is_unsaved);
}

void sk_delivery_runner_destroy(struct sk_delivery_runner *runner) {
    if (!runner) {
        return;
    }
    pthread_mutex_lock(&runner->lock);
    runner->stop = true;
    if (runner->receiver) {
        runner->receiver->ops->stop(runner->receiver);
    }
    pthread_cond_signal(&runner->changed);
    pthread_mutex_unlock(&runner->lock);
    pthread_join(runner->thread, NULL);
    if (runner->receiver) {
        runner->receiver->ops->destroy(runner->receiver);
    }
    close_journal(runner);
    sk_buf_finish(&runner->texts);
    pthread_cond_destroy(&runner->changed);
    pthread_mutex_destroy(&runner->lock);
    free(runner->journal_path);
    free(runner->bench);
    free(runner);
}
