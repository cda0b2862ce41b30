#define SK_LOG_MODULE "evdev"

#include "input/evdev/evdev_reader.h"

#include "base/log.h"
#include "base/small_file.h"
#include "input/evdev/keys.h"
#include "input/evdev/nodes.h"
#include "input/node_reader.h"
#include "input/status_line.h"

#include <errno.h>
#include <fcntl.h>
#include <libevdev/libevdev.h>
#include <linux/input.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define LEARNED_BYTES_MAX (2 * SK_EVDEV_TEXT_SIZE * SK_EVDEV_CHOICES_MAX)

struct filling {
    struct sk_evdev_options options;
    struct sk_evdev_nodes nodes;
};

/* An open device. */
struct evdev_handle {
    int fd;
    bool can_light; /* its lamps may be set */
    struct libevdev *device;
    struct sk_evdev_keys keys;
};

/* --- which ones ------------------------------------------------------------------------------- */

static void describe(const struct sk_evdev_node *from, struct sk_node *node) {
    const struct sk_evdev_identity *identity = &from->identity;
    *node = (struct sk_node){ .key = { identity->vendor, identity->product, "" } };
    (void)snprintf(node->path, sizeof(node->path), "%s", from->path);
    (void)snprintf(node->key.serial, sizeof(node->key.serial), "%s", identity->serial);
    sk_evdev_title(identity, node->title, sizeof(node->title));
}

static size_t evdev_list(void *data, struct sk_node *out, size_t max) {
    struct filling *self = data;
    struct sk_err_info info = { "" };
    struct sk_evdev_choices choices = self->options.choices;
    size_t count = 0;
    if (sk_evdev_learned_add(&choices, self->options.learned_path, &info) != SK_OK) {
        sk_log_warning("what was learned of scanners cannot be read: %s", info.text);
    }
    sk_evdev_nodes_look(&self->nodes);
    for (size_t i = 0; i < self->nodes.count && count < max; i++) {
        const struct sk_evdev_identity *identity = &self->nodes.list[i].identity;
        if (self->options.is_learning ? identity->is_keyboard
                                      : sk_evdev_is_chosen(&choices, identity)) {
            describe(&self->nodes.list[i], &out[count++]);
        }
    }
    return count;
}

/* --- a device that is read ----------------------------------------------------------------------
 */

static enum sk_err err_of(int code) {
    switch (code) {
    case EACCES:
    case EPERM:
        return SK_ERR_DENIED;
    case ENOENT:
    case ENODEV:
    case ENXIO:
        return SK_ERR_NOT_FOUND;
    case EBUSY:
        return SK_ERR_BUSY;
    case ENOMEM:
        return SK_ERR_NOMEM;
    default:
        return SK_ERR_IO;
    }
}

/* The lamp tells a scanner what it has to undo: a Caps Lock that is on at another keyboard is not
 * its own. */
static void light_caps(struct evdev_handle *handle) {
    if (handle->can_light && libevdev_has_event_code(handle->device, EV_LED, LED_CAPSL)) {
        bool is_on = sk_evdev_keys_has_caps(&handle->keys);
        (void)libevdev_kernel_set_led_value(handle->device, LED_CAPSL,
                                            is_on ? LIBEVDEV_LED_ON : LIBEVDEV_LED_OFF);
    }
}

static bool is_down(void *data, uint16_t code) {
    int value = 0;
    return libevdev_fetch_event_value(data, EV_KEY, code, &value) != 0 && value != 0;
}

static bool has_key_down(struct libevdev *device) {
    for (uint16_t code = 0; code < KEY_MAX; code++) {
        if (is_down(device, code)) {
            return true;
        }
    }
    return false;
}

static void *close_later(void *data) {
    int *fd = data;
    (void)close(*fd);
    free(fd);
    return NULL;
}

/* The kernel lets all processors pass by before it lets a device go (RCU), which was 50 ms in a
 * virtual machine: longer than it keeps keys of the other scanners. */
static bool close_beside(int fd) {
    pthread_t thread;
    int *own = malloc(sizeof(*own));
    if (!own) {
        return false;
    }
    *own = fd;
    if (pthread_create(&thread, NULL, close_later, own) != 0) {
        free(own);
        return false;
    }
    (void)pthread_detach(thread);
    return true;
}

