/* The loop with SDL's dummy driver, a clock that only moves when set, and a scripted app: each turn
 * plays one step and checks the result of the last. */
#define _XOPEN_SOURCE 700 /* mkdtemp() */
#include "ui/loop.h"

#include "base/util.h"
#include "ui/examples.h"

#include "unit/ui/cmocka_all.h"

#include <SDL.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- fakes ---- */

struct fake {
    struct sk_model model;
    struct sk_ui *ui;
    void (*step)(struct fake *fake, int number);
    int turns;
    enum sk_button acted[8];
    const char *language; /* that was chosen */
    size_t acts;
    struct sk_super_touch touched[8];
    size_t touches;
    char keys[64]; /* for the PIN pad */
    char typed[64];
    char glass[64]; /* on its keyboard */
    char labels[64];
    int ends;
    int asked; /* for a picture */
    uint8_t brightness;
};

static struct fake fake;
static sk_ms now;

static sk_ms fake_now(struct sk_clock *clock) {
    (void)clock;
    return now;
}

static const struct sk_clock_ops clock_ops = { .now = fake_now };
static struct sk_clock test_clock = { .ops = &clock_ops };

/* The app's functions that the loop calls; the struct stays unknown. */
sk_ms sk_app_turn(struct sk_app *app) {
    (void)app;
    fake.step(&fake, fake.turns++);
    return 0;
}

void sk_app_act(struct sk_app *app, enum sk_button button) {
    (void)app;
    assert_true(fake.acts < SK_ARRAY_LEN(fake.acted));
    fake.acted[fake.acts++] = button;
}

void sk_app_choose_language(struct sk_app *app, const char *name) {
    (void)app;
    fake.language = name;
}

void sk_app_touch(struct sk_app *app, struct sk_super_touch touch) {
    (void)app;
    assert_true(fake.touches < SK_ARRAY_LEN(fake.touched));
    fake.touched[fake.touches++] = touch;
}

void sk_app_glass(struct sk_app *app, int32_t pressed) {
    (void)app;
    assert_in_range(pressed, 1, 127);
    char typed[] = { (char)pressed, '\0' };
    strncat(fake.glass, typed, sizeof(fake.glass) - strlen(fake.glass) - 1);
}

bool sk_app_key(struct sk_app *app, const char *text, sk_ms at) {
    (void)app;
    assert_in_range(now - at, 0, 60000);
    if (fake.model.supervisor.page != SK_SUPER_PIN) {
        return false;
    }
    strncat(fake.keys, text, sizeof(fake.keys) - strlen(fake.keys) - 1);
    return true;
}

bool sk_app_is_supervised(const struct sk_app *app) {
    (void)app;
    return fake.model.supervisor.page != SK_SUPER_CLOSED;
}

void sk_app_drawn(struct sk_app *app) {
    (void)app;
}

const struct sk_model *sk_app_model(const struct sk_app *app) {
    (void)app;
    return &fake.model;
}

static void on_key_text(void *data, const char *text, sk_ms at) {
    struct fake *self = data;
    assert_in_range(now - at, 0, 60000);
    strncat(self->typed, text, sizeof(self->typed) - strlen(self->typed) - 1);
}

static void on_key_paste(void *data, const char *text, sk_ms at) {
    on_key_text(data, "<", at);
    on_key_text(data, text, at);
    on_key_text(data, ">", at);
}

static void on_key_end(void *data, sk_ms at) {
    (void)at;
    ((struct fake *)data)->ends++;
}

static void on_label(void *data, const char *text) {
    struct fake *self = data;
    strncat(self->labels, text, sizeof(self->labels) - strlen(self->labels) - 1);
}

static bool on_preview(void *data, struct sk_preview *preview) {
    struct fake *self = data;
    self->asked++;
    if (self->brightness == 0) {
        return false;
    }
    static uint8_t grey[16 * 9];
    memset(grey, self->brightness, sizeof(grey));
    *preview = (struct sk_preview){ .grey = grey, .width = 16, .height = 9, .stride = 16 };
    return true;
}

bool sk_app_still(const struct sk_app *app, struct sk_model_still *still) {
    (void)app;
    static uint8_t grey[16 * 9];
    memset(grey, fake.brightness, sizeof(grey));
    *still = (struct sk_model_still){ .grey = grey, .width = 16, .height = 9, .stride = 16 };
    return fake.brightness > 0;
}

/* ---- script's vocabulary ---- */

