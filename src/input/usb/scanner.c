#include "input/usb/scanner.h"

#include "base/assert.h"
#include "input/usb/cdc_acm.h"
#include "input/usb/interfaces.h"
#include "input/usb/hid_reply.h"
#include "input/usb/source.h"
#include "input/usb/sysfs.h"

#include <libusb.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>

/* Under way at once on each endpoint, so that the host controller never has to wait for us. */
#define TRANSFERS 4
#define CONTROL_MS 500    /* limit for a request that we need */
#define POLITE_MS 200     /* for one that a scanner may not know */
#define ERRORS_MAX 8      /* with no good report in between: the device is broken */
#define STALL_PAUSE_MS 50 /* grows with each error */
#define CLOSE_TURN_MS 100
#define CLOSE_TURNS 20
#define BAUD                                                                                       \
    9600            /* the usual setting of scanners with a real serial line; means nothing on USB \
                     */
#define TELL_MS 500 /* for a gun that does not take what it is told */
#define REPORT_DESCRIPTOR 0x22
#define SET_REPORT 0x09
#define SET_IDLE 0x0a
#define SET_PROTOCOL 0x0b
#define OUTPUT_REPORT 0x0200
#define FEATURE_REPORT 0x0300
#define SWITCH_ON_REPORT 254 /* Honeywell, Youjie: WebHidBarcodeScanner, src/main.js */

#define REQUEST_IN (LIBUSB_ENDPOINT_IN | LIBUSB_REQUEST_TYPE_STANDARD | LIBUSB_RECIPIENT_INTERFACE)
#define REQUEST_OUT (LIBUSB_ENDPOINT_OUT | LIBUSB_REQUEST_TYPE_CLASS | LIBUSB_RECIPIENT_INTERFACE)

/* An interface that is read. */
struct pipe {
    struct sk_usb_scanner *owner;
    struct sk_usb_interface interface;
    struct sk_usb_source source;
    struct libusb_transfer *transfers[TRANSFERS];
    uint8_t *bytes; /* owned; TRANSFERS times transfer_bytes */
    size_t transfer_bytes;
    int in_flight;
    bool must_rest; /* the endpoint stalled; wait for the others, then fix it */
    sk_ms client_retry_at;
    int errors;                                  /* since the last good report */
    struct sk_hid_reply replies[SK_REPLY_COUNT]; /* of a HID POS interface */
};

/* What is told to the scanner, one after the other. */
struct mouth {
    struct libusb_transfer *transfer; /* owned; made when it is first needed */
    bool is_busy;
    uint8_t bytes[LIBUSB_CONTROL_SETUP_SIZE + SK_HID_OUTPUT_BYTES_MAX + 1];
};

struct sk_usb_scanner {
    struct sk_usb_scanner_options options;
    struct mouth mouth;
    struct sk_usb_identity identity;
    uint8_t bus;
    uint8_t address;
    uint8_t configuration;
    libusb_device_handle *handle;
    size_t pipe_count;
    struct pipe *pipes[SK_USB_INTERFACES_MAX]; /* owned */
    size_t claimed_count;
    uint8_t claimed[2 * SK_USB_INTERFACES_MAX];
    bool is_closing;
    bool is_lost;
};

static enum sk_err from_libusb(int status, struct sk_err_info *info) {
    switch (status) {
    case LIBUSB_ERROR_ACCESS:
        return sk_fail(info, SK_ERR_DENIED, "it may not be opened by this user");
    case LIBUSB_ERROR_BUSY:
        return sk_fail(info, SK_ERR_BUSY, "another program has it");
    case LIBUSB_ERROR_NO_DEVICE:
    case LIBUSB_ERROR_NOT_FOUND:
        return sk_fail(info, SK_ERR_NOT_FOUND, "it has been unplugged");
    case LIBUSB_ERROR_NO_MEM:
        return sk_fail(info, SK_ERR_NOMEM, "there is not enough memory for it");
    default:
        return sk_fail(info, SK_ERR_IO, "it does not answer (%s)", libusb_error_name(status));
    }
}

