/* supervisor.h — the supervisor's session as a pure machine: (state, input, now) → effects and a
 * view. No clock, no I/O, no thread; a plain value like the pairing machine.
 *
 * During a session a scan is never half a pair: it is what to search for, or it is not taken and
 * the screen says so. */
#ifndef SK_APP_SUPERVISOR_SUPERVISOR_H
#define SK_APP_SUPERVISOR_SUPERVISOR_H

#include "app/supervisor/supervisor_state.h"

enum sk_super_input_type {
    SK_SUPER_INPUT_TOUCH,   /* touch */
    SK_SUPER_INPUT_KEY,     /* key: a character, on the PIN pad */
    SK_SUPER_INPUT_SCAN,    /* label, scan */
    SK_SUPER_INPUT_NEWS,    /* of the job runner */
    SK_SUPER_INPUT_SETUP,   /* setup: as it is now */
    SK_SUPER_INPUT_VERDICT, /* verdict: the newest one about the pair of sk_super_retried() */
    SK_SUPER_INPUT_ACTION,  /* the end of an action; text says why if it could not begin */
    SK_SUPER_INPUT_LOGGED,  /* an event of a pair, or of what was done about one, is in the log */
    SK_SUPER_INPUT_TICK,    /* time alone; it changes what is seen, and ends a session */
};

struct sk_super_input {
    enum sk_super_input_type type;
    struct sk_super_touch touch;
    char key;
    sk_ms at; /* TOUCH, KEY, SCAN: when it was pressed or read, 0: now; `now` may be later */
    const struct sk_label *signed_on; /* TOUCH that opens: the badge of the supervisor, or of whom
                                         of IT, who is signed on at the bench; NULL: none is */
    const struct sk_label *label;     /* SCAN; KEY that ends a line (sk_super_line()): what that is.
                                         Borrowed during the step, like the others */
    const struct sk_scan *scan;
    const struct sk_job_news *news;
    const struct sk_action_result *action;
    const struct sk_verdict *verdict;
    const struct sk_model_setup *setup;
};

void sk_super_init(struct sk_super *super, const struct sk_super_rules *rules);

/* Every state takes every input. */
void sk_super_step(struct sk_super *super, const struct sk_super_input *input, sk_ms now);

/* The next effect, if there is one. Call until false after every step. No copy of a PIN stays
 * behind in the machine. */
bool sk_super_next(struct sk_super *super, sk_ms now, struct sk_super_effect *effect);

/* When the next TICK changes something; -1: never. */
sk_ms sk_super_deadline(const struct sk_super *super, sk_ms now);

/* What was typed on the PIN pad, if it may be a badge and is to be looked up before Return is put
 * in: all but digits of a hand. Borrowed, not NUL-terminated; NULL: it is none. */
const char *sk_super_line(const struct sk_super *super, size_t *length);

/* True while what is typed is for the PIN pad. */
bool sk_super_takes_keys(const struct sk_super *super);

/* True while a session (or its PIN pad) is on the screen. */
bool sk_super_is_open(const struct sk_super *super);

/* Does a scan that was read at `at` belong to a session, the present or the last one? What was
 * read before it opened is the worker's. */
bool sk_super_owns(const struct sk_super *super, sk_ms at);

/* The pair whose verdict is awaited on the screen; 0: none. */
int64_t sk_super_retried(const struct sk_super *super);

/* All of it that the machine knows: not is_on_hold, red_waiting, demo_pin. */
void sk_super_view(const struct sk_super *super, sk_ms now, struct sk_model_supervisor *out);

/* What can be done about such a pair; bits SK_SUPER_OFFER_…. Pure. */
int32_t sk_super_offers(const struct sk_model_super_row *row);

#endif
