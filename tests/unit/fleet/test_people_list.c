/* What the fleet says of its people, read. */
#include "check.h"

#include "base/util.h"
#include "fleet/people_list.h"

#include <stdlib.h>
#include <string.h>

#define BADGE "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

static struct sk_people_row *rows;
static size_t count;

static enum sk_err read_text(const char *text, struct sk_err_info *info) {
    rows = NULL;
    count = 0;
    return sk_people_list_read(text, strlen(text), &rows, &count, info);
}

static void each_person_is_read_with_all_that_is_said(void **state) {
    (void)state;
    assert_int_equal(read_text("[{\"number\":7,\"name\":\"Li \\u674e\",\"role\":\"supervisor\","
                               "\"language\":\"de\",\"badge\":\"" BADGE "\"},"
                               "{\"number\":999999999998,\"name\":\"Mei\",\"role\":\"it\","
                               "\"language\":\"\",\"badge\":\"\"}]",
                               NULL),
                     SK_OK);
    assert_int_equal(count, 2);
    assert_int_equal(rows[0].number, 7);
    assert_string_equal(rows[0].name, "Li 李");
    assert_int_equal(rows[0].role, SK_ROLE_SUPERVISOR);
    assert_string_equal(rows[0].language, "de");
    assert_true(rows[0].has_badge && rows[0].badge[1] == 0x11 && rows[0].badge[31] == 0xff);
    assert_int_equal(rows[1].number, INT64_C(999999999998));
    assert_int_equal(rows[1].role, SK_ROLE_IT);
    assert_false(rows[1].has_badge);
    free(rows);
}

static void nobody_is_an_empty_list(void **state) {
    (void)state;
    assert_int_equal(read_text("[]", NULL), SK_OK);
    assert_int_equal(count, 0);
    free(rows);
}

static void what_a_later_version_says_has_the_least_rights(void **state) {
    (void)state;
    assert_int_equal(read_text("[{\"number\":7,\"name\":\"Li\",\"role\":\"boss\","
                               "\"language\":\"fr\",\"badge\":\"\",\"more\":[1]}]",
                               NULL),
                     SK_OK);
    assert_int_equal(rows[0].role, SK_ROLE_WORKER);
    assert_string_equal(rows[0].language, "");
    free(rows);
}

static void what_is_no_list_of_people_is_refused_whole(void **state) {
    (void)state;
    static const char *const wrong[] = {
        "",
        "{}",
        "[1]",
        "[{}]",
        "[{\"number\":\"7\",\"name\":\"Li\"}]",
        "[{\"number\":7,\"name\":\"Li\",\"badge\":\"12\"}]",
        "[{\"number\":7,\"name\":\"Li\",\"name\":\"Mei\"}]",
        "[{\"number\":7,\"name\":\"" BADGE "\"}]", /* would be cut */
        "[{\"number\":7,\"name\":\"Li\"}",
    };
    for (size_t i = 0; i < SK_ARRAY_LEN(wrong); i++) {
        struct sk_err_info info = { "" };
        assert_int_equal(read_text(wrong[i], &info), SK_ERR_INVALID);
        assert_true(info.text[0] != '\0');
        assert_null(rows);
    }
}

static void a_key_is_64_digits(void **state) {
    (void)state;
    uint8_t key[SK_PEOPLE_FLEET_KEY_SIZE] = { 0 };
    assert_true(sk_people_list_key(BADGE, key));
    assert_int_equal(key[31], 0xff);
    assert_false(sk_people_list_key("12", key));
    assert_false(sk_people_list_key(BADGE "0", key));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_person_is_read_with_all_that_is_said),
        cmocka_unit_test(nobody_is_an_empty_list),
        cmocka_unit_test(what_a_later_version_says_has_the_least_rights),
        cmocka_unit_test(what_is_no_list_of_people_is_refused_whole),
        cmocka_unit_test(a_key_is_64_digits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
