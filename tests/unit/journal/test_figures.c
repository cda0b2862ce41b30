/* What a shift came to: counts, median and cases, by a journal that a test writes. */
#define _XOPEN_SOURCE 700 /* nftw() */

#include "records.h"

#include "journal/figures.h"

#include <string.h>

#define HOUR INT64_C(3600000)
#define DAY (24 * HOUR)

/* 2026-01-05, at eight by the bench's clock, which is that of Shanghai. */
#define EIGHT (RECORDS_WALL_MS / DAY * DAY)

struct shift_pair {
    int64_t at; /* after EIGHT, when its second label was scanned */
    const char *who;
    const char *order;
    enum sk_result result;
    int64_t green_after; /* its first label */
};

static void write_pair(struct sk_journal *journal, int64_t number, const struct shift_pair *pair) {
    char serial[32];
    (void)snprintf(serial, sizeof(serial), "sage62x%010lld", (long long)number);
    struct sk_record records[] = { intent(number, serial, "sag-demo00000000000001"),
                                   settled(number, pair->result, "") };
    records[0].pair.serial_facts.wall_ms = EIGHT + pair->at - 2000;
    records[0].pair.instance_facts.wall_ms = EIGHT + pair->at;
    records[1].wall_ms = EIGHT + pair->at - 2000 + pair->green_after;
    (void)snprintf(records[0].pair.operator_name, SK_OPERATOR_SIZE, "%s", pair->who);
    (void)snprintf(records[0].pair.customer_order, SK_CUSTOMER_ORDER_SIZE, "%s", pair->order);
    append(journal, records, pair->result == SK_RESULT_PENDING ? 1 : 2);
}

static void write_shift(void) {
    static const struct shift_pair pairs[] = {
        { -DAY, "Mei", "PO-1", SK_RESULT_BOUND, 9000 },
        { 0, "Mei", "PO-1", SK_RESULT_BOUND, 3000 },
        { HOUR, "Mei", "PO-1", SK_RESULT_BOUND, 5000 },
        { HOUR + 1, "Jo", "PO-2", SK_RESULT_BOUND, 4000 },
        { HOUR + 2, "Jo", "", SK_RESULT_REFUSED, 2500 },
        { 2 * HOUR, "", "", SK_RESULT_CHECK, 60000 },
        { 2 * HOUR + 1, "Mei", "PO-1", SK_RESULT_PENDING, 0 },
    };
    struct sk_journal *journal = open_journal();
    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
        write_pair(journal, (int64_t)i + 1, &pairs[i]);
    }
    sk_journal_destroy(journal);
}

static struct sk_figures figures_of(int64_t from_ms, int64_t to_ms) {
    struct sk_figures figures;
    struct sk_err_info info = { "" };
    struct sk_journal *journal = open_as(SK_JOURNAL_READ);
    if (sk_journal_figures(journal, from_ms, to_ms, &figures, &info) != SK_OK) {
        fail_msg("%s", info.text);
    }
    sk_journal_destroy(journal);
    return figures;
}

static void a_shift_counts_what_was_scanned_in_it(void **state) {
    (void)state;
    write_shift();
    struct sk_figures figures = figures_of(EIGHT, EIGHT + 8 * HOUR);
    assert_int_equal(figures.total, 6);
    assert_int_equal(figures.by_result[SK_TALLY_BOUND], 3);
    assert_int_equal(figures.by_result[SK_TALLY_REFUSED], 1);
    assert_int_equal(figures.by_result[SK_TALLY_CHECK], 1);
    assert_int_equal(figures.by_result[SK_TALLY_PENDING], 1);
    assert_int_equal(figures.open, 2);
    assert_int_equal(figures.hours[8][SK_TALLY_BOUND], 1);
    assert_int_equal(figures.hours[9][SK_TALLY_BOUND], 2);
    assert_int_equal(figures.hours[9][SK_TALLY_REFUSED], 1);
    assert_int_equal(figures.hours[10][SK_TALLY_CHECK], 1);
    assert_int_equal(figures.person_count, 3);
    assert_string_equal(figures.persons[0].name, "Mei");
    assert_int_equal(figures.persons[0].total, 3);
    assert_int_equal(figures.order_count, 3);
    assert_string_equal(figures.orders[0].name, "PO-1");
    assert_int_equal(figures.day_count, 1);
}

static void days_without_a_pair_are_days_too(void **state) {
    (void)state;
    write_shift();
    struct sk_figures figures = figures_of(EIGHT - 30 * DAY, EIGHT + DAY);
    assert_int_equal(figures.day_count, SK_FIGURES_DAYS);
    assert_string_equal(figures.days[SK_FIGURES_DAYS - 1].name, "2026-01-06");
    assert_int_equal(figures.days[SK_FIGURES_DAYS - 1].total, 0);
    assert_string_equal(figures.days[SK_FIGURES_DAYS - 2].name, "2026-01-05");
    assert_int_equal(figures.days[SK_FIGURES_DAYS - 2].total, 6);
    assert_int_equal(figures.days[SK_FIGURES_DAYS - 3].by_result[SK_TALLY_BOUND], 1);
    assert_string_equal(figures.days[0].name, "2025-12-24");
}

