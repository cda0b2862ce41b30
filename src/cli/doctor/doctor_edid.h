/* doctor_edid.h — how large a screen is, as it says itself (VESA E-EDID). Pure. */
#ifndef SK_CLI_DOCTOR_DOCTOR_EDID_H
#define SK_CLI_DOCTOR_DOCTOR_EDID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Of the preferred picture. Plain value. */
struct sk_doctor_edid {
    int32_t width_px;
    int32_t height_px;
    int32_t width_mm; /* 0: the screen does not say, as a projector */
    int32_t height_mm;
    char name[14]; /* printable ASCII; "": it has none */
};

/* False: these bytes are no EDID, or a damaged one. bytes: anything. */
bool sk_doctor_edid_read(const uint8_t *bytes, size_t length, struct sk_doctor_edid *out);

/* Pixels an inch, rounded; 0: not known. */
int32_t sk_doctor_edid_ppi(const struct sk_doctor_edid *edid);

#endif
