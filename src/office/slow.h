/* slow.h — connections that send their request too slowly are cut off: a byte now and then keeps
 * the server's own time limit away, and a few such connections from each of a few addresses would
 * be all that it takes. Private to this folder; all functions: any thread. */
#ifndef SK_OFFICE_SLOW_H
#define SK_OFFICE_SLOW_H

#include "base/err.h"

struct sk_office_slow;

/* With a thread of its own. most: connections at once. Owner: *out is the caller's.
 * Errors: SK_ERR_NOMEM. */
enum sk_err sk_office_slow_create(struct sk_office_slow **out, int most, struct sk_err_info *info);
/* When the server has stopped. NULL is fine. */
void sk_office_slow_destroy(struct sk_office_slow *slow);

/* Within so many seconds from now the connection with that socket calls again, or is cut off.
 * seconds 0: it has all the time there is. */
void sk_office_slow_expect(struct sk_office_slow *slow, int fd, int seconds);
/* It is about to be closed: its number may become somebody else's. */
void sk_office_slow_forget(struct sk_office_slow *slow, int fd);

#endif
