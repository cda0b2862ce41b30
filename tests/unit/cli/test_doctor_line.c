/* What doctor's checks say, as text and as JSON. */
#include "check.h"

#include "cli/doctor/doctor_line.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

static struct sk_doctor_line line(enum sk_doctor_state state, const char *check, const char *text,
                                  const char *remedy) {
    struct sk_doctor_line made = { .state = state };
    (void)snprintf(made.check, sizeof(made.check), "%s", check);
    (void)snprintf(made.text, sizeof(made.text), "%s", text);
    (void)snprintf(made.remedy, sizeof(made.remedy), "%s", remedy);
    return made;
}

static void add(struct sk_doctor_report *report, enum sk_doctor_state state, const char *check,
                const char *text, const char *remedy) {
    struct sk_doctor_line made = line(state, check, text, remedy);
    assert_int_equal(sk_doctor_report_add(report, &made), SK_OK);
}

static void the_worst_line_is_the_state_of_the_report(void **state) {
    (void)state;
    struct sk_doctor_report report = { .lines = NULL };
    assert_int_equal(sk_doctor_report_worst(&report), SK_DOCTOR_OK);
    for (int i = 0; i < 100; i++) {
        add(&report, SK_DOCTOR_OK, "usb", "there", "");
    }
    assert_int_equal(sk_doctor_report_worst(&report), SK_DOCTOR_OK);
    add(&report, SK_DOCTOR_FAIL, "key", "none", "");
    add(&report, SK_DOCTOR_WARN, "pin", "none", "");
    assert_int_equal(sk_doctor_report_worst(&report), SK_DOCTOR_FAIL);
    assert_int_equal(report.count, 102);
    sk_doctor_report_finish(&report);
}

static void a_remedy_of_several_lines_is_below_its_line(void **state) {
    (void)state;
    struct sk_doctor_report report = { .lines = NULL };
    struct sk_buf out = SK_BUF_INIT(1 << 16);
    add(&report, SK_DOCTOR_OK, "touch", "none", "plug it in");
    add(&report, SK_DOCTOR_WARN, "udev", "not there", "do this:\n  that\nand more");
    add(&report, SK_DOCTOR_FAIL, "key", "none", "");
    assert_int_equal(sk_doctor_report_text(&report, &out), SK_OK);
    assert_string_equal(out.data, "OK   touch: none\n      Note: plug it in\n"
                                  "WARN udev: not there\n      Fix: do this:\n          that\n"
                                  "        and more\nFAIL key: none\n");
    sk_buf_finish(&out);
    sk_doctor_report_finish(&report);
}

static void json_has_every_line_whatever_is_in_it(void **state) {
    (void)state;
    static const char odd[] = "a \"quote\", a \\, a\nline and \xe7\xbb\x91\xff";
    struct sk_doctor_report report = { .lines = NULL };
    struct sk_buf out = SK_BUF_INIT(1 << 16);
    add(&report, SK_DOCTOR_WARN, "udev", odd, "a\nb");
    add(&report, SK_DOCTOR_OK, "key", "there", "");
    assert_int_equal(sk_doctor_report_json(&report, &out), SK_OK);
    json_t *root = json_loadb(out.data, out.length, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(root);
    const json_t *checks = json_object_get(root, "checks");
    assert_int_equal(json_array_size(checks), 2);
    assert_string_equal(json_string_value(json_object_get(root, "status")), "warn");
    const json_t *first = json_array_get(checks, 0);
    assert_string_equal(json_string_value(json_object_get(first, "check")), "udev");
    assert_string_equal(json_string_value(json_object_get(first, "status")), "warn");
    assert_string_equal(json_string_value(json_object_get(first, "remedy")), "a\nb");
    assert_string_equal(json_string_value(json_object_get(first, "text")),
                        "a \"quote\", a \\, a\nline and \xe7\xbb\x91\xef\xbf\xbd");
    json_decref(root);
    sk_buf_finish(&out);
    sk_doctor_report_finish(&report);
}

static void a_check_is_listed_by_its_whole_name(void **state) {
    (void)state;
    assert_true(sk_doctor_is_listed("usb,key", "key"));
    assert_true(sk_doctor_is_listed("usb key", "usb"));
    assert_false(sk_doctor_is_listed("usb,keys", "key"));
    assert_false(sk_doctor_is_listed("usb,ke", "key"));
    assert_false(sk_doctor_is_listed("", "key"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_worst_line_is_the_state_of_the_report),
        cmocka_unit_test(a_remedy_of_several_lines_is_below_its_line),
        cmocka_unit_test(json_has_every_line_whatever_is_in_it),
        cmocka_unit_test(a_check_is_listed_by_its_whole_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
