/* spawn.h — another program, started without a shell. */
#ifndef SK_MEDIA_SPAWN_H
#define SK_MEDIA_SPAWN_H

#include "base/clock.h"

#include <stdbool.h>
#include <sys/types.h>

/* Starts arguments[0], a path or a name that is looked for in PATH; NULL ends the list. Its
 * standard input is `input`, its output `output` and its errors `errors` (-1: nothing, nobody's,
 * the kiosk's), and it has no other file of the kiosk's (a scanner that is the kiosk's alone would
 * be its, too). No signal that the kiosk ignores or blocks is kept from it. A group of its own:
 * what ends the kiosk from a terminal leaves it the time to end by itself. environment: NULL: the
 * kiosk's. Returns 0 and *pid, or what errno would be. */
int sk_spawn_start(const char *const *arguments, const char *const *environment, int input,
                   int output, int errors, pid_t *pid);

/* Waits for its end for so long, then ends it with all its group. False: it had to be ended; else
 * *status is as of waitpid(). */
bool sk_spawn_wait(pid_t pid, sk_ms limit, int *status);

#endif
