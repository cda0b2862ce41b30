#include "ui/window.h"

#include "ui/display.h"

#include <SDL.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct sk_window {
    SDL_Window *window;
    SDL_Surface *shadow; /* where the window's own pixels are not 32 bits of RGB */
    bool is_full;
    SDL_Rect before; /* place and size before it took the whole screen */
    char *title;     /* as it was asked for, to open it again */
    int32_t width, height;
    bool fullscreen;
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

/* The window system or driver that the environment names; NULL: only the bare console is left. */
static const char *named_system(void) {
    static const char *const names[] = { "DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER" };
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        const char *value = getenv(names[i]);
        if (value && value[0]) {
            return value;
        }
    }
    return NULL;
}

/* Asking other systems than the one that is there would make them complain on standard error. */
static bool start_video(struct sk_err_info *why) {
    const char *name = named_system();
    if (name) {
        bool is_started = SDL_Init(SDL_INIT_VIDEO | SDL_INIT_EVENTS) == 0;
        if (!is_started) {
            (void)sk_fail(why, SK_ERR_NOT_FOUND, "the display %s cannot be opened: %s", name,
                          SDL_GetError());
        }
        return is_started;
    }
    enum sk_display display = sk_display_look(SK_DISPLAY_CONNECTORS, SK_DISPLAY_NODES);
    if (display != SK_DISPLAY_THERE) {
        (void)sk_fail(why, SK_ERR_NOT_FOUND, "%s", sk_display_why(display));
        return false;
    }
    if (SDL_Init(SDL_INIT_EVENTS) == 0 && SDL_VideoInit("KMSDRM") == 0) {
        return true;
    }
    (void)sk_fail(why, SK_ERR_NOT_FOUND, "%s: %s", sk_display_why(display), SDL_GetError());
    return false;
}

bool sk_ui_has_display(struct sk_err_info *why) {
    if (SDL_WasInit(SDL_INIT_VIDEO)) {
        return true;
    }
    set_hints();
    if (!start_video(why)) {
        SDL_Quit();
        return false;
    }
    const char *driver = SDL_GetCurrentVideoDriver();
    bool is_invisible = !driver || strcmp(driver, "offscreen") == 0 || strcmp(driver, "dummy") == 0;
    if (is_invisible && !getenv("SDL_VIDEODRIVER")) {
        /* SDL falls back to a driver without a screen; nobody would see the window. */
        (void)sk_fail(why, SK_ERR_NOT_FOUND, "the display %s cannot be opened", named_system());
        SDL_Quit();
        return false;
    }
    if (driver && strcmp(driver, "x11") == 0) {
        /* X11 takes plain pixels; through a renderer it would load a whole OpenGL. */
        (void)SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "0");
    }
    return true;
}

bool sk_window_is_plugged(void) {
    const char *driver = SDL_GetCurrentVideoDriver();
    return !driver || strcmp(driver, "KMSDRM") != 0 ||
           sk_display_look(SK_DISPLAY_CONNECTORS, SK_DISPLAY_NODES) == SK_DISPLAY_THERE;
}

void sk_window_quit_video(void) {
    SDL_Quit();
}

static enum sk_err open_window(struct sk_window *window, struct sk_err_info *info) {
    window->window = SDL_CreateWindow(window->title, SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED,
                                      window->width, window->height, SDL_WINDOW_RESIZABLE);
    if (!window->window) {
        return sk_fail(info, SK_ERR_IO, "the window cannot be opened: %s", SDL_GetError());
    }
    if (window->fullscreen) {
        sk_window_toggle_fullscreen(window);
    }
    SDL_DisableScreenSaver();
    SDL_StartTextInput();
    return SK_OK;
}

enum sk_err sk_window_create(struct sk_window **out, const char *title, int32_t width,
                             int32_t height, bool fullscreen, struct sk_err_info *info) {
    if (!sk_ui_has_display(info)) {
        return SK_ERR_NOT_FOUND;
    }
    struct sk_window *window = calloc(1, sizeof(*window));
    char *name = strdup(title);
    if (!window || !name) {
        free(window);
        free(name);
        return sk_fail(info, SK_ERR_NOMEM, "no memory for the window");
    }
    *window = (struct sk_window){
        .title = name, .width = width, .height = height, .fullscreen = fullscreen
    };
    enum sk_err err = open_window(window, info);
    if (err) {
        sk_window_destroy(window);
        return err;
    }
    *out = window;
    return SK_OK;
}

static void close_window(struct sk_window *window) {
    SDL_FreeSurface(window->shadow);
    window->shadow = NULL;
    if (window->window) {
        SDL_DestroyWindow(window->window);
        window->window = NULL;
    }
    window->is_full = false;
}

enum sk_err sk_window_reopen(struct sk_window *window, struct sk_err_info *info) {
    close_window(window);
    SDL_VideoQuit();
    return sk_ui_has_display(info) ? open_window(window, info) : SK_ERR_NOT_FOUND;
}

void sk_window_destroy(struct sk_window *window) {
    if (window) {
        close_window(window);
        free(window->title);
        free(window);
    }
}

static bool is_plain(const SDL_Surface *surface) {
    const SDL_PixelFormat *format = surface->format;
    return format->BytesPerPixel == 4 && format->Rmask == 0xFF0000 && format->Gmask == 0x00FF00 &&
           format->Bmask == 0x0000FF && surface->pitch % 4 == 0 && !SDL_MUSTLOCK(surface);
}

enum sk_err sk_window_canvas(struct sk_window *window, struct sk_canvas *canvas) {
    SDL_Surface *surface = window->window ? SDL_GetWindowSurface(window->window) : NULL;
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
