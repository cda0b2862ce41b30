#include "input/camera/decode.h"

#include "input/camera/budget.h"
#include "input/camera/linear_pass.h"
#include "input/camera/qr_pass.h"
#include "input/camera/zbar_scan.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* Symbologies that only zbar reads here. */
#define ZBAR_ONLY (SK_DECODE_KNOWN & ~SK_DECODE_DEFAULT)

/* What zbar takes for a pixel at density 1, in nanoseconds, with some room: a guess that only
 * decides whether it still fits into the budget. */
static const int64_t ZBAR_PIXEL_NS = 26;

enum helper_state { HELPER_IDLE, HELPER_ASKED, HELPER_DONE, HELPER_END };

/* The second thread: QR codes. state, grey and budget are guarded by lock; the pass and symbols
 * belong to the thread while ASKED and to the caller otherwise. */
struct helper {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    enum helper_state state;
    bool is_running;
    bool thorough;
    const struct sk_grey *grey;
    struct sk_budget given; /* the caller's; its wall time counts here, too */
    int64_t cpu_us;         /* of CPU time that it may take */
    int64_t used_us;        /* that it took */
    enum sk_err err;
    struct sk_symbols symbols;
};

struct sk_decoder {
    struct sk_decode_options options;
    struct sk_linear_pass *linear;
    struct sk_qr_pass *qr;
    struct sk_zbar_scan *zbar[2]; /* by density 1 and 2 */
    struct sk_symbols from_zbar;
    struct helper helper;
};

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
        helper->err = (helper->thorough ? sk_qr_pass_thorough : sk_qr_pass_quick)(
            decoder->qr, helper->grey, &budget, &helper->symbols);
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
                bool thorough) {
    pthread_mutex_lock(&helper->lock);
    helper->thorough = thorough;
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
        err = sk_qr_pass_create(&decoder->qr);
    }
    for (int i = 0; i < 2 && !err; i++) {
        err = sk_zbar_scan_create(&decoder->zbar[i], options->symbologies, i + 1, i + 1);
    }
    if (err) {
        sk_fail(info, err, "the decoder could not be made: %s", sk_err_name(err));
        goto fail;
    }
    if (options->two_threads && options->symbologies & SK_SYMBOLOGY_BIT(SK_SYMBOLOGY_QR)) {
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
    sk_zbar_scan_destroy(decoder->zbar[0]);
    sk_zbar_scan_destroy(decoder->zbar[1]);
    free(decoder);
}

/* zbar's count of agreeing lines must reach what votes.h asks of our own. */
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

/* Both passes once, side by side where there is a second thread. What the slower of them took is
 * taken from the budget. */
static enum sk_err run_passes(struct sk_decoder *decoder, const struct sk_grey *grey,
                              struct sk_budget *budget, bool thorough, struct sk_symbols *out) {
    struct helper *helper = &decoder->helper;
    int64_t before_us = sk_budget_used_us(budget);
    if (helper->is_running) {
        ask(helper, grey, budget, thorough);
    }
    enum sk_err err = (thorough ? sk_linear_pass_thorough
                                : sk_linear_pass_quick)(decoder->linear, grey, budget, out);
    if (helper->is_running) {
        await(helper);
        int64_t ahead_us = helper->used_us - (sk_budget_used_us(budget) - before_us);
        budget->cpu_end_us -= ahead_us > 0 ? ahead_us : 0;
        append(out, &helper->symbols);
        return err ? err : helper->err;
    }
    if (!err && decoder->options.symbologies & SK_SYMBOLOGY_BIT(SK_SYMBOLOGY_QR)) {
        err = (thorough ? sk_qr_pass_thorough : sk_qr_pass_quick)(decoder->qr, grey, budget, out);
    }
    return err;
}

enum sk_err sk_decoder_look(struct sk_decoder *decoder, const struct sk_grey *grey, bool thorough,
                            int budget_ms, struct sk_symbols *out) {
    int64_t budget_us = (int64_t)budget_ms * 1000;
    struct sk_budget budget = sk_budget_of(budget_us, budget_us * SK_DECODE_PATIENCE_PERCENT / 100);
    out->count = 0;
    enum sk_err err = run_passes(decoder, grey, &budget, false, out);
    if (!err && thorough && out->count == 0) {
        err = run_passes(decoder, grey, &budget, true, out);
    }
    if (!err && ((thorough && out->count == 0) || decoder->options.symbologies & ZBAR_ONLY)) {
        err = run_zbar(decoder, grey, &budget, out);
    }
    return err;
}

enum sk_err sk_decoder_run(struct sk_decoder *decoder, const struct sk_grey *grey,
                           struct sk_symbols *out) {
    return sk_decoder_look(decoder, grey, true, decoder->options.budget_ms, out);
}
