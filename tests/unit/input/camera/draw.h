/* draw.h — labels drawn for the tests, by means of their own: nothing of the decoder but the two
 * alphabets and the places of a Data Matrix is used. */
#ifndef SK_TESTS_DRAW_H
#define SK_TESTS_DRAW_H

#include "input/camera/grey.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A symbol as light and dark modules: 1 dark. One row for bar codes. */
struct draw_modules {
    int columns;
    int rows;
    uint8_t dark[4096];
};

/* Code set B throughout; with its check character. */
void draw_code128(const char *text, struct draw_modules *out);
/* Of given values, start and check character included, without the stop, which is added. */
void draw_code128_values(const int *values, int count, struct draw_modules *out);
/* Wide elements of `ratio` modules; with the asterisks. */
void draw_code39(const char *text, int ratio, struct draw_modules *out);
/* Version 1, level M, mask 0, at most 14 bytes. */
void draw_qr(const char *text, struct draw_modules *out);
/* The same as one of several codes that hold one text, from 1; at most 11 bytes. */
void draw_qr_part(const char *text, int index, int count, unsigned parity,
                  struct draw_modules *out);
/* The smallest size that the text fits into as ASCII and pairs of digits; `wide`: of those with two
 * or more columns for a row. At most 88 bytes. Its places are the decoder's own, which
 * test_data_matrix holds against another writer. */
void draw_data_matrix(const char *text, bool wide, struct draw_modules *out);

/* How a symbol is put into a picture. */
struct draw_place {
    float x, y;    /* of the symbol's middle, pixels */
    float module;  /* pixels */
    float height;  /* of bars, pixels; of other symbols rows * module */
    float degrees; /* turned clockwise */
    bool inverted;
};

/* A grey picture of one brightness. The caller finishes it. */
void draw_paper(struct sk_grey *grey, int width, int height, uint8_t brightness);
/* Draws on top, with a quiet zone of ten modules (four for QR) and smooth edges. */
void draw_symbol(struct sk_grey *grey, const struct draw_modules *modules,
                 const struct draw_place *place);
/* Adds noise of about that many grey levels, the same at every run. */
void draw_noise(struct sk_grey *grey, int levels);
/* Makes each pixel the mean of its surroundings, `times` times. */
void draw_blur(struct sk_grey *grey, int times);

#endif
