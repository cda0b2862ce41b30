/* The reader on pseudo-terminals: what it reads, loses and finds again. */
#define _XOPEN_SOURCE 700 /* posix_openpt(), nftw() */

#include "scratch.h"

#include "base/util.h"
#include "input/serial/serial_reader.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#define LIMIT_S 20

static struct {
    struct sk_scan_sink sink;
    struct sk_reader *reader;
    pthread_mutex_t lock;
    pthread_cond_t news;
    int scans;
    struct sk_scan scan; /* the newest */
    int parts;
    struct sk_reader_status status; /* the newest */
    int master;
    int slave;        /* only to see what is not read yet */
    const char *path; /* a link to the terminal, as udev makes them */
} desk = { .lock = PTHREAD_MUTEX_INITIALIZER, .news = PTHREAD_COND_INITIALIZER };

static bool on_push(struct sk_scan_sink *sink, const struct sk_scan *scan) {
    (void)sink;
    (void)pthread_mutex_lock(&desk.lock);
    desk.scans += !scan->is_part;
    desk.parts += scan->is_part;
    desk.scan = *scan;
    (void)pthread_cond_signal(&desk.news);
    (void)pthread_mutex_unlock(&desk.lock);
    return true;
}

static void on_status(struct sk_scan_sink *sink, const struct sk_reader_status *status) {
    (void)sink;
    (void)pthread_mutex_lock(&desk.lock);
    desk.status = *status;
    (void)pthread_cond_signal(&desk.news);
    (void)pthread_mutex_unlock(&desk.lock);
}

/* Waits until *number is value. */
static void await_number(const int *number, int value) {
    struct timespec end;
    (void)clock_gettime(CLOCK_REALTIME, &end);
    end.tv_sec += LIMIT_S;
    (void)pthread_mutex_lock(&desk.lock);
    while (*number != value) {
        assert_int_equal(pthread_cond_timedwait(&desk.news, &desk.lock, &end), 0);
    }
    (void)pthread_mutex_unlock(&desk.lock);
}

static void await_health(enum sk_reader_health health) {
    struct timespec end;
    (void)clock_gettime(CLOCK_REALTIME, &end);
    end.tv_sec += LIMIT_S;
    (void)pthread_mutex_lock(&desk.lock);
    while (desk.status.health != health || desk.status.device[0] == '\0') {
        assert_int_equal(pthread_cond_timedwait(&desk.news, &desk.lock, &end), 0);
    }
    (void)pthread_mutex_unlock(&desk.lock);
}

static void plug(void) {
    desk.master = posix_openpt(O_RDWR | O_NOCTTY);
    assert_true(desk.master >= 0);
    assert_int_equal(grantpt(desk.master), 0);
    assert_int_equal(unlockpt(desk.master), 0);
    desk.slave = open(ptsname(desk.master), O_RDWR | O_NOCTTY);
    assert_true(desk.slave >= 0);
    assert_int_equal(symlink(ptsname(desk.master), desk.path), 0);
}

/* What a terminal holds is lost with it. */
static void await_empty(void) {
    int waiting = 1;
    for (int i = 0; i < LIMIT_S * 100 && waiting > 0; i++) {
        const struct timespec pause = { 0, 10000000 };
        assert_int_equal(ioctl(desk.slave, FIONREAD, &waiting), 0);
        (void)nanosleep(&pause, NULL);
    }
    assert_int_equal(waiting, 0);
}

static void unplug(void) {
    assert_int_equal(close(desk.slave), 0);
    assert_int_equal(close(desk.master), 0);
    assert_int_equal(unlink(desk.path), 0);
}

static void send(const char *text) {
    assert_int_equal(write(desk.master, text, strlen(text)), (ssize_t)strlen(text));
}

static int begin(void **state) {
    static const struct sk_scan_sink_ops ops = { .push = on_push, .status = on_status };
    (void)scratch_make(state);
    desk.sink.ops = &ops;
    desk.scans = desk.parts = 0;
    memset(&desk.status, 0, sizeof(desk.status));
    static char path[4096];
    (void)snprintf(path, sizeof(path), "%s", scratch_file("gun"));
    desk.path = path;
    return 0;
}

static void start(void) {
    struct sk_serial_options options = { .line = { 9600, 8, 'N', 1 },
                                         .rules = { .gap = 2000 },
                                         .replies = "zebra-ssi" };
    struct sk_err_info info;
    assert_int_equal(sk_serial_devices_parse(&options.devices, desk.path, &info), SK_OK);
    assert_int_equal(sk_serial_reader_create(&desk.reader, &options, sk_clock_system(), &info),
                     SK_OK);
    assert_int_equal(desk.reader->ops->start(desk.reader, &desk.sink, &info), SK_OK);
}

static int end(void **state) {
    desk.reader->ops->stop(desk.reader);
    desk.reader->ops->join(desk.reader);
    desk.reader->ops->destroy(desk.reader);
    return scratch_remove(state);
}

static void a_scanner_on_a_line_is_read(void **state) {
    (void)state;
    plug();
    start();
    await_health(SK_READER_READY);
    assert_int_equal(desk.status.source, SK_SOURCE_SERIAL);
    assert_string_equal(desk.status.device, "gun");
    send("sage62x0219220001\r\n");
    await_number(&desk.scans, 1);
    assert_string_equal(desk.scan.text, "sage62x0219220001");
    assert_string_equal(desk.scan.device, "gun");
    send("\x02with\rreturn\x03");
    await_number(&desk.scans, 2);
    assert_string_equal(desk.scan.text, "with\rreturn");
    unplug();
}

