#include "input/camera/agree.h"

#include "input/camera/joiner.h"

#include <string.h>

/* What a symbol is, and by which text it is known from frame to frame. */
struct seen {
    enum sk_label_kind kind;
    const char *text; /* of the label or of the symbol */
    size_t length;
    struct sk_label label;
};

void sk_agree_init(struct sk_agree *agree, const struct sk_label_rules *rules, sk_ms rearm,
                   sk_ms patience, int weak_frames) {
    *agree = (struct sk_agree){
        .rules = rules, .rearm = rearm, .patience = patience, .weak_frames = weak_frames
    };
}

/* Symbologies without a mandatory check character. */
static bool is_weak(enum sk_symbology symbology) {
    return symbology == SK_SYMBOLOGY_CODE39 || symbology == SK_SYMBOLOGY_ITF ||
           symbology == SK_SYMBOLOGY_CODABAR;
}

/* These are sent; of the others only a sentence comes. */
static bool is_sent(enum sk_label_kind kind) {
    return kind == SK_LABEL_SERIAL || kind == SK_LABEL_INSTANCE;
}

static bool is_good(enum sk_label_kind kind) {
    return is_sent(kind) || kind == SK_LABEL_COMMAND || kind == SK_LABEL_BADGE;
}

/* On a box beside the label: nobody meant to scan it. */
static bool is_beside(enum sk_label_kind kind) {
    return kind == SK_LABEL_MODEL || kind == SK_LABEL_MASKED || kind == SK_LABEL_SEVERAL ||
           kind == SK_LABEL_WRONG_SYMBOLOGY;
}

static void recognise(const struct sk_agree *agree, const struct sk_symbol *symbol,
                      struct seen *seen) {
    struct sk_scan scan = { .symbology = symbol->symbology, .source = SK_SOURCE_CAMERA };
    *seen =
        (struct seen){ .kind = SK_LABEL_UNKNOWN, .text = symbol->text, .length = symbol->length };
    if (symbol->length > SK_AGREE_TEXT_MAX || symbol->use != SK_SYMBOL_TEXT ||
        sk_joiner_is_part(symbol)) {
        return;
    }
    sk_scan_set_text(&scan, symbol->text, symbol->length);
    sk_label_classify(agree->rules, &scan, &seen->label);
    seen->kind = seen->label.kind;
    if (is_sent(seen->kind)) {
        seen->text = seen->label.text;
        seen->length = strlen(seen->label.text);
    }
}

static bool is_text(const struct seen *seen, const char *text, size_t length) {
    return seen->kind != SK_LABEL_UNKNOWN && seen->length == length &&
           memcmp(seen->text, text, length) == 0;
}

static bool shows(const struct seen *seen, int count, const char *text, size_t length) {
    for (int i = 0; i < count; i++) {
        if (is_text(&seen[i], text, length)) {
            return true;
        }
    }
    return false;
}

/* Labels that are not in this frame begin to be missing, or have been missing long enough. */
static void forget_missing(struct sk_agree *agree, const struct seen *seen, int count, sk_ms now) {
    for (int i = 0; i < agree->count;) {
        if (shows(seen, count, agree->item[i].text, agree->item[i].length)) {
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

static int find(const struct sk_agree *agree, const struct seen *seen) {
    for (int i = 0; i < agree->count; i++) {
        if (is_text(seen, agree->item[i].text, agree->item[i].length)) {
            return i;
        }
    }
    return -1;
}

/* The entry of the text, made if there is none; it replaces the one seen longest ago. */
static int place_of(struct sk_agree *agree, const struct seen *seen, sk_ms now) {
    int at = find(agree, seen);
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
    memcpy(agree->item[at].text, seen->text, seen->length);
    agree->item[at].length = seen->length;
    agree->item[at].first_at = now;
    return at;
}

static bool has_rival(const struct seen *seen, int count, int index) {
    for (int k = 0; k < count; k++) {
        if (seen[k].kind == seen[index].kind &&
            !is_text(&seen[index], seen[k].text, seen[k].length)) {
            return is_sent(seen[index].kind);
        }
    }
    return false;
}

static enum sk_agree_verdict judge(struct sk_agree *agree, const struct sk_symbol *symbol,
                                   const struct seen *seen, sk_ms now) {
    if (is_beside(seen->kind) && agree->has_good && now - agree->good_at < agree->rearm) {
        return SK_AGREE_FOREIGN;
    }
    int at = place_of(agree, seen, now);
    agree->item[at].seen_at = now;
    agree->item[at].frames++;
    if (agree->item[at].taken) {
        return SK_AGREE_IN_VIEW;
    }
    if (agree->item[at].frames < (is_weak(symbol->symbology) ? agree->weak_frames : 1) ||
        (is_beside(seen->kind) && now - agree->item[at].first_at < agree->patience)) {
        return SK_AGREE_WAIT;
    }
    agree->item[at].taken = true;
    return SK_AGREE_TAKE;
}

bool sk_agree_frame(struct sk_agree *agree, const struct sk_symbols *symbols, sk_ms now,
                    enum sk_agree_verdict verdicts[SK_SYMBOLS_MAX]) {
    struct seen seen[SK_SYMBOLS_MAX];
    bool refused = false;
    for (int i = 0; i < symbols->count; i++) {
        recognise(agree, &symbols->item[i], &seen[i]);
        if (is_good(seen[i].kind)) {
            agree->has_good = true;
            agree->good_at = now;
        }
    }
    forget_missing(agree, seen, symbols->count, now);
    for (int i = 0; i < symbols->count; i++) {
        if (seen[i].kind == SK_LABEL_UNKNOWN) {
            verdicts[i] = sk_joiner_is_part(&symbols->item[i]) ? SK_AGREE_PART : SK_AGREE_FOREIGN;
        } else if (has_rival(seen, symbols->count, i)) {
            verdicts[i] = SK_AGREE_REFUSED;
            refused = true;
        } else {
            verdicts[i] = judge(agree, &symbols->item[i], &seen[i], now);
        }
    }
    return refused;
}

void sk_agree_forget(struct sk_agree *agree, const struct sk_symbol *symbol) {
    struct seen seen;
    recognise(agree, symbol, &seen);
    int at = find(agree, &seen);
    if (at >= 0) {
        agree->item[at].taken = false;
    }
}
