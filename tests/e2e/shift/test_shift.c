/* A whole shift in a real window, once by touch alone and once by cards alone: no key, no shell.
 * What is touched is found by its word (shown.h), what was done is asked of the journal. */
#define _GNU_SOURCE /* nftw(), popen() */

#include "check.h"
#include "scratch.h"

#include "app/core/app.h"
#include "app/model/model_supervisor.h"
#include "e2e/window/demo_journal.h"
#include "e2e/window/finger.h"
#include "e2e/window/monitor.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#define LIMIT_MS 30000
#define TRIGGER_MS 150
#define SCANNER_MS 2 /* from one key of a scanner to the next */

static const char *kiosk_program, *pictures, *test_name;
static struct monitor monitor;
static struct shown shown;
static pid_t kiosk;

/* ---- the kiosk and its end ---- */

_Noreturn static void give_up(const char *what) {
    char path[1024];
    (void)snprintf(path, sizeof(path), "%s/%s.png", pictures, test_name);
    bool is_saved = monitor_save(&monitor, path);
    fail_msg("%s; the screen then: %s; its texts:\n%s", what, is_saved ? path : "not saved",
             shown.texts);
    abort(); /* fail_msg() does not return */
}

static void start_kiosk(void) {
    kiosk = fork();
    assert_true(kiosk >= 0);
    if (kiosk == 0) {
        int log = open(scratch_file("log"), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0600);
        (void)dup2(open("/dev/null", O_RDWR), STDIN_FILENO);
        (void)dup2(STDIN_FILENO, STDOUT_FILENO);
        (void)dup2(log, STDERR_FILENO);
        (void)unsetenv("WAYLAND_DISPLAY");
        (void)unsetenv("SDL_VIDEODRIVER");
        (void)unsetenv("XDG_RUNTIME_DIR");
        (void)setenv("SDL_AUDIODRIVER", "dummy", 1);
        (void)setenv("TMPDIR", scratch_path, 1);
        (void)setenv("DISPLAY", monitor.name, 1);
        if (chdir(scratch_path) != 0) { /* where the demo exports to */
            _exit(126);
        }
        (void)execl(kiosk_program, kiosk_program, "--demo", "--lang", "en", "--size", "1280x800",
                    "--kiosk.log", "debug", "--labels.by_hand", "twice", "--usb.enabled", "no",
                    "--operator.badge", "^OP:(.+)$", "--outbox.retry_first_ms", "8000",
                    "--outbox.probe_first_ms", "8000",
                    /* time for a hand to take a pair back */ (char *)NULL);
        _exit(127);
    }
}

static void expect_end(void) {
    int status = -1;
    for (int64_t limit = monitor_now() + LIMIT_MS; waitpid(kiosk, &status, WNOHANG) != kiosk;) {
        if (monitor_now() > limit) {
            give_up("the program does not end");
        }
        monitor_breathe();
    }
    kiosk = 0;
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 1); /* not every pair was bound */
}

/* What sag-kioskctl says about the demo's journal; good until the next call. */
static const char *control(const char *arguments) {
    static char said[65536];
    char command[2048];
    (void)snprintf(command, sizeof(command),
                   "'%.*s/sag-kioskctl' %s --config /dev/null --journal.path '%s' 2>&1",
                   (int)(strrchr(kiosk_program, '/') - kiosk_program), kiosk_program, arguments,
                   demo_journal());
    FILE *output = popen(command, "r");
    assert_non_null(output);
    said[fread(said, 1, sizeof(said) - 1, output)] = '\0';
    if (pclose(output) != 0) {
        fail_msg("%s: %s", arguments, said);
    }
    return said;
}

/* ---- looking and touching ---- */

static bool read_screen(void) {
    return shown_read(scratch_file("log"), &shown);
}

static void see(const char *text) {
    for (int64_t limit = monitor_now() + LIMIT_MS; !read_screen() || !strstr(shown.texts, text);) {
        if (monitor_now() > limit) {
            give_up(text);
        }
        monitor_breathe();
    }
}

static const struct shown_target *find(const char *kind, const char *text) {
    return shown_find(&shown, kind, text);
}

/* text NULL: the one of that number. */
static void touch(const char *kind, const char *text, int number) {
    const struct finger_aim aim = { .kind = kind, .text = text, .a = number, .b = -1 };
    if (!finger_touch(&monitor, scratch_file("log"), &aim, &shown)) {
        give_up(text ? text : kind);
    }
}

static void tap(const char *word) {
    touch(NULL, word, 0);
}

/* Another screen than that one. */
static void wait_for_change(unsigned number, const char *what) {
    for (int64_t limit = monitor_now() + LIMIT_MS; !read_screen() || shown.number == number;) {
        if (monitor_now() > limit) {
            give_up(what);
        }
        monitor_breathe();
    }
}

/* Each key is seen before the next. */
static void type_on_glass(const char *text) {
    char typed[64] = "";
    for (size_t i = 0; text[i]; i++) {
        char key[2] = { text[i], '\0' };
        touch("glass", text[i] == ' ' ? NULL : key, text[i]);
        typed[i] = text[i];
        if (text[i] != ' ') {
            see(typed);
        }
    }
    touch("glass", "Done", 0);
}

