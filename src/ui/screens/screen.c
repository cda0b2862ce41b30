#include "ui/screens/screen.h"

#include "ui/screens/problem.h"
#include "ui/screens/ready.h"
#include "ui/screens/supervisor.h"
#include "ui/screens/verdict.h"

void sk_screen_build(const struct sk_model *model, const struct sk_viewport *view,
                     struct sk_measure *measure, struct sk_display_list *list) {
    struct sk_stage stage = { .list = list, .measure = measure, .model = model, .view = view };
    sk_display_list_clear(list, most(view->width, SK_SCREEN_MIN_WIDTH),
                          most(view->height, SK_SCREEN_MIN_HEIGHT));
    switch (model->screen) {
    case SK_SCREEN_READY:
    case SK_SCREEN_HALF:
        sk_screen_ready(&stage);
        break;
    case SK_SCREEN_PROBLEM:
        sk_screen_problem(&stage);
        break;
    case SK_SCREEN_SUPERVISOR:
        sk_screen_supervisor(&stage);
        break;
    case SK_SCREEN_STARTING:
    case SK_SCREEN_UNSAVED:
    case SK_SCREEN_WORKING:
    case SK_SCREEN_BOUND:
    case SK_SCREEN_REFUSED:
    case SK_SCREEN_RETRY:
    case SK_SCREEN_CHECKING:
    case SK_SCREEN_SAVED:
    case SK_SCREEN_NOTICE:
        sk_screen_verdict(&stage);
        break;
    }
}