/* --- reading ------------------------------------------------------------------------------ */

static sk_ms now_of(const struct sk_usb_scanner *self) {
    return self->options.clock->ops->now(self->options.clock);
}

static void submit(struct pipe *pipe, struct libusb_transfer *transfer) {
    int status = libusb_submit_transfer(transfer);
    if (status == 0) {
        pipe->in_flight++;
    } else {
        pipe->owner->is_lost = true;
    }
}

/* The others on the endpoint may be stuck behind the one that failed: cancel them. */
static void rest(struct pipe *pipe) {
    if (pipe->must_rest) {
        return;
    }
    pipe->errors++;
    pipe->must_rest = true;
    for (size_t i = 0; i < TRANSFERS; i++) {
        (void)libusb_cancel_transfer(pipe->transfers[i]); /* one that has ended returns an error */
    }
    pipe->client_retry_at = now_of(pipe->owner) + STALL_PAUSE_MS * pipe->errors;
    if (pipe->errors > ERRORS_MAX) {
        pipe->owner->is_lost = true;
    }
}

static void LIBUSB_CALL on_transfer(struct libusb_transfer *transfer) {
    struct pipe *pipe = transfer->user_data;
    struct sk_usb_scanner *self = pipe->owner;
    pipe->in_flight--;
    if (self->is_closing) {
        return;
    }
    switch (transfer->status) {
    case LIBUSB_TRANSFER_COMPLETED:
        pipe->errors = 0;
        if (self->options.on_report && transfer->actual_length > 0) {
            self->options.on_report(self->options.data, transfer->buffer,
                                    (size_t)transfer->actual_length);
        }
        sk_usb_source_take(&pipe->source, transfer->buffer, (size_t)transfer->actual_length,
                           now_of(self));
        break;
    case LIBUSB_TRANSFER_STALL:
    case LIBUSB_TRANSFER_OVERFLOW: /* babble: more than the endpoint may send */
        rest(pipe);
        break;
    case LIBUSB_TRANSFER_TIMED_OUT:
        break;
    case LIBUSB_TRANSFER_CANCELLED:
        self->is_lost = self->is_lost || !pipe->must_rest;
        break;
    case LIBUSB_TRANSFER_ERROR:
    case LIBUSB_TRANSFER_NO_DEVICE:
    default:
        self->is_lost = true;
        break;
    }
    if (!self->is_lost && !pipe->must_rest) {
        submit(pipe, transfer);
    }
}

static void fix(struct pipe *pipe) {
    struct sk_usb_scanner *self = pipe->owner;
    int status = libusb_clear_halt(self->handle, pipe->interface.endpoint);
    if (status != 0 && status != LIBUSB_ERROR_NOT_FOUND) {
        self->is_lost = true;
        return;
    }
    pipe->must_rest = false;
    for (size_t i = 0; i < TRANSFERS && !self->is_lost; i++) {
        submit(pipe, pipe->transfers[i]);
    }
}

/* --- opening ------------------------------------------------------------------------------ */

static bool is_claimed(const struct sk_usb_scanner *self, uint8_t number) {
    for (size_t i = 0; i < self->claimed_count; i++) {
        if (self->claimed[i] == number) {
            return true;
        }
    }
    return false;
}

static int claim(struct sk_usb_scanner *self, uint8_t number) {
    if (is_claimed(self, number)) {
        return 0;
    }
    /* Noted before it is taken, so that there is no moment without somebody to give it back. A
     * driver that is about to bind counts, too, so we do not check whether one is there. */
    sk_usb_reattach_watch(self->options.reattach, self->bus, self->address, number);
    int status = libusb_claim_interface(self->handle, number);
    if (status == 0) {
        self->claimed[self->claimed_count++] = number;
    } else {
        sk_usb_reattach_forget(self->options.reattach, self->bus, self->address, number);
    }
    return status;
}

