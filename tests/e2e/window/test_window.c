/* The demo in a real window, worked as a person and as a wedge scanner would: keys, mouse, the
 * window's cross; judged by the colours that are to be seen. argv[1]: the kiosk's program;
 * argv[2]: where the pictures of failures go. */
#define _XOPEN_SOURCE 700 /* nftw() */

#include "scratch.h"

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
#define PLUM 0x2E1A47       /* the ground of the supervisor's role */
#define PLUM_PANEL 0x52347A /* its buttons, and the one to it */
#define LIMIT_MS 30000      /* for whatever a slow machine takes */
#define SCANNER_MS 5        /* between two keys */
#define HAND_MS 130         /* more than a scanner may take */
#define STILL_MS 400        /* a button that has just come up does not take a press for 300 ms */

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

/* The pipe to its standard input in *in, if that is wanted. */
static void start_as(bool is_bench, const char *display, int *in, int *out) {
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
        if (is_bench) {
            (void)setenv("ALIBABA_CLOUD_ACCESS_KEY_ID", "test", 1);
            (void)setenv("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "test", 1);
            (void)execl(kiosk_program, kiosk_program, "--config", "/dev/null", "--lang", "en",
                        "--cloud.region", "cn-hangzhou", "--cloud.endpoint", "https://127.0.0.1:9",
                        "--usb.enabled", "no", "--journal.path", scratch_file("bench.db"),
                        (char *)NULL);
        }
        (void)execl(kiosk_program, kiosk_program, "--demo", "--lang", "en", (char *)NULL);
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
    start_as(false, display, in, out);
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

static void open_window(void) {
    struct area labels[LABELS];
    start_kiosk(monitor.name, NULL, NULL);
    wait_window();
    wait_labels(labels); /* it is ready */
    monitor_point(&monitor, 640, 300);
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
    size_t count = picture_boxes(&red, WHITE, red.width / 3, 40, boxes, 4);
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
    start_as(true, monitor.name, NULL, NULL);
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
    open_window();
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
    (void)wait_boxes(PLUM_PANEL, 100, 60, count, boxes, what);
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

enum { MENU_EXPORT = 2, MENU_PROOF = 5, MENU_END = 7, MENU_BUTTONS = 9 };
enum { KEYS = 12 }; /* 1 to 9, erase, 0; and the way back */

/* On the PIN pad, by mouse; the demo's PIN. */
static void enter_pin(void) {
    for (const char *digit = "2468"; *digit; digit++) {
        press((size_t)(*digit - '1'), KEYS, "the PIN pad is not to be seen");
    }
    press_white(100, "the PIN pad's OK does nothing");
    struct area boxes[BOXES];
    /* Larger than the keys of the pad, which is still there while the PIN is checked. */
    (void)wait_boxes(PLUM_PANEL, 300, 180, MENU_BUTTONS - 1, boxes, "no menu after the PIN");
}

/* By the button of the ready screen. */
static void enter_role(void) {
    struct area boxes[BOXES];
    (void)wait_boxes(PLUM_PANEL, 60, 60, 1, boxes, "the button to the role is not to be seen");
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
    press(4, 5, "the list does not come back"); /* leave */
    type("sage62x0219220001\nsag-demo0000000000ok02\n", SCANNER_MS);
    wait_filled(GREEN, "the device cannot be bound elsewhere");
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
    press(MENU_EXPORT, MENU_BUTTONS, "no export in the menu");
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
    press(MENU_END, MENU_BUTTONS, "no end of the program in the menu");
    press_white(400, "the end is not asked for");
    expect_end(0);
}

/* The demo's journal; "" if there is none. */
static const char *demo_journal(void) {
    static char path[600];
    DIR *directory = opendir(scratch_path);
    struct dirent *entry;
    path[0] = '\0';
    while (directory && (entry = readdir(directory)) != NULL) {
        char name[600];
        (void)snprintf(name, sizeof(name), "%s/%.200s/journal.db", scratch_path, entry->d_name);
        if (access(name, F_OK) == 0) {
            memcpy(path, name, sizeof(path));
        }
    }
    if (directory) {
        (void)closedir(directory);
    }
    return path;
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
    press(MENU_PROOF, MENU_BUTTONS, "no proof in the menu");
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
        WINDOW_TEST(scans_in_a_session_bind_nothing),
        WINDOW_TEST(a_supervisor_ends_the_program),
        WINDOW_TEST(an_export_to_this_computer_has_the_pair_and_its_hash),
        WINDOW_TEST(nothing_else_is_said_on_standard_error_when_all_is_well),
    };
    return cmocka_run_group_tests(tests, switch_on, switch_off);
}
