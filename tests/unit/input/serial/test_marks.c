#include "unit/input/stream_desk.h"

#include "input/serial/marks.h"

static struct sk_serial_marks marks;

static void open_desk(void) {
    desk_open(SK_SOURCE_SERIAL);
    marks = (struct sk_serial_marks){ 0 };
}

static bool take(const char *bytes, size_t length) {
    return sk_serial_marks_take(&marks, &desk.stream, bytes, length, desk.now);
}

#define TAKE(text) take(text, sizeof(text) - 1)

static void what_came_well_is_the_text(void **state) {
    (void)state;
    open_desk();
    assert_true(TAKE("sage62x0219\xff\xff"
                     "220001\r"));
    desk_pass(1000);
    assert_int_equal(desk.count, 1);
    assert_string_equal(desk.got[0].text, "sage62x0219\xff"
                                          "220001");
    assert_int_equal(desk.got[0].source, SK_SOURCE_SERIAL);
    assert_false(desk.got[0].is_part);
}

static void a_code_with_a_wrong_character_is_a_part(void **state) {
    (void)state;
    static const char bytes[] = "sage62x02\xff\0"
                                "x19220001\r";
    for (size_t cut = 0; cut < sizeof(bytes); cut++) { /* wherever a read ends */
        open_desk();
        assert_true(take(bytes, cut) && take(bytes + cut, sizeof(bytes) - 1 - cut));
        desk_pass(1000);
        assert_true(desk.count > 0);
        for (int i = 0; i < desk.count; i++) {
            assert_true(desk.got[i].is_part || desk.got[i].is_joined);
        }
        int before = desk.count;
        assert_true(TAKE("sage62x0219220001\r"));
        desk_pass(1000);
        assert_int_equal(desk.count, before + 1);
        assert_false(desk.got[before].is_part);
    }
}

static void a_wrong_character_before_a_code_is_said_and_the_code_a_part(void **state) {
    (void)state;
    open_desk();
    assert_false(TAKE("\xff\0xage62x0219220001\r"));
    desk_pass(1000);
    assert_int_equal(desk.count, 1);
    assert_true(desk.got[0].is_part);
}

static void a_wrong_character_that_is_a_mark_itself_marks_nothing(void **state) {
    (void)state;
    open_desk();
    assert_false(TAKE("\xff\0\xff"));
    desk_pass(1000);
    assert_true(TAKE("sage62x0219220001\r"));
    desk_pass(1000);
    assert_int_equal(desk.count, 1);
    assert_string_equal(desk.got[0].text, "sage62x0219220001");
    assert_false(desk.got[0].is_part);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(what_came_well_is_the_text),
        SK_TEST(a_code_with_a_wrong_character_is_a_part),
        SK_TEST(a_wrong_character_before_a_code_is_said_and_the_code_a_part),
        SK_TEST(a_wrong_character_that_is_a_mark_itself_marks_nothing),
    };
    return cmocka_run_group_tests_name("serial_marks", tests, NULL, NULL);
}
