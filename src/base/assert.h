/* assert.h — for promises that the programmer made and that other code relies on. Depends on
 * nothing.
 *
 * Checked in release builds, too: code that carries on after a broken one may lose a scan, or send
 * what nobody asked for. The journal survives the end of the process by design, a supervising
 * process restarts the kiosk, and no core is dumped (app/core/secrecy.h). Never use it for what the
 * outside world can cause (a file, the network, a device, a setting, another process): that is an
 * enum sk_err. */
#ifndef SK_BASE_ASSERT_H
#define SK_BASE_ASSERT_H

#include <stddef.h>

/* False: writes `sag-kiosk VERSION: FILE:LINE: broken promise: …` to standard error and ends the
 * process with SIGABRT. The expression has no side effects. Any thread, also in a signal handler.
 */
#define SK_ASSERT(promise) ((promise) ? (void)0 : sk_assert_failed(#promise, __FILE__, __LINE__))

/* After a switch over all values of an enum: no other value is possible. */
#define SK_UNREACHABLE(what) sk_assert_failed("no such " what, __FILE__, __LINE__)

/* The element of an array (not of a pointer) at that index, which must exist; for tables indexed by
 * an enum. */
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
