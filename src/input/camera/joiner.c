#include "input/camera/joiner.h"

#include <string.h>

void sk_joiner_init(struct sk_joiner *joiner, const struct sk_joiner_rules *rules) {
    *joiner = (struct sk_joiner){ .rules = *rules };
}

bool sk_joiner_is_part(const struct sk_symbol *symbol) {
    return symbol->sequence.count > 1;
}

static bool is_usable(const struct sk_symbol *symbol) {
    const struct sk_symbol_sequence *sequence = &symbol->sequence;
    return sequence->count > 1 && sequence->count <= SK_JOINER_PARTS && sequence->index >= 1 &&
           sequence->index <= sequence->count && symbol->length > 0 &&
           symbol->length <= SK_JOINER_PART_MAX;
}

static bool is_of(const struct sk_joiner_set *set, const struct sk_symbol *symbol) {
    return set->symbology == symbol->symbology && set->sequence.count == symbol->sequence.count &&
           set->sequence.id == symbol->sequence.id && is_usable(symbol);
}

static struct sk_joiner_part *place_of(struct sk_joiner_set *set, const struct sk_symbol *symbol) {
    return &set->part[symbol->sequence.index - 1];
}

static bool says(const struct sk_joiner_part *part, const struct sk_symbol *symbol) {
    return part->length == symbol->length && memcmp(part->text, symbol->text, part->length) == 0;
}

static void forget_parts(struct sk_joiner_set *set, sk_ms now) {
    for (int i = 0; i < SK_JOINER_PARTS; i++) {
        set->part[i].length = 0;
    }
    set->is_whole = set->is_told = false;
    set->since = now;
}

static bool has_any(const struct sk_joiner_set *set) {
    for (int i = 0; i < SK_JOINER_PARTS; i++) {
        if (set->part[i].length > 0) {
            return true;
        }
    }
    return false;
}

static void forget_old(struct sk_joiner *joiner, sk_ms now) {
    for (int i = 0; i < SK_JOINER_SETS; i++) {
        struct sk_joiner_set *set = &joiner->set[i];
        sk_ms limit = set->is_whole ? joiner->rules.joined : joiner->rules.part;
        if (set->sequence.count > 0 && now - set->seen_at >= limit) {
            set->sequence.count = 0;
        }
    }
}

/* The set of the symbol, made if there is none; it replaces the one seen longest ago. */
static struct sk_joiner_set *set_of(struct sk_joiner *joiner, const struct sk_symbol *symbol,
                                    sk_ms now) {
    struct sk_joiner_set *oldest = &joiner->set[0];
    for (int i = 0; i < SK_JOINER_SETS; i++) {
        struct sk_joiner_set *set = &joiner->set[i];
        if (is_of(set, symbol)) {
            return set;
        }
        bool is_older = set->sequence.count == 0 ||
                        (oldest->sequence.count > 0 && set->seen_at < oldest->seen_at);
        oldest = is_older ? set : oldest;
    }
    oldest->symbology = symbol->symbology;
    oldest->sequence = symbol->sequence;
    forget_parts(oldest, now);
    return oldest;
}

/* The frame shows two different codes in one place of the set: nobody knows which one is meant. */
static bool is_contradictory(const struct sk_joiner_set *set, const struct sk_symbols *symbols) {
    for (int i = 0; i < symbols->count; i++) {
        for (int k = 0; k < i; k++) {
            const struct sk_symbol *a = &symbols->item[i];
            const struct sk_symbol *b = &symbols->item[k];
            if (is_of(set, a) && is_of(set, b) && a->sequence.index == b->sequence.index &&
                !sk_symbol_is_same(a, b)) {
                return true;
            }
        }
    }
    return false;
}

static bool shows_all(struct sk_joiner_set *set, const struct sk_symbols *symbols) {
    unsigned shown = 0;
    for (int i = 0; i < symbols->count; i++) {
        if (is_of(set, &symbols->item[i])) {
            shown |= 1u << (symbols->item[i].sequence.index - 1);
        }
    }
    return shown == (1u << set->sequence.count) - 1;
}

static bool differs(struct sk_joiner_set *set, const struct sk_symbols *symbols) {
    for (int i = 0; i < symbols->count; i++) {
        const struct sk_symbol *symbol = &symbols->item[i];
        if (is_of(set, symbol) && place_of(set, symbol)->length > 0 &&
            !says(place_of(set, symbol), symbol)) {
            return true;
        }
    }
    return false;
}

static void take_parts(struct sk_joiner_set *set, const struct sk_symbols *symbols, sk_ms now) {
    for (int i = 0; i < symbols->count; i++) {
        const struct sk_symbol *symbol = &symbols->item[i];
        if (!is_of(set, symbol) || place_of(set, symbol)->length > 0) {
            continue;
        }
        struct sk_joiner_part *part = place_of(set, symbol);
        part->length = symbol->length;
        part->parity = symbol->parity;
        part->is_raw = symbol->is_raw;
        part->gs1 = symbol->gs1;
        memcpy(part->text, symbol->text, symbol->length);
        set->is_told = false;
        set->since = now;
    }
}

