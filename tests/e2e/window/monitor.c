#include "monitor.h"

#include <X11/XKBlib.h>
#include <X11/Xutil.h>
#include <X11/extensions/XTest.h>
#include <X11/keysym.h>

#include <poll.h>
#include <png.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define START_LIMIT_MS 30000
#define CORNER_PX 40

int64_t monitor_now(void) {
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void monitor_breathe(void) {
    struct timespec t = { .tv_nsec = 20 * 1000000L };
    (void)nanosleep(&t, NULL);
}

/* ---- beginning and end ---- */

/* Windows go while they are looked at; that is no reason to die. */
static int on_x_error(Display *x, XErrorEvent *error) {
    (void)x;
    (void)error;
    return 0;
}

/* In the child. The server writes the number that it has found free into the pipe. */
static void become_server(int pipe_end, int width, int height) {
    char fd[16];
    char screen[32];
    (void)snprintf(fd, sizeof(fd), "%d", pipe_end);
    (void)snprintf(screen, sizeof(screen), "%dx%dx24", width, height);
    if (freopen("/dev/null", "w", stderr) == NULL) {
        _exit(127);
    }
    (void)execlp("Xvfb", "Xvfb", "-displayfd", fd, "-screen", "0", screen, "-dpi", "96",
                 "-nolisten", "tcp", "-noreset", (char *)NULL);
    _exit(127);
}

/* The display's number; -1: none came. */
static int read_number(int fd) {
    char text[16] = "";
    size_t length = 0;
    int64_t limit = monitor_now() + START_LIMIT_MS;
    while (length + 1 < sizeof(text) && !strchr(text, '\n')) {
        struct pollfd wait = { .fd = fd, .events = POLLIN };
        int64_t left = limit - monitor_now();
        if (left <= 0 || poll(&wait, 1, (int)left) <= 0 || read(fd, text + length, 1) != 1) {
            return -1;
        }
        text[++length] = '\0';
    }
    int number = -1;
    return sscanf(text, "%d", &number) == 1 ? number : -1;
}

int monitor_start(struct monitor *monitor, int width, int height) {
    int ends[2];
    *monitor = (struct monitor){ .width = width, .height = height };
    if (pipe(ends) != 0) {
        return MONITOR_BROKEN;
    }
    monitor->server = fork();
    if (monitor->server == 0) {
        (void)close(ends[0]);
        become_server(ends[1], width, height);
    }
    (void)close(ends[1]);
    int number = monitor->server > 0 ? read_number(ends[0]) : -1;
    (void)close(ends[0]);
    if (number < 0) {
        int status = 0;
        bool is_gone = monitor->server > 0 && waitpid(monitor->server, &status, WNOHANG) > 0;
        if (is_gone) {
            monitor->server = 0;
        }
        bool is_absent = is_gone && WIFEXITED(status) && WEXITSTATUS(status) == 127;
        return is_absent ? MONITOR_NO_SERVER : MONITOR_BROKEN;
    }
    (void)snprintf(monitor->name, sizeof(monitor->name), ":%d", number);
    (void)XSetErrorHandler(on_x_error);
    monitor->x = XOpenDisplay(monitor->name);
    return monitor->x ? 0 : MONITOR_BROKEN;
}

void monitor_stop(struct monitor *monitor) {
    if (monitor->x) {
        (void)XCloseDisplay(monitor->x);
    }
    if (monitor->server > 0) {
        (void)kill(monitor->server, SIGTERM);
        (void)waitpid(monitor->server, NULL, 0);
    }
    *monitor = (struct monitor){ 0 };
}

/* ---- looking ---- */

Window monitor_find(struct monitor *monitor, const char *title) {
    Window root = DefaultRootWindow(monitor->x);
    Window parent = None;
    Window *children = NULL;
    Window found = None;
    unsigned count = 0;
    if (XQueryTree(monitor->x, root, &root, &parent, &children, &count) == 0) {
        return None;
    }
    for (unsigned i = 0; i < count; i++) {
        XWindowAttributes attributes;
        XTextProperty name = { 0 };
        if (XGetWMName(monitor->x, children[i], &name) != 0 && name.value &&
            strcmp((const char *)name.value, title) == 0 &&
            XGetWindowAttributes(monitor->x, children[i], &attributes) != 0 &&
            attributes.map_state == IsViewable) {
            found = children[i];
        }
        (void)XFree(name.value);
    }
    (void)XFree(children);
    return found;
}

bool monitor_area(struct monitor *monitor, Window window, struct area *area) {
    XWindowAttributes attributes;
    if (XGetWindowAttributes(monitor->x, window, &attributes) == 0) {
        return false;
    }
    *area = (struct area){ attributes.x, attributes.y, attributes.width, attributes.height };
    return true;
}

bool monitor_look(struct monitor *monitor, struct area area, struct picture *picture) {
    int right = area.x + area.width < monitor->width ? area.x + area.width : monitor->width;
    int bottom = area.y + area.height < monitor->height ? area.y + area.height : monitor->height;
    int left = area.x > 0 ? area.x : 0;
    int top = area.y > 0 ? area.y : 0;
    picture_finish(picture);
    if (right <= left || bottom <= top) {
        return false;
    }
    XImage *image =
        XGetImage(monitor->x, DefaultRootWindow(monitor->x), left, top, (unsigned)(right - left),
                  (unsigned)(bottom - top), AllPlanes, ZPixmap);
    if (!image) {
        return false;
    }
    picture->width = image->width;
    picture->height = image->height;
    picture->pixels =
        malloc((size_t)image->width * (size_t)image->height * sizeof(*picture->pixels));
    bool is_plain = picture->pixels && image->bits_per_pixel == 32 && image->red_mask == 0xFF0000;
    for (int row = 0; is_plain && row < image->height; row++) {
        uint32_t *pixels = picture->pixels + (size_t)row * (size_t)image->width;
        memcpy(pixels, image->data + (size_t)row * (size_t)image->bytes_per_line,
               (size_t)image->width * sizeof(*pixels));
        for (int column = 0; column < image->width; column++) {
            pixels[column] &= 0xFFFFFF;
        }
    }
    (void)XDestroyImage(image);
    return is_plain;
}

uint32_t monitor_pixel(struct monitor *monitor, int x, int y) {
    XImage *image =
        XGetImage(monitor->x, DefaultRootWindow(monitor->x), x, y, 1, 1, AllPlanes, ZPixmap);
    if (!image) {
        return 0;
    }
    uint32_t pixel = (uint32_t)XGetPixel(image, 0, 0) & 0xFFFFFF;
    (void)XDestroyImage(image);
    return pixel;
}

bool monitor_save(struct monitor *monitor, const char *path) {
    struct picture picture = { 0 };
    struct area all = { 0, 0, monitor->width, monitor->height };
    bool is_saved = false;
    if (monitor_look(monitor, all, &picture)) {
        /* libpng's BGRA is our 0xAARRGGBB on a machine of this byte order; it does not need the
         * unused byte. */
        for (size_t i = 0; i < (size_t)picture.width * (size_t)picture.height; i++) {
            picture.pixels[i] |= 0xFF000000;
        }
        png_image image = { .version = PNG_IMAGE_VERSION,
                            .width = (png_uint_32)picture.width,
                            .height = (png_uint_32)picture.height,
                            .format = PNG_FORMAT_BGRA };
        is_saved = png_image_write_to_file(&image, path, 0, picture.pixels, 0, NULL) != 0;
    }
    picture_finish(&picture);
    return is_saved;
}

/* ---- pictures ---- */

void picture_finish(struct picture *picture) {
    free(picture->pixels);
    *picture = (struct picture){ 0 };
}

bool picture_equal(const struct picture *a, const struct picture *b) {
    size_t count = (size_t)a->width * (size_t)a->height;
    return a->width == b->width && a->height == b->height && a->pixels && b->pixels &&
           memcmp(a->pixels, b->pixels, count * sizeof(*a->pixels)) == 0;
}

double picture_share(const struct picture *picture, uint32_t colour) {
    size_t count = (size_t)picture->width * (size_t)picture->height;
    size_t hits = 0;
    for (size_t i = 0; i < count; i++) {
        hits += picture->pixels[i] == colour;
    }
    return count > 0 ? (double)hits / (double)count : 0;
}

uint32_t picture_at(const struct picture *picture, int x, int y) {
    return picture->pixels[(size_t)y * (size_t)picture->width + (size_t)x];
}

static int run_length(const struct picture *picture, uint32_t colour, int x, int y) {
    int end = x;
    while (end < picture->width && picture_at(picture, end, y) == colour) {
        end++;
    }
    return end - x;
}

static bool is_inside(const struct area *boxes, size_t count, int x, int y) {
    for (size_t i = 0; i < count; i++) {
        /* Its upper edge is shorter where the corners are round. */
        if (x >= boxes[i].x - CORNER_PX && x < boxes[i].x + boxes[i].width && y >= boxes[i].y &&
            y < boxes[i].y + boxes[i].height) {
            return true;
        }
    }
    return false;
}

/* How far a box goes down whose upper edge is this run: along its left side, a little inside, where
 * there is nothing but its colour; or, beside what is drawn in it, along its very edge, which lies
 * left of the run where the corner is round. */
#define CORNER 8 /* px; less than the gap between two boxes */

static int depth(const struct picture *picture, uint32_t colour, int x, int y) {
    int end = y;
    while (end < picture->height &&
           (picture_at(picture, x, end) == colour ||
            (x >= CORNER && end > y + CORNER && picture_at(picture, x - CORNER, end) == colour))) {
        end++;
    }
    return end - y;
}

size_t picture_boxes(const struct picture *picture, uint32_t colour, int min_width, int min_height,
                     struct area *boxes, size_t max) {
    size_t count = 0;
    for (int y = 0; y < picture->height; y++) {
        for (int x = 0; x < picture->width && count < max; x++) {
            int width = run_length(picture, colour, x, y);
            if (width >= min_width && !is_inside(boxes, count, x, y)) {
                int height = depth(picture, colour, x + 2, y);
                if (height >= min_height) {
                    boxes[count++] = (struct area){ x, y, width, height };
                }
            }
            x += width;
        }
    }
    return count;
}

/* ---- keys and mouse ---- */

static bool press(struct monitor *monitor, KeySym symbol, unsigned long delay_ms) {
    KeyCode code = XKeysymToKeycode(monitor->x, symbol);
    KeyCode shift = XKeysymToKeycode(monitor->x, XK_Shift_L);
    if (code == 0) {
        return false;
    }
    bool is_shifted = XkbKeycodeToKeysym(monitor->x, code, 0, 0) != symbol;
    if (is_shifted) {
        (void)XTestFakeKeyEvent(monitor->x, shift, True, delay_ms);
        delay_ms = 0;
    }
    (void)XTestFakeKeyEvent(monitor->x, code, True, delay_ms);
    (void)XTestFakeKeyEvent(monitor->x, code, False, 0);
    if (is_shifted) {
        (void)XTestFakeKeyEvent(monitor->x, shift, False, 0);
    }
    return true;
}

#define TRIGGER_MS 100 /* between two codes: no hand is faster */

bool monitor_type(struct monitor *monitor, const char *text, unsigned long gap_ms) {
    bool is_known = true;
    bool is_next = false;
    for (const char *c = text; *c && is_known; c++) {
        /* Latin-1 and its keysyms have the same numbers. */
        KeySym symbol = *c == '\n' ? XK_Return : (KeySym)(unsigned char)*c;
        is_known = press(monitor, symbol, is_next && gap_ms < TRIGGER_MS ? TRIGGER_MS : gap_ms);
        is_next = *c == '\n';
    }
    (void)XSync(monitor->x, False);
    return is_known;
}

static bool press_with(struct monitor *monitor, KeySym with, KeySym key) {
    KeyCode held = XKeysymToKeycode(monitor->x, with);
    (void)XTestFakeKeyEvent(monitor->x, held, True, 0);
    bool is_known = press(monitor, key, 0);
    (void)XTestFakeKeyEvent(monitor->x, held, False, 0);
    (void)XSync(monitor->x, False);
    return is_known;
}

bool monitor_key(struct monitor *monitor, KeySym key) {
    bool is_known = press(monitor, key, 0);
    (void)XSync(monitor->x, False);
    return is_known;
}

bool monitor_control(struct monitor *monitor, KeySym key) {
    return press_with(monitor, XK_Control_L, key);
}

bool monitor_alt(struct monitor *monitor, KeySym key) {
    return press_with(monitor, XK_Alt_L, key);
}

void monitor_point(struct monitor *monitor, int x, int y) {
    (void)XTestFakeMotionEvent(monitor->x, -1, x, y, 0);
    (void)XSync(monitor->x, False);
}

void monitor_click(struct monitor *monitor, int x, int y) {
    monitor_point(monitor, x, y);
    (void)XTestFakeButtonEvent(monitor->x, 1, True, 0);
    (void)XTestFakeButtonEvent(monitor->x, 1, False, 50); /* ms; no finger is faster */
    (void)XSync(monitor->x, False);
}

void monitor_close(struct monitor *monitor, Window window) {
    XEvent event = { 0 };
    event.xclient.type = ClientMessage;
    event.xclient.window = window;
    event.xclient.message_type = XInternAtom(monitor->x, "WM_PROTOCOLS", False);
    event.xclient.format = 32;
    event.xclient.data.l[0] = (long)XInternAtom(monitor->x, "WM_DELETE_WINDOW", False);
    event.xclient.data.l[1] = CurrentTime;
    (void)XSendEvent(monitor->x, window, False, NoEventMask, &event);
    (void)XSync(monitor->x, False);
}

void monitor_resize(struct monitor *monitor, Window window, int width, int height) {
    (void)XMoveResizeWindow(monitor->x, window, 0, 0, (unsigned)width, (unsigned)height);
    (void)XSync(monitor->x, False);
}
