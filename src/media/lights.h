/* lights.h — lights on USB that are HID devices, and what is written to them
 * (assets/lights.tsv, with its sources). Static data. */
#ifndef SK_MEDIA_LIGHTS_H
#define SK_MEDIA_LIGHTS_H

#include "base/clock.h"
#include "media/lamp.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SK_LIGHTS_KEEP SK_LAMPS  /* in the place of a lamp: what keeps it alight */
#define SK_LIGHTS_KEEP_MS 7000   /* that is written so often */
#define SK_LIGHTS_FAMILY_SIZE 24 /* of its name, with NUL */

/* A model of a family. */
struct sk_lights_model {
    const char *family;
    uint16_t vendor, product;
    const char *name; /* what it calls itself has this within; "": whatever it is */
};
extern const struct sk_lights_model sk_lights_models[];
extern const size_t sk_lights_model_count;

/* A HID report, its number first (0: it has none). A lamp may take several, one after the other. */
struct sk_lights_report {
    const char *family;
    int lamp;        /* enum sk_lamp, or SK_LIGHTS_KEEP */
    bool is_feature; /* else an output report */
    const char *bytes;
    size_t length;
};
extern const struct sk_lights_report sk_lights_reports[];
extern const size_t sk_lights_report_count;

/* The next report for that lamp of the family, from *at (0 to begin with) on. NULL: no more. */
const struct sk_lights_report *sk_lights_next(const char *family, int lamp, size_t *at);

/* The model with that id and name, of that family ("": of any). NULL: it is no light. */
const struct sk_lights_model *sk_lights_find(const char *family, uint16_t vendor, uint16_t product,
                                             const char *name);

bool sk_lights_is_family(const char *name);

#endif