static bool is_complete(const struct sk_joiner_set *set) {
    for (int i = 0; i < set->sequence.count; i++) {
        if (set->part[i].length == 0) {
            return false;
        }
    }
    return true;
}

static bool has_parity(const struct sk_joiner_set *set) {
    unsigned parity = 0;
    for (int i = 0; i < set->sequence.count; i++) {
        parity ^= set->part[i].parity;
    }
    return set->symbology != SK_SYMBOLOGY_QR || parity == set->sequence.id;
}

/* Brings the set up to date with the frame; is_whole says what came of it. */
static void update(struct sk_joiner_set *set, const struct sk_symbols *symbols, sk_ms now) {
    set->seen_at = now;
    if (is_contradictory(set, symbols)) {
        if (has_any(set)) {
            forget_parts(set, now);
        }
        return;
    }
    if (differs(set, symbols)) {
        forget_parts(set, now);
    }
    take_parts(set, symbols, now);
    if (!set->is_whole && is_complete(set)) {
        set->is_whole = has_parity(set);
        if (!set->is_whole && !shows_all(set, symbols)) { /* an older part is of another set */
            forget_parts(set, now);
            take_parts(set, symbols, now);
        }
    }
}

/* The parts' texts one after the other; those that nobody declared an encoding for are settled
 * together. False: there is no room for so much. */
static bool string_together(const struct sk_joiner *joiner, const struct sk_joiner_set *set,
                            struct sk_symbol *symbol) {
    size_t raw_from = 0;
    symbol->length = 0;
    for (int i = 0; i < set->sequence.count; i++) {
        const struct sk_joiner_part *part = &set->part[i];
        if (!part->is_raw && sk_charset_settle(symbol, raw_from, joiner->rules.encoding)) {
            return false;
        }
        if (part->length > SK_SYMBOL_TEXT_MAX - symbol->length) {
            return false;
        }
        memcpy(symbol->text + symbol->length, part->text, part->length);
        symbol->length += part->length;
        symbol->text[symbol->length] = '\0';
        raw_from = part->is_raw ? raw_from : symbol->length;
    }
    return sk_charset_settle(symbol, raw_from, joiner->rules.encoding) == SK_OK;
}

/* Makes the part the whole. False: it is too long, and the part is as it was. */
static bool join(const struct sk_joiner *joiner, const struct sk_joiner_set *set,
                 struct sk_symbol *symbol) {
    if (!string_together(joiner, set, symbol)) {
        const struct sk_joiner_part *part = &set->part[symbol->sequence.index - 1];
        memcpy(symbol->text, part->text, part->length);
        symbol->text[part->length] = '\0';
        symbol->length = part->length;
        return false;
    }
    symbol->gs1 = set->part[0].gs1;
    symbol->sequence = (struct sk_symbol_sequence){ 0 };
    symbol->is_raw = false;
    return true;
}

/* The whole text in the place of the set's first part in the frame; the others go. */
static void replace(const struct sk_joiner *joiner, const struct sk_joiner_set *set,
                    struct sk_symbols *symbols) {
    int kept = 0;
    bool is_joined = false;
    for (int i = 0; i < symbols->count; i++) {
        if (is_of(set, &symbols->item[i])) {
            if (is_joined) {
                continue;
            }
            is_joined = join(joiner, set, &symbols->item[i]);
        }
        if (kept != i) {
            symbols->item[kept] = symbols->item[i];
        }
        kept++;
    }
    symbols->count = kept;
}

static int tell(struct sk_joiner *joiner, const struct sk_symbols *symbols, sk_ms now) {
    for (int i = 0; i < symbols->count; i++) {
        for (int k = 0; k < SK_JOINER_SETS; k++) {
            struct sk_joiner_set *set = &joiner->set[k];
            if (is_of(set, &symbols->item[i]) && !set->is_told &&
                now - set->since >= joiner->rules.tell) {
                set->is_told = true;
                return i;
            }
        }
    }
    return -1;
}

int sk_joiner_frame(struct sk_joiner *joiner, struct sk_symbols *symbols, sk_ms now) {
    forget_old(joiner, now);
    for (int i = 0; i < symbols->count; i++) {
        if (is_usable(&symbols->item[i])) {
            struct sk_joiner_set *set = set_of(joiner, &symbols->item[i], now);
            update(set, symbols, now);
            if (set->is_whole) {
                replace(joiner, set, symbols);
            }
        }
    }
    return tell(joiner, symbols, now);
}
