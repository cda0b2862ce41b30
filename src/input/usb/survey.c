#include "input/usb/survey.h"

#include "input/usb/interfaces.h"
#include "input/usb/scanner.h"
#include "input/usb/sysfs.h"

#include <libusb.h>
#include <string.h>

static enum sk_err try_access(libusb_device *device) {
    libusb_device_handle *handle = NULL;
    int status = libusb_open(device, &handle);
    if (status == 0) {
        libusb_close(handle);
        return SK_OK;
    }
    return status == LIBUSB_ERROR_ACCESS ? SK_ERR_DENIED : SK_ERR_IO;
}

/* False: it is nothing like a scanner. */
static bool look_at(libusb_device *device, const struct sk_usb_selectors *selectors,
                    struct sk_usb_found *found) {
    struct libusb_config_descriptor *config = NULL;
    struct sk_usb_interface interfaces[SK_USB_INTERFACES_MAX];
    memset(found, 0, sizeof(*found));
    if (!sk_usb_sysfs_identity(device, &found->identity) ||
        libusb_get_active_config_descriptor(device, &config) != 0) {
        return false;
    }
    size_t count = sk_usb_interfaces_find(config, interfaces);
    libusb_free_config_descriptor(config);
    for (size_t i = 0; i < count; i++) {
        found->is_serial = found->is_serial || interfaces[i].type == SK_USB_SERIAL;
        found->is_keyboard = found->is_keyboard || interfaces[i].is_keyboard;
    }
    sk_usb_name(&found->identity, found->name, sizeof(found->name));
    found->verdict = sk_usb_judge(selectors, &found->identity);
    found->is_listed = sk_usb_known_find(found->identity.vendor, found->identity.product) != NULL;
    found->is_barcode = sk_usb_scanner_probe(device, &found->identity) == SK_OK;
    if (!found->is_serial && !found->is_keyboard && !found->is_barcode && !found->is_listed &&
        found->verdict != SK_USB_TAKE_NAMED) {
        return false;
    }
    found->access = try_access(device);
    return true;
}

bool sk_usb_found_is_taken(const struct sk_usb_found *found) {
    return found->verdict == SK_USB_TAKE_NAMED || found->verdict == SK_USB_TAKE_KNOWN ||
           (found->verdict == SK_USB_UNKNOWN && found->is_barcode);
}

enum sk_err sk_usb_survey(const struct sk_usb_selectors *selectors,
                          void (*each)(void *data, const struct sk_usb_found *found), void *data,
                          struct sk_err_info *info) {
    libusb_context *usb = NULL;
    libusb_device **list = NULL;
    int status = libusb_init(&usb);
    ssize_t count = status == 0 ? libusb_get_device_list(usb, &list) : status;
    if (count < 0 || !list) {
        if (usb) {
            libusb_exit(usb);
        }
        return sk_fail(info, SK_ERR_IO, "USB cannot be used on this machine (%s)",
                       libusb_error_name((int)count));
    }
    for (ssize_t i = 0; i < count; i++) {
        struct sk_usb_found found;
        if (look_at(list[i], selectors, &found)) {
            each(data, &found);
        }
    }
    libusb_free_device_list(list, 1);
    libusb_exit(usb);
    return SK_OK;
}
