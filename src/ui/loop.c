#include "ui/loop.h"

#include "base/language.h"
#include "base/log.h"
#include "ui/backlight.h"
#include "ui/dimmer.h"
#include "ui/font.h"
#include "ui/picture.h"
#include "ui/raster.h"
#include "ui/screens/screen.h"
#include "ui/sound.h"
#include "ui/touch_log.h"
#include "ui/window.h"

#include <SDL.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define SK_LOG_MODULE "ui"
#define LONGEST_SLEEP_MS 5000 /* a lost wake-up costs at most this; none is known */
#define PLUG_MS 2000          /* between two looks whether a screen is plugged in */
#define PREVIEW_MS 33         /* between two pictures of the camera, at least */
#define SETTLE_MS 300 /* a second tap must not hit what has just appeared under the finger */
/* How long a picture may be held back that the next one will probably replace: half a frame of a
 * display. Drawing it would only make the answer wait, most of all on a slow machine. */
#define FLEETING_MS 8
#define MOUSE_REST_MS 700    /* after a finger: some drivers make a mouse of it, too */
#define LOST_FINGER_MS 10000 /* that was never lifted: its panel has gone */
#define ETX '\x03'
#define NO_FINGER INT64_C(-1)
#define MOUSE_FINGER INT64_C(-2)

struct sk_ui {
    struct sk_ui_options options;
    struct sk_window *window;
    struct sk_font *font;
    struct sk_sound *sound;
    struct sk_dimmer dimmer;
    struct sk_backlight backlight;
    enum sk_brightness brightness; /* as it was drawn */
    Uint32 wake_event;             /* SDL's number for our wake-up */
    atomic_bool is_woken;
    atomic_bool is_quitting;
    bool has_caps_lock; /* as far as it was told */

    struct sk_display_list list; /* what is on the screen */
    struct sk_touch_log touch_log;
    struct sk_viewport view;
    bool is_stale; /* the window has lost what was painted */
    uint64_t revision;
    enum sk_screen screen;
    enum sk_super_page page;
    enum sk_typing_page typing;
    sk_ms screen_since;
    sk_ms held_back_since; /* since when a fleeting picture is held back; -1: none is */
    uint64_t cue_number;

    bool has_picture;     /* the list has a place for the camera's picture, */
    struct sk_rect place; /* this one */
    sk_ms preview_at;     /* when the next one may be asked for */
    struct sk_preview preview;
    const struct sk_app *app; /* borrowed while it runs */
    bool is_hidden;           /* nobody sees the window */
    bool is_unplugged;        /* there is no screen */
    sk_ms plug_at;            /* when that was looked at */

    struct sk_touch held; /* where the finger went down */
    int64_t finger;       /* which one, NO_FINGER if none is down */
    sk_ms held_since;
    sk_ms finger_at;               /* the last event of one on the glass */
    bool was_touched;              /* there was one */
    bool has_typed;                /* since the last Return */
    enum sk_super_page focus_page; /* that view.focus is on */
};

static sk_ms now_of(const struct sk_ui *ui) {
    return ui->options.clock->ops->now(ui->options.clock);
}

/* ---- drawing ---- */

/* A quarter of the light, or none. What the panel's own light does is not drawn as well. */
static void darken(const struct sk_canvas *canvas, enum sk_brightness brightness,
                   bool has_backlight) {
    if (brightness == SK_DIM && has_backlight) {
        return;
    }
    for (int32_t y = 0; y < canvas->height && brightness != SK_BRIGHT; y++) {
        uint32_t *row = canvas->pixels + (size_t)y * (size_t)canvas->pitch;
        for (int32_t x = 0; x < canvas->width; x++) {
            row[x] = brightness == SK_DIM ? (row[x] >> 2) & 0x3F3F3F : 0;
        }
    }
}

/* The picture of the pair that a supervisor looks at. */
static void paint_past(struct sk_ui *ui, struct sk_canvas *canvas) {
    struct sk_model_still still;
    if (ui->app && sk_app_still(ui->app, &still)) {
        const struct sk_preview preview = { .grey = still.grey,
                                            .width = still.width,
                                            .height = still.height,
                                            .stride = still.stride,
                                            .turn = still.turn,
                                            .is_past = true };
        sk_preview_paint(canvas, ui->place, &preview);
    }
}

