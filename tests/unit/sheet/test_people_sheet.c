/* A list of people, as spreadsheets write it. */
#include "check.h"

#include "base/util.h"
#include "sheet/people_sheet.h"

#include <stdio.h>
#include <string.h>

static enum sk_err read_list(const char *text, struct sk_sheet_people **out,
                             struct sk_err_info *info) {
    struct sk_mistakes mistakes;
    *out = NULL;
    return sk_sheet_people_create(out, text, strlen(text), &mistakes, info);
}

static void what_is_a_list_of_people(void **state) {
    (void)state;
    static const struct {
        const char *text;
        size_t count;
        const char *name; /* of the first */
        const char *badge;
        const char *role;
    } table[] = {
        { "name,badge,role\nLi,1,worker\n", 1, "Li", "1", "worker" },
        { "\xEF\xBB\xBFName;Badge No.;Role\r\nLi;0012;Supervisor\r\n", 1, "Li", "0012",
          "supervisor" },
        { "姓名,工号,角色\n李伟,7,主管\n王芳,8,\n", 2, "李伟", "7", "supervisor" },
        { "name,role\nLi,IT\nWu,Administrator\n", 2, "Li", "", "it" },
        { "姓名,角色\n李伟,运维\n", 1, "李伟", "", "it" },
        { "name\nLi\nLi\n,\n", 1, "Li", "", "" },
        { "Badge\tEmployee\n=\"0007\"\tLi\n", 1, "Li", "0007", "" },
        { "People of hall 3\n\nname,badge\nLi,1\n", 1, "Li", "1", "" },
        { "name,badge\n", 0, NULL, NULL, NULL },
    };
    for (size_t i = 0; i < SK_ARRAY_LEN(table); i++) {
        struct sk_sheet_people *people = NULL;
        struct sk_err_info info = { "" };
        if (read_list(table[i].text, &people, &info) != SK_OK) {
            fail_msg("%s: %s", table[i].text, info.text);
        }
        assert_int_equal(sk_sheet_people_count(people), table[i].count);
        if (table[i].count > 0) {
            const struct sk_sheet_person *row = sk_sheet_people_row(people, 0);
            assert_string_equal(row->name, table[i].name);
            assert_string_equal(row->badge, table[i].badge);
            assert_string_equal(row->role, table[i].role);
        }
        sk_sheet_people_destroy(people);
    }
}

static void a_language_is_told_by_its_code_or_its_own_name(void **state) {
    (void)state;
    static const struct {
        const char *text;
        const char *language; /* of the first */
    } table[] = {
        { "name,language\nLi,zh_CN\nAda,\n", "zh_CN" },
        { "姓名,语言\n李伟,中文\n", "zh_CN" },
        { "name,Lang.\nPepe,Español\n", "es" },
        { "name,language\nUte,de_AT\n", "de" },
        { "name,language\nUte,\n", "" },
        { "name\nUte\n", "" },
    };
    for (size_t i = 0; i < SK_ARRAY_LEN(table); i++) {
        struct sk_sheet_people *people = NULL;
        struct sk_err_info info = { "" };
        if (read_list(table[i].text, &people, &info) != SK_OK) {
            fail_msg("%s: %s", table[i].text, info.text);
        }
        assert_string_equal(sk_sheet_people_row(people, 0)->language, table[i].language);
        sk_sheet_people_destroy(people);
    }
    struct sk_sheet_people *people = NULL;
    struct sk_err_info info = { "" };
    assert_int_equal(read_list("name,language\nLi,klingon\n", &people, &info), SK_ERR_INVALID);
    assert_non_null(strstr(info.text, "none of en, zh_CN, de"));
}

static void mistakes_are_told_together_with_line_and_column(void **state) {
    (void)state;
    static const struct {
        const char *text;
        const char *says[3];
    } table[] = {
        { "badge,role\n1,worker\n", { "headings", "name" } },
        { "name,badge,role\n,1,worker\nLi,1.23E+11,worker\nWu,2,boss\n",
          { "line 2: column name", "line 3: column badge", "line 4: column role: 'boss'" } },
        { "name,badge\nLi,1\nLi,2\n", { "line 3: column name", "line 2" } },
        { "name,badge\nLi,1\nWu,1\n", { "line 3: column badge", "'Li' in line 2" } },
        { "name,badge\n#7,1\n", { "line 2: column name", "'#'" } },
        { "", { "headings" } },
    };
    for (size_t i = 0; i < SK_ARRAY_LEN(table); i++) {
        struct sk_sheet_people *people = NULL;
        struct sk_err_info info = { "" };
        assert_int_equal(read_list(table[i].text, &people, &info), SK_ERR_INVALID);
        for (size_t at = 0; at < 3 && table[i].says[at]; at++) {
            if (!strstr(info.text, table[i].says[at])) {
                fail_msg("'%s' says '%s', not '%s'", table[i].text, info.text, table[i].says[at]);
            }
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(what_is_a_list_of_people),
        SK_TEST(a_language_is_told_by_its_code_or_its_own_name),
        SK_TEST(mistakes_are_told_together_with_line_and_column),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