static void enter_pin(void) {
    see("PIN");
    for (const char *digit = "2468"; *digit; digit++) {
        char key[2] = { *digit, '\0' };
        unsigned number = shown.number;
        touch("supervisor", key, 0);
        wait_for_change(number, "a digit does nothing");
    }
    tap("OK");
    see("Needs attention");
}

/* Of the demo's screen; its other pages are behind the arrow. */
static void tap_label(const char *label) {
    for (int page = 0; page < 3 && read_screen() && !find("label", label); page++) {
        unsigned number = shown.number;
        touch("labels", NULL, 0);
        wait_for_change(number, "there is no other page of labels");
    }
    touch("label", label, 0);
}

static void tap_pair(const char *serial, const char *instance) {
    see("Scan a label");
    tap_label(serial);
    see("Scan the sag- label");
    tap_label(instance);
}

/* No trigger is quicker; what comes sooner is of the same code (input/burst.h). */
static void scan(const char *label) {
    char line[64];
    for (int64_t until = monitor_now() + TRIGGER_MS; monitor_now() < until;) {
        monitor_breathe();
    }
    (void)snprintf(line, sizeof(line), "%s\n", label);
    assert_true(monitor_type(&monitor, line, SCANNER_MS));
}

/* ---- by touch ---- */

static void see_red_and_acknowledge(void) {
    tap_pair("sage62x0219220002", "sag-demo00000000full01");
    see("REFUSED");
    see("already has all its devices");
    tap("ACKNOWLEDGE");
    see("Scan a label");
}

static void type_a_damaged_label(void) {
    tap("Type a label");
    type_on_glass("sage62x0219220006");
    type_on_glass("sage62x0219220006"); /* the setting wants it twice */
    see("Scan the sag- label");
    tap_label("sag-demo0000000000ok02");
    see("BOUND");
    tap("OK");
}

/* While the cloud holds calls off, which it does for seconds, the next pair waits and can be taken
 * back. All on one page of labels, and so soon enough. */
static void take_back_what_waits(void) {
    tap_pair("sage62x0219220004", "sag-demo0000throttle01");
    see("RETRYING");
    tap("OK");
    tap_pair("sage62x0219220003", "sag-demo0000000000ok02");
    tap("Undo");
    see("UNDONE");
    tap("OK");
}

static void choose_languages(void) {
    see("Scan a label");
    touch("button", NULL, SK_BUTTON_LANGUAGE);
    tap("Deutsch");
    see("Etikett");
    touch("button", NULL, SK_BUTTON_LANGUAGE);
    tap("English");
    see("Scan a label");
}

/* The bell; the one who comes takes a binding away and says why in words of her own. */
static void call_and_be_helped(void) {
    touch("button", NULL, SK_BUTTON_CALL);
    see("supervisor");
    touch("supervisor", NULL, SK_SUPER_TOUCH_OPEN);
    enter_pin();
    touch("supervisor", NULL, SK_SUPER_TOUCH_SEARCH);
    touch("supervisor", NULL, SK_SUPER_TOUCH_TYPE);
    type_on_glass("0001");
    touch("supervisor", NULL, SK_SUPER_TOUCH_ROW);
    tap("Undo");
    tap("Another reason");
    type_on_glass("wrong box");
    tap("Yes, undo it");
    see("can be bound again");
    tap("OK");
    touch("supervisor", NULL, SK_SUPER_TOUCH_BACK);
    see("Needs attention");
}

static void look_at_the_bench(void) {
    touch("supervisor", NULL, SK_SUPER_TOUCH_CHECKS);
    see("Diagnostics");
    see("Every pair is saved.");
    see("The same as the cloud's");
    touch("supervisor", NULL, SK_SUPER_TOUCH_BACK);
    see("Needs attention");
}

static void export_and_leave(void) {
    tap("Export");
    tap("This computer");
    tap("Export now");
    see("Entries:");
    tap("OK");
    touch("supervisor", NULL, SK_SUPER_TOUCH_LEAVE);
    see("Scan a label");
}

static void expect_one(const char *search, const char *text) {
    char command[256];
    (void)snprintf(command, sizeof(command), "log search --json %s", search);
    const char *said = control(command);
    if (!strstr(said, text)) {
        fail_msg("%s has no %s: %s", search, text, said);
    }
}

static void expect_the_shift_in_the_log(void) {
    expect_one("--sn sage62x0219220001 --outcome undone", "\"undone_by\":6");
    assert_non_null(strstr(control("log export --events --format jsonl --out -"), "wrong box"));
    expect_one("--sn sage62x0219220002 --outcome refused", "SAG.SnOverLimit");
    expect_one("--sn sage62x0219220006 --outcome bound",
               "\"by_hand\":true,\"instance_by_hand\":false");
    expect_one("--sn sage62x0219220003 --outcome withdrawn", "sag-demo0000000000ok02");
    expect_one("--sn sage62x0219220001 --outcome bound", "sag-demo0000000000ok02");
}

