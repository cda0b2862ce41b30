/* uinput-scanner NAME VENDOR PRODUCT BUS: a scanner as the kernel's Bluetooth gives it to programs:
 * an input device (uinput). Does what comes on stdin, a line each, and says "done LINE" after each:
 *
 *   wake                  is there, under a number that is not the last one
 *   await                 until a program has taken it for itself (EVIOCGRAB)
 *   scan TEXT             types TEXT and Return, then pauses as long as no code goes on
 *   half TEXT             types TEXT
 *   many PREFIX FROM N M  N scans of PREFIX and a number of seven digits, asleep and awake again
 *                         after every M of them
 *   flood N               N digits without a pause, as fast as the kernel takes them
 *   take, give            takes it for itself, as another program would, and gives it back
 *   sleep                 is gone
 *
 * A key event that somebody other than that program has received is said: "STRAY NAME". */
#define _DEFAULT_SOURCE
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/uinput.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#define KEY_PAUSE_MS 8 /* Bluetooth takes 7.5 ms a report, and a key is two */
#define FILLERS_MAX 128
#define CODE_PAUSE_MS 35 /* more than SK_BURST_MS */

static const char *name;
static struct input_id id;
static int device = -1;    /* of uinput */
static int bystander = -1; /* another reader of the device */
static char node[64];      /* what it is, or was, under /dev */

static void fail(const char *what) {
    fprintf(stderr, "uinput-scanner: %s: %s\n", what, strerror(errno));
    exit(1);
}

static void pause_ms(long ms) {
    struct timespec t = { ms / 1000, ms % 1000 * 1000000 };
    (void)nanosleep(&t, NULL);
}

static void put(uint16_t type, uint16_t code, int32_t value) {
    struct input_event event = { .type = type, .code = code, .value = value };
    if (write(device, &event, sizeof(event)) != (ssize_t)sizeof(event)) {
        fail("the event cannot be written");
    }
}

static int make(const char *title, struct input_id what) {
    struct uinput_setup setup = { .id = what };
    int fd = open("/dev/uinput", O_RDWR | O_CLOEXEC);
    if (fd < 0) {
        fail("/dev/uinput");
    }
    (void)snprintf(setup.name, sizeof(setup.name), "%s", title);
    (void)ioctl(fd, UI_SET_EVBIT, EV_KEY);
    (void)ioctl(fd, UI_SET_EVBIT, EV_LED);
    (void)ioctl(fd, UI_SET_LEDBIT, LED_CAPSL);
    for (int key = KEY_ESC; key <= KEY_KPDOT; key++) {
        (void)ioctl(fd, UI_SET_KEYBIT, key);
    }
    if (ioctl(fd, UI_DEV_SETUP, &setup) != 0 || ioctl(fd, UI_DEV_CREATE) != 0) {
        fail("the device cannot be made");
    }
    return fd;
}

static void find_node(int fd, char *out, size_t size) {
    char sys[64] = "";
    char folder[128];
    if (ioctl(fd, UI_GET_SYSNAME(sizeof(sys)), sys) < 0) {
        fail("it has no name in sysfs");
    }
    (void)snprintf(folder, sizeof(folder), "/sys/class/input/%s", sys);
    DIR *directory = opendir(folder);
    out[0] = '\0';
    for (const struct dirent *entry; directory && (entry = readdir(directory)) != NULL;) {
        if (strncmp(entry->d_name, "event", 5) == 0) {
            (void)snprintf(out, size, "/dev/input/%.32s", entry->d_name);
        }
    }
    if (directory) {
        (void)closedir(directory);
    }
}

static void look_for_strays(void) {
    struct input_event event;
    bool is_stray = false;
    while (bystander >= 0 && read(bystander, &event, sizeof(event)) == (ssize_t)sizeof(event)) {
        is_stray = is_stray || event.type == EV_KEY;
    }
    if (is_stray) {
        printf("STRAY %s\n", name);
    }
}

static void go_to_sleep(void) {
    look_for_strays();
    if (bystander >= 0) {
        (void)close(bystander);
    }
    (void)close(device); /* the kernel takes the device away */
    device = bystander = -1;
}

static int number_of(const char *path) {
    return path[0] ? atoi(path + strcspn(path, "0123456789")) : -1;
}

