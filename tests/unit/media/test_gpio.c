/* The lines of a GPIO chip as a light has them; built against a stand-in of each version of
 * libgpiod. */
#include "check.h"

#include "base/util.h"
#include "fake/gpio_chip.h"
#include "media/gpio.h"

#include <errno.h>
#include <string.h>

#define CHIP "/dev/gpiochip0"

static const struct sk_gpio_line stack[SK_GPIO_LINES] = { { "17", false },
                                                          { "AMBER", false },
                                                          { "RED", true } };

static int reset(void **state) {
    (void)state;
    memset(&gpio_chip, 0, sizeof(gpio_chip));
    return 0;
}

static void expect_lit(bool green, bool amber, bool red) {
    assert_int_equal(gpio_chip.lines[17].is_lit, green);
    assert_int_equal(gpio_chip.lines[22].is_lit, amber);
    assert_int_equal(gpio_chip.lines[27].is_lit, red);
}

static void lines_are_taken_dark_by_number_and_by_name_and_given_back(void **state) {
    (void)state;
    struct sk_gpio *gpio = NULL;
    gpio_chip.lines[17].is_lit = true; /* whatever was before */
    assert_int_equal(sk_gpio_open(&gpio, CHIP, stack, NULL), SK_OK);
    expect_lit(false, false, false);
    assert_true(gpio_chip.lines[17].is_taken && gpio_chip.lines[22].is_taken);
    assert_true(gpio_chip.lines[27].is_taken && gpio_chip.lines[27].is_low);
    assert_false(gpio_chip.lines[17].is_low);
    assert_string_equal(gpio_chip.lines[22].consumer, "sag-kiosk");
    sk_gpio_close(gpio);
    assert_false(gpio_chip.lines[17].is_taken || gpio_chip.lines[22].is_taken ||
                 gpio_chip.lines[27].is_taken);
    assert_int_equal(gpio_chip.opened, 0);
}

static void what_is_lit_is_lit_and_nothing_else(void **state) {
    (void)state;
    struct sk_gpio *gpio = NULL;
    const bool green[SK_GPIO_LINES] = { true, false, false };
    const bool red[SK_GPIO_LINES] = { false, false, true };
    const bool none[SK_GPIO_LINES] = { false };
    assert_int_equal(sk_gpio_open(&gpio, CHIP, stack, NULL), SK_OK);
    assert_int_equal(sk_gpio_set(gpio, green, NULL), SK_OK);
    expect_lit(true, false, false);
    assert_int_equal(sk_gpio_set(gpio, red, NULL), SK_OK);
    expect_lit(false, false, true);
    assert_int_equal(sk_gpio_set(gpio, none, NULL), SK_OK);
    expect_lit(false, false, false);
    sk_gpio_close(gpio);
}

static void a_lamp_that_is_not_there_is_left_out(void **state) {
    (void)state;
    const struct sk_gpio_line red_alone[SK_GPIO_LINES] = { [2] = { "27", false } };
    const bool all[SK_GPIO_LINES] = { true, true, true };
    struct sk_gpio *gpio = NULL;
    assert_int_equal(sk_gpio_open(&gpio, CHIP, red_alone, NULL), SK_OK);
    assert_int_equal(sk_gpio_set(gpio, all, NULL), SK_OK);
    expect_lit(false, false, true);
    assert_false(gpio_chip.lines[17].is_taken);
    sk_gpio_close(gpio);
}

static void what_cannot_be_opened_says_why_and_keeps_nothing(void **state) {
    (void)state;
    const struct sk_gpio_line unknown[SK_GPIO_LINES] = { { "17", false }, { "LAMP", false } };
    const struct {
        const char *chip;
        const struct sk_gpio_line *lines;
        int error;
        bool is_taken;
        enum sk_err err;
        const char *text;
    } table[] = {
        { "/dev/gpiochip7", stack, 0, false, SK_ERR_NOT_FOUND, "/dev/gpiochip7" },
        { CHIP, stack, EACCES, false, SK_ERR_DENIED, CHIP },
        { CHIP, stack, 0, true, SK_ERR_BUSY, "busy" },
        { CHIP, unknown, 0, false, SK_ERR_NOT_FOUND, "LAMP" },
    };
    for (size_t i = 0; i < SK_ARRAY_LEN(table); i++) {
        struct sk_gpio *gpio = NULL;
        struct sk_err_info info = { "" };
        (void)reset(NULL);
        gpio_chip.error = table[i].error;
        gpio_chip.lines[27].is_taken = table[i].is_taken;
        assert_int_equal(sk_gpio_open(&gpio, table[i].chip, table[i].lines, &info), table[i].err);
        assert_non_null(strstr(info.text, table[i].text));
        assert_null(gpio);
        assert_int_equal(gpio_chip.opened, 0);
        assert_false(gpio_chip.lines[17].is_taken);
    }
}

static void a_line_that_cannot_be_set_is_an_error(void **state) {
    (void)state;
    const bool green[SK_GPIO_LINES] = { true, false, false };
    struct sk_gpio *gpio = NULL;
    struct sk_err_info info = { "" };
    assert_int_equal(sk_gpio_open(&gpio, CHIP, stack, NULL), SK_OK);
    gpio_chip.error = EIO;
    assert_int_equal(sk_gpio_set(gpio, green, &info), SK_ERR_IO);
    assert_non_null(strstr(info.text, "green"));
    sk_gpio_close(gpio);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(lines_are_taken_dark_by_number_and_by_name_and_given_back, reset),
        cmocka_unit_test_setup(what_is_lit_is_lit_and_nothing_else, reset),
        cmocka_unit_test_setup(a_lamp_that_is_not_there_is_left_out, reset),
        cmocka_unit_test_setup(what_cannot_be_opened_says_why_and_keeps_nothing, reset),
        cmocka_unit_test_setup(a_line_that_cannot_be_set_is_an_error, reset),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
