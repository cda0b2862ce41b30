#include "ui/window.h"

#include <SDL.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct sk_window {
    SDL_Window *window;
    SDL_Surface *shadow; /* where the window's own pixels are not 32 bits of RGB */
    bool is_full;
    SDL_Rect before; /* place and size before it took the whole screen */
};

/* Settings for SDL, before it starts. */
static void set_hints(void) {
    (void)SDL_SetHint(SDL_HINT_TOUCH_MOUSE_EVENTS, "0");
    (void)SDL_SetHint(SDL_HINT_MOUSE_TOUCH_EVENTS, "0");
    (void)SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1"); /* signals are main's */
    (void)SDL_SetHint(SDL_HINT_VIDEO_X11_NET_WM_BYPASS_COMPOSITOR, "0");
    /* An input method would hold back what a scanner types; there is nothing to compose here.
     * SDL asks XIM by XMODIFIERS, fcitx by SDL_IM_MODULE, ibus by the file in IBUS_ADDRESS. */
    (void)setenv("XMODIFIERS", "@im=none", 1);
    (void)setenv("SDL_IM_MODULE", "none", 1);
    (void)setenv("IBUS_ADDRESS", "/dev/null", 1);
}

/* Without a window system only the bare console is left; asking the others would make them
 * complain on standard error. */
static bool start_video(void) {
    static const char *const named[] = { "DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER" };
    for (size_t i = 0; i < sizeof(named) / sizeof(named[0]); i++) {
        const char *value = getenv(named[i]);
        if (value && value[0]) {
            return SDL_Init(SDL_INIT_VIDEO | SDL_INIT_EVENTS) == 0;
        }
    }
    return access("/dev/dri/card0", R_OK | W_OK) == 0 && SDL_Init(SDL_INIT_EVENTS) == 0 &&
           SDL_VideoInit("KMSDRM") == 0;
}

bool sk_ui_has_display(void) {
    if (SDL_WasInit(SDL_INIT_VIDEO)) {
        return true;
    }
    set_hints();
    if (!start_video()) {
        SDL_Quit();
        return false;
    }
    const char *driver = SDL_GetCurrentVideoDriver();
    bool is_invisible = !driver || strcmp(driver, "offscreen") == 0 || strcmp(driver, "dummy") == 0;
    if (is_invisible && !getenv("SDL_VIDEODRIVER")) {
        /* SDL falls back to a driver without a screen; nobody would see the window. */
        SDL_Quit();
        return false;
    }
    if (driver && strcmp(driver, "x11") == 0) {
        /* X11 takes plain pixels; through a renderer it would load a whole OpenGL. */
        (void)SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "0");
    }
    return true;
}

void sk_window_quit_video(void) {
    SDL_Quit();
}

enum sk_err sk_window_create(struct sk_window **out, const char *title, int32_t width,
                             int32_t height, bool fullscreen, struct sk_err_info *info) {
    if (!sk_ui_has_display()) {
        return sk_fail(info, SK_ERR_NOT_FOUND, "there is no display: %s", SDL_GetError());
    }
    struct sk_window *window = calloc(1, sizeof(*window));
    if (!window) {
        return sk_fail(info, SK_ERR_NOMEM, "no memory for the window");
    }
    window->window = SDL_CreateWindow(title, SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED, width,
                                      height, SDL_WINDOW_RESIZABLE);
    if (!window->window) {
        sk_window_destroy(window);
        return sk_fail(info, SK_ERR_IO, "the window cannot be opened: %s", SDL_GetError());
    }
    if (fullscreen) {
        sk_window_toggle_fullscreen(window);
    }
    SDL_DisableScreenSaver();
    SDL_StartTextInput();
    *out = window;
    return SK_OK;
}

void sk_window_destroy(struct sk_window *window) {
    if (window) {
        SDL_FreeSurface(window->shadow);
        if (window->window) {
            SDL_DestroyWindow(window->window);
        }
        free(window);
    }
}

