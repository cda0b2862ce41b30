#include "app/settings/camera_options.h"

#include "app/settings/origin.h"
#include "base/language.h"
#include "input/camera/decode.h"

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
        .encoding = sk_charset_in(config->camera.encoding, sk_language_name()),
        .rules = rules
    };
    if (!sk_symbologies_parse(config->camera.symbologies, SK_DECODE_KNOWN, &options.symbologies)) {
        char known[SK_SYMBOLOGIES_SIZE];
        sk_symbologies_print(SK_DECODE_KNOWN, known);
        return sk_origin_fail(config, "camera.symbologies", info, SK_ERR_INVALID,
                              "camera.symbologies is '%.60s'; it takes %s, joined by commas",
                              config->camera.symbologies, known);
    }
    *out = options;
    return SK_OK;
}
