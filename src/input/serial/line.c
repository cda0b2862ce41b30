#define _DEFAULT_SOURCE /* CRTSCTS, flock(), TIOCEXCL */

#include "input/serial/line.h"

#include "base/util.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

static const struct {
    uint32_t baud;
    speed_t speed;
} speeds[] = {
    { 300, B300 },       { 600, B600 },       { 1200, B1200 },     { 2400, B2400 },
    { 4800, B4800 },     { 9600, B9600 },     { 19200, B19200 },   { 38400, B38400 },
    { 57600, B57600 },   { 115200, B115200 }, { 230400, B230400 }, { 460800, B460800 },
    { 921600, B921600 },
};

static bool find_speed(uint32_t baud, speed_t *out) {
    for (size_t i = 0; i < SK_ARRAY_LEN(speeds); i++) {
        if (speeds[i].baud == baud) {
            *out = speeds[i].speed;
            return true;
        }
    }
    return false;
}

/* "8N1", in either case. */
static bool read_framing(const char *text, struct sk_serial_line *out) {
    if (strlen(text) != 3 || (text[0] != '7' && text[0] != '8') || !strchr("NEOneo", text[1]) ||
        (text[2] != '1' && text[2] != '2')) {
        return false;
    }
    out->data_bits = (uint8_t)(text[0] - '0');
    out->parity = (char)(text[1] >= 'a' ? text[1] - 'a' + 'A' : text[1]);
    out->stop_bits = (uint8_t)(text[2] - '0');
    return true;
}

bool sk_serial_line_parse(struct sk_serial_line *out, const char *text) {
    struct sk_serial_line line = { .data_bits = 8, .parity = 'N', .stop_bits = 1 };
    speed_t speed;
    size_t digits = strspn(text, "0123456789");
    if (digits == 0 || digits > 6) {
        return false;
    }
    for (size_t i = 0; i < digits; i++) {
        line.baud = line.baud * 10 + (uint32_t)(text[i] - '0');
    }
    const char *rest = text + digits;
    size_t blanks = strspn(rest, " \t");
    if (!find_speed(line.baud, &speed) ||
        (*rest != '\0' && (blanks == 0 || !read_framing(rest + blanks, &line)))) {
        return false;
    }
    *out = line;
    return true;
}

void sk_serial_line_print(const struct sk_serial_line *line, char out[SK_SERIAL_LINE_SIZE]) {
    (void)snprintf(out, SK_SERIAL_LINE_SIZE, "%u %u%c%u", (unsigned)line->baud,
                   (unsigned)line->data_bits, line->parity, (unsigned)line->stop_bits);
}

const struct sk_serial_line *sk_serial_line_usual(size_t index) {
    static const struct sk_serial_line usual[] = {
        { 9600, 8, 'N', 1 },  { 115200, 8, 'N', 1 }, { 9600, 7, 'E', 1 }, { 38400, 8, 'N', 1 },
        { 19200, 8, 'N', 1 }, { 57600, 8, 'N', 1 },  { 9600, 7, 'O', 1 }, { 9600, 8, 'E', 1 },
        { 4800, 8, 'N', 1 },  { 2400, 8, 'N', 1 },
    };
    return index < SK_ARRAY_LEN(usual) ? &usual[index] : NULL;
}

const struct sk_serial_line *sk_serial_line_next(const struct sk_serial_line *set, size_t *tried) {
    for (;;) {
        const struct sk_serial_line *line = sk_serial_line_usual(*tried);
        *tried = line ? *tried + 1 : 0;
        if (!line || line->baud != set->baud || line->data_bits != set->data_bits ||
            line->parity != set->parity || line->stop_bits != set->stop_bits) {
            return line ? line : set;
        }
    }
}

static enum sk_err fail_errno(struct sk_err_info *info, const char *what) {
    int code = errno;
    enum sk_err err = code == ENOENT || code == ENODEV || code == ENXIO ? SK_ERR_NOT_FOUND
                      : code == EACCES || code == EPERM                 ? SK_ERR_DENIED
                      : code == EBUSY || code == EWOULDBLOCK            ? SK_ERR_BUSY
                      : code == ENOTTY || code == EINVAL                ? SK_ERR_INVALID
                                                                        : SK_ERR_IO;
    return sk_fail(info, err, "%s: %s", what, strerror(code));
}

enum sk_err sk_serial_line_set(int fd, const struct sk_serial_line *line,
                               struct sk_err_info *info) {
    struct termios t;
    speed_t speed = B9600;
    if (tcgetattr(fd, &t) != 0) {
        return fail_errno(info, "it is no serial line");
    }
    if (!find_speed(line->baud, &speed)) {
        return sk_fail(info, SK_ERR_INVALID, "%u is no speed of a serial line",
                       (unsigned)line->baud);
    }
    t.c_iflag = IGNBRK | INPCK | PARMRK; /* marks.h */
    t.c_oflag = 0;
    t.c_lflag = 0;
    t.c_cflag = (tcflag_t)(CREAD | CLOCAL | (line->data_bits == 7 ? CS7 : CS8) |
                           (line->stop_bits == 2 ? CSTOPB : 0) |
                           (line->parity == 'N'   ? 0
                            : line->parity == 'O' ? PARENB | PARODD
                                                  : PARENB)); /* no CRTSCTS, no HUPCL */
    t.c_cc[VMIN] = 1;                                         /* so that 0 bytes mean: hung up */
    t.c_cc[VTIME] = 0;
    if (cfsetispeed(&t, speed) != 0 || cfsetospeed(&t, speed) != 0 ||
        tcsetattr(fd, TCSANOW, &t) != 0) {
        return fail_errno(info, "its speed cannot be set");
    }
    (void)tcflush(fd, TCIFLUSH);
    return SK_OK;
}

enum sk_err sk_serial_line_open(int *fd, const char *path, const struct sk_serial_line *line,
                                struct sk_err_info *info) {
    int opened = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (opened < 0) {
        return fail_errno(info, path);
    }
    enum sk_err err = SK_OK;
    if (!isatty(opened)) {
        err = sk_fail(info, SK_ERR_INVALID, "%s is no serial line", path);
    } else if (flock(opened, LOCK_EX | LOCK_NB) != 0) {
        err = fail_errno(info, "another program has it");
    } else if (ioctl(opened, TIOCEXCL) != 0) {
        err = fail_errno(info, "it cannot be taken for the kiosk alone");
    } else {
        err = sk_serial_line_set(opened, line, info);
    }
    if (err) {
        (void)close(opened);
        return err;
    }
    *fd = opened;
    return SK_OK;
}
