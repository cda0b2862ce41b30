#include "input/usb/uevents.h"

#include <errno.h>
#include <linux/netlink.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define EVENT_MAX 8192
#define KERNEL_GROUP 1

int sk_uevents_open(void) {
    const struct sockaddr_nl address = { .nl_family = AF_NETLINK, .nl_groups = KERNEL_GROUP };
    int fd = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_KOBJECT_UEVENT);
    if (fd >= 0 && bind(fd, (const struct sockaddr *)&address, sizeof(address)) != 0) {
        (void)close(fd);
        return -1;
    }
    return fd;
}

bool sk_uevent_is_of(const char *event, size_t length, const char *subsystem) {
    static const char key[] = "SUBSYSTEM=";
    size_t want = strlen(subsystem);
    size_t at = 0;
    while (at < length) {
        size_t line = strnlen(event + at, length - at);
        if (line == sizeof(key) - 1 + want && memcmp(event + at, key, sizeof(key) - 1) == 0 &&
            memcmp(event + at + sizeof(key) - 1, subsystem, want) == 0) {
            return true;
        }
        at += line + 1;
    }
    return false;
}

bool sk_uevents_drain(int fd, const char *subsystem) {
    char event[EVENT_MAX];
    bool is_of = false;
    ssize_t length;
    while ((length = recv(fd, event, sizeof(event), 0)) > 0 || (length < 0 && errno == ENOBUFS)) {
        is_of = is_of || length < 0 || sk_uevent_is_of(event, (size_t)length, subsystem);
    }
    return is_of;
}
