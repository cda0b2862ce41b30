#include "input/camera/data_matrix_pass.h"

#include "input/camera/binary.h"
#include "input/camera/data_matrix_area.h"
#include "input/camera/data_matrix_fit.h"
#include "input/camera/data_matrix_ruler.h"
#include "input/camera/halve.h"
#include "input/camera/modules.h"
#include "input/camera/projection.h"

#include "base/util.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum {
    TRIES = 12,          /* corners of one look at the picture that are fitted */
    LEVELS = 5,          /* the picture, and in a half, a quarter, … of the size */
    WRONG_HOPELESS = 36, /* percent of the sides' modules: another way of telling will not help */
    MISSED_MAX = 8,
    ROUNDS = 5,             /* of undoing that modules blur into each other */
    SIDE_MIN = 10,          /* pixels; nothing legible fits into less */
    SMALL = 260 * 260,      /* pixels of a picture that is looked at as a whole */
    LOOKS_CHEAP = 2,        /* the first ones, where there was no sign of a code yet, ... */
    PARTS_CHEAP = 2,        /* ... and the most uneven parts, ... */
    PART_LARGE = 320 * 320, /* ... if they have no more pixels than this */
    PART_SMALL = 240 * 240, /* pixels of a part whose fine look is cheap */
    SCOPE_STEP = 1 << (LEVELS - 1),
    SIDE_MAX = SK_DATA_MATRIX_SIDE_MAX,
};

/* Agreement with the known modules from which reading is tried. */
static const float AGREEMENT_MIN = 0.6f;
/* What is a sign that there is a code. Seen: all but a tenth of the pictures without one stay below
 * it, and two thirds of those in which a code was not read at once reach it. */
static const float AGREEMENT_SIGN = 0.58f;
/* The same after more steps, which also find more that only looks like one. */
static const float AGREEMENT_CLEAR = 0.76f;
/* ... and from which it is tried to undo a blur. */
static const float AGREEMENT_BLURRED = 0.78f;
/* Pixels of a module that is looked at in a finer picture rather. */
static const float MODULE_COARSE = 1.25f;
/* Pixels of a side from which a finer picture tells no more. */
static const float SIDE_FINE = 200;

/* The part of the picture that is looked at; pixels, multiples of SCOPE_STEP. */
struct scope {
    int x, y;
    int width, height;
};

/* A map that agrees well and could not be read. */
struct near_miss {
    struct scope scope;
    int level; /* halvings */
    bool is_tried;
    struct sk_data_matrix_map map;
};

struct sk_data_matrix_pass {
    enum sk_charset encoding;
    struct sk_grey level[LEVELS]; /* level[0] is a view */
    int levels_made;              /* of this picture */
    struct sk_grey smooth;
    struct sk_binary binary;
    struct sk_data_matrix_finder finder;
    float brightness[SIDE_MAX * SIDE_MAX];
    uint8_t dark[SIDE_MAX * SIDE_MAX];
    int8_t known[SK_MODULES_EQUALISE_MAX];
    struct sk_data_matrix_ruler ruler;
    struct sk_data_matrix_grid grid;
    struct sk_symbol symbol;
    struct near_miss missed[MISSED_MAX]; /* of this picture, those that agree best first */
    int missed_count;
    float best_agreement; /* of all maps of this picture */
    struct scope scope[SK_DATA_MATRIX_AREAS_MAX];
    int scope_count;
};

enum sk_err sk_data_matrix_pass_create(struct sk_data_matrix_pass **out, enum sk_charset encoding) {
    struct sk_data_matrix_pass *pass = calloc(1, sizeof(*pass));
    if (!pass) {
        return SK_ERR_NOMEM;
    }
    pass->encoding = encoding;
    *out = pass;
    return SK_OK;
}

