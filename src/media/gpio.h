/* gpio.h — lines of a GPIO chip as outputs, by libgpiod of version 1 or 2, whichever there is when
 * this is built. */
#ifndef SK_MEDIA_GPIO_H
#define SK_MEDIA_GPIO_H

#include "base/err.h"

#include <stdbool.h>

#define SK_GPIO_LINES 3 /* green, amber, red */
#define SK_GPIO_NAME_SIZE 64

struct sk_gpio_line {
    char name[SK_GPIO_NAME_SIZE]; /* its number, or its name; "": there is none */
    bool is_low;                  /* low is lit */
};

struct sk_gpio;

/* Opens the chip (a path) and takes the lines, which are dark then.
 * Owner: *out is the caller's. Errors: SK_ERR_NOT_FOUND, SK_ERR_DENIED, SK_ERR_BUSY (another
 * program has a line), SK_ERR_IO, SK_ERR_NOMEM. */
enum sk_err sk_gpio_open(struct sk_gpio **out, const char *chip,
                         const struct sk_gpio_line lines[SK_GPIO_LINES], struct sk_err_info *info);

/* Lights those lines, and no other. Errors: SK_ERR_IO. */
enum sk_err sk_gpio_set(struct sk_gpio *gpio, const bool is_lit[SK_GPIO_LINES],
                        struct sk_err_info *info);

void sk_gpio_close(struct sk_gpio *gpio); /* gives the lines back as they are; NULL is fine */

#endif
