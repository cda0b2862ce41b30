/* The light's thread: a HID light on a pseudo-terminal, which is plugged, pulled and plugged again,
 * and programs that are well, end, and do not read. */
#define _XOPEN_SOURCE 700 /* posix_openpt(), nftw() */

#include "scratch.h"

#include "base/util.h"
#include "fake/light_program.h"
#include "media/light_runner.h"
#include "media/lights.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#define LIMIT_S 20

static struct {
    struct sk_light_runner *runner;
    pthread_mutex_t lock;
    int news;
    struct sk_light_news last;
    int master;
} desk = { .lock = PTHREAD_MUTEX_INITIALIZER, .master = -1 };

static void on_news(void *data, const struct sk_light_news *news) {
    (void)data;
    pthread_mutex_lock(&desk.lock);
    desk.news++;
    desk.last = *news;
    pthread_mutex_unlock(&desk.lock);
}

static int news(struct sk_light_news *out) {
    pthread_mutex_lock(&desk.lock);
    int count = desk.news;
    if (out) {
        *out = desk.last;
    }
    pthread_mutex_unlock(&desk.lock);
    return count;
}

static void look_again(void) {
    const struct timespec pause = { .tv_nsec = 5000000 };
    (void)nanosleep(&pause, NULL);
}

#define WAIT_FOR(condition)                                                                        \
    do {                                                                                           \
        time_t limit = time(NULL) + LIMIT_S;                                                       \
        while (!(condition)) {                                                                     \
            assert_true(time(NULL) < limit);                                                       \
            look_again();                                                                          \
        }                                                                                          \
    } while (0)

static void start(struct sk_light_device *device, bool blinks_itself) {
    const struct sk_light_runner_options options = {
        .device = device,
        .rules = { .blinks = true,
                   .blinks_itself = blinks_itself,
                   .retry_first = 20,
                   .retry_longest = 40 },
        .clock = sk_clock_system(),
        .post = on_news,
    };
    desk.news = 0;
    assert_int_equal(sk_light_runner_create(&desk.runner, &options), SK_OK);
}

static void show(enum sk_lamp lamp, bool is_called) {
    sk_light_runner_show(desk.runner, (struct sk_light_wish){ lamp, is_called });
}

static void end(void) {
    sk_light_runner_destroy(desk.runner);
    desk.runner = NULL;
}

/* --- a HID light ----------------------------------------------------------------------------- */

static void start_hid(const char *family) {
    struct sk_light_device *device = NULL;
    assert_int_equal(
        sk_light_hid_create(&device, family, scratch_file("list"), scratch_file("nodes")), SK_OK);
    start(device, false);
}

/* A pseudo-terminal in the place of the device: what is written to its node comes out of master. */
static void plug(const char *id, const char *name) {
    char uevent[200];
    struct termios raw;
    (void)mkdir(scratch_file("list"), 0700);
    (void)mkdir(scratch_file("nodes"), 0700);
    (void)mkdir(scratch_file("list/hidraw3"), 0700);
    (void)mkdir(scratch_file("list/hidraw3/device"), 0700);
    desk.master = posix_openpt(O_RDWR | O_NOCTTY);
    assert_true(desk.master >= 0);
    assert_int_equal(grantpt(desk.master) + unlockpt(desk.master), 0);
    assert_int_equal(tcgetattr(desk.master, &raw), 0);
    raw.c_lflag = 0;
    raw.c_oflag = 0;
    assert_int_equal(tcsetattr(desk.master, TCSANOW, &raw), 0);
    assert_int_equal(symlink(ptsname(desk.master), scratch_file("nodes/hidraw3")), 0);
    (void)snprintf(uevent, sizeof(uevent),
                   "DRIVER=hid-generic\nHID_ID=0003:%s\nHID_NAME=%s\nHID_PHYS=usb-1\n", id, name);
    scratch_write(scratch_file("list/hidraw3/device/uevent"), uevent);
}

static void pull(void) {
    (void)unlink(scratch_file("list/hidraw3/device/uevent"));
    (void)unlink(scratch_file("nodes/hidraw3"));
    (void)close(desk.master);
    desk.master = -1;
}

