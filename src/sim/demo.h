/* demo.h — the instances and serial numbers that are there unless --no-demo is given: one for each
 * case on a bench, so that everything can be seen without an account. */
#ifndef SK_SIM_DEMO_H
#define SK_SIM_DEMO_H

#include "base/clock.h"
#include "sim/rules.h"
#include "sim/store.h"

struct sk_sim_demo_row {
    const char *id;   /* of an instance, or a serial number */
    const char *what; /* one line for --help */
};

/* Rows of the table for --help; NULL behind the last. Borrowed, static. */
const struct sk_sim_demo_row *sk_sim_demo_row_at(size_t index);

/* Puts instances and bindings into the store, where they are not there yet. */
enum sk_err sk_sim_demo_fill(struct sk_sim_store *store, int64_t wall_ms, struct sk_err_info *info);
/* Appends the rules that make some of them misbehave. */
enum sk_err sk_sim_demo_rules(struct sk_sim_rules *rules, struct sk_err_info *info);

#endif
