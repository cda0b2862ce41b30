#define SK_LOG_MODULE "app"

#include "app/core/keeper.h"

#include "base/assert.h"
#include "base/inbox.h"
#include "base/log.h"
#include "input/camera/jpeg.h"
#include "journal/still.h"
#include "sending/keeping.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define QUIET_MS 150
#define LONGEST_MS 1500
#define FRESH_MS 1000 /* an older picture does not show what is on the bench */

/* To the thread, with the picture. */
struct keeper_job {
    int64_t number;
    struct sk_album_picture *picture;
};

struct sk_keeper {
    struct sk_clock *clock;
    void (*post)(void *data, const struct sk_keeper_news *news);
    void *data;
    char journal_path[4096];
    struct sk_album *album;
    struct sk_inbox *jobs;
    pthread_t thread;
    bool has_thread;

    /* The main thread's. */
    struct sk_keeping keeping;
    struct keeper_job held[SK_KEEPING_SIZE]; /* picture NULL: free */
    bool has_trouble;
    int64_t told_without; /* pairs without one for want of room, that were logged */
};

/* --- the thread --------------------------------------------------------------------------- */

static void keep(const struct sk_keeper *keeper, const struct keeper_job *job) {
    struct sk_keeper_news news = { .number = job->number };
    unsigned char *bytes = NULL;
    size_t length = 0;
    news.err = sk_jpeg_of_frame(sk_album_frame(job->picture), SK_STILL_BYTES_MAX, &bytes, &length,
                                &news.text);
    sk_album_release(job->picture);
    if (!news.err) {
        news.err =
            sk_still_write(keeper->journal_path, job->number, bytes, length, news.hash, &news.text);
    }
    free(bytes);
    keeper->post(keeper->data, &news);
}

static void *work(void *data) {
    const struct sk_keeper *keeper = data;
    struct keeper_job job;
    while (sk_inbox_wait(keeper->jobs, &job)) {
        keep(keeper, &job);
    }
    return NULL;
}

/* --- life --------------------------------------------------------------------------------- */

enum sk_err sk_keeper_create(struct sk_keeper **out, const struct sk_keeper_options *options) {
    const struct sk_keeping_rules rules = { .quiet = QUIET_MS, .longest = LONGEST_MS };
    struct sk_keeper *keeper = calloc(1, sizeof(*keeper));
    if (!keeper) {
        return SK_ERR_NOMEM;
    }
    keeper->clock = options->clock;
    keeper->post = options->post;
    keeper->data = options->data;
    sk_keeping_init(&keeper->keeping, &rules, keeper->clock->ops->now(keeper->clock));
    int length =
        snprintf(keeper->journal_path, sizeof(keeper->journal_path), "%s", options->journal_path);
    enum sk_err err =
        length > 0 && (size_t)length < sizeof(keeper->journal_path) ? SK_OK : SK_ERR_INVALID;
    if (!err) {
        err = sk_album_create(&keeper->album);
    }
    if (!err) {
        err =
            sk_inbox_create(&keeper->jobs, sizeof(struct keeper_job), SK_KEEPING_SIZE, NULL, NULL);
    }
    if (!err) {
        keeper->has_thread = pthread_create(&keeper->thread, NULL, work, keeper) == 0;
        err = keeper->has_thread ? SK_OK : SK_ERR_NOMEM;
    }
    if (err) {
        sk_keeper_destroy(keeper);
        return err;
    }
    *out = keeper;
    return SK_OK;
}

static void end_thread(struct sk_keeper *keeper) {
    if (keeper->has_thread) {
        sk_inbox_close(keeper->jobs);
        (void)pthread_join(keeper->thread, NULL); /* fails only for one that is not there */
        keeper->has_thread = false;
    }
}

void sk_keeper_destroy(struct sk_keeper *keeper) {
    if (!keeper) {
        return;
    }
    end_thread(keeper);
    for (size_t i = 0; i < SK_KEEPING_SIZE; i++) {
        sk_album_release(keeper->held[i].picture);
    }
    sk_inbox_destroy(keeper->jobs);
    sk_album_destroy(keeper->album);
    free(keeper);
}

struct sk_album *sk_keeper_album(struct sk_keeper *keeper) {
    return keeper->album;
}

bool sk_keeper_has_trouble(const struct sk_keeper *keeper) {
    return keeper && keeper->has_trouble;
}

/* --- effects ------------------------------------------------------------------------------ */

static sk_ms now_of(const struct sk_keeper *keeper) {
    return keeper->clock->ops->now(keeper->clock);
}

static void step(struct sk_keeper *keeper, const struct sk_keeping_input *input) {
    sk_keeping_step(&keeper->keeping, input, now_of(keeper));
}

/* The picture of a pair, out of `held`. */
static struct sk_album_picture *take_held(struct sk_keeper *keeper, int64_t number) {
    struct sk_album_picture *picture = NULL;
    for (size_t i = 0; i < SK_KEEPING_SIZE && !picture; i++) {
        if (keeper->held[i].picture && keeper->held[i].number == number) {
            picture = keeper->held[i].picture;
            keeper->held[i].picture = NULL;
        }
    }
    return picture;
}

/* The one in which the label was read; the newest, if it shows the moment. */
static struct sk_album_picture *find_picture(const struct sk_keeper *keeper, uint64_t number) {
    struct sk_album_picture *picture = number ? sk_album_take(keeper->album, number) : NULL;
    if (picture) {
        return picture;
    }
    picture = sk_album_take(keeper->album, 0);
    if (picture && now_of(keeper) - sk_album_at(picture) > FRESH_MS) {
        sk_album_release(picture);
        return NULL;
    }
    return picture;
}

