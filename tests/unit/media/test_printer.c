/* What is said of a printer, by what CUPS's programs say of it; these are scripts here. */
#define _XOPEN_SOURCE 700 /* nftw(), in scratch.h */

#include "media/printer.h"

#include "scratch.h"

#include "fake/print_programs.h"

#define IDLE "printf 'printer P is idle.  enabled since today\\n\\tAlerts: none\\n'"
#define PRINTS "printf '%s|' \"$@\" >printed; cat >>printed"

static enum sk_err print(struct sk_printer_fault *fault) {
    struct sk_print_job job = {
        .printer = "P", .title = "Shift report", .media = "A4", .pages = tmpfile()
    };
    assert_non_null(job.pages);
    assert_true(fputs("%PDF the pages", job.pages) >= 0);
    enum sk_err err = sk_printer_print(&job, fault);
    assert_int_equal(fclose(job.pages), 0);
    return err;
}

static void the_pages_go_to_the_printer_that_is_set(void **state) {
    (void)state;
    struct sk_printer_fault fault;
    print_programs_use(IDLE, PRINTS);
    assert_int_equal(print(&fault), SK_OK);
    assert_string_equal(print_programs_printed(),
                        "-d|P|-t|Shift report|-o|media=A4|-o|print-scaling=none|%PDF the pages");
}

static void expect(const char *lpstat, const char *lp, enum sk_printer_trouble trouble,
                   const char *text) {
    struct sk_printer_fault fault;
    print_programs_use(lpstat, lp);
    assert_true(print(&fault) != SK_OK);
    if (fault.trouble != trouble || !strstr(fault.info.text, text)) {
        fail_msg("trouble %d: %s", fault.trouble, fault.info.text);
    }
}

static void what_keeps_it_from_printing_is_said_and_nothing_is_handed_over(void **state) {
    (void)state;
    expect("printf 'printer P is idle.\\n\\tAlerts: media-empty-error\\n'", PRINTS,
           SK_PRINTER_NO_PAPER, "has no paper");
    assert_string_equal(print_programs_printed(), "");
    expect("printf 'printer P disabled since today -\\n\\tPaused\\n'", PRINTS, SK_PRINTER_STOPPED,
           "paused: printer P disabled since today");
    assert_string_equal(print_programs_printed(), "");
    expect("echo 'lpstat: Invalid destination name in list \"P\".' >&2; exit 1", PRINTS,
           SK_PRINTER_UNKNOWN, "has no printer 'P'");
    assert_string_equal(print_programs_printed(), "");
}

static void what_lp_says_is_told(void **state) {
    (void)state;
    expect(IDLE, "echo 'lp: Destination \"P\" is not accepting jobs.' >&2; exit 1",
           SK_PRINTER_STOPPED, "not accepting jobs");
    expect(IDLE, "echo 'lp: The printer or class does not exist.' >&2; exit 1", SK_PRINTER_UNKNOWN,
           "has no printer 'P'");
    expect(IDLE, "echo 'lp: odd' >&2; exit 1", SK_PRINTER_FAILED, "cannot be used: lp: odd");
    expect(IDLE, "kill -9 $$", SK_PRINTER_DOUBT, "not known whether");
}

static void without_a_printer_or_the_program_that_is_said(void **state) {
    (void)state;
    struct sk_printer_fault fault;
    struct sk_print_job job = { .printer = "", .title = "", .media = "", .pages = tmpfile() };
    assert_int_equal(sk_printer_print(&job, &fault), SK_ERR_NOT_FOUND);
    assert_int_equal(fault.trouble, SK_PRINTER_UNSET);
    assert_int_equal(fclose(job.pages), 0);
    assert_int_equal(setenv("PATH", scratch_path, 1), 0);
    assert_int_equal(print(&fault), SK_ERR_NOT_FOUND);
    assert_int_equal(fault.trouble, SK_PRINTER_NO_LP);
}

#define IN_SCRATCH(test) cmocka_unit_test_setup_teardown(test, scratch_make, scratch_remove)

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(the_pages_go_to_the_printer_that_is_set),
        IN_SCRATCH(what_keeps_it_from_printing_is_said_and_nothing_is_handed_over),
        IN_SCRATCH(what_lp_says_is_told),
        IN_SCRATCH(without_a_printer_or_the_program_that_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
