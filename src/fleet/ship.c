#include "fleet/ship.h"

#include "base/assert.h"
#include "base/spread_pause.h"
#include "base/transition.h"

#include <string.h>

const char *sk_ship_state_name(enum sk_ship_state state) {
    static const char *const names[SK_SHIP_STATES] = {
        [SK_SHIP_STATE_CLOSED] = "closed",   [SK_SHIP_STATE_TO_ASK] = "to-ask",
        [SK_SHIP_STATE_ASKING] = "asking",   [SK_SHIP_STATE_COMPARING] = "comparing",
        [SK_SHIP_STATE_TO_READ] = "to-read", [SK_SHIP_STATE_READING] = "reading",
        [SK_SHIP_STATE_IDLE] = "idle",       [SK_SHIP_STATE_TO_SEND] = "to-send",
        [SK_SHIP_STATE_SENDING] = "sending", [SK_SHIP_STATE_ALARMED] = "alarmed",
    };
    return SK_AT(names, state);
}

/* Of the time that the server was given, it needs a quarter. */
#define PAUSE_TIMES 4

static void enter(struct sk_ship *ship, enum sk_ship_state state, sk_ms not_before) {
    if (state != ship->state) {
        sk_transition("ship", sk_ship_state_name(ship->state), sk_ship_state_name(state), 0);
        ship->state = state;
    }
    ship->not_before = not_before;
}

void sk_ship_init(struct sk_ship *ship, const struct sk_ship_rules *rules) {
    SK_ASSERT(rules->batch_max >= 1 && rules->retry_first > 0 && rules->alarm_pause > 0);
    memset(ship, 0, sizeof(*ship));
    ship->rules = *rules;
    ship->acknowledged = ship->told = -1;
    ship->pause = rules->pause;
}

static sk_ms next_try(struct sk_ship *ship, sk_ms now) {
    return now + sk_spread_pause(ship->rules.retry_first, ship->rules.retry_cap, ship->failures++,
                                 ship->rules.randomness);
}

/* From the beginning, as far as journal and connection are there. What is on its way is asked for
 * anew: the server's head tells. */
static void begin(struct sk_ship *ship, sk_ms at) {
    ship->count = 0;
    enter(ship, ship->is_open && ship->is_up ? SK_SHIP_STATE_TO_ASK : SK_SHIP_STATE_CLOSED, at);
}

static void raise(struct sk_ship *ship, bool is_ours, sk_ms now) {
    ship->has_alarm = true;
    ship->is_ours = is_ours;
    ship->count = 0;
    enter(ship, SK_SHIP_STATE_ALARMED, now + ship->rules.alarm_pause);
}

/* Its head is compared before anything is believed of it. */
static void compare(struct sk_ship *ship, int64_t head) {
    ship->head = head;
    ship->count = 0;
    ship->has_asked = false;
    enter(ship, SK_SHIP_STATE_COMPARING, 0);
}

static void set_pause(struct sk_ship *ship, sk_ms taken) {
    sk_ms longest = ship->rules.pause_cap;
    sk_ms fair = taken < longest / PAUSE_TIMES ? taken * PAUSE_TIMES : longest;
    ship->pause = fair > ship->rules.pause ? fair : ship->rules.pause;
}

/* Behind what was read last. What came meanwhile waits for more, as after a rest. */
static void go_on(struct sk_ship *ship, sk_ms now) {
    if (ship->has_more || ship->has_news) {
        enter(ship, SK_SHIP_STATE_TO_READ, ship->has_more ? now : now + ship->pause);
    } else {
        enter(ship, SK_SHIP_STATE_IDLE, 0);
    }
}

static void take_answer(struct sk_ship *ship, const struct sk_ship_input *input, sk_ms now) {
    if (ship->state != SK_SHIP_STATE_ASKING && ship->state != SK_SHIP_STATE_SENDING) {
        return;
    }
    switch (input->end) {
    case SK_SHIP_END_TAKEN:
        SK_ASSERT(ship->state == SK_SHIP_STATE_SENDING);
        ship->failures = 0;
        ship->acknowledged = input->number;
        set_pause(ship, now - ship->sent_at);
        go_on(ship, now);
        return;
    case SK_SHIP_END_HEAD:
        compare(ship, input->number);
        return;
    case SK_SHIP_END_UNKNOWN:
        compare(ship, -1);
        return;
    case SK_SHIP_END_REFUSED:
        raise(ship, false, now);
        return;
    case SK_SHIP_END_TROUBLE:
        begin(ship, next_try(ship, now));
        return;
    }
    SK_UNREACHABLE("end of a batch");
}

static void take_compared(struct sk_ship *ship, const struct sk_ship_input *input, sk_ms now) {
    if (ship->state != SK_SHIP_STATE_COMPARING || !ship->has_asked) {
        return;
    }
    if (!input->is_same) {
        raise(ship, true, now);
        return;
    }
    ship->failures = 0;
    ship->acknowledged = ship->head >= 0 ? ship->head : input->number;
    enter(ship, SK_SHIP_STATE_TO_READ, now);
}

