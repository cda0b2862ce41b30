#include "input/reply.h"

#include "base/assert.h"
#include "base/util.h"

#include <stdio.h>
#include <string.h>

const struct sk_reply_row *sk_reply_find(const char *family, enum sk_reply reply) {
    for (size_t i = 0; i < sk_reply_row_count; i++) {
        const struct sk_reply_row *row = &sk_reply_rows[i];
        if (row->reply == reply && strcmp(row->family, family) == 0) {
            return row;
        }
    }
    return NULL;
}

const char *sk_reply_family_of(uint16_t vendor) {
    for (size_t i = 0; i < sk_reply_row_count; i++) {
        if (sk_reply_rows[i].vendor == vendor) {
            return sk_reply_rows[i].family;
        }
    }
    return NULL;
}

bool sk_reply_is_family(const char *name) {
    for (size_t i = 0; i < sk_reply_row_count; i++) {
        if (strcmp(sk_reply_rows[i].family, name) == 0) {
            return true;
        }
    }
    return false;
}

/* A family's rows stand together. */
void sk_reply_families(char out[SK_REPLY_FAMILIES_SIZE]) {
    const char *before = "";
    size_t used = 0;
    for (size_t i = 0; i < sk_reply_row_count; i++) {
        const char *family = sk_reply_rows[i].family;
        if (strcmp(family, before) != 0) {
            used += (size_t)snprintf(out + used, SK_REPLY_FAMILIES_SIZE - used, "%s%s",
                                     used > 0 ? ", " : "", family);
            SK_ASSERT(used < SK_REPLY_FAMILIES_SIZE);
            before = family;
        }
    }
}

const char *sk_reply_name(enum sk_reply reply) {
    static const char *const names[SK_REPLY_COUNT] = {
        [SK_REPLY_TAKEN] = "taken", [SK_REPLY_WORKING] = "working", [SK_REPLY_GOOD] = "good",
        [SK_REPLY_BAD] = "bad",     [SK_REPLY_AGAIN] = "again",
    };
    return SK_AT(names, reply);
}
