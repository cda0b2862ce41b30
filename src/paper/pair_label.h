/* pair_label.h — the label of a pair that was bound: serial number, instance, time, and a QR code
 * of the serial number. */
#ifndef SK_PAPER_PAIR_LABEL_H
#define SK_PAPER_PAIR_LABEL_H

#include "paper/drawing.h"

/* Plain value; texts are borrowed. */
struct sk_pair_label {
    const char *serial;
    const char *instance;
    const char *time;
    double width_mm, height_mm; /* of the label, from 20 */
};

/* The drawing borrows the label. A serial number whose code would be too fine goes without. */
struct sk_drawing sk_paper_pair_label(const struct sk_pair_label *label);

#endif
