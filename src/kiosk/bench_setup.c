#define SK_LOG_MODULE "setup"

#include "kiosk/bench_setup.h"

#include "app/settings/evdev_options.h"
#include "app/settings/overlay.h"
#include "app/settings/scanner_changes.h"
#include "app/settings/serial_options.h"
#include "app/settings/usb_options.h"
#include "base/language.h"
#include "base/log.h"
#include "base/timed_cond.h"
#include "base/util.h"
#include "input/evdev/evdev_reader.h"
#include "input/lesson.h"
#include "input/serial/lines.h"
#include "input/usb/usb_reader.h"
#include "kiosk/bench_devices.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Between two looks at what is plugged in, each of which opens every device. */
#define LOOK_MS 1500
#define STEPS_MAX 8  /* that wait */
#define KEPT_MAX 4   /* settings, not values */
#define HEX_BYTES 16 /* of a report that are shown */

enum { READER_USB, READER_EVDEV, READER_SERIAL, READERS };

struct kept_setting {
    char name[24];
    char value[128];
};

struct sk_bench_setup {
    struct sk_scanners *scanners;
    const struct sk_config *config;
    void (*wake)(void *wake_data);
    void *wake_data;
    pthread_t thread;
    bool is_running;

    pthread_mutex_t lock; /* of what follows */
    pthread_cond_t changed;
    bool must_end;
    bool has_news;
    size_t step_count;
    enum sk_setup_step steps[STEPS_MAX];
    size_t kept_count;
    struct kept_setting kept[KEPT_MAX]; /* to be written */
    bool has_answer;                    /* answer waits */
    struct sk_scan answer;
    struct sk_model_setup shown;

    /* The thread's alone. */
    struct sk_scan_sink sink;
    bool is_listening;
    struct sk_reader *readers[READERS]; /* that listen; NULL: none of that kind does */
    struct sk_serial_options serial;    /* at the speed that is tried now */
    size_t tried;                       /* sk_serial_line_next() */
    sk_ms look_at;
    struct sk_evdev_nodes nodes; /* of the last look */
    size_t found_count;
    struct sk_bench_device found[SK_BENCH_DEVICES_MAX];
    struct sk_scan scan;
    size_t change_count;
    struct sk_scanner_change changes[SK_SCANNER_CHANGES];
};

static sk_ms now_ms(void) {
    return sk_clock_system()->ops->now(sk_clock_system());
}

/* lock is held. */
static void tell(struct sk_bench_setup *self) {
    self->has_news = true;
    self->wake(self->wake_data);
}

/* --- from the readers' threads ------------------------------------------------------------ */

/* The newest counts; one before it that nobody looked at was no barcode of ours, or the same. */
static bool take_answer(struct sk_scan_sink *sink, const struct sk_scan *scan) {
    struct sk_bench_setup *self = sk_container_of(sink, struct sk_bench_setup, sink);
    pthread_mutex_lock(&self->lock);
    self->answer = *scan;
    self->has_answer = true;
    pthread_cond_signal(&self->changed);
    pthread_mutex_unlock(&self->lock);
    return true;
}

static void take_status(struct sk_scan_sink *sink, const struct sk_reader_status *status) {
    (void)sink;
    (void)status; /* the list says it */
}

static void take_report(void *data, const char *port, const uint8_t *bytes, size_t length) {
    struct sk_bench_setup *self = data;
    char text[SK_SETUP_TEXT_SIZE];
    size_t used = (size_t)snprintf(text, sizeof(text), "%.20s:", port);
    for (size_t i = 0; i < length && i < HEX_BYTES; i++) {
        used += (size_t)snprintf(text + used, sizeof(text) - used, " %02X", bytes[i]);
    }
    if (length > HEX_BYTES) {
        (void)snprintf(text + used, sizeof(text) - used, " +%zu", length - HEX_BYTES);
    }
    pthread_mutex_lock(&self->lock);
    struct sk_model_setup *shown = &self->shown;
    memmove(shown->reports[1], shown->reports[0],
            sizeof(shown->reports) - sizeof(shown->reports[0]));
    memcpy(shown->reports[0], text, sizeof(text));
    shown->report_count += shown->report_count < SK_SETUP_REPORTS;
    tell(self);
    pthread_mutex_unlock(&self->lock);
}

/* --- what is there ------------------------------------------------------------------------ */

/* While we listen, it is ours, so that it can be opened no second time. */
static const char *state_of(const struct sk_bench_device *device) {
    return device->is_denied ? SK_N("The kiosk may not open it. IT can fix it: sag-kioskctl doctor")
           : device->is_taken ? SK_N("The kiosk reads it.")
                              : SK_N("Ignored, like any keyboard.");
}

