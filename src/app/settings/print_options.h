/* print_options.h — how large the labels are, out of the settings. Pure. */
#ifndef SK_APP_SETTINGS_PRINT_OPTIONS_H
#define SK_APP_SETTINGS_PRINT_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#define SK_LABEL_MM_LEAST 20
#define SK_LABEL_MM_MOST 300

/* Millimetres. Plain value. */
struct sk_label_size {
    int32_t width;
    int32_t height;
};

/* "57x32". False: it is anything else; *out is untouched then. */
bool sk_label_mm(const char *text, struct sk_label_size *out);

#endif