static void take_out(struct sk_keeper *keeper, const struct sk_keeping_effect *effect) {
    struct sk_keeping_input none = { .type = SK_KEEPING_INPUT_NONE, .number = effect->number };
    struct sk_album_picture *picture = find_picture(keeper, effect->picture);
    for (size_t i = 0; i < SK_KEEPING_SIZE && picture; i++) {
        if (!keeper->held[i].picture) {
            keeper->held[i] = (struct keeper_job){ effect->number, picture };
            return;
        }
    }
    SK_ASSERT(!picture); /* the machine counts the places */
    sk_log_debug("pair %" PRId64 ": the camera shows nothing", effect->number);
    step(keeper, &none);
}

static void write_out(struct sk_keeper *keeper, int64_t number) {
    struct sk_keeping_input failed = { .type = SK_KEEPING_INPUT_FAILED, .number = number };
    struct keeper_job job = { number, take_held(keeper, number) };
    if (!job.picture || sk_inbox_post(keeper->jobs, &job, 0) != SK_OK) {
        sk_album_release(job.picture); /* the thread has ended */
        step(keeper, &failed);
    }
}

static void record(struct sk_recorder *recorder, const struct sk_keeping_effect *effect) {
    struct sk_record event = { .event = SK_EVENT_STILL, .pair.number = effect->number };
    SK_ASSERT(recorder); /* asked for where there is one */
    memcpy(event.still, effect->hash, sizeof(event.still));
    enum sk_err err = recorder->ops->save(recorder, &event);
    SK_ASSERT(err == SK_OK); /* there is room */
}

/* recorder: NULL where nothing can be recorded just now. */
static void pump(struct sk_keeper *keeper, struct sk_recorder *recorder, size_t reserve) {
    struct sk_keeping_effect effect;
    for (;;) {
        bool may_record = recorder && recorder->ops->room(recorder) > reserve;
        if (!sk_keeping_next(&keeper->keeping, now_of(keeper), may_record, &effect)) {
            return;
        }
        switch (effect.type) {
        case SK_KEEPING_EFFECT_TAKE:
            take_out(keeper, &effect);
            break;
        case SK_KEEPING_EFFECT_LET_GO:
            sk_album_release(take_held(keeper, effect.number));
            break;
        case SK_KEEPING_EFFECT_WRITE:
            write_out(keeper, effect.number);
            break;
        case SK_KEEPING_EFFECT_RECORD:
            record(recorder, &effect);
            break;
        }
    }
}

void sk_keeper_pump(struct sk_keeper *keeper, struct sk_recorder *recorder, size_t reserve) {
    if (keeper) {
        pump(keeper, recorder, reserve);
    }
}

sk_ms sk_keeper_deadline(const struct sk_keeper *keeper, sk_ms now) {
    return keeper ? sk_keeping_deadline(&keeper->keeping, now) : -1;
}

/* --- inputs ------------------------------------------------------------------------------- */

void sk_keeper_pair(struct sk_keeper *keeper, const struct sk_pair *pair) {
    struct sk_keeping_input input = { .type = SK_KEEPING_INPUT_PAIR, .pair = pair };
    if (!keeper) {
        return;
    }
    step(keeper, &input);
    pump(keeper, NULL, 0);
    if (keeper->keeping.gone_without > keeper->told_without) {
        sk_log_warning("pictures of pairs come faster than they can be written; so far %" PRId64
                       " were not kept",
                       keeper->keeping.gone_without);
        keeper->told_without = 2 * keeper->keeping.gone_without; /* and not at each */
    }
}

void sk_keeper_told(struct sk_keeper *keeper, int64_t number) {
    struct sk_keeping_input input = { .type = SK_KEEPING_INPUT_TOLD, .number = number };
    if (keeper) {
        step(keeper, &input);
    }
}

void sk_keeper_stir(struct sk_keeper *keeper) {
    struct sk_keeping_input input = { .type = SK_KEEPING_INPUT_STIRRED };
    if (keeper) {
        step(keeper, &input);
    }
}

bool sk_keeper_saved(struct sk_keeper *keeper, const struct sk_recorder_news *news) {
    struct sk_keeping_input input = { .type = SK_KEEPING_INPUT_STIRRED, .number = news->number };
    bool is_own = news->event == SK_EVENT_STILL;
    if (news->event == SK_EVENT_INTENT) {
        input.type = SK_KEEPING_INPUT_SAVED;
    } else if (is_own) {
        input.type = SK_KEEPING_INPUT_RECORDED;
    }
    if (keeper) {
        step(keeper, &input);
    }
    return is_own;
}

void sk_keeper_take(struct sk_keeper *keeper, const struct sk_keeper_news *news) {
    struct sk_keeping_input input = { .type = news->err ? SK_KEEPING_INPUT_FAILED
                                                        : SK_KEEPING_INPUT_WRITTEN,
                                      .number = news->number,
                                      .hash = news->hash };
    step(keeper, &input);
    if (news->err && !keeper->has_trouble) {
        sk_log_about(SK_LOG_ERROR, &((struct sk_log_about){ .pair = news->number }),
                     "pair %" PRId64 ": %s; pairs go on without pictures", news->number,
                     news->text.text);
    } else if (!news->err && keeper->has_trouble) {
        sk_log_info("pictures of pairs are kept again");
    }
    keeper->has_trouble = news->err != SK_OK;
}

void sk_keeper_stop(struct sk_keeper *keeper) {
    struct sk_keeping_input hurry = { .type = SK_KEEPING_INPUT_HURRY };
    if (keeper) {
        step(keeper, &hurry);
        pump(keeper, NULL, 0);
        end_thread(keeper);
    }
}
