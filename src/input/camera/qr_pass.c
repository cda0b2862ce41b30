#include "input/camera/qr_pass.h"

#include "input/camera/binary.h"
#include "input/camera/halve.h"
#include "input/camera/qr_code.h"
#include "input/camera/qr_equalize.h"
#include "input/camera/qr_find.h"
#include "input/camera/qr_fit.h"
#include "input/camera/qr_pair.h"

#include "base/util.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    TRIES = 6,         /* triples of one look at the picture that are fitted */
    LEVELS = 3,        /* the picture, and in a half and a quarter of the size */
    SIDE_MIN = 24,     /* pixels; nothing legible fits into less */
    PAIR_FINDERS = 8,  /* of which pairs are made */
    PAIRS_MAX = 24,    /* that are tried in one picture */
    TURNS = 6,         /* in which a finder is compared */
    BLURRED_MAX = 10,  /* grids of one picture whose blur is undone */
    SIDE_BLURRED = 81, /* modules; blurred codes of more are left alone, as it takes long */
    SHARPEN_REACH = 4,
    SHARPEN_STRENGTH = 4,
};

/* What the worst finder of a triple must agree with its picture, and how much the odd shape of a
 * triple counts against it. */
static const float FINDER_MIN = 0.35f;
static const float DOUBT_SHARE = 0.25f;
/* Agreement with the fixed modules from which reading is tried. */
static const float AGREEMENT_MIN = 0.42f;
/* How much something must look like a finder for a code to be searched with all means. */
static const float EVIDENCE_MIN = 0.65f;
/* By so much less in a sharpened picture: noise is sharpened, too. */
static const float EVIDENCE_LESS = 0.05f;
/* The same where only undoing the blur may help. */
static const float AGREEMENT_BLURRED = 0.55f;

struct sk_qr_pass {
    enum sk_charset encoding;
    struct sk_grey level[LEVELS]; /* level[0] is a view */
    int levels_made;              /* of this picture */
    struct sk_grey filtered;
    struct sk_binary binary;
    float brightness[SK_QR_SIDE_MAX * SK_QR_SIDE_MAX];
    struct sk_qr_grid grid;
    struct sk_qr_grid flipped;
    struct sk_qr_equalizer equalizer;
    struct sk_symbol symbol;
    float evidence; /* how much anything looked like a finder in the quick looks */
    int blurred_count;
    struct {
        int side;
        struct sk_point at[4];
    } blurred[BLURRED_MAX]; /* grids whose blur was undone, in vain */
    int tried_count;
    struct sk_point tried[PAIRS_MAX][2]; /* places of pairs of finders */
};

enum sk_err sk_qr_pass_create(struct sk_qr_pass **out, enum sk_charset encoding) {
    struct sk_qr_pass *pass = calloc(1, sizeof(*pass));
    if (!pass) {
        return SK_ERR_NOMEM;
    }
    pass->encoding = encoding;
    *out = pass;
    return SK_OK;
}

void sk_qr_pass_destroy(struct sk_qr_pass *pass) {
    if (!pass) {
        return;
    }
    for (int i = 1; i < LEVELS; i++) {
        sk_grey_finish(&pass->level[i]);
    }
    sk_grey_finish(&pass->filtered);
    sk_binary_finish(&pass->binary);
    free(pass);
}

static void flip(const struct sk_qr_grid *grid, struct sk_qr_grid *out) {
    out->side = grid->side;
    for (int y = 0; y < grid->side; y++) {
        for (int x = 0; x < grid->side; x++) {
            out->dark[y * grid->side + x] = grid->dark[x * grid->side + y];
        }
    }
}

/* The same grid was tried before, in another look at the picture: it lies where that one did. */
static bool is_known_blur(struct sk_qr_pass *pass, const struct sk_qr_map *map, float scale) {
    struct sk_point at[4];
    float near = 0;
    for (int i = 0; i < 4; i++) {
        at[i] = (struct sk_point){ map->p[i].x * scale, map->p[i].y * scale };
        near = fmaxf(near, fabsf(at[i].x - at[0].x) + fabsf(at[i].y - at[0].y));
    }
    near /= (float)(map->side - 7); /* a module */
    for (int i = 0; i < pass->blurred_count; i++) {
        bool is_same = pass->blurred[i].side == map->side;
        for (int k = 0; k < 4; k++) {
            is_same = is_same && fabsf(pass->blurred[i].at[k].x - at[k].x) < near &&
                      fabsf(pass->blurred[i].at[k].y - at[k].y) < near;
        }
        if (is_same) {
            return true;
        }
    }
    if (pass->blurred_count == BLURRED_MAX) {
        return true;
    }
    pass->blurred[pass->blurred_count].side = map->side;
    memcpy(pass->blurred[pass->blurred_count++].at, at, sizeof(at));
    return false;
}

