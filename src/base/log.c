#include "base/log.h"

#include "base/assert.h"
#include "base/clock.h"
#include "base/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static enum sk_log_level threshold = SK_LOG_WARNING;

void sk_log_set_level(enum sk_log_level level) {
    threshold = level;
}

bool sk_log_takes(enum sk_log_level level) {
    return level <= threshold;
}

void sk_log_write(enum sk_log_level level, const char *module, const char *format, ...) {
    static const char *const names[] = { "error", "warning", "info", "debug" };
    if (!sk_log_takes(level)) {
        return;
    }
    char message[1024];
    va_list args;
    va_start(args, format);
    int length = vsnprintf(message, sizeof(message), format, args);
    va_end(args);
    if (length < 0) {
        return;
    }
    char safe[2048];
    (void)sk_utf8_printable(message, strlen(message), safe, sizeof(safe), NULL);
    char when[SK_CLOCK_TEXT_SIZE];
    struct sk_clock *clock = sk_clock_system();
    sk_clock_format(clock->ops->wall(clock), when, sizeof(when));
    char line[2200];
    length =
        snprintf(line, sizeof(line), "%s %s %s: %s\n", when, SK_AT(names, level), module, safe);
    if (length > 0) {
        size_t bytes = (size_t)length < sizeof(line) ? (size_t)length : sizeof(line) - 1;
        ssize_t written = write(STDERR_FILENO, line, bytes);
        (void)written; /* there is nobody left to tell */
    }
}
