/* account_command.h — accounts and tokens from the command line, and what is said about them. Main
 * thread. */
#ifndef SK_OFFICE_ACCOUNT_COMMAND_H
#define SK_OFFICE_ACCOUNT_COMMAND_H

#include "base/err.h"
#include "office/db.h"

#include <stdbool.h>

/* Plain value. */
struct sk_office_account_rights {
    bool may_act;     /* else it only looks */
    bool must_change; /* the password, at the first sign-in: who types it here is somebody else */
};

/* The password is asked for on the terminal, twice and without echo, or is the first line of
 * standard input; it is never an argument. Errors: SK_ERR_INVALID, those of the database. */
enum sk_err sk_office_account_add(struct sk_office_link *link, const char *name,
                                  const struct sk_office_account_rights *rights,
                                  struct sk_err_info *info);
enum sk_err sk_office_account_remove(struct sk_office_link *link, const char *name,
                                     struct sk_err_info *info);
enum sk_err sk_office_account_list(struct sk_office_link *link, struct sk_err_info *info);
/* Prints it, once: what is kept is a hash. scope: what it may, "read", "publish" or both with a ','
 * between. Errors: SK_ERR_INVALID (another scope). */
enum sk_err sk_office_token_add(struct sk_office_link *link, const char *name, const char *scope,
                                struct sk_err_info *info);
enum sk_err sk_office_token_list(struct sk_office_link *link, struct sk_err_info *info);
enum sk_err sk_office_token_remove(struct sk_office_link *link, const char *name,
                                   struct sk_err_info *info);

#endif
