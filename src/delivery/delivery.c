#include "delivery/delivery.h"

#include "base/assert.h"
#include "base/spread_pause.h"
#include "base/transition.h"

#include <string.h>

const char *sk_delivery_state_name(enum sk_delivery_state state) {
    static const char *const names[SK_DELIVERY_STATES] = {
        [SK_DELIVERY_STATE_CLOSED] = "closed",
        [SK_DELIVERY_STATE_TO_READ] = "to-read",
        [SK_DELIVERY_STATE_READING] = "reading",
        [SK_DELIVERY_STATE_IDLE] = "idle",
        [SK_DELIVERY_STATE_TO_DELIVER] = "to-deliver",
        [SK_DELIVERY_STATE_DELIVERING] = "delivering",
        [SK_DELIVERY_STATE_TO_RECORD] = "to-record",
        [SK_DELIVERY_STATE_SAVING] = "saving",
    };
    return SK_AT(names, state);
}

static struct sk_delivery_letter current(const struct sk_delivery *delivery) {
    return delivery->first < delivery->count ? delivery->letters[delivery->first]
                                             : (struct sk_delivery_letter){ 0 };
}

static void enter(struct sk_delivery *delivery, enum sk_delivery_state state, sk_ms not_before) {
    if (state != delivery->state) {
        sk_transition("delivery", sk_delivery_state_name(delivery->state),
                      sk_delivery_state_name(state), current(delivery).pair);
        delivery->state = state;
    }
    delivery->not_before = not_before;
}

void sk_delivery_init(struct sk_delivery *delivery, const struct sk_delivery_rules *rules) {
    SK_ASSERT(rules->batch_max >= 1 && rules->batch_max <= SK_DELIVERY_LETTERS);
    SK_ASSERT(rules->tries_max >= 1 && rules->retry_first > 0);
    memset(delivery, 0, sizeof(*delivery));
    delivery->rules = *rules;
}

/* A pause that the receiver asks for is kept, but not for longer than the cap. */
static sk_ms next_try(struct sk_delivery *delivery, sk_ms retry_after, sk_ms now) {
    sk_ms pause = sk_spread_pause(delivery->rules.retry_first, delivery->rules.retry_cap,
                                  delivery->failures++, delivery->rules.randomness);
    pause = retry_after > pause ? retry_after : pause;
    return now + (pause < delivery->rules.retry_cap ? pause : delivery->rules.retry_cap);
}

/* The first `count` of the letters at hand have reached their end. */
static void go_on(struct sk_delivery *delivery, int32_t count, sk_ms now) {
    delivery->first += count;
    delivery->refusals = 0;
    if (delivery->first < delivery->count) {
        delivery->acknowledged = delivery->letters[delivery->first - 1].seq;
        enter(delivery, SK_DELIVERY_STATE_TO_DELIVER, now);
    } else {
        delivery->acknowledged = delivery->read_to;
        enter(delivery, SK_DELIVERY_STATE_TO_READ,
              now + (delivery->has_more ? 0 : delivery->rules.pause));
    }
}

static int32_t batch_of(const struct sk_delivery *delivery) {
    int32_t left = delivery->count - delivery->first;
    return left < delivery->rules.batch_max ? left : delivery->rules.batch_max;
}

static void open_at(struct sk_delivery *delivery, int64_t acknowledged, sk_ms now) {
    struct sk_delivery_rules rules = delivery->rules;
    sk_delivery_init(delivery, &rules);
    delivery->acknowledged = delivery->told = acknowledged;
    enter(delivery, SK_DELIVERY_STATE_TO_READ, now);
}

static void take_news(struct sk_delivery *delivery, sk_ms now) {
    if (delivery->state == SK_DELIVERY_STATE_IDLE) {
        enter(delivery, SK_DELIVERY_STATE_TO_READ, now);
    } else {
        delivery->has_news = true; /* perhaps too late for the reading under way */
    }
}

static void take_letters(struct sk_delivery *delivery, const struct sk_delivery_input *input,
                         sk_ms now) {
    SK_ASSERT(input->count >= 0 && input->count <= SK_DELIVERY_LETTERS);
    if (delivery->state != SK_DELIVERY_STATE_READING) {
        return;
    }
    for (int32_t i = 0; i < input->count; i++) {
        SK_ASSERT(input->letters[i].seq > delivery->acknowledged);
        SK_ASSERT(i == 0 || input->letters[i].seq > input->letters[i - 1].seq);
        SK_ASSERT(input->letters[i].seq <= input->number);
        delivery->letters[i] = input->letters[i];
    }
    delivery->count = input->count;
    delivery->first = 0;
    delivery->refusals = 0;
    delivery->read_to =
        input->number > delivery->acknowledged ? input->number : delivery->acknowledged;
    delivery->has_more = input->has_more;
    if (delivery->count > 0) {
        enter(delivery, SK_DELIVERY_STATE_TO_DELIVER, now);
        return;
    }
    delivery->acknowledged = delivery->read_to; /* nothing up to there is for the receiver */
    bool is_end = !delivery->has_news && !delivery->has_more;
    enter(delivery, is_end ? SK_DELIVERY_STATE_IDLE : SK_DELIVERY_STATE_TO_READ, now);
}