void sk_data_matrix_pass_destroy(struct sk_data_matrix_pass *pass) {
    if (!pass) {
        return;
    }
    for (int i = 1; i < LEVELS; i++) {
        sk_grey_finish(&pass->level[i]);
    }
    sk_grey_finish(&pass->smooth);
    sk_binary_finish(&pass->binary);
    sk_data_matrix_finder_finish(&pass->finder);
    free(pass);
}

/* A view of it in one of the sizes. */
static struct sk_grey view_of(const struct sk_data_matrix_pass *pass, const struct scope *scope,
                              int level) {
    const struct sk_grey *from = &pass->level[level];
    return (struct sk_grey){ .pixels = from->pixels +
                                       (ptrdiff_t)(scope->y >> level) * from->stride +
                                       (scope->x >> level),
                             .width = scope->width >> level,
                             .height = scope->height >> level,
                             .stride = from->stride };
}

/* From what is seen to an upright grid; a mirror shows the columns from below to above. */
static void take_grid(struct sk_data_matrix_pass *pass, const struct sk_data_matrix_map *map,
                      bool mirrored) {
    int columns = sk_data_matrix_map_columns(map);
    int rows = sk_data_matrix_map_rows(map);
    pass->grid.columns = mirrored ? rows : columns;
    pass->grid.rows = mirrored ? columns : rows;
    for (int y = 0; y < rows; y++) {
        for (int x = 0; x < columns; x++) {
            int to = mirrored ? (columns - 1 - x) * rows + rows - 1 - y : y * columns + x;
            pass->grid.dark[to] = pass->dark[y * columns + x];
        }
    }
}

/* Whether what was taken for dark makes a code, also in a mirror. */
static bool read_dark(struct sk_data_matrix_pass *pass, const struct sk_data_matrix_map *map) {
    bool is_square = map->size->rows == map->size->columns;
    for (int mirrored = map->on_end; mirrored < 2; mirrored++) {
        take_grid(pass, map, mirrored);
        if (sk_data_matrix_read(&pass->grid, pass->encoding, &pass->symbol) == SK_OK) {
            return true;
        }
        if (!is_square) {
            break;
        }
    }
    return false;
}

/* Several ways of telling dark from light; a wrong one fails the error correction. */
static bool read_brightness(struct sk_data_matrix_pass *pass,
                            const struct sk_data_matrix_map *map) {
    static const struct {
        float sharpen;
        int reach;
    } ways[] = { { 0, 4 }, { 0.4f, 4 }, { 0.8f, 4 }, { 0.3f, 200 }, { 0.3f, 2 }, { 1.4f, 4 } };
    int columns = sk_data_matrix_map_columns(map);
    int rows = sk_data_matrix_map_rows(map);
    for (size_t i = 0; i < SK_ARRAY_LEN(ways); i++) {
        sk_modules_decide(pass->brightness, columns, rows, ways[i].sharpen, ways[i].reach,
                          pass->dark);
        if (read_dark(pass, map)) {
            return true;
        }
        if (i == 0 && sk_data_matrix_wrong_sides(&pass->grid) > WRONG_HOPELESS) {
            return false;
        }
    }
    return false;
}

static bool read_map(struct sk_data_matrix_pass *pass, const struct sk_grey *grey,
                     const struct sk_data_matrix_map *map) {
    sk_data_matrix_sample(grey, map, pass->brightness);
    return read_brightness(pass, map);
}

/* Tries to undo a blur. */
static bool read_blurred(struct sk_data_matrix_pass *pass, const struct sk_grey *grey,
                         const struct sk_data_matrix_map *map, const struct sk_budget *budget) {
    int columns = sk_data_matrix_map_columns(map);
    int rows = sk_data_matrix_map_rows(map);
    sk_data_matrix_sample(grey, map, pass->brightness);
    sk_modules_decide(pass->brightness, columns, rows, 0.8f, 4, pass->dark);
    for (int i = 0; i < columns * rows; i++) {
        pass->known[i] = (int8_t)sk_data_matrix_map_fixed(map, i % columns, i / columns);
    }
    for (int round = 0; round < ROUNDS && sk_budget_left_us(budget) > 0; round++) {
        sk_modules_equalise(pass->brightness, columns, rows, pass->known, pass->dark);
        if (read_dark(pass, map)) {
            return true;
        }
    }
    return false;
}