static void draw(struct sk_ui *ui, const struct sk_model *model) {
    struct sk_canvas canvas;
    if (sk_window_canvas(ui->window, &canvas)) {
        return; /* minimised or between two sizes; an event will come */
    }
    ui->view.width = canvas.width;
    ui->view.height = canvas.height;
    if (model->screen != SK_SCREEN_SUPERVISOR || model->supervisor.page != ui->focus_page) {
        ui->focus_page = model->supervisor.page;
        ui->view.focus = (struct sk_touch){ .kind = SK_TARGET_NONE };
    }
    sk_font_follow(&ui->font, model->language);
    sk_screen_build(model, &ui->view, sk_font_measure(ui->font), &ui->list);
    sk_raster_paint(&canvas, &ui->list, ui->font);
    bool has_place = sk_display_list_picture_rect(&ui->list, &ui->place);
    bool is_past = model->screen == SK_SCREEN_SUPERVISOR;
    ui->has_picture =
        has_place && !is_past && ui->options.on_preview && ui->brightness == SK_BRIGHT;
    if (has_place && is_past) {
        paint_past(ui, &canvas);
    }
    if (ui->has_picture) { /* the newest, not the one from before the last verdict */
        (void)ui->options.on_preview(ui->options.data, &ui->preview);
        sk_preview_paint(&canvas, ui->place, &ui->preview);
    }
    darken(&canvas, ui->brightness, sk_backlight_is_there(&ui->backlight));
    if (sk_window_present(ui->window)) {
        sk_log_debug("the window did not take the picture: %s", SDL_GetError());
        return;
    }
    ui->is_stale = false;
    sk_touch_log(&ui->touch_log, &ui->list);
}

/* From the second label to the answer: saving, then asking. */
static bool is_fleeting(const struct sk_model *model) {
    bool is_saving = model->screen == SK_SCREEN_HALF && model->slot_serial[0] != '\0' &&
                     model->slot_instance[0] != '\0';
    return is_saving || model->screen == SK_SCREEN_WORKING;
}

/* Milliseconds that the picture can still wait; 0: draw it now. */
static sk_ms hold_back(struct sk_ui *ui, const struct sk_model *model) {
    if (!is_fleeting(model)) {
        return 0;
    }
    sk_ms now = now_of(ui);
    if (ui->held_back_since < 0) {
        ui->held_back_since = now;
    }
    sk_ms left = ui->held_back_since + FLEETING_MS - now;
    return left > 0 ? left : 0;
}

/* Of the local day; the settings' night is by it. */
static int32_t minute_of(const struct sk_ui *ui) {
    const struct sk_dimmer_rules *rules = &ui->dimmer.rules;
    if (rules->night_from == rules->night_to) {
        return 0;
    }
    int64_t wall = ui->options.clock->ops->wall(ui->options.clock);
    int64_t minute = (wall - sk_clock_midnight(wall, 0)) / 60000;
    return minute < 0 ? 0 : minute > 1439 ? 1439 : (int32_t)minute;
}

/* Only a bench at rest becomes dark: red, amber and what is under way have to be seen. Returns when
 * that is next, at the latest after wait. */
static sk_ms set_brightness(struct sk_ui *ui, const struct sk_model *model, sk_ms wait) {
    sk_ms now = now_of(ui);
    bool is_at_rest =
        model->screen == SK_SCREEN_READY && !model->is_called && model->typed[0] == '\0';
    if (!is_at_rest || model->cue_number != ui->cue_number || model->screen != ui->screen) {
        sk_dimmer_stir(&ui->dimmer, now);
    }
    int32_t minute = minute_of(ui);
    enum sk_brightness brightness = sk_dimmer_brightness(&ui->dimmer, now, minute);
    if (brightness != ui->brightness) {
        ui->brightness = brightness;
        ui->is_stale = true;
        sk_backlight_set(&ui->backlight, brightness);
    }
    sk_ms deadline = sk_dimmer_deadline(&ui->dimmer, now, minute);
    return deadline < 0 ? wait : sk_earlier(wait, deadline - now);
}

