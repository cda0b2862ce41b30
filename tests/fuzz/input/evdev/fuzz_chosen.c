/* What a device calls itself: the choice that is offered for it means it, and no other serial
 * number; and any text as choices, as sysfs' keys, and as a match of udev's.
 *
 * Input: bus, vendor and product, lengths of name and serial number, those; the rest is choices. */
#include "fuzz/bytes.h"

#include "input/evdev/chosen.h"

static void take_text(struct bytes *bytes, char out[SK_EVDEV_TEXT_SIZE]) {
    size_t length = 0;
    char *raw = bytes_take(bytes, bytes_below(bytes, 80), &length);
    (void)sk_utf8_printable(raw, length, out, SK_EVDEV_TEXT_SIZE, NULL); /* as from sysfs */
    free(raw);
}

static void offer(const struct sk_evdev_identity *identity) {
    char text[2 * SK_EVDEV_TEXT_SIZE + 32];
    struct sk_evdev_choices choices = { 0 };
    struct sk_err_info info;
    if (!sk_evdev_choice_print(identity, text, sizeof(text))) {
        return;
    }
    MUST(is_for_people(text));
    MUST(sk_evdev_choices_add(&choices, text, &info) == SK_OK);
    MUST(choices.count == 1 && sk_evdev_is_chosen(&choices, identity));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct bytes bytes = bytes_open(data, size);
    struct sk_evdev_identity identity = { .is_keyboard = true };
    struct sk_evdev_choices choices = { 0 };
    struct sk_err_info info;
    struct sk_buf rules = SK_BUF_INIT(1 << 20);
    size_t length = 0;
    identity.bus = (uint16_t)bytes_below(&bytes, 32);
    identity.vendor = (uint16_t)bytes_below(&bytes, 256);
    identity.product = (uint16_t)bytes_below(&bytes, 256);
    take_text(&bytes, identity.name);
    take_text(&bytes, identity.serial);
    offer(&identity);
    char *rest = bytes_take(&bytes, size, &length);
    char *text = malloc(length + 1);
    MUST(text);
    memcpy(text, rest, length);
    text[length] = '\0';
    for (unsigned code = 0; code < 0x300; code += 7) {
        (void)sk_evdev_has_key(text, code, 32);
        (void)sk_evdev_has_key(text, code, 64);
    }
    if (sk_evdev_choices_add(&choices, text, &info) == SK_OK) {
        (void)sk_evdev_is_chosen(&choices, &identity);
        MUST(sk_evdev_rules_write(&rules, &choices) == SK_OK);
    }
    sk_buf_finish(&rules);
    free(text);
    free(rest);
    bytes_close(&bytes);
    return 0;
}
