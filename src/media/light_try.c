#include "media/light_try.h"

#include "media/light_runner.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define FOR_THE_KIOSK "MODE=\"0660\", GROUP=\"sag-kiosk\", TAG+=\"uaccess\"\n"

enum sk_err sk_light_try(const struct sk_light_choice *choice, struct sk_err_info *info) {
    struct sk_light_device *device = NULL;
    struct sk_light_rules rules;
    if (choice->kind == SK_LIGHT_PROGRAM) {
        return access(choice->path, X_OK) == 0
                   ? SK_OK
                   : sk_fail(info, SK_ERR_NOT_FOUND,
                             "the light's program %.80s cannot be started: %s", choice->path,
                             strerror(errno));
    }
    enum sk_err err = sk_light_device_of(choice, false, &device, &rules);
    if (err) {
        return sk_fail(info, err, "not enough memory for the light");
    }
    if (device) {
        err = device->ops->open(device, info);
        device->ops->destroy(device);
    }
    return err;
}

enum sk_err sk_light_rules_write(struct sk_buf *out, const struct sk_light_choice *choice) {
    enum sk_err err =
        sk_buf_addf(out, "# Signal lights (assets/lights.tsv), and the GPIO chip that "
                         "light.device names.\n");
    for (size_t i = 0; i < sk_lights_model_count && !err; i++) {
        const struct sk_lights_model *model = &sk_lights_models[i];
        err = sk_buf_addf(out,
                          "SUBSYSTEM==\"hidraw\", ATTRS{idVendor}==\"%04x\", "
                          "ATTRS{idProduct}==\"%04x\", ",
                          model->vendor, model->product);
        if (!err && model->name[0] != '\0') {
            err = sk_buf_addf(out, "ATTRS{product}==\"*%s*\", ", model->name);
        }
        err = err ? err : sk_buf_addf(out, "%s", FOR_THE_KIOSK);
    }
    if (!err && choice->kind == SK_LIGHT_GPIO) {
        err = sk_buf_addf(out, "SUBSYSTEM==\"gpio\", KERNEL==\"%s\", %s",
                          strrchr(choice->path, '/') + 1, FOR_THE_KIOSK);
    }
    return err;
}
