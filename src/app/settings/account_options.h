/* account_options.h — which accounts the settings name, and what each of them means for a client.
 *
 * The default account is cloud.region with cloud.profile, which is called "default" where it is not
 * set. cloud.routes gives others to instances: expressions, as in labels.*, each with its account
 * behind it ("^sag-a cn-shanghai/plant-a, ^sag-b /plant-b"); the first that fits counts, and the
 * half that an account leaves out is the default's. */
#ifndef SK_APP_SETTINGS_ACCOUNT_OPTIONS_H
#define SK_APP_SETTINGS_ACCOUNT_OPTIONS_H

#include "app/settings/values.h"
#include "base/err.h"
#include "pairing/account.h"

#define SK_PROFILE_DEFAULT "default"
#define SK_ENDPOINT_SIZE 300

/* What an account leaves out is the default's. */
void sk_accounts_fill(const struct sk_config *config, struct sk_account *account);

/* For a client: NULL takes the key that is used without a profile. Borrowed from both. */
const char *sk_accounts_profile(const struct sk_config *config, const struct sk_account *account);

/* For a client: cloud.endpoint with the region in the place of {region}; "": by region.
 * Errors: SK_ERR_INVALID (the endpoint is that of another region, or too long). */
enum sk_err sk_accounts_endpoint(const struct sk_config *config, const struct sk_account *account,
                                 char out[SK_ENDPOINT_SIZE], struct sk_err_info *info);

/* Is it a region? info: "'cn-shangai' is not a region; did you mean 'cn-shanghai'?".
 * Errors: SK_ERR_INVALID. */
enum sk_err sk_accounts_check_region(const struct sk_config *config, const char *region,
                                     struct sk_err_info *info);

struct sk_routes;

/* Owner: *out is the caller's. Errors: SK_ERR_NOMEM; SK_ERR_INVALID, info has file and line. */
enum sk_err sk_routes_create(struct sk_routes **out, const struct sk_config *config,
                             struct sk_err_info *info);
void sk_routes_destroy(struct sk_routes *routes); /* NULL is fine */

/* The account of that instance, filled; NULL: no route has it. Borrowed. routes NULL: none. */
const struct sk_account *sk_routes_find(const struct sk_routes *routes, const char *instance);

/* The accounts that may be needed: those of the routes, and the default unless the last route takes
 * every instance. NULL: no more. Each once. Borrowed. */
const struct sk_account *sk_routes_account(const struct sk_routes *routes, size_t index);

#endif
