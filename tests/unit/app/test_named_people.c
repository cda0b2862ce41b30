/* People who come in by badge and a PIN of their own, at a bench with a real journal: what each
 * does is in the log with the person. */
#define _XOPEN_SOURCE 700 /* nftw() */

#include "kiosk.h"
#include "unit/journal/records.h"

#include "app/supervisor/own_pin.h"
#include "base/language.h"
#include "base/util.h"
#include "journal/people.h"

/* scrypt of "1234", as cheap as it is allowed to be. */
#define PIN_LINE                                                                                   \
    "sag-kiosk-pin 1 scrypt 10 1 1 00000000000000000000000000000000 "                              \
    "937b834d230d3146a8a84c597c36266928e857ce030796cc973b7b4802733ee1"

static int64_t li, ada, wu; /* their numbers */

static void add_people(struct sk_journal *journal) {
    const struct sk_person_news news[] = {
        { .name = "Li Wei", .badge = "OP:Li", .role = SK_ROLE_SUPERVISOR },
        { .name = "Ada", .badge = "0008123456", .role = SK_ROLE_IT },
        { .name = "Wu", .badge = "OP:Wu", .role = SK_ROLE_WORKER, .language = "de" },
    };
    size_t added;
    size_t changed;
    struct sk_people *people = NULL;
    struct sk_pin pin;
    assert_int_equal(sk_people_add(journal, news, SK_ARRAY_LEN(news), &added, &changed, NULL),
                     SK_OK);
    assert_int_equal(sk_people_read(journal, &people, NULL), SK_OK);
    li = sk_people_named(people, "Li Wei")->number;
    ada = sk_people_named(people, "Ada")->number;
    wu = sk_people_named(people, "Wu")->number;
    sk_people_destroy(people);
    assert_true(sk_pin_parse(PIN_LINE, strlen(PIN_LINE), &pin));
    assert_int_equal(sk_own_pin_store(journal_path(), li, &pin, NULL), SK_OK);
    assert_int_equal(sk_own_pin_store(journal_path(), ada, &pin, NULL), SK_OK);
}

static void scan(const char *text) {
    push(text, SK_SOURCE_USB_HID_POS);
    pass(2000);
}

/* Pair 1 is bound, 2 and 3 were refused. */
static int make(void **state) {
    if (make_bench(state) != 0) {
        return -1;
    }
    struct sk_journal *journal = open_journal();
    write_pairs(journal, 1, 1);
    for (int64_t i = 2; i <= 3; i++) {
        char serial[32];
        (void)snprintf(serial, sizeof(serial), "sagrefused%06lld", (long long)i);
        struct sk_record records[] = { intent(i, serial, "sag-demo00000000full01"),
                                       settled(i, SK_RESULT_REFUSED, "SAG.SnOverLimit") };
        append(journal, records, 2);
    }
    add_people(journal);
    sk_journal_destroy(journal);
    set("journal.path", journal_path());
    set("supervisor.shared_pin", "no");
    set("supervisor.export_folder", scratch_file("exports"));
    assert_int_equal(problems.count, 0);
    assert_int_equal(sk_language_set("en", NULL), SK_OK);
    start();
    WAIT_FOR((scan("OP:Wu"), strcmp(model()->operator_name, "Wu") == 0));
    scan("SAGK:SIGNOFF"); /* the table is known */
    WAIT_FOR(model()->operator_name[0] == '\0');
    return 0;
}

static enum sk_super_page page(void) {
    return model()->supervisor.page;
}

static void touch(enum sk_super_touch_type type, int32_t value) {
    sk_app_touch(app, (struct sk_super_touch){ .type = type, .value = value });
}

static void task(enum sk_super_task what) {
    touch(SK_SUPER_TOUCH_TASK, (int32_t)what);
}

/* Into the window, on the PIN pad. */
static void type(const char *text, sk_ms gap) {
    sk_ms at = test_now(NULL);
    for (; *text; text++) {
        char one[2] = { *text, '\0' };
        at += gap;
        assert_true(sk_app_key(app, one, at));
    }
}

