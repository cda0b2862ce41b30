/* qr_fit.h — lays the grid of a QR code over the picture.
 *
 * A flat code seen at a slant is its grid under a projective map with eight unknowns. What the
 * modules of finder, timing and alignment patterns must be is known, so the map is moved until the
 * picture agrees with them best; no corner needs to be located exactly before. */
#ifndef SK_INPUT_CAMERA_QR_FIT_H
#define SK_INPUT_CAMERA_QR_FIT_H

#include "input/camera/grey.h"
#include "input/camera/qr_code.h"
#include "input/camera/qr_find.h"

#define SK_QR_SIDES_MAX 3

struct sk_qr_map {
    int side;             /* modules */
    bool inverted;        /* light modules stand for dark ones */
    struct sk_point p[4]; /* where the centres of the finders lie, in order corner, right, (none),
                             below; p[2] is where a fourth one would be */
    float agreement;      /* correlation with the fixed modules, up to 1 */
};

/* How much the surroundings of one finder look like a finder pattern whose sides run along u and v
 * (length 1), up to 1: chance seldom reaches a half. Pure. */
float sk_qr_finder_agrees(const struct sk_grey *grey, const struct sk_qr_finder *finder,
                          struct sk_point u, struct sk_point v);

/* How well the worst of the three looks like a finder pattern that stands as the triple says, up
 * to 1: chance seldom reaches a half. Cheap. Pure. */
float sk_qr_finders_agree(const struct sk_grey *grey, const struct sk_qr_triple *triple);

/* The numbers of modules a side that the distance of the finders and the timing patterns allow,
 * likeliest first. Returns how many. Pure. */
int sk_qr_sides(const struct sk_grey *grey, const struct sk_qr_triple *triple,
                int out[SK_QR_SIDES_MAX]);

/* The best map for this triple and side. Pure; takes up to a millisecond or two. */
struct sk_qr_map sk_qr_fit(const struct sk_grey *grey, const struct sk_qr_triple *triple, int side);

/* Where a place of the grid (0, 0 is its upper left corner, side its lower right) lies. */
struct sk_point sk_qr_map_at(const struct sk_qr_map *map, float x, float y);

/* Brightness (darkness, if inverted) of each module; out has side * side places. */
void sk_qr_sample(const struct sk_grey *grey, const struct sk_qr_map *map, float *out);

/* Modules from brightness: `sharpen` (0 to about 1) undoes that neighbours blur into each other,
 * then each is compared with the mean of its surroundings of 2 * reach + 1 modules a side. */
void sk_qr_decide(const float *brightness, int side, float sharpen, int reach,
                  struct sk_qr_grid *grid);

#endif
