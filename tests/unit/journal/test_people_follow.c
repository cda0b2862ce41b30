/* The table of people becomes what the fleet says. */
#define _XOPEN_SOURCE 700 /* nftw() */

#include "records.h"

#include "base/util.h"
#include "journal/people_follow.h"

#include <openssl/evp.h>
#include <string.h>

static const uint8_t key[SK_PEOPLE_FLEET_KEY_SIZE] = { 1, 2, 3 };

static struct sk_people_row row(int64_t number, const char *name, const char *badge) {
    struct sk_people_row row = { .number = number, .language = "", .has_badge = badge[0] != '\0' };
    size_t written = 0;
    (void)snprintf(row.name, sizeof(row.name), "%s", name);
    if (row.has_badge) {
        assert_non_null(EVP_Q_mac(NULL, "HMAC", NULL, "SHA256", NULL, key, sizeof(key),
                                  (const unsigned char *)badge, strlen(badge), row.badge,
                                  sizeof(row.badge), &written));
    }
    return row;
}

static struct sk_people_followed follow(const struct sk_people_row *rows, size_t count) {
    struct sk_people_followed out;
    struct sk_err_info info = { "" };
    struct sk_journal *journal = open_journal();
    if (sk_people_follow(journal, key, rows, count, &out, &info) != SK_OK) {
        fail_msg("%s", info.text);
    }
    sk_journal_destroy(journal);
    return out;
}

static void add(const char *name, const char *badge) {
    struct sk_person_news news = { .name = name, .badge = badge };
    size_t added, changed;
    struct sk_journal *journal = open_journal();
    assert_int_equal(sk_people_add(journal, &news, 1, &added, &changed, NULL), SK_OK);
    sk_journal_destroy(journal);
}

static struct sk_people *read_people(void) {
    struct sk_people *people = NULL;
    struct sk_journal *journal = open_as(SK_JOURNAL_READ);
    assert_int_equal(sk_people_read(journal, &people, NULL), SK_OK);
    sk_journal_destroy(journal);
    return people;
}

static const char *name_of(const char *badge) {
    static char name[SK_OPERATOR_SIZE];
    struct sk_people *people = read_people();
    const struct sk_person *person = sk_people_find(people, badge, strlen(badge));
    (void)snprintf(name, sizeof(name), "%s", person ? person->name : "");
    sk_people_destroy(people);
    return name;
}

static int64_t number_of(const char *name) {
    struct sk_people *people = read_people();
    const struct sk_person *person = sk_people_named(people, name);
    int64_t number = person ? person->number : 0;
    sk_people_destroy(people);
    return number;
}

static int64_t event_count(void) {
    struct findings findings = verify();
    return findings.report.events;
}

static void the_fleets_people_and_badges_are_this_benchs(void **state) {
    (void)state;
    struct sk_people_row rows[] = { row(7, "Li", "B1"), row(8, "Mei", "") };
    rows[1].role = SK_ROLE_SUPERVISOR;
    rows[1].language = "de";
    struct sk_people_followed out = follow(rows, 2);
    assert_true(out.added == 2 && out.changed == 0 && out.gone == 0 && out.has_new_key);
    assert_string_equal(name_of("B1"), "Li");
    assert_int_equal(number_of("Mei"), 8);
    struct sk_people *people = read_people();
    assert_int_equal(sk_people_number(people, 8)->role, SK_ROLE_SUPERVISOR);
    assert_string_equal(sk_people_number(people, 8)->language, "de");
    sk_people_destroy(people);
    expect_sound();
}

static void the_same_again_writes_nothing(void **state) {
    (void)state;
    struct sk_people_row rows[] = { row(7, "Li", "B1"), row(8, "Mei", "B2") };
    (void)follow(rows, 2);
    int64_t before = event_count();
    struct sk_people_followed out = follow(rows, 2);
    assert_true(out.added == 0 && out.changed == 0 && out.gone == 0 && !out.has_new_key);
    assert_int_equal(event_count(), before);
}

static void who_is_gone_is_erased_and_what_changed_is_changed(void **state) {
    (void)state;
    struct sk_people_row rows[] = { row(7, "Li", "B1"), row(8, "Mei", "B2"), row(9, "Bo", "B3") };
    (void)follow(rows, 3);
    struct sk_people_row later[] = { row(7, "Li Wei", "B1"), row(9, "Bo", "") };
    struct sk_people_followed out = follow(later, 2);
    assert_true(out.added == 0 && out.changed == 2 && out.gone == 1);
    assert_string_equal(name_of("B1"), "Li Wei");
    assert_string_equal(name_of("B2"), "");
    assert_string_equal(name_of("B3"), "");
    assert_int_equal(number_of("Mei"), 0);
    expect_sound();
    out = follow(later, 0); /* everybody */
    assert_int_equal(out.gone, 2);
    expect_sound();
}

