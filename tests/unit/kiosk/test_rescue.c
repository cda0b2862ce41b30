/* What the screen says when the kiosk does not start: each cause that systemd names. */
#include "kiosk/rescue.h"

#include "check.h"

#include "app/model/told.h"
#include "base/language.h"
#include "base/util.h"

#include <string.h>

static struct sk_model model;

static const char *first_of(const char *result, const char *code, const char *status) {
    const struct sk_rescue_cause cause = { result, code, status };
    sk_rescue_model(&model, &cause);
    assert_int_equal(model.screen, SK_SCREEN_PROBLEM);
    assert_int_equal(model.problem_count, 3);
    return model.problems[0];
}

static void each_cause_has_its_sentence(void **state) {
    (void)state;
    assert_non_null(strstr(first_of("watchdog", "killed", "KILL"), "hung"));
    assert_non_null(strstr(first_of("timeout", NULL, NULL), "too long"));
    assert_non_null(strstr(first_of("oom-kill", "killed", "KILL"), "too little memory"));
    assert_non_null(strstr(first_of("exit-code", "exited", "1"), "status 1"));
    assert_non_null(strstr(first_of("signal", "killed", "SEGV"), "signal SEGV"));
    assert_non_null(strstr(first_of("core-dump", "dumped", "ABRT"), "signal ABRT"));
    assert_non_null(strstr(first_of(NULL, NULL, NULL), "does not start"));
    assert_non_null(strstr(first_of("start-limit-hit", "", ""), "does not start"));
}

static void whatever_the_cause_it_says_what_to_do(void **state) {
    (void)state;
    char endless[4096];
    memset(endless, 'x', sizeof(endless) - 1);
    endless[sizeof(endless) - 1] = '\0';
    (void)first_of("exit-code", "exited", endless);
    assert_non_null(strstr(model.problems[1], "ship nothing that was not green"));
    assert_non_null(strstr(model.problems[2], "journalctl -u sag-kiosk"));
}

/* In another language no sentence stays English. */
static void each_sentence_is_translated(void **state) {
    (void)state;
    static const char *const results[][3] = {
        { "watchdog", "killed", "KILL" }, { "timeout", NULL, NULL },
        { "oom-kill", NULL, NULL },       { "exit-code", "exited", "1" },
        { "signal", "killed", "SEGV" },   { NULL, NULL, NULL }
    };
    struct sk_err_info info = { "" };
    assert_int_equal(sk_language_set("de", &info), SK_OK);
    for (size_t i = 0; i < SK_ARRAY_LEN(results); i++) {
        (void)first_of(results[i][0], results[i][1], results[i][2]);
        for (size_t j = 0; j < model.problem_count; j++) {
            char told[SK_ERR_TEXT_SIZE];
            sk_told(model.problems[j], told, sizeof(told));
            assert_string_not_equal(told, model.problems[j]);
        }
    }
    assert_int_equal(sk_language_set("en", &info), SK_OK);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_cause_has_its_sentence),
        cmocka_unit_test(whatever_the_cause_it_says_what_to_do),
        cmocka_unit_test(each_sentence_is_translated),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
