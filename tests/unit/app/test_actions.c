#include "check.h"

#include "unit/app/actions_inputs.h"

#include <string.h>

struct desk {
    struct sk_actions actions;
    struct sk_actions_effect effect;
    int64_t next_number;
    sk_ms now;
};

static const struct sk_actions_rules rules = { .undo = { .ask_rounds = 2,
                                                         .ask_delay = { 500, 10000 } } };

static void open_desk(struct desk *desk) {
    memset(desk, 0, sizeof(*desk));
    sk_actions_init(&desk->actions, &rules);
    desk->next_number = 20;
    desk->now = 1000000;
}

static void ask(struct desk *desk, enum sk_action_type type, uint64_t id, int64_t number) {
    struct sk_action action = {
        .type = type, .id = id, .number = number, .source = SK_SOURCE_SCREEN
    };
    (void)snprintf(action.operator_name, sizeof(action.operator_name), "Li");
    (void)snprintf(action.reason, sizeof(action.reason), "wrong shelf");
    actions_add(&desk->actions, &action, desk->now);
}

static bool next(struct desk *desk) {
    return sk_actions_next(&desk->actions, desk->now, &desk->effect);
}

static void expect(struct desk *desk, enum sk_actions_effect_type type) {
    assert_true(next(desk));
    assert_int_equal(desk->effect.type, type);
}

static void expect_end(struct desk *desk, uint64_t id, enum sk_action_end end) {
    expect(desk, SK_ACTIONS_EFFECT_END);
    assert_int_equal(desk->effect.result.id, id);
    assert_int_equal(desk->effect.result.end, end);
}

/* The journal finds a pair, or says why not. */
static void find(struct desk *desk, int64_t number, const char *why_not) {
    struct sk_recorder_news news = { .type = SK_RECORDER_LOOKED, .number = number };
    struct sk_scan_facts facts = { .source = SK_SOURCE_CLI, .wall_ms = 7, .at = 8 };
    news.stored.pair.number = number;
    news.stored.pair.person = 77;
    (void)snprintf(news.stored.pair.customer_order, sizeof(news.stored.pair.customer_order),
                   "PO-7");
    news.stored.pair.account = (struct sk_account){ "cn-shanghai", "plant-b" };
    (void)snprintf(news.stored.pair.customer_order, sizeof(news.stored.pair.customer_order),
                   "PO-7");
    (void)snprintf(news.stored.pair.labels.serial, sizeof(news.stored.pair.labels.serial),
                   "sage62x%lld", (long long)number);
    (void)snprintf(news.stored.pair.labels.instance, sizeof(news.stored.pair.labels.instance),
                   "sag-one");
    (void)snprintf(news.text.text, sizeof(news.text.text), "%s", why_not);
    actions_looked(&desk->actions, &news, &facts, &desk->next_number, desk->now);
}

static void save(struct desk *desk) {
    actions_saved(&desk->actions, desk->effect.record.pair.number, desk->effect.record.event,
                  desk->now);
}

static void answer(struct desk *desk, enum sk_request request, enum sk_answer_class cls) {
    struct sk_answer value = { .number = 20, .request = request, .cls = cls };
    (void)snprintf(value.request_id, sizeof(value.request_id), "R-1");
    assert_true(actions_answer(&desk->actions, &value, desk->now));
}

static void an_undo_is_looked_up_written_and_sent_in_this_order(void **state) {
    (void)state;
    struct desk desk;
    open_desk(&desk);
    ask(&desk, SK_ACTION_UNDO, 3, 4);
    expect(&desk, SK_ACTIONS_EFFECT_LOOK);
    assert_int_equal(desk.effect.look, SK_RECORDER_LOOK_UNDO);
    assert_int_equal(desk.effect.number, 4);
    assert_false(next(&desk));
    find(&desk, 4, "");
    expect(&desk, SK_ACTIONS_EFFECT_RECORD);
    assert_int_equal(desk.effect.record.event, SK_EVENT_UNDO);
    assert_int_equal(desk.effect.record.pair.number, 20);
    assert_int_equal(desk.effect.record.pair.refers, 4);
    assert_string_equal(desk.effect.record.pair.operator_name, "Li");
    assert_string_equal(desk.effect.record.note, "wrong shelf");
    assert_false(next(&desk)); /* nothing is sent before it is on the disk */
    save(&desk);
    expect(&desk, SK_ACTIONS_EFFECT_SEND);
    assert_int_equal(desk.effect.request, SK_REQUEST_UNBIND);
    assert_string_equal(desk.effect.pair.labels.serial, "sage62x4");
    assert_string_equal(desk.effect.pair.account.region, "cn-shanghai"); /* where it is bound */
    assert_string_equal(desk.effect.pair.account.profile, "plant-b");
    answer(&desk, SK_REQUEST_UNBIND, SK_ANSWER_OK);
    expect(&desk, SK_ACTIONS_EFFECT_RECORD);
    assert_int_equal(desk.effect.record.result, SK_RESULT_UNDONE);
    assert_false(next(&desk)); /* nor told */
    save(&desk);
    expect_end(&desk, 3, SK_ACTION_DONE);
    assert_int_equal(desk.effect.result.number, 20);
    assert_int_equal(desk.effect.result.refers, 4);
    assert_string_equal(desk.effect.result.request_id, "R-1");
    assert_int_equal(desk.next_number, 21);
    assert_false(next(&desk));
}

