/* finding.h — what the check of the fleet's database found: one line, with what to do. */
#ifndef SK_FLEET_FINDING_H
#define SK_FLEET_FINDING_H

#include "base/err.h"

#define SK_FLEET_REMEDY_SIZE 256

/* The worst of all is the command's exit status. */
enum sk_fleet_finding_state { SK_FLEET_OK, SK_FLEET_WARN, SK_FLEET_FAIL };

/* Plain value. */
struct sk_fleet_finding {
    enum sk_fleet_finding_state state;
    const char *check;                 /* "rights"; static */
    char text[SK_ERR_TEXT_SIZE];       /* a sentence */
    char remedy[SK_FLEET_REMEDY_SIZE]; /* "": nothing needs to be done */
};

/* Who is told. finding: read during the call only. */
struct sk_fleet_listener {
    void (*tell)(void *data, const struct sk_fleet_finding *finding);
    void *data;
};

/* remedy: NULL for none. */
void sk_fleet_tell(const struct sk_fleet_listener *listener, enum sk_fleet_finding_state state,
                   const char *check, const char *remedy, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

#endif
