/* Rows and cells out of bytes, and the columns' names. */
#include "check.h"

#include "base/util.h"
#include "sheet/columns.h"
#include "sheet/mistakes.h"
#include "sheet/sheet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* All cells as "line[cell|cell]", mistakes as "line!". */
static void expect(const char *text, size_t length, const struct sk_sheet_rules *rules,
                   const char *wanted) {
    struct sk_sheet *sheet = NULL;
    struct sk_sheet_row row;
    struct sk_err_info info = { "" };
    int64_t line = 0;
    char got[512] = "";
    size_t used = 0;
    enum sk_err err;
    char *copy = malloc(length ? length : 1); /* of the exact size: one byte too many is seen */
    assert_non_null(copy);
    memcpy(copy, text, length);
    assert_int_equal(sk_sheet_create(&sheet, copy, length, rules, &line, &info), SK_OK);
    free(copy);
    while ((err = sk_sheet_next(sheet, &row, &info)) != SK_ERR_NOT_FOUND) {
        used += (size_t)snprintf(got + used, sizeof(got) - used, "%lld%s", (long long)row.line,
                                 err ? "!" : "[");
        for (size_t i = 0; i < row.count && !err; i++) {
            used += (size_t)snprintf(got + used, sizeof(got) - used, "%s%s", i > 0 ? "|" : "",
                                     row.cells[i]);
        }
        used += (size_t)snprintf(got + used, sizeof(got) - used, "%s", err ? "" : "]");
    }
    sk_sheet_destroy(sheet);
    if (strcmp(got, wanted) != 0) {
        fail_msg("'%s' is %s, not %s", text, got, wanted);
    }
}

static void bytes_become_rows_and_cells(void **state) {
    (void)state;
    static const struct {
        const char *text;
        const char *wanted;
    } table[] = {
        { "", "" },
        { "a,b\nc", "1[a|b]2[c]" },
        { "a,b\r\n\r\nc,\r", "1[a|b]2[]3[c|]" },
        { "\"a,1\";b\n", "1[a,1|b]" },
        { "sep=;\na;b,c", "2[a|b,c]" },
        { "sep=,,\na;b,c", "2[a;b|c]" },
        { "sep= of what\na", "1[sep= of what]2[a]" },
        { "a;\"b\r\nc\"\nd", "1[a|b\r\nc]3[d]" },
        { "=\"a\"; \"=\"\"b\"\"\" ;=c", "1[a|b|=c]" },
        { "\" a \"\"b\"\" \";c", "1[a \"b\"|c]" },
        { "a\"b;c\nd\n", "1!2[d]" },
        { "\"a\"b\nd\n", "1!2[d]" },
        { "a\n\"b\nc", "1[a]2!" },
        { "\xC2\xA0"
          "a\xC2\xA0"
          "b\xE3\x80\x80;\xE2\x80\x8B\n",
          "1[a\xC2\xA0"
          "b|]" },
        { "a;b\x1A", "1[a|b]" },
    };
    for (size_t i = 0; i < SK_ARRAY_LEN(table); i++) {
        expect(table[i].text, strlen(table[i].text), NULL, table[i].wanted);
    }
}

static void a_sheet_made_by_hand_may_separate_as_it_likes(void **state) {
    (void)state;
    const struct sk_sheet_rules rules = { .any_separator = true, .remark = '#' };
    static const char text[] = "a, b;c\td，e；f、g # h, \"i\n# j\n\"k,l\" # m\n";
    expect(text, strlen(text), &rules, "1[a|b|c|d|e|f|g]2[]3[k,l]");
}

