/* supervisor.h — what the files of the supervisor's screens share. */
#ifndef SK_UI_SCREENS_SUPERVISOR_H
#define SK_UI_SCREENS_SUPERVISOR_H

#include "ui/screens/stage.h"

/* One of a grid of equal cells, row by row. */
struct sk_rect super_cell(const struct stage *stage, struct sk_rect area, int32_t columns,
                          int32_t rows, int32_t index);

/* A button in the role's own colours; is_chosen: white, with a tick. */
void super_button(struct stage *stage, struct sk_rect rect, enum sk_super_touch_type type,
                  int32_t value, enum sk_icon icon, const char *text);
void super_choice(struct stage *stage, struct sk_rect rect, enum sk_super_touch_type type,
                  int32_t value, bool is_chosen, const char *text);
/* The one that does it: white. */
void super_main_button(struct stage *stage, struct sk_rect rect, enum sk_super_touch_type type,
                       enum sk_icon icon, const char *text);

/* Cuts the row with "Back" (left) and "Leave" (right) from the bottom. Returns the place of the
 * page's own buttons: between them; in portrait, where has_own, a row above. */
struct sk_rect super_foot(struct stage *stage, struct sk_rect *area, bool has_own);

/* The pages with pairs. */
void super_list(struct stage *stage, struct sk_rect area);
void super_detail(struct stage *stage, struct sk_rect area);

/* The pair that something is about, in one or two lines; returns the height used. */
int32_t super_put_pair(struct stage *stage, struct sk_rect area,
                       const struct sk_model_super_row *pair);

#endif
