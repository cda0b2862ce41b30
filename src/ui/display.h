/* display.h — is there a screen at the bare console, and if not, why not: what the kernel says of
 * its graphics cards and of what is plugged into them. Reads a few small files; any thread. */
#ifndef SK_UI_DISPLAY_H
#define SK_UI_DISPLAY_H

#define SK_DISPLAY_NODES "/dev/dri"            /* the cards, to be opened */
#define SK_DISPLAY_CONNECTORS "/sys/class/drm" /* one folder a connector, with its status */

enum sk_display {
    SK_DISPLAY_NO_CARD,   /* no graphics card, or no driver for it yet */
    SK_DISPLAY_DENIED,    /* there is one, and this user may not open it */
    SK_DISPLAY_UNPLUGGED, /* nothing is plugged into any of those that may be opened */
    SK_DISPLAY_THERE,
};

/* connectors, nodes: the two folders above, or a test's. A connector that does not know whether
 * something is plugged in counts as one that has. */
enum sk_display sk_display_look(const char *connectors, const char *nodes);

/* Why there is none, in English, with the fix; static. SK_DISPLAY_THERE: the card does not work. */
const char *sk_display_why(enum sk_display display);

#endif
