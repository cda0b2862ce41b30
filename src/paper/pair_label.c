#include "paper/pair_label.h"

#include "paper/code.h"

#include <math.h>

#define EDGE_MM 1.5
#define FOOT_PART 0.34 /* of the height: instance and time, below the code */

static void put(struct sk_pen *pen, struct sk_paper_place place, double largest, bool is_line,
                const char *text) {
    const struct sk_lettering lettering = {
        .largest = largest, .least = 1, .is_bold = true, .is_mono = true, .is_line = is_line
    };
    (void)sk_pen_text(pen, place, &lettering, text, NULL);
}

/* Returns the width that it takes, with its white. */
static double put_code(struct sk_pen *pen, struct sk_paper_place place, const char *text) {
    int side = sk_paper_matrix_side(text);
    double room = place.h < place.w / 2 ? place.h : place.w / 2;
    int dots = side > 0 ? (int)floor(room / ((side + 2 * SK_MATRIX_QUIET) * SK_DOT_MM)) : 0;
    if (dots < SK_MATRIX_DOTS_LEAST) {
        return 0;
    }
    double quiet = SK_MATRIX_QUIET * dots * SK_DOT_MM;
    sk_paper_matrix_draw(pen, sk_dot_before(place.x + quiet), sk_dot_before(place.y + quiet), dots,
                         text);
    return (side + 2 * SK_MATRIX_QUIET) * dots * SK_DOT_MM;
}

static void draw_page(const void *data, size_t page, struct sk_pen *pen) {
    const struct sk_pair_label *label = data;
    double foot = (label->height_mm - 2 * EDGE_MM) * FOOT_PART;
    struct sk_paper_place upper = { EDGE_MM, EDGE_MM, label->width_mm - 2 * EDGE_MM,
                                    label->height_mm - 2 * EDGE_MM - foot };
    struct sk_paper_place line = { EDGE_MM, upper.y + upper.h, upper.w, foot * 0.55 };
    (void)page;
    double taken = put_code(pen, upper, label->serial);
    upper.x += taken;
    upper.w -= taken;
    put(pen, upper, 6, false, label->serial);
    put(pen, line, 4, true, label->instance);
    line.y += line.h;
    line.h = foot - line.h;
    put(pen, line, 3, true, label->time);
}

struct sk_drawing sk_paper_pair_label(const struct sk_pair_label *label) {
    return (struct sk_drawing){ .title = label->serial,
                                .width_mm = label->width_mm,
                                .height_mm = label->height_mm,
                                .page_count = 1,
                                .draw = draw_page,
                                .data = label };
}
