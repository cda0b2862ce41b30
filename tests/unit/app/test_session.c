/* A supervisor's session within the app, with real threads and a real journal and no network: what
 * is scanned in it never becomes a pair, and red is not lost behind it. */
#define _XOPEN_SOURCE 700 /* nftw() */

#include "scratch.h"

#include "app/core/app.h"
#include "app/core/parts.h"
#include "app/supervisor/job_runner.h"
#include "app/settings/config.h"
#include "input/camera/jpeg.h"
#include "journal/journal.h"
#include "journal/still.h"

#include <stdlib.h>
#include <time.h>

#define LIMIT_MS 20000
#define PIN_LINE                                                                                   \
    "sag-kiosk-pin 1 scrypt 10 1 1 00000000000000000000000000000000 "                              \
    "937b834d230d3146a8a84c597c36266928e857ce030796cc973b7b4802733ee1"

static struct sk_config config;
static struct sk_config_problems problems;
static struct sk_app *app;

static void wake(void *data) {
    (void)data;
}

static sk_ms now(void) {
    return sk_clock_system()->ops->now(sk_clock_system());
}

static const struct sk_model *model(void) {
    return sk_app_model(app);
}

static enum sk_super_page page(void) {
    return model()->supervisor.page;
}

static void breathe(void) {
    const struct timespec moment = { .tv_nsec = 1000000 };
    (void)nanosleep(&moment, NULL);
    (void)sk_app_turn(app);
}

#define WAIT_FOR(condition)                                                                        \
    for (sk_ms limit = now() + LIMIT_MS; !(condition);) {                                          \
        if (now() > limit) {                                                                       \
            fail_msg("never: %s; page %d, %s %s", #condition, (int)page(),                         \
                     model()->supervisor.hint, model()->supervisor.what);                          \
        }                                                                                          \
        breathe();                                                                                 \
    }

static void start(void) {
    struct sk_err_info info = { "" };
    if (sk_app_create(&app, &config, &problems, sk_clock_system(), sk_app_real_parts(), wake, NULL,
                      &info) != SK_OK) {
        fail_msg("%s", info.text);
    }
    WAIT_FOR(sk_app_is_ready(app));
}

static void set(const char *name, const char *value) {
    sk_config_set(&config, name, value, "test", &problems);
}

static int make(void **state) {
    if (scratch_make(state) != 0 || sk_config_init(&config) != SK_OK) {
        return -1;
    }
    memset(&problems, 0, sizeof(problems));
    set("journal.path", scratch_file("journal.db"));
    set("cloud.region", "cn-hangzhou");
    set("cloud.endpoint", "127.0.0.1:1"); /* nobody listens */
    config.demo_key_id = "id";
    config.demo_key_secret = "secret";
    config.demo_pin_line = PIN_LINE;
    assert_int_equal(problems.count, 0);
    start();
    return 0;
}

static int finish(void **state) {
    sk_app_destroy(app);
    app = NULL;
    sk_config_finish(&config);
    return scratch_remove(state);
}

static void push_at(const char *text, sk_ms at) {
    struct sk_scan scan = { .source = SK_SOURCE_USB_HID_POS, .at = at };
    struct sk_scan_sink *sink = sk_app_sink(app);
    sk_scan_set_text(&scan, text, strlen(text));
    int64_t before = sk_app_tally(app).scans;
    assert_true(sink->ops->push(sink, &scan));
    WAIT_FOR(sk_app_tally(app).scans > before);
}

static void push(const char *text) {
    push_at(text, now());
}

static void touch(enum sk_super_touch_type type, int32_t value) {
    sk_app_touch(app, (struct sk_super_touch){ .type = type, .value = value });
}

static void open_session(void) {
    touch(SK_SUPER_TOUCH_OPEN, 0);
    assert_int_equal(page(), SK_SUPER_PIN);
    for (int32_t digit = 1; digit <= 4; digit++) {
        touch(SK_SUPER_TOUCH_DIGIT, digit);
    }
    touch(SK_SUPER_TOUCH_ENTER, 0);
    WAIT_FOR(page() == SK_SUPER_MENU);
}

static void scans_of_both_kinds_in_a_session_make_no_pair(void **state) {
    (void)state;
    open_session();
    push("sage62x0219220001");
    assert_int_equal(page(), SK_SUPER_LIST);
    assert_string_equal(model()->supervisor.search_serial, "sage62x0219220001");
    push("sag-demo0000000000ok01");
    assert_string_equal(model()->supervisor.search_instance, "sag-demo0000000000ok01");
    WAIT_FOR(!model()->supervisor.is_loading);
    touch(SK_SUPER_TOUCH_LEAVE, 0);
    assert_int_equal(model()->screen, SK_SCREEN_READY);
    assert_string_equal(model()->slot_serial, "");
    assert_int_equal(sk_app_tally(app).pairs, 0);
    push("sage62x0219220001"); /* and after it the bench works as ever */
    push("sag-demo0000000000ok01");
    assert_int_equal(sk_app_tally(app).pairs, 1);
}

