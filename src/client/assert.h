/* assert.h — a promise that a caller or the library itself has given and that others rely on.
 *
 * Checked in release builds, too: what goes on after a broken one sends what nobody asked for. Not
 * for what comes from outside, be it the service, a file or the machine: that is an error, told as
 * one. base/assert.h is the kiosk's; this one stands alone. */
#ifndef SAG_ASSERT_H
#define SAG_ASSERT_H

/* False: says on standard error where, what and in which version, and ends the process. */
#define SAG_ASSERT(promise) ((promise) ? (void)0 : sag_assert_failed(#promise, __FILE__, __LINE__))

_Noreturn void sag_assert_failed(const char *promise, const char *file, int line);

#endif
