#include "paper/label_pages.h"

#include "base/assert.h"
#include "base/utf8.h"
#include "base/util.h"
#include "paper/code.h"

#include <math.h>
#include <string.h>

#define EDGE_MM 3.0         /* nothing is nearer to where it is cut */
#define CAPTION_MM 4.5      /* the code's text under it */
#define MATRIX_DOTS_MOST 12 /* 1 mm: larger ones are no easier to read */
#define BARS_DOTS_MOST 4    /* 0.34 mm (13 mil), which all scanners read */

static const struct {
    struct sk_grid grid;
    double codes; /* height of the lower part, with codes and caption */
    double icon;  /* side of the icon's panel; 0: it has none */
    bool has_bars;
    struct sk_lettering words;
} looks[] = {
    [SK_PRINT_CARD] = { .grid = { 2, 4, 97, 66, 0, 0 },
                        .codes = 30,
                        .icon = 32,
                        .has_bars = true,
                        .words = { .largest = 9, .least = 4, .is_bold = true } },
    [SK_PRINT_BADGE] = { .grid = { 2, 4, 85.6, 54, 6, 15 },
                         .codes = 30,
                         .icon = 0,
                         .has_bars = true,
                         .words = { .largest = 11,
                                    .least = 3.5,
                                    .is_bold = true,
                                    .align = SK_PAPER_ALIGN_CENTRE } },
    [SK_PRINT_SMALL] = { .grid = { 3, 4, 63, 66, 0, 0 },
                         .codes = 48,
                         .words = { .largest = 5,
                                    .least = 3,
                                    .is_bold = true,
                                    .align = SK_PAPER_ALIGN_CENTRE } },
};

const struct sk_grid *sk_print_grid(enum sk_print_kind kind) {
    return &SK_AT(looks, kind).grid;
}

/* --- the part with the codes ------------------------------------------------------------------ */

/* How the codes of a label come to lie in its width. */
struct code_layout {
    int matrix_side, matrix_dots;
    int bars_width, bars_dots; /* 0: there is none */
};

static double matrix_mm(const struct code_layout *layout) {
    return layout->matrix_side * layout->matrix_dots * SK_DOT_MM;
}

static double matrix_quiet(const struct code_layout *layout) {
    return SK_MATRIX_QUIET * layout->matrix_dots * SK_DOT_MM;
}

static double bars_mm(const struct code_layout *layout) {
    return layout->bars_width * layout->bars_dots * SK_DOT_MM;
}

static double bars_quiet(const struct code_layout *layout) {
    return SK_BARS_QUIET * layout->bars_dots * SK_DOT_MM;
}

/* Both, with the white that belongs to them; between them there is that of both. */
static double width_of(const struct code_layout *layout) {
    return matrix_mm(layout) + 2 * matrix_quiet(layout) +
           (layout->bars_dots > 0 ? bars_mm(layout) + 2 * bars_quiet(layout) : 0);
}

/* The largest QR code that its part's height takes. matrix_dots 0: there is none. */
static int dots_of_matrix(int side, double room) {
    int dots = side > 0 ? (int)floor(room / ((side + 2 * SK_MATRIX_QUIET) * SK_DOT_MM) + 1e-6) : 0;
    dots = dots < MATRIX_DOTS_MOST ? dots : MATRIX_DOTS_MOST;
    return dots < SK_MATRIX_DOTS_LEAST ? 0 : dots;
}

/* Wide bars go before a large QR code, which has room to give. */
static struct code_layout lay_out_codes(enum sk_print_kind kind, const char *text) {
    const struct sk_grid *grid = sk_print_grid(kind);
    double height = looks[kind].codes - CAPTION_MM;
    struct code_layout layout = { .matrix_side = sk_paper_matrix_side(text) };
    int most = dots_of_matrix(layout.matrix_side, height < grid->width ? height : grid->width);
    layout.bars_width = looks[kind].has_bars ? sk_paper_bars_width(text) : 0;
    for (layout.bars_dots = layout.bars_width > 0 ? BARS_DOTS_MOST : 0;
         layout.bars_dots >= SK_BARS_DOTS_LEAST; layout.bars_dots--) {
        for (layout.matrix_dots = most; layout.matrix_dots >= SK_MATRIX_DOTS_LEAST + 2;
             layout.matrix_dots--) {
            if (width_of(&layout) <= grid->width) {
                return layout;
            }
        }
    }
    layout.bars_dots = 0;
    layout.matrix_dots = most;
    return layout;
}

bool sk_print_has_bars(enum sk_print_kind kind, const char *code) {
    return lay_out_codes(kind, code).bars_dots > 0;
}

enum sk_err sk_print_check(enum sk_print_kind kind, const struct sk_paper_label *label,
                           struct sk_err_info *info) {
    const char *texts[] = { label->code, label->words };
    char shown[64];
    if (label->code[0] == '\0') {
        return sk_fail(info, SK_ERR_INVALID, "there is no text to print");
    }
    for (size_t i = 0; i < SK_ARRAY_LEN(texts); i++) {
        size_t length = strlen(texts[i]);
        bool is_code = i == 0;
        (void)sk_utf8_printable(texts[i], length, shown, sizeof(shown), NULL);
        if (!sk_utf8_is_printable(texts[i], length)) {
            return sk_fail(info, SK_ERR_INVALID, "'%s' holds characters that do not print", shown);
        }
        if (is_code ? lay_out_codes(kind, label->code).matrix_dots == 0
                    : length > SK_PRINT_WORDS_MAX) {
            return sk_fail(info, SK_ERR_INVALID, "'%s…' is too long: %s", shown,
                           is_code ? "its code would be too fine to be read"
                                   : "it would be too small to be read");
        }
    }
    return SK_OK;
}

