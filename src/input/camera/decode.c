#include "input/camera/decode.h"

#include "input/camera/budget.h"
#include "input/camera/data_matrix_pass.h"
#include "input/camera/linear_pass.h"
#include "input/camera/qr_pass.h"
#include "input/camera/zbar_scan.h"

#include <math.h>
#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* Symbologies that only zbar reads here. */
#define ZBAR_ONLY (SK_DECODE_KNOWN & ~SK_DECODE_DEFAULT)
/* What it may read: it leaves FNC2 and FNC3 out of a Code 128, and does not tell that a QR code is
 * a part of a text, so that either could become a label. */
#define ZBAR_WANTED (ZBAR_ONLY | SK_SYMBOLOGY_BIT(SK_SYMBOLOGY_CODE39))

/* What zbar takes for a pixel at density 1, in nanoseconds, with some room: a guess that only
 * decides whether it still fits into the budget. */
static const int64_t ZBAR_PIXEL_NS = 26;

/* How far around a symbol it is looked for in the next picture: a share of its longer side, but at
 * least so many pixels. */
static const float AROUND_SHARE = 0.35f;
enum {
    AROUND_MIN = 40,
    FOLLOW_MAX = 2, /* pictures in a row of which only the surroundings are looked at */
};

enum helper_state { HELPER_IDLE, HELPER_ASKED, HELPER_DONE, HELPER_END };

/* What the second thread looks for. */
static const unsigned SQUARES =
    SK_SYMBOLOGY_BIT(SK_SYMBOLOGY_QR) | SK_SYMBOLOGY_BIT(SK_SYMBOLOGY_DATA_MATRIX);

/* The second thread: codes of squares. state, grey and budget are guarded by lock; the passes and
 * symbols belong to the thread while ASKED and to the caller otherwise. */
struct helper {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    enum helper_state state;
    bool is_running;
    enum sk_effort effort;
    const struct sk_grey *grey;
    struct sk_budget given; /* the caller's; its wall time counts here, too */
    int64_t cpu_us;         /* of CPU time that it may take */
    int64_t used_us;        /* that it took */
    enum sk_err err;
    struct sk_symbols symbols;
};

/* One symbol that was alone in the last picture. */
struct trail {
    bool is_warm;
    unsigned times; /* in a row that its surroundings alone were looked at */
    int width;      /* of the picture */
    int height;
    struct sk_symbol symbol;
};

struct sk_decoder {
    struct sk_decode_options options;
    struct sk_linear_pass *linear;
    struct sk_qr_pass *qr;
    struct sk_data_matrix_pass *data_matrix;
    struct sk_zbar_scan *zbar[2]; /* by density 1 and 2 */
    struct sk_symbols from_zbar;
    struct helper helper;
    struct trail trail;
    unsigned followed; /* pictures in all */
    int64_t own_us;    /* CPU time of the last one, here and on the second thread */
    int64_t helper_us;
};

/* QR codes, then Data Matrix. Of the costly steps each gets about a half of the time. */
static enum sk_err find_squares(struct sk_decoder *decoder, const struct sk_grey *grey,
                                enum sk_effort effort, const struct sk_budget *budget,
                                struct sk_symbols *out) {
    unsigned wanted = decoder->options.symbologies;
    bool is_quick = effort == SK_EFFORT_QUICK;
    enum sk_err err = SK_OK;
    if (wanted & SK_SYMBOLOGY_BIT(SK_SYMBOLOGY_QR)) {
        struct sk_budget own = *budget;
        if (!is_quick && (wanted & SQUARES) == SQUARES) {
            own.cpu_end_us -= sk_budget_left_us(budget) / 2;
        }
        err = is_quick ? sk_qr_pass_quick(decoder->qr, grey, &own, out)
                       : sk_qr_pass_thorough(decoder->qr, grey, effort == SK_EFFORT_ALL, &own, out);
    }
    if (!err && wanted & SK_SYMBOLOGY_BIT(SK_SYMBOLOGY_DATA_MATRIX) &&
        (is_quick || out->count == 0)) {
        struct sk_data_matrix_pass *pass = decoder->data_matrix;
        err = is_quick
                  ? sk_data_matrix_pass_quick(pass, grey, budget, out)
                  : sk_data_matrix_pass_thorough(pass, grey, effort == SK_EFFORT_ALL, budget, out);
    }
    return err;
}

static enum sk_err run_linear(struct sk_linear_pass *pass, const struct sk_grey *grey,
                              enum sk_effort effort, const struct sk_budget *budget,
                              struct sk_symbols *out) {
    return effort == SK_EFFORT_QUICK
               ? sk_linear_pass_quick(pass, grey, budget, out)
               : sk_linear_pass_thorough(pass, grey, effort == SK_EFFORT_ALL, budget, out);
}