static void come_in(const char *badge) {
    touch(SK_SUPER_TOUCH_OPEN, 0);
    WAIT_FOR(model()->supervisor.has_no_pin);
    type(badge, 1);
    WAIT_FOR(model()->supervisor.is_own_pin);
    type("1234\n", 1);
    WAIT_FOR(page() == SK_SUPER_MENU);
}

static void to_result(void) {
    WAIT_FOR(page() == SK_SUPER_RESULT);
    enum sk_super_end end = model()->supervisor.end;
    if (end == SK_SUPER_END_FAILED || end == SK_SUPER_END_REFUSED) {
        fail_msg("%s %s", model()->supervisor.what, model()->supervisor.detail);
    }
}

static void finish_task(void) {
    to_result();
    touch(SK_SUPER_TOUCH_YES, 0);
}

static bool has_event(const char *event, int64_t person, const char *more) {
    char sql[512];
    (void)snprintf(sql, sizeof(sql),
                   "SELECT count(*) FROM event WHERE event='%s' AND person=%lld AND operator=''"
                   " AND %s",
                   event, (long long)person, more);
    return strcmp(text_in(journal_path(), sql), "0") != 0;
}

static void what_a_supervisor_does_at_the_bench_carries_the_number(void **state) {
    (void)state;
    static const char *const events[] = { "session", "hold",       "release",    "exported",
                                          "purged",  "checkpoint", "session-end" };
    come_in("OP:Li\n");
    task(SK_SUPER_TASK_HOLD);
    touch(SK_SUPER_TOUCH_REASON, 0);
    finish_task();
    task(SK_SUPER_TASK_RELEASE);
    touch(SK_SUPER_TOUCH_YES, 0);
    finish_task();
    task(SK_SUPER_TASK_EXPORT);
    touch(SK_SUPER_TOUCH_WHAT, SK_SUPER_WHAT_ALL);
    touch(SK_SUPER_TOUCH_WHERE, SK_SUPER_TO_FOLDER);
    touch(SK_SUPER_TOUCH_YES, 0);
    finish_task();
    task(SK_SUPER_TASK_PURGE);
    touch(SK_SUPER_TOUCH_AGE, 0);
    touch(SK_SUPER_TOUCH_YES, 0);
    finish_task();
    touch(SK_SUPER_TOUCH_CHECKPOINT, 0);
    WAIT_FOR(model()->supervisor.checkpoint[0] != '\0');
    touch(SK_SUPER_TOUCH_LEAVE, 0);
    for (size_t i = 0; i < SK_ARRAY_LEN(events); i++) {
        WAIT_FOR(has_event(events[i], li, "1"));
    }
    assert_true(has_event("session", li, "note='own PIN'"));
}

static void open_pair(size_t row) {
    touch(SK_SUPER_TOUCH_SEARCH, 0);
    WAIT_FOR(!model()->supervisor.is_loading && model()->supervisor.row_count > row);
    touch(SK_SUPER_TOUCH_ROW, (int32_t)row);
    WAIT_FOR(page() == SK_SUPER_DETAIL && !model()->supervisor.is_loading);
}

static void back_to_menu(void) {
    touch(SK_SUPER_TOUCH_YES, 0);
    touch(SK_SUPER_TOUCH_BACK, 0); /* of the list */
    assert_int_equal(page(), SK_SUPER_MENU);
}

