/* cdc_acm.h — the requests that a serial scanner on USB expects before it sends. Pure.
 *
 * Source: USB Communications Class, PSTN subclass 1.2, sections 6.3.10 to 6.3.12. */
#ifndef SK_INPUT_USB_CDC_ACM_H
#define SK_INPUT_USB_CDC_ACM_H

#include <stddef.h>
#include <stdint.h>

#define SK_CDC_SET_LINE_CODING 0x20
#define SK_CDC_SET_CONTROL_LINE_STATE 0x22
#define SK_CDC_LINE_CODING_BYTES 7

/* DTR and RTS: somebody listens. Many scanners stay silent without. */
#define SK_CDC_LISTENING 0x0003

/* baud, 8 data bits, no parity, 1 stop bit. */
void sk_cdc_line_coding(uint32_t baud, uint8_t out[SK_CDC_LINE_CODING_BYTES]);

#endif
