/* shift_report.h — what a shift came to, for the office: figures, persons, orders, cases, and the
 * log's checkpoint as a code, read out of the journal at one moment and drawn as pages. */
#ifndef SK_APP_REPORT_SHIFT_REPORT_H
#define SK_APP_REPORT_SHIFT_REPORT_H

#include "base/err.h"
#include "journal/checkpoint.h"
#include "journal/figures.h"
#include "paper/drawing.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SK_REPORT_CASES 500 /* more are only counted */

/* Texts are borrowed. */
struct sk_report_order {
    const char *journal_path;
    const char *bench;   /* its name; "": none */
    const char *version; /* of the program */
    int64_t from_ms;     /* wall clock */
    int64_t to_ms;
    int64_t now_ms;
    enum sk_paper_size size;
};

struct sk_shift_report;

/* Reads the journal, as any number may beside the kiosk. Owner: *out is the caller's.
 * Errors: SK_ERR_NOMEM, those of opening and reading the journal and of its key. Blocks. */
enum sk_err sk_report_create(struct sk_shift_report **out, const struct sk_report_order *order,
                             struct sk_err_info *info);
void sk_report_destroy(struct sk_shift_report *report); /* NULL is fine */

/* Borrowed from the report, like the drawing. */
const struct sk_figures *sk_report_figures(const struct sk_shift_report *report);
const char *sk_report_checkpoint(const struct sk_shift_report *report);

/* Texts are in the language of the thread that calls it (sk_language_of_thread()), and are drawn on
 * it. */
struct sk_drawing sk_report_drawing(struct sk_shift_report *report);

/* "FOLDER/sag-kiosk-shift-Bench-7-20260106T140000.pdf", by the end of the shift, with such
 * characters of the bench only as every file system takes. Errors: SK_ERR_INVALID (too long). */
enum sk_err sk_report_path(const char *folder, const char *bench, int64_t to_ms, char *out,
                           size_t size);

/* Writes the drawing into the folder as a PDF of that name, whole or not at all; file gets the name
 * without the folder. Errors: INVALID as above, those of sk_drawing_write(). */
enum sk_err sk_report_write(const struct sk_drawing *drawing, const char *folder, const char *bench,
                            int64_t to_ms, char *file, size_t size, struct sk_err_info *info);

#endif
