#include "input/mailbox.h"

#include <stdio.h>

enum sk_err sk_mailbox_init(struct sk_mailbox *self, struct sk_err_info *info) {
    *self = (struct sk_mailbox){ .is_open = false };
    enum sk_err err = sk_wakeup_init(&self->wakeup, info);
    self->is_open = !err;
    if (!err) {
        err = sk_inbox_create(&self->notes, sizeof(struct sk_reply_note), SK_MAILBOX_NOTES,
                              sk_wakeup_post, &self->wakeup);
    }
    return err;
}

void sk_mailbox_finish(struct sk_mailbox *self) {
    sk_inbox_destroy(self->notes);
    self->notes = NULL;
    if (self->is_open) {
        sk_wakeup_finish(&self->wakeup);
    }
    self->is_open = false;
}

void sk_mailbox_put(struct sk_mailbox *self, const char *device, enum sk_reply reply) {
    struct sk_reply_note note = { .reply = reply };
    (void)snprintf(note.device, sizeof(note.device), "%s", device);
    (void)sk_inbox_post(self->notes, &note, 0); /* without room the gun stays silent */
}

int sk_mailbox_fd(const struct sk_mailbox *self) {
    return self->wakeup.ends[0];
}

bool sk_mailbox_take(struct sk_mailbox *self, struct sk_reply_note *note) {
    sk_wakeup_wait(&self->wakeup, 0); /* takes the wake-ups in, before what they tell of */
    return sk_inbox_take(self->notes, note);
}
