/* errands.h — what the office asks of this bench: a message for the screen, hold and
 * release, and what is to be done about a pair. Pure, like the other machines; knows no time.
 *
 * The same request comes again and again until the office has its answer, so each is known by its
 * id. What is about a pair waits for a supervisor of the bench, unless the bench trusts the office;
 * a hold does not wait, as nothing is lost by it. Private to app. */
#ifndef SK_APP_SUPERVISOR_ERRANDS_H
#define SK_APP_SUPERVISOR_ERRANDS_H

#include "app/supervisor/action.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SK_ERRANDS_MAX 24       /* requests that are remembered, done or not */
#define SK_ERRANDS_SPARE 8      /* of these, for holds and releases alone */
#define SK_ERRAND_TEXT_SIZE 304 /* what the office says, and what it is answered; with NUL */
/* Actions that are begun for a request have ids from here on, the request's added. */
#define SK_ERRANDS_ACTION_FIRST (UINT64_C(1) << 62)

enum sk_errand_kind {
    SK_ERRAND_HOLD,
    SK_ERRAND_RELEASE,
    SK_ERRAND_MESSAGE,
    SK_ERRAND_RETRY,
    SK_ERRAND_DEAL,
    SK_ERRAND_UNDO,
};

/* Plain value. */
struct sk_errand {
    int64_t id; /* from 1 */
    enum sk_errand_kind kind;
    int64_t pair; /* RETRY, DEAL, UNDO */
    char who[SK_OPERATOR_SIZE];
    char text[SK_ERRAND_TEXT_SIZE]; /* the message, or why */
};

struct sk_errands_rules {
    bool trusts; /* what is about a pair is done without a supervisor of the bench */
};

/* Of a request. */
enum sk_errands_state {
    SK_ERRANDS_STATE_FREE,
    SK_ERRANDS_STATE_SHOWN, /* a message is on the screen, or waits for the one before */
    SK_ERRANDS_STATE_WAITS, /* a supervisor is to confirm it */
    SK_ERRANDS_STATE_TO_DO, /* its action is to begin */
    SK_ERRANDS_STATE_DOING, /* it is under way */
    SK_ERRANDS_STATE_ENDED, /* its answer is kept, in case the office asks again */
};
#define SK_ERRANDS_STATES (SK_ERRANDS_STATE_ENDED + 1)

struct sk_errands_place {
    enum sk_errands_state state;
    struct sk_errand request;
    struct sk_actor confirmed_by; /* name "": nobody needed to */
    char outcome[SK_ERRAND_TEXT_SIZE];
    bool must_note;   /* that it came */
    bool must_answer; /* outcome */
};

#define SK_ERRANDS_NOTES 4 /* of what people did, that wait to be taken out */

struct sk_errands_note {
    struct sk_actor who;
    char text[SK_NOTE_SIZE];
};

/* The caller's memory; no pointers. */
struct sk_errands {
    struct sk_errands_rules rules;
    struct sk_errands_place places[SK_ERRANDS_MAX]; /* by id */
    struct sk_errands_note notes[SK_ERRANDS_NOTES];
    size_t note_count;
};

enum sk_errands_input_type {
    SK_ERRANDS_INPUT_ADD,     /* request: the office asks, or asks again */
    SK_ERRANDS_INPUT_SEEN,    /* the message on the screen was acknowledged; who, if known */
    SK_ERRANDS_INPUT_CONFIRM, /* id, who: a supervisor will have it done */
    SK_ERRANDS_INPUT_DECLINE, /* id, who */
    SK_ERRANDS_INPUT_DONE,    /* id, result: how the action of a DO ended */
    SK_ERRANDS_INPUT_NOT_NOW, /* id: it could not begin, as too much is under way */
};

struct sk_errands_input {
    enum sk_errands_input_type type;
    int64_t id;
    const struct sk_errand *request; /* borrowed during the step, like the others */
    const struct sk_actor *who;      /* NULL: nobody is known */
    const struct sk_action_result *result;
};

enum sk_errands_effect_type {
    SK_ERRANDS_EFFECT_ANSWER, /* id, text, is_end: to the office */
    SK_ERRANDS_EFFECT_NOTE,   /* who, text: an event SK_EVENT_OFFICE */
    SK_ERRANDS_EFFECT_DO,     /* id, action: begin it; then INPUT_DONE, or INPUT_NOT_NOW at once */
};

struct sk_errands_effect {
    enum sk_errands_effect_type type;
    int64_t id;
    bool is_end;
    struct sk_actor who;
    struct sk_action action;
    char text[SK_NOTE_SIZE];
};

void sk_errands_init(struct sk_errands *office, const struct sk_errands_rules *rules);

/* Every state takes every input; what it does not wait for changes nothing. A request for which
 * there is no room is forgotten: the office asks again. */
void sk_errands_step(struct sk_errands *office, const struct sk_errands_input *input);

/* The next effect. Call until false after every step; behind a NOT_NOW not before the next turn, as
 * the DO comes again at once. */
bool sk_errands_next(struct sk_errands *office, struct sk_errands_effect *effect);

/* The message on the screen: the oldest that was not seen; NULL: none. Borrowed until the next
 * step. */
const struct sk_errand *sk_errands_message(const struct sk_errands *office);

/* The index-th of those that wait for a supervisor, oldest first; NULL: there are not so many.
 * Borrowed until the next step. */
const struct sk_errand *sk_errands_waiting(const struct sk_errands *office, size_t index);
size_t sk_errands_waiting_count(const struct sk_errands *office);

/* "free", "shown", …: as in src/README.md. Static. */
const char *sk_errands_state_name(enum sk_errands_state state);
/* "hold", "release", "message", "retry", "deal", "undo". Static. */
const char *sk_errands_kind_name(enum sk_errand_kind kind);

#endif