/* Gives the device back to windows and console. */
static void evdev_close(void *data, bool is_gone) {
    struct evdev_handle *handle = data;
    libevdev_free(handle->device);
    if (!is_gone || !close_beside(handle->fd)) {
        (void)close(handle->fd);
    }
    free(handle);
}

/* Numbers are given again: what is behind the path now may be another device. */
static bool is_that_node(const struct evdev_handle *handle, const struct sk_node *node) {
    return libevdev_get_id_vendor(handle->device) == node->key.vendor &&
           libevdev_get_id_product(handle->device) == node->key.product;
}

static enum sk_err take(struct evdev_handle *handle, bool is_learning, bool is_settling,
                        struct sk_err_info *info) {
    int status = libevdev_set_clock_id(handle->device, CLOCK_MONOTONIC);
    if (status != 0) {
        return sk_fail(info, err_of(-status), "its clock cannot be set: %s", strerror(-status));
    }
    if (is_learning) {
        return SK_OK;
    }
    if (is_settling && has_key_down(handle->device)) {
        /* Whoever had it would never hear that the key went up. */
        return sk_fail(info, SK_ERR_BUSY, "a key is down");
    }
    status = libevdev_grab(handle->device, LIBEVDEV_GRAB);
    return status == 0 ? SK_OK
                       : sk_fail(info, err_of(-status), "it cannot be taken from others: %s",
                                 strerror(-status));
}

static enum sk_err open_node(struct evdev_handle *handle, const char *path,
                             struct sk_err_info *info) {
    handle->fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
    handle->can_light = handle->fd >= 0;
    if (handle->fd < 0 && errno == EACCES) {
        handle->fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    }
    if (handle->fd < 0) {
        return sk_fail(info, err_of(errno), "%s cannot be opened: %s", path, strerror(errno));
    }
    int status = libevdev_new_from_fd(handle->fd, &handle->device);
    return status == 0 ? SK_OK
                       : sk_fail(info, err_of(-status), "%s is no input device: %s", path,
                                 strerror(-status));
}

static enum sk_err evdev_open(void *data, const struct sk_node *node, struct sk_stream *stream,
                              bool is_settling, void **out, struct sk_err_info *info) {
    struct filling *self = data;
    struct evdev_handle *handle = calloc(1, sizeof(*handle));
    if (!handle) {
        return sk_fail(info, SK_ERR_NOMEM, "not enough memory for a scanner");
    }
    handle->fd = -1;
    enum sk_err err = open_node(handle, node->path, info);
    if (!err && !is_that_node(handle, node)) {
        err = sk_fail(info, SK_ERR_NOT_FOUND, "%s is another device by now", node->path);
    }
    if (!err) {
        err = take(handle, self->options.is_learning, is_settling, info);
    }
    if (err) {
        if (handle->fd >= 0) {
            evdev_close(handle, false);
        } else {
            free(handle);
        }
        return err;
    }
    sk_evdev_keys_init(&handle->keys, stream, self->options.layout);
    if (!self->options.is_learning) {
        light_caps(handle);
    }
    *out = handle;
    return SK_OK;
}

static int evdev_fd(const void *data) {
    return ((const struct evdev_handle *)data)->fd;
}

static sk_ms time_of(const struct input_event *event, sk_ms now) {
    sk_ms at = (sk_ms)event->input_event_sec * 1000 + (sk_ms)event->input_event_usec / 1000;
    return at < now ? at : now;
}

/* Lets libevdev find out what is down now. */
static bool resync(struct evdev_handle *handle, sk_ms now) {
    struct input_event event;
    int status;
    do {
        status = libevdev_next_event(handle->device, LIBEVDEV_READ_FLAG_SYNC, &event);
    } while (status == LIBEVDEV_READ_STATUS_SYNC);
    return sk_evdev_keys_lose(&handle->keys, now, is_down, handle->device);
}

