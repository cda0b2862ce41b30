/* transition.h — how the machines say what they do: one debug line for each change of state. */
#ifndef SK_BASE_TRANSITION_H
#define SK_BASE_TRANSITION_H

#include <stdint.h>

/* Writes `pairing: half -> saving, pair 42` at debug level; costs next to nothing while that is
 * off. machine, from, to: static names. number: the pair it is about; 0: none. Thread: any. */
void sk_transition(const char *machine, const char *from, const char *to, int64_t number);

#endif
