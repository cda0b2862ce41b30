/* The demo in a real window, worked as a person and as a wedge scanner would: keys, mouse, the
 * window's cross; judged by the colours that are to be seen. argv[1]: the kiosk's program;
 * argv[2]: where the pictures of failures go. */
#define _XOPEN_SOURCE 700 /* nftw() */

#include "scratch.h"

#include "app/model/model_supervisor.h"
#include "demo_journal.h"
#include "finger.h"
#include "monitor.h"

#include <X11/keysym.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>

#define GREEN 0x00C853
#define AMBER 0xFFB000
#define RED 0x9B1C1C
#define WHITE 0xFFFFFF
#define PLUM 0x2E1A47        /* the ground of the supervisor's role */
#define PLUM_BUTTON 0x8562B2 /* its buttons, and the one to it */
#define LIMIT_MS 30000       /* for whatever a slow machine takes */
#define SCANNER_MS 5         /* between two keys */
#define HAND_MS 130          /* more than a scanner may take */
#define STILL_MS 400         /* a button that has just come up does not take a press for 300 ms */

#define LABELS 6 /* in the demo's corner */

#define GOOD_PAIR "sage62x0219220001\nsag-demo0000000000ok01\n"
#define OTHER_GOOD_PAIR "sage62x0219220002\nsag-demo0000000000ok02\n"
#define REFUSED_PAIR "sage62x0219220003\nsag-demo00000000full01\n"

static const char *kiosk_program;
static const char *pictures;
static const char *test_name;
static struct monitor monitor;

struct kiosk {
    pid_t pid;
    int status; /* once it has ended */
    Window window;
};
static struct kiosk kiosk;

/* ---- failing with a picture ---- */

