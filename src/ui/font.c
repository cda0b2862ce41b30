#include "ui/font.h"

#include "base/util.h"

#include <SDL.h>
#include <SDL_ttf.h>
#include <fontconfig/fontconfig.h>
#include <stdlib.h>
#include <string.h>

#define REFERENCE_SIZE 1024 /* advances are measured at this size and scaled */
#define GLYPH_SLOTS 4096    /* a power of two */
#define GLYPH_BYTES ((size_t)4 << 20)
#define ADVANCE_SLOTS 4096 /* a power of two */
#define FIX "install one: apt-get install fonts-noto-cjk"

struct glyph_slot {
    uint64_t key; /* 0: free */
    uint8_t *mask;
    int16_t left, top;
    uint16_t w, h;
};

struct advance_slot {
    uint32_t key; /* face and code point, 0: free */
    int32_t advance;
};

struct sk_font {
    struct sk_measure measure;
    bool has_ttf;
    TTF_Font *faces[SK_FACE_COUNT];
    int32_t sizes[SK_FACE_COUNT];
    struct glyph_slot glyphs[GLYPH_SLOTS];
    size_t glyph_count, glyph_bytes;
    struct advance_slot advances[ADVANCE_SLOTS];
    size_t advance_count;
};

/* ---- finding ---- */

static const struct {
    const char *family;
    int weight;
} wanted[SK_FACE_COUNT] = {
    [SK_FACE_REGULAR] = { "Noto Sans CJK SC", FC_WEIGHT_REGULAR },
    [SK_FACE_BOLD] = { "Noto Sans CJK SC", FC_WEIGHT_BOLD },
    [SK_FACE_MONO] = { "Noto Sans Mono CJK SC", FC_WEIGHT_BOLD },
};

/* What fontconfig thinks comes nearest. Released with FcPatternDestroy(). */
static FcPattern *match(const char *family, int weight, bool needs_chinese) {
    FcPattern *found = NULL;
    FcPattern *pattern = FcPatternCreate();
    if (!pattern) {
        return NULL;
    }
    (void)FcPatternAddString(pattern, FC_FAMILY, (const FcChar8 *)family);
    (void)FcPatternAddString(pattern, FC_FAMILY, (const FcChar8 *)"sans-serif");
    (void)FcPatternAddInteger(pattern, FC_WEIGHT, weight);
    (void)FcPatternAddBool(pattern, FC_SCALABLE, FcTrue);
    (void)FcPatternAddString(pattern, FC_LANG, (const FcChar8 *)(needs_chinese ? "zh-cn" : "en"));
    if (FcConfigSubstitute(NULL, pattern, FcMatchPattern)) {
        FcResult result = FcResultNoMatch;
        FcDefaultSubstitute(pattern);
        found = FcFontMatch(NULL, pattern, &result);
    }
    FcPatternDestroy(pattern);
    return found;
}

static bool covers(FcPattern *pattern, bool needs_chinese) {
    FcCharSet *characters = NULL;
    if (FcPatternGetCharSet(pattern, FC_CHARSET, 0, &characters) != FcResultMatch) {
        return false;
    }
    return FcCharSetHasChar(characters, 'A') &&
           (!needs_chinese || FcCharSetHasChar(characters, 0x7ED1));
}

static enum sk_err open_face(struct sk_font *font, enum sk_face face, bool needs_chinese,
                             struct sk_err_info *info) {
    enum sk_err err = SK_OK;
    FcChar8 *path = NULL;
    int index = 0;
    FcPattern *found = match(wanted[face].family, wanted[face].weight, needs_chinese);
    if (!found || FcPatternGetString(found, FC_FILE, 0, &path) != FcResultMatch ||
        !covers(found, needs_chinese)) {
        err = sk_fail(info, SK_ERR_NOT_FOUND, "there is no font %s on this machine; " FIX,
                      needs_chinese ? "with Chinese characters" : "for the screen");
        goto done;
    }
    (void)FcPatternGetInteger(found, FC_INDEX, 0, &index);
    /* The high half of the index names a variable font's instance. */
    font->faces[face] =
        TTF_OpenFontIndex((const char *)path, REFERENCE_SIZE, (long)(index & 0xFFFF));
    if (!font->faces[face]) {
        err = sk_fail(info, SK_ERR_IO, "the font '%s' cannot be read: %s; " FIX, (const char *)path,
                      TTF_GetError());
        goto done;
    }
    /* Light hinting leaves the widths alone, so one measurement serves every size. */
    TTF_SetFontHinting(font->faces[face], TTF_HINTING_LIGHT);
    font->sizes[face] = REFERENCE_SIZE;

done:
    if (found) {
        FcPatternDestroy(found);
    }
    return err;
}

