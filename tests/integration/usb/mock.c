#include "mock.h"

#include <errno.h>
#include <linux/usbdevice_fs.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <umockdev.h>

#include "vectors/usb/real_scanners.h"

/* An URB of the program. Its memory can be written only while the program is inside an ioctl, so a
 * result is kept here until the program reaps it. */
struct urb {
    UMockdevIoctlData *request;
    UMockdevIoctlData *buffer;
    gulong address;
    size_t skip; /* set-up bytes of a control request in front of its data */
    size_t room;
    int status;
    size_t length;
    guint8 bytes[4096];
};

struct message {
    int status;
    size_t length;
    guint8 bytes[4096];
};

/* umockdev answers on a thread of its own: of everything in a device but spec. */
static GMutex lock;

struct mock {
    UMockdevTestbed *bed;
    GPtrArray *devices;
};

struct mock_device {
    struct mock *mock;
    struct mock_spec spec;
    UMockdevIoctlBase *handler;
    char *path;     /* in /sys */
    char *hid_path; /* of the kernel's HID device, or NULL */
    guint8 descriptors[128];
    size_t descriptors_length;
    GQueue waiting;  /* struct urb of the in endpoint */
    GQueue finished; /* struct urb to be reaped */
    GQueue messages; /* struct message for the waiting ones */
    bool is_gone;
    bool is_opened;
    bool has_line_coding;
};

static const guint8 *report_descriptor(const struct mock_device *self, size_t *length) {
    switch (self->spec.kind) {
    case MOCK_POS:
        *length = sizeof(pos_with_count);
        return pos_with_count;
    case MOCK_OPAQUE:
        *length = sizeof(keyboard_of_bits) - 33; /* the media keys alone make no scanner */
        return keyboard_of_bits + 33;
    case MOCK_KEYBOARD:
    case MOCK_SERIAL:
        break;
    }
    *length = sizeof(datalogic_gd4400);
    return datalogic_gd4400;
}

/* --- usbfs -------------------------------------------------------------------------------- */

static void finish_urb(struct mock_device *self, struct urb *urb, int status, const guint8 *bytes,
                       size_t length) {
    urb->status = status;
    urb->length = MIN(length, urb->room);
    if (urb->length > 0) {
        memcpy(urb->bytes, bytes, urb->length);
    }
    g_queue_push_tail(&self->finished, urb);
}

static void hand_out(struct mock_device *self) {
    while (!g_queue_is_empty(&self->waiting) && !g_queue_is_empty(&self->messages)) {
        struct message *message = g_queue_pop_head(&self->messages);
        finish_urb(self, g_queue_pop_head(&self->waiting), message->status, message->bytes,
                   message->length);
        g_free(message);
    }
}

static void answer_control(struct mock_device *self, struct urb *urb) {
    const guint8 *setup = urb->buffer->data;
    size_t length = 0;
    const guint8 *bytes = NULL;
    int status = 0;
    if (setup[0] == 0x81 && setup[1] == 6 && setup[3] == 0x22) {
        bytes = report_descriptor(self, &length);
    } else if (setup[0] == 0x21 && setup[1] == 0x20) {
        self->has_line_coding = self->spec.kind == MOCK_SERIAL;
        status = self->has_line_coding ? 0 : -EPIPE;
    } else if ((setup[0] & 0x80) != 0) {
        status = -EPIPE;
    }
    finish_urb(self, urb, status, bytes, length);
}

static void submit_urb(struct mock_device *self, UMockdevIoctlData *argument) {
    struct urb *urb = g_new0(struct urb, 1);
    urb->request = umockdev_ioctl_data_resolve(argument, 0, sizeof(struct usbdevfs_urb), NULL);
    urb->address = urb->request->client_addr;
    const struct usbdevfs_urb *fields = (const void *)urb->request->data;
    bool is_control = fields->type == USBDEVFS_URB_TYPE_CONTROL;
    size_t length = (size_t)fields->buffer_length;
    if (length > 0) {
        urb->buffer = umockdev_ioctl_data_resolve(
            urb->request, offsetof(struct usbdevfs_urb, buffer), length, NULL);
    }
    urb->skip = is_control ? 8 : 0;
    urb->room = MIN(length - urb->skip, sizeof(urb->bytes));
    if (is_control) {
        answer_control(self, urb);
    } else {
        g_queue_push_tail(&self->waiting, urb);
        hand_out(self);
    }
}

