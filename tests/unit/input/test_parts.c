/* Every beginning of every label of the demo, cut off by silence, in all ways in which a scanner
 * sends: none is taken, and its rest is not either. */
#include "check.h"

#include "base/util.h"
#include "input/evdev/keys.h"
#include "input/usb/source.h"
#include "pairing/label.h"
#include "vectors/usb/real_scanners.h"

#include <linux/input.h>
#include <string.h>

#define GAP 100

static const char *const labels[] = {
    "sage62x0219220001",      "sage62x0219220002",      "sag-demo0000000000ok01",
    "sag-demo00000000full01", "sag-demo00000000busy01", "sag-demo00000000lost01",
    "sag-demo00000000pair01", "sag-demo000000arrear01", "sag-demo0000inactive01",
    "sag-demo0000software01", "sag-demo00000000slow01", "sage62xfulldemo1",
    "SAGK:SUPERVISOR",
};

/* USB's three first; what comes over a serial adapter is read by the stream alone. */
enum mode { MODE_KEYBOARD, MODE_POS, MODE_CDC, MODE_EVDEV, MODE_SERIAL, MODES };

static struct {
    struct sk_usb_source source;
    struct sk_stream stream; /* of the last two modes */
    struct sk_evdev_keys keys;
    struct sk_framing_rules rules;
    enum mode mode;
    sk_ms now;
    size_t taken;
    size_t again;
    sk_ms again_at; /* the time that had passed */
    char text[64];
} desk;

static void on_scan(void *data, const struct sk_scan *scan) {
    static struct sk_label_rules *rules;
    struct sk_label label;
    (void)data;
    if (!rules) {
        assert_int_equal(sk_label_rules_create(&rules, NULL, NULL, NULL, SK_LABEL_CASE_KEEP, NULL),
                         SK_OK);
    }
    sk_label_classify(rules, scan, &label);
    if (scan->is_part) {
        assert_int_equal(label.kind, SK_LABEL_PART);
        desk.again++;
        desk.again_at = desk.now;
    } else {
        desk.taken++;
        (void)snprintf(desk.text, sizeof(desk.text), "%.63s", scan->text);
    }
}

static void set_up(enum mode mode) {
    struct sk_hid_descriptor descriptor;
    memset(&desk, 0, sizeof(desk));
    desk.mode = mode;
    desk.rules.gap = GAP;
    sk_usb_source_init(&desk.source, &desk.rules, on_scan, NULL);
    sk_stream_init(&desk.stream, SK_SOURCE_EVDEV, &desk.rules, on_scan, NULL);
    switch (mode) {
    case MODE_KEYBOARD:
        sk_usb_source_begin_boot(&desk.source, SK_LAYOUT_US);
        break;
    case MODE_POS:
        sk_hid_descriptor_parse(&descriptor, pos_with_count, sizeof(pos_with_count));
        assert_int_equal(sk_usb_source_begin_hid(&desk.source, &descriptor, SK_LAYOUT_US), SK_OK);
        break;
    case MODE_CDC:
        sk_usb_source_begin_serial(&desk.source);
        break;
    case MODE_EVDEV:
        sk_evdev_keys_init(&desk.keys, &desk.stream, SK_LAYOUT_US);
        break;
    case MODE_SERIAL:
    case MODES:
        break;
    }
}

static bool is_on_usb(void) {
    return desk.mode == MODE_KEYBOARD || desk.mode == MODE_POS || desk.mode == MODE_CDC;
}

static struct sk_ending *ending(void) {
    return is_on_usb() ? &desk.source.stream.ending : &desk.stream.ending;
}

static void pass(sk_ms ms) {
    for (sk_ms end = desk.now + ms; desk.now < end;) {
        sk_ms due = is_on_usb() ? sk_usb_source_due(&desk.source) : sk_stream_due(&desk.stream);
        desk.now = due >= 0 && due <= end ? due : end;
        if (is_on_usb()) {
            (void)sk_usb_source_tick(&desk.source, desk.now);
        } else {
            (void)sk_stream_tick(&desk.stream, desk.now);
        }
    }
}

static uint8_t key_of(char c) {
    return c >= 'a' && c <= 'z'   ? (uint8_t)(0x04 + c - 'a')
           : c >= 'A' && c <= 'Z' ? (uint8_t)(0x04 + c - 'A')
           : c >= '1' && c <= '9' ? (uint8_t)(0x1e + c - '1')
           : c == '0'             ? 0x27
           : c == '-'             ? 0x2d
           : c == ':'             ? 0x33
                                  : 0x28; /* Return */
}

/* As hid-input makes events of those reports. */
static void press(uint8_t usage, bool is_down) {
    uint16_t code = 0;
    while (sk_evdev_keys_usage(code) != usage) {
        code++;
    }
    sk_evdev_keys_take(&desk.keys, EV_MSC, MSC_SCAN, 0x70000 + usage, desk.now);
    sk_evdev_keys_take(&desk.keys, EV_KEY, code, is_down, desk.now);
    sk_evdev_keys_take(&desk.keys, EV_SYN, SYN_REPORT, 0, desk.now);
}

