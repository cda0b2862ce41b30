/* Sentences from below in the language of the screen: what settings and journal really say, not
 * what this test thinks they do. */
#define _XOPEN_SOURCE 700 /* nftw() */

#include "scratch.h"

#include "app/model/told.h"

#include "app/settings/config.h"
#include "base/language.h"
#include "base/util.h"
#include "journal/files.h"
#include "journal/journal.h"

#include <errno.h>

static char told[SK_ERR_TEXT_SIZE];

static const char *tell(const char *text) {
    sk_told(text, told, sizeof(told));
    return told;
}

/* Every word but values and names is of the language: no English word of the sentence is left. */
static void expect_foreign(const char *text) {
    static const char *const english[] = { " not ", " is ", "must", "cannot", " the ", "give " };
    (void)tell(text);
    for (size_t i = 0; i < SK_ARRAY_LEN(english); i++) {
        if (strstr(told, english[i])) {
            fail_msg("'%s' is told in %s as '%s'", text, sk_language_name(), told);
        }
    }
}

static const char settings[] =
    "[cloud]\nregion = cn-hangzou\ntimeout_ms = soon\nbranch = x\n"
    "[guard]\nreuse = maybe\n[operator]\nrequired = sometimes\n"
    "[pairing]\ntimeout_mss = 3\nwhat is this\n[webhook]\nurl = https://x/\n";

static void mistakes_in_the_settings_are_told_in_every_language(void **state) {
    (void)state;
    struct sk_config config;
    static struct sk_config_problems problems;
    assert_int_equal(sk_config_init(&config), SK_OK);
    scratch_write(scratch_file("kiosk.ini"), settings);
    sk_config_read_file(&config, scratch_file("kiosk.ini"), true, &problems);
    sk_config_check(&config, &problems);
    assert_true(problems.count >= 8);
    for (size_t language = 1; sk_language_at(language); language++) {
        assert_int_equal(sk_language_set(sk_language_at(language), NULL), SK_OK);
        for (size_t i = 0; i < problems.count; i++) {
            expect_foreign(problems.texts[i]);
        }
    }
    assert_int_equal(sk_language_set("zh", NULL), SK_OK);
    assert_non_null(strstr(tell(problems.texts[0]), "kiosk.ini:3: cloud.timeout_ms")); /* where */
    assert_int_equal(sk_language_set("en", NULL), SK_OK);
    for (size_t i = 0; i < problems.count; i++) {
        assert_string_equal(tell(problems.texts[i]), problems.texts[i]);
    }
    sk_config_finish(&config);
}

static void a_journal_that_cannot_be_made_is_told(void **state) {
    (void)state;
    struct sk_err_info info;
    struct sk_journal *journal = NULL;
    assert_int_not_equal(
        sk_journal_create(&journal, "/proc/none/kiosk.db", SK_JOURNAL_WRITE, &info), SK_OK);
    assert_int_equal(sk_language_set("zh", NULL), SK_OK);
    expect_foreign(info.text);
    assert_non_null(strstr(told, "/proc/none"));
    char text[SK_ERR_TEXT_SIZE];
    (void)snprintf(text, sizeof(text), "the journal '/j.db' cannot be used: %s; %s",
                   strerror(EACCES), sk_files_fix(EACCES));
    expect_foreign(text); /* what the system says, and what is to be done, too */
    assert_int_equal(sk_language_set("en", NULL), SK_OK);
}

static void what_is_not_known_stays_as_it_is(void **state) {
    (void)state;
    assert_int_equal(sk_language_set("zh", NULL), SK_OK);
    assert_string_equal(tell("kiosk.ini:1: never heard: of"), "kiosk.ini:1: never heard: of");
    assert_string_equal(tell(""), "");
    assert_string_equal(tell("'' is not a region; did you mean ''?"),
                        "'' is not a region; did you mean ''?");
    assert_int_equal(sk_language_set("en", NULL), SK_OK);
}

static void nothing_is_written_past_the_end(void **state) {
    (void)state;
    const char text[] = "kiosk.ini:4: 'cn-hangzou' is not a region; did you mean 'cn-hangzhou'?";
    for (size_t language = 0; sk_language_at(language); language++) {
        assert_int_equal(sk_language_set(sk_language_at(language), NULL), SK_OK);
        for (size_t size = 1; size < sizeof(text) + 64; size++) {
            char *out = malloc(size);
            assert_non_null(out);
            sk_told(text, out, size);
            assert_true(strlen(out) < size);
            free(out);
        }
    }
    assert_int_equal(sk_language_set("en", NULL), SK_OK);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(mistakes_in_the_settings_are_told_in_every_language,
                                        scratch_make, scratch_remove),
        cmocka_unit_test(a_journal_that_cannot_be_made_is_told),
        cmocka_unit_test(what_is_not_known_stays_as_it_is),
        cmocka_unit_test(nothing_is_written_past_the_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
