#include "app/model/model_lamp.h"

#include "base/assert.h"

enum sk_lamp sk_model_lamp(enum sk_screen screen) {
    switch (screen) {
    case SK_SCREEN_STARTING:
    case SK_SCREEN_READY:
    case SK_SCREEN_HALF:
    case SK_SCREEN_WHICH:
    case SK_SCREEN_WORKING:
    case SK_SCREEN_TYPING:
    case SK_SCREEN_SOUND:
    case SK_SCREEN_NOTICE: /* amber would be a pair that goes on by itself */
    case SK_SCREEN_SUPERVISOR:
        return SK_LAMP_OFF;
    case SK_SCREEN_BOUND:
        return SK_LAMP_GREEN;
    case SK_SCREEN_UNSAVED:
    case SK_SCREEN_RETRY:
    case SK_SCREEN_CHECKING:
    case SK_SCREEN_SAVED:
    case SK_SCREEN_NO_SCANNER:
        return SK_LAMP_AMBER;
    case SK_SCREEN_REFUSED:
    case SK_SCREEN_PROBLEM: /* black, with a wrench: the bench cannot be worked */
        return SK_LAMP_RED;
    }
    SK_UNREACHABLE("screen");
}