static void take_read(struct sk_ship *ship, const struct sk_ship_input *input, sk_ms now) {
    SK_ASSERT(input->count >= 0 && input->count <= ship->rules.batch_max);
    if (ship->state != SK_SHIP_STATE_READING) {
        return;
    }
    ship->count = input->count;
    ship->has_more = input->has_more;
    if (input->count > 0) {
        enter(ship, SK_SHIP_STATE_TO_SEND, 0);
    } else {
        go_on(ship, now);
    }
}

/* More may be about to come, so the first waits for it. */
static void take_news(struct sk_ship *ship, sk_ms now) {
    if (ship->state == SK_SHIP_STATE_IDLE) {
        enter(ship, SK_SHIP_STATE_TO_READ, now + ship->pause);
    } else {
        ship->has_news = true;
    }
}

void sk_ship_step(struct sk_ship *ship, const struct sk_ship_input *input, sk_ms now) {
    switch (input->type) {
    case SK_SHIP_INPUT_OPENED:
        ship->is_open = true;
        ship->acknowledged = ship->told = -1; /* another journal has other numbers */
        begin(ship, now);
        return;
    case SK_SHIP_INPUT_UP:
        ship->is_up = true;
        begin(ship, now);
        return;
    case SK_SHIP_INPUT_DOWN:
        ship->is_up = false;
        begin(ship, now);
        return;
    case SK_SHIP_INPUT_NEWS:
        take_news(ship, now);
        return;
    case SK_SHIP_INPUT_ANSWER:
        take_answer(ship, input, now);
        return;
    case SK_SHIP_INPUT_COMPARED:
        take_compared(ship, input, now);
        return;
    case SK_SHIP_INPUT_READ:
        take_read(ship, input, now);
        return;
    case SK_SHIP_INPUT_NOT_READ:
        if (ship->state == SK_SHIP_STATE_READING ||
            (ship->state == SK_SHIP_STATE_COMPARING && ship->has_asked)) {
            begin(ship, next_try(ship, now));
        }
        return;
    }
    SK_UNREACHABLE("input of the shipping");
}

/* The effect of a state that waits for nothing but its time. */
static void give(struct sk_ship *ship, sk_ms now, struct sk_ship_effect *effect) {
    if (ship->state == SK_SHIP_STATE_TO_READ) {
        ship->has_news = false;
        *effect = (struct sk_ship_effect){ .type = SK_SHIP_EFFECT_READ,
                                           .number = ship->acknowledged,
                                           .limit = ship->rules.batch_max };
        enter(ship, SK_SHIP_STATE_READING, 0);
    } else if (ship->state == SK_SHIP_STATE_TO_SEND) {
        effect->type = SK_SHIP_EFFECT_SEND;
        ship->sent_at = now;
        enter(ship, SK_SHIP_STATE_SENDING, 0);
    } else if (ship->state == SK_SHIP_STATE_COMPARING) {
        ship->has_asked = true;
        *effect = (struct sk_ship_effect){ .type = SK_SHIP_EFFECT_COMPARE, .number = ship->head };
    } else {
        effect->type = SK_SHIP_EFFECT_ASK;
        enter(ship, SK_SHIP_STATE_ASKING, 0);
    }
}

static bool waits_for_its_time(const struct sk_ship *ship) {
    return ship->state == SK_SHIP_STATE_TO_ASK || ship->state == SK_SHIP_STATE_TO_READ ||
           ship->state == SK_SHIP_STATE_TO_SEND || ship->state == SK_SHIP_STATE_ALARMED ||
           (ship->state == SK_SHIP_STATE_COMPARING && !ship->has_asked);
}

bool sk_ship_next(struct sk_ship *ship, sk_ms now, struct sk_ship_effect *effect) {
    *effect = (struct sk_ship_effect){ .number = 0 };
    if (ship->acknowledged > ship->told) {
        ship->told = ship->acknowledged;
        effect->type = SK_SHIP_EFFECT_ACKNOWLEDGE;
        effect->number = ship->told;
        return true;
    }
    if (ship->has_alarm) {
        ship->has_alarm = false;
        effect->type = SK_SHIP_EFFECT_ALARM;
        effect->is_ours = ship->is_ours;
        return true;
    }
    if (waits_for_its_time(ship) && now >= ship->not_before) {
        give(ship, now, effect);
        return true;
    }
    return false;
}

sk_ms sk_ship_deadline(const struct sk_ship *ship, sk_ms now) {
    return ship->acknowledged > ship->told || ship->has_alarm ? now
           : waits_for_its_time(ship)                         ? ship->not_before
                                                              : -1;
}
