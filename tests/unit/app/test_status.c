/* How the kiosk is: as JSON, as lines, for Prometheus; when it is written, and who gets it. */
#define _XOPEN_SOURCE 700 /* nftw() */

#include "check.h"
#include "exposition.h"
#include "scratch.h"

#include "app/model/model_secrets.h"
#include "app/status/status_pace.h"
#include "app/status/status_runner.h"
#include "app/status/status_text.h"
#include "base/util.h"
#include "base/whole_file.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define NOW INT64_C(1767600550123)

static const struct sk_status full = {
    .version = "1.2.3",
    .client = "0.9.0",
    .bench = "Bench \"7\" \\ 包装\n",
    .is_up = true,
    .up_since_ms = NOW - 60000,
    .frame_ms = NOW - 1500,
    .screen = "bound",
    .is_on_hold = true,
    .trouble = "The \"disk\" is slow.",
    .scans = 9,
    .pairs = 4,
    .bound = 2,
    .refused = 1,
    .undone = 1,
    .waiting = 3,
    .waiting_ms = NOW - 90000,
    .link = SK_STATUS_LINK_LOST,
    .link_code = "net.resolve",
    .fleet = SK_STATUS_FLEET_LOST,
    .fleet_lost_ms = NOW - 180000,
    .fleet_known_ms = NOW - 185000,
    .reader_count = 3,
    .readers = { { .source = "usb", .device = "Zebra", .health = "ready", .is_ready = true },
                 { .source = "usb", .device = "Zebra", .health = "in trouble", .text = "\"x\"" },
                 { .source = "camera", .health = "ready", .is_ready = true, .is_camera = true } },
};

static struct sk_status_log full_log(void) {
    struct sk_status_log log = { .is_read = true,
                                 .path = "/var/lib/\"x\"/journal.db",
                                 .bytes = 4096,
                                 .outline = { .head_seq = 77,
                                              .head_hash = "ab12",
                                              .pending = 3,
                                              .by_result = { 5, 1, 3, 0, 2, 1 } } };
    return log;
}

/* --- for Prometheus ------------------------------------------------------------------------- */

static void expect_sample(const struct exposition *read, const char *what, double value) {
    const double *found = exposition_value(read, what);
    if (!found) {
        fail_msg("there is no %s", what);
        return;
    }
    assert_true(*found > value - 0.001 && *found < value + 0.001);
}

static void what_prometheus_gets_is_of_its_grammar(void **state) {
    (void)state;
    static struct exposition read;
    char line[1024];
    struct sk_status_log log = full_log();
    struct sk_buf out = SK_BUF_INIT(1 << 20);
    assert_int_equal(sk_status_prometheus(&full, &log, NOW, &out), SK_OK);
    if (!exposition_read(&read, out.data, line, sizeof(line))) {
        fail_msg("malformed: %s", line);
    }
    expect_sample(&read, "sag_kiosk_up", 1);
    expect_sample(&read, "sag_kiosk_status_time_seconds", 1767600550.123);
    expect_sample(&read, "sag_kiosk_last_frame_time_seconds", 1767600548.623);
    expect_sample(&read, "sag_kiosk_queue_pairs", 3);
    expect_sample(&read, "sag_kiosk_queue_oldest_time_seconds", 1767600460.123);
    expect_sample(&read, "sag_kiosk_pairs{outcome=\"undone\"}", 1);
    expect_sample(&read, "sag_kiosk_pairs_today{outcome=\"bound\"}", 5);
    expect_sample(&read, "sag_kiosk_pairs_today{outcome=\"undone\"}", 2);
    expect_sample(&read, "sag_kiosk_scans_total", 9);
    expect_sample(&read, "sag_kiosk_cloud_reachable", 0);
    expect_sample(&read, "sag_kiosk_fleet_reachable", 0);
    expect_sample(&read, "sag_kiosk_fleet_known_time_seconds", 1767600365.123);
    expect_sample(&read, "sag_kiosk_camera_ready", 1);
    expect_sample(&read, "sag_kiosk_log_head", 77);
    expect_sample(&read, "sag_kiosk_reader_ready{reader=\"2\",source=\"usb\",device=\"Zebra\"}", 0);
    expect_sample(&read,
                  "sag_kiosk_info{version=\"1.2.3\",client=\"0.9.0\",bench=\"Bench \\\"7\\\" \\\\ "
                  "包装\\n\"}",
                  1);
    sk_buf_finish(&out);
}

