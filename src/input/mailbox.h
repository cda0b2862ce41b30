/* mailbox.h — where a reader's thread finds what its scanners are to be told. For those who write
 * a reader. */
#ifndef SK_INPUT_MAILBOX_H
#define SK_INPUT_MAILBOX_H

#include "base/err.h"
#include "base/inbox.h"
#include "base/wakeup.h"
#include "input/reply.h"
#include "pairing/scan.h"

#include <stdbool.h>

#define SK_MAILBOX_NOTES 8 /* that may wait; what is over is dropped */

struct sk_reply_note {
    char device[SK_SCAN_DEVICE_SIZE];
    enum sk_reply reply;
};

/* Zeroed is fine for _finish(). */
struct sk_mailbox {
    bool is_open;
    struct sk_wakeup wakeup;
    struct sk_inbox *notes;
};

/* Errors: SK_ERR_IO, SK_ERR_NOMEM; finish is fine then. */
enum sk_err sk_mailbox_init(struct sk_mailbox *self, struct sk_err_info *info);
void sk_mailbox_finish(struct sk_mailbox *self);

/* Any thread; never blocks. */
void sk_mailbox_put(struct sk_mailbox *self, const char *device, enum sk_reply reply);

/* Readable when something was put in. */
int sk_mailbox_fd(const struct sk_mailbox *self);

/* The next one; when there is none, the descriptor is quiet again. Reader's thread. */
bool sk_mailbox_take(struct sk_mailbox *self, struct sk_reply_note *note);

#endif
