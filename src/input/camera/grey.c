#include "input/camera/grey.h"

#include <stdlib.h>

enum sk_err sk_grey_resize(struct sk_grey *grey, int width, int height) {
    if (width < 1 || height < 1 || width > SK_GREY_SIDE_MAX || height > SK_GREY_SIDE_MAX ||
        (long)width * height > SK_GREY_AREA_MAX) {
        sk_grey_finish(grey);
        return SK_ERR_INVALID;
    }
    long need = (long)width * height;
    if (grey->room < need) {
        sk_grey_finish(grey);
        grey->pixels = malloc((size_t)need);
        if (!grey->pixels) {
            return SK_ERR_NOMEM;
        }
        grey->room = need;
    }
    grey->width = width;
    grey->height = height;
    grey->stride = width;
    return SK_OK;
}

void sk_grey_finish(struct sk_grey *grey) {
    free(grey->pixels);
    *grey = (struct sk_grey){ 0 };
}