static bool is_known(const struct sk_symbols *symbols, const struct sk_symbol *symbol) {
    for (int i = 0; i < symbols->count; i++) {
        if (sk_symbol_is_same(&symbols->item[i], symbol)) {
            return true;
        }
    }
    return false;
}

static void add_symbol(struct sk_data_matrix_pass *pass, const struct sk_data_matrix_map *map,
                       const struct scope *scope, int level, struct sk_symbols *symbols) {
    struct sk_symbol *symbol = &pass->symbol;
    float scale = (float)(1 << level);
    for (int i = 0; i < 4; i++) {
        symbol->outline[i] = (struct sk_point){ map->p[i].x * scale + (float)scope->x,
                                                map->p[i].y * scale + (float)scope->y };
    }
    if (!is_known(symbols, symbol) && symbols->count < SK_SYMBOLS_MAX) {
        symbols->item[symbols->count++] = *symbol;
    }
}

static void keep_missed(struct sk_data_matrix_pass *pass, const struct scope *scope, int level,
                        const struct sk_data_matrix_map *map) {
    struct near_miss miss = { .scope = *scope, .level = level, .map = *map };
    if (map->agreement < AGREEMENT_BLURRED ||
        map->size->rows * map->size->columns > SK_MODULES_EQUALISE_MAX) {
        return;
    }
    int at = pass->missed_count;
    for (int i = 0; i < at; i++) {
        /* The same one, found in another way. */
        const struct near_miss *other = &pass->missed[i];
        float scale = (float)(1 << other->level) / (float)(1 << level);
        if (other->scope.x == scope->x && other->scope.y == scope->y &&
            other->map.size == map->size && other->map.agreement >= map->agreement &&
            fabsf(other->map.p[3].x * scale - map->p[3].x) < 4 &&
            fabsf(other->map.p[3].y * scale - map->p[3].y) < 4) {
            return;
        }
    }
    if (at < MISSED_MAX) {
        pass->missed_count++;
    } else if (pass->missed[--at].map.agreement >= map->agreement) {
        return;
    }
    for (; at > 0 && pass->missed[at - 1].map.agreement < map->agreement; at--) {
        pass->missed[at] = pass->missed[at - 1];
    }
    pass->missed[at] = miss;
}

/* Reads the best of the maps that can be read. */
static bool try_maps(struct sk_data_matrix_pass *pass, const struct sk_grey *grey,
                     const struct scope *scope, int level, struct sk_data_matrix_map *maps,
                     int count, struct sk_symbols *symbols) {
    for (int i = 0; i < count; i++) {
        sk_data_matrix_climb(grey, &maps[i]);
        pass->best_agreement = fmaxf(pass->best_agreement, maps[i].agreement);
        if (maps[i].agreement < AGREEMENT_MIN) {
            continue;
        }
        if (read_map(pass, grey, &maps[i])) {
            add_symbol(pass, &maps[i], scope, level, symbols);
            return true;
        }
        keep_missed(pass, scope, level, &maps[i]);
    }
    return false;
}

/* Reads by the dotted sides as rulers, and if that does not do by laying the grid that they tell.
 */
