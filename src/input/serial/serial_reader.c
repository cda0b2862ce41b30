#define SK_LOG_MODULE "serial"

#include "input/serial/serial_reader.h"

#include "base/language.h"
#include "base/log.h"
#include "input/node_reader.h"
#include "input/serial/marks.h"
#include "input/status_line.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

/* An open line. */
struct serial_handle {
    int fd;
    struct sk_stream *stream;
    struct sk_serial_marks marks;
    const char *family; /* borrowed */
};

enum sk_err sk_serial_devices_parse(struct sk_serial_devices *out, const char *text,
                                    struct sk_err_info *info) {
    out->count = 0;
    for (;;) {
        text += strspn(text, ", \t");
        size_t length = strcspn(text, ",");
        const char *next = text + length;
        while (length > 0 && (text[length - 1] == ' ' || text[length - 1] == '\t')) {
            length--;
        }
        if (length == 0) {
            return SK_OK;
        }
        if (out->count == SK_SERIAL_DEVICES_MAX) {
            return sk_fail(info, SK_ERR_INVALID, "serial.devices names more than %d lines",
                           SK_SERIAL_DEVICES_MAX);
        }
        if (text[0] != '/' || length >= SK_SERIAL_PATH_SIZE || text[length - 1] == '/') {
            return sk_fail(info, SK_ERR_INVALID,
                           "serial.devices: '%.*s' must be a path like /dev/ttyUSB0 or "
                           "/dev/serial/by-id/…",
                           length > 80 ? 80 : (int)length, text);
        }
        memcpy(out->paths[out->count], text, length);
        out->paths[out->count++][length] = '\0';
        text = next;
    }
}

void sk_serial_title(const char *path, char *out, size_t out_size) {
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    name += strncmp(name, "usb-", 4) == 0 ? 4 : 0;
    const char *end = strstr(name, "-if0");
    (void)snprintf(out, out_size, "%.*s", (int)(end ? end - name : (ptrdiff_t)strlen(name)), name);
}

static size_t serial_list(void *data, struct sk_node *out, size_t max) {
    const struct sk_serial_options *options = data;
    size_t count = 0;
    for (size_t i = 0; i < options->devices.count && count < max; i++) {
        const char *path = options->devices.paths[i];
        struct stat status;
        if (stat(path, &status) != 0) {
            continue; /* as long as it is not there it is not listed */
        }
        struct sk_node *node = &out[count++];
        *node = (struct sk_node){ .path = "" };
        (void)snprintf(node->path, sizeof(node->path), "%s", path);
        sk_serial_title(path, node->title, sizeof(node->title));
        size_t length = strlen(path); /* its end tells it from others */
        size_t room = sizeof(node->key.serial) - 1;
        (void)snprintf(node->key.serial, sizeof(node->key.serial), "%s",
                       path + (length > room ? length - room : 0));
    }
    return count;
}

static enum sk_err serial_open(void *data, const struct sk_node *node, struct sk_stream *stream,
                               bool is_settling, void **out, struct sk_err_info *info) {
    const struct sk_serial_options *options = data;
    struct serial_handle *handle = calloc(1, sizeof(*handle));
    (void)is_settling;
    if (!handle) {
        return sk_fail(info, SK_ERR_NOMEM, "not enough memory for a scanner");
    }
    enum sk_err err = sk_serial_line_open(&handle->fd, node->path, &options->line, info);
    if (err) {
        free(handle);
        return err;
    }
    handle->stream = stream;
    handle->family = options->replies;
    *out = handle;
    return SK_OK;
}

static int serial_fd(const void *data) {
    return ((const struct serial_handle *)data)->fd;
}

static enum sk_node_news serial_read(void *data, sk_ms now) {
    struct serial_handle *handle = data;
    enum sk_node_news news = SK_NODE_READ;
    for (;;) {
        char bytes[512];
        ssize_t count = read(handle->fd, bytes, sizeof(bytes));
        if (count > 0) {
            bool is_told =
                sk_serial_marks_take(&handle->marks, handle->stream, bytes, (size_t)count, now);
            news = is_told ? news : SK_NODE_LOST;
        } else if (count < 0 && errno == EAGAIN) {
            return news;
        } else if (count == 0 || errno != EINTR) {
            return SK_NODE_GONE; /* hung up */
        }
    }
}

/* What the line does not take at once is dropped. */
static void serial_reply(void *data, enum sk_reply reply) {
    const struct serial_handle *handle = data;
    const struct sk_reply_row *row = sk_reply_find(handle->family, reply);
    if (row && write(handle->fd, row->bytes, row->length) != (ssize_t)row->length) {
        sk_log_debug("a scanner does not take what it is told");
    }
}

static const char *serial_trouble(enum sk_err err) {
    if (err == SK_ERR_DENIED) {
        return SK_N(
            "The kiosk may not open this scanner's serial line. IT can fix it: run 'sag-kioskctl doctor'.");
    }
    if (err == SK_ERR_INVALID) {
        return SK_N(
            "This is not a serial line, or it does not support serial.line. IT can fix it: correct the settings.");
    }
    return sk_status_line_trouble(err);
}

static void serial_close(void *data, bool is_gone) {
    struct serial_handle *handle = data;
    (void)is_gone;
    (void)tcflush(handle->fd, TCOFLUSH); /* else closing waits for what a scanner does not take */
    (void)close(handle->fd);             /* lock and exclusion end with it */
    free(handle);
}

/* Where a path may appear: its own folder, and that of what it points to. */
static void add_folder(struct sk_node_options *options, const char *path) {
    const char *slash = strrchr(path, '/');
    size_t length = slash && slash > path ? (size_t)(slash - path) : 1;
    char folder[SK_NODE_PATH_SIZE];
    (void)snprintf(folder, sizeof(folder), "%.*s", (int)length, path);
    for (size_t i = 0; i < options->folder_count; i++) {
        if (strcmp(options->folders[i], folder) == 0) {
            return;
        }
    }
    if (options->folder_count < SK_NODE_FOLDERS_MAX) {
        memcpy(options->folders[options->folder_count++], folder, sizeof(folder));
    }
}

enum sk_err sk_serial_reader_create(struct sk_reader **out, const struct sk_serial_options *options,
                                    struct sk_clock *clock, struct sk_err_info *info) {
    static const struct sk_node_ops ops = { .source = SK_SOURCE_SERIAL,
                                            .section = "serial",
                                            .list = serial_list,
                                            .open = serial_open,
                                            .fd = serial_fd,
                                            .read = serial_read,
                                            .close = serial_close,
                                            .trouble = serial_trouble,
                                            .reply = serial_reply,
                                            .destroy = free };
    struct sk_serial_options *own = malloc(sizeof(*own));
    struct sk_node_options *nodes = calloc(1, sizeof(*nodes));
    if (!own || !nodes) {
        free(own);
        free(nodes);
        return sk_fail(info, SK_ERR_NOMEM, "not enough memory for scanners");
    }
    *own = *options;
    nodes->ops = &ops;
    nodes->data = own;
    nodes->rules = options->rules;
    nodes->is_expected = options->devices.count > 0;
    nodes->is_learning = options->is_learning;
    memcpy(nodes->remembered_path, options->remembered_path, sizeof(nodes->remembered_path));
    for (size_t i = 0; i < options->devices.count; i++) {
        add_folder(nodes, options->devices.paths[i]);
    }
    add_folder(nodes, "/dev/tty"); /* what a link of udev points to */
    enum sk_err err = sk_node_reader_create(out, nodes, clock, info);
    free(nodes);
    return err;
}
