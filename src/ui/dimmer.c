#include "ui/dimmer.h"

#define MINUTES_A_DAY 1440
#define MINUTE_MS 60000

void sk_dimmer_init(struct sk_dimmer *dimmer, const struct sk_dimmer_rules *rules, sk_ms now) {
    *dimmer = (struct sk_dimmer){ .rules = *rules, .stirred_at = now };
}

void sk_dimmer_stir(struct sk_dimmer *dimmer, sk_ms now) {
    dimmer->stirred_at = now;
}

static bool is_over(sk_ms rule, sk_ms idle) {
    return rule > 0 && idle >= rule;
}

static bool has_night(const struct sk_dimmer_rules *rules) {
    return rules->night_from != rules->night_to;
}

/* Minutes from one of the day up to the next time that it is the other. */
static int32_t minutes_until(int32_t from, int32_t to) {
    return (to - from + MINUTES_A_DAY) % MINUTES_A_DAY;
}

static bool is_night(const struct sk_dimmer_rules *rules, int32_t minute) {
    return has_night(rules) && minutes_until(rules->night_from, minute) <
                                   minutes_until(rules->night_from, rules->night_to);
}

/* After how long it becomes dark. */
static sk_ms off_of(const struct sk_dimmer_rules *rules, int32_t minute) {
    bool is_sooner = rules->off <= 0 || rules->off > SK_DIMMER_NIGHT_MS;
    return is_night(rules, minute) && is_sooner ? SK_DIMMER_NIGHT_MS : rules->off;
}

enum sk_brightness sk_dimmer_brightness(const struct sk_dimmer *dimmer, sk_ms now, int32_t minute) {
    sk_ms idle = now - dimmer->stirred_at;
    return is_over(off_of(&dimmer->rules, minute), idle) ? SK_DARK
           : is_over(dimmer->rules.dim, idle)            ? SK_DIM
                                                         : SK_BRIGHT;
}

/* The next minute at which the night begins or ends. */
static sk_ms next_turn(const struct sk_dimmer_rules *rules, sk_ms now, int32_t minute) {
    if (!has_night(rules)) {
        return -1;
    }
    int32_t from = minutes_until(minute, rules->night_from);
    int32_t to = minutes_until(minute, rules->night_to);
    from = from == 0 ? MINUTES_A_DAY : from;
    to = to == 0 ? MINUTES_A_DAY : to;
    return now + (sk_ms)(from < to ? from : to) * MINUTE_MS;
}

sk_ms sk_dimmer_deadline(const struct sk_dimmer *dimmer, sk_ms now, int32_t minute) {
    enum sk_brightness brightness = sk_dimmer_brightness(dimmer, now, minute);
    sk_ms off_after = off_of(&dimmer->rules, minute);
    bool may_dim = brightness == SK_BRIGHT && dimmer->rules.dim > 0;
    bool may_go_off = brightness != SK_DARK && off_after > 0;
    sk_ms deadline = may_dim ? dimmer->stirred_at + dimmer->rules.dim : -1;
    deadline = sk_earlier(deadline, may_go_off ? dimmer->stirred_at + off_after : -1);
    return sk_earlier(deadline, next_turn(&dimmer->rules, now, minute));
}