/* Others take the numbers up to that which the device had, so that it gets another one. */
static void wake(void) {
    const struct input_id other = { .bustype = BUS_VIRTUAL, .vendor = 1, .product = 1 };
    int fillers[FILLERS_MAX];
    int count = 0;
    char taken[64] = "";
    while (node[0] && count < FILLERS_MAX && number_of(taken) < number_of(node)) {
        fillers[count] = make("uinput-scanner filler", other); /* the lowest that is free */
        find_node(fillers[count++], taken, sizeof(taken));
    }
    device = make(name, id);
    while (count > 0) {
        (void)close(fillers[--count]);
    }
    for (int i = 0; i < 200 && bystander < 0; i++) { /* devtmpfs makes the node a moment later */
        find_node(device, node, sizeof(node));
        bystander = open(node, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
        pause_ms(bystander < 0 ? 10 : 0);
    }
    if (bystander < 0) {
        fail("its node does not come");
    }
    printf("node %s\n", node);
}

/* Asks late and seldom: whoever gives a device back holds it, and so the program that wants it,
 * until all processors have passed by (RCU). */
static void await(void) {
    pause_ms(500);
    for (int i = 0; i < 240; i++) {
        if (ioctl(bystander, EVIOCGRAB, (void *)1) != 0) {
            if (errno == EBUSY) {
                return;
            }
            fail("EVIOCGRAB");
        }
        (void)ioctl(bystander, EVIOCGRAB, (void *)0);
        pause_ms(500);
    }
    fprintf(stderr, "uinput-scanner: nobody takes %s\n", name);
    exit(1);
}

static uint16_t key_of(char c) {
    static const uint16_t letters[] = { KEY_A, KEY_B, KEY_C, KEY_D, KEY_E, KEY_F, KEY_G,
                                        KEY_H, KEY_I, KEY_J, KEY_K, KEY_L, KEY_M, KEY_N,
                                        KEY_O, KEY_P, KEY_Q, KEY_R, KEY_S, KEY_T, KEY_U,
                                        KEY_V, KEY_W, KEY_X, KEY_Y, KEY_Z };
    return isalpha((unsigned char)c) ? letters[tolower((unsigned char)c) - 'a']
           : c == '0'                ? KEY_0
           : c >= '1' && c <= '9'    ? (uint16_t)(KEY_1 + c - '1')
           : c == '-'                ? KEY_MINUS
           : c == ':'                ? KEY_SEMICOLON
                                     : KEY_ENTER;
}

static void press(uint16_t code, int32_t value) {
    put(EV_KEY, code, value);
    put(EV_SYN, SYN_REPORT, 0);
}

static void type(const char *text, long pause) {
    for (; *text; text++) {
        bool is_shifted = isupper((unsigned char)*text) || *text == ':';
        if (is_shifted) {
            press(KEY_LEFTSHIFT, 1);
        }
        press(key_of(*text), 1);
        press(key_of(*text), 0);
        if (is_shifted) {
            press(KEY_LEFTSHIFT, 0);
        }
        if (pause > 0) {
            pause_ms(pause);
        }
    }
}

static void scan(const char *text) {
    type(text, KEY_PAUSE_MS);
    type("\r", CODE_PAUSE_MS);
}

static void many(const char *prefix, int from, int count, int every) {
    char text[64];
    for (int i = 0; i < count; i++) {
        (void)snprintf(text, sizeof(text), "%s%07d", prefix, from + i);
        scan(text);
        if (every > 0 && (i + 1) % every == 0) {
            go_to_sleep();
            wake();
            await();
        }
    }
}

static void obey(const char *line) {
    char word[16] = "";
    char text[256] = "";
    int from = 0;
    int count = 0;
    int every = 0;
    (void)sscanf(line, "%15s %255s %d %d %d", word, text, &from, &count, &every);
    if (strcmp(word, "wake") == 0) {
        wake();
    } else if (strcmp(word, "await") == 0) {
        await();
    } else if (strcmp(word, "scan") == 0) {
        scan(text);
    } else if (strcmp(word, "half") == 0) {
        type(text, KEY_PAUSE_MS);
    } else if (strcmp(word, "many") == 0) {
        many(text, from, count, every);
    } else if (strcmp(word, "flood") == 0) {
        for (int i = atoi(text); i > 0; i--) {
            type("7", 0);
        }
    } else if (strcmp(word, "take") == 0 || strcmp(word, "give") == 0) {
        if (ioctl(bystander, EVIOCGRAB, (void *)(uintptr_t)(word[0] == 't')) != 0) {
            fail(word);
        }
    } else if (strcmp(word, "sleep") == 0) {
        go_to_sleep();
    } else {
        fprintf(stderr, "uinput-scanner: there is no '%s'\n", word);
        exit(2);
    }
    look_for_strays();
    printf("done %s\n", line);
}

int main(int argc, char **argv) {
    char line[512];
    if (argc != 5) {
        fprintf(stderr, "usage: uinput-scanner NAME VENDOR PRODUCT BUS\n");
        return 2;
    }
    name = argv[1];
    id.vendor = (uint16_t)strtoul(argv[2], NULL, 16);
    id.product = (uint16_t)strtoul(argv[3], NULL, 16);
    id.bustype = (uint16_t)strtoul(argv[4], NULL, 16);
    id.version = 1;
    setvbuf(stdout, NULL, _IOLBF, 0);
    while (fgets(line, sizeof(line), stdin)) {
        line[strcspn(line, "\n")] = '\0';
        obey(line);
    }
    return 0;
}
