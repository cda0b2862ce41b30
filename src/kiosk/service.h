/* service.h — what systemd is told of the kiosk where it runs as a service (Type=notify): that it
 * is ready, that it lives, that it ends. Source: sd_notify(3), sd_watchdog_enabled(3). Without
 * systemd nothing happens. Thread: main; never blocks. */
#ifndef SK_KIOSK_SERVICE_H
#define SK_KIOSK_SERVICE_H

#include "kiosk/watchdog.h"

#include <stdbool.h>

struct sk_service {
    struct sk_watchdog watchdog;
    bool is_ready; /* and it was told so */
};

/* Reads the service's limit out of the environment. */
void sk_service_init(struct sk_service *self);

/* After each look at the screen: is_shown as in watchdog.h. The first picture that is shown makes
 * the service ready. Returns when it has to be called again at the latest, -1: never by itself. */
sk_ms sk_service_turn(struct sk_service *self, sk_ms now, bool is_shown);

/* For a program without a loop of its own that is watched. */
void sk_service_is_ready(void);

/* One line for `systemctl status`. */
void sk_service_tell(const char *status);

void sk_service_ends(void);

#endif