static void a_label_read_before_the_session_and_looked_at_in_it_is_the_workers(void **state) {
    (void)state;
    sk_ms before = now();
    WAIT_FOR(now() > before);
    open_session();
    push_at("sage62x0219220001", before);
    assert_int_equal(page(), SK_SUPER_MENU);
    touch(SK_SUPER_TOUCH_LEAVE, 0);
    assert_int_equal(model()->screen, SK_SCREEN_HALF);
    assert_string_equal(model()->slot_serial, "sage62x0219220001");
}

static void half_a_pair_is_not_completed_by_a_scan_in_a_session(void **state) {
    (void)state;
    push("sage62x0219220001");
    open_session();
    push("sag-demo0000000000ok01");
    touch(SK_SUPER_TOUCH_LEAVE, 0);
    assert_int_equal(model()->screen, SK_SCREEN_HALF);
    assert_string_equal(model()->slot_instance, "");
    assert_int_equal(sk_app_tally(app).pairs, 0);
}

static void a_supervisor_who_signs_in_answers_the_call(void **state) {
    (void)state;
    push("sage62x0219220001");
    push("SAGK:CALL");
    assert_true(model()->is_called);
    assert_int_equal(model()->screen, SK_SCREEN_HALF);
    touch(SK_SUPER_TOUCH_OPEN, 0); /* who only asks for the PIN has not come */
    assert_true(model()->is_called);
    touch(SK_SUPER_TOUCH_BACK, 0);
    open_session();
    assert_false(model()->is_called);
    touch(SK_SUPER_TOUCH_LEAVE, 0);
    assert_int_equal(model()->screen, SK_SCREEN_HALF);
    sk_app_act(app, SK_BUTTON_CALL);
    assert_true(model()->is_called);
    sk_app_act(app, SK_BUTTON_CALL);
    assert_false(model()->is_called);
}

static void the_card_opens_the_pin_pad_and_cannot_type_the_pin(void **state) {
    (void)state;
    push("SAGK:SUPERVISOR");
    assert_int_equal(page(), SK_SUPER_PIN);
    push("1234");
    assert_int_equal(page(), SK_SUPER_PIN);
    assert_int_equal(model()->supervisor.digits, 0);
    sk_app_act(app, SK_BUTTON_CANCEL); /* Escape */
    assert_int_equal(page(), SK_SUPER_CLOSED);
}

static void keys_type_the_pin_and_nowhere_else(void **state) {
    (void)state;
    assert_false(sk_app_key(app, "1", now())); /* a scanner's, at the bench */
    touch(SK_SUPER_TOUCH_OPEN, 0);
    sk_ms at = now();
    for (const char *c = "1234"; *c; c++) {
        char text[2] = { *c, '\0' };
        at += 200;
        assert_true(sk_app_key(app, text, at));
    }
    assert_true(sk_app_key(app, "\n", at + 200));
    WAIT_FOR(page() == SK_SUPER_MENU);
    assert_false(sk_app_key(app, "1", now()));
}

static void what_is_typed_is_shown_and_of_a_long_text_its_end(void **state) {
    (void)state;
    char text[4000];
    assert_true(sk_app_show_typed(app,
                                  "sag\x1d\xff"
                                  "e62",
                                  8));
    (void)sk_app_turn(app);
    assert_string_equal(model()->typed, "sag\\x1D\\xFFe62");
    assert_false(sk_app_show_typed(app,
                                   "sag\x1d\xff"
                                   "e62",
                                   8));
    for (size_t i = 0; i < sizeof(text); i += 2) {
        memcpy(text + i, "\xc3\xbc", 2);
    }
    memcpy(text + sizeof(text) - 5, "qed01", 5);
    assert_true(sk_app_show_typed(app, text, sizeof(text)));
    (void)sk_app_turn(app);
    size_t length = strlen(model()->typed);
    assert_in_range(length, 40, sizeof(model()->typed) - 1);
    assert_memory_equal(model()->typed, "\xc3\xbc", 2);
    assert_string_equal(model()->typed + length - 5, "qed01");
    assert_true(sk_app_show_typed(app, "", 0));
    (void)sk_app_turn(app);
    assert_string_equal(model()->typed, "");
}