static void release(struct sk_usb_scanner *self, uint8_t number) {
    for (size_t i = 0; i < self->claimed_count; i++) {
        if (self->claimed[i] == number) {
            self->claimed[i] = self->claimed[--self->claimed_count];
            /* Also gives it back to the kernel's driver. A device that is gone needs neither. */
            (void)libusb_release_interface(self->handle, number);
            sk_usb_reattach_forget(self->options.reattach, self->bus, self->address, number);
            return;
        }
    }
}

static void ask(const struct sk_usb_scanner *self, uint8_t request, uint16_t value,
                uint8_t interface, uint8_t *bytes, uint16_t length) {
    /* A scanner that does not know the request stalls it; that is fine. */
    (void)libusb_control_transfer(self->handle, REQUEST_OUT, request, value, interface, bytes,
                                  length, POLITE_MS);
}

/* Asks the device itself. Returns the bytes of its report descriptor; 0: it has none. */
static size_t read_descriptor(const struct sk_usb_scanner *self,
                              const struct sk_usb_interface *interface, uint8_t *out) {
    uint16_t wanted = interface->descriptor_bytes;
    if (wanted == 0 || wanted > SK_HID_DESCRIPTOR_BYTES_MAX) {
        wanted = SK_HID_DESCRIPTOR_BYTES_MAX;
    }
    int length =
        libusb_control_transfer(self->handle, REQUEST_IN, LIBUSB_REQUEST_GET_DESCRIPTOR,
                                REPORT_DESCRIPTOR << 8, interface->number, out, wanted, CONTROL_MS);
    return length > 0 ? (size_t)length : 0;
}

static bool is_symbol_com(const struct sk_usb_identity *identity) {
    return identity->vendor == 0x05e0 && identity->product == 0x0600;
}

/* Finds out what the reports of a claimed HID interface mean. */
static enum sk_err begin_hid(struct sk_usb_scanner *self, struct pipe *pipe,
                             const uint8_t *descriptor, size_t length) {
    const struct sk_usb_interface *interface = &pipe->interface;
    struct sk_hid_descriptor parsed;
    sk_hid_descriptor_parse(&parsed, descriptor, length);
    enum sk_err err = sk_usb_source_begin_hid(&pipe->source, &parsed, self->options.layout);
    if (err && is_symbol_com(&self->identity)) {
        sk_usb_source_begin_symbol(&pipe->source);
        err = SK_OK;
    }
    if (err && interface->is_boot && interface->is_keyboard) {
        ask(self, SET_PROTOCOL, 0, interface->number, NULL, 0);
        sk_usb_source_begin_boot(&pipe->source, self->options.layout);
        err = SK_OK;
    }
    if (err || (self->options.take == SK_USB_TAKE_BARCODES &&
                pipe->source.kind != SK_SOURCE_USB_HID_POS)) {
        return SK_ERR_NOT_FOUND;
    }
    if (pipe->source.kind == SK_SOURCE_USB_HID_KEYBOARD) {
        uint8_t lights[2] = { parsed.led_report_id, 0 };
        uint8_t skip = parsed.led_report_id == 0 ? 1 : 0;
        ask(self, SET_IDLE, 0, interface->number, NULL, 0);
        if (parsed.has_leds) { /* a scanner that follows Caps Lock must see it off */
            ask(self, SET_REPORT, (uint16_t)(OUTPUT_REPORT | parsed.led_report_id),
                interface->number, lights + skip, (uint16_t)(2 - skip));
        }
    } else if (sk_hid_descriptor_has_feature(&parsed, SWITCH_ON_REPORT) &&
               (self->identity.vendor == 0x0c2e || self->identity.vendor == 0x23d0)) {
        uint8_t on[2] = { SWITCH_ON_REPORT, 1 };
        ask(self, SET_REPORT, FEATURE_REPORT | SWITCH_ON_REPORT, interface->number, on, 2);
    }
    for (int reply = 0; reply < SK_REPLY_COUNT; reply++) {
        sk_hid_reply_make(&pipe->replies[reply], &parsed, (enum sk_reply)reply);
    }
    size_t packet = interface->packet_bytes;
    size_t report = parsed.report_bytes > packet ? parsed.report_bytes : packet;
    pipe->transfer_bytes = (report + packet - 1) / packet * packet;
    return SK_OK;
}

