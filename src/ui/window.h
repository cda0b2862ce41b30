/* window.h — one window with a surface in memory; the graphics card is not used if the window
 * system can do without. Thread: main. */
#ifndef SK_UI_WINDOW_H
#define SK_UI_WINDOW_H

#include "base/err.h"
#include "ui/canvas.h"

#include <stdbool.h>
#include <stdint.h>

struct sk_window;

/* Starts SDL's video part if it is not running. True: a window can be opened (X11, Wayland, the
 * bare console, or a driver named in SDL_VIDEODRIVER). False: there is no display, *why (may be
 * NULL) says why and what to do, and nothing runs. sk_window_quit_video() ends it. */
bool sk_ui_has_display(struct sk_err_info *why);
void sk_window_quit_video(void);

/* On the bare console: is a screen plugged in? True under a window system, which looks itself. */
bool sk_window_is_plugged(void);

/* width, height in px.
 * Errors: SK_ERR_NOT_FOUND (no display), SK_ERR_IO (the window system refuses), SK_ERR_NOMEM. */
enum sk_err sk_window_create(struct sk_window **out, const char *title, int32_t width,
                             int32_t height, bool fullscreen, struct sk_err_info *info);
/* NULL is fine. */
void sk_window_destroy(struct sk_window *window);

/* A canvas of the window's present size; valid until the next call of any function here.
 * Errors: SK_ERR_IO while the window system has no surface to give (minimised, just resized). */
enum sk_err sk_window_canvas(struct sk_window *window, struct sk_canvas *canvas);
/* Shows what was painted. */
enum sk_err sk_window_present(struct sk_window *window);

/* Shows only what was painted inside rect, which lies in the canvas. */
enum sk_err sk_window_present_rect(struct sk_window *window, struct sk_rect rect);

void sk_window_size(const struct sk_window *window, int32_t *width, int32_t *height);
/* Pixels per inch, as the display reports; 0 if that is not plausible. */
int32_t sk_window_ppi(const struct sk_window *window);
void sk_window_toggle_fullscreen(struct sk_window *window);

/* Closes the window and SDL's video part and opens both again, for a screen that was plugged in
 * anew and may be another one. Errors: those of sk_window_create(); nothing can be drawn then until
 * a later call works. */
enum sk_err sk_window_reopen(struct sk_window *window, struct sk_err_info *info);

#endif
