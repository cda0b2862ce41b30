/* outbox.h — decides what is sent when, and what is asked before anything is sent again.
 *
 * Pure, like the pairing machine: inputs and `now` go in, effects are taken out one by one. Holds a
 * window of pairs; the journal holds them all. The rules:
 *  - A bind whose outcome is unknown is resolved by questions and sent again only after they
 *    showed it absent (client/README.md, "After an unknown outcome").
 *  - If an earlier pair had the same serial number, a question goes first, too.
 *  - Pairs of one instance, and pairs of one serial number, go one after the other, oldest first.
 *  - Whatever is wrong with all calls of an account (offline, credentials, throttling) begins a
 *    backoff of that account: one probe at a time, with growing pauses. A question is the better
 *    probe, as it leaves nothing in doubt: no bind goes during a backoff while there is one to ask.
 *    Trouble with binds alone does not stop questions.
 *  - Accounts do not wait for each other: each has its own backoff and its own calls under way,
 *    they take turns, and none may fill the window (sk_outbox_room()).
 *  - A conflict is told at once; one question afterwards finds out where the device is bound.
 *  - Where the account may not ask, an outcome that is not known stays so: the pair is settled as
 *    "check", for a person to look at, and never sent again automatically.
 *  - At most so many requests a second, questions and probes included (a token bucket).
 *  - A verdict that ends a pair is told only after it is in the journal. */
#ifndef SK_SENDING_OUTBOX_H
#define SK_SENDING_OUTBOX_H

#include "base/clock.h"
#include "sending/record.h"
#include "sending/sender.h"
#include "pairing/pair.h"

#include <stdbool.h>
#include <stdint.h>

#define SK_OUTBOX_SIZE 128
#define SK_OUTBOX_ACCOUNTS SK_OUTBOX_SIZE /* so that there is one for each pair that has room */
#define SK_OUTBOX_ROUNDS_MAX 8

struct sk_outbox_rules {
    int32_t max_in_flight; /* of each account */
    sk_ms retry_first;     /* pause after a busy answer; doubles, with jitter */
    sk_ms retry_cap;
    sk_ms probe_first; /* pause between probes during a backoff; doubles, with jitter */
    sk_ms probe_cap;
    sk_ms retry_after_cap; /* no longer than this, whatever pause the service asks for; 0: none */
    int32_t ask_rounds;    /* questions that must all say "absent" after an unknown outcome */
    sk_ms ask_delay[SK_OUTBOX_ROUNDS_MAX]; /* pause before each of them */
    int32_t per_second; /* requests, on average, of any kind; a few may go at once. 0: no limit */
    bool check_reuse;   /* refuse a device that the journal knows as bound, before any call */
};

/* Of one pair. */
enum sk_outbox_state {
    SK_OUTBOX_STATE_FREE,    /* no pair: the place is not in use */
    SK_OUTBOX_STATE_SAVING,  /* the intent is being written */
    SK_OUTBOX_STATE_TO_SEND, /* certainly not bound by us; waits for its turn */
    SK_OUTBOX_STATE_MARKING, /* "about to be sent again" is being written */
    SK_OUTBOX_STATE_MARKED,  /* it is written */
    SK_OUTBOX_STATE_SENDING,
    SK_OUTBOX_STATE_TO_ASK, /* waits for its turn to ask */
    SK_OUTBOX_STATE_ASKING_INSTANCE,
    SK_OUTBOX_STATE_TO_ASK_SERIAL,
    SK_OUTBOX_STATE_ASKING_SERIAL,
    SK_OUTBOX_STATE_SETTLING,  /* the last word is being written */
    SK_OUTBOX_STATE_TO_LOCATE, /* settled as a conflict and told; who has the device is still to be
                                  asked */
    SK_OUTBOX_STATE_LOCATING,
    SK_OUTBOX_STATE_ENDED, /* dropped once everything to write and to tell has been taken out */
};
#define SK_OUTBOX_STATES (SK_OUTBOX_STATE_ENDED + 1)

struct sk_entry {
    enum sk_outbox_state state;
    struct sk_pair pair;
    int32_t account;     /* its place in the table */
    enum sk_phase phase; /* as the journal has it */
    int32_t attempts;    /* binds begun */
    bool is_in_doubt;    /* an earlier bind of this pair may have worked */
    bool has_history;    /* an earlier pair had this serial number */
    bool has_doubt;      /* and one of them may have bound it: nobody knows */
    bool withdraw;       /* asked for while the intent was being written */
    bool is_blocked;     /* IT has to act */
    int32_t rounds_left; /* questions still to be answered with "absent" */
    int32_t round;
    int32_t failures; /* in a row, for the pause */
    sk_ms not_before;
    sk_ms tried_at;     /* last request; 0: none in this run */
    bool wants_place;   /* a conflict whose other instance is not known */
    sk_ms locate_until; /* TO_LOCATE: no longer needed */
    bool has_refusal;   /* a conflict that is being looked into */
    struct sk_answer refusal;
    bool has_record;
    struct sk_record record;
    bool has_tell; /* verdict is to be told (at once, or when the record is saved) */
    struct sk_verdict tell;
};

/* Of all pairs of an account: why calls are held back but for a probe. */
enum sk_backoff {
    SK_BACKOFF_NONE,
    SK_BACKOFF_OFFLINE,   /* no byte of the last call left */
    SK_BACKOFF_DOUBTFUL,  /* it was sent, and nobody knows whether it was done */
    SK_BACKOFF_BLOCKED,   /* IT has to act */
    SK_BACKOFF_THROTTLED, /* the service asks for fewer calls */
};
#define SK_BACKOFFS (SK_BACKOFF_THROTTLED + 1)

