/* backlight.h — the panels' own lights, as the kernel has them under /sys/class/backlight: dimmed
 * and switched off, and given back as they were. Where there is none, or it may not be written,
 * nothing is done, and only what is drawn becomes darker.
 *
 * How bright they were is kept in a file while they are not, so that the start after a kill gives
 * the light back. The kernel answers at once; the file should not be on a disk. One thread. */
#ifndef SK_UI_BACKLIGHT_H
#define SK_UI_BACKLIGHT_H

#include "ui/dimmer.h"

#include <stdbool.h>
#include <stddef.h>

#define SK_BACKLIGHTS 4
#define SK_BACKLIGHT_NAME_SIZE 64
#define SK_BACKLIGHT_PATH_SIZE 512

struct sk_backlight_panel {
    char name[SK_BACKLIGHT_NAME_SIZE];
    long before;    /* how bright it was; of the driver's units */
    bool has_power; /* it can be switched off, too */
};

/* Plain value; zeroed: there is none. */
struct sk_backlight {
    char folder[SK_BACKLIGHT_PATH_SIZE];
    char note[SK_BACKLIGHT_PATH_SIZE]; /* "": none is kept */
    size_t count;
    struct sk_backlight_panel panels[SK_BACKLIGHTS];
    enum sk_brightness brightness;
};

/* folder, as /sys/class/backlight; NULL: no light is touched. note: the file; NULL: none is kept.
 * What an earlier run left dark is bright again. */
void sk_backlight_open(struct sk_backlight *light, const char *folder, const char *note);

/* False: there is no light that may be written. */
bool sk_backlight_is_there(const struct sk_backlight *light);

void sk_backlight_set(struct sk_backlight *light, enum sk_brightness brightness);

/* As they were. */
void sk_backlight_close(struct sk_backlight *light);

#endif
