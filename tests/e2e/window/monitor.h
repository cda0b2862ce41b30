/* monitor.h — a screen, a keyboard and a mouse that are not there: an X server of the test's own,
 * looked at and worked as a person or a wedge scanner would. Knows nothing of the kiosk and nothing
 * of cmocka, so that the benches use it, too. Every wait has a limit. Thread: one. */
#ifndef SK_E2E_MONITOR_H
#define SK_E2E_MONITOR_H

#include <X11/Xlib.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct monitor {
    pid_t server;
    char name[32]; /* for DISPLAY */
    Display *x;
    int width; /* px */
    int height;
};

struct area {
    int x, y, width, height; /* px on the monitor */
};

/* A copy of what the monitor shows. Release with picture_finish(); a zeroed one is fine. */
struct picture {
    int width;
    int height;
    uint32_t *pixels; /* 0x00RRGGBB, row by row */
};

enum { MONITOR_NO_SERVER = 1, MONITOR_BROKEN };

/* Starts Xvfb on a free display number and connects. 0, or MONITOR_NO_SERVER (Xvfb is not
 * installed), or MONITOR_BROKEN. monitor_stop() may be called in every case. */
int monitor_start(struct monitor *monitor, int width, int height);
void monitor_stop(struct monitor *monitor);

/* The visible window of that title. None: it is not there (yet). */
Window monitor_find(struct monitor *monitor, const char *title);
/* Where it is. False: it has gone. */
bool monitor_area(struct monitor *monitor, Window window, struct area *area);

/* Takes a picture of that part of the monitor, over what was in picture. */
bool monitor_look(struct monitor *monitor, struct area area, struct picture *picture);
/* One pixel, 0x00RRGGBB. */
uint32_t monitor_pixel(struct monitor *monitor, int x, int y);
/* Writes a picture of the whole monitor as PNG. */
bool monitor_save(struct monitor *monitor, const char *path);

void picture_finish(struct picture *picture);
bool picture_equal(const struct picture *a, const struct picture *b);
/* The share of pixels that have exactly this colour, 0 to 1. */
double picture_share(const struct picture *picture, uint32_t colour);
uint32_t picture_at(const struct picture *picture, int x, int y);
/* Solid boxes of that colour, at least so large, from top to bottom, then from left to right;
 * icons and words may be on them. Returns how many, at most max. */
size_t picture_boxes(const struct picture *picture, uint32_t colour, int min_width, int min_height,
                     struct area *boxes, size_t max);

/* Types printable ASCII; '\n' is Return. gap_ms: from one key to the next. Returns when all keys
 * have been delivered. False: a character that the keyboard does not have. */
bool monitor_type(struct monitor *monitor, const char *text, unsigned long gap_ms);
/* Presses a key by its X name; with Control, or with Alt, held. */
bool monitor_key(struct monitor *monitor, KeySym key);
bool monitor_control(struct monitor *monitor, KeySym key);
bool monitor_alt(struct monitor *monitor, KeySym key);
void monitor_point(struct monitor *monitor, int x, int y);
/* Moves there, presses and lifts the left button. */
void monitor_click(struct monitor *monitor, int x, int y);
/* What the cross in a title bar does: asks the window to close. */
void monitor_close(struct monitor *monitor, Window window);
void monitor_resize(struct monitor *monitor, Window window, int width, int height);

/* Milliseconds that only grow. */
int64_t monitor_now(void);
/* Between two looks. */
void monitor_breathe(void);

#endif
