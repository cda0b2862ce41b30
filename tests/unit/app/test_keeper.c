/* The camera's picture of a pair gets into the journal, and no pair waits for it. */
#define _XOPEN_SOURCE 700 /* nftw() */

#include "kiosk.h"

#include "input/camera/album.h"
#include "journal/journal.h"
#include "journal/still.h"
#include "journal/verify.h"

#define SN1 "sage62x0219220001"
#define SN2 "sage62x0219220002"
#define INST1 "sag-demo0000000000ok01"
#define INST2 "sag-demo0000000000ok02"

/* The camera shows a plain picture of that brightness. */
static void show(uint64_t number, int brightness) {
    unsigned char pixels[32 * 32];
    memset(pixels, brightness, sizeof(pixels));
    const struct sk_frame frame = { .format = SK_FRAME_GREY,
                                    .width = 32,
                                    .height = 32,
                                    .bytes = pixels,
                                    .length = sizeof(pixels) };
    sk_album_put(sk_app_album(app), number, &frame, test_now(NULL));
}

static void start_keeping(void) {
    set("camera.keep", "yes");
    set("camera.device", "auto");
    start();
    assert_non_null(sk_app_album(app));
}

static void pair_up(const char *serial, const char *instance) {
    push(serial, SK_SOURCE_STDIN);
    push(instance, SK_SOURCE_STDIN);
}

static struct sk_stored_pair stored(int64_t number) {
    struct sk_stored_pair pair = { .pair.number = 0 };
    struct sk_journal *journal = NULL;
    assert_int_equal(sk_journal_create(&journal, scratch_file("journal.db"), SK_JOURNAL_READ, NULL),
                     SK_OK);
    (void)sk_journal_pair(journal, number, &pair, NULL);
    sk_journal_destroy(journal);
    return pair;
}

static void count(void *data, const char *text) {
    (void)text;
    (*(int *)data)++;
}

static struct sk_verify_report expect_sound(void) {
    struct sk_verify_report report;
    struct sk_journal *journal = NULL;
    int problems_found = 0;
    assert_int_equal(sk_journal_create(&journal, scratch_file("journal.db"), SK_JOURNAL_READ, NULL),
                     SK_OK);
    assert_int_equal(sk_journal_verify(journal, NULL, 0, count, &problems_found, &report, NULL),
                     SK_OK);
    sk_journal_destroy(journal);
    assert_int_equal(problems_found, 0);
    return report;
}

static void expect_picture(int64_t number) {
    char *bytes = NULL;
    size_t length = 0;
    struct sk_stored_pair pair = stored(number);
    assert_int_equal(
        sk_still_read(scratch_file("journal.db"), number, pair.still, &bytes, &length, NULL),
        SK_OK);
    free(bytes);
}

static void a_pair_gets_its_picture_and_the_log_is_sound(void **state) {
    (void)state;
    start_keeping();
    show(1, 200);
    pair_up(SN1, INST1);
    WAIT_FOR((pass(200), stored(1).still[0] != '\0'));
    expect_picture(1);
    assert_int_equal(expect_sound().stills, 1);
    assert_false(model()->banner);
}

static void without_a_picture_of_the_moment_the_pair_has_none(void **state) {
    (void)state;
    start_keeping();
    show(1, 200);
    pass(5000); /* the camera has stopped */
    pair_up(SN1, INST1);
    WAIT_FOR((pass(200), stored(1).pair.number == 1));
    show(2, 200);
    pair_up(SN2, INST2);
    WAIT_FOR((pass(200), stored(2).still[0] != '\0'));
    assert_string_equal(stored(1).still, "");
    assert_int_equal(expect_sound().stills, 1);
}

static void a_picture_that_still_waits_is_written_before_the_end(void **state) {
    (void)state;
    start_keeping();
    show(1, 200);
    pair_up(SN1, INST1);
    WAIT_FOR(stored(1).pair.number == 1); /* its own time stands still: it never is quiet */
    breathe();
    sk_app_destroy(app);
    app = NULL;
    expect_picture(1);
    assert_int_equal(expect_sound().stills, 1);
}

static void a_folder_that_takes_no_picture_is_told_and_the_pair_goes_on(void **state) {
    (void)state;
    scratch_write(scratch_file("journal.db.stills"), "no folder");
    start_keeping();
    show(1, 200);
    pair_up(SN1, INST1);
    WAIT_FOR((pass(200), model()->banner));
    assert_string_equal(model()->banner_what, "Pictures of the pairs cannot be saved.");
    assert_int_equal(stored(1).pair.number, 1);
    assert_int_equal(unlink(scratch_file("journal.db.stills")), 0);
    show(2, 100);
    pair_up(SN2, INST2);
    WAIT_FOR((pass(200), stored(2).still[0] != '\0'));
    WAIT_FOR(!model()->banner);
    assert_string_equal(stored(1).still, "");
    expect_sound();
}

static void nothing_is_kept_unless_it_is_asked_for(void **state) {
    (void)state;
    start();
    assert_null(sk_app_album(app));
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_bench, finish_bench)
    const struct CMUnitTest tests[] = {
        TEST(a_pair_gets_its_picture_and_the_log_is_sound),
        TEST(without_a_picture_of_the_moment_the_pair_has_none),
        TEST(a_picture_that_still_waits_is_written_before_the_end),
        TEST(a_folder_that_takes_no_picture_is_told_and_the_pair_goes_on),
        TEST(nothing_is_kept_unless_it_is_asked_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
