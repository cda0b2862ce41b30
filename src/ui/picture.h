/* picture.h — a screen without a window: painted into memory, saved as PNG. Needs no display. */
#ifndef SK_UI_PICTURE_H
#define SK_UI_PICTURE_H

#include "base/buf.h"
#include "base/err.h"
#include "ui/canvas.h"
#include "ui/font.h"
#include "ui/screens/screen.h"

struct sk_picture {
    struct sk_canvas canvas;
    struct sk_display_list list;
};

/* Errors: SK_ERR_NOMEM, SK_ERR_INVALID (a size outside 320 to 8192). *out is the caller's. */
enum sk_err sk_picture_create(struct sk_picture **out, int32_t width, int32_t height,
                              struct sk_err_info *info);
/* NULL is fine. */
void sk_picture_destroy(struct sk_picture *picture);

/* Builds the list of the model's screen and paints it. */
void sk_picture_draw(struct sk_picture *picture, const struct sk_model *model,
                     struct sk_font *font);

/* A picture of the model as it is in view; NULL: it cannot be, for lack of memory, or of a size.
 * Owner: the caller, sk_picture_destroy(). Main thread, as it uses the font. */
struct sk_picture *sk_picture_of(const struct sk_model *model, const struct sk_viewport *view,
                                 struct sk_font *font);

/* Appends it as PNG. Any thread. Errors: those of sk_buf, SK_ERR_IO. */
enum sk_err sk_picture_encode(const struct sk_picture *picture, struct sk_buf *out);

/* Errors: SK_ERR_IO with the reason. An existing file is replaced. */
enum sk_err sk_picture_save(const struct sk_picture *picture, const char *path,
                            struct sk_err_info *info);

/* For `sag-kiosk --screens DIR --size WxH --lang L`: every example as DIR/<name>.png, DIR made if
 * it is missing; prints each file's name to standard output.
 * language as for sk_language_set(). Errors: SK_ERR_INVALID (size, language), SK_ERR_IO,
 * SK_ERR_NOT_FOUND (font, catalogue), SK_ERR_NOMEM; the sentence says which and the fix. */
enum sk_err sk_ui_render_all(const char *dir, int32_t width, int32_t height, const char *language,
                             struct sk_err_info *info);

#endif
