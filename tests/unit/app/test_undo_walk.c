/* One undo from the touch to its end: supervisor, actions and undo, with a journal and a cloud that
 * say yes; and the walk in src/README.md is what they do. */
#include "stderr_text.h"
#include "unit/app/actions_inputs.h"

#include "app/supervisor/supervisor.h"
#include "base/log.h"
#include "base/whole_file.h"

#include <stdbool.h>
#include <string.h>

#define PAIR 42
#define UNDO 57
#define LINES_SIZE 8192

static struct sk_super super;
static struct sk_actions actions;
static sk_ms now = 5000000;
static int requests; /* that were sent */

/* ---- to the question "really?" ---- */

static void put(const struct sk_super_input *input) {
    struct sk_super_effect effect;
    sk_super_step(&super, input, now);
    while (sk_super_next(&super, now, &effect)) {
        assert_int_equal(effect.type, SK_SUPER_EFFECT_ASK);
    }
}

static void touch(enum sk_super_touch_type type, int32_t value) {
    struct sk_super_input input = { .type = SK_SUPER_INPUT_TOUCH,
                                    .touch = { .type = type, .value = value } };
    put(&input);
}

static void news(struct sk_job_news *what) {
    struct sk_super_input input = { .type = SK_SUPER_INPUT_NEWS, .news = what };
    what->id = super.job_id;
    put(&input);
}

static void to_confirm(void) {
    struct sk_super_rules rules = { .idle = 120000, .longest = 1800000 };
    static struct sk_job_news look = { .type = SK_JOB_LOOK, .has_pin = true };
    static struct sk_job_news right = { .type = SK_JOB_PIN, .has_pin = true, .is_right = true };
    static struct sk_job_news rows = { .type = SK_JOB_SEARCH, .count = 1 };
    static struct sk_job_news detail = { .type = SK_JOB_DETAIL, .count = 1 };
    rows.rows[0] = (struct sk_stored_pair){ .pair.number = PAIR, .result = SK_RESULT_BOUND };
    detail.rows[0] = rows.rows[0];
    sk_super_init(&super, &rules);
    touch(SK_SUPER_TOUCH_OPEN, 0);
    news(&look);
    for (int32_t i = 0; i < 4; i++) {
        touch(SK_SUPER_TOUCH_DIGIT, i);
    }
    touch(SK_SUPER_TOUCH_ENTER, 0);
    news(&right);
    touch(SK_SUPER_TOUCH_SEARCH, 0);
    news(&rows);
    touch(SK_SUPER_TOUCH_ROW, 0);
    news(&detail);
    touch(SK_SUPER_TOUCH_TASK, SK_SUPER_TASK_UNDO);
    touch(SK_SUPER_TOUCH_REASON, 0);
    assert_int_equal(super.page, SK_SUPER_CONFIRM);
}

/* ---- journal, cloud and what connects the machines ---- */

static void look_up(int64_t number) {
    struct sk_recorder_news found = { .type = SK_RECORDER_LOOKED, .number = number };
    struct sk_scan_facts facts = { .source = SK_SOURCE_CLI };
    int64_t next_number = UNDO;
    found.stored = (struct sk_stored_pair){ .pair.number = number, .result = SK_RESULT_BOUND };
    assert_int_equal(number, PAIR);
    actions_looked(&actions, &found, &facts, &next_number, now);
    assert_int_equal(next_number, UNDO + 1);
}

static void answer(const struct sk_actions_effect *effect) {
    struct sk_answer done = { .number = effect->pair.number, .request = effect->request };
    assert_int_equal(effect->pair.refers, PAIR);
    assert_int_equal(effect->request, SK_REQUEST_UNBIND);
    requests++;
    assert_true(actions_answer(&actions, &done, now));
}

static void tell(const struct sk_action_result *result) {
    struct sk_super_input input = { .type = SK_SUPER_INPUT_ACTION, .action = result };
    assert_int_equal(result->end, SK_ACTION_DONE);
    put(&input);
}

/* False: there is nothing more to do. */
static bool carry_out_one(void) {
    struct sk_actions_effect effect;
    if (!sk_actions_next(&actions, now, &effect)) {
        return false;
    }
    switch (effect.type) {
    case SK_ACTIONS_EFFECT_LOOK:
        look_up(effect.number);
        break;
    case SK_ACTIONS_EFFECT_RECORD:
        actions_saved(&actions, effect.record.pair.number, effect.record.event, now);
        break;
    case SK_ACTIONS_EFFECT_SEND:
        answer(&effect);
        break;
    case SK_ACTIONS_EFFECT_END:
        tell(&effect.result);
        break;
    case SK_ACTIONS_EFFECT_SUBMIT:
        fail_msg("an undo submits no pair");
    }
    return true;
}

static void confirm(void) {
    struct sk_super_effect effect;
    struct sk_super_input yes = { .type = SK_SUPER_INPUT_TOUCH,
                                  .touch = { .type = SK_SUPER_TOUCH_YES } };
    sk_super_step(&super, &yes, now);
    assert_true(sk_super_next(&super, now, &effect));
    assert_int_equal(effect.type, SK_SUPER_EFFECT_DO);
    actions_add(&actions, &effect.action, now);
    assert_false(sk_super_next(&super, now, &effect));
}

/* ---- the walk ---- */

/* The lines of text, or of what a log has behind its level, that have a transition. */
static void keep_transitions(const char *text, const char *behind, char *out) {
    char line[256];
    out[0] = '\0';
    for (; *text; text += strcspn(text, "\n"), text += *text == '\n') {
        size_t length = strcspn(text, "\n");
        assert_true(length < sizeof(line));
        memcpy(line, text, length);
        line[length] = '\0';
        const char *start = behind[0] != '\0' ? strstr(line, behind) : line;
        if (start && strstr(line, " -> ")) {
            assert_true(strlen(out) + length + 2 < LINES_SIZE);
            (void)strcat(strcat(out, start + strlen(behind)), "\n");
        }
    }
}

static void read_walk(char *out) {
    char *readme = NULL;
    size_t length = 0;
    assert_int_equal(sk_whole_file_read(SK_README, 1 << 20, &readme, &length, NULL), SK_OK);
    char *walk = strstr(readme, "\n## One undo, ");
    assert_non_null(walk);
    walk = strstr(walk, "\n```\n");
    assert_non_null(walk);
    char *end = strstr(walk + 5, "\n```\n");
    assert_non_null(end);
    end[1] = '\0';
    keep_transitions(walk + 5, "", out);
    free(readme);
}

static void an_undo_goes_the_way_that_is_drawn(void **state) {
    (void)state;
    static char log[LINES_SIZE], walked[LINES_SIZE], drawn[LINES_SIZE];
    struct sk_actions_rules rules = { .undo.ask_rounds = 1 };
    sk_actions_init(&actions, &rules);
    to_confirm();
    sk_log_set_level(SK_LOG_DEBUG);
    struct stderr_text text = stderr_text_begin();
    confirm();
    while (carry_out_one()) {
    }
    sk_log_set_level(SK_LOG_WARNING);
    stderr_text_end(&text, log, sizeof(log));
    assert_string_equal(super.what, "The cloud has undone the binding.");
    assert_string_equal(super.advice, "The device can be bound again.");
    assert_int_equal(requests, 1);
    keep_transitions(log, " debug ", walked);
    read_walk(drawn);
    assert_string_equal(walked, drawn);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(an_undo_goes_the_way_that_is_drawn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
