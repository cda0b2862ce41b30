#include "delivery/print_once.h"

#include "base/assert.h"

void sk_delivery_once_init(struct sk_delivery_once *once) {
    *once = (struct sk_delivery_once){ .state = SK_DELIVERY_ONCE_STATE_TO_LOOK };
}

static void end(struct sk_delivery_once *once, bool is_settled) {
    once->state = SK_DELIVERY_ONCE_STATE_ENDED;
    once->is_settled = is_settled;
}

static void note(struct sk_delivery_once *once, enum sk_delivery_once_note what) {
    once->state = SK_DELIVERY_ONCE_STATE_TO_NOTE;
    once->note = what;
}

static void take_standing(struct sk_delivery_once *once,
                          const struct sk_delivery_once_input *input) {
    if (input->standing == SK_LABEL_OPEN) {
        note(once, SK_DELIVERY_ONCE_NOTE_DOUBT);
    } else if (input->standing == SK_LABEL_SETTLED || !input->is_wanted) {
        end(once, true);
    } else {
        once->state = SK_DELIVERY_ONCE_STATE_TO_ASK;
    }
}

static void take_noted(struct sk_delivery_once *once) {
    switch (once->note) {
    case SK_DELIVERY_ONCE_NOTE_BEGUN:
        once->state = SK_DELIVERY_ONCE_STATE_TO_PRINT;
        break;
    case SK_DELIVERY_ONCE_NOTE_PRINTED:
    case SK_DELIVERY_ONCE_NOTE_DOUBT:
        end(once, true);
        break;
    case SK_DELIVERY_ONCE_NOTE_NOT_PRINTED:
        end(once, false);
        break;
    }
}

static void take_printed(struct sk_delivery_once *once, enum sk_delivery_once_answer answer) {
    note(once, answer == SK_DELIVERY_ONCE_YES  ? SK_DELIVERY_ONCE_NOTE_PRINTED
               : answer == SK_DELIVERY_ONCE_NO ? SK_DELIVERY_ONCE_NOTE_NOT_PRINTED
                                               : SK_DELIVERY_ONCE_NOTE_DOUBT);
}

void sk_delivery_once_step(struct sk_delivery_once *once,
                           const struct sk_delivery_once_input *input) {
    enum sk_delivery_once_state state = once->state;
    bool is_looking = state == SK_DELIVERY_ONCE_STATE_LOOKING;
    bool is_noting = state == SK_DELIVERY_ONCE_STATE_NOTING;
    switch (input->type) {
    case SK_DELIVERY_ONCE_INPUT_STANDING:
        if (is_looking) {
            take_standing(once, input);
        }
        break;
    case SK_DELIVERY_ONCE_INPUT_UNREAD:
        if (is_looking) {
            end(once, false);
        }
        break;
    case SK_DELIVERY_ONCE_INPUT_ASKED:
        if (state == SK_DELIVERY_ONCE_STATE_ASKING && input->answer == SK_DELIVERY_ONCE_YES) {
            note(once, SK_DELIVERY_ONCE_NOTE_BEGUN);
        } else if (state == SK_DELIVERY_ONCE_STATE_ASKING) {
            end(once, false);
        }
        break;
    case SK_DELIVERY_ONCE_INPUT_NOTED:
        if (is_noting) {
            take_noted(once);
        }
        break;
    case SK_DELIVERY_ONCE_INPUT_UNNOTED: /* the next look tells */
        if (is_noting) {
            end(once, false);
        }
        break;
    case SK_DELIVERY_ONCE_INPUT_PRINTED:
        if (state == SK_DELIVERY_ONCE_STATE_PRINTING) {
            take_printed(once, input->answer);
        }
        break;
    }
}

bool sk_delivery_once_next(struct sk_delivery_once *once, enum sk_delivery_once_effect *effect) {
    switch (once->state) {
    case SK_DELIVERY_ONCE_STATE_TO_LOOK:
        once->state = SK_DELIVERY_ONCE_STATE_LOOKING;
        *effect = SK_DELIVERY_ONCE_EFFECT_LOOK;
        return true;
    case SK_DELIVERY_ONCE_STATE_TO_ASK:
        once->state = SK_DELIVERY_ONCE_STATE_ASKING;
        *effect = SK_DELIVERY_ONCE_EFFECT_ASK;
        return true;
    case SK_DELIVERY_ONCE_STATE_TO_NOTE:
        once->state = SK_DELIVERY_ONCE_STATE_NOTING;
        *effect = SK_DELIVERY_ONCE_EFFECT_NOTE;
        return true;
    case SK_DELIVERY_ONCE_STATE_TO_PRINT:
        once->state = SK_DELIVERY_ONCE_STATE_PRINTING;
        *effect = SK_DELIVERY_ONCE_EFFECT_PRINT;
        return true;
    case SK_DELIVERY_ONCE_STATE_ENDED:
        *effect = SK_DELIVERY_ONCE_EFFECT_END;
        return true;
    case SK_DELIVERY_ONCE_STATE_LOOKING:
    case SK_DELIVERY_ONCE_STATE_ASKING:
    case SK_DELIVERY_ONCE_STATE_NOTING:
    case SK_DELIVERY_ONCE_STATE_PRINTING:
        return false;
    }
    SK_UNREACHABLE("state");
}