static void show_example(struct fake *self, const char *name) {
    uint64_t revision = self->model.revision;
    for (size_t i = 0; sk_example_name(i); i++) {
        if (strcmp(sk_example_name(i), name) == 0) {
            sk_example_fill(i, &self->model);
            self->model.revision = revision + 1;
            return;
        }
    }
    fail_msg("no example '%s'", name);
}

static void push(SDL_Event event) {
    assert_int_equal(SDL_PushEvent(&event), 1);
}

static void mouse(Uint32 type, int x, int y) {
    SDL_Event event = { .button = { .type = type, .button = SDL_BUTTON_LEFT, .x = x, .y = y } };
    push(event);
}

static void finger(Uint32 type, float x, float y, SDL_FingerID id) {
    SDL_Event event = { .tfinger = { .type = type, .fingerId = id, .x = x, .y = y } };
    push(event);
}

static void key(SDL_Keycode code, Uint16 modifiers) {
    SDL_Event event = { .key = { .type = SDL_KEYDOWN,
                                 .timestamp = SDL_GetTicks(),
                                 .keysym = { .sym = code, .mod = modifiers } } };
    push(event);
}

static void text(const char *utf8) {
    SDL_Event event = { .text = { .type = SDL_TEXTINPUT, .timestamp = SDL_GetTicks() } };
    strncpy(event.text.text, utf8, sizeof(event.text.text) - 1);
    push(event);
}

/* Inside "Back to the bench" of the PIN pad at 1280x800. */
enum { BACK_X = 250, BACK_Y = 740 };

/* Inside "Several devices" of the ready screen. */
enum { MODE_X = 980, MODE_Y = 590 };
enum { DIM_MS = 1000000 };

/* Inside the ACKNOWLEDGE button of the red screen at 1280x800. */
enum { BUTTON_X = 1140, BUTTON_Y = 700 };

/* The folder of a panel's light, for the tests that have one. */
static char lights[64];

static void run(void (*step)(struct fake *self, int number)) {
    struct sk_ui_options options = { .clock = &test_clock,
                                     .may_close = true,
                                     .dimmer = { .dim = DIM_MS, .off = 2 * DIM_MS },
                                     .backlight = lights[0] ? lights : NULL,
                                     .on_key_text = on_key_text,
                                     .on_key_paste = on_key_paste,
                                     .on_key_end = on_key_end,
                                     .on_label = on_label,
                                     .on_preview = on_preview,
                                     .data = &fake };
    struct sk_err_info info = { { 0 } };
    memset(&fake, 0, sizeof(fake));
    now = 100000;
    fake.step = step;
    if (sk_ui_create(&fake.ui, &options, &info)) {
        print_message("skipped: %s\n", info.text);
        exit(77);
    }
    struct sk_app *app = (void *)&fake; /* only the functions above get it */
    sk_ui_run(fake.ui, app);
    sk_ui_destroy(fake.ui);
}

/* ---- tests ---- */

static void press_and_lift(struct fake *self, int number) {
    switch (number) {
    case 0:
        show_example(self, "refused-conflict");
        break;
    case 1:
        now += 1000;
        mouse(SDL_MOUSEBUTTONDOWN, BUTTON_X, BUTTON_Y);
        break;
    case 2:
        assert_int_equal(self->acts, 0); /* only when it is lifted */
        mouse(SDL_MOUSEBUTTONUP, BUTTON_X, BUTTON_Y);
        break;
    case 3:
        assert_int_equal(self->acts, 1);
        assert_int_equal(self->acted[0], SK_BUTTON_ACKNOWLEDGE);
        sk_ui_quit(self->ui);
        break;
    default:
        fail();
    }
}

static void a_button_acts_when_the_finger_is_lifted_inside_it(void **state) {
    (void)state;
    run(press_and_lift);
}

static void press_and_slide_off(struct fake *self, int number) {
    switch (number) {
    case 0:
        show_example(self, "refused-conflict");
        break;
    case 1:
        now += 1000;
        finger(SDL_FINGERDOWN, (float)BUTTON_X / 1280, (float)BUTTON_Y / 800, 7);
        finger(SDL_FINGERMOTION, 0.5f, 0.2f, 7);
        finger(SDL_FINGERUP, 0.5f, 0.2f, 7);
        break;
    case 2:
        assert_int_equal(self->acts, 0);
        /* Two fingers: the second is not heard, the first acts once. */
        finger(SDL_FINGERDOWN, (float)BUTTON_X / 1280, (float)BUTTON_Y / 800, 7);
        finger(SDL_FINGERDOWN, (float)BUTTON_X / 1280, (float)BUTTON_Y / 800, 8);
        finger(SDL_FINGERUP, (float)BUTTON_X / 1280, (float)BUTTON_Y / 800, 8);
        finger(SDL_FINGERUP, (float)BUTTON_X / 1280, (float)BUTTON_Y / 800, 7);
        break;
    case 3:
        assert_int_equal(self->acts, 1);
        sk_ui_quit(self->ui);
        break;
    default:
        fail();
    }
}

