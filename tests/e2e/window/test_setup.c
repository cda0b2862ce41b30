/* A stranger sets a scanner up that nobody knows: in a real window, with fingers, by the barcode on
 * the screen, and a scanner on USB (umockdev) that is set to French keys and sends a prefix.
 * argv[1]: the kiosk's program; argv[2]: where the pictures of failures go. */
#define _XOPEN_SOURCE 700 /* nftw() */

#include "scratch.h"

#include "integration/usb/mock.h"
#include "app/model/model_supervisor.h"
#include "demo_journal.h"
#include "finger.h"
#include "monitor.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#define WHITE 0xFFFFFF
#define GREEN 0x00C853
#define PLUM_BUTTON 0x8562B2
#define LIMIT_MS 30000
#define STILL_MS 400 /* a button that has just come up does not take a press for 300 ms */
#define BOXES 24
#define MINUTE_MS 60000

static const char *program;
static const char *pictures;
static struct monitor monitor;
static struct mock *mock;
static pid_t kiosk;

_Noreturn static void give_up(const char *what) {
    char path[512];
    (void)snprintf(path, sizeof(path), "%s/setup.png", pictures);
    bool is_saved = monitor_save(&monitor, path);
    FILE *errors = fopen(scratch_file("stderr"), "r");
    char line[512];
    while (errors && fgets(line, sizeof(line), errors)) {
        print_message("kiosk: %s", line);
    }
    if (errors) {
        (void)fclose(errors);
    }
    fail_msg("%s; the screen then: %s", what, is_saved ? path : "could not be saved");
    abort(); /* fail_msg() does not return */
}

/* The devices answer on this thread. */
static void breathe(void) {
    while (g_main_context_iteration(NULL, FALSE)) {
    }
    monitor_breathe();
}

static void start_kiosk(void) {
    kiosk = fork();
    assert_true(kiosk >= 0);
    if (kiosk == 0) {
        int errors = open(scratch_file("stderr"), O_WRONLY | O_CREAT | O_TRUNC, 0600);
        (void)dup2(open("/dev/null", O_RDONLY), STDIN_FILENO);
        (void)dup2(open("/dev/null", O_WRONLY), STDOUT_FILENO);
        (void)dup2(errors, STDERR_FILENO);
        (void)setenv("SAG_KIOSK_KIOSK_LOG", "debug", 1); /* what can be touched (shown.h) */
        (void)unsetenv("WAYLAND_DISPLAY");
        (void)setenv("TMPDIR", scratch_path, 1);
        (void)setenv("DISPLAY", monitor.name, 1);
        (void)execl(program, program, "--demo", "--lang", "en", (char *)NULL);
        _exit(127);
    }
}

static bool look(struct picture *picture) {
    Window window = monitor_find(&monitor, "sag-kiosk");
    struct area area;
    return window != None && monitor_area(&monitor, window, &area) &&
           monitor_look(&monitor, area, picture);
}

/* Boxes of at least that size, once there are so many; returns how many there are. */
static size_t wait_boxes(uint32_t colour, int width, int height, size_t least, struct area *boxes,
                         const char *what) {
    int64_t limit = monitor_now() + LIMIT_MS;
    struct picture picture = { 0 };
    size_t count = 0;
    while (count < least) {
        if (monitor_now() > limit) {
            give_up(what);
        }
        breathe();
        count = look(&picture) ? picture_boxes(&picture, colour, width, height, boxes, BOXES) : 0;
    }
    picture_finish(&picture);
    return count;
}

static void click(struct area box) {
    Window window = monitor_find(&monitor, "sag-kiosk");
    struct area area = { 0, 0, 0, 0 };
    int64_t limit = monitor_now() + STILL_MS;
    while (monitor_now() < limit) {
        breathe();
    }
    (void)monitor_area(&monitor, window, &area);
    monitor_click(&monitor, area.x + box.x + box.width / 2, area.y + box.y + box.height / 2);
    for (limit = monitor_now() + STILL_MS; monitor_now() < limit;) {
        breathe();
    }
}

/* Of the supervisor's pages, by what it means. */
static void press_super(enum sk_super_touch_type type, const char *what) {
    static struct shown shown;
    const struct finger_aim aim = { .kind = "supervisor", .a = (int)type, .b = -1 };
    if (!finger_touch(&monitor, scratch_file("stderr"), &aim, &shown)) {
        give_up(what);
    }
}

static void enter_role(void) {
    struct area boxes[BOXES];
    (void)wait_boxes(PLUM_BUTTON, 60, 60, 1, boxes, "the button to the role is not to be seen");
    click(boxes[0]);
    for (const char *digit = "2468"; *digit; digit++) {
        (void)wait_boxes(PLUM_BUTTON, 100, 60, 12, boxes, "the PIN pad is not to be seen");
        click(boxes[*digit - '1']);
    }
    size_t count = wait_boxes(WHITE, 100, 60, 1, boxes, "the PIN pad has no OK");
    click(boxes[count - 1]);
}

/* What the first barcode on the screen says; "" while none is read. */
static void read_screen(char *out, size_t size) {
    char command[1200];
    char line[256] = "";
    out[0] = '\0';
    if (!monitor_save(&monitor, scratch_file("screen.png"))) {
        return;
    }
    (void)snprintf(command, sizeof(command), "'%sctl' decode '%s' 2>/dev/null", program,
                   scratch_file("screen.png"));
    FILE *decoder = popen(command, "r");
    if (decoder && fgets(line, sizeof(line), decoder)) {
        char *text = strstr(line, "yqW-");
        if (text) {
            text[strcspn(text, "\t\n'\" ")] = '\0';
            (void)snprintf(out, size, "%s", text);
        }
    }
    if (decoder) {
        (void)pclose(decoder);
    }
}

