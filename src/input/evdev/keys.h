/* keys.h — from the events of one of the kernel's input devices to scans: key codes become keys of
 * our own keymap, whatever the console's and the window's may be. Pure: events and times come in.
 */
#ifndef SK_INPUT_EVDEV_KEYS_H
#define SK_INPUT_EVDEV_KEYS_H

#include "input/keymap.h"
#include "input/stream.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sk_evdev_keys {
    struct sk_stream *stream; /* borrowed */
    struct sk_typist typist;
    sk_ms last_at;
    bool is_lost; /* events were, and there was no silence since */
};

void sk_evdev_keys_init(struct sk_evdev_keys *self, struct sk_stream *stream,
                        enum sk_layout layout);

/* An event as linux/input.h has it, that happened at `at`; times that go back are taken as equal.
 * What silence had ended before is delivered first, so a reader that comes late reads the same. */
void sk_evdev_keys_take(struct sk_evdev_keys *self, uint16_t type, uint16_t code, int32_t value,
                        sk_ms at);

/* The kernel had no room for events (SYN_DROPPED). is_down(data, code) tells which keys are down
 * now. What was in progress is a part. Returns false if nothing was, so that whole codes may be
 * missing. */
bool sk_evdev_keys_lose(struct sk_evdev_keys *self, sk_ms at,
                        bool (*is_down)(void *data, uint16_t code), void *data);

/* Caps Lock, as the scanner has pressed it. */
bool sk_evdev_keys_has_caps(const struct sk_evdev_keys *self);

/* The usage of HID's keyboard page that the kernel makes this key code of; 0: none. */
uint8_t sk_evdev_keys_usage(uint16_t code);

#endif
