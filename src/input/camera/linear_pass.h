/* linear_pass.h — the bar codes of a picture: regions, strips, lines, votes (bars.h, strip.h,
 * linear.h, votes.h), and zbar on the strips that our own reader could not read. */
#ifndef SK_INPUT_CAMERA_LINEAR_PASS_H
#define SK_INPUT_CAMERA_LINEAR_PASS_H

#include "input/camera/budget.h"
#include "input/camera/grey.h"
#include "input/camera/symbol.h"

#include <stdbool.h>

struct sk_linear_pass;

/* wanted: a set of SK_SYMBOLOGY_BITs; only Code 128 and Code 39 matter here. Errors: SK_ERR_NOMEM.
 * The caller owns *out. */
enum sk_err sk_linear_pass_create(struct sk_linear_pass **out, unsigned wanted);
void sk_linear_pass_destroy(struct sk_linear_pass *pass);

/* Finds the regions and looks at each once. Appends to symbols. Errors: SK_ERR_NOMEM.
 * Thread: one at a time per pass. */
enum sk_err sk_linear_pass_quick(struct sk_linear_pass *pass, const struct sk_grey *grey,
                                 const struct sk_budget *budget, struct sk_symbols *symbols);

/* For a picture of which quick() found nothing, right after it: the regions of a smaller copy, and
 * those again with more care in which quick() saw what may be the begin of a symbol (all: every
 * one), until something is found or the budget ends. */
enum sk_err sk_linear_pass_thorough(struct sk_linear_pass *pass, const struct sk_grey *grey,
                                    bool all, const struct sk_budget *budget,
                                    struct sk_symbols *symbols);

/* Whether quick() saw, in the last picture, what may be the begin of a symbol. */
bool sk_linear_pass_saw_any(const struct sk_linear_pass *pass);

#endif
