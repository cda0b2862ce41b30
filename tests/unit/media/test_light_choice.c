/* What light.device may say. */
#include "check.h"

#include "base/util.h"
#include "media/light_choice.h"

#include <string.h>

static void each_form_is_read(void **state) {
    (void)state;
    struct sk_light_choice choice;
    assert_int_equal(sk_light_choice_parse("", &choice, NULL), SK_OK);
    assert_int_equal(choice.kind, SK_LIGHT_NONE);
    assert_int_equal(sk_light_choice_parse("usb", &choice, NULL), SK_OK);
    assert_int_equal(choice.kind, SK_LIGHT_USB);
    assert_string_equal(choice.family, "");
    assert_int_equal(sk_light_choice_parse("usb:luxafor", &choice, NULL), SK_OK);
    assert_string_equal(choice.family, "luxafor");
    assert_int_equal(sk_light_choice_parse("program:/opt/light", &choice, NULL), SK_OK);
    assert_int_equal(choice.kind, SK_LIGHT_PROGRAM);
    assert_string_equal(choice.path, "/opt/light");
    assert_int_equal(sk_light_choice_parse("gpio:gpiochip0 red=!RED_LAMP  green=17", &choice, NULL),
                     SK_OK);
    assert_int_equal(choice.kind, SK_LIGHT_GPIO);
    assert_string_equal(choice.path, "/dev/gpiochip0");
    assert_string_equal(choice.lines[0].name, "17");
    assert_false(choice.lines[0].is_low);
    assert_string_equal(choice.lines[1].name, "");
    assert_string_equal(choice.lines[2].name, "RED_LAMP");
    assert_true(choice.lines[2].is_low);
    assert_int_equal(sk_light_choice_parse("gpio:/dev/gpiochip3 amber=0", &choice, NULL), SK_OK);
    assert_string_equal(choice.path, "/dev/gpiochip3");
}

static void what_is_none_of_them_says_what_is(void **state) {
    (void)state;
    static const struct {
        const char *text;
        const char *says;
    } table[] = {
        { "luxafor", "usb:FAMILY" },
        { "USB", "'USB' is no light" },
        { "usb:lamp", "'lamp'" },
        { "gpio:", "no GPIO chip" },
        { "gpio:gpiochip0", "no line" },
        { "gpio:gpiochip0 blue=4", "'blue=4'" },
        { "gpio:gpiochip0 red=", "'red='" },
        { "gpio:gpiochip0 red=!", "'red=!'" },
        { "gpio:gpiochip0 red=4 red=5", "'red=5'" },
        { "program:light", "whole path" },
        { "program:", "whole path" },
    };
    struct sk_light_choice kept = { .kind = SK_LIGHT_USB };
    for (size_t i = 0; i < SK_ARRAY_LEN(table); i++) {
        struct sk_err_info info = { "" };
        assert_int_equal(sk_light_choice_parse(table[i].text, &kept, &info), SK_ERR_INVALID);
        assert_non_null(strstr(info.text, table[i].says));
        assert_int_equal(kept.kind, SK_LIGHT_USB);
    }
}

static void what_is_too_long_is_refused(void **state) {
    (void)state;
    char text[4096];
    struct sk_light_choice choice;
    static const char *const begins[] = { "program:/", "gpio:", "gpio:gpiochip0 red=", "usb:" };
    for (size_t i = 0; i < SK_ARRAY_LEN(begins); i++) {
        memset(text, 'x', sizeof(text) - 1);
        text[sizeof(text) - 1] = '\0';
        memcpy(text, begins[i], strlen(begins[i]));
        assert_int_equal(sk_light_choice_parse(text, &choice, NULL), SK_ERR_INVALID);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(each_form_is_read),
        SK_TEST(what_is_none_of_them_says_what_is),
        SK_TEST(what_is_too_long_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
