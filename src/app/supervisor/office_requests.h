/* office_requests.h — what the office asks of this bench: a message for the screen, hold and
 * release, and what is to be done about a pair. Pure, like the other machines; knows no time.
 *
 * The same request comes again and again until the office has its answer, so each is known by its
 * id. What is about a pair waits for a supervisor of the bench, unless the bench trusts the office;
 * a hold does not wait, as nothing is lost by it. Private to app. */
#ifndef SK_APP_SUPERVISOR_OFFICE_REQUESTS_H
#define SK_APP_SUPERVISOR_OFFICE_REQUESTS_H

#include "app/supervisor/action.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SK_OFFICE_MAX 24        /* requests that are remembered, done or not */
#define SK_OFFICE_TEXT_SIZE 304 /* what the office says, and what it is answered; with NUL */
/* Actions that are begun for a request have ids from here on, the request's added. */
#define SK_OFFICE_ACTION_FIRST (UINT64_C(1) << 62)

enum sk_office_kind {
    SK_OFFICE_HOLD,
    SK_OFFICE_RELEASE,
    SK_OFFICE_MESSAGE,
    SK_OFFICE_RETRY,
    SK_OFFICE_DEAL,
    SK_OFFICE_UNDO,
};

/* Plain value. */
struct sk_office_request {
    int64_t id; /* from 1 */
    enum sk_office_kind kind;
    int64_t pair; /* RETRY, DEAL, UNDO */
    char who[SK_OPERATOR_SIZE];
    char text[SK_OFFICE_TEXT_SIZE]; /* the message, or why */
};

struct sk_office_rules {
    bool trusts; /* what is about a pair is done without a supervisor of the bench */
};

/* Of a request. */
enum sk_office_state {
    SK_OFFICE_STATE_FREE,
    SK_OFFICE_STATE_SHOWN, /* a message is on the screen, or waits for the one before */
    SK_OFFICE_STATE_WAITS, /* a supervisor is to confirm it */
    SK_OFFICE_STATE_TO_DO, /* its action is to begin */
    SK_OFFICE_STATE_DOING, /* it is under way */
    SK_OFFICE_STATE_ENDED, /* its answer is kept, in case the office asks again */
};
#define SK_OFFICE_STATES (SK_OFFICE_STATE_ENDED + 1)

struct sk_office_place {
    enum sk_office_state state;
    struct sk_office_request request;
    struct sk_actor confirmed_by; /* name "": nobody needed to */
    char outcome[SK_OFFICE_TEXT_SIZE];
    bool must_note;   /* that it came */
    bool must_answer; /* outcome */
};

#define SK_OFFICE_NOTES 4 /* of what people did, that wait to be taken out */

struct sk_office_note {
    struct sk_actor who;
    char text[SK_NOTE_SIZE];
};

/* The caller's memory; no pointers. */
struct sk_office {
    struct sk_office_rules rules;
    struct sk_office_place places[SK_OFFICE_MAX]; /* by id */
    struct sk_office_note notes[SK_OFFICE_NOTES];
    size_t note_count;
};

enum sk_office_input_type {
    SK_OFFICE_INPUT_ADD,     /* request: the office asks, or asks again */
    SK_OFFICE_INPUT_SEEN,    /* the message on the screen was acknowledged; who, if known */
    SK_OFFICE_INPUT_CONFIRM, /* id, who: a supervisor will have it done */
    SK_OFFICE_INPUT_DECLINE, /* id, who */
    SK_OFFICE_INPUT_DONE,    /* id, result: how the action of a DO ended */
    SK_OFFICE_INPUT_NOT_NOW, /* id: it could not begin, as too much is under way */
};

struct sk_office_input {
    enum sk_office_input_type type;
    int64_t id;
    const struct sk_office_request *request; /* borrowed during the step, like the others */
    const struct sk_actor *who;              /* NULL: nobody is known */
    const struct sk_action_result *result;
};

enum sk_office_effect_type {
    SK_OFFICE_EFFECT_ANSWER, /* id, text, is_end: to the office */
    SK_OFFICE_EFFECT_NOTE,   /* who, text: an event SK_EVENT_OFFICE */
    SK_OFFICE_EFFECT_DO,     /* id, action: begin it; then INPUT_DONE, or INPUT_NOT_NOW at once */
};

struct sk_office_effect {
    enum sk_office_effect_type type;
    int64_t id;
    bool is_end;
    struct sk_actor who;
    struct sk_action action;
    char text[SK_NOTE_SIZE];
};

void sk_office_init(struct sk_office *office, const struct sk_office_rules *rules);

/* Every state takes every input; what it does not wait for changes nothing. A request for which
 * there is no room is forgotten: the office asks again. */
void sk_office_step(struct sk_office *office, const struct sk_office_input *input);

/* The next effect. Call until false after every step; behind a NOT_NOW not before the next turn, as
 * the DO comes again at once. */
bool sk_office_next(struct sk_office *office, struct sk_office_effect *effect);

/* The message on the screen: the oldest that was not seen; NULL: none. Borrowed until the next
 * step. */
const struct sk_office_request *sk_office_message(const struct sk_office *office);

/* The index-th of those that wait for a supervisor, oldest first; NULL: there are not so many.
 * Borrowed until the next step. */
const struct sk_office_request *sk_office_waiting(const struct sk_office *office, size_t index);
size_t sk_office_waiting_count(const struct sk_office *office);

/* "free", "shown", …: as in src/README.md. Static. */
const char *sk_office_state_name(enum sk_office_state state);
/* "hold", "release", "message", "retry", "deal", "undo". Static. */
const char *sk_office_kind_name(enum sk_office_kind kind);

#endif
