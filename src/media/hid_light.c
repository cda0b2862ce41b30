#include "media/light_device.h"

#include "base/parse.h"
#include "base/util.h"
#include "media/lights.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/hidraw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define FOLDER_SIZE 512
#define UEVENT_SIZE 1024
#define REPORT_MAX 65

struct hid_light {
    struct sk_light_device device;
    char family[SK_LIGHTS_FAMILY_SIZE];
    char list_folder[FOLDER_SIZE];
    char node_folder[FOLDER_SIZE];
    const struct sk_lights_model *model; /* of the one that is open */
};

static struct hid_light *self_of(struct sk_light_device *device) {
    return sk_container_of(device, struct hid_light, device);
}

/* --- which of them it is -------------------------------------------------------------------- */

static bool read_text(const char *path, char *out, size_t size) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t length = fd >= 0 ? read(fd, out, size - 1) : -1;
    if (fd >= 0) {
        (void)close(fd);
    }
    out[length > 0 ? length : 0] = '\0';
    return length > 0;
}

/* The value of a line NAME=VALUE of a uevent file. False: there is none. */
static bool find_value(const char *text, const char *name, char *out, size_t size) {
    size_t length = strlen(name);
    for (const char *line = text; line; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (strncmp(line, name, length) == 0 && line[length] == '=') {
            (void)snprintf(out, size, "%.*s", (int)strcspn(line + length + 1, "\n"),
                           line + length + 1);
            return true;
        }
    }
    return false;
}

/* HID_ID is BUS:VENDOR:PRODUCT, the last two as eight digits each. */
static const struct sk_lights_model *model_of(const char *uevent, const char *family) {
    char id[64];
    char name[256];
    uint16_t vendor = 0;
    uint16_t product = 0;
    if (!find_value(uevent, "HID_ID", id, sizeof(id)) ||
        !find_value(uevent, "HID_NAME", name, sizeof(name)) ||
        strlen(id) != strlen("0003:000004D8:0000F372") || !sk_parse_hex4(id + 9, &vendor) ||
        !sk_parse_hex4(id + 18, &product)) {
        return NULL;
    }
    return sk_lights_find(family, vendor, product, name);
}

static enum sk_err open_node(struct hid_light *self, const char *node, struct sk_err_info *info) {
    char path[FOLDER_SIZE + 256];
    (void)snprintf(path, sizeof(path), "%s/%.200s", self->node_folder, node);
    self->device.fd = open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK);
    if (self->device.fd >= 0) {
        return SK_OK;
    }
    int number = errno;
    if (number == EACCES || number == EPERM) {
        return sk_fail(info, SK_ERR_DENIED,
                       "the light at %.80s may not be opened by this user: install the udev rules "
                       "(sag-kioskctl doctor --udev-rules) and plug it in again",
                       path);
    }
    return sk_fail(info, SK_ERR_IO, "the light at %.80s cannot be opened: %s", path,
                   strerror(number));
}

/* Of a device with several interfaces the first that can be opened. */
static enum sk_err open_light(struct sk_light_device *device, struct sk_err_info *info) {
    struct hid_light *self = self_of(device);
    enum sk_err err = sk_fail(info, SK_ERR_NOT_FOUND, "no %s light is plugged in",
                              self->family[0] ? self->family : "known");
    DIR *folder = opendir(self->list_folder);
    const struct dirent *entry = NULL;
    while (folder && err && (entry = readdir(folder))) {
        char path[FOLDER_SIZE + 300];
        char uevent[UEVENT_SIZE];
        (void)snprintf(path, sizeof(path), "%s/%.200s/device/uevent", self->list_folder,
                       entry->d_name);
        self->model = entry->d_name[0] != '.' && read_text(path, uevent, sizeof(uevent))
                          ? model_of(uevent, self->family)
                          : NULL;
        if (self->model) {
            err = open_node(self, entry->d_name, info);
        }
    }
    if (folder) {
        (void)closedir(folder);
    }
    if (!err) {
        size_t at = 0;
        bool has_keep = sk_lights_next(self->model->family, SK_LIGHTS_KEEP, &at) != NULL;
        device->keep = has_keep ? SK_LIGHTS_KEEP_MS : 0;
    }
    return err;
}

/* --- what is written ------------------------------------------------------------------------ */

static bool put(int fd, const struct sk_lights_report *report) {
    char bytes[REPORT_MAX];
    if (report->length > sizeof(bytes)) {
        return false;
    }
    if (!report->is_feature) {
        return write(fd, report->bytes, report->length) == (ssize_t)report->length;
    }
    memcpy(bytes, report->bytes, report->length); /* the kernel may write into it */
    return ioctl(fd, HIDIOCSFEATURE(report->length), bytes) >= 0;
}

static enum sk_err put_lamp(struct sk_light_device *device, int lamp, struct sk_err_info *info) {
    const char *family = self_of(device)->model->family;
    const struct sk_lights_report *report = NULL;
    size_t at = 0;
    while ((report = sk_lights_next(family, lamp, &at))) {
        if (!put(device->fd, report)) {
            return sk_fail(info, SK_ERR_IO, "the light (%s) does not take what is written: %s",
                           family, strerror(errno));
        }
    }
    return SK_OK;
}

static enum sk_err show(struct sk_light_device *device, struct sk_light_wish wish,
                        struct sk_err_info *info) {
    return put_lamp(device, (int)wish.lamp, info);
}

static enum sk_err keep(struct sk_light_device *device, struct sk_err_info *info) {
    return put_lamp(device, SK_LIGHTS_KEEP, info);
}

static void close_light(struct sk_light_device *device) {
    if (device->fd >= 0) {
        (void)close(device->fd);
    }
    device->fd = -1;
}

static void destroy(struct sk_light_device *device) {
    close_light(device);
    free(self_of(device));
}

enum sk_err sk_light_hid_create(struct sk_light_device **out, const char *family,
                                const char *list_folder, const char *node_folder) {
    static const struct sk_light_device_ops ops = { open_light, show, keep, close_light, destroy };
    struct hid_light *self = calloc(1, sizeof(*self));
    if (!self) {
        return SK_ERR_NOMEM;
    }
    self->device = (struct sk_light_device){ .ops = &ops, .fd = -1 };
    (void)snprintf(self->family, sizeof(self->family), "%s", family);
    (void)snprintf(self->list_folder, sizeof(self->list_folder), "%s",
                   list_folder ? list_folder : "/sys/class/hidraw");
    (void)snprintf(self->node_folder, sizeof(self->node_folder), "%s",
                   node_folder ? node_folder : "/dev");
    *out = &self->device;
    return SK_OK;
}
