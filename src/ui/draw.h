/* draw.h — a picture as a list of plain values: boxes, stripes, icons, lines of text, and the
 * places a finger can press. Screens build it, the rasteriser paints it, tests read it; none of
 * them needs a display. Coordinates are pixels from the top left.
 *
 * Pure: no allocation, no global state, any thread (one list, one thread at a time). */
#ifndef SK_UI_DRAW_H
#define SK_UI_DRAW_H

#include "app/core/app.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SK_DISPLAY_LIST_SHAPES 512
#define SK_DISPLAY_LIST_TARGETS 64
#define SK_DISPLAY_LIST_TEXT_BYTES 16384

typedef uint32_t sk_colour; /* 0xRRGGBB */

struct sk_rect {
    int32_t x, y, w, h;
};

enum sk_shape_type {
    SK_SHAPE_BOX,     /* filled with colour; rounded if radius > 0 */
    SK_SHAPE_BORDER,  /* outline inside the rectangle, `stroke` thick, rounded */
    SK_SHAPE_DASHES,  /* the same, dashed */
    SK_SHAPE_STRIPES, /* frame inside the rectangle, `stroke` thick: diagonal stripes in colour and
                         paper */
    SK_SHAPE_ICON,
    SK_SHAPE_TEXT,    /* one line, already broken and cut */
    SK_SHAPE_BARS,    /* text as a Code 128, black on white, fitted into the rectangle */
    SK_SHAPE_QR,      /* text as a QR code, black on white, fitted into the rectangle */
    SK_SHAPE_PICTURE, /* where the camera's picture comes to lie (preview.h), on a supervisor's
                         page that of a pair; until then a stand-in */
};

enum sk_icon {
    SK_ICON_TICK,      /* tick in a disc: done */
    SK_ICON_CROSS,     /* cross in an octagon: refused */
    SK_ICON_WARNING,   /* exclamation mark in a triangle */
    SK_ICON_RETRY,     /* two arrows in a circle */
    SK_ICON_CHECKING,  /* magnifier with a question mark */
    SK_ICON_SAVED,     /* arrow into a tray */
    SK_ICON_HOURGLASS, /* working */
    SK_ICON_DEVICE,    /* a box with lamps and ports */
    SK_ICON_CLOUD,     /* the instance */
    SK_ICON_BARCODE,
    SK_ICON_ONLINE,  /* rising bars */
    SK_ICON_OFFLINE, /* the bars crossed out */
    SK_ICON_PAUSE,   /* two upright bars: pause */
    SK_ICON_UNKNOWN, /* question mark */
    SK_ICON_QUEUE,   /* stacked sheets */
    SK_ICON_UNDO,    /* arrow bent back */
    SK_ICON_PAIR,    /* one to one */
    SK_ICON_STICKY,  /* one to many */
    SK_ICON_PERSON,
    SK_ICON_WRENCH,
    SK_ICON_CAMERA,
    SK_ICON_USB,
    SK_ICON_KEYBOARD,
    SK_ICON_ARROW, /* to the right */
    SK_ICON_CLOSE, /* a plain cross: let it go */
    SK_ICON_NO_SCANNER,
    SK_ICON_NOT_TAKEN, /* a barcode crossed out */
    SK_ICON_HAND,      /* a flat hand: stay */
    SK_ICON_BELL,      /* somebody is called */
    SK_ICON_SILENT,    /* a loudspeaker crossed out */
    SK_ICON_GLOBE,
    SK_ICON_CHOICE, /* a wedge that points down: opens a list */
    SK_ICON_CHART,  /* bars */
    SK_ICON_PRINTER,
    SK_ICON_SOUND, /* a loudspeaker with waves */
    SK_ICON_COUNT
};

/* Regular and bold for sentences; mono (0/O, 1/l/I and hyphens differ) for labels and codes. */
enum sk_face { SK_FACE_REGULAR, SK_FACE_BOLD, SK_FACE_MONO, SK_FACE_COUNT };

enum sk_align { SK_ALIGN_LEFT, SK_ALIGN_CENTRE, SK_ALIGN_RIGHT };

struct sk_shape {
    enum sk_shape_type type;
    struct sk_rect rect; /* TEXT: advance width by line height */
    sk_colour colour;
    sk_colour paper; /* STRIPES, ICON: the second colour */
    int32_t radius;
    int32_t stroke;
    enum sk_icon icon;
    enum sk_face face;
    int32_t size;       /* TEXT: pixels of the em box */
    int32_t baseline;   /* TEXT: y */
    uint32_t text;      /* TEXT, BARS, QR: offset into sk_display_list.text, NUL-terminated */
    uint16_t paragraph; /* TEXT: lines of one paragraph share a number */
    bool is_cut;        /* TEXT: ends in an ellipsis because there was no room */
    bool is_torn;       /* TEXT: the line ends within a word */
};

enum sk_target_kind {
    SK_TARGET_NONE,
    SK_TARGET_BUTTON,
    SK_TARGET_LABEL,
    SK_TARGET_LABELS, /* the next page of them */
    SK_TARGET_SUPERVISOR,
    SK_TARGET_GLASS,
    SK_TARGET_LANGUAGE
};

