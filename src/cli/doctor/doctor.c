#include "cli/doctor/doctor.h"

#include "base/utf8.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum sk_err sk_doctor_init(struct sk_doctor *doctor, const struct sk_config *config,
                           const char *file, struct sk_err_info *info) {
    *doctor = (struct sk_doctor){ .config = config, .file = file, .out = -1 };
    enum sk_err err = sk_usb_options_from(config, &doctor->usb, info);
    err = err ? err : sk_evdev_options_from(config, &doctor->evdev, info);
    err =
        err ? err : sk_evdev_learned_add(&doctor->evdev.choices, doctor->evdev.learned_path, info);
    err = err ? err : sk_config_light(config, &doctor->light, info);
    err = err ? err : sk_serial_options_from(config, &doctor->serial, info);
    if (!err &&
        sk_config_journal_path(config, doctor->journal_path, sizeof(doctor->journal_path))) {
        err = sk_fail(info, SK_ERR_INVALID, "journal.path is too long");
    }
    return err;
}

static void write_all(int fd, const void *bytes, size_t length) {
    const char *at = bytes;
    while (length > 0) {
        ssize_t written = write(fd, at, length);
        if (written < 0 && errno != EINTR) {
            return; /* nobody reads any more */
        }
        at += written > 0 ? written : 0;
        length -= written > 0 ? (size_t)written : 0;
    }
}

void sk_doctor_say(const struct sk_doctor *doctor, enum sk_doctor_state state, const char *check,
                   const char *remedy, const char *format, ...) {
    struct sk_doctor_line line;
    char text[2 * SK_ERR_TEXT_SIZE];
    va_list args;
    memset(&line, 0, sizeof(line)); /* the gaps go through the pipe, too */
    line.state = state;
    va_start(args, format);
    (void)vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    (void)snprintf(line.check, sizeof(line.check), "%s", check);
    (void)sk_utf8_printable(text, strlen(text), line.text, sizeof(line.text), NULL);
    (void)snprintf(line.remedy, sizeof(line.remedy), "%s", remedy ? remedy : "");
    write_all(doctor->out, &line, sizeof(line));
}
