#include "input/camera/qr_pass.h"

#include "input/camera/binary.h"
#include "input/camera/halve.h"
#include "input/camera/qr_code.h"
#include "input/camera/qr_find.h"
#include "input/camera/qr_fit.h"

#include "base/util.h"

#include <stdlib.h>
#include <string.h>

enum {
    TRIES = 6,     /* triples of one look at the picture that are fitted */
    LEVELS = 3,    /* the picture, and in a half and a quarter of the size */
    SIDE_MIN = 24, /* pixels; nothing legible fits into less */
};

/* What the worst finder of a triple must agree with its picture, and how much the odd shape of a
 * triple counts against it. */
static const float FINDER_MIN = 0.35f;
static const float DOUBT_SHARE = 0.25f;
/* Agreement with the fixed modules from which reading is tried. */
static const float AGREEMENT_MIN = 0.42f;

struct sk_qr_pass {
    struct sk_grey level[LEVELS]; /* level[0] is a view */
    int levels_made;              /* of this picture */
    struct sk_grey smooth;
    struct sk_binary binary;
    float brightness[SK_QR_SIDE_MAX * SK_QR_SIDE_MAX];
    struct sk_qr_grid grid;
    struct sk_qr_grid flipped;
    struct sk_symbol symbol;
};

enum sk_err sk_qr_pass_create(struct sk_qr_pass **out) {
    struct sk_qr_pass *pass = calloc(1, sizeof(*pass));
    if (!pass) {
        return SK_ERR_NOMEM;
    }
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
    sk_grey_finish(&pass->smooth);
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
        if (sk_qr_read(&pass->grid, &pass->symbol) == SK_OK) {
            return true;
        }
        /* Seen from behind, or in a mirror. */
        flip(&pass->grid, &pass->flipped);
        if (i == 0 && sk_qr_read(&pass->flipped, &pass->symbol) == SK_OK) {
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
        if (symbols->item[i].symbology == SK_SYMBOLOGY_QR &&
            symbols->item[i].length == symbol->length &&
            memcmp(symbols->item[i].text, symbol->text, symbol->length) == 0) {
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
    for (int i = 0; i < count && sk_budget_left_us(budget) > 0; i++) {
        struct sk_qr_map map = sk_qr_fit(grey, triple, sides[i]);
        if (map.agreement >= AGREEMENT_MIN && read_map(pass, grey, &map)) {
            add_symbol(pass, &map, scale, symbols);
            return true;
        }
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

static bool run_level(struct sk_qr_pass *pass, const struct sk_grey *grey, float scale,
                      const struct sk_budget *budget, struct sk_symbols *symbols) {
    struct sk_qr_finder finders[SK_QR_FINDERS_MAX];
    struct sk_qr_triple triples[SK_QR_TRIPLES_MAX];
    struct sk_qr_triple read[SK_SYMBOLS_MAX];
    int done = 0;
    int count = sk_qr_find(&pass->binary, finders);
    count = sk_qr_triples(finders, count, triples);
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
    return done > 0;
}

struct qr_look {
    int level; /* halvings */
    enum sk_binary_way way;
    bool smooth; /* for noise */
};

/* The looks in order, until one finds something or the budget ends. */
static enum sk_err run_looks(struct sk_qr_pass *pass, const struct qr_look *looks, size_t count,
                             const struct sk_budget *budget, struct sk_symbols *symbols) {
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
        enum sk_err err = looks[i].smooth ? sk_grey_smooth(&pass->smooth, level) : SK_OK;
        if (!err) {
            const struct sk_grey *from = looks[i].smooth ? &pass->smooth : level;
            err = sk_binary_make(&pass->binary, from, looks[i].way);
        }
        if (err) {
            return err;
        }
        if (run_level(pass, level, (float)(1 << looks[i].level), budget, symbols)) {
            break;
        }
    }
    return SK_OK;
}

enum sk_err sk_qr_pass_quick(struct sk_qr_pass *pass, const struct sk_grey *grey,
                             const struct sk_budget *budget, struct sk_symbols *symbols) {
    static const struct qr_look looks[] = { { 0, SK_BINARY_MEAN, false },
                                            { 1, SK_BINARY_MEAN, false } };
    pass->level[0] = *grey;
    pass->levels_made = 1;
    return run_looks(pass, looks, SK_ARRAY_LEN(looks), budget, symbols);
}

enum sk_err sk_qr_pass_thorough(struct sk_qr_pass *pass, const struct sk_grey *grey,
                                const struct sk_budget *budget, struct sk_symbols *symbols) {
    static const struct qr_look looks[] = {
        { 0, SK_BINARY_MIDDLE, false }, { 0, SK_BINARY_MEAN, true },
        { 1, SK_BINARY_MIDDLE, false }, { 1, SK_BINARY_MEAN, true },
        { 2, SK_BINARY_MEAN, false },
    };
    pass->level[0] = *grey;
    return run_looks(pass, looks, SK_ARRAY_LEN(looks), budget, symbols);
}