static void what_is_not_known_is_left_out(void **state) {
    (void)state;
    static struct exposition read;
    static const struct sk_status none = { .screen = "starting" };
    struct sk_status_log log = { .text = "denied" };
    char line[1024];
    struct sk_buf out = SK_BUF_INIT(1 << 20);
    assert_int_equal(sk_status_prometheus(&none, &log, NOW, &out), SK_OK);
    assert_true(exposition_read(&read, out.data, line, sizeof(line)));
    expect_sample(&read, "sag_kiosk_up", 0);
    expect_sample(&read, "sag_kiosk_journal_readable", 0);
    static const char *const unknown[] = { "sag_kiosk_cloud_reachable", "sag_kiosk_camera_ready",
                                           "sag_kiosk_log_head", "sag_kiosk_fleet_reachable" };
    for (size_t i = 0; i < SK_ARRAY_LEN(unknown); i++) {
        assert_null(exposition_value(&read, unknown[i]));
    }
    sk_buf_finish(&out);
}

static void the_reader_of_this_test_is_strict(void **state) {
    (void)state;
    static struct exposition read;
    static const char *const wrong[] = {
        "a 1\n",                                        /* of no family */
        "# HELP a x\n# TYPE a gauge\na 1",              /* no end */
        "# HELP a x\n# TYPE a gauge\na one\n",          /* no number */
        "# HELP a x\n# TYPE a gauge\na 1\na 2\n",       /* twice */
        "# HELP a x\n# TYPE a gauge\na{b=\"c} 1\n",     /* quote */
        "# HELP a x\n# TYPE a gauge\na{b=\"\\q\"} 1\n", /* escape */
        "# HELP a x\n# TYPE a gauge\na{b=\"c\" 1\n",    /* brace */
        "# HELP a x\n# TYPE a gauge\na{1b=\"c\"} 1\n",  /* name */
        "# HELP a x\n# TYPE a counter\na 1\n",          /* counter without _total */
        "# HELP a x\n# TYPE b gauge\nb 1\n",            /* HELP of another */
        "# HELP a x\n# TYPE a gauge\na 1\n# HELP b x\n# TYPE b gauge\nb 1\n# HELP a x\n",
    };
    for (size_t i = 0; i < SK_ARRAY_LEN(wrong); i++) {
        char line[256];
        if (exposition_read(&read, wrong[i], line, sizeof(line))) {
            fail_msg("taken: %s", wrong[i]);
        }
    }
}

/* --- JSON and lines ------------------------------------------------------------------------- */

static const char *text_of(const json_t *object, const char *name) {
    const char *text = json_string_value(json_object_get(object, name));
    assert_non_null(text);
    return text;
}

