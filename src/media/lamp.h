/* lamp.h — what a signal light shows: the colour of the screen. */
#ifndef SK_MEDIA_LAMP_H
#define SK_MEDIA_LAMP_H

enum sk_lamp {
    SK_LAMP_OFF,
    SK_LAMP_GREEN,
    SK_LAMP_AMBER,
    SK_LAMP_RED,
    SK_LAMP_ALL, /* each lamp of a stack; white where one lamp has all colours */
};
#define SK_LAMPS (SK_LAMP_ALL + 1)

/* "off", "green", "amber", "red", "all". Static. */
const char *sk_lamp_name(enum sk_lamp lamp);

#endif
