#include "input/camera/linear_pass.h"

#include "input/camera/bars.h"
#include "input/camera/halve.h"
#include "input/camera/linear.h"
#include "input/camera/strip.h"
#include "input/camera/votes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    THICK = 3,                /* rows that are read as one at first */
    READS_MAX = 4,            /* symbols side by side on one line */
    PROMISING_EDGES = 36,     /* of a symbol of some five characters; a label's have a hundred */
    PROMISING_CHARACTERS = 6, /* text and texture seldom get so far, a label nearly always */
    HOPELESS_EDGES = 20,      /* a region with fewer on its first lines is left alone */
    FIRST_GROUPS = 2,         /* these lines */
    COARSE_SIDE = 640,        /* a picture with a longer side is also looked at in half the size */
};

/* Cosine between the rows and the bars from which a region is tried square to the bars, too. */
static const float SLANT_MIN = 0.017f;
/* How much of its length a region is widened by for the quiet zones. */
static const float MARGIN = 0.08f;

struct sk_linear_pass {
    unsigned wanted;
    struct sk_bars *bars;
    struct sk_linear *linear;
    struct sk_grey coarse;
    struct sk_strip strip;
    struct sk_bar_region regions[SK_BARS_MAX];
    int region_count;
    bool promising[SK_BARS_MAX]; /* something in the region begins like a symbol */
    int edges;                   /* on any line of the region that is being read, the most, ... */
    int characters;              /* ... and characters that follow each other */
    struct sk_votes votes;
    float scale; /* pixels of the picture per pixel of what is looked at */
    float line[SK_LINEAR_SAMPLES_MAX];
};

enum sk_err sk_linear_pass_create(struct sk_linear_pass **out, unsigned wanted) {
    enum sk_err err = SK_ERR_NOMEM;
    struct sk_linear_pass *pass = calloc(1, sizeof(*pass));
    if (!pass) {
        goto fail;
    }
    pass->wanted =
        wanted & (SK_SYMBOLOGY_BIT(SK_SYMBOLOGY_CODE128) | SK_SYMBOLOGY_BIT(SK_SYMBOLOGY_CODE39));
    err = sk_bars_create(&pass->bars);
    if (err) {
        goto fail;
    }
    err = sk_linear_create(&pass->linear);
    if (err) {
        goto fail;
    }
    *out = pass;
    return SK_OK;

fail:
    sk_linear_pass_destroy(pass);
    return err;
}

void sk_linear_pass_destroy(struct sk_linear_pass *pass) {
    if (!pass) {
        return;
    }
    sk_bars_destroy(pass->bars);
    sk_linear_destroy(pass->linear);
    sk_grey_finish(&pass->coarse);
    free(pass);
}

static bool any_believed(const struct sk_votes *votes) {
    for (int i = 0; i < votes->count; i++) {
        if (sk_votes_believed(votes, i)) {
            return true;
        }
    }
    return false;
}

/* The mean of the rows first to last, dark on light or the other way round. */
static void read_rows(struct sk_linear_pass *pass, int first, int last, bool inverted) {
    struct sk_linear_read reads[READS_MAX];
    struct sk_linear_hint hint;
    sk_strip_mean(&pass->strip, first, last, pass->line);
    if (inverted) {
        for (int x = 0; x < pass->strip.count; x++) {
            pass->line[x] = 255.0f - pass->line[x];
        }
    }
    int count = sk_linear_read_line(pass->linear, pass->line, pass->strip.count, pass->wanted,
                                    reads, READS_MAX, &hint);
    pass->edges = hint.edges > pass->edges ? hint.edges : pass->edges;
    pass->characters = hint.characters > pass->characters ? hint.characters : pass->characters;
    for (int i = 0; i < count; i++) {
        struct sk_point outline[4];
        sk_strip_outline(&pass->strip, first, last, reads[i].begin, reads[i].end, outline);
        for (int corner = 0; corner < 4; corner++) {
            outline[corner].x *= pass->scale;
            outline[corner].y *= pass->scale;
        }
        sk_votes_add(&pass->votes, &reads[i], outline);
    }
}

/* Groups of `thick` rows that do not overlap, from the middle outwards: they vote independently.
 * Of every two only one, the even or the odd ones, or all (parity 0, 1, -1). Returns whether
 * anything is believed. */
static bool read_groups(struct sk_linear_pass *pass, int thick, int parity, bool inverted,
                        const struct sk_budget *budget) {
    int groups = pass->strip.rows / thick;
    int lead = (pass->strip.rows - groups * thick) / 2;
    int read = 0;
    for (int i = 0; i < groups + 1; i++) {
        int group = groups / 2 + (i % 2 ? -(i + 1) / 2 : i / 2);
        if (group < 0 || group >= groups || (parity >= 0 && group % 2 != parity) ||
            sk_budget_left_us(budget) <= 0) {
            continue;
        }
        if (read == FIRST_GROUPS && pass->edges < HOPELESS_EDGES && pass->characters == 0) {
            break;
        }
        read++;
        int first = lead + group * thick;
        read_rows(pass, first, first + thick - 1, inverted);
    }
    return any_believed(&pass->votes);
}

static bool any_in_doubt(const struct sk_votes *votes) {
    for (int i = 0; i < votes->count; i++) {
        if (!sk_votes_believed(votes, i)) {
            return true;
        }
    }
    return false;
}

