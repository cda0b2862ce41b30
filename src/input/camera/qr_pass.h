/* qr_pass.h — the QR codes of a picture: find (qr_find.h), fit (qr_fit.h), read (qr_code.h). */
#ifndef SK_INPUT_CAMERA_QR_PASS_H
#define SK_INPUT_CAMERA_QR_PASS_H

#include "input/camera/budget.h"
#include "input/camera/charset.h"
#include "input/camera/grey.h"
#include "input/camera/symbol.h"

#include <stdbool.h>

struct sk_qr_pass;

/* Errors: SK_ERR_NOMEM. The caller owns *out. */
enum sk_err sk_qr_pass_create(struct sk_qr_pass **out, enum sk_charset encoding);
void sk_qr_pass_destroy(struct sk_qr_pass *pass);

/* One look at the picture and, if that finds nothing, one at a copy of half the size. Appends to
 * symbols. Errors: SK_ERR_NOMEM. Thread: one at a time per pass. */
enum sk_err sk_qr_pass_quick(struct sk_qr_pass *pass, const struct sk_grey *grey,
                             const struct sk_budget *budget, struct sk_symbols *symbols);

/* For a picture in which quick() found nothing, right after it: a small copy with its blur undone,
 * and, if anything looked like a finder pattern so far (all: in any case), other thresholds, noise
 * and blur taken away, and codes of which only two finders show; until something is found or the
 * budget ends. */
enum sk_err sk_qr_pass_thorough(struct sk_qr_pass *pass, const struct sk_grey *grey, bool all,
                                const struct sk_budget *budget, struct sk_symbols *symbols);

#endif