static void a_finger_that_slides_off_does_nothing_and_a_second_one_is_not_heard(void **state) {
    (void)state;
    run(press_and_slide_off);
}

static void finger_of(SDL_TouchID touch, Uint32 type, int x, int y) {
    SDL_Event event = { .tfinger = { .type = type,
                                     .touchId = touch,
                                     .fingerId = 7,
                                     .x = (float)x / 1280,
                                     .y = (float)y / 800 } };
    push(event);
}

static void mouse_of(Uint32 which, Uint32 type, int x, int y) {
    SDL_Event event = {
        .button = { .type = type, .which = which, .button = SDL_BUTTON_LEFT, .x = x, .y = y }
    };
    push(event);
}

static void touch_with_echoes(struct fake *self, int number) {
    switch (number) {
    case 0:
        show_example(self, "refused-conflict");
        break;
    case 1: /* SDL's own mouse of the touch, within it and behind it */
        now += 1000;
        finger_of(3, SDL_FINGERDOWN, BUTTON_X, BUTTON_Y);
        mouse_of(SDL_TOUCH_MOUSEID, SDL_MOUSEBUTTONDOWN, BUTTON_X, BUTTON_Y);
        finger_of(3, SDL_FINGERUP, BUTTON_X, BUTTON_Y);
        mouse_of(SDL_TOUCH_MOUSEID, SDL_MOUSEBUTTONUP, BUTTON_X, BUTTON_Y);
        mouse_of(SDL_TOUCH_MOUSEID, SDL_MOUSEBUTTONDOWN, BUTTON_X, BUTTON_Y);
        mouse_of(SDL_TOUCH_MOUSEID, SDL_MOUSEBUTTONUP, BUTTON_X, BUTTON_Y);
        break;
    case 2:
        assert_int_equal(self->acts, 1);
        now += 1000; /* a driver's mouse, which looks like a real one */
        finger_of(3, SDL_FINGERDOWN, BUTTON_X, BUTTON_Y);
        mouse_of(0, SDL_MOUSEBUTTONDOWN, BUTTON_X, BUTTON_Y);
        mouse_of(0, SDL_MOUSEBUTTONUP, BUTTON_X, BUTTON_Y);
        finger_of(3, SDL_FINGERUP, BUTTON_X, BUTTON_Y);
        mouse_of(0, SDL_MOUSEBUTTONDOWN, BUTTON_X, BUTTON_Y);
        mouse_of(0, SDL_MOUSEBUTTONUP, BUTTON_X, BUTTON_Y);
        break;
    case 3:
        assert_int_equal(self->acts, 2);
        now += 1000; /* a mouse, and SDL's touch of it */
        mouse_of(0, SDL_MOUSEBUTTONDOWN, BUTTON_X, BUTTON_Y);
        finger_of(SDL_MOUSE_TOUCHID, SDL_FINGERDOWN, BUTTON_X, BUTTON_Y);
        mouse_of(0, SDL_MOUSEBUTTONUP, BUTTON_X, BUTTON_Y);
        finger_of(SDL_MOUSE_TOUCHID, SDL_FINGERUP, BUTTON_X, BUTTON_Y);
        finger_of(SDL_MOUSE_TOUCHID, SDL_FINGERDOWN, BUTTON_X, BUTTON_Y);
        finger_of(SDL_MOUSE_TOUCHID, SDL_FINGERUP, BUTTON_X, BUTTON_Y);
        break;
    case 4:
        assert_int_equal(self->acts, 3);
        sk_ui_quit(self->ui);
        break;
    default:
        fail();
    }
}

static void a_touch_acts_once_whatever_else_is_made_of_it(void **state) {
    (void)state;
    run(touch_with_echoes);
}

