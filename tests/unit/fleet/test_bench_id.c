/* Under which id a bench is known to its fleet. */
#define _XOPEN_SOURCE 700 /* nftw() */

#include "scratch.h"

#include "fleet/bench_id.h"

static char id[SK_FLEET_BENCH_SIZE];

static enum sk_err find(const char *set, bool makes) {
    return sk_fleet_bench_id(set, scratch_file("state/journal.db"), makes, id, NULL);
}

static void that_of_the_settings_counts(void **state) {
    (void)state;
    assert_int_equal(find("bench-7", true), SK_OK);
    assert_string_equal(id, "bench-7");
    assert_int_equal(find("", false), SK_ERR_NOT_FOUND); /* and none was made */
}

static void one_is_made_at_the_first_start_and_stays(void **state) {
    (void)state;
    char first[SK_FLEET_BENCH_SIZE];
    assert_int_equal(find("", true), SK_OK);
    assert_int_equal(strlen(id), strlen("bench-") + 16);
    memcpy(first, id, sizeof(first));
    assert_int_equal(find("", true), SK_OK);
    assert_string_equal(id, first);
    assert_int_equal(find("", false), SK_OK);
    assert_string_equal(id, first);
}

static void what_the_fleet_would_not_take_is_refused(void **state) {
    (void)state;
    static const char *const odd[] = { "bench 7", "bench'7", "B\xC3\xA4nk", "a/b" };
    for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
        assert_int_equal(find(odd[i], true), SK_ERR_INVALID);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(that_of_the_settings_counts, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(one_is_made_at_the_first_start_and_stays, scratch_make,
                                        scratch_remove),
        cmocka_unit_test_setup_teardown(what_the_fleet_would_not_take_is_refused, scratch_make,
                                        scratch_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
