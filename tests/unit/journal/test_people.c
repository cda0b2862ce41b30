/* People beside the chain: found by badge, erased without breaking the proof. */
#define _XOPEN_SOURCE 700 /* nftw() */

#include "records.h"

#include "base/util.h"
#include "journal/people.h"

#include <string.h>

#define SECRET_BADGE "4711-0815"
#define NAME "Mei Zhang"

static enum sk_err add(const char *name, const char *badge, enum sk_role role,
                       struct sk_err_info *info) {
    struct sk_person_news news = { .name = name, .badge = badge, .role = role };
    size_t added = 0;
    size_t changed = 0;
    struct sk_journal *journal = open_journal();
    enum sk_err err = sk_people_add(journal, &news, 1, &added, &changed, info);
    sk_journal_destroy(journal);
    return err;
}

static struct sk_people *read_people(void) {
    struct sk_people *people = NULL;
    struct sk_err_info info = { "" };
    struct sk_journal *journal = open_as(SK_JOURNAL_READ);
    if (sk_people_read(journal, &people, &info) != SK_OK) {
        fail_msg("%s", info.text);
    }
    sk_journal_destroy(journal);
    return people;
}

static const struct sk_person *find_badge(const struct sk_people *people, const char *badge) {
    return sk_people_find(people, badge, strlen(badge));
}

/* Does the file hold these bytes anywhere? */
static bool file_has(const char *path, const char *bytes) {
    FILE *file = fopen(path, "rb");
    size_t length = strlen(bytes);
    size_t matched = 0;
    bool found = false;
    int c;
    if (!file) {
        return false;
    }
    while (!found && (c = fgetc(file)) != EOF) {
        matched = c == bytes[matched] ? matched + 1 : c == bytes[0] ? 1 : 0;
        found = matched == length;
    }
    (void)fclose(file);
    return found;
}

static bool journal_has(const char *bytes) {
    return file_has(journal_path(), bytes) || file_has(scratch_file("state/journal.db-wal"), bytes);
}

static void a_badge_finds_its_person_and_is_not_in_the_file(void **state) {
    (void)state;
    assert_int_equal(add(NAME, SECRET_BADGE, SK_ROLE_SUPERVISOR, NULL), SK_OK);
    assert_int_equal(add("李伟", "OP:7", SK_ROLE_WORKER, NULL), SK_OK);
    assert_int_equal(add("no badge", "", SK_ROLE_WORKER, NULL), SK_OK);
    struct sk_people *people = read_people();
    assert_int_equal(sk_people_count(people), 3);
    const struct sk_person *person = find_badge(people, SECRET_BADGE);
    assert_non_null(person);
    assert_string_equal(person->name, NAME);
    assert_int_equal(person->role, SK_ROLE_SUPERVISOR);
    assert_true(person->number > 0 && person->number <= SK_PEOPLE_NUMBER_MAX);
    assert_string_equal(find_badge(people, "OP:7")->name, "李伟");
    assert_null(find_badge(people, "4711-0816"));
    assert_null(find_badge(people, ""));
    sk_people_destroy(people);
    assert_false(journal_has(SECRET_BADGE));
    struct stat status;
    assert_int_equal(stat(scratch_file("state/journal.db.people"), &status), 0);
    assert_int_equal(status.st_mode & 0077, 0);
    expect_sound();
}

static void adding_again_changes_and_keeps_the_number(void **state) {
    (void)state;
    assert_int_equal(add(NAME, "1", SK_ROLE_WORKER, NULL), SK_OK);
    struct sk_people *people = read_people();
    int64_t number = find_badge(people, "1")->number;
    sk_people_destroy(people);
    assert_int_equal(add(NAME, "", SK_ROLE_SUPERVISOR, NULL), SK_OK); /* the badge stays */
    people = read_people();
    assert_int_equal(find_badge(people, "1")->role, SK_ROLE_SUPERVISOR);
    sk_people_destroy(people);
    assert_int_equal(add(NAME, "2", SK_ROLE_SUPERVISOR, NULL), SK_OK);
    people = read_people();
    assert_int_equal(sk_people_count(people), 1);
    assert_null(find_badge(people, "1"));
    assert_int_equal(find_badge(people, "2")->number, number);
    sk_people_destroy(people);
}

