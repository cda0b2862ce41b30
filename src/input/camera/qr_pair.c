#include "input/camera/qr_pair.h"

#include "input/camera/qr_fit.h"

#include <math.h>

/* What each of the two must agree with a finder that stands as the pair says. */
static const float AGREE_MIN = 0.4f;
/* From this on a place that looks like the third finder is tried before the one it should be at. */
static const float THIRD_MIN = 0.3f;
/* How far the third may be from where it would be in an upright view: a share of the distance. */
static const float REACH = 0.3f;
static const float REACH_STEP = 1.0f; /* modules */
/* Distances of finders, in modules (versions 1 to 40), with some room. */
static const float SIDE_MIN = 11.0f;
static const float SIDE_MAX = 185.0f;
static const float MODULES_ALIKE = 2.2f;

/* Two directions of length 1 along which a code's sides run. */
struct axes {
    struct sk_point u, v;
};

static struct sk_point add(struct sk_point p, struct sk_point direction, float length) {
    return (struct sk_point){ p.x + direction.x * length, p.y + direction.y * length };
}

static struct sk_point place_of(const struct sk_qr_finder *finder) {
    return (struct sk_point){ finder->x, finder->y };
}

static struct sk_qr_finder between(const struct sk_qr_finder *one, const struct sk_qr_finder *two,
                                   struct sk_point at) {
    return (struct sk_qr_finder){ .x = at.x,
                                  .y = at.y,
                                  .module = 0.5f * (one->module + two->module),
                                  .across = 0.5f * (one->across + two->across),
                                  .down = 0.5f * (one->down + two->down),
                                  .seen = 1,
                                  .inverted = one->inverted };
}

/* Moves `third` to where the picture around it looks most like a finder; returns how much. */
static float search(const struct sk_grey *grey, const struct axes *axes, float reach,
                    struct sk_qr_finder *third) {
    struct sk_qr_finder first = *third;
    float best = -1;
    float step = REACH_STEP * first.module;
    int count = (int)(reach / step);
    for (int j = -count; j <= count; j++) {
        for (int i = -count; i <= count; i++) {
            struct sk_qr_finder there = first;
            struct sk_point at =
                add(add(place_of(&first), axes->u, step * (float)i), axes->v, step * (float)j);
            there.x = at.x;
            there.y = at.y;
            float agrees = sk_qr_finder_agrees(grey, &there, axes->u, axes->v);
            if (agrees > best) {
                best = agrees;
                *third = there;
            }
        }
    }
    return best;
}

static void put(struct sk_qr_triple out[SK_QR_PAIR_MAX], int *count,
                const struct sk_qr_triple *triple) {
    int at = (*count)++;
    while (at > 0 && out[at - 1].doubt > triple->doubt) {
        out[at] = out[at - 1];
        at--;
    }
    out[at] = *triple;
}

/* Adds the triples with a third finder near `at`. corner: 0 the third is the corner, 1 or 2 that
 * one of the pair is. */
static void add_third(const struct sk_grey *grey, const struct sk_qr_finder *one,
                      const struct sk_qr_finder *two, const struct axes *axes, struct sk_point at,
                      int corner, float reach, struct sk_qr_triple out[SK_QR_PAIR_MAX],
                      int *count) {
    struct sk_qr_finder upright = between(one, two, at);
    struct sk_qr_finder seen = upright;
    float agrees = search(grey, axes, reach, &seen);
    for (int i = 0; i < 2; i++) {
        const struct sk_qr_finder *third = i ? &upright : &seen;
        if (i == 0 && agrees < THIRD_MIN) {
            continue;
        }
        const struct sk_qr_finder *c = corner == 0 ? third : corner == 1 ? one : two;
        const struct sk_qr_finder *a = corner == 0 ? one : corner == 1 ? two : one;
        const struct sk_qr_finder *b = corner == 0 ? two : third;
        bool swap = (a->x - c->x) * (b->y - c->y) - (a->y - c->y) * (b->x - c->x) < 0;
        struct sk_qr_triple triple = { .corner = *c,
                                       .right = swap ? *b : *a,
                                       .below = swap ? *a : *b,
                                       .doubt = i ? 1.0f : 1.0f - agrees };
        put(out, count, &triple);
    }
}

static bool stand_so(const struct sk_grey *grey, const struct sk_qr_finder *one,
                     const struct sk_qr_finder *two, const struct axes *axes) {
    return sk_qr_finder_agrees(grey, one, axes->u, axes->v) >= AGREE_MIN &&
           sk_qr_finder_agrees(grey, two, axes->u, axes->v) >= AGREE_MIN;
}

int sk_qr_pair(const struct sk_grey *grey, const struct sk_qr_finder *one,
               const struct sk_qr_finder *two, struct sk_qr_triple out[SK_QR_PAIR_MAX]) {
    int count = 0;
    struct sk_point from = place_of(one);
    float dx = two->x - one->x;
    float dy = two->y - one->y;
    float length = hypotf(dx, dy);
    float least = fminf(one->module, two->module);
    float most = fmaxf(one->module, two->module);
    if (one->inverted != two->inverted || most > MODULES_ALIKE * least ||
        length < SIDE_MIN * least || length > SIDE_MAX * most) {
        return 0;
    }
    struct sk_point w = { dx / length, dy / length };
    const struct axes beside = { w, { -w.y, w.x } };
    if (stand_so(grey, one, two, &beside)) {
        for (int side = -1; side <= 1; side += 2) {
            struct sk_point at = add(from, beside.v, length * (float)side);
            add_third(grey, one, two, &beside, at, 1, REACH * length, out, &count);
            at = add(at, w, length);
            add_third(grey, one, two, &beside, at, 2, REACH * length, out, &count);
        }
    }
    const float half = sqrtf(0.5f);
    const struct axes across = { { half * (w.x + w.y), half * (w.y - w.x) },
                                 { half * (w.x - w.y), half * (w.y + w.x) } };
    if (stand_so(grey, one, two, &across)) {
        struct sk_point at = add(from, across.u, half * length);
        add_third(grey, one, two, &across, at, 0, REACH * half * length, out, &count);
        at = add(from, across.v, half * length);
        add_third(grey, one, two, &across, at, 0, REACH * half * length, out, &count);
    }
    return count;
}
