/* uevents.h — the kernel's own events of plugging, for machines on which udev does not run. */
#ifndef SK_INPUT_USB_UEVENTS_H
#define SK_INPUT_USB_UEVENTS_H

#include <stdbool.h>
#include <stddef.h>

/* A netlink socket that does not block and is closed by close(); it needs no privilege. -1: this
 * machine gives none. */
int sk_uevents_open(void);

/* Takes all that waits. True: an event of that subsystem was among it, or some were lost. */
bool sk_uevents_drain(int fd, const char *subsystem);

/* One event: "add@/devices/..." and lines KEY=VALUE, each with its NUL. Is it of the subsystem?
 * Pure. */
bool sk_uevent_is_of(const char *event, size_t length, const char *subsystem);

#endif
