/* status_desk.h — keeps the status of the kiosk (app/status/status.h) current, and answers who asks
 * for it, or for a picture of the screen. Private to app. Main thread. */
#ifndef SK_APP_CORE_STATUS_DESK_H
#define SK_APP_CORE_STATUS_DESK_H

#include "app/core/action_runner.h"
#include "app/core/app_painter.h"
#include "app/core/present_from.h"
#include "app/status/status_runner.h"

struct sk_status_desk {
    struct sk_status_runner *runner; /* owned; NULL: nobody is told */
    struct sk_status status;         /* as it was shown last */
    sk_ms shown_at;
    uint64_t frame; /* revision of the model that was drawn last */
    struct sk_app_painter painter;
};

/* Starts the thread. journal_path: borrowed during the call. What keeps it from starting is a line
 * in the log. */
void sk_status_desk_open(struct sk_status_desk *desk, const struct sk_config *config,
                         const char *journal_path, struct sk_clock *clock);
void sk_status_desk_close(struct sk_status_desk *desk);

/* The model was made of these parts just now. Costs no wake-up: what is shown again after a while
 * though it is the same, so that whoever watches sees that the kiosk lives, is so in a turn that
 * there is anyway. */
void sk_status_desk_look(struct sk_status_desk *desk, const struct sk_present_from *from,
                         const struct sk_model *model, sk_ms now);

/* The model of that revision is on the screen. */
void sk_status_desk_drawn(struct sk_status_desk *desk, uint64_t revision, int64_t wall_ms);

/* Has it answered, off this thread; question->fd is the desk's from now on. */
void sk_status_desk_answer(struct sk_status_desk *desk, const struct sk_question *question,
                           const struct sk_model *model);

#endif
