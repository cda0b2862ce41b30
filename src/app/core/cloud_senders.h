/* cloud_senders.h — the outbox's sender: one cloud sender an account, made when it is first needed.
 *
 * Each has its own client, thread and trouble. There are at most 32; where one more is needed, the
 * one that was unused for longest and has nothing under way makes room. */
#ifndef SK_APP_CORE_CLOUD_SENDERS_H
#define SK_APP_CORE_CLOUD_SENDERS_H

#include "app/settings/config.h"
#include "sending/sender.h"

/* Those of the accounts that the settings name are made at once, so that what is wrong with one of
 * them is told before its first pair. config is borrowed until destroy.
 * Owner: *out is the caller's, who destroys it through its trait. Errors: SK_ERR_NOMEM;
 * SK_ERR_INVALID (cloud.routes). */
enum sk_err sk_cloud_senders_create(struct sk_sender **out, const struct sk_config *config,
                                    const struct sk_sender_listener *listener,
                                    struct sk_err_info *info);

#endif