static void headings_are_known_by_their_letters(void **state) {
    (void)state;
    static const struct {
        const char *text;
        enum sk_list_column column;
        bool is_known;
    } table[] = {
        { "S/N", SK_COLUMN_SERIAL, true },
        { "serial_number", SK_COLUMN_SERIAL, true },
        { "Serial No.:", SK_COLUMN_SERIAL, true },
        { "序列号", SK_COLUMN_SERIAL, true },
        { "序列号 (SN)", SK_COLUMN_SERIAL, true },
        { "Ｓ／Ｎ", SK_COLUMN_SERIAL, true },
        { "Asset Tag", SK_COLUMN_SERIAL, true },
        { "asset-tag", SK_COLUMN_SERIAL, true },
        { "Serial number (of the box)", SK_COLUMN_SERIAL, true },
        { "asset", SK_COLUMN_SERIAL, false },
        { "SN", SK_COLUMN_ORDER, true }, /* the setting has it elsewhere */
        { "SmartAGId", SK_COLUMN_INSTANCE, true },
        { "实例 ID", SK_COLUMN_INSTANCE, true },
        { "订单号", SK_COLUMN_ORDER, true },
        { "RegionId", SK_COLUMN_REGION, true },
        { "地域", SK_COLUMN_REGION, true },
        { "Cloud account", SK_COLUMN_ACCOUNT, true },
        { "阿里云账号", SK_COLUMN_ACCOUNT, true },
        { "", SK_COLUMN_SERIAL, false },
        { "、", SK_COLUMN_SERIAL, false },
        { "\xFF", SK_COLUMN_SERIAL, false },
    };
    for (size_t i = 0; i < SK_ARRAY_LEN(table); i++) {
        bool is_sn = strcmp(table[i].text, "SN") == 0;
        bool got = sk_column_is_heading(table[i].column, table[i].text,
                                        is_sn ? "order=sn" : "serial = Asset tag,order=Job");
        if (got != table[i].is_known) {
            fail_msg("'%s'", table[i].text);
        }
    }
    assert_false(sk_column_is_heading(SK_COLUMN_SERIAL, "SN", "order=sn"));
    /* A list may have regions and accounts of its own, of another kind. */
    assert_true(sk_column_is_heading(SK_COLUMN_ACCOUNT, "Account", "region=-"));
    assert_false(sk_column_is_heading(SK_COLUMN_ACCOUNT, "Account", "region=-, account = -"));
}

static void the_setting_for_headings_is_checked(void **state) {
    (void)state;
    struct sk_err_info info = { "" };
    assert_int_equal(sk_columns_check("", &info), SK_OK);
    assert_int_equal(sk_columns_check("serial=A, instance = B b,order=C.", &info), SK_OK);
    assert_int_equal(sk_columns_check("serial=A,vendor=B", &info), SK_ERR_INVALID);
    assert_non_null(strstr(info.text, "'vendor=B' must be serial=HEADING"));
    assert_int_equal(sk_columns_check("region=-,account=-", &info), SK_OK);
    assert_int_equal(sk_columns_check("serial=-", &info), SK_ERR_INVALID);
    assert_int_equal(sk_columns_check("serial", &info), SK_ERR_INVALID);
    assert_int_equal(sk_columns_check("serial=", &info), SK_ERR_INVALID);
}

static void mistakes_are_told_together_as_far_as_there_is_room(void **state) {
    (void)state;
    struct sk_mistakes mistakes = { .count = 0 };
    struct sk_err_info info;
    sk_mistakes_add(&mistakes, 2, "column %s: x", "serial");
    sk_mistakes_add(&mistakes, 0, "y");
    sk_mistakes_tell(&mistakes, &info);
    assert_string_equal(info.text, "line 2: column serial: x; y");
    for (int i = 0; i < 20; i++) {
        sk_mistakes_add(&mistakes, 5, "%060d", i);
    }
    sk_mistakes_tell(&mistakes, &info);
    assert_non_null(strstr(info.text, "; and 1"));
    assert_non_null(strstr(info.text, " mistakes more"));
    mistakes = (struct sk_mistakes){ .count = 0 };
    sk_mistakes_add(&mistakes, 1, "%0500d\n\xFF", 0);
    sk_mistakes_add(&mistakes, 1, "z");
    sk_mistakes_tell(&mistakes, &info);
    assert_non_null(strstr(info.text, "; and 1 mistake more"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_become_rows_and_cells),
        cmocka_unit_test(a_sheet_made_by_hand_may_separate_as_it_likes),
        cmocka_unit_test(headings_are_known_by_their_letters),
        cmocka_unit_test(the_setting_for_headings_is_checked),
        cmocka_unit_test(mistakes_are_told_together_as_far_as_there_is_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