/* One account, and how its calls fare. */
struct sk_outbox_account {
    struct sk_account account;
    enum sk_backoff backoff;
    char code[SK_CODE_SIZE]; /* of the answer that began it */
    sk_ms since;
    sk_ms until;
    int32_t failures;
    int32_t others;   /* probes of other instances allowed ahead of the pause */
    bool by_question; /* a question closed it, so a question opens it */
    sk_ms ask_at;     /* no question before; 0: at any time */
    int32_t ask_failures;
    int64_t turn; /* when it was served last, in turns; 0: never */
};

struct sk_outbox {
    struct sk_outbox_rules rules;
    uint64_t jitter;                         /* state of the generator */
    struct sk_entry entries[SK_OUTBOX_SIZE]; /* in order of number, free ones last */
    int32_t count;
    /* In the order in which they came. One without a pair here gives its place to another. */
    struct sk_outbox_account accounts[SK_OUTBOX_ACCOUNTS];
    int32_t account_count;
    int64_t turns;
    int64_t tokens; /* thousandths of requests that may go, at tokens_at */
    sk_ms tokens_at;
};

enum sk_outbox_input_type {
    /* pair, instance_limit, note: a pair that was just completed; its intent is written first.
     * There must be room, and every older unsettled pair of its account must be in the outbox
     * already. */
    SK_OUTBOX_INPUT_ADD,
    /* stored: a pair out of the journal that is not settled (after a start, or from behind the
     * window). The same. */
    SK_OUTBOX_INPUT_RESTORE,
    /* number, event, written: the record of that kind is on the disk. An INTENT that a guard
     * settled is told as REFUSED and is not sent. */
    SK_OUTBOX_INPUT_SAVED,
    SK_OUTBOX_INPUT_ANSWER, /* answer */
    /* number: the worker wants the pair back: WITHDRAWN if it cannot have been sent, TOO_LATE else.
     */
    SK_OUTBOX_INPUT_WITHDRAW,
    /* number: its SEND could not be carried out (no room at the sender); it is offered again. */
    SK_OUTBOX_INPUT_UNSENT,
};

struct sk_outbox_input {
    enum sk_outbox_input_type type;
    const struct sk_pair *pair; /* borrowed during the step, like the others */
    int32_t instance_limit;     /* as in struct sk_record */
    const char *note;           /* ADD: of the intent; NULL: none */
    const struct sk_stored_pair *stored;
    int64_t number;
    enum sk_event event;
    const struct sk_written *written; /* what became of the record */
    const struct sk_answer *answer;
};

enum sk_outbox_effect_type {
    SK_OUTBOX_EFFECT_RECORD, /* write record; then INPUT_SAVED */
    SK_OUTBOX_EFFECT_SEND,   /* request, pair; then INPUT_ANSWER, or INPUT_UNSENT at once */
    SK_OUTBOX_EFFECT_TELL,   /* verdict, to the pairing machine and the screen */
};

struct sk_outbox_effect {
    enum sk_outbox_effect_type type;
    enum sk_request request;
    struct sk_pair pair;
    struct sk_record record;
    struct sk_verdict verdict;
};

/* seed: any number; spreads the retries of many benches. */
void sk_outbox_init(struct sk_outbox *outbox, const struct sk_outbox_rules *rules, uint64_t seed);

/* Every state takes every input; one that no pair waits for changes nothing. */
void sk_outbox_step(struct sk_outbox *outbox, const struct sk_outbox_input *input, sk_ms now);

/* The next effect, if there is one. Call until false after every step and at the deadline. */
bool sk_outbox_next(struct sk_outbox *outbox, sk_ms now, struct sk_outbox_effect *effect);

/* When sk_outbox_next() has something without any input; -1: never. */
sk_ms sk_outbox_deadline(const struct sk_outbox *outbox, sk_ms now);

/* "saving", "to-send", …: as in src/README.md. Static. */
const char *sk_outbox_state_name(enum sk_outbox_state state);
const char *sk_backoff_name(enum sk_backoff backoff);

bool sk_outbox_has_room(const struct sk_outbox *outbox);

/* So many more pairs the account may bring in: one alone may have half of the window, and the fewer
 * places are free the fewer it may have, so that some two dozen accounts can be held up with any
 * number of pairs, and the next one still finds a place. */
int32_t sk_outbox_room(const struct sk_outbox *outbox, const struct sk_account *account);

/* The pairs of that account. */
int32_t sk_outbox_count(const struct sk_outbox *outbox, const struct sk_account *account);

/* Why calls of that account are held back. */
enum sk_backoff sk_outbox_backoff(const struct sk_outbox *outbox, const struct sk_account *account);

/* The account whose trouble is the worst: blocked before offline and doubtful, those before
 * throttled; then the oldest. NULL: there is no trouble. Borrowed until the next call. */
const struct sk_outbox_account *sk_outbox_worst(const struct sk_outbox *outbox);

/* True if a pair of that instance and serial number that came now would be sent at once. */
bool sk_outbox_is_clear(const struct sk_outbox *outbox, const struct sk_pair *pair, sk_ms now);

bool sk_outbox_has(const struct sk_outbox *outbox, int64_t number);
/* The pair of that number, NULL: it is not here. Borrowed until the next call. */
const struct sk_pair *sk_outbox_pair(const struct sk_outbox *outbox, int64_t number);

/* The pairs that are not settled. *oldest, if not NULL: the first of them, borrowed until the next
 * call; NULL where there is none. */
int32_t sk_outbox_unsettled(const struct sk_outbox *outbox, const struct sk_entry **oldest);

/* The oldest pair that only IT can get unblocked, or NULL. *code, if not NULL: the service's word
 * for it. Borrowed until the next call. */
const struct sk_entry *sk_outbox_blocked(const struct sk_outbox *outbox, const char **code);

#endif
