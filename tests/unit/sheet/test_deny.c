/* Which serial numbers a deny file bars, and that no line of it is without effect unsaid. */
#include "check.h"

#include "base/util.h"
#include "sheet/columns.h"
#include "sheet/deny.h"

#include <stdio.h>
#include <string.h>

#define S "sage62x0219220001"
#define T "sage62x0219220002"

static enum sk_err read_deny(const char *text, size_t length, struct sk_label_rules **rules,
                             struct sk_err_info *info) {
    struct sk_mistakes mistakes;
    *rules = NULL;
    assert_int_equal(sk_label_rules_create(rules, NULL, NULL, NULL, SK_LABEL_CASE_KEEP, NULL),
                     SK_OK);
    return sk_deny_read(*rules, text, length, true, "serial=Asset", &mistakes, info);
}

static void what_a_deny_file_names_is_barred(void **state) {
    (void)state;
    static const struct {
        const char *text;
        size_t length; /* 0: to the NUL */
        bool bars_s;
        bool bars_t;
    } table[] = {
        { "", 0, false, false },
        { S "\n", 0, true, false },
        { "\xEF\xBB\xBF" S "\r\n" T, 0, true, true },
        { S "\xC2\xA0\n\xE3\x80\x80" T "\n", 0, true, true },
        { "\"" S "\"\n" T, 0, true, true },
        { S "; " T, 0, true, true },
        { S "," T, 0, true, true },
        { S "\t" T, 0, true, true },
        { S "，" T, 0, true, true },
        { "'" S "\n=\"" T "\"\n", 0, true, true },
        { "sep=;\n" S ";" T, 0, true, true },
        { "# " S "\n" T " # a remark, " S "\n", 0, false, true },
        { "SAGE62X02192200?1\n", 0, true, false },
        { "*0001, *0002 # samples\n", 0, true, true },
        { "Serial number,Why,Since\n" S ",it broke,2026-03-04\n,,\n", 0, true, false },
        { "note;序列号\n" S ";" T "\n", 0, false, true },
        { "Asset\n" S "\n", 0, true, false },
        { "\xFF\xFEs\0a\0g\0e\0"
          "6\0"
          "2\0x\0"
          "0\0"
          "2\0"
          "1\0"
          "9\0"
          "2\0"
          "2\0"
          "0\0"
          "0\0"
          "0\0"
          "1\0",
          36, true, false },
        { "# \xB1\xB8\xD7\xA2\n" S "\n", 0, true, false }, /* GB18030 */
    };
    for (size_t i = 0; i < SK_ARRAY_LEN(table); i++) {
        struct sk_label_rules *rules = NULL;
        struct sk_err_info info = { "" };
        size_t length = table[i].length ? table[i].length : strlen(table[i].text);
        if (read_deny(table[i].text, length, &rules, &info) != SK_OK) {
            fail_msg("row %zu: %s", i, info.text);
        }
        if ((sk_column_kind(rules, S) == SK_LABEL_DENIED) != table[i].bars_s ||
            (sk_column_kind(rules, T) == SK_LABEL_DENIED) != table[i].bars_t) {
            fail_msg("row %zu: '%s'", i, table[i].text);
        }
        sk_label_rules_destroy(rules);
    }
}

static void what_would_bar_nothing_is_a_mistake(void **state) {
    (void)state;
    static const struct {
        const char *text;
        const char *said;
    } table[] = {
        { S "\n2.19E+15\n", "line 2: column serial: '2.19E+15' looks like a number in scientific" },
        { "sage62x 0219220001\n", "line 1: column serial: 'sage62x 0219220001' has a blank" },
        { "“" S "”\n", "has a character that no label has" },
        { "\"" S "\n", "a quote is opened and not closed" },
        { "\"" S "," T "\"\n", "a separator within it" },
        { "sag-demo0000000000ok01\n", "looks like an instance" },
        { "=A2\n", "is a formula" },
        { "2.19E+15\n2.20E+15\n", "line 2" },
        { S "\nab\xFF\n", "line 2" },
    };
    for (size_t i = 0; i < SK_ARRAY_LEN(table); i++) {
        struct sk_label_rules *rules = NULL;
        struct sk_err_info info = { "" };
        assert_int_equal(read_deny(table[i].text, strlen(table[i].text), &rules, &info),
                         SK_ERR_INVALID);
        if (!strstr(info.text, table[i].said)) {
            fail_msg("row %zu: %s", i, info.text);
        }
        sk_label_rules_destroy(rules);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_deny_file_names_is_barred),
        cmocka_unit_test(what_would_bar_nothing_is_a_mistake),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
