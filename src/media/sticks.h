/* sticks.h — USB sticks: which are there, mounting, and safe removal, by udisks2 over the
 * system's D-Bus. Nothing here needs root: udisks2 mounts for those whom polkit allows
 * (assets/polkit/70-sag-kiosk.rules).
 *
 * All calls block: on the bus up to a limit of seconds, unmounting as long as the stick writes.
 * For a worker's thread; a struct sk_sticks belongs to one thread.
 * Names and types: the D-Bus reference of udisks2,
 * org.freedesktop.UDisks2.{Block,Drive,Filesystem}.
 */
#ifndef SK_MEDIA_STICKS_H
#define SK_MEDIA_STICKS_H

#include "base/err.h"
#include "media/stick.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What can be wrong with a stick, as far as the fix differs. */
enum sk_stick_trouble {
    SK_STICK_FINE,
    SK_STICK_NO_SERVICE,  /* no bus, or no udisks2 on it */
    SK_STICK_DENIED,      /* polkit does not let this account */
    SK_STICK_NONE,        /* nothing is plugged in */
    SK_STICK_SEVERAL,     /* and none was named */
    SK_STICK_UNKNOWN,     /* none has the name that was asked for */
    SK_STICK_UNFORMATTED, /* no file system that this computer reads */
    SK_STICK_READ_ONLY,
    SK_STICK_FOREIGN, /* its files belong to somebody else: this account may not write there */
    SK_STICK_FULL,
    SK_STICK_PULLED,  /* it went away meanwhile */
    SK_STICK_BUSY,    /* another program has a file open on it */
    SK_STICK_STOPPED, /* cancelled; nothing was left on the stick */
    SK_STICK_FAILED,  /* anything else; the sentence quotes the system */
    SK_STICK_TROUBLE_COUNT,
};

/* Plain value. */
struct sk_stick_fault {
    enum sk_stick_trouble trouble;
    struct sk_err_info info; /* for terminal and log: what failed, with the fix */
};

struct sk_sticks;

/* Connects to the bus. Owner: *out is the caller's; sk_sticks_destroy(). fault (may not be NULL,
 * here and below) is written on failure only.
 * Errors: SK_ERR_NOT_FOUND (NO_SERVICE), SK_ERR_NOMEM. */
enum sk_err sk_sticks_create(struct sk_sticks **out, struct sk_stick_fault *fault);
void sk_sticks_destroy(struct sk_sticks *sticks); /* NULL is fine */

/* Writes up to SK_STICKS_MAX of them into list, by device. A stick is a block device behind USB or
 * an SD slot that udisks2 does not take for a part of the system; partitions count one by one.
 * None is no error. Errors: SK_ERR_NOT_FOUND (NO_SERVICE), SK_ERR_DENIED, SK_ERR_IO. */
enum sk_err sk_sticks_list(struct sk_sticks *sticks, struct sk_stick list[SK_STICKS_MAX],
                           size_t *count, struct sk_stick_fault *fault);

/* The one of that name or device ("BENCH", "sdb1", "/dev/sdb1"), or with NULL or "" the only one
 * that has a file system. Pure. *out points into list.
 * Errors: SK_ERR_NOT_FOUND (NONE, UNKNOWN), SK_ERR_BUSY (SEVERAL; the sentence names them),
 *         SK_ERR_UNSUPPORTED (UNFORMATTED), SK_ERR_DENIED (READ_ONLY). */
enum sk_err sk_stick_choose(const struct sk_stick *list, size_t count, const char *name,
                            const struct sk_stick **out, struct sk_stick_fault *fault);

/* Mounts it, if it is not; stick->mount_point is filled. *was_mounted: it was before.
 * Errors: SK_ERR_DENIED (DENIED, READ_ONLY), SK_ERR_NOT_FOUND (PULLED, NO_SERVICE), SK_ERR_IO. */
enum sk_err sk_stick_mount(struct sk_sticks *sticks, struct sk_stick *stick, bool *was_mounted,
                           struct sk_stick_fault *fault);

/* Writes out what is on its way and unmounts; stick->mount_point is "" then.
 * Errors: SK_ERR_BUSY, SK_ERR_DENIED, SK_ERR_NOT_FOUND (PULLED), SK_ERR_IO. */
enum sk_err sk_stick_unmount(struct sk_sticks *sticks, struct sk_stick *stick,
                             struct sk_stick_fault *fault);

/* Switches an unmounted stick off, or ejects it, so that its light goes out. False: it could not
 * be (another part of it is in use, or the account may not); it may be pulled out anyway. */
bool sk_stick_power_off(struct sk_sticks *sticks, const struct sk_stick *stick);

/* Is it still plugged in? Also true when that cannot be found out. */
bool sk_stick_is_there(struct sk_sticks *sticks, const struct sk_stick *stick);

#endif