/* With the neighbours' part in each module undone: slower, and better where there is blur. */
static bool read_blurred(struct sk_qr_pass *pass, const struct sk_grey *grey,
                         const struct sk_qr_map *map, float scale) {
    static const struct {
        bool is_uneven, has_guess;
    } ways[] = { { false, false }, { true, false }, { true, true } };
    if (map->agreement < AGREEMENT_BLURRED || map->side > SIDE_BLURRED ||
        is_known_blur(pass, map, scale)) {
        return false;
    }
    sk_qr_sample(grey, map, pass->brightness);
    for (size_t i = 0; i < SK_ARRAY_LEN(ways); i++) {
        const struct sk_qr_grid *guess = ways[i].has_guess ? &pass->grid : NULL;
        if (guess) {
            sk_qr_decide(pass->brightness, map->side, 0.4f, 4, &pass->grid);
        }
        if (sk_qr_equalize(&pass->equalizer, pass->brightness, map->side, ways[i].is_uneven, guess,
                           &pass->grid) &&
            sk_qr_read(&pass->grid, pass->encoding, &pass->symbol) == SK_OK) {
            return true;
        }
    }
    return false;
}

/* Several ways of telling dark from light; a wrong one fails the error correction. */
static bool read_map(struct sk_qr_pass *pass, const struct sk_grey *grey,
                     const struct sk_qr_map *map) {
    static const struct {
        float sharpen;
        int reach;
    } ways[] = { { 0, 4 }, { 0.4f, 4 }, { 0.8f, 4 }, { 0.3f, 200 }, { 0.3f, 2 } };
    sk_qr_sample(grey, map, pass->brightness);
    for (size_t i = 0; i < SK_ARRAY_LEN(ways); i++) {
        sk_qr_decide(pass->brightness, map->side, ways[i].sharpen, ways[i].reach, &pass->grid);
        if (sk_qr_read(&pass->grid, pass->encoding, &pass->symbol) == SK_OK) {
            return true;
        }
        /* Seen from behind, or in a mirror. */
        flip(&pass->grid, &pass->flipped);
        if (i == 0 && sk_qr_read(&pass->flipped, pass->encoding, &pass->symbol) == SK_OK) {
            return true;
        }
    }
    return false;
}

static void add_symbol(struct sk_qr_pass *pass, const struct sk_qr_map *map, float scale,
                       struct sk_symbols *symbols) {
    const float side = (float)map->side;
    const float corner[4][2] = { { 0, 0 }, { side, 0 }, { side, side }, { 0, side } };
    struct sk_symbol *symbol = &pass->symbol;
    for (int i = 0; i < 4; i++) {
        struct sk_point at = sk_qr_map_at(map, corner[i][0], corner[i][1]);
        symbol->outline[i] = (struct sk_point){ at.x * scale, at.y * scale };
    }
    for (int i = 0; i < symbols->count; i++) {
        if (sk_symbol_is_same(&symbols->item[i], symbol)) {
            return;
        }
    }
    if (symbols->count < SK_SYMBOLS_MAX) {
        symbols->item[symbols->count++] = *symbol;
    }
}

static bool shares_finder(const struct sk_qr_triple *a, const struct sk_qr_triple *b) {
    const struct sk_qr_finder *fa[3] = { &a->corner, &a->right, &a->below };
    const struct sk_qr_finder *fb[3] = { &b->corner, &b->right, &b->below };
    for (int i = 0; i < 9; i++) {
        if (fa[i / 3]->x == fb[i % 3]->x && fa[i / 3]->y == fb[i % 3]->y) {
            return true;
        }
    }
    return false;
}

static bool try_triple(struct sk_qr_pass *pass, const struct sk_grey *grey, float scale,
                       const struct sk_qr_triple *triple, const struct sk_budget *budget,
                       struct sk_symbols *symbols) {
    int sides[SK_QR_SIDES_MAX];
    int count = sk_qr_sides(grey, triple, sides);
    struct sk_qr_map best = { .agreement = -2 };
    for (int i = 0; i < count && sk_budget_left_us(budget) > 0; i++) {
        struct sk_qr_map map = sk_qr_fit(grey, triple, sides[i]);
        if (map.agreement >= AGREEMENT_MIN && read_map(pass, grey, &map)) {
            add_symbol(pass, &map, scale, symbols);
            return true;
        }
        best = map.agreement > best.agreement ? map : best;
    }
    if (sk_budget_left_us(budget) > 0 && read_blurred(pass, grey, &best, scale)) {
        add_symbol(pass, &best, scale, symbols);
        return true;
    }
    return false;
}