static void what_the_journal_refuses_is_not_done_and_says_why(void **state) {
    (void)state;
    static const enum sk_action_type types[] = { SK_ACTION_UNDO, SK_ACTION_RETRY, SK_ACTION_DEAL };
    for (size_t i = 0; i < 3; i++) {
        struct desk desk;
        open_desk(&desk);
        ask(&desk, types[i], 9, 4);
        expect(&desk, SK_ACTIONS_EFFECT_LOOK);
        find(&desk, 4, "pair 4 is not bound");
        expect_end(&desk, 9, SK_ACTION_NOT_DONE);
        assert_string_equal(desk.effect.result.text.text, "pair 4 is not bound");
        assert_int_equal(desk.effect.result.number, 0);
        assert_int_equal(desk.next_number, 20);
    }
}

static void a_look_at_another_pair_is_not_taken_for_the_answer(void **state) {
    (void)state;
    struct desk desk;
    open_desk(&desk);
    ask(&desk, SK_ACTION_UNDO, 3, 4);
    expect(&desk, SK_ACTIONS_EFFECT_LOOK);
    find(&desk, 5, "");
    assert_false(next(&desk));
}

static void an_undo_that_an_earlier_run_left_open_is_asked_for_first(void **state) {
    (void)state;
    struct desk desk;
    struct sk_recorder_news news = { .type = SK_RECORDER_LOOKED, .number = 4 };
    struct sk_scan_facts facts = { .at = 1 };
    open_desk(&desk);
    ask(&desk, SK_ACTION_UNDO, 3, 4);
    expect(&desk, SK_ACTIONS_EFFECT_LOOK);
    news.stored = (struct sk_stored_pair){ .is_undo = true, .attempts = 1 };
    news.stored.pair = (struct sk_pair){ .number = 20, .refers = 4 };
    desk.next_number = 21;
    actions_looked(&desk.actions, &news, &facts, &desk.next_number, desk.now);
    expect(&desk, SK_ACTIONS_EFFECT_SEND);
    assert_int_equal(desk.effect.request, SK_REQUEST_ASK_INSTANCE);
    assert_int_equal(desk.next_number, 21);               /* no new row */
    answer(&desk, SK_REQUEST_ASK_INSTANCE, SK_ANSWER_OK); /* absent */
    expect(&desk, SK_ACTIONS_EFFECT_RECORD);
    save(&desk);
    expect_end(&desk, 3, SK_ACTION_DONE);
}

static void a_request_that_finds_no_room_leaves_the_device_bound(void **state) {
    (void)state;
    struct desk desk;
    open_desk(&desk);
    ask(&desk, SK_ACTION_UNDO, 3, 4);
    expect(&desk, SK_ACTIONS_EFFECT_LOOK);
    find(&desk, 4, "");
    expect(&desk, SK_ACTIONS_EFFECT_RECORD);
    save(&desk);
    expect(&desk, SK_ACTIONS_EFFECT_SEND);
    actions_unsent(&desk.actions, desk.now);
    expect(&desk, SK_ACTIONS_EFFECT_RECORD);
    save(&desk);
    expect_end(&desk, 3, SK_ACTION_NOT_DONE);
    assert_string_equal(desk.effect.result.text.text, "the device is still bound; try again");
}