static void quit(void) {
    tap("OK");
    touch("supervisor", NULL, SK_SUPER_TOUCH_OPEN);
    enter_pin();
    tap("Quit the kiosk");
    tap("Yes, quit");
    expect_end();
}

static void a_shift_by_touch_alone(void **state) {
    (void)state;
    tap_pair("sage62x0219220001", "sag-demo0000000000ok01");
    see("BOUND");
    tap("OK");
    see_red_and_acknowledge();
    type_a_damaged_label();
    take_back_what_waits();
    choose_languages();
    call_and_be_helped();
    look_at_the_bench();
    export_and_leave();
    tap_pair("sage62x0219220001", "sag-demo0000000000ok02"); /* what was taken away is free */
    see("BOUND");
    expect_the_shift_in_the_log();
    quit();
}

/* ---- by cards ---- */

static void scan_pair(const char *serial, const char *instance) {
    scan(serial);
    see(serial);
    scan(instance);
}

static void meet_red(void) {
    scan_pair("sage62x0219220002", "sag-demo00000000full01");
    see("REFUSED");
    scan("SAGK:ACK");
    see("Scan a label");
}

/* One sag- label, then its devices; and back. */
static void several_devices(void) {
    scan("SAGK:STICKY");
    scan("sag-demo0000000000ok02");
    see("Scan the next device");
    scan("sage62x0219220003");
    see("BOUND");
    scan("sage62x0219220004");
    see("sage62x0219220004");
    see("BOUND");
    scan("SAGK:PAIR");
    see("Scan a label");
}

static void take_back(void) {
    scan_pair("sage62x0219220005", "sag-demo0000throttle01");
    see("RETRYING");
    scan_pair("sage62x0219220006", "sag-demo0000000000ok03");
    see("#6"); /* its number; it waits */
    scan("SAGK:UNDO");
    see("UNDONE");
    scan("SAGK:ACK");
}

static void change_the_language(void) {
    scan("SAGK:LANG:de");
    see("Etikett");
    scan("SAGK:LANG:en");
    see("Scan a label");
}

/* The supervisor's PIN is a code, too; what is scanned is searched for. */
static void call_and_be_seen(void) {
    scan("SAGK:CALL");
    see("A supervisor has been called");
    scan("SAGK:SUPERVISOR");
    see("PIN");
    scan("2468");
    see("Needs attention");
    scan("sage62x0219220002");
    see("sag- label is full");
    see("sag-demo00000000full01");
    scan("SAGK:CANCEL");
    see("Needs attention");
    scan("SAGK:CANCEL");
    see("Scan a label");
}

static void a_shift_by_cards_alone(void **state) {
    (void)state;
    see("Scan a label");
    scan("OP:Li");
    see("SIGNED ON");
    scan_pair("sage62x0219220001", "sag-demo0000000000ok01");
    see("BOUND");
    meet_red();
    scan("sage62x0219220099");
    see("Scan the sag- label");
    scan("SAGK:CANCEL");
    see("Scan a label");
    several_devices();
    take_back();
    change_the_language();
    call_and_be_seen();
    scan("SAGK:SIGNOFF");
    expect_one("--sn sage62x0219220001 --outcome bound", "\"operator\":\"Li\"");
    expect_one("--sn sage62x0219220002 --outcome refused", "SAG.SnOverLimit");
    expect_one("--sn sage62x0219220003 --outcome bound", "sag-demo0000000000ok02");
    expect_one("--sn sage62x0219220004 --outcome bound", "sag-demo0000000000ok02");
    expect_one("--sn sage62x0219220006 --outcome withdrawn", "sag-demo0000000000ok03");
}

/* ---- beginning and end ---- */

static int switch_on(void **state) {
    (void)state;
    int problem = monitor_start(&monitor, 1280, 1024);
    if (problem == MONITOR_NO_SERVER) {
        SK_SKIP("Xvfb is not installed");
    }
    return problem;
}

static int switch_off(void **state) {
    (void)state;
    monitor_stop(&monitor);
    return 0;
}

static int begin(void **state) {
    test_name = *state;
    if (scratch_make(state) != 0) {
        return -1;
    }
    start_kiosk();
    return 0;
}

static int end(void **state) {
    if (kiosk > 0) {
        (void)kill(kiosk, SIGKILL);
        (void)waitpid(kiosk, NULL, 0);
        kiosk = 0;
    }
    return scratch_remove(state);
}

#define SHIFT(function)                                                                            \
    { #function, function, begin, end, (char *)#function }

int main(int argc, char **argv) {
    if (argc != 3) {
        fprintf(stderr, "usage: test_shift SAG-KIOSK DIRECTORY\n");
        return 2;
    }
    kiosk_program = argv[1];
    pictures = argv[2];
    if (mkdir(pictures, 0755) != 0 && errno != EEXIST) {
        perror(pictures);
        return 2;
    }
    cmocka_set_test_filter(getenv("SK_TEST_FILTER")); /* NULL: all */
    const struct CMUnitTest tests[] = { SHIFT(a_shift_by_touch_alone),
                                        SHIFT(a_shift_by_cards_alone) };
    return cmocka_run_group_tests(tests, switch_on, switch_off);
}
