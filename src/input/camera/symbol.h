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

/* Its place in a set of symbols that hold one text together (Structured Append). */
struct sk_symbol_sequence {
    unsigned char index; /* from 1 */
    unsigned char count; /* of the set; 0 or 1: it stands alone */
    unsigned id;         /* the same in all of a set: QR's parity byte, Data Matrix's file id */
};

/* What a symbol is there for. */
enum sk_symbol_use {
    SK_SYMBOL_TEXT,    /* to be read */
    SK_SYMBOL_APPEND,  /* Code 128 with FNC2: a scanner keeps it and sends it before the next */
    SK_SYMBOL_PROGRAM, /* Code 128 with FNC3: sets up the scanner; never a label */
};

struct sk_symbol {
    enum sk_symbology symbology; /* CODE128, CODE39, QR, … */
    enum sk_symbol_use use;
    bool gs1; /* FNC1 came first: GS1-128, GS1 QR or GS1 Data Matrix */
    struct sk_symbol_sequence sequence;
    unsigned char parity;       /* of a part: all bytes before any was converted, by exclusive or */
    bool is_raw;                /* of a part: bytes whose encoding nobody declared (charset.h) */
    size_t length;              /* bytes of text, without the final NUL */
    int votes;                  /* rows that agreed; 0 where the code corrects errors itself */
    struct sk_point outline[4]; /* corners in order around the symbol */
    char text[SK_SYMBOL_TEXT_MAX + 1]; /* bytes as encoded; may hold NUL */
};

struct sk_symbols {
    int count;
    struct sk_symbol item[SK_SYMBOLS_MAX];
};

/* The same code in what it says: symbology, text, use and place in a set. Pure. */
bool sk_symbol_is_same(const struct sk_symbol *a, const struct sk_symbol *b);

#endif
