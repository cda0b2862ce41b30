/* What a screen says of itself, from any bytes. */
#include "fuzz/bytes.h"

#include "cli/doctor/doctor_edid.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct bytes bytes = bytes_open(data, size);
    struct sk_doctor_edid edid;
    uint8_t sum = 0;
    for (size_t i = 0; i + 1 < size && i < 127; i++) {
        sum = (uint8_t)(sum + data[i]);
    }
    if (size >= 128) { /* or nothing passes the sum */
        bytes.block[127] = (char)(256 - sum);
    }
    if (sk_doctor_edid_read((const uint8_t *)bytes.block, size, &edid)) {
        MUST(edid.width_px >= 0 && edid.width_px < 4096);
        MUST(edid.width_mm >= 0 && edid.width_mm < 4096 && sk_doctor_edid_ppi(&edid) >= 0);
        MUST(strlen(edid.name) < sizeof(edid.name));
    }
    bytes_close(&bytes);
    return 0;
}
