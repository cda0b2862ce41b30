#include "app/core/demo.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define READY_TIMEOUT_MS 10000
#define PATH_SIZE 4096

struct sk_demo {
    pid_t pid;
    char directory[PATH_SIZE]; /* "" until it is made */
};

/* sag-sim beside the running program's file. */
static enum sk_err find_simulator(char *out, size_t size, struct sk_err_info *info) {
    ssize_t length = readlink("/proc/self/exe", out, size - sizeof("sag-sim"));
    if (length <= 0) {
        return sk_fail(info, SK_ERR_IO, "cannot tell where this program lies: %s", strerror(errno));
    }
    out[length] = '\0';
    char *slash = strrchr(out, '/');
    memcpy(slash ? slash + 1 : out, "sag-sim", sizeof("sag-sim"));
    if (access(out, X_OK) != 0) {
        return sk_fail(info, SK_ERR_NOT_FOUND,
                       "the simulator '%s' cannot be run: %s; --demo needs it beside sag-kiosk",
                       out, strerror(errno));
    }
    return SK_OK;
}

static enum sk_err make_directory(struct sk_demo *demo, struct sk_err_info *info) {
    const char *base = getenv("XDG_RUNTIME_DIR");
    if (!base || base[0] != '/' || access(base, W_OK) != 0) {
        base = getenv("TMPDIR");
    }
    if (!base || base[0] != '/') {
        base = "/tmp";
    }
    char path[PATH_SIZE];
    int length = snprintf(path, sizeof(path), "%s/sag-kiosk-demo-XXXXXX", base);
    if (length < 0 || (size_t)length >= sizeof(path) || !mkdtemp(path)) {
        return sk_fail(info, SK_ERR_IO,
                       "cannot make a directory for the demo in '%s': %s; set TMPDIR to a place "
                       "that can be written",
                       base, strerror(errno));
    }
    memcpy(demo->directory, path, sizeof(path));
    return SK_OK;
}

/* In the child, between fork() and exec: async-signal-safe calls only. */
static void become_simulator(const char *program, char *const arguments[], int ready) {
    (void)dup2(ready, STDOUT_FILENO);
    int nothing = open("/dev/null", O_RDONLY);
    if (nothing >= 0) {
        (void)dup2(nothing, STDIN_FILENO); /* the scans on standard input are not meant for it */
    }
    (void)execv(program, arguments);
    _exit(127);
}

/* One line from fd, without the newline. False: there was none. */
static bool read_line(int fd, char *line, size_t size) {
    size_t length = 0;
    while (length + 1 < size) {
        struct pollfd wait = { .fd = fd, .events = POLLIN };
        int ready = poll(&wait, 1, READY_TIMEOUT_MS);
        if (ready < 0 && errno == EINTR) {
            continue;
        }
        if (ready <= 0 || read(fd, line + length, 1) != 1) {
            return false;
        }
        if (line[length] == '\n') {
            line[length] = '\0';
            return true;
        }
        length++;
    }
    return false;
}

static enum sk_err start(struct sk_demo *demo, const char *ca_file, int *port,
                         struct sk_err_info *info) {
    char program[PATH_SIZE];
    char ca_argument[] = "--ca-out";
    char ca_value[PATH_SIZE + 16];
    char parent[64];
    int ends[2];
    enum sk_err err = find_simulator(program, sizeof(program), info);
    if (err) {
        return err;
    }
    if (pipe(ends) != 0) {
        return sk_fail(info, SK_ERR_IO, "cannot make a pipe: %s", strerror(errno));
    }
    (void)snprintf(ca_value, sizeof(ca_value), "%s", ca_file);
    (void)snprintf(parent, sizeof(parent), "--exit-with-parent=%ld", (long)getpid());
    char *arguments[] = { program, ca_argument, ca_value, parent, NULL };
    demo->pid = fork();
    if (demo->pid == 0) {
        (void)close(ends[0]);
        become_simulator(program, arguments, ends[1]);
    }
    (void)close(ends[1]);
    char line[512];
    if (demo->pid < 0) {
        err = sk_fail(info, SK_ERR_NOMEM, "cannot start the simulator: %s", strerror(errno));
    } else if (!read_line(ends[0], line, sizeof(line)) ||
               sscanf(line, "ready http=%*[^ ] https=%d", port) != 1) {
        err = sk_fail(info, SK_ERR_IO, "the simulator did not start; run '%s' by itself to see why",
                      program);
    }
    (void)close(ends[0]);
    return err;
}

