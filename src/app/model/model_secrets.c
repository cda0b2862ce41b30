#include "app/model/model_secrets.h"

#include <string.h>

void sk_model_hide_secrets(struct sk_model *model) {
    struct sk_model_supervisor *supervisor = &model->supervisor;
    memset(model->typed, 0, sizeof(model->typed));
    memset(model->typing.glass.text, 0, sizeof(model->typing.glass.text));
    memset(supervisor->glass.text, 0, sizeof(supervisor->glass.text));
    memset(supervisor->demo_pin, 0, sizeof(supervisor->demo_pin));
    supervisor->digits = 0;
}
