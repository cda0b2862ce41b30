/* The machine of the signal light in virtual time: what is shown when, blinking, and a light that
 * fails and comes back. */
#include "check.h"

#include "base/util.h"
#include "media/light.h"

#include <stdbool.h>
#include <string.h>

static const struct sk_light_rules usual = { .blinks = true,
                                             .retry_first = 1000,
                                             .retry_longest = 8000 };

static struct desk {
    struct sk_light light;
    sk_ms now;
    bool works; /* what is asked of the device is done */
    int opened;
    int shows;
    int keeps;
    int tells;
    bool has_trouble;
    bool is_closed;
    struct sk_light_wish shown; /* the newest */
} desk;

static void pump(void) {
    struct sk_light_effect effect;
    struct sk_light_input input = { .type = SK_LIGHT_INPUT_FAILED };
    while (sk_light_next(&desk.light, desk.now, &effect)) {
        assert_false(desk.is_closed);
        switch (effect.type) {
        case SK_LIGHT_EFFECT_OPEN:
            desk.opened++;
            input.type = desk.works ? SK_LIGHT_INPUT_OPENED : SK_LIGHT_INPUT_FAILED;
            sk_light_step(&desk.light, &input, desk.now);
            break;
        case SK_LIGHT_EFFECT_SHOW:
            desk.shows++;
            desk.shown = effect.show;
            break;
        case SK_LIGHT_EFFECT_KEEP:
            desk.keeps++;
            break;
        case SK_LIGHT_EFFECT_TELL:
            desk.tells++;
            assert_int_not_equal(desk.has_trouble, effect.has_trouble);
            desk.has_trouble = effect.has_trouble;
            break;
        case SK_LIGHT_EFFECT_CLOSE:
            desk.is_closed = true;
            break;
        }
    }
}

static void begin(const struct sk_light_rules *rules, bool works) {
    memset(&desk, 0, sizeof(desk));
    desk.now = 1000;
    desk.works = works;
    sk_light_init(&desk.light, rules, desk.now);
    pump();
}

static void put(enum sk_light_input_type type, enum sk_lamp lamp, bool is_called) {
    struct sk_light_input input = { .type = type, .wish = { lamp, is_called } };
    sk_light_step(&desk.light, &input, desk.now);
    pump();
}

static void wish(enum sk_lamp lamp, bool is_called) {
    put(SK_LIGHT_INPUT_WISH, lamp, is_called);
}

/* As a thread would: only at its deadlines. */
static void pass(sk_ms time) {
    sk_ms end = desk.now + time;
    sk_ms deadline;
    while ((deadline = sk_light_deadline(&desk.light, desk.now)) >= 0 && deadline <= end) {
        assert_true(deadline >= desk.now);
        desk.now = deadline;
        pump();
    }
    desk.now = end;
    pump();
}

static void each_colour_is_written_once_and_nobody_is_woken(void **state) {
    (void)state;
    begin(&usual, true);
    assert_int_equal(desk.shown.lamp, SK_LAMP_OFF); /* whatever it showed before */
    assert_int_equal(desk.shows, 1);
    wish(SK_LAMP_GREEN, false);
    wish(SK_LAMP_GREEN, false);
    assert_int_equal(desk.shown.lamp, SK_LAMP_GREEN);
    assert_int_equal(desk.shows, 2);
    assert_int_equal(sk_light_deadline(&desk.light, desk.now), -1);
    pass(1000000);
    assert_int_equal(desk.shows, 2);
    assert_int_equal(desk.tells, 0);
}

