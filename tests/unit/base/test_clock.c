#include "check.h"

#include "base/clock.h"
#include "base/util.h"

#include <stdlib.h>
#include <time.h>

static void the_earlier_of_two_deadlines_is_the_one_that_comes(void **state) {
    (void)state;
    static const struct {
        sk_ms a, b, earlier;
    } table[] = {
        { 5, 7, 5 },    { 7, 5, 5 },  { 5, 5, 5 },  { 0, 5, 0 },
        { -1, 7, 7 },   { 7, -1, 7 }, { -1, 0, 0 }, { -1, INT64_MAX, INT64_MAX },
        { -1, -1, -1 },
    };
    for (size_t i = 0; i < SK_ARRAY_LEN(table); i++) {
        assert_int_equal(sk_earlier(table[i].a, table[i].b), table[i].earlier);
    }
}

/* Europe: on 2026-03-29 the day has 23 hours. */
static void a_day_begins_at_local_midnight_however_long_it_is(void **state) {
    (void)state;
    const int64_t noon = 1774778400000; /* 2026-03-29T10:00:00Z */
    assert_int_equal(setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1), 0);
    tzset();
    assert_int_equal(sk_clock_midnight(noon, 0), 1774738800000);
    assert_int_equal(sk_clock_midnight(noon, 1), 1774738800000 + 23 * 3600000);
    assert_int_equal(sk_clock_midnight(noon, -1), 1774738800000 - 24 * 3600000);
    assert_int_equal(sk_clock_midnight(1774738800000, 0), 1774738800000);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(a_day_begins_at_local_midnight_however_long_it_is),
        SK_TEST(the_earlier_of_two_deadlines_is_the_one_that_comes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
