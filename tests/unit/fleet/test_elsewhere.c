/* What other benches bound, as it is kept at the bench. */
#define _XOPEN_SOURCE 700 /* nftw() */

#include "check.h"
#include "scratch.h"

#include "fleet/elsewhere.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

static struct sk_elsewhere *open_as(const char *bench) {
    struct sk_elsewhere *elsewhere = NULL;
    struct sk_err_info info = { "" };
    if (sk_elsewhere_open(&elsewhere, scratch_file("journal.db"), bench, &info) != SK_OK) {
        fail_msg("%s", info.text);
    }
    return elsewhere;
}

static struct sk_fleet_binding row(const char *serial, const char *bench, bool is_bound,
                                   int64_t at) {
    struct sk_fleet_binding row = { .is_bound = is_bound, .happened_ms = at, .who = "Liselotte" };
    (void)snprintf(row.serial, sizeof(row.serial), "%s", serial);
    (void)snprintf(row.bench, sizeof(row.bench), "%s", bench);
    (void)snprintf(row.name, sizeof(row.name), "Bench %s", bench);
    (void)snprintf(row.instance, sizeof(row.instance), "sag-%s", serial);
    (void)snprintf(row.customer_order, sizeof(row.customer_order), "4711");
    return row;
}

static void keep(struct sk_elsewhere *elsewhere, struct sk_fleet_binding binding) {
    static int turn;
    struct sk_fleet_place place = { .bench = "b7" };
    (void)snprintf(place.changed, sizeof(place.changed), "2026-11-30 10:32:%02d+00", turn++ % 60);
    memcpy(place.serial, binding.serial, sizeof(place.serial));
    assert_int_equal(sk_elsewhere_keep(elsewhere, &binding, 1, &place, NULL), SK_OK);
}

static struct sk_fleet_word look(struct sk_elsewhere *elsewhere, const char *serial) {
    struct sk_labels labels = { .instance = "" };
    struct sk_fleet_word word;
    (void)snprintf(labels.serial, sizeof(labels.serial), "%s", serial);
    assert_int_equal(sk_elsewhere_look(elsewhere, &labels, &word, NULL), SK_OK);
    return word;
}

/* A pair, of which the serial number may be "". */
static struct sk_fleet_word look_at_both(struct sk_elsewhere *elsewhere, const char *serial,
                                         const char *instance) {
    struct sk_labels labels = { .serial = "" };
    struct sk_fleet_word word;
    (void)snprintf(labels.serial, sizeof(labels.serial), "%s", serial);
    (void)snprintf(labels.instance, sizeof(labels.instance), "%s", instance);
    assert_int_equal(sk_elsewhere_look(elsewhere, &labels, &word, NULL), SK_OK);
    return word;
}

static void an_instance_that_another_bench_bound_is_found_too(void **state) {
    (void)state;
    struct sk_elsewhere *elsewhere = open_as("b1");
    keep(elsewhere, row("sage62x01", "b7", true, 1000));
    struct sk_fleet_word word = look_at_both(elsewhere, "", "SAG-sage62x01");
    assert_int_equal(word.type, SK_FLEET_WORD_IN_USE);
    assert_string_equal(word.bench, "b7");
    assert_string_equal(word.name, "Bench b7");
    assert_string_equal(word.who, "Liselotte");
    assert_string_equal(word.serial, "sage62x01");
    assert_string_equal(word.instance, "");
    assert_int_equal(word.at_ms, 1000);
    word = look_at_both(elsewhere, "another", "sag-sage62x01");
    assert_int_equal(word.type, SK_FLEET_WORD_IN_USE);
    word = look_at_both(elsewhere, "sage62x01", "sag-sage62x01"); /* what is said of the device */
    assert_int_equal(word.type, SK_FLEET_WORD_BOUND);
    assert_int_equal(look_at_both(elsewhere, "", "sag-free").type, SK_FLEET_WORD_UNKNOWN);
    sk_elsewhere_close(elsewhere);
}

