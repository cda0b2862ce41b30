#include "media/lights.h"

#include <string.h>

const struct sk_lights_report *sk_lights_next(const char *family, int lamp, size_t *at) {
    while (*at < sk_lights_report_count) {
        const struct sk_lights_report *report = &sk_lights_reports[(*at)++];
        if (report->lamp == lamp && strcmp(report->family, family) == 0) {
            return report;
        }
    }
    return NULL;
}

const struct sk_lights_model *sk_lights_find(const char *family, uint16_t vendor, uint16_t product,
                                             const char *name) {
    for (size_t i = 0; i < sk_lights_model_count; i++) {
        const struct sk_lights_model *model = &sk_lights_models[i];
        if (model->vendor == vendor && model->product == product && strstr(name, model->name) &&
            (family[0] == '\0' || strcmp(family, model->family) == 0)) {
            return model;
        }
    }
    return NULL;
}

bool sk_lights_is_family(const char *name) {
    for (size_t i = 0; i < sk_lights_model_count; i++) {
        if (strcmp(sk_lights_models[i].family, name) == 0) {
            return true;
        }
    }
    return false;
}
