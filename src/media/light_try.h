/* light_try.h — can the light that the settings name be used? For sag-kioskctl. */
#ifndef SK_MEDIA_LIGHT_TRY_H
#define SK_MEDIA_LIGHT_TRY_H

#include "base/buf.h"
#include "media/light_choice.h"

/* Opens it for an instant, which leaves one on GPIO dark; a program is not started, only looked at.
 * Errors: as the device's; SK_ERR_BUSY: another program has it, perhaps the kiosk. Blocks. */
enum sk_err sk_light_try(const struct sk_light_choice *choice, struct sk_err_info *info);

/* Adds the udev rules for all lights that are known, and for the GPIO chip of the choice.
 * Errors: SK_ERR_NOMEM. */
enum sk_err sk_light_rules_write(struct sk_buf *out, const struct sk_light_choice *choice);

#endif