static void fill_device(struct sk_model_setup_device *out, const struct sk_bench_device *device) {
    *out = (struct sk_model_setup_device){ .is_read = device->is_taken && !device->is_denied };
    (void)snprintf(out->name, sizeof(out->name), "%s", device->name);
    (void)snprintf(out->place, sizeof(out->place), "%.*s", (int)sizeof(out->place) - 1,
                   device->place);
    (void)snprintf(out->state, sizeof(out->state), "%s", state_of(device));
}

static void look(struct sk_bench_setup *self) {
    struct sk_model_setup seen;
    memset(&seen, 0, sizeof(seen)); /* padding too: it is compared */
    self->look_at = now_ms() + LOOK_MS;
    self->found_count = sk_bench_devices_look(self->config, &self->nodes, self->found);
    for (size_t i = 0; i < self->found_count && seen.device_count < SK_SETUP_DEVICES; i++) {
        if (!self->found[i].is_twice) {
            fill_device(&seen.devices[seen.device_count++], &self->found[i]);
        }
    }
    pthread_mutex_lock(&self->lock);
    struct sk_model_setup *shown = &self->shown;
    if (shown->device_count != seen.device_count ||
        memcmp(shown->devices, seen.devices, sizeof(seen.devices)) != 0) {
        shown->device_count = seen.device_count;
        memcpy(shown->devices, seen.devices, sizeof(seen.devices));
        tell(self);
    }
    pthread_mutex_unlock(&self->lock);
}

static const struct sk_bench_device *found_at(const struct sk_bench_setup *self, const char *key) {
    for (size_t i = 0; i < self->found_count; i++) {
        if (strcmp(self->found[i].key, key) == 0) {
            return &self->found[i];
        }
    }
    return NULL;
}

/* --- listening ---------------------------------------------------------------------------- */

static void show_error(struct sk_bench_setup *self, const char *text) {
    pthread_mutex_lock(&self->lock);
    (void)snprintf(self->shown.error, sizeof(self->shown.error), "%s", text);
    tell(self);
    pthread_mutex_unlock(&self->lock);
}

static void stop_listening(struct sk_bench_setup *self) {
    for (size_t i = 0; i < READERS; i++) {
        struct sk_reader *reader = self->readers[i];
        if (reader) {
            reader->ops->stop(reader);
            reader->ops->join(reader);
            reader->ops->destroy(reader);
            self->readers[i] = NULL;
        }
    }
    self->is_listening = false;
}

static enum sk_err start(struct sk_bench_setup *self, size_t which, struct sk_err_info *info) {
    struct sk_reader *reader = self->readers[which];
    enum sk_err err = reader->ops->start(reader, &self->sink, info);
    if (err) {
        reader->ops->destroy(reader);
        self->readers[which] = NULL;
    }
    return err;
}

static enum sk_err listen_to_usb(struct sk_bench_setup *self, struct sk_err_info *info) {
    struct sk_usb_options options;
    enum sk_err err = sk_usb_options_from(self->config, &options, info);
    options.is_learning = true;
    options.on_report = take_report;
    options.on_report_data = self;
    err = err ? err
              : sk_usb_reader_create(&self->readers[READER_USB], &options, sk_clock_system(), info);
    return err ? err : start(self, READER_USB, info);
}

static enum sk_err listen_to_keyboards(struct sk_bench_setup *self, struct sk_err_info *info) {
    struct sk_evdev_options options;
    enum sk_err err = sk_evdev_options_from(self->config, &options, info);
    options.is_learning = true;
    err = err ? err
              : sk_evdev_reader_create(&self->readers[READER_EVDEV], &options, sk_clock_system(),
                                       info);
    return err ? err : start(self, READER_EVDEV, info);
}

/* At self->serial.line. */
static enum sk_err listen_to_lines(struct sk_bench_setup *self, struct sk_err_info *info) {
    if (self->serial.devices.count == 0) {
        return SK_OK;
    }
    enum sk_err err = sk_serial_reader_create(&self->readers[READER_SERIAL], &self->serial,
                                              sk_clock_system(), info);
    return err ? err : start(self, READER_SERIAL, info);
}