/* Drops the triples whose finders do not look like ones and puts the best first. */
static int sort_triples(const struct sk_grey *grey, struct sk_qr_triple *triples, int count) {
    float merit[SK_QR_TRIPLES_MAX];
    int kept = 0;
    for (int i = 0; i < count; i++) {
        struct sk_qr_triple triple = triples[i];
        float agree = sk_qr_finders_agree(grey, &triple);
        if (agree < FINDER_MIN) {
            continue;
        }
        float own = agree - DOUBT_SHARE * triple.doubt;
        int at = kept++;
        for (; at > 0 && merit[at - 1] < own; at--) {
            triples[at] = triples[at - 1];
            merit[at] = merit[at - 1];
        }
        triples[at] = triple;
        merit[at] = own;
    }
    return kept;
}

/* Two finders at the same place as two that were tried before in another look. */
static bool is_tried(struct sk_qr_pass *pass, const struct sk_qr_finder *one,
                     const struct sk_qr_finder *two, float scale) {
    const struct sk_qr_finder *const pair[2] = { one, two };
    struct sk_point at[2];
    for (int i = 0; i < 2; i++) {
        at[i] = (struct sk_point){ pair[i]->x * scale, pair[i]->y * scale };
    }
    float near = one->module * scale;
    for (int i = 0; i < pass->tried_count; i++) {
        for (int turn = 0; turn < 2; turn++) {
            const struct sk_point *a = &pass->tried[i][turn];
            const struct sk_point *b = &pass->tried[i][1 - turn];
            if (fabsf(a->x - at[0].x) < near && fabsf(a->y - at[0].y) < near &&
                fabsf(b->x - at[1].x) < near && fabsf(b->y - at[1].y) < near) {
                return true;
            }
        }
    }
    if (pass->tried_count < PAIRS_MAX) {
        memcpy(pass->tried[pass->tried_count++], at, sizeof(at));
    }
    return false;
}

/* Codes of which only two finders were found. */
static bool run_pairs(struct sk_qr_pass *pass, const struct sk_grey *grey, float scale,
                      const struct sk_qr_finder *finders, int count, const struct sk_budget *budget,
                      struct sk_symbols *symbols) {
    count = count > PAIR_FINDERS ? PAIR_FINDERS : count;
    for (int i = 0; i < count * count; i++) {
        struct sk_qr_triple triples[SK_QR_PAIR_MAX];
        const struct sk_qr_finder *one = &finders[i / count];
        const struct sk_qr_finder *two = &finders[i % count];
        if (i % count <= i / count || pass->tried_count == PAIRS_MAX) {
            continue;
        }
        int found = sk_qr_pair(grey, one, two, triples);
        if (found == 0 || is_tried(pass, one, two, scale)) {
            continue;
        }
        for (int k = 0; k < found && sk_budget_left_us(budget) > 0; k++) {
            if (try_triple(pass, grey, scale, &triples[k], budget, symbols)) {
                return true;
            }
        }
    }
    return false;
}

/* How much the likeliest of the finders looks like one, whatever way it is turned. */
static float best_finder(const struct sk_grey *grey, const struct sk_qr_finder *finders,
                         int count) {
    float best = -1;
    for (int i = 0; i < count; i++) {
        for (int turn = 0; turn < TURNS && finders[i].seen > 1; turn++) {
            float angle = 1.5707963f * (float)turn / TURNS;
            struct sk_point u = { cosf(angle), sinf(angle) };
            struct sk_point v = { -u.y, u.x };
            best = fmaxf(best, sk_qr_finder_agrees(grey, &finders[i], u, v));
        }
    }
    return best;
}

static bool run_level(struct sk_qr_pass *pass, const struct sk_grey *grey, float scale,
                      bool with_pairs, const struct sk_budget *budget, struct sk_symbols *symbols) {
    struct sk_qr_finder finders[SK_QR_FINDERS_MAX];
    struct sk_qr_triple triples[SK_QR_TRIPLES_MAX];
    struct sk_qr_triple read[SK_SYMBOLS_MAX];
    int done = 0;
    int finder_count = sk_qr_find(&pass->binary, finders);
    int count = sk_qr_triples(finders, finder_count, triples);
    count = sort_triples(grey, triples, count);
    for (int i = 0;
         i < count && i < TRIES + done && done < SK_SYMBOLS_MAX && sk_budget_left_us(budget) > 0;
         i++) {
        bool used = false;
        for (int k = 0; k < done; k++) {
            used = used || shares_finder(&triples[i], &read[k]);
        }
        if (!used && try_triple(pass, grey, scale, &triples[i], budget, symbols)) {
            read[done++] = triples[i];
        }
    }
    if (done == 0 && pass->evidence < EVIDENCE_MIN) {
        float best = best_finder(grey, finders, finder_count);
        best -= with_pairs ? EVIDENCE_LESS : 0;
        pass->evidence = fmaxf(pass->evidence, best);
    }
    if (done == 0 && with_pairs) {
        return run_pairs(pass, grey, scale, finders, finder_count, budget, symbols);
    }
    return done > 0;
}

