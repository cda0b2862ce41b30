/* Lines with their fields into the system's journal, by a stand-in for libsystemd's call. */
#define SK_LOG_MODULE "test"
#include "check.h"
#include "stderr_text.h"

#include "app/logging/journald.h"
#include "base/util.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static struct {
    int count;
    int result;
    char last[4096]; /* the fields of the last one, a line each */
} sent;

int __wrap_sd_journal_sendv_with_location(const char *file, const char *line, const char *function,
                                          const struct iovec *parts, int count);

int __wrap_sd_journal_sendv_with_location(const char *file, const char *line, const char *function,
                                          const struct iovec *parts, int count) {
    size_t length = 0;
    (void)file;
    (void)line;
    (void)function;
    sent.count++;
    for (int i = 0; i < count; i++) {
        length += (size_t)snprintf(sent.last + length, sizeof(sent.last) - length, "%.*s\n",
                                   (int)parts[i].iov_len, (const char *)parts[i].iov_base);
    }
    return sent.result;
}

/* Standard error is what $JOURNAL_STREAM names. */
static void name_stderr(void) {
    struct stat file;
    char stream[64];
    assert_int_equal(fstat(STDERR_FILENO, &file), 0);
    (void)snprintf(stream, sizeof(stream), "%ju:%ju", (uintmax_t)file.st_dev,
                   (uintmax_t)file.st_ino);
    assert_int_equal(setenv("JOURNAL_STREAM", stream, 1), 0);
}

static void it_is_the_stream_whose_device_and_file_are_named(void **state) {
    (void)state;
    char stream[64];
    int ends[2];
    struct stat file;
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(fstat(ends[1], &file), 0);
    (void)snprintf(stream, sizeof(stream), "%ju:%ju", (uintmax_t)file.st_dev,
                   (uintmax_t)file.st_ino);
    assert_true(sk_journald_is_stream(stream, ends[1]));
    assert_false(sk_journald_is_stream(NULL, ends[1]));
    assert_false(sk_journald_is_stream("", ends[1]));
    assert_false(sk_journald_is_stream("1:1", ends[1]));
    (void)close(ends[0]);
    (void)close(ends[1]);
    assert_false(sk_journald_is_stream(stream, ends[1]));
}

static void what_is_known_of_a_line_is_a_field(void **state) {
    (void)state;
    static struct sk_journald_fields fields;
    struct sk_log_line line = { .level = SK_LOG_ERROR,
                                .module = "app",
                                .message = "pair 7: broken",
                                .about = { .pair = 7, .event = "settled", .reader = "Zebra" } };
    static const char *const all[] = {
        "MESSAGE=pair 7: broken", "PRIORITY=3", "SYSLOG_IDENTIFIER=sag-kiosk",
        "SAG_MODULE=app",         "SAG_PAIR=7", "SAG_EVENT=settled",
        "SAG_READER=Zebra"
    };
    sk_journald_fields(&line, &fields);
    assert_int_equal(fields.count, SK_ARRAY_LEN(all));
    for (size_t i = 0; i < SK_ARRAY_LEN(all); i++) {
        assert_string_equal(fields.texts[i], all[i]);
    }
    line.about = (struct sk_log_about){ .pair = 0, .event = "", .reader = NULL };
    line.level = SK_LOG_DEBUG;
    sk_journald_fields(&line, &fields);
    assert_int_equal(fields.count, 4);
    assert_string_equal(fields.texts[1], "PRIORITY=7");
}

static void lines_go_to_the_journal_and_a_flood_is_a_count(void **state) {
    (void)state;
    char said[4096];
    struct stderr_text text = stderr_text_begin();
    memset(&sent, 0, sizeof(sent));
    name_stderr();
    sk_journald_begin();
    sk_log_about(SK_LOG_WARNING, &((struct sk_log_about){ .pair = 12 }), "pair %d", 12);
    assert_non_null(strstr(sent.last, "\nPRIORITY=4\n"));
    assert_non_null(strstr(sent.last, "\nSAG_PAIR=12\n"));
    for (int i = 0; i < 500; i++) {
        sk_log_error("the disk is slow");
    }
    assert_int_equal(sent.count, 2);
    sk_journald_end();
    assert_int_equal(sent.count, 3);
    assert_int_equal(strncmp(sent.last, "MESSAGE=the disk is slow (times more: 499)\n", 43), 0);
    sk_log_error("to standard error again");
    stderr_text_end(&text, said, sizeof(said));
    assert_int_equal(sent.count, 3);
    assert_non_null(strstr(said, "error test: to standard error again\n"));
    assert_null(strstr(said, "slow"));
}

static void what_the_journal_does_not_take_goes_to_standard_error(void **state) {
    (void)state;
    char said[4096];
    struct stderr_text text = stderr_text_begin();
    memset(&sent, 0, sizeof(sent));
    sent.result = -1;
    name_stderr();
    sk_journald_begin();
    sk_log_error("nobody listens");
    sk_journald_end();
    stderr_text_end(&text, said, sizeof(said));
    assert_non_null(strstr(said, "error test: nobody listens\n"));
}

static void a_standard_error_that_is_a_terminal_or_a_file_stays_one(void **state) {
    (void)state;
    char said[4096];
    struct stderr_text text = stderr_text_begin();
    memset(&sent, 0, sizeof(sent));
    assert_int_equal(setenv("JOURNAL_STREAM", "1:2", 1), 0); /* inherited, and redirected since */
    sk_journald_begin();
    sk_log_error("to the file");
    sk_log_error("to the file");
    sk_journald_end();
    stderr_text_end(&text, said, sizeof(said));
    assert_int_equal(sent.count, 0);
    const char *first = strstr(said, "to the file\n");
    assert_non_null(first);
    assert_non_null(strstr(first + 1, "to the file\n"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_the_stream_whose_device_and_file_are_named),
        cmocka_unit_test(what_is_known_of_a_line_is_a_field),
        cmocka_unit_test(lines_go_to_the_journal_and_a_flood_is_a_count),
        cmocka_unit_test(what_the_journal_does_not_take_goes_to_standard_error),
        cmocka_unit_test(a_standard_error_that_is_a_terminal_or_a_file_stays_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
