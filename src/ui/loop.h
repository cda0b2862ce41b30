/* loop.h — the kiosk in a window: SDL's events in, the app's model out. Asleep while nothing
 * happens. Thread: main, except where said. */
#ifndef SK_UI_LOOP_H
#define SK_UI_LOOP_H

#include "app/core/app.h"
#include "base/clock.h"
#include "base/err.h"
#include "ui/dimmer.h"
#include "ui/preview.h"
#include "ui/sound.h"

#include <stdbool.h>
#include <stdint.h>

struct sk_ui;
struct sk_picture; /* ui/picture.h */

struct sk_ui_options {
    const char *title;     /* of the window */
    int32_t width, height; /* px; 0: 1280x800 */
    bool fullscreen;
    bool may_close;   /* the window system may close the window; else only sk_ui_quit() does */
    int32_t ppi;      /* pixels an inch, for the size of texts and buttons; 0: ask the display */
    int32_t distance; /* mm from the eye to the display; 0: 600 */
    int volume;       /* 0 to 100 */
    const char *sound_device; /* as in sound.h; NULL: the system's choice */
    struct sk_dimmer_rules dimmer;
    const char *backlight; /* folder of panels' lights, as /sys/class/backlight; NULL: left alone */
    const char *backlight_note; /* file in which is kept how bright they were (backlight.h) */
    struct sk_clock *clock;     /* borrowed */

    /* Typed text as the window system delivers it, with the time of its arrival; the reader judges
     * the gaps. text is UTF-8, borrowed during the call. */
    void (*on_key_text)(void *data, const char *text, sk_ms at);
    /* BackSpace. */
    void (*on_key_erase)(void *data, sk_ms at);
    /* Ctrl+V, Shift+Insert: what the window system's clipboard holds, borrowed during the call. */
    void (*on_key_paste)(void *data, const char *text, sk_ms at);
    /* Return, Enter or Tab: the end of a scan; so are they, and ETX, sent with Ctrl. */
    void (*on_key_end)(void *data, sk_ms at);
    /* Caps Lock was on when something was typed, or is no more. Text comes with it undone. */
    void (*on_caps_lock)(void *data, bool is_on);
    /* An example label of the demo was pressed. */
    void (*on_label)(void *data, const char *text);
    /* After each sk_app_turn(). Returns milliseconds until it must be called again at the latest
     * (-1: only when something happens). */
    sk_ms (*on_turn)(void *data, sk_ms now);
    /* After each look at the screen. is_shown: it has the newest picture, or nobody can see it.
     * Returns as on_turn. */
    sk_ms (*on_shown)(void *data, sk_ms now, bool is_shown);
    /* Asked about thirty times a second, and only while a place for the camera's picture is on
     * the screen. True: *preview, which still has the last call's content (all zero at first), was
     * changed to a newer picture; its pixels stay valid until the next call. */
    bool (*on_preview)(void *data, struct sk_preview *preview);
    void *data;
};

/* Opens the window and shows the starting screen. Callbacks may be NULL. options is read during
 * the call only, but for clock and data.
 * Errors: SK_ERR_NOT_FOUND (no display, no font), SK_ERR_IO, SK_ERR_NOMEM. */
enum sk_err sk_ui_create(struct sk_ui **out, const struct sk_ui_options *options,
                         struct sk_err_info *info);
/* Closes the window, ends SDL. NULL is fine. */
void sk_ui_destroy(struct sk_ui *ui);

/* The sound from now on, and which outputs there are (sound.h). Never block. */
void sk_ui_set_sound(struct sk_ui *ui, int volume, const char *device);
void sk_ui_look_for_outputs(struct sk_ui *ui);
bool sk_ui_outputs(struct sk_ui *ui, struct sk_sound_outputs *out);

/* A picture of that model as it is in the window, without the camera's; NULL: it cannot be drawn
 * now. Owner: the caller (picture.h). */
struct sk_picture *sk_ui_picture(struct sk_ui *ui, const struct sk_model *model);

/* Makes sk_ui_run() call sk_app_turn() soon. Any thread; never blocks. `ui` is a struct sk_ui *,
 * taken as void * so that it can be handed to sk_app_create(). */
void sk_ui_wake(void *ui);
/* Makes sk_ui_run() return soon. Any thread. */
void sk_ui_quit(struct sk_ui *ui);

/* Runs until sk_ui_quit(), or until the window is closed where that may be. In a supervisor's
 * session digits type the PIN, the arrows go from button to button, Return without text presses
 * and Escape goes back. All other keys are only passed on, those with Ctrl as control characters:
 * a scanner can send any key, and must neither press a button nor end the program. Buttons act
 * when the finger is lifted inside them. */
void sk_ui_run(struct sk_ui *ui, struct sk_app *app);

#endif