static void a_retry_is_done_when_its_new_pair_is_in_the_journal(void **state) {
    (void)state;
    struct desk desk;
    open_desk(&desk);
    ask(&desk, SK_ACTION_RETRY, 5, 7);
    expect(&desk, SK_ACTIONS_EFFECT_LOOK);
    assert_int_equal(desk.effect.look, SK_RECORDER_LOOK_RETRY);
    find(&desk, 7, "");
    expect(&desk, SK_ACTIONS_EFFECT_SUBMIT);
    assert_int_equal(desk.effect.pair.refers, 7);
    assert_string_equal(desk.effect.pair.operator_name, "Li");
    assert_string_equal(desk.effect.pair.labels.serial, "sage62x7");
    actions_submitted(&desk.actions, 31, desk.now);
    assert_false(next(&desk));
    actions_saved(&desk.actions, 30, SK_EVENT_INTENT, desk.now); /* of somebody else */
    actions_saved(&desk.actions, 31, SK_EVENT_ATTEMPT, desk.now);
    assert_false(next(&desk));
    actions_saved(&desk.actions, 31, SK_EVENT_INTENT, desk.now);
    expect_end(&desk, 5, SK_ACTION_DONE);
    assert_int_equal(desk.effect.result.number, 31);
}

/* The journal is told by the facts of a row, or by has_source where it is no pair. */
static void each_action_says_where_it_was_asked_for(void **state) {
    (void)state;
    struct desk desk;
    open_desk(&desk);
    ask(&desk, SK_ACTION_UNDO, 1, 4);
    expect(&desk, SK_ACTIONS_EFFECT_LOOK);
    find(&desk, 4, "");
    expect(&desk, SK_ACTIONS_EFFECT_RECORD);
    assert_int_equal(desk.effect.record.pair.serial_facts.source, SK_SOURCE_SCREEN);
    assert_int_equal(desk.effect.record.pair.instance_facts.source, SK_SOURCE_SCREEN);
    assert_string_equal(desk.effect.record.pair.customer_order, "PO-7");
    open_desk(&desk);
    ask(&desk, SK_ACTION_RETRY, 1, 4);
    expect(&desk, SK_ACTIONS_EFFECT_LOOK);
    find(&desk, 4, "");
    expect(&desk, SK_ACTIONS_EFFECT_SUBMIT);
    assert_int_equal(desk.effect.pair.serial_facts.source, SK_SOURCE_SCREEN);
    assert_int_equal(desk.effect.pair.person, 0); /* not who scanned it */
    assert_string_equal(desk.effect.pair.customer_order, "PO-7");
    open_desk(&desk);
    ask(&desk, SK_ACTION_DEAL, 1, 4);
    expect(&desk, SK_ACTIONS_EFFECT_LOOK);
    find(&desk, 4, "");
    expect(&desk, SK_ACTIONS_EFFECT_RECORD);
    assert_true(desk.effect.record.has_source);
    assert_int_equal(desk.effect.record.pair.serial_facts.source, SK_SOURCE_SCREEN);
}

static void a_retry_without_room_says_so(void **state) {
    (void)state;
    struct desk desk;
    open_desk(&desk);
    ask(&desk, SK_ACTION_RETRY, 5, 7);
    expect(&desk, SK_ACTIONS_EFFECT_LOOK);
    find(&desk, 7, "");
    expect(&desk, SK_ACTIONS_EFFECT_SUBMIT);
    actions_submitted(&desk.actions, 0, desk.now);
    expect_end(&desk, 5, SK_ACTION_NOT_DONE);
    assert_non_null(strstr(desk.effect.result.text.text, "try again"));
}

static void hold_and_release_are_told_when_they_are_written(void **state) {
    (void)state;
    struct desk desk;
    open_desk(&desk);
    ask(&desk, SK_ACTION_HOLD, 1, 0);
    ask(&desk, SK_ACTION_RELEASE, 2, 0);
    expect(&desk, SK_ACTIONS_EFFECT_RECORD);
    assert_int_equal(desk.effect.record.event, SK_EVENT_HOLD);
    assert_int_equal(desk.effect.record.pair.number, 0);
    assert_string_equal(desk.effect.record.note, "wrong shelf");
    assert_string_equal(desk.effect.record.pair.operator_name, "Li");
    assert_false(next(&desk));
    actions_saved(&desk.actions, 0, SK_EVENT_RELEASE, desk.now); /* not this one */
    assert_false(next(&desk));
    save(&desk);
    expect_end(&desk, 1, SK_ACTION_DONE);
    expect(&desk, SK_ACTIONS_EFFECT_RECORD);
    assert_int_equal(desk.effect.record.event, SK_EVENT_RELEASE);
    save(&desk);
    expect_end(&desk, 2, SK_ACTION_DONE);
}