static void write_back(struct urb *urb) {
    const struct usbdevfs_urb *fields = (const void *)urb->request->data;
    gint32 value = urb->status;
    if (urb->buffer && urb->length > 0 && (urb->skip > 0 || (fields->endpoint & 0x80) != 0)) {
        umockdev_ioctl_data_update(urb->buffer, urb->skip, urb->bytes, (int)urb->length);
    }
    umockdev_ioctl_data_update(urb->request, offsetof(struct usbdevfs_urb, status),
                               (guint8 *)&value, 4);
    value = (gint32)urb->length;
    umockdev_ioctl_data_update(urb->request, offsetof(struct usbdevfs_urb, actual_length),
                               (guint8 *)&value, 4);
}

static void urb_free(struct urb *urb) {
    if (urb->buffer) {
        umockdev_ioctl_data_unref(urb->buffer);
    }
    umockdev_ioctl_data_unref(urb->request);
    g_free(urb);
}

static void reap(struct mock_device *self, UMockdevIoctlClient *client,
                 UMockdevIoctlData *argument) {
    while (self->is_gone && !g_queue_is_empty(&self->waiting)) {
        finish_urb(self, g_queue_pop_head(&self->waiting), -ENODEV, NULL, 0);
    }
    struct urb *urb = g_queue_pop_head(&self->finished);
    if (!urb) {
        g_mutex_unlock(&lock);
        g_usleep(2000); /* the node always polls as ready */
        g_mutex_lock(&lock);
        umockdev_ioctl_client_complete(client, -1, self->is_gone ? ENODEV : EAGAIN);
        return;
    }
    UMockdevIoctlData *pointer = umockdev_ioctl_data_resolve(argument, 0, sizeof(void *), NULL);
    write_back(urb);
    umockdev_ioctl_data_set_ptr(pointer, 0, urb->request);
    umockdev_ioctl_client_complete(client, 0, 0);
    umockdev_ioctl_data_unref(pointer);
    urb_free(urb);
}

static void discard(struct mock_device *self, UMockdevIoctlClient *client,
                    UMockdevIoctlData *argument) {
    gulong address = *(gulong *)(void *)argument->data;
    for (GList *at = self->waiting.head; at; at = at->next) {
        struct urb *urb = at->data;
        if (urb->address == address) {
            g_queue_delete_link(&self->waiting, at);
            finish_urb(self, urb, -ENOENT, NULL, 0);
            umockdev_ioctl_client_complete(client, 0, 0);
            return;
        }
    }
    umockdev_ioctl_client_complete(client, -1, EINVAL);
}