static void what_cannot_be_is_refused_and_changes_nothing(void **state) {
    (void)state;
    struct sk_err_info info = { "" };
    assert_int_equal(add(NAME, "1", SK_ROLE_WORKER, NULL), SK_OK);
    assert_int_equal(add("other", "1", SK_ROLE_WORKER, &info), SK_ERR_INVALID);
    assert_non_null(strstr(info.text, "another person's"));
    assert_null(strstr(info.text, NAME));
    assert_int_equal(add("", "2", SK_ROLE_WORKER, &info), SK_ERR_INVALID);
    assert_int_equal(add("#12", "2", SK_ROLE_WORKER, &info), SK_ERR_INVALID);
    assert_int_equal(add("a\nb", "2", SK_ROLE_WORKER, &info), SK_ERR_INVALID);
    assert_int_equal(add(NAME " ", "2", SK_ROLE_WORKER, &info), SK_ERR_INVALID);
    assert_int_equal(add("Mei\xe2\x80\x8b Zhang", "2", SK_ROLE_WORKER, &info), SK_ERR_INVALID);
    struct sk_person_news both[] = { { .name = "first", .badge = "3" },
                                     { .name = "second", .badge = "1" } };
    size_t added;
    size_t changed;
    struct sk_journal *journal = open_journal();
    assert_int_equal(sk_people_add(journal, both, 2, &added, &changed, &info), SK_ERR_INVALID);
    sk_journal_destroy(journal);
    struct sk_people *people = read_people();
    assert_int_equal(sk_people_count(people), 1);
    sk_people_destroy(people);
    expect_sound();
}

static struct sk_record scanned_by(int64_t number, const char *name, int64_t person) {
    char serial[32];
    (void)snprintf(serial, sizeof(serial), "sage62x%010lld", (long long)number);
    struct sk_record record = intent(number, serial, "sag-demo0000000000ok01");
    (void)snprintf(record.pair.operator_name, sizeof(record.pair.operator_name), "%s", name);
    record.pair.person = person;
    return record;
}

struct named {
    int count;
    char names[8][SK_OPERATOR_SIZE];
    int64_t persons[8];
};

static void take_name(void *data, const struct sk_stored_pair *pair) {
    struct named *named = data;
    memcpy(named->names[named->count], pair->pair.operator_name, SK_OPERATOR_SIZE);
    named->persons[named->count++] = pair->pair.person;
}

static struct named names_of_pairs(void) {
    struct named named = { 0 };
    struct sk_journal *journal = open_as(SK_JOURNAL_READ);
    assert_int_equal(sk_journal_pairs(journal, take_name, &named, NULL), SK_OK);
    sk_journal_destroy(journal);
    return named;
}

static int64_t number_of_badge(const char *badge) {
    struct sk_people *people = read_people();
    int64_t number = find_badge(people, badge)->number;
    sk_people_destroy(people);
    return number;
}

static void the_name_of_a_known_person_never_gets_into_the_chain(void **state) {
    (void)state;
    struct sk_journal *journal = open_journal();
    struct sk_record before = scanned_by(1, NAME, 0);
    append(journal, &before, 1);
    sk_journal_destroy(journal);
    assert_int_equal(add(NAME, "1", SK_ROLE_WORKER, NULL), SK_OK);
    int64_t number = number_of_badge("1");
    journal = open_journal();
    struct sk_record records[] = { scanned_by(2, NAME, number),
                                   scanned_by(3, NAME, 0),
                                   { .event = SK_EVENT_HOLD } };
    memcpy(records[2].pair.operator_name, NAME, sizeof(NAME));
    append(journal, records, 3);
    bool is_held = false;
    char who[SK_OPERATOR_SIZE];
    assert_int_equal(sk_journal_is_on_hold(journal, &is_held, who, NULL, NULL), SK_OK);
    assert_string_equal(who, NAME);
    sk_journal_destroy(journal);
    struct named named = names_of_pairs();
    assert_int_equal(named.count, 3);
    assert_string_equal(named.names[0], NAME); /* as it was written */
    assert_int_equal(named.persons[0], 0);
    assert_string_equal(named.names[1], NAME); /* out of the table */
    assert_int_equal(named.persons[1], number);
    assert_int_equal(named.persons[2], number); /* whoever gave only the name */
    expect_sound();
}