static void an_instance_is_free_where_its_device_is_or_is_this_bench_s(void **state) {
    (void)state;
    struct sk_elsewhere *elsewhere = open_as("b1");
    keep(elsewhere, row("undone", "b7", true, 1000));
    keep(elsewhere, row("undone", "b7", false, 1001));
    assert_int_equal(look_at_both(elsewhere, "", "sag-undone").type, SK_FLEET_WORD_UNKNOWN);
    keep(elsewhere, row("ours", "b1", true, 1000));
    assert_int_equal(look_at_both(elsewhere, "", "sag-ours").type, SK_FLEET_WORD_UNKNOWN);
    /* Another bench bound the device to another instance later. */
    keep(elsewhere, row("moved", "b7", true, 1000));
    struct sk_fleet_binding later = row("moved", "b8", true, 2000);
    (void)snprintf(later.instance, sizeof(later.instance), "sag-new");
    keep(elsewhere, later);
    assert_int_equal(look_at_both(elsewhere, "", "sag-moved").type, SK_FLEET_WORD_UNKNOWN);
    assert_int_equal(look_at_both(elsewhere, "", "sag-new").type, SK_FLEET_WORD_IN_USE);
    sk_elsewhere_close(elsewhere);
}

static void a_device_of_another_bench_is_found_with_all_that_is_known(void **state) {
    (void)state;
    struct sk_elsewhere *elsewhere = open_as("b1");
    keep(elsewhere, row("sage62x01", "b7", true, 1000));
    struct sk_fleet_word word = look(elsewhere, "SAGE62X01"); /* capitals do not count */
    assert_int_equal(word.type, SK_FLEET_WORD_BOUND);
    assert_string_equal(word.bench, "b7");
    assert_string_equal(word.name, "Bench b7");
    assert_string_equal(word.who, "Liselotte");
    assert_string_equal(word.instance, "sag-sage62x01");
    assert_int_equal(word.at_ms, 1000);
    assert_int_equal(look(elsewhere, "sage62x02").type, SK_FLEET_WORD_UNKNOWN); /* never FREE */
    sk_elsewhere_close(elsewhere);
}

static void the_last_word_about_a_device_counts_whoever_said_it(void **state) {
    (void)state;
    struct sk_elsewhere *elsewhere = open_as("b1");
    keep(elsewhere, row("a", "b7", true, 1000));
    keep(elsewhere, row("a", "b8", false, 2000)); /* undone there */
    assert_int_equal(look(elsewhere, "a").type, SK_FLEET_WORD_UNKNOWN);
    keep(elsewhere, row("a", "b7", true, 3000));
    assert_int_equal(look(elsewhere, "a").type, SK_FLEET_WORD_BOUND);
    keep(elsewhere, row("a", "b1", true, 4000)); /* our own */
    assert_int_equal(look(elsewhere, "a").type, SK_FLEET_WORD_UNKNOWN);
    sk_elsewhere_close(elsewhere);
}

static void what_comes_twice_is_one_row_and_a_bench_may_get_another_name(void **state) {
    (void)state;
    struct sk_elsewhere *elsewhere = open_as("b1");
    struct sk_fleet_binding again = row("a", "b7", true, 1000);
    keep(elsewhere, again);
    (void)snprintf(again.name, sizeof(again.name), "Werk 2");
    keep(elsewhere, again);
    assert_string_equal(look(elsewhere, "a").name, "Werk 2");
    int64_t bound = 0;
    assert_int_equal(sk_elsewhere_order(elsewhere, "4711", &bound, NULL), SK_OK);
    assert_int_equal(bound, 1);
    sk_elsewhere_close(elsewhere);
}

static void all_devices_can_be_walked_through(void **state) {
    (void)state;
    char serial[SK_LABEL_MAX + 1] = "";
    struct sk_fleet_word word;
    struct sk_elsewhere *elsewhere = open_as("b1");
    assert_false(sk_elsewhere_next(elsewhere, serial, &word));
    keep(elsewhere, row("b", "b7", true, 1000));
    keep(elsewhere, row("A", "b7", true, 1000));
    keep(elsewhere, row("a", "b8", false, 2000));
    serial[0] = '\0';
    assert_true(sk_elsewhere_next(elsewhere, serial, &word));
    assert_string_equal(serial, "a");
    assert_int_equal(word.type, SK_FLEET_WORD_UNKNOWN);
    assert_true(sk_elsewhere_next(elsewhere, serial, &word));
    assert_string_equal(serial, "b");
    assert_int_equal(word.type, SK_FLEET_WORD_BOUND);
    assert_false(sk_elsewhere_next(elsewhere, serial, &word));
    sk_elsewhere_close(elsewhere);
}

