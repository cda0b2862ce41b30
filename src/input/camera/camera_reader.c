#define SK_LOG_MODULE "camera"
#include "input/camera/camera_reader.h"

#include "base/assert.h"
#include "base/language.h"
#include "base/log.h"
#include "base/timed_cond.h"
#include "base/util.h"
#include "input/camera/agree.h"
#include "input/camera/budget.h"
#include "input/camera/capture.h"
#include "input/camera/decode.h"
#include "input/camera/halve.h"
#include "input/camera/joiner.h"
#include "input/reader_thread.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
    LIVE_BUDGET_MS = 20, /* a camera shows the label again soon, ... */
    THOROUGH_TIMES = 5,  /* ... but the costly passes get so many times what the cheap ones take */
    QUICK_BUDGET_MS = 2000, /* the cheap passes are bounded by themselves */
    FILE_BUDGET_MS = 1000,  /* a file is shown once, and nobody waits */
    THOROUGH_EVERY = 4,     /* live pictures: the others get the cheap passes only */
    ALL_EVERY = 16,   /* every so often all there is, whether or not there is a sign of a code, */
    ALL_TIMES = 20,   /* with so many times what the cheap passes take */
    WEAK_FRAMES = 2,  /* that must agree on a symbol without a check character */
    VIEW_WIDTH = 800, /* wider pictures are halved for the view */
    CELLS_X = 24,     /* grid by which pictures are compared */
    CELLS_Y = 14,
    SAME_LEVELS = 3,     /* grey levels by which each cell of the same picture may differ */
    SAME_MS = 400,       /* after which the same picture is decoded again anyway */
    PATIENCE_MS = 700,   /* what is only complained about waits for a label beside it */
    PART_MS = 5000,      /* a part of a text is remembered so long */
    PART_TELL_MS = 1200, /* ... and told about when the others have not come */
};

static const char two_labels[] =
    SK_N("Two different labels of the same kind are in view. Show only one.");

struct camera_reader {
    struct sk_reader reader;
    struct sk_capture_sink capture_sink;
    struct sk_reader_thread thread; /* takes pictures */
    pthread_t decode_thread;
    bool decode_runs;
    char device[512];
    struct sk_camera_controls controls;
    int width, height, share;
    bool is_files;
    struct sk_album *album; /* borrowed; NULL: nobody keeps a picture */

    struct sk_decoder *decoder; /* these belong to the decoding thread */
    struct sk_joiner joiner;
    struct sk_agree agree;
    struct sk_grey looked_at;
    struct sk_symbols symbols;
    enum sk_agree_verdict verdicts[SK_SYMBOLS_MAX];
    uint8_t cells[CELLS_X * CELLS_Y];
    bool has_cells;
    unsigned decoded; /* pictures */
    int64_t quick_us; /* CPU time that the cheap passes take, smoothed */
    int64_t spent_us; /* CPU time that a picture takes, smoothed */
    bool told_two;
    struct sk_scan scan;

    pthread_mutex_t lock; /* what follows is shared */
    pthread_cond_t changed;
    bool stopping;
    bool has_picture;
    uint64_t pictures; /* that came */
    uint64_t done;     /* number of the last one that was looked at */
    uint64_t taken;    /* number of the one in looked_at */
    struct sk_grey newest;
    struct sk_camera_view view;

    pthread_mutex_t sink_lock; /* both threads use the sink, one at a time */
    struct sk_reader_status status;
    char note[sizeof(((struct sk_reader_status *)NULL)->text)]; /* what capture says of READY */
};

/* -- status and scans -------------------------------------------------------------------------- */

static void send_status(struct camera_reader *self, enum sk_reader_health health,
                        const char *device, const char *text) {
    struct sk_reader_status status;
    memset(&status, 0, sizeof(status)); /* padding, too: it is compared */
    status.source = SK_SOURCE_CAMERA;
    status.health = health;
    snprintf(status.device, sizeof(status.device), "%s", device);
    snprintf(status.text, sizeof(status.text), "%s", text);
    pthread_mutex_lock(&self->sink_lock);
    /* A camera that is searched for once a second would report the same once a second. */
    if (memcmp(&status, &self->status, sizeof(status)) != 0) {
        self->status = status;
        sk_log_debug("'%s' is now %s: %s", device, sk_reader_health_name(health), text);
        self->thread.sink->ops->status(self->thread.sink, &status);
    }
    pthread_mutex_unlock(&self->sink_lock);
}

