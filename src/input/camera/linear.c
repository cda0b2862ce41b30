#include "input/camera/linear.h"

#include "base/barcode.h"
#include "base/util.h"
#include "input/camera/code128_text.h"
#include "input/camera/symbol.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    SAMPLES = 24,       /* points at which a character is compared */
    PATTERNS_MAX = 107, /* Code 128 */
    BLURS = 4,          /* pictures of each character, from sharp to blurred, ... */
    GROWTHS = 3,        /* ... and with bars printed thin, true and fat */
    LOOKS = BLURS * GROWTHS,
    LOOK_FIRST = 1 * GROWTHS + 1, /* a little blurred, true: with which a search begins */
    RATIOS = 5,                   /* Code 39 with wide elements of 2 to 3 modules */
    CHARACTERS_MAX = 90,          /* in one symbol */
    EDGES_MAX = 700,
    STARTS_MAX = 10, /* places in a line where a symbol is tried */
    CODE128_STOP = 106,
    CODE39_COUNT = 44,
    CODE39_STAR = 43,
};

/* Standard deviation of the blur, in modules; the samples' own width comes on top. */
static const float blur_sigma[BLURS] = { 0.2f, 0.4f, 0.6f, 0.85f };
/* Modules by which each bar is wider than it should be. */
static const float bar_growth[GROWTHS] = { -0.25f, 0.0f, 0.25f };
static const float wide_ratio[RATIOS] = { 3.0f, 2.75f, 2.5f, 2.25f, 2.0f };

/* Half a module of what is beside the character belongs to its picture. */
static const float BESIDE = 0.5f;
/* Correlations: of a start pattern, and of any character after it. */
static const float START_MIN = 0.80f;
static const float CHARACTER_MIN = 0.66f;
/* A symbol with a lower mean is not believed. */
static const float QUALITY_MIN = 0.87f;
/* The same while it is being followed, from the fourth character on: chance seldom gets further. */
static const float RUNNING_MIN = 0.85f;

/* From one module width to the next in the search for a start. */
static const float SEARCH_STEP = 1.05f;

/* How far the module may drift from the first character to the last: a label seen at a slant. */
static const float MODULE_SHRINK = 0.35f;
static const float MODULE_GROW = 2.9f;

/* The pictures of one alphabet at one blur: each has mean 0 and length 1. */
struct alphabet {
    int count;
    float modules; /* width of a character */
    float value[PATTERNS_MAX][SAMPLES];
    float mean[PATTERNS_MAX]; /* of the darkness before it was taken off */
    float norm[PATTERNS_MAX]; /* length before it was made 1 */
};

struct sk_linear {
    struct alphabet code128[LOOKS];
    struct alphabet code39[RATIOS][LOOKS];
};

/* A line of darkness with its running sum, so that the mean over any stretch costs two look-ups. */
struct scan_line {
    int count;
    float sum[SK_LINEAR_SAMPLES_MAX + 1];
};

struct fit {
    int pattern;
    float score;  /* correlation of the best */
    float second; /* of the runner-up */
    float white;  /* levels of darkness that the best implies */
    float black;
};

/* -- pictures of characters -------------------------------------------------------------------- */

static float step_response(float distance, float sigma) {
    return 0.5f * (1.0f + erff(distance / (sigma * 1.41421356f)));
}

/* Draws bars given by edges (even: becomes dark, odd: becomes light) in modules. */
static void draw(struct alphabet *set, int pattern, const float *edges, int edge_count, float sigma,
                 float growth) {
    float width = (set->modules + 2.0f * BESIDE) / (float)SAMPLES;
    float spread = sqrtf(sigma * sigma + width * width / 12.0f);
    float mean = 0;
    float *value = set->value[pattern];
    for (int k = 0; k < SAMPLES; k++) {
        float at = -BESIDE + ((float)k + 0.5f) * width;
        value[k] = 0;
        for (int e = 0; e < edge_count; e++) {
            float sign = e % 2 ? -1.0f : 1.0f;
            value[k] += sign * step_response(at - edges[e] + sign * 0.5f * growth, spread);
        }
        mean += value[k] / (float)SAMPLES;
    }
    float square = 0;
    for (int k = 0; k < SAMPLES; k++) {
        value[k] -= mean;
        square += value[k] * value[k];
    }
    set->mean[pattern] = mean;
    set->norm[pattern] = sqrtf(square);
    for (int k = 0; k < SAMPLES; k++) {
        value[k] /= set->norm[pattern];
    }
}

