/* decode.h — a grey picture in, symbols out.
 *
 * Two threads run side by side: bar codes (linear_pass.h) on one, QR codes (qr_pass.h) and Data
 * Matrix (data_matrix_pass.h) on the other. Each pass tries cheap and likely steps first, then,
 * while it has found nothing, costlier ones, until the budget ends. The costlier ones are only for
 * what looks as if there were a code: the cheap steps tell, for nothing, so that a picture of an
 * empty bench costs little. With effort ALL they look at every picture, and zbar gets what is left
 * of the budget. */
#ifndef SK_INPUT_CAMERA_DECODE_H
#define SK_INPUT_CAMERA_DECODE_H

#include "input/camera/charset.h"
#include "input/camera/grey.h"
#include "input/camera/symbol.h"

#include <stdint.h>

/* What is looked for by default. */
#define SK_DECODE_DEFAULT                                                                          \
    (SK_SYMBOLOGY_BIT(SK_SYMBOLOGY_CODE128) | SK_SYMBOLOGY_BIT(SK_SYMBOLOGY_CODE39) |              \
     SK_SYMBOLOGY_BIT(SK_SYMBOLOGY_QR) | SK_SYMBOLOGY_BIT(SK_SYMBOLOGY_DATA_MATRIX))
/* All that can be looked for. */
#define SK_DECODE_KNOWN                                                                            \
    (SK_DECODE_DEFAULT | SK_SYMBOLOGY_BIT(SK_SYMBOLOGY_CODE93) |                                   \
     SK_SYMBOLOGY_BIT(SK_SYMBOLOGY_CODABAR) | SK_SYMBOLOGY_BIT(SK_SYMBOLOGY_ITF) |                 \
     SK_SYMBOLOGY_BIT(SK_SYMBOLOGY_EAN_UPC))
/* Of a picture that is looked at once, where nobody waits for the next. */
#define SK_DECODE_BUDGET_MS 3000
/* Wall time may be this much of the budget: a busy machine reads nearly as much as an idle one, and
 * nobody waits longer. */
#define SK_DECODE_PATIENCE_PERCENT 115

enum sk_effort {
    SK_EFFORT_QUICK,    /* the first, cheap steps */
    SK_EFFORT_THOROUGH, /* and the costly ones, where those have seen a sign of a code */
    SK_EFFORT_ALL,      /* whatever they have seen */
};

struct sk_decode_options {
    unsigned symbologies; /* a set of SK_SYMBOLOGY_BITs, within SK_DECODE_KNOWN */
    int budget_ms;        /* CPU time of the slower thread that a picture may take; a step that is
                             under way ends first */
    bool two_threads;     /* false: all on the calling thread */
    enum sk_charset encoding; /* of bytes in a QR code that no character set is declared for */
};

struct sk_decoder;

/* Errors: SK_ERR_NOMEM, SK_ERR_IO (no thread), SK_ERR_UNSUPPORTED (a symbology). The caller owns
 * *out. Thread: any; afterwards one at a time per decoder. */
enum sk_err sk_decoder_create(struct sk_decoder **out, const struct sk_decode_options *options,
                              struct sk_err_info *info);
void sk_decoder_destroy(struct sk_decoder *decoder);

/* Looks at one picture with all effort; *out is overwritten. Finding nothing is SK_OK with count 0.
 * Errors: SK_ERR_NOMEM. */
enum sk_err sk_decoder_run(struct sk_decoder *decoder, const struct sk_grey *grey,
                           struct sk_symbols *out);

/* The same with an effort and a budget of its own: for a camera's pictures, of which the next one
 * comes soon. */
enum sk_err sk_decoder_look(struct sk_decoder *decoder, const struct sk_grey *grey,
                            enum sk_effort effort, int budget_ms, struct sk_symbols *out);

/* sk_decoder_look() with effort QUICK, for pictures that follow each other: where the
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