static void capture_status(struct sk_capture_sink *sink, enum sk_reader_health health,
                           const char *device, const char *text) {
    struct camera_reader *self = sk_container_of(sink, struct camera_reader, capture_sink);
    pthread_mutex_lock(&self->sink_lock);
    snprintf(self->note, sizeof(self->note), "%s", text);
    pthread_mutex_unlock(&self->sink_lock);
    send_status(self, health, device, text);
}

/* Two labels of a kind in view, or no longer: the device's own status stays. */
static void tell_two(struct camera_reader *self, bool two) {
    if (two == self->told_two) {
        return;
    }
    self->told_two = two;
    pthread_mutex_lock(&self->sink_lock);
    struct sk_reader_status status = self->status;
    snprintf(status.text, sizeof(status.text), "%s", two ? two_labels : self->note);
    pthread_mutex_unlock(&self->sink_lock);
    if (status.health == SK_READER_READY) {
        send_status(self, SK_READER_READY, status.device, status.text);
    }
}

static void push(struct camera_reader *self, const struct sk_symbol *symbol) {
    struct sk_scan *scan = &self->scan;
    memset(scan, 0, sizeof(*scan));
    scan->source = SK_SOURCE_CAMERA;
    scan->symbology = symbol->gs1 && symbol->symbology == SK_SYMBOLOGY_CODE128
                          ? SK_SYMBOLOGY_GS1_128
                          : symbol->symbology;
    struct sk_clock *clock = sk_clock_system();
    scan->at = clock->ops->now(clock);
    sk_scan_set_text(scan, symbol->text, symbol->length);
    scan->is_part = sk_joiner_is_part(symbol);
    scan->part = scan->is_part ? symbol->sequence.index : 0;
    scan->parts = scan->is_part ? symbol->sequence.count : 0;
    if (self->album) {
        sk_album_mark(self->album, self->taken);
        scan->picture = self->taken;
    }
    sk_log_debug("read '%s'", scan->text);
    pthread_mutex_lock(&self->sink_lock);
    bool pushed = self->thread.sink->ops->push(self->thread.sink, scan);
    pthread_mutex_unlock(&self->sink_lock);
    if (!pushed) {
        /* The label is still there: the next frame offers it again. */
        sk_agree_forget(&self->agree, symbol);
    }
}

/* -- pictures come ----------------------------------------------------------------------------- */

/* lock is held. */
static void update_view(struct camera_reader *self, const struct sk_grey *grey) {
    struct sk_camera_view *view = &self->view;
    enum sk_err err = SK_OK;
    if (grey->width > VIEW_WIDTH) {
        err = sk_grey_halve(&view->grey, grey);
    } else {
        err = sk_grey_resize(&view->grey, grey->width, grey->height);
        for (int y = 0; !err && y < grey->height; y++) {
            memcpy(view->grey.pixels + (ptrdiff_t)y * view->grey.stride,
                   grey->pixels + (ptrdiff_t)y * grey->stride, (size_t)grey->width);
        }
    }
    if (!err) {
        view->number++;
    }
}

static void capture_picture(struct sk_capture_sink *sink, struct sk_grey *grey,
                            const struct sk_frame *frame, bool wait) {
    struct camera_reader *self = sk_container_of(sink, struct camera_reader, capture_sink);
    struct sk_clock *clock = sk_clock_system();
    if (self->album) { /* only this thread counts pictures */
        sk_album_put(self->album, self->pictures + 1, frame, clock->ops->now(clock));
    }
    pthread_mutex_lock(&self->lock);
    update_view(self, grey);
    /* There is never a backlog: a newer picture replaces one that nobody has looked at. */
    struct sk_grey older = self->newest;
    self->newest = *grey;
    *grey = older;
    self->has_picture = true;
    uint64_t number = ++self->pictures;
    pthread_cond_broadcast(&self->changed);
    while (wait && self->done < number && !self->stopping) {
        pthread_cond_wait(&self->changed, &self->lock);
    }
    pthread_mutex_unlock(&self->lock);
}

static void *capture_main(void *data) {
    struct camera_reader *self = data;
    const struct sk_capture capture = { .thread = &self->thread,
                                        .sink = &self->capture_sink,
                                        .device = self->device,
                                        .controls = &self->controls,
                                        .width = self->width,
                                        .height = self->height };
    sk_capture_run(&capture);
    return NULL;
}

