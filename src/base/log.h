/* log.h — one line a message, to standard error, or to where a program puts it. Sentences with the
 * failing thing quoted and the consequence named. Scanned codes at debug level only; secrets never.
 *
 * Each .c that logs begins with   #define SK_LOG_MODULE "outbox"
 * Only app, ui, cli, sim and the mains log above debug level; the folders under app return errors.
 */
#ifndef SK_BASE_LOG_H
#define SK_BASE_LOG_H

#include <stdbool.h>
#include <stdint.h>

enum sk_log_level { SK_LOG_ERROR, SK_LOG_WARNING, SK_LOG_INFO, SK_LOG_DEBUG };

/* What a message is about, where that is known. Strings are borrowed during the call. */
struct sk_log_about {
    int64_t pair;       /* its number; 0: none */
    const char *event;  /* its name, as in the journal; NULL: none */
    const char *reader; /* the device, for people; NULL: none */
};

struct sk_log_line {
    enum sk_log_level level;
    const char *module;
    const char *message; /* printable UTF-8 */
    struct sk_log_about about;
};

/* Takes what is not to go to standard error. line: borrowed during the call. False: it did not take
 * it, so it goes there after all. Called on any thread, several at a time; must not log. */
struct sk_log_sink {
    bool (*take)(void *data, const struct sk_log_line *line);
    void *data;
};

/* From now on the sink gets every message; NULL: standard error does, as at the start. Copied. Call
 * before threads start, or when they have ended. */
void sk_log_set_sink(const struct sk_log_sink *sink);

/* Messages above this level are dropped; SK_LOG_WARNING at start. Call before threads start. */
void sk_log_set_level(enum sk_log_level level);

/* False: a message of that level is dropped, so need not be made. Thread: any. */
bool sk_log_takes(enum sk_log_level level);

/* Writes `2026-11-24T18:20:05.123+01:00 warning outbox: message`, one write(2) a line, control
 * characters made visible. Thread: any. Never fails; a line that cannot be written is lost. */
void sk_log_write(enum sk_log_level level, const char *module, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same of something; about: borrowed during the call. */
void sk_log_write_about(enum sk_log_level level, const char *module,
                        const struct sk_log_about *about, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

#define sk_log_about(level, about, ...) sk_log_write_about(level, SK_LOG_MODULE, about, __VA_ARGS__)
#define sk_log_error(...) sk_log_write(SK_LOG_ERROR, SK_LOG_MODULE, __VA_ARGS__)
#define sk_log_warning(...) sk_log_write(SK_LOG_WARNING, SK_LOG_MODULE, __VA_ARGS__)
#define sk_log_info(...) sk_log_write(SK_LOG_INFO, SK_LOG_MODULE, __VA_ARGS__)
#define sk_log_debug(...) sk_log_write(SK_LOG_DEBUG, SK_LOG_MODULE, __VA_ARGS__)

#endif
