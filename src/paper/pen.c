#include "paper/pen.h"

#include "base/utf8.h"
#include "paper/pen_surface.h"

#include <math.h>
#include <string.h>

#define CUT_LINE_MM 0.2
#define CUT_DASH_MM 1.5
#define SMALLER 0.93   /* from one size of font that is tried to the next */
#define LINE_PART 0.75 /* of the largest size: as small as a text gets to be in one line */

double sk_pen_page_width(const struct sk_pen *pen) {
    return pen->width;
}

double sk_pen_page_height(const struct sk_pen *pen) {
    return pen->height;
}

void sk_pen_box(struct sk_pen *pen, struct sk_paper_place place, sk_paper_colour colour) {
    sk_pen_ink(pen, colour);
    sk_pen_add(pen, place);
    cairo_fill(pen->cairo);
}

void sk_pen_cut_line(struct sk_pen *pen, double x0, double y0, double x1, double y1) {
    const double dash = sk_points(CUT_DASH_MM);
    sk_pen_ink(pen, SK_PAPER_GREY);
    cairo_set_line_width(pen->cairo, sk_points(CUT_LINE_MM));
    cairo_set_dash(pen->cairo, &dash, 1, 0);
    cairo_move_to(pen->cairo, sk_points(x0), sk_points(y0));
    cairo_line_to(pen->cairo, sk_points(x1), sk_points(y1));
    cairo_stroke(pen->cairo);
    cairo_set_dash(pen->cairo, NULL, 0, 0);
}

/* --- texts ------------------------------------------------------------------------------------ */

static void choose_font(PangoLayout *layout, const struct sk_lettering *lettering, double size) {
    PangoFontDescription *font = pango_font_description_new();
    /* Simplified forms of Chinese where no language says otherwise; whatever these lack is found by
     * fontconfig among all fonts. */
    pango_font_description_set_family_static(
        font, lettering->is_mono ? "Noto Sans Mono, Noto Sans Mono CJK SC, monospace"
                                 : "Noto Sans, Noto Sans CJK SC, sans-serif");
    pango_font_description_set_weight(font,
                                      lettering->is_bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_font_description_set_absolute_size(font, sk_points(size) * PANGO_SCALE);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
}

static bool fits(PangoLayout *layout, struct sk_paper_place place, bool is_line) {
    PangoRectangle taken;
    if (is_line && pango_layout_get_line_count(layout) > 1) {
        return false;
    }
    pango_layout_get_extents(layout, NULL, &taken);
    return taken.height <= sk_points(place.h) * PANGO_SCALE &&
           taken.width <= sk_points(place.w) * PANGO_SCALE;
}

/* Cuts what does not fit in the least size. */
static void cut(PangoLayout *layout, struct sk_paper_place place) {
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
    pango_layout_set_height(layout, (int)floor(sk_points(place.h) * PANGO_SCALE));
}

static bool try_sizes(PangoLayout *layout, struct sk_paper_place place,
                      const struct sk_lettering *lettering, double least, bool is_line) {
    for (double size = lettering->largest; size > least; size *= SMALLER) {
        choose_font(layout, lettering, size);
        if (fits(layout, place, is_line)) {
            return true;
        }
    }
    return false;
}

/* Words stay whole as long as there is a size in which they fit. One line that is a little smaller
 * goes before two, of which the second may be one Chinese character. */
static void fit(PangoLayout *layout, struct sk_paper_place place,
                const struct sk_lettering *lettering) {
    double least = lettering->least;
    double least_line = fmax(least, lettering->is_line ? least : LINE_PART * lettering->largest);
    pango_layout_set_width(layout, (int)floor(sk_points(place.w) * PANGO_SCALE));
    if (try_sizes(layout, place, lettering, least_line, true) ||
        (!lettering->is_line && try_sizes(layout, place, lettering, least, false))) {
        return;
    }
    choose_font(layout, lettering, least);
    if (!fits(layout, place, false)) {
        cut(layout, place);
    }
}

double sk_pen_text(struct sk_pen *pen, struct sk_paper_place place,
                   const struct sk_lettering *lettering, const char *text, bool *is_whole) {
    static const PangoAlignment alignments[] = { [SK_PAPER_ALIGN_LEFT] = PANGO_ALIGN_LEFT,
                                                 [SK_PAPER_ALIGN_CENTRE] = PANGO_ALIGN_CENTER,
                                                 [SK_PAPER_ALIGN_RIGHT] = PANGO_ALIGN_RIGHT };
    PangoRectangle taken;
    PangoLayout *layout = pango_layout_new(pen->texts);
    pango_cairo_update_context(pen->cairo, pen->texts);
    pango_layout_set_alignment(layout, alignments[lettering->align]);
    pango_layout_set_text(layout, text, -1);
    fit(layout, place, lettering);
    pango_layout_get_extents(layout, NULL, &taken);
    double height = taken.height / (double)PANGO_SCALE * SK_POINT_MM;
    sk_pen_ink(pen, lettering->colour);
    cairo_move_to(pen->cairo, sk_points(place.x), sk_points(place.y + (place.h - height) / 2));
    pango_cairo_show_layout(pen->cairo, layout);
    if (pango_layout_get_unknown_glyphs_count(layout) > 0 && pen->unknown[0] == '\0') {
        (void)sk_utf8_printable(text, strlen(text), pen->unknown, sizeof(pen->unknown), NULL);
    }
    if (is_whole) {
        *is_whole = !pango_layout_is_ellipsized(layout);
    }
    g_object_unref(layout);
    return height;
}
