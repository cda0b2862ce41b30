/* supervisor_parts.h — the building blocks of the supervisor's pages. */
#ifndef SK_UI_SCREENS_SUPERVISOR_PARTS_H
#define SK_UI_SCREENS_SUPERVISOR_PARTS_H

#include "ui/screens/stage.h"

/* One of a grid of equal cells, row by row. */
struct sk_rect sk_super_part_cell(const struct sk_stage *stage, struct sk_rect area,
                                  int32_t columns, int32_t rows, int32_t index);

/* A button in the role's own colours; is_chosen: white, with a tick. */
void sk_super_part_button(struct sk_stage *stage, struct sk_rect rect,
                          enum sk_super_touch_type type, int32_t value, enum sk_icon icon,
                          const char *text);
void sk_super_part_choice(struct sk_stage *stage, struct sk_rect rect,
                          enum sk_super_touch_type type, int32_t value, bool is_chosen,
                          const char *text);
/* A button that opens a list: the one that is chosen, and a wedge. */
void sk_super_part_opener(struct sk_stage *stage, struct sk_rect rect,
                          enum sk_super_touch_type type, const char *text);
/* A row of choices under a caption (msgid), of which one is chosen. */
void sk_super_part_choices(struct sk_stage *stage, struct sk_rect row, const char *caption,
                           enum sk_super_touch_type type, const char *const *texts, int32_t count,
                           int32_t chosen);
/* The button that carries it out: white. */
void sk_super_part_main_button(struct sk_stage *stage, struct sk_rect rect,
                               enum sk_super_touch_type type, enum sk_icon icon, const char *text);

/* Cuts the row with "Back" (left) and "Leave" (right) from the bottom. Returns the place of the
 * page's own buttons: between them; in portrait, where has_own, a row above. */
struct sk_rect sk_super_part_foot(struct sk_stage *stage, struct sk_rect *area, bool has_own);

/* A sentence on a ground of its own, with an icon. */
void sk_super_part_band(struct sk_stage *stage, struct sk_rect rect, enum sk_icon icon,
                        sk_colour paper, sk_colour ink, const char *text);

/* A sentence as large as the place allows; returns the height used. */
int32_t sk_super_part_sentence(struct sk_stage *stage, struct sk_rect rect, enum sk_face face,
                               const char *text);

/* The pair that something is about, in one or two lines; returns the height used. */
int32_t sk_super_part_pair(struct sk_stage *stage, struct sk_rect area,
                           const struct sk_model_super_row *pair);

#endif
