/* icon.h — the pictures on cards, drawn from lines and circles. */
#ifndef SK_PAPER_ICON_H
#define SK_PAPER_ICON_H

#include "paper/pen.h"

enum sk_paper_icon {
    SK_PAPER_ICON_NONE,
    SK_PAPER_ICON_CHECK,   /* a tick: acknowledged */
    SK_PAPER_ICON_CROSS,   /* cancelled */
    SK_PAPER_ICON_UNDO,    /* an arrow that runs back */
    SK_PAPER_ICON_SEVERAL, /* one instance (a cloud), three devices (boxes) */
    SK_PAPER_ICON_ONE,     /* one instance, one device */
    SK_PAPER_ICON_LEAVE,   /* a door, and an arrow out of it */
    SK_PAPER_ICON_CALL,    /* a bell */
    SK_PAPER_ICON_LEADER,  /* a person with a star */
    SK_PAPER_ICON_PERSON,
    SK_PAPER_ICON_COUNT
};

/* Draws it into the square place, white, on what is there. */
void sk_paper_icon_draw(struct sk_pen *pen, enum sk_paper_icon icon, struct sk_paper_place place);

#endif