static bool try_rulers(struct sk_data_matrix_pass *pass, const struct sk_grey *grey,
                       const struct scope *scope, int level, const struct sk_point p[4],
                       bool inverted, float module_across, float module_down,
                       struct sk_symbols *symbols) {
    struct sk_data_matrix_ruler *ruler = &pass->ruler;
    if (!sk_data_matrix_measure(grey, p, inverted, module_across, module_down, ruler)) {
        return false;
    }
    struct sk_data_matrix_map map = { .inverted = inverted };
    memcpy(map.p, p, sizeof(map.p));
    map.size = sk_data_matrix_size_of(ruler->rows, ruler->columns);
    if (!map.size) {
        map.size = sk_data_matrix_size_of(ruler->columns, ruler->rows);
        map.on_end = true;
    }
    sk_data_matrix_ruler_sample(grey, p, inverted, ruler, pass->brightness);
    if (read_brightness(pass, &map)) {
        sk_data_matrix_climb(grey, &map); /* for the outline */
        add_symbol(pass, &map, scope, level, symbols);
        return true;
    }
    return try_maps(pass, grey, scope, level, &map, 1, symbols);
}

/* One way of looking at the picture. */
struct data_matrix_look {
    int level; /* halvings */
    enum sk_binary_way way;
    bool smooth;   /* for noise */
    bool in_quads; /* looks for codes as a whole */
    float reach;   /* of data_matrix_fit.h; else for two solid sides */
};

/* Whether it is lighter (or darker) outside of the solid sides than on them, nearly everywhere. */
static bool has_quiet_zone(const struct sk_grey *grey, const struct sk_data_matrix_corner *corner) {
    enum { STATIONS = 16 };
    int wrong = 0;
    for (int i = 0; i < 2 * STATIONS; i++) {
        struct sk_point from = corner->corner;
        struct sk_point to = i % 2 ? corner->right : corner->above;
        struct sk_point across = i % 2 ? corner->above : corner->right;
        float t = ((float)(i / 2) + 0.5f) / STATIONS;
        float module = i % 2 ? corner->module_down : corner->module_across;
        float length = hypotf(across.x - from.x, across.y - from.y);
        float step = module / length;
        struct sk_point at = { from.x + t * (to.x - from.x), from.y + t * (to.y - from.y) };
        struct sk_point way = { step * (across.x - from.x), step * (across.y - from.y) };
        float in =
            sk_brightness_at(grey, (struct sk_point){ at.x + 0.5f * way.x, at.y + 0.5f * way.y });
        float out =
            sk_brightness_at(grey, (struct sk_point){ at.x - 0.8f * way.x, at.y - 0.8f * way.y });
        wrong += corner->inverted ? in <= out : in >= out;
    }
    return wrong <= 2 * STATIONS / 6;
}

/* In each turn, and for several guesses of how large a module is. */
static bool try_quad_rulers(struct sk_data_matrix_pass *pass, const struct sk_grey *grey,
                            const struct scope *scope, int level,
                            const struct sk_data_matrix_quad *quad, struct sk_symbols *symbols) {
    static const float modules[] = { 1 / 15.0f, 1 / 22.0f, 1 / 36.0f };
    for (int turn = 0; turn < 4; turn++) {
        struct sk_point p[4];
        for (int c = 0; c < 4; c++) {
            p[c] = quad->p[(c + turn) % 4];
        }
        float width = hypotf(p[2].x - p[3].x, p[2].y - p[3].y);
        float height = hypotf(p[0].x - p[3].x, p[0].y - p[3].y);
        for (size_t i = 0; i < SK_ARRAY_LEN(modules); i++) {
            float module = modules[i] * fminf(width, height);
            if (try_rulers(pass, grey, scope, level, p, quad->inverted, module / width,
                           module / height, symbols)) {
                return true;
            }
        }
    }
    return false;
}

