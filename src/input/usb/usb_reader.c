#define SK_LOG_MODULE "usb"

#include "input/usb/usb_reader.h"

#include "base/language.h"
#include "base/log.h"
#include "base/util.h"
#include "input/reader_thread.h"
#include "input/mailbox.h"
#include "input/remembered.h"
#include "input/retry.h"
#include "input/scan_queue.h"
#include "input/status_line.h"
#include "input/usb/reattach.h"
#include "input/usb/scanner.h"
#include "input/usb/sysfs.h"
#include "input/usb/uevents.h"

#include <errno.h>
#include <libusb.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PLUGS_MAX 24
#define POLL_FDS_MAX 64
/* Between looks at /sys, each of which wakes the machine: where udev does not run, and where the
 * kernel's own events are heard, of which those of a strange namespace may be missing. */
#define LOOK_MS 900
#define LOOK_WITH_EVENTS_MS 5000
#define UDEV_ALIVE "/run/udev/control"

enum device_state {
    STATE_FREE,
    STATE_TRYING,  /* to be opened at retry.at */
    STATE_READING, /* scanner is open */
    STATE_IGNORED, /* nothing for us */
};

/* A device that is plugged in. */
struct plug {
    enum device_state state;
    libusb_device *device; /* referenced; NULL: not seen again since libusb was started anew */
    uint8_t address;
    struct sk_usb_identity identity;
    bool is_taken; /* named by the list or the settings; else used only as a bar code scanner */
    char name[SK_SCAN_DEVICE_SIZE];
    struct sk_usb_scanner *scanner;
    struct usb_reader *owner;
    struct sk_retry retry;
    bool loses_doubles; /* it has shown that; until it is unplugged */
    size_t thrown_away; /* bytes of a half barcode when it was lost */
    struct sk_status_line line;
};

struct usb_reader {
    struct sk_reader reader;
    struct sk_reader_thread thread;
    struct sk_clock *clock;
    struct sk_usb_options options;
    struct sk_usb_reattach *reattach;
    struct sk_remembered remembered;
    libusb_context *usb;
    bool has_hotplug;
    bool must_look; /* the device list may have changed */
    sk_ms look_at;  /* next poll; -1: there are events */
    int uevents;    /* the kernel's events, where udev tells nothing; -1: not heard */
    bool has_said_absent;
    struct plug plugs[PLUGS_MAX];
    struct sk_scan_queue queue;
    struct sk_scan scan;
    struct sk_mailbox replies;
};

static sk_ms now_of(const struct usb_reader *self) {
    return self->clock->ops->now(self->clock);
}

/* --- what goes to the sink ---------------------------------------------------------------- */

static void set_status(struct plug *plug, enum sk_reader_health health, const char *text) {
    struct usb_reader *self = plug->owner;
    struct sk_reader_status status = { .source = SK_SOURCE_USB_HID_KEYBOARD, .health = health };
    if (plug->scanner) {
        status.source = sk_usb_scanner_source(plug->scanner);
    } else if (plug->line.is_told) {
        status.source = plug->line.status.source; /* the same line of the status bar */
    }
    (void)snprintf(status.device, sizeof(status.device), "%s", plug->name);
    (void)snprintf(status.text, sizeof(status.text), "%s", text);
    (void)sk_status_line_tell(&plug->line, self->thread.sink, &status);
}

/* What the status bar says of a scanner that works. */
static const char *idle_text(const struct plug *plug) {
    return plug->loses_doubles
               ? SK_N(
                     "This scanner may drop repeated characters: 00 becomes 0. IT can fix it: set a delay between characters, or HID POS, with its manual.")
               : "";
}

/* What the log and the bench must know of a scanner that works on. */
static void remark(struct plug *plug, const char *text) {
    set_status(plug, SK_READER_READY, text);
    set_status(plug, SK_READER_READY, idle_text(plug));
}

static void say_absent(struct usb_reader *self, const char *text) {
    struct sk_reader_status status = { .source = SK_SOURCE_USB_HID_KEYBOARD,
                                       .health = SK_READER_ABSENT };
    (void)snprintf(status.text, sizeof(status.text), "%s", text);
    self->has_said_absent = true;
    self->thread.sink->ops->status(self->thread.sink, &status);
}

