#include "app/model/glass.h"

#include <string.h>

static bool is_character(int32_t key) {
    return (key >= 'a' && key <= 'z') || (key >= '0' && key <= '9') || key == '-' || key == ' ';
}

void sk_glass_press(struct sk_glass *glass, int32_t key) {
    size_t length = strlen(glass->text);
    if (is_character(key) && length + 1 < sizeof(glass->text)) {
        glass->text[length] = (char)key;
        glass->text[length + 1] = '\0';
    } else if (key == SK_GLASS_ERASE && length > 0) {
        glass->text[length - 1] = '\0';
    } else if (key == SK_GLASS_CLEAR) {
        glass->text[0] = '\0';
    } else if (key == SK_GLASS_OTHER) {
        glass->is_right = !glass->is_right;
    }
}