static void press_and_be_overtaken(struct fake *self, int number) {
    switch (number) {
    case 0:
        show_example(self, "supervisor-search");
        break;
    case 1:
        now += 1000;
        finger_of(3, SDL_FINGERDOWN, BACK_X, 300);
        break;
    case 2:
        now += 1000;
        show_example(self, "refused-conflict");
        break;
    case 3:
        now += 1000;
        show_example(self, "supervisor-search");
        break;
    case 4:
        finger_of(3, SDL_FINGERUP, BACK_X, 300);
        break;
    case 5:
        assert_int_equal(self->touches, 0); /* the row is another one now */
        now += 1000;
        finger_of(3, SDL_FINGERDOWN, BACK_X, 300); /* and the panel is pulled out */
        break;
    case 6:
        now += 20000;
        finger_of(4, SDL_FINGERDOWN, BACK_X, 300);
        finger_of(4, SDL_FINGERUP, BACK_X, 300);
        break;
    case 7:
        assert_int_equal(self->touches, 1);
        assert_int_equal(self->touched[0].type, SK_SUPER_TOUCH_ROW);
        sk_ui_quit(self->ui);
        break;
    default:
        fail();
    }
}

static void a_finger_acts_on_what_it_went_down_on_and_none_is_waited_for_for_ever(void **state) {
    (void)state;
    run(press_and_be_overtaken);
}

static void type_on_the_glass(struct fake *self, int number) {
    switch (number) {
    case 0:
        show_example(self, "typing");
        break;
    case 1:
        now += 1000;
        for (int y = 230; y < 700; y += 120) { /* the left key of each row */
            finger_of(3, SDL_FINGERDOWN, 60, y);
            finger_of(3, SDL_FINGERUP, 60, y);
        }
        break;
    case 2:
        assert_string_equal(self->glass, "1qaz");
        show_example(self, "typing-again"); /* another page under the same finger */
        finger_of(3, SDL_FINGERDOWN, 60, 230);
        finger_of(3, SDL_FINGERUP, 60, 230);
        break;
    case 3:
        assert_string_equal(self->glass, "1qaz");
        sk_ui_quit(self->ui);
        break;
    default:
        fail();
    }
}

static void keys_on_the_glass_are_pressed_one_by_one(void **state) {
    (void)state;
    run(type_on_the_glass);
}

static void tap_what_has_just_come(struct fake *self, int number) {
    switch (number) {
    case 0:
        show_example(self, "ready");
        break;
    case 1:
        now += 1000;
        show_example(self, "refused-conflict");
        mouse(SDL_MOUSEBUTTONDOWN, BUTTON_X, BUTTON_Y);
        mouse(SDL_MOUSEBUTTONUP, BUTTON_X, BUTTON_Y);
        break;
    case 2:
        assert_int_equal(self->acts, 0);
        sk_ui_quit(self->ui);
        break;
    default:
        fail();
    }
}

static void a_screen_that_has_just_come_takes_no_tap(void **state) {
    (void)state;
    run(tap_what_has_just_come);
}

static void type_a_code(struct fake *self, int number) {
    switch (number) {
    case 0:
        show_example(self, "refused-conflict");
        break;
    case 1:
        now += 1000;
        text("sag");
        text(" ");
        text("é");
        key(SDLK_SPACE, 0);
        key(SDLK_a, 0);
        key(SDLK_RETURN, 0);
        key(SDLK_KP_ENTER, 0);
        key(SDLK_TAB, 0);
        break;
    case 2:
        assert_string_equal(self->typed, "sag é");
        assert_int_equal(self->ends, 3);
        assert_int_equal(self->acts, 0); /* nothing that is typed presses a button */
        key(SDLK_ESCAPE, 0);
        key(SDLK_F11, 0);
        key(SDLK_q, KMOD_LCTRL);
        break;
    case 3:
        assert_int_equal(self->acts, 0); /* nor any other key that a scanner can be set to send */
        push((SDL_Event){ .type = SDL_QUIT });
        break;
    default:
        fail();
    }
}

static void typing_is_passed_on_and_presses_no_button(void **state) {
    (void)state;
    run(type_a_code);
}

static void paste_a_code(struct fake *self, int number) {
    switch (number) {
    case 0:
        show_example(self, "ready");
        assert_int_equal(SDL_SetClipboardText("sage62x0219220001"), 0);
        break;
    case 1:
        key(SDLK_v, KMOD_LCTRL);
        key(SDLK_INSERT, KMOD_RSHIFT);
        break;
    case 2:
        assert_string_equal(self->typed, "<sage62x0219220001><sage62x0219220001>");
        show_example(self, "supervisor-pin");
        key(SDLK_v, KMOD_LCTRL);
        break;
    case 3:
        assert_string_equal(self->typed, "<sage62x0219220001><sage62x0219220001>");
        assert_string_equal(self->keys, ""); /* a PIN is not pasted */
        sk_ui_quit(self->ui);
        break;
    default:
        fail();
    }
}