static void on_scan(void *data, const struct sk_scan *scan) {
    struct plug *plug = data;
    struct usb_reader *self = plug->owner;
    self->scan = *scan;
    (void)snprintf(self->scan.device, sizeof(self->scan.device), "%s",
                   self->options.is_learning ? plug->identity.port : plug->name);
    sk_scan_queue_push(&self->queue, self->thread.sink, &self->scan, now_of(self));
}

static void on_report(void *data, const uint8_t *bytes, size_t length) {
    const struct plug *plug = data;
    const struct sk_usb_options *options = &plug->owner->options;
    options->on_report(options->on_report_data, plug->identity.port, bytes, length);
}

/* --- a device's life ---------------------------------------------------------------------- */

static bool has_name(const struct usb_reader *self, const char *name) {
    for (size_t i = 0; i < PLUGS_MAX; i++) {
        if (self->plugs[i].state != STATE_FREE && strcmp(self->plugs[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

/* "Zebra Scanner", and "Zebra Scanner 2" beside it. A name is free again after unplugging, so that
 * a scanner that comes back gets its old line on the status bar. */
static void give_name(struct usb_reader *self, struct plug *plug) {
    char base[SK_SCAN_DEVICE_SIZE - 8];
    char name[SK_SCAN_DEVICE_SIZE];
    sk_usb_name(&plug->identity, base, sizeof(base));
    (void)snprintf(name, sizeof(name), "%s", base);
    for (int number = 2; has_name(self, name) && number <= PLUGS_MAX; number++) {
        (void)snprintf(name, sizeof(name), "%s %d", base, number);
    }
    memcpy(plug->name, name, sizeof(name));
}

/* If unplugging cut a barcode, the next status says so. */
static void close_scanner(struct plug *plug) {
    if (plug->scanner) {
        plug->thrown_away += sk_usb_scanner_drop(plug->scanner);
        sk_usb_scanner_destroy(plug->scanner);
        plug->scanner = NULL;
    }
}

static void forget_device(struct plug *plug) {
    if (plug->device) {
        libusb_unref_device(plug->device);
        plug->device = NULL;
    }
}

static void unplugged(struct plug *plug) {
    char text[160] = "";
    close_scanner(plug);
    if (plug->thrown_away > 0) {
        (void)snprintf(text, sizeof(text),
                       "It was unplugged in the middle of a barcode; its first %zu characters were "
                       "thrown away. Scan it again.",
                       plug->thrown_away);
    }
    if (plug->line.is_told) {
        set_status(plug, SK_READER_ABSENT, text);
    }
    forget_device(plug);
    *plug = (struct plug){ .state = STATE_FREE };
}

static void retry_later(struct plug *plug, sk_ms now) {
    plug->state = STATE_TRYING;
    sk_retry_later(&plug->retry, now);
}

/* Whether a device that nobody named is a bar code scanner. */
static bool is_worth_opening(struct plug *plug, sk_ms now) {
    if (plug->is_taken) {
        return true;
    }
    enum sk_err err = sk_usb_scanner_probe(plug->device, &plug->identity);
    if (err == SK_ERR_BUSY && sk_retry_is_settling(&plug->retry)) {
        retry_later(plug, now);
    } else if (err) {
        plug->state = STATE_IGNORED;
    }
    return err == SK_OK;
}

/* It is open. Where it was lost without being unplugged (a reset, the machine slept, another
 * program had it), half a barcode may have gone with it. */
static void say_reading(struct plug *plug) {
    set_status(plug, SK_READER_READY, idle_text(plug));
    if (plug->thrown_away > 0) {
        char text[160];
        (void)snprintf(text, sizeof(text),
                       "The line to it broke in the middle of a barcode; its first %zu characters "
                       "were thrown away. Scan it again.",
                       plug->thrown_away);
        plug->thrown_away = 0;
        remark(plug, text);
    }
}

static struct sk_remembered_scanner key_of(const struct sk_usb_identity *identity) {
    struct sk_remembered_scanner key = { identity->vendor, identity->product, "" };
    (void)snprintf(key.serial, sizeof(key.serial), "%s", identity->serial);
    return key;
}

/* Nothing depends on it: if it cannot be written, the scanner shows it again after a restart. */
static void remember(struct plug *plug) {
    struct usb_reader *self = plug->owner;
    struct sk_err_info info = { "" };
    bool is_silent = false;
    if (!sk_usb_scanner_ending_news(plug->scanner, &is_silent) || self->options.is_learning) {
        return;
    }
    sk_log_info("'%s' ends its barcodes %s", plug->name,
                is_silent ? "with silence: the same label came twice so" : "with a suffix, now");
    struct sk_remembered_scanner key = key_of(&plug->identity);
    if (sk_remembered_set(&self->remembered, &key, is_silent) && self->options.remembered_path[0] &&
        sk_remembered_save(&self->remembered, self->options.remembered_path, &info) != SK_OK) {
        sk_log_warning("%s; after a restart '%s' has to be scanned twice again", info.text,
                       plug->name);
    }
}

static const char *family_of(const struct usb_reader *self, const struct plug *plug) {
    return strcmp(self->options.replies, "auto") == 0  ? sk_reply_family_of(plug->identity.vendor)
           : sk_reply_is_family(self->options.replies) ? self->options.replies
                                                       : NULL;
}

static void try_open(struct plug *plug, sk_ms now) {
    struct usb_reader *self = plug->owner;
    struct sk_err_info info = { "" };
    if (!is_worth_opening(plug, now)) {
        return;
    }
    if (plug->name[0] == '\0') {
        give_name(self, plug);
    }
    struct sk_remembered_scanner key = key_of(&plug->identity);
    struct sk_usb_scanner_options options = {
        .usb = self->usb,
        .rules = &self->options.rules,
        .layout = self->options.layout,
        .take = plug->is_taken ? SK_USB_TAKE_ALL : SK_USB_TAKE_BARCODES,
        .is_recorded = self->options.is_learning,
        .is_silent = sk_remembered_has(&self->remembered, &key),
        .clock = self->clock,
        .reattach = self->reattach,
        .family = family_of(self, plug),
        .has_replies = strcmp(self->options.replies, "off") != 0,
        .on_scan = on_scan,
        .on_report = self->options.is_learning && self->options.on_report ? on_report : NULL,
        .data = plug
    };
    enum sk_err err =
        sk_usb_scanner_create(&plug->scanner, plug->device, &plug->identity, &options, &info);
    if (!err) {
        plug->state = STATE_READING;
        plug->retry.tries = 0;
        say_reading(plug);
        return;
    }
    /* A device that is not set up yet, or just being unplugged, is no trouble to show. */
    bool is_settling =
        sk_retry_is_settling(&plug->retry) &&
        (err == SK_ERR_BUSY || err == SK_ERR_IO || err == SK_ERR_DENIED || err == SK_ERR_NOT_FOUND);
    if (self->options.is_learning && err == SK_ERR_UNSUPPORTED) {
        plug->state = STATE_IGNORED;
        return;
    }
    retry_later(plug, now);
    sk_log_debug("'%s' could not be opened: %s", plug->name, info.text);
    if (!is_settling) {
        set_status(plug, SK_READER_TROUBLE, sk_status_line_trouble(err));
    }
}

static bool is_hub(libusb_device *device) {
    struct libusb_device_descriptor descriptor;
    return libusb_get_device_descriptor(device, &descriptor) != 0 ||
           descriptor.bDeviceClass == LIBUSB_CLASS_HUB;
}

static bool is_same_plug(const struct plug *plug, libusb_device *device,
                         const struct sk_usb_identity *identity) {
    return plug->device == NULL && plug->address == libusb_get_device_address(device) &&
           plug->identity.vendor == identity->vendor &&
           plug->identity.product == identity->product &&
           strcmp(plug->identity.port, identity->port) == 0;
}

static struct plug *find_plug(struct usb_reader *self, libusb_device *device,
                              const struct sk_usb_identity *identity) {
    struct plug *free_plug = NULL;
    for (size_t i = 0; i < PLUGS_MAX; i++) {
        struct plug *plug = &self->plugs[i];
        if (plug->state == STATE_FREE) {
            free_plug = free_plug ? free_plug : plug;
        } else if (is_same_plug(plug, device, identity)) {
            return plug;
        }
    }
    return free_plug;
}

static void plugged(struct usb_reader *self, libusb_device *device, sk_ms now) {
    struct sk_usb_identity identity;
    if (is_hub(device) || !sk_usb_sysfs_identity(device, &identity)) {
        return;
    }
    struct plug *plug = find_plug(self, device, &identity);
    if (!plug) {
        sk_log_debug("there are more than %d USB devices; %s is left out", PLUGS_MAX,
                     identity.port);
        return;
    }
    if (plug->state == STATE_FREE) {
        enum sk_usb_verdict verdict = sk_usb_judge(&self->options.selectors, &identity);
        *plug = (struct plug){ .owner = self, .identity = identity };
        plug->is_taken = verdict == SK_USB_TAKE_KNOWN || verdict == SK_USB_TAKE_NAMED ||
                         (self->options.is_learning && verdict != SK_USB_REFUSE);
        plug->state = verdict == SK_USB_REFUSE ? STATE_IGNORED : STATE_TRYING;
        plug->address = libusb_get_device_address(device);
    }
    plug->device = libusb_ref_device(device);
    if (plug->state == STATE_TRYING) {
        try_open(plug, now);
    }
}

static bool is_in(libusb_device *const *list, ssize_t count, const libusb_device *device) {
    for (ssize_t i = 0; i < count; i++) {
        if (list[i] == device) {
            return true;
        }
    }
    return false;
}

static bool is_known(const struct usb_reader *self, const libusb_device *device) {
    for (size_t i = 0; i < PLUGS_MAX; i++) {
        if (self->plugs[i].state != STATE_FREE && self->plugs[i].device == device) {
            return true;
        }
    }
    return false;
}

/* Compares libusb's list with ours. Those that are gone first: their names become free. */
static void look(struct usb_reader *self, sk_ms now) {
    libusb_device **list = NULL;
    ssize_t count = libusb_get_device_list(self->usb, &list);
    self->must_look = false;
    if (count < 0) {
        sk_log_debug("the list of USB devices cannot be read: %s", libusb_error_name((int)count));
        return;
    }
    for (size_t i = 0; i < PLUGS_MAX; i++) {
        struct plug *plug = &self->plugs[i];
        if (plug->state != STATE_FREE && plug->device && !is_in(list, count, plug->device)) {
            unplugged(plug);
        }
    }
    for (ssize_t i = 0; i < count; i++) {
        if (!is_known(self, list[i])) {
            plugged(self, list[i], now);
        }
    }
    libusb_free_device_list(list, 1);
    for (size_t i = 0; i < PLUGS_MAX; i++) { /* not seen again after libusb was restarted */
        if (self->plugs[i].state != STATE_FREE && !self->plugs[i].device) {
            unplugged(&self->plugs[i]);
        }
    }
    bool has_scanner = false;
    for (size_t i = 0; i < PLUGS_MAX; i++) {
        has_scanner = has_scanner || self->plugs[i].is_taken || self->plugs[i].name[0] != '\0';
    }
    if (!has_scanner && !self->has_said_absent) {
        say_absent(self, "");
    }
}

/* --- libusb itself ------------------------------------------------------------------------ */

/* Forbidden in here: everything that waits for the device (libusb's manual, hotplug). */
static int LIBUSB_CALL on_hotplug(libusb_context *usb, libusb_device *device,
                                  libusb_hotplug_event event, void *data) {
    (void)usb;
    (void)device;
    (void)event;
    ((struct usb_reader *)data)->must_look = true;
    return 0; /* stay registered */
}

static sk_ms look_pause(struct usb_reader *self) {
    if (self->uevents < 0) {
        self->uevents = sk_uevents_open();
    }
    return self->uevents < 0 ? LOOK_MS : LOOK_WITH_EVENTS_MS;
}

static bool start_usb(struct usb_reader *self) {
    int status = libusb_init(&self->usb);
    if (status != 0) {
        char text[160];
        (void)snprintf(text, sizeof(text),
                       "USB cannot be used on this machine (%s); the keyboard goes on working.",
                       libusb_error_name(status));
        self->usb = NULL;
        say_absent(self, text);
        return false;
    }
    const int events = LIBUSB_HOTPLUG_EVENT_DEVICE_ARRIVED | LIBUSB_HOTPLUG_EVENT_DEVICE_LEFT;
    self->has_hotplug =
        libusb_has_capability(LIBUSB_CAP_HAS_HOTPLUG) != 0 &&
        libusb_hotplug_register_callback(self->usb, events, 0, LIBUSB_HOTPLUG_MATCH_ANY,
                                         LIBUSB_HOTPLUG_MATCH_ANY, LIBUSB_HOTPLUG_MATCH_ANY,
                                         on_hotplug, self, NULL) == 0;
    /* libusb learns of plugging from udev; without udev it learns nothing. */
    bool is_told = self->has_hotplug && access(UDEV_ALIVE, F_OK) == 0;
    self->look_at = is_told ? -1 : now_of(self) + look_pause(self);
    self->must_look = true;
    return true;
}

static void stop_usb(struct usb_reader *self) {
    if (self->usb) {
        libusb_exit(self->usb);
        self->usb = NULL;
    }
}

struct comparison {
    libusb_device **list;
    ssize_t count;
    size_t seen;
    bool is_missing;
};

static void compare_port(void *data, const char *port) {
    struct comparison *comparison = data;
    struct sk_usb_identity identity;
    for (ssize_t i = 0; i < comparison->count; i++) {
        if (sk_usb_sysfs_identity(comparison->list[i], &identity) &&
            strcmp(identity.port, port) == 0) {
            comparison->seen++;
            return;
        }
    }
    comparison->is_missing = true;
}

/* True: the kernel's device list differs from libusb's. */
static bool is_stale(struct usb_reader *self) {
    struct comparison comparison = { 0 };
    struct sk_usb_identity identity;
    size_t with_port = 0;
    comparison.count = libusb_get_device_list(self->usb, &comparison.list);
    if (comparison.count < 0) {
        return false;
    }
    for (ssize_t i = 0; i < comparison.count; i++) {
        with_port += sk_usb_sysfs_identity(comparison.list[i], &identity);
    }
    bool is_told = sk_usb_sysfs_each(compare_port, &comparison);
    libusb_free_device_list(comparison.list, 1);
    return is_told && (comparison.is_missing || comparison.seen != with_port);
}

static bool is_reading(const struct usb_reader *self) {
    for (size_t i = 0; i < PLUGS_MAX; i++) {
        if (self->plugs[i].scanner && sk_usb_scanner_is_reading(self->plugs[i].scanner)) {
            return true;
        }
    }
    return false;
}

/* Without udev, libusb's list is as old as its start. A restart takes milliseconds, in which the
 * scanners are released; none is in the middle of a barcode. */
static void look_around(struct usb_reader *self, sk_ms now) {
    if (self->look_at < 0 || now < self->look_at) {
        return;
    }
    self->look_at = now + look_pause(self);
    if (self->usb && !is_stale(self)) {
        return;
    }
    if (self->usb && is_reading(self)) {
        self->look_at = now + LOOK_MS;
        return;
    }
    for (size_t i = 0; i < PLUGS_MAX; i++) {
        struct plug *plug = &self->plugs[i];
        if (plug->state == STATE_READING) {
            plug->state = STATE_TRYING;
        }
        close_scanner(plug);
        forget_device(plug);
    }
    stop_usb(self);
    if (!start_usb(self)) {
        self->look_at = now + look_pause(self);
    }
}

/* --- the loop ----------------------------------------------------------------------------- */

static sk_ms next_due(const struct usb_reader *self) {
    sk_ms due = self->must_look ? 0 : self->look_at;
    due = sk_earlier(due, sk_scan_queue_due(&self->queue));
    for (size_t i = 0; i < PLUGS_MAX; i++) {
        const struct plug *plug = &self->plugs[i];
        if (plug->state == STATE_TRYING) {
            due = sk_earlier(due, plug->retry.at);
        } else if (plug->state == STATE_READING) {
            bool is_lost = sk_usb_scanner_is_lost(plug->scanner);
            due = sk_earlier(due, is_lost ? 0 : sk_usb_scanner_due(plug->scanner));
        }
    }
    return due;
}

/* Takes in what has arrived, without waiting. */
static void handle_events(struct usb_reader *self) {
    struct timeval none = { 0 };
    int status = libusb_handle_events_timeout_completed(self->usb, &none, NULL);
    if (status != 0 && status != LIBUSB_ERROR_INTERRUPTED) {
        sk_log_debug("USB events cannot be handled: %s", libusb_error_name(status));
    }
}

/* Stays on the screen: from this scanner, what is not asked for again may still be wrong. */
static void watch_doubles(struct plug *plug) {
    if (!plug->loses_doubles && sk_usb_scanner_loses_doubles(plug->scanner)) {
        plug->loses_doubles = true;
        sk_log_warning("'%s' sends no key report between two equal characters", plug->name);
        set_status(plug, SK_READER_READY, idle_text(plug));
    }
}

static void service_reading(struct usb_reader *self, struct plug *plug, sk_ms now) {
    sk_ms due = sk_usb_scanner_due(plug->scanner);
    if (due >= 0 && now >= due) {
        /* This thread may have slept while the scanner went on: read what has come before deciding
         * that nothing came. */
        handle_events(self);
        size_t bytes = sk_usb_scanner_service(plug->scanner, now);
        if (bytes > 0) {
            char text[160];
            (void)snprintf(text, sizeof(text),
                           "A barcode did not end; its %zu characters were not accepted. Scan it "
                           "again, or look at usb.suffix.",
                           bytes);
            remark(plug, text);
        }
    }
    remember(plug);
    watch_doubles(plug);
    if (sk_usb_scanner_is_lost(plug->scanner)) {
        close_scanner(plug);
        /* Usually the next news is that it has been unplugged. If not, it is opened anew. */
        retry_later(plug, now);
    }
}

/* Those that are for nobody who is there are dropped. */
static void hand_replies_on(struct usb_reader *self) {
    struct sk_reply_note note;
    while (sk_mailbox_take(&self->replies, &note)) {
        for (size_t i = 0; i < PLUGS_MAX; i++) {
            struct plug *plug = &self->plugs[i];
            if (plug->state == STATE_READING && strcmp(plug->name, note.device) == 0) {
                sk_usb_scanner_reply(plug->scanner, note.reply);
            }
        }
    }
}

static void service(struct usb_reader *self) {
    sk_ms now = now_of(self);
    look_around(self, now);
    if (!self->usb) {
        return;
    }
    if (self->must_look) {
        look(self, now);
    }
    hand_replies_on(self);
    for (size_t i = 0; i < PLUGS_MAX; i++) {
        struct plug *plug = &self->plugs[i];
        if (plug->state == STATE_READING) {
            service_reading(self, plug, now);
        } else if (plug->state == STATE_TRYING && now >= plug->retry.at) {
            try_open(plug, now);
        }
    }
    sk_scan_queue_flush(&self->queue, self->thread.sink, now);
}

/* What the thread sleeps on: the end, and what libusb waits for. */
static nfds_t gather(struct usb_reader *self, struct pollfd fds[POLL_FDS_MAX]) {
    nfds_t count = 0;
    fds[count++] = (struct pollfd){ .fd = self->thread.stop_pipe[0], .events = POLLIN };
    fds[count++] = (struct pollfd){ .fd = sk_mailbox_fd(&self->replies), .events = POLLIN };
    fds[count++] = (struct pollfd){ .fd = self->uevents, .events = POLLIN };
    const struct libusb_pollfd **list = self->usb ? libusb_get_pollfds(self->usb) : NULL;
    for (size_t i = 0; list && list[i] && count < POLL_FDS_MAX; i++) {
        fds[count++] = (struct pollfd){ .fd = list[i]->fd, .events = list[i]->events };
    }
    if (list) {
        libusb_free_pollfds(list);
    }
    return count;
}

static int milliseconds_until(const struct usb_reader *self, sk_ms due) {
    sk_ms now = now_of(self);
    sk_ms wait = due < 0 ? -1 : due <= now ? 0 : due - now;
    struct timeval timeout;
    if (self->usb && !libusb_pollfds_handle_timeouts(self->usb) &&
        libusb_get_next_timeout(self->usb, &timeout) == 1) {
        wait = sk_earlier(wait, (sk_ms)timeout.tv_sec * 1000 + timeout.tv_usec / 1000 + 1);
    }
    return wait > INT_MAX ? INT_MAX : (int)wait;
}

/* False: the reader is to end. */
static bool wait_for_events(struct usb_reader *self) {
    struct pollfd fds[POLL_FDS_MAX];
    nfds_t count = gather(self, fds);
    int ready = poll(fds, count, milliseconds_until(self, next_due(self)));
    if (ready < 0 && errno != EINTR) {
        return false;
    }
    if (fds[0].revents != 0) {
        return false;
    }
    if (ready > 0 && fds[2].revents != 0 && sk_uevents_drain(self->uevents, "usb")) {
        self->look_at = self->look_at < 0 ? -1 : now_of(self);
    }
    if (self->usb && ready > 0) {
        handle_events(self);
    }
    return true;
}

static void *run(void *data) {
    struct usb_reader *self = data;
    struct sk_err_info info = { "" };
    if (self->options.remembered_path[0] &&
        sk_remembered_load(&self->remembered, self->options.remembered_path, &info) != SK_OK) {
        sk_log_warning("%s; scanners without a suffix have to be scanned twice again", info.text);
    }
    if (start_usb(self)) {
        do {
            service(self);
        } while (wait_for_events(self));
    }
    for (size_t i = 0; i < PLUGS_MAX; i++) {
        close_scanner(&self->plugs[i]);
        forget_device(&self->plugs[i]);
    }
    stop_usb(self);
    return NULL;
}

/* --- the reader --------------------------------------------------------------------------- */

static struct usb_reader *self_of(struct sk_reader *reader) {
    return sk_container_of(reader, struct usb_reader, reader);
}

static enum sk_err usb_start(struct sk_reader *reader, struct sk_scan_sink *sink,
                             struct sk_err_info *info) {
    struct usb_reader *self = self_of(reader);
    return sk_reader_thread_start(&self->thread, sink, run, self, info);
}

static void usb_stop(struct sk_reader *reader) {
    sk_reader_thread_stop(&self_of(reader)->thread);
}

static void usb_join(struct sk_reader *reader) {
    sk_reader_thread_join(&self_of(reader)->thread);
}

static void usb_reply(struct sk_reader *reader, const char *device, enum sk_reply reply) {
    sk_mailbox_put(&self_of(reader)->replies, device, reply);
}

static void usb_destroy(struct sk_reader *reader) {
    struct usb_reader *self = self_of(reader);
    if (self->uevents >= 0) {
        (void)close(self->uevents);
    }
    sk_mailbox_finish(&self->replies);
    sk_usb_reattach_destroy(self->reattach);
    sk_reader_thread_finish(&self->thread);
    free(self);
}

enum sk_err sk_usb_reader_create(struct sk_reader **out, const struct sk_usb_options *options,
                                 struct sk_clock *clock, struct sk_err_info *info) {
    static const struct sk_reader_ops ops = { .start = usb_start,
                                              .stop = usb_stop,
                                              .join = usb_join,
                                              .reply = usb_reply,
                                              .destroy = usb_destroy };
    struct usb_reader *self = calloc(1, sizeof(*self));
    if (!self) {
        return sk_fail(info, SK_ERR_NOMEM, "not enough memory for USB scanners");
    }
    self->reader.ops = &ops;
    self->clock = clock;
    self->options = *options;
    self->look_at = -1;
    self->uevents = -1;
    enum sk_err err = sk_reader_thread_init(&self->thread, info);
    if (!err) {
        err = sk_mailbox_init(&self->replies, info);
    }
    if (!err) {
        err = sk_usb_reattach_create(&self->reattach, info);
    }
    if (err) {
        usb_destroy(&self->reader);
        return err;
    }
    *out = &self->reader;
    return SK_OK;
}