static void a_red_result_that_comes_meanwhile_is_shown_when_the_session_ends(void **state) {
    (void)state;
    /* Refused without a network: this kiosk has no key. */
    sk_app_destroy(app);
    config.demo_key_secret = NULL;
    config.demo_key_id = NULL;
    (void)unsetenv("ALIBABA_CLOUD_ACCESS_KEY_ID");
    (void)unsetenv("ALIBABA_CLOUD_ACCESS_KEY_SECRET");
    (void)setenv("HOME", scratch_path, 1);
    set("cloud.credentials_file", scratch_file("none.ini"));
    start();
    push("sage62x0219220001");
    push("sag-demo0000000000ok01");
    open_session();
    WAIT_FOR(model()->supervisor.red_waiting == 1);
    assert_int_equal(model()->screen, SK_SCREEN_SUPERVISOR);
    sk_app_act(app, SK_BUTTON_ACKNOWLEDGE); /* nobody has seen it: nothing is acknowledged */
    assert_int_equal(model()->supervisor.red_waiting, 1);
    touch(SK_SUPER_TOUCH_LEAVE, 0);
    assert_int_equal(model()->screen, SK_SCREEN_REFUSED);
}

static void what_is_missing_of_the_order_is_listed_a_page_at_a_time(void **state) {
    (void)state;
    char text[1024] = "serial,instance\n";
    for (int i = 1; i <= 8; i++) {
        size_t length = strlen(text);
        (void)snprintf(text + length, sizeof(text) - length,
                       "sage62x021922000%d,sag-demo0000000000ok01\n", i);
    }
    sk_app_destroy(app);
    scratch_write(scratch_file("list.csv"), text);
    set("guard.manifest", scratch_file("list.csv"));
    start();
    open_session();
    touch(SK_SUPER_TOUCH_MISSING, 0);
    assert_int_equal(model()->supervisor.row_count, SK_SUPER_ROWS);
    assert_string_equal(model()->supervisor.rows[0].labels.serial, "sage62x0219220001");
    touch(SK_SUPER_TOUCH_OLDER, 0);
    assert_int_equal(model()->supervisor.row_count, 2);
    assert_string_equal(model()->supervisor.rows[1].labels.serial, "sage62x0219220008");
    assert_false(model()->supervisor.has_older);
    touch(SK_SUPER_TOUCH_NEWER, 0);
    assert_string_equal(model()->supervisor.rows[0].labels.serial, "sage62x0219220001");
}

static void the_menu_counts_what_is_refused_while_it_is_shown(void **state) {
    (void)state;
    sk_app_destroy(app);
    scratch_write(scratch_file("list.csv"),
                  "serial,instance\nsage62x0219220001,sag-demo0000000000ok01\n");
    set("guard.manifest", scratch_file("list.csv"));
    start();
    sk_ms before = now();
    WAIT_FOR(now() > before);
    open_session();
    WAIT_FOR(model()->supervisor.open_count == 0);
    push_at("sage62x0219220002", before); /* the worker's, and not on the list */
    push_at("sag-demo0000000000ok01", before);
    WAIT_FOR(model()->supervisor.open_count == 1);
    assert_int_equal(page(), SK_SUPER_MENU);
}

static void a_bench_is_held_and_released_from_the_screen(void **state) {
    (void)state;
    open_session();
    touch(SK_SUPER_TOUCH_TASK, SK_SUPER_TASK_HOLD);
    touch(SK_SUPER_TOUCH_REASON, 0);
    WAIT_FOR(page() == SK_SUPER_RESULT);
    assert_int_equal(model()->supervisor.end, SK_SUPER_END_GOOD);
    assert_true(model()->supervisor.is_on_hold);
    touch(SK_SUPER_TOUCH_LEAVE, 0);
    push("sage62x0219220001");
    assert_string_equal(model()->slot_serial, "");
    open_session(); /* the role can still be entered */
    touch(SK_SUPER_TOUCH_TASK, SK_SUPER_TASK_RELEASE);
    touch(SK_SUPER_TOUCH_YES, 0);
    WAIT_FOR(page() == SK_SUPER_RESULT);
    assert_false(model()->supervisor.is_on_hold);
    touch(SK_SUPER_TOUCH_LEAVE, 0);
    push("sage62x0219220002");
    assert_string_equal(model()->slot_serial, "sage62x0219220002");
}

/* The linker puts it in the place of sk_job_runner_create(). */
static bool has_memory = true;
enum sk_err __real_sk_job_runner_create(struct sk_job_runner **out,
                                        const struct sk_job_runner_options *options);