static void a_call_blinks_twice_a_second_in_the_screens_colour(void **state) {
    (void)state;
    static const struct {
        enum sk_lamp screen, bright;
    } table[] = {
        { SK_LAMP_OFF, SK_LAMP_AMBER },
        { SK_LAMP_GREEN, SK_LAMP_GREEN },
        { SK_LAMP_AMBER, SK_LAMP_AMBER },
        { SK_LAMP_RED, SK_LAMP_RED },
    };
    for (size_t i = 0; i < SK_ARRAY_LEN(table); i++) {
        begin(&usual, true);
        pass(777);
        wish(table[i].screen, true);
        assert_int_equal(desk.shown.lamp, table[i].bright);
        pass(249);
        assert_int_equal(desk.shown.lamp, table[i].bright);
        pass(1);
        assert_int_equal(desk.shown.lamp, SK_LAMP_OFF);
        pass(250);
        assert_int_equal(desk.shown.lamp, table[i].bright);
        int shows = desk.shows;
        pass(10000);
        assert_int_equal(desk.shows, shows + 40);
        wish(table[i].screen, false);
        assert_int_equal(desk.shown.lamp, table[i].screen);
        assert_int_equal(sk_light_deadline(&desk.light, desk.now), -1);
    }
}

static void the_colour_may_change_while_it_blinks(void **state) {
    (void)state;
    begin(&usual, true);
    wish(SK_LAMP_OFF, true);
    pass(300); /* dark */
    wish(SK_LAMP_RED, true);
    assert_int_equal(desk.shown.lamp, SK_LAMP_OFF);
    pass(200);
    assert_int_equal(desk.shown.lamp, SK_LAMP_RED);
}

static void a_light_that_blinks_itself_or_must_not_is_told_once(void **state) {
    (void)state;
    struct sk_light_rules rules = usual;
    rules.blinks_itself = true;
    begin(&rules, true);
    wish(SK_LAMP_RED, true);
    assert_true(desk.shown.is_called);
    assert_int_equal(desk.shown.lamp, SK_LAMP_RED);
    assert_int_equal(sk_light_deadline(&desk.light, desk.now), -1);
    rules = usual;
    rules.blinks = false;
    begin(&rules, true);
    wish(SK_LAMP_RED, true);
    assert_false(desk.shown.is_called);
    assert_int_equal(desk.shown.lamp, SK_LAMP_ALL);
    assert_int_equal(sk_light_deadline(&desk.light, desk.now), -1);
}

static void what_must_be_kept_alight_is(void **state) {
    (void)state;
    struct sk_light_rules rules = usual;
    rules.keep = 7000;
    begin(&rules, true);
    wish(SK_LAMP_GREEN, false);
    pass(21000);
    assert_int_equal(desk.keeps, 3);
    assert_int_equal(desk.shows, 2);
}

static void one_that_is_not_there_is_told_once_and_tried_with_growing_pauses(void **state) {
    (void)state;
    begin(&usual, false);
    wish(SK_LAMP_RED, false);
    assert_true(desk.has_trouble);
    assert_int_equal(desk.opened, 1);
    pass(1000 + 2000 + 4000 + 8000 + 8000);
    assert_int_equal(desk.opened, 6);
    assert_int_equal(desk.tells, 1);
    desk.works = true;
    pass(8000);
    assert_int_equal(desk.shown.lamp, SK_LAMP_RED);
    assert_true(desk.has_trouble); /* it may fall over at once */
    pass(SK_LIGHT_SETTLE_MS);
    assert_false(desk.has_trouble);
    assert_int_equal(desk.tells, 2);
    assert_int_equal(sk_light_deadline(&desk.light, desk.now), -1);
}

static void one_that_goes_is_shown_the_newest_when_it_is_back(void **state) {
    (void)state;
    begin(&usual, true);
    wish(SK_LAMP_GREEN, false);
    pass(60000);
    put(SK_LIGHT_INPUT_FAILED, SK_LAMP_OFF, false);
    assert_true(desk.has_trouble);
    int shows = desk.shows;
    wish(SK_LAMP_AMBER, false);
    wish(SK_LAMP_RED, false);
    assert_int_equal(desk.shows, shows);
    pass(1000);
    assert_int_equal(desk.shows, shows + 1);
    assert_int_equal(desk.shown.lamp, SK_LAMP_RED);
}

