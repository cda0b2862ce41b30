#include "cli/doctor_serial.h"

#include "input/serial/lines.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void say_denied(const char *path) {
    char group[64];
    sk_serial_group(path, group, sizeof(group));
    printf("may not be opened by this user.\n      Fix: sudo usermod -a -G %s USER, then log in "
           "anew.\n",
           group);
}

/* Returns whether it is to be fixed. */
static bool say_named(const struct sk_serial_options *options, const char *path) {
    struct sk_err_info info = { "" };
    char line[SK_SERIAL_LINE_SIZE];
    int fd = -1;
    enum sk_err err = sk_serial_line_open(&fd, path, &options->line, &info);
    bool is_broken = err != SK_OK && err != SK_ERR_BUSY;
    if (fd >= 0) {
        (void)close(fd);
    }
    sk_serial_line_print(&options->line, line);
    printf("%s %s: ", is_broken ? "FIX " : "ok  ", path);
    if (err == SK_OK) {
        printf("is read by the kiosk, at %s.\n", line);
    } else if (err == SK_ERR_BUSY) {
        puts("is in use: a running kiosk has it, or else another program.");
    } else if (err == SK_ERR_NOT_FOUND) {
        puts("is not there. Fix: plug the adapter in, or correct serial.devices.");
    } else if (err == SK_ERR_DENIED) {
        say_denied(path);
    } else {
        printf("cannot be used at %s (%s). Fix: correct serial.devices and serial.line.\n", line,
               info.text);
    }
    return is_broken;
}

int sk_doctor_serial(const struct sk_serial_options *options, int *taken) {
    struct sk_serial_devices others;
    int to_fix = 0;
    *taken = (int)options->devices.count;
    for (size_t i = 0; i < options->devices.count; i++) {
        to_fix += say_named(options, options->devices.paths[i]);
    }
    sk_serial_lines_find(&others, &options->devices);
    for (size_t i = 0; i < others.count; i++) {
        printf(
            "ok   %s: left alone. If a scanner is behind it, put\n      devices = %s\n      under "
            "[serial] into the settings; 'sag-kioskctl doctor --learn' finds its speed.\n",
            others.paths[i], others.paths[i]);
    }
    return to_fix;
}
