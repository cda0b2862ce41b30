/* account_command.h — accounts and tokens from the command line, and what is said about them. Main
 * thread. */
#ifndef SK_OFFICE_ACCOUNT_COMMAND_H
#define SK_OFFICE_ACCOUNT_COMMAND_H

#include "base/err.h"
#include "office/db.h"

#include <stdbool.h>

/* The password is asked for on the terminal, twice and without echo, or is the first line of
 * standard input; it is never an argument. Errors: SK_ERR_INVALID, those of the database. */
enum sk_err sk_office_account_add(struct sk_office_link *link, const char *name, bool may_act,
                                  struct sk_err_info *info);
enum sk_err sk_office_account_remove(struct sk_office_link *link, const char *name,
                                     struct sk_err_info *info);
enum sk_err sk_office_account_list(struct sk_office_link *link, struct sk_err_info *info);
/* Prints it, once: what is kept is a hash. */
enum sk_err sk_office_token_add(struct sk_office_link *link, const char *name,
                                struct sk_err_info *info);
enum sk_err sk_office_token_remove(struct sk_office_link *link, const char *name,
                                   struct sk_err_info *info);

#endif