/* Codes as a whole are found in a small picture and read in a larger one. */
static void try_quads(struct sk_data_matrix_pass *pass, const struct scope *scope,
                      const struct data_matrix_look *look, const struct sk_data_matrix_quad *quads,
                      int count, const struct sk_budget *budget, struct sk_symbols *symbols) {
    for (int i = 0; i < count && sk_budget_left_us(budget) > 0; i++) {
        struct sk_data_matrix_map maps[SK_DATA_MATRIX_MAPS_MAX];
        struct sk_data_matrix_quad quad = quads[i];
        struct sk_grey grey = view_of(pass, scope, look->level);
        if (!sk_data_matrix_is_textured(&grey, quad.p)) {
            continue;
        }
        int level = look->level;
        float side = 0;
        for (int k = 0; k < 4; k++) {
            side = fmaxf(side, hypotf(quad.p[k].x - quad.p[(k + 1) % 4].x,
                                      quad.p[k].y - quad.p[(k + 1) % 4].y));
        }
        for (; level > 0 && side < SIDE_FINE; level--, side *= 2) {
            for (int k = 0; k < 4; k++) {
                quad.p[k] = (struct sk_point){ 2 * quad.p[k].x, 2 * quad.p[k].y };
            }
        }
        grey = view_of(pass, scope, level);
        if (!try_quad_rulers(pass, &grey, scope, level, &quad, symbols)) {
            int found = sk_data_matrix_fit_quad(&grey, &quad, maps);
            try_maps(pass, &grey, scope, level, maps, found, symbols);
        }
    }
}

static void try_corner(struct sk_data_matrix_pass *pass, const struct scope *scope,
                       const struct data_matrix_look *look, const struct sk_grey *grey,
                       const struct sk_data_matrix_corner *corner, struct sk_symbols *symbols) {
    struct sk_data_matrix_map maps[SK_DATA_MATRIX_MAPS_MAX];
    struct sk_data_matrix_fourth guesses;
    float width = hypotf(corner->right.x - corner->corner.x, corner->right.y - corner->corner.y);
    float height = hypotf(corner->above.x - corner->corner.x, corner->above.y - corner->corner.y);
    sk_data_matrix_guess(grey, corner, look->reach, &guesses);
    for (int i = 0; i < guesses.count; i++) {
        const struct sk_point p[4] = { corner->above, guesses.at[i], corner->right,
                                       corner->corner };
        if (try_rulers(pass, grey, scope, look->level, p, corner->inverted,
                       corner->module_across / width, corner->module_down / height, symbols)) {
            return;
        }
    }
    int found = sk_data_matrix_fit(grey, corner, &guesses, maps);
    try_maps(pass, grey, scope, look->level, maps, found, symbols);
}

static enum sk_err run_look(struct sk_data_matrix_pass *pass, const struct scope *scope,
                            const struct data_matrix_look *look, const struct sk_budget *budget,
                            struct sk_symbols *symbols) {
    const struct sk_grey level = view_of(pass, scope, look->level);
    const struct sk_grey *from = &level;
    int count = 0;
    enum sk_err err = SK_OK;
    if (look->smooth) {
        err = sk_grey_smooth(&pass->smooth, &level);
        from = &pass->smooth;
    }
    if (!err) {
        err = sk_binary_make(&pass->binary, from, look->way);
    }
    if (look->in_quads && !err) {
        struct sk_data_matrix_quad quads[SK_DATA_MATRIX_QUADS_MAX];
        err = sk_data_matrix_find_quads(&pass->finder, &pass->binary.dark,
                                        look->way == SK_BINARY_BOLD_LIGHT, quads, &count);
        try_quads(pass, scope, look, quads, err ? 0 : count, budget, symbols);
        return err;
    }
    struct sk_data_matrix_corner corners[SK_DATA_MATRIX_CORNERS_MAX];
    for (int inverted = 0; inverted < 2 && !err; inverted++) {
        err = sk_data_matrix_find(&pass->finder, &pass->binary.dark, inverted, corners, &count);
    }
    int tries = 0;
    for (int i = 0; i < count && tries < TRIES && !err && sk_budget_left_us(budget) > 0; i++) {
        const struct sk_point p[4] = { corners[i].above, corners[i].far, corners[i].right,
                                       corners[i].corner };
        bool is_finer = look->level > 0 &&
                        fmaxf(corners[i].module_across, corners[i].module_down) < MODULE_COARSE;
        if (is_finer || !has_quiet_zone(from, &corners[i]) ||
            !sk_data_matrix_is_textured(from, p)) {
            continue;
        }
        tries++;
        try_corner(pass, scope, look, from, &corners[i], symbols);
    }
    return err;
}

