/* bound.h — is this device bound to this instance, as far as the journal knows? For many, one after
 * the other. */
#ifndef SK_JOURNAL_BOUND_H
#define SK_JOURNAL_BOUND_H

#include "journal/journal.h"

struct sk_bound;

/* Owner: *out is the caller's, sk_bound_destroy(); the journal must outlive it. Errors: those of
 * the database, SK_ERR_NOMEM. */
enum sk_err sk_bound_create(struct sk_bound **out, struct sk_journal *journal,
                            struct sk_err_info *info);
void sk_bound_destroy(struct sk_bound *bound); /* NULL is fine */

/* *is_bound: a pair of them is bound and was not undone. Case is ignored. Errors: those of the
 * database. */
enum sk_err sk_bound_ask(struct sk_bound *bound, const char *serial, const char *instance,
                         bool *is_bound, struct sk_err_info *info);

#endif
