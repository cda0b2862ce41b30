/* stage.h — what all screens share: measures, the status bar on top, the bars under it, buttons.
 * For the files of this folder only. */
#ifndef SK_UI_SCREENS_STAGE_H
#define SK_UI_SCREENS_STAGE_H

#include "base/language.h"
#include "ui/draw.h"
#include "ui/screens/viewport.h"
#include "ui/theme.h"

struct sk_stage {
    struct sk_display_list *list;
    struct sk_measure *measure;
    const struct sk_model *model;
    const struct sk_viewport *view;
    sk_colour paper, ink, soft; /* ground, text, second text */
    sk_colour panel;            /* ground of the status bar */
    int32_t text;               /* px of running text; everything else is a multiple */
    int32_t small;              /* px of the smallest text: read where the worker stands */
    int32_t far;                /* px of what to do and of what is in the slots: read from 2 m */
    int32_t word;               /* px of a verdict's word: read from 3 m, from 5 m on a panel of
                                   more than 13 inches */
    int32_t pad, gap;           /* px around and between things */
    int32_t apart;              /* px between targets that a glove must not take for each other:
                                   8 mm where there is room */
    int32_t touch;              /* px, least side of a target: 20 mm where there is room */
    double mm;                  /* px of a millimetre, as far as it is known */
    bool is_portrait;
    struct sk_rect area; /* what is left for the screen itself */
};

static inline int32_t least(int32_t a, int32_t b) {
    return a < b ? a : b;
}

static inline int32_t most(int32_t a, int32_t b) {
    return a > b ? a : b;
}

enum sk_icon sk_stage_source_icon(enum sk_scan_source source);

/* Fills the ground and works out the measures. */
void sk_stage_begin(struct sk_stage *stage, sk_colour paper, sk_colour ink, sk_colour soft,
                    sk_colour panel);
/* Cuts the status bar (bench, network, queue, readers) and the bars (blocked queue, notice, readers
 * in trouble) from the area. */
void sk_stage_status_bar(struct sk_stage *stage, bool with_notice);

/* Leaves the first of two parts in area and returns the second: below it on an upright screen, half
 * each with that much between; else beside it, the first with that share of the width in percent.
 */
struct sk_rect sk_stage_halve(const struct sk_stage *stage, struct sk_rect *area, int32_t share,
                              int32_t above);

/* Text in a rectangle in one call; returns the height used. */
int32_t sk_stage_put(struct sk_stage *stage, struct sk_rect rect, enum sk_face face, int32_t size,
                     sk_colour ink, enum sk_align align, const char *text);
/* The same, one line, centred from top to bottom. */
void sk_stage_put_line(struct sk_stage *stage, struct sk_rect rect, enum sk_face face, int32_t size,
                       sk_colour ink, enum sk_align align, const char *text);
int32_t sk_stage_text_width(struct sk_stage *stage, enum sk_face face, int32_t size,
                            const char *text);

/* How a button looks: face colour and text colour. */
void sk_stage_button(struct sk_stage *stage, struct sk_rect rect, enum sk_button button,
                     enum sk_icon icon, sk_colour face, sk_colour ink, const char *text);

/* language: index of sk_language_at(). */
void sk_stage_language_button(struct sk_stage *stage, struct sk_rect rect, uint32_t language,
                              enum sk_icon icon, sk_colour face, sk_colour ink, const char *text);

/* Takes the newest pair back, and says which one. False: nothing can be, so there is no button. */
bool sk_stage_undo_button(struct sk_stage *stage, struct sk_rect rect, sk_colour face,
                          sk_colour ink);

/* The bell, which calls a supervisor; bright while one is called. Only its icon. */
void sk_stage_call_button(struct sk_stage *stage, struct sk_rect rect, sk_colour face,
                          sk_colour ink);

/* The same for what opens the keyboard on the glass, closes it, or answers it (model/glass.h). */
void sk_stage_glass_button(struct sk_stage *stage, struct sk_rect rect, int32_t key,
                           enum sk_icon icon, sk_colour face, sk_colour ink, const char *text);

/* The same for one of the supervisor's targets. icon SK_ICON_COUNT: none; text "": only the icon.
 */
void sk_stage_super_button(struct sk_stage *stage, struct sk_rect rect, struct sk_super_touch super,
                           enum sk_icon icon, sk_colour face, sk_colour ink, const char *text);

/* A target with its ground only; what lies on it is the caller's, in the colours exchanged if it is
 * pressed. */
void sk_stage_touch(struct sk_stage *stage, struct sk_rect rect, struct sk_touch touch,
                    sk_colour face, sk_colour ink, bool *pressed);

bool sk_stage_is_pressed(const struct sk_stage *stage, struct sk_touch touch);

/* The icon and word of a settled or unsettled pair, for rows and for the verdict. */
struct sk_mark {
    enum sk_icon icon;
    sk_colour colour; /* on navy */
    const char *word; /* msgid */
};
struct sk_mark sk_stage_mark(const struct sk_model_recent *recent);

#endif