static void names_and_badges_may_be_swapped(void **state) {
    (void)state;
    struct sk_people_row rows[] = { row(7, "Li", "B1"), row(8, "Mei", "B2") };
    (void)follow(rows, 2);
    struct sk_people_row swapped[] = { row(7, "Mei", "B2"), row(8, "Li", "B1") };
    (void)follow(swapped, 2);
    assert_int_equal(number_of("Mei"), 7);
    assert_int_equal(number_of("Li"), 8);
    assert_string_equal(name_of("B1"), "Li");
    assert_string_equal(name_of("B2"), "Mei");
    expect_sound();
}

static void who_was_added_here_stays_and_gives_way_to_a_name_of_the_fleet(void **state) {
    (void)state;
    add("Li", "OLD");
    add("Anna", "OLD2");
    int64_t here = number_of("Li");
    struct sk_people_row rows[] = { row(7, "Li", "B1") };
    struct sk_people_followed out = follow(rows, 1);
    assert_true(out.added == 1 && out.gone == 0 && out.has_new_key);
    assert_int_equal(number_of("Li"), 7);
    char alias[SK_OPERATOR_SIZE];
    (void)snprintf(alias, sizeof(alias), "Li (#%lld)", (long long)here);
    assert_int_equal(number_of(alias), here);
    assert_int_not_equal(number_of("Anna"), 0);
    assert_string_equal(name_of("OLD"), ""); /* by another key */
    assert_string_equal(name_of("OLD2"), "");
    expect_sound();

    add("Anna", "NEW"); /* with the fleet's key, at this bench alone */
    (void)follow(rows, 1);
    assert_string_equal(name_of("NEW"), "Anna");
    (void)follow(rows, 0);
    assert_int_equal(number_of("Li"), 0);
    assert_int_equal(number_of(alias), 0); /* the same person: erased with the fleet's */
    assert_int_not_equal(number_of("Anna"), 0);
    expect_sound();
}

static void of_whom_the_log_tells_no_more_the_badge_goes(void **state) {
    (void)state;
    struct sk_people_row rows[] = { row(7, "Li", "B1"), row(8, "Mei", "B2") };
    (void)follow(rows, 2);
    tamper(journal_path(), "DROP TRIGGER event_keep_delete;"
                           "DELETE FROM event WHERE event='people'"); /* as after a purge */
    (void)follow(rows + 1, 1);
    assert_int_equal(number_of("Li"), 7);
    assert_string_equal(name_of("B1"), "");
    assert_string_equal(name_of("B2"), "Mei");
}

static void a_fleet_without_people_takes_nobodys_badge(void **state) {
    (void)state;
    add("Anna", "OLD");
    struct sk_people_followed out = follow(NULL, 0);
    assert_false(out.has_new_key);
    assert_string_equal(name_of("OLD"), "Anna");
}

static void rows_that_cannot_be_are_left_out_and_counted(void **state) {
    (void)state;
    struct sk_people_row rows[] = { row(7, "Li", "B1"),  row(0, "zero", ""),  row(8, "#9", ""),
                                    row(9, "Li", ""),    row(7, "Twice", ""), row(10, "Bo", "B1"),
                                    row(11, "Eva", "B4") };
    struct sk_people_followed out = follow(rows, SK_ARRAY_LEN(rows));
    assert_int_equal(out.skipped, 5);
    assert_int_equal(out.added, 2);
    assert_string_equal(name_of("B4"), "Eva");
    expect_sound();
}

static void a_key_that_cannot_be_written_changes_nothing(void **state) {
    (void)state;
    struct sk_people_followed out;
    struct sk_people_row rows[] = { row(7, "Li", "B1") };
    struct sk_journal *journal = open_journal();
    assert_int_equal(mkdir(scratch_file("state/journal.db.people"), 0700), 0);
    assert_int_not_equal(sk_people_follow(journal, key, rows, 1, &out, NULL), SK_OK);
    sk_journal_destroy(journal);
    assert_int_equal(rmdir(scratch_file("state/journal.db.people")), 0);
    assert_int_equal(number_of("Li"), 0);
    expect_sound();
}

#define IN_SCRATCH(test) cmocka_unit_test_setup_teardown(test, scratch_make, scratch_remove)

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(the_fleets_people_and_badges_are_this_benchs),
        IN_SCRATCH(the_same_again_writes_nothing),
        IN_SCRATCH(who_is_gone_is_erased_and_what_changed_is_changed),
        IN_SCRATCH(names_and_badges_may_be_swapped),
        IN_SCRATCH(who_was_added_here_stays_and_gives_way_to_a_name_of_the_fleet),
        IN_SCRATCH(of_whom_the_log_tells_no_more_the_badge_goes),
        IN_SCRATCH(a_fleet_without_people_takes_nobodys_badge),
        IN_SCRATCH(rows_that_cannot_be_are_left_out_and_counted),
        IN_SCRATCH(a_key_that_cannot_be_written_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