static enum sk_err set_text(char **member, const char *text, struct sk_err_info *info) {
    char *copy = strdup(text);
    if (!copy) {
        return sk_fail(info, SK_ERR_NOMEM, "not enough memory for the demo");
    }
    free(*member);
    *member = copy;
    return SK_OK;
}

static enum sk_err point_at(struct sk_config *config, const struct sk_demo *demo, int port,
                            const char *ca_file, struct sk_err_info *info) {
    char endpoint[32];
    char journal[PATH_SIZE + 16];
    char here[PATH_SIZE];
    char exports[PATH_SIZE + 32];
    (void)snprintf(endpoint, sizeof(endpoint), "127.0.0.1:%d", port);
    (void)snprintf(journal, sizeof(journal), "%s/journal.db", demo->directory);
    config->demo = true;
    config->demo_key_id = "sim-access-key-id";
    config->demo_key_secret = "sim-access-key-secret";
    config->demo_pin = "2468";
    config->demo_pin_line = "sag-kiosk-pin 1 scrypt 15 8 2 000102030405060708090a0b0c0d0e0f "
                            "f5d0771afbabf45081762d196180560e419d488d8595c88f3123ef44db4f0495";
    enum sk_err err = set_text(&config->cloud.endpoint, endpoint, info);
    if (!err) {
        err = set_text(&config->cloud.ca_file, ca_file, info);
    }
    if (!err && config->cloud.region[0] == '\0') {
        err = set_text(&config->cloud.region, "cn-hangzhou", info);
    }
    if (!err) {
        err = set_text(&config->cloud.proxy, "", info);
    }
    if (!err && config->supervisor.export_folder[0] == '\0' && getcwd(here, sizeof(here))) {
        /* The journal's folder goes with the demo. */
        (void)snprintf(exports, sizeof(exports), "%s/sag-kiosk-exports", here);
        err = set_text(&config->supervisor.export_folder, exports, info);
    }
    if (!err && config->journal.path[0] == '\0') {
        err = set_text(&config->journal.path, journal, info);
    }
    return err;
}

void sk_demo_defaults(struct sk_config *config) {
    config->guard.instance_reuse = SK_REUSE_ALLOW;
}

enum sk_err sk_demo_create(struct sk_demo **out, struct sk_config *config,
                           struct sk_err_info *info) {
    struct sk_demo *demo = calloc(1, sizeof(*demo));
    if (!demo) {
        return sk_fail(info, SK_ERR_NOMEM, "not enough memory for the demo");
    }
    char ca_file[PATH_SIZE + 16];
    int port = 0;
    enum sk_err err = make_directory(demo, info);
    if (!err) {
        (void)snprintf(ca_file, sizeof(ca_file), "%s/ca.pem", demo->directory);
        err = start(demo, ca_file, &port, info);
    }
    if (!err) {
        err = point_at(config, demo, port, ca_file, info);
    }
    if (err) {
        sk_demo_destroy(demo);
        return err;
    }
    *out = demo;
    return SK_OK;
}

/* The directory holds files only: journal and CA. */
static void remove_directory(const char *path) {
    DIR *directory = opendir(path);
    if (!directory) {
        return;
    }
    const struct dirent *entry;
    while ((entry = readdir(directory)) != NULL) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            (void)unlinkat(dirfd(directory), entry->d_name,
                           0); /* what cannot be removed stays in /tmp */
        }
    }
    (void)closedir(directory);
    (void)rmdir(path);
}

void sk_demo_destroy(struct sk_demo *demo) {
    if (!demo) {
        return;
    }
    if (demo->pid > 0) {
        (void)kill(demo->pid, SIGTERM);
        while (waitpid(demo->pid, NULL, 0) < 0 && errno == EINTR) {
        }
    }
    if (demo->directory[0]) {
        remove_directory(demo->directory);
    }
    free(demo);
}
