/* model_typing.h — a label that is typed on the glass, as a face draws it. Plain values. */
#ifndef SK_APP_MODEL_MODEL_TYPING_H
#define SK_APP_MODEL_MODEL_TYPING_H

#include "app/model/glass.h"

#include <stdbool.h>

/* Also the states of app/core/keyed_label.h. */
enum sk_typing_page {
    SK_TYPING_CLOSED,
    SK_TYPING_FIRST,
    SK_TYPING_AGAIN, /* for the second time */
    SK_TYPING_ASK,   /* is this what the label says? */
    SK_TYPING_PAGES
};

/* "closed", "first", … Static. */
const char *sk_typing_page_name(enum sk_typing_page page);

enum sk_typing_hint {
    SK_TYPING_HINT_NONE,
    SK_TYPING_HINT_NO_LABEL,  /* it is neither a serial number nor an instance */
    SK_TYPING_HINT_DIFFERENT, /* the second text was another one: both are typed anew */
};

struct sk_model_typing {
    bool may_open; /* labels.by_hand allows it */
    enum sk_typing_page page;
    enum sk_typing_hint hint;
    struct sk_glass glass;
};

#endif