static void try_next_line(struct sk_bench_setup *self) {
    struct sk_serial_options set;
    struct sk_err_info info = { "" };
    struct sk_reader *reader = self->readers[READER_SERIAL];
    if (!reader || sk_serial_options_from(self->config, &set, &info) != SK_OK) {
        return;
    }
    reader->ops->stop(reader);
    reader->ops->join(reader);
    reader->ops->destroy(reader);
    self->readers[READER_SERIAL] = NULL;
    self->serial.line = *sk_serial_line_next(&set.line, &self->tried);
    if (listen_to_lines(self, &info) != SK_OK) {
        show_error(self, info.text);
    }
}

/* The lines of the settings, and all others that there are. */
static enum sk_err find_lines(struct sk_bench_setup *self, struct sk_err_info *info) {
    struct sk_serial_devices others = { .count = 0 };
    enum sk_err err = sk_serial_options_from(self->config, &self->serial, info);
    struct sk_serial_devices *devices = &self->serial.devices;
    self->serial.is_learning = true;
    self->tried = 0;
    if (!err) {
        sk_serial_lines_find(&others, devices);
    }
    for (size_t i = 0; i < others.count && devices->count < SK_SERIAL_DEVICES_MAX; i++) {
        memcpy(devices->paths[devices->count++], others.paths[i], sizeof(others.paths[i]));
    }
    return err;
}

/* One kind that cannot be listened to does not silence the others. */
static void listen(struct sk_bench_setup *self) {
    struct sk_err_info info = { "" };
    self->is_listening = true;
    if (listen_to_usb(self, &info) != SK_OK) {
        show_error(self, info.text);
    }
    if (listen_to_keyboards(self, &info) != SK_OK) {
        show_error(self, info.text);
    }
    if (find_lines(self, &info) != SK_OK || listen_to_lines(self, &info) != SK_OK) {
        show_error(self, info.text);
    }
}

/* --- what answered ------------------------------------------------------------------------ */

static const char *fault_of(enum sk_lesson_verdict verdict) {
    switch (verdict) {
    case SK_LESSON_LEARNED:
        return "";
    case SK_LESSON_OTHER:
        return SK_N("Something else was read. Scan the barcode on this screen.");
    case SK_LESSON_DOUBLES:
        return SK_N(
            "It drops repeated characters. Set a delay between characters, or HID POS, with the barcodes in its manual.");
    case SK_LESSON_CASE:
        return SK_N(
            "It swaps capital and small letters. Turn Caps Lock off on every keyboard, and the scanner's own case conversion with its manual.");
    case SK_LESSON_CUT:
        return SK_N("Only part of the barcode arrived. Scan it again.");
    }
    return "";
}

static void list_changes(struct sk_bench_setup *self, const struct sk_bench_device *found,
                         const struct sk_lesson *lesson) {
    char line[SK_SERIAL_LINE_SIZE];
    sk_serial_line_print(&self->serial.line, line);
    const struct sk_scanner_answer answer = {
        .source = self->scan.source,
        .choice = found->is_taken || !found->choice[0] ? NULL : found->choice,
        .line = self->scan.source == SK_SOURCE_SERIAL ? line : NULL,
        .lesson = lesson,
    };
    self->change_count = sk_changes_for_scanner(self->config, &answer, self->changes);
}

/* lock is held. */
static void show_changes(struct sk_bench_setup *self) {
    struct sk_model_setup *shown = &self->shown;
    shown->change_count = self->change_count;
    for (size_t i = 0; i < self->change_count; i++) {
        const struct sk_scanner_change *change = &self->changes[i];
        struct sk_model_setup_change *out = &shown->changes[i];
        *out = (struct sk_model_setup_change){ .is_overruled = change->is_overruled };
        (void)snprintf(out->name, sizeof(out->name), "%s", change->name);
        (void)snprintf(out->value, sizeof(out->value), "%.*s", (int)sizeof(out->value) - 1,
                       change->value);
    }
}

/* A hand that types on a keyboard is no answer. */
static bool is_worth_telling(const struct sk_lesson *lesson, const struct sk_scan *scan) {
    enum { SHORTEST = 6, EVENTS_A_KEY = 2 };
    size_t least = SHORTEST * (lesson->is_typed ? SK_LESSON_KEY_BYTES * EVENTS_A_KEY : 1);
    return lesson->verdict != SK_LESSON_OTHER || scan->length >= least;
}

static void show_answer(struct sk_bench_setup *self, const struct sk_bench_device *found,
                        bool is_learned, const char *fault) {
    pthread_mutex_lock(&self->lock);
    struct sk_model_setup *shown = &self->shown;
    shown->is_learned = is_learned;
    shown->error[0] = '\0';
    (void)snprintf(shown->found, sizeof(shown->found), "%s", found->name);
    (void)snprintf(shown->fault, sizeof(shown->fault), "%s", fault);
    show_changes(self);
    tell(self);
    pthread_mutex_unlock(&self->lock);
}