/* What a finger is on; also names the target that is drawn pressed. */
struct sk_touch {
    enum sk_target_kind kind;
    enum sk_button button;       /* ACTION */
    uint32_t label;              /* LABEL: index into sk_model.demo_labels */
    uint32_t language;           /* LANGUAGE: index of sk_language_at() */
    struct sk_super_touch super; /* SUPERVISOR */
    int32_t key;                 /* GLASS: of app/model/glass.h */
};

struct sk_target {
    struct sk_touch touch;
    struct sk_rect rect;
};

struct sk_display_list {
    int32_t width, height; /* px */
    size_t shape_count;
    struct sk_shape shapes[SK_DISPLAY_LIST_SHAPES];
    size_t target_count;
    struct sk_target targets[SK_DISPLAY_LIST_TARGETS];
    size_t text_bytes;
    char text[SK_DISPLAY_LIST_TEXT_BYTES];
    uint16_t paragraph_count;
    uint16_t left_out; /* texts whose rectangle has no room for a line of them */
    bool is_full;      /* something did not fit into the list and is missing */
};

/* How wide glyphs are; filled by ui/font.c and by tests. */
struct sk_measure {
    const struct sk_measure_ops *ops;
};
struct sk_measure_ops {
    /* Advance of one glyph in 1/1024 of the em box. Mandatory. */
    int32_t (*advance)(struct sk_measure *measure, enum sk_face face, uint32_t code_point);
};

void sk_display_list_clear(struct sk_display_list *list, int32_t width, int32_t height);

void sk_display_list_box(struct sk_display_list *list, struct sk_rect rect, sk_colour colour,
                         int32_t radius);
void sk_display_list_border(struct sk_display_list *list, struct sk_rect rect, sk_colour colour,
                            int32_t stroke, int32_t radius);
void sk_display_list_dashes(struct sk_display_list *list, struct sk_rect rect, sk_colour colour,
                            int32_t stroke, int32_t radius);
void sk_display_list_stripes(struct sk_display_list *list, struct sk_rect rect, sk_colour colour,
                             sk_colour paper, int32_t stroke);
/* Fitted into the largest square in the middle of rect. */
void sk_display_list_icon(struct sk_display_list *list, struct sk_rect rect, enum sk_icon icon,
                          sk_colour ink, sk_colour paper);
/* rect should be a square; with its quiet zone (matrix_code.h). */
void sk_display_list_qr(struct sk_display_list *list, struct sk_rect rect, const char *text);
/* With its quiet zones. */
void sk_display_list_bars(struct sk_display_list *list, struct sk_rect rect, const char *text);
void sk_display_list_picture(struct sk_display_list *list, struct sk_rect rect);
/* The rectangle of the list's picture; false if it has none. */
bool sk_display_list_picture_rect(const struct sk_display_list *list, struct sk_rect *rect);
void sk_display_list_target(struct sk_display_list *list, struct sk_rect rect,
                            struct sk_touch touch);

/* How a paragraph is set. */
struct sk_style {
    enum sk_face face;
    int32_t size; /* px */
    sk_colour ink;
    enum sk_align align;
    int32_t max_lines; /* 0: as many as fit the box; what is over ends in an ellipsis */
    bool in_middle;    /* centred from top to bottom */
};

/* Sets text into rect, in lines of about the same length: broken at blanks, between CJK characters
 * and, where a word is too long, anywhere; never outside the rectangle. Returns the height used, 0
 * if not even one line fits or text is "". */
int32_t sk_display_list_text(struct sk_display_list *list, struct sk_measure *measure,
                             struct sk_rect rect, const struct sk_style *style, const char *text);

/* Width of text on one line, px. */
int32_t sk_measure_width(struct sk_measure *measure, enum sk_face face, int32_t size,
                         const char *text);
/* Lines that text needs at this width; at least 1. */
int32_t sk_measure_lines(struct sk_measure *measure, enum sk_face face, int32_t size, int32_t width,
                         const char *text);
int32_t sk_line_height(int32_t size);
/* The largest size in [min, max] at which text fits width and height without being cut and without
 * breaking inside a word, min if none does. max_lines 0: any number. */
int32_t sk_measure_fit(struct sk_measure *measure, enum sk_face face, const char *text,
                       int32_t width, int32_t height, int32_t max_lines, int32_t min, int32_t max);

/* The target under a point; kind NONE if there is none. */
struct sk_touch sk_display_list_touch_at(const struct sk_display_list *list, int32_t x, int32_t y);
bool sk_touch_equal(struct sk_touch a, struct sk_touch b);

/* Contrast of two colours, 1 to 21 (WCAG 2.1, "contrast ratio"). */
double sk_contrast(sk_colour a, sk_colour b);

/* Rectangles cut and set side by side. */
struct sk_rect sk_inset(struct sk_rect rect, int32_t by);
struct sk_rect sk_cut_top(struct sk_rect *rect, int32_t height);
struct sk_rect sk_cut_bottom(struct sk_rect *rect, int32_t height);
struct sk_rect sk_cut_left(struct sk_rect *rect, int32_t width);
struct sk_rect sk_cut_right(struct sk_rect *rect, int32_t width);

#endif
