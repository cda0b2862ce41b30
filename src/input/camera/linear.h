/* linear.h — Code 128 and Code 39 from one line of brightness across the bars.
 *
 * The decoder does not measure bar widths: where a module is little more than a pixel wide or the
 * picture is blurred, narrow bars no longer have edges. It lays the blurred picture of every
 * character of the alphabet over the line and takes the one that correlates best, follows the
 * characters with a phase-locked loop, and overrides on quiet zones, start, stop and (Code 128) the
 * check character. The lines are ISO/IEC 15417 (Code 128) and ISO/IEC 16388 (Code 39). */
#ifndef SK_INPUT_CAMERA_LINEAR_H
#define SK_INPUT_CAMERA_LINEAR_H

#include "base/err.h"
#include "input/camera/symbol.h"

#include <stdbool.h>
#include <stddef.h>

/* Bytes of text a linear symbol may have here; real labels are much shorter. */
#define SK_LINEAR_TEXT_MAX 160
/* Samples a line may have. */
#define SK_LINEAR_SAMPLES_MAX 2400

struct sk_linear_read {
    enum sk_symbology symbology; /* CODE128 or CODE39 */
    bool gs1;                    /* Code 128 with FNC1 in first place */
    enum sk_symbol_use use;      /* Code 128 with FNC2 or FNC3 is not a text alone */
    bool backwards;              /* read from the end of the line to its begin */
    float quality;               /* mean correlation of the characters, up to 1 */
    float margin;                /* smallest lead of a character over its runner-up */
    float begin, end;            /* samples where the first bar begins and the last one ends */
    int characters;              /* with start, check and stop */
    size_t length;
    char text[SK_LINEAR_TEXT_MAX + 1];
};

/* What a line shows of a bar code even if none can be read. */
struct sk_linear_hint {
    int edges;      /* the most in either direction */
    int characters; /* that follow each other from the begin of a symbol, the most */
};

struct sk_linear; /* the pictures of the characters; read only after creation */

/* Errors: SK_ERR_NOMEM. The caller owns *out. Takes some milliseconds. */
enum sk_err sk_linear_create(struct sk_linear **out);
void sk_linear_destroy(struct sk_linear *linear);

/* Reads symbols out of `count` samples (at most SK_LINEAR_SAMPLES_MAX) of brightness, any scale;
 * dark bars on light ground, in both directions. `wanted` is a set of SK_SYMBOLOGY_BITs. Returns
 * how many of out (room for `room`) were filled; 0 is the usual answer. hint is filled, too.
 * Thread: any. */
int sk_linear_read_line(const struct sk_linear *linear, const float *brightness, int count,
                        unsigned wanted, struct sk_linear_read *out, int room,
                        struct sk_linear_hint *hint);

/* Nine bits, first element highest, 1 is wide; bars and spaces alternate, bar first. character is
 * one of 0-9 A-Z - . space $ / + % and *. -1 for another one. */
int sk_code39_bits(char character);

#endif
