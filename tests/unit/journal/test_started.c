/* The start of the program as an event: its version, and which settings changed. */
#define _XOPEN_SOURCE 700 /* nftw() */

#include "records.h"

#include "base/util.h"
#include "journal/started.h"

static void start(const char *settings) {
    struct sk_journal *journal = open_journal();
    struct sk_started started = { .version = "0.1.0", .settings = settings };
    struct sk_err_info info = { "" };
    if (sk_started_note(journal, &started, sk_clock_system(), &info) != SK_OK) {
        fail_msg("%s", info.text);
    }
    sk_journal_destroy(journal);
}

/* A column of the last event. */
static const char *last(const char *column) {
    char sql[128];
    (void)snprintf(sql, sizeof(sql), "SELECT %s FROM event ORDER BY seq DESC LIMIT 1", column);
    return text_in(journal_path(), sql);
}

static void a_start_names_the_settings_that_changed_and_no_value(void **state) {
    (void)state;
    char before[SK_CHAIN_HEX_SIZE];
    start("cloud.region=cn-shanghai\nlog.keep_days=30\nkiosk.bench=7\n");
    assert_string_equal(last("event"), "started");
    assert_string_equal(last("message"), "0.1.0");
    assert_string_equal(last("note"), ""); /* nothing is known of an earlier start */
    (void)snprintf(before, sizeof(before), "%s", last("code"));
    assert_int_equal(strlen(before), 16);
    start("log.keep_days=30\nkiosk.bench=7\ncloud.region=cn-shanghai\n");
    assert_string_equal(last("note"), "");
    assert_string_equal(last("code"), before);
    start("cloud.region=eu-central-1\nlog.keep_days=31\nkiosk.bench=7\n");
    assert_string_equal(last("note"), "changed: cloud.region, log.keep_days");
    assert_string_not_equal(last("code"), before);
    start("cloud.region=eu-central-1\nlog.keep_days=31\nkiosk.bench=7\nfolder.path=/x\n");
    assert_string_equal(last("note"), "changed: folder.path"); /* of a newer program */
    expect_sound();
}

static void another_id_of_the_bench_is_found_and_a_foreign_trigger(void **state) {
    (void)state;
    start("kiosk.bench=7\n");
    expect_sound();
    tamper(journal_path(), "CREATE TABLE kept AS SELECT id FROM bench;"
                           "UPDATE bench SET id='0123456789abcdef'");
    struct findings findings = verify();
    assert_int_equal(findings.count, 1);
    assert_non_null(strstr(findings.texts[0], "the bench's id was changed"));
    tamper(journal_path(), "UPDATE bench SET id=(SELECT id FROM kept); DROP TABLE kept;"
                           "CREATE TRIGGER own AFTER INSERT ON event BEGIN"
                           " DELETE FROM pair WHERE number=new.pair; END");
    findings = verify();
    assert_int_equal(findings.count, 1);
    assert_non_null(strstr(findings.texts[0], "trigger that the kiosk did not make: own"));
}

static void only_hashes_of_values_are_kept(void **state) {
    (void)state;
    char hash[2 * SK_CHAIN_SIZE + 1];
    start("kiosk.bench=xyzzy\nkiosk.language=xyzzy\n");
    (void)snprintf(hash, sizeof(hash), "%s",
                   last("(SELECT hex(hash) FROM setting WHERE name='kiosk.bench')"));
    assert_string_not_equal(hash,
                            last("(SELECT hex(hash) FROM setting WHERE name='kiosk.language')"));
    assert_string_equal(last("(SELECT count(*) FROM setting WHERE instr(hash, 'xyzzy'))"), "0");
}

static void more_names_than_fit_are_counted(void **state) {
    (void)state;
    char settings[4096] = "";
    size_t used = 0;
    start("a=1\n");
    for (int i = 0; i < 100; i++) {
        used += (size_t)snprintf(settings + used, sizeof(settings) - used,
                                 "section.a_rather_long_key_%d=1\n", i);
    }
    start(settings);
    const char *note = last("note");
    const char *more = strstr(note, " and ");
    assert_non_null(more);
    int named = 1;
    for (const char *at = note; at < more; at++) {
        named += *at == ',';
    }
    assert_int_equal(named + atoi(more + 5), 100); /* NOLINT(cert-err34-c): our own number */
}

#define IN_SCRATCH(function) cmocka_unit_test_setup_teardown(function, scratch_make, scratch_remove)

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(a_start_names_the_settings_that_changed_and_no_value),
        IN_SCRATCH(another_id_of_the_bench_is_found_and_a_foreign_trigger),
        IN_SCRATCH(only_hashes_of_values_are_kept),
        IN_SCRATCH(more_names_than_fit_are_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
