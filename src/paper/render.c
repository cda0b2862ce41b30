#include "paper/render.h"

#include "base/assert.h"
#include "base/language.h"
#include "paper/pen_surface.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NO_MEMORY "not enough memory to draw the page"

struct sk_renderer {
    PangoFontMap *fonts;
    PangoContext *texts;
};

/* One file that is being made. */
struct render_job {
    const struct sk_drawing *drawing;
    enum sk_paper_format format;
    cairo_surface_t *surface;
    struct sk_buf *out;
};

enum sk_err sk_renderer_create(struct sk_renderer **out, struct sk_err_info *info) {
    struct sk_renderer *renderer = calloc(1, sizeof(*renderer));
    cairo_font_options_t *options = cairo_font_options_create();
    if (!renderer) {
        cairo_font_options_destroy(options);
        return sk_fail(info, SK_ERR_NOMEM, NO_MEMORY);
    }
    renderer->fonts =
        pango_cairo_font_map_new(); /* the default one would be the thread's for ever */
    renderer->texts = pango_font_map_create_context(renderer->fonts);
    /* Letters stand where they belong on paper, whatever dots a screen has. */
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    pango_cairo_context_set_font_options(renderer->texts, options);
    cairo_font_options_destroy(options);
    pango_context_set_round_glyph_positions(renderer->texts, FALSE);
    pango_context_set_language(renderer->texts, pango_language_from_string(sk_language_name()));
    *out = renderer;
    return SK_OK;
}

void sk_renderer_destroy(struct sk_renderer *renderer) {
    if (renderer) {
        g_object_unref(renderer->texts);
        g_object_unref(renderer->fonts);
        free(renderer);
    }
}

size_t sk_render_pages(const struct sk_drawing *drawing, enum sk_paper_format format) {
    return format == SK_PAPER_PDF ? drawing->page_count : 1;
}

/* --- bytes ------------------------------------------------------------------------------------ */

static cairo_status_t add_bytes(void *data, const unsigned char *bytes, unsigned length) {
    struct sk_buf *out = data;
    return sk_buf_add(out, bytes, length) == SK_OK ? CAIRO_STATUS_SUCCESS
                                                   : CAIRO_STATUS_WRITE_ERROR;
}

/* Without its resolution a PNG is printed in any size. It belongs behind the signature and the
 * first chunk, which have 33 bytes, and is a chunk pHYs (PNG, 11.3.5.3): 11811 dots a metre. */
static enum sk_err add_resolution(struct sk_buf *out) {
    static const unsigned char chunk[] = { 0x00, 0x00, 0x00, 0x09, 0x70, 0x48, 0x59,
                                           0x73, 0x00, 0x00, 0x2e, 0x23, 0x00, 0x00,
                                           0x2e, 0x23, 0x01, 0x78, 0xa5, 0x3f, 0x76 };
    const size_t at = 33;
    enum sk_err err = sk_buf_add(out, chunk, sizeof(chunk));
    if (!err) {
        memmove(out->data + at + sizeof(chunk), out->data + at, out->length - at - sizeof(chunk));
        memcpy(out->data + at, chunk, sizeof(chunk));
    }
    return err;
}

/* --- surfaces --------------------------------------------------------------------------------- */

static cairo_surface_t *make_surface(const struct render_job *job) {
    double width = sk_drawing_width(job->drawing);
    double height = sk_drawing_height(job->drawing);
    cairo_surface_t *surface = NULL;
    switch (job->format) {
    case SK_PAPER_PDF:
        surface = cairo_pdf_surface_create_for_stream(add_bytes, job->out, sk_points(width),
                                                      sk_points(height));
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, job->drawing->title);
        return surface;
    case SK_PAPER_SVG:
        return cairo_svg_surface_create_for_stream(add_bytes, job->out, sk_points(width),
                                                   sk_points(height));
    case SK_PAPER_PNG:
        return cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)round(width / SK_DOT_MM),
                                          (int)round(height / SK_DOT_MM));
    }
    SK_UNREACHABLE("format");
}

static void draw_page(const struct render_job *job, size_t page, struct sk_pen *pen) {
    pen->cairo = cairo_create(job->surface);
    if (job->format == SK_PAPER_PNG) {
        cairo_scale(pen->cairo, SK_POINT_MM / SK_DOT_MM, SK_POINT_MM / SK_DOT_MM);
    }
    if (job->format != SK_PAPER_PDF) { /* a page is white by itself, a picture is not */
        sk_pen_box(pen, (struct sk_paper_place){ 0, 0, pen->width, pen->height }, SK_PAPER_WHITE);
    }
    job->drawing->draw(job->drawing->data, page, pen);
    cairo_show_page(pen->cairo);
    cairo_destroy(pen->cairo);
}

static bool end_surface(const struct render_job *job) {
    bool is_good = job->format != SK_PAPER_PNG ||
                   (cairo_surface_write_to_png_stream(job->surface, add_bytes, job->out) ==
                        CAIRO_STATUS_SUCCESS &&
                    add_resolution(job->out) == SK_OK);
    cairo_surface_finish(job->surface);
    is_good = is_good && cairo_surface_status(job->surface) == CAIRO_STATUS_SUCCESS;
    cairo_surface_destroy(job->surface);
    return is_good;
}

enum sk_err sk_render(struct sk_renderer *renderer, const struct sk_drawing *drawing,
                      enum sk_paper_format format, size_t first, struct sk_buf *out,
                      struct sk_err_info *info) {
    struct render_job job = { .drawing = drawing, .format = format, .out = out };
    struct sk_pen pen = { .texts = renderer->texts,
                          .width = sk_drawing_width(drawing),
                          .height = sk_drawing_height(drawing) };
    sk_buf_clear(out);
    job.surface = make_surface(&job);
    for (size_t i = 0; i < sk_render_pages(drawing, format); i++) {
        draw_page(&job, first + i, &pen);
    }
    if (!end_surface(&job) || pen.lacks_memory) { /* a surface fails for no other reason */
        return sk_fail(info, SK_ERR_NOMEM, NO_MEMORY);
    }
    return pen.unknown[0] == '\0'
               ? SK_OK
               : sk_fail(info, SK_ERR_UNSUPPORTED,
                         "no font on this machine has all characters of '%s'; install one: "
                         "apt-get install fonts-noto-core fonts-noto-cjk",
                         pen.unknown);
}
