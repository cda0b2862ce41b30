/* drawing.h — pages that are drawn once, and what they can be written as (output.h). */
#ifndef SK_PAPER_DRAWING_H
#define SK_PAPER_DRAWING_H

#include "paper/pen.h"

#include <stdbool.h>
#include <stddef.h>

enum sk_paper_size { SK_PAPER_A4, SK_PAPER_LETTER };
/* "a4", "letter". False: neither; *size is untouched. */
bool sk_paper_size_parse(const char *text, enum sk_paper_size *size);
double sk_paper_width(enum sk_paper_size size); /* mm, upright */
double sk_paper_height(enum sk_paper_size size);

/* PDF: all pages in one file, fonts embedded. SVG: a file a page, letters as shapes, so that no
 * font is needed. PNG: a file a page, 300 dots an inch. */
enum sk_paper_format { SK_PAPER_PDF, SK_PAPER_SVG, SK_PAPER_PNG };
/* "pdf", "svg", "png"; case is ignored. False: none of them; *format is untouched. */
bool sk_paper_format_parse(const char *text, enum sk_paper_format *format);
/* By how the name of the file ends. False: it does not tell. */
bool sk_paper_format_of(const char *path, enum sk_paper_format *format);

/* Where the ending of the file's name begins, with its dot; the end of the path where there is
 * none. Borrowed from path. */
const char *sk_paper_ending(const char *path);

/* Plain value; what it points to is borrowed. */
struct sk_drawing {
    const char *title; /* of the document */
    enum sk_paper_size size;
    double width_mm, height_mm; /* instead, where they are not 0 */
    size_t page_count;          /* at least 1 */
    /* Draws the page (from 0). Called once for each, in order, on the thread of the writer. */
    void (*draw)(const void *data, size_t page, struct sk_pen *pen);
    const void *data;
};

double sk_drawing_width(const struct sk_drawing *drawing); /* mm */
double sk_drawing_height(const struct sk_drawing *drawing);

#endif