static void an_erased_name_is_nowhere_in_the_file_and_the_log_stays_sound(void **state) {
    (void)state;
    struct sk_erased erased;
    struct sk_err_info info = { "" };
    char expected[32];
    assert_int_equal(add(NAME, SECRET_BADGE, SK_ROLE_WORKER, NULL), SK_OK);
    assert_int_equal(add("Li", "2", SK_ROLE_WORKER, NULL), SK_OK);
    int64_t number = number_of_badge(SECRET_BADGE);
    struct sk_journal *journal = open_journal();
    struct sk_record record = scanned_by(1, NAME, number);
    append(journal, &record, 1);
    sk_journal_destroy(journal);
    assert_true(journal_has(NAME));

    journal = open_journal();
    if (sk_people_erase(journal, NAME, &erased, &info) != SK_OK) {
        fail_msg("%s", info.text);
    }
    assert_int_equal(erased.number, number);
    assert_int_equal(erased.events, 2); /* it was added, and it scanned */
    assert_int_equal(erased.named_rows, 0);
    assert_true(erased.is_log_emptied);
    assert_int_equal(sk_people_erase(journal, NAME, &erased, &info), SK_ERR_NOT_FOUND);
    /* Still signed on when it was erased: nobody's name, the same number. */
    record = scanned_by(2, NAME, number);
    append(journal, &record, 1);
    sk_journal_destroy(journal);
    assert_false(journal_has(NAME));
    struct named named = names_of_pairs();
    (void)snprintf(expected, sizeof(expected), "#%lld", (long long)number);
    assert_string_equal(named.names[0], expected);
    assert_string_equal(named.names[1], expected);
    expect_sound();
    struct sk_people *people = read_people();
    assert_int_equal(sk_people_count(people), 1);
    assert_null(find_badge(people, SECRET_BADGE));
    sk_people_destroy(people);
}

static void rows_from_before_a_person_was_known_are_told(void **state) {
    (void)state;
    struct sk_erased erased;
    char who[32];
    struct sk_journal *journal = open_journal();
    struct sk_record record = scanned_by(1, NAME, 0);
    append(journal, &record, 1);
    sk_journal_destroy(journal);
    assert_int_equal(add(NAME, "1", SK_ROLE_WORKER, NULL), SK_OK);
    (void)snprintf(who, sizeof(who), "#%lld", (long long)number_of_badge("1"));
    journal = open_journal();
    assert_int_equal(sk_people_erase(journal, who, &erased, NULL), SK_OK);
    assert_int_equal(erased.named_rows, 1);
    sk_journal_destroy(journal);
    expect_sound();
}

static void without_its_key_the_table_says_so_and_finds_nobody(void **state) {
    (void)state;
    assert_int_equal(add(NAME, "1", SK_ROLE_WORKER, NULL), SK_OK);
    scratch_write(scratch_file("state/journal.db.people"), "not a key\n");
    struct sk_people *people = read_people();
    assert_non_null(strstr(sk_people_problem(people), "holds no key"));
    assert_null(find_badge(people, "1"));
    sk_people_destroy(people);
    assert_int_equal(unlink(scratch_file("state/journal.db.people")), 0);
    people = read_people();
    assert_non_null(strstr(sk_people_problem(people), "is missing"));
    assert_null(find_badge(people, "1"));
    sk_people_destroy(people);
    assert_int_equal(add(NAME, "1", SK_ROLE_WORKER, NULL), SK_OK); /* the fix that it names */
    people = read_people();
    assert_string_equal(sk_people_problem(people), "");
    assert_non_null(find_badge(people, "1"));
    sk_people_destroy(people);
    expect_sound();
}

/* Under a new key the old badges mean nothing; they do not look as if they did. */
static void with_a_new_key_nobody_has_an_old_badge(void **state) {
    (void)state;
    assert_int_equal(add("Li", "1", SK_ROLE_WORKER, NULL), SK_OK);
    assert_int_equal(add("Wu", "2", SK_ROLE_WORKER, NULL), SK_OK);
    assert_int_equal(unlink(scratch_file("state/journal.db.people")), 0);
    assert_int_equal(add("Li", "1", SK_ROLE_WORKER, NULL), SK_OK);
    struct sk_people *people = read_people();
    assert_string_equal(sk_people_at(people, 0)->name, "Li");
    assert_true(sk_people_at(people, 0)->has_badge);
    assert_false(sk_people_at(people, 1)->has_badge);
    sk_people_destroy(people);
    expect_sound();
}

/* As a reader hands it over: without blanks around it and without a mark in front. */
static void a_badge_is_what_a_scan_of_it_is(void **state) {
    (void)state;
    assert_int_equal(add("Li", "\xef\xbb\xbf 0012 ", SK_ROLE_WORKER, NULL), SK_OK);
    struct sk_people *people = read_people();
    assert_non_null(find_badge(people, "0012"));
    sk_people_destroy(people);
}