static gboolean answer(struct mock_device *self, UMockdevIoctlClient *client) {
    gulong request = umockdev_ioctl_client_get_request(client);
    UMockdevIoctlData *argument = umockdev_ioctl_client_get_arg(client);
    UMockdevIoctlData *fields;
    self->is_opened = true;
    if (self->is_gone && request != USBDEVFS_REAPURBNDELAY && request != USBDEVFS_DISCARDURB) {
        umockdev_ioctl_client_complete(client, -1, ENODEV);
        return TRUE;
    }
    switch (request) {
    case USBDEVFS_GET_CAPABILITIES: {
        guint32 capabilities = USBDEVFS_CAP_BULK_CONTINUATION | USBDEVFS_CAP_NO_PACKET_SIZE_LIM;
        fields = umockdev_ioctl_data_resolve(argument, 0, 4, NULL);
        umockdev_ioctl_data_update(fields, 0, (guint8 *)&capabilities, 4);
        umockdev_ioctl_data_unref(fields);
        umockdev_ioctl_client_complete(client, 0, 0);
        return TRUE;
    }
    case USBDEVFS_GETDRIVER:
        fields = umockdev_ioctl_data_resolve(argument, 0, sizeof(struct usbdevfs_getdriver), NULL);
        umockdev_ioctl_data_update(fields, offsetof(struct usbdevfs_getdriver, driver),
                                   (guint8 *)"usbhid", 7);
        umockdev_ioctl_data_unref(fields);
        umockdev_ioctl_client_complete(client, 0, 0);
        return TRUE;
    case USBDEVFS_SUBMITURB:
        submit_urb(self, argument);
        umockdev_ioctl_client_complete(client, 0, 0);
        return TRUE;
    case USBDEVFS_REAPURB:
    case USBDEVFS_REAPURBNDELAY:
        reap(self, client, argument);
        return TRUE;
    case USBDEVFS_DISCARDURB:
        discard(self, client, argument);
        return TRUE;
    case USBDEVFS_CLAIMINTERFACE:
    case USBDEVFS_RELEASEINTERFACE:
    case USBDEVFS_DISCONNECT_CLAIM:
    case USBDEVFS_IOCTL:
    case USBDEVFS_CLEAR_HALT:
    case USBDEVFS_SETINTERFACE:
    case USBDEVFS_RESET:
        umockdev_ioctl_client_complete(client, 0, 0);
        return TRUE;
    default:
        umockdev_ioctl_client_complete(client, -1, ENOTTY);
        return TRUE;
    }
}

static gboolean on_ioctl(UMockdevIoctlBase *base, UMockdevIoctlClient *client, gpointer data) {
    (void)base;
    g_mutex_lock(&lock);
    gboolean is_answered = answer(data, client);
    g_mutex_unlock(&lock);
    g_main_context_wakeup(NULL); /* whoever waits for the device to be in some state */
    return is_answered;
}

/* --- what is plugged in ------------------------------------------------------------------- */

struct mock *mock_new(void) {
    struct mock *self = g_new0(struct mock, 1);
    self->bed = umockdev_testbed_new();
    self->devices = g_ptr_array_new();
    return self;
}

static void describe(struct mock_device *self) {
    size_t report = 0;
    (void)report_descriptor(self, &report);
    const struct mock_spec *spec = &self->spec;
    bool is_keyboard = spec->kind == MOCK_KEYBOARD;
    guint8 packet = is_keyboard ? 8 : 64;
    const guint8 device[] = { 18,
                              1,
                              0,
                              2,
                              0,
                              0,
                              0,
                              64,
                              (guint8)spec->vendor,
                              (guint8)(spec->vendor >> 8),
                              (guint8)spec->product,
                              (guint8)(spec->product >> 8),
                              0,
                              1,
                              1,
                              2,
                              3,
                              1 };
    const guint8 hid[] = { 9, 2,    34,   0, 1,      1, 0,           0x80,           50,
                           9, 4,    0,    0, 1,      3, is_keyboard, is_keyboard,    0,
                           9, 0x21, 0x11, 1, 0,      1, 0x22,        (guint8)report, 0,
                           7, 5,    0x81, 3, packet, 0, 10 };
    const guint8 serial[] = { 9, 2,    67, 0, 2, 1,    0,    0x80, 50, 9, 4,    0,    0, 1,
                              2, 2,    1,  0, 5, 0x24, 0,    0x10, 1,  5, 0x24, 1,    0, 1,
                              4, 0x24, 2,  2, 5, 0x24, 6,    0,    1,  7, 5,    0x83, 3, 8,
                              0, 32,   9,  4, 1, 0,    2,    10,   0,  0, 0,    7,    5, 0x81,
                              2, 64,   0,  0, 7, 5,    0x02, 2,    64, 0, 0 };
    memcpy(self->descriptors, device, sizeof(device));
    bool is_serial = spec->kind == MOCK_SERIAL;
    size_t rest = is_serial ? sizeof(serial) : sizeof(hid);
    memcpy(self->descriptors + sizeof(device), is_serial ? serial : hid, rest);
    self->descriptors_length = sizeof(device) + rest;
}

