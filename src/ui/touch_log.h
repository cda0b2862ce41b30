/* touch_log.h — what is on the screen and what a finger can touch there, as lines at debug level:
 * for whoever reads afterwards what a worker saw, and for tests that touch a button by its word.
 * What is masked on the screen is masked here.
 *
 *   screen N of WIDTHxHEIGHT
 *   N text TEXT                               a paragraph, joined
 *   N touch KIND A B X,Y WIDTHxHEIGHT TEXT    A, B: which one of its kind; TEXT: what is written in
 * it N end */
#ifndef SK_UI_TOUCH_LOG_H
#define SK_UI_TOUCH_LOG_H

#include "ui/draw.h"

#include <stdint.h>

/* Zeroed to begin with. */
struct sk_touch_log {
    uint64_t last;   /* of what was logged */
    uint32_t number; /* of the screen */
};

/* Logs it where something else is there than at the last call. Thread: the face's. */
void sk_touch_log(struct sk_touch_log *self, const struct sk_display_list *list);

#endif