static void a_new_badge_leaves_the_role(void **state) {
    (void)state;
    struct sk_person_news news = { .name = "Boss", .badge = "9", .keeps_role = true };
    size_t added;
    size_t changed;
    assert_int_equal(add("Boss", "8", SK_ROLE_SUPERVISOR, NULL), SK_OK);
    struct sk_journal *journal = open_journal();
    assert_int_equal(sk_people_add(journal, &news, 1, &added, &changed, NULL), SK_OK);
    sk_journal_destroy(journal);
    struct sk_people *people = read_people();
    assert_int_equal(find_badge(people, "9")->role, SK_ROLE_SUPERVISOR);
    sk_people_destroy(people);
    expect_sound();
}

/* The words are in the files of benches. */
static void each_role_is_kept_by_its_word_and_a_person_is_found_by_name_and_number(void **state) {
    (void)state;
    static const char *const names[] = { "Worker", "Boss", "Admin" };
    static const char *const words[] = { "worker", "supervisor", "it" };
    for (int role = SK_ROLE_WORKER; role <= SK_ROLE_IT; role++) {
        enum sk_role parsed = SK_ROLE_WORKER;
        assert_string_equal(sk_role_name((enum sk_role)role), words[role]);
        assert_true(sk_role_parse(words[role], &parsed));
        assert_int_equal(parsed, role);
        assert_int_equal(add(names[role], "", (enum sk_role)role, NULL), SK_OK);
    }
    struct sk_people *people = read_people();
    for (int role = SK_ROLE_WORKER; role <= SK_ROLE_IT; role++) {
        char number[32];
        const struct sk_person *person = sk_people_named(people, names[role]);
        assert_non_null(person);
        assert_int_equal(person->role, role);
        assert_ptr_equal(sk_people_number(people, person->number), person);
        (void)snprintf(number, sizeof(number), "#%lld", (long long)person->number);
        assert_ptr_equal(sk_people_named(people, number), person);
    }
    assert_null(sk_people_named(people, "Nobody"));
    assert_null(sk_people_number(people, 0));
    assert_null(sk_people_number(NULL, 1));
    sk_people_destroy(people);
}

/* Who may write the file cannot give somebody else's work a name of their choice. */
static void a_change_of_the_table_is_found(void **state) {
    (void)state;
    static const char *const changes[] = {
        "UPDATE person SET name='Wu'",
        "UPDATE person SET role='supervisor'",
        "UPDATE person SET badge=zeroblob(32)",
        "UPDATE person SET number=number+1",
        "UPDATE person SET salt=zeroblob(16)",
        "DELETE FROM person",
        "INSERT INTO person VALUES (7, 'Wu', 'worker', x'', zeroblob(16), 0, '')",
    };
    assert_int_equal(add("Li", "1", SK_ROLE_WORKER, NULL), SK_OK);
    for (size_t i = 0; i < SK_ARRAY_LEN(changes); i++) {
        char sql[512];
        (void)snprintf(sql, sizeof(sql),
                       "DROP TABLE IF EXISTS kept; CREATE TABLE kept AS SELECT * FROM person; %s",
                       changes[i]);
        tamper(journal_path(), sql);
        struct findings findings = verify();
        if (findings.count == 0) {
            fail_msg("%s is not found", changes[i]);
        }
        assert_non_null(strstr(findings.texts[0], "person #"));
        tamper(journal_path(), "DELETE FROM person; INSERT INTO person SELECT * FROM kept;"
                               "DROP TABLE kept");
        expect_sound();
    }
}

static enum sk_err speak(const char *name, const char *language, struct sk_err_info *info) {
    struct sk_person_news news = { .name = name, .badge = "", .language = language };
    size_t added = 0;
    size_t changed = 0;
    struct sk_journal *journal = open_journal();
    enum sk_err err = sk_people_add(journal, &news, 1, &added, &changed, info);
    sk_journal_destroy(journal);
    return err;
}

static void expect_language(const char *name, const char *language) {
    struct sk_people *people = read_people();
    assert_string_equal(sk_people_named(people, name)->language, language);
    sk_people_destroy(people);
}

static void a_person_has_a_language_until_it_is_another_one(void **state) {
    (void)state;
    struct sk_err_info info = { "" };
    assert_int_equal(speak(NAME, "zh_CN", NULL), SK_OK);
    expect_language(NAME, "zh_CN");
    assert_int_equal(add(NAME, "1", SK_ROLE_WORKER, NULL), SK_OK); /* who tells none keeps it */
    expect_language(NAME, "zh_CN");
    assert_int_equal(speak(NAME, "tlh", &info), SK_ERR_INVALID);
    assert_non_null(strstr(info.text, "zh_CN, de, es"));
    assert_int_equal(speak(NAME, "", NULL), SK_OK);
    expect_language(NAME, "");
    tamper(journal_path(), "UPDATE person SET language='of a later version'");
    expect_language(NAME, "");
    expect_sound();
}