enum sk_err __wrap_sk_job_runner_create(struct sk_job_runner **out,
                                        const struct sk_job_runner_options *options);
enum sk_err __wrap_sk_job_runner_create(struct sk_job_runner **out,
                                        const struct sk_job_runner_options *options) {
    return has_memory ? __real_sk_job_runner_create(out, options) : SK_ERR_NOMEM;
}

static void what_cannot_be_begun_for_want_of_memory_is_said_as_that(void **state) {
    (void)state;
    open_session();
    sk_app_destroy(app);
    start();
    has_memory = false;
    touch(SK_SUPER_TOUCH_OPEN, 0);
    has_memory = true;
    assert_non_null(strstr(model()->supervisor.what, "memory"));
    assert_null(strstr(model()->supervisor.what, "too much"));
    touch(SK_SUPER_TOUCH_LEAVE, 0);
    open_session(); /* the next try is a new one */
}

/* As the kiosk does where there is a camera. */
static void keep_picture(int64_t number) {
    static unsigned char pixels[32 * 32];
    struct sk_record record = { .event = SK_EVENT_STILL, .pair.number = number };
    unsigned char *bytes = NULL;
    size_t length = 0;
    struct sk_journal *journal = NULL;
    memset(pixels, 200, sizeof(pixels));
    const struct sk_frame frame = { .format = SK_FRAME_GREY,
                                    .width = 32,
                                    .height = 32,
                                    .bytes = pixels,
                                    .length = sizeof(pixels) };
    assert_int_equal(sk_jpeg_of_frame(&frame, 1 << 20, &bytes, &length, NULL), SK_OK);
    assert_int_equal(
        sk_still_write(scratch_file("journal.db"), number, bytes, length, record.still, NULL),
        SK_OK);
    free(bytes);
    record.wall_ms = sk_clock_system()->ops->wall(sk_clock_system());
    record.at = now();
    assert_int_equal(sk_journal_create(&journal, scratch_file("journal.db"), SK_JOURNAL_NOTE, NULL),
                     SK_OK);
    assert_int_equal(sk_journal_append(journal, &record, 1, NULL, NULL), SK_OK);
    sk_journal_destroy(journal);
}

static void look_at_first_row(void) {
    WAIT_FOR(!model()->supervisor.is_loading && model()->supervisor.row_count > 0);
    touch(SK_SUPER_TOUCH_ROW, 0);
    assert_int_equal(page(), SK_SUPER_DETAIL);
    WAIT_FOR(!model()->supervisor.is_loading);
}

static void a_pair_is_shown_with_its_picture_and_a_changed_one_is_told(void **state) {
    (void)state;
    struct sk_model_still still;
    push("sage62x0219220001");
    push("sag-demo0000000000ok01");
    WAIT_FOR(sk_app_tally(app).pairs == 1 && sk_app_tally(app).unsaved == 0);
    keep_picture(1);
    open_session();
    touch(SK_SUPER_TOUCH_SEARCH, 0);
    look_at_first_row();
    assert_int_equal(model()->supervisor.still, SK_SUPER_STILL_SHOWN);
    assert_true(sk_app_still(app, &still));
    assert_int_equal(still.width, 32);
    assert_in_range(still.grey[20 * still.stride + 20], 198, 202);
    touch(SK_SUPER_TOUCH_BACK, 0);
    assert_false(sk_app_still(app, &still));
    scratch_write(scratch_file("journal.db.stills/1.jpg"), "another");
    look_at_first_row();
    assert_int_equal(model()->supervisor.still, SK_SUPER_STILL_CHANGED);
    assert_false(sk_app_still(app, &still));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make, finish)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(scans_of_both_kinds_in_a_session_make_no_pair),
        TEST(a_label_read_before_the_session_and_looked_at_in_it_is_the_workers),
        TEST(half_a_pair_is_not_completed_by_a_scan_in_a_session),
        TEST(a_supervisor_who_signs_in_answers_the_call),
        TEST(the_card_opens_the_pin_pad_and_cannot_type_the_pin),
        TEST(keys_type_the_pin_and_nowhere_else),
        TEST(what_is_typed_is_shown_and_of_a_long_text_its_end),
        TEST(a_red_result_that_comes_meanwhile_is_shown_when_the_session_ends),
        TEST(what_is_missing_of_the_order_is_listed_a_page_at_a_time),
        TEST(the_menu_counts_what_is_refused_while_it_is_shown),
        TEST(a_bench_is_held_and_released_from_the_screen),
        TEST(a_pair_is_shown_with_its_picture_and_a_changed_one_is_told),
        TEST(what_cannot_be_begun_for_want_of_memory_is_said_as_that),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
