/* rescue.h — one picture in a window of its own, without a kiosk behind it: for when the kiosk does
 * not start. Thread: main. */
#ifndef SK_UI_RESCUE_H
#define SK_UI_RESCUE_H

#include "app/model/model.h"
#include "base/clock.h"
#include "base/err.h"

#include <stdint.h>

struct sk_rescue_options {
    int32_t width, height; /* px, of a window; 0: 1280x800 */
    bool fullscreen;
    sk_ms limit; /* ms; it ends by itself after that */
    struct sk_clock *clock;
    bool (*must_end)(void); /* asked at least once a second */
    void (*on_shown)(void); /* the picture is on the screen for the first time */
};

/* Shows the model's screen until limit, until a finger or the mouse presses anywhere, or until
 * must_end() says so. Keys do nothing: a scanner types, too. Errors: SK_ERR_NOT_FOUND (no display,
 * no font), SK_ERR_IO, SK_ERR_NOMEM. */
enum sk_err sk_ui_rescue(const struct sk_model *model, const struct sk_rescue_options *options,
                         struct sk_err_info *info);

#endif
