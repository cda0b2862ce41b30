/* The app in virtual time (bench.h): orders, losses, and the power that fails at each step. */
#include "unit/app/bench.h"

#include "base/log.h"

static uint32_t random_state;

static int random_below(int limit) {
    random_state = random_state * 1664525u + 1013904223u;
    return (int)((random_state >> 16) % (uint32_t)limit);
}

/* --- one pair ----------------------------------------------------------------------------- */

static void a_pair_goes_its_way_from_scan_to_green(void **state) {
    (void)state;
    power_on();
    assert_int_equal(model()->screen, SK_SCREEN_READY);
    scan_serial(1);
    scan_instance(1);
    assert_int_equal(bench.request_count, 0); /* not before it is on the disk */
    assert_true(commit_and_turn());
    assert_int_equal(bench.request_count, 1);
    assert_int_equal(model()->screen, SK_SCREEN_WORKING);
    answer_request(0, OUTCOME_DONE);
    turn();
    assert_int_not_equal(model()->screen, SK_SCREEN_BOUND); /* not before that is on the disk */
    assert_true(commit_and_turn());
    assert_int_equal(model()->screen, SK_SCREEN_BOUND);
    assert_true(sk_app_is_idle(bench.app));
}

static void what_was_sent_before_the_power_failed_is_asked_for(void **state) {
    (void)state;
    power_on();
    scan_serial(1);
    scan_instance(1);
    (void)commit_and_turn();
    answer_bind(&bench.requests[0].pair, true, &(struct sk_answer){ .number = 1 });
    power_off();
    power_on();
    (void)commit_and_turn(); /* the load */
    assert_int_equal(bench.request_count, 1);
    assert_int_equal(bench.requests[0].request, SK_REQUEST_ASK_INSTANCE);
    calm_down();
    assert_int_equal(bench.rows[1].result, SK_RESULT_BOUND);
    assert_int_equal(bench.binds, 1);
}

static void a_pair_of_which_nothing_is_on_the_disk_was_never_sent(void **state) {
    (void)state;
    power_on();
    scan_serial(1);
    scan_instance(1);
    power_off();
    power_on();
    calm_down();
    assert_int_equal(bench.binds, 0);
    assert_int_equal(bench.last_row, 0);
}

/* --- at rest ------------------------------------------------------------------------------ */

static void a_bench_at_rest_shows_the_same_picture_and_asks_for_hardly_a_turn(void **state) {
    (void)state;
    enum { HOUR_MS = 3600000 };
    int turns = 0;
    power_on();
    calm_down();
    pass(60000);
    uint64_t revision = model()->revision;
    sk_ms end = bench.now + HOUR_MS;
    while (bench.now < end) {
        sk_ms wait = sk_app_turn(bench.app);
        turns++;
        bench.now = wait < 0 ? end : bench.now + (wait > 0 ? wait : 1);
    }
    assert_int_equal(model()->revision, revision);
    assert_in_range(turns, 1, 360); /* one in ten seconds */
}

/* --- more than the outbox holds ----------------------------------------------------------- */

static void submit(int which) {
    char serial[32];
    char instance[32];
    (void)snprintf(serial, sizeof(serial), "sage62x02192%05d", which % 10);
    (void)snprintf(instance, sizeof(instance), "sag-many%010d", which);
    assert_int_equal(sk_app_submit(bench.app, serial, instance), which);
}

static void a_pair_behind_the_window_is_taken_back_with_its_labels(void **state) {
    (void)state;
    enum { MANY = 130 };
    struct sk_verdict verdict;
    power_on();
    for (int i = 1; i <= MANY; i++) {
        submit(i);
    }
    sk_app_withdraw(bench.app, MANY, "sage62x0219200000", "sag-many0000000130");
    for (int i = 0; i < 3 * MANY && !sk_app_verdict(bench.app, MANY, &verdict); i++) {
        (void)commit_and_turn();
    }
    assert_true(sk_app_verdict(bench.app, MANY, &verdict));
    assert_int_equal(verdict.kind, SK_VERDICT_WITHDRAWN);
    assert_string_equal(verdict.labels.serial, "sage62x0219200000");
    assert_string_equal(verdict.labels.instance, "sag-many0000000130");
    assert_int_equal(bench.rows[MANY].result, SK_RESULT_WITHDRAWN);
}