static void the_median_is_from_the_first_label_to_green(void **state) {
    (void)state;
    write_shift();
    assert_int_equal(figures_of(EIGHT, EIGHT + 8 * HOUR).median_ms, 4000);
    assert_int_equal(figures_of(EIGHT - DAY, EIGHT - DAY + HOUR).median_ms, 9000);
    assert_int_equal(figures_of(EIGHT + 2 * HOUR, EIGHT + 3 * HOUR).median_ms, -1);
}

static void an_instance_that_was_kept_is_not_the_first_label(void **state) {
    (void)state;
    struct sk_journal *journal = open_journal();
    for (int64_t i = 1; i <= 3; i++) {
        char serial[32];
        (void)snprintf(serial, sizeof(serial), "sage62x%010lld", (long long)i);
        struct sk_record records[] = { intent(i, serial, "sag-demo00000000000001"),
                                       settled(i, SK_RESULT_BOUND, "") };
        records[0].pair.instance_facts.wall_ms = EIGHT;
        records[0].pair.serial_facts.wall_ms = EIGHT + i * HOUR;
        records[1].wall_ms = EIGHT + i * HOUR + 700 + i;
        append(journal, records, 2);
    }
    sk_journal_destroy(journal);
    assert_int_equal(figures_of(EIGHT, EIGHT + 8 * HOUR).median_ms, 703);
}

static void what_was_undone_is_undone_and_many_names_become_others(void **state) {
    (void)state;
    struct sk_journal *journal = open_journal();
    for (int64_t i = 1; i <= 20; i++) {
        char name[8];
        (void)snprintf(name, sizeof(name), "P%02d", (int)i);
        struct shift_pair pair = { i, name, "", SK_RESULT_BOUND, 1000 };
        write_pair(journal, i, &pair);
    }
    struct sk_record undo[] = { intent(21, "sage62x0000000001", "sag-demo00000000000001"),
                                settled(21, SK_RESULT_UNDONE, "") };
    undo[0].event = SK_EVENT_UNDO;
    undo[0].pair.refers = 1;
    append(journal, undo, 2);
    sk_journal_destroy(journal);
    struct sk_figures figures = figures_of(EIGHT, EIGHT + DAY);
    assert_int_equal(figures.total, 20);
    assert_int_equal(figures.by_result[SK_TALLY_UNDONE], 1);
    assert_int_equal(figures.by_result[SK_TALLY_BOUND], 19);
    assert_int_equal(figures.order_count, 0);
    assert_int_equal(figures.person_count, SK_FIGURES_NAMES);
    assert_string_equal(figures.persons[SK_FIGURES_NAMES - 1].name, SK_TALLY_OTHERS);
    assert_int_equal(figures.persons[SK_FIGURES_NAMES - 1].total, 20 - (SK_FIGURES_NAMES - 1));
}

static void add_number(void *data, const struct sk_stored_pair *pair) {
    char *text = data;
    size_t length = strlen(text);
    (void)snprintf(text + length, 64 - length, "%d ", (int)pair->pair.number);
}

static void cases_are_those_of_the_time_and_what_is_open_from_before(void **state) {
    (void)state;
    static const struct shift_pair pairs[] = {
        { -2 * DAY, "", "", SK_RESULT_REFUSED, 0 }, /* 1: dealt with long ago */
        { -DAY, "", "", SK_RESULT_REFUSED, 0 },     /* 2: still open */
        { 0, "", "", SK_RESULT_REFUSED, 0 },        /* 3: dealt with since */
        { HOUR, "", "", SK_RESULT_BOUND, 1000 },    /* 4 */
        { 2 * HOUR, "", "", SK_RESULT_CHECK, 0 },   /* 5 */
        { DAY, "", "", SK_RESULT_REFUSED, 0 },      /* 6: of the next day */
    };
    struct sk_journal *journal = open_journal();
    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
        write_pair(journal, (int64_t)i + 1, &pairs[i]);
    }
    for (int64_t number = 1; number <= 3; number += 2) {
        struct sk_record dealt = { .event = SK_EVENT_DEALT,
                                   .pair = { .number = number },
                                   .wall_ms = EIGHT + 3 * HOUR,
                                   .at = 5000 };
        append(journal, &dealt, 1);
    }
    char numbers[64] = "";
    assert_int_equal(
        sk_journal_cases(journal, EIGHT, EIGHT + 8 * HOUR, 50, add_number, numbers, NULL), SK_OK);
    assert_string_equal(numbers, "5 3 2 ");
    numbers[0] = '\0';
    assert_int_equal(
        sk_journal_cases(journal, EIGHT, EIGHT + 8 * HOUR, 2, add_number, numbers, NULL), SK_OK);
    assert_string_equal(numbers, "5 3 ");
    sk_journal_destroy(journal);
}

#define IN_RECORDS(test) cmocka_unit_test_setup_teardown(test, scratch_make, scratch_remove)

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_RECORDS(a_shift_counts_what_was_scanned_in_it),
        IN_RECORDS(days_without_a_pair_are_days_too),
        IN_RECORDS(the_median_is_from_the_first_label_to_green),
        IN_RECORDS(an_instance_that_was_kept_is_not_the_first_label),
        IN_RECORDS(what_was_undone_is_undone_and_many_names_become_others),
        IN_RECORDS(cases_are_those_of_the_time_and_what_is_open_from_before),
    };
    (void)setenv("TZ", "Asia/Shanghai", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
