#include "ui/rescue.h"

#include "base/language.h"
#include "ui/font.h"
#include "ui/raster.h"
#include "ui/screens/screen.h"
#include "ui/window.h"

#include <SDL.h>
#include <stdlib.h>

#define LOOK_MS 1000 /* between two looks at the clock and at must_end() */

struct rescue {
    struct sk_window *window;
    struct sk_font *font;
    struct sk_display_list list;
    struct sk_viewport view;
};

static bool paint(struct rescue *self, const struct sk_model *model) {
    struct sk_canvas canvas;
    if (sk_window_canvas(self->window, &canvas)) {
        return false;
    }
    self->view.width = canvas.width;
    self->view.height = canvas.height;
    self->view.ppi = sk_window_ppi(self->window);
    sk_screen_build(model, &self->view, sk_font_measure(self->font), &self->list);
    sk_raster_paint(&canvas, &self->list, self->font);
    return sk_window_present(self->window) == SK_OK;
}

/* Returns whether it goes on. */
static bool take(const SDL_Event *event, bool *is_painted) {
    if (event->type == SDL_WINDOWEVENT) {
        *is_painted = false;
    }
    bool is_press = event->type == SDL_FINGERUP || event->type == SDL_MOUSEBUTTONUP;
    return !is_press && event->type != SDL_QUIT;
}

static void run(struct rescue *self, const struct sk_model *model,
                const struct sk_rescue_options *options) {
    struct sk_clock *clock = options->clock;
    sk_ms end = clock->ops->now(clock) + options->limit;
    bool is_painted = false;
    bool was_shown = false;
    while (clock->ops->now(clock) < end && !options->must_end()) {
        SDL_Event event;
        is_painted = is_painted || paint(self, model);
        if (is_painted && !was_shown) {
            was_shown = true;
            options->on_shown();
        }
        bool has_event = SDL_WaitEventTimeout(&event, LOOK_MS) != 0;
        while (has_event) {
            if (!take(&event, &is_painted)) {
                return;
            }
            has_event = SDL_PollEvent(&event) != 0;
        }
    }
}

enum sk_err sk_ui_rescue(const struct sk_model *model, const struct sk_rescue_options *options,
                         struct sk_err_info *info) {
    struct rescue *self = calloc(1, sizeof(*self));
    if (!self) {
        return sk_fail(info, SK_ERR_NOMEM, "no memory for the window");
    }
    enum sk_err err =
        sk_window_create(&self->window, "sag-kiosk", options->width > 0 ? options->width : 1280,
                         options->height > 0 ? options->height : 800, options->fullscreen, info);
    if (!err) {
        err = sk_font_create(&self->font, sk_language_name(), info);
    }
    if (!err) {
        run(self, model, options);
    }
    sk_font_destroy(self->font);
    sk_window_destroy(self->window);
    sk_window_quit_video();
    free(self);
    return err;
}
