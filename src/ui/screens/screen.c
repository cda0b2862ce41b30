#include "ui/screens/screen.h"

#include "ui/screens/languages.h"
#include "ui/screens/problem.h"
#include "ui/screens/ready.h"
#include "ui/screens/sound.h"
#include "ui/screens/supervisor.h"
#include "ui/screens/typing.h"
#include "ui/screens/verdict.h"
#include "ui/screens/which.h"

void sk_screen_build(const struct sk_model *model, const struct sk_viewport *view,
                     struct sk_measure *measure, struct sk_display_list *list) {
    struct sk_stage stage = { .list = list, .measure = measure, .model = model, .view = view };
    sk_display_list_clear(list, most(view->width, SK_SCREEN_MIN_WIDTH),
                          most(view->height, SK_SCREEN_MIN_HEIGHT));
    if (model->is_choosing_language && model->screen == SK_SCREEN_READY) {
        sk_screen_languages(&stage);
        return;
    }
    switch (model->screen) {
    case SK_SCREEN_READY:
    case SK_SCREEN_HALF:
        sk_screen_ready(&stage);
        break;
    case SK_SCREEN_WHICH:
        sk_screen_which(&stage);
        break;
    case SK_SCREEN_TYPING:
        sk_screen_typing(&stage);
        break;
    case SK_SCREEN_SOUND:
        sk_screen_sound(&stage);
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
    case SK_SCREEN_NO_SCANNER:
        sk_screen_verdict(&stage);
        break;
    }
}
