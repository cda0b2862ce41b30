/* log.h — one line a message, to standard error. Sentences with the failing thing quoted and the
 * consequence named. Scanned codes at debug level only; secrets never.
 *
 * Each .c that logs begins with   #define SK_LOG_MODULE "outbox"
 * Only app, ui, cli, sim and the mains log above debug level; the folders under app return errors.
 */
#ifndef SK_BASE_LOG_H
#define SK_BASE_LOG_H

#include <stdbool.h>

enum sk_log_level { SK_LOG_ERROR, SK_LOG_WARNING, SK_LOG_INFO, SK_LOG_DEBUG };

/* Messages above this level are dropped; SK_LOG_WARNING at start. Call before threads start. */
void sk_log_set_level(enum sk_log_level level);

/* False: a message of that level is dropped, so need not be made. Thread: any. */
bool sk_log_takes(enum sk_log_level level);

/* Writes `2026-11-24T18:20:05.123+01:00 warning outbox: message`, one write(2) a line, control
 * characters made visible. Thread: any. Never fails; a line that cannot be written is lost. */
void sk_log_write(enum sk_log_level level, const char *module, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#define sk_log_error(...) sk_log_write(SK_LOG_ERROR, SK_LOG_MODULE, __VA_ARGS__)
#define sk_log_warning(...) sk_log_write(SK_LOG_WARNING, SK_LOG_MODULE, __VA_ARGS__)
#define sk_log_info(...) sk_log_write(SK_LOG_INFO, SK_LOG_MODULE, __VA_ARGS__)
#define sk_log_debug(...) sk_log_write(SK_LOG_DEBUG, SK_LOG_MODULE, __VA_ARGS__)

#endif
