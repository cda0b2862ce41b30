#include "app/camera_options.h"

#include "input/camera/symbologies.h"

enum sk_err sk_camera_options_from(const struct sk_config *config,
                                   const struct sk_label_rules *rules,
                                   struct sk_camera_options *out, struct sk_err_info *info) {
    struct sk_camera_options options = { .device = config->camera_device,
                                         .width = (int)config->camera_width,
                                         .height = (int)config->camera_height,
                                         .rearm = config->camera_rearm,
                                         .share = (int)config->camera_share,
                                         .rules = rules };
    if (!sk_symbologies_parse(config->camera_symbologies, &options.symbologies)) {
        return sk_fail(info, SK_ERR_INVALID,
                       "camera.symbologies is '%.60s'; it takes code128, code39, qr, code93, "
                       "codabar, itf, ean-upc, joined by commas",
                       config->camera_symbologies);
    }
    *out = options;
    return SK_OK;
}
