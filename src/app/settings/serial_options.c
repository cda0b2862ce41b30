#include "app/settings/serial_options.h"

#include "app/settings/framing_options.h"
#include "app/settings/origin.h"
#include "app/settings/paths.h"
#include "app/settings/reply_options.h"

#include <stdio.h>

enum sk_err sk_serial_options_from(const struct sk_config *config, struct sk_serial_options *out,
                                   struct sk_err_info *info) {
    struct sk_err_info what = { "" };
    *out = (struct sk_serial_options){ .is_learning = false };
    sk_config_beside_path(config, "serial-scanners", out->remembered_path,
                          sizeof(out->remembered_path));
    enum sk_err err =
        sk_framing_options_from(config, "serial", config->serial.gap_ms, config->serial.prefix,
                                config->serial.suffix, &out->rules, info);
    err = err ? err
              : sk_config_check_replies(config, "serial.replies", config->serial.replies, false,
                                        info);
    if (err) {
        return err;
    }
    (void)snprintf(out->replies, sizeof(out->replies), "%s", config->serial.replies);
    if (!sk_serial_line_parse(&out->line, config->serial.line)) {
        return sk_origin_fail(config, "serial.line", info, SK_ERR_INVALID,
                              "serial.line must be a usual speed and, after a blank, bits, parity "
                              "and stop bits, like 9600 8N1 or 9600 7E1, not '%.60s'",
                              config->serial.line);
    }
    err = sk_serial_devices_parse(&out->devices, config->serial.devices, &what);
    return err ? sk_origin_fail(config, "serial.devices", info, err, "%s", what.text) : SK_OK;
}