static void judge(struct sk_bench_setup *self) {
    struct sk_lesson lesson;
    enum sk_layout layout = sk_changes_layout(self->config, self->scan.source);
    const struct sk_bench_device *found = found_at(self, self->scan.device);
    sk_lesson_read(self->shown.code, &self->scan, sk_lesson_is_typed(&self->scan), layout, &lesson);
    if (!found) {
        look(self);
        found = found_at(self, self->scan.device);
    }
    if (!found) {
        return;
    }
    self->change_count = 0;
    if (lesson.verdict == SK_LESSON_OTHER && self->scan.source == SK_SOURCE_SERIAL &&
        !sk_lesson_is_text(&self->scan)) {
        try_next_line(self);
        show_answer(self, found, false,
                    SK_N("The input was not text. The speed was changed: scan it again."));
    } else if (is_worth_telling(&lesson, &self->scan)) {
        if (lesson.verdict == SK_LESSON_LEARNED) {
            list_changes(self, found, &lesson);
            sk_log_info("'%s' (%s) read the test barcode; settings to change: %zu", found->name,
                        found->place, self->change_count);
        }
        show_answer(self, found, lesson.verdict == SK_LESSON_LEARNED, fault_of(lesson.verdict));
    }
}

/* --- the steps ---------------------------------------------------------------------------- */

static void begin(struct sk_bench_setup *self) {
    sk_scanners_stop(self->scanners);
    stop_listening(self);
    self->change_count = 0;
    pthread_mutex_lock(&self->lock);
    self->has_answer = false;
    memset(&self->shown, 0, sizeof(self->shown)); /* padding too: it is compared */
    sk_lesson_code((unsigned)(now_ms() / 7), self->shown.code);
    tell(self);
    pthread_mutex_unlock(&self->lock);
    look(self);
    listen(self);
}

/* A setting more in the bench's file. */
static enum sk_err write_overlay(const struct sk_bench_setup *self,
                                 const struct sk_overlay_change *changes, size_t count,
                                 struct sk_err_info *info) {
    char path[4096];
    sk_overlay_path(self->config, path, sizeof(path));
    enum sk_err err = sk_overlay_change(path, changes, count, info);
    if (err) {
        sk_log_warning("what was set up at the bench could not be saved: %s", info->text);
    }
    return err;
}

static void keep(struct sk_bench_setup *self) {
    struct sk_overlay_change changes[SK_SCANNER_CHANGES];
    struct sk_err_info info = { "" };
    for (size_t i = 0; i < self->change_count; i++) {
        changes[i].name = self->changes[i].name;
        changes[i].value = self->changes[i].value;
    }
    if (write_overlay(self, changes, self->change_count, &info) != SK_OK) {
        show_error(self, info.text);
        return;
    }
    pthread_mutex_lock(&self->lock);
    self->shown.is_saved = true;
    tell(self);
    pthread_mutex_unlock(&self->lock);
}

/* lock is held, and is held again afterwards. */
static void write_kept(struct sk_bench_setup *self) {
    struct kept_setting kept[KEPT_MAX];
    struct sk_overlay_change changes[KEPT_MAX];
    struct sk_err_info info = { "" };
    size_t count = self->kept_count;
    memcpy(kept, self->kept, sizeof(kept));
    self->kept_count = 0;
    for (size_t i = 0; i < count; i++) {
        changes[i].name = kept[i].name;
        changes[i].value = kept[i].value;
    }
    if (count > 0) {
        pthread_mutex_unlock(&self->lock);
        (void)write_overlay(self, changes, count, &info); /* told in the log */
        pthread_mutex_lock(&self->lock);
    }
}

static void do_step(struct sk_bench_setup *self, enum sk_setup_step step) {
    switch (step) {
    case SK_SETUP_BEGIN:
        begin(self);
        break;
    case SK_SETUP_KEEP:
        keep(self);
        break;
    case SK_SETUP_END:
        if (self->is_listening || self->scanners->count == 0) {
            stop_listening(self);
            sk_scanners_start(self->scanners);
        }
        break;
    }
}

/* lock is held, and is held again afterwards. */
static void wait_for_work(struct sk_bench_setup *self) {
    while (!self->must_end && self->step_count == 0 && !self->has_answer && self->kept_count == 0) {
        if (!self->is_listening) {
            (void)pthread_cond_wait(&self->changed, &self->lock);
        } else {
            struct timespec until = sk_timed_cond_after(LOOK_MS);
            if (pthread_cond_timedwait(&self->changed, &self->lock, &until) != 0) {
                return; /* time to look */
            }
        }
    }
}