static bool is_plain(const SDL_Surface *surface) {
    const SDL_PixelFormat *format = surface->format;
    return format->BytesPerPixel == 4 && format->Rmask == 0xFF0000 && format->Gmask == 0x00FF00 &&
           format->Bmask == 0x0000FF && surface->pitch % 4 == 0 && !SDL_MUSTLOCK(surface);
}

enum sk_err sk_window_canvas(struct sk_window *window, struct sk_canvas *canvas) {
    SDL_Surface *surface = SDL_GetWindowSurface(window->window);
    if (!surface) {
        return SK_ERR_IO;
    }
    if (!is_plain(surface)) {
        if (window->shadow &&
            (window->shadow->w != surface->w || window->shadow->h != surface->h)) {
            SDL_FreeSurface(window->shadow);
            window->shadow = NULL;
        }
        if (!window->shadow) {
            window->shadow = SDL_CreateRGBSurface(0, surface->w, surface->h, 32, 0xFF0000, 0x00FF00,
                                                  0x0000FF, 0);
        }
        surface = window->shadow;
        if (!surface) {
            return SK_ERR_NOMEM;
        }
    }
    *canvas = (struct sk_canvas){ .pixels = surface->pixels,
                                  .width = surface->w,
                                  .height = surface->h,
                                  .pitch = surface->pitch / 4 };
    return SK_OK;
}

enum sk_err sk_window_present(struct sk_window *window) {
    SDL_Surface *surface = SDL_GetWindowSurface(window->window);
    if (!surface) {
        return SK_ERR_IO;
    }
    if (!is_plain(surface) && window->shadow &&
        SDL_BlitSurface(window->shadow, NULL, surface, NULL)) {
        return SK_ERR_IO;
    }
    return SDL_UpdateWindowSurface(window->window) ? SK_ERR_IO : SK_OK;
}

enum sk_err sk_window_present_rect(struct sk_window *window, struct sk_rect rect) {
    SDL_Surface *surface = SDL_GetWindowSurface(window->window);
    if (!surface) {
        return SK_ERR_IO;
    }
    SDL_Rect part = { rect.x, rect.y, rect.w, rect.h };
    SDL_Rect target = part; /* SDL clips it in place */
    if (!is_plain(surface) && window->shadow &&
        SDL_BlitSurface(window->shadow, &part, surface, &target)) {
        return SK_ERR_IO;
    }
    return SDL_UpdateWindowSurfaceRects(window->window, &part, 1) ? SK_ERR_IO : SK_OK;
}

void sk_window_size(const struct sk_window *window, int32_t *width, int32_t *height) {
    int w = 0, h = 0;
    SDL_GetWindowSize(window->window, &w, &h);
    *width = w;
    *height = h;
}

int32_t sk_window_ppi(const struct sk_window *window) {
    float dpi = 0;
    int display = SDL_GetWindowDisplayIndex(window->window);
    if (display < 0 || SDL_GetDisplayDPI(display, &dpi, NULL, NULL) || dpi < 60 || dpi > 500) {
        return 0;
    }
    return (int32_t)dpi;
}

/* If the window system refuses, the window stays as it was; there is nothing else to do. */
void sk_window_toggle_fullscreen(struct sk_window *window) {
    SDL_Window *handle = window->window;
    if (window->is_full) {
        (void)SDL_SetWindowFullscreen(handle, 0);
        SDL_SetWindowSize(handle, window->before.w, window->before.h);
        SDL_SetWindowPosition(handle, window->before.x, window->before.y);
        window->is_full = false;
        return;
    }
    SDL_Rect display = { 0, 0, 0, 0 };
    int index = SDL_GetWindowDisplayIndex(handle);
    SDL_GetWindowPosition(handle, &window->before.x, &window->before.y);
    SDL_GetWindowSize(handle, &window->before.w, &window->before.h);
    if (index >= 0 && SDL_GetDisplayBounds(index, &display) == 0) {
        /* A bare X server has no window manager to fulfil the request below, so first give the
         * window the display's size. */
        SDL_SetWindowPosition(handle, display.x, display.y);
        SDL_SetWindowSize(handle, display.w, display.h);
    }
    (void)SDL_SetWindowFullscreen(handle, SDL_WINDOW_FULLSCREEN_DESKTOP);
    window->is_full = true;
}
