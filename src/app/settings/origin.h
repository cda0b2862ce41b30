/* origin.h — where a setting was set, for what is wrong with it and only seen later. */
#ifndef SK_APP_SETTINGS_ORIGIN_H
#define SK_APP_SETTINGS_ORIGIN_H

#include "app/settings/values.h"
#include "base/err.h"

/* Notes it: "kiosk.ini:12", "environment SAG_KIOSK_CLOUD_REGION", "--cloud.region". Copied; without
 * memory nothing is noted. */
void sk_origin_note(struct sk_config *config, const char *name, const char *where);
void sk_origin_finish(struct sk_config *config);

/* Where the setting of that name was set; "": it has its default. Borrowed. */
const char *sk_origin_of(const struct sk_config *config, const char *name);

/* As sk_fail(), with where the setting was set in front: "kiosk.ini:12: …". */
enum sk_err sk_origin_fail(const struct sk_config *config, const char *name,
                           struct sk_err_info *info, enum sk_err err, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

#endif