static void what_a_supervisor_does_about_pairs_carries_the_number(void **state) {
    (void)state;
    come_in("OP:Li\n");
    open_pair(0); /* 3: the newest */
    task(SK_SUPER_TASK_DEAL);
    touch(SK_SUPER_TOUCH_REASON, 0);
    to_result();
    back_to_menu();
    open_pair(1);
    task(SK_SUPER_TASK_RETRY);
    touch(SK_SUPER_TOUCH_YES, 0);
    to_result();
    WAIT_FOR(strcmp(model()->supervisor.what, "The cloud cannot be reached.") == 0);
    assert_int_equal(model()->supervisor.end, SK_SUPER_END_OPEN); /* sent again is not bound */
    back_to_menu();
    open_pair(3); /* behind the retry */
    task(SK_SUPER_TASK_UNDO);
    touch(SK_SUPER_TOUCH_REASON, 0);
    touch(SK_SUPER_TOUCH_YES, 0); /* no cloud answers: it ends some time */
    WAIT_FOR(has_event("dealt", li, "pair=3"));
    WAIT_FOR(has_event("intent", li, "refers=2"));
    WAIT_FOR(has_event("undo", li, "refers=1"));
}

static void a_pin_that_one_sets_for_another_is_an_event_with_both(void **state) {
    (void)state;
    char whose[64];
    come_in("0008123456\n"); /* digits of a wedge */
    assert_int_equal(model()->supervisor.rights, SK_SUPER_RIGHT_SETUP);
    task(SK_SUPER_TASK_HOLD);
    assert_int_equal(page(), SK_SUPER_MENU);
    task(SK_SUPER_TASK_SET_PIN);
    type("OP:Li\n", 1);
    type("97531\n", 1);
    type("97531\n", 150);
    finish_task();
    touch(SK_SUPER_TOUCH_LEAVE, 0);
    (void)snprintf(whose, sizeof(whose), "note='people.pin=#%lld'", (long long)li);
    WAIT_FOR(has_event("setting", ada, whose));
    touch(SK_SUPER_TOUCH_OPEN, 0);
    WAIT_FOR(model()->supervisor.has_no_pin);
    push("OP:Li", SK_SOURCE_CAMERA);
    WAIT_FOR(model()->supervisor.is_own_pin);
    type("97531\n", 1);
    WAIT_FOR(page() == SK_SUPER_MENU);
    assert_string_equal(model()->supervisor.who, "Li Wei");
}

static void a_wrong_pin_and_a_lock_are_told_of_the_person(void **state) {
    (void)state;
    touch(SK_SUPER_TOUCH_OPEN, 0);
    WAIT_FOR(model()->supervisor.has_no_pin);
    type("OP:Li\n", 1);
    WAIT_FOR(model()->supervisor.is_own_pin);
    for (int i = 0; i < 5; i++) {
        WAIT_FOR(!model()->supervisor.is_checking);
        type("4321\n", 1);
    }
    WAIT_FOR(model()->supervisor.locked_s > 0);
    WAIT_FOR(has_event("wrong-pin", li, "1"));
    WAIT_FOR(has_event("locked", li, "1"));
    type("0008123456\n", 1); /* who has another PIN has another lock */
    WAIT_FOR(strcmp(model()->supervisor.who, "Ada") == 0 && model()->supervisor.is_own_pin);
    assert_int_equal(model()->supervisor.locked_s, 0);
    assert_string_equal(text_in(journal_path(), "SELECT count(*) FROM event WHERE event='locked'"),
                        "1");
}

static bool has_noted(const char *what) {
    char sql[256];
    (void)snprintf(sql, sizeof(sql), "SELECT count(*) FROM event WHERE event='scan' AND %s", what);
    return strcmp(text_in(journal_path(), sql), "0") != 0;
}

/* Before the pad, on it and after it; nor is a scan of a card. */
static void no_pin_gets_into_the_log_however_fast_it_is_typed(void **state) {
    (void)state;
    struct sk_scan late = { .source = SK_SOURCE_KEYBOARD, .at = test_now(NULL) };
    struct sk_scan_sink *sink = sk_app_sink(app);
    sk_scan_set_text(&late, "97531864", 8);
    assert_true(sink->ops->push(sink, &late));
    WAIT_FOR(has_noted("serial_source='keyboard' AND note=''"));
    touch(SK_SUPER_TOUCH_OPEN, 0);
    type("97531864\n", 1);
    push("97531864", SK_SOURCE_USB_HID_POS);
    WAIT_FOR(has_noted("code='in-session' AND note=''"));
    assert_string_equal(text_in(journal_path(), "SELECT count(*) FROM event WHERE note LIKE"
                                                " '%97531864%' OR message LIKE '%97531864%'"),
                        "0");
}

