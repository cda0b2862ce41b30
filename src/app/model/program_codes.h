/* program_codes.h — makers' barcodes that set a scanner (assets/programming.tsv). Static data. */
#ifndef SK_APP_MODEL_PROGRAM_CODES_H
#define SK_APP_MODEL_PROGRAM_CODES_H

#include <stddef.h>

enum sk_program_what {
    SK_PROGRAM_DEFAULTS, /* factory settings */
    SK_PROGRAM_HID_POS,  /* USB as a bar code scanner */
    SK_PROGRAM_SERIAL,   /* USB as a serial line */
    SK_PROGRAM_CR,       /* each code ends with a CR */
    SK_PROGRAM_SEE,      /* text: what to look for in the manual; English, as manuals are named */
};

struct sk_program_code {
    const char *family;
    enum sk_program_what what;
    const char *text; /* of a Code 128, or for the reader */
};

/* Rows of a family stand together. */
extern const struct sk_program_code sk_program_codes[];
extern const size_t sk_program_code_count;

/* The families in the order of the table; NULL behind the last. Static. */
const char *sk_program_family(size_t index);

/* The next row of that family, from row on; NULL: there is none. *row is where it stands. */
const struct sk_program_code *sk_program_next(const char *family, size_t *row);

/* What the code does, for people: msgid, static. */
const char *sk_program_what_text(enum sk_program_what what);

#endif