/* -- pictures are looked at -------------------------------------------------------------------- */

/* True: the picture is practically the same as the last one that was decoded. Else remembers it. */
static bool is_same(struct camera_reader *self, const struct sk_grey *grey) {
    uint8_t cells[CELLS_X * CELLS_Y];
    bool same = self->has_cells;
    for (int i = 0; i < CELLS_X * CELLS_Y; i++) {
        int x0 = i % CELLS_X * grey->width / CELLS_X;
        int x1 = (i % CELLS_X + 1) * grey->width / CELLS_X;
        int y0 = i / CELLS_X * grey->height / CELLS_Y;
        int y1 = (i / CELLS_X + 1) * grey->height / CELLS_Y;
        int sum = 0;
        int count = 0;
        for (int y = y0; y < y1; y += 4) {
            const uint8_t *row = grey->pixels + (ptrdiff_t)y * grey->stride;
            for (int x = x0; x < x1; x += 4) {
                sum += row[x];
                count++;
            }
        }
        cells[i] = (uint8_t)(count ? sum / count : 0);
        same = same && abs(cells[i] - self->cells[i]) <= SAME_LEVELS;
    }
    if (!same) {
        memcpy(self->cells, cells, sizeof(cells));
        self->has_cells = true;
    }
    return same;
}

static enum sk_camera_mark_kind mark_of(enum sk_agree_verdict verdict) {
    switch (verdict) {
    case SK_AGREE_TAKE:
    case SK_AGREE_IN_VIEW:
        return SK_CAMERA_MARK_TAKEN;
    case SK_AGREE_WAIT:
    case SK_AGREE_PART:
        return SK_CAMERA_MARK_WAIT;
    case SK_AGREE_REFUSED:
        return SK_CAMERA_MARK_REFUSED;
    case SK_AGREE_FOREIGN:
        return SK_CAMERA_MARK_FOREIGN;
    }
    SK_UNREACHABLE("verdict on a code");
}

static void publish_marks(struct camera_reader *self) {
    pthread_mutex_lock(&self->lock);
    struct sk_camera_view *view = &self->view;
    float scale = self->looked_at.width > VIEW_WIDTH ? 0.5f : 1.0f;
    view->mark_count = self->symbols.count;
    for (int i = 0; i < self->symbols.count; i++) {
        view->mark[i].kind = mark_of(self->verdicts[i]);
        for (int k = 0; k < 4; k++) {
            struct sk_point corner = self->symbols.item[i].outline[k];
            view->mark[i].outline[k] = (struct sk_point){ corner.x * scale, corner.y * scale };
        }
    }
    view->number++;
    pthread_mutex_unlock(&self->lock);
}

static enum sk_effort effort_of(const struct camera_reader *self) {
    if (self->is_files || self->decoded % ALL_EVERY == ALL_EVERY - 1) {
        return SK_EFFORT_ALL;
    }
    return self->decoded % THOROUGH_EVERY == THOROUGH_EVERY - 1 ? SK_EFFORT_THOROUGH
                                                                : SK_EFFORT_QUICK;
}

/* The cheap passes on every picture, with all the time they need; the others on every few, with a
 * few times as much: so a fixed figure for fast machines does not shut out slow ones. */
static void decode(struct camera_reader *self) {
    enum sk_effort effort = effort_of(self);
    int budget_ms = self->is_files ? FILE_BUDGET_MS : QUICK_BUDGET_MS;
    if (effort != SK_EFFORT_QUICK && !self->is_files) {
        int times = effort == SK_EFFORT_ALL ? ALL_TIMES : THOROUGH_TIMES;
        budget_ms = (int)(self->quick_us * times / 1000);
        budget_ms = budget_ms < LIVE_BUDGET_MS ? LIVE_BUDGET_MS : budget_ms;
    }
    self->decoded++;
    enum sk_err err =
        effort == SK_EFFORT_QUICK
            ? sk_decoder_follow(self->decoder, &self->looked_at, budget_ms, &self->symbols)
            : sk_decoder_look(self->decoder, &self->looked_at, effort, budget_ms, &self->symbols);
    if (err) {
        self->symbols.count = 0; /* no memory now; the next picture may be luckier */
    }
    if (effort == SK_EFFORT_QUICK) {
        self->quick_us += (sk_decoder_own_us(self->decoder) - self->quick_us) / 4;
    }
}