/* The looks in order at a part of the picture, until one finds something or the budget ends. */
static enum sk_err run_looks(struct sk_data_matrix_pass *pass, const struct scope *scope,
                             const struct data_matrix_look *looks, size_t count,
                             const struct sk_budget *budget, struct sk_symbols *symbols) {
    int before = symbols->count;
    for (size_t i = 0; i < count && symbols->count == before && sk_budget_left_us(budget) > 0;
         i++) {
        while (looks[i].level >= pass->levels_made) {
            struct sk_grey *next = &pass->level[pass->levels_made];
            enum sk_err err = sk_grey_halve(next, next - 1);
            if (err) {
                return err == SK_ERR_INVALID ? SK_OK : err;
            }
            pass->levels_made++;
        }
        if (scope->width >> looks[i].level < SIDE_MIN ||
            scope->height >> looks[i].level < SIDE_MIN) {
            continue;
        }
        enum sk_err err = run_look(pass, scope, &looks[i], budget, symbols);
        if (err) {
            return err;
        }
    }
    return SK_OK;
}

static int round_down(int pixels) {
    return pixels / SCOPE_STEP * SCOPE_STEP;
}

/* The parts of the picture that are uneven; all of a small one. */
static enum sk_err find_scopes(struct sk_data_matrix_pass *pass) {
    const struct sk_grey *grey = &pass->level[0];
    struct sk_data_matrix_area area[SK_DATA_MATRIX_AREAS_MAX];
    pass->scope_count = 1;
    pass->scope[0] = (struct scope){ 0, 0, grey->width, grey->height };
    if ((long)grey->width * grey->height <= SMALL) {
        return SK_OK;
    }
    enum sk_err err = sk_grey_halve(&pass->level[1], grey);
    if (err) {
        return err == SK_ERR_INVALID ? SK_OK : err;
    }
    pass->levels_made = 2;
    pass->scope_count = sk_data_matrix_areas(&pass->level[1], area);
    for (int i = 0; i < pass->scope_count; i++) {
        struct scope *scope = &pass->scope[i];
        scope->x = round_down(2 * area[i].x);
        scope->y = round_down(2 * area[i].y);
        scope->width = 2 * (area[i].x + area[i].width) - scope->x;
        scope->height = 2 * (area[i].y + area[i].height) - scope->y;
    }
    return SK_OK;
}

enum sk_err sk_data_matrix_pass_quick(struct sk_data_matrix_pass *pass, const struct sk_grey *grey,
                                      const struct sk_budget *budget, struct sk_symbols *symbols) {
    static const struct data_matrix_look looks[] = {
        { 1, SK_BINARY_MEAN, false, false, 0.1f },
        { 0, SK_BINARY_MEAN, false, false, 0.1f },
    };
    static const struct data_matrix_look small_looks[] = {
        { 1, SK_BINARY_MEAN, false, false, 0.1f },
        { 0, SK_BINARY_MEAN, false, false, 0.1f },
        { 1, SK_BINARY_BOLD_DARK, false, true, 0 },
        { 0, SK_BINARY_BOLD_DARK, false, true, 0 },
    };
    pass->level[0] = *grey;
    pass->levels_made = 1;
    pass->missed_count = 0;
    pass->best_agreement = 0;
    enum sk_err err = find_scopes(pass);
    if (!err && (long)grey->width * grey->height <= SMALL) {
        return run_looks(pass, &pass->scope[0], small_looks, SK_ARRAY_LEN(small_looks), budget,
                         symbols);
    }
    for (int i = 0; i < pass->scope_count && !err; i++) {
        const struct scope *scope = &pass->scope[i];
        /* The fine look is for what is small. */
        bool is_part = (long)scope->width * scope->height <= PART_SMALL;
        size_t count = SK_ARRAY_LEN(looks) - (is_part ? 0 : 1);
        err = run_looks(pass, scope, looks, count, budget, symbols);
    }
    return err;
}

