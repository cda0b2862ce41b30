#include "app/core/hearing.h"

#include "base/assert.h"
#include "base/transition.h"
#include "base/util.h"

#include <string.h>

#define MINUTE_MS 60000

const char *sk_hearing_page_name(enum sk_hearing_page page) {
    static const char *const names[SK_HEARING_PAGES] = {
        [SK_HEARING_CLOSED] = "closed",
        [SK_HEARING_ASK] = "ask",
        [SK_HEARING_NOT_HEARD] = "not-heard",
    };
    return SK_AT(names, page);
}

static void go(struct sk_hearing *test, enum sk_hearing_page page, sk_ms now) {
    sk_transition("hearing", sk_hearing_page_name(test->page), sk_hearing_page_name(page), 0);
    test->page = page;
    test->shown_at = now;
}

void sk_hearing_init(struct sk_hearing *test, const struct sk_shift_times *ends) {
    *test = (struct sk_hearing){ .ends = *ends };
}

static void add(struct sk_hearing *test, const struct sk_hearing_effect *effect) {
    SK_ASSERT(test->effect_count < (int32_t)SK_ARRAY_LEN(test->effects));
    test->effects[test->effect_count++] = *effect;
}

static void play(struct sk_hearing *test, enum sk_cue cue) {
    add(test, &(struct sk_hearing_effect){ .type = SK_HEARING_EFFECT_PLAY, .cue = cue });
}

static void note(struct sk_hearing *test, const char *text) {
    add(test, &(struct sk_hearing_effect){ .type = SK_HEARING_EFFECT_NOTE, .text = text });
}

/* The newest end of a shift up to then. */
static int64_t last_end(const struct sk_shift_times *ends, int64_t wall_ms) {
    int64_t last = 0;
    for (int32_t i = 0; i < ends->count; i++) {
        int64_t end = sk_clock_midnight(wall_ms, 0) + (int64_t)ends->minutes[i] * MINUTE_MS;
        if (end > wall_ms) {
            end = sk_clock_midnight(wall_ms, -1) + (int64_t)ends->minutes[i] * MINUTE_MS;
        }
        last = end > last ? end : last;
    }
    return last;
}

static bool is_due(const struct sk_hearing *test, const struct sk_hearing_input *input) {
    return test->is_open && test->is_stirred && input->is_free && !input->is_silent &&
           test->ends.count > 0 && test->tested_wall_ms < last_end(&test->ends, input->wall_ms);
}

static void ask(struct sk_hearing *test, int64_t wall_ms, bool is_asked_for, sk_ms now) {
    test->tested_wall_ms = wall_ms;
    test->is_stirred = false;
    test->is_asked_for = is_asked_for;
    test->has_bad = true;
    play(test, SK_CUE_BOUND);
    go(test, SK_HEARING_ASK, now);
}

static void close_page(struct sk_hearing *test, sk_ms now) {
    if (test->page == SK_HEARING_ASK) {
        note(test, "not answered");
    }
    if (test->page != SK_HEARING_CLOSED) {
        test->has_bad = false;
        test->is_asked_for = false;
        go(test, SK_HEARING_CLOSED, now);
    }
}

static void answer(struct sk_hearing *test, bool is_heard, sk_ms now) {
    if (test->page != SK_HEARING_ASK) {
        return;
    }
    note(test, is_heard ? "heard" : "not heard");
    test->has_trouble = !is_heard;
    test->has_bad = false;
    if (is_heard) {
        test->is_asked_for = false;
    }
    go(test, is_heard ? SK_HEARING_CLOSED : SK_HEARING_NOT_HEARD, now);
}

static void pass(struct sk_hearing *test, const struct sk_hearing_input *input, sk_ms now) {
    if (test->page == SK_HEARING_ASK && test->has_bad &&
        now >= test->shown_at + SK_HEARING_BAD_MS) {
        test->has_bad = false;
        play(test, SK_CUE_REFUSED);
    }
    if (test->page != SK_HEARING_CLOSED && now >= test->shown_at + SK_HEARING_IDLE_MS) {
        close_page(test, now);
    } else if (test->page == SK_HEARING_CLOSED && is_due(test, input)) {
        ask(test, input->wall_ms, false, now);
    } else if (input->is_free) {
        test->is_stirred = false; /* that was in a shift that has been asked */
    }
}

void sk_hearing_step(struct sk_hearing *test, const struct sk_hearing_input *input, sk_ms now) {
    switch (input->type) {
    case SK_HEARING_INPUT_OPENED:
        test->is_open = test->is_stirred = true;
        test->tested_wall_ms = input->tested_wall_ms;
        break;
    case SK_HEARING_INPUT_STIRRED:
        test->is_stirred = true;
        break;
    case SK_HEARING_INPUT_ASKED_FOR:
        close_page(test, now);
        if (!input->is_silent) {
            ask(test, input->wall_ms, true, now);
        }
        break;
    case SK_HEARING_INPUT_SCANNED:
        close_page(test, now);
        test->is_stirred = true;
        break;
    case SK_HEARING_INPUT_HEARD:
        answer(test, true, now);
        break;
    case SK_HEARING_INPUT_NOT_HEARD:
        answer(test, false, now);
        break;
    case SK_HEARING_INPUT_CLOSE:
        close_page(test, now);
        break;
    case SK_HEARING_INPUT_TICK:
        pass(test, input, now);
        break;
    }
}

bool sk_hearing_next(struct sk_hearing *test, struct sk_hearing_effect *effect) {
    if (test->effect_count == 0) {
        return false;
    }
    *effect = test->effects[0];
    test->effect_count--;
    memmove(&test->effects[0], &test->effects[1],
            (size_t)test->effect_count * sizeof(test->effects[0]));
    return true;
}

sk_ms sk_hearing_deadline(const struct sk_hearing *test) {
    if (test->page == SK_HEARING_CLOSED) {
        return -1;
    }
    return test->shown_at + (test->has_bad ? SK_HEARING_BAD_MS : SK_HEARING_IDLE_MS);
}