static void all_that_the_outbox_cannot_hold_is_sent_in_order(void **state) {
    (void)state;
    enum { MANY = 300 };
    int64_t last = 0;
    power_on();
    for (int i = 1; i <= MANY; i++) {
        char serial[32];
        (void)snprintf(serial, sizeof(serial), "sage62x%010d", i * 10 + i % SERIALS);
        assert_int_equal(sk_app_submit(bench.app, serial, "sag-demo0000000000ok01"), i);
    }
    for (int i = 0; i < 20000 && last < MANY; i++) {
        while (commit_and_turn()) {
        }
        if (bench.request_count > 0) { /* of one instance: one after the other */
            assert_int_equal(bench.request_count, 1);
            bench.bound_to[bench.requests[0].pair.labels.serial[16] - '0'][0] = '\0';
            last =
                bench.requests[0].request == SK_REQUEST_BIND ? bench.requests[0].pair.number : last;
            answer_request(0, OUTCOME_DONE);
            turn();
        } else {
            pass(1000);
        }
    }
    calm_down();
    for (int i = 1; i <= MANY; i++) {
        assert_int_equal(bench.rows[i].result, SK_RESULT_BOUND);
    }
}

/* --- several accounts --------------------------------------------------------------------- */

static void expect_account(int request, const char *expected) {
    char text[SK_ACCOUNT_TEXT_SIZE];
    assert_true(bench.request_count > request);
    assert_string_equal(sk_account_text(&bench.requests[request].pair.account, text), expected);
}

static void of_several_accounts_the_one_in_trouble_is_named_and_the_others_go_on(void **state) {
    (void)state;
    set("cloud.routes", "ok02$ cn-shanghai/plant-b");
    power_on();
    scan_serial(1);
    scan_instance(2);
    (void)commit_and_turn();
    expect_account(0, "cn-shanghai/plant-b");
    answer_request(0, OUTCOME_BLOCKED);
    turn();
    assert_int_equal(model()->screen, SK_SCREEN_REFUSED);
    assert_string_equal(model()->account, "cn-shanghai/plant-b");
    assert_string_equal(model()->link_account, "cn-shanghai/plant-b");
    assert_string_equal(model()->banner_account, "cn-shanghai/plant-b");
    sk_app_act(bench.app, SK_BUTTON_ACKNOWLEDGE);
    scan_serial(2);
    scan_instance(1);
    while (commit_and_turn()) {
    }
    expect_account(0, "cn-hangzhou/default");
    answer_request(0, OUTCOME_DONE);
    turn();
    while (commit_and_turn()) {
    }
    assert_int_equal(model()->screen, SK_SCREEN_BOUND);
    assert_string_equal(model()->account, "");
    assert_int_equal(model()->link, SK_LINK_BLOCKED); /* the other one's still */
}

/* The journal says the account, and not the settings of a later run. */
static void a_pair_keeps_its_account_over_a_restart(void **state) {
    (void)state;
    set("cloud.routes", "ok02$ cn-shanghai/plant-b");
    power_on();
    scan_serial(1);
    scan_instance(2);
    (void)commit_and_turn();
    power_off();
    set("cloud.routes", "");
    set("cloud.region", "eu-central-1");
    power_on();
    (void)commit_and_turn();
    assert_int_equal(bench.requests[0].request, SK_REQUEST_ASK_INSTANCE);
    expect_account(0, "cn-shanghai/plant-b");
}

