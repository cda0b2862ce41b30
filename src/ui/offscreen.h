/* offscreen.h — the kiosk without a display: every screen is drawn into memory by the same code as
 * in a window, and each change is one line on standard output (see line.h). */
#ifndef SK_UI_OFFSCREEN_H
#define SK_UI_OFFSCREEN_H

#include "app/model/model.h"
#include "base/err.h"

#include <stdint.h>

struct sk_offscreen;
struct sk_picture; /* ui/picture.h */

/* width and height in px, 320 to 8192. Needs no display, but fonts.
 * Errors: SK_ERR_INVALID, SK_ERR_NOMEM, SK_ERR_NOT_FOUND (fonts). *out is the caller's. */
enum sk_err sk_offscreen_create(struct sk_offscreen **out, int32_t width, int32_t height,
                                struct sk_err_info *info);
/* NULL is fine. */
void sk_offscreen_destroy(struct sk_offscreen *offscreen);

/* Call after every sk_app_turn() and sk_app_act(). Does nothing while the model's revision is the
 * same. Draws; prints the screen's line if it differs from the last one or the notice was repeated
 * (the cue's number grew), and a NOTICE line if a notice appeared on another screen. Each line is
 * flushed.
 * Errors: SK_ERR_IO when standard output is closed or full. Thread: main. */
enum sk_err sk_offscreen_show(struct sk_offscreen *offscreen, const struct sk_model *model,
                              struct sk_err_info *info);

/* A picture of that model, as it would be drawn; NULL: it cannot be. Owner: the caller
 * (picture.h). Thread: main. */
struct sk_picture *sk_offscreen_picture(struct sk_offscreen *offscreen,
                                        const struct sk_model *model);

#endif