/* In the right-hand column the other way round: so the bars of neighbours are beside each other,
 * and each of their QR codes is far from the other label (grid.h). */
static void draw_codes(struct sk_pen *pen, enum sk_print_kind kind, struct sk_paper_place place,
                       bool is_mirrored, const char *text) {
    struct code_layout layout = lay_out_codes(kind, text);
    double height = matrix_mm(&layout);
    double left = place.x + (place.w - width_of(&layout)) / 2;
    double matrix_width = height + 2 * matrix_quiet(&layout);
    double bars_width = width_of(&layout) - matrix_width;
    double matrix_x = left + matrix_quiet(&layout) + (is_mirrored ? bars_width : 0);
    double bars_x = left + bars_quiet(&layout) + (is_mirrored ? 0 : matrix_width);
    double y = sk_dot_before(place.y + (place.h - CAPTION_MM - 1 - height) / 2);
    sk_paper_matrix_draw(pen, sk_dot_before(matrix_x), y, layout.matrix_dots, text);
    if (layout.bars_dots > 0) {
        sk_paper_bars_draw(pen, sk_dot_before(bars_x), y, height, layout.bars_dots, text);
    }
}

static void draw_caption(struct sk_pen *pen, struct sk_paper_place place, const char *text) {
    static const struct sk_lettering small = {
        .largest = 3.2, .least = 2, .align = SK_PAPER_ALIGN_CENTRE, .is_mono = true
    };
    struct sk_paper_place line = { place.x + EDGE_MM, place.y + place.h - CAPTION_MM - 1.5,
                                   place.w - 2 * EDGE_MM, CAPTION_MM };
    (void)sk_pen_text(pen, line, &small, text, NULL);
}

/* --- labels ----------------------------------------------------------------------------------- */

/* The upper part: a panel with the icon, flush with the edges, and the words beside it. */
static void draw_words(struct sk_pen *pen, enum sk_print_kind kind, struct sk_paper_place place,
                       const struct sk_paper_label *label) {
    struct sk_paper_place words = { place.x + EDGE_MM, place.y + EDGE_MM, place.w - 2 * EDGE_MM,
                                    place.h - EDGE_MM };
    if (label->icon != SK_PAPER_ICON_NONE && looks[kind].icon > 0) {
        double side = looks[kind].icon;
        double inset = side / 8;
        struct sk_paper_place panel = { place.x, place.y, side, side + 1 }; /* no gap to the band */
        struct sk_paper_place icon = { place.x + inset, place.y + inset, side - 2 * inset,
                                       side - 2 * inset };
        struct sk_paper_place band = { place.x, place.y + side, place.w, 2.5 };
        sk_pen_box(pen, panel, label->colour);
        sk_pen_box(pen, band, label->colour);
        sk_paper_icon_draw(pen, label->icon, icon);
        words = (struct sk_paper_place){ place.x + side + EDGE_MM, place.y + EDGE_MM,
                                         place.w - side - 2 * EDGE_MM, side - 2 * EDGE_MM };
    }
    struct sk_lettering lettering = looks[kind].words;
    lettering.is_mono = lettering.is_line = !label->words[0];
    (void)sk_pen_text(pen, words, &lettering, label->words[0] ? label->words : label->code, NULL);
}

static void draw_label(struct sk_pen *pen, enum sk_print_kind kind, struct sk_paper_place place,
                       bool is_mirrored, const struct sk_paper_label *label) {
    struct sk_paper_place words = place;
    struct sk_paper_place codes = place;
    words.h -= looks[kind].codes;
    codes.y += words.h;
    codes.h = looks[kind].codes;
    sk_grid_cut_lines(pen, place);
    draw_words(pen, kind, words, label);
    draw_codes(pen, kind, codes, is_mirrored, label->code);
    if (label->words[0]) { /* else the words are the same */
        draw_caption(pen, codes, label->code);
    }
}

static void draw_page(const void *data, size_t page, struct sk_pen *pen) {
    const struct sk_label_pages *pages = data;
    const struct sk_grid *grid = sk_print_grid(pages->kind);
    size_t per_page = grid->columns * grid->rows;
    for (size_t i = page * per_page; i < pages->count && i < (page + 1) * per_page; i++) {
        draw_label(pen, pages->kind, sk_grid_place(grid, pages->size, i),
                   i % grid->columns == grid->columns - 1, &pages->list[i]);
    }
}

struct sk_drawing sk_label_pages_drawing(const struct sk_label_pages *pages, const char *title) {
    SK_ASSERT(pages->count > 0 && pages->count <= SK_PRINT_LABELS_MAX);
    return (struct sk_drawing){ .title = title,
                                .size = pages->size,
                                .page_count =
                                    sk_grid_pages(sk_print_grid(pages->kind), pages->count),
                                .draw = draw_page,
                                .data = pages };
}
