/* data_matrix_pass.h — the Data Matrix codes of a picture: find (data_matrix_find.h), fit
 * (data_matrix_fit.h), read (data_matrix_code.h). */
#ifndef SK_INPUT_CAMERA_DATA_MATRIX_PASS_H
#define SK_INPUT_CAMERA_DATA_MATRIX_PASS_H

#include "input/camera/budget.h"
#include "input/camera/charset.h"
#include "input/camera/grey.h"
#include "input/camera/symbol.h"

#include <stdbool.h>

struct sk_data_matrix_pass;

/* encoding: of bytes that no character set is declared for (charset.h). Errors: SK_ERR_NOMEM. The
 * caller owns *out. */
enum sk_err sk_data_matrix_pass_create(struct sk_data_matrix_pass **out, enum sk_charset encoding);
void sk_data_matrix_pass_destroy(struct sk_data_matrix_pass *pass);

/* One look at the picture, cheap where nothing looks like a code. Appends to symbols.
 * Errors: SK_ERR_NOMEM. Thread: one at a time per pass. */
enum sk_err sk_data_matrix_pass_quick(struct sk_data_matrix_pass *pass, const struct sk_grey *grey,
                                      const struct sk_budget *budget, struct sk_symbols *symbols);

/* For a picture in which quick() found nothing, right after it: other thresholds and sizes, until
 * something is found or the budget ends. Unless `all`, only where the picture is uneven, and no
 * more than a few cheap steps where there is no sign of a code. Errors: SK_ERR_NOMEM. */
enum sk_err sk_data_matrix_pass_thorough(struct sk_data_matrix_pass *pass,
                                         const struct sk_grey *grey, bool all,
                                         const struct sk_budget *budget,
                                         struct sk_symbols *symbols);

#endif
