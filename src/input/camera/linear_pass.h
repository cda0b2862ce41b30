/* linear_pass.h — the bar codes of a picture: regions, strips, lines, votes (bars.h, strip.h,
 * linear.h, votes.h), and zbar on the strips that our own reader could not read. */
#ifndef SK_INPUT_CAMERA_LINEAR_PASS_H
#define SK_INPUT_CAMERA_LINEAR_PASS_H

#include "input/camera/budget.h"
#include "input/camera/grey.h"
#include "input/camera/symbol.h"

struct sk_linear_pass;

/* wanted: a set of SK_SYMBOLOGY_BITs; only Code 128 and Code 39 matter here. Errors: SK_ERR_NOMEM.
 * The caller owns *out. */
enum sk_err sk_linear_pass_create(struct sk_linear_pass **out, unsigned wanted);
void sk_linear_pass_destroy(struct sk_linear_pass *pass);

/* Finds the regions and looks at each once. Appends to symbols. Errors: SK_ERR_NOMEM.
 * Thread: one at a time per pass. */
enum sk_err sk_linear_pass_quick(struct sk_linear_pass *pass, const struct sk_grey *grey,
                                 const struct sk_budget *budget, struct sk_symbols *symbols);

/* For a picture of which quick() found nothing, right after it: the regions again with more care,
 * and those of a smaller copy, until something is found or the budget ends. */
enum sk_err sk_linear_pass_thorough(struct sk_linear_pass *pass, const struct sk_grey *grey,
                                    const struct sk_budget *budget, struct sk_symbols *symbols);

#endif
