#define SK_LOG_MODULE "ui"
#include "ui/font.h"

#include "ui/font_fallback.h"

#include "base/log.h"
#include "base/utf8.h"
#include "base/util.h"

#include <SDL.h>
#include <SDL_ttf.h>
#include <fontconfig/fontconfig.h>
#include <stdio.h>
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

struct script;

struct sk_font {
    struct sk_measure measure;
    const struct script *script;
    bool has_ttf;
    TTF_Font *faces[SK_FACE_COUNT];
    int32_t sizes[SK_FACE_COUNT];
    struct sk_font_fallback fallback;
    uint8_t *run; /* the mask of the last one */
    struct glyph_slot glyphs[GLYPH_SLOTS];
    size_t glyph_count, glyph_bytes;
    struct advance_slot advances[ADVANCE_SLOTS];
    size_t advance_count;
};

/* ---- finding ---- */

static const struct {
    const char *family; /* without the last word, which names the script */
    int weight;
} wanted[SK_FACE_COUNT] = {
    [SK_FACE_REGULAR] = { "Noto Sans CJK", FC_WEIGHT_REGULAR },
    [SK_FACE_BOLD] = { "Noto Sans CJK", FC_WEIGHT_BOLD },
    [SK_FACE_MONO] = { "Noto Sans Mono CJK", FC_WEIGHT_BOLD },
};

/* What the characters of a language look like, and by which of them its fonts are known. */
static const struct script {
    const char *language, *variant, *fontconfig, *name;
    uint32_t proof;
} scripts[] = {
    { "zh_CN", "SC", "zh-cn", "with Chinese characters", 0x7ED1 /* 绑 */ },
    { "ja", "JP", "ja", "with Japanese characters", 0x8AAD /* 読 */ },
    { NULL, "SC", "en", "for the screen", 'A' },
};

static const struct script *script_of(const char *language) {
    const struct script *script = scripts;
    while (script->language && strcmp(script->language, language) != 0) {
        script++;
    }
    return script;
}

/* What fontconfig thinks comes nearest. Released with FcPatternDestroy(). */
static FcPattern *match(FcConfig *config, enum sk_face face, const struct script *script) {
    char family[64];
    FcPattern *found = NULL;
    FcPattern *pattern = FcPatternCreate();
    if (!pattern) {
        return NULL;
    }
    (void)snprintf(family, sizeof(family), "%s %s", wanted[face].family, script->variant);
    (void)FcPatternAddString(pattern, FC_FAMILY, (const FcChar8 *)family);
    (void)FcPatternAddString(pattern, FC_FAMILY, (const FcChar8 *)"sans-serif");
    (void)FcPatternAddInteger(pattern, FC_WEIGHT, wanted[face].weight);
    (void)FcPatternAddBool(pattern, FC_SCALABLE, FcTrue);
    (void)FcPatternAddString(pattern, FC_LANG, (const FcChar8 *)script->fontconfig);
    if (FcConfigSubstitute(config, pattern, FcMatchPattern)) {
        FcResult result = FcResultNoMatch;
        FcDefaultSubstitute(pattern);
        found = FcFontMatch(config, pattern, &result);
    }
    FcPatternDestroy(pattern);
    return found;
}

static bool covers(FcPattern *pattern, const struct script *script) {
    FcCharSet *characters = NULL;
    return FcPatternGetCharSet(pattern, FC_CHARSET, 0, &characters) == FcResultMatch &&
           FcCharSetHasChar(characters, 'A') && FcCharSetHasChar(characters, script->proof);
}