/* Half of the lines; the other half where the first one read something; single rows where a text
 * was read but is not believed yet, as when several labels lie close together. */
static void quick(struct sk_linear_pass *pass, const struct sk_grey *grey,
                  const struct sk_bar_region *region, const struct sk_budget *budget) {
    sk_strip_lay(&pass->strip, grey, region, MARGIN);
    for (int inverted = 0; inverted < 2; inverted++) {
        int before = pass->votes.lines;
        read_groups(pass, THICK, 1, inverted, budget);
        if (pass->votes.lines > before) {
            read_groups(pass, THICK, 0, inverted, budget);
            if (any_in_doubt(&pass->votes)) {
                read_groups(pass, 1, -1, inverted, budget);
            }
            return;
        }
        if (pass->edges < HOPELESS_EDGES && pass->characters == 0) {
            return;
        }
    }
}

/* Single rows, then thick groups, dark on light and light on dark. */
static bool thorough(struct sk_linear_pass *pass, const struct sk_grey *grey,
                     const struct sk_bar_region *region, const struct sk_budget *budget) {
    sk_strip_lay(&pass->strip, grey, region, MARGIN);
    return read_groups(pass, THICK, 0, false, budget) || read_groups(pass, 1, -1, false, budget) ||
           read_groups(pass, 2 * THICK, -1, false, budget) || read_groups(pass, 1, 0, true, budget);
}

/* While nothing is believed: along the other axis, more rows. */
static void run_thorough(struct sk_linear_pass *pass, const struct sk_grey *grey, bool all,
                         const struct sk_budget *budget) {
    const struct sk_bar_region *regions = pass->regions;
    for (int i = 0; i < pass->region_count; i++) {
        pass->promising[i] = pass->promising[i] || all;
    }
    pass->edges = HOPELESS_EDGES; /* no region is left alone any more */
    for (int i = 0; i < pass->region_count && !any_believed(&pass->votes); i++) {
        struct sk_bar_region square = regions[i];
        float slant = square.along_x * square.down_x + square.along_y * square.down_y;
        if (pass->promising[i] && fabsf(slant) > SLANT_MIN && sk_budget_left_us(budget) > 0) {
            sk_bar_region_square(&square);
            quick(pass, grey, &square, budget);
        }
    }
    for (int i = 0; i < pass->region_count && !any_believed(&pass->votes); i++) {
        if (pass->promising[i] && sk_budget_left_us(budget) > 0) {
            thorough(pass, grey, &regions[i], budget);
        }
    }
}

static void run_quick(struct sk_linear_pass *pass, const struct sk_grey *grey,
                      const struct sk_budget *budget) {
    for (int i = 0; i < pass->region_count && sk_budget_left_us(budget) > 0; i++) {
        pass->edges = pass->characters = 0;
        quick(pass, grey, &pass->regions[i], budget);
        pass->promising[i] =
            pass->characters >= PROMISING_CHARACTERS && pass->edges >= PROMISING_EDGES;
    }
}

enum sk_err sk_linear_pass_quick(struct sk_linear_pass *pass, const struct sk_grey *grey,
                                 const struct sk_budget *budget, struct sk_symbols *symbols) {
    pass->votes.count = 0;
    pass->votes.lines = 0;
    pass->region_count = 0;
    pass->scale = 1;
    if (!pass->wanted) {
        return SK_OK;
    }
    enum sk_err err = sk_bars_find(pass->bars, grey, pass->regions, &pass->region_count);
    if (err) {
        return err;
    }
    run_quick(pass, grey, budget);
    sk_votes_settle(&pass->votes, symbols);
    return SK_OK;
}

enum sk_err sk_linear_pass_thorough(struct sk_linear_pass *pass, const struct sk_grey *grey,
                                    bool all, const struct sk_budget *budget,
                                    struct sk_symbols *symbols) {
    if (!pass->wanted) {
        return SK_OK;
    }
    if (grey->width > COARSE_SIDE || grey->height > COARSE_SIDE) {
        /* Bars so wide that a block of the full picture lies inside of one. Cheap, so first. */
        struct sk_bar_region regions[SK_BARS_MAX];
        int count = pass->region_count;
        bool promising[SK_BARS_MAX];
        memcpy(regions, pass->regions, sizeof(regions));
        memcpy(promising, pass->promising, sizeof(promising));
        enum sk_err err = sk_grey_halve(&pass->coarse, grey);
        if (!err) {
            err = sk_bars_find(pass->bars, &pass->coarse, pass->regions, &pass->region_count);
        }
        if (err) {
            return err;
        }
        pass->scale = 2;
        run_quick(pass, &pass->coarse, budget);
        pass->scale = 1;
        memcpy(pass->regions, regions, sizeof(regions));
        memcpy(pass->promising, promising, sizeof(promising));
        pass->region_count = count;
    }
    run_thorough(pass, grey, all, budget);
    sk_votes_settle(&pass->votes, symbols);
    return SK_OK;
}

bool sk_linear_pass_saw_any(const struct sk_linear_pass *pass) {
    bool any = false;
    for (int i = 0; i < pass->region_count; i++) {
        any = any || pass->promising[i];
    }
    return any;
}
