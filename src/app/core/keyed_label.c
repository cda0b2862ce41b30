#include "app/core/keyed_label.h"

#include "base/assert.h"
#include "base/transition.h"
#include "base/util.h"

#include <string.h>

const char *sk_typing_page_name(enum sk_typing_page page) {
    static const char *const names[SK_TYPING_PAGES] = {
        [SK_TYPING_CLOSED] = "closed",
        [SK_TYPING_FIRST] = "first",
        [SK_TYPING_AGAIN] = "again",
        [SK_TYPING_ASK] = "ask",
    };
    return SK_AT(names, page);
}

static void go(struct sk_keyed_label *typed, enum sk_typing_page page) {
    if (page != typed->page) {
        sk_transition("keyed-label", sk_typing_page_name(typed->page), sk_typing_page_name(page),
                      0);
        typed->page = page;
    }
}

void sk_keyed_label_init(struct sk_keyed_label *typed, enum sk_by_hand by_hand) {
    *typed = (struct sk_keyed_label){ .by_hand = by_hand };
}

static void forget(struct sk_keyed_label *typed) {
    typed->glass = (struct sk_glass){ .is_right = false };
    typed->first[0] = '\0';
    typed->hint = SK_TYPING_HINT_NONE;
    go(typed, SK_TYPING_CLOSED);
}

/* Whoever comes back finds what was typed; a second time begins with the first again. */
static void put_aside(struct sk_keyed_label *typed) {
    if (typed->page == SK_TYPING_AGAIN) {
        memcpy(typed->glass.text, typed->first, sizeof(typed->first));
    }
    typed->hint = SK_TYPING_HINT_NONE;
    go(typed, SK_TYPING_CLOSED);
}

static void count(struct sk_keyed_label *typed) {
    memcpy(typed->counts, typed->glass.text, sizeof(typed->counts));
    forget(typed);
}

static void type_anew(struct sk_keyed_label *typed, enum sk_typing_page page) {
    memcpy(typed->first, typed->glass.text, sizeof(typed->first));
    sk_glass_press(&typed->glass, SK_GLASS_CLEAR);
    typed->glass.is_right = false;
    go(typed, page);
}

static void press_done(struct sk_keyed_label *typed, bool is_label) {
    if (typed->page == SK_TYPING_AGAIN) {
        if (strcmp(typed->first, typed->glass.text) == 0) {
            count(typed);
            return;
        }
        type_anew(typed, SK_TYPING_FIRST);
        typed->hint = SK_TYPING_HINT_DIFFERENT;
    } else if (!is_label) {
        typed->hint = typed->glass.text[0] ? SK_TYPING_HINT_NO_LABEL : SK_TYPING_HINT_NONE;
    } else if (typed->by_hand == SK_BY_HAND_TWICE) {
        type_anew(typed, SK_TYPING_AGAIN);
    } else {
        go(typed, SK_TYPING_ASK);
    }
}

static void press(struct sk_keyed_label *typed, const struct sk_keyed_label_input *input) {
    bool is_typing = typed->page == SK_TYPING_FIRST || typed->page == SK_TYPING_AGAIN;
    if (typed->page == SK_TYPING_CLOSED) {
        if (input->key == SK_GLASS_OPEN && typed->by_hand != SK_BY_HAND_NO) {
            go(typed, SK_TYPING_FIRST);
        }
        return;
    }
    typed->hint = SK_TYPING_HINT_NONE;
    if (input->key == SK_GLASS_CLOSE) {
        forget(typed);
    } else if (typed->page == SK_TYPING_ASK && input->key == SK_GLASS_YES) {
        count(typed);
    } else if (typed->page == SK_TYPING_ASK && input->key == SK_GLASS_NO) {
        go(typed, SK_TYPING_FIRST);
    } else if (is_typing && input->key == SK_GLASS_DONE) {
        press_done(typed, input->is_label);
    } else if (is_typing && input->key != ' ') { /* no label has a blank */
        sk_glass_press(&typed->glass, input->key);
    }
}

void sk_keyed_label_step(struct sk_keyed_label *typed, const struct sk_keyed_label_input *input,
                         sk_ms now) {
    sk_ms deadline = sk_keyed_label_deadline(typed);
    if (deadline >= 0 && now >= deadline) {
        put_aside(typed);
    }
    switch (input->type) {
    case SK_KEYED_LABEL_INPUT_KEY:
        typed->pressed_at = now;
        press(typed, input);
        break;
    case SK_KEYED_LABEL_INPUT_SCANNED:
        forget(typed);
        break;
    case SK_KEYED_LABEL_INPUT_TICK:
        break;
    }
}

bool sk_keyed_label_next(struct sk_keyed_label *typed, char text[SK_LABEL_MAX + 1]) {
    bool has_text = typed->counts[0] != '\0';
    memcpy(text, typed->counts, sizeof(typed->counts));
    typed->counts[0] = '\0';
    return has_text;
}

sk_ms sk_keyed_label_deadline(const struct sk_keyed_label *typed) {
    return typed->page == SK_TYPING_CLOSED ? -1 : typed->pressed_at + SK_KEYED_LABEL_IDLE_MS;
}

void sk_keyed_label_view(const struct sk_keyed_label *typed, struct sk_model_typing *view) {
    view->may_open = typed->by_hand != SK_BY_HAND_NO;
    view->page = typed->page;
    view->hint = typed->hint;
    /* Member by member: the rest of the model is compared byte by byte. */
    view->glass.is_right = typed->glass.is_right;
    memcpy(view->glass.text, typed->glass.text, strlen(typed->glass.text) + 1);
}
