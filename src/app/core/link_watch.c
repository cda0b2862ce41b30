#include "app/core/link_watch.h"

#include <stdio.h>

void sk_link_watch_init(struct sk_link_watch *watch, sk_ms now) {
    *watch = (struct sk_link_watch){ .due = now };
}

bool sk_link_watch_take(struct sk_link_watch *watch, sk_ms now) {
    if (now < watch->due) {
        return false;
    }
    watch->due = now + SK_LINK_WATCH_LOST_MS; /* should nobody tell what came of it */
    return true;
}

void sk_link_watch_told(struct sk_link_watch *watch, const char *code, sk_ms now) {
    bool is_reached = code[0] == '\0';
    (void)snprintf(watch->code, sizeof(watch->code), "%s", code);
    watch->reach = is_reached ? SK_LINK_REACHED : SK_LINK_LOST;
    watch->due = now + (is_reached ? SK_LINK_WATCH_IDLE_MS : SK_LINK_WATCH_LOST_MS);
}

void sk_link_watch_answered(struct sk_link_watch *watch, sk_ms now) {
    sk_link_watch_told(watch, "", now);
}
