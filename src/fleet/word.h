/* word.h — what the fleet says of a device or a sag- label: who else has it, or is about to bind
 * it. Plain value. */
#ifndef SK_FLEET_WORD_H
#define SK_FLEET_WORD_H

#include "pairing/label.h"

#include <stdint.h>

#define SK_FLEET_BENCH_SIZE 64 /* of a bench's id and of its name, with NUL */

enum sk_fleet_word_type {
    SK_FLEET_WORD_UNKNOWN, /* it was not asked, could not be reached, or did not answer in time */
    SK_FLEET_WORD_FREE,    /* nobody else has the device */
    SK_FLEET_WORD_OURS,    /* likewise, and no other bench binds it for a while: it was claimed */
    SK_FLEET_WORD_BOUND,   /* another bench bound it: bench to instance */
    SK_FLEET_WORD_CLAIMED, /* another bench is about to: bench, name, who, at_ms */
    SK_FLEET_WORD_IN_USE,  /* the instance has a device that another bench bound to it: serial */
};

struct sk_fleet_word {
    enum sk_fleet_word_type type;
    char bench[SK_FLEET_BENCH_SIZE]; /* its id */
    char name[SK_FLEET_BENCH_SIZE];  /* what people call it; its id where it has no name */
    char who[SK_OPERATOR_SIZE];      /* "": not known */
    int64_t at_ms;                   /* wall clock of that bench; of the server for a claim */
    char instance[SK_LABEL_MAX + 1]; /* to which it is bound; "": not known */
    char serial[SK_LABEL_MAX + 1];   /* IN_USE: the other device */
};

#endif
