#include "input/evdev/keys.h"

#include "base/util.h"
#include "input/lesson.h"

#include <linux/input.h>

#define VALUE_UP 0
#define VALUE_DOWN 1 /* 2 is the kernel's autorepeat: a scanner that holds a key means it once */

/* HID Usage Tables 1.12, section 10, against linux/input-event-codes.h: what hid-input makes of a
 * keyboard's usages (drivers/hid/hid-input.c), read backwards. */
static const uint8_t usages[] = {
    [KEY_A] = 0x04,          [KEY_B] = 0x05,         [KEY_C] = 0x06,
    [KEY_D] = 0x07,          [KEY_E] = 0x08,         [KEY_F] = 0x09,
    [KEY_G] = 0x0a,          [KEY_H] = 0x0b,         [KEY_I] = 0x0c,
    [KEY_J] = 0x0d,          [KEY_K] = 0x0e,         [KEY_L] = 0x0f,
    [KEY_M] = 0x10,          [KEY_N] = 0x11,         [KEY_O] = 0x12,
    [KEY_P] = 0x13,          [KEY_Q] = 0x14,         [KEY_R] = 0x15,
    [KEY_S] = 0x16,          [KEY_T] = 0x17,         [KEY_U] = 0x18,
    [KEY_V] = 0x19,          [KEY_W] = 0x1a,         [KEY_X] = 0x1b,
    [KEY_Y] = 0x1c,          [KEY_Z] = 0x1d,         [KEY_1] = 0x1e,
    [KEY_2] = 0x1f,          [KEY_3] = 0x20,         [KEY_4] = 0x21,
    [KEY_5] = 0x22,          [KEY_6] = 0x23,         [KEY_7] = 0x24,
    [KEY_8] = 0x25,          [KEY_9] = 0x26,         [KEY_0] = 0x27,
    [KEY_ENTER] = 0x28,      [KEY_ESC] = 0x29,       [KEY_BACKSPACE] = 0x2a,
    [KEY_TAB] = 0x2b,        [KEY_SPACE] = 0x2c,     [KEY_MINUS] = 0x2d,
    [KEY_EQUAL] = 0x2e,      [KEY_LEFTBRACE] = 0x2f, [KEY_RIGHTBRACE] = 0x30,
    [KEY_BACKSLASH] = 0x31,  [KEY_SEMICOLON] = 0x33, [KEY_APOSTROPHE] = 0x34,
    [KEY_GRAVE] = 0x35,      [KEY_COMMA] = 0x36,     [KEY_DOT] = 0x37,
    [KEY_SLASH] = 0x38,      [KEY_CAPSLOCK] = 0x39,  [KEY_KPSLASH] = 0x54,
    [KEY_KPASTERISK] = 0x55, [KEY_KPMINUS] = 0x56,   [KEY_KPPLUS] = 0x57,
    [KEY_KPENTER] = 0x58,    [KEY_KP1] = 0x59,       [KEY_KP2] = 0x5a,
    [KEY_KP3] = 0x5b,        [KEY_KP4] = 0x5c,       [KEY_KP5] = 0x5d,
    [KEY_KP6] = 0x5e,        [KEY_KP7] = 0x5f,       [KEY_KP8] = 0x60,
    [KEY_KP9] = 0x61,        [KEY_KP0] = 0x62,       [KEY_KPDOT] = 0x63,
    [KEY_102ND] = 0x64,      [KEY_RO] = 0x87,        [KEY_YEN] = 0x89,
    [KEY_LEFTCTRL] = 0xe0,   [KEY_LEFTSHIFT] = 0xe1, [KEY_LEFTALT] = 0xe2,
    [KEY_LEFTMETA] = 0xe3,   [KEY_RIGHTCTRL] = 0xe4, [KEY_RIGHTSHIFT] = 0xe5,
    [KEY_RIGHTALT] = 0xe6,   [KEY_RIGHTMETA] = 0xe7,
};

uint8_t sk_evdev_keys_usage(uint16_t code) {
    return code < SK_ARRAY_LEN(usages) ? usages[code] : 0;
}

void sk_evdev_keys_init(struct sk_evdev_keys *self, struct sk_stream *stream,
                        enum sk_layout layout) {
    *self = (struct sk_evdev_keys){ .stream = stream };
    sk_typist_init(&self->typist, layout);
}

/* Of a Caps Lock whose press or second press was among what was lost, nothing is known; a scanner
 * presses it before and after a code, so it is off where there was silence. */
static void heal(struct sk_evdev_keys *self, sk_ms at) {
    if (self->is_lost && !sk_stream_is_broken(self->stream, at)) {
        self->is_lost = false;
        self->typist.has_caps = false;
    }
}

static void forward(struct sk_evdev_keys *self, sk_ms at) {
    self->last_at = at > self->last_at ? at : self->last_at;
    (void)sk_stream_tick(self->stream, self->last_at);
    heal(self, self->last_at);
}

void sk_evdev_keys_take(struct sk_evdev_keys *self, uint16_t type, uint16_t code, int32_t value,
                        sk_ms at) {
    uint8_t usage = sk_evdev_keys_usage(code);
    if (type != EV_KEY || usage == 0 || (value != VALUE_UP && value != VALUE_DOWN)) {
        return;
    }
    char text[SK_TYPIST_TEXT_MAX];
    forward(self, at);
    if (self->stream->recording) {
        sk_lesson_key(usage, value == VALUE_DOWN, text);
        sk_stream_add(self->stream, text, SK_LESSON_KEY_BYTES, self->last_at);
        return;
    }
    size_t length = sk_typist_key(&self->typist, usage, value == VALUE_DOWN, text);
    sk_stream_add(self->stream, text, length, self->last_at);
}

bool sk_evdev_keys_lose(struct sk_evdev_keys *self, sk_ms at,
                        bool (*is_down)(void *data, uint16_t code), void *data) {
    static const uint16_t modifiers[] = {
        KEY_LEFTCTRL,  KEY_LEFTSHIFT,  KEY_LEFTALT,  KEY_LEFTMETA,
        KEY_RIGHTCTRL, KEY_RIGHTSHIFT, KEY_RIGHTALT, KEY_RIGHTMETA
    };
    bool has_caps = self->typist.has_caps;
    forward(self, at);
    bool has_part = sk_stream_break(self->stream, self->last_at);
    sk_typist_init(&self->typist, self->typist.layout);
    self->typist.has_caps = has_caps;
    self->is_lost = true;
    for (size_t i = 0; i < SK_ARRAY_LEN(modifiers); i++) {
        char text[SK_TYPIST_TEXT_MAX];
        if (is_down(data, modifiers[i])) {
            (void)sk_typist_key(&self->typist, sk_evdev_keys_usage(modifiers[i]), true, text);
        }
    }
    return has_part;
}

bool sk_evdev_keys_has_caps(const struct sk_evdev_keys *self) {
    return self->typist.has_caps;
}