static void begin_serial(struct sk_usb_scanner *self, struct pipe *pipe) {
    uint8_t coding[SK_CDC_LINE_CODING_BYTES];
    uint8_t control = pipe->interface.control_number;
    sk_usb_source_begin_serial(&pipe->source);
    sk_cdc_line_coding(BAUD, coding);
    ask(self, SK_CDC_SET_LINE_CODING, 0, control, coding, sizeof(coding));
    ask(self, SK_CDC_SET_CONTROL_LINE_STATE, SK_CDC_LISTENING, control, NULL, 0);
    pipe->transfer_bytes = pipe->interface.packet_bytes;
}

static enum sk_err start(struct pipe *pipe) {
    libusb_device_handle *handle = pipe->owner->handle;
    pipe->bytes = calloc(TRANSFERS, pipe->transfer_bytes);
    if (!pipe->bytes) {
        return SK_ERR_NOMEM;
    }
    for (size_t i = 0; i < TRANSFERS; i++) {
        struct libusb_transfer *transfer = libusb_alloc_transfer(0);
        if (!transfer) {
            return SK_ERR_NOMEM;
        }
        pipe->transfers[i] = transfer;
        uint8_t *bytes = pipe->bytes + i * pipe->transfer_bytes;
        if (pipe->interface.type == SK_USB_HID) {
            libusb_fill_interrupt_transfer(transfer, handle, pipe->interface.endpoint, bytes,
                                           (int)pipe->transfer_bytes, on_transfer, pipe, 0);
        } else {
            libusb_fill_bulk_transfer(transfer, handle, pipe->interface.endpoint, bytes,
                                      (int)pipe->transfer_bytes, on_transfer, pipe, 0);
        }
    }
    for (size_t i = 0; i < TRANSFERS; i++) {
        submit(pipe, pipe->transfers[i]);
    }
    return SK_OK;
}

static void forward_scan(void *data, const struct sk_scan *scan) {
    const struct sk_usb_scanner *self = data;
    self->options.on_scan(self->options.data, scan);
}

static void pipe_destroy(struct pipe *pipe) {
    if (pipe) {
        for (size_t i = 0; i < TRANSFERS; i++) {
            libusb_free_transfer(pipe->transfers[i]); /* NULL is fine */
        }
        free(pipe->bytes);
        free(pipe);
    }
}

/* Claims one interface and starts to read it. SK_ERR_NOT_FOUND: it is of no use to us. */
static enum sk_err open_interface(struct sk_usb_scanner *self,
                                  const struct sk_usb_interface *interface,
                                  struct sk_err_info *info) {
    uint8_t descriptor[SK_HID_DESCRIPTOR_BYTES_MAX];
    enum sk_err err = SK_OK;
    struct pipe *pipe = calloc(1, sizeof(*pipe));
    if (!pipe) {
        return from_libusb(LIBUSB_ERROR_NO_MEM, info);
    }
    pipe->owner = self;
    pipe->interface = *interface;
    sk_usb_source_init(&pipe->source, self->options.rules, forward_scan, self);
    if (self->options.is_recorded) {
        sk_usb_source_record(&pipe->source);
    }
    if (self->options.is_silent) {
        sk_usb_source_set_silent(&pipe->source);
    }
    /* The kernel's copy is gone as soon as its driver is detached. */
    size_t length =
        interface->type == SK_USB_HID
            ? sk_usb_sysfs_report_descriptor(self->identity.port, self->configuration,
                                             interface->number, descriptor, sizeof(descriptor))
            : 0;
    bool is_serial = interface->type == SK_USB_SERIAL;
    int status = is_serial ? claim(self, interface->control_number) : 0;
    if (status == 0) {
        status = claim(self, interface->number);
    }
    if (status != 0) {
        err = from_libusb(status, info);
    } else if (is_serial) {
        begin_serial(self, pipe);
    } else {
        if (length == 0) {
            length = read_descriptor(self, interface, descriptor);
        }
        err = begin_hid(self, pipe, descriptor, length);
    }
    if (err) {
        release(self, interface->number);
        if (is_serial) {
            release(self, interface->control_number);
        }
        pipe_destroy(pipe);
        return err;
    }
    self->pipes[self->pipe_count++] = pipe;
    err = start(pipe); /* from here on the scanner owns it */
    return err ? from_libusb(LIBUSB_ERROR_NO_MEM, info) : SK_OK;
}

