#include "media/light.h"

#include "base/transition.h"
#include "base/assert.h"

const char *sk_light_state_name(enum sk_light_state state) {
    static const char *const names[SK_LIGHT_STATES] = { [SK_LIGHT_STATE_ABSENT] = "absent",
                                                        [SK_LIGHT_STATE_OPENING] = "opening",
                                                        [SK_LIGHT_STATE_THERE] = "there",
                                                        [SK_LIGHT_STATE_CLOSED] = "closed" };
    return SK_AT(names, state);
}

void sk_light_init(struct sk_light *light, const struct sk_light_rules *rules, sk_ms now) {
    *light = (struct sk_light){ .rules = *rules, .retry_at = now };
}

static void change(struct sk_light *light, enum sk_light_state state) {
    if (light->state != state) {
        sk_transition("light", sk_light_state_name(light->state), sk_light_state_name(state), 0);
    }
    light->state = state;
}

static bool is_same(struct sk_light_wish a, struct sk_light_wish b) {
    return a.lamp == b.lamp && a.is_called == b.is_called;
}

static bool is_blinking(const struct sk_light *light) {
    return light->wish.is_called && light->rules.blinks && !light->rules.blinks_itself;
}

/* What the lamps show at this moment. A call blinks in the colour of the screen, so that both say
 * the same; amber where the screen has none. */
static struct sk_light_wish frame(const struct sk_light *light, sk_ms now) {
    struct sk_light_wish shown = { .lamp = light->wish.lamp };
    if (!light->wish.is_called) {
        return shown;
    }
    if (light->rules.blinks_itself) {
        shown.is_called = true;
    } else if (!light->rules.blinks) {
        shown.lamp = SK_LAMP_ALL;
    } else if ((now - light->called_since) / SK_LIGHT_BLINK_MS % 2 != 0) {
        shown.lamp = SK_LAMP_OFF;
    } else if (shown.lamp == SK_LAMP_OFF) {
        shown.lamp = SK_LAMP_AMBER;
    }
    return shown;
}

static void take_failure(struct sk_light *light, sk_ms now) {
    if (light->state != SK_LIGHT_STATE_OPENING && light->state != SK_LIGHT_STATE_THERE) {
        return;
    }
    bool has_worked = light->state == SK_LIGHT_STATE_THERE &&
                      now - light->opened_at >= light->rules.retry_longest;
    sk_ms doubled = light->pause * 2;
    light->pause = light->pause == 0 || has_worked        ? light->rules.retry_first
                   : doubled < light->rules.retry_longest ? doubled
                                                          : light->rules.retry_longest;
    light->retry_at = now + light->pause;
    light->has_shown = false;
    light->must_tell = !light->has_trouble || light->must_tell;
    light->has_trouble = true;
    change(light, light->is_ending ? SK_LIGHT_STATE_CLOSED : SK_LIGHT_STATE_ABSENT);
}

static void take_end(struct sk_light *light) {
    light->is_ending = true;
    light->wish = (struct sk_light_wish){ .lamp = SK_LAMP_OFF };
    if (light->state == SK_LIGHT_STATE_ABSENT) {
        change(light, SK_LIGHT_STATE_CLOSED);
    }
}

void sk_light_step(struct sk_light *light, const struct sk_light_input *input, sk_ms now) {
    switch (input->type) {
    case SK_LIGHT_INPUT_WISH:
        if (light->is_ending) {
            return;
        }
        if (input->wish.is_called && !light->wish.is_called) {
            light->called_since = now;
        }
        light->wish = input->wish;
        break;
    case SK_LIGHT_INPUT_OPENED:
        if (light->state == SK_LIGHT_STATE_OPENING) {
            light->opened_at = now;
            change(light, SK_LIGHT_STATE_THERE);
        }
        break;
    case SK_LIGHT_INPUT_FAILED:
        take_failure(light, now);
        break;
    case SK_LIGHT_INPUT_END:
        take_end(light);
        break;
    }
}

static bool is_due(const struct sk_light *light, sk_ms now) {
    return light->rules.keep > 0 && now - light->shown_at >= light->rules.keep;
}

static bool next_of_light(struct sk_light *light, sk_ms now, struct sk_light_effect *effect) {
    struct sk_light_wish show = frame(light, now);
    if (!light->has_shown || !is_same(show, light->shown)) {
        light->has_shown = true;
        light->shown = show;
        light->shown_at = now;
        *effect = (struct sk_light_effect){ .type = SK_LIGHT_EFFECT_SHOW, .show = show };
        return true;
    }
    if (light->is_ending) {
        change(light, SK_LIGHT_STATE_CLOSED);
        *effect = (struct sk_light_effect){ .type = SK_LIGHT_EFFECT_CLOSE };
        return true;
    }
    if (is_due(light, now)) {
        light->shown_at = now;
        *effect = (struct sk_light_effect){ .type = SK_LIGHT_EFFECT_KEEP };
        return true;
    }
    return false;
}

bool sk_light_next(struct sk_light *light, sk_ms now, struct sk_light_effect *effect) {
    bool is_there = light->state == SK_LIGHT_STATE_THERE;
    if (is_there && light->has_trouble && now - light->opened_at >= SK_LIGHT_SETTLE_MS) {
        light->must_tell = !light->must_tell; /* a trouble that nobody heard of needs no end */
        light->has_trouble = false;
    }
    if (light->must_tell) {
        light->must_tell = false;
        *effect = (struct sk_light_effect){ .type = SK_LIGHT_EFFECT_TELL,
                                            .has_trouble = light->has_trouble };
        return true;
    }
    if (light->state == SK_LIGHT_STATE_ABSENT && now >= light->retry_at) {
        change(light, SK_LIGHT_STATE_OPENING);
        *effect = (struct sk_light_effect){ .type = SK_LIGHT_EFFECT_OPEN };
        return true;
    }
    return is_there && next_of_light(light, now, effect);
}

sk_ms sk_light_deadline(const struct sk_light *light, sk_ms now) {
    sk_ms deadline = -1;
    if (light->state == SK_LIGHT_STATE_ABSENT) {
        return light->retry_at;
    }
    if (light->state != SK_LIGHT_STATE_THERE) {
        return -1;
    }
    if (is_blinking(light)) {
        sk_ms into = (now - light->called_since) % SK_LIGHT_BLINK_MS;
        deadline = now + SK_LIGHT_BLINK_MS - into;
    }
    if (light->rules.keep > 0) {
        deadline = sk_earlier(deadline, light->shown_at + light->rules.keep);
    }
    if (light->has_trouble) {
        deadline = sk_earlier(deadline, light->opened_at + SK_LIGHT_SETTLE_MS);
    }
    return deadline;
}
