/* assert.h — a promise that the programmer has given and that others rely on. Depends on nothing.
 *
 * Checked in release builds, too: what goes on after a broken one loses a scan or sends what nobody
 * asked for. The journal survives the end of the process by design, whoever watches over the kiosk
 * starts it again, and no core is dumped (app/core/secrecy.h). Never for what the outside world can
 * cause, be it a file, the network, a device, a setting or another process: that is an enum sk_err.
 */
#ifndef SK_BASE_ASSERT_H
#define SK_BASE_ASSERT_H

#include <stddef.h>

/* False: writes `sag-kiosk VERSION: FILE:LINE: broken promise: …` to standard error and ends the
 * process with SIGABRT. The expression has no side effects. Any thread, also in a signal handler.
 */
#define SK_ASSERT(promise) ((promise) ? (void)0 : sk_assert_failed(#promise, __FILE__, __LINE__))

/* Behind a switch over all values of an enum: a value that is none of them cannot be. */
#define SK_UNREACHABLE(what) sk_assert_failed("no such " what, __FILE__, __LINE__)

/* The element of an array (not of a pointer) with that index, such as of a table by an enum; there
 * is one. */
#define SK_AT(array, index)                                                                        \
    ((array)[sk_assert_index((size_t)(index), sizeof(array) / sizeof((array)[0]),                  \
                             #array "[" #index "]", __FILE__, __LINE__)])

_Noreturn void sk_assert_failed(const char *promise, const char *file, int line);

static inline size_t sk_assert_index(size_t index, size_t count, const char *what, const char *file,
                                     int line) {
    if (index >= count) {
        sk_assert_failed(what, file, line);
    }
    return index;
}

#endif
