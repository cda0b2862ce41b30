/* font_fallback.h — fonts for the characters that the face's own lack: names of people in any
 * script. Scripts whose letters join, stand above each other or run from right to left come as a
 * whole run, shaped by HarfBuzz (through SDL_ttf). A bounded number of fonts stays open. One thread
 * at a time. */
#ifndef SK_UI_FONT_FALLBACK_H
#define SK_UI_FONT_FALLBACK_H

#include <SDL_ttf.h>
#include <stdbool.h>
#include <stdint.h>

#define SK_FONT_FALLBACKS 8
#define SK_FONT_FALLBACK_MISSES 64 /* characters of which it is known that no font has them */

/* Zeroed to begin with. */
struct sk_font_fallback {
    struct {
        TTF_Font *font;
        bool is_bold;
        int32_t size; /* px */
    } fonts[SK_FONT_FALLBACKS];
    uint32_t count;
    uint32_t misses[SK_FONT_FALLBACK_MISSES];
    uint32_t miss_count;
};

/* One that has that character, at that size; NULL: there is none. Borrowed. The first time it asks
 * fontconfig, which takes milliseconds. */
TTF_Font *sk_font_fallback_of(struct sk_font_fallback *self, bool is_bold, int32_t size,
                              uint32_t code_point);
void sk_font_fallback_finish(struct sk_font_fallback *self);

/* A letter of such a script: it is drawn with its neighbours, not alone. */
bool sk_font_fallback_is_shaped(uint32_t code_point);
/* Tells the font the direction and the script of a run that begins with that character. */
void sk_font_fallback_prepare(TTF_Font *font, uint32_t code_point);

#endif
