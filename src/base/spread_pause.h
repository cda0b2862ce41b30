/* spread_pause.h — how long to wait before the next try. Pure. */
#ifndef SK_BASE_SPREAD_PAUSE_H
#define SK_BASE_SPREAD_PAUSE_H

#include "base/clock.h"

#include <stdint.h>

/* The pause after `failures` earlier ones in a row: `first` (above 0), doubled for each, at most
 * cap; of that between half and all, by what differs from bench to bench (randomness) and from try
 * to try, so that many benches do not come back together. */
sk_ms sk_spread_pause(sk_ms first, sk_ms cap, int32_t failures, uint32_t randomness);

#endif