/* Those that agreed well but are blurred. */
static void try_missed(struct sk_data_matrix_pass *pass, const struct sk_budget *budget,
                       struct sk_symbols *symbols) {
    for (int i = 0; i < pass->missed_count && sk_budget_left_us(budget) > 0; i++) {
        struct near_miss *miss = &pass->missed[i];
        struct sk_grey grey = view_of(pass, &miss->scope, miss->level);
        if (!miss->is_tried && read_blurred(pass, &grey, &miss->map, budget)) {
            add_symbol(pass, &miss->map, &miss->scope, miss->level, symbols);
            return;
        }
        miss->is_tried = true;
    }
}

/* The first, cheap looks at the most uneven parts that are not large. */
static enum sk_err look_for_signs(struct sk_data_matrix_pass *pass,
                                  const struct data_matrix_look *looks,
                                  const struct sk_budget *budget, struct sk_symbols *symbols) {
    enum sk_err err = SK_OK;
    for (int i = 0; i < pass->scope_count && i < PARTS_CHEAP && !err; i++) {
        const struct scope *scope = &pass->scope[i];
        if ((long)scope->width * scope->height <= PART_LARGE) {
            err = run_looks(pass, scope, looks, LOOKS_CHEAP, budget, symbols);
        }
    }
    return err;
}

enum sk_err sk_data_matrix_pass_thorough(struct sk_data_matrix_pass *pass,
                                         const struct sk_grey *grey, bool all,
                                         const struct sk_budget *budget,
                                         struct sk_symbols *symbols) {
    /* In the order of what they find in pictures that were made and what they cost. */
    static const struct data_matrix_look looks[] = {
        { 1, SK_BINARY_BOLD_DARK, false, true, 0 },
        { 1, SK_BINARY_MIDDLE, false, false, 0.15f },
        { 0, SK_BINARY_MEAN, false, false, 0.1f },
        { 2, SK_BINARY_MEAN, false, false, 0.15f },
        { 2, SK_BINARY_BOLD_DARK, false, true, 0 },
        { 1, SK_BINARY_BOLD_LIGHT, false, true, 0 },
        { 0, SK_BINARY_MEAN, true, false, 0.15f },
        { 1, SK_BINARY_BOLD_DARK, true, false, 0.2f },
        { 0, SK_BINARY_MIDDLE, false, false, 0.15f },
        { 0, SK_BINARY_BOLD_DARK, false, true, 0 },
        { 3, SK_BINARY_BOLD_DARK, false, true, 0 },
        { 2, SK_BINARY_BOLD_DARK, false, false, 0.2f },
        { 2, SK_BINARY_MIDDLE, false, false, 0.2f },
        { 0, SK_BINARY_MEAN, false, false, 0.35f },
    };
    const struct scope whole = { 0, 0, grey->width, grey->height };
    bool is_small = (long)grey->width * grey->height <= SMALL;
    int before = symbols->count;
    enum sk_err err = SK_OK;
    pass->level[0] = *grey;
    if (!all && !is_small && pass->best_agreement < AGREEMENT_SIGN) {
        err = look_for_signs(pass, looks, budget, symbols);
        if (err || symbols->count > before || pass->best_agreement < AGREEMENT_CLEAR) {
            return err;
        }
    }
    for (int i = 0; i < pass->scope_count && !err; i++) {
        err = run_looks(pass, &pass->scope[i], looks, SK_ARRAY_LEN(looks), budget, symbols);
    }
    if (!err && symbols->count == before) {
        try_missed(pass, budget, symbols);
    }
    if (!err && symbols->count == before && all && !is_small) {
        err = run_looks(pass, &whole, looks, SK_ARRAY_LEN(looks), budget, symbols);
        if (!err && symbols->count == before) {
            try_missed(pass, budget, symbols);
        }
    }
    return err;
}
