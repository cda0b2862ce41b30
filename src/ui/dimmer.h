/* dimmer.h — how bright the screen is: a bench at which nothing happens becomes darker, then dark;
 * in the hours of the night dark soon. What happens makes it bright at once. Pure: no clock, no
 * I/O. One thread. */
#ifndef SK_UI_DIMMER_H
#define SK_UI_DIMMER_H

#include "base/clock.h"

#include <stdbool.h>
#include <stdint.h>

#define SK_DIMMER_NIGHT_MS 60000 /* without anything that happens, at night */

struct sk_dimmer_rules {
    sk_ms dim; /* without anything that happens; 0: never */
    sk_ms off; /* likewise */
    /* The night: minutes of the local day, from the one up to the other; the same: there is none.
     */
    int32_t night_from;
    int32_t night_to;
};

enum sk_brightness { SK_BRIGHT, SK_DIM, SK_DARK };

/* Plain value. */
struct sk_dimmer {
    struct sk_dimmer_rules rules;
    sk_ms stirred_at;
};

void sk_dimmer_init(struct sk_dimmer *dimmer, const struct sk_dimmer_rules *rules, sk_ms now);
/* Something has happened, or is to be seen. */
void sk_dimmer_stir(struct sk_dimmer *dimmer, sk_ms now);
/* minute: of the local day, as in the next one. */
enum sk_brightness sk_dimmer_brightness(const struct sk_dimmer *dimmer, sk_ms now, int32_t minute);
/* When it may change by itself; -1: never. */
sk_ms sk_dimmer_deadline(const struct sk_dimmer *dimmer, sk_ms now, int32_t minute);

#endif