static void *help(void *data) {
    struct sk_decoder *decoder = data;
    struct helper *helper = &decoder->helper;
    pthread_mutex_lock(&helper->lock);
    while (helper->state != HELPER_END) {
        if (helper->state != HELPER_ASKED) {
            pthread_cond_wait(&helper->changed, &helper->lock);
            continue;
        }
        pthread_mutex_unlock(&helper->lock);
        helper->symbols.count = 0;
        struct sk_budget budget = sk_budget_of(helper->cpu_us, 0);
        budget.end_us = helper->given.end_us;
        helper->err =
            find_squares(decoder, helper->grey, helper->effort, &budget, &helper->symbols);
        helper->used_us = sk_budget_used_us(&budget);
        pthread_mutex_lock(&helper->lock);
        if (helper->state == HELPER_ASKED) {
            helper->state = HELPER_DONE;
        }
        pthread_cond_broadcast(&helper->changed);
    }
    pthread_mutex_unlock(&helper->lock);
    return NULL;
}

static void ask(struct helper *helper, const struct sk_grey *grey, const struct sk_budget *budget,
                enum sk_effort effort) {
    pthread_mutex_lock(&helper->lock);
    helper->effort = effort;
    helper->grey = grey;
    helper->given = *budget;
    helper->cpu_us = budget->cpu_end_us - budget->cpu_begin_us - sk_budget_used_us(budget);
    helper->state = HELPER_ASKED;
    pthread_cond_broadcast(&helper->changed);
    pthread_mutex_unlock(&helper->lock);
}

static void await(struct helper *helper) {
    pthread_mutex_lock(&helper->lock);
    while (helper->state == HELPER_ASKED) {
        pthread_cond_wait(&helper->changed, &helper->lock);
    }
    helper->state = HELPER_IDLE;
    pthread_mutex_unlock(&helper->lock);
}

static enum sk_err start_helper(struct sk_decoder *decoder, struct sk_err_info *info) {
    struct helper *helper = &decoder->helper;
    int failed = pthread_create(&helper->thread, NULL, help, decoder);
    if (failed) {
        return sk_fail(info, SK_ERR_IO, "cannot start the second decoding thread: %s",
                       strerror(failed));
    }
    helper->is_running = true;
    return SK_OK;
}

enum sk_err sk_decoder_create(struct sk_decoder **out, const struct sk_decode_options *options,
                              struct sk_err_info *info) {
    enum sk_err err = SK_OK;
    if (options->symbologies == 0 || options->symbologies & ~(unsigned)SK_DECODE_KNOWN) {
        return sk_fail(info, SK_ERR_UNSUPPORTED, "a symbology was asked for that is not read here");
    }
    struct sk_decoder *decoder = calloc(1, sizeof(*decoder));
    if (!decoder) {
        return sk_fail(info, SK_ERR_NOMEM, "no memory for the decoder");
    }
    decoder->options = *options;
    pthread_mutex_init(&decoder->helper.lock, NULL);
    pthread_cond_init(&decoder->helper.changed, NULL);
    err = sk_linear_pass_create(&decoder->linear, options->symbologies);
    if (!err) {
        err = sk_qr_pass_create(&decoder->qr, options->encoding);
    }
    if (!err) {
        err = sk_data_matrix_pass_create(&decoder->data_matrix, options->encoding);
    }
    for (int i = 0; i < 2 && !err; i++) {
        err = sk_zbar_scan_create(&decoder->zbar[i], options->symbologies & ZBAR_WANTED, i + 1,
                                  i + 1);
    }
    if (err) {
        sk_fail(info, err, "the decoder could not be made: %s", sk_err_name(err));
        goto fail;
    }
    if (options->two_threads && options->symbologies & SQUARES) {
        err = start_helper(decoder, info);
        if (err) {
            goto fail;
        }
    }
    *out = decoder;
    return SK_OK;

fail:
    sk_decoder_destroy(decoder);
    return err;
}

void sk_decoder_destroy(struct sk_decoder *decoder) {
    if (!decoder) {
        return;
    }
    struct helper *helper = &decoder->helper;
    if (helper->is_running) {
        pthread_mutex_lock(&helper->lock);
        helper->state = HELPER_END;
        pthread_cond_broadcast(&helper->changed);
        pthread_mutex_unlock(&helper->lock);
        pthread_join(helper->thread, NULL);
    }
    pthread_mutex_destroy(&helper->lock);
    pthread_cond_destroy(&helper->changed);
    sk_linear_pass_destroy(decoder->linear);
    sk_qr_pass_destroy(decoder->qr);
    sk_data_matrix_pass_destroy(decoder->data_matrix);
    sk_zbar_scan_destroy(decoder->zbar[0]);
    sk_zbar_scan_destroy(decoder->zbar[1]);
    free(decoder);
}

