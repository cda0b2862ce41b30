#define SK_LOG_MODULE "nodes"

#include "input/node_reader.h"

#include "base/log.h"
#include "base/util.h"
#include "input/mailbox.h"
#include "input/reader_thread.h"
#include "input/retry.h"
#include "input/scan_queue.h"
#include "input/status_line.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/resource.h>
#include <unistd.h>

#define WITHOUT_INOTIFY_MS 1000 /* between looks where the kernel gives no more watches */

enum slot_state {
    SLOT_FREE,
    SLOT_ABSENT,  /* known, and not there: its name and what it has shown are kept */
    SLOT_TRYING,  /* to be opened at retry.at */
    SLOT_READING, /* handle is open */
};

struct node_slot {
    enum slot_state state;
    struct sk_node node;
    char name[SK_SCAN_DEVICE_SIZE];
    void *handle;
    struct node_reader *owner;
    bool was_cut; /* the rest of a code was still to come, when it was lost */
    struct sk_retry retry;
    struct sk_status_line line;
    struct sk_stream stream;
    struct sk_recording recording; /* while learning */
};

struct node_reader {
    struct sk_reader reader;
    struct sk_reader_thread thread;
    struct sk_clock *clock;
    struct sk_node_options options;
    struct sk_remembered remembered;
    int inotify; /* -1: there is none */
    bool must_look;
    sk_ms look_at; /* -1: inotify tells */
    bool has_said_absent;
    struct node_slot slots[SK_NODES_MAX];
    struct sk_scan_queue queue;
    struct sk_scan scan;
    struct sk_mailbox replies;
};

static sk_ms now_of(const struct node_reader *self) {
    return self->clock->ops->now(self->clock);
}

/* --- what goes to the sink ---------------------------------------------------------------- */

static void set_status(struct node_slot *slot, enum sk_reader_health health, const char *text) {
    struct node_reader *self = slot->owner;
    struct sk_reader_status status = { .source = self->options.ops->source, .health = health };
    (void)snprintf(status.device, sizeof(status.device), "%s", slot->name);
    (void)snprintf(status.text, sizeof(status.text), "%s", text);
    (void)sk_status_line_tell(&slot->line, self->thread.sink, &status);
}

static void say_absent(struct node_reader *self) {
    struct sk_reader_status status = { .source = self->options.ops->source,
                                       .health = SK_READER_ABSENT };
    self->has_said_absent = true;
    self->thread.sink->ops->status(self->thread.sink, &status);
}

static void on_scan(void *data, const struct sk_scan *scan) {
    struct node_slot *slot = data;
    struct node_reader *self = slot->owner;
    self->scan = *scan;
    (void)snprintf(self->scan.device, sizeof(self->scan.device), "%.*s",
                   (int)sizeof(self->scan.device) - 1,
                   self->options.is_learning ? slot->node.path : slot->name);
    sk_scan_queue_push(&self->queue, self->thread.sink, &self->scan, now_of(self));
}

/* --- a device's life ---------------------------------------------------------------------- */