/* As keys of a French keyboard lie, seen from an American one, with a leading A, which the scanner
 * means as its prefix Q. */
static void scan_in_french(struct mock_device *scanner, const char *code) {
    static const char wanted[] = "yqW-:0123456789Q";
    static const char pressed[] = "yaZ6.)!@#$%^&*(A";
    char text[64] = "A";
    size_t length = 1;
    for (const char *c = code; *c; c++) {
        const char *at = strchr(wanted, *c);
        assert_non_null(at);
        text[length++] = pressed[at - wanted];
    }
    text[length] = '\0';
    mock_scan(scanner, text, SIZE_MAX);
}

static bool file_holds(const char *path, const char *wanted) {
    char text[4096] = "";
    FILE *file = fopen(path, "r");
    if (file) {
        text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
        (void)fclose(file);
    }
    return strstr(text, wanted) != NULL;
}

static bool has_event(const char *what) {
    char command[1400];
    (void)snprintf(command, sizeof(command),
                   "'%sctl' log list --scans --journal.path '%s' 2>/dev/null | grep -q -e '%s'",
                   program, demo_journal(), what);
    return system(command) == 0;
}

static void a_stranger_sets_an_unknown_scanner_up_in_a_minute(void **state) {
    (void)state;
    struct area boxes[BOXES];
    char code[32] = "";
    char settings[700];
    const struct mock_spec spec = { MOCK_KEYBOARD, "1-1", 2, 0x1a2c, 0x0001, true };
    start_kiosk();
    struct mock_device *scanner = mock_plug(mock, &spec);
    (void)wait_boxes(PLUM_BUTTON, 60, 60, 1, boxes, "the kiosk does not start");
    assert_false(mock_is_reading(scanner)); /* any keyboard is left alone */
    int64_t begun = monitor_now();
    enter_role();
    press_super(SK_SUPER_TOUCH_SETUP, "no menu after the PIN");
    int64_t limit = monitor_now() + LIMIT_MS;
    while (code[0] == '\0' || !mock_is_reading(scanner)) {
        if (monitor_now() > limit) {
            give_up(code[0] ? "the keyboard is not listened to" : "no barcode can be read");
        }
        breathe();
        read_screen(code, sizeof(code));
    }
    scan_in_french(scanner, code);
    (void)wait_boxes(WHITE, 150, 60, 2, boxes,
                     "nothing was learned"); /* the bars, and "Use them" */
    size_t count = wait_boxes(WHITE, 150, 60, 2, boxes, "no button to use it");
    (void)monitor_save(&monitor, scratch_file("learned.png"));
    click(boxes[count - 1]);
    (void)snprintf(settings, sizeof(settings), "%s.settings", demo_journal());
    limit = monitor_now() + LIMIT_MS;
    while (!file_holds(settings, "usb.devices = 1a2c:0001\n")) {
        if (monitor_now() > limit) {
            give_up("the settings are not written");
        }
        breathe();
    }
    assert_true(file_holds(settings, "usb.layout = fr\n"));
    assert_true(file_holds(settings, "usb.prefix = Q\n"));
    count = wait_boxes(WHITE, 150, 60, 1, boxes, "the end is not told");
    click(boxes[count - 1]);
    print_message("set up in %lld ms, %d of which are the test's own pauses\n",
                  (long long)(monitor_now() - begun), 9 * 2 * STILL_MS);
    assert_true(monitor_now() - begun < MINUTE_MS);
    press_super(SK_SUPER_TOUCH_LEAVE, "no way back to the menu");
    limit = monitor_now() + LIMIT_MS;
    while (!mock_is_reading(scanner)) { /* by the kiosk, as the scanner it now is */
        if (monitor_now() > limit) {
            give_up("the scanner is not read afterwards");
        }
        breathe();
    }
    scan_in_french(scanner, "4711"); /* no label; what was made of it is in the log */
    limit = monitor_now() + LIMIT_MS;
    while (!has_event("usb.layout=fr") || !has_event("[^Q]4711")) {
        if (monitor_now() > limit) {
            give_up("what was set is no event, or not in force");
        }
        breathe();
    }
}

static int begin(void **state) {
    mock = mock_new();
    return scratch_make(state);
}

static int end(void **state) {
    if (kiosk > 0) {
        (void)kill(kiosk, SIGTERM);
        while (waitpid(kiosk, NULL, WNOHANG) == 0) {
            breathe();
        }
    }
    mock_free(mock);
    return scratch_remove(state);
}

int main(int argc, char **argv) {
    if (argc < 3) {
        SK_SKIP("needs the release build of sag-kiosk as argument (use ./dev test)");
    }
    program = argv[1];
    pictures = argv[2];
    if (!getenv("UMOCKDEV_DIR") && !getenv("LD_PRELOAD")) {
        SK_SKIP("umockdev-wrapper is missing (apt-get install umockdev)");
    }
    int problem = monitor_start(&monitor, 1280, 1024);
    if (problem == MONITOR_NO_SERVER) {
        SK_SKIP("Xvfb is not installed");
    }
    assert_int_equal(problem, 0);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_stranger_sets_an_unknown_scanner_up_in_a_minute, begin,
                                        end),
    };
    int failed = cmocka_run_group_tests_name("setup", tests, NULL, NULL);
    monitor_stop(&monitor);
    return failed;
}