static void json_says_the_same(void **state) {
    (void)state;
    struct sk_status_log log = full_log();
    struct sk_buf out = SK_BUF_INIT(1 << 20);
    assert_int_equal(sk_status_json(&full, &log, NOW, &out), SK_OK);
    json_t *root = json_loadb(out.data, out.length, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(root);
    assert_string_equal(text_of(root, "bench"), full.bench);
    assert_string_equal(text_of(root, "screen"), "bound");
    assert_string_equal(text_of(root, "trouble"), full.trouble);
    assert_true(json_is_true(json_object_get(root, "up")));
    assert_true(json_is_true(json_object_get(root, "on_hold")));
    const json_t *queue = json_object_get(root, "queue");
    assert_int_equal(json_integer_value(json_object_get(queue, "pairs")), 3);
    assert_int_equal(strlen(text_of(queue, "oldest")), strlen("2026-01-05T08:09:10.123+00:00"));
    assert_string_equal(text_of(json_object_get(root, "cloud"), "link"), "lost");
    const json_t *fleet = json_object_get(root, "fleet");
    assert_string_equal(text_of(fleet, "link"), "lost");
    assert_string_equal(text_of(fleet, "known_up_to"), "2026-01-05T08:06:05.123+00:00");
    const json_t *readers = json_object_get(root, "readers");
    assert_int_equal(json_array_size(readers), 3);
    assert_string_equal(text_of(json_array_get(readers, 1), "text"), "\"x\"");
    const json_t *journal = json_object_get(root, "journal");
    assert_string_equal(text_of(journal, "path"), log.path);
    assert_string_equal(text_of(json_object_get(journal, "head"), "hash"), "ab12");
    const json_t *today = json_object_get(root, "today");
    assert_int_equal(json_integer_value(json_object_get(today, "bound")), 5);
    assert_int_equal(json_integer_value(json_object_get(today, "check")), 1);
    json_decref(root);
    sk_buf_finish(&out);
}

static void json_without_a_journal_says_why(void **state) {
    (void)state;
    struct sk_status_log log = { .text = "it may not be \"read\"" };
    static const struct sk_status none = { .screen = "problem" };
    struct sk_buf out = SK_BUF_INIT(1 << 20);
    assert_int_equal(sk_status_json(&none, &log, NOW, &out), SK_OK);
    json_t *root = json_loadb(out.data, out.length, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(root);
    assert_string_equal(text_of(json_object_get(root, "journal"), "trouble"), log.text);
    assert_true(json_is_null(json_object_get(root, "last_frame")));
    assert_null(json_object_get(root, "today"));
    json_decref(root);
    sk_buf_finish(&out);
}

static void texts_at_their_longest_fit(void **state) {
    (void)state;
    struct sk_status status = full;
    static struct sk_status_log log;
    struct sk_buf out = SK_BUF_INIT(1 << 20);
    log = full_log();
    log.is_read = false;
    memset(status.bench, '"', sizeof(status.bench) - 1);
    memset(status.trouble, '\\', sizeof(status.trouble) - 1);
    memset(status.link_code, 'x', sizeof(status.link_code) - 1);
    memset(status.readers[0].device, '"', sizeof(status.readers[0].device) - 1);
    memset(status.readers[0].text, 'x', sizeof(status.readers[0].text) - 1);
    memset(log.path, '"', sizeof(log.path) - 1);
    memset(log.text, 'x', sizeof(log.text) - 1);
    assert_int_equal(sk_status_json(&status, &log, NOW, &out), SK_OK);
    json_t *root = json_loadb(out.data, out.length, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(root);
    json_decref(root);
    assert_int_equal(sk_status_lines(&status, &log, NOW, &out), SK_OK);
    assert_int_equal(sk_status_prometheus(&status, &log, NOW, &out), SK_OK);
    sk_buf_finish(&out);
}

static void lines_are_for_people(void **state) {
    (void)state;
    struct sk_status_log log = full_log();
    struct sk_buf out = SK_BUF_INIT(1 << 20);
    assert_int_equal(sk_status_lines(&full, &log, NOW, &out), SK_OK);
    static const char *const said[] = { "\nscreen: bound, on hold\n",
                                        " (60 s ago)\n",
                                        "\nwaiting: 3\noldest waiting: ",
                                        "\ncloud: lost, net.resolve\n",
                                        "\nfleet: lost\nfleet lost since: ",
                                        " (180 s ago)\nother benches known up to: ",
                                        "\nusb: Zebra, in trouble: \"x\"\n",
                                        "\ncamera: ready\n",
                                        "\ntoday: bound 5, refused 1, pending 3,",
                                        "end 77:ab12\n" };
    for (size_t i = 0; i < SK_ARRAY_LEN(said); i++) {
        if (!strstr(out.data, said[i])) {
            fail_msg("'%s' is not in:\n%s", said[i], out.data);
        }
    }
    sk_buf_finish(&out);
}

/* --- when ----------------------------------------------------------------------------------- */

static void a_change_is_written_at_once_and_the_next_ones_together(void **state) {
    (void)state;
    struct sk_status_pace pace;
    sk_status_pace_init(&pace, 1000, 50);
    assert_int_equal(sk_status_pace_due(&pace), -1); /* nothing wakes up for nothing */
    sk_status_pace_change(&pace);
    assert_int_equal(sk_status_pace_due(&pace), 50);
    sk_status_pace_write(&pace, 70);
    assert_int_equal(sk_status_pace_due(&pace), -1);
    sk_status_pace_change(&pace);
    sk_status_pace_change(&pace);
    assert_int_equal(sk_status_pace_due(&pace), 1070);
    sk_status_pace_write(&pace, 1070);
    assert_int_equal(sk_status_pace_due(&pace), -1);
}

/* --- the thread ------------------------------------------------------------------------------- */

static struct sk_status_runner *start(const char *file, const char *prometheus) {
    struct sk_status_runner *runner = NULL;
    char journal[512];
    (void)snprintf(journal, sizeof(journal), "%s", scratch_file("none.db"));
    const struct sk_status_runner_options options = { .journal_path = journal,
                                                      .file = file,
                                                      .prometheus = prometheus,
                                                      .every = 1,
                                                      .clock = sk_clock_system() };
    assert_int_equal(sk_status_runner_create(&runner, &options), SK_OK);
    return runner;
}

static void the_last_word_is_that_it_has_ended(void **state) {
    (void)state;
    char file[512];
    char prometheus[512];
    char *text = NULL;
    size_t length = 0;
    (void)snprintf(file, sizeof(file), "%s", scratch_file("status.json"));
    (void)snprintf(prometheus, sizeof(prometheus), "%s", scratch_file("kiosk.prom"));
    struct sk_status_runner *runner = start(file, prometheus);
    sk_status_runner_show(runner, &full);
    sk_status_runner_destroy(runner);
    assert_int_equal(sk_whole_file_read(file, 1 << 20, &text, &length, NULL), SK_OK);
    assert_non_null(strstr(text, "\"up\":false"));
    assert_non_null(strstr(text, "\"screen\":\"bound\""));
    free(text);
    assert_int_equal(sk_whole_file_read(prometheus, 1 << 20, &text, &length, NULL), SK_OK);
    assert_non_null(strstr(text, "\nsag_kiosk_up 0\n"));
    free(text);
}

static size_t read_all(int fd, char *out, size_t size) {
    size_t length = 0;
    for (ssize_t got = 1; got > 0 && length < size - 1;) {
        got = read(fd, out + length, size - 1 - length);
        length += got > 0 ? (size_t)got : 0;
    }
    out[length] = '\0';
    (void)close(fd);
    return length;
}

static int dropped;

static enum sk_err encode(const void *picture, struct sk_buf *out) {
    return sk_buf_addf(out, "picture of %s", (const char *)picture);
}

static void drop(void *picture) {
    (void)picture;
    dropped++;
}

static void whoever_asks_gets_the_newest_and_then_the_end(void **state) {
    (void)state;
    static char said[1 << 16];
    static char painted[] = "the screen";
    const struct sk_status_picture picture = { .picture = painted, .encode = encode, .drop = drop };
    int ends[2];
    struct sk_status_runner *runner = start("", "");
    sk_status_runner_show(runner, &full);
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    sk_status_runner_answer(runner, ends[1], SK_STATUS_FORM_JSON, NULL);
    assert_true(read_all(ends[0], said, sizeof(said)) > 0);
    assert_ptr_equal(strstr(said, "ok\n{\"version\":\"1.2.3\""), said);
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    sk_status_runner_answer(runner, ends[1], SK_STATUS_FORM_PICTURE, &picture);
    assert_true(read_all(ends[0], said, sizeof(said)) > 0);
    assert_string_equal(said, "ok\npicture of the screen");
    sk_status_runner_destroy(runner);
    assert_int_equal(dropped, 1);
}

/* --- secrets -------------------------------------------------------------------------------- */

static void nothing_of_a_pin_or_of_what_is_typed_is_left(void **state) {
    (void)state;
    static struct sk_model model;
    static const struct sk_model none;
    memset(&model, 0, sizeof(model));
    (void)snprintf(model.typed, sizeof(model.typed), "4711");
    (void)snprintf(model.typing.glass.text, sizeof(model.typing.glass.text), "sage62");
    (void)snprintf(model.supervisor.glass.text, sizeof(model.supervisor.glass.text), "why");
    (void)snprintf(model.supervisor.demo_pin, sizeof(model.supervisor.demo_pin), "2468");
    model.supervisor.digits = 4;
    sk_model_hide_secrets(&model);
    assert_memory_equal(&model, &none, sizeof(model));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_prometheus_gets_is_of_its_grammar),
        cmocka_unit_test(what_is_not_known_is_left_out),
        cmocka_unit_test(the_reader_of_this_test_is_strict),
        cmocka_unit_test(json_says_the_same),
        cmocka_unit_test(json_without_a_journal_says_why),
        cmocka_unit_test(texts_at_their_longest_fit),
        cmocka_unit_test(lines_are_for_people),
        cmocka_unit_test(a_change_is_written_at_once_and_the_next_ones_together),
        cmocka_unit_test_setup_teardown(the_last_word_is_that_it_has_ended, scratch_make,
                                        scratch_remove),
        cmocka_unit_test_setup_teardown(whoever_asks_gets_the_newest_and_then_the_end, scratch_make,
                                        scratch_remove),
        cmocka_unit_test(nothing_of_a_pin_or_of_what_is_typed_is_left),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
