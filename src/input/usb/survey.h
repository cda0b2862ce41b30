/* survey.h — what is plugged in on USB and what the kiosk would do with it; for doctor. */
#ifndef SK_INPUT_USB_SURVEY_H
#define SK_INPUT_USB_SURVEY_H

#include "base/err.h"
#include "input/usb/devices.h"

#include <stdbool.h>

/* A device that could be a scanner by its interfaces. Plain value. */
struct sk_usb_found {
    struct sk_usb_identity identity;
    char name[SK_USB_TEXT_SIZE];
    enum sk_usb_verdict verdict;
    bool is_barcode;    /* its descriptor says bar code scanner */
    bool is_keyboard;   /* or it has a keyboard */
    bool is_serial;     /* or a serial line */
    bool is_listed;     /* it is in the shipped list */
    enum sk_err access; /* SK_OK: may be opened; SK_ERR_DENIED; SK_ERR_IO and others: cannot */
};

/* The kiosk reads it, where it may be opened: by the settings, the list, or what it says itself. */
bool sk_usb_found_is_taken(const struct sk_usb_found *found);

/* Calls each(data, found) for every such device. Opens each once, to see whether that is allowed,
 * and changes nothing. found is borrowed for the call. Errors: SK_ERR_IO (no USB), SK_ERR_NOMEM. */
enum sk_err sk_usb_survey(const struct sk_usb_selectors *selectors,
                          void (*each)(void *data, const struct sk_usb_found *found), void *data,
                          struct sk_err_info *info);

#endif
