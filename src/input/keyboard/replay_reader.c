#include "input/keyboard/replay_reader.h"

#include "base/parse.h"
#include "base/util.h"
#include "base/whole_file.h"
#include "input/reader_thread.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REPLAY_MAX_BYTES ((size_t)64 * 1024 * 1024)
#define LATEST_MS ((sk_ms)7 * 86400000)

struct replayed {
    sk_ms at;
    size_t length;
    char *text; /* owned */
};

struct replay_reader {
    struct sk_reader reader;
    struct sk_reader_thread thread;
    struct sk_clock *clock;
    struct replayed *list; /* owned */
    size_t count;
    struct sk_scan scan;
};

static int hex_digit(char c) {
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

enum sk_err sk_replay_parse_line(const char *line, size_t length, sk_ms *at, char *text,
                                 size_t size, size_t *text_length) {
    if (length > 0 && line[length - 1] == '\r') {
        length--;
    }
    if (length == 0 || line[0] == '#') {
        return SK_ERR_NOT_FOUND;
    }
    char number[20];
    size_t digits = 0;
    while (digits < length && digits < sizeof(number) - 1 && line[digits] >= '0' &&
           line[digits] <= '9') {
        number[digits] = line[digits];
        digits++;
    }
    number[digits] = '\0';
    if (digits + 1 >= length || (line[digits] != ' ' && line[digits] != '\t') ||
        !sk_parse_int(number, 0, LATEST_MS, at)) {
        return SK_ERR_INVALID;
    }
    size_t used = 0;
    for (size_t i = digits + 1; i < length; i++) {
        char c = line[i];
        if (c == '\\' && i + 1 < length && line[i + 1] == '\\') {
            i++;
        } else if (c == '\\') {
            if (i + 3 >= length || line[i + 1] != 'x' || hex_digit(line[i + 2]) < 0 ||
                hex_digit(line[i + 3]) < 0) {
                return SK_ERR_INVALID;
            }
            c = (char)(hex_digit(line[i + 2]) * 16 + hex_digit(line[i + 3]));
            i += 3;
        }
        if (used == size) {
            return SK_ERR_INVALID;
        }
        text[used++] = c;
    }
    *text_length = used;
    return SK_OK;
}

static enum sk_err add(struct replay_reader *self, sk_ms at, const char *text, size_t length) {
    if ((self->count & (self->count - 1)) == 0) { /* full at each power of two */
        size_t size = self->count == 0 ? 1 : self->count * 2;
        struct replayed *list = realloc(self->list, size * sizeof(*list));
        if (!list) {
            return SK_ERR_NOMEM;
        }
        self->list = list;
    }
    char *copy = malloc(length + 1);
    if (!copy) {
        return SK_ERR_NOMEM;
    }
    memcpy(copy, text, length);
    self->list[self->count++] = (struct replayed){ .at = at, .length = length, .text = copy };
    return SK_OK;
}

static enum sk_err load(struct replay_reader *self, const char *file, size_t size, const char *path,
                        struct sk_err_info *info) {
    char text[SK_SCAN_TEXT_MAX + 64];
    sk_ms last = 0;
    int number = 1;
    for (size_t start = 0; start < size; number++) {
        const char *newline = memchr(file + start, '\n', size - start);
        size_t length = newline ? (size_t)(newline - file) - start : size - start;
        sk_ms at = 0;
        size_t text_length = 0;
        enum sk_err err =
            sk_replay_parse_line(file + start, length, &at, text, sizeof(text), &text_length);
        start += length + 1;
        if (err == SK_ERR_NOT_FOUND) {
            continue;
        }
        if (err || at < last) {
            return sk_fail(info, SK_ERR_INVALID, "%s:%d: %s", path, number,
                           err ? "a line must be 'MILLISECONDS TEXT', with \\xNN for odd bytes"
                               : "the times must not go back");
        }
        last = at;
        err = add(self, at, text, text_length);
        if (err) {
            return sk_fail(info, err, "not enough memory for the replay '%s'", path);
        }
    }
    return SK_OK;
}

static void *run(void *data) {
    struct replay_reader *self = data;
    struct sk_scan_sink *sink = self->thread.sink;
    struct sk_reader_status status = { .source = SK_SOURCE_REPLAY, .health = SK_READER_READY };
    sink->ops->status(sink, &status);
    sk_ms start = self->clock->ops->now(self->clock);
    for (size_t i = 0; i < self->count; i++) {
        sk_ms due = start + self->list[i].at;
        sk_ms left = due - self->clock->ops->now(self->clock);
        if (left > 0 && sk_reader_thread_wait(&self->thread, -1, left) < 0) {
            return NULL;
        }
        self->scan = (struct sk_scan){ .source = SK_SOURCE_REPLAY, .at = due };
        sk_scan_set_text(&self->scan, self->list[i].text, self->list[i].length);
        if (self->scan.length > 0 && !sk_reader_thread_push(&self->thread, &self->scan)) {
            return NULL;
        }
    }
    status.health = SK_READER_ENDED;
    sink->ops->status(sink, &status);
    return NULL;
}

static struct replay_reader *self_of(struct sk_reader *reader) {
    return sk_container_of(reader, struct replay_reader, reader);
}

static enum sk_err replay_start(struct sk_reader *reader, struct sk_scan_sink *sink,
                                struct sk_err_info *info) {
    struct replay_reader *self = self_of(reader);
    return sk_reader_thread_start(&self->thread, sink, run, self, info);
}

static void replay_stop(struct sk_reader *reader) {
    sk_reader_thread_stop(&self_of(reader)->thread);
}

static void replay_join(struct sk_reader *reader) {
    sk_reader_thread_join(&self_of(reader)->thread);
}

static void replay_destroy(struct sk_reader *reader) {
    struct replay_reader *self = self_of(reader);
    sk_reader_thread_finish(&self->thread);
    for (size_t i = 0; i < self->count; i++) {
        free(self->list[i].text);
    }
    free(self->list);
    free(self);
}

enum sk_err sk_replay_reader_create(struct sk_reader **out, const char *path,
                                    struct sk_clock *clock, struct sk_err_info *info) {
    static const struct sk_reader_ops ops = {
        .start = replay_start, .stop = replay_stop, .join = replay_join, .destroy = replay_destroy
    };
    char *file = NULL;
    size_t size = 0;
    struct sk_err_info what = { "" };
    enum sk_err err = sk_whole_file_read(path, REPLAY_MAX_BYTES, &file, &size, &what);
    if (err) {
        return sk_fail(info, err, "input.replay: %s", what.text);
    }
    struct replay_reader *self = calloc(1, sizeof(*self));
    if (!self) {
        err = sk_fail(info, SK_ERR_NOMEM, "not enough memory for the replay '%s'", path);
        goto done;
    }
    self->reader.ops = &ops;
    self->clock = clock;
    err = sk_reader_thread_init(&self->thread, info);
    if (!err) {
        err = load(self, file, size, path, info);
    }
    if (err) {
        replay_destroy(&self->reader);
    } else {
        *out = &self->reader;
    }
done:
    free(file);
    return err;
}