static void what_was_copied_is_pasted_at_the_bench_alone(void **state) {
    (void)state;
    run(paste_a_code);
}

static void type_a_pin(struct fake *self, int number) {
    switch (number) {
    case 0:
        show_example(self, "supervisor-pin");
        break;
    case 1:
        now += 1000;
        text("2");
        text("4");
        key(SDLK_RETURN, 0);
        mouse(SDL_MOUSEBUTTONDOWN, BACK_X, BACK_Y);
        mouse(SDL_MOUSEBUTTONUP, BACK_X, BACK_Y);
        break;
    case 2:
        assert_string_equal(self->keys, "24\n");
        assert_string_equal(self->typed, ""); /* no scanner's reader sees a PIN */
        assert_int_equal(self->ends, 0);
        assert_int_equal(self->touches, 1);
        assert_int_equal(self->touched[0].type, SK_SUPER_TOUCH_BACK);
        show_example(self, "supervisor-menu"); /* another page under the same finger */
        mouse(SDL_MOUSEBUTTONDOWN, BACK_X, 300);
        mouse(SDL_MOUSEBUTTONUP, BACK_X, 300);
        break;
    case 3:
        assert_int_equal(self->touches, 1);
        sk_ui_quit(self->ui);
        break;
    default:
        fail();
    }
}

static void a_pin_is_typed_past_the_readers_and_a_new_page_takes_no_tap_at_once(void **state) {
    (void)state;
    run(type_a_pin);
}

static void go_with_arrows(struct fake *self, int number) {
    switch (number) {
    case 0:
        show_example(self, "supervisor-menu");
        break;
    case 1:
        key(SDLK_RETURN, 0); /* on nothing */
        key(SDLK_RIGHT, 0);
        key(SDLK_DOWN, 0);
        key(SDLK_LEFT, 0);
        key(SDLK_RIGHT, 0);
        key(SDLK_RETURN, 0);
        break;
    case 2:
        assert_int_equal(self->ends, 1);
        assert_int_equal(self->touches, 1);
        assert_int_equal(self->touched[0].type, SK_SUPER_TOUCH_SEARCH); /* the second */
        text("sage62x0219220001"); /* a scanner that types: its Return presses nothing */
        key(SDLK_RETURN, 0);
        break;
    case 3:
        assert_int_equal(self->touches, 1);
        assert_int_equal(self->ends, 2);
        assert_string_equal(self->typed, "sage62x0219220001");
        show_example(self, "ready");
        key(SDLK_RIGHT, 0);
        key(SDLK_RETURN, 0);
        break;
    case 4:
        assert_int_equal(self->touches, 1); /* the bench has no arrows */
        sk_ui_quit(self->ui);
        break;
    default:
        fail();
    }
}

static void arrows_and_return_press_in_a_session_and_a_scanner_does_not(void **state) {
    (void)state;
    run(go_with_arrows);
}

static void press_a_label(struct fake *self, int number) {
    switch (number) {
    case 0:
        show_example(self, "ready-demo");
        break;
    case 1:
        now += 1000;
        for (int y = 400; y < 700; y += 20) { /* wherever the first row of labels is */
            mouse(SDL_MOUSEBUTTONDOWN, 100, y);
            mouse(SDL_MOUSEBUTTONUP, 100, y);
        }
        break;
    case 2:
        assert_memory_equal(self->labels, "sag32a30121", 11);
        push((SDL_Event){ .type = SDL_QUIT });
        break;
    default:
        fail();
    }
}

static void a_label_of_the_demo_is_scanned_when_pressed(void **state) {
    (void)state;
    run(press_a_label);
}

static void show_a_camera(struct fake *self, int number) {
    switch (number) {
    case 0:
        show_example(self, "ready");
        break;
    case 1:
        assert_int_equal(self->asked, 0); /* no place for a picture */
        show_example(self, "ready-camera");
        break;
    case 2:
        assert_true(self->asked >= 1);
        self->asked = 0;
        now += 10;
        break;
    case 3:
        assert_int_equal(self->asked, 0); /* not so soon */
        now += 23;
        break;
    case 4:
        assert_int_equal(self->asked, 1);
        now += 30; /* the last turn was not late, so it is 33 again */
        break;
    case 5:
        assert_int_equal(self->asked, 1);
        push((SDL_Event){
            .window = { .type = SDL_WINDOWEVENT, .event = SDL_WINDOWEVENT_MINIMIZED } });
        break;
    case 6:
        self->asked = 0;
        now += 1000;
        break;
    case 7:
        assert_int_equal(self->asked, 0); /* nobody looks */
        push((SDL_Event){
            .window = { .type = SDL_WINDOWEVENT, .event = SDL_WINDOWEVENT_RESTORED } });
        break;
    case 8:
        break;
    case 9:
        assert_true(self->asked >= 1);
        show_example(self, "refused-conflict");
        break;
    case 10:
        self->asked = 0;
        now += 1000;
        break;
    case 11:
        assert_int_equal(self->asked, 0); /* a verdict has no place for it */
        sk_ui_quit(self->ui);
        break;
    default:
        fail();
    }
}

