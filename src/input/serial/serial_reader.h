/* serial_reader.h — scanners on serial lines: adapters (FTDI, PL2303, CH340, CP210x), real ports,
 * Bluetooth's RFCOMM. */
#ifndef SK_INPUT_SERIAL_SERIAL_READER_H
#define SK_INPUT_SERIAL_SERIAL_READER_H

#include "base/clock.h"
#include "base/err.h"
#include "input/framing.h"
#include "input/reader.h"
#include "input/serial/line.h"

#include <stdbool.h>
#include <stddef.h>

#define SK_SERIAL_DEVICES_MAX 8
#define SK_SERIAL_PATH_SIZE 256

struct sk_serial_devices {
    size_t count;
    char paths[SK_SERIAL_DEVICES_MAX][SK_SERIAL_PATH_SIZE];
};

/* Reads the setting serial.devices: paths under /, joined by commas. Errors: SK_ERR_INVALID; info
 * quotes the item. Pure. */
enum sk_err sk_serial_devices_parse(struct sk_serial_devices *out, const char *text,
                                    struct sk_err_info *info);

/* A name for people of what is behind the path: the last part of it, without what udev puts around
 * it. Pure. */
void sk_serial_title(const char *path, char *out, size_t out_size);

struct sk_serial_options {
    struct sk_serial_devices devices;
    struct sk_serial_line line;
    struct sk_framing_rules rules;
    /* To find out how a scanner is set: what it sends is delivered as it comes (recording.h), under
     * the path as the device's name. */
    bool is_learning;
    char replies[24]; /* the family (input/reply.h) whose commands tell a scanner; "off" */
    char remembered_path[4096]; /* of scanners without a suffix; "": none */
};

/* One thread, which sleeps while nothing comes; a line that is not there is waited for. options is
 * copied, clock is borrowed. Owner: *out is the caller's (ops->destroy). Errors: SK_ERR_NOMEM,
 * SK_ERR_IO. */
enum sk_err sk_serial_reader_create(struct sk_reader **out, const struct sk_serial_options *options,
                                    struct sk_clock *clock, struct sk_err_info *info);

#endif
