/* reader.h — the trait of all sources of scans: USB, camera, keyboard, standard input, replay.
 *
 * A reader turns a device into struct sk_scan and pushes it into a sink. Lifecycle: create (by the
 * filling's own function), start, stop, join, destroy. For those who write a filling:
 * embed struct sk_reader as a member and find yourself with sk_container_of(). */
#ifndef SK_INPUT_READER_H
#define SK_INPUT_READER_H

#include "base/err.h"
#include "input/reply.h"
#include "pairing/scan.h"

#include <stdbool.h>

enum sk_reader_health {
    SK_READER_ABSENT,  /* nothing is plugged in; not a fault */
    SK_READER_READY,   /* works; text, if any, is something the worker must know */
    SK_READER_TROUBLE, /* something is there but cannot be used; text says why and the fix */
    SK_READER_ENDED,   /* end of input; nothing will come any more (stdin, replay) */
};

/* "absent", "ready", "in trouble", "ended". Static. Any thread. */
const char *sk_reader_health_name(enum sk_reader_health health);

/* A change of a reader's state, for the status bar. Plain value. */
struct sk_reader_status {
    enum sk_scan_source source;
    enum sk_reader_health health;
    char device[SK_SCAN_DEVICE_SIZE]; /* which one, for people: "Honeywell 1900" */
    char text[192];                   /* English sentence with the fix; "" when all is well */
};

struct sk_scan_sink {
    const struct sk_scan_sink_ops *ops;
};

struct sk_scan_sink_ops {
    /* On the reader's thread. Copies *scan. Never blocks. False: there was no room, and the reader
     * must keep the scan and try again (stdin, replay, USB) or tell the worker (keys, camera: the
     * sink has counted it and the screen says "scan again"). Mandatory. */
    bool (*push)(struct sk_scan_sink *sink, const struct sk_scan *scan);
    /* On the reader's thread. Copies *status. Never blocks. Mandatory. */
    void (*status)(struct sk_scan_sink *sink, const struct sk_reader_status *status);
    /* On the reader's thread. A reader that keeps scans for later had to drop one; the screen says
     * "scan again". Never blocks. Optional. */
    void (*lost)(struct sk_scan_sink *sink);
};

struct sk_reader {
    const struct sk_reader_ops *ops;
};

struct sk_reader_ops {
    /* Begins to deliver into sink, which outlives the reader. Starts the reader's thread if it has
     * one. Errors: SK_ERR_IO, SK_ERR_NOMEM, SK_ERR_NOT_FOUND; a device that is merely absent is a
     * status, not an error. Main thread. Mandatory. */
    enum sk_err (*start)(struct sk_reader *reader, struct sk_scan_sink *sink,
                         struct sk_err_info *info);
    /* Asks the reader to end; returns at once. Main thread. Mandatory. */
    void (*stop)(struct sk_reader *reader);
    /* Waits for the end; afterwards the sink is not called any more. Main thread. Mandatory. */
    void (*join)(struct sk_reader *reader);
    /* The device of that name (sk_scan.device) is to be told what came of its scan, where it can
     * be. Never blocks, and nothing depends on it. Any thread, until join. Optional. */
    void (*reply)(struct sk_reader *reader, const char *device, enum sk_reply reply);
    /* Frees it. Only after join (or without start). Main thread. Mandatory. */
    void (*destroy)(struct sk_reader *reader);
};

#endif
