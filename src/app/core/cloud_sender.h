/* cloud_sender.h — the outbox's sender over libsagclient, on a thread of its own. */
#ifndef SK_APP_CORE_CLOUD_SENDER_H
#define SK_APP_CORE_CLOUD_SENDER_H

#include "app/settings/config.h"
#include "sending/sender.h"

struct sk_cloud_sender;

/* What the sender says besides answers. Plain value. */
enum sk_cloud_news_type {
    SK_CLOUD_TROUBLE, /* text: the client cannot be made (credentials, CA file…), with the fix */
    SK_CLOUD_RECOVERED,
    SK_CLOUD_NOTICE, /* text: for IT; is_warning */
};
struct sk_cloud_news {
    enum sk_cloud_news_type type;
    bool is_warning;
    struct sk_err_info text;
};

/* Both on the sender's thread; copy what they get and return at once. */
struct sk_cloud_listener {
    void (*on_answer)(void *data, const struct sk_answer *answer);
    void (*on_news)(void *data, const struct sk_cloud_news *news);
    void *data;
};

/* What a client would say of the settings. Plain value. */
struct sk_cloud_check {
    struct sk_err_info text; /* the source of its key, with no more of it than the last four
                                characters of its id; or what is wrong, with the fix */
    struct sk_err_info notices[8];
    size_t notice_count;
};

/* Would a client take these settings? Reads CA and credential files, opens no connection. Blocks on
 * the disk. */
bool sk_cloud_sender_check(const struct sk_config *config, struct sk_cloud_check *check);

/* Starts the thread. config is borrowed until destroy. A client that cannot be made is told as
 * SK_CLOUD_TROUBLE; every request (and every warm) tries again, and is answered SK_ANSWER_BLOCKED
 * with the code net.credentials (no access key), net.descriptors (no file descriptor left),
 * net.internal or net.settings while it cannot.
 * Owner: *out is the caller's. Errors: SK_ERR_NOMEM. */
enum sk_err sk_cloud_sender_create(struct sk_cloud_sender **out, const struct sk_config *config,
                                   const struct sk_cloud_listener *listener);

/* Cancels what is under way (its answers still come before this returns). NULL is fine. */
void sk_cloud_sender_destroy(struct sk_cloud_sender *sender);

/* The trait; borrowed. */
struct sk_sender *sk_cloud_sender_sender(struct sk_cloud_sender *sender);

#endif
