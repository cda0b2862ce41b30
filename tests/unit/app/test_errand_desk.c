/* What the office asks of a bench, through the whole app: on the screen, in the supervisor's pages,
 * and in the log. */
#define _XOPEN_SOURCE 700 /* nftw() */

#include "kiosk.h"

#include <sqlite3.h>

static void ask(int64_t id, enum sk_errand_kind kind, const char *text) {
    struct sk_errand request = {
        .id = id, .kind = kind, .who = "Li", .pair = kind >= SK_ERRAND_RETRY ? 42 : 0
    };
    (void)snprintf(request.text, sizeof(request.text), "%s", text);
    sk_app_office_asks(app, &request);
}

/* How many events of the office are in the log, with that text. */
static int count_notes(const char *like) {
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;
    int count = -1;
    assert_int_equal(sqlite3_open(scratch_file("journal.db"), &db), SQLITE_OK);
    assert_int_equal(
        sqlite3_prepare_v2(
            db, "SELECT count(*) FROM event WHERE event='office' AND note LIKE '%' || ?1 || '%'",
            -1, &statement, NULL),
        SQLITE_OK);
    (void)sqlite3_bind_text(statement, 1, like, -1, SQLITE_STATIC);
    if (sqlite3_step(statement) == SQLITE_ROW) {
        count = sqlite3_column_int(statement, 0);
    }
    (void)sqlite3_finalize(statement);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
    return count;
}

static void touch(enum sk_super_touch_type type, int32_t value) {
    sk_app_touch(app, (struct sk_super_touch){ .type = type, .value = value });
    (void)sk_app_turn(app);
}

static void open_menu(void) {
    config.demo_pin_line = "sag-kiosk-pin 1 scrypt 15 8 2 000102030405060708090a0b0c0d0e0f "
                           "f5d0771afbabf45081762d196180560e419d488d8595c88f3123ef44db4f0495";
    start();
    touch(SK_SUPER_TOUCH_OPEN, 0);
    WAIT_FOR(model()->supervisor.page == SK_SUPER_PIN);
    for (const char *digit = "2468"; *digit; digit++) {
        touch(SK_SUPER_TOUCH_DIGIT, *digit - '0');
    }
    touch(SK_SUPER_TOUCH_ENTER, 0);
    WAIT_FOR(model()->supervisor.page == SK_SUPER_MENU);
}

static void a_message_is_shown_until_it_is_touched_and_is_in_the_log(void **state) {
    (void)state;
    start();
    ask(1, SK_ERRAND_MESSAGE, "the truck\ncomes at three");
    assert_null(strchr(model()->office_message, '\n')); /* safe to show */
    assert_string_equal(model()->office_who, "Li");
    WAIT_FOR(model()->screen == SK_SCREEN_READY);
    sk_app_act(app, SK_BUTTON_SEEN);
    assert_string_equal(model()->office_message, "");
    ask(1, SK_ERRAND_MESSAGE, "the truck\ncomes at three"); /* the answer was lost */
    assert_string_equal(model()->office_message, "");
    WAIT_FOR(count_notes("was seen") == 1);
    assert_int_equal(count_notes("the office (Li): message: the truck"), 1);
}

static void the_card_acknowledges_a_message_too(void **state) {
    (void)state;
    start();
    WAIT_FOR(model()->screen == SK_SCREEN_READY);
    ask(1, SK_ERRAND_MESSAGE, "one");
    push("SAGK:ACK", SK_SOURCE_STDIN);
    WAIT_FOR(model()->office_message[0] == '\0');
}

static void a_hold_by_the_office_says_why_and_who(void **state) {
    (void)state;
    start();
    ask(1, SK_ERRAND_HOLD, "stock count");
    WAIT_FOR(model()->is_on_hold);
    assert_string_equal(model()->hold_reason, "stock count (office: Li)");
    ask(2, SK_ERRAND_RELEASE, "");
    WAIT_FOR(!model()->is_on_hold);
}

static void a_supervisor_sees_what_waits_and_confirms_or_declines_it(void **state) {
    (void)state;
    open_menu();
    ask(7, SK_ERRAND_UNDO, "wrong box");
    ask(8, SK_ERRAND_DEAL, "found");
    assert_int_equal(model()->supervisor.office_count, 2);
    touch(SK_SUPER_TOUCH_OFFICE, 0);
    assert_int_equal(model()->supervisor.page, SK_SUPER_OFFICE);
    assert_int_equal(model()->supervisor.office.task, SK_SUPER_TASK_UNDO);
    assert_int_equal(model()->supervisor.office.pair, 42);
    touch(SK_SUPER_TOUCH_OLDER, 0);
    assert_int_equal(model()->supervisor.office.task, SK_SUPER_TASK_DEAL);
    touch(SK_SUPER_TOUCH_CANCEL, model()->supervisor.office.touch);
    assert_int_equal(model()->supervisor.office_count, 1);
    touch(SK_SUPER_TOUCH_YES, model()->supervisor.office.touch);
    assert_int_equal(model()->supervisor.office_count, 0);
    WAIT_FOR(count_notes("declined: deal pair 42") == 1);
    WAIT_FOR(count_notes("confirmed: undo pair 42") == 1);
    touch(SK_SUPER_TOUCH_BACK, 0);
    assert_int_equal(model()->supervisor.page, SK_SUPER_MENU);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_bench, finish_bench)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(a_message_is_shown_until_it_is_touched_and_is_in_the_log),
        TEST(the_card_acknowledges_a_message_too),
        TEST(a_hold_by_the_office_says_why_and_who),
        TEST(a_supervisor_sees_what_waits_and_confirms_or_declines_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
