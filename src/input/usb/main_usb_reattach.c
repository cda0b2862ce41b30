/* main_usb_reattach.c — the program sag-usb-reattach: gives USB interfaces back to the kernel's
 * driver when the kiosk is gone. See input/usb/reattach.h. Started by the kiosk; standard input is
 * the line to it. Signals meant for the kiosk do not end it: the end of the line does. */
#include "input/usb/reattach.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/usbdevice_fs.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#define WATCHED_MAX 64
/* The kernel takes a moment to close what the dead kiosk had open. */
#define TRIES 100
#define PAUSE_NS 50000000L

struct watched {
    struct sk_usb_reattach_note note;
    int fd; /* opened while it was certainly that device */
};

static struct watched list[WATCHED_MAX];
static size_t count;

static size_t find(const struct sk_usb_reattach_note *note) {
    size_t at = 0;
    while (at < count &&
           (list[at].note.bus != note->bus || list[at].note.address != note->address ||
            list[at].note.interface != note->interface)) {
        at++;
    }
    return at;
}

static void watch(const struct sk_usb_reattach_note *note) {
    char path[40];
    if (find(note) < count || count == WATCHED_MAX) {
        return;
    }
    (void)snprintf(path, sizeof(path), "/dev/bus/usb/%03u/%03u", (unsigned)note->bus,
                   (unsigned)note->address);
    int fd = open(path, O_RDWR | O_CLOEXEC);
    if (fd >= 0) {
        list[count++] = (struct watched){ .note = *note, .fd = fd };
    }
}

static void forget(const struct sk_usb_reattach_note *note) {
    size_t at = find(note);
    if (at < count) {
        (void)close(list[at].fd); /* nothing was written */
        list[at] = list[--count];
    }
}

/* True: the kernel's driver, or anything but the dead kiosk, has the interface. */
static bool is_bound(const struct watched *watched) {
    struct usbdevfs_getdriver request = { .interface = watched->note.interface };
    return ioctl(watched->fd, USBDEVFS_GETDRIVER, &request) == 0 &&
           strcmp(request.driver, "usbfs") != 0;
}

/* True: done, or there is nothing left to do. */
static bool give_back(const struct watched *watched) {
    struct usbdevfs_ioctl request = { .ifno = watched->note.interface,
                                      .ioctl_code = USBDEVFS_CONNECT };
    return is_bound(watched) || ioctl(watched->fd, USBDEVFS_IOCTL, &request) >= 0 || errno != EBUSY;
}

int main(void) {
    struct sk_usb_reattach_note note;
    const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE };
    for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
        (void)signal(signals[i], SIG_IGN); /* only fails for a signal that does not exist */
    }
    for (;;) {
        ssize_t length = read(STDIN_FILENO, &note, sizeof(note));
        if (length < 0 && errno == EINTR) {
            continue;
        }
        if (length != (ssize_t)sizeof(note)) {
            break;
        }
        if (note.what == SK_USB_REATTACH_WATCH) {
            watch(&note);
        } else {
            forget(&note);
        }
    }
    for (int try = 0; try < TRIES && count > 0; try++) {
        for (size_t i = count; i-- > 0;) {
            if (give_back(&list[i])) {
                (void)close(list[i].fd);
                list[i] = list[--count];
            }
        }
        const struct timespec pause = { .tv_nsec = PAUSE_NS };
        if (count > 0) {
            (void)nanosleep(&pause, NULL); /* after a shorter pause, try sooner */
        }
    }
    return count == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
