/* How long it takes from a scan to its answer: from the last byte of the second label to the frame
 * with the answer, less the time that the server took. The real kiosk, the real simulator, TLS, a
 * journal on the disk. This program writes the scans, forwards the bytes between kiosk and
 * simulator (so that it sees when the request leaves and when the answer comes), and watches the
 * screen: off screen the line that is printed after a frame was drawn, in a window the damage that
 * the X server reports once it has the frame's pixels. As a gun on a serial line (a pseudo
 * terminal) it waits for that frame and for its own command of a good pair.
 *
 * usage: bench_kiosk SAG-SIM SAG-KIOSK DIRECTORY PAIRS WIDTHxHEIGHT (window|offscreen|gun)
 *        bench_kiosk disk DIRECTORY PAIRS: what the disk itself takes for a write and an fdatasync
 * Prints rows of name, then milliseconds p50 and p99, of the whole and of its parts. */
#define _GNU_SOURCE /* pipe2() */

#include "monitor.h"

#include <X11/extensions/Xdamage.h>
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define GREEN 0x00C853
#define WARM_UP 20
#define LIMIT_S 30
#define FIRST_SERIAL 219220000 /* none that looks like a placeholder */
#define PAUSE_MS 20            /* between two pairs; a worker takes longer */
#define WIRES 8
/* Of the family honeywell in assets/replies.tsv. */
#define TAKEN                                                                                      \
    "\x1B"                                                                                         \
    "5,"
#define GOOD                                                                                       \
    "\x1B"                                                                                         \
    "7,"

/* All times in seconds, monotonic. */
struct times {
    double half_scan_at, half_at; /* the first label, and its screen (off screen only) */
    double scan_at;               /* the second label */
    double request_at;            /* last byte of the request on the wire */
    double answer_at;             /* first byte of the answer */
    double working_at;            /* off screen only */
    double shown_at;
    double told_at; /* the gun only: the last byte of what it is told */
};

struct wire {
    int kiosk; /* -1: free */
    int sim;
};

static struct bench {
    pid_t sim;
    pid_t kiosk;
    int sim_port;
    int listener;
    bool is_gun;
    int in; /* the gun: both ways */
    int out;
    struct wire wires[WIRES];
    char line[4096];
    size_t length;
    struct monitor monitor;
    Window window;
    int damage_event;
    Damage damage;
    uint32_t pixel;   /* in the corner, after the last frame */
    struct times now; /* of the pair under way */
    bool is_half, is_bound, is_told;
    char told[16]; /* the end of what the gun was told */
} bench;

static double seconds(void) {
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

_Noreturn static void die(const char *what) {
    fprintf(stderr, "bench_kiosk: %s\n", what);
    if (bench.kiosk > 0) {
        (void)kill(bench.kiosk, SIGTERM);
    }
    if (bench.sim > 0) {
        (void)kill(bench.sim, SIGTERM);
    }
    monitor_stop(&bench.monitor);
    exit(1);
}

/* ---- processes ---- */

static void start_sim(const char *program, const char *ca) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) {
        die("no pipe");
    }
    bench.sim = fork();
    if (bench.sim == 0) {
        (void)dup2(ends[1], STDOUT_FILENO);
        (void)execl(program, program, "--any-instance", "--exit-with-parent", "--ca-out", ca,
                    (char *)NULL);
        _exit(127);
    }
    (void)close(ends[1]);
    FILE *ready = fdopen(ends[0], "r");
    if (!ready || fscanf(ready, "ready http=%*s https=%d", &bench.sim_port) != 1) {
        die("the simulator did not start");
    }
    (void)fclose(ready);
}

static int listen_here(int *port) {
    struct sockaddr_in address = { .sin_family = AF_INET,
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t size = sizeof(address);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, size) != 0 || listen(fd, WIRES) != 0 ||
        getsockname(fd, (struct sockaddr *)&address, &size) != 0) {
        die("no port to forward from");
    }
    *port = ntohs(address.sin_port);
    return fd;
}

