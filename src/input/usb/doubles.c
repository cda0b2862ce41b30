#include "input/usb/doubles.h"

void sk_doubles_press(struct sk_doubles *self, uint8_t usage, bool is_straight) {
    if (usage == self->last) {
        self->straight = 0;
    } else if (is_straight && self->straight < SK_DOUBLES_KEYS) {
        self->straight++;
    }
    self->last = usage;
    self->keys++;
}

void sk_doubles_repeat(struct sk_doubles *self) {
    self->repeats++;
}

bool sk_doubles_end_text(struct sk_doubles *self) {
    /* The key that ended the text has its own repeat still to come. */
    bool is_lacking = self->repeats > 0 && self->repeats + 1 < self->keys;
    self->has_lost = self->has_lost || is_lacking;
    self->keys = 0;
    self->repeats = 0;
    self->last = 0;
    return is_lacking;
}

bool sk_doubles_is_suspect(const struct sk_doubles *self) {
    return self->has_lost || self->straight >= SK_DOUBLES_KEYS;
}
