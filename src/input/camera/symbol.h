/* symbol.h — what the decoder finds in a picture. Plain values; own nothing. */
#ifndef SK_INPUT_CAMERA_SYMBOL_H
#define SK_INPUT_CAMERA_SYMBOL_H

#include "pairing/scan.h"

#include <stdbool.h>
#include <stddef.h>

/* The longest text a QR code can hold is 7089 digits (ISO/IEC 18004, table 7). */
#define SK_SYMBOL_TEXT_MAX 7089
#define SK_SYMBOLS_MAX 12

struct sk_point {
    float x; /* pixels from the left edge of the picture */
    float y; /* pixels from the upper edge */
};

struct sk_symbol {
    enum sk_symbology symbology; /* CODE128, CODE39, QR, … */
    bool gs1;                    /* FNC1 came first: GS1-128 or GS1 QR */
    size_t length;               /* bytes of text, without the final NUL */
    int votes;                   /* rows that agreed; 0 where the code corrects errors itself */
    struct sk_point outline[4];  /* corners in order around the symbol */
    char text[SK_SYMBOL_TEXT_MAX + 1]; /* bytes as encoded; may hold NUL */
};

struct sk_symbols {
    int count;
    struct sk_symbol item[SK_SYMBOLS_MAX];
};

/* One bit a symbology, for sets of them. */
#define SK_SYMBOLOGY_BIT(symbology) (1u << (unsigned)(symbology))

#endif