static void a_pair_that_was_dealt_with_is_noted_under_its_number(void **state) {
    (void)state;
    struct desk desk;
    open_desk(&desk);
    ask(&desk, SK_ACTION_DEAL, 1, 6);
    expect(&desk, SK_ACTIONS_EFFECT_LOOK);
    assert_int_equal(desk.effect.look, SK_RECORDER_LOOK_DEAL);
    find(&desk, 6, "");
    expect(&desk, SK_ACTIONS_EFFECT_RECORD);
    assert_int_equal(desk.effect.record.event, SK_EVENT_DEALT);
    assert_int_equal(desk.effect.record.pair.number, 6);
    save(&desk);
    expect_end(&desk, 1, SK_ACTION_DONE);
    assert_int_equal(desk.effect.result.refers, 6);
}

/* It is about an event, and belongs to no pair. */
static void a_dead_letter_is_sent_again_by_what_it_is_about(void **state) {
    (void)state;
    struct desk desk;
    struct sk_recorder_news found = { .type = SK_RECORDER_LOOKED,
                                      .number = 6,
                                      .stored.pair = { .number = 6, .refers = 4711 } };
    struct sk_scan_facts facts = { .source = SK_SOURCE_CLI };
    open_desk(&desk);
    ask(&desk, SK_ACTION_RESEND, 1, 6);
    expect(&desk, SK_ACTIONS_EFFECT_LOOK);
    assert_int_equal(desk.effect.look, SK_RECORDER_LOOK_RESEND);
    actions_looked(&desk.actions, &found, &facts, &desk.next_number, desk.now);
    expect(&desk, SK_ACTIONS_EFFECT_RECORD);
    assert_int_equal(desk.effect.record.event, SK_EVENT_RESEND);
    assert_int_equal(desk.effect.record.pair.number, 0);
    assert_int_equal(desk.effect.record.pair.refers, 4711);
    actions_saved(&desk.actions, 0, SK_EVENT_RESEND, desk.now);
    expect_end(&desk, 1, SK_ACTION_DONE);
    assert_int_equal(desk.effect.result.refers, 6);
}

static void actions_wait_for_each_other_and_each_ends_once(void **state) {
    (void)state;
    struct desk desk;
    open_desk(&desk);
    for (uint64_t id = 1; id <= SK_ACTIONS_MAX; id++) {
        assert_true(sk_actions_has_room(&desk.actions));
        ask(&desk, SK_ACTION_RETRY, id, (int64_t)id);
    }
    assert_false(sk_actions_has_room(&desk.actions));
    for (uint64_t id = 1; id <= SK_ACTIONS_MAX; id++) {
        expect(&desk, SK_ACTIONS_EFFECT_LOOK);
        assert_int_equal(desk.effect.number, id);
        find(&desk, (int64_t)id, "no");
        expect_end(&desk, id, SK_ACTION_NOT_DONE);
    }
    assert_false(next(&desk));
}

static void an_answer_to_somebody_else_is_not_taken(void **state) {
    (void)state;
    struct desk desk;
    struct sk_answer value = { .number = 20, .request = SK_REQUEST_BIND };
    open_desk(&desk);
    assert_false(actions_answer(&desk.actions, &value, desk.now));
    ask(&desk, SK_ACTION_UNDO, 3, 4);
    expect(&desk, SK_ACTIONS_EFFECT_LOOK);
    find(&desk, 4, "");
    value.number = 19;
    assert_false(actions_answer(&desk.actions, &value, desk.now));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_undo_is_looked_up_written_and_sent_in_this_order),
        cmocka_unit_test(what_the_journal_refuses_is_not_done_and_says_why),
        cmocka_unit_test(a_look_at_another_pair_is_not_taken_for_the_answer),
        cmocka_unit_test(an_undo_that_an_earlier_run_left_open_is_asked_for_first),
        cmocka_unit_test(a_request_that_finds_no_room_leaves_the_device_bound),
        cmocka_unit_test(a_retry_is_done_when_its_new_pair_is_in_the_journal),
        cmocka_unit_test(each_action_says_where_it_was_asked_for),
        cmocka_unit_test(a_retry_without_room_says_so),
        cmocka_unit_test(hold_and_release_are_told_when_they_are_written),
        cmocka_unit_test(a_pair_that_was_dealt_with_is_noted_under_its_number),
        cmocka_unit_test(a_dead_letter_is_sent_again_by_what_it_is_about),
        cmocka_unit_test(actions_wait_for_each_other_and_each_ends_once),
        cmocka_unit_test(an_answer_to_somebody_else_is_not_taken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
