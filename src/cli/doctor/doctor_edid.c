#include "cli/doctor/doctor_edid.h"

#include <string.h>

#define BLOCK 128
#define DESCRIPTORS 54 /* where the four of them begin, */
#define DESCRIPTOR 18  /* and how long each is */
#define NAME 0xFC

static bool is_block(const uint8_t *bytes, size_t length) {
    static const uint8_t head[] = { 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0 };
    uint8_t sum = 0;
    if (length < BLOCK || memcmp(bytes, head, sizeof(head)) != 0) {
        return false;
    }
    for (size_t i = 0; i < BLOCK; i++) {
        sum = (uint8_t)(sum + bytes[i]);
    }
    return sum == 0;
}

static void read_timing(const uint8_t *at, struct sk_doctor_edid *out) {
    out->width_px = at[2] | (at[4] & 0xF0) << 4;
    out->height_px = at[5] | (at[7] & 0xF0) << 4;
    out->width_mm = at[12] | (at[14] & 0xF0) << 4;
    out->height_mm = at[13] | (at[14] & 0x0F) << 8;
}

static void read_name(const uint8_t *at, struct sk_doctor_edid *out) {
    size_t length = 0;
    for (; length < sizeof(out->name) - 1 && at[5 + length] != '\n'; length++) {
        uint8_t byte = at[5 + length];
        out->name[length] = byte >= ' ' && byte < 0x7F ? (char)byte : '?';
    }
    out->name[length] = '\0';
}

bool sk_doctor_edid_read(const uint8_t *bytes, size_t length, struct sk_doctor_edid *out) {
    *out = (struct sk_doctor_edid){ .width_px = 0 };
    if (!is_block(bytes, length)) {
        return false;
    }
    for (size_t i = 0; i < 4; i++) {
        const uint8_t *at = bytes + DESCRIPTORS + i * DESCRIPTOR;
        bool is_timing = at[0] != 0 || at[1] != 0;
        if (is_timing && out->width_px == 0) {
            read_timing(at, out);
        } else if (!is_timing && at[3] == NAME) {
            read_name(at, out);
        }
    }
    if (out->width_mm == 0 || out->height_mm == 0) {     /* in centimetres then, if at all */
        bool is_size = bytes[21] != 0 && bytes[22] != 0; /* else they are a shape */
        out->width_mm = is_size ? bytes[21] * 10 : 0;
        out->height_mm = is_size ? bytes[22] * 10 : 0;
    }
    return true;
}

int32_t sk_doctor_edid_ppi(const struct sk_doctor_edid *edid) {
    return edid->width_mm > 0 ? (edid->width_px * 254 + edid->width_mm * 5) / (edid->width_mm * 10)
                              : 0;
}
