/* scanner_changes.h — which settings have to be others for a scanner that answered a lesson
 * (input/lesson.h). Pure. */
#ifndef SK_APP_SETTINGS_SCANNER_CHANGES_H
#define SK_APP_SETTINGS_SCANNER_CHANGES_H

#include "app/settings/overlay.h"
#include "input/lesson.h"
#include "pairing/scan.h"

#include <stdbool.h>
#include <stddef.h>

#define SK_SCANNER_CHANGES 4

struct sk_scanner_change {
    const char *name; /* static */
    char value[SK_OVERLAY_VALUE_SIZE];
    bool is_overruled; /* set by a file, the environment or the command line, which win */
};

/* What is known of a device that answered. */
struct sk_scanner_answer {
    enum sk_scan_source source; /* of USB, evdev or serial: whose settings these are */
    const char *choice;         /* what names it in the setting devices; NULL: it is read already */
    const char *line;           /* of a serial scanner: the speed at which it answered */
    const struct sk_lesson *lesson;
};

/* The layout that is set for what is read by that source. */
enum sk_layout sk_changes_layout(const struct sk_config *config, enum sk_scan_source source);

/* Returns how many of out there are; 0: it is set as the kiosk is. */
size_t sk_changes_for_scanner(const struct sk_config *config,
                              const struct sk_scanner_answer *answer,
                              struct sk_scanner_change out[SK_SCANNER_CHANGES]);

#endif