/* zbar's count of agreeing lines must reach what votes.h demands of our own. */
static bool believes(const struct sk_symbol *symbol) {
    switch ((int)symbol->symbology) {
    case SK_SYMBOLOGY_QR:
        return true;
    case SK_SYMBOLOGY_CODE128:
        return symbol->votes >= 2 && symbol->length >= 2;
    default:
        return symbol->votes >= 3 && symbol->length >= 5;
    }
}

/* The whole picture, as finely as the rest of the budget allows. */
static enum sk_err run_zbar(struct sk_decoder *decoder, const struct sk_grey *grey,
                            const struct sk_budget *budget, struct sk_symbols *out) {
    int64_t fine_us = (int64_t)grey->width * grey->height * ZBAR_PIXEL_NS / 1000;
    int64_t left_us = sk_budget_left_us(budget);
    if (grey->stride != grey->width || fine_us / 2 > left_us) {
        return SK_OK;
    }
    struct sk_symbols *found = &decoder->from_zbar;
    found->count = 0;
    enum sk_err err = sk_zbar_scan_run(decoder->zbar[fine_us > left_us], grey, found);
    for (int i = 0; i < found->count; i++) {
        if (believes(&found->item[i]) && out->count < SK_SYMBOLS_MAX) {
            out->item[out->count++] = found->item[i];
        }
    }
    return err;
}

static void append(struct sk_symbols *to, const struct sk_symbols *from) {
    for (int i = 0; i < from->count && to->count < SK_SYMBOLS_MAX; i++) {
        to->item[to->count++] = from->item[i];
    }
}

/* Both passes once, in parallel if there is a second thread. The budget pays for the slower of
 * them. */
static enum sk_err run_passes(struct sk_decoder *decoder, const struct sk_grey *grey,
                              struct sk_budget *budget, enum sk_effort effort,
                              struct sk_symbols *out) {
    struct helper *helper = &decoder->helper;
    int64_t before_us = sk_budget_used_us(budget);
    if (helper->is_running) {
        ask(helper, grey, budget, effort);
    }
    enum sk_err err = run_linear(decoder->linear, grey, effort, budget, out);
    if (helper->is_running) {
        await(helper);
        decoder->helper_us += helper->used_us;
        int64_t ahead_us = helper->used_us - (sk_budget_used_us(budget) - before_us);
        budget->cpu_end_us -= ahead_us > 0 ? ahead_us : 0;
        append(out, &helper->symbols);
        return err ? err : helper->err;
    }
    return err ? err : find_squares(decoder, grey, effort, budget, out);
}

static enum sk_err look(struct sk_decoder *decoder, const struct sk_grey *grey,
                        enum sk_effort effort, struct sk_budget *budget, struct sk_symbols *out) {
    out->count = 0;
    enum sk_err err = run_passes(decoder, grey, budget, SK_EFFORT_QUICK, out);
    if (!err && effort != SK_EFFORT_QUICK && out->count == 0) {
        err = run_passes(decoder, grey, budget, effort, out);
    }
    bool is_worth_it = effort == SK_EFFORT_ALL ||
                       (effort == SK_EFFORT_THOROUGH && sk_linear_pass_saw_any(decoder->linear));
    unsigned wanted = decoder->options.symbologies;
    if (!err && (wanted & ZBAR_ONLY || (out->count == 0 && is_worth_it && wanted & ZBAR_WANTED))) {
        err = run_zbar(decoder, grey, budget, out);
    }
    return err;
}

/* -- where the last symbol was -----------------------------------------------------------------
 *
 * Seen with tests/bench/camera (a Code 128 moved about in 1280x720): a median of 1.7 ms of CPU time
 * a picture rather than 3.2 ms, a mean of 2.2 ms rather than 3.4 ms with every third looked at as a
 * whole; all are read either way. */

static void remember(struct trail *trail, const struct sk_grey *grey,
                     const struct sk_symbols *found) {
    trail->is_warm = found->count == 1;
    trail->times = 0;
    trail->width = grey->width;
    trail->height = grey->height;
    if (trail->is_warm) {
        trail->symbol = found->item[0];
    }
}

/* The part of the picture around the symbol, with as much of it on every side as a hand moves it
 * from one picture to the next, and room for the quiet zones. Returns its left upper corner. */
