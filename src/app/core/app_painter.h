/* app_painter.h — what paints the screen for who asks for a picture of it (sag-kioskctl screen). */
#ifndef SK_APP_CORE_APP_PAINTER_H
#define SK_APP_CORE_APP_PAINTER_H

#include "app/model/model.h"
#include "base/buf.h"

struct sk_app_painter {
    /* Main thread, inside sk_app_turn(): the screen of that model, which has no secrets any more;
     * NULL: it cannot be painted. Takes no longer than drawing it does. */
    void *(*paint)(void *data, const struct sk_model *model);
    /* Any thread: appends it to out as PNG. Errors: SK_ERR_NOMEM, SK_ERR_FULL, SK_ERR_IO. */
    enum sk_err (*encode)(const void *picture, struct sk_buf *out);
    void (*drop)(void *picture); /* any thread */
    void *data;
};

#endif