static void whoever_is_erased_or_a_worker_now_leaves_the_role(void **state) {
    (void)state;
    struct sk_erased erased;
    struct sk_journal *journal = NULL;
    come_in("OP:Li\n");
    assert_int_equal(sk_journal_create(&journal, journal_path(), SK_JOURNAL_NOTE, NULL), SK_OK);
    assert_int_equal(sk_people_erase(journal, "Li Wei", &erased, NULL), SK_OK);
    WAIT_FOR((scan("OP:Wu"), page() == SK_SUPER_CLOSED));
    WAIT_FOR(has_event("session-end", li, "1"));
    come_in("0008123456\n");
    const struct sk_person_news news = { .name = "Ada", .badge = "", .role = SK_ROLE_WORKER };
    size_t added;
    size_t changed;
    assert_int_equal(sk_people_add(journal, &news, 1, &added, &changed, NULL), SK_OK);
    WAIT_FOR((scan("OP:Wu"), page() == SK_SUPER_CLOSED));
    sk_journal_destroy(journal);
}

#define NEW_BADGE "0099887766"

static void a_person_is_added_on_the_glass_and_signs_on(void **state) {
    (void)state;
    come_in("OP:Li\n");
    touch(SK_SUPER_TOUCH_PEOPLE, 0);
    assert_int_equal(model()->supervisor.people_count, 3);
    touch(SK_SUPER_TOUCH_ADD, 0);
    for (const char *c = "mei"; *c; c++) {
        touch(SK_SUPER_TOUCH_KEY, *c);
    }
    touch(SK_SUPER_TOUCH_KEY, SK_GLASS_DONE);
    scan(NEW_BADGE);
    WAIT_FOR(model()->supervisor.has_new_badge);
    touch(SK_SUPER_TOUCH_YES, 0);
    finish_task();
    WAIT_FOR(has_event("setting", li, "note LIKE 'people.add=#%'"));
    WAIT_FOR((touch(SK_SUPER_TOUCH_BACK, 0), touch(SK_SUPER_TOUCH_PEOPLE, 0),
              model()->supervisor.people_count == 4));
    touch(SK_SUPER_TOUCH_LEAVE, 0);
    WAIT_FOR((scan(NEW_BADGE), strcmp(model()->operator_name, "Mei") == 0));
    assert_string_equal(text_in(journal_path(), "SELECT count(*) FROM event WHERE note LIKE"
                                                " '%" NEW_BADGE "%'"),
                        "0");
    come_in("OP:Li\n");
    touch(SK_SUPER_TOUCH_PEOPLE, 0);
    touch(SK_SUPER_TOUCH_ROW, 2); /* by name: Ada, Li Wei, Mei, Wu */
    assert_string_equal(model()->supervisor.person.name, "Mei");
    touch(SK_SUPER_TOUCH_DROP_BADGE, 0);
    touch(SK_SUPER_TOUCH_YES, 0);
    finish_task();
    WAIT_FOR(has_event("setting", li, "note LIKE 'people.change=#%'"));
    touch(SK_SUPER_TOUCH_LEAVE, 0);
    scan("SAGK:SIGNOFF");
    scan(NEW_BADGE);
    WAIT_FOR((scan(NEW_BADGE), model()->operator_name[0] == '\0'));
}

static struct sk_model_sound wished;
static char kept[64];

static void take_sound(void *data, const struct sk_model_sound *wish, const char *changed) {
    (void)data;
    wished = *wish;
    (void)snprintf(kept, sizeof(kept), "%s", changed ? changed : "look");
}

