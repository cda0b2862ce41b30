/* sender.h — how the outbox reaches the cloud, as a trait; and what comes back, as a value. */
#ifndef SK_SENDING_SENDER_H
#define SK_SENDING_SENDER_H

#include "base/err.h"
#include "pairing/pair.h"

#include <stdbool.h>
#include <stdint.h>

enum sk_request {
    SK_REQUEST_BIND,
    SK_REQUEST_ASK_INSTANCE, /* DescribeSmartAccessGatewayAttribute: does it hold this SN? */
    SK_REQUEST_ASK_SERIAL,   /* DescribeSmartAccessGateways by SN: who holds it? */
    SK_REQUEST_UNBIND,       /* takes a binding away; never sent by the outbox */
};
/* "bind", "ask-instance", "ask-serial", "unbind": as in the journal. Static. Any thread. */
const char *sk_request_name(enum sk_request request);

/* What an answer says about the call. */
enum sk_answer_class {
    SK_ANSWER_OK,
    SK_ANSWER_REFUSED,   /* final until the worker or the supervisor acts; certainly not bound */
    SK_ANSWER_BLOCKED,   /* IT has to act: credentials, permission, clock; certainly not bound */
    SK_ANSWER_BUSY,      /* certainly not bound; later it may work */
    SK_ANSWER_THROTTLED, /* the same, and it concerns every call */
    SK_ANSWER_UNKNOWN,   /* it may have been done */
    SK_ANSWER_NOT_SENT,  /* no byte of it left */
};

enum sk_presence {
    SK_PRESENCE_ABSENT,
    SK_PRESENCE_HERE,      /* the asked SN is bound to the asked instance */
    SK_PRESENCE_ELSEWHERE, /* … to another one: where[] */
};

/* "ok", "refused", …; "absent", "here", "elsewhere". Static. Any thread. */
const char *sk_answer_class_name(enum sk_answer_class cls);
const char *sk_presence_name(enum sk_presence presence);

#define SK_ANSWER_MESSAGE_SIZE 256

/* Plain value. */
struct sk_answer {
    int64_t number; /* of the pair */
    enum sk_request request;
    enum sk_answer_class cls;
    bool may_have_reached;
    enum sk_presence presence; /* for OK answers of the two questions */
    char where[SK_LABEL_MAX + 1];
    char conflict_code[SK_CODE_SIZE]; /* … and the code that refuses a bind because of that */
    /* What the sender knows of the code. */
    bool is_forbidden; /* BLOCKED: the account may not do this, whatever the pair */
    bool is_conflict;  /* REFUSED: the device is bound to another instance */
    bool may_be_own;   /* REFUSED: an earlier bind of the same pair may be what is in the way */
    int http_status;   /* 0: none */
    char code[SK_CODE_SIZE];
    char message[SK_ANSWER_MESSAGE_SIZE];
    char request_id[SK_CODE_SIZE];
    char attempt_id[SK_CODE_SIZE];
    sk_ms retry_after; /* 0: not told */
    /* The answer has the time, from a server whose certificate was checked. clock_offset: the
     * server's time minus this machine's, give or take a second and the time on the way. */
    bool has_server_time;
    sk_ms clock_offset;
};

/* What the sender says besides answers. Plain value. */
enum sk_sender_news_type {
    SK_SENDER_TROUBLE, /* text: nothing can be sent with that account (credentials, CA file…), with
                          the fix */
    SK_SENDER_RECOVERED,
    SK_SENDER_NOTICE,  /* text: for IT; is_warning */
    SK_SENDER_REACHED, /* a connection that was to be opened is there, with that account */
    SK_SENDER_LOST,    /* or could not be opened; code: why */
};
struct sk_sender_news {
    enum sk_sender_news_type type;
    struct sk_account account; /* TROUBLE, RECOVERED: whose */
    bool is_warning;
    char code[SK_CODE_SIZE]; /* net.resolve and the like */
    struct sk_err_info text;
};

/* Both on any thread; copy what they get and return at once. */
struct sk_sender_listener {
    void (*on_answer)(void *data, const struct sk_answer *answer);
    void (*on_news)(void *data, const struct sk_sender_news *news);
    void *data;
};

struct sk_sender {
    const struct sk_sender_ops *ops;
};

/* All: main thread; none but destroy blocks. Each accepted request ends in exactly one struct
 * sk_answer, given to the listener that the sender was created with. */
struct sk_sender_ops {
    /* False: no room; nothing was sent, no answer will come. Mandatory. */
    bool (*send)(struct sk_sender *sender, enum sk_request request, const struct sk_pair *pair);
    /* Opens the connection, as a bind will follow soon. Mandatory. */
    void (*warm)(struct sk_sender *sender, const struct sk_account *account);
    /* Cancels what is under way; its answers still come before this returns. Mandatory. */
    void (*destroy)(struct sk_sender *sender);
};

#endif
