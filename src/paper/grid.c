#include "paper/grid.h"

static size_t per_page(const struct sk_grid *grid) {
    return grid->columns * grid->rows;
}

size_t sk_grid_pages(const struct sk_grid *grid, size_t labels) {
    return (labels + per_page(grid) - 1) / per_page(grid);
}

static double begin_of(double page, size_t count, double size, double gutter) {
    return (page - (double)count * size - (double)(count - 1) * gutter) / 2;
}

struct sk_paper_place sk_grid_place(const struct sk_grid *grid, enum sk_paper_size size,
                                    size_t index) {
    double column = (double)(index % grid->columns);
    double row = (double)(index % per_page(grid) / grid->columns);
    return (struct sk_paper_place){
        .x = begin_of(sk_paper_width(size), grid->columns, grid->width, grid->gutter_x) +
             column * (grid->width + grid->gutter_x),
        .y = begin_of(sk_paper_height(size), grid->rows, grid->height, grid->gutter_y) +
             row * (grid->height + grid->gutter_y),
        .w = grid->width,
        .h = grid->height,
    };
}

void sk_grid_cut_lines(struct sk_pen *pen, struct sk_paper_place place) {
    double right = place.x + place.w;
    double bottom = place.y + place.h;
    sk_pen_cut_line(pen, place.x, place.y, right, place.y);
    sk_pen_cut_line(pen, place.x, place.y, place.x, bottom);
    sk_pen_cut_line(pen, place.x, bottom, right, bottom);
    sk_pen_cut_line(pen, right, place.y, right, bottom);
}