static void take_answer(struct sk_delivery *delivery, enum sk_delivery_end end, sk_ms retry_after,
                        sk_ms now) {
    if (delivery->state != SK_DELIVERY_STATE_DELIVERING) {
        return;
    }
    switch (end) {
    case SK_DELIVERY_END_TAKEN:
        delivery->failures = 0;
        go_on(delivery, batch_of(delivery), now);
        return;
    case SK_DELIVERY_END_REFUSED:
        delivery->refusals++;
        if (delivery->refusals >= delivery->rules.tries_max) {
            delivery->failures = 0; /* it was reached, and the next letter may suit it */
            enter(delivery, SK_DELIVERY_STATE_TO_RECORD, now);
            return;
        }
        enter(delivery, SK_DELIVERY_STATE_TO_DELIVER, next_try(delivery, retry_after, now));
        return;
    case SK_DELIVERY_END_TROUBLE:
        enter(delivery, SK_DELIVERY_STATE_TO_DELIVER, next_try(delivery, retry_after, now));
        return;
    }
    SK_UNREACHABLE("end of a delivery");
}

void sk_delivery_step(struct sk_delivery *delivery, const struct sk_delivery_input *input,
                      sk_ms now) {
    switch (input->type) {
    case SK_DELIVERY_INPUT_OPENED:
        open_at(delivery, input->number, now);
        break;
    case SK_DELIVERY_INPUT_NEWS:
        take_news(delivery, now);
        break;
    case SK_DELIVERY_INPUT_READ:
        take_letters(delivery, input, now);
        break;
    case SK_DELIVERY_INPUT_NOT_READ:
        if (delivery->state == SK_DELIVERY_STATE_READING) {
            enter(delivery, SK_DELIVERY_STATE_TO_READ, next_try(delivery, 0, now));
        }
        break;
    case SK_DELIVERY_INPUT_ANSWER:
        take_answer(delivery, input->end, input->retry_after, now);
        break;
    case SK_DELIVERY_INPUT_SAVED:
        if (delivery->state == SK_DELIVERY_STATE_SAVING) {
            go_on(delivery, 1, now);
        }
        break;
    case SK_DELIVERY_INPUT_UNSAVED:
        if (delivery->state == SK_DELIVERY_STATE_SAVING) {
            enter(delivery, SK_DELIVERY_STATE_TO_RECORD, next_try(delivery, 0, now));
        }
        break;
    }
}

static void give(struct sk_delivery *delivery, struct sk_delivery_effect *effect) {
    *effect = (struct sk_delivery_effect){ .type = SK_DELIVERY_EFFECT_READ };
    if (delivery->state == SK_DELIVERY_STATE_TO_READ) {
        delivery->has_news = false;
        delivery->count = delivery->first = 0;
        effect->number = delivery->acknowledged;
        effect->limit = SK_DELIVERY_LETTERS;
        enter(delivery, SK_DELIVERY_STATE_READING, 0);
    } else if (delivery->state == SK_DELIVERY_STATE_TO_DELIVER) {
        effect->type = SK_DELIVERY_EFFECT_DELIVER;
        effect->first = delivery->first;
        effect->count = batch_of(delivery);
        enter(delivery, SK_DELIVERY_STATE_DELIVERING, 0);
    } else {
        effect->type = SK_DELIVERY_EFFECT_RECORD;
        effect->letter = current(delivery);
        enter(delivery, SK_DELIVERY_STATE_SAVING, 0);
    }
}

static bool waits_for_its_time(const struct sk_delivery *delivery) {
    return delivery->state == SK_DELIVERY_STATE_TO_READ ||
           delivery->state == SK_DELIVERY_STATE_TO_DELIVER ||
           delivery->state == SK_DELIVERY_STATE_TO_RECORD;
}

bool sk_delivery_next(struct sk_delivery *delivery, sk_ms now, struct sk_delivery_effect *effect) {
    if (delivery->acknowledged > delivery->told) {
        delivery->told = delivery->acknowledged;
        *effect = (struct sk_delivery_effect){ .type = SK_DELIVERY_EFFECT_ACKNOWLEDGE,
                                               .number = delivery->told };
        return true;
    }
    if (waits_for_its_time(delivery) && now >= delivery->not_before) {
        give(delivery, effect);
        return true;
    }
    return false;
}

sk_ms sk_delivery_deadline(const struct sk_delivery *delivery, sk_ms now) {
    return delivery->acknowledged > delivery->told ? now
           : waits_for_its_time(delivery)          ? delivery->not_before
                                                   : -1;
}