static void a_picture_is_asked_for_thirty_times_a_second_while_it_has_a_place(void **state) {
    (void)state;
    run(show_a_camera);
}

/* The one window there is; its pixels, as SDL was given them. */
static uint32_t pixel(int x, int y) {
    SDL_Surface *surface = SDL_GetWindowSurface(SDL_GetWindowFromID(1));
    assert_non_null(surface);
    uint32_t value = 0;
    memcpy(&value, (char *)surface->pixels + y * surface->pitch + x * 4, sizeof(value));
    return value & 0xFFFFFF;
}

static void paint_over(int x, int y, uint32_t value) {
    SDL_Surface *surface = SDL_GetWindowSurface(SDL_GetWindowFromID(1));
    memcpy((char *)surface->pixels + y * surface->pitch + x * 4, &value, sizeof(value));
}

/* In the picture at 1280x800, off the aim frame. */
enum { PICTURE_X = 60, PICTURE_Y = 620 };

static void change_the_picture(struct fake *self, int number) {
    switch (number) {
    case 0:
        show_example(self, "ready-camera");
        break;
    case 1: /* the new window's own events make it draw once more */
        break;
    case 2:
        assert_int_equal(pixel(PICTURE_X, PICTURE_Y), 0x10161C); /* none yet */
        self->brightness = 0x55;
        paint_over(5, 5, 0xABCDEF); /* would go if the whole screen were drawn */
        now += 40;
        break;
    case 3:
        assert_int_equal(pixel(PICTURE_X, PICTURE_Y), 0x555555);
        assert_int_equal(pixel(5, 5), 0xABCDEF);
        show_example(self, "ready-camera"); /* a new revision: all of it, the picture too */
        break;
    case 4:
        assert_int_equal(pixel(PICTURE_X, PICTURE_Y), 0x555555);
        assert_int_not_equal(pixel(5, 5), 0xABCDEF);
        sk_ui_quit(self->ui);
        break;
    default:
        fail();
    }
}

static void a_new_picture_paints_its_place_and_nothing_else(void **state) {
    (void)state;
    run(change_the_picture);
}

/* Not a pixel: what was painted over by another hand is still there after hours, whatever wakes the
 * loop. */
static void rest(struct fake *self, int number) {
    enum { TURNS = 200 };
    switch (number) {
    case 0:
        show_example(self, "ready");
        break;
    case 1:
        break;
    case 2:
        paint_over(5, 5, 0xABCDEF);
        break;
    case TURNS:
        show_example(self, "ready"); /* a change is drawn */
        break;
    case TURNS + 1:
        assert_int_not_equal(pixel(5, 5), 0xABCDEF);
        sk_ui_quit(self->ui);
        break;
    default:
        assert_in_range(number, 3, TURNS - 1);
        assert_int_equal(pixel(5, 5), 0xABCDEF);
        sk_ui_wake(self->ui);
        now += 4000;
        break;
    }
}

static void nothing_is_drawn_while_nothing_changes(void **state) {
    (void)state;
    run(rest);
}

/* In the picture of a pair at 1280x800: its middle, and where an aim frame would be. */
enum { STILL_X = 1096, STILL_Y = 567, STILL_AIM_X = 979, STILL_AIM_Y = 507 };

static void look_at_a_pair(struct fake *self, int number) {
    switch (number) {
    case 0:
        self->brightness = 0x66;
        show_example(self, "supervisor-pair-with-picture");
        break;
    case 1:
        break;
    case 2:
        assert_int_equal(pixel(STILL_X, STILL_Y), 0x666666);
        assert_int_equal(pixel(STILL_AIM_X, STILL_AIM_Y), 0x666666);
        now += 1000;
        break;
    default:
        assert_int_equal(self->asked, 0); /* of the camera nothing is shown */
        sk_ui_quit(self->ui);
        break;
    }
}

static void a_supervisor_sees_the_picture_of_the_pair_and_not_the_cameras(void **state) {
    (void)state;
    run(look_at_a_pair);
}