static void
an_account_that_cannot_be_used_covers_the_screen_only_if_there_is_no_other(void **state) {
    (void)state;
    struct sk_sender_news news = { .type = SK_SENDER_TROUBLE,
                                   .account = { "cn-shanghai", "plant-b" },
                                   .text.text = "profile 'plant-b' is in none of the files" };
    power_on();
    bench.listener.on_news(bench.listener.data, &news);
    turn();
    assert_int_equal(model()->screen, SK_SCREEN_PROBLEM);
    power_off();
    set("cloud.routes", "ok02$ cn-shanghai/plant-b");
    power_on();
    bench.listener.on_news(bench.listener.data, &news);
    turn();
    assert_int_equal(model()->screen, SK_SCREEN_READY);
    assert_true(model()->banner);
    assert_string_equal(model()->banner_account, "cn-shanghai/plant-b");
    news.type = SK_SENDER_RECOVERED;
    bench.listener.on_news(bench.listener.data, &news);
    turn();
    assert_false(model()->banner);
}

/* More pairs of an account that gets no call through than the window holds. */
static void an_account_with_any_number_of_pairs_keeps_no_other_waiting(void **state) {
    (void)state;
    enum { MANY = 200 };
    set("cloud.routes", "ok02$ /plant-b");
    power_on();
    for (int i = 1; i <= MANY; i++) {
        char serial[32];
        (void)snprintf(serial, sizeof(serial), "sage62x%010d", i * 10 + i % SERIALS);
        assert_int_equal(sk_app_submit(bench.app, serial, "sag-demo0000000000ok02"), i);
        for (int j = 0; j < 4; j++) {
            (void)commit_and_turn();
        }
        if (bench.request_count > 0) {
            answer_request(0, OUTCOME_BLOCKED);
            turn();
        }
    }
    assert_true(model()->waiting == MANY);
    assert_int_equal(sk_app_submit(bench.app, "sage62x0219229991", "sag-demo0000000000ok01"),
                     MANY + 1);
    while (commit_and_turn()) {
    }
    expect_account(bench.request_count - 1, "cn-hangzhou/default");
    answer_request(bench.request_count - 1, OUTCOME_DONE);
    turn();
    while (commit_and_turn()) {
    }
    assert_int_equal(bench.rows[MANY + 1].result, SK_RESULT_BOUND);
}

/* --- lives -------------------------------------------------------------------------------- */

static void press(void) {
    static const enum sk_button buttons[] = { SK_BUTTON_ACKNOWLEDGE, SK_BUTTON_ACKNOWLEDGE,
                                              SK_BUTTON_CANCEL, SK_BUTTON_UNDO, SK_BUTTON_MODE };
    sk_app_act(bench.app, buttons[random_below(5)]);
    turn();
}

/* The cloud does what reached it, even if the answer reaches nobody. */
static void let_requests_arrive(void) {
    for (int i = 0; i < bench.request_count; i++) {
        if (bench.requests[i].request == SK_REQUEST_BIND && random_below(2) == 0) {
            struct sk_answer unheard = { .number = bench.requests[i].pair.number };
            answer_bind(&bench.requests[i].pair, true, &unheard);
        }
    }
}

static void lose_power(void) {
    let_requests_arrive();
    power_off();
    bench.now += 1000;
    power_on();
}

static void do_anything(bool may_fail) {
    switch (random_below(may_fail ? 12 : 10)) {
    case 0:
    case 1:
        scan_serial(1 + random_below(SERIALS - 1));
        break;
    case 2:
    case 3:
        scan_instance(1 + random_below(INSTANCES));
        break;
    case 4:
    case 5:
        (void)commit_and_turn();
        break;
    case 6:
    case 7:
        if (bench.request_count > 0) {
            answer_request(random_below(bench.request_count), (enum outcome)random_below(OUTCOMES));
            turn();
        }
        break;
    case 8:
        pass(random_below(3) == 0 ? 40000 : random_below(2000));
        break;
    case 9:
        press();
        break;
    default:
        lose_power();
        break;
    }
}

