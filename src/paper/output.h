/* output.h — writes the pages of a drawing. */
#ifndef SK_PAPER_OUTPUT_H
#define SK_PAPER_OUTPUT_H

#include "base/err.h"
#include "paper/drawing.h"

#include <stdio.h>

/* Writes the pages to path, or where a format has a file a page and there are several, to
 * NAME-1.png and so on, with as many digits as the last one needs. All files are whole before the
 * first comes into its place; after an error none is left that this call made. What was there under
 * these names is replaced.
 * Errors: SK_ERR_UNSUPPORTED (no font has a character of the texts), SK_ERR_NOMEM; those of
 *         base/new_file.h; info says which file, or which fix. Blocks on the disk. */
enum sk_err sk_drawing_write(const struct sk_drawing *drawing, enum sk_paper_format format,
                             const char *path, struct sk_err_info *info);

/* The same into a stream, which is flushed. Nothing is written before all pages are drawn.
 * Errors: SK_ERR_INVALID too: several pages in a format that has a file a page. */
enum sk_err sk_drawing_print(const struct sk_drawing *drawing, enum sk_paper_format format,
                             FILE *stream, struct sk_err_info *info);

#endif
