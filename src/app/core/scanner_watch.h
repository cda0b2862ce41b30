/* scanner_watch.h — is there a scanner that works, where the bench needs one? Where there is none
 * for longer than replugging takes, the screen says so and a sound is made; it ends by itself.
 *
 * A bench that can be worked without one goes on: what is scanned or typed meanwhile takes the
 * screen back for a while. Pure. Main thread. */
#ifndef SK_APP_CORE_SCANNER_WATCH_H
#define SK_APP_CORE_SCANNER_WATCH_H

#include "app/settings/values.h"
#include "base/clock.h"
#include "input/reader.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A scanner that changes its mode, or is given back by the kernel, is away for less than a second;
 * at the start readers take about as long. */
#define SK_SCANNER_WATCH_GRACE_MS 1500
/* After a scan by other means the screen is the bench's again for so long. */
#define SK_SCANNER_WATCH_ASIDE_MS 60000

struct sk_scanner_watch {
    enum sk_expect expect;
    bool was_known;   /* a scanner has worked here, in this run or by the log */
    bool is_alarm;    /* there is none, and somebody has to do something */
    bool is_covering; /* and the screen is to say nothing else */
    sk_ms missing_since;
    sk_ms alarm_since;
    sk_ms scanned_at;
    uint32_t rings; /* grows with each alarm */
    /* Why: of a reader that is there and cannot be used, else "". */
    char trouble[sizeof(((struct sk_reader_status *)0)->text)];
};

void sk_scanner_watch_init(struct sk_scanner_watch *watch, enum sk_expect expect, sk_ms now);

/* False: the bench is worked without one. */
bool sk_scanner_watch_needs(const struct sk_scanner_watch *watch);

/* The log knows of a scanner at this bench. */
void sk_scanner_watch_know(struct sk_scanner_watch *watch);

/* Something was read, by whatever reader. */
void sk_scanner_watch_scan(struct sk_scanner_watch *watch, sk_ms now);

/* While a scanner is set up, none is missed. */
void sk_scanner_watch_rest(struct sk_scanner_watch *watch);

/* readers: all, as they are now; borrowed for the call. Begin and end are logged. Returns when to
 * look again; -1: no need. */
sk_ms sk_scanner_watch_look(struct sk_scanner_watch *watch, const struct sk_reader_status *readers,
                            size_t count, sk_ms now);

#endif