static enum sk_node_news evdev_read(void *data, sk_ms now) {
    struct evdev_handle *handle = data;
    struct input_event event;
    bool has_caps = sk_evdev_keys_has_caps(&handle->keys);
    enum sk_node_news news = SK_NODE_READ;
    for (;;) {
        int status = libevdev_next_event(handle->device, LIBEVDEV_READ_FLAG_NORMAL, &event);
        if (status == LIBEVDEV_READ_STATUS_SUCCESS) {
            sk_evdev_keys_take(&handle->keys, event.type, event.code, event.value,
                               time_of(&event, now));
        } else if (status == LIBEVDEV_READ_STATUS_SYNC) {
            news = resync(handle, now) ? news : SK_NODE_LOST;
        } else if (status == -EINTR) {
            continue;
        } else {
            news = status == -EAGAIN ? news : SK_NODE_GONE;
            break;
        }
    }
    if (news != SK_NODE_GONE && has_caps != sk_evdev_keys_has_caps(&handle->keys)) {
        light_caps(handle);
    }
    return news;
}

/* --- what was learned ---------------------------------------------------------------------------
 */

enum sk_err sk_evdev_learned_add(struct sk_evdev_choices *choices, const char *path,
                                 struct sk_err_info *info) {
    char text[LEARNED_BYTES_MAX + 1];
    size_t length = 0;
    if (path[0] == '\0') {
        return SK_OK;
    }
    enum sk_err err = sk_small_file_read(path, text, sizeof(text), &length, NULL, info);
    if (err) {
        return err == SK_ERR_NOT_FOUND ? SK_OK : err;
    }
    return sk_evdev_choices_add(choices, text, info);
}

/* Whoever learned it as root did so for the kiosk, whose folder it is. */
static void give_to_owner(const char *path) {
    char folder[SK_EVDEV_PATH_SIZE];
    struct stat status;
    (void)snprintf(folder, sizeof(folder), "%s", path);
    char *slash = strrchr(folder, '/');
    if (geteuid() == 0 && slash && slash != folder) {
        *slash = '\0';
        if (stat(folder, &status) != 0 || chown(path, status.st_uid, status.st_gid) != 0) {
            sk_log_warning("%s cannot be given to the owner of its folder: %s", path,
                           strerror(errno));
        }
    }
}

enum sk_err sk_evdev_learn(const char *path, const char *choice, struct sk_err_info *info) {
    char text[LEARNED_BYTES_MAX + 1] = "";
    size_t length = 0;
    struct sk_evdev_choices choices = { 0 };
    enum sk_err err = sk_small_file_read(path, text, sizeof(text), &length, NULL, info);
    if (err && err != SK_ERR_NOT_FOUND) {
        return err;
    }
    length = err ? 0 : length;
    int more = snprintf(text + length, sizeof(text) - length, "%s%s\n",
                        length > 0 && text[length - 1] != '\n' ? "\n" : "", choice);
    if (more < 0 || (size_t)more >= sizeof(text) - length) {
        return sk_fail(info, SK_ERR_FULL, "%s holds no more devices", path);
    }
    err = sk_evdev_choices_add(&choices, text, info);
    if (!err) {
        err = sk_small_file_make_way(path, info);
    }
    if (!err) {
        err = sk_small_file_write(path, text, info);
    }
    if (!err) {
        give_to_owner(path);
    }
    return err;
}

/* --- the reader ---------------------------------------------------------------------------------
 */

enum sk_err sk_evdev_reader_create(struct sk_reader **out, const struct sk_evdev_options *options,
                                   struct sk_clock *clock, struct sk_err_info *info) {
    static const struct sk_node_ops ops = { .source = SK_SOURCE_EVDEV,
                                            .section = "evdev",
                                            .list = evdev_list,
                                            .open = evdev_open,
                                            .fd = evdev_fd,
                                            .read = evdev_read,
                                            .close = evdev_close,
                                            .trouble = sk_status_line_trouble,
                                            .destroy = free };
    struct filling *self = calloc(1, sizeof(*self));
    struct sk_node_options *nodes = calloc(1, sizeof(*nodes));
    if (!self || !nodes) {
        free(self);
        free(nodes);
        return sk_fail(info, SK_ERR_NOMEM, "not enough memory for scanners");
    }
    self->options = *options;
    *nodes = (struct sk_node_options){ .ops = &ops,
                                       .data = self,
                                       .rules = options->rules,
                                       .is_expected = options->choices.count > 0,
                                       .is_learning = options->is_learning,
                                       .folder_count = 1,
                                       .folders = { SK_EVDEV_FOLDER } };
    memcpy(nodes->remembered_path, options->remembered_path, sizeof(nodes->remembered_path));
    enum sk_err err = sk_node_reader_create(out, nodes, clock, info);
    free(nodes);
    return err;
}
