/* demo.h — the simulator beside the kiosk, for --demo: a cloud that needs no account. */
#ifndef SK_APP_CORE_DEMO_H
#define SK_APP_CORE_DEMO_H

#include "app/settings/config.h"
#include "base/err.h"

struct sk_demo;

/* Defaults that differ from a bench's: the simulator's instances take every device. After
 * sk_config_init(). */
void sk_demo_defaults(struct sk_config *config);

/* Starts sag-sim, which lies beside this program's own file, waits until it is ready, and points
 * config at it (endpoint, CA file, key; a journal of its own in a temporary directory unless one
 * was set).
 * Owner:  *out is the caller's; sk_demo_destroy() ends the simulator and removes the directory.
 * Errors: SK_ERR_NOT_FOUND (no sag-sim), SK_ERR_IO, SK_ERR_NOMEM. Blocks for the few milliseconds
 * that the simulator takes to start. Main thread. */
enum sk_err sk_demo_create(struct sk_demo **out, struct sk_config *config,
                           struct sk_err_info *info);
void sk_demo_destroy(struct sk_demo *demo); /* NULL is fine */

#endif
