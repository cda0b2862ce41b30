#include "app/settings/usb_options.h"

#include "app/settings/origin.h"

enum sk_err sk_usb_options_from(const struct sk_config *config, struct sk_usb_options *out,
                                struct sk_err_info *info) {
    *out = (struct sk_usb_options){ .layout = config->usb.layout };
    out->rules.gap = config->usb.gap_ms;
    if (!sk_framing_rules_set_prefix(&out->rules, config->usb.prefix)) {
        return sk_origin_fail(
            config, "usb.prefix", info, SK_ERR_INVALID,
            "usb.prefix must be at most %d bytes, odd ones written as \\xNN, and a \\ "
            "as \\\\",
            SK_FRAMING_PREFIX_MAX);
    }
    if (!sk_framing_rules_set_suffix(&out->rules, config->usb.suffix)) {
        return sk_origin_fail(
            config, "usb.suffix", info, SK_ERR_INVALID,
            "usb.suffix must be auto, cr, lf, tab, none or at most %d bytes, odd ones written as "
            "\\xNN, and a \\ as \\\\",
            SK_FRAMING_SUFFIX_MAX);
    }
    struct sk_err_info what = { "" };
    enum sk_err err = sk_usb_selectors_parse(&out->selectors, config->usb.devices, &what);
    return err ? sk_origin_fail(config, "usb.devices", info, err, "%s", what.text) : SK_OK;
}
