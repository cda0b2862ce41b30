/* What the kiosk costs while nobody scans, and how fast it starts.
 *
 * usage: bench_idle idle SECONDS COMMAND...   CPU time, wake-ups, memory, with the ready screen up
 *        bench_idle busy SECONDS COMMAND...   the same for a screen that never comes to rest
 *        bench_idle start COMMAND...          milliseconds until window, first and last frame
 * Prints one row of figures. The window is on an X server of its own, 1280x800. */
#define _GNU_SOURCE /* kill(), and what monitor.h needs */

#include "monitor.h"

#include <X11/extensions/Xdamage.h>
#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define LIMIT_MS 60000
#define QUIET_MS 1500 /* no frame for so long: it is ready */
#define BUSY_MS                                                                                    \
    4000 /* a program that never gets quiet counts as ready this long after its first frame */

static struct monitor monitor;
static pid_t program;
static bool is_busy;

_Noreturn static void die(const char *what) {
    fprintf(stderr, "bench_idle: %s\n", what);
    if (program > 0) {
        (void)kill(program, SIGTERM);
    }
    monitor_stop(&monitor);
    exit(1);
}

/* ---- start ---- */

struct start {
    int64_t window_ms;
    int64_t first_frame_ms;
    int64_t last_frame_ms;
};

static void take_event(const XEvent *event, int damage_event, int64_t at, struct start *start) {
    if (event->type == MapNotify && start->window_ms < 0) {
        start->window_ms = at;
        (void)XDamageCreate(monitor.x, event->xmap.window, XDamageReportRawRectangles);
    } else if (event->type == damage_event + XDamageNotify) {
        start->first_frame_ms = start->first_frame_ms < 0 ? at : start->first_frame_ms;
        start->last_frame_ms = at;
    }
}

static struct start start_program(char **command) {
    int damage_event = 0;
    int error = 0;
    struct start start = { -1, -1, -1 };
    if (monitor_start(&monitor, 1280, 800) != 0 ||
        !XDamageQueryExtension(monitor.x, &damage_event, &error)) {
        die("Xvfb does not start");
    }
    (void)XSelectInput(monitor.x, DefaultRootWindow(monitor.x), SubstructureNotifyMask);
    (void)XSync(monitor.x, False);
    int64_t begin = monitor_now();
    program = fork();
    if (program == 0) {
        (void)dup2(open("/dev/null", O_RDONLY), STDIN_FILENO);
        (void)dup2(open("/dev/null", O_WRONLY), STDOUT_FILENO);
        (void)setenv("DISPLAY", monitor.name, 1);
        (void)execv(command[0], command);
        _exit(127);
    }
    for (;;) {
        int64_t now = monitor_now() - begin;
        int64_t since = is_busy ? start.first_frame_ms : start.last_frame_ms;
        bool is_ready = since >= 0 && now - since > (is_busy ? BUSY_MS : QUIET_MS);
        if (is_ready) {
            return start;
        }
        if (now > LIMIT_MS || waitpid(program, NULL, WNOHANG) != 0) {
            die("the kiosk does not come up");
        }
        struct pollfd fd = { .fd = ConnectionNumber(monitor.x), .events = POLLIN };
        if (XPending(monitor.x) == 0) {
            (void)poll(&fd, 1, 100);
        }
        while (XPending(monitor.x) > 0) {
            XEvent event;
            (void)XNextEvent(monitor.x, &event);
            take_event(&event, damage_event, monitor_now() - begin, &start);
        }
    }
}

static void end_program(void) {
    (void)kill(program, SIGTERM);
    (void)waitpid(program, NULL, 0);
    monitor_stop(&monitor);
}

/* ---- idle ---- */

struct use {
    long long cpu_ns;
    long long wake_ups;
    long long frames; /* damage of the window; nothing may be drawn */
};

/* The number behind a word at the beginning of a line; -1: not there. */
static long long read_field(const char *path, const char *word) {
    char line[256];
    long long value = -1;
    FILE *file = fopen(path, "r");
    while (file && fgets(line, sizeof(line), file)) {
        if (strncmp(line, word, strlen(word)) == 0) {
            (void)sscanf(line + strlen(word), "%lld", &value);
            break;
        }
    }
    if (file) {
        (void)fclose(file);
    }
    return value;
}

/* All threads, including those started later. */
static struct use read_use(void) {
    char path[300];
    struct use use = { 0 };
    (void)snprintf(path, sizeof(path), "/proc/%d/task", (int)program);
    DIR *tasks = opendir(path);
    const struct dirent *entry;
    while (tasks && (entry = readdir(tasks)) != NULL) {
        if (entry->d_name[0] == '.') {
            continue;
        }
        (void)snprintf(path, sizeof(path), "/proc/%d/task/%.20s/status", (int)program,
                       entry->d_name);
        use.wake_ups += read_field(path, "voluntary_ctxt_switches:");
        (void)snprintf(path, sizeof(path), "/proc/%d/task/%.20s/schedstat", (int)program,
                       entry->d_name);
        use.cpu_ns += read_field(path, "");
    }
    if (tasks) {
        (void)closedir(tasks);
    }
    return use;
}

static long long count_frames(void) {
    long long frames = 0;
    while (XPending(monitor.x) > 0) {
        XEvent event;
        (void)XNextEvent(monitor.x, &event);
        frames++;
    }
    return frames;
}

static void idle(int seconds, char **command) {
    char path[64];
    (void)start_program(command);
    (void)count_frames();
    struct use before = read_use();
    int64_t begin = monitor_now();
    while (monitor_now() - begin < (int64_t)seconds * 1000) {
        (void)poll(NULL, 0, (int)((int64_t)seconds * 1000 - (monitor_now() - begin)));
    }
    double took = (double)(monitor_now() - begin) / 1e3;
    struct use after = read_use();
    (void)snprintf(path, sizeof(path), "/proc/%d/status", (int)program);
    long long rss_kb = read_field(path, "VmRSS:");
    (void)snprintf(path, sizeof(path), "/proc/%d/smaps_rollup", (int)program);
    long long pss_kb = read_field(path, "Pss:");
    printf("%.0f\t%.3f\t%.2f\t%.1f\t%.1f\t%lld\n", took,
           (double)(after.cpu_ns - before.cpu_ns) / took / 1e7,
           (double)(after.wake_ups - before.wake_ups) / took, (double)rss_kb / 1024,
           (double)pss_kb / 1024, count_frames());
}

int main(int argc, char **argv) {
    if (argc > 3 && strcmp(argv[1], "idle") == 0 && atoi(argv[2]) > 0) {
        idle(atoi(argv[2]), argv + 3);
    } else if (argc > 3 && strcmp(argv[1], "busy") == 0 && atoi(argv[2]) > 0) {
        is_busy = true;
        idle(atoi(argv[2]), argv + 3);
    } else if (argc > 2 && strcmp(argv[1], "start") == 0) {
        struct start start = start_program(argv + 2);
        printf("%lld\t%lld\t%lld\n", (long long)start.window_ms, (long long)start.first_frame_ms,
               (long long)start.last_frame_ms);
    } else {
        die("usage: bench_idle (idle SECONDS | busy SECONDS | start) COMMAND...");
    }
    end_program();
    return 0;
}
