#include "media/light_device.h"

#include "base/util.h"
#include "media/gpio.h"

#include <stdlib.h>

struct gpio_light {
    struct sk_light_device device;
    struct sk_light_choice choice;
    struct sk_gpio *gpio; /* NULL: closed */
};

static struct gpio_light *self_of(struct sk_light_device *device) {
    return sk_container_of(device, struct gpio_light, device);
}

static enum sk_err open_light(struct sk_light_device *device, struct sk_err_info *info) {
    struct gpio_light *self = self_of(device);
    return sk_gpio_open(&self->gpio, self->choice.path, self->choice.lines, info);
}

static enum sk_err show(struct sk_light_device *device, struct sk_light_wish wish,
                        struct sk_err_info *info) {
    bool is_all = wish.lamp == SK_LAMP_ALL;
    bool is_lit[SK_GPIO_LINES] = { is_all || wish.lamp == SK_LAMP_GREEN,
                                   is_all || wish.lamp == SK_LAMP_AMBER,
                                   is_all || wish.lamp == SK_LAMP_RED };
    return sk_gpio_set(self_of(device)->gpio, is_lit, info);
}

static enum sk_err keep(struct sk_light_device *device, struct sk_err_info *info) {
    (void)device;
    (void)info;
    return SK_OK;
}

static void close_light(struct sk_light_device *device) {
    struct gpio_light *self = self_of(device);
    sk_gpio_close(self->gpio);
    self->gpio = NULL;
}

static void destroy(struct sk_light_device *device) {
    close_light(device);
    free(self_of(device));
}

enum sk_err sk_light_gpio_create(struct sk_light_device **out,
                                 const struct sk_light_choice *choice) {
    static const struct sk_light_device_ops ops = { open_light, show, keep, close_light, destroy };
    struct gpio_light *self = calloc(1, sizeof(*self));
    if (!self) {
        return SK_ERR_NOMEM;
    }
    self->device = (struct sk_light_device){ .ops = &ops, .fd = -1 };
    self->choice = *choice;
    *out = &self->device;
    return SK_OK;
}