static void type(char c) {
    bool is_shifted = (c >= 'A' && c <= 'Z') || c == ':';
    const uint8_t down[8] = { is_shifted ? 2 : 0, 0, key_of(c) };
    const uint8_t up[8] = { 0 };
    if (desk.mode == MODE_EVDEV) {
        press(is_shifted ? 0xe1 : 0xe5, is_shifted);
        press(key_of(c), true);
        press(key_of(c), false);
        press(0xe1, false);
        return;
    }
    sk_usb_source_take(&desk.source, down, sizeof(down), desk.now);
    sk_usb_source_take(&desk.source, up, sizeof(up), desk.now + 1);
}

static void send(const char *text, size_t length, bool has_end) {
    uint8_t report[64] = { 2, (uint8_t)length, ']', 'C', '0', [63] = !has_end };
    switch (desk.mode) {
    case MODE_KEYBOARD:
    case MODE_EVDEV:
        for (size_t i = 0; i < length; i++) {
            type(text[i]);
            pass(2);
        }
        if (has_end) {
            type('\r');
        }
        break;
    case MODE_POS:
        memcpy(report + 5, text, length);
        sk_usb_source_take(&desk.source, report, sizeof(report), desk.now);
        break;
    case MODE_SERIAL:
    case MODES:
        sk_stream_add(&desk.stream, text, length, desk.now);
        sk_stream_add(&desk.stream, "\r", has_end, desk.now);
        break;
    case MODE_CDC:
        sk_usb_source_take(&desk.source, (const uint8_t *)text, length, desk.now);
        if (has_end) {
            sk_usb_source_take(&desk.source, (const uint8_t *)"\r", 1, desk.now);
        }
        break;
    }
}

/* A HID POS report that says "continued" is waited for as long as its own limit. */
static sk_ms limit_of(enum mode mode) {
    return mode == MODE_POS ? 1000 : GAP;
}

static void cut(enum mode mode, const char *label, size_t length, bool is_known) {
    set_up(mode);
    size_t before = 0;
    if (is_known) {
        send("known", 5, true);
        pass(5000);
        before = desk.taken;
        assert_int_equal(before, 1);
    }
    sk_ms begun = desk.now;
    send(label, length, false);
    pass(limit_of(mode) + 50);
    assert_int_equal(desk.taken, before);
    assert_int_equal(desk.again, 1);
    assert_true(desk.again_at - begun <= limit_of(mode) + (sk_ms)length * 2);
    send(label + length, strlen(label) - length, true);
    pass(600);
    assert_int_equal(desk.taken, before);
    assert_int_equal(desk.again, 2);
    send(label, strlen(label), true);
    pass(600);
    assert_int_equal(desk.taken, before + 1);
    assert_string_equal(desk.text, label);
}

static void no_beginning_of_a_label_is_taken_and_no_rest(void **state) {
    (void)state;
    for (int mode = 0; mode < MODES; mode++) {
        for (size_t i = 0; i < SK_ARRAY_LEN(labels); i++) {
            for (size_t length = 1; length < strlen(labels[i]); length++) {
                cut((enum mode)mode, labels[i], length, false);
                cut((enum mode)mode, labels[i], length, true);
            }
        }
    }
}

/* With nothing declared and no suffix: the second time in a row it is believed, and from then on.
 */
static void the_same_label_twice_teaches_that_there_is_no_suffix(void **state) {
    (void)state;
    bool is_silent = false;
    for (int mode = 0; mode < MODES; mode++) {
        if (mode == MODE_POS) {
            continue; /* frames its codes */
        }
        set_up((enum mode)mode);
        for (size_t i = 0; i < 3; i++) { /* different ones teach nothing */
            send(labels[i], strlen(labels[i]), false);
            pass(600);
        }
        assert_int_equal(desk.again, 3);
        assert_false(sk_ending_news(ending(), &is_silent));
        send(labels[2], strlen(labels[2]), false);
        pass(600);
        assert_int_equal(desk.taken, 1);
        assert_true(sk_ending_news(ending(), &is_silent) && is_silent);
        send(labels[0], strlen(labels[0]), false);
        pass(600);
        assert_int_equal(desk.taken, 2);
        send(labels[0], strlen(labels[0]), true); /* it does send one, after all */
        pass(600);
        assert_true(sk_ending_news(ending(), &is_silent) && !is_silent);
        send(labels[0], strlen(labels[0]), false);
        pass(600);
        assert_int_equal(desk.taken, 3);
    }
}

/* Of labels that the same scanner has read before. */
static void where_silence_ends_the_beginning_of_a_known_label_is_asked_for_again(void **state) {
    (void)state;
    for (size_t i = 0; i < SK_ARRAY_LEN(labels); i++) {
        for (size_t length = 1; length < strlen(labels[i]); length++) {
            set_up(MODE_CDC);
            sk_usb_source_set_silent(&desk.source);
            send(labels[i], strlen(labels[i]), false);
            pass(5000);
            send(labels[i], length, false);
            pass(600);
            send(labels[i] + length, strlen(labels[i]) - length, false);
            pass(600);
            assert_int_equal(desk.taken, 1);
            assert_int_equal(desk.again, 2);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(no_beginning_of_a_label_is_taken_and_no_rest),
        SK_TEST(the_same_label_twice_teaches_that_there_is_no_suffix),
        SK_TEST(where_silence_ends_the_beginning_of_a_known_label_is_asked_for_again),
    };
    return cmocka_run_group_tests_name("parts", tests, NULL, NULL);
}