/* The terminal is raw: nothing is echoed to the scanner, no character means anything. */
static void no_character_means_anything_to_the_line(void **state) {
    (void)state;
    plug();
    start();
    await_health(SK_READER_READY);
    send("a\x11\x13\x04\x1a\x7f\xff"
         "b\n");
    await_number(&desk.scans, 1);
    assert_int_equal(desk.scan.length, 8);
    assert_memory_equal(desk.scan.text,
                        "a\x11\x13\x04\x1a\x7f\xff"
                        "b",
                        8);
    char byte;
    assert_int_equal(fcntl(desk.master, F_SETFL, O_NONBLOCK), 0);
    assert_int_equal(read(desk.master, &byte, 1), -1);
    assert_int_equal(errno, EAGAIN);
    unplug();
}

static void a_line_that_comes_later_and_again_is_read_each_time(void **state) {
    (void)state;
    start();
    for (int i = 1; i <= 5; i++) {
        plug();
        await_health(SK_READER_READY);
        send("sage62x0219220001\r");
        await_number(&desk.scans, i);
        unplug();
        await_health(SK_READER_ABSENT);
    }
}

/* After "known" was read and the first half of a code was a part. */
static void expect_rest_to_be_a_part(void) {
    plug();
    await_health(SK_READER_READY);
    send("19220001\r");
    await_number(&desk.parts, 2);
    send("sage62x0219220001\r");
    await_number(&desk.scans, 2);
    assert_string_equal(desk.scan.text, "sage62x0219220001");
    unplug();
}

static void half_a_code_of_a_line_that_went_away_is_a_part_and_its_rest_too(void **state) {
    (void)state;
    plug();
    start();
    await_health(SK_READER_READY);
    send("known\r");
    await_number(&desk.scans, 1);
    send("sage62x02");
    await_empty();
    unplug();
    await_health(SK_READER_ABSENT);
    await_number(&desk.parts, 1);
    assert_string_equal(desk.scan.text, "sage62x02");
    expect_rest_to_be_a_part();
}

static void the_rest_of_what_was_asked_for_before_the_line_went_away_is_a_part(void **state) {
    (void)state;
    plug();
    start();
    await_health(SK_READER_READY);
    send("known\r");
    await_number(&desk.scans, 1);
    send("sage62x02");
    await_number(&desk.parts, 1); /* by silence */
    unplug();
    await_health(SK_READER_ABSENT);
    (void)sleep(1); /* with the silence before: longer than a rest from a line that stays */
    expect_rest_to_be_a_part();
}

static void a_line_that_another_program_has_is_said_and_read_once_it_is_free(void **state) {
    (void)state;
    int other = -1;
    struct sk_err_info info;
    const struct sk_serial_line line = { 9600, 8, 'N', 1 };
    plug();
    assert_int_equal(sk_serial_line_open(&other, desk.path, &line, &info), SK_OK);
    start();
    await_health(SK_READER_TROUBLE);
    assert_non_null(strstr(desk.status.text, "Another program is using this scanner."));
    assert_int_equal(close(other), 0);
    await_health(SK_READER_READY);
    unplug();
}

static void a_scanner_is_told_what_came_of_its_scan(void **state) {
    (void)state;
    const struct sk_reply_row *good = sk_reply_find("zebra-ssi", SK_REPLY_GOOD);
    char heard[64];
    size_t length = 0;
    assert_non_null(good);
    plug();
    start();
    await_health(SK_READER_READY);
    desk.reader->ops->reply(desk.reader, "another", SK_REPLY_BAD);
    desk.reader->ops->reply(desk.reader, "gun", SK_REPLY_GOOD);
    while (length < good->length) { /* blocks until something is there */
        ssize_t count = read(desk.master, heard + length, sizeof(heard) - length);
        assert_true(count > 0);
        length += (size_t)count;
    }
    assert_int_equal(length, good->length);
    assert_memory_equal(heard, good->bytes, length);
    unplug();
}

static void a_scanner_that_does_not_listen_holds_nothing_up(void **state) {
    (void)state;
    plug();
    start();
    await_health(SK_READER_READY);
    for (int i = 0; i < 20000; i++) { /* more than a terminal holds */
        desk.reader->ops->reply(desk.reader, "gun", SK_REPLY_GOOD);
    }
    send("sage62x0219220001\r");
    await_number(&desk.scans, 1);
    unplug();
}

static void what_is_no_line_is_said(void **state) {
    (void)state;
    FILE *file = fopen(desk.path, "w");
    assert_non_null(file);
    assert_int_equal(fclose(file), 0);
    start();
    await_health(SK_READER_TROUBLE);
    assert_non_null(strstr(desk.status.text, "This is not a serial line"));
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE(a_scanner_on_a_line_is_read),
        CASE(no_character_means_anything_to_the_line),
        CASE(a_line_that_comes_later_and_again_is_read_each_time),
        CASE(half_a_code_of_a_line_that_went_away_is_a_part_and_its_rest_too),
        CASE(the_rest_of_what_was_asked_for_before_the_line_went_away_is_a_part),
        CASE(a_line_that_another_program_has_is_said_and_read_once_it_is_free),
        CASE(a_scanner_is_told_what_came_of_its_scan),
        CASE(a_scanner_that_does_not_listen_holds_nothing_up),
        CASE(what_is_no_line_is_said),
    };
    return cmocka_run_group_tests_name("serial_reader", tests, NULL, NULL);
}
