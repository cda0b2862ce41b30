#include "input/evdev/nodes.h"

#include "base/utf8.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libevdev/libevdev.h>
#include <linux/input.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CLASS "/sys/class/input"
#define WORD_BITS                                                                                  \
    ((unsigned)(sizeof(unsigned long) * 8)) /* of this program, as the kernel knows                \
                                             */

static size_t read_file(const char *event, const char *attribute, char *out, size_t size) {
    char path[320];
    (void)snprintf(path, sizeof(path), CLASS "/%.64s/device/%s", event, attribute);
    FILE *file = fopen(path, "re");
    size_t length = file ? fread(out, 1, size - 1, file) : 0;
    if (file) {
        (void)fclose(file); /* nothing was written */
    }
    while (length > 0 && (out[length - 1] == '\n' || out[length - 1] == ' ')) {
        length--;
    }
    out[length] = '\0';
    return length;
}

static void read_text(const char *event, const char *attribute, char out[SK_EVDEV_TEXT_SIZE]) {
    char raw[SK_EVDEV_TEXT_SIZE * 4];
    size_t length = read_file(event, attribute, raw, sizeof(raw));
    (void)sk_utf8_printable(raw, length, out, SK_EVDEV_TEXT_SIZE, NULL);
}

static uint16_t read_number(const char *event, const char *attribute) {
    char raw[16];
    (void)read_file(event, attribute, raw, sizeof(raw));
    return (uint16_t)strtoul(raw, NULL, 16);
}

/* What can type a serial number: digits, in one row or on a keypad. A mouse, a lid, a power button
 * and the media keys of a keyboard cannot. */
static bool has_digits(const char *event) {
    char keys[1024];
    (void)read_file(event, "capabilities/key", keys, sizeof(keys));
    return (sk_evdev_has_key(keys, KEY_1, WORD_BITS) && sk_evdev_has_key(keys, KEY_0, WORD_BITS)) ||
           (sk_evdev_has_key(keys, KEY_KP1, WORD_BITS) &&
            sk_evdev_has_key(keys, KEY_KP0, WORD_BITS));
}

static void identify(const char *event, struct sk_evdev_identity *out) {
    *out = (struct sk_evdev_identity){ .bus = read_number(event, "id/bustype"),
                                       .vendor = read_number(event, "id/vendor"),
                                       .product = read_number(event, "id/product"),
                                       .is_keyboard = has_digits(event) };
    read_text(event, "name", out->name);
    read_text(event, "phys", out->phys);
    read_text(event, "uniq", out->serial);
}

static bool is_event(const char *name) {
    return strncmp(name, "event", 5) == 0 && strlen(name) < 32;
}

static const struct sk_evdev_node *find(const struct sk_evdev_nodes *nodes, const char *path,
                                        uint64_t inode) {
    for (size_t i = 0; i < nodes->count; i++) {
        if (nodes->list[i].inode == inode && strcmp(nodes->list[i].path, path) == 0) {
            return &nodes->list[i];
        }
    }
    return NULL;
}

/* False: it has gone already. */
static bool look_at(const struct sk_evdev_nodes *before, const char *event,
                    struct sk_evdev_node *out) {
    struct stat status;
    (void)snprintf(out->path, sizeof(out->path), SK_EVDEV_FOLDER "/%.32s", event);
    if (stat(out->path, &status) != 0) {
        return false;
    }
    const struct sk_evdev_node *known = find(before, out->path, status.st_ino);
    out->inode = status.st_ino;
    if (known) {
        out->identity = known->identity;
    } else {
        identify(event, &out->identity);
    }
    return true;
}

void sk_evdev_nodes_look(struct sk_evdev_nodes *self) {
    struct sk_evdev_nodes before = *self;
    DIR *directory = opendir(SK_EVDEV_FOLDER);
    self->count = 0;
    if (!directory) {
        return;
    }
    const struct dirent *entry;
    while ((entry = readdir(directory)) != NULL && self->count < SK_EVDEV_NODES_MAX) {
        if (is_event(entry->d_name)) {
            self->count += look_at(&before, entry->d_name, &self->list[self->count]);
        }
    }
    (void)closedir(directory);
}

enum sk_err sk_evdev_try(const char *path) {
    struct libevdev *device = NULL;
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0) {
        return errno == EACCES || errno == EPERM ? SK_ERR_DENIED
               : errno == ENOENT                 ? SK_ERR_NOT_FOUND
                                                 : SK_ERR_IO;
    }
    enum sk_err err = SK_ERR_IO;
    if (libevdev_new_from_fd(fd, &device) == 0) {
        int status = libevdev_grab(device, LIBEVDEV_GRAB);
        err = status == 0 ? SK_OK : status == -EBUSY ? SK_ERR_BUSY : SK_ERR_IO;
        libevdev_free(device); /* closing the file gives it back */
    }
    (void)close(fd);
    return err;
}
