#include "media/lamp.h"

#include "base/assert.h"

const char *sk_lamp_name(enum sk_lamp lamp) {
    static const char *const names[SK_LAMPS] = { [SK_LAMP_OFF] = "off",
                                                 [SK_LAMP_GREEN] = "green",
                                                 [SK_LAMP_AMBER] = "amber",
                                                 [SK_LAMP_RED] = "red",
                                                 [SK_LAMP_ALL] = "all" };
    return SK_AT(names, lamp);
}
