/* A line that comes again and again is let through once in a while, and none is lost in the count.
 */
#include "check.h"

#include "app/logging/flood.h"

#include <stdio.h>
#include <string.h>

#define W SK_FLOOD_WINDOW_MS

static bool take(struct sk_flood *flood, const char *text, sk_ms now) {
    return sk_flood_take(flood, SK_LOG_WARNING, "test", text, now);
}

static void a_flood_is_one_line_and_a_count(void **state) {
    (void)state;
    struct sk_flood flood;
    struct sk_flood_line line;
    sk_flood_init(&flood);
    assert_true(take(&flood, "disk", 0));
    for (int i = 1; i < 1000; i++) {
        assert_false(sk_flood_next(&flood, i, false, &line));
        assert_false(take(&flood, "disk", i));
    }
    assert_true(sk_flood_next(&flood, W, false, &line));
    assert_string_equal(line.text, "disk");
    assert_int_equal(line.held, 999);
    assert_false(sk_flood_next(&flood, W, false, &line));
    assert_true(take(&flood, "disk", W));
}

static void a_line_that_came_once_has_no_count(void **state) {
    (void)state;
    struct sk_flood flood;
    struct sk_flood_line line;
    sk_flood_init(&flood);
    assert_true(take(&flood, "disk", 0));
    assert_false(sk_flood_next(&flood, 2 * W, true, &line));
    assert_true(take(&flood, "disk", 2 * W));
}

static void level_and_module_tell_lines_apart(void **state) {
    (void)state;
    struct sk_flood flood;
    sk_flood_init(&flood);
    assert_true(sk_flood_take(&flood, SK_LOG_ERROR, "a", "x", 0));
    assert_true(sk_flood_take(&flood, SK_LOG_WARNING, "a", "x", 0));
    assert_true(sk_flood_take(&flood, SK_LOG_ERROR, "b", "x", 0));
    assert_false(sk_flood_take(&flood, SK_LOG_ERROR, "a", "x", 0));
}

static void more_different_lines_than_are_remembered_all_come_through(void **state) {
    (void)state;
    struct sk_flood flood;
    struct sk_flood_line line;
    sk_flood_init(&flood);
    for (int i = 0; i < 10 * SK_FLOOD_LINES; i++) {
        char text[32];
        (void)snprintf(text, sizeof(text), "line %d", i);
        assert_false(sk_flood_next(&flood, 0, false, &line));
        assert_true(take(&flood, text, 0));
    }
}

/* --- all sequences ---------------------------------------------------------------------------- */

/* Three texts, and time that stands, passes a little, or a whole window. */
enum { TEXTS = 3, STEPS = 3, DEPTH = 4 };

struct walk {
    struct sk_flood flood;
    sk_ms now;
    int came[TEXTS];
    int told[TEXTS];          /* let through, or counted in what was told */
    sk_ms let_through[TEXTS]; /* when last; -1: never */
};

static const char *const texts[TEXTS] = { "one", "two", "three" };

static void count(struct walk *walk, bool all) {
    struct sk_flood_line line;
    while (sk_flood_next(&walk->flood, walk->now, all, &line)) {
        for (int i = 0; i < TEXTS; i++) {
            if (strcmp(texts[i], line.text) == 0) {
                walk->told[i] += (int)line.held;
            }
        }
    }
}

static void check_end(struct walk walk) {
    count(&walk, true);
    for (int i = 0; i < TEXTS; i++) {
        assert_int_equal(walk.came[i], walk.told[i]);
    }
    assert_int_equal(walk.flood.count, 0);
}

static void explore(const struct walk *from, int depth) {
    static const sk_ms steps[STEPS] = { 0, 1, W };
    check_end(*from);
    for (int i = 0; depth > 0 && i < TEXTS * STEPS; i++) {
        struct walk walk = *from;
        int text = i / STEPS;
        walk.now += steps[i % STEPS];
        walk.came[text]++;
        count(&walk, false);
        if (take(&walk.flood, texts[text], walk.now)) {
            bool is_again = walk.let_through[text] >= 0;
            assert_true(!is_again || walk.now - walk.let_through[text] >= W);
            walk.let_through[text] = walk.now;
            walk.told[text]++;
        } else {
            assert_true(walk.now - walk.let_through[text] < W);
        }
        explore(&walk, depth - 1);
    }
}

static void whatever_comes_each_line_is_told_or_counted_and_none_twice_in_a_window(void **state) {
    (void)state;
    struct walk walk = { .let_through = { -1, -1, -1 } };
    sk_flood_init(&walk.flood);
    explore(&walk, DEPTH);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_flood_is_one_line_and_a_count),
        cmocka_unit_test(a_line_that_came_once_has_no_count),
        cmocka_unit_test(level_and_module_tell_lines_apart),
        cmocka_unit_test(more_different_lines_than_are_remembered_all_come_through),
        cmocka_unit_test(whatever_comes_each_line_is_told_or_counted_and_none_twice_in_a_window),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
