/* examples.h — one fixed model for every screen that there is, for pictures and for tests. */
#ifndef SK_UI_EXAMPLES_H
#define SK_UI_EXAMPLES_H

#include "app/model/model.h"

#include <stddef.h>

/* The name of the example at index ("ready", "refused-conflict"), NULL behind the last. Static. */
const char *sk_example_name(size_t index);

/* Fills *model with the example at index, which must exist. The same every time, except that
 * times of day follow the machine's time zone. */
void sk_example_fill(size_t index, struct sk_model *model);

#endif
