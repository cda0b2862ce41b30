/* light_choice.h — which light the settings name (light.device), and how. Pure. */
#ifndef SK_MEDIA_LIGHT_CHOICE_H
#define SK_MEDIA_LIGHT_CHOICE_H

#include "base/err.h"
#include "media/gpio.h"
#include "media/lights.h"

#define SK_LIGHT_PATH_SIZE 1024

enum sk_light_kind { SK_LIGHT_NONE, SK_LIGHT_USB, SK_LIGHT_GPIO, SK_LIGHT_PROGRAM };

/* Plain value. */
struct sk_light_choice {
    enum sk_light_kind kind;
    char family[SK_LIGHTS_FAMILY_SIZE]; /* USB; "": any that is known */
    char path[SK_LIGHT_PATH_SIZE];      /* GPIO: the chip's; PROGRAM */
    struct sk_gpio_line lines[SK_GPIO_LINES];
};

/* "" (none), "usb", "usb:FAMILY", "gpio:CHIP green=LINE amber=LINE red=LINE" (at least one of them;
 * a LINE is a number or a name, with a ! before it where low is lit), or "program:PATH".
 * Errors: SK_ERR_INVALID; out is untouched. */
enum sk_err sk_light_choice_parse(const char *text, struct sk_light_choice *out,
                                  struct sk_err_info *info);

#endif
