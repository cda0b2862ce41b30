#include "input/camera/symbologies.h"

#include "input/camera/decode.h"

#include <string.h>

bool sk_symbologies_parse(const char *list, unsigned *out) {
    unsigned set = 0;
    while (*list) {
        size_t length = strcspn(list, ",");
        bool known = false;
        for (int s = 0; s <= SK_SYMBOLOGY_AZTEC; s++) {
            const char *name = sk_symbology_name((enum sk_symbology)s);
            if (SK_SYMBOLOGY_BIT(s) & SK_DECODE_KNOWN && strlen(name) == length &&
                strncmp(name, list, length) == 0) {
                set |= SK_SYMBOLOGY_BIT(s);
                known = true;
            }
        }
        if (!known) {
            return false;
        }
        list += length + (list[length] == ',');
    }
    if (set == 0) {
        return false;
    }
    *out = set;
    return true;
}
