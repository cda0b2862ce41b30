#include "input/usb/source.h"

#include "input/lesson.h"

#include <string.h>

void sk_usb_source_init(struct sk_usb_source *self, const struct sk_framing_rules *rules,
                        void (*on_scan)(void *data, const struct sk_scan *scan), void *data) {
    memset(self, 0, sizeof(*self));
    sk_stream_init(&self->stream, SK_SOURCE_USB_CDC, rules, on_scan, data);
}

void sk_usb_source_record(struct sk_usb_source *self) {
    self->is_recorded = true;
    sk_recording_init(&self->recording, self->kind, self->stream.burst.on_scan,
                      self->stream.burst.data);
}

void sk_usb_source_set_silent(struct sk_usb_source *self) {
    sk_stream_set_silent(&self->stream);
}

static void begin(struct sk_usb_source *self, enum sk_scan_source kind) {
    self->kind = kind;
    self->stream.source = kind;
    self->recording.scan.source = kind;
}

static bool lacks_characters(void *data) {
    struct sk_usb_source *self = data;
    return sk_doubles_end_text(&self->u.typed.doubles);
}

static void begin_typed(struct sk_usb_source *self, enum sk_layout layout) {
    begin(self, SK_SOURCE_USB_HID_KEYBOARD);
    self->u.typed.doubles = (struct sk_doubles){ .keys = 0 };
    sk_stream_ask(&self->stream, lacks_characters, self);
    sk_typist_init(&self->u.typed.typist, layout);
}

enum sk_err sk_usb_source_begin_hid(struct sk_usb_source *self,
                                    const struct sk_hid_descriptor *descriptor,
                                    enum sk_layout layout) {
    if (sk_hid_pos_init(&self->u.pos, descriptor) == SK_OK) {
        begin(self, SK_SOURCE_USB_HID_POS);
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
    begin(self, SK_SOURCE_USB_HID_POS);
    sk_hid_pos_init_symbol(&self->u.pos);
}

void sk_usb_source_begin_serial(struct sk_usb_source *self) {
    begin(self, SK_SOURCE_USB_CDC);
}

static void on_key(void *data, uint8_t usage, bool is_down) {
    struct sk_usb_source *self = data;
    char text[SK_TYPIST_TEXT_MAX];
    if (self->is_recorded) {
        sk_lesson_key(usage, is_down, text);
        sk_recording_add(&self->recording, text, SK_LESSON_KEY_BYTES, self->now);
        return;
    }
    if (is_down && !SK_HID_IS_MODIFIER(usage)) {
        sk_doubles_press(&self->u.typed.doubles, usage, self->u.typed.was_held);
    }
    size_t length = sk_typist_key(&self->u.typed.typist, usage, is_down, text);
    sk_stream_add(&self->stream, text, length, self->now);
}

static void take_text(struct sk_usb_source *self, const char *text, size_t length) {
    if (self->is_recorded) {
        sk_recording_add(&self->recording, text, length, self->now);
    } else {
        sk_stream_add(&self->stream, text, length, self->now);
    }
}

static void take_frame(struct sk_usb_source *self) {
    const struct sk_hid_pos *pos = &self->u.pos;
    enum sk_symbology symbology = SK_SYMBOLOGY_UNKNOWN;
    (void)sk_scan_symbology_of(pos->aim, &symbology); /* unknown stays unknown */
    if (self->is_recorded) {
        self->recording.scan.symbology = symbology;
        sk_recording_add(&self->recording, pos->text, pos->length, self->now);
    } else {
        sk_stream_add_whole(&self->stream, pos->text, pos->length, pos->is_cut, symbology,
                            pos->last_at);
    }
}

static void take_keys(struct sk_usb_source *self, const uint8_t *bytes, size_t length) {
    struct sk_hid_keyboard *keyboard = &self->u.typed.keyboard;
    self->u.typed.was_held = sk_hid_keyboard_is_held(keyboard);
    if (sk_hid_keyboard_report(keyboard, bytes, length, on_key, self) &&
        sk_stream_is_reading(&self->stream)) {
        sk_doubles_repeat(&self->u.typed.doubles);
    }
}

void sk_usb_source_take(struct sk_usb_source *self, const uint8_t *bytes, size_t length,
                        sk_ms now) {
    self->now = now;
    if (self->kind == SK_SOURCE_USB_HID_KEYBOARD) {
        take_keys(self, bytes, length);
    } else if (self->kind == SK_SOURCE_USB_CDC) {
        take_text(self, (const char *)bytes, length);
    } else if (sk_hid_pos_report(&self->u.pos, bytes, length, now)) {
        take_frame(self);
    }
}

bool sk_usb_source_loses_doubles(const struct sk_usb_source *self) {
    return self->kind == SK_SOURCE_USB_HID_KEYBOARD &&
           sk_doubles_is_suspect(&self->u.typed.doubles);
}

static sk_ms report_due(const struct sk_usb_source *self) {
    return self->kind == SK_SOURCE_USB_HID_POS ? sk_hid_pos_due(&self->u.pos) : -1;
}

bool sk_usb_source_is_reading(const struct sk_usb_source *self) {
    return report_due(self) >= 0 || sk_stream_is_reading(&self->stream);
}

sk_ms sk_usb_source_due(const struct sk_usb_source *self) {
    sk_ms of_text =
        self->is_recorded ? sk_recording_due(&self->recording) : sk_stream_due(&self->stream);
    return sk_earlier(report_due(self), of_text);
}

size_t sk_usb_source_tick(struct sk_usb_source *self, sk_ms now) {
    size_t given_up = 0;
    sk_ms due = report_due(self);
    if (due >= 0 && now >= due) {
        struct sk_hid_pos *pos = &self->u.pos;
        sk_stream_add_part(&self->stream, pos->text, pos->length, pos->last_at);
        given_up = sk_hid_pos_drop(pos);
    }
    if (self->is_recorded) {
        sk_recording_tick(&self->recording, now);
    }
    return given_up + sk_stream_tick(&self->stream, now);
}

size_t sk_usb_source_drop(struct sk_usb_source *self) {
    size_t dropped = self->kind == SK_SOURCE_USB_HID_POS ? sk_hid_pos_drop(&self->u.pos) : 0;
    return dropped + sk_stream_drop(&self->stream);
}
