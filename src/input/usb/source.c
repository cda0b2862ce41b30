#include "input/usb/source.h"

#include <string.h>

void sk_usb_source_init(struct sk_usb_source *self, const struct sk_framing_rules *rules,
                        void (*on_scan)(void *data, const struct sk_scan *scan), void *data) {
    memset(self, 0, sizeof(*self));
    sk_burst_init(&self->burst, on_scan, data);
    sk_framing_init(&self->framing, rules);
    sk_ending_init(&self->ending,
                   rules->suffix == SK_SUFFIX_AUTO   ? SK_ENDING_STATE_UNKNOWN
                   : rules->suffix == SK_SUFFIX_NONE ? SK_ENDING_STATE_SILENT
                                                     : SK_ENDING_STATE_MARKED,
                   rules->suffix != SK_SUFFIX_AUTO);
}

void sk_usb_source_set_silent(struct sk_usb_source *self) {
    if (self->framing.rules->suffix == SK_SUFFIX_AUTO) {
        sk_ending_init(&self->ending, SK_ENDING_STATE_SILENT, false);
    }
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

static bool is_part(struct sk_usb_source *self, enum sk_framing_end end, sk_ms at) {
    const struct sk_scan *scan = &self->scan;
    enum sk_ending_verdict verdict =
        end == SK_FRAMING_BY_SILENCE
            ? sk_ending_by_silence(&self->ending, scan->text, scan->length, at)
            : sk_ending_by_mark(&self->ending, scan->text, scan->length, at);
    return verdict == SK_ENDING_AGAIN;
}

/* Of a frame the scanner itself marks the end, so nothing that follows is part of it. */
static void deliver(struct sk_usb_source *self, const char *text, size_t length, bool is_cut,
                    enum sk_framing_end end, sk_ms at) {
    sk_scan_set_text(&self->scan, text, length);
    self->scan.source = self->kind;
    self->scan.cut = self->scan.cut || is_cut;
    self->scan.at = at;
    if (self->scan.length == 0) {
        sk_burst_blank(&self->burst, at);
        return;
    }
    self->scan.is_part = is_part(self, end, at);
    if (end == SK_FRAMING_BY_FRAME) {
        sk_burst_end_framed(&self->burst, &self->scan);
    } else {
        sk_burst_end(&self->burst, &self->scan);
    }
}

/* What a frame began and did not end is a part, whatever the scanner else does. */
static void deliver_part(struct sk_usb_source *self, const char *text, size_t length, sk_ms at) {
    sk_scan_set_text(&self->scan, text, length);
    self->scan.source = self->kind;
    self->scan.at = at;
    self->scan.is_part = true;
    if (self->scan.length > 0) {
        sk_ending_cut(&self->ending, self->scan.text, self->scan.length, at);
        sk_burst_end(&self->burst, &self->scan);
    }
}

static void on_framed(void *data, const char *text, size_t length, bool is_cut,
                      enum sk_framing_end end, sk_ms at) {
    struct sk_usb_source *self = data;
    self->scan.symbology = SK_SYMBOLOGY_UNKNOWN;
    if (end == SK_FRAMING_BY_SILENCE && text[0] == '\x02') {
        deliver_part(self, text, length, at);
    } else {
        deliver(self, text, length, is_cut, end, at);
    }
}

static void take_text(struct sk_usb_source *self, const char *text, size_t length) {
    sk_framing_add(&self->framing, text, length, self->now, on_framed, self);
    if (sk_framing_is_enclosed(&self->framing)) {
        sk_burst_touch_framed(&self->burst, self->now);
    } else if (sk_framing_has_begun(&self->framing)) {
        sk_burst_touch(&self->burst, self->now);
    } else if (length > 0) {
        sk_burst_blank(&self->burst, self->now);
    }
}

static void on_key(void *data, uint8_t usage, bool is_down) {
    struct sk_usb_source *self = data;
    char text[SK_TYPIST_TEXT_MAX];
    size_t length = sk_typist_key(&self->u.typed.typist, usage, is_down, text);
    take_text(self, text, length);
}

void sk_usb_source_take(struct sk_usb_source *self, const uint8_t *bytes, size_t length,
                        sk_ms now) {
    self->now = now;
    if (self->kind == SK_SOURCE_USB_HID_KEYBOARD) {
        sk_hid_keyboard_report(&self->u.typed.keyboard, bytes, length, on_key, self);
    } else if (self->kind == SK_SOURCE_USB_CDC) {
        take_text(self, (const char *)bytes, length);
    } else if (sk_hid_pos_report(&self->u.pos, bytes, length, now)) {
        const struct sk_hid_pos *pos = &self->u.pos;
        self->scan.symbology = SK_SYMBOLOGY_UNKNOWN;
        (void)sk_scan_symbology_of(pos->aim, &self->scan.symbology); /* unknown stays unknown */
        deliver(self, pos->text, pos->length, pos->is_cut, SK_FRAMING_BY_FRAME, pos->last_at);
    }
}

static sk_ms unfinished_due(const struct sk_usb_source *self) {
    return self->kind == SK_SOURCE_USB_HID_POS ? sk_hid_pos_due(&self->u.pos)
                                               : sk_framing_due(&self->framing);
}

bool sk_usb_source_is_reading(const struct sk_usb_source *self) {
    return unfinished_due(self) >= 0;
}

sk_ms sk_usb_source_due(const struct sk_usb_source *self) {
    return sk_earlier(unfinished_due(self), sk_burst_due(&self->burst));
}

static size_t give_up(struct sk_usb_source *self) {
    sk_burst_forget(&self->burst);
    return self->kind == SK_SOURCE_USB_HID_POS ? sk_hid_pos_drop(&self->u.pos)
                                               : sk_framing_drop(&self->framing);
}

size_t sk_usb_source_tick(struct sk_usb_source *self, sk_ms now) {
    size_t given_up = 0;
    if (self->kind == SK_SOURCE_USB_HID_POS) {
        struct sk_hid_pos *pos = &self->u.pos;
        sk_ms due = sk_hid_pos_due(pos);
        if (due >= 0 && now >= due) {
            self->scan.symbology = SK_SYMBOLOGY_UNKNOWN;
            deliver_part(self, pos->text, pos->length, pos->last_at);
            given_up = sk_hid_pos_drop(pos);
        }
    } else {
        given_up = sk_framing_tick(&self->framing, now, on_framed, self);
    }
    sk_burst_tick(&self->burst, now);
    return given_up;
}

size_t sk_usb_source_drop(struct sk_usb_source *self) {
    size_t dropped = give_up(self);
    sk_burst_flush(&self->burst);
    return dropped;
}
