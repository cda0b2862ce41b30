/* scene.h — pictures of Data Matrix labels on a cluttered bench, each spoilt in one way or several,
 * made from a number: the same number makes the same picture on every machine. */
#ifndef SK_TESTS_SCENE_H
#define SK_TESTS_SCENE_H

#include "input/camera/grey.h"

/* Two sets with nothing in common but the bench: what is tuned on the first, its numbers below 140,
 * is measured on the second. */
enum scene_set { SCENE_FIRST, SCENE_SECOND, SCENE_EMPTY };

#define SCENE_KINDS 14
#define SCENE_TEXT_SIZE 48

struct scene {
    const char *kind; /* "clean", "gauss", …; of the second set "defocus", "dots", … */
    char text[SCENE_TEXT_SIZE]; /* "" where there is no label */
    struct sk_grey grey;        /* 1280x720; the caller finishes it */
};

/* number % SCENE_KINDS is the kind. Aborts without memory. */
void scene_make(enum scene_set set, unsigned number, struct scene *out);

#endif
