#include "app/settings/evdev_options.h"

#include "app/settings/framing_options.h"
#include "app/settings/origin.h"
#include "app/settings/paths.h"

#include <stdio.h>

enum sk_err sk_evdev_options_from(const struct sk_config *config, struct sk_evdev_options *out,
                                  struct sk_err_info *info) {
    struct sk_err_info what = { "" };
    *out = (struct sk_evdev_options){ .layout = config->evdev.layout };
    sk_config_beside_path(config, "evdev-scanners", out->remembered_path,
                          sizeof(out->remembered_path));
    sk_config_beside_path(config, "evdev-learned", out->learned_path, sizeof(out->learned_path));
    enum sk_err err =
        sk_framing_options_from(config, "evdev", config->evdev.gap_ms, config->evdev.prefix,
                                config->evdev.suffix, &out->rules, info);
    if (err) {
        return err;
    }
    err = sk_evdev_choices_add(&out->choices, config->evdev.devices, &what);
    return err ? sk_origin_fail(config, "evdev.devices", info, err, "%s", what.text) : SK_OK;
}
