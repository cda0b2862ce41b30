/* ship.h — what leaves the bench for the fleet when: the log's events behind what the server has,
 * in the order of the chain, a batch at a time. Pure: inputs and `now` go in, effects are taken out
 * one by one.
 *
 * The server's head is the truth about what it has, not what the bench remembers: after each
 * connection it is asked for, and compared with the bench's own event of that number. Where they
 * differ, or where the server refuses a batch as one that does not fit, nothing is sent any more
 * and both sides have an alarm: somebody changed the past. From time to time it is tried again.
 *
 * Where the server is slow, as a thousand benches ask it at once, batches become fewer and larger:
 * each is a commit, which costs it more than what is in it. */
#ifndef SK_FLEET_SHIP_H
#define SK_FLEET_SHIP_H

#include "base/clock.h"

#include <stdbool.h>
#include <stdint.h>

struct sk_ship_rules {
    int32_t batch_max;   /* events of one batch; from 1 */
    sk_ms pause;         /* from the first event that is new to its batch: more may come */
    sk_ms pause_cap;     /* the longest that it becomes where the server is slow; 0: it stays */
    sk_ms retry_first;   /* pause after the first failure; it doubles with each further one */
    sk_ms retry_cap;     /* the longest */
    sk_ms alarm_pause;   /* until it is tried again after an alarm */
    uint32_t randomness; /* of this bench and run: many benches do not come back together */
};

enum sk_ship_state {
    SK_SHIP_STATE_CLOSED,    /* the journal is not open, or there is no connection */
    SK_SHIP_STATE_TO_ASK,    /* the server is to be asked for its head, in its time */
    SK_SHIP_STATE_ASKING,    /* it is being asked */
    SK_SHIP_STATE_COMPARING, /* its head is looked for in the log */
    SK_SHIP_STATE_TO_READ,   /* the next events are to be read, in their time */
    SK_SHIP_STATE_READING,   /* they are being read */
    SK_SHIP_STATE_IDLE,      /* the server has everything */
    SK_SHIP_STATE_TO_SEND,   /* a batch is to be sent */
    SK_SHIP_STATE_SENDING,   /* it is on its way */
    SK_SHIP_STATE_ALARMED,   /* nothing is sent until it is asked again */
};
#define SK_SHIP_STATES (SK_SHIP_STATE_ALARMED + 1)
/* "closed", "to-ask", …: as in src/README.md. Static. */
const char *sk_ship_state_name(enum sk_ship_state state);

/* How the server took a batch, or the question for its head. */
enum sk_ship_end {
    SK_SHIP_END_TAKEN,   /* number: its head now */
    SK_SHIP_END_HEAD,    /* number: its head, behind which it is to go on */
    SK_SHIP_END_UNKNOWN, /* it does not know the log: begin at the beginning */
    SK_SHIP_END_REFUSED, /* the batch does not fit what it has; it has its alarm */
    SK_SHIP_END_TROUBLE, /* it could not be reached, or cannot just now */
};
#define SK_SHIP_ENDS (SK_SHIP_END_TROUBLE + 1)

enum sk_ship_input_type {
    SK_SHIP_INPUT_OPENED,   /* the journal is open, or is another one by now */
    SK_SHIP_INPUT_UP,       /* there is a connection */
    SK_SHIP_INPUT_DOWN,     /* there is none any more; what was on its way may have arrived */
    SK_SHIP_INPUT_NEWS,     /* something was written into the journal */
    SK_SHIP_INPUT_ANSWER,   /* end, number */
    SK_SHIP_INPUT_COMPARED, /* is_same: the log's event of that number is the server's head */
    SK_SHIP_INPUT_READ,     /* count, has_more */
    SK_SHIP_INPUT_NOT_READ, /* the journal could not be read, of either question */
};
#define SK_SHIP_INPUTS (SK_SHIP_INPUT_NOT_READ + 1)

struct sk_ship_input {
    enum sk_ship_input_type type;
    enum sk_ship_end end;
    int64_t number;
    int32_t count;
    bool is_same;
    bool has_more;
};

enum sk_ship_effect_type {
    SK_SHIP_EFFECT_ASK,     /* the server for its head */
    SK_SHIP_EFFECT_COMPARE, /* number with the log's own event; -1: find the log's beginning, and
                               answer COMPARED with its number */
    SK_SHIP_EFFECT_READ,    /* number: behind it, at most limit events */
    SK_SHIP_EFFECT_SEND,    /* what was read */
    SK_SHIP_EFFECT_ACKNOWLEDGE, /* number: up to there the server has everything */
    SK_SHIP_EFFECT_ALARM,       /* is_ours: the server does not know it yet */
};

struct sk_ship_effect {
    enum sk_ship_effect_type type;
    int64_t number;
    int32_t limit;
    bool is_ours;
};

/* The caller's memory; no pointers. */
struct sk_ship {
    struct sk_ship_rules rules;
    enum sk_ship_state state;
    sk_ms not_before;     /* TO_ASK, TO_READ, ALARMED */
    bool is_open;         /* the journal */
    bool is_up;           /* the connection */
    bool has_news;        /* perhaps too late for the reading under way */
    bool has_more;        /* behind the batch */
    int32_t count;        /* of the batch */
    int32_t failures;     /* in a row */
    sk_ms sent_at;        /* SENDING: since when */
    sk_ms pause;          /* as the server is: rules.pause, or longer */
    bool has_asked;       /* COMPARING: the effect was given */
    int64_t head;         /* the server's, that is to be compared; -1: it has none */
    int64_t acknowledged; /* the server has everything up to it; -1: not known */
    int64_t told;
    bool has_alarm; /* to be told */
    bool is_ours;
};

void sk_ship_init(struct sk_ship *ship, const struct sk_ship_rules *rules);
/* Every state takes every input; an answer that nobody waits for is passed over. */
void sk_ship_step(struct sk_ship *ship, const struct sk_ship_input *input, sk_ms now);
/* The next effect that is due. Call until false after every step and at the deadline. */
bool sk_ship_next(struct sk_ship *ship, sk_ms now, struct sk_ship_effect *effect);
/* When something is due next; -1: nothing is. */
sk_ms sk_ship_deadline(const struct sk_ship *ship, sk_ms now);

#endif
