/* Any events of an input device, at any times, with losses in between. What was in progress at a
 * loss is never a whole code.
 *
 * Input: a byte chooses the layout, one the suffix; then for each event its kind, key code and the
 * time that has passed. */
#include "fuzz/bytes.h"

#include "input/evdev/keys.h"

#include <linux/input.h>

static bool is_cut; /* the next scan is of what a loss has cut */

static void on_scan(void *data, const struct sk_scan *scan) {
    (void)data;
    MUST(scan->length > 0 && scan->length <= SK_SCAN_TEXT_MAX && scan->text[scan->length] == '\0');
    MUST(scan->source == SK_SOURCE_EVDEV);
    MUST(!is_cut || scan->is_part || scan->is_joined);
    is_cut = false;
}

static bool is_down(void *data, uint16_t code) {
    const unsigned *mask = data;
    return (*mask >> (code % 8) & 1u) != 0;
}

static void lose(struct sk_evdev_keys *keys, struct sk_stream *stream, unsigned mask, sk_ms at) {
    (void)sk_stream_tick(stream, at > keys->last_at ? at : keys->last_at);
    /* What is only blanks is no code. */
    bool has_text = false;
    for (size_t i = 0; i < stream->framing.length; i++) {
        has_text = has_text || (unsigned char)stream->framing.text[i] > ' ';
    }
    is_cut = has_text;
    bool has_part = sk_evdev_keys_lose(keys, at, is_down, &mask);
    MUST(has_part || !has_text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static struct sk_stream stream;
    static struct sk_evdev_keys keys;
    struct bytes bytes = bytes_open(data, size);
    struct sk_framing_rules rules = { .gap = 100 };
    enum sk_layout layout = (enum sk_layout)bytes_below(&bytes, 5);
    rules.suffix = (enum sk_suffix)bytes_below(&bytes, 5);
    sk_stream_init(&stream, SK_SOURCE_EVDEV, &rules, on_scan, NULL);
    sk_evdev_keys_init(&keys, &stream, layout);
    is_cut = false;
    sk_ms now = 1000;
    while (bytes_left(&bytes)) {
        unsigned kind = bytes_below(&bytes, 16);
        unsigned code = bytes_below(&bytes, 256);
        now += (sk_ms)bytes_below(&bytes, 64) * 4 - 4; /* may go back */
        if (kind == 0) {
            lose(&keys, &stream, code, now);
        } else if (kind == 1) {
            (void)sk_stream_tick(&stream, now > keys.last_at ? now : keys.last_at);
        } else {
            uint16_t type = kind == 2 ? (uint16_t)code : EV_KEY;
            sk_evdev_keys_take(&keys, type, (uint16_t)(kind == 3 ? code * 256 : code),
                               kind == 4 ? (int32_t)code - 100 : (int32_t)(kind % 3), now);
        }
    }
    (void)sk_stream_drop(&stream);
    bytes_close(&bytes);
    return 0;
}
