/* Subjects that say something, hang, break and drag along: each is told, and no other suffers. */
#include "check.h"

#include "cli/doctor/doctor_subjects.h"
#include "cli/doctor/doctor_program.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

static void well(const struct sk_doctor *doctor) {
    sk_doctor_say(doctor, SK_DOCTOR_OK, "one", NULL, "all is %s\n", "well");
    sk_doctor_say(doctor, SK_DOCTOR_WARN, "two", "do that", "less so");
}

static void hang(const struct sk_doctor *doctor) {
    sk_doctor_say(doctor, SK_DOCTOR_OK, "begun", NULL, "yes");
    (void)signal(SIGTERM, SIG_IGN);
    for (;;) {
        (void)pause();
    }
}

static void hang_with_a_child(const struct sk_doctor *doctor) {
    if (fork() == 0) {
        for (;;) {
            (void)pause(); /* and keeps the pipe open */
        }
    }
    hang(doctor);
}

static void break_off(const struct sk_doctor *doctor) {
    (void)doctor;
    (void)kill(getpid(), SIGKILL);
}

static const struct sk_doctor_subject subjects[] = {
    { "stuck begun", hang, 100, SK_DOCTOR_FAIL, "pull it out" },
    { "slow", hang_with_a_child, 100, SK_DOCTOR_WARN, "wait" },
    { "broken", break_off, 60000, SK_DOCTOR_OK, "" },
    { "one two", well, 60000, SK_DOCTOR_OK, "" },
    { NULL, NULL, 0, SK_DOCTOR_OK, NULL },
};

static void expect(const struct sk_doctor_report *report, size_t at, enum sk_doctor_state state,
                   const char *check, const char *text) {
    assert_true(at < report->count);
    assert_string_equal(report->lines[at].check, check);
    assert_int_equal(report->lines[at].state, state);
    assert_non_null(strstr(report->lines[at].text, text));
}

static void one_that_hangs_or_breaks_is_told_and_the_others_go_on(void **state) {
    (void)state;
    static const struct sk_doctor doctor = { .out = -1 };
    struct sk_doctor_report report = { .lines = NULL };
    assert_int_equal(sk_doctor_run(&doctor, subjects, NULL, &report), SK_OK);
    expect(&report, 0, SK_DOCTOR_OK, "begun", "yes");
    expect(&report, 1, SK_DOCTOR_FAIL, "stuck", "came to no end");
    assert_string_equal(report.lines[1].remedy, "pull it out");
    expect(&report, 2, SK_DOCTOR_OK, "begun", "yes");
    expect(&report, 3, SK_DOCTOR_WARN, "slow", "came to no end");
    expect(&report, 4, SK_DOCTOR_FAIL, "broken", "the check itself broke off");
    expect(&report, 5, SK_DOCTOR_OK, "one", "all is well");
    expect(&report, 6, SK_DOCTOR_WARN, "two", "less so");
    assert_int_equal(report.count, 7);
    sk_doctor_report_finish(&report);
}

static void only_what_is_asked_for_is_run_and_told(void **state) {
    (void)state;
    static const struct sk_doctor doctor = { .out = -1 };
    struct sk_doctor_report report = { .lines = NULL };
    assert_int_equal(sk_doctor_run(&doctor, subjects, "two", &report), SK_OK);
    expect(&report, 0, SK_DOCTOR_WARN, "two", "less so");
    assert_int_equal(report.count, 1);
    sk_doctor_report_finish(&report);
}

static void a_name_that_is_of_no_check_is_found(void **state) {
    (void)state;
    char unknown[16] = "";
    assert_true(sk_doctor_only_is_known("usb,settings,key", unknown, sizeof(unknown)));
    assert_false(sk_doctor_only_is_known("usb,colour", unknown, sizeof(unknown)));
    assert_string_equal(unknown, "colour");
}

/* --- programs of the system ----------------------------------------------------------------- */

static void what_a_program_says_is_read(void **state) {
    (void)state;
    static const char *const echo[] = { "echo", "a $HOME; b", NULL };
    struct sk_buf out = SK_BUF_INIT(100);
    assert_int_equal(sk_doctor_program(echo, 60000, &out), SK_OK);
    assert_string_equal(out.data, "a $HOME; b\n"); /* by no shell */
    sk_buf_finish(&out);
}

static void what_goes_wrong_with_a_program_is_told_apart(void **state) {
    (void)state;
    static const char *const none[] = { "sag-there-is-no-such-program", NULL };
    static const char *const fails[] = { "false", NULL };
    static const char *const hangs[] = { "sleep", "1000", NULL };
    static const char *const floods[] = { "yes", NULL };
    struct sk_buf out = SK_BUF_INIT(10000);
    assert_int_equal(sk_doctor_program(none, 60000, &out), SK_ERR_NOT_FOUND);
    assert_int_equal(sk_doctor_program(fails, 60000, &out), SK_ERR_INVALID);
    assert_int_equal(sk_doctor_program(hangs, 50, &out), SK_ERR_STOPPED);
    assert_int_equal(sk_doctor_program(floods, 60000, &out), SK_ERR_FULL);
    sk_buf_finish(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_that_hangs_or_breaks_is_told_and_the_others_go_on),
        cmocka_unit_test(only_what_is_asked_for_is_run_and_told),
        cmocka_unit_test(a_name_that_is_of_no_check_is_found),
        cmocka_unit_test(what_a_program_says_is_read),
        cmocka_unit_test(what_goes_wrong_with_a_program_is_told_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