static void check_the_end(void) {
    if (!sk_app_is_idle(bench.app)) {
        fail_msg("never idle: screen %d, %d requests, %d jobs", (int)model()->screen,
                 bench.request_count, bench.job_count);
    }
    for (int64_t i = 1; i <= bench.last_row; i++) {
        const struct sk_stored_pair *row = &bench.rows[i];
        if (row->pair.number == 0) {
            continue; /* its number was given, and the power failed before it was saved */
        }
        assert_int_not_equal(row->result, SK_RESULT_PENDING);
        const char *bound_to = bench.bound_to[row->pair.labels.serial[16] - '0'];
        if (row->result == SK_RESULT_BOUND) {
            assert_string_equal(bound_to, row->pair.labels.instance);
        } else {
            assert_false(bench.was_done[i]); /* what the cloud did for a pair, the row says */
        }
    }
}

static void live(uint32_t seed, int steps, bool may_fail) {
    void *state = NULL;
    random_state = seed;
    assert_int_equal(make_bench(&state), 0);
    if (seed % 2 == 1) {
        set("cloud.routes", "ok0[34]$ cn-shanghai/plant-b");
    }
    power_on();
    for (int i = 0; i < steps && bench.last_row < ROWS - 20; i++) {
        do_anything(may_fail);
    }
    calm_down();
    check_the_end();
    (void)clear_bench(&state);
}

static void no_life_loses_a_pair_binds_one_twice_or_shows_a_green_that_is_none(void **state) {
    (void)state;
    for (uint32_t seed = 1; seed <= 40; seed++) {
        live(seed, 120, false);
    }
}

static void nor_does_one_in_which_the_power_fails(void **state) {
    (void)state;
    for (uint32_t seed = 1001; seed <= 1040; seed++) {
        live(seed, 120, true);
    }
}

/* The same life again and again, and each time the power fails one step later. */
static void nor_does_it_matter_at_which_step_it_fails(void **state) {
    (void)state;
    for (int step = 0; step < 60; step++) {
        random_state = 77;
        assert_int_equal(make_bench(state), 0);
        power_on();
        for (int i = 0; i < 60; i++) {
            if (i == step) {
                uint32_t kept = random_state;
                lose_power();
                random_state = kept;
            }
            do_anything(false);
        }
        calm_down();
        check_the_end();
        (void)clear_bench(state);
    }
}

int main(void) {
    sk_log_set_level(SK_LOG_ERROR); /* troubles are what these lives are made of */
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            a_bench_at_rest_shows_the_same_picture_and_asks_for_hardly_a_turn, make_bench,
            clear_bench),
        cmocka_unit_test_setup_teardown(a_pair_goes_its_way_from_scan_to_green, make_bench,
                                        clear_bench),
        cmocka_unit_test_setup_teardown(what_was_sent_before_the_power_failed_is_asked_for,
                                        make_bench, clear_bench),
        cmocka_unit_test_setup_teardown(a_pair_of_which_nothing_is_on_the_disk_was_never_sent,
                                        make_bench, clear_bench),
        cmocka_unit_test_setup_teardown(a_pair_behind_the_window_is_taken_back_with_its_labels,
                                        make_bench, clear_bench),
        cmocka_unit_test_setup_teardown(all_that_the_outbox_cannot_hold_is_sent_in_order,
                                        make_bench, clear_bench),
        cmocka_unit_test_setup_teardown(
            of_several_accounts_the_one_in_trouble_is_named_and_the_others_go_on, make_bench,
            clear_bench),
        cmocka_unit_test_setup_teardown(a_pair_keeps_its_account_over_a_restart, make_bench,
                                        clear_bench),
        cmocka_unit_test_setup_teardown(
            an_account_that_cannot_be_used_covers_the_screen_only_if_there_is_no_other, make_bench,
            clear_bench),
        cmocka_unit_test_setup_teardown(an_account_with_any_number_of_pairs_keeps_no_other_waiting,
                                        make_bench, clear_bench),
        cmocka_unit_test(no_life_loses_a_pair_binds_one_twice_or_shows_a_green_that_is_none),
        cmocka_unit_test(nor_does_one_in_which_the_power_fails),
        cmocka_unit_test(nor_does_it_matter_at_which_step_it_fails),
    };
    return cmocka_run_group_tests_name("app", tests, NULL, NULL);
}