static void an_order_counts_what_others_have_bound(void **state) {
    (void)state;
    int64_t bound = 0;
    struct sk_elsewhere *elsewhere = open_as("b1");
    keep(elsewhere, row("a", "b7", true, 1000));
    keep(elsewhere, row("b", "b8", true, 1000));
    keep(elsewhere, row("c", "b8", false, 1000));
    keep(elsewhere, row("d", "b1", true, 1000)); /* our own are in the journal */
    struct sk_fleet_binding other = row("e", "b7", true, 1000);
    (void)snprintf(other.customer_order, sizeof(other.customer_order), "Ab");
    keep(elsewhere, other);
    assert_int_equal(sk_elsewhere_order(elsewhere, "4711", &bound, NULL), SK_OK);
    assert_int_equal(bound, 2);
    assert_int_equal(sk_elsewhere_order(elsewhere, "aB", &bound, NULL), SK_OK);
    assert_int_equal(bound, 1);
    sk_elsewhere_close(elsewhere);
}

static void rows_and_place_survive_a_start(void **state) {
    (void)state;
    struct sk_fleet_place place, before;
    struct sk_elsewhere *elsewhere = open_as("b1");
    sk_elsewhere_place(elsewhere, &place);
    assert_string_equal(place.changed, "");
    assert_int_equal(sk_elsewhere_known(elsewhere), 0);
    keep(elsewhere, row("a", "b7", true, 1000));
    sk_elsewhere_place(elsewhere, &before);
    sk_elsewhere_set_known(elsewhere, 50000);
    sk_elsewhere_set_known(elsewhere, 51000); /* not worth a write */
    assert_int_equal(sk_elsewhere_known(elsewhere), 51000);
    sk_elsewhere_close(elsewhere);
    elsewhere = open_as("b1");
    sk_elsewhere_place(elsewhere, &place);
    assert_string_equal(place.changed, before.changed);
    assert_string_equal(place.serial, "a");
    assert_string_equal(place.bench, "b7");
    assert_int_equal(sk_elsewhere_known(elsewhere), 50000);
    assert_int_equal(look(elsewhere, "a").type, SK_FLEET_WORD_BOUND);
    sk_elsewhere_close(elsewhere);
}

