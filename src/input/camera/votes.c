#include "input/camera/votes.h"

#include <math.h>
#include <string.h>

/* Leads of the worst character over its runner-up (linear.h) that count as clear. */
static const float MARGIN_CLEAR = 0.15f;
static const float MARGIN_FAIR = 0.03f;

/* Mean correlations (linear.h) below which a line counts little: blur so strong that narrow and
 * wide look alike misleads all lines in the same way. */
static const float QUALITY_FAIR = 0.90f;
static const float CODE39_QUALITY_FAIR = 0.92f;
static const float WEIGHT_POOR = 0.4f;

static const float CODE128_WEIGHT = 2.0f;
static const float CODE39_WEIGHT = 3.0f;
/* Code 39 this short is found by chance in text and texture. */
static const float CODE39_SHORT_WEIGHT = 6.0f;
static const size_t CODE39_SHORT = 4;

/* Pixels that two labels are apart at least; lines of one label touch. */
static const float GAP_MIN = 2.0f;

/* Share of a text's weight that a text like it at the same place may have. */
static const float RIVAL_MAX = 0.34f;

static bool same(const struct sk_linear_read *a, const struct sk_linear_read *b) {
    return a->symbology == b->symbology && a->use == b->use && a->length == b->length &&
           memcmp(a->text, b->text, a->length) == 0;
}

static float weight_of(const struct sk_linear_read *read) {
    float fair = read->symbology == SK_SYMBOLOGY_CODE39 ? CODE39_QUALITY_FAIR : QUALITY_FAIR;
    if (read->quality < fair) {
        return WEIGHT_POOR;
    }
    if (read->margin >= MARGIN_CLEAR) {
        return 1.5f;
    }
    return read->margin >= MARGIN_FAIR ? 1.0f : WEIGHT_POOR;
}

static float dot(struct sk_point from, struct sk_point to, struct sk_point axis) {
    return (to.x - from.x) * axis.x + (to.y - from.y) * axis.y;
}

/* Makes the outline reach over the other one, too, along the bars. */
static void extend(struct sk_point outline[4], const struct sk_point other[4]) {
    struct sk_point down = { outline[3].x - outline[0].x, outline[3].y - outline[0].y };
    if (dot(outline[0], other[0], down) < 0) {
        outline[0] = other[0];
        outline[1] = other[1];
    }
    if (dot(outline[3], other[3], down) > 0) {
        outline[2] = other[2];
        outline[3] = other[3];
    }
}

void sk_votes_add(struct sk_votes *votes, const struct sk_linear_read *read,
                  const struct sk_point outline[4]) {
    struct sk_vote *vote = NULL;
    votes->lines++;
    for (int i = 0; i < votes->count; i++) {
        if (same(&votes->item[i].read, read)) {
            vote = &votes->item[i];
        }
    }
    if (!vote) {
        if (votes->count == SK_VOTES_MAX) {
            return;
        }
        vote = &votes->item[votes->count++];
        *vote = (struct sk_vote){ .read = *read };
        memcpy(vote->outline, outline, sizeof(vote->outline));
    }
    extend(vote->outline, outline);
    vote->lines++;
    vote->weight += weight_of(read);
    if (read->margin > vote->read.margin) {
        vote->read = *read;
    }
}

/* Whether a line square to one side of `a` lies between the two. */
static bool has_gap(const struct sk_point a[4], const struct sk_point b[4]) {
    for (int side = 0; side < 4; side++) {
        struct sk_point from = a[side];
        struct sk_point to = a[(side + 1) % 4];
        struct sk_point across = { to.y - from.y, from.x - to.x };
        float length = hypotf(across.x, across.y);
        if (length < 0.01f) {
            continue;
        }
        float a_low = 1e9f;
        float a_high = -1e9f;
        float b_low = 1e9f;
        float b_high = -1e9f;
        for (int i = 0; i < 4; i++) {
            float at = dot(from, a[i], across) / length;
            a_low = fminf(a_low, at);
            a_high = fmaxf(a_high, at);
            at = dot(from, b[i], across) / length;
            b_low = fminf(b_low, at);
            b_high = fmaxf(b_high, at);
        }
        if (b_low - a_high > GAP_MIN || a_low - b_high > GAP_MIN) {
            return true;
        }
    }
    return false;
}

/* Of the same length and with at most half of the characters different: two readings of the same
 * bars rather than two labels. */
static bool alike(const struct sk_linear_read *a, const struct sk_linear_read *b) {
    if (a->symbology != b->symbology || a->length != b->length) {
        return false;
    }
    size_t different = 0;
    for (size_t i = 0; i < a->length; i++) {
        different += a->text[i] != b->text[i];
    }
    return different * 2 <= a->length;
}

bool sk_votes_believed(const struct sk_votes *votes, int index) {
    const struct sk_vote *vote = &votes->item[index];
    float need = CODE128_WEIGHT;
    if (vote->read.symbology == SK_SYMBOLOGY_CODE39) {
        need = vote->read.length < CODE39_SHORT ? CODE39_SHORT_WEIGHT : CODE39_WEIGHT;
    }
    if (vote->lines < 2 || vote->weight < need) {
        return false;
    }
    for (int i = 0; i < votes->count; i++) {
        if (i != index && alike(&votes->item[i].read, &vote->read) &&
            votes->item[i].weight > RIVAL_MAX * vote->weight &&
            !has_gap(vote->outline, votes->item[i].outline) &&
            !has_gap(votes->item[i].outline, vote->outline)) {
            return false;
        }
    }
    return true;
}

static bool has(const struct sk_symbols *symbols, const struct sk_linear_read *read) {
    for (int i = 0; i < symbols->count; i++) {
        const struct sk_symbol *symbol = &symbols->item[i];
        if (symbol->symbology == read->symbology && symbol->use == read->use &&
            symbol->length == read->length && memcmp(symbol->text, read->text, read->length) == 0) {
            return true;
        }
    }
    return false;
}

void sk_votes_settle(const struct sk_votes *votes, struct sk_symbols *symbols) {
    for (int i = 0; i < votes->count && symbols->count < SK_SYMBOLS_MAX; i++) {
        const struct sk_vote *vote = &votes->item[i];
        if (!sk_votes_believed(votes, i) || has(symbols, &vote->read)) {
            continue;
        }
        struct sk_symbol *symbol = &symbols->item[symbols->count++];
        symbol->symbology = vote->read.symbology;
        symbol->use = vote->read.use;
        symbol->gs1 = vote->read.gs1;
        symbol->sequence = (struct sk_symbol_sequence){ 0 };
        symbol->is_raw = false;
        symbol->length = vote->read.length;
        symbol->votes = vote->lines;
        memcpy(symbol->outline, vote->outline, sizeof(symbol->outline));
        memcpy(symbol->text, vote->read.text, vote->read.length + 1);
    }
}