static void *post_often(void *data) {
    for (int i = 0; i < 100000; i++) { /* more than SDL's queue holds */
        sk_ui_wake(data);
    }
    sk_ui_quit(data);
    return NULL;
}

static pthread_t poster;

static void start_posting(struct fake *self, int number) {
    if (number == 0) {
        assert_int_equal(pthread_create(&poster, NULL, post_often, self->ui), 0);
    }
}

static void another_thread_can_post_any_number_of_times_and_end_it(void **state) {
    (void)state;
    /* The posting thread ends before the window does: run() returns only after its sk_ui_quit(),
     * whose last act is a wake-up; join before destroy. */
    struct sk_ui_options options = { .clock = &test_clock, .data = &fake };
    memset(&fake, 0, sizeof(fake));
    fake.step = start_posting;
    struct sk_err_info info = { { 0 } };
    if (sk_ui_create(&fake.ui, &options, &info)) {
        print_message("skipped: %s\n", info.text);
        exit(77);
    }
    sk_ui_run(fake.ui, NULL);
    assert_int_equal(pthread_join(poster, NULL), 0);
    sk_ui_destroy(fake.ui);
}

#define GREEN 0x00C853

/* The colour in the corner of what was presented last. */
static uint32_t corner(void) {
    SDL_Surface *surface = SDL_GetWindowSurface(SDL_GetWindowFromID(1));
    assert_non_null(surface);
    return ((const uint32_t *)surface->pixels)[0] & 0xFFFFFF;
}

static void answer_soon(struct fake *self, int number) {
    switch (number) {
    case 0:
        show_example(self, "bound");
        break;
    case 1:
        assert_int_equal(corner(), GREEN);
        show_example(self, "working");
        break;
    case 2:
        assert_int_equal(corner(), GREEN); /* no time was spent on it */
        now += 7;
        show_example(self, "refused-conflict");
        break;
    case 3:
        assert_int_not_equal(corner(), GREEN);
        sk_ui_quit(self->ui);
        break;
    default:
        fail();
    }
}

static void the_answer_does_not_wait_for_the_picture_before_it(void **state) {
    (void)state;
    run(answer_soon);
}

static void answer_late(struct fake *self, int number) {
    switch (number) {
    case 0:
        show_example(self, "bound");
        break;
    case 1:
        show_example(self, "working");
        break;
    case 2:
        assert_int_equal(corner(), GREEN);
        now += 8;
        break;
    case 3:
        assert_int_not_equal(corner(), GREEN);
        sk_ui_quit(self->ui);
        break;
    default:
        fail();
    }
}

static void a_worker_sees_that_an_answer_is_awaited(void **state) {
    (void)state;
    run(answer_late);
}

static void wait_for_the_dark(struct fake *self, int number) {
    switch (number) {
    case 0:
        show_example(self, "ready");
        break;
    case 1:
        now += DIM_MS - 1;
        break;
    case 2:
        assert_int_equal(pixel(1, 790), 0x0B2138);
        now += 1;
        break;
    case 3:
        break;
    case 4:
        assert_int_equal(pixel(1, 790), 0x02080E); /* a quarter of it */
        now += DIM_MS;
        break;
    case 5:
        break;
    case 6:
        assert_int_equal(pixel(1, 790), 0);
        finger_of(3, SDL_FINGERDOWN, MODE_X, MODE_Y);
        finger_of(3, SDL_FINGERUP, MODE_X, MODE_Y);
        break;
    case 7:
        break;
    case 8:
        assert_int_equal(self->acts, 0); /* it only woke */
        assert_int_equal(pixel(1, 790), 0x0B2138);
        now += 1000;
        finger_of(3, SDL_FINGERDOWN, MODE_X, MODE_Y);
        finger_of(3, SDL_FINGERUP, MODE_X, MODE_Y);
        break;
    case 9:
        assert_int_equal(self->acts, 1);
        now += 2 * DIM_MS;
        break;
    case 10:
        text("sag"); /* a scanner that types */
        break;
    case 11:
        break;
    case 12:
        assert_string_equal(self->typed, "sag"); /* it counts, */
        assert_int_equal(pixel(1, 790), 0x0B2138);
        show_example(self, "refused-conflict");
        now += 10 * DIM_MS;
        break;
    case 13:
        break;
    case 14:
        assert_int_equal(pixel(1, 790), 0x9B1C1C); /* red is never dark */
        sk_ui_quit(self->ui);
        break;
    default:
        fail();
    }
}

