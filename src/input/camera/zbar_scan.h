/* zbar_scan.h — libzbar's image scanner behind plain functions that hide zbar's types. */
#ifndef SK_INPUT_CAMERA_ZBAR_SCAN_H
#define SK_INPUT_CAMERA_ZBAR_SCAN_H

#include "input/camera/grey.h"
#include "input/camera/symbol.h"

struct sk_zbar_scan;

/* wanted: a set of SK_SYMBOLOGY_BITs; those that zbar does not know are left out. The densities
 * are zbar's: every so many pixels a line is scanned down (x) and across (y), 0 for none.
 * Errors: SK_ERR_NOMEM, SK_ERR_UNSUPPORTED. The caller owns *out. */
enum sk_err sk_zbar_scan_create(struct sk_zbar_scan **out, unsigned wanted, int x_density,
                                int y_density);
void sk_zbar_scan_destroy(struct sk_zbar_scan *scan);

/* Appends what zbar reads, each with zbar's count of agreeing lines as votes; the caller judges.
 * Text beyond SK_SYMBOL_TEXT_MAX is left out as a whole. The rows of grey must lie without a gap.
 * Errors: SK_ERR_NOMEM. Thread: one at a time per scan. */
enum sk_err sk_zbar_scan_run(struct sk_zbar_scan *scan, const struct sk_grey *grey,
                             struct sk_symbols *symbols);

#endif
