#include "ui/line.h"

#include "base/language.h"
#include "ui/examples.h"

#include "unit/ui/cmocka_all.h"

#include <string.h>

static struct sk_model model;
static char line[SK_LINE_SIZE];

static void format_example(const char *name) {
    for (size_t i = 0; sk_example_name(i); i++) {
        if (strcmp(sk_example_name(i), name) == 0) {
            sk_example_fill(i, &model);
            sk_line_format(&model, line, sizeof(line));
            return;
        }
    }
    fail_msg("no example '%s'", name);
}

static void each_screen_has_its_word_in_front(void **state) {
    (void)state;
    format_example("starting");
    assert_string_equal(line, "STARTING");
    format_example("ready");
    assert_string_equal(line, "READY");
    format_example("ready-sticky");
    assert_string_equal(line, "READY sticky instance=sag-v0fkpk4akfz5hebved devices=3");
    format_example("which-device");
    assert_string_equal(line, "WHICH device=sag32a30121 or=sag61a344ge");
    format_example("half-device");
    assert_string_equal(line, "HALF device=sag32a30121");
    format_example("half-instance");
    assert_string_equal(line, "HALF instance=sag-v0fkpk4akfz5hebved");
    format_example("working");
    assert_string_equal(line, "WORKING #42 sag32a30121 -> sag-v0fkpk4akfz5hebved");
}

static void a_verdict_line_holds_pair_facts_and_sentence(void **state) {
    (void)state;
    format_example("bound");
    assert_string_equal(line, "BOUND #42 sag32a30121 -> sag-v0fkpk4akfz5hebved "
                              "request-id=61C33444-D8C5-4018-A06C-BA8C8812BEF6: "
                              "The device is bound to this sag- label. Take the next device.");
    format_example("refused-conflict");
    assert_string_equal(line, "REFUSED #42 sag32a30121 -> sag-v0fkpk4akfz5hebved "
                              "code=SAG.SnConflict "
                              "request-id=61C33444-D8C5-4018-A06C-BA8C8812BEF6 who=supervisor: "
                              "This device is already bound to another sag- label. "
                              "Set the device aside. Call the supervisor.");
}

static void the_word_stays_english_in_every_language(void **state) {
    (void)state;
    assert_int_equal(sk_language_set("zh", NULL), SK_OK);
    format_example("bound");
    assert_int_equal(sk_language_set("en", NULL), SK_OK);
    assert_memory_equal(line, "BOUND #42 ", 10);
    assert_non_null(strstr(line, "设备已绑定到这个 sag- 标签"));
}

static void free_text_is_quoted(void **state) {
    (void)state;
    memset(&model, 0, sizeof(model));
    model.screen = SK_SCREEN_NOTICE;
    model.notice = SK_NOTICE_NOT_A_LABEL;
    memcpy(model.notice_label, "a \"b\": c", 9);
    sk_line_format(&model, line, sizeof(line));
    assert_memory_equal(line, "NOTICE not-a-label label=\"a \\\"b\\\": c\": This", 40);
}

static void a_supervisors_line_names_the_page_and_never_tells_of_the_pin(void **state) {
    (void)state;
    format_example("supervisor-pin");
    assert_string_equal(line, "SUPERVISOR pin"); /* not even how many digits */
    format_example("supervisor-pin-locked");
    assert_string_equal(line, "SUPERVISOR pin state=locked");
    format_example("supervisor-menu");
    assert_string_equal(line, "SUPERVISOR menu");
    format_example("supervisor-attention");
    assert_string_equal(line, "SUPERVISOR list attention rows=6");
    format_example("supervisor-pair-refused");
    assert_string_equal(line, "SUPERVISOR pair #412 sage62x021922a1b2 -> sag-c3m3n1khz58lbfhfw1");
    format_example("supervisor-undone");
    assert_string_equal(line, "SUPERVISOR result done: The cloud has undone the binding. The "
                              "device can be bound again.");
}

static void a_long_line_is_cut_and_stays_a_string(void **state) {
    (void)state;
    char small[24];
    format_example("refused-conflict");
    memset(small, 'x', sizeof(small));
    sk_line_format(&model, small, sizeof(small));
    assert_int_equal(strlen(small), 23);
    assert_memory_equal(small, line, 23);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_screen_has_its_word_in_front),
        cmocka_unit_test(a_verdict_line_holds_pair_facts_and_sentence),
        cmocka_unit_test(the_word_stays_english_in_every_language),
        cmocka_unit_test(free_text_is_quoted),
        cmocka_unit_test(a_supervisors_line_names_the_page_and_never_tells_of_the_pin),
        cmocka_unit_test(a_long_line_is_cut_and_stays_a_string),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
