/* router.h — which page answers which request. A table; whole paths as they came, nothing is
 * decoded or put together, so there is no path that leads out of it. Pure. */
#ifndef SK_OFFICE_ROUTER_H
#define SK_OFFICE_ROUTER_H

#include "base/err.h"
#include "office/request.h"

#include <stdbool.h>

struct sk_office_turn;

/* Who may. */
enum sk_office_need {
    SK_OFFICE_NEEDS_NOTHING,
    SK_OFFICE_NEEDS_OLD_PASSWORD, /* a session, even one whose password has to be changed first */
    SK_OFFICE_NEEDS_SESSION,
    SK_OFFICE_NEEDS_RIGHT,            /* a session of an account that may act */
    SK_OFFICE_NEEDS_TOKEN,            /* another program's, which may read */
    SK_OFFICE_NEEDS_TOKEN_TO_PUBLISH, /* the same, which may publish */
};

struct sk_office_route {
    enum sk_office_method method; /* a POST always proves that it is of a page of ours */
    const char *path;
    enum sk_office_need need;
    /* Writes the answer. Errors: as sk_office_query(); SK_ERR_INVALID: a value that cannot be. What
     * was written so far is thrown away then. */
    enum sk_err (*answer)(struct sk_office_turn *turn);
};

/* NULL: there is none. *other_method: for another method there is. */
const struct sk_office_route *sk_office_route_find(enum sk_office_method method, const char *path,
                                                   bool *other_method);
/* NULL behind the last. Static. */
const struct sk_office_route *sk_office_route_at(size_t index);

#endif
