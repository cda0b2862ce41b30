/* search_form.h — what pairs are searched by, as fields and as a part of a link. Private to this
 * folder. */
#ifndef SK_OFFICE_SEARCH_FORM_H
#define SK_OFFICE_SEARCH_FORM_H

#include "office/queries.h"

#include <stdbool.h>

/* The fields, filled in, and, is_whole, the form around them with its button. Errors: of the
 * database, which knows the benches. */
enum sk_err sk_office_search_form(struct sk_office_turn *turn, const char *place,
                                  const struct sk_office_search *search, bool is_whole);

/* "&serial=…&from=…": what is set, for a link that has a '?' already. */
void sk_office_search_link(struct sk_office_turn *turn, const struct sk_office_search *search);

/* A list of the benches to choose from; chosen: its id, "": all. */
enum sk_err sk_office_bench_choice(struct sk_office_turn *turn, const char *chosen);

#endif
