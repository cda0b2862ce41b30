/* label_options.h — the rules of the labels as the settings have them. */
#ifndef SK_APP_SETTINGS_LABEL_OPTIONS_H
#define SK_APP_SETTINGS_LABEL_OPTIONS_H

#include "app/settings/values.h"
#include "pairing/label.h"

/* Reads the file of barred serial numbers, if there is one.
 * Owner:  *out is the caller's, sk_label_rules_destroy(). Blocks on the disk.
 * Errors: SK_ERR_INVALID, SK_ERR_NOMEM, those of the file; info names the setting. */
enum sk_err sk_label_rules_from(const struct sk_config *config, struct sk_label_rules **out,
                                struct sk_err_info *info);

#endif
