/* fleet_refusal.h — what the fleet's word about a device makes of a new pair. Pure. */
#ifndef SK_APP_CORE_FLEET_REFUSAL_H
#define SK_APP_CORE_FLEET_REFUSAL_H

#include "fleet/word.h"
#include "sending/record.h"

/* BOUND, CLAIMED and IN_USE refuse the INTENT: result, code, note, and prior for whoever tells it.
 * UNKNOWN leaves the note that it was not checked. Nothing happens to one that was refused already,
 * and to one that takes up an earlier pair: a supervisor's retry is the way round.
 *
 * The note has no name of a person: it is in the log's chain for good, where names can be erased
 * from. It is "bound at another bench: BENCH, TIME, INSTANCE", "being bound at another bench:
 * BENCH" or "sag- label in use at another bench: BENCH, TIME, SERIAL"; the supervisor's page shows
 * what is behind the colon. */
void sk_fleet_refuse(const struct sk_fleet_word *word, struct sk_record *intent);

#endif
