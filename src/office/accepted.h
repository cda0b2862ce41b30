/* accepted.h — breaks of a log that an administrator accepted (sag.accepted): whoever verifies the
 * log is told of them. Private to this folder. */
#ifndef SK_OFFICE_ACCEPTED_H
#define SK_OFFICE_ACCEPTED_H

#include "office/db.h"
#include "office/html.h"

/* Appends a list of those of this log, or of what was set aside as it; nothing where there are
 * none. Errors: those of the database. */
enum sk_err sk_office_accepted_put(struct sk_office_link *link, const char *bench,
                                   const char *chain, struct sk_office_html *html,
                                   struct sk_err_info *info);

/* The same as lines on standard output. */
enum sk_err sk_office_accepted_print(struct sk_office_link *link, const char *bench,
                                     const char *chain, struct sk_err_info *info);

#endif
