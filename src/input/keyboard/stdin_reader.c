#include "input/keyboard/stdin_reader.h"

#include "base/util.h"
#include "input/reader_thread.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct stdin_reader {
    struct sk_reader reader;
    struct sk_reader_thread thread;
    struct sk_clock *clock;
    int fd;
    char line[SK_SCAN_TEXT_MAX + 64]; /* room for blanks and an AIM identifier around the text */
    size_t length;
    bool is_cut;
    struct sk_scan scan;
};

/* False: the reader is to end. */
static bool deliver_line(struct stdin_reader *self) {
    self->scan = (struct sk_scan){ .source = SK_SOURCE_STDIN };
    sk_scan_set_text(&self->scan, self->line, self->length);
    self->scan.cut = self->scan.cut || self->is_cut;
    self->scan.at = self->clock->ops->now(self->clock);
    self->length = 0;
    self->is_cut = false;
    return self->scan.length == 0 || sk_reader_thread_push(&self->thread, &self->scan);
}

static bool take_bytes(struct stdin_reader *self, const char *bytes, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (bytes[i] == '\n' || bytes[i] == '\r') { /* a terminal scanner may end with CR alone */
            if (!deliver_line(self)) {
                return false;
            }
        } else if (self->length < sizeof(self->line)) {
            self->line[self->length++] = bytes[i];
        } else {
            self->is_cut = true;
        }
    }
    return true;
}

static void *run(void *data) {
    struct stdin_reader *self = data;
    struct sk_reader_status status = { .source = SK_SOURCE_STDIN, .health = SK_READER_READY };
    struct sk_scan_sink *sink = self->thread.sink;
    sink->ops->status(sink, &status);
    char bytes[4096];
    for (;;) {
        if (sk_reader_thread_wait(&self->thread, self->fd, -1) < 0) {
            return NULL;
        }
        ssize_t count = read(self->fd, bytes, sizeof(bytes));
        if (count < 0 && (errno == EINTR || errno == EAGAIN)) {
            continue;
        }
        if (count < 0) {
            (void)snprintf(status.text, sizeof(status.text),
                           "Standard input cannot be read: %s; scans from it end here",
                           strerror(errno));
        }
        if (count <= 0) {
            break;
        }
        if (!take_bytes(self, bytes, (size_t)count)) {
            return NULL;
        }
    }
    if (self->length > 0 && !deliver_line(self)) { /* a last line without its end */
        return NULL;
    }
    status.health = SK_READER_ENDED;
    sink->ops->status(sink, &status);
    return NULL;
}

static struct stdin_reader *self_of(struct sk_reader *reader) {
    return sk_container_of(reader, struct stdin_reader, reader);
}

static enum sk_err stdin_start(struct sk_reader *reader, struct sk_scan_sink *sink,
                               struct sk_err_info *info) {
    struct stdin_reader *self = self_of(reader);
    return sk_reader_thread_start(&self->thread, sink, run, self, info);
}

static void stdin_stop(struct sk_reader *reader) {
    sk_reader_thread_stop(&self_of(reader)->thread);
}

static void stdin_join(struct sk_reader *reader) {
    sk_reader_thread_join(&self_of(reader)->thread);
}

static void stdin_destroy(struct sk_reader *reader) {
    struct stdin_reader *self = self_of(reader);
    sk_reader_thread_finish(&self->thread);
    free(self);
}

enum sk_err sk_stdin_reader_create(struct sk_reader **out, int fd, struct sk_clock *clock,
                                   struct sk_err_info *info) {
    static const struct sk_reader_ops ops = {
        .start = stdin_start, .stop = stdin_stop, .join = stdin_join, .destroy = stdin_destroy
    };
    struct stdin_reader *self = calloc(1, sizeof(*self));
    if (!self) {
        return sk_fail(info, SK_ERR_NOMEM, "not enough memory to read standard input");
    }
    self->reader.ops = &ops;
    self->clock = clock;
    self->fd = fd;
    enum sk_err err = sk_reader_thread_init(&self->thread, info);
    if (err) {
        stdin_destroy(&self->reader);
        return err;
    }
    *out = &self->reader;
    return SK_OK;
}
