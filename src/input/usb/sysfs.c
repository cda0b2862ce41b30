#include "input/usb/sysfs.h"

#include "base/utf8.h"

#include <dirent.h>
#include <libusb.h>
#include <stdio.h>
#include <string.h>

#define DEVICES "/sys/bus/usb/devices"
#define PORTS_MAX 7 /* tiers of hubs, USB 3.2 section 10 */

static size_t read_file(const char *path, uint8_t *out, size_t size) {
    FILE *file = fopen(path, "re");
    if (!file) {
        return 0;
    }
    size_t length = fread(out, 1, size, file);
    (void)fclose(file); /* nothing was written */
    return length;
}

static void read_text(const char *port, const char *attribute, char out[SK_USB_TEXT_SIZE]) {
    char path[160];
    char raw[SK_USB_TEXT_SIZE * 2];
    (void)snprintf(path, sizeof(path), DEVICES "/%s/%s", port, attribute);
    size_t length = read_file(path, (uint8_t *)raw, sizeof(raw));
    while (length > 0 && (raw[length - 1] == '\n' || raw[length - 1] == ' ')) {
        length--;
    }
    (void)sk_utf8_printable(raw, length, out, SK_USB_TEXT_SIZE, NULL);
}

bool sk_usb_sysfs_identity(struct libusb_device *device, struct sk_usb_identity *out) {
    uint8_t ports[PORTS_MAX];
    struct libusb_device_descriptor descriptor;
    *out = (struct sk_usb_identity){ 0 };
    int count = libusb_get_port_numbers(device, ports, PORTS_MAX);
    if (count <= 0 || libusb_get_device_descriptor(device, &descriptor) != 0) {
        return false;
    }
    out->vendor = descriptor.idVendor;
    out->product = descriptor.idProduct;
    size_t used =
        (size_t)snprintf(out->port, sizeof(out->port), "%d", (int)libusb_get_bus_number(device));
    for (int i = 0; i < count && used < sizeof(out->port); i++) {
        used += (size_t)snprintf(out->port + used, sizeof(out->port) - used, "%c%d",
                                 i == 0 ? '-' : '.', (int)ports[i]);
    }
    read_text(out->port, "serial", out->serial);
    read_text(out->port, "product", out->title);
    return true;
}

size_t sk_usb_sysfs_report_descriptor(const char *port, uint8_t configuration, uint8_t interface,
                                      uint8_t *out, size_t out_size) {
    char path[512];
    size_t length = 0;
    (void)snprintf(path, sizeof(path), DEVICES "/%s:%u.%u", port, (unsigned)configuration,
                   (unsigned)interface);
    DIR *directory = opendir(path);
    if (!directory) {
        return 0;
    }
    const struct dirent *entry;
    while (length == 0 && (entry = readdir(directory)) != NULL) {
        /* BUS:VENDOR:PRODUCT.INSTANCE, bus 3 being USB */
        if (strncmp(entry->d_name, "0003:", 5) == 0) {
            (void)snprintf(path, sizeof(path), DEVICES "/%s:%u.%u/%.64s/report_descriptor", port,
                           (unsigned)configuration, (unsigned)interface, entry->d_name);
            length = read_file(path, out, out_size);
        }
    }
    (void)closedir(directory);
    return length;
}

bool sk_usb_sysfs_each(void (*each)(void *data, const char *port), void *data) {
    DIR *directory = opendir(DEVICES);
    if (!directory) {
        return false;
    }
    const struct dirent *entry;
    while ((entry = readdir(directory)) != NULL) {
        const char *name = entry->d_name;
        if (name[0] >= '0' && name[0] <= '9' && !strchr(name, ':')) {
            each(data, name);
        }
    }
    (void)closedir(directory);
    return true;
}