static enum sk_err open_face(struct sk_font *font, FcConfig *config, enum sk_face face,
                             const struct script *script, struct sk_err_info *info) {
    enum sk_err err = SK_OK;
    FcChar8 *path = NULL;
    int index = 0;
    FcPattern *found = match(config, face, script);
    if (!found || FcPatternGetString(found, FC_FILE, 0, &path) != FcResultMatch ||
        !covers(found, script)) {
        err = sk_fail(info, SK_ERR_NOT_FOUND, "there is no font %s on this machine; " FIX,
                      script->name);
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

enum sk_err sk_font_create(struct sk_font **out, const char *language, struct sk_err_info *info) {
    enum sk_err err;
    FcConfig *config = NULL;
    struct sk_font *font = calloc(1, sizeof(*font));
    if (!font) {
        return sk_fail(info, SK_ERR_NOMEM, "no memory for the fonts");
    }
    font->measure.ops = &measure_ops;
    font->script = script_of(language);
    if (TTF_Init()) {
        err = sk_fail(info, SK_ERR_IO, "text cannot be drawn: %s", TTF_GetError());
        goto fail;
    }
    font->has_ttf = true;
    /* Of its own, and not the process's: another thread may be drawing on paper by that. */
    config = FcInitLoadConfigAndFonts();
    if (!config) {
        err = sk_fail(info, SK_ERR_IO,
                      "fontconfig cannot read its configuration; install the "
                      "package again: apt-get install --reinstall fontconfig");
        goto fail;
    }
    for (int face = 0; face < SK_FACE_COUNT; face++) {
        err = open_face(font, config, (enum sk_face)face, font->script, info);
        if (err) {
            goto fail;
        }
    }
    FcConfigDestroy(config);
    *out = font;
    return SK_OK;

fail:
    if (config) {
        FcConfigDestroy(config);
    }
    sk_font_destroy(font);
    return err;
}

void sk_font_follow(struct sk_font **font, const char *language) {
    struct sk_font *other = NULL;
    struct sk_err_info info;
    const struct script *script = script_of(language);
    if (language[0] == '\0' || script == (*font)->script) {
        return;
    }
    if (sk_font_create(&other, language, &info)) {
        sk_log_warning("%s", info.text);
        (*font)->script = script; /* said once */
        return;
    }
    sk_font_destroy(*font);
    *font = other;
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
    sk_font_fallback_finish(&font->fallback);
    if (font->has_ttf) {
        TTF_Quit();
    }
    free(font->run);
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

/* The font that draws *code_point; where none has it, a box takes its place. */
static TTF_Font *font_for(struct sk_font *font, enum sk_face face, int32_t size,
                          uint32_t *code_point) {
    static const uint32_t replacements[] = { 0x25A1, '?' };
    TTF_Font *own = face_at(font, face, size);
    if (TTF_GlyphIsProvided32(own, *code_point)) {
        return own;
    }
    TTF_Font *other =
        sk_font_fallback_of(&font->fallback, face != SK_FACE_REGULAR, size, *code_point);
    if (other) {
        return other;
    }
    for (size_t i = 0; i < SK_ARRAY_LEN(replacements); i++) {
        if (TTF_GlyphIsProvided32(own, replacements[i])) {
            *code_point = replacements[i];
            break;
        }
    }
    return own;
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
    uint32_t drawn = code_point;
    TTF_Font *at_size = font_for(font, face, REFERENCE_SIZE, &drawn);
    int advance = REFERENCE_SIZE;
    (void)TTF_GlyphMetrics32(at_size, drawn, NULL, NULL, NULL, NULL, &advance);
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
    uint32_t c = code_point;
    TTF_Font *at_size = font_for(font, face, size, &c);
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

bool sk_font_run_begins(const char *text, size_t length, size_t *bytes) {
    size_t end = 0;
    for (size_t at = 0; at < length;) {
        uint32_t c = 0;
        size_t step = sk_utf8_decode(text + at, length - at, &c);
        bool is_shaped = step > 0 && sk_font_fallback_is_shaped(c);
        if (!is_shaped && (c != ' ' || at == 0)) {
            break;
        }
        at += step;
        end = is_shaped ? at : end; /* a blank behind it is none of it */
    }
    *bytes = end;
    return end > 0;
}

struct sk_glyph sk_font_run(struct sk_font *font, enum sk_face face, int32_t size, const char *text,
                            size_t length) {
    struct sk_glyph glyph = { .mask = NULL };
    char run[256];
    uint32_t first = 0;
    if (length >= sizeof(run) || sk_utf8_decode(text, length, &first) == 0) {
        return glyph;
    }
    memcpy(run, text, length);
    run[length] = '\0';
    uint32_t drawn = first;
    TTF_Font *at_size = font_for(font, face, size, &drawn);
    if (drawn != first) {
        return glyph;
    }
    sk_font_fallback_prepare(at_size, first);
    SDL_Surface *surface = TTF_RenderUTF8_Blended(at_size, run, (SDL_Color){ 255, 255, 255, 255 });
    SDL_Rect box = { 0, 0, 0, 0 };
    if (surface && surface->format->BytesPerPixel == 4 && find_visible(surface, &box)) {
        free(font->run);
        font->run = copy_mask(surface, &box);
        glyph = (struct sk_glyph){ .mask = font->run,
                                   .left = box.x,
                                   .top = TTF_FontAscent(at_size) - box.y,
                                   .w = box.w,
                                   .h = box.h };
    }
    SDL_FreeSurface(surface);
    return glyph;
}
