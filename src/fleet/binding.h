/* binding.h — what another bench bound, or undid, as the fleet tells it. Plain values. */
#ifndef SK_FLEET_BINDING_H
#define SK_FLEET_BINDING_H

#include "fleet/word.h"
#include "pairing/pair.h"

#include <stdbool.h>
#include <stdint.h>

#define SK_FLEET_PLACE_SIZE 40 /* a time as the server writes it */

struct sk_fleet_binding {
    char serial[SK_LABEL_MAX + 1]; /* in small letters */
    char bench[SK_FLEET_BENCH_SIZE];
    char name[SK_FLEET_BENCH_SIZE];
    char who[SK_OPERATOR_SIZE];
    char instance[SK_LABEL_MAX + 1];
    bool is_bound;
    char customer_order[SK_CUSTOMER_ORDER_SIZE];
    int64_t happened_ms;
    char changed[SK_FLEET_PLACE_SIZE]; /* its place in the server's order */
    bool is_settled;                   /* nothing comes before it any more */
};

/* Where the following is: behind the row of these three. Plain value. */
struct sk_fleet_place {
    char changed[SK_FLEET_PLACE_SIZE]; /* "": at the beginning */
    char serial[SK_LABEL_MAX + 1];
    char bench[SK_FLEET_BENCH_SIZE];
};

#endif
