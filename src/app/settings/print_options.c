#include "app/settings/print_options.h"

#include "base/parse.h"

#include <string.h>

bool sk_label_mm(const char *text, struct sk_label_size *out) {
    char width[8];
    int64_t wide;
    int64_t high;
    size_t length = strcspn(text, "x");
    if (text[length] == '\0' || length >= sizeof(width)) {
        return false;
    }
    memcpy(width, text, length);
    width[length] = '\0';
    if (!sk_parse_int(width, SK_LABEL_MM_LEAST, SK_LABEL_MM_MOST, &wide) ||
        !sk_parse_int(text + length + 1, SK_LABEL_MM_LEAST, SK_LABEL_MM_MOST, &high)) {
        return false;
    }
    *out = (struct sk_label_size){ .width = (int32_t)wide, .height = (int32_t)high };
    return true;
}
