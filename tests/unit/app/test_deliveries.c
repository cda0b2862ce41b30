/* The app with a folder that is away, and one with a webhook that refuses: what the bench says, and
 * what becomes of the letters. */
#define _XOPEN_SOURCE 700 /* nftw() */

#include "unit/app/kiosk.h"

#include "app/core/deliveries.h"
#include "journal/acknowledged.h"
#include "stderr_text.h"

#include <glob.h>

#define SERIAL "sage62x0219220001"
#define INSTANCE "sag-demo0000000000ok01"
#define BANNER "No file can be written for the office."

static int make(void **state) {
    if (make_bench(state) != 0) {
        return -1;
    }
    /* What is not on the list is settled without any cloud. */
    scratch_write(scratch_file("list.csv"),
                  "serial,instance\nsage62x0000000001,sag-demo0000000000ok08\n");
    set("guard.manifest", scratch_file("list.csv"));
    return 0;
}

/* A second later each time: the minute begins with the first try, whenever that is. */
static bool has_banner_later(void) {
    passed += 1000;
    return model()->banner;
}

static void submit(void) {
    int64_t number = 0;
    WAIT_FOR((number = sk_app_submit(app, SERIAL, INSTANCE)) > 0);
    struct sk_verdict verdict;
    WAIT_FOR(sk_app_verdict(app, number, &verdict) && verdict.kind == SK_VERDICT_REFUSED);
}

static size_t files(void) {
    glob_t found;
    char pattern[512];
    size_t count = 0;
    (void)snprintf(pattern, sizeof(pattern), "%s/sag-kiosk-*.jsonl", scratch_file("out"));
    if (glob(pattern, 0, NULL, &found) == 0) {
        count = found.gl_pathc;
        globfree(&found);
    }
    return count;
}

static void
a_folder_that_is_away_is_told_after_a_minute_and_gets_all_when_it_is_back(void **state) {
    (void)state;
    set("folder.path", scratch_file("out"));
    start();
    submit();
    submit();
    assert_false(model()->banner);
    WAIT_FOR(has_banner_later());
    assert_string_equal(model()->banner_what, BANNER);
    assert_int_equal(files(), 0);
    assert_int_equal(mkdir(scratch_file("out"), 0700), 0);
    WAIT_FOR(!model()->banner);
    WAIT_FOR(files() == 2);
    sk_app_destroy(app); /* it is noted now that the folder has them */
    app = NULL;
    struct sk_journal *journal = NULL;
    struct sk_acknowledged folder = { "folder", 0 };
    assert_int_equal(sk_journal_create(&journal, scratch_file("journal.db"), SK_JOURNAL_READ, NULL),
                     SK_OK);
    assert_int_equal(sk_acknowledged_read(journal, &folder, NULL), SK_OK);
    assert_true(folder.seq >= 2);
    sk_journal_destroy(journal);
}

/* The bench itself goes on: a webhook that cannot be used is a line in the log, and a banner. */
static void a_webhook_whose_address_does_not_do_holds_up_nothing(void **state) {
    char text[4096];
    (void)state;
    set("webhook.url", "http://erp.example.com/s3cret");
    set("webhook.secret_file", scratch_file("none"));
    struct stderr_text said = stderr_text_begin();
    start();
    submit();
    for (int i = 0; i < 100 && !model()->banner; i++) {
        passed += 20000;
        submit(); /* so that it has a look */
    }
    assert_true(model()->banner);
    stderr_text_end(&said, text, sizeof(text));
    assert_non_null(strstr(model()->banner_what, "office system"));
    assert_non_null(strstr(text, "webhook.url"));
    assert_null(strstr(text, "s3cret"));
}

/* Nothing is bound here, so nothing is printed: but what the runner says is what a printer makes it
 * say. */
static void a_label_printer_in_trouble_is_told_at_once_and_until_it_prints(void **state) {
    (void)state;
    struct sk_deliveries deliveries = { .lines = { [2] = { .name = SK_DELIVERIES_LABEL } } };
    struct sk_delivery_news news = { .type = SK_DELIVERY_TROUBLE,
                                     .receiver = SK_DELIVERIES_LABEL,
                                     .text = { "the printer 'P' has no paper" } };
    int runner = 0; /* only that there is one counts here */
    deliveries.lines[2].runner = (struct sk_delivery_runner *)&runner;
    struct stderr_text said = stderr_text_begin();
    char text[1024];
    assert_null(sk_deliveries_behind(&deliveries));
    sk_deliveries_take(&deliveries, &news);
    assert_string_equal(sk_deliveries_behind(&deliveries), SK_DELIVERIES_LABEL);
    news.type = SK_DELIVERY_RECOVERED;
    sk_deliveries_take(&deliveries, &news);
    assert_null(sk_deliveries_behind(&deliveries));
    stderr_text_end(&said, text, sizeof(text));
    assert_non_null(strstr(text, "has no paper"));
}

#define ON_BENCH(test) cmocka_unit_test_setup_teardown(test, make, finish_bench)

int main(void) {
    const struct CMUnitTest tests[] = {
        ON_BENCH(a_folder_that_is_away_is_told_after_a_minute_and_gets_all_when_it_is_back),
        ON_BENCH(a_webhook_whose_address_does_not_do_holds_up_nothing),
        cmocka_unit_test(a_label_printer_in_trouble_is_told_at_once_and_until_it_prints),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
