/* cloud_sender.h — the sender of one account, over libsagclient, on a thread of its own. */
#ifndef SK_APP_CORE_CLOUD_SENDER_H
#define SK_APP_CORE_CLOUD_SENDER_H

#include "app/settings/config.h"
#include "sending/sender.h"

struct sag_config; /* client/sag_client.h */
struct sk_cloud_sender;

/* What a client would say of the settings. Plain value. */
struct sk_cloud_check {
    struct sk_err_info text; /* the source of its key, with no more of it than the last four
                                characters of its id; or what is wrong, with the fix */
    const char *setting;     /* which one is wrong; "": it cannot be told; static */
    struct sk_err_info notices[8];
    size_t notice_count;
};

/* Would a client take these settings with this account? Reads CA and credential files, opens no
 * connection. Blocks on the disk. */
bool sk_cloud_sender_check(const struct sk_config *config, const struct sk_account *account,
                           struct sk_cloud_check *check);

/* The settings as a client takes them. endpoint: of sk_accounts_endpoint(). All is borrowed. */
void sk_cloud_sender_config(const struct sk_config *config, const struct sk_account *account,
                            const char *endpoint, struct sag_config *out);

/* libcurl takes its memory from the client, which wipes it, only if the client starts it: to be
 * called before anybody else uses libcurl. Main thread. */
void sk_cloud_sender_prepare(void);

/* Starts the thread. account: filled (sk_accounts_fill()). config is borrowed until destroy. If no
 * client can be created, that is reported as SK_SENDER_TROUBLE; every request (and every warm)
 * tries again, and is answered SK_ANSWER_BLOCKED with the code net.credentials (no access key),
 * net.descriptors (no file descriptor left), net.internal or net.settings while it cannot.
 * Owner: *out is the caller's. Errors: SK_ERR_NOMEM. */
enum sk_err sk_cloud_sender_create(struct sk_cloud_sender **out, const struct sk_config *config,
                                   const struct sk_account *account,
                                   const struct sk_sender_listener *listener);

/* The thread is to end; what is under way is cancelled. Does not block. False: try again later. */
bool sk_cloud_sender_stop(struct sk_cloud_sender *sender);
/* It has: sk_cloud_sender_destroy() does not block any more. */
bool sk_cloud_sender_has_stopped(struct sk_cloud_sender *sender);

/* Cancels what is under way (its answers still come before this returns). NULL is fine. */
void sk_cloud_sender_destroy(struct sk_cloud_sender *sender);

/* The trait; borrowed. It takes pairs of its account alone, and does not look. */
struct sk_sender *sk_cloud_sender_sender(struct sk_cloud_sender *sender);

#endif
