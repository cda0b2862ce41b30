/* nodes.h — the kernel's input devices and what sysfs says of them: nothing is opened to know them.
 */
#ifndef SK_INPUT_EVDEV_NODES_H
#define SK_INPUT_EVDEV_NODES_H

#include "base/err.h"
#include "input/evdev/chosen.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SK_EVDEV_FOLDER "/dev/input"

#define SK_EVDEV_NODES_MAX 64

/* A node under /dev/input. Plain value. */
struct sk_evdev_node {
    char path[64];
    uint64_t inode; /* tells it from another that had the same number before */
    struct sk_evdev_identity identity;
};

/* What was there at the last look: a device is read from sysfs once, which takes some twenty files,
 * as long as which a scanner types more than the kernel has room for. Zeroed to begin with. */
struct sk_evdev_nodes {
    size_t count;
    struct sk_evdev_node list[SK_EVDEV_NODES_MAX];
};

/* Looks again. A kernel without input devices has none. */
void sk_evdev_nodes_look(struct sk_evdev_nodes *self);

/* For doctor: whether the kiosk could read it now. Opens it, and takes it for an instant where
 * nobody else has it. SK_OK; SK_ERR_DENIED; SK_ERR_BUSY (the kiosk or another program has it);
 * SK_ERR_NOT_FOUND; SK_ERR_IO. */
enum sk_err sk_evdev_try(const char *path);

#endif
