/* webhook.h — a receiver over HTTP: each letter is a POST with a body of JSON, signed in the manner
 * of Standard Webhooks (webhook_secret.h).
 *
 * What it answers: 2xx took it. What says nothing about this one letter is trouble, and it is tried
 * again, for ever: 401 to 405, 407, 408, 421, 423 to 426, 429, 451, 5xx, a redirect (which is not
 * followed), and whatever the network does. Any other 4xx is a refusal. */
#ifndef SK_DELIVERY_WEBHOOK_H
#define SK_DELIVERY_WEBHOOK_H

#include "base/clock.h"
#include "delivery/receiver.h"

#include <stdbool.h>

/* Strings are borrowed during the call. */
struct sk_webhook_options {
    const char *url;
    const char *secret_file; /* read at each request, so that it can be changed at any time */
    const char *ca_file;     /* "": those of the system */
    const char *proxy;       /* URL; "env"; "": none */
    bool allow_http_loopback;
    sk_ms timeout; /* of a whole request */
    struct sk_clock *clock;
};

/* Is it an URL that a webhook may have: https, or http to this very machine where that is allowed,
 * and no user or password in it? info never has more of it than host and port.
 * Errors: SK_ERR_INVALID, SK_ERR_NOMEM. */
enum sk_err sk_webhook_check_url(const char *url, bool allow_http_loopback,
                                 struct sk_err_info *info);

/* Owner: *out is the caller's, ops->destroy(). clock is borrowed until then.
 * Errors: those of sk_webhook_check_url(), SK_ERR_IO (libcurl does not start). */
enum sk_err sk_webhook_create(struct sk_receiver **out, const struct sk_webhook_options *options,
                              struct sk_err_info *info);

#endif
