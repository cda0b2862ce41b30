/* light_device.h — one signal light, whatever it is: a trait. All its functions may block for as
 * long as the device does; for a thread of its own. */
#ifndef SK_MEDIA_LIGHT_DEVICE_H
#define SK_MEDIA_LIGHT_DEVICE_H

#include "base/err.h"
#include "media/light.h"
#include "media/light_choice.h"

struct sk_light_device;

/* All mandatory, called on one thread. */
struct sk_light_device_ops {
    /* Finds and opens it. Errors: any; info says what to do about it. */
    enum sk_err (*open)(struct sk_light_device *device, struct sk_err_info *info);
    /* Shows that; what it showed before is over. Only while it is open. Errors: likewise. */
    enum sk_err (*show)(struct sk_light_device *device, struct sk_light_wish wish,
                        struct sk_err_info *info);
    /* Writes what keeps it alight (sk_light_rules.keep). Errors: likewise. */
    enum sk_err (*keep)(struct sk_light_device *device, struct sk_err_info *info);
    void (*close)(struct sk_light_device *device); /* fine when it is not open */
    void (*destroy)(struct sk_light_device *device);
};

struct sk_light_device {
    const struct sk_light_device_ops *ops;
    int fd;     /* of poll(): an error there says that the light has gone; -1: none tells */
    sk_ms keep; /* of struct sk_light_rules, once it is open */
};

/* folder: where the kernel lists HID devices, and their nodes are; NULL: /sys/class/hidraw and
 * /dev. family: as in struct sk_light_choice. Owner: *out is the caller's. Errors: SK_ERR_NOMEM. */
enum sk_err sk_light_hid_create(struct sk_light_device **out, const char *family,
                                const char *list_folder, const char *node_folder);

/* Lines of a GPIO chip. As above. */
enum sk_err sk_light_gpio_create(struct sk_light_device **out,
                                 const struct sk_light_choice *choice);

/* A program that is started and gets a word a line on its standard input: off, green, amber, red,
 * or call, which it shows as it likes. It ends when that input ends. As above. */
enum sk_err sk_light_program_create(struct sk_light_device **out, const char *path);

#endif
