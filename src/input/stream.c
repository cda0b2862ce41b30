#include "input/stream.h"

#include <string.h>

#define STX '\x02'

void sk_stream_init(struct sk_stream *self, enum sk_scan_source source,
                    const struct sk_framing_rules *rules,
                    void (*on_scan)(void *data, const struct sk_scan *scan), void *data) {
    memset(self, 0, sizeof(*self));
    self->source = source;
    sk_burst_init(&self->burst, on_scan, data);
    sk_framing_init(&self->framing, rules);
    sk_ending_init(&self->ending,
                   rules->suffix == SK_SUFFIX_AUTO   ? SK_ENDING_STATE_UNKNOWN
                   : rules->suffix == SK_SUFFIX_NONE ? SK_ENDING_STATE_SILENT
                                                     : SK_ENDING_STATE_MARKED,
                   rules->suffix != SK_SUFFIX_AUTO);
}

void sk_stream_set_silent(struct sk_stream *self) {
    if (self->framing.rules->suffix == SK_SUFFIX_AUTO) {
        sk_ending_init(&self->ending, SK_ENDING_STATE_SILENT, false);
    }
}

void sk_stream_ask(struct sk_stream *self, bool (*is_lacking)(void *data), void *data) {
    self->is_lacking = is_lacking;
    self->is_lacking_data = data;
}

void sk_stream_record(struct sk_stream *self, struct sk_recording *recording) {
    self->recording = recording;
}

static void begin_scan(struct sk_stream *self, const char *text, size_t length,
                       enum sk_symbology symbology, sk_ms at) {
    self->scan.symbology = symbology;
    sk_scan_set_text(&self->scan, text, length);
    self->scan.source = self->source;
    self->scan.at = at;
}

static bool is_part(struct sk_stream *self, enum sk_framing_end end, sk_ms at) {
    const struct sk_scan *scan = &self->scan;
    if (self->is_broken) { /* a rest, of which no further rest can come */
        return true;
    }
    enum sk_ending_verdict verdict =
        end == SK_FRAMING_BY_SILENCE
            ? sk_ending_by_silence(&self->ending, scan->text, scan->length, at)
            : sk_ending_by_mark(&self->ending, scan->text, scan->length, at);
    return verdict == SK_ENDING_AGAIN;
}

/* Of a frame the scanner itself marks the end, so nothing that follows is part of it. */
static void deliver(struct sk_stream *self, bool is_cut, enum sk_framing_end end, sk_ms at) {
    bool is_lacking = self->is_lacking && self->is_lacking(self->is_lacking_data);
    self->scan.cut = self->scan.cut || is_cut;
    if (self->scan.length == 0) {
        sk_burst_blank(&self->burst, at);
        return;
    }
    self->scan.is_part = is_part(self, end, at) || is_lacking;
    if (end == SK_FRAMING_BY_FRAME) {
        sk_burst_end_framed(&self->burst, &self->scan);
    } else {
        sk_burst_end(&self->burst, &self->scan);
    }
}

void sk_stream_add_part(struct sk_stream *self, const char *text, size_t length, sk_ms at) {
    begin_scan(self, text, length, SK_SYMBOLOGY_UNKNOWN, at);
    self->scan.is_part = true;
    if (self->scan.length > 0) {
        sk_ending_cut(&self->ending, self->scan.text, self->scan.length, at);
        sk_burst_end(&self->burst, &self->scan);
    }
}

void sk_stream_add_whole(struct sk_stream *self, const char *text, size_t length, bool is_cut,
                         enum sk_symbology symbology, sk_ms at) {
    begin_scan(self, text, length, symbology, at);
    deliver(self, is_cut, SK_FRAMING_BY_FRAME, at);
}

/* What a frame began and did not end is a part, whatever the scanner else does. */
static void on_framed(void *data, const char *text, size_t length, bool is_cut,
                      enum sk_framing_end end, sk_ms at) {
    struct sk_stream *self = data;
    if (end == SK_FRAMING_BY_SILENCE && text[0] == STX) {
        sk_stream_add_part(self, text, length, at);
        return;
    }
    begin_scan(self, text, length, SK_SYMBOLOGY_UNKNOWN, at);
    deliver(self, is_cut, end, at);
}

bool sk_stream_break(struct sk_stream *self, sk_ms at) {
    (void)sk_stream_tick(self, at);
    size_t before = self->framing.length;
    bool has_part = self->burst.has_scan || before > 0;
    self->burst.scan.is_part = self->burst.scan.is_part || self->burst.has_scan;
    self->is_broken = true;
    self->has_ended = false;
    self->broken_at = at;
    if (before > 0) {
        sk_stream_add_part(self, self->framing.text, before, self->framing.last_at);
        (void)sk_framing_drop(&self->framing);
    }
    return has_part;
}

bool sk_stream_is_broken(const struct sk_stream *self, sk_ms at) {
    sk_ms limit = self->has_ended ? SK_BURST_MS : self->framing.rules->gap;
    return self->is_broken && at - self->broken_at < limit;
}

static void heal(struct sk_stream *self, sk_ms at) {
    self->is_broken = sk_stream_is_broken(self, at);
    self->has_ended = false;
    self->broken_at = at;
}

void sk_stream_add(struct sk_stream *self, const char *text, size_t length, sk_ms at) {
    if (self->recording) {
        sk_recording_add(self->recording, text, length, at);
        return;
    }
    if (length > 0) {
        heal(self, at);
    }
    sk_framing_add(&self->framing, text, length, at, on_framed, self);
    if (sk_framing_is_enclosed(&self->framing)) {
        sk_burst_touch_framed(&self->burst, at);
    } else if (sk_framing_has_begun(&self->framing)) {
        sk_burst_touch(&self->burst, at);
    } else if (length > 0) {
        sk_burst_blank(&self->burst, at);
        self->has_ended = true;
    }
}

bool sk_stream_is_reading(const struct sk_stream *self) {
    return sk_framing_due(&self->framing) >= 0;
}

sk_ms sk_stream_due(const struct sk_stream *self) {
    sk_ms due = sk_earlier(sk_framing_due(&self->framing), sk_burst_due(&self->burst));
    return self->recording ? sk_earlier(due, sk_recording_due(self->recording)) : due;
}

size_t sk_stream_tick(struct sk_stream *self, sk_ms now) {
    size_t given_up = sk_framing_tick(&self->framing, now, on_framed, self);
    sk_burst_tick(&self->burst, now);
    if (self->recording) {
        sk_recording_tick(self->recording, now);
    }
    return given_up;
}

size_t sk_stream_drop(struct sk_stream *self) {
    sk_burst_forget(&self->burst);
    size_t dropped = sk_framing_drop(&self->framing);
    sk_burst_flush(&self->burst);
    return dropped;
}