static char *hex_of(const guint8 *bytes, size_t length) {
    GString *text = g_string_new(NULL);
    for (size_t i = 0; i < length; i++) {
        g_string_append_printf(text, "%02X", bytes[i]);
    }
    return g_string_free(text, FALSE);
}

static void add_from(struct mock *mock, char *text) {
    GError *error = NULL;
    if (!umockdev_testbed_add_from_string(mock->bed, text, &error)) {
        g_error("cannot add a device: %s", error->message);
    }
    g_free(text);
}

/* The HID device that the kernel's driver makes under the interface, with its own copy. */
static void add_kernel_copy(struct mock_device *self) {
    size_t length = 0;
    const guint8 *bytes = report_descriptor(self, &length);
    char *hex = hex_of(bytes, length);
    add_from(self->mock, g_strdup_printf("P: /devices/mock/usb1/%s/%s:1.0\nE: SUBSYSTEM=usb\n"
                                         "E: DEVTYPE=usb_interface\n",
                                         self->spec.port, self->spec.port));
    add_from(self->mock, g_strdup_printf("P: /devices/mock/usb1/%s/%s:1.0/0003:%04X:%04X.0001\n"
                                         "E: SUBSYSTEM=hid\nH: report_descriptor=%s\n",
                                         self->spec.port, self->spec.port, self->spec.vendor,
                                         self->spec.product, hex));
    self->hid_path =
        g_strdup_printf("/sys/devices/mock/usb1/%s/%s:1.0", self->spec.port, self->spec.port);
    g_free(hex);
}

struct mock_device *mock_plug(struct mock *mock, const struct mock_spec *spec) {
    struct mock_device *self = g_new0(struct mock_device, 1);
    GError *error = NULL;
    self->mock = mock;
    self->spec = *spec;
    self->path = g_strdup_printf("/sys/devices/mock/usb1/%s", spec->port);
    g_queue_init(&self->waiting);
    g_queue_init(&self->finished);
    g_queue_init(&self->messages);
    describe(self);
    char *hex = hex_of(self->descriptors, self->descriptors_length);
    char *node = g_strdup_printf("/dev/bus/usb/001/%03u", spec->address);
    /* Before the device can be seen: a kiosk that looks just then opens it at once. */
    self->handler = umockdev_ioctl_base_new();
    (void)g_signal_connect(self->handler, "handle-ioctl", G_CALLBACK(on_ioctl), self);
    if (!umockdev_testbed_attach_ioctl(mock->bed, node, self->handler, &error)) {
        g_error("cannot answer for %s: %s", node, error->message);
    }
    add_from(mock,
             g_strdup_printf(
                 "P: /devices/mock/usb1/%s\nN: bus/usb/001/%03u=%s\nE: DEVTYPE=usb_device\n"
                 "E: DEVNAME=%s\nE: SUBSYSTEM=usb\nE: BUSNUM=001\nE: DEVNUM=%03u\nE: MAJOR=189\n"
                 "E: MINOR=%u\nA: busnum=1\nA: devnum=%u\nA: speed=12\nA: bConfigurationValue=1\n"
                 "A: bNumConfigurations=1\nA: idVendor=%04x\nA: idProduct=%04x\n"
                 "A: product=Mock device\nA: serial=M%03u\nH: descriptors=%s\n",
                 spec->port, spec->address, hex, node, spec->address, spec->address - 1u,
                 spec->address, spec->vendor, spec->product, spec->address, hex));
    if (spec->has_kernel_copy) {
        add_kernel_copy(self);
    }
    umockdev_testbed_uevent(mock->bed, self->path, "add");
    g_ptr_array_add(mock->devices, self);
    g_free(hex);
    g_free(node);
    return self;
}

void mock_unplug(struct mock_device *device) {
    g_mutex_lock(&lock);
    device->is_gone = true;
    g_mutex_unlock(&lock);
    umockdev_testbed_uevent(device->mock->bed, device->path, "remove");
    if (device->hid_path) {
        umockdev_testbed_remove_device(device->mock->bed, device->hid_path);
    }
    umockdev_testbed_remove_device(device->mock->bed, device->path);
}