static void expect_report(const char *family, enum sk_lamp lamp) {
    char bytes[65];
    size_t at = 0;
    size_t got = 0;
    const struct sk_lights_report *report = sk_lights_next(family, (int)lamp, &at);
    while (got < report->length) {
        struct pollfd fd = { .fd = desk.master, .events = POLLIN };
        assert_int_equal(poll(&fd, 1, LIMIT_S * 1000), 1);
        ssize_t length = read(desk.master, bytes + got, report->length - got);
        if (length < 0) { /* nobody has the other end yet */
            assert_int_equal(errno, EIO);
            look_again();
        } else {
            got += (size_t)length;
        }
    }
    assert_memory_equal(bytes, report->bytes, report->length);
}

static void a_light_gets_its_bytes_and_is_dark_in_the_end(void **state) {
    (void)state;
    plug("000004D8:0000F372", "LUXAFOR FLAG");
    start_hid("");
    expect_report("luxafor", SK_LAMP_OFF);
    show(SK_LAMP_GREEN, false);
    expect_report("luxafor", SK_LAMP_GREEN);
    show(SK_LAMP_RED, false);
    expect_report("luxafor", SK_LAMP_RED);
    end();
    expect_report("luxafor", SK_LAMP_OFF);
    pull();
}

static void a_call_blinks(void **state) {
    (void)state;
    plug("000004D8:0000F372", "LUXAFOR FLAG");
    start_hid("luxafor");
    expect_report("luxafor", SK_LAMP_OFF);
    show(SK_LAMP_OFF, true);
    for (int i = 0; i < 3; i++) {
        expect_report("luxafor", SK_LAMP_AMBER);
        expect_report("luxafor", SK_LAMP_OFF);
    }
    end();
    pull();
}

static void a_light_that_is_pulled_is_told_once_and_lit_when_it_is_back(void **state) {
    (void)state;
    struct sk_light_news last;
    start_hid("luxafor"); /* before it is there */
    WAIT_FOR(news(&last) == 1);
    assert_true(last.has_trouble);
    assert_non_null(strstr(last.text.text, "no luxafor light"));
    show(SK_LAMP_AMBER, false);
    plug("000004D8:0000F372", "LUXAFOR FLAG");
    expect_report("luxafor", SK_LAMP_AMBER);
    WAIT_FOR(news(&last) == 2);
    assert_false(last.has_trouble);
    pull();
    WAIT_FOR(news(&last) == 3);
    assert_true(last.has_trouble);
    show(SK_LAMP_RED, false);
    plug("000004D8:0000F372", "LUXAFOR FLAG");
    expect_report("luxafor", SK_LAMP_RED);
    end();
    pull();
}

static void what_may_not_be_opened_or_takes_nothing_says_so(void **state) {
    (void)state;
    struct sk_light_news last;
    plug("000027B8:000001ED", "ThingM blink(1)"); /* a terminal takes no feature report */
    start_hid("");
    WAIT_FOR(news(&last) == 1);
    assert_true(last.has_trouble);
    assert_non_null(strstr(last.text.text, "blink1"));
    end();
    pull();
    if (geteuid() == 0) {
        return; /* may open everything */
    }
    plug("000004D8:0000F372", "LUXAFOR FLAG");
    assert_int_equal(chmod(scratch_file("nodes/hidraw3"), 0), 0);
    start_hid("");
    WAIT_FOR(news(&last) == 1);
    assert_non_null(strstr(last.text.text, "udev"));
    end();
    pull();
}

static void another_device_with_a_shared_id_is_left_alone(void **state) {
    (void)state;
    struct sk_light_news last;
    plug("000016C0:000005DF", "Some Joystick");
    start_hid("");
    WAIT_FOR(news(&last) == 1);
    struct pollfd fd = { .fd = desk.master, .events = POLLIN };
    assert_int_equal(poll(&fd, 1, 0), 0);
    end();
    pull();
}

/* --- a program ------------------------------------------------------------------------------- */

static void start_program(const char *body) {
    struct sk_light_device *device = NULL;
    assert_int_equal(sk_light_program_create(&device, light_program_make(body)), SK_OK);
    start(device, true);
}

