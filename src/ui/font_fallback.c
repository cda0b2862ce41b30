#include "ui/font_fallback.h"

#include "base/util.h"

#include <fontconfig/fontconfig.h>

/* Blocks of the Unicode Standard, and the names of ISO 15924. */
static const struct script_block {
    uint32_t first, last;
    bool is_leftward;
    const char *script;
} blocks[] = {
    { 0x0590, 0x05FF, true, "Hebr" },  { 0x0600, 0x06FF, true, "Arab" },
    { 0x0700, 0x074F, true, "Syrc" },  { 0x0750, 0x077F, true, "Arab" },
    { 0x0780, 0x07BF, true, "Thaa" },  { 0x08A0, 0x08FF, true, "Arab" },
    { 0x0900, 0x097F, false, "Deva" }, { 0x0980, 0x09FF, false, "Beng" },
    { 0x0A00, 0x0A7F, false, "Guru" }, { 0x0A80, 0x0AFF, false, "Gujr" },
    { 0x0B00, 0x0B7F, false, "Orya" }, { 0x0B80, 0x0BFF, false, "Taml" },
    { 0x0C00, 0x0C7F, false, "Telu" }, { 0x0C80, 0x0CFF, false, "Knda" },
    { 0x0D00, 0x0D7F, false, "Mlym" }, { 0x0D80, 0x0DFF, false, "Sinh" },
    { 0x0E00, 0x0E7F, false, "Thai" }, { 0x0E80, 0x0EFF, false, "Laoo" },
    { 0x0F00, 0x0FFF, false, "Tibt" }, { 0x1000, 0x109F, false, "Mymr" },
    { 0x1780, 0x17FF, false, "Khmr" }, { 0xFB1D, 0xFB4F, true, "Hebr" },
    { 0xFB50, 0xFDFF, true, "Arab" },  { 0xFE70, 0xFEFE, true, "Arab" },
};

static const struct script_block *block_of(uint32_t code_point) {
    for (size_t i = 0; i < SK_ARRAY_LEN(blocks); i++) {
        if (code_point >= blocks[i].first && code_point <= blocks[i].last) {
            return &blocks[i];
        }
    }
    return NULL;
}

bool sk_font_fallback_is_shaped(uint32_t code_point) {
    return block_of(code_point) != NULL;
}

void sk_font_fallback_prepare(TTF_Font *font, uint32_t code_point) {
    const struct script_block *block = block_of(code_point);
    /* What an SDL_ttf without HarfBuzz refuses is drawn letter by letter. */
    (void)TTF_SetFontDirection(font,
                               block && block->is_leftward ? TTF_DIRECTION_RTL : TTF_DIRECTION_LTR);
    (void)TTF_SetFontScriptName(font, block ? block->script : "Zyyy");
}

/* ---- finding ---- */

/* Released with FcPatternDestroy(); NULL: none. */
static FcPattern *match(FcConfig *config, bool is_bold, uint32_t code_point) {
    FcResult result = FcResultNoMatch;
    FcPattern *found = NULL;
    FcPattern *pattern = FcPatternCreate();
    FcCharSet *characters = FcCharSetCreate();
    if (pattern && characters && FcCharSetAddChar(characters, code_point)) {
        (void)FcPatternAddCharSet(pattern, FC_CHARSET, characters);
        (void)FcPatternAddString(pattern, FC_FAMILY, (const FcChar8 *)"sans-serif");
        (void)FcPatternAddInteger(pattern, FC_WEIGHT, is_bold ? FC_WEIGHT_BOLD : FC_WEIGHT_REGULAR);
        (void)FcPatternAddBool(pattern, FC_SCALABLE, FcTrue);
        (void)FcPatternAddBool(pattern, FC_COLOR, FcFalse);
        (void)FcConfigSubstitute(config, pattern, FcMatchPattern);
        FcDefaultSubstitute(pattern);
        found = FcFontMatch(config, pattern, &result);
    }
    if (characters) {
        FcCharSetDestroy(characters);
    }
    if (pattern) {
        FcPatternDestroy(pattern);
    }
    return found;
}

/* NULL: no font has it. */
static TTF_Font *find(bool is_bold, int32_t size, uint32_t code_point) {
    TTF_Font *font = NULL;
    FcChar8 *path = NULL;
    int index = 0;
    FcConfig *config = FcInitLoadConfigAndFonts(); /* as in font.c */
    if (!config) {
        return NULL;
    }
    FcPattern *found = match(config, is_bold, code_point);
    if (found && FcPatternGetString(found, FC_FILE, 0, &path) == FcResultMatch) {
        (void)FcPatternGetInteger(found, FC_INDEX, 0, &index);
        font = TTF_OpenFontIndex((const char *)path, size, (long)(index & 0xFFFF));
    }
    if (found) {
        FcPatternDestroy(found);
    }
    FcConfigDestroy(config);
    if (font && !TTF_GlyphIsProvided32(font, code_point)) {
        TTF_CloseFont(font);
        return NULL;
    }
    return font;
}

static TTF_Font *open_one(struct sk_font_fallback *self, bool is_bold, int32_t size,
                          uint32_t code_point) {
    for (uint32_t i = 0; i < self->count; i++) {
        TTF_Font *font = self->fonts[i].font;
        if (self->fonts[i].is_bold != is_bold || !TTF_GlyphIsProvided32(font, code_point)) {
            continue;
        }
        if (self->fonts[i].size != size && TTF_SetFontSize(font, size) == 0) {
            self->fonts[i].size = size;
        }
        return font;
    }
    return NULL;
}

static bool is_missed(const struct sk_font_fallback *self, uint32_t code_point) {
    uint32_t known =
        self->miss_count < SK_FONT_FALLBACK_MISSES ? self->miss_count : SK_FONT_FALLBACK_MISSES;
    for (uint32_t i = 0; i < known; i++) {
        if (self->misses[i] == code_point) {
            return true;
        }
    }
    return false;
}

TTF_Font *sk_font_fallback_of(struct sk_font_fallback *self, bool is_bold, int32_t size,
                              uint32_t code_point) {
    TTF_Font *font = open_one(self, is_bold, size, code_point);
    if (font || self->count == SK_FONT_FALLBACKS || is_missed(self, code_point)) {
        return font;
    }
    font = find(is_bold, size, code_point);
    if (!font) {
        self->misses[self->miss_count++ % SK_FONT_FALLBACK_MISSES] = code_point;
        return NULL;
    }
    TTF_SetFontHinting(font, TTF_HINTING_LIGHT);
    self->fonts[self->count].font = font;
    self->fonts[self->count].is_bold = is_bold;
    self->fonts[self->count].size = size;
    self->count++;
    return font;
}

void sk_font_fallback_finish(struct sk_font_fallback *self) {
    for (uint32_t i = 0; i < self->count; i++) {
        TTF_CloseFont(self->fonts[i].font);
    }
    self->count = 0;
}
