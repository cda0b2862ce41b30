/* main_console.c — the program sag-kiosk-console: brings a terminal of the console to the front and
 * forbids that another one is switched to, or allows it again. As long as it is forbidden, no key
 * of any keyboard, and no program without CAP_SYS_TTY_CONFIG, leaves that terminal. Its keyboard is
 * switched off as well, so that what is typed while the kiosk is being started goes nowhere.
 * Source: ioctl_console(2), VT_LOCKSWITCH in the kernel's drivers/tty/vt/vt_ioctl.c. */
#include <errno.h>
#include <fcntl.h>
#include <linux/kd.h>
#include <linux/vt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#ifndef K_OFF
#define K_OFF 0x04
#endif

static int complain(const char *what, const char *terminal) {
    fprintf(stderr, "sag-kiosk-console: %s '%s': %s\n", what, terminal, strerror(errno));
    return EXIT_FAILURE;
}

/* "/dev/tty1" is 1; 0: it is no terminal of the console. */
static long number_of(const char *terminal) {
    static const char head[] = "/dev/tty";
    char *end = NULL;
    if (strncmp(terminal, head, sizeof(head) - 1) != 0) {
        return 0;
    }
    long number = strtol(terminal + sizeof(head) - 1, &end, 10);
    return *end == '\0' && number >= 1 && number <= MAX_NR_CONSOLES ? number : 0;
}

static int lock(int fd, const char *terminal, long number) {
    /* A lock of before, as after a restart, would forbid this switch as well. */
    (void)ioctl(fd, VT_UNLOCKSWITCH, 1);
    if (ioctl(fd, VT_ACTIVATE, number) != 0 || ioctl(fd, VT_WAITACTIVE, number) != 0) {
        return complain("cannot bring to the front", terminal);
    }
    if (ioctl(fd, VT_LOCKSWITCH, 1) != 0) {
        return complain("cannot forbid other terminals than", terminal);
    }
    return ioctl(fd, KDSKBMODE, K_OFF) == 0
               ? EXIT_SUCCESS
               : complain("cannot switch off the keyboard of", terminal);
}

static int unlock(int fd, const char *terminal) {
    bool has_keys = ioctl(fd, KDSKBMODE, K_UNICODE) == 0;
    if (ioctl(fd, VT_UNLOCKSWITCH, 1) != 0 || !has_keys) {
        return complain("cannot allow other terminals than", terminal);
    }
    return EXIT_SUCCESS;
}

int main(int argc, char **argv) {
    bool is_lock = argc == 3 && strcmp(argv[1], "lock") == 0;
    bool is_unlock = argc == 3 && strcmp(argv[1], "unlock") == 0;
    long number = argc == 3 ? number_of(argv[2]) : 0;
    if ((!is_lock && !is_unlock) || number == 0) {
        fputs("usage: sag-kiosk-console lock | unlock /dev/ttyNUMBER\n", stderr);
        return 2;
    }
    int fd = open(argv[2], O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (fd < 0) {
        return complain("cannot open", argv[2]);
    }
    int status = is_lock ? lock(fd, argv[2], number) : unlock(fd, argv[2]);
    (void)close(fd);
    return status;
}