enum qr_filter { FILTER_NONE, FILTER_SMOOTH /* for noise */, FILTER_SHARPEN /* for blur */ };

struct qr_look {
    int level; /* halvings */
    enum sk_binary_way way;
    enum qr_filter filter;
};

static enum sk_err filter(struct sk_qr_pass *pass, const struct sk_grey *level,
                          enum qr_filter which) {
    switch (which) {
    case FILTER_SMOOTH:
        return sk_grey_smooth(&pass->filtered, level);
    case FILTER_SHARPEN:
        return sk_grey_sharpen(&pass->filtered, level, SHARPEN_REACH, SHARPEN_STRENGTH);
    case FILTER_NONE:
        break;
    }
    return SK_OK;
}

/* The looks in order, until one finds something or the budget ends. */
static enum sk_err run_looks(struct sk_qr_pass *pass, const struct qr_look *looks, size_t count,
                             bool with_pairs, const struct sk_budget *budget,
                             struct sk_symbols *symbols) {
    for (size_t i = 0; i < count && sk_budget_left_us(budget) > 0; i++) {
        struct sk_grey *level = &pass->level[looks[i].level];
        if (looks[i].level >= pass->levels_made) {
            enum sk_err err = sk_grey_halve(level, level - 1);
            if (err) {
                return err == SK_ERR_INVALID ? SK_OK : err;
            }
            pass->levels_made++;
        }
        if (level->width < SIDE_MIN || level->height < SIDE_MIN) {
            continue;
        }
        enum sk_err err = filter(pass, level, looks[i].filter);
        if (!err) {
            const struct sk_grey *from = looks[i].filter ? &pass->filtered : level;
            err = sk_binary_make(&pass->binary, from, looks[i].way);
        }
        if (err) {
            return err;
        }
        if (run_level(pass, level, (float)(1 << looks[i].level), with_pairs, budget, symbols)) {
            break;
        }
    }
    return SK_OK;
}

enum sk_err sk_qr_pass_quick(struct sk_qr_pass *pass, const struct sk_grey *grey,
                             const struct sk_budget *budget, struct sk_symbols *symbols) {
    static const struct qr_look looks[] = { { 0, SK_BINARY_MEAN, FILTER_NONE },
                                            { 1, SK_BINARY_MEAN, FILTER_NONE } };
    pass->level[0] = *grey;
    pass->levels_made = 1;
    pass->tried_count = 0;
    pass->blurred_count = 0;
    pass->evidence = -1;
    return run_looks(pass, looks, SK_ARRAY_LEN(looks), false, budget, symbols);
}

enum sk_err sk_qr_pass_thorough(struct sk_qr_pass *pass, const struct sk_grey *grey, bool all,
                                const struct sk_budget *budget, struct sk_symbols *symbols) {
    static const struct qr_look blurred[] = { { 0, SK_BINARY_MEAN, FILTER_SHARPEN },
                                              { 1, SK_BINARY_MEAN, FILTER_SHARPEN } };
    static const struct qr_look looks[] = {
        { 0, SK_BINARY_MIDDLE, FILTER_NONE }, { 0, SK_BINARY_MEAN, FILTER_SMOOTH },
        { 1, SK_BINARY_MIDDLE, FILTER_NONE }, { 1, SK_BINARY_MEAN, FILTER_SMOOTH },
        { 2, SK_BINARY_MEAN, FILTER_NONE },   { 0, SK_BINARY_MEAN, FILTER_SHARPEN },
    };
    pass->level[0] = *grey;
    int before = symbols->count;
    enum sk_err err = run_looks(pass, blurred, SK_ARRAY_LEN(blurred), true, budget, symbols);
    if (err || symbols->count > before || (pass->evidence < EVIDENCE_MIN && !all)) {
        return err;
    }
    return run_looks(pass, looks, SK_ARRAY_LEN(looks), true, budget, symbols);
}