static void one_that_falls_over_again_and_again_is_tried_ever_less(void **state) {
    (void)state;
    begin(&usual, true);
    for (int i = 0; i < 20; i++) {
        put(SK_LIGHT_INPUT_FAILED, SK_LAMP_OFF, false);
        pass(100);
    }
    assert_int_equal(desk.tells, 1);
    assert_true(desk.opened <= 3);
    pass(60000); /* it stays */
    assert_false(desk.has_trouble);
    put(SK_LIGHT_INPUT_FAILED, SK_LAMP_OFF, false);
    int opened = desk.opened;
    pass(1000);
    assert_int_equal(desk.opened, opened + 1);
}

static void the_end_is_dark_from_every_state(void **state) {
    (void)state;
    for (int works = 0; works < 2; works++) {
        begin(&usual, works == 1);
        wish(SK_LAMP_RED, true);
        put(SK_LIGHT_INPUT_END, SK_LAMP_OFF, false);
        assert_int_equal(desk.light.state, SK_LIGHT_STATE_CLOSED);
        assert_int_equal(desk.shown.lamp, SK_LAMP_OFF);
        assert_int_equal(desk.is_closed, works == 1);
        int opened = desk.opened;
        wish(SK_LAMP_RED, true); /* nothing lights it again */
        pass(100000);
        assert_int_equal(desk.shown.lamp, SK_LAMP_OFF);
        assert_int_equal(desk.opened, opened);
    }
}

/* All inputs in all orders: what is shown is what is wished, but for the dark half of a blink. */
static void explore(int depth) {
    static const struct sk_light_wish wishes[] = { { SK_LAMP_OFF, false },
                                                   { SK_LAMP_GREEN, false },
                                                   { SK_LAMP_RED, true } };
    if (depth == 0) {
        return;
    }
    for (int i = 0; i < 8; i++) {
        struct desk before = desk;
        if (i < 3) {
            wish(wishes[i].lamp, wishes[i].is_called);
        } else if (i == 3) {
            put(SK_LIGHT_INPUT_FAILED, SK_LAMP_OFF, false);
        } else if (i == 4) {
            put(SK_LIGHT_INPUT_OPENED, SK_LAMP_OFF, false);
        } else if (i == 5) {
            put(SK_LIGHT_INPUT_END, SK_LAMP_OFF, false);
        } else if (i == 6) {
            desk.works = !desk.works;
        } else {
            pass(777);
        }
        const struct sk_light *light = &desk.light;
        sk_ms deadline = sk_light_deadline(light, desk.now);
        assert_true(deadline == -1 || deadline > desk.now);
        assert_true(light->state != SK_LIGHT_STATE_OPENING);
        if (light->state == SK_LIGHT_STATE_THERE) {
            assert_true(desk.shown.lamp == light->wish.lamp ||
                        (light->wish.is_called && desk.shown.lamp == SK_LAMP_OFF) ||
                        (light->wish.is_called && desk.shown.lamp == SK_LAMP_AMBER));
        }
        explore(depth - 1);
        desk = before;
    }
}

static void every_state_takes_every_input(void **state) {
    (void)state;
    begin(&usual, true);
    explore(5);
    begin(&usual, false);
    explore(5);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(each_colour_is_written_once_and_nobody_is_woken),
        SK_TEST(a_call_blinks_twice_a_second_in_the_screens_colour),
        SK_TEST(the_colour_may_change_while_it_blinks),
        SK_TEST(a_light_that_blinks_itself_or_must_not_is_told_once),
        SK_TEST(what_must_be_kept_alight_is),
        SK_TEST(one_that_is_not_there_is_told_once_and_tried_with_growing_pauses),
        SK_TEST(one_that_goes_is_shown_the_newest_when_it_is_back),
        SK_TEST(one_that_falls_over_again_and_again_is_tried_ever_less),
        SK_TEST(the_end_is_dark_from_every_state),
        SK_TEST(every_state_takes_every_input),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