static int32_t measure_advance(struct sk_measure *measure, enum sk_face face, uint32_t code_point);

static const struct sk_measure_ops measure_ops = { .advance = measure_advance };

enum sk_err sk_font_create(struct sk_font **out, bool needs_chinese, struct sk_err_info *info) {
    enum sk_err err;
    bool has_fontconfig = false;
    struct sk_font *font = calloc(1, sizeof(*font));
    if (!font) {
        return sk_fail(info, SK_ERR_NOMEM, "no memory for the fonts");
    }
    font->measure.ops = &measure_ops;
    if (TTF_Init()) {
        err = sk_fail(info, SK_ERR_IO, "text cannot be drawn: %s", TTF_GetError());
        goto fail;
    }
    font->has_ttf = true;
    has_fontconfig = FcInit();
    if (!has_fontconfig) {
        err = sk_fail(info, SK_ERR_IO,
                      "fontconfig cannot read its configuration; install the "
                      "package again: apt-get install --reinstall fontconfig");
        goto fail;
    }
    for (int face = 0; face < SK_FACE_COUNT; face++) {
        err = open_face(font, (enum sk_face)face, needs_chinese, info);
        if (err) {
            goto fail;
        }
    }
    FcFini();
    *out = font;
    return SK_OK;

fail:
    if (has_fontconfig) {
        FcFini();
    }
    sk_font_destroy(font);
    return err;
}

static void forget_glyphs(struct sk_font *font) {
    for (size_t i = 0; i < GLYPH_SLOTS; i++) {
        free(font->glyphs[i].mask);
    }
    memset(font->glyphs, 0, sizeof(font->glyphs));
    font->glyph_count = 0;
    font->glyph_bytes = 0;
}

void sk_font_destroy(struct sk_font *font) {
    if (!font) {
        return;
    }
    forget_glyphs(font);
    for (size_t i = 0; i < SK_FACE_COUNT; i++) {
        if (font->faces[i]) {
            TTF_CloseFont(font->faces[i]);
        }
    }
    if (font->has_ttf) {
        TTF_Quit();
    }
    free(font);
}

struct sk_measure *sk_font_measure(struct sk_font *font) {
    return &font->measure;
}

/* ---- measuring ---- */

static TTF_Font *face_at(struct sk_font *font, enum sk_face face, int32_t size) {
    if (font->sizes[face] != size && TTF_SetFontSize(font->faces[face], size) == 0) {
        font->sizes[face] = size;
    }
    return font->faces[face];
}

static uint32_t known(TTF_Font *face, uint32_t code_point) {
    static const uint32_t replacements[] = { 0x25A1, '?' };
    if (TTF_GlyphIsProvided32(face, code_point)) {
        return code_point;
    }
    for (size_t i = 0; i < SK_ARRAY_LEN(replacements); i++) {
        if (TTF_GlyphIsProvided32(face, replacements[i])) {
            return replacements[i];
        }
    }
    return code_point;
}

static size_t hash(uint64_t key, size_t slots) {
    return (size_t)((key * UINT64_C(0x9E3779B97F4A7C15)) >> 40) & (slots - 1);
}

static int32_t measure_advance(struct sk_measure *measure, enum sk_face face, uint32_t code_point) {
    struct sk_font *font = sk_container_of(measure, struct sk_font, measure);
    uint32_t key = ((uint32_t)face + 1) << 24 | code_point;
    size_t at = hash(key, ADVANCE_SLOTS);
    while (font->advances[at].key != 0) {
        if (font->advances[at].key == key) {
            return font->advances[at].advance;
        }
        at = (at + 1) % ADVANCE_SLOTS;
    }
    TTF_Font *at_size = face_at(font, face, REFERENCE_SIZE);
    int advance = REFERENCE_SIZE;
    (void)TTF_GlyphMetrics32(at_size, known(at_size, code_point), NULL, NULL, NULL, NULL, &advance);
    if (font->advance_count > ADVANCE_SLOTS / 2) {
        memset(font->advances, 0, sizeof(font->advances));
        font->advance_count = 0;
        at = hash(key, ADVANCE_SLOTS);
    }
    font->advances[at] = (struct advance_slot){ .key = key, .advance = advance };
    font->advance_count++;
    return advance;
}

