/* qr_find.h — where there are finder patterns of QR codes, and which three belong together. */
#ifndef SK_INPUT_CAMERA_QR_FIND_H
#define SK_INPUT_CAMERA_QR_FIND_H

#include "input/camera/binary.h"
#include "input/camera/symbol.h"

#include <stdbool.h>

#define SK_QR_FINDERS_MAX 40
#define SK_QR_TRIPLES_MAX 24

struct sk_qr_finder {
    float x, y;    /* centre, pixels */
    float module;  /* pixels; the mean of the next two */
    float across;  /* a seventh of what a row crosses, ... */
    float down;    /* ... and of what a column does: seen at a slant they differ */
    int seen;      /* rows that crossed it */
    bool inverted; /* light on dark */
};

/* Three finders as they stand in an upright code. */
struct sk_qr_triple {
    struct sk_qr_finder corner; /* upper left */
    struct sk_qr_finder right;  /* upper right */
    struct sk_qr_finder below;  /* lower left */
    float doubt;                /* how far it is from a square with equal modules; 0 is best */
};

/* Crosses the picture in rows, looking for dark : light : dark : light : dark as 1:1:3:1:1 or the
 * reverse. Returns how many were found, those seen most often first. Pure. */
int sk_qr_find(const struct sk_binary *binary, struct sk_qr_finder out[SK_QR_FINDERS_MAX]);

/* All sensible triples, best first. Returns how many. Pure. */
int sk_qr_triples(const struct sk_qr_finder *finders, int count,
                  struct sk_qr_triple out[SK_QR_TRIPLES_MAX]);

#endif
