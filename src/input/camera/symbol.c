#include "input/camera/symbol.h"

#include <string.h>

bool sk_symbol_is_same(const struct sk_symbol *a, const struct sk_symbol *b) {
    return a->symbology == b->symbology && a->use == b->use &&
           a->sequence.index == b->sequence.index && a->sequence.count == b->sequence.count &&
           a->sequence.id == b->sequence.id && a->length == b->length &&
           memcmp(a->text, b->text, a->length) == 0;
}
