#include "base/language.h"

#include "base/util.h"

#include "unit/ui/cmocka_all.h"

#include <stdlib.h>
#include <string.h>

static void texts_change_with_the_language_and_back(void **state) {
    (void)state;
    assert_int_equal(sk_language_set("zh_CN", NULL), SK_OK);
    assert_string_equal(sk_text("Cancel"), "取消");
    assert_int_equal(sk_language_set("en", NULL), SK_OK);
    assert_string_equal(sk_text("Cancel"), "Cancel");
}

static void an_unknown_text_and_an_empty_one_stay_as_they_are(void **state) {
    (void)state;
    assert_int_equal(sk_language_set("zh", NULL), SK_OK);
    assert_string_equal(sk_text("Nobody wrote this."), "Nobody wrote this.");
    assert_string_equal(sk_text(""), "");
}

static void the_usual_spellings_are_understood(void **state) {
    (void)state;
    static const char *const chinese[] = { "zh", "zh_CN", "zh-CN", "zh_CN.UTF-8", "ZH_cn" };
    static const char *const english[] = { "en", "en_GB.UTF-8", "C", "C.UTF-8", "POSIX" };
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(sk_language_set(chinese[i], NULL), SK_OK);
        assert_string_equal(sk_language_name(), "zh_CN");
        assert_int_equal(sk_language_set(english[i], NULL), SK_OK);
        assert_string_equal(sk_language_name(), "en");
    }
}

static void regions_of_a_language_share_its_texts(void **state) {
    (void)state;
    static const char *const spelt[][2] = {
        { "de_AT", "de" }, { "de-CH", "de" }, { "es_MX.UTF-8", "es" }, { "ja_JP.eucJP", "ja" }
    };
    for (size_t i = 0; i < SK_ARRAY_LEN(spelt); i++) {
        assert_int_equal(sk_language_set(spelt[i][0], NULL), SK_OK);
        assert_string_equal(sk_language_name(), spelt[i][1]);
        assert_string_not_equal(sk_text("Cancel"), "Cancel");
    }
}

static void a_text_stays_where_it_is_when_the_language_changes(void **state) {
    (void)state;
    assert_int_equal(sk_language_set("de", NULL), SK_OK);
    const char *german = sk_text("Cancel");
    assert_int_equal(sk_language_set("ja", NULL), SK_OK);
    assert_int_equal(sk_language_set("de", NULL), SK_OK);
    assert_ptr_equal(sk_text("Cancel"), german);
}

static void each_language_says_its_own_name(void **state) {
    (void)state;
    size_t count = 0;
    while (sk_language_at(count)) {
        assert_non_null(sk_language_own_name(count++));
    }
    assert_null(sk_language_own_name(count));
}

static void an_unknown_language_is_refused_and_changes_nothing(void **state) {
    (void)state;
    struct sk_err_info info = { { 0 } };
    assert_int_equal(sk_language_set("zh", NULL), SK_OK);
    assert_int_equal(sk_language_set("zhx", &info), SK_ERR_INVALID);
    assert_non_null(strstr(info.text, "'zhx'"));
    assert_string_equal(sk_language_name(), "zh_CN");
}

static void the_environment_decides_where_nothing_is_set(void **state) {
    (void)state;
    setenv("LANGUAGE", "", 1);
    unsetenv("LC_ALL");
    unsetenv("LC_MESSAGES");
    setenv("LANG", "zh_CN.UTF-8", 1);
    assert_int_equal(sk_language_set("", NULL), SK_OK);
    assert_string_equal(sk_language_name(), "zh_CN");
    setenv("LANGUAGE", "", 1);
    setenv("LANG", "fr_FR.UTF-8", 1);
    assert_int_equal(sk_language_set(NULL, NULL), SK_OK);
    assert_string_equal(sk_language_name(), "en");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_change_with_the_language_and_back),
        cmocka_unit_test(an_unknown_text_and_an_empty_one_stay_as_they_are),
        cmocka_unit_test(the_usual_spellings_are_understood),
        cmocka_unit_test(regions_of_a_language_share_its_texts),
        cmocka_unit_test(a_text_stays_where_it_is_when_the_language_changes),
        cmocka_unit_test(each_language_says_its_own_name),
        cmocka_unit_test(an_unknown_language_is_refused_and_changes_nothing),
        cmocka_unit_test(the_environment_decides_where_nothing_is_set),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
