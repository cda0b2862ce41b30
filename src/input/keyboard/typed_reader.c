#include "input/keyboard/typed_reader.h"

#include <string.h>

/* A scanner's text is at least this long; fewer fast keys may come from two fingers. */
#define SCANNER_KEYS_MIN 6
/* After such a pause fast keys are a scan of their own, whatever stray key came before. */
#define STRAY_PAUSE_MS 1000
/* Without a suffix, a scan ends after this many key gaps of silence. */
#define SILENT_GAPS 3

static void push(void *data, const struct sk_scan *scan) {
    struct sk_typed_reader *self = data;
    /* If there is no room, the sink says so on the screen; keys cannot be offered again. */
    (void)self->sink->ops->push(self->sink, scan);
}

void sk_typed_reader_init(struct sk_typed_reader *self, struct sk_scan_sink *sink, sk_ms key_gap) {
    *self = (struct sk_typed_reader){ .sink = sink, .key_gap = key_gap };
    sk_burst_init(&self->burst, push, self);
    sk_ending_init(&self->ending, SK_ENDING_STATE_UNKNOWN, false);
}

void sk_typed_reader_declare_silent(struct sk_typed_reader *self) {
    sk_ending_init(&self->ending, SK_ENDING_STATE_SILENT, true);
}

static void begin_anew(struct sk_typed_reader *self) {
    self->last_at = 0;
    self->burst_start = 0;
    self->burst_is_slow = false;
    self->is_slow = false;
    self->pasted_to = 0;
    self->length = 0;
    self->is_cut = false;
}

void sk_typed_reader_clear(struct sk_typed_reader *self) {
    begin_anew(self);
    sk_burst_forget(&self->burst);
}

static void append(struct sk_typed_reader *self, const char *bytes, size_t count) {
    if (count > sizeof(self->text) - self->length) {
        self->is_cut = true;
        return;
    }
    memcpy(self->text + self->length, bytes, count);
    self->length += count;
}

/* A key right after it: the keys for pasting were a scanner's, and stand for a control character,
 * which begins no text. */
static void take_paste_back(struct sk_typed_reader *self, sk_ms at) {
    if (self->pasted_to == self->length && self->pasted_to > 0 &&
        at - self->last_at <= self->key_gap) {
        self->length = self->pasted_from;
        self->burst_start = self->length;
        self->burst_is_slow = false;
    }
    self->pasted_to = 0;
}

void sk_typed_reader_text(struct sk_typed_reader *self, const char *utf8, sk_ms at) {
    take_paste_back(self, at);
    size_t bytes = strlen(utf8);
    bool is_control = bytes == 1 && (unsigned char)*utf8 < ' ';
    if (bytes == 0 || (is_control && self->length == 0)) {
        return;
    }
    sk_burst_touch(&self->burst, at);
    sk_ms gap = at - self->last_at;
    if (self->length > 0 && gap > STRAY_PAUSE_MS) {
        self->burst_start = self->length;
        self->pause = gap;
        self->burst_is_slow = false;
        self->is_slow = true;
    } else if (self->length > 0 && gap > self->key_gap) {
        self->burst_is_slow = true;
        self->is_slow = true;
    }
    self->last_at = at;
    append(self, utf8, bytes);
}

void sk_typed_reader_paste(struct sk_typed_reader *self, const char *utf8, sk_ms at) {
    size_t bytes = strlen(utf8);
    if (self->length > 0 && at - self->last_at <= self->key_gap) {
        sk_typed_reader_text(self, "\x16", at); /* SYN */
        return;
    }
    while (bytes > 0 && (utf8[bytes - 1] == '\n' || utf8[bytes - 1] == '\r')) {
        bytes--;
    }
    if (bytes == 0) {
        return;
    }
    sk_burst_touch(&self->burst, at);
    self->pasted_from = self->length;
    append(self, utf8, bytes);
    self->pasted_to = self->length;
    self->last_at = at;
    self->burst_is_slow = true;
    self->is_slow = true;
}

void sk_typed_reader_erase(struct sk_typed_reader *self, sk_ms at) {
    if (self->length == 0) {
        return;
    }
    if (at - self->last_at <= self->key_gap) {
        sk_typed_reader_text(self, "\b", at);
        return;
    }
    do {
        self->length--; /* with the bytes that go on a UTF-8 character */
    } while (self->length > 0 && ((unsigned char)self->text[self->length] & 0xC0) == 0x80);
    self->pasted_to = 0;
    if (self->burst_start > self->length) {
        self->burst_start = self->length;
    }
    self->burst_is_slow = true;
    self->is_slow = true;
    self->last_at = at;
}

static bool burst_is_scanner(const struct sk_typed_reader *self) {
    return !self->burst_is_slow && self->length - self->burst_start >= SCANNER_KEYS_MIN;
}

static bool is_part(struct sk_ending *ending, const struct sk_scan *scan, bool is_silence) {
    enum sk_ending_verdict verdict =
        is_silence      ? sk_ending_by_silence(ending, scan->text, scan->length, scan->at)
        : scan->by_hand ? sk_ending_by_hand(ending, scan->text, scan->length, scan->at)
                        : sk_ending_by_mark(ending, scan->text, scan->length, scan->at);
    return verdict == SK_ENDING_AGAIN;
}

static void end(struct sk_typed_reader *self, bool is_silence, sk_ms at) {
    bool is_scanner = burst_is_scanner(self);
    size_t start = is_scanner ? self->burst_start : 0;
    /* The few keys before it may have been its beginning, and no stray ones. */
    bool is_rest = start > 0 && self->pause <= SK_ENDING_REST_MS;
    struct sk_scan scan = { .source = SK_SOURCE_KEYBOARD, .by_hand = !is_scanner, .at = at };
    sk_scan_set_text(&scan, self->text + start, self->length - start);
    scan.cut = scan.cut || self->is_cut;
    begin_anew(self);
    if (scan.length > 0) {
        scan.is_part = is_part(&self->ending, &scan, is_silence) || is_rest;
        sk_burst_end(&self->burst, &scan);
    } else {
        sk_burst_blank(&self->burst, at);
    }
}

void sk_typed_reader_end(struct sk_typed_reader *self, sk_ms at) {
    end(self, false, at);
}

static sk_ms tick_text(struct sk_typed_reader *self, sk_ms now) {
    if (self->length == 0 || !burst_is_scanner(self)) {
        sk_ms told_at = self->last_at + self->key_gap + 1; /* see sk_typed_reader_echo() */
        return self->length > 0 && !self->burst_is_slow && now < told_at ? told_at : -1;
    }
    sk_ms silent_at = self->last_at + SILENT_GAPS * self->key_gap;
    if (now < silent_at) {
        return silent_at;
    }
    end(self, true, self->last_at);
    return -1;
}

sk_ms sk_typed_reader_tick(struct sk_typed_reader *self, sk_ms now) {
    sk_ms due = tick_text(self, now);
    sk_burst_tick(&self->burst, now);
    return sk_earlier(due, sk_burst_due(&self->burst));
}

bool sk_typed_reader_echo(const struct sk_typed_reader *self, sk_ms now, const char **text,
                          size_t *length) {
    bool is_nothing = self->length == 0 || burst_is_scanner(self);
    *text = self->text;
    *length = is_nothing ? 0 : self->length;
    return is_nothing || self->burst_is_slow || now > self->last_at + self->key_gap;
}
