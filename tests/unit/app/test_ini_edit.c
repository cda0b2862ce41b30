/* One value of a settings file set, and nothing else of it changed. */
#include "app/settings/ini_edit.h"

#include "check.h"

#include "base/util.h"

#include <string.h>

static char result[1024];

static const char *set(const char *text, const char *section, const char *key, const char *value) {
    struct sk_buf out = SK_BUF_INIT(4096);
    assert_int_equal(sk_ini_set(text, strlen(text), section, key, value, &out), SK_OK);
    (void)snprintf(result, sizeof(result), "%s", out.data);
    sk_buf_finish(&out);
    return result;
}

static void a_value_goes_where_it_belongs(void **state) {
    (void)state;
    static const struct {
        const char *before, *after;
    } cases[] = {
        { "", "[cloud]\nregion = cn-x\n" },
        { "; mine\n", "; mine\n\n[cloud]\nregion = cn-x\n" },
        { "[cloud]\n", "[cloud]\nregion = cn-x\n" },
        { "[cloud]", "[cloud]\nregion = cn-x\n" },
        { "[cloud]\nregion=cn-y\n", "[cloud]\nregion = cn-x\n" },
        { "[cloud]\nregion=cn-y", "[cloud]\nregion = cn-x\n" },
        { "[cloud]\r\nregion=cn-y\r\nca = /x\r\n", "[cloud]\r\nregion = cn-x\nca = /x\r\n" },
        { "[cloud]\n  Region : cn-y\n", "[cloud]\nregion = cn-x\n" },
        { "[cloud]\n;region = cn-y\nca = /x\n",
          "[cloud]\nregion = cn-x\n;region = cn-y\nca = /x\n" },
        { "[kiosk]\nregion = no\n[cloud] ; ours\nca = /x\n[usb]\nregion = no\n",
          "[kiosk]\nregion = no\n[cloud] ; ours\nregion = cn-x\nca = /x\n[usb]\nregion = no\n" },
        /* the last one counts for the reader, so it is the one that is changed */
        { "[cloud]\nregion = a\n[cloud]\nregion = b\n",
          "[cloud]\nregion = a\n[cloud]\nregion = cn-x\n" },
        { "[cloud]\nregions = a\n", "[cloud]\nregion = cn-x\nregions = a\n" },
        { "\xEF\xBB\xBF[cloud]\nregion = a\n", "\xEF\xBB\xBF[cloud]\nregion = cn-x\n" },
    };
    for (size_t i = 0; i < SK_ARRAY_LEN(cases); i++) {
        assert_string_equal(set(cases[i].before, "cloud", "region", "cn-x"), cases[i].after);
        char once[1024];
        (void)snprintf(once, sizeof(once), "%s", result);
        assert_string_equal(set(once, "cloud", "region", "cn-x"), once);
    }
}

static void what_a_file_cannot_hold_is_refused(void **state) {
    (void)state;
    static const char *const values[] = { "a\nregion = b", "a\x7F", "a ; b", ";", "\x01" };
    for (size_t i = 0; i < SK_ARRAY_LEN(values); i++) {
        struct sk_buf out = SK_BUF_INIT(4096);
        assert_int_equal(sk_ini_set("", 0, "kiosk", "bench", values[i], &out), SK_ERR_INVALID);
        assert_int_equal(out.length, 0);
    }
    assert_string_equal(set("", "kiosk", "bench", "B;7 #3 \xE6\x9D\x8E"),
                        "[kiosk]\nbench = B;7 #3 \xE6\x9D\x8E\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_value_goes_where_it_belongs),
        cmocka_unit_test(what_a_file_cannot_hold_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