static bool has_name(const struct node_reader *self, const char *name) {
    for (size_t i = 0; i < SK_NODES_MAX; i++) {
        if (self->slots[i].state != SLOT_FREE && strcmp(self->slots[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

static void give_name(struct node_reader *self, struct node_slot *slot) {
    char name[SK_SCAN_DEVICE_SIZE];
    (void)snprintf(name, sizeof(name), "%s", slot->node.title);
    for (int number = 2; has_name(self, name) && number <= SK_NODES_MAX; number++) {
        (void)snprintf(name, sizeof(name), "%s %d", slot->node.title, number);
    }
    memcpy(slot->name, name, sizeof(name));
}

static bool is_same(const struct sk_node *a, const struct sk_node *b) {
    return a->key.vendor == b->key.vendor && a->key.product == b->key.product &&
           strcmp(a->key.serial, b->key.serial) == 0 && strcmp(a->title, b->title) == 0;
}

/* Half a code that it had begun is asked for again: its rest may still come, from wherever the
 * device kept it. */
static void close_slot(struct node_slot *slot, bool is_gone, sk_ms now) {
    if (slot->handle) {
        slot->owner->options.ops->close(slot->handle, is_gone);
        slot->handle = NULL;
        bool is_reading = sk_stream_is_reading(&slot->stream);
        if (is_reading) {
            (void)sk_stream_break(&slot->stream, now);
        }
        slot->was_cut = is_reading || sk_ending_is_asking(&slot->stream.ending, now);
        (void)sk_stream_drop(&slot->stream);
    }
}

static void retry_later(struct node_slot *slot, sk_ms now) {
    slot->state = SLOT_TRYING;
    sk_retry_later(&slot->retry, now);
}

static void gone(struct node_slot *slot, sk_ms now) {
    close_slot(slot, true, now);
    slot->state = SLOT_ABSENT;
    if (slot->line.is_told) {
        set_status(slot, SK_READER_ABSENT, "");
    }
}

static void try_open(struct node_slot *slot, sk_ms now) {
    struct node_reader *self = slot->owner;
    struct sk_err_info info = { "" };
    bool is_settling = sk_retry_is_settling(&slot->retry);
    enum sk_err err = self->options.ops->open(self->options.data, &slot->node, &slot->stream,
                                              is_settling, &slot->handle, &info);
    if (!err) {
        slot->state = SLOT_READING;
        slot->retry = (struct sk_retry){ 0 };
        if (slot->was_cut) {
            sk_ending_return(&slot->stream.ending, now);
            slot->was_cut = false;
        }
        set_status(slot, SK_READER_READY, "");
        return;
    }
    slot->handle = NULL;
    retry_later(slot, now);
    sk_log_debug("'%s' (%s) could not be opened: %s", slot->name, slot->node.path, info.text);
    bool is_transient =
        err == SK_ERR_BUSY || err == SK_ERR_IO || err == SK_ERR_DENIED || err == SK_ERR_NOT_FOUND;
    if (!is_settling || !is_transient) {
        set_status(slot, SK_READER_TROUBLE, self->options.ops->trouble(err));
    }
}

static void begin_slot(struct node_reader *self, struct node_slot *slot,
                       const struct sk_node *node) {
    memset(slot, 0, sizeof(*slot));
    slot->owner = self;
    slot->node = *node;
    give_name(self, slot);
    sk_stream_init(&slot->stream, self->options.ops->source, &self->options.rules, on_scan, slot);
    if (self->options.is_learning) {
        sk_recording_init(&slot->recording, self->options.ops->source, on_scan, slot);
        sk_stream_record(&slot->stream, &slot->recording);
    }
    if (sk_remembered_has(&self->remembered, &node->key)) {
        sk_stream_set_silent(&slot->stream);
    }
}

/* One that was here before takes its own slot, whatever its number is now; a new one takes a free
 * slot, or that of one that is absent. */
static struct node_slot *slot_for(struct node_reader *self, const struct sk_node *node) {
    struct node_slot *empty = NULL;
    for (size_t i = 0; i < SK_NODES_MAX; i++) {
        struct node_slot *slot = &self->slots[i];
        if (slot->state == SLOT_ABSENT && is_same(&slot->node, node)) {
            slot->node = *node;
            return slot;
        }
        if (slot->state == SLOT_FREE && (!empty || empty->state == SLOT_ABSENT)) {
            empty = slot;
        } else if (slot->state == SLOT_ABSENT && !empty) {
            empty = slot;
        }
    }
    if (empty) {
        begin_slot(self, empty, node);
    }
    return empty;
}

static bool is_used(const struct node_slot *slot) {
    return slot->state == SLOT_TRYING || slot->state == SLOT_READING;
}

static bool is_in(const struct node_slot *slot, const struct sk_node *nodes, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (strcmp(slot->node.path, nodes[i].path) == 0 && is_same(&slot->node, &nodes[i])) {
            return true;
        }
    }
    return false;
}

static bool is_known(const struct node_reader *self, const struct sk_node *node) {
    for (size_t i = 0; i < SK_NODES_MAX; i++) {
        if (is_used(&self->slots[i]) && is_in(&self->slots[i], node, 1)) {
            return true;
        }
    }
    return false;
}

/* --- what is there -------------------------------------------------------------------------- */

/* The folder, or what leads to it as far as it is there: a last device takes /dev/input along. */
static bool watch(struct node_reader *self, const char *folder) {
    const uint32_t events = IN_CREATE | IN_DELETE | IN_ATTRIB | IN_MOVED_FROM | IN_MOVED_TO |
                            IN_DELETE_SELF | IN_ONLYDIR;
    char path[SK_NODE_PATH_SIZE];
    (void)snprintf(path, sizeof(path), "%s", folder);
    while (self->inotify >= 0) {
        if (inotify_add_watch(self->inotify, path, events) >= 0) {
            return true;
        }
        char *slash = strrchr(path, '/');
        if ((errno != ENOENT && errno != ENOTDIR) || !slash || slash == path) {
            break;
        }
        *slash = '\0';
    }
    return false;
}

static void watch_all(struct node_reader *self, sk_ms now) {
    bool is_told = true;
    for (size_t i = 0; i < self->options.folder_count; i++) {
        is_told = watch(self, self->options.folders[i]) && is_told;
    }
    self->look_at = is_told ? -1 : now + WITHOUT_INOTIFY_MS;
}

static bool has_any(const struct node_reader *self) {
    for (size_t i = 0; i < SK_NODES_MAX; i++) {
        if (self->slots[i].state != SLOT_FREE) {
            return true;
        }
    }
    return false;
}

static void look(struct node_reader *self, sk_ms now) {
    static const struct sk_retry at_once = { 0 };
    struct sk_node nodes[SK_NODES_MAX];
    self->must_look = false;
    watch_all(self, now); /* before the list, so that nothing comes between */
    size_t count = self->options.ops->list(self->options.data, nodes, SK_NODES_MAX);
    for (size_t i = 0; i < SK_NODES_MAX; i++) {
        struct node_slot *slot = &self->slots[i];
        if (is_used(slot) && !is_in(slot, nodes, count)) {
            gone(slot, now);
        } else if (slot->state == SLOT_TRYING) {
            slot->retry.at = now; /* it may have been given to us */
        }
    }
    for (size_t i = 0; i < count; i++) {
        if (!is_known(self, &nodes[i])) {
            struct node_slot *slot = slot_for(self, &nodes[i]);
            if (!slot) {
                sk_log_warning("there are more than %d devices; %s is left out", SK_NODES_MAX,
                               nodes[i].path);
                continue;
            }
            slot->state = SLOT_TRYING;
            slot->retry = at_once;
        }
    }
    if (self->options.is_expected && !self->has_said_absent && !has_any(self)) {
        say_absent(self);
    }
}

static void drain_inotify(struct node_reader *self) {
    char events[4096];
    while (read(self->inotify, events, sizeof(events)) > 0) {
        self->must_look = true;
    }
}

/* --- the loop ----------------------------------------------------------------------------- */

/* Nothing depends on it: if it cannot be written, the scanner shows it again after a restart. */
static void remember(struct node_slot *slot) {
    struct node_reader *self = slot->owner;
    struct sk_err_info info = { "" };
    bool is_silent = false;
    if (!sk_ending_news(&slot->stream.ending, &is_silent) || self->options.is_learning) {
        return;
    }
    sk_log_info("'%s' ends its barcodes %s", slot->name,
                is_silent ? "with silence: the same label came twice so" : "with a suffix, now");
    if (sk_remembered_set(&self->remembered, &slot->node.key, is_silent) &&
        self->options.remembered_path[0] &&
        sk_remembered_save(&self->remembered, self->options.remembered_path, &info) != SK_OK) {
        sk_log_warning("%s; after a restart '%s' has to be scanned twice again", info.text,
                       slot->name);
    }
}

static void read_slot(struct node_slot *slot, sk_ms now) {
    struct node_reader *self = slot->owner;
    switch (self->options.ops->read(slot->handle, now)) {
    case SK_NODE_READ:
        break;
    case SK_NODE_LOST:
        sk_log_warning("'%s': characters were lost before the kiosk could read them", slot->name);
        if (self->thread.sink->ops->lost) {
            self->thread.sink->ops->lost(self->thread.sink);
        }
        break;
    case SK_NODE_GONE:
        /* Usually the next news is that its node is gone. If not, it is opened anew. */
        close_slot(slot, true, now);
        retry_later(slot, now);
        break;
    }
}

static void service_reading(struct node_slot *slot, sk_ms now) {
    sk_ms due = sk_stream_due(&slot->stream);
    if (due >= 0 && now >= due) {
        /* This thread may have slept while the scanner went on: read what has come before deciding
         * that nothing came. */
        read_slot(slot, now);
        size_t bytes = slot->state == SLOT_READING ? sk_stream_tick(&slot->stream, now) : 0;
        if (bytes > 0) {
            sk_log_warning("'%s': the suffix of %s.suffix did not come after %zu characters",
                           slot->name, slot->owner->options.ops->section, bytes);
        }
    }
    remember(slot);
}

/* Those that are for nobody who is there are dropped. */
static void hand_replies_on(struct node_reader *self) {
    struct sk_reply_note note;
    while (sk_mailbox_take(&self->replies, &note)) {
        for (size_t i = 0; i < SK_NODES_MAX; i++) {
            struct node_slot *slot = &self->slots[i];
            if (slot->state == SLOT_READING && self->options.ops->reply &&
                strcmp(slot->name, note.device) == 0) {
                self->options.ops->reply(slot->handle, note.reply);
            }
        }
    }
}

static void service(struct node_reader *self) {
    sk_ms now = now_of(self);
    if (self->must_look || (self->look_at >= 0 && now >= self->look_at)) {
        look(self, now);
    }
    hand_replies_on(self);
    for (size_t i = 0; i < SK_NODES_MAX; i++) {
        struct node_slot *slot = &self->slots[i];
        if (slot->state == SLOT_READING) {
            service_reading(slot, now);
        } else if (slot->state == SLOT_TRYING && now >= slot->retry.at) {
            try_open(slot, now);
        }
    }
    sk_scan_queue_flush(&self->queue, self->thread.sink, now);
}

static sk_ms next_due(const struct node_reader *self) {
    sk_ms due = self->must_look ? 0 : self->look_at;
    due = sk_earlier(due, sk_scan_queue_due(&self->queue));
    for (size_t i = 0; i < SK_NODES_MAX; i++) {
        const struct node_slot *slot = &self->slots[i];
        if (slot->state == SLOT_TRYING) {
            due = sk_earlier(due, slot->retry.at);
        } else if (slot->state == SLOT_READING) {
            due = sk_earlier(due, sk_stream_due(&slot->stream));
        }
    }
    return due;
}

#define FDS_BEFORE 3 /* the end, the folders, what scanners are to be told */

/* What the thread sleeps on: these, and the devices; fds[FDS_BEFORE + i] is of_slot[i]'s. */
static nfds_t gather(struct node_reader *self, struct pollfd fds[FDS_BEFORE + SK_NODES_MAX],
                     struct node_slot *of_slot[SK_NODES_MAX]) {
    nfds_t count = FDS_BEFORE;
    fds[0] = (struct pollfd){ .fd = self->thread.stop_pipe[0], .events = POLLIN };
    fds[1] = (struct pollfd){ .fd = self->inotify, .events = POLLIN };
    fds[2] = (struct pollfd){ .fd = sk_mailbox_fd(&self->replies), .events = POLLIN };
    for (size_t i = 0; i < SK_NODES_MAX; i++) {
        struct node_slot *slot = &self->slots[i];
        if (slot->state == SLOT_READING) {
            of_slot[count - FDS_BEFORE] = slot;
            fds[count++] =
                (struct pollfd){ .fd = self->options.ops->fd(slot->handle), .events = POLLIN };
        }
    }
    return count;
}

/* False: the reader is to end. */
static bool wait_for_events(struct node_reader *self) {
    struct pollfd fds[FDS_BEFORE + SK_NODES_MAX];
    struct node_slot *of_slot[SK_NODES_MAX];
    nfds_t count = gather(self, fds, of_slot);
    sk_ms due = next_due(self);
    sk_ms now = now_of(self);
    sk_ms wait = due < 0 ? -1 : due <= now ? 0 : due - now;
    int ready = poll(fds, count, wait > INT_MAX ? INT_MAX : (int)wait);
    if ((ready < 0 && errno != EINTR) || (ready >= 0 && fds[0].revents != 0)) {
        return false;
    }
    if (ready <= 0) {
        return true;
    }
    now = now_of(self);
    if (fds[1].revents != 0) {
        drain_inotify(self);
    }
    for (nfds_t i = FDS_BEFORE; i < count; i++) {
        struct node_slot *slot = of_slot[i - FDS_BEFORE];
        if (fds[i].revents != 0) {
            read_slot(slot, now);
        }
        if ((fds[i].revents & ~POLLIN) != 0 && slot->state == SLOT_READING) {
            close_slot(slot, true, now); /* hung up: there was nothing more to read */
            retry_later(slot, now);
        }
    }
    return true;
}

/* The kernel keeps some ten keys of a device for us: where we may, we go before those who work
 * longer (pictures are decoded beside us). For this thread alone, as Linux has it. */
static void hurry(void) {
    (void)setpriority(PRIO_PROCESS, 0, -10);
}

static void *run(void *data) {
    struct node_reader *self = data;
    struct sk_err_info info = { "" };
    hurry();
    if (self->options.remembered_path[0] &&
        sk_remembered_load(&self->remembered, self->options.remembered_path, &info) != SK_OK) {
        sk_log_warning("%s; scanners without a suffix have to be scanned twice again", info.text);
    }
    do {
        service(self);
    } while (wait_for_events(self));
    for (size_t i = 0; i < SK_NODES_MAX; i++) {
        close_slot(&self->slots[i], false, now_of(self));
    }
    return NULL;
}

/* --- the reader --------------------------------------------------------------------------- */

static struct node_reader *self_of(struct sk_reader *reader) {
    return sk_container_of(reader, struct node_reader, reader);
}

static enum sk_err node_start(struct sk_reader *reader, struct sk_scan_sink *sink,
                              struct sk_err_info *info) {
    struct node_reader *self = self_of(reader);
    return sk_reader_thread_start(&self->thread, sink, run, self, info);
}

static void node_stop(struct sk_reader *reader) {
    sk_reader_thread_stop(&self_of(reader)->thread);
}

static void node_join(struct sk_reader *reader) {
    sk_reader_thread_join(&self_of(reader)->thread);
}

static void node_reply(struct sk_reader *reader, const char *device, enum sk_reply reply) {
    sk_mailbox_put(&self_of(reader)->replies, device, reply);
}

static void node_destroy(struct sk_reader *reader) {
    struct node_reader *self = self_of(reader);
    if (self->inotify >= 0) {
        (void)close(self->inotify);
    }
    self->options.ops->destroy(self->options.data);
    sk_mailbox_finish(&self->replies);
    sk_reader_thread_finish(&self->thread);
    free(self);
}

enum sk_err sk_node_reader_create(struct sk_reader **out, const struct sk_node_options *options,
                                  struct sk_clock *clock, struct sk_err_info *info) {
    static const struct sk_reader_ops ops = { .start = node_start,
                                              .stop = node_stop,
                                              .join = node_join,
                                              .reply = node_reply,
                                              .destroy = node_destroy };
    struct node_reader *self = calloc(1, sizeof(*self));
    if (!self) {
        options->ops->destroy(options->data);
        return sk_fail(info, SK_ERR_NOMEM, "not enough memory for scanners");
    }
    self->reader.ops = &ops;
    self->clock = clock;
    self->options = *options;
    self->must_look = true;
    self->inotify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    enum sk_err err = sk_reader_thread_init(&self->thread, info);
    if (!err) {
        err = sk_mailbox_init(&self->replies, info);
    }
    if (err) {
        node_destroy(&self->reader);
        return err;
    }
    *out = &self->reader;
    return SK_OK;
}
