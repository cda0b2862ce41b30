#include "input/usb/cdc_acm.h"

void sk_cdc_line_coding(uint32_t baud, uint8_t out[SK_CDC_LINE_CODING_BYTES]) {
    for (uint32_t i = 0; i < 4; i++) {
        out[i] = (uint8_t)(baud >> (8 * i));
    }
    out[4] = 0; /* 1 stop bit */
    out[5] = 0; /* no parity */
    out[6] = 8; /* data bits */
}
