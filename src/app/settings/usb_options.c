#include "app/settings/usb_options.h"

#include "app/settings/evdev_options.h"
#include "app/settings/framing_options.h"
#include "app/settings/origin.h"
#include "app/settings/paths.h"
#include "app/settings/reply_options.h"

#include <stdio.h>

/* What is chosen there by its id is not taken by the USB reader, though it may know it. */
static void leave(const struct sk_evdev_choices *choices, struct sk_usb_selectors *selectors) {
    for (size_t i = 0; i < choices->count; i++) {
        const struct sk_evdev_choice *choice = &choices->list[i];
        if (sk_evdev_choice_is_usb(choice) && selectors->count < SK_USB_SELECTORS_ROOM) {
            struct sk_usb_selector *selector = &selectors->list[selectors->count++];
            *selector = (struct sk_usb_selector){ .type = SK_USB_BY_ID,
                                                  .is_refusal = true,
                                                  .vendor = choice->vendor,
                                                  .product = choice->product };
            (void)snprintf(selector->text, sizeof(selector->text), "%s", choice->text);
        }
    }
}

enum sk_err sk_usb_options_from(const struct sk_config *config, struct sk_usb_options *out,
                                struct sk_err_info *info) {
    struct sk_evdev_options evdev;
    *out = (struct sk_usb_options){ .layout = config->usb.layout };
    sk_config_beside_path(config, "scanners", out->remembered_path, sizeof(out->remembered_path));
    enum sk_err err = sk_framing_options_from(config, "usb", config->usb.gap_ms, config->usb.prefix,
                                              config->usb.suffix, &out->rules, info);
    err =
        err ? err : sk_config_check_replies(config, "usb.replies", config->usb.replies, true, info);
    if (err) {
        return err;
    }
    (void)snprintf(out->replies, sizeof(out->replies), "%s", config->usb.replies);
    struct sk_err_info what = { "" };
    err = sk_usb_selectors_parse(&out->selectors, config->usb.devices, &what);
    if (err) {
        return sk_origin_fail(config, "usb.devices", info, err, "%s", what.text);
    }
    if (sk_evdev_options_from(config, &evdev, &what) == SK_OK) { /* else told by who reads them */
        (void)sk_evdev_learned_add(&evdev.choices, evdev.learned_path, &what);
        leave(&evdev.choices, &out->selectors);
    }
    return SK_OK;
}