static void the_sound_that_a_supervisor_sets_is_an_event_and_is_kept(void **state) {
    (void)state;
    const struct sk_app_bench own = { .sound = take_sound };
    struct sk_model_sound there = {
        .volume = 80, .output_count = 1, .outputs = { "HDMI" }, .is_volume_overruled = true
    };
    sk_app_set_bench(app, &own);
    come_in("OP:Li\n");
    touch(SK_SUPER_TOUCH_SOUND, 0);
    assert_string_equal(kept, "look");
    sk_app_show_sound(app, &there);
    assert_int_equal(model()->supervisor.sound.output_count, 1);
    touch(SK_SUPER_TOUCH_VOLUME, 25); /* only IT can */
    assert_int_equal(model()->supervisor.sound.volume, 80);
    there.is_volume_overruled = false;
    sk_app_show_sound(app, &there);
    touch(SK_SUPER_TOUCH_VOLUME, 25);
    assert_string_equal(kept, "sound.volume");
    assert_int_equal(wished.volume, 25);
    touch(SK_SUPER_TOUCH_OUTPUT, 0);
    assert_string_equal(kept, "sound.device");
    assert_string_equal(wished.device, "HDMI");
    touch(SK_SUPER_TOUCH_SOUND_TEST, 0);
    assert_int_equal(model()->hearing_page, SK_HEARING_ASK);
    sk_app_act(app, SK_BUTTON_HEARD);
    assert_int_equal(page(), SK_SUPER_SOUND);
    assert_int_equal(model()->screen, SK_SCREEN_SUPERVISOR);
    WAIT_FOR(has_event("setting", li, "note='sound.volume=25'"));
    WAIT_FOR(has_event("setting", li, "note='sound.device=HDMI'"));
    WAIT_FOR(has_event("sound-test", li, "note='heard'"));
}

static void the_bench_speaks_to_each_person_as_they_wish(void **state) {
    (void)state;
    assert_string_equal(model()->language, "en");
    scan("OP:Wu");
    WAIT_FOR(strcmp(model()->language, "de") == 0);
    scan("OP:Li"); /* whose language is the bench's */
    WAIT_FOR(strcmp(model()->language, "en") == 0);
    scan("OP:Wu");
    scan("SAGK:LANG:es"); /* Wu's choice is kept, */
    WAIT_FOR(has_event("language", wu, "note='es'"));
    scan("SAGK:SIGNOFF");
    WAIT_FOR(strcmp(model()->language, "en") == 0);
    sk_app_choose_language(app, "ja"); /* nobody's is not */
    scan("OP:Li");
    WAIT_FOR(strcmp(model()->language, "en") == 0);
    WAIT_FOR((scan("OP:Wu"), strcmp(model()->language, "es") == 0));
    sk_app_choose_language(app, "ja"); /* by touch */
    WAIT_FOR(has_event("language", wu, "note='ja'"));
    sk_app_destroy(app);
    assert_int_equal(sk_language_set("en", NULL), SK_OK); /* as the program does at its start */
    start();
    WAIT_FOR((scan("OP:Wu"), strcmp(model()->language, "ja") == 0));
    scan("SAGK:SIGNOFF");
    WAIT_FOR(strcmp(model()->language, "en") == 0);
    assert_string_equal(
        text_in(journal_path(), "SELECT count(*) FROM event WHERE event='language'"), "2");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make, finish_bench)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(what_a_supervisor_does_at_the_bench_carries_the_number),
        TEST(what_a_supervisor_does_about_pairs_carries_the_number),
        TEST(a_pin_that_one_sets_for_another_is_an_event_with_both),
        TEST(a_wrong_pin_and_a_lock_are_told_of_the_person),
        TEST(no_pin_gets_into_the_log_however_fast_it_is_typed),
        TEST(a_person_is_added_on_the_glass_and_signs_on),
        TEST(the_sound_that_a_supervisor_sets_is_an_event_and_is_kept),
        TEST(the_bench_speaks_to_each_person_as_they_wish),
        TEST(whoever_is_erased_or_a_worker_now_leaves_the_role),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