/* Returns milliseconds until it must be called again at the latest: no more than wait. */
static sk_ms show(struct sk_ui *ui, const struct sk_model *model, sk_ms wait) {
    wait = set_brightness(ui, model, wait);
    if (model->cue_number != ui->cue_number) {
        ui->cue_number = model->cue_number;
        sk_sound_play(ui->sound, model->cue);
    }
    if (sk_sound_is_silent(ui->sound) != ui->view.is_silent) {
        ui->view.is_silent = !ui->view.is_silent;
        ui->is_stale = true;
    }
    if (model->revision != ui->revision) {
        ui->revision = model->revision;
        ui->is_stale = true;
    }
    if (model->screen != ui->screen || model->supervisor.page != ui->page ||
        model->typing.page != ui->typing) {
        ui->screen = model->screen;
        ui->typing = model->typing.page;
        ui->page = model->supervisor.page;
        ui->screen_since = now_of(ui);
    }
    if (!ui->is_stale) {
        return wait;
    }
    sk_ms left = hold_back(ui, model);
    if (left > 0) {
        return left < wait ? left : wait;
    }
    ui->held_back_since = -1;
    draw(ui, model);
    return wait;
}

/* ---- the camera's picture ---- */

/* Paints a newer picture into its place, and nothing else. */
static void refresh_preview(struct sk_ui *ui) {
    struct sk_canvas canvas;
    if (!ui->options.on_preview(ui->options.data, &ui->preview) || ui->is_stale) {
        return; /* a stale screen is drawn as a whole, with the picture */
    }
    if (sk_window_canvas(ui->window, &canvas) == SK_OK && canvas.width == ui->view.width &&
        canvas.height == ui->view.height) {
        sk_preview_paint(&canvas, ui->place, &ui->preview);
        if (sk_window_present_rect(ui->window, ui->place)) {
            sk_log_debug("the window did not take the camera's picture: %s", SDL_GetError());
        }
    }
}

/* Returns the milliseconds until the next picture may come; -1: none is shown. Without a place for
 * a picture, or while the window is hidden, the loop sleeps as if there were no camera. */
static sk_ms show_preview(struct sk_ui *ui) {
    if (!ui->has_picture || ui->is_hidden) {
        return -1;
    }
    sk_ms now = now_of(ui);
    if (now >= ui->preview_at) {
        /* In step with the first one, so that a late turn does not delay all later ones. */
        sk_ms late = now - ui->preview_at;
        ui->preview_at = now + PREVIEW_MS - (late < PREVIEW_MS ? late : 0);
        refresh_preview(ui);
    }
    return ui->preview_at > now ? ui->preview_at - now : 0;
}

/* ---- fingers ---- */

static void set_pressed(struct sk_ui *ui, struct sk_touch touch) {
    if (!sk_touch_equal(ui->view.pressed, touch)) {
        ui->view.pressed = touch;
        ui->is_stale = true;
    }
}

static void finger_down(struct sk_ui *ui, int64_t finger, int32_t x, int32_t y) {
    sk_ms now = now_of(ui);
    bool is_held = ui->finger != NO_FINGER && now - ui->held_since < LOST_FINGER_MS;
    if (is_held || now - ui->screen_since < SETTLE_MS) {
        return;
    }
    ui->finger = NO_FINGER;
    bool is_bright = ui->brightness == SK_BRIGHT;
    sk_dimmer_stir(&ui->dimmer, now);
    if (!is_bright) {
        return; /* who touches a dark screen does not know what */
    }
    ui->held_since = now;
    ui->held = sk_display_list_touch_at(&ui->list, x, y);
    if (ui->held.kind != SK_TARGET_NONE) {
        ui->finger = finger;
        set_pressed(ui, ui->held);
    }
}

static void finger_move(struct sk_ui *ui, int64_t finger, int32_t x, int32_t y) {
    if (ui->finger != finger) {
        return;
    }
    struct sk_touch under = sk_display_list_touch_at(&ui->list, x, y);
    bool is_inside = sk_touch_equal(under, ui->held);
    set_pressed(ui, is_inside ? ui->held : (struct sk_touch){ .kind = SK_TARGET_NONE });
}

