/* reply.h — what a scanner is told of what came of its scan, so that the gun itself says it:
 * makers' commands (assets/replies.tsv) for those on a serial line. Static data. */
#ifndef SK_INPUT_REPLY_H
#define SK_INPUT_REPLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum sk_reply {
    SK_REPLY_TAKEN,   /* half a pair */
    SK_REPLY_WORKING, /* the pair is complete, the cloud is asked; also ends a gun's wait */
    SK_REPLY_GOOD,    /* bound */
    SK_REPLY_BAD,     /* refused */
    SK_REPLY_AGAIN,   /* not taken, or to be scanned again */
    SK_REPLY_COUNT
};

#define SK_REPLY_ANY_VENDOR 0x10000u /* of no vendor: only where the settings name the family */

/* A row of the table. */
struct sk_reply_row {
    const char *family;
    uint32_t vendor;
    enum sk_reply reply;
    const char *bytes;
    size_t length;
};
extern const struct sk_reply_row sk_reply_rows[];
extern const size_t sk_reply_row_count;

/* The commands of that family; NULL: there is none, or it has none for this. */
const struct sk_reply_row *sk_reply_find(const char *family, enum sk_reply reply);

/* The family of a USB vendor's scanners; NULL: none is known. */
const char *sk_reply_family_of(uint16_t vendor);

/* There is a family of that name. */
bool sk_reply_is_family(const char *name);
/* Into out the families by name, for people: "honeywell, datalogic, …". */
#define SK_REPLY_FAMILIES_SIZE 128
void sk_reply_families(char out[SK_REPLY_FAMILIES_SIZE]);

/* "taken", "working", "good", "bad", "again". Static. */
const char *sk_reply_name(enum sk_reply reply);

#endif