static void draw_code128(struct alphabet *set, float sigma, float growth) {
    set->count = PATTERNS_MAX;
    set->modules = 11.0f;
    for (int p = 0; p < PATTERNS_MAX; p++) {
        const char *widths = sk_barcode_widths(p);
        float edges[7];
        edges[0] = 0;
        for (int e = 0; e < 6; e++) {
            edges[e + 1] = edges[e] + (float)(widths[e] - '0');
        }
        draw(set, p, edges, 7, sigma, growth); /* the seventh edge begins the next character */
    }
}

static void draw_code39(struct alphabet *set, float ratio, float sigma, float growth) {
    static const char characters[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%*";
    set->count = CODE39_COUNT;
    set->modules = 6.0f + 3.0f * ratio;
    for (int p = 0; p < CODE39_COUNT; p++) {
        int bits = sk_code39_bits(characters[p]);
        float edges[10];
        edges[0] = 0;
        for (int e = 0; e < 9; e++) {
            edges[e + 1] = edges[e] + (bits >> (8 - e) & 1 ? ratio : 1.0f);
        }
        draw(set, p, edges, 10, sigma, growth);
    }
}

enum sk_err sk_linear_create(struct sk_linear **out) {
    struct sk_linear *linear = calloc(1, sizeof(*linear));
    if (!linear) {
        return SK_ERR_NOMEM;
    }
    for (int look = 0; look < LOOKS; look++) {
        float sigma = blur_sigma[look / GROWTHS];
        float growth = bar_growth[look % GROWTHS];
        draw_code128(&linear->code128[look], sigma, growth);
        for (int r = 0; r < RATIOS; r++) {
            draw_code39(&linear->code39[r][look], wide_ratio[r], sigma, growth);
        }
    }
    *out = linear;
    return SK_OK;
}

void sk_linear_destroy(struct sk_linear *linear) {
    free(linear);
}

/* -- the line ---------------------------------------------------------------------------------- */

static float sum_to(const struct scan_line *line, float at) {
    if (at <= 0) {
        return at * (line->sum[1] - line->sum[0]); /* the first sample extends for ever */
    }
    if (at >= (float)line->count) {
        return line->sum[line->count] +
               (at - (float)line->count) * (line->sum[line->count] - line->sum[line->count - 1]);
    }
    int whole = (int)at;
    return line->sum[whole] + (at - (float)whole) * (line->sum[whole + 1] - line->sum[whole]);
}

static float mean_between(const struct scan_line *line, float from, float to) {
    return (sum_to(line, to) - sum_to(line, from)) / (to - from);
}

/* The character that begins at `at` with modules of `module` samples, mean taken off. Returns the
 * length of the vector. */
static float observe(const struct scan_line *line, float at, float module, float modules,
                     float out[SAMPLES], float *mean) {
    float width = (modules + 2.0f * BESIDE) / (float)SAMPLES * module;
    float from = at - BESIDE * module;
    float edge[SAMPLES + 1];
    if (from > 0 && from + (float)SAMPLES * width < (float)(line->count - 1)) {
        /* The same as sum_to() without range checks: most of the time is spent here. */
        for (int k = 0; k <= SAMPLES; k++) {
            float x = from + (float)k * width;
            int whole = (int)x;
            float low = line->sum[whole];
            edge[k] = low + (x - (float)whole) * (line->sum[whole + 1] - low);
        }
    } else {
        for (int k = 0; k <= SAMPLES; k++) {
            edge[k] = sum_to(line, from + (float)k * width);
        }
    }
    float share = 1.0f / width;
    float total = (edge[SAMPLES] - edge[0]) * share / (float)SAMPLES;
    float lane[4] = { 0 };
    for (int k = 0; k < SAMPLES; k += 4) {
        for (int i = 0; i < 4; i++) {
            out[k + i] = (edge[k + i + 1] - edge[k + i]) * share - total;
            lane[i] += out[k + i] * out[k + i];
        }
    }
    *mean = total;
    return sqrtf(lane[0] + lane[1] + lane[2] + lane[3]);
}

static float dot(const float *restrict a, const float *restrict b) {
    float lane[4] = { 0 };
    for (int k = 0; k < SAMPLES; k += 4) {
        for (int i = 0; i < 4; i++) {
            lane[i] += a[k + i] * b[k + i];
        }
    }
    return lane[0] + lane[1] + lane[2] + lane[3];
}

/* Correlation of one given character. */
static float match_one(const struct scan_line *line, const struct alphabet *set, int pattern,
                       float at, float module) {
    float seen[SAMPLES];
    float mean;
    float length = observe(line, at, module, set->modules, seen, &mean);
    return length > 0 ? dot(seen, set->value[pattern]) / length : 0;
}

/* The best of the patterns [first, last]. */
static struct fit match(const struct scan_line *line, const struct alphabet *set, int first,
                        int last, float at, float module) {
    float seen[SAMPLES];
    float mean;
    float length = observe(line, at, module, set->modules, seen, &mean);
    struct fit fit = { .pattern = first, .score = -1, .second = -1 };
    if (length <= 0) {
        return fit;
    }
    for (int p = first; p <= last; p++) {
        float score = dot(seen, set->value[p]) / length;
        if (score > fit.score) {
            fit.second = fit.score;
            fit.score = score;
            fit.pattern = p;
        } else if (score > fit.second) {
            fit.second = score;
        }
    }
    float gain = fit.score * length / set->norm[fit.pattern];
    fit.white = mean - gain * set->mean[fit.pattern];
    fit.black = fit.white + gain;
    return fit;
}

/* How far, in samples, the character lies off `at`: the vertex of a parabola through three
 * correlations. */
static float offset_of(const struct scan_line *line, const struct alphabet *set, int pattern,
                       float at, float module) {
    float reach = 0.3f * module;
    float before = match_one(line, set, pattern, at - reach, module);
    float here = match_one(line, set, pattern, at, module);
    float after = match_one(line, set, pattern, at + reach, module);
    float bend = before - 2.0f * here + after;
    if (bend > -1e-6f) {
        return after > before ? reach : -reach;
    }
    float shift = 0.5f * reach * (before - after) / bend;
    return fmaxf(-reach, fminf(reach, shift));
}

/* Improves the width of the module: the vertex of a parabola through three correlations, with the
 * begin of the character held. */
static float better_module(const struct scan_line *line, const struct alphabet *set, int pattern,
                           float at, float module) {
    const float reach = 0.03f;
    float narrow = match_one(line, set, pattern, at, module * (1.0f - reach));
    float here = match_one(line, set, pattern, at, module);
    float wide = match_one(line, set, pattern, at, module * (1.0f + reach));
    float bend = narrow - 2.0f * here + wide;
    if (bend > -1e-6f) {
        return module;
    }
    float share = 0.5f * reach * (narrow - wide) / bend;
    return module * (1.0f + fmaxf(-reach, fminf(reach, share)));
}

/* -- where a symbol may begin ------------------------------------------------------------------ */

struct edges {
    int count;
    float at[EDGES_MAX]; /* samples; even ones begin something dark */
};

/* Crossings of the middle between neighbouring extremes that differ by more than `least`. */
static void find_edges(const float *dark, int count, float least, struct edges *edges) {
    edges->count = 0;
    float low = dark[0];
    float high = dark[0];
    int low_at = 0;
    int high_at = 0;
    bool rising = true; /* looking for something dark */
    for (int x = 1; x <= count && edges->count < EDGES_MAX; x++) {
        float value = x < count ? dark[x] : dark[count - 1];
        if (rising ? value > low + least : value < high - least) {
            /* The extreme before this turn is final; the crossing lies behind it. */
            edges->at[edges->count++] = (float)(rising ? low_at : high_at);
            rising = !rising;
            low = high = value;
            low_at = high_at = x;
        }
        if (value <= low) {
            low = value;
            low_at = x;
        }
        if (value >= high) {
            high = value;
            high_at = x;
        }
    }
    /* Each entry is now the place of an extreme; move it to the middle of the slope after it. */
    for (int e = 0; e < edges->count; e++) {
        int from = (int)edges->at[e];
        int to = e + 1 < edges->count ? (int)edges->at[e + 1] : count - 1;
        float middle = 0.5f * (dark[from] + dark[to]);
        int x = from;
        while (x < to && (e % 2 ? dark[x + 1] > middle : dark[x + 1] < middle)) {
            x++;
        }
        float slope = x + 1 < count ? dark[x + 1] - dark[x] : 0;
        float part = slope != 0 ? (middle - dark[x]) / slope : 0;
        edges->at[e] = (float)x + 0.5f + fmaxf(0, fminf(1, part));
    }
}

struct start {
    float at;
    float module;
    float score;
    int pattern;
    int ratio; /* of Code 39 */
    int look;
};

/* Light ground of a few modules before the first bar. */
static bool is_quiet(const struct scan_line *line, float from, float to, const struct fit *fit) {
    float contrast = fit->black - fit->white;
    float reach = (to - from) / 3.0f;
    for (int part = 0; part < 3; part++) {
        float level =
            mean_between(line, from + (float)part * reach, from + (float)(part + 1) * reach);
        if (level > fit->white + 0.35f * contrast) {
            return false;
        }
    }
    return true;
}

/* Tries module widths around the distance over which the first character's edges lie. */
static bool search_start(const struct scan_line *line, const struct alphabet *sets, int first,
                         int last, float at, float span, struct start *out) {
    const struct alphabet *set = &sets[LOOK_FIRST];
    struct start best = { .score = -1 };
    float low = 0.6f * span / set->modules;
    float high = 1.2f * span / set->modules;
    for (float module = fmaxf(low, 1.2f); module < high; module *= SEARCH_STEP) {
        struct fit fit = match(line, set, first, last, at, module);
        if (fit.score > best.score) {
            best = (struct start){ .at = at,
                                   .module = module,
                                   .score = fit.score,
                                   .pattern = fit.pattern,
                                   .look = LOOK_FIRST };
        }
    }
    if (best.score < START_MIN - 0.1f) {
        return false;
    }
    for (int round = 0; round < 4; round++) {
        best.at += offset_of(line, set, best.pattern, best.at, best.module);
        best.module = better_module(line, set, best.pattern, best.at, best.module);
    }
    best.score = match_one(line, set, best.pattern, best.at, best.module);
    for (int b = 0; b < LOOKS; b++) {
        float score = match_one(line, &sets[b], best.pattern, best.at, best.module);
        if (score > best.score) {
            best.score = score;
            best.look = b;
        }
    }
    if (best.score < START_MIN) {
        return false;
    }
    struct fit fit =
        match(line, &sets[best.look], best.pattern, best.pattern, best.at, best.module);
    if (fit.black <= fit.white ||
        !is_quiet(line, best.at - 4.5f * best.module, best.at - 0.9f * best.module, &fit)) {
        return false;
    }
    *out = best;
    return true;
}

/* -- following the characters ------------------------------------------------------------------ */

struct track {
    float module_first;
    int count;
    int code[CHARACTERS_MAX];
    float score_sum;
    float margin;
    float end; /* samples: where the last bar ends */
};

/* Reads one character at *at, leaves *at at its true begin and *module at its true width. */
static struct fit follow(const struct scan_line *line, const struct alphabet *set, float *at,
                         float *module) {
    struct fit fit = match(line, set, 0, set->count - 1, *at, *module);
    float best_at = *at;
    float best_module = *module;
    if (fit.score < 0.9f) {
        static const float scales[4] = { 0.965f, 1.035f, 0.92f, 1.09f };
        /* Without a check character nothing tells a character that was stretched to fit. */
        int tries = set->count == CODE39_COUNT ? 6 : 12;
        for (int try = 0; try < tries; try++) {
            float moved = *at + 0.3f * (float)(try % 3 - 1) * *module;
            float scaled = *module * scales[try / 3];
            struct fit other = match(line, set, 0, set->count - 1, moved, scaled);
            if (other.score > fit.score + 0.01f) {
                fit = other;
                best_at = moved;
                best_module = scaled;
            }
        }
    }
    for (int round = 0; round < 2; round++) {
        best_at += offset_of(line, set, fit.pattern, best_at, best_module);
        best_module = better_module(line, set, fit.pattern, best_at, best_module);
    }
    /* The position of a character that fits well is trusted; that of a blurred one is not. */
    float trust = fmaxf(0.2f, fminf(0.8f, (fit.score - 0.7f) * 4.0f));
    float shift = best_at - *at;
    *at = best_at;
    *module += trust * (best_module - *module) + 0.2f * shift / set->modules;
    return fit;
}

/* Adds the character; false: the symbol is not worth following any more. */
static bool add_character(struct track *track, const struct fit *fit, float module) {
    track->code[track->count++] = fit->pattern;
    track->score_sum += fit->score;
    track->margin = fminf(track->margin, fit->score - fit->second);
    return fit->score >= CHARACTER_MIN && module >= MODULE_SHRINK * track->module_first &&
           module <= MODULE_GROW * track->module_first &&
           (track->count < 4 || track->score_sum >= RUNNING_MIN * (float)track->count);
}

static bool track_code128(const struct scan_line *line, const struct sk_linear *linear,
                          const struct start *start, struct track *track) {
    const struct alphabet *set = &linear->code128[start->look];
    float at = start->at;
    float module = start->module;
    *track = (struct track){ .margin = 1, .module_first = module };
    track->code[track->count++] = start->pattern;
    track->score_sum = start->score;
    at += set->modules * module;
    while (track->count < CHARACTERS_MAX && at < (float)line->count) {
        struct fit fit = follow(line, set, &at, &module);
        if (!add_character(track, &fit, module)) {
            return false;
        }
        if (fit.pattern == CODE128_STOP) {
            float contrast = fit.black - fit.white;
            track->end = at + 13.0f * module;
            return mean_between(line, at + 11.3f * module, at + 12.7f * module) >
                       fit.white + 0.5f * contrast &&
                   is_quiet(line, at + 13.8f * module, at + 17.0f * module, &fit);
        }
        at += set->modules * module;
    }
    return false;
}

static bool track_code39(const struct scan_line *line, const struct sk_linear *linear,
                         const struct start *start, struct track *track) {
    const struct alphabet *set = &linear->code39[start->ratio][start->look];
    float at = start->at;
    float module = start->module;
    float gap =
        1.0f; /* modules between characters; the standard lets it vary from label to label */
    *track = (struct track){ .margin = 1, .module_first = module };
    track->code[track->count++] = CODE39_STAR;
    track->score_sum = start->score;
    while (track->count < CHARACTERS_MAX) {
        at += (set->modules + gap) * module;
        if (at >= (float)line->count) {
            return false;
        }
        if (track->count == 1) {
            /* Learn the gap once: a gap too wide by a module or two still correlates best there. */
            float best = -1;
            float best_gap = gap;
            for (float try = 0.75f; try < 3.3f; try += 0.25f) {
                struct fit fit =
                    match(line, set, 0, set->count - 1, at + (try - gap) * module, module);
                if (fit.score > best + 0.01f) {
                    best = fit.score;
                    best_gap = try;
                }
            }
            at += (best_gap - gap) * module;
            gap = best_gap;
        }
        struct fit fit = follow(line, set, &at, &module);
        if (!add_character(track, &fit, module)) {
            return false;
        }
        if (fit.pattern == CODE39_STAR) {
            track->end = at + set->modules * module;
            return is_quiet(line, track->end + 0.9f * module, track->end + 4.5f * module, &fit);
        }
    }
    return false;
}

/* -- one line ---------------------------------------------------------------------------------- */

static bool finish_code128(const struct track *track, struct sk_linear_read *read) {
    read->symbology = SK_SYMBOLOGY_CODE128;
    return sk_code128_text(track->code, track->count, read->text, sizeof(read->text), &read->length,
                           &read->gs1, &read->use) == SK_OK;
}

static bool finish_code39(const struct track *track, struct sk_linear_read *read) {
    static const char characters[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%*";
    read->symbology = SK_SYMBOLOGY_CODE39;
    read->gs1 = false;
    read->use = SK_SYMBOL_TEXT;
    read->length = 0;
    for (int i = 1; i < track->count - 1; i++) {
        read->text[read->length++] = characters[track->code[i]];
    }
    read->text[read->length] = '\0';
    return read->length > 0;
}

static bool complete(const struct track *track, const struct start *start, bool is_code39,
                     struct sk_linear_read *read) {
    read->quality = track->score_sum / (float)track->count;
    read->margin = track->margin;
    read->begin = start->at;
    read->end = track->end;
    read->characters = track->count;
    if (read->quality < QUALITY_MIN) {
        return false;
    }
    return is_code39 ? finish_code39(track, read) : finish_code128(track, read);
}

/* A symbol that begins at the edge e. */
static bool read_at(const struct sk_linear *linear, const struct scan_line *line, unsigned wanted,
                    const struct edges *edges, int e, struct sk_linear_read *read,
                    struct sk_linear_hint *hint) {
    struct start start;
    struct track track;
    float at = edges->at[e];
    if (wanted & SK_SYMBOLOGY_BIT(SK_SYMBOLOGY_CODE128)) {
        float span = edges->at[e + 6] - at;
        bool is_start = search_start(line, linear->code128, 103, 105, at, span, &start);
        if (is_start) {
            bool is_read = track_code128(line, linear, &start, &track) &&
                           complete(&track, &start, false, read);
            hint->characters = track.count > hint->characters ? track.count : hint->characters;
            if (is_read) {
                return true;
            }
        }
    }
    if (wanted & SK_SYMBOLOGY_BIT(SK_SYMBOLOGY_CODE39)) {
        struct start best = { .score = -1 };
        float span = edges->at[e + 9] - at;
        /* Every second ratio first; the one between them only beside a good one. */
        for (int i = 0; i < RATIOS; i++) {
            int r = i < 3 ? 2 * i : 2 * (i - 3) + 1;
            if (i >= 3 && (best.score < 0 || abs(best.ratio - r) != 1)) {
                continue;
            }
            if (search_start(line, linear->code39[r], CODE39_STAR, CODE39_STAR, at, span, &start) &&
                start.score > best.score) {
                best = start;
                best.ratio = r;
            }
        }
        if (best.score > 0) {
            bool is_read =
                track_code39(line, linear, &best, &track) && complete(&track, &best, true, read);
            hint->characters = track.count > hint->characters ? track.count : hint->characters;
            return is_read;
        }
    }
    return false;
}

static int read_direction(const struct sk_linear *linear, const float *dark, int count, float least,
                          unsigned wanted, struct sk_linear_read *out, int room,
                          struct sk_linear_hint *hint) {
    struct scan_line line = { .count = count };
    struct edges edges;
    line.sum[0] = 0;
    for (int x = 0; x < count; x++) {
        line.sum[x + 1] = line.sum[x] + dark[x];
    }
    find_edges(dark, count, least, &edges);
    hint->edges = edges.count > hint->edges ? edges.count : hint->edges;
    int found = 0;
    int tried = 0;
    float free_from = 0; /* behind the last symbol */
    for (int e = 0; e + 9 < edges.count && found < room && tried < STARTS_MAX; e += 2) {
        float quiet = edges.at[e] - (e > 0 ? edges.at[e - 1] : -1e6f);
        if (edges.at[e] < free_from || quiet < 0.36f * (edges.at[e + 6] - edges.at[e])) {
            continue;
        }
        tried++;
        if (read_at(linear, &line, wanted, &edges, e, &out[found], hint)) {
            free_from = out[found].end;
            found++;
        }
    }
    return found;
}

int sk_linear_read_line(const struct sk_linear *linear, const float *brightness, int count,
                        unsigned wanted, struct sk_linear_read *out, int room,
                        struct sk_linear_hint *hint) {
    float dark[SK_LINEAR_SAMPLES_MAX];
    *hint = (struct sk_linear_hint){ 0 };
    if (count < 40 || count > SK_LINEAR_SAMPLES_MAX || room < 1) {
        return 0;
    }
    float low = brightness[0];
    float high = brightness[0];
    for (int x = 0; x < count; x++) {
        low = fminf(low, brightness[x]);
        high = fmaxf(high, brightness[x]);
    }
    float least = 0.1f * (high - low);
    for (int x = 0; x < count; x++) {
        dark[x] = high - brightness[x];
    }
    int found = read_direction(linear, dark, count, least, wanted, out, room, hint);
    for (int i = 0; i < found; i++) {
        out[i].backwards = false;
    }
    for (int x = 0; x < count; x++) {
        dark[count - 1 - x] = high - brightness[x];
    }
    int more = read_direction(linear, dark, count, least, wanted, out + found, room - found, hint);
    for (int i = found; i < found + more; i++) {
        float begin = out[i].begin;
        out[i].backwards = true;
        out[i].begin = (float)count - out[i].end;
        out[i].end = (float)count - begin;
    }
    return found + more;
}
