/* label_pages.h — pages of labels that are cut out: cards, badges, labels of instances. */
#ifndef SK_PAPER_LABEL_PAGES_H
#define SK_PAPER_LABEL_PAGES_H

#include "base/err.h"
#include "paper/drawing.h"
#include "paper/grid.h"
#include "paper/icon.h"

#include <stdbool.h>
#include <stddef.h>

/* Each has its text as a QR code; cards and badges, where it fits, as a Code 128, too: laser
 * scanners read nothing else. */
enum sk_print_kind {
    SK_PRINT_CARD,  /* 97 × 66 mm, 8 on a page: icon on its colour, words, codes */
    SK_PRINT_BADGE, /* 85.6 × 54 mm (ID-1, ISO/IEC 7810), 8 on a page: a name and its badge */
    SK_PRINT_SMALL, /* 63 × 66 mm, 12 on a page: a code and its text */
};

#define SK_PRINT_LABELS_MAX 20000 /* labels of one drawing */
#define SK_PRINT_WORDS_MAX 120    /* bytes; more would be too small on a badge */

/* Plain value; texts are borrowed, UTF-8. */
struct sk_paper_label {
    const char *code;  /* what is scanned */
    const char *words; /* for people, large, SK_PRINT_WORDS_MAX bytes; "": the code's text is */
    enum sk_paper_icon icon;
    sk_paper_colour colour; /* behind the icon */
};

/* Plain value, private but for its size; borrows the list. */
struct sk_label_pages {
    enum sk_print_kind kind;
    enum sk_paper_size size;
    const struct sk_paper_label *list;
    size_t count;
};

/* How labels of that kind lie on a page. Static. */
const struct sk_grid *sk_print_grid(enum sk_print_kind kind);

/* Can it be printed? Errors: SK_ERR_INVALID (no code, characters that do not print, too long); info
 * is one sentence without full stop. */
enum sk_err sk_print_check(enum sk_print_kind kind, const struct sk_paper_label *label,
                           struct sk_err_info *info);

/* Does it have a Code 128? The code can be printed. */
bool sk_print_has_bars(enum sk_print_kind kind, const char *code);

/* pages: to be filled and kept as long as the drawing; there must be 1 to SK_PRINT_LABELS_MAX, all
 * of them checked. */
struct sk_drawing sk_label_pages_drawing(const struct sk_label_pages *pages, const char *title);

#endif