static enum sk_err open_interfaces(struct sk_usb_scanner *self, struct libusb_device *device,
                                   struct sk_err_info *info) {
    struct libusb_config_descriptor *config = NULL;
    struct sk_usb_interface interfaces[SK_USB_INTERFACES_MAX];
    int status = libusb_get_active_config_descriptor(device, &config);
    if (status != 0) {
        return status == LIBUSB_ERROR_NOT_FOUND
                   ? sk_fail(info, SK_ERR_BUSY, "the system has not set it up yet")
                   : from_libusb(status, info);
    }
    self->configuration = config->bConfigurationValue;
    size_t count = sk_usb_interfaces_find(config, interfaces);
    libusb_free_config_descriptor(config);
    for (size_t i = 0; i < count; i++) {
        bool is_wanted = interfaces[i].type == SK_USB_HID ? !interfaces[i].is_mouse
                                                          : self->options.take == SK_USB_TAKE_ALL;
        if (!is_wanted ||
            (self->options.take == SK_USB_TAKE_BARCODES && interfaces[i].is_keyboard)) {
            continue;
        }
        enum sk_err err = open_interface(self, &interfaces[i], info);
        if (err && err != SK_ERR_NOT_FOUND) {
            return err;
        }
    }
    return self->pipe_count > 0 ? SK_OK
                                : sk_fail(info, SK_ERR_UNSUPPORTED,
                                          "it is set to a way of sending that cannot be read here");
}

enum sk_err sk_usb_scanner_create(struct sk_usb_scanner **out, struct libusb_device *device,
                                  const struct sk_usb_identity *identity,
                                  const struct sk_usb_scanner_options *options,
                                  struct sk_err_info *info) {
    struct sk_usb_scanner *self = calloc(1, sizeof(*self));
    if (!self) {
        return from_libusb(LIBUSB_ERROR_NO_MEM, info);
    }
    self->options = *options;
    self->identity = *identity;
    self->bus = libusb_get_bus_number(device);
    self->address = libusb_get_device_address(device);
    int status = libusb_open(device, &self->handle);
    enum sk_err err = status == 0 ? SK_OK : from_libusb(status, info);
    if (!err) {
        /* If this is not supported, no driver can be in the way either. */
        (void)libusb_set_auto_detach_kernel_driver(self->handle, 1);
        err = open_interfaces(self, device, info);
    }
    if (err) {
        sk_usb_scanner_destroy(self);
        return err;
    }
    *out = self;
    return SK_OK;
}

enum sk_err sk_usb_scanner_probe(struct libusb_device *device,
                                 const struct sk_usb_identity *identity) {
    struct libusb_config_descriptor *config = NULL;
    struct sk_usb_interface interfaces[SK_USB_INTERFACES_MAX];
    uint8_t bytes[SK_HID_DESCRIPTOR_BYTES_MAX];
    if (libusb_get_active_config_descriptor(device, &config) != 0) {
        return SK_ERR_BUSY;
    }
    uint8_t configuration = config->bConfigurationValue;
    size_t count = sk_usb_interfaces_find(config, interfaces);
    libusb_free_config_descriptor(config);
    enum sk_err err = SK_ERR_NOT_FOUND;
    for (size_t i = 0; i < count; i++) {
        if (interfaces[i].type != SK_USB_HID || interfaces[i].is_keyboard ||
            interfaces[i].is_mouse) {
            continue;
        }
        struct sk_hid_descriptor parsed;
        size_t length = sk_usb_sysfs_report_descriptor(identity->port, configuration,
                                                       interfaces[i].number, bytes, sizeof(bytes));
        sk_hid_descriptor_parse(&parsed, bytes, length);
        if (sk_hid_descriptor_has_application(&parsed, SK_HID_BARCODE_SCANNER)) {
            return SK_OK;
        }
        err = length == 0 ? SK_ERR_BUSY : err;
    }
    return err;
}

