#include "input/usb/source.h"

#include <string.h>

void sk_usb_source_init(struct sk_usb_source *self, const struct sk_framing_rules *rules,
                        void (*on_scan)(void *data, const struct sk_scan *scan), void *data) {
    memset(self, 0, sizeof(*self));
    self->on_scan = on_scan;
    self->data = data;
    sk_framing_init(&self->framing, rules);
}

static void begin_typed(struct sk_usb_source *self, enum sk_layout layout) {
    self->kind = SK_SOURCE_USB_HID_KEYBOARD;
    sk_typist_init(&self->u.typed.typist, layout);
}

enum sk_err sk_usb_source_begin_hid(struct sk_usb_source *self,
                                    const struct sk_hid_descriptor *descriptor,
                                    enum sk_layout layout) {
    if (sk_hid_pos_init(&self->u.pos, descriptor) == SK_OK) {
        self->kind = SK_SOURCE_USB_HID_POS;
        return SK_OK;
    }
    begin_typed(self, layout);
    return sk_hid_keyboard_init(&self->u.typed.keyboard, descriptor);
}

void sk_usb_source_begin_boot(struct sk_usb_source *self, enum sk_layout layout) {
    begin_typed(self, layout);
    sk_hid_keyboard_init_boot(&self->u.typed.keyboard);
}

void sk_usb_source_begin_symbol(struct sk_usb_source *self) {
    self->kind = SK_SOURCE_USB_HID_POS;
    sk_hid_pos_init_symbol(&self->u.pos);
}

void sk_usb_source_begin_serial(struct sk_usb_source *self) {
    self->kind = SK_SOURCE_USB_CDC;
}

static void deliver(struct sk_usb_source *self, const char *text, size_t length, bool is_cut,
                    sk_ms at) {
    sk_scan_set_text(&self->scan, text, length);
    self->scan.source = self->kind;
    self->scan.cut = self->scan.cut || is_cut;
    self->scan.at = at;
    if (self->scan.length > 0) {
        self->on_scan(self->data, &self->scan);
    }
}

static void on_framed(void *data, const char *text, size_t length, bool is_cut, sk_ms at) {
    struct sk_usb_source *self = data;
    self->scan.symbology = SK_SYMBOLOGY_UNKNOWN;
    deliver(self, text, length, is_cut, at);
}

static void on_key(void *data, uint8_t usage, bool is_down) {
    struct sk_usb_source *self = data;
    char text[SK_TYPIST_TEXT_MAX];
    size_t length = sk_typist_key(&self->u.typed.typist, usage, is_down, text);
    sk_framing_add(&self->framing, text, length, self->now, on_framed, self);
}

void sk_usb_source_take(struct sk_usb_source *self, const uint8_t *bytes, size_t length,
                        sk_ms now) {
    self->now = now;
    if (self->kind == SK_SOURCE_USB_HID_KEYBOARD) {
        sk_hid_keyboard_report(&self->u.typed.keyboard, bytes, length, on_key, self);
    } else if (self->kind == SK_SOURCE_USB_CDC) {
        sk_framing_add(&self->framing, (const char *)bytes, length, now, on_framed, self);
    } else if (sk_hid_pos_report(&self->u.pos, bytes, length, now)) {
        const struct sk_hid_pos *pos = &self->u.pos;
        self->scan.symbology = SK_SYMBOLOGY_UNKNOWN;
        (void)sk_scan_symbology_of(pos->aim, &self->scan.symbology); /* unknown stays unknown */
        deliver(self, pos->text, pos->length, pos->is_cut, pos->last_at);
    }
}

sk_ms sk_usb_source_due(const struct sk_usb_source *self) {
    return self->kind == SK_SOURCE_USB_HID_POS ? sk_hid_pos_due(&self->u.pos)
                                               : sk_framing_due(&self->framing);
}

size_t sk_usb_source_tick(struct sk_usb_source *self, sk_ms now) {
    if (self->kind != SK_SOURCE_USB_HID_POS) {
        return sk_framing_tick(&self->framing, now, on_framed, self);
    }
    sk_ms due = sk_hid_pos_due(&self->u.pos);
    return due >= 0 && now >= due ? sk_hid_pos_drop(&self->u.pos) : 0;
}

size_t sk_usb_source_drop(struct sk_usb_source *self) {
    return self->kind == SK_SOURCE_USB_HID_POS ? sk_hid_pos_drop(&self->u.pos)
                                               : sk_framing_drop(&self->framing);
}
