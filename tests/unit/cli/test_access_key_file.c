/* An access key, however somebody has it, becomes a credentials file. */
#include "cli/access_key_file.h"

#include "check.h"

#include "base/util.h"

#include <string.h>

static const char made[] =
    "[default]\ntype = access_key\naccess_key_id = LTAI5t\naccess_key_secret = aB+/9=\n";

static void the_consoles_table_becomes_a_file(void **state) {
    (void)state;
    static const char *const tables[] = {
        "AccessKey ID,AccessKey Secret\nLTAI5t,aB+/9=\n",
        "\xEF\xBB\xBF"
        "AccessKey ID,AccessKey Secret\r\nLTAI5t,aB+/9=\r\n",
        "\"AccessKey ID\",\"AccessKey Secret\"\n\"LTAI5t\",\"aB+/9=\"",
    };
    for (size_t i = 0; i < SK_ARRAY_LEN(tables); i++) {
        struct sk_buf out = SK_BUF_INIT(4096);
        struct sk_err_info info = { "" };
        assert_int_equal(sk_access_key_convert(tables[i], strlen(tables[i]), &out, &info), SK_OK);
        assert_string_equal(out.data, made);
        sk_buf_finish(&out);
    }
}

static void a_credentials_file_stays_as_it_is(void **state) {
    (void)state;
    static const char file[] = "\n[default]\ntype = ram_role_arn\nrole_arn = acs:ram::1:role/x\n";
    struct sk_buf out = SK_BUF_INIT(4096);
    struct sk_err_info info = { "" };
    assert_int_equal(sk_access_key_convert(file, sizeof(file) - 1, &out, &info), SK_OK);
    assert_string_equal(out.data, file);
    sk_buf_finish(&out);
}

static void what_is_neither_is_refused_and_not_quoted(void **state) {
    (void)state;
    static const char *const files[] = {
        "",
        " \n",
        "LTAI5t\nSEKRET\n",
        "{\"SEKRET\": 1}",
        "AccessKey ID,AccessKey Secret\n",
        "AccessKey ID,AccessKey Secret\nLTAI5t,\n",
        "AccessKey ID,AccessKey Secret\nLTAI5t,SEKRET[\n",
    };
    for (size_t i = 0; i < SK_ARRAY_LEN(files); i++) {
        struct sk_buf out = SK_BUF_INIT(4096);
        struct sk_err_info info = { "" };
        assert_int_equal(sk_access_key_convert(files[i], strlen(files[i]), &out, &info),
                         SK_ERR_INVALID);
        assert_null(strstr(info.text, "SEKRET"));
        assert_string_not_equal(info.text, "");
        assert_int_equal(out.length, 0);
        sk_buf_finish(&out);
    }
}

static void a_typed_key_is_checked(void **state) {
    (void)state;
    struct sk_buf out = SK_BUF_INIT(4096);
    struct sk_err_info info = { "" };
    assert_int_equal(sk_access_key_file("LTAI5t", "aB+/9=", &out, &info), SK_OK);
    assert_string_equal(out.data, made);
    sk_buf_finish(&out);
    assert_int_equal(sk_access_key_file("LT AI", "x", &out, &info), SK_ERR_INVALID);
    assert_int_equal(sk_access_key_file("LTAI", "", &out, &info), SK_ERR_INVALID);
    assert_int_equal(sk_access_key_file("LTAI", "x\ny", &out, &info), SK_ERR_INVALID);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_consoles_table_becomes_a_file),
        cmocka_unit_test(a_credentials_file_stays_as_it_is),
        cmocka_unit_test(what_is_neither_is_refused_and_not_quoted),
        cmocka_unit_test(a_typed_key_is_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
