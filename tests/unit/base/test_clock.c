#include "check.h"

#include "base/clock.h"
#include "base/util.h"

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

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(the_earlier_of_two_deadlines_is_the_one_that_comes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
