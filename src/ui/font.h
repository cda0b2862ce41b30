/* font.h — finds the fonts (fontconfig) and turns characters into masks (SDL_ttf). A bounded cache
 * keeps the masks; one open file a face serves every size. One thread at a time. */
#ifndef SK_UI_FONT_H
#define SK_UI_FONT_H

#include "base/err.h"
#include "ui/draw.h"

#include <stdbool.h>
#include <stdint.h>

struct sk_font;

/* A glyph's mask; borrowed until the next call with the same font. */
struct sk_glyph {
    const uint8_t *mask; /* w * h bytes; NULL for a blank */
    int32_t left;        /* px from the pen to the mask */
    int32_t top;         /* px from the baseline up to the mask's first row */
    int32_t w, h;
};

/* language: of base/language.h. Chinese and Japanese write some characters differently, so each has
 * a face of its own, and it is an error where no font has its characters; for others any Latin font
 * will do.
 * Errors: SK_ERR_NOT_FOUND (no such font; the sentence names the package), SK_ERR_IO (a font that
 * cannot be read), SK_ERR_NOMEM. *out is the caller's, untouched on error. */
enum sk_err sk_font_create(struct sk_font **out, const char *language, struct sk_err_info *info);

/* Replaces the font where the language needs other characters than the one that *font was made for.
 * A font that is not there is a line in the log, and *font stays. "": as it is. */
void sk_font_follow(struct sk_font **font, const char *language);

/* NULL is fine. */
void sk_font_destroy(struct sk_font *font);

/* For sk_screen_build(); borrowed, lives as long as the font. */
struct sk_measure *sk_font_measure(struct sk_font *font);

/* True: text begins with letters that are drawn together, *bytes of them: their script joins them,
 * or runs from right to left. Their width is the sum of their advances, nearly. Pure. */
bool sk_font_run_begins(const char *text, size_t length, size_t *bytes);
/* Those letters, shaped. mask NULL: no font has them, or they are more than 255 bytes; each comes
 * as a glyph of its own, then. */
struct sk_glyph sk_font_run(struct sk_font *font, enum sk_face face, int32_t size, const char *text,
                            size_t length);

/* A character that no font has comes as a box, out of memory as a blank. size in px. */
struct sk_glyph sk_font_glyph(struct sk_font *font, enum sk_face face, int32_t size,
                              uint32_t code_point);

#endif