/* --- telling ------------------------------------------------------------------------------- */

static void LIBUSB_CALL on_told(struct libusb_transfer *transfer) {
    struct sk_usb_scanner *self = transfer->user_data;
    self->mouth.is_busy = false; /* however it ended: a gun that does not listen is none of ours */
}

static void tell_hid(struct sk_usb_scanner *self, const struct pipe *pipe,
                     const struct sk_hid_reply *reply) {
    struct mouth *mouth = &self->mouth;
    libusb_fill_control_setup(mouth->bytes, REQUEST_OUT, SET_REPORT,
                              (uint16_t)(OUTPUT_REPORT | reply->report_id), pipe->interface.number,
                              (uint16_t)reply->length);
    memcpy(mouth->bytes + LIBUSB_CONTROL_SETUP_SIZE, reply->bytes, reply->length);
    libusb_fill_control_transfer(mouth->transfer, self->handle, mouth->bytes, on_told, self,
                                 TELL_MS);
    mouth->is_busy = libusb_submit_transfer(mouth->transfer) == 0;
}

static void tell_serial(struct sk_usb_scanner *self, const struct pipe *pipe,
                        const struct sk_reply_row *row) {
    struct mouth *mouth = &self->mouth;
    SK_ASSERT(row->length <= sizeof(mouth->bytes));
    memcpy(mouth->bytes, row->bytes, row->length);
    libusb_fill_bulk_transfer(mouth->transfer, self->handle, pipe->interface.out_endpoint,
                              mouth->bytes, (int)row->length, on_told, self, TELL_MS);
    mouth->is_busy = libusb_submit_transfer(mouth->transfer) == 0;
}

void sk_usb_scanner_reply(struct sk_usb_scanner *scanner, enum sk_reply reply) {
    struct mouth *mouth = &scanner->mouth;
    if (!scanner->options.has_replies) {
        return;
    }
    if (!mouth->transfer) {
        mouth->transfer = libusb_alloc_transfer(0);
    }
    for (size_t i = 0; i < scanner->pipe_count && mouth->transfer && !mouth->is_busy; i++) {
        const struct pipe *pipe = scanner->pipes[i];
        const struct sk_reply_row *row =
            scanner->options.family ? sk_reply_find(scanner->options.family, reply) : NULL;
        if (pipe->source.kind == SK_SOURCE_USB_HID_POS && pipe->replies[reply].length > 0) {
            tell_hid(scanner, pipe, &pipe->replies[reply]);
        } else if (pipe->interface.type == SK_USB_SERIAL && pipe->interface.out_endpoint && row) {
            tell_serial(scanner, pipe, row);
        }
    }
}

/* --- closing ------------------------------------------------------------------------------ */

static int in_flight(const struct sk_usb_scanner *self) {
    int count = 0;
    for (size_t i = 0; i < self->pipe_count; i++) {
        count += self->pipes[i]->in_flight;
    }
    return count + self->mouth.is_busy;
}

static void end_transfers(struct sk_usb_scanner *self) {
    self->is_closing = true;
    if (self->mouth.is_busy) {
        (void)libusb_cancel_transfer(self->mouth.transfer);
    }
    for (size_t i = 0; i < self->pipe_count; i++) {
        for (size_t k = 0; k < TRANSFERS; k++) {
            if (self->pipes[i]->transfers[k]) {
                /* One that is not under way returns an error, which is fine. */
                (void)libusb_cancel_transfer(self->pipes[i]->transfers[k]);
            }
        }
    }
    for (int turn = 0; turn < CLOSE_TURNS && in_flight(self) > 0; turn++) {
        struct timeval wait = { .tv_usec = CLOSE_TURN_MS * 1000 };
        if (libusb_handle_events_timeout_completed(self->options.usb, &wait, NULL) != 0) {
            break;
        }
    }
}

