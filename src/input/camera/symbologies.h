/* symbologies.h — the list of symbologies as people write it: "code128,code39,qr". */
#ifndef SK_INPUT_CAMERA_SYMBOLOGIES_H
#define SK_INPUT_CAMERA_SYMBOLOGIES_H

#include <stdbool.h>

/* A set of SK_SYMBOLOGY_BITs (symbol.h) from names joined by commas, within SK_DECODE_KNOWN
 * (decode.h). False: a name that is none of them, or none at all; *out untouched. Pure. */
bool sk_symbologies_parse(const char *list, unsigned *out);

#endif