/* ---- glyphs ---- */

/* The smallest box of the surface that holds every visible pixel; false if there is none. */
static bool find_visible(const SDL_Surface *surface, SDL_Rect *box) {
    int left = surface->w, right = -1, top = surface->h, bottom = -1;
    for (int y = 0; y < surface->h; y++) {
        const uint8_t *row = (const uint8_t *)surface->pixels + (ptrdiff_t)y * surface->pitch;
        for (int x = 0; x < surface->w; x++) {
            uint32_t pixel = 0;
            memcpy(&pixel, row + (size_t)x * 4, 4);
            if (pixel >> 24 != 0) {
                left = x < left ? x : left;
                right = x > right ? x : right;
                top = y < top ? y : top;
                bottom = y;
            }
        }
    }
    *box = (SDL_Rect){ left, top, right - left + 1, bottom - top + 1 };
    return right >= 0;
}

static uint8_t *copy_mask(const SDL_Surface *surface, const SDL_Rect *box) {
    uint8_t *mask = malloc((size_t)box->w * (size_t)box->h);
    if (!mask) {
        return NULL;
    }
    for (int y = 0; y < box->h; y++) {
        const uint8_t *row =
            (const uint8_t *)surface->pixels + (ptrdiff_t)(box->y + y) * surface->pitch;
        for (int x = 0; x < box->w; x++) {
            uint32_t pixel = 0;
            memcpy(&pixel, row + (size_t)(box->x + x) * 4, 4);
            mask[(size_t)y * (size_t)box->w + (size_t)x] = (uint8_t)(pixel >> 24);
        }
    }
    return mask;
}

/* Draws the character once with SDL_ttf and keeps the visible part of its alpha channel. */
static void load_glyph(struct sk_font *font, enum sk_face face, int32_t size, uint32_t code_point,
                       struct glyph_slot *slot) {
    TTF_Font *at_size = face_at(font, face, size);
    uint32_t c = known(at_size, code_point);
    int min_x = 0, max_y = 0;
    (void)TTF_GlyphMetrics32(at_size, c, &min_x, NULL, NULL, &max_y, NULL);
    SDL_Surface *surface = TTF_RenderGlyph32_Blended(at_size, c, (SDL_Color){ 255, 255, 255, 255 });
    SDL_Rect box = { 0, 0, 0, 0 };
    if (surface && surface->format->BytesPerPixel == 4 && find_visible(surface, &box)) {
        int ascent = TTF_FontAscent(at_size);
        int over = max_y > ascent ? max_y - ascent : 0;
        slot->mask = copy_mask(surface, &box);
        /* The surface starts at the pen, or left of it where the glyph does; and at the ascent. */
        slot->left = (int16_t)(box.x + (min_x < 0 ? min_x : 0));
        slot->top = (int16_t)(ascent + over - box.y);
        slot->w = (uint16_t)box.w;
        slot->h = (uint16_t)box.h;
    }
    SDL_FreeSurface(surface);
}

struct sk_glyph sk_font_glyph(struct sk_font *font, enum sk_face face, int32_t size,
                              uint32_t code_point) {
    uint64_t key = ((uint64_t)face + 1) << 48 | (uint64_t)(uint16_t)size << 24 | code_point;
    if (font->glyph_count > GLYPH_SLOTS / 2 || font->glyph_bytes > GLYPH_BYTES) {
        forget_glyphs(font);
    }
    size_t at = hash(key, GLYPH_SLOTS);
    while (font->glyphs[at].key != 0 && font->glyphs[at].key != key) {
        at = (at + 1) % GLYPH_SLOTS;
    }
    struct glyph_slot *slot = &font->glyphs[at];
    if (slot->key == 0) {
        load_glyph(font, face, size, code_point, slot);
        slot->key = key;
        font->glyph_count++;
        font->glyph_bytes += (size_t)slot->w * slot->h;
    }
    return (struct sk_glyph){
        .mask = slot->mask, .left = slot->left, .top = slot->top, .w = slot->w, .h = slot->h
    };
}