static void finger_up(struct sk_ui *ui, struct sk_app *app, int64_t finger, int32_t x, int32_t y) {
    if (ui->finger != finger) {
        return;
    }
    ui->finger = NO_FINGER;
    set_pressed(ui, (struct sk_touch){ .kind = SK_TARGET_NONE });
    struct sk_touch under = sk_display_list_touch_at(&ui->list, x, y);
    /* What has come under the finger since is not what was pressed, even if it looks the same. */
    if (!sk_touch_equal(under, ui->held) || ui->screen_since > ui->held_since) {
        return;
    }
    if (under.kind == SK_TARGET_BUTTON) {
        sk_app_act(app, under.button);
    } else if (under.kind == SK_TARGET_SUPERVISOR) {
        sk_app_touch(app, under.super);
    } else if (under.kind == SK_TARGET_GLASS) {
        sk_app_glass(app, under.key);
    } else if (under.kind == SK_TARGET_LANGUAGE) {
        sk_app_choose_language(app, sk_language_at(under.language));
    } else if (under.kind == SK_TARGET_LABELS) {
        ui->view.labels_page++;
        ui->is_stale = true;
    } else if (under.kind == SK_TARGET_LABEL && ui->options.on_label) {
        ui->options.on_label(ui->options.data, sk_app_model(app)->demo_labels[under.label]);
    }
}

static int32_t to_px(float part, int32_t whole) {
    return (int32_t)(part * (float)whole);
}

static void take_finger(struct sk_ui *ui, struct sk_app *app, const SDL_TouchFingerEvent *event) {
    int32_t width = 0, height = 0;
    if (event->touchId == SDL_MOUSE_TOUCHID) {
        return; /* SDL's, of a mouse */
    }
    ui->was_touched = true;
    ui->finger_at = now_of(ui);
    sk_window_size(ui->window, &width, &height);
    int32_t x = to_px(event->x, width), y = to_px(event->y, height);
    int64_t finger = event->fingerId & INT64_MAX;
    (void)SDL_ShowCursor(SDL_DISABLE); /* a finger on the glass needs no focus */
    if (event->type == SDL_FINGERDOWN) {
        finger_down(ui, finger, x, y);
    } else if (event->type == SDL_FINGERMOTION) {
        finger_move(ui, finger, x, y);
    } else {
        finger_up(ui, app, finger, x, y);
    }
}

static void take_mouse(struct sk_ui *ui, struct sk_app *app, const SDL_Event *event) {
    if (event->type == SDL_MOUSEMOTION) {
        if (event->motion.which != SDL_TOUCH_MOUSEID) {
            (void)SDL_ShowCursor(SDL_ENABLE);
            finger_move(ui, MOUSE_FINGER, event->motion.x, event->motion.y);
        }
        return;
    }
    const SDL_MouseButtonEvent *button = &event->button;
    if (button->button != SDL_BUTTON_LEFT || button->which == SDL_TOUCH_MOUSEID) {
        return;
    }
    bool is_echo = ui->was_touched && now_of(ui) - ui->finger_at < MOUSE_REST_MS;
    if (event->type == SDL_MOUSEBUTTONDOWN && is_echo) {
        return;
    }
    if (event->type == SDL_MOUSEBUTTONDOWN) {
        finger_down(ui, MOUSE_FINGER, button->x, button->y);
    } else {
        finger_up(ui, app, MOUSE_FINGER, button->x, button->y);
    }
}

/* ---- keys ---- */

/* SDL counts from its own start; the event's age carries over. */
static sk_ms arrived_at(const struct sk_ui *ui, Uint32 timestamp) {
    Uint32 age = SDL_GetTicks() - timestamp;
    return now_of(ui) - (age < 60000 ? (sk_ms)age : 0);
}

/* In a supervisor's session the arrows go through what can be pressed; no scanner sends them. */
static void move_focus(struct sk_ui *ui, struct sk_app *app, int32_t by) {
    int32_t count = (int32_t)ui->list.target_count;
    int32_t at = 0;
    if (!sk_app_is_supervised(app) || count == 0) {
        return;
    }
    while (at < count && !sk_touch_equal(ui->list.targets[at].touch, ui->view.focus)) {
        at++;
    }
    at = at == count ? (by > 0 ? 0 : count - 1) : (at + by + count) % count;
    ui->view.focus = ui->list.targets[at].touch;
    ui->is_stale = true;
}

/* Return ends what was typed; if nothing was typed, it presses the focused target. */
static void take_return(struct sk_ui *ui, struct sk_app *app, Uint32 timestamp) {
    struct sk_touch focus = ui->view.focus;
    bool had_typed = ui->has_typed;
    ui->has_typed = false;
    if (!had_typed && sk_app_is_supervised(app) && focus.kind == SK_TARGET_SUPERVISOR) {
        sk_app_touch(app, focus.super);
    } else if (!sk_app_key(app, "\n", arrived_at(ui, timestamp)) && ui->options.on_key_end) {
        ui->options.on_key_end(ui->options.data, arrived_at(ui, timestamp));
    }
}

