#include "app/settings/light_options.h"

#include "app/settings/origin.h"

enum sk_err sk_config_light(const struct sk_config *config, struct sk_light_choice *out,
                            struct sk_err_info *info) {
    struct sk_err_info what = { "" };
    enum sk_err err = sk_light_choice_parse(config->light.device, out, &what);
    return err ? sk_origin_fail(config, "light.device", info, err, "light.device: %s", what.text)
               : SK_OK;
}