static void a_bench_at_rest_becomes_dark_and_the_first_touch_only_wakes_it(void **state) {
    (void)state;
    run(wait_for_the_dark);
}

static char panel[96]; /* its brightness */

static void set_panel(const char *text) {
    FILE *file = fopen(panel, "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

static int panel_now(void) {
    int value = -1;
    FILE *file = fopen(panel, "r");
    assert_non_null(file);
    assert_int_equal(fscanf(file, "%d", &value), 1);
    assert_int_equal(fclose(file), 0);
    return value;
}

static void let_the_panel_go_dark(struct fake *self, int number) {
    switch (number) {
    case 0:
        show_example(self, "ready");
        break;
    case 1:
        assert_int_equal(panel_now(), 80);
        now += DIM_MS;
        break;
    case 2:
        break;
    case 3:
        assert_int_equal(panel_now(), 20);
        assert_int_equal(pixel(1, 790), 0x0B2138); /* not drawn darker as well */
        now += DIM_MS;
        break;
    case 4:
        break;
    case 5:
        assert_int_equal(panel_now(), 0);
        finger_of(3, SDL_FINGERDOWN, MODE_X, MODE_Y);
        finger_of(3, SDL_FINGERUP, MODE_X, MODE_Y);
        break;
    case 6:
        break;
    case 7:
        assert_int_equal(self->acts, 0); /* it only woke */
        assert_int_equal(panel_now(), 80);
        now += 2 * DIM_MS;
        break;
    case 8:
        text("sag");
        break;
    case 9:
        break;
    case 10:
        assert_string_equal(self->typed, "sag"); /* it counts, */
        assert_int_equal(panel_now(), 80);       /* and wakes */
        now += 2 * DIM_MS;
        break;
    default:
        sk_ui_quit(self->ui);
        break;
    }
}

static void the_panels_light_goes_with_it_and_is_given_back_at_the_end(void **state) {
    (void)state;
    char folder[] = "/tmp/sag-lights-XXXXXX";
    char device[80];
    assert_non_null(mkdtemp(folder));
    (void)snprintf(device, sizeof(device), "%s/panel", folder);
    (void)snprintf(panel, sizeof(panel), "%s/brightness", device);
    (void)snprintf(lights, sizeof(lights), "%s", folder);
    assert_int_equal(mkdir(device, 0700), 0);
    set_panel("80");
    run(let_the_panel_go_dark);
    assert_int_equal(panel_now(), 80);
    lights[0] = '\0';
    assert_int_equal(unlink(panel), 0);
    assert_int_equal(rmdir(device), 0);
    assert_int_equal(rmdir(folder), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_button_acts_when_the_finger_is_lifted_inside_it),
        cmocka_unit_test(a_finger_that_slides_off_does_nothing_and_a_second_one_is_not_heard),
        cmocka_unit_test(a_screen_that_has_just_come_takes_no_tap),
        cmocka_unit_test(a_bench_at_rest_becomes_dark_and_the_first_touch_only_wakes_it),
        cmocka_unit_test(the_panels_light_goes_with_it_and_is_given_back_at_the_end),
        cmocka_unit_test(a_touch_acts_once_whatever_else_is_made_of_it),
        cmocka_unit_test(a_finger_acts_on_what_it_went_down_on_and_none_is_waited_for_for_ever),
        cmocka_unit_test(keys_on_the_glass_are_pressed_one_by_one),
        cmocka_unit_test(typing_is_passed_on_and_presses_no_button),
        cmocka_unit_test(what_was_copied_is_pasted_at_the_bench_alone),
        cmocka_unit_test(a_pin_is_typed_past_the_readers_and_a_new_page_takes_no_tap_at_once),
        cmocka_unit_test(arrows_and_return_press_in_a_session_and_a_scanner_does_not),
        cmocka_unit_test(a_label_of_the_demo_is_scanned_when_pressed),
        cmocka_unit_test(the_answer_does_not_wait_for_the_picture_before_it),
        cmocka_unit_test(a_worker_sees_that_an_answer_is_awaited),
        cmocka_unit_test(a_picture_is_asked_for_thirty_times_a_second_while_it_has_a_place),
        cmocka_unit_test(a_new_picture_paints_its_place_and_nothing_else),
        cmocka_unit_test(nothing_is_drawn_while_nothing_changes),
        cmocka_unit_test(a_supervisor_sees_the_picture_of_the_pair_and_not_the_cameras),
        cmocka_unit_test(another_thread_can_post_any_number_of_times_and_end_it),
    };
    setenv("SDL_VIDEODRIVER", "dummy", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
