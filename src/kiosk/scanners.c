#define SK_LOG_MODULE "kiosk"

#include "kiosk/scanners.h"

#include "app/settings/evdev_options.h"
#include "app/settings/serial_options.h"
#include "app/settings/usb_options.h"
#include "base/assert.h"
#include "base/log.h"
#include "input/usb/usb_reader.h"

bool sk_scanners_init(struct sk_scanners *self, const struct sk_config *config,
                      struct sk_scan_sink *sink) {
    *self = (struct sk_scanners){ .config = config, .sink = sink };
    return pthread_mutex_init(&self->lock, NULL) == 0;
}

void sk_scanners_finish(struct sk_scanners *self) {
    pthread_mutex_destroy(&self->lock);
}

static enum sk_err add(struct sk_scanners *self, struct sk_reader *reader,
                       struct sk_err_info *info) {
    SK_ASSERT(self->count < SK_SCANNERS_MAX);
    enum sk_err err = reader->ops->start(reader, self->sink, info);
    if (err) {
        reader->ops->destroy(reader);
    } else {
        self->readers[self->count++] = reader;
    }
    return err;
}

static void add_or_warn(struct sk_scanners *self, struct sk_reader *reader, enum sk_err err,
                        struct sk_err_info *info, const char *what) {
    if (!err) {
        err = add(self, reader, info);
    }
    if (err) {
        sk_log_warning("%s are not read: %s", what, info->text);
    }
}

static void start_usb(struct sk_scanners *self) {
    struct sk_reader *reader = NULL;
    struct sk_usb_options options;
    struct sk_err_info info = { "" };
    enum sk_err err = sk_usb_options_from(self->config, &options, &info);
    if (!err) {
        err = sk_usb_reader_create(&reader, &options, sk_clock_system(), &info);
    }
    add_or_warn(self, reader, err, &info, "USB scanners");
}

static void start_evdev(struct sk_scanners *self) {
    struct sk_reader *reader = NULL;
    struct sk_evdev_options options;
    struct sk_err_info info = { "" };
    enum sk_err err = sk_evdev_options_from(self->config, &options, &info);
    if (!err) {
        err = sk_evdev_reader_create(&reader, &options, sk_clock_system(), &info);
    }
    add_or_warn(self, reader, err, &info, "scanners on Bluetooth");
}

static void start_serial(struct sk_scanners *self) {
    struct sk_reader *reader = NULL;
    struct sk_serial_options options;
    struct sk_err_info info = { "" };
    enum sk_err err = sk_serial_options_from(self->config, &options, &info);
    if (!err && options.devices.count == 0) {
        return;
    }
    if (!err) {
        err = sk_serial_reader_create(&reader, &options, sk_clock_system(), &info);
    }
    add_or_warn(self, reader, err, &info, "scanners on serial lines");
}

void sk_scanners_start(struct sk_scanners *self) {
    pthread_mutex_lock(&self->lock);
    start_evdev(self);
    start_serial(self);
    if (self->config->usb.enabled) {
        start_usb(self);
    }
    pthread_mutex_unlock(&self->lock);
}

void sk_scanners_stop(struct sk_scanners *self) {
    pthread_mutex_lock(&self->lock);
    for (size_t i = 0; i < self->count; i++) {
        self->readers[i]->ops->stop(self->readers[i]);
    }
    for (size_t i = 0; i < self->count; i++) {
        self->readers[i]->ops->join(self->readers[i]);
        self->readers[i]->ops->destroy(self->readers[i]);
    }
    self->count = 0;
    pthread_mutex_unlock(&self->lock);
}

void sk_scanners_reply(struct sk_scanners *self, const char *device, enum sk_reply reply) {
    if (pthread_mutex_trylock(&self->lock) != 0) {
        return;
    }
    for (size_t i = 0; i < self->count; i++) {
        struct sk_reader *reader = self->readers[i];
        if (reader->ops->reply) {
            reader->ops->reply(reader, device, reply);
        }
    }
    pthread_mutex_unlock(&self->lock);
}
