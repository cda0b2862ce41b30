/* An instance whose label is scanned again for another device. */
#define _XOPEN_SOURCE 700 /* nftw() */

#include "records.h"

#define SN1 "sage62x0219220001"
#define SN2 "sage62x0219220002"
#define SN3 "sage62x0219220003"
#define INST "sag-demo0000000000ok01"

static struct sk_journal *journal;

static int make(void **state) {
    if (scratch_make(state) != 0) {
        return -1;
    }
    journal = open_journal();
    return 0;
}

static int finish(void **state) {
    sk_journal_destroy(journal);
    expect_sound();
    return scratch_remove(state);
}

static struct sk_written scan(int64_t number, const char *serial, const char *instance,
                              int32_t limit) {
    struct sk_record record = intent(number, serial, instance);
    struct sk_written written;
    record.instance_limit = limit;
    record.check_reuse = true;
    assert_int_equal(sk_journal_append(journal, &record, 1, &written, NULL), SK_OK);
    return written;
}

static void settle(int64_t number, enum sk_result result) {
    struct sk_record record = settled(number, result, "");
    append(journal, &record, 1);
}

static void expect_refused(struct sk_written written, int64_t number, const char *serial) {
    assert_int_equal(written.result, SK_RESULT_REFUSED);
    assert_string_equal(written.guard, SK_GUARD_IN_USE);
    assert_int_equal(written.prior.number, number);
    assert_string_equal(written.prior.labels.serial, serial);
}

static void an_instance_with_its_device_is_refused_in_the_event_that_begins_the_pair(void **state) {
    (void)state;
    struct sk_stored_pair pair;
    assert_int_equal(scan(1, SN1, INST, 1).result, SK_RESULT_PENDING);
    expect_refused(scan(2, SN2, INST, 1), 1, SN1); /* one on its way has the instance, too */
    settle(1, SK_RESULT_BOUND);
    expect_refused(scan(3, SN2, "SAG-DEMO0000000000OK01", 1), 1, SN1);
    assert_int_equal(sk_journal_pair(journal, 3, &pair, NULL), SK_OK);
    assert_int_equal(pair.result, SK_RESULT_REFUSED);
    assert_string_equal(pair.code, SK_GUARD_IN_USE);
    assert_int_equal(scan(4, SN2, "sag-demo0000000000ok02", 1).result, SK_RESULT_PENDING);
}

static void only_so_many_other_devices_count_and_only_those_that_may_be_bound(void **state) {
    (void)state;
    assert_int_equal(scan(1, SN1, INST, 1).result, SK_RESULT_PENDING);
    settle(1, SK_RESULT_REFUSED);
    assert_int_equal(scan(2, SN2, INST, 1).result, SK_RESULT_PENDING);
    settle(2, SK_RESULT_WITHDRAWN);
    assert_int_equal(scan(3, SN3, INST, 1).result, SK_RESULT_PENDING);
    settle(3, SK_RESULT_CHECK); /* nobody knows, so it may be */
    expect_refused(scan(4, SN1, INST, 1), 3, SN3);
    assert_int_equal(scan(5, SN1, INST, 2).result, SK_RESULT_PENDING); /* a pair of devices */
    settle(5, SK_RESULT_BOUND);
    expect_refused(scan(6, SN2, INST, 2), 5, SN1);
    struct sk_record dealt = { .event = SK_EVENT_DEALT, .pair.number = 3, .wall_ms = 99 };
    append(journal, &dealt, 1);
    assert_int_equal(scan(7, SN2, INST, 2).result, SK_RESULT_PENDING);
}

/* Bound there again on purpose, a device is still one device. */
static void devices_count_not_how_often_they_were_bound(void **state) {
    (void)state;
    for (int64_t number = 1; number <= 2; number++) {
        struct sk_record record = intent(number, SN1, INST);
        append(journal, &record, 1);
        settle(number, SK_RESULT_BOUND);
    }
    assert_int_equal(scan(3, SN2, INST, 2).result, SK_RESULT_PENDING);
    settle(3, SK_RESULT_BOUND);
    expect_refused(scan(4, SN3, INST, 2), 3, SN2);
}

static void it_is_not_looked_at_where_nobody_wants_it_or_somebody_overrides(void **state) {
    (void)state;
    assert_int_equal(scan(1, SN1, INST, 1).result, SK_RESULT_PENDING);
    settle(1, SK_RESULT_BOUND);
    assert_int_equal(scan(2, SN2, INST, 0).result, SK_RESULT_PENDING);
    expect_refused(scan(3, SN3, INST, 1), 2, SN2);
    struct sk_record again = intent(4, SN3, INST);
    struct sk_written written;
    again.instance_limit = 1;
    again.pair.refers = 3; /* acknowledged, and scanned again */
    assert_int_equal(sk_journal_append(journal, &again, 1, &written, NULL), SK_OK);
    assert_int_equal(written.result, SK_RESULT_PENDING);
}

static void a_device_that_is_bound_already_is_what_is_said_first(void **state) {
    (void)state;
    assert_int_equal(scan(1, SN1, INST, 1).result, SK_RESULT_PENDING);
    settle(1, SK_RESULT_BOUND);
    assert_int_equal(scan(2, SN2, "sag-demo0000000000ok02", 1).result, SK_RESULT_PENDING);
    settle(2, SK_RESULT_BOUND);
    struct sk_written written = scan(3, SN2, INST, 1);
    assert_string_equal(written.guard, SK_GUARD_REUSE);
    assert_int_equal(written.prior.number, 2);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, make, finish)
    const struct CMUnitTest tests[] = {
        TEST(an_instance_with_its_device_is_refused_in_the_event_that_begins_the_pair),
        TEST(only_so_many_other_devices_count_and_only_those_that_may_be_bound),
        TEST(devices_count_not_how_often_they_were_bound),
        TEST(it_is_not_looked_at_where_nobody_wants_it_or_somebody_overrides),
        TEST(a_device_that_is_bound_already_is_what_is_said_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
