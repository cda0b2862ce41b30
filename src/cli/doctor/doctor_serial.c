/* doctor_serial.c — scanners on serial lines, and whether they may be opened. */
#include "cli/doctor/doctor.h"

#include "input/serial/lines.h"

#include <stdio.h>
#include <unistd.h>

static void tell_denied(const struct sk_doctor *doctor, const char *path) {
    char group[64];
    char remedy[160];
    sk_serial_group(path, group, sizeof(group));
    (void)snprintf(remedy, sizeof(remedy), "sudo usermod -a -G %s USER, then log in anew", group);
    sk_doctor_say(doctor, SK_DOCTOR_FAIL, "serial", remedy, "%s: may not be opened by this user",
                  path);
}

static void tell_named(const struct sk_doctor *doctor, const char *path) {
    struct sk_err_info info = { "" };
    char line[SK_SERIAL_LINE_SIZE];
    int fd = -1;
    enum sk_err err = sk_serial_line_open(&fd, path, &doctor->serial.line, &info);
    if (fd >= 0) {
        (void)close(fd);
    }
    sk_serial_line_print(&doctor->serial.line, line);
    if (err == SK_OK) {
        sk_doctor_say(doctor, SK_DOCTOR_OK, "serial", NULL, "%s: is read by the kiosk, at %s", path,
                      line);
    } else if (err == SK_ERR_BUSY) {
        sk_doctor_say(doctor, SK_DOCTOR_OK, "serial", NULL,
                      "%s: is in use: a running kiosk has it, or else another program", path);
    } else if (err == SK_ERR_NOT_FOUND) {
        sk_doctor_say(doctor, SK_DOCTOR_FAIL, "serial",
                      "plug the adapter in, or correct serial.devices", "%s: is not there", path);
    } else if (err == SK_ERR_DENIED) {
        tell_denied(doctor, path);
    } else {
        sk_doctor_say(doctor, SK_DOCTOR_FAIL, "serial", "correct serial.devices and serial.line",
                      "%s: cannot be used at %s (%s)", path, line, info.text);
    }
}

int sk_doctor_serial(const struct sk_doctor *doctor) {
    const struct sk_serial_options *options = &doctor->serial;
    struct sk_serial_devices others;
    for (size_t i = 0; i < options->devices.count; i++) {
        tell_named(doctor, options->devices.paths[i]);
    }
    sk_serial_lines_find(&others, &options->devices);
    for (size_t i = 0; i < others.count; i++) {
        char remedy[SK_SERIAL_PATH_SIZE + 192];
        (void)snprintf(remedy, sizeof(remedy),
                       "if a scanner is behind it, put under [serial] into the settings:\n"
                       "  devices = %s\n'sag-kioskctl doctor --learn' finds its speed",
                       others.paths[i]);
        sk_doctor_say(doctor, SK_DOCTOR_OK, "serial", remedy, "%s: left alone", others.paths[i]);
    }
    return (int)options->devices.count;
}