static void a_program_gets_a_word_a_line_and_ends_with_the_kiosk(void **state) {
    (void)state;
    assert_int_equal(dup2(STDERR_FILENO, 77), 77); /* none of the kiosk's files is the program's */
    start_program("[ ! -e /proc/$$/fd/77 ] || exit 1; "
                  "while read -r word; do echo $word >>words; done; echo end >>words");
    WAIT_FOR(strcmp(light_program_words(), "off\n") == 0);
    show(SK_LAMP_GREEN, false);
    WAIT_FOR(strcmp(light_program_words(), "off\ngreen\n") == 0);
    show(SK_LAMP_RED, true);
    WAIT_FOR(strcmp(light_program_words(), "off\ngreen\ncall\n") == 0);
    show(SK_LAMP_RED, false);
    WAIT_FOR(strcmp(light_program_words(), "off\ngreen\ncall\nred\n") == 0);
    end();
    assert_string_equal(light_program_words(), "off\ngreen\ncall\nred\noff\nend\n");
    assert_int_equal(news(NULL), 0);
    (void)close(77);
}

static void a_program_that_dies_is_started_again_and_told_the_newest(void **state) {
    (void)state;
    struct sk_light_news last;
    start_program("read -r word; echo $word >>words; [ $word = red ] || exit 3; read -r word");
    show(SK_LAMP_AMBER, false);
    WAIT_FOR(news(&last) == 1);
    assert_true(last.has_trouble);
    show(SK_LAMP_RED, false);
    WAIT_FOR(strstr(light_program_words(), "red\n"));
    end();
}

static void one_that_does_not_read_or_end_holds_nobody_up(void **state) {
    (void)state;
    struct sk_light_news last;
    start_program("trap '' TERM; echo $$ >words; exec 2>&-; while :; do sleep 1; done");
    WAIT_FOR(strchr(light_program_words(), '\n'));
    time_t limit = time(NULL) + LIMIT_S;
    for (int i = 0; news(&last) == 0; i++) { /* more than a pipe holds */
        assert_true(time(NULL) < limit);
        show(i % 2 == 0 ? SK_LAMP_RED : SK_LAMP_GREEN, false);
        (void)sched_yield();
    }
    assert_non_null(strstr(last.text.text, "does not read"));
    pid_t pid = (pid_t)atol(light_program_words());
    end();
    assert_int_equal(kill(pid, 0), -1); /* it was ended */
}

static void one_that_cannot_be_started_says_why(void **state) {
    (void)state;
    struct sk_light_news last;
    struct sk_light_device *device = NULL;
    assert_int_equal(sk_light_program_create(&device, "/nowhere/light"), SK_OK);
    start(device, true);
    WAIT_FOR(news(&last) == 1);
    assert_non_null(strstr(last.text.text, "/nowhere/light"));
    end();
}

/* --- what the settings choose ----------------------------------------------------------------- */

static void each_choice_has_its_rules_and_none_has_no_thread(void **state) {
    (void)state;
    struct sk_light_choice choice = { .kind = SK_LIGHT_NONE };
    struct sk_light_device *device = NULL;
    struct sk_light_rules rules;
    assert_int_equal(sk_light_device_of(&choice, true, &device, &rules), SK_OK);
    assert_null(device);
    sk_light_runner_show(NULL, (struct sk_light_wish){ SK_LAMP_RED, false });
    sk_light_runner_destroy(NULL);
    for (int kind = SK_LIGHT_USB; kind <= SK_LIGHT_PROGRAM; kind++) {
        choice.kind = (enum sk_light_kind)kind;
        assert_int_equal(sk_light_device_of(&choice, kind == SK_LIGHT_USB, &device, &rules), SK_OK);
        assert_non_null(device);
        assert_int_equal(rules.blinks, kind == SK_LIGHT_USB);
        assert_int_equal(rules.blinks_itself, kind == SK_LIGHT_PROGRAM);
        device->ops->destroy(device);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(a_light_gets_its_bytes_and_is_dark_in_the_end),
        SK_TEST(a_call_blinks),
        SK_TEST(a_light_that_is_pulled_is_told_once_and_lit_when_it_is_back),
        SK_TEST(what_may_not_be_opened_or_takes_nothing_says_so),
        SK_TEST(another_device_with_a_shared_id_is_left_alone),
        SK_TEST(a_program_gets_a_word_a_line_and_ends_with_the_kiosk),
        SK_TEST(a_program_that_dies_is_started_again_and_told_the_newest),
        SK_TEST(one_that_does_not_read_or_end_holds_nobody_up),
        SK_TEST(one_that_cannot_be_started_says_why),
        SK_TEST(each_choice_has_its_rules_and_none_has_no_thread),
    };
    return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
