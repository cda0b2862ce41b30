/* decode.h — a grey picture in, symbols out.
 *
 * Two passes run side by side, each on a thread of its own: bar codes (linear_pass.h) and QR codes
 * (qr_pass.h). Each tries cheap and likely steps first, then, while it has found nothing, costlier
 * ones, until the budget ends. If neither has found anything, zbar gets what is left of the budget
 * for the whole picture. */
#ifndef SK_INPUT_CAMERA_DECODE_H
#define SK_INPUT_CAMERA_DECODE_H

#include "input/camera/grey.h"
#include "input/camera/symbol.h"

#include <stdint.h>

/* What is looked for by default. */
#define SK_DECODE_DEFAULT                                                                          \
    (SK_SYMBOLOGY_BIT(SK_SYMBOLOGY_CODE128) | SK_SYMBOLOGY_BIT(SK_SYMBOLOGY_CODE39) |              \
     SK_SYMBOLOGY_BIT(SK_SYMBOLOGY_QR))
/* All that can be looked for. */
#define SK_DECODE_KNOWN                                                                            \
    (SK_DECODE_DEFAULT | SK_SYMBOLOGY_BIT(SK_SYMBOLOGY_CODE93) |                                   \
     SK_SYMBOLOGY_BIT(SK_SYMBOLOGY_CODABAR) | SK_SYMBOLOGY_BIT(SK_SYMBOLOGY_ITF) |                 \
     SK_SYMBOLOGY_BIT(SK_SYMBOLOGY_EAN_UPC))
#define SK_DECODE_BUDGET_MS 28
/* Wall time may be this much of the budget: a busy machine reads nearly as much as an idle one, and
 * nobody waits longer. */
#define SK_DECODE_PATIENCE_PERCENT 115

struct sk_decode_options {
    unsigned symbologies; /* a set of SK_SYMBOLOGY_BITs, within SK_DECODE_KNOWN */
    int budget_ms;        /* CPU time of the slower thread that a picture may take; a step that is
                             under way ends first */
    bool two_threads;     /* false: all on the calling thread */
};

struct sk_decoder;

/* Errors: SK_ERR_NOMEM, SK_ERR_IO (no thread), SK_ERR_UNSUPPORTED (a symbology). The caller owns
 * *out. Thread: any; afterwards one at a time per decoder. */
enum sk_err sk_decoder_create(struct sk_decoder **out, const struct sk_decode_options *options,
                              struct sk_err_info *info);
void sk_decoder_destroy(struct sk_decoder *decoder);

/* Looks at one picture; *out is overwritten. Finding nothing is SK_OK with count 0.
 * Errors: SK_ERR_NOMEM. */
enum sk_err sk_decoder_run(struct sk_decoder *decoder, const struct sk_grey *grey,
                           struct sk_symbols *out);

/* The same with a budget of its own, and, unless thorough, with the first, cheap passes only: for
 * most of a camera's pictures, of which the next one comes soon. */
enum sk_err sk_decoder_look(struct sk_decoder *decoder, const struct sk_grey *grey, bool thorough,
                            int budget_ms, struct sk_symbols *out);

/* sk_decoder_look() without the costly passes, for pictures that follow each other: where the
 * picture before showed one symbol alone, only its surroundings are looked at first, and the whole
 * picture if it is not there any more. Every few pictures the whole one is looked at anyway, since
 * a second label may have come. Errors: SK_ERR_NOMEM. */
enum sk_err sk_decoder_follow(struct sk_decoder *decoder, const struct sk_grey *grey, int budget_ms,
                              struct sk_symbols *out);

/* How many of the pictures so far were answered by the surroundings alone. */
unsigned sk_decoder_followed(const struct sk_decoder *decoder);

/* Microseconds of CPU time that the last picture took: of the calling thread, and of the second. */
int64_t sk_decoder_own_us(const struct sk_decoder *decoder);
int64_t sk_decoder_helper_us(const struct sk_decoder *decoder);

#endif
