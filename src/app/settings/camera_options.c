#include "app/settings/camera_options.h"

#include "app/settings/origin.h"
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
        .device = config->camera.device,
        .width = (int)config->camera.width,
        .height = (int)config->camera.height,
        .rearm = config->camera.rearm_ms,
        .share = (int)config->camera.share,
        .controls = { config->camera.torch, control_of(config->camera.exposure),
                      control_of(config->camera.focus), control_of(config->camera.zoom) },
        .rules = rules
    };
    if (!sk_symbologies_parse(config->camera.symbologies, &options.symbologies)) {
        return sk_origin_fail(
            config, "camera.symbologies", info, SK_ERR_INVALID,
            "camera.symbologies is '%.60s'; it takes code128, code39, qr, code93, "
            "codabar, itf, ean-upc, joined by commas",
            config->camera.symbologies);
    }
    *out = options;
    return SK_OK;
}