/* A scanner types each letter as with Caps Lock off; with it on they come the other way round. */
static void undo_caps_lock(struct sk_ui *ui, char *text) {
    bool is_on = (SDL_GetModState() & KMOD_CAPS) != 0;
    if (is_on != ui->has_caps_lock && ui->options.on_caps_lock) {
        ui->options.on_caps_lock(ui->options.data, is_on);
    }
    ui->has_caps_lock = is_on;
    for (char *c = text; *c && is_on; c++) {
        bool is_letter = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z');
        *c = (char)(is_letter ? *c ^ 0x20 : *c);
    }
}

static void take_text(struct sk_ui *ui, struct sk_app *app, const SDL_TextInputEvent *event) {
    sk_ms at = arrived_at(ui, event->timestamp);
    char text[sizeof(event->text)];
    memcpy(text, event->text, sizeof(text));
    undo_caps_lock(ui, text);
    ui->has_typed = true;
    if (!sk_app_key(app, text, at) && ui->options.on_key_text) {
        ui->options.on_key_text(ui->options.data, text, at);
    }
}

/* With Ctrl a scanner sends the control characters of a code; SDL makes no text of them. */
static void take_control(struct sk_ui *ui, struct sk_app *app, const SDL_KeyboardEvent *event) {
    sk_ms at = arrived_at(ui, event->timestamp);
    SDL_Keycode key = event->keysym.sym;
    char text[2] = { (char)(key & 0x1F), '\0' };
    bool is_known =
        (key >= SDLK_a && key <= SDLK_z) || (key >= SDLK_LEFTBRACKET && key <= SDLK_RIGHTBRACKET);
    if (!is_known || sk_app_is_supervised(app)) {
        return;
    }
    bool is_end = *text == '\r' || *text == '\n' || *text == '\t' || *text == ETX;
    if (is_end && ui->options.on_key_end) {
        ui->has_typed = false;
        ui->options.on_key_end(ui->options.data, at);
    } else if (!is_end && ui->options.on_key_text) {
        ui->options.on_key_text(ui->options.data, text, at);
    }
}

static bool is_paste(const SDL_KeyboardEvent *event) {
    bool is_control = (event->keysym.mod & KMOD_CTRL) != 0 && (event->keysym.mod & KMOD_ALT) == 0;
    bool is_shift = (event->keysym.mod & KMOD_SHIFT) != 0;
    return (is_control && event->keysym.sym == SDLK_v) ||
           (is_shift && event->keysym.sym == SDLK_INSERT);
}

static void take_paste(struct sk_ui *ui, struct sk_app *app, Uint32 timestamp) {
    char *text = sk_app_is_supervised(app) ? NULL : SDL_GetClipboardText();
    if (text && ui->options.on_key_paste) {
        ui->options.on_key_paste(ui->options.data, text, arrived_at(ui, timestamp));
    }
    SDL_free(text);
}

static void take_key(struct sk_ui *ui, struct sk_app *app, const SDL_KeyboardEvent *event) {
    SDL_Keycode key = event->keysym.sym;
    if (event->repeat) {
        return;
    }
    if (is_paste(event)) {
        take_paste(ui, app, event->timestamp);
    } else if ((event->keysym.mod & KMOD_CTRL) != 0 && (event->keysym.mod & KMOD_ALT) == 0) {
        take_control(ui, app, event);
    } else if (key == SDLK_RETURN || key == SDLK_RETURN2 || key == SDLK_KP_ENTER ||
               key == SDLK_TAB) {
        take_return(ui, app, event->timestamp);
    } else if (key == SDLK_BACKSPACE && !sk_app_is_supervised(app) && ui->options.on_key_erase) {
        ui->options.on_key_erase(ui->options.data, arrived_at(ui, event->timestamp));
    } else if (key == SDLK_RIGHT || key == SDLK_DOWN) {
        move_focus(ui, app, 1);
    } else if (key == SDLK_LEFT || key == SDLK_UP) {
        move_focus(ui, app, -1);
    } else if (key == SDLK_ESCAPE && sk_app_is_supervised(app)) {
        sk_app_act(app, SK_BUTTON_CANCEL); /* there a page back */
    }
}

/* ---- the loop ---- */