_Noreturn static void give_up(const char *what) {
    char path[512];
    (void)snprintf(path, sizeof(path), "%s/%s.png", pictures, test_name);
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

/* ---- the kiosk's process ---- */

enum start { START_DEMO, START_BENCH, START_DEMO_WITH_JOURNAL }; /* the last one's is kept */

/* The pipe to its standard input in *in, if that is wanted. */
static void start_as(enum start start, const char *display, int *in, int *out) {
    int to[2] = { -1, -1 };
    int from[2] = { -1, -1 };
    assert_true(!in || pipe(to) == 0);
    assert_true(!out || pipe(from) == 0);
    kiosk = (struct kiosk){ .pid = fork() };
    assert_true(kiosk.pid >= 0);
    if (kiosk.pid == 0) {
        int errors = open(scratch_file("stderr"), O_WRONLY | O_CREAT | O_TRUNC, 0600);
        (void)dup2(in ? to[0] : open("/dev/null", O_RDONLY), STDIN_FILENO);
        (void)dup2(out ? from[1] : open("/dev/null", O_WRONLY), STDOUT_FILENO);
        (void)dup2(errors, STDERR_FILENO);
        for (int fd = 3; fd < 64; fd++) {
            (void)close(fd);
        }
        (void)setenv("SAG_KIOSK_KIOSK_LOG", "debug", 0); /* what can be touched (shown.h) */
        (void)unsetenv("WAYLAND_DISPLAY");
        (void)unsetenv("SDL_VIDEODRIVER");
        (void)unsetenv("XDG_RUNTIME_DIR");
        (void)setenv("TMPDIR", scratch_path, 1);
        if (chdir(scratch_path) != 0) { /* where the demo exports to */
            _exit(126);
        }
        if (display) {
            (void)setenv("DISPLAY", display, 1);
        } else {
            (void)unsetenv("DISPLAY");
        }
        if (start == START_BENCH) {
            (void)setenv("ALIBABA_CLOUD_ACCESS_KEY_ID", "test", 1);
            (void)setenv("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "test", 1);
            (void)execl(kiosk_program, kiosk_program, "--config", "/dev/null", "--lang", "en",
                        "--cloud.region", "cn-hangzhou", "--cloud.endpoint", "https://127.0.0.1:9",
                        "--usb.enabled", "no", "--journal.path", scratch_file("bench.db"),
                        (char *)NULL);
        }
        bool has_journal = start == START_DEMO_WITH_JOURNAL;
        (void)execl(kiosk_program, kiosk_program, "--demo", "--lang", "en",
                    has_journal ? "--journal.path" : (char *)NULL, scratch_file("bench.db"),
                    (char *)NULL);
        _exit(127);
    }
    if (in) {
        (void)close(to[0]);
        *in = to[1];
    }
    if (out) {
        (void)close(from[1]);
        *out = from[0];
    }
}

static void start_kiosk(const char *display, int *in, int *out) {
    start_as(START_DEMO, display, in, out);
}

static bool has_ended(void) {
    if (kiosk.pid > 0 && waitpid(kiosk.pid, &kiosk.status, WNOHANG) == kiosk.pid) {
        kiosk.pid = 0;
    }
    return kiosk.pid == 0;
}

static void expect_end(int exit_status) {
    int64_t limit = monitor_now() + LIMIT_MS;
    while (!has_ended()) {
        if (monitor_now() > limit) {
            give_up("the kiosk does not end");
        }
        monitor_breathe();
    }
    if (!WIFEXITED(kiosk.status) || WEXITSTATUS(kiosk.status) != exit_status) {
        give_up(WIFEXITED(kiosk.status) ? "the kiosk ended with another exit status"
                                        : "the kiosk was ended by a signal");
    }
}

static int make(void **state) {
    kiosk = (struct kiosk){ 0 };
    return scratch_make(state);
}

static int remove_all(void **state) {
    if (!has_ended()) {
        (void)kill(kiosk.pid, SIGTERM); /* it ends its simulator and removes its journal */
        (void)waitpid(kiosk.pid, NULL, 0);
    }
    return scratch_remove(state);
}

/* ---- looking ---- */

static void look(struct picture *picture) {
    struct area area;
    if (has_ended()) {
        give_up("the kiosk has ended");
    }
    if (!monitor_area(&monitor, kiosk.window, &area) || !monitor_look(&monitor, area, picture)) {
        picture_finish(picture);
    }
}

static double share(uint32_t colour) {
    struct picture picture = { 0 };
    look(&picture);
    double found = picture_share(&picture, colour);
    picture_finish(&picture);
    return found;
}

/* Most of the window has that colour. */
static bool is_filled(uint32_t colour) {
    return share(colour) > 0.5;
}

static void wait_filled(uint32_t colour, const char *what) {
    int64_t limit = monitor_now() + LIMIT_MS;
    while (!is_filled(colour)) {
        if (monitor_now() > limit) {
            give_up(what);
        }
        monitor_breathe();
    }
}

/* A person presses what does not move. */
static void wait_still(struct picture *picture) {
    int64_t limit = monitor_now() + LIMIT_MS;
    int64_t since = monitor_now();
    struct picture before = { 0 };
    look(&before);
    while (monitor_now() - since < STILL_MS) {
        monitor_breathe();
        look(picture);
        if (!picture_equal(picture, &before)) {
            since = monitor_now();
            picture_finish(&before);
            before = *picture;
            *picture = (struct picture){ 0 };
        }
        if (monitor_now() > limit) {
            give_up("the picture never stands still");
        }
    }
    picture_finish(picture);
    *picture = before;
}

/* Until the picture differs from one before. */
static void wait_change(const struct picture *before, const char *what) {
    int64_t limit = monitor_now() + LIMIT_MS;
    struct picture now = { 0 };
    for (look(&now); picture_equal(&now, before); look(&now)) {
        if (monitor_now() > limit) {
            give_up(what);
        }
        monitor_breathe();
    }
    picture_finish(&now);
}

static void wait_window(void) {
    int64_t limit = monitor_now() + LIMIT_MS;
    while ((kiosk.window = monitor_find(&monitor, "sag-kiosk")) == None) {
        if (has_ended() || monitor_now() > limit) {
            give_up("no window came up");
        }
        monitor_breathe();
    }
}

/* The demo's example labels, row by row: the lowest white boxes. */
static void wait_labels(struct area labels[LABELS]) {
    int64_t limit = monitor_now() + LIMIT_MS;
    struct picture picture = { 0 };
    struct area boxes[4 * LABELS];
    size_t count = 0;
    while (count < LABELS) {
        if (monitor_now() > limit) {
            give_up("the demo's labels are not to be seen");
        }
        wait_still(&picture);
        count = picture_boxes(&picture, WHITE, 120, 25, boxes, 4 * LABELS);
    }
    picture_finish(&picture);
    memcpy(labels, boxes + count - LABELS, LABELS * sizeof(*labels));
}

static void open_window_as(enum start start) {
    struct area labels[LABELS];
    start_as(start, monitor.name, NULL, NULL);
    wait_window();
    wait_labels(labels); /* it is ready */
    monitor_point(&monitor, 640, 300);
}

static void open_window(void) {
    open_window_as(START_DEMO);
}

static void click(struct area box) {
    struct area window;
    assert_true(monitor_area(&monitor, kiosk.window, &window));
    monitor_click(&monitor, window.x + box.x + box.width / 2, window.y + box.y + box.height / 2);
}

static void type(const char *text, unsigned long gap_ms) {
    assert_true(monitor_type(&monitor, text, gap_ms));
}

/* ---- the tests ---- */

static void two_scans_turn_the_whole_screen_green(void **state) {
    (void)state;
    open_window();
    type(GOOD_PAIR, SCANNER_MS);
    wait_filled(GREEN, "no green came");
    struct picture picture = { 0 };
    look(&picture);
    assert_int_equal(picture_at(&picture, 1, 1), GREEN);
    assert_int_equal(picture_at(&picture, picture.width - 2, picture.height - 2), GREEN);
    assert_int_equal(picture_share(&picture, RED) * 1000, 0);
    picture_finish(&picture);
}

static void labels_typed_slowly_by_hand_are_taken(void **state) {
    (void)state;
    open_window();
    type(GOOD_PAIR, HAND_MS);
    wait_filled(GREEN, "no green came");
}

static void turn_red(void) {
    type(REFUSED_PAIR, SCANNER_MS);
    wait_filled(RED, "no red came");
}

/* Red stays on the screen while a good pair is scanned, which is bound behind it. */
static void scan_behind_red(void) {
    struct picture red = { 0 };
    wait_still(&red);
    type(OTHER_GOOD_PAIR, SCANNER_MS);
    wait_change(&red, "nothing is said about scans while red is up");
    wait_still(&red);
    assert_true(picture_share(&red, RED) > 0.5);
    picture_finish(&red);
}

static void red_stays_until_its_button_is_clicked(void **state) {
    (void)state;
    open_window();
    turn_red();
    scan_behind_red();
    struct picture red = { 0 };
    struct area boxes[4];
    wait_still(&red);
    size_t count = picture_boxes(&red, WHITE, 200, 40, boxes, 4);
    picture_finish(&red);
    if (count == 0) {
        give_up("the button is not to be seen");
    }
    click(boxes[count - 1]); /* the lowest */
    wait_filled(GREEN, "the pair that was scanned behind red did not turn green");
}

static void red_stays_until_the_acknowledge_card_is_scanned(void **state) {
    (void)state;
    open_window();
    turn_red();
    scan_behind_red();
    type("SAGK:ACK\n", SCANNER_MS);
    wait_filled(GREEN, "the pair that was scanned behind red did not turn green");
}

static void a_click_on_an_example_label_is_a_scan(void **state) {
    (void)state;
    struct area labels[LABELS];
    struct picture before = { 0 };
    open_window();
    look(&before);
    wait_labels(labels);
    click(labels[0]); /* a device */
    wait_change(&before, "a click on a label changes nothing");
    wait_labels(labels);
    click(labels[2]); /* an instance with room */
    wait_filled(GREEN, "two clicks on labels did not bind");
    picture_finish(&before);
}

static void expect_whole(int width, int height) {
    int64_t limit = monitor_now() + LIMIT_MS;
    struct picture picture = { 0 };
    bool is_whole = false;
    while (!is_whole) {
        if (monitor_now() > limit) {
            give_up("the picture does not fill the window");
        }
        monitor_breathe();
        look(&picture);
        is_whole = picture.width == width && picture.height == height &&
                   picture_share(&picture, GREEN) > 0.5 && picture_at(&picture, 1, 1) == GREEN &&
                   picture_at(&picture, width - 2, 1) == GREEN &&
                   picture_at(&picture, 1, height - 2) == GREEN &&
                   picture_at(&picture, width - 2, height - 2) == GREEN;
    }
    picture_finish(&picture);
}

static void a_window_of_another_size_shows_the_whole_picture(void **state) {
    (void)state;
    open_window();
    type(GOOD_PAIR, SCANNER_MS);
    wait_filled(GREEN, "no green came");
    static const int sizes[][2] = { { 800, 480 }, { 600, 1000 }, { 1280, 1024 }, { 1024, 600 } };
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        monitor_resize(&monitor, kiosk.window, sizes[i][0], sizes[i][1]);
        expect_whole(sizes[i][0], sizes[i][1]);
    }
}

static void closing_the_window_ends_with_0(void **state) {
    (void)state;
    open_window();
    monitor_close(&monitor, kiosk.window);
    expect_end(0);
}

/* What a scanner can send, while one label waits: it goes on waiting, in the same window. */
static void no_key_of_a_scanner_does_anything_to_the_program(void **state) {
    (void)state;
    struct picture half = { 0 };
    struct area before;
    struct area after;
    open_window();
    wait_still(&half);
    type("sage62x0219220001\n", SCANNER_MS);
    wait_change(&half, "the first label is not shown");
    picture_finish(&half);
    assert_true(monitor_area(&monitor, kiosk.window, &before));
    for (KeySym key = XK_a; key <= XK_z; key++) {
        assert_true(monitor_control(&monitor, key));
    }
    assert_true(monitor_key(&monitor, XK_F11));
    assert_true(monitor_key(&monitor, XK_Escape));
    assert_true(monitor_key(&monitor, XK_Menu));
    assert_true(monitor_alt(&monitor, XK_F4));
    type("sag-demo0000000000ok01\n", SCANNER_MS);
    wait_filled(GREEN, "no green came of the label that waited");
    assert_true(monitor_area(&monitor, kiosk.window, &after));
    assert_memory_equal(&before, &after, sizeof(before));
}

/* The labels of the demo are known in small letters only. */
static void caps_lock_is_undone(void **state) {
    (void)state;
    open_window();
    assert_true(monitor_key(&monitor, XK_Caps_Lock));
    type(GOOD_PAIR, SCANNER_MS);
    wait_filled(GREEN, "no green came with Caps Lock on");
    assert_true(monitor_key(&monitor, XK_Caps_Lock));
}

static void the_window_of_a_bench_is_not_closed_but_by_a_signal(void **state) {
    (void)state;
    struct picture picture = { 0 };
    start_as(START_BENCH, monitor.name, NULL, NULL);
    wait_window();
    monitor_point(&monitor, 640, 300);
    wait_still(&picture);
    picture_finish(&picture);
    monitor_close(&monitor, kiosk.window);
    type(GOOD_PAIR, SCANNER_MS); /* there is no cloud */
    wait_filled(AMBER, "the pair is not shown as saved");
    assert_int_equal(kill(kiosk.pid, SIGTERM), 0);
    expect_end(1); /* it was not sent */
}

static void a_closed_window_leaves_nothing_behind(void **state) {
    (void)state;
    open_window();
    type(GOOD_PAIR, SCANNER_MS);
    wait_filled(GREEN, "no green came");
    monitor_close(&monitor, kiosk.window);
    expect_end(0);
    assert_int_equal(remove(scratch_file("stderr")), 0);
    assert_int_equal(rmdir(scratch_path), 0); /* TMPDIR is empty again */
    assert_int_equal(mkdir(scratch_path, 0700), 0);
}

static void write_scans(int in, const char *scans) {
    assert_int_equal(write(in, scans, strlen(scans)), (ssize_t)strlen(scans));
    assert_int_equal(close(in), 0);
}

static void scans_through_a_pipe_turn_green_and_end_by_themselves(void **state) {
    (void)state;
    int in = -1;
    start_kiosk(monitor.name, &in, NULL);
    write_scans(in, GOOD_PAIR);
    wait_window();
    wait_filled(GREEN, "no green came");
    expect_end(0);
}

static void without_input_the_window_stays_open(void **state) {
    (void)state;
    open_window(); /* its standard input is /dev/null */
    type(GOOD_PAIR, SCANNER_MS);
    wait_filled(GREEN, "no green came");
    type(REFUSED_PAIR, SCANNER_MS);
    wait_filled(RED, "no red came");
    assert_false(has_ended());
}

static void without_a_display_the_same_scans_end_green_in_text(void **state) {
    (void)state;
    int in = -1;
    int out = -1;
    start_kiosk(NULL, &in, &out);
    write_scans(in, GOOD_PAIR);
    FILE *lines = fdopen(out, "r");
    char line[2048];
    char last[2048] = "";
    assert_non_null(lines);
    while (fgets(line, sizeof(line), lines)) {
        (void)snprintf(last, sizeof(last), "%s", line);
    }
    assert_int_equal(fclose(lines), 0);
    expect_end(0);
    assert_non_null(strstr(last, "BOUND #1 sage62x0219220001 -> sag-demo0000000000ok01"));
}

/* A machine may have no sound card, which is logged once. */
static void nothing_else_is_said_on_standard_error_when_all_is_well(void **state) {
    (void)state;
    assert_int_equal(setenv("SAG_KIOSK_KIOSK_LOG", "warning", 1), 0);
    open_window();
    assert_int_equal(unsetenv("SAG_KIOSK_KIOSK_LOG"), 0);
    type(GOOD_PAIR, SCANNER_MS);
    wait_filled(GREEN, "no green came");
    monitor_close(&monitor, kiosk.window);
    expect_end(0);
    FILE *errors = fopen(scratch_file("stderr"), "r");
    char line[512];
    assert_non_null(errors);
    while (fgets(line, sizeof(line), errors)) {
        if (!strstr(line, " sound: ")) {
            give_up("something was said on standard error");
        }
    }
    assert_int_equal(fclose(errors), 0);
}

/* ---- the supervisor ---- */

#define BOXES 24

/* The boxes of a colour, once there are at least `least` of them and the picture stands still. */
static size_t wait_boxes(uint32_t colour, int width, int height, size_t least_count,
                         struct area boxes[BOXES], const char *what) {
    int64_t limit = monitor_now() + LIMIT_MS;
    struct picture picture = { 0 };
    size_t count = 0;
    while (count < least_count) {
        if (monitor_now() > limit) {
            give_up(what);
        }
        wait_still(&picture);
        count = picture_boxes(&picture, colour, width, height, boxes, BOXES);
    }
    picture_finish(&picture);
    return count;
}

static void wait_colour(uint32_t colour, double least_share, const char *what) {
    int64_t limit = monitor_now() + LIMIT_MS;
    while (share(colour) < least_share) {
        if (monitor_now() > limit) {
            give_up(what);
        }
        monitor_breathe();
    }
}

/* One of the role's buttons: number `index` from the top left, of `count`. */
static void press(size_t index, size_t count, const char *what) {
    struct area boxes[BOXES];
    struct picture before = { 0 };
    (void)wait_boxes(PLUM_BUTTON, 100, 60, count, boxes, what);
    look(&before);
    click(boxes[index]);
    wait_change(&before, what);
    picture_finish(&before);
}

/* The white button or row that is lowest. */
static void press_white(int width, const char *what) {
    struct area boxes[BOXES];
    struct picture before = { 0 };
    size_t count = wait_boxes(WHITE, width, 60, 1, boxes, what);
    look(&before);
    click(boxes[count - 1]);
    wait_change(&before, what);
    picture_finish(&before);
}

/* Of the supervisor's menu and pages, by what it means. */
static void press_super(enum sk_super_touch_type type, int value, const char *what) {
    static struct shown shown;
    const struct finger_aim aim = { .kind = "supervisor", .a = (int)type, .b = value };
    struct picture before = { 0 };
    look(&before);
    if (!finger_touch(&monitor, scratch_file("stderr"), &aim, &shown)) {
        give_up(what);
    }
    wait_change(&before, what);
    picture_finish(&before);
}

static void wait_menu(void) {
    static struct shown shown;
    for (int64_t limit = monitor_now() + LIMIT_MS;
         !shown_read(scratch_file("stderr"), &shown) ||
         !shown_number(&shown, "supervisor", SK_SUPER_TOUCH_CHECKPOINT, -1);) {
        if (monitor_now() > limit) {
            give_up("no menu after the PIN");
        }
        monitor_breathe();
    }
}

enum { KEYS = 12 }; /* 1 to 9, erase, 0; and the way back */

/* On the PIN pad, by mouse; the demo's PIN. */
static void enter_pin(void) {
    for (const char *digit = "2468"; *digit; digit++) {
        press((size_t)(*digit - '1'), KEYS, "the PIN pad is not to be seen");
    }
    press_white(100, "the PIN pad's OK does nothing");
    wait_menu();
}

/* By the button of the ready screen. */
static void enter_role(void) {
    struct area boxes[BOXES];
    (void)wait_boxes(PLUM_BUTTON, 60, 60, 1, boxes, "the button to the role is not to be seen");
    click(boxes[0]);
    wait_colour(PLUM, 0.3, "the button to the role does nothing");
    enter_pin();
}

static void bind_good_pair(void) {
    type(GOOD_PAIR, SCANNER_MS);
    wait_filled(GREEN, "no green came");
}

/* What the cloud really did is seen by what it does with the device afterwards: bound, it refuses
 * it for any other instance. */
static void a_supervisor_takes_a_binding_away_and_the_device_goes_elsewhere(void **state) {
    (void)state;
    open_window();
    bind_good_pair();
    type("SAGK:SUPERVISOR\n", SCANNER_MS);
    wait_colour(PLUM, 0.3, "the card does not open the role");
    enter_pin();
    type("sage62x0219220001\n", SCANNER_MS); /* searches */
    press_white(500, "the pair is not found");
    press(0, 4, "the pair does not open");    /* undo */
    press(0, 6, "no reasons to choose from"); /* the first of four */
    press_white(400, "nobody asks whether it is really meant");
    wait_colour(GREEN, 0.002, "the undo does not end well");
    press_white(400, "the result does not go away");
    press(5, 6, "the list does not come back"); /* leave */
    type("sage62x0219220001\nsag-demo0000000000ok02\n", SCANNER_MS);
    wait_filled(GREEN, "the device cannot be bound elsewhere");
}

/* The cloud refuses it again; that it was sent again is nothing to be green about. */
static void a_retry_ends_as_the_cloud_says(void **state) {
    (void)state;
    struct picture picture = { 0 };
    open_window();
    turn_red();
    wait_still(&picture);
    type("SAGK:ACK\n", SCANNER_MS);
    wait_change(&picture, "the card does not acknowledge");
    type("SAGK:SUPERVISOR\n", SCANNER_MS);
    wait_colour(PLUM, 0.3, "the card does not open the role");
    enter_pin();
    type("sage62x0219220003\n", SCANNER_MS); /* searches */
    press_white(500, "the pair is not found");
    press(0, 5, "the pair cannot be retried");
    press_white(400, "nobody asks whether it is really meant");
    wait_colour(RED, 0.05, "that it was refused again is not told");
    wait_still(&picture);
    assert_int_equal(picture_share(&picture, GREEN) * 1000, 0);
    picture_finish(&picture);
}

static void scans_in_a_session_bind_nothing(void **state) {
    (void)state;
    struct area labels[LABELS];
    open_window();
    enter_role();
    type(GOOD_PAIR, SCANNER_MS);
    wait_colour(PLUM, 0.3, "a scan ends the session");
    struct picture still = { 0 };
    wait_still(&still);
    assert_int_equal(picture_share(&still, GREEN) * 1000, 0);
    picture_finish(&still);
    for (int i = 0; i < 2; i++) { /* back to the menu, back to the bench */
        struct picture before = { 0 };
        look(&before);
        type("SAGK:CANCEL\n", SCANNER_MS);
        wait_change(&before, "the card does not lead back");
        picture_finish(&before);
    }
    wait_labels(labels);
    look(&still);
    assert_int_equal(picture_share(&still, GREEN) * 1000, 0);
    picture_finish(&still);
}

/* The only file with that end in the demo's folder; "" if there is none. */
static const char *exported(const char *end) {
    static char path[600];
    DIR *directory = opendir(scratch_file("sag-kiosk-exports"));
    struct dirent *entry;
    path[0] = '\0';
    while (directory && (entry = readdir(directory)) != NULL) {
        size_t length = strlen(entry->d_name);
        if (length > strlen(end) && strcmp(entry->d_name + length - strlen(end), end) == 0) {
            (void)snprintf(path, sizeof(path), "%s/%s", scratch_file("sag-kiosk-exports"),
                           entry->d_name);
        }
    }
    if (directory) {
        (void)closedir(directory);
    }
    return path;
}

static void an_export_to_this_computer_has_the_pair_and_its_hash(void **state) {
    (void)state;
    char line[2048];
    bool is_found = false;
    open_window();
    bind_good_pair();
    type("SAGK:SUPERVISOR\n", SCANNER_MS);
    wait_colour(PLUM, 0.3, "the card does not open the role");
    enter_pin();
    press_super(SK_SUPER_TOUCH_TASK, SK_SUPER_TASK_EXPORT, "no export in the menu");
    press(4, 7, "the export cannot go to this computer");
    press_white(400, "the export does not begin");
    wait_colour(GREEN, 0.002, "the export does not end well");
    FILE *file = fopen(exported(".csv"), "r");
    assert_non_null(file);
    while (fgets(line, sizeof(line), file)) {
        is_found = is_found || strstr(line, "sage62x0219220001");
    }
    assert_int_equal(fclose(file), 0);
    assert_true(is_found);
    assert_string_not_equal(exported(".csv.sha256"), "");
}

static void a_supervisor_ends_the_program(void **state) {
    (void)state;
    open_window();
    type("SAGK:SUPERVISOR\n", SCANNER_MS);
    wait_colour(PLUM, 0.3, "the card does not open the role");
    enter_pin();
    press_super(SK_SUPER_TOUCH_TASK, SK_SUPER_TASK_END, "no end of the program in the menu");
    press_white(400, "the end is not asked for");
    expect_end(0);
}

/* What sag-kioskctl says, given `input`; good until the next call. */
static const char *control(const char *input, const char *arguments) {
    static char said[16384];
    char command[2048];
    (void)snprintf(command, sizeof(command),
                   "printf '%%b' '%s' | '%.*s/sag-kioskctl' %s --config /dev/null"
                   " --journal.path '%s' 2>&1",
                   input, (int)(strrchr(kiosk_program, '/') - kiosk_program), kiosk_program,
                   arguments, scratch_file("bench.db"));
    FILE *output = popen(command, "r");
    assert_non_null(output);
    size_t length = fread(said, 1, sizeof(said) - 1, output);
    said[length] = '\0';
    if (pclose(output) != 0) {
        fail_msg("%s: %s", arguments, said);
    }
    return said;
}

/* How many lines of the log have both. */
static int count_lines(const char *event, const char *person) {
    char log[16384];
    int count = 0;
    char *rest = NULL;
    (void)snprintf(log, sizeof(log), "%s",
                   control("", "log export --events --format jsonl --out -"));
    for (char *line = strtok_r(log, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        count += strstr(line, event) && strstr(line, person);
    }
    return count;
}

/* Both are typed as only a scanner types. */
static void a_badge_and_its_owners_pin_hold_and_release_and_the_log_says_who(void **state) {
    (void)state;
    static const char *const events[] = { "\"session\"", "\"hold\"", "\"release\"",
                                          "\"session-end\"" };
    char person[64];
    (void)control("", "log release"); /* begins the journal */
    (void)control("OP:Li\\n", "people add 'Li Wei' --role supervisor");
    (void)control("97531864\\n97531864\\n", "pin set --person 'Li Wei'");
    (void)snprintf(person, sizeof(person), "\"person\":%lld",
                   strtoll(control("", "people list") + 1, NULL, 10));
    open_window_as(START_DEMO_WITH_JOURNAL);
    type("SAGK:SUPERVISOR\n", SCANNER_MS);
    wait_colour(PLUM, 0.3, "the card does not open the role");
    struct picture before = { 0 };
    wait_still(&before);
    type("OP:Li\n", 1);
    wait_change(&before, "the badge does not say whose PIN is asked for");
    picture_finish(&before);
    type("97531864\n", 1);
    wait_menu();
    press_super(SK_SUPER_TOUCH_TASK, SK_SUPER_TASK_HOLD, "no hold in the menu");
    press(0, 6, "no reasons to choose from");
    press_white(400, "the hold does not end");
    press_super(SK_SUPER_TOUCH_TASK, SK_SUPER_TASK_RELEASE, "no release in the menu");
    press_white(400, "nobody asks whether it is really meant");
    press_white(400, "the release does not end");
    press_super(SK_SUPER_TOUCH_LEAVE, 0, "no way out");
    monitor_close(&monitor, kiosk.window);
    expect_end(0);
    for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++) {
        if (count_lines(events[i], person) != 1) {
            fail_msg("%s is not there once with %s: %s", events[i], person,
                     control("", "log export --events --format jsonl --out -"));
        }
    }
    const char *log = control("", "log export --events --format jsonl --out -");
    assert_non_null(strstr(log, "own PIN"));
    assert_null(strstr(log, "97531864"));
    assert_null(strstr(log, "OP:Li"));
}

/* Does `log verify` say this, the picture being the checkpoint? What it says is in *said. */
static bool verify_says(const char *picture, const char *text, char *said, size_t size) {
    char command[2048];
    (void)snprintf(command, sizeof(command),
                   "'%.*s/sag-kioskctl' log verify --config /dev/null --journal.path '%s'"
                   " --checkpoint '%s' 2>&1",
                   (int)(strrchr(kiosk_program, '/') - kiosk_program), kiosk_program,
                   demo_journal(), picture);
    FILE *output = popen(command, "r");
    assert_non_null(output);
    size_t length = fread(said, 1, size - 1, output);
    said[length] = '\0';
    (void)pclose(output);
    return strstr(said, text) != NULL;
}

static void the_proof_on_the_screen_is_read_from_a_picture_of_it(void **state) {
    (void)state;
    char picture[600];
    char said[4096] = "";
    (void)snprintf(picture, sizeof(picture), "%s/proof.png", scratch_path);
    open_window();
    bind_good_pair();
    enter_role();
    press_super(SK_SUPER_TOUCH_CHECKPOINT, 0, "no proof in the menu");
    int64_t limit = monitor_now() + LIMIT_MS;
    bool is_proved = false;
    while (!is_proved && monitor_now() < limit) { /* until the code is there */
        is_proved = monitor_save(&monitor, picture) &&
                    verify_says(picture, "the log is as it was then", said, sizeof(said));
    }
    if (!is_proved) {
        print_message("%s\n", said);
        give_up("the proof cannot be read");
    }
}

/* ---- the keyboard on the glass ---- */

#define NAVY_BUTTON 0x4A7199 /* the worker's buttons, and the keys */
#define KEYS_ON_GLASS 48

/* In the order in which they lie there; the last two are wide. */
static const char glass_keys[] = "1234567890qwertyuiopasdfghjkl-zxcvbnm";

static size_t glass_boxes(struct area boxes[KEYS_ON_GLASS]) {
    int64_t limit = monitor_now() + LIMIT_MS;
    struct picture picture = { 0 };
    size_t count = 0;
    while (count < sizeof(glass_keys) - 1) {
        if (monitor_now() > limit) {
            give_up("the keyboard is not to be seen");
        }
        wait_still(&picture);
        count = picture_boxes(&picture, NAVY_BUTTON, 50, 50, boxes, KEYS_ON_GLASS);
    }
    picture_finish(&picture);
    return count;
}

static void type_on_glass(const char *text) {
    struct area boxes[KEYS_ON_GLASS];
    (void)glass_boxes(boxes);
    for (; *text; text++) {
        click(boxes[strchr(glass_keys, *text) - glass_keys]);
    }
    press_white(200, "done does nothing"); /* what is typed is lower than 60 */
}

static void open_glass(void) {
    struct area boxes[KEYS_ON_GLASS];
    struct picture before = { 0 };
    size_t count = wait_boxes(NAVY_BUTTON, 60, 60, 3, boxes, "the button is not to be seen");
    look(&before);
    click(boxes[count - 1]); /* the lowest: the one to the keyboard */
    wait_change(&before, "the button to the keyboard does nothing");
    picture_finish(&before);
}

static void a_damaged_label_typed_twice_on_the_glass_is_bound_and_logged_so(void **state) {
    (void)state;
    char command[2048];
    char said[4096] = "";
    assert_int_equal(setenv("SAG_KIOSK_LABELS_BY_HAND", "twice", 1), 0);
    open_window();
    assert_int_equal(unsetenv("SAG_KIOSK_LABELS_BY_HAND"), 0);
    open_glass();
    type_on_glass("sage62x0219220001");
    type_on_glass("sage62x0219220002"); /* another: both count for nothing */
    type_on_glass("sage62x0219220001");
    type_on_glass("sage62x0219220001");
    type("sag-demo0000000000ok01\n", SCANNER_MS);
    wait_filled(GREEN, "no green came of the label that was typed");
    (void)snprintf(command, sizeof(command),
                   "'%.*s/sag-kioskctl' log search --json --config /dev/null --journal.path '%s'"
                   " --sn sage62x0219220001 --outcome bound",
                   (int)(strrchr(kiosk_program, '/') - kiosk_program), kiosk_program,
                   demo_journal());
    FILE *output = popen(command, "r");
    assert_non_null(output);
    said[fread(said, 1, sizeof(said) - 1, output)] = '\0';
    (void)pclose(output);
    assert_non_null(strstr(said, "\"by_hand\":true,\"instance_by_hand\":false"));
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

#define WINDOW_TEST(function)                                                                      \
    { #function, function, name_and_make, remove_all, (char *)#function }

/* A test gets its name only through cmocka's initial state. */
static int name_and_make(void **state) {
    test_name = *state;
    return make(state);
}

int main(int argc, char **argv) {
    if (argc != 3) {
        fprintf(stderr, "usage: test_window SAG-KIOSK DIRECTORY\n");
        return 2;
    }
    kiosk_program = argv[1];
    pictures = argv[2];
    if (mkdir(pictures, 0755) != 0 && errno != EEXIST) {
        perror(pictures);
        return 2;
    }
    cmocka_set_test_filter(getenv("SK_TEST_FILTER")); /* NULL: all */
    const struct CMUnitTest tests[] = {
        WINDOW_TEST(two_scans_turn_the_whole_screen_green),
        WINDOW_TEST(labels_typed_slowly_by_hand_are_taken),
        WINDOW_TEST(red_stays_until_its_button_is_clicked),
        WINDOW_TEST(red_stays_until_the_acknowledge_card_is_scanned),
        WINDOW_TEST(a_click_on_an_example_label_is_a_scan),
        WINDOW_TEST(a_window_of_another_size_shows_the_whole_picture),
        WINDOW_TEST(closing_the_window_ends_with_0),
        WINDOW_TEST(no_key_of_a_scanner_does_anything_to_the_program),
        WINDOW_TEST(caps_lock_is_undone),
        WINDOW_TEST(the_window_of_a_bench_is_not_closed_but_by_a_signal),
        WINDOW_TEST(a_closed_window_leaves_nothing_behind),
        WINDOW_TEST(scans_through_a_pipe_turn_green_and_end_by_themselves),
        WINDOW_TEST(without_input_the_window_stays_open),
        WINDOW_TEST(without_a_display_the_same_scans_end_green_in_text),
        WINDOW_TEST(the_proof_on_the_screen_is_read_from_a_picture_of_it),
        WINDOW_TEST(a_supervisor_takes_a_binding_away_and_the_device_goes_elsewhere),
        WINDOW_TEST(a_retry_ends_as_the_cloud_says),
        WINDOW_TEST(a_badge_and_its_owners_pin_hold_and_release_and_the_log_says_who),
        WINDOW_TEST(scans_in_a_session_bind_nothing),
        WINDOW_TEST(a_supervisor_ends_the_program),
        WINDOW_TEST(an_export_to_this_computer_has_the_pair_and_its_hash),
        WINDOW_TEST(a_damaged_label_typed_twice_on_the_glass_is_bound_and_logged_so),
        WINDOW_TEST(nothing_else_is_said_on_standard_error_when_all_is_well),
    };
    return cmocka_run_group_tests(tests, switch_on, switch_off);
}
