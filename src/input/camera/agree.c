#include "input/camera/agree.h"

#include <string.h>

void sk_agree_init(struct sk_agree *agree, const struct sk_label_rules *rules, sk_ms rearm,
                   int weak_frames) {
    *agree = (struct sk_agree){ .rules = rules, .rearm = rearm, .weak_frames = weak_frames };
}

/* Symbologies without a mandatory check character. */
static bool is_weak(enum sk_symbology symbology) {
    return symbology == SK_SYMBOLOGY_CODE39 || symbology == SK_SYMBOLOGY_ITF ||
           symbology == SK_SYMBOLOGY_CODABAR;
}

static bool shows(const struct sk_symbols *symbols, const char *text, size_t length) {
    for (int i = 0; i < symbols->count; i++) {
        if (symbols->item[i].length == length && memcmp(symbols->item[i].text, text, length) == 0) {
            return true;
        }
    }
    return false;
}

/* Labels that are not in this frame begin to be missing, or have been missing long enough. */
static void forget_missing(struct sk_agree *agree, const struct sk_symbols *symbols, sk_ms now) {
    for (int i = 0; i < agree->count;) {
        if (shows(symbols, agree->item[i].text, agree->item[i].length)) {
            agree->item[i].missing = false;
        } else if (!agree->item[i].missing) {
            agree->item[i].missing = true;
            agree->item[i].missing_at = now;
        } else if (now - agree->item[i].missing_at >= agree->rearm) {
            agree->item[i] = agree->item[--agree->count];
            continue;
        }
        i++;
    }
}

static int find(const struct sk_agree *agree, const struct sk_symbol *symbol) {
    for (int i = 0; i < agree->count; i++) {
        if (agree->item[i].length == symbol->length &&
            memcmp(agree->item[i].text, symbol->text, symbol->length) == 0) {
            return i;
        }
    }
    return -1;
}

/* The entry of the symbol's text, made if there is none; it replaces the one seen longest ago. */
static int place_of(struct sk_agree *agree, const struct sk_symbol *symbol) {
    int at = find(agree, symbol);
    if (at >= 0) {
        return at;
    }
    if (agree->count < SK_AGREE_TEXTS_MAX) {
        at = agree->count++;
    } else {
        at = 0;
        for (int i = 1; i < agree->count; i++) {
            at = agree->item[i].seen_at < agree->item[at].seen_at ? i : at;
        }
    }
    memset(&agree->item[at], 0, sizeof(agree->item[at]));
    memcpy(agree->item[at].text, symbol->text, symbol->length);
    agree->item[at].length = symbol->length;
    return at;
}

static enum sk_label_kind kind_of(const struct sk_agree *agree, const struct sk_symbol *symbol) {
    struct sk_scan scan = { .symbology = symbol->symbology, .source = SK_SOURCE_CAMERA };
    struct sk_label label;
    if (symbol->length > SK_AGREE_TEXT_MAX) {
        return SK_LABEL_UNKNOWN;
    }
    sk_scan_set_text(&scan, symbol->text, symbol->length);
    sk_label_classify(agree->rules, &scan, &label);
    return label.kind;
}

static bool same_text(const struct sk_symbol *a, const struct sk_symbol *b) {
    return a->length == b->length && memcmp(a->text, b->text, a->length) == 0;
}

bool sk_agree_frame(struct sk_agree *agree, const struct sk_symbols *symbols, sk_ms now,
                    enum sk_agree_verdict verdicts[SK_SYMBOLS_MAX]) {
    enum sk_label_kind kinds[SK_SYMBOLS_MAX];
    bool refused = false;
    forget_missing(agree, symbols, now);
    for (int i = 0; i < symbols->count; i++) {
        kinds[i] = kind_of(agree, &symbols->item[i]);
    }
    for (int i = 0; i < symbols->count; i++) {
        const struct sk_symbol *symbol = &symbols->item[i];
        verdicts[i] = SK_AGREE_FOREIGN;
        if (kinds[i] == SK_LABEL_UNKNOWN) {
            continue;
        }
        bool rival = false;
        for (int k = 0; k < symbols->count; k++) {
            rival = rival || (kinds[k] == kinds[i] && !same_text(symbol, &symbols->item[k]));
        }
        if (rival && (kinds[i] == SK_LABEL_SERIAL || kinds[i] == SK_LABEL_INSTANCE)) {
            verdicts[i] = SK_AGREE_REFUSED;
            refused = true;
            continue;
        }
        int at = place_of(agree, symbol);
        agree->item[at].seen_at = now;
        agree->item[at].frames++;
        if (agree->item[at].taken) {
            verdicts[i] = SK_AGREE_IN_VIEW;
        } else if (agree->item[at].frames < (is_weak(symbol->symbology) ? agree->weak_frames : 1)) {
            verdicts[i] = SK_AGREE_WAIT;
        } else {
            verdicts[i] = SK_AGREE_TAKE;
            agree->item[at].taken = true;
        }
    }
    return refused;
}

void sk_agree_forget(struct sk_agree *agree, const struct sk_symbol *symbol) {
    int at = find(agree, symbol);
    if (at >= 0) {
        agree->item[at].taken = false;
    }
}
