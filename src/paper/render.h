/* render.h — pages of a drawing as the bytes of one file. Private to paper. */
#ifndef SK_PAPER_RENDER_H
#define SK_PAPER_RENDER_H

#include "base/buf.h"
#include "paper/drawing.h"

struct sk_renderer;

/* Errors: SK_ERR_NOMEM. */
enum sk_err sk_renderer_create(struct sk_renderer **out, struct sk_err_info *info);
void sk_renderer_destroy(struct sk_renderer *renderer); /* NULL is fine */

/* How many pages a file of that format holds. */
size_t sk_render_pages(const struct sk_drawing *drawing, enum sk_paper_format format);

/* Fills out, which is cleared first, with sk_render_pages() pages from `first` on.
 * Errors: those of output.h that are none of the disk. */
enum sk_err sk_render(struct sk_renderer *renderer, const struct sk_drawing *drawing,
                      enum sk_paper_format format, size_t first, struct sk_buf *out,
                      struct sk_err_info *info);

#endif