static void take_window(struct sk_ui *ui, const SDL_WindowEvent *event) {
    switch (event->event) {
    case SDL_WINDOWEVENT_EXPOSED:
    case SDL_WINDOWEVENT_SIZE_CHANGED:
    case SDL_WINDOWEVENT_SHOWN:
    case SDL_WINDOWEVENT_RESTORED:
        ui->is_stale = true;
        ui->is_hidden = false;
        break;
    case SDL_WINDOWEVENT_HIDDEN:
    case SDL_WINDOWEVENT_MINIMIZED:
        ui->is_hidden = true;
        break;
    case SDL_WINDOWEVENT_DISPLAY_CHANGED:
        if (ui->options.ppi == 0) {
            ui->view.ppi = sk_window_ppi(ui->window);
            ui->is_stale = true;
        }
        break;
    default: /* SDL's list is open-ended */
        break;
    }
}

static void take_event(struct sk_ui *ui, struct sk_app *app, const SDL_Event *event) {
    switch (event->type) {
    case SDL_QUIT: /* the window system's, as after Alt+F4; signals are main's */
        if (ui->options.may_close) {
            atomic_store(&ui->is_quitting, true);
        }
        break;
    case SDL_WINDOWEVENT:
        take_window(ui, &event->window);
        break;
    case SDL_TEXTINPUT: /* wakes the screen, and counts */
        sk_dimmer_stir(&ui->dimmer, now_of(ui));
        take_text(ui, app, &event->text);
        break;
    case SDL_KEYDOWN:
        sk_dimmer_stir(&ui->dimmer, now_of(ui));
        take_key(ui, app, &event->key);
        break;
    case SDL_FINGERDOWN:
    case SDL_FINGERMOTION:
    case SDL_FINGERUP:
        take_finger(ui, app, &event->tfinger);
        break;
    case SDL_MOUSEBUTTONDOWN:
    case SDL_MOUSEBUTTONUP:
    case SDL_MOUSEMOTION:
        take_mouse(ui, app, event);
        break;
    default: /* our wake-up, and events that we do not need */
        break;
    }
}

/* Turns the app and calls on_turn. Returns the longest wait until the next turn. */
static sk_ms turn(struct sk_ui *ui, struct sk_app *app) {
    sk_ms wait = sk_app_turn(app);
    if (ui->options.on_turn) {
        const struct sk_ui_options *options = &ui->options;
        sk_ms other = options->on_turn(options->data, options->clock->ops->now(options->clock));
        wait = sk_earlier(wait, other);
    }
    return sk_earlier(wait, LONGEST_SLEEP_MS);
}

/* A screen that comes back may be another one, and some cards show nothing on one that was away
 * until they are told anew what to show. The kernel's news of it are few and late, so it is looked
 * at whenever the loop turns. */
static void look_at_plug(struct sk_ui *ui) {
    sk_ms now = now_of(ui);
    if (now - ui->plug_at < PLUG_MS) {
        return;
    }
    ui->plug_at = now;
    bool was_unplugged = ui->is_unplugged;
    ui->is_unplugged = !sk_window_is_plugged();
    if (ui->is_unplugged && !was_unplugged) {
        sk_log_warning("the screen was unplugged; scans are taken on, check its cable and power");
    } else if (was_unplugged && !ui->is_unplugged) {
        struct sk_err_info info = { "" };
        if (sk_window_reopen(ui->window, &info)) {
            sk_log_error("the screen is plugged in again and cannot be opened: %s", info.text);
            ui->is_unplugged = true;
            return;
        }
        sk_log_warning("the screen is plugged in again");
        ui->view.ppi = ui->options.ppi > 0 ? ui->options.ppi : sk_window_ppi(ui->window);
        ui->is_hidden = false;
        ui->is_stale = true;
    }
}

/* Tells whether the screen shows what it should. Returns the longest wait until it must be told
 * again. */
static sk_ms tell_shown(struct sk_ui *ui, sk_ms wait) {
    if (!ui->options.on_shown) {
        return wait;
    }
    bool is_shown = !ui->is_stale || ui->is_hidden || ui->is_unplugged;
    return sk_earlier(wait, ui->options.on_shown(ui->options.data, now_of(ui), is_shown));
}

