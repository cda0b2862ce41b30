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

static struct sk_log_sink sink;

void sk_log_set_sink(const struct sk_log_sink *taker) {
    sink = taker ? *taker : (struct sk_log_sink){ .take = NULL };
}

static void write_line(const struct sk_log_line *line) {
    static const char *const names[] = { "error", "warning", "info", "debug" };
    char when[SK_CLOCK_TEXT_SIZE];
    char text[2200];
    struct sk_clock *clock = sk_clock_system();
    sk_clock_format(clock->ops->wall(clock), when, sizeof(when));
    int length = snprintf(text, sizeof(text), "%s %s %s: %s\n", when, SK_AT(names, line->level),
                          line->module, line->message);
    if (length > 0) {
        size_t bytes = (size_t)length < sizeof(text) ? (size_t)length : sizeof(text) - 1;
        ssize_t written = write(STDERR_FILENO, text, bytes);
        (void)written; /* there is nobody left to tell */
    }
}

static void write_message(enum sk_log_level level, const char *module,
                          const struct sk_log_about *about, const char *format, va_list args)
    __attribute__((format(printf, 4, 0)));

static void write_message(enum sk_log_level level, const char *module,
                          const struct sk_log_about *about, const char *format, va_list args) {
    char message[1024];
    char safe[2048];
    if (vsnprintf(message, sizeof(message), format, args) < 0) {
        return;
    }
    (void)sk_utf8_printable(message, strlen(message), safe, sizeof(safe), NULL);
    const struct sk_log_line line = {
        .level = level, .module = module, .message = safe, .about = *about
    };
    if (!sink.take || !sink.take(sink.data, &line)) {
        write_line(&line);
    }
}

void sk_log_write(enum sk_log_level level, const char *module, const char *format, ...) {
    static const struct sk_log_about nothing;
    va_list args;
    if (sk_log_takes(level)) {
        va_start(args, format);
        write_message(level, module, &nothing, format, args);
        va_end(args);
    }
}

void sk_log_write_about(enum sk_log_level level, const char *module,
                        const struct sk_log_about *about, const char *format, ...) {
    va_list args;
    if (sk_log_takes(level)) {
        va_start(args, format);
        write_message(level, module, about, format, args);
        va_end(args);
    }
}
