/* context.h — what the parts of the fleet's thread share. Private to this folder. */
#ifndef SK_FLEET_CONTEXT_H
#define SK_FLEET_CONTEXT_H

#include "base/clock.h"
#include "fleet/calls.h"
#include "fleet/link.h"
#include "fleet/news.h"

/* Plain value; borrowed by the parts for as long as they live. */
struct sk_fleet_context {
    struct sk_fleet_self self;
    struct sk_fleet_ports ports;
    struct sk_clock *clock;
    const char *name; /* of the bench, as people call it */
    struct sk_fleet_link *link;
};

#endif