void sk_usb_scanner_destroy(struct sk_usb_scanner *scanner) {
    if (!scanner) {
        return;
    }
    end_transfers(scanner);
    if (in_flight(scanner) > 0) {
        return; /* libusb still writes into it: better a leak than a crash */
    }
    while (scanner->claimed_count >
           0) { /* in reverse: the control interface of a serial line comes last */
        release(scanner, scanner->claimed[scanner->claimed_count - 1]);
    }
    for (size_t i = 0; i < scanner->pipe_count; i++) {
        pipe_destroy(scanner->pipes[i]);
    }
    libusb_free_transfer(scanner->mouth.transfer); /* NULL is fine */
    if (scanner->handle) {
        libusb_close(scanner->handle);
    }
    free(scanner);
}

/* --- in between --------------------------------------------------------------------------- */

enum sk_scan_source sk_usb_scanner_source(const struct sk_usb_scanner *scanner) {
    enum sk_scan_source best = SK_SOURCE_USB_HID_KEYBOARD;
    for (size_t i = 0; i < scanner->pipe_count; i++) {
        enum sk_scan_source kind = scanner->pipes[i]->source.kind;
        bool is_better = kind == SK_SOURCE_USB_HID_POS ||
                         (kind == SK_SOURCE_USB_CDC && best == SK_SOURCE_USB_HID_KEYBOARD);
        best = is_better ? kind : best;
    }
    return best;
}

sk_ms sk_usb_scanner_due(const struct sk_usb_scanner *scanner) {
    sk_ms due = -1;
    for (size_t i = 0; i < scanner->pipe_count; i++) {
        const struct pipe *pipe = scanner->pipes[i];
        due = sk_earlier(due, sk_usb_source_due(&pipe->source));
        if (pipe->must_rest && pipe->in_flight == 0) {
            due = sk_earlier(due, pipe->client_retry_at);
        }
    }
    return due;
}

size_t sk_usb_scanner_service(struct sk_usb_scanner *scanner, sk_ms now) {
    size_t dropped = 0;
    for (size_t i = 0; i < scanner->pipe_count; i++) {
        struct pipe *pipe = scanner->pipes[i];
        dropped += sk_usb_source_tick(&pipe->source, now);
        if (pipe->must_rest && pipe->in_flight == 0 && now >= pipe->client_retry_at &&
            !scanner->is_lost) {
            fix(pipe);
        }
    }
    return dropped;
}

bool sk_usb_scanner_ending_news(struct sk_usb_scanner *scanner, bool *is_silent) {
    for (size_t i = 0; i < scanner->pipe_count; i++) {
        if (sk_ending_news(&scanner->pipes[i]->source.stream.ending, is_silent)) {
            return true;
        }
    }
    return false;
}

bool sk_usb_scanner_loses_doubles(const struct sk_usb_scanner *scanner) {
    for (size_t i = 0; i < scanner->pipe_count; i++) {
        if (sk_usb_source_loses_doubles(&scanner->pipes[i]->source)) {
            return true;
        }
    }
    return false;
}

bool sk_usb_scanner_is_lost(const struct sk_usb_scanner *scanner) {
    return scanner->is_lost;
}

bool sk_usb_scanner_is_reading(const struct sk_usb_scanner *scanner) {
    for (size_t i = 0; i < scanner->pipe_count; i++) {
        if (sk_usb_source_is_reading(&scanner->pipes[i]->source)) {
            return true;
        }
    }
    return false;
}

size_t sk_usb_scanner_drop(struct sk_usb_scanner *scanner) {
    size_t dropped = 0;
    for (size_t i = 0; i < scanner->pipe_count; i++) {
        dropped += sk_usb_source_drop(&scanner->pipes[i]->source);
    }
    return dropped;
}
