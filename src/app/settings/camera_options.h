/* camera_options.h — the settings under [camera], as the camera's reader wants them. */
#ifndef SK_APP_SETTINGS_CAMERA_OPTIONS_H
#define SK_APP_SETTINGS_CAMERA_OPTIONS_H

#include "app/settings/values.h"
#include "input/camera/camera_reader.h"

/* out borrows from config and from rules (may be NULL for a check only).
 * Errors: SK_ERR_INVALID; info names the setting and what it must look like. Pure. */
enum sk_err sk_camera_options_from(const struct sk_config *config,
                                   const struct sk_label_rules *rules,
                                   struct sk_camera_options *out, struct sk_err_info *info);

#endif
