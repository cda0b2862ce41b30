#include "journal/checkpoint_due.h"

#define MINUTES_A_DAY 1440

/* Did a shift end after `from`, up to `to`? Of a clock that was moved far only the last day. */
static bool has_ended(const struct sk_checkpoint_rules *rules, int64_t from, int64_t to) {
    if (to - from > MINUTES_A_DAY) {
        from = to - MINUTES_A_DAY;
    }
    for (int64_t minute = from + 1; minute <= to; minute++) {
        for (int32_t i = 0; i < rules->end_count; i++) {
            if (minute % MINUTES_A_DAY == rules->ends[i]) {
                return true;
            }
        }
    }
    return false;
}

bool sk_checkpoint_due_look(struct sk_checkpoint_due *due, int64_t seq, sk_ms now, int64_t minute) {
    const struct sk_checkpoint_rules *rules = &due->rules;
    if (!due->has_begun || seq < due->seq) { /* or it is another journal */
        *due = (struct sk_checkpoint_due){
            .rules = due->rules, .has_begun = true, .seq = seq, .at = now, .minute = minute
        };
        return false;
    }
    due->is_shift_over = due->is_shift_over || has_ended(rules, due->minute, minute);
    due->minute = minute;
    if (seq == due->seq) {
        due->is_shift_over = false; /* nothing has happened in it */
        return false;
    }
    return due->is_shift_over || (rules->events > 0 && seq - due->seq >= rules->events) ||
           (rules->after > 0 && now - due->at >= rules->after);
}

void sk_checkpoint_due_made(struct sk_checkpoint_due *due, int64_t seq, sk_ms now) {
    due->seq = seq;
    due->at = now;
    due->is_shift_over = false;
}
