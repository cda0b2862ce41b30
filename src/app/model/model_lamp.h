/* model_lamp.h — the colour of a screen, for a signal light: what is green, amber or red on the
 * glass is that on the light, amber on black too, and nothing else is. Pure. */
#ifndef SK_APP_MODEL_MODEL_LAMP_H
#define SK_APP_MODEL_MODEL_LAMP_H

#include "media/lamp.h"
#include "pairing/view.h"

enum sk_lamp sk_model_lamp(enum sk_screen screen);

#endif
