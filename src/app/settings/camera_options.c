#include "app/settings/camera_options.h"

#include "input/camera/symbologies.h"

static struct sk_camera_setting control_of(int64_t setting) {
    bool is_manual = setting != SK_CONFIG_AUTO;
    return (struct sk_camera_setting){ .is_manual = is_manual,
                                       .value = is_manual ? (int32_t)setting : 0 };
}

enum sk_err sk_camera_options_from(const struct sk_config *config,
                                   const struct sk_label_rules *rules,
                                   struct sk_camera_options *out, struct sk_err_info *info) {
    struct sk_camera_options options = {
        .device = config->camera_device,
        .width = (int)config->camera_width,
        .height = (int)config->camera_height,
        .rearm = config->camera_rearm,
        .share = (int)config->camera_share,
        .controls = { (enum sk_torch)config->camera_torch, control_of(config->camera_exposure),
                      control_of(config->camera_focus), control_of(config->camera_zoom) },
        .rules = rules
    };
    if (!sk_symbologies_parse(config->camera_symbologies, &options.symbologies)) {
        return sk_fail(info, SK_ERR_INVALID,
                       "camera.symbologies is '%.60s'; it takes code128, code39, qr, code93, "
                       "codabar, itf, ean-upc, joined by commas",
                       config->camera_symbologies);
    }
    *out = options;
    return SK_OK;
}