static enum sk_err put(const struct sk_person_news *news, struct sk_err_info *info) {
    size_t added = 0;
    size_t changed = 0;
    struct sk_journal *journal = open_journal();
    enum sk_err err = sk_people_add(journal, news, 1, &added, &changed, info);
    sk_journal_destroy(journal);
    return err;
}

static void somebody_new_is_nobody_who_is_there_and_a_badge_can_be_taken_away(void **state) {
    (void)state;
    struct sk_err_info info = { "" };
    const struct sk_person_news again = { .name = NAME, .badge = "2", .is_new = true };
    const struct sk_person_news without = { .name = NAME, .badge = "", .drops_badge = true };
    assert_int_equal(add(NAME, "1", SK_ROLE_WORKER, NULL), SK_OK);
    assert_int_equal(put(&again, &info), SK_ERR_INVALID);
    assert_non_null(strstr(info.text, "already"));
    struct sk_people *people = read_people();
    assert_non_null(find_badge(people, "1"));
    sk_people_destroy(people);
    assert_int_equal(put(&without, NULL), SK_OK);
    people = read_people();
    assert_null(find_badge(people, "1"));
    assert_false(sk_people_named(people, NAME)->has_badge);
    sk_people_destroy(people);
    expect_sound();
}

/* What a person chooses at the bench is an event, and the row is as it says. */
static void a_choice_at_the_bench_is_written_with_its_event(void **state) {
    (void)state;
    assert_int_equal(add(NAME, "1", SK_ROLE_WORKER, NULL), SK_OK);
    assert_int_equal(add("other", "2", SK_ROLE_WORKER, NULL), SK_OK);
    struct sk_people *people = read_people();
    struct sk_record chosen = { .event = SK_EVENT_LANGUAGE, .note = "es" };
    chosen.pair.person = sk_people_named(people, NAME)->number;
    sk_people_destroy(people);
    struct sk_journal *journal = open_journal();
    append(journal, &chosen, 1);
    sk_journal_destroy(journal);
    expect_language(NAME, "es");
    expect_language("other", "");
    assert_string_equal(text_in(journal_path(), "SELECT note FROM event WHERE event='language'"),
                        "es");
    expect_sound();
}

static void people_are_kept_even_when_there_is_none_any_more(void **state) {
    (void)state;
    struct sk_erased erased;
    sk_journal_destroy(open_journal());
    struct sk_people *people = read_people();
    assert_false(sk_people_are_kept(people));
    sk_people_destroy(people);
    assert_int_equal(add("Li", "1", SK_ROLE_WORKER, NULL), SK_OK);
    struct sk_journal *journal = open_journal();
    assert_int_equal(sk_people_erase(journal, "Li", &erased, NULL), SK_OK);
    sk_journal_destroy(journal);
    people = read_people();
    assert_true(sk_people_are_kept(people));
    assert_int_equal(sk_people_count(people), 0);
    sk_people_destroy(people);
}

#define IN_SCRATCH(function) cmocka_unit_test_setup_teardown(function, scratch_make, scratch_remove)

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(a_badge_finds_its_person_and_is_not_in_the_file),
        IN_SCRATCH(adding_again_changes_and_keeps_the_number),
        IN_SCRATCH(what_cannot_be_is_refused_and_changes_nothing),
        IN_SCRATCH(the_name_of_a_known_person_never_gets_into_the_chain),
        IN_SCRATCH(an_erased_name_is_nowhere_in_the_file_and_the_log_stays_sound),
        IN_SCRATCH(rows_from_before_a_person_was_known_are_told),
        IN_SCRATCH(without_its_key_the_table_says_so_and_finds_nobody),
        IN_SCRATCH(with_a_new_key_nobody_has_an_old_badge),
        IN_SCRATCH(a_badge_is_what_a_scan_of_it_is),
        IN_SCRATCH(a_new_badge_leaves_the_role),
        IN_SCRATCH(each_role_is_kept_by_its_word_and_a_person_is_found_by_name_and_number),
        IN_SCRATCH(a_change_of_the_table_is_found),
        IN_SCRATCH(people_are_kept_even_when_there_is_none_any_more),
        IN_SCRATCH(a_person_has_a_language_until_it_is_another_one),
        IN_SCRATCH(somebody_new_is_nobody_who_is_there_and_a_badge_can_be_taken_away),
        IN_SCRATCH(a_choice_at_the_bench_is_written_with_its_event),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
