#include "kiosk/service.h"

#include <stdint.h>
#include <stdio.h>
#include <systemd/sd-daemon.h>

void sk_service_init(struct sk_service *self) {
    uint64_t limit_us = 0;
    self->is_ready = false;
    int watched = sd_watchdog_enabled(0, &limit_us);
    sk_watchdog_init(&self->watchdog, watched > 0 ? (sk_ms)(limit_us / 1000) : 0);
}

void sk_service_is_ready(void) {
    (void)sd_notify(0, "READY=1\nSTATUS=The screen is up.");
}

sk_ms sk_service_turn(struct sk_service *self, sk_ms now, bool is_shown) {
    if (is_shown && !self->is_ready) {
        self->is_ready = true;
        sk_service_is_ready();
    }
    if (sk_watchdog_turn(&self->watchdog, now, is_shown)) {
        (void)sd_notify(0, "WATCHDOG=1");
    }
    return sk_watchdog_deadline(&self->watchdog);
}

void sk_service_tell(const char *status) {
    char line[512];
    (void)snprintf(line, sizeof(line), "STATUS=%s", status);
    (void)sd_notify(0, line);
}

void sk_service_ends(void) {
    (void)sd_notify(0, "STOPPING=1");
}