static void *run(void *data) {
    struct sk_bench_setup *self = data;
    pthread_mutex_lock(&self->lock);
    while (!self->must_end) {
        enum sk_setup_step step = SK_SETUP_END;
        bool has_step = self->step_count > 0;
        bool has_answer = self->has_answer;
        if (has_step) {
            step = self->steps[0];
            self->step_count--;
            memmove(&self->steps[0], &self->steps[1], self->step_count * sizeof(self->steps[0]));
        } else if (has_answer) {
            self->scan = self->answer;
            self->has_answer = false;
        }
        pthread_mutex_unlock(&self->lock);
        if (has_step) {
            do_step(self, step);
        } else if (has_answer) {
            judge(self);
        } else if (self->is_listening && now_ms() >= self->look_at) {
            look(self);
        }
        pthread_mutex_lock(&self->lock);
        wait_for_work(self);
        write_kept(self);
    }
    pthread_mutex_unlock(&self->lock);
    stop_listening(self);
    return NULL;
}

/* --- for the main thread ------------------------------------------------------------------ */

enum sk_err sk_bench_setup_create(struct sk_bench_setup **out, struct sk_scanners *scanners,
                                  const struct sk_config *config, void (*wake)(void *wake_data),
                                  void *wake_data, struct sk_err_info *info) {
    static const struct sk_scan_sink_ops ops = { .push = take_answer, .status = take_status };
    struct sk_bench_setup *self = calloc(1, sizeof(*self));
    if (!self) {
        return sk_fail(info, SK_ERR_NOMEM, "not enough memory to start the kiosk");
    }
    self->scanners = scanners;
    self->config = config;
    self->wake = wake;
    self->wake_data = wake_data;
    self->sink.ops = &ops;
    if (pthread_mutex_init(&self->lock, NULL) != 0) {
        free(self);
        return sk_fail(info, SK_ERR_NOMEM, "not enough memory to start the kiosk");
    }
    if (!sk_timed_cond_init(&self->changed)) {
        pthread_mutex_destroy(&self->lock);
        free(self);
        return sk_fail(info, SK_ERR_NOMEM, "not enough memory to start the kiosk");
    }
    self->is_running = pthread_create(&self->thread, NULL, run, self) == 0;
    if (!self->is_running) {
        sk_bench_setup_destroy(self);
        return sk_fail(info, SK_ERR_IO, "no thread can be started for setting scanners up");
    }
    *out = self;
    return SK_OK;
}

void sk_bench_setup_destroy(struct sk_bench_setup *self) {
    if (!self) {
        return;
    }
    if (self->is_running) {
        pthread_mutex_lock(&self->lock);
        self->must_end = true;
        pthread_cond_signal(&self->changed);
        pthread_mutex_unlock(&self->lock);
        pthread_join(self->thread, NULL);
    }
    pthread_cond_destroy(&self->changed);
    pthread_mutex_destroy(&self->lock);
    free(self);
}

void sk_bench_setup_step(struct sk_bench_setup *self, enum sk_setup_step step) {
    pthread_mutex_lock(&self->lock);
    if (self->step_count == STEPS_MAX) { /* only a touch a step comes, and none is slow: the last
                                            one, whatever it is, says how it ends */
        self->step_count--;
    }
    self->steps[self->step_count++] = step;
    pthread_cond_signal(&self->changed);
    pthread_mutex_unlock(&self->lock);
}

void sk_bench_setup_keep(struct sk_bench_setup *self, const char *name, const char *value) {
    size_t at = 0;
    pthread_mutex_lock(&self->lock);
    while (at < self->kept_count && strcmp(self->kept[at].name, name) != 0) {
        at++;
    }
    if (at < KEPT_MAX) {
        (void)snprintf(self->kept[at].name, sizeof(self->kept[at].name), "%s", name);
        (void)snprintf(self->kept[at].value, sizeof(self->kept[at].value), "%s", value);
        self->kept_count = at == self->kept_count ? at + 1 : self->kept_count;
    }
    pthread_cond_signal(&self->changed);
    pthread_mutex_unlock(&self->lock);
}

bool sk_bench_setup_news(struct sk_bench_setup *self, struct sk_model_setup *out) {
    pthread_mutex_lock(&self->lock);
    bool has_news = self->has_news;
    if (has_news) {
        *out = self->shown;
        self->has_news = false;
    }
    pthread_mutex_unlock(&self->lock);
    return has_news;
}
