/* assert.h — for promises that a caller or the library itself made and that other code relies on.
 *
 * Checked in release builds, too: code that carries on after a broken one may send what nobody
 * asked for. Never use it for what comes from outside (the service, a file, the machine): that is
 * an error, reported as one. base/assert.h is the kiosk's; this one stands alone. */
#ifndef SAG_ASSERT_H
#define SAG_ASSERT_H

/* False: prints where, what and which version to standard error, and ends the process. */
#define SAG_ASSERT(promise) ((promise) ? (void)0 : sag_assert_failed(#promise, __FILE__, __LINE__))

_Noreturn void sag_assert_failed(const char *promise, const char *file, int line);

#endif