void mock_free(struct mock *mock) {
    for (guint i = 0; i < mock->devices->len; i++) {
        struct mock_device *device = g_ptr_array_index(mock->devices, i);
        g_queue_clear_full(&device->messages, g_free);
        g_queue_clear_full(&device->waiting, (GDestroyNotify)urb_free);
        g_queue_clear_full(&device->finished, (GDestroyNotify)urb_free);
        g_object_unref(device->handler);
        g_free(device->path);
        g_free(device->hid_path);
        g_free(device);
    }
    g_ptr_array_free(mock->devices, TRUE);
    g_object_unref(mock->bed);
    g_free(mock);
}

bool mock_is_opened(const struct mock_device *device) {
    g_mutex_lock(&lock);
    bool is_so = device->is_opened;
    g_mutex_unlock(&lock);
    return is_so;
}

bool mock_is_reading(const struct mock_device *device) {
    g_mutex_lock(&lock);
    bool is_so = device->waiting.length > 1 && device->messages.length == 0;
    g_mutex_unlock(&lock);
    return is_so;
}

bool mock_has_line_coding(const struct mock_device *device) {
    g_mutex_lock(&lock);
    bool is_so = device->has_line_coding;
    g_mutex_unlock(&lock);
    return is_so;
}

static void queue_message(struct mock_device *device, int status, const void *bytes,
                          size_t length) {
    struct message *message = g_new0(struct message, 1);
    message->status = status;
    message->length = MIN(length, sizeof(message->bytes));
    if (message->length > 0) {
        memcpy(message->bytes, bytes, message->length);
    }
    g_mutex_lock(&lock);
    g_queue_push_tail(&device->messages, message);
    hand_out(device);
    g_mutex_unlock(&lock);
}

void mock_send(struct mock_device *device, const void *bytes, size_t length) {
    queue_message(device, 0, bytes, length);
}

void mock_fail(struct mock_device *device, int status) {
    queue_message(device, status, NULL, 0);
}

static void type_character(struct mock_device *device, char c) {
    static const char keys[] = "abcdefghijklmnopqrstuvwxyz1234567890\n\0\0\0 -=[]\\#;'`,./";
    /* Each beside what is below it on a US keyboard. */
    static const char shifted[] = "!1@2#3$4%5^6&7*8(9)0:;";
    guint8 report[8] = { 0 };
    const char *pair = strchr(shifted, c);
    bool is_above = c != '\0' && pair && (pair - shifted) % 2 == 0;
    bool is_shifted = g_ascii_isupper(c) || is_above;
    char below = is_above ? pair[1] : g_ascii_tolower(c);
    const char *key = memchr(keys, below, sizeof(keys) - 1);
    g_assert_nonnull(key);
    report[0] = is_shifted ? 2 : 0;
    report[2] = (guint8)(4 + key - keys);
    mock_send(device, report, sizeof(report));
    memset(report, 0, sizeof(report));
    mock_send(device, report, sizeof(report));
}

static void send_pos(struct mock_device *device, const char *text, size_t length, bool is_whole) {
    size_t at = 0;
    do {
        guint8 report[64] = { 2, 0, ']', 'C', '0' };
        size_t part = MIN(length - at, 56);
        report[1] = (guint8)part;
        memcpy(report + 5, text + at, part);
        at += part;
        report[63] = at < length || !is_whole;
        mock_send(device, report, sizeof(report));
    } while (at < length);
}

void mock_scan(struct mock_device *device, const char *text, size_t count) {
    bool is_whole = count == SIZE_MAX;
    size_t length = MIN(strlen(text), count);
    switch (device->spec.kind) {
    case MOCK_KEYBOARD:
    case MOCK_OPAQUE:
        for (size_t i = 0; i < length; i++) {
            type_character(device, text[i]);
        }
        if (is_whole) {
            type_character(device, '\n');
        }
        break;
    case MOCK_POS:
        send_pos(device, text, length, is_whole);
        break;
    case MOCK_SERIAL:
        mock_send(device, text, length);
        if (is_whole) {
            mock_send(device, "\r\n", 2);
        }
        break;
    }
}