/* The other end is what the kiosk opens; held open, so that its coming late is no end of the line.
 */
static const char *open_line(void) {
    bench.in = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (bench.in < 0 || grantpt(bench.in) != 0 || unlockpt(bench.in) != 0 ||
        open(ptsname(bench.in), O_RDWR | O_NOCTTY | O_CLOEXEC) < 0) {
        die("no pseudo terminal");
    }
    return ptsname(bench.in);
}

static void start_kiosk(const char *program, const char *directory, const char *ca,
                        const char *size, bool in_window) {
    int to[2];
    int from[2];
    char endpoint[32];
    char journal[4096];
    int port = 0;
    const char *line = bench.is_gun ? open_line() : "";
    bench.listener = listen_here(&port);
    (void)snprintf(endpoint, sizeof(endpoint), "127.0.0.1:%d", port);
    (void)snprintf(journal, sizeof(journal), "%s/journal.db", directory);
    if (pipe2(to, O_CLOEXEC) != 0 || pipe2(from, O_CLOEXEC) != 0) {
        die("no pipe");
    }
    bench.kiosk = fork();
    if (bench.kiosk == 0) {
        (void)dup2(to[0], STDIN_FILENO);
        (void)dup2(from[1], STDOUT_FILENO);
        (void)setenv("ALIBABA_CLOUD_ACCESS_KEY_ID", "sim-access-key-id", 1);
        (void)setenv("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "sim-access-key-secret", 1);
        if (in_window) {
            (void)setenv("DISPLAY", bench.monitor.name, 1);
        }
        (void)execl(program, program, in_window ? "--lang=en" : "--offscreen", "--config",
                    "/dev/null", "--size", size, "--kiosk.log", "error", "--sound.volume", "0",
                    "--cloud.region", "cn-hangzhou", "--cloud.endpoint", endpoint,
                    "--cloud.ca_file", ca, "--journal.path", journal, "--outbox.per_second", "0",
                    "--serial.devices", line, "--serial.replies", "honeywell", (char *)NULL);
        _exit(127);
    }
    (void)close(to[0]);
    (void)close(from[1]);
    if (!bench.is_gun) {
        bench.in = to[1];
    }
    bench.out = from[0];
}

static void watch_window(void) {
    int error = 0;
    double limit = seconds() + LIMIT_S;
    while ((bench.window = monitor_find(&bench.monitor, "sag-kiosk")) == None) {
        if (seconds() > limit) {
            die("no window came up");
        }
        monitor_breathe();
    }
    if (!XDamageQueryExtension(bench.monitor.x, &bench.damage_event, &error)) {
        die("the X server has no damage extension");
    }
    bench.damage = XDamageCreate(bench.monitor.x, bench.window, XDamageReportNonEmpty);
    (void)XSync(bench.monitor.x, False);
}

/* ---- what happens ---- */

static void take_line(const char *line, double at) {
    if (strncmp(line, "HALF", 4) == 0 && !bench.is_half) {
        bench.is_half = true;
        bench.now.half_at = at;
    } else if (strncmp(line, "WORKING", 7) == 0) {
        bench.now.working_at = at;
    } else if (strncmp(line, "BOUND", 5) == 0) {
        bench.is_bound = true;
        bench.now.shown_at = at;
    } else if (strncmp(line, "STARTING", 8) != 0 && strncmp(line, "READY", 5) != 0 &&
               strncmp(line, "HALF", 4) != 0) {
        die(line);
    }
}

static void take_output(double at) {
    char bytes[4096];
    ssize_t length = read(bench.out, bytes, sizeof(bytes));
    if (length <= 0) {
        die("the kiosk ended");
    }
    for (ssize_t i = 0; i < length; i++) {
        if (bytes[i] == '\n') {
            bench.line[bench.length] = '\0';
            bench.length = 0;
            take_line(bench.line, at);
        } else if (bench.length + 1 < sizeof(bench.line)) {
            bench.line[bench.length++] = bytes[i];
        }
    }
}

static bool told_ends_with(const char *command) {
    return strcmp(bench.told + sizeof(bench.told) - 1 - strlen(command), command) == 0;
}

static void take_told(double at) {
    char bytes[64];
    ssize_t length = read(bench.in, bytes, sizeof(bytes));
    if (length <= 0) {
        die("the line has gone");
    }
    for (ssize_t i = 0; i < length; i++) {
        memmove(bench.told, bench.told + 1, sizeof(bench.told) - 2);
        bench.told[sizeof(bench.told) - 2] = bytes[i];
        if (told_ends_with(TAKEN)) {
            bench.is_half = true;
        } else if (told_ends_with(GOOD) && bench.now.scan_at > 0) {
            bench.is_told = true;
            bench.now.told_at = at;
        }
    }
}

static void take_frame(void) {
    bool is_damaged = false;
    while (XPending(bench.monitor.x) > 0) {
        XEvent event;
        (void)XNextEvent(bench.monitor.x, &event);
        is_damaged = is_damaged || event.type == bench.damage_event + XDamageNotify;
    }
    if (!is_damaged) {
        return;
    }
    struct area area;
    XDamageSubtract(bench.monitor.x, bench.damage, None, None);
    if (!monitor_area(&bench.monitor, bench.window, &area)) {
        die("the window has gone");
    }
    bench.pixel = monitor_pixel(&bench.monitor, area.x + 2, area.y + 2);
    double at = seconds();
    if (bench.pixel == GREEN && bench.is_half && bench.now.scan_at > 0 && !bench.is_bound) {
        bench.is_bound = true;
        bench.now.shown_at = at;
    } else if (bench.pixel != GREEN && !bench.is_half && !bench.is_gun) {
        bench.is_half = true;
        bench.now.half_at = at;
    }
}

static void accept_wire(void) {
    struct sockaddr_in address = { .sin_family = AF_INET,
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
                                   .sin_port = htons((uint16_t)bench.sim_port) };
    int one = 1;
    struct wire wire = { .kiosk = accept(bench.listener, NULL, NULL),
                         .sim = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0) };
    if (wire.kiosk < 0 || connect(wire.sim, (struct sockaddr *)&address, sizeof(address)) != 0) {
        die("cannot reach the simulator");
    }
    (void)setsockopt(wire.kiosk, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
    (void)setsockopt(wire.sim, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
    for (int i = 0; i < WIRES; i++) {
        if (bench.wires[i].kiosk < 0) {
            bench.wires[i] = wire;
            return;
        }
    }
    die("more connections than anybody needs");
}

static void forward(struct wire *wire, bool is_answer, double at) {
    char bytes[16384];
    ssize_t length = read(is_answer ? wire->sim : wire->kiosk, bytes, sizeof(bytes));
    if (length <= 0) {
        (void)close(wire->kiosk);
        (void)close(wire->sim);
        *wire = (struct wire){ .kiosk = -1 };
        return;
    }
    if (write(is_answer ? wire->kiosk : wire->sim, bytes, (size_t)length) != length) {
        die("cannot forward");
    }
    if (bench.now.scan_at > 0 && !is_answer && bench.now.answer_at <= 0) {
        bench.now.request_at = at; /* when it was read; writing it on is the server's side */
    } else if (bench.now.request_at > 0 && is_answer && bench.now.answer_at <= 0) {
        bench.now.answer_at = seconds(); /* the kiosk has it from now on */
    }
}

/* One round of waiting for whatever comes first. */
static void wait_once(int limit_ms) {
    struct pollfd fds[4 + 2 * WIRES];
    nfds_t count = 0;
    fds[count++] = (struct pollfd){ .fd = bench.out, .events = POLLIN };
    fds[count++] = (struct pollfd){ .fd = bench.listener, .events = POLLIN };
    fds[count++] = (struct pollfd){ .fd = bench.window ? ConnectionNumber(bench.monitor.x) : -1,
                                    .events = POLLIN };
    for (int i = 0; i < WIRES; i++) {
        bool is_open = bench.wires[i].kiosk >= 0;
        fds[count++] =
            (struct pollfd){ .fd = is_open ? bench.wires[i].kiosk : -1, .events = POLLIN };
        fds[count++] = (struct pollfd){ .fd = is_open ? bench.wires[i].sim : -1, .events = POLLIN };
    }
    fds[count++] = (struct pollfd){ .fd = bench.is_gun ? bench.in : -1, .events = POLLIN };
    if (bench.window && XPending(bench.monitor.x) > 0) {
        limit_ms = 0;
    }
    (void)poll(fds, count, limit_ms);
    double at = seconds();
    if (fds[0].revents) {
        take_output(at);
    }
    if (fds[1].revents) {
        accept_wire();
    }
    if (fds[count - 1].revents) {
        take_told(at);
    }
    for (int i = 0; i < WIRES; i++) {
        if (fds[3 + 2 * i].revents) {
            forward(&bench.wires[i], false, at);
        } else if (fds[4 + 2 * i].revents) {
            forward(&bench.wires[i], true, at);
        }
    }
    if (bench.window) {
        take_frame();
    }
}

static void wait_for(const bool *flag, const char *what) {
    double limit = seconds() + LIMIT_S;
    while (!*flag) {
        if (seconds() > limit) {
            die(what);
        }
        wait_once(1000);
    }
}

static void scan(const char *label, double *at) {
    char line[64];
    int length = snprintf(line, sizeof(line), "%s%c", label, bench.is_gun ? '\r' : '\n');
    *at = seconds();
    if (write(bench.in, line, (size_t)length) != length) {
        die("the kiosk does not read");
    }
}

/* Until the kiosk answers on the line: it reads it. */
static void wait_for_reading(void) {
    double limit = seconds() + LIMIT_S;
    for (double at = 0; bench.told[sizeof(bench.told) - 2] == '\0';) {
        if (seconds() > limit) {
            die("nothing reads the line");
        }
        scan("no label", &at);
        wait_once(500);
    }
}

static struct times one_pair(int number) {
    char label[64];
    double pause_end = seconds() + PAUSE_MS / 1e3;
    while (seconds() < pause_end) {
        wait_once(1 + (int)((pause_end - seconds()) * 1e3));
    }
    bench.now = (struct times){ 0 };
    bench.is_half = bench.is_bound = false;
    bench.is_told = !bench.is_gun;
    (void)snprintf(label, sizeof(label), "sage62x%010d", FIRST_SERIAL + number);
    scan(label, &bench.now.half_scan_at);
    wait_for(&bench.is_half, "the first label was not taken");
    (void)snprintf(label, sizeof(label), "sag-bench%015d", number);
    scan(label, &bench.now.scan_at);
    wait_for(&bench.is_bound, "a pair was not bound");
    wait_for(&bench.is_told, "the gun was not told");
    return bench.now;
}

/* ---- figures ---- */

static int by_value(const void *a, const void *b) {
    double difference = *(const double *)a - *(const double *)b;
    return (difference > 0) - (difference < 0);
}

/* Sorts the values and prints two columns, milliseconds. */
static void print_column(double *values, int count) {
    qsort(values, (size_t)count, sizeof(*values), by_value);
    printf("\t%.2f\t%.2f", values[count / 2] * 1e3, values[count * 99 / 100] * 1e3);
}

static void print_row(const char *name, const struct times *times, int count) {
    double *values = calloc((size_t)count, sizeof(*values));
    if (!values) {
        die("no memory");
    }
    printf("%s", name);
    for (int column = 0; column < 5; column++) {
        for (int i = 0; i < count; i++) {
            const struct times *t = &times[i];
            double server = t->answer_at - t->request_at;
            const double parts[] = { t->shown_at - t->scan_at - server, t->request_at - t->scan_at,
                                     server, t->shown_at - t->answer_at,
                                     t->half_at - t->half_scan_at };
            values[i] = parts[column];
        }
        print_column(values, count);
    }
    printf("\n");
    free(values);
}

/* How long after the frame the gun was told; less than nothing if it was told before. */
static void print_gun(const char *name, const struct times *times, int count) {
    double *values = calloc((size_t)count, sizeof(*values));
    if (!values) {
        die("no memory");
    }
    for (int i = 0; i < count; i++) {
        values[i] = times[i].told_at - times[i].shown_at;
    }
    printf("%s", name);
    print_column(values, count);
    printf("\t%.2f\n", values[count - 1] * 1e3);
    free(values);
}

/* ---- the disk ---- */

/* A commit of the journal writes about five pages; at first into a growing file, later over what
 * is there. */
static void measure_disk(const char *name, int fd, int count, bool grows, double *values) {
    static char pages[5 * 4120];
    for (int i = 0; i < count; i++) {
        double from = seconds();
        off_t at = grows ? (off_t)i * (off_t)sizeof(pages) : (off_t)(i % 100 * (int)sizeof(pages));
        if (pwrite(fd, pages, sizeof(pages), at) != (ssize_t)sizeof(pages) || fdatasync(fd) != 0) {
            die("the disk cannot be written");
        }
        values[i] = seconds() - from;
        (void)poll(NULL, 0, PAUSE_MS);
    }
    printf("%s", name);
    print_column(values, count);
    printf("\n");
}

static int disk(const char *directory, int count) {
    char path[4096];
    double *values = calloc((size_t)count, sizeof(*values));
    (void)snprintf(path, sizeof(path), "%s/disk", directory);
    int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0 || !values) {
        die("the disk cannot be written");
    }
    measure_disk("write+fdatasync, file grows", fd, count, true, values);
    measure_disk("write+fdatasync, overwrites", fd, count, false, values);
    free(values);
    (void)close(fd);
    return unlink(path);
}

/* ---- the kiosk ---- */

static int pairs(char **argv, int count) {
    char ca[4096];
    char name[64];
    bool in_window = strcmp(argv[6], "offscreen") != 0;
    struct times *times = calloc((size_t)count, sizeof(*times));
    if (!times) {
        die("no memory");
    }
    for (int i = 0; i < WIRES; i++) {
        bench.wires[i].kiosk = -1;
    }
    bench.is_gun = strcmp(argv[6], "gun") == 0;
    (void)signal(SIGPIPE, SIG_IGN);
    (void)snprintf(ca, sizeof(ca), "%s/ca.pem", argv[3]);
    if (in_window && monitor_start(&bench.monitor, 1920, 1080) != 0) {
        die("Xvfb does not start");
    }
    start_sim(argv[1], ca);
    start_kiosk(argv[2], argv[3], ca, argv[5], in_window);
    if (in_window) {
        watch_window();
    }
    if (bench.is_gun) {
        wait_for_reading();
    }
    for (int i = 0; i < WARM_UP; i++) {
        (void)one_pair(i);
    }
    for (int i = 0; i < count; i++) {
        times[i] = one_pair(WARM_UP + i);
    }
    (void)snprintf(name, sizeof(name), "%s %s", argv[6], argv[5]);
    if (bench.is_gun) {
        print_gun(name, times, count);
    } else {
        print_row(name, times, count);
    }
    free(times);
    (void)kill(bench.kiosk, SIGTERM);
    (void)waitpid(bench.kiosk, NULL, 0);
    (void)kill(bench.sim, SIGTERM);
    (void)waitpid(bench.sim, NULL, 0);
    monitor_stop(&bench.monitor);
    return 0;
}

int main(int argc, char **argv) {
    int count = argc == 4 ? atoi(argv[3]) : argc == 7 ? atoi(argv[4]) : 0;
    if (count < 1) {
        die("usage: bench_kiosk SAG-SIM SAG-KIOSK DIRECTORY PAIRS WIDTHxHEIGHT (window|offscreen|gun), "
            "or disk DIRECTORY PAIRS");
    }
    return argc == 4 ? disk(argv[2], count) : pairs(argv, count);
}
