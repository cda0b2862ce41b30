/* node_reader.h — scanners that are files under /dev: found, opened, read, lost, and found again
 * under another number. What kind of file, and how it is read, is the filling's (sk_node_ops).
 *
 * Folders are watched by inotify, whether there is a udev or not: the kernel itself makes and
 * removes the nodes (devtmpfs), and where udev gives them to a group a moment later, that is a
 * change of attributes, which inotify tells too. */
#ifndef SK_INPUT_NODE_READER_H
#define SK_INPUT_NODE_READER_H

#include "base/clock.h"
#include "input/framing.h"
#include "input/reader.h"
#include "input/remembered.h"
#include "input/reply.h"
#include "input/stream.h"

#include <stdbool.h>
#include <stddef.h>

#define SK_NODES_MAX 16
#define SK_NODE_FOLDERS_MAX 10
#define SK_NODE_PATH_SIZE 512

/* A device that is there and that is to be read. Plain value. */
struct sk_node {
    char path[SK_NODE_PATH_SIZE];
    char title[SK_SCAN_DEVICE_SIZE - 8]; /* for people; like ones are numbered */
    struct sk_remembered_scanner key;    /* by which it is known again */
};

enum sk_node_news {
    SK_NODE_READ, /* what was there is in the stream */
    SK_NODE_LOST, /* besides, something was lost of which the stream knows nothing */
    SK_NODE_GONE, /* it does not answer any more */
};

/* All on the reader's thread but destroy, which is the main thread's after the end. Mandatory,
 * where it does not say otherwise. */
struct sk_node_ops {
    enum sk_scan_source source;
    const char *section; /* of the settings, for the log */
    /* The devices that are there and to be read. Returns how many, at most max. */
    size_t (*list)(void *data, struct sk_node *out, size_t max);
    /* Opens it; what is read goes into stream, which outlives the handle. is_settling: it was
     * plugged in only now, so what is not ready may be waited for (SK_ERR_BUSY).
     * Errors: what trouble has a sentence for. */
    enum sk_err (*open)(void *data, const struct sk_node *node, struct sk_stream *stream,
                        bool is_settling, void **handle, struct sk_err_info *info);
    int (*fd)(const void *handle); /* to poll for reading */
    /* Takes in what is there, without waiting. */
    enum sk_node_news (*read)(void *handle, sk_ms now);
    /* is_gone: nothing needs to have happened when it returns. */
    void (*close)(void *handle, bool is_gone);
    const char *(*trouble)(enum sk_err err); /* of open, as a sentence of the catalogue */
    /* Tells the scanner, without waiting. Optional. */
    void (*reply)(void *handle, enum sk_reply reply);
    void (*destroy)(void *data);
};

struct sk_node_options {
    const struct sk_node_ops *ops; /* static */
    void *data;                    /* of ops; destroyed with the reader */
    struct sk_framing_rules rules;
    bool is_expected; /* something is chosen, so that its absence is told */
    bool is_learning; /* all is delivered as it comes, with the path as the device's name */
    /* The file (remembered.h) of scanners that send no suffix; "": nothing is remembered. */
    char remembered_path[4096];
    size_t folder_count;
    char folders[SK_NODE_FOLDERS_MAX][SK_NODE_PATH_SIZE]; /* where nodes appear */
};

/* One thread, which sleeps while nothing comes. Each device has its status under its own name. What
 * was unfinished when a device was lost is delivered as a part. options is copied; clock is
 * borrowed. Owner: *out is the caller's (ops->destroy), and options->data in any case *out's or, on
 * failure, destroyed. Errors: SK_ERR_NOMEM, SK_ERR_IO. */
enum sk_err sk_node_reader_create(struct sk_reader **out, const struct sk_node_options *options,
                                  struct sk_clock *clock, struct sk_err_info *info);

#endif