static void a_batch_is_kept_whole_or_not_at_all(void **state) {
    (void)state;
    struct sk_fleet_place place = { .changed = "later" };
    struct sk_elsewhere *elsewhere = open_as("b1");
    sqlite3 *other = NULL;
    struct sk_fleet_binding rows[] = { row("a", "b7", true, 1), row("b", "b7", true, 1) };
    assert_int_equal(sqlite3_open(scratch_file("journal.db.fleet"), &other), SQLITE_OK);
    assert_int_equal(sqlite3_exec(other,
                                  "CREATE TRIGGER no BEFORE INSERT ON word WHEN new.serial='b'"
                                  " BEGIN SELECT raise(ABORT, 'no'); END",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_close(other), SQLITE_OK);
    assert_int_not_equal(sk_elsewhere_keep(elsewhere, rows, 2, &place, NULL), SK_OK);
    assert_int_equal(look(elsewhere, "a").type, SK_FLEET_WORD_UNKNOWN);
    sk_elsewhere_place(elsewhere, &place);
    assert_string_equal(place.changed, "");
    sk_elsewhere_close(elsewhere);
}

static void what_another_bench_saw_is_not_ours(void **state) {
    (void)state;
    struct sk_fleet_place place;
    struct sk_elsewhere *elsewhere = open_as("b1");
    keep(elsewhere, row("a", "b7", true, 1000));
    sk_elsewhere_close(elsewhere);
    elsewhere = open_as("b2");
    sk_elsewhere_place(elsewhere, &place);
    assert_string_equal(place.changed, "");
    assert_int_equal(look(elsewhere, "a").type, SK_FLEET_WORD_UNKNOWN);
    sk_elsewhere_close(elsewhere);
}

static void write_file(const char *bytes, size_t length) {
    FILE *file = fopen(scratch_file("journal.db.fleet"), "r+b");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
}

static void a_file_that_is_no_database_begins_anew(void **state) {
    (void)state;
    struct sk_elsewhere *elsewhere = open_as("b1");
    keep(elsewhere, row("a", "b7", true, 1000));
    sk_elsewhere_close(elsewhere);
    write_file("this is no database at all", 26);
    elsewhere = open_as("b1");
    assert_int_equal(look(elsewhere, "a").type, SK_FLEET_WORD_UNKNOWN);
    keep(elsewhere, row("a", "b7", true, 1000));
    assert_int_equal(look(elsewhere, "a").type, SK_FLEET_WORD_BOUND);
    sk_elsewhere_close(elsewhere);
}

static void damage_that_is_found_at_work_begins_anew_and_says_so(void **state) {
    (void)state;
    struct sk_fleet_place place = { .changed = "x" };
    struct sk_elsewhere *elsewhere = open_as("b1");
    for (int i = 0; i < 3000; i++) {
        char serial[16];
        (void)snprintf(serial, sizeof(serial), "s%05d", i);
        keep(elsewhere, row(serial, "b7", true, 1000));
    }
    sk_elsewhere_close(elsewhere);
    elsewhere = open_as("b1");
    static char rubbish[60000];
    memset(rubbish, 'x', sizeof(rubbish));
    FILE *file = fopen(scratch_file("journal.db.fleet"), "r+b");
    assert_non_null(file);
    assert_int_equal(fseek(file, 5 * 4096, SEEK_SET), 0); /* behind what the opening read */
    assert_int_equal(fwrite(rubbish, 1, sizeof(rubbish), file), sizeof(rubbish));
    assert_int_equal(fclose(file), 0);
    enum sk_err err = SK_OK;
    struct sk_fleet_word word;
    for (int i = 0; i < 3000 && !err; i++) {
        struct sk_labels labels = { .instance = "" };
        (void)snprintf(labels.serial, sizeof(labels.serial), "s%05d", i);
        err = sk_elsewhere_look(elsewhere, &labels, &word, NULL);
    }
    assert_int_equal(err, SK_ERR_CORRUPT);
    assert_int_equal(word.type, SK_FLEET_WORD_UNKNOWN);
    /* Whoever follows is somewhere in the middle: what comes next would leave a hole before it. */
    struct sk_fleet_binding next = row("b", "b7", true, 1000);
    place = (struct sk_fleet_place){ .changed = "2026-11-30 11:00:00+00" };
    assert_int_equal(sk_elsewhere_keep(elsewhere, &next, 1, &place, NULL), SK_ERR_CORRUPT);
    assert_int_equal(look(elsewhere, "b").type, SK_FLEET_WORD_UNKNOWN);
    sk_elsewhere_place(elsewhere, &place);
    assert_string_equal(place.changed, "");
    keep(elsewhere, row("a", "b7", true, 1000));
    assert_int_equal(look(elsewhere, "a").type, SK_FLEET_WORD_BOUND);
    sk_elsewhere_close(elsewhere);
}

static void names_of_people_can_be_forgotten_and_come_again(void **state) {
    (void)state;
    struct sk_elsewhere *elsewhere = open_as("b1");
    keep(elsewhere, row("a", "b7", true, 1000));
    assert_int_equal(sk_elsewhere_forget_names(elsewhere, NULL), SK_OK);
    struct sk_fleet_binding other = row("b", "b7", true, 1000);
    (void)snprintf(other.who, sizeof(other.who), "Mei");
    keep(elsewhere, other);
    assert_string_equal(look(elsewhere, "a").who, ""); /* and nobody else's name */
    assert_string_equal(look(elsewhere, "b").who, "Mei");
    sk_elsewhere_close(elsewhere);
    char bytes[1 << 17];
    FILE *file = fopen(scratch_file("journal.db.fleet"), "rb");
    assert_non_null(file);
    size_t length = fread(bytes, 1, sizeof(bytes), file);
    assert_int_equal(fclose(file), 0);
    for (size_t i = 0; i + sizeof("Liselotte") <= length; i++) {
        assert_memory_not_equal(bytes + i, "Liselotte", sizeof("Liselotte") - 1);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_make, scratch_remove)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(a_device_of_another_bench_is_found_with_all_that_is_known),
        TEST(an_instance_that_another_bench_bound_is_found_too),
        TEST(an_instance_is_free_where_its_device_is_or_is_this_bench_s),
        TEST(the_last_word_about_a_device_counts_whoever_said_it),
        TEST(what_comes_twice_is_one_row_and_a_bench_may_get_another_name),
        TEST(all_devices_can_be_walked_through),
        TEST(an_order_counts_what_others_have_bound),
        TEST(rows_and_place_survive_a_start),
        TEST(a_batch_is_kept_whole_or_not_at_all),
        TEST(what_another_bench_saw_is_not_ours),
        TEST(a_file_that_is_no_database_begins_anew),
        TEST(damage_that_is_found_at_work_begins_anew_and_says_so),
        TEST(names_of_people_can_be_forgotten_and_come_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