void sk_ui_run(struct sk_ui *ui, struct sk_app *app) {
    ui->app = app;
    while (!atomic_load(&ui->is_quitting)) {
        /* Cleared before the turn: a wake-up during it makes another one. */
        atomic_store(&ui->is_woken, false);
        sk_ms wait = turn(ui, app);
        look_at_plug(ui);
        wait = show(ui, sk_app_model(app), wait);
        if (!ui->is_stale) {
            sk_app_drawn(app);
        }
        wait = tell_shown(ui, wait);
        sk_ms preview = show_preview(ui);
        wait = sk_earlier(wait, preview);
        SDL_Event event;
        if (SDL_WaitEventTimeout(&event, (int)wait)) {
            do {
                take_event(ui, app, &event);
            } while (SDL_PollEvent(&event));
        }
    }
}

struct sk_picture *sk_ui_picture(struct sk_ui *ui, const struct sk_model *model) {
    return sk_picture_of(model, &ui->view, ui->font);
}

void sk_ui_set_sound(struct sk_ui *ui, int volume, const char *device) {
    sk_sound_set(ui->sound, volume, device);
}

void sk_ui_look_for_outputs(struct sk_ui *ui) {
    sk_sound_look(ui->sound);
}

bool sk_ui_outputs(struct sk_ui *ui, struct sk_sound_outputs *out) {
    return sk_sound_news(ui->sound, out);
}

void sk_ui_wake(void *data) {
    struct sk_ui *ui = data;
    if (atomic_exchange(&ui->is_woken, true)) {
        return; /* a wake-up is on its way already */
    }
    SDL_Event event = { .type = ui->wake_event };
    if (SDL_PushEvent(&event) != 1) {
        atomic_store(&ui->is_woken, false);
    }
}

void sk_ui_quit(struct sk_ui *ui) {
    atomic_store(&ui->is_quitting, true);
    atomic_store(&ui->is_woken, false);
    sk_ui_wake(ui);
}

/* ---- beginning and end ---- */

static enum sk_err open_parts(struct sk_ui *ui, struct sk_err_info *info) {
    const struct sk_ui_options *options = &ui->options;
    int32_t width = options->width > 0 ? options->width : 1280;
    int32_t height = options->height > 0 ? options->height : 800;
    enum sk_err err = sk_window_create(&ui->window, options->title ? options->title : "sag-kiosk",
                                       width, height, options->fullscreen, info);
    if (err) {
        return err;
    }
    ui->wake_event = SDL_RegisterEvents(1);
    if (ui->wake_event == (Uint32)-1) {
        return sk_fail(info, SK_ERR_NOMEM, "SDL has no event number left");
    }
    ui->view.ppi = options->ppi > 0 ? options->ppi : sk_window_ppi(ui->window);
    ui->view.distance = options->distance;
    err = sk_font_create(&ui->font, sk_language_name(), info);
    const struct sk_sound_options sound = { .volume = options->volume,
                                            .device =
                                                options->sound_device ? options->sound_device : "",
                                            .wake = sk_ui_wake,
                                            .wake_data = ui };
    return err ? err : sk_sound_create(&ui->sound, &sound, info);
}

enum sk_err sk_ui_create(struct sk_ui **out, const struct sk_ui_options *options,
                         struct sk_err_info *info) {
    struct sk_model *model = calloc(1, sizeof(*model)); /* all zero is the starting screen */
    struct sk_ui *ui = calloc(1, sizeof(*ui));
    enum sk_err err = SK_ERR_NOMEM;
    if (!model || !ui) {
        err = sk_fail(info, SK_ERR_NOMEM, "no memory for the window");
        goto done;
    }
    ui->options = *options;
    sk_dimmer_init(&ui->dimmer, &options->dimmer, now_of(ui));
    sk_backlight_open(&ui->backlight, options->backlight, options->backlight_note);
    ui->finger = NO_FINGER;
    ui->held_back_since = -1;
    ui->screen = SK_SCREEN_STARTING;
    err = open_parts(ui, info);
    if (err) {
        goto done;
    }
    draw(ui, model);
    ui->is_stale = true; /* whatever the revision of the app's model is */
    *out = ui;
    ui = NULL;

done:
    sk_ui_destroy(ui);
    free(model);
    return err;
}

void sk_ui_destroy(struct sk_ui *ui) {
    if (!ui) {
        return;
    }
    sk_backlight_close(&ui->backlight);
    sk_sound_destroy(ui->sound);
    sk_font_destroy(ui->font);
    sk_window_destroy(ui->window);
    sk_window_quit_video();
    free(ui);
}
