/* modules.h — from the brightness of a code's modules to which of them are dark. Pure. */
#ifndef SK_INPUT_CAMERA_MODULES_H
#define SK_INPUT_CAMERA_MODULES_H

#include <stdint.h>

/* `sharpen` (0 to about 1) undoes that neighbours blur into each other, then each module is
 * compared with the mean of its surroundings of 2 * reach + 1 modules a side. brightness and dark
 * have columns * rows places, row by row. */
void sk_modules_decide(const float *brightness, int columns, int rows, float sharpen, int reach,
                       uint8_t *dark);

/* The most modules that sk_modules_equalise() takes. */
#define SK_MODULES_EQUALISE_MAX 2704

/* A better guess where modules are blurred, also in one direction only: finds how far each spreads
 * into those around it, two each way, from the guess in `dark`, then turns those modules that make
 * the brightness as it is likelier. known: 1 dark, 0 light, -1 free; around the code it is light.
 * Called again it may find more. */
void sk_modules_equalise(const float *brightness, int columns, int rows, const int8_t *known,
                         uint8_t *dark);

#endif