/* Decodes unless nothing has changed, judges, delivers. Returns the microseconds of CPU time that
 * it took on all threads: wall time would grow with whatever else the machine does, and so would
 * the pauses. */
static int64_t look(struct camera_reader *self, int64_t *decoded_at_us) {
    struct sk_clock *clock = sk_clock_system();
    struct sk_budget own = sk_budget_of(0, 0);
    int64_t helper_us = 0;
    bool waits = false;
    for (int i = 0; i < self->symbols.count; i++) {
        waits = waits || self->verdicts[i] == SK_AGREE_WAIT;
    }
    bool same = is_same(self, &self->looked_at);
    int lone_part = -1;
    if (!same || waits || self->is_files || own.begin_us - *decoded_at_us > SAME_MS * 1000) {
        *decoded_at_us = own.begin_us;
        decode(self);
        helper_us = sk_decoder_helper_us(self->decoder);
        lone_part = sk_joiner_frame(&self->joiner, &self->symbols, clock->ops->now(clock));
    }
    bool two = sk_agree_frame(&self->agree, &self->symbols, clock->ops->now(clock), self->verdicts);
    for (int i = 0; i < self->symbols.count; i++) {
        if (self->verdicts[i] == SK_AGREE_TAKE || i == lone_part) {
            push(self, &self->symbols.item[i]);
        }
    }
    tell_two(self, two);
    publish_marks(self);
    return sk_budget_used_us(&own) + helper_us;
}

/* Sleeps so that decoding keeps to its share of one core; newer pictures come meanwhile. By the
 * average cost of a picture: after a costly one, a new label would otherwise wait five times as
 * long. */
static void rest(struct camera_reader *self, int64_t spent_us) {
    self->spent_us += (spent_us - self->spent_us) / THOROUGH_EVERY;
    int64_t end_us = sk_budget_now_us() + self->spent_us * (100 - self->share) / self->share;
    struct timespec until = { .tv_sec = (time_t)(end_us / 1000000),
                              .tv_nsec = (long)(end_us % 1000000) * 1000 };
    pthread_mutex_lock(&self->lock);
    while (!self->stopping &&
           pthread_cond_timedwait(&self->changed, &self->lock, &until) != ETIMEDOUT) {
    }
    pthread_mutex_unlock(&self->lock);
}

static void *decode_main(void *data) {
    struct camera_reader *self = data;
    int64_t decoded_at_us = 0;
    for (;;) {
        pthread_mutex_lock(&self->lock);
        while (!self->has_picture && !self->stopping) {
            pthread_cond_wait(&self->changed, &self->lock);
        }
        bool stop = self->stopping;
        if (!stop) {
            struct sk_grey older = self->looked_at;
            self->looked_at = self->newest;
            self->newest = older;
            self->has_picture = false;
            self->taken = self->pictures;
        }
        pthread_mutex_unlock(&self->lock);
        if (!stop && self->album) {
            sk_album_look(self->album, self->taken);
        }
        if (stop) {
            return NULL;
        }
        int64_t spent_us = look(self, &decoded_at_us);
        pthread_mutex_lock(&self->lock);
        self->done = self->taken;
        pthread_cond_broadcast(&self->changed);
        pthread_mutex_unlock(&self->lock);
        if (!self->is_files) {
            rest(self, spent_us);
        }
    }
}

/* -- the reader -------------------------------------------------------------------------------- */

static void reader_destroy(struct sk_reader *reader) {
    if (!reader) {
        return;
    }
    struct camera_reader *self = sk_container_of(reader, struct camera_reader, reader);
    sk_decoder_destroy(self->decoder);
    sk_grey_finish(&self->looked_at);
    sk_grey_finish(&self->newest);
    sk_grey_finish(&self->view.grey);
    sk_reader_thread_finish(&self->thread);
    pthread_cond_destroy(&self->changed);
    pthread_mutex_destroy(&self->lock);
    pthread_mutex_destroy(&self->sink_lock);
    free(self);
}

