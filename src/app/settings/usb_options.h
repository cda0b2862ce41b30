/* usb_options.h — the settings under [usb], as the USB reader wants them. */
#ifndef SK_APP_SETTINGS_USB_OPTIONS_H
#define SK_APP_SETTINGS_USB_OPTIONS_H

#include "app/settings/values.h"
#include "input/usb/usb_reader.h"

/* What the reader of the kernel's input devices has by its id, set or learned, is refused. Errors:
 * SK_ERR_INVALID; info names the setting and what it must look like. Reads what was learned from
 * the disk. */
enum sk_err sk_usb_options_from(const struct sk_config *config, struct sk_usb_options *out,
                                struct sk_err_info *info);

#endif