static struct sk_point surroundings(const struct sk_grey *grey, const struct sk_symbol *symbol,
                                    struct sk_grey *view) {
    float left = symbol->outline[0].x, right = left;
    float top = symbol->outline[0].y, bottom = top;
    for (int i = 1; i < 4; i++) {
        left = fminf(left, symbol->outline[i].x);
        right = fmaxf(right, symbol->outline[i].x);
        top = fminf(top, symbol->outline[i].y);
        bottom = fmaxf(bottom, symbol->outline[i].y);
    }
    float margin = AROUND_SHARE * fmaxf(right - left, bottom - top);
    margin = fmaxf(margin, AROUND_MIN);
    int x0 = (int)fmaxf(left - margin, 0);
    int y0 = (int)fmaxf(top - margin, 0);
    int x1 = (int)fminf(right + margin, (float)grey->width);
    int y1 = (int)fminf(bottom + margin, (float)grey->height);
    *view = (struct sk_grey){ .pixels = grey->pixels + (ptrdiff_t)y0 * grey->stride + x0,
                              .width = x1 - x0,
                              .height = y1 - y0,
                              .stride = grey->stride };
    return (struct sk_point){ (float)x0, (float)y0 };
}

/* True: the symbol of the previous picture is still there, and nothing else. Anything else needs a
 * look at the whole picture: a new label may not be alone. */
static bool is_still_there(struct sk_decoder *decoder, const struct sk_grey *grey,
                           const struct sk_budget *budget, struct sk_symbols *out) {
    struct trail *trail = &decoder->trail;
    struct sk_grey view;
    if (!trail->is_warm || trail->times >= FOLLOW_MAX || trail->width != grey->width ||
        trail->height != grey->height || decoder->options.symbologies & ZBAR_ONLY) {
        return false;
    }
    struct sk_point corner = surroundings(grey, &trail->symbol, &view);
    if (view.width < AROUND_MIN || view.height < AROUND_MIN) {
        return false;
    }
    out->count = 0;
    enum sk_err err = SK_OK;
    if (SK_SYMBOLOGY_BIT(trail->symbol.symbology) & SQUARES) {
        err = find_squares(decoder, &view, SK_EFFORT_QUICK, budget, out);
    } else {
        err = sk_linear_pass_quick(decoder->linear, &view, budget, out);
    }
    if (err || out->count != 1 || !sk_symbol_is_same(&out->item[0], &trail->symbol)) {
        return false;
    }
    for (int i = 0; i < 4; i++) {
        out->item[0].outline[i].x += corner.x;
        out->item[0].outline[i].y += corner.y;
        trail->symbol.outline[i] = out->item[0].outline[i];
    }
    trail->times++;
    return true;
}

static struct sk_budget begin(struct sk_decoder *decoder, int budget_ms) {
    int64_t budget_us = (int64_t)budget_ms * 1000;
    decoder->helper_us = 0;
    return sk_budget_of(budget_us, budget_us * SK_DECODE_PATIENCE_PERCENT / 100);
}

enum sk_err sk_decoder_look(struct sk_decoder *decoder, const struct sk_grey *grey,
                            enum sk_effort effort, int budget_ms, struct sk_symbols *out) {
    struct sk_budget budget = begin(decoder, budget_ms);
    enum sk_err err = look(decoder, grey, effort, &budget, out);
    remember(&decoder->trail, grey, out);
    decoder->own_us = sk_budget_used_us(&budget);
    return err;
}

enum sk_err sk_decoder_follow(struct sk_decoder *decoder, const struct sk_grey *grey, int budget_ms,
                              struct sk_symbols *out) {
    enum sk_err err = SK_OK;
    struct sk_budget budget = begin(decoder, budget_ms);
    if (is_still_there(decoder, grey, &budget, out)) {
        decoder->followed++;
    } else {
        err = look(decoder, grey, SK_EFFORT_QUICK, &budget, out);
        remember(&decoder->trail, grey, out);
    }
    decoder->own_us = sk_budget_used_us(&budget);
    return err;
}

unsigned sk_decoder_followed(const struct sk_decoder *decoder) {
    return decoder->followed;
}

int64_t sk_decoder_own_us(const struct sk_decoder *decoder) {
    return decoder->own_us;
}

int64_t sk_decoder_helper_us(const struct sk_decoder *decoder) {
    return decoder->helper_us;
}

enum sk_err sk_decoder_run(struct sk_decoder *decoder, const struct sk_grey *grey,
                           struct sk_symbols *out) {
    return sk_decoder_look(decoder, grey, SK_EFFORT_ALL, decoder->options.budget_ms, out);
}