static void reader_stop(struct sk_reader *reader) {
    struct camera_reader *self = sk_container_of(reader, struct camera_reader, reader);
    pthread_mutex_lock(&self->lock);
    self->stopping = true;
    pthread_cond_broadcast(&self->changed);
    pthread_mutex_unlock(&self->lock);
    sk_reader_thread_stop(&self->thread);
}

static void reader_join(struct sk_reader *reader) {
    struct camera_reader *self = sk_container_of(reader, struct camera_reader, reader);
    sk_reader_thread_join(&self->thread);
    if (self->decode_runs) {
        (void)pthread_join(self->decode_thread, NULL); /* fails only for one that is not there */
        self->decode_runs = false;
    }
}

static enum sk_err reader_start(struct sk_reader *reader, struct sk_scan_sink *sink,
                                struct sk_err_info *info) {
    struct camera_reader *self = sk_container_of(reader, struct camera_reader, reader);
    self->thread.sink = sink;
    int failed = pthread_create(&self->decode_thread, NULL, decode_main, self);
    if (failed) {
        return sk_fail(info, SK_ERR_NOMEM, "cannot start the camera's thread: %s",
                       strerror(failed));
    }
    self->decode_runs = true;
    enum sk_err err = sk_reader_thread_start(&self->thread, sink, capture_main, self, info);
    if (err) {
        reader_stop(reader);
        reader_join(reader);
    }
    return err;
}

static const struct sk_reader_ops reader_ops = {
    .start = reader_start, .stop = reader_stop, .join = reader_join, .destroy = reader_destroy
};
static const struct sk_capture_sink_ops capture_ops = { .picture = capture_picture,
                                                        .status = capture_status };

static void init_locks(struct camera_reader *self) {
    (void)sk_timed_cond_init(&self->changed);
    pthread_mutex_init(&self->lock, NULL);
    pthread_mutex_init(&self->sink_lock, NULL);
}

enum sk_err sk_camera_reader_create(struct sk_reader **out, const struct sk_camera_options *options,
                                    struct sk_err_info *info) {
    struct camera_reader *self = calloc(1, sizeof(*self));
    if (!self) {
        return sk_fail(info, SK_ERR_NOMEM, "no memory for the camera");
    }
    self->reader.ops = &reader_ops;
    self->capture_sink.ops = &capture_ops;
    self->controls = options->controls;
    self->width = options->width;
    self->height = options->height;
    self->share = options->share < 1 ? 1 : options->share > 100 ? 100 : options->share;
    self->is_files = sk_capture_is_files(options->device);
    self->album = options->album;
    snprintf(self->device, sizeof(self->device), "%s", options->device);
    init_locks(self);
    sk_agree_init(&self->agree, options->rules, options->rearm, self->is_files ? 0 : PATIENCE_MS,
                  WEAK_FRAMES);
    const struct sk_joiner_rules rules = { .encoding = options->encoding,
                                           .part = PART_MS,
                                           .joined = options->rearm,
                                           .tell = self->is_files ? 0 : PART_TELL_MS };
    sk_joiner_init(&self->joiner, &rules);
    enum sk_err err = sk_reader_thread_init(&self->thread, info);
    if (!err) {
        const struct sk_decode_options decode = {
            .symbologies = options->symbologies,
            .budget_ms = FILE_BUDGET_MS,
            .two_threads = sysconf(_SC_NPROCESSORS_ONLN) > 1,
            .encoding = options->encoding,
        };
        err = sk_decoder_create(&self->decoder, &decode, info);
    }
    if (err) {
        reader_destroy(&self->reader);
        return err;
    }
    *out = &self->reader;
    return SK_OK;
}

bool sk_camera_reader_view(struct sk_reader *reader, struct sk_camera_view *view) {
    struct camera_reader *self = sk_container_of(reader, struct camera_reader, reader);
    bool news = false;
    pthread_mutex_lock(&self->lock);
    const struct sk_camera_view *newest = &self->view;
    if (newest->number != view->number && newest->grey.pixels &&
        sk_grey_resize(&view->grey, newest->grey.width, newest->grey.height) == SK_OK) {
        memcpy(view->grey.pixels, newest->grey.pixels,
               (size_t)newest->grey.stride * (size_t)newest->grey.height);
        view->number = newest->number;
        view->mark_count = newest->mark_count;
        memcpy(view->mark, newest->mark, sizeof(view->mark));
        news = true;
    }
    pthread_mutex_unlock(&self->lock);
    return news;
}
