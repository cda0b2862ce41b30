/* Lists of instances, as a plain text and as a table; each mistake with its line. */
#include "sheet/instance_sheet.h"

#include "base/util.h"
#include "check.h"

#include <string.h>

#define A "sag-demo0000000000ok01"
#define B "sag-demo0000000000ok02"
#define C "sag-demo0000000000ok03"

struct list_case {
    const char *text;
    const char *rows[4]; /* or */
    const char *fault;
    const char *notice;
};

static const struct list_case cases[] = {
    { A "\n" B "\n" C, { A, B, C }, NULL, NULL },
    { "\xEF\xBB\xBF" A "\r\n\r\n  " B "  \r\n", { A, B }, NULL, NULL },
    { "Order 4711\nserial,instance\nx," B "\ny," A "\n", { B, A }, NULL, NULL },
    { "序列号;实例ID\n1;" A "\n2;" B "\n", { A, B }, NULL, NULL },
    { "order\tSmartAGId\n1\t" A "\n", { A }, NULL, NULL },
    { A "\n" B "\n" A "\nSAG-DEMO0000000000OK02\n",
      { A, B },
      NULL,
      "line 3 says the same as line 1 and counts once, and so do others" },
    { "", { NULL }, "there is no instance", NULL },
    { "instance\n", { NULL }, "there is no instance", NULL },
    { A "\nsag-1000\nsage62x0219220001\n",
      { NULL },
      "line 2: column instance: 'sag-1000' looks like the barcode of a model; "
      "line 3: column instance: 'sage62x0219220001' looks like a serial number",
      NULL },
    { "instance,order\n,4711\n" A ",4711\n2.19E+15,4711\n",
      { NULL },
      "line 2: column instance: there is no instance; line 4: column instance: '2.19E+15' looks "
      "like a number in scientific notation",
      NULL },
    { "instance\n" A "\n\"" B "\n", { NULL }, "line 3: ", NULL },
    { "SAGK:ACK\n", { NULL }, "line 1: column instance: 'SAGK:ACK' is a command", NULL },
};

static void assert_is(const struct list_case *one, const struct sk_label_rules *rules) {
    struct sk_instance_sheet *sheet = NULL;
    struct sk_mistakes mistakes;
    struct sk_err_info info = { "" };
    enum sk_err err =
        sk_instance_sheet_create(&sheet, one->text, strlen(one->text), rules, "", &mistakes, &info);
    if (one->fault) {
        assert_int_equal(err, SK_ERR_INVALID);
        assert_non_null(strstr(info.text, one->fault));
        assert_true(mistakes.count > 0);
        return;
    }
    assert_int_equal(err, SK_OK);
    for (size_t i = 0; i < sk_instance_sheet_count(sheet); i++) {
        assert_non_null(one->rows[i]);
        assert_string_equal(sk_instance_sheet_at(sheet, i), one->rows[i]);
    }
    assert_null(one->rows[sk_instance_sheet_count(sheet)]);
    assert_int_equal(sk_instance_sheet_notice(sheet, &info), one->notice != NULL);
    assert_true(!one->notice || strcmp(info.text, one->notice) == 0);
    sk_instance_sheet_destroy(sheet);
}

static void lists_are_read_as_they_are_written(void **state) {
    (void)state;
    struct sk_label_rules *rules = NULL;
    assert_int_equal(sk_label_rules_create(&rules, NULL, NULL, NULL, SK_LABEL_CASE_KEEP, NULL),
                     SK_OK);
    for (size_t i = 0; i < SK_ARRAY_LEN(cases); i++) {
        assert_is(&cases[i], rules);
    }
    sk_label_rules_destroy(rules);
}

int main(void) {
    const struct CMUnitTest tests[] = { SK_TEST(lists_are_read_as_they_are_written) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
